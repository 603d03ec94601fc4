"""The form with which somebody chooses what measures a step of a theory of change."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import NamedTuple

from django import forms
from django.db.models import QuerySet

from interventions.models import ActivityKind, AudienceGroup, Intervention, OutcomeMeasure, StepMeasure
from pilots.models import TheoryStep
from pilots.theory.forms import mark
from pilots.theory.standing import BY_ACTIVITY
from pilots.theory.writing import Change
from pilots.versioned import Difference
from vru_portal import together

MOST_ROWS = 10
EMPTY_ROWS = 2


class Row(NamedTuple):
    """What one row chooses, by key: a kind of activity, an audience or both; an intervention; or an outcome measure."""

    kind: int | None = None
    audience: int | None = None
    intervention: int | None = None
    measure: int | None = None


class Lists:
    """What the rows offer, loaded once for all of them: what is in use, and what was chosen before."""

    labels = {
        "kind": "Kind of activity",
        "audience": "Whom it reached",
        "intervention": "Or one of the pilot’s interventions",
        "measure": "Outcome measure",
    }
    empty = {
        "kind": "Any kind",
        "audience": "Anybody",
        "intervention": "No intervention",
        "measure": "Choose a measure",
    }

    def __init__(self, names: Sequence[str], chosen: Iterable[Row], interventions: QuerySet[Intervention]):
        self.names = names
        offered: dict[str, QuerySet] = {
            "kind": ActivityKind.objects.all(),
            "audience": AudienceGroup.objects.all(),
            "intervention": interventions,
            "measure": OutcomeMeasure.objects.all(),
        }
        self.texts: dict[str, dict[int, str]] = {}
        for name, records in together.read(**{name: offered[name] for name in names}).items():
            keys = {getattr(row, name) for row in chosen}
            rows = [each for each in records if not getattr(each, "archived_at", None) or each.pk in keys]
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

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("intervention") and (cleaned.get("kind") or cleaned.get("audience")):
            words = "Choose an intervention, or a kind of activity and whom it reached, in rows of their own"
            self.add_error("intervention", words)
        return cleaned

    @property
    def row(self) -> Row | None:
        chosen = Row(**self.cleaned_data)
        return chosen if any(chosen) else None


class MeasuresForm(forms.Form):
    """What measures a step, in several rows: activity for activities and outputs, else outcome measures."""

    version = forms.IntegerField(widget=forms.HiddenInput, error_messages={"invalid": "Reload the page and try again"})

    def __init__(self, data, *, step: TheoryStep, stored: list[StepMeasure], interventions: QuerySet[Intervention]):
        self.step = step
        names = ("kind", "audience", "intervention") if step.stage in BY_ACTIVITY else ("measure",)
        self.stored = {Row(*(getattr(each, f"{name}_id") for name in Row._fields)): each for each in stored}
        self.before = [row for row in self.stored if any(getattr(row, name) for name in names)]
        self.others = [row for row in self.stored if row not in self.before]
        self.stored_version = mark(sorted(self.stored, key=str))
        super().__init__(data, initial={"version": self.stored_version})
        self.lists = Lists(names, self.before, interventions)
        self.offer_to_drop_others()
        shown = [*self.before, *[Row()] * EMPTY_ROWS]
        if data is not None:
            shown = [Row()] * max(MOST_ROWS, len(shown))
        self.rows = [self.row_form(data, number, row) for number, row in enumerate(shown)]

    def offer_to_drop_others(self) -> None:
        """Keep what measures the step in the way of another stage, unless somebody says otherwise."""
        if self.others:
            label = f"No longer measure it by {self.others_in_words}"
            self.fields["drop"] = forms.BooleanField(label=label, required=False)

    @property
    def others_in_words(self) -> str:
        return "; ".join(str(self.stored[row]) for row in self.others)

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
        rows = []
        if set(self.chosen) != set(self.before):
            words = self.lists.in_words
            rows.append(Difference("Measured by", words(self.before), words(self.chosen)))
        if self.cleaned_data.get("drop"):
            rows.append(Difference("Also measured by", self.others_in_words, "Nothing"))
        return rows

    def write(self, change: Change) -> None:
        """Have the step be measured by exactly what was chosen, and by what was left alone."""
        kept = [*self.chosen, *([] if self.cleaned_data.get("drop") else self.others)]
        for row in [row for row in self.stored if row not in kept]:
            change.delete(self.stored[row])
        for row in [row for row in kept if row not in self.stored]:
            change.save(StepMeasure(step=self.step, **{f"{name}_id": key for name, key in row._asdict().items()}))
