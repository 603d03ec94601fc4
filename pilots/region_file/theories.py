"""What must hold in the theories of change of a region file."""

from __future__ import annotations

from typing import Any

from .messages import shown
from .naming import Faults
from .reading import DataFile, Path_

STAGES = ("context", "input", "activity", "output", "short", "medium", "long", "impact")


def links(file: DataFile) -> Faults:
    """Yield the links to steps that are not there, to the step itself, and back to an earlier stage."""
    stages = stages_of_steps(file)
    for path, end in file.each("pilots[].theory.steps[].leads_to[].to"):
        step = file.data["pilots"][path[1]]["theory"]["steps"][path[4]]
        if not isinstance(end, str) or not isinstance(step, dict):
            continue
        if (path[1], end) not in stages:
            yield path, f"{shown(end)} is not a step of this theory of change"
        elif end == step.get("key"):
            yield path, "a step does not lead to itself"
        elif leads_back(step.get("stage"), stages[path[1], end]):
            yield path, f"{shown(end)} stands at an earlier stage: a link leads on, not back"


def stages_of_steps(file: DataFile) -> dict[tuple[Any, str], Any]:
    """Return the stage of each step by the place of its pilot in the file and its key."""
    steps: list[tuple[Path_, Any]] = list(file.each("pilots[].theory.steps[]"))
    named = [(path[1], step) for path, step in steps if isinstance(step, dict) and isinstance(step.get("key"), str)]
    return {(pilot, step["key"]): step.get("stage") for pilot, step in named}


def leads_back(start: Any, end: Any) -> bool:
    """Say whether the one stage stands after the other; what is no stage is for the schema to say."""
    return start in STAGES and end in STAGES and STAGES.index(start) > STAGES.index(end)
