"""What the journeys start from: the real West Midlands, with people of the cast posted in it."""

from io import StringIO

import pytest
from django.core.management import call_command

from pilots.models import LocalAuthority, Region
from tests import builders
from vru_portal.access.roles import Role

FILE = "pilots/data/west-midlands.yaml"


@pytest.fixture
def west_midlands(transactional_db, settings):
    """Load the West Midlands file."""
    call_command("load_region", str(settings.BASE_DIR / FILE), stdout=StringIO())
    return Region.objects.get()


@pytest.fixture
def people(west_midlands):
    """Return a navigator and a manager for Coventry and Dudley, and people of the other roles."""
    coventry, dudley = (LocalAuthority.objects.get(name=name) for name in ("Coventry", "Dudley"))
    return {
        "navigator": builders.posted("Nadia Navigator", Role.NAVIGATOR, coventry, email="nadia@example.org"),
        "manager": builders.posted("Maya Manager", Role.MANAGER, coventry, email="maya@example.org"),
        "dudley": builders.posted("Dora Dudley", Role.NAVIGATOR, dudley, email="dora@example.org"),
        "analyst": builders.posted("Anton Analyst", Role.ANALYST, west_midlands, email="anton@example.org"),
        "communications": builders.posted(
            "Carol Communications", Role.COMMUNICATIONS, west_midlands, email="carol@example.org"
        ),
        "administrator": builders.posted(
            "Adam Administrator", Role.ADMINISTRATOR, west_midlands, email="adam@example.org"
        ),
    }
