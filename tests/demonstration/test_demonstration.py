"""The demonstration year: the same for the same day, marked throughout, and apart from what was published."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command
from django.forms.models import model_to_dict

from interventions.models import Activity, Notification, ReviewStep
from interventions.models.activity import Status
from interventions.workflow import MOVES
from pilots.models import PublishedFigure, Source
from tests import builders
from vru_portal.access.models import User
from vru_portal.access.roles import Role
from vru_portal.demonstration import checks, loading, people, year
from vru_portal.demonstration.loading import load

TODAY = date(2026, 11, 20)
STAFF = people.Staff(navigator=User(), adviser=None, manager=User())


@pytest.fixture
def places(hillfields, st_james, region, monkeypatch):
    """Two pilots, and a year short enough for a test."""
    monkeypatch.setattr(year, "ENTRIES", 300)
    return region


def made_up(day: date, pilots) -> list:
    """Return everything that the entries of a day's year say."""
    lists = loading.make_lists(pilots[0].authority.region)
    entries = year.Year(lists, day).entries([(pilot, STAFF) for pilot in pilots])
    return [
        (model_to_dict(e.activity), e.activity.pk, [(s.move, s.made_at) for s in e.steps], [str(r) for r in e.reach])
        for e in entries
    ]


def test_the_same_day_gives_the_same_year(places, hillfields, st_james):
    assert made_up(TODAY, [hillfields, st_james]) == made_up(TODAY, [hillfields, st_james])


def test_another_day_gives_another_year(places, hillfields):
    assert made_up(TODAY, [hillfields]) != made_up(date(2026, 11, 21), [hillfields])


def test_nothing_takes_place_in_a_group_of_people(places, coventry):
    group = builders.pilot("Children in care", "care", of=coventry, basis="cohort")
    told = str(made_up(TODAY, [group]))
    assert "Children in care" not in told
    assert " in Coventry" in told


def test_people_and_entries_are_all_marked(places):
    made = load(places, TODAY)

    assert made == Activity.objects.count() > 100
    assert not Activity.objects.filter(is_demonstration=False).exists()
    assert not User.objects.filter(is_demonstration=False).exists()
    assert all(email.endswith("@example.org") for email in User.objects.values_list("email", flat=True))


def test_every_status_occurs_and_nothing_lies_in_the_future(places):
    load(places, TODAY)
    entries = Activity.objects.all()

    assert set(entries.values_list("status", flat=True)) == set(Status.values)
    assert not entries.exclude(status=Status.PLANNED).filter(starts_on__gte=TODAY).exists()
    assert not ReviewStep.objects.filter(made_at__date__gt=TODAY).exists()
    assert entries.due(TODAY).exists()
    assert entries.filter(starts_on__lt=date(2025, 11, 20)).count() == 0


def test_each_step_is_one_that_the_workflow_allows(places):
    load(places, TODAY)

    for step in ReviewStep.objects.select_related("activity"):
        move = MOVES[step.move]
        assert step.from_status in move.starts
        assert step.to_status == move.end
        assert bool(step.reason) == move.needs_reason
        assert step.move not in {"approve", "return"} or step.made_by_id != step.activity.author_id


def test_entries_stand_where_their_last_step_left_them(places):
    load(places, TODAY)

    for entry in Activity.objects.prefetch_related("steps"):
        steps = list(entry.steps.all())
        assert not steps or entry.status == steps[-1].to_status
        assert entry.version == 1 + len(steps)
        assert entry.authority_id == entry.pilot.authority_id


def test_history_tells_each_step_with_its_person_and_its_themes(places):
    places.themes.create(name="Sports")
    load(places, TODAY)
    entry = Activity.objects.filter(themes__name="Sports", status=Status.APPROVED).first()
    rows = list(entry.history.order_by("history_date"))

    assert [row.status for row in rows][:2] == [Status.DRAFT, Status.SUBMITTED]
    assert rows[-1].status == Status.APPROVED
    assert rows[-1].history_user == entry.steps.last().made_by
    assert [row.theme.name for row in rows[-1].themes.all()] == ["Sports"]
    assert entry.reach.get().history.get().history_user == entry.author


def test_authors_are_told_of_decisions(places):
    load(places, TODAY)

    told = Notification.objects.select_related("step__activity")
    assert {one.step.move for one in told} >= {"approve"}
    assert all(one.user_id == one.step.activity.author_id for one in told)


def test_pilots_without_a_lead_navigator_get_one_and_others_keep_theirs(places, hillfields, st_james, navigator):
    hillfields.lead_navigator = navigator
    hillfields.save()

    load(places, TODAY)

    hillfields.refresh_from_db()
    st_james.refresh_from_db()
    assert hillfields.lead_navigator == navigator
    assert st_james.lead_navigator.email == "navigator.dudley@example.org"


def test_published_facts_are_left_alone(places, hillfields):
    source = Source.objects.create(region=places, key="news", title="VRU News")
    figure = PublishedFigure.objects.create(pilot=hillfields, source=source, label="Members", wording="over 50")
    entry = builders.activity(hillfields, status="approved", source=source, source_key="film", reach={"Residents": 7})
    before = [model_to_dict(figure), model_to_dict(entry), entry.version, [str(reach) for reach in entry.reach.all()]]

    load(places, TODAY)

    figure.refresh_from_db()
    entry.refresh_from_db()
    after = [model_to_dict(figure), model_to_dict(entry), entry.version, [str(reach) for reach in entry.reach.all()]]
    assert after == before
    assert PublishedFigure.objects.count() == 1
    assert not Activity.objects.filter(is_demonstration=True).exclude(source=None).exists()


def test_everybody_shown_can_sign_in(places, client):
    load(places, TODAY)
    shown = people.sign_ins()

    assert [role for role, _, _ in shown] == [label for role, label in Role.choices]
    for _, _, email in shown:
        assert User.objects.get(email=email).check_password(people.PASSWORD)


def test_it_is_refused_outside_a_demonstration(places, settings):
    settings.DEMONSTRATION = False

    with pytest.raises(CommandError, match="DEMONSTRATION=true"):
        call_command("load_demonstration")
    assert not User.objects.exists()


def test_it_is_refused_a_second_time(places):
    call_command("load_demonstration")

    with pytest.raises(CommandError, match="loaded already"):
        call_command("load_demonstration")


@pytest.mark.django_db
def test_it_is_refused_without_a_region():
    with pytest.raises(CommandError, match="load_region"):
        call_command("load_demonstration")


def test_a_production_portal_with_demonstration_people_fails_the_deployment_check(places, settings):
    load(places, TODAY)
    settings.DEMONSTRATION = False

    assert [error.id for error in checks.no_demonstration_people_in_production(None)] == ["demonstration.E001"]


def test_a_production_portal_of_its_own_passes_the_deployment_check(navigator, settings):
    settings.DEMONSTRATION = False

    assert checks.no_demonstration_people_in_production(None) == []
