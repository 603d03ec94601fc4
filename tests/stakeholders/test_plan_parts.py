"""The parts of a response plan: added, changed and taken out, with nobody in them but by their contact."""

import re

import pytest

from stakeholders.contacts.erasing import erase
from stakeholders.models import PlanPartner, PlanPlace, PlanRole, PlanSupport
from tests import builders
from tests.stakeholders.plans import COVENTRY, OTHERS, ready_plan

PARTS = ("partners", "roles", "places", "support")
MODELS = dict(zip(PARTS, (PlanPartner, PlanRole, PlanPlace, PlanSupport), strict=True))


@pytest.fixture
def client(as_user, navigator):
    return as_user(navigator)


@pytest.fixture
def plan(coventry, navigator):
    return ready_plan(coventry, navigator)


@pytest.fixture
def empty(coventry):
    return builders.response_plan(coventry)


@pytest.fixture
def police(region):
    return builders.organisation("Example Police", sector="police")


@pytest.fixture
def pat(coventry, police):
    return builders.contact("Pat Example", of=coventry, organisation=police, telephone="07700 900100")


def add(part):
    return f"{COVENTRY}{part}/add/"


def address(row, part):
    return f"{COVENTRY}{part}/{row.pk}/"


def errors(response) -> str:
    assert response.status_code == 200
    text = response.content.decode()
    assert "There is a problem" in text
    return text


# Who may ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", PARTS)
@pytest.mark.parametrize("role", OTHERS)
def test_other_roles_are_refused(as_user, request, plan, role, part):
    client, row = as_user(request.getfixturevalue(role)), MODELS[part].objects.first()
    for page in (add(part), address(row, part), f"{address(row, part)}remove/"):
        assert client.get(page).status_code == 403
        assert client.post(page, {"version": 1}).status_code == 403
    assert MODELS[part].objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("part", PARTS)
def test_another_authoritys_parts_cannot_be_found(as_user, dudley_navigator, plan, part):
    client, row = as_user(dudley_navigator), MODELS[part].objects.first()
    for page in (add(part), address(row, part), f"{address(row, part)}remove/"):
        assert client.get(page).status_code == 404
        assert client.post(page, {"version": 1}).status_code == 404
    assert MODELS[part].objects.filter(pk=row.pk).exists()


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_found_only_in_its_own_plan(as_user, dudley, dudley_navigator, plan, part):
    builders.response_plan(dudley)
    row = MODELS[part].objects.first()
    elsewhere = address(row, part).replace("E08000026", "E08000027")
    assert as_user(dudley_navigator).get(elsewhere).status_code == 404
    assert as_user(dudley_navigator).post(f"{elsewhere}remove/", {"version": 1}).status_code == 404


@pytest.mark.parametrize("page", ["partners/add/", "partners/1/", "secrets/add/", "secrets/1/", "secrets/1/remove/"])
def test_without_a_plan_or_such_a_part_there_is_no_page(client, coventry, page):
    assert client.get(COVENTRY + page).status_code == 404
    builders.response_plan(coventry)
    assert client.get(COVENTRY + page).status_code == (200 if page == "partners/add/" else 404)


# Partners --------------------------------------------------------------------------------------------------------


def of_partner(police, pat, **fields):
    return {"organisation": police.pk, "does": "Holds the cordon", "contact": pat.pk, "version": 0, **fields}


def test_a_partner_is_added_with_whom_to_reach(client, navigator, empty, police, pat):
    before = empty.changed_at
    response = client.post(add("partners"), of_partner(police, pat, out_of_hours="on"))
    assert (response.status_code, response.url) == (302, COVENTRY)
    row = PlanPartner.objects.get()
    assert (row.plan, row.organisation, row.contact, row.out_of_hours) == (empty, police, pat, True)
    assert row.history.get().history_user == navigator
    empty.refresh_from_db()
    assert empty.changed_at > before
    assert empty.version == 1


def test_a_partner_sent_twice_is_stored_once(client, empty, police, pat):
    for _ in range(2):
        assert client.post(add("partners"), of_partner(police, pat)).status_code == 302
    assert PlanPartner.objects.count() == 1


