"""Who gets what answer at every address of the portal: of the own authority, of another one, and as a stranger.

A new address fails here until it has a line in a table below. Codes: 200 and 302 let in, 302 of a stranger leads to the
sign-in, 403 is the wrong role, 404 is another authority's record.
"""

from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import timedelta
from types import SimpleNamespace

import pytest
from django.contrib import admin
from django.core.files.base import ContentFile
from django.db import transaction
from django.test import Client
from django.urls import URLPattern, get_resolver, reverse
from django.utils import timezone

from interventions.models import Attachment, UnsavedEntry
from pilots.models import ContextEntry, Site
from stakeholders.models import PlanPlace
from tests import builders
from vru_portal.access.roles import Role
from vru_portal.quarters import Quarter
from vru_portal.reporting.areas import Area
from vru_portal.reporting.bulletins.drawing_up import draw_up

NAVIGATOR, ADVISER, MANAGER, ANALYST, COMMUNICATIONS, ADMINISTRATOR = Role
ALL = set(Role)
READERS = ALL - {ADMINISTRATOR}
LOG_READERS = READERS - {COMMUNICATIONS}
LOGGERS = {NAVIGATOR, ADVISER, MANAGER}
EDITORS = {NAVIGATOR, MANAGER}
DRAFTERS = {MANAGER, COMMUNICATIONS}


@dataclass(frozen=True)
class Line:
    """One address and its answers: ``code`` for the roles that it lets in, but where ``here`` names another; 403 else.

    ``of`` names the record of Coventry that it shows: people of elsewhere do not find that, those let in get 404.
    """

    lets_in: set
    code: int = 200
    of: str = ""
    method: str = "get"
    stranger: int = 302
    here: dict = field(default_factory=dict)
    elsewhere: dict = field(default_factory=dict)

    def expected(self, role, is_elsewhere: bool) -> int:
        if role not in self.lets_in:
            return 403
        if self.of and is_elsewhere:
            return self.elsewhere.get(role, 404)
        return self.code if is_elsewhere else self.here.get(role, self.code)


