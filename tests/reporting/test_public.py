"""The public site: what it says, what it never says, and that it tells everybody the same."""

import re
from datetime import date
from html import unescape
from io import StringIO
from pathlib import Path
from urllib.parse import urljoin

import pytest
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.management import call_command
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from interventions.models import Activity
from pilots.models import ContextEntry, Phase, Source
from stakeholders.models import Contact
from tests import builders
from tests.reporting import newsletters
from vru_portal.access.models import User
from vru_portal.quarters import Quarter
from vru_portal.reporting.areas import region_for
from vru_portal.reporting.bulletins.composing import compose
from vru_portal.reporting.bulletins.drawing_up import draw_up
from vru_portal.reporting.bulletins.publishing import digest_of_content
from vru_portal.reporting.disclosure import Shown, release
from vru_portal.reporting.models import Bulletin, Release
from vru_portal.reporting.public import bulletins

SITE = "/public/west-midlands/"
PILOT = f"{SITE}E08000026/hillfields/"
BULLETIN = f"{SITE}bulletins/2020-21-q4/"
MOST_QUERIES = 12
REGION_FILE = Path(settings.BASE_DIR, "pilots/data/west-midlands.yaml")


@pytest.fixture
def stranger():
    return Client()


@pytest.fixture(autouse=True)
def nothing_kept():
    """Have each test render its own bulletins: their keys may come again."""
    bulletins.rendered.cache_clear()


@pytest.fixture
def source(region):
    return Source.objects.create(region=region, key="news", title="VRU News, issue 1", published_on="2021-04")


@pytest.fixture
def announced(hillfields):
    hillfields.phases.create(position=1, status="operational")
    return hillfields


