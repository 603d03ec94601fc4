"""Django admin: for administrators of a region, with history, and nothing is deleted."""

from datetime import timedelta

import pytest
from allauth.mfa.models import Authenticator
from django.apps import apps
from django.contrib import admin
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from interventions.models import ActivityKind
from pilots.admin import OUTDATED, changes_of
from pilots.models import ContextEntry, Factor, Locality, Phase, Pilot
from stakeholders.meetings.links import make_link
from tests import builders
from tests.builders import PASSWORD
from vru_portal.access.admin import OWN_ENTRY, OWN_POSTING
from vru_portal.access.models import Posting, SignInEvent, User
from vru_portal.access.records import REGION_PATHS, RecordPage
from vru_portal.access.roles import Role

REGISTERED = {model._meta.label: page for model, page in admin.site._registry.items()}
INDEX = reverse("admin:index")
# Records of what happened, which have no history of their own.
READ_ONLY = {"access.SignInEvent", "stakeholders.CalendarLink", "stakeholders.IncidentReading"}


def address(model: str, page: str, *args) -> str:
    return reverse(f"admin:{model.replace('.', '_').lower()}_{page}", args=args)


@pytest.fixture
def office(as_user, administrator) -> Client:
    """The administrator's browser."""
    return as_user(administrator)


@pytest.fixture
def one_of_each(hillfields, coventry, region, administrator):
    """One record of each kind that Django admin looks after."""
    builders.locality()
    builders.organisation()
    builders.kind()
    builders.audience()
    builders.measure()
    builders.intervention_type()
    Factor.objects.create(kind="risk", level="family", name="A factor")
    builders.incident(coventry).note_reading(administrator)
    make_link(administrator)
    published_in(region)


def published_in(region) -> dict:
    """What a source says about a region, by label."""
    theme = region.themes.create(name=f"Education in {region}")
    source = region.sources.create(key="report", title=f"Report on {region}")
    figure = region.figures.create(label=f"Mentored in {region}", wording="over 50", source=source)
    return {
        "pilots.Theme": theme,
        "pilots.Source": source,
        "pilots.PublishedFigure": figure,
        "pilots.RegionalWork": region.regional_work.create(theme=theme, kind="Course", source=source),
    }


# The door -------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_other_roles_are_refused_on_every_page(as_user, region, role):
    client = as_user(builders.posted("Other Role", role, region))

    for url in (INDEX, reverse("admin:login"), reverse("admin:jsi18n"), address("access.User", "changelist")):
        assert client.get(url).status_code == 403
        assert client.post(url, {"username": "x", "password": PASSWORD}).status_code in {403, 405}


def test_strangers_are_sent_to_the_portals_own_sign_in(db):
    client = Client()

    assert client.get(INDEX).url == "/account/login/?next=/admin/"
    assert client.get(address("access.User", "changelist")).url == "/account/login/?next=/admin/access/user/"
    assert client.get(reverse("admin:login")).url == "/account/login/?next=/admin/"
    assert client.post(reverse("admin:logout")).url == "/account/login/?next=/admin/"


def test_the_stock_sign_in_takes_no_password(administrator):
    """It knows neither the limits nor the second factor."""
    client = Client()
    client.post(reverse("admin:login"), {"username": administrator.email, "password": PASSWORD})

    assert client.get(INDEX).status_code == 302
    assert not SignInEvent.objects.exists()


def test_an_administrator_cannot_become_another_by_the_stock_sign_in(office, administrator, region):
    other = builders.posted("Other Administrator", Role.ADMINISTRATOR, region)
    office.post(reverse("admin:login"), {"username": other.email, "password": PASSWORD})

    assert office.get(INDEX).wsgi_request.user == administrator


def test_an_administrator_enters_through_the_portals_sign_in(enter, administrator):
    client = Client()
    assert enter(administrator.email, client=client, next_page=INDEX).url == INDEX
    assert client.get(INDEX).status_code == 200


def test_the_password_is_changed_where_everybody_changes_it(office):
    assert office.get(reverse("admin:password_change")).url == reverse("account_change_password")


def test_signing_out_there_signs_out_of_the_portal(office):
    assert office.post(reverse("admin:logout")).url == reverse("account_login")
    assert office.get(INDEX).status_code == 302


