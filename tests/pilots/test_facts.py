"""Every pilot and highlight of the West Midlands facts is found through the pages, with its figure."""

import html
import re

import pytest
from django.urls import reverse

from interventions.models import Activity
from pilots.models import Pilot
from stakeholders.models import Network
from tests import builders

NEWSLETTER = "VRU News, issue 1 (quarterly newsletter with the Localities Bulletin), April 2021"
DIRECTORY = "Wolverhampton Information Network, directory record of the Violence Reduction Unit, 5 September 2022"
QUARTER = "1 January 2021 to 31 March 2021"
ANNOUNCED = "1 April 2021 to 30 April 2021"

REGION = (
    "West Midlands Violence Reduction Unit",
    "West Midlands Police",
    "https://westmidlands-vru.org",
    "Community navigators 7 One community navigator in each local authority area",
    "Education intervention advisers one embedded in each local authority area",
    "around 20,000 people",
    "Operational place-based pilots 9",
    "People engaged through pilot steering groups over 200",
    "Secondary schools engaged, 2019 to 2020 156",
    "Schools with interventions, 2019 to 2020 96",
    *("Trauma informed", "Criminal justice", "Education", "Exploitation", "Sports", "Health"),
    *(
        "Youth engagement framework (cuts across the others)",
        "Theory of change (cuts",
        "Critical incident response (cuts",
    ),
    *("Birmingham", "Coventry", "Dudley", "Sandwell", "Solihull", "Walsall", "Wolverhampton"),
    "Live training webinars, reached over 400 participants",
    "Free online ACE training, with Barnardo's",
    "#WMExploitationWeek: Campaign week, launched 15 March 2021",
    "Leading Schools in the West Midlands: Conference, with University of Wolverhampton Education Observatory,"
    " reached nearly 300 education leaders and researchers",
    "Regional criminal exploitation and missing board: Board, every two months",
    "Mental health and mindfulness",
    "Exploitation and the risks faced by vulnerable girls",
    "Keeping pupils caught up in gangs safe (contextual safeguarding)",
    "Online safety workshops for schools, teachers and parents",
    "Bid writing for targeted interventions",
    "Additional youth services: Support when the worst happens",
    "Opportunities for communities to come together: Support when the worst happens",
    "Targeted support for young people: Support when the worst happens",
    "Support for families: Support when the worst happens",
    "Support for wider groups: Support when the worst happens",
    "Support for practitioners affected: Support when the worst happens",
    NEWSLETTER,
    DIRECTORY,
)
WOLVERHAMPTON = (
    "Population just over 262,000",
    "People aged 0 to 19 around a quarter of the population",
    "Children in care 586",
    "Care leavers 300",
    DIRECTORY,
)
PILOTS = {
    ("E08000025", "three-estates"): (
        "King's Norton and Three Estates",
        "VRU News, issue 1 (April 2021) says “21”",
    ),
    ("E08000025", "lozells"): ("VRU News, issue 1 (April 2021) says “over 20”", "Every month"),
    ("E08000026", "hillfields"): (
        "VRU News, issue 1 (April 2021) says “over 50”",
        "#OurHillfields Community Champions Community champions",
    ),
    ("E08000026", "wood-end-moat-house"): (
        "Wood End and Moat House (WEMH)",
        "VRU News, issue 1 (April 2021) says “over 30”",
        "No approved activity yet",
    ),
    ("E08000027", "st-james"): (
        "VRU News, issue 1 (April 2021) says “around 20”",
        "Every two weeks",
        "Team around the Community, St James' Ward",
    ),
    ("E08000029", "chelmsley-wood"): (
        "Partners Solihull Youth Offending Service",
        "Positive activities for young people",
        "Intensive specialist support when at risk",
        "Substance misuse prevention",
        "Chelmsley Wood youth panel Youth panel",
    ),
    ("E08000028", "smethwick"): (
        "Smethwick Against Violence Initiative (SAVI)",
        "Specialist services for migrant and newly arrived communities",
    ),
    ("E08000031", "new-park-village"): (
        "Paused Dates not known Much interrupted by COVID-19",
        "Operational Dates not known One of the newest pilots",
    ),
    ("E08000030", "walsall-education"): (
        "Walsall College, since December 2019",
        "Blue Coat CE Academy, since September 2020",
        "Basis Setting",
    ),
    ("E08000031", "wolverhampton-care"): (
        "Children in care and care leavers",
        "Basis Cohort",
        "Partners City of Wolverhampton Council",
        "Target group Looked after children and care leavers",
        "Paused Dates not known Delivery significantly interrupted by the COVID-19 lockdown",
        "Operational Dates not known Work to complete it is ongoing",
        "A further pilot is being developed with Wolverhampton Community Safety Partnership",
        "A third of care leavers experience homelessness between 6 and 24 months after leaving care National Audit"
        " Office, Care leavers' transition to adulthood (2015)",
        "Over 25% of the adult prison population has been in care",
        "Care leavers are four times more likely than the general population to have mental health problems",
        "tend to have poorer educational attainment and mental and physical health Rahilly and Hendry (2014)",
        "Reduce the risk factors that make violence more likely",
        "Build on the protective factors",
        "Improve outcomes for these young people",
        "Strengthened support for children in care and care leavers",
        "Online webinars on safety, gangs, exploitation and domestic abuse",
        "Trauma-informed multi-agency training for staff",
        "Better relationships between police and young people in care",
        "Mentors employed at council leisure centres",
        "Music groups funded",
        "Football club for young people in care and care leavers funded",
        "Peer mentor scheme (a care leaver supports a child in care)",
        "Online game-based training (bullying, internet safety, mental health, sexting, safe gaming)",
        "Access to Kooth for care leavers up to age 25",
        DIRECTORY,
    ),
}
NETWORKS = {
    "three-estates": (
        "VRU News, issue 1 (April 2021) says “21”",
        "Established December 2019",
        "Nobody is listed here by name",
    ),
    "lozells": (
        "VRU News, issue 1 (April 2021) says “over 20”",
        "Established October 2020",
        "In the words of the source: “monthly”",
        "Note Responded together to a number of recent tragedies",
    ),
    "hillfields": ("VRU News, issue 1 (April 2021) says “over 50”", "Nobody is listed here by name", "Note Grown"),
    "wood-end-moat-house": ("VRU News, issue 1 (April 2021) says “over 30”", "Note Newly established"),
    "st-james": (
        "VRU News, issue 1 (April 2021) says “around 20”",
        "Every two weeks",
        "In the words of the source: “fortnightly”",
        "Note Responds to local incidents and discusses concerns",
    ),
    "hillfields-community-champions": (
        "Established January 2021",
        "Note A scheme that offers training, volunteering and employability",
    ),
    "st-james-team-around-the-community": (
        "Multi-agency response to incidents and to emerging patterns and trends of violence",
    ),
    "chelmsley-wood-youth-panel": ("Refer young people to the right services", "Note Being set up"),
}
# Pilot, title, when, and what else its pages say: the figure in the source's words, and who was there.
HIGHLIGHTS = (
    (
        "three-estates",
        "ACE and Trauma Informed Practice training for Ark Academy",
        QUARTER,
        "all staff of the Ark Academy",
    ),
    (
        "three-estates",
        "ACE and Trauma Informed Practice training for local organisations",
        QUARTER,
        "Birmingham Youth Service, Sport Birmingham and MAD, Think Family and local police",
    ),
    ("three-estates", "InUnity mentoring", QUARTER, "Reach: over 20 young people"),
    ("lozells", "Detached youth work", QUARTER, "Reach: 385 young people"),
    ("lozells", "Trauma Informed Practice training for early years settings", QUARTER, "Early years settings"),
    ("lozells", "Training for youth service staff and community champions", QUARTER, "Reach: 8 community champions"),
    ("hillfields", "#OurHillfields film", QUARTER, "sums up and promotes the pilot"),
    (
        "hillfields",
        "#OurHillfields Community Champion scheme",
        "1 January 2021 to 31 January 2021",
        "offers training, volunteering and employability",
    ),
    ("hillfields", "10 Days of Peace", "Campaign, 12 March 2021 ", "#passthepeace"),
    ("hillfields", "Fearless social media campaign", QUARTER, "anonymous crime reporting"),
    ("hillfields", "Booklet guide to local services", QUARTER, "in digital form and in print"),
    ("st-james", "Team around the Community", QUARTER, "emerging patterns and trends of violence"),
    ("st-james", "Intensive mentoring and family support", QUARTER, ""),
    (
        "st-james",
        "Workshops on County Lines and Exploitation in alternative education provision",
        QUARTER,
        "Pupils in alternative education provision",
    ),
    (
        "st-james",
        "Training for front line professionals",
        QUARTER,
        "Trauma Informed Practice, Precious Lives and Mentors in Violence Prevention",
    ),
    ("chelmsley-wood", "Youth club", ANNOUNCED, "A youth club by Urban Heard is launching"),
    ("chelmsley-wood", "Extra detached youth work", QUARTER, "6 extra hours of detached youth work"),
    ("chelmsley-wood", "Flyers on COVID-19 restrictions", QUARTER, "Flyers gave information"),
    ("chelmsley-wood", "ACE training for police and housing staff", ANNOUNCED, "is booked for front line staff"),
    ("chelmsley-wood", "Youth panel", ANNOUNCED, "is being set up that will refer young people to the right services"),
    (
        "smethwick",
        "Trauma Informed Practice training in Polish",
        QUARTER,
        "the first core training in a language other",
    ),
    ("smethwick", "School transition pilot", QUARTER, "Fair Access team and West Midlands Police Cadets"),
    ("new-park-village", "Funday", "Event, 3 April 2021 ", "with detached youth work"),
    (
        "new-park-village",
        "Digital lending library",
        ANNOUNCED,
        "lends tablets to residents for job applications, universal credit and courses",
    ),
    (
        "walsall-education",
        "Trauma Informed Practice training for education staff",
        QUARTER,
        "Reach: 860 education staff",
    ),
    ("walsall-education", "Awareness sessions on adversity and trauma", QUARTER, "Reach: 4,500 students"),
    (
        "walsall-education",
        "Webinars on youth violence and the effect of lockdown",
        QUARTER,
        "Reach: 115 views (professionals)",
    ),
    ("walsall-education", "Wellbeing hub", QUARTER, "gave one-to-one support and counselling to 85 individuals"),
)
PLANNED = {
    "Youth club",
    "ACE training for police and housing staff",
    "Youth panel",
    "Funday",
    "Digital lending library",
}


