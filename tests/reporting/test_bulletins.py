"""The desk of a bulletin: choosing, wording, signing off, publishing and correcting."""

import ast
import io
from datetime import date

import pytest
from django.core import mail
from django.db import IntegrityError, connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import timezone
from django.utils.formats import date_format
from docx import Document
from pypdf import PdfReader

from interventions.models import Activity
from interventions.redaction import redact
from stakeholders.contacts.erasing import erase_all
from tests import builders
from tests.interventions.test_changes import everything_stored
from vru_portal.access.roles import Role
from vru_portal.quarters import Quarter
from vru_portal.reporting.areas import authority_for, region_for
from vru_portal.reporting.bulletins import candidates
from vru_portal.reporting.bulletins.drawing_up import content_of, draw_up
from vru_portal.reporting.bulletins.publishing import NotReady, publish, renew_files
from vru_portal.reporting.models import Bulletin, BulletinEntry, Release, Section
from vru_portal.reporting.views import bulletin_sections

FIRST = Quarter.of(date(2021, 1, 1))
IN_IT = date(2021, 2, 3)


@pytest.fixture(autouse=True)
def files(settings, tmp_path):
    settings.MEDIA_ROOT = tmp_path


@pytest.fixture
def entry(hillfields, navigator):
    return builders.activity(
        hillfields,
        by=navigator,
        status="approved",
        starts_on=IN_IT,
        for_bulletin=True,
        title="Detached youth work",
        headline="Detached youth work reached 385 young people.",
        reach={"Young people": 385},
    )


@pytest.fixture
def draft(entry, st_james, communications, region):
    return draw_up(communications, region_for(communications, region.slug), FIRST)


@pytest.fixture
def hillfields_section(draft, hillfields):
    return draft.sections.get(pilot=hillfields)


def desk(bulletin, name="bulletin", **arguments):
    return reverse(name, kwargs={"pk": bulletin.pk, **arguments})


def of(section):
    return reverse("bulletin_section", args=[section.bulletin_id, section.pk])


def filled_in(client, section, **changes):
    """Return what the browser would send from the form of a section."""
    form = client.get(of(section)).context["form"]
    data = {name: form[name].value() for name in form.fields}
    data = {name: value for name, value in data.items() if value not in (None, False)}
    return {**data, "order": [card.candidate.key for card in form.cards], **changes}


def without(data, *names):
    return {name: value for name, value in data.items() if name not in names}


def signed(client, bulletin):
    """Sign off whatever this person may, as the desk shows it."""
    for group in client.get(desk(bulletin)).context["desk"].groups:
        if group.may_sign_off:
            data = {"authority": group.signing.authority.gss_code, "digest": group.signing.digest}
            client.post(desk(bulletin, "bulletin_sign_off"), data)


@pytest.fixture
def published(draft, as_user, communications, manager, dudley_manager):
    for person in (manager, dudley_manager):
        signed(as_user(person), draft)
    as_user(communications).post(desk(draft, "bulletin_publish"))
    draft.refresh_from_db()
    assert draft.is_published
    return draft


# Drawing up ------------------------------------------------------------------------------------------------------


def test_officer_draws_up_and_lands_on_the_desk(as_user, communications, region, entry):
    client = as_user(communications)
    data = {"area": f"region-{region.pk}", "quarter": FIRST.slug}
    answer = client.post(reverse("bulletin_draw_up"), data, follow=True)
    assert "Drawn up" not in answer.content.decode()
    assert answer.context["desk"].groups
    assert Bulletin.objects.get().drawn_up_by == communications


def test_second_draft_of_the_same_quarter_opens_the_first(as_user, communications, region, draft):
    data = {"area": f"region-{region.pk}", "quarter": FIRST.slug}
    answer = as_user(communications).post(reverse("bulletin_draw_up"), data)
    assert answer.url == desk(draft)
    assert Bulletin.objects.count() == 1


def test_other_conflict_than_a_second_draft_is_not_mistaken_for_one(
    as_user, communications, region, draft, coventry, monkeypatch
):
    def broken(*args):
        raise IntegrityError

    monkeypatch.setattr("vru_portal.reporting.bulletins.drawing_up.fill_pilots", broken)
    data = {"area": f"authority-{coventry.pk}", "quarter": FIRST.slug}
    with pytest.raises(IntegrityError):
        as_user(communications).post(reverse("bulletin_draw_up"), data)


def test_quarter_that_still_runs_is_not_offered(as_user, communications, region, entry):
    client = as_user(communications)
    quarters = dict(client.get(reverse("bulletin_draw_up")).context["form"].fields["quarter"].choices)
    assert FIRST.slug in quarters
    running = Quarter.last_closed().after.slug
    assert running not in quarters
    answer = client.post(reverse("bulletin_draw_up"), {"area": f"region-{region.pk}", "quarter": running})
    assert answer.status_code == 200
    assert answer.context["form"].errors["quarter"]


def test_manager_is_offered_their_authority_and_its_localities_alone(as_user, manager, hillfields, st_james):
    form = as_user(manager).get(reverse("bulletin_draw_up")).context["form"]
    assert [label for _, label in form.fields["area"].choices] == ["Coventry", "Hillfields, locality in Coventry"]


def test_draft_is_thrown_away_after_a_question_and_can_be_drawn_up_again(
    as_user, communications, manager, region, draft
):
    client = as_user(communications)
    signed(as_user(manager), draft)
    client.post(desk(draft, "bulletin_ask"))
    assert "Throw this draft away" in client.get(desk(draft)).content.decode()
    assert "cannot be undone" in client.get(desk(draft, "bulletin_throw_away")).content.decode()
    assert Bulletin.objects.exists()
    assert client.post(desk(draft, "bulletin_throw_away")).url == reverse("bulletins")
    assert not Bulletin.objects.exists()
    assert Bulletin.history.filter(history_type="-").get().history_user == communications
    client.post(reverse("bulletin_draw_up"), {"area": f"region-{region.pk}", "quarter": FIRST.slug})
    assert Bulletin.objects.get().sections.count() == 2


