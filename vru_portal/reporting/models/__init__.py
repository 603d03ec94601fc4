"""What is kept of figures that were given out: frozen quarters, releases, bulletins."""

from .bulletin import Bulletin, BulletinEntry, Section
from .frozen import FrozenFigures
from .release import Release
from .sign_off import SignOff, SignOffRequest

__all__ = ["Bulletin", "BulletinEntry", "FrozenFigures", "Release", "Section", "SignOff", "SignOffRequest"]
