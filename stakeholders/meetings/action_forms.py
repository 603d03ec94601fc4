"""What a person types about an agreed action: what, who, by when, and what became of it."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from pilots.versioned import Difference, VersionedForm
from stakeholders.models import AgreedAction, Meeting, Membership
from stakeholders.networks.periods import at_a_meeting_on
from vru_portal.access.models import User
from vru_portal.access.roles import Capability
from vru_portal.free_text import refuse_personal_data
from vru_portal.govuk import DateField

from .forms import refuse_out_of_range, shown
from .naming import names_around

STAFF, MEMBER = "staff", "member"
RELOAD = "Reload the page and try again"


class Who(forms.ChoiceField):
    """Chooses one of the staff or a member of the network. Cleans to ``{"owner": ..., "member": ...}``."""

    def offer(self, staff: list[User], members: list[Membership]) -> None:
        owners = {value_of(one): {"owner": one, "member": None} for one in staff}
        self.meanings: dict[str, dict[str, Any]] = owners | {
            value_of(one): {"owner": None, "member": one} for one in members
        }
        groups: list[tuple[str, Any]] = [("Staff of the unit", staff), ("Members of the network", members)]
        named = [(title, [(value_of(one), label_of(one)) for one in group]) for title, group in groups if group]
        self.choices = [("", "Choose who"), *named]

    def clean(self, value) -> dict[str, Any] | None:
        return self.meanings.get(super().clean(value))


def value_of(one: User | Membership) -> str:
    return f"{MEMBER}:{one.pk}" if isinstance(one, Membership) else f"{STAFF}:{one.pk}"


def label_of(one: User | Membership | None) -> str:
    """Return a name, with the organisation of a member."""
    if not isinstance(one, Membership) or not one.contact:
        return str(one)
    body = one.organisation or one.contact.organisation
    return f"{one}, {body}" if body else str(one)


class ActionForm(VersionedForm):
    """An action: its text, who does it and by when."""

    who = Who(label="Who does it?", error_messages={"required": "Choose who does it"})
    due_on = DateField(label="By when?", called="the date by which it is done")

    class Meta:
        model = AgreedAction
        fields = ["text"]
        labels = {"text": "What is to be done?"}
        help_texts = {"text": "One line. Never names or details of young people or families."}
        error_messages = {
            "text": {
                "required": "Enter what is to be done",
                "max_length": "What is to be done must be 250 characters or fewer",
            }
        }

    field_order = ["version", "text", "who", "due_on"]

    def __init__(self, *args, user, meeting: Meeting, **kwargs):
        super().__init__(*args, user=user, **kwargs)
        self.meeting = meeting
        action = self.instance
        who = cast(Who, self.fields["who"])
        who.offer(staff_of(meeting, action), members_of(user, meeting, action))
        self.stored = (action.text, action.member or action.owner, action.due_on)
        if chosen := action.member or action.owner:
            self.initial.update(who=value_of(chosen), due_on=action.due_on)

    def version_of(self, record) -> int:
        return record.version

    def clean_due_on(self):
        refuse_out_of_range(self.cleaned_data["due_on"])
        return self.cleaned_data["due_on"]

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        refuse_personal_data(self, ["text"], names_around(self.meeting.network))
        due_on = cleaned.get("due_on")
        if due_on and due_on < self.meeting.day:
            self.add_error("due_on", "The date must be the day of the meeting or later")
        for name, one in (cleaned.get("who") or {}).items():
            setattr(self.instance, name, one)
        self.instance.due_on = due_on or self.instance.due_on
        return cleaned

    def differences(self) -> list[Difference]:
        """Return the parts in which what was typed differs from what is stored now."""
        text, chosen, due_on = self.stored
        typed = self.instance
        rows = [
            Difference(str(self["text"].label), text, typed.text),
            Difference(str(self["who"].label), label_of(chosen), label_of(typed.member or typed.owner)),
            Difference(str(self["due_on"].label), shown(due_on), shown(typed.due_on)),
        ]
        return [row for row in rows if row.stored != row.typed]

    def save(self, commit: bool = True) -> AgreedAction:
        """Store it; a new one that the meeting has agreed already in the same words is that one."""
        action = self.instance
        if action.pk is None:
            said = {name: getattr(action, name) for name in ("text", "owner", "member", "due_on")}
            same = AgreedAction.objects.visible_to(self.user).open().filter(meeting=self.meeting, **said)
            return same.first() or super().save(commit)
        action.version = self.stored_version + 1
        return super().save(commit)


def staff_of(meeting: Meeting, action: AgreedAction) -> list[User]:
    """Return those who run networks in the meeting's authority today, and who owns the action already."""
    authority = meeting.network.authority
    posted = User.objects.posted_to(Capability.RUN_NETWORKS, authority)
    return list(User.objects.filter(Q(pk__in=posted.values("pk")) | Q(pk=action.owner_id)).order_by("full_name"))


