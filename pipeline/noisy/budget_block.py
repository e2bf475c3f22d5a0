"""The budget block: which figure stands in which column of which funding row, and which reading of it holds.

Belongs here: alignment of figures to the headings of the block, and the block's own arithmetic (funding rows
add to the total row, rate = executed / adjusted, score = rate x weight). Does not belong here: the sums over
the indicators (``score_sums``).
"""

from __future__ import annotations

import math
import re
from collections import Counter
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from decimal import Decimal
from functools import lru_cache
from itertools import pairwise, product

from pipeline.arithmetic import digits_of, judge_budget_score, rate_bounds, sum_slack
from pipeline.families import Family
from pipeline.model.doubts import CERTAIN, Doubts, with_doubt
from pipeline.noisy.cut_numbers import DASHES, NumberReading, is_plain, readings
from pipeline.noisy.form_parts import FormPart, LabelsOfFamilies, SlicedForm, source_of
from pipeline.noisy.heading_line import headed
from pipeline.noisy.sliced_lines import RestoredValue, SlicedLine, SlicePiece, ideographs, repaired

AMOUNTS = ("initial_budget", "adjusted_budget", "executed")
# Rates and points print two decimals: half a unit of the last one, and a whole one.
_HALF, _FEN = Decimal("0.005"), Decimal("0.01")
# Costs below have the unit of ``cut_numbers`` (a far-fetched reading costs 3); all chosen, none measured.
# A reading that breaks a check must be this much likelier by its looks to be taken.
_BROKEN = 6.0
# A repaired figure is certain where the next combination costs so much more.
_MARGIN = 2.5
# Amounts print one count of decimals or none, rates and points two or none: the cost of any other count.
_ODD_PLACES = 2.0
# A slice that a figure leaves its column by; a word of the same field that is taken for the next piece of a figure; and
# each piece, so that of two ways the one with fewer is taken.
_AWAY, _SAME_FIELD, _PIECE = 0.6, 1.5, 0.1
# A column without a figure, and one that is a dash or blank on most rows; a dash where a figure is printed; points
# beside a source, where forms print a dash.
_NO_FIGURE, _NO_POINTS, _DASH, _POINTS_OF_SOURCE = 3.0, 0.4, 2.5, 1.5
_FIGURE = re.compile(r"[\d.,;:()\[\]|CcOo'·_—–\-/]+[分%％]?")
# What a figure costs that no number can stand for.
_ILLEGIBLE = 6.0
# Slices that a figure is cut over at most: 352 figures of the real extract stand in one, 7 in two.
_MOST_PIECES = 3
# Readings of one figure that are tried, and combinations of all open ones (chosen for speed).
_MOST_READINGS, _COMBINATIONS = 6, 6000
# No other combination has another value.
_NO_OTHER = 99.0


@dataclass(slots=True)
class BudgetFigure:
    """One figure of the block: its pieces, its readings, whether it prints a dash or is cut."""

    pieces: list[SlicePiece] = field(default_factory=list)
    options: tuple[NumberReading, ...] = ()
    is_dash: bool = False
    is_cut: bool = False


@dataclass(slots=True)
class BudgetRow:
    """One funding row: source, label pieces, label as recognised, figures and finally values by column."""

    source: str
    label: str
    pieces: list[SlicePiece]
    figures: dict[str, BudgetFigure]
    values: dict[str, RestoredValue] = field(default_factory=dict)
    label_doubts: Doubts = CERTAIN


def budget_rows(sliced_form: SlicedForm, family: Family, labels: LabelsOfFamilies) -> list[BudgetRow]:
    """The funding rows in printed order, figures aligned and read."""
    starts = _starts(sliced_form, family)
    places = _places(sliced_form.part(FormPart.SOURCES))
    rows: list[BudgetRow] = []
    for line in sliced_form.part(FormPart.SOURCES):
        row = _row(line, family, labels, starts, places)
        if row is not None and row.source not in {r.source for r in rows}:
            rows.append(row)
    if [row.source for row in rows] != list(family.budget.sources):
        for row in rows:
            # A damaged label is known by its place among the others; where one is missing, it is left as it was read.
            read = "".join(p.tight for p in row.pieces)
            if not any(label in ideographs(read) for label, key in labels.sources.items() if key == row.source):
                row.label, row.label_doubts = read, with_doubt(CERTAIN, "guessed")
    _read(rows, family, places)
    return rows


