"""The academic year, September to August, and what can be said of a period that is known only in part."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from enum import Enum

from django.utils import timezone

from .dates import first_day, last_day

FIRST_MONTH = 9
FIRST_OFFERED = 2018


class Overlap(Enum):
    """Whether a period overlaps a year, as far as its dates tell."""

    YES = "yes"
    NO = "no"
    ROUGH = "rough"  # the dates are too rough to tell, such as only a calendar year
    UNDATED = "undated"  # a date that it takes to tell is not recorded


@dataclass(frozen=True, order=True)
class AcademicYear:
    """The academic year that starts on 1 September of ``first``."""

    first: int

    @classmethod
    def of(cls, day: date) -> AcademicYear:
        return cls(day.year if day.month >= FIRST_MONTH else day.year - 1)

    @classmethod
    def current(cls) -> AcademicYear:
        return cls.of(timezone.localdate())

    @property
    def start(self) -> date:
        return date(self.first, FIRST_MONTH, 1)

    @property
    def end(self) -> date:
        return date(self.first + 1, FIRST_MONTH - 1, 31)

    @property
    def label(self) -> str:
        """Such as "2019/20"."""
        return f"{self.first}/{(self.first + 1) % 100:02}"

    def overlap(self, since: str, until: str, *, has_ended: bool = False) -> Overlap:
        """Say whether a period overlaps the year: see :func:`overlap_of`."""
        return overlap_of(self.start, self.end, since, until, has_ended=has_ended)

    def holds(self, text: str) -> bool:
        """Say whether every day that the date can mean lies in the year."""
        return is_within(self.start, self.end, text)


def overlap_of(start: date, end: date, since: str, until: str, *, has_ended: bool = False) -> Overlap:
    """Say whether a period overlaps some days. Its dates are ISO text known to the day, the month or the year.

    Without an end it goes on, unless ``has_ended`` says that it ended on a date that nobody recorded.
    """
    if until and last_day(until) < start or since and first_day(since) > end:
        return Overlap.NO
    if not since or has_ended and not until and not is_within(start, end, since):
        return Overlap.UNDATED
    # What ended in the days, or before them, began by then.
    began = min(last_day(since), last_day(until or since)) <= end
    went_on = not until or first_day(until) >= start or is_within(start, end, since)
    return Overlap.YES if began and went_on else Overlap.ROUGH


def is_within(start: date, end: date, text: str) -> bool:
    """Say whether every day that the date can mean lies in the days from ``start`` to ``end``."""
    return first_day(text) >= start and last_day(text) <= end


def offered_years() -> list[tuple[str, str]]:
    """Return value and label of the academic years that pages offer, the current one first.

    They start with 2018/19: Violence Reduction Units have been funded since 2019.
    """
    years = [AcademicYear(first) for first in range(AcademicYear.current().first, FIRST_OFFERED - 1, -1)]
    return [(str(year.first), year.label) for year in years]
