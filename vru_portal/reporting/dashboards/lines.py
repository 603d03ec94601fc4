"""What the figures that a dashboard freezes and shares are called, by their keys."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from .figures import Figures

ELSEWHERE = "a place without entries now"


def names_of(figures: Figures) -> dict[str, str]:
    """Return what each key of ``figures.flat()`` is called, such as "Individuals: Young people"."""
    return dict(named(figures))


def named(figures: Figures) -> Iterator[tuple[str, str]]:
    for number in figures.numbers.values():
        yield number.key, number.label
    yield "minutes", "Hours"
    yield from ((f"kind|{row.name}", f"Activities: {row.name}") for row in figures.kinds)
    yield from ((f"reach|{row.key}", f"{row.group}: {row.audience}") for row in figures.reach)
    for row in figures.places:
        # A pilot is often called after its locality.
        where = row.name if row.group == "authority" else f"{row.name} ({row.group})"
        yield f"activities|{row.key}", f"Activities in {where}"
        yield f"individuals|{row.key}", f"People reached in {where}"


def name_of(key: str, names: Mapping[str, str]) -> str:
    """Return what a key is called, also where what it counts is there no longer."""
    if key in names:
        return names[key]
    measure, *rest = key.split("|")
    if measure == "kind":
        return f"Activities: {rest[0]}"
    if measure == "reach":
        return f"{rest[1].capitalize() if rest[0] == 'people' else rest[0].capitalize()}: {rest[2]}"
    return f"{'People reached' if measure == 'individuals' else measure.capitalize()} in {ELSEWHERE}"


def number_in_words(key: str, number: int | None) -> str:
    """Return a number as a page shows it; hours are kept in minutes."""
    if number is None:
        return "not recorded"
    return f"{number / 60:,.1f}".removesuffix(".0") if key == "minutes" else f"{number:,}"
