"""The forms with which a network is added and kept up to date."""

from __future__ import annotations

from datetime import date
from typing import Any, cast

from django import forms
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.text import slugify

from pilots.fields import PartialDate
from pilots.forms import limit_length
from pilots.models import LocalAuthority, Pilot
from pilots.versioned import VersionedForm
from vru_portal.access.roles import Capability
from vru_portal.dates import first_day, in_words
from vru_portal.free_text import refuse_personal_data
from vru_portal.govuk import DateField

from ..models import Network
from . import rhythm
from .rhythm_field import RhythmField

LONGEST_TEXT = 2_000
FREE_TEXT = ("purpose", "invitation", "note")
NO_NAMES = "Never anyone’s name or details."
SAME_NAME = "There is a network of this name in this local authority already: give this one another name"


class NetworkForm(VersionedForm):
    """One network, with how often it meets and what its public page says."""

    established_on = PartialDate(label="When was it established?")
    rhythm = RhythmField(label="How often does it meet?")
    ended_on = DateField(
        label="Ended on", help_text="Leave it empty while it goes on.", called="the day it ended", required=False
    )

    class Meta:
        model = Network
        fields = [
            "name",
            "kind",
            "pilot",
            "purpose",
            "established_on",
            "rhythm",
            "rhythm_wording",
            "note",
            "welcomes_members",
            "invitation",
            "ended_on",
        ]
        labels = {
            "name": "Name of the network",
            "kind": "What kind of network is it?",
            "pilot": "Which pilot does it belong to?",
            "purpose": "What is it for?",
            "rhythm_wording": "More about how often it meets",
            "note": "Note",
            "welcomes_members": "People may ask to join on a public page",
            "invitation": "What does the public page say?",
        }
        help_texts = {
            "purpose": f"In a few sentences. {NO_NAMES}",
            "rhythm_wording": "For example, more often after an incident.",
            "note": f"Shown on the network’s page. {NO_NAMES}",
            "invitation": f"Who is welcome, and what members do. Anybody can read it. {NO_NAMES}",
        }
        widgets = {
            "kind": forms.RadioSelect,
            "purpose": forms.Textarea(attrs={"rows": 4}),
            "invitation": forms.Textarea(attrs={"rows": 5}),
        }
        error_messages = {
            "name": {"required": "Enter the name of the network"},
            "kind": {"required": "Choose what kind of network it is"},
        }

    def __init__(self, *args, **kwargs):
        super().__init__(*args, **kwargs)
        fields = cast(dict[str, Any], self.fields)
        fields["kind"].choices = Network.Kind.choices
        fields["rhythm"].keep(self.instance.rhythm)
        for name in ("purpose", "invitation"):
            limit_length(fields[name], LONGEST_TEXT)
        if self.instance.source_id:
            # What a source says stays as it says it.
            del self.fields["rhythm_wording"]
        if "pilot" in fields and self.instance.pk:
            self.offer_pilots(fields["pilot"])

    def offer_pilots(self, field: Any) -> None:
        pilots = Pilot.objects.visible_to(self.user, Capability.RUN_NETWORKS).filter(authority=self.instance.authority)
        field.queryset = pilots.current() | pilots.filter(pk=self.instance.pilot_id)
        field.empty_label = f"None: it is of {self.instance.authority} as a whole"

    def version_of(self, record) -> int:
        return record.version if record.pk else 0

    @property
    def authority(self) -> LocalAuthority | None:
        return self.instance.authority

    def clean_name(self) -> str:
        return " ".join(self.cleaned_data["name"].split())

    def clean_established_on(self) -> str:
        since = self.cleaned_data["established_on"]
        if since and first_day(since) > timezone.localdate():
            raise forms.ValidationError("The date when it was established must be today or in the past")
        return since

    def clean(self):
        cleaned = super().clean() or self.cleaned_data
        self.refuse_a_name_in_use()
        self.refuse_a_wrong_end(cleaned.get("ended_on"), cleaned.get("established_on"))
        self.refuse_a_page_without_words(cleaned)
        refuse_personal_data(self, FREE_TEXT, self.names_of_places())
        return cleaned

    def refuse_a_name_in_use(self) -> None:
        if self.authority and "name" in self.cleaned_data and self.namesake():
            self.add_error("name", SAME_NAME)

    def namesake(self) -> Network | None:
        """Return another network of the authority with this name that has not ended."""
        others = Network.objects.visible_to(self.user).current().filter(authority=self.authority)
        return others.filter(name__iexact=self.cleaned_data["name"]).exclude(pk=self.instance.pk).first()

    def refuse_a_wrong_end(self, ended: date | None, established: str | None) -> None:
        if not ended:
            return
        if ended > timezone.localdate():
            self.add_error("ended_on", "The day it ended must be today or in the past")
        elif established and ended < first_day(established):
            self.add_error("ended_on", f"The day it ended must be after {in_words(established)}, when it began")

    def refuse_a_page_without_words(self, cleaned: dict) -> None:
        if not cleaned.get("welcomes_members"):
            return
        if not cleaned.get("invitation") and "invitation" not in self.errors:
            self.add_error("invitation", "Enter what the public page says")
        if cleaned.get("ended_on"):
            self.add_error("welcomes_members", "Nobody can join a network that has ended: take the tick away")

    def names_of_places(self) -> set[str]:
        """Return the names that may stand beside a number without being a person's."""
        authority = self.authority
        places = [*authority.localities.all(), *authority.pilots.all()] if authority else []
        return {str(each) for each in [authority, self.cleaned_data.get("name"), *places]}

    def words(self, name: str, value) -> str:
        """Show a value as its choice, date or rhythm reads."""
        if name == "kind" and value:
            return str(Network.Kind(value).label)
        if name == "rhythm":
            return rhythm.in_words(value) or "Irregularly, or not known"
        if name == "welcomes_members":
            return "Yes" if value else "No"
        return date_format(value, "j F Y") if isinstance(value, date) else super().words(name, value)

    def save(self, commit=True):
        self.instance.version = self.stored_version + 1
        return super().save(commit)


