"""PDF with a text layer to grids of cells, each with its rectangle.

Belongs here: the pages of a document in order, and what is said of the document as a whole. Does not belong here: what
is drawn on a page (``pages``), tables (``tables``), damage (``damage``), pages without text (``pages_without_text``),
the meaning of a cell.
"""

from __future__ import annotations

import zlib
from collections.abc import Collection
from contextlib import closing

from pypdfium2 import PdfDocument

from pipeline.model.grid import Reading, TextLine, Unreadable
from pipeline.model.messages import said
from pipeline.model.reading_notes import Note, NoteCode
from pipeline.readers import pages_ahead
from pipeline.readers.pdf import damage
from pipeline.readers.pdf.pages import first_reader
from pipeline.readers.pdf.pages.columns import Glyphs
from pipeline.readers.pdf.pages.drawn_digits import DigitCheck, Look
from pipeline.readers.pdf.pages.page import Page
from pipeline.readers.pdf.pages_without_text import is_unmapped, recognise, recognised, scans
from pipeline.readers.pdf.second_opinion import confirm, second_boxes
from pipeline.readers.pdf.tables.page_breaks import stack_pages
from pipeline.readers.pdf.tables.page_parts import is_cut_off
from pipeline.readers.pdf.tables.page_tables import PageTables, tables_of_parts
from pipeline.readers.scan import extra
from pipeline.text.fold import has_ideograph

# One page in this many is read by both readers although the first left no doubt.
SAMPLE = 20


def read(
    data: bytes,
    announce: extra.Announce = extra.no_announcement,
    *,
    digit_looks: int = 0,
    faint: Collection[int] = (),
    has_false_text: bool = False,
) -> Reading:
    """Grids and lines of a PDF; pages without a text layer are recognised where the extra ``ocr`` is installed.

    With ``digit_looks`` the drawing of digits is compared with the text also where the file gives no cause for that. On
    the pages ``faint`` (1-based) the edges of filled areas and white lines over them count as rulings. With
    ``has_false_text`` the text layer is not believed, and every page is recognised.

    Raises :class:`Unreadable`: ``not_a_pdf``, ``password_protected``, ``damaged_pdf``, and without the extra
    ``needs_ocr`` (no text layer on any page), ``text_without_unicode`` (fonts that do not say which characters they
    draw), with it ``too_many_scans``.
    """
    known = damage.inspect(data)
    looks = max(digit_looks, known.digit_looks)
    digits = DigitCheck(looks) if looks else None
    with closing(first_reader.open_document(data)) as document:
        pages = len(document)
        broken = damage.broken_pages(data, known, pages)
        _check_pages(pages, broken)
        entries, unloaded = _read_pages(document, range(1, pages + 1), digits, faint, has_layers=known.has_layers)
        broken |= unloaded
        broken |= damage.broken_pictures(data, set(scans(entries)) - broken)
        scanned = [number for number in scans(entries) if number not in broken]
        is_meaningless = has_false_text or is_unmapped(entries)
        numbers = list(range(1, pages + 1)) if is_meaningless else scanned
        is_recognised = recognise(document, entries, numbers, announce, is_unmapped=is_meaningless)
    empty = [
        entry.page.number
        for entry in entries
        if is_recognised and entry.page.number in scanned and not entry.tables and not entry.lines
    ]
    reading = Reading("pdf_ocr" if is_recognised else "pdf_text", pages, stack_pages(entries, broken | set(empty)))
    reading.text_lines = [(entry.page.number, line.text) for entry in entries for _, line in entry.lines]
    reading.cut = frozenset(entry.page.number for entry in entries if entry.page.is_cut)
    _note_scans(reading, entries, scanned, empty, is_recognised=is_recognised)
    if reading.cut:
        reading.notes.append(Note(NoteCode.PAGES_CUT_OFF, tuple(sorted(reading.cut))))
    if broken:
        _name_broken(reading, broken)
    # The second reader sees no faint rulings.
    unsure = _unsure(entries) - set(faint)
    # What the pages were made of is let go before the second reader takes memory of its own.
    entries.clear()
    return confirm(data, unsure, reading)


