"""Importing contacts from a spreadsheet: upload, preview, confirm."""

from __future__ import annotations

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse

from pilots.models import LocalAuthority
from vru_portal import spreadsheets
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability
from vru_portal.asked import asked_for

from ..importing import template_sheet
from ..importing.forms import ImportForm
from ..importing.preview import Preview
from ..importing.resource import ChangedMeanwhile, ContactResource
from ..importing.task import Task, Waiting, seal, unseal
from ..models import Network

PAGE = "Import contacts"
# Typed words are shown back where a form fails; what ends so is none of them.
SEALED = "sheet-keeper"
TOO_OLD = "That preview was made more than an hour ago. Choose the spreadsheet again."


@needs(Capability.RUN_NETWORKS)
def contact_import(request: SignedInRequest) -> HttpResponse:
    """Take a spreadsheet and show what it would do; the page that shows it can confirm. ``?network=`` chooses one."""
    if SEALED in request.POST:
        return go_on(request)
    form = ImportForm(request.POST or None, request.FILES or None, user=request.user, initial=about(request))
    return show_preview(request, form.task()) if form.is_valid() else show_form(request, form)


def about(request: SignedInRequest) -> dict:
    """Return what the address fills in: the network, with its authority, and what holds for the whole sheet."""
    networks = Network.objects.visible_to(request.user, Capability.RUN_NETWORKS).current()
    authorities = LocalAuthority.objects.visible_to(request.user, Capability.RUN_NETWORKS)
    network, authority = asked_for(request, "network", networks), asked_for(request, "authority", authorities)
    given = {"network": network, "authority": network.authority_id if network else authority}
    given |= {name: request.GET.get(name) for name in ("lawful_basis", "review_on", "joined_on")}
    return {name: value for name, value in given.items() if value}


def show_form(request: SignedInRequest, form: ImportForm) -> HttpResponse:
    return render(request, "stakeholders/importing/upload.html", {"form": form, **page()})


def show_preview(request: SignedInRequest, task: Task, *, changed: bool = False) -> HttpResponse:
    """Try the import and show what it would do, with the button that confirms it where nothing is wrong."""
    preview = Preview(task, ContactResource(task, request.user).run(dry_run=True))
    sealed = "" if preview.wrong else seal(task, request.user, preview.digest)
    context = {"preview": preview, "sealed": sealed, "sealed_name": SEALED, "changed": changed}
    return render(request, "stakeholders/importing/preview.html", {**context, **page()}, status=409 if changed else 200)


def go_on(request: SignedInRequest) -> HttpResponse:
    """Store what was previewed, or preview it with contacts updated or left as they are."""
    waiting = unseal(request.POST[SEALED], request.user)
    if waiting is None:
        messages.error(request, TOO_OLD)
        return redirect("contact_import")
    task = task_of(request, waiting)
    if request.POST.get("action") != "confirm":
        return show_preview(request, task.updating(request.POST.get("action") == "update"))
    try:
        done = store(request, task, waiting.digest)
    except (ChangedMeanwhile, IntegrityError):
        return show_preview(request, task, changed=True)
    messages.success(request, f"{done.stored_in_words}.")
    return redirect("network_members", task.network.pk) if task.network else redirect("contacts")


def task_of(request: SignedInRequest, waiting: Waiting) -> Task:
    """Return the task with its authority and network, if the person may still keep contacts there; 404 otherwise."""
    authorities = LocalAuthority.objects.visible_to(request.user, Capability.RUN_NETWORKS)
    authority = get_object_or_404(authorities, pk=waiting.authority_id)
    networks = Network.objects.visible_to(request.user, Capability.RUN_NETWORKS).current()
    network = get_object_or_404(networks, pk=waiting.network_id, authority=authority) if waiting.network_id else None
    return waiting.task(authority, network)


@transaction.atomic
def store(request: SignedInRequest, task: Task, expected: str) -> Preview:
    """Store the rows of a task, one import of an authority at a time, and return what was done."""
    own = LocalAuthority.objects.visible_to(request.user)
    own.select_for_update(of=("self",), no_key=True).get(pk=task.authority.pk)  # nobody else has to wait
    return Preview(task, ContactResource(task, request.user, expected).run(dry_run=False))


@needs(Capability.RUN_NETWORKS)
def contact_import_template(request: SignedInRequest) -> HttpResponseBase:
    """Download the sheet to fill in, as ``?kind=`` xlsx or csv."""
    kind = request.GET.get("kind", "xlsx")
    if kind not in {"csv", "xlsx"}:
        raise Http404
    return spreadsheets.response(kind, "contacts", template_sheet.headings(), [template_sheet.example()])


def page() -> dict:
    return {"page": PAGE, "trail": [("Networks", reverse("networks")), ("Contacts", reverse("contacts")), (PAGE, "")]}
