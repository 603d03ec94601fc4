"""What was changed in what measures the steps of a theory of change, from its history."""

from __future__ import annotations

from datetime import datetime

from interventions.models import StepMeasure
from pilots.models import TheoryOfChange, TheoryStep
from pilots.theory.changes import Note


def changes_of_measures(theory: TheoryOfChange) -> list[Note]:
    """Return each measure that a step was given or lost, in the words that the step had then; two queries."""
    texts = texts_of(theory)
    rows = StepMeasure.history.filter(step_id__in=texts)
    rows = rows.select_related("kind", "audience", "intervention", "measure").order_by("history_id")
    return [Note(row.history_date, in_words(as_of(row.history_date, texts[row.step_id]), row)) for row in rows]


def texts_of(theory: TheoryOfChange) -> dict[int, list[tuple[datetime, str]]]:
    """Return all texts that each step had, each with the time since when, the first one first."""
    rows = TheoryStep.history.filter(theory_id=theory.pk).order_by("history_id")
    found: dict[int, list[tuple[datetime, str]]] = {}
    for key, since, text in rows.values_list("id", "history_date", "text"):
        found.setdefault(key, []).append((since, text))
    return found


def as_of(at: datetime, texts: list[tuple[datetime, str]]) -> str:
    """Return the last text of those that a step had by a time; its first one where the time is before all of them."""
    return next((text for since, text in reversed(texts) if since <= at), texts[0][1])


def in_words(text: str, row) -> str:
    by = StepMeasure(kind=row.kind, audience=row.audience, intervention=row.intervention, measure=row.measure)
    return f"“{text}” is {'no longer measured' if row.history_type == '-' else 'measured'} by {by}"
