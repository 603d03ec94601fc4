"""Every page of the portal keeps to WCAG 2.2 AA, fits a narrow phone, and breaks no security policy."""

from datetime import timedelta

import pytest
from django.utils import timezone

from interventions.models import (
    Activity,
    AnticipatedOutcome,
    Attachment,
    Intervention,
    OutcomeMeasure,
    OutcomeRecord,
    UnsavedEntry,
)
from pilots.models import ContextEntry, EducationSetting, Factor, Pilot, Region, Site, TheoryLink, TheoryStep
from stakeholders.models import AgreedAction, CalendarLink, Meeting, Network
from tests import builders
from tests.browser import DESKTOP
from vru_portal.access.models import User
from vru_portal.quarters import Quarter
from vru_portal.reporting.areas import Area
from vru_portal.reporting.bulletins.drawing_up import draw_up
from vru_portal.reporting.models import Bulletin, Section

pytestmark = pytest.mark.browser
NARROW = {"viewport": {"width": 320, "height": 640}}
LONG = "Llanfairpwllgwyngyllgogerychwyrndrobwllllantysiliogogogoch" * 2
UNICODE = "مرحبا 🎉 " + LONG


@pytest.fixture
def entries(people):
    """Fill the log with entries in every status, with long names and unusual text."""
    hillfields = Pilot.objects.get(slug="hillfields")
    author, yesterday = people["navigator"], timezone.localdate() - timedelta(days=1)
    made = {
        status: builders.activity(
            hillfields,
            by=author,
            status=status,
            title=f"{status} {UNICODE}"[:150],
            headline=LONG,
            what_happened=f"{UNICODE}\n\n" * 3,
            next_step="Ring the school",
            next_step_due=yesterday,
            starts_on=yesterday,
            reach={"Young people": 12, "Residents": 3},
        )
        for status in ("planned", "draft", "submitted", "returned", "approved", "cancelled")
    }
    nine_days_ago = timezone.now() - timedelta(days=9)
    late = builders.activity(hillfields, by=author, submitted_at=nine_days_ago, intervention_name=UNICODE[:150])
    ContextEntry.objects.create(pilot=hillfields, claim=UNICODE, cited=LONG)
    Site.objects.create(pilot=hillfields, name=LONG)
    UnsavedEntry.objects.create(owner=author, activity_id=late.pk, fields={"title": [LONG]})
    scale = builders.measure(LONG[:150], slug="long", highest=3, conversion={str(raw): f"{raw}.50" for raw in range(4)})
    anticipated = {"measured_by": LONG, "measure": scale, "baseline": 1, "target": 3}
    builders.anticipated_outcome(hillfields, UNICODE, **anticipated)
    builders.outcome_record(hillfields, status="approved", measure=scale, group_label=LONG)
    theory = builders.theory(hillfields, context=[UNICODE, LONG], output=[LONG, "Sessions"], impact=[UNICODE])
    TheoryLink.objects.create(start=theory.steps.get(stage="context", text=LONG), end=step_of_impact(), assumption=LONG)
    step_of_impact().measures.create(measure=scale)
    theory.steps.create(stage="medium", text=LONG, withdrawn_at=timezone.now())
    theory.factors.add(Factor.objects.create(kind="risk", level="family", name=LONG[:100]))
    theory.note = LONG
    theory.save()
    delivered(hillfields, made["approved"], scale)
    networks_of(hillfields)
    meetings_of(Network.objects.get(slug="long"), author)
    recorded(hillfields, author, scale)
    Attachment.objects.create(
        activity=made["returned"],
        file="none",
        name=f"{LONG}.pdf",
        content_type="application/pdf",
        size=1,
        added_by=author,
    )
    return made


def step_of_impact():
    return TheoryStep.objects.get(theory__pilot__slug="hillfields", stage="impact")


