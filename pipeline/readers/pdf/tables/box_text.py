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
from pipeline.readers.pdf.tables.text_doubts import MISREAD, doubt_covered, doubt_text_over_rules

# Alpha of ink that nothing shines through, as it stands in a glyph's shade.
_OPAQUE = range(250, 256)
# Marks that stand over, under or through the character before them.
_COMBINING = re.compile(r"[\u0300-\u036f]")
_GAP = chr(UNMAPPED)


def place_glyphs(page: Page, found: list[RuledTable], usual: float) -> list[Glyph]:
    """Sort glyphs into the boxes of the tables; returns those that stand outside every table."""
    inside: dict[Box, list[Glyph]] = defaultdict(list)
    lookup = [box_index(table) for table in found]
    outside: list[Glyph] = []
    certain = _certain_shades(page, lookup, usual)
    coloured = [g for g in page.glyphs if g.shade]
    for glyph in [*(g for g in page.glyphs if not g.shade), *coloured] if coloured else page.glyphs:
        box = box_at(glyph, lookup)
        if box is None:
            outside.append(glyph)
            continue
        if not glyph.shade:
            inside[box].append(glyph)
            continue
        if usual and glyph.size > 1.6 * usual:
            # The letters of a watermark.
            continue
        if not _is_value(glyph, [g for g in inside[box] if not g.shade], usual):
            box.doubt("covered")
            continue
        if glyph.shade not in certain or _is_sealed(glyph, page):
            box.doubt("coloured_text")
        inside[box].append(glyph)
    for box, members in inside.items():
        if members:
            _fill(box, members)
            if page.has_misread and any(g.is_misread for g in members):
                box.doubt(MISREAD)
    for places in lookup:
        doubt_text_over_rules(places.boxes)
    doubt_covered(page, lookup)
    return outside


def _fill(box: Box, members: list[Glyph]) -> None:
    """The text of a box from its glyphs."""
    # What lies over a cell with a text of its own is a seal or a watermark and hides nothing.
    box.doubts = without(box.doubts, "covered")
    lines = glyph_lines(members)
    box.lines = [line.text for line in lines]
    box.inks = [(line.top, line.bottom, *line.ink) for line in lines]
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
        min([g.x0 for g in members]),
        min([g.top for g in members]),
        max([g.x1 for g in members]),
        max([g.bottom for g in members]),
    )


def usual_size(glyphs: list[Glyph]) -> float:
    """The height of most text of a page that is neither red nor pale."""
    sizes = sorted(g.size for g in glyphs if not g.shade)
    return sizes[len(sizes) // 2] if sizes else 0.0


def _certain_shades(page: Page, lookup: list[BoxIndex], usual: float) -> set[int]:
    """The colours in which the form itself is printed: clerks mark values red, some offices print all of them grey.

    Every run of glyphs in such a colour stands in one cell (or outside every table) and is as high as the rest of the
    page; what stands in a seal is left out of account. One letter that fails makes the colour doubtful.
    """
    shades: dict[int, list[Glyph]] = defaultdict(list)
    for glyph in page.glyphs:
        if glyph.shade and not _is_sealed(glyph, page):
            shades[glyph.shade].append(glyph)
    return {
        shade
        for shade, glyphs in shades.items()
        if shade >> 24 in _OPAQUE
        and all(0.93 <= g.size / (usual or g.size) <= 1.08 for g in glyphs)
        and all(len({box_at(g, lookup) for g in run}) == 1 for run in _coloured_runs(glyphs))
    }


def _is_sealed(glyph: Glyph, page: Page) -> bool:
    return any(
        s.x0 <= glyph.x1 and glyph.x0 <= s.x1 and s.top <= glyph.bottom and glyph.top <= s.bottom
        for s in page.seals
        if s.is_red == glyph.is_red
    )


def _coloured_runs(glyphs: list[Glyph]) -> list[list[Glyph]]:
    """Glyphs on one baseline without a gap between them."""
    runs: list[list[Glyph]] = []
    for g in sorted(glyphs, key=lambda g: (round(g.baseline), g.x0)):
        last = runs[-1][-1] if runs else None
        if last and abs(last.baseline - g.baseline) <= 0.1 * g.size and g.x0 - last.x1 <= 0.25 * g.size:
            runs[-1].append(g)
        else:
            runs.append([g])
    return runs


def _is_value(glyph: Glyph, text: list[Glyph], usual: float) -> bool:
    """Whether a red or pale glyph is text of the form and not of a seal.

    It is as high as the rest of the page, and in a cell with other text it stands on a line of that text, over nothing.
    """
    if usual and not 0.93 <= glyph.size / usual <= 1.08:
        return False
    is_on_line = not text or any(abs(glyph.baseline - g.baseline) <= 0.1 * glyph.size for g in text)
    return is_on_line and not any(
        min(glyph.x1, g.x1) - max(glyph.x0, g.x0) > 0.2 * glyph.size
        and min(glyph.bottom, g.bottom) - max(glyph.top, g.top) > 0.2 * glyph.size
        for g in text
    )
