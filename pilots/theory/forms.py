"""The forms with which a theory of change is kept: new steps and their order, and what is said beside them."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, NamedTuple, cast
from zlib import crc32

from django import forms

from pilots.forms import limit_length, names_of_places
from pilots.models import Factor, Pilot, TheoryOfChange
from pilots.versioned import Difference, VersionedForm
from vru_portal.free_text import refuse_personal_data, why_refused

from .standing import KINDS, STAGES, StageOfSteps, Standing, Step
from .writing import Change

LONGEST_STEP = 250
MOST_STEPS = 120
LONGEST_NOTE = 2_000
BULLET = re.compile(r"^[-–*•·]\s+")
MOVE = re.compile(r"([0-9]{1,18}) (before|after) ([0-9]{1,18})", re.ASCII)
BELONGS_THERE = {
    STAGES.CONTEXT: "The situation, and the evidence for working in this way.",
    STAGES.INPUT: "What goes in: people, money, places, partners.",
    STAGES.ACTIVITY: "What the pilot does.",
    STAGES.OUTPUT: "What can be counted of it: sessions, training, people reached.",
    STAGES.SHORT: "What changes first for people: what they know, feel or can do.",
    STAGES.MEDIUM: "What they then do differently.",
    STAGES.LONG: "What is different in the long run.",
    STAGES.IMPACT: "The change in the community that the pilot contributes to.",
}


def mark(*parts) -> int:
    """Return a number that stays the same as long as the parts do."""
    return crc32(repr(parts).encode())


def texts_of(lines: str) -> list[str]:
    """Return the texts of lines, without bullets, spare spaces and what cannot be seen."""
    shown = ("".join(c for c in line if unicodedata.category(c) != "Cc" or c == "\t") for line in lines.splitlines())
    return [text for line in shown if (text := " ".join(BULLET.sub("", line.strip()).split()))]


class StepsForm(forms.Form):
    """New steps, as lines below each stage; and where an old one is to stand, such as "12 before 7"."""

    says_what_is_optional = False

    def __init__(self, data, now: Standing, pilot: Pilot):
        super().__init__(data)
        self.now, self.pilot = now, pilot
        for stage, hint in BELONGS_THERE.items():
            self.fields[stage.value] = forms.CharField(
                label=f"Add to {stage.label}: one step a line",
                help_text=hint,
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )
        self.fields["move"] = forms.CharField(required=False, widget=forms.HiddenInput)

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        self.lines = {stage: texts_of(cleaned.get(stage, "")) for stage in STAGES.values}
        self.refuse_what_no_step_may_say()
        self.refuse_too_many()
        return cleaned

    def refuse_what_no_step_may_say(self) -> None:
        known = names_of_places(self.pilot)
        for stage, texts in self.lines.items():
            for number, text in enumerate(texts, start=1):
                if len(text) > LONGEST_STEP:
                    words = f"Step {number} must be {LONGEST_STEP} characters or fewer: this has {len(text)}"
                    self.add_error(stage, words)
                elif words := why_refused(text, known):
                    self.add_error(stage, f"Step {number}: {words}")

    def refuse_too_many(self) -> None:
        wanted = len(self.now.steps) + sum(map(len, self.lines.values()))
        if wanted > MOST_STEPS:
            words = f"A theory of change may have {MOST_STEPS} steps: this would make {wanted}"
            self.add_error(next(stage for stage, texts in self.lines.items() if texts), words)

    def move(self) -> tuple[int, str, int] | None:
        """Return which step is to stand before or after which; None where that is not asked, or not understood."""
        found = MOVE.fullmatch(self.cleaned_data.get("move", ""))
        return (int(found[1]), found[2], int(found[3])) if found else None

    def stages(self) -> list[tuple[StageOfSteps, list[Listed], Any]]:
        """Return each stage with its steps and the field below them."""
        return [(stage, listed(stage.steps), self[stage.value]) for stage in self.now.stages]


class Listed(NamedTuple):
    """A step of a list, with the keys of those above and below it."""

    step: Step
    above: int | None
    below: int | None


def listed(steps: list[Step]) -> list[Listed]:
    keys = [None, *[step.pk for step in steps], None]
    return [Listed(*row) for row in zip(steps, keys[:-2], keys[2:], strict=True)]


class BesideForm(VersionedForm):
    """The note, the source and the factors of a theory."""

    class Meta:
        model = TheoryOfChange
        fields = ["note", "source"]
        labels = {"note": "Note", "source": "Which of the unit’s own sources is it from?"}
        help_texts = {"note": "Where the theory comes from, and what is still to be agreed. Never name anybody."}
        widgets = {"note": forms.Textarea(attrs={"rows": 4})}

    def __init__(self, data, *, instance: TheoryOfChange, now: Standing):
        self.now = now
        super().__init__(data, instance=instance)
        limit_length(self.fields["note"], LONGEST_NOTE)
        source = cast(forms.ModelChoiceField, self.fields["source"])
        source.queryset = instance.pilot.authority.region.sources.all()
        source.empty_label = "None of them"
        chosen = {factor.pk for factor in now.factors}
        self.offer([factor for factor in Factor.objects.all() if not factor.archived_at or factor.pk in chosen])

    def offer(self, factors: list[Factor]) -> None:
        """Add a field of tick boxes for each kind and level that has factors."""
        chosen = {factor.pk for factor in self.now.factors}
        for kind in KINDS:
            for level, label in Factor.Level.choices:
                offered = [each for each in factors if (each.kind, each.level) == (kind, level)]
                if offered:
                    name = f"{kind}_{level}"
                    self.fields[name] = factors_field(offered, label)
                    self.initial[name] = [each.pk for each in offered if each.pk in chosen]

    def groups(self) -> list[tuple[str, list[Any]]]:
        """Return the fields of the risk factors, and of the protective ones."""
        return [
            (title, [self[name] for name in self.fields if name.startswith(f"{kind}_")])
            for kind, title in KINDS.items()
        ]

    @property
    def has_factors(self) -> bool:
        return any(fields for _, fields in self.groups())

    def clean_note(self) -> str:
        return self.cleaned_data["note"].replace("\r\n", "\n")

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        refuse_personal_data(self, ["note"], names_of_places(self.instance.pilot))
        return cleaned

    def version_of(self, record) -> int:
        source = self.now.source.pk if self.now.source else None
        return mark(self.now.note, source, sorted(factor.pk for factor in self.now.factors))

    @property
    def factors(self) -> list[Factor]:
        names = [field.name for _, fields in self.groups() for field in fields]
        return [factor for name in names for factor in self.cleaned_data.get(name, [])]

    def differences(self) -> list[Difference]:
        def names(kind: str, factors: list[Factor]) -> str:
            return "\n".join(sorted(each.name for each in factors if each.kind == kind)) or "Nothing"

        rows = [
            Difference("Note", self.now.note or "Nothing", self.cleaned_data["note"] or "Nothing"),
            Difference("Source", str(self.now.source or "Nothing"), str(self.cleaned_data["source"] or "Nothing")),
        ]
        rows += [
            Difference(title, names(kind, self.now.factors), names(kind, self.factors)) for kind, title in KINDS.items()
        ]
        return [row for row in rows if row.stored != row.typed]

    def write(self, change: Change) -> None:
        """Store what differs, with the factors last: their history is kept with the theory's own."""
        if self.differences():
            change.begin()
            self.instance.factors.set(self.factors)


def factors_field(factors: list[Factor], label: str) -> forms.TypedMultipleChoiceField:
    """Return a choice of factors, which were loaded once for all levels."""
    by_key = {str(factor.pk): factor for factor in factors}
    return forms.TypedMultipleChoiceField(
        label=label,
        required=False,
        choices=[(key, factor.name) for key, factor in by_key.items()],
        coerce=by_key.get,
        widget=forms.CheckboxSelectMultiple,
    )
