"""The bulletin as a PDF: tagged, in order, and literally what was written, whatever that was."""

import time
from io import BytesIO

import pytest
from pypdf import PdfReader

from vru_portal.reporting.bulletins import pdf
from vru_portal.reporting.bulletins.pdf import pdf_of

from .newsletters import authority_part, content, figure, full_pilot, item, pilot_part

HOSTILE = '#link("x") $y$ *bold* _em_ \\ < & > " \' `raw` @ref //c /*c*/ [x] = h {{ x }} {% x %} <script>a</script>'


def read(made: bytes) -> PdfReader:
    return PdfReader(BytesIO(made))


def text_of(made: bytes) -> str:
    return " ".join(" ".join(page.extract_text() for page in read(made).pages).split())


def tags_of(made: bytes) -> list[str]:
    """Return the names of the elements of the structure tree, in reading order."""
    found: list[str] = []

    def walk(node) -> None:
        node = node.get_object() if hasattr(node, "get_object") else node
        if isinstance(node, list):
            for part in node:
                walk(part)
        elif isinstance(node, dict):
            found.extend([node["/S"]] if "/S" in node else [])
            walk(node.get("/K", []))

    walk(read(made).trailer["/Root"]["/StructTreeRoot"]["/K"])
    return found


def headings_of(made: bytes) -> list[tuple[int, str]]:
    """Return the bookmarks, which are the headings, each with its level."""
    reader = read(made)

    def walk(outline, level):
        for entry in outline:
            if isinstance(entry, list):
                yield from walk(entry, level + 1)
            else:
                yield level, entry.title

    return list(walk(reader.outline, 1))


def whole() -> bytes:
    themes = [{"name": "Sports", "items": [item("A boxing club opened.", title="Boxing")]}]
    return pdf_of(content(authority_part(full_pilot()), themes=themes, figures=[figure("over 200 people")]))


def test_it_is_tagged_with_a_title_and_a_language():
    root = read(whole()).trailer["/Root"]
    assert root["/MarkInfo"]["/Marked"]
    assert root["/Lang"] == "en-GB"
    assert root["/ViewerPreferences"]["/DisplayDocTitle"]
    assert read(whole()).metadata.title == "Localities Bulletin, West Midlands, January to March 2021"
    assert read(whole()).metadata.author == "West Midlands Violence Reduction Unit"
    assert b"pdfuaid:part>1<" in root["/Metadata"].get_data()


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


def test_tags_name_headings_lists_and_links_and_skip_no_level():
    tags = tags_of(whole())
    levels = [int(tag[2:]) for tag in tags if tag in {"/H1", "/H2", "/H3"}]
    assert len(levels) == 14
    assert all(after <= before + 1 for before, after in zip([0, *levels], levels, strict=False))
    assert {"/Title", "/L", "/LI", "/Link"} <= set(tags)


def test_the_drawing_is_decoration_and_no_figure_without_words():
    assert "/Figure" not in tags_of(whole())


def test_every_text_comes_out_literally():
    pilot = full_pilot(HOSTILE, where=HOSTILE, opening=HOSTILE, together=HOSTILE, highlights=[item(HOSTILE)])
    made = pdf_of(content(authority_part(pilot), introduction=HOSTILE, edition=2, correction_note=HOSTILE))
    assert "".join(text_of(made).split()).count("".join(HOSTILE.split())) == 7
    assert (2, HOSTILE) in headings_of(made)


def test_control_characters_are_left_out():
    assert "before and after" in text_of(pdf_of(content(introduction="before\x00\x07 and\x1b after\ud800\uffff")))


def test_text_from_right_to_left_is_set():
    assert "ברוכים" in text_of(pdf_of(content(introduction="ברוכים הבאים"))).replace("\u200f", "")


def test_letters_that_the_fonts_lack_are_named_instead_of_shown_as_boxes():
    made = text_of(pdf_of(content(introduction="Welcome: ਜੀ ਆਇਆਂ ਨੂੰ everybody 😀 খ")))
    assert "Welcome: [Gurmukhi letters: see the web page] everybody [Bengali letters: see the web page]" in made


