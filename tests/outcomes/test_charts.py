"""Charts as pictures: named, without style or script, drawn once, and with whatever text is in them as text."""

import io
import json
from itertools import pairwise
from xml.etree import ElementTree

import pytest
import vl_convert
from django.core.cache.backends.locmem import LocMemCache
from PIL import Image

from interventions.outcomes.charts import ForestRow, forest_spec, histogram_spec
from interventions.outcomes.statistics import Effect, pooled
from vru_portal import charts
from vru_portal.charts import NARROW, WIDE, png, svg, svg_for_any_width

pytestmark = pytest.mark.django_db

SVG = "{http://www.w3.org/2000/svg}"
HOSTILE = "</svg><script>alert(1)</script><img src=x onerror=\"alert(2)\" style='color: red'>"
BINS = [(-1.0, 0.0, 3), (0.0, 1.0, 14), (1.0, 2.0, 23)]


def row(label="Hillfields", n=40, estimate=1.5, low=0.5, high=2.5):
    return ForestRow(label, n, estimate, low, high)


def forest(*rows, together=None, higher_is_better=True, width=WIDE):
    return forest_spec(rows or [row()], together, "SWEMWBS", "points", higher_is_better, width)


def together():
    return pooled([Effect(1.0, 0.5), Effect(2.0, 0.4), Effect(0.2, 0.3)])


def parsed(spec):
    return ElementTree.fromstring(svg(spec))  # noqa: S314 (what we have just drawn)


def words_in(spec):
    return [element.text for element in parsed(spec).iter(f"{SVG}text")]


@pytest.fixture
def drawings(monkeypatch):
    """Count what is drawn, with nothing kept from before."""
    drawn = []
    monkeypatch.setattr(charts, "PICTURES", LocMemCache(f"pictures-{id(drawn)}", {}))
    for name in ("vegalite_to_svg", "vegalite_to_png"):
        draw = getattr(vl_convert, name)
        monkeypatch.setattr(
            vl_convert, name, lambda *args, name=name, draw=draw, **kwargs: drawn.append(name) or draw(*args, **kwargs)
        )
    return drawn


# Pictures for pages ----------------------------------------------------------------------------------------------

ALL = {
    "forest": lambda: forest(row(), row(n=7, low=-30, high=40), row(low=None, high=None), together=together()),
    "narrow forest": lambda: forest(row(), together=together(), width=NARROW),
    "histogram": lambda: histogram_spec(BINS, "How scores changed", "points"),
    "narrow histogram": lambda: histogram_spec(BINS, "How scores changed", "points", NARROW),
}
every_chart = pytest.mark.parametrize("name", ALL)


@every_chart
def test_picture_passes_the_content_security_policy(name):
    for element in parsed(ALL[name]()).iter():
        assert element.tag.removeprefix(SVG) not in {"style", "script", "foreignObject", "image", "a", "use"}
        assert not [key for key in element.attrib if key == "style" or key.startswith("on") or "href" in key]


@every_chart
def test_picture_has_a_name_and_a_description(name):
    root = parsed(ALL[name]())
    identifiers = root.get("aria-labelledby").split()
    named = [next(element for element in root.iter() if element.get("id") == identifier) for identifier in identifiers]
    assert root.get("role") == "img"
    assert [element.tag for element in named] == [f"{SVG}title", f"{SVG}desc"]
    assert [element.text for element in named] == [ALL[name]()["usermeta"]["title"], ALL[name]()["description"]]


@every_chart
def test_nothing_inside_the_picture_is_a_thing_of_its_own_to_a_screen_reader(name):
    inside = list(parsed(ALL[name]()).iter())[1:]
    assert not [element for element in inside if {key.partition("-")[0] for key in element.attrib} & {"role", "aria"}]


@every_chart
def test_picture_is_as_wide_as_what_it_stands_in(name):
    root = parsed(ALL[name]())
    assert (root.get("width"), root.get("height")) == ("100%", None)
    left, top, width, height = map(float, root.get("viewBox").split())
    assert (left, top, width) == (0, 0, NARROW if "narrow" in name else WIDE)
    assert height > 100


def test_letters_are_arial():
    fonts = {element.get("font-family") for element in parsed(forest()).iter()}
    assert fonts == {"Arial, Helvetica, sans-serif", None}  # said once, for all text in the picture
    assert parsed(forest()).get("font-family")


