"""Keeps what was made for a reader while none of the records that it was made from changes.

Every change of a domain record writes a line of history, so the last lines of the histories together tell one state of
the records from the next. Two people who store at the same moment may commit in the other order: hence the time limit.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from functools import cache
from hashlib import sha256
from typing import TYPE_CHECKING, Any

from django.apps import apps
from django.db import connection

from .charts import PICTURES, keep

if TYPE_CHECKING:
    from django.db.models import Model

KEPT_SECONDS = 60
# Counts the changes to what is made of the same records.
VERSION = 2


def kept_for(user: Any, records: Sequence[str], asked: Any, make: Callable[[], Any]) -> Any:
    """Return what ``make`` returned for somebody with the same postings and the same question, else make it.

    ``records`` are the labels of apps, such as "pilots", or of models, such as "pilots.Pilot", that it is made from.
    """
    postings = sorted((one.role, one.authority_id or 0, one.region_id or 0) for one in user.current_postings)
    told = repr((VERSION, records, asked, postings, state_of(tuple(records))))
    key = f"kept-{sha256(told.encode()).hexdigest()}"
    if (found := PICTURES.get(key)) is None:
        found = make()
        keep(key, found, KEPT_SECONDS)
    return found


def state_of(records: tuple[str, ...]) -> tuple[int | None, ...]:
    """Return the last key of each history, or of each model without one. One query of one look into each index."""
    with connection.cursor() as cursor:
        cursor.execute(last_keys(records))
        return cursor.fetchone()


@cache
def last_keys(records: tuple[str, ...]) -> str:
    quoted = connection.ops.quote_name
    columns = [last_key_of(model) for label in records for model in models_of(label)]
    looks = (f"(SELECT MAX({quoted(name)}) FROM {quoted(table)})" for name, table in columns)  # noqa: S608 (our own names)
    return f"SELECT {', '.join(looks)}"


def models_of(label: str) -> list[type[Model]]:
    """Return a model, or those of an app that stand for themselves: histories are read instead of what they follow."""
    if "." in label:
        return [apps.get_model(label)]
    return [model for model in apps.get_app_config(label).get_models() if has_history(model)]


def last_key_of(model: Any) -> tuple[str, str]:
    return ("history_id", model.history.model._meta.db_table) if has_history(model) else ("id", model._meta.db_table)


def has_history(model: type[Model]) -> bool:
    """Say whether the changes of a model are kept: django-simple-history notes so."""
    return hasattr(model._meta, "simple_history_manager_attribute")
