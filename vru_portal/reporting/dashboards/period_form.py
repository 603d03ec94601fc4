"""Which days a dashboard is about: a quarter, a year, or any range of days."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, timedelta

from django import forms
from django.http import QueryDict
from django.utils.formats import date_format

from vru_portal.filtering import FilterForm
from vru_portal.govuk import DateField
from vru_portal.quarters import Period, Quarter, Year, period_from

OFFERED_QUARTERS, OFFERED_YEARS = 9, 3
EARLIEST = date(2000, 4, 1)
LONGEST_DAYS = 3660
NOT_OFFERED = "Choose a quarter or a year from the list"
ONE_DAY = timedelta(days=1)


class PeriodForm(FilterForm):
    """Asks for the period; without an answer it is the quarter that runs.

    An address holds ``period``, such as "2020-21-q4", or the days ``from`` and ``until``; the first wins.
    """

    data: QueryDict  # an address, which can be copied and changed: the stubs know only that it is a mapping

    period = forms.CharField(required=False, max_length=60, label="Quarter or year", widget=forms.Select)

    def __init__(self, data: QueryDict, *, today: date):
        super().__init__(data)
        self.today = today
        # "from" is a word of Python, and cannot be an attribute.
        self.days = {
            "from": DateField(required=False, label="First day"),
            "until": DateField(required=False, label="Last day"),
        }
        self.fields.update(self.days)
        # Known once the form is valid.
        self.chosen: Period = Quarter.of(today)
        self.is_valid()
        self.fields["period"].widget.choices = self.offered()
        if self.is_range:
            self.show_range()

    @property
    def is_range(self) -> bool:
        """Say whether the period is neither a quarter nor a year."""
        return not isinstance(self.chosen, Quarter | Year)

    @property
    def latest(self) -> date:
        """The last day that a period may have: that of the VRU year which runs."""
        return Year.of(self.today).end

    @property
    def later(self) -> Period | None:
        """The period after, as long as this one; None where it has not begun, or would end too late."""
        starts = self.chosen.end + ONE_DAY
        if starts > self.today:
            return None
        if isinstance(self.chosen, Quarter | Year):
            return type(self.chosen).of(starts)
        after = Period(starts, starts + (self.chosen.end - self.chosen.start))
        return after if after.end <= self.latest else None

    @property
    def earlier(self) -> Period | None:
        """The period before; None where it would be too long ago."""
        before = self.chosen.before
        return before if before.start >= EARLIEST else None

    def clean_period(self) -> str:
        slug = self.cleaned_data["period"]
        if slug:
            self.chosen = self.period_of(slug)
        return slug

    def period_of(self, slug: str) -> Period:
        try:
            period = named(period_from(slug))
        except ValueError:
            raise forms.ValidationError(NOT_OFFERED) from None
        if period.start < EARLIEST or period.end > self.latest or period.days > LONGEST_DAYS:
            raise forms.ValidationError(NOT_OFFERED)
        return period

    def clean(self) -> None:
        """Put the two days of a range together, unless a quarter or a year is asked for."""
        typed = {name for name in ("from", "until") if self.cleaned_data.get(name) or name in self.errors}
        if self.data.get("period") or not typed:
            return
        for name in {"from", "until"} - typed:
            self.add_error(name, f"Enter {self.days[name].called}")
        start, end = self.cleaned_data.get("from"), self.cleaned_data.get("until")
        if start:
            self.check_start(start)
        if end:
            self.check_end(end, start)
        if not self.errors and start and end:
            self.chosen = named(Period(start, end))

    def check_start(self, start: date) -> None:
        if start < EARLIEST:
            self.add_error("from", f"The first day must be {in_words(EARLIEST)} or later")
        elif start > self.today:
            self.add_error("from", "The first day must be today or in the past")

    def check_end(self, end: date, start: date | None) -> None:
        if end > self.latest:
            self.add_error("until", f"The last day must be {in_words(self.latest)} or earlier")
        elif start and end < start:
            self.add_error("until", f"The last day must be {in_words(start)} or later, like the first day")
        elif start and (end - start).days >= LONGEST_DAYS:
            self.add_error("until", "The last day must be within 10 years of the first day")

    def offered(self) -> list[tuple[str, list[tuple[str, str]]]]:
        """Return the last quarters and years, and the one that is chosen, the latest first."""
        quarters, years = {Quarter.of(self.today)}, {Year.of(self.today)}
        for _ in range(OFFERED_QUARTERS - 1):
            quarters.add(min(quarters).before)
        for _ in range(OFFERED_YEARS - 1):
            years.add(min(years).before)
        quarters |= {self.chosen} if isinstance(self.chosen, Quarter) else set()
        years |= {self.chosen} if isinstance(self.chosen, Year) else set()
        groups = [("Quarters", self.choices(quarters)), ("Years, April to March", self.choices(years))]
        return [("", [("", "Choose")]), *groups] if self.is_range or self.errors else groups

    def choices(self, periods: Iterable[Period]) -> list[tuple[str, str]]:
        words = [(period, ", so far" if period.holds(self.today) else "") for period in sorted(periods, reverse=True)]
        return [(period.slug, f"{period.label}{so_far}") for period, so_far in words]

    def show_range(self) -> None:
        """Let the inputs of the days show the range that the address asks for as one word."""
        self.data = self.data.copy()
        self.data.pop("period", None)
        for name, day in (("from", self.chosen.start), ("until", self.chosen.end)):
            for part in ("day", "month", "year"):
                self.data[f"{name}_{part}"] = str(getattr(day, part))


def named(period: Period) -> Period:
    """Return the quarter or the year where a range of days is one."""
    same = [one for one in (Quarter.of(period.start), Year.of(period.start)) if (one.start, one.end) == span(period)]
    return same[0] if same else period


def span(period: Period) -> tuple[date, date]:
    return period.start, period.end


def in_words(day: date) -> str:
    return date_format(day, "j F Y")
