"""Lists what is past a retention that only people end. It deletes nothing: see "Retention" in docs/operating.md."""

from datetime import date

from django.core.management.base import BaseCommand
from django.utils import timezone

from pilots.models import Phase, Pilot
from stakeholders.models import CriticalIncident
from vru_portal.access.models import Posting, User
from vru_portal.dates import last_day

KEPT_YEARS = 6


class Command(BaseCommand):
    help = "List the pilots, people and critical incidents whose retention of six years is over. Nothing is deleted."

    def handle(self, **options) -> None:
        before = six_years_ago(timezone.localdate())
        pilots = [pilot for pilot in Pilot.objects.select_related("authority") if was_completed_before(pilot, before)]
        self.list("pilots completed", before, [f"{pilot}, {pilot.authority}" for pilot in pilots])
        self.list("people whose last posting ended", before, [str(person.pk) for person in left_before(before)])
        closed = CriticalIncident.objects.filter(closed_at__date__lt=before).order_by("closed_at")
        self.list("critical incidents closed", before, [incident.code for incident in closed])

    def list(self, what: str, before: date, found: list[str]) -> None:
        self.stdout.write(f"{len(found)} {what} before {before:%-d %B %Y}")
        for each in found:
            self.stdout.write(f"  {each}")


def six_years_ago(today: date) -> date:
    """Return the same day six years before; the last day of February for a leap day."""
    try:
        return today.replace(year=today.year - KEPT_YEARS)
    except ValueError:
        return today.replace(year=today.year - KEPT_YEARS, day=28)


def was_completed_before(pilot: Pilot, day: date) -> bool:
    """Say whether a pilot is completed, and was so before a day; where no date is known, it is not said to be."""
    phase = pilot.current_phase
    if phase is None or phase.status != Phase.Status.COMPLETED:
        return False
    ended = phase.since or pilot.ends_on
    return bool(ended) and last_day(ended) < day


def left_before(day: date):
    """Return the people who have had postings, all of which ended before a day."""
    still = Posting.objects.not_ended(day).values("user")
    return User.objects.filter(postings__isnull=False).exclude(pk__in=still).distinct()
