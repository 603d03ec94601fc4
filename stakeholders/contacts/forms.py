"""The fields of a contact, alone on a page or inside the form of a member."""

from __future__ import annotations

from datetime import date
from typing import cast

from dateutil.relativedelta import relativedelta
from django import forms
from django.conf import settings
from django.db import IntegrityError, transaction
from django.db.models import Q
from django.utils import timezone

from pilots.models import LocalAuthority, Region
from pilots.versioned import VersionedForm
from vru_portal.access.models import User
from vru_portal.govuk import DateField
from vru_portal.names import NameField
from vru_portal.telephones import is_telephone

from ..models import Contact, Organisation
from .choosing import likely_same

REVIEW_MONTHS = 12
BASIS_HINT = (
    "Why the unit may keep these details. For somebody whom the unit works with because of their job, this is mostly"
    " public task."
)


class ContactFields(forms.ModelForm):
    """What is kept of a contact. Give ``user`` and an instance that has its authority; a prefix where it stands inside.

    ``organisation_name`` takes an organisation that is not in the list yet: saving adds it to the region's.
    """

    organisation_name = NameField(
        label="Organisation that is not in the list",
        help_text="It is added to the region’s organisations.",
        max_length=200,
        required=False,
    )
    agreed_on = DateField(
        label="When did they agree to be listed?", called="the day on which they agreed", required=False
    )
    review_on = DateField(label="Ask again whether this is right by", called="the day by which to ask again")

    class Meta:
        model = Contact
        fields = [
            "name",
            "role",
            "organisation",
            "organisation_name",
            "email",
            "telephone",
            "lawful_basis",
            "may_be_listed",
            "agreed_on",
            "review_on",
        ]
        labels = {
            "name": "Full name",
            "role": "Job or role",
            "telephone": "Telephone number",
            "lawful_basis": "Lawful basis",
            "may_be_listed": "They agreed to be listed for the network’s members",
        }
        help_texts = {"lawful_basis": BASIS_HINT}
        field_classes = {"name": NameField, "role": NameField}
        widgets = {
            "lawful_basis": forms.RadioSelect,
            "email": forms.EmailInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
            "telephone": forms.TextInput(attrs={"type": "tel", "autocomplete": "off"}),
            "name": forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
        }
        error_messages = {
            "name": {"required": "Enter the full name"},
            "email": {"invalid": "Enter an e-mail address in the right format, such as name@example.org"},
            "lawful_basis": {"required": "Choose the lawful basis"},
        }

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.fields["name"].required = True
        bases = cast(forms.ChoiceField, self.fields["lawful_basis"])
        bases.choices = Contact.Basis.choices
        offered = cast(forms.ModelChoiceField, self.fields["organisation"])
        bodies = Organisation.objects.visible_to(user).filter(region=self.authority.region)
        offered.queryset = bodies.filter(Q(archived_at=None, merged_into=None) | Q(pk=self.instance.organisation_id))
        offered.empty_label = "None of them"
        if not self.initial.get("review_on"):
            self.initial["review_on"] = next_review()

    @property
    def authority(self) -> LocalAuthority:
        return self.instance.authority

    def clean_telephone(self) -> str:
        number = self.cleaned_data["telephone"]
        if number and "telephone" in self.changed_data and not is_telephone(number):
            raise forms.ValidationError("Enter a telephone number, such as 0121 496 0000 or +44 7700 900 123")
        return number

    def clean_review_on(self):
        """The review comes before the erasure, or nobody would be asked."""
        day, today = self.cleaned_data["review_on"], timezone.localdate()
        latest = today + relativedelta(months=settings.CONTACT_RETENTION_MONTHS)
        if "review_on" in self.changed_data and day < today:
            raise forms.ValidationError("The day by which to ask again must be today or later")
        if day > latest:
            raise forms.ValidationError(
                f"The day by which to ask again must be {latest:%-d %B %Y} or earlier: contacts are kept no longer"
            )
        return day

    def clean_agreed_on(self):
        day = self.cleaned_data["agreed_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("The day on which they agreed must be today or in the past")
        return day

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        if cleaned.get("may_be_listed") and not cleaned.get("agreed_on") and "agreed_on" not in self.errors:
            self.add_error("agreed_on", "Enter the day on which they agreed to be listed")
        if cleaned.get("organisation") and cleaned.get("organisation_name"):
            self.add_error("organisation_name", "Choose an organisation from the list or enter another, not both")
        return cleaned

    def save(self, commit: bool = True) -> Contact:
        """Store the contact as confirmed today, and its organisation where it is new."""
        if name := self.cleaned_data.get("organisation_name"):
            self.instance.organisation = organisation_named(self.user, self.authority, name)
        self.instance.confirmed_on = timezone.localdate()
        return super().save(commit)


class ContactForm(ContactFields, VersionedForm):
    """The same on a page of its own, which knows the version that it was filled in from.

    A new one that may be somebody in the list is stored only when that is denied: ``same`` are those in the list. One
    that is sent twice is stored once.
    """

    is_another = forms.BooleanField(label="No, this is somebody else", required=False)

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        self.same: list[Contact] = []
        self.is_repeat = False
        if not self.is_bound or self.instance.pk:
            del self.fields["is_another"]

    def version_of(self, record: Contact) -> int:
        return record.version if record.pk else 0

    def clean(self):
        cleaned = super().clean()
        if not self.instance.pk:
            if not self.errors:
                self.ask_about_the_same()
            if not self.same:
                del self.fields["is_another"]
        return cleaned

    def ask_about_the_same(self) -> None:
        said = self.cleaned_data
        organisation = said.get("organisation") or Organisation(name=said["organisation_name"])
        found = likely_same(self.user, said["name"], said["email"], organisation if str(organisation) else None)
        if before := next(filter(self.says_the_same_as, found), None):
            self.instance, self.is_repeat = before, True
        elif found and not said["is_another"]:
            self.same = found
            self.add_error("is_another", "Is it one of those listed above? Open theirs, or say that this is another")

    def says_the_same_as(self, stored: Contact) -> bool:
        names = ("name", "role", "email", "telephone", "lawful_basis", "may_be_listed", "agreed_on", "review_on")
        is_there = stored.authority_id == self.instance.authority_id
        body = self.cleaned_data.get("organisation") or self.cleaned_data["organisation_name"] or None
        return (
            is_there
            and str(stored.organisation) == str(body)
            and all(getattr(stored, name) == self.cleaned_data[name] for name in names)
        )

    def words(self, name: str, value) -> str:
        return super().words(name, Contact.Basis(value).label if name == "lawful_basis" and value else value)

    def save(self, commit: bool = True) -> Contact:
        if self.is_repeat:
            return self.instance
        if self.instance.pk:
            self.instance.version = self.stored_version + 1
        return super().save(commit)


def next_review() -> date:
    """Return the day by which a contact that is right today is asked about again."""
    return timezone.localdate() + relativedelta(months=min(REVIEW_MONTHS, settings.CONTACT_RETENTION_MONTHS))


def organisation_named(user: User, authority: LocalAuthority, name: str) -> Organisation:
    """Return the region's organisation of this name, whatever its letter case; a new one where there is none."""
    listed = Organisation.objects.visible_to(user).filter(region=authority.region, name__iexact=name)
    found = listed.select_related("merged_into").first() or added(authority.region, name)
    return found.merged_into or found


def added(region: Region, name: str) -> Organisation:
    """Add an organisation to a region; return the one that somebody else has added at the same moment."""
    try:
        with transaction.atomic():
            return region.organisations.create(name=name)
    except IntegrityError:
        return region.organisations.get(name=name)
