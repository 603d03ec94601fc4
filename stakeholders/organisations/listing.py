"""The filters of the list of organisations."""

from __future__ import annotations

from django.db.models import QuerySet
from django_filters import CharFilter, ChoiceFilter, ModelChoiceFilter

from pilots.models import LocalAuthority
from vru_portal.access.guards import SignedInRequest
from vru_portal.access.roles import Capability
from vru_portal.filtering import ListFilter, holding

from ..models import Organisation

ORDER = ("name", "id")
ANY, NONE, NOT_RECORDED = "any", "none", "not_recorded"
DUTIES = [(ANY, "Any specified authority"), *Organisation.Duty.choices, (NONE, "None")]
SECTORS = [*Organisation.Sector.choices, (NOT_RECORDED, "Not recorded")]


def authorities(request: SignedInRequest) -> QuerySet:
    """Offer the authorities of the regions whose organisations the person reads."""
    regions = request.user.regions_with(Capability.SEE_PLACES)
    # Every authority of a region is named on its page, which all who are posted in the region read.
    return LocalAuthority.objects.filter(region_id__in=regions).order_by("name")


class OrganisationFilter(ListFilter):
    """What the list shows."""

    q = CharFilter(method="with_words", label="Search for a name or a service", max_length=100)
    sector = ChoiceFilter(choices=SECTORS, method="of_sector", label="Sector", empty_label="All")
    duty = ChoiceFilter(choices=DUTIES, method="with_duty", label="Specified authority", empty_label="All")
    covers = ModelChoiceFilter(queryset=authorities, label="Local authority covered", empty_label="All")

    class Meta(ListFilter.Meta):
        model = Organisation
        fields: list[str] = []

    def with_words(self, queryset, name, value):
        return queryset.filter(holding(value, ("name", "services")))

    def of_sector(self, queryset, name, value):
        return queryset.filter(sector="" if value == NOT_RECORDED else value)

    def with_duty(self, queryset, name, value):
        if value == ANY:
            return queryset.exclude(duty="")
        return queryset.filter(duty="" if value == NONE else value)


def filtered(request: SignedInRequest) -> OrganisationFilter:
    """Return the list's filter as the address asks for it."""
    seen = Organisation.objects.visible_to(request.user).current()
    return OrganisationFilter(request.GET, queryset=seen, request=request)
