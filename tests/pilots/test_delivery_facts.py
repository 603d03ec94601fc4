"""What the West Midlands facts say of interventions, schools and outcomes is found through the pages."""

import pytest
from django.urls import reverse

from interventions.models import Activity, AnticipatedOutcome, Intervention
from pilots.models import EducationSetting, Pilot
from tests import builders
from tests.pilots.test_facts import DIRECTORY, HIGHLIGHTS, NEWSLETTER, words

CARE = ("E08000031", "wolverhampton-care")
# Pilot, name of the intervention, its type, its status, and what else its page says.
DELIVERED = (
    (
        "three-estates",
        "ACE and Trauma Informed Practice training for Ark Academy",
        "Trauma Informed Practice",
        "Running Dates not known Under way",
        ("All staff of the Ark Academy secondary and primary schools", "Ark Academy", "Education staff"),
    ),
    (
        "three-estates",
        "ACE and Trauma Informed Practice training for local organisations",
        "Trauma Informed Practice",
        "",
        ("Birmingham Youth Service, Sport Birmingham and MAD, Think Family and local police",),
    ),
    (
        "three-estates",
        "Mentoring by InUnity",
        "Mentoring, one to one",
        "Running Dates not known Continues after lockdown",
        (
            "Delivered by InUnity",
            "Funded by West Midlands Violence Reduction Unit",
            "effect of lockdown on young people's wellbeing",
            "Over 20 young people were referred within a couple of weeks",
            "does not say whether a mentor meets one young person or several",
        ),
    ),
    ("lozells", "Detached youth work", "Detached youth work", "", ("Reach 385 young people",)),
    (
        "lozells",
        "Trauma Informed Practice training for early years settings",
        "Trauma Informed Practice",
        "",
        ("Target group in words Early years settings",),
    ),
    (
        "lozells",
        "Training in County Lines, Trauma, Exploitation and Contextual safeguarding",
        "County Lines",
        "",
        ("Target group in words Youth service staff and 8 community champions", "Reach 8 community champions"),
    ),
    (
        "hillfields",
        "#OurHillfields Community Champion scheme",
        "Community champions",
        "",
        ("Dates January 2021", "training, volunteering and employability"),
    ),
    ("hillfields", "10 Days of Peace", "Campaign", "", ("Dates 12 March 2021", "#passthepeace")),
    (
        "hillfields",
        "Fearless social media campaign",
        "Campaign",
        "",
        ("Delivered by Fearless", "Funded by Safer Streets Fund", "Supported by the VRU", "anonymous crime reporting"),
    ),
    ("st-james", "Intensive mentoring and family support", "Mentoring, one to one", "", ()),
    (
        "st-james",
        "Workshops on County Lines and Exploitation",
        "County Lines",
        "",
        ("Target group in words Pupils in alternative education provision",),
    ),
    (
        "st-james",
        "Training in Trauma Informed Practice, Precious Lives and Mentors in Violence Prevention",
        "Trauma Informed Practice",
        "",
        ("Target group in words Front line professionals",),
    ),
    (
        "chelmsley-wood",
        "Youth club",
        "Youth club",
        "Planned Dates not known Launching",
        ("Delivered by Urban Heard",),
    ),
    ("chelmsley-wood", "Detached youth work", "Detached youth work", "", ("Hours 6",)),
    (
        "chelmsley-wood",
        "ACE training for police and housing staff",
        "ACE (adverse childhood experiences)",
        "Planned Dates not known Booked",
        ("Front line staff of West Midlands Police and Solihull housing",),
    ),
    (
        "chelmsley-wood",
        "Youth panel",
        "Youth panel",
        "Planned Dates not known Being set up",
        ("refers young people to the right services",),
    ),
    (
        "smethwick",
        "Trauma Informed Practice training in Polish",
        "Trauma Informed Practice",
        "",
        ("Language Polish", "first core training in a language other than English"),
    ),
    (
        "smethwick",
        "School transition pilot",
        "School transition support",
        "",
        ("From Year 6 to secondary school", "Fair Access team and West Midlands Police Cadets"),
    ),
    (
        "new-park-village",
        "Funday",
        "Community event",
        "Planned Dates not known Announced for 3 April 2021",
        ("3 April 2021", "detached youth work"),
    ),
    (
        "new-park-village",
        "Digital lending library",
        "Digital lending library",
        "Running Dates not known The directory record lists it",
        (
            "Dates April 2021",
            "lends tablets to residents for job applications, universal credit and courses",
            "New Park Village TMO",
            "Announced for April 2021",
            DIRECTORY,
        ),
    ),
    (
        "walsall-education",
        "Trauma Informed Practice training for education staff",
        "Trauma Informed Practice",
        "",
        ("Reach 860 education staff",),
    ),
    (
        "walsall-education",
        "Awareness sessions on adversity and trauma",
        "ACE (adverse childhood experiences)",
        "",
        ("Reach 4,500 students",),
    ),
    (
        "walsall-education",
        "Webinars on youth violence and the effect of lockdown",
        "Webinars",
        "",
        ("Led by young people", "Target group in words Local professionals", "115 views"),
    ),
    ("walsall-education", "Wellbeing hub", "Wellbeing hub", "", ("One-to-one support and counselling", "Reach 85 ")),
)
TEN = (
    ("Strengthened support for children in care and care leavers", "Support for children in care and care leavers", ()),
    ("Online webinars on safety, gangs, exploitation and domestic abuse", "Webinars", ()),
    ("Trauma-informed multi-agency training for staff", "Trauma Informed Practice", ()),
    ("Better relationships between police and young people in care", "Relationship building with police", ()),
    ("Mentors employed at council leisure centres", "Mentoring, one to one", ()),
    ("Music groups funded", "Music", ()),
    ("Football club for young people in care and care leavers funded", "Sport", ()),
    ("Peer mentor scheme (a care leaver supports a child in care)", "Peer mentoring", ()),
    (
        "Online game-based training (bullying, internet safety, mental health, sexting, safe gaming)",
        "Online safety",
        (),
    ),
    (
        "Access to Kooth for care leavers up to age 25",
        "Online counselling",
        ("Delivered by Kooth", "Ages up to 25", "Target group in words Care leavers"),
    ),
)
OUTCOMES = {
    "Higher level of wellbeing": ("Self-report (scale not named)", "Self-report"),
    "Greater engagement with the support they need": ("Self-report (scale not named)", "Self-report"),
    "Increased self-esteem and confidence": ("Self-report (scale not named)", "Self-report"),
    "More engagement in support through a safe online space": ("Service use", "Service use"),
}
# Published highlights that deliver no intervention type: a film, a booklet, flyers, and partners who respond together.
NO_TYPE = {"our-hillfields-film", "service-guide", "covid-flyers", "team-around-the-community"}


