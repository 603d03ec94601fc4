"""Uploaded files: what is listed passes, what pretends is refused, nothing private stays in a picture."""

import io
import zipfile
import zlib
from contextlib import suppress

import openpyxl
import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import override_settings
from hypothesis import given, settings
from hypothesis import strategies as st
from PIL import ExifTags, Image, PngImagePlugin

from vru_portal import documents, files
from vru_portal.files import check_upload, clean_name, file_response

SECRET = b"SECRET-PAYLOAD"


def checked(name, data):
    return check_upload(SimpleUploadedFile(name, data))


def refused(name, data):
    with pytest.raises(ValidationError) as refusal:
        checked(name, data)
    return refusal.value.code


def picture(format_name="JPEG", size=(40, 20), mode="RGB", colour=None, **options):
    data = io.BytesIO()
    Image.new(mode, size, colour or "red").save(data, format_name, **options)
    return data.getvalue()


def exif_with_place(orientation=1):
    exif = Image.Exif()
    exif[ExifTags.Base.Make], exif[ExifTags.Base.Orientation] = "Example Camera", orientation
    exif.get_ifd(ExifTags.IFD.GPSInfo).update({1: "N", 2: (52.0, 24.0, 30.0), 3: "W", 4: (1.0, 30.0, 0.0)})
    return exif


def zipped(parts, **options):
    data = io.BytesIO()
    with zipfile.ZipFile(data, "w", zipfile.ZIP_DEFLATED, **options) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return data.getvalue()


def office_parts(main_type=documents.DOCX, more="", **parts):
    return {
        "[Content_Types].xml": '<?xml version="1.0" encoding="UTF-8"?><Types xmlns='
        '"http://schemas.openxmlformats.org/package/2006/content-types">'
        f'<Override PartName="/word/document.xml" ContentType="{main_type}.main+xml"/>{more}</Types>',
        "word/document.xml": "<document>Ten days of peace</document>",
        **parts,
    }


def docx(more="", **parts):
    return zipped(office_parts(more=more, **parts))


def xlsx():
    data = io.BytesIO()
    book = openpyxl.Workbook()
    book.active.append(["Session", 12])
    book.save(data)
    return data.getvalue()


def relations(kind, target, mode="External"):
    return (
        '<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships"><Relationship Id="r1" '
        f'Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/{kind}" Target="{target}" '
        f'TargetMode="{mode}"/></Relationships>'
    )


def pdf(catalogue=b"", stream=b"", dictionary=b"", end=b"%%EOF\n"):
    return (
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R "
        + catalogue
        + b" >>\nendobj\n2 0 obj\n<< /Type /Pages /Kids [] /Count 0 >>\nendobj\n3 0 obj\n<< /Length 9 "
        + dictionary
        + b" >>\nstream\n"
        + stream
        + b"\nendstream\nendobj\ntrailer << /Root 1 0 R >>\nstartxref\n0\n"
        + end
    )


GOOD = {
    "photo.jpg": picture(),
    "photo.JPEG": picture(),
    "photo.png": picture("PNG"),
    "photo.webp": picture("WEBP"),
    "register.pdf": pdf(),
    "report.docx": docx(),
    "figures.xlsx": xlsx(),
    "figures.csv": "Date,People\r\n2021-03-12,25\r\n".encode("utf-8-sig"),
    "notes.txt": "Zażółć: 25 people 🙂\n".encode(),
}
CONTENT_TYPES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "pdf": "application/pdf",
    "docx": documents.DOCX,
    "xlsx": documents.XLSX,
    "csv": "text/csv",
    "txt": "text/plain",
}


@pytest.mark.parametrize("name", GOOD)
def test_listed_types_pass(name):
    file = checked(name, GOOD[name])
    ending = name.rsplit(".")[-1].lower()
    assert file.name == f"{name.split('.')[0]}.{ending}"
    assert file.content_type == CONTENT_TYPES[ending]
    assert file.size == len(file.content.read()) > 0


@pytest.mark.parametrize("name", ["report.docx", "figures.xlsx", "register.pdf", "figures.csv", "notes.txt"])
def test_documents_are_kept_as_they_came(name):
    assert checked(name, GOOD[name]).content.read() == GOOD[name]


