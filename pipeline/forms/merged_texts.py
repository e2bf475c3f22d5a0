"""Texts merged over several indicator rows, and over page breaks: level labels, scoring methods.

Belongs here: which rows a merged text holds for. Does not belong here: the rows themselves (``indicator_rows``),
canonical labels (``indicator_values``).
"""

from __future__ import annotations

from collections.abc import Set
from dataclasses import dataclass, replace
from itertools import pairwise

from pipeline.families import vocabulary
from pipeline.forms.cell_pieces import join_cells
from pipeline.forms.cells_under_headings import cell_under
from pipeline.forms.labelled_grid import LabelledCell
from pipeline.forms.located import Located
from pipeline.model.doubts import without
from pipeline.text.labels import normalise_label, undouble

# A piece of a label that is cut off shows so many characters at least.
_FEWEST_SEEN = 3


@dataclass(slots=True)
class _Label:
    """One label cell of a level, or its pieces over page breaks: its rows, and whether it reaches over a break."""

    rows: list[int]
    cell: LabelledCell
    is_open_above: bool
    is_open_below: bool


def labels_of_level(
    located: Located, rows: list[int], name: str, children: dict[int, LabelledCell]
) -> dict[int, LabelledCell]:
    """The label of a level for each row, over page breaks.

    The last label cell of a page and the first of the next are one merged cell when both say the same, when only
    together they say a known label, or when one is blank. A page that lies wholly inside one merged cell may
    continue the label before it or begin the one behind it: then the labels of the level below (``children``, by
    row) decide, and where they do not, the label before stands, doubtful. Inside a page a blank cell below a label,
    as in sheets whose cells nobody merged, says what the label says: for certain where the level below shows it.
    """
    known = located.labels.levels[name]
    labels = _join_pieces(_label_pieces(located, rows, name), known)
    by_row: dict[int, LabelledCell] = {}
    above: LabelledCell | None = None
    for position, label in enumerate(labels):
        cell = label.cell
        if name == "level2" and _begins_block(located, label.rows[0]):
            above = None
        if cell.label == "" and not (label.is_open_above or label.is_open_below):
            for row in label.rows:
                by_row[row] = cell if above is None else _carried(above, cell, children.get(row))
            continue
        above = cell if cell.label else None
        is_known = cell.label in known or f"{cell.label}指标" in known
        if cell.label and not is_known and (label.is_open_above or label.is_open_below):
            # A label at a page break that no list has may be a piece of one.
            cell = cell.doubted("unknown_label")
        if cell.label == "":
            before = labels[position - 1] if position and label.is_open_above else None
            behind = labels[position + 1] if position + 1 < len(labels) and label.is_open_below else None
            if before and behind:
                for row in label.rows:
                    by_row[row] = _parent(children.get(row), before.cell, behind.cell)
                continue
            cell = (before or behind or label).cell
        for row in label.rows:
            by_row[row] = cell
    return by_row


def _begins_block(located: Located, row: int) -> bool:
    """Whether a label of the first level begins in a row: no label of the second level goes on from above there."""
    columns = located.columns_at(row)
    first = cell_under(located.grid, row, columns, "level1") if "level1" in columns.heads else None
    return first is not None and first.row == row and first.text != ""


def _carried(above: LabelledCell, blank: LabelledCell, child: LabelledCell | None) -> LabelledCell:
    """The label above a blank cell, doubtful unless the second-level label of the row can stand under it alone."""
    known = vocabulary().level2.get(child.label) if child is not None else None
    is_shown = known is not None and known.parents == [above.label]
    cell = replace(above, evidence=(*above.evidence, *blank.evidence))
    return cell if is_shown else cell.doubted("carried_down")


def _parent(child: LabelledCell | None, before: LabelledCell, behind: LabelledCell) -> LabelledCell:
    """Which of two first-level labels a second-level label stands under; the first, doubtful, when it fits both."""
    known = vocabulary().level2.get(child.label) if child is not None else None
    fits = [cell for cell in (before, behind) if known and cell.label in known.parents]
    return fits[0] if len(fits) == 1 else before.doubted("ambiguous_label")


