"""What a browser sends from the forms of outcome records."""

from datetime import timedelta
from uuid import uuid4

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone

from interventions.models import OutcomeRecord
from tests import builders
from tests.outcomes.files import METRIC, csv_file

CONVERSION = {str(raw): score for raw, score in enumerate(METRIC, 7)}
PAIRS = [(18 + n % 9, 20 + (n * 5) % 11) for n in range(40)]


def swemwbs():
    return builders.measure(
        "Short Warwick-Edinburgh Mental Wellbeing Scale",
        slug="swemwbs",
        short_name="SWEMWBS",
        lowest=7,
        highest=35,
        conversion=CONVERSION,
        meaningful_change="3.00",
    )


def address_of(name, pilot, measure=None, **about):
    query = "&".join(f"{key}={value}" for key, value in ({"measure": measure.slug} if measure else {} | about).items())
    return reverse(name, args=[pilot.authority.gss_code, pilot.slug]) + (f"?{query}" if query else "")


def day(name, on):
    return {f"{name}_day": on.day, f"{name}_month": on.month, f"{name}_year": on.year}


def typed(action="submit", **fields):
    """Return a post of the summary of 40 people on a scale from 0 to 40; ``fields`` override single fields."""
    today = timezone.localdate()
    data = {
        "id": str(uuid4()),
        "what_is_counted": "pupils who feel safe at school",  # asked unless the measure is a scale
        "group_label": "Year 9 mentees",
        **day("starts_on", today - timedelta(days=120)),
        **day("ends_on", today - timedelta(days=10)),
        "started": "45",
        "measured_before": "42",
        "measured_after": "41",
        "measured_both": "40",
        "is_paired": "on",
        "mean_before": "20.0",
        "sd_before": "4.0",
        "mean_after": "22.0",
        "sd_after": "4.2",
        "mean_change": "2.0",
        "sd_change": "3.0",
        "source": "Questionnaires at the first and last session",
        "quality_notes": "",
        "action": action,
    }
    return {name: value for name, value in (data | fields).items() if value is not None}


FIGURES = ["is_paired", "mean_before", "sd_before", "mean_after", "sd_after", "mean_change", "sd_change"]


def with_sheet(sheet=None, **fields):
    """Return a post of the upload of 40 pairs."""
    told = dict.fromkeys(["measured_before", "measured_after", "measured_both", *FIGURES])
    return typed("draft", **told | {"sheet": sheet_of(PAIRS) if sheet is None else sheet} | fields)


def sheet_of(pairs):
    return csv_file(["before", "after"], *pairs)


def text_sheet(text, name="scores.csv"):
    return SimpleUploadedFile(name, text.encode())


def errors(response):
    """Return what is said beside each field."""
    return {name: list(found) for name, found in response.context["form"].errors.items()}


def only_record():
    return OutcomeRecord.objects.for_page().get()
