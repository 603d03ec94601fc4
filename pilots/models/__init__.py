"""Places, and the pilots that run in them."""

from .facts import ContextEntry, PublishedFigure, RegionalWork, Source
from .pilot import Phase, Pilot, Site
from .places import LocalAuthority, Locality, Region, Theme

__all__ = [
    "ContextEntry",
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
]
