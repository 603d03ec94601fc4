"""The catalogue file, which docs/catalogue-file.md describes: measures, factors and intervention types."""

from .checks import check
from .loading import check_stored, load

__all__ = ["check", "check_stored", "load"]