AUTHOR_ONLY = {ADVISER: 403, MANAGER: 403}
OWNER_ONLY = {ADVISER: 404, MANAGER: 404}
# The administrator of elsewhere is in another region, all others in another authority of this one.
IN_REGION = dict.fromkeys(ALL - {ADMINISTRATOR}, 200)
EVERYBODY = Line(ALL, stranger=200, elsewhere=dict.fromkeys(ALL, 200))
PORTAL = {
    "healthz": Line(ALL, stranger=200),
    "home": Line(ALL),
    "notifications": Line(ALL),
    "notifications_read": Line(ALL, 302, method="post"),
    "roles": Line({ADMINISTRATOR}),
    "keep_session": Line(ALL, 204, method="post", stranger=401),
    "region": Line(ALL, of="region", elsewhere=IN_REGION),
    "authority": Line(ALL, of="authority"),
    "locality": Line(ALL, of="locality"),
    "pilot": Line(ALL, of="pilot"),
    "pilot_edit": Line(EDITORS, of="pilot"),
    "pilot_status": Line(EDITORS, of="pilot"),
    "context_add": Line(EDITORS, of="pilot"),
    "context_edit": Line(EDITORS, of="context"),
    "context_withdraw": Line(EDITORS, 302, of="context", method="post"),
    "site_add": Line(EDITORS, of="pilot"),
    "site_edit": Line(EDITORS, of="site"),
    "theory": Line(ALL, of="pilot"),
    "theory_versions": Line(ALL, of="pilot"),
    "theory_version": Line(ALL, of="theory_version"),
    "theory_edit": Line(EDITORS, of="pilot"),
    "theory_beside": Line(EDITORS, of="pilot"),
    "theory_step": Line(EDITORS, of="theory_step"),
    "theory_step_withdraw": Line(EDITORS, of="theory_step"),
    "theory_step_restore": Line(EDITORS, 302, of="theory_step", method="post"),
    "theory_measures": Line(EDITORS, of="theory_step"),
    # Everybody posted in the region reads what is delivered in it.
    "interventions": Line(ALL),
    "interventions_csv": Line(READERS),
    "interventions_xlsx": Line(READERS),
    "intervention_types": Line(ALL),
    "intervention_type": Line(ALL, of="intervention_type", elsewhere=IN_REGION),
    "intervention": Line(ALL, of="intervention", elsewhere=IN_REGION),
    "intervention_use": Line(LOGGERS, of="intervention", elsewhere=IN_REGION),
    "intervention_add": Line(LOGGERS, of="pilot"),
    "intervention_edit": Line(LOGGERS, of="intervention"),
    "intervention_status": Line(LOGGERS, of="intervention"),
    "intervention_match": Line(LOGGERS, of="pilot"),
    "schools": Line(ALL),
    "schools_csv": Line(ALL),
    "schools_xlsx": Line(ALL),
    "school": Line(ALL, of="school", elsewhere=IN_REGION),
    "school_add": Line(LOGGERS, of="authority"),
    "school_edit": Line(LOGGERS, of="school"),
    "school_archive": Line(LOGGERS, 302, of="school", method="post"),
    # The one dashboard that is a person's own; a region's is for those who read all of the region.
    "dashboards": Line(READERS, 302),
    "dashboard_region": Line(READERS, 404, of="region"),
    "dashboard_region_figures": Line(READERS, 404, of="region_figures"),
    "dashboard_region_chart": Line(READERS, 404, of="region_chart"),
    "dashboard_region_table": Line(READERS, 404, of="region_table"),
    "dashboard_region_list": Line(READERS, 404, of="region_list"),
    "dashboard_authority": Line(READERS, of="authority"),
    "dashboard_authority_figures": Line(READERS, of="authority_figures"),
    "dashboard_authority_chart": Line(READERS, of="authority_chart"),
    "dashboard_authority_table": Line(READERS, of="authority_table"),
    "dashboard_authority_list": Line(READERS, of="authority_list"),
    "dashboard_locality": Line(READERS, of="locality"),
    "dashboard_locality_figures": Line(READERS, of="locality_figures"),
    "dashboard_locality_chart": Line(READERS, of="locality_chart"),
    "dashboard_locality_table": Line(READERS, of="locality_table"),
    "dashboard_locality_list": Line(READERS, of="locality_list"),
    "dashboard_pilot": Line(READERS, of="pilot"),
    "dashboard_pilot_figures": Line(READERS, of="pilot_figures"),
    "dashboard_pilot_chart": Line(READERS, of="pilot_chart"),
    "dashboard_pilot_table": Line(READERS, of="pilot_table"),
    "dashboard_pilot_list": Line(READERS, of="pilot_list"),
    "figures_freeze": Line({MANAGER}, of="closed_quarter"),
    # Drafts are for those who draw up and sign off the bulletins of the area.
    "bulletins": Line(DRAFTERS),
    "bulletin_draw_up": Line(DRAFTERS),
    "bulletin": Line(DRAFTERS, of="draft"),
    "bulletin_words": Line(DRAFTERS, of="draft"),
    "bulletin_section": Line(DRAFTERS, of="draft_section"),
    "bulletin_preview": Line(DRAFTERS, of="draft"),
    "bulletin_preview_pdf": Line(DRAFTERS, of="draft"),
    "bulletin_preview_word": Line(DRAFTERS, of="draft"),
    "bulletin_ask": Line(DRAFTERS, 302, of="draft", method="post"),
    "bulletin_sign_off": Line({MANAGER}, 302, of="draft", method="post"),
    "bulletin_withdraw": Line({MANAGER}, 302, of="draft", method="post"),
    "bulletin_throw_away": Line(DRAFTERS, of="draft"),
    "bulletin_publish": Line(DRAFTERS, of="draft"),
    "bulletin_correct": Line(DRAFTERS, 302, of="draft"),
    "what_works": Line(READERS),
    "what_works_csv": Line(READERS),
    "what_works_xlsx": Line(READERS),
    "what_works_results_csv": Line(READERS),
    "what_works_results_xlsx": Line(READERS),
    "what_works_type": Line(READERS, of="intervention_type", elsewhere=IN_REGION),
    "measures": Line(ALL),
    "measure": Line(ALL, of="measure", elsewhere=dict.fromkeys(ALL, 200)),
    "measure_sheet": Line(ALL, of="measure", elsewhere=dict.fromkeys(ALL, 200)),
    "pilot_outcomes": Line(ALL, of="pilot"),
    "anticipated_add": Line(LOGGERS, of="pilot"),
    "anticipated_edit": Line(LOGGERS, of="anticipated"),
    "anticipated_withdraw": Line(LOGGERS, 302, of="anticipated", method="post"),
    "outcome_new": Line(LOGGERS, of="pilot"),
    "outcome_upload": Line(LOGGERS, of="pilot"),
    "outcomes": Line(READERS),
    "outcomes_csv": Line(READERS),
    "outcomes_xlsx": Line(READERS),
    # The region reads approved records; those in review are their team's.
    "outcome": Line(READERS, of="outcome_approved", elsewhere=dict.fromkeys(READERS, 200)),
    "outcome_edit": Line(LOGGERS, of="outcome_returned", here=AUTHOR_ONLY),
    "outcome_move": Line(
        READERS, 302, of="outcome_withdrawal", method="post", here=AUTHOR_ONLY | {ANALYST: 403, COMMUNICATIONS: 404}
    ),
    "outcome_changes": Line(LOG_READERS, of="outcome_submitted"),
    "outcome_redact": Line({MANAGER}, of="outcome_submitted"),
    "activities": Line(READERS),
    "activities_csv": Line(READERS),
    "activities_xlsx": Line(READERS),
    "activity": Line(READERS, of="submitted", here={COMMUNICATIONS: 404}),
    "activity_new": Line(LOGGERS),
    "activity_edit": Line(LOGGERS, of="returned", here=AUTHOR_ONLY),
    "activity_move": Line(
        READERS, 302, of="withdrawal", method="post", here=AUTHOR_ONLY | {ANALYST: 403, COMMUNICATIONS: 404}
    ),
    "activity_changes": Line(LOG_READERS, of="submitted"),
    "activity_redact": Line({MANAGER}, of="submitted"),
    "next_step_done": Line(LOGGERS, 302, of="submitted", method="post", here=AUTHOR_ONLY),
    "attachment": Line(READERS, of="attachment", here={COMMUNICATIONS: 404}),
    "attachment_add": Line(LOGGERS, of="returned", here=AUTHOR_ONLY),
    "attachment_remove": Line(LOGGERS, 302, of="attachment", method="post", here=AUTHOR_ONLY),
    "unsaved": Line(LOGGERS, of="unsaved", here=OWNER_ONLY),
    "unsaved_keep": Line(LOGGERS, method="post"),
    "unsaved_discard": Line(LOGGERS, 302, of="unsaved", method="post", here=OWNER_ONLY),
    "review_queue": Line({MANAGER}),
    # A stranger's typed form is shown back instead of being dropped at the sign-in.
    "review_decide": Line({MANAGER}, 302, of="submitted", method="post", stranger=403),
    "review_approve_several": Line({MANAGER}, 302, method="post"),
    # A community response plan is its own authority's.
    "plan": Line(LOGGERS, of="plan"),
    "plan_edit": Line(LOGGERS, of="plan"),
    "plan_changes": Line(LOGGERS, of="plan"),
    "plan_agreed": Line(LOGGERS, 302, of="debriefed", method="post"),
    "plan_part_add": Line(LOGGERS, of="plan_places"),
    "plan_part": Line(LOGGERS, of="plan_place"),
    "plan_part_remove": Line(LOGGERS, of="plan_place"),
    "contact_import": Line(LOGGERS),
    "contact_import_template": Line(LOGGERS),
    # Anybody may read what a network's public page says, and ask to join.
    "join": replace(EVERYBODY, of="public_network"),
    "join_thanks": replace(EVERYBODY, of="public_network"),
    # The public site is for everybody, signed in or not.
    "robots": EVERYBODY,
    "public_home": EVERYBODY,
    "public_sitemap": EVERYBODY,
    "public_region": replace(EVERYBODY, of="region"),
    "public_bulletins": replace(EVERYBODY, of="region"),
    "public_navigators": replace(EVERYBODY, of="region"),
    "public_networks": replace(EVERYBODY, of="region"),
    "public_authority": replace(EVERYBODY, of="public_authority"),
    "public_pilot": replace(EVERYBODY, of="public_pilot"),
    "public_bulletin": replace(EVERYBODY, of="public_bulletin"),
    "public_bulletin_edition": replace(EVERYBODY, of="public_edition"),
    "public_bulletin_file": replace(EVERYBODY, of="public_file"),
    # Organisations are the whole region's; contacts are for those who run networks where they are members.
    "organisations": Line(ALL),
    "organisation": Line(ALL, of="organisation", elsewhere=IN_REGION),
    "organisation_add": Line(LOGGERS),
    "organisation_edit": Line(LOGGERS, of="organisation", elsewhere=IN_REGION),
    "organisation_merge": Line({MANAGER}, of="organisation", elsewhere=IN_REGION),
    "contacts": Line(LOGGERS),
    "contact_add": Line(LOGGERS),
    "contact": Line(LOGGERS, of="contact"),
    "contact_edit": Line(LOGGERS, of="contact"),
    "contact_confirm": Line(LOGGERS, 302, of="contact", method="post"),
    "contact_export": Line(LOGGERS, of="contact"),
    "contact_erase": Line(LOGGERS, of="contact"),
    "contact_merge": Line(LOGGERS, of="contact"),
    # A network's figures are for all who see its place, its members for those who run it.
    "networks": Line(ALL),
    "network": Line(ALL, of="joined_network"),
    "network_add": Line(LOGGERS),
    "network_edit": Line(LOGGERS, of="joined_network"),
    "network_members": Line(LOGGERS, of="joined_network"),
    "members_csv": Line(LOGGERS, of="joined_network"),
    "members_xlsx": Line(LOGGERS, of="joined_network"),
    "member_add": Line(LOGGERS, of="joined_network"),
    "member_edit": Line(LOGGERS, of="membership"),
    "member_leave": Line(LOGGERS, of="membership"),
    "headcount_add": Line(LOGGERS, of="joined_network"),
    "headcount_edit": Line(LOGGERS, of="headcount"),
    "join_requests": Line(LOGGERS, of="joined_network"),
    "join_decline": Line(LOGGERS, of="join_request"),
    # Meetings tell of named people: they are for those who run networks there.
    "meetings": Line(LOGGERS, of="meeting_network"),
    "meeting_schedule": Line(LOGGERS, of="meeting_network"),
    "meeting": Line(LOGGERS, of="meeting"),
    "meeting_agenda": Line(LOGGERS, of="meeting"),
    "meeting_edit": Line(LOGGERS, of="meeting"),
    "meeting_cancel": Line(LOGGERS, of="meeting"),
    "meeting_invitation": Line(LOGGERS, of="meeting"),
    "meeting_attendance": Line(LOGGERS, of="meeting"),
    "meeting_held": Line(LOGGERS, 302, of="meeting", method="post"),
    "meeting_not_held": Line(LOGGERS, 302, of="meeting", method="post"),
    "meeting_notes": Line(LOGGERS, of="meeting"),
    "meeting_log": Line(LOGGERS, of="meeting_held"),
    "action_add": Line(LOGGERS, of="meeting"),
    "action_edit": Line(LOGGERS, of="action"),
    "action_done": Line(LOGGERS, 302, of="action", method="post", stranger=403),
    "calendar": Line(LOGGERS),
    # A critical incident is its authority's, and theirs who were added to it.
    "incidents": Line(LOGGERS),
    "incident_open": Line(LOGGERS),
    "incident": Line(LOGGERS, of="incident"),
    "incident_write": Line(LOGGERS, of="incident"),
    "incident_lines": Line(LOGGERS, 204, of="incident"),
    "incident_people": Line(LOGGERS, of="incident"),
    "incident_person_remove": Line(LOGGERS, 302, of="incident_helper", method="post"),
    "incident_debrief": Line(LOGGERS, of="incident"),
    "incident_reopen": Line(LOGGERS, of="incident_closed", here={NAVIGATOR: 403, ADVISER: 403}),
    # The secret in the address lets in, whoever asks: this one is nobody's.
    "calendar_feed": Line(ALL, 404, of="calendar_token", stranger=404),
}
POSTED = {
    "action_done": {"step": "done", "version": "1"},
    "review_decide": {"decision": "approve", "version": "1"},
    "activity_move": {"version": "1"},
    "outcome_move": {"version": "1"},
}

