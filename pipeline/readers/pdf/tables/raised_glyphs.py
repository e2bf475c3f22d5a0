"""Small raised and lowered glyphs in the line that they belong to.

Belongs here: exponents, indices and footnote marks. Does not belong here: lines of text (``glyph_lines``).
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.readers.characters import raised as raised_text
from pipeline.readers.pdf.pages.page import Glyph, by_left

# Raised and lowered characters are smaller than this share of the text that they belong to, and stand this much (of
# its size) above its line; browsers raise by a third of it and make the text 0.83 times as large.
_SMALL, _RAISED, _LOWERED = 0.92, (0.15, 0.65), (-0.45, -0.08)


def with_raised(lines: list[list[Glyph]]) -> tuple[list[list[Glyph]], set[int]]:
    """The lines with small raised and lowered characters moved into the line that they belong to.

    A raised character becomes its raised form (10²). Returned as well are the numbers of lines with raised characters
    that have no such form.
    """
    kept: list[list[Glyph]] = []
    with_unknown: set[int] = set()
    # A line without small characters: it may be the raised characters of the next line.
    waiting: list[Glyph] = []
    for line in lines:
        largest = max(line, key=lambda g: g.size)
        small = [g for g in line if g.size < _SMALL * largest.size]
        if waiting and any(_is_beside(g, waiting[0], _RAISED) for g in line):
            small, line = [*small, *waiting], [*line, *waiting]
            waiting = []
        elif waiting:
            kept.append(waiting)
            waiting = []
        if kept and max(g.size for g in line) < _SMALL * max(g.size for g in kept[-1]) and _lower(line, kept[-1]):
            continue
        if not small:
            waiting = line
            continue
        raised = _following(small, [g for g in line if g.size >= _SMALL * largest.size], _RAISED)
        for k, glyph in enumerate(line):
            if id(glyph) in raised:
                text, doubt = raised_text(glyph.text)
                line[k] = replace(glyph, text=text)
                if doubt:
                    with_unknown.add(len(kept))
        kept.append(line)
    if waiting:
        kept.append(waiting)
    return kept, with_unknown


def _lower(line: list[Glyph], host: list[Glyph]) -> bool:
    """Put the lowered characters of a line into the one above it, where all of them belong there."""
    if len(_following(line, host, _LOWERED)) < len(line):
        return False
    host += line
    return True


def _following(small: list[Glyph], hosts: list[Glyph], rises: tuple[float, float]) -> set[int]:
    """Those of some small characters, by identity, that stand right behind a larger one, or behind each other."""
    following: list[Glyph] = []
    for glyph in sorted((g for g in small if g.size > 0), key=by_left):
        before = following[-1] if following else None
        is_behind_small = (
            before is not None
            and abs(before.baseline - glyph.baseline) <= 0.1 * glyph.size
            and -0.3 <= (glyph.x0 - before.x1) / glyph.size <= 0.3
        )
        if is_behind_small or any(_is_beside(host, glyph, rises) for host in hosts):
            following.append(glyph)
    return {id(glyph) for glyph in following}


def _is_beside(host: Glyph, glyph: Glyph, rises: tuple[float, float]) -> bool:
    """Whether a small character stands right behind a larger one, and as much above its line as ``rises`` allows."""
    if host.size <= 0:  # of a damaged font
        return False
    rise = (host.baseline - glyph.baseline) / host.size
    is_small = glyph.size < _SMALL * host.size
    return is_small and rises[0] <= rise <= rises[1] and -0.3 <= (glyph.x0 - host.x1) / host.size <= 0.3
