"""Sharing promising practice: the list of what every pilot of the region delivers, and its exports."""

import csv
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext

from interventions.delivery.export import HEADER
from interventions.models import Export, Intervention
from pilots.models import Theme
from tests import builders
from vru_portal.access.roles import Role

LIST = "/interventions/"


@pytest.fixture
def reader(as_user, navigator):
    return as_user(navigator)


@pytest.fixture
def here(hillfields):
    return builders.intervention(hillfields, name="Mentoring here")


@pytest.fixture
def there(st_james):
    return builders.intervention(st_james, name="Mentoring there")


def text_of(client, query=""):
    response = client.get(f"{LIST}?{query}")
    assert response.status_code == 200
    return response.content.decode()


def names(client, query=""):
    return [row.intervention.name for row in client.get(f"{LIST}?{query}").context["rows"]]


@pytest.mark.parametrize("role", Role)
def test_every_role_reads_what_the_whole_region_delivers(as_user, region, coventry, here, there, role):
    client = as_user(builders.posted("Reader", role, region if role == Role.ADMINISTRATOR else coventry))
    assert names(client) == ["Mentoring here", "Mentoring there"]
    assert ("Downloads are recorded" in text_of(client)) is (role != Role.ADMINISTRATOR)
    for kind in ("csv", "xlsx"):
        expected = 403 if role == Role.ADMINISTRATOR else 200
        assert client.get(f"{LIST}export.{kind}").status_code == expected


def test_another_region_reads_nothing_of_it(as_user, here):
    leeds = builders.authority("Leeds", "E08000035", in_region=builders.region("Northshire", "northshire"))
    client = as_user(builders.posted("Leo Leeds", Role.NAVIGATOR, leeds))
    assert names(client) == []
    assert "No interventions yet" in text_of(client)
    assert names(client, f"authority={here.authority_id}") == []


def test_a_row_says_what_is_delivered_to_whom_and_what_it_reached(reader, here, there):
    Intervention.objects.filter(pk=there.pk).update(
        target_group="Looked after children", provider=builders.organisation("Spark"), like=here
    )
    builders.activity(there.pilot, status="approved", intervention=there, reach={"Young people": 12})
    builders.activity(there.pilot, status="draft", intervention=there, reach={"Young people": 1000})
    builders.outcome_record(there.pilot, intervention=there, status="approved")
    builders.outcome_record(there.pilot, intervention=there, status="submitted")
    text = text_of(reader)
    for part in (
        "For Looked after children",
        "By Spark",
        "12 young people",
        "1 outcome record<",
        "Nothing approved is logged",
        "No outcome measured",
        f'Taken up from <a class="govuk-link" href="/interventions/{here.pk}/">Hillfields</a>',
        here.pilot.get_absolute_url(),
    ):
        assert part in text, part
    assert "1,0" not in text
    assert there.pilot.get_absolute_url() not in text, "a pilot of another authority is named only"


def test_who_does_not_read_outcomes_is_not_told_that_there_are_none(as_user, administrator, here):
    assert "No outcome measured" not in text_of(as_user(administrator))


def test_filters_find_and_leave_out(reader, region, coventry, hillfields, here, there, dudley):
    theme = Theme.objects.create(region=region, name="Sports")
    sport = builders.intervention_type("Sport", prevention_level="universal")
    sport.themes.add(theme)
    boxing = builders.intervention(
        hillfields, sport, name="Boxing", description="At the gym", audience=builders.audience(), status="planned"
    )
    lesson = builders.intervention(hillfields, name="Lesson", target_group="Year 8", school_level="whole_school")
    lesson.provider = builders.organisation("Spark")
    lesson.save()
    here.schools.add(builders.school())
    every = {"Mentoring here", "Mentoring there", "Boxing", "Lesson"}
    for query, found in {
        "": every,
        "q=GYM": {"Boxing"},
        "q=year+8": {"Lesson"},
        "q=sport": {"Boxing"},
        "q=gym+sport": {"Boxing"},
        "q=gym+lesson": set(),
        "q=spark+year": {"Lesson"},
        f"q={hillfields.name}+lesson": {"Lesson"},
        "q=mentoring%2C+one": every - {"Boxing"},
        "q=zebra": set(),
        f"type={sport.pk}": {"Boxing"},
        f"theme={theme.pk}": {"Boxing"},
        "prevention=universal": {"Boxing"},
        f"authority={dudley.pk}": {"Mentoring there"},
        f"audience={boxing.audience_id}": {"Boxing"},
        "status=planned": {"Boxing"},
        "schools=yes": {"Mentoring here", "Lesson"},
        "schools=no": {"Mentoring there", "Boxing"},
        "mine=on": every - {"Mentoring there"},
        "mine=on&schools=yes&q=lesson": {lesson.name},
    }.items():
        assert set(names(reader, query)) == found, query


def test_all_authorities_of_the_region_are_offered_and_no_others(reader, coventry, dudley):
    builders.authority("Leeds", "E08000035", in_region=builders.region("Northshire", "northshire"))
    text = text_of(reader)
    assert f'<option value="{dudley.pk}">Dudley</option>' in text
    assert "Leeds" not in text