def _places(lines: list[SlicedLine]) -> int:
    """How many decimals the block's amounts print.

    Two, unless a number with more stands in one field; then the commonest count of such numbers and of
    neighbouring fields joined, because a long number is seldom left whole.
    """
    words = [[w for p in line.pieces for w in p.text.split() if _is_figure(w)] for line in lines]
    counts = Counter(len(w.partition(".")[2]) for line in words for w in line if "." in w and is_plain(w, None))
    most = max(counts, default=0)
    if most <= 2:
        return 2 if counts else 0
    for line in words:
        joined = [a + b for a, b in pairwise(line) if "." not in b]
        counts.update(len(w.partition(".")[2]) for w in joined if "." in w and is_plain(w, None))
    # Amounts print two, four or six decimals; any other count is that of a cut number's first part.
    return max((n for n in counts if n >= most), key=lambda n: (n % 2 == 0, counts[n], -n))


def _starts(sliced_form: SlicedForm, family: Family) -> dict[str, int]:
    """First slice of each budget column, from the headings that are legible."""
    starts: dict[str, int] = {}
    for line in sliced_form.part(FormPart.BUDGET_HEAD):
        for piece, role in headed(line.pieces, family.budget.columns):
            starts.setdefault(role, piece.column)
    return starts


def _row(
    line: SlicedLine, family: Family, labels: LabelsOfFamilies, starts: dict[str, int], places: int
) -> BudgetRow | None:
    label_pieces: list[SlicePiece] = []
    tokens: list[SlicePiece] = []
    for piece in line.pieces:
        words = piece.text.split()
        numeric = [_is_figure(w) for w in words]
        if not tokens and not all(numeric):
            label = " ".join(w for w, n in zip(words, numeric, strict=True) if not n)
            label_pieces.append(piece.with_text(label))
            words = [w for w, n in zip(words, numeric, strict=True) if n]
        if not any(source_of(p.text, labels) for p in label_pieces):
            # Left of the source's label stands the label of the whole block; figures there are traces of it.
            continue
        tokens += [piece.with_text(w) for w in words if _is_figure(w)]
    named = [p for p in label_pieces if source_of(p.text, labels)]
    text = "".join(p.tight for p in (named or label_pieces))
    source = source_of(text, labels)
    if source is None:
        return None
    known = next((ls for key, ls in family.budget.sources.items() if key == source), [text])
    return BudgetRow(source, known[0], named or label_pieces, _align(tokens, family, starts, source == "total", places))


def _is_figure(word: str) -> bool:
    return _FIGURE.fullmatch(word) is not None


def _align(
    tokens: list[SlicePiece], family: Family, starts: dict[str, int], is_total: bool, places: int
) -> dict[str, BudgetFigure]:
    """Cheapest monotone assignment of figures to columns."""
    roles: list[str] = [r for r in family.budget.columns if r != "reason"]
    spans = _spans(roles, starts)
    infinite = float("inf")
    best = [[infinite] * (len(roles) + 1) for _ in range(len(tokens) + 1)]
    back: dict[tuple[int, int], int] = {}
    best[0][0] = 0.0
    # What a group of pieces can be is the same for all columns that print the same decimals.
    groups: dict[tuple[int, int, int], _Group] = {}
    for index, role in enumerate(roles):
        decimals, span = _places_of(role, places), spans.get(role)
        away = [_AWAY * max(span[0] - p.column, p.column - span[1], 0) if span else 0.0 for p in tokens]
        # Short groups first: their costs rule out most of the long ones, whose pieces are far from their slices.
        for start in range(len(tokens), -1, -1):
            before = best[start][index]
            if before == infinite:
                continue
            for end in range(start, min(len(tokens), start + _MOST_PIECES) + 1):
                far = sum(away[start:end])
                if before + far > best[end][index + 1]:
                    continue
                group = groups.get((start, end, decimals))
                if group is None:
                    group = groups[start, end, decimals] = _Group.of(tokens[start:end], decimals)
                total = before + _cost(role, group, far, is_total)
                if total <= best[end][index + 1]:
                    best[end][index + 1] = total
                    back[end, index + 1] = start
    figures: dict[str, BudgetFigure] = {role: BudgetFigure() for role in roles}
    end = len(tokens)
    if (end, len(roles)) not in back:
        return {role: BudgetFigure(list(tokens)) for role in roles}
    for index in range(len(roles), 0, -1):
        start = back[end, index]
        role = roles[index - 1]
        figures[role] = _figure(tokens[start:end], _places_of(role, places))
        span = spans.get(role)
        figures[role].is_cut = span is None or span[1] > span[0]
        end = start
    return figures


