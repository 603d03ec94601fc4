"""The catalogue of intervention types: its list, the page of a type, evidence and its gaps, and Django admin."""

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from interventions.delivery.evidence import (
    LACKS_EVIDENCE,
    RATED,
    gap_in_words,
    rating_in_words,
    read_in_words,
    with_pilots,
)
from interventions.models import InterventionType
from pilots.models import Theme
from tests import builders
from vru_portal.access.roles import Role

LIST = "/interventions/catalogue/"
RATING = {"evidence_source": "YEF Toolkit", "evidence_read_on": "2026-03-12"}
RATINGS = {
    "nothing": {},
    "moderate": {"impact": "moderate", "evidence_quality": 4, "cost": 2, **RATING},
    "insufficient": {"impact": "insufficient", **RATING},
    "quality of nought": {"evidence_quality": 0, **RATING},
    "words": {"evidence": "On average 21% less violence.", **RATING},
    "no effect": {"impact": "none", "cost": 1, **RATING},
}


@pytest.fixture
def reader(as_user, navigator):
    return as_user(navigator)


@pytest.fixture
def kind(region):
    return builders.intervention_type("Mentoring, one to one", prevention_level="indicated")


def address(kind):
    return f"{LIST}west-midlands/{kind.slug}/"


def page(client, url=LIST):
    response = client.get(url)
    assert response.status_code == 200
    return response.content.decode()


def names(client, query=""):
    return [row.type.name for row in client.get(f"{LIST}?{query}").context["rows"]]


def delivered_in(kind, *pilots, **fields):
    return [builders.intervention(pilot, kind, **fields) for pilot in pilots]


def several_pilots(coventry, number):
    return [builders.pilot(f"Place {each}", f"place-{each}", of=coventry) for each in range(number)]


# Evidence in words ----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("rating", "words"),
    [
        ("nothing", "Not rated"),
        ("moderate", "Moderate impact, evidence quality 4 of 5, cost 2 of 3"),
        ("insufficient", "Insufficient evidence"),
        ("quality of nought", "Evidence quality 0 of 5"),
        ("words", "Evidence described, without a rating"),
        ("no effect", "No effect, cost 1 of 3"),
    ],
)
def test_a_rating_is_said_in_words(region, rating, words):
    kind = builders.intervention_type(rating, **RATINGS[rating])
    assert rating_in_words(kind) == words
    assert read_in_words(kind) == ("" if rating == "nothing" else "YEF Toolkit, read 12 March 2026")


def test_the_database_counts_as_rated_what_the_model_does(region):
    for name, rating in RATINGS.items():
        builders.intervention_type(name, **rating)
    types = InterventionType.objects.all()
    assert len(types) == len(RATINGS)
    assert set(types.filter(RATED)) == {kind for kind in types if kind.is_rated}
    assert set(types.filter(LACKS_EVIDENCE)) == {kind for kind in types if kind.lacks_evidence}


@pytest.mark.parametrize(
    ("rating", "pilots", "results", "words"),
    [
        ("nothing", 3, 0, "Widely delivered here, not rated: measure this"),
        ("nothing", 3, 1, "Widely delivered here, not rated: 1 result so far"),
        ("insufficient", 3, 0, "Widely delivered here, insufficient evidence: measure this"),
        ("insufficient", 3, 2, "Widely delivered here, insufficient evidence: 2 results so far"),
        ("insufficient", 2, 0, ""),
        ("moderate", 9, 0, ""),
        ("words", 9, 0, ""),
    ],
)
def test_a_gap_is_said_out_loud_of_what_is_widely_delivered(region, rating, pilots, results, words):
    assert gap_in_words(builders.intervention_type(rating, **RATINGS[rating]), pilots, results) == words


def test_pilots_that_only_plan_it_do_not_deliver_it(kind, coventry):
    one, other, third, fourth = several_pilots(coventry, 4)
    delivered_in(kind, one, one, other)
    delivered_in(kind, third, status="planned")
    delivered_in(kind, fourth, status="")
    assert with_pilots(InterventionType.objects.filter(pk=kind.pk)).get().pilots == 3


# The list -------------------------------------------------------------------------------------------------------