# A wrong file -----------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("data_name", GOOD)
@pytest.mark.parametrize("name", ["a.jpg", "a.png", "a.webp", "a.pdf", "a.docx", "a.xlsx"])
def test_a_name_that_does_not_match_the_content_is_refused(name, data_name):
    if CONTENT_TYPES[name[2:]] != CONTENT_TYPES[data_name.split(".")[1].lower()]:
        assert refused(name, GOOD[data_name]) == "wrong_content"


@pytest.mark.parametrize("data_name", ["photo.jpg", "photo.png", "photo.webp", "report.docx", "register.pdf"])
@pytest.mark.parametrize("name", ["a.csv", "a.txt"])
def test_a_binary_file_is_not_text(name, data_name):
    assert refused(name, GOOD[data_name]) in {"wrong_content", "not_utf8"}


@pytest.mark.parametrize(
    "name",
    ["a.svg", "a.html", "a.exe", "a.jpg.exe", "invoice.pdf.scr", "a.docm", "a.zip", "a.heic", "a.gif", "a", ".jpg"],
)
def test_other_types_are_refused_whatever_they_hold(name):
    assert refused(name, GOOD["photo.jpg"]) == "wrong_type"


@pytest.mark.parametrize(
    "data", [b"MZ\x90\x00\x03", b"\x7fELF\x02\x01\x01", b"<svg xmlns='x' onload='x'/>", b"GIF89a\1\0"]
)
@pytest.mark.parametrize("name", ["a.jpg", "a.pdf", "a.docx", "a.txt", "a.csv"])
def test_programs_and_active_pictures_are_refused_under_any_name(name, data):
    assert refused(name, data) in {"wrong_content", "markup", "not_utf8"}


def test_an_empty_file_is_refused_in_plain_words():
    with pytest.raises(ValidationError, match="The selected file is empty"):
        checked("a.jpg", b"")


def test_a_file_of_eleven_megabytes_is_refused_with_the_limit():
    with pytest.raises(ValidationError, match="can be up to 10 MB"):
        checked("a.txt", b"x" * 11 * 1024**2)


def test_a_file_at_the_limit_passes():
    assert checked("a.txt", b"x" * 10 * 1024**2).size == 10 * 1024**2


# Pictures ---------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP"])
def test_place_and_camera_are_gone(format_name):
    before = picture(format_name, exif=exif_with_place())
    assert Image.open(io.BytesIO(before)).getexif().get_ifd(ExifTags.IFD.GPSInfo)
    kept = checked(f"a.{format_name.lower()}", before).content.read()
    after = Image.open(io.BytesIO(kept))
    assert not after.getexif()
    assert not {"exif", "xmp", "icc_profile", "comment"} & set(after.info)
    assert b"Example Camera" not in kept


def test_comments_profiles_and_text_are_gone():
    text = PngImagePlugin.PngInfo()
    text.add_text("Author", SECRET.decode())
    text.add_itxt("XML:com.adobe.xmp", SECRET.decode())
    for name, data in {
        "a.png": picture("PNG", pnginfo=text, icc_profile=SECRET),
        "a.jpg": picture(comment=SECRET, icc_profile=SECRET, xmp=SECRET),
        "a.webp": picture("WEBP", xmp=SECRET, icc_profile=SECRET),
    }.items():
        assert SECRET in data
        assert SECRET not in checked(name, data).content.read()


@pytest.mark.parametrize("format_name", ["JPEG", "PNG", "WEBP"])
def test_what_hides_behind_a_picture_is_gone(format_name):
    hidden = picture(format_name) + b"<?php " + SECRET + zipped({"x": SECRET})
    kept = checked(f"a.{format_name.lower()}", hidden).content.read()
    assert SECRET not in kept
    assert documents.ZIP_END not in kept


def test_a_picture_on_its_side_is_turned_upright():
    kept = checked("a.jpg", picture(size=(40, 20), exif=exif_with_place(orientation=6))).content
    assert Image.open(kept).size == (20, 40)


def test_transparency_stays():
    kept = Image.open(checked("a.png", picture("PNG", mode="RGBA", colour=(255, 0, 0, 0))).content)
    assert kept.getpixel((0, 0)) == (255, 0, 0, 0)


@pytest.mark.parametrize("mode", ["1", "L", "LA", "P", "RGB", "RGBA", "I;16"])
def test_every_kind_of_png_passes(mode):
    assert Image.open(checked("a.png", picture("PNG", mode=mode, colour=1)).content).size == (40, 20)


