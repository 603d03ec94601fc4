"""A meeting of a network as an entry of the log: made from what the meeting knows, and once."""

from __future__ import annotations

from typing import cast

from django import forms
from django.db import transaction
from django.db.models import Q

from pilots.models import Pilot
from stakeholders.meetings.attendance import CAME, attendances_of, turnout_of
from stakeholders.models import Meeting, Network, Organisation
from vru_portal import personal_data

from .models import Activity, ActivityKind, AudienceGroup, Reach
from .models.activity import Status
from .places import pilots_to_log_in, places_of

KIND = "Meeting"
AUDIENCE = "Professionals"
LONGEST_TITLE = 150


class PilotForm(forms.Form):
    """Which pilot the meeting counts for."""

    pilot: forms.ModelChoiceField = forms.ModelChoiceField(None, label="Pilot", empty_label="Choose a pilot")

    def __init__(self, *args, pilots, **kwargs):
        super().__init__(*args, **kwargs)
        field = cast(forms.ModelChoiceField, self.fields["pilot"])
        field.queryset = pilots
        field.error_messages["required"] = "Choose the pilot that the meeting counts for"


def pilots_for(user, network: Network):
    """Return the pilots for which the person may log the network's meetings: its own, or any of its authority."""
    ours = Q(pk=network.pilot_id) if network.pilot_id else Q(authority=network.authority_id)
    return pilots_to_log_in(user).filter(ours)


def entry_of(meeting: Meeting) -> Activity | None:
    """Return the meeting's entry. One that was cancelled counts nothing, and leaves the meeting to another."""
    entry = getattr(meeting, "activity", None)
    return entry if entry and entry.status != Status.CANCELLED else None


@transaction.atomic
def draw_up(meeting: Meeting, pilot: Pilot, *, by) -> Activity:
    """Store and return a draft of the meeting's entry, or return the one that somebody else has just stored."""
    meeting = Meeting.objects.visible_to(by).select_for_update(of=("self",)).get(pk=meeting.pk)
    if entry := entry_of(meeting):
        return entry
    free(meeting)
    entry = Activity(meeting=meeting, author=by, status=Status.DRAFT, **told_by(meeting, pilot))
    entry.save()
    entry.partners.set(organisations_at(by, meeting))
    count_reach(entry, turnout_of(by, meeting).people)
    return entry


def free(meeting: Meeting) -> None:
    """Take a cancelled entry off its meeting."""
    if cancelled := getattr(meeting, "activity", None):
        cancelled.meeting = None
        cancelled.save()


def told_by(meeting: Meeting, pilot: Pilot) -> dict:
    """Return what the meeting says about its entry."""
    _, _, (_, locality, site) = places_of(pilot)[0]
    # The log asks about postcodes and numbers, which a room may well have.
    venue = "" if personal_data.find(meeting.place) else meeting.place
    return {
        "pilot": pilot,
        "locality": locality,
        "site": site,
        "venue": venue,
        "kind": ActivityKind.objects.get_or_create(name=KIND)[0],
        "title": f"Meeting: {meeting.network}"[:LONGEST_TITLE],
        "starts_on": meeting.day,
        "minutes": round((meeting.ends_at - meeting.starts_at).total_seconds() / 60),
    }


def organisations_at(user, meeting: Meeting):
    """Return the organisations of the members who came."""
    came = attendances_of(user, meeting).filter(answer=CAME)
    as_member, as_contact = ("membership__organisation", "membership__contact__organisation")
    keys = {one or other for one, other in came.values_list(as_member, as_contact)} - {None}
    return (
        Organisation.objects.visible_to(user).filter(Q(pk__in=keys) | Q(merged__in=keys), merged_into=None).distinct()
    )


def count_reach(entry: Activity, people: int) -> None:
    """Count those who came, guests too, as professionals; where nobody was counted, nothing."""
    if people:
        audience, _ = AudienceGroup.objects.get_or_create(name=AUDIENCE)
        Reach(activity=entry, audience=audience, number=people).save()


def meeting_behind(entry: Activity, user) -> Meeting | None:
    """Return a meeting that an entry typed by hand may be about: of its pilot's network, on the same day."""
    if entry.kind.name != KIND:
        return None
    last_day = entry.ends_on or entry.starts_on
    of_pilot = Q(network__pilot=entry.pilot) | Q(network__pilot=None, network__authority=entry.pilot.authority_id)
    meetings = Meeting.objects.visible_to(user).taking_place().filter(of_pilot)
    on_the_day = meetings.filter(starts_at__date__range=(entry.starts_on, last_day))
    return on_the_day.select_related("network", "activity").order_by("network__pilot", "starts_at").first()
