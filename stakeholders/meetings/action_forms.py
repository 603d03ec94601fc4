"""What a person types about an agreed action: what, who, by when, and what became of it."""

from __future__ import annotations

from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils import timezone

from stakeholders.models import AgreedAction, Meeting, Membership
from vru_portal.access.models import Posting, User
from vru_portal.access.roles import CAPABILITIES, Capability
from vru_portal.free_text import refuse_personal_data
from vru_portal.govuk import DateField

from .forms import refuse_out_of_range
from .naming import names_around

STAFF, MEMBER = "staff", "member"
RUNNERS = [role for role, allowed in CAPABILITIES.items() if Capability.RUN_NETWORKS in allowed]


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


class ActionForm(forms.ModelForm):
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

    field_order = ["text", "who", "due_on"]

    def __init__(self, *args, user, meeting: Meeting, **kwargs):
        super().__init__(*args, **kwargs)
        self.meeting = meeting
        action = self.instance
        who = cast(Who, self.fields["who"])
        who.offer(staff_of(meeting, action), members_of(user, meeting, action))
        if chosen := action.member or action.owner:
            self.initial.update(who=value_of(chosen), due_on=action.due_on)

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


def staff_of(meeting: Meeting, action: AgreedAction) -> list[User]:
    """Return those who run networks in the meeting's authority today, and who owns the action already."""
    authority = meeting.network.authority
    here = Q(authority=authority) | Q(region=authority.region_id)
    posted = Posting.objects.current().filter(here, role__in=RUNNERS)
    chosen = Q(pk__in=posted.values("user"), is_active=True) | Q(pk=action.owner_id)
    return list(User.objects.filter(chosen).order_by("full_name"))


def members_of(user, meeting: Meeting, action: AgreedAction) -> list[Membership]:
    """Return the members on the day of the meeting, and who owns the action already, in the order of their names."""
    members = Membership.objects.visible_to(user).select_related("contact__organisation", "organisation")
    current = members.filter(network=meeting.network_id).current(meeting.day)
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

    def __init__(self, *args, action: AgreedAction, **kwargs):
        super().__init__(*args, **kwargs)
        self.action = action

    def clean(self) -> dict[str, Any]:
        super().clean()
        cleaned = self.cleaned_data
        refuse_personal_data(self, ["outcome"], names_around(self.action.meeting.network))
        if cleaned.get("step") == "dropped" and not cleaned.get("outcome") and "outcome" not in self.errors:
            self.add_error("outcome", "Say why it is dropped")
        return cleaned

    def save(self) -> AgreedAction:
        """Store it with today's date; what is done already keeps the day on which it was."""
        action, step = self.action, self.cleaned_data["step"]
        today = timezone.localdate()
        action.done_on = (action.done_on or today) if step == "done" else None
        action.dropped_on = (action.dropped_on or today) if step == "dropped" else None
        if "outcome" in self.data:
            action.outcome = self.cleaned_data["outcome"]
        action.save()
        return action
