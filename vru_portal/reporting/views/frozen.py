"""Freezing the figures of a closed quarter."""

from __future__ import annotations

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone

from pilots.trail import trail
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability
from vru_portal.quarters import Quarter, period_from

from ..areas import Area, authority_for
from ..dashboards.figures import figures_for
from ..dashboards.freeze_form import CHANGED, FreezeForm
from ..dashboards.lines import name_of, names_of, number_in_words
from ..dashboards.period_form import EARLIEST
from ..frozen import Standing, digest_of, freeze, reasons_since, standing_of


@needs(Capability.REVIEW)
def figures_freeze(request: SignedInRequest, gss_code: str, quarter: str) -> HttpResponse:
    """Show what would be frozen beside what was, and freeze it; a quarter that is not over cannot be."""
    area, period = authority_for(request.user, gss_code), quarter_called(quarter)
    if not request.user.may_in(Capability.REVIEW, area.authority):
        raise PermissionDenied
    figures = figures_for(request.user, area, period, timezone.localdate())
    standing = standing_of(request.user, figures)
    context = {"area": area, "quarter": period, "standing": standing, "trail": trail_of(area, period)}
    if standing is None:
        return render(
            request, "reporting/dashboards/freeze.html", context, status=200 if request.method == "GET" else 409
        )
    form = FreezeForm(
        request.POST if request.method == "POST" else None,
        seen=f"{len(standing.revisions)} {digest_of(figures)}",
        is_first=not standing.revisions,
        known={area.name},
    )
    if form.is_valid() and standing.is_worth_freezing:
        try:
            with transaction.atomic():
                reason = form.cleaned_data.get("reason", "")
                freeze(figures, by=request.user, reason=reason, revision=len(standing.revisions) + 1)
        except IntegrityError:
            form.add_error(None, CHANGED)
        else:
            messages.success(request, f"The figures of {period.label} are frozen as at today")
            return redirect(f"{area.address}?period={period.slug}")
    if form.is_bound:
        form.show_again()
    names = names_of(figures)
    rows = [(name_of(key, names), number_in_words(key, number)) for key, number in figures.flat().items()]
    return render(
        request,
        "reporting/dashboards/freeze.html",
        context | {"form": form, "rows": rows, "reasons": reasons(request, area, standing)},
    )


def reasons(request: SignedInRequest, area: Area, standing: Standing) -> list:
    if not standing.latest:
        return []
    return reasons_since(request.user, area, standing.quarter, standing.latest.frozen_at)


def quarter_called(slug: str) -> Quarter:
    """Return the quarter that an address names; Http404 where it names none, or one before there are figures."""
    try:
        found = period_from(slug)
    except ValueError:
        raise Http404 from None
    if not isinstance(found, Quarter) or found.start < EARLIEST:
        raise Http404
    return found


def trail_of(area: Area, quarter: Quarter) -> list[tuple[str, str]]:
    steps = trail(area.region, area.authority, page="Dashboard")
    address = f"{area.address}?period={quarter.slug}"
    return [
        ("All dashboards", f"{reverse('dashboards')}?show=all"),
        *steps[:-1],
        ("Dashboard", address),
        ("Freeze figures", ""),
    ]