@pytest.mark.parametrize("mode", ["L", "RGB", "CMYK"])
def test_every_kind_of_jpg_passes(mode):
    assert Image.open(checked("a.jpg", picture(mode=mode, colour=1)).content).mode in {"L", "RGB"}


def test_of_an_animation_the_first_frame_is_kept():
    frames = [Image.new("RGB", (10, 10), colour) for colour in ("red", "blue")]
    for format_name in ("PNG", "WEBP"):
        data = io.BytesIO()
        frames[0].save(data, format_name, save_all=True, append_images=frames[1:], duration=100, lossless=True)
        kept = Image.open(checked(f"a.{format_name.lower()}", data.getvalue()).content)
        assert getattr(kept, "n_frames", 1) == 1
        assert kept.convert("RGB").getpixel((5, 5))[0] > 200


@pytest.mark.parametrize("name", ["photo.jpg", "photo.png", "photo.webp"])
def test_a_picture_cut_short_is_refused(name):
    big = picture(name.split(".")[1].replace("jpg", "jpeg"), size=(400, 400))
    assert refused(name, big[: len(big) // 2]) == "damaged"


def test_too_many_pixels_are_refused_before_they_are_unpacked():
    assert refused("a.png", picture("PNG", size=(10_000, 5_001), mode="1", colour=1)) == "too_many_pixels"
    header = picture("PNG", size=(1, 1))
    claim = header[:16] + (60_000).to_bytes(4, "big") * 2 + header[24:29]
    bomb = claim + zlib.crc32(claim[12:29]).to_bytes(4, "big") + header[33:]
    assert refused("a.png", bomb) == "too_many_pixels"


@settings(deadline=None, max_examples=60)
@given(
    st.sampled_from(["photo.jpg", "photo.png", "photo.webp"]), st.integers(12, 400), st.binary(min_size=1, max_size=20)
)
def test_no_broken_picture_raises_anything_but_a_message(name, place, damage):
    data = GOOD[name]
    with suppress(ValidationError):
        checked(name, data[:place] + damage + data[place + len(damage) :])


# Word and Excel ---------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "part",
    [
        "word/vbaProject.bin",
        "xl/macrosheets/sheet1.xml",
        "word/activeX/activeX1.bin",
        "word/embeddings/oleObject1.bin",
        "x.exe",
    ],
)
def test_macros_and_files_inside_are_refused(part):
    assert refused("a.docx", docx(**{part: "x"})) == "macros"


def test_a_macro_type_is_refused_even_when_its_part_is_renamed():
    more = '<Override PartName="/word/x.xml" ContentType="application/vnd.ms-office.vbaProject"/>'
    assert refused("a.docx", docx(more)) == "macros"
    macro = "application/vnd.ms-word.document.macroEnabled"
    assert refused("a.docx", zipped(office_parts(main_type=macro))) == "macros"


def test_content_from_elsewhere_is_refused_but_links_pass():
    template = relations("attachedTemplate", "https://example.org/x.dotm")
    assert refused("a.docx", docx(**{"word/_rels/settings.xml.rels": template})) == "external"
    hidden = relations("image", "https://example.org/x.png", mode="&#69;xternal")
    assert refused("a.docx", docx(**{"word/_rels/document.xml.rels": hidden})) == "external"
    link = relations("hyperlink", "https://example.org/")
    assert checked("a.docx", docx(**{"word/_rels/document.xml.rels": link}))


def test_a_zip_bomb_is_refused_before_it_is_unpacked():
    assert refused("a.docx", docx(**{"word/media/a.xml": b"\0" * (101 * 1024**2)})) == "bomb"
    assert refused("a.docx", docx(**{f"word/{number}.xml": "x" for number in range(2_001)})) == "bomb"


def test_a_zip_that_is_no_document_is_refused():
    assert refused("a.docx", zipped({"a.txt": "x"})) == "damaged"
    assert refused("a.docx", zipped({"[Content_Types].xml": "<Types/>"})) == "wrong_content"
    assert refused("a.docx", zipped({"[Content_Types].xml": '<!DOCTYPE x [<!ENTITY a "b">]><Types/>'})) == "damaged"
    assert refused("a.docx", zipped({"[Content_Types].xml": "not XML"})) == "damaged"


def test_a_document_with_a_password_is_refused_in_plain_words():
    encrypted = bytearray(docx())
    encrypted[encrypted.index(b"PK\x01\x02") + 8] |= 1
    assert refused("a.docx", bytes(encrypted)) == "password"
    assert refused("a.docx", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600) == "password"


def test_a_document_with_another_file_before_or_behind_it_is_refused():
    assert refused("a.docx", docx() + b"<script>") == "damaged"
    assert refused("a.docx", docx()[:-2] + b"\x08\x00<script>") == "damaged"
    assert refused("a.docx", b"%PDF-1.4\n" + docx()) == "wrong_content"
    assert refused("a.docx", zipped({"a": "b"}) + docx()) == "damaged"


@pytest.mark.filterwarnings("ignore:Duplicate name")
def test_strange_part_names_are_refused():
    for name in ("../../etc/passwd", "/etc/passwd", "word/Document.xml"):
        assert refused("a.docx", docx(**{name: "x"})) == "damaged"


def test_a_document_cut_short_or_with_a_wrong_checksum_is_refused():
    whole = docx(**{"word/media/a.txt": "x" * 9_000})
    assert refused("a.docx", whole[:-30]) == "damaged"
    broken = bytearray(whole)
    broken[whole.index(b"word/document.xml") + 20] ^= 0xFF
    assert refused("a.docx", bytes(broken)) == "damaged"


@settings(deadline=None, max_examples=60)
@given(st.integers(4, 900), st.binary(min_size=1, max_size=20))
def test_no_broken_document_raises_anything_but_a_message(place, damage):
    data = GOOD["report.docx"]
    with suppress(ValidationError):
        checked("a.docx", data[:place] + damage + data[place + len(damage) :])


# PDF --------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "catalogue",
    [
        b"/OpenAction << /S /JavaScript /JS (x) >>",
        b"/OpenAction 5 0 R",
        b"/AA << >>",
        b"/Names << /EmbeddedFiles 4 0 R >>",
        b"/A << /S /Launch /F (x) >>",
        b"/A << /S /J#61vaScript >>",
        b"/AcroForm << /XFA 4 0 R >>",
        b"/RichMedia",
    ],
)
def test_a_pdf_that_does_something_is_refused(catalogue):
    assert refused("a.pdf", pdf(catalogue)) == "active"