def delivered(pilot, entry, scale):
    """Have the pilot deliver an intervention of which everything is known, taken up from another one."""
    kind = builders.intervention_type(
        LONG[:100], description=UNICODE, materials=f"https://example.org/{LONG}", suggested_measure=scale
    )
    body, about = builders.organisation(LONG), dict.fromkeys(("target_group", "planned_dose", "how_to_refer"), LONG)
    other = builders.intervention(pilot, kind, name=UNICODE[:150])
    made = builders.intervention(
        pilot, kind, name=LONG, like=other, provider=body, funder=body, funding=1250, description=UNICODE, **about
    )
    made.enter("paused", since="2021-03", reason=LONG)
    made.schools.add(builders.school(LONG, of=pilot.authority))
    made.localities.set(pilot.localities.all())
    Activity.objects.filter(pk=entry.pk).update(intervention=made)
    builders.outcome_record(pilot, intervention=made, status="approved", measure=scale, group_label=LONG)
    builders.anticipated_outcome(pilot, LONG, intervention=made, measure=scale)


def recorded(pilot, author, scale):
    """Have outcomes recorded in every status, of every kind, with a histogram and of few people."""
    mentoring = Intervention.objects.get(name=LONG)
    words = {"group_label": LONG, "source": LONG, "quality_notes": UNICODE, "intervention": mentoring}
    for status in ("draft", "submitted", "returned", "approved"):
        told = {"measure": scale, "histogram": [[-1, 0, 12], [0, 1, 28]], "is_demonstration": status == "approved"}
        made = builders.outcome_record(pilot, by=author, status=status, **words | told)
    made.steps.create(move="approve", from_status="submitted", to_status="approved", made_by=author, reason=LONG)
    no_means = {"mean_before": None, "mean_after": None, "mean_change": None, "is_paired": False}
    for kind in ("proportion", "count"):
        numbers = {"number_before": 16, "number_after": 24, "measure": builders.measure(f"{kind} {LONG}"[:150], kind)}
        builders.outcome_record(pilot, by=author, n=40, status="approved", **words | no_means | numbers)


def of_outcomes():
    pilot = "/authorities/E08000026/pilots/hillfields/outcomes/"
    returned = OutcomeRecord.objects.get(status="returned").get_absolute_url()
    counted = OutcomeMeasure.objects.get(name=f"proportion {LONG}"[:150]).slug
    return [
        "/outcomes/",
        "/outcomes/?status=cancelled",
        "/outcomes/?pilot=x&sort=waiting",
        *(record.get_absolute_url() for record in OutcomeRecord.objects.filter(group_label=LONG)),
        f"{returned}edit/",
        f"{returned}changes/",
        f"{pilot}record/",
        f"{pilot}record/?measure=long&intervention={Intervention.objects.get(name=LONG).pk}",
        f"{pilot}record/?measure={counted}",
        f"{pilot}upload/?measure=long",
        f"{pilot}upload/?measure={counted}",
    ]


def networks_of(pilot):
    """Have the pilot run a network of long names, with members and who stays away, and one without members."""
    builders.network("Nobody yet", pilot, slug="nobody")
    made = builders.network(LONG, pilot, slug="long", purpose=UNICODE, note=LONG, rhythm="FREQ=MONTHLY;BYDAY=2TU")
    body = builders.organisation(f"Body {LONG}", sector="police", duty="police")
    people = [builders.contact(f"{number} {LONG}", of=pilot.authority, organisation=body) for number in range(3)]
    members = [builders.member(made, person, role="chair") for person in people]
    builders.member(made, organisation=body, joined="2021-05-01", left="2022-05-01", why_left=LONG)
    made.headcounts.create(number=50, wording=f"over 50 {LONG}"[:100], as_at="2021-04", counted_by=LONG)
    for days in (30, 20, 10):
        meeting = builders.meeting(made, timezone.now() - timedelta(days=days), status="held")
        meeting.attendances.create(membership=members[0])
        meeting.attendances.create(membership=members[1], answer="apologies")


def meetings_of(network, author):
    """Have a network meet: held, ahead and cancelled, with actions in every state, a title as long as they may be."""
    words = {"agenda": f"{LONG}\n{UNICODE}", "notes": f"{LONG}\n\n{UNICODE}", "place": LONG[:150]}
    now, today = timezone.now(), timezone.localdate()
    held = builders.meeting(network, now - timedelta(days=3), status="held", guests=3, **words)
    builders.meeting(network, now + timedelta(days=3), **words)
    builders.meeting(network, now + timedelta(days=9), status="cancelled", why_cancelled=LONG, **words)
    for member in network.memberships.all():
        held.attendances.create(membership=member, answer="came")
    done = {"done_on": today, "outcome": LONG}
    for state in ({}, {"due_on": today - timedelta(days=2)}, done, {"owner": author}):
        builders.action(LONG, of=held, **state)
    CalendarLink.objects.create(user=author, digest="0" * 64)


