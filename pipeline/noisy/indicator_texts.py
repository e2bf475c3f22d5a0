"""Names, targets, actual values and reasons of the indicators.

Belongs here: what a text of a row takes from the rows around it. Does not belong here: the reading of one text
(``cut_names``, ``cut_measures``, ``cell_prose``), figures (``indicator_points``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from statistics import median

from pipeline.noisy.cell_prose import read_prose
from pipeline.noisy.column_model import kind_of
from pipeline.noisy.cut_measures import MeasureHabits, check_operator, read_measure
from pipeline.noisy.cut_names import Phrases, ends_as_a_measure, has_lost_beginning, read_text, width, wrapped
from pipeline.noisy.cut_numbers import DASHES
from pipeline.noisy.restored_form import DocumentContext, RestoredForm
from pipeline.noisy.sliced_lines import RestoredValue, SlicedRow, SlicePiece, ideographs

# Characters in one printed line of a name's cell, and in its first slice: on the real extract 22 of 80 cut names have
# lines of 13, and no first slice has more than 8.
_NAME_LINE, _NAME_SLICE = 13, 8
# Of a line that was cut no slice holds more, whatever its pieces show: names and reasons (chosen
# above what whole lines have; longer ones are several lines read as one).
_WIDEST_NAME_SLICE, _WIDEST_REASON = 9.0, 16.0
# A text that is wider than a slice by so much (one line) or so many times (several) was read over all slices (chosen,
# not measured).
_WIDER, _TIMES_WIDER = 3.0, 1.5
# How many reasons tell how wide their column's lines are, and the width where there are fewer (chosen; on the real
# extract whole lines have 9 to 15.5).
_TELLING_REASONS, _REASON_LINE = 3, 13.0


def read_texts(form: RestoredForm, context: DocumentContext, habits: MeasureHabits) -> None:
    """Names, targets, actuals and reasons of the indicators."""
    phrases = context.phrases
    capacity = _capacities(form.rows)
    widths = _reason_widths(form.rows)
    full = context.reason_width
    for row in form.rows:
        name = row.values["name"] = beside(row, "name", _name(row, phrases, capacity))
        if name.text and not name.doubts and (name.repairs or len(name.pieces) > 1):
            phrases.learn(name.text, row.lines[0].number)
    for row in form.rows:
        if row.values["name"].is_doubted("guessed"):
            row.values["name"] = beside(row, "name", _name(row, phrases, capacity))
        for role in ("target", "actual"):
            value = read_measure(row.groups(role), role in row.cut_roles, phrases, habits, row.is_moved)
            row.values[role] = beside(row, role, value)
        row.values["target"] = check_operator(row.values["target"], habits)
        row.values["actual"] = check_operator(row.values["actual"])
        if row.values["name"].is_doubted("displaced") and not row.displaced:
            row.values["target"] = row.values["target"].doubted("displaced")
        if row.displaced and not row.values["name"].text:
            # With the slices moved, a text before the actual value can be the name as well as the target.
            row.values["target"] = row.values["target"].doubted("displaced")
        row.values["reason"] = beside(row, "reason", _reason(row, phrases, widths.get(row.page, full)))
    _doubt_glued_names(form.rows)


def _doubt_glued_names(rows: Sequence[SlicedRow]) -> None:
    """Doubt a name with a line end in it beside a row without a name: its second line may be that row's name."""
    for row, near in ((a, b) for pair in pairwise(rows) for a, b in (pair, pair[::-1])):
        lines = [[len(ideographs(line)) for line in wrapped(piece.text)] for piece in row.part("name")]
        if not near.values["name"].text and any(len(sizes) > 1 and min(sizes) >= 2 for sizes in lines):
            row.values["name"] = row.values["name"].doubted("glued")


def beside(row: SlicedRow, role: str, value: RestoredValue) -> RestoredValue:
    """The value, in doubt where a line beside the row may hold a part of it; that line is evidence of it then."""
    if role not in row.open_roles:
        return value
    return replace(value, pieces=(*row.open_roles[role], *value.pieces)).doubted("may_be_cut")


