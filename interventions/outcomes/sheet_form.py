"""What a person tells of a group, with a sheet of its scores."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal

from django import forms
from django.core.exceptions import ValidationError

from ..models import OutcomeMeasure, OutcomeRecord
from . import plausible, sheets, statistics
from .record_forms import FIGURES, Kind, OutcomeForm
from .scales import scale_of

STORED_PLACES = Decimal("0.0001")
AT_LEAST_ROWS = ("started", "measured_before", "measured_after")
FEWER_THAN_ROWS = "The number must be {0:,} or more, because the sheet has the scores of {0:,} people"


class SheetForm(OutcomeForm):
    """A group measured on a scale, with a sheet of its scores. The sheet is read, summed up and forgotten."""

    sheet = forms.FileField(
        label="Sheet of scores",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"required": "Choose a sheet", "empty": "The file is empty: choose another"},
    )
    field_order = ["sheet"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.pairs: list[statistics.Pair] = []
        for name in {"measured_both", *FIGURES[Kind.SCALE]} & set(self.fields):
            del self.fields[name]
        is_new = self.instance._state.adding
        self.fields["sheet"].required = is_new
        if not is_new:
            self.fields["sheet"].label = "Another sheet, to replace the figures (optional)"
        for side in plausible.SIDES:
            self.fields[f"measured_{side}"].help_text = "Leave it empty if it is the number of rows of the sheet."

    def clean_sheet(self) -> None:
        uploaded = self.cleaned_data["sheet"]
        if uploaded:
            try:
                self.pairs = sheets.read_scores(uploaded, scale_of(self.measure))
            except sheets.RefusedSheet as refused:
                raise ValidationError(refused.messages) from None
        if 0 < len(self.pairs) < statistics.FEWEST_KEPT:
            self.pairs = []
            raise ValidationError(plausible.OF_TWO)

    def fill_in_numbers(self) -> None:
        self.cleaned_data["measured_both"] = len(self.pairs) or self.instance.measured_both
        self.fill_in_sides()

    def faults(self) -> Iterable[plausible.Fault]:
        """Hold the numbers against the sheet; its figures are worked out, not typed."""
        told, rows = self.cleaned_data, self.cleaned_data["measured_both"] or 0
        fewer = [name for name in AT_LEAST_ROWS if told.get(name) is not None and told[name] < rows]
        return [(name, FEWER_THAN_ROWS.format(rows)) for name in fewer] or list(plausible.faults_of_numbers(told))

    def figures(self) -> dict:
        return figures_of(self.pairs, self.measure) if self.pairs else stored_figures(self.instance)

    def save(self, commit: bool = True) -> OutcomeRecord:
        self.instance.way = OutcomeRecord.Way.SHEET
        for name, value in self.figures().items():
            setattr(self.instance, name, value)
        return super().save(commit)


def figures_of(pairs: list[statistics.Pair], measure: OutcomeMeasure) -> dict:
    """Return what is stored of a sheet of scores: its summary and a histogram of the changes."""
    summary = statistics.summarise(pairs)
    names = ("mean_before", "sd_before", "mean_after", "sd_after", "mean_change", "sd_change")
    figures = {name: getattr(summary, name).quantize(STORED_PLACES) for name in names}
    threshold = measure.meaningful_change
    better = statistics.meaningful_changes(pairs, threshold, measure.higher_is_better) if threshold else None
    # Each bar of a small group is a person or two.
    is_drawn = len(pairs) >= statistics.FEWEST_DRAWN
    bins = [list(each) for each in statistics.histogram(statistics.changes(pairs))] if is_drawn else []
    return figures | {
        "measured_both": len(pairs),
        "is_paired": True,
        "meaningfully_better": better,
        "histogram": bins,
    }


def stored_figures(record: OutcomeRecord) -> dict:
    return {name: getattr(record, name) for name in ("measured_both", *FIGURES[Kind.SCALE], "histogram")}
