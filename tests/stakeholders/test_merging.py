"""Merging duplicates of contacts and of organisations: what referred to either refers to one, and nothing is lost."""

import re
from datetime import date, timedelta

import pytest
from django.urls import reverse
from django.utils import timezone

from stakeholders.duplicates import duplicates_of_contact, duplicates_of_organisation
from stakeholders.merging import NotMergeable, merge, references, what_moves
from stakeholders.models import AgreedAction, Attendance, Contact, IncidentEntry, Membership, Organisation
from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def network(hillfields):
    return builders.network(of=hillfields)


@pytest.fixture
def pat(coventry):
    return builders.contact("Pat Example", of=coventry, email="pat@example.org")


@pytest.fixture
def twin(coventry):
    return builders.contact("Patricia Example", of=coventry, email="patricia@example.org", telephone="07700 900111")


@pytest.fixture
def spark(region):
    return builders.organisation("Spark Trust")


@pytest.fixture
def sparks(region):
    return builders.organisation("The Sparks Trust Ltd")


def held(network, days=10):
    return builders.meeting(network, starts_at=timezone.now() - timedelta(days=days), status="held")


# Contacts --------------------------------------------------------------------------------------------------------


def test_memberships_actions_and_plans_move_to_the_contact_that_is_kept(network, pat, twin, spark, navigator):
    membership = builders.member(network, twin)
    action = builders.action(of=held(network), member=membership)
    partner = builders.response_plan(network.authority).partners.create(organisation=spark, contact=twin, does="Leads")
    merge(pat, twin, by=navigator)
    for row in (membership, action, partner):
        row.refresh_from_db()
    assert (membership.contact, action.member, partner.contact) == (pat, membership, pat)
    assert not Membership.objects.filter(contact=twin).exists()


def test_merged_contact_stays_with_its_history_and_leads_on(pat, twin, navigator):
    merge(pat, twin, by=navigator)
    twin.refresh_from_db()
    assert (twin.merged_into, twin.name) == (pat, "Patricia Example")
    assert list(Contact.objects.named()) == [pat]
    assert twin.history.first().history_change_reason == "Merged into another record"
    assert twin.history.first().history_user == navigator
    assert twin.history.count() == 2


def test_what_the_kept_contact_does_not_say_is_filled_in(pat, twin, spark, navigator):
    Contact.objects.filter(pk=twin.pk).update(organisation=spark, role="Youth worker")
    merge(pat, twin, by=navigator)
    pat.refresh_from_db()
    assert (pat.name, pat.email) == ("Pat Example", "pat@example.org")
    assert (pat.organisation, pat.role, pat.telephone) == (spark, "Youth worker", "07700 900111")


def test_agreement_and_latest_confirmation_of_either_are_kept(pat, twin, navigator):
    Contact.objects.filter(pk=twin.pk).update(may_be_listed=True, agreed_on=date(2021, 3, 1))
    Contact.objects.filter(pk=pat.pk).update(confirmed_on=date(2020, 1, 1))
    merge(pat, twin, by=navigator)
    pat.refresh_from_db()
    assert (pat.may_be_listed, pat.agreed_on) == (True, date(2021, 3, 1))
    assert pat.confirmed_on == timezone.localdate()


def test_two_memberships_at_the_same_time_become_one(network, pat, twin, navigator):
    builders.member(network, pat, joined="2021-01-15")
    builders.member(network, twin, joined="2020-06-01", role="chair")
    merge(pat, twin, by=navigator)
    membership = Membership.objects.get(network=network)
    assert (membership.contact, membership.joined_on, membership.left_on) == (pat, date(2020, 6, 1), None)
    assert membership.role == "chair"


def test_membership_that_ended_during_the_other_lasts_as_long_as_both(network, pat, twin, navigator):
    builders.member(network, pat, joined="2020-01-01", left="2021-01-01", why_left="New job")
    builders.member(network, twin, joined="2020-06-01", left="2021-06-01", why_left="Moved")
    merge(pat, twin, by=navigator)
    membership = Membership.objects.get(network=network)
    assert (membership.joined_on, membership.left_on) == (date(2020, 1, 1), date(2021, 6, 1))
    assert membership.why_left == "Moved"


def test_three_memberships_of_which_one_spans_the_others_become_one(network, pat, twin, navigator):
    """The one that lasts must not stand beside another current one, not even in between."""
    builders.member(network, pat, joined="2020-01-01", left="2021-01-01")
    builders.member(network, twin, joined="2020-06-01")
    builders.member(network, pat, joined="2022-01-01")
    merge(pat, twin, by=navigator)
    membership = Membership.objects.get(network=network)
    assert (membership.contact, membership.joined_on, membership.left_on) == (pat, date(2020, 1, 1), None)