def test_a_partner_with_the_same_person_is_not_listed_twice(client, empty, police, pat):
    client.post(add("partners"), of_partner(police, pat))
    text = errors(client.post(add("partners"), of_partner(police, pat, does="Patrols")))
    assert "has this partner with the same person to reach already" in text


def test_a_partner_needs_an_organisation_and_what_it_does(client, empty):
    text = errors(client.post(add("partners"), {"version": 0}))
    assert "Choose an organisation" in text
    assert "Enter what it does in a response" in text


def test_a_contact_of_another_organisation_is_refused(client, empty, pat):
    other = builders.organisation("Example Council")
    text = errors(client.post(add("partners"), of_partner(other, pat)))
    assert "Their contact says Example Police, not Example Council: choose another" in text


def test_a_contact_without_an_organisation_may_stand_for_any(client, empty, police, coventry):
    nobodys = builders.contact("Sam Example", of=coventry)
    assert client.post(add("partners"), of_partner(police, nobodys)).status_code == 302


def test_contacts_of_elsewhere_are_neither_offered_nor_taken(client, empty, police, dudley):
    elsewhere = builders.contact("Dana Dudley", of=dudley, organisation=police)
    assert "Dana Dudley" not in client.get(add("partners")).content.decode()
    errors(client.post(add("partners"), of_partner(police, elsewhere)))
    assert not PlanPartner.objects.exists()


def test_a_manager_of_the_region_is_not_offered_contacts_of_another_authority(as_user, region, empty, police, dudley):
    builders.contact("Dana Dudley", of=dudley, organisation=police)
    regional = builders.posted("Regional", "manager", region)
    assert "Dana Dudley" not in as_user(regional).get(add("partners")).content.decode()


def test_members_of_a_network_here_are_offered_whoever_keeps_them(client, empty, dudley, hillfields):
    known = builders.contact("Dana Dudley", of=dudley)
    assert "Dana Dudley" not in client.get(add("partners")).content.decode()
    joined = builders.member(builders.network(of=hillfields), known)
    assert "Dana Dudley" in client.get(add("partners")).content.decode()
    joined.left_on = joined.joined_on = "2021-02-01"
    joined.save()
    assert "Dana Dudley" not in client.get(add("partners")).content.decode()


def test_erased_contacts_and_archived_organisations_are_not_offered(client, empty, pat, police):
    type(pat).objects.update(name="", email="", telephone="", erased_at="2026-01-01T00:00Z")
    type(police).objects.update(archived_at="2026-01-01T00:00Z")
    text = client.get(add("partners")).content.decode()
    assert "Former member" not in text
    assert "Example Police" not in text


def test_who_was_chosen_before_stays_offered(client, plan, police):
    row = plan.partners.first()
    type(row.organisation).objects.filter(pk=row.organisation_id).update(archived_at="2026-01-01T00:00Z")
    text = client.get(address(row, "partners")).content.decode()
    assert f'<option value="{row.organisation_id}" selected>' in text


def test_a_contact_without_a_number_is_said_to_have_none(client, empty, coventry):
    builders.contact("Sam Example", of=coventry, role="Youth worker")
    assert "Sam Example, Youth worker – no telephone number" in client.get(add("partners")).content.decode()


# Roles -----------------------------------------------------------------------------------------------------------


def test_a_role_is_held_by_one_of_the_staff_with_a_number(client, empty, manager):
    response = client.post(
        add("roles"), {"role": "lead", "user": manager.pk, "telephone": "07700 900200", "version": 0}
    )
    assert response.status_code == 302
    row = PlanRole.objects.get()
    assert (row.role, row.holder, row.telephone) == ("lead", manager, "07700 900200")


def test_a_role_is_held_by_a_contact_or_an_organisation(client, empty, pat, police):
    assert client.post(add("roles"), {"role": "lead", "contact": pat.pk, "version": 0}).status_code == 302
    assert client.post(add("roles"), {"role": "record", "organisation": police.pk, "version": 0}).status_code == 302
    assert [row.holder for row in PlanRole.objects.all()] == [pat, police]


