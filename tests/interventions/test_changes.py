"""Who changed what in an entry, and taking words out of it for good."""

from pathlib import Path

import pytest
from django.apps import apps
from django.core.files.base import ContentFile
from django.db import models
from django.urls import reverse

from interventions.models import Activity, Attachment, UnsavedEntry
from tests import builders
from tests.interventions.forms import reach_rows, typed_entry

SECRET = "Jordan Example"


@pytest.fixture
def entry(hillfields, navigator):
    return builders.activity(hillfields, by=navigator, status="returned", title="Old title", what_happened=SECRET)


def changes(client, entry):
    page = client.get(reverse("activity_changes", args=[entry.pk]))
    return [(change.by, change.what) for change in page.context["changes"]]


def test_each_change_is_told_with_who_and_what(as_user, navigator, manager, entry, hillfields):
    data = typed_entry(
        hillfields, title="New title", id=str(entry.pk), version=entry.version, on=entry.starts_on, action="draft"
    )
    data |= reach_rows((7, builders.audience()))
    as_user(navigator).post(reverse("activity_edit", args=[entry.pk]), data)
    told = changes(as_user(manager), entry)
    assert ("Nadia Navigator", ["Reach"]) in told
    assert ("Nadia Navigator", ["Title", "What happened"]) in told
    assert told[-1][1] == ["Entry made"]


def everything_stored(word):
    """Return the columns of the whole database in which a word stands."""
    found = []
    for model in apps.get_models(include_auto_created=True):
        for field in model._meta.concrete_fields:
            if isinstance(field, models.CharField | models.TextField | models.JSONField):
                rows = model._base_manager.filter(**{f"{field.name}__icontains": word})
                found += [f"{model._meta.label}.{field.name}"] if rows.exists() else []
    return found


def test_words_are_taken_out_of_the_record_and_all_that_was_kept_of_it(as_user, navigator, manager, entry):
    entry.what_happened = f"{SECRET} came twice"
    entry.save()
    builders.activity(entry.pilot, by=navigator, title="Stays")
    UnsavedEntry.objects.create(owner=navigator, activity_id=entry.pk, fields={"what_happened": [SECRET]})
    assert len(everything_stored(SECRET)) == 4
    address = reverse("activity_redact", args=[entry.pk])
    as_user(manager).post(address, {"parts": ["what_happened"], "reason": "A name was given"})
    assert everything_stored(SECRET) == []
    entry.refresh_from_db()
    assert (entry.title, entry.what_happened) == ("Old title", "[removed]")
    assert entry.steps.get().label == "Words removed"
    assert Activity.objects.filter(title="Stays").exists()


def test_words_that_only_an_earlier_version_holds_are_taken_out_too(as_user, manager, entry):
    entry.what_happened = ""
    entry.save()
    address = reverse("activity_redact", args=[entry.pk])
    as_user(manager).post(address, {"parts": ["what_happened"], "reason": "A name was given"})
    assert everything_stored(SECRET) == []
    entry.refresh_from_db()
    assert entry.what_happened == ""


def test_reasons_of_the_review_can_be_taken_out_too(as_user, manager, entry):
    entry.steps.create(move="return", from_status="submitted", to_status="returned", reason=SECRET, made_by=manager)
    address = reverse("activity_redact", args=[entry.pk])
    as_user(manager).post(address, {"parts": ["reasons", "what_happened"], "reason": "A name was given"})
    assert everything_stored(SECRET) == []


def test_a_file_is_taken_out_with_its_name(as_user, navigator, manager, entry, django_capture_on_commit_callbacks):
    file = Attachment(activity=entry, name=f"{SECRET}.txt", content_type="text/plain", size=1, added_by=navigator)
    file.file.save("x", ContentFile(b"x"))
    path = Path(file.file.path)
    address = reverse("activity_redact", args=[entry.pk])
    with django_capture_on_commit_callbacks(execute=True):
        as_user(manager).post(address, {"parts": [f"file:{file.pk}", "what_happened"], "reason": "A name was given"})
    assert everything_stored(SECRET) == []
    assert not path.exists()


def test_themes_and_partners_are_told_too(as_user, manager, entry, region):
    entry.partners.add(builders.organisation())
    assert ["Partners"] in [what for _, what in changes(as_user(manager), entry)]


def test_a_chosen_intervention_is_told_by_its_name(as_user, manager, entry):
    entry.intervention = builders.intervention(entry.pilot)
    entry.save()
    entry.intervention = None
    entry.save()
    told = [what for _, what in changes(as_user(manager), entry)]
    assert told[:2] == [["Intervention: none"], ["Intervention: Mentoring by Spark"]]


def test_an_intervention_that_was_typed_can_be_taken_out_still(as_user, manager, entry):
    entry.intervention_name = SECRET
    entry.save()
    address = reverse("activity_redact", args=[entry.pk])
    parts = {"parts": ["intervention_name", "what_happened"], "reason": "A name was given"}
    assert as_user(manager).post(address, parts).status_code == 302
    assert everything_stored(SECRET) == []


def test_taking_words_out_asks_what_and_why(as_user, manager, entry):
    response = as_user(manager).post(reverse("activity_redact", args=[entry.pk]), {})
    assert set(response.context["form"].errors) == {"parts", "reason"}
    assert "Choose what to remove" in response.content.decode()


def test_only_a_manager_of_the_authority_takes_words_out(as_user, navigator, dudley_manager, entry):
    address = reverse("activity_redact", args=[entry.pk])
    assert as_user(navigator).post(address, {"parts": ["what_happened"], "reason": "x"}).status_code == 403
    assert as_user(dudley_manager).post(address, {"parts": ["what_happened"], "reason": "x"}).status_code == 404
    entry.refresh_from_db()
    assert entry.what_happened == SECRET
