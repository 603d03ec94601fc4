"""How long a session lasts, measured here and not in the browser."""

import time

from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase

STARTED, SEEN = "started_at", "seen_at"
NOTED_EVERY = 60


def is_over(session: SessionBase) -> bool:
    """Say whether the session was idle for too long or has lasted too long; one not yet noted has just begun."""
    now = time.time()
    idle = now - session.get(SEEN, now)
    age = now - session.get(STARTED, now)
    return idle > settings.SESSION_IDLE_SECONDS or age > settings.SESSION_LONGEST_SECONDS


def note(session: SessionBase, at_least_every: float = NOTED_EVERY) -> None:
    """Store that the person is at work, with at most one write in so many seconds."""
    now = time.time()
    session.setdefault(STARTED, now)
    if now - session.get(SEEN, 0) >= at_least_every:
        session[SEEN] = now


def seconds_left(session: SessionBase) -> int:
    """Return after how many seconds without a further request the session ends."""
    now = time.time()
    longest = session.get(STARTED, now) + settings.SESSION_LONGEST_SECONDS
    idle = session.get(SEEN, now) + settings.SESSION_IDLE_SECONDS
    return max(0, int(min(longest, idle) - now))


def seconds_left_at_most(session: SessionBase) -> int:
    """Return after how many seconds the session ends, however busy the person is."""
    now = time.time()
    return max(0, int(session.get(STARTED, now) + settings.SESSION_LONGEST_SECONDS - now))