def test_a_pdf_whose_packed_objects_do_something_is_refused():
    packed = zlib.compress(b"1 0 << /S /JavaScript /JS (x) >>")
    assert refused("a.pdf", pdf(dictionary=b"/Type /ObjStm /Filter /FlateDecode", stream=packed)) == "active"
    assert refused("a.pdf", pdf(dictionary=b"/Type /ObjStm /Filter /ASCII85Decode", stream=b"87cURD]i,")) == "active"


def test_a_pdf_bomb_is_refused(monkeypatch):
    monkeypatch.setattr(documents, "LONGEST_UNPACKED", 1_000)
    packed = zlib.compress(b" " * 1_001)
    assert refused("a.pdf", pdf(dictionary=b"/Type /ObjStm", stream=packed)) == "bomb"


@pytest.mark.parametrize(
    "ordinary",
    [
        {"catalogue": b"/OpenAction [3 0 R /XYZ null null 0]"},
        {"stream": b"x /JS /AA /JavaScript x"},
        {"dictionary": b"/Type /ObjStm", "stream": zlib.compress(b"1 0 << /Type /Page >>")},
        {"catalogue": b"/BaseFont /Arial#20Bold /AAPL:Keywords 3"},
        {"end": b"%%EOF\r\n\r\n"},
    ],
)
def test_an_ordinary_pdf_passes(ordinary):
    assert checked("a.pdf", pdf(**ordinary))


def test_a_pdf_with_a_password_is_refused_in_plain_words():
    assert refused("a.pdf", pdf(b"/Encrypt 4 0 R")) == "password"


def test_a_pdf_that_is_cut_short_or_is_another_file_too_is_refused():
    assert refused("a.pdf", pdf(end=b"")) == "damaged"
    assert refused("a.pdf", pdf() + zipped({"x": "y"})) == "damaged"
    assert refused("a.pdf", pdf() + b"<script>alert(1)</script>") == "damaged"


def test_a_hostile_pdf_is_read_in_one_pass():
    checked("a.pdf", b"%PDF-1.7\n" + b">> stream\n" * 300_000 + b"%%EOF")
    checked("a.pdf", b"%PDF-1.7\n" + b">> " + b" " * 3_000_000 + b"/" + b"A" * 3_000_000 + b"%%EOF")


