"""A real browser for the journeys: headless Chromium, a phone and a desktop, and what every page must keep to."""

import os
import shutil
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.conf import settings
from django.core.cache import cache
from django.test import Client

CHROMIUM = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
REQUIRED = any(os.environ.get(name, "").lower() in {"1", "true"} for name in ("CI", "REQUIRE_BROWSER"))
MISSING = "No Chromium on this machine. Install it with: apt-get install chromium"
QUIET_FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
DESKTOP = {"viewport": {"width": 1280, "height": 900}}
PHONE = {"viewport": {"width": 390, "height": 844}, "has_touch": True, "is_mobile": True, "device_scale_factor": 2}
STANDARD = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa"]
BUILT = [Path(settings.BASE_DIR) / "static/build" / name for name in ("portal.css", "portal.js")]

# Playwright runs an event loop in the test's own thread; Django would refuse the database there.
os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"


def pytest_runtest_setup(item) -> None:
    """Skip a browser test where there is no browser; fail it where there has to be one, or no style sheet is built."""
    if item.get_closest_marker("browser") is None:
        return
    if CHROMIUM is None:
        pytest.fail(MISSING, pytrace=False) if REQUIRED else pytest.skip(MISSING)
    if missing := [file.name for file in BUILT if not file.exists()]:
        pytest.fail(f"Not built yet: {', '.join(missing)}. Run: make test, or: npm ci && npm run build", pytrace=False)


@pytest.fixture(scope="session")
def browser_type_launch_args(browser_type_launch_args) -> dict:
    return {**browser_type_launch_args, "executable_path": CHROMIUM, "args": QUIET_FLAGS}


@pytest.fixture(scope="session")
def browser_context_args(browser_context_args, live_server) -> dict:
    """Have every page start as a British desktop at the portal's address: ``page.goto("/")``."""
    place = {"base_url": live_server.url, "locale": "en-GB", "timezone_id": "Europe/London"}
    return {**browser_context_args, **place}


@pytest.fixture
def new_context(new_context):
    """Return a function that opens a fresh browser profile, a desktop unless its keywords say otherwise.

    The test fails where a page breaks the content security policy or a script stops with an error.
    """
    complaints: list[str] = []

    def open_context(**particulars):
        context = new_context(**{**DESKTOP, **particulars})
        context.set_default_timeout(15_000)
        context.on("console", lambda message: note_policy(message, complaints))
        context.on("weberror", lambda problem: complaints.append(f"script error: {problem.error}"))
        return context

    yield open_context
    cache.clear()  # the cache's table is no model: the flush between tests leaves it, and the rate limits in it
    assert not complaints, "\n".join(complaints)


def note_policy(message, complaints: list[str]) -> None:
    if message.type == "error" and "Content Security Policy" in message.text:
        complaints.append(f"{message.text} ({message.location.get('url')})")


@pytest.fixture
def desktop(page):
    """A page of 1280 by 900 pixels."""
    return page


@pytest.fixture
def phone(new_context):
    """A page of 390 by 844 pixels with a touch screen."""
    return new_context(**PHONE).new_page()


@pytest.fixture
def sign_in(live_server):
    """Return a function that signs a user in on a page without the sign-in form: ``sign_in(page, navigator)``."""

    def place_cookie(page, user):
        client = Client()
        client.force_login(user)
        value = client.cookies[settings.SESSION_COOKIE_NAME].value
        cookie = {"name": settings.SESSION_COOKIE_NAME, "value": value, "url": live_server.url, "httpOnly": True}
        page.context.add_cookies([cookie])
        return page

    return place_cookie


@pytest.fixture
def axe():
    """Return a function that fails where the page as it stands breaks WCAG 2.2 AA: ``axe(page)``."""

    def check(page):
        results = Axe().run(page, options={"runOnly": {"type": "tag", "values": STANDARD}})
        found = [describe(violation) for violation in results.response["violations"]]
        assert not found, f"{page.url} has accessibility failures:\n" + "\n".join(found)

    return check


def describe(violation: dict) -> str:
    """Return a violation as a line, with the parts of the page that it is about below."""
    parts = [f"    {node['html'][:200]}\n      {node['failureSummary']}" for node in violation["nodes"]]
    return "\n".join([f"  {violation['id']} ({violation['impact']}): {violation['help']}", *parts])
