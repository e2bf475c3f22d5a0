"""Characters of text that a document carries as text (web pages, office files): what shows and what does not.

Belongs here: characters without a visible shape, characters that only a font gives a shape, raised figures, text as it
gathers line by line. Does not belong here: folding of look-alikes (``pipeline.text.fold``), markup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.model.doubts import CERTAIN, Doubtable, Doubts

# Zero-width blanks and joiners, soft hyphen, byte order mark, marks of direction: nothing of them is seen.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202c\u2060-\u2064\u2066-\u2069\ufeff]")
# Overrides of direction show figures in another order than they are stored.
_TURNED = re.compile("[\u202d\u202e]")
_NO_SHAPE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_SPACES = re.compile(r"[ \t\n\r\f]+")
_LOST = "\ufffd"
_RAISED = str.maketrans("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾")


def seen(text: str) -> tuple[str, str]:
    """The text without unseen characters, and the code of a doubt when its shape is not known (else empty)."""
    doubt = ""
    if _NO_SHAPE.search(text):
        # Some sites draw figures with a font of their own, so that a copy of the page shows others.
        doubt = "glyph_without_unicode"
    elif _LOST in text:
        doubt = "undecodable"
    elif _TURNED.search(text):
        doubt = "direction_override"
    return _TURNED.sub("", _UNSEEN.sub("", text)), doubt


def raised(text: str) -> tuple[str, str]:
    """Superscript as characters that stay apart from the figure before them (10² is not 102), or a doubt code."""
    changed = text.translate(_RAISED)
    is_known = all(c.isspace() or c in "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾" for c in changed)
    return changed, "" if is_known else "raised_text"


@dataclass(slots=True)
class Text(Doubtable):
    """Text of a cell or of the page as it gathers: finished lines, the line under way, doubts.

    ``standing`` are the lines without what is struck out.
    """

    lines: list[str] = field(default_factory=list)
    under_way: str = ""
    doubts: Doubts = CERTAIN
    standing: list[str] = field(default_factory=list)
    under_way_standing: str = ""

    def add(self, text: str, *, is_raised: bool = False, is_struck: bool = False) -> None:
        """Text that goes on in the line."""
        if is_raised:
            text, doubt = raised(text)
            self.doubt(doubt)
        shown, doubt = seen(text)
        self.doubt(doubt)
        self.under_way += shown
        if not is_struck:
            self.under_way_standing += shown

    def end(self) -> None:
        """The end of a line; lines of blanks are none."""
        for lines, line in ((self.lines, self.under_way), (self.standing, self.under_way_standing)):
            if line := _SPACES.sub(" ", line.replace("\xa0", " ")).strip():
                lines.append(line)
        self.under_way = self.under_way_standing = ""

    def read(self) -> list[str]:
        """What a person reads of a cell: what stands, or all of it where everything is struck out."""
        return self.standing or self.lines
