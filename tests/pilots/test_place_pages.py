"""The pages of the region, its authorities and localities, and of a pilot."""

from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from pilots.models import ContextEntry, Phase, PublishedFigure, RegionalWork, Site, Source, Theme
from tests import builders
from vru_portal.access.roles import Role

REGION = "/regions/west-midlands/"
COVENTRY = "/authorities/E08000026/"
LOCALITY = "/authorities/E08000026/localities/hillfields/"
PILOT = "/authorities/E08000026/pilots/hillfields/"
EVERYBODY = ("navigator", "adviser", "manager", "analyst", "communications", "administrator")


def page(client, address) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


@pytest.mark.parametrize("address", [REGION, COVENTRY, LOCALITY, PILOT])
@pytest.mark.parametrize("role", EVERYBODY)
def test_everybody_posted_there_reads_the_page(as_user, request, hillfields, role, address):
    assert as_user(request.getfixturevalue(role)).get(address).status_code == 200


@pytest.mark.parametrize("address", [COVENTRY, LOCALITY, PILOT])
def test_another_authoritys_places_cannot_be_found(as_user, hillfields, dudley_manager, address):
    assert as_user(dudley_manager).get(address).status_code == 404


def test_another_region_cannot_be_found(as_user, manager):
    builders.region("Northshire", "northshire")
    assert as_user(manager).get("/regions/northshire/").status_code == 404


@pytest.mark.parametrize("address", [REGION, COVENTRY, LOCALITY, PILOT])
def test_somebody_without_a_posting_is_refused(as_user, hillfields, address):
    assert as_user(builders.user()).get(address).status_code == 403


@pytest.mark.parametrize("address", [REGION, COVENTRY, LOCALITY, PILOT])
def test_a_stranger_is_sent_to_sign_in(hillfields, address):
    response = Client().get(address)
    assert response.status_code == 302
    assert response.url.startswith(reverse("account_login"))


@pytest.mark.parametrize(
    "address",
    [
        "/regions/nowhere/",
        "/authorities/E99999999/",
        "/authorities/E08000026/localities/none/",
        "/authorities/E08000026/pilots/none/",
    ],
)
def test_a_place_that_is_not_there_is_a_plain_404(as_user, manager, address):
    assert as_user(manager).get(address).status_code == 404


def test_the_region_names_authorities_outside_the_postings_without_a_link(as_user, manager, hillfields, st_james):
    text = page(as_user(manager), REGION)
    assert f'href="{COVENTRY}"' in text
    assert f'href="{PILOT}"' in text
    assert "Dudley" in text
    assert "/authorities/E08000027/" not in text
    assert "St James" not in text


def test_the_region_shows_figures_as_the_source_words_them_and_regional_work(as_user, analyst, region):
    source = Source.objects.create(region=region, key="news", title="VRU News", published_on="2021-04")
    PublishedFigure.objects.create(region=region, label="People engaged", wording="over 200", number=200, source=source)
    theme = Theme.objects.create(region=region, name="Exploitation")
    RegionalWork.objects.create(region=region, theme=theme, kind="Board", rhythm="every two months", source=source)
    text = page(as_user(analyst), REGION)
    for words in ("People engaged", "over 200", "Source: VRU News, April 2021", "Exploitation", "every two months"):
        assert words in text


def test_an_empty_region_says_what_is_missing(as_user, region):
    assert "No local authorities yet" in page(as_user(builders.posted("A", Role.ANALYST, region)), REGION)


def test_breadcrumbs_lead_back_from_a_pilot_to_its_region(as_user, manager, hillfields):
    text = page(as_user(manager), PILOT)
    trail = text[text.index("govuk-breadcrumbs") : text.index("<main")]
    assert trail.index(f'href="{REGION}"') < trail.index(f'href="{COVENTRY}"') < trail.index('aria-current="page"')


def test_links_lead_from_locality_to_pilot_and_back(as_user, manager, hillfields):
    client = as_user(manager)
    assert f'href="{PILOT}"' in page(client, LOCALITY)
    assert f'href="{LOCALITY}"' in page(client, PILOT)
    assert f'href="{LOCALITY}"' in page(client, COVENTRY)


