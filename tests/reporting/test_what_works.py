"""The board of what works: what it counts, what it leaves out, and who sees what of it."""

import csv
from decimal import Decimal
from io import BytesIO, StringIO

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from interventions.delivered import Delivered
from interventions.delivery.evidence import with_pilots
from interventions.delivery.missing import missing
from interventions.models import Export, Intervention, InterventionType, Reach
from interventions.models.intervention import DeliveryStatus
from interventions.monthly import rebuild
from pilots.models import Theme
from tests import builders
from vru_portal.access.roles import Role

BOARD = "/what-works/"
UNMEASURED = "Delivered in three or more pilots, no outcome measured"


@pytest.fixture
def reader(as_user, manager):
    return as_user(manager)


@pytest.fixture
def wood_end(coventry):
    return builders.pilot("Wood End", "wood-end", of=coventry)


@pytest.fixture
def three_pilots(hillfields, wood_end, st_james):
    return [hillfields, wood_end, st_james]


def board(client, query=""):
    return client.get(f"{BOARD}?{query}").context["board"]


def names(figures):
    return [one.type.name for one in figures]


def only(client, query=""):
    (figures,) = board(client, query).delivered
    return figures


def deliver(name, pilots, **fields):
    """Make interventions of one type, one in each pilot."""
    return [builders.intervention(of, builders.intervention_type(name), name=f"{name} here", **fields) for of in pilots]


def type_page(client, slug="mentoring", region="west-midlands"):
    return client.get(reverse("what_works_type", args=[region, slug]))


# What is counted -------------------------------------------------------------------------------------------------


def test_figures_are_the_sums_that_one_makes_by_hand(reader, hillfields, st_james):
    first, second = deliver("Mentoring", [hillfields, st_james], funding=Decimal("1000"))
    builders.activity(hillfields, status="approved", intervention=first, minutes=90, reach={"Young people": 12})
    more = builders.activity(hillfields, status="approved", intervention=first, minutes=60, reach={"Residents": 8})
    Reach.objects.create(activity=more, audience=builders.audience("Young people"), number=30, counts="attendances")
    Reach.objects.create(activity=more, audience=builders.audience("Young people"), number=900, unit="views")
    builders.activity(st_james, status="approved", intervention=second, reach={"Young people": 20})
    rebuild()

    figures = only(reader)
    assert (len(figures.works), figures.pilots, len(figures.places)) == (2, 2, 2)
    assert figures.reach == [
        ("Individuals", "8 residents, 32 young people"),
        ("Attendances", "30 young people"),
        ("Views", "900 young people"),
    ]
    assert figures.done.hours == 2.5
    assert (figures.cost.per_person, figures.cost.known, figures.cost.of) == (Decimal("50.00"), 2, 2)
    text = reader.get(BOARD).content.decode()
    assert "<strong>Cost per person reached</strong>: £50, over the 2 of 2" in text


def test_hours_of_some_entries_are_said_to_be_of_some(reader, hillfields):
    (one,) = deliver("Mentoring", [hillfields])
    for minutes in (600, 510, None):
        builders.activity(hillfields, status="approved", intervention=one, minutes=minutes)
    assert "18.5 in 2 of 3 entries" in reader.get(BOARD).content.decode()
    assert "18.5 hours in 2 of 3 entries" in type_page(reader).content.decode()
    assert "18.5 in 2 of 3 entries" in reader.get(one.get_absolute_url()).content.decode()
    (row,) = csv_of(reader, "what_works_csv")
    assert [row[name] for name in ("Hours", "Approved entries", "Entries with hours")] == ["18.5", "3", "2"]


