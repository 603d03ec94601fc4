"""Schools and colleges: the answer, the list, the page of one, and keeping it up to date."""

import csv
from datetime import timedelta
from io import BytesIO, StringIO
from unittest import mock

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from interventions.models import Export
from pilots.models import EducationSetting, PublishedFigure, Site, Source
from pilots.school_forms import SchoolForm
from tests import builders
from vru_portal.access.roles import Role
from vru_portal.years import AcademicYear

LIST = "/interventions/schools/"
ADD = "/authorities/E08000026/schools/add/"


@pytest.fixture
def reader(as_user, analyst):
    return as_user(analyst)


def secondary(name, of, since="2019-01", **fields):
    return builders.school(name, of=of, engaged_since=since, **fields)


def placed(school, pilot, *, level="small_group", since="2019-10", status="running", **fields):
    """Make an intervention of the pilot that names the school."""
    fields.setdefault("name", f"At {school}")
    made = builders.intervention(pilot, status="", school_level=level, starts_on=since, **fields)
    made.status = status
    made.save()
    made.schools.add(school)
    return made


def answer(client, year=2019):
    return client.get(f"{LIST}?year={year}").context["answers"][0]


def counted(client, year=2019):
    total = answer(client, year).total
    return total.engaged, total.placed


# The answer -------------------------------------------------------------------------------------------------------


def test_secondary_schools_engaged_and_with_interventions_are_counted(reader, coventry, dudley, hillfields, st_james):
    first = secondary("First", coventry)
    secondary("Second", coventry, phase="all_through")
    third = secondary("Third", dudley)
    placed(first, hillfields)
    placed(first, hillfields, name="Another at the same school")
    placed(third, st_james)
    for phase in ("primary", "special", "college"):
        placed(secondary(phase, coventry, phase=phase), hillfields)
    told = answer(reader)
    assert (told.total.engaged, told.total.placed, told.total.notes) == (3, 2, [])
    assert [(tally.name, tally.engaged, tally.placed) for tally in told.authorities] == [
        ("Coventry", 2, 1),
        ("Dudley", 1, 1),
    ]


@pytest.mark.parametrize(
    ("since", "until", "engaged"),
    [("2020-08", "", 1), ("2020-09", "", 0), ("2018", "2019-08", 0), ("2018", "2019-09", 1), ("2020", "", 0)],
)
def test_a_school_is_engaged_by_its_dates(reader, coventry, since, until, engaged):
    secondary("School", coventry, since, engaged_until=until)
    assert counted(reader)[0] == engaged


def test_what_cannot_be_told_is_said_and_not_counted(reader, coventry, hillfields):
    secondary("Undated", coventry, "")
    secondary("Rough", coventry, "2020")
    builders.school("No phase", of=coventry, phase="", engaged_since="2019")
    placed(secondary("Engaged", coventry), hillfields, since="")
    placed(secondary("Undated too", coventry, ""), hillfields)
    total = answer(reader).total
    assert (total.engaged, total.placed) == (1, 1)
    assert total.notes == [
        "2 more without a date since when the unit has worked there",
        "1 more with a date too rough to tell",
        "1 more with an intervention whose dates do not tell",
        "1 with interventions in place but, by the dates recorded, not engaged",
        "1 more without a phase, 1 of them engaged",
    ]


def test_the_list_does_not_say_that_nothing_is_in_place_where_dates_do_not_tell(reader, coventry, hillfields):
    unclear, empty = secondary("Unclear", coventry), secondary("Empty", coventry)
    placed(unclear, hillfields, since="")
    page = reader.get(f"{LIST}?year=2019").content.decode()
    shown = {school: page.partition(f">{school}</a>")[2].partition("</tr>")[0] for school in (unclear, empty)}
    assert "Not known: dates missing" in shown[unclear]
    assert "No intervention in place" in shown[empty]


def test_an_archived_school_is_left_out(reader, coventry, hillfields):
    school = secondary("Listed twice", coventry, archived_at=timezone.now())
    placed(school, hillfields)
    assert counted(reader) == (0, 0)


