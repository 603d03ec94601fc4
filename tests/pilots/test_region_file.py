"""What load_region answers to a file that is wrong."""

import os
import zipfile

import pytest
import yaml
from django.core.management import CommandError

from pilots.models import Region
from pilots.region_file import BadDataFile, DataFile, check, read

TEN_ERRORS = (
    ("title: Northshire VRU annual report", "title: ''", "sources[0].title: must not be empty"),
    ("published: 2025-06", "published: 2021-02-30", "sources[0].published: '2021-02-30' is not a date"),
    ("gss: E06000901", "gss: Northshire", "authorities[0].gss: 'Northshire' is not a GSS code"),
    ("population: 19400", "population: -1", "authorities[0].localities[0].population: must be 0 or more, not -1"),
    ("as_at: 2025", "year: 2025", "figures[0].year: unknown key. The keys here are: label, wording"),
    ("basis: place", "basis: town", "pilots[0].basis: must be one of place, setting, cohort, not 'town'"),
    (
        "partners: [Old Town Community Trust]",
        "partners: [Unheard Of]",
        "pilots[0].partners[0]: unknown organisation 'Unheard Of': it is not listed under organisations",
    ),
    ("until: 2024-05", "until: 2023-05", "pilots[0].phases[0].until: 2023-05 is before since: 2024-01"),
    (
        "- audience: Young people",
        "- audience: Martians",
        "pilots[0].highlights[0].reach[0].audience: unknown audience group 'Martians'",
    ),
    ("number: 60", "number: about 60", "pilots[1].highlights[0].reach[0].number: must be a whole number, not"),
)
OTHER_ERRORS = (
    ("sector: voluntary", "sector: charity", "organisations[0].sector: must be one of police, council, health, edu"),
    ("duty: police", "duty: army", "organisations[1].duty: must be one of police, fire, icb, council, yot, probation"),
    ("covers: [Northshire]", "covers: [Atlantis]", "organisations[0].covers[0]: unknown local authority 'Atlantis'"),
    ("covers: [Northshire, Seaborough]", "covers: [Seaborough, Seaborough]", "covers[1]: 'Seaborough' is there twice"),
    (
        "  - Seaborough College  ",
        "  - Old Town Community Trust  ",
        "organisations[2]: 'Old Town Community Trust' is the",
    ),
    ("  - Seaborough College  ", "  - 7  ", "organisations[2]: must be text or a group of keys, not 7"),
    ("  - Seaborough College  ", "  - sector: sport  ", "organisations[2].name: this is missing"),
    ("kind: stakeholders", "kind: club", "pilots[0].networks[0].kind: must be one of stakeholders, steering, forum"),
    ("kind: forum\n        source: annual-report", "kind: forum", "authorities[0].networks[0].source: this is missing"),
    (
        "kind: forum\n        source: annual-report",
        "kind: forum\n        source: x",
        "unknown source 'x': it is not li",
    ),
    (
        "key: violence-prevention-forum",
        "key: old-town",
        "pilots[0].networks[0].key: 'old-town' is there twice: each network of a local authority has its own key",
    ),
    ("rhythm: FREQ=WEEKLY;INTERVAL=2", "rhythm: every week", "rhythm: 'every week' is not a rhythm: write a rule such"),
    ("rhythm: FREQ=WEEKLY;INTERVAL=2", "rhythm: FREQ=SECONDLY", "rhythm: 'FREQ=SECONDLY' is not a rhythm"),
    ("rhythm: FREQ=WEEKLY;INTERVAL=2", "rhythm: FREQ=WEEKLY;BYDAY=2TU", "'FREQ=WEEKLY;BYDAY=2TU' is not a rhythm"),
    ("        meets: fortnightly                # in the source's words\n", "", "'meets' is missing beside it"),
    ("established: 2024-06", "established: 2999", "pilots[0].networks[0].established: 2999 lies in the future"),
    ("established: 2024-06", "established: 2025-01", "headcounts[0].as_at: 2024-12 is before the network was establi"),
    ("as_at: 2025-06", "as_at: 2999-06", "pilots[0].networks[0].headcounts[1].as_at: 2999-06 lies in the future"),
    ("as_at: 2025-06", "as_at: 2024-12", "pilots[0].networks[0].headcounts[1].as_at: '2024-12', 'annual-report' is th"),
    ("number: 18", "number: -1", "pilots[0].networks[0].headcounts[0].number: must be 0 or more, not -1"),
    ("number: 18", "number: 18\n            name: Pat", "headcounts[0].name: unknown key. The keys here are: number"),
    (
        "number: 18",
        "number: 18\n            instead_of: Volunteers trained",
        "headcounts[0].instead_of: 'Volunteers trained' is still listed under figures: say it once",
    ),
    ("theme: Trauma informed", "theme: Sport", "regional_work[0].theme: unknown theme 'Sport'"),
    ("themes: [Trauma informed]", "themes: [Sport]", "pilots[1].themes[0]: unknown theme 'Sport'"),
    ("authority: Seaborough", "authority: Atlantis", "pilots[1].authority: unknown local authority 'Atlantis'"),
    ("localities: [old-town]", "localities: [new-town]", "pilots[0].localities[0]: unknown locality 'new-town'"),
    ("localities: [old-town]", "localities: []", "pilots[0].localities: must not be an empty list"),
    ("    localities: [old-town]\n", "", "pilots[0].localities: this is missing"),
    ("kind: Event", "kind: Party", "pilots[0].highlights[1].kind: unknown kind of activity 'Party'"),
    ("source: annual-report\n        intervention", "source: other\n        intervention", "unknown source 'other'"),
    ("site: Seaborough College", "site: Other", "pilots[1].highlights[0].site: 'Other' is not a site of this pilot"),
    ("status: in_development", "status: paused", "pilots[0].phases[0].reason: this is missing"),
    ("since: 2024-05\n", "since: 2023-12\n", "pilots[0].phases[1].since: 2023-12 is before the phase above it"),
    ("        longitude: -1.5\n", "", "authorities[0].localities[0]: 'longitude' is missing beside it"),
    ("latitude: 54.12345", "latitude: 154", "latitude: must be 90 or less, not 154"),
    ("latitude: 54.12345", "latitude: .nan", "latitude: must be a number, not '.nan'"),
    ("website: https:", "website: javascript:", "region.website: 'javascript:"),
    ("cross_cutting: true", "cross_cutting: yes", "cross_cutting: must be true or false, not 'yes'"),
    ("  key: northshire", "  key: North Shire", "region.key: 'North Shire' is not a key"),
    ("  name: Northshire\n", "  name:\n", "region.name: must be text, not empty"),
    ("  name: Northshire\n", "", "region.name: this is missing"),
    ("name: Trauma-informed college", "name: 2025", "pilots[1].name: must be text, not 2025"),
    ("name: Trauma-informed college", "name: ' College'", "must be one line, without spaces"),
    ("name: Trauma-informed college", 'name: "Two\\nlines"', "must be one line, without spaces"),
    ("name: Trauma-informed college", 'name: "A\\0B"', "pilots[1].name: remove the control character '\\x00'"),
    ("name: Trauma-informed college", "name: " + "x" * 151, "is too long: 151 characters, at most 150 are allowed"),
    ("name: Trauma-informed college", "name: !!python/name:os.system x", "tags such as"),
    ("name: Trauma-informed college", "name: &a x", "anchors and aliases (& and *) are not allowed"),
    ("  name: Northshire\n", "  name: Northshire\n  name: Again\n", "region.name: this key is there twice"),
    ("gss: E06000902", "gss: E06000901", "authorities[1].gss: 'E06000901' is there twice"),
    ("gss: E06000902", "gss: E06000902\n    tile_column: 1", "'tile_row' is missing beside it"),
    ("gss: E06000902", "gss: E06000902\n    tile_column: 9\n    tile_row: 1", "tile_column: must be 8 or less, not 9"),
    ("  - Education staff", "  - Young people", "audience_groups[2]: 'Young people' is there twice"),
    ("key: summer-fair", "key: street-work", "pilots[0].highlights[1].key: 'street-work' is there twice"),
    ("- key: college", "- key: old-town", "pilots[1].key: 'old-town' is there twice"),
    ("number: 120", "number: 1000001", "number: must be 1,000,000 or less"),
    ("number: 120", "number: 999999999999999999999999", "number: must be a whole number"),
    ("number: 120", "number: true", "number: must be a whole number, not True"),
    ("hours: 90", "hours: -1", "hours: must be 0 or more"),
    ("from: 2025-07-12", "from: 12 July 2025", "'12 July 2025' is not a date: write a year"),
    ("from: 2025-07-12", "from: 0000", "is not a date"),
    ("        source: annual-report\n    interv", "    interv", "context[0]: needs one of: cited, source"),
    ("phase: college", "phase: university", "authorities[1].schools[0].phase: must be one of nursery, primary"),
    ("urn: 100123", "urn: 12345", "authorities[1].schools[0].urn: 12345 is not a URN: six digits, such as 123456"),
    ("urn: 100124", "urn: 100123", "authorities[1].schools[1].urn: 100123 is there twice: each school has a URN"),
    ("engaged_until: 2025-07", "engaged_until: 2024-07", "engaged_until: 2024-07 is before engaged_since: 2024-09"),
    (
        "school: Seaborough College",
        "school: Other",
        "sites[0].school: unknown school 'Other': it is not listed under Sea",
    ),
    ("name: Harbour School", "name: Seaborough College", "schools[1].name: 'Seaborough College' is there twice"),
    ("schools: [Seaborough College]", "schools: [Other]", "interventions[0].schools[0]: unknown school 'Other'"),
    ("type: trauma-informed-practice", "type: magic", "type: unknown intervention type 'magic': it is not in the cat"),
    ("provider: Old Town C", "provider: C", "interventions[0].provider: unknown organisation 'Community Trust'"),
    ("funder: Seaborough", "funder: Other", "pilots[1].interventions[0].funder: unknown organisation 'Other College'"),
    ("audience: Students", "audience: Martians", "interventions[0].audience: unknown audience group 'Martians'"),
    (
        "        localities: [old-town]",
        "        localities: [new]",
        "localities[0]: 'new' is not a locality of this",
    ),
    ("oldest: 25", "oldest: 10", "pilots[0].interventions[0].oldest: 10 is below youngest: 11"),
    ("school_level: whole_school", "school_level: class", "school_level: must be one of whole_school, large_group"),
    ("referral: needed", "referral: maybe", "pilots[0].interventions[0].referral: must be one of none, needed, not"),
    ("status: running", "status: operational", "phases[1].status: must be one of planned, running, paused"),
    ("since: 2024-06\n", "since: 2024-01\n", "interventions[0].phases[1].since: 2024-01 is before the phase above it"),
    (
        "intervention: street-work  ",
        "intervention: film  ",
        "highlights[0].intervention: 'film' is not an intervention of",
    ),
    ("- key: street-work\n        name", "- key: staff\n        name", "'street-work' is not an intervention of this"),
    ("measure: self-report", "measure: happiness", "measure: unknown outcome measure 'happiness': it is not in the"),
    ("measured_by: Self-report", "measured: x", "anticipated_outcomes[0].measured_by: this is missing"),
    (
        "factors: [Few",
        "factors: [Many",
        "theory.factors[0]: unknown risk or protective factor 'Many safe places to go'",
    ),
    ("stage: activity", "stage: action", "theory.steps[1].stage: must be one of context, input, activity"),
    ("- to: contacts", "- to: contact", "leads_to[0].to: 'contact' is not a step of this theory of change"),
    ("- to: contacts", "- to: street-work", "leads_to[0].to: a step does not lead to itself"),
    ("- to: contacts", "- to: dark", "leads_to[0].to: 'dark' stands at an earlier stage: a link leads on, not back"),
    ("- key: contacts", "- key: dark", "theory.steps[2].key: 'dark' is there twice"),
    ("- kind: Detached youth work", "- kind: Magic", "measured_by[0].kind: unknown kind of activity 'Magic'"),
    ("- measure: service-use", "- {}", "measured_by[0]: needs one of: measure, intervention, kind, audience"),
    (
        "- measure: service-use",
        "- intervention: film",
        "measured_by[0].intervention: 'film' is not an intervention of this",
    ),
    ("- measure: service-use", "- {intervention: street-work, kind: Event}", "by an intervention or by something else"),
    ("- measure: service-use", "- {measure: service-use, kind: Event}", "is measured by an outcome measure or by act"),
    ("        site: Sea", "        locality: x\n        site: Sea", "takes place in a locality or at a site, not both"),
)


