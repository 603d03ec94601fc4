"""Which interventions are in place, start or end in a period: as far as their dates, known to the day or less, tell."""

from __future__ import annotations

from typing import NamedTuple

from django.db.models import CharField, OuterRef, Subquery, TextChoices, Value
from django.db.models.functions import Coalesce

from vru_portal.quarters import Period
from vru_portal.years import Overlap, is_within, overlap_of

from ..models import InterventionPhase
from ..models.intervention import OVER, DeliveryStatus, InterventionQuerySet

RULE = (
    "By the dates of each intervention or, where none was entered, by those of its status. Not counted are"
    " interventions that are only planned, and those whose dates are missing or too rough to tell."
)


class Timing(TextChoices):
    """How an intervention stands to a period."""

    IN_PLACE = "in_place", "In place"
    STARTING = "starting", "Starting"
    ENDING = "ending", "Ending"


class Dates(NamedTuple):
    """What is known of when an intervention was delivered: as text, empty where it is not recorded."""

    status: str
    starts_on: str
    ends_on: str
    running_since: str
    last_since: str

    def timings(self, period: Period) -> set[Timing]:
        """Return how it stands to a period; nothing where it does not touch it, or where the dates do not tell."""
        has_ended = self.status in OVER
        since = self.starts_on or self.running_since
        until = self.ends_on or (self.last_since if has_ended else "")
        days = (period.start, period.end)
        found = {
            Timing.IN_PLACE: overlap_of(*days, since, until, has_ended=has_ended) is Overlap.YES,
            Timing.STARTING: bool(since) and is_within(*days, since),
            Timing.ENDING: bool(until) and is_within(*days, until),
        }
        return {timing for timing, is_so in found.items() if is_so}


def with_dates(interventions: InterventionQuerySet) -> InterventionQuerySet:
    """Add ``running_since`` and ``last_since`` to the interventions that are or were delivered."""
    phases = InterventionPhase.objects.filter(intervention=OuterRef("pk"))
    running = phases.filter(status=DeliveryStatus.RUNNING).exclude(since="").order_by("position").values("since")
    last = phases.order_by("-position").values("since")
    return interventions.delivered().annotate(
        running_since=text(Subquery(running[:1])), last_since=text(Subquery(last[:1]))
    )


def text(found: Subquery) -> Coalesce:
    return Coalesce(found, Value(""), output_field=CharField())


def keys_of(interventions: InterventionQuerySet, timing: Timing, period: Period) -> list[int]:
    """Return the keys of those of the interventions that stand to a period in this way. One query."""
    rows = with_dates(interventions).order_by().values_list("pk", *Dates._fields)
    return [key for key, *dates in rows if timing in Dates(*dates).timings(period)]
