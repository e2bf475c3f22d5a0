"""What closes a form: the row of the totals, subtotals between the indicators, the grade, a reviewer's score.

Belongs here: rows that print sums and no indicator, wherever they stand. Does not belong here: the indicators
themselves (``rows``), whether the sums are right (``typed``, ``pipeline.audit``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise

from pipeline.forms.grade import heads_grade, is_grade, is_option, read_grade
from pipeline.forms.heading_rows import is_heading_again
from pipeline.forms.labelled_grid import LabelledCell
from pipeline.forms.locate import Located
from pipeline.forms.points import read_points
from pipeline.forms.slots import NUMBERS, Collected, Slots, SumRow, cell_under
from pipeline.model.doubts import has
from pipeline.text.fold import fold_widths, squeeze
from pipeline.text.labels import normalise_label
from pipeline.text.totals import is_sum, is_total_of_points, states_total

# A sentence that gives the grade, and one that only says how totals and grades are given.
_GRADE_IN_TEXT = re.compile(r"(?:等级|等次|评级)(?:为|是|:)*[\"“”'‘’]?(?:优|良|中|差|合格|不合格)(?!.{0,3}[、/])")
_OF_RULES = re.compile(r"^[(※*]?(?:注|备注|说明|填表)|以上|以下|含|分值设|满分|计分|评分标准|[≥≤<>]")
# Labels that name a sum only in a row whose other cells are figures.
_SUM_OF_SCORES = re.compile(r"得分|.*分项得分")
_REVIEWED = re.compile(r"(?:复核|复评|审核|核定|财政|抽查|专家|主管部门).{0,6}(?:得分|评分|分值?)")
# A label with its figure in one cell: 总分：97.7分, 自评得分97.7; a grade may stand behind it.
_IN_ONE = re.compile(
    r"(?P<label>[^\d:()]{2,12})(?:\([^()]*\))?:?(?P<points>\d+(?:\.\d+)?)分?"
    r"(?:[;,，；、]?(?P<grade>[^\d:]{2,8}:[^\d:]{1,4}))?"
)
# Weight and score of a whole form in one cell: 总分：100分 得分：98.80分.
_BOTH_IN_ONE = re.compile(
    r"(?:总分值?|满分|总权重|分值|合计)(?:\([^()]*\))?:?(?P<weight>\d+(?:\.\d+)?)分?[;,，；、]?"
    r"(?:自评|实际|综合)?(?:总)?(?:得分|评分)(?:\([^()]*\))?:?(?P<score>\d+(?:\.\d+)?)分?"
    r"(?:[;,，；、]?(?P<grade>[^\d:]{2,8}:[^\d:]{1,4}))?"
)


def is_total(label: str, known: frozenset[str]) -> bool:
    """Whether a label (normalised) names the total of a form: one that is known, or one made of words for it."""
    return label in known or is_total_of_points(label)


def end_of_indicators(found: Located) -> int:
    """The row behind the indicators: the totals, or what stands before them or in their place.

    A total between the indicators, with others below it, is the subtotal of a part.
    """
    ends, left_out, known = found.labels.ends_of_indicators, found.labels.left_out, found.labels.totals
    heads = found.indicators.heads.values()
    left, right = min(h.column for h in heads), max(h.column + h.column_span for h in heads)
    for row in range(found.indicators.row + 1, found.last):
        if is_heading_again(found.grid, row, found.indicators):
            continue
        first = _first_text(found, row)
        if first is None:
            continue
        label = first.label
        # Under the headings a short text is the reason of a row (原因分析), not a label; a part of the form that was a
        # table of its own stands right of all of them.
        is_beside = first.column <= left or first.column >= right
        is_end = (label in ends and is_beside) or label.startswith(left_out) or _reads_as_grade(found, row, first)
        if not is_end and not _is_own(found, row):
            is_end = is_total(label, known) or bool(_in_one(first, known))
            is_end = is_end and not any(_is_own(found, later) for later in range(row + 1, found.last))
        if is_end:
            return row
    return found.last


def sum_row(found: Located, row: int, before: int) -> SumRow | None:
    """A row that prints figures under the points and one text across the rest: a sum of rows, not an indicator."""
    columns = found.columns_at(row)
    under = {name: cell_under(found.grid, row, columns, name) for name in columns.heads}
    figures = {n: cell for n in NUMBERS if (cell := under.get(n)) is not None and read_points(cell.text)[0] is not None}
    heads = {id(cell) for cell in under.values() if cell is not None}
    words = [c for c in found.grid.row(row) if c.text and c not in figures.values() and id(c) in heads]
    if len(words) != 1 or len(figures) < sum(n in columns.heads for n in NUMBERS):
        return None
    is_across = under["name"] is under["actual"] is words[0]
    # Of a row whose cells are drawn apart, the label alone says that it prints a sum.
    label = words[0].label
    is_named = is_sum(label) or _SUM_OF_SCORES.fullmatch(label) is not None
    return SumRow(words[0], figures, before) if is_across or is_named else None


def claimed_sums(result: Collected) -> list[LabelledCell]:
    """The cells of subtotals that add up to the rows above them: they belong to no row and say nothing new."""
    claimed: list[LabelledCell] = []
    for one in result.sums:
        rows = result.indicators[: one.before]
        if all(_is_sum_of_last(rows, name, cell) for name, cell in one.figures.items()):
            claimed += [one.label, *one.figures.values()]
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


def totals(found: Located, end: int, result: Collected) -> None:
    """The totals under the headings of weight and score, the grade and a reviewer's score behind the indicators.

    One figure in a cell that reaches over both headings is kept as ``joint_total``: the sums tell which it is.
    """
    known = found.labels.totals
    above = result.form.get("total_score") if result.has_total else None
    is_seen = False
    for row in range(end, found.last):
        cells = found.grid.row(row)
        first = _first_text(found, row)
        if first is None:
            continue
        if not is_seen and is_total(first.label, known):
            is_seen = True
            result.form.pop("total_score", None)
            _total_row(found, row, first, result)
            _compare_with_above(above, result)
        elif not result.has_total and (inside := _in_one(first, known)):
            _put(inside, result)
        else:
            _second_total(cells, first, result, known)
        _grade_in(cells, result)
    if not result.has_total and result.sums and result.sums[-1].before == len(result.indicators):
        _unnamed_total(result)
    result.is_closed = result.has_total


def _compare_with_above(above: LabelledCell | None, result: Collected) -> None:
    """A total that stands above the tables as well says the same, or both are in doubt."""
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


def fields_above(found: Located, result: Collected) -> None:
    """Totals and a grade that stand above the funding table, each beside its label."""
    known, grades = found.labels.totals, found.labels.grades
    for row in range(found.first, found.budget.row):
        for cell in found.grid.row(row):
            if inside := _in_one(cell, known):
                _put(inside, result)
        for cell, value in pairwise(found.grid.row(row)):
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


def lost_totals(found: Located, result: Collected, lines: Sequence[str]) -> None:
    """Doubt totals and grade that were not read where a wide text or a line beside the table speaks of them."""
    cells = (c for row in range(found.indicators.row + 1, found.last) for c in found.grid.row(row))
    claimed = result.places()
    texts = [c.text for c in cells if c.column_span > found.grid.columns // 2 and c.evidence[0] not in claimed]
    for text in (*texts, *lines):
        folded = squeeze(fold_widths(text))
        if _OF_RULES.search(folded):
            continue
        has_score = "total_score" in result.form or "joint_total" in result.form
        if not has_score and "score" in found.indicators.heads and states_total(folded):
            result.unread |= {"total_score", "total_weight"}
        if "grade" not in result.form and _GRADE_IN_TEXT.search(folded):
            result.unread.add("grade")


def _total_row(found: Located, row: int, first: LabelledCell, result: Collected) -> None:
    result.has_total = True
    columns, heads = found.columns_at(row), found.indicators.heads
    under = {
        n: cell
        for n in NUMBERS
        if n in heads and (cell := cell_under(found.grid, row, columns, n)) is not None and cell is not first
    }
    behind = [c for c in found.grid.row(row) if c.column > first.column and read_points(c.text)[0] is not None]
    if len(under) == len(behind) == len(NUMBERS) and all(has(cell.doubts, "other_columns") for cell in behind):
        # Laid over columns that are not its own, a row still has its figures in the order of the headings.
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
    reviewed = [h for h in found.indicators.others if _REVIEWED.fullmatch(h.label)]
    if len(reviewed) == 1 and "reviewed_score" not in result.form:
        head = reviewed[0]
        cell = next((c for c in behind if c.column <= head.column < c.column + c.column_span), None)
        if cell is not None and cell not in under.values():
            result.form["reviewed_score"] = cell


def _second_total(cells: list[LabelledCell], first: LabelledCell, result: Collected, known: frozenset[str]) -> None:
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
    for name, cell in last.figures.items():
        points = [read_points(s[name].text)[0] or 0 for s in (*totals_of, *result.indicators) if name in s]
        if sum(points, Decimal(0)) != read_points(cell.text)[0]:
            return
    result.passed_over.append(result.sums.pop().label)
    result.has_total = True
    for name, cell in last.figures.items():
        result.form.setdefault(f"total_{name}", cell)


def grade_options(cells: Sequence[LabelledCell]) -> LabelledCell | None:
    """The chosen one of several grades that stand in cells of their own (优 | 良√ | 中 | 差), as one cell.

    Null where no such cells stand in the row; a row of them without one tick is in doubt.
    """
    options = [cell for cell in cells if is_option(cell.text)]
    if len(options) < 2:
        return None
    chosen = "".join(cell.text for cell in options)
    grade, is_certain = read_grade(chosen)
    if grade is None or not is_certain:
        return replace(options[0], text="").doubted("grade_not_chosen")
    named = next((cell for cell in options if grade in cell.text), options[0])
    return replace(named, text=grade)


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
    found = [c for c in cells if is_grade(c.text)]
    if len(found) == 1:
        result.form["grade"] = found[0]
        return
    for cell in cells:
        match = _IN_ONE.fullmatch(squeeze(fold_widths(cell.text)))
        if match and match["grade"] and is_grade(match["grade"]):
            result.form["grade"] = replace(cell, text=match["grade"])


def _reads_as_grade(found: Located, row: int, first: LabelledCell) -> bool:
    """Whether a row begins with a label for a grade and holds one."""
    cells = found.grid.row(row)
    if heads_grade(first.text) and grade_options(cells) is not None:
        return True
    if is_grade(first.text) and heads_grade(first.text.replace("：", ":").partition(":")[0]):
        return True
    return heads_grade(first.text) and any(is_grade(c.text) for c in cells if c is not first)


def _first_text(found: Located, row: int) -> LabelledCell | None:
    """The first cell of a row with words in it; a serial number that stands before them is none."""
    cells = [c for c in found.grid.row(row) if c.text]
    if len(cells) > 1 and squeeze(cells[0].text).isdigit():
        return cells[1]
    return cells[0] if cells else None


def _in_one(cell: LabelledCell, known: frozenset[str]) -> Slots:
    """Totals and grade of a cell that holds them with their labels; empty for any other cell."""
    text = squeeze(fold_widths(cell.text))
    if match := _BOTH_IN_ONE.fullmatch(text):
        found = {"total_weight": match["weight"], "total_score": match["score"], "grade": match["grade"]}
    elif (match := _IN_ONE.fullmatch(text)) and is_total(normalise_label(match["label"]), known):
        found = {"total_score": match["points"], "grade": match["grade"]}
    else:
        return {}
    return {
        name: replace(cell, text=part) for name, part in found.items() if part and (name != "grade" or is_grade(part))
    }


def _put(inside: Slots, result: Collected) -> None:
    result.has_total = True
    for name, cell in inside.items():
        result.form.setdefault(name, cell)


def _is_own(found: Located, row: int) -> bool:
    """Whether a row is an indicator: name, target and actual value in cells of their own, with points beside them."""
    if is_heading_again(found.grid, row, found.indicators):
        return False
    columns = found.columns_at(row)
    begin = {id(c) for c in found.grid.row(row)}
    under = {
        n: cell
        for n in ("name", "target", "actual", *NUMBERS)
        if n in columns.heads and (cell := cell_under(found.grid, row, columns, n)) is not None
    }
    words = [under[n] for n in ("name", "target", "actual") if n in under]
    if len({id(c) for c in words}) < len(words) or len(words) < 3 or is_total(words[0].label, found.labels.totals):
        return False
    if not all(c.text and id(c) in begin for c in words):
        return False
    return any(read_points(under[n].text)[0] is not None for n in NUMBERS if n in under)