@pytest.mark.parametrize(
    ("status", "since", "until", "in_place"),
    [
        ("running", "2019-10", "", 1),
        ("paused", "2019-10", "", 1),
        ("completed", "2018", "2019-12", 1),
        ("stopped", "2018-10", "2019-07", 0),
        ("completed", "2018-10", "", 0),
        ("completed", "2019-10", "", 1),
        ("", "2019-10", "", 1),
        ("", "", "", 0),
        ("running", "", "", 0),
        ("planned", "2019-10", "", 0),
        ("running", "2020-09", "", 0),
    ],
)
def test_an_intervention_is_in_place_by_its_status_and_dates(
    reader, coventry, hillfields, status, since, until, in_place
):
    placed(secondary("School", coventry), hillfields, status=status, since=since, ends_on=until)
    assert counted(reader) == (1, in_place)


def test_without_dates_of_its_own_an_intervention_has_those_of_its_phases(reader, coventry, hillfields):
    made = builders.intervention(hillfields, status="planned")
    made.enter("running", since="2019-10")
    made.schools.add(secondary("School", coventry))
    assert [counted(reader, year)[1] for year in (2018, 2019, 2020)] == [0, 1, 1]
    made.enter("completed", since="2020-06")
    assert [counted(reader, year)[1] for year in (2018, 2019, 2020)] == [0, 1, 0]


def test_schools_are_counted_by_each_level_with_what_it_means(reader, coventry, hillfields):
    school = secondary("School", coventry)
    for level in ("whole_school", "small_group", "small_group", ""):
        placed(school, hillfields, level=level)
    assert answer(reader).levels == [
        ("Whole school", "for raising awareness of violence and its effects", 1),
        ("Large group", "for pupils on the periphery of violence", 0),
        ("Small group", "for young people at risk of being drawn into violence", 1),
        ("One to one", "for young people already involved in serious violence", 0),
        ("Level not recorded", "", 1),
    ]


def publish(region, **figures):
    source = Source.objects.create(region=region, key="directory", title="The directory", published_on="2022-09-05")
    for label, number in figures.values():
        PublishedFigure.objects.create(
            region=region, label=label, wording=str(number), number=number, as_at="", source=source
        )


def test_what_was_published_stands_beside_what_is_counted(reader, region, coventry):
    publish(
        region,
        a=("Secondary schools engaged, 2019 to 2020", 156),
        b=("Schools with interventions, 2019 to 2020", 96),
        c=("Secondary schools engaged, 2018 to 2019", 12),
    )
    secondary("School", coventry)
    page = reader.get(f"{LIST}?year=2019")
    assert [figure.number for figure in page.context["answers"][0].published.figures] == [156, 96]
    text = page.content.decode()
    for words in ("Counted in this portal", "Published", "The directory, 5 September 2022", "need not agree"):
        assert words in text
    assert answer(reader, 2020).published.figures == []
    assert ">Published<" not in reader.get(f"{LIST}?year=2020").content.decode()


def test_a_published_figure_is_of_the_year_that_its_label_or_its_date_names(reader, region, coventry):
    publish(region, a=("Schools with interventions, 2019/20", 96))
    PublishedFigure.objects.update(label="Schools with interventions")
    assert answer(reader).published.figures == []
    PublishedFigure.objects.update(as_at="2020-03")
    assert [answer(reader, year).published.placed is None for year in (2018, 2019, 2020)] == [True, False, True]


def test_the_rule_is_shown_and_the_current_year_comes_first(reader, coventry):
    page = reader.get(LIST)
    assert page.context["year"] == AcademicYear.current()
    assert "overlap that year" in page.content.decode()
    assert "2019/20" in page.content.decode()


