"""What load_boundaries stores of a GeoJSON file, and which files it refuses. All outlines here are made up."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from pilots.boundaries import outlines, reading
from pilots.models import Boundary
from tests import builders

pytestmark = pytest.mark.django_db
NOTHING_STORED = "Nothing was stored."


def square(west=-1.6, south=52.4, size=0.1):
    """Return a square as old GeoJSON and d3 want it: its ring runs with the clock."""
    east, north = round(west + size, 6), round(south + size, 6)
    return {
        "type": "Polygon",
        "coordinates": [[[west, south], [west, north], [east, north], [east, south], [west, south]]],
    }


def area(code="E08000026", geometry=None, **properties):
    told = {"FID": 1, "LAD24CD": code, "LAD24NM": "Made up", **properties}
    return {"type": "Feature", "properties": told, "geometry": geometry or square()}


def collection(*areas, **more):
    return {"type": "FeatureCollection", "name": "LAD_MADE_UP", "features": list(areas), **more}


@pytest.fixture
def load(tmp_path):
    """Return a function that loads GeoJSON, or anything else as a file, and returns what the command says."""

    def run(content, **options) -> str:
        path, out = tmp_path / "boundaries.geojson", StringIO()
        raw = content if isinstance(content, bytes) else json.dumps(content).encode()
        path.write_bytes(raw)
        call_command("load_boundaries", str(path), stdout=out, **options)
        return out.getvalue()

    return run


@pytest.fixture
def refused(load):
    """Return a function that loads what is to be refused, makes sure that nothing is stored, and returns why."""

    def run(content, **options) -> str:
        before = list(Boundary.objects.values())
        with pytest.raises(CommandError) as told:
            load(content, **options)
        assert list(Boundary.objects.values()) == before
        return str(told.value)

    return run


# What is stored --------------------------------------------------------------------------------------------------


def test_the_outline_of_an_authority_is_stored_with_its_source(load, coventry, dudley):
    said = load(collection(area()), source="ONS, May 2024")
    kept = Boundary.objects.get()
    assert (kept.within, kept.locality, kept.source) == (coventry, None, "ONS, May 2024")
    assert "Added:\n  Coventry" in said
    assert "schematic map:\n  Dudley" in said


def test_without_a_source_the_file_is_named(load, coventry):
    load(collection(area()))
    assert Boundary.objects.get().source == "LAD_MADE_UP"


def test_rings_are_turned_as_geojson_asks_and_lakes_the_other_way(load, coventry):
    lake = [square(-1.58, 52.42, 0.02)["coordinates"][0]]
    load(collection(area(geometry={"type": "Polygon", "coordinates": square()["coordinates"] + lake})))
    outer, hole = Boundary.objects.get().geometry["coordinates"][0]
    assert outlines.area([tuple(point) for point in outer]) > 0 > outlines.area([tuple(point) for point in hole])


def test_the_outline_of_a_locality_is_found_by_its_key(load, coventry):
    hillfields = builders.locality(of=coventry)
    load(collection(area(), area(geometry=square(-1.55, 52.42, 0.01), locality="hillfields")))
    assert hillfields.boundary.within == coventry
    assert Boundary.objects.count() == 2


def test_the_code_may_stand_in_any_property_of_the_offices_files(load, coventry):
    other = {"type": "Feature", "properties": {"CTYUA23CD": "E08000026"}, "geometry": square()}
    load(collection(other))
    assert Boundary.objects.get().within == coventry


def test_a_second_run_changes_nothing_and_leaves_no_trace(load, coventry):
    load(collection(area()))
    said = load(collection(area()))
    assert "The same as before:\n  Coventry" in said
    assert Boundary.history.count() == 1


def test_a_new_edition_takes_the_place_of_the_old_one(load, coventry):
    load(collection(area()))
    assert "Changed:\n  Coventry" in load(collection(area(geometry=square(-1.7))))
    assert Boundary.objects.get().geometry["coordinates"][0][0][0][0] == -1.7


def test_a_check_stores_nothing(load, coventry):
    assert "Only checked" in load(collection(area()), check=True)
    assert not Boundary.objects.exists()


def test_a_file_of_the_whole_country_is_cut_to_the_region_where_that_is_asked_for(load, coventry):
    said = load(collection(area(), area("E06000999"), area("S12000999")), pass_over_others=True)
    assert "does not know their authorities: 2" in said
    assert Boundary.objects.get().within == coventry


def test_neighbours_still_meet_on_the_grid(load, coventry, dudley):
    fine = [[-1.5 + 0.00003 * step, 52.4 + 0.00004 * step] for step in range(4_000)]
    left = [*fine, [-1.6, 52.56], [-1.6, 52.4], fine[0]]
    right = [*fine, [-1.2, 52.5], fine[0]]
    areas = [
        area(code, {"type": "Polygon", "coordinates": [ring]})
        for code, ring in (("E08000026", left), ("E08000027", right))
    ]
    load(collection(*areas))
    first, second = ({tuple(point) for point in one.geometry["coordinates"][0][0]} for one in Boundary.objects.all())
    border = {(x, y) for x, y in first if x >= -1.5}
    assert 100 < len(border) < 1_000
    assert border <= second


def test_several_islands_stay_and_those_smaller_than_the_grid_go(load, coventry):
    islands = [
        square()["coordinates"],
        square(-1.4, size=0.01)["coordinates"],
        square(-1.3, size=0.00001)["coordinates"],
    ]
    load(collection(area(geometry={"type": "MultiPolygon", "coordinates": islands})))
    assert len(Boundary.objects.get().geometry["coordinates"]) == 2


# What is refused -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("content", "reason"),
    [
        (b"", "the file is empty"),
        (b"  \n", "the file is empty"),
        (b'{"type": "FeatureCollection",\n "features": [', "this is not JSON: line 2"),
        (b"PK\x03\x04...", "unpacked"),
        (b"\xff\xfe\x00", "not text in UTF-8"),
        (b"[" * 100_000, "nested too deeply"),
        (b'{"type": NaN}', "NaN is not a number"),
        (b"[1, 2]", "JSON, but no map"),
        (b'{"type": "Topology", "arcs": []}', "this is TopoJSON"),
        (b'{"geometryType": "esriGeometryPolygon", "features": []}', "this is ArcGIS JSON"),
        (b'{"type": ["Feature"]}', "FeatureCollection"),
        (b'{"type": "FeatureCollection"}', "there is no area in it"),
        (collection(), "there is no area in it"),
        (collection("Coventry", {"type": "Feature", "properties": None}), "area 2: it has to be a Feature"),
        (collection(area(), crs={"properties": {"name": "urn:ogc:def:crs:EPSG::27700"}}), "EPSG::27700"),
        (collection(area(), crs="EPSG:27700"), "EPSG:27700"),
    ],
)
def test_a_file_that_is_no_map_in_longitude_and_latitude_is_refused(refused, coventry, content, reason):
    told = refused(content)
    assert reason in told
    assert NOTHING_STORED in told


@pytest.mark.parametrize("name", ["urn:ogc:def:crs:OGC:1.3:CRS84", "urn:ogc:def:crs:EPSG::4326", "EPSG:4326"])
def test_longitude_and_latitude_may_be_named(load, coventry, name):
    load(collection(area(), crs={"type": "name", "properties": {"name": name}}))
    assert Boundary.objects.exists()


def ring(*points):
    return {"type": "Polygon", "coordinates": [[list(point) for point in points]]}


@pytest.mark.parametrize(
    ("geometry", "reason"),
    [
        (ring((433000, 279000), (433100, 279000), (433100, 279100), (433000, 279000)), "EPSG:4326"),
        (ring((52.4, -1.6), (52.5, -1.6), (52.5, -1.5), (52.4, -1.6)), "longitude, then the latitude"),
        (ring((-1.6, 52.4), (-1.5, 52.4), (-1.5, 52.5)), "not closed"),
        (ring((-1.6, 52.4), (-1.5, 52.4), (-1.5, 52.5), (-1.6, 52.5)), "not closed"),
        (ring((-1.6, 52.4), (-1.5, 52.4), (-1.4, 52.4), (-1.6, 52.4)), "encloses nothing"),
        (ring((-1.6, "52.4"), (-1.5, 52.4), (-1.5, 52.5), (-1.6, 52.4)), "no pair of numbers"),
        (ring((-1.6, 1e999), (-1.5, 52.4), (-1.5, 52.5), (-1.6, 52.4)), "not JSON"),
        (ring((-1.6, True), (-1.5, 52.4), (-1.5, 52.5), (-1.6, 52.4)), "no pair of numbers"),
        (ring((-1.6,), (-1.5, 52.4), (-1.5, 52.5), (-1.6, 52.4)), "no pair of numbers"),
        ({"type": "Point", "coordinates": [-1.5, 52.4]}, "'Point': an outline is a Polygon"),
        ({"type": ["Polygon"], "coordinates": []}, "an outline is a Polygon"),
        ({"type": "GeometryCollection", "geometries": []}, "an outline is a Polygon"),
        ({"type": "Polygon", "coordinates": []}, "no points"),
        ({"type": "MultiPolygon", "coordinates": [[]]}, "no points"),
        ({"type": "MultiPolygon", "coordinates": [3]}, "no points"),
        ({"type": "Polygon", "coordinates": [None]}, "no pair of numbers"),
        ("Polygon", "no outline"),
        (square(size=0.00001), "too small"),
    ],
)
def test_an_outline_that_cannot_be_drawn_is_refused(refused, coventry, geometry, reason):
    assert reason in refused(collection(area(geometry=geometry)))


def test_all_faults_are_told_at_once_and_the_good_areas_wait(refused, coventry, dudley):
    builders.locality(of=coventry)
    told = refused(
        collection(
            area(),
            area("E08000027", {"type": "Point", "coordinates": [0, 0]}),
            area("E8"),
            area(""),
            area("E06000999"),
            area(),
            area(locality="nowhere"),
            area(WD24CD="E05000001"),
        )
    )
    assert "6 errors" not in told
    assert "7 errors" in told
    for reason in (
        "area 2 (E08000027): its geometry is 'Point'",
        "area 3 (E8): 'E8' is not a GSS code",
        "area 4: it has no code of its authority",
        "E06000999 is no authority of the portal. Use --pass-over-others",
        "area 6 (E08000026): Coventry is there already, as area 1",
        "area 7 (E08000026, nowhere): 'nowhere' is no locality of Coventry. Its localities are: hillfields",
        "area 8 (E08000026): it is a part of an authority",
    ):
        assert reason in told


def test_a_file_of_another_country_altogether_is_refused_even_when_others_are_passed_over(refused, coventry):
    told = refused(collection(*(area(f"S120000{number:02}") for number in range(30))), pass_over_others=True)
    assert "and 20 more are no authorities of the portal" in told


def test_a_huge_file_is_not_even_read(refused, coventry, monkeypatch):
    monkeypatch.setattr(reading, "LARGEST_FILE", 100)
    assert "the file is too large" in refused(collection(area()))


def test_an_outline_with_too_many_points_is_refused(refused, coventry, monkeypatch):
    monkeypatch.setattr("pilots.boundaries.loading.MOST_POINTS", 4)
    assert "too many points" in refused(collection(area()))


def test_a_long_list_of_faults_is_cut(refused, coventry):
    told = refused(collection(*(area("E8") for _ in range(500))))
    assert "500 errors" in told
    assert "and 300 more" in told


@pytest.mark.parametrize("source", ["S" * 251, "ONS\x1b[31m"])
def test_a_source_that_no_map_can_say_is_refused(refused, coventry, source):
    assert "--source" in refused(collection(area()), source=source)


def test_a_file_that_is_not_there_is_refused(coventry, tmp_path):
    with pytest.raises(CommandError, match="there is no such file"):
        call_command("load_boundaries", str(tmp_path / "none.geojson"))
    with pytest.raises(CommandError, match="this is not a file"):
        call_command("load_boundaries", str(tmp_path))
