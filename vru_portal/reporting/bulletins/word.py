"""The bulletin as a Word file: plain styles and headings, for the team that sets it anew."""

from __future__ import annotations

from collections.abc import Iterable
from io import BytesIO

from django.conf import settings
from django.utils import timezone
from docx import Document
from docx.document import Document as WordDocument
from docx.enum.style import WD_STYLE_TYPE
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.oxml.ns import qn
from docx.oxml.parser import OxmlElement
from docx.shared import Mm, Pt, RGBColor
from docx.styles.style import ParagraphStyle
from docx.text.paragraph import Paragraph

from .content import Content, Link
from .layout import Block, Card, Line, Newsletter, Place, Pulled, laid_out
from .text import whole_address

PICTURE = settings.BASE_DIR / "static/images/streets.svg"
PICTURE_IN_WORDS = "A street of houses and trees, some windows lit"
FONT, LANGUAGE = "Arial", "en-GB"
BRAND, DARK, QUIET = RGBColor(0x0B, 0x4F, 0x58), RGBColor(0x07, 0x35, 0x3B), RGBColor(0x48, 0x4F, 0x52)
A4, MARGIN = (Mm(210), Mm(297)), Mm(20)

# The style's name; size in points, colour, bold, and the space above and below it in points.
STYLES = {
    "Normal": (11, None, False, 0, 6),
    "List Bullet": (11, None, False, 0, 4),
    "Title": (32, BRAND, True, 0, 2),
    "Subtitle": (14, DARK, False, 0, 14),
    "Heading 1": (20, BRAND, True, 24, 6),
    "Heading 2": (15, BRAND, True, 18, 2),
    "Heading 3": (12, DARK, True, 12, 4),
    "Introduction": (13, DARK, False, 0, 10),
    "Figure": (11, None, False, 0, 2),
    "Note": (9, QUIET, False, 0, 6),
}
NEEDED = {"Header", "Footer", "Default Paragraph Font", "Normal Table", "No List"}
FIGURE_SIZE, SMALL_FIGURE_SIZE = Pt(18), Pt(11)


def word_of(content: Content) -> bytes:
    """Return the bulletin as a .docx file with styles, headings, links, its title and its language, en-GB."""
    paper, document, file = laid_out(content), Document(), BytesIO()
    prepare(document, paper)
    set_front(document, paper)
    for place in paper["authorities"]:
        set_place(document, place)
    set_themes(document, paper)
    set_back(document, paper)
    document.save(file)
    return file.getvalue()


def prepare(document: WordDocument, paper: Newsletter) -> None:
    """Give the file its page, styles, language and properties."""
    section = document.sections[0]
    section.page_width, section.page_height = A4
    section.left_margin = section.right_margin = section.top_margin = section.bottom_margin = MARGIN
    section.footer.paragraphs[0].text = f"{paper['title']}, {paper['area']}, {paper['period']}"
    drop_other_styles(document)
    for name in STYLES:
        set_style(document, name)
    language = document.styles.element.find(f".//{qn('w:rPrDefault')}//{qn('w:lang')}")
    language.set(qn("w:val"), LANGUAGE)
    properties = document.core_properties
    properties.title = f"{paper['title']}, {paper['area']}, {paper['period']}"
    properties.author = properties.last_modified_by = paper["unit"]
    properties.subject = f"The quarterly public summary of activity in {paper['area']}"
    properties.language, properties.comments = LANGUAGE, ""
    properties.created = properties.modified = timezone.now()


def drop_other_styles(document: WordDocument) -> None:
    """Leave the styles that are used: among 160 of the library's own nobody finds them, nor does it quickly."""
    kept = {*STYLES, *NEEDED}
    for style in list(document.styles):
        if style.name.removesuffix(" Char") not in kept:
            style.delete()


def set_style(document: WordDocument, name: str) -> None:
    size, colour, is_bold, above, below = STYLES[name]
    known = [style.name for style in document.styles]
    style = document.styles[name] if name in known else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
    assert isinstance(style, ParagraphStyle)  # noqa: S101 (for the type checker)
    style.font.name, style.font.size, style.font.bold, style.font.italic = FONT, Pt(size), is_bold, False
    if colour is not None:
        style.font.color.rgb = colour
    style.paragraph_format.space_before, style.paragraph_format.space_after = Pt(above), Pt(below)
    # A font of the theme, which the built-in headings have, would prevail.
    fonts = style.element.rPr.rFonts
    for attribute in [attribute for attribute in fonts.attrib if attribute.endswith("Theme")]:
        del fonts.attrib[attribute]


def set_front(document: WordDocument, paper: Newsletter) -> None:
    document.add_paragraph(paper["unit"], "Note")
    document.add_paragraph(paper["title"], "Title")
    document.add_paragraph(", ".join(filter(None, [paper["area"], paper["period"], paper["edition"]])), "Subtitle")
    add_picture(document)
    if paper["demonstration"]:
        document.add_paragraph().add_run(paper["demonstration"]).bold = True
    if paper["correction"]:
        document.add_heading("What was corrected", 1)
        add_paragraphs(document, paper["correction"])
    add_paragraphs(document, paper["introduction"], "Introduction")
    if paper["figures"] or paper["more_figures"]:
        document.add_heading(paper["figures_heading"], 1)
        add_figures(document, paper["figures"], paper["more_figures"])


