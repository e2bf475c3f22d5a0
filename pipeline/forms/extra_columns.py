"""Columns that some forms print beside those of their family: what they add to the row.

Belongs here: a unit beside a target that has one, words that are no operator, a target that was adjusted, measures in a
column of their own, tables inside a cell. Does not belong here: which columns a form has (``locate``), values
(``indicator_values``).
"""

from __future__ import annotations

from pipeline.forms.cell_pieces import side_by_side
from pipeline.forms.collected import Slots
from pipeline.forms.heading_rows import Columns
from pipeline.forms.labelled_grid import LabelledCell, LabelledGrid
from pipeline.forms.located import Located
from pipeline.measures import read
from pipeline.text.fold import squeeze
from pipeline.text.numbers import cell_state

# Under 指标性质 some forms say how a target is measured (定量) or which way is better (正向), not how it is compared.
_NO_OPERATORS = frozenset(
    ("定量", "定量指标", "正向", "正向指标", "反向", "反向指标", "逆向指标", "约束性", "预期性", "文字描述")
)


def settled(slots: Slots, located: Located) -> Slots:
    """The cells of an indicator with those of columns that its family lacks put where they belong.

    A target that was adjusted takes the place of the first one; a unit counts where the target has none.
    """
    own = located.family.indicators.columns
    result = dict(slots)
    operator = result.get("operator")
    if operator is not None and squeeze(operator.text) in _NO_OPERATORS:
        del result["operator"]
    adjusted = result.pop("adjusted_target", None)
    if adjusted is not None and cell_state(adjusted.text) == "filled":
        result["target"] = adjusted
    target = result.get("target")
    if "unit" in result and "unit" not in own and target is not None and read(target.text).unit is not None:
        del result["unit"]
    return result


def reason_of(slots: Slots) -> LabelledCell | None:
    """The whole of what is printed as reason: the cause, and measures that stand in a column of their own."""
    reason, measure = slots.get("reason"), slots.get("measure")
    pieces = [cell for cell in (reason, measure) if cell is not None and cell_state(cell.text) == "filled"]
    return side_by_side(pieces) if len(pieces) > 1 else (pieces[0] if pieces else reason)


def nested(grid: LabelledGrid, row: int, name: LabelledCell, columns: Columns) -> LabelledCell | None:
    """The texts of a table inside the reason of an indicator, as one cell; null where no table stands there."""
    if "reason" not in columns.heads or name.row != row or name.row_span == 1:
        return None
    first, last = columns.span("reason")
    inside = [
        cell
        for r in range(row, row + name.row_span)
        for cell in grid.row(r)
        if first <= cell.column and cell.column + cell.column_span - 1 <= last and cell.text
    ]
    return side_by_side(inside) if len(inside) > 1 else None