# Sign-in and second factors, of allauth: what a stranger and what a signed-in person gets.
ACCOUNT = {
    "account_login": (200, 302),
    "account_logout": (302, 200),
    "account_inactive": (200, 200),
    "account_reauthenticate": (302, 200),
    "account_email_verification_sent": (404, 404),
    "account_change_password": (302, 200),
    "account_set_password": (302, 302),
    "account_reset_password": (200, 200),
    "account_reset_password_done": (200, 200),
    "account_reset_password_from_key": (200, 200),
    "account_reset_password_from_key_done": (200, 200),
    "account_confirm_login_code": (302, 302),
    "mfa_index": (302, 200),
    "mfa_authenticate": (302, 302),
    "mfa_reauthenticate": (302, 302),
    "mfa_activate_totp": (302, 302),
    "mfa_deactivate_totp": (302, 404),
    "mfa_view_recovery_codes": (302, 404),
    "mfa_generate_recovery_codes": (302, 302),
    "mfa_download_recovery_codes": (302, 404),
    "mfa_list_webauthn": (302, 200),
    "mfa_add_webauthn": (302, 302),
    "mfa_reauthenticate_webauthn": (302, 302),
    "mfa_remove_webauthn": (302, 302),
    "mfa_edit_webauthn": (302, 302),
    "mfa_login_webauthn": (302, 302),
    "socialaccount_login_cancelled": (200, 200),
    "socialaccount_login_error": (401, 401),
    "openid_connect_login": (404, 404),
    "openid_connect_callback": (404, 404),
}
# Nobody signs up, changes the address they were invited by, or connects accounts by themselves.
CLOSED = [
    "account_signup",
    "account_email",
    "account_confirm_email",
    "socialaccount_signup",
    "socialaccount_connections",
]
UNUSED = "7a9f0f1e-5f52-4f6f-9d0c-0a4a55f0a111"


