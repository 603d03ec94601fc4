"""The authorities of a region side by side: on one scale, per resident, on a map, and never ranked."""

import json
from datetime import date, timedelta

import pytest

from pilots.models import Boundary, PublishedFigure, Source
from tests import builders
from tests.pilots.test_boundaries import square
from vru_portal import charts
from vru_portal.access.roles import Role
from vru_portal.charts import NARROW, WIDE
from vru_portal.quarters import Period, Quarter, Year
from vru_portal.reporting.areas import authority_for, region_for
from vru_portal.reporting.dashboards.figures import figures_for
from vru_portal.reporting.dashboards.side_by_side import region_blocks

pytestmark = pytest.mark.django_db
TODAY = date(2025, 11, 20)
QUARTER = Quarter.of(date(2025, 8, 1))


@pytest.fixture
def reader(region):
    return builders.posted("Rita Region", Role.MANAGER, region)


@pytest.fixture
def blocks(reader, region, coventry, dudley):
    """Return a function that gives the blocks of the region in a period, by name."""

    def make(period=QUARTER, of=None):
        area = of or region_for(reader, region.slug)
        return {block.name: block for block in region_blocks(reader, area, figures_for(reader, area, period, TODAY))}

    return make


@pytest.fixture
def entries(hillfields, st_james):
    """Two entries in Coventry in July, one in September; one in Dudley in August, and one of the quarter before."""
    days = {hillfields: ["2025-07-01", "2025-07-31", "2025-09-30"], st_james: ["2025-08-15", "2025-06-30"]}
    for pilot, starts in days.items():
        for day in starts:
            builders.activity(pilot, status="approved", starts_on=date.fromisoformat(day))
    builders.activity(hillfields, status="submitted", starts_on=date(2025, 7, 1))


def population(of, number=20_000, wording="about 20,000", as_at="2024", title="A census"):
    source = Source.objects.get_or_create(region=of.region, key=title.lower().replace(" ", "-"), title=title)[0]
    return PublishedFigure.objects.create(
        authority=of, label="Population", number=number, wording=wording, as_at=as_at, source=source
    )


def panels_of(block, width=WIDE):
    counts = {}
    for value in block.spec(width)["data"]["values"]:
        counts.setdefault(value["panel"], []).append(value["number"])
    return list(counts.values())


# On one scale -----------------------------------------------------------------------------------------------------


def test_each_authority_has_its_months_in_the_order_of_names(blocks, entries):
    block = blocks()["side-by-side"]
    assert block.header == ["Local authority", "Jul 2025", "Aug 2025", "Sep 2025", "All", "The period before"]
    assert block.values == [["Coventry", 2, 0, 1, 3, 0], ["Dudley", 0, 1, 0, 1, 1]]
    assert panels_of(block) == [[2, 0, 1], [0, 1, 0]]
    assert block.sentence == "1 authority had more entries than in the period before and 1 authority had as many."


def test_all_panels_are_on_one_scale(blocks, entries):
    spec = blocks()["side-by-side"].spec(WIDE)
    assert spec["spec"]["encoding"]["y"]["scale"]["domain"] == [0, 2]
    assert "scale" not in spec["resolve"]


@pytest.mark.parametrize("number", [1, 4])
def test_each_number_opens_as_many_entries(blocks, entries, as_user, reader, number):
    for row in blocks()["side-by-side"].cells:
        assert len(as_user(reader).get(row[number].href).context["page"]) == row[number].value


def test_a_range_that_cuts_months_counts_its_days_alone(blocks, entries):
    block = blocks(Period(date(2025, 7, 15), date(2025, 9, 15)))["side-by-side"]
    assert [row[1:5] for row in block.values] == [[1, 0, 0, 1], [0, 1, 0, 1]]


def test_entries_of_other_regions_and_unapproved_ones_do_not_count(blocks, entries):
    elsewhere = builders.region("Northshire", "northshire")
    seaborough = builders.authority("Seaborough", "E06000902", in_region=elsewhere)
    builders.activity(builders.pilot("Quay", "quay", of=seaborough), status="approved", starts_on=date(2025, 7, 2))
    assert [row[4] for row in blocks()["side-by-side"].values] == [3, 1]


def test_a_long_period_puts_months_together_in_the_picture_and_tells_each_in_the_table(blocks, entries):
    block = blocks(Period(date(2023, 4, 1), date(2025, 9, 30)))["side-by-side"]
    assert len(block.header) == 30 + 3
    assert [len(panel) for panel in panels_of(block)] == [10, 10]
    assert [sum(panel) for panel in panels_of(block)] == [3, 2]


def test_what_is_compared_is_said_also_where_nowhere_had_more(blocks, entries):
    sentence = blocks(QUARTER.after)["side-by-side"].sentence
    assert sentence == "2 authorities had fewer entries than in the period before."


# Per resident -----------------------------------------------------------------------------------------------------


