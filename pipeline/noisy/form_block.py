"""One form: its lines to values.

Belongs here: the order of the steps and what one step takes from another.
Does not belong here: the steps themselves, and the shape of the grid that is handed on (``emit``).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field, replace
from decimal import Decimal
from itertools import pairwise
from statistics import median

from rapidfuzz import fuzz

from pipeline.families import Family, vocabulary
from pipeline.model.doubts import with_doubt
from pipeline.model.grid import Repair, TextLine
from pipeline.noisy import level_labels, score_sums
from pipeline.noisy.budget_block import BudgetRow, budget_rows
from pipeline.noisy.cut_names import Phrases, ends_as_a_measure, has_lost_beginning, read_text, width, wrapped
from pipeline.noisy.cut_numbers import DASHES, Candidate, is_plain, readings
from pipeline.noisy.header_lines import Head, read_grade, read_office, read_project_name, read_prose
from pipeline.noisy.indicator_lines import Rows, halves_cost, same_indicator
from pipeline.noisy.pieces import Piece, Row, Value, ideographs, repaired
from pipeline.noisy.sections import Block, Labels, Part
from pipeline.noisy.slicing_columns import kind_of
from pipeline.noisy.target_columns import Habits, check_operator, check_together, habits_of, read_measure

# Every known form of these families adds up to 100 points.
_HUNDRED = Candidate(Decimal("100.00"), "100.00", 0.5)
# Characters from which a fragment of a label tells which one it is.
_WORDS = 3
# A label whose next best assignment costs less more than this is only inferred (see levels for the unit).
_SURE = 1.0
_DAMAGED = 1.5
# Columns of the families whose noisy extracts were seen; what is printed in others was never tried.
_PROVEN = frozenset({"level1", "level2", "name", "target", "actual", "weight", "score", "reason"})
# Kinds of actual values that may be a weight.
_BARE = frozenset({"figure", "cut"})
# Half a name's column holds at most eight characters on the forms seen.
_SLICE = 8
# Likeness of two readings of one row, of which some characters were read twice.
_ALIKE = 90.0
# A whole printed line of that column.
_NAME = 13
# How many reasons tell how wide their column's lines are, and the width where there are fewer.
_TELLING, _REASON = 3, 13.0
# Characters in a printed line by column, on the forms seen; only used where line ends are not shown.
_LINE = {"name": 13, "target": 7, "actual": 7, "reason": 11}


@dataclass(slots=True)
class Context:
    """What all forms of a document share."""

    labels: Labels
    phrases: Phrases
    offices: Sequence[str]
    columns: int
    money_unit: str | None
    is_graded: bool
    headed: frozenset[str] = frozenset()
    reason_width: float = 0.0


@dataclass(slots=True)
class Restored:
    """Every value of a form."""

    family: Family
    page: int
    last_page: int
    name: Value
    department: Value
    unit: Value
    money: Value
    budget: list[BudgetRow]
    expected_goal: Value
    actual_goal: Value
    rows: list[Row]
    level1: list[Value] = field(default_factory=list)
    level2: list[Value] = field(default_factory=list)
    total_weight: Value = field(default_factory=Value)
    total_score: Value = field(default_factory=Value)
    grade: Value | None = None
    above: list[TextLine] = field(default_factory=list)


def read_form(block: Block, head: Head, family: Family, found: Rows, context: Context) -> Restored:
    """All values of one form."""
    phrases = context.phrases
    lines = block.all_lines
    budget = budget_rows(block, family, Labels([family]))
    form = Restored(
        family, lines[0].page, lines[-1].page,
        read_project_name(head, phrases),
        *_offices(head, context),
        read_money(block, context.money_unit),
        budget, Value(), Value(), found.rows,
    )  # fmt: skip
    for office in (form.department, form.unit):
        if office.text and not office.doubts and len(office.pieces) > 1:
            phrases.learn(office.text, office.pieces[0].line)
    form.expected_goal, form.actual_goal = _goals(block, context)
    habits = habits_of(
        (_groups(row, role) for row in form.rows for role in ("target", "actual")),
        [_groups(row, "target") for row in form.rows],
        may_lose_signs=phrases.shows_lookalikes,
    )
    _texts(form, context, habits)
    weights_add_up = _figures(form, budget, block)
    for row in form.rows:
        _doubt_shifted(row)
        weight, score = row.values["weight"], row.values["score"]
        full = None if weight.doubts or score.doubts else weight.text == score.text
        row.values["target"], row.values["actual"] = check_together(row.values["target"], row.values["actual"], full)
    _levels(form, found, phrases)
    form.grade = read_grade(block.part(Part.GRADE), context.labels) if context.is_graded else None
    if set(family.indicators.columns) - _PROVEN or family.id not in context.headed:
        # Without the headings of any form of the document nothing says which family it is.
        _distrust(form, spares_weights=bool(weights_add_up))
    return form


def _doubt_shifted(row: Row) -> None:
    """Doubt the texts of a row with a bare figure instead of a weight or a score: all may stand one column too far.

    A name of several pieces in a row without a target or an actual value may hold that.
    """
    if len(row.part("name")) > 1 and not all(row.part(role) for role in ("target", "actual")):
        row.values["name"] = row.values["name"].doubted("displaced")
    if all(row.part(role) for role in ("weight", "score")) or kind_of(row.values["actual"].text) not in _BARE:
        return
    for role in ("name", "target", "actual"):
        row.values[role] = row.values[role].doubted("displaced")


def _distrust(form: Restored, *, spares_weights: bool) -> None:
    """Doubt every value of a family with columns that no noisy extract has been seen of.

    ``spares_weights`` says that the weights add up to the printed total, which proves them.
    """
    for row in form.rows:
        for role in form.family.indicators.columns:
            if role not in ("level1", "level2") and not (role == "weight" and spares_weights):
                value = row.values.get(role) or read_measure(_groups(row, role))
                row.values[role] = value.doubted("unproven")
    form.level1 = [v.doubted("unproven") for v in form.level1]
    form.level2 = [v.doubted("unproven") for v in form.level2]
    for line in form.budget:
        line.label_doubts = with_doubt(line.label_doubts, "unproven")
        for column in form.family.budget.columns:
            line.values[column] = line.values.get(column, Value()).doubted("unproven")
    form.name = form.name.doubted("unproven")
    form.total_weight, form.total_score = form.total_weight.doubted("unproven"), form.total_score.doubted("unproven")


def _offices(head: Head, context: Context) -> tuple[Value, Value]:
    """Department and unit, each judged beside the other."""
    texts = ["".join(p.tight for p in pieces) for pieces in (head.department, head.unit)]
    return (
        read_office(
            head.department, head.glued_department, context.offices, context.phrases, head.department_column, texts[1]
        ),
        read_office(head.unit, head.glued_unit, context.offices, context.phrases, head.unit_column, texts[0]),
    )


def read_money(block: Block, shared: str | None) -> Value:
    """The unit of money in the label left of the budget block; null and doubted when it is not legible.

    ``shared`` is the unit that the other forms of the document print.
    """
    pieces = money_pieces(block)
    text = "".join(p.tight for p in pieces)
    unit = _unit_in(text)
    if unit:
        return Value(unit, tuple(pieces))
    if shared and (not text or "元" in text or shared[0] in text):
        return Value(shared, tuple(pieces), origin="derived")
    return Value("", tuple(pieces)).doubted("illegible")


def money_pieces(block: Block) -> list[Piece]:
    """Pieces of the label left of the budget block."""
    lines = [*block.part(Part.BUDGET_HEAD), *block.part(Part.SOURCES)]
    pieces = [p for line in lines for p in line.pieces if p.column <= 1]
    return sorted(pieces, key=lambda p: (p.column, p.line))


def _unit_in(text: str) -> str | None:
    match = re.search(r"[亿万千]", text)
    if "元" in text and match:
        return match.group() + "元"
    return "元" if re.search(r"[(（:：]元", text) else None


def legible_money(block: Block) -> str | None:
    """The unit of money a form prints legibly."""
    return _unit_in("".join(p.tight for p in money_pieces(block)))


def _goals(block: Block, context: Context) -> tuple[Value, Value]:
    start = _actual_column(block)
    groups: tuple[list[list[Piece]], list[list[Piece]]] = ([], [])
    for line in block.part(Part.GOALS):
        groups[0].append([p for p in line.pieces if 1 <= p.column < start and not _is_goal_label(p)])
        groups[1].append([p for p in line.pieces if p.column >= start])
        glued = [p for p in line.pieces if p.column == 0 and len(ideographs(p.text)) > 12]
        groups[0][-1] = glued + groups[0][-1]
    values = [read_prose([g for g in side if g], context.phrases, is_cut=True) for side in groups]
    # A goal's cell covers most slices of the page: what one field holds of it can be a part, unless it is short.
    sure = [v if len(v.text) <= 12 and not v.doubts and len(v.pieces) == 1 else v.doubted("guessed") for v in values]
    return sure[0], sure[1]


def _is_goal_label(piece: Piece) -> bool:
    return piece.column <= 1 and len(ideographs(piece.text)) <= 4 and set(ideographs(piece.text)) <= set("年度总体目标")


def _actual_column(block: Block) -> int:
    """First slice of the actual side of the goals, from the two headings, which stand in the middle of their cells."""
    for line in block.part(Part.GOAL_HEAD):
        actual = [p.column for p in line.pieces if p.column >= 3 and re.search("实|际|完成", p.text)]
        goal = [
            p.column for p in line.pieces if re.search("预|期|目标", p.text) and (not actual or p.column < actual[0])
        ]
        if goal and goal[0] > 1:
            return goal[0] + goal[-1] if len(goal) > 1 else max(goal[0] + 2, min(actual, default=99) - 1)
        if actual:
            return actual[0]
    columns = [p.column for line in block.part(Part.GOALS) for p in line.pieces]
    return (max(columns, default=5) + 1) // 2 + 1


def _texts(form: Restored, context: Context, habits: Habits) -> None:
    """Names, targets, actuals and reasons of the indicators."""
    phrases = context.phrases
    capacity = _capacities(form.rows)
    widths = _reason_widths(form.rows)
    full = context.reason_width
    for row in form.rows:
        name = row.values["name"] = _beside(row, "name", _name(row, phrases, capacity))
        if name.text and not name.doubts and (name.repairs or len(name.pieces) > 1):
            phrases.learn(name.text, row.lines[0].number)
    for row in form.rows:
        if row.values["name"].is_doubted("guessed"):
            row.values["name"] = _beside(row, "name", _name(row, phrases, capacity))
        for role in ("target", "actual"):
            value = read_measure(_groups(row, role), role in row.cut_roles, phrases, habits, row.is_moved)
            row.values[role] = _beside(row, role, value)
        row.values["target"] = check_operator(row.values["target"], habits)
        row.values["actual"] = check_operator(row.values["actual"])
        if row.values["name"].is_doubted("displaced") and not row.displaced:
            row.values["target"] = row.values["target"].doubted("displaced")
        if row.displaced and not row.values["name"].text:
            # With the slices moved, a text before the actual value can be the name as well as the target.
            row.values["target"] = row.values["target"].doubted("displaced")
        row.values["reason"] = _beside(row, "reason", _reason(row, phrases, widths.get(row.page, full)))
    _doubt_glued_names(form.rows)


def _doubt_glued_names(rows: Sequence[Row]) -> None:
    """Doubt a name with a line end in it beside a row without a name: its second line may be that row's name."""
    for row, near in ((a, b) for pair in pairwise(rows) for a, b in (pair, pair[::-1])):
        lines = [[len(ideographs(t)) for t in wrapped(piece.text)] for piece in row.part("name")]
        if not near.values["name"].text and any(len(sizes) > 1 and min(sizes) >= 2 for sizes in lines):
            row.values["name"] = row.values["name"].doubted("glued")