def _spans(roles: list[str], starts: dict[str, int]) -> dict[str, tuple[int, int]]:
    spans: dict[str, tuple[int, int]] = {}
    for role, follower in zip(roles, [*roles[1:], ""], strict=True):
        if role in starts:
            spans[role] = (starts[role], max(starts[role], starts.get(follower, starts[role] + 2) - 1))
    return spans


def _places_of(role: str, places: int) -> int:
    return places if role in AMOUNTS else 2


@dataclass(frozen=True, slots=True)
class _Group:
    """Pieces that may be one figure: how many, how many share a field with the one before, what they read as."""

    size: int
    in_same_field: int
    is_dash: bool
    likeliest: NumberReading | None
    is_odd: bool

    @classmethod
    def of(cls, pieces: list[SlicePiece], places: int) -> _Group:
        figure = _figure(pieces, places)
        likeliest = figure.options[0] if figure.options else None
        return cls(
            len(pieces),
            sum(a.line == b.line and a.column == b.column for a, b in pairwise(pieces)),
            figure.is_dash,
            likeliest,
            is_odd=likeliest is not None and "." in likeliest.text and not is_plain(likeliest.text, places),
        )


def _cost(role: str, group: _Group, far: float, is_total: bool) -> float:
    """What pieces cost as the figure of a column, ``far`` for leaving its slices included; never less than that."""
    if not group.size:
        return _NO_POINTS if role in ("weight", "score") and not is_total else _NO_FIGURE
    cost = far + _SAME_FIELD * group.in_same_field
    if group.is_dash:
        return cost + (0.0 if role in ("weight", "score") and not is_total else _DASH)
    if role == "weight" and is_total and group.likeliest and group.likeliest.number == 0:
        # A budget without weight is not printed on any known form; the figure before it was cut.
        cost += _ODD_PLACES
    # Only the total row carries points; the others print a dash or nothing.
    cost += _POINTS_OF_SOURCE if role in ("weight", "score") and not is_total else 0.0
    cost += _ODD_PLACES if group.is_odd else 0.0
    figure_cost = min(group.likeliest.cost, _ILLEGIBLE) if group.likeliest else _ILLEGIBLE
    return cost + _PIECE * group.size + figure_cost


def _figure(group: list[SlicePiece], places: int) -> BudgetFigure:
    texts = tuple(p.tight for p in group)
    if len(texts) == 1 and texts[0] in DASHES:
        return BudgetFigure(list(group), is_dash=True)
    return BudgetFigure(list(group), _options(texts, places))


@lru_cache(maxsize=1 << 12)
def _options(texts: tuple[str, ...], places: int) -> tuple[NumberReading, ...]:
    options = readings(texts, places) or readings(texts, None)
    if len(texts) == 1 and options and options[0].cost == 0.0:
        return options[:1]
    return options[:_MOST_READINGS]


def _read(rows: list[BudgetRow], family: Family, places: int) -> None:
    """Choose a reading for every figure and say which are certain."""
    open_cells = [(row, role) for row in rows for role, f in row.figures.items() if len(f.options) > 1]
    chosen = {(row.source, role): f.options[0] for row in rows for role, f in row.figures.items() if f.options}
    checks = list(_checks(rows, family, Decimal(1).scaleb(-places) / 2))
    margins = _choose(open_cells, chosen, checks)
    passed, failed = _verdicts(checks, chosen)
    # Rows of a column are cut at the same place: all can be wrong alike, so that their sum still holds.
    doubtful = {role for _, role in failed if role in AMOUNTS}
    # Pieces that a contradicted column has can be those of the cut column beside it.
    order = [role for role in family.budget.columns if role in AMOUNTS]
    near = {b for pair in pairwise(order) for a, b in (pair, pair[::-1]) if a in doubtful}
    doubtful |= {role for role in near if any(role in row.figures and row.figures[role].is_cut for row in rows)}
    failed |= {(row.source, role) for row in rows for role in doubtful}
    for row in rows:
        for role, figure in row.figures.items():
            key = (row.source, role)
            row.values[role] = _value(
                figure, chosen.get(key), key in passed, key in failed, margins.get(key), row, role, places
            )


BudgetCell = tuple[str, str]


@dataclass(frozen=True, slots=True)
class BudgetEquation:
    """An equation: the cells it speaks of, the test, and whether a failure speaks against them.

    The test is null where printing allows the figures and does not prove them. ``column`` is one of which it looks at
    every cell.
    """

    cells: frozenset[BudgetCell]
    holds: Callable[[dict[BudgetCell, NumberReading]], bool | None]
    is_strict: bool = True
    proves: bool = True
    column: str = ""


