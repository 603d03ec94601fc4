"""Networks: the list, the page of one, and keeping it and its headcounts up to date."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone

from pilots.models import LocalAuthority, Pilot
from pilots.views.editing import posted, posts_in_one_transaction, save_unless_outdated
from vru_portal import keyset
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability
from vru_portal.asked import asked_for

from ..joining.waiting import joining
from ..models import Headcount, Network
from ..networks import listing, page
from ..networks.forms import NetworkForm, NewNetworkForm
from ..networks.headcount_form import HeadcountForm
from ..networks.missing import members_of


@needs(Capability.SEE_PLACES)
def networks(request: SignedInRequest) -> HttpResponse:
    """The networks of the person's authorities, 25 a page."""
    asked = listing.filtered(request)
    shown = keyset.page_for(request, asked.shown, listing.ORDER)
    context = {
        "filter": asked,
        "page": shown,
        "rows": listing.rows_of(request.user, shown),
        "count": keyset.capped_count(asked.shown),
        "may_run": request.user.may(Capability.RUN_NETWORKS),
    }
    return render(request, "stakeholders/networks/list.html", context)


@needs(Capability.SEE_PLACES)
def network(request: SignedInRequest, pk: int) -> HttpResponse:
    """One network: how many take part, how it grew and who is missing; and, for those who run it, who stays away."""
    shown = get_object_or_404(for_page(Network.objects.visible_to(request.user)), pk=pk)
    may_run = request.user.may_in(Capability.RUN_NETWORKS, shown.authority)
    members = members_of(shown)
    context = {
        "network": shown,
        "trail": [*trail_to(shown)[:-1], (shown.name, "")],
        "today": timezone.localdate(),
        "may_run": may_run,
        **page.figures_of(shown, members, timezone.localdate()),
    }
    if may_run:
        context |= page.people_of(request.user, shown, members) | {"joining": joining(request.user, shown)}
    return render(request, "stakeholders/networks/network.html", context)


@needs(Capability.RUN_NETWORKS)
@posts_in_one_transaction
def network_add(request: SignedInRequest) -> HttpResponse:
    """Add a network to a pilot, ``?pilot=``, or to a local authority as a whole."""
    authorities = LocalAuthority.objects.visible_to(request.user, Capability.RUN_NETWORKS).select_related("region")
    if request.method == "POST":
        # Two that are sent at once do not take the same name and address.
        authorities = authorities.select_for_update(of=("self",))
    pilots = Pilot.objects.visible_to(request.user, Capability.RUN_NETWORKS).current()
    asked = asked_for(request, "pilot", pilots)
    offered = {"pilots": list(pilots.order_by("name")), "authorities": list(authorities.order_by("name"))}
    start = {"belongs_to": f"pilot-{asked.pk}"} if asked else {}
    form = NewNetworkForm(posted(request), user=request.user, initial=start, **offered)
    if form.is_valid():
        made = form.save()
        messages.success(request, "The network is added.")
        return redirect(made)
    context = {
        "form": form,
        "page": "Add a network",
        "trail": [("Networks", reverse("networks")), ("Add a network", "")],
        "back": back_of(asked),
    }
    return render(request, "stakeholders/networks/form.html", context)


@needs(Capability.RUN_NETWORKS)
@posts_in_one_transaction
def network_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a network; 409 with both versions where somebody else has changed it meanwhile."""
    stored = network_run_by(request, pk)
    # Binding fills in the network: the page names it as it is stored.
    context = page_of(stored, "Change the details")

    def show(form: NetworkForm, status: int = 200, **more) -> HttpResponse:
        return render(request, "stakeholders/networks/form.html", context | more | {"form": form}, status=status)

    def bind(data) -> NetworkForm:
        return NetworkForm(data, instance=stored, user=request.user)

    return save_unless_outdated(request, bind, show, lambda form: stored)


@needs(Capability.RUN_NETWORKS)
@posts_in_one_transaction
def headcount_add(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note how many members somebody has counted, as at when, and who says so."""
    stored = network_run_by(request, pk)
    return save_headcount(request, stored, Headcount(network=stored), "Add a counted figure")


@needs(Capability.RUN_NETWORKS)
@posts_in_one_transaction
def headcount_edit(request: SignedInRequest, pk: int, headcount: int) -> HttpResponse:
    """Correct a headcount; the figure before stays in its history."""
    stored = network_run_by(request, pk)
    seen = Headcount.objects.visible_to(request.user, Capability.RUN_NETWORKS).filter(network=stored)
    return save_headcount(request, stored, get_object_or_404(seen, pk=headcount), "Correct a counted figure")


def save_headcount(request: SignedInRequest, of: Network, headcount: Headcount, page: str) -> HttpResponse:
    headcount.network = of

    def show(form: HeadcountForm, status: int = 200, **more) -> HttpResponse:
        context = page_of(of, page) | more | {"form": form}
        return render(request, "stakeholders/networks/headcount.html", context, status=status)

    return save_unless_outdated(
        request,
        lambda data: HeadcountForm(data, instance=headcount),
        show,
        lambda form: f"{of.get_absolute_url()}#size",
    )


# What other pages of a network need, too ---------------------------------------------------------------------------


def for_page(networks):
    return networks.select_related("authority__region", "pilot__authority", "source")


def network_run_by(request: SignedInRequest, pk: int) -> Network:
    """Return the network if the person runs it, else 404; locked while what was posted is stored."""
    rows = for_page(Network.objects.visible_to(request.user, Capability.RUN_NETWORKS))
    if request.method == "POST":
        rows = rows.select_for_update(of=("self",))
    return get_object_or_404(rows, pk=pk)


def trail_to(network: Network, *pages: tuple[str, str]) -> list[tuple[str, str]]:
    """Return the way from the list of networks to the page of one, and on to pages below it."""
    return [("Networks", reverse("networks")), (network.name, network.get_absolute_url()), *pages]


def page_of(network: Network, page: str, *above: tuple[str, str]) -> dict[str, Any]:
    """Return what a page below a network's shows around its form."""
    return {
        "network": network,
        "name": network.name,
        "page": page,
        "trail": trail_to(network, *above, (page, "")),
        "back": network.get_absolute_url(),
    }


def back_of(pilot: Pilot | None) -> str:
    return pilot.get_absolute_url() if pilot else reverse("networks")
