"""Contacts: who finds which, and keeping them right."""

from datetime import date, timedelta

import pytest
from dateutil.relativedelta import relativedelta
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from stakeholders.contacts.choosing import contacts_for, likely_same
from stakeholders.contacts.erasing import erase
from stakeholders.contacts.forms import ContactFields, added
from stakeholders.models import Contact, Organisation
from tests import builders

pytestmark = pytest.mark.django_db

TODAY = timezone.localdate
IN_A_YEAR = {"review_on_day": "1", "review_on_month": "1", "review_on_year": str(timezone.localdate().year + 1)}
SAID = {"name": "Pat Example", "lawful_basis": "public_task", "version": "0", **IN_A_YEAR}


@pytest.fixture
def pat(coventry):
    return builders.contact("Pat Example", of=coventry, email="pat@example.org", role="Youth worker")


@pytest.fixture
def network(hillfields):
    return builders.network(of=hillfields)


def of(contact, name="contact"):
    return reverse(name, args=[contact.pk])


def names_in(response):
    return [contact.name for contact in response.context["page"]]


# The list --------------------------------------------------------------------------------------------------------


def test_list_shows_the_contacts_of_the_authority_by_name(as_user, navigator, coventry, dudley, pat, network):
    builders.contact("Ada First", of=coventry)
    builders.contact("Dudley's Own", of=dudley)
    builders.member(network, pat)
    answer = as_user(navigator).get(reverse("contacts"))
    assert names_in(answer) == ["Ada First", "Pat Example"]
    assert "Hillfields stakeholder network" in answer.content.decode()


def test_member_whom_another_authority_keeps_is_listed_until_they_leave(as_user, navigator, dudley, network):
    theirs = builders.contact("Dudley's Own", of=dudley)
    membership = builders.member(network, theirs)
    client = as_user(navigator)
    assert names_in(client.get(reverse("contacts"))) == ["Dudley's Own"]
    membership.left_on = TODAY()
    membership.save()
    assert names_in(client.get(reverse("contacts"))) == []
    assert client.get(of(theirs)).status_code == 404


@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("q=youth", ["Pat Example"]),
        ("q=spark+ada", ["Ada First"]),
        ("q=nobody", []),
        ("show=review", ["Ada First"]),
        ("show=unlisted", ["Pat Example"]),
        ("show=alone", ["Ada First"]),
        ("sector=faith", ["Ada First"]),
        ("show=rubbish", []),
    ],
)
def test_filters_narrow_the_list(as_user, navigator, coventry, network, pat, query, expected):
    body = builders.organisation("Spark", sector="faith")
    agreed = {"may_be_listed": True, "agreed_on": date(2021, 3, 1)}
    builders.contact("Ada First", of=coventry, organisation=body, review_on=TODAY(), **agreed)
    builders.member(network, pat)
    assert names_in(as_user(navigator).get(f"{reverse('contacts')}?{query}")) == expected


def test_list_of_a_network_shows_its_present_members(as_user, navigator, coventry, network, pat):
    builders.member(network, pat)
    builders.member(network, builders.contact("Gone Person", of=coventry), left=date(2021, 6, 1))
    assert names_in(as_user(navigator).get(f"{reverse('contacts')}?network={network.pk}")) == ["Pat Example"]


def test_another_authoritys_network_filters_nothing(as_user, navigator, st_james, pat):
    theirs = builders.network("Dudley network", of=st_james)
    answer = as_user(navigator).get(f"{reverse('contacts')}?network={theirs.pk}")
    assert names_in(answer) == []
    assert "Error: " in answer.content.decode()


def test_review_list_begins_with_the_longest_overdue_and_offers_one_tap(as_user, navigator, coventry):
    for name, days in (("Later", 1), ("Longest", 90), ("Not yet", -1)):
        builders.contact(name, of=coventry, review_on=TODAY() - timedelta(days=days))
    answer = as_user(navigator).get(f"{reverse('contacts')}?show=review")
    assert names_in(answer) == ["Longest", "Later"]
    assert answer.content.decode().count("Still right<") == 2


