"""The portal under gunicorn, as it is deployed, and what it takes of processor and memory."""

from __future__ import annotations

import os
import socket
import subprocess
import sys
import time
from pathlib import Path

import psutil
from django.conf import settings
from django.db import connection

from .asking import Browser

PATIENCE_SECONDS = 60
# Processes of PostgreSQL that work for no request: they write to the disk what has long been answered.
KEEPS_HOUSE = {"checkpointer", "writer", "walwriter", "launcher", "autovacuum"}


class Server:
    """Gunicorn with the portal's own settings of it, until ``stop``."""

    def __init__(self, log: Path):
        self.port = free_port()
        self.log = log
        command = [sys.executable, "-m", "gunicorn", "-c", "vru_portal/gunicorn.py", "vru_portal.wsgi"]
        environment = os.environ | {"PORT": str(self.port)}
        with log.open("wb") as output:
            self.process = subprocess.Popen(
                command, cwd=settings.BASE_DIR, env=environment, stdout=output, stderr=output
            )
        self.browser = Browser(self.port)
        self.wait()

    def wait(self) -> None:
        """Return as soon as the portal answers; RuntimeError where it does not start."""
        give_up_at = time.monotonic() + PATIENCE_SECONDS
        while self.browser.ask("/healthz").status != 200:
            if self.process.poll() is not None or time.monotonic() > give_up_at:
                self.stop()
                raise RuntimeError(f"The portal did not start:\n{self.log.read_text()[-3000:]}")
            time.sleep(0.1)

    def stop(self) -> None:
        self.process.terminate()
        self.process.wait()

    def processor_seconds(self) -> float:
        """Return what gunicorn and its workers have used since they began, those that have ended included."""
        return seconds_of(psutil.Process(self.process.pid), with_ended_children=True) + sum(
            seconds_of(worker) for worker in self.workers()
        )

    def memory_of_workers(self) -> list[float]:
        """Return what each worker holds for itself, in megabytes."""
        return [worker.memory_full_info().uss / 2**20 for worker in self.workers()]

    def workers(self) -> list[psutil.Process]:
        return psutil.Process(self.process.pid).children()


class Database:
    """The processes of PostgreSQL that work for requests; SQLite works inside the portal's own."""

    def __init__(self) -> None:
        self.main = postmaster() if connection.vendor == "postgresql" else None

    def processor_seconds(self) -> float:
        """Return what the database has used since it began: each connection, and every process that has ended."""
        if self.main is None:
            return 0.0
        serving = [one for one in self.main.children() if not KEEPS_HOUSE & set(title_of(one).split())]
        return sum(map(seconds_of, serving)) + ended_children(self.main)


def postmaster() -> psutil.Process:
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        return psutil.Process(cursor.fetchone()[0]).parent() or psutil.Process()


def title_of(process: psutil.Process) -> str:
    try:
        return " ".join(process.cmdline())
    except psutil.Error:
        return ""


def seconds_of(process: psutil.Process, with_ended_children: bool = False) -> float:
    times = process.cpu_times()
    return times.user + times.system + (ended_children(process) if with_ended_children else 0)


def ended_children(process: psutil.Process) -> float:
    """Return what the children used that have ended: a process for part of one query ends with it."""
    times = process.cpu_times()
    return times.children_user + times.children_system


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", int(os.environ.get("BENCH_PORT", "0"))))
        return probe.getsockname()[1]
