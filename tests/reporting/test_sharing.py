"""The figures of a dashboard for people outside the team, and the marks on the team's own pages."""

import csv
import io

import pytest
from django.urls import reverse
from django.utils import timezone

from tests import builders
from vru_portal.quarters import Quarter
from vru_portal.reporting.models import Release

pytestmark = pytest.mark.django_db
QUARTER = Quarter.last_closed(timezone.localdate())
ASKED = {"period": QUARTER.slug}


@pytest.fixture
def dashboard(coventry):
    return reverse("dashboard_authority", args=[coventry.gss_code])


@pytest.fixture
def entries(hillfields, navigator):
    given = {"status": "approved", "starts_on": QUARTER.start}
    builders.activity(hillfields, navigator, reach={"Young people": 3, "Residents": 40, "Professionals": 9}, **given)


def shared(client, dashboard):
    answer = client.get(f"{dashboard}figures.csv", {**ASKED, "for": "sharing"})
    assert answer.status_code == 200
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return {row["What"]: row["Number"] for row in csv.DictReader(io.StringIO(text))}


def test_small_numbers_are_hidden_in_what_is_shared(entries, dashboard, manager, as_user):
    rows = shared(as_user(manager), dashboard)
    assert rows["Individuals: Young people"] == "c"
    assert rows["Individuals: Professionals"] == "c"
    assert rows["Individuals: Residents"] == "40"


def test_what_was_shared_is_stored_without_the_hidden_numbers(entries, dashboard, manager, as_user, coventry):
    shared(as_user(manager), dashboard)
    release = Release.objects.get()
    key = f"reach|people|individuals|Young people|authority:{coventry.pk}|{QUARTER.slug}"
    assert release.cells[key] is None
    assert release.kind == Release.Kind.EXPORT
    assert release.made_by == manager
    assert release.totals


def test_sharing_again_after_a_late_entry_does_not_tell_how_many_came(
    entries, hillfields, dashboard, navigator, manager, as_user
):
    client = as_user(manager)
    shared(client, dashboard)
    builders.activity(
        hillfields, navigator, status="approved", starts_on=QUARTER.start, reach={"Residents": 2}, title="Late"
    )
    assert shared(client, dashboard)["Individuals: Residents"] == "c"
    assert Release.objects.count() == 2


def test_the_team_sees_true_figures_marked_where_they_are_hidden_outside(entries, dashboard, manager, as_user):
    page = as_user(manager).get(dashboard, ASKED).content.decode()
    row = page.partition("portal-text\">Young people<")[2].partition("</tr>")[0]
    assert ">3<" in row
    assert "not for sharing" in row
    residents = page.partition("portal-text\">Residents<")[2].partition("</tr>")[0]
    assert "not for sharing" not in residents


def test_a_mark_goes_with_what_was_given_out_meanwhile(hillfields, dashboard, navigator, manager, as_user):
    given = {"status": "approved", "starts_on": QUARTER.start}
    builders.activity(hillfields, navigator, reach={"Residents": 40}, **given)
    client = as_user(manager)
    shared(client, dashboard)
    builders.activity(hillfields, navigator, reach={"Residents": 2}, **given)
    page = client.get(dashboard, ASKED).content.decode()
    assert "not for sharing" in page.partition("portal-text\">Residents<")[2].partition("</tr>")[0]


def test_an_empty_quarter_can_be_shared(dashboard, manager, as_user):
    rows = shared(as_user(manager), dashboard)
    assert "Individuals: Young people" not in rows


def test_figures_of_elsewhere_are_not_shared(entries, dashboard, dudley_manager, as_user):
    assert as_user(dudley_manager).get(f"{dashboard}figures.csv", {**ASKED, "for": "sharing"}).status_code == 404
    assert not Release.objects.exists()
