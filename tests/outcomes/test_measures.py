"""The library of measures: its pages, its empty sheet, and how administrators keep it."""

from datetime import date
from decimal import Decimal

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone

from interventions.models import OutcomeMeasure
from interventions.outcomes.sheets import Scale, read_scores
from tests import builders

LIBRARY = "/interventions/measures/"
SWEMWBS = f"{LIBRARY}swemwbs/"
ADMIN = reverse("admin:interventions_outcomemeasure_add")
EVERYBODY = ("navigator", "adviser", "manager", "analyst", "communications", "administrator")
TABLE = {"7": "7.00", "8": "9.51", "9": "11.25", "10": "12.40"}
EMPTY = "Administrators add measures in Django admin."


@pytest.fixture
def swemwbs(db):
    return builders.measure(
        "Short Warwick-Edinburgh Mental Wellbeing Scale",
        slug="swemwbs",
        short_name="SWEMWBS",
        description="Mental wellbeing",
        items=7,
        lowest=7,
        highest=10,
        conversion=TABLE,
        scoring="The raw sum is converted",
        bands="Low: up to 9\nHigh: 12 and over",
        meaningful_change="2.00",
        meaningful_change_note="A validation study of 2018",
        permission="the University of Warwick",
        read_on="2026-11",
    )


@pytest.fixture
def office(as_user, administrator):
    return as_user(administrator)


@pytest.fixture
def typed():
    """What an administrator's browser sends for a new scale."""
    return {
        "name": "Hope scale",
        "slug": "hope",
        "short_name": "Hope",
        "kind": "scale",
        "lowest": "0",
        "highest": "3",
        "whole_numbers": "on",
        "higher_is_better": "on",
        "source": "A user guide",
        "conversion": "",
    }


def page(client, address) -> str:
    response = client.get(address)
    assert response.status_code == 200
    return response.content.decode()


# Reading ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("address", [LIBRARY, SWEMWBS, f"{SWEMWBS}sheet.csv"])
@pytest.mark.parametrize("role", EVERYBODY)
def test_everybody_with_a_posting_reads_the_library(as_user, request, swemwbs, role, address):
    assert as_user(request.getfixturevalue(role)).get(address).status_code == 200


@pytest.mark.parametrize("address", [LIBRARY, SWEMWBS, f"{SWEMWBS}sheet.csv"])
def test_somebody_without_a_posting_is_refused_and_a_stranger_signs_in(as_user, client, swemwbs, address):
    assert as_user(builders.user()).get(address).status_code == 403
    assert client.get(address).url.startswith(reverse("account_login"))


def test_a_measure_that_is_not_there_is_404(as_user, navigator):
    assert as_user(navigator).get(f"{LIBRARY}none/").status_code == 404


def test_the_list_says_kind_figures_direction_questions_and_whom_to_ask(as_user, navigator, swemwbs):
    builders.measure("In education", kind="proportion", higher_is_better=False)
    text = page(as_user(navigator), LIBRARY)
    for words in ("7 questions", "A score from 7 to 12.4", "Higher is better", "Ask the University of Warwick"):
        assert words in text
    assert "A percentage from 0 to 100" in text
    assert "Lower is better" in text
    assert "No permission is recorded as needed" in text


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("", {"swemwbs", "calls", "hope"}),
        ("?kind=count", {"calls"}),
        ("?q=warwick", {"swemwbs"}),
        ("?q=wellbeing+MENTAL", {"swemwbs"}),
        ("?q=wellbeing+calls", set()),
        ("?kind=scale&q=scale", {"swemwbs", "hope"}),
        ("?kind=nonsense", set()),
        (f"?q={'x' * 101}", set()),
    ],
)
def test_the_library_is_searched_by_kind_and_words(as_user, navigator, swemwbs, query, found):
    builders.measure("Calls to Kooth", slug="calls", kind="count")
    builders.measure("Hope scale", slug="hope")
    builders.measure("Old scale", archived_at=timezone.now())
    response = as_user(navigator).get(LIBRARY + query)
    assert {measure.slug for measure in response.context["page"]} == found
    assert EMPTY not in response.content.decode()


def test_an_empty_library_says_so(as_user, navigator):
    assert EMPTY in page(as_user(navigator), LIBRARY)


def test_the_page_of_a_measure_shows_all_that_is_needed_to_use_it(as_user, navigator, swemwbs):
    text = page(as_user(navigator), SWEMWBS)
    for words in (
        "Licensed: ask the University of Warwick before you use it. The portal stores no question of it.",
        "Scale of 7 questions",
        "A score from 7 to 12.4, converted from raw scores",
        "The raw sum is converted",
        "<li>High: 12 and over</li>",
        "2 points",
        "A validation study of 2018",
        "A user guide, read November 2026",
        "Fill in raw scores: the portal converts them.",
        '<th scope="row" class="govuk-table__header">8</th>',
        '<td class="govuk-table__cell govuk-table__cell--numeric">9.51</td>',
    ):
        assert words in text, words