def test_a_posting_that_ended_yesterday_opens_nothing(office, administrator):
    administrator.postings.update(ends_on=timezone.localdate() - timedelta(days=1))

    assert office.get(INDEX).status_code == 403


# What is there --------------------------------------------------------------------------------------------------


def test_what_administrators_look_after():
    assert set(REGISTERED) == {
        "access.User",
        "access.Posting",
        "access.SignInEvent",
        "pilots.Region",
        "pilots.LocalAuthority",
        "pilots.Locality",
        "pilots.Theme",
        "pilots.Factor",
        "pilots.Source",
        "pilots.Pilot",
        "pilots.PublishedFigure",
        "pilots.RegionalWork",
        "stakeholders.CalendarLink",
        "stakeholders.IncidentReading",
        "stakeholders.Organisation",
        "interventions.ActivityKind",
        "interventions.AudienceGroup",
        "interventions.InterventionType",
        "interventions.OutcomeMeasure",
    }


def test_neither_the_log_nor_secrets_can_be_reached(office):
    for label in ("interventions.Activity", "mfa.Authenticator", "socialaccount.SocialApp", "account.EmailAddress"):
        app, model = label.lower().split(".")
        apps.get_model(label)
        assert office.get(f"/admin/{app}/{model}/").status_code == 404


@pytest.mark.parametrize("label", REGISTERED)
def test_every_list_opens_and_can_be_searched(office, one_of_each, label):
    assert REGISTERED[label].search_fields
    assert office.get(address(label, "changelist")).status_code == 200
    assert office.get(address(label, "changelist"), {"q": "co\u00fc 'x' 🦊"}).status_code == 200


@pytest.mark.parametrize("label", REGISTERED)
def test_every_record_opens_and_shows_its_history(office, one_of_each, label):
    page = REGISTERED[label]
    record = page.model._default_manager.first()
    if label in READ_ONLY:
        assert office.get(address(label, "change", record.pk)).status_code == 200
        return
    assert isinstance(page, RecordPage)
    change = office.get(address(label, "change", record.pk))
    history = office.get(address(label, "history", record.pk))
    version = record.history.first()

    assert change.status_code == 200
    assert f"{record.history.count()} version" in history.content.decode()
    assert 'style="' not in history.content.decode()
    assert office.get(address(label, "simple_history", record.pk, version.pk)).status_code == 200
    assert office.post(address(label, "simple_history", record.pk, version.pk)).status_code == 403


@pytest.mark.parametrize("label", sorted(set(REGISTERED) - {"stakeholders.CalendarLink"}))
def test_nothing_can_be_deleted(office, one_of_each, label):
    model = REGISTERED[label].model
    record = model._default_manager.first()
    before = model._default_manager.count()

    assert office.post(address(label, "delete", record.pk), {"post": "yes"}).status_code == 403
    data = {"action": "delete_selected", "_selected_action": [record.pk], "post": "yes"}
    office.post(address(label, "changelist"), data)

    assert model._default_manager.count() == before


def test_a_calendar_link_is_only_ended(office, navigator):
    path = reverse("calendar_feed", args=[make_link(navigator)])
    link = navigator.calendar_link
    page = address("stakeholders.CalendarLink", "change", link.pk)
    assert str(navigator) in office.get(address("stakeholders.CalendarLink", "changelist")).content.decode()
    assert link.digest not in office.get(page).content.decode()
    assert office.post(page, {"digest": "mine"}).status_code == 403
    assert Client().get(path).status_code == 200

    office.post(address("stakeholders.CalendarLink", "delete", link.pk), {"post": "yes"})

    assert Client().get(path).status_code == 404


def test_a_calendar_link_of_another_region_is_not_ended(office, elsewhere):
    link = elsewhere["stakeholders.CalendarLink"]
    office.post(address("stakeholders.CalendarLink", "delete", link.pk), {"post": "yes"})
    data = {"action": "delete_selected", "_selected_action": [link.pk], "post": "yes"}
    office.post(address("stakeholders.CalendarLink", "changelist"), data)

    assert type(link).objects.filter(pk=link.pk).exists()