def _beside(row: Row, role: str, value: Value) -> Value:
    """The value, in doubt where a line beside the row may hold a part of it; that line is evidence of it then."""
    if role not in row.open_roles:
        return value
    return replace(value, pieces=(*row.open_roles[role], *value.pieces)).doubted("may_be_cut")


def _groups(row: Row, role: str) -> list[list[Piece]]:
    """The pieces of one role, one list per text line."""
    lines: dict[int, list[Piece]] = {}
    for piece in row.part(role):
        lines.setdefault(piece.line, []).append(piece)
    return [lines[number] for number in sorted(lines)]


def _capacities(rows: Sequence[Row]) -> dict[int, float]:
    """By page, how many characters the first slice of a cut name holds at most; absent where no name is cut."""
    found: dict[int, float] = {}
    for row in rows:
        for group in _groups(row, "name"):
            if len(group) > 1:
                longest = max(map(width, wrapped(group[0].text)), default=0.0)
                found[row.page] = max(found.get(row.page, 0.0), min(longest, 9.0))
    return found


def _name(row: Row, phrases: Phrases, capacity: dict[int, float]) -> Value:
    groups = _groups(row, "name")
    if not groups:
        return Value().doubted("illegible")
    value = read_text(groups, phrases)
    if row.displaced:
        return value.doubted("displaced")
    if len(groups[-1]) > 1 and kind_of(groups[-1][-1].text) in ("operated", "figure", "measure"):
        # The target's first slice was taken for one of the name's.
        return value.doubted("displaced")
    if not value.doubts and has_lost_beginning(value.text, phrases, row.lines[0].number):
        return value.doubted("truncated")
    if len(ideographs(value.text)) < 2:
        return Value("", value.pieces).doubted("illegible")
    if not value.doubts and not phrases.has_line_gaps and _may_be_lines(groups):
        return value.doubted("line_order")
    if len(groups[0]) == 1 and "name" in row.cut_roles:
        lines = wrapped(groups[0][0].text)
        # A text that is clearly longer than what one slice holds was read over all slices, so nothing is missing.
        slice_width = capacity.get(row.page, _SLICE)
        is_whole = max(map(width, lines)) >= max(slice_width + 3, 1.5 * slice_width if len(lines) > 1 else 0.0)
        begins_inside = groups[0][0].column > row.first_columns.get("name", 0)
        if not is_whole and (len(lines) > 1 or begins_inside or not ends_as_a_measure(value.text)):
            return value.doubted("truncated")
    return value


