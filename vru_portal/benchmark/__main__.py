"""``python -m vru_portal.benchmark``: build the logs, serve them as deployed, measure, print the tables.

Each database is thrown away afterwards. What was measured is kept in ``var/bench``.
"""

from __future__ import annotations

import argparse
import json
import os
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from tests.postgres import from_system, from_wheel

from .report import Run, all_tables, run_of, write

ROOT = Path(__file__).resolve().parent.parent.parent
FOLDER = ROOT / "var/bench"


def main(arguments: list[str]) -> int:
    asked = parser().parse_args(arguments)
    FOLDER.mkdir(parents=True, exist_ok=True)
    stamp = time.strftime("%Y-%m-%d-%H%M")
    runs: list[Run] = []
    for database in asked.databases:
        with room() as folder, servers[database](folder) as address:
            for entries in sorted(asked.rows):
                print(f"{database}, {entries:,} entries", flush=True)
                runs.append(run_on(address(entries), folder, entries, asked))
                write(runs, FOLDER, stamp)
    print(f"\n{all_tables(runs)}\n\nKept in {FOLDER.relative_to(ROOT)}/{stamp}.json, .txt and .svg")
    return 0


def parser() -> argparse.ArgumentParser:
    made = argparse.ArgumentParser(prog="make bench", description="Measure the portal with a large log.")
    made.add_argument("--rows", type=int, nargs="+", default=[10_000, 1_000_000], help="sizes of the log")
    made.add_argument("--databases", nargs="+", choices=list(servers), default=list(servers))
    made.add_argument("--requests", type=int, default=100, help="how often each page is asked for")
    made.add_argument("--pages", default="", metavar="PATTERN", help="measure only the pages whose names hold this")
    return made


def run_on(url: str, folder: Path, entries: int, asked: argparse.Namespace) -> Run:
    """Fill a database and measure the portal on it."""
    environment = os.environ | surroundings(url, folder)
    manage = [sys.executable, "manage.py"]
    call([*manage, "migrate", "--verbosity=0"], environment)
    call([*manage, "createcachetable", "--verbosity=0"], environment)
    call([*manage, "make_benchmark_data", f"--rows={entries}"], environment)
    told = folder / f"{entries}.json"
    measure = [sys.executable, "-m", "vru_portal.benchmark.one_run", str(told), str(asked.requests), asked.pages]
    call(measure, environment)
    return run_of(json.loads(told.read_text()), entries)


def surroundings(url: str, folder: Path) -> dict[str, str]:
    """Return the settings of a production server on this machine."""
    return {
        "DJANGO_SETTINGS_MODULE": "vru_portal.benchmark.settings",
        "DATABASE_URL": url,
        "MEDIA_ROOT": str(folder / "files"),
        "DEMONSTRATION": "false",
        "DEBUG": "false",
        "HTTPS": "false",
        "SECRET_KEY": secrets.token_urlsafe(50),
    }


def call(command: list[str], environment: dict[str, str]) -> None:
    done = subprocess.run(command, cwd=ROOT, env=environment, check=False)
    if done.returncode != 0:
        sys.exit(f"{' '.join(command[1:3])} failed: the lines above say why.")


@contextmanager
def room() -> Iterator[Path]:
    """Yield a folder that is removed afterwards."""
    folder = Path(tempfile.mkdtemp(prefix="vru-portal-bench-"))
    folder.chmod(0o755)
    try:
        yield folder
    finally:
        shutil.rmtree(folder, ignore_errors=True)


@contextmanager
def postgresql(folder: Path) -> Iterator:
    """Run a server with its own settings as they come, but for the vacuum that would start at any moment."""
    import psycopg

    # The wheel has no trigrams, on which the search for words stands: a server of the system has, where there is one.
    start = from_system if has_trigrams() else lambda folder: from_wheel(folder) or from_system(folder)
    with start(folder) as address:
        with psycopg.connect(address.replace("postgres://", "postgresql://"), autocommit=True) as keeper:
            keeper.execute("ALTER SYSTEM SET autovacuum = off")
            keeper.execute("SELECT pg_reload_conf()")

        def of(entries: int) -> str:
            with psycopg.connect(address.replace("postgres://", "postgresql://"), autocommit=True) as keeper:
                keeper.execute("DROP DATABASE IF EXISTS log WITH (FORCE)")
                keeper.execute("CREATE DATABASE log")
            return address.replace("/postgres?", "/log?")

        yield of


def has_trigrams() -> bool:
    """Say whether the system has a PostgreSQL with the extension that finds words in texts."""
    found = any(Path("/usr/share/postgresql").glob("*/extension/pg_trgm.control"))
    if not found:
        print("Without pg_trgm: lists searched for words read the whole log. apt-get install postgresql", flush=True)
    return found


@contextmanager
def sqlite(folder: Path) -> Iterator:
    yield lambda entries: f"sqlite:///{folder / f'{entries}.sqlite3'}"


servers = {"postgresql": postgresql, "sqlite": sqlite}

if __name__ == "__main__":
    try:
        sys.exit(main(sys.argv[1:]))
    except KeyboardInterrupt:
        sys.exit(130)
