"""The monthly figures stay equal to the log, whatever is done to entries, and by however many people at once."""

from concurrent.futures import ThreadPoolExecutor
from datetime import date
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import OperationalError, connection
from django.db.models import F

from interventions import workflow
from interventions.models import Activity, MonthlyActivity, MonthlyReach, Total
from interventions.monthly import count_again, differences, rebuild
from pilots.models import LocalAuthority
from tests import builders

DAY = date(2026, 2, 11)


def wrong():
    return list(differences(LocalAuthority.objects.all()))


def cells():
    return list(MonthlyActivity.objects.values_list("month", "entries", "with_reach", "timed", "minutes"))


@pytest.fixture
def entry(hillfields, navigator):
    return builders.activity(
        hillfields, by=navigator, starts_on=DAY, minutes=90, reach={"Young people": 12, "Residents": 3}
    )


# Every move ------------------------------------------------------------------------------------------------------


def test_an_approved_entry_counts_in_the_month_in_which_it_starts(entry, manager):
    assert cells() == []
    workflow.move(entry, "approve", by=manager)
    assert cells() == [(date(2026, 2, 1), 1, 1, 1, 90)]
    assert sorted(MonthlyReach.objects.values_list("audience__name", "number")) == [
        ("Residents", 3),
        ("Young people", 12),
    ]
    assert wrong() == []


def test_entries_of_a_month_place_and_kind_share_a_cell(entry, manager, hillfields, navigator):
    second = builders.activity(hillfields, by=navigator, starts_on=date(2026, 2, 28), kind=entry.kind)
    for one in (entry, second):
        workflow.move(one, "approve", by=manager)
    assert cells() == [(date(2026, 2, 1), 2, 1, 1, 90)]
    assert wrong() == []


def test_a_reopened_entry_counts_no_more_and_shows_no_empty_cell(entry, manager):
    approved = workflow.move(entry, "approve", by=manager)
    workflow.move(approved, "reopen", by=manager, reason="The date is wrong")
    assert (cells(), MonthlyReach.objects.count(), Total.objects.count(), wrong()) == ([], 0, 0, [])


@pytest.mark.parametrize("name", ["return", "withdraw"])
def test_what_is_not_approved_never_counts(entry, manager, navigator, name):
    workflow.move(entry, name, by=manager if name == "return" else navigator, reason="Please say who came")
    assert (cells(), wrong()) == ([], [])


def test_an_entry_that_is_approved_again_counts_as_it_is_then(entry, manager, navigator):
    workflow.move(workflow.move(entry, "approve", by=manager), "reopen", by=manager, reason="The date is wrong")
    Activity.objects.filter(pk=entry.pk).update(starts_on=date(2026, 3, 1), minutes=None)
    entry.reach.filter(audience__name="Residents").delete()
    again = workflow.move(Activity.objects.get(pk=entry.pk), "submit", by=navigator)
    workflow.move(again, "approve", by=manager)
    assert cells() == [(date(2026, 3, 1), 1, 1, 0, 0)]
    assert wrong() == []


def test_an_entry_counts_towards_its_intervention_until_it_is_reopened(hillfields, navigator, manager):
    mentoring = builders.intervention(hillfields)
    made = [
        builders.activity(hillfields, by=navigator, intervention=mentoring, minutes=minutes, reach={"Young people": 12})
        for minutes in (90, None)
    ]
    for one in made:
        workflow.move(one, "approve", by=manager)
    assert delivered_under(mentoring) == ([(2, 1, 90)], [(2, 24)], [])
    workflow.move(Activity.objects.get(pk=made[0].pk), "reopen", by=manager, reason="The number is wrong")
    assert delivered_under(mentoring) == ([(1, 0, 0)], [(1, 12)], [])
    workflow.move(Activity.objects.get(pk=made[1].pk), "reopen", by=manager, reason="The number is wrong")
    assert delivered_under(mentoring) == ([], [], [])


