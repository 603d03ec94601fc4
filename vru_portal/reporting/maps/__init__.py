"""Maps of authorities and localities: by their outlines, or schematic."""

from .drawing import Marked, Spot, map_spec
from .outlines import outlines_of

__all__ = ["Marked", "Spot", "map_spec", "outlines_of"]
