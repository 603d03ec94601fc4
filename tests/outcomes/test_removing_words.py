"""Taking words out of an outcome record for good."""

import pytest
from django.urls import reverse

from tests import builders
from tests.interventions.test_changes import everything_stored
from tests.outcomes.forms import typed

SECRET = "Jordan Example"
PARTS = ["group_label", "source", "quality_notes", "reasons"]


@pytest.fixture
def record(hillfields, navigator, manager):
    """A record, returned, that names somebody in all its words, now or earlier."""
    made = builders.outcome_record(hillfields, by=navigator, status="returned", group_label=SECRET, source=SECRET)
    made.source, made.quality_notes = "", f"{SECRET} was ill"
    made.save()
    made.steps.create(move="return", from_status="submitted", to_status="returned", reason=SECRET, made_by=manager)
    return made


@pytest.fixture
def address(record):
    return reverse("outcome_redact", args=[record.pk])


def test_words_are_taken_out_of_the_record_its_history_and_its_review(as_user, manager, record, address):
    assert len(everything_stored(SECRET)) == 6
    desk = as_user(manager)
    assert desk.post(address, {"parts": PARTS, "reason": "A name was given"}).url == record.get_absolute_url()
    assert everything_stored(SECRET) == []
    record.refresh_from_db()
    assert (record.group_label, record.source, record.quality_notes) == ("[removed]", "", "[removed]")
    assert (record.status, record.version, record.mean_after) == ("returned", 2, 22)
    export = b"".join(desk.get(reverse("outcomes_csv"))).decode()
    assert SECRET not in export
    assert "[removed]" in export


def test_the_thread_tells_that_words_were_removed_and_why(as_user, manager, record, address):
    desk = as_user(manager)
    assert address in desk.get(record.get_absolute_url()).content.decode()
    desk.post(address, {"parts": ["group_label"], "reason": "A name was given"})
    page = desk.get(record.get_absolute_url()).content.decode()
    assert "Words removed" in page
    assert "A name was given" in page


def test_other_words_and_records_stay(as_user, hillfields, manager, record, address):
    other = builders.outcome_record(hillfields, group_label="Year 9 mentees")
    as_user(manager).post(address, {"parts": ["group_label"], "reason": "A name was given"})
    record.refresh_from_db()
    other.refresh_from_db()
    assert (record.quality_notes, other.group_label) == (f"{SECRET} was ill", "Year 9 mentees")


def test_a_form_that_was_open_meanwhile_does_not_bring_the_words_back(as_user, manager, navigator, record, address):
    as_user(manager).post(address, {"parts": PARTS, "reason": "A name was given"})
    data = typed(version="1", quality_notes="All came")
    assert as_user(navigator).post(reverse("outcome_edit", args=[record.pk]), data).status_code == 409
    assert everything_stored(SECRET) == []


def test_a_record_without_its_words_is_still_submitted(as_user, manager, navigator, record, address):
    as_user(manager).post(address, {"parts": PARTS, "reason": "A name was given"})
    data = typed(version="2", group_label="[removed]", quality_notes="[removed]")
    as_user(navigator).post(reverse("outcome_edit", args=[record.pk]), data)
    record.refresh_from_db()
    assert record.status == "submitted"


def test_what_and_why_are_asked(as_user, manager, address):
    page = as_user(manager).get(address).context["form"]
    assert dict(page.fields["parts"].choices) == {
        "group_label": "Group",
        "source": "Where the figures come from",
        "quality_notes": "What to know about their quality",
        "reasons": "Reasons given in the review",
    }
    response = as_user(manager).post(address, {})
    assert set(response.context["form"].errors) == {"parts", "reason"}


def test_only_a_reviewer_of_the_authority_removes_words(as_user, navigator, dudley_manager, record, address):
    data = {"parts": PARTS, "reason": "x"}
    assert as_user(navigator).post(address, data).status_code == 403
    assert as_user(dudley_manager).post(address, data).status_code == 404
    record.status = "approved"
    record.save()
    assert as_user(dudley_manager).post(address, data).status_code == 404
    for reader in (navigator, dudley_manager):
        assert address not in as_user(reader).get(record.get_absolute_url()).content.decode()
    assert everything_stored(SECRET)
