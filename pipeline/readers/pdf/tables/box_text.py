"""The glyphs of a page to the text of each box.

Belongs here: which glyphs are text of the form, and what is doubtful about those of one box. Does not belong here:
the order of glyphs in a line (``glyph_lines``), lines and areas drawn over text (``text_doubts``).
"""

from __future__ import annotations

import re
from itertools import pairwise

import numpy as np

from pipeline.model.doubts import without
from pipeline.readers.pdf.pages.columns import Flags, Floats, Glyphs, Ints, rectangles
from pipeline.readers.pdf.pages.geometry import Rectangle
from pipeline.readers.pdf.pages.page import UNMAPPED, Page
from pipeline.readers.pdf.tables.box_index import BoxIndex, boxes_at
from pipeline.readers.pdf.tables.glyph_lines import GlyphLines, glyph_lines
from pipeline.readers.pdf.tables.text_doubts import MISREAD, WATERMARK, doubt_covered, doubt_overflow

# Alpha of ink that nothing shines through, as it stands in a glyph's shade.
_OPAQUE = range(250, 256)
# Text of a form has between these many times the usual size; letters of seals and watermarks have not.
_SMALLEST, _LARGEST = 0.93, 1.08
# Marks that stand over, under or through the character before them.
_COMBINING = re.compile(r"[\u0300-\u036f]")
_GAP = chr(UNMAPPED)