def _may_be_lines(groups: list[list[Piece]]) -> bool:
    """Whether a cut name is longer in one slice than a slice's line is: several lines may be glued in each slice."""
    cut = [[len(p.tight) for p in group] for group in groups if len(group) > 1]
    return any(max(lengths) >= _SLICE or sum(lengths) > _NAME for lengths in cut)


def reason_width(rows: Sequence[Row]) -> float:
    """How wide a whole line of a reason is, from all reasons of several lines in a document.

    Most of them are whole; of some a slice is lost, of others two lines are read as one. A few of them do not tell.
    """
    lengths = [
        sum(max(map(width, p.text.split()), default=0.0) for p in group)
        for row in rows
        for group in _groups(row, "reason")
        if any(" " in p.text for p in group)
    ]
    return median(lengths) if len(lengths) >= _TELLING else _REASON


def _reason_widths(rows: Sequence[Row]) -> dict[int, float]:
    """By page, how wide the lines of a reason are, from the reasons that are cut; absent where none is."""
    found: dict[int, float] = {}
    for row in rows:
        for group in _groups(row, "reason"):
            if len(group) > 1:
                total = sum(max(map(width, p.text.split()), default=0.0) for p in group)
                found[row.page] = max(found.get(row.page, 0.0), min(total, 16.0))
    return found