def test_the_authority_names_who_works_there_today(as_user, manager, navigator, coventry, dudley_navigator):
    gone = builders.posted("Gone Navigator", Role.NAVIGATOR, coventry)
    gone.is_active = False
    gone.save()
    text = page(as_user(manager), COVENTRY)
    assert "Nadia Navigator" in text
    assert "Maya Manager" in text
    assert "Dora Dudley" not in text
    assert "Gone Navigator" not in text


def test_the_authority_names_who_reviews_for_the_whole_region(as_user, navigator, coventry, region, analyst):
    client = as_user(navigator)
    assert "Managers for the whole region" not in page(client, COVENTRY)
    builders.posted("Rhona Region", Role.MANAGER, region)
    builders.posted("Rita Elsewhere", Role.MANAGER, builders.region("Northshire", "northshire"))
    past = builders.posted("Paul Past", Role.MANAGER, region)
    past.postings.update(ends_on=timezone.localdate() - timedelta(days=1))
    text = page(client, COVENTRY)
    people = text[text.index("Managers for the whole region") :]
    assert "Rhona Region" in people
    for absent in ("Rita Elsewhere", "Paul Past", "Anton Analyst"):
        assert absent not in text


def test_the_log_is_linked_where_the_person_may_read_it(as_user, manager, administrator, hillfields):
    address = f"/activities/?authority={hillfields.authority_id}"
    assert address in page(as_user(manager), COVENTRY)
    assert address not in page(as_user(administrator), COVENTRY)
    assert "/activities/?pilot=" not in page(as_user(administrator), PILOT)


def test_a_locality_says_that_the_source_gives_no_population(as_user, manager, hillfields):
    assert page(as_user(manager), LOCALITY).count("Not given by the source") == 2


def test_a_locality_shows_its_population_with_year_and_source(as_user, manager, hillfields):
    place = hillfields.localities.get()
    place.population, place.population_year, place.population_source = 19400, 2021, "Census 2021"
    place.latitude, place.longitude = "52.41", "-1.5"
    place.save()
    text = page(as_user(manager), LOCALITY)
    assert "19,400 in 2021" in text
    assert "Source: Census 2021" in text
    assert "52.41000, -1.50000" in text


def test_the_pilot_shows_all_that_is_known_about_it(as_user, manager, navigator, hillfields):
    hillfields.lead_navigator, hillfields.aims, hillfields.next_steps = navigator, "First aim\nSecond aim", "Grow."
    hillfields.starts_on = "2020-10"
    hillfields.save()
    hillfields.partners.add(builders.organisation("Moat House Community Trust"))
    Site.objects.create(pilot=hillfields, name="Blue Coat Academy", since="2020-09", until="2021")
    text = page(as_user(manager), PILOT)
    for words in (
        "Nadia Navigator",
        "<li>First aim</li>",
        "<li>Second aim</li>",
        "Grow.",
        "October 2020",
        "Moat House Community Trust",
        "Blue Coat Academy, since September 2020, until 2021",
    ):
        assert words in text


def test_the_history_of_the_status_says_plainly_what_is_not_known(as_user, manager, hillfields):
    phases = (
        {"status": "in_development", "until": "2020-10"},
        {"status": "operational", "since": "2020-10", "until": "2020-11-05"},
        {"status": "paused", "reason": "Lockdown"},
        {"status": "operational", "since": "2021-03"},
    )
    for position, fields in enumerate(phases, start=1):
        Phase.objects.create(pilot=hillfields, position=position, **fields)
    text = page(as_user(manager), PILOT)
    places = [
        text.index(words)
        for words in (
            "From March 2021",
            "Dates not known",
            "October 2020 to 5 November 2020",
            "From a date not known to October 2020",
        )
    ]
    assert places == sorted(places)


