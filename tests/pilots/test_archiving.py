"""Records that are archived when they are no longer used."""

import pytest
from django.apps import apps
from django.utils import timezone

from stakeholders.models import Organisation
from tests import builders
from vru_portal.archiving import ArchivedQuerySet

ARCHIVED = [
    model
    for model in apps.get_models()
    if not model.__name__.startswith("Historical") and "archived_at" in {field.name for field in model._meta.fields}
]


@pytest.mark.parametrize("model", ARCHIVED, ids=lambda model: model._meta.label)
def test_everything_that_can_be_archived_knows_its_current_rows(model):
    assert isinstance(model.objects.all(), ArchivedQuerySet)


def test_what_is_archived_is_not_current(region):
    builders.organisation("Archived body", archived_at=timezone.now())
    kept = builders.organisation("Kept body")
    assert list(Organisation.objects.current()) == [kept]