def words(response):
    """Return what a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode())).replace("&#x27;", "'")


def found(client, address):
    return client.get(address).status_code


# Places --------------------------------------------------------------------------------------------------------------


def test_the_only_region_is_where_the_site_starts(stranger, region):
    assert stranger.get("/public/").headers["Location"] == SITE


def test_several_regions_are_listed(stranger, region):
    builders.region("Elsewhere", "elsewhere")
    page = words(stranger.get("/public/"))
    assert "West Midlands Violence Reduction Unit" in page
    assert "Elsewhere Violence Reduction Unit" in page


def test_a_portal_without_a_region_says_that_nothing_is_published(stranger, db):
    assert "Nothing is published here yet" in words(stranger.get("/public/"))


def test_region_names_its_authorities_and_announced_pilots(stranger, announced, dudley):
    page = words(stranger.get(SITE))
    assert "Coventry" in page
    assert "Hillfields" in page
    assert "Dudley No pilot at present" in page


def test_region_says_what_was_published_of_its_work_in_the_words_of_the_source(stranger, region, source):
    theme = region.themes.create(name="Trauma informed")
    work = {"kind": "Webinars", "reached": 400, "reached_wording": "over 400 participants"}
    region.regional_work.create(theme=theme, source=source, **work)
    region.figures.create(label="People engaged", number=200, wording="over 200", source=source)
    page = words(stranger.get(SITE))
    assert "Webinars: over 400 participants" in page
    assert "People engaged over 200 VRU News, issue 1, April 2021" in page


@pytest.mark.parametrize(
    "told", [{"reached": 4}, {"reached": 4, "reached_wording": "four leaders"}, {"reached_wording": "four leaders"}]
)
def test_region_does_not_say_a_small_number_that_its_work_reached(stranger, region, source, told):
    theme = region.themes.create(name="Trauma informed")
    region.regional_work.create(theme=theme, source=source, kind="Webinars", **told)
    assert "Webinars: people (number not shown)" in words(stranger.get(SITE))


def test_region_does_not_say_what_an_earlier_release_of_its_work_hid(stranger, region, source, communications):
    theme = region.themes.create(name="Trauma informed")
    work = region.regional_work.create(theme=theme, source=source, kind="Webinars", reached=7, launched_on="2021-02")
    assert "Webinars, launched February 2021: 7 people" in words(stranger.get(SITE))
    hidden = {f"work|work:{work.pk}|2020-21-q4": Shown(None, is_hidden=True)}
    release(region, Release.Kind.EXPORT, hidden, communications)
    assert "Webinars, launched February 2021: people (number not shown)" in words(stranger.get(SITE))


def test_pilot_page_says_what_publications_say_and_names_them(stranger, announced, source):
    announced.figures.create(label="Young people reached", number=385, wording="385", source=source)
    told = builders.network(of=announced, source=source, established_on="2020-10")
    told.headcounts.create(number=50, wording="over 50", as_at="2021-04", source=source)
    ContextEntry.objects.create(pilot=announced, claim="Young people feel unsafe after dark", source=source)
    builders.intervention(announced, name="Published mentoring", source=source)
    page = words(stranger.get(PILOT))
    for said in ("Young people reached 385", "over 50 members, April 2021", "Established in October 2020"):
        assert said in page
    for said in ("Young people feel unsafe after dark", "Published mentoring", "VRU News, issue 1, April 2021"):
        assert said in page


@pytest.mark.parametrize(
    ("number", "wording", "said"),
    [
        (50, "over 50", "over 50 members, April 2021"),
        (21, "", "21 members, April 2021"),
        (4, "", "members (number not shown), April 2021"),
        (4, "four parents", "members (number not shown), April 2021"),
        (23, "20 residents and 3 parents", "23 members, April 2021"),
    ],
)
def test_pilot_page_does_not_say_a_small_number_of_members(stranger, announced, source, number, wording, said):
    told = builders.network(of=announced, source=source)
    told.headcounts.create(number=number, wording=wording, as_at="2021-04", source=source)
    assert f"{told.name} {said}" in words(stranger.get(PILOT))


def test_pilot_page_does_not_tell_that_one_member_came_since_a_bulletin(stranger, announced, source, communications):
    told = builders.network(of=announced, source=source)
    counted = told.headcounts.create(number=20, as_at="2021-04", source=source)
    draft = draw_up(communications, region_for(communications, "west-midlands"), Quarter.of(date(2021, 1, 1)))
    counts = compose(draft).counts
    release(draft.region, Release.Kind.BULLETIN, counts.released(), communications, counts.totals)
    assert "20 members, April 2021" in words(stranger.get(PILOT))
    type(counted).objects.update(number=21)
    assert "members (number not shown), April 2021" in words(stranger.get(PILOT))


def test_sentences_with_a_small_count_stay_off_the_public_site_and_who_writes_them_is_told(
    stranger, announced, as_user, manager
):
    announced.target_group = "Three boys who were excluded"
    announced.focus = "Young people of Hillfields. We work with 2 families.\n\nEvenings on the green."
    announced.aims = "Safer evenings\nA place for 4 girls"
    announced.offers = "Two young people meet each week"
    announced.save()
    said = "Come along to the library. Five young people come every week."
    open_to_all = builders.network(of=announced, welcomes_members=True, invitation=said)
    pages = [
        words(stranger.get(address)) for address in (SITE, PILOT, f"{SITE}networks/", open_to_all_page(open_to_all))
    ]
    for small in ("Three boys", "2 families", "4 girls", "Two young people", "Five young people", "What it offers"):
        assert not [page for page in pages if small in page]
    assert "Young people of Hillfields. Evenings on the green." in pages[1]
    assert "What it aims at Safer evenings" in pages[1]
    assert "Come along to the library." in pages[2]
    assert "Come along to the library." in pages[3]
    told = words(as_user(manager).get(announced.get_absolute_url()))
    for small in ("Three boys who were excluded", "We work with 2 families.", "A place for 4 girls"):
        assert f"The public site leaves out “{small}”" in told
    assert "The public site leaves out “Five young people" in words(
        as_user(manager).get(open_to_all.get_absolute_url())
    )


def open_to_all_page(network):
    return reverse("join", args=[network.authority.gss_code, network.slug])


def test_region_is_described_without_a_small_count_and_administrators_are_told(
    stranger, as_user, administrator, manager, region
):
    region.description = "West Midlands Police work with seven councils. Three young people lead the board."
    region.save()
    page = words(stranger.get(SITE))
    assert "work with seven councils" in page
    assert "young people lead" not in page
    inside = "/regions/west-midlands/"
    assert "The public site leaves out “Three young people" in words(as_user(administrator).get(inside))
    assert "The public site leaves out" not in words(as_user(manager).get(inside))


def test_pilot_page_is_silent_about_what_no_publication_says(stranger, announced, navigator):
    announced.next_steps = "An idea of ours"
    announced.lead_navigator = navigator
    announced.save()
    announced.phases.update(reason="Waiting for the funder")
    told = builders.network(of=announced, note="A note of ours")
    told.headcounts.create(number=41, as_at="2021-04", counted_by="Somebody of ours")
    ContextEntry.objects.create(pilot=announced, claim="A claim of ours", cited="A book of ours")
    builders.intervention(announced, name="Mentoring of ours")
    page = words(stranger.get(PILOT))
    assert "of ours" not in page
    for hidden in ("Waiting for the funder", "Operational", "41", navigator.full_name, "stakeholder network"):
        assert hidden not in page


@pytest.mark.parametrize(
    ("phases", "code"),
    [
        ([], 404),
        ([("in_development", False)], 404),
        ([("in_development", True)], 200),
        ([("in_development", False), ("operational", False)], 200),
        ([("operational", False), ("in_development", False)], 404),
        ([("completed", False)], 200),
    ],
)
def test_a_pilot_has_a_page_once_it_is_announced(stranger, hillfields, source, phases, code):
    for position, (status, is_published) in enumerate(phases, start=1):
        Phase.objects.create(
            pilot=hillfields, position=position, status=status, source=source if is_published else None
        )
    assert found(stranger, PILOT) == code
    assert ("hillfields" in stranger.get(SITE).content.decode()) == (code == 200)


def test_an_archived_pilot_has_no_page_and_is_named_nowhere(stranger, announced):
    announced.archived_at = timezone.now()
    announced.save()
    assert found(stranger, PILOT) == 404
    for address in (SITE, f"{SITE}E08000026/", "/public/sitemap.xml"):
        assert "hillfields" not in stranger.get(address).content.decode().lower()


def test_places_are_found_only_in_their_own_region_and_authority(stranger, announced, dudley):
    builders.region("Elsewhere", "elsewhere")
    assert found(stranger, "/public/elsewhere/E08000026/") == 404
    assert found(stranger, "/public/elsewhere/E08000026/hillfields/") == 404
    assert found(stranger, f"{SITE}E08000027/hillfields/") == 404
    assert found(stranger, "/public/nowhere/") == 404
    assert found(stranger, f"{SITE}nowhere/") == 404


# Taking part ---------------------------------------------------------------------------------------------------------


def test_networks_that_welcome_members_are_listed_and_others_are_not(stranger, announced):
    welcoming = {"welcomes_members": True, "invitation": "Come along to the library"}
    builders.network("Open network", announced, rhythm="FREQ=MONTHLY;BYDAY=2TU", **welcoming)
    builders.network("Closed network", announced)
    builders.network("Ended network", announced, ended_on=date(2021, 5, 1), **welcoming)
    page = words(stranger.get(f"{SITE}networks/"))
    assert "Open network Hillfields, Coventry. Meets every month" in page
    assert "Come along to the library" in page
    assert "Closed" not in page
    assert "Ended" not in page
    assert "/join/E08000026/open-network/" in stranger.get(PILOT).content.decode()


def test_no_network_to_join_leads_to_the_navigators(stranger, region):
    assert "No network asks for new members" in words(stranger.get(f"{SITE}networks/"))


def test_navigators_page_says_whom_to_contact(stranger, region):
    page = f"{SITE}navigators/"
    assert "has not published a contact" in words(stranger.get(page))
    region.contact = "Partnership Office\nMonday to Friday, 8am to 5pm"
    region.save()
    assert "Partnership Office Monday to Friday, 8am to 5pm" in words(stranger.get(page))


# Bulletins -----------------------------------------------------------------------------------------------------------


@pytest.fixture
def published(region):
    told = newsletters.content(newsletters.authority_part(newsletters.full_pilot()))
    return builders.bulletin(region, content=told)


def test_a_published_bulletin_has_a_permanent_address(stranger, published):
    assert published.get_absolute_url() == BULLETIN
    page = words(stranger.get(BULLETIN))
    assert "Detached youth work reached 385 young people" in page
    assert "over 50 members" in page


def test_a_bulletin_leads_to_pages_of_its_own_site_wherever_that_is(stranger, region):
    joins = [{"text": "Join", "address": "/join/E08000026/hillfields/"}]
    part = newsletters.full_pilot(join=joins)
    builders.bulletin(region, content=newsletters.content(newsletters.authority_part(part)))
    assert (
        '<a class="govuk-link" href="/join/E08000026/hillfields/">Join</a>' in stranger.get(BULLETIN).content.decode()
    )


def test_a_draft_is_found_nowhere(stranger, region):
    draft = builders.bulletin(region, published=False, title="Draft of ours", introduction="Words of ours")
    for address in (draft.get_absolute_url(), draft.edition_url, f"{BULLETIN}bulletin.pdf"):
        assert found(stranger, address) == 404
    for address in (SITE, f"{SITE}bulletins/", "/public/sitemap.xml"):
        page = stranger.get(address).content.decode()
        assert "of ours" not in page
        assert "2020-21-q4" not in page


def test_bulletins_of_authorities_and_localities_have_addresses_of_their_own(stranger, hillfields, coventry, published):
    locality = hillfields.localities.get()
    of_coventry = builders.bulletin(coventry, title="Coventry Bulletin", starts_on=date(2021, 1, 1))
    of_hillfields = builders.bulletin(coventry, locality=locality, title="Hillfields Bulletin")
    assert of_coventry.get_absolute_url() == f"{BULLETIN}E08000026/"
    assert of_hillfields.get_absolute_url() == f"{BULLETIN}E08000026/hillfields/"
    listed = stranger.get(f"{SITE}bulletins/").content.decode()
    for one in (published, of_coventry, of_hillfields):
        assert found(stranger, one.get_absolute_url()) == 200
        assert f'href="{one.get_absolute_url()}"' in listed
    assert found(stranger, f"{BULLETIN}E08000027/") == 404
    assert found(stranger, f"{BULLETIN}E08000026/elsewhere/") == 404
    assert found(stranger, "/public/elsewhere/bulletins/2020-21-q4/") == 404


@pytest.mark.parametrize(
    "quarter", ["2020-21", "2020-21-q5", "2020-22-q1", "9999-00-q4", "2021-01-01--2021-02-01", "x"]
)
def test_what_is_no_quarter_is_not_found(stranger, published, quarter):
    assert found(stranger, f"{SITE}bulletins/{quarter}/") == 404


def test_a_correction_takes_the_address_and_the_earlier_edition_leads_to_it(stranger, published):
    assert "Earlier editions" not in words(stranger.get(BULLETIN))
    told = newsletters.content(edition=2, correction_note="The figure of Lozells was wrong.")
    draft = builders.bulletin(
        published.region, published=False, edition=2, corrects=published, correction_note="The figure of Lozells"
    )
    assert "Earlier editions" not in words(stranger.get(BULLETIN)), "an unpublished correction is nobody's to read"
    assert found(stranger, draft.edition_url) == 404
    assert found(stranger, draft.edition_url.replace("/edition/2/", "/edition/0/")) == 404
    draft.content, draft.published_at = told, timezone.now()
    draft.save()
    assert "The figure of Lozells was wrong" in words(stranger.get(BULLETIN))
    assert f'href="{published.edition_url}"' in stranger.get(BULLETIN).content.decode()
    earlier = stranger.get(published.edition_url)
    assert "385 young people" in words(earlier)
    assert "A later edition corrects this one" in words(earlier)
    assert len(re.findall("2020-21-q4/", stranger.get(f"{SITE}bulletins/").content.decode())) == 1


def test_files_of_a_bulletin_are_those_that_were_stored_and_caches_ask_again(stranger, published):
    assert found(stranger, f"{BULLETIN}bulletin.pdf") == 404, "no file was made"
    digest = digest_of_content(published.content)
    published.pdf.save(f"{digest}.pdf", ContentFile(b"%PDF-1.7 told"))
    published.word.save(f"{digest}.docx", ContentFile(b"PK told"))
    latest = stranger.get(f"{BULLETIN}bulletin.pdf")
    assert b"".join(latest.streaming_content) == b"%PDF-1.7 told"
    assert latest.headers["Content-Type"] == "application/pdf"
    assert latest.headers["Cache-Control"] == "public, max-age=300"
    edition = stranger.get(f"{BULLETIN}edition/1/bulletin.docx")
    assert edition.headers["Cache-Control"] == "public, max-age=300"
    again = stranger.get(f"{BULLETIN}bulletin.pdf", headers={"If-None-Match": latest.headers["ETag"]})
    assert again.status_code == 304
    for wrong in ("bulletin.exe", "edition/2/bulletin.pdf", "edition/0/bulletin.zip"):
        assert found(stranger, f"{BULLETIN}{wrong}") == 404
    assert f"{BULLETIN}edition/1/bulletin.pdf" in stranger.get(BULLETIN).content.decode()


def test_pilot_and_authority_lead_to_the_bulletins_that_tell_of_them(stranger, announced, published, coventry, dudley):
    pages = [PILOT, f"{SITE}E08000026/"]
    assert not any(f'"{BULLETIN}"' in stranger.get(page).content.decode() for page in pages)
    section = published.sections.create(pilot=announced)
    assert all(f'"{BULLETIN}"' in stranger.get(page).content.decode() for page in pages)
    assert f'"{BULLETIN}"' not in stranger.get(f"{SITE}E08000027/").content.decode()
    section.is_included = False
    section.save()
    published.sections.create(pilot=builders.pilot(of=dudley))
    assert not any(f'"{BULLETIN}"' in stranger.get(page).content.decode() for page in pages)
    builders.bulletin(coventry)
    assert f"{BULLETIN}E08000026/" in stranger.get(f"{SITE}E08000026/").content.decode()


def test_a_bulletin_is_rendered_once_and_reads_one_row(stranger, published, django_assert_num_queries):
    first = stranger.get(BULLETIN).content
    with django_assert_num_queries(1):
        assert stranger.get(BULLETIN).content == first


def test_many_bulletins_are_paged(stranger, region):
    for year in range(1990, 2020):
        builders.bulletin(region, starts_on=date(year, 1, 1))
    page = stranger.get(f"{SITE}bulletins/").content.decode()
    assert page.count("/bulletins/2") + page.count("/bulletins/1") == 25
    assert "?page=" in page


# The same for everybody, from any cache ------------------------------------------------------------------------------

PAGES = [SITE, f"{SITE}E08000026/", PILOT, f"{SITE}bulletins/", BULLETIN, f"{SITE}navigators/", f"{SITE}networks/"]
PAGES += ["/public/sitemap.xml", "/robots.txt"]


@pytest.mark.parametrize("address", PAGES)
def test_a_page_can_be_kept_by_any_cache(stranger, announced, published, address):
    answer = stranger.get(address)
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "Vary" not in answer.headers
    assert not answer.cookies
    again = stranger.get(address, headers={"If-None-Match": answer.headers["ETag"]})
    assert again.status_code == 304
    assert again.content == b""
    assert again.headers["Cache-Control"] == "public, max-age=300"


@pytest.mark.parametrize("address", PAGES)
def test_a_signed_in_person_gets_what_a_stranger_gets(stranger, as_user, manager, announced, published, address):
    client = as_user(manager)
    kept = dict(client.session.items())
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(address)
    assert answer.content == stranger.get(address).content
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "Vary" not in answer.headers
    assert not answer.cookies
    assert dict(client.session.items()) == kept
    asked = " ".join(query["sql"] for query in queries)
    assert not re.search(r'"(access_|django_session|stakeholders_contact|account_)', asked)
    assert len(queries) <= MOST_QUERIES


def test_a_network_can_be_joined_without_a_cookie_being_read(as_user, manager, announced):
    open_to_all = builders.network(of=announced, welcomes_members=True, invitation="Come along")
    answer = as_user(manager).get(f"/join/E08000026/{open_to_all.slug}/")
    assert answer.headers["Cache-Control"] == "public, max-age=300"
    assert "Vary" not in answer.headers
    assert "ETag" in answer.headers


def test_a_page_of_the_portal_is_still_nobody_elses(as_user, manager):
    answer = as_user(manager).get("/")
    assert answer.headers["Cache-Control"] == "no-store"
    assert "Cookie" in answer.headers["Vary"]


def test_what_is_not_found_keeps_the_public_look_and_is_not_kept(stranger, as_user, manager, region):
    answer = as_user(manager).get("/public/nowhere/")
    assert "Page not found" in words(answer)
    assert "posted to" not in words(answer)
    assert "Sign out" not in words(answer)
    assert answer.headers["Cache-Control"] == "no-store"


@pytest.mark.parametrize("address", PAGES)
def test_nothing_can_be_sent_to_a_public_page(stranger, announced, published, address):
    assert stranger.post(address).status_code == 405


@pytest.mark.parametrize("address", PAGES[:-2])
def test_a_page_runs_no_script(stranger, announced, published, address):
    assert "<script" not in stranger.get(address).content.decode()


@pytest.mark.parametrize("address", PAGES[:-2])
def test_a_demonstration_says_what_is_made_up_and_is_for_no_search_engine(
    stranger, announced, published, settings, address
):
    page = stranger.get(address)
    assert "Everything else is made up" in words(page)
    assert b"noindex" in page.content
    settings.DEMONSTRATION = False
    bulletins.rendered.cache_clear()
    page = stranger.get(address)
    assert "made up" not in words(page)
    assert b"noindex" not in page.content


def test_search_engines_are_told_which_pages_are_for_them(stranger, announced, published, settings):
    assert stranger.get("/robots.txt").content == b"User-agent: *\nDisallow: /\n"
    settings.DEMONSTRATION, settings.SITE_URL = False, "https://portal.example.org"
    told = stranger.get("/robots.txt").content.decode()
    assert "Disallow: /\n" in told
    assert "Sitemap: https://portal.example.org/public/sitemap.xml" in told
    listed = re.findall(
        "<loc>https://portal.example.org(.*?)</loc>", stranger.get("/public/sitemap.xml").content.decode()
    )
    assert set(PAGES[:-2]) <= set(listed)
    assert {found(stranger, address) for address in listed} == {200}


def test_sign_in_leads_strangers_to_the_public_site(stranger, region):
    assert 'href="/public/"' in stranger.get("/account/login/").content.decode()


# Nothing else --------------------------------------------------------------------------------------------------------


def crawled(client, start):
    """Return what every page says that links lead to from a page, without the sign-in."""
    pages, waiting = {}, [start]
    while waiting:
        address = waiting.pop()
        if address in pages or not address.startswith(("/public/", "/join/")):
            continue
        answer = client.get(address, follow=True)
        assert answer.status_code == 200, address
        pages[address] = unescape(answer.getvalue().decode("latin-1"))
        waiting += [urljoin(address, link.split("#")[0]) for link in re.findall(r'href="([^"]+)"', pages[address])]
    return pages


def test_a_stranger_who_follows_every_link_meets_no_person_and_no_word_of_the_log(db, stranger):
    """On the demonstration: nobody's name, nothing of any entry that no published bulletin tells."""
    call_command("load_region", REGION_FILE, stdout=StringIO())
    call_command("load_demonstration", stdout=StringIO())
    pages = crawled(stranger, "/public/")
    assert len(pages) > 20
    everything = " ".join(pages.values())
    told = " ".join(str(bulletin.content) for bulletin in Bulletin.objects.public())
    people = [*User.objects.values_list("full_name", "email"), *Contact.objects.values_list("name", "email")]
    for secret in {text for person in people for text in person if len(text) > 4}:
        assert secret not in everything
    entries = Activity.objects.filter(is_demonstration=True).values_list(
        "title", "headline", "what_happened", "what_changed"
    )
    texts = {text for entry in entries for text in entry if len(text) > 40}
    assert len(texts) > 100
    assert [text for text in texts if text in everything and text not in told] == []
