"""A browser that signs in as anybody, keeps no connection, and times each answer."""

from __future__ import annotations

import http.client
import time
from dataclasses import dataclass
from urllib.parse import urlencode

from django.conf import settings
from django.test import Client

from .counting import ASKED, TOLD

TOKEN = "a" * 32


@dataclass(frozen=True)
class Answer:
    """What came back, after how many milliseconds; status 0 where nothing did. ``queries`` where asked for."""

    status: int
    text: str = ""
    milliseconds: float = 0
    queries: int | None = None


class Browser:
    """Asks one server."""

    def __init__(self, port: int):
        self.port = port

    def ask(self, path: str, *, session: str = "", data: dict | None = None, count: bool = False) -> Answer:
        """Get an address, or post ``data`` to it; ``count`` asks for the number of queries too."""
        started = time.perf_counter()
        line = http.client.HTTPConnection("127.0.0.1", self.port, timeout=120)
        try:
            line.request("POST" if data else "GET", path, body_of(data), headers_of(session, data, count))
            response = line.getresponse()
            text = response.read().decode(errors="replace")
        except (OSError, http.client.HTTPException):
            return Answer(0)
        finally:
            line.close()
        took = (time.perf_counter() - started) * 1000
        told = response.getheader(TOLD)
        return Answer(response.status, text, took, int(told) if told else None)


def body_of(data: dict | None) -> str | None:
    return urlencode(data | {"csrfmiddlewaretoken": TOKEN}) if data else None


def headers_of(session: str, data: dict | None, count: bool) -> dict[str, str]:
    cookies = f"{settings.SESSION_COOKIE_NAME}={session}; {settings.CSRF_COOKIE_NAME}={TOKEN}"
    headers = {"Cookie": cookies} if session else {}
    headers |= {"Content-Type": "application/x-www-form-urlencoded"} if data else {}
    return headers | ({ASKED: "1"} if count else {})


def session_of(user) -> str:
    """Sign a person in and return the value of the session's cookie."""
    client = Client()
    client.force_login(user)
    return client.cookies[settings.SESSION_COOKIE_NAME].value
