"""Everything that is held about a contact, as one file that they can read: what a subject access request asks for.

It holds what the person who makes it may see, and says where else there is more.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from django.db.models import Model, Q
from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone

from vru_portal import spreadsheets
from vru_portal.access.models import User
from vru_portal.privacy import followed

from ..merging import references
from ..models import AgreedAction, Attendance, Contact, CriticalIncident, IncidentEntry, Membership
from .erasing import networks_of, versions_of
from .texts import Table, history_of, of_networks, rows_with, tables
from .traces import Traces

EVERYWHERE = Q()
FILE = "what-is-held"
HEADER = ["Part", "Number", "What", "Value"]
OF_THE_PORTAL = {"id", "version", "is_demonstration", "merged_into", "erased_at", "history_id", "history_user"}
TOLD_APART = {Membership, Contact}
OF_INCIDENTS = {CriticalIncident, IncidentEntry}

Row = dict[str, Any]


def response(user: User, contact: Contact, kind: str) -> HttpResponseBase:
    """Return the file, "json" or "xlsx". Its name says nothing of the person."""
    parts = everything(user, contact)
    if kind == "xlsx":
        return spreadsheets.xlsx_response(FILE, HEADER, flat(parts))
    text = json.dumps(parts, ensure_ascii=False, indent=2, default=str)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{FILE}.json"'
    return answer


def flat(parts: dict[str, list[Row]]) -> Iterator[list]:
    """Yield a line for each value, so that one sheet holds all the parts."""
    for part, rows in parts.items():
        for number, row in enumerate(rows, start=1):
            for what, value in row.items():
                yield [part, number, what, value]


def everything(user: User, contact: Contact) -> dict[str, list[Row]]:
    """Return all that is held about a contact, by part; a part with nothing in it is empty."""
    group = [contact, *contact.merged.filter(erased_at=None)]
    memberships = with_names(Membership.objects.visible_to(user).filter(contact__in=group))
    keys = [one.pk for one in memberships]
    return {
        "About this file": [{"Made on": timezone.localdate(), "Holds": "what the portal keeps about this contact"}],
        "Contact": [row_of(one) for one in group],
        "Earlier versions": rows_of(history_of(Contact).filter(id__in=[one.pk for one in group])),
        "Memberships of networks": [row_of(one) for one in memberships],
        "Earlier versions of memberships": rows_of(history_of(Membership).filter(id__in=keys)),
        "Meetings": meetings(user, group),
        "Agreed actions": actions(user, group),
        "Also named as": [named for one in group for named in named_in(user, one)],
        "Texts in which they are named": list(texts(user, group)),
        "To be checked by hand": by_hand(user, group),
        "Held elsewhere": elsewhere(user, group),
    }


def rows_of(versions: Any) -> list[Row]:
    """Return the versions of some records, those of each together, the latest first."""
    return [row_of(version) for version in with_names(versions.order_by("id", "-history_date", "-history_id"))]


def with_names(rows: Any) -> Any:
    """Load with the rows what they refer to: each names it."""
    fields = [field for field in rows.model._meta.concrete_fields if field.is_relation]
    loaded = [field.name for field in fields if field.name not in OF_THE_PORTAL]
    # A plan is told by the authority that it is of.
    beyond = ["plan__authority"] if "plan" in loaded else []
    return rows.select_related(*loaded, *beyond) if loaded else rows


def row_of(record: Any) -> Row:
    """Return every field of a record by its label, choices in words, empty ones left out."""
    fields = [field for field in record._meta.concrete_fields if field.name not in OF_THE_PORTAL]
    values = {label_of(field): value_of(record, field) for field in fields}
    return {label: value for label, value in values.items() if value not in (None, "")}


def label_of(field: Any) -> str:
    labels = {"history_date": "Saved at", "history_type": "Saved as", "history_change_reason": "Saved because"}
    return labels.get(field.name) or str(field.verbose_name).capitalize()


def value_of(record: Any, field: Any) -> Any:
    """Return a value that reads by itself."""
    if field.choices:
        return getattr(record, f"get_{field.name}_display")()
    value = getattr(record, field.name)
    if isinstance(value, Model):
        return str(value)
    return readable(value)


def readable(value: Any) -> Any:
    if isinstance(value, bool):
        return "yes" if value else "no"
    return timezone.localtime(value).strftime("%Y-%m-%d %H:%M") if hasattr(value, "hour") else value


def meetings(user: User, group: list[Contact]) -> list[Row]:
    rows = Attendance.objects.visible_to(user).filter(membership__contact__in=group)
    rows = rows.select_related("meeting__network").order_by("meeting__starts_at")
    return [
        {
            "Network": str(one.meeting.network),
            "When": readable(one.meeting.starts_at),
            "Answer": one.get_answer_display(),
        }
        for one in rows
    ]


def actions(user: User, group: list[Contact]) -> list[Row]:
    rows = AgreedAction.objects.visible_to(user).filter(member__contact__in=group)
    named = ("text", "due_on", "done_on", "dropped_on", "outcome")
    fields = [AgreedAction._meta.get_field(name) for name in named]
    return [
        {label_of(field): value for field in fields if (value := value_of(one, field)) not in (None, "")}
        for one in rows
    ]


def named_in(user: User, contact: Contact) -> Iterator[Row]:
    """Yield what else refers to a contact, such as the partner of a plan."""
    for relation, rows in references(contact):
        if relation.related_model not in TOLD_APART:
            seen = relation.related_model._default_manager.visible_to(user)
            yield from (row_of(row) for row in with_names(rows.filter(pk__in=seen.values("pk"))))


# Texts -----------------------------------------------------------------------------------------------------------


def texts(user: User, group: list[Contact]) -> Iterator[Row]:
    """Yield the words around each place where one of the contact's names or numbers stands in a text.

    Not those of incidents, which tell of others: see ``by_hand``.
    """
    traces = Traces.of(versions_of(group))
    networks = networks_of(group)
    for table in tables():
        if not is_read(table) or table.model in OF_INCIDENTS:
            continue
        yield from excerpts(user, table, traces.certain)
        if traces.in_one_word and (theirs := of_networks(table.model, networks)):
            yield from excerpts(user, table, traces.in_one_word, theirs)


def by_hand(user: User, group: list[Contact]) -> list[Row]:
    """Return how many records of incidents name the contact: somebody has to read what of it may be given out."""
    traces = Traces.of(versions_of(group)).certain
    found = [(table, len(naming(user, table, traces))) for table in tables() if table.model in OF_INCIDENTS]
    return [
        {"Kind of record": str(table.model._meta.verbose_name).capitalize(), "How many name them": number}
        for table, number in found
        if number
    ]


def stored_in(table: Table) -> Any:
    return table.model._default_manager


def is_read(table: Table) -> bool:
    """Say whether a table holds present texts, and says who may read them."""
    is_history = followed(table.model) is not None
    return not is_history and table.model not in TOLD_APART and hasattr(stored_in(table), "visible_to")


def naming(user: User, table: Table, traces: Traces, within: Q = EVERYWHERE) -> dict[Any, Row]:
    """Return the texts of the rows that the user may see and in which a trace stands, by the row's key."""
    seen = Q(pk__in=stored_in(table).visible_to(user).values("pk"))
    likely = dict(rows_with(table, traces, within & seen))
    return {pk: values for pk, values in likely.items() if any(traces.found_in(values[name]) for name in table.names)}


def excerpts(user: User, table: Table, traces: Traces, within: Q = EVERYWHERE) -> Iterator[Row]:
    for pk, values in naming(user, table, traces, within).items():
        yield from told_of(table, pk, values, traces)


def told_of(table: Table, pk: Any, values: Row, traces: Traces) -> Iterator[Row]:
    for field in table.fields:
        for excerpt in traces.excerpts(str(values[field.name] or "")):
            yield {
                "Kind of record": str(table.model._meta.verbose_name).capitalize(),
                "Number": pk,
                label_of(field): excerpt,
            }


def elsewhere(user: User, group: list[Contact]) -> list[Row]:
    """Name the authorities whose networks have the contact as a member, and which this user does not run."""
    seen = Membership.objects.visible_to(user).values("pk")
    rows = Membership._base_manager.filter(contact__in=group).exclude(pk__in=seen)
    areas = rows.order_by("network__authority__name").values_list("network__authority__name", flat=True).distinct()
    return [{"Local authority": area, "Ask": "a navigator or manager posted there"} for area in areas]