def test_published_bulletin_is_not_thrown_away_and_its_begun_correction_is(as_user, communications, published):
    client = as_user(communications)
    assert client.post(desk(published, "bulletin_throw_away")).url == desk(published)
    client.post(desk(published, "bulletin_correct"), {"note": "A figure."})
    client.post(desk(Bulletin.objects.get(edition=2), "bulletin_throw_away"))
    assert list(Bulletin.objects.all()) == [published]
    assert client.get(desk(published, "bulletin_correct")).status_code == 200


def test_draft_that_is_thrown_away_twice_is_said_to_be_gone(as_user, communications, draft):
    client = as_user(communications)
    for said in ("is thrown away", "was thrown away already"):
        page = client.post(desk(draft, "bulletin_throw_away"), follow=True)
        assert said in page.content.decode()
    assert client.get(desk(draft, "bulletin_throw_away")).status_code == 404


def test_what_was_typed_for_a_draft_that_was_thrown_away_stays_on_the_screen(
    as_user, communications, draft, hillfields_section, entry
):
    client = as_user(communications)
    section, words = of(hillfields_section), desk(draft, "bulletin_words")
    client.post(desk(draft, "bulletin_throw_away"))
    typed = {
        section: {"opening": "Mine alone.", f"words-a{entry.pk}": "Reworded."},
        words: {"introduction": "A start."},
    }
    for address, data in typed.items():
        answer = client.post(address, data)
        assert answer.status_code == 409
        assert "threw this draft away" in answer.content.decode()
        assert [text for _, text in answer.context["typed"]] == list(data.values())


def test_what_is_typed_for_a_draft_thrown_away_elsewhere_is_not_told_of(
    as_user, communications, draft, hillfields_section
):
    elsewhere = builders.posted("Una Elsewhere", Role.MANAGER, builders.region("Elsewhere", "elsewhere"))
    as_user(communications).post(desk(draft, "bulletin_throw_away"))
    assert as_user(elsewhere).post(of(hillfields_section), {"opening": "Mine."}).status_code == 404


def test_correction_that_is_sent_twice_at_once_is_begun_once(as_user, communications, published, monkeypatch):
    def refused(*args):
        raise NotReady(["Only the latest published edition can be corrected"])

    client = as_user(communications)
    monkeypatch.setattr("vru_portal.reporting.bulletins.publishing.correct", refused)
    answer = client.post(desk(published, "bulletin_correct"), {"note": "A figure."})
    assert answer.url == desk(published, "bulletin_correct")


def test_regional_draft_is_not_thrown_away_by_a_manager_of_one_authority(as_user, manager, draft):
    assert as_user(manager).post(desk(draft, "bulletin_throw_away")).status_code == 404
    assert "Throw this draft away" not in as_user(manager).get(desk(draft)).content.decode()
    assert Bulletin.objects.exists()


# Who may do what -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("role", [Role.NAVIGATOR, Role.ADVISER, Role.ANALYST, Role.ADMINISTRATOR])
def test_who_neither_draws_up_nor_signs_off_does_not_see_drafts(as_user, draft, region, role):
    client = as_user(builders.posted("Somebody Else", role, region))
    for name in ("bulletins", "bulletin_draw_up"):
        assert client.get(reverse(name)).status_code == 403
    assert client.get(desk(draft)).status_code == 403


def test_bulletin_of_another_authority_is_not_found(as_user, manager, dudley_manager, coventry, entry):
    bulletin = draw_up(manager, authority_for(manager, coventry.gss_code), FIRST)
    client = as_user(dudley_manager)
    for name in ("bulletin", "bulletin_preview", "bulletin_preview_pdf", "bulletin_words", "bulletin_publish"):
        assert client.get(desk(bulletin, name)).status_code == 404
    assert client.get(of(bulletin.sections.get())).status_code == 404
    assert client.post(desk(bulletin, "bulletin_sign_off")).status_code == 404


def test_manager_writes_the_section_of_their_authority_and_no_other(
    as_user, manager, draft, st_james, hillfields_section
):
    client = as_user(manager)
    assert client.get(of(hillfields_section)).status_code == 200
    assert client.get(of(draft.sections.get(pilot=st_james))).status_code == 403
    assert client.get(desk(draft, "bulletin_words")).status_code == 404


def test_section_of_another_bulletin_is_not_found(as_user, manager, communications, coventry, draft):
    other = draw_up(manager, authority_for(manager, coventry.gss_code), FIRST).sections.get()
    address = reverse("bulletin_section", args=[draft.pk, other.pk])
    assert as_user(communications).get(address).status_code == 404


# Choosing and wording --------------------------------------------------------------------------------------------


def test_officer_rewords_an_entry_and_the_log_stays_as_it_is(as_user, communications, entry, hillfields_section):
    client = as_user(communications)
    data = filled_in(client, hillfields_section, **{f"words-a{entry.pk}": "Youth workers met 385 young people."})
    assert client.post(of(hillfields_section), data).status_code == 302
    assert BulletinEntry.objects.get(activity=entry).words == "Youth workers met 385 young people."
    entry.refresh_from_db()
    assert entry.headline == "Detached youth work reached 385 young people."


