"""The VRU year, April to March, its quarters, and any other range of days that figures are read for."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import date, timedelta

from django.utils import timezone
from django.utils.formats import date_format

FIRST_MONTH = 4
QUARTERS = re.compile(r"(\d{4})-(\d{2})-q([1-4])", re.ASCII)
YEARS = re.compile(r"(\d{4})-(\d{2})", re.ASCII)


def month_after(month: date, months: int = 1) -> date:
    """Return the first day of the month so many months after that of a day; before it if negative."""
    years, place = divmod(month.month - 1 + months, 12)
    return date(month.year + years, place + 1, 1)


def end_of_month(day: date) -> date:
    return month_after(day) - timedelta(days=1)


@dataclass(frozen=True, order=True)
class Period:
    """Some days, from the first to the last, both of them included."""

    start: date
    end: date

    def __post_init__(self) -> None:
        if self.end < self.start:
            raise ValueError("A period ends on or after the day on which it starts")

    @property
    def days(self) -> int:
        return (self.end - self.start).days + 1

    @property
    def slug(self) -> str:
        """Such as "2021-01-04--2021-02-10"; :func:`period_from` reads it back."""
        return f"{self.start.isoformat()}--{self.end.isoformat()}"

    @property
    def label(self) -> str:
        """Such as "4 January to 10 February 2021"."""
        return self.in_words

    @property
    def in_words(self) -> str:
        """Such as "1 January to 31 March 2021", or one day alone."""
        if self.start == self.end:
            return date_format(self.start, "j F Y")
        same_year = self.start.year == self.end.year
        return f"{date_format(self.start, 'j F' if same_year else 'j F Y')} to {date_format(self.end, 'j F Y')}"

    @property
    def before(self) -> Period:
        """The period before: as many days, that end on the day before this one starts."""
        return Period(self.start - timedelta(days=self.days), self.start - timedelta(days=1))

    def is_closed(self, today: date | None = None) -> bool:
        """Say whether its last day has passed."""
        return self.end < (today or timezone.localdate())

    def holds(self, day: date) -> bool:
        return self.start <= day <= self.end

    def until(self, today: date) -> Period:
        """Return the part of the period that has passed by the end of a day within it, else the whole period."""
        return Period(self.start, min(self.end, today)) if self.holds(today) else self

    @property
    def months(self) -> list[date]:
        """The first day of each month that the period has a part in."""
        found = [self.start.replace(day=1)]
        while (following := month_after(found[-1])) <= self.end:
            found.append(following)
        return found

    @property
    def whole_months(self) -> Period | None:
        """The months that lie in the period as a whole, None where it holds none."""
        first = self.start if self.start.day == 1 else month_after(self.start)
        last = self.end if end_of_month(self.end) == self.end else self.end.replace(day=1) - timedelta(days=1)
        return Period(first, last) if first < last else None

    @property
    def edges(self) -> list[Period]:
        """The parts of the period that are no whole months: none, one, or one at each end."""
        whole = self.whole_months
        if whole is None:
            return [self]
        found = []
        if self.start < whole.start:
            found.append(Period(self.start, whole.start - timedelta(days=1)))
        if whole.end < self.end:
            found.append(Period(whole.end + timedelta(days=1), self.end))
        return found


@dataclass(frozen=True, order=True)
class Year(Period):
    """A VRU year, April to March."""

    @classmethod
    def of(cls, day: date) -> Year:
        first = day.year if day.month >= FIRST_MONTH else day.year - 1
        return cls(date(first, FIRST_MONTH, 1), date(first + 1, FIRST_MONTH, 1) - timedelta(days=1))

    @property
    def slug(self) -> str:
        """Such as "2020-21"."""
        return f"{self.start.year}-{self.end.year % 100:02}"

    @property
    def label(self) -> str:
        """Such as "2020/21"."""
        return f"{self.start.year}/{self.end.year % 100:02}"

    @property
    def before(self) -> Year:
        return Year.of(self.start - timedelta(days=1))

    @property
    def quarters(self) -> list[Quarter]:
        return [Quarter.of(month_after(self.start, months)) for months in (0, 3, 6, 9)]


@dataclass(frozen=True, order=True)
class Quarter(Period):
    """A quarter of a VRU year: Q1 is April to June."""

    @classmethod
    def of(cls, day: date) -> Quarter:
        start = date(day.year, (day.month - 1) // 3 * 3 + 1, 1)
        return cls(start, month_after(start, 3) - timedelta(days=1))

    @classmethod
    def last_closed(cls, today: date | None = None) -> Quarter:
        """Return the latest quarter that is over."""
        return cls.of(today or timezone.localdate()).before

    @property
    def number(self) -> int:
        """1 to 4, of its VRU year."""
        return (self.start.month - FIRST_MONTH) % 12 // 3 + 1

    @property
    def year(self) -> Year:
        return Year.of(self.start)

    @property
    def slug(self) -> str:
        """Such as "2020-21-q4"."""
        return f"{self.year.slug}-q{self.number}"

    @property
    def label(self) -> str:
        """Such as "January to March 2021"."""
        return f"{date_format(self.start, 'F')} to {date_format(self.end, 'F Y')}"

    @property
    def name(self) -> str:
        """Such as "Q4 2020/21"."""
        return f"Q{self.number} {self.year.label}"

    @property
    def before(self) -> Quarter:
        return Quarter.of(self.start - timedelta(days=1))

    @property
    def after(self) -> Quarter:
        return Quarter.of(self.end + timedelta(days=1))


def period_from(slug: str) -> Period:
    """Return what "2020-21-q4", "2020-21" or "2021-01-04--2021-02-10" means; ValueError if it is none of these."""
    if match := QUARTERS.fullmatch(slug):
        return year_from(match[1], match[2]).quarters[int(match[3]) - 1]
    if match := YEARS.fullmatch(slug):
        return year_from(match[1], match[2])
    start, _, end = slug.partition("--")
    return Period(date.fromisoformat(start), date.fromisoformat(end))


def year_from(first: str, last: str) -> Year:
    if (int(first) + 1) % 100 != int(last) or not 1 <= int(first) < date.max.year:
        raise ValueError(f"{first}-{last} is not a year such as 2020-21")
    return Year.of(date(int(first), FIRST_MONTH, 1))