def faults_of(load, content) -> str:
    with pytest.raises(CommandError) as refused:
        load(content)
    assert refused.value.returncode == 1
    assert not Region.objects.exists()
    return str(refused.value)


@pytest.mark.django_db
def test_ten_errors_are_all_told_at_once_with_their_places(load, example):
    bad, expected = example, []
    for good, wrong, complaint in TEN_ERRORS:
        line = bad[: bad.index(good)].count("\n") + 1
        bad = bad.replace(good, wrong, 1)
        expected.append(f"line {line}, {complaint}")
    told = faults_of(load, bad)
    for complaint in expected:
        assert complaint in told
    assert "10 errors. Nothing was stored." in told


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("good", "wrong", "complaint"), OTHER_ERRORS, ids=[error[1].strip()[:40] for error in OTHER_ERRORS]
)
def test_each_error_is_told_in_plain_words(load, example, good, wrong, complaint):
    assert good in example
    assert complaint in faults_of(load, example.replace(good, wrong, 1))


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("content", "complaint"),
    [
        (b"", "the file is empty"),
        (b" \n\n", "the file is empty"),
        (b"# only a comment\n", "the file is empty"),
        (b"PK\x03\x04" + b"\0" * 50, "this is a spreadsheet, document or ZIP file, not a region file"),
        (b"%PDF-1.7", "this is a PDF"),
        (b"\xff\xfer\0e\0", "this is not text in UTF-8"),
        (b"region:\n  name: Caf\xe9\n", "line 2: this is not text in UTF-8"),
        (b"region: {}\nname: a\0b\n", "line 2: remove the control character '\\x00'"),
        (b"region: \x1b[31m", "line 1: remove the control character '\\x1b'"),
        (b"region: [unclosed\n", "this is not YAML"),
        (b"region:\n\tname: x\n", "line 2: this is not YAML"),
        (b"just words", "line 1: must be a group of keys, not 'just words'"),
        (b"- a\n- list\n", "line 1: must be a group of keys, not ['a', 'list']"),
        (b"{}", "region: this is missing"),
        (b"? [a, b]\n: x\n", "a key must be a word"),
        (b"a: 1\n---\nb: 2\n", "one YAML document"),
        (b"[" * 100_000, "the YAML is nested too deeply"),
        (b"a: &a [x, x]\nb: [*a, *a]\n", "anchors and aliases (& and *) are not allowed"),
        (b"name: x\n" * 270_000, "the file is too large: a region file has at most 2 MB"),
    ],
)
def test_a_file_of_the_wrong_kind_is_refused_with_a_clear_message(load, content, complaint):
    assert complaint in faults_of(load, content)


