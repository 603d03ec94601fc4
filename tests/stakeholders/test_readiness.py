"""What a response plan lacks, and where it is mended."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone

from pilots.models import LocalAuthority
from stakeholders.models import ResponsePlan
from stakeholders.models.plan import Support
from stakeholders.plans.parts import with_parts
from stakeholders.plans.readiness import readiness, readiness_list, readiness_of
from tests import builders
from tests.stakeholders.plans import COVENTRY, DUDLEY, SECTORS, days, partner, ready_plan
from vru_portal.access.roles import Role


@pytest.fixture
def plan(coventry, navigator):
    return ready_plan(coventry, navigator)


def found(plan):
    stored = with_parts(ResponsePlan.objects.filter(pk=plan.pk)).get()
    return readiness(stored, timezone.localdate())


def words(plan):
    return [str(gap) for gap in found(plan).gaps]


def test_a_plan_with_all_its_parts_is_ready(plan):
    assert found(plan).gaps == []
    assert found(plan).is_ready
    assert found(plan).words == "Ready"


def test_without_a_plan_it_has_to_be_drawn_up():
    nothing = readiness(None, timezone.localdate())
    assert nothing.words == "No plan yet"
    assert not nothing.is_ready
    assert len(nothing.gaps) == 1


def test_an_empty_plan_lacks_everything(coventry):
    lacking = found(builders.response_plan(coventry))
    assert lacking.words == f"Not ready: {len(lacking.gaps)} gaps"
    for part in (
        "Leads the response",
        "police",
        "out of hours",
        "convenes",
        "place",
        "families",
        "rehearsed",
        "review",
    ):
        assert [gap for gap in lacking.gaps if part.lower() in str(gap).lower()], part


def test_every_gap_leads_to_a_page_that_opens(coventry, navigator, as_user):
    client = as_user(navigator)
    lacking = found(builders.response_plan(coventry))
    assert {
        gap.href: client.get(gap.href).status_code for gap in lacking.gaps if client.get(gap.href).status_code != 200
    } == {}


@pytest.mark.parametrize("sector", SECTORS)
def test_a_sector_without_a_partner_is_missed(plan, sector):
    plan.partners.filter(organisation__sector=sector).delete()
    [gap] = found(plan).gaps
    assert str(gap).startswith("No partner from: ")
    assert gap.href == f"{COVENTRY}partners/add/"


@pytest.mark.parametrize("kind", Support)
def test_a_kind_of_support_that_nobody_gives_is_missed(plan, kind):
    plan.support.filter(kind=kind).update(organisation=None, detail="Something")
    [gap] = found(plan).gaps
    assert str(gap).startswith("Nobody gives: ")
    assert gap.href == f"{COVENTRY}support/add/?kind={kind}"


def test_a_partner_without_anybody_to_reach_is_found(plan):
    row = plan.partners.first()
    plan.partners.filter(pk=row.pk).update(contact=None)
    [gap] = found(plan).gaps
    assert str(gap) == "Example council: nobody to reach"
    assert gap.href == f"{COVENTRY}partners/{row.pk}/"


def test_a_partner_whose_contact_was_erased_is_found(plan):
    known = plan.partners.first().contact
    gone = {"name": "", "role": "", "email": "", "telephone": "", "erased_at": timezone.now()}
    type(known).objects.filter(pk=known.pk).update(**gone)
    assert words(plan) == [
        "Example council: whom to reach is no longer known",
        "Youth club: whom to reach is no longer known",
    ]


def test_a_contact_that_was_merged_into_another_is_no_longer_there(plan):
    one, other = plan.partners.all()[1:3]
    type(one.contact).objects.filter(pk=one.contact_id).update(merged_into=other.contact)
    assert words(plan) == [f"{one.organisation}: whom to reach is no longer known"]


def test_a_contact_without_a_number_cannot_be_rung(plan):
    row = plan.partners.all()[1]
    type(row.contact).objects.filter(pk=row.contact_id).update(telephone="")
    assert words(plan) == [f"{row.organisation}: no number to ring"]


@pytest.mark.parametrize("said", ["Ask at the desk", "7683 22", "Former member"])
def test_words_are_no_number_to_ring(plan, said):
    row = plan.partners.all()[1]
    type(row.contact).objects.filter(pk=row.contact_id).update(telephone=said)
    plan.partners.exclude(pk=row.pk).update(out_of_hours=False)
    plan.roles.filter(role="lead").update(telephone=said)
    assert words(plan) == [
        "Leads the response: no number to ring",
        f"{row.organisation}: no number to ring",
        "No partner can be rung out of hours",
    ]


@pytest.mark.parametrize("said", ["101", "+44 7700 900123", "024 7683 2222, mornings only"])
def test_a_number_with_words_can_be_rung(plan, said):
    row = plan.partners.all()[1]
    type(row.contact).objects.filter(pk=row.contact_id).update(telephone=said)
    assert words(plan) == []


@pytest.mark.parametrize(("ahead", "gaps"), [(-1, 1), (0, 1), (1, 0)])
def test_a_contact_past_the_review_date_is_found(plan, ahead, gaps):
    row = plan.partners.all()[1]
    type(row.contact).objects.filter(pk=row.contact_id).update(review_on=days(ahead))
    assert len([one for one in words(plan) if "details were to be reviewed" in one]) == gaps


def test_details_past_their_review_lead_to_the_contact_where_they_are_confirmed(plan):
    contact = plan.partners.first().contact
    type(contact).objects.filter(pk=contact.pk).update(review_on=days(-1))
    reviews = [gap for gap in found(plan).gaps if "details were to be reviewed" in gap.words]
    assert {gap.href for gap in reviews} == {f"/networks/contacts/{contact.pk}/"}


def test_a_partner_only_in_office_hours_does_not_cover_the_night(plan):
    plan.partners.update(out_of_hours=False)
    assert words(plan) == ["No partner can be rung out of hours"]


def test_a_partner_who_cannot_be_rung_does_not_cover_the_night(plan):
    plan.partners.exclude(pk=plan.partners.all()[1].pk).update(out_of_hours=False)
    type(plan.partners.first().contact).objects.filter(pk=plan.partners.all()[1].contact_id).update(telephone="")
    assert "No partner can be rung out of hours" in words(plan)


def test_a_role_that_nobody_holds_is_missed(plan):
    plan.roles.filter(role="lead").delete()
    [gap] = found(plan).gaps
    assert str(gap) == "Nobody has the role: leads the response"
    assert gap.href == f"{COVENTRY}roles/add/?role=lead"


def test_who_is_no_longer_posted_holds_no_role(plan, manager, navigator):
    plan.roles.exclude(role="lead").update(user=manager)
    navigator.postings.update(ends_on=days(-1))
    assert words(plan) == ["Nobody has the role: leads the response"]


def test_who_can_no_longer_sign_in_holds_no_role(plan, manager, navigator):
    plan.roles.exclude(role="lead").update(user=manager)
    type(navigator).objects.filter(pk=navigator.pk).update(is_active=False)
    assert words(plan) == ["Nobody has the role: leads the response"]


def test_a_role_held_by_somebody_without_a_number_is_found(plan):
    plan.roles.filter(role="lead").update(telephone="")
    assert words(plan) == ["Leads the response: no number to ring"]


def test_a_plan_without_a_place_says_so(plan):
    plan.places.all().delete()
    assert words(plan) == ["No place that can open"]


def test_a_place_that_nobody_opens_says_so_unless_it_is_described(plan):
    plan.places.update(contact=None)
    assert words(plan) == ["Youth club: nobody to reach"]
    plan.places.update(how_to_open="Security opens at any hour")
    assert words(plan) == []


@pytest.mark.parametrize("name", ["out_of_hours", "convening"])
def test_what_is_not_described_is_found(plan, name):
    ResponsePlan.objects.update(**{name: ""})
    [gap] = found(plan).gaps
    assert gap.href == f"{COVENTRY}edit/"


@pytest.mark.parametrize(
    ("rehearsed", "today", "is_ready"),
    [
        ("2025-05-20", "2026-05-20", True),
        ("2025-05-19", "2026-05-20", False),
        ("2027-02-28", "2028-02-29", True),
        ("2027-02-27", "2028-02-29", False),
        (None, "2026-05-20", False),
    ],
)
def test_a_rehearsal_counts_for_twelve_months(plan, rehearsed, today, is_ready):
    ResponsePlan.objects.update(rehearsed_on=rehearsed, review_on="2030-01-01")
    type(plan.partners.first().contact).objects.update(review_on="2031-01-01")
    stored = with_parts(ResponsePlan.objects.all()).get()
    on = timezone.datetime.fromisoformat(today).date()
    gaps = [str(gap) for gap in readiness(stored, on).gaps if "rehearsed" in str(gap)]
    assert (gaps == []) is is_ready, gaps


@pytest.mark.parametrize(("ahead", "is_ready"), [(0, True), (-1, False)])
def test_a_review_is_overdue_the_day_after(plan, ahead, is_ready):
    ResponsePlan.objects.update(review_on=days(ahead))
    assert found(plan).is_ready is is_ready


def test_what_a_debrief_agreed_is_missing_until_it_is_taken_over(plan, navigator, coventry):
    closed = {"closed_at": timezone.now(), "plan_changes": "Ring the schools first"}
    incident = builders.incident(coventry, **closed)
    builders.incident(coventry, plan_changes="Not closed yet")
    builders.incident(coventry, closed_at=timezone.now())
    builders.incident(builders.authority("Dudley", "E08000027"), **closed)
    [gap] = found(plan).gaps
    assert str(gap) == f"What was agreed after {incident} has not been taken over"
    assert gap.href == f"{COVENTRY}#agreed"
    plan.debriefs.create(incident=incident, taken_over_by=navigator)
    assert found(plan).is_ready


def test_authorities_are_told_apart_in_a_constant_number_of_queries(plan, dudley, region, dudley_manager):
    with CaptureQueriesContext(
        connection,
    ) as few:
        both = readiness_of(LocalAuthority.objects.filter(pk__in=[plan.authority_id, dudley.pk]))
    assert {both[plan.authority_id].words, both[dudley.pk].words} == {"Ready", "No plan yet"}
    assert both[dudley.pk].gaps[0].href == DUDLEY
    for number in range(3):
        ready_plan(builders.authority(f"Place {number}", f"E0900000{number}", in_region=region), dudley_manager)
    with CaptureQueriesContext(connection) as many:
        assert len(readiness_of(LocalAuthority.objects.all())) == 5
    assert len(many) == len(few)


def test_a_loaded_plan_asks_nothing_more_of_the_database(plan, django_assert_num_queries):
    stored = with_parts(ResponsePlan.objects.filter(pk=plan.pk)).get()
    with django_assert_num_queries(0):
        readiness(stored, timezone.localdate())


def test_a_plan_that_is_not_loaded_is_judged_all_the_same(plan):
    assert readiness(ResponsePlan.objects.get(pk=plan.pk), timezone.localdate()).is_ready


def test_everybody_is_told_of_the_authorities_in_which_they_run_networks(plan, dudley, navigator, region):
    assert [authority.name for authority, _ in readiness_list(navigator)] == ["Coventry"]
    of_the_region = builders.posted("Regional", Role.MANAGER, region)
    builders.posting(of_the_region, Role.ANALYST, builders.region("Elsewhere", "elsewhere"))
    assert [(authority.name, one.words) for authority, one in readiness_list(of_the_region)] == [
        ("Coventry", "Ready"),
        ("Dudley", "No plan yet"),
    ]


def test_a_list_names_three_gaps_and_counts_the_rest(coventry):
    lacking = found(builders.response_plan(coventry))
    assert len(lacking.first_gaps) == 3
    assert lacking.further_gaps == len(lacking.gaps) - 3


def test_two_partners_from_one_organisation_are_two(plan):
    row = partner(plan, "police", "07700 900199")
    type(row.contact).objects.filter(pk=row.contact_id).update(telephone="", review_on=days(0) - timedelta(days=9))
    assert words(plan) == ["Example police: no number to ring"]
