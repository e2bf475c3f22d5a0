"""The columns of a sheet in blocks, where tables stand beside each other.

Belongs here: which empty columns part two tables and which are gutters of one. Does not belong here: the rows of a
table (``sheet_tables``), whether two sides of a gutter are one table (``pipeline.forms.empty_columns``).
"""

from __future__ import annotations

from collections import Counter

from pipeline.readers.office.sheet import CellPosition, ShownCell, ShownSheet

# Labels and headings that two tables beside each other have in common when both are forms.
_COMMON_LABELS = 5
# A gap this wide or narrower (in characters) only sets the columns beside it apart.
_NARROW_GAP = 4.0
# Fewest rows with borders on both sides of a gap that are taken for rows of one table.
_FEWEST_COMMON_ROWS = 3


def column_blocks(
    sheet: ShownSheet, texts: dict[CellPosition, ShownCell], covered: dict[CellPosition, CellPosition]
) -> list[tuple[list[int], tuple[int, ...]]]:
    """The columns of the sheet in blocks: tables that stand beside each other, each block with its gutters.

    An empty column parts two tables if one of them ends there with its borders, or if both have the same labels. Where
    both sides have borders in the same rows, the empty column is a gutter of one block: whether they are one table or
    two is decided later by the labels. Rows with one text (titles over both) do not count.
    """
    count = Counter(row for row, _ in texts)
    bordered = {p for p, cell in sheet.cells.items() if cell.is_bordered}
    used = {column for row, column in texts if count[row] > 1}
    used |= {column for (row, column), owner in covered.items() if count[row] > 1 and owner in texts}
    if not used:
        used = {column for _, column in texts}
    used |= {column for _, column in bordered if min(used) <= column <= max(used)}
    shows = sorted(used - sheet.hidden_columns)
    runs: list[list[int]] = []
    for column in shows:
        if runs and all(c in sheet.hidden_columns for c in range(runs[-1][-1] + 1, column)):
            runs[-1].append(column)
        else:
            runs.append([column])
    blocks: list[tuple[list[int], tuple[int, ...]]] = []
    for run in runs:
        left, gutters = blocks[-1] if blocks else ([], ())
        if not blocks or (
            not (is_whole := not _is_parted(left, run, texts, bordered))
            and not (_are_level(sheet, left, run, bordered))
        ):
            blocks.append((run, ()))
        else:
            blocks[-1] = [*left, *run], gutters if is_whole else (*gutters, len(left))
    return blocks


def _is_parted(
    left: list[int], right: list[int], texts: dict[CellPosition, ShownCell], bordered: set[CellPosition]
) -> bool:
    """Whether the texts left and right of an empty column seem to be two tables."""
    if not any(column in left for _, column in texts) or not any(column in right for _, column in texts):
        return False
    if left[-1] in (edges := {column for _, column in bordered}) or right[0] in edges:
        return True
    words = [
        {cell.text for (_, column), cell in texts.items() if column in side and _is_word(cell.text)}
        for side in map(set, (left, right))
    ]
    return len(words[0] & words[1]) >= _COMMON_LABELS


def _are_level(sheet: ShownSheet, left: list[int], right: list[int], bordered: set[CellPosition]) -> bool:
    """Whether two sides have borders in the same rows; beside a narrow gap the shorter may lack up to half of them."""
    left_rows, right_rows = (
        {row for row, column in bordered if column in side} - sheet.hidden_rows for side in (left, right)
    )
    few, many = sorted((left_rows, right_rows), key=len)
    gap = sum(sheet.widths.get(c, sheet.width) for c in range(left[-1] + 1, right[0]))
    is_like = few == many or (gap <= _NARROW_GAP and few < many and 2 * len(few) >= len(many))
    return is_like and len(few) >= _FEWEST_COMMON_ROWS


def _is_word(text: str) -> bool:
    """Whether a text may be a label; the same figures are planned and reached on both sides of one form."""
    return bool(text) and not any(sign.isdigit() for sign in text)
