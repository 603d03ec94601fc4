"""One question for what a dashboard tells beside the activity: rows of many sorts come in one shape."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Sequence
from typing import Any, NamedTuple

from django.db.models import Count, DateField, QuerySet, Value
from django.db.models.functions import Cast

NO_WORD, NOTHING, NO_DAY = Value(""), Value(0), Cast(Value(None), DateField())
WORDS, NUMBERS, DAYS = 5, 5, 2


class Told(NamedTuple):
    """What a row tells: words, numbers and days, as many of each as in any other row."""

    words: tuple[str, ...]
    numbers: tuple[int, ...]
    days: tuple[Any, ...]


def asked_of(
    rows: QuerySet, what: str, *, words: Sequence[Any] = (), numbers: Sequence[Any] = (), days: Sequence[Any] = ()
) -> QuerySet:
    """Return what rows tell, ``what`` being the word by which the answer is found."""
    columns = (*filled(words, NO_WORD, WORDS), *filled(numbers, NOTHING, NUMBERS), *filled(days, NO_DAY, DAYS))
    return rows.order_by().values_list(Value(what), *columns)


def counted_of(rows: QuerySet, what: str, *numbers: Count) -> QuerySet:
    """Return one row: how much is counted in these ways."""
    names = {f"counted_{place}": number for place, number in enumerate(numbers)}
    return asked_of(rows.order_by().values(what=Value(what)).annotate(**names), what, numbers=tuple(names))


def filled(columns: Sequence[Any], empty: Any, length: int) -> tuple[Any, ...]:
    return (*columns, *[empty] * (length - len(columns)))


def answers(asked: Iterable[QuerySet]) -> dict[str, list[Told]]:
    """Return what is told, by the word that each question was asked with. One query."""
    first, *others = asked
    found: dict[str, list[Told]] = defaultdict(list)
    for what, *row in first.union(*others, all=True):
        words, numbers = row[:WORDS], row[WORDS : WORDS + NUMBERS]
        found[what].append(Told(tuple(words), tuple(numbers), tuple(row[WORDS + NUMBERS :])))
    return found
