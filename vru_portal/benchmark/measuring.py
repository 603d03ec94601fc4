"""Measures one page: processor time of a request, how long it takes, how many a second, how many queries."""

from __future__ import annotations

import time
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from statistics import median, quantiles

from django.core.cache import cache

from vru_portal.charts import PICTURES

from .asking import Answer
from .pages import Page
from .serving import Database, Server

WARM_UP, CLIENTS = 6, 4
COLD_REQUESTS = 12
LET_IN = {200, 302}


class WrongAnswer(Exception):
    """A page answered something else than it should: its figures would mean nothing."""


@dataclass(frozen=True)
class Result:
    """What was measured of a page; processor times and times in milliseconds a request."""

    name: str
    limit: float | None
    application: float
    database: float
    median: float
    p95: float
    per_second: float | None
    queries: int
    kilobytes: float

    @property
    def processor(self) -> float:
        return self.application + self.database


class Meter:
    """Measures pages of one server and its database."""

    def __init__(self, server: Server, requests: int):
        self.server, self.requests = server, requests
        self.database = Database()

    def measure(self, page: Page) -> Result:
        """Ask for a page again and again, by one client, then by several at once."""
        queries = self.ask(page, count=True).queries or 0
        for _ in range(0 if page.cold else WARM_UP):
            last = self.ask(page)
        number = COLD_REQUESTS if page.cold else self.requests
        before = self.server.processor_seconds(), self.database.processor_seconds()
        answers = [last := self.ask(page) for _ in range(number)]
        after = self.server.processor_seconds(), self.database.processor_seconds()
        times = [answer.milliseconds for answer in answers]
        return Result(
            page.name,
            page.limit,
            (after[0] - before[0]) / number * 1000,
            (after[1] - before[1]) / number * 1000,
            median(times),
            quantiles(times, n=20)[-1],
            None if page.cold or page.post else self.per_second(page),
            queries,
            len(last.text) / 1024,
        )

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
