"""Small raised and lowered glyphs in the line that they belong to.

Belongs here: exponents, indices and footnote marks. Does not belong here: lines of text (``glyph_lines``).
Only boxes with glyphs of different sizes are looked at, glyph by glyph.
"""

from __future__ import annotations

from dataclasses import dataclass

from pipeline.readers.characters import raised as raised_text
from pipeline.readers.pdf.pages.columns import Glyph

# Raised and lowered characters are smaller than this share of the text that they belong to, and stand this much (of
# its size) above its line; browsers raise by a third of it and make the text 0.83 times as large.
SMALL = 0.92
_RAISED, _LOWERED = (0.15, 0.65), (-0.45, -0.08)
# Lines farther apart than this share of the larger text in them hold no raised characters of each other.
FARTHEST = 0.7


@dataclass(slots=True, eq=False)
class PlacedGlyph:
    """A glyph of a box, and its row in the columns of the page; ``text`` is what it is read as."""

    glyph: Glyph
    row: int
    text: str


Line = list[PlacedGlyph]


def with_raised(lines: list[Line]) -> tuple[list[Line], set[int]]:
    """The lines with small raised and lowered characters moved into the line that they belong to.

    A raised character becomes its raised form (10²). Returned as well are the numbers of lines with raised characters
    that have no such form.
    """
    kept: list[Line] = []
    with_unknown: set[int] = set()
    # A line without small characters: it may be the raised characters of the next line.
    waiting: Line = []
    for line in lines:
        largest = max(one.glyph.size for one in line)
        small = [one for one in line if one.glyph.size < SMALL * largest]
        if waiting and any(_is_beside(one.glyph, waiting[0].glyph, _RAISED) for one in line):
            small, line = [*small, *waiting], [*line, *waiting]
            waiting = []
        elif waiting:
            kept.append(waiting)
            waiting = []
        if kept and _largest(line) < SMALL * _largest(kept[-1]) and _lower(line, kept[-1]):
            continue
        if not small:
            waiting = line
            continue
        for one in _following(small, [one for one in line if one.glyph.size >= SMALL * largest], _RAISED):
            one.text, doubt = raised_text(one.text)
            if doubt:
                with_unknown.add(len(kept))
        kept.append(line)
    if waiting:
        kept.append(waiting)
    return kept, with_unknown


def _largest(line: Line) -> float:
    return max(one.glyph.size for one in line)


def _lower(line: Line, host: Line) -> bool:
    """Put the lowered characters of a line into the one above it, where all of them belong there."""
    if len(_following(line, host, _LOWERED)) < len(line):
        return False
    host += line
    return True


def _following(small: Line, hosts: Line, rises: tuple[float, float]) -> Line:
    """Those of some small characters that stand right behind a larger one, or behind each other."""
    following: Line = []
    for one in sorted((one for one in small if one.glyph.size > 0), key=lambda one: one.glyph.x0):
        glyph = one.glyph
        before = following[-1].glyph if following else None
        is_behind_small = (
            before is not None
            and abs(before.baseline - glyph.baseline) <= 0.1 * glyph.size
            and -0.3 <= (glyph.x0 - before.x1) / glyph.size <= 0.3
        )
        if is_behind_small or any(_is_beside(host.glyph, glyph, rises) for host in hosts):
            following.append(one)
    return following


def _is_beside(host: Glyph, glyph: Glyph, rises: tuple[float, float]) -> bool:
    """Whether a small character stands right behind a larger one, and as much above its line as ``rises`` allows."""
    if host.size <= 0:  # of a damaged font
        return False
    rise = (host.baseline - glyph.baseline) / host.size
    is_small = glyph.size < SMALL * host.size
    return is_small and rises[0] <= rise <= rises[1] and -0.3 <= (glyph.x0 - host.x1) / host.size <= 0.3
