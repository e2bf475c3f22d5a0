"""Text of a cell or of a page as it gathers from runs and elements, line by line.

Belongs here: finished lines, the line being read, which text is struck out, doubts. Does not belong here: single
characters (``characters``), markup.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from pipeline.model.doubts import CERTAIN, Doubtable, Doubts
from pipeline.readers.characters import raised, seen

_SPACES = re.compile(r"[ \t\n\r\f]+")


@dataclass(slots=True)
class GatheredText(Doubtable):
    """Text of a cell or of a page as it gathers: finished lines, the line being read, doubts.

    ``standing`` are the lines without the text that is struck out.
    """

    lines: list[str] = field(default_factory=list)
    current: str = ""
    doubts: Doubts = CERTAIN
    standing: list[str] = field(default_factory=list)
    current_standing: str = ""

    def add(self, text: str, *, is_raised: bool = False, is_struck: bool = False) -> None:
        """Add text to the line being read."""
        if is_raised:
            text, doubt = raised(text)
            self.doubt(doubt)
        shown, doubt = seen(text)
        self.doubt(doubt)
        self.current += shown
        if not is_struck:
            self.current_standing += shown

    def end(self) -> None:
        """End the line being read; a line of blanks alone is dropped."""
        for lines, line in ((self.lines, self.current), (self.standing, self.current_standing)):
            if line := _SPACES.sub(" ", line.replace("\xa0", " ")).strip():
                lines.append(line)
        self.current = self.current_standing = ""

    def read(self) -> list[str]:
        """The lines that a person reads: without text that is struck out, unless all of it is."""
        return self.standing or self.lines