@pytest.fixture
def reader(west_midlands, as_user):
    return as_user(builders.posted("Anton Analyst", "analyst", west_midlands))


def words(response) -> str:
    """Return the words of a page, with one space between them."""
    assert response.status_code == 200
    body = re.search(r"<main.*</main>", response.content.decode(), re.DOTALL)[0]
    text = html.unescape(re.sub(r"<[^>]+>", " ", body)).replace("Source: ", "")
    return re.sub(r"\s+([,.;:])", r"\1", re.sub(r"\s+", " ", text))


def test_the_region_page_carries_every_fact_and_leads_to_every_pilot(reader):
    page = words(reader.get(reverse("region", args=["west-midlands"])))
    assert [fact for fact in REGION if fact not in page] == []
    page = reader.get(reverse("region", args=["west-midlands"])).content.decode()
    assert Pilot.objects.count() == len(PILOTS) == 10
    for place in PILOTS:
        assert f'href="{reverse("pilot", args=place)}"' in page


def test_the_page_of_wolverhampton_carries_its_figures(reader):
    page = words(reader.get(reverse("authority", args=["E08000031"])))
    assert [fact for fact in WOLVERHAMPTON if fact not in page] == []


def test_each_pilot_page_carries_every_fact_about_the_pilot_and_each_highlight_with_its_date_and_figure(reader):
    pages = {slug: words(reader.get(reverse("pilot", args=[gss, slug]))) for gss, slug in PILOTS}
    for (_, slug), facts in PILOTS.items():
        assert [fact for fact in facts if fact not in pages[slug]] == []
        assert "Operational" in pages[slug]
    for slug, title, when, figure in HIGHLIGHTS:
        found = [pages[slug][place.start() :][:500] for place in re.finditer(re.escape(f" {title} "), pages[slug])]
        assert [entry for entry in found if when in entry and figure in entry], title
    assert Activity.objects.count() == len(HIGHLIGHTS)