def _reason(row: Row, phrases: Phrases, full: float) -> Value:
    groups = _groups(row, "reason")
    if not any(ideographs(p.text) for g in groups for p in g):
        pieces = tuple(p for g in groups for p in g)
        if len(pieces) == 1 and pieces[0].tight in DASHES:
            return Value(pieces[0].tight, pieces)
        return Value("", pieces).doubted("garbled") if pieces else Value()
    value = read_prose(groups, phrases, "reason" in row.cut_roles, full)
    if len(ideographs(value.text)) < 2:
        return Value("", value.pieces).doubted("garbled")
    return value.doubted("glued") if _from_other_line(row) else value


def _from_other_line(row: Row) -> bool:
    own = {line.number for line in row.lines}
    return any(p.line not in own or re.match(r"\d+\.\d\d ", p.raw.strip()) for p in row.part("reason"))


def _figures(form: Restored, budget: Sequence[BudgetRow], block: Block) -> bool | None:
    """Weights, scores and totals by the sums of the form; rows read twice are merged.

    Returns whether the weights add up to the printed total; null when that could not be tested.
    """
    entries = [_budget_entry(budget)]
    entries += [
        score_sums.Entry(_candidates(row, "weight"), _candidates(row, "score"), _duplicate_cost(form.rows, index))
        for index, row in enumerate(form.rows)
    ]
    weights, scores, pieces = _totals(block)
    solution = score_sums.solve(entries, (weights or (_HUNDRED,), scores))
    agreed = (solution.weights_add_up, solution.scores_add_up)
    for row, choice in zip(form.rows, solution.choices[1:], strict=True):
        even = choice.weight is not None and choice.score is not None and choice.weight.number == choice.score.number
        weight = _figure(row, "weight", choice.weight, choice.weight_margin, agreed[0], even)
        score = _figure(row, "score", choice.score, choice.score_margin, agreed[1], even)
        row.values["weight"], row.values["score"] = _beside(row, "weight", weight), _beside(row, "score", score)
    _settle_budget(budget, solution.choices[0], agreed)
    form.rows = _merged(form.rows, [c.dropped for c in solution.choices[1:]])
    _derive_missing(form, budget, solution, bool(weights))
    form.total_weight = _total(solution.total_weight if weights else None, pieces[0], agreed[0])
    form.total_score = _total(solution.total_score if scores else None, pieces[1], agreed[1])
    scores_sum = sum(c.score.number for c in solution.choices if c.score)
    printed = form.total_score.text
    if agreed[1] and not is_plain(printed, 2) and Decimal(printed) != scores_sum:
        # A hundredth that the sum has too many was not rounded off a total without hundredths: they were cut off.
        form.total_score = form.total_score.doubted("contradicted")
    _doubt_split_totals(form, solution)
    return agreed[0] if weights else None


