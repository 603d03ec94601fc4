"""The filters of the catalogue and of the list of interventions. Everybody posted in a region reads all of it."""

from __future__ import annotations

from datetime import date

from django import forms
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils import timezone
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, ModelChoiceFilter

from pilots.models import LocalAuthority, Locality, Pilot, Region
from vru_portal.access.guards import SignedInRequest
from vru_portal.access.roles import Capability
from vru_portal.filtering import ListFilter, holding
from vru_portal.quarters import Period

from ..filters import DateFilter, regions, themes
from ..models import AudienceGroup, Intervention, InterventionType, OutcomeRecord
from ..models.catalogue import InterventionTypeQuerySet
from ..models.intervention import DeliveryStatus, InterventionQuerySet
from .evidence import RATED, gaps, with_pilots
from .timing import Timing, keys_of

TYPE_ORDER = ("name", "id")
ORDER = ("authority__name", "pilot__name", "id")
SEARCHED_TYPES = ("name", "description", "target_groups")
SEARCHED = ("name", "description", "target_group", "type__name", "provider__name", "pilot__name")


def authorities_of_region(request: SignedInRequest) -> QuerySet:
    """Offer all authorities of the person's regions: they read what is delivered in each."""
    return LocalAuthority.objects.filter(region__in=Region.objects.visible_to(request.user))


def pilots(request: SignedInRequest) -> QuerySet:
    return Pilot.objects.visible_to(request.user)


def localities(request: SignedInRequest) -> QuerySet:
    return Locality.objects.visible_to(request.user)


def types_of_region(request: SignedInRequest) -> QuerySet:
    return InterventionType.objects.visible_to(request.user)


class CatalogueFilter(ListFilter):
    """Which types the catalogue shows."""

    q = CharFilter(method="with_words", label="Search for words", max_length=100)
    theme = ModelChoiceFilter(field_name="themes", queryset=themes, label="Theme", empty_label="All")
    prevention = ChoiceFilter(
        field_name="prevention_level",
        choices=InterventionType.Prevention.choices,
        label="Prevention level",
        empty_label="All",
    )
    training = ChoiceFilter(
        choices=[("yes", "Training courses"), ("no", "All but training courses")],
        label="Training",
        empty_label="All",
        method="is_training",
    )
    rated = ChoiceFilter(
        choices=[("yes", "Rated"), ("no", "Not rated")], label="Evidence rating", empty_label="All", method="is_rated"
    )
    delivered = ChoiceFilter(
        choices=[
            ("region", "In the region"),
            ("mine", "Where I am posted"),
            ("no", "Not in the region yet"),
            ("gap", "Widely, with evidence lacking"),
        ],
        label="Delivered here",
        empty_label="All",
        method="is_delivered",
    )

    class Meta(ListFilter.Meta):
        model = InterventionType
        fields: list[str] = []

    def with_words(self, queryset, name, value):
        return queryset.filter(holding(value, SEARCHED_TYPES))

    def is_training(self, queryset, name, value):
        return queryset.filter(is_training=value == "yes")

    def is_rated(self, queryset, name, value):
        return queryset.filter(RATED if value == "yes" else ~RATED)

    def is_delivered(self, queryset, name, value):
        here = Intervention.objects.visible_to(self.request.user, Capability.SEE_PLACES).delivered()
        narrowed = {
            "region": lambda: queryset.filter(pilots__gt=0),
            "mine": lambda: queryset.filter(Exists(here.filter(type=OuterRef("pk")))),
            "no": lambda: queryset.filter(pilots=0),
            "gap": lambda: gaps(queryset),
        }
        return narrowed[value]()