def test_what_is_not_recorded_is_said_and_no_licence_is_made_up(as_user, navigator):
    builders.measure("Hope scale", slug="hope")
    text = page(as_user(navigator), f"{LIBRARY}hope/")
    assert "Licensed" not in text
    assert "No permission is recorded as needed" in text
    assert text.count("Not recorded") == 2
    assert "Conversion of raw scores" not in text


def test_an_archived_measure_is_still_explained(as_user, navigator, swemwbs):
    swemwbs.archived_at = timezone.now()
    swemwbs.save()
    assert "No longer offered for new outcomes" in page(as_user(navigator), SWEMWBS)


def test_where_it_is_used_is_shown_for_the_region_and_linked_where_the_pilot_may_be_opened(
    as_user, navigator, hillfields, st_james, swemwbs
):
    northshire = builders.authority("Northtown", "E07000001", in_region=builders.region("Northshire", "northshire"))
    for pilot, statement in (
        (hillfields, "Ours"),
        (st_james, "Theirs"),
        (builders.pilot("N", "n", of=northshire), "Far"),
    ):
        builders.anticipated_outcome(pilot, statement, measure=swemwbs)
    builders.anticipated_outcome(hillfields, "Withdrawn", measure=swemwbs, withdrawn_at=timezone.now())
    text = page(as_user(navigator), SWEMWBS)
    assert (
        '<a class="govuk-link" href="/authorities/E08000026/pilots/hillfields/outcomes/">Hillfields: Ours</a>' in text
    )
    assert "Theirs" in text
    assert "/authorities/E08000027/" not in text
    assert "Far" not in text
    assert "Withdrawn" not in text


def test_only_approved_records_of_the_region_are_named_and_never_their_group(
    as_user, navigator, dudley_navigator, administrator, hillfields, swemwbs
):
    days = {"starts_on": date(2021, 4, 1), "ends_on": date(2021, 6, 30), "group_label": "Year 9 girls"}
    builders.outcome_record(hillfields, status="approved", measure=swemwbs, **days)
    builders.outcome_record(hillfields, status="submitted", measure=swemwbs)
    for reader in (navigator, dudley_navigator):
        response = as_user(reader).get(SWEMWBS)
        assert len(response.context["records"]) == 1
        assert "Hillfields, 1 April 2021 to 30 June 2021" in response.content.decode()
        assert "Year 9 girls" not in response.content.decode()
    assert "Your role does not read outcome records" in page(as_user(administrator), SWEMWBS)


def test_the_page_costs_the_same_however_often_it_is_used(as_user, navigator, hillfields, swemwbs):
    client, counts = as_user(navigator), []
    for _ in range(2):
        for each in range(3):
            outcome = builders.anticipated_outcome(hillfields, f"Wellbeing {each}", measure=swemwbs)
            builders.outcome_record(hillfields, status="approved", measure=swemwbs, anticipated=outcome)
        client.get(SWEMWBS)
        with CaptureQueriesContext(
            connection,
        ) as queries:
            client.get(SWEMWBS)
        counts.append(len(queries))
    assert counts[0] == counts[1]


def test_the_empty_sheet_has_the_headings_that_an_upload_needs(as_user, navigator, swemwbs):
    response = as_user(navigator).get(f"{SWEMWBS}sheet.csv")
    content = b"".join(response.streaming_content)
    assert content.decode("utf-8-sig").split() == ['"before","after"']
    assert response["Content-Disposition"] == 'attachment; filename="swemwbs-scores.csv"'
    filled_in = SimpleUploadedFile("scores.csv", content + b"7,9\r\n8,10\r\n")
    assert len(read_scores(filled_in, Scale(Decimal(7), Decimal(10)))) == 2


def test_only_a_scale_has_a_sheet(as_user, navigator):
    builders.measure("In education", slug="in-education", kind="proportion")
    assert as_user(navigator).get(f"{LIBRARY}in-education/sheet.csv").status_code == 404
    assert "sheet.csv" not in page(as_user(navigator), f"{LIBRARY}in-education/")


# Keeping it -------------------------------------------------------------------------------------------------------


def test_an_administrator_adds_a_measure_with_a_conversion_one_line_a_score(office, typed):
    lines = "0 = 0.00\r\n1=1.5\r\n\r\n2: 2.25\r\n3 = 4\r\n"
    assert office.post(ADMIN, typed | {"conversion": lines}).status_code == 302
    measure = OutcomeMeasure.objects.get()
    assert measure.conversion == {"0": "0.00", "1": "1.5", "2": "2.25", "3": "4"}
    assert measure.figures == (Decimal(0), Decimal(4))
    again = office.get(reverse("admin:interventions_outcomemeasure_change", args=[measure.pk])).content.decode()
    assert "0 = 0.00\n1 = 1.5\n2 = 2.25\n3 = 4</textarea>" in again


def test_the_date_of_reading_is_typed_as_everywhere(office, typed):
    assert office.post(ADMIN, typed | {"read_on": "22 November 2026"}).status_code == 302
    measure = OutcomeMeasure.objects.get()
    assert measure.read_on == "2026-11-22"
    again = office.get(reverse("admin:interventions_outcomemeasure_change", args=[measure.pk])).content.decode()
    assert 'value="22 November 2026"' in again