def read_ahead(data: bytes, numbers: range, *, is_recognised: bool) -> None:
    """Read these pages (1-based) of a document that :func:`read` is given later, for ``pages_ahead`` to keep.

    Nothing is decided here that takes more than these pages. With ``is_recognised`` scans among them are recognised.
    """
    known = damage.inspect(data)
    digits = DigitCheck(known.digit_looks, is_ahead=True) if known.digit_looks else None
    with closing(first_reader.open_document(data)) as document:
        entries, _ = _read_pages(document, numbers, digits, (), has_layers=known.has_layers)
        if is_recognised:
            for number in list(numbers) if is_unmapped(entries) else scans(entries):
                recognised(document, number)
    second_boxes(data, _unsure(entries))


def count_pages(data: bytes) -> int:
    """How many pages a PDF has; 0 for a file that is refused."""
    try:
        # Drawings that unfold without end are refused before pdfium sees them.
        damage.inspect(data)
        with closing(first_reader.open_document(data)) as document:
            return len(document)
    except Unreadable:
        return 0


def draws_other_digits(data: bytes, numbers: set[int]) -> bool:
    """Whether a font on these pages (1-based) draws other digits than its Unicode map gives."""
    digits = DigitCheck(1)
    with closing(first_reader.open_document(data)) as document:
        pages = (first_reader.read_page(document, n - 1, is_plain_enough=False, digits=digits) for n in sorted(numbers))
        return any(page is not None and page.has_misread for page in pages)


def shown_lines(data: bytes, numbers: set[int]) -> dict[int, list[str]]:
    """The lines of text outside tables that a person sees on these pages (1-based), from where each glyph stands.

    What :func:`read` gives for a page without a table is its text as the file stores it, also where nobody sees it.
    """
    shown: dict[int, list[str]] = {}
    with closing(first_reader.open_document(data)) as document:
        has_layers = damage.inspect(data).has_layers
        for number in sorted(numbers):
            page = first_reader.read_page(document, number - 1, has_layers=has_layers, is_plain_enough=False)
            if page is not None:
                shown[number] = [line.text for part in tables_of_parts(page) for _, line in part.lines]
    return shown


def _check_pages(pages: int, broken: set[int]) -> None:
    """Nothing for a document that can be read; raises :class:`Unreadable` for all pages broken, and for too many."""
    if len(broken) == pages:
        raise _damaged(broken, is_whole=True)
    if pages > first_reader.MOST_PAGES:
        raise Unreadable(said("too_many_pages", pages=pages, limit=first_reader.MOST_PAGES))


def _read_pages(
    document: PdfDocument, numbers: range, digits: DigitCheck | None, faint: Collection[int], *, has_layers: bool
) -> tuple[list[PageTables], set[int]]:
    """The tables of these pages (1-based) in order, and the pages that cannot be loaded.

    Ranges that are read apart give together what one range gives. How many ``digits`` are compared is counted over the
    whole document, and what that changes is seen when their pages are taken.
    """
    entries: list[PageTables] = []
    unloaded: set[int] = set()
    # Notes of a form may stand on the page behind its table; where their lines end says what belongs to them.
    is_behind_table = False
    for number in range(numbers.start - 1, 0, -1):
        if before := _read_page(document, number, None, faint, has_layers=has_layers):
            is_behind_table = bool(before[-1].tables)
            break
    for number in numbers:
        of_page = _take_page(
            document, number, digits, faint, has_layers=has_layers, is_plain_enough=not is_behind_table
        )
        if of_page is None:
            unloaded.add(number)
        elif of_page:
            entries += of_page
            is_behind_table = bool(of_page[-1].tables)
    return entries, unloaded


