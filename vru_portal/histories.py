"""The history of records that are linked to many others, for tables that are written at every turn."""

from __future__ import annotations

from typing import Any

from django.db.models import CharField, Model, Value
from simple_history.models import HistoricalRecords


class LinkedRecords(HistoricalRecords):
    """A history whose many-to-many fields are all read in one query; a new record has no links to read."""

    def create_historical_record_m2ms(self, history_instance: Any, instance: Model) -> None:
        """Keep what the record is linked to as it is now."""
        if history_instance.history_type == "+":
            return
        fields = {field.name: field for field in history_instance._history_m2m_fields}
        kept: dict[str, list[Model]] = {name: [] for name in fields}
        for name, key, target in self.links(fields, instance):
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