def test_each_network_has_a_page_with_what_the_newsletter_says_of_it(reader):
    assert {network.slug for network in Network.objects.all()} == NETWORKS.keys()
    for network in Network.objects.all():
        page = words(reader.get(network.get_absolute_url()))
        assert [
            fact for fact in (*NETWORKS[network.slug], "Recorded from VRU News, issue 1") if fact not in page
        ] == [], network


def test_each_highlight_has_a_page_that_names_its_source(reader):
    for entry in Activity.objects.all():
        page = words(reader.get(entry.get_absolute_url()))
        assert entry.title in page
        assert entry.headline in page
        assert str(entry.source) in page


def test_what_is_announced_is_planned_and_the_entries_say_more_where_the_source_does(west_midlands):
    assert {entry.title for entry in Activity.objects.filter(status="planned")} == PLANNED
    assert Activity.objects.filter(status="approved").count() == len(HIGHLIGHTS) - len(PLANNED)

    entries = {entry.source_key: entry for entry in Activity.objects.all()}
    assert entries["training-in-polish"].language == "Polish"
    assert entries["extra-detached-youth-work"].hours == 6
    assert entries["digital-lending-library"].venue == "New Park Village TMO"
    assert "funded by the VRU" in entries["inunity-mentoring"].what_happened
    assert "Safer Streets Fund" in entries["fearless-campaign"].what_happened
    partners = {key: {str(partner) for partner in entry.partners.all()} for key, entry in entries.items()}
    assert partners["ace-training"] == {"West Midlands Police", "Solihull housing"}
    assert partners["school-transition"] == {"Local authority Fair Access team", "West Midlands Police Cadets"}
    assert partners["youth-club"] == {"Urban Heard"}
