"""How many schools the unit engaged in an academic year, and in how many interventions were in place."""

from __future__ import annotations

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from django.db.models import Prefetch

from pilots.models import EducationSetting, PublishedFigure, Region
from vru_portal.years import AcademicYear, Overlap

from .models import Intervention
from .models.intervention import DeliveryStatus

RULE = [
    "A school is counted as engaged in an academic year, September to August, if the date since when the unit has"
    " worked with it and any date until when overlap that year. Secondary schools are those of the phases secondary"
    " and all-through. Archived schools are left out.",
    "An intervention is in place at a school in a year if it names the school, is not only planned, and its dates"
    " overlap that year. Where no start was entered, the date since when it has been running counts. Where no end was"
    " entered it goes on, unless its status says that it has ended.",
    "What cannot be told, because a date is missing or gives only the calendar year, is not counted, and is said.",
]
NO_LEVEL = ""
BEST_FIRST = (Overlap.YES, Overlap.ROUGH, Overlap.UNDATED, Overlap.NO)
# What the source of a region's published figures calls them.
PUBLISHED = {"engaged": "secondary schools engaged", "placed": "schools with interventions"}


@dataclass
class SchoolYear:
    """One school in one academic year: whether it was engaged, and what was in place at it."""

    school: EducationSetting
    engaged: Overlap
    interventions: list[tuple[Intervention, Overlap]] = field(default_factory=list)

    @property
    def placed(self) -> Overlap:
        """The most that can be said of any of its interventions."""
        found = {overlap for _, overlap in self.interventions}
        return next((overlap for overlap in BEST_FIRST if overlap in found), Overlap.NO)

    @property
    def in_place(self) -> list[Intervention]:
        return [intervention for intervention, overlap in self.interventions if overlap is Overlap.YES]

    @property
    def is_not_known(self) -> bool:
        """Whether something may have been in place, of which the dates do not tell."""
        return self.placed in {Overlap.ROUGH, Overlap.UNDATED}

    @property
    def levels(self) -> set[str]:
        """The levels of what was in place; NO_LEVEL where one has none."""
        return {intervention.school_level for intervention in self.in_place}

    @property
    def levels_ever(self) -> set[str]:
        return {intervention.school_level for intervention, _ in self.interventions}

    @property
    def is_secondary(self) -> bool:
        return self.school.phase in EducationSetting.SECONDARY_PHASES


@dataclass(frozen=True)
class Tally:
    """What is counted of the secondary schools of one place, and what could not be."""

    name: str
    engaged: int
    placed: int
    notes: list[str]


@dataclass(frozen=True)
class Published:
    """What a source has published about the year; either may be missing."""

    engaged: PublishedFigure | None
    placed: PublishedFigure | None

    @property
    def figures(self) -> list[PublishedFigure]:
        return [figure for figure in (self.engaged, self.placed) if figure]


@dataclass(frozen=True)
class Answer:
    """How many secondary schools of a region were engaged in a year, and in how many interventions were in place."""

    region: Region
    year: AcademicYear
    total: Tally
    authorities: list[Tally]
    levels: list[tuple[str, str, int]]
    published: Published


def period_of(intervention: Intervention) -> tuple[str, str]:
    """Return since and until when it was delivered, as far as recorded: by its dates, else by its phases."""
    phases = list(intervention.phases.all())
    running = [phase.since for phase in phases if phase.status == DeliveryStatus.RUNNING and phase.since]
    ended = phases[-1].since if phases and intervention.has_ended else ""
    return intervention.starts_on or next(iter(running), ""), intervention.ends_on or ended


def school_years(user, year: AcademicYear) -> dict[int, SchoolYear]:
    """Return every school that the person may see with its year, by its key, in four queries; archived ones too."""
    schools = EducationSetting.objects.visible_to(user).select_related("authority")
    years = {one.pk: SchoolYear(one, year.overlap(one.engaged_since, one.engaged_until)) for one in schools}
    for intervention in delivered_in_schools(user):
        since, until = period_of(intervention)
        overlap = year.overlap(since, until, has_ended=intervention.has_ended)
        for school in intervention.schools.all():
            if school.pk in years:
                years[school.pk].interventions.append((intervention, overlap))
    return years


