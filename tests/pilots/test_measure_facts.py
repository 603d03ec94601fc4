"""The measures that the portal opens with say what the reference data says, through the pages."""

import re
from decimal import Decimal

import pytest

from interventions.models import OutcomeMeasure
from tests import builders
from tests.pilots.test_facts import words

# Raw 7 to 35, as published.
PUBLISHED = """
 7.00  9.51 11.25 12.40 13.33 14.08 14.75 15.32 15.84 16.36 16.88 17.43 17.98 18.59 19.25 19.98
20.73 21.54 22.35 23.21 24.11 25.03 26.02 27.03 28.13 29.31 30.70 32.55 35.00
"""
# Measure, its range, its number of questions, whether higher is better, and what else its page says.
MEASURES = (
    (
        "wemwbs",
        14,
        70,
        14,
        True,
        ("Up to 40", "41 to 44", "45 to 59", "60 and over", "3 points or more", "to be checked"),
    ),
    (
        "swemwbs",
        7,
        35,
        7,
        True,
        ("23.7 for men", "23.2 for women", "1 to 3 points", "1.03", "2.87", "HQLO 2018 16:239"),
    ),
    ("rosenberg", 0, 30, 10, True, ("five of them are reversed", "Below 15: low", "15 to 25: normal")),
    ("sdq-total-difficulties", 0, 40, 25, False, ("prosocial scale is left out", "17 and over (concern)", "2135")),
    ("ons4-life-satisfaction", 0, 10, 1, True, ("never combined",)),
    ("ons4-worthwhile", 0, 10, 1, True, ("never combined",)),
    ("ons4-happiness", 0, 10, 1, True, ("never combined",)),
    ("ons4-anxiety", 0, 10, 1, False, ("never combined", "Children are not asked")),
)
LICENSED = {
    "wemwbs": "University of Warwick",
    "swemwbs": "University of Warwick",
    "sdq-total-difficulties": "Youthinmind",
}


@pytest.fixture
def reader(west_midlands, as_user):
    return as_user(builders.posted("Anton Analyst", "analyst", west_midlands))


def test_the_conversion_of_swemwbs_is_the_published_table_value_by_value(reader):
    measure = OutcomeMeasure.objects.get(slug="swemwbs")
    assert measure.conversion == {str(raw): score for raw, score in enumerate(PUBLISHED.split(), start=7)}
    assert len(measure.conversion) == 29
    page = reader.get(measure.get_absolute_url()).content.decode()
    rows = dict(re.findall(r"<t[hd][^>]*>\s*(\d+)\s*</t[hd]>\s*<td[^>]*>\s*(\d+\.\d\d)\s*</td>", page))
    assert rows == measure.conversion


def test_each_scale_has_a_page_with_its_range_direction_and_notes(reader):
    for slug, lowest, highest, items, higher, facts in MEASURES:
        measure = OutcomeMeasure.objects.get(slug=slug)
        page = words(reader.get(measure.get_absolute_url()))
        direction = "Higher is better" if higher else "Lower is better"
        asked = (f"score from {lowest} to {highest}", f"Scale of {items} question", direction, "read November 2026")
        assert [fact for fact in (*asked, *facts) if fact not in page] == [], slug
        assert measure.permission.removeprefix("the ") == LICENSED.get(slug, "")


def test_meaningful_changes_are_stored_only_where_the_reference_gives_one(west_midlands):
    with_change = OutcomeMeasure.objects.exclude(meaningful_change=None)
    assert dict(with_change.values_list("slug", "meaningful_change")) == {"wemwbs": Decimal(3), "swemwbs": Decimal(3)}


def test_proportions_and_service_use_are_in_the_library_too(west_midlands):
    others = OutcomeMeasure.objects.exclude(kind="scale")
    assert dict(others.values_list("slug", "kind")) == {
        "proportion": "proportion",
        "self-report": "proportion",
        "service-use": "count",
    }
    assert OutcomeMeasure.objects.count() == len(MEASURES) + 3
