"""What may be uploaded, checked by content, and how it is served.

Photographs are drawn anew, so that place, camera and anything hidden behind the picture are gone. Documents are stored
as they came, hence only ever downloaded, never shown, and under a policy that lets nothing in them run.
"""

import io
import re
import unicodedata
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import PurePosixPath
from typing import IO, NoReturn

import filetype
from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.uploadedfile import UploadedFile
from django.http import FileResponse
from PIL import Image, ImageOps

from vru_portal import documents
from vru_portal.documents import WRONG_CONTENT, refuse

LONGEST_NAME = 150
MOST_PIXELS = 50_000_000

LISTED = "a JPG, PNG, WebP, PDF, DOCX, XLSX, CSV or TXT"
WRONG_TYPE = f"The selected file must be {LISTED}"
MARKUP = "The selected file has web page code in it. Remove it and try again"
FORMULAS = "The selected file has formulas in it. Save the values only and try again"
NOT_UTF8 = "The selected file has characters the portal cannot read. Save it as “CSV UTF-8” or as text in UTF-8"

MARKUP_START = re.compile(
    rb"<\s*(?:!doctype|\?xml|\?php|html|head|body|svg|script|iframe|object|embed)\b", re.IGNORECASE
)
# Office wraps a document with a password in the container of its old formats.
OLD_OFFICE = b"\xd0\xcf\x11\xe0"
CONTROL = re.compile(rb"[\x00-\x08\x0b\x0e-\x1f\x7f]")
# The name of a function starts with a letter: "+44(0)121" is a telephone number.
FORMULA_CELL = re.compile(rb"(?:^|[,;\t])[ \"']*(?:=|[+\-@][^,;\t\n|]{0,200}\||[+\-@][^\W\d]\w{0,60}\()", re.MULTILINE)


@dataclass(frozen=True)
class CheckedFile:
    """A file that may be kept: its name without tricks, its type by content, and its content made safe."""

    name: str
    content_type: str
    content: ContentFile

    @property
    def size(self) -> int:
        return self.content.size


@dataclass(frozen=True)
class Type:
    """A listed type: how it is served, what its first bytes must be, and the check that returns what may be kept."""

    name: str
    content_type: str
    sniffed: frozenset[str]
    check: Callable[[bytes], bytes]


def check_upload(uploaded: UploadedFile) -> CheckedFile:
    """Return the file as it may be kept; ValidationError says in plain words why it may not."""
    name = clean_name(uploaded.name or "")
    if not uploaded.size:
        refuse("The selected file is empty", "empty")
    if uploaded.size > settings.LONGEST_FILE:
        refuse(f"The selected file is too large: it can be up to {settings.LONGEST_FILE // 1024**2} MB", "too_long")
    expected = TYPES.get(PurePosixPath(name).suffix)
    if expected is None:
        refuse(WRONG_TYPE, "wrong_type")
    uploaded.seek(0)
    data = uploaded.read(settings.LONGEST_FILE + 1)
    _check_first_bytes(data, expected)
    return CheckedFile(name, expected.content_type, ContentFile(expected.check(data), name=name))


def file_response(file: IO[bytes], name: str, content_type: str) -> FileResponse:
    """Serve a kept file so that nothing in it can run; a picture is shown, anything else downloaded."""
    known = content_type in {listed.content_type for listed in TYPES.values()}
    is_picture = known and content_type.startswith("image/")
    charset = "; charset=utf-8" if content_type.startswith("text/") else ""
    response = FileResponse(
        file,
        as_attachment=not is_picture,
        filename=clean_name(name),
        content_type=f"{content_type}{charset}" if known else "application/octet-stream",
    )
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cache-Control"] = "private, no-store"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