@pytest.mark.parametrize("words", ["It reached 400 young people.", "It reached four hundred young people."])
def test_number_that_the_entry_does_not_give_is_refused_beside_its_words(
    as_user, communications, entry, hillfields_section, words
):
    client = as_user(communications)
    name = f"words-a{entry.pk}"
    answer = client.post(of(hillfields_section), filled_in(client, hillfields_section, **{name: words}))
    assert "The source does not say" in str(answer.context["form"].errors[name])
    assert words in answer.content.decode()
    assert BulletinEntry.objects.get(activity=entry).words == entry.headline


def test_number_of_the_entry_may_be_written_in_words(as_user, communications, entry, hillfields_section):
    client = as_user(communications)
    words = "Three hundred and eighty-five young people were met between 3 February 2021 and 4 March 2021, one to one."
    data = filled_in(client, hillfields_section, **{f"words-a{entry.pk}": words})
    assert client.post(of(hillfields_section), data).status_code == 302


@pytest.mark.parametrize("words", ["A talk for 3 young people.", "Three came to a talk.", "A talk for three carers."])
def test_count_that_is_too_small_is_refused(as_user, communications, hillfields, draft, hillfields_section, words):
    small = builders.activity(
        hillfields, status="approved", starts_on=IN_IT, for_bulletin=True, headline="Talk for 3.", reach={"Carers": 3}
    )
    client = as_user(communications)
    name = f"words-a{small.pk}"
    data = filled_in(client, hillfields_section, **{name: words, f"use-a{small.pk}": "on"})
    answer = client.post(of(hillfields_section), data)
    assert "too small to publish" in str(answer.context["form"].errors[name])


def test_the_same_fault_of_two_entries_reads_differently(
    as_user, communications, hillfields, draft, hillfields_section
):
    titles = ["Boxing club, 50% girls", "Street theatre {in the park}"]
    flagged = {"status": "approved", "starts_on": IN_IT, "for_bulletin": True}
    both = [builders.activity(hillfields, title=title, **flagged) for title in titles]
    client = as_user(communications)
    for words in ("", "500 people came.", "long " * 200):
        changes = {f"use-a{one.pk}": "on" for one in both} | {f"words-a{one.pk}": words for one in both}
        answer = client.post(of(hillfields_section), filled_in(client, hillfields_section, **changes))
        found = [answer.context["form"].errors[f"words-a{one.pk}"].as_text() for one in both]
        assert [title in text for title, text in zip(titles, found, strict=True)] == [True, True]


def test_what_is_not_offered_for_want_of_room_is_told(
    as_user, communications, hillfields, draft, hillfields_section, monkeypatch
):
    monkeypatch.setattr(candidates, "MOST", 2)
    monkeypatch.setattr(bulletin_sections, "MOST", 2)
    client = as_user(communications)
    told = "Not more than 2 are offered"
    added = [builders.activity(hillfields, title=f"Session {n}", status="approved", starts_on=IN_IT) for n in (1, 2, 3)]
    assert told not in client.get(of(hillfields_section)).content.decode()
    page = client.get(of(hillfields_section) + "?all")
    assert told in page.content.decode()
    assert sum(one.title in page.content.decode() for one in added) == 2
    Activity.objects.filter(pk=added[2].pk).update(for_bulletin=True)
    assert added[2].title in client.get(of(hillfields_section)).content.decode()


def test_the_form_begins_with_an_area_that_has_no_bulletin_of_the_latest_quarter(
    as_user, communications, coventry, region, entry
):
    client = as_user(communications)
    start = client.get(reverse("bulletin_draw_up")).context["form"]["area"]
    assert start.value() == f"region-{region.pk}"
    draw_up(communications, region_for(communications, region.slug), Quarter.last_closed())
    later = client.get(reverse("bulletin_draw_up")).context["form"]["area"]
    assert later.value() == f"authority-{coventry.pk}"


def test_words_in_which_somebody_is_named_are_refused(as_user, communications, entry, hillfields_section):
    client = as_user(communications)
    changes = {f"words-a{entry.pk}": "Write to jordan@example.org.", "opening": "Ring 07700 900123."}
    answer = client.post(of(hillfields_section), filled_in(client, hillfields_section, **changes))
    assert set(answer.context["form"].errors) == set(changes)


def test_numbers_of_the_section_stand_in_its_texts_and_no_others(as_user, communications, hillfields_section):
    client = as_user(communications)
    good = filled_in(client, hillfields_section, together="On 12 March 2021 at 6pm people marched for peace.")
    assert client.post(of(hillfields_section), good).status_code == 302
    bad = filled_in(client, hillfields_section, together="500 people marched for peace.")
    answer = client.post(of(hillfields_section), bad)
    assert "“500”" in str(answer.context["form"].errors["together"])


def test_unticked_entry_leaves_the_bulletin(as_user, communications, entry, hillfields_section):
    client = as_user(communications)
    client.post(of(hillfields_section), without(filled_in(client, hillfields_section), f"use-a{entry.pk}"))
    assert not BulletinEntry.objects.filter(activity=entry).exists()


def test_entries_are_moved_with_buttons_and_nothing_typed_is_lost(as_user, communications, hillfields, region, entry):
    second = builders.activity(hillfields, status="approved", starts_on=IN_IT, for_bulletin=True, headline="After.")
    bulletin = draw_up(communications, region_for(communications, region.slug), FIRST)
    section, client = bulletin.sections.get(pilot=hillfields), as_user(communications)
    data = filled_in(client, section, opening="Typed and not saved.")
    last = data["order"][-1]
    answer = client.post(of(section), {**data, "move": f"up:{last}"})
    form = answer.context["form"]
    assert [card.candidate.key for card in form.cards] == [last, data["order"][0]]
    assert "Typed and not saved." in answer.content.decode()
    assert Section.objects.get(pk=section.pk).opening == ""
    saved = {name: form[name].value() for name in form.fields if form[name].value() not in (None, False)}
    client.post(of(section), {**saved, "order": [card.candidate.key for card in form.cards]})
    words = [entry.words for entry in section.chosen.all()]
    assert words[0] == ("After." if last == f"a{second.pk}" else entry.headline)
    assert Section.objects.get(pk=section.pk).opening == "Typed and not saved."


