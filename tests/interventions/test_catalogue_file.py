"""What load_region answers to a catalogue file, what it stores of it, and what it does when it is run again."""

import re
from io import StringIO

import pytest
import yaml
from django.conf import settings
from django.core.management import CommandError, call_command
from django.db.models import CharField

from interventions import catalogue
from interventions.catalogue.checks import UNIQUE, schema
from interventions.models import InterventionType, OutcomeMeasure
from pilots.models import Factor, Region
from pilots.region_file import DataFile
from tests import builders

pytestmark = pytest.mark.django_db
REGION = """
region: {key: northshire, name: Northshire, unit: Northshire Violence Reduction Unit}
themes: [{name: Trauma informed}]
authorities: [{name: Northshire, gss: E06000901}]
"""
# What is written in the example, what is written instead, and what is said of it.
ERRORS = (
    ("key: worry", "key: My Worry", "measures[1].key: 'My Worry' is not a key"),
    ("kind: scale\n    desc", "kind: test\n    desc", "measures[0].kind: must be one of scale, proportion, count"),
    ("    highest: 5\n", "", "measures[0].highest: this is missing"),
    ("highest: 5", "highest: 2", "measures[0].highest: must be more than lowest: 2"),
    ("highest: 5", "highest: five", "measures[0].highest: must be a number, not 'five'"),
    ("items: 2", "items: 0", "measures[0].items: must be 1 or more, not 0"),
    ("better: higher", "better: up", "measures[0].better: must be one of higher, lower, not 'up'"),
    ('      4: "3.90"\n', "", "measures[0].conversion: has no score for 4"),
    ('4: "3.90"', '4: "3.05"', "measures[0].conversion.4: is less than the score for 3: 3.15"),
    ('4: "3.90"', '4: "3,90"', "measures[0].conversion.4: '3,90' is not a score: a number, such as 9.51"),
    ('4: "3.90"', 'four: "3.90"', "measures[0].conversion: 'four' is not a raw score: use whole numbers"),
    ("meaningful_change: 1", "meaningful_change: 0", "measures[0].meaningful_change: must be more than 0, not 0"),
    ("    meaningful_change_note: From the user guide\n", "", "'meaningful_change_note' is missing beside it"),
    ("source: General measure", "source: ''", "measures[2].source: must not be empty"),
    ("kind: proportion", "kind: proportion\n    lowest: 0", "measures[2].lowest: only a scale has this"),
    ("read: 2026-11\n  - key", "read: 2026-13\n  - key", "measures[0].read: '2026-13' is not a date"),
    ("key: in-learning", "key: worry", "measures[2].key: 'worry' is there twice"),
    ("kind: risk", "kind: danger", "factors[0].kind: must be one of risk, protective, not 'danger'"),
    ("level: community", "level: planet", "factors[0].level: must be one of individual, family, school, peers"),
    ("name: A trusted adult", "name: Few safe places to go", "factors[1].name: 'Few safe places to go' is there twice"),
    ("prevention: indicated", "prevention: late", "prevention: must be one of universal, targeted, indicated"),
    ("impact: moderate", "impact: great", "rating.impact: must be one of high, moderate, low, none, harmful"),
    ("quality: 3", "quality: 6", "intervention_types[0].rating.quality: must be 5 or less, not 6"),
    ("cost: 2", "cost: 0", "intervention_types[0].rating.cost: must be 1 or more, not 0"),
    ("      source: Northshire evidence review\n", "", "intervention_types[0].rating.source: this is missing"),
    ("      read: 2026-11-02\n", "", "intervention_types[0].rating.read: this is missing"),
    ("measure: wellbeing-scale", "measure: magic", "measure: unknown outcome measure 'magic': it is not listed under"),
    ("name: First aid", "name: Mentoring", "intervention_types[1].name: 'Mentoring' is there twice"),
    ("training: true", "training: yes", "intervention_types[1].training: must be true or false, not 'yes'"),
    ("training: true", "dose: weekly", "intervention_types[1].dose: unknown key. The keys here are: key, name"),
)


@pytest.fixture(scope="session")
def example() -> str:
    """The whole example of docs/catalogue-file.md."""
    text = (settings.BASE_DIR / "docs/catalogue-file.md").read_text(encoding="utf-8")
    return re.search(r"```yaml\n(.*?)```", text, re.DOTALL)[1]


@pytest.fixture
def load(tmp_path):
    """Return a function that loads a small region with a catalogue, and returns what the command says."""

    def run(content: str, region: str = REGION, **options) -> str:
        (tmp_path / "region.yaml").write_text(region)
        (tmp_path / "catalogue.yaml").write_text(content)
        options.setdefault("catalogue", str(tmp_path / "catalogue.yaml"))
        out = StringIO()
        call_command("load_region", str(tmp_path / "region.yaml"), stdout=out, **options)
        return out.getvalue()

    return run


