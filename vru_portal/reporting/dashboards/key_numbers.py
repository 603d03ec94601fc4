"""The numbers at the top of a dashboard, in groups, each with its change in words."""

from __future__ import annotations

from collections.abc import Container, Iterator
from typing import NamedTuple

from .figures import Figures
from .numbers import Number
from .sentences import change_of, figure

REVIEW = "Review"
GROUPS = {
    "Activity and reach": ("activities", "hours", "individuals", "attendances", "views", "items"),
    "Interventions and schools": (
        "interventions_running",
        "interventions_starting",
        "interventions_ending",
        "schools",
    ),
    "Networks and meetings": ("meetings", "actions_open", "actions_overdue"),
    REVIEW: ("waiting", "late", "on_time"),
    "What is missing": ("without_reach", "without_outcome", "silent"),
}
OTHERS = "Other numbers"


class KeyNumber(NamedTuple):
    """A number as the page shows it: "" stands for what there is nothing to be said of."""

    label: str
    shown: str
    change: str
    href: str
    hint: str
    is_known: bool
    is_for_the_team: bool  # and for nobody outside it


def groups_of(figures: Figures, hidden: Container[str]) -> list[tuple[str, list[KeyNumber]]]:
    """Return the groups that have a number for this reader: who does not read the log is not told of the queue.

    ``hidden`` are the keys of what is hidden outside the team. Views and items that nobody ever counted are left out.
    """
    placed = {key for keys in GROUPS.values() for key in keys}
    keys = {**GROUPS, OTHERS: tuple(key for key in figures.numbers if key not in placed)}
    groups = [(title, list(of_group(figures, names, hidden))) for title, names in keys.items()]
    return [(title, numbers) for title, numbers in groups if numbers and (title != REVIEW or figures.queue)]


def of_group(figures: Figures, keys: tuple[str, ...], hidden: Container[str]) -> Iterator[KeyNumber]:
    for key in keys:
        number = figures.numbers.get(key)
        if number and not (key in {"views", "items"} and number.value is None and number.before is None):
            yield shown_as(number, key in hidden)


def shown_as(number: Number, is_for_the_team: bool) -> KeyNumber:
    percent = number.unit == "%"
    return KeyNumber(
        number.label,
        figure(number.value, "%" if percent else "").capitalize(),
        change_of(number),
        number.href if number.value is not None else "",
        number.hint,
        number.value is not None,
        is_for_the_team,
    )