# Text -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("data", "code"),
    [
        ("Café, 12".encode("cp1252"), "not_utf8"),
        ("Name, 12".encode("utf-16"), "not_utf8"),
        (b"a\0b", "wrong_content"),
        (b"a\x1bb", "wrong_content"),
        (b"<!DOCTYPE html><p>x", "markup"),
        (b"a,b\n<script>x</script>", "markup"),
        (b"%PDF-1.4 x", "wrong_content"),
    ],
)
@pytest.mark.parametrize("name", ["a.csv", "a.txt"])
def test_what_is_not_plain_text_is_refused(name, data, code):
    assert refused(name, data) == code


@pytest.mark.parametrize("cell", ["=1+1", '"=1+1"', " =1+1", "+cmd|' /C calc'!A0", "@SUM(1)", "-2+3+cmd|' /C calc'!A0"])
def test_a_csv_with_formulas_is_refused(cell):
    assert refused("a.csv", f"Title,Note\nx,{cell}\n".encode()) == "formulas"
    assert refused("a.csv", f"\ufeff{cell},x\n".encode()) == "formulas"


@pytest.mark.parametrize(
    "cell",
    ["-2", "+44 (0)7700 900123", "+44(0)7700 900123", "@OurHillfields", "- a note (short)", "a = b", "BMX (12)", "<3"],
)
def test_a_csv_without_formulas_passes(cell):
    assert checked("a.csv", f"Title,Note\nx,{cell}\n".encode())


# Names ------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("name", "expected"),
    [
        ("Register 12 March.pdf", "Register 12 March.pdf"),
        ("Żółw 🙂 שלום.JPG", "Żółw 🙂 שלום.jpg"),
        ("../../etc/passwd.txt", "passwd.txt"),
        ("C:\\Users\\x\\photo.jpg", "photo.jpg"),
        ("a\r\nSet-Cookie: x.txt", "aSet-Cookie_ x.txt"),
        ("photo\u202egpj.exe", "photogpj.exe"),
        ("a\0b\u200b.txt", "ab.txt"),
        ("page.html.jpg", "page_html.jpg"),
        ("notes v1.2.docx", "notes v1.2.docx"),
        ('a"b<c>|?*.txt', "a_b_c____.txt"),
        ("  a \u00a0 b . txt ", "a b.txt"),
        ("...", "file"),
        ("", "file"),
    ],
)
def test_names_stay_readable_and_lose_their_tricks(name, expected):
    assert clean_name(name) == expected


@given(st.text(st.characters(), max_size=300))
def test_any_name_is_short_printable_and_stays_when_cleaned_again(name):
    cleaned = clean_name(name)
    assert 0 < len(cleaned) <= files.LONGEST_NAME
    assert not set(cleaned) & set('/\\\r\n\0"\u202e')
    assert clean_name(cleaned) == cleaned


# Serving ----------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("content_type", sorted(set(CONTENT_TYPES.values())))
def test_a_served_file_can_run_nothing_and_is_not_stored(content_type):
    response = file_response(io.BytesIO(b"x"), "a\r\nb.txt", content_type)
    assert response["X-Content-Type-Options"] == "nosniff"
    assert response["Content-Security-Policy"] == "default-src 'none'; sandbox"
    assert response["Cache-Control"] == "private, no-store"
    assert response["Content-Type"].split(";")[0] == content_type
    assert response["Content-Disposition"].startswith("inline" if content_type.startswith("image/") else "attachment")
    assert b"".join(response) == b"x"


@pytest.mark.parametrize("content_type", ["text/html", "image/svg+xml", "application/javascript", ""])
def test_a_type_that_is_not_listed_is_only_ever_downloaded(content_type):
    response = file_response(io.BytesIO(b"x"), "a.html", content_type)
    assert response["Content-Type"] == "application/octet-stream"
    assert response["Content-Disposition"].startswith("attachment")


def test_a_name_of_another_script_survives_the_download():
    assert (
        "filename*=utf-8''%C5%BB"
        in file_response(io.BytesIO(b"x"), "Żółw.pdf", "application/pdf")["Content-Disposition"]
    )


@override_settings(LONGEST_FILE=1024)
def test_the_limit_is_a_setting():
    assert refused("a.txt", b"x" * 1025) == "too_long"
