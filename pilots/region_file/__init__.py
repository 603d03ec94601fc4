"""Reads and checks a region file: the YAML file that docs/region-file.md describes."""

from .checks import check
from .ledger import Ledger
from .reading import BadRegionFile, Fault, RegionFile, read

__all__ = ["BadRegionFile", "Fault", "Ledger", "RegionFile", "check", "read"]