def usual_size(glyphs: Glyphs) -> float:
    """The height of most text of a page that is neither red nor pale; 0 where there is none."""
    sizes = glyphs.size if not glyphs.shade.any() else glyphs.size[glyphs.shade == 0]
    return float(np.sort(sizes)[len(sizes) // 2]) if len(sizes) else 0.0


def place_glyphs(page: Page, index: BoxIndex, usual: float) -> GlyphLines:
    """Fill the boxes of tables with text; returns all lines, of which those outside every table come last.

    ``usual`` is the usual size of glyphs on the page.
    """
    glyphs, number = page.glyphs, boxes_at(page.glyphs, index)
    if glyphs.shade.any():
        kept = _kept(page, index, number, usual)
        # Coloured glyphs come last: whether they are text depends on the other text in their box.
        order = np.concatenate((np.flatnonzero(kept & (glyphs.shade == 0)), np.flatnonzero(kept & (glyphs.shade != 0))))
        glyphs, number = glyphs.take(order), number[order]
    lines = glyph_lines(glyphs, number)
    misread = set(number[glyphs.is_misread].tolist()) if page.has_misread else set()
    first = np.flatnonzero(np.diff(lines.box, prepend=-1))
    bounds = [*first.tolist(), len(lines.box)]
    inks = _inks(lines, first)
    columns = (lines.ink_begin, lines.top, lines.ink_end, lines.bottom)
    line_inks = list(zip(*(column.tolist() for column in columns), strict=True))
    overprinted, raised = (
        set(np.flatnonzero(of_line).tolist()) for of_line in (lines.is_overprinted, lines.has_raised)
    )
    whole = "".join(lines.text)
    has_gap, has_combining = _GAP in whole, _COMBINING.search(whole) is not None
    for k, (begin, end), ink in zip(lines.box[first].tolist(), pairwise(bounds), inks, strict=True):
        if k == len(index.boxes):
            break
        box = index.boxes[k]
        box.lines, box.line_inks, box.ink = lines.text[begin:end], line_inks[begin:end], ink
        # What lies over a cell with a text of its own is a seal or a watermark and hides nothing.
        if box.doubts:
            box.doubts = without(box.doubts, "covered")
        if has_gap and any(_GAP in text for text in box.lines):
            box.doubt("unmapped_glyph")
        elif has_combining and any(map(_COMBINING.search, box.lines)):
            box.doubt("combining_mark")
        elif overprinted and not overprinted.isdisjoint(range(begin, end)):
            box.doubt("printed_over")
        elif raised and not raised.isdisjoint(range(begin, end)):
            box.doubt("raised_text")
        if k in misread:
            box.doubt(MISREAD)
    doubt_overflow(index)
    doubt_covered(page, index)
    for box in index.boxes:
        # Of a document with thousands of pages they would be more than all its text.
        box.ink, box.line_inks = None, ()
    return lines


def _inks(lines: GlyphLines, first: Ints) -> list[Rectangle]:
    """The rectangle around all glyphs of each box with text; ``first`` is the first line of each."""
    if not len(first):
        return []
    x0, top = np.minimum.reduceat(lines.x0, first), np.minimum.reduceat(lines.top, first)
    right, bottom = np.maximum.reduceat(lines.right, first), np.maximum.reduceat(lines.bottom, first)
    return rectangles(np.stack((x0, top, right, bottom), axis=1))


def _kept(page: Page, index: BoxIndex, number: Ints, usual: float) -> Flags:
    """Which glyphs are text of the form; coloured glyphs that are not leave a doubt on the box they stand in.

    ``number`` is the number of the box of each glyph.
    """
    glyphs = page.glyphs
    form_shades = _shades_of_forms(page, number, usual)
    sealed = _are_sealed(glyphs, page)
    kept = np.ones(len(glyphs), np.bool_)
    is_inside = number < len(index.boxes)
    for row in np.flatnonzero((glyphs.shade != 0) & is_inside).tolist():
        kept[row] = False
        if usual and glyphs.size[row] > WATERMARK * usual:
            continue
        box = index.boxes[number[row]]
        others = glyphs.places[:, (number == number[row]) & (glyphs.shade == 0)]
        if _is_text(others, glyphs.places[:, row], usual):
            kept[row] = True
            if int(glyphs.shade[row]) not in form_shades or sealed[row]:
                box.doubt("coloured_text")
        else:
            box.doubt("covered")
    return kept


def _shades_of_forms(page: Page, number: Ints, usual: float) -> set[int]:
    """The colours in which the form itself is printed: some offices print all values grey, others mark some red.

    Every run of glyphs in such a colour stands in one cell (or outside every table) and is as high as the rest of the
    page. What stands in a seal is left out of account. A single glyph that does not fit excludes its colour.
    """
    is_free = (page.glyphs.shade != 0) & ~_are_sealed(page.glyphs, page)
    shades: set[int] = set()
    for shade in np.unique(page.glyphs.shade[is_free]).tolist():
        rows = is_free & (page.glyphs.shade == shade)
        size = page.glyphs.size[rows]
        with np.errstate(invalid="ignore", divide="ignore"):
            share = size / (usual or size)
        is_as_high = ((share >= _SMALLEST) & (share <= _LARGEST)).all()
        if shade >> 24 in _OPAQUE and is_as_high and _are_in_one_box(page.glyphs.take(rows), number[rows]):
            shades.add(shade)
    return shades


def _are_sealed(glyphs: Glyphs, page: Page) -> Flags:
    """Whether each glyph stands in a seal or a watermark of its own kind of colour."""
    sealed = np.zeros(len(glyphs), np.bool_)
    for x0, top, x1, bottom, is_red in page.seals:
        overlaps = (x0 <= glyphs.x1) & (glyphs.x0 <= x1) & (top <= glyphs.bottom) & (glyphs.top <= bottom)
        sealed |= overlaps & (glyphs.is_red == is_red)
    return sealed


def _are_in_one_box(glyphs: Glyphs, number: Ints) -> bool:
    """Whether glyphs on one baseline without a gap between them always stand in one box."""
    order = np.lexsort((glyphs.x0, np.rint(glyphs.baseline)))
    x0, _, x1, _, baseline, size = glyphs.places[:, order]
    goes_on = (np.abs(baseline[:-1] - baseline[1:]) <= 0.1 * size[1:]) & (x0[1:] - x1[:-1] <= 0.25 * size[1:])
    return not (goes_on & (np.diff(number[order]) != 0)).any()


def _is_text(others: Floats, glyph: Floats, usual: float) -> bool:
    """Whether a red or pale glyph is text of the form and not of a seal; ``others`` is the other text of its box.

    It is as high as the rest of the page. In a box with other text it stands on a line of that text, over nothing.
    Both are given as the rows of ``Glyphs.places``.
    """
    x0, top, x1, bottom, baseline, size = glyph.tolist()
    if usual and not _SMALLEST <= size / usual <= _LARGEST:
        return False
    if not others.size:
        return True
    is_on_line = (np.abs(baseline - others[4]) <= 0.1 * size).any()
    across = np.minimum(x1, others[2]) - np.maximum(x0, others[0])
    down = np.minimum(bottom, others[3]) - np.maximum(top, others[1])
    return bool(is_on_line and not ((across > 0.2 * size) & (down > 0.2 * size)).any())
