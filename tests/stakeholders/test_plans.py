"""A community response plan: who finds it, what its page says, and how its words and dates are kept up to date."""

import pytest
from django.contrib.messages import get_messages
from django.test import Client
from django.urls import reverse
from django.utils import timezone
from django.utils.html import escape

from stakeholders.models import PlanDebrief, PlanPlace, PlanRole, ResponsePlan
from tests import builders
from tests.stakeholders.plans import COVENTRY, OTHERS, RUNNERS, days, partner, ready_plan
from vru_portal.access.roles import Role

EDIT = f"{COVENTRY}edit/"
TYPED = {"out_of_hours": "The duty team", "convening": "Whoever leads", "version": 0}


@pytest.fixture
def client(as_user, navigator):
    return as_user(navigator)


@pytest.fixture
def plan(coventry, navigator):
    return ready_plan(coventry, navigator)


def page(client, address=COVENTRY) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


# Who finds it ----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [COVENTRY, EDIT, f"{COVENTRY}changes/"])
@pytest.mark.parametrize("role", RUNNERS)
def test_those_who_run_networks_in_the_authority_open_the_plan(as_user, request, plan, role, address):
    assert as_user(request.getfixturevalue(role)).get(address).status_code == 200


@pytest.mark.parametrize("address", [COVENTRY, EDIT, f"{COVENTRY}changes/"])
@pytest.mark.parametrize("role", OTHERS)
def test_other_roles_are_refused(as_user, request, plan, role, address):
    assert as_user(request.getfixturevalue(role)).get(address).status_code == 403


@pytest.mark.parametrize("address", [COVENTRY, EDIT, f"{COVENTRY}changes/"])
def test_another_authoritys_plan_cannot_be_found(as_user, plan, dudley_manager, address):
    assert as_user(dudley_manager).get(address).status_code == 404
    assert as_user(dudley_manager).post(address, TYPED).status_code in {404, 405}
    plan.refresh_from_db()
    assert plan.version == 1


def test_who_only_reads_here_and_runs_networks_elsewhere_does_not_find_it(as_user, plan, region, dudley):
    person = builders.posted("Both", Role.ANALYST, region)
    builders.posting(person, Role.NAVIGATOR, dudley)
    assert as_user(person).get(COVENTRY).status_code == 404


def test_a_stranger_is_sent_to_sign_in(plan):
    response = Client().get(COVENTRY)
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


def test_nobody_changes_a_plan_in_django_admin(as_user, administrator):
    assert "response-plan" not in page(as_user(administrator), "/admin/")
    assert "responseplan" not in page(as_user(administrator), "/admin/")


# The page --------------------------------------------------------------------------------------------------------


def test_without_a_plan_the_page_says_what_it_is_for(client, coventry):
    text = page(client)
    assert "Coventry has no response plan yet" in text
    assert "Open a critical incident" in text
    assert "fits a telephone" not in text
    assert f'href="{EDIT}"' in text
    assert not ResponsePlan.objects.exists()


def test_every_number_can_be_rung_with_one_tap(client, plan):
    text = page(client)
    for number in range(5):
        assert f'href="tel:+44-7700-90010{number}">07700 90010{number}</a>' in text
    assert 'href="tel:+44-7700-900200">07700 900200</a>' in text
    assert 'href="tel:+44-24-7683-2222">024 7683 2222</a>' in text


def test_who_can_be_rung_at_any_hour_stands_before_the_others(client, plan):
    plan.partners.filter(organisation__name="Example council").update(out_of_hours=False)
    text = page(client)
    at_any_hour, office_hours = text.index("At any hour"), text.index("In office hours")
    assert at_any_hour < text.index("Example police") < office_hours < text.index("Example council:</strong>")


def test_a_contact_that_was_erased_is_no_longer_named(client, plan):
    row = plan.partners.get(organisation__name="Example police")
    gone = {"name": "", "role": "", "email": "", "telephone": "", "erased_at": timezone.now()}
    type(row.contact).objects.filter(pk=row.contact_id).update(**gone)
    text = page(client)
    assert "Former member" in text
    assert "No longer known" in text