def _doubt_split_totals(form: Restored, solution: score_sums.Solution) -> None:
    """Doubt a total that was repaired beside repaired figures, unless every other reading of it fails.

    Both totals stand in one line: where the score's is in doubt, so is where the weight's ends, but for a full mark.
    """
    for role, margin in (("weight", solution.weight_margin), ("score", solution.score_margin)):
        total = form.total_weight if role == "weight" else form.total_score
        if total.repairs and not score_sums.is_pinned(margin) and any(row.values[role].repairs for row in form.rows):
            setattr(form, f"total_{role}", total.doubted("guessed"))
    if form.total_score.doubts and not form.total_weight.doubts and Decimal(form.total_weight.text or 0) != 100:
        form.total_weight = form.total_weight.doubted("guessed")


def _budget_entry(budget: Sequence[BudgetRow]) -> score_sums.Entry:
    total = next((r for r in budget if r.source == "total"), None)
    if total is None:
        return score_sums.Entry((), ())
    return score_sums.Entry(_settled(total, "weight"), _settled(total, "score"))


def _settled(row: BudgetRow, role: str) -> tuple[Candidate, ...]:
    value, figure = row.values.get(role, Value()), row.figures.get(role)
    if figure is None or not figure.options:
        return ()
    if value.is_doubted("guessed"):
        return figure.options
    return tuple(c for c in figure.options if c.text == value.text)


def _settle_budget(
    budget: Sequence[BudgetRow], choice: score_sums.Choice, agreed: tuple[bool | None, bool | None]
) -> None:
    """The budget's own weight and score as the sums of the form have them."""
    total = next((r for r in budget if r.source == "total"), None)
    if total is None:
        return
    for role, candidate, margin, holds in (
        ("weight", choice.weight, choice.weight_margin, agreed[0]),
        ("score", choice.score, choice.score_margin, agreed[1]),
    ):
        value = total.values.get(role)
        if value is not None and holds is False:
            total.values[role] = value.doubted("contradicted")
        if value is None or candidate is None or not value.is_doubted("guessed") or not holds:
            continue
        fresh = repaired(Value("".join(p.tight for p in value.pieces), value.pieces), "cut_number", candidate.text)
        total.values[role] = fresh if score_sums.is_pinned(margin) else fresh.doubted("guessed")


def _candidates(row: Row, role: str) -> tuple[Candidate, ...]:
    texts = tuple(p.tight for p in row.part(role))
    found = readings(texts, 2) or readings(texts, None)
    return found[:1] if found and found[0].cost == 0.0 and len(texts) == 1 else found


def _duplicate_cost(rows: Sequence[Row], index: int) -> float | None:
    if index == 0:
        return None
    if same_indicator(rows[index - 1], rows[index]):
        # The last row before a page break read again behind it; two rows of a page that agree in all may be two.
        return -2.0 if rows[index - 1].page != rows[index].page else 1.0
    halves = halves_cost(rows[index - 1], rows[index])
    if halves is not None:
        return halves
    names = [ideographs("".join(p.tight for p in r.part("name"))) for r in rows[index - 1 : index + 1]]
    if rows[index - 1].page != rows[index].page and _same_figures(rows[index - 1], rows[index]):
        short, long = sorted(names, key=len)
        if 5 * sum((Counter(short) & Counter(long)).values()) >= 4 * len(short):
            # Of one reading of the row a part of the name is lost.
            return 3.0
    if rows[index - 1].page != rows[index].page and _same_text(rows[index - 1], rows[index]):
        return 3.0
    if min(map(len, names)) < 4:
        return None
    if rows[index - 1].page != rows[index].page and _is_inside(rows[index - 1], rows[index], names):
        # On the shorter page the label of its level was taken for the name's beginning.
        return 4.0
    if rows[index - 1].page != rows[index].page and fuzz.ratio(*("".join(sorted(n)) for n in names)) >= 88:
        # Over a page break the lines of a cut name may stand in another order.
        return 4.0
    return 5.0 if fuzz.ratio(*names) >= 85 else None


def _same_text(one: Row, other: Row) -> bool:
    """Whether two rows print the same in all, wherever the borders between name, target and actual value were drawn."""
    texts = ["".join(p.tight for role in ("name", "target", "actual") for p in row.part(role)) for row in (one, other)]
    return min(map(len, texts)) >= _SLICE and fuzz.ratio(*texts) >= _ALIKE and _same_points(one, other)


def _same_points(one: Row, other: Row) -> bool:
    """Whether two rows can print the same weight and score."""
    return all(
        {c.number for c in _candidates(one, role)} & {c.number for c in _candidates(other, role)}
        for role in ("weight", "score")
    )


def _is_inside(one: Row, other: Row, names: Sequence[str]) -> bool:
    """Whether the name of one row stands in that of the other, and both print the same target."""
    short, long = sorted(names, key=len)
    targets = ["".join(p.tight for p in row.part("target")) for row in (one, other)]
    return len(short) >= _SLICE and short in long and bool(targets[0]) and targets[0] == targets[1]