def test_cost_is_over_those_with_both_funding_and_individuals(reader, three_pilots):
    funded, unfunded, unreached = deliver("Mentoring", three_pilots)
    funded.funding, unreached.funding = Decimal("900"), Decimal("5000")
    funded.save()
    unreached.save()
    for one, reach in ((funded, 300), (unfunded, 500)):
        builders.activity(one.pilot, status="approved", intervention=one, reach={"Young people": reach})
    attended = builders.activity(unreached.pilot, status="approved", intervention=unreached)
    Reach.objects.create(
        activity=attended, audience=builders.audience("Residents"), number=40, counts=Reach.Counts.ATTENDANCES
    )
    cost = only(reader).cost
    assert (cost.per_person, cost.in_pounds, cost.known, cost.of) == (Decimal("3.00"), "£3", 1, 3)


def test_only_approved_activity_and_records_count(reader, hillfields):
    (one,) = deliver("Mentoring", [hillfields], funding=Decimal("100"))
    for status in ("planned", "draft", "submitted", "returned", "cancelled"):
        builders.activity(hillfields, status=status, intervention=one, minutes=60, reach={"Residents": 5})
        builders.outcome_record(hillfields, status=status, intervention=one)
    figures = only(reader)
    assert (figures.reach, figures.done.hours, figures.records, figures.comparisons) == ([], None, 0, [])
    text = reader.get(BOARD).content.decode()
    for words in ("No reach recorded", "No hours recorded", "Cost per person reached not known", "No outcome measured"):
        assert words in text


def test_what_is_only_planned_stands_apart_and_counts_nowhere(reader, three_pilots):
    deliver("Mentoring", three_pilots[:2])
    deliver("Mentoring", three_pilots[2:], status="planned")
    deliver("Music", three_pilots, status="planned")
    builders.intervention_type("Sport")
    shown = board(reader)
    assert (names(shown.delivered), names(shown.planned)) == (["Mentoring"], ["Music"])
    assert [one.name for one in shown.idle] == ["Sport"]
    assert (shown.delivered[0].pilots, shown.unmeasured) == (2, [])
    assert "1 more only planned" in reader.get(BOARD).content.decode()


@pytest.mark.parametrize("status", ["", *DeliveryStatus])
def test_delivered_means_the_same_everywhere(reader, hillfields, status):
    (one,) = deliver("Mentoring", [hillfields], status=status)
    is_delivered = status != "planned"
    assert len(board(reader).delivered) == int(is_delivered)
    assert with_pilots(InterventionType.objects.filter(pk=one.type_id)).get().pilots == int(is_delivered)
    assert list(Intervention.objects.delivered()) == [one] * is_delivered
    assert ("No outcome measured." in missing(one, Delivered(), is_measured=False)) == is_delivered


def test_the_page_says_that_what_has_no_status_counts_as_delivered(reader, hillfields):
    deliver("Mentoring", [hillfields], status="")
    assert "or its status is not recorded (the source says that it was delivered)" in type_page(reader).content.decode()


def test_a_plan_that_was_outrun_is_said(reader, hillfields):
    (one,) = deliver("Mentoring", [hillfields], status="planned")
    assert "do not count here" not in reader.get(BOARD).content.decode()
    builders.activity(hillfields, status="approved", intervention=one)
    assert "do not count here until its status says that it runs" in reader.get(BOARD).content.decode()


def test_types_and_places_stand_by_name_whatever_they_achieved(reader, three_pilots):
    deliver("Zumba", three_pilots)
    deliver("Art", three_pilots)
    best = deliver("Music", three_pilots)[2]
    builders.outcome_record(best.pilot, status="approved", intervention=best, n=100)
    shown = board(reader)
    assert names(shown.delivered) == ["Art", "Music", "Zumba"]
    places = [(place.authority.name, [at.pilot.name for at in place.pilots]) for place in shown.delivered[0].places]
    assert places == [("Coventry", ["Hillfields", "Wood End"]), ("Dudley", ["St James' Ward"])]


