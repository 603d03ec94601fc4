"""What is known of a type of intervention, in words, and where it is delivered without anybody knowing if it works."""

from __future__ import annotations

from collections.abc import Iterable
from typing import Any

from django.db.models import Count, OuterRef, Q, QuerySet, Subquery
from django.db.models.functions import Coalesce

from vru_portal.dates import in_words
from vru_portal.wording import counted

from ..models import InterventionType, OutcomeRecord
from ..models.intervention import DELIVERED, InterventionQuerySet

# In how many pilots a type has to be delivered for its evidence gap to be said out loud.
WIDELY = 3
NOT_RATED = "Not rated"
HIGHEST_QUALITY, HIGHEST_COST = 5, 3

# The same in the database as InterventionType.is_rated and InterventionType.lacks_evidence.
RATED = ~Q(impact="") | Q(evidence_quality__isnull=False) | ~Q(evidence="")
LACKS_EVIDENCE = ~RATED | Q(impact=InterventionType.Impact.INSUFFICIENT)


def with_pilots(types: QuerySet[InterventionType]) -> QuerySet[InterventionType]:
    """Add to each type in how many pilots of its region it is or was delivered, as ``pilots``."""
    is_delivered = Q(interventions__status__in=DELIVERED)
    return types.annotate(pilots=Count("interventions__pilot", filter=is_delivered, distinct=True))


def with_evidence(user, interventions: InterventionQuerySet) -> InterventionQuerySet:
    """Add to each in how many pilots its type is or was delivered, and how many results of that the person reads."""
    here = {"intervention__type": OuterRef("type"), "intervention__status__in": DELIVERED}
    alike: Any = with_pilots(InterventionType.objects.visible_to(user).filter(pk=OuterRef("type"))).order_by()
    results: Any = OutcomeRecord.objects.visible_to(user).approved().filter(**here).order_by()
    results = results.values("intervention__type").values(number=Count("pk"))
    return interventions.annotate(
        pilots_of_type=Subquery(alike.values("pilots")),
        results_of_type=Coalesce(Subquery(results), 0),
    )


def rating_in_words(kind: InterventionType) -> str:
    """Return such as "Moderate impact, evidence quality 4 of 5, cost 2 of 3", or "Not rated"."""
    if not kind.is_rated:
        return NOT_RATED
    parts = [
        impact_in_words(kind),
        "" if kind.evidence_quality is None else f"evidence quality {kind.evidence_quality} of {HIGHEST_QUALITY}",
        "" if kind.cost is None else f"cost {kind.cost} of {HIGHEST_COST}",
    ]
    said = ", ".join(filter(None, parts))
    return f"{said[:1].upper()}{said[1:]}" or "Evidence described, without a rating"


def impact_in_words(kind: InterventionType) -> str:
    """Return such as "high impact", "no effect" or "insufficient evidence"; empty where no impact is given."""
    label = str(kind.get_impact_display()).lower()
    has_size = kind.impact in {InterventionType.Impact.HIGH, "moderate", "low"}
    return f"{label} impact" if has_size else label


def read_in_words(kind: InterventionType) -> str:
    """Return where the rating comes from and when that was read, such as "YEF Toolkit, read 12 March 2026"."""
    read = in_words(kind.evidence_read_on)
    return ", ".join(filter(None, [kind.evidence_source, read and f"read {read}"])) if kind.is_rated else ""


def results_of(user, types: Iterable[InterventionType]) -> dict[int, int]:
    """Return how many approved outcome records the person reads of each type that has any, by its key."""
    records = OutcomeRecord.objects.visible_to(user).approved()
    records = records.filter(intervention__type__in=[kind.pk for kind in types], intervention__status__in=DELIVERED)
    return dict(records.order_by().values_list("intervention__type").annotate(Count("pk")))


def gap_in_words(kind: InterventionType, pilots: int, results: int) -> str:
    """Return what to say out loud of a type that so many pilots deliver on thin evidence; empty where it is not so.

    ``results`` is how many approved outcome records there are: who has them need not be asked to measure.
    """
    if pilots < WIDELY or not kind.lacks_evidence:
        return ""
    known = "insufficient evidence" if kind.is_rated else "not rated"
    measured = f"{counted(results, 'result')} so far" if results else "measure this"
    return f"Widely delivered here, {known}: {measured}"


def gaps(types: QuerySet[InterventionType]) -> QuerySet[InterventionType]:
    """Narrow types from ``with_pilots`` to those that are widely delivered while nobody knows if they work."""
    return types.filter(LACKS_EVIDENCE & Q(pilots__gte=WIDELY))