def delivered_in_schools(user) -> Iterable[Intervention]:
    """Return what is or was delivered and names a school."""
    delivered = Intervention.objects.visible_to(user).delivered().filter(schools__isnull=False).distinct()
    return delivered.select_related("type").prefetch_related("phases", "schools")


def answers(user, year: AcademicYear, years: Iterable[SchoolYear]) -> list[Answer]:
    """Return the answer for each region that the person may see."""
    counted = [one for one in years if not one.school.archived_at]
    regions = Region.objects.visible_to(user).prefetch_related(
        "authorities", Prefetch("figures", PublishedFigure.objects.select_related("source"))
    )
    return [answer_of(region, year, counted) for region in regions]


def answer_of(region: Region, year: AcademicYear, years: list[SchoolYear]) -> Answer:
    here = [one for one in years if one.school.authority.region_id == region.pk]
    places = [
        tally(authority.name, [one for one in here if one.school.authority_id == authority.pk])
        for authority in region.authorities.all()
    ]
    return Answer(region, year, tally("In all", here), places, by_level(here), published(region, year))


def tally(name: str, years: list[SchoolYear]) -> Tally:
    """Count the secondary schools among them, and say what was left out and why."""
    secondary = [one for one in years if one.is_secondary]
    return Tally(
        name=name,
        engaged=how_many(secondary, lambda one: one.engaged is Overlap.YES),
        placed=how_many(secondary, lambda one: one.placed is Overlap.YES),
        notes=[note for note in (*notes_on(secondary), note_on_phases(years)) if note],
    )


def notes_on(secondary: list[SchoolYear]) -> list[str]:
    """Say of how many schools it cannot be told, each with the reason."""
    undated = how_many(secondary, lambda one: one.engaged is Overlap.UNDATED)
    rough = how_many(secondary, lambda one: one.engaged is Overlap.ROUGH)
    unclear = how_many(secondary, lambda one: one.is_not_known)
    apart = how_many(secondary, lambda one: one.placed is Overlap.YES and one.engaged is not Overlap.YES)
    return [
        f"{undated} more without a date since when the unit has worked there" if undated else "",
        f"{rough} more with a date too rough to tell" if rough else "",
        f"{unclear} more with an intervention whose dates do not tell" if unclear else "",
        f"{apart} with interventions in place but, by the dates recorded, not engaged" if apart else "",
    ]


def note_on_phases(years: list[SchoolYear]) -> str:
    """Say how many schools have no phase, so that nobody knows whether they are secondary."""
    without = [one for one in years if not one.school.phase]
    engaged = how_many(without, lambda one: one.engaged is Overlap.YES)
    return f"{len(without)} more without a phase, {engaged} of them engaged" if without else ""


def how_many(years: list[SchoolYear], is_so: Callable[[SchoolYear], bool]) -> int:
    return len([one for one in years if is_so(one)])


def by_level(years: list[SchoolYear]) -> list[tuple[str, str, int]]:
    """Return label and meaning of each school level, and at how many secondary schools it was in place.

    A school with interventions of several levels is counted by each.
    """
    secondary = [one for one in years if one.is_secondary]
    at_level = Counter(level for one in secondary for level in one.levels)
    counts = [
        (level.label, Intervention.SCHOOL_LEVEL_MEANS[level], at_level[level]) for level in Intervention.SchoolLevel
    ]
    return [*counts, ("Level not recorded", "", at_level[NO_LEVEL])] if at_level[NO_LEVEL] else counts


def published(region: Region, year: AcademicYear) -> Published:
    """Return what has been published of the region about the year."""
    figures = [figure for figure in region.figures.all() if is_about(figure, year)]
    found = {
        name: next((figure for figure in figures if figure.label.casefold().startswith(words)), None)
        for name, words in PUBLISHED.items()
    }
    return Published(**found)


def is_about(figure: PublishedFigure, year: AcademicYear) -> bool:
    """Say whether the label names the year, such as "2019 to 2020" or "2019/20", or its date lies in the year."""
    named = {f"{year.first} to {year.first + 1}", year.label, f"{year.first}-{year.label[-2:]}"}
    return any(name in figure.label for name in named) or bool(figure.as_at) and year.holds(figure.as_at)