def _choose(
    open_cells: list[tuple[BudgetRow, str]], chosen: dict[BudgetCell, NumberReading], checks: list[BudgetEquation]
) -> dict[BudgetCell, float]:
    """Set ``chosen`` to the likeliest combination; return how much worse the next value of each open cell is."""
    if not open_cells:
        return {}
    keys = [(row.source, role) for row, role in open_cells]
    options = [row.figures[role].options for row, role in open_cells]
    width = _MOST_READINGS
    while width > 1 and _size(options, width) > _COMBINATIONS:
        width -= 1
    options = [o[:width] for o in options]
    relevant = [c for c in checks if c.cells & set(keys)]
    # An equation is asked once for every reading of the open cells that it looks at.
    looks_at = [[at for at, key in enumerate(keys) if key in c.cells or key[1] == c.column] for c in relevant]
    asked: list[dict[tuple[int, ...], bool]] = [{} for _ in relevant]
    costs = [[reading.cost for reading in option] for option in options]
    least = [[math.inf] * len(option) for option in options]
    best_cost, best = math.inf, tuple(0 for _ in keys)
    for numbers in product(*(range(len(option)) for option in options)):
        broken = 0
        for check, own, known in zip(relevant, looks_at, asked, strict=True):
            place = tuple([numbers[at] for at in own])
            if place not in known:
                tried = {key: option[number] for key, option, number in zip(keys, options, numbers, strict=True)}
                known[place] = check.holds({**chosen, **tried}) is False
            broken += known[place]
        cost = sum([own[number] for own, number in zip(costs, numbers, strict=True)]) + _BROKEN * broken
        for seen, number in zip(least, numbers, strict=True):
            seen[number] = min(cost, seen[number])
        if cost < best_cost:
            best_cost, best = cost, numbers
    chosen.update({key: option[number] for key, option, number in zip(keys, options, best, strict=True)})
    # Readings of one figure are different numbers.
    return {
        key: min((cost for at, cost in enumerate(seen) if at != number), default=_NO_OTHER) - best_cost
        for key, seen, number in zip(keys, least, best, strict=True)
    }


def _size(options: list[tuple[NumberReading, ...]], width: int) -> int:
    size = 1
    for option in options:
        size *= min(len(option), width)
    return size


def _checks(rows: list[BudgetRow], family: Family, half: Decimal) -> Iterator[BudgetEquation]:
    """The block's equations; one with a figure that is not legible is left out.

    A blank or a dash among the amounts counts as nothing: when the sum holds so, it really is blank.
    """
    blank = {(r.source, role) for r in rows for role, f in r.figures.items() if f.is_dash or not f.pieces}
    legible = {(r.source, role) for r in rows for role, f in r.figures.items() if f.options}
    children = [r.source for r in rows if r.source != "total"]
    for column in AMOUNTS:
        cells = [(source, column) for source in ("total", *children)]
        filled = [c for c in cells if c in legible]
        if len(children) >= 2 and len(filled) >= 2 and cells[0] in legible and (legible | blank).issuperset(cells):
            yield BudgetEquation(
                frozenset(cells), _sum_test(filled, half),
                is_strict=len(filled) == len(cells), proves=not _are_copies(rows, filled),
            )  # fmt: skip
    base = family.budget.rate_denominator
    for row in rows:
        rate = [(row.source, "execution_rate"), (row.source, "executed"), (row.source, base)]
        if legible.issuperset(rate):
            yield BudgetEquation(frozenset(rate), _rate_test(rate[0], rate[1], rate[2], half))
            yield BudgetEquation(frozenset(rate[:2]), _nothing_spent_test(rate[0], rate[1], half))
        score = [(row.source, "score"), (row.source, "execution_rate"), (row.source, "weight")]
        if legible.issuperset(score):
            yield BudgetEquation(frozenset(score), _score_test(*score), column=score[1][1])


def _are_copies(rows: list[BudgetRow], cells: list[BudgetCell]) -> bool:
    """Whether the total and the only source with money are cut into the same pieces, so that both are damaged alike."""
    texts = [tuple(p.tight for p in r.figures[role].pieces) for r in rows for s, role in cells if s == r.source]
    filled = [t for t in texts if any(c in "123456789" for c in "".join(t))]
    return len(filled) == 2 and filled[0] == filled[1] and len(filled[0]) > 1


