"""Places, and the pilots that run in them."""

from .boundary import Boundary
from .facts import ContextEntry, PublishedFigure, RegionalWork, Source
from .pilot import Phase, Pilot, Site
from .places import LocalAuthority, Locality, Region, Theme
from .schools import EducationSetting
from .theory import Factor, TheoryLink, TheoryOfChange, TheoryStep

__all__ = [
    "Boundary",
    "ContextEntry",
    "EducationSetting",
    "Factor",
    "LocalAuthority",
    "Locality",
    "Phase",
    "Pilot",
    "PublishedFigure",
    "Region",
    "RegionalWork",
    "Site",
    "Source",
    "Theme",
    "TheoryLink",
    "TheoryOfChange",
    "TheoryStep",
]
