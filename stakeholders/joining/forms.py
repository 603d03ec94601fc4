"""What somebody sends from a network's public page."""

from __future__ import annotations

import re

from django import forms
from django.db import transaction
from django.shortcuts import get_object_or_404

from vru_portal import personal_data
from vru_portal.free_text import why_refused
from vru_portal.names import NameField
from vru_portal.telephones import is_telephone

from ..models import JoinRequest, Network

SCHEME_OR_WWW = r"\b[a-z][a-z0-9+.-]*://|\bwww\d?\.|\[(?:url|link)\b|<\s*a\b"
# Not what stands behind an @: that is an e-mail address.
BARE_ADDRESS = (
    r"(?<![@\w.+-])(?:[a-z0-9-]+\.)+(?:biz|click|co|com|de|eu|gov|icu|info|io|ly|net|online|org|ru|shop|site|top|uk|xyz)"
    r"(?![\w-])"
)
WEB_ADDRESS = re.compile(f"{SCHEME_OR_WWW}|{BARE_ADDRESS}", re.IGNORECASE)


class JoinForm(forms.ModelForm):
    """An expression of interest: who, how to reach them, why, and that they agree to its being kept."""

    label_size = "s"
    agreed = forms.BooleanField(
        label="I am 18 or over, and I agree to this",
        error_messages={"required": "Tick the box if you are 18 or over and agree: without that nothing can be kept"},
    )

    class Meta:
        model = JoinRequest
        fields = ["name", "organisation_name", "email", "telephone", "message", "agreed"]
        labels = {
            "name": "Your name",
            "organisation_name": "Organisation or group that you work or volunteer with",
            "telephone": "Telephone number",
        }
        help_texts = {
            "message": "Such as why you would like to join. Write about yourself only: name or describe nobody else,"
            " least of all a child or young person, and leave out web addresses.",
        }
        field_classes = {"name": NameField, "organisation_name": NameField}
        widgets = {
            "name": forms.TextInput(attrs={"autocomplete": "name"}),
            "organisation_name": forms.TextInput(attrs={"autocomplete": "organization"}),
            "email": forms.EmailInput(attrs={"autocomplete": "email", "spellcheck": "false"}),
            "telephone": forms.TextInput(attrs={"autocomplete": "tel", "type": "tel"}),
            "message": forms.Textarea(attrs={"rows": 5}),
        }
        error_messages = {
            "name": {"required": "Enter your name"},
            "email": {"required": "Enter your e-mail address, so that somebody can answer you"},
        }

    def __init__(self, *args, network: Network, **kwargs):
        super().__init__(*args, **kwargs)
        self.network = network

    def clean_telephone(self) -> str:
        number = self.cleaned_data["telephone"]
        if number and not is_telephone(number):
            raise forms.ValidationError("Enter a telephone number, like 0121 496 0000")
        return number

    def clean(self) -> dict:
        for name in ("name", "organisation_name", "message"):
            if name in self.cleaned_data and (problem := self.why_refused(self.cleaned_data[name])):
                self.add_error(name, problem)
        return self.cleaned_data

    def why_refused(self, text: str) -> str:
        """Return what to tell about web addresses, and about people other than the sender; "" if there are none."""
        if found := WEB_ADDRESS.search(text):
            return f"Take out “{found[0]}”: web addresses cannot be sent from this page"
        return why_refused(self.without_own_details(text), self.names_of_nobody_else())

    def without_own_details(self, text: str) -> str:
        """Return the text without the e-mail address and telephone number that the sender gives anyway."""
        own = {plain(self.cleaned_data.get(name) or "") for name in ("email", "telephone")} - {""}
        for found in reversed(personal_data.find(text)):
            if plain(found.excerpt) in own:
                text = f"{text[: found.start]} {text[found.end :]}"
        return text

    def names_of_nobody_else(self) -> set[str]:
        """Return names that may stand beside a number: the sender's own, and those of places and bodies."""
        names = {self.cleaned_data.get(name) or "" for name in ("name", "organisation_name")}
        names |= {self.network.name, self.network.authority.name}
        if pilot := self.network.pilot:
            names |= {pilot.name, *(locality.name for locality in pilot.localities.all())}
        return names - {""}

    def save(self, commit: bool = True) -> JoinRequest:
        """Store the request, once however often the same words are sent."""
        told = {name: value for name, value in self.cleaned_data.items() if name != "agreed"}
        with transaction.atomic():
            open_ones = Network.objects.welcoming().select_for_update(of=("self",))
            network = get_object_or_404(open_ones, pk=self.network.pk)
            return network.join_requests.get_or_create(**told, defaults={"agreed": True})[0]


def plain(detail: str) -> str:
    """Return an e-mail address in small letters, or the digits of a telephone number of this country from its 0 on."""
    if "@" in detail:
        return detail.strip().casefold()
    digits = re.sub(r"\D", "", detail.replace("(0)", ""))
    return re.sub(r"^(?:00)?44(?=[1-9])", "0", digits)