def test_what_somebody_else_saved_meanwhile_is_not_overwritten(as_user, communications, manager, hillfields_section):
    officer, other = as_user(communications), as_user(manager)
    mine = filled_in(officer, hillfields_section, opening="Mine.")
    other.post(of(hillfields_section), filled_in(other, hillfields_section, opening="Theirs."))
    answer = officer.post(of(hillfields_section), mine)
    assert answer.status_code == 409
    assert "Mine." in answer.content.decode()
    assert "Theirs." in answer.content.decode()
    assert Section.objects.get(pk=hillfields_section.pk).opening == "Theirs."


def test_entry_that_nobody_put_forward_can_be_chosen_after_asking_for_all(
    as_user, communications, hillfields, hillfields_section
):
    quiet = builders.activity(hillfields, status="approved", starts_on=IN_IT, headline="Quiet work.")
    client = as_user(communications)
    assert "Quiet work." not in client.get(of(hillfields_section)).content.decode()
    data = filled_in(client, hillfields_section)
    shown = client.get(of(hillfields_section) + "?all")
    assert "Quiet work." in shown.content.decode()
    ticked = {**data, f"use-a{quiet.pk}": "on", f"words-a{quiet.pk}": "Quiet work."}
    assert client.post(of(hillfields_section) + "?all", ticked).status_code == 302
    assert BulletinEntry.objects.filter(activity=quiet).exists()


def test_button_that_shows_more_saves_what_was_typed(as_user, communications, hillfields, hillfields_section):
    builders.activity(hillfields, status="approved", starts_on=IN_IT, headline="Quiet work.")
    client = as_user(communications)
    assert "Save and show 1 more approved entry" in client.get(of(hillfields_section)).content.decode()
    data = filled_in(client, hillfields_section, opening="Typed before.", all="1")
    shown = client.post(of(hillfields_section), data, follow=True).content.decode()
    assert "Quiet work." in shown
    assert Section.objects.get(pk=hillfields_section.pk).opening == "Typed before."


def test_save_and_next_is_near_the_top_of_a_section(as_user, communications, hillfields_section):
    page = as_user(communications).get(of(hillfields_section)).content.decode()
    assert "Save and go to the next section" in page.split("Goes into the bulletin")[0]


def test_save_and_next_walks_through_the_sections_in_reading_order(
    as_user, communications, draft, st_james, hillfields_section
):
    client = as_user(communications)
    answer = client.post(of(hillfields_section), {**filled_in(client, hillfields_section), "next": "1"})
    assert answer.url == of(draft.sections.get(pilot=st_james))


# What is missing -------------------------------------------------------------------------------------------------


def test_desk_says_what_is_missing_and_what_is_next(as_user, communications, draft, st_james):
    shown = as_user(communications).get(desk(draft)).context["desk"]
    [row] = [row for group in shown.groups for row in group.rows if row.section.pilot == st_james]
    assert "No highlights: no entry of the quarter was approved." in [one.text for one in row.missing]
    assert not any(one.text.startswith(("Without", "Missing")) for one in row.missing), "the tag says so"
    assert len(row.missing) > 1
    assert "authorities still to be signed off" in shown.next.text
    assert shown.next.posts


def test_titles_of_another_authority_do_not_show_on_the_regions_desk(as_user, manager, dudley_manager, draft, entry):
    Activity.objects.filter(pk=entry.pk).update(status="returned")
    assert entry.title in as_user(manager).get(desk(draft)).content.decode()
    assert entry.title not in as_user(dudley_manager).get(desk(draft)).content.decode()


def test_theme_without_work_in_the_quarter_says_why_it_is_left_out(as_user, communications, region):
    region.themes.create(name="Faith")
    bulletin = draw_up(communications, region_for(communications, region.slug), FIRST)
    client = as_user(communications)
    assert "no work across the region was chosen" in client.get(desk(bulletin)).content.decode()
    page = client.get(of(bulletin.sections.get(theme__isnull=False))).content.decode()
    assert "No work across the region is recorded for this quarter" in page


def test_entry_that_was_reopened_falls_out_and_the_desk_says_so(as_user, communications, draft, entry):
    Activity.objects.filter(pk=entry.pk).update(status="returned")
    page = as_user(communications).get(desk(draft))
    assert entry.headline not in str(page.context["content"])
    assert "no longer approved" in page.content.decode()


def test_desk_makes_few_queries_whatever_it_holds(
    as_user, communications, manager, draft, hillfields, coventry, django_assert_max_num_queries
):
    draft.sign_off_requests.create(authority=coventry, asked=manager)
    for number in range(8):
        builders.activity(hillfields, status="approved", starts_on=IN_IT, for_bulletin=True, reach={"Carers": number})
    client = as_user(communications)
    client.get(desk(draft))  # a session is written once a minute
    for name in ("bulletin", "bulletin_preview", "bulletin_publish"):
        with django_assert_max_num_queries(9):
            client.get(desk(draft, name))
    with django_assert_max_num_queries(12):
        client.get(of(draft.sections.first()))


