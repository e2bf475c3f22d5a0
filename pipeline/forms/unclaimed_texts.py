"""No text is passed over in silence: one that is neither value nor label makes what stands beside it doubtful.

Belongs here: finding such texts, and the value they may belong to. Does not belong here: which cell holds which value
(``form_cells``).
"""

from __future__ import annotations

import re
from collections.abc import Set

from pipeline.families import vocabulary
from pipeline.forms.collected import Collected, Slots
from pipeline.forms.form_notes import is_furniture
from pipeline.forms.grade import heads_grade
from pipeline.forms.known_labels import is_left_out
from pipeline.forms.labelled_grid import LabelledCell, LabelledGrid
from pipeline.forms.located import JOINT, Located, RowKind
from pipeline.forms.points import read_points
from pipeline.forms.row_kinds import is_total
from pipeline.forms.totals_and_grade import claimed_sums
from pipeline.model.grid import Evidence
from pipeline.text.fold import fold_widths, has_ideograph, squeeze
from pipeline.text.labels import normalise_label
from pipeline.text.numbers import cell_state

# A label of a block of text ends like this; so long is the longest.
_BLOCK = re.compile(
    r"(?:意见|情况|结论|说明|建议|问题|措施|分析|评价|总结|内容|事项|方案|结果|计划|依据|经验|做法|成效)$"
)
_LONGEST_LABEL, _LONGEST_TITLE = 20, 40
# A text in the row of the totals that is longer is a remark on the form.
_SHORTEST_REMARK = 4
# Notes between the indicators begin like this, or are no longer than a sentence.
_NOTES, _LONGEST_NOTE = ("注", "备注", "说明", "填"), 80
# A label of a field has no more characters.
_LONGEST_FIELD = 16


def doubt_unclaimed(located: Located, result: Collected, places: Set[Evidence]) -> None:
    """Doubt the value beside every text that is neither a value nor a known label: the text may be a part of it.

    ``places`` are those of the values.
    """
    rows: list[Slots] = [result.form, *(slots for _, slots in result.budget), *result.indicators]
    passed_over = (*claimed_sums(result), *result.passed_over)
    claimed = places | {place for cell in passed_over for place in cell.evidence}
    known = located.labels.known
    # A level whose rows are all left empty has a label and no value.
    levels = located.labels.levels["level1"] | located.labels.levels["level2"]
    left = min(located.indicators.span(name)[0] for name in located.indicators.heads)
    head = [cell for row in range(located.first, located.budget.row) for cell in located.grid.row(row)]
    labels_at = {(cell.column, cell.column_span) for cell in head if cell.label in known}
    for row in range(located.first, located.end):
        if located.kinds[row] in (RowKind.HEADING, RowKind.HEADING_AGAIN):
            continue
        cells = located.grid.row(row)
        for position, cell in enumerate(cells):
            label = cell.label
            if cell_state(cell.text) != "filled" or cell.evidence[0] in claimed or label in levels | known:
                continue
            if all(normalise_label(part) in known for part in JOINT.split(cell.text)):
                continue
            if _is_unknown_field(located, cells, position, labels_at):
                continue
            before = cells[position - 1].label if position else ""
            if row > located.indicators.row and (
                _is_swallowed(located.grid, cell) or (before in levels and _is_row(located, cell))
            ):
                result.swallowed = result.swallowed or cell
            if cell.column_span == located.grid.columns or label.startswith(tuple(known)):
                continue
            if row < located.indicators.row and _is_below_other(located, cell):
                continue
            if _has_no_column(located, cells[:position], cell, known):
                continue
            if any(label in block for block in located.labels.blocks) or (
                row > located.indicators.row and cell.column + cell.column_span <= left
            ):
                # The name of a block, which a page break may cut.
                continue
            _doubt_beside(rows, cell)


def name_left_out(located: Located, result: Collected, places: Set[Evidence]) -> None:
    """Name the blocks behind the indicators that have no column, and doubt what other texts there may belong to.

    A figure in the row of the totals that no value was read from makes the totals doubtful, any other text the remarks.
    """
    claimed = places | {place for cell in result.passed_over for place in cell.evidence}
    known = located.labels.known | located.labels.levels["level1"] | located.labels.levels["level2"]
    totals = located.labels.totals
    for row in range(located.end, located.last):
        cells = [cell for cell in located.grid.row(row) if cell_state(cell.text) == "filled"]
        is_total_row = any(is_total(cell.label, totals) for cell in cells)
        for position, cell in enumerate(cells):
            if cell.evidence[0] in claimed:
                continue
            is_figure = is_total_row and position > 0 and read_points(cell.text)[0] is not None
            if is_figure and not _is_under_other(located, row, cell):
                _doubt_totals(result)
                continue
            if _is_known_behind(cell, known, totals):
                continue
            if (len(cells) == 1 and _is_title(cell)) or (position == 0 and squeeze(cell.text).isdigit()):
                continue
            before = cells[position - 1].label if position else ""
            if before in known or _names_block(before) or _is_under_other(located, row, cell):
                continue
            if _names_block(cell.label) and position + 1 < len(cells):
                result.left_out.append(squeeze(cell.text))
            elif not is_total_row or len(cell.text) > _SHORTEST_REMARK:
                result.unread.add("remarks")


