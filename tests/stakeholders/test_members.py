"""Members: on any day, joining in three ways, changing, leaving without a trace being lost, and coming back."""

from datetime import date

import pytest
from django import forms
from django.urls import reverse
from django.utils import timezone

from interventions.models import Export
from stakeholders.contacts.erasing import erase
from stakeholders.models import Contact, JoinRequest, Membership
from stakeholders.networks.counting import counts_on
from tests import builders

from .networks import days_ago, held, in_parts, text_of


@pytest.fixture
def network(hillfields):
    return builders.network(of=hillfields, established_on="2019-12")


@pytest.fixture
def client(navigator, as_user):
    return as_user(navigator)


def address(network, query=""):
    return f"{reverse('network_members', args=[network.pk])}{query}"


def listed(client, network, query=""):
    return text_of(client.get(address(network, query)))


def join(client, network, joined=None, query="", **fields):
    given = {"role": "member", **in_parts("joined_on", joined or days_ago(10))}
    return client.post(f"{reverse('member_add', args=[network.pk])}{query}", {**given, **fields})


def new_person(**fields):
    given = {"name": "Nora New", "email": "nora@example.org", "lawful_basis": "public_task"}
    given |= in_parts("review_on", days_ago(-300))
    return {"who": "new", **{f"new-{name}": value for name, value in {**given, **fields}.items()}}


def change(client, member, name="member_edit", **fields):
    given = {"role": member.role, "organisation": member.organisation_id or "", "version": member.history.count()}
    given |= in_parts("joined_on", member.joined_on)
    return client.post(reverse(name, args=[member.network_id, member.pk]), {**given, **fields})


def leave(client, member, on=None, **fields):
    return change(client, member, "member_leave", **in_parts("left_on", on or timezone.localdate()), **fields)


def errors(response):
    return response.context["form"].errors


# As of any day -----------------------------------------------------------------------------------------------------


def test_members_of_any_day_are_listed(network, client):
    builders.member(network, builders.contact("Early Example"), joined="2020-01-01", left="2021-03-31")
    builders.member(network, builders.contact("Late Example"), joined="2021-03-31")
    before, on = listed(client, network, "?on=2021-03-30"), listed(client, network, "?on=2021-03-31")
    assert "1 was listed here by name" in before
    assert "Early Example" in before
    assert "Late Example" not in before
    assert "Late Example" in on
    assert "Early Example" not in on


def test_count_of_a_day_stands_beside_what_was_counted_until_then(network, client):
    network.headcounts.create(number=50, wording="over 50", as_at="2021-04", counted_by="The unit")
    assert "over 50" not in listed(client, network, "?on=2021-03-31")
    assert "The unit counted “over 50” in April 2021. Nobody was" in listed(client, network, "?on=2021-04-01")


@pytest.mark.parametrize(
    ("query", "message"),
    [("?on=2999-01-01", "The day must be today or in the past"), ("?on=x", "must include"), ("?on=2021-02-30", "real")],
)
def test_a_day_that_makes_no_sense_is_refused(network, client, query, message):
    assert message in listed(client, network, query)


def test_former_members_are_listed_with_why_and_may_come_back(network, client):
    person = builders.contact("Former Friend")
    builders.member(network, person, joined="2020-01-01", left="2021-01-01", why_left="The organisation closed")
    html = client.get(address(network)).content.decode()
    assert "Former members (1)" in html
    assert "The organisation closed" in html
    assert f"{reverse('member_add', args=[network.pk])}?contact={person.pk}" in html


def test_those_with_a_role_stand_first(network, client):
    builders.member(network, builders.contact("Ann Example"))
    builders.member(network, builders.contact("Zoe Example"), role="chair")
    words = listed(client, network)
    assert words.index("Zoe Example") < words.index("Ann Example")


def test_erased_person_stays_as_a_former_member_and_in_the_count(network, client):
    member = builders.member(network, builders.contact("Gone Example", role="Baker"))
    Contact.objects.filter(pk=member.contact_id).update(
        name="", role="", email="", telephone="", erased_at=timezone.now()
    )
    words = listed(client, network)
    assert "1 is listed here by name" in words
    assert "Former member" in words
    assert client.get(network.get_absolute_url()).status_code == 200