def test_empty_bulletin_is_not_published(as_user, communications, region, coventry):
    bulletin = draw_up(communications, region_for(communications, region.slug), FIRST)
    client = as_user(communications)
    assert client.get(desk(bulletin)).status_code == 200
    answer = client.post(desk(bulletin, "bulletin_publish"))
    assert answer.status_code == 409
    assert "it would be empty" in answer.content.decode()


# Signing off and publishing --------------------------------------------------------------------------------------


def test_publishing_is_refused_until_every_authority_is_signed_off(as_user, communications, manager, draft):
    signed(as_user(manager), draft)
    answer = as_user(communications).post(desk(draft, "bulletin_publish"))
    assert answer.status_code == 409
    assert answer.context["reasons"] == ["Dudley: not signed off"]
    assert not Bulletin.objects.get().is_published


def test_sign_off_lapses_when_the_section_changes(as_user, communications, manager, draft, hillfields_section):
    signed(as_user(manager), draft)
    client = as_user(communications)
    client.post(of(hillfields_section), filled_in(client, hillfields_section, opening="Something else."))
    states = [group.signing for group in client.get(desk(draft)).context["desk"].groups]
    assert [(str(state.authority), state.has_lapsed) for state in states] == [("Coventry", True), ("Dudley", False)]
    assert "Coventry: changed since it was signed off" in str(
        client.get(desk(draft, "bulletin_publish")).context["reasons"]
    )


def test_sign_off_lapses_when_a_figure_changes(as_user, communications, manager, draft, entry):
    signed(as_user(manager), draft)
    entry.reach.update(number=400)
    states = [group.signing for group in as_user(communications).get(desk(draft)).context["desk"].groups]
    assert states[0].has_lapsed


def test_manager_does_not_sign_off_what_they_have_not_seen(as_user, manager, draft, hillfields_section):
    client = as_user(manager)
    [group] = [group for group in client.get(desk(draft)).context["desk"].groups if group.may_sign_off]
    Section.objects.filter(pk=hillfields_section.pk).update(opening="Changed meanwhile.")
    data = {"authority": "E08000026", "digest": group.signing.digest}
    answer = client.post(desk(draft, "bulletin_sign_off"), data)
    assert answer.status_code == 409
    assert "has changed since you opened the page" in answer.content.decode()
    assert not draft.sign_offs.exists()


def test_officer_does_not_sign_off_and_a_manager_only_their_own_authority(as_user, communications, manager, draft):
    [dudley] = [
        group for group in as_user(manager).get(desk(draft)).context["desk"].groups if group.heading == "Dudley"
    ]
    data = {"authority": "E08000027", "digest": dudley.signing.digest}
    as_user(manager).post(desk(draft, "bulletin_sign_off"), data)
    assert as_user(communications).post(desk(draft, "bulletin_sign_off"), data).status_code == 403
    assert not draft.sign_offs.exists()


def test_who_manages_several_authorities_signs_all_of_theirs_off_at_once(as_user, region, draft):
    client = as_user(builders.posted("Regional Manager", Role.MANAGER, region))
    page = client.get(desk(draft))
    assert "Sign off all that wait for me" in page.content.decode()
    mine = page.context["desk"].mine
    assert [state.authority.name for state in mine] == ["Coventry", "Dudley"]
    client.post(desk(draft, "bulletin_sign_off"), all_of(mine))
    after = client.get(desk(draft))
    assert after.context["desk"].waiting == []
    assert [str(message) for message in after.context["messages"]] == ["Coventry and Dudley are signed off"]
    assert "Sign off all that wait for me" not in after.content.decode()


def test_nothing_is_signed_off_together_when_one_of_them_says_something_else(
    as_user, region, draft, hillfields_section
):
    client = as_user(builders.posted("Regional Manager", Role.MANAGER, region))
    mine = client.get(desk(draft)).context["desk"].mine
    Section.objects.filter(pk=hillfields_section.pk).update(opening="Changed meanwhile.")
    answer = client.post(desk(draft, "bulletin_sign_off"), all_of(mine))
    assert answer.status_code == 409
    assert "What Coventry says has changed" in answer.content.decode()
    assert not draft.sign_offs.exists()


def all_of(states):
    return {
        "authority": [state.authority.gss_code for state in states],
        "digest": [state.digest for state in states],
    }


def test_sign_off_is_withdrawn_and_the_desk_says_by_whom(as_user, communications, manager, draft):
    client = as_user(manager)
    signed(client, draft)
    assert "Withdraw the sign-off of Coventry" in client.get(desk(draft)).content.decode()
    client.post(desk(draft, "bulletin_withdraw"), {"authority": "E08000026"})
    page = as_user(communications).get(desk(draft))
    assert page.context["desk"].groups[0].signing.is_withdrawn
    assert f"Sign-off withdrawn</strong> by {manager}" in page.content.decode()
    reasons = as_user(communications).get(desk(draft, "bulletin_publish")).context["reasons"]
    assert "Coventry: sign-off withdrawn" in reasons


def test_sign_off_is_withdrawn_only_by_who_may_give_it_and_only_of_a_draft(as_user, manager, dudley_manager, published):
    as_user(manager).post(desk(published, "bulletin_withdraw"), {"authority": "E08000026"})
    assert not published.sign_offs.filter(digest="").exists()
    Bulletin.objects.update(published_at=None)
    as_user(dudley_manager).post(desk(published, "bulletin_withdraw"), {"authority": "E08000026"})
    assert not published.sign_offs.filter(digest="").exists()