def test_the_page_says_what_is_missing_and_by_which_rule(client, plan):
    assert "The plan is ready" in page(client)
    plan.places.all().delete()
    text = page(client)
    assert "Not ready: 1 gap<" in text
    assert f'<a class="govuk-link" href="{COVENTRY}places/add/">No place that can open</a>' in text
    assert "A plan is ready when" in text


def test_the_page_is_small_enough_for_poor_signal(client, plan):
    for number in range(15):
        partner(plan, "faith", f"07700 9003{number:02}")
    assert len(client.get(COVENTRY).content) < 60_000


def test_the_page_asks_the_database_as_often_for_many_partners(client, plan, django_assert_max_num_queries):
    for number in range(10):
        partner(plan, "faith", f"07700 9003{number:02}")
    with django_assert_max_num_queries(16):
        page(client)


def test_what_somebody_typed_is_shown_as_text(client, plan):
    PlanPlace.objects.create(plan=plan, name="<b>Hall</b>", how_to_open='<a href="x">024 7683 1111</a>')
    text = page(client)
    assert escape("<b>Hall</b>") in text
    assert escape('<a href="x">') in text
    assert 'href="tel:+44-24-7683-1111"' in text


# Words and dates -------------------------------------------------------------------------------------------------


def test_the_first_save_makes_the_plan(client, navigator, coventry):
    response = client.post(EDIT, TYPED)
    assert (response.status_code, response.url) == (302, COVENTRY)
    assert [str(message) for message in get_messages(response.wsgi_request)] == ["Saved"]
    plan = ResponsePlan.objects.get()
    assert (plan.authority, plan.out_of_hours, plan.convening) == (coventry, "The duty team", "Whoever leads")
    assert plan.history.get().history_user == navigator


def test_an_empty_first_save_makes_the_plan_too(client, coventry):
    assert client.post(EDIT, {"version": 0}).status_code == 302
    assert ResponsePlan.objects.get().authority == coventry


def test_the_first_save_sent_twice_makes_one_plan(client, coventry):
    assert client.post(EDIT, TYPED).status_code == client.post(EDIT, TYPED).status_code == 302
    assert ResponsePlan.objects.get().version == 1


def test_who_draws_up_the_plan_as_the_second_sees_both_versions(client, as_user, manager, coventry):
    as_user(manager).post(EDIT, TYPED)
    response = client.post(EDIT, TYPED | {"out_of_hours": "Nobody at night"})
    assert response.status_code == 409
    text = response.content.decode()
    assert "The duty team" in text
    assert text.count("Nobody at night") == 2
    assert ResponsePlan.objects.get().out_of_hours == "The duty team"


def test_what_somebody_else_has_saved_is_not_overwritten(client, plan):
    plan.convening, plan.version = "Stored meanwhile", 2
    plan.save()
    typed = {"out_of_hours": plan.out_of_hours, "convening": "Mine", "version": 1}
    typed |= {"review_on_day": "1", "review_on_month": "2", "review_on_year": "2031"}
    response = client.post(EDIT, typed)
    assert response.status_code == 409
    text = response.content.decode()
    assert "Stored meanwhile" in text
    assert ">Mine</textarea>" in text.replace("\n", "")
    assert "1 February 2031" in text
    again = client.post(EDIT, typed | {"version": 2})
    assert again.status_code == 302
    plan.refresh_from_db()
    assert (plan.convening, plan.version) == ("Mine", 3)


def test_a_part_that_was_added_meanwhile_is_no_clash(client, plan):
    client.post(f"{COVENTRY}places/add/", {"name": "Hall", "version": 0})
    assert client.post(EDIT, TYPED | {"version": 1}).status_code == 302
    assert plan.places.filter(name="Hall").exists()