def test_charts_of_one_page_share_no_identifier():
    clipped = {**histogram_spec(BINS, "How scores changed", "points")}
    clipped["layer"] = [{**layer, "mark": {**layer["mark"], "clip": True}} for layer in clipped["layer"]]
    others = [clipped, {**clipped, "height": 321}, forest(), forest(width=NARROW)]
    found = [{element.get("id") for element in parsed(spec).iter()} - {None} for spec in others]
    assert all(not one & other for place, one in enumerate(found) for other in found[:place])
    root = parsed(clipped)
    referred = {element.get("clip-path") for element in root.iter()} - {None}
    assert referred
    assert referred <= {f"url(#{identifier})" for identifier in found[0]}


def test_text_is_shown_as_text_whatever_it_says():
    spec = forest(row(label=HOSTILE))
    spec["usermeta"]["title"] = spec["description"] = HOSTILE
    drawn = svg(spec)
    assert "<script" not in drawn
    assert "<img" not in drawn
    assert drawn.count("</svg>") == 1
    assert parsed(spec).find(f"{SVG}title").text == HOSTILE


def test_a_chart_asks_no_other_site():
    spec = {**histogram_spec(BINS, "t", "points"), "data": {"url": "https://example.org/data.json"}}
    with pytest.raises(ValueError, match="not allowed"):
        svg(spec)


def test_a_chart_without_a_name_is_not_drawn():
    with pytest.raises(KeyError):
        svg({"mark": "point", "data": {"values": [{}]}})


def test_the_same_chart_is_drawn_once(drawings):
    assert svg(forest()) == svg(forest())
    assert png(forest()) == png(forest())
    assert drawings == ["vegalite_to_svg", "vegalite_to_png"]
    svg(forest(row(n=41)))
    assert len(drawings) == 3


def test_another_version_of_the_portal_draws_anew(drawings, monkeypatch):
    svg(forest())
    monkeypatch.setattr(charts, "VERSION", charts.VERSION + 1)
    svg(forest())
    assert len(drawings) == 2


def test_png_is_a_picture_on_white_at_twice_its_size():
    with Image.open(io.BytesIO(png(forest()))) as picture:
        assert (picture.format, picture.width) == ("PNG", 2 * WIDE)
        assert picture.convert("RGB").getpixel((0, 0)) == (255, 255, 255)


def test_chart_for_any_width_is_drawn_for_both():
    both = svg_for_any_width(lambda width: forest(width=width))
    assert both.count("<svg") == 2
    assert f'viewBox="0 0 {NARROW} ' in both
    assert f'viewBox="0 0 {WIDE} ' in both


# The forest plot -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("width", [NARROW, WIDE])
@pytest.mark.parametrize("count", [1, 3, 25])
def test_forest_has_a_row_for_each_result_even_of_one_name(count, width):
    rows = [row(n=40 + place) for place in range(count)]
    words = words_in(forest(*rows, width=width))
    assert words.count("Hillfields") == count
    people = [word.split()[0] for word in words if word.split()[0] in {str(40 + place) for place in range(count)}]
    assert people == [str(40 + place) for place in range(count)]


@pytest.mark.parametrize(
    ("higher_is_better", "ends"), [(True, ["← worse", "better →"]), (False, ["← better", "worse →"])]
)
def test_forest_says_which_direction_is_better(higher_is_better, ends):
    spec = forest(higher_is_better=higher_is_better)
    assert [word for word in words_in(spec) if "←" in word or "→" in word] == ends
    assert ("Higher is better" if higher_is_better else "Lower is better") in spec["description"]
    assert "Mean change in SWEMWBS (points)" in words_in(spec)


def test_few_people_are_hollow_and_dashed_and_explained():
    def hollow(spec):
        return [element for element in parsed(spec).iter() if element.get("fill") == "white"]

    def dashed(spec):
        return [element for element in parsed(spec).iter() if element.get("stroke-dasharray")]

    enough, few = forest(row(n=30)), forest(row(n=29))
    assert (len(hollow(enough)), len(dashed(enough))) == (0, 0)
    assert (len(hollow(few)), len(dashed(few))) == (2, 1)
    assert "Fewer than 30: too few to say" in words_in(few)
    assert "Fewer than 30: too few to say" not in words_in(enough)
    assert "1 of them from fewer than 30 people" in few["description"]