@pytest.mark.django_db
def test_a_spreadsheet_a_folder_a_missing_file_and_a_pipe_are_refused(load, tmp_path):
    sheet, pipe = tmp_path / "region.xlsx", tmp_path / "pipe"
    with zipfile.ZipFile(sheet, "w") as archive:
        archive.writestr("xl/workbook.xml", "<workbook/>")
    os.mkfifo(pipe)
    assert "this is a spreadsheet" in faults_of(load, sheet)
    assert "this is a folder" in faults_of(load, tmp_path)
    assert "the file cannot be read: No such file" in faults_of(load, tmp_path / "nothing.yaml")
    assert "this is not a file" in faults_of(load, pipe)


@pytest.mark.django_db
def test_a_file_of_50_mb_is_refused_without_being_read(load, tmp_path):
    large = tmp_path / "large.yaml"
    with large.open("wb") as file:
        file.truncate(50 * 1024 * 1024)
    assert "the file is too large" in faults_of(load, large)


@pytest.mark.django_db
def test_faults_found_before_the_yaml_breaks_off_are_told_too(load):
    told = faults_of(load, "region:\n  name: a\n  name: b\nsources: [\n")
    assert "line 3, region.name: this key is there twice" in told
    assert "this is not YAML" in told


def test_text_that_yaml_would_change_stays_text(tmp_path):
    path = tmp_path / "region.yaml"
    path.write_text(
        "a: no\nb: 12:30\nc: 0o17\nd: 2021-03-12\ne: 1_000\nf: 7\ng: 1.5\nh: true\ni: ~\nj: '7'\n"
        "k: >-\n  two\n  lines\n"
    )
    assert list(read(path).data.values()) == [
        *("no", "12:30", "0o17", "2021-03-12", "1_000", 7, 1.5, True, None, "7", "two lines")
    ]