def test_the_list_says_what_each_type_is_and_how_well_it_is_known_to_work(reader, kind, hillfields):
    builders.intervention_type("Music", **RATINGS["moderate"])
    delivered_in(kind, hillfields)
    text = page(reader)
    assert "Indicated: one to one, for people already involved in violence" in text
    assert "<strong>Not rated</strong>" in text
    assert "Delivered in 1 pilot here" in text
    assert (
        "<strong>Moderate impact, evidence quality 4 of 5, cost 2 of 3</strong> (YEF Toolkit, read 12 March 2026)"
        in text
    )
    assert "No pilot here delivers it yet" in text
    assert "Prevention level not recorded" in text


def test_the_gap_is_on_the_list_with_the_measure_to_use(reader, region, coventry):
    kind = builders.intervention_type("Sport", suggested_measure=builders.measure("SWEMWBS"))
    delivered_in(kind, *several_pilots(coventry, 2))
    assert "Widely delivered here" not in page(reader)
    delivered_in(kind, builders.pilot("Third", "third", of=coventry))
    text = page(reader)
    assert "Widely delivered here, not rated: measure this" in text
    assert 'href="/interventions/measures/swemwbs/">SWEMWBS</a>' in text


def test_what_has_results_is_not_asked_to_be_measured(reader, coventry):
    kind = builders.intervention_type("Sport", suggested_measure=builders.measure("SWEMWBS"))
    delivered_in(kind, *several_pilots(coventry, 3))
    one = kind.interventions.first()
    builders.outcome_record(one.pilot, status="approved", intervention=one)
    for url in (LIST, address(kind), one.get_absolute_url(), "/what-works/"):
        text = page(reader, url)
        assert "Widely delivered here, not rated: 1 result so far" in text, url
        assert "measure this" not in text, url


def test_an_empty_catalogue_says_so(reader, region):
    assert "The catalogue is empty" in page(reader)


@pytest.mark.parametrize("role", Role)
def test_every_role_reads_it(as_user, region, coventry, kind, role):
    person = builders.posted("Reader", role, region if role == Role.ADMINISTRATOR else coventry)
    assert kind.name in page(as_user(person))
    assert ("Administration</a></p>" in page(as_user(person))) is (role == Role.ADMINISTRATOR)
    assert kind.name in page(as_user(person), address(kind))


def test_another_regions_types_cannot_be_found(reader, region):
    other = builders.intervention_type("Chess", in_region=builders.region("Northshire", "northshire"))
    assert names(reader) == []
    assert reader.get(f"{LIST}northshire/chess/").status_code == 404
    assert reader.get(f"{LIST}west-midlands/chess/").status_code == 404
    assert other.get_absolute_url() == f"{LIST}northshire/chess/"


def test_types_of_several_regions_are_told_apart(as_user, navigator, kind):
    other = builders.region("Northshire", "northshire")
    builders.posting(navigator, Role.ANALYST, other)
    builders.intervention_type(kind.name, in_region=other)
    text = page(as_user(navigator))
    assert text.count(kind.name) == 2
    assert "Northshire" in text


def test_archived_types_leave_the_list_but_keep_their_page(reader, kind, hillfields):
    delivered_in(kind, hillfields)
    InterventionType.objects.update(archived_at=timezone.now())
    assert names(reader) == []
    text = page(reader, address(kind))
    assert "Archived" in text
    assert "Add to my pilot" not in text


def test_filters_find_and_leave_out(reader, region, coventry, hillfields, st_james):
    theme = Theme.objects.create(region=region, name="Sports")
    course = builders.intervention_type("First aid", is_training=True, description="Stop the bleeding")
    course.themes.add(theme)
    rated = builders.intervention_type("Mentoring", prevention_level="targeted", **RATINGS["moderate"])
    unknown = builders.intervention_type("Campaign", target_groups="Residents")
    delivered_in(rated, hillfields)
    delivered_in(unknown, st_james, *several_pilots(coventry, 2))
    every = {"Campaign", "First aid", "Mentoring"}
    for query, found in {
        "": every,
        "q=BLEEDING": {"First aid"},
        "q=residents": {"Campaign"},
        "q=residents+campaign": {"Campaign"},
        "q=zebra": set(),
        f"theme={theme.pk}": {"First aid"},
        "prevention=targeted": {"Mentoring"},
        "training=yes": {"First aid"},
        "training=no": every - {"First aid"},
        "rated=yes": {"Mentoring"},
        "rated=no": every - {"Mentoring"},
        "delivered=region": {"Campaign", "Mentoring"},
        "delivered=mine": {"Campaign", "Mentoring"},
        "delivered=no": {"First aid"},
        "delivered=gap": {"Campaign"},
        "delivered=region&rated=no": {"Campaign"},
    }.items():
        assert set(names(reader, query)) == found, query


