"""The notes that a form prints about itself: 注, 说明, 备注 inside its table, directly below it, or under its title.

Belongs here: which texts are notes of which form, and where a note ends. Does not belong here: what a note says
(``pipeline.prose.printed_weights``), remarks that stand beside a label of their own (``form_cells``).

Sentences that name staff or print telephone numbers are left out.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import pairwise

from pipeline.families import vocabulary
from pipeline.forms.labelled_grid import LabelledCell
from pipeline.forms.located import Located
from pipeline.model.doubts import CERTAIN, Doubts, with_doubt, with_doubts
from pipeline.model.grid import Evidence, TextLine
from pipeline.text.fold import fold_radicals, fold_widths, join_lines, squeeze
from pipeline.text.furniture import SEAL_WORDS, page_number
from pipeline.text.note_openings import OPENING

_LABELS = frozenset({"注", "附注", "备注", "说明", "填表说明", "填报说明", "注释"})
_ITEM = re.compile(r"(?:^|(?<=[。;:!?)]))\(?(?:(\d{1,2})(?:[.、．](?!\d)|\))|([一二三四五六七八九十])[、)]|([①-⑳]))")
_CHINESE = "一二三四五六七八九十"
# What begins something else: titles, units of money, chapters of a report, the next form.
_TITLE = re.compile(r"自评表|续表|表$|自评报告$|^附[件表]|^\(?20\d\d年度?\)?$|^第[一二三四五六七八九十]+部分")
_OTHER = re.compile(r"^(?:金额)?单位:|^\(?[一二三四五六七八九十]+[、)]|^公开\d+表")
_LONGEST_TITLE = 40
# What may stand between a form and its notes beside page numbers: rules, places for seals and dates.
_FURNITURE = re.compile(rf"^[-—–·\s]*$|{SEAL_WORDS}|^.{{0,6}}(?:日期|时间):|^20\d\d年\d+月\d+日$")
# Lines of one text differ in height by less (points); running heads are set smaller.
_SAME_HEIGHT, _FEW_SIGNS = 0.8, 4
_INDENT = 10.0
_TELEPHONE = re.compile(r"(?<!\d)(?:1[3-9]\d{9}|0\d{2,3}[-—－]\d{7,8})(?!\d)")
_SENTENCE_END = re.compile(r"[。!?]$")
_SENTENCES = re.compile(r"(?<=[。;；!！?？])")


@dataclass(frozen=True, slots=True)
class _Entry:
    """One text that may be a note, or go on from one: a cell over the whole width or a line outside the table.

    ``may_go_on`` says that its end may be the end of a line and not of a sentence; ``is_labelled`` that its place shows
    that it is a note: beside a label, or numbered behind the totals.
    """

    text: str
    raw: str
    evidence: tuple[Evidence, ...]
    doubts: Doubts = CERTAIN
    may_go_on: bool = False
    is_labelled: bool = False
    is_cell: bool = False

    @property
    def tight(self) -> str:
        """The text as it is compared."""
        return squeeze(fold_widths(fold_radicals(self.text)))


def form_notes(located: Located, taken: set[Evidence], below: Mapping[int, Sequence[TextLine]]) -> LabelledCell | None:
    """The notes of a form as one cell with the evidence of each piece; null when there are none.

    ``taken`` are the places of its values, ``below`` the lines outside the table by the row that stands behind them.
    """
    notes = _Notes(max(cell.last_page for row in range(located.first, located.last) for cell in located.grid.row(row)))
    for entry in _under_title(located):
        notes.add(entry)
    notes.close()
    for entry in _entries(located, taken, below):
        if notes.add(entry):
            break
    return _cell(located, notes.notes, notes.doubts)


class _Notes:
    """Notes while they are gathered, entry by entry."""

    def __init__(self, page: int) -> None:
        self.notes: list[list[_Entry]] = []
        self.doubts = CERTAIN
        self._open: list[_Entry] = []
        self._page = page

    def close(self) -> None:
        """The note that is open ends."""
        self._open = []

    def add(self, entry: _Entry) -> bool:
        """Take an entry that begins a note or goes on from one. True where it shows that no note follows."""
        text = entry.tight
        is_title = len(text) <= _LONGEST_TITLE and _TITLE.search(text) is not None and not _SENTENCE_END.search(text)
        # The first line of a page may be a running head.
        is_head = not entry.is_cell and entry.evidence[0].page > self._page
        self._page = entry.evidence[-1].page
        if entry.is_labelled or OPENING.search(text):
            self._open = [entry]
            self.notes.append(self._open)
        elif self._open and not is_title and self._goes_on(entry, is_head=is_head):
            self._open.append(entry)
        elif self._open and is_head and not is_title and _is_smaller(entry, self._open[-1]):
            return False
        elif not is_furniture(text) and (is_title or not is_head or self._open):
            self.close()
            return is_title or not entry.is_cell
        return False

    def _goes_on(self, entry: _Entry, *, is_head: bool) -> bool:
        """Whether an entry belongs to the open note: its next item, or the rest of its last line.

        A line that ends a sentence at the margin may go on or not: the notes are doubtful then, and so they are where
        a sentence seems to go on over a page break and the page begins further right.
        """
        text, last = entry.tight, self._open[-1]
        so_far = "".join(earlier.tight for earlier in self._open)
        if (item := _ITEM.match(text)) and _number(item) in _following(so_far):
            return True
        is_running = is_head and _is_smaller(entry, last)
        if text == "" or is_running or is_furniture(text) or _OTHER.search(text):
            return False
        if OPENING.fullmatch(last.tight):
            return True
        # The first line of a paragraph stands further right than the others, or all stand alike.
        begin, left = entry.evidence[0].x0 or 0.0, min(earlier.evidence[0].x0 or 0.0 for earlier in self._open)
        is_indented, is_ended = begin > left + _INDENT, _SENTENCE_END.search(last.tight) is not None
        if last.may_go_on and ((is_ended and not is_indented) or (is_head and not is_ended and is_indented)):
            self.doubts = with_doubt(self.doubts, "may_go_on")
        return last.may_go_on and not is_ended


def _is_smaller(entry: _Entry, other: _Entry) -> bool:
    """Whether a line is set in a smaller type than another; of a few signs the height says nothing."""
    heights = [
        place.bottom - place.top
        for place in (entry.evidence[0], other.evidence[-1])
        if place.top is not None and place.bottom is not None
    ]
    is_known = len(heights) == 2 and len(entry.tight) >= _FEW_SIGNS and not other.is_cell
    return is_known and heights[0] < heights[1] - _SAME_HEIGHT


def _number(item: re.Match[str]) -> tuple[int, int]:
    """Which kind of number an item has, and which."""
    digits, chinese, circled = item.groups()
    if digits:
        return 0, int(digits)
    return (1, _CHINESE.index(chinese) + 1) if chinese else (2, ord(circled) - ord("①") + 1)


def _following(text: str) -> set[tuple[int, int]]:
    """The numbers that the next item of a note can have: behind a colon the first one."""
    following = {(kind, number + 1) for kind, number in map(_number, _ITEM.finditer(text))}
    return following | {(kind, 1) for kind in range(3)} if text.endswith(":") else following


def is_furniture(text: str) -> bool:
    """Whether a text (widths folded, no blanks) is a page number, a place for seals and dates, or names staff."""
    return page_number(text) is not None or _FURNITURE.search(text) is not None or _is_staff_line(text)


def _entries(located: Located, taken: set[Evidence], below: Mapping[int, Sequence[TextLine]]) -> Iterator[_Entry]:
    """Texts over the width of the table, behind the indicators texts beside a label such as 备注, lines below."""
    grid = located.grid
    filled = {
        row: [cell for cell in grid.row(row) if cell.text or cell.doubts] for row in range(located.first, located.last)
    }
    end = max(row for row, cells in filled.items() if len(cells) > 1)
    for row, cells in filled.items():
        is_cut = row + 1 < located.last and grid.is_page_break(row, row + 1)
        if len(cells) == 1 and _is_wide(located, cells[0]) and cells[0].evidence[0] not in taken:
            entry = _entry(cells[0], may_go_on=is_cut)
            if row >= located.end:
                yield replace(entry, is_labelled=_ITEM.match(entry.tight) is not None)
            elif OPENING.search(entry.tight):
                yield entry
        elif row >= located.end:
            for label, value in pairwise(grid.row(row)):
                if label.label in _LABELS - located.labels.own_fields and (value.text or value.doubts):
                    yield _entry(value, may_go_on=is_cut, is_labelled=True)
        if row >= end:
            yield from _lines(below.get(row + 1, ()), max((cell.last_page for cell in cells), default=1))


def _entry(cell: LabelledCell, *, may_go_on: bool, is_labelled: bool = False) -> _Entry:
    return _Entry(cell.text, cell.raw, cell.evidence, cell.doubts, may_go_on, is_labelled, is_cell=True)


def _is_wide(located: Located, cell: LabelledCell) -> bool:
    """Whether a cell has most of the width of its table; parts of a form can be tables beside each other."""
    grid, heads = located.grid, located.indicators.heads.values()
    if cell.column >= max(h.column + h.column_span for h in heads):
        # A table of its own that was joined to the form stands right of all headings.
        return cell.column + cell.column_span == grid.columns
    first, last = 0, grid.columns - 1
    if cell.row > located.indicators.row:
        first, last = min(h.column for h in heads), max(h.column + h.column_span - 1 for h in heads)
    begin, end = max(first, cell.column), min(last, cell.column + cell.column_span - 1)
    return begin <= end and grid.width(begin, end) > 0.8 * grid.width(first, last)


def _lines(lines: Sequence[TextLine], page: int) -> Iterator[_Entry]:
    for line in lines:
        place, doubts = line.evidence, line.doubts
        if place is not None and "\ufffd" in line.text:
            doubts = with_doubt(doubts, "unmapped_glyph")
        yield _Entry(line.text, line.text, (place or Evidence(page),), doubts, line.is_full)


def _under_title(located: Located) -> Iterator[_Entry]:
    """The lines between the title of a form and its table; those above the title are not its own."""
    page = located.grid.row(located.first)[0].page
    entries = list(_lines(located.grid.above.get(located.first, []), page))
    for row in range(located.first - 1, -1, -1):
        cells = located.grid.row(row)
        if len(cells) != 1 or cells[0].column_span < located.grid.columns:
            break
        above = _lines(located.grid.above.get(row, []), page)
        entries = [*above, _entry(cells[0], may_go_on=False), *entries]
    titles = [n for n, entry in enumerate(entries) if "自评表" in entry.tight and len(entry.tight) <= _LONGEST_TITLE]
    yield from entries[titles[-1] + 1 :] if titles else ()


@cache
def _staff() -> re.Pattern[str]:
    """Labels beside names of staff; the group matches where a colon shows that a name follows."""
    labels = "|".join(sorted(vocabulary().left_out, key=len, reverse=True))
    return re.compile(rf"(?:{labels})([^:：。；;]{{0,8}}[:：])?")


def _is_staff_line(text: str) -> bool:
    match = _staff().search(text)
    return (match is not None and match[1] is not None) or _TELEPHONE.search(text) is not None


def _cell(located: Located, notes: list[list[_Entry]], doubts: Doubts) -> LabelledCell | None:
    """The notes as one cell, without the sentences that name staff."""
    texts, raws, pieces = [], [], []
    for note in notes:
        text = join_lines([entry.text for entry in note])
        kept, is_whole = _without_staff(text)
        for entry in note:
            doubts = with_doubts(doubts, entry.doubts)
        if not is_whole:
            doubts = with_doubt(doubts, "left_out")
        if kept or doubts:
            texts.append(kept)
            raws.append("\n".join(entry.raw for entry in note) if kept == text else kept)
            pieces += [place for entry in note for place in entry.evidence]
    if not texts:
        return None
    return LabelledCell(
        located.last, 0, 1, located.grid.columns, join_lines(texts), "\n".join(raws), tuple(pieces), doubts=doubts
    )  # fmt: skip


def _without_staff(text: str) -> tuple[str, bool]:
    """A text without its sentences that name staff, and whether nothing else was left out with them for certain."""
    kept: list[str] = []
    is_sure = True
    for sentence in _SENTENCES.split(text):
        match = _staff().search(sentence)
        begin = match.start() if match else len(sentence)
        head = sentence[:begin]
        if _TELEPHONE.search(head) or (match and match[1] is None):
            head, is_sure = "", False
        kept.append(head)
    return "".join(kept), is_sure
