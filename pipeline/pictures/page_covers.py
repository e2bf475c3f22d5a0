"""Where personal data stand on a page of a PDF or on a scan.

Belongs here: rectangles on the page as displayed, in points. Does not belong here: which words of a text are personal
data (``personal``), drawing (``drawn_page``).

On a page with a text layer every character has its place. On a scan only lines and cells have, so that the rest of the
line is covered from a little before the value on, and what could not be read at all is covered too.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from operator import attrgetter
from typing import TYPE_CHECKING

from pipeline.pictures.personal import PlacedText, Span, in_table, spans
from pipeline.readers.pdf.pages.columns import Glyph
from pipeline.readers.pdf.pages.geometry import Rectangle
from pipeline.readers.pdf.pages.page import Page
from pipeline.readers.pdf.tables.boxes import Box, RuledTable
from pipeline.readers.pdf.tables.page_tables import PageTables, ruled_tables

if TYPE_CHECKING:
    from pipeline.readers.scan.scanned_page import ScannedTables  # needs the extra ocr

# Points around what is covered: strokes reach over their box, and what is written by hand over its line.
_MARGIN = 1.0
_BY_HAND = 6.0
# Ink reaches over the box of a character by at most this share of its size.
_ABOVE = 0.25
# Blank that parts two words of a line, as a share of the size of its characters.
_WORD_GAP = 0.6
# A box is inset by so much, so that its rulings stay.
_INSET = 0.6


def of_text_page(page: Page) -> list[Rectangle]:
    """What has to be covered on a page with a text layer."""
    tables = ruled_tables(page)[0]
    entry = PageTables(page, tables, [])
    in_boxes = _glyphs_by_box(list(page.glyphs), tables)
    # A picture behind a label may be a signature; without one there is nothing to cover where nothing is written.
    has_pictures = page.image_share > 0
    found: list[Rectangle] = []
    for table in tables:
        lines = [_lines_of(in_boxes.get(id(box), [])) for box in table.boxes]
        texts = ["\n".join(_text_of(line) for line in of_box) for of_box in lines]
        for number, of_cell in in_table(_placed(table.boxes, texts)).items():
            box = table.boxes[number]
            if of_cell == [(0, len(texts[number]))]:
                found.append(_inner(box))
            else:
                found += _of_lines(lines[number], of_cell, box.x1, has_pictures=False)
    for line in _lines_of(in_boxes.get(0, [])):
        text = _text_of(line)
        found += _of_lines([line], spans(text, is_line=True), page.width, has_pictures=has_pictures)
    return [entry.rectangle(Box(0, 0, 0, 0, *place)) for place in found]


def of_scan(scan: ScannedTables) -> list[Rectangle]:
    """What has to be covered on a page that was recognised."""
    found: list[Box] = []
    for table in scan.tables:
        texts = ["\n".join(box.lines) for box in table.boxes]
        # Characters have no place of their own: the whole cell.
        found += [Box(0, 0, 0, 0, *_inner(table.boxes[n])) for n in in_table(_placed(table.boxes, texts))]
    for _, line in scan.lines:
        place = line.evidence
        if place is None or place.x0 is None or place.x1 is None or place.top is None or place.bottom is None:
            continue
        of_line = spans(line.text, is_line=True)
        if of_line:
            share = max(0.0, (of_line[0][0] - 1) / max(len(line.text), 1))
            begin = place.x0 + share * (place.x1 - place.x0)
            found.append(Box(0, 0, 0, 0, begin, place.top - _BY_HAND, scan.page.width, place.bottom + _BY_HAND))
    # Above the tables stand titles, whose large letters are hard to read; below them stands what is signed by hand.
    top = min((table.top for table in scan.tables), default=0.0)
    found += [Box(0, 0, 0, 0, *place) for place in scan.unread if place[1] > top]
    return [scan.rectangle(box) for box in found]


def _placed(boxes: Sequence[Box], texts: Sequence[str]) -> list[PlacedText]:
    return [
        PlacedText(box.row, box.column, box.last_row - box.row + 1, box.last_column - box.column + 1, text)
        for box, text in zip(boxes, texts, strict=True)
    ]


def _inner(box: Box) -> Rectangle:
    return box.x0 + _INSET, box.top + _INSET, box.x1 - _INSET, box.bottom - _INSET


def _glyphs_by_box(glyphs: Sequence[Glyph], tables: Sequence[RuledTable]) -> dict[int, list[Glyph]]:
    """The characters by the identity of their box; 0 for those outside every table."""
    found: dict[int, list[Glyph]] = {}
    for glyph in glyphs:
        x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
        box = next(_boxes_at(x, y, tables), None)
        found.setdefault(id(box) if box is not None else 0, []).append(glyph)
    return found


def _boxes_at(x: float, y: float, tables: Sequence[RuledTable]) -> Iterator[Box]:
    for table in tables:
        if table.xs[0] <= x <= table.xs[-1] and table.top <= y <= table.bottom:
            yield from (box for box in table.boxes if box.x0 <= x <= box.x1 and box.top <= y <= box.bottom)


def _lines_of(glyphs: Sequence[Glyph]) -> list[list[Glyph | None]]:
    """Lines of characters from left to right; null stands for the blank between two words."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=attrgetter("baseline")):
        if lines and abs(glyph.baseline - lines[-1][0].baseline) <= 0.4 * min(glyph.size, lines[-1][0].size):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    spaced: list[list[Glyph | None]] = []
    for line in lines:
        spaced.append([])
        before: Glyph | None = None
        for glyph in sorted(line, key=attrgetter("x0")):
            if before is not None and glyph.x0 - before.x1 > _WORD_GAP * glyph.size:
                spaced[-1].append(None)
            spaced[-1].append(glyph)
            before = glyph
    return spaced


def _text_of(line: Sequence[Glyph | None]) -> str:
    return "".join(" " if glyph is None else glyph.text for glyph in line)


def _of_lines(
    lines: Sequence[Sequence[Glyph | None]], found: Sequence[Span], right: float, *, has_pictures: bool
) -> list[Rectangle]:
    """The places of spans in the joined text of some lines. The last one of a line reaches to its right end."""
    places: list[Rectangle] = []
    begin = 0
    for line in lines:
        text = _text_of(line)
        owners = [glyph for glyph in line for _ in (" " if glyph is None else glyph.text)]
        for first, end in found:
            inside = [g for g in owners[max(first - begin, 0) : max(end - begin, 0)] if g is not None]
            if not inside:
                continue
            behind = [g for g in owners[max(end - begin, 0) :] if g is not None]
            last = max(g.x1 for g in inside)
            limit = min((g.x0 for g in behind), default=right if has_pictures else last + _MARGIN)
            spread = _BY_HAND if has_pictures else max(_MARGIN, _ABOVE * max(g.size for g in inside))
            places.append((
                min(g.x0 for g in inside) - _MARGIN,
                min(g.top for g in inside) - spread,
                max(last, limit - _MARGIN if has_pictures else last) + _MARGIN,
                max(g.bottom for g in inside) + spread,
            ))  # fmt: skip
        begin += len(text) + 1
    return places
