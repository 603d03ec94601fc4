"""Taking words out of an entry for good: out of the record, its history, its exports and what is kept of it."""

from __future__ import annotations

from django import forms
from django.db import transaction

from .attachments import discard
from .forms import ActivityForm, ReasonForm
from .models import Activity, ReviewStep, UnsavedEntry

REDACTED = "[removed]"
REASONS = "reasons"
FILE = "file:"
# What the form does not ask for by itself, and an entry may hold all the same.
NOT_IN_THE_FORM = ["intervention_name", "personal_data_reason"]


class RedactionForm(ReasonForm):
    """Which words to take out, and why."""

    def __init__(self, *args, activity: Activity, **kwargs):
        super().__init__(*args, **kwargs)
        self.fields["reason"].help_text = "Do not repeat what you remove."
        self.fields["parts"] = forms.MultipleChoiceField(
            label="What to remove",
            choices=parts_of(activity),
            widget=forms.CheckboxSelectMultiple,
            error_messages={"required": "Choose what to remove"},
        )
        self.order_fields(["parts", "reason"])


def parts_of(activity: Activity) -> list[tuple[str, str]]:
    """Return the name and the label of each free text that the entry holds."""
    written = [name for name in [*ActivityForm.FREE_TEXT, *NOT_IN_THE_FORM] if getattr(activity, name)]
    labels = {field.name: str(field.verbose_name).capitalize() for field in Activity._meta.fields}
    parts = [(name, ActivityForm.Meta.labels.get(name, labels[name])) for name in written]
    if activity.steps.exclude(reason="").exists():
        parts.append((REASONS, "Reasons given in the review"))
    files = activity.attachments.exclude(name=REDACTED)
    return parts + [(f"{FILE}{file.pk}", f"The file {file.name}") for file in files]


@transaction.atomic
def redact(activity: Activity, parts: list[str], *, by, reason: str) -> Activity:
    """Replace the parts of an entry by "[removed]", in every version of it, and record that this was done.

    Its author's unsaved form of the entry goes too. Raises nothing on parts that are empty already.
    """
    entry = Activity.objects.select_for_update(of=("self",)).get(pk=activity.pk)
    names = [name for name in parts if name != REASONS and not name.startswith(FILE)]
    for name in names:
        entry.history.exclude(**{name: ""}).update(**{name: REDACTED})
        setattr(entry, name, REDACTED)
    if REASONS in parts:
        entry.steps.exclude(reason="").update(reason=REDACTED)
    for file in entry.attachments.filter(pk__in=[name.removeprefix(FILE) for name in parts if name.startswith(FILE)]):
        file.history.update(name=REDACTED)
        file.name = REDACTED
        discard(file)
    UnsavedEntry.objects.filter(activity_id=entry.pk).delete()
    entry.version += 1
    entry.save()
    ReviewStep.objects.create(
        activity=entry, move="redact", from_status=entry.status, to_status=entry.status, reason=reason, made_by=by
    )
    return entry