def test_list_takes_as_many_queries_for_300_members_as_for_3(network, client, django_assert_max_num_queries):
    for number in range(300):
        builders.member(network, builders.contact(f"Person {number}", organisation=builders.organisation()))
    client.get(address(network))
    with django_assert_max_num_queries(10):
        assert "300 are listed here by name" in listed(client, network)


# Joining -----------------------------------------------------------------------------------------------------------


def test_contact_joins_with_the_organisation_of_that_day(network, client):
    person = builders.contact("Ann Example", organisation=builders.organisation())
    assert join(client, network, who="contact", contact=person.pk, role="chair").url == address(network)
    made = network.memberships.get()
    assert (made.contact, made.organisation, made.role) == (person, person.organisation, "chair")


def test_somebody_new_becomes_contact_and_member_at_once(network, client):
    join(client, network, **new_person(organisation_name="The Bread Oven"))
    made = network.memberships.get()
    assert (made.contact.name, made.contact.authority) == ("Nora New", network.authority)
    assert made.organisation.name == "The Bread Oven"


def test_organisation_joins_without_a_named_person(network, client):
    join(client, network, who="organisation", organisation=builders.organisation().pk)
    assert (network.memberships.get().contact, str(network.memberships.get())) == (None, "Moat House Community Trust")


@pytest.mark.parametrize("who", ["contact", "organisation", "new"])
def test_form_that_is_sent_twice_is_stored_once(network, client, who):
    person = builders.contact("Ann Example")
    fields = {
        "contact": {"who": who, "contact": person.pk},
        "organisation": {"who": who, "organisation": builders.organisation().pk},
        "new": new_person(),
    }[who]
    assert [join(client, network, **fields).status_code for _ in range(2)] == [302, 302]
    assert network.memberships.count() == 1


@pytest.mark.parametrize(
    ("fields", "where", "message"),
    [
        ({}, "who", "Choose who joins"),
        ({"who": "contact"}, "contact", "Choose a contact"),
        ({"who": "contact", "contact": "999999"}, "contact", "Choose"),
        ({"who": "organisation"}, "organisation", "Choose an organisation"),
        ({"who": "organisation", "role": "king"}, "role", "Choose"),
    ],
)
def test_what_is_missing_is_asked_beside_its_field(network, client, fields, where, message):
    response = join(client, network, **fields)
    assert message in str(response.context["form"][where].errors)
    assert not Membership.objects.exists()


@pytest.mark.parametrize(
    ("joined", "message"),
    [
        (lambda: days_ago(-1), "must be today or in the past"),
        (lambda: date(2019, 11, 30), "established in December 2019"),
        (lambda: date(1021, 1, 1), "Enter a year from 1990 on"),
    ],
    ids=["tomorrow", "before the network", "a typing error"],
)
def test_wrong_day_of_joining_is_refused(network, client, joined, message):
    response = join(client, network, joined(), who="organisation", organisation=builders.organisation().pk)
    assert message in str(errors(response)["joined_on"])


def test_day_in_the_month_of_establishing_is_taken(network, client):
    join(client, network, date(2019, 12, 1), who="organisation", organisation=builders.organisation().pk)
    assert network.memberships.exists()


def test_nobody_joins_after_the_network_ended(network, client):
    network.ended_on = days_ago(20)
    network.save()
    response = join(client, network, who="organisation", organisation=builders.organisation().pk)
    assert "The network ended on" in str(errors(response)["joined_on"])


def test_second_membership_at_the_same_time_is_refused_beside_the_field(network, client):
    member = builders.member(network, builders.contact("Ann Example"), joined=days_ago(40))
    response = join(client, network, who="contact", contact=member.contact_id)
    assert errors(response)["contact"] == [
        f"Ann Example is a member already, from {days_ago(40):%-d %B %Y}",
    ]
    body = builders.member(network, organisation=builders.organisation())
    response = join(client, network, who="organisation", organisation=body.organisation_id)
    assert "organisation" in errors(response)


def test_same_person_in_another_network_is_no_second_membership(network, client):
    member = builders.member(network, builders.contact("Ann Example"))
    other = builders.network("Forum", network.pilot)
    join(client, other, who="contact", contact=member.contact_id)
    assert other.memberships.count() == 1