def test_results_together_are_shown_where_there_are_any():
    spec = forest(row(), row(), row(), together=together())
    assert "3 results together" in words_in(spec)
    assert "Together +" in spec["description"]
    assert "together" not in " ".join(words_in(forest())).lower()


def test_interval_of_few_people_does_not_squeeze_the_others():
    wide = row(n=2, estimate=3.0, low=-120.0, high=126.0)
    low, high = forest(row(), wide)["encoding"]["x"]["scale"]["domain"]
    assert -1 < low < 0
    assert 3 < high < 4
    shapes = [layer["mark"].get("shape") for layer in forest(row(), wide)["layer"]]
    assert "triangle-left" in shapes
    assert "triangle-right" in shapes
    low, high = forest(wide)["encoding"]["x"]["scale"]["domain"]
    assert low < -120
    assert high > 126


def test_result_without_an_interval_is_a_point():
    assert svg(forest(row(low=None, high=None)))
    assert "95% interval" not in words_in(forest(row(low=None, high=None)))


@pytest.mark.parametrize("estimate", [0, -4, 1e9, -1e-9])
def test_results_of_any_size_are_drawn(estimate):
    assert "NaN" not in svg(forest(row(estimate=estimate, low=estimate, high=estimate)))


@pytest.mark.parametrize("width", [NARROW, WIDE])
def test_long_names_are_cut(width):
    name = "Mentoring one to one for children in care and care leavers, with their carers and teachers"
    spec = forest_spec([row(label=name)], None, name, "points", True, width)
    cut = [word for word in words_in(spec) if word.endswith("…")]
    assert len(cut) == 2
    assert all(name.startswith(word.removeprefix("Mean change in ").rstrip("…").strip()) for word in cut)


def test_other_writers_of_svg_in_the_process_change_nothing():
    ElementTree.register_namespace("svg", SVG.strip("{}"))
    assert svg(forest(row(label="Drawn after the prefix"))).startswith("<svg ")


# The histogram ---------------------------------------------------------------------------------------------------


def test_histogram_has_a_bar_for_each_bin_as_high_as_its_people():
    spec = json.loads(json.dumps(histogram_spec(BINS, "How scores changed", "points")))
    bars = [element for element in parsed(spec).iter(f"{SVG}path") if element.get("stroke") == "white"]
    heights = [abs(float(bar.get("d").split("v")[1].split("h")[0])) for bar in bars]
    assert [height / heights[0] for height in heights] == pytest.approx([n / 3 for n in (3, 14, 23)], abs=0.01)
    words = words_in(spec)
    assert [word for word in words if word in {"3", "14", "23"}] == ["3", "14", "23"]
    assert "Change (points)" in words
    assert "The change of 40 people in points, in 3 bars." in spec["description"]


@pytest.mark.parametrize(
    "bins", [[(3.0, 4.0, 2)], [(-2.0, -1.0, 5)], [(n / 2, (n + 1) / 2, n * 100) for n in range(-6, 6)]]
)
def test_line_of_no_change_is_in_every_histogram(bins):
    spec = histogram_spec(bins, "t", "points")
    low, high = spec["encoding"]["x"]["scale"]["domain"]
    assert low <= 0 <= high
    assert "No change" in words_in(spec)
    edges = spec["encoding"]["x"]["axis"]["values"]
    assert all(one < other for one, other in pairwise(edges))


# Colours ---------------------------------------------------------------------------------------------------------

DARK_ENOUGH = 4.5


def luminance(colour):
    parts = [int(colour[at : at + 2], 16) / 255 for at in (1, 3, 5)]
    linear = [part / 12.92 if part <= 0.03928 else ((part + 0.055) / 1.055) ** 2.4 for part in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


@every_chart
def test_what_is_drawn_stands_out_from_white(name):
    marks = {element.get(kind) for element in parsed(ALL[name]()).iter() for kind in ("fill", "stroke")}
    colours = {mark for mark in marks if mark and mark.startswith("#") and len(mark) == 7}
    assert len(colours) > 1
    assert all(1.05 / (luminance(colour) + 0.05) >= DARK_ENOUGH for colour in colours)