def test_desk_and_list_say_who_was_asked_to_sign_off(as_user, communications, manager, draft):
    officer, asked = as_user(communications), as_user(manager)
    assert "You were asked to sign off" not in asked.get(reverse("bulletins")).content.decode()
    officer.post(desk(draft, "bulletin_ask"))
    [coventry, dudley] = officer.get(desk(draft)).context["desk"].groups
    assert [one.asked for one in coventry.asked] == [manager]
    assert dudley.asked == []
    step = officer.get(desk(draft)).context["desk"].next
    assert step.text.endswith(f"Managers were asked on {date_format(timezone.localdate(), 'j F Y')}.")
    assert step.action == "Ask them again"
    assert f"Asked: {manager} on " in officer.get(desk(draft)).content.decode()
    assert asked.get(reverse("bulletins")).context["asked"] == [draft]
    assert officer.get(reverse("bulletins")).context["asked"] == []
    signed(asked, draft)
    assert asked.get(reverse("bulletins")).context["asked"] == []
    asked.post(desk(draft, "bulletin_withdraw"), {"authority": "E08000026"})
    assert asked.get(reverse("bulletins")).context["asked"] == [draft]


def test_home_page_shows_what_waits_for_a_sign_off_until_it_is_given(as_user, communications, manager, draft):
    officer, asked = as_user(communications), as_user(manager)
    line = f'href="{desk(draft)}">1 section of a bulletin waits for your sign-off</a>'
    assert line not in asked.get("/").content.decode()
    for _ in range(2):
        officer.post(desk(draft, "bulletin_ask"))
    assert line in asked.get("/").content.decode()
    signed(asked, draft)
    assert line not in asked.get("/").content.decode()
    asked.post(desk(draft, "bulletin_withdraw"), {"authority": "E08000026"})
    assert line in asked.get("/").content.decode()


def test_home_page_of_who_draws_up_bulletins_shows_open_drafts(as_user, communications, manager, navigator, draft):
    own = draw_up(manager, authority_for(manager, "E08000026"), FIRST)
    shown = {
        person: [one.pk for one in (draft, own) if f'href="{desk(one)}"' in as_user(person).get("/").content.decode()]
        for person in (communications, manager, navigator)
    }
    assert shown == {communications: [draft.pk, own.pk], manager: [own.pk], navigator: []}
    Bulletin.objects.all().update(published_at=timezone.now(), content={})
    home = as_user(communications).get("/").content.decode()
    assert "Draft bulletins" not in home
    assert f'href="{reverse("bulletin_draw_up")}"' in home
    assert f'href="{reverse("bulletin_draw_up")}"' not in as_user(manager).get("/").content.decode()


def test_published_bulletin_says_its_address_which_stays(as_user, communications, published, settings):
    settings.SITE_URL = "https://portal.example.org"
    page = as_user(communications).get(desk(published)).content.decode()
    address = published.get_absolute_url()
    assert f'href="{address}">https://portal.example.org{address}</a>' in page
    as_user(communications).post(desk(published, "bulletin_correct"), {"note": "A word."})
    assert f'href="{address}"' in as_user(communications).get(desk(published)).content.decode(), "until the next is out"
    Bulletin.objects.filter(edition=2).update(published_at=timezone.now(), content=published.content)
    assert f'href="{published.edition_url}"' in as_user(communications).get(desk(published)).content.decode()


def test_managers_are_asked_by_an_e_mail_without_a_word_of_the_bulletin(
    as_user, communications, manager, dudley_manager, draft, django_capture_on_commit_callbacks
):
    with django_capture_on_commit_callbacks(execute=True):
        as_user(communications).post(desk(draft, "bulletin_ask"))
    assert {to for message in mail.outbox for to in message.to} == {manager.email, dudley_manager.email}
    assert all(desk(draft) in message.body and "385" not in message.body for message in mail.outbox)


def test_authority_without_a_manager_is_named_when_asking(as_user, communications, manager, draft):
    page = as_user(communications).post(desk(draft, "bulletin_ask"), follow=True).content.decode()
    assert "Nobody else can sign off Dudley" in page


def test_published_bulletin_is_frozen_with_its_files_and_its_figures_released(published, communications, entry):
    assert published.published_by == communications
    assert published.pdf.read(5) == b"%PDF-"
    assert published.word.read(2) == b"PK"
    assert published.content["authorities"][0]["signed_off"].startswith("Signed off for Coventry on ")
    assert Release.objects.get().cells
    Activity.objects.filter(pk=entry.pk).update(status="returned")
    published.refresh_from_db()
    assert entry.headline in str(published.content)


def test_released_figures_are_those_that_the_bulletin_says(published, hillfields):
    cells = Release.objects.get().cells
    assert cells[f"reach|people|individuals|Young people|pilot:{hillfields.pk}|{FIRST.slug}"] == 385
    assert not any("rest:" in key for key in cells)


def test_what_was_typed_while_somebody_else_published_stays_on_the_screen(
    as_user, communications, manager, published, hillfields, entry
):
    section, client = published.sections.get(pilot=hillfields), as_user(manager)
    typed = {"opening": "Too late.", f"words-a{entry.pk}": "Reworded too late.", f"use-a{entry.pk}": "on"}
    answer = client.post(of(section), typed)
    assert answer.status_code == 409
    page = answer.content.decode()
    for text in ("Too late.", "Reworded too late.", f"{communications} published this bulletin on"):
        assert text in page
    assert client.get(of(section)).url == desk(published)
    assert not Section.objects.filter(opening="Too late.").exists()


def test_introduction_typed_while_somebody_else_published_stays_on_the_screen(as_user, communications, published):
    answer = as_user(communications).post(desk(published, "bulletin_words"), {"introduction": "Written too late."})
    assert answer.status_code == 409
    assert "Written too late." in answer.content.decode()
    assert Bulletin.objects.get().introduction == ""


