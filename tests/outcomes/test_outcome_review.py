"""Review of outcome records, their list and exports, and what is seen of small groups outside their team."""

import csv
import io
from datetime import timedelta

import openpyxl
import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from interventions.models import Export, OutcomeRecord
from tests import builders
from tests.outcomes.forms import typed

LIST = "/outcomes/"
SECRETS = {
    "mean_before": "21.37",
    "mean_after": "24.91",
    "mean_change": "3.54",
    "sd_before": "4.16",
    "sd_change": "2.73",
}
WORDS = {"source": "Questionnaires of the club", "quality_notes": "Two had moved away"}


@pytest.fixture
def record(hillfields, navigator):
    return builders.outcome_record(hillfields, by=navigator, group_label="Year 9 mentees")


@pytest.fixture
def desk(as_user, manager):
    return as_user(manager)


def make(client, record, name, reason="", version=None):
    record.refresh_from_db()
    data = {"version": version or record.version, f"{name}-reason": reason}
    return client.post(reverse("outcome_move", args=[record.pk, name]), data)


# Review ----------------------------------------------------------------------------------------------------------


def test_the_page_offers_only_the_moves_open_to_this_person(as_user, record, navigator, manager, analyst, adviser):
    def offered(user):
        return {name for name, _, _ in as_user(user).get(record.get_absolute_url()).context["moves"]}

    assert [offered(who) for who in (navigator, manager, analyst, adviser)] == [
        {"withdraw"},
        {"approve", "return"},
        set(),
        set(),
    ]


def test_a_whole_review(as_user, desk, record, navigator):
    author = as_user(navigator)
    assert "Enter the reason" in make(desk, record, "return").content.decode()
    make(desk, record, "return", "Which school?")
    home = author.get("/").content.decode()
    assert "Returned to you" in home
    assert "Year 9 mentees" in home
    assert "Which school?" in home
    author.post(reverse("outcome_edit", args=[record.pk]), typed(version="2", group_label="Year 9 mentees, Aston"))
    make(desk, record, "approve")
    make(desk, record, "reopen", "Wrong period")
    make(author, record, "submit")
    make(author, record, "withdraw")
    make(author, record, "cancel", "Measured twice")
    assert OutcomeRecord.objects.get().status == "cancelled"
    page = author.get(record.get_absolute_url()).content.decode()
    for word in ("Returned", "Resubmitted", "Approved", "Reopened", "Withdrawn", "Cancelled", "Wrong period"):
        assert word in page


def test_each_move_is_confirmed_and_a_returned_record_says_why_on_top(as_user, desk, record, navigator):
    make(desk, record, "return", "Which school?")
    page = desk.get(record.get_absolute_url()).content.decode()
    assert "Returned to its author with your reason." in page
    assert page.index("<strong>Returned:</strong> Which school?") < page.index("What has been decided")
    author = as_user(navigator)
    make(author, record, "submit")
    page = author.get(record.get_absolute_url()).content.decode()
    assert "Submitted for review." in page
    assert "<strong>Returned:</strong>" not in page
    make(desk, record, "approve")
    assert "Approved." in desk.get(record.get_absolute_url()).content.decode()


def test_an_entry_of_the_log_is_confirmed_and_says_why_it_was_returned_in_the_same_way(desk, hillfields, navigator):
    entry = builders.activity(hillfields, by=navigator)
    data = {"version": entry.version, "return-reason": "Which hall?"}
    page = desk.post(reverse("activity_move", args=[entry.pk, "return"]), data, follow=True).content.decode()
    assert "Returned to its author with your reason." in page
    assert page.index("<strong>Returned:</strong> Which hall?") < page.index("What has been decided")


def test_nobody_approves_their_own_record(desk, hillfields, manager):
    own = builders.outcome_record(hillfields, by=manager)
    page = desk.get(own.get_absolute_url()).content.decode()
    assert "somebody else has to review it" in page
    assert make(desk, own, "approve").status_code == 403
    assert OutcomeRecord.objects.get().status == "submitted"