def _is_known_behind(cell: LabelledCell, known: Set[str], totals: frozenset[str]) -> bool:
    """Whether a text behind the indicators is a label, a place for seals, dates and names, or a page number."""
    label = cell.label
    text = squeeze(fold_widths(cell.text))
    parts = re.split(r"[:：]", text)
    return (
        label in known
        or label.startswith(tuple(vocabulary().left_out))
        or is_total(label, totals)
        or heads_grade(cell.text)
        or is_furniture(text)
        or all(normalise_label(part) in known for part in JOINT.split(cell.text))
        or (len(parts) > 1 and normalise_label(parts[0]) in known)
    )


def _is_title(cell: LabelledCell) -> bool:
    """Whether a text that is alone in its row is short and no sentence, as a title is."""
    return len(cell.text) <= _LONGEST_TITLE and not cell.text.endswith(("。", "；", ";", "！"))


def _names_block(label: str) -> bool:
    """Whether a label names a block of text: 主管部门审核意见, 其他说明."""
    return len(label) <= _LONGEST_LABEL and _BLOCK.search(label) is not None


def _is_under_other(located: Located, row: int, cell: LabelledCell) -> bool:
    """Whether a cell stands under a heading that has no column here."""
    columns = located.columns_at(row)
    return any(o.column <= cell.column < o.column + o.column_span for o in columns.others)


def _doubt_totals(result: Collected) -> None:
    for name in ("total_weight", "total_score", "joint_total"):
        if name in result.form:
            result.form[name] = result.form[name].doubted("unclaimed_text")


def _is_below_other(located: Located, cell: LabelledCell) -> bool:
    """Whether a text stands straight below a heading that is known to have no column (总体完成率), or is one."""
    above = located.grid.covering(cell.row - 1) if cell.row > located.first else []
    heads = [c for c in above if (c.column, c.column_span) == (cell.column, cell.column_span)]
    return is_left_out(cell.label) or any(is_left_out(head.label) for head in heads)


def _is_unknown_field(
    located: Located, cells: list[LabelledCell], position: int, labels_at: set[tuple[int, int]]
) -> bool:
    """Whether a text above the funding table is a label that nobody knows, or the value beside one.

    Such a label is short and stands where the known ones stand; at a page break it may be a piece of one of them.
    """
    row = cells[0].row
    if cells[0].row_span > 1 and position:
        # The name of a block over several rows.
        cells, position = cells[1:], position - 1
    is_broken = row > located.first and located.grid.is_page_break(row - 1, row)
    if row >= located.budget.row or is_broken or len(cells) % 2:
        return False
    label = cells[position - position % 2]
    text = squeeze(label.text)
    is_short = 2 <= len(text) <= _LONGEST_FIELD and has_ideograph(text) and text[-1] not in "。；,，、"
    return is_short and (label.column, label.column_span) in labels_at


def _is_swallowed(grid: LabelledGrid, cell: LabelledCell) -> bool:
    """Whether a text over most of the width is too long for a note: rows of indicators were read as one text."""
    is_wide = grid.width(cell.column, cell.column + cell.column_span - 1) > 0.8 * grid.width(0, grid.columns - 1)
    return is_wide and len(cell.text) > _LONGEST_NOTE and not cell.text.startswith(_NOTES)


def _is_row(located: Located, cell: LabelledCell) -> bool:
    """Whether a cell reaches over the columns from name to actual value, as in a row whose rulings were not seen."""
    columns = located.columns_at(cell.row)
    reach = range(cell.column, cell.column + cell.column_span)
    return all(column in reach for name in ("name", "actual") for column in columns.span(name))


def _has_no_column(located: Located, left: list[LabelledCell], cell: LabelledCell, known: Set[str]) -> bool:
    """Whether a text stands beside a known label, or below a heading whose column is not published."""
    if left and left[-1].label in known:
        return True
    nearest = next((label for c in reversed(left) if (label := c.label) in known), None)
    if nearest in located.labels.without_column:
        return True
    columns = located.indicators if cell.row > located.indicators.row else located.budget
    return any(o.column <= cell.column < o.column + o.column_span for o in columns.others if cell.row > columns.row)


def _doubt_beside(rows: list[Slots], cell: LabelledCell) -> None:
    """Doubt one value: in the row of ``cell`` the nearest on its left, else the nearest, else the one above it."""
    beside = [
        (slots, name, value)
        for slots in rows
        for name, value in slots.items()
        if value.row <= cell.row < value.row + value.row_span
    ]
    if not beside:
        above = [
            (slots, name, value)
            for slots in rows
            for name, value in slots.items()
            if value.row < cell.row and value.column <= cell.column < value.column + value.column_span
        ]
        last = max((value.row for _, _, value in above), default=None)
        beside = [entry for entry in above if entry[2].row == last]
    if not beside:
        return
    nearest = max(beside, key=lambda entry: (entry[2].column < cell.column, -abs(entry[2].column - cell.column)))[2]
    for slots, name, value in beside:
        if value.column == nearest.column:
            slots[name] = value.doubted("unclaimed_text")
