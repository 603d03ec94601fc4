"""What several tests of figures need."""

from datetime import date

import pytest

from tests import builders
from vru_portal.access.roles import Role
from vru_portal.demonstration import year
from vru_portal.demonstration.loading import load

TODAY = date(2026, 11, 20)


@pytest.fixture
def made_up(hillfields, st_james, coventry, region, monkeypatch):
    """A made-up year in three pilots, one of them with two localities."""
    two = builders.pilot("Foleshill programme", "foleshill", of=coventry)
    two.localities.set([builders.locality(name, name.lower(), of=coventry) for name in ("Foleshill", "Longford")])
    monkeypatch.setattr(year, "ENTRIES", 300)
    load(region, TODAY)
    return region


@pytest.fixture
def reader(made_up):
    return builders.posted("Rita Region", Role.MANAGER, made_up)