def _same_figures(one: Row, other: Row) -> bool:
    """Whether two rows print the same target and actual value and can print the same weight and score."""
    if any(
        "".join(p.tight for p in one.part(r)) != "".join(p.tight for p in other.part(r)) for r in ("target", "actual")
    ):
        return False
    return _same_points(one, other)


def _figure(row: Row, role: str, chosen: Candidate | None, margin: float, holds: bool | None, even: bool) -> Value:
    pieces = tuple(row.part(role))
    if chosen is None:
        return Value("", pieces).doubted("illegible")
    value = repaired(Value("".join(p.tight for p in pieces), pieces), "cut_number", chosen.text)
    is_clean = len(pieces) == 1 and chosen.cost == 0.0
    if holds and (is_clean or score_sums.is_pinned(margin)):
        return value
    if is_clean and even and role not in row.cut_roles:
        return value
    if is_clean:
        # Without a sum that holds, only a score equal to its weight speaks for both, where neither can be a part.
        return value.doubted("contradicted" if holds is False else "guessed")
    return value.doubted("guessed")


def _merged(rows: list[Row], dropped: list[bool]) -> list[Row]:
    """Rows without those read twice; what stood on the second reading becomes evidence of the first."""
    kept: list[Row] = []
    for row, gone in zip(rows, dropped, strict=True):
        if not gone or not kept:
            kept.append(row)
            continue
        first = kept[-1]
        for role in ("name", "target", "actual", "weight", "score"):
            first.values[role] = _once(first.values[role], row.values[role])
        tail = row.values["reason"]
        if tail.text and tail.text not in first.values["reason"].text:
            first.parts["reason"] = [*first.part("reason"), *row.part("reason")]
            first.lines += row.lines
            first.values["reason"] = read_prose(_groups(first, "reason"), _NO_PHRASES, is_cut=False)
    return kept


def _once(first: Value, second: Value) -> Value:
    """One value of a row that was read twice; two readings that differ leave it in doubt."""
    if not second.pieces:
        return first
    best = second if second.text and (not first.text or (first.doubts and not second.doubts)) else first
    differs = bool(first.text and second.text and first.text != second.text) and not _is_total(second)
    record = Repair("duplicate_row", first.raw + "\n" + second.raw, best.text)
    pieces = tuple(sorted((*first.pieces, *second.pieces), key=lambda p: (p.line, p.column)))
    doubts = with_doubt(best.doubts, "duplicated") if differs else best.doubts
    return Value(best.text, pieces, doubts, best.origin, (*best.repairs, record))


def _is_total(value: Value) -> bool:
    """Whether a figure that belongs to the total got glued into the second reading of the row."""
    return all(re.fullmatch(r"[\d.]+", p.tight) for p in value.pieces)


_NO_PHRASES = Phrases([])


def _totals(
    block: Block,
) -> tuple[tuple[Candidate, ...], tuple[Candidate, ...], tuple[tuple[Piece, ...], tuple[Piece, ...]]]:
    """Readings and pieces of total weight and total score."""
    for line in block.part(Part.TOTAL):
        tokens = [
            piece.with_text(word)
            for piece in line.pieces
            for word in piece.text.split()
            if re.fullmatch(r"[\d.,;:()\[\]|Cc-]*\d[\d.,;:()\[\]|Cc-]*分?", word)
        ]
        best: tuple[float, int] | None = None
        for cut in range(1, len(tokens)):
            costs = [_cost(tokens[:cut]) + _odd(tokens[:cut], tokens), _cost(tokens[cut:]) + _odd(tokens[cut:], tokens)]
            if best is None or sum(costs) < best[0]:
                best = (sum(costs), cut)
        if best is not None and best[0] < 9.0:
            groups = tuple(tokens[: best[1]]), tuple(tokens[best[1] :])
            return _read(groups[0]), _read(groups[1]), groups
        if len(tokens) == 1 and _cost(tokens) == 0.0:
            # One figure alone can be either of the two; only the full mark tells.
            one = _read(tokens)
            return (one, (), (tuple(tokens), ())) if one[0].number == 100 else ((), one, ((), tuple(tokens)))
    return (), (), ((), ())


def _odd(group: Sequence[Piece], tokens: Sequence[Piece]) -> float:
    """Cost of a figure that prints other decimals than the rest of its line."""
    places = max(len(p.tight.partition(".")[2].rstrip("分)")) for p in tokens)
    found = _read(group)
    return 2.0 if found and places == 2 and not is_plain(found[0].text, 2) else 0.0


def _cost(tokens: Sequence[Piece]) -> float:
    found = _read(tokens)
    return found[0].cost if found else 9.0