def _take_page(
    document: PdfDocument,
    number: int,
    digits: DigitCheck | None,
    faint: Collection[int],
    *,
    has_layers: bool,
    is_plain_enough: bool,
) -> list[PageTables] | None:
    """:func:`_read_page`, unless the page was read ahead and no font before it or on it draws other digits."""

    def read() -> tuple[list[PageTables] | None, list[Look]]:
        of_page = _read_page(document, number, digits, faint, has_layers=has_layers, is_plain_enough=is_plain_enough)
        return of_page, digits.noted() if digits else []

    if faint:  # these are looked for anew all over the document
        return read()[0]
    key = "text", number, is_plain_enough, digits.looks if digits else 0
    return pages_ahead.page(key, read, lambda taken: digits is None or digits.passes(taken[1]))[0]


def _read_page(
    document: PdfDocument,
    number: int,
    digits: DigitCheck | None,
    faint: Collection[int],
    *,
    has_layers: bool,
    is_plain_enough: bool = True,
) -> list[PageTables] | None:
    """The tables of a page (1-based), or of the halves of a sheet; null where it cannot be loaded."""
    try:
        page = first_reader.read_page(
            document,
            number - 1,
            has_layers=has_layers,
            is_plain_enough=is_plain_enough and number not in faint,
            digits=digits,
            is_faint=number in faint,
        )
        return None if page is None else _tables_of(page)
    except (Unreadable, MemoryError):
        raise
    except Exception as error:  # a page can hold what nobody foresaw
        told = said("reader_failed.page", page=number, error=type(error).__name__)
        raise Unreadable(told, number) from error


def _tables_of(page: Page) -> list[PageTables]:
    """The tables of a page, or of the halves of a sheet.

    The glyphs of the page are let go, so that memory grows with the text of a document and not with its ink.
    """
    if page.plain is not None:
        text = "".join(page.plain)
        lines = [(float(number), TextLine(line)) for number, line in enumerate(page.plain)]
        return [PageTables(page, [], lines, glyphs=len(text), has_ideograph=has_ideograph(text))]
    entries: list[PageTables] = []
    page.is_cut = is_cut_off(page)
    for part, tables, lines in tables_of_parts(page):
        entry = PageTables(page, tables, lines, glyphs=len(part.glyphs))
        if page.lost:
            for box in (box for table in entry.tables for box in table.boxes):
                box.doubt("text_lost")
        text = part.glyphs.joined()
        entry.has_ideograph = has_ideograph(text)
        is_sampled = zlib.crc32(text.encode()) % SAMPLE == 0
        is_doubted = any(box.doubts for table in entry.tables for box in table.boxes)
        is_regular = all(table.is_regular for table in entry.tables)
        entry.is_unsure = is_sampled or is_doubted or page.unmapped > 0 or not is_regular
        entries.append(entry)
    page.glyphs = Glyphs.none()
    return entries


def _unsure(entries: list[PageTables]) -> set[int]:
    """The pages (1-based) with tables that are read by both readers."""
    return {entry.page.number for entry in entries if entry.tables and entry.is_unsure}


def _note_scans(
    reading: Reading, entries: list[PageTables], scanned: list[int], empty: list[int], *, is_recognised: bool
) -> None:
    """Note which scans were not read, and which gave no table or no text (``empty``)."""
    if is_recognised and not any(entry.tables for entry in entries):
        reading.notes.append(Note(NoteCode.SCANS_WITHOUT_TABLE))
    if empty:
        reading.notes.append(Note(NoteCode.SCANS_WITHOUT_TEXT, tuple(empty)))
    if scanned and not is_recognised:
        reading.notes.append(Note(NoteCode.SCANS_NOT_READ, tuple(scanned)))


def _name_broken(reading: Reading, broken: set[int]) -> None:
    """Name the pages that are damaged in the file; no form that stands on one of them is published.

    Raises :class:`Unreadable` when no other page has a table.
    """
    if not any(cell.page not in broken for grid in reading.grids for cell in grid.cells):
        raise _damaged(broken)
    reading.notes.append(Note(NoteCode.PAGES_DAMAGED, tuple(sorted(broken))))
    reading.damaged = frozenset(broken)


def _damaged(broken: set[int], *, is_whole: bool = False) -> Unreadable:
    """The refusal of a document for its damaged pages; ``is_whole`` where all of them are damaged."""
    return Unreadable(said("damaged_pdf.pages", pages=sorted(broken)), None if is_whole else min(broken))
