"""The forms with which a theory of change is kept: its steps, one step, and what is said beside them."""

from __future__ import annotations

import re
import unicodedata
from typing import Any, NamedTuple, cast
from zlib import crc32

from django import forms

from pilots.forms import limit_length
from pilots.models import Factor, TheoryOfChange, TheoryStep
from pilots.versioned import Difference, VersionedForm

from .standing import KINDS, STAGES, Link, StageOfSteps, Standing, Step, between
from .writing import Change, save_step

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

    def __init__(self, data, now: Standing):
        super().__init__(data)
        self.now = now
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
        for stage, texts in self.lines.items():
            for number, text in enumerate(texts, start=1):
                if len(text) > LONGEST_STEP:
                    words = f"Step {number} must be {LONGEST_STEP} characters or fewer: this has {len(text)}"
                    self.add_error(stage, words)
        self.refuse_too_many()
        return cleaned

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


class LinkForm(forms.Form):
    """Whether a step leads to another one, and on which assumption."""

    chosen = forms.BooleanField(required=False)
    assumption = forms.CharField(
        label="Assuming that",
        max_length=250,
        required=False,
        help_text="What has to be true for one to lead to the other.",
    )

    def __init__(self, data, to: Step, link: Link | None):
        initial = {"chosen": bool(link), "assumption": link.assumption if link else ""}
        super().__init__(data, prefix=f"to-{to.pk}", initial=initial)
        self.to = to
        self.fields["chosen"].label = to.text

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("assumption") and not cleaned.get("chosen") and not self.initial["chosen"]:
            self.add_error("chosen", f"Tick “{self.to.text}”, or clear the assumption below it")
        return cleaned

    @property
    def is_chosen(self) -> bool:
        return bool(self["chosen"].value())

    @property
    def link(self) -> tuple[int, str] | None:
        """The key of the step that is led to and the assumption, None where it is not led to."""
        cleaned = getattr(self, "cleaned_data", {})
        return (self.to.pk, cleaned.get("assumption", "")) if cleaned.get("chosen") else None


class StepForm(VersionedForm):
    """A step: its text, its stage, and what it leads to."""

    class Meta:
        model = TheoryStep
        fields = ["text", "stage"]
        labels = {"text": "What is the step?", "stage": "At which stage?"}
        help_texts = {"text": "A short sentence that stands in a box of the diagram. Never name anybody."}
        widgets = {"text": forms.Textarea(attrs={"rows": 3})}
        error_messages = {"text": {"required": "Enter what the step is"}}

    def __init__(self, data, *, instance: TheoryStep, now: Standing):
        self.now, self.stored = now, now.by_key[instance.pk]
        self.links_stored = {link.end: link for link in now.links if link.start == instance.pk}
        super().__init__(data, instance=instance)
        cast(forms.ChoiceField, self.fields["stage"]).choices = STAGES.choices
        others = [step for step in now.steps if step.pk != instance.pk]
        self.link_forms = [LinkForm(data, step, self.links_stored.get(step.pk)) for step in others]

    def version_of(self, record) -> int:
        return mark(self.stored.stage, self.stored.text, sorted(self.said_of(self.links_stored)))

    def said_of(self, links: dict[int, Link]) -> list[tuple[int, str]]:
        return [(key, link.assumption) for key, link in links.items()]

    def clean_text(self) -> str:
        return " ".join(self.cleaned_data["text"].split())

    def is_valid(self) -> bool:
        return super().is_valid() and all(form.is_valid() for form in self.link_forms)

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if "stage" in cleaned:
            self.refuse_what_leads_back(STAGES.values.index(cleaned["stage"]))
        return cleaned

    def refuse_what_leads_back(self, column: int) -> None:
        """Add an error beside each link that would lead to an earlier stage, or make a loop."""
        elsewhere = [link for link in self.now.links if link.start != self.stored.pk]
        for form in [form for form in self.link_forms if form.is_valid() and form.link]:
            if form.to.column < column:
                form.add_error("chosen", f"“{form.to.text}” stands at an earlier stage: a step leads on, not back")
            elif self.stored.pk in self.now.leads_to(form.to.pk, elsewhere):
                form.add_error("chosen", f"“{form.to.text}” leads to this step already: that would make a loop")
        steps = self.now.by_key
        late = [steps[link.start] for link in elsewhere if link.end == self.stored.pk]
        late = [step for step in late if step.column > column]
        if late:
            words = f"“{late[0].text}” leads to this step, and would stand after it: remove that link first"
            self.add_error("stage", words)

    @property
    def has_wrong_links(self) -> bool:
        return any(form.errors for form in self.link_forms)

    def offered(self) -> list[tuple[str, list[LinkForm]]]:
        """Return what the step may lead to, by stage; and what was ticked, although it may not."""
        offered = [form for form in self.link_forms if self.may_lead_to(form.to) or form.is_chosen or form.errors]
        groups = [(label, [form for form in offered if form.to.stage == stage]) for stage, label in STAGES.choices]
        return [(label, group) for label, group in groups if group]

    def may_lead_to(self, step: Step) -> bool:
        if step.column == self.stored.column:
            return self.stored.pk not in self.now.leads_to(step.pk)
        return step.column > self.stored.column

    @property
    def links(self) -> list[Link]:
        """What the step is to lead to."""
        return [Link(self.stored.pk, *form.link) for form in self.link_forms if form.link]

    def differences(self) -> list[Difference]:
        cleaned, labels = self.cleaned_data, dict(STAGES.choices)
        rows = [
            Difference("Step", self.stored.text, cleaned["text"]),
            Difference("Stage", labels[self.stored.stage], labels[cleaned["stage"]]),
            Difference("Leads to", self.in_words(self.links_stored.values()), self.in_words(self.links)),
        ]
        return [row for row in rows if row.stored != row.typed]

    def in_words(self, links) -> str:
        steps, given = self.now.by_key, sorted(links, key=lambda link: link.end)
        assuming = {each.end: f", assuming: {each.assumption}" if each.assumption else "" for each in given}
        texts = [f"{steps[end].text}{words}" for end, words in assuming.items()]
        return "\n".join(texts) or "Nothing"

    def write(self, change: Change) -> None:
        save_step(change, self.instance, self.now, between(self.links, self.now.steps))


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