def test_only_web_pages_are_linked():
    joins = [{"text": "Join", "address": "https://example.org/join?a=1"}, {"text": "Bad", "address": "javascript:x()"}]
    made = read(pdf_of(content(authority_part(pilot_part(join=joins)))))
    links = [note.get_object()["/A"]["/URI"] for page in made.pages for note in page.get("/Annots", [])]
    assert sorted(links) == ["https://example.org/join?a=1", "https://westmidlands-vru.org"]


def test_a_page_of_the_portal_is_linked_with_its_site(settings):
    settings.SITE_URL = "https://portal.example.org/"
    made = read(pdf_of(content(authority_part(pilot_part(join=[{"text": "Join", "address": "/join/a/b/"}])))))
    links = [note.get_object()["/A"]["/URI"] for page in made.pages for note in page.get("/Annots", [])]
    assert "https://portal.example.org/join/a/b/" in links


def test_the_words_are_set_in_the_font_of_the_set_up():
    fonts = {font["/BaseFont"] for page in read(whole()).pages for font in fonts_on(page)}
    assert fonts
    assert all("Arimo" in font for font in fonts)


def fonts_on(page):
    return [font.get_object() for font in page["/Resources"]["/Font"].values()]


def test_a_missing_font_is_named_and_never_replaced(monkeypatch, tmp_path):
    monkeypatch.setattr(pdf, "FONTS", tmp_path / "none")
    with pytest.raises(FileNotFoundError, match="make build"):
        pdf_of(content())


def test_a_word_wider_than_its_column_is_broken_and_stays_in_it():
    made = read(pdf_of(content(authority_part(pilot_part(opening="a" * 200)))))
    rows = [row for row in made.pages[0].extract_text().replace("\u200b", "").splitlines() if "aaaa" in row]
    assert len(rows) > 2


def test_a_bulletin_of_nothing_is_a_page_that_says_so():
    made = pdf_of(content(authority_part(pilot_part())))
    assert "Nothing to report from this pilot for this quarter." in text_of(made)
    assert len(read(made).pages) == 1


def test_figures_that_are_all_hidden_are_given_in_words():
    hidden = [figure("fewer than 6 residents"), figure("fewer than 6 students")]
    made = text_of(pdf_of(content(authority_part(pilot_part(reach=hidden)), figures=hidden)))
    assert made.count("fewer than 6 residents") == 2


def test_thirty_pilots_all_come_out():
    pilots = [full_pilot(f"Pilot number {number}") for number in range(30)]
    named = [name for level, name in headings_of(pdf_of(content(authority_part(*pilots)))) if level == 2]
    assert named == [f"Pilot number {number}" for number in range(30)]


@pytest.mark.parametrize("number", [1, 2, 3, 5, 8])
def test_the_columns_of_the_last_page_are_equally_full(number):
    made = pdf_of(content(authority_part(*[full_pilot(f"Pilot number {one}") for one in range(number)])))
    heights = {"left": [], "right": []}

    def note(text, page, at, *rest):
        if text.strip():
            x, y = page[0] * at[4] + page[4], page[3] * at[5] + page[5]
            heights["left" if x < 297 else "right"].append((y, text.strip()))

    read(made).pages[-1].extract_text(visitor_text=note)
    back = next(y for y, text in heights["left"] if text.startswith("Contact"))
    lowest = {side: min(y for y, _ in found if y > back) for side, found in heights.items() if found}
    assert len(lowest) == 2
    assert abs(lowest["left"] - lowest["right"]) < 150
    assert min(lowest.values()) - back < 60


def test_text_is_set_as_large_as_its_pages_allow():
    few = pdf_of(content(authority_part(full_pilot())))
    sizes = []
    read(few).pages[0].extract_text(visitor_text=lambda text, _, at, font, size: sizes.append(round(size * at[0], 1)))
    assert 11.5 in sizes


def test_ten_pilots_take_less_than_two_seconds():
    bulletin = content(authority_part(*[full_pilot(f"Pilot {number}") for number in range(10)]))
    pdf_of(bulletin)
    started = time.process_time()
    pdf_of({**bulletin, "title": "Another title"})
    assert time.process_time() - started < 2


def test_a_draft_of_made_up_activity_says_so():
    assert "activity that is made up" in text_of(pdf_of(content(is_demonstration=True)))
    assert "made up" not in text_of(pdf_of(content()))