class NewNetworkForm(NetworkForm):
    """A further network: of a pilot, or of a local authority as a whole. Sent twice, it is stored once."""

    belongs_to = forms.ChoiceField(
        label="What does it belong to?",
        error_messages=dict.fromkeys(("required", "invalid_choice"), "Choose what the network belongs to"),
    )
    field_order = ["name", "kind", "belongs_to"]

    class Meta(NetworkForm.Meta):
        fields = [name for name in NetworkForm.Meta.fields if name not in {"pilot", "ended_on"}]

    ended_on: Any = None

    def __init__(self, *args, pilots: list[Pilot], authorities: list[LocalAuthority], **kwargs):
        super().__init__(*args, **kwargs)
        self.places: dict[str, tuple[LocalAuthority, Pilot | None]] = {}
        groups: list[tuple[str, list]] = [(str(one), self.offered(one, pilots)) for one in authorities]
        choices: list = groups if len(groups) > 1 else [choice for _, offered in groups for choice in offered]
        cast(forms.ChoiceField, self.fields["belongs_to"]).choices = [("", "Choose one"), *choices]

    def offered(self, authority: LocalAuthority, pilots: list[Pilot]) -> list[tuple[str, str]]:
        whole = f"authority-{authority.pk}"
        self.places[whole] = (authority, None)
        here = [pilot for pilot in pilots if pilot.authority_id == authority.pk]
        self.places |= {f"pilot-{pilot.pk}": (authority, pilot) for pilot in here}
        of_pilots = [(f"pilot-{pilot.pk}", str(pilot)) for pilot in here]
        return [*of_pilots, (whole, f"{authority} as a whole, and no pilot")]

    @property
    def place(self) -> tuple[LocalAuthority | None, Pilot | None]:
        return self.places.get(self.cleaned_data.get("belongs_to", ""), (None, None))

    @property
    def authority(self) -> LocalAuthority | None:
        return self.place[0]

    def refuse_a_name_in_use(self) -> None:
        if not self.stored_before:
            super().refuse_a_name_in_use()

    @property
    def stored_before(self) -> Network | None:
        """The stored network that says exactly what this new one says, because the form was sent twice."""
        if not self.authority or "name" not in self.cleaned_data:
            return None
        other = self.namesake()
        said = ("kind", "purpose", "established_on", "rhythm", "rhythm_wording", "note", "invitation")
        is_same = other and all(getattr(other, name) == self.cleaned_data.get(name) for name in said)
        return other if is_same and other and other.pilot == self.place[1] else None

    def save(self, commit=True) -> Network:
        if stored := self.stored_before:
            return stored
        authority, pilot = self.place
        self.instance.authority, self.instance.pilot = cast(LocalAuthority, authority), pilot
        self.instance.slug = free_slug(self.instance.authority, self.instance.name)
        return super().save(commit)


def free_slug(authority: LocalAuthority, name: str) -> str:
    """Return the part of the public page's address that stands for a network: nobody else's in the authority."""
    start = slugify(name)[:45].strip("-") or "network"
    taken = set(authority.networks.filter(slug__startswith=start).values_list("slug", flat=True))
    numbered = (f"{start}-{number}" for number in range(2, len(taken) + 3))
    return start if start not in taken else next(slug for slug in numbered if slug not in taken)