@pytest.mark.parametrize("label", REGISTERED)
@pytest.mark.parametrize("page", ["change", "history", "delete"])
def test_an_address_that_leads_nowhere_is_no_error(office, label, page):
    response = office.get(address(label, page, "nonsense"), follow=True)

    assert response.status_code in {200, 403, 404}


def test_lists_cost_the_same_for_many_users_as_for_few(office, coventry, django_assert_max_num_queries):
    for number in range(20):
        builders.posted(f"Person {number}", Role.NAVIGATOR, coventry)
    office.get(address("access.User", "changelist"))
    with django_assert_max_num_queries(20):
        office.get(address("access.User", "changelist"))


def test_sign_ins_are_read_only(office, administrator):
    event = SignInEvent.objects.first()

    assert office.post(address("access.SignInEvent", "change", event.pk), {"outcome": "failed"}).status_code == 403
    assert office.get(address("access.SignInEvent", "add")).status_code == 403


def test_a_region_comes_from_a_file(office):
    assert office.get(address("pilots.Region", "add")).status_code == 403


# Users and postings ---------------------------------------------------------------------------------------------


def user_form(user, *postings, **fields) -> dict:
    """The form of a user as the page shows it, with its postings."""
    data = {"full_name": user.full_name, "email": user.email, "is_active": "on"}
    data |= {"postings-TOTAL_FORMS": len(postings), "postings-INITIAL_FORMS": len(postings)}
    for number, posting in enumerate(postings):
        data |= {
            f"postings-{number}-id": posting.pk,
            f"postings-{number}-user": user.pk,
            f"postings-{number}-role": posting.role,
            f"postings-{number}-authority": posting.authority_id or "",
            f"postings-{number}-region": posting.region_id or "",
            f"postings-{number}-starts_on": posting.starts_on,
            f"postings-{number}-ends_on": posting.ends_on or "",
        }
    return {name: value for name, value in (data | fields).items() if value is not None}


def test_a_user_is_found_by_name_and_by_address(office, navigator, manager):
    for words in ("Nadia", navigator.email):
        page = office.get(address("access.User", "changelist"), {"q": words}).content.decode()
        assert "Nadia Navigator" in page
        assert "Maya Manager" not in page


def test_the_list_says_who_is_posted_where_and_who_never_came(office, navigator, manager, enter):
    enter(manager.email)
    page = office.get(address("access.User", "changelist")).content.decode()

    assert "Community navigator, Coventry" in page
    assert "not yet signed in" in page
    assert "Last on" in page


def test_the_page_of_a_user_shows_no_password(office, navigator):
    page = office.get(address("access.User", "change", navigator.pk)).content.decode()

    assert "argon2" not in page
    assert 'type="password"' not in page


def test_ending_a_posting_is_kept_in_its_history_with_who_did_it(office, administrator, navigator):
    posting = navigator.postings.get()
    data = user_form(navigator, posting) | {"postings-0-ends_on": "2021-03-31", "postings-0-starts_on": "2021-01-01"}
    office.post(address("access.User", "change", navigator.pk), data)

    posting.refresh_from_db()
    assert str(posting.ends_on) == "2021-03-31"
    assert posting.history.first().history_user == administrator
    page = office.get(address("access.Posting", "history", posting.pk)).content.decode()
    assert "Adam Administrator" in page
    assert "31 March 2021" in page or "2021-03-31" in page


@pytest.mark.parametrize(
    ("field", "value", "expected"),
    [
        ("postings-0-ends_on", "2020-01-01", "The last day must not be before the first."),
        ("postings-0-authority", "", "Choose a local authority or a whole region, not both."),
        ("postings-0-role", Role.ADMINISTRATOR, "An administrator is posted to a whole region."),
        ("postings-0-role", "emperor", "Choose role from the list"),
        ("email", "dudley\x00@example.org", "contains a character that cannot be saved"),
    ],
)
def test_a_bad_posting_gets_a_message(office, navigator, field, value, expected):
    posting = navigator.postings.get()
    response = office.post(
        address("access.User", "change", navigator.pk), user_form(navigator, posting, **{field: value})
    )

    assert response.status_code == 200
    assert expected in response.content.decode()


