"""The tools of the tests themselves: the two databases and the browser."""

import threading

import pytest
from django.core.cache import cache
from django.db import connection, transaction

from pilots.models import Region
from tests import builders
from vru_portal.access.models import User


@pytest.mark.django_db
def test_each_worker_has_a_database_of_its_own_beside_the_portals():
    name = str(connection.settings_dict["NAME"])

    assert "test" in name
    assert connection.vendor in {"sqlite", "postgresql"}
    assert not User.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_two_threads_write_at_the_same_time():
    def write(number: int) -> None:
        with transaction.atomic():
            builders.region(name=f"Region {number}", slug=f"region-{number}")
        connection.close()

    threads = [threading.Thread(target=write, args=[number]) for number in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert Region.objects.count() == 4


@pytest.mark.django_db
def test_the_shared_cache_works():
    cache.set("kept", "here")

    assert cache.get("kept") == "here"


@pytest.mark.browser
def test_the_browser_reaches_the_portal_signed_in(phone, navigator, sign_in, live_server):
    sign_in(phone, navigator)
    phone.goto("/account/email/")

    assert phone.url.startswith(live_server.url)
    assert phone.evaluate("window.innerWidth") == 390
    assert "/account/login/" not in phone.url


@pytest.mark.browser
def test_axe_finds_a_picture_without_a_text(page, axe, live_server):
    page.set_content("<html lang=en><title>Page</title><main><h1>Page</h1><img src='data:,'></main>")

    with pytest.raises(AssertionError, match="image-alt"):
        axe(page)
