"""Keeping what is typed into the log before it is saved, and through the end of a session."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.core import signing
from django.http import HttpRequest, QueryDict
from django.urls import reverse
from django.utils import timezone

from vru_portal.access.models import User

from .models import UnsavedEntry

SALT = "interventions.unsaved"
LONGEST = 250_000
MOST = 20
LEFT_OUT = {"csrfmiddlewaretoken", "keeper", "action"}
TOKEN_HOURS = 24


def keeper_token(user: User) -> str:
    """Return the token in the log form that says whose words it holds, even once the session has ended."""
    return signing.dumps(str(user.pk), salt=SALT)


def keep(owner: User, activity_id: UUID, data: QueryDict) -> UnsavedEntry:
    """Keep the form's fields for their owner, over what was kept of the same entry, and only the last of many entries.

    Raises ValueError if they are too long.
    """
    fields = {name: values for name, values in data.lists() if name not in LEFT_OUT}
    if sum(len(value) for values in fields.values() for value in values) > LONGEST:
        raise ValueError("Too long to keep")
    fields = {name: [value.replace("\x00", "") for value in values] for name, values in fields.items()}
    mine = UnsavedEntry.objects.filter(owner=owner).exclude(activity_id=activity_id)
    oldest = mine.order_by("-kept_at").values("pk")[MOST - 1 :]
    UnsavedEntry.objects.filter(pk__in=list(oldest.values_list("pk", flat=True))).delete()
    kept, _ = UnsavedEntry.objects.update_or_create(
        owner=owner, activity_id=activity_id, defaults={"fields": fields, "kept_at": timezone.now()}
    )
    return kept


def keep_typed(request: HttpRequest) -> str | None:
    """Keep a form that arrived without its session; return the address at which its owner goes on, or None.

    Only the token in the form says whose it is: what is kept is shown to that person alone, after they sign in.
    """
    try:
        owner_id = signing.loads(request.POST.get("keeper", ""), salt=SALT, max_age=TOKEN_HOURS * 60 * 60)
        owner = User.objects.get(pk=owner_id, is_active=True)
        kept = keep(owner, UUID(request.POST.get("id", "")), request.POST)
    except (signing.BadSignature, User.DoesNotExist, ValueError):
        return None
    return reverse("unsaved", args=[kept.pk])


def keeps_typed(view: Any) -> Any:
    """Have the forms of a view kept when they arrive without their session. Stands above all other decorators."""
    view.keep = keep_typed
    return view


def typed(kept: UnsavedEntry) -> QueryDict:
    """Return what was kept as the form reads it."""
    data = QueryDict(mutable=True)
    for name, values in kept.fields.items():
        data.setlist(name, values)
    return data
