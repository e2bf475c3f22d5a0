"""The kind of a file, told by its bytes and never by its name.

Belongs here: magic numbers, and the names inside a container (ZIP, OLE) that tell its kind. Does not belong here:
whether a reader exists for a kind, what a container holds.
"""

from __future__ import annotations

import io
import re
import zipfile

import olefile

EMPTY = "application/x-empty"
DIRECTORY = "inode/directory"
SYMLINK = "inode/symlink"
SPECIAL = "inode/x-special"
UNKNOWN = "application/octet-stream"
ZIP = "application/zip"
PDF, TEXT = "application/pdf", "text/plain"
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
DOCX = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
OLE = "application/vnd.ms-office"
XLS, DOC = "application/vnd.ms-excel", "application/msword"
ENCRYPTED_OFFICE = "application/x-encrypted-office"
RTF, HTML, MHTML, XML = "application/rtf", "text/html", "multipart/related", "application/xml"
# The XML files of Excel and Word 2003, under the names that Apache Tika gave them.
SPREADSHEET_XML, WORD_XML = "application/vnd.ms-spreadsheetml", "application/vnd.ms-wordml"

DOCUMENTS = frozenset({PDF, XLSX, DOCX, XLS, DOC, ENCRYPTED_OFFICE, RTF, MHTML, SPREADSHEET_XML, WORD_XML})
"""Kinds of files that hold a document and nothing else."""
IMAGES = frozenset({"image/png", "image/jpeg", "image/gif", "image/tiff", "image/bmp", "image/webp"})
READ = DOCUMENTS | IMAGES | {TEXT, HTML}
"""Kinds of files that there is a reader for."""

_HEAD = 8192
# The PDF header may stand anywhere in the first 1024 bytes (ISO 32000-1, Annex H.3, note 13).
_PDF_REACH = 1024
_MAGIC = (
    (b"PK\x03\x04", ZIP),
    (b"PK\x05\x06", ZIP),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", OLE),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"{\\rtf", RTF),
    (b"\x1f\x8b", "application/gzip"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
)
# What begins a page for a browser (WHATWG MIME Sniffing, 7.1), and what editors write besides.
_HTML = re.compile(
    rb"<(?:!doctype html|html|head|script|iframe|h1|div|font|table|a|style|title|b|body|br|p|!--|meta|link|span|center"
    rb"|section|article|form)(?:[\s/>]|--)",
    re.IGNORECASE,
)
_TABLE, _CELL = (re.compile(rb"<%b[\s>]" % name, re.IGNORECASE) for name in (b"table", b"t[dh]"))
# Most entries in the list of a ZIP, counted before the list is read; a workbook of 300 sheets has 1,500.
_MOST_PARTS = 20_000
_LISTING, _MOST_LISTED = "[content_types].xml", 2**20
_MAIN_SHEETS = re.compile(
    rb"(?:spreadsheetml\.(?:sheet|template)|ms-excel\.(?:sheet|template)\.macroEnabled)\.main\+xml"
)
_MAIN_TEXT = re.compile(
    rb"(?:wordprocessingml\.(?:document|template)|ms-word\.(?:document|template)\.macroEnabled(?:Template)?)\.main\+xml"
)
_TEXT_CONTROLS = frozenset(b"\t\n\r\f\v\x1b")
_OTHER_CONTROLS = bytes(byte for byte in range(32) if byte not in _TEXT_CONTROLS)


def media_type(data: bytes) -> str:
    """The media type of a file's bytes; ``application/octet-stream`` when nothing fits."""
    if not data:
        return EMPTY
    head = data[:_HEAD]
    # A PDF that lost its first bytes is told by its end.
    if b"%PDF-" in head[:_PDF_REACH] or (b"startxref" in data[-_PDF_REACH:] and b"%%EOF" in data[-_PDF_REACH:]):
        return PDF
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    is_text = _is_text(head)
    for magic, name in _MAGIC:
        # Text can begin with "BM" too; a bitmap is no text.
        if head.startswith(magic) and not (magic == b"BM" and is_text):
            return _zip_type(data) if name == ZIP else _ole_type(data) if name == OLE else name
    return _text_type(data, head) if is_text else UNKNOWN


def _text_type(data: bytes, head: bytes) -> str:
    """The kind of a file of text: XML, a web page, an archive of pages, or plain text."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        code = "utf-16-le" if head.startswith(b"\xff\xfe") else "utf-16-be"
        data = data[2:].decode(code, "replace").encode()
        head = data[:_HEAD]
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip()
    if start.startswith(b"<?xml") and b"<html" not in start.lower():
        if b"urn:schemas-microsoft-com:office:spreadsheet" in start:
            return SPREADSHEET_XML
        is_word = b"schemas.microsoft.com/office/word/2003/wordml" in start or b'progid="Word.Document"' in start
        return WORD_XML if is_word else XML
    if (
        start[:512].lower().startswith((b"mime-version:", b"from:", b"content-type:"))
        and MHTML.encode() in head.lower()
    ):
        return MHTML
    table = _TABLE.search(data)
    has_table = table is not None and _CELL.search(data, table.end()) is not None
    return HTML if _HTML.match(start) or start.startswith(b"<?xml") or has_table else TEXT


def _zip_type(data: bytes) -> str:
    """Workbook or word-processor document, told by the part that each must have; else a plain ZIP."""
    if data.count(b"PK\x01\x02") > _MOST_PARTS:
        return ZIP
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            names = {name.lower().replace("\\", "/").lstrip("/") for name in archive.namelist()}
            listing = next((part for part in archive.infolist() if part.filename.lower() == _LISTING), None)
            is_small = listing is not None and listing.file_size <= _MOST_LISTED
            kinds = archive.read(listing) if listing is not None and is_small else b""
    except Exception:  # zipfile and zlib have no common error for damage
        # A file that was cut off has lost the list of its parts; the names beside the parts tell its kind.
        return XLSX if b"xl/worksheets/" in data else DOCX if b"word/document.xml" in data else ZIP
    if _LISTING not in names:
        return ZIP
    # The main part may have any name; the list of contents tells its kind.
    if "xl/workbook.xml" in names or _MAIN_SHEETS.search(kinds):
        return XLSX
    return DOCX if "word/document.xml" in names or _MAIN_TEXT.search(kinds) else ZIP


def _ole_type(data: bytes) -> str:
    """Workbook or word-processor document, told by the stream that each must have; WPS writes the same streams."""
    try:
        with olefile.OleFileIO(io.BytesIO(data)) as storage:
            names = {path[0].lower() for path in storage.listdir(streams=True, storages=False) if len(path) == 1}
    except Exception:  # olefile raises whatever a damaged table leads to
        # A file that was cut off has lost the list of its streams; the first bytes of its content tell its kind.
        first = data[512:520]
        return XLS if first.startswith(b"\x09\x08") else DOC if first.startswith(b"\xec\xa5") else OLE
    if "encryptedpackage" in names:
        return ENCRYPTED_OFFICE
    return DOC if "worddocument" in names else XLS if names & {"workbook", "book"} else OLE


def _is_text(head: bytes) -> bool:
    """True for UTF-8, UTF-16 with a byte order mark, or GB 18030 without control characters."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if len(head.translate(None, _OTHER_CONTROLS)) < len(head):
        return False
    # The head may end within a character, so that up to three bytes are left out.
    return any(_decodes(head[: len(head) - cut], code) for code in ("utf-8", "gb18030") for cut in range(4))


def _decodes(data: bytes, code: str) -> bool:
    try:
        data.decode(code)
    except UnicodeDecodeError:
        return False
    return True
