"""Reading meetings: those of a network, one of them, and its agenda to print."""

from __future__ import annotations

from uuid import UUID

from django.db.models import prefetch_related_objects
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.formats import date_format

from pilots.trail import trail
from stakeholders.meetings.attendance import turnout_of
from stakeholders.meetings.follow_through import agreed_at, carried_over
from stakeholders.models import Meeting, Network
from stakeholders.networks import rhythm
from vru_portal import keyset
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability

MOST_AHEAD = 50


@needs(Capability.RUN_NETWORKS)
def meetings(request: SignedInRequest, pk: int) -> HttpResponse:
    """The meetings of a network: those ahead, and the earlier ones with who came, 25 a page."""
    network = network_of(request, pk)
    all_of_them = Meeting.objects.visible_to(request.user).filter(network=network).with_counts()
    earlier = all_of_them.exclude(pk__in=all_of_them.ahead().values("pk"))
    context = {
        "network": network,
        "rhythm": rhythm.in_words(network.rhythm, network.rhythm_wording),
        "ahead": all_of_them.ahead()[:MOST_AHEAD],
        "page": keyset.page_for(request, earlier, ("-starts_at", "-id")),
        "trail": trail_of(network, "Meetings"),
    }
    return render(request, "stakeholders/meetings/list.html", context)


@needs(Capability.RUN_NETWORKS)
def meeting(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """One meeting: its agenda with what was agreed before, who came, notes, actions and its entry in the log."""
    shown = meeting_of(request, pk)
    prefetch_related_objects([shown], "activity__reach__audience")
    entry = getattr(shown, "activity", None)
    context = page_of(shown) | {
        "carried_over": carried_over(request.user, shown),
        "agreed": agreed_at(request.user, shown),
        "turnout": turnout_of(request.user, shown),
        "entry": entry,
        "may_open_entry": entry and (entry.status != "draft" or entry.author_id == request.user.pk),
    }
    return render(request, "stakeholders/meetings/meeting.html", context)


@needs(Capability.RUN_NETWORKS)
def meeting_agenda(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """The agenda as a page to print or to show in the room."""
    shown = meeting_of(request, pk)
    context = page_of(shown, "Agenda") | {"carried_over": carried_over(request.user, shown)}
    return render(request, "stakeholders/meetings/agenda.html", context)


def network_of(request: SignedInRequest, pk: int) -> Network:
    """Return the network if the person runs networks in its authority, else 404."""
    networks = Network.objects.visible_to(request.user, Capability.RUN_NETWORKS)
    return get_object_or_404(networks.select_related("authority__region", "pilot"), pk=pk)


def meeting_of(request: SignedInRequest, pk: UUID, *, lock: bool = False) -> Meeting:
    """Return the meeting if the person runs networks in its authority, else 404; locked where asked to."""
    rows = Meeting.objects.visible_to(request.user)
    if lock:
        rows = rows.select_for_update(of=("self",))
    related = ("network__authority__region", "network__pilot", "activity__author")
    return get_object_or_404(rows.select_related(*related), pk=pk)


def trail_of(network: Network, page: str, *steps: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way from the region over the network to a page about its meetings."""
    authority = network.authority
    places = [authority.region, authority, *([network.pilot] if network.pilot else []), network]
    return [*trail(*places, page=page)[:-1], *steps, (page, "")]


def page_of(shown: Meeting, page: str = "", **more) -> dict:
    """Return what every page about one meeting shows."""
    network, day = shown.network, date_format(shown.day, "j F Y")
    steps = [("Meetings", reverse("meetings", args=[network.pk]))]
    steps += [(day, shown.get_absolute_url())] if page else []
    return {
        "meeting": shown,
        "network": network,
        "page": page,
        "trail": trail_of(network, page or day, *steps),
        **more,
    }
