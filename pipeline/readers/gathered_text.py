"""GatheredText of a cell or of a page as it gathers from runs and elements, line by line.

Belongs here: lines, the line under way, what is struck out among it, doubts. Does not belong here: single characters
(``characters``), markup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.model.doubts import CERTAIN, Doubtable, Doubts
from pipeline.readers.characters import raised, seen

_SPACES = re.compile(r"[ \t\n\r\f]+")


@dataclass(slots=True)
class GatheredText(Doubtable):
    """GatheredText of a cell or of the page as it gathers: finished lines, the line under way, doubts.

    ``standing`` are the lines without what is struck out.
    """

    lines: list[str] = field(default_factory=list)
    under_way: str = ""
    doubts: Doubts = CERTAIN
    standing: list[str] = field(default_factory=list)
    under_way_standing: str = ""

    def add(self, text: str, *, is_raised: bool = False, is_struck: bool = False) -> None:
        """GatheredText that goes on in the line."""
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