def test_dates_are_stored(client, coventry):
    rehearsed, review = days(-3), days(90)
    typed = {"version": 0}
    for name, day in (("rehearsed_on", rehearsed), ("review_on", review)):
        typed |= {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}
    assert client.post(EDIT, typed).status_code == 302
    plan = ResponsePlan.objects.get()
    assert (plan.rehearsed_on, plan.review_on) == (rehearsed, review)


@pytest.mark.parametrize(
    ("name", "ahead", "error"),
    [
        ("rehearsed_on", 1, "The last rehearsal must be today or in the past"),
        ("review_on", -1, "The next review must be today or in the future"),
    ],
)
def test_a_date_on_the_wrong_side_of_today_is_refused(client, coventry, name, ahead, error):
    day = days(ahead)
    typed = TYPED | {f"{name}_day": day.day, f"{name}_month": day.month, f"{name}_year": day.year}
    response = client.post(EDIT, typed)
    assert response.status_code == 200
    assert error in response.content.decode()
    assert not ResponsePlan.objects.exists()


def test_an_overdue_review_does_not_stop_another_change(client, plan):
    ResponsePlan.objects.update(review_on=days(-5))
    day = days(-5)
    typed = {"review_on_day": day.day, "review_on_month": day.month, "review_on_year": day.year}
    assert client.post(EDIT, TYPED | typed | {"version": 1}).status_code == 302


def test_a_number_of_a_duty_line_may_stand_in_the_cover(client, coventry):
    assert client.post(EDIT, TYPED | {"out_of_hours": "Duty team 024 7683 2222 or 0300 123 4567"}).status_code == 302


@pytest.mark.parametrize("name", ["out_of_hours", "convening"])
@pytest.mark.parametrize("number", ["07700 900123", "+44 7700 900123", "(07700) 900-123"])
def test_a_number_of_a_person_belongs_in_their_contact(client, coventry, name, number):
    response = client.post(EDIT, TYPED | {name: f"Ring {number} at night"})
    assert response.status_code == 200
    assert "choose their contact instead" in response.content.decode()
    assert "at night</textarea>" in response.content.decode()
    assert not ResponsePlan.objects.exists()


@pytest.mark.parametrize(
    "text", ["Write to pat@example.org", "Jordan, 15, knows the way", "Her date of birth: 3/4/2011"]
)
def test_personal_data_is_refused(client, coventry, text):
    response = client.post(EDIT, TYPED | {"out_of_hours": text})
    assert response.status_code == 200
    assert "Take it out: nobody may be named here" in response.content.decode()


def test_too_long_a_text_is_refused(client, coventry):
    response = client.post(EDIT, TYPED | {"convening": "x" * 2001})
    assert "must be 2000 characters or fewer" in response.content.decode()


def test_saving_without_a_change_makes_no_new_version(client, plan):
    ResponsePlan.objects.update(rehearsed_on=None, review_on=None)
    typed = {"out_of_hours": plan.out_of_hours, "convening": plan.convening, "version": 1}
    assert client.post(EDIT, typed).status_code == 302
    plan.refresh_from_db()
    assert plan.version == 1


# What debriefs agreed --------------------------------------------------------------------------------------------


@pytest.fixture
def debriefed(plan):
    return builders.incident(plan.authority, closed_at=timezone.now(), plan_changes="Ring the schools before the bell")


def agreed(incident):
    return f"{COVENTRY}agreed/{incident.pk}/"


def test_what_a_debrief_agreed_is_shown_until_somebody_says_that_the_plan_has_it(client, navigator, plan, debriefed):
    assert "Agreed after " in page(client)
    assert "Ring the schools before the bell" in page(client)
    response = client.post(agreed(debriefed))
    assert (response.status_code, response.url) == (302, COVENTRY)
    assert "Ring the schools before the bell" not in page(client)
    row = PlanDebrief.objects.get()
    assert (row.plan, row.incident, row.taken_over_by) == (plan, debriefed, navigator)
    assert f"Took over what was agreed after {debriefed}" in page(client, f"{COVENTRY}changes/")


