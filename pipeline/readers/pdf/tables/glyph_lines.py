"""Glyphs to lines of text, for all boxes of a page in one go.

Belongs here: baselines, blanks between words, glyphs printed one over another. Does not belong here: raised glyphs
(``raised_glyphs``), in which box a glyph stands (``box_index``).
"""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from pipeline.readers.pdf.pages.columns import Flags, Floats, Glyphs, Ints, starts_of, text_of
from pipeline.readers.pdf.tables.box_index import CLOSING, is_one_of
from pipeline.readers.pdf.tables.raised_glyphs import FARTHEST, SMALL, PlacedGlyph, with_raised
from pipeline.text.fold import fold_radicals

_OPENING = frozenset("（(「『【《〈“‘")


@dataclass(slots=True)
class GlyphLines:
    """Lines of text box by box, in each box from top to bottom, and where they stand.

    ``box`` is the number of the box of each line. A line reaches from ``x0``, where its first glyph begins, to ``x1``,
    where its last glyph ends; ``right`` is where any of its glyphs ends. ``ink_begin`` and ``ink_end`` are where it
    begins and ends without the empty half of wide brackets and marks. ``is_overprinted`` says that different characters
    stand in one place, ``has_raised`` that some are raised that have no raised form of their own.
    """

    box: Ints
    text: list[str]
    x0: Floats
    top: Floats
    x1: Floats
    bottom: Floats
    right: Floats
    ink_begin: Floats
    ink_end: Floats
    is_overprinted: Flags
    has_raised: Flags


def glyph_lines(glyphs: Glyphs, box: Ints) -> GlyphLines:
    """The lines of text of each box; ``box`` is the number of the box that each glyph stands in."""
    glyphs, box, begins, raised = _lines(glyphs, box)
    line = np.cumsum(begins) - 1
    glyphs = glyphs.take(np.lexsort((glyphs.x0, line)))
    first = np.flatnonzero(begins)
    last = np.append(first[1:], len(line))[: len(first)] - 1
    x0, top, x1, bottom, _, size = glyphs.places
    width = x1 - x0
    # Wide brackets and marks fill one half of their box.
    begin, end = x0[first], x1[last]
    opens = is_one_of(glyphs, _OPENING)[first] & (width[first] > 0.8 * size[first])
    closes = is_one_of(glyphs, CLOSING)[last] & (width[last] > 0.8 * size[last])
    texts, is_overprinted = _texts(glyphs, begins, len(first))
    return GlyphLines(
        box[first],
        texts,
        begin,
        np.minimum.reduceat(top, first) if len(first) else top,
        end,
        np.maximum.reduceat(bottom, first) if len(first) else bottom,
        np.maximum.reduceat(x1, first) if len(first) else x1,
        np.where(opens, begin + 0.4 * width[first], begin),
        np.where(closes, end - 0.4 * width[last], end),
        is_overprinted,
        raised[first],
    )


def _lines(glyphs: Glyphs, box: Ints) -> tuple[Glyphs, Ints, Flags, Flags]:
    """The glyphs line by line, with raised ones in the line that they belong to.

    Beside them stand the box of each glyph, whether a line begins with it, and for those that begin a line whether it
    has raised characters that have no raised form.
    """
    order = np.lexsort((glyphs.baseline, box))
    glyphs, box = glyphs.take(order), box[order]
    begins_box = np.ones(len(box), np.bool_)
    begins_box[1:] = box[1:] != box[:-1]
    begins = _line_begins(glyphs.baseline, glyphs.size, begins_box)
    has_unknown = np.zeros(len(box), np.bool_)
    uneven = _uneven_boxes(glyphs, begins_box, begins)
    if uneven:
        glyphs = _raise(glyphs, uneven, begins, has_unknown)
    return glyphs, box, begins, has_unknown


def _uneven_boxes(glyphs: Glyphs, begins_box: Flags, begins: Flags) -> list[tuple[int, int]]:
    """The boxes in which glyphs may be raised or lowered: the first glyph of each, and the one behind its last.

    Sizes differ in one of their lines, or between lines that are near each other.
    """
    size, baseline = glyphs.size, glyphs.baseline
    if not len(size) or size.min() >= SMALL * size.max():
        return []
    first = np.flatnonzero(begins)
    smallest, largest = np.minimum.reduceat(size, first), np.maximum.reduceat(size, first)
    upper, lower = np.minimum.reduceat(baseline, first), np.maximum.reduceat(baseline, first)
    is_uneven = (smallest < SMALL * largest) & (smallest != largest)
    goes_on = ~begins_box[first[1:]]
    above_smallest, above_largest = np.minimum(smallest[1:], smallest[:-1]), np.maximum(largest[1:], largest[:-1])
    is_near = upper[1:] - lower[:-1] <= FARTHEST * above_largest
    is_uneven[1:] |= goes_on & is_near & (above_smallest < SMALL * above_largest) & (above_smallest != above_largest)
    if not is_uneven.any():
        return []
    box = np.cumsum(begins_box) - 1
    starts = np.append(np.flatnonzero(begins_box), len(box)).tolist()
    return [(starts[number], starts[number + 1]) for number in np.unique(box[first[is_uneven]]).tolist()]


