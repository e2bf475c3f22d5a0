"""What the noisy grid is made of and what is made from it: pieces, lines, values.

Belongs here: the small types that the steps of restoring share, and tests on a single text.
Does not belong here: anything that needs a neighbour.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from functools import lru_cache
from typing import NamedTuple

from pipeline.model.doubts import CERTAIN, Doubts, has, with_doubt, without
from pipeline.model.grid import Cell, Evidence, Grid, Origin, Repair
from pipeline.text.fold import squeeze
from pipeline.text.furniture import page_number
from pipeline.text.titles import is_above_pages

# Mark-up that per-cell recognisers write for underlines and the like.
_TAG = re.compile(r"</?[a-zA-Z]{1,4}/?>")
IDEOGRAPH = re.compile(r"[\u3400-\u4dbf\u4e00-\u9fff]")
# Scripts that are not printed on these forms: kana, Hangul, Cyrillic and the replacement character.
_FOREIGN = re.compile("[\u3040-\u30ff\u31f0-\u31ff\uac00-\ud7af\u1100-\u11ff\u0400-\u04ff\ufffd]")


# A character four times in a row, and several ones three times.
_RUN, _PATTERN = re.compile(r"(\D)\1{3,}"), re.compile(r"(\D{2,6}?)\1{2,}")


class _PieceFields(NamedTuple):
    line: int
    page: int
    column: int
    text: str
    raw: str
    tight: str


class SlicePiece(_PieceFields):
    """What one slice holds on one line: row of the grid (from 0), page, slice, text with single blanks, as it stood.

    ``tight`` is the text without any blank.
    """

    __slots__ = ()

    def __new__(cls, line: int, page: int, column: int, text: str, raw: str) -> SlicePiece:
        """A piece whose text without blanks is made of its text."""
        return super().__new__(cls, line, page, column, text, raw, squeeze(text))

    def with_text(self, text: str) -> SlicePiece:
        """The same place with another text."""
        return SlicePiece(self.line, self.page, self.column, text, self.raw)


@dataclass(slots=True)
class SlicedLine:
    """One text line: its row in the grid, its page, its pieces from left to right."""

    number: int
    page: int
    pieces: list[SlicePiece]

    @property
    def tight(self) -> str:
        """All text of the line without blanks."""
        return "".join(p.tight for p in self.pieces)


@dataclass(frozen=True, slots=True)
class RestoredValue:
    """One restored value: text, the pieces it was read from, and what is known about it."""

    text: str = ""
    pieces: tuple[SlicePiece, ...] = ()
    doubts: Doubts = CERTAIN
    origin: Origin = "printed"
    repairs: tuple[Repair, ...] = ()

    def doubted(self, code: str) -> RestoredValue:
        """The same value with one more doubt."""
        return RestoredValue(self.text, self.pieces, with_doubt(self.doubts, code), self.origin, self.repairs)

    def is_doubted(self, code: str) -> bool:
        """Whether one of the doubts has a code."""
        return has(self.doubts, code)

    def without(self, code: str) -> RestoredValue:
        """The same value without the doubts of a code, which something else has settled."""
        return replace(self, doubts=without(self.doubts, code))

    def certain(self) -> RestoredValue:
        """The same value without any doubt, which something else has settled."""
        return replace(self, doubts=CERTAIN)

    def also_from(self, pieces: Iterable[SlicePiece]) -> RestoredValue:
        """The same value with more evidence."""
        return replace(self, pieces=(*self.pieces, *pieces))

    @property
    def raw(self) -> str:
        """The pieces as they stood: tabs between fields of a line, a line end between lines."""
        raw = ""
        for before, piece in zip((None, *self.pieces), self.pieces, strict=False):
            gap = "" if before is None else "\t" if before.line == piece.line else "\n"
            raw += gap + piece.raw
        return raw

    def evidence(self, page: int) -> tuple[Evidence, ...]:
        """One evidence per line the pieces stand on; the page alone when there is no piece."""
        lines: dict[int, tuple[int, int, int]] = {}
        for piece in self.pieces:
            own, first, last = lines.get(piece.line, (piece.page, piece.column, piece.column))
            lines[piece.line] = own, min(first, piece.column), max(last, piece.column)
        places = [
            Evidence(own, line_no=line + 1, column_first=first, column_last=last)
            for line, (own, first, last) in sorted(lines.items())
        ]
        return tuple(places) or (Evidence(page),)


@dataclass(slots=True)
class SlicedRow:
    """One indicator while it is being restored: its pieces by role, its lines, its values.

    ``open_roles`` are the roles of which a part may stand in a line beside the row that could not be given to one row
    alone, with the pieces of it that no other row has.
    """

    lines: list[SlicedLine]
    parts: dict[str, list[SlicePiece]] = field(default_factory=dict)
    displaced: bool = False
    is_moved: bool = False
    cut_roles: frozenset[str] = frozenset()
    first_columns: dict[str, int] = field(default_factory=dict)
    values: dict[str, RestoredValue] = field(default_factory=dict)
    open_roles: dict[str, tuple[SlicePiece, ...]] = field(default_factory=dict)

    @property
    def page(self) -> int:
        """Page of the first line."""
        return self.lines[0].page

    def part(self, role: str) -> list[SlicePiece]:
        """Pieces of one role in reading order."""
        return self.parts.get(role, [])

    def groups(self, role: str) -> list[list[SlicePiece]]:
        """Pieces of one role, one list per text line."""
        lines: dict[int, list[SlicePiece]] = {}
        for piece in self.part(role):
            lines.setdefault(piece.line, []).append(piece)
        return [lines[number] for number in sorted(lines)]

    def text(self, role: str) -> str:
        """All text of one role without blanks."""
        return "".join(p.tight for p in self.part(role))


def lines_of(grid: Grid) -> list[SlicedLine]:
    """The grid as lines of pieces, mark-up removed, blank runs reduced to one blank."""
    rows: dict[int, SlicedLine] = {}
    for cell in grid:
        piece = _piece(cell)
        if piece is not None:
            rows.setdefault(cell.row, SlicedLine(cell.row, cell.page, [])).pieces.append(piece)
    return _without_points_mark(_without_page_furniture([rows[number] for number in sorted(rows)]))


# A text that ends several pages is a running title from so many characters on; a bare number counts pages up to twice
# the page it stands on, and as many more as a volume may have before (chosen, not measured).
_RUNNING_TITLE, _PAGES_BEFORE = 6, 400
# Traces of rulings and dirt that recognisers write at the ends of a title.
_STRAY = "|丨!'`·.,-—_~^*"


def _without_page_furniture(lines: list[SlicedLine]) -> list[SlicedLine]:
    """The lines without page numbers and running titles: one text alone, first or last of its page.

    A bare number is one only where it can count pages; another text only where it is a title or stands twice.
    """
    ends = [
        line for line, before, after in zip(lines, [None, *lines], [*lines[1:], None], strict=False)
        if len(line.pieces) == 1 and (before is None or after is None or before.page != line.page != after.page
                                      or before.page != line.page or after.page != line.page)
    ]  # fmt: skip
    seen = Counter(line.tight for line in ends)
    gone = {
        line.number
        for line in ends
        if _is_page_number(line)
        or is_above_pages(line.tight.strip(_STRAY))
        or (seen[line.tight] > 1 and len(line.tight) >= _RUNNING_TITLE)
    }
    return [line for line in lines if line.number not in gone]


def _is_page_number(line: SlicedLine) -> bool:
    page = page_number(line.tight)
    return page is not None and (not line.tight.isdigit() or page <= 2 * line.page + _PAGES_BEFORE)


_POINTS = re.compile(r"[\d.,;:()-]*\d[\d.,;:()-]*分")
_FIGURE = re.compile(r"[\d.,;:()-]*\d[\d.,;:()-]*")
_FULL_MARK = re.compile(r"100(?:\.0+)?分")


def _without_points_mark(lines: list[SlicedLine]) -> list[SlicedLine]:
    """The lines without the 分 that some forms print behind weights and scores, which a full mark of 100分 shows.

    Cut off, the 分 is a piece of its own, whole or damaged; those right of a figure of the line's last ones go. 无
    right of a figure is a reason.
    """
    if not any(_FULL_MARK.fullmatch(p.tight) for line in lines for p in line.pieces):
        return lines
    for line in lines:
        marked = [i for i, p in enumerate(line.pieces) if _POINTS.fullmatch(p.tight)][-2:]
        figures = [i for i, p in enumerate(line.pieces) if _FIGURE.fullmatch(p.tight)]
        alone = [
            i for i, p in enumerate(line.pieces)
            if len(p.tight) == 1 and IDEOGRAPH.match(p.tight) and p.tight != "无" and i - 1 in figures
        ]  # fmt: skip
        line.pieces = [
            p.with_text(p.tight.rstrip("分")) if i in marked else p for i, p in enumerate(line.pieces) if i not in alone
        ]
    return lines


def _piece(cell: Cell) -> SlicePiece | None:
    text = " ".join((_TAG.sub("", cell.text) if "<" in cell.text else cell.text).split())
    return SlicePiece(cell.row, cell.page, cell.column, text, cell.raw) if text else None


def bare_text(raw: str) -> str:
    """A text as it stood without mark-up and blanks."""
    return squeeze(_TAG.sub("", raw))


@lru_cache(maxsize=1 << 14)
def ideographs(text: str) -> str:
    """Only the Chinese characters of a text."""
    return "".join(IDEOGRAPH.findall(text))


@lru_cache(maxsize=1 << 12)
def is_garbled(text: str) -> bool:
    """Whether a text shows what recognisers write when they cannot read: foreign scripts, runs, broken brackets."""
    tight = squeeze(text)
    if _FOREIGN.search(tight) or _RUN.search(tight) or _PATTERN.search(tight):
        return True
    opened = sum(tight.count(c) for c in "(（《〔[【“")
    closed = sum(tight.count(c) for c in ")）》〕]】”")
    return opened != closed


def repaired(value: RestoredValue, rule: str, text: str) -> RestoredValue:
    """The value with a new text and the record of the change."""
    if text == value.text:
        return value
    repair = Repair(rule, value.text, text)
    return RestoredValue(text, value.pieces, value.doubts, "repaired", (*value.repairs, repair))