@pytest.mark.parametrize(
    "change",
    [
        {"postings-0-ends_on": "2020-01-01", "postings-0-starts_on": "2019-01-01"},
        {"postings-0-ends_on": "2099-01-01"},
        {"postings-0-role": Role.ANALYST},
        {"postings-0-starts_on": "2098-01-01"},
        {"postings-0-DELETE": "on", "postings-0-role": Role.ANALYST},
    ],
)
def test_nobody_takes_their_own_administration_away(office, administrator, change):
    posting = administrator.postings.get()
    data = user_form(administrator, posting, **change)
    response = office.post(address("access.User", "change", administrator.pk), data)

    assert OWN_POSTING in response.content.decode()
    assert administrator.postings.get().history.count() == 1


def test_nor_on_the_page_of_the_posting(office, administrator):
    posting = administrator.postings.get()
    data = {"user": administrator.pk, "role": Role.ANALYST, "region": posting.region_id, "starts_on": "2021-01-01"}
    response = office.post(address("access.Posting", "change", posting.pk), data)

    assert OWN_POSTING in response.content.decode()


def test_nor_by_giving_it_to_somebody_else(office, administrator, navigator):
    posting = administrator.postings.get()
    data = {
        "user": navigator.pk,
        "role": posting.role,
        "region": posting.region_id,
        "starts_on": posting.starts_on,
    }
    response = office.post(address("access.Posting", "change", posting.pk), data)

    assert OWN_POSTING in response.content.decode()


def test_another_administrator_may_do_it(as_user, administrator, region):
    other = builders.posted("Other Administrator", Role.ADMINISTRATOR, region)
    data = user_form(administrator, administrator.postings.get()) | {"postings-0-role": Role.ANALYST}
    as_user(other).post(address("access.User", "change", administrator.pk), data)

    assert administrator.postings.get().role == Role.ANALYST


def test_ones_own_name_may_be_changed(office, administrator):
    data = user_form(administrator, administrator.postings.get(), full_name="Adam A. Administrator")
    office.post(address("access.User", "change", administrator.pk), data)

    administrator.refresh_from_db()
    assert administrator.full_name == "Adam A. Administrator"


def test_nobody_stops_themselves_from_signing_in(office, administrator):
    data = user_form(administrator, administrator.postings.get(), is_active=None)
    response = office.post(address("access.User", "change", administrator.pk), data)
    assert OWN_ENTRY in response.content.decode()

    data = {"action": "stop_signing_in", "_selected_action": [administrator.pk]}
    response = office.post(address("access.User", "changelist"), data, follow=True)
    assert OWN_ENTRY in response.content.decode()
    administrator.refresh_from_db()
    assert administrator.is_active


def test_a_user_is_stopped_from_signing_in_and_let_in_again(office, as_user, navigator):
    inside = as_user(navigator)
    for action, active in (("stop_signing_in", False), ("allow_signing_in", True)):
        office.post(address("access.User", "changelist"), {"action": action, "_selected_action": [navigator.pk]})
        navigator.refresh_from_db()
        assert navigator.is_active is active
        assert (inside.post(reverse("keep_session")).status_code == 204) is active
    assert navigator.history.count() == 3


def test_a_lost_phone_is_forgotten_and_its_owner_told(
    office, navigator, mailoutbox, django_capture_on_commit_callbacks
):
    Authenticator.objects.create(user=navigator, type="totp", data={"secret": "x"})
    with django_capture_on_commit_callbacks(execute=True):
        office.post(
            address("access.User", "changelist"),
            {"action": "remove_second_factor", "_selected_action": [navigator.pk]},
        )

    assert not Authenticator.objects.exists()
    assert mailoutbox[0].to == [navigator.email]
    assert "second factor was removed" in mailoutbox[0].subject


# Another region -------------------------------------------------------------------------------------------------


@pytest.fixture
def yorkshire():
    return builders.region("West Yorkshire", "west-yorkshire")


@pytest.fixture
def leeds(yorkshire):
    return builders.authority("Leeds", "E08000035", in_region=yorkshire)


