"""The filters of the list of activities and of the queue. Each choice offers only what the person may see."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from django import forms
from django.conf import settings
from django.db.models import Exists, Model, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Concat
from django.http import QueryDict
from django_filters import BooleanFilter, CharFilter, ChoiceFilter, Filter, ModelChoiceFilter

from pilots.models import LocalAuthority, Locality, Pilot, Region, Theme
from vru_portal.access.guards import SignedInRequest
from vru_portal.access.models import Posting, User
from vru_portal.access.roles import Capability
from vru_portal.access.scope import within
from vru_portal.filtering import ListFilter, RowField, RowFilter
from vru_portal.govuk import DateField

from .models import Activity, ActivityKind, AudienceGroup, Intervention, MonthlyActivity, Reach
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


def regions(request: SignedInRequest) -> QuerySet:
    return Region.objects.visible_to(request.user)


def authors(request: SignedInRequest) -> QuerySet:
    """Offer the people posted, now or before, in the authorities whose activity the person reads."""
    authorities = LocalAuthority.objects.visible_to(request.user, Capability.READ_APPROVED)
    here = Q(authority__in=authorities) | Q(region__in=authorities.order_by().values("region"))
    # Who is chosen is kept with the fields: by name, without address and password.
    return User.objects.filter(pk__in=Posting.objects.filter(here).values("user")).only("full_name")


def interventions(request: SignedInRequest) -> QuerySet:
    """Offer the interventions of the authorities whose activity the person reads."""
    readable = Intervention.objects.visible_to(request.user, Capability.READ_APPROVED)
    return readable.select_related("pilot").order_by("name", "pilot__name", "pk")


def pilots(request: SignedInRequest) -> QuerySet:
    """Offer the pilots of the authorities whose activity the person reads, and those that have moved out of them."""
    once_here = MonthlyActivity.objects.visible_to(request.user, Capability.READ_APPROVED).order_by().values("pilot")
    here = within(request.user, Capability.READ_APPROVED, "authority")
    return Pilot.objects.filter(here | Q(pk__in=once_here))


class InterventionChoice(RowField):
    """Names each intervention with its pilot: several pilots may deliver the like."""

    def label_from_instance(self, obj) -> str:
        return f"{obj} ({obj.pilot})"


class InterventionFilter(RowFilter):
    field_class = InterventionChoice


class DateFilter(Filter):
    """Compares with a day that was entered as day, month and year."""

    field_class = DateField


def ticked(label: str, method: str) -> BooleanFilter:
    """Return a filter that narrows where it is ticked, and does nothing otherwise."""
    return BooleanFilter(label=label, method=method, widget=forms.CheckboxInput)


class ActivityFilter(ListFilter):
    """What the list shows."""

    q = CharFilter(method="with_words", label="Search for words", max_length=100)
    region = RowFilter(field_name="authority__region", queryset=regions, label="Region", widget=forms.HiddenInput)
    authority = RowFilter(
        queryset=places(LocalAuthority, Capability.READ_APPROVED), label="Local authority", empty_label="All"
    )
    pilot = RowFilter(queryset=pilots, label="Pilot", empty_label="All")
    locality = RowFilter(queryset=places(Locality, Capability.READ_APPROVED), label="Locality", empty_label="All")
    intervention = InterventionFilter(queryset=interventions, label="Intervention", empty_label="All")
    kind = RowFilter(queryset=ActivityKind.objects.all(), label="Kind", empty_label="All")
    theme = RowFilter(field_name="themes", queryset=themes, label="Theme", empty_label="All")
    status = ChoiceFilter(choices=Status.choices, label="Status", empty_label="All")
    author = RowFilter(queryset=authors, label="Logged by", empty_label="Anyone")
    since = DateFilter(method="leave", label="From")
    until = DateFilter(field_name="starts_on", lookup_expr="lte", label="Until")
    starts_from = DateFilter(field_name="starts_on", lookup_expr="gte", label="Starting on or after")
    audience = RowFilter(queryset=AudienceGroup.objects.all(), label="Reaching", empty_label="Anyone", method="leave")
    unit = ChoiceFilter(choices=Reach.Unit.choices, label="Reach in", empty_label="Any unit", method="leave")
    counts = ChoiceFilter(choices=Reach.Counts.choices, label="People counted as", empty_label="Either", method="leave")
    for_bulletin = ticked("Put forward for the bulletin", "only_for_bulletin")
    without_reach = ticked("Without reach", "only_without_reach")
    with_hours = ticked("With hours", "only_with_hours")
    without_locality = ticked("Without a locality", "only_without_locality")
    late = ticked(f"Waiting for review for over {settings.REVIEW_DUE_DAYS} days", "only_late")
    sort = ChoiceFilter(choices=ORDER_LABELS, label="Sort by", empty_label=None, method="leave")

    in_one_query = {
        **dict.fromkeys(("authority", "pilot", "locality", "kind", "theme", "audience"), "name"),
        "intervention": Concat("name", Value(" ("), "pilot__name", Value(")")),
        "author": "full_name",
    }
    said_before = {"author": "logged by", "audience": "reaching", "counts": "counted as", "unit": "reach in"}

    # Those of the rows that began on the first day asked for or later, where one is.
    begun: QuerySet | None = None

    class Meta(ListFilter.Meta):
        model = Activity
        fields: list[str] = []

    def with_words(self, queryset, name, value):
        return queryset.filter(*(Q(words__contains=word) for word in value.casefold().split()))

    def leave(self, queryset, name, value):
        """Sorting is the page's affair; reach and the first day are looked for in ``filter_queryset``."""
        return queryset

    def filter_queryset(self, queryset):
        """Keep what ended on the first day or later: an entry of January to March is also one of February."""
        rows, chosen = self.with_reach(super().filter_queryset(queryset)), self.form.cleaned_data
        since, until = chosen.get("since"), chosen.get("until")
        if not since:
            return rows
        self.begun = rows.filter(starts_on__gte=since)
        # Said again beside "from": a database only takes a span of days for one where both ends stand together.
        began = Q(starts_on__gte=since, **({"starts_on__lte": until} if until else {}))
        return rows.filter(began | Q(ends_on__gte=since, starts_on__lt=since))

    def with_reach(self, queryset):
        """Keep what reached this audience in this unit and way: all three in one count of the entry's reach."""
        asked = {name: self.form.cleaned_data.get(name) for name in ("audience", "unit", "counts")}
        asked = {name: value for name, value in asked.items() if value}
        return queryset.filter(Exists(Reach.objects.filter(activity=OuterRef("pk"), **asked))) if asked else queryset

    def only_for_bulletin(self, queryset, name, value):
        return queryset.filter(for_bulletin=True) if value else queryset

    def only_without_reach(self, queryset, name, value):
        return queryset.filter(~Exists(Reach.objects.filter(activity=OuterRef("pk")))) if value else queryset

    def only_with_hours(self, queryset, name, value):
        return queryset.filter(minutes__isnull=False) if value else queryset

    def only_without_locality(self, queryset, name, value):
        return queryset.filter(locality=None) if value else queryset

    def only_late(self, queryset, name, value):
        return queryset.late() if value else queryset

    @property
    def order(self) -> tuple[str, ...]:
        """The order asked for, the latest date first by default."""
        asked = self.form.cleaned_data.get("sort") if self.form.is_valid() else ""
        return ORDERS.get(asked or "newest", ORDERS["newest"])


class QueueFilter(ListFilter):
    """Which of the waiting entries the queue shows."""

    in_one_query = dict.fromkeys(("authority", "pilot", "kind"), "name")

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
        return queryset.late() if value else queryset


def filtered(
    request: SignedInRequest, data: QueryDict | None = None, known: Mapping[str, Model] | None = None
) -> ActivityFilter:
    """Return the list's filter as the address or other data ask for it, with what is known of it (see ListFilter)."""
    rows = Activity.objects.visible_to(request.user)
    return ActivityFilter(request.GET if data is None else data, queryset=rows, request=request, known=known)