@pytest.mark.parametrize("who", ["navigator", "adviser", "analyst"])
def test_only_managers_decide(request, as_user, record, who):
    client = as_user(request.getfixturevalue(who))
    assert [make(client, record, name, "A reason").status_code for name in ("approve", "return")] == [403, 403]


def test_another_authoritys_manager_does_not_find_it(as_user, record, dudley_manager):
    assert make(as_user(dudley_manager), record, "approve").status_code == 404


def test_another_authoritys_manager_reads_an_approved_one_and_does_not_reopen_it(as_user, desk, record, dudley_manager):
    make(desk, record, "approve")
    client = as_user(dudley_manager)
    assert client.get(record.get_absolute_url()).status_code == 200
    assert make(client, record, "reopen", "A reason").status_code == 403


def test_what_changed_meanwhile_is_not_decided_and_the_reason_is_kept(desk, record):
    response = make(desk, record, "return", "About the old figures", version=7)
    assert response.status_code == 409
    assert "About the old figures" in response.content.decode()
    record.refresh_from_db()
    assert record.status == "submitted"


@pytest.mark.parametrize("version", ["x", "0"])
def test_a_decision_without_the_version_that_was_read_is_not_made(desk, record, version):
    assert make(desk, record, "approve", version=version).status_code == 409


def test_a_record_withdrawn_meanwhile_is_no_longer_there_to_decide(desk, record, monkeypatch):
    from interventions import workflow
    from interventions.views import outcome_records

    def withdraw_first(entry, name, **_):
        OutcomeRecord.objects.filter(pk=entry.pk).update(status="draft")
        raise workflow.ChangedMeanwhile(entry)

    monkeypatch.setattr(outcome_records, "move", withdraw_first)
    response = make(desk, record, "return", "Typed for nothing")
    assert response.status_code == 409
    assert "The author has withdrawn this record" in response.content.decode()
    assert "Typed for nothing" in response.content.decode()


def test_a_move_that_does_not_exist_is_refused(desk, record):
    assert make(desk, record, "explode").status_code == 403


def test_a_decision_is_told_to_the_author(
    as_user, desk, record, navigator, django_capture_on_commit_callbacks, mailoutbox
):
    with django_capture_on_commit_callbacks(execute=True):
        make(desk, record, "approve")
    assert "Year 9 mentees" in as_user(navigator).get("/notifications/").content.decode()
    assert record.get_absolute_url() in mailoutbox[0].body
    assert "Year 9" not in mailoutbox[0].body


def test_who_changed_what_is_told_to_the_team_alone(as_user, desk, record, navigator, dudley_manager, communications):
    make(desk, record, "return", "Which school?")
    author = as_user(navigator)
    author.post(reverse("outcome_edit", args=[record.pk]), typed(version="2", started="50"))
    address = reverse("outcome_changes", args=[record.pk])
    told = [(change.by, change.what) for change in desk.get(address).context["changes"]]
    assert ("Maya Manager", ["Status"]) in told
    assert any("How many started" in what for by, what in told if by == "Nadia Navigator")
    make(desk, record, "approve")
    assert [as_user(who).get(address).status_code for who in (dudley_manager, communications)] == [403, 403]


def test_managers_find_what_waits(desk, record, st_james, dudley_navigator):
    builders.outcome_record(st_james, by=dudley_navigator)
    long_ago = timezone.now() - timedelta(days=8, hours=1)
    late = builders.outcome_record(record.pilot, by=record.author, submitted_at=long_ago)
    for address in ("/", "/review/"):
        page = " ".join(desk.get(address).content.decode().split())
        assert "2 wait for review</a>, 1 of them for over 7 days" in page
    found = desk.get(f"{LIST}?status=submitted&sort=waiting")
    assert [result.record for result in found.context["results"]] == [late, record]
    assert found.content.decode().count("Over 7 days</strong>") == 1