def test_who_comes_back_gets_a_new_membership(network, client):
    old = builders.member(network, builders.contact("Ann Example"), joined="2020-01-01", left=days_ago(30))
    page = client.get(f"{reverse('member_add', args=[network.pk])}?contact={old.contact_id}")
    assert f'value="{old.contact_id}" selected' in page.content.decode()
    join(client, network, who="contact", contact=old.contact_id)
    assert network.memberships.count() == 2
    assert counts_on([network])[network.pk].members == 1


def test_somebody_who_may_be_a_contact_already_is_asked_about(network, client):
    known = builders.contact("Nora New", email="nora@example.org")
    response = join(client, network, **new_person())
    assert "is_another" in errors(response)
    assert f"?contact={known.pk}" in response.content.decode()
    assert Contact.objects.count() == 1
    join(client, network, **new_person(), is_another="on")
    assert Contact.objects.count() == 2


def test_what_was_typed_of_somebody_new_is_kept_beside_another_answer(network, client):
    response = join(client, network, **{**new_person(name="Typed Before"), "who": "organisation"})
    assert "Typed Before" in response.content.decode()


def test_errors_of_somebody_new_stand_in_the_summary(network, client):
    words = text_of(join(client, network, **new_person(name="", lawful_basis="")))
    assert "There is a problem" in words
    assert "Enter the full name" in words
    assert not Contact.objects.exists()


def test_contacts_of_another_authority_cannot_join(network, dudley, client):
    stranger = builders.contact("Dee Dudley", of=dudley)
    response = join(client, network, who="contact", contact=stranger.pk)
    assert "contact" in errors(response)
    assert client.get(f"{reverse('member_add', args=[network.pk])}?contact={stranger.pk}").status_code == 404


# Requests to join --------------------------------------------------------------------------------------------------


@pytest.fixture
def asking(network):
    told = {"name": "Sam Sample", "email": "sam@example.org", "organisation_name": "moat house community trust"}
    return JoinRequest.objects.create(network=network, agreed=True, message="I bake.", **told)


def test_contact_who_is_erased_while_they_are_chosen_does_not_join(network, client, monkeypatch):
    person = builders.contact("Ann Example")
    found = forms.ModelChoiceField.to_python

    def found_and_then_erased(field, value):
        chosen = found(field, value)
        if isinstance(chosen, Contact):
            erase(chosen)
        return chosen

    monkeypatch.setattr(forms.ModelChoiceField, "to_python", found_and_then_erased)
    response = join(client, network, who="contact", contact=person.pk)
    assert "has just been erased or merged" in str(errors(response)["contact"])
    assert not Membership.objects.exists()


def test_request_fills_in_the_form_and_goes_once_it_is_stored(network, asking, client):
    trust = builders.organisation()
    start = client.get(f"{reverse('member_add', args=[network.pk])}?request={asking.pk}")
    html = start.content.decode()
    assert 'value="Sam Sample"' in html
    assert "I bake." in html
    assert f'value="{trust.pk}" selected' in html
    told = new_person(name="Sam Sample", email="sam@example.org", lawful_basis="consent", organisation=trust.pk)
    join(client, network, query=f"?request={asking.pk}", **told)
    assert not JoinRequest.objects.exists()
    assert network.memberships.get().contact.lawful_basis == "consent"


def test_request_stays_while_something_is_wrong(network, asking, client):
    join(client, network, query=f"?request={asking.pk}", **new_person(name=""))
    assert JoinRequest.objects.exists()


def test_request_that_was_decided_already_leads_back_to_the_others(network, asking, client):
    asking.delete()
    response = client.get(f"{reverse('member_add', args=[network.pk])}?request=1")
    assert response.url == reverse("join_requests", args=[network.pk])


# Changing and leaving ----------------------------------------------------------------------------------------------


def test_role_and_days_are_changed_with_their_history(network, client):
    member = builders.member(network, joined=days_ago(50))
    change(client, member, role="deputy", **in_parts("joined_on", days_ago(60)))
    member.refresh_from_db()
    assert (member.role, member.joined_on) == ("deputy", days_ago(60))
    assert member.history.last().role == "member"