def test_a_type_that_left_the_catalogue_is_shown_where_it_was_delivered(reader, hillfields):
    (one,) = deliver("Mentoring", [hillfields])
    idle = builders.intervention_type("Sport")
    for kind in (one.type, idle):
        kind.archived_at = "2026-01-01T00:00Z"
        kind.save()
    shown = board(reader)
    assert (names(shown.delivered), shown.idle) == (["Mentoring"], [])
    assert "No longer in the catalogue" in reader.get(BOARD).content.decode()


def test_records_about_a_pilot_as_a_whole_are_counted_aside(reader, hillfields):
    deliver("Mentoring", [hillfields])
    builders.outcome_record(hillfields, status="approved")
    assert only(reader).records == 0
    assert "1 approved outcome record is about a pilot as a whole" in reader.get(BOARD).content.decode()


# Without any outcome measured ------------------------------------------------------------------------------------


def test_a_manager_finds_what_nobody_measures_in_one_click(reader, three_pilots, manager):
    measure = builders.measure("Wellbeing scale")
    sport = deliver("Sport", three_pilots)
    sport[0].type.suggested_measure = measure
    sport[0].type.save()
    deliver("Music", three_pilots[:2])
    measured = deliver("Mentoring", three_pilots)
    builders.outcome_record(measured[0].pilot, status="approved", intervention=measured[0])
    three_pilots[2].lead_navigator = dora = builders.user("Dora Example")
    three_pilots[2].save()

    first = reader.get(BOARD)
    assert names(first.context["board"].unmeasured) == ["Sport"]
    link = first.context["unmeasured_url"]
    assert f'href="{link}">{UNMEASURED}</a>' in first.content.decode()

    page = reader.get(link).content.decode()
    assert f">{UNMEASURED}</h1>" in page
    assert measure.get_absolute_url() in page
    for one in sport:
        assert one.get_absolute_url() in page
    assert f'Ask Dora Example, <a class="govuk-link" href="mailto:{dora.email}">' in page
    own, _, theirs = sport
    for name in ("anticipated_add", "outcome_new"):
        hrefs = [reverse(name, args=[one.authority.gss_code, one.pilot.slug]) for one in (own, theirs)]
        assert [f'href="{href}?intervention=' in page for href in hrefs] == [True, False], name
    assert "Music" not in page
    assert "Mentoring" not in page


def test_a_record_that_waits_for_review_measures_nothing_yet(reader, three_pilots, manager):
    one = deliver("Sport", three_pilots)[0]
    record = builders.outcome_record(one.pilot, intervention=one)
    assert names(board(reader).unmeasured) == ["Sport"]
    record.status = "approved"
    record.save()
    assert board(reader).unmeasured == []


def test_three_interventions_in_two_pilots_are_not_three_pilots(reader, hillfields, wood_end):
    deliver("Sport", [hillfields, hillfields, wood_end])
    assert board(reader).unmeasured == []
    assert "There is none" in reader.get(f"{BOARD}?show=unmeasured").content.decode()


def test_an_evidence_gap_is_said_out_loud_with_the_measure_to_use(reader, three_pilots):
    kind = builders.intervention_type(
        "Training",
        impact="insufficient",
        evidence_source="A toolkit",
        evidence_read_on="2026-11",
        suggested_measure=builders.measure("Confidence scale"),
    )
    for of in three_pilots:
        builders.intervention(of, kind)
    deliver("Sport", three_pilots)
    text = reader.get(BOARD).content.decode()
    assert "Widely delivered here, insufficient evidence: measure this" in text
    assert "Widely delivered here, not rated: measure this" in text
    assert "A toolkit, read November 2026" in text
    assert "Confidence scale" in text


# Filters ---------------------------------------------------------------------------------------------------------


