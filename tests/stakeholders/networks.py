"""What the tests of networks have in common."""

from datetime import datetime, time, timedelta

from django.utils import timezone

from stakeholders.models import Attendance
from tests import builders

ONE_DAY = timedelta(days=1)


def days_ago(days):
    return timezone.localdate() - timedelta(days=days)


def in_parts(name, day):
    """Return a day as the three inputs of a form send it."""
    return {f"{name}_day": str(day.day), f"{name}_month": str(day.month), f"{name}_year": str(day.year)}


def held(network, days, came=(), apologies=()):
    """Make a meeting that was held some days ago, with who came and who sent apologies."""
    at = timezone.make_aware(datetime.combine(days_ago(days), time(10)))
    meeting = builders.meeting(network, starts_at=at, status="held")
    rows = [(member, "came") for member in came] + [(member, "apologies") for member in apologies]
    for member, answer in rows:
        Attendance.objects.create(meeting=meeting, membership=member, answer=answer)
    return meeting


def text_of(response):
    """Return the words of a page with single spaces, without its tags."""
    import re

    return " ".join(re.sub(r"<[^>]+>", " ", response.content.decode()).replace("&#x27;", "'").split())