@pytest.fixture
def elsewhere(leeds, yorkshire):
    """One record of each scoped kind in another region, by label."""
    person = builders.posted("Leo Leeds", Role.NAVIGATOR, leeds)
    pilot = builders.pilot("Harehills", "harehills", of=leeds)
    incident = builders.incident(leeds)
    incident.note_reading(person)
    make_link(person)
    return {
        "access.User": person,
        "access.Posting": person.postings.get(),
        "access.SignInEvent": SignInEvent.objects.create(user=person, outcome="signed_in"),
        "pilots.Region": yorkshire,
        "pilots.LocalAuthority": leeds,
        "pilots.Locality": pilot.localities.get(),
        "interventions.InterventionType": builders.intervention_type(in_region=yorkshire),
        **published_in(yorkshire),
        "pilots.Pilot": pilot,
        "stakeholders.CalendarLink": person.calendar_link,
        "stakeholders.IncidentReading": incident.readings.get(),
        "stakeholders.Organisation": builders.organisation("Northern Trust", in_region=yorkshire),
    }


@pytest.mark.parametrize("label", [label for label in REGISTERED if label in REGION_PATHS])
def test_another_regions_records_cannot_be_found(office, elsewhere, label):
    record = elsewhere[label]

    assert str(record.pk) not in {
        str(row.pk) for row in office.get(address(label, "changelist")).context["cl"].queryset
    }
    assert office.get(address(label, "change", record.pk)).status_code == 302
    assert office.post(address(label, "change", record.pk), {"name": "Mine"}).status_code in {302, 403}
    if label not in READ_ONLY:
        assert office.get(address(label, "history", record.pk)).status_code == 404
        version = record.history.first().pk
        assert office.get(address(label, "simple_history", record.pk, version)).status_code == 404


def test_every_scoped_page_is_tried(elsewhere):
    assert set(elsewhere) == {label for label in REGISTERED if label in REGION_PATHS}


def test_another_region_is_in_no_choice_of_a_form(office, elsewhere, navigator):
    for url in (
        address("pilots.Pilot", "add"),
        address("access.User", "change", navigator.pk),
        address("pilots.Locality", "add"),
        address("pilots.PublishedFigure", "add"),
        address("pilots.RegionalWork", "add"),
    ):
        page = office.get(url).content.decode()
        for name in ("Leeds", "West Yorkshire", "Leo Leeds", "Northern", "Harehills"):
            assert name not in page


def test_nobody_is_posted_to_another_region(office, navigator, yorkshire):
    posting = navigator.postings.get()
    data = user_form(navigator, posting) | {"postings-0-authority": "", "postings-0-region": yorkshire.pk}
    response = office.post(address("access.User", "change", navigator.pk), data)

    assert response.status_code == 200
    assert Posting.objects.get(user=navigator).authority_id


def test_what_all_regions_share_is_seen_by_every_administrator(as_user, yorkshire):
    builders.kind("Session")
    other = builders.posted("Other Administrator", Role.ADMINISTRATOR, yorkshire)

    assert "Session" in as_user(other).get(address("interventions.ActivityKind", "changelist")).content.decode()


def test_a_person_posted_in_two_regions_is_listed_once_and_shown_by_what_is_ones_own(office, navigator, leeds, dudley):
    builders.posting(navigator, Role.NAVIGATOR, leeds)
    builders.posting(navigator, Role.NAVIGATOR, dudley)
    rows = list(office.get(address("access.User", "changelist")).context["cl"].queryset)

    assert rows.count(navigator) == 1
    assert "Leeds" not in office.get(address("access.User", "change", navigator.pk)).content.decode()


def days_from_now(days):
    return timezone.localdate() + timedelta(days=days)


@pytest.fixture(params=["now", "later"])
def mover(request, navigator, yorkshire):
    """Was posted in Coventry, and administers West Yorkshire, or will from tomorrow on."""
    navigator.postings.update(ends_on=days_from_now(-300))
    builders.posting(
        navigator, Role.ADMINISTRATOR, yorkshire, starts_on=days_from_now(-30 if request.param == "now" else 1)
    )
    Authenticator.objects.create(user=navigator, type="totp", data={"secret": "x"})
    return navigator


def test_who_has_moved_to_another_region_is_shown_and_not_changed(office, mover):
    """Who changes an e-mail address can enter as that person."""
    before = mover.email
    page = office.get(address("access.User", "change", mover.pk))
    taken = user_form(mover, mover.postings.order_by("pk").first(), email="taken.over@example.org")

    assert page.status_code == 200
    assert 'name="email"' not in page.content.decode()
    assert "you can only read this" in page.content.decode()
    assert office.post(address("access.User", "change", mover.pk), taken).status_code == 403
    mover.refresh_from_db()
    assert mover.email == before