def of_meetings():
    network = Network.objects.get(slug="long").pk
    pages = [meeting.get_absolute_url() for meeting in Meeting.objects.exclude(agenda="")]
    ahead = Meeting.objects.filter(network=network).ahead().first().get_absolute_url()
    held = Meeting.objects.filter(network=network, guests=3).get().get_absolute_url()
    done = AgreedAction.objects.exclude(done_on=None).get().pk
    return [
        *pages,
        *(f"{page}agenda/" for page in pages),
        *(f"{ahead}{part}/" for part in ("edit", "cancel", "attendance")),
        *(f"{held}{part}/" for part in ("attendance", "notes", "actions/add", "log")),
        f"/networks/{network}/meetings/",
        f"/networks/{network}/meetings/schedule/",
        *(f"/networks/actions/{key}/" for key in (done, done - 1)),
        "/networks/calendar/",
    ]


def of_networks(for_those_who_run_it=True):
    made = Network.objects.get(slug="long")
    page, member = made.get_absolute_url(), made.memberships.first()
    if not for_those_who_run_it:
        return ["/networks/", page]
    return [
        "/networks/",
        "/networks/?q=zebra",
        "/networks/?authority=x",
        "/networks/add/",
        page,
        f"{page}edit/",
        f"{page}members/",
        f"{page}members/?on=2021-12-31",
        f"{page}members/?on=2999-12-31",
        f"{page}members/add/",
        f"{page}members/add/?contact={member.contact_id}",
        f"{page}members/{member.pk}/",
        f"{page}members/{member.pk}/leave/",
        f"{page}headcounts/add/",
        Network.objects.get(slug="nobody").get_absolute_url(),
    ]


def of_interventions():
    made = Intervention.objects.get(name=LONG)
    add = "/authorities/E08000026/pilots/hillfields/interventions/add/"
    page = made.get_absolute_url()
    return [
        "/interventions/",
        "/interventions/?q=zebra",
        "/interventions/?status=lost",
        "/interventions/catalogue/",
        "/interventions/catalogue/?delivered=gap",
        made.type.get_absolute_url(),
        "/interventions/catalogue/west-midlands/trauma-informed-practice/",
        page,
        f"{page}edit/",
        f"{page}status/",
        f"{page}use/",
        add,
        f"{add}?like={made.pk}",
    ]


def of_bulletins():
    """A draft of a region, of which everything is known, in words that are longer than any screen."""
    region, today = Region.objects.get(), timezone.localdate()
    quarter, pilot = Quarter.last_closed(today), Pilot.objects.get(slug="hillfields")
    about = {"starts_on": quarter.start, "for_bulletin": True, "headline": LONG, "title": UNICODE[:150]}
    builders.activity(pilot, status="approved", reach={"Residents": 3}, what_happened=UNICODE, **about)
    officer = User.objects.get(email="carol@example.org")
    if not (draft := Bulletin.objects.first()):
        draft = draw_up(officer, Area("region", region, list(region.authorities.all())), quarter)
    desk = f"/bulletins/{draft.pk}/"
    section, theme = draft.sections.get(pilot=pilot), draft.sections.filter(pilot=None)[0]
    Section.objects.filter(pk=section.pk).update(opening=UNICODE, together=LONG, how_to_join=LONG)
    sections = [f"{desk}sections/{one.pk}/" for one in (section, theme)]
    pages = ["", "words/", "preview/", "publish/"]
    return ["/bulletins/", "/bulletins/draw-up/", *(f"{desk}{page}" for page in pages), *sections, f"{sections[0]}?all"]