def test_memberships_one_after_the_other_stay_two(network, pat, twin, navigator):
    builders.member(network, twin, joined="2019-01-01", left="2020-01-01")
    builders.member(network, pat, joined="2020-01-01")
    merge(pat, twin, by=navigator)
    assert list(network.memberships.values_list("contact", "joined_on")) == [
        (pat.pk, date(2019, 1, 1)),
        (pat.pk, date(2020, 1, 1)),
    ]


@pytest.mark.parametrize(
    ("of_pat", "of_twin", "together"),
    [("came", "apologies", "came"), ("apologies", "came", "came"), ("apologies", "apologies", "apologies")],
)
def test_answers_of_both_about_one_meeting_become_one(network, pat, twin, navigator, of_pat, of_twin, together):
    first, second = builders.member(network, pat), builders.member(network, twin, joined="2021-02-01")
    both, alone = held(network), held(network, days=20)
    both.attendances.create(membership=first, answer=of_pat)
    both.attendances.create(membership=second, answer=of_twin)
    alone.attendances.create(membership=second, answer="came")
    merge(pat, twin, by=navigator)
    assert [(row.membership.contact, row.answer) for row in both.attendances.all()] == [(pat, together)]
    assert alone.attendances.get().membership.contact == pat


def test_actions_of_the_membership_that_goes_move_to_the_one_that_stays(network, pat, twin, navigator):
    first, second = builders.member(network, pat), builders.member(network, twin, joined="2021-02-01")
    action = builders.action(of=held(network), member=second)
    merge(pat, twin, by=navigator)
    action.refresh_from_db()
    assert action.member == first


def test_membership_that_was_taken_up_stays_in_the_history(network, pat, twin, navigator):
    builders.member(network, pat)
    gone = builders.member(network, twin, joined="2021-02-01")
    key = gone.pk
    merge(pat, twin, by=navigator)
    last = Membership.history.filter(id=key).first()
    assert (last.history_type, last.contact_id, last.history_user) == ("-", twin.pk, navigator)


def test_member_is_counted_once_after_merging(network, pat, twin, navigator):
    builders.member(network, pat)
    builders.member(network, twin)
    merge(pat, twin, by=navigator)
    assert network.memberships.current().count() == 1


def test_those_merged_before_lead_on_to_the_latest(coventry, pat, twin, navigator):
    third = builders.contact("P Example", of=coventry)
    merge(twin, third, by=navigator)
    merge(pat, twin, by=navigator)
    third.refresh_from_db()
    assert third.merged_into == pat


def test_contact_is_not_merged_twice_nor_with_itself(pat, twin, navigator):
    with pytest.raises(NotMergeable):
        merge(pat, pat, by=navigator)
    merge(pat, twin, by=navigator)
    for kept, merged in ((pat, twin), (twin, pat)):
        with pytest.raises(NotMergeable):
            merge(kept, merged, by=navigator)


def test_contacts_of_two_regions_are_not_merged(pat, navigator):
    leeds = builders.authority("Leeds", "E08000035", in_region=builders.region("West Yorkshire", "west-yorkshire"))
    with pytest.raises(NotMergeable):
        merge(pat, builders.contact(of=leeds), by=navigator)


def test_every_model_that_refers_to_a_contact_or_an_organisation_is_moved(pat, spark):
    """A model that is added later is found by itself; this says which there are."""
    assert {relation.related_model.__name__ for relation, _ in references(pat)} == {
        "Membership",
        "PlanPartner",
        "PlanRole",
        "PlanPlace",
        "Contact",
    }
    assert {relation.related_model.__name__ for relation, _ in references(spark)} >= {
        "Contact",
        "Membership",
        "Organisation",
        "Pilot",
        "Activity",
        "Intervention",
        "PlanPartner",
        "PlanSupport",
    }


# Organisations ---------------------------------------------------------------------------------------------------


def test_whatever_names_the_merged_organisation_names_the_kept_one(network, hillfields, spark, sparks, manager):
    person = builders.contact(of=network.authority, organisation=sparks)
    membership = builders.member(network, person, organisation=sparks)
    intervention = builders.intervention(hillfields, provider=sparks, funder=sparks)
    entry = builders.activity(hillfields)
    entry.partners.add(sparks, spark)
    hillfields.partners.add(sparks)
    support = builders.response_plan(network.authority).support.create(kind="groups", organisation=sparks)
    merge(spark, sparks, by=manager)
    for row in (person, membership, intervention, support):
        row.refresh_from_db()
    assert {person.organisation, membership.organisation, support.organisation} == {spark}
    assert {intervention.provider, intervention.funder} == {spark}
    assert list(entry.partners.all()) == list(hillfields.partners.all()) == [spark]