@pytest.mark.parametrize("action", ["stop_signing_in", "allow_signing_in", "remove_second_factor"])
def test_no_action_reaches_who_has_moved_to_another_region(
    office, mover, action, mailoutbox, django_capture_on_commit_callbacks
):
    User.objects.filter(pk=mover.pk).update(is_active=action != "allow_signing_in")
    data = {"action": action, "_selected_action": [mover.pk]}
    with django_capture_on_commit_callbacks(execute=True):
        page = office.post(address("access.User", "changelist"), data, follow=True)

    assert "you can only read this" in page.content.decode()
    assert Authenticator.objects.filter(user=mover).exists()
    assert User.objects.get(pk=mover.pk).is_active is (action != "allow_signing_in")
    assert not mailoutbox


def test_no_invitation_goes_to_who_has_moved_to_another_region(office, mover, mailoutbox):
    data = {"action": "send_invitation_again", "_selected_action": [mover.pk]}
    office.post(address("access.User", "changelist"), data)

    assert not mailoutbox


def test_who_once_worked_in_another_region_is_changed_as_everybody(office, navigator, leeds):
    builders.posting(navigator, Role.MANAGER, leeds, ends_on=days_from_now(-1))
    data = user_form(navigator, navigator.postings.get(authority__name="Coventry"), full_name="Nadia N. Navigator")

    assert office.post(address("access.User", "change", navigator.pk), data).status_code == 302
    navigator.refresh_from_db()
    assert navigator.full_name == "Nadia N. Navigator"


def test_an_administrator_of_both_regions_may_change_them(office, administrator, mover, yorkshire):
    builders.posting(administrator, Role.ADMINISTRATOR, yorkshire)
    page = office.get(address("access.User", "change", mover.pk))

    assert 'name="email"' in page.content.decode()


# Places, pilots and lists ---------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "make",
    [
        lambda: builders.kind("Session"),
        lambda: builders.audience("Residents"),
        lambda: builders.organisation("Positive Youth Foundation"),
        lambda: builders.locality(),
        lambda: builders.pilot(),
    ],
)
def test_a_record_is_archived_and_restored_with_history(office, administrator, make):
    record = make()
    label = record._meta.label
    for action, archived in (("archive", True), ("restore", False)):
        office.post(address(label, "changelist"), {"action": action, "_selected_action": [record.pk]})
        record.refresh_from_db()
        assert (record.archived_at is not None) is archived
        assert record.history.first().history_user == administrator
        listed = office.get(address(label, "changelist"), {"state": "archived"}).context["cl"].queryset
        assert (record in listed) is archived


def test_archiving_twice_keeps_the_first_date(office):
    kind = builders.kind("Session")
    for _ in range(2):
        office.post(
            address("interventions.ActivityKind", "changelist"),
            {"action": "archive", "_selected_action": [kind.pk]},
        )

    assert ActivityKind.objects.get().history.count() == 2


def pilot_form(authority, of=None, **fields) -> dict:
    """The form of a new pilot, or of one as its page shows it now."""
    data = {"seen": changes_of(of)} if of else {}
    data |= {"authority": authority.pk, "name": "Hillfields", "slug": "hillfields", "basis": "place"}
    for prefix in ("phases", "sites", "context_entries"):
        data |= {f"{prefix}-TOTAL_FORMS": "0", f"{prefix}-INITIAL_FORMS": "0"}
    return data | fields


def test_a_pilot_is_set_up_with_its_phases_sites_and_evidence(office, coventry, region):
    place = builders.locality(of=coventry)
    source = region.sources.create(key="report", title="Annual report")
    data = pilot_form(
        coventry,
        localities=[place.pk],
        starts_on="2020-01",
        **{
            "phases-TOTAL_FORMS": "1",
            "phases-0-position": "1",
            "phases-0-status": "operational",
            "phases-0-since": "2020-01",
            "sites-TOTAL_FORMS": "1",
            "sites-0-name": "Broad Heath School",
            "context_entries-TOTAL_FORMS": "1",
            "context_entries-0-claim": "Young people told us so.",
            "context_entries-0-source": source.pk,
        },
    )
    response = office.post(address("pilots.Pilot", "add"), data)

    assert response.status_code == 302, response.context["errors"]
    pilot = Pilot.objects.get()
    assert pilot.current_phase.get_status_display() == "Operational"
    assert list(pilot.localities.all()) == [place]
    assert Phase.objects.count() == ContextEntry.objects.count() == pilot.sites.count() == 1


