"""The filters of the list of activities and of the queue. Each choice offers only what the person may see."""

from __future__ import annotations

from collections.abc import Callable
from datetime import timedelta

from django import forms
from django.conf import settings
from django.db.models import Q, QuerySet
from django.db.models.functions import Coalesce
from django.utils import timezone
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, Filter, FilterSet, ModelChoiceFilter
from django_filters.fields import ModelChoiceField

from pilots.models import LocalAuthority, Locality, Pilot, Theme
from vru_portal.access.guards import SignedInRequest
from vru_portal.access.models import User
from vru_portal.access.roles import Capability
from vru_portal.filtering import ListFilter, holding
from vru_portal.govuk import DateField

from .models import Activity, ActivityKind, Intervention
from .models.activity import Status

ORDERS = {
    "newest": ("-starts_on", "-id"),
    "oldest": ("starts_on", "id"),
    "changed": ("-changed_at", "-id"),
}
ORDER_LABELS = [
    ("newest", "Latest date first"),
    ("oldest", "Earliest date first"),
    ("changed", "Last changed first"),
]


def places(model, capability: Capability) -> Callable[[SignedInRequest], QuerySet]:
    """Return what offers the rows of a model of places in which the person has the capability."""
    return lambda request: model.objects.visible_to(request.user, capability)


def themes(request: SignedInRequest) -> QuerySet:
    return Theme.objects.visible_to(request.user)


def authors(request: SignedInRequest) -> QuerySet:
    """Offer the people posted, now or before, in the authorities whose activity the person reads."""
    authorities = LocalAuthority.objects.visible_to(request.user, Capability.READ_APPROVED)
    here = Q(postings__authority__in=authorities) | Q(postings__region__authorities__in=authorities)
    return User.objects.filter(here).distinct()


def interventions(request: SignedInRequest) -> QuerySet:
    """Offer the interventions of the authorities whose activity the person reads."""
    readable = Intervention.objects.visible_to(request.user, Capability.READ_APPROVED)
    return readable.select_related("pilot").order_by("name", "pilot__name", "pk")


class InterventionChoice(ModelChoiceField):
    """Names each intervention with its pilot: several pilots may deliver the like."""

    def label_from_instance(self, obj) -> str:
        return f"{obj} ({obj.pilot})"


class InterventionFilter(ModelChoiceFilter):
    field_class = InterventionChoice


class DateFilter(Filter):
    """Compares with a day that was entered as day, month and year."""

    field_class = DateField


class ActivityFilter(ListFilter):
    """What the list shows."""

    q = CharFilter(method="with_words", label="Search for words", max_length=100)
    authority = ModelChoiceFilter(
        queryset=places(LocalAuthority, Capability.READ_APPROVED), label="Local authority", empty_label="All"
    )
    pilot = ModelChoiceFilter(queryset=places(Pilot, Capability.READ_APPROVED), label="Pilot", empty_label="All")
    locality = ModelChoiceFilter(
        queryset=places(Locality, Capability.READ_APPROVED), label="Locality", empty_label="All"
    )
    intervention = InterventionFilter(queryset=interventions, label="Intervention", empty_label="All")
    kind = ModelChoiceFilter(queryset=ActivityKind.objects.all(), label="Kind", empty_label="All")
    theme = ModelChoiceFilter(field_name="themes", queryset=themes, label="Theme", empty_label="All")
    status = ChoiceFilter(choices=Status.choices, label="Status", empty_label="All")
    author = ModelChoiceFilter(queryset=authors, label="Logged by", empty_label="Anyone")
    since = DateFilter(method="still_going_on", label="From")
    until = DateFilter(field_name="starts_on", lookup_expr="lte", label="Until")
    sort = ChoiceFilter(choices=ORDER_LABELS, label="Sort by", empty_label=None, method="leave")

    class Meta(ListFilter.Meta):
        model = Activity
        fields: list[str] = []

    def with_words(self, queryset, name, value):
        return queryset.filter(holding(value, ("words",)))

    def still_going_on(self, queryset, name, value):
        """Keep what ended on the day or later: an entry of January to March is also one of February."""
        return queryset.alias(last_day=Coalesce("ends_on", "starts_on")).filter(last_day__gte=value)

    def leave(self, queryset, name, value):
        """Sorting is the page's affair."""
        return queryset

    @property
    def order(self) -> tuple[str, ...]:
        """The order asked for, the latest date first by default."""
        asked = self.form.cleaned_data.get("sort") if self.form.is_valid() else ""
        return ORDERS.get(asked or "newest", ORDERS["newest"])


class QueueFilter(FilterSet):
    """Which of the waiting entries the queue shows."""

    authority = ModelChoiceFilter(
        queryset=places(LocalAuthority, Capability.REVIEW), label="Local authority", empty_label="All"
    )
    pilot = ModelChoiceFilter(queryset=places(Pilot, Capability.REVIEW), label="Pilot", empty_label="All")
    kind = ModelChoiceFilter(queryset=ActivityKind.objects.all(), label="Kind", empty_label="All")
    late = BooleanFilter(
        label=f"Only those that have waited for over {settings.REVIEW_DUE_DAYS} days",
        method="only_late",
        widget=forms.CheckboxInput,
    )

    class Meta:
        model = Activity
        fields: list[str] = []

    def only_late(self, queryset, name, value):
        late = timezone.now() - timedelta(days=settings.REVIEW_DUE_DAYS)
        return queryset.filter(submitted_at__lt=late) if value else queryset


def filtered(request: SignedInRequest) -> ActivityFilter:
    """Return the list's filter as the address asks for it."""
    return ActivityFilter(request.GET, queryset=Activity.objects.visible_to(request.user), request=request)