@pytest.mark.parametrize("step", ["bulletin_publish", "bulletin_ask", "bulletin_sign_off"])
def test_who_comes_second_is_told_who_published_it(as_user, communications, manager, published, step):
    client = as_user(manager if step == "bulletin_sign_off" else communications)
    answer = client.post(desk(published, step), follow=True)
    assert answer.redirect_chain == [(desk(published), 302)]
    assert f"{communications} published this bulletin on" in answer.content.decode()
    assert Release.objects.count() == 1


@pytest.mark.skipif(connection.vendor == "sqlite", reason="SQLite locks the whole file, whatever is asked")
def test_publishing_leaves_alone_who_only_refers_to_the_region(as_user, communications, manager, dudley_manager, draft):
    for person in (manager, dudley_manager):
        signed(as_user(person), draft)
    with CaptureQueriesContext(connection) as queries:
        publish(draft, communications)
    locks = [query["sql"] for query in queries if " FOR " in query["sql"] and "UPDATE" in query["sql"]]
    assert locks
    assert all("FOR NO KEY UPDATE" in sql for sql in locks)


def test_draft_of_words_that_disclosure_hides_is_not_published(
    as_user, communications, manager, dudley_manager, hillfields, region, st_james
):
    builders.activity(
        hillfields,
        status="approved",
        starts_on=IN_IT,
        for_bulletin=True,
        headline="3 carers came.",
        reach={"Carers": 3},
    )
    bulletin = draw_up(communications, region_for(communications, region.slug), FIRST)
    for person in (manager, dudley_manager):
        signed(as_user(person), bulletin)
    client = as_user(communications)
    answer = client.post(desk(bulletin, "bulletin_publish"))
    assert answer.status_code == 409
    assert "too small to publish" in answer.content.decode()
    assert client.get(desk(bulletin)).context["desk"].next.action == "Put it right"


# Correcting ------------------------------------------------------------------------------------------------------


def test_correction_is_a_new_edition_with_a_note_and_keeps_what_was_signed_off(
    as_user, communications, manager, published, hillfields
):
    client = as_user(communications)
    assert client.post(desk(published, "bulletin_correct"), {"note": ""}).context["form"].errors["note"]
    client.post(desk(published, "bulletin_correct"), {"note": "The opening line of Hillfields."})
    draft = Bulletin.objects.get(edition=2)
    assert draft.corrects == published
    assert draft.sections.count() == published.sections.count()
    section = draft.sections.get(pilot=hillfields)
    client.post(of(section), filled_in(client, section, opening="Corrected."))
    assert client.get(desk(draft, "bulletin_publish")).context["reasons"] == [
        "Coventry: changed since it was signed off"
    ]
    signed(as_user(manager), draft)
    client.post(desk(draft, "bulletin_publish"))
    assert list(Bulletin.objects.latest_editions()) == [draft]
    assert Bulletin.objects.public().count() == 2
    draft.refresh_from_db()
    assert draft.content["correction_note"] == "The opening line of Hillfields."


def test_bulletin_is_corrected_once_at_a_time_and_only_when_published(as_user, communications, draft, published):
    client = as_user(communications)
    for _ in range(2):
        client.post(desk(published, "bulletin_correct"), {"note": "A figure."})
    second = Bulletin.objects.get(edition=2)
    assert client.post(desk(second, "bulletin_correct"), {"note": "Again."}).url == desk(second)
    assert Bulletin.objects.count() == 2


# Title and introduction ------------------------------------------------------------------------------------------


def test_introduction_uses_the_numbers_of_the_bulletin_and_no_others(as_user, communications, draft):
    client = as_user(communications)
    version = client.get(desk(draft, "bulletin_words")).context["form"]["version"].value()
    data = {"title": "Localities Bulletin", "introduction": "We met 385 young people.", "version": version}
    assert client.post(desk(draft, "bulletin_words"), data).status_code == 302
    version = client.get(desk(draft, "bulletin_words")).context["form"]["version"].value()
    wrong = {**data, "introduction": "We met 390 young people.", "version": version}
    answer = client.post(desk(draft, "bulletin_words"), wrong)
    assert "“390”" in str(answer.context["form"].errors["introduction"])


def test_previews_are_a_page_a_pdf_and_a_word_file(as_user, manager, draft, entry):
    client = as_user(manager)
    assert entry.headline in client.get(desk(draft, "bulletin_preview")).content.decode()
    pdf, word = (client.get(desk(draft, name)) for name in ("bulletin_preview_pdf", "bulletin_preview_word"))
    assert pdf.content.startswith(b"%PDF-")
    assert word.content.startswith(b"PK")
    assert "draft" in pdf["Content-Disposition"]


# What is taken out for good --------------------------------------------------------------------------------------


def test_words_removed_from_an_entry_go_from_the_published_bulletin_and_its_files(published, entry, manager):
    before = published.pdf.name
    redact(entry, ["headline"], by=manager, reason="They named somebody")
    assert "385 young people." not in str(Bulletin.objects.get().content)
    assert not BulletinEntry.history.exclude(words="[removed]").exists()
    assert renew_files() == 1
    renewed = Bulletin.objects.get()
    assert renewed.pdf.name != before
    assert not renewed.pdf.storage.exists(before)
    assert renew_files() == 0


