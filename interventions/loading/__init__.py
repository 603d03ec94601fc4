"""The parts of a region file that are about activity: lists, interventions, outcomes, and highlights of the log."""

from __future__ import annotations

from pilots.models import Region
from pilots.region_file import DataFile, Ledger
from stakeholders.models import Organisation

from .deliveries import load_interventions
from .expectations import load_expectations
from .highlights import load_highlights
from .known import Known, check, load_lists

__all__ = ["check", "load", "load_lists"]


def load(file: DataFile, ledger: Ledger, region: Region, organisations: dict[str, Organisation]) -> None:
    """Store what refers to the pilots, their theories, the lists and the catalogue, which are stored already.

    The organisations are given by the names that the file calls them.
    """
    known = Known.of(region, organisations)
    load_interventions(file, ledger, region, known)
    load_expectations(file, ledger, region, known)
    load_highlights(file, ledger, region, known)
