"""Signing in for real, as a browser does."""

import pytest
from django.core.cache import cache
from django.test import Client
from django.urls import reverse

from tests.builders import PASSWORD


@pytest.fixture(autouse=True)
def _no_limits_left_over(db):
    """The cache's table is no model: in tests with real transactions it outlives the test."""
    cache.clear()


@pytest.fixture
def enter(db):
    """Return a function that posts the sign-in form: ``enter(email, password, client=…, next=…)``."""

    def post(email, password=PASSWORD, *, client=None, next_page=None):
        query = {"next": next_page} if next_page is not None else {}
        return (client or Client()).post(reverse("account_login"), {"login": email, "password": password, **query})

    return post