@pytest.fixture
def reader(west_midlands, as_user):
    return as_user(builders.posted("Anton Analyst", "analyst", west_midlands))


def page_of(reader, pilot: str, name: str) -> str:
    return words(reader.get(Intervention.objects.get(pilot__slug=pilot, name=name).get_absolute_url()))


def test_each_intervention_that_a_highlight_delivers_has_a_page_with_its_facts(reader):
    for pilot, name, kind, status, facts in DELIVERED:
        page = page_of(reader, pilot, name)
        asked = (f"Type {kind}", NEWSLETTER, status or "Status not recorded", *facts)
        assert [fact for fact in asked if fact not in page] == [], name
    for slug in {pilot for pilot, *_ in DELIVERED}:
        page = words(reader.get(Pilot.objects.get(slug=slug).get_absolute_url()))
        assert [name for pilot, name, *_ in DELIVERED if pilot == slug and name not in page] == []


def test_each_of_the_ten_interventions_for_children_in_care_has_a_page_without_a_made_up_status(reader):
    for name, kind, facts in TEN:
        page = page_of(reader, CARE[1], name)
        asked = (f"Type {kind}", DIRECTORY, "Status not recorded", "Start not recorded", *facts)
        assert [fact for fact in asked if fact not in page] == [], name


def test_nothing_is_delivered_that_the_sources_do_not_name(west_midlands):
    stored = set(Intervention.objects.values_list("pilot__slug", "name"))
    assert stored == {(slug, name) for slug, name, *_ in DELIVERED} | {(CARE[1], name) for name, _, _ in TEN}
    assert not Intervention.objects.exclude(funding=None, planned_reach=None, youngest=None).exists()
    assert not Intervention.objects.exclude(school_level="", referral="", planned_dose="").exists()