def test_another_region_is_neither_counted_nor_listed(as_user, reader, coventry, hillfields):
    elsewhere = builders.region("Elsewhere", "elsewhere")
    leeds = builders.authority("Leeds", "E08000035", in_region=elsewhere)
    school = secondary("Leeds school", leeds)
    placed(school, builders.pilot("Harehills", "harehills", of=leeds))
    secondary("Ours", coventry)
    assert counted(reader) == (1, 0)
    assert "Leeds" not in reader.get(LIST).content.decode()
    both = builders.posted("Bo Both", Role.ANALYST, coventry.region)
    builders.posting(both, Role.ANALYST, elsewhere)
    told = as_user(both).get(f"{LIST}?year=2019").context["answers"]
    assert {answer.region.name: (answer.total.engaged, answer.total.placed) for answer in told} == {
        "Elsewhere": (1, 1),
        "West Midlands": (1, 0),
    }


# The list ---------------------------------------------------------------------------------------------------------


def names(client, query=""):
    return [school.name for school, _ in client.get(f"{LIST}?{query}").context["rows"]]


def test_filters_find_and_leave_out(reader, coventry, dudley, hillfields):
    blue = secondary("Blue Coat", coventry, urn="123456")
    secondary("College", dudley, "2024-01", phase="college")
    builders.school("Archived", of=dudley, phase="", archived_at=timezone.now())
    placed(blue, hillfields, since="2021-01")
    for query in (
        "q=blue",
        "q=1234",
        "year=2019",
        f"authority={coventry.pk}",
        "phase=secondary",
        "phase=all_secondary",
        "level=small_group",
        "level=any",
        "year=2020&level=small_group",
    ):
        assert names(reader, query) == ["Blue Coat"], query
    assert names(reader) == ["Blue Coat", "College"]
    assert names(reader, "archived=on") == ["Archived", "Blue Coat", "College"]
    assert names(reader, "archived=on&phase=not_recorded") == ["Archived"]
    assert names(reader, "year=2019&level=small_group") == []
    assert names(reader, "level=not_recorded") == []


@pytest.mark.parametrize("query", ["year=x", "year=1066", "phase=x", "level=x", "authority=x", "q=" + "x" * 500])
def test_a_filter_that_makes_no_sense_is_told_and_shows_nothing(reader, coventry, query):
    secondary("School", coventry)
    page = reader.get(f"{LIST}?{query}")
    assert page.status_code == 200
    assert "There is a problem" in page.content.decode()
    assert page.context["rows"] == []


def test_the_number_leads_to_the_schools_that_it_counts(reader, coventry):
    for number in range(3):
        secondary(f"School {number}", coventry)
    secondary("Not yet", coventry, "2021")
    assert len(names(reader, "year=2019&phase=all_secondary")) == counted(reader)[0] == 3
    assert '?year=2019&amp;phase=all_secondary#list">3<' in reader.get(f"{LIST}?year=2019").content.decode()


def test_pages_are_of_25(reader, coventry):
    for number in range(30):
        secondary(f"School {number:02}", coventry)
    first = reader.get(f"{LIST}?phase=secondary")
    assert len(first.context["rows"]) == 25
    assert "<strong>30</strong> schools" in first.content.decode()
    assert names(reader, first.context["page"].next_url[1:])[-1] == "School 29"


def queries_of(ask):
    ask()
    with CaptureQueriesContext(connection) as caught:
        ask()
    return len(caught)


def test_the_pages_cost_the_same_with_one_school_and_with_many(reader, coventry, dudley, hillfields):
    school = secondary("School", coventry)
    placed(school, hillfields)
    builders.pilot("Wood End", "wood-end", of=coventry)
    asks = [lambda: reader.get(LIST), lambda: reader.get(school.get_absolute_url()), lambda: exported(reader)]
    few = [queries_of(ask) for ask in asks]
    for number in range(20):
        other = secondary(f"Number {number}", dudley if number % 2 else coventry)
        placed(other, hillfields).schools.add(school)
    assert [queries_of(ask) for ask in asks] == few


def test_the_empty_list_says_so(reader, coventry):
    assert "No schools or colleges yet" in reader.get(LIST).content.decode()
    assert "No school or college matches" in reader.get(f"{LIST}?q=zebra").content.decode()


def exported(client, query=""):
    text = b"".join(client.get(f"{LIST}export.csv?{query}").streaming_content).decode("utf-8-sig")
    return list(csv.DictReader(StringIO(text)))


