"""Interventions: adding one to a pilot, also like another one, changing it, its status, and its page."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.contrib.messages import get_messages
from django.core.exceptions import ValidationError
from django.utils import timezone

from interventions.delivered import COST_RULE, COUNTED_BY_EACH
from interventions.delivery.fields import PoundsField
from interventions.delivery.offers import TAKEN_UP
from interventions.models import Intervention
from tests import builders
from vru_portal.access.roles import Role

ADD = "/authorities/E08000026/pilots/hillfields/interventions/add/"
EDITORS = ("navigator", "adviser", "manager")
OTHERS = ("analyst", "communications", "administrator")


def tomorrow():
    return (timezone.localdate() + timedelta(days=1)).isoformat()


def typed_now(data):
    """Make what is typed of a day that a test names relative to its own."""
    return {name: value() if callable(value) else value for name, value in data.items()}


@pytest.fixture
def client(as_user, navigator):
    return as_user(navigator)


@pytest.fixture
def kind(region):
    return builders.intervention_type("Mentoring, one to one")


@pytest.fixture
def mentoring(hillfields, kind):
    return builders.intervention(hillfields, kind)


@pytest.fixture
def typed(kind):
    """What the browser sends when only what is needed is filled in."""
    return {"type": kind.pk, "name": "Mentoring by Spark", "status": "running", "version": 0}


@pytest.fixture
def as_stored(mentoring):
    """What the browser sends for the stored intervention when nothing is changed."""
    return {"type": mentoring.type_id, "name": mentoring.name, "version": mentoring.version}


def address(intervention, page=""):
    return f"/interventions/{intervention.pk}/{page}"


def text_of(response, code=200):
    assert response.status_code == code
    return response.content.decode()


def said(response):
    return [str(message) for message in get_messages(response.wsgi_request)]


# Who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", EDITORS)
def test_those_who_keep_interventions_open_their_forms(as_user, request, mentoring, role):
    client = as_user(request.getfixturevalue(role))
    for url in (ADD, address(mentoring, "edit/"), address(mentoring, "status/"), address(mentoring, "use/")):
        assert client.get(url).status_code == 200


@pytest.mark.parametrize("role", OTHERS)
def test_other_roles_are_refused(as_user, request, mentoring, typed, role):
    client = as_user(request.getfixturevalue(role))
    for url in (ADD, address(mentoring, "edit/"), address(mentoring, "status/"), address(mentoring, "use/")):
        assert client.get(url).status_code == 403
        assert client.post(url, typed).status_code == 403
    assert Intervention.objects.count() == 1


def test_another_authoritys_interventions_are_read_but_not_changed(as_user, dudley_navigator, mentoring, typed):
    client = as_user(dudley_navigator)
    for url in (ADD, address(mentoring, "edit/"), address(mentoring, "status/")):
        assert client.get(url).status_code == 404
        assert client.post(url, typed | {"name": "Mine"}).status_code == 404
    assert client.get(address(mentoring)).status_code == 200
    assert client.get(address(mentoring, "use/")).status_code == 200
    assert [each.name for each in Intervention.objects.all()] == ["Mentoring by Spark"]


def test_an_analyst_here_who_is_navigator_elsewhere_does_not_change_it_here(as_user, mentoring, coventry, dudley):
    person = builders.posted("Both", Role.ANALYST, coventry)
    builders.posting(person, Role.NAVIGATOR, dudley)
    assert as_user(person).get(address(mentoring, "edit/")).status_code == 404
    assert "Change the details" not in text_of(as_user(person).get(address(mentoring)))


def test_another_regions_interventions_cannot_be_found(as_user, mentoring):
    leeds = builders.authority("Leeds", "E08000035", in_region=builders.region("Northshire", "northshire"))
    client = as_user(builders.posted("Leo Leeds", Role.NAVIGATOR, leeds))
    for page in ("", "edit/", "status/", "use/"):
        assert client.get(address(mentoring, page)).status_code == 404


# Adding ----------------------------------------------------------------------------------------------------------


def test_one_is_added_with_its_first_phase_and_who_added_it(client, navigator, hillfields, typed):
    response = client.post(ADD, typed | {"starts_on": "March 2021"})
    made = Intervention.objects.get()
    assert response.url == address(made)
    assert said(response) == ["The intervention is added."]
    assert (made.pilot, made.authority, made.name) == (hillfields, hillfields.authority, "Mentoring by Spark")
    assert [(phase.status, phase.since) for phase in made.phases.all()] == [("running", "2021-03")]
    assert made.history.first().history_user == navigator


def test_all_fields_are_stored(client, hillfields, typed):
    school, place = builders.school(), hillfields.localities.get()
    provider, funder = builders.organisation("Spark"), builders.organisation("Safer Streets Fund")
    response = client.post(
        ADD,
        typed
        | {
            "status": "completed",
            "description": "One mentor each.",
            "target_group": "Young people aged 11 to 18",
            "audience": builders.audience().pk,
            "localities": [place.pk],
            "schools": [school.pk],
            "school_level": "one_to_one",
            "provider": provider.pk,
            "funder": funder.pk,
            "funding": "£1,250.50",
            "funded_from_day": "1",
            "funded_from_month": "4",
            "funded_from_year": "2021",
            "funded_until_day": "31",
            "funded_until_month": "3",
            "funded_until_year": "2022",
            "planned_dose": "Weekly for 12 weeks",
            "planned_reach": "1,200",
            "language": "Welsh",
            "referral": "needed",
            "how_to_refer": "Ring 0121 496 0000 or write to referrals@example.org, CV1 5RR.",
            "youngest": "11",
            "oldest": "18",
            "starts_on": "2021",
            "ends_on": "12 March 2022",
        },
    )
    assert response.status_code == 302
    made = Intervention.objects.get()
    assert (list(made.localities.all()), list(made.schools.all())) == ([place], [school])
    assert (made.provider, made.funder, made.funding) == (provider, funder, Decimal("1250.50"))
    assert (made.funded_from, made.funded_until) == (date(2021, 4, 1), date(2022, 3, 31))
    assert (made.planned_reach, made.ages, made.school_level, made.referral) == (
        1200,
        "11 to 18",
        "one_to_one",
        "needed",
    )
    assert (made.starts_on, made.ends_on, made.status, made.phases.get().since) == (
        "2021",
        "2022-03-12",
        "completed",
        "2022-03-12",
    )


def test_the_same_form_sent_twice_stores_one(client, typed, hillfields):
    whole = typed | {"localities": [hillfields.localities.get().pk], "funding": "£1,250", "starts_on": "3 2021"}
    first, second = client.post(ADD, whole), client.post(ADD, whole)
    assert (first.status_code, second.status_code) == (302, 302)
    assert first.url == second.url
    assert Intervention.objects.get().phases.count() == 1


@pytest.mark.parametrize("name", ["Mentoring by Spark", "mentoring BY spark", "  Mentoring by Spark  "])
def test_another_one_of_the_same_name_is_refused(client, typed, mentoring, name):
    text = text_of(client.post(ADD, typed | {"name": name, "description": "Another one"}))
    assert "This pilot has an intervention of this name already" in text
    assert Intervention.objects.count() == 1


def test_the_same_name_in_another_pilot_is_another_intervention(client, typed, mentoring, coventry):
    builders.pilot("Wood End", "wood-end", of=coventry)
    assert client.post(ADD.replace("hillfields", "wood-end"), typed).status_code == 302


def test_nothing_is_added_to_a_pilot_that_is_over(client, hillfields, typed):
    hillfields.archived_at = timezone.now()
    hillfields.save()
    assert client.get(ADD).status_code == 404
    assert client.post(ADD, typed).status_code == 404


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"type": ""}, "Choose the type of intervention"),
        ({"type": "99999999999999999999"}, "Choose type of intervention from the list"),
        ({"name": ""}, "Enter the name of the intervention"),
        ({"name": "\u200b \ufeff"}, "Enter the name of the intervention"),
        ({"name": "x" * 151}, "must be 150 characters or fewer"),
        ({"name": "A\0B"}, "contains a character that cannot be saved"),
        ({"status": ""}, "Choose where it stands"),
        ({"status": "paused"}, "Choose where it stands"),
        ({"description": "x" * 5001}, "must be 5000 characters or fewer"),
        ({"starts_on": "soon"}, "Enter a real date, such as 2021, March 2021 or 12 March 2021"),
        ({"starts_on": "2021", "ends_on": "2020-12"}, "This must be the same as or after 2021"),
        ({"starts_on": tomorrow}, "The start lies ahead, but the intervention is not planned"),
        ({"status": "planned", "starts_on": "March 2021"}, "Planned, but its start has passed: is it running?"),
        ({"status": "completed", "ends_on": tomorrow}, "The end lies ahead, but the intervention is over"),
        ({"funding": "lots"}, "Enter an amount in pounds, such as 1,250 or 1,250.50"),
        ({"funding": "-5"}, "The amount must be 0 or more"),
        ({"funding": "£123,456,789"}, "The amount must be below £100,000,000"),
        ({"funded_from_day": "1"}, "must include a month and a year"),
        ({"planned_reach": "many"}, "must be a whole number"),
        ({"planned_reach": "1000001"}, "must be 1000000 or less"),
        ({"youngest": "18", "oldest": "11"}, "The oldest age must be the same as or above the youngest"),
        ({"oldest": "121"}, "must be 120 or less"),
        ({"referral": "perhaps"}, "Choose whether it needs a referral"),
        ({"localities": ["99999999999999999999"]}, "Choose localities from the list"),
        ({"version": "newest"}, "Reload the page and try again"),
    ],
)
def test_bad_input_gets_a_message_and_nothing_typed_is_lost(client, hillfields, typed, wrong, message):
    text = text_of(client.post(ADD, typed | {"target_group": "Typed by me"} | typed_now(wrong)))
    assert message in text.replace("&#x27;", "'")
    assert "<title>Error: Add an intervention: Hillfields" in text
    assert "Typed by me" in text
    assert not Intervention.objects.exists()


def test_a_funding_that_ends_before_it_starts_is_refused(client, hillfields, typed):
    days = {"funded_from": ("1", "4", "2021"), "funded_until": ("31", "3", "2021")}
    parts = {
        f"{name}_{part}": value
        for name, day in days.items()
        for part, value in zip(("day", "month", "year"), day, strict=True)
    }
    assert "The funding must end on or after the day it starts" in text_of(client.post(ADD, typed | parts))


@pytest.mark.parametrize(
    ("field", "words", "looks_like"),
    [
        ("name", "Mentoring of Jordan (14)", "a name with an age"),
        ("description", "Ask 07700 900123", "a telephone number"),
        ("target_group", "j.smith@example.org", "an e-mail address"),
        ("planned_dose", "Weekly at CV1 5RR", "a postcode"),
        ("how_to_refer", "Jordan, who is fourteen, knows the way", "a name with an age"),
        ("how_to_refer", "DOB 12/3/2008", "a date of birth"),
    ],
)
def test_what_looks_like_personal_data_is_refused_beside_its_field(client, hillfields, typed, field, words, looks_like):
    text = text_of(client.post(ADD, typed | {field: words}))
    assert f"looks like {looks_like}. Take it out: nobody may be named here" in text
    assert f'id="id_{field}_error"' in text
    assert not Intervention.objects.exists()


def test_names_of_places_and_bodies_with_a_number_are_no_personal_data(client, hillfields, typed):
    builders.organisation("Positive Youth")
    response = client.post(ADD, typed | {"description": "For Hillfields (14) and Positive Youth (12), ages 11 to 18"})
    assert response.status_code == 302


def test_the_form_offers_only_what_belongs_to_the_pilot_its_authority_and_region(client, hillfields, st_james):
    other, now = builders.region("Northshire", "northshire"), timezone.now()
    builders.organisation("Elsewhere body", in_region=other)
    builders.organisation("Archived body", archived_at=now)
    builders.intervention_type("Elsewhere type", in_region=other)
    builders.intervention_type("Archived type", archived_at=now)
    builders.school("Dudley school", of=st_james.authority)
    builders.school("Archived school", archived_at=now)
    builders.audience("Archived audience", archived_at=now)
    builders.school("Coventry school")
    text = text_of(client.get(ADD))
    assert "Coventry school" in text
    for absent in ("Elsewhere", "Archived", "Dudley school", "St James"):
        assert absent not in text, absent


@pytest.mark.parametrize("field", ["type", "localities", "schools", "provider", "funder"])
def test_what_is_not_offered_is_not_taken(client, hillfields, st_james, typed, field):
    other = builders.region("Northshire", "northshire")
    foreign = {
        "type": builders.intervention_type("Elsewhere type", in_region=other),
        "localities": st_james.localities.get(),
        "schools": builders.school("Dudley school", of=st_james.authority),
        "provider": builders.organisation("Elsewhere", in_region=other),
        "funder": builders.organisation("Elsewhere", in_region=other),
    }
    assert "There is a problem" in text_of(client.post(ADD, typed | {field: [foreign[field].pk]}))
    assert not Intervention.objects.exists()


def test_the_only_locality_of_a_pilot_is_ticked(client, hillfields, coventry):
    assert client.get(ADD).context["form"]["localities"].value() == [hillfields.localities.get().pk]
    hillfields.localities.add(builders.locality("Foleshill", "foleshill", of=coventry))
    assert not client.get(ADD).context["form"]["localities"].value()


@pytest.mark.parametrize(
    ("text", "amount"),
    [
        ("1250", "1250"),
        ("1,250.00", "1250.00"),
        ("£1,250", "1250"),
        (" £ 1 250.5 ", "1250.5"),
        ("0", "0"),
        ("99999999.99", "99999999.99"),
    ],
)
def test_amounts_are_understood_as_people_write_them(text, amount):
    assert PoundsField().clean(text) == Decimal(amount)


@pytest.mark.parametrize(
    "text", ["1,25", "1.250,00", "£", "1250.505", "NaN", "Infinity", "1e5", "١٢٣", "12,,000", "5 €"]
)
def test_amounts_that_may_mean_another_one_are_refused(text):
    with pytest.raises(ValidationError):
        PoundsField().clean(text)


# Taking up another one ---------------------------------------------------------------------------------------------


@pytest.fixture
def theirs(st_james, kind):
    """What Dudley delivers, with all that can be said of it."""
    made = builders.intervention(
        st_james,
        kind,
        name="Mentoring in Dudley",
        description="One mentor each.",
        target_group="Young people",
        audience=builders.audience(),
        planned_dose="Weekly",
        planned_reach=40,
        language="Urdu",
        school_level="one_to_one",
        referral="needed",
        how_to_refer="Ring 0121 496 0000",
        youngest=11,
        oldest=18,
        provider=builders.organisation("Dudley body"),
        funder=builders.organisation("Dudley fund"),
        funding="5000",
        funded_from=date(2021, 4, 1),
        starts_on="2021-04",
    )
    made.schools.add(builders.school("Dudley school", of=st_james.authority))
    made.localities.add(st_james.localities.get())
    return made


def test_use_this_leads_to_the_form_of_one_of_my_pilots(client, hillfields, theirs, st_james):
    text = text_of(client.get(address(theirs, "use/")))
    assert f'href="{ADD}?like={theirs.pk}"' in text
    assert st_james.slug not in text


def test_what_ones_own_pilots_deliver_is_not_offered_to_them_again(client, mentoring, theirs):
    offered = "Use this in my pilot"
    assert offered in text_of(client.get(address(theirs)))
    assert offered not in text_of(client.get(address(mentoring)))


def test_somebody_without_a_pilot_is_told_so(client, theirs):
    assert "There is no pilot to add it to" in text_of(client.get(address(theirs, "use/")))


def test_the_approach_is_taken_up_but_not_who_where_and_when(client, hillfields, theirs):
    form = client.get(f"{ADD}?like={theirs.pk}").context["form"]
    for name in TAKEN_UP:
        stored = getattr(theirs, name)
        assert form[name].value() == getattr(stored, "pk", stored), name
    assert form["name"].value() == theirs.type.name
    for name in (
        "description",
        "provider",
        "funder",
        "funding",
        "funded_from",
        "starts_on",
        "how_to_refer",
        "schools",
        "planned_reach",
    ):
        assert not form[name].value(), name
    assert form["localities"].value() == [hillfields.localities.get().pk]


def test_where_it_was_taken_up_from_is_kept_and_shown_on_both_pages(client, hillfields, theirs, typed):
    client.post(f"{ADD}?like={theirs.pk}", typed)
    made = Intervention.objects.get(pilot=hillfields)
    assert made.like == theirs
    assert f'Taken up from <a class="govuk-link" href="{address(theirs)}">' in text_of(client.get(address(made)))
    assert f'Taken up by Hillfields: <a class="govuk-link" href="{address(made)}">' in text_of(
        client.get(address(theirs))
    )


@pytest.mark.parametrize("query", ["like=0", "like=x", "like=99999999999999999999", "type=x", "type=0"])
def test_what_cannot_be_found_cannot_be_taken_up(client, hillfields, query):
    assert client.get(f"{ADD}?{query}").status_code == 404


def test_another_regions_practice_is_not_taken_up(client, hillfields, navigator):
    other = builders.region("Northshire", "northshire")
    builders.posting(navigator, Role.NAVIGATOR, other)
    leeds = builders.authority("Leeds", "E08000035", in_region=other)
    theirs = builders.intervention(builders.pilot("Harehills", "harehills", of=leeds))
    assert client.get(f"{ADD}?like={theirs.pk}").status_code == 404
    assert "harehills" in text_of(client.get(address(theirs, "use/")))
    assert "hillfields" not in text_of(client.get(address(theirs, "use/")))


def test_a_type_is_chosen_already_where_the_catalogue_led_here(client, hillfields, kind):
    assert client.get(f"{ADD}?type={kind.pk}").context["form"]["type"].value() == kind.pk


# Changing ----------------------------------------------------------------------------------------------------------


def test_details_are_saved_with_who_changed_them(client, navigator, mentoring, as_stored):
    response = client.post(address(mentoring, "edit/"), as_stored | {"target_group": "Pupils", "funding": "1,250"})
    assert response.url == address(mentoring)
    assert said(response) == ["Saved"]
    before = mentoring.version
    mentoring.refresh_from_db()
    assert (mentoring.target_group, mentoring.funding, mentoring.version) == ("Pupils", 1250, before + 1)
    assert (mentoring.status, mentoring.phases.count()) == ("running", 1)
    assert mentoring.history.first().history_user == navigator


def test_the_form_shows_what_is_stored(client, mentoring):
    Intervention.objects.update(funding="1250.00", planned_reach=1200, starts_on="2021-03", youngest=11)
    form = client.get(address(mentoring, "edit/")).context["form"]
    assert form["funding"].value() == "1,250"
    assert form["starts_on"].value() == "March 2021"
    is_open = {title: opened for title, _, opened in form.sections}
    assert is_open == {"Schools": False, "Funding": True, "Plan": True, "Referral and ages": True}


def test_the_second_editor_sees_both_versions_and_chooses(client, as_user, manager, mentoring, as_stored):
    builders.school()
    theirs = as_stored | {"target_group": "The manager's group", "referral": "needed", "funding": "2000"}
    as_user(manager).post(address(mentoring, "edit/"), theirs)
    mine = as_stored | {"target_group": "The navigator's group", "referral": "none", "funding": "3,000"}
    response = client.post(address(mentoring, "edit/"), mine)
    text = text_of(response, 409).replace("&#x27;", "'")
    for part in ("The manager's group", "The navigator's group", "£2,000", "£3,000", "Referral needed"):
        assert part in text, part
    mentoring.refresh_from_db()
    assert mentoring.target_group == "The manager's group"
    again = mine | {"version": response.context["form"]["version"].value()}
    assert client.post(address(mentoring, "edit/"), again).status_code == 302
    mentoring.refresh_from_db()
    assert (mentoring.target_group, mentoring.funding) == ("The navigator's group", 3000)


def test_the_same_words_sent_twice_are_stored_once(client, mentoring, as_stored):
    mine = as_stored | {"target_group": "Pupils"}
    assert [client.post(address(mentoring, "edit/"), mine).status_code for _ in range(2)] == [302, 302]
    before = mentoring.version
    mentoring.refresh_from_db()
    assert mentoring.version == before + 1


def test_a_status_given_meanwhile_is_a_change_too(client, as_user, manager, mentoring, as_stored):
    mentoring.enter("completed", since="2021-06")
    response = client.post(address(mentoring, "edit/"), as_stored | {"target_group": "Pupils"})
    assert response.status_code == 409
    mentoring.refresh_from_db()
    assert mentoring.status == "completed"


def test_what_was_chosen_before_it_was_archived_can_stay(client, mentoring, as_stored):
    body, school, now = builders.organisation("Old body"), builders.school("Old school"), timezone.now()
    Intervention.objects.update(provider=body)
    mentoring.schools.add(school)
    for record in (body, school, mentoring.type):
        record.archived_at = now
        record.save()
    data = as_stored | {"provider": body.pk, "schools": [school.pk]}
    assert client.post(address(mentoring, "edit/"), data).status_code == 302
    mentoring.refresh_from_db()
    assert (mentoring.provider, list(mentoring.schools.all())) == (body, [school])


def test_a_name_that_is_another_ones_is_refused_but_ones_own_is_kept(client, mentoring, as_stored, hillfields):
    builders.intervention(hillfields, mentoring.type, name="Boxing")
    text = text_of(client.post(address(mentoring, "edit/"), as_stored | {"name": "boxing"}))
    assert "This pilot has an intervention of this name already" in text
    assert client.post(address(mentoring, "edit/"), as_stored | {"name": "MENTORING by Spark"}).status_code == 302


def test_dates_ahead_do_not_fit_what_has_begun(client, mentoring, as_stored):
    ahead = as_stored | {"starts_on": tomorrow()}
    assert "The start lies ahead" in text_of(client.post(address(mentoring, "edit/"), ahead))
    mentoring.enter("planned")
    ahead["version"] = mentoring.version
    assert client.post(address(mentoring, "edit/"), ahead).status_code == 302


def test_a_plan_is_not_given_a_start_that_has_passed(client, mentoring, as_stored):
    mentoring.enter("planned")
    sent = as_stored | {"version": mentoring.version, "starts_on": mentoring.starts_on, "planned_reach": "20"}
    wrong = text_of(client.post(address(mentoring, "edit/"), sent | {"starts_on": "May 2021"}))
    assert "is it running?" in wrong
    assert client.post(address(mentoring, "edit/"), sent).status_code == 302


# The status --------------------------------------------------------------------------------------------------------


def phases(intervention):
    return [(phase.status, phase.since, phase.until) for phase in intervention.phases.all()]


def test_a_new_status_ends_the_one_before_it(client, mentoring):
    data = {"status": "paused", "since": "March 2021", "reason": "Schools are closed"}
    response = client.post(address(mentoring, "status/"), data)
    assert response.url == address(mentoring)
    assert said(response) == ["“Mentoring by Spark” is now paused."]
    assert phases(mentoring) == [("running", "2021-01", "2021-03"), ("paused", "2021-03", "")]
    text = text_of(client.get(address(mentoring)))
    assert "Schools are closed" in text
    assert "January 2021 to March 2021" in text


def test_the_same_status_sent_twice_stores_one_phase(client, mentoring):
    data = {"status": "completed", "since": "2021-06", "reason": ""}
    assert [client.post(address(mentoring, "status/"), data).status_code for _ in range(2)] == [302, 302]
    assert len(phases(mentoring)) == 2


@pytest.mark.parametrize(
    ("data", "message"),
    [
        ({}, "Choose the new status"),
        ({"status": "running"}, "Choose one of the statuses in the list"),
        ({"status": "cancelled"}, "Choose one of the statuses in the list"),
        ({"status": "paused"}, "Enter why the intervention is paused"),
        ({"status": "stopped", "reason": "   "}, "Enter why the intervention was stopped early"),
        ({"status": "stopped", "reason": "x" * 501}, "must be 500 characters or fewer"),
        ({"status": "paused", "reason": "Jordan (14) left"}, "looks like a name with an age"),
        ({"status": "completed", "since": tomorrow}, "The date must be today or in the past"),
        ({"status": "completed", "since": "2020"}, "The date must be the same as or after January 2021"),
        ({"status": "completed", "since": "soon"}, "Enter a real date"),
    ],
)
def test_a_wrong_status_gets_a_message(client, mentoring, data, message):
    assert message in text_of(client.post(address(mentoring, "status/"), typed_now(data)))
    assert len(phases(mentoring)) == 1


def test_a_date_is_not_before_the_last_one_that_is_known(client, mentoring):
    mentoring.enter("paused", reason="Closed")
    data = {"status": "running", "since": "2020"}
    assert "same as or after January 2021" in text_of(client.post(address(mentoring, "status/"), data))


def test_a_plan_may_begin_later(client, mentoring):
    data = {"status": "planned", "since": tomorrow()}
    assert client.post(address(mentoring, "status/"), data).status_code == 302


def test_the_dates_of_the_delivery_follow_its_status(client, hillfields, kind):
    made = builders.intervention(hillfields, kind, status="planned")
    for data, dates in [
        ({"status": "running", "since": "2021-02"}, ("2021-02", "")),
        ({"status": "paused", "since": "2021-03", "reason": "Closed"}, ("2021-02", "")),
        ({"status": "running", "since": "2021-04"}, ("2021-02", "")),
        ({"status": "stopped", "since": "2021-05", "reason": "No money"}, ("2021-02", "2021-05")),
        ({"status": "running", "since": "2021-06"}, ("2021-02", "")),
        ({"status": "completed", "since": "2021-07"}, ("2021-02", "2021-07")),
    ]:
        client.post(address(made, "status/"), data)
        made.refresh_from_db()
        assert (made.status, made.starts_on, made.ends_on) == (data["status"], *dates)


# The page ----------------------------------------------------------------------------------------------------------


def test_the_page_says_what_is_not_known(client, hillfields, kind):
    text = text_of(client.get(address(builders.intervention(hillfields, kind, status=""))))
    for part in (
        "Status not recorded",
        "Start not recorded",
        ">Target group in words<",
        "Amount not recorded",
        "Whether a referral is needed is not recorded",
        "Nothing approved is logged against it yet",
        "No provider is recorded",
        "No amount of funding is recorded",
        "No outcome measured",
        "No approved entry of the log belongs to it",
        "The pilot has no lead navigator at present",
        "Not rated",
        "No status has been recorded",
    ):
        assert part in text, part


def test_the_page_says_all_that_is_known(client, theirs):
    text = text_of(client.get(address(theirs)))
    for part in (
        "One mentor each.",
        "Mentoring, one to one",
        "One to one: for young people already involved in serious violence",
        "Dudley school",
        "Dudley body",
        "Dudley fund",
        "£5,000",
        "From 1 April 2021",
        "Ages 11 to 18",
        '>Target group</dt><dd class="govuk-summary-list__value">Young people<',
        "40 people",
        "Urdu",
        "Referral needed",
        "Ring 0121 496 0000",
    ):
        assert part in text, part


def test_the_page_shows_what_was_delivered_and_its_cost(client, mentoring):
    Intervention.objects.update(funding="1000")
    for number, minutes in ((12, 90), (8, None)):
        builders.activity(
            mentoring.pilot,
            status="approved",
            intervention=mentoring,
            starts_on=date(2021, 3, number),
            minutes=minutes,
            reach={"Young people": number},
        )
    text = text_of(client.get(address(mentoring)))
    assert "2, 8 March 2021 to 12 March 2021" in text
    assert "20 young people" in text
    assert COUNTED_BY_EACH in text
    assert ">£50<" in text
    assert "Cost per person reached" in text
    assert COST_RULE in text


def test_without_individuals_or_funding_there_is_no_cost(client, mentoring):
    builders.activity(mentoring.pilot, status="approved", intervention=mentoring, reach={"Young people": 10})
    assert "Cost per person reached" not in text_of(client.get(address(mentoring)))


def test_the_gap_is_said_on_the_page_too(client, mentoring, coventry):
    for name in ("one", "two"):
        builders.intervention(builders.pilot(name, name, of=coventry), mentoring.type)
    assert "Widely delivered here, not rated: measure this" in text_of(client.get(address(mentoring)))


def test_everybody_in_the_region_learns_whom_to_ask(as_user, dudley_navigator, mentoring, navigator):
    mentoring.pilot.lead_navigator = navigator
    mentoring.pilot.save()
    text = text_of(as_user(dudley_navigator).get(address(mentoring)))
    assert "Nadia Navigator" in text
    assert f'href="mailto:{navigator.email}"' in text
    navigator.is_active = False
    navigator.save()
    text = text_of(as_user(dudley_navigator).get(address(mentoring)))
    assert navigator.email not in text
    assert "The pilot has no lead navigator at present" in text


def test_entries_are_shown_only_to_those_who_may_read_them(as_user, request, mentoring, navigator):
    builders.activity(mentoring.pilot, status="approved", intervention=mentoring, title="A boxing session")
    builders.activity(mentoring.pilot, status="submitted", intervention=mentoring, title="Not yet approved")
    seen = {
        role: "A boxing session" in text_of(as_user(request.getfixturevalue(role)).get(address(mentoring)))
        for role in ("navigator", "analyst", "communications", "administrator", "dudley_navigator")
    }
    assert seen == {
        "navigator": True,
        "analyst": True,
        "communications": True,
        "administrator": False,
        "dudley_navigator": False,
    }
    assert "Not yet approved" not in text_of(as_user(navigator).get(address(mentoring)))


def test_outcomes_are_shown_to_those_who_read_them(as_user, dudley_navigator, administrator, mentoring):
    builders.anticipated_outcome(mentoring.pilot, intervention=mentoring, statement="Pupils feel safer")
    builders.anticipated_outcome(mentoring.pilot, intervention=mentoring, withdrawn_at=timezone.now(), statement="Gone")
    builders.outcome_record(mentoring.pilot, intervention=mentoring, status="approved", group_label="Summer group")
    builders.outcome_record(mentoring.pilot, intervention=mentoring, status="submitted", group_label="Winter group")
    text = text_of(as_user(dudley_navigator).get(address(mentoring)))
    assert "Pupils feel safer" in text
    assert "Gone" not in text
    assert "Summer group" in text
    assert "Winter group" not in text
    assert "No outcome measured" not in text
    text = text_of(as_user(administrator).get(address(mentoring)))
    assert "Summer group" not in text
    assert "No outcome measured" not in text, "who does not read outcomes is not told that there are none"


def test_nobodys_free_text_is_in_a_page_title(client, mentoring):
    for page in ("", "edit/", "status/", "use/"):
        title = text_of(client.get(address(mentoring, page))).split("<title>")[1].split("</title>")[0]
        assert mentoring.name not in title


def test_the_page_of_a_pilot_shows_its_interventions(as_user, navigator, analyst, mentoring):
    page = mentoring.pilot.get_absolute_url()
    builders.activity(mentoring.pilot, status="approved", intervention=mentoring, reach={"Young people": 12})
    text = text_of(as_user(navigator).get(page))
    assert f'href="{address(mentoring)}">Mentoring by Spark</a>' in text
    assert "12 young people" in text
    assert f'href="{ADD}"' in text
    assert "Match the interventions" not in text
    builders.activity(mentoring.pilot, by=navigator, intervention_name="Mentoring")
    assert "/pilots/hillfields/interventions/match/" in text_of(as_user(navigator).get(page))
    text = text_of(as_user(analyst).get(page))
    assert "Mentoring by Spark" in text
    assert ADD not in text


def test_the_contents_of_a_pilots_page_lead_to_its_sections(client, mentoring):
    text = text_of(client.get(mentoring.pilot.get_absolute_url()))
    contents = text.partition('aria-label="Contents"')[2].partition("</nav>")[0]
    sections = [part.partition('"')[0] for part in contents.split('href="#')[1:]]
    assert sections.index("context") < sections.index("interventions")
    assert [text.count(f'id="{section}"') for section in sections] == [1] * len(sections)


def test_the_page_of_a_pilot_without_interventions_says_so(client, hillfields):
    assert "No interventions are recorded" in text_of(client.get(hillfields.get_absolute_url()))


def test_the_page_of_a_pilot_with_many_leads_to_the_list(client, hillfields, kind):
    for number in range(31):
        builders.intervention(hillfields, kind, name=f"No. {number:02}")
    text = text_of(client.get(hillfields.get_absolute_url()))
    assert "No. 29" in text
    assert "No. 30" not in text
    assert f'/interventions/?authority={hillfields.authority_id}"' in text


@pytest.mark.parametrize("many", [1, 20])
def test_the_page_costs_the_same_for_any_number(client, django_assert_max_num_queries, mentoring, navigator, many):
    for number in range(many):
        builders.activity(mentoring.pilot, by=navigator, status="approved", intervention=mentoring, reach={"All": 2})
        builders.outcome_record(mentoring.pilot, intervention=mentoring, status="approved")
        builders.anticipated_outcome(mentoring.pilot, intervention=mentoring, measure=builders.measure())
        mentoring.schools.add(builders.school(f"School {number}"))
        taken = builders.intervention(mentoring.pilot, mentoring.type, name=f"No. {number}", like=mentoring)
        taken.enter("paused", since="2021-03", reason="Closed")
    client.get(address(mentoring))
    with django_assert_max_num_queries(26):
        client.get(address(mentoring))
    with django_assert_max_num_queries(38):
        client.get(mentoring.pilot.get_absolute_url())