def test_the_example_of_the_documentation_is_stored_whole(load, example):
    said = load(example)
    assert "Intervention types                           2       2        0" in said
    scale = OutcomeMeasure.objects.get(slug="wellbeing-scale")
    assert (scale.items, scale.lowest, scale.highest, scale.higher_is_better) == (2, 2, 5, True)
    assert scale.conversion == {"2": "2.00", "3": "3.15", "4": "3.90", "5": "5.00"}
    assert scale.bands.splitlines() == ["Below 3: low", "3 and over"]
    assert (scale.meaningful_change, scale.meaningful_change_note) == (1, "From the user guide")
    assert (scale.permission, scale.read_on) == ("the University of Northshire", "2026-11")
    assert not OutcomeMeasure.objects.get(slug="worry").higher_is_better
    kind = InterventionType.objects.get(slug="mentoring")
    assert (kind.region.slug, kind.impact, kind.evidence_quality, kind.cost) == ("northshire", "moderate", 3, 2)
    assert (kind.evidence_source, kind.evidence_read_on) == ("Northshire evidence review", "2026-11-02")
    assert (kind.suggested_measure, kind.materials) == (scale, "Handbook: https://mentoring.example.org")
    assert [theme.name for theme in kind.themes.all()] == ["Trauma informed"]
    unrated = InterventionType.objects.get(slug="first-aid")
    assert (unrated.is_training, unrated.is_rated) == (True, False)
    assert {str(factor) for factor in Factor.objects.all()} == {"Few safe places to go", "A trusted adult"}
    assert kind.history.first().history_change_reason == "Loaded from catalogue.yaml"
    assert kind.region.history.first().history_change_reason == "Loaded from region.yaml"


@pytest.mark.parametrize(("good", "wrong", "complaint"), ERRORS, ids=[error[2][:50] for error in ERRORS])
def test_each_error_is_told_with_its_line_and_nothing_is_stored(load, example, good, wrong, complaint):
    assert good in example
    with pytest.raises(CommandError) as refused:
        load(example.replace(good, wrong, 1))
    assert "catalogue.yaml: 1 error. Nothing was stored.\n  line " in str(refused.value)
    assert complaint in str(refused.value)
    assert not Region.objects.exists()


def test_all_errors_of_both_files_are_told_at_once(load, example):
    with pytest.raises(CommandError) as refused:
        load(example.replace("items: 2", "items: two").replace("cost: 2", "cost: 9"), REGION.replace("E06000901", "E0"))
    told = str(refused.value)
    assert "region.yaml: 1 error. Nothing was stored.\n  line 4, authorities[0].gss" in told
    assert "catalogue.yaml: 2 errors. Nothing was stored." in told


@pytest.mark.parametrize(
    ("content", "complaint"),
    [("", "the file is empty"), ("PK\x03\x04", "this is a spreadsheet"), ("- a", "must be a group of keys")],
)
def test_a_file_of_the_wrong_kind_is_refused_by_its_name(load, content, complaint):
    with pytest.raises(CommandError) as refused:
        load(content)
    assert "catalogue.yaml: 1 error" in str(refused.value)
    assert complaint in str(refused.value)
    assert "a region file" not in str(refused.value)


def test_a_file_of_any_shape_is_complained_about_and_never_crashes(example):
    rubbish = (None, -5, "x", [], {}, [[]], [{}], {"name": []})
    for index, path in enumerate(list(paths_of(yaml.safe_load(example)))):
        data = yaml.safe_load(example)
        put(data, path, rubbish[index % len(rubbish)])
        file = DataFile("rubbish", data, {(): 1})
        catalogue.check(file)
        catalogue.check_stored(file, "northshire")


def paths_of(value, path=()):
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, deeper in steps:
        yield (*path, step)
        yield from paths_of(deeper, (*path, step))


def put(data, path, value) -> None:
    for step in path[:-1]:
        data = data[step]
    data[path[-1]] = value


def test_a_second_run_changes_nothing(load, example):
    load(example)
    before = InterventionType.history.count(), OutcomeMeasure.history.count(), Factor.history.count()
    said = load(example)
    assert "Nothing changed." in said
    assert "left as it is" not in said
    assert before == (InterventionType.history.count(), OutcomeMeasure.history.count(), Factor.history.count())


def test_a_changed_file_updates_in_place(load, example):
    load(example)
    said = load(example.replace("quality: 3", "quality: 4").replace("level: community", "level: peers"))
    assert InterventionType.objects.get(slug="mentoring").evidence_quality == 4
    assert Factor.objects.get(name="Few safe places to go").level == "peers"
    assert "Intervention types                           2       0        1" in said


def test_what_administrators_have_changed_stays_and_is_listed(load, example):
    load(example)
    person = builders.user()
    kind = InterventionType.objects.get(slug="mentoring")
    kind.description, kind._history_user = "In our own words", person
    kind.save()
    factor = Factor.objects.get(name="A trusted adult")
    factor.name, factor._history_user = "An adult to trust", person
    factor.save()
    said = load(example.replace("A mentor meets one", "A mentor sees one").replace("quality: 3", "quality: 4"))
    kind.refresh_from_db()
    assert (kind.description, kind.evidence_quality) == ("In our own words", 4)
    assert "intervention type 'Mentoring', description" in said
    assert "risk or protective factor 'An adult to trust', name" in said
    assert Factor.objects.count() == 2


