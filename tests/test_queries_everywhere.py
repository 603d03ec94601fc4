"""No address of the table of access makes more than twelve queries, whoever asks and whatever is around it."""

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from tests.builders import posted
from tests.test_access_matrix import PORTAL, address_of, undone
from tests.test_access_matrix import world as world  # a fixture
from tests.test_queries import MOST, fill
from vru_portal.access.roles import Role


def queries_by_address(client, world):
    """Return how many queries each address makes that answers this person, asked for the second time."""
    found = {}
    for name, line in PORTAL.items():
        if line.method == "get":
            address = address_of(name, world)
            with undone():
                client.get(address)
                with CaptureQueriesContext(connection) as queries:
                    answered = client.get(address).status_code == 200
            found |= {name: sum(is_asked(query["sql"]) for query in queries)} if answered else {}
    return found


def is_asked(sql):
    return not sql.startswith(("SAVEPOINT", "RELEASE"))


@pytest.mark.parametrize("role", Role)
def test_no_address_makes_more_than_twelve_queries(world, hillfields, role):
    author = world.here[Role.NAVIGATOR]
    fill(hillfields, author, 2)
    client = Client()
    client.force_login(world.here[role])
    found = queries_by_address(client, world)
    assert {name: number for name, number in found.items() if number > MOST} == {}


def test_more_of_everything_asks_no_more(world, hillfields):
    fill(hillfields, world.here[Role.NAVIGATOR], 2)
    client = Client()
    client.force_login(posted("Rita Regional", Role.MANAGER, hillfields.authority.region))
    before = queries_by_address(client, world)
    fill(hillfields, world.here[Role.NAVIGATOR], 4)
    after = queries_by_address(client, world)
    assert {name: (before[name], number) for name, number in after.items() if number > before[name]} == {}
