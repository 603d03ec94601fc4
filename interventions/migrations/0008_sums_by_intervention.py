"""Keeps what was delivered under each intervention beside the log, and finds names that are not matched yet."""

from collections.abc import Iterator
from typing import Any

import django.db.models.deletion
from django.db import migrations, models
from django.db.models import Count, F, Sum
from django.db.models.functions import Coalesce

BATCH = 1_000


def fill(apps, schema_editor) -> None:
    activity, reach = (apps.get_model("interventions", f"Delivered{name}") for name in ("Activity", "Reach"))
    activity.objects.bulk_create((activity(**cell) for cell in activity_cells(apps)), BATCH)
    reach.objects.bulk_create((reach(**cell) for cell in reach_cells(apps)), BATCH)


def activity_cells(apps) -> list[dict[str, Any]]:
    rows = apps.get_model("interventions", "Activity").objects.filter(status="approved", intervention__isnull=False)
    cells = rows.order_by().values("authority_id", "intervention_id")
    sums = {"entries": Count("pk"), "timed": Count("minutes"), "minutes": Coalesce(Sum("minutes"), 0)}
    return list(cells.annotate(**sums))


def reach_cells(apps) -> Iterator[dict[str, Any]]:
    rows = apps.get_model("interventions", "Reach").objects.filter(
        activity__status="approved", activity__intervention__isnull=False
    )
    places = {f"{name}_id": F(f"activity__{name}") for name in ("authority", "intervention")}
    cells = rows.order_by().annotate(**places).values(*places, "audience_id", "unit", "counts")
    for cell in list(cells.annotate(entries=Count("pk"), total=Sum("number"))):
        yield {**{name: value for name, value in cell.items() if name != "total"}, "number": cell["total"]}


class Migration(migrations.Migration):
    dependencies = [
        ("interventions", "0007_index_what_lists_count"),
        ("pilots", "0004_dashboards_and_bulletins"),
    ]

    operations = [
        migrations.CreateModel(
            name="DeliveredActivity",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("entries", models.PositiveIntegerField()),
                ("timed", models.PositiveIntegerField()),
                ("minutes", models.PositiveBigIntegerField()),
                (
                    "authority",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="pilots.localauthority",
                    ),
                ),
                (
                    "intervention",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="interventions.intervention",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "delivered activity",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("intervention", "authority"), name="delivered_activity_is_kept_once"
                    )
                ],
            },
        ),
        migrations.CreateModel(
            name="DeliveredReach",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                (
                    "unit",
                    models.CharField(
                        choices=[("people", "People"), ("views", "Views"), ("items", "Items")], max_length=10
                    ),
                ),
                (
                    "counts",
                    models.CharField(
                        choices=[("individuals", "Individuals"), ("attendances", "Attendances")], max_length=12
                    ),
                ),
                ("entries", models.PositiveIntegerField()),
                ("number", models.PositiveBigIntegerField()),
                (
                    "audience",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="interventions.audiencegroup",
                    ),
                ),
                (
                    "authority",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="pilots.localauthority",
                    ),
                ),
                (
                    "intervention",
                    models.ForeignKey(
                        db_index=False,
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="+",
                        to="interventions.intervention",
                    ),
                ),
            ],
            options={
                "verbose_name_plural": "delivered reach",
                "constraints": [
                    models.UniqueConstraint(
                        fields=("intervention", "authority", "audience", "unit", "counts"),
                        name="delivered_reach_is_kept_once",
                    )
                ],
            },
        ),
        migrations.AddIndex(
            model_name="activity",
            index=models.Index(
                condition=models.Q(("intervention", None), models.Q(("intervention_name", ""), _negated=True)),
                fields=["pilot"],
                name="activity_with_typed_name",
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
