"""Word, Excel and PDF files: what makes one unfit to be kept.

Macros, other files inside, scripts, content fetched from elsewhere and passwords are looked for by their usual marks.
That is no virus scanner: marks that somebody took care to hide pass, and photographs inside keep their place.
"""

import io
import re
import zipfile
import zlib
from typing import NoReturn
from xml.etree import ElementTree

from django.core.exceptions import ValidationError

OFFICE = "application/vnd.openxmlformats-officedocument."
DOCX, XLSX = f"{OFFICE}wordprocessingml.document", f"{OFFICE}spreadsheetml.sheet"
MOST_PARTS = 2_000
LONGEST_UNPACKED = 100 * 1024 * 1024
LONGEST_PART_READ = 1024 * 1024

DAMAGED = "The selected file is damaged or incomplete. Try again with another copy"
WRONG_CONTENT = "The selected file is not what its name says. Save it again as {}, and try again"
PASSWORD = "The selected file is protected by a password. Remove the password and try again"  # noqa: S105 (a message)
MACROS = "The selected file has macros or other files inside it. Remove them, or save it as a PDF"
TOO_LARGE = "The selected file is too large when unpacked. Save it with fewer or smaller pictures"
ELSEWHERE = "The selected file fetches content from elsewhere. Save it as a PDF and try again"
ACTIVE_PDF = "The selected PDF has scripts, forms or other files inside it. Print it to a new PDF and try again"

ZIP_END = b"PK\x05\x06"
PARTS_REFUSED = re.compile(
    r"vbaProject|vbaData|macrosheets|activeX|embeddings/|externalLinks|oleObject|\.(?:exe|dll|js|vbs|bat|cmd|ps1|lnk)$",
    re.IGNORECASE,
)
CONTENT_TYPES_REFUSED = re.compile(r"macroEnabled|vbaProject|oleObject|activeX|externalLink", re.IGNORECASE)
# A letter has no need of an escape: "/J#61vaScript" is there to hide.
PDF_HIDDEN_NAME = re.compile(rb"/[A-Za-z0-9]*#(?:[46][1-9A-Fa-f]|[57][0-9Aa])")
PDF_STREAM = re.compile(rb">>\s*stream\r?\n")
# A document that opens at a page says /OpenAction [...]; one that acts says /OpenAction << ... or names an object.
PDF_ACTIVE = re.compile(
    rb"/(?:(?:JavaScript|JS|AA|Launch|EmbeddedFiles?|RichMedia|XFA|SubmitForm|ImportData)(?![A-Za-z0-9])"
    rb"|OpenAction(?!\s*\[))"
)
PDF_ENCRYPTED = re.compile(rb"/Encrypt(?![A-Za-z0-9])")


def refuse(message: str, code: str) -> NoReturn:
    """Raise ValidationError."""
    raise ValidationError(message, code=code)


def docx(data: bytes) -> bytes:
    """Return the Word document if it may be kept, else raise ValidationError."""
    return _office(data, DOCX, "a DOCX")


def xlsx(data: bytes) -> bytes:
    """Return the Excel workbook if it may be kept, else raise ValidationError."""
    return _office(data, XLSX, "an XLSX")


def _office(data: bytes, expected: str, name: str) -> bytes:
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as parts:
            _check_parts(parts, data)
            _check_content_types(parts, expected, name)
            _check_relations(parts)
    except (ValidationError, MemoryError):
        raise
    except Exception as error:  # hostile bytes may raise anything inside a decoder
        raise ValidationError(DAMAGED, code="damaged") from error
    return data


def _check_parts(parts: zipfile.ZipFile, data: bytes) -> None:
    """Refuse a bomb before anything is unpacked, then what has no business in a document."""
    entries = parts.infolist()
    if len(entries) > MOST_PARTS or sum(entry.file_size for entry in entries) > LONGEST_UNPACKED:
        refuse(TOO_LARGE, "bomb")
    if any(entry.flag_bits & 1 for entry in entries):
        refuse(PASSWORD, "password")
    names = [entry.filename for entry in entries]
    if any(PARTS_REFUSED.search(name) for name in names):
        refuse(MACROS, "macros")
    strange = any(name.startswith("/") or "\\" in name or ".." in name.split("/") for name in names)
    # Bytes before the first part or behind the last would be another file in the same bytes.
    is_whole = data[-22:-18] == ZIP_END and min(entry.header_offset for entry in entries) == 0
    if strange or not is_whole or len(set(map(str.lower, names))) < len(names) or parts.testzip():
        refuse(DAMAGED, "damaged")


def _check_content_types(parts: zipfile.ZipFile, expected: str, name: str) -> None:
    listed = {element.get("ContentType", "") for element in _xml(parts, "[Content_Types].xml")}
    if any(map(CONTENT_TYPES_REFUSED.search, listed)):
        refuse(MACROS, "macros")
    if f"{expected}.main+xml" not in listed:
        refuse(WRONG_CONTENT.format(name), "wrong_content")


def _check_relations(parts: zipfile.ZipFile) -> None:
    """Refuse what a document would fetch from elsewhere by itself; a link to follow is welcome."""
    for name in parts.namelist():
        if not name.lower().endswith(".rels"):
            continue
        for relation in _xml(parts, name):
            is_link = relation.get("Type", "").endswith("/hyperlink")
            if relation.get("TargetMode", "").lower() == "external" and not is_link:
                refuse(ELSEWHERE, "external")


def _xml(parts: zipfile.ZipFile, name: str) -> ElementTree.Element:
    with parts.open(name) as part:
        text = part.read(LONGEST_PART_READ).decode("utf-8-sig")
    if "<!" in text:
        refuse(DAMAGED, "damaged")
    return ElementTree.fromstring(text)  # noqa: S314 (without a document type there are no entities to expand)


def pdf(data: bytes) -> bytes:
    """Return the PDF if it is whole and none of the usual marks of active content is in it."""
    end = data.rfind(b"%%EOF")
    if end < 0 or ZIP_END in data[-65_557:] or data[end + 5 :].strip(b"\0\t\n\f\r "):
        refuse(DAMAGED, "damaged")
    visible = _pdf_objects(data)
    if PDF_ENCRYPTED.search(visible):
        refuse(PASSWORD, "password")
    if PDF_ACTIVE.search(visible) or PDF_HIDDEN_NAME.search(visible):
        refuse(ACTIVE_PDF, "active")
    return data


def _pdf_objects(data: bytes) -> bytes:
    """Return the PDF without the content of its streams, but with the objects that are packed in streams."""
    found, room = [], LONGEST_UNPACKED
    for piece in data.split(b"endstream"):
        stream = PDF_STREAM.search(piece)
        found.append(piece[: stream.start() + 2] if stream else piece)
        if stream and b"/ObjStm" in found[-1]:
            found.append(_unpacked(piece[stream.end() :], room))
            room -= len(found[-1])
    return b"\n".join(found)


def _unpacked(stream: bytes, room: int) -> bytes:
    """Return the packed objects; what cannot be looked into, or has no end, is refused."""
    try:
        unpacked = zlib.decompressobj().decompress(stream, room + 1)
    except zlib.error:
        refuse(ACTIVE_PDF, "active")
    if len(unpacked) > room:
        refuse(TOO_LARGE, "bomb")
    return unpacked