def test_a_role_needs_somebody(client, empty):
    assert "Choose who has the role" in errors(client.post(add("roles"), {"role": "lead", "version": 0}))


def test_a_role_has_one_holder(client, empty, manager, pat):
    text = errors(client.post(add("roles"), {"role": "lead", "user": manager.pk, "contact": pat.pk, "version": 0}))
    assert "Choose only one who has the role" in text


def test_a_contact_in_a_role_has_a_number_of_their_own(client, empty, pat):
    typed = {"role": "lead", "contact": pat.pk, "telephone": "07700 900123", "version": 0}
    assert "own number is shown" in errors(client.post(add("roles"), typed))


def test_a_number_that_is_none_is_refused(client, empty, manager):
    typed = {"role": "lead", "user": manager.pk, "telephone": "ask Pat", "version": 0}
    assert "Enter a telephone number" in errors(client.post(add("roles"), typed))


def test_only_staff_who_run_networks_here_are_offered(client, empty, manager, analyst, dudley_navigator):
    text = client.get(add("roles")).content.decode()
    assert str(manager) in text
    assert str(analyst) not in text
    assert str(dudley_navigator) not in text


def test_a_gap_gives_its_role_and_its_kind_of_support(client, empty):
    for address, chosen in ((f"{add('roles')}?role=record", "record"), (f"{add('support')}?kind=families", "families")):
        [ticked] = re.findall(r"<input[^>]*checked>", client.get(address).content.decode())
        assert f'value="{chosen}"' in ticked


def test_a_gap_that_the_address_makes_up_chooses_nothing(client, empty):
    response = client.get(f"{add('support')}?kind=<b>&role=lead")
    assert response.status_code == 200
    assert "checked" not in response.content.decode()


# Places and support ----------------------------------------------------------------------------------------------


def test_a_place_is_added_with_its_address_and_who_opens_it(client, empty, pat):
    typed = {"name": "Hall", "how_to_open": "1 Example Street, CV1 5AA", "contact": pat.pk, "holds": "80", "version": 0}
    assert client.post(add("places"), typed).status_code == 302
    row = PlanPlace.objects.get()
    assert (row.name, row.contact, row.holds) == ("Hall", pat, 80)


def test_a_place_is_listed_once(client, empty):
    assert client.post(add("places"), {"name": "Hall", "version": 0}).status_code == 302
    text = errors(client.post(add("places"), {"name": "hall", "holds": "5", "version": 0}))
    assert "This place is in the plan already" in text


@pytest.mark.parametrize("holds", ["many", "-1", "99999999"])
def test_what_is_no_number_of_people_is_refused(client, empty, holds):
    errors(client.post(add("places"), {"name": "Hall", "holds": holds, "version": 0}))


def test_support_is_added(client, empty, police):
    assert client.post(add("support"), {"kind": "families", "organisation": police.pk, "version": 0}).status_code == 302
    assert PlanSupport.objects.get().organisation == police


def test_support_says_who_gives_it_or_what_it_is(client, empty):
    text = errors(client.post(add("support"), {"kind": "families", "version": 0}))
    assert text.count("Choose who gives it, or enter what it is") == 2


@pytest.mark.parametrize(
    ("part", "typed", "name"),
    [
        ("places", {"name": "Hall"}, "how_to_open"),
        ("support", {"kind": "families"}, "detail"),
        ("partners", {}, "does"),
    ],
)
def test_nobody_is_named_in_the_words_of_a_part(client, empty, police, part, typed, name):
    given = {"organisation": police.pk, "version": 0, **typed}
    for text, error in (
        ("Ring 07700 900123", "choose their contact instead"),
        ("Write to pat@example.org", "nobody may be named here"),
        ("Jordan, 15, has the key", "nobody may be named here"),
    ):
        assert error in errors(client.post(add(part), given | {name: text}))
    assert client.post(add(part), given | {name: "Duty desk 024 7683 1111"}).status_code == 302


