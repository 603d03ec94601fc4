"""Line of the table: hostile requests, from people who are signed in. Every field of every form of the main pages
takes whatever can be typed or pasted, and answers in words; nothing that is sent is a 5xx.
"""

from html.parser import HTMLParser
from urllib.parse import quote

import pytest
from django.test import Client
from django.urls import reverse

from pilots.models import Theme
from tests import builders

pytestmark = pytest.mark.django_db

WORDS = [
    "\x00",
    "before\x00after",
    "x" * 100_000,
    "9" * 30,
    "9" * 5000,
    "-1",
    "1e999",
    "NaN",
    "٣",
    "2021-02-30",
    "😀" * 500,
    "\u202e\u0645\u0631\u062d\u0628\u0627",
    "a\x1b[2J\x07\x7f",
    "\r\nSet-Cookie: a=b",
    "' OR 1=1; --",
    "{{ 7 }}{% now %}%s%(name)s",
    "../../etc/passwd",
    "00000000-0000-0000-0000-000000000000",
]
WORST_OF_ALL = "9" * 30


class Forms(HTMLParser):
    """The forms of a page: (method, address, fields with what they hold)."""

    def __init__(self, text: str):
        super().__init__()
        self.found: list[tuple[str, str, dict[str, str]]] = []
        self.feed(text)

    def handle_starttag(self, tag, attrs):
        given = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.found.append((given.get("method", "get").lower(), given.get("action", ""), {}))
        name = given.get("name", "csrfmiddlewaretoken")
        if tag in {"input", "select", "textarea", "button"} and self.found and name != "csrfmiddlewaretoken":
            self.found[-1][2][name] = given.get("value", "")


@pytest.fixture
def entry(hillfields, navigator):
    Theme.objects.create(region=hillfields.authority.region, name="Education")
    builders.organisation()
    return builders.activity(of=hillfields, by=navigator, status="draft", reach={"Young people": 12})


@pytest.fixture
def waiting(hillfields, navigator):
    return builders.activity(of=hillfields, by=navigator, title="Waiting")


def addresses(entry, waiting) -> dict[str, list[str]]:
    """Return the pages that each of the cast is shown."""
    place = [entry.authority.gss_code]
    return {
        "navigator": [
            reverse("home"),
            reverse("activities"),
            reverse("activity_new"),
            reverse("activity_edit", args=[entry.pk]),
            reverse("activity", args=[entry.pk]),
            reverse("region", args=[entry.authority.region.slug]),
            reverse("authority", args=place),
            reverse("pilot", args=[*place, entry.pilot.slug]),
            reverse("pilot_edit", args=[*place, entry.pilot.slug]),
        ],
        "manager": [reverse("review_queue"), reverse("activity", args=[waiting.pk]), reverse("notifications")],
    }


def signed_in(user) -> Client:
    client = Client(raise_request_exception=False)
    client.force_login(user)
    return client


def send(client: Client, page: str, method: str, action: str, fields: dict):
    """Send a form, but for the one that signs out: the next page would be a stranger's."""
    address = action or page
    return client.post(address, fields) if method == "post" else client.get(address.split("?")[0], fields)


def spoilt(fields: dict[str, str]):
    """Yield the fields of a form with hostile words in all of them at once, then the worst in one after the other."""
    for words in WORDS:
        yield words, dict.fromkeys(fields, words)
    for name in fields:
        yield f"{name}={WORST_OF_ALL}", fields | {name: WORST_OF_ALL}


@pytest.mark.parametrize("who", ["navigator", "manager"])
def test_every_field_of_every_form_takes_hostile_words(request, who, entry, waiting):
    client, failed, tried = signed_in(request.getfixturevalue(who)), [], 0
    for page in addresses(entry, waiting)[who]:
        response = client.get(page)
        assert response.status_code == 200, page
        for method, action, fields in Forms(response.content.decode()).found:
            if action == reverse("account_logout"):
                continue
            for words, data in spoilt(fields):
                tried += 1
                status = send(client, page, method, action, data).status_code
                if status >= 500:
                    failed.append((status, method, action or page, words[:80]))
    assert not failed
    assert tried > 100


@pytest.mark.parametrize("name", ["activities", "activities_csv", "activities_xlsx", "review_queue"])
def test_every_filter_of_a_list_takes_hostile_words(manager, entry, waiting, name):
    client, free = signed_in(manager), ["q", "page"]
    names = [*free, "authority", "pilot", "locality", "kind", "theme", "status", "author", "sort", "late"]
    names += [f"{day}_{part}" for day in ("since", "until") for part in ("day", "month", "year")]
    # A list is read only where all its filters make sense: one after the other, then all at once.
    asked = [{each: words} for words in WORDS for each in (names if words == WORST_OF_ALL else free)]
    asked += [dict.fromkeys(names, [words, words]) for words in WORDS]
    answers = [(client.get(reverse(name), query).status_code, query) for query in asked]
    assert not [query for status, query in answers if status >= 500]


ADDRESSES = ["x" * 3000, "9" * 30, "😀", "a'b", "..", "%2e%2e", "\u202e", "a b", "-", "E08000026\n"]


def test_every_address_takes_hostile_words(manager, entry, waiting):
    client = signed_in(manager)
    patterns = [
        "/regions/{}/",
        "/authorities/{}/",
        "/authorities/E08000026/pilots/{}/",
        "/activities/{}/",
        "/files/{}/",
    ]
    patterns += ["/authorities/E08000026/localities/{}/", f"/activities/{entry.pk}/move/{{}}/", "/unsaved/{}/", "/{}"]
    patterns += ["/admin/access/user/{}/change/", "/admin/{}/", "/account/password/reset/key/{}/", "/static/{}"]
    tries = [pattern.format(quote(words)) for pattern in patterns for words in ADDRESSES]
    assert not [each for each in tries if client.get(each).status_code >= 500]
    assert not [each for each in tries if client.post(each).status_code >= 500]


@pytest.mark.parametrize("name", ["account_login", "account_reset_password"])
def test_pages_before_sign_in_take_hostile_words(name):
    client = Client(raise_request_exception=False)
    tries = [dict.fromkeys(["login", "email", "password", "next", "remember"], words) for words in WORDS]
    assert not [each for each in tries if client.post(reverse(name), each).status_code >= 500]
    assert not [each for each in tries if client.get(reverse(name), each).status_code >= 500]