def clean_name(name: str) -> str:
    """Return a name that reads as before, without folders, invisible characters and second endings; 150 at most."""
    name = unicodedata.normalize("NFC", re.split(r"[/\\]", name)[-1])
    # Control and format characters (which can turn the reading direction), surrogates, private and unassigned ones.
    name = "".join(" " if unicodedata.category(c)[0] == "Z" else c for c in name if unicodedata.category(c)[0] != "C")
    name = re.sub(r'[<>:"|?*]', "_", " ".join(name.split())).strip(". ")
    stem, dot, ending = name.rpartition(".")
    if not dot:
        return name[:LONGEST_NAME] or "file"
    # "page.html.jpg" becomes "page_html.jpg"; "notes v1.2.docx" stays.
    stem = re.sub(r"\.(?=[^\W\d])", "_", stem).strip(". ") or "file"
    ending = ending.strip().lower()[:10]
    return f"{stem[: LONGEST_NAME - len(ending) - 1].rstrip('. ')}.{ending}"


def _check_first_bytes(data: bytes, expected: Type) -> None:
    if not expected.sniffed:
        return
    guess = filetype.guess(data[:8192])
    sniffed = guess.mime if guess else ""
    if sniffed in expected.sniffed:
        return
    if data.startswith(OLD_OFFICE) and documents.DOCX in expected.sniffed:
        refuse(documents.PASSWORD, "password")
    refuse(WRONG_CONTENT.format(expected.name), "wrong_content")


# Pictures ---------------------------------------------------------------------------------------------------------


def _picture(format_name: str) -> Callable[[bytes], bytes]:
    def check(data: bytes) -> bytes:
        try:
            return _drawn_anew(data, format_name)
        except (ValidationError, MemoryError):
            raise
        except Image.DecompressionBombError:
            _refuse_pixels()
        except Exception as error:  # hostile bytes may raise anything inside a decoder
            raise ValidationError(documents.DAMAGED, code="damaged") from error

    return check


def _drawn_anew(data: bytes, format_name: str) -> bytes:
    """Return the first frame, upright, as pixels only: no EXIF, no profile, nothing behind the picture."""
    with Image.open(io.BytesIO(data), formats=[format_name]) as image:
        if image.width * image.height > MOST_PIXELS:
            _refuse_pixels()
        image.load()
        upright = ImageOps.exif_transpose(image)
        transparent = upright.has_transparency_data and format_name != "JPEG"
        plain = upright.convert("RGBA" if transparent else "L" if upright.mode in {"1", "L"} else "RGB")
    plain.info.clear()
    kept = io.BytesIO()
    plain.save(kept, format_name, quality=90)
    return kept.getvalue()


def _refuse_pixels() -> NoReturn:
    refuse(f"The selected picture must have fewer than {MOST_PIXELS // 1_000_000} million pixels", "too_many_pixels")


# Text -------------------------------------------------------------------------------------------------------------


def _text(data: bytes) -> bytes:
    try:
        data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValidationError(NOT_UTF8, code="not_utf8") from error
    if CONTROL.search(data) or data.startswith((b"%PDF", b"{\\rtf")):
        refuse(WRONG_CONTENT.format("text in UTF-8"), "wrong_content")
    if MARKUP_START.search(data):
        refuse(MARKUP, "markup")
    return data


def _csv(data: bytes) -> bytes:
    _text(data)
    if FORMULA_CELL.search(data.removeprefix(b"\xef\xbb\xbf")):
        refuse(FORMULAS, "formulas")
    return data


JPEG = Type("a JPG", "image/jpeg", frozenset({"image/jpeg"}), _picture("JPEG"))
ZIPPED = frozenset({"application/zip", documents.DOCX, documents.XLSX})
TYPES = {
    ".jpg": JPEG,
    ".jpeg": JPEG,
    ".png": Type("a PNG", "image/png", frozenset({"image/png", "image/apng"}), _picture("PNG")),
    ".webp": Type("a WebP", "image/webp", frozenset({"image/webp"}), _picture("WEBP")),
    ".pdf": Type("a PDF", "application/pdf", frozenset({"application/pdf"}), documents.pdf),
    ".docx": Type("a DOCX", documents.DOCX, ZIPPED, documents.docx),
    ".xlsx": Type("an XLSX", documents.XLSX, ZIPPED, documents.xlsx),
    ".csv": Type("a CSV", "text/csv", frozenset(), _csv),
    ".txt": Type("a TXT", "text/plain", frozenset(), _text),
}