def test_what_was_moved_says_so_in_its_history(hillfields, spark, sparks, manager):
    intervention = builders.intervention(hillfields, provider=sparks)
    version = intervention.version
    merge(spark, sparks, by=manager)
    intervention.refresh_from_db()
    latest = intervention.history.first()
    assert (latest.history_change_reason, latest.history_user) == ("Merged with a duplicate", manager)
    assert intervention.history.all()[1].provider == sparks
    assert intervention.version == version + 1


def test_lines_of_an_incident_stay_as_they_were_written(coventry, navigator, manager, spark, sparks):
    incident = builders.incident(coventry, navigator)
    line = IncidentEntry(incident=incident, kind="contacted", organisation=sparks, made_by=navigator, position=1)
    line.save()
    merge(spark, sparks, by=manager)
    line.refresh_from_db()
    assert line.organisation == sparks
    assert line.organisation.merged_into == spark


def test_kept_organisation_takes_over_what_it_does_not_say(spark, sparks, coventry, dudley, manager):
    Organisation.objects.filter(pk=sparks.pk).update(sector="voluntary", services="Mentoring\nBoxing")
    Organisation.objects.filter(pk=spark.pk).update(services="Boxing", website="https://spark.example.org")
    spark.covers.add(coventry)
    sparks.covers.add(dudley)
    merge(spark, sparks, by=manager)
    spark.refresh_from_db()
    assert (spark.sector, spark.website) == ("voluntary", "https://spark.example.org")
    assert spark.services == "Boxing\nMentoring"
    assert set(spark.covers.all()) == {coventry, dudley}


def test_bodies_that_were_members_at_the_same_time_become_one_member(network, spark, sparks, manager):
    builders.member(network, organisation=spark, joined="2021-01-01")
    builders.member(network, organisation=sparks, joined="2021-02-01")
    merge(spark, sparks, by=manager)
    membership = Membership.objects.get(network=network)
    assert (membership.organisation, membership.joined_on) == (spark, date(2021, 1, 1))


def test_people_of_the_merged_body_stay_members_each(network, spark, sparks, manager):
    for body in (spark, sparks):
        builders.member(network, builders.contact(f"From {body}", of=network.authority), organisation=body)
    merge(spark, sparks, by=manager)
    assert list(network.memberships.values_list("organisation", flat=True)) == [spark.pk, spark.pk]


def test_what_moves_is_said_in_words(hillfields, sparks):
    builders.intervention(hillfields, provider=sparks)
    builders.intervention(hillfields, funder=sparks, name="Another")
    builders.contact(organisation=sparks)
    moves = dict(what_moves(sparks))
    assert moves == {"Contacts": 1, "Interventions (provider)": 1, "Interventions (funder)": 1}


# Proposals -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "email"),
    [("PAT  EXAMPLE", ""), ("Pat Exampel", ""), ("Somebody Else", "PAT@example.org"), ("Patt Example", "")],
)
def test_contact_with_the_same_address_or_nearly_the_same_name_is_proposed(navigator, coventry, pat, name, email):
    other = builders.contact(name, of=coventry, email=email)
    assert duplicates_of_contact(navigator, pat) == [other]


def test_contact_with_the_same_mobile_number_is_proposed_however_it_is_written(navigator, coventry):
    pat = builders.contact("Pat Example", of=coventry, telephone="07700 900123")
    other = builders.contact("Somebody Else", of=coventry, telephone="+44 7700 900 123")
    builders.contact("Another Person", of=coventry, telephone="07700 900 999")
    assert duplicates_of_contact(navigator, pat) == [other]


def test_colleagues_who_share_a_number_of_an_office_are_not_proposed(navigator, coventry):
    pat = builders.contact("Pat Example", of=coventry, telephone="024 7683 2222")
    builders.contact("Somebody Else", of=coventry, telephone="024 7683 2222")
    assert duplicates_of_contact(navigator, pat) == []


def test_name_in_another_organisation_has_to_be_almost_the_same(navigator, coventry, spark):
    priya = builders.contact("Priya Sample", of=coventry, organisation=spark)
    colleague = builders.contact("Pia Sample", of=coventry, organisation=spark)
    builders.contact("Pia Sample", of=coventry)
    moved = builders.contact("Pria Sample", of=coventry)
    assert duplicates_of_contact(navigator, priya) == [moved, colleague]


def test_another_person_and_another_authoritys_contact_are_not_proposed(navigator, coventry, dudley, pat):
    builders.contact("Sam Different", of=coventry)
    builders.contact("Pat Sample-Jones", of=coventry)
    builders.contact("Pat Example", of=dudley)
    assert duplicates_of_contact(navigator, pat) == []


def test_organisation_with_nearly_the_same_name_is_proposed(navigator, spark, sparks):
    builders.organisation("Coventry City Council")
    assert duplicates_of_organisation(navigator, spark) == [sparks]


