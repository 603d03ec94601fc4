"""The parts of a region file that are about places, pilots and theories of change."""

from .places import check, load
from .theories import load_theories

__all__ = ["check", "load", "load_theories"]