def test_number_in_the_list_is_rung_with_one_tap(as_user, navigator, coventry):
    builders.contact("Pat Example", of=coventry, telephone="07700 900123")
    page = as_user(navigator).get(reverse("contacts")).content.decode()
    assert 'href="tel:+44-7700-900123">07700 900123</a>' in page
    assert 'data-label="Review by"' in page


def test_pages_are_numbered_so_that_no_name_stands_in_an_address(as_user, navigator, coventry):
    for number in range(30):
        builders.contact(f"Person {number:02}", of=coventry)
    client = as_user(navigator)
    first = client.get(reverse("contacts"))
    assert first.context["page"].next_url == "?page=2"
    second = client.get(f"{reverse('contacts')}?page=2")
    assert names_in(second) == [f"Person {number}" for number in range(25, 30)]
    assert second.context["page"].previous_url == "?page=1"
    assert names_in(client.get(f"{reverse('contacts')}?page=-x")) == names_in(first)
    assert client.get(f"{reverse('contacts')}?page={'9' * 30}").status_code == 200


def test_list_takes_as_many_queries_for_many_as_for_one(as_user, navigator, coventry, network, pat):
    builders.member(network, pat)
    client = as_user(navigator)
    client.get(reverse("contacts"))
    few = queries_of(client)
    for number in range(10):
        person = builders.contact(f"Person {number}", of=coventry, organisation=builders.organisation(f"Body {number}"))
        builders.member(network, person)
    assert queries_of(client) == few


def queries_of(client) -> int:
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("contacts"))
    return len(queries)


@pytest.mark.parametrize("role", ["analyst", "communications", "administrator"])
@pytest.mark.parametrize("name", ["contacts", "contact", "contact_add", "contact_edit", "contact_export"])
def test_other_roles_see_no_contact(as_user, request, pat, role, name):
    address = reverse(name) if name in {"contacts", "contact_add"} else of(pat, name)
    assert as_user(request.getfixturevalue(role)).get(address).status_code == 403


@pytest.mark.parametrize("name", ["contact", "contact_edit", "contact_export", "contact_erase", "contact_merge"])
def test_another_authoritys_navigator_does_not_find_the_contact(as_user, dudley_navigator, pat, name):
    assert as_user(dudley_navigator).get(of(pat, name)).status_code == 404


# The page --------------------------------------------------------------------------------------------------------


def test_page_shows_memberships_meetings_attended_and_open_actions(as_user, navigator, network, pat):
    membership = builders.member(network, pat, role="chair")
    for days, status, answer in ((30, "held", "came"), (20, "held", "apologies"), (10, "cancelled", "came")):
        meeting = builders.meeting(network, timezone.now() - timedelta(days=days), status=status)
        meeting.attendances.create(membership=membership, answer=answer)
    builders.action("Book the hall", of=meeting, member=membership)
    builders.action("Done already", of=meeting, member=membership, done_on=TODAY())
    page = as_user(navigator).get(of(pat)).content.decode()
    assert "Chair" in page
    assert "Came to <strong>1</strong> meeting." in page
    assert "Book the hall" in page
    assert "Done already" not in page


def test_what_another_authority_holds_is_not_on_the_page(as_user, navigator, network, pat, st_james):
    theirs = builders.network("Dudley network", of=st_james)
    membership = builders.member(theirs, pat)
    meeting = builders.meeting(theirs, timezone.now() - timedelta(days=3), status="held")
    meeting.attendances.create(membership=membership, answer="came")
    page = as_user(navigator).get(of(pat)).content.decode()
    assert "Dudley network" not in page
    assert "Came to <strong>0</strong> meetings" in page


def test_page_says_who_changed_what(as_user, navigator, pat):
    client = as_user(navigator)
    client.post(of(pat, "contact_edit"), SAID | {"version": "1", "role": "Head of service"})
    changes = client.get(of(pat)).context["changes"]
    assert [change.what for change in changes][-1] == ["Added"]
    assert "Job or role" in changes[0].what
    assert changes[0].by == "Nadia Navigator"


def test_title_of_the_page_names_nobody(as_user, navigator, pat):
    page = as_user(navigator).get(of(pat)).content.decode()
    assert "Pat Example" not in page.split("</title>")[0]


# Adding and changing ---------------------------------------------------------------------------------------------


