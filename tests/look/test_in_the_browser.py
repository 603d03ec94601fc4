"""The look in a real browser: axe, narrow screens, the keyboard, no script, the session warning and no network."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from tests import builders

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.look.urls"),
]

WARNING = "You will be signed out in"
TITLE = "10 Days of Peace"


@pytest.fixture
def sample(desktop, sign_in, navigator):
    """The sample form, opened by a navigator, with a clock that the test moves."""
    sign_in(desktop, navigator)
    desktop.context.clock.install()
    desktop.goto("/sample/")
    return desktop


def confirm_password(page):
    page.goto(reverse("mfa_activate_totp"))
    page.get_by_label("Password", exact=True).fill(builders.PASSWORD)
    page.get_by_role("button", name="Continue").click()


def fill_in(page):
    page.get_by_label("Title").fill(TITLE)
    page.get_by_label("Session").check()
    for part, value in {"Day": "12", "Month": "March", "Year": "2021"}.items():
        page.get_by_label(part).fill(value)
    page.get_by_label("People").fill("50")


def assert_fits(page):
    too_wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    assert too_wide <= 0, f"{page.url} is {too_wide} pixels wider than the screen"


def check_at_every_width(page, axe):
    for width in (1280, 390, 320):
        page.set_viewport_size({"width": width, "height": 800})
        assert_fits(page)
        axe(page)


@pytest.mark.parametrize("name", ["account_login", "account_reset_password", "account_reset_password_done"])
def test_pages_for_strangers_are_accessible(desktop, db, axe, name):
    desktop.goto(reverse(name))
    check_at_every_width(desktop, axe)


def test_a_wrong_sign_in_is_accessible(desktop, db, axe):
    desktop.goto(reverse("account_login"))
    desktop.get_by_role("button", name="Sign in", exact=True).click()
    expect(desktop.locator(".govuk-error-summary")).to_contain_text("Enter password")
    check_at_every_width(desktop, axe)


def test_pages_about_security_are_accessible(desktop, sign_in, navigator, axe):
    sign_in(desktop, navigator)
    confirm_password(desktop)
    for name in ("mfa_index", "mfa_activate_totp", "mfa_add_webauthn", "mfa_list_webauthn", "account_change_password"):
        desktop.goto(reverse(name))
        check_at_every_width(desktop, axe)


def test_a_form_with_every_kind_of_field_and_its_errors_are_accessible(sample, axe):
    check_at_every_width(sample, axe)
    sample.get_by_role("button", name="Submit").click()
    expect(sample.get_by_role("heading", name="There is a problem")).to_be_visible()
    check_at_every_width(sample, axe)


def test_a_page_not_found_is_accessible(desktop, db, axe):
    desktop.goto("/nothing/")
    check_at_every_width(desktop, axe)


def test_the_error_summary_leads_to_the_wrong_input(sample):
    sample.get_by_label("Day").fill("12")
    sample.get_by_role("button", name="Submit").click()
    expect(sample.locator(".govuk-error-summary")).to_be_focused()
    sample.get_by_role("link", name="The date the activity took place must include a month and a year").click()
    expect(sample.get_by_label("Month")).to_be_focused()


def test_the_keyboard_skips_to_the_content(sample):
    sample.keyboard.press("Tab")
    expect(sample.get_by_role("link", name="Skip to main content")).to_be_focused()
    sample.keyboard.press("Enter")
    expect(sample.locator("#main-content")).to_be_focused()


def test_the_menu_opens_on_a_phone(phone, sign_in, navigator):
    sign_in(phone, navigator)
    phone.goto("/sample/")
    expect(phone.get_by_role("link", name="Home", exact=True)).to_be_hidden()
    phone.get_by_role("button", name="Menu").tap()
    expect(phone.get_by_role("link", name="Home", exact=True)).to_be_visible()


def test_people_sign_in_and_out_without_script(new_context, navigator):
    page = new_context(java_script_enabled=False).new_page()
    page.goto(reverse("account_login"))
    expect(page.get_by_role("button", name="Use a passkey")).to_be_hidden()
    page.get_by_label("E-mail address").fill(navigator.email)
    page.get_by_label("Password", exact=True).fill(builders.PASSWORD)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.goto("/sample/")
    expect(page.get_by_role("link", name="Home", exact=True)).to_be_visible()
    fill_in(page)
    page.get_by_role("button", name="Submit").click()
    expect(page.locator("body")).to_have_text(f"Received submit: {TITLE}")
    page.goto("/sample/")
    page.get_by_role("button", name="Sign out").click()
    expect(page.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()


def test_the_warning_before_the_session_ends_can_be_answered(sample, axe):
    sample.get_by_label("Title").fill(TITLE)
    sample.clock.fast_forward("54:00")
    expect(sample.get_by_role("alertdialog")).to_be_hidden()
    sample.clock.fast_forward("02:00")
    dialog = sample.get_by_role("alertdialog")
    expect(dialog).to_contain_text(f"{WARNING} 4 minutes")
    expect(dialog.get_by_role("button", name="Stay signed in")).to_be_focused()
    expect(dialog.get_by_role("button", name="Go back to the page")).to_be_hidden()
    axe(sample)
    with sample.expect_response("**/session/keep/") as kept:
        dialog.get_by_role("button", name="Stay signed in").click()
    assert kept.value.status == 204
    expect(dialog).to_be_hidden()
    expect(sample.get_by_label("Title")).to_have_value(TITLE)
    sample.clock.fast_forward("50:00")
    expect(dialog).to_be_hidden()


def test_escape_answers_the_warning_with_yes(sample):
    sample.clock.fast_forward("57:00")
    expect(sample.get_by_role("alertdialog")).to_be_visible()
    with sample.expect_response("**/session/keep/"):
        sample.keyboard.press("Escape")
    expect(sample.get_by_role("alertdialog")).to_be_hidden()


def test_after_the_end_what_was_typed_stays_on_the_screen(sample, axe):
    sample.get_by_label("Title").fill(TITLE)
    sample.clock.fast_forward("01:01:00")
    dialog = sample.get_by_role("alertdialog")
    expect(dialog).to_contain_text("You have been signed out")
    axe(sample)
    dialog.get_by_role("button", name="Go back to the page").click()
    expect(sample.get_by_label("Title")).to_have_value(TITLE)


def test_a_session_that_is_over_on_the_server_is_not_said_to_go_on(sample):
    sample.clock.fast_forward("57:00")
    sample.context.clear_cookies()
    sample.get_by_role("button", name="Stay signed in").click()
    expect(sample.get_by_role("alertdialog")).to_contain_text("You have been signed out")


def test_work_in_another_tab_keeps_this_one_quiet(sample):
    sample.clock.fast_forward("56:00")
    expect(sample.get_by_role("alertdialog")).to_be_visible()
    other = sample.context.new_page()
    other.goto("/sample/")
    # Both tabs run on one moved clock, so the other's fresh hour reaches beyond this one's warning.
    expect(sample.get_by_role("alertdialog")).to_be_hidden()


def test_signing_out_in_another_tab_is_said_here(sample):
    other = sample.context.new_page()
    other.goto("/sample/")
    other.get_by_role("button", name="Sign out").click()
    expect(other.get_by_role("heading", name="Sign in", exact=True)).to_be_visible()
    expect(sample.get_by_role("alertdialog")).to_contain_text("You have been signed out")


def test_the_end_of_the_longest_session_cannot_be_put_off(desktop, sign_in, navigator, settings):
    sign_in(desktop, navigator)
    settings.SESSION_LONGEST_SECONDS = 4 * 60
    desktop.goto("/sample/")
    dialog = desktop.get_by_role("alertdialog")
    expect(dialog).to_contain_text("as long as the portal allows")
    expect(dialog.get_by_role("button", name="Stay signed in")).to_be_hidden()
    dialog.get_by_role("button", name="Go back to the page").click()
    expect(dialog).to_be_hidden()


def test_a_form_is_not_sent_into_a_dead_network(sample, axe):
    fill_in(sample)
    sample.context.set_offline(True)
    sample.get_by_role("button", name="Submit").click()
    expect(sample.get_by_role("alert").filter(has_text="You are offline")).to_be_focused()
    expect(sample.get_by_label("Title")).to_have_value(TITLE)
    axe(sample)
    sample.context.set_offline(False)
    sample.clock.fast_forward("00:02")  # the button ignores a second click within one second
    sample.get_by_role("button", name="Submit").click()
    expect(sample.locator("body")).to_have_text(f"Received submit: {TITLE}")


def test_a_form_is_kept_where_the_portal_does_not_answer(sample):
    fill_in(sample)
    sample.route("**/healthz", lambda route: route.abort())
    sample.get_by_role("button", name="Submit").click()
    expect(sample.get_by_text("You are offline")).to_be_visible()


def test_a_form_is_kept_where_the_database_is_away(sample):
    fill_in(sample)
    sample.route("**/healthz", lambda route: route.fulfill(status=503, body="database unavailable"))
    sample.get_by_role("button", name="Submit").click()
    expect(sample.get_by_text("The portal cannot save just now")).to_be_visible()
    expect(sample.get_by_label("Title")).to_have_value(TITLE)


def test_the_guard_sends_the_button_that_was_pressed(sample):
    fill_in(sample)
    sample.get_by_role("button", name="Submit").click()
    expect(sample.locator("body")).to_have_text(f"Received submit: {TITLE}")


def test_the_guard_lets_the_keyboard_submit(sample):
    fill_in(sample)
    sample.get_by_label("Title").press("Enter")
    expect(sample.locator("body")).to_have_text(f"Received draft: {TITLE}")


def test_pressing_twice_sends_once(sample):
    fill_in(sample)
    sent = []
    sample.on("request", lambda request: request.method == "POST" and sent.append(request))
    sample.get_by_role("button", name="Submit").dblclick()
    expect(sample.locator("body")).to_have_text(f"Received submit: {TITLE}")
    assert len(sent) == 1


def test_paper_shows_no_navigation_but_that_the_data_is_made_up(sample):
    sample.emulate_media(media="print")
    expect(sample.get_by_text("are made up")).to_be_visible()
    expect(sample.get_by_role("link", name="Home", exact=True)).to_be_hidden()
    expect(sample.get_by_role("button", name="Submit")).to_be_hidden()
