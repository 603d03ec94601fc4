"""A theory of change as it stands, or stood in an earlier version: what the pages and the diagram are made from."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, field

from pilots.models import Factor, Source, TheoryOfChange, TheoryStep

STAGES = TheoryStep.Stage
# Context and inputs are described, not measured; activities and outputs are counted, and what follows is an outcome.
BY_ACTIVITY = (STAGES.ACTIVITY, STAGES.OUTPUT)
MEASURABLE = (*BY_ACTIVITY, *TheoryStep.OUTCOMES)
KINDS = {Factor.Kind.RISK: "Risk factors mitigated", Factor.Kind.PROTECTIVE: "Protective factors built"}


@dataclass(frozen=True)
class Step:
    """A step that is not withdrawn."""

    pk: int
    stage: str
    text: str
    position: int

    @property
    def order(self) -> tuple[int, int]:
        return self.position, self.pk

    @property
    def column(self) -> int:
        """The place of its stage between context and impact."""
        return STAGES.values.index(self.stage)


@dataclass(frozen=True)
class Link:
    """One step leads to another, on an assumption; steps are named by their keys."""

    start: int
    end: int
    assumption: str = ""


@dataclass(frozen=True)
class StageOfSteps:
    """One stage with its steps, in their order."""

    value: str
    label: str
    steps: list[Step]


@dataclass(frozen=True)
class Onward:
    """What a step leads to, and on which assumption."""

    step: Step
    assumption: str


@dataclass(frozen=True)
class Standing:
    """The steps in use, the links between them, and what is said beside them."""

    steps: list[Step] = field(default_factory=list)
    links: list[Link] = field(default_factory=list)
    factors: list[Factor] = field(default_factory=list)
    note: str = ""
    source: Source | None = None

    @property
    def by_key(self) -> dict[int, Step]:
        return {step.pk: step for step in self.steps}

    @property
    def stages(self) -> list[StageOfSteps]:
        """All stages, from context to impact, those without a step too."""
        return [StageOfSteps(value, label, self.of_stage(value)) for value, label in STAGES.choices]

    def of_stage(self, stage: str) -> list[Step]:
        return [step for step in self.steps if step.stage == stage]

    @property
    def empty_stages(self) -> list[str]:
        """The names of the stages without a step."""
        return [stage.label for stage in self.stages if not stage.steps]

    def onward(self) -> dict[int, list[Onward]]:
        """Return for each step what it leads to, in the order of the stages."""
        steps = self.by_key
        found: dict[int, list[Onward]] = {key: [] for key in steps}
        for link in self.links:
            found[link.start].append(Onward(steps[link.end], link.assumption))
        for rows in found.values():
            rows.sort(key=lambda row: (row.step.column, row.step.order))
        return found

    def leads_to(self, start: int, links: Iterable[Link] | None = None) -> set[int]:
        """Return the keys of all steps that a step leads to, at first or in the end."""
        ends: dict[int, list[int]] = {}
        for link in self.links if links is None else links:
            ends.setdefault(link.start, []).append(link.end)
        found, waiting = set(), [start]
        while waiting:
            new = [end for end in ends.get(waiting.pop(), []) if end not in found]
            found.update(new)
            waiting += new
        return found

    @property
    def factor_groups(self) -> list[tuple[str, list[tuple[str, list[Factor]]]]]:
        """Risk and protective factors by level, without the levels that have none."""
        return [(title, self.levels_of(kind)) for kind, title in KINDS.items()]

    def levels_of(self, kind: str) -> list[tuple[str, list[Factor]]]:
        chosen = [factor for factor in self.factors if factor.kind == kind]
        levels = [(label, [each for each in chosen if each.level == value]) for value, label in Factor.Level.choices]
        return [(label, factors) for label, factors in levels if factors]


def standing(theory: TheoryOfChange | None) -> Standing:
    """Return a theory as it stands, in three queries; one that is not stored yet has nothing in it."""
    if theory is None or not theory.pk:
        return Standing()
    rows = list(theory.steps.filter(withdrawn_at=None).prefetch_related("links_on"))
    steps = in_order([Step(row.pk, row.stage, row.text, row.position) for row in rows])
    links = [Link(link.start_id, link.end_id, link.assumption) for row in rows for link in row.links_on.all()]
    return Standing(steps, between(links, steps), list(theory.factors.all()), theory.note, theory.source)


def in_order(steps: Iterable[Step]) -> list[Step]:
    """Return steps by stage and place."""
    return sorted(steps, key=lambda step: (step.column, step.order))


def between(links: Iterable[Link], steps: Iterable[Step]) -> list[Link]:
    """Return the links of which both ends are in use."""
    keys = {step.pk for step in steps}
    return [link for link in links if link.start in keys and link.end in keys]