def test_each_filter_finds_and_leaves_out(reader, region, hillfields, st_james):
    theme = Theme.objects.create(region=region, name="Sports")
    (sport,) = deliver("Boxing", [hillfields], audience=builders.audience("Students"))
    (music,) = deliver("Choir", [st_james], audience=builders.audience("Residents"))
    sport.type.themes.add(theme)
    sport.type.prevention_level = "targeted"
    sport.type.save()
    for query in (
        f"theme={theme.pk}",
        "prevention=targeted",
        f"authority={hillfields.authority.pk}",
        f"audience={sport.audience.pk}",
        "q=boxing",
        "q=BOXING+HERE",
        "q=hillfields+boxing",
        "q=hillfields",
    ):
        assert names(board(reader, query).delivered) == ["Boxing"], query
    assert names(board(reader, f"authority={st_james.authority.pk}&audience={music.audience.pk}").delivered) == [
        "Choir"
    ]
    assert board(reader, f"authority={st_james.authority.pk}&q=boxing").delivered == []


def test_with_an_authority_only_what_is_there_is_counted(reader, three_pilots, dudley):
    ones = deliver("Mentoring", three_pilots)
    for one in ones:
        builders.activity(one.pilot, status="approved", intervention=one, reach={"Residents": 10})
        builders.outcome_record(one.pilot, status="approved", intervention=one)
    figures = only(reader, f"authority={dudley.pk}")
    assert (figures.pilots, figures.records, figures.reach) == (1, 1, [("Individuals", "10 residents")])
    page = reader.get(f"{BOARD}?authority={dudley.pk}").content.decode()
    assert "Only the interventions in Dudley are counted" in page
    assert "not delivered in any pilot" not in page


def test_with_an_authority_it_is_still_the_region_that_delivers_widely_and_measures(reader, three_pilots, dudley):
    sport, music = deliver("Sport", three_pilots), deliver("Music", three_pilots)
    builders.outcome_record(music[0].pilot, status="approved", intervention=music[0])
    query = f"authority={dudley.pk}"
    assert names(board(reader, query).unmeasured) == ["Sport"]
    assert {one.gap.partition(":")[0] for one in board(reader, query).delivered} == {"Widely delivered here, not rated"}
    page = reader.get(f"{BOARD}?{query}&show=unmeasured").content.decode()
    assert "In 3 pilots of the region" in page
    assert sport[2].get_absolute_url() in page
    assert sport[0].get_absolute_url() not in page


@pytest.mark.parametrize(
    "query",
    ["theme=x", "prevention=worst", "authority=999999", "audience=0", "show=best", "q=" + "x" * 200, "type=0"],
)
def test_a_filter_that_makes_no_sense_is_told_and_shows_nothing(reader, hillfields, query):
    deliver("Mentoring", [hillfields])
    response = reader.get(f"{BOARD}?{query}")
    assert response.status_code == 200
    assert "There is a problem" in response.content.decode()
    assert response.context["board"].delivered == []


# Who sees what ---------------------------------------------------------------------------------------------------


def test_everybody_who_reads_approved_work_sees_the_same_figures(
    as_user, hillfields, navigator, dudley_manager, analyst, communications
):
    (one,) = deliver("Mentoring", [hillfields])
    builders.activity(hillfields, status="approved", intervention=one, reach={"Residents": 10})
    for person in (navigator, dudley_manager, analyst, communications):
        assert only(as_user(person)).reach == [("Individuals", "10 residents")], person


def test_pilots_are_links_only_where_the_reader_may_open_them(as_user, dudley_navigator, hillfields, st_james):
    deliver("Mentoring", [hillfields, st_james])
    page = as_user(dudley_navigator).get(BOARD).content.decode()
    assert f'href="{st_james.get_absolute_url()}"' in page
    assert f'href="{hillfields.get_absolute_url()}"' not in page
    assert "Hillfields" in page


