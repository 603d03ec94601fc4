"""What the page of a school shows: its interventions by level, and what is missing."""

from __future__ import annotations

from pilots.models import EducationSetting
from vru_portal.wording import counted

from .models import Intervention


def groups_of(interventions: list[Intervention]) -> list[tuple[str, str, list[Intervention]]]:
    """Return label and meaning of each school level with its interventions, and those without a level last."""
    levels = [(level, level.label, Intervention.SCHOOL_LEVEL_MEANS[level]) for level in Intervention.SchoolLevel]
    groups = [
        (label, means, [one for one in interventions if one.school_level == level])
        for level, label, means in [*levels, ("", "Level not recorded", "")]
    ]
    return [group for group in groups if group[2]]


def missing_from(school: EducationSetting, interventions: list[Intervention]) -> list[str]:
    """Return what nobody has recorded yet, as sentences."""
    without_level = len([one for one in interventions if not one.school_level])
    without_start = len([one for one in interventions if not one.starts_on])
    found = [
        "" if school.phase else "The phase: without it nobody knows whether to count it as a secondary school.",
        "" if school.urn else "The URN, its number in the Department for Education’s register.",
        ""
        if school.engaged_since
        else "Since when the unit has worked with it: without that it is counted in no year.",
        "" if interventions else "Interventions: none is recorded here.",
        f"The school level of {counted(without_level, 'intervention')}." if without_level else "",
        f"The start of {counted(without_start, 'intervention')}." if without_start else "",
    ]
    return [sentence for sentence in found if sentence]