def test_the_export_holds_what_the_list_shows(reader, analyst, coventry, hillfields):
    school = secondary("=Blue Coat", coventry, urn="123456")
    training = builders.intervention_type("Trauma Informed Practice", is_training=True)
    placed(school, hillfields, type=training, name="Staff training")
    placed(school, hillfields, since="2021-01", name="Later")
    secondary("Other", coventry)
    (row,) = exported(reader, "year=2019&q=blue")
    assert row["School or college"] == "'=Blue Coat"
    assert (row["Phase"], row["URN"], row["Engaged since"]) == ("Secondary", "123456", "January 2019")
    assert (row["Academic year"], row["Engaged in the year"]) == ("2019/20", "yes")
    assert row["Interventions in place in the year"] == row["Training among them"] == "Staff training"
    assert row["School levels"] == "Small group"
    export = Export.objects.get()
    assert (export.made_by, export.filters_used) == (analyst, ["schools", "q", "year"])
    content = b"".join(reader.get(f"{LIST}export.xlsx").streaming_content)
    sheet = openpyxl.load_workbook(BytesIO(content)).active
    assert [cell.value for cell in sheet["B"]] == ["School or college", "=Blue Coat", "Other"]


# The page of a school ---------------------------------------------------------------------------------------------


def test_the_page_tells_what_was_delivered_by_level_and_what_is_missing(reader, coventry, hillfields):
    school = secondary("Blue Coat", coventry, urn="")
    placed(school, hillfields, level="one_to_one", name="Mentoring")
    training = builders.intervention_type("Trauma Informed Practice", is_training=True)
    placed(school, hillfields, level="", since="", name="Staff training", type=training)
    page = reader.get(school.get_absolute_url())
    assert [(label, [str(one) for one in group]) for label, _, group in page.context["groups"]] == [
        ("One to one", ["Mentoring"]),
        ("Level not recorded", ["Staff training"]),
    ]
    assert [str(one) for one in page.context["training"]] == ["Staff training"]
    text = page.content.decode()
    for words in (
        "for young people already involved in serious violence",
        "Running, from October 2019",
        "Running, start not recorded",
        "The URN, its number",
        "The school level of 1 intervention.",
        "The start of 1 intervention.",
    ):
        assert words in text
    assert "The phase:" not in text


def test_a_page_without_anything_invents_nothing(reader, coventry):
    school = builders.school("Bare", of=coventry, phase="")
    text = reader.get(school.get_absolute_url()).content.decode()
    assert "No training course is recorded" in text
    assert text.count("Not recorded") == 3
    assert "Interventions: none is recorded here" in text


def test_who_keeps_interventions_puts_one_in_place_from_the_schools_page(as_user, navigator, reader, hillfields):
    school = secondary("Foxford", hillfields.authority)
    other = builders.intervention(hillfields, name="Drama")
    client = as_user(navigator)
    own, new = (
        f"{reverse('intervention_edit', args=[other.pk])}?school={school.pk}",
        f"{reverse('intervention_add', args=[hillfields.authority.gss_code, hillfields.slug])}?school={school.pk}",
    )
    page = client.get(school.get_absolute_url()).content.decode()
    for address in (own, new):
        assert f'href="{address}"' in page
        assert client.get(address).context["form"]["schools"].value() == [school.pk]
        assert client.get(address.replace(f"school={school.pk}", "school=0")).status_code == 404
    assert "Put an intervention in place" not in reader.get(school.get_absolute_url()).content.decode()


def test_the_sites_of_ones_own_authority_are_linked(as_user, navigator, dudley_navigator, coventry, hillfields):
    school = secondary("Blue Coat", coventry)
    Site.objects.create(pilot=hillfields, name="Blue Coat, lower school", school=school, since="2020-09")
    assert "Blue Coat, lower school" in as_user(navigator).get(school.get_absolute_url()).content.decode()
    assert "lower school" not in as_user(dudley_navigator).get(school.get_absolute_url()).content.decode()


