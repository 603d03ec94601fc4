"""What is known of a region's authorities beside the log: residents, outlines, and the localities within them."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from django.db.models import F, FilteredRelation, Q

from pilots.models import LocalAuthority
from vru_portal.access.models import User
from vru_portal.access.roles import Capability
from vru_portal.dates import in_words

from ..areas import Area
from .outlines import Geometry

# A published figure with this label and a number says how many people live in an authority: see docs/region-file.md.
POPULATION = "Population"


@dataclass(frozen=True)
class Population:
    """How many people live in an authority, in the words of the source, and when and by whom that was said."""

    number: int
    wording: str
    when: str
    source: str

    @property
    def origin(self) -> str:
        return f"{self.source}, {in_words(self.when)}" if self.when else self.source


@dataclass(frozen=True)
class KnownLocality:
    """A locality: where it lies if that is known."""

    pk: int
    name: str
    is_archived: bool
    centre: tuple[float, float] | None
    outline: Geometry | None


@dataclass
class Known:
    """An authority: its residents, its outline and who drew it, and its localities in the order of their names."""

    population: Population | None = None
    outline: Geometry | None = None
    drawn_by: str = ""
    localities: dict[int, KnownLocality] = field(default_factory=dict)


def known_of(user: User, area: Area) -> dict[int, Known]:
    """Return what is known of the authorities of an area, by their keys. One query."""
    authorities = LocalAuthority.objects.visible_to(user, Capability.READ_APPROVED)
    found: dict[int, Known] = {}
    for row in rows_of(authorities.filter(pk__in=[one.pk for one in area.authorities])):
        add(found.setdefault(row["pk"], Known()), row)
    return found


def rows_of(authorities) -> Any:
    """Return a row for each authority, figure of its residents and locality of it."""
    counted = Q(figures__label=POPULATION, figures__number__gt=0)
    joined = authorities.annotate(
        people=FilteredRelation("figures", condition=counted),
        border=FilteredRelation("boundaries", condition=Q(boundaries__locality=None)),
    )
    return joined.order_by("name", "localities__name", "localities__pk").values(
        "pk",
        "localities__pk",
        "localities__name",
        "localities__archived_at",
        "localities__longitude",
        "localities__latitude",
        number=F("people__number"),
        wording=F("people__wording"),
        as_at=F("people__as_at"),
        published=F("people__source__published_on"),
        source=F("people__source__title"),
        outline=F("border__geometry"),
        drawn_by=F("border__source"),
        within=F("localities__boundary__geometry"),
    )


def add(known: Known, row: dict[str, Any]) -> None:
    known.outline, known.drawn_by = row["outline"], row["drawn_by"] or ""
    if row["number"]:
        when = row["as_at"] or row["published"] or ""
        told = Population(row["number"], row["wording"], when, row["source"])
        known.population = max(filter(None, [known.population, told]), key=lambda one: one.when)
    if row["localities__pk"]:
        known.localities[row["localities__pk"]] = locality_in(row)


def locality_in(row: dict[str, Any]) -> KnownLocality:
    longitude, latitude = row["localities__longitude"], row["localities__latitude"]
    centre = None if longitude is None else (float(longitude), float(latitude))
    archived = row["localities__archived_at"] is not None
    return KnownLocality(row["localities__pk"], row["localities__name"], archived, centre, row["within"])