def test_rates_stand_where_the_population_is_known_and_are_said_to_be_unknown_elsewhere(blocks, entries, coventry):
    population(coventry)
    block = blocks()["per-resident"]
    assert block.values == [["Coventry", 3, "about 20,000", "1.5"], ["Dudley", 1, None, None]]
    assert block.cells[0][2].note == "A census, 2024"
    assert block.sentence == "Known for 1 authority of 2. The population is not recorded for Dudley."
    assert "residents not recorded" in charts.svg(block.spec(WIDE))


def test_the_latest_population_counts(blocks, entries, coventry):
    population(coventry, 10_000, as_at="2021-03", title="An old census")
    population(coventry, 30_000, as_at="2025", title="A new census")
    assert blocks()["per-resident"].values[0][3] == "1.0"


def test_only_a_figure_with_that_label_and_a_number_is_a_population(blocks, entries, coventry):
    population(coventry, None, "many")
    PublishedFigure.objects.create(
        authority=coventry, label="Children", number=5, wording="5", source=Source.objects.get()
    )
    found = blocks()
    assert "per-resident" not in found
    assert "No population" in found["side-by-side"].note


def test_one_population_of_many_is_a_sentence_and_no_chart(blocks, entries, coventry, region):
    builders.authority("Solihull", "E08000029", in_region=region)
    population(coventry)
    found = blocks()
    assert "per-resident" not in found
    assert found["side-by-side"].note == "Entries per 10,000 residents are known of Coventry (1.5) alone."


# The map ----------------------------------------------------------------------------------------------------------


def outline(place, **where):
    ring = square(**where)["coordinates"][0][::-1]
    within = getattr(place, "authority", place)
    Boundary.objects.create(
        within=within,
        locality=None if within is place else place,
        geometry={"type": "MultiPolygon", "coordinates": [[ring]]},
        source="Office of Fiction",
    )


def test_without_outlines_the_map_is_schematic_and_says_so(blocks, entries):
    block = blocks()["map"]
    assert "a schematic map of West Midlands" in block.title
    assert "schematic" in block.note
    assert block.values == [["Coventry", 3], ["Hillfields", 3], ["Dudley", 1], ["St James' Ward", 1]]
    assert block.sentence == "Approved entries that start in the period: Coventry 3 and Dudley 1."


def test_with_all_outlines_it_is_a_map_with_the_localities_that_are_known(
    blocks, entries, coventry, dudley, hillfields
):
    outline(coventry)
    outline(dudley, west=-1.5)
    outline(hillfields.localities.get(), west=-1.56, south=52.44, size=0.01)
    block = blocks()["map"]
    assert "schematic" not in block.title
    assert [row[2] for row in block.values] == ["", "1", "", ""]
    assert "Boundaries: Office of Fiction" in charts.svg(block.spec(WIDE))


def test_a_new_outline_makes_a_new_picture(blocks, entries, coventry, dudley):
    """Pictures are kept under what they are made from."""
    outline(coventry)
    outline(dudley, west=-1.5)
    before = json.dumps(blocks()["map"].data)
    Boundary.objects.filter(within=dudley).update(geometry=Boundary.objects.get(within=coventry).geometry)
    assert json.dumps(blocks()["map"].data) != before


def test_an_archived_locality_is_listed_only_where_entries_name_it(blocks, entries, hillfields, coventry):
    place = hillfields.localities.get()
    place.archived_at = "2025-10-01T00:00Z"
    place.save()
    builders.locality("Left alone", "left-alone", of=coventry, archived_at="2025-10-01T00:00Z")
    assert [row[0] for row in blocks()["map"].values] == ["Coventry", "Hillfields", "Dudley", "St James' Ward"]


# All of them ------------------------------------------------------------------------------------------------------


def test_an_empty_period_says_so_and_draws_nothing(blocks, coventry):
    population(coventry)
    assert {block.has_chart for block in blocks().values()} == {False}


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("period", [QUARTER, Year.of(date(2025, 4, 1)), Period(date(2025, 7, 1), date(2025, 7, 1))])
def test_every_chart_is_drawn_within_its_width(blocks, entries, coventry, period, width):
    population(coventry)
    for block in blocks(period).values():
        picture = charts.svg(block.spec(width))
        assert float(picture.split('viewBox="0 0 ')[1].split()[0]) <= width
        assert block.title in picture


def test_other_areas_have_none_of_them(blocks, entries, reader):
    assert blocks(of=authority_for(reader, "E08000026")) == {}


def test_it_takes_one_query_whatever_there_is(blocks, entries, reader, region, coventry, django_assert_num_queries):
    for number in range(5):
        builders.locality(f"Locality {number}", f"locality-{number}", of=coventry)
        population(coventry, as_at=f"202{number}", title=f"Census {number}")
    area = region_for(reader, region.slug)
    figures = figures_for(reader, area, QUARTER, TODAY)
    with django_assert_num_queries(1):
        region_blocks(reader, area, figures)


def test_the_figures_of_a_day_beyond_the_period_do_not_slip_in(blocks, hillfields):
    for day in (QUARTER.start - timedelta(days=1), QUARTER.end + timedelta(days=1)):
        builders.activity(hillfields, status="approved", starts_on=day)
    assert blocks()["side-by-side"].rows == []