def test_a_highest_score_below_the_lowest_is_said_once_beside_its_field(office, typed):
    found = office.post(ADMIN, typed | {"lowest": "4", "highest": "3"}).context["adminform"].form.errors
    assert dict(found) == {"highest": ["The highest score must be above the lowest."]}


@pytest.mark.parametrize(
    ("wrong", "message"),
    [
        ({"lowest": "4", "highest": "3"}, "The highest score must be above the lowest."),
        ({"lowest": "3", "highest": "3"}, "The highest score must be above the lowest."),
        ({"lowest": ""}, "Enter the lowest and the highest score of the scale."),
        ({"kind": "proportion"}, "Only a scale has a range and a conversion of raw scores."),
        ({"meaningful_change": "0", "meaningful_change_note": "X"}, "must be more than 0"),
        ({"meaningful_change": "3.5", "meaningful_change_note": "X"}, "must be within the range"),
        ({"meaningful_change": "1"}, "Enter where the smallest meaningful change comes from."),
        ({"conversion": "0 = 0\n1 = 1\n2 = 2"}, "Give each raw score from the lowest to the highest one line."),
        ({"conversion": "0 = 0\n1 = 1\n2 = 2\n3 = 3\n4 = 4"}, "Give each raw score from the lowest to the highest"),
        ({"conversion": "0 = 0\none = 1"}, "Line 2 must be a raw score and what it is converted to, like 8 = 9.51"),
        ({"conversion": "0 = 0\n1 = nan"}, "Line 2 must be a raw score"),
        ({"conversion": '{"0": "1"}'}, "Line 1 must be a raw score"),
        ({"conversion": "0 = 0\n\n0 = 1"}, "Line 3 gives a raw score again"),
        ({"read_on": "soon"}, "Enter a real date, such as 2021, March 2021 or 12 March 2021"),
        ({"source": ""}, "Enter source"),
    ],
)
def test_a_measure_that_makes_no_sense_is_refused_in_words(office, typed, wrong, message):
    response = office.post(ADMIN, typed | wrong)
    assert response.status_code == 200
    assert message in response.content.decode()
    assert not OutcomeMeasure.objects.exists()


@pytest.mark.parametrize("table", [{"a": "1"}, {"1": "nan"}, ["1"], "1", {"-1": "2"}])
def test_a_conversion_that_is_no_table_is_an_error_and_no_crash(db, table):
    measure = OutcomeMeasure(slug="x", name="X", kind="scale", lowest=0, highest=2, source="X", conversion=table)
    with pytest.raises(ValidationError, match="Enter a table from raw scores"):
        measure.full_clean()


def test_other_roles_add_none(as_user, manager, typed):
    assert as_user(manager).post(ADMIN, typed).status_code == 403
    assert not OutcomeMeasure.objects.exists()


@pytest.mark.parametrize(
    "change",
    [
        {"lowest": "1"},
        {"highest": "4"},
        {"kind": "count", "lowest": "", "highest": ""},
        {"conversion": "0=0\n1=1\n2=2\n3=3"},
        {"higher_is_better": ""},
        {"meaningful_change": "1", "meaningful_change_note": "A study"},
    ],
)
@pytest.mark.parametrize("on_it", ["a record", "a target", "nothing", "an outcome without figures"])
def test_what_figures_mean_is_kept_once_there_are_any(office, hillfields, typed, change, on_it):
    office.post(ADMIN, typed)
    measure = OutcomeMeasure.objects.get()
    if on_it == "a record":
        builders.outcome_record(hillfields, status="draft", measure=measure)
    elif on_it != "nothing":
        builders.anticipated_outcome(hillfields, measure=measure, target=2 if on_it == "a target" else None)
    address = reverse("admin:interventions_outcomemeasure_change", args=[measure.pk])
    response = office.post(address, typed | change)
    is_kept = on_it in {"a record", "a target"}
    assert response.status_code == (200 if is_kept else 302)
    assert ("a change here would change what they mean" in response.content.decode()) is is_kept
    assert (measure.history.count() == 1) is is_kept


def test_the_words_of_a_measure_with_figures_may_be_put_right(office, hillfields, swemwbs, typed):
    builders.outcome_record(hillfields, measure=swemwbs)
    lines = "\n".join(f"{raw} = {score}" for raw, score in TABLE.items())
    values = typed | {"slug": "swemwbs", "lowest": "7.00", "highest": "10", "conversion": lines, "name": "Better name"}
    values |= {"meaningful_change": "2", "meaningful_change_note": "The same study, in full"}
    address = reverse("admin:interventions_outcomemeasure_change", args=[swemwbs.pk])
    assert office.post(address, values).status_code == 302
    swemwbs.refresh_from_db()
    assert swemwbs.name == "Better name"


def test_a_measure_is_archived_and_never_deleted(office, swemwbs):
    address = reverse("admin:interventions_outcomemeasure_changelist")
    office.post(address, {"action": "archive", "_selected_action": [swemwbs.pk]})
    swemwbs.refresh_from_db()
    assert swemwbs.archived_at
    assert office.post(reverse("admin:interventions_outcomemeasure_delete", args=[swemwbs.pk])).status_code == 403