def test_another_regions_work_never_enters(reader, hillfields):
    elsewhere = builders.region("Elsewhere", "elsewhere")
    far = builders.pilot("Far", "far", of=builders.authority("Farshire", "E08000099", in_region=elsewhere))
    deliver("Mentoring", [hillfields])
    theirs = builders.intervention(far, builders.intervention_type("Mentoring", in_region=elsewhere))
    builders.activity(far, status="approved", intervention=theirs, reach={"Residents": 10})
    builders.outcome_record(far, status="approved", intervention=theirs)
    builders.intervention(far, builders.intervention_type("Far sport", in_region=elsewhere))
    shown = board(reader)
    assert names(shown.delivered) == ["Mentoring"]
    assert (shown.delivered[0].pilots, shown.delivered[0].reach, shown.delivered[0].records) == (1, [], 0)
    assert shown.idle == []
    assert "Farshire" not in reader.get(BOARD).content.decode()
    assert type_page(reader, "far-sport", "elsewhere").status_code == 404


def test_a_reader_here_who_administers_elsewhere_sees_only_here(as_user, communications, hillfields):
    elsewhere = builders.region("Elsewhere", "elsewhere")
    builders.posting(communications, Role.ADMINISTRATOR, elsewhere)
    far = builders.pilot("Far", "far", of=builders.authority("Farshire", "E08000099", in_region=elsewhere))
    builders.intervention(far, builders.intervention_type("Far sport", in_region=elsewhere))
    deliver("Mentoring", [hillfields])
    assert names(board(as_user(communications)).delivered) == ["Mentoring"]
    assert type_page(as_user(communications), "far-sport", "elsewhere").status_code == 404


def test_an_administrator_does_not_read_the_board(as_user, administrator):
    client = as_user(administrator)
    assert client.get(BOARD).status_code == 403
    assert client.get(reverse("what_works_csv")).status_code == 403


# Nothing to show -------------------------------------------------------------------------------------------------


def test_an_empty_catalogue_says_what_to_do_next(reader):
    page = reader.get(BOARD).content.decode()
    assert "The catalogue is empty" in page
    assert reverse("intervention_types") in page


def test_a_catalogue_without_interventions_says_what_to_do_next(reader, region):
    builders.intervention_type("Mentoring")
    page = reader.get(BOARD).content.decode()
    assert "No intervention has been recorded yet" in page
    assert "In the catalogue, not delivered in any pilot" in page
    assert "No pilot delivers or plans it" in type_page(reader).content.decode()


def test_filters_that_match_nothing_say_so(reader, hillfields):
    deliver("Mentoring", [hillfields])
    assert "No type of intervention matches these filters" in reader.get(f"{BOARD}?q=zebra").content.decode()


# Tables to take away ---------------------------------------------------------------------------------------------


def csv_of(client, name, query=""):
    response = client.get(f"{reverse(name)}?{query}")
    assert response.status_code == 200
    return list(csv.DictReader(StringIO(b"".join(response).decode("utf-8-sig"))))


def test_the_table_of_types_holds_what_the_board_shows(reader, hillfields, manager):
    (one,) = deliver("Mentoring", [hillfields], funding=Decimal("100"))
    builders.activity(hillfields, status="approved", intervention=one, reach={"Residents": 8})
    deliver("Choir", [hillfields], status="planned")
    mentoring, choir = csv_of(reader, "what_works_csv")
    assert mentoring["Intervention type"] == "Mentoring"
    assert mentoring["Rating"] == "Not rated"
    assert mentoring["Where"] == "Coventry: Hillfields"
    assert mentoring["People (individuals)"] == "8"
    assert mentoring["Hours"] == ""
    assert mentoring["Cost per person reached (pounds)"] == "12.50"
    assert (choir["Interventions"], choir["Reach"]) == ("0", "")
    assert [row["Intervention type"] for row in csv_of(reader, "what_works_csv", "q=choir")] == ["Choir"]
    made = Export.objects.filter(made_by=manager).order_by("made_at")
    assert [export.filters_used for export in made] == [["what works"], ["what works", "q"]]


