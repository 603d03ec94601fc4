"""The filters of the board. Each choice offers only what lies in the person's regions."""

from __future__ import annotations

from typing import Any

from django import forms
from django.db.models import Count, F, OuterRef, Q, Subquery
from django.db.models.functions import Coalesce

from interventions.delivery.filters import SEARCHED, SEARCHED_TYPES
from interventions.models import AudienceGroup, Intervention, InterventionType, OutcomeRecord
from interventions.models.catalogue import InterventionTypeQuerySet
from interventions.models.intervention import InterventionQuerySet
from pilots.models import Region, Theme
from vru_portal import offers
from vru_portal.access.models import User
from vru_portal.access.roles import Capability
from vru_portal.filtering import FilterForm, holding

UNMEASURED = "unmeasured"


class BoardForm(FilterForm):
    """What the board is about: theme, level and words choose types; authority and target group what is counted."""

    q = forms.CharField(label="Search for words", max_length=100, required=False)
    theme: forms.ModelChoiceField = forms.ModelChoiceField(None, label="Theme", required=False, empty_label="All")
    prevention = forms.ChoiceField(
        label="Prevention level", required=False, choices=[("", "All"), *InterventionType.Prevention.choices]
    )
    authority = forms.ChoiceField(label="Local authority", required=False)
    audience = forms.ModelChoiceField(
        AudienceGroup.objects.current(), label="Target group", required=False, empty_label="All"
    )
    show = forms.ChoiceField(required=False, choices=[("", ""), (UNMEASURED, "")], widget=forms.HiddenInput)
    type: forms.ModelChoiceField = forms.ModelChoiceField(None, required=False, widget=forms.HiddenInput)

    def __init__(self, *args, user: User, **kwargs):
        super().__init__(*args, **kwargs)
        self.user = user
        self.regions = user.regions_with(Capability.READ_APPROVED)
        self.all_types = InterventionType.objects.visible_to(user).filter(region__in=self.regions)
        self.authorities = self.all_authorities()
        fields: dict[str, Any] = self.fields
        fields["type"].queryset = self.all_types
        fields["theme"].queryset = Theme.objects.visible_to(user).filter(region__in=self.regions)
        fields["authority"].choices = [("", "All"), *((key, name) for key, (name, _) in self.authorities.items())]
        offers.in_one_query(self, {"theme": "name", "audience": "name"})

    def all_authorities(self) -> dict[str, tuple[str, int]]:
        """Return every authority of the regions by its key: its name, and its approved records of no intervention.

        What approved work achieved is read by the whole region.
        """
        records: Any = OutcomeRecord.objects.visible_to(self.user).approved()
        records = records.filter(authority=OuterRef("authorities"), intervention=None).order_by().values("authority")
        regions = Region.objects.visible_to(self.user).filter(pk__in=self.regions, authorities__isnull=False)
        rows = regions.order_by("name", "authorities__name").values_list(
            "authorities", "authorities__name", Coalesce(Subquery(records.values(number=Count("pk"))), 0)
        )
        return {str(key): (name, number) for key, name, number in rows}

    @property
    def without_intervention(self) -> int:
        """How many approved records are about a pilot as a whole, and so about no intervention type."""
        asked = self.asked.get("authority")
        return sum(number for key, (_, number) in self.authorities.items() if asked in {None, key})

    @property
    def asked(self) -> dict[str, Any]:
        """The filters that are set; empty where the form makes no sense."""
        found = self.cleaned_data if self.is_valid() else {}
        return {name: value for name, value in found.items() if value}

    @property
    def filters_in_use(self) -> list[str]:
        return sorted(name for name in self.asked if name not in {"show", "type"})

    @property
    def only_unmeasured(self) -> bool:
        return self.asked.get("show") == UNMEASURED

    @property
    def counts_only_some(self) -> bool:
        """Whether some interventions of a type are left out."""
        return bool({"authority", "audience"} & set(self.asked))

    @property
    def authority_name(self) -> str:
        """The authority that is asked for; empty where none is."""
        return self.authorities.get(self.asked.get("authority", ""), ("", 0))[0]

    def types(self) -> InterventionTypeQuerySet:
        """Return the types to show: none where a filter makes no sense, so that no figure is wrong."""
        types = self.all_types if self.is_valid() else self.all_types.none()
        if only := self.asked.get("type"):
            types = types.filter(pk=only.pk)
        if theme := self.asked.get("theme"):
            types = types.filter(themes=theme)
        if level := self.asked.get("prevention"):
            types = types.filter(prevention_level=level)
        return types.filter(self.with_words()) if self.asked.get("q") else types

    def with_words(self) -> Q:
        """Return what finds the words in a type, or in one of the interventions of that type."""
        words = self.asked["q"]
        interventions = Intervention.objects.visible_to(self.user).filter(holding(words, SEARCHED))
        return holding(words, SEARCHED_TYPES) | Q(pk__in=interventions.values("type"))

    def interventions(self) -> InterventionQuerySet:
        """Return the interventions of the regions; ``counts`` says which of them the figures are about."""
        return Intervention.objects.visible_to(self.user).filter(authority__region=F("type__region"))

    def counts(self, intervention: Intervention) -> bool:
        """Say whether an intervention is in the authority, and for the target group, that is asked for."""
        authority, audience = self.asked.get("authority"), self.asked.get("audience")
        is_there = authority is None or str(intervention.authority_id) == authority
        return is_there and (audience is None or intervention.audience_id == audience.pk)
