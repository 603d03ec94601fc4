"""What a pilot has several of: entries of context and evidence, and sites."""

from __future__ import annotations

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import timezone
from django.views.decorators.http import require_POST

from pilots.forms import ContextForm, SiteForm
from pilots.models import ContextEntry, Site
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability

from .editing import pilot_to_edit, posts_in_one_transaction, save_or_show

FORMS = {"context": (ContextEntry, ContextForm), "site": (Site, SiteForm)}
NOUNS = {"context": "context and evidence", "site": "a site"}


@needs(Capability.EDIT_PILOTS)
@posts_in_one_transaction
def add(request: SignedInRequest, gss_code: str, slug: str, part: str) -> HttpResponse:
    """Add an entry of context or a site to a pilot."""
    pilot = pilot_to_edit(request, gss_code, slug)
    model, form = FORMS[part]
    new = model(pilot=pilot)
    return save_or_show(request, pilot, lambda data: form(data, instance=new), f"Add {NOUNS[part]}")


@needs(Capability.EDIT_PILOTS)
@posts_in_one_transaction
def edit(request: SignedInRequest, gss_code: str, slug: str, pk: int, part: str) -> HttpResponse:
    """Change an entry of context or a site of a pilot; 409 where somebody else has changed it meanwhile."""
    pilot = pilot_to_edit(request, gss_code, slug)
    in_use = ContextEntry.objects.visible_to(request.user).filter(withdrawn_at=None)
    rows = in_use if part == "context" else Site.objects.visible_to(request.user)
    row = get_object_or_404(rows, pilot=pilot, pk=pk)
    more = {"withdraw_url": reverse("context_withdraw", args=[gss_code, slug, pk])} if part == "context" else {}
    _, form = FORMS[part]
    return save_or_show(request, pilot, lambda data: form(data, instance=row), f"Change {NOUNS[part]}", **more)


@require_POST
@needs(Capability.EDIT_PILOTS)
@posts_in_one_transaction
def context_withdraw(request: SignedInRequest, gss_code: str, slug: str, pk: int) -> HttpResponse:
    """Take an entry of context off the page, once. It stays in the history."""
    pilot = pilot_to_edit(request, gss_code, slug)
    entry = get_object_or_404(ContextEntry.objects.visible_to(request.user).filter(pilot=pilot), pk=pk)
    if not entry.withdrawn_at:
        entry.withdrawn_at = timezone.now()
        entry.save()
    messages.success(request, "Withdrawn")
    return redirect(pilot)
