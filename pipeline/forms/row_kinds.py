"""What each row of a form is, told once when its family is known.

Belongs here: which rows are headings printed again, funding, indicators, sums, the totals, and where the indicators
end. Does not belong here: where a form begins and ends (``locate``), values.
"""

from __future__ import annotations

import re
from collections.abc import Set
from dataclasses import replace

from pipeline.forms.cells_under_headings import cell_under
from pipeline.forms.collected import NUMBERS, Slots
from pipeline.forms.grade import grade_options, heads_grade, is_grade
from pipeline.forms.heading_rows import is_heading_again
from pipeline.forms.labelled_grid import LabelledCell
from pipeline.forms.located import FittedRows, Located, PrintedSum, RowKind
from pipeline.forms.points import read_points
from pipeline.text.fold import fold_widths, squeeze
from pipeline.text.labels import normalise_label
from pipeline.text.totals import is_sum, is_total_of_points

# Labels that name a sum only in a row whose other cells are figures.
_SUM_OF_SCORES = re.compile(r"得分|.*分项得分")
# A label with its figure in one cell: 总分：97.7分, 自评得分97.7; a grade may stand behind it.
TOTAL_WITH_LABEL = re.compile(
    r"(?P<label>[^\d:()]{2,12})(?:\([^()]*\))?:?(?P<points>\d+(?:\.\d+)?)分?"
    r"(?:[;,，；、]?(?P<grade>[^\d:]{2,8}:[^\d:]{1,4}))?"
)
# Weight and score of a whole form in one cell: 总分：100分 得分：98.80分.
_BOTH_IN_ONE = re.compile(
    r"(?:总分值?|满分|总权重|分值|合计)(?:\([^()]*\))?:?(?P<weight>\d+(?:\.\d+)?)分?[;,，；、]?"
    r"(?:自评|实际|综合)?(?:总)?(?:得分|评分)(?:\([^()]*\))?:?(?P<score>\d+(?:\.\d+)?)分?"
    r"(?:[;,，；、]?(?P<grade>[^\d:]{2,8}:[^\d:]{1,4}))?"
)


def with_row_kinds(form: FittedRows) -> Located:
    """The form with the kind of each of its rows."""
    grid, budget, indicators = form.grid, form.budget.row, form.indicators.row
    again = {row for row in range(form.first, form.last) if is_heading_again(grid, row, form.indicators)}
    end = _end_of_indicators(form, again)
    sums = {
        row: printed
        for row in range(indicators + 1, end)
        if row not in again and (printed := _printed_sum(form, row)) is not None
    }
    behind_funding = next(
        (
            row
            for row in range(budget + 1, indicators)
            if any(cell.label in form.labels.ends_of_funding for cell in grid.row(row))
        ),
        indicators,
    )
    kinds = dict.fromkeys(range(form.first, indicators), RowKind.FIELD)
    kinds |= dict.fromkeys(range(budget + 1, behind_funding), RowKind.FUNDING)
    kinds |= dict.fromkeys(range(indicators + 1, end), RowKind.INDICATOR)
    kinds |= dict.fromkeys(sums, RowKind.SUM)
    kinds |= dict.fromkeys(range(end, form.last), RowKind.CLOSING)
    kinds |= dict.fromkeys(again, RowKind.HEADING_AGAIN)
    kinds |= dict.fromkeys((budget, indicators), RowKind.HEADING)
    total = next((row for row in range(end, form.last) if _names_total(form, row)), None)
    if total is not None:
        kinds[total] = RowKind.TOTAL
    return Located(
        grid, form.first, form.last, form.family, form.budget, indicators=form.indicators, again=form.again,
        kinds=kinds, end=end, sums=sums,
    )  # fmt: skip


def _names_total(form: FittedRows, row: int) -> bool:
    """Whether the first words of a row name the total of the form."""
    first = first_text(form.grid.row(row))
    return first is not None and is_total(first.label, form.labels.totals)


def is_total(label: str, known: Set[str]) -> bool:
    """Whether a label (normalised) names the total of a form: one that is known, or one made of words for it."""
    return label in known or is_total_of_points(label)


