"""Keeps what a dashboard shows while nothing that it counts changes, and never for longer than a minute.

Every change of a domain record writes a line of history, so the last lines of all histories together tell one state of
the records from the next. Two people who store at the same moment may commit in the other order: hence the minute.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import cache
from hashlib import sha256
from typing import Any

from django.apps import apps
from django.db import connection

from interventions.models import ReviewStep
from vru_portal.access.models import User
from vru_portal.charts import PICTURES

from ..areas import Area
from ..models import FrozenFigures, Release

KEPT_SECONDS = 60
# Counts the changes to what a dashboard shows of the same records.
VERSION = 1
APPS = ("pilots", "stakeholders", "interventions")
BESIDE_HISTORIES = (ReviewStep, FrozenFigures, Release)


def kept_for(user: User, area: Area, asked: str, make: Callable[[], Any]) -> Any:
    """Return what ``make`` returned for readers with the same postings, area, question and records, else make it."""
    key = f"dashboard-{key_of(user, area, asked)}"
    if (found := PICTURES.get(key)) is None:
        found = make()
        PICTURES.set(key, found, KEPT_SECONDS)
    return found


def key_of(user: User, area: Area, asked: str) -> str:
    postings = sorted((one.role, one.authority_id or 0, one.region_id or 0) for one in user.current_postings)
    told = (VERSION, asked, area.kind, area.place.pk, postings, state_of_records())
    return sha256(repr(told).encode()).hexdigest()


def state_of_records() -> tuple[int | None, ...]:
    """Return the last key of each history. One query of one look into each index."""
    with connection.cursor() as cursor:
        cursor.execute(last_keys())
        return cursor.fetchone()


@cache
def last_keys() -> str:
    histories = [model for label in APPS for model in apps.get_app_config(label).get_models()]
    columns = [("history_id", model) for model in histories if hasattr(model, "instance_type")]
    columns += [("id", model) for model in BESIDE_HISTORIES]
    quoted = connection.ops.quote_name
    looks = (f"(SELECT MAX({quoted(name)}) FROM {quoted(model._meta.db_table)})" for name, model in columns)  # noqa: S608
    return f"SELECT {', '.join(looks)}"