def test_leaving_keeps_the_membership_and_every_count_before(network, client):
    member = builders.member(network, joined=days_ago(50))
    leave(client, member, why_left="Moved away")
    member.refresh_from_db()
    assert (member.left_on, member.why_left) == (timezone.localdate(), "Moved away")
    assert counts_on([network], days_ago(1))[network.pk].members == 1
    assert counts_on([network])[network.pk].members == 0


def test_mistake_counts_nowhere(network, client):
    member = builders.member(network, joined=days_ago(50))
    leave(client, member, days_ago(50))
    assert counts_on([network], days_ago(50))[network.pk].members == 0
    assert "Former members" not in listed(client, network)


@pytest.mark.parametrize(
    ("days", "message"),
    [(-1, "must be today or in the past"), (51, "when they joined, or later")],
    ids=["tomorrow", "before joining"],
)
def test_wrong_day_of_leaving_is_refused(network, client, days, message):
    member = builders.member(network, joined=days_ago(50))
    assert message in str(errors(leave(client, member, days_ago(days)))["left_on"])


def test_reason_without_a_day_is_asked_about(network, client):
    member = builders.member(network, joined=days_ago(50))
    assert "left_on" in errors(change(client, member, why_left="Moved away"))


def test_reason_that_tells_of_somebody_is_refused(network, client):
    member = builders.member(network, joined=days_ago(50))
    assert "why_left" in errors(leave(client, member, why_left="Ring 07700 900123"))


def test_days_that_run_into_another_membership_are_refused(network, client):
    person = builders.contact("Ann Example")
    builders.member(network, person, joined=days_ago(100), left=days_ago(50))
    again = builders.member(network, person, joined=days_ago(40))
    response = change(client, again, **in_parts("joined_on", days_ago(60)))
    assert "is a member already" in str(errors(response)["joined_on"])


def test_changes_of_somebody_else_are_shown_beside_ones_own(network, client):
    member = builders.member(network, joined=days_ago(50))
    seen = member.history.count()
    change(client, member, role="chair")
    response = change(client, member, role="deputy", version=seen)
    assert response.status_code == 409
    assert Membership.objects.get().role == "chair"


def test_leaving_tells_of_open_actions(network, client):
    member = builders.member(network, joined=days_ago(50))
    builders.action("Send it", held(network, 5), member=member)
    words = text_of(client.get(reverse("member_leave", args=[network.pk, member.pk])))
    assert "1 agreed action is still open in their name" in words


@pytest.mark.parametrize("name", ["member_edit", "member_leave"])
def test_membership_of_another_network_is_not_found(network, client, name):
    member = builders.member(builders.network("Another", network.pilot))
    assert client.get(reverse(name, args=[network.pk, member.pk])).status_code == 404


# Export ------------------------------------------------------------------------------------------------------------


def exported(client, network, kind="csv", query=""):
    response = client.get(f"{reverse(f'members_{kind}', args=[network.pk])}{query}")
    return response, b"".join(response.streaming_content)


def test_members_of_a_day_are_taken_out_and_that_is_recorded(network, client, navigator):
    trust = builders.organisation(sector="voluntary")
    builders.member(network, builders.contact("=Ann Example", organisation=trust), joined="2021-01-01", role="chair")
    builders.member(network, builders.contact("Gone Example"), joined="2020-01-01", left="2021-01-01")
    response, content = exported(client, network, query="?on=2021-03-31")
    lines = content.decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert "'=Ann Example" in lines[1]
    assert "Voluntary and community" in lines[1]
    made = Export.objects.get()
    assert (made.made_by, made.kind, made.filters_used) == (navigator, "csv", ["members", f"network {network.pk}"])
    assert response["Content-Disposition"].endswith('-2021-03-31.csv"')


def test_export_as_a_workbook(network, client):
    builders.member(network)
    _, content = exported(client, network, "xlsx")
    assert content.startswith(b"PK")


def test_export_is_for_those_who_run_the_network(network, analyst, dudley_navigator, as_user):
    where = reverse("members_csv", args=[network.pk])
    assert as_user(analyst).get(where).status_code == 403
    assert as_user(dudley_navigator).get(where).status_code == 404
    assert not Export.objects.exists()


def test_export_of_no_day_is_not_found(network, client):
    assert client.get(f"{reverse('members_csv', args=[network.pk])}?on=soon").status_code == 404
