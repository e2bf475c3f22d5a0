"""What kind of file bytes are, by what stands in them and never by their name.

Belongs here: magic numbers. Does not belong here: whether a reader exists for a kind.
"""

from __future__ import annotations

EMPTY = "application/x-empty"
DIRECTORY = "inode/directory"
SYMLINK = "inode/symlink"
SPECIAL = "inode/x-special"
UNKNOWN = "application/octet-stream"

_HEAD = 8192
# The PDF header may stand anywhere in the first 1024 bytes (ISO 32000-1, Annex H.3, note 13).
_PDF_REACH = 1024
_MAGIC = (
    (b"PK\x03\x04", "application/zip"),
    (b"PK\x05\x06", "application/zip"),
    (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1", "application/vnd.ms-office"),
    (b"\x89PNG\r\n\x1a\n", "image/png"),
    (b"\xff\xd8\xff", "image/jpeg"),
    (b"GIF87a", "image/gif"),
    (b"GIF89a", "image/gif"),
    (b"II*\x00", "image/tiff"),
    (b"MM\x00*", "image/tiff"),
    (b"BM", "image/bmp"),
    (b"{\\rtf", "application/rtf"),
    (b"\x1f\x8b", "application/gzip"),
    (b"Rar!\x1a\x07", "application/vnd.rar"),
    (b"7z\xbc\xaf\x27\x1c", "application/x-7z-compressed"),
)
_HTML = (b"<!doctype html", b"<html", b"<head", b"<body", b"<table")
_TEXT_CONTROLS = frozenset(b"\t\n\r\f\v\x1b")


def media_type(data: bytes) -> str:
    """The media type of a file's bytes; ``application/octet-stream`` when nothing fits."""
    if not data:
        return EMPTY
    head = data[:_HEAD]
    if b"%PDF-" in head[:_PDF_REACH]:
        return "application/pdf"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "image/webp"
    is_text = _is_text(head)
    for magic, name in _MAGIC:
        # "BM" and "{\rtf" can begin a text as well; only the latter then is what it says.
        if head.startswith(magic) and not (magic == b"BM" and is_text):
            return name
    if not is_text:
        return UNKNOWN
    start = head.removeprefix(b"\xef\xbb\xbf").lstrip().lower()
    if start.startswith(_HTML) or (start.startswith((b"<?xml", b"<!--")) and b"<html" in start):
        return "text/html"
    if start.startswith(b"<?xml"):
        return "application/xml"
    return "text/plain"


def _is_text(head: bytes) -> bool:
    """True for UTF-8, UTF-16 with a byte order mark, or GB 18030 without control characters."""
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        return True
    if any(byte < 32 and byte not in _TEXT_CONTROLS for byte in head):
        return False
    # The head may end within a character: up to three bytes of it are left out.
    return any(_decodes(head[: len(head) - cut], code) for code in ("utf-8", "gb18030") for cut in range(4))


def _decodes(data: bytes, code: str) -> bool:
    try:
        data.decode(code)
    except UnicodeDecodeError:
        return False
    return True
