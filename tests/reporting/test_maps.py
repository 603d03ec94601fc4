"""Maps of a region: schematic until every authority has an outline. All outlines here are made up."""

import re

import pytest

from pilots.models import Boundary
from tests import builders
from tests.pilots.test_boundaries import square
from vru_portal import charts
from vru_portal.charts import NARROW, WIDE
from vru_portal.reporting.maps import Marked, Spot, map_spec, outlines_of
from vru_portal.reporting.maps.outlines import height_of, holds, middle, room, turned
from vru_portal.reporting.maps.schematic import tiles

pytestmark = pytest.mark.django_db
NAMES = {"Northtown": (2, 1), "Southtown": (2, 3), "Easttown": (3, 2)}
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch"


def authorities(places=None):
    """Make authorities, each with its column and row in the schematic map, or None."""
    made = []
    for number, (name, place) in enumerate((places or NAMES).items(), start=1):
        column, row = place or (None, None)
        made.append(builders.authority(name, f"E0600090{number}", tile_column=column, tile_row=row))
    return made


def stored(west=-1.6, south=52.4, size=0.1):
    """Return a square as boundaries are stored: its ring runs against the clock."""
    ring = square(west, south, size)["coordinates"][0][::-1]
    return {"type": "MultiPolygon", "coordinates": [[ring]]}


def outlined(authority, **where):
    return Boundary.objects.create(within=authority, geometry=stored(**where), source="Made up")


def drawn(spec):
    """Return the words of a picture."""
    return re.findall(r"<text[^>]*>([^<]*)</text>", charts.svg(spec))


# Schematic --------------------------------------------------------------------------------------------------------


def placed(found):
    return {tile.authority.name: (tile.column, tile.row) for tile in found}


def test_tiles_stand_where_the_region_file_puts_them_from_the_first_that_is_taken():
    assert placed(tiles(authorities())) == {"Northtown": (0, 0), "Southtown": (0, 2), "Easttown": (1, 1)}


def test_a_region_without_places_has_its_tiles_in_the_order_of_their_names():
    found = placed(tiles(authorities(dict.fromkeys("ABCDE"))))
    assert found == {"A": (0, 0), "B": (1, 0), "C": (2, 0), "D": (0, 1), "E": (1, 1)}


def test_an_authority_without_a_place_of_its_own_stands_below_the_others():
    found = placed(tiles(authorities({"A": (1, 1), "B": (1, 1), "C": None, "D": (2, 1)})))
    assert found == {"A": (0, 0), "B": (0, 1), "C": (1, 1), "D": (1, 0)}


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_a_schematic_map_says_each_name_and_number_in_words(width):
    made = authorities()
    values = {one.pk: Marked(f"{number} entries", number) for number, one in enumerate(made)}
    words = drawn(map_spec(made, values, "A title", "What there is", width))
    assert sorted(words) == sorted([*NAMES, "0 entries", "1 entries", "2 entries"])


def test_what_is_not_known_is_said_on_a_tile_without_shade():
    first, second, third = authorities()
    values = {first.pk: Marked("hidden"), second.pk: Marked("0", 0), third.pk: Marked("9", 9)}
    spec = map_spec([first, second, third], values, "A title", "")
    shades = re.findall(r'<path[^>]*fill="([^"]*)"[^>]*stroke="#0b4f58"', charts.svg(spec))
    assert sorted(shades) == ["#ffffff", "rgb(140, 188, 193)", "rgb(238, 245, 245)"]
    assert "hidden" in drawn(spec)


def test_a_long_name_is_cut_and_a_hostile_one_stays_a_name():
    made = authorities({LONG: (1, 1), '<script>alert("1")</script>': (2, 1), "A and B": (8, 1)})
    words = drawn(map_spec(made, {}, "A title", "", NARROW))
    assert any(word.endswith("…") for word in words)
    assert "<script" not in charts.svg(map_spec(made, {}, '"><script>', "<b>", WIDE))


@pytest.mark.parametrize("number", [0, 1, 30])
def test_a_region_of_any_size_has_a_map(number):
    made = authorities({f"Authority {one}": None for one in range(min(number, 9))})
    assert "<svg" in charts.svg(map_spec(made * (number // 9 or 1), {}, "A title", ""))


# By outlines ------------------------------------------------------------------------------------------------------


def test_a_region_with_every_outline_has_a_real_map_that_names_who_drew_them():
    made = authorities()
    for number, one in enumerate(made):
        outlined(one, west=-1.6 + number * 0.1)
    values = {one.pk: Marked("7", 7) for one in made}
    spots = [Spot("1", (-1.55, 52.45)), Spot("2", geometry=stored(-1.45, 52.45, 0.01)), Spot("3")]
    spec = map_spec(made, values, "A title", "", outlines=outlines_of(made), spots=spots, source="Office of Fiction")
    words = drawn(spec)
    assert {*NAMES, "7", "1", "2", "Boundaries: Office of Fiction"} <= set(words)
    assert "3" not in words
    assert spec["projection"] == {"type": "mercator"}


def test_a_region_that_lacks_one_outline_has_a_schematic_map():
    made = authorities()
    for one in made[:2]:
        outlined(one)
    spec = map_spec(made, {}, "A title", "", outlines=outlines_of(made), source="Office of Fiction")
    assert "projection" not in spec
    assert set(drawn(spec)) == set(NAMES)


def test_land_is_filled_and_not_the_rest_of_the_world():
    """A ring that runs the wrong way is drawn by d3 as the whole world with a hole."""
    made = authorities({"Northtown": None})
    outlined(made[0])
    picture = charts.svg(map_spec(made, {}, "A title", "", outlines=outlines_of(made)))
    outline = re.search(r'<path[^>]* d="([^"]*)"[^>]*stroke="#0b4f58"', picture)[1]
    assert outline.count("M") == 1
    assert 4 <= len(re.findall(r"[ML]", outline)) <= 8


def test_outlines_of_localities_are_not_taken_for_those_of_authorities(django_assert_num_queries):
    made = authorities({"Northtown": None})
    Boundary.objects.create(
        within=made[0], locality=builders.locality(of=made[0]), geometry=stored(size=0.01), source="Made up"
    )
    with django_assert_num_queries(1):
        assert outlines_of(made) == {}


def test_rings_are_turned_for_drawing_and_kept_as_they_are_stored():
    geometry = stored()
    ring = geometry["coordinates"][0][0]
    assert turned(geometry)["coordinates"][0][0] == ring[::-1]
    assert geometry["coordinates"][0][0] is ring


def test_words_stand_on_the_largest_part_away_from_what_is_drawn_there():
    islands = {
        "type": "MultiPolygon",
        "coordinates": [*stored()["coordinates"], *stored(-1.4, size=0.01)["coordinates"]],
    }
    assert middle(islands) == pytest.approx((-1.55, 52.45))
    place = room(islands, [(-1.55, 52.45)])
    assert holds(islands["coordinates"][0][0], place)
    assert abs(place[1] - 52.45) > 0.01


def test_a_map_is_as_high_as_its_land_is_within_bounds():
    assert height_of([stored()], 360) == pytest.approx(360 * 1.4, abs=1)
    wide = {"type": "MultiPolygon", "coordinates": [[[[-2, 52], [-1, 52], [-1, 52.01], [-2, 52.01], [-2, 52]]]]}
    assert height_of([wide], 360) == 144
