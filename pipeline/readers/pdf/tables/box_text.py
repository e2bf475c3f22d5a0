"""The glyphs of a page to the text of each box.

Belongs here: which glyphs are text of the form, and what is doubtful about those of one box. Does not belong here:
the order of glyphs in a line (``glyph_lines``), lines and areas drawn over text (``text_doubts``).
"""

from __future__ import annotations

import re
from collections import defaultdict

from pipeline.model.doubts import without
from pipeline.readers.pdf.pages.page import UNMAPPED, Glyph, Page
from pipeline.readers.pdf.tables.box_index import BoxIndex, box_at, box_index
from pipeline.readers.pdf.tables.boxes import Box, RuledTable
from pipeline.readers.pdf.tables.glyph_lines import glyph_lines
from pipeline.readers.pdf.tables.text_doubts import MISREAD, WATERMARK, doubt_covered, doubt_overflow

# Alpha of ink that nothing shines through, as it stands in a glyph's shade.
_OPAQUE = range(250, 256)
# Text of a form has between these many times the usual size; letters of seals and watermarks have not.
_SMALLEST, _LARGEST = 0.93, 1.08
# Marks that stand over, under or through the character before them.
_COMBINING = re.compile(r"[\u0300-\u036f]")
_GAP = chr(UNMAPPED)


def usual_size(glyphs: list[Glyph]) -> float:
    """The height of most text of a page that is neither red nor pale; 0 where there is none."""
    sizes = sorted(g.size for g in glyphs if not g.shade)
    return sizes[len(sizes) // 2] if sizes else 0.0


def place_glyphs(page: Page, tables: list[RuledTable], usual: float) -> list[Glyph]:
    """Fill the boxes of the tables with text; returns the glyphs that stand outside every table.

    ``usual`` is the usual size of glyphs on the page.
    """
    inside: dict[Box, list[Glyph]] = defaultdict(list)
    outside: list[Glyph] = []
    indexes = [box_index(table) for table in tables]
    form_shades = _shades_of_forms(page, indexes, usual)
    coloured = [g for g in page.glyphs if g.shade]
    # Coloured glyphs come last: whether they are text depends on the other text in their box.
    for glyph in [*(g for g in page.glyphs if not g.shade), *coloured] if coloured else page.glyphs:
        box = box_at(glyph, indexes)
        if box is None:
            outside.append(glyph)
        elif not glyph.shade:
            inside[box].append(glyph)
        elif not usual or glyph.size <= WATERMARK * usual:
            if _is_text([g for g in inside[box] if not g.shade], glyph, usual):
                inside[box].append(glyph)
                if glyph.shade not in form_shades or _is_sealed(glyph, page):
                    box.doubt("coloured_text")
            else:
                box.doubt("covered")
    for box, glyphs in inside.items():
        if glyphs:
            _fill(box, glyphs)
            if page.has_misread and any(g.is_misread for g in glyphs):
                box.doubt(MISREAD)
    for index in indexes:
        doubt_overflow(index)
    doubt_covered(page, indexes)
    return outside


def _fill(box: Box, glyphs: list[Glyph]) -> None:
    """The text of a box from its glyphs, and where it stands."""
    # What lies over a cell with a text of its own is a seal or a watermark and hides nothing.
    box.doubts = without(box.doubts, "covered")
    lines = glyph_lines(glyphs)
    box.lines = [line.text for line in lines]
    box.line_inks = [(line.ink[0], line.top, line.ink[1], line.bottom) for line in lines]
    text = "".join(box.lines)
    if _GAP in text:
        box.doubt("unmapped_glyph")
    elif _COMBINING.search(text):
        box.doubt("combining_mark")
    elif any(line.is_overprinted for line in lines):
        box.doubt("printed_over")
    elif any(line.has_raised for line in lines):
        box.doubt("raised_text")
    box.ink = (
        min([g.x0 for g in glyphs]),
        min([g.top for g in glyphs]),
        max([g.x1 for g in glyphs]),
        max([g.bottom for g in glyphs]),
    )


def _shades_of_forms(page: Page, indexes: list[BoxIndex], usual: float) -> set[int]:
    """The colours in which the form itself is printed: some offices print all values grey, others mark some red.

    Every run of glyphs in such a colour stands in one cell (or outside every table) and is as high as the rest of the
    page. What stands in a seal is left out of account. A single glyph that does not fit excludes its colour.
    """
    by_shade: dict[int, list[Glyph]] = defaultdict(list)
    for glyph in page.glyphs:
        if glyph.shade and not _is_sealed(glyph, page):
            by_shade[glyph.shade].append(glyph)
    return {
        shade
        for shade, glyphs in by_shade.items()
        if shade >> 24 in _OPAQUE
        and all(_SMALLEST <= g.size / (usual or g.size) <= _LARGEST for g in glyphs)
        and all(len({box_at(g, indexes) for g in run}) == 1 for run in _runs(glyphs))
    }


def _is_sealed(glyph: Glyph, page: Page) -> bool:
    """Whether a glyph stands in a seal or a watermark of its own kind of colour."""
    return any(
        s.x0 <= glyph.x1 and glyph.x0 <= s.x1 and s.top <= glyph.bottom and glyph.top <= s.bottom
        for s in page.seals
        if s.is_red == glyph.is_red
    )


def _runs(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Glyphs on one baseline without a gap between them."""
    runs: list[list[Glyph]] = []
    for g in sorted(glyphs, key=lambda g: (round(g.baseline), g.x0)):
        last = runs[-1][-1] if runs else None
        if last and abs(last.baseline - g.baseline) <= 0.1 * g.size and g.x0 - last.x1 <= 0.25 * g.size:
            runs[-1].append(g)
        else:
            runs.append([g])
    return runs


def _is_text(others: list[Glyph], glyph: Glyph, usual: float) -> bool:
    """Whether a red or pale glyph is text of the form and not of a seal; ``others`` is the other text of its box.

    It is as high as the rest of the page. In a box with other text it stands on a line of that text, over nothing.
    """
    if usual and not _SMALLEST <= glyph.size / usual <= _LARGEST:
        return False
    is_on_line = not others or any(abs(glyph.baseline - g.baseline) <= 0.1 * glyph.size for g in others)
    return is_on_line and not any(
        min(glyph.x1, g.x1) - max(glyph.x0, g.x0) > 0.2 * glyph.size
        and min(glyph.bottom, g.bottom) - max(glyph.top, g.top) > 0.2 * glyph.size
        for g in others
    )
