"""What a dashboard says in words: how a number changed, and where most of the change is."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from .figures import Figures
from .numbers import Number, Row, Value

# Changes of fewer entries than this are not worth a sentence.
FEW = 3
# More names than this are not listed in a sentence.
MOST_NAMES = 4
Change = tuple[str, int, int]  # what it is about, the number now and the number before


def figure(value: Value, unit: str = "") -> str:
    """Return a number as it is read: "1,250", "12.5 hours", "85%", or "not recorded"."""
    if value is None:
        return "not recorded"
    text = f"{value:,.1f}".removesuffix(".0") if isinstance(value, float) else f"{value:,}"
    return f"{text}%" if unit == "%" else f"{text} {unit}".strip()


def change_of(number: Number) -> str:
    """Return how a number compares with the period before, such as "7 more than 35 before"."""
    if number.before is None:
        return ""
    if number.value is None:
        return f"{figure(number.before, '%' if number.unit == '%' else '')} before"
    if number.value == number.before:
        return "the same as before"
    rose, difference = number.value > number.before, abs(number.value - number.before)
    if number.unit == "%":
        points = f"{figure(difference)} percentage point{'' if difference == 1 else 's'}"
        return f"{points} {'higher' if rose else 'lower'} than {number.before}% before"
    fewer = "less" if number.unit == "hours" else "fewer"
    return f"{figure(round(difference, 1))} {'more' if rose else fewer} than {figure(number.before)} before"


def went(noun: str, now: int, before: int | None) -> str:
    """Return such as "Reach rose from 310 to 385"; ``noun`` begins the sentence."""
    if before is None:
        return f"{noun}: {now:,}"
    if now == before:
        return f"{noun} stayed at {now:,}"
    return f"{noun} {'rose' if now > before else 'fell'} from {before:,} to {now:,}"


def mostly(rows: Iterable[Change], change: int) -> str:
    """Return the one part in which more than half of a change happened; nothing where there is none such.

    Nor where the parts moved both ways so much that what is left of it tells little.
    """
    parts = [(name, now - before) for name, now, before in rows]
    same_way = [(name, abs(moved)) for name, moved in parts if moved * change > 0]
    whole = sum(moved for _, moved in same_way)
    if len(parts) < 2 or abs(change) < FEW or 2 * abs(change) < whole:
        return ""
    return next((name for name, moved in same_way if 2 * moved > whole), "")


def sentence(noun: str, now: int, before: int | None, what: str = "", where: str = "") -> str:
    """Return how a total went and in which parts most of its change is: "… to 385, mostly mentoring, in Lozells."."""
    parts = ", ".join(filter(None, [what, f"in {where}" if where else ""]))
    return f"{went(noun, now, before)}{f', mostly {parts}' if parts else ''}."


def most_of(rows: Sequence[Change], what: str) -> str:
    """Return which part has the most, such as "Busiest month: May 2021, 12 of 30."; nothing where parts are level."""
    whole = sum(now for _, now, _ in rows)
    highest = max((now for _, now, _ in rows), default=0)
    first = [name for name, now, _ in rows if now == highest]
    return f"{what}: {first[0]}, {highest:,} of {whole:,}." if highest and len(first) == 1 else ""


def several(names: Sequence[str]) -> str:
    """Return "a", "a and b" or "a, b and c"."""
    return " and ".join(filter(None, [", ".join(names[:-1]), *names[-1:]]))


def counted(number: int, noun: str, plural: str = "") -> str:
    """Return "1 pilot" or "2 pilots"."""
    return f"{number:,} {noun if number == 1 else plural or f'{noun}s'}"


# What is said of the figures of an area ---------------------------------------------------------------------------


def what_changed(figures: Figures) -> list[str]:
    """Return the first that somebody should know who asks what is new since the period before."""
    reached = [of_reach(figures, group) for group in ("Individuals", "Attendances")]
    told = [of_activity(figures), of_kinds(figures), *reached, of_hours(figures), of_networks(figures)]
    return [one for one in told if one]


def of_activity(figures: Figures) -> str:
    number = figures.numbers["activities"]
    now, before = int(number.value or 0), None if number.before is None else int(number.before)
    change = now - before if before is not None else 0
    kind = mostly(changes(figures.kinds), change).lower()
    return sentence("Activities", now, before, kind, mostly(changes(first_places(figures)), change))


def of_hours(figures: Figures) -> str:
    hours = figures.numbers["hours"]
    if hours.value is None or hours.before is None or hours.value == hours.before:
        return ""
    way = "rose" if hours.value > hours.before else "fell"
    return f"Hours {way} from {figure(hours.before)} to {figure(hours.value)}."


def of_kinds(figures: Figures) -> str:
    """Return the two kinds that changed most, where they changed by more than a few."""
    moved = sorted(changes(figures.kinds), key=lambda row: (-abs(row[1] - row[2]), row[0]))
    told = [f"{name.lower()} from {before:,} to {now:,}" for name, now, before in moved if abs(now - before) >= FEW]
    return f"Largest changes by kind of activity: {several(told[:2])}." if told else ""


REACH = {
    "Individuals": ("individuals", "People reached"),
    "Attendances": ("attendances", "Attendances"),
    "Views": ("views", "Views"),
    "Items": ("items", "Items given out"),
}


def of_reach(figures: Figures, group: str) -> str:
    """Return how one way of counting reach went; nothing where neither period has any of it."""
    key, noun = REACH[group]
    number = figures.numbers[key]
    if number.value is None:
        return f"{noun}: not recorded, {figure(number.before)} before." if number.before is not None else ""
    if number.before is None:
        return f"{noun}: {figure(number.value)}, not recorded before."
    rows = [(row.audience.lower(), row.number or 0, row.before or 0) for row in figures.reach if row.group == group]
    change = int(number.value - number.before)
    places = [(row.name, row.individuals or 0, row.individuals_before or 0) for row in first_places(figures)]
    where = mostly(places, change) if group == "Individuals" else ""
    return sentence(noun, int(number.value), int(number.before), mostly(rows, change), where)


def of_networks(figures: Figures) -> str:
    if not figures.networks:
        return ""
    grown = [row.name for row in figures.networks if row.change > 0]
    shrunk = [row.name for row in figures.networks if row.change < 0]
    several_names = len(grown) + len(shrunk) > MOST_NAMES
    parts = [
        f"{counted(len(names), 'network') if several_names else several(names)} {word}"
        for names, word in ((grown, "grew"), (shrunk, "became smaller"))
        if names
    ]
    return f"{several(parts) or 'No network grew or became smaller'}, by members listed by name."


def first_places(figures: Figures) -> list[Row]:
    """Return the places of the first sort alone: a pilot's entries are those of its localities, too.

    That no place is named is not a place.
    """
    return [row for row in figures.places if row.group == figures.places[0].group and row.pk is not None]


def changes(rows: Iterable[Row]) -> list[Change]:
    return [(row.name, row.value, row.before) for row in rows]
