"""The filters of the list of activities."""

from __future__ import annotations

import django_filters

from pilots.models import LocalAuthority, Locality, Pilot, Theme
from vru_portal.access.models import User
from vru_portal.access.roles import Capability
from vru_portal.govuk import DateField

from .models import Activity, ActivityKind
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


class DateFilter(django_filters.Filter):
    """Compares with a day that was entered as day, month and year."""

    field_class = DateField


class ActivityFilter(django_filters.FilterSet):
    """What the list shows. Each choice offers only what the person may see."""

    q = django_filters.CharFilter(field_name="words", lookup_expr="icontains", label="Words", max_length=100)
    authority = django_filters.ModelChoiceFilter(label="Local authority", empty_label="All")
    pilot = django_filters.ModelChoiceFilter(label="Pilot", empty_label="All")
    locality = django_filters.ModelChoiceFilter(label="Locality", empty_label="All")
    kind = django_filters.ModelChoiceFilter(queryset=ActivityKind.objects.all(), label="Kind", empty_label="All")
    theme = django_filters.ModelChoiceFilter(field_name="themes", label="Theme", empty_label="All")
    status = django_filters.ChoiceFilter(choices=Status.choices, label="Status", empty_label="All")
    author = django_filters.ModelChoiceFilter(label="Logged by", empty_label="Anyone")
    since = DateFilter(field_name="starts_on", lookup_expr="gte", label="From")
    until = DateFilter(field_name="starts_on", lookup_expr="lte", label="Until")
    sort = django_filters.ChoiceFilter(
        choices=ORDER_LABELS, label="Sort by", empty_label=None, method="leave", initial="newest"
    )

    class Meta:
        model = Activity
        fields: list[str] = []

    def __init__(self, data, *, user):
        super().__init__(data, queryset=Activity.objects.visible_to(user))
        self.offer(user)

    def offer(self, user) -> None:
        """Offer the places, themes and people of what the person may read."""
        see = {"user": user, "capability": Capability.READ_APPROVED}
        choices = {
            "authority": LocalAuthority.objects.visible_to(**see),
            "pilot": Pilot.objects.visible_to(**see),
            "locality": Locality.objects.visible_to(**see),
            "theme": Theme.objects.visible_to(user),
            "author": User.objects.filter(postings__authority__in=LocalAuthority.objects.visible_to(**see)).distinct(),
        }
        for name, queryset in choices.items():
            self.form.fields[name].queryset = queryset

    def leave(self, queryset, name, value):
        """Sorting is done by the page."""
        return queryset

    @property
    def order(self) -> tuple[str, ...]:
        """The order asked for, the latest date first by default."""
        asked = self.form.cleaned_data.get("sort") if self.form.is_valid() else ""
        return ORDERS.get(asked or "newest", ORDERS["newest"])

    @property
    def shown(self):
        """The rows to show: none where a filter makes no sense, so that no figure is wrong."""
        return self.qs if self.form.is_valid() else self.queryset.none()

    @property
    def in_use(self) -> int:
        """How many filters are set."""
        return len([name for name in self.form.changed_data if name != "sort"])


def filtered(request) -> ActivityFilter:
    """Return the filter as the address asks for it."""
    return ActivityFilter(request.GET or None, user=request.user)
