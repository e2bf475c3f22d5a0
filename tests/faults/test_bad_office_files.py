"""Web pages and office files that are damaged, locked, hostile or misnamed: one clear outcome each."""

from __future__ import annotations

import io
import shutil
import struct
import time
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest

from pipeline.readers.office import converted
from pipeline.readers.office.older_formats import read_spreadsheet_xml
from pipeline.sources import media
from tests.factory import files, programs
from tests.factory.check import curate
from tests.factory.documents import Document, compose
from tests.published import Published

PAGES = Path(__file__).parents[1] / "data" / "html"


def document() -> Document:
    return compose(3, (), family="mof_annex", indicators=6)


def changed(data: bytes, name: str, change: Callable[[bytes], bytes]) -> bytes:
    """An office file with one part changed."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            target.writestr(part, change(source.read(part)) if part == name else source.read(part))
    return stream.getvalue()


def ole(*streams: str) -> bytes:
    """An OLE file with empty streams at its root (MS-CFB): header, one sector of FAT, one of directory."""
    end, free = 0xFFFFFFFE, 0xFFFFFFFF
    header = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(16) + struct.pack("<HHHHH", 0x3E, 3, 0xFFFE, 9, 6) + bytes(6)
    header += struct.pack("<IIIIIIIII", 0, 1, 1, 0, 4096, end, 0, end, 0) + struct.pack("<I", 0) + b"\xff" * 432
    fat = struct.pack("<II", 0xFFFFFFFD, end) + b"\xff" * 504
    entries = []
    for number, name in enumerate(("Root Entry", *streams)):
        text = name.encode("utf-16-le") + b"\0\0"
        right = number + 1 if 0 < number < len(streams) else free
        child = 1 if number == 0 and streams else free
        kind = 5 if number == 0 else 2
        tree = struct.pack("<HBBIII", len(text), kind, 1, free, right, child)
        entries.append(text.ljust(64, b"\0") + tree + bytes(36) + struct.pack("<IQ", end, 0))
    return header + fat + b"".join(entries).ljust(512, b"\0")


def locked(data: bytes) -> bytes:
    """A ZIP whose parts are marked as encrypted."""
    marked = bytearray(data)
    for signature, offset in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        place = marked.find(signature)
        while place >= 0:
            marked[place + offset] |= 1
            place = marked.find(signature, place + 4)
    return bytes(marked)


def pictures() -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as archive:
        archive.writestr("1.png", b"")
    return stream.getvalue()


def entities(text: bytes) -> bytes:
    """Entities that would unfold to gigabytes, and one that would read a file."""
    bomb = b'<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;"><!ENTITY f SYSTEM "file:///etc/hostname">]>'
    head, _, rest = text.partition(b"?>")
    return head + b"?>" + bomb + rest


def without(data: bytes, left_out: str) -> bytes:
    """An office file without one of its parts."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for part in source.namelist():
            if part != left_out:
                target.writestr(part, source.read(part))
    return stream.getvalue()


WORKBOOK_2003 = """<?xml version="1.0" encoding="UTF-8"?><?mso-application progid="Excel.Sheet"?>
<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">
<Styles><Style ss:ID="p"><NumberFormat ss:Format="0.00%"/></Style></Styles>
<Worksheet ss:Name="a"><Table><Row><Cell ss:MergeAcross="1"><Data ss:Type="String">执行率</Data></Cell>
<Cell ss:StyleID="p"><Data ss:Type="Number">0.952</Data></Cell></Row></Table></Worksheet></Workbook>"""

