"""Fills the monthly figures from the log, and notes of earlier decisions whether they came on time."""

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.db import migrations
from django.db.models import Count, Exists, F, OuterRef, Q, Sum
from django.db.models.functions import Coalesce, TruncMonth

BATCH = 1_000


def fill(apps, schema_editor) -> None:
    monthly_activity, monthly_reach = (
        apps.get_model("interventions", name) for name in ("MonthlyActivity", "MonthlyReach")
    )
    monthly_activity.objects.all().delete()
    monthly_reach.objects.all().delete()
    monthly_activity.objects.bulk_create((monthly_activity(**cell) for cell in activity_cells(apps)), BATCH)
    monthly_reach.objects.bulk_create((monthly_reach(**cell) for cell in reach_cells(apps)), BATCH)


def activity_cells(apps) -> Iterator[dict[str, Any]]:
    activity, reach = apps.get_model("interventions", "Activity"), apps.get_model("interventions", "Reach")
    has_reach = Exists(reach.objects.filter(activity=OuterRef("pk")))
    rows = activity.objects.filter(status="approved").order_by()
    rows = rows.annotate(month=TruncMonth("starts_on"), has_reach=has_reach)
    cells = rows.values("month", "authority_id", "pilot_id", "locality_id", "kind_id").annotate(
        entries=Count("pk"),
        with_reach=Count("pk", filter=Q(has_reach=True)),
        timed=Count("minutes"),
        total=Coalesce(Sum("minutes"), 0),
    )
    for cell in list(cells):
        yield {**{name: value for name, value in cell.items() if name != "total"}, "minutes": cell["total"]}


def reach_cells(apps) -> Iterator[dict[str, Any]]:
    rows = apps.get_model("interventions", "Reach").objects.filter(activity__status="approved").order_by()
    places = {f"{name}_id": F(f"activity__{name}") for name in ("authority", "pilot", "locality")}
    rows = rows.annotate(month=TruncMonth("activity__starts_on"), **places)
    cells = rows.values("month", *places, "audience_id", "unit", "counts")
    for cell in list(cells.annotate(entries=Count("pk"), total=Sum("number"))):
        yield {**{name: value for name, value in cell.items() if name != "total"}, "number": cell["total"]}


def note_decisions(apps, schema_editor) -> None:
    model = apps.get_model("interventions", "ReviewStep")
    steps = model.objects.filter(move__in=("submit", "approve", "return")).order_by("made_at", "pk")
    related = steps.select_related("activity", "outcome")
    submitted, judged = {}, []
    for step in related.only("move", "made_at", "activity__authority_id", "outcome__authority_id").iterator(BATCH):
        about = step.activity or step.outcome
        if step.move == "submit":
            submitted[about.pk] = step.made_at
        elif about.pk in submitted:
            step.decided_in_id = about.authority_id
            step.is_on_time = (step.made_at - submitted[about.pk]).days <= settings.REVIEW_DUE_DAYS
            judged.append(step)
    model.objects.bulk_update(judged, ["decided_in", "is_on_time"], BATCH)


class Migration(migrations.Migration):
    dependencies = [("interventions", "0005_dashboards_and_bulletins")]

    operations = [
        migrations.RunPython(fill, migrations.RunPython.noop),
        migrations.RunPython(note_decisions, migrations.RunPython.noop),
    ]
