"""What a bulletin says of what its sources say: in their exactness, of their days and of their places."""

from datetime import date

import pytest

from tests import builders
from vru_portal.quarters import Quarter
from vru_portal.reporting.areas import region_for
from vru_portal.reporting.bulletins.drawing_up import content_of, draw_up

FIRST = Quarter.of(date(2021, 1, 1))


@pytest.fixture
def said(communications, region):
    """Return the content of the region's bulletin of a quarter, drawn up and composed now."""

    def compose(quarter=FIRST):
        return content_of(draw_up(communications, region_for(communications, region.slug), quarter), communications)

    return compose


def approved(of, **fields):
    given = {"starts_on": date(2021, 2, 3), "for_bulletin": True, "headline": "It went on."}
    return builders.activity(of, status="approved", **given | fields)


def reached(of, *counts, audience="Young people", **fields):
    """Approve an entry for each number and the wording of its source."""
    for number, wording in counts:
        row = approved(of).reach.create(audience=builders.audience(audience), number=number, **fields)
        type(row).objects.filter(pk=row.pk).update(wording=wording)


def part_of(content, pilot):
    parts = [part for authority in content["authorities"] for part in authority["pilots"]]
    return next(part for part in parts if part["name"] == str(pilot))


def words(figures):
    return [figure["words"] for figure in figures]


@pytest.mark.parametrize(
    ("counts", "sum_of_them"),
    [
        ([(385, ""), (20, "over 20")], "over 405 young people"),
        ([(385, "385"), (1200, "1,200")], "1,585 young people"),
        ([(30, "well over 30"), (20, "more than 20")], "over 50 young people"),
        ([(300, "nearly 300"), (20, "over 20")], "about 320 young people"),
        ([(20, "around 20"), (10, "")], "about 30 young people"),
        ([(20, "over 20")], "over 20 young people"),
    ],
)
def test_a_sum_is_as_exact_as_what_it_is_made_of(said, hillfields, counts, sum_of_them):
    reached(hillfields, *counts)
    content = said()
    assert words(part_of(content, hillfields)["reach"]) == [sum_of_them]
    assert words(content["figures"])[1:] == [sum_of_them]


def test_a_sum_of_what_was_not_put_forward_is_no_more_exact(said, hillfields):
    reached(hillfields, (385, ""), (20, "over 20"), (30, "over 30"))
    hillfields.activities.update(for_bulletin=False)
    assert words(part_of(said(), hillfields)["reach"]) == ["over 435 young people"]


def test_a_sum_gives_no_number_of_its_sources_away(said, hillfields):
    reached(hillfields, (385, ""), (3, "about 3"))
    assert "about 3”" not in str(said())


def test_individuals_come_first_and_what_counts_no_people_last_in_plain_words(said, hillfields):
    for unit, counts in [("items", "individuals"), ("views", "individuals"), ("people", "attendances")]:
        reached(hillfields, (40, ""), audience="Residents", unit=unit, counts=counts)
    reached(hillfields, (30, ""), audience="Students")
    assert words(part_of(said(), hillfields)["reach"]) == [
        "30 students",
        "40 attendances by residents",
        "40 views by residents",
        "40 items for residents",
    ]
