"""Organisations: the list of the region, the page of one, and keeping it up to date."""

from __future__ import annotations

from django.db import IntegrityError, transaction
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from pilots.models import Region
from pilots.views.editing import posts_in_one_transaction, save_unless_outdated
from vru_portal import keyset
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability
from vru_portal.asked import asked_for

from ..models import Organisation
from ..organisations.forms import OrganisationForm
from ..organisations.listing import ORDER, filtered
from ..organisations.page import about


@needs(Capability.SEE_PLACES)
def organisations(request: SignedInRequest) -> HttpResponse:
    """The list of the region, 25 a page."""
    asked = filtered(request)
    context = {
        "filter": asked,
        "page": keyset.page_for(request, asked.shown.prefetch_related("covers"), ORDER),
        "count": keyset.capped_count(asked.shown),
        "may_edit": request.user.may(Capability.RUN_NETWORKS),
    }
    return render(request, "stakeholders/organisations/list.html", context)


@needs(Capability.SEE_PLACES)
def organisation(request: SignedInRequest, pk: int) -> HttpResponse:
    """One organisation; one that was merged leads on to the one that was kept."""
    rows = Organisation.objects.visible_to(request.user).select_related("region", "merged_into")
    shown = get_object_or_404(rows, pk=pk)
    if shown.merged_into:
        return redirect(shown.merged_into)
    context = {
        "organisation": shown,
        "trail": trail_to(shown),
        "may_edit": shown.region_id in request.user.regions_with(Capability.RUN_NETWORKS),
        "may_merge": shown.region_id in request.user.regions_with(Capability.REVIEW),
        **about(request.user, shown),
    }
    return render(request, "stakeholders/organisations/organisation.html", context)


@needs(Capability.RUN_NETWORKS)
@posts_in_one_transaction
def organisation_add(request: SignedInRequest) -> HttpResponse:
    """Add an organisation to the region ``?region=``, which has to be said only where there are several."""
    regions = request.user.regions_with(Capability.RUN_NETWORKS)
    offered = Region.objects.visible_to(request.user).filter(pk__in=regions).order_by("name")
    new = Organisation(region=asked_for(request, "region", offered) or offered[0])
    return save_or_show(request, new, "Add an organisation", regions=offered)


@needs(Capability.RUN_NETWORKS)
@posts_in_one_transaction
def organisation_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change an organisation; 409 with both versions where somebody else has changed it meanwhile."""
    rows = Organisation.objects.visible_to(request.user, Capability.RUN_NETWORKS).filter(merged_into=None)
    if request.method == "POST":
        rows = rows.select_for_update(of=("self",))
    stored = get_object_or_404(rows.select_related("region"), pk=pk)
    return save_or_show(request, stored, "Change the organisation")


def save_or_show(request: SignedInRequest, stored: Organisation, page: str, **more) -> HttpResponse:
    """Show the form of an organisation, or save it."""
    # Binding fills in the organisation: the page names it as it is stored.
    context = {"organisation": stored, "name": stored.name, "page": page, "trail": trail_to(stored, page), **more}

    def bind(data) -> OrganisationForm:
        return OrganisationForm(data, instance=stored, user=request.user)

    def show(form: OrganisationForm, status: int = 200, **also) -> HttpResponse:
        return render(request, "stakeholders/organisations/edit.html", context | also | {"form": form}, status=status)

    return save_unless_outdated(request, bind, show, lambda form: form.instance, save)


def save(form: OrganisationForm) -> None:
    """Save a valid form, unless somebody took the name at the same moment: then the form says so."""
    try:
        with transaction.atomic():
            form.save()
    except IntegrityError:
        form.full_clean()


def trail_to(organisation: Organisation, page: str = "") -> list[tuple[str, str]]:
    """Return the way from the list to an organisation, or to a page below it; a new one has no page yet."""
    steps = [("Organisations", reverse("organisations"))]
    if organisation.pk:
        steps.append((organisation.name, organisation.get_absolute_url() if page else ""))
    return [*steps, (page, "")] if page else steps
