"""Work across the region, of which no pilot tells: what of it belongs to the quarter of a bulletin."""

from __future__ import annotations

from pilots.models import RegionalWork
from vru_portal.dates import first_day
from vru_portal.quarters import Quarter

from ..models import Bulletin


def work_in(bulletin: Bulletin) -> list[RegionalWork]:
    """Return the regional work of the quarter: launched in it or, where no date is given, published in the next."""
    rows = RegionalWork.objects.filter(region=bulletin.region_id).select_related("theme", "source").order_by("pk")
    return [work for work in rows if quarter_of(work) == bulletin.quarter]


def quarter_of(work: RegionalWork) -> Quarter | None:
    if work.launched_on:
        return Quarter.of(first_day(work.launched_on))
    published = work.source.published_on
    return Quarter.of(first_day(published)).before if published else None
