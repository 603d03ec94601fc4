"""The bulletin as a Word file: headings, language, words for pictures, links."""

import re
from io import BytesIO

from docx import Document
from docx.oxml.ns import qn

from vru_portal.reporting.bulletins.word import word_of

from .newsletters import authority_part, content, figure, full_pilot, item, pilot_part

HOSTILE = "# $x$ *bold* < & > \" ' ]]> <w:p/> &amp; \\ {{ x }}"


def whole():
    themes = [{"name": "Sports", "items": [item("A boxing club opened.", title="Boxing")]}]
    return read(content(authority_part(full_pilot()), themes=themes, figures=[figure("over 200 people")]))


def read(bulletin):
    return Document(BytesIO(word_of(bulletin)))


def headings_of(document):
    styles = [(re.fullmatch(r"Heading (\d)", one.style.name), one.text) for one in document.paragraphs]
    return [(int(found[1]), text) for found, text in styles if found]


def texts_of(document):
    return [paragraph.text for paragraph in document.paragraphs]


def test_the_headings_stand_in_their_order():
    assert headings_of(whole()) == [
        (1, "The quarter in figures"),
        (1, "Coventry"),
        (2, "Hillfields"),
        (3, "Highlights"),
        (3, "Reach this quarter"),
        (3, "The network"),
        (3, "Outcomes"),
        (3, "When communities came together"),
        (3, "Work to come"),
        (3, "How to join in"),
        (1, "Across the region"),
        (2, "Sports"),
        (1, "Contact"),
        (1, "About the figures"),
    ]


def test_its_title_has_the_style_of_one():
    titles = [one.text for one in whole().paragraphs if one.style.name == "Title"]
    assert titles == ["Localities Bulletin"]


def test_it_knows_its_title_author_and_language():
    properties = whole().core_properties
    assert properties.title == "Localities Bulletin, West Midlands, January to March 2021"
    assert properties.author == "West Midlands Violence Reduction Unit"
    assert properties.language == "en-GB"
    assert "python" not in properties.comments
    languages = whole().styles.element.xpath("//w:rPrDefault//w:lang/@w:val")
    assert languages == ["en-GB"]


def test_every_picture_has_words():
    pictures = [shape._inline.docPr.get("descr") for shape in whole().inline_shapes]
    assert pictures == ["A street of houses and trees, some windows lit"]


def test_links_lead_to_where_they_say():
    document = whole()
    links = document.element.body.findall(f".//{qn('w:hyperlink')}")
    targets = [document.part.rels[link.get(qn("r:id"))].target_ref for link in links]
    assert targets == ["https://example.org/join", "https://westmidlands-vru.org"]
    assert [link.xpath("string(.//w:t)") for link in links] == ["Join the network", "westmidlands-vru.org"]


def test_a_page_of_the_portal_is_linked_with_its_site(settings):
    settings.SITE_URL = "https://portal.example.org/"
    document = read(content(authority_part(pilot_part(join=[{"text": "Join", "address": "/join/a/b/"}]))))
    targets = [relation.target_ref for relation in document.part.rels.values() if relation.is_external]
    assert "https://portal.example.org/join/a/b/" in targets


def test_only_web_pages_are_linked():
    document = read(
        content(authority_part(pilot_part(join=[{"text": "Bad", "address": "javascript:x()"}])), website="")
    )
    assert not document.element.body.findall(f".//{qn('w:hyperlink')}")


def test_figures_stand_alone_with_their_source_below():
    texts = texts_of(whole())
    place = texts.index("over 50 members")
    assert texts[place + 1] == "VRU News, issue 1 (April 2021)"


def test_every_text_comes_out_literally():
    pilot = full_pilot(HOSTILE, where=HOSTILE, opening=HOSTILE, together=HOSTILE, highlights=[item(HOSTILE)])
    texts = texts_of(read(content(authority_part(pilot), introduction=HOSTILE, correction_note=HOSTILE)))
    assert texts.count(HOSTILE) == 7


def test_control_characters_do_not_break_the_file():
    assert "before and after" in texts_of(read(content(introduction="before\x00 and\x1b after\ufffe")))


def test_a_bulletin_of_nothing_is_a_file_that_says_so():
    texts = texts_of(read(content(authority_part(pilot_part()))))
    assert "Nothing to report from this pilot for this quarter." in texts


def test_the_page_is_a4_and_the_list_of_styles_short():
    document = whole()
    assert round(document.sections[0].page_width.mm) == 210
    assert len([style for style in document.styles if style.type == 1]) < 15


def test_the_fonts_are_named_and_not_those_of_a_theme():
    styles = [style for style in whole().styles if style.type == 1 and style.name not in {"Header", "Footer"}]
    fonts = [style.element.rPr.rFonts.attrib for style in styles]
    assert {font[qn("w:ascii")] for font in fonts} == {"Arial"}
    assert not any(qn("w:asciiTheme") in font for font in fonts)
