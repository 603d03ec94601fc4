"""Addresses of the log, its review and the home page."""

from django.urls import path

from .views import entries, files, home, lists, log, meetings, removal, review

urlpatterns = [
    path("", home.home, name="home"),
    path("notifications/", home.notifications, name="notifications"),
    path("notifications/read/", home.notifications_read, name="notifications_read"),
    path("activities/", lists.activities, name="activities"),
    path("activities/export.csv", lists.activities_file, {"kind": "csv"}, name="activities_csv"),
    path("activities/export.xlsx", lists.activities_file, {"kind": "xlsx"}, name="activities_xlsx"),
    path("activities/new/", log.activity_new, name="activity_new"),
    path("activities/<uuid:pk>/", entries.activity, name="activity"),
    path("activities/<uuid:pk>/edit/", log.activity_edit, name="activity_edit"),
    path("activities/<uuid:pk>/move/<slug:name>/", entries.activity_move, name="activity_move"),
    path("activities/<uuid:pk>/changes/", entries.activity_changes, name="activity_changes"),
    path("activities/<uuid:pk>/redact/", removal.activity_redact, name="activity_redact"),
    path("activities/<uuid:pk>/files/", files.attachment_add, name="attachment_add"),
    path("activities/<uuid:pk>/next-step-done/", entries.next_step_done, name="next_step_done"),
    path("files/<uuid:pk>/", files.attachment, name="attachment"),
    path("files/<uuid:pk>/remove/", files.attachment_remove, name="attachment_remove"),
    path("networks/meetings/<uuid:pk>/log/", meetings.meeting_log, name="meeting_log"),
    path("unsaved/<uuid:activity_id>/keep/", log.unsaved_keep, name="unsaved_keep"),
    path("unsaved/<uuid:pk>/", log.unsaved_entry, name="unsaved"),
    path("unsaved/<uuid:pk>/discard/", log.unsaved_discard, name="unsaved_discard"),
    path("review/", review.review_queue, name="review_queue"),
    path("review/<uuid:pk>/", review.review_decide, name="review_decide"),
    path("review/approve-several/", review.review_approve_several, name="review_approve_several"),
]
