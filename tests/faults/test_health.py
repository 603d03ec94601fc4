"""/healthz, for a load balancer."""

import pytest
from django.db import OperationalError, connection
from django.test import Client

pytestmark = pytest.mark.django_db


def test_it_answers_ok_and_asks_the_database_once(django_assert_num_queries):
    with django_assert_num_queries(1):
        response = Client().get("/healthz")
    assert (response.status_code, response.content) == (200, b"ok")
    assert "no-store" in response.headers["Cache-Control"]
    assert not response.cookies


def test_it_answers_503_where_the_database_does_not(monkeypatch):
    def refuse():
        raise OperationalError("connection refused")

    monkeypatch.setattr(connection, "cursor", refuse)
    response = Client().get("/healthz")
    assert (response.status_code, response.content) == (503, b"database unavailable")


def test_it_answers_head_and_nothing_but_reading():
    assert Client().head("/healthz").status_code == 200
    assert Client().post("/healthz").status_code == 405