def scoring_methods(located: Located, rows: list[int], first: dict[int, LabelledCell]) -> dict[int, LabelledCell]:
    """How each row is scored, over page breaks: a text that may be merged over many rows.

    A blank piece of a merged cell says what its other piece says: for certain where the break stands inside one
    first-level label (``first``, by row) or where cells are merged over several of them, which is seen inside a page.
    Two pieces with different texts may be one text cut in two: both are doubtful then, unless every text holds for
    exactly one first-level label.
    """
    if "score_method" not in located.indicators.heads:
        return {}
    pieces = _label_pieces(located, rows, "score_method")
    cells = [piece.cell for piece in pieces]
    if all(len(piece.rows) == 1 for piece in pieces):
        return {piece.rows[0]: piece.cell for piece in pieces}
    # One text, with nothing but blanks on the other pages, is merged over all of them.
    is_wide = any(len({id(first.get(row)) for row in piece.rows}) > 1 for piece in pieces) or (
        sum(cell.text != "" for cell in cells) == 1 and all(lower.is_open_above for lower in pieces[1:])
    )
    # Where every text is merged over one first-level label, a break inside the label stands inside the text.
    is_by_level = not is_wide and all(
        lower.is_open_above or first.get(upper.rows[-1]) is not first.get(lower.rows[0])
        for upper, lower in pairwise(pieces)
    )
    breaks = [
        (n, is_wide or first.get(upper.rows[-1]) is first.get(lower.rows[0]))
        for n, (upper, lower) in enumerate(pairwise(pieces))
        if lower.is_open_above
    ]
    for n, is_one in (*breaks, *reversed(breaks)):
        upper, lower = cells[n], cells[n + 1]
        if upper.text and not lower.text:
            cells[n + 1] = upper if is_one else upper.doubted("may_be_cut")
        elif lower.text and not upper.text:
            cells[n] = lower if is_one else lower.doubted("may_be_cut")
        elif is_one and upper.text != lower.text:
            whole = join_cells(upper, lower) if is_by_level else None
            cells[n], cells[n + 1] = whole or upper.doubted("may_be_cut"), whole or lower.doubted("may_be_cut")
    return {row: cell for piece, cell in zip(pieces, cells, strict=True) for row in piece.rows}


def _label_pieces(located: Located, rows: list[int], name: str) -> list[_Label]:
    grid = located.grid
    pieces: list[_Label] = []
    for position, row in enumerate(rows):
        cell = cell_under(grid, row, located.columns_at(row), name)
        if cell is None:
            continue
        is_cut = position > 0 and grid.is_page_break(rows[position - 1], row)
        if pieces and cell is pieces[-1].cell:
            pieces[-1].rows.append(row)
            continue
        is_one = is_cut and not cell.begins and not (pieces and pieces[-1].cell.ends)
        if pieces:
            pieces[-1].is_open_below = is_one
        pieces.append(_Label([row], cell, is_one, is_open_below=False))
    return pieces


def _join_pieces(pieces: list[_Label], known: Set[str]) -> list[_Label]:
    labels: list[_Label] = []
    for piece in pieces:
        joined = _one_label(labels[-1].cell, piece.cell, known) if labels and piece.is_open_above else None
        if joined is None:
            labels.append(piece)
        else:
            labels[-1] = _Label([*labels[-1].rows, *piece.rows], joined, labels[-1].is_open_above, piece.is_open_below)
    return labels


def _one_label(before: LabelledCell, after: LabelledCell, known: Set[str]) -> LabelledCell | None:
    """Two pieces as one label where their texts show that they are one; a blank piece shows nothing."""
    first, second = before.label, after.label
    if first == second:
        return replace(join_cells(before, after), text=before.text)
    if len(first) >= _FEWEST_SEEN and first not in known and second in known and second.startswith(first):
        # The lower piece repeats the whole label; the upper one had room for its beginning only.
        joined = join_cells(before, after)
        return replace(joined, text=after.text, doubts=without(joined.doubts, "cut_off_in_print"))
    whole = normalise_label(undouble(before.text + after.text))
    if first and second and whole in known and not (first in known and second in known):
        joined = join_cells(before, after)
        # Cut off on both pages, whole when put together.
        return replace(joined, doubts=without(joined.doubts, "cut_off_in_print"))
    return None
