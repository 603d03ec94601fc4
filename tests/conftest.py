"""The fixed cast: people of every role in Coventry, some in Dudley, and what they work on."""

import os
from uuid import uuid4
from zlib import crc32

import pytest
from django.test import Client

from tests import builders
from vru_portal import kept
from vru_portal.access.roles import Role

pytest_plugins = ["tests.browser", "tests.postgres", "tests.room"]
LONGEST_NAME = 80


def pytest_make_parametrize_id(val, argname):
    """Call a case by its argument where its text or bytes would make a name of kilobytes."""
    return argname if isinstance(val, str | bytes) and len(val) > LONGEST_NAME else None


def pytest_collection_modifyitems(config, items) -> None:
    """Leave each journey in the browser to one of two databases: a page shows the same whichever it is read from."""
    engine = os.environ.get("TEST_ENGINE")
    if engine is None:
        return
    others = [item for item in items if item.get_closest_marker("browser") and engine_of(item.nodeid) != engine]
    config.hook.pytest_deselected(items=others)
    items[:] = [item for item in items if item not in others]


def engine_of(name: str) -> str:
    return ("sqlite", "postgresql")[crc32(name.encode()) % 2]


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch):
    """Tests are rolled back, so that the state of the records of one comes again in another."""
    monkeypatch.setattr(kept, "VERSION", uuid4().hex)


@pytest.fixture
def region(db):
    return builders.region()


@pytest.fixture
def coventry(region):
    return builders.authority("Coventry", "E08000026", in_region=region)


@pytest.fixture
def dudley(region):
    return builders.authority("Dudley", "E08000027", in_region=region)


@pytest.fixture
def hillfields(coventry):
    return builders.pilot("Hillfields", "hillfields", of=coventry)


@pytest.fixture
def st_james(dudley):
    return builders.pilot("St James' Ward", "st-james", of=dudley)


@pytest.fixture
def navigator(coventry):
    return builders.posted("Nadia Navigator", Role.NAVIGATOR, coventry)


@pytest.fixture
def adviser(coventry):
    return builders.posted("Edward Adviser", Role.ADVISER, coventry)


@pytest.fixture
def manager(coventry):
    return builders.posted("Maya Manager", Role.MANAGER, coventry)


@pytest.fixture
def analyst(region):
    return builders.posted("Anton Analyst", Role.ANALYST, region)


@pytest.fixture
def communications(region):
    return builders.posted("Carol Communications", Role.COMMUNICATIONS, region)


@pytest.fixture
def administrator(region):
    return builders.posted("Adam Administrator", Role.ADMINISTRATOR, region)


@pytest.fixture
def dudley_navigator(dudley):
    return builders.posted("Dora Dudley", Role.NAVIGATOR, dudley)


@pytest.fixture
def dudley_manager(dudley):
    return builders.posted("Derek Dudley", Role.MANAGER, dudley)


@pytest.fixture
def as_user(db):
    """Return a client that is signed in as the user."""

    def sign_in(user) -> Client:
        client = Client()
        client.force_login(user)
        return client

    return sign_in