def test_every_highlight_that_delivers_something_belongs_to_its_intervention(west_midlands):
    assert set(Activity.objects.filter(intervention=None).values_list("source_key", flat=True)) == NO_TYPE
    for entry in Activity.objects.exclude(intervention=None).select_related("intervention"):
        assert entry.intervention.pilot_id == entry.pilot_id
    assert Activity.objects.exclude(intervention=None).count() == len(HIGHLIGHTS) - len(NO_TYPE) == len(DELIVERED)


def test_the_ten_are_no_longer_among_the_offers(west_midlands):
    assert Pilot.objects.get(slug="wolverhampton-care").offers == ""


def test_the_four_anticipated_outcomes_are_on_the_pages_of_the_pilot_with_their_measures(reader):
    for name in ("pilot", "pilot_outcomes"):
        page = words(reader.get(reverse(name, args=CARE)))
        for statement, facts in OUTCOMES.items():
            entry = page[page.index(statement) :][:400]
            assert [fact for fact in (*facts, DIRECTORY) if fact not in entry] == []
    assert not AnticipatedOutcome.objects.exclude(target=None, baseline=None).exists()


def test_the_theory_of_change_shows_context_activities_outcomes_and_that_it_is_a_reading(reader):
    page = words(reader.get(reverse("theory", args=CARE)))
    assert "still to be agreed with the pilot" in page
    assert "The record has no stages, outputs, links or assumptions" in page
    outline = page[page.index("In words") :]
    facts = (
        "A third of care leavers experience homelessness between 6 and 24 months after leaving care",
        "Over 25% of the adult prison population has been in care",
        "Care leavers are four times more likely than the general population to have mental health problems",
        "Looked after children tend to have poorer educational attainment and mental and physical health",
        *(name for name, _, _ in TEN),
        *OUTCOMES,
        "The risk factors that make violence more likely are reduced",
        "The protective factors are built on",
        "Improved outcomes for these young people",
    )
    assert [fact for fact in facts if fact not in outline] == []


def test_every_step_from_an_input_on_leads_to_the_impact_and_assumptions_are_said_to_be_open(west_midlands):
    theory = Pilot.objects.get(slug="wolverhampton-care").theory
    for step in theory.steps.exclude(stage="impact"):
        assert step.leads_to.exists(), step
    for step in theory.steps.exclude(stage__in=["context", "input"]).exclude(key="council"):
        assert step.follows_from.exists(), step
    assumptions = [link.assumption for step in theory.steps.all() for link in step.links_on.all() if link.assumption]
    assert len(assumptions) == 3
    assert all(text.endswith(" (to be tested)") for text in assumptions)
    for step in theory.steps.filter(stage="activity"):
        assert [measure.intervention.key for measure in step.measures.all()] == [step.key]
    for step in theory.steps.filter(stage__in=["output", "short", "medium"]):
        assert step.measures.exists(), step


SCHOOLS = (
    ("Ark Academy", "Birmingham", "Phase All-through", "Engaged since Not recorded"),
    ("Walsall College", "Walsall", "Phase 16 plus and further education", "Engaged since December 2019"),
    ("Blue Coat CE Academy", "Walsall", "Phase Not recorded", "Engaged since September 2020"),
)


def test_each_school_has_a_page_with_what_the_source_says_of_it(reader):
    everything = words(reader.get(reverse("schools")))
    for name, authority, *facts in SCHOOLS:
        page = words(reader.get(EducationSetting.objects.get(name=name).get_absolute_url()))
        assert [fact for fact in (f"School or college in {authority}", *facts) if fact not in page] == [], name
        assert name in everything


def test_the_sites_of_the_pilot_in_walsall_are_these_schools_and_ark_academy_has_its_training(reader):
    sites = Pilot.objects.get(slug="walsall-education").sites.all()
    assert {(site.name, site.school.name) for site in sites} == {(name, name) for name, *_ in SCHOOLS[1:]}
    page = words(reader.get(EducationSetting.objects.get(name="Ark Academy").get_absolute_url()))
    assert "Training received ACE and Trauma Informed Practice training for Ark Academy" in page
