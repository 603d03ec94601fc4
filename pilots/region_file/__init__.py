"""Reads and checks a region file, the YAML file that docs/region-file.md describes, and other files of facts."""

from .checks import check
from .ledger import Ledger
from .reading import BadDataFile, DataFile, Fault, read

__all__ = ["BadDataFile", "DataFile", "Fault", "Ledger", "check", "read"]