def _capacities(rows: Sequence[SlicedRow]) -> dict[int, float]:
    """By page, how many characters the first slice of a cut name holds at most; absent where no name is cut."""
    widths: dict[int, float] = {}
    for row in rows:
        for group in row.groups("name"):
            if len(group) > 1:
                longest = max(map(width, wrapped(group[0].text)), default=0.0)
                widths[row.page] = max(widths.get(row.page, 0.0), min(longest, _WIDEST_NAME_SLICE))
    return widths


def _name(row: SlicedRow, phrases: Phrases, capacity: dict[int, float]) -> RestoredValue:
    groups = row.groups("name")
    if not groups:
        return RestoredValue().doubted("illegible")
    value = read_text(groups, phrases)
    if row.displaced:
        return value.doubted("displaced")
    if len(groups[-1]) > 1 and kind_of(groups[-1][-1].text) in ("operated", "figure", "measure"):
        # The target's first slice was taken for one of the name's.
        return value.doubted("displaced")
    if not value.doubts and has_lost_beginning(value.text, phrases, row.lines[0].number):
        return value.doubted("truncated")
    if len(ideographs(value.text)) < 2:
        return RestoredValue("", value.pieces).doubted("illegible")
    if not value.doubts and not phrases.has_line_gaps and _may_be_lines(groups):
        return value.doubted("line_order")
    if len(groups[0]) == 1 and "name" in row.cut_roles:
        lines = wrapped(groups[0][0].text)
        # A text that is clearly longer than what one slice holds was read over all slices, so nothing is missing.
        slice_width = capacity.get(row.page, _NAME_SLICE)
        is_whole = max(map(width, lines)) >= max(
            slice_width + _WIDER, _TIMES_WIDER * slice_width if len(lines) > 1 else 0.0
        )
        begins_inside = groups[0][0].column > row.first_columns.get("name", 0)
        if not is_whole and (len(lines) > 1 or begins_inside or not ends_as_a_measure(value.text)):
            return value.doubted("truncated")
    return value


def _may_be_lines(groups: list[list[SlicePiece]]) -> bool:
    """Whether a cut name is longer in one slice than a slice's line is: several lines may be glued in each slice."""
    cut = [[len(p.tight) for p in group] for group in groups if len(group) > 1]
    return any(max(lengths) >= _NAME_SLICE or sum(lengths) > _NAME_LINE for lengths in cut)


def reason_width(rows: Sequence[SlicedRow]) -> float:
    """How wide a whole line of a reason is, from all reasons of several lines in a document.

    Most of them are whole; of some a slice is lost, of others two lines are read as one. A few of them do not tell.
    """
    lengths = [
        sum(max(map(width, p.text.split()), default=0.0) for p in group)
        for row in rows
        for group in row.groups("reason")
        if any(" " in p.text for p in group)
    ]
    return median(lengths) if len(lengths) >= _TELLING_REASONS else _REASON_LINE


def _reason_widths(rows: Sequence[SlicedRow]) -> dict[int, float]:
    """By page, how wide the lines of a reason are, from the reasons that are cut; absent where none is."""
    widths: dict[int, float] = {}
    for row in rows:
        for group in row.groups("reason"):
            if len(group) > 1:
                total = sum(max(map(width, p.text.split()), default=0.0) for p in group)
                widths[row.page] = max(widths.get(row.page, 0.0), min(total, _WIDEST_REASON))
    return widths


def _reason(row: SlicedRow, phrases: Phrases, full: float) -> RestoredValue:
    groups = row.groups("reason")
    if not any(ideographs(p.text) for g in groups for p in g):
        pieces = tuple(p for g in groups for p in g)
        if len(pieces) == 1 and pieces[0].tight in DASHES:
            return RestoredValue(pieces[0].tight, pieces)
        return RestoredValue("", pieces).doubted("garbled") if pieces else RestoredValue()
    value = read_prose(groups, phrases, "reason" in row.cut_roles, full)
    if len(ideographs(value.text)) < 2:
        return RestoredValue("", value.pieces).doubted("garbled")
    return value.doubted("glued") if _from_other_line(row) else value


def _from_other_line(row: SlicedRow) -> bool:
    own = {line.number for line in row.lines}
    return any(p.line not in own or re.match(r"\d+\.\d\d ", p.raw.strip()) for p in row.part("reason"))
