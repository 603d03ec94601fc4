"""Line of the table: signed out, then Back. The browser keeps no page that was made for a signed-in person."""

import pytest
from django.urls import reverse

from tests import builders

pytestmark = pytest.mark.django_db


@pytest.fixture
def pages(hillfields, navigator):
    entry = builders.activity(of=hillfields, by=navigator)
    names = ["home", "activities", "activities_csv", "activities_xlsx", "activity_new", "notifications"]
    return [*map(reverse, names), entry.get_absolute_url(), hillfields.get_absolute_url()]


def test_signed_in_pages_and_exports_are_not_stored(as_user, navigator, pages):
    client = as_user(navigator)
    for page in pages:
        response = client.get(page)
        assert response.status_code == 200
        assert response.headers["Cache-Control"] == "no-store", page


def test_nothing_is_left_to_read_after_signing_out(as_user, navigator, pages):
    client = as_user(navigator)
    client.post(reverse("account_logout"))
    for page in pages:
        assert client.get(page).headers["Location"].startswith("/account/login/"), page
