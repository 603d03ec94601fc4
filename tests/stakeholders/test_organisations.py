"""Organisations: the region's list, the page of one, and keeping it up to date."""

import pytest
from django.urls import reverse
from django.utils import timezone

from stakeholders.duplicates import essence
from stakeholders.models import Organisation
from stakeholders.organisations.naming import folded
from tests import builders

pytestmark = pytest.mark.django_db

SAID = {"name": "Spark Trust", "sector": "voluntary", "version": "0"}
EVERYBODY = ["navigator", "adviser", "manager", "analyst", "communications", "administrator"]


@pytest.fixture
def spark(region):
    return builders.organisation("Spark Trust", sector="voluntary", services="Mentoring\nBoxing")


def of(organisation, name="organisation"):
    return reverse(name, args=[organisation.pk])


def names_in(response):
    return [organisation.name for organisation in response.context["page"]]


# The list --------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", EVERYBODY)
def test_everybody_posted_in_the_region_reads_the_list_and_the_page(as_user, request, spark, role):
    client = as_user(request.getfixturevalue(role))
    assert names_in(client.get(reverse("organisations"))) == ["Spark Trust"]
    assert "Mentoring" in client.get(of(spark)).content.decode()


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=trust", ["Spark Trust"]),
        ("q=boxing", ["Spark Trust"]),
        ("sector=police", ["Police force"]),
        ("sector=not_recorded", ["Unknown body"]),
        ("duty=any", ["Police force"]),
        ("duty=police", ["Police force"]),
        ("duty=icb", []),
        ("duty=none", ["Spark Trust", "Unknown body"]),
        ("duty=rubbish", []),
        ("covers={coventry}", ["Police force"]),
        ("covers={dudley}", []),
        ("covers=x", []),
    ],
)
def test_filters_narrow_the_list(as_user, navigator, coventry, dudley, spark, query, expected):
    builders.organisation("Police force", sector="police", duty="police").covers.add(coventry)
    builders.organisation("Unknown body")
    query = query.format(coventry=coventry.pk, dudley=dudley.pk)
    assert names_in(as_user(navigator).get(f"{reverse('organisations')}?{query}")) == expected


def test_archived_merged_and_other_regions_organisations_are_not_listed(as_user, navigator, spark):
    merged = builders.organisation("Merged one")
    Organisation.objects.filter(pk=merged.pk).update(merged_into=spark)
    builders.organisation("Archived one", archived_at=timezone.now())
    elsewhere = builders.organisation("Elsewhere", in_region=builders.region("West Yorkshire", "west-yorkshire"))
    client = as_user(navigator)
    assert names_in(client.get(reverse("organisations"))) == ["Spark Trust"]
    assert client.get(of(elsewhere)).status_code == 404


# The page --------------------------------------------------------------------------------------------------------


def test_page_shows_people_networks_pilots_and_interventions(as_user, navigator, hillfields, coventry, spark):
    person = builders.contact("Pat Example", of=coventry, organisation=spark)
    builders.member(builders.network(of=hillfields), person, organisation=spark)
    hillfields.partners.add(spark)
    builders.intervention(hillfields, provider=spark)
    page = as_user(navigator).get(of(spark)).content.decode()
    for shown in ("Pat Example", "Hillfields stakeholder network", hillfields.get_absolute_url()):
        assert shown in page
    assert "Provides <strong>1</strong> intervention and funds <strong>0</strong>" in page


def test_page_shows_the_networks_that_count_it_because_a_member_belongs_to_it(as_user, navigator, hillfields, spark):
    person = builders.contact(of=hillfields.authority, organisation=spark)
    builders.member(builders.network(of=hillfields), person)
    other = builders.network("Other forum", of=hillfields)
    builders.member(other, person, organisation=builders.organisation("Elsewhere"))
    page = as_user(navigator).get(of(spark)).content.decode()
    assert "Hillfields stakeholder network" in page
    assert "Other forum" not in page


@pytest.mark.parametrize("role", ["analyst", "communications", "administrator", "dudley_navigator"])
def test_those_who_do_not_run_the_networks_see_no_name(as_user, request, hillfields, coventry, spark, role):
    person = builders.contact("Pat Example", of=coventry, organisation=spark)
    builders.member(builders.network(of=hillfields), person, organisation=spark)
    assert "Pat Example" not in as_user(request.getfixturevalue(role)).get(of(spark)).content.decode()


def test_networks_that_it_has_left_are_not_shown(as_user, navigator, hillfields, spark):
    builders.member(builders.network(of=hillfields), organisation=spark, left="2021-06-01")
    assert "Hillfields stakeholder network" not in as_user(navigator).get(of(spark)).content.decode()


def test_page_says_who_changed_what(as_user, navigator, coventry, spark):
    client = as_user(navigator)
    client.post(of(spark, "organisation_edit"), SAID | {"version": "1", "covers": [coventry.pk], "duty": "council"})
    changes = client.get(of(spark)).context["changes"]
    assert changes[0].by == "Nadia Navigator"
    what = [label for change in changes for label in change.what]
    assert {"Local authorities covered", "Specified authority", "Services offered", "Added"} == set(what)


