"""Everything that is held about a contact, as one file that they can read: what a subject access request asks for.

It holds what the person who makes it may see, and says where else there is more.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Iterator
from typing import Any

from django.db.models import Model, Q, QuerySet
from django.http import HttpResponse, HttpResponseBase
from django.utils import timezone

from vru_portal import spreadsheets, together
from vru_portal.access.models import User
from vru_portal.privacy import followed

from ..merging import references
from ..models import AgreedAction, Attendance, Contact, CriticalIncident, IncidentEntry, Membership
from .texts import Search, Table, history_of, of_networks, rows_with_each, tables
from .traces import Traces

FILE = "what-is-held"
HEADER = ["Part", "Number", "What", "Value"]
OF_THE_PORTAL = {"id", "version", "is_demonstration", "merged_into", "erased_at", "history_id", "history_user"}
NAMES = ("name", "email", "telephone")
ALSO = "named in "
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
    found = together.read(**linked_to(user, group), **named_in(user, group))
    traces = Traces.of({name: getattr(one, name) for name in NAMES} for one in (*group, *found["versions"]))
    texts, by_hand = named_by(user, traces, {one.network_id for one in found["all memberships"]})
    return {
        "About this file": [{"Made on": timezone.localdate(), "Holds": "what the portal keeps about this contact"}],
        "Contact": [row_of(one) for one in group],
        "Earlier versions": [row_of(one) for one in found["versions"]],
        "Memberships of networks": [row_of(one) for one in found["memberships"]],
        "Earlier versions of memberships": [row_of(one) for one in found["versions of memberships"]],
        "Meetings": [meeting(one) for one in found["attendances"]],
        "Agreed actions": [action(one) for one in found["actions"]],
        "Also named as": [row_of(one) for name, rows in found.items() if name.startswith(ALSO) for one in rows],
        "Texts in which they are named": texts,
        "To be checked by hand": by_hand,
        "Held elsewhere": elsewhere(found["all memberships"], found["memberships"]),
    }


def linked_to(user: User, group: list[Contact]) -> dict[str, QuerySet]:
    """Return what leads to the rows that belong to a contact, by name."""
    memberships = Membership.objects.visible_to(user).filter(contact__in=group)
    attendances = Attendance.objects.visible_to(user).filter(membership__contact__in=group)
    everywhere = Membership._base_manager.filter(contact__in=group)
    return {
        "versions": versions(Contact, [one.pk for one in group]),
        "memberships": with_names(memberships),
        "versions of memberships": versions(Membership, memberships.order_by().values("pk")),
        "attendances": attendances.select_related("meeting__network").order_by("meeting__starts_at", "pk"),
        "actions": AgreedAction.objects.visible_to(user).filter(member__contact__in=group),
        "all memberships": everywhere.select_related("network__authority").order_by("network__authority__name"),
    }


def versions(model: type[Model], keys: Any) -> QuerySet:
    """Return the versions of some records, those of each together, the latest first."""
    return with_names(history_of(model).filter(id__in=keys).order_by("id", "-history_date", "-history_id"))


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


def meeting(one: Attendance) -> Row:
    return {
        "Network": str(one.meeting.network),
        "When": readable(one.meeting.starts_at),
        "Answer": one.get_answer_display(),
    }


def action(one: AgreedAction) -> Row:
    named = ("text", "due_on", "done_on", "dropped_on", "outcome")
    fields = [AgreedAction._meta.get_field(name) for name in named]
    return {label_of(field): value for field in fields if (value := value_of(one, field)) not in (None, "")}


def named_in(user: User, group: list[Contact]) -> dict[str, QuerySet]:
    """Return what else refers to a contact, such as the partner of a plan, by name."""
    found: dict[str, QuerySet] = {}
    for relation, _ in references(group[0]):
        if relation.related_model not in TOLD_APART:
            seen = relation.related_model._default_manager.visible_to(user)
            theirs = seen.filter(**{f"{relation.field.name}__in": group}).order_by()
            rows = relation.related_model._base_manager.filter(pk__in=theirs.values("pk"))
            found[f"{ALSO}{relation.related_model._meta.label} {relation.field.name}"] = with_names(rows)
    return found


def elsewhere(everywhere: list[Membership], seen: list[Membership]) -> list[Row]:
    """Name the authorities whose networks have the contact as a member, and which this user does not run."""
    known = {one.pk for one in seen}
    areas = dict.fromkeys(one.network.authority.name for one in everywhere if one.pk not in known)
    return [{"Local authority": area, "Ask": "a navigator or manager posted there"} for area in areas]


# Texts -----------------------------------------------------------------------------------------------------------


def named_by(user: User, traces: Traces, networks: Collection[int]) -> tuple[list[Row], list[Row]]:
    """Return the words around each place where one of the contact's names or numbers stands in a text.

    And, for incidents, which tell of others, how many records name them: somebody has to read what may be given out.
    """
    searches = list(searches_for(user, traces, networks))
    found = [naming(*each) for each in zip(searches, rows_with_each(searches), strict=True)]
    texts: list[Row] = []
    by_hand: list[Row] = []
    for (table, looked_for, _), rows in zip(searches, found, strict=True):
        kind = {"Kind of record": str(table.model._meta.verbose_name).capitalize()}
        if table.model not in OF_INCIDENTS:
            texts += [kind | line for pk, values in rows.items() for line in told_of(table, pk, values, looked_for)]
        elif rows:
            by_hand.append(kind | {"How many name them": len(rows)})
    return texts, by_hand


def searches_for(user: User, traces: Traces, networks: Collection[int]) -> Iterator[Search]:
    """Yield where to look for what among what the user may see."""
    for table in filter(is_read, tables()):
        seen = Q(pk__in=stored_in(table).visible_to(user).order_by().values("pk"))
        yield table, traces.certain, seen
        theirs = of_networks(table.model, list(networks)) if table.model not in OF_INCIDENTS else None
        if traces.in_one_word and theirs:
            yield table, traces.in_one_word, theirs & seen


def stored_in(table: Table) -> Any:
    return table.model._default_manager


def is_read(table: Table) -> bool:
    """Say whether a table holds present texts, and says who may read them."""
    is_history = followed(table.model) is not None
    return not is_history and table.model not in TOLD_APART and hasattr(stored_in(table), "visible_to")


def naming(search: Search, likely: dict[Any, Row]) -> dict[Any, Row]:
    """Return those of the rows that may hold a trace in which one stands."""
    table, traces, _ = search
    return {pk: values for pk, values in likely.items() if any(traces.found_in(values[name]) for name in table.names)}


def told_of(table: Table, pk: Any, values: Row, traces: Traces) -> Iterator[Row]:
    for field in table.fields:
        for excerpt in traces.excerpts(str(values[field.name] or "")):
            yield {"Number": pk, label_of(field): excerpt}