def test_organisations_that_share_only_what_kind_they_are_differ(navigator):
    one = builders.organisation("Hillfields Community Trust")
    builders.organisation("Foleshill Community Trust")
    assert duplicates_of_organisation(navigator, one) == []


# In the portal ---------------------------------------------------------------------------------------------------


def merging(kind, kept, other=None):
    return reverse(f"{kind}_merge", args=[kept.pk]) + (f"?other={other.pk}" if other else "")


def test_navigator_sees_both_contacts_and_what_moves_before_merging(as_user, navigator, network, pat, twin):
    builders.member(network, twin)
    client = as_user(navigator)
    assert "Patricia Example" in client.get(merging("contact", pat)).content.decode()
    page = client.get(merging("contact", pat, twin)).content.decode()
    assert "Memberships: 1 moves to the one that stays" in page
    assert merging("contact", twin, pat).replace("&", "&amp;") in page
    twin.refresh_from_db()
    assert twin.merged_into is None


def test_no_duplicate_is_chosen_before_somebody_chooses_and_the_likely_stand_first(
    as_user, navigator, coventry, pat, twin
):
    builders.contact("Aaron Different", of=coventry)
    twin.name = "Pat  Example"
    twin.save()
    page = as_user(navigator).get(merging("contact", pat)).content.decode()
    assert re.findall(r"<option value=[^>]*>([^<(]*)", page)[:3] == ["Choose", "Pat  Example", "Aaron Different"]
    assert (
        "Which contact is the same one?" in as_user(navigator).get(f"{merging('contact', pat)}?other=").content.decode()
    )


def test_navigator_merges_two_contacts(as_user, navigator, pat, twin):
    client = as_user(navigator)
    answer = client.post(merging("contact", pat, twin), follow=True)
    assert "Merged." in answer.content.decode()
    assert "patricia@example.org" in answer.content.decode()
    assert client.get(twin.get_absolute_url(), follow=True).redirect_chain == [(pat.get_absolute_url(), 302)]


def test_merging_twice_at_once_is_merging_once(as_user, navigator, pat, twin):
    client = as_user(navigator)
    client.post(merging("contact", pat, twin))
    assert client.post(merging("contact", pat, twin)).status_code == 404
    assert client.get(merging("contact", twin, pat)).status_code == 404


@pytest.mark.parametrize("other", ["0", "x", "999999999", "-1"])
def test_unknown_duplicate_is_not_found(as_user, navigator, pat, other):
    assert as_user(navigator).get(f"{merging('contact', pat)}?other={other}").status_code == 404


def test_contact_that_another_authority_keeps_is_not_merged(as_user, navigator, network, pat, dudley):
    """It is seen, as a member in Coventry."""
    theirs = builders.contact("Pat Example", of=dudley)
    builders.member(network, theirs)
    client = as_user(navigator)
    assert client.get(theirs.get_absolute_url()).status_code == 200
    assert client.post(merging("contact", pat, theirs)).status_code == 404
    assert client.post(merging("contact", theirs, pat)).status_code == 404


def test_manager_merges_two_organisations_and_the_old_page_leads_on(as_user, manager, spark, sparks):
    client = as_user(manager)
    assert "The Sparks Trust Ltd" in client.get(spark.get_absolute_url()).content.decode()
    assert "Are these the same organisation?" in client.get(merging("organisation", spark, sparks)).content.decode()
    client.post(merging("organisation", spark, sparks))
    assert client.get(sparks.get_absolute_url(), follow=True).redirect_chain == [(spark.get_absolute_url(), 302)]
    assert "Sparks" not in client.get(reverse("organisations")).content.decode()


@pytest.mark.parametrize("role", ["navigator", "adviser", "analyst", "communications", "administrator"])
def test_only_managers_merge_organisations(as_user, request, role, spark, sparks):
    client = as_user(request.getfixturevalue(role))
    assert client.post(merging("organisation", spark, sparks)).status_code == 403
    sparks.refresh_from_db()
    assert sparks.merged_into is None


def test_organisation_of_another_region_is_not_found(as_user, manager, spark):
    theirs = builders.organisation("Spark Trust", in_region=builders.region("West Yorkshire", "west-yorkshire"))
    assert as_user(manager).post(merging("organisation", spark, theirs)).status_code == 404


def test_attendance_and_actions_are_all_there_after_merging(network, pat, twin, navigator):
    first, second = builders.member(network, pat), builders.member(network, twin)
    for days in (30, 20, 10):
        meeting = held(network, days)
        meeting.attendances.create(membership=first if days > 15 else second, answer="came")
        builders.action(of=meeting, member=second)
    merge(pat, twin, by=navigator)
    assert Attendance.objects.filter(membership__contact=pat).count() == 3
    assert AgreedAction.objects.filter(member__contact=pat).count() == 3