def test_the_meaning_of_stored_figures_is_left_as_it_is(load, example):
    load(example)
    measure = OutcomeMeasure.objects.get(slug="worry")
    builders.outcome_record(measure=measure)
    said = load(example.replace("highest: 10", "highest: 20").replace("name: Worry about", "name: Worrying about"))
    measure.refresh_from_db()
    assert (measure.name, measure.highest) == ("Worrying about violence", 10)
    assert "outcome measure 'Worry about violence', highest score" in said


def test_what_is_better_and_what_is_meaningful_stay_under_stored_figures(load, example):
    load(example)
    for measure in OutcomeMeasure.objects.filter(kind="scale"):
        builders.outcome_record(measure=measure)
    other = example.replace("better: lower", "better: higher").replace("meaningful_change: 1", "meaningful_change: 2")
    said = load(other.replace("From the user guide", "From a study"))
    assert OutcomeMeasure.objects.get(slug="worry").higher_is_better is False
    scale = OutcomeMeasure.objects.get(slug="wellbeing-scale")
    assert (scale.meaningful_change, scale.meaningful_change_note) == (1, "From the user guide")
    assert "outcome measure 'Worry about violence', higher is better" in said
    assert f"outcome measure {str(scale)!r}, smallest meaningful change" in said


def test_types_that_the_file_no_longer_mentions_stay_and_are_listed(load, example):
    load(example)
    said = load(example[: example.index("  - key: first-aid")])
    assert InterventionType.objects.filter(slug="first-aid").exists()
    assert "Not in the files, and left as it is:\n  intervention type 'First aid'" in said


def test_a_name_that_another_type_of_the_region_has_is_refused(load, example):
    region = builders.region("Northshire", "northshire")
    builders.intervention_type("First aid", in_region=region, slug="aid")
    with pytest.raises(CommandError) as refused:
        load(example)
    assert "intervention_types[1].name: the region has a type of this name already, with the key aid" in str(
        refused.value
    )


def test_a_theme_that_the_region_does_not_have_is_passed_over(load, example):
    load(example.replace("[Trauma informed]", "[Trauma informed, Sports]"))
    assert [theme.name for theme in InterventionType.objects.get(slug="mentoring").themes.all()] == ["Trauma informed"]


def test_a_check_stores_nothing(load, example):
    assert "Only checked: nothing was stored." in load(example, check=True)
    assert not OutcomeMeasure.objects.exists()


def test_regions_share_measures_and_have_types_of_their_own(load, example):
    load(example)
    load(example, REGION.replace("northshire", "southshire").replace("E06000901", "E06000902"))
    assert OutcomeMeasure.objects.count() == 3
    assert InterventionType.objects.filter(slug="mentoring").count() == 2


# The schema and its documentation ---------------------------------------------------------------------------------

TYPE_COLUMNS = {"key": "slug"}
PLACES = (
    ("measures", OutcomeMeasure, TYPE_COLUMNS),
    ("factors", Factor, {}),
    ("intervention_types", InterventionType, TYPE_COLUMNS),
)


@pytest.mark.parametrize(("part", "model", "renamed"), PLACES, ids=[place[0] for place in PLACES])
def test_the_schema_allows_no_text_that_its_column_does_not_hold(part, model, renamed):
    keys = schema()["properties"][part]["items"]["properties"]
    columns = {field.name: field.max_length for field in model._meta.concrete_fields if isinstance(field, CharField)}
    limits = {renamed.get(key, key): item["maxLength"] for key, item in keys.items() if "maxLength" in item}
    assert columns.keys() & limits.keys()
    assert {name: limits[name] for name in columns.keys() & limits.keys() if limits[name] > columns[name]} == {}


def test_the_schema_allows_no_source_of_a_rating_that_its_column_does_not_hold():
    rating = schema()["properties"]["intervention_types"]["items"]["properties"]["rating"]["properties"]
    assert rating["source"]["maxLength"] <= InterventionType._meta.get_field("evidence_source").max_length


def test_every_key_of_the_schema_is_described_and_documented():
    text = (settings.BASE_DIR / "docs/catalogue-file.md").read_text(encoding="utf-8")
    for name, item in keys_of(schema()):
        assert item.get("description"), name
        assert re.search(rf"\b{name}\b", text), name


def keys_of(part):
    if isinstance(part, dict):
        if isinstance(part.get("properties"), dict) and part.get("additionalProperties") is False:
            yield from part["properties"].items()
        for deeper in part.values():
            yield from keys_of(deeper)


def test_what_must_be_unique_is_part_of_the_schema():
    for pattern, keys in UNIQUE:
        part = schema()
        for step in pattern.replace("[]", ".[]").split("."):
            part = part["items"] if step == "[]" else part["properties"][step]
        assert set(keys) <= set(part.get("properties", {}))
