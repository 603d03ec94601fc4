"""Contacts: the list, the page of one, and keeping it right until it is erased."""

from __future__ import annotations

from django.contrib import messages
from django.db import transaction
from django.http import HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.http import require_POST

from pilots.models import LocalAuthority
from pilots.views.editing import posts_in_one_transaction, save_unless_outdated
from vru_portal import keyset
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability
from vru_portal.asked import asked_for

from ..contacts import exporting
from ..contacts.erasing import bearing_the_name, erase
from ..contacts.forms import ContactForm
from ..contacts.keeping import confirm, note_given_out
from ..contacts.listing import filtered, for_list, page_by_number
from ..contacts.page import about
from ..models import Contact, Organisation


@needs(Capability.RUN_NETWORKS)
def contacts(request: SignedInRequest) -> HttpResponse:
    """The list by name, 25 a page; those past their review date, longest overdue first."""
    asked = filtered(request)
    rows = asked.shown if asked.is_of_review else asked.shown.order_by("name", "pk")
    context = {
        "filter": asked,
        "page": page_by_number(request, for_list(rows, request.user)),
        "count": keyset.capped_count(asked.shown),
        "to_review": Contact.objects.visible_to(request.user).to_review().count(),
        "is_review": asked.is_of_review,
        "here": request.get_full_path(),
    }
    return render(request, "stakeholders/contacts/list.html", context)


@needs(Capability.RUN_NETWORKS)
def contact(request: SignedInRequest, pk: int) -> HttpResponse:
    """One contact; one that was merged leads on to the record that was kept."""
    shown = get_object_or_404(seen_by(request.user), pk=pk)
    if shown.merged_into and not shown.erased_at:
        return redirect(shown.merged_into)
    context = {
        "contact": shown,
        "trail": trail_to(shown),
        "may_erase": request.user.may_in(Capability.RUN_NETWORKS, shown.authority),
        **about(request.user, shown),
    }
    return render(request, "stakeholders/contacts/contact.html", context)


@needs(Capability.RUN_NETWORKS)
@posts_in_one_transaction
def contact_add(request: SignedInRequest) -> HttpResponse:
    """Add a contact to the authority ``?authority=``, of the organisation ``?organisation=`` if that is given."""
    offered = LocalAuthority.objects.visible_to(request.user, Capability.RUN_NETWORKS).select_related("region")
    authority = asked_for(request, "authority", offered) or offered.order_by("name")[0]
    if request.method == "POST":
        # Whoever adds a contact here waits, so that of two who add the same person the second is asked about the first.
        offered.select_for_update(of=("self",), no_key=True).get(pk=authority.pk)
    organisations = Organisation.objects.visible_to(request.user).filter(region=authority.region)
    start = {"organisation": asked_for(request, "organisation", organisations)}

    def bind(data) -> ContactForm:
        return ContactForm(data, instance=Contact(authority=authority), initial=start, user=request.user)

    def show(form: ContactForm, status: int = 200, **more) -> HttpResponse:
        context = {"form": form, "authority": authority, "authorities": offered.order_by("name"), **more}
        return render(request, "stakeholders/contacts/edit.html", page_of("Add a contact", **context), status=status)

    return save_unless_outdated(request, bind, show, lambda form: form.instance)


@needs(Capability.RUN_NETWORKS)
@posts_in_one_transaction
def contact_edit(request: SignedInRequest, pk: int) -> HttpResponse:
    """Change a contact; 409 with both versions where somebody else has changed it meanwhile."""
    stored = contact_to_change(request, pk)
    page = page_of("Change the contact", contact=stored, trail=trail_to(stored, "Change"), authority=stored.authority)

    def bind(data) -> ContactForm:
        return ContactForm(data, instance=stored, user=request.user)

    def show(form: ContactForm, status: int = 200, **more) -> HttpResponse:
        return render(request, "stakeholders/contacts/edit.html", page | more | {"form": form}, status=status)

    return save_unless_outdated(request, bind, show, lambda form: stored)


@require_POST
@needs(Capability.RUN_NETWORKS)
@posts_in_one_transaction
def contact_confirm(request: SignedInRequest, pk: int) -> HttpResponse:
    """Note that a contact is still right; it comes up for review again in a year."""
    shown = contact_to_change(request, pk)
    confirm(shown, request.user)
    messages.success(request, f"Confirmed. Review again by {shown.review_on:%-d %B %Y}.")
    onwards = request.POST.get("next", "")
    is_ours = url_has_allowed_host_and_scheme(onwards, {request.get_host()}, request.is_secure())
    return HttpResponseRedirect(onwards if is_ours else shown.get_absolute_url())


@needs(Capability.RUN_NETWORKS)
def contact_export(request: SignedInRequest, pk: int) -> HttpResponseBase:
    """Everything that is held about a contact, as one file to hand to them, ``?as=xlsx`` for Excel.

    That it was taken out is recorded in its history.
    """
    named = seen_by(request.user).named()
    kind = "xlsx" if request.GET.get("as") == "xlsx" else "json"
    answer = exporting.response(request.user, get_object_or_404(named, pk=pk), kind)
    with transaction.atomic():
        # Making the file takes a while: whoever was erased meanwhile is given out to nobody, and stays erased.
        note_given_out(get_object_or_404(named.select_for_update(of=("self",)), pk=pk), request.user)
    return answer


@needs(Capability.RUN_NETWORKS)
@posts_in_one_transaction
def contact_erase(request: SignedInRequest, pk: int) -> HttpResponse:
    """Say what goes and what stays; erase when that is confirmed."""
    shown = contact_to_change(request, pk, is_kept=True)
    if request.method == "POST":
        erase(shown, by=request.user)
        messages.success(request, "The contact is erased.")
        return redirect("contacts")
    told = about(request.user, shown)
    context = {
        "contact": shown,
        "trail": trail_to(shown, "Erase"),
        "bearing_the_name": bearing_the_name(request.user, shown),
        "is_one_word": " " not in shown.name.strip(),
        "still_members": [one for one in told["memberships"] if one.is_current],
        **told,
    }
    return render(request, "stakeholders/contacts/erase.html", context)


def seen_by(user):
    """Return the contacts that the person may see, with what their pages name."""
    return Contact.objects.visible_to(user).select_related("authority__region", "organisation", "merged_into")


def contact_to_change(request: SignedInRequest, pk: int, *, is_kept: bool = False) -> Contact:
    """Return a named contact whom the person may see, else 404; locked while what was posted is stored.

    ``is_kept``: only those whom an authority of the person keeps.
    """
    rows = seen_by(request.user).named()
    if is_kept:
        rows = rows.kept_by(request.user)
    if request.method == "POST":
        rows = rows.select_for_update(of=("self",))
    return get_object_or_404(rows, pk=pk)


def page_of(page: str, **more) -> dict:
    trail = [("Contacts", reverse("contacts")), (page, "")]
    return {"page": page, "trail": trail, **more}


def trail_to(contact: Contact, page: str = "") -> list[tuple[str, str]]:
    """Return the way from the list to a contact, or to a page below it."""
    steps = [("Contacts", reverse("contacts")), (str(contact), contact.get_absolute_url() if page else "")]
    return [*steps, (page, "")] if page else steps
