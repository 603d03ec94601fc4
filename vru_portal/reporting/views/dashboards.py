"""The dashboards of a region, an authority, a locality and a pilot, and what can be downloaded from them."""

from __future__ import annotations

from collections.abc import Callable, Set
from dataclasses import dataclass
from functools import partial

from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.template.loader import render_to_string
from django.urls import reverse
from django.utils import timezone

from interventions.export import record_export
from pilots.models import LocalAuthority, Locality, Pilot, Region
from pilots.trail import trail
from vru_portal import spreadsheets
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability
from vru_portal.kept import kept_for
from vru_portal.quarters import Quarter

from ..areas import Area, authority_for, locality_for, pilot_for, region_for
from ..dashboards import downloads
from ..dashboards.blocks import Block, Piece, piece_of, shown
from ..dashboards.figures import Figures, figures_for
from ..dashboards.key_numbers import groups_of
from ..dashboards.period_form import PeriodForm
from ..dashboards.sections import Section, sections_of
from ..dashboards.sentences import what_changed
from ..dashboards.side_by_side import region_blocks
from ..frozen import standing_of
from ..marks import not_for_sharing, note_of, note_of_figures, rows_for_the_team, with_marked
from ..sharing import HEADER as FOR_SHARING
from ..sharing import can_be_shared, for_sharing, may_share

PARTS = "reporting/dashboards/"
RECORDS = (
    *("pilots", "stakeholders", "interventions"),
    *("interventions.ReviewStep", "reporting.FrozenFigures", "reporting.Release"),
)
AREAS: dict[str, Callable[..., Area]] = {
    "region": region_for,
    "authority": authority_for,
    "locality": locality_for,
    "pilot": pilot_for,
}


@dataclass(frozen=True)
class Asked:
    """The figures that an address asks for: of an area, in a period."""

    area: Area
    form: PeriodForm
    figures: Figures
    sections: list[Section]
    hidden: Set[str]  # the keys of the figures that are hidden outside the team

    @property
    def blocks(self) -> list[Block]:
        return [block for section in self.sections for block in section.blocks]

    @property
    def query(self) -> str:
        return f"period={self.figures.period.slug}"


@needs(Capability.READ_APPROVED)
def dashboards(request: SignedInRequest) -> HttpResponse:
    """Lead to the dashboard of the person's own region or authority; list all where they have several, or ask."""
    may_read = Capability.READ_APPROVED
    regions = [one for one in Region.objects.visible_to(request.user) if request.user.may_in_region(may_read, one)]
    authorities = list(LocalAuthority.objects.visible_to(request.user, may_read).select_related("region"))
    own = [("region", one) for one in regions] or [("authority", one) for one in authorities]
    if len(own) == 1 and "show" not in request.GET:
        kind, place = own[0]
        return redirect(Area(kind, place, authorities).address)
    context = {"regions": regions, "authorities": authorities_with_parts(request, authorities)}
    return render(request, f"{PARTS}list.html", context)


def authorities_with_parts(request: SignedInRequest, authorities: list[LocalAuthority]) -> list[dict]:
    """Return each authority with its pilots and localities."""
    may_read = Capability.READ_APPROVED
    pilots = list(Pilot.objects.visible_to(request.user, may_read).current().order_by("name"))
    localities = list(Locality.objects.visible_to(request.user, may_read).order_by("name"))
    return [
        {
            "authority": one,
            "pilots": [pilot for pilot in pilots if pilot.authority_id == one.pk],
            "localities": [locality for locality in localities if locality.authority_id == one.pk],
        }
        for one in authorities
    ]


@needs(Capability.READ_APPROVED)
def dashboard(request: SignedInRequest, kind: str, **place: str) -> HttpResponse:
    """Show how an area is getting on in a period; where the period makes no sense, only what is wrong with it."""
    area = AREAS[kind](request.user, *place.values())
    form = PeriodForm(request.GET, today=timezone.localdate())
    context = {"area": area, "form": form, "trail": trail_of(area), "earlier": form.earlier}
    if form.is_valid():
        question = (area.kind, area.place.pk, form.chosen.slug, form.today, settings.DISCLOSURE_RULE)
        context |= kept_for(request.user, RECORDS, question, lambda: page_of(request, area, form))
        context |= {"may_share": may_share(request.user, area), "can_be_shared": can_be_shared(form.chosen)}
    else:
        context["period_form"] = period_form(form)
    return render(request, f"{PARTS}dashboard.html", context)


def page_of(request: SignedInRequest, area: Area, form: PeriodForm) -> dict:
    """Return what the page shows of the figures."""
    asked = asked_for(request, area, form)
    return shown_of(asked) | {"standing": standing_of(request.user, asked.figures)}


def asked_for(request: SignedInRequest, area: Area, form: PeriodForm) -> Asked:
    figures = figures_for(request.user, area, form.chosen, form.today)
    sections, hidden = sections_of(figures, region_blocks(request.user, area, figures)), not_for_sharing(figures)
    return Asked(area, form, figures, with_marked(sections, figures, hidden), hidden)