def test_nobody_reads_removed_words_on_the_public_page_or_in_its_files(client, published, entry, manager):
    page = published.get_absolute_url()
    files = [f"{published.edition_url}bulletin.{kind}" for kind in ("pdf", "docx")]
    before = [client.get(address) for address in files]
    assert "385 young people." in client.get(page).content.decode()
    redact(entry, ["headline"], by=manager, reason="They named somebody")
    assert "385 young people." not in client.get(page).content.decode()
    after = [
        client.get(address, headers={"If-None-Match": old["ETag"]}) for address, old in zip(files, before, strict=True)
    ]
    assert [answer.status_code for answer in after] == [200, 200]
    pdf, word = (b"".join(answer.streaming_content) for answer in after)
    assert "385 young people." not in " ".join(one.extract_text() for one in PdfReader(io.BytesIO(pdf)).pages)
    assert "385 young people." not in "".join(one.text for one in Document(io.BytesIO(word)).paragraphs)


def test_words_removed_from_an_entry_go_from_the_history_of_a_draft_that_was_thrown_away(
    as_user, communications, manager, draft, entry
):
    as_user(communications).post(desk(draft, "bulletin_throw_away"))
    assert BulletinEntry.history.filter(words__contains="385 young people.").exists()
    redact(entry, ["headline"], by=manager, reason="They named somebody")
    assert everything_stored("385 young people.") == []


def test_words_removed_from_an_entry_go_from_the_history_of_a_choice_that_was_unticked(draft, manager, entry):
    BulletinEntry.objects.get(activity=entry).delete()
    redact(entry, ["headline"], by=manager, reason="They named somebody")
    assert everything_stored("385 young people.") == []


COUNTED = "pupils who told Jordan Example of it"


def counted(of, after):
    """Make a record that a published bulletin tells of, in words that have to go."""
    figures = dict.fromkeys(("mean_before", "sd_before", "mean_after", "sd_after", "mean_change", "sd_change"))
    figures |= {"number_before": 12, "number_after": after, "ends_on": IN_IT, "starts_on": FIRST.start}
    share = builders.measure("Feels safe", "proportion")
    words = {"what_is_counted": COUNTED, "group_label": "Year 9"}
    return builders.outcome_record(of, status="approved", measure=share, **figures, **words)


@pytest.fixture
def outcome(draft, hillfields):
    return counted(hillfields, 24)


def test_what_a_removed_outcome_counted_goes_from_the_published_bulletin_and_its_files(
    client, outcome, published, manager
):
    addresses = [f"{published.edition_url}bulletin.{kind}" for kind in ("pdf", "docx")]
    assert COUNTED in client.get(published.get_absolute_url()).content.decode()
    before = [client.get(address)["ETag"] for address in addresses]
    redact(outcome, ["what_is_counted"], by=manager, reason="They named somebody")
    assert everything_stored("Jordan Example") == []
    page = client.get(published.get_absolute_url()).content.decode()
    assert "Feels safe: [removed]: from 30% to 60%, among 40 people" in page
    pdf, word = (
        client.get(address, headers={"If-None-Match": old}) for address, old in zip(addresses, before, strict=True)
    )
    pdf, word = (io.BytesIO(b"".join(answer.streaming_content)) for answer in (pdf, word))
    assert "Jordan Example" not in " ".join(one.extract_text() for one in PdfReader(pdf).pages)
    assert "Jordan Example" not in "".join(one.text for one in Document(word).paragraphs)


def test_what_an_outcome_counted_goes_as_it_was_worded_when_the_bulletin_came_out(outcome, published, manager):
    outcome.what_is_counted = "pupils who told of it"
    outcome.save()
    redact(outcome, ["what_is_counted"], by=manager, reason="They named somebody")
    assert everything_stored("Jordan Example") == []


@pytest.fixture
def alike(outcome):
    return counted(outcome.pilot, 28)


def test_a_record_with_the_same_words_as_a_removed_one_keeps_them(outcome, alike, published, manager):
    redact(outcome, ["what_is_counted"], by=manager, reason="They named somebody")
    said = str(Bulletin.objects.get().content)
    assert "Feels safe: [removed]: from 30% to 60%" in said
    assert f"Feels safe: {COUNTED}: from 30% to 70%" in said


def test_where_a_bulletin_does_not_say_whose_words_they_are_all_of_them_go(outcome, alike, published, manager):
    for part in published.content["authorities"]:
        for pilot in part["pilots"]:
            pilot["outcomes"] = [{"words": one["words"]} for one in pilot["outcomes"]]
    published.save()
    redact(outcome, ["what_is_counted"], by=manager, reason="They named somebody")
    assert COUNTED not in str(Bulletin.objects.get().content)


def test_a_bulletin_stays_as_it_is_when_other_words_of_an_outcome_go(outcome, published, manager):
    redact(outcome, ["group_label"], by=manager, reason="They named somebody")
    stored = Bulletin.objects.get()
    assert (stored.content, stored.version) == (published.content, published.version)


def test_draft_tells_nothing_of_an_outcome_whose_words_were_removed(outcome, draft, communications, manager):
    assert COUNTED in str(content_of(draft, communications))
    redact(outcome, ["what_is_counted"], by=manager, reason="They named somebody")
    assert "Feels safe" not in str(content_of(draft, communications))


def test_draft_with_removed_words_is_not_published(as_user, communications, manager, draft, entry):
    redact(entry, ["headline"], by=manager, reason="They named somebody")
    reasons = as_user(communications).get(desk(draft, "bulletin_publish")).context["reasons"]
    assert any("The words were removed from the entry" in reason for reason in reasons)


def test_erased_contact_goes_from_what_a_published_bulletin_says(published, coventry):
    person = builders.contact("Parveen Placeholder", of=coventry)
    text = str(published.content).replace("Detached youth work reached", "Parveen Placeholder reached")
    published.content = ast.literal_eval(text)
    published.save()
    erase_all(type(person).objects.filter(pk=person.pk))
    published.refresh_from_db()
    assert "Parveen" not in str(published.content)
    assert "Former member reached" in str(published.content)
