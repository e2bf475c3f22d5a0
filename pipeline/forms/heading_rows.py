"""Rows of headings: which cell heads which column of a block, and whether the headings are those of a family.

Belongs here: headings on one or two rows, headings that are printed again. Does not belong here: where forms begin and
end (``locate``), which headings there are (``known_labels``), what stands under them (``form_cells``).
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

from pipeline.families import Budget, Family, Indicators
from pipeline.forms.family_labels import labels_of
from pipeline.forms.known_labels import (
    ROW_NUMBERS,
    Block,
    block_names,
    goal_labels,
    heading_labels,
    headings_of,
    is_left_out,
    weak_headings,
)
from pipeline.forms.labelled_grid import LabelledCell, LabelledGrid
from pipeline.text.fold import has_ideograph, squeeze

# The longest heading of a column has so many characters.
_LONGEST_HEADING = 24
# Heading cells that two heading rows of one table share at least.
_FEWEST_SHARED = 3
# Rows below a heading that show whether a blank in it heads a column.
_FEW_ROWS = 6


HeadingRow = tuple[int, list[LabelledCell]]
"""A row that may be one of headings, with the cell that heads each column there."""


@dataclass(slots=True)
class Columns:
    """The headings of a block: the row of its last heading, and for each column of the table the cell that heads it.

    ``others`` are cells that head a column without a place in the tables, ``labels`` all labels of the heading rows.
    ``strangers`` counts the columns that are none of the family: allowed in any, or unknown.
    """

    row: int
    heads: dict[str, LabelledCell]
    others: list[LabelledCell]
    labels: frozenset[str]
    strangers: int = 0

    def span(self, name: str) -> tuple[int, int]:
        """First and last grid column under a heading."""
        head = self.heads[name]
        return head.column, head.column + head.column_span - 1


def candidates(grid: LabelledGrid, first: int, last: int, words: Iterable[frozenset[str]]) -> list[HeadingRow]:
    """The rows that show a heading of each kind, with the cells that head the columns there, from left to right."""
    wanted = list(words)
    heading_rows: list[HeadingRow] = []
    for row in range(first, last):
        cells = [c for c in grid.covering(row) if c.text]
        if wanted[0].isdisjoint(cell.label for cell in cells):
            continue
        leaves = leaves_of(grid, row, first)
        labels = {cell.label for cell in leaves}
        if all(labels & kind for kind in wanted):
            heading_rows.append((row, leaves))
    return heading_rows


def leaves_of(grid: LabelledGrid, row: int, first: int) -> list[LabelledCell]:
    """The heading of each column in a row; where a cell is blank, the one above it (a heading of two rows)."""
    leaves: list[LabelledCell] = []
    for cell in grid.covering(row):
        if cell.text or row == first:
            leaves.append(cell)
            continue
        above = [c for c in grid.covering(row - 1) if c.column == cell.column and c.column_span == cell.column_span]
        leaves.append(above[0] if above and above[0].label in heading_labels() else cell)
    return [cell for cell in leaves if cell.text]


def fitting_columns(grid: LabelledGrid, rows: list[HeadingRow], block: Block, family: Family) -> Columns | None:
    """The first row whose headings are those of a family: all that it requires, and none of another family.

    A column whose heading no family knows may stand between them; it is left out.
    """
    for number, (row, leaves) in enumerate(rows):
        columns = _columns(grid, row, leaves, block, family)
        if columns is None:
            continue
        # Headings of two rows: the lower one parts columns of the upper.
        below = [(r, cells) for r, cells in rows[number + 1 : number + 2] if r == row + 1]
        lower = _columns(grid, *below[0], block, family) if below else None
        if lower is not None and _shared(columns, lower) >= _FEWEST_SHARED:
            columns = lower
        elif _is_parted(grid, columns):
            continue
        if family.is_general and (_has_blank_heading(grid, columns) or _is_recognised(columns)):
            continue
        return columns
    return None


def _is_recognised(columns: Columns) -> bool:
    """Whether a heading was read from a picture: one that seems to be missing may be misread."""
    return any(cell.sureness < 1 for cell in columns.heads.values())


def _shared(upper: Columns, lower: Columns) -> int:
    """How many headings of two rows are the same cells."""
    return sum(lower.heads.get(name) is cell for name, cell in upper.heads.items())


def _is_parted(grid: LabelledGrid, columns: Columns) -> bool:
    """Whether the headings have a second row: texts below a wide heading, beside headings that reach over both rows."""
    reach = [c for c in columns.heads.values() if c.row + c.row_span - 1 > columns.row]
    wide = [c for c in columns.heads.values() if c.column_span > 1 and c.row + c.row_span - 1 == columns.row]
    return len(reach) >= _FEWEST_SHARED and any(
        head.column <= cell.column < head.column + head.column_span and cell.text != ""
        for head in wide
        for cell in grid.row(columns.row + 1)
    )


def _columns(grid: LabelledGrid, row: int, leaves: list[LabelledCell], block: Block, family: Family) -> Columns | None:
    """The columns of a heading row, if it has every column that the family needs and no heading of another family."""
    printed: Budget | Indicators = getattr(family, block)
    heads = heads_of(leaves, block, family)
    if not heads or set(printed.columns) - set(heads) - set(printed.optional):
        return None
    # A text left of the headings names the block (绩效指标), unless other families know it as a heading.
    left = min(c.column for c in heads.values())
    taken = {id(cell) for cell in heads.values()}
    rest = [c for c in leaves if id(c) not in taken and (c.column > left or c.label in heading_labels())]
    if block == "indicators":
        rest += [c for c in leaves if id(c) not in taken and c.column < left and _heads_left_column(c, row)]
    strangers = _strangers(rest, heads, block, family)
    if strangers is None:
        return None
    top = min(cell.row for cell in heads.values())
    labels = {c.label for r in range(top, row + 1) for c in grid.row(r) if c.text and c.column >= left}
    if top == row and row and _is_group_row(grid, row):
        labels |= {c.label for c in grid.row(row - 1) if c.text and c.column >= left}
    return Columns(row, heads, rest, frozenset(labels), strangers + len(set(heads) - set(printed.columns)))


def heads_of(leaves: list[LabelledCell], block: Block, family: Family) -> dict[str, LabelledCell]:
    """The cells of a heading row that head a column of a family, or one that a form of any family may have."""
    labels = labels_of(family)
    own = labels.columns[block]
    weak = weak_headings(block)
    heads: dict[str, LabelledCell] = {}
    for known in (own, labels.extra[block]):
        for cell in leaves:
            label = cell.label
            if label in known and label not in weak and known[label] not in heads:
                heads[known[label]] = cell
    first = min((cell.column for cell in heads.values()), default=0)
    for cell in leaves:
        label = cell.label
        name = own.get(weak.get(label, label)) or own.get(label)
        if cell.column > first and name and name not in heads and not any(cell is head for head in heads.values()):
            heads[name] = cell
    return heads


def _strangers(rest: list[LabelledCell], heads: dict[str, LabelledCell], block: Block, family: Family) -> int | None:
    """How many of the other headings no family knows; null where one of them is a heading of another family."""
    known = labels_of(family).columns[block].keys() | labels_of(family).extra[block].keys()
    weak = weak_headings(block)
    shown = {c.label for c in heads.values()} | known
    strangers = 0
    for cell in rest:
        label = cell.label
        if is_left_out(label) or (label in weak and weak[label] in shown):
            continue
        # A heading read from a picture may be a known one, misread.
        if label in known or label in heading_labels() or not is_heading(cell) or cell.sureness < 1:
            return None
        strangers += 1
    return strangers


def _has_blank_heading(grid: LabelledGrid, columns: Columns) -> bool:
    """Whether texts stand below a blank in the heading row: the heading of a column is lost there."""
    first = min(cell.column for cell in columns.heads.values())
    blanks = [cell for cell in grid.covering(columns.row) if not cell.text and cell.column > first]
    rows = range(columns.row + 1, columns.row + _FEW_ROWS)
    end = next((row for row in rows if any(cell.label in goal_labels() for cell in grid.row(row))), rows.stop)
    below = [cell for row in range(rows.start, end) for cell in grid.row(row) if cell.text]
    return any(
        blank.column <= cell.column and cell.column + cell.column_span <= blank.column + blank.column_span
        for blank in blanks
        for cell in below
    )


def _heads_left_column(cell: LabelledCell, row: int) -> bool:
    """Whether a text left of the headings heads a column of its own; the name of the block reaches further down."""
    label = cell.label
    is_name = label in block_names() or "绩效指标" in label or "完成情况" in label or label in heading_labels()
    return cell.row + cell.row_span - 1 == row and not is_name and label != ROW_NUMBERS and cell.sureness == 1


def is_heading(cell: LabelledCell) -> bool:
    """Whether a text can head a column: a few words, no sentence and no figure."""
    text = squeeze(cell.text)
    return len(text) <= _LONGEST_HEADING and has_ideograph(text) and not text.endswith(("。", "；", ";"))


def _is_group_row(grid: LabelledGrid, row: int) -> bool:
    """Whether the row above a heading row names groups of its columns."""
    groups = [c for c in grid.row(row - 1) if c.text and c.column_span > 1]
    known = block_names() | headings_of("indicators", "target") | heading_labels()
    return bool(groups) and all(c.label in known for c in groups)


def is_heading_again(grid: LabelledGrid, row: int, columns: Columns) -> bool:
    """Whether a row repeats the heading row (a table head that is printed again on every page)."""
    again = {c.label for c in grid.row(row) if c.text}
    shared = len(again & {c.label for c in columns.heads.values()})
    return shared >= max(3, len(columns.heads) // 2) or (len(again) > 1 and again <= columns.labels)
