"""How often a network meets: the days that its rule of iCalendar gives next."""

from __future__ import annotations

from collections.abc import Collection
from datetime import date, datetime, time
from itertools import islice

from dateutil.rrule import rrulestr

PROPOSED = 6
# Rules of other parts may never fall on any day, or on one a second, and a search for the next would not end.
FREQUENCIES = {"WEEKLY", "MONTHLY", "YEARLY"}
PARTS = {"FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYSETPOS", "WKST"}
DAY_PARTS = {"BYDAY", "BYMONTHDAY"}


def days_after(rule: str, last: date, *, since: date, taken: Collection[date] = (), number: int = PROPOSED) -> list:
    """Return the next days of a rule: after ``last`` and ``since``, without those that are taken already.

    ``last``: a day on which the network meets, from which every second week is counted. A rule that cannot be read
    gives no day.
    """
    parts = parts_of(rule)
    if not parts:
        return []
    try:
        days = rrulestr(";".join(f"{name}={value}" for name, value in parts.items()), dtstart=at_noon(last))
        later = (moment.date() for moment in days.xafter(at_noon(max(last, since))))
        return list(islice((day for day in later if day not in taken), number))
    except (ValueError, OverflowError):
        return []


def fixes_the_day(rule: str) -> bool:
    """Say whether the rule itself names the day, such as the second Tuesday; "every two weeks" counts from a day."""
    return bool(DAY_PARTS & parts_of(rule).keys())


def parts_of(rule: str) -> dict[str, str]:
    """Return the parts of a rule by name; nothing where it is no rule by which a network can meet."""
    pairs = [part.partition("=") for part in rule.strip().upper().removeprefix("RRULE:").split(";") if part]
    parts = {name: value for name, _, value in pairs}
    known = parts.get("FREQ") in FREQUENCIES and parts.keys() <= PARTS
    interval = parts.get("INTERVAL", "1")
    return parts if known and interval.isascii() and interval.isdigit() and 1 <= int(interval) <= 100 else {}


def at_noon(day: date) -> datetime:
    """Return a moment by which days are told apart, whatever the clocks do at night."""
    return datetime.combine(day, time(12))