def _end_of_indicators(form: FittedRows, again: Set[int]) -> int:
    """The row behind the indicators: that of the totals, or the first one of other fields, texts or a grade.

    A total with more indicators below it is the subtotal of a part.
    """
    ends, left_out, known = form.labels.ends_of_indicators, form.labels.left_out, form.labels.totals
    heads = form.indicators.heads.values()
    left, right = min(h.column for h in heads), max(h.column + h.column_span for h in heads)
    for row in range(form.indicators.row + 1, form.last):
        if row in again:
            continue
        first = first_text(form.grid.row(row))
        if first is None:
            continue
        label = first.label
        # A short text under the headings is the reason of a row (原因分析) and no label; a part of the form that was a
        # table of its own stands right of all of them.
        is_beside = first.column <= left or first.column >= right
        is_end = (label in ends and is_beside) or label.startswith(left_out) or _reads_as_grade(form, row, first)
        if is_end:
            return row
        # A label of a total is asked first: it is rare, and costs less than a look at the whole row.
        is_named_total = is_total(label, known) or bool(in_one(first, known))
        if is_named_total and not any(_is_own(form, later, again) for later in range(row, form.last)):
            return row
    return form.last


def _is_own(form: FittedRows, row: int, again: Set[int]) -> bool:
    """Whether a row is an indicator: name, target and actual value in cells of their own, with points beside them."""
    if row in again:
        return False
    columns = form.columns_at(row)
    begin = {id(c) for c in form.grid.row(row)}
    under = {
        n: cell
        for n in ("name", "target", "actual", *NUMBERS)
        if n in columns.heads and (cell := cell_under(form.grid, row, columns, n)) is not None
    }
    words = [under[n] for n in ("name", "target", "actual") if n in under]
    if len({id(c) for c in words}) < len(words) or len(words) < 3 or is_total(words[0].label, form.labels.totals):
        return False
    if not all(c.text and id(c) in begin for c in words):
        return False
    return any(read_points(under[n].text)[0] is not None for n in NUMBERS if n in under)


def _printed_sum(form: FittedRows, row: int) -> PrintedSum | None:
    """What a row prints that only prints a sum: figures under weight and score, one text across the other columns."""
    columns = form.columns_at(row)
    under = {name: cell_under(form.grid, row, columns, name) for name in columns.heads}
    heads = {id(cell) for cell in under.values()}
    filled = [cell for cell in form.grid.row(row) if cell.text and id(cell) in heads]
    if len(filled) > len(NUMBERS) + 1:
        return None
    figures = {n: cell for n in NUMBERS if (cell := under.get(n)) is not None and read_points(cell.text)[0] is not None}
    are_figures = set(map(id, figures.values()))
    words = [cell for cell in filled if id(cell) not in are_figures]
    if len(words) != 1 or len(figures) < sum(n in columns.heads for n in NUMBERS):
        return None
    is_across = under["name"] is under["actual"] is words[0]
    # Where the text does not reach across the columns, its words have to name a sum.
    label = words[0].label
    is_named = is_sum(label) or _SUM_OF_SCORES.fullmatch(label) is not None
    return PrintedSum(words[0], figures) if is_across or is_named else None


def _reads_as_grade(form: FittedRows, row: int, first: LabelledCell) -> bool:
    """Whether a row begins with a label for a grade and holds one."""
    cells = form.grid.row(row)
    if heads_grade(first.text) and grade_options(cells) is not None:
        return True
    if is_grade(first.text) and heads_grade(first.text.replace("：", ":").partition(":")[0]):
        return True
    return heads_grade(first.text) and any(is_grade(c.text) for c in cells if c is not first)


def first_text(cells: list[LabelledCell]) -> LabelledCell | None:
    """The first cell of a row with words in it; a serial number that stands before them is none."""
    texts = [cell for cell in cells if cell.text]
    if len(texts) > 1 and squeeze(texts[0].text).isdigit():
        return texts[1]
    return texts[0] if texts else None


def in_one(cell: LabelledCell, known: Set[str]) -> Slots:
    """Totals and grade of a cell that holds them with their labels; empty for any other cell."""
    text = squeeze(fold_widths(cell.text))
    if match := _BOTH_IN_ONE.fullmatch(text):
        parts = {"total_weight": match["weight"], "total_score": match["score"], "grade": match["grade"]}
    elif (match := TOTAL_WITH_LABEL.fullmatch(text)) and is_total(normalise_label(match["label"]), known):
        parts = {"total_score": match["points"], "grade": match["grade"]}
    else:
        return {}
    return {
        name: replace(cell, text=part) for name, part in parts.items() if part and (name != "grade" or is_grade(part))
    }
