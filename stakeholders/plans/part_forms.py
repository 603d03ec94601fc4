"""What a plan has several of: partners, roles, places and support, each with its form."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, cast

from django import forms

from stakeholders.models import PlanPartner, PlanPlace, PlanRole, PlanSupport
from stakeholders.models.plan import Support
from vru_portal.access.models import User
from vru_portal.access.roles import Capability
from vru_portal.personal_data import Kind
from vru_portal.telephones import is_telephone

from .forms import PartOfPlan

MOST_PEOPLE = 30_000
HOLDERS = ("user", "contact", "organisation")


class PartnerForm(PartOfPlan):
    texts = ("does",)

    class Meta:
        model = PlanPartner
        fields = ["organisation", "does", "contact", "out_of_hours"]
        labels = {
            "organisation": "Which organisation is it?",
            "does": "What does it do in a response?",
            "contact": "Whom to reach there",
            "out_of_hours": "Can be reached out of hours",
        }
        help_texts = {
            "does": "In a few words, such as: opens its youth club, or rings the head teachers.",
            "contact": "Choose a contact with a telephone number.",
            "out_of_hours": "At night, at weekends and on public holidays.",
        }
        error_messages = {
            "organisation": {"required": "Choose an organisation"},
            "does": {"required": "Enter what it does in a response"},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_organisations("Choose an organisation")
        self.offer_contacts("Nobody yet")

    def clean(self):
        cleaned = super().clean()
        organisation, contact = cleaned.get("organisation"), cleaned.get("contact")
        if organisation and contact and contact.organisation_id not in (None, organisation.pk):
            self.add_error("contact", f"Their contact says {contact.organisation}, not {organisation}: choose another")
        elif organisation and self.is_listed(organisation, contact):
            self.add_error("contact", "The plan has this partner with the same person to reach already")
        return cleaned

    def is_listed(self, organisation, contact) -> bool:
        same = self.others().filter(organisation=organisation, contact=contact)
        return same.exists() and not self.stored_before()


class RoleForm(PartOfPlan):
    says_what_is_optional = False

    class Meta:
        model = PlanRole
        fields = ["role", "user", "contact", "organisation", "telephone"]
        labels = {
            "role": "Which role is it?",
            "user": "Who has it: one of the unit’s staff",
            "contact": "or a contact",
            "organisation": "or an organisation, whoever is on duty there",
            "telephone": "Number to ring",
        }
        help_texts = {
            "user": "Choose one in one of these three lists.",
            "telephone": "For one of the staff or an organisation. A contact has a number of their own.",
        }
        error_messages = {"role": {"required": "Choose a role"}}
        widgets = {"role": forms.RadioSelect, "telephone": forms.TextInput(attrs={"class": "govuk-input--width-20"})}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["role"]).choices = PlanRole.Role.choices
        self.offer("user", self.staff(), "None of them")
        self.offer_contacts("None of them")
        self.offer_organisations("None of them")

    def staff(self):
        """Return those who run networks in the authority."""
        return User.objects.posted_to(Capability.RUN_NETWORKS, self.authority)

    def clean_telephone(self) -> str:
        number = self.cleaned_data["telephone"]
        if number and "telephone" in self.changed_data and not is_telephone(number):
            raise forms.ValidationError("Enter a telephone number, like 024 7683 2222")
        return number

    def clean(self):
        cleaned = super().clean()
        chosen = [name for name in HOLDERS if cleaned.get(name)]
        if not chosen and not set(HOLDERS) & set(self.errors):
            self.add_error("user", "Choose who has the role: one of the staff, a contact or an organisation")
        for name in chosen[1:]:
            self.add_error(name, "Choose only one who has the role. Add the role again for another")
        if cleaned.get("contact") and cleaned.get("telephone"):
            self.add_error("telephone", "Leave this empty: the contact’s own number is shown")
        return cleaned


class PlaceForm(PartOfPlan):
    holds = forms.IntegerField(
        label="How many people it holds",
        required=False,
        min_value=1,
        max_value=MOST_PEOPLE,
        widget=forms.NumberInput(attrs={"class": "govuk-input--width-5"}),
    )
    texts = ("how_to_open",)
    may_stand = (Kind.TELEPHONE, Kind.POSTCODE)

    class Meta:
        model = PlanPlace
        fields = ["name", "how_to_open", "contact", "holds"]
        labels = {
            "name": "Name of the place",
            "how_to_open": "Where it is, and how it is opened",
            "contact": "Who opens it",
        }
        help_texts = {
            "name": "A youth club, a school, a community centre, a place of worship.",
            "how_to_open": "Its address, and what to ask for.",
        }
        error_messages = {"name": {"required": "Enter the name of the place"}}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.offer_contacts("Nobody yet")

    def clean(self):
        cleaned = super().clean()
        if self.others().filter(name__iexact=cleaned.get("name", "")).exists() and not self.stored_before():
            self.add_error("name", "This place is in the plan already")
        return cleaned


class SupportForm(PartOfPlan):
    texts = ("detail",)

    class Meta:
        model = PlanSupport
        fields = ["kind", "organisation", "detail"]
        labels = {
            "kind": "What kind of support is it?",
            "organisation": "Who gives it?",
            "detail": "What it is",
        }
        help_texts = {"detail": "In a few words, such as: youth workers on the streets until ten, seven days."}
        error_messages = {"kind": {"required": "Choose a kind of support"}}
        widgets = {"kind": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        cast(forms.ChoiceField, self.fields["kind"]).choices = Support.choices
        self.offer_organisations("Nobody yet")

    def clean(self):
        cleaned = super().clean()
        if not cleaned.get("organisation") and not cleaned.get("detail") and "organisation" not in self.errors:
            self.add_error("organisation", "Choose who gives it, or enter what it is")
        return cleaned


@dataclass(frozen=True)
class Part:
    """A kind of part: its name in addresses, its model, its form, and what it is called."""

    slug: str
    model: Any
    form: type[PartOfPlan]
    noun: str


KINDS = [
    Part("partners", PlanPartner, PartnerForm, "a partner"),
    Part("roles", PlanRole, RoleForm, "a role"),
    Part("places", PlanPlace, PlaceForm, "a place"),
    Part("support", PlanSupport, SupportForm, "support"),
]
PARTS = {part.slug: part for part in KINDS}
