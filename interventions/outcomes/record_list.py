"""The list of outcome records: its filters and its export."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from django.conf import settings
from django.db.models import Case, DateTimeField, IntegerField, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django_filters import ChoiceFilter, ModelChoiceFilter

from pilots.models import LocalAuthority, Pilot
from vru_portal.access.guards import SignedInRequest
from vru_portal.filtering import ListFilter

from ..models import OutcomeMeasure, OutcomeRecord
from ..models.activity import Status
from ..models.outcome import OutcomeRecordQuerySet
from .results import Result, result_for
from .statistics import Number

ORDERS = {"newest": ("-ends_on", "-id"), "waiting": ("turn", "waits_since", "id")}
ORDER_LABELS = [("newest", "Latest period first"), ("waiting", "Waiting for review first, the oldest of them on top")]
HEADER = [
    "Local authority",
    "Pilot",
    "Intervention",
    "Measure",
    "What is counted",
    "Group",
    "First day",
    "Last day",
    "Status",
    "People the figures are about",
    "What they say",
    "Before",
    "After",
    "Unit",
    "Mean change",
    "95% interval from",
    "95% interval to",
    "Standardised effect",
    "Changed meaningfully for the better",
    "Started",
    "Measured before",
    "Measured after",
    "Measured both times",
    "Standard deviation before",
    "Standard deviation after",
    "Standard deviation of the change",
    "How it came in",
    "Where the figures come from",
    "Quality",
    "Recorded by",
    "Demonstration",
    "Address",
]
CHUNK = 500
UNITS = {"scale": "points", "proportion": "per cent", "count": "uses"}


def named(model, path: str) -> Callable[[SignedInRequest], QuerySet]:
    """Return what offers the rows of a model that the records visible to the person name."""
    return lambda request: model.objects.filter(pk__in=OutcomeRecord.objects.visible_to(request.user).values(path))


class OutcomeFilter(ListFilter):
    """What the list shows."""

    authority = ModelChoiceFilter(
        queryset=named(LocalAuthority, "authority"), label="Local authority", empty_label="All"
    )
    pilot = ModelChoiceFilter(queryset=named(Pilot, "pilot"), label="Pilot", empty_label="All")
    measure = ModelChoiceFilter(queryset=named(OutcomeMeasure, "measure"), label="Measure", empty_label="All")
    status = ChoiceFilter(
        choices=[choice for choice in Status.choices if choice[0] != Status.PLANNED], label="Status", empty_label="All"
    )
    sort = ChoiceFilter(choices=ORDER_LABELS, label="Sort by", empty_label=None, method="leave")

    class Meta(ListFilter.Meta):
        model = OutcomeRecord
        fields: list[str] = []

    def leave(self, queryset, name, value):
        """Sorting is the page's affair."""
        return queryset

    @property
    def order(self) -> tuple[str, ...]:
        """The order asked for, the latest period first by default."""
        asked = self.form.cleaned_data.get("sort") if self.form.is_valid() else ""
        return ORDERS.get(asked or "newest", ORDERS["newest"])

    @property
    def shown(self) -> OutcomeRecordQuerySet:
        """The rows to show, with whose turn each is."""
        return with_turns(super().shown)


def with_turns(records: OutcomeRecordQuerySet) -> OutcomeRecordQuerySet:
    """Add whose turn it is (0 for what waits, 1 for the rest) and since when."""
    waits = When(status=Status.SUBMITTED, then=Value(0))
    return records.annotate(
        turn=Case(waits, default=Value(1), output_field=IntegerField()),
        waits_since=Coalesce("submitted_at", "created_at", output_field=DateTimeField()),
    )


def filtered(request: SignedInRequest) -> OutcomeFilter:
    """Return the list's filter as the address asks for it."""
    records = OutcomeRecord.objects.visible_to(request.user)
    return OutcomeFilter(request.GET, queryset=records, request=request)


def export_rows(user, records: QuerySet[OutcomeRecord]) -> Iterator[list]:
    """Yield a row for each record, as this person may see it, holding only some of them in memory."""
    for record in records.iterator(chunk_size=CHUNK):
        yield row_of(result_for(user, record))


def row_of(result: Result) -> list:
    """Return the cells of one record; of a hidden one nothing but how many people it is about."""
    record = result.record
    return [
        record.authority.name,
        record.pilot.name,
        str(record.intervention or ""),
        str(record.measure),
        "" if result.is_hidden else record.what_is_counted,
        result.group,
        *result.period,
        record.get_status_display(),
        result.n,
        result.sentence,
        *(figures_of(result) if not result.is_hidden else [None] * 15),
        record.get_way_display(),
        "" if result.is_hidden else record.source,
        "" if result.is_hidden else record.quality_notes,
        "" if result.is_hidden else str(record.author or ""),
        "yes" if record.is_demonstration else "",
        f"{settings.SITE_URL}{record.get_absolute_url()}",
    ]


def figures_of(result: Result) -> list:
    record, ends = result.record, result.interval
    found = [result.before, result.after]
    change = [result.change, ends.low if ends else None, ends.high if ends else None, result.effect]
    numbers = [record.started, record.measured_before, record.measured_after, record.measured_both]
    return [
        *map(rounded, found),
        UNITS[record.measure.kind],
        *map(rounded, change),
        record.meaningfully_better,
        *numbers,
        *map(rounded, [result.sd_before, result.sd_after, result.sd_change]),
    ]


def rounded(figure: Number | None) -> float | None:
    return None if figure is None else round(float(figure), 4)