def test_the_tables_are_also_excel_files(reader, hillfields):
    (one,) = deliver("Mentoring", [hillfields])
    builders.outcome_record(hillfields, status="approved", intervention=one)
    for name, rows in (("what_works_xlsx", 2), ("what_works_results_xlsx", 2)):
        content = b"".join(reader.get(reverse(name)))
        sheet = openpyxl.load_workbook(BytesIO(content)).active
        assert sheet.max_row == rows
        assert sheet["A2"].value == "Mentoring"


def test_the_unmeasured_are_taken_away_alone(reader, three_pilots, hillfields):
    deliver("Sport", three_pilots)
    deliver("Music", [hillfields])
    assert [row["Intervention type"] for row in csv_of(reader, "what_works_csv", "show=unmeasured")] == ["Sport"]


def test_the_table_of_results_has_a_row_for_each_and_one_for_all(reader, three_pilots):
    for one in deliver("Mentoring", three_pilots):
        builders.outcome_record(one.pilot, status="approved", intervention=one)
    rows = csv_of(reader, "what_works_results_csv")
    assert [row["Pilot"] for row in rows] == ["Hillfields", "Wood End", "St James' Ward", ""]
    assert {row["Mean change"] for row in rows[:3]} == {"2.0"}
    assert {row["Taken together with others"] for row in rows[:3]} == {"Yes"}
    together = [rows[3][name] for name in ("Group", "Mean change", "People the figures are about", "Unit")]
    assert together == ["Together (random effects)", "2.0", "120", "points"]
    assert all(len(row) == len(rows[0]) and None not in row for row in rows)
    other = builders.intervention_type("Sport")
    assert csv_of(reader, "what_works_results_csv", f"type={other.pk}") == []


def test_the_table_of_results_has_the_figures_of_the_export_of_records(reader, hillfields):
    (one,) = deliver("Mentoring", [hillfields])
    shares = {"measure": builders.measure("Feel safe", "proportion"), "number_before": 15, "number_after": 18}
    builders.outcome_record(hillfields, status="approved", intervention=one, n=31, mean_change=None, **shares)
    (here,), (there,) = csv_of(reader, "what_works_results_csv"), csv_of(reader, "outcomes_csv")
    assert here["Before"] == "48.3871"
    only_here = [name for name in here if name not in there]
    assert [name for name in only_here if " interval " not in name] == [
        "Intervention type",
        "Lower is better",
        "Taken together with others",
    ]
    assert {name: here[name] for name in here if name in there} == {name: there[name] for name in here if name in there}


# Queries ---------------------------------------------------------------------------------------------------------


def queries_of(client, address):
    with CaptureQueriesContext(
        connection,
    ) as asked:
        assert client.get(address).status_code == 200
    return len(asked)


def test_the_number_of_queries_stays_the_same(reader, three_pilots, coventry):
    def fill(number):
        for name in (f"Type {number} {letter}" for letter in "abc"):
            for one in deliver(name, three_pilots):
                builders.activity(one.pilot, status="approved", intervention=one, reach={"Residents": 5, "Students": 6})
                builders.outcome_record(one.pilot, status="approved", intervention=one)
                builders.anticipated_outcome(one.pilot, intervention=one)

    fill(1)
    page = reverse("what_works_type", args=["west-midlands", "type-1-a"])
    addresses = (BOARD, f"{BOARD}?show=unmeasured", page, reverse("what_works_results_csv"))
    for address in addresses:
        reader.get(address)
    before = [queries_of(reader, address) for address in addresses]
    fill(2)
    fill(3)
    for of in [builders.pilot(f"P{number}", f"p{number}", of=coventry) for number in range(4)]:
        one = builders.intervention(of, builders.intervention_type("Type 1 a"))
        builders.outcome_record(of, status="approved", intervention=one)
    for address in addresses:
        reader.get(address)
    assert [queries_of(reader, address) for address in addresses] == before
    assert before[0] < 25
