"""The form with which somebody chooses what measures a step of a theory of change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django import forms

from interventions.models import ActivityKind, AudienceGroup, OutcomeMeasure, StepMeasure
from pilots.models import TheoryStep
from pilots.theory.forms import mark
from pilots.theory.standing import BY_ACTIVITY
from pilots.theory.writing import Change
from pilots.versioned import Difference

MOST_ROWS = 10
EMPTY_ROWS = 2


class Row(NamedTuple):
    """What one row chooses, by keys: a kind of activity, an audience or both; or an outcome measure."""

    kind: int | None = None
    audience: int | None = None
    measure: int | None = None


class Lists:
    """What the rows offer, loaded once for all of them: what is in use, and what was chosen before."""

    models = {"kind": ActivityKind, "audience": AudienceGroup, "measure": OutcomeMeasure}
    labels = {"kind": "Kind of activity", "audience": "Whom it reached", "measure": "Outcome measure"}
    empty = {"kind": "Any kind", "audience": "Anybody", "measure": "Choose a measure"}

    def __init__(self, names: Sequence[str], chosen: Iterable[Row]):
        self.names = names
        self.texts: dict[str, dict[int, str]] = {}
        for name in names:
            keys = {getattr(row, name) for row in chosen}
            rows = [each for each in self.models[name].objects.all() if not each.archived_at or each.pk in keys]
            self.texts[name] = {each.pk: self.text(each) for each in rows}

    def text(self, record) -> str:
        short = getattr(record, "short_name", "")
        return f"{record.name} ({short})" if short else record.name

    def choices(self, name: str) -> list[tuple[int | str, str]]:
        return [("", self.empty[name]), *self.texts[name].items()]

    def in_words(self, rows: Iterable[Row]) -> str:
        """Return a line for each row."""
        lines = [
            ", ".join(self.texts[name][key] for name in self.names if (key := getattr(row, name)) in self.texts[name])
            for row in rows
        ]
        return "\n".join(lines) or "Nothing"


class RowForm(forms.Form):
    """One thing that measures the step; left empty, it is nothing."""

    says_what_is_optional = False

    def __init__(self, data, *, lists: Lists, prefix: str, initial: Row):
        super().__init__(data, prefix=prefix, initial=initial._asdict())
        for name in lists.names:
            self.fields[name] = forms.TypedChoiceField(
                label=lists.labels[name], choices=lists.choices(name), coerce=int, empty_value=None, required=False
            )

    @property
    def row(self) -> Row | None:
        chosen = Row(**self.cleaned_data)
        return chosen if any(chosen) else None


class MeasuresForm(forms.Form):
    """What measures a step, in several rows: activity for activities and outputs, else outcome measures."""

    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"invalid": "Reload the page and try again"})

    def __init__(self, data, *, step: TheoryStep, stored: list[StepMeasure]):
        self.step, self.rows_stored = step, stored
        names = ("kind", "audience") if step.stage in BY_ACTIVITY else ("measure",)
        before = [Row(row.kind_id, row.audience_id, row.measure_id) for row in stored]
        self.before = sorted(set(before), key=str)
        self.stored_version = mark(self.before)
        super().__init__(data, initial={"version": self.stored_version})
        self.lists = Lists(names, before)
        fitting = [row for row in before if any(getattr(row, name) for name in names)]
        self.misfits = [row for row in stored if bool(row.measure_id) != (names == ("measure",))]
        shown = [*fitting, *[Row()] * EMPTY_ROWS] if data is None else [Row()] * MOST_ROWS
        self.rows = [self.row_form(data, number, row) for number, row in enumerate(shown[:MOST_ROWS])]

    def row_form(self, data, number: int, initial: Row) -> RowForm:
        return RowForm(data, lists=self.lists, prefix=f"row-{number}", initial=initial)

    def shown(self) -> list[RowForm]:
        """Return the rows that say something or are wrong, and some empty ones below."""
        said = [form for form in self.rows if form.errors or any(field.value() for field in form)]
        return [*said, *[form for form in self.rows if form not in said][:EMPTY_ROWS]]

    def is_valid(self) -> bool:
        return all(form.is_valid() for form in self.rows) and super().is_valid()

    @property
    def has_wrong_rows(self) -> bool:
        return any(form.errors for form in self.rows)

    @property
    def is_outdated(self) -> bool:
        return self.cleaned_data["version"] != self.stored_version

    @property
    def chosen(self) -> list[Row]:
        """What was chosen, each once."""
        return list(dict.fromkeys(row for form in self.rows if (row := form.row)))

    def differences(self) -> list[Difference]:
        if sorted(self.chosen, key=str) == self.before:
            return []
        fitting = [row for row in self.before if any(getattr(row, name) for name in self.lists.names)]
        return [Difference("Measured by", self.lists.in_words(fitting), self.lists.in_words(self.chosen))]

    def write(self, change: Change) -> None:
        """Have the step be measured by exactly what was chosen."""
        wanted = set(self.chosen)
        for stored in self.rows_stored:
            row = Row(stored.kind_id, stored.audience_id, stored.measure_id)
            if row in wanted:
                wanted.discard(row)
            else:
                change.delete(stored)
        for row in [row for row in self.chosen if row in wanted]:
            change.save(StepMeasure(step=self.step, kind_id=row.kind, audience_id=row.audience, measure_id=row.measure))
