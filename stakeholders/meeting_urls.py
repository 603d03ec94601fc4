"""Addresses of meetings, their actions and calendars."""

from django.urls import path

from .views import actions, attendance, calendar, meetings, scheduling

urlpatterns = [
    path("networks/<int:pk>/meetings/", meetings.meetings, name="meetings"),
    path("networks/<int:pk>/meetings/schedule/", scheduling.meeting_schedule, name="meeting_schedule"),
    path("networks/meetings/<uuid:pk>/", meetings.meeting, name="meeting"),
    path("networks/meetings/<uuid:pk>/agenda/", meetings.meeting_agenda, name="meeting_agenda"),
    path("networks/meetings/<uuid:pk>/edit/", scheduling.meeting_edit, name="meeting_edit"),
    path("networks/meetings/<uuid:pk>/cancel/", scheduling.meeting_cancel, name="meeting_cancel"),
    path("networks/meetings/<uuid:pk>/invitation.ics", calendar.meeting_invitation, name="meeting_invitation"),
    path("networks/meetings/<uuid:pk>/attendance/", attendance.meeting_attendance, name="meeting_attendance"),
    path("networks/meetings/<uuid:pk>/held/", attendance.meeting_held, name="meeting_held"),
    path("networks/meetings/<uuid:pk>/not-held/", attendance.meeting_not_held, name="meeting_not_held"),
    path("networks/meetings/<uuid:pk>/notes/", attendance.meeting_notes, name="meeting_notes"),
    path("networks/meetings/<uuid:pk>/actions/add/", actions.action_add, name="action_add"),
    path("networks/actions/<int:pk>/", actions.action_edit, name="action_edit"),
    path("networks/actions/<int:pk>/done/", actions.action_done, name="action_done"),
    path("networks/calendar/", calendar.calendar, name="calendar"),
    path("calendar/<str:token>.ics", calendar.calendar_feed, name="calendar_feed"),
]
