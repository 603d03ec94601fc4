"""The history of records that are linked to many others, for tables that are written at every turn."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from functools import cache
from typing import Any

from django.db.models import CharField, Model, QuerySet, Value
from simple_history.models import HistoricalRecords

from . import together

# Where a record holds its links until its next line of history.
KNOWN = "_links_read_already"


class LinkedRecords(HistoricalRecords):
    """A history whose many-to-many fields are all read in one query; of a new record nothing is read."""

    def create_historical_record_m2ms(self, history_instance: Any, instance: Model) -> None:
        """Keep what the record is linked to as it is now."""
        fields = {field.name: field for field in history_instance._history_m2m_fields}
        known = instance.__dict__.pop(KNOWN, () if history_instance.history_type == "+" else None)
        kept: dict[str, list[Model]] = {name: [] for name in fields}
        for name, key, target in self.links(fields, instance) if known is None else known:
            field: Any = fields[name]
            link = {
                "id": key,
                f"{field.m2m_field_name()}_id": instance.pk,
                f"{field.m2m_reverse_field_name()}_id": target,
            }
            kept[name].append(self.m2m_models[field](history=history_instance, **link))
        for name, rows in kept.items():
            self.m2m_models[fields[name]].objects.bulk_create(rows)

    def links(self, fields: dict[str, Any], instance: Model) -> Any:
        """Return the name of the field, the key of the link and the key of what it leads to, of each link."""
        first, *others = (
            field.remote_field.through.objects.filter(**{field.m2m_field_name(): instance.pk})
            .order_by()
            .values_list(Value(name, output_field=CharField()), "pk", f"{field.m2m_reverse_field_name()}_id")
            for name, field in fields.items()
        )
        return first.union(*others, all=True) if others else first


@cache
def linking_fields(model: Any) -> dict[str, Any]:
    """Return the many-to-many fields in the history of a model, by name."""
    return {field.name: field for field in model.history.model._history_m2m_fields}


def links_of(record: Any) -> dict[str, QuerySet]:
    """Return what reads the links of a record by the name of their field, for a page that reads them with others."""
    return {
        name: field.remote_field.through.objects.filter(**{field.m2m_field_name(): record.pk})
        for name, field in linking_fields(record.__class__).items()
    }


def know_links(record: Any, found: Mapping[str, Sequence[Any]]) -> None:
    """Tell a record, locked since before they were read, its links, for the line of history that it writes next."""
    fields = linking_fields(record.__class__)
    record.__dict__[KNOWN] = [
        (name, link.pk, getattr(link, f"{fields[name].m2m_reverse_field_name()}_id"))
        for name, links in found.items()
        for link in links
    ]


def link(record: Any, chosen: Mapping[str, Collection[Model]]) -> None:
    """Make these the links of a record that is new or locked, inside the transaction that saves the record next.

    The line of history that saving it writes tells of them, where Django's own ``set`` writes a line for each field.
    """
    if record._state.adding and not any(chosen.values()):
        return
    stored = {} if record._state.adding else together.read(**links_of(record))
    links = {}
    for name, rows in chosen.items():
        field = linking_fields(record.__class__)[name]
        here, there = f"{field.m2m_field_name()}_id", f"{field.m2m_reverse_field_name()}_id"
        old = {getattr(link, there): link for link in stored.get(name, ())}
        keys = {row.pk for row in rows}
        through = field.remote_field.through
        if gone := [link.pk for key, link in old.items() if key not in keys]:
            through.objects.filter(pk__in=gone).delete()
        new = through.objects.bulk_create([through(**{here: record.pk, there: key}) for key in keys - set(old)])
        links[name] = [*(link for key, link in old.items() if key in keys), *new]
        getattr(record, "_prefetched_objects_cache", {}).pop(name, None)
    know_links(record, links)
