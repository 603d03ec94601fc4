"""Invitations and calendars."""

from __future__ import annotations

from uuid import UUID

from allauth.core.internal import ratelimit
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.views.decorators.http import conditional_page, require_safe

from stakeholders.meetings import calendar as ical
from stakeholders.meetings.links import end_link, link_of, make_link, meetings_in_calendar, owner_of
from stakeholders.models import Meeting
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability

# A calendar program asks a few times an hour; an office of them shares one address.
RATE = {"calendar_feed": "120/m/ip"}


@needs(Capability.RUN_NETWORKS)
def meeting_invitation(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One meeting as a file for calendars."""
    meetings = Meeting.objects.visible_to(request.user).select_related("network").with_last_change()
    meeting = get_object_or_404(meetings, pk=pk)
    response = HttpResponse(ical.invitation(meeting), content_type=f"{ical.CONTENT_TYPE}; method=PUBLISH")
    response.headers["Content-Disposition"] = f'attachment; filename="meeting-{meeting.day:%Y-%m-%d}.ics"'
    return response


@needs(Capability.RUN_NETWORKS)
def calendar(request: SignedInRequest) -> HttpResponse:
    """Make, replace or end the address of one's own calendar of meetings. It is shown this once."""
    if request.POST.get("action") == "end":
        end_link(request.user)
        messages.success(request, "The calendar link is ended. Calendars that use it find nothing any more.")
        return redirect("calendar")
    made = request.method == "POST" and settings.SITE_URL + reverse("calendar_feed", args=[make_link(request.user)])
    context = {"link": link_of(request.user), "address": made, "subscribe": made and f"webcal:{made.partition(':')[2]}"}
    return render(request, "stakeholders/meetings/calendar.html", context)


@require_safe
@conditional_page
def calendar_feed(request: HttpRequest, token: str) -> HttpResponse:
    """The calendar of whoever the address was made for: what they may see now. The address is the key."""
    if not ratelimit.consume(request, app="portal", action="calendar_feed", config=RATE, limit_get=True):
        return HttpResponse("Too many requests", status=429, content_type="text/plain", headers={"Retry-After": "60"})
    owner = owner_of(token)
    if owner is None:
        raise Http404
    response = HttpResponse(ical.feed(meetings_in_calendar(owner)), content_type=ical.CONTENT_TYPE)
    response.headers["Cache-Control"] = "private, no-cache"
    return response