def delivered_under(intervention):
    totals = Total.objects.filter(intervention=intervention)
    activity = totals.filter(audience=None).values_list("entries", "timed", "minutes")
    reach = totals.filter(audience__isnull=False).values_list("entries", "number")
    return list(activity), list(reach), wrong()


def test_an_entry_counts_once_for_an_audience_that_it_counts_in_two_ways(hillfields, navigator, manager):
    people = builders.audience("Young people")
    entry = builders.activity(hillfields, by=navigator, reach={"Residents": 0})
    entry.reach.create(audience=people, number=9, counts="attendances")
    entry.reach.create(audience=people, number=4)
    workflow.move(entry, "approve", by=manager)
    reached = Total.objects.filter(pilot=hillfields, audience__isnull=False).order_by("number")
    assert list(reached.values_list("number", "entries", "firsts")) == [(0, 1, 0), (4, 1, 0), (9, 1, 1)]
    assert wrong() == []
    rebuild()
    assert list(reached.values_list("number", "entries", "firsts")) == [(0, 1, 0), (4, 1, 0), (9, 1, 1)]


def test_a_wrong_sum_of_an_intervention_is_found_and_made_anew(hillfields, navigator):
    mentoring = builders.intervention(hillfields)
    entry = {"intervention": mentoring, "status": "approved", "reach": {"Young people": 12}}
    builders.activity(hillfields, by=navigator, **entry)
    totals = Total.objects.filter(intervention=mentoring)
    totals.filter(audience=None).update(entries=F("entries") + 1)
    totals.filter(audience__isnull=False).delete()
    assert [(found.model, bool(found.kept)) for found in wrong()] == [(Total, False), (Total, True)]
    rebuild()
    assert delivered_under(mentoring) == ([(1, 0, 0)], [(1, 12)], [])


def test_figures_that_had_come_apart_are_made_anew_when_an_entry_is_taken_out(entry, manager, hillfields, navigator):
    builders.activity(hillfields, by=navigator, status="approved", starts_on=DAY)
    approved = workflow.move(entry, "approve", by=manager)
    MonthlyActivity.objects.all().delete()
    workflow.move(approved, "reopen", by=manager, reason="The date is wrong")
    assert wrong() == []
    assert [entries for _, entries, *_ in cells()] == [1]


# A pilot that moved ----------------------------------------------------------------------------------------------


def test_entries_of_a_pilot_that_moved_stay_where_they_took_place(entry, manager, hillfields, coventry, dudley):
    approved = workflow.move(entry, "approve", by=manager)
    hillfields.authority = dudley
    hillfields.save()
    approved.refresh_from_db()
    reopened = workflow.move(Activity.objects.get(pk=approved.pk), "reopen", by=manager, reason="The date is wrong")
    assert reopened.authority == coventry
    assert (cells(), wrong()) == ([], [])


def test_new_entries_of_a_pilot_that_moved_are_of_the_new_authority(hillfields, dudley, dudley_navigator):
    hillfields.authority = dudley
    hillfields.save()
    assert builders.activity(hillfields, by=dudley_navigator).authority == dudley


def test_an_entry_that_was_taken_to_another_authority_meanwhile_is_not_moved_unheld(entry, manager, dudley):
    Activity.objects.filter(pk=entry.pk).update(authority=dudley)
    with pytest.raises(workflow.ChangedMeanwhile):
        workflow.move(entry, "approve", by=manager)
    assert (cells(), wrong()) == ([], [])


def test_making_sums_anew_leaves_those_of_authorities_that_are_not_held(hillfields, navigator, coventry, dudley):
    mentoring = builders.intervention(hillfields)
    builders.activity(hillfields, by=navigator, intervention=mentoring, status="approved")
    hillfields.authority = dudley
    hillfields.save()
    builders.activity(hillfields, by=navigator, intervention=mentoring, status="approved")
    towards = Total.objects.filter(intervention=mentoring)
    towards.update(entries=7)
    count_again([mentoring.pk], [dudley.pk])
    assert dict(towards.values_list("authority", "entries")) == {coventry.pk: 7, dudley.pk: 1}


