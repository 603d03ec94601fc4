"""Uploading a sheet of scores: what is worked out, what is refused, and that no score stays anywhere."""

import logging
import tempfile
from pathlib import Path
from uuid import uuid4

import numpy as np
import pytest
from django.apps import apps
from django.conf import settings
from django.core.cache import cache
from django.db import connection, models
from django.urls import reverse
from scipy import stats
from statsmodels.stats.proportion import proportion_confint
from statsmodels.stats.weightstats import DescrStatsW

from interventions.models import OutcomeRecord
from interventions.outcomes.record_forms import OutcomeForm
from interventions.outcomes.results import result_for
from tests import builders
from tests.outcomes.files import METRIC, csv_file, xlsx_file
from tests.outcomes.forms import PAIRS, address_of, errors, only_record, sheet_of, swemwbs, text_sheet, with_sheet

HEADER = ["before", "after"]


@pytest.fixture
def measure(db):
    return swemwbs()


@pytest.fixture
def author(as_user, navigator):
    return as_user(navigator)


@pytest.fixture
def upload(author, hillfields, measure):
    """Return a function that sends a sheet, of 40 pairs unless it is given."""

    def send(sheet=None, on=measure, **fields):
        return author.post(address_of("outcome_upload", hillfields, on), with_sheet(sheet, **fields))

    return send


def metric(raw):
    return float(METRIC[raw - 7])


# What is worked out ----------------------------------------------------------------------------------------------


def test_forty_pairs_give_the_numbers_of_scipy_and_statsmodels(upload, navigator, measure):
    response = upload()
    record = only_record()
    assert response.url == record.get_absolute_url()
    before, after = (np.array([metric(pair[side]) for pair in PAIRS]) for side in (0, 1))
    change = after - before
    assert (record.way, record.is_paired, record.status) == ("sheet", True, "draft")
    assert (record.measured_before, record.measured_after, record.measured_both) == (40, 40, 40)
    for name, scores in (("before", before), ("after", after), ("change", change)):
        assert float(getattr(record, f"mean_{name}")) == pytest.approx(scores.mean(), abs=1e-4)
        assert float(getattr(record, f"sd_{name}")) == pytest.approx(scores.std(ddof=1), abs=1e-4)
    result = result_for(navigator, record)
    interval = stats.ttest_rel(after, before).confidence_interval()
    assert (result.interval.low, result.interval.high) == pytest.approx((interval.low, interval.high), abs=1e-3)
    assert (result.interval.low, result.interval.high) == pytest.approx(DescrStatsW(change).tconfint_mean(), abs=1e-3)
    assert result.effect == pytest.approx(change.mean() / before.std(ddof=1), abs=1e-3)
    better = int((np.round(change, 2) >= float(measure.meaningful_change)).sum())
    assert record.meaningfully_better == better > 0
    assert (result.meaningful.low, result.meaningful.high) == pytest.approx(
        proportion_confint(better, 40, method="wilson")
    )
    assert sum(count for _, _, count in record.histogram) == 40


def test_an_excel_workbook_gives_the_same(upload):
    upload()
    of_csv = only_record()
    upload(xlsx_file(HEADER, *PAIRS), confirmed="1")
    of_xlsx = OutcomeRecord.objects.exclude(pk=of_csv.pk).get()
    for name in ("measured_both", "mean_before", "sd_after", "mean_change", "sd_change", "histogram"):
        assert getattr(of_xlsx, name) == getattr(of_csv, name)


def test_more_may_have_been_measured_once(upload):
    upload(started="60", measured_before="55", measured_after="41")
    record = only_record()
    assert (record.started, record.measured_before, record.measured_after, record.measured_both) == (60, 55, 41, 40)


def test_fewer_cannot_have_started_than_the_sheet_has(upload):
    response = upload(started="39")
    assert errors(response) == {
        "started": ["The number must be 40 or more, because the sheet has the scores of 40 people"]
    }
    assert "The sheet can be read. Choose it again" in response.content.decode()
    assert not OutcomeRecord.objects.exists()


def test_fewer_cannot_have_been_measured_than_the_sheet_has(upload):
    assert "measured_before" in errors(upload(measured_before="39"))
    assert not OutcomeRecord.objects.exists()


def test_a_sheet_is_looked_at_before_it_is_submitted(upload, author):
    upload()
    record = only_record()
    assert record.status == "draft"
    author.post(reverse("outcome_move", args=[record.pk, "submit"]), {"version": record.version})
    record.refresh_from_db()
    assert record.status == "submitted"


def test_only_the_team_sees_the_histogram(upload, as_user, manager, dudley_manager):
    upload()
    record = only_record()
    record.status = "approved"
    record.save()
    inside, outside = (
        as_user(who).get(record.get_absolute_url()).content.decode() for who in (manager, dudley_manager)
    )
    assert "<svg" in inside
    assert "How many people changed by how much" in inside
    assert "How many people changed" not in outside
    assert "<svg" not in outside


