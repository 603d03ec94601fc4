"""What was measured, as a table, a file of JSON and a chart: each page as a multiple of the bare page of its run."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Any

BARE = "Bare page"
MOST_QUERIES, MOST_GROWTH = 12, 1.2
HEAD = " " * 42 + "    app     db  x bare  limit  growth  median    p95   a s  SQL    kB"
DATABASES = {"postgresql": "PostgreSQL", "sqlite": "SQLite"}


@dataclass(frozen=True)
class Row:
    """One page of one run, and the processor time of the bare page asked for in turn with it."""

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

    @property
    def ratio(self) -> float:
        """The processor time of the page, as a multiple of the bare page's."""
        return (self.application + self.database) / self.bare


@dataclass(frozen=True)
class Run:
    """All pages of one database with so many entries, and the memory of its workers in megabytes."""

    database: str
    entries: int
    memory: list[float]
    rows: list[Row]

    @property
    def title(self) -> str:
        return f"{DATABASES[self.database]}, {self.entries:,} entries"


def run_of(told: dict[str, Any], entries: int) -> Run:
    """Return a run from what one_run wrote."""
    return Run(told["database"], entries, told["memory"], [Row(**page) for page in told["pages"]])


def table(run: Run, smaller: Run | None = None) -> str:
    """Return the table of a run, beside the growth from a smaller one, and what is above its limit marked."""
    before = {row.name: row for row in smaller.rows} if smaller else {}
    lines = [run.title, HEAD]
    for row in run.rows:
        limit = "" if row.limit is None else f"{row.limit:g}"
        growth = growth_of(row, before.get(row.name))
        per_second = "" if row.per_second is None else f"{row.per_second:.0f}"
        lines.append(
            f"{row.name:<42}{row.application:>7.1f}{row.database:>7.1f}{row.ratio:>8.1f}{limit:>7}"
            f"{'' if growth is None else f'{growth:.2f}':>8}{row.median:>8.0f}{row.p95:>7.0f}{per_second:>6}"
            f"{row.queries:>5}{row.kilobytes:>6.0f}  {'; '.join(faults_of(row, run, growth))}".rstrip()
        )
    memory = ", ".join(f"{one:.0f}" for one in run.memory)
    return "\n".join([*lines, f"Memory of the workers: {memory} MB"])


def growth_of(row: Row, before: Row | None) -> float | None:
    """Return how many times as much the page takes as in the smaller log, both as multiples of their bare page."""
    return row.ratio / before.ratio if before else None


def faults_of(row: Row, run: Run, growth: float | None) -> list[str]:
    """Return what of a page is above its limit. Django's own pages stand there to compare, and have none."""
    if row.name.startswith("Django admin"):
        return []
    too_many = [f"more than {MOST_QUERIES} queries"] if row.queries > MOST_QUERIES else []
    is_held = run.database == "postgresql"
    too_slow = ["above the limit"] if is_held and row.limit and row.ratio > row.limit else []
    grows = ["grows"] if is_held and growth and growth > MOST_GROWTH else []
    return too_many + too_slow + grows


def all_tables(runs: list[Run]) -> str:
    """Return every table, with what the figures mean."""
    smallest: dict[str, Run] = {}
    texts = []
    for run in runs:
        texts.append(table(run, smallest.get(run.database)))
        smallest.setdefault(run.database, run)
    note = (
        "app, db: processor milliseconds a request, of the portal and of its database. x bare: both together, as a\n"
        "multiple of an empty signed-in page, asked for in turn. growth: of that multiple, from the smaller log.\n"
        "median, p95: milliseconds by the clock, one client. a s: requests a second, four clients. SQL: queries of\n"
        "a page."
    )
    return "\n\n".join([*texts, note])


def write(runs: list[Run], folder: Path, stamp: str) -> None:
    """Write the runs as JSON and as a chart, and the tables as text."""
    told = [{**vars(run), "rows": [{**vars(row), "ratio": row.ratio} for row in run.rows]} for run in runs]
    (folder / f"{stamp}.json").write_text(json.dumps(told, indent=1))
    (folder / f"{stamp}.txt").write_text(all_tables(runs) + "\n")
    (folder / f"{stamp}.svg").write_text(chart(runs))


def chart(runs: list[Run]) -> str:
    """Return a picture of the multiples of each page, a bar for each run."""
    import vl_convert

    values = [
        {"page": row.name, "times": round(row.ratio, 2), "run": run.title}
        for run in runs
        for row in run.rows
        if row.name != BARE
    ]
    spec = {
        "$schema": "https://vega.github.io/schema/vega-lite/v5.json",
        "title": "Processor time of a request, as a multiple of the empty signed-in page",
        "data": {"values": values},
        "mark": "bar",
        "width": 600,
        "encoding": {
            "y": {"field": "page", "type": "nominal", "sort": None, "title": None, "axis": {"labelLimit": 300}},
            "yOffset": {"field": "run", "sort": None},
            "x": {"field": "times", "type": "quantitative", "title": "times the empty page"},
            "color": {"field": "run", "sort": None, "title": None, "legend": {"orient": "top"}},
        },
    }
    return vl_convert.vegalite_to_svg(spec, allowed_base_urls=[])