def test_the_page_says_how_many_filters_are_set(reader, here):
    assert "in use" not in text_of(reader)
    assert "in use" not in text_of(reader, "q=&mine=")
    assert "Filters (2 in use)" in text_of(reader, "mine=on&status=running&q=mentoring")
    assert "in use" not in text_of(reader, "q=mentoring")


@pytest.mark.parametrize("query", ["status=lost", "type=x", "authority=99999999999999999999", "schools=perhaps"])
def test_a_filter_that_makes_no_sense_shows_nothing_and_says_why(reader, here, query):
    text = text_of(reader, query)
    assert "There is a problem" in text
    assert here.name not in text
    assert here.name not in b"".join(reader.get(f"{LIST}export.csv?{query}")).decode()


def test_what_is_searched_for_is_shown_as_text(reader, here):
    assert "<script>alert" not in text_of(reader, "q=<script>alert()</script>")


def test_an_empty_list_says_so(reader, hillfields):
    assert "No interventions yet" in text_of(reader)
    assert "No intervention matches these filters" in text_of(reader, "status=running")


def test_pages_follow_each_other_by_authority_and_pilot(reader, hillfields, st_james):
    kind = builders.intervention_type()
    made = [
        builders.intervention(pilot, kind, name=str(each)) for pilot in (hillfields, st_james) for each in range(30)
    ]
    seen, url = [], LIST
    while url:
        context = reader.get(url).context
        seen += [row.intervention for row in context["rows"]]
        url = context["page"].next_url and LIST + context["page"].next_url
    assert seen == made


@pytest.mark.parametrize("many", [1, 500])
def test_the_list_costs_the_same_for_any_number(reader, hillfields, st_james, many):
    kind = builders.intervention_type()
    Intervention.objects.bulk_create(
        Intervention(pilot=pilot, authority=pilot.authority, type=kind, name=f"No. {number}", status="running")
        for number in range(many // 2 + 1)
        for pilot in (hillfields, st_james)
    )
    for each in Intervention.objects.all()[:30]:
        builders.activity(each.pilot, status="approved", intervention=each, reach={"Young people": 5})
    reader.get(LIST)
    with CaptureQueriesContext(connection) as queries:
        text = text_of(reader)
    assert len(queries) <= 14, [query["sql"] for query in queries]
    assert "5 young people" in text
    with CaptureQueriesContext(connection) as queries:
        rows = b"".join(reader.get(f"{LIST}export.csv")).decode().splitlines()
    assert len(rows) == 1 + Intervention.objects.count()
    assert len(queries) <= 16


# Exports -----------------------------------------------------------------------------------------------------------


def exported(client, query=""):
    content = b"".join(client.get(f"{LIST}export.csv?{query}")).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(content)))


def test_the_export_holds_what_the_list_shows(reader, navigator, here, there):
    Intervention.objects.filter(pk=there.pk).update(funding="1000", like=here, starts_on="2021-03", youngest=16)
    builders.activity(
        there.pilot, status="approved", intervention=there, minutes=90, reach={"Young people": 12, "Residents": 8}
    )
    rows = exported(reader)
    assert [row["Intervention"] for row in rows] == ["Mentoring here", "Mentoring there"]
    row = rows[1]
    assert list(row) == HEADER
    assert {name: row[name] for name in ("Pilot", "Evidence rating", "Status", "Started", "Ages", "Hours")} == {
        "Pilot": "St James' Ward",
        "Evidence rating": "Not rated",
        "Status": "Running",
        "Started": "March 2021",
        "Ages": "16 and over",
        "Hours": "1.5",
    }
    assert (row["People (individuals)"], row["People (attendances)"]) == ("20", "")
    assert (row["Cost per person reached (pounds)"], row["Taken up from"]) == ("50.00", "Mentoring here, Hillfields")
    assert row["Address"].endswith(f"/interventions/{there.pk}/")
    assert (rows[0]["Hours"], rows[0]["Funding in pounds"], rows[0]["People (individuals)"]) == ("", "", "")


def test_filters_narrow_the_export_and_are_recorded_without_words(reader, navigator, here, there):
    assert [row["Intervention"] for row in exported(reader, "mine=on&q=here")] == ["Mentoring here"]
    export = Export.objects.get()
    assert (export.made_by, export.kind, export.filters_used) == (navigator, "csv", ["interventions", "mine", "q"])


def test_the_workbook_says_the_same(reader, here, there):
    content = b"".join(reader.get(f"{LIST}export.xlsx"))
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    rows = list(sheet.iter_rows(values_only=True))
    assert list(rows[0]) == HEADER
    assert [row[2] for row in rows[1:]] == ["Mentoring here", "Mentoring there"]


def test_no_cell_is_a_formula(reader, hillfields):
    builders.intervention(hillfields, name="=1+1", target_group="@SUM(A1)")
    row = exported(reader)[0]
    assert (row["Intervention"], row["Target group in words"]) == ("'=1+1", "'@SUM(A1)")