def test_where_i_am_posted_means_my_own_authority(as_user, dudley_navigator, region, hillfields):
    delivered_in(builders.intervention_type("Mentoring"), hillfields)
    client = as_user(dudley_navigator)
    assert names(client, "delivered=region") == ["Mentoring"]
    assert names(client, "delivered=mine") == []


@pytest.mark.parametrize("query", ["theme=x", "prevention=high", "delivered=mars", "theme=99999999999999999999"])
def test_a_filter_that_makes_no_sense_shows_nothing_and_says_why(reader, kind, query):
    text = page(reader, f"{LIST}?{query}")
    assert "There is a problem" in text
    assert kind.name not in text


def test_pages_follow_each_other(reader, region):
    made = [builders.intervention_type(f"Type {number:03}") for number in range(120)]
    seen, url = [], LIST
    while url:
        context = reader.get(url).context
        seen += [row.type for row in context["rows"]]
        url = context["page"].next_url and LIST + context["page"].next_url
    assert seen == made


@pytest.mark.parametrize("many", [1, 500])
def test_the_list_and_the_page_cost_the_same_for_any_number(reader, region, coventry, many):
    InterventionType.objects.bulk_create(
        InterventionType(region=region, slug=f"t-{number}", name=f"Type {number}") for number in range(many)
    )
    kind = InterventionType.objects.first()
    for pilot in several_pilots(coventry, 1 if many == 1 else 30):
        builders.activity(pilot, status="approved", intervention=builders.intervention(pilot, kind), reach={"All": 2})
    for url, most in ((LIST, 12), (address(kind), 17)):
        reader.get(url)
        with CaptureQueriesContext(connection) as queries:
            page(reader, url)
        assert len(queries) <= most, [query["sql"] for query in queries]


# The page of a type ---------------------------------------------------------------------------------------------


def test_the_page_says_all_that_is_known(reader, region, hillfields):
    kind = builders.intervention_type(
        "Mentoring",
        description="One mentor, one young person.",
        target_groups="Young people known to services",
        usual_dose="Weekly for a year",
        languages="English, Urdu",
        materials="https://example.org/handbook\nA poster",
        prevention_level="indicated",
        evidence="On average 21% less violence.",
        suggested_measure=builders.measure("Wellbeing scale"),
        **RATINGS["moderate"],
    )
    kind.themes.add(Theme.objects.create(region=region, name="Criminal justice"))
    text = page(reader, address(kind))
    for part in (
        "One mentor, one young person.",
        "Young people known to services",
        "Weekly for a year",
        "English, Urdu",
        'href="https://example.org/handbook"',
        "A poster",
        "Criminal justice",
        "Indicated: one to one, for people already involved in violence",
        "On average 21% less violence.",
        "Moderate impact, evidence quality 4 of 5, cost 2 of 3",
        "Source: YEF Toolkit, read 12 March 2026",
        'href="/interventions/measures/wellbeing-scale/"',
        "No pilot here delivers it yet",
    ):
        assert part in text, part


def test_the_page_says_what_is_not_known(reader, kind):
    text = page(reader, address(kind))
    assert "No source that the unit has read rates it" in text
    assert "None suggested yet" in text


def test_the_page_shows_where_it_is_delivered_and_what_it_reached(
    as_user, dudley_navigator, kind, hillfields, st_james
):
    here, there = *delivered_in(kind, hillfields, name="Here"), *delivered_in(kind, st_james, name="There")
    builders.activity(hillfields, status="approved", intervention=here, reach={"Young people": 12})
    builders.activity(st_james, status="submitted", intervention=there, reach={"Young people": 7})
    text = page(as_user(dudley_navigator), address(kind))
    assert "2 pilots deliver or have delivered it" in text
    assert "12 young people" in text
    assert "7 young people" not in text
    assert "Nothing approved is logged" in text
    assert st_james.get_absolute_url() in text, "the own pilot is a link"
    assert hillfields.get_absolute_url() not in text, "another authority's pilot is named only"
    assert "Hillfields" in text