class InterventionFilter(ListFilter):
    """Which interventions of the region the list shows."""

    q = CharFilter(method="with_words", label="Search for words", max_length=100)
    authority = ModelChoiceFilter(queryset=authorities_of_region, label="Local authority", empty_label="All")
    type = ModelChoiceFilter(queryset=types_of_region, label="Type", empty_label="All")
    theme = ModelChoiceFilter(field_name="type__themes", queryset=themes, label="Theme", empty_label="All")
    prevention = ChoiceFilter(
        field_name="type__prevention_level",
        choices=InterventionType.Prevention.choices,
        label="Prevention level",
        empty_label="All",
    )
    audience = ModelChoiceFilter(queryset=AudienceGroup.objects.all(), label="Target group", empty_label="All")
    status = ChoiceFilter(choices=DeliveryStatus.choices, label="Status", empty_label="All")
    schools = ChoiceFilter(
        choices=[("yes", "In schools and colleges"), ("no", "Elsewhere")],
        label="Schools",
        empty_label="All",
        method="in_schools",
    )
    measured = ChoiceFilter(
        choices=[("yes", "With an approved outcome record"), ("no", "Without one")],
        label="Outcome",
        empty_label="All",
        method="is_measured",
    )
    timing = ChoiceFilter(choices=Timing.choices, label="In a period", empty_label="All", method="leave")
    starts_from = DateFilter(method="leave", label="Period from")
    until = DateFilter(method="leave", label="Period until")
    region = ModelChoiceFilter(
        field_name="authority__region", queryset=regions, label="Region", widget=forms.HiddenInput
    )
    pilot = ModelChoiceFilter(queryset=pilots, label="Pilot", widget=forms.HiddenInput)
    locality = ModelChoiceFilter(
        field_name="localities", queryset=localities, label="Locality", widget=forms.HiddenInput
    )
    mine = BooleanFilter(label="Only where I am posted", method="only_mine", widget=forms.CheckboxInput)

    in_one_query = dict.fromkeys(("authority", "type", "theme", "audience"), "name")

    class Meta(ListFilter.Meta):
        model = Intervention
        fields: list[str] = []

    def with_words(self, queryset, name, value):
        return queryset.filter(holding(value, SEARCHED))

    def in_schools(self, queryset, name, value):
        """A school is named, or the school level given: a source may say the one without the other."""
        has_school = Exists(Intervention.schools.through.objects.filter(intervention=OuterRef("pk")))
        in_schools = ~Q(school_level="") | has_school
        return queryset.filter(in_schools if value == "yes" else ~in_schools)

    def leave(self, queryset, name, value):
        """The period is looked at as a whole, in ``filter_queryset``."""
        return queryset

    def filter_queryset(self, queryset):
        """Keep what is in place, starts or ends in the period; one that has no end in the address ends today."""
        queryset = super().filter_queryset(queryset)
        timing, start, end = (self.form.cleaned_data.get(name) for name in ("timing", "starts_from", "until"))
        if not timing:
            return queryset
        end = end or max(filter(None, (timezone.localdate(), start)))
        period = Period(min(start or date.min, end), end)
        return queryset.filter(pk__in=keys_of(queryset, Timing(timing), period))

    def is_measured(self, queryset, name, value):
        approved = OutcomeRecord.objects.visible_to(self.request.user).approved()
        has_record = Exists(approved.filter(intervention=OuterRef("pk")))
        return queryset.filter(has_record if value == "yes" else ~has_record)

    def only_mine(self, queryset, name, value):
        return queryset.visible_to(self.request.user, Capability.SEE_PLACES) if value else queryset


def filtered_types(request: SignedInRequest) -> CatalogueFilter:
    """Return the catalogue's filter as the address asks for it, over what is not archived."""
    types: InterventionTypeQuerySet = InterventionType.objects.visible_to(request.user).current()
    return CatalogueFilter(request.GET, queryset=with_pilots(types), request=request)


def filtered_interventions(request: SignedInRequest) -> InterventionFilter:
    """Return the filter of the list of interventions as the address asks for it."""
    rows: InterventionQuerySet = Intervention.objects.visible_to(request.user)
    return InterventionFilter(request.GET, queryset=rows, request=request)