def test_the_other_fields_of_a_sheets_record_change_without_its_figures(upload, author):
    upload()
    record = only_record()
    before = record.mean_change
    address = reverse("outcome_edit", args=[record.pk])
    assert "sheet" in author.get(address).context["form"].fields
    data = with_sheet("", version=record.version, started="52", mean_change="9", group_label="Year 10 mentees")
    author.post(address, data)
    record.refresh_from_db()
    assert (record.started, record.group_label, record.mean_change, record.way) == (
        52,
        "Year 10 mentees",
        before,
        "sheet",
    )


def test_another_sheet_replaces_the_figures(upload, author):
    upload()
    record = only_record()
    author.post(reverse("outcome_edit", args=[record.pk]), with_sheet(sheet_of(PAIRS[:30]), version=record.version))
    record.refresh_from_db()
    assert (record.measured_both, sum(count for _, _, count in record.histogram)) == (30, 30)


def test_the_same_upload_twice_is_one_record(upload):
    key = str(uuid4())
    assert upload(id=key).url == upload(id=key).url
    assert OutcomeRecord.objects.count() == 1


def test_a_sheet_of_the_same_group_and_period_is_asked_about(upload):
    upload()
    again = upload()
    assert "Recorded already?" in again.content.decode()
    assert OutcomeRecord.objects.count() == 1
    upload(confirmed="1")
    assert OutcomeRecord.objects.count() == 2


def test_another_sheet_under_the_same_identifier_shows_both(upload):
    key = str(uuid4())
    upload(id=key)
    response = upload(sheet_of(PAIRS[:30]), id=key)
    assert response.status_code == 409
    labels = {row.label for row in response.context["conflict"]}
    assert {"Measured both times", "Standard deviation before", "How many changed for the better?"} <= labels
    assert labels <= {str(field.label) for field in OutcomeForm.base_fields.values()}
    assert only_record().measured_both == 40


def test_only_a_scale_has_scores(author, hillfields):
    safe = builders.measure("Feels safe", "proportion")
    page = author.post(address_of("outcome_upload", hillfields, safe), with_sheet())
    assert errors(page) == {"measure": ["Only a scale has a sheet of scores: type the summary of this measure instead"]}
    assert not OutcomeRecord.objects.exists()


def test_only_who_logs_in_the_authority_uploads(as_user, author, hillfields, st_james, measure, analyst):
    assert author.post(address_of("outcome_upload", st_james, measure), with_sheet()).status_code == 404
    assert as_user(analyst).post(address_of("outcome_upload", hillfields, measure), with_sheet()).status_code == 403
    assert not OutcomeRecord.objects.exists()


# What is refused -------------------------------------------------------------------------------------------------


def with_merged_cells():
    return xlsx_file(HEADER, *PAIRS, change=lambda book: book.active.merge_cells("A3:A4"))


REFUSED = {
    "unpaired": (
        lambda: csv_file(HEADER, [20, 21], [20, None], [None, 22]),
        "Row 3: there is a score before and none after",
    ),
    "out of range": (lambda: csv_file(HEADER, [20, 21], [6, 36]), "Row 3: column A (before) is not between 7 and 35"),
    "text": (lambda: csv_file(HEADER, [20, 21], ["Jordan", 22]), "Row 3: column A (before) is text, not a number"),
    "identifying": (
        lambda: csv_file(["name", *HEADER], ["Jordan Example", 20, 21], ["Alex Sample", 22, 23]),
        "Column A looks like names",
    ),
    "date of birth": (
        lambda: csv_file([*HEADER, "DOB"], [20, 21, "01/02/2010"], [20, 22, "03/04/2011"]),
        "Column C looks like dates of birth",
    ),
    "empty": (lambda: csv_file(HEADER), "The sheet has headings but no scores under them"),
    "nothing at all": (lambda: text_sheet(" \n"), "The sheet is empty"),
    "no bytes": (lambda: text_sheet(""), "The file is empty: choose another"),
    "50,000 rows": (lambda: csv_file(HEADER, *[[20, 21]] * 50_000), "more than 5,000 rows"),
    "merged cells": (with_merged_cells, "Row 3: cells are merged from this row on"),
    "one person": (lambda: csv_file(HEADER, [20, 21]), "A group of one is a person"),
    "two people": (lambda: csv_file(HEADER, [20, 21], [22, 20]), "each could work out the other’s score"),
    "a picture": (lambda: text_sheet("x", "scores.png"), "The selected file must be a CSV or XLSX"),
}


