"""The funding table of a form: one row for each source of money.

Belongs here: which cell stands under which heading, rows cut by a page break, amounts inside a label. Does not belong
here: money as numbers (``funding_values``), which row is a part of which (``funding_parts``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from pipeline.forms.cell_pieces import join_cells
from pipeline.forms.cells_under_headings import cell_under
from pipeline.forms.collected import UNLISTED, Collected, Slots
from pipeline.forms.funding_parts import without_list
from pipeline.forms.heading_rows import Columns
from pipeline.forms.labelled_grid import LabelledCell, LabelledGrid
from pipeline.forms.located import Located, RowKind
from pipeline.text.fold import fold_widths, has_ideograph, squeeze
from pipeline.text.labels import normalise_label
from pipeline.text.numbers import MONEY_UNIT
from pipeline.text.totals import group_of_sum, is_sum

# What stands before a label to number it: 一、, （一）, 1., （1）, ①, and a dash that marks a part.
_NUMBERING = re.compile(
    r"^(?:其中:?)?(?:[一二三四五六七八九十]+[、.]|\([一二三四五六七八九十\d]+\)|\d{1,2}(?:[、.)]|(?=[^\d.,]))|[①-⑳]|[-—–·•]+)?(?:其中:?)?"
)
_FIGURE = re.compile(rf"[¥￥]?[\d,]+(?:\.\d+)?(?:{MONEY_UNIT}|[亿万千])?")
_AMOUNTS = ("initial_budget", "adjusted_budget", "executed")
# A label with its amount in one cell, as the lists of Hunan print it (政府性基金拨款：12.50).
_LISTED = re.compile(rf"(?:[^:：]+[:：])?(?P<source>[^:：\d]+)[:：](?P<amount>[\d.,]+(?:{MONEY_UNIT})?)?")


def funding_rows(located: Located, result: Collected) -> None:
    """Funding rows below the budget headings, each under its source."""
    sources = located.labels.sources
    grid, columns = located.grid, located.budget
    first_column = min(columns.span(name)[0] for name in columns.heads)
    lead = [c for c in grid.covering(columns.row) if c.text and c.column < first_column]
    pending: Slots | None = None
    reasons: set[int] = set()
    for row in located.rows_of(RowKind.FUNDING):
        left = [c for c in grid.row(row) if c.column < first_column and c.text and c not in lead[-1:]]
        # A figure left of the known columns stands under a heading that nobody knows.
        left = [c for c in left if has_ideograph(c.text)]
        slots: Slots = {"label": _with_group(grid, left[-1], lead, sources)} if left else {}
        slots |= _money_cells(grid, row, columns, reasons, is_certain=_source(slots, sources) is not None)
        if "executed" not in slots:
            listed = _listed(grid.row(row), sources)
            result.budget += listed or _moved(grid.row(row), columns, sources)
            continue
        if pending is not None and grid.is_page_break(row - 1, row) and _source(pending, sources) is None:
            slots = {name: join_cells(cell, slots[name]) if name in slots else cell for name, cell in pending.items()}
        if _source(slots, sources) is None and row + 1 < located.last and grid.is_page_break(row, row + 1):
            pending = slots
            continue
        pending = None
        if result.budget and grid.is_page_break(row - 1, row):
            _join_reason(result.budget, slots)
        if not _label(slots) and row == columns.row + 1 and _has_no_labels(grid, columns.row, first_column):
            result.budget.append(("total", slots))
        elif _label(slots) or any(_is_amount(slots[n]) for n in _AMOUNTS if n in slots):
            result.budget.append((_source(slots, sources) or UNLISTED, slots))


def _has_no_labels(grid: LabelledGrid, heading: int, first_column: int) -> bool:
    """Whether the first amounts stand directly beside the name of the block: one row of money, without a label."""
    lead = [cell for cell in grid.covering(heading) if cell.column < first_column]
    return len(lead) == 1 and lead[0].row_span > 1 and lead[0].text != ""


def _listed(cells: list[LabelledCell], sources: Mapping[str, str]) -> list[tuple[str, Slots]]:
    """Funding rows that print their amount behind the label in one cell; under which heading it belongs is inferred."""
    lines: list[tuple[str, Slots]] = []
    for cell in cells:
        match = _LISTED.fullmatch(squeeze(fold_widths(cell.text)))
        source = sources.get(normalise_label(match["source"])) if match else None
        if match is None or source is None:
            continue
        amount = replace(cell, text=match["amount"] or "").doubted("inferred_column")
        lines.append((source, {"label": cell, "adjusted_budget": amount}))
    return lines


def _is_amount(cell: LabelledCell) -> bool:
    return _FIGURE.fullmatch(squeeze(fold_widths(cell.text))) is not None


def _moved(cells: list[LabelledCell], columns: Columns, sources: Mapping[str, str]) -> list[tuple[str, Slots]]:
    """A row of a known source whose figures stand under no heading: it is there, and nothing in it is certain."""
    texts = [cell for cell in cells if cell.text]
    source = _source({"label": texts[0]}, sources) if len(texts) > 1 else None
    if source is None or source == "total" or not any(map(_is_amount, texts[1:])):
        return []
    lost = {
        name: replace(texts[0], text="", raw="").doubted("beside_heading") for name in columns.heads if name != "reason"
    }
    return [(source, {**lost, "label": texts[0]})]


def _join_reason(lines: list[tuple[str, Slots]], slots: Slots) -> None:
    """Put the rest of a reason that is merged over several funding rows to its beginning before the page break."""
    owner = next((s for _, s in reversed(lines) if "reason" in s), None)
    if owner is None or "reason" not in slots:
        return
    if owner["reason"].row_span > 1 or slots["reason"].row_span > 1:
        owner["reason"] = join_cells(owner["reason"], slots.pop("reason"))


def _label(slots: Slots) -> str:
    return slots["label"].label if "label" in slots else ""


def _source(slots: Slots, sources: Mapping[str, str]) -> str | None:
    """The source that a row names, numbered or not, or that its group names where it is the subtotal of one."""
    label = _label(slots)
    if label in sources:
        return sources[label]
    bare = _NUMBERING.sub("", without_list(slots["label"].text)) if "label" in slots else ""
    group = group_of_sum(bare)
    return sources.get(normalise_label(bare)) or (sources.get(normalise_label(group)) if group != bare else None)


def _with_group(
    grid: LabelledGrid, name: LabelledCell, lead: list[LabelledCell], sources: Mapping[str, str]
) -> LabelledCell:
    """The label of a row; that of a subtotal with the label of the group of rows that it adds up before it."""
    if not is_sum(name.label) or group_of_sum(name.label):
        return name
    begin = max((c.column + c.column_span for c in lead), default=0)
    groups = [
        c for c in grid.covering(name.row) if begin <= c.column < name.column and c.row_span > 1 and c.label in sources
    ]
    return join_cells(groups[-1], name) if groups else name


def _money_cells(grid: LabelledGrid, row: int, columns: Columns, reasons: set[int], *, is_certain: bool) -> Slots:
    """The cells of a funding row under its headings; empty where the row is laid out otherwise (the next block).

    ``is_certain`` says that the label names a funding source: then cells that stand beside their heading are doubtful.
    """
    slots: Slots = {}
    for name, head in columns.heads.items():
        cell = cell_under(grid, row, columns, name)
        if cell is None:
            continue
        if name == "execution_rate" and cell.row < row:
            # A rate over several rows is that of the first, which is their sum.
            continue
        if name == "reason":
            # One reason for the whole block is a merged cell: it belongs to the row in which it begins.
            if id(cell) in reasons:
                continue
            reasons.add(id(cell))
        elif not _stands_under(grid, cell, head):
            if not is_certain:
                return {}
            cell = cell.doubted("beside_heading")
        slots[name] = cell
    return slots


def _stands_under(grid: LabelledGrid, cell: LabelledCell, head: LabelledCell) -> bool:
    """Whether a cell has the columns of its heading, but for a small part of either's width."""
    spans = [(c.column, c.column + c.column_span - 1) for c in (cell, head)]
    begin, end = max(s[0] for s in spans), min(s[1] for s in spans)
    return begin <= end and grid.width(begin, end) >= 0.8 * max(grid.width(*s) for s in spans)
