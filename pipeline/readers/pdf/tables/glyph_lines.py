"""Glyphs to lines of text.

Belongs here: baselines, blanks between words, glyphs printed one over another. Does not belong here: raised glyphs
(``raised_glyphs``), boxes.
"""

from __future__ import annotations

from typing import NamedTuple

from pipeline.readers.pdf.pages.page import Glyph, by_baseline, by_left
from pipeline.readers.pdf.tables.raised_glyphs import with_raised
from pipeline.text.fold import fold_radicals

_OPENING = frozenset("（(「『【《〈“‘")
CLOSING = frozenset("）)」』】》〉”’，。、；：！？,.;:!?%％")


class GlyphLine(NamedTuple):
    """A line of text and where it stands.

    ``is_overprinted`` says that different characters stand in one place, ``has_raised`` that some are raised that have
    no raised form of their own. ``ink`` is where the line begins and ends without the empty half of wide brackets and
    marks.
    """

    top: float
    text: str
    is_overprinted: bool
    x0: float
    x1: float
    bottom: float
    has_raised: bool = False
    ink: tuple[float, float] = (0.0, 0.0)


def glyph_lines(glyphs: list[Glyph]) -> list[GlyphLine]:
    """Lines of text from top to bottom."""
    lines: list[list[Glyph]] = []
    for glyph in sorted(glyphs, key=by_baseline):
        if lines and abs(glyph.baseline - lines[-1][0].baseline) <= 0.4 * min(glyph.size, lines[-1][0].size):
            lines[-1].append(glyph)
        else:
            lines.append([glyph])
    with_unknown: set[int] = set()
    if len({glyph.size for glyph in glyphs}) > 1:
        lines, with_unknown = with_raised(lines)
    texts: list[GlyphLine] = []
    for number, line in enumerate(lines):
        line.sort(key=by_left)
        text, is_overprinted = _text(line)
        top, bottom = min([g.top for g in line]), max([g.bottom for g in line])
        x0, x1, ink = line[0].x0, line[-1].x1, _ink(line[0], line[-1])
        texts.append(GlyphLine(top, text, is_overprinted, x0, x1, bottom, number in with_unknown, ink))
    return texts


def _text(line: list[Glyph]) -> tuple[str, bool]:
    """The text of glyphs from left to right, and whether different characters stand in one place.

    Equal glyphs that print one over another (fake bold) count once. Latin words get the blank between them.
    """
    signs: list[str] = []
    before: Glyph | None = None
    is_overprinted = False
    for glyph in line:
        if before is not None:
            advance = glyph.x0 - before.x0
            if advance < 0.2 * glyph.size and glyph.text == before.text:
                continue
            if advance < 0.55 * (glyph.x1 - glyph.x0) and _is_in_place_of(glyph, before):
                is_overprinted = True
            if glyph.x0 - before.x1 > 0.15 * glyph.size and glyph.text.isascii() and before.text.isascii():
                signs.append(" ")
        signs.append(glyph.text)
        before = glyph
    return fold_radicals("".join(signs)), is_overprinted


def _ink(first: Glyph, last: Glyph) -> tuple[float, float]:
    """Where the ink of a line begins and ends: wide brackets and marks fill one half of their box."""
    begin, end = first.x0, last.x1
    if first.text in _OPENING and first.x1 - first.x0 > 0.8 * first.size:
        begin += 0.4 * (first.x1 - first.x0)
    if last.text in CLOSING and last.x1 - last.x0 > 0.8 * last.size:
        end -= 0.4 * (last.x1 - last.x0)
    return begin, end


def _is_in_place_of(glyph: Glyph, before: Glyph) -> bool:
    """Whether a character stands where the one before it does; marks and kerned letters may overlap."""
    narrow = min(glyph.x1 - glyph.x0, before.x1 - before.x0)
    is_alike = glyph.text.isdigit() == before.text.isdigit() and glyph.text.isalnum() and before.text.isalnum()
    return is_alike and glyph.x0 - before.x0 < 0.55 * narrow
