"""The form of one step of a theory of change: its text, its stage, and what it leads to."""

from __future__ import annotations

from typing import cast

from django import forms

from pilots.forms import names_of_places
from pilots.models import TheoryStep
from pilots.versioned import Difference, VersionedForm
from vru_portal.free_text import refuse_personal_data

from .forms import mark
from .standing import STAGES, Link, Standing, Step, between
from .writing import Change, save_step


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
        self.refuse_names()
        if "stage" in cleaned:
            self.refuse_what_leads_back(STAGES.values.index(cleaned["stage"]))
        return cleaned

    def refuse_names(self) -> None:
        known = names_of_places(self.instance.theory.pilot)
        refuse_personal_data(self, ["text"], known)
        for form in [form for form in self.link_forms if form.is_valid() and form.link]:
            refuse_personal_data(form, ["assumption"], known)

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