XLS = (Path(__file__).parents[1] / "data" / "layouts" / "river_works.xls").read_bytes()
WORD, BOOK = files.word(document()), files.book(document())
BAD = {
    "a workbook cut in half": (BOOK[: len(BOOK) // 2], "damaged_office_file"),
    "a text cut in half": (WORD[: len(WORD) // 2], "damaged_office_file"),
    "a sheet that is no XML": (changed(BOOK, "xl/worksheets/sheet1.xml", lambda t: t[:400]), "damaged_office_file"),
    "a text that is no XML": (changed(WORD, "word/document.xml", lambda t: t[:400]), "damaged_office_file"),
    "a flipped byte": (WORD.replace(b"PK\x01\x02", b"PK\x01\x03", 1), "damaged_office_file"),
    "a sheet of gigabytes": (
        changed(BOOK, "xl/worksheets/sheet1.xml", lambda t: t + b" " * 2**27),
        "too_large_unpacked",
    ),
    "entities in a text": (changed(WORD, "word/document.xml", entities), "unsafe_xml"),
    "entities in a sheet": (changed(BOOK, "xl/worksheets/sheet1.xml", entities), "unsafe_xml"),
    "entities in UTF-16": (
        changed(WORD, "word/document.xml", lambda t: entities(t).decode().encode("utf-16")),
        "unsafe_xml",
    ),
    "a password": (ole("EncryptionInfo", "EncryptedPackage"), "password_protected"),
    "a password of the ZIP": (locked(WORD), "password_protected"),
    "an empty old workbook": (ole("Workbook"), "damaged_office_file"),
    "an OLE file of another program": (ole("Contents"), "unsupported_media_type"),
    "an old workbook cut in half": (XLS[: len(XLS) // 2], "damaged_office_file"),
    "an old workbook without its directory": (XLS[:-600], "damaged_office_file"),
    "an old workbook with records of zeros": (
        XLS[: XLS.index(b"\x09\x08\x10\x00", 600) + 20] + bytes(64) + XLS[XLS.index(b"\x09\x08\x10\x00", 600) + 84 :],
        "damaged_office_file",
    ),
    "an old text cut off": (ole("WordDocument")[:512] + b"\xec\xa5" + bytes(400), "damaged_office_file"),
    "RTF cut off": (b"{\\rtf1 {\\b a} b", "cut_off"),
    "XML of Excel 2003 cut off": (WORKBOOK_2003.encode()[:-12], "cut_off"),
    "XML of Word 2003 with entities": (
        b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "c">]><?mso-application progid="Word.Document"?><w/>',
        "unsafe_xml",
    ),
    "a part that the list of contents names and that is gone": (without(BOOK, "xl/styles.xml"), "damaged_office_file"),
    "a ZIP of other things": (pictures(), "unsupported_media_type"),
    "XML of another program": (b"<?xml version='1.0'?><feed/>", "unsupported_media_type"),
}


@pytest.mark.parametrize("name", BAD)
def test_a_bad_file_is_refused_with_a_sentence(name: str) -> None:
    data, code = BAD[name]
    refuses(curate(data), code)


def refuses(result: Published, code: str) -> None:
    (refusal,) = result.quarantine
    assert refusal["code"] == code
    # A sentence a person can act on: words, an end.
    assert len(refusal["sentence_en"].split()) > 5
    assert refusal["sentence"].endswith("。")
    assert result.forms == []


def test_a_file_is_read_for_what_it_is_and_not_for_its_name() -> None:
    page = (PAGES / "wps_workbook.html").read_bytes()
    # What WPS writes as "web archive" under the name .doc.
    archive = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n'
        b'Content-Type: text/html; charset="gb2312"\r\nContent-Transfer-Encoding: 8bit\r\n\r\n'
        + page
        + b"\r\n--x--\r\n"
    )
    assert media.media_type(archive) == media.MHTML
    for data in (page, archive):
        assert [form.values["project_name"] for form in curate(data).forms] == ["岭湖区老旧电梯安全评估"]


def test_a_web_archive_without_a_page_is_refused() -> None:
    refuses(curate(b"MIME-Version: 1.0\nContent-Type: multipart/related; boundary=x\n\n--x--\n"), "no_web_page")


def test_a_page_of_pictures_has_no_form_and_says_why() -> None:
    result = curate("<html><body><h1>自评表</h1><p><img src=1.jpg><img src=2.jpg></body></html>".encode())
    assert (result.document["outcome"], result.document["reason"]) == ("quarantined", "pages_unread")


@pytest.mark.parametrize(
    "data", [ole("WordDocument"), b"{\\rtf1 a}", b'<?xml version="1.0"?><?mso-application progid="Word.Document"?><w/>']
)
def test_without_an_office_program_old_texts_say_what_to_install(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "which", lambda name: None)
    refuses(curate(data), "office_program_missing")


@pytest.mark.parametrize("does", ["sleep 60", "exit 1"])
def test_an_office_program_that_hangs_or_fails_is_given_up(
    does: str, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    program = tmp_path / "soffice"
    program.write_text(f"#!/bin/sh\n{does}\n")
    program.chmod(0o755)
    monkeypatch.setattr(shutil, "which", lambda name: str(program))
    monkeypatch.setattr(converted, "SECONDS", 0.3)
    start = time.monotonic()
    refuses(curate(b"{\\rtf1 a}"), "conversion_failed")
    assert time.monotonic() - start < 30


@pytest.mark.slow
@pytest.mark.skipif(not programs.is_installed("docx"), reason="no LibreOffice on this machine")
def test_workbooks_of_excel_2003_in_xml_are_read() -> None:
    data = WORKBOOK_2003.encode()
    assert media.media_type(data) == media.SPREADSHEET_XML
    (grid,) = read_spreadsheet_xml(data).grids
    assert [(c.text, c.column_span) for c in grid] == [("执行率", 2), ("95.20%", 1)]
