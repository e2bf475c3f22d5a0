"""The indicators of a form, one row each: rows cut by a page break put together, rows left empty passed over.

Belongs here: what is a row of its own. Does not belong here: texts merged over several rows (``merged_texts``), values
(``indicator_values``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass, field, replace

from pipeline.forms.cell_pieces import join_cells
from pipeline.forms.cells_under_headings import cell_under, is_beside
from pipeline.forms.collected import NUMBERS, WORDS, Collected, Slots, SumRow
from pipeline.forms.extra_columns import nested
from pipeline.forms.labelled_grid import LabelledCell
from pipeline.forms.located import Located, RowKind
from pipeline.forms.merged_texts import labels_of_level, scoring_methods
from pipeline.forms.points import read_points
from pipeline.model.doubts import has
from pipeline.text.numbers import cell_state, parse_number

# Columns whose merged cell holds for every row it reaches over, over page breaks too.
_FOR_EVERY_ROW = ("level1", "level2", "score_method")
_BODY = (*WORDS, *NUMBERS)
# Names and values of a row that is left empty: there is no such indicator (无), or a number alone (1., ①).
_NONE = re.compile(r"(?:无|暂无|不涉及|没有|/|、)*|\(?(?:\d{1,2}|[一二三四五六七八九十])[)）.、:：]|[①-⑳]")
# A row with so many cells beside their headings is one of another table.
_SEVERAL = 3
# A row that shows how to fill the form in: 例：培训人次, 示例：….
_SAMPLE = re.compile(r"(?:例|例如|示例|样例|填写示例|填报示例)[:：]")


@dataclass(slots=True)
class _Merges:
    """Cells that were met so far, and the first row that each figure or reason was given to."""

    seen: set[int] = field(default_factory=set)
    owners: dict[int, Slots] = field(default_factory=dict)


def indicator_rows(located: Located, result: Collected) -> None:
    """Put the indicators into ``result``, and count the rows left empty."""
    grid, columns = located.grid, located.indicators
    rows = [row for row in located.rows_of(RowKind.INDICATOR, RowKind.SUM) if grid.row(row)]
    second = labels_of_level(located, rows, "level2", {}) if "level2" in columns.heads else {}
    first = labels_of_level(located, rows, "level1", second) if "level1" in columns.heads else {}
    if "level1" not in columns.heads:
        first = _levels_of_headings(located, rows)
    merged = {"level1": first, "level2": second, "score_method": scoring_methods(located, rows, first)}
    shares_points = _has_row_without_points(located, rows)
    merges = _Merges()
    last: Slots | None = None
    for position, row in enumerate(rows):
        slots = _slots(located, row, merges)
        if located.kinds[row] is RowKind.SUM:
            result.sums.append(SumRow(located.sums[row], len(result.indicators)))
            continue
        if slots is None:
            continue
        if _is_stub(slots):
            result.fillers += 1
            result.passed_over += slots.values()
            continue
        is_cut = position > 0 and grid.is_page_break(rows[position - 1], row)
        ends_page = position + 1 < len(rows) and grid.is_page_break(row, rows[position + 1])
        is_new_label = position > 0 and second.get(row) is not second.get(rows[position - 1])
        is_whole = last is not None and is_cut and all(n in s and s[n].text for s in (last, slots) for n in WORDS)
        is_own = is_whole and (is_new_label or shares_points)
        if last is not None and not is_own and _is_rest(last, slots, is_cut, ends_page):
            _append(last, slots, merged, row)
            if is_whole:
                # Two rows with one weight between them look the same.
                last |= {n: c.doubted("may_be_two_rows") for n, c in last.items() if n not in _FOR_EVERY_ROW}
            continue
        if _is_filler(slots) or _is_sample(slots):
            result.fillers += 1
            result.passed_over += slots.values()
            continue
        slots |= {name: by_row[row] for name, by_row in merged.items() if row in by_row}
        slots = _doubt_beside(located, row, slots)
        _share(located, row, slots, merges)
        if is_cut and last is not None:
            _doubt_cut_reason(result.indicators, slots)
        result.indicators.append(slots)
        last = slots


def _slots(located: Located, row: int, merges: _Merges) -> Slots | None:
    """The cells of a row by column; null for a note across the columns and for a row in which no cell begins.

    A cell merged over several rows gives its text to each of them, and its figure or its reason to the first. Whether
    the others have it too is decided when it is known which rows are indicators (:func:`_share`).
    """
    columns = located.columns_at(row)
    under = {name: cell_under(located.grid, row, columns, name) for name in columns.heads if name not in _FOR_EVERY_ROW}
    if under["name"] is under["actual"]:
        return None
    if under["name"] is not None and (inside := nested(located.grid, row, under["name"], columns)):
        under["reason"] = inside
    elif all(cell is None or id(cell) in merges.seen for name, cell in under.items() if name != "reason"):
        # A table inside the cell of the reasons has more rows than the indicator.
        return None
    slots: Slots = {}
    is_new = False
    for name, cell in under.items():
        if cell is None:
            continue
        is_again = id(cell) in merges.seen
        if is_again and name in (*NUMBERS, "reason"):
            is_figure = name in NUMBERS and cell.text != ""
            slots[name] = (
                replace(cell, text="", raw="").doubted("shared_cell") if is_figure else replace(cell, text="", raw="")
            )
        else:
            slots[name] = cell
        merges.seen.add(id(cell))
        is_new = is_new or not (is_again or cell.text == "")
    # No text begins in this row: a stray line crosses the cells of the row before.
    return None if not is_new and any(cell.text for cell in slots.values()) else slots


def _share(located: Located, row: int, slots: Slots, merges: _Merges) -> None:
    """Give a merged reason to this row too; doubt a merged figure in the row that prints it and in this one."""
    columns = located.columns_at(row)
    for name in (*NUMBERS, "reason"):
        cell = cell_under(located.grid, row, columns, name) if name in columns.heads else None
        if cell is None or cell.text == "" or cell.row_span == 1:
            continue
        owner = merges.owners.setdefault(id(cell), slots)
        if owner is slots:
            continue
        if name == "reason":
            slots[name] = owner[name]
        else:
            owner[name] = owner[name].doubted("shared_cell")


def _doubt_cut_reason(rows: list[Slots], slots: Slots) -> None:
    """Doubt the reasons on both sides of a page break where one of them is merged over rows and the other is blank.

    The blank may be the rest of the merged cell: then the reason holds for its rows as well.
    """
    upper, lower = rows[-1].get("reason"), slots.get("reason")
    if upper is None or lower is None or (upper.text == "") == (lower.text == ""):
        return
    if max(upper.row_span, lower.row_span) == 1:
        return
    if lower.text == "":
        slots["reason"] = lower.doubted("may_be_cut")
    else:
        for row in rows:
            if row.get("reason") is upper:
                row["reason"] = upper.doubted("may_be_cut")


def _has_row_without_points(located: Located, rows: list[int]) -> bool:
    """Whether a row inside a page has words but no points: the form prints one figure for several rows."""
    grid, columns = located.grid, located.indicators
    figures = [name for name in NUMBERS if name in columns.heads]
    for before, row, after in zip(rows, rows[1:], rows[2:], strict=False):
        if grid.is_page_break(before, row) or grid.is_page_break(row, after):
            continue
        cells = {name: cell_under(grid, row, located.columns_at(row), name) for name in (*WORDS, *figures)}
        texts = {name: cell is not None and cell.text != "" for name, cell in cells.items()}
        if all(texts[name] for name in WORDS) and not any(texts[name] for name in figures):
            return bool(figures)
    return False


def _is_filler(slots: Slots) -> bool:
    """Whether a row is left empty: nothing but blanks, dashes, the stubs of the blank form (指标2:, ……) and 无."""
    if all(cell_state(c.text) != "filled" for c in slots.values()):
        return True
    words = [slots[name] for name in ("name", "target", "actual", "unit", "operator", "reason") if name in slots]
    figures = [slots[name] for name in NUMBERS if name in slots and cell_state(slots[name].text) == "filled"]
    return not any(c.doubts for c in slots.values()) and _are_none(words) and all(_is_zero(c) for c in figures)


def _doubt_beside(located: Located, row: int, slots: Slots) -> Slots:
    """The slots with a doubt on each cell that stands beside its heading; on all of them where several do."""
    columns = located.columns_at(row)
    beside = [n for n, cell in slots.items() if n in columns.heads and is_beside(located.grid, cell, columns, n)]
    if len(beside) < _SEVERAL:
        return slots | {name: slots[name].doubted("beside_heading") for name in beside}
    lost = replace(slots[beside[0]], text="", raw="")
    return {name: slots.get(name, lost).doubted("beside_heading") for name in {**slots, **columns.heads}}


def _levels_of_headings(located: Located, rows: list[int]) -> dict[int, LabelledCell]:
    """The first-level label of each row where it stands in the heading row above it, in the place of 一级指标."""
    known = located.labels.levels["level1"]
    named: dict[int, LabelledCell] = {}
    for row in rows:
        heading = located.columns_at(row).row
        labels = [c for c in located.grid.row(heading) if c.label in known or f"{c.label}指标" in known]
        if len(labels) == 1:
            named[row] = labels[0]
    return named


def _is_sample(slots: Slots) -> bool:
    """Whether a row shows how the form is filled in: a name behind 例 and no points."""
    points = [read_points(slots[name].text)[0] for name in NUMBERS if name in slots]
    return "name" in slots and _SAMPLE.match(slots["name"].text) is not None and not any(p is not None for p in points)


def _are_none(cells: Iterable[LabelledCell]) -> bool:
    return all(cell_state(c.text) != "filled" or _NONE.fullmatch(c.text) for c in cells)


def _is_zero(cell: LabelledCell) -> bool:
    return not parse_number(cell.text.removesuffix("分"))


def _is_stub(slots: Slots) -> bool:
    """Whether a row has the stub of the blank form for a name (指标2:, ……) and nothing else."""
    return _is_filler(slots) and "name" in slots and cell_state(slots["name"].text) == "instruction"


def _is_rest(last: Slots, slots: Slots, is_cut: bool, ends_page: bool) -> bool:
    """Whether a row only continues the one before.

    Inside a page a row that has only a reason continues the one before. As the last row of its page it does not: it is
    the upper piece of a row that the next page completes. Behind a page break a row continues the one before where not
    both print a weight or a score, unless it has a name, a target and an actual value behind a row that is complete.
    """
    filled = {name for name in _BODY if name in slots and slots[name].text}
    if not is_cut:
        return not filled and not ends_page and slots["reason"].text != "" if "reason" in slots else False
    # A figure in a cell merged from a row above counts as printed.
    before = {name for name in _BODY if name in last and (last[name].text or has(last[name].doubts, "shared_cell"))}
    if any(name in filled and name in before for name in NUMBERS):
        return False
    return not (before >= set(_BODY) & set(last) and filled >= {"name", "target", "actual"})


def _append(last: Slots, slots: Slots, merged: dict[str, dict[int, LabelledCell]], row: int) -> None:
    """Put the rest of a row to its beginning."""
    for name, cell in slots.items():
        last[name] = join_cells(last[name], cell) if name in last else cell
    for name, by_row in merged.items():
        if row in by_row and (name not in last or not last[name].text):
            last[name] = by_row[row]
    method = merged["score_method"].get(row)
    if method is not None and method.row_span == 1 and method is not last["score_method"]:
        last["score_method"] = join_cells(last["score_method"], method)
