"""The forms with which a response plan is drawn up and kept up to date."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date
from typing import Any, cast

from django import forms
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from pilots.forms import limit_length
from pilots.models import LocalAuthority
from pilots.versioned import VersionedForm
from stakeholders.contacts.choosing import contacts_for
from stakeholders.models import Contact, Membership, Organisation, ResponsePlan
from vru_portal.free_text import refuse_personal_data
from vru_portal.govuk import DateField
from vru_portal.personal_data import Kind
from vru_portal.telephones import mobile_numbers

LONGEST_TEXT = 2_000
NO_PERSONS = (
    "Duty lines may stand here with their number, persons may not: choose their contact under partners or roles, where"
    " their number can be rung with one tap."
)


class OfPlan(VersionedForm):
    """A form about a plan or a part of it, in which no person is named but by choosing their contact."""

    texts: Collection[str] = ()
    may_stand: Collection[Kind] = (Kind.TELEPHONE,)

    @property
    def authority(self) -> LocalAuthority:
        """The authority of the plan: each form knows it in its own way."""
        raise NotImplementedError

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        refuse_personal_data(self, self.texts, names_around(self.authority), self.may_stand)
        for name in self.texts:
            self.refuse_mobile_numbers(name)
        return cleaned

    def refuse_mobile_numbers(self, name: str) -> None:
        """A mobile number is somebody's own: as their contact's it is corrected and erased with them."""
        if found := mobile_numbers(self.cleaned_data.get(name) or ""):
            self.add_error(
                name, f"“{found[0]}” looks like somebody’s own number. Take it out, and choose their contact instead"
            )

    def words(self, name: str, value) -> str:
        """Show a value as its choice, date or tick reads."""
        if isinstance(value, bool):
            return "Yes" if value else "No"
        if isinstance(value, date):
            return date_format(value, "j F Y")
        choices = dict(getattr(self._meta.model._meta.get_field(name), "choices", None) or [])
        return str(choices.get(value, "")) or super().words(name, value)


class PlanForm(OfPlan):
    """What a plan says in words, and its dates."""

    rehearsed_on = DateField(
        label="Last rehearsed on",
        required=False,
        help_text="The day on which you last went through the plan together. Leave it empty if you never have.",
    )
    review_on = DateField(label="Next review on", required=False)
    texts = ("out_of_hours", "convening")

    class Meta:
        model = ResponsePlan
        fields = ["out_of_hours", "convening", "rehearsed_on", "review_on"]
        labels = {"out_of_hours": "Out-of-hours cover", "convening": "Who convenes, and how"}
        help_texts = {
            "out_of_hours": f"Who can be reached when the offices are closed, and how. {NO_PERSONS}",
            "convening": "Who calls partners together, how soon, and where or on which line they meet.",
        }
        widgets = {name: forms.Textarea(attrs={"rows": 5}) for name in ("out_of_hours", "convening")}

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        for name in self.texts:
            limit_length(self.fields[name], LONGEST_TEXT)

    @property
    def authority(self) -> LocalAuthority:
        return self.instance.authority

    def version_of(self, record) -> int:
        return record.version if record.pk else 0

    def clean_rehearsed_on(self) -> date | None:
        day = self.cleaned_data["rehearsed_on"]
        if day and day > timezone.localdate():
            raise forms.ValidationError("The last rehearsal must be today or in the past")
        return day

    def clean_review_on(self) -> date | None:
        """A review that is overdue may stay as it is; a new one lies ahead."""
        day = self.cleaned_data["review_on"]
        if day and day != self.initial.get("review_on") and day < timezone.localdate():
            raise forms.ValidationError("The next review must be today or in the future")
        return day

    def save(self, commit=True):
        if self.instance.pk and not self.has_changed():
            return self.instance
        self.instance.version = self.stored_version + 1
        self.instance.changed_at = timezone.now()
        return super().save(commit)


class PartOfPlan(OfPlan):
    """One of what a plan has several of. A new one that is sent twice is stored once."""

    @property
    def authority(self) -> LocalAuthority:
        return self.instance.plan.authority

    def offer(self, name: str, rows, nobody: str) -> None:
        """Offer rows in a field, beside the one that was chosen before."""
        field = cast(forms.ModelChoiceField, self.fields[name])
        present = Q(pk=getattr(self.instance, f"{name}_id"))
        field.queryset = rows.model._default_manager.filter(Q(pk__in=rows.values("pk")) | present)
        field.empty_label = nobody

    def offer_organisations(self, nobody: str) -> None:
        here = Organisation.objects.visible_to(self.user).filter(region=self.authority.region_id)
        self.offer("organisation", here.current(), nobody)

    def offer_contacts(self, nobody: str) -> None:
        field = cast(Any, self.fields["contact"])
        self.offer("contact", contacts_here(self.user, self.authority), nobody)
        field.queryset = field.queryset.select_related("organisation")
        field.label_from_instance = in_a_list

    def others(self):
        """Return the parts of this kind that the plan has already, without this one."""
        return self._meta.model._default_manager.filter(plan=self.instance.plan).exclude(pk=self.instance.pk)

    def stored_before(self):
        """Return the part that says exactly what this new one says, None where there is none."""
        said = {name: self.cleaned_data.get(name) for name in self._meta.fields}
        return None if self.instance.pk else self.others().filter(**said).first()

    def save(self, commit=True):
        if before := self.stored_before():
            return before
        if self.instance.pk and not self.has_changed():
            return self.instance
        self.instance.plan.note_change()
        return super().save(commit)


def contacts_here(user, authority: LocalAuthority):
    """Return the contacts that the authority keeps, and the members of its networks: its own team reads the plan."""
    members = Membership.objects.visible_to(user).current().filter(network__authority=authority)
    return contacts_for(user, authority).filter(Q(authority=authority) | Q(pk__in=members.values("contact")))


def in_a_list(contact: Contact) -> str:
    """Return such as "Pat Example, Sergeant, West Midlands Police – no telephone number"."""
    words = ", ".join(filter(None, [str(contact), contact.role, str(contact.organisation or "")]))
    return words if contact.telephone else f"{words} – no telephone number"


def names_around(authority: LocalAuthority) -> set[str]:
    """Return the names of places and bodies, which may stand beside a number and are nobody's."""
    places = [authority, *authority.localities.all(), *authority.education_settings.all()]
    return {*map(str, places), *authority.region.organisations.values_list("name", flat=True)}