def of_schools():
    made = EducationSetting.objects.get(name=LONG).get_absolute_url()
    return [
        "/interventions/schools/",
        "/interventions/schools/?year=2019",
        "/interventions/schools/?q=zebra",
        "/interventions/schools/?phase=unknown",
        made,
        f"{made}edit/",
        "/authorities/E08000026/schools/add/",
        "/authorities/E08000026/pilots/hillfields/interventions/match/",
        "/authorities/E08000026/pilots/wood-end-moat-house/interventions/match/",
    ]


def addresses(entries):
    entry = "/activities/{}/"
    coventry = "/authorities/E08000026/"
    return {
        "navigator": [
            "/",
            "/activities/",
            "/activities/?q=zebra",
            "/activities/?since_day=40",
            "/activities/new/",
            "/activities/new/?full=1",
            "/activities/new/?planned=1",
            "/notifications/",
            "/no-such-page/",
            "/roles/",
            "/account/2fa/",
            "/account/password/change/",
            "/regions/west-midlands/",
            coventry,
            f"{coventry}localities/hillfields/",
            f"{coventry}pilots/hillfields/",
            f"{coventry}pilots/wood-end-moat-house/",
            f"{coventry}pilots/hillfields/edit/",
            f"{coventry}pilots/hillfields/status/",
            f"{coventry}pilots/hillfields/context/add/",
            f"{coventry}pilots/hillfields/sites/add/",
            *(entry.format(each.pk) for each in entries.values()),
            f"{entry.format(entries['returned'].pk)}edit/",
            f"{entry.format(entries['planned'].pk)}edit/",
            f"{entry.format(entries['returned'].pk)}changes/",
            f"/unsaved/{UnsavedEntry.objects.get().pk}/",
            f"/activities/new/?again={entries['approved'].pk}",
            f"{coventry}pilots/hillfields/context/{ContextEntry.objects.get(pilot__slug='hillfields').pk}/",
            f"{coventry}pilots/hillfields/sites/{Site.objects.get(pilot__slug='hillfields').pk}/",
            f"{entry.format(entries['returned'].pk)}files/",
            *of_interventions(),
            *of_schools(),
            *of_outcomes(),
            *of_networks(),
            *of_meetings(),
            "/networks/import/",
            "/interventions/measures/",
            "/interventions/measures/?q=zebra",
            "/interventions/measures/long/",
            f"{coventry}pilots/hillfields/theory/",
            f"{coventry}pilots/hillfields/theory/edit/",
            f"{coventry}pilots/hillfields/theory/beside/",
            f"{coventry}pilots/hillfields/theory/steps/{TheoryStep.objects.filter(text=LONG).first().pk}/",
            f"{coventry}pilots/hillfields/theory/steps/{step_of_impact().pk}/measures/",
            f"{coventry}pilots/hillfields/theory/steps/{step_of_impact().pk}/withdraw/",
            f"{coventry}pilots/hillfields/theory/versions/",
            f"{coventry}pilots/hillfields/theory/versions/1/",
            f"{coventry}pilots/wood-end-moat-house/theory/",
            f"{coventry}pilots/wood-end-moat-house/theory/edit/",
            f"{coventry}pilots/hillfields/outcomes/",
            f"{coventry}pilots/hillfields/outcomes/add/",
            f"{coventry}pilots/hillfields/outcomes/{AnticipatedOutcome.objects.get(statement=UNICODE).pk}/",
        ],
        "manager": [
            "/",
            "/review/",
            "/review/?late=on",
            OutcomeRecord.objects.get(status="submitted").get_absolute_url(),
            entry.format(entries["submitted"].pk),
            f"{entry.format(entries['approved'].pk)}redact/",
            f"{OutcomeRecord.objects.get(status='returned').get_absolute_url()}redact/",
            "/what-works/",
            "/what-works/?authority=x",
            "/what-works/?show=unmeasured",
            f"{coventry}dashboard/{Quarter.last_closed().slug}/freeze/",
            f"{coventry}dashboard/list/outcomes-no-data/",
            f"{coventry}dashboard/list/decisions/",
        ],
        "analyst": ["/", "/regions/west-midlands/", "/activities/", *of_networks(for_those_who_run_it=False)],
        "communications": ["/", "/outcomes/", "/activities/", *of_bulletins()],
        "administrator": ["/", "/roles/", "/interventions/", Intervention.objects.get(name=LONG).get_absolute_url()],
    }


