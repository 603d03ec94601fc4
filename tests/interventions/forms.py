"""What a browser sends from the log form."""

from uuid import uuid4

from django.utils import timezone

from interventions.places import value_of
from interventions.reach_forms import ReachFormSet
from tests import builders


def reach_rows(*rows, initial=0):
    """Return the posted rows of reach from (number, audience) pairs, or dictionaries of all four parts."""
    data = {"reach-TOTAL_FORMS": str(max(len(rows), 1)), "reach-INITIAL_FORMS": str(initial)}
    assert ReachFormSet.get_default_prefix() == "form"
    for place, row in enumerate(rows):
        if not isinstance(row, dict):
            row = {"number": row[0], "audience": row[1].pk, "unit": "people", "counts": "individuals"}
        data |= {f"reach-{place}-{name}": value for name, value in row.items()}
    return data


def typed_entry(pilot, *, on=None, reach=(), action="submit", **fields):
    """Return a complete post of the log form; ``fields`` override single fields."""
    on = on or timezone.localdate()
    data = {
        "id": str(uuid4()),
        "place": value_of(pilot, pilot.localities.first()),
        "kind": builders.kind().pk,
        "starts_on_day": on.day,
        "starts_on_month": on.month,
        "starts_on_year": on.year,
        "title": "Detached session at the bus station",
        "action": action,
    }
    return data | reach_rows(*reach) | fields
