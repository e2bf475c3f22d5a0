"""The totals of a form, subtotals between its indicators, its grade and a reviewer's score.

Belongs here: which cells hold them, wherever they stand. Does not belong here: which rows print sums (``row_kinds``),
whether the sums are right (``form_sums``, ``pipeline.arithmetic``, ``pipeline.audit``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence, Set
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from pipeline.forms.cells_under_headings import cell_under
from pipeline.forms.collected import NUMBERS, Collected, Slots
from pipeline.forms.grade import grade_options, heads_grade, is_grade, is_option, may_be_grade
from pipeline.forms.labelled_grid import LabelledCell
from pipeline.forms.located import Located, RowKind
from pipeline.forms.points import read_points
from pipeline.forms.row_kinds import TOTAL_WITH_LABEL, first_text, in_one, is_total
from pipeline.model.doubts import has
from pipeline.text.fold import fold_widths, squeeze
from pipeline.text.totals import states_total

# A sentence that gives the grade, and one that only says how totals and grades are given.
_GRADE_IN_TEXT = re.compile(r"(?:等级|等次|评级)(?:为|是|:)*[\"“”'‘’]?(?:优|良|中|差|合格|不合格)(?!.{0,3}[、/])")
_OF_RULES = re.compile(r"^[(※*]?(?:注|备注|说明|填表)|以上|以下|含|分值设|满分|计分|评分标准|[≥≤<>]")
_REVIEWED = re.compile(r"(?:复核|复评|审核|核定|财政|抽查|专家|主管部门).{0,6}(?:得分|评分|分值?)")


def claimed_sums(result: Collected) -> list[LabelledCell]:
    """The cells of subtotals that add up to the rows above them: they belong to no row and say nothing new."""
    claimed: list[LabelledCell] = []
    for row in result.sums:
        above, figures = result.indicators[: row.before], row.printed.figures
        if all(_is_sum_of_last(above, name, cell) for name, cell in figures.items()):
            claimed += [row.printed.label, *figures.values()]
    return claimed


def _is_sum_of_last(rows: list[Slots], name: str, cell: LabelledCell) -> bool:
    """Whether a figure is the sum of the last rows above it, however many."""
    wanted, _ = read_points(cell.text)
    total = Decimal(0)
    for slots in reversed(rows):
        points, _ = read_points(slots[name].text) if name in slots else (None, True)
        total += points or 0
        if total == wanted:
            return True
    return False


def totals(located: Located, result: Collected) -> None:
    """The totals under the headings of weight and score, the grade and a reviewer's score behind the indicators.

    One figure in a cell that reaches over both headings is kept as ``joint_total``: the sums tell which it is.
    """
    known = located.labels.totals
    above = result.form.get("total_score") if result.has_total else None
    for row in range(located.end, located.last):
        cells = located.grid.row(row)
        first = first_text(cells)
        if first is None:
            continue
        if located.kinds[row] is RowKind.TOTAL:
            result.form.pop("total_score", None)
            _total_row(located, row, first, result)
            _compare_with_above(above, result)
        elif not result.has_total and (inside := in_one(first, known)):
            _put(inside, result)
        else:
            _second_total(cells, first, result, known)
        _grade_in(cells, result)
        if located.kinds[row] is RowKind.TOTAL and "grade" not in result.form:
            _unknown_grade(cells, first, result)
    if not result.has_total and result.sums and result.sums[-1].before == len(result.indicators):
        _unnamed_total(result)
    result.is_closed = result.has_total


def _compare_with_above(above: LabelledCell | None, result: Collected) -> None:
    """Compare the totals with the one above the tables: where they differ, the total score is doubtful."""
    if above is None:
        return
    printed = result.form.get("total_score", result.form.get("joint_total"))
    if printed is None or printed.text == "":
        result.form["total_score"] = above
    elif read_points(printed.text)[0] == read_points(above.text)[0]:
        result.passed_over.append(above)
    elif "total_score" in result.form:
        result.form["total_score"] = printed.doubted("contradicted_total")
        result.passed_over.append(above)


def fields_above(located: Located, result: Collected) -> None:
    """Totals and a grade that stand above the funding table, each beside its label."""
    known, grades = located.labels.totals, located.labels.grades
    for row in range(located.first, located.budget.row):
        for cell in located.grid.row(row):
            if inside := in_one(cell, known):
                _put(inside, result)
        for cell, value in pairwise(located.grid.row(row)):
            label = cell.label
            points = read_points(value.text)[0]
            if is_total(label, known) and points is not None:
                below = result.form.get("total_score", result.form.get("joint_total"))
                if below is not None and read_points(below.text)[0] not in (None, points):
                    # Two totals that differ: which of them is the form's nobody can know.
                    result.unread |= {"total_score", "total_weight"}
                result.form.setdefault("total_score", value)
                result.has_total = True
            elif (label in grades or heads_grade(cell.text)) and is_grade(value.text):
                result.form.setdefault("grade", value)


def lost_totals(located: Located, result: Collected, lines: Sequence[str]) -> None:
    """Doubt totals and a grade that were not read, where a wide text or a line beside the table states them."""
    cells = (c for row in range(located.indicators.row + 1, located.last) for c in located.grid.row(row))
    claimed = result.places()
    texts = [c.text for c in cells if c.column_span > located.grid.columns // 2 and c.evidence[0] not in claimed]
    for text in (*texts, *lines):
        folded = squeeze(fold_widths(text))
        if _OF_RULES.search(folded):
            continue
        has_score = "total_score" in result.form or "joint_total" in result.form
        if not has_score and "score" in located.indicators.heads and states_total(folded):
            result.unread |= {"total_score", "total_weight"}
        if "grade" not in result.form and _GRADE_IN_TEXT.search(folded):
            result.unread.add("grade")


def _total_row(located: Located, row: int, first: LabelledCell, result: Collected) -> None:
    result.has_total = True
    columns, heads = located.columns_at(row), located.indicators.heads
    under = {
        n: cell
        for n in NUMBERS
        if n in heads and (cell := cell_under(located.grid, row, columns, n)) is not None and cell is not first
    }
    behind = [c for c in located.grid.row(row) if c.column > first.column and read_points(c.text)[0] is not None]
    if len(under) == len(behind) == len(NUMBERS) and all(has(cell.doubts, "other_columns") for cell in behind):
        # The row was spread over the columns of another table: its figures still have the order of the headings.
        for name, cell in zip(sorted(under, key=lambda n: heads[n].column), behind, strict=True):
            result.form.setdefault(f"total_{name}", cell)
    elif len(under) == len(NUMBERS) and under["weight"] is under["score"]:
        result.form.setdefault("joint_total", under["weight"])
    elif len(behind) == 1 and not any(read_points(cell.text)[0] is not None for cell in under.values()):
        # The figure stands beside the label and under neither heading.
        result.form.setdefault("joint_total" if "weight" in heads else "total_score", behind[0])
    elif "weight" not in heads and len(behind) == 1:
        result.form.setdefault("total_score", behind[0])
    else:
        for name, cell in under.items():
            result.form.setdefault(f"total_{name}", cell)
    reviewed = [h for h in located.indicators.others if _REVIEWED.fullmatch(h.label)]
    if len(reviewed) == 1 and "reviewed_score" not in result.form:
        head = reviewed[0]
        cell = next((c for c in behind if c.column <= head.column < c.column + c.column_span), None)
        if cell is not None and cell not in under.values():
            result.form["reviewed_score"] = cell


def _second_total(cells: list[LabelledCell], first: LabelledCell, result: Collected, known: Set[str]) -> None:
    """A further row of one figure: the score of a reviewer, or the total score once more."""
    figures = [c for c in cells if c is not first and read_points(c.text)[0] is not None]
    if len(figures) != 1:
        return
    if _REVIEWED.fullmatch(first.label):
        result.form.setdefault("reviewed_score", figures[0])
        result.passed_over.append(first)
    elif is_total(first.label, known):
        printed = result.form.get("total_score", result.form.get("joint_total"))
        if printed is not None and read_points(printed.text)[0] == read_points(figures[0].text)[0]:
            result.passed_over += [first, figures[0]]


def _unnamed_total(result: Collected) -> None:
    """Take the last row of sums as the totals when it adds up to the whole form, whatever its label."""
    last = result.sums[-1]
    totals_of = [slots for source, slots in result.budget if source == "total"][:1]
    for name, cell in last.printed.figures.items():
        points = [read_points(s[name].text)[0] or 0 for s in (*totals_of, *result.indicators) if name in s]
        if sum(points, Decimal(0)) != read_points(cell.text)[0]:
            return
    result.passed_over.append(result.sums.pop().printed.label)
    result.has_total = True
    for name, cell in last.printed.figures.items():
        result.form.setdefault(f"total_{name}", cell)


def _grade_in(cells: list[LabelledCell], result: Collected) -> None:
    """A grade beside a label for one, in a cell with its label, or alone in a row of figures."""
    if "grade" in result.form:
        return
    if options := grade_options(cells):
        result.form["grade"] = options
        result.passed_over += [cell for cell in cells if is_option(cell.text)]
        return
    for cell, value in pairwise(cells):
        if heads_grade(cell.text) and is_grade(value.text):
            result.form["grade"] = value
            return
    grades = [c for c in cells if is_grade(c.text)]
    if len(grades) == 1:
        result.form["grade"] = grades[0]
        return
    for cell in cells:
        match = TOTAL_WITH_LABEL.fullmatch(squeeze(fold_widths(cell.text)))
        if match and match["grade"] and is_grade(match["grade"]):
            result.form["grade"] = replace(cell, text=match["grade"])


def _unknown_grade(cells: list[LabelledCell], first: LabelledCell, result: Collected) -> None:
    """The last text of the row of totals, where it may be a grade of a scale that is not known; it is then in doubt."""
    texts = [cell for cell in cells if cell is not first and may_be_grade(cell.text)]
    if len(texts) == 1 and texts[0] is cells[-1]:
        result.form["grade"] = texts[0]


def _put(inside: Slots, result: Collected) -> None:
    result.has_total = True
    for name, cell in inside.items():
        result.form.setdefault(name, cell)