def test_navigator_adds_a_contact_of_a_new_organisation(as_user, navigator, coventry):
    said = SAID | {"organisation_name": "Spark", "telephone": "07700 900 123", "email": "pat@example.org"}
    answer = as_user(navigator).post(reverse("contact_add"), said)
    made = Contact.objects.get()
    assert answer.url == made.get_absolute_url()
    assert (made.name, made.authority, made.organisation.name) == ("Pat Example", coventry, "Spark")
    assert made.confirmed_on == TODAY()
    assert made.history.get().history_user == navigator


def test_characters_that_nobody_sees_are_left_out_of_names(as_user, navigator):
    said = SAID | {"name": "Pat \u202eExample", "role": "War\u200bden", "organisation_name": "Sp\u2066ark"}
    as_user(navigator).post(reverse("contact_add"), said)
    made = Contact.objects.get()
    assert (made.name, made.role, made.organisation.name) == ("Pat Example", "Warden", "Spark")
    as_user(navigator).post(reverse("organisation_add"), {"name": "Moat\u202e  House", "version": 0})
    assert Organisation.objects.filter(name="Moat House").exists()


def test_organisation_that_is_typed_is_taken_from_the_list_if_it_is_there(as_user, navigator):
    kept, merged = builders.organisation("Spark"), builders.organisation("Sparks")
    Organisation.objects.filter(pk=merged.pk).update(merged_into=kept)
    client = as_user(navigator)
    client.post(reverse("contact_add"), SAID | {"organisation_name": "SPARK"})
    client.post(reverse("contact_add"), SAID | {"name": "Sam Example", "organisation_name": "Sparks"})
    assert [contact.organisation for contact in Contact.objects.all()] == [kept, kept]


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"name": " "}, "Enter the full name"),
        ({"lawful_basis": ""}, "Choose the lawful basis"),
        ({"email": "pat"}, "Enter an e-mail address in the right format"),
        ({"telephone": "ring the bell"}, "Enter a telephone number"),
        ({"telephone": "12"}, "Enter a telephone number"),
        ({"may_be_listed": "on"}, "Enter the day on which they agreed to be listed"),
        ({"agreed_on_day": "1", "agreed_on_month": "1", "agreed_on_year": "2099"}, "must be today or in the past"),
        ({"review_on_year": "2001"}, "must be today or later"),
        ({"review_on_year": "2099"}, "contacts are kept no longer"),
        ({"review_on_day": "", "review_on_month": "", "review_on_year": ""}, "Enter the day by which to ask again"),
        ({"review_on_day": "31", "review_on_month": "2"}, "must be a real date"),
        ({"organisation": "999999"}, "Choose organisation from the list"),
    ],
)
def test_what_is_wrong_is_said_and_what_was_typed_stays(as_user, navigator, wrong, message):
    answer = as_user(navigator).post(reverse("contact_add"), SAID | {"role": "Warden of the hall"} | wrong)
    page = answer.content.decode()
    assert message in page
    assert "Warden of the hall" in page
    assert not Contact.objects.exists()


def test_organisation_is_chosen_or_typed_but_not_both(as_user, navigator):
    said = SAID | {"organisation": builders.organisation("Spark").pk, "organisation_name": "Flame"}
    assert "not both" in as_user(navigator).post(reverse("contact_add"), said).content.decode()
    assert not Organisation.objects.filter(name="Flame").exists()


def test_one_who_may_be_listed_already_is_asked_about_and_stored_when_that_is_denied(as_user, navigator, pat):
    client = as_user(navigator)
    said = SAID | {"name": "P. Example", "email": "PAT@example.org"}
    page = client.post(reverse("contact_add"), said).content.decode()
    assert of(pat) in page
    assert "P. Example" in page
    assert Contact.objects.count() == 1
    client.post(reverse("contact_add"), said | {"is_another": "on"})
    assert Contact.objects.count() == 2


def test_organisation_that_somebody_else_adds_at_the_same_moment_is_taken(coventry):
    theirs = builders.organisation("Spark")
    assert added(coventry.region, "Spark") == theirs


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite locks the whole database")
def test_two_who_add_contacts_to_an_authority_wait_for_each_other(as_user, navigator):
    with CaptureQueriesContext(connection) as queries:
        as_user(navigator).post(reverse("contact_add"), SAID)
    assert any('FOR NO KEY UPDATE OF "pilots_localauthority"' in query["sql"] for query in queries)


