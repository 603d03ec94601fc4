"""The history of records that are linked to many others, for tables that are written at every turn."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from django.db.models import CharField, Model, QuerySet, Value
from simple_history.models import HistoricalRecords

# Where a record holds its links until its next line of history.
KNOWN = "_links_read_already"


class LinkedRecords(HistoricalRecords):
    """A history whose many-to-many fields are all read in one query; a new record has no links to read."""

    def create_historical_record_m2ms(self, history_instance: Any, instance: Model) -> None:
        """Keep what the record is linked to as it is now."""
        if history_instance.history_type == "+":
            return
        fields = {field.name: field for field in history_instance._history_m2m_fields}
        known = instance.__dict__.pop(KNOWN, None)
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


def links_of(record: Any) -> dict[str, QuerySet]:
    """Return what reads the links of a record by the name of their field, for a page that reads them with others."""
    return {
        field.name: field.remote_field.through.objects.filter(**{field.m2m_field_name(): record.pk})
        for field in type(record).history.model._history_m2m_fields
    }


def know_links(record: Any, found: Mapping[str, Sequence[Any]]) -> None:
    """Tell a record, locked since before they were read, its links, for the line of history that it writes next."""
    fields = {field.name: field for field in type(record).history.model._history_m2m_fields}
    record.__dict__[KNOWN] = [
        (name, link.pk, getattr(link, f"{fields[name].m2m_reverse_field_name()}_id"))
        for name, links in found.items()
        for link in links
    ]