def test_everybody_in_the_region_reads_a_school_and_nobody_else(as_user, coventry, dudley_navigator, administrator):
    school = secondary("Blue Coat", coventry)
    for user in (dudley_navigator, administrator):
        page = as_user(user).get(school.get_absolute_url())
        assert page.status_code == 200
        assert reverse("school_edit", args=[school.pk]) not in page.content.decode()
    leeds = builders.authority("Leeds", "E08000035", in_region=builders.region("Elsewhere", "elsewhere"))
    stranger = builders.posted("Lee Leeds", Role.NAVIGATOR, leeds)
    assert as_user(stranger).get(school.get_absolute_url()).status_code == 404


# Keeping it up to date --------------------------------------------------------------------------------------------


def typed(**fields):
    dates = {"engaged_since": "January 2019", "engaged_until": ""}
    return {"name": "Blue Coat", "phase": "secondary", "urn": "123456", "version": "0"} | dates | fields


def change(school):
    return reverse("school_edit", args=[school.pk])


@pytest.mark.parametrize("who", ["navigator", "adviser", "manager"])
def test_a_school_is_added_once_and_changed(request, as_user, coventry, who):
    user = request.getfixturevalue(who)
    client, data = as_user(user), typed(engaged_since="September 2019")
    for _ in range(2):
        school_address = client.post(ADD, data).url
    school = EducationSetting.objects.get()
    assert school_address == school.get_absolute_url()
    assert (school.authority, school.engaged_since, school.phase) == (coventry, "2019-09", "secondary")
    assert school.history.get().history_user == user
    client.post(change(school), typed(urn="", engaged_until="2021", version="1"))
    school.refresh_from_db()
    assert (school.urn, school.engaged_until) == ("", "2021")


@pytest.mark.parametrize(
    ("wrong", "field", "message"),
    [
        ({"name": ""}, "name", "Enter the name of the school or college"),
        ({"name": "x" * 151}, "name", "must be 150 characters or fewer"),
        ({"name": "TAKEN"}, "name", "“TAKEN” is listed in Coventry already"),
        ({"phase": "nursery school"}, "phase", "Choose phase from the list"),
        ({"urn": "12345"}, "urn", "Enter the URN as six digits"),
        ({"urn": "12345a"}, "urn", "Enter the URN as six digits"),
        ({"urn": "١٢٣٤٥٦"}, "urn", "Enter the URN as six digits"),
        ({"urn": "1" * 5000}, "urn", "must be 6 characters or fewer"),
        ({"urn": "654321"}, "urn", "Taken in Coventry has this URN already"),
        ({"engaged_since": "lately"}, "engaged_since", "Enter a real date"),
        ({"engaged_since": "2999"}, "engaged_since", "The date must be today or in the past"),
        (
            {"engaged_since": "2021-03", "engaged_until": "2021-02"},
            "engaged_until",
            "must be the same as or after March",
        ),
        ({"version": "x"}, "version", "Reload the page"),
    ],
)
def test_bad_input_is_told_beside_the_field_and_stores_nothing(as_user, adviser, coventry, wrong, field, message):
    secondary("Taken", coventry, urn="654321")
    response = as_user(adviser).post(ADD, typed(**wrong))
    assert response.status_code == 200
    assert message in response.context["form"].errors[field][0]
    assert EducationSetting.objects.count() == 1


def test_a_urn_in_use_names_the_school_only_where_it_may_be_seen(as_user, adviser, coventry, dudley):
    secondary("Theirs", dudley, urn="123456", archived_at=timezone.now())
    leeds = builders.authority("Leeds", "E08000035", in_region=builders.region("Elsewhere", "elsewhere"))
    secondary("Secret", leeds, urn="654321")
    errors = [as_user(adviser).post(ADD, typed(urn=urn)).context["form"].errors["urn"] for urn in ("123456", "654321")]
    assert errors == [
        ["Theirs in Dudley (archived) has this URN already: check both"],
        ["Another school has this URN already: check both"],
    ]


def test_a_name_or_urn_taken_at_the_same_moment_is_told_all_the_same(as_user, adviser, coventry):
    is_valid = SchoolForm.is_valid

    def and_then_it_is_taken(form):
        found = is_valid(form)
        secondary("Blue Coat", coventry, urn="123456")
        return found

    with mock.patch.object(SchoolForm, "is_valid", and_then_it_is_taken):
        response = as_user(adviser).post(ADD, typed(phase="special"))
    assert response.status_code == 200
    assert set(response.context["form"].errors) == {"name", "urn"}
    assert EducationSetting.objects.get().phase == "secondary"