def test_contact_with_two_numbers_can_be_changed_and_rung_on_either(as_user, navigator, coventry):
    pat = builders.contact("Pat Example", of=coventry, telephone="0121 496 0000 / 07700 900123")
    client = as_user(navigator)
    page = client.get(of(pat)).content.decode()
    assert 'href="tel:+44-121-496-0000"' in page
    assert 'href="tel:+44-7700-900123"' in page
    said = SAID | {"role": "Warden", "telephone": pat.telephone, "version": pat.version}
    assert client.post(of(pat, "contact_edit"), said).status_code == 302
    pat.refresh_from_db()
    assert (pat.role, pat.telephone) == ("Warden", "0121 496 0000 / 07700 900123")


def test_number_that_was_stored_before_the_rule_does_not_stand_in_the_way(as_user, navigator, coventry):
    pat = builders.contact("Pat Example", of=coventry, telephone="496 0000, ask for Pat")
    said = SAID | {"role": "Warden", "telephone": pat.telephone, "version": pat.version}
    assert as_user(navigator).post(of(pat, "contact_edit"), said).status_code == 302


def test_form_that_is_sent_twice_is_stored_once(as_user, navigator):
    client = as_user(navigator)
    answers = [client.post(reverse("contact_add"), SAID | {"organisation_name": "Spark"}) for _ in range(2)]
    assert Contact.objects.count() == 1
    assert {answer.url for answer in answers} == {Contact.objects.get().get_absolute_url()}


def test_contact_is_added_in_an_authority_of_ones_own(as_user, navigator, dudley, coventry):
    client = as_user(navigator)
    assert client.get(f"{reverse('contact_add')}?authority={dudley.pk}").status_code == 404
    client.post(f"{reverse('contact_add')}?authority={coventry.pk}", SAID)
    assert Contact.objects.get().authority == coventry


def test_manager_of_the_region_chooses_the_authority(as_user, region, coventry, dudley):
    client = as_user(builders.posted("Rita Region", "manager", region))
    page = client.get(reverse("contact_add")).content.decode()
    assert f"?authority={dudley.pk}" in page
    client.post(f"{reverse('contact_add')}?authority={dudley.pk}", SAID)
    assert Contact.objects.get().authority == dudley


def test_change_confirms_and_keeps_the_version_before(as_user, navigator, pat):
    Contact.objects.filter(pk=pat.pk).update(confirmed_on=date(2021, 1, 1))
    as_user(navigator).post(of(pat, "contact_edit"), SAID | {"version": "1", "name": "Pat Example-Brown"})
    pat.refresh_from_db()
    assert (pat.name, pat.confirmed_on, pat.version) == ("Pat Example-Brown", TODAY(), 2)
    assert pat.history.last().name == "Pat Example"


def test_review_date_that_has_passed_may_stay_when_something_else_is_changed(as_user, navigator, coventry):
    due = builders.contact(of=coventry, review_on=date(2021, 3, 1))
    said = SAID | {"version": "1", "review_on_day": "1", "review_on_month": "3", "review_on_year": "2021"}
    assert as_user(navigator).post(of(due, "contact_edit"), said).status_code == 302


def test_second_of_two_who_change_a_contact_sees_both_versions(as_user, navigator, adviser, pat):
    first, second = as_user(navigator), as_user(adviser)
    first.post(of(pat, "contact_edit"), SAID | {"version": "1", "role": "Head"})
    said = SAID | {"version": "1", "role": "Deputy head"}
    answer = second.post(of(pat, "contact_edit"), said)
    page = answer.content.decode()
    assert answer.status_code == 409
    assert "Deputy head" in page
    assert '<td class="govuk-table__cell portal-preline">Head</td>' in page
    second.post(of(pat, "contact_edit"), said | {"version": "2"})
    pat.refresh_from_db()
    assert pat.role == "Deputy head"


