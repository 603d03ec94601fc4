"""Adding files to an entry and removing them, while the entry is open to edits."""

from __future__ import annotations

from functools import partial
from hashlib import sha256

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils import timezone

from vru_portal.files import CheckedFile

from . import workflow
from .models import Activity, Attachment

MOST_FILES = 20


class TooMany(Exception):
    """The entry holds as many files as it may."""


@transaction.atomic
def add(activity: Activity, checked: CheckedFile, *, by) -> Attachment:
    """Store a checked file, or return it where the entry holds the same bytes already.

    Raises PermissionDenied on an entry that is no longer open, and TooMany.
    """
    entry = locked(activity, by)
    digest = sha256(b"".join(checked.content.chunks())).hexdigest()
    current = entry.attachments.current()
    if same := current.filter(digest=digest).first():
        return same
    if current.count() >= MOST_FILES:
        raise TooMany
    attachment = Attachment(
        activity=entry,
        name=checked.name,
        content_type=checked.content_type,
        size=checked.content.size,
        digest=digest,
        added_by=by,
    )
    attachment.file.save(checked.name, checked.content, save=False)
    attachment.save()
    return attachment


@transaction.atomic
def remove(attachment: Attachment, *, by) -> None:
    """Take a file out of an entry that is open: its bytes go after commit, that it was there stays known."""
    locked(attachment.activity, by)
    discard(attachment)


def discard(attachment: Attachment) -> None:
    """Mark a file as removed and delete its bytes once that is committed."""
    name, storage = attachment.file.name, attachment.file.storage
    attachment.removed_at = attachment.removed_at or timezone.now()
    attachment.file = ""
    attachment.save()
    if name:
        transaction.on_commit(partial(storage.delete, name))


def locked(activity: Activity, by) -> Activity:
    """Lock the entry that a file belongs to; PermissionDenied unless this person may still change it."""
    rows = Activity.objects.select_for_update(of=("self",)).select_related("authority", "author")
    entry = rows.get(pk=activity.pk)
    if not workflow.may_edit(by, entry):
        raise PermissionDenied
    return entry