# Adding and changing ---------------------------------------------------------------------------------------------


def test_navigator_adds_an_organisation(as_user, navigator, coventry, dudley):
    said = SAID | {"duty": "", "covers": [coventry.pk, dudley.pk], "services": "Boxing", "website": "spark.example.org"}
    answer = as_user(navigator).post(reverse("organisation_add"), said)
    made = Organisation.objects.get()
    assert answer.url == made.get_absolute_url()
    assert (made.region, made.website) == (coventry.region, "https://spark.example.org")
    assert set(made.covers.all()) == {coventry, dudley}
    assert made.history.last().history_user == navigator


def test_form_that_is_sent_twice_is_stored_once(as_user, navigator, coventry):
    client = as_user(navigator)
    said = SAID | {"covers": [coventry.pk]}
    answers = [client.post(reverse("organisation_add"), said) for _ in range(2)]
    assert {answer.url for answer in answers} == {Organisation.objects.get().get_absolute_url()}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": ""}, "Enter the name of the organisation"),
        ({"website": "not a website"}, "Enter a website in the right format"),
        ({"sector": "circus"}, "Choose sector from the list"),
        ({"covers": ["999999"]}, "from the list"),
        ({"services": "Ask Jordan Smith, 14"}, "looks like a name with an age"),
        ({"services": "Ring 07700 900123"}, "looks like a telephone number"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(as_user, navigator, wrong, message):
    said = SAID | {"services": "Mentoring by the canal"} | wrong
    page = as_user(navigator).post(reverse("organisation_add"), said).content.decode()
    assert message in page
    assert said["services"] in page
    assert not Organisation.objects.exists()


def test_name_in_use_leads_to_the_organisation_that_has_it(as_user, navigator, spark):
    page = as_user(navigator).post(reverse("organisation_add"), SAID | {"name": "spark  trust"}).content.decode()
    assert "“Spark Trust” is listed already" in page
    assert f'href="{of(spark)}"' in page


def test_name_that_was_merged_away_leads_to_the_one_that_was_kept(as_user, navigator, spark):
    merged = builders.organisation("Sparks")
    Organisation.objects.filter(pk=merged.pk).update(merged_into=spark)
    page = as_user(navigator).post(reverse("organisation_add"), SAID | {"name": "Sparks"}).content.decode()
    assert "“Sparks” was merged into “Spark Trust”" in page
    assert as_user(navigator).get(of(merged, "organisation_edit")).status_code == 404


def test_change_keeps_the_version_before(as_user, navigator, spark):
    as_user(navigator).post(of(spark, "organisation_edit"), SAID | {"version": "1", "sector": "sport"})
    spark.refresh_from_db()
    assert (spark.sector, spark.version) == ("sport", 2)
    assert spark.history.last().sector == "voluntary"


def test_second_of_two_who_change_an_organisation_sees_both_versions(as_user, navigator, manager, spark):
    as_user(navigator).post(of(spark, "organisation_edit"), SAID | {"version": "1", "sector": "sport"})
    answer = as_user(manager).post(of(spark, "organisation_edit"), SAID | {"version": "1", "sector": "faith"})
    assert answer.status_code == 409
    page = answer.content.decode()
    assert ">Sport</td>" in page
    assert ">Faith</td>" in page
    spark.refresh_from_db()
    assert spark.sector == "sport"


@pytest.mark.parametrize("role", ["analyst", "communications", "administrator"])
def test_other_roles_change_no_organisation(as_user, request, spark, role):
    client = as_user(request.getfixturevalue(role))
    assert client.get(reverse("organisation_add")).status_code == 403
    assert client.post(of(spark, "organisation_edit"), SAID).status_code == 403


def test_organisation_of_another_region_is_not_found(as_user, navigator):
    theirs = builders.organisation("Elsewhere", in_region=builders.region("West Yorkshire", "west-yorkshire"))
    assert as_user(navigator).get(of(theirs, "organisation_edit")).status_code == 404


def test_region_is_chosen_where_there_are_several(as_user, navigator, coventry):
    other = builders.region("West Yorkshire", "west-yorkshire")
    builders.posting(navigator, "manager", other)
    client = as_user(navigator)
    address = f"{reverse('organisation_add')}?region={other.pk}"
    assert "West Midlands" in client.get(address).content.decode()
    client.post(address, SAID)
    assert Organisation.objects.get().region == other
    beyond = builders.region("Kent", "kent")
    assert client.get(f"{reverse('organisation_add')}?region={beyond.pk}").status_code == 404


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("The Spark & Co.", "spark and co"),
        ("St James' House", "St James’ House"),
        ("St James's Hall", "ST JAMESS HALL"),
    ],
)
def test_import_and_list_of_duplicates_take_the_same_two_names_for_one(one, other):
    assert folded(one) == folded(other)
    assert essence(one) == essence(other)