def test_form_inside_another_one_has_its_own_names(navigator, coventry):
    prefixed = {f"new-{name}": value for name, value in SAID.items()}
    form = ContactFields(prefixed, prefix="new", user=navigator, instance=Contact(authority=coventry))
    assert form.is_valid(), form.errors
    assert form.save().name == "Pat Example"
    assert "is_another" not in form.fields


# Still right -----------------------------------------------------------------------------------------------------


def test_one_tap_confirms_and_moves_the_review_on_by_a_year(as_user, navigator, coventry):
    due = builders.contact(of=coventry, review_on=date(2021, 3, 1), confirmed_on=date(2020, 3, 1))
    here = f"{reverse('contacts')}?show=review"
    answer = as_user(navigator).post(of(due, "contact_confirm"), {"next": here})
    due.refresh_from_db()
    assert answer.url == here
    assert (due.confirmed_on, due.review_on) == (TODAY(), TODAY() + relativedelta(months=12))
    assert due.history.first().history_change_reason == "Confirmed as still right"


def test_second_tap_on_the_same_day_changes_nothing(as_user, navigator, coventry):
    due = builders.contact(of=coventry, review_on=date(2021, 3, 1))
    client = as_user(navigator)
    for _ in range(2):
        client.post(of(due, "contact_confirm"))
    assert due.history.count() == 2


@pytest.mark.parametrize("onwards", ["https://example.com/", "//example.com", "javascript:alert(1)", ""])
def test_confirming_leads_nowhere_else(as_user, navigator, pat, onwards):
    assert as_user(navigator).post(of(pat, "contact_confirm"), {"next": onwards}).url == of(pat)


def test_confirming_takes_a_form_and_not_a_link(as_user, navigator, pat):
    assert as_user(navigator).get(of(pat, "contact_confirm")).status_code == 405


def test_dudleys_navigator_confirms_nobody_in_coventry(as_user, dudley_navigator, pat):
    assert as_user(dudley_navigator).post(of(pat, "contact_confirm")).status_code == 404


# Choosing --------------------------------------------------------------------------------------------------------


def test_forms_offer_the_named_contacts_that_the_person_sees(navigator, coventry, dudley, network, pat):
    member, gone = builders.contact("Dudley's Own", of=dudley), builders.contact("Gone Person", of=coventry)
    builders.contact("Not seen", of=dudley)
    builders.member(network, member)
    erase(gone)
    assert list(contacts_for(navigator, coventry)) == [member, pat]


def test_same_address_or_same_name_in_the_same_organisation_is_likely_the_same(navigator, coventry):
    spark = builders.organisation("Spark")
    known = builders.contact("Zoë Example", of=coventry, organisation=spark, email="zoe@example.org")
    alone = builders.contact("Zoë Example", of=coventry, email="")
    assert likely_same(navigator, "Anyone", "ZOE@example.org", None) == [known]
    assert likely_same(navigator, " ZOË  example", "", spark) == [known]
    assert likely_same(navigator, "Zoë Example", "", Organisation(name="spark")) == [known]
    assert likely_same(navigator, "Zoë Example", "", None) == [alone]
    assert likely_same(navigator, "Zoë Example", "", builders.organisation("Another")) == []
    assert likely_same(navigator, "", "", None) == []


def test_contact_whom_the_person_does_not_see_is_nobodys_duplicate(dudley_navigator, pat):
    assert likely_same(dudley_navigator, pat.name, pat.email, None) == []


# The home page ---------------------------------------------------------------------------------------------------


def test_home_page_leads_to_the_contacts_to_review(as_user, navigator, coventry, dudley):
    builders.contact(of=coventry, review_on=TODAY())
    builders.contact(of=dudley, review_on=TODAY())
    page = as_user(navigator).get(reverse("home")).content.decode()
    assert "Contacts to review: 1" in page
    assert f"{reverse('contacts')}?show=review" in page


@pytest.mark.parametrize("role", ["analyst", "communications", "administrator"])
def test_home_page_of_other_roles_counts_no_contacts(as_user, request, coventry, role):
    builders.contact(of=coventry, review_on=TODAY())
    assert "Contacts to review" not in as_user(request.getfixturevalue(role)).get(reverse("home")).content.decode()
