"""Django admin in a real browser: it keeps the content security policy, with its scripts and pickers at work."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from django.urls import reverse

from tests import builders
from tests.browser import STANDARD, describe

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


@pytest.fixture
def axe():
    """As everywhere, but axe does not load style sheets itself: for those with an @import it breaks the policy."""

    def check(page):
        options = {"runOnly": {"type": "tag", "values": STANDARD}, "preload": False}
        found = [describe(violation) for violation in Axe().run(page, options=options).response["violations"]]
        assert not found, f"{page.url} has accessibility failures:\n" + "\n".join(found)

    return check


@pytest.fixture
def office(desktop, sign_in, administrator, hillfields, dudley):
    return sign_in(desktop, administrator)


def test_the_lists_keep_the_policy_and_can_be_read_by_everybody(office, axe):
    for name in ("index", "access_user_changelist", "pilots_pilot_changelist", "access_signinevent_changelist"):
        office.goto(reverse(f"admin:{name}"))
        axe(office)


def test_the_form_of_a_user_adds_a_posting_and_picks_a_date(office, axe):
    office.goto(reverse("admin:access_user_add"))
    office.get_by_label("Full name").fill("Nina New")
    office.get_by_label("E-mail address").fill("nina.new@example.org")
    office.get_by_text("Add another Posting").click()
    office.locator("#id_postings-0-role").select_option("navigator")
    office.locator("#id_postings-0-authority").select_option(label="Coventry")
    office.locator("#postings-0 .field-starts_on a", has_text="Today").click()
    axe(office)
    office.get_by_role("button", name="Save", exact=True).click()

    office.get_by_text("An invitation has been mailed to Nina New.").wait_for()


def test_the_form_of_a_pilot_ticks_a_partner_and_adds_a_site(office, axe, hillfields):
    builders.organisation("Positive Youth Foundation")
    office.goto(reverse("admin:pilots_pilot_change", args=[hillfields.pk]))
    office.get_by_label("Positive Youth Foundation").check()
    office.get_by_text("Add another Site").click()
    office.locator("#id_sites-0-name").fill("Broad Heath School")
    axe(office)
    office.get_by_role("button", name="Save", exact=True).click()

    office.get_by_text("was changed successfully").wait_for()
    assert hillfields.partners.get().name == "Positive Youth Foundation"
    assert hillfields.sites.get().name == "Broad Heath School"


def test_the_history_of_a_record_keeps_the_policy(office, axe, hillfields):
    hillfields.aims = "Fewer injuries"
    hillfields.save()
    office.goto(reverse("admin:pilots_pilot_history", args=[hillfields.pk]))
    axe(office)
    with office.expect_navigation():
        office.locator("#change-history a").first.click()
    axe(office)