def named_patterns(resolver=None, namespaces=()):
    """Yield the full name of every address; addresses without one are told apart by their text."""
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLPattern):
            yield ":".join([*namespaces, pattern.name or f"({pattern.pattern})"])
        else:
            inner = (*namespaces, pattern.namespace) if pattern.namespace else namespaces
            yield from named_patterns(pattern, inner)


@contextmanager
def undone():
    """Undo what a request changes, so that each person finds the same world."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


@pytest.fixture
def world(hillfields, coventry, region, dudley):
    """People of every role in Coventry and elsewhere, and one of everything in Coventry."""
    other_region = builders.region("Elsewhere", "elsewhere")
    here, there = {}, {}
    for role in Role:
        is_regional = role == ADMINISTRATOR
        here[role] = builders.posted(f"Here {role}", role, region if is_regional else coventry)
        there[role] = builders.posted(f"There {role}", role, other_region if is_regional else dudley)
    author = here[NAVIGATOR]
    submitted = builders.activity(hillfields, by=author, next_step="Ring", next_step_owner=author)
    returned = builders.activity(hillfields, by=author, status="returned")
    builders.activity(hillfields, by=author, status="approved", starts_on=timezone.localdate())
    attachment = Attachment(activity=returned, name="a.txt", content_type="text/plain", size=1, added_by=author)
    attachment.file.save("a.txt", ContentFile(b"a"))
    kept = UnsavedEntry.objects.create(owner=author, activity_id=attachment.pk, fields={})
    context = ContextEntry.objects.create(pilot=hillfields, claim="A claim", cited="A report")
    site = Site.objects.create(pilot=hillfields, name="A school")
    intervention = builders.intervention(hillfields)
    measure = builders.measure()
    step = builders.theory(hillfields, activity=["Mentoring"]).steps.get()
    anticipated = builders.anticipated_outcome(hillfields, measure=measure, target=20)
    of_pilot = [coventry.gss_code, hillfields.slug]
    outcomes = {
        status: builders.outcome_record(hillfields, by=author, measure=measure, status=status)
        for status in ("submitted", "returned", "approved")
    }
    place = PlanPlace.objects.create(plan=builders.response_plan(coventry), name="A hall")
    debriefed = builders.incident(coventry, closed_at=timezone.now(), plan_changes="Ring the schools")
    incident = builders.incident(coventry, by=author)
    helper = incident.helpers.create(user=builders.posted("Added", COMMUNICATIONS, region), added_by=author)
    joined = builders.network("Joined network", hillfields, welcomes_members=True, invitation="Come along")
    asking = joined.join_requests.create(name="Sam Sample", email="sam@example.org", agreed=True)
    meeting = builders.meeting(joined, timezone.now())
    held = builders.meeting(joined, timezone.now(), status="held")
    hillfields.phases.create(position=1, status="operational")
    published = builders.bulletin(region)
    published.pdf.save("bulletin.pdf", ContentFile(b"%PDF-1.7"))
    draft = draw_up(here[MANAGER], Area("authority", coventry, [coventry]), Quarter.last_closed())
    arguments = {
        "": [],
        "draft": [draft.pk],
        "draft_section": [draft.pk, draft.sections.get().pk],
        "meeting_network": [joined.pk],
        "meeting": [meeting.pk],
        "meeting_held": [held.pk],
        "action": [builders.action(of=held, owner=author).pk],
        "calendar_token": ["nobodys"],
        "plan": [coventry.gss_code],
        "plan_places": [coventry.gss_code, "places"],
        "plan_place": [coventry.gss_code, "places", place.pk],
        "debriefed": [coventry.gss_code, debriefed.pk],
        "incident": [incident.pk],
        "incident_closed": [debriefed.pk],
        "incident_helper": [incident.pk, helper.pk],
        "public_network": [coventry.gss_code, joined.slug],
        "public_authority": [region.slug, coventry.gss_code],
        "public_pilot": [region.slug, coventry.gss_code, hillfields.slug],
        "public_bulletin": [region.slug, published.quarter.slug],
        "public_edition": [region.slug, published.quarter.slug, 1],
        "public_file": [region.slug, published.quarter.slug, "pdf"],
        "joined_network": [joined.pk],
        "membership": [joined.pk, builders.member(joined).pk],
        "headcount": [joined.pk, joined.headcounts.create(number=5, as_at="2021", counted_by="The unit").pk],
        "organisation": [builders.organisation().pk],
        "contact": [builders.contact(of=coventry).pk],
        "join_request": [joined.pk, asking.pk],
        "region": [region.slug],
        "authority": [coventry.gss_code],
        "closed_quarter": [coventry.gss_code, Quarter.last_closed().slug],
        "locality": [coventry.gss_code, hillfields.localities.get().slug],
        "pilot": of_pilot,
        **of_dashboards(region, coventry, hillfields),
        "context": [*of_pilot, context.pk],
        "site": [*of_pilot, site.pk],
        "theory_step": [*of_pilot, step.pk],
        "theory_version": [*of_pilot, 1],
        "intervention_type": [region.slug, intervention.type.slug],
        "intervention": [intervention.pk],
        "school": [builders.school(of=coventry).pk],
        "measure": [measure.slug],
        "anticipated": [*of_pilot, anticipated.pk],
        "outcome_submitted": [outcomes["submitted"].pk],
        "outcome_returned": [outcomes["returned"].pk],
        "outcome_approved": [outcomes["approved"].pk],
        "outcome_withdrawal": [outcomes["submitted"].pk, "withdraw"],
        "submitted": [submitted.pk],
        "returned": [returned.pk],
        "withdrawal": [submitted.pk, "withdraw"],
        "attachment": [attachment.pk],
        "unsaved": [kept.pk],
    }
    return SimpleNamespace(here=here, there=there, arguments=arguments)


def of_dashboards(region, coventry, hillfields):
    """Return what the addresses beside each dashboard hold: all figures, one chart and its table, one list."""
    locality = [coventry.gss_code, hillfields.localities.get().slug]
    areas = {
        "region": [region.slug],
        "authority": [coventry.gss_code],
        "locality": locality,
        "pilot": [coventry.gss_code, hillfields.slug],
    }
    found = {f"{kind}_figures": [*area, "csv"] for kind, area in areas.items()}
    found |= {f"{kind}_chart": [*area, "kinds", "svg"] for kind, area in areas.items()}
    found |= {f"{kind}_table": [*area, "kinds", "csv"] for kind, area in areas.items()}
    return found | {f"{kind}_list": [*area, "meetings"] for kind, area in areas.items()}


def address_of(name, world):
    """Return the address of a line, with the record of Coventry that it is about."""
    arguments = [UNUSED] if name == "unsaved_keep" else world.arguments[PORTAL[name].of]
    return reverse(name, args=arguments)


def account_address(name):
    arguments = {
        "account_reset_password_from_key": ["abc", "set-password"],
        "mfa_remove_webauthn": [1],
        "mfa_edit_webauthn": [1],
        "openid_connect_login": ["oidc"],
        "openid_connect_callback": ["oidc"],
        "account_confirm_email": ["key"],
    }
    return reverse(name, args=arguments.get(name, []))


def admin_addresses():
    """Yield every named address of Django admin, with the first record of its model."""
    for name in ("index", "password_change", "password_change_done", "jsi18n", "autocomplete"):
        yield reverse(f"admin:{name}")
    for label in {model._meta.app_label for model in admin.site._registry}:
        yield reverse("admin:app_list", args=[label])
    for model in admin.site._registry:
        stem = f"admin:{model._meta.app_label}_{model._meta.model_name}"
        record = model._default_manager.first()
        yield reverse(f"{stem}_changelist")
        yield reverse(f"{stem}_add")
        for page in ("change", "history", "delete") if record else ():
            yield reverse(f"{stem}_{page}", args=[record.pk])


def asker(user=None):
    """Return a function that asks an address as this person and undoes what that changed."""
    client = Client()
    if user:
        client.force_login(user)

    def ask(address, method="get", data=None):
        with undone():
            return getattr(client, method)(address, data).status_code

    return ask


def differing(got, expected):
    """Return what was got and what was expected where the two differ."""
    return {name: (code, expected[name]) for name, code in got.items() if code != expected[name]}


@pytest.mark.parametrize("is_elsewhere", [False, True], ids=["here", "elsewhere"])
@pytest.mark.parametrize("role", Role)
def test_a_role_gets_at_every_address_what_the_table_says(world, role, is_elsewhere):
    ask = asker((world.there if is_elsewhere else world.here)[role])
    got = {name: ask(address_of(name, world), line.method, POSTED.get(name)) for name, line in PORTAL.items()}
    got |= {name: ask(account_address(name)) for name in ACCOUNT}
    expected = {name: line.expected(role, is_elsewhere) for name, line in PORTAL.items()}
    expected |= {name: signed_in for name, (_, signed_in) in ACCOUNT.items()}
    assert differing(got, expected) == {}
    assert {ask(account_address(name), method) for name in CLOSED for method in ("get", "post")} == {404}
    in_admin = {address: ask(address) for address in admin_addresses()}
    allowed = {200, 302, 403, 404} if role == ADMINISTRATOR else {302, 403, 404}
    assert (in_admin[reverse("admin:index")] == 200) is (role == ADMINISTRATOR)
    assert {address: code for address, code in in_admin.items() if code not in allowed} == {}


@pytest.mark.parametrize("is_elsewhere", [False, True], ids=["here", "elsewhere"])
@pytest.mark.parametrize("role", Role)
def test_figures_are_given_out_by_those_who_draw_up_bulletins_of_the_place(world, role, is_elsewhere):
    ask, asked = asker((world.there if is_elsewhere else world.here)[role]), f"?period={Quarter.last_closed().slug}"
    lines = {name: line for name, line in PORTAL.items() if name.startswith("dashboard_") and name.endswith("_figures")}
    assert len(lines) == 4
    expected = {name: line.expected(role, is_elsewhere) for name, line in lines.items()}
    expected |= {name: 403 for name, code in expected.items() if code == 200 and role not in DRAFTERS}
    got = {name: ask(f"{address_of(name, world)}{asked}", "post") for name in lines}
    assert differing(got, expected) == {}


def test_a_stranger_gets_at_every_address_what_the_table_says(world):
    ask = asker()
    got = {name: ask(address_of(name, world), line.method, POSTED.get(name)) for name, line in PORTAL.items()}
    got |= {name: ask(account_address(name)) for name in ACCOUNT}
    expected = {name: line.stranger for name, line in PORTAL.items()}
    expected |= {name: stranger for name, (stranger, _) in ACCOUNT.items()}
    assert differing(got, expected) == {}
    assert {ask(account_address(name), method) for name in CLOSED for method in ("get", "post")} == {404}
    assert {ask(address) for address in admin_addresses()} <= {302, 404}


def test_what_changes_something_is_never_done_by_a_link(world):
    """Asked as somebody who may do it: 403 and 404 would say nothing about the method."""
    changes = {name: line for name, line in PORTAL.items() if line.method == "post"}
    may = {
        name: next(role for role in Role if line.expected(role, False) == line.code) for name, line in changes.items()
    }
    got = {name: asker(world.here[role])(address_of(name, world)) for name, role in may.items()}
    assert len(got) > 8
    assert {name: code for name, code in got.items() if code != 405} == {}


def test_nothing_is_deleted_in_django_admin(world):
    ask = asker(world.here[ADMINISTRATOR])
    deletions = [address for address in admin_addresses() if address.endswith("/delete/")]
    assert len(deletions) > 5
    assert {ask(address) for address in deletions} == {403}


def test_every_address_has_a_line(world):
    names = list(named_patterns())
    assert {name for name in names if not name.startswith(("admin:", "("))} == set(PORTAL) | set(ACCOUNT) | set(CLOSED)
    closed = ("(account/", "(signup", "(email", "(confirm-email", "(2fa/", "(3rdparty", "(social/", "(login/")
    assert [name for name in names if name.startswith("(") and not name.startswith(closed)] == []


def test_a_change_of_posting_acts_on_the_next_request(world):
    navigator = world.here[NAVIGATOR]
    client = Client()
    client.force_login(navigator)
    address = reverse("activity", args=world.arguments["submitted"])
    assert client.get(address).status_code == 200
    navigator.postings.update(ends_on=timezone.localdate() - timedelta(days=1))
    assert client.get(address).status_code == 403