@pytest.mark.parametrize(("pairs", "is_drawn"), [(9, False), (10, True)])
def test_a_histogram_is_kept_and_shown_of_ten_people_or_more(upload, author, pairs, is_drawn):
    upload(sheet_of(PAIRS[:pairs]))
    record = only_record()
    assert bool(record.histogram) is is_drawn
    record.histogram = [[0, 1, pairs]]
    record.save()
    assert ("How many people changed by how much" in author.get(record.get_absolute_url()).content.decode()) is is_drawn


def test_three_people_are_enough(upload):
    upload(sheet_of(PAIRS[:3]))
    assert only_record().measured_both == 3


@pytest.mark.parametrize("kind", REFUSED)
def test_a_sheet_is_refused_by_row_beside_the_field_and_stores_nothing(upload, kind):
    make, message = REFUSED[kind]
    response = upload(make())
    assert set(errors(response)) == {"sheet"}
    assert message in " ".join(errors(response)["sheet"])
    words = response.content.decode()
    assert "Year 9 mentees" in words  # what was typed stays
    assert "Jordan" not in words
    assert not OutcomeRecord.objects.exists()
    assert not OutcomeRecord.history.exists()


def test_every_fault_is_told(upload):
    found = errors(upload(csv_file(HEADER, [6, 20], [20, 21], [20, "x"], [20, None])))["sheet"]
    assert [fault.partition(":")[0] for fault in found] == ["Row 2", "Row 4", "Row 5"]


def test_no_sheet_is_asked_for(upload):
    assert errors(upload("")) == {"sheet": ["Choose a sheet"]}


# No score stays --------------------------------------------------------------------------------------------------

ODD = "21.73912"


@pytest.fixture
def odd_scale(db):
    return builders.measure("Fine scale", lowest=0, highest=40, whole_numbers=False)


def stored_everywhere(word):
    """Return the columns of the whole database, and the names of files, in which a word stands."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            is_text = isinstance(field, models.CharField | models.TextField | models.JSONField)
            rows = model._base_manager.filter(**{f"{field.name}__icontains": word}) if is_text else None
            found += [f"{model._meta.label}.{field.name}"] if rows is not None and rows.exists() else []
    with connection.cursor() as cursor:
        cursor.execute("SELECT value FROM shared_cache")
        found += ["cache" for (value,) in cursor.fetchall() if word in str(value)]
    return found


def on_disk(word):
    return [
        path for path in Path(settings.MEDIA_ROOT).rglob("*") if path.is_file() and word.encode() in path.read_bytes()
    ]


@pytest.mark.parametrize("is_refused", [False, True], ids=["taken", "refused"])
def test_no_score_is_in_a_table_a_log_a_cache_a_file_or_a_page(
    upload, author, odd_scale, caplog, monkeypatch, is_refused
):
    caplog.set_level(logging.DEBUG)
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", lambda *_, **__: pytest.fail("a score was put on the disk"))
    rows = [[ODD, "30.1"], ["12.5", "14.25"], ["15.5", "x" if is_refused else "15.75"]]
    response = upload(csv_file(HEADER, *rows), on=odd_scale)
    pages = response.content.decode()
    if not is_refused:
        pages += author.get(response.url).content.decode()
        pages += author.get(reverse("outcome_changes", args=[only_record().pk])).content.decode()
    assert OutcomeRecord.objects.exists() is not is_refused
    assert stored_everywhere(ODD) == []
    assert on_disk(ODD) == []
    assert ODD not in caplog.text
    assert ODD not in pages


def test_a_large_sheet_is_refused_without_touching_the_disk(upload, monkeypatch):
    monkeypatch.setattr(tempfile, "NamedTemporaryFile", lambda *_, **__: pytest.fail("a score was put on the disk"))
    assert "too large" in str(errors(upload(text_sheet("before,after\n" + "20,21\n" * 600_000)))["sheet"])


def test_a_sheet_that_arrives_signed_out_is_not_kept(client, hillfields, measure):
    response = client.post(address_of("outcome_upload", hillfields, measure), with_sheet())
    assert response.status_code == 403
    words = response.content.decode()
    assert "You will need to choose scores.csv again" in words
    assert "Year 9 mentees" in words
    assert stored_everywhere("Year 9 mentees") == []


def test_when_storing_fails_the_page_gives_back_what_was_typed_and_no_score(
    client, navigator, hillfields, odd_scale, monkeypatch
):
    client.force_login(navigator)
    client.raise_request_exception = False
    monkeypatch.setattr(OutcomeRecord, "save", lambda *_, **__: 1 / 0)
    sheet = csv_file(HEADER, [ODD, "30.1"], ["12.5", "14.25"], ["13.5", "14.5"])
    response = client.post(address_of("outcome_upload", hillfields, odd_scale), with_sheet(sheet))
    assert response.status_code == 500
    assert "Year 9 mentees" in response.content.decode()
    assert ODD not in response.content.decode()
    cache.clear()