@pytest.mark.parametrize("size", [NARROW, DESKTOP], ids=["narrow", "desktop"])
@pytest.mark.parametrize("who", ["navigator", "manager", "analyst", "communications", "administrator"])
def test_every_page_is_accessible_and_fits(people, entries, new_context, sign_in, axe, who, size):
    page = sign_in(new_context(**size).new_page(), people[who])
    for address in addresses(entries)[who]:
        page.goto(address)
        assert "Demonstration" in page.inner_text("body"), address
        axe(page)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{address} is {wide} pixels wider than the screen"


@pytest.mark.parametrize("size", [NARROW, DESKTOP], ids=["narrow", "desktop"])
def test_the_pages_of_strangers_are_accessible_and_fit(people, new_context, axe, size):
    page = new_context(**size).new_page()
    for address in ("/account/login/", "/account/password/reset/", "/no-such-page/"):
        page.goto(address)
        axe(page)
        assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), address


@pytest.mark.parametrize("size", [NARROW, DESKTOP], ids=["narrow", "desktop"])
def test_pages_that_only_a_clash_shows_are_accessible_and_fit(people, entries, new_context, sign_in, axe, size):
    author = sign_in(new_context(**size).new_page(), people["navigator"])
    for name in ("draft", "submitted"):  # both versions to choose from, and one that can no longer be changed
        author.goto(f"/activities/{entries['draft'].pk}/edit/")
        author.get_by_label("What was it?").fill(f"Typed {LONG}")
        entry = Activity.objects.get(pk=entries["draft"].pk)
        entry.title, entry.status, entry.version = "Stored meanwhile", name, entry.version + 1
        entry.save()
        author.get_by_role("button", name="Save as draft").click()
        author.get_by_text("The two versions", exact=True).wait_for()
        check(author, axe)

    author.goto("/authorities/E08000026/pilots/hillfields/edit/")
    author.get_by_label("Focus").fill(f"Typed {LONG}")
    pilot = Pilot.objects.get(slug="hillfields")
    pilot.focus, pilot.version = "Stored meanwhile", pilot.version + 1
    pilot.save()
    author.get_by_role("button", name="Save").click()
    author.get_by_text("Stored meanwhile").first.wait_for()
    check(author, axe)

    intervention = Intervention.objects.get(name=LONG)
    author.goto(f"{intervention.get_absolute_url()}edit/")
    author.get_by_label("Description").fill(f"Typed {LONG}")
    author.get_by_label("Amount in pounds").fill("1,25")
    author.get_by_role("button", name="Save").click()
    author.get_by_role("link", name="Enter an amount in pounds").wait_for()
    check(author, axe)
    intervention.description, intervention.version = "Told meanwhile", intervention.version + 1
    intervention.save()
    author.get_by_label("Amount in pounds").fill("1,250")
    author.get_by_role("button", name="Save").click()
    author.get_by_text("Told meanwhile").first.wait_for()
    check(author, axe)

    desk = sign_in(new_context(**size).new_page(), people["manager"])
    desk.goto(f"/activities/{entries['submitted'].pk}/")
    desk.get_by_text("Return with a reason").click()
    desk.get_by_label("Reason").fill(LONG)
    Activity.objects.filter(pk=entries["submitted"].pk).update(status="draft")
    desk.get_by_role("button", name="Return").click()
    desk.get_by_role("heading", level=1).wait_for()
    check(desk, axe)


def check(page, axe):
    axe(page)
    assert page.evaluate("document.documentElement.scrollWidth <= document.documentElement.clientWidth"), page.url


def test_an_error_on_a_form_is_accessible(people, new_context, sign_in, axe):
    page = sign_in(new_context(**NARROW).new_page(), people["navigator"])
    page.goto("/activities/new/")
    page.get_by_role("button", name="Submit for review").click()
    page.get_by_role("heading", name="There is a problem").wait_for()
    axe(page)
    page.get_by_role("link", name="Choose where it took place").click()
    assert page.evaluate("document.activeElement.name") == "place"