def members_of(user, meeting: Meeting, action: AgreedAction) -> list[Membership]:
    """Return the members on the day of the meeting, and who owns the action already, in the order of their names."""
    members = Membership.objects.visible_to(user).select_related("contact__organisation", "organisation")
    current = members.filter(at_a_meeting_on(meeting.day), network=meeting.network_id)
    also = members.filter(pk=action.member_id)
    return sorted({*current, *also}, key=lambda member: str(member).casefold())


class OutcomeForm(forms.Form):
    """That an action is done, or dropped with the reason, or open again."""

    outcome = forms.CharField(
        label="What became of it?",
        required=False,
        max_length=250,
        help_text="One line. Say why, if it is dropped.",
    )
    step = forms.ChoiceField(choices=[(name, name) for name in ("done", "dropped", "open")])
    version = forms.IntegerField(error_messages=dict.fromkeys(("required", "invalid"), RELOAD))

    def __init__(self, *args, action: AgreedAction, **kwargs):
        super().__init__(*args, **kwargs)
        self.action = action
        self.is_outdated = False

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        refuse_personal_data(self, ["outcome"], names_around(self.action.meeting.network))
        if cleaned.get("step") == "dropped" and not cleaned.get("outcome") and "outcome" not in self.errors:
            self.add_error("outcome", "Say why it is dropped")
        if not self.errors and cleaned["version"] != self.action.version and not self.is_stored:
            self.add_error(None, f"Somebody else has changed this action meanwhile. It {became_of(self.action)}")
            self.is_outdated = True
        return cleaned

    @property
    def is_stored(self) -> bool:
        """Whether all that the form says is so already, because it was sent twice."""
        action, step = self.action, self.cleaned_data["step"]
        now = "done" if action.done_on else "dropped" if action.dropped_on else "open"
        return step == now and ("outcome" not in self.data or self.cleaned_data["outcome"] == action.outcome)

    def save(self) -> AgreedAction:
        """Store it with today's date; what is done already keeps the day on which it was."""
        action, step = self.action, self.cleaned_data["step"]
        if self.is_stored:
            return action
        today = timezone.localdate()
        action.done_on = (action.done_on or today) if step == "done" else None
        action.dropped_on = (action.dropped_on or today) if step == "dropped" else None
        if "outcome" in self.data:
            action.outcome = self.cleaned_data["outcome"]
        action.version += 1
        action.save()
        return action


def became_of(action: AgreedAction) -> str:
    """Return how an action stands now, as the end of a sentence: "was dropped on 3 June 2026: No need"."""
    if not (day := action.done_on or action.dropped_on):
        return f"is open, to be done by {date_format(action.due_on, 'j F Y')}: {action.text}"
    step = "done" if action.done_on else "dropped"
    return f"was {step} on {date_format(day, 'j F Y')}{f': {action.outcome}' if action.outcome else ''}"