# All at once -----------------------------------------------------------------------------------------------------


def test_figures_made_anew_are_the_same(entry, manager):
    workflow.move(entry, "approve", by=manager)
    before = cells()
    rebuild()
    assert (cells(), wrong()) == (before, [])


def test_only_the_authorities_asked_for_are_made_anew(entry, manager, dudley):
    workflow.move(entry, "approve", by=manager)
    MonthlyActivity.objects.update(entries=7)
    rebuild(LocalAuthority.objects.filter(pk=dudley.pk))
    assert [entries for _, entries, *_ in cells()] == [7]


def test_the_command_reports_every_difference_and_mends_it(entry, manager, capsys):
    workflow.move(entry, "approve", by=manager)
    MonthlyReach.objects.filter(audience__name="Residents").update(number=F("number") + 1)
    MonthlyActivity.objects.all().delete()
    call_command("rebuild_figures")
    said = capsys.readouterr().out
    assert "kept entries 1, number 4, the log has entries 1, number 3" in said
    assert "kept nothing, the log has entries 1, with_reach 1, timed 1, minutes 90" in said
    assert "made anew" in said
    assert wrong() == []
    call_command("rebuild_figures")
    assert capsys.readouterr().out == "All monthly figures were right.\n"


def test_a_check_reports_fails_and_changes_nothing(entry, manager, capsys):
    workflow.move(entry, "approve", by=manager)
    call_command("rebuild_figures", "--check")
    assert capsys.readouterr().out == "All monthly figures are right.\n"
    MonthlyActivity.objects.update(minutes=5)
    with pytest.raises(CommandError, match="1 monthly figure not as the log has it"):
        call_command("rebuild_figures", "--check")
    assert cells()[0][-1] == 5
    assert "kept entries 1, with_reach 1, timed 1, minutes 5" in capsys.readouterr().out


def test_a_region_file_that_changes_an_approved_highlight_leaves_the_figures_equal(db, tmp_path, settings):
    shipped = settings.BASE_DIR / "pilots/data/west-midlands.yaml"
    call_command("load_region", str(shipped), stdout=StringIO())
    assert MonthlyReach.objects.filter(number=385, month=date(2021, 1, 1)).exists()
    text = shipped.read_text()
    start = text.index("key: detached-youth-work\n        title: Detached youth work")
    changed = text[start:].replace("from: 2021-01", "from: 2021-02", 1).replace("number: 385", "number: 390", 1)
    newer = tmp_path / "west-midlands.yaml"
    newer.write_text(text[:start] + changed)
    call_command("load_region", str(newer), stdout=StringIO())
    assert not MonthlyReach.objects.filter(number=385).exists()
    assert MonthlyReach.objects.filter(number=390, month=date(2021, 2, 1)).exists()
    assert wrong() == []


# Four at once ----------------------------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_four_people_who_approve_and_reopen_in_one_locality_never_wait_for_each_other_for_ever(
    hillfields, navigator, manager
):
    if connection.vendor != "postgresql":
        pytest.skip("SQLite lets one writer in at a time")
    kinds = [builders.kind(name) for name in ("Session", "Training", "Event")]
    ours = [
        [
            builders.activity(hillfields, by=navigator, starts_on=DAY, kind=kind, reach={"Residents": 2, "Students": 1})
            for kind in (kinds if number % 2 else kinds[::-1])
        ]
        for number in range(4)
    ]

    def work(entries):
        try:
            for _ in range(5):
                for name in ("approve", "reopen", "submit"):
                    for entry in entries:
                        by = navigator if name == "submit" else manager
                        workflow.move(entry, name, by=by, reason="Again")
            return [workflow.move(entry, "approve", by=manager).status for entry in entries]
        except OperationalError as fault:
            return fault
        finally:
            connection.close()

    with ThreadPoolExecutor(max_workers=4) as pool:
        assert list(pool.map(work, ours)) == [["approved"] * 3] * 4
    assert sum(entries for _, entries, *_ in cells()) == 12
    assert wrong() == []
