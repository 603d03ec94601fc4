"""What is downloaded from a team's dashboard says which of its numbers must not leave the team."""

import csv
import io
import re

import pytest

from tests import builders

from .test_sharing import ASKED, QUARTER, dashboard

__all__ = ["dashboard"]
pytestmark = pytest.mark.django_db


@pytest.fixture
def entries(hillfields, navigator):
    builders.activity(hillfields, navigator, "approved", {"Young people": 3, "Residents": 40}, starts_on=QUARTER.start)


def rows_of(client, address):
    return list(csv.reader(io.StringIO(b"".join(client.get(address, ASKED).streaming_content).decode("utf-8-sig"))))


def text_of(client, dashboard, name):
    return re.sub(r"(<[^>]+>)+", "|", client.get(f"{dashboard}chart/{name}.svg", ASKED).content.decode())


def test_a_chart_says_which_numbers_are_not_for_sharing(entries, dashboard, manager, as_user):
    assert "not for sharing: Residents, Young people" in text_of(as_user(manager), dashboard, "individuals")
    assert "not for sharing: all numbers of single months" in text_of(as_user(manager), dashboard, "reach-by-month")
    assert "sharing" not in text_of(as_user(manager), dashboard, "kinds")


def test_the_period_before_is_marked_too(hillfields, navigator, dashboard, manager, as_user):
    given = {"status": "approved", "by": navigator}
    builders.activity(hillfields, reach={"Residents": 40}, starts_on=QUARTER.start, **given)
    builders.activity(hillfields, reach={"Residents": 2}, starts_on=QUARTER.before.start, **given)
    client = as_user(manager)
    assert rows_of(client, f"{dashboard}table/individuals.csv")[-1] == ["not for sharing: Residents"]
    assert "not for sharing: Residents" in text_of(client, dashboard, "individuals")
    assert rows_of(client, f"{dashboard}table/pilots.csv")[-1] == ["not for sharing: Hillfields"]


def test_few_members_of_a_network_are_marked(entries, hillfields, dashboard, manager, as_user):
    few, many = (builders.network(name, of=hillfields) for name in ("Few", "Many"))
    for network, number in ((few, 4), (many, 7)):
        for _ in range(number):
            builders.member(network)
    assert rows_of(as_user(manager), f"{dashboard}table/networks.csv")[-1] == ["not for sharing: Few"]


def test_the_table_of_all_figures_says_which_are_not_for_sharing(entries, dashboard, manager, as_user):
    rows = rows_of(as_user(manager), f"{dashboard}figures.csv")
    assert rows[-1] == ["not for sharing: Individuals: Residents, Individuals: Young people"]


def test_the_figures_of_a_period_without_small_numbers_bear_no_mark(hillfields, dashboard, manager, as_user):
    builders.activity(hillfields, status="approved", reach={"Residents": 40}, starts_on=QUARTER.start)
    assert not any("sharing" in cell for row in rows_of(as_user(manager), f"{dashboard}figures.csv") for cell in row)


def test_a_key_number_is_marked(hillfields, navigator, dashboard, manager, as_user):
    builders.activity(hillfields, navigator, "approved", {"Young people": 3}, starts_on=QUARTER.start)
    page = as_user(manager).get(dashboard, ASKED).content.decode()
    number = page.partition("<dt>Individuals</dt>")[2].partition("</div>")[0]
    assert "not for sharing" in number
    assert "not for sharing" not in page.partition("<dt>Activities</dt>")[2].partition("</div>")[0]
