"""What an editor writes on a theme of a region's bulletin."""

import io

import pytest
from docx import Document
from pypdf import PdfReader

from vru_portal.reporting.areas import region_for
from vru_portal.reporting.bulletins.composing import compose
from vru_portal.reporting.bulletins.content import Content
from vru_portal.reporting.bulletins.drawing_up import draw_up
from vru_portal.reporting.bulletins.layout import laid_out
from vru_portal.reporting.bulletins.missing import missing_from
from vru_portal.reporting.bulletins.pdf import pdf_of
from vru_portal.reporting.bulletins.publishing import copy_sections
from vru_portal.reporting.bulletins.word import word_of
from vru_portal.reporting.models import Bulletin

from .newsletters import content, item
from .test_bulletins import FIRST, desk, entry, filled_in, of

__all__ = ["entry"]
WORDS = "Faith groups opened their halls to youth workers in every authority."


@pytest.fixture
def faith(region, entry, st_james, communications):
    """The section of a theme without work, of a bulletin that prints 385 young people."""
    region.themes.create(name="Faith")
    return draw_up(communications, region_for(communications, region.slug), FIRST).sections.get(theme__isnull=False)


@pytest.fixture
def editor(as_user, communications):
    return as_user(communications)


def of_faith(words: str = WORDS) -> Content:
    return content(themes=[{"name": "Faith", "opening": words, "items": []}])


def written(client, section, words: str):
    return client.post(of(section), filled_in(client, section, is_included="on", opening=words))


def about(section) -> list[tuple[str, bool]]:
    bulletin = Bulletin.objects.get(pk=section.bulletin_id)
    return [(one.text, one.stops) for one in missing_from(bulletin, compose(bulletin)) if one.about == "Faith"]


def test_words_on_a_theme_without_work_are_printed(editor, faith):
    assert written(editor, faith, WORDS).status_code == 302
    assert compose(faith.bulletin).content["themes"] == [{"name": "Faith", "opening": WORDS, "items": []}]
    preview = editor.get(desk(faith.bulletin, "bulletin_preview")).content.decode()
    assert "Across the region" in preview
    assert WORDS in preview
    assert "Words on the theme" in editor.get(desk(faith.bulletin)).content.decode()


def test_form_of_a_theme_asks_for_nothing_of_a_pilot(editor, faith):
    form = editor.get(of(faith)).context["form"]
    assert [(name, str(form[name].label)) for name in form.fields if name not in {"version", "is_included"}] == [
        ("opening", "Words on the theme")
    ]


def test_words_on_a_theme_stand_in_the_pdf_and_in_word():
    pages = PdfReader(io.BytesIO(pdf_of(of_faith()))).pages
    assert WORDS in " ".join(" ".join(page.extract_text() for page in pages).split())
    assert WORDS in [paragraph.text for paragraph in Document(io.BytesIO(word_of(of_faith()))).paragraphs]


def test_words_stand_before_the_work_on_the_theme():
    part = {"name": "Faith", "opening": WORDS, "items": [item("A vigil was held.")]}
    (topic,) = laid_out(content(themes=[part]))["themes"]
    assert topic["words"] == [WORDS]
    assert [line["words"] for group in topic["groups"] for line in group["lines"]] == ["A vigil was held."]


def test_bulletin_from_before_there_were_words_on_themes_is_still_shown():
    (topic,) = laid_out(content(themes=[{"name": "Faith", "items": [item("A vigil was held.")]}]))["themes"]
    assert topic["words"] == []


@pytest.mark.parametrize(
    ("words", "why"),
    [
        ("Over 900 came to its vigils.", "The rest of the bulletin does not say “900”"),
        ("Only three young people came.", "too small to publish"),
        ("Ring Dora on 07700 900123.", "looks like"),
    ],
)
def test_words_that_may_not_be_published_are_refused(editor, faith, words, why):
    page = written(editor, faith, words)
    assert page.status_code == 200
    assert why in str(page.context["form"].errors["opening"])
    assert words in page.content.decode()
    faith.refresh_from_db()
    assert faith.opening == ""


def test_words_may_say_what_a_pilot_of_the_region_is_told_of(editor, faith):
    assert written(editor, faith, "The work with 385 young people began in halls of worship.").status_code == 302


def test_number_that_is_no_longer_printed_stops_the_bulletin(faith):
    faith.is_included, faith.opening = True, "Over 900 came to its vigils."
    faith.save()
    ((text, stops),) = about(faith)
    assert text.startswith("Words on the theme: The rest of the bulletin does not say")
    assert stops


def test_theme_without_work_and_words_is_left_out(faith):
    faith.is_included = True
    faith.save()
    assert about(faith) == [("Nothing was chosen or written: the theme is left out.", False)]
    assert compose(faith.bulletin).content["themes"] == []


def test_a_correction_begins_with_the_words(faith):
    faith.is_included, faith.opening = True, WORDS
    faith.save()
    stored = Bulletin.objects.get(pk=faith.bulletin_id)
    draft = Bulletin.objects.create(
        region=stored.region, starts_on=stored.starts_on, edition=2, corrects=stored, correction_note="A word"
    )
    copy_sections(stored, draft)
    assert draft.sections.get(theme=faith.theme).opening == WORDS
