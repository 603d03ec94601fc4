"""What was changed in what measures the steps of a theory of change, from its history."""

from __future__ import annotations

from interventions.models import StepMeasure
from pilots.models import TheoryOfChange
from pilots.theory.changes import Note


def changes_of_measures(theory: TheoryOfChange) -> list[Note]:
    """Return each measure that a step was given or lost, in two queries."""
    texts = dict(theory.steps.values_list("pk", "text"))
    rows = StepMeasure.history.filter(step_id__in=texts).select_related("kind", "audience", "intervention", "measure")
    return [Note(row.history_date, in_words(texts[row.step_id], row)) for row in rows.order_by("history_id")]


def in_words(text: str, row) -> str:
    by = StepMeasure(kind=row.kind, audience=row.audience, intervention=row.intervention, measure=row.measure)
    return f"“{text}” is {'no longer measured' if row.history_type == '-' else 'measured'} by {by}"
