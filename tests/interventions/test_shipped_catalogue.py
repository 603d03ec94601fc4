"""The catalogue that comes with the portal: what the sources name, and nothing that they do not say."""

import re
from decimal import Decimal
from io import StringIO

import pytest
from django.core.management import call_command

from interventions import catalogue
from interventions.management.commands.load_region import SHIPPED_CATALOGUE
from interventions.models import InterventionType, OutcomeMeasure
from pilots.models import Factor
from pilots.region_file import read

pytestmark = pytest.mark.django_db
REGION = """
region: {key: northshire, name: Northshire, unit: Northshire Violence Reduction Unit}
authorities: [{name: Northshire, gss: E06000901}]
"""
NAMED = """
Mentoring, one to one; Mentoring, small group; Mentoring, large group; Mentoring, whole school; Peer mentoring;
Detached youth work; Trauma Informed Practice; ACE (adverse childhood experiences); Mentors in Violence Prevention;
County Lines; Precious Lives; Contextual safeguarding; Online safety; Mental health and mindfulness; Bid writing;
Youth club; Community champions; Campaign; Community event; Digital lending library; Wellbeing hub; Online counselling;
Sport; Music; Webinars; Youth panel; School transition support; Family support; Peer support for parents;
Substance misuse prevention; Resettlement; Reachable moments in custody;
Reachable moments in accident and emergency
"""
ADDED = {"Relationship building with police", "Support for children in care and care leavers"}
COURSES = {
    "Trauma Informed Practice",
    "ACE (adverse childhood experiences)",
    "Mentors in Violence Prevention",
    "County Lines",
    "Precious Lives",
    "Contextual safeguarding",
    "Online safety",
    "Mental health and mindfulness",
    "Bid writing",
}
MENTORING = "On average 21% less violence, 14% less offending and 19% less reoffending."


@pytest.fixture
def shipped(tmp_path):
    """The types of a region that was loaded with nothing but its authority."""
    path = tmp_path / "region.yaml"
    path.write_text(REGION)
    call_command("load_region", str(path), stdout=StringIO())
    return InterventionType.objects.filter(region__slug="northshire")


def test_the_shipped_catalogue_holds_the_types_that_the_sources_name_and_says_what_each_is(shipped):
    named = set(re.split(r";\s+", NAMED.strip()))
    assert {kind.name for kind in shipped} == named | ADDED
    assert {kind.name for kind in shipped if kind.is_training} == COURSES
    assert [kind.name for kind in shipped if not kind.description or not kind.suggested_measure] == []


def test_only_what_the_reference_data_rates_is_rated(shipped):
    rated = {
        kind.slug: (kind.impact, kind.evidence_quality, kind.cost, kind.evidence) for kind in shipped if kind.is_rated
    }
    assert rated == {
        "mentoring-one-to-one": ("", None, None, MENTORING),
        "mentoring-small-group": ("", None, None, MENTORING),
        "trauma-informed-practice": ("insufficient", None, None, ""),
    }
    for kind in shipped.exclude(evidence_source=""):
        assert (kind.evidence_source, kind.evidence_read_on) == ("Youth Endowment Fund Toolkit", "2026-11")


def test_no_dose_language_or_material_is_made_up(shipped):
    assert not shipped.exclude(usual_dose="", languages="", materials="").exists()


def test_mentoring_has_the_prevention_levels_of_their_definitions(shipped):
    levels = dict(shipped.filter(slug__startswith="mentoring").values_list("slug", "prevention_level"))
    assert levels == {
        "mentoring-one-to-one": "indicated",
        "mentoring-small-group": "targeted",
        "mentoring-large-group": "targeted",
        "mentoring-whole-school": "universal",
    }


def test_every_measure_and_type_passes_the_checks_of_its_form(shipped):
    for row in (*OutcomeMeasure.objects.all(), *shipped):
        row.full_clean()


def test_each_level_has_four_to_six_factors_of_each_kind_without_figures(shipped):
    for kind in Factor.Kind:
        for level in Factor.Level:
            assert 4 <= Factor.objects.filter(kind=kind, level=level).count() <= 6, (kind, level)
    assert not [factor.name for factor in Factor.objects.all() if re.search(r"\d|%", factor.name)]


def test_no_conversion_is_longer_than_its_range(shipped):
    converted = OutcomeMeasure.objects.exclude(conversion={})
    assert [measure.slug for measure in converted] == ["swemwbs"]
    assert list(converted.get().converted.values())[-1] == Decimal("35.00")


def test_the_shipped_file_is_read_without_a_fault():
    file = read(SHIPPED_CATALOGUE, "catalogue file")
    catalogue.check(file)
    assert file.faults == []
