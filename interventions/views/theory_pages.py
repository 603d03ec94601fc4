"""The page of a theory of change and its versions. It stands here because it shows what has been recorded."""

from __future__ import annotations

from dataclasses import dataclass

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse

from interventions.models import StepMeasure
from interventions.theory.changes import changes_of_measures
from interventions.theory.recorded import Recorded, measures_of, recorded
from pilots.models import Pilot, TheoryOfChange
from pilots.theory.changes import Version, versions_of
from pilots.theory.diagram import draw
from pilots.theory.standing import MEASURABLE, Onward, Standing, Step, standing
from pilots.trail import trail
from vru_portal.access.guards import SignedInRequest, needs
from vru_portal.access.roles import Capability

PAGE = "Theory of change"


@dataclass(frozen=True)
class Line:
    """A step as the outline shows it: what it leads to, what measures it, and what was recorded so far."""

    step: Step
    leads_to: list[Onward]
    is_measurable: bool
    measures: list[StepMeasure]
    recorded: list[Recorded]


@needs(Capability.SEE_PLACES)
def theory(request: SignedInRequest, gss_code: str, slug: str) -> HttpResponse:
    """Show how a pilot expects to work: the diagram, the same in words with what was recorded, and the factors."""
    pilot = pilot_to_see(request, gss_code, slug)
    theory = theory_of(request, pilot)
    now = standing(theory)
    measures = measures_of(request.user, now.by_key)
    unmeasured = {step.pk for step in now.steps if step.stage in MEASURABLE and step.pk not in measures}
    context = {
        "theory": theory,
        "now": now,
        "diagram": draw(now, unmeasured),
        "outline": outline(now, measures, recorded(request.user, pilot, measures)),
        "unmeasured": len(unmeasured),
        "may_edit": request.user.may_in(Capability.EDIT_PILOTS, pilot.authority),
        "may_read_results": request.user.may_in(Capability.READ_APPROVED, pilot.authority),
    }
    return render(request, "pilots/theory.html", page_of(pilot, PAGE) | context)


@needs(Capability.SEE_PLACES)
def theory_versions(request: SignedInRequest, gss_code: str, slug: str) -> HttpResponse:
    """List the versions of a theory, the latest first: who saved each, when, and what changed."""
    pilot = pilot_to_see(request, gss_code, slug)
    versions = versions_to_see(theory_of(request, pilot))
    context = page_of(pilot, "Earlier versions", below=True) | {"versions": versions}
    return render(request, "pilots/theory_versions.html", context)


@needs(Capability.SEE_PLACES)
def theory_version(request: SignedInRequest, gss_code: str, slug: str, number: int) -> HttpResponse:
    """Show a theory as it stood in one of its versions."""
    pilot = pilot_to_see(request, gss_code, slug)
    theory = theory_of(request, pilot)
    version = next((version for version in versions_to_see(theory) if version.number == number), None)
    if version is None:
        raise Http404
    context = {
        "theory": theory,
        "version": version,
        "now": version.standing,
        "diagram": draw(version.standing),
        "outline": outline(version.standing, {}, {}),
    }
    return render(request, "pilots/theory_version.html", page_of(pilot, f"Version {number}", below=True) | context)


def pilot_to_see(request: SignedInRequest, gss_code: str, slug: str) -> Pilot:
    pilots = Pilot.objects.visible_to(request.user).select_related("authority__region")
    return get_object_or_404(pilots, authority__gss_code=gss_code, slug=slug)


def theory_of(request: SignedInRequest, pilot: Pilot) -> TheoryOfChange | None:
    return TheoryOfChange.objects.visible_to(request.user).filter(pilot=pilot).select_related("source").first()


def versions_to_see(theory: TheoryOfChange | None) -> list[Version]:
    """Return the versions of a theory; none where the pilot has no theory yet."""
    return versions_of(theory, changes_of_measures(theory)) if theory else []


def outline(now: Standing, measures: dict, recorded: dict) -> list[tuple[str, list[Line]]]:
    """Return the stages that have steps, with their steps in order."""
    onward = now.onward()

    def line(step: Step) -> Line:
        is_measurable = step.stage in MEASURABLE
        return Line(step, onward[step.pk], is_measurable, measures.get(step.pk, []), recorded.get(step.pk, []))

    return [(stage.label, [line(step) for step in stage.steps]) for stage in now.stages if stage.steps]


def page_of(pilot: Pilot, page: str, below: bool = False) -> dict:
    """Return what every page of a theory shows; ``below`` says that it is not the first of them."""
    steps = trail(pilot.authority.region, pilot.authority, pilot, page=page)
    parent = [(PAGE, reverse("theory", args=[pilot.authority.gss_code, pilot.slug]))] if below else []
    return {"pilot": pilot, "page": page, "trail": [*steps[:-1], *parent, steps[-1]]}