def _read(tokens: Sequence[Piece]) -> tuple[Candidate, ...]:
    texts = tuple(p.tight for p in tokens)
    found = readings(texts, 2) or readings(texts, None)
    return found[:1] if found and found[0].cost == 0.0 and len(texts) == 1 else found[:6]


def _total(chosen: Candidate | None, pieces: tuple[Piece, ...], holds: bool | None) -> Value:
    if chosen is None:
        return Value("", pieces).doubted("illegible")
    value = repaired(Value("".join(p.tight for p in pieces), pieces), "cut_number", chosen.text)
    if holds is False:
        return value.doubted("contradicted")
    return value if holds or not value.repairs else value.doubted("guessed")


def _derive_missing(
    form: Restored, budget: Sequence[BudgetRow], solution: score_sums.Solution, is_printed: bool
) -> None:
    """A single lost weight or score is what the printed total leaves over; it stays in doubt."""
    total = next((r for r in budget if r.source == "total"), None)
    for role, whole in (("weight", solution.total_weight if is_printed else None), ("score", solution.total_score)):
        values = [row.values[role] for row in form.rows]
        missing = [row for row in form.rows if not row.values[role].text]
        if len(missing) != 1 or whole is None or total is None or not total.values[role].text:
            continue
        if any(v.doubts for v in values if v.text):
            continue
        rest = whole.number - sum(Decimal(v.text.replace(",", "")) for v in (*values, total.values[role]) if v.text)
        if 0 <= rest <= 100:
            row = missing[0]
            row.values[role] = Value(str(rest), tuple(row.part(role)), origin="derived").doubted("inferred")


def _levels(form: Restored, found: Rows, phrases: Phrases) -> None:
    facts = [level_labels.RowFacts(row.page, _height(row, phrases), row.values["name"].text) for row in form.rows]
    shift = _shifts(found.rows, form.rows)
    pieces = [(role, piece, shift(place)) for role, piece, place in found.fragments]
    first, second = level_labels.fragments_of(pieces, "level1"), level_labels.fragments_of(pieces, "level2")
    found_levels = level_labels.label_rows(facts, first, second)
    refuted = _refuted(found_levels, pieces)
    unclear = _ambiguous(found_levels, pieces) | _hidden(found_levels, facts, second)
    unclear |= _of_neighbour(found_levels, facts, second)
    unseen = unclear | _unseen(found_levels, facts, [int(f.place) for f in second])
    for index, labelled in enumerate(found_levels):
        near = [p for role, p, place in pieces if role == "level1" and int(place) == index]
        first_level = _level(labelled.level1, labelled.margin1, near)
        form.level1.append(first_level.doubted("inferred") if labelled.level1 in refuted else first_level)
        near = [p for role, p, place in pieces if role == "level2" and int(place) == index]
        level2 = _level(labelled.level2, labelled.margin2 - _illegible(near, labelled.level2, facts[index].name), near)
        # Before the name of a row that was moved its own label can stand.
        is_open = index in unseen or any(facts[index].name.startswith(label) for label in vocabulary().level2)
        form.level2.append(level2.doubted("inferred") if is_open else level2)
        if index in unseen and _other_parent_near(found_levels, index):
            form.level1[-1] = form.level1[-1].doubted("inferred")


def _refuted(found: Sequence[level_labels.Labelled], pieces: Sequence[tuple[str, Piece, float]]) -> set[str]:
    """First-level labels of rows beside which another one stands whole: the columns of the levels were mixed up."""
    known = set(vocabulary().level1) - set(vocabulary().level2)
    shown = [(ideographs(p.text).removesuffix("分"), int(max(0, place))) for _, p, place in pieces]
    return {found[row].level1 for text, row in shown if text in known and found[row].level1 != text}


def _illegible(near: Sequence[Piece], label: str, name: str) -> float:
    """How much less certain a row's label is because what stands in its own slice is damage only.

    Such a trace can be the neighbour's label or one of its own that is lost; a name that speaks of the label helps.
    """
    text = "".join(ideographs(p.text) for p in near)
    is_damage = bool(text) and not level_labels.shows_a_label(text)
    return _DAMAGED if is_damage and not level_labels.names_label(name, label) else 0.0


def _ambiguous(found: Sequence[level_labels.Labelled], pieces: Sequence[tuple[str, Piece, float]]) -> set[int]:
    """Rows under a label that ends other labels (成本指标 ends 经济成本指标) where damage may hide the beginning."""
    rows: set[int] = set()
    for index, labelled in enumerate(found):
        if not level_labels.ends_others(labelled.level2):
            continue
        start = next(i for i in range(index, -1, -1) if i == 0 or found[i - 1].level2 != labelled.level2)
        end = next(i for i in range(index, len(found)) if i + 1 == len(found) or found[i + 1].level2 != labelled.level2)
        texts = [ideographs(p.text) for role, p, place in pieces if role == "level2" and start <= int(place) <= end]
        if any(text and not level_labels.shows_a_label(text) for text in texts) or not any(texts):
            rows.add(index)
    return rows


