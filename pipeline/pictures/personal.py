"""Personal data in a text: names and telephone numbers of staff, identity numbers, addresses of mail.

Belongs here: which characters of a text have to be covered. Does not belong here: where they stand on a page
(``page_covers``), which text is published (the families leave such values out).

A value is found by its label (填表人, 联系电话), a number by its own form as well. In doubt it is covered: a name that
is shown harms a person, a word that is covered harms nobody.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import chain

from pipeline.families import vocabulary
from pipeline.package_yaml import package_yaml
from pipeline.text.fold import RADICALS, WIDTHS
from pipeline.text.labels import plain_label

COVER = "〔略〕"
"""What is shown in the place of what is covered."""

Span = tuple[int, int]
"""First character of a text, and the one behind the last."""

_WORDS: dict[str, list[str]] = package_yaml(__package__, "personal.yml")
_BLANK = "[ \t\xa0]*"
_GAP = "[ \t\xa0]"
_HAN = "[\u4e00-\u9fff]"


def _spaced(words: Sequence[str]) -> str:
    """The words, longest first, with blanks between their characters: 联 系 人."""
    ordered = sorted(words, key=lambda word: (-len(word), word))
    return "|".join(_BLANK.join(map(re.escape, word)) for word in ordered)


_SIGNED = rf"(?:{_BLANK}[(]?{_BLANK}(?:{_spaced(_WORDS['signing'])}){_BLANK}[)]?)?"
_LABEL = rf"(?:{_spaced([*_WORDS['persons'], *_WORDS['numbers']])}){_SIGNED}"
# A label with what parts it from its value. All patterns are for folded text.
_LABELLED = re.compile(rf"(?:{_LABEL}){_BLANK}:")
# In a line of its own, as at the foot of a form, blanks part a label from its value too.
_IN_LINE = re.compile(rf"(?:^|(?<={_GAP})|(?<=[、/])){_HAN}{{0,6}}?(?:{_LABEL})(?={_BLANK}:|{_GAP}|$)", re.MULTILINE)
_JOINED = re.compile(rf"(?:^|(?<={_GAP}))(?:{_spaced(_WORDS['never_beginning'])})(?=(?:{_HAN}|\d){{2}})", re.MULTILINE)
_SEPARATOR = re.compile(rf"(?::|{_GAP})+")
_SHORT_LINE = re.compile(rf"\n{_BLANK}([^\n:]{{1,20}})$", re.MULTILINE)
# Where the value of a label ends: the next label with its colon.
_NEXT_LABEL = re.compile(rf"(?:{_HAN}|[()、/]){{2,14}}{_BLANK}:")
_NUMBER = re.compile(
    r"(?<![\d.,])(?:\+?86[- ]?)?1[3-9]\d[- ]?\d{4}[- ]?\d{4}(?!\d|[.,]\d)"  # mobile
    r"|(?<![\d.,])(?:[(]0\d{2,3}[)][- ]?|0\d{2,3}[-\u2010-\u2015~ ])[2-9]\d{6,7}(?:[-转]\d{1,5})?(?!\d|[.,]\d)"  # line
    # identity card
    r"|(?<![\dA-Za-z])[1-9]\d{5}(?:19|20)\d{2}(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])\d{3}[\dXx](?![\dA-Za-z])"
    r"|[A-Za-z0-9._%+-]+@[A-Za-z0-9-]+(?:\.[A-Za-z0-9-]+)+"  # mail
)
_WHOLE = re.compile(rf"{_HAN}{{0,8}}?(?:{_LABEL})(?:[及和、/与].*)?")
_FOLD = RADICALS | WIDTHS


@dataclass(frozen=True, slots=True)
class PlacedText:
    """The text of a cell and the rows and columns that it stands in, from 0."""

    row: int
    column: int
    row_span: int
    column_span: int
    text: str


def is_label(text: str) -> bool:
    """Whether a text is a label of personal data and nothing else."""
    label = plain_label(text)
    return bool(label) and (label in _labels() or _WHOLE.fullmatch(label) is not None)


def spans(text: str, *, is_line: bool = False) -> list[Span]:
    """What of a text has to be covered, in order and apart. ``is_line``: a line outside tables, such as a footer."""
    folded = text.translate(_FOLD)
    found = [match.span() for match in _NUMBER.finditer(folded)]
    found += _values(folded, is_line=is_line)
    return _merged((first, end) for first, end in found if text[first:end].strip())


def covered(text: str, found: Sequence[Span]) -> str:
    """The text with :data:`COVER` in the place of each span."""
    parts, begin = [], 0
    for first, end in found:
        parts += [text[begin:first], COVER]
        begin = end
    return "".join([*parts, text[begin:]])


def in_table(cells: Sequence[PlacedText]) -> dict[int, list[Span]]:
    """What of the cells of a table has to be covered, by the place of the cell in the sequence.

    Beside what stands in a cell with its label, the cell right of a label is covered; where that is a label itself or
    missing, the label heads a column, and the cells below it are.
    """
    found = {number: spans(cell.text) for number, cell in enumerate(cells)}
    at = {
        (row, column): number
        for number, cell in enumerate(cells)
        for row in range(cell.row, cell.row + cell.row_span)
        for column in range(cell.column, cell.column + cell.column_span)
    }
    whole: set[int] = set()
    for number, cell in enumerate(cells):
        if not is_label(cell.text):
            continue
        found[number] = []
        beside = at.get((cell.row, cell.column + cell.column_span))
        if beside is not None and not _is_known_label(cells[beside].text):
            whole.add(beside)
            continue
        row = cell.row + cell.row_span
        while (below := at.get((row, cell.column))) is not None and not _is_known_label(cells[below].text):
            whole.add(below)
            row = cells[below].row + cells[below].row_span
    for number in whole:
        found[number] = [(0, len(cells[number].text))] if cells[number].text.strip() else []
    return {number: of_cell for number, of_cell in found.items() if of_cell}


def in_fields(fields: Sequence[str]) -> list[str]:
    """The fields of a line of tab-separated text with what has to be covered replaced; their number stays."""
    is_line = sum(1 for field in fields if field.strip()) == 1
    result = []
    is_behind_label = False
    for field in fields:
        if not field.strip():
            result.append(field)
            continue
        is_own_label = is_label(field)
        if is_own_label:
            result.append(field)
        else:
            result.append(COVER if is_behind_label else covered(field, spans(field, is_line=is_line)))
        is_behind_label = is_own_label
    return result


def _values(text: str, *, is_line: bool) -> list[Span]:
    """What stands behind the labels in a text, each up to the next label or the end of its line."""
    ends = {match.end() for match in _LABELLED.finditer(text)}
    if is_line:
        ends |= {match.end() for pattern in (_IN_LINE, _JOINED) for match in pattern.finditer(text)}
    found = []
    for begin in ends:
        value = _SEPARATOR.match(text, begin)
        begin = value.end() if value else begin
        if begin < len(text) and text[begin] == "\n":
            # The value may stand in the line below its label.
            below = _SHORT_LINE.match(text, begin)
            if below is not None and not _LABELLED.match(text, below.start(1)):
                found.append(below.span(1))
            continue
        end = text.find("\n", begin)
        end = len(text) if end < 0 else end
        others = [match.start() for match in _NEXT_LABEL.finditer(text, begin, end)]
        if is_line:
            others += [match.start() for match in _IN_LINE.finditer(text, begin, end) if match.start() > begin]
        end = min([end, *others])
        found.append((begin, begin + len(text[begin:end].rstrip())))
    return found


def _merged(found: Iterable[Span]) -> list[Span]:
    """The spans in order, with those that overlap joined."""
    merged: list[Span] = []
    for first, end in sorted(found):
        if merged and first <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(merged[-1][1], end))
        else:
            merged.append((first, end))
    return merged


@cache
def _labels() -> frozenset[str]:
    return frozenset(map(plain_label, vocabulary().left_out))


@cache
def _known_labels() -> frozenset[str]:
    """Labels and headings of forms that are followed by no personal data."""
    words = vocabulary()
    groups = (*words.fields.values(), *words.may_print.values(), *words.budget.values(), *words.indicators.values())
    plain = (words.other_fields, words.other_columns, words.above_project, words.blocks)
    return frozenset(map(plain_label, chain(*groups, *plain)))


def _is_known_label(text: str) -> bool:
    return is_label(text) or plain_label(text) in _known_labels()
