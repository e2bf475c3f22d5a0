"""Web pages saved as one file (MHTML), which Word, WPS and Excel also write under the names .doc and .xls.

Belongs here: the parts of an archive, their encoding, several pages as one reading. Does not belong here: reading one
page (``web_page``).
"""

from __future__ import annotations

import codecs
import re
from email import message_from_bytes, policy
from email.errors import CloseBoundaryNotFoundDefect
from email.message import EmailMessage

from pipeline.model.grid import Reading, Unreadable
from pipeline.model.messages import said
from pipeline.model.reading_notes import NoteCode
from pipeline.readers.html.page_encoding import codec_of
from pipeline.readers.html.web_page import read
from pipeline.readers.refused_files import cut_off

_BOUNDARY = re.compile(rb"\bboundary\s*=", re.IGNORECASE)
# How deep the parts of an archive may be nested; a page with its pictures has one or two levels.
_MAX_NESTED = 50
# Each page names its type once or twice. Excel writes a page for each sheet.
_PAGE = re.compile(rb"text/html", re.IGNORECASE)
_MOST_PAGES = 2_000


def read_archive(data: bytes) -> Reading:
    """A web page saved as one file (MHTML), which Word, WPS and Excel also write under the names .doc and .xls.

    Every page in it is read: Excel writes one for each sheet, browsers one for each frame. Raises :class:`Unreadable`
    for what :func:`read` refuses, ``no_web_page``, ``cut_off``, ``nested_too_deeply``, ``too_many_pages``.
    """
    if len(_PAGE.findall(data)) > _MOST_PAGES:
        raise Unreadable(said("too_many_pages.archive", limit=f"{_MOST_PAGES:,}"))
    try:
        if len(_BOUNDARY.findall(data)) > _MAX_NESTED:
            raise RecursionError
        message = message_from_bytes(data, policy=policy.default)
        parts = list(message.walk())
    except RecursionError:
        raise Unreadable(said("nested_too_deeply.archive")) from None
    if any(isinstance(defect, CloseBoundaryNotFoundDefect) for part in parts for defect in part.defects):
        raise cut_off(said("where.archive"))
    reading: Reading | None = None
    for part in parts:
        if part.get_content_type() != "text/html" or not isinstance(part, EmailMessage):
            continue
        content = part.get_payload(decode=True)
        if isinstance(content, bytes):
            charset = part.get_content_charset()
            number = 1 if reading is None or not reading.grids else reading.pages + 1
            page = read(content if charset is None else _marked(content, charset), number)
            reading = page if reading is None else _with(reading, page)
    if reading is not None and reading.text_lines:
        # Frames are parts of the same archive, and its last boundary tells that all parts are whole.
        reading.is_open_ended = False
        reading.notes = [note for note in reading.notes if note.code is not NoteCode.FRAMES_NOT_IN_FILE]
    if reading is None:
        raise Unreadable(said("no_web_page"))
    return reading


def _with(reading: Reading, more: Reading) -> Reading:
    """The readings of two pages of one archive as one. A page without a table does not count as a page."""
    pages = reading.pages + (1 if reading.grids and more.grids else 0)
    lines, notes = [*reading.text_lines, *more.text_lines], [*reading.notes, *more.notes]
    hidden, torn = [*reading.hidden, *more.hidden], reading.torn or more.torn
    return Reading("html", pages, [*reading.grids, *more.grids], lines, notes, hidden, torn=torn)


def _marked(content: bytes, charset: str) -> bytes:
    """The page in UTF-8 where the encoding that its archive declares decodes it; else its bytes as they are."""
    try:
        return codecs.BOM_UTF8 + content.decode(codec_of(charset)).encode()
    except (LookupError, UnicodeDecodeError):
        return content
