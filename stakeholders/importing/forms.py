"""Where a spreadsheet goes, and what holds for rows that say nothing of it."""

from __future__ import annotations

from typing import cast

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone

from pilots.models import LocalAuthority
from vru_portal.access.models import User
from vru_portal.access.roles import Capability
from vru_portal.govuk import DateField
from vru_portal.sheets.tables import RefusedSheet

from ..contacts.forms import BASIS_HINT, next_review
from ..models import Contact, Network
from .reading import MOST_ROWS, Sheet, read_contacts
from .task import Task

ELSEWHERE = "Choose a network of the local authority that you have chosen"
NO_NETWORK = "The sheet has a column of days of joining. Choose the network that they joined, or delete the column"
NOT_YET = "The day of joining must be today or in the past"
PASSED = "The day by which to ask again must be today or later"


class NetworkChoice(forms.ModelChoiceField):
    """Offers networks with their authorities: several may have a steering group."""

    def label_from_instance(self, obj: Network) -> str:
        return f"{obj}, {obj.authority}"


class ImportForm(forms.Form):
    """One sheet for one local authority and, if wanted, one of its networks."""

    authority: forms.ModelChoiceField = forms.ModelChoiceField(
        queryset=None,
        label="Local authority that keeps the contacts",
        empty_label="Choose a local authority",
    )
    network = NetworkChoice(
        queryset=None,
        label="Network that they are members of",
        help_text="Leave it empty to add contacts without making them members.",
        required=False,
        empty_label="None",
    )
    joined_on = DateField(
        label="Joined the network on",
        help_text="For rows without a day of joining.",
        called="the day of joining",
        required=False,
    )
    lawful_basis = forms.ChoiceField(
        label="Lawful basis",
        help_text=f"For rows that do not say it. {BASIS_HINT}",
        choices=Contact.Basis.choices,
        widget=forms.RadioSelect,
        required=False,
    )
    review_on = DateField(
        label="Ask again whether they are right by",
        help_text="For rows without a review date.",
        called="the day by which to ask again",
        required=False,
    )
    sheet = forms.FileField(
        label="Spreadsheet",
        help_text=f"A CSV or Excel (XLSX) file of up to {MOST_ROWS:,} rows.",
        widget=forms.FileInput(attrs={"accept": ".csv,.xlsx"}),
        error_messages={"required": "Choose a spreadsheet", "empty": "The file is empty: choose another"},
    )

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        authorities = cast(forms.ModelChoiceField, self.fields["authority"])
        authorities.queryset = LocalAuthority.objects.visible_to(user, Capability.RUN_NETWORKS)
        networks = cast(forms.ModelChoiceField, self.fields["network"])
        run = Network.objects.visible_to(user, Capability.RUN_NETWORKS).current().select_related("authority")
        networks.queryset = run.order_by("authority__name", "name")
        self.initial.setdefault("review_on", next_review())
        offered = list(authorities.queryset[:2])
        if len(offered) == 1:
            self.initial.setdefault("authority", offered[0])

    def clean_sheet(self) -> Sheet:
        try:
            return read_contacts(self.cleaned_data["sheet"])
        except RefusedSheet as refused:
            raise ValidationError(refused.messages) from None

    def clean_joined_on(self):
        day = self.cleaned_data["joined_on"]
        if day and day > timezone.localdate():
            raise ValidationError(NOT_YET)
        return day

    def clean_review_on(self):
        day = self.cleaned_data["review_on"]
        if day and day < timezone.localdate():
            raise ValidationError(PASSED)
        return day

    def clean(self):
        given = super().clean() or self.cleaned_data
        authority, network = given.get("authority"), given.get("network")
        if authority and network and network.authority_id != authority.pk:
            self.add_error("network", ELSEWHERE)
        sheet = given.get("sheet")
        has_days = sheet is not None and any("joined_on" in row.cells for row in sheet.rows)
        if has_days and not network and "network" not in self.errors:
            self.add_error("network", NO_NETWORK)
        return given

    def task(self) -> Task:
        """Return what the valid form asks for."""
        given = self.cleaned_data
        return Task(**given)