def set_place(document: WordDocument, place: Place) -> None:
    document.add_heading(place["name"], 1)
    if place["signed_off"]:
        document.add_paragraph(place["signed_off"], "Note").paragraph_format.keep_with_next = True
    for pilot in place["pilots"]:
        set_pilot(document, pilot)


def set_pilot(document: WordDocument, pilot: Card) -> None:
    document.add_heading(pilot["name"], 2)
    if pilot["where"]:
        document.add_paragraph(pilot["where"], "Note")
    add_paragraphs(document, pilot["opening"], "Introduction")
    for block in pilot["blocks"]:
        set_block(document, block)


def set_block(document: WordDocument, block: Block) -> None:
    document.add_heading(block["heading"], 3)
    add_paragraphs(document, block["paragraphs"])
    add_figures(document, block["figures"], block["more_figures"])
    add_lines(document, block["lines"])
    for link in block["links"]:
        add_link(document.add_paragraph(style="List Bullet"), link)


def set_themes(document: WordDocument, paper: Newsletter) -> None:
    if paper["themes"]:
        document.add_heading(paper["themes_heading"], 1)
    for theme in paper["themes"]:
        document.add_heading(theme["name"], 2)
        add_paragraphs(document, theme["words"])
        for group in theme["groups"]:
            add_paragraphs(document, [f"{group['heading']}:"] if group["heading"] else [])
            add_lines(document, group["lines"])


def set_back(document: WordDocument, paper: Newsletter) -> None:
    if paper["contact"] or paper["website"]:
        document.add_heading("Contact", 1)
        add_paragraphs(document, paper["contact"])
    if paper["website"]:
        add_link(document.add_paragraph(), {"text": paper["website_name"], "address": paper["website"]})
    document.add_heading("About the figures", 1)
    add_paragraphs(document, filter(None, [paper["disclosure"]]))
    if paper["sources"]:
        document.add_paragraph("Sources:")
        add_paragraphs(document, paper["sources"], "List Bullet")
    if paper["published"]:
        document.add_paragraph(f"{paper['published']}.")


def add_paragraphs(document: WordDocument, texts: Iterable[str], style: str = "Normal") -> None:
    for text in texts:
        document.add_paragraph(text, style)


def add_figures(document: WordDocument, figures: Iterable[Pulled], more: Iterable[Pulled]) -> None:
    """Set each figure in a paragraph of its own, with its note below; the numbers of the first are large."""
    sized = [(figure, FIGURE_SIZE) for figure in figures] + [(figure, SMALL_FIGURE_SIZE) for figure in more]
    for figure, size in sized:
        paragraph = document.add_paragraph(style="Figure")
        before, number, after = figure["before"], figure["number"], figure["after"]
        paragraph.add_run(f"{before} " if before else "")
        set_off = paragraph.add_run(number)
        set_off.bold, set_off.font.size, set_off.font.color.rgb = True, size, BRAND
        paragraph.add_run(f" {after}" if number else figure["words"])
        if figure["note"]:
            paragraph.paragraph_format.keep_with_next = True
            document.add_paragraph(figure["note"], "Note")


def add_lines(document: WordDocument, lines: Iterable[Line]) -> None:
    for line in lines:
        paragraph = document.add_paragraph(style="List Bullet")
        if line["title"]:
            paragraph.add_run(f"{line['title']}: " if line["words"] else line["title"]).bold = True
        paragraph.add_run(line["words"])
        for figure in line["figures"]:
            paragraph.add_run(f" {figure}").bold = True
        if line["when"]:
            paragraph.add_run(f" ({line['when']})").font.color.rgb = QUIET


def add_link(paragraph: Paragraph, link: Link) -> None:
    """Add a link that works and looks like one; python-docx has no word for it."""
    element = OxmlElement("w:hyperlink")
    element.set(
        qn("r:id"),
        paragraph.part.relate_to(whole_address(link["address"]), RELATIONSHIP_TYPE.HYPERLINK, is_external=True),
    )
    run = paragraph.add_run(link["text"])
    run.underline, run.font.color.rgb = True, BRAND
    element.append(run._r)
    paragraph._p.append(element)


def add_picture(document: WordDocument) -> None:
    """Add the drawing of the masthead, with what it shows in words."""
    import vl_convert

    drawn = BytesIO(vl_convert.svg_to_png(PICTURE.read_text(), scale=1.5))
    shape = document.add_picture(drawn, width=A4[0] - 2 * MARGIN)
    shape._inline.docPr.set("descr", PICTURE_IN_WORDS)
    # Without these, LibreOffice keeps the picture off the margin.
    for side in ("distT", "distB", "distL", "distR"):
        shape._inline.set(side, "0")