def test_taking_over_twice_is_noted_once(client, as_user, manager, navigator, debriefed):
    client.post(agreed(debriefed))
    assert as_user(manager).post(agreed(debriefed)).status_code == 302
    assert PlanDebrief.objects.get().taken_over_by == navigator


def test_what_a_second_debrief_agrees_is_shown_again(client, plan, debriefed):
    client.post(agreed(debriefed))
    debriefed.closed_at, debriefed.plan_changes = timezone.now(), "Ring the hospital too"
    debriefed.save()
    assert "Ring the hospital too" in page(client)
    client.post(agreed(debriefed))
    assert "Ring the hospital too" not in page(client)
    assert plan.debriefs.count() == 2


def test_another_change_of_the_plan_does_not_take_it_over(client, plan, debriefed):
    client.post(EDIT, TYPED | {"version": 1})
    assert "Ring the schools before the bell" in page(client)


@pytest.mark.parametrize("fields", [{"closed_at": None, "plan_changes": "x"}, {"plan_changes": ""}])
def test_an_incident_that_agreed_nothing_yet_cannot_be_taken_over(client, plan, fields):
    incident = builders.incident(plan.authority, **{"closed_at": timezone.now(), **fields})
    assert client.post(agreed(incident)).status_code == 404


def test_another_authoritys_debrief_cannot_be_taken_over(client, plan, dudley):
    elsewhere = builders.incident(dudley, closed_at=timezone.now(), plan_changes="Theirs")
    assert client.post(agreed(elsewhere)).status_code == 404
    assert not PlanDebrief.objects.exists()


def test_without_a_plan_nothing_is_taken_over(client, coventry):
    incident = builders.incident(coventry, closed_at=timezone.now(), plan_changes="Draw up a plan")
    assert client.post(agreed(incident)).status_code == 404


# The page of the authority ---------------------------------------------------------------------------------------

AUTHORITY = "/authorities/E08000026/"


@pytest.mark.parametrize("role", RUNNERS)
def test_an_authoritys_page_says_how_ready_it_is(as_user, request, plan, role):
    text = page(as_user(request.getfixturevalue(role)), AUTHORITY)
    assert "When the worst happens" in text
    assert f'href="{COVENTRY}"' in text
    assert ">Ready<" in text


@pytest.mark.parametrize("role", OTHERS)
def test_those_who_do_not_run_networks_read_nothing_of_it(as_user, request, plan, role):
    assert "When the worst happens" not in page(as_user(request.getfixturevalue(role)), AUTHORITY)


# Its changes -----------------------------------------------------------------------------------------------------


def test_the_changes_say_who_changed_what(client, as_user, manager, navigator, coventry):
    client.post(EDIT, TYPED)
    as_user(manager).post(EDIT, TYPED | {"convening": "Somebody else", "version": 1})
    client.post(f"{COVENTRY}places/add/", {"name": "Hall", "version": 0})
    text = page(client, f"{COVENTRY}changes/")
    assert "Plan drawn up" in text
    assert "Who convenes, and how" in text
    assert "Added place: Hall" in text
    assert text.index("Added place") < text.index("Who convenes, and how") < text.index("Plan drawn up")
    assert str(manager) in text


def test_the_changes_repeat_no_free_text_and_no_number(client, plan, navigator):
    client.post(EDIT, TYPED | {"convening": "A secret place", "version": 1})
    role = plan.roles.first()
    typed = {"role": role.role, "user": navigator.pk, "telephone": "07700 900777", "version": 1}
    assert client.post(f"{COVENTRY}roles/{role.pk}/", typed).status_code == 302
    text = page(client, f"{COVENTRY}changes/")
    assert "A secret place" not in text
    assert "07700 900777" not in text
    assert "(number to ring)" in text


def test_the_number_of_one_of_the_staff_is_kept_in_no_history():
    assert "telephone" not in {field.name for field in PlanRole.history.model._meta.fields}