def _sum_test(cells: list[BudgetCell], half: Decimal) -> Callable[[dict[BudgetCell, NumberReading]], bool]:
    def test(chosen: dict[BudgetCell, NumberReading]) -> bool:
        difference = chosen[cells[0]].number - sum(chosen[c].number for c in cells[1:])
        return abs(difference) <= sum_slack(half, Decimal(len(cells) - 1))

    return test


def _rate_test(
    rate: BudgetCell, executed: BudgetCell, base: BudgetCell, half: Decimal
) -> Callable[[dict[BudgetCell, NumberReading]], bool | None]:
    def test(chosen: dict[BudgetCell, NumberReading]) -> bool | None:
        printed, spent, planned = (chosen[k].number for k in (rate, executed, base))
        if planned <= half:
            return printed == 0 or spent > half
        low, high = rate_bounds(spent, half, planned, half, _HALF, _FEN)
        # Some programs cut the rate off where others round it: a whole unit below.
        is_right = low - 2 * _HALF <= printed <= high
        # Where nothing was spent the rate is 0 of any budget: that proves none.
        return None if is_right and spent <= half else is_right

    return test


def _nothing_spent_test(
    rate: BudgetCell, executed: BudgetCell, half: Decimal
) -> Callable[[dict[BudgetCell, NumberReading]], bool | None]:
    def test(chosen: dict[BudgetCell, NumberReading]) -> bool | None:
        # The rate of nothing spent is 0, whatever the budget is.
        return True if chosen[rate].number == 0 and chosen[executed].number <= half else None

    return test


def _score_test(
    score: BudgetCell, rate: BudgetCell, weight: BudgetCell
) -> Callable[[dict[BudgetCell, NumberReading]], bool | None]:
    def test(chosen: dict[BudgetCell, NumberReading]) -> bool | None:
        points, share, full = (chosen[k] for k in (score, rate, weight))
        # Forms drop zeros at the end of a rate: the row of its column with the most digits tells how it is rounded.
        digits = max(digits_of(reading.text) for (_, role), reading in chosen.items() if role == rate[1])
        return judge_budget_score(points.number, digits_of(points.text), share.number, digits, full.number)

    return test


def _verdicts(
    checks: list[BudgetEquation], chosen: dict[BudgetCell, NumberReading]
) -> tuple[set[BudgetCell], set[BudgetCell]]:
    passed: set[BudgetCell] = set()
    failed: set[BudgetCell] = set()
    for check in checks:
        verdict = check.holds(chosen)
        if verdict and check.proves:
            passed |= check.cells
        if verdict is False and check.is_strict:
            failed |= check.cells
    return passed, failed


def _value(
    figure: BudgetFigure,
    chosen: NumberReading | None,
    passed: bool,
    failed: bool,
    margin: float | None,
    row: BudgetRow,
    role: str,
    places: int,
) -> RestoredValue:
    if figure.is_dash:
        value = RestoredValue(figure.pieces[0].tight, tuple(figure.pieces))
        others = [row.figures[amount] for amount in AMOUNTS if amount in row.figures]
        # A dash among amounts that are printed belongs to another column, or stands for a figure that is lost.
        is_odd = role in AMOUNTS and any(f.options for f in others) and not passed
        return value.doubted("guessed") if is_odd else value
    if chosen is None:
        is_empty = not any(row.figures[amount].options for amount in AMOUNTS if amount in row.figures)
        # A sum that holds shows that nothing is missing but a zero: among amounts that are printed one may be lost.
        is_among_amounts = role in AMOUNTS and not is_empty
        expected = row.source == "total" or (role not in ("weight", "score") and (not passed or is_among_amounts))
        expected = expected and not (role == "execution_rate" and is_empty)
        value = RestoredValue("", tuple(figure.pieces))
        return value.doubted("illegible") if figure.pieces or expected else value
    joined = "".join(p.tight for p in figure.pieces)
    value = repaired(RestoredValue(joined, tuple(figure.pieces)), "cut_number", chosen.text)
    if failed:
        return value.doubted("contradicted")
    is_odd = (role in AMOUNTS or role == "execution_rate") and not is_plain(chosen.text, _places_of(role, places))
    is_repaired = len(figure.pieces) > 1 or chosen.cost > 0 or is_odd
    is_pinned = passed and (margin is None or margin >= _MARGIN)
    # What stands in one slice of a column that covers several can be a part of the figure, if no sum speaks for it.
    is_part = figure.is_cut and not passed
    return value.doubted("guessed") if (is_repaired and not is_pinned) or is_part or is_odd else value
