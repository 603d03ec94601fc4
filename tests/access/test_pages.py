"""The pages about access itself."""

import pytest
from django.test import Client, RequestFactory
from django.urls import reverse

from tests import builders
from vru_portal.access.roles import Role
from vru_portal.access.views import no_posting


def test_administrators_see_who_may_do_what(as_user, administrator):
    page = as_user(administrator).get(reverse("roles")).content.decode()

    for role in Role:
        assert f'<th scope="col" class="govuk-table__header">{role.label}</th>' in page
    assert "Review activity and outcomes that others have logged" in page
    assert page.count(">Yes<") == 30


def test_strangers_are_asked_to_sign_in(db):
    assert Client().get(reverse("roles")).url == "/account/login/?next=/roles/"


@pytest.mark.parametrize("role", [role for role in Role if role != Role.ADMINISTRATOR])
def test_other_roles_do_not_see_it(as_user, region, role):
    assert as_user(builders.posted("Other Role", role, region)).get(reverse("roles")).status_code == 403


def test_a_person_without_a_posting_is_told_whom_to_ask(db):
    request = RequestFactory().get("/")
    request.user = builders.user()
    request.session = {}
    response = no_posting(request)

    assert response.status_code == 200
    assert "You have no posting at present" in response.content.decode()
    assert "Ask an administrator" in response.content.decode()
