"""What a form of the log chooses among rows: read in one query, instead of in one for each field."""

from __future__ import annotations

from contextlib import suppress
from datetime import timedelta
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Model, QuerySet
from django.utils import timezone

from pilots.models import Theme
from stakeholders.models import Organisation
from vru_portal import together
from vru_portal.access.models import User
from vru_portal.free_text import printable

from .models import Activity

MANY: dict[str, type[Theme] | type[Organisation]] = {"themes": Theme, "partners": Organisation}
TWIN_MINUTES = 10


def know_chosen(form: Any, user: User) -> list[Activity]:
    """Tell the fields of a bound form what was chosen in them.

    Return what the person stored in the last ten minutes under the title that was typed.
    """
    fields, recent = form.fields, stored_lately(user, printable(form["title"].data or ""))
    offered: dict[str, QuerySet] = {name: fields[name].queryset for name in (*MANY, "next_step_owner")}
    offered |= {"intervention": fields["intervention"].interventions}
    keys = {name: keys_of(form[name].data, rows.model) for name, rows in offered.items()}
    asked = {name: offered[name].filter(pk__in=sent) for name, sent in keys.items() if sent}
    if not asked:
        return list(recent)
    found = together.read(**asked, recent=recent)
    for name in asked:
        fields[name].know(found[name])
    return found["recent"]


def keys_of(typed: Any, model: type[Model]) -> list[Any]:
    """Return the keys that were sent; what can be none is left to the field, which says so."""
    keys = []
    for one in filter(None, typed if isinstance(typed, list) else [typed]):
        with suppress(ValidationError):
            keys.append(model._meta.pk.clean(one, None))
    return keys


def stored_lately(author: User, title: str) -> QuerySet[Activity]:
    """Return the entries of this title that an author stored in the last ten minutes."""
    since = timezone.now() - timedelta(minutes=TWIN_MINUTES)
    mine = Activity.objects.visible_to(author).filter(author=author, created_at__gte=since)
    return mine.filter(title=title).only("title", "pilot", "starts_on", "kind")


def twin_of(activity: Activity, recent: list[Activity]) -> Activity | None:
    """Return one of these entries that tells of the same pilot, day and kind, if any."""
    told = like(activity)
    return next((one for one in recent if like(one) == told and one.pk != activity.pk), None)


def like(activity: Activity) -> tuple:
    return activity.pilot_id, activity.starts_on, activity.kind_id


def know_nothing_chosen(entry: Activity | None, user: User) -> None:
    """Spare a new entry the questions which themes and partners it has: it has a key of its own before it is stored."""
    if entry and entry._state.adding:
        nothing = {name: model.objects.visible_to(user).none() for name, model in MANY.items()}
        entry._prefetched_objects_cache = nothing  # type: ignore[attr-defined]  # Django's own