def _hidden(
    found: Sequence[level_labels.Labelled],
    facts: Sequence[level_labels.RowFacts],
    fragments: Sequence[level_labels.Fragment],
) -> set[int]:
    """Rows beside a trace of another label than theirs: words that theirs does not hold, or damage apart from it.

    The rows between such a trace and their label, and those beyond it, may be the other one's unless their names speak
    of their own. Damage in the row next to a label is a part of it.
    """
    texts = [(int(f.place), ideographs(f.text)) for f in fragments if 0 <= f.place < len(found)]
    # 指标 ends every label.
    texts = [(at, text) for at, text in texts if set(text) - set("指标")]
    shown = {at for at, text in texts if _is_part(text, found[at].level2)}
    others = {at for at, text in texts if len(text) >= _WORDS and level_labels.shows_a_label(text)}
    traces = {at for at, _ in texts if at in others or not {at - 1, at + 1} & shown} - shown
    rows: set[int] = set()
    for trace in traces:
        for step in (1, -1):
            for row in range(trace, len(found) if step > 0 else -1, step):
                same = found[row].level2 == found[trace].level2 and facts[row].page == facts[trace].page
                if not same or row in shown:
                    break
                rows.add(row)
    return {row for row in rows if not level_labels.names_label(facts[row].name, found[row].level2)}


def _of_neighbour(
    found: Sequence[level_labels.Labelled],
    facts: Sequence[level_labels.RowFacts],
    fragments: Sequence[level_labels.Fragment],
) -> set[int]:
    """Rows without a fragment beside them whose names speak of the label above or below theirs, not of their own."""
    shown = {int(f.place) for f in fragments if level_labels.shows_a_label(ideographs(f.text))}
    rows: set[int] = set()
    for before, row in pairwise(range(len(found))):
        if found[before].level2 == found[row].level2:
            continue
        for label, near, step in ((found[row].level2, before, -1), (found[before].level2, row, 1)):
            own = found[near].level2
            while 0 <= near < len(found) and found[near].level2 == own and near not in shown:
                hints = level_labels.hinted(facts[near].name)
                if label in hints and own not in hints:
                    rows.add(near)
                near += step
    return rows


def _is_part(text: str, label: str) -> bool:
    """Whether half of the characters of a fragment stand in a label, beside 指标, and it is no other label itself."""
    if text in vocabulary().level2:
        return label.endswith(text)
    own = [char for char in text if char in label]
    return 2 * len(own) >= len(text) and bool(set(own) - set("指标"))


def _unseen(
    found: Sequence[level_labels.Labelled], facts: Sequence[level_labels.RowFacts], shown: Sequence[int]
) -> set[int]:
    """Rows whose label shows no fragment on their page and whose name does not speak of it either."""
    unseen: set[int] = set()
    start = 0
    for index in range(1, len(found) + 1):
        same = index < len(found) and (found[index].level2, found[index].level1) == (
            found[start].level2,
            found[start].level1,
        )
        if same and facts[index].page == facts[start].page:
            continue
        if not any(start <= row < index for row in shown):
            unseen |= {r for r in range(start, index) if not level_labels.names_label(facts[r].name, found[r].level2)}
        start = index
    return unseen


def _other_parent_near(found: Sequence[level_labels.Labelled], index: int) -> bool:
    """Whether a row next to this one stands under another first-level label."""
    near = found[max(0, index - 1) : index + 2]
    return any(other.level1 != found[index].level1 for other in near)


def _shifts(before: list[Row], after: list[Row]) -> Callable[[float], float]:
    """Places of fragments after rows read twice were merged."""
    gone = [i for i, row in enumerate(before) if row not in after]

    def shift(place: float) -> float:
        return place - sum(i <= place for i in gone)

    return shift


def _height(row: Row, phrases: Phrases) -> float:
    """Printed lines of the row, with the space between rows: as its pieces show them, else by their length."""
    if phrases.has_line_gaps:
        counts = [len(p.text.split()) for line in row.lines for p in line.pieces if ideographs(p.text)]
    else:
        lengths = {role: sum(len(p.tight) for p in row.part(role)) for role in _LINE}
        counts = [-(-length // _LINE[role]) for role, length in lengths.items()]
    return float(max([1, len(row.lines), *(min(c, 14) for c in counts)])) + 0.4


def _level(label: str, margin: float, near: Sequence[Piece]) -> Value:
    value = Value(label, tuple(near))
    return value if margin >= _SURE else value.doubted("inferred")
