"""What a response plan has several of: partners, roles, places and support."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from pilots.views.editing import posted, posts_in_one_transaction, save_unless_outdated
from stakeholders.models import ResponsePlan
from stakeholders.plans.addresses import add_to, page_of
from stakeholders.plans.part_forms import PARTS, Part
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability

from .plans import page_below, plan_to_edit

FORM = "stakeholders/plans/form.html"


@needs(Capability.RUN_NETWORKS)
@posts_in_one_transaction
def plan_part_add(request: SignedInRequest, gss_code: str, part: str) -> HttpResponse:
    """Add a partner, a role, a place or support; a gap's link gives the kind or the role that is missing."""
    of = part_called(part)
    stored = plan_to_edit(request, gss_code)
    start = {name: request.GET[name] for name in ("kind", "role") if name in request.GET}
    return save_or_show(request, stored, of, of.model(plan=stored), f"Add {of.noun}", initial=start)


@needs(Capability.RUN_NETWORKS)
@posts_in_one_transaction
def plan_part(request: SignedInRequest, gss_code: str, part: str, pk: int) -> HttpResponse:
    """Change a part of a plan; 409 where somebody else has changed or removed it meanwhile."""
    of = part_called(part)
    stored = plan_to_edit(request, gss_code)
    row = rows_of(request, stored, of).filter(pk=pk).first()
    page = f"Change {of.noun}"
    if row is None:
        return removed_meanwhile(request, stored, of, pk, page)
    row.plan = stored
    address = reverse("plan_part_remove", args=[gss_code, part, pk])
    return save_or_show(request, stored, of, row, page, remove_url=address)


def removed_meanwhile(request: SignedInRequest, stored: ResponsePlan, of: Part, pk: int, page: str) -> HttpResponse:
    """Show what was typed about a part that is gone, to be added again; 404 where nothing was typed, or ever was."""
    if request.method != "POST" or not was_part(stored, of, pk):
        raise Http404
    form = of.form(posted(request), instance=of.model(plan=stored), user=request.user)
    context = page_below(stored.authority, page) | {"form": form, "is_removed": True, "action": add_to(stored, of.slug)}
    return render(request, FORM, context, status=409)


@needs(Capability.RUN_NETWORKS)
@posts_in_one_transaction
def plan_part_remove(request: SignedInRequest, gss_code: str, part: str, pk: int) -> HttpResponse:
    """Ask before a part is taken out of a plan, and take it out; the changes of the plan keep it."""
    of = part_called(part)
    stored, is_sent = plan_to_edit(request, gss_code), request.method == "POST"
    row = rows_of(request, stored, of).filter(pk=pk).first()
    if row is None and not (is_sent and was_part(stored, of, pk)):
        raise Http404
    if row and request.POST.get("version") != str(row.history.count()):
        page = page_below(stored.authority, f"Take {of.noun} out of the plan")
        context = page | {"row": row, "version": row.history.count(), "is_outdated": is_sent}
        return render(request, "stakeholders/plans/remove.html", context, status=409 if is_sent else 200)
    if row:
        row.delete()
        stored.note_change()
    messages.success(request, "Taken out of the plan")
    return redirect(page_of(stored))


def save_or_show(
    request: SignedInRequest, stored: ResponsePlan, of: Part, row, page: str, initial: dict | None = None, **more: Any
) -> HttpResponse:
    """Show the form of a part, or save it and go back to the plan."""

    def bind(data) -> Any:
        return of.form(data, instance=row, initial=initial, user=request.user)

    def show(form, status: int = 200, **context) -> HttpResponse:
        shown = page_below(stored.authority, page) | {"form": form, "of": of, **more, **context}
        return render(request, FORM, shown, status=status)

    return save_unless_outdated(request, bind, show, lambda form: page_of(stored))


def part_called(slug: str) -> Part:
    if slug not in PARTS:
        raise Http404
    return PARTS[slug]


def rows_of(request: SignedInRequest, stored: ResponsePlan, of: Part):
    return of.model._default_manager.visible_to(request.user).filter(plan=stored)


def was_part(stored: ResponsePlan, of: Part, pk: int) -> bool:
    """Say whether the plan ever had this part."""
    return of.model.history.filter(plan_id=stored.pk, id=pk).exists()
