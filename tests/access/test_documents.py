"""Every stored field is declared, and the documents that are made from the code are those in docs/."""

from dataclasses import replace
from io import StringIO

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command

from pilots.models import Pilot
from vru_portal import privacy
from vru_portal.access.models import User
from vru_portal.management.commands import write_docs


def test_every_stored_field_of_every_model_is_declared():
    assert privacy.problems() == []


def test_every_declaration_gives_a_retention():
    without = [model._meta.label for model in privacy.declared_models() if not privacy.declaration(model).retention]
    assert not without


def test_no_declaration_is_left_of_a_package_that_is_gone():
    labels = {model._meta.label for model in apps.get_models(include_auto_created=True)}
    assert set(privacy.OF_PACKAGES) <= labels


def test_a_field_that_is_not_declared_is_found(monkeypatch):
    monkeypatch.setattr(User, "privacy", replace(User.privacy, none="id is_active"))

    assert "access.User.is_demonstration is not declared" in privacy.problems()
    assert "access.HistoricalUser.is_demonstration is not declared" in privacy.problems()


def test_a_declared_field_that_does_not_exist_is_found(monkeypatch):
    monkeypatch.setattr(User, "privacy", replace(User.privacy, none=f"{User.privacy.none} shoe_size"))

    assert privacy.problems() == ["access.User.shoe_size does not exist"]


def test_a_field_of_two_classes_is_found(monkeypatch):
    monkeypatch.setattr(User, "privacy", replace(User.privacy, contact="email"))

    assert privacy.problems() == ["access.User.email is declared twice"]


def test_a_model_without_a_declaration_is_found(monkeypatch):
    monkeypatch.delattr(Pilot, "privacy")

    assert "pilots.Pilot.lead_navigator is not declared" in privacy.problems()


def test_history_and_links_follow_their_own_model():
    pilots_own = Pilot.history.model
    assert privacy.followed(pilots_own) is Pilot
    assert privacy.followed(Pilot.themes.through) is Pilot


def test_the_documents_are_up_to_date():
    call_command("write_docs", "--check")


@pytest.mark.parametrize("name", write_docs.DOCUMENTS)
def test_a_document_that_is_out_of_date_is_found_and_written(name, settings, tmp_path):
    settings.BASE_DIR = tmp_path
    (tmp_path / "docs").mkdir()
    call_command("write_docs", stdout=StringIO())
    call_command("write_docs", "--check")
    (tmp_path / "docs" / name).write_text("old")

    with pytest.raises(CommandError, match=f"docs/{name} is out of date"):
        call_command("write_docs", "--check")
    assert (tmp_path / "docs" / name).read_text() == "old"


def test_the_roles_document_says_who_may_review():
    line = next(line for line in write_docs.roles().splitlines() if "Review activity" in line)
    assert [cell.strip() for cell in line.split("|")[2:-1]] == ["", "", "yes", "", "", ""]