def test_authors_find_their_drafts(as_user, hillfields, navigator, adviser):
    builders.outcome_record(hillfields, by=navigator, status="draft", group_label="Boxing club")
    assert "Boxing club" in as_user(navigator).get("/").content.decode()
    assert "Boxing club" not in as_user(adviser).get("/").content.decode()


def test_administrators_count_own_approvals_of_outcomes_too(as_user, administrator, hillfields, manager, coventry):
    coventry.self_approval_allowed = True
    coventry.save()
    own = builders.outcome_record(hillfields, by=manager)
    make(as_user(manager), own, "approve")
    assert "1 entry approved by the author" in " ".join(as_user(administrator).get("/").content.decode().split())


# The list --------------------------------------------------------------------------------------------------------


def shown(client, query=""):
    return [result.record for result in client.get(f"{LIST}?{query}").context["results"]]


def test_the_list_holds_what_the_person_may_see(as_user, record, hillfields, navigator, adviser, dudley_navigator):
    draft = builders.outcome_record(hillfields, by=navigator, status="draft")
    approved = builders.outcome_record(hillfields, by=navigator, status="approved")
    assert set(shown(as_user(navigator))) == {record, draft, approved}
    assert set(shown(as_user(adviser))) == {record, approved}
    assert set(shown(as_user(dudley_navigator))) == {approved}


def test_administrators_have_no_list(as_user, administrator):
    assert as_user(administrator).get(LIST).status_code == 403


def test_the_list_is_filtered_and_put_in_order(desk, record, hillfields, st_james, dudley_navigator, navigator):
    other = builders.measure("Another scale")
    approved = builders.outcome_record(
        hillfields, by=navigator, status="approved", measure=other, ends_on=timezone.localdate()
    )
    theirs = builders.outcome_record(st_james, by=dudley_navigator, status="approved")
    early = builders.outcome_record(hillfields, by=navigator, submitted_at=timezone.now() - timedelta(days=9))
    assert shown(desk, f"pilot={st_james.pk}") == [theirs]
    assert shown(desk, f"authority={st_james.authority_id}") == [theirs]
    assert shown(desk, f"measure={other.pk}") == [approved]
    assert shown(desk, "status=approved&sort=newest") == [approved, theirs]
    assert shown(desk, "sort=waiting")[:2] == [early, record]
    assert shown(desk)[0] == approved
    assert desk.get(f"{LIST}?pilot=99999").context["results"] == []
    assert desk.get(f"{LIST}?page=nonsense&sort=x").status_code == 200


@pytest.mark.parametrize("sort", ["newest", "waiting"])
def test_pages_follow_each_other_without_gaps(desk, hillfields, navigator, sort):
    statuses = ("submitted", "approved", "returned")
    for number in range(30):
        builders.outcome_record(hillfields, by=navigator, status=statuses[number % 3])
    first = desk.get(f"{LIST}?sort={sort}")
    second = desk.get(f"{LIST}{first.context['page'].next_url}")
    records = [result.record.pk for page in (first, second) for result in page.context["results"]]
    assert len(records) == len(set(records)) == 30


def test_a_list_costs_the_same_with_one_record_and_with_twenty(desk, record, hillfields, navigator):
    desk.get(LIST)
    with CaptureQueriesContext(connection) as one:
        desk.get(LIST)
    for _ in range(19):
        mentoring = builders.intervention(hillfields)
        builders.outcome_record(hillfields, by=navigator, intervention=mentoring, status="approved")
    with CaptureQueriesContext(connection) as twenty:
        assert len(shown(desk)) == 20
    assert len(one) == len(twenty) <= 12