def shown_of(asked: Asked) -> dict:
    """Return what the page shows. All that can be is kept as HTML from the last time when it was the same."""
    figures, blocks = asked.figures, asked.blocks
    pieces = [*numbers_and_period(asked), *(piece_of(block, asked.area.address, asked.query) for block in blocks)]
    period, first_numbers, more_numbers, *drawn = shown(pieces)
    html = dict(zip((block.name for block in blocks), drawn, strict=True))
    return {
        "compared": figures.compared,
        "is_empty": figures.is_empty,
        "newest": Quarter.of(figures.newest) if figures.newest else None,
        "period": f"{figures.period.label}{', so far' if figures.period.holds(asked.form.today) else ''}",
        "query": asked.query,
        "period_form": period,
        "first_numbers": first_numbers,
        "more_numbers": more_numbers,
        "changed": what_changed(figures),
        "sections": [(one.name, one.title, [html[block.name] for block in one.blocks]) for one in asked.sections],
        "now": timezone.now(),
    }


def numbers_and_period(asked: Asked) -> list[Piece]:
    groups = groups_of(asked.figures, asked.hidden)
    (_, first), *more = groups
    rules = [number for _, numbers in groups for number in numbers if number.hint]
    return [
        Piece("period", [asked.query, asked.form.today], lambda: period_form(asked.form)),
        Piece("first", first, lambda: part("_first_numbers", numbers=first)),
        Piece("more", [more, rules], lambda: part("_more_numbers", groups=more, rules=rules)),
    ]


def period_form(form: PeriodForm) -> str:
    return part("_period", form=form, earlier=form.earlier, later=form.later)


def part(name: str, **context) -> str:
    return str(render_to_string(f"{PARTS}{name}.html", context))


def trail_of(area: Area) -> list[tuple[str, str]]:
    places: list[Region | LocalAuthority] = [area.region] if area.kind == "region" else [area.region, area.authority]
    steps = trail(*places, *([area.place] if area.kind in {"locality", "pilot"} else []), page="Dashboard")
    return [("All dashboards", f"{reverse('dashboards')}?show=all"), *steps]


# Downloads --------------------------------------------------------------------------------------------------------


def wanted(request: SignedInRequest, kind: str, place: dict[str, str]) -> Asked:
    """Return what a download is asked for; Http404 where the period makes no sense."""
    area, form = area_and_period(request, kind, place)
    return asked_for(request, area, form)


def area_and_period(request: SignedInRequest, kind: str, place: dict[str, str]) -> tuple[Area, PeriodForm]:
    """Return what an address names; Http404 also where it asks for figures "for sharing", which are posted for."""
    area = AREAS[kind](request.user, *place.values())
    form = PeriodForm(request.GET, today=timezone.localdate())
    if not form.is_valid() or "for" in request.GET:
        raise Http404
    return area, form


@needs(Capability.READ_APPROVED)
def chart(request: SignedInRequest, kind: str, name: str, form: str, **place: str) -> HttpResponse:
    """A chart of a dashboard as a picture, SVG or PNG."""
    if form not in downloads.PICTURES:
        raise Http404
    asked = wanted(request, kind, place)
    block = downloads.block_called(name, asked.blocks)
    answer = downloads.picture(asked.figures, block, form, note_of(block))
    record_export(request.user, form, recorded(asked.area, asked.form, name))
    return answer


@needs(Capability.READ_APPROVED)
def table(request: SignedInRequest, kind: str, name: str, form: str, **place: str) -> HttpResponseBase:
    """The table of a chart, CSV or XLSX."""
    if form not in downloads.TABLES:
        raise Http404
    asked = wanted(request, kind, place)
    block = downloads.block_called(name, asked.blocks)
    record_export(request.user, form, recorded(asked.area, asked.form, name))
    file_name = downloads.file_name(asked.figures, name)
    return spreadsheets.response(form, file_name, block.header, rows_for_the_team(block))


@needs(Capability.READ_APPROVED)
def figures(request: SignedInRequest, kind: str, form: str, **place: str) -> HttpResponseBase:
    """All figures of a dashboard as one table, CSV or XLSX; posted for, as they may leave the team."""
    if form not in downloads.TABLES:
        raise Http404
    if request.method == "POST":
        return figures_for_sharing(request, *area_and_period(request, kind, place), form)
    asked = wanted(request, kind, place)
    record_export(request.user, form, recorded(asked.area, asked.form, "figures"))
    file_name = downloads.file_name(asked.figures, "figures")
    rows = downloads.figure_rows(asked.figures, note_of_figures(asked.figures, asked.hidden))
    return spreadsheets.response(form, file_name, downloads.FIGURES, rows)


def figures_for_sharing(request: SignedInRequest, area: Area, period: PeriodForm, form: str) -> HttpResponseBase:
    """Give figures out: those of a closed quarter or year, by who draws up bulletins. It is remembered."""
    if not may_share(request.user, area):
        raise PermissionDenied
    if not can_be_shared(period.chosen):
        raise Http404
    read = partial(figures_for, request.user, area, period.chosen, period.today)
    rows = for_sharing(read, area.region, request.user)
    record_export(request.user, form, recorded(area, period, "figures for sharing"))
    file_name = downloads.file_name_of(area, period.chosen, "figures for sharing")
    return spreadsheets.response(form, file_name, FOR_SHARING, rows)


def recorded(area: Area, form: PeriodForm, what: str) -> list[str]:
    """Return what the record of an export says: which dashboard, which part of it, and the period."""
    return [f"dashboard of {area.kind}", what, form.chosen.slug]
