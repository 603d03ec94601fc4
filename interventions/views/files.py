"""Files of an entry."""

from __future__ import annotations

from uuid import UUID

from django import forms
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from vru_portal import files, personal_data
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability

from .. import attachments, workflow
from ..models import Activity, Attachment


class AttachmentForm(forms.Form):
    """One file, checked by its content."""

    file = forms.FileField(
        label="File",
        help_text="A photograph, PDF, Word, Excel, CSV or text file of up to 10 MB. No names of young people, "
        "and no photograph in which one can be recognised.",
        error_messages={"required": "Choose a file", "empty": "The file is empty: choose another"},
    )

    def clean_file(self) -> files.CheckedFile:
        checked = files.check_upload(self.cleaned_data["file"])
        if found := personal_data.find(checked.name.rsplit(".", 1)[0].replace("_", " ")):
            raise forms.ValidationError(
                f"The file’s name looks as if it holds {personal_data.in_words(found)}: rename it"
            )
        return checked


@needs(Capability.LOG)
def attachment_add(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Add a file to an entry that is open to edits."""
    activity = get_object_or_404(Activity.objects.visible_to(request.user).for_page(), pk=pk)
    if not workflow.may_edit(request.user, activity):
        raise PermissionDenied
    form = AttachmentForm(request.POST, request.FILES) if request.method == "POST" else AttachmentForm()
    if form.is_valid():
        try:
            attachments.add(activity, form.cleaned_data["file"], by=request.user)
        except attachments.TooMany:
            form.add_error("file", f"An entry holds up to {attachments.MOST_FILES} files: remove one first")
        else:
            messages.success(request, "The file is added.")
            return redirect(activity)
    return render(request, "interventions/attachment_form.html", {"form": form, "activity": activity})


@needs(Capability.READ_APPROVED)
def attachment(request: SignedInRequest, pk: UUID) -> HttpResponseBase:
    """Serve a file to those who may read its entry."""
    stored = get_object_or_404(Attachment.objects.visible_to(request.user).current(), pk=pk)
    try:
        return files.file_response(stored.file, stored.name, stored.content_type)
    except FileNotFoundError as missing:
        raise Http404 from missing


@require_POST
@needs(Capability.LOG)
def attachment_remove(request: SignedInRequest, pk: UUID) -> HttpResponse:
    """Remove a file from an entry that is open to edits: its bytes go, that it was there stays known."""
    stored = get_object_or_404(
        Attachment.objects.visible_to(request.user).current().select_related("activity__authority"), pk=pk
    )
    attachments.remove(stored, by=request.user)
    messages.success(request, "The file is removed.")
    return redirect(stored.activity)