def test_what_is_only_planned_is_said_to_be(reader, kind, hillfields):
    delivered_in(kind, hillfields, status="planned")
    assert "no pilot has begun to deliver it" in page(reader, address(kind))


def test_who_keeps_interventions_adds_it_to_a_pilot_of_theirs(as_user, navigator, analyst, kind, hillfields, st_james):
    archived = builders.pilot("Over", "over", of=hillfields.authority, archived_at=timezone.now())
    text = page(as_user(navigator), address(kind))
    assert f"/authorities/E08000026/pilots/hillfields/interventions/add/?type={kind.pk}" in text
    assert st_james.slug not in text
    assert archived.slug not in text.split("Add to my pilot")[1].split("</details>")[0]
    assert "Add to my pilot" not in page(as_user(analyst), address(kind))


def test_what_is_typed_into_the_catalogue_is_shown_as_text(reader, region):
    kind = builders.intervention_type("<b>Bold</b>", description="<script>alert()</script>", materials="<i>x</i>")
    for url in (LIST, kind.get_absolute_url()):
        text = page(reader, url)
        assert "<b>Bold" not in text
        assert "<script>alert" not in text


# Django admin ---------------------------------------------------------------------------------------------------

ADD = reverse("admin:interventions_interventiontype_add")


@pytest.fixture
def office(as_user, administrator):
    return as_user(administrator)


def typed(region, **fields):
    return {"region": region.pk, "name": "Chess", "slug": "chess", **fields}


def test_an_administrator_adds_and_changes_a_type(office, region, administrator):
    theme = Theme.objects.create(region=region, name="Education")
    office.post(ADD, typed(region, themes=[theme.pk]))
    kind = InterventionType.objects.get()
    assert list(kind.themes.all()) == [theme]
    assert kind.history.first().history_user == administrator
    change = reverse("admin:interventions_interventiontype_change", args=[kind.pk])
    rating = {"impact": "insufficient", **RATING, "evidence_read_on": "12 March 2026"}
    office.post(change, typed(region, name="Chess club", **rating))
    kind.refresh_from_db()
    assert (kind.name, kind.impact, kind.evidence_read_on) == ("Chess club", "insufficient", "2026-03-12")


@pytest.mark.parametrize(
    "rating", [{"impact": "high"}, {"evidence_quality": 0}, {"cost": 1}, {"evidence": "It works."}]
)
def test_a_rating_without_source_and_date_is_refused_beside_them(office, region, rating):
    text = office.post(ADD, typed(region, **rating)).content.decode()
    assert "Enter the source of the rating: nothing is rated without one." in text
    assert "Enter the date the source was read" in text
    assert not InterventionType.objects.exists()


@pytest.mark.parametrize("wrong", [{"evidence_quality": 6}, {"cost": 4}, {"cost": 0}])
def test_a_rating_out_of_its_range_is_refused(office, region, wrong):
    office.post(ADD, typed(region, **wrong, **RATING))
    assert not InterventionType.objects.exists()


def test_only_what_is_in_use_is_offered(office, region):
    now = timezone.now()
    Theme.objects.create(region=region, name="Given up", archived_at=now)
    builders.measure("Old scale", archived_at=now)
    builders.measure("New scale")
    text = office.get(ADD).content.decode()
    assert "Given up" not in text
    assert "Old scale" not in text
    assert "New scale" in text


def test_themes_of_another_region_are_refused(office, administrator, region):
    other = builders.region("Northshire", "northshire")
    builders.posting(administrator, Role.ADMINISTRATOR, other)
    theme = Theme.objects.create(region=other, name="Sheep")
    text = office.post(ADD, typed(region, themes=[theme.pk])).content.decode()
    assert "Choose themes of West Midlands: not Sheep." in text
    assert not InterventionType.objects.exists()


def test_a_type_stays_in_its_region(office, administrator, kind):
    other = builders.region("Northshire", "northshire")
    builders.posting(administrator, Role.ADMINISTRATOR, other)
    change = reverse("admin:interventions_interventiontype_change", args=[kind.pk])
    office.post(change, typed(other, name="Moved"))
    kind.refresh_from_db()
    assert (kind.name, kind.region.slug) == ("Moved", "west-midlands")