def test_context_names_its_source_and_withdrawn_claims_are_gone(as_user, manager, hillfields):
    ContextEntry.objects.create(pilot=hillfields, claim="Shown claim", cited="Rahilly and Hendry (2014)")
    ContextEntry.objects.create(pilot=hillfields, claim="Old claim", cited="X", withdrawn_at="2021-01-01T00:00Z")
    text = page(as_user(manager), PILOT)
    assert "Shown claim" in text
    assert "Rahilly and Hendry (2014)" in text
    assert "Old claim" not in text


def test_the_pilot_shows_approved_and_planned_activity_and_nothing_in_review(
    as_user, manager, communications, hillfields
):
    builders.activity(of=hillfields, status="approved", title="Approved thing", reach={"Young people": 12})
    builders.activity(of=hillfields, status="planned", title="Planned thing")
    builders.activity(of=hillfields, status="submitted", title="Waiting thing")
    text = page(as_user(manager), PILOT)
    assert "Approved thing" in text
    assert "12 young people" in text
    assert "Planned thing" in text
    assert "Waiting thing" not in text
    assert "Planned thing" not in page(as_user(communications), PILOT)


def test_a_pilot_without_activity_says_so(as_user, manager, hillfields):
    assert "No approved activity yet" in page(as_user(manager), PILOT)


def test_only_who_may_edit_the_pilot_is_offered_it(as_user, manager, analyst, hillfields):
    assert "Change the details" in page(as_user(manager), PILOT)
    text = page(as_user(analyst), PILOT)
    assert "Change the details" not in text
    assert "Log activity" not in text


@pytest.mark.parametrize("address", [REGION, COVENTRY, LOCALITY, PILOT])
def test_what_is_written_is_shown_as_text(as_user, manager, hillfields, address):
    hostile = "<script>alert(1)</script>"
    builders.activity(of=hillfields, status="approved", title=hostile, headline=hostile)
    place = hillfields.localities.get()
    for record, field in ((hillfields, "aims"), (place, "description"), (hillfields.authority.region, "description")):
        setattr(record, field, hostile)
        record.save()
    assert hostile not in page(as_user(manager), address)


@pytest.mark.parametrize("address", [REGION, COVENTRY, LOCALITY, PILOT])
def test_the_number_of_queries_is_the_same_with_1_and_with_30(as_user, analyst, hillfields, address):
    client = as_user(analyst)
    fill(hillfields, range(1))
    few = queries(client, address)
    fill(hillfields, range(1, 30))
    assert queries(client, address) == few
    assert few < 30


def fill(pilot, numbers) -> None:
    """Give a pilot, its locality and its region more of everything that their pages list."""
    place = pilot.localities.get(slug=pilot.slug)
    source = Source.objects.get_or_create(region=pilot.authority.region, key="news", title="News")[0]
    for number in numbers:
        other = builders.pilot(f"Pilot {number}", f"pilot-{number}", of=pilot.authority)
        other.localities.add(place)
        pilot.localities.add(builders.locality(f"Locality {number}", f"locality-{number}", of=pilot.authority))
        builders.authority(f"Authority {number}", f"E9{number:07}")
        Phase.objects.create(pilot=other, position=1, status="operational")
        Phase.objects.create(pilot=pilot, position=number + 1, status="operational", source=source)
        Site.objects.create(pilot=pilot, name=f"Site {number}")
        ContextEntry.objects.create(pilot=pilot, claim=f"Claim {number}", source=source)
        for about in ({"pilot": pilot}, {"authority": pilot.authority}, {"region": pilot.authority.region}):
            PublishedFigure.objects.create(label=f"Figure {number}", wording="5", source=source, **about)
        pilot.partners.add(builders.organisation(f"Partner {number}"))
        for status in ("approved", "planned"):
            builders.activity(of=pilot, status=status, reach={"Young people": 5, "Residents": 6})


def queries(client, address) -> int:
    client.get(address)  # The first request of a session reads more.
    with CaptureQueriesContext(connection) as captured:
        assert client.get(address).status_code == 200
    return len(captured)
