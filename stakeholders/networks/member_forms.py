"""The forms of a membership: who joins, what changes, and who leaves. Nothing of it is ever deleted."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.db import transaction
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from pilots.versioned import VersionedForm
from vru_portal.access.models import User
from vru_portal.free_text import refuse_personal_data
from vru_portal.govuk import DateField

from ..contacts.choosing import contacts_for, likely_same, plain
from ..contacts.forms import ContactFields
from ..models import Contact, JoinRequest, Membership, Network, Organisation
from .periods import already, at_the_same_time, problems

CONTACT, NEW, ALONE = "contact", "new", "organisation"
MISTAKE = "Entered by mistake? Enter the day they joined: the membership then counts nowhere."


def joined_field() -> DateField:
    return DateField(label="When did they join?", called="the day they joined")


def organisations_for(user: User, network: Network, besides: int | None = None):
    """Return the organisations of the region that forms of a network offer."""
    seen = Organisation.objects.visible_to(user).filter(region=network.authority.region)
    return seen.filter(Q(archived_at=None, merged_into=None) | Q(pk=besides))


class MemberForm(VersionedForm):
    """One membership: its role and its days."""

    joined_on = joined_field()
    left_on = DateField(
        label="When did they leave?",
        help_text=f"Leave it empty while they are a member. {MISTAKE}",
        called="the day they left",
        required=False,
    )

    class Meta:
        model = Membership
        fields = ["role", "organisation", "joined_on", "left_on", "why_left"]
        labels = {
            "role": "Role in the network",
            "organisation": "Which organisation do they stand for?",
            "why_left": "Why did they leave?",
        }
        help_texts = {"why_left": "For example, the organisation closed. Never anyone’s name or details."}
        widgets = {"role": forms.RadioSelect}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        member, fields = self.instance, cast(dict[str, Any], self.fields)
        if "role" in fields:
            fields["role"].choices = Membership.Role.choices
        if "organisation" in fields:
            fields["organisation"].queryset = organisations_for(self.user, member.network, member.organisation_id)
            fields["organisation"].empty_label = "None" if member.contact_id else "Choose one"
            fields["organisation"].required = member.contact_id is None

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        network, joined = self.instance.network, cleaned.get("joined_on", self.instance.joined_on)
        left = cleaned.get("left_on")
        for name, problem in problems(network, joined, left):
            self.add_error(name if name in self.fields else None, problem)
        if left is None and cleaned.get("why_left") and "left_on" not in self.errors:
            self.add_error("left_on", "Enter when they left, or take away why")
        who = (self.instance.contact, cleaned.get("organisation", self.instance.organisation))
        if not self.errors and (other := at_the_same_time(network, *who, joined, left, besides=self.instance)):
            self.add_error("joined_on" if "joined_on" in self.fields else "left_on", already(other))
        refuse_personal_data(self, ["why_left"], {str(network), str(network.authority)})
        return cleaned

    def words(self, name: str, value) -> str:
        if name == "role" and value:
            return str(Membership.Role(value).label)
        return date_format(value, "j F Y") if isinstance(value, date) else super().words(name, value)


class LeaveForm(MemberForm):
    """Somebody leaves: from that day they are a former member."""

    joined_on: Any = None
    left_on = DateField(label="When did they leave?", help_text=MISTAKE, called="the day they left")

    class Meta(MemberForm.Meta):
        fields = ["left_on", "why_left"]

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.initial["left_on"] = self.instance.left_on or timezone.localdate()


class NewMemberForm(forms.Form):
    """Somebody joins: a contact, somebody new who becomes one, or an organisation of which nobody is named.

    ``contact``: who is chosen at first. ``asking``: the request to join that is accepted, and goes once it is stored.
    """

    who = forms.ChoiceField(
        label="Who joins?",
        choices=[
            (CONTACT, "Somebody who is a contact already"),
            (NEW, "Somebody new"),
            (ALONE, "An organisation, without a named person"),
        ],
        widget=forms.RadioSelect,
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose who joins"),
    )
    contact: Any = forms.ModelChoiceField(None, label="Which contact?", empty_label="Choose a contact", required=False)
    is_another = forms.BooleanField(label="This is somebody else: add them as a new contact", required=False)
    organisation: Any = forms.ModelChoiceField(
        None, label="Which organisation?", empty_label="Choose an organisation", required=False
    )
    role = forms.ChoiceField(
        label="Role in the network",
        choices=Membership.Role.choices,
        initial=Membership.Role.MEMBER,
        widget=forms.RadioSelect,
    )
    joined_on = joined_field()

    def __init__(
        self,
        data=None,
        *,
        network: Network,
        user: User,
        contact: Contact | None = None,
        asking: JoinRequest | None = None,
    ):
        start = CONTACT if contact else NEW if asking else ""
        first = {"who": start, "contact": contact and contact.pk, "joined_on": timezone.localdate()}
        super().__init__(data, initial=first)
        self.network, self.user, self.asking = network, user, asking
        self.same: list[Contact] = []
        fields = cast(dict[str, Any], self.fields)
        fields["contact"].queryset = contacts_for(user, network.authority)
        fields["contact"].label_from_instance = with_organisation
        fields["organisation"].queryset = organisations_for(user, network)
        self.details = self.contact_fields()

    def contact_fields(self) -> ContactFields:
        """Return the fields of somebody new; while another choice is made they only keep what was typed."""
        new = Contact(authority=self.network.authority)
        given: dict[str, Any] = {"prefix": NEW, "user": self.user, "instance": new}
        if self.is_bound and self.data.get("who") == NEW:
            return ContactFields(self.data, **given)
        unbound = ContactFields(initial=said_by(self.asking, self.fields["organisation"]), **given)
        if self.is_bound:
            typed = {
                bound.name: bound.field.widget.value_from_datadict(self.data, {}, bound.html_name) for bound in unbound
            }
            unbound.initial = {**unbound.initial, **{name: value for name, value in typed.items() if value}}
        return unbound

    @property
    def is_new(self) -> bool:
        return self.data.get("who") == NEW

    def clean_contact(self) -> Contact | None:
        """Lock the contact until the membership is stored, so that they are not erased or merged meanwhile."""
        chosen = self.cleaned_data["contact"]
        if chosen is None:
            return None
        offered = contacts_for(self.user, self.network.authority).select_for_update(of=("self",))
        if (locked := offered.filter(pk=chosen.pk).first()) is None:
            raise forms.ValidationError("This contact has just been erased or merged: choose again")
        return locked

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if self.is_new:
            self.ask_whether_known()
        for name, question in ((CONTACT, "Choose a contact"), (ALONE, "Choose an organisation")):
            if cleaned.get("who") == name and not cleaned.get(name) and name not in self.errors:
                self.add_error(name, question)
        for name, problem in problems(self.network, cleaned.get("joined_on"), None):
            self.add_error(name, problem)
        if not self.errors and not self.is_new and not self.stored_before and (other := self.present()):
            self.add_error(cleaned["who"], already(other))
        return cleaned

    def is_valid(self) -> bool:
        # Both, so that all that is wrong is said at once.
        return super().is_valid() & (not self.is_new or self.details.is_valid())

    @property
    def is_wrong(self) -> bool:
        return bool(self.errors or self.is_new and self.details.errors)

    @property
    def parts(self) -> list[forms.BaseForm]:
        """The forms inside, for the error summary."""
        return [self.details]

    @property
    def offered(self) -> list[tuple[str, str, str, bool]]:
        """Value and label of each answer to who joins, the identifier of its input, and whether it is chosen."""
        chosen, first = self["who"].value(), self["who"].auto_id
        choices = cast(Any, self.fields["who"]).choices
        return [(value, label, f"{first}_{place}", value == chosen) for place, (value, label) in enumerate(choices)]

    def ask_whether_known(self) -> None:
        """Two contacts for one person would be asked, counted and erased apart: that is asked before, not mended."""
        if not self.details.is_valid():
            return
        said = self.details.cleaned_data
        body = said.get("organisation") or Organisation(name=said.get("organisation_name") or "")
        self.same = likely_same(self.user, said["name"], said["email"], body if str(body) else None)
        if self.same and not self.cleaned_data.get("is_another") and not self.stored_before:
            self.add_error(
                "is_another", "Somebody like this is a contact already: choose them, or say that it is another"
            )

    def present(self) -> Membership | None:
        contact, organisation = self.chosen
        return at_the_same_time(self.network, contact, organisation, self.cleaned_data["joined_on"], None)

    @property
    def chosen(self) -> tuple[Contact | None, Organisation | None]:
        """The contact with their organisation, or the organisation alone."""
        if self.cleaned_data.get("who") == ALONE:
            return None, self.cleaned_data.get("organisation")
        contact = self.cleaned_data.get("contact")
        return contact, contact.organisation if contact else None

    @property
    def stored_before(self) -> Membership | None:
        """The stored membership that says exactly what this one says, because the form was sent twice."""
        said = {name: self.cleaned_data.get(name) for name in ("joined_on", "role")}
        stored = self.network.memberships.filter(left_on=None, **said).select_related("contact")
        if self.is_new:
            new = self.details.cleaned_data
            alike = stored.filter(contact__in=self.same, contact__email__iexact=new["email"])
            return next((one for one in alike if plain(str(one)) == plain(new["name"])), None)
        contact, organisation = self.chosen
        return stored.filter(contact=contact, **({} if contact else {"organisation": organisation})).first()

    def save(self) -> Membership:
        """Store the membership, and the contact where they are new; the request to join is done with."""
        with transaction.atomic():
            made = self.stored_before or self.made()
            if self.asking:
                self.asking.delete()
        return made

    def made(self) -> Membership:
        contact, organisation = self.chosen
        if self.is_new:
            contact = self.details.save()
            organisation = contact.organisation
        said = {name: self.cleaned_data[name] for name in ("role", "joined_on")}
        return self.network.memberships.create(contact=contact, organisation=organisation, **said)


def with_organisation(contact: Contact) -> str:
    return f"{contact} ({contact.organisation})" if contact.organisation else str(contact)


def said_by(asking: JoinRequest | None, organisations: Any) -> dict:
    """Return what the fields of a new contact start with where somebody has asked to join, and agreed to be kept."""
    if asking is None:
        return {}
    body = asking.organisation_name.strip()
    listed = organisations.queryset.filter(name__iexact=body).first() if body else None
    return {
        "name": asking.name,
        "email": asking.email,
        "telephone": asking.telephone,
        "organisation": listed and listed.pk,
        "organisation_name": "" if listed else body,
        "lawful_basis": Contact.Basis.CONSENT,
    }
