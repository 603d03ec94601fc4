"""Taking words out of an entry for good: out of the record, its history, its exports and what is kept of it.

An entry is an activity of the log or an outcome record.
"""

from __future__ import annotations

from django import forms
from django.db import transaction
from django.db.models import QuerySet

from .attachments import discard
from .forms import ActivityForm, ReasonForm
from .models import Activity, Attachment, OutcomeRecord, ReviewStep, UnsavedEntry

AnyEntry = Activity | OutcomeRecord
REDACTED = "[removed]"
REASONS = "reasons"
FILE = "file:"
# The form does not ask for the last two by itself, and an entry may hold them all the same.
FREE_TEXT = {
    Activity: [*ActivityForm.FREE_TEXT, "intervention_name", "personal_data_reason"],
    OutcomeRecord: ["what_is_counted", "group_label", "source", "quality_notes"],
}


class RedactionForm(ReasonForm):
    """Which words to take out, and why."""

    def __init__(self, *args, entry: AnyEntry, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = "Do not repeat what you remove."
        self.fields["parts"] = forms.MultipleChoiceField(
            label="What to remove",
            choices=parts_of(entry),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Choose what to remove"},
        )
        self.order_fields(["parts", "reason"])


def parts_of(entry: AnyEntry) -> list[tuple[str, str]]:
    """Return the name and the label of each free text that the entry holds, or held in an earlier version."""
    names = FREE_TEXT[type(entry)]
    versions = [*entry.history.values(*names), {name: getattr(entry, name) for name in names}]
    labels = {field.name: str(field.verbose_name).capitalize() for field in entry._meta.fields}
    labels |= ActivityForm.Meta.labels if isinstance(entry, Activity) else {}
    parts = [(name, labels[name]) for name in names if any(version[name] for version in versions)]
    if entry.steps.exclude(reason="").exists():
        parts.append((REASONS, "Reasons given in the review"))
    return parts + [(f"{FILE}{file.pk}", f"The file {file.name}") for file in files_of(entry)]


def files_of(entry: AnyEntry) -> QuerySet[Attachment]:
    """Return the files that an entry of the log holds; an outcome record has none."""
    return Attachment.objects.filter(activity_id=entry.pk).exclude(name=REDACTED)


@transaction.atomic
def redact(entry: AnyEntry, parts: list[str], *, by, reason: str) -> AnyEntry:
    """Replace the parts of an entry by "[removed]", in every version of it, and record that this was done.

    Its author's unsaved form of the entry goes too. Raises nothing on parts that are empty already.
    """
    entry = type(entry)._default_manager.select_for_update(of=("self",)).get(pk=entry.pk)
    names = [name for name in parts if name != REASONS and not name.startswith(FILE)]
    take_out_of_bulletins(entry, names)
    for name in names:
        entry.history.exclude(**{name: ""}).update(**{name: REDACTED})
        setattr(entry, name, REDACTED if getattr(entry, name) else "")
    if REASONS in parts:
        entry.steps.exclude(reason="").update(reason=REDACTED)
    for file in files_of(entry).filter(pk__in=[name.removeprefix(FILE) for name in parts if name.startswith(FILE)]):
        file.history.update(name=REDACTED)
        file.name = REDACTED
        discard(file)
    UnsavedEntry.objects.filter(activity_id=entry.pk).delete()
    entry.version += 1
    entry.save()
    about = {"activity" if isinstance(entry, Activity) else "outcome": entry}
    ReviewStep.objects.create(
        **about, move="redact", from_status=entry.status, to_status=entry.status, reason=reason, made_by=by
    )
    return entry


def take_out_of_bulletins(entry: AnyEntry, names: list[str]) -> None:
    """Take what bulletins say out of them: of an activity all words, of an outcome record what it counted."""
    if isinstance(entry, Activity):
        # An editor's words were written from it, and may say the same.
        for chosen in entry.in_bulletins.all():
            chosen.take_out(REDACTED)
        # Those of what was unticked or thrown away since live on in its history alone.
        entry.in_bulletins.model.history.filter(activity_id=entry.pk).update(words=REDACTED)
    elif "what_is_counted" in names:
        counted = {entry.what_is_counted, *entry.history.values_list("what_is_counted", flat=True)} - {""}
        for section in entry.pilot.bulletin_sections.select_related("bulletin"):
            section.take_out_counted(entry.pk, counted, REDACTED)
