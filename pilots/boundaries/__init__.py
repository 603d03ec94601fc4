"""Outlines of authorities and localities: read from GeoJSON, as the Office for National Statistics gives it out."""

from .loading import Account, load
from .reading import BadBoundaries, read

__all__ = ["Account", "BadBoundaries", "load", "read"]
