"""What is kept of figures that were given out: frozen quarters, releases, bulletins."""

from .bulletin import Bulletin, BulletinEntry, Section, SignOff, SignOffRequest
from .frozen import FrozenFigures
from .release import Release

__all__ = ["Bulletin", "BulletinEntry", "FrozenFigures", "Release", "Section", "SignOff", "SignOffRequest"]
