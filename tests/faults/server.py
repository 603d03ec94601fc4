"""The portal under gunicorn, as deployed, on the database of the tests; and faults to put it through."""

import http.client
import os
import signal
import socket
import subprocess
import sys
import time
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from urllib.parse import urlencode, urlsplit, urlunsplit

import psycopg
from django.conf import settings
from django.db import connection
from django.test import Client

TOKEN = "a" * 32  # Both in the cookie and in the form, as a browser sends it.
FORM = {"Content-Type": "application/x-www-form-urlencoded"}


@dataclass(frozen=True)
class Answer:
    """What came back: ``status`` is 0 where the connection broke before an answer."""

    status: int
    text: str = ""
    location: str = ""


class Portal:
    """A running gunicorn with two workers."""

    def __init__(self, database_url: str, log: Path):
        with socket.socket() as probe:
            probe.bind(("127.0.0.1", 0))
            self.port = probe.getsockname()[1]
        self.log = log
        environment = os.environ | {
            "DJANGO_SETTINGS_MODULE": "tests.faults.served",
            "DATABASE_URL": database_url,
            "DEMONSTRATION": "false",
            "SECRET_KEY": settings.SECRET_KEY,
            "LOG_LEVEL": "INFO",
            "PORT": str(self.port),
            "WEB_CONCURRENCY": "2",
        }
        command = [sys.executable, "-m", "gunicorn", "-c", "vru_portal/gunicorn.py", "vru_portal.wsgi"]
        self.process = subprocess.Popen(command, cwd=settings.BASE_DIR, env=environment, stderr=log.open("wb"))
        self.wait_until_it_answers()

    def wait_until_it_answers(self) -> None:
        give_up_at = time.monotonic() + 30
        while self.get("/healthz").status != 200:
            assert self.process.poll() is None, self.log.read_text()
            assert time.monotonic() < give_up_at, self.log.read_text()
            time.sleep(0.05)

    def get(self, path: str, session: str = "") -> Answer:
        return self.ask("GET", path, headers={"Cookie": f"{settings.SESSION_COOKIE_NAME}={session}"})

    def post(self, path: str, data: dict, session: str = "") -> Answer:
        cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
        body = urlencode(data | {"csrfmiddlewaretoken": TOKEN})
        return self.ask("POST", path, body, FORM | {"Cookie": cookies})

    def ask(self, method: str, path: str, body: str | bytes = b"", headers: dict | None = None) -> Answer:
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            line.request(method, path, body or None, headers or {})
            response = line.getresponse()
            return Answer(response.status, response.read().decode(), response.getheader("Location", ""))
        except (OSError, http.client.HTTPException):
            return Answer(0)
        finally:
            line.close()

    def send_bytes(self, sent: bytes) -> str:
        """Send bytes that no HTTP library would, and return the first line of the answer, empty where there is none."""
        with socket.create_connection(("127.0.0.1", self.port), timeout=10) as line:
            line.sendall(sent)
            try:
                return line.recv(65536).split(b"\r\n")[0].decode("latin-1")
            except OSError:
                return ""

    def kill_a_worker(self) -> None:
        """Kill one worker as the system does when memory runs out: it cannot finish anything."""
        for worker in self.workers()[:1]:
            os.kill(worker, signal.SIGKILL)

    def replace_all_workers(self) -> None:
        """Kill every worker, and wait until others answer: what a worker remembers by itself is gone."""
        for worker in self.workers():
            os.kill(worker, signal.SIGKILL)
        self.wait_until_it_answers()

    def workers(self) -> list[int]:
        children = Path(f"/proc/{self.process.pid}/task/{self.process.pid}/children").read_text()
        return [int(child) for child in children.split()]

    def stop(self) -> None:
        self.process.send_signal(signal.SIGTERM)
        self.process.wait(timeout=20)


def session_of(user) -> str:
    """Sign a user in and return the value of the session's cookie."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value


class SqliteFile:
    """The tests' SQLite database, seen by the server through a link that can be taken away."""

    def __init__(self, room: Path):
        path = Path(connection.settings_dict["NAME"]).resolve()
        self.link, self.folder = room / "database", path.parent
        self.link.symlink_to(self.folder)
        self.url = f"sqlite:///{self.link / path.name}"

    @contextmanager
    def away(self):
        self.link.unlink()
        try:
            yield
        finally:
            self.link.symlink_to(self.folder)


class PostgresDatabase:
    """The tests' PostgreSQL database, which can be shut to everybody but the test."""

    def __init__(self, room: Path):
        self.name = connection.settings_dict["NAME"]
        self.server = os.environ["TEST_DATABASE_URL"].replace("postgres://", "postgresql://")
        self.url = urlunsplit(urlsplit(os.environ["TEST_DATABASE_URL"])._replace(path=f"/{self.name}"))

    @contextmanager
    def away(self):
        """Refuse connections and end those there are, as a restart of the server does."""
        connection.close()
        shut = f'ALTER DATABASE "{self.name}" ALLOW_CONNECTIONS'
        with psycopg.connect(self.server, autocommit=True) as keeper:
            keeper.execute(f"{shut} false")
            keeper.execute("SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = %s", [self.name])
            try:
                yield
            finally:
                keeper.execute(f"{shut} true")


def database_of_the_tests(room: Path):
    return SqliteFile(room) if connection.vendor == "sqlite" else PostgresDatabase(room)