def test_a_byte_order_mark_is_no_fault(tmp_path, example):
    path = tmp_path / "region.yaml"
    path.write_bytes(b"\xef\xbb\xbf" + example.encode())
    assert read(path).data["region"]["name"] == "Northshire"


def test_a_file_of_any_shape_is_complained_about_and_never_crashes(example):
    """Put rubbish in the place of each value of the example in turn."""
    rubbish = (None, -5, "x", [], {}, [[]], [{}], {"name": []})
    values = list(paths_of(yaml.safe_load(example)))
    for index, path in enumerate(values):
        data = yaml.safe_load(example)
        put(data, path, rubbish[index % len(rubbish)])
        file = DataFile("rubbish", data, {(): 1})
        check(file)
    assert len(values) > 100


def paths_of(value, path=()):
    steps = value.items() if isinstance(value, dict) else enumerate(value) if isinstance(value, list) else ()
    for step, deeper in steps:
        yield (*path, step)
        yield from paths_of(deeper, (*path, step))


def put(data, path, value) -> None:
    for step in path[:-1]:
        data = data[step]
    data[path[-1]] = value


def test_a_fault_says_where_it_is():
    with pytest.raises(BadDataFile) as refused:
        read("/nowhere/at all.yaml")
    assert str(refused.value.faults[0]) == "the file cannot be read: No such file or directory"


@pytest.mark.django_db
def test_two_authorities_in_one_place_of_the_schematic_map_are_refused(load, example):
    tile = "\n    tile_column: 2\n    tile_row: 1"
    for code in ("E06000901", "E06000902"):
        example = example.replace(f"gss: {code}", f"gss: {code}{tile}")
    with pytest.raises(CommandError, match=r"authorities\[1\].tile_column: 2, 1 is there twice"):
        load(example)
    load(example.replace(tile, "\n    tile_column: 3\n    tile_row: 1", 1))
    assert list(Region.objects.get().authorities.values_list("tile_column", "tile_row")) == [(3, 1), (2, 1)]