# Two people at once ----------------------------------------------------------------------------------------------


def test_what_somebody_else_has_changed_is_not_overwritten(client, plan):
    row = plan.places.get()
    row.name = "Stored meanwhile"
    row.save()
    response = client.post(address(row, "places"), {"name": "Mine", "version": 1})
    assert response.status_code == 409
    assert "Stored meanwhile" in response.content.decode()
    assert 'value="Mine"' in response.content.decode()
    row.refresh_from_db()
    assert row.name == "Stored meanwhile"


def test_ticks_and_choices_of_both_versions_are_shown_in_words(client, plan):
    row = plan.support.filter(kind="families").get()
    row.kind = "groups"
    row.save()
    typed = {"kind": "together", "organisation": row.organisation_id, "version": 1}
    text = client.post(address(row, "support"), typed).content.decode()
    assert '<td class="govuk-table__cell portal-preline">Support for wider groups</td>' in text
    assert '<td class="govuk-table__cell portal-preline">Opportunities for communities to come together</td>' in text


def test_what_was_typed_about_a_part_that_is_gone_can_be_added_again(client, plan):
    row = plan.places.get()
    gone = address(row, "places")
    row.delete()
    assert client.get(gone).status_code == 404
    response = client.post(gone, {"name": "Mine", "version": 1})
    assert response.status_code == 409
    text = response.content.decode()
    assert "Somebody else took this out of the plan" in text
    assert f'action="{add("places")}"' in text
    assert 'value="Mine"' in text
    assert client.post(add("places"), {"name": "Mine", "version": 0}).status_code == 302


def test_an_open_form_does_not_put_an_erased_name_back(client, plan):
    named = builders.contact("Quinn Quillfeather", of=plan.authority)
    row = plan.places.get()
    row.how_to_open = "Ask Quinn Quillfeather"
    row.save()
    typed = {"name": row.name, "contact": row.contact_id, "how_to_open": row.how_to_open, "holds": 90}
    seen = row.history.count()
    erase(named)
    assert client.post(address(row, "places"), typed | {"version": seen}).status_code == 409
    assert plan.places.get().how_to_open == "Ask Former member"


def test_a_part_that_never_was_is_not_found(client, plan):
    assert client.post(f"{COVENTRY}places/999999/", {"name": "Mine", "version": 1}).status_code == 404
    assert client.post(f"{COVENTRY}places/999999/remove/", {"version": 1}).status_code == 404


# Taking out ------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("part", PARTS)
def test_a_part_is_taken_out_after_a_question_and_its_history_stays(client, navigator, plan, part):
    row = MODELS[part].objects.first()
    pk, asked = row.pk, client.get(f"{address(row, part)}remove/")
    assert asked.status_code == 200
    assert MODELS[part].objects.filter(pk=pk).exists()
    response = client.post(f"{address(row, part)}remove/", {"version": 1})
    assert (response.status_code, response.url) == (302, COVENTRY)
    assert not MODELS[part].objects.filter(pk=pk).exists()
    assert MODELS[part].history.filter(id=pk, history_type="-").get().history_user == navigator
    assert "Removed" in client.get(f"{COVENTRY}changes/").content.decode()
    # The second of two clicks finds it gone.
    assert client.post(f"{address(row, part)}remove/", {"version": 1}).status_code == 302


def test_what_somebody_has_just_changed_is_not_taken_out(client, plan):
    row = plan.places.get()
    row.name = "Changed meanwhile"
    row.save()
    response = client.post(f"{address(row, 'places')}remove/", {"version": 1})
    assert response.status_code == 409
    assert "Changed meanwhile" in response.content.decode()
    assert plan.places.exists()


def test_saving_a_part_without_a_change_leaves_no_trace(client, plan):
    row = plan.places.get()
    typed = {"name": row.name, "contact": row.contact_id, "holds": row.holds, "version": 1}
    assert client.post(address(row, "places"), typed).status_code == 302
    assert row.history.count() == 1
