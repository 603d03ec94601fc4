"""Measures one page: processor time of a request, how long it takes, how many a second, how many queries."""

from __future__ import annotations

import time
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median, quantiles
from typing import Any

from django.core.cache import cache

from vru_portal.charts import PICTURES

from .asking import Answer
from .pages import Page
from .serving import Database, Server

WARM_UP, CLIENTS = 6, 4
COLD_REQUESTS = 12
# The machine may be faster or slower for a while: the page and the bare page take turns.
TURNS = 5
TRIES = 100
LET_IN = {200, 302}


class WrongAnswer(Exception):
    """A page answered something else than it should: its figures would mean nothing."""


@dataclass(frozen=True)
class Result:
    """What was measured of a page; processor times and times in milliseconds a request.

    ``bare`` is the processor time of the bare page, asked for in turn with it.
    """

    name: str
    limit: float | None
    application: float
    database: float
    bare: float
    median: float
    p95: float
    per_second: float | None
    queries: int
    kilobytes: float


class Clock:
    """Reads processor seconds that only grow: a process that is just ending is counted nowhere for a moment."""

    def __init__(self, seconds: Callable[[], float]):
        self.seconds, self.last = seconds, 0.0

    def read(self) -> float:
        for _ in range(TRIES):
            if (now := self.seconds()) >= self.last:
                break
            time.sleep(0.01)
        self.last = now
        return now


class Meter:
    """Measures pages of one server and its database, each beside the bare page."""

    def __init__(self, server: Server, requests: int, bare: Page):
        self.server, self.requests, self.bare = server, requests, bare
        self.clocks = Clock(server.processor_seconds), Clock(Database().processor_seconds)

    def measure(self, page: Page) -> Result:
        """Ask for a page again and again, by one client, then by several at once."""
        queries = self.ask(page, count=True).queries or 0
        for _ in range(0 if page.cold else WARM_UP):
            self.ask(page)
        answers: list[Answer] = []
        application = database = bare = 0.0
        for number in turns(COLD_REQUESTS if page.cold else self.requests):
            bare += sum(self.processor_seconds(lambda: self.ask(self.bare), number))
            used = self.processor_seconds(lambda: answers.append(self.ask(page)), number)
            application, database = application + used[0], database + used[1]
        times = [answer.milliseconds for answer in answers]
        milliseconds = 1000 / len(times)
        return Result(
            page.name,
            page.limit,
            application * milliseconds,
            database * milliseconds,
            bare * milliseconds,
            median(times),
            quantiles(times, n=20)[-1],
            None if page.cold or page.post else self.per_second(page),
            queries,
            len(answers[-1].text) / 1024,
        )

    def processor_seconds(self, ask: Callable[[], Any], number: int) -> tuple[float, float]:
        """Ask so many times; return what the portal and its database used of the processor."""
        of_portal, of_database = self.clocks
        before = of_portal.read(), of_database.read()
        for _ in range(number):
            ask()
        return of_portal.read() - before[0], of_database.read() - before[1]

    def per_second(self, page: Page) -> float:
        """Return how many requests a second are answered while several clients ask."""
        number = max(CLIENTS, self.requests // 2)
        started = time.perf_counter()
        with ThreadPoolExecutor(CLIENTS) as clients:
            list(clients.map(lambda _: self.ask(page), range(number)))
        return number / (time.perf_counter() - started)

    def ask(self, page: Page, *, count: bool = False) -> Answer:
        if page.cold:
            cache.clear()
            PICTURES.clear()
        path, data = page.post() if page.post else (page.path, None)
        answer = self.server.browser.ask(path, session=page.session, data=data, count=count)
        if answer.status not in LET_IN or (page.post and answer.status != 302):
            raise WrongAnswer(f"{page.name}: {path} answered {answer.status}")
        return answer


def turns(requests: int) -> list[int]:
    """Return how many requests of all each turn has."""
    whole, rest = divmod(requests, TURNS)
    return [whole + (turn < rest) for turn in range(TURNS)]
