"""Merging duplicates: choosing the other record, seeing what moves, and confirming it."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render

from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability
from vru_portal.asked import asked_for

from ..duplicates import duplicates_of_contact, duplicates_of_organisation
from ..merging import NotMergeable, merge, what_moves
from ..models import Contact, Organisation
from . import contacts, organisations

MEANWHILE = "One of the two was merged or erased in the meantime. Nothing was changed."


@needs(Capability.RUN_NETWORKS)
def contact_merge(request: SignedInRequest, pk: int) -> HttpResponse:
    """Merge the contact ``?other=`` into this one; both are kept by an authority of the person."""
    theirs = Contact.objects.visible_to(request.user).kept_by(request.user).named()
    theirs = theirs.select_related("authority__region", "organisation")
    kept = get_object_or_404(theirs, pk=pk)
    others = theirs.filter(authority__region=kept.authority.region).exclude(pk=pk).order_by("name", "pk")
    page = {
        "kind": "contact",
        "trail": contacts.trail_to(kept, "Merge"),
        "likely": [one for one in duplicates_of_contact(request.user, kept) if one in others],
    }
    return choose_or_confirm(request, kept, others, page, compared_contact)


@needs(Capability.REVIEW)
def organisation_merge(request: SignedInRequest, pk: int) -> HttpResponse:
    """Merge the organisation ``?other=`` into this one."""
    standing = Organisation.objects.visible_to(request.user, Capability.REVIEW).filter(merged_into=None)
    kept = get_object_or_404(standing.select_related("region"), pk=pk)
    others = standing.filter(region=kept.region).exclude(pk=pk).order_by("name")
    page = {
        "kind": "organisation",
        "trail": organisations.trail_to(kept, "Merge"),
        "likely": duplicates_of_organisation(request.user, kept),
    }
    return choose_or_confirm(request, kept, others, page, compared_organisation)


def choose_or_confirm(request: SignedInRequest, kept: Any, others: Any, page: dict, compared: Any) -> HttpResponse:
    """Ask which record is the duplicate, show what its merging moves, or do it."""
    other = asked_for(request, "other", others)
    page |= {"kept": kept, "other": other}
    if other is None:
        page["others"] = sorted(others, key=lambda one: one not in page["likely"])
        return render(request, "stakeholders/merging/choose.html", page)
    if request.method == "POST":
        return merged(request, kept, other)
    rows = zip(compared(kept).items(), compared(other).values(), strict=True)
    page |= {"rows": [(label, mine, theirs) for (label, mine), theirs in rows], "moves": what_moves(other)}
    return render(request, "stakeholders/merging/confirm.html", page)


def merged(request: SignedInRequest, kept: Any, other: Any) -> HttpResponse:
    try:
        merge(kept, other, by=request.user)
    except NotMergeable:
        messages.error(request, MEANWHILE)
    else:
        messages.success(request, "Merged. What referred to either refers to this one now.")
    return redirect(kept)


def compared_contact(contact: Contact) -> dict[str, Any]:
    """Return what tells two contacts apart, by its label."""
    return {
        "Name": contact.name,
        "Job or role": contact.role,
        "Organisation": contact.organisation or "",
        "E-mail address": contact.email,
        "Telephone": contact.telephone,
        "Kept by": contact.authority,
        "Last confirmed": f"{contact.confirmed_on:%-d %B %Y}",
    }


def compared_organisation(organisation: Organisation) -> dict[str, Any]:
    """Return what tells two organisations apart, by its label."""
    return {
        "Name": organisation.name,
        "Sector": organisation.get_sector_display(),
        "Specified authority": organisation.get_duty_display(),
        "Local authorities covered": ", ".join(map(str, organisation.covers.all())),
        "Services": organisation.services,
        "Website": organisation.website,
    }