def test_a_school_sent_twice_at_the_same_moment_is_stored_once_and_is_no_error(as_user, adviser, coventry):
    is_valid = SchoolForm.is_valid

    def and_then_it_is_stored(form):
        found = is_valid(form)
        said = {name: form.cleaned_data[name] for name in form.Meta.fields}
        EducationSetting.objects.create(authority=coventry, **said)
        return found

    with mock.patch.object(SchoolForm, "is_valid", and_then_it_is_stored):
        response = as_user(adviser).post(ADD, typed())
    school = EducationSetting.objects.get()
    assert (response.status_code, response.url) == (302, school.get_absolute_url())


def test_two_people_who_change_a_school_see_both_versions(as_user, adviser, manager, coventry):
    school = secondary("Blue Coat", coventry, urn="123456")
    as_user(manager).post(change(school), typed(phase="all_through", version="1"))
    late = typed(phase="special", version="1")
    response = as_user(adviser).post(change(school), late)
    assert response.status_code == 409
    assert f'<a class="govuk-link" href="{school.get_absolute_url()}">keep what' in response.content.decode()
    rows = [(row.label, row.stored, row.typed) for row in response.context["differences"]]
    assert ("Phase", "All-through", "Special") in rows
    school.refresh_from_db()
    assert school.phase == "all_through"
    again = late | {"version": response.context["form"]["version"].value()}
    assert as_user(adviser).post(change(school), again).status_code == 302
    school.refresh_from_db()
    assert school.phase == "special"
    assert as_user(adviser).post(change(school), again).status_code == 302  # the same twice is no conflict


def test_a_school_is_archived_and_restored(as_user, adviser, coventry):
    school, client = secondary("Blue Coat", coventry), as_user(adviser)
    address = reverse("school_archive", args=[school.pk])
    for _ in range(2):
        assert client.post(address).status_code == 302
    school.refresh_from_db()
    assert school.archived_at
    assert school.history.count() == 2
    assert "left out of the list" in client.get(school.get_absolute_url()).content.decode()
    client.post(address, {"restore": "1"})
    school.refresh_from_db()
    assert school.archived_at is None
    assert client.get(address).status_code == 405


def test_who_may_not_add_or_change_a_school(as_user, coventry, analyst, communications, dudley_navigator):
    school = secondary("Blue Coat", coventry)
    addresses = [ADD, change(school), reverse("school_archive", args=[school.pk])]
    for user, code in ((analyst, 403), (communications, 403), (dudley_navigator, 404)):
        assert [as_user(user).post(address, typed()).status_code for address in addresses] == [code] * 3
    assert EducationSetting.objects.get().archived_at is None


def test_an_ended_posting_changes_nothing_more(as_user, adviser, coventry):
    school = secondary("Blue Coat", coventry)
    client = as_user(adviser)
    assert client.get(change(school)).status_code == 200
    adviser.postings.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert client.get(change(school)).status_code == 403


def test_a_site_names_a_school_of_its_own_authority(as_user, navigator, coventry, dudley, hillfields):
    ours, theirs = secondary("Ours", coventry), secondary("Theirs", dudley)
    old = secondary("Archived", coventry, archived_at=timezone.now())
    address = reverse("site_add", args=[coventry.gss_code, hillfields.slug])
    client = as_user(navigator)
    choices = [str(label) for _, label in client.get(address).context["form"].fields["school"].choices]
    assert choices == ["None of them", "Ours"]
    for wrong in (theirs.pk, old.pk, "x", "9" * 30):
        response = client.post(address, {"name": "Lower school", "school": wrong, "version": "0"})
        assert "Choose school or college from the list" in response.context["form"].errors["school"][0]
    client.post(address, {"name": "Lower school", "school": ours.pk, "version": "0"})
    assert hillfields.sites.get().school == ours
