"""How often a network meets: a plain choice, kept as an iCalendar rule (RFC 5545) that calendars can read."""

from __future__ import annotations

import re
from typing import NamedTuple

from django.db import models

WEEKDAYS = {
    "MO": "Monday",
    "TU": "Tuesday",
    "WE": "Wednesday",
    "TH": "Thursday",
    "FR": "Friday",
    "SA": "Saturday",
    "SU": "Sunday",
}
WEEKS = {"1": "first", "2": "second", "3": "third", "4": "fourth", "-1": "last"}
LAST_DAY = "-1"
# Every month has these.
DAYS = [str(day) for day in range(1, 29)]


class Often(models.TextChoices):
    """What a form offers. The empty one is kept as no rule."""

    WEEKLY = "weekly", "Every week"
    FORTNIGHTLY = "fortnightly", "Every two weeks"
    WEEKDAY = "weekday", "Every month on a weekday, such as the second Tuesday"
    DAY = "day", "Every month on a day, such as the 15th"
    QUARTERLY = "quarterly", "Every three months"
    NONE = "none", "Irregularly, or not known"


FREQUENCIES: dict[str, str] = {
    Often.WEEKLY: "FREQ=WEEKLY",
    Often.FORTNIGHTLY: "FREQ=WEEKLY;INTERVAL=2",
    Often.WEEKDAY: "FREQ=MONTHLY",
    Often.DAY: "FREQ=MONTHLY",
    Often.QUARTERLY: "FREQ=MONTHLY;INTERVAL=3",
}
IN_WORDS: dict[str, str] = {
    Often.WEEKLY: "Every week",
    Often.FORTNIGHTLY: "Every two weeks",
    Often.WEEKDAY: "Every month",
    Often.DAY: "Every month",
    Often.QUARTERLY: "Every three months",
}
RULE = re.compile(
    r"(?P<frequency>FREQ=(?:WEEKLY(?:;INTERVAL=2)?|MONTHLY(?:;INTERVAL=3)?))"
    r"(?:;BYDAY=(?P<week>-1|[1-4])?(?P<weekday>MO|TU|WE|TH|FR|SA|SU)|;BYMONTHDAY=(?P<day>-1|[1-9]|1[0-9]|2[0-8]))?"
)


class Rhythm(NamedTuple):
    """One choice. ``week`` is a key of WEEKS, ``weekday`` one of WEEKDAYS, ``day`` a day of the month; or empty."""

    often: str = Often.NONE
    week: str = ""
    weekday: str = ""
    day: str = ""

    @property
    def rule(self) -> str:
        """The iCalendar rule, empty where there is no fixed rhythm."""
        frequency = FREQUENCIES.get(self.often, "")
        by_day = f";BYDAY={self.week}{self.weekday}" if self.weekday else ""
        return f"{frequency}{by_day}" + (f";BYMONTHDAY={self.day}" if self.day else "")

    def __str__(self) -> str:
        start = IN_WORDS.get(self.often, "")
        if self.weekday:
            return f"{start} on {f'the {WEEKS[self.week]} ' if self.week else ''}{WEEKDAYS[self.weekday]}"
        return f"{start} on the {day_in_words(self.day)}" if self.day else start


def read(rule: str) -> Rhythm | None:
    """Return the choice that a rule stands for, None where no choice does: it came from elsewhere."""
    if not rule:
        return Rhythm()
    found = RULE.fullmatch(rule)
    if not found:
        return None
    parts = found.groupdict(default="")
    is_weekly = "WEEKLY" in parts["frequency"]
    # A week has no second Tuesday, and a month no Tuesday of its own.
    if is_weekly and (parts["week"] or parts["day"]) or not is_weekly and parts["weekday"] and not parts["week"]:
        return None
    often = often_of(parts["frequency"], bool(parts["weekday"]))
    if often == Often.QUARTERLY and parts["day"]:
        return None
    return Rhythm(often, parts["week"], parts["weekday"], parts["day"])


def often_of(frequency: str, on_weekday: bool) -> Often:
    if frequency == FREQUENCIES[Often.DAY]:
        return Often.WEEKDAY if on_weekday else Often.DAY
    return Often(next(often for often, text in FREQUENCIES.items() if text == frequency))


def in_words(rule: str, wording: str = "") -> str:
    """Return such as "Every two weeks on Tuesday"; the wording where there is no rule that can be read."""
    known = read(rule)
    return (str(known) if known else "") or wording or ("In a rhythm of its own" if rule else "")


def day_in_words(day: str) -> str:
    """Return such as "1st", "22nd" or "last day" for a day of the month."""
    if day == LAST_DAY:
        return "last day"
    ending = {"1": "st", "2": "nd", "3": "rd"}.get(day[-1], "th")
    return f"{day}th" if day in {"11", "12", "13"} else f"{day}{ending}"