def _raise(glyphs: Glyphs, spans: list[tuple[int, int]], begins: Flags, has_unknown: Flags) -> Glyphs:
    """Put raised and lowered glyphs into their lines in some boxes, given by their first glyph and the one behind.

    The glyphs of a box keep their rows together; which of them begin a line is changed in place.
    """
    order = np.arange(len(glyphs))
    signs: list[str] | None = None
    for first, end in spans:
        rows = range(first, end)
        placed = [PlacedGlyph(g, row, g.text) for row, g in zip(rows, glyphs.take(np.arange(first, end)), strict=True)]
        starts = [*np.flatnonzero(begins[first:end]).tolist(), end - first]
        lines, with_unknown = with_raised([placed[a:b] for a, b in pairwise(starts)])
        order[first:end] = [one.row for line in lines for one in line]
        begins[first:end] = False
        row = first
        for number, line in enumerate(lines):
            begins[row], has_unknown[row] = True, number in with_unknown
            row += len(line)
        for one in placed:
            if one.text != one.glyph.text:
                signs = signs if signs is not None else glyphs.text.tolist()
                signs[one.row] = one.text
    if signs is not None:
        glyphs.text = np.array(signs)
    return glyphs.take(order)


def _line_begins(baseline: Floats, size: Floats, begins_box: Flags) -> Flags:
    """Where a line of text begins among glyphs box by box from top to bottom: too far below the first of the last line.

    A line is first taken to begin where a glyph stands too far below the one before it. Where that is not the same,
    the box is gone through glyph by glyph.
    """
    begins = begins_box.copy()
    near = 0.4 * np.minimum(size[1:], size[:-1])
    begins[1:] |= np.abs(baseline[1:] - baseline[:-1]) > near
    if not len(begins):
        return begins
    first = starts_of(begins)
    # The first glyph of the line that each glyph goes on from or does not.
    first[1:] = np.where(begins[1:], first[:-1], first[1:])
    is_on_line = np.abs(baseline - baseline[first]) <= 0.4 * np.minimum(size, size[first])
    wrong = (begins == is_on_line) & ~begins_box
    if wrong.any():
        box = np.cumsum(begins_box)
        for number in np.unique(box[wrong]).tolist():
            rows = np.flatnonzero(box == number)
            begins[rows] = _one_by_one(baseline[rows].tolist(), size[rows].tolist())
    return begins


def _one_by_one(baselines: list[float], sizes: list[float]) -> list[bool]:
    begins: list[bool] = []
    first = 0
    for row, (baseline, size) in enumerate(zip(baselines, sizes, strict=True)):
        is_on_line = row > 0 and abs(baseline - baselines[first]) <= 0.4 * min(size, sizes[first])
        begins.append(not is_on_line)
        first = first if is_on_line else row
    return begins


def _texts(glyphs: Glyphs, begins: Flags, count: int) -> tuple[list[str], Flags]:
    """The text of each line from left to right, and whether different characters stand in one place.

    Equal glyphs that print one over another (fake bold) count once. Latin words get the blank between them.
    ``begins`` says which glyphs begin a line; there are ``count`` lines.
    """
    x0, x1, size, text = glyphs.x0, glyphs.x1, glyphs.size, glyphs.text
    line = np.cumsum(begins) - 1
    while True:
        goes_on = line[1:] == line[:-1]
        advance = x0[1:] - x0[:-1]
        is_again = goes_on & (advance < 0.2 * size[1:]) & (text[1:] == text[:-1])
        if not is_again.any():
            break
        # The first glyph that is printed again goes; what stands behind it is then compared with the one that stays.
        is_again[1:] &= ~is_again[:-1]
        kept = np.append(True, ~is_again)
        x0, x1, size, text, line = x0[kept], x1[kept], size[kept], text[kept], line[kept]
    width = x1 - x0
    is_overprinted = np.zeros(count, np.bool_)
    is_near = goes_on & (advance < 0.55 * np.minimum(width[1:], width[:-1]))
    for row in np.flatnonzero(is_near).tolist():
        # Marks and kerned letters may overlap.
        one, other = str(text[row]), str(text[row + 1])
        if one.isdigit() == other.isdigit() and one.isalnum() and other.isalnum():
            is_overprinted[line[row]] = True
    ascii_signs = _is_ascii(text)
    has_blank = goes_on & (x0[1:] - x1[:-1] > 0.15 * size[1:]) & ascii_signs[1:] & ascii_signs[:-1]
    return _joined(text, np.flatnonzero(has_blank) + 1, line, count), is_overprinted


def _is_ascii(text: NDArray[np.str_]) -> Flags:
    if text.dtype.itemsize == 4:
        return text.view(np.uint32) < 0x80
    return np.array([sign.isascii() for sign in text.tolist()], np.bool_)


def _joined(text: NDArray[np.str_], blanks: Ints, line: Ints, count: int) -> list[str]:
    """The text of each line, with a blank before each of some glyphs."""
    signs, of_sign = text, line
    if len(blanks):
        signs, of_sign = np.insert(text, blanks, " "), np.insert(line, blanks, line[blanks])
    ends = np.searchsorted(of_sign, np.arange(count + 1)).tolist()
    if signs.dtype.itemsize > 4:
        pieces = signs.tolist()
        return [fold_radicals("".join(pieces[a:b])) for a, b in pairwise(ends)]
    whole = fold_radicals(text_of(signs))
    return [whole[a:b] for a, b in pairwise(ends)]