def test_what_waits_for_the_manager_stands_on_the_authors_home_page(as_user, hillfields, navigator, adviser, record):
    def home(who):
        with CaptureQueriesContext(connection) as asked:
            page = as_user(who).get("/").content.decode()
        return page.partition("Waiting for your manager")[2], len(asked)

    waiting, queries = home(navigator)
    assert "Year 9 mentees" in waiting
    assert "Year 9 mentees" not in home(adviser)[0]
    for _ in range(3):
        builders.outcome_record(hillfields, by=navigator)
    assert home(navigator)[1] == queries


# Small groups, outside their team --------------------------------------------------------------------------------


@pytest.fixture
def small(hillfields, navigator):
    """A group of four, with figures that stand nowhere else."""
    bins = [[3.0, 4.0, 4]]
    fields = SECRETS | WORDS | {"sd_after": "4.58", "meaningfully_better": 3, "started": 1717, "histogram": bins}
    return builders.outcome_record(hillfields, by=navigator, status="approved", n=4, **fields)


def csv_cells(response):
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    return list(csv.reader(io.StringIO(text)))


def xlsx_cells(response):
    book = openpyxl.load_workbook(io.BytesIO(b"".join(response.streaming_content)))
    return [["" if cell is None else str(cell) for cell in row] for row in book.active.iter_rows(values_only=True)]


def everything_shown(client, record):
    """Return all that a person is shown of a record: on its page, in the list, in both exports."""
    pages = [client.get(record.get_absolute_url()), client.get(LIST)]
    cells = csv_cells(client.get(f"{LIST}export.csv"))[1:] + xlsx_cells(client.get(f"{LIST}export.xlsx"))[1:]
    return [page.content.decode() for page in pages] + ["|".join(row) for row in cells]


SAID = (
    "Too few to say: went up by 3.5 points on average (95% interval −0.8 to 7.9) among 4 people measured before and"
    " after."
)
TOLD = [*SECRETS.values(), *WORDS.values(), "21.4", "24.9", "3.5", "1717", "1,717", "<svg", "3 of 4"]


@pytest.mark.parametrize("who", ["dudley_navigator", "dudley_manager", "communications"])
def test_nothing_but_the_number_is_shown_outside_the_team(request, as_user, small, who):
    shown = everything_shown(as_user(request.getfixturevalue(who)), small)
    assert len(shown) == 4
    for text in shown:
        assert "Fewer than 5 people: only the number is shown" in text
        assert [secret for secret in TOLD if secret in text] == []
    assert "|4|" in shown[2]


@pytest.mark.parametrize("who", ["navigator", "manager", "analyst"])
def test_the_team_is_shown_everything(request, as_user, small, who):
    page, in_list, in_csv, in_xlsx = everything_shown(as_user(request.getfixturevalue(who)), small)
    for text in (page, in_list, in_csv, in_xlsx):
        assert SAID in text
    assert "<svg" not in page  # each bar would be a person
    assert WORDS["quality_notes"] in page
    assert "2.73" in in_csv


def test_the_thread_is_the_teams_alone(as_user, desk, dudley_manager, record):
    make(desk, record, "return", "The mean was 21.37")
    record.refresh_from_db()
    record.status = "approved"
    record.save()
    assert "The mean was 21.37" in desk.get(record.get_absolute_url()).content.decode()
    assert "The mean was 21.37" not in as_user(dudley_manager).get(record.get_absolute_url()).content.decode()


def test_an_export_holds_what_the_list_shows_and_is_recorded(desk, manager, record, hillfields, navigator):
    builders.outcome_record(
        hillfields, by=navigator, status="approved", group_label="=cmd()", is_paired=False, measured_both=None
    )
    header, *rows = csv_cells(desk.get(f"{LIST}export.csv?status=approved"))
    (row,) = rows
    cells = dict(zip(header, row, strict=True))
    assert (cells["Group"], cells["Mean change"], cells["Before"]) == ("'=cmd()", "", "20.0")
    assert Export.objects.get(made_by=manager).filters_used == ["outcomes", "status"]
