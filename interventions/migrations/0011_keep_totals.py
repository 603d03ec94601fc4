"""Keeps what the entries of a pilot and kind count beside those of an intervention, and all cells for one upsert."""

from typing import Any

from django.db import migrations, models
from django.db.models import BigIntegerField, CheckConstraint, Count, Exists, F, OuterRef, Q, Sum, UniqueConstraint
from django.db.models.deletion import PROTECT
from django.db.models.functions import Coalesce

BATCH = 1_000
NONE = dict.fromkeys(["pilot_id", "kind_id", "intervention_id", "audience_id"])
NOTHING = {"unit": "", "counts": "", "timed": 0, "minutes": 0, "firsts": 0, "number": 0}


def fill(apps, schema_editor) -> None:
    total = apps.get_model("interventions", "Total")
    for names, which in ((["pilot", "kind"], Q()), (["intervention"], Q(intervention__isnull=False))):
        cells = [*entry_cells(apps, names, which), *reach_cells(apps, names, which)]
        total.objects.bulk_create((total(**{**NONE, **NOTHING, **cell}) for cell in cells), BATCH)


def entry_cells(apps, names: list[str], which: Q) -> list[dict[str, Any]]:
    rows = apps.get_model("interventions", "Activity").objects.filter(which, status="approved").order_by()
    sums = {"entries": Count("pk"), "timed": Count("minutes"), "minutes": Coalesce(Sum("minutes"), 0)}
    return list(rows.values("authority_id", *(f"{name}_id" for name in names)).annotate(**sums))


def reach_cells(apps, names: list[str], which: Q) -> list[dict[str, Any]]:
    rows = apps.get_model("interventions", "Reach").objects.order_by()
    entries = apps.get_model("interventions", "Activity").objects.filter(which, status="approved").order_by()
    same = rows.filter(activity=OuterRef("activity"), audience=OuterRef("audience"), number__gt=0)
    is_first = Q(number__gt=0) & ~Exists(same.filter(pk__lt=OuterRef("pk")))
    places = {f"{name}_id": F(f"activity__{name}") for name in ("authority", *names)}
    cells = rows.filter(activity__in=entries.values("pk")).annotate(**places, is_first=is_first)
    cells = cells.values(*places, "audience_id", "unit", "counts")
    sums = {"entries": Count("pk"), "firsts": Count("pk", filter=Q(is_first=True)), "total": Sum("number")}
    found = list(cells.annotate(**sums))
    return [{"number": row["total"], **{name: row[name] for name in row if name != "total"}} for row in found]


def or_none(name: str) -> Coalesce:
    return Coalesce(name, 0, output_field=BigIntegerField())


def a_place(model: str, **options) -> models.ForeignKey:
    return models.ForeignKey(db_index=False, on_delete=PROTECT, related_name="+", to=model, **options)


class Migration(migrations.Migration):
    dependencies = [
        ("interventions", "0010_list_a_kind_by_date"),
        ("pilots", "0004_dashboards_and_bulletins"),
    ]

    operations = [
        migrations.CreateModel(
            name="Total",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "unit",
                    models.CharField(
                        blank=True,
                        choices=[("people", "People"), ("views", "Views"), ("items", "Items")],
                        max_length=10,
                    ),
                ),
                (
                    "counts",
                    models.CharField(
                        blank=True,
                        choices=[("individuals", "Individuals"), ("attendances", "Attendances")],
                        max_length=12,
                    ),
                ),
                ("entries", models.PositiveIntegerField()),
                ("timed", models.PositiveIntegerField()),
                ("minutes", models.PositiveBigIntegerField()),
                ("firsts", models.PositiveIntegerField()),
                ("number", models.PositiveBigIntegerField()),
                ("authority", a_place("pilots.localauthority")),
                ("pilot", a_place("pilots.pilot", null=True)),
                ("kind", a_place("interventions.activitykind", null=True)),
                ("intervention", a_place("interventions.intervention", null=True)),
                ("audience", a_place("interventions.audiencegroup", null=True)),
            ],
            options={
                "indexes": [
                    models.Index(condition=Q(("pilot__isnull", False)), fields=["pilot"], name="total_by_pilot"),
                    models.Index(
                        condition=Q(("intervention__isnull", False)),
                        fields=["intervention"],
                        name="total_by_intervention",
                    ),
                ],
                "constraints": [
                    UniqueConstraint(
                        *("authority", *map(or_none, ["pilot", "kind", "intervention", "audience"]), "unit", "counts"),
                        name="total_is_kept_once",
                    ),
                    CheckConstraint(
                        condition=Q(pilot__isnull=False, kind__isnull=False, intervention=None)
                        | Q(pilot=None, kind=None, intervention__isnull=False),
                        name="total_is_of_a_pilot_or_an_intervention",
                    ),
                ],
            },
        ),
        migrations.DeleteModel(name="DeliveredActivity"),
        migrations.DeleteModel(name="DeliveredReach"),
        migrations.RemoveConstraint("monthlyactivity", "month_of_a_locality_is_kept_once"),
        migrations.RemoveConstraint("monthlyactivity", "month_without_locality_is_kept_once"),
        migrations.RemoveConstraint("monthlyreach", "reach_of_a_locality_is_kept_once"),
        migrations.RemoveConstraint("monthlyreach", "reach_without_locality_is_kept_once"),
        migrations.AddConstraint(
            "monthlyactivity",
            UniqueConstraint(
                "authority", "month", "pilot", or_none("locality"), "kind", name="monthly_activity_is_kept_once"
            ),
        ),
        migrations.AddConstraint(
            "monthlyreach",
            UniqueConstraint(
                *("authority", "month", "pilot", or_none("locality"), "audience", "unit", "counts"),
                name="monthly_reach_is_kept_once",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