def test_a_pilot_stays_within_its_authority(office, coventry, dudley):
    place = builders.locality("Wren's Nest", "wrens-nest", of=dudley)
    response = office.post(address("pilots.Pilot", "add"), pilot_form(coventry, localities=[place.pk]))

    assert "Choose localities in Coventry: not Wren&#x27;s Nest." in response.content.decode()


def test_a_pause_needs_its_reason(office, coventry):
    data = pilot_form(coventry, **{"phases-TOTAL_FORMS": "1", "phases-0-position": "1", "phases-0-status": "paused"})
    assert "Enter why the pilot is paused." in office.post(address("pilots.Pilot", "add"), data).content.decode()


def test_a_change_in_django_admin_counts_the_pilots_version_on(office, hillfields):
    places = [place.pk for place in hillfields.localities.all()]
    data = pilot_form(hillfields.authority, of=hillfields, localities=places)
    office.post(address("pilots.Pilot", "change", hillfields.pk), data | {"aims": "Fewer injuries"})

    hillfields.refresh_from_db()
    assert hillfields.aims == "Fewer injuries"
    assert hillfields.version == 2


def change_aims(pilot):
    pilot.aims = "The navigator's newer words"
    pilot.version += 1
    pilot.save()


@pytest.mark.parametrize(
    "meanwhile",
    [
        change_aims,
        lambda pilot: pilot.phases.create(position=1, status="operational"),
        lambda pilot: pilot.sites.create(name="Broad Heath School"),
        lambda pilot: pilot.context_entries.create(claim="Young people told us so.", cited="A report"),
    ],
)
def test_what_somebody_else_has_changed_meanwhile_is_not_overwritten(office, hillfields, meanwhile):
    data = pilot_form(hillfields.authority, of=hillfields, localities=[hillfields.localities.get().pk])
    shown = office.get(address("pilots.Pilot", "change", hillfields.pk)).content.decode()
    assert f'name="seen" value="{data["seen"]}"' in shown
    meanwhile(hillfields)
    response = office.post(address("pilots.Pilot", "change", hillfields.pk), data | {"aims": "Older words"})

    assert OUTDATED in response.content.decode()
    assert "Older words" in response.content.decode()
    hillfields.refresh_from_db()
    assert hillfields.aims != "Older words"


def test_a_form_that_does_not_say_what_was_seen_overwrites_nothing(office, hillfields):
    data = pilot_form(hillfields.authority, aims="Blind words")
    response = office.post(address("pilots.Pilot", "change", hillfields.pk), data)

    assert OUTDATED in response.content.decode()


def test_a_figure_is_about_one_thing(office, coventry, region):
    source = region.sources.create(key="report", title="Annual report")
    data = {"label": "Mentored", "wording": "over 50", "region": region.pk, "authority": coventry.pk}
    page = office.post(address("pilots.PublishedFigure", "add"), data | {"source": source.pk}).content.decode()

    assert "Choose a region, an authority or a pilot." in page


def test_a_locality_with_half_a_centre_point_gets_a_message(office, coventry):
    data = {"authority": coventry.pk, "name": "Foleshill", "slug": "foleshill", "latitude": "52.4"}
    page = office.post(address("pilots.Locality", "add"), data).content.decode()

    assert "Enter both coordinates of the centre point, or neither." in page
    assert not Locality.objects.exists()


def test_a_new_user_without_a_posting_is_seen_by_the_administrators(office):
    builders.user("Nobody Yet")

    assert "Nobody Yet" in office.get(address("access.User", "changelist")).content.decode()
    assert User.objects.count() == 2


def test_nobody_is_found_by_their_password(as_user, administrator):
    client = as_user(administrator)
    for lookup in ("password__startswith=argon2", "password__regex=a", "password=x"):
        assert client.get(f"/admin/access/user/?{lookup}").status_code == 400
