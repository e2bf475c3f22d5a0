"""Weights, scores and totals of a form by its sums.

Belongs here: what the search over all sums takes from the form and gives back. Does not belong here: the search
(``score_sums``), which rows were read twice (``repeated_rows``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from decimal import Decimal

from pipeline.noisy import score_sums
from pipeline.noisy.budget_block import BudgetRow
from pipeline.noisy.cut_numbers import NumberReading, is_plain, readings
from pipeline.noisy.form_parts import FormPart, SlicedForm
from pipeline.noisy.indicator_texts import beside
from pipeline.noisy.repeated_rows import duplicate_cost, figure_readings, merged
from pipeline.noisy.restored_form import RestoredForm
from pipeline.noisy.sliced_lines import RestoredValue, SlicedRow, SlicePiece, repaired

# Where no total is legible: every form that was seen adds up to 100 points (the 15 forms of the real extract, those of
# the factory's families that can be restored). The cost says that it was not read (chosen, not measured).
_HUNDRED = NumberReading(Decimal("100.00"), "100.00", 0.5)
# What a total costs that no number can stand for, and from which sum of both on their figures are not told apart
# (chosen).
_ILLEGIBLE = 9.0
# What decimals cost that the rest of the line does not print (chosen, not measured).
_ODD_PLACES = 2.0
# Readings of a total that are tried (chosen for speed).
_MOST_READINGS = 6


def read_points(form: RestoredForm, budget: Sequence[BudgetRow], sliced_form: SlicedForm) -> bool | None:
    """Weights, scores and totals by the sums of the form; rows read twice are merged.

    Returns whether the weights add up to the printed total; null when that could not be tested.
    """
    entries = [_budget_entry(budget)]
    entries += [
        score_sums.RowReadings(
            figure_readings(row, "weight"), figure_readings(row, "score"), duplicate_cost(form.rows, index)
        )
        for index, row in enumerate(form.rows)
    ]
    weights, scores, pieces = _totals(sliced_form)
    solution = score_sums.solve(entries, (weights or (_HUNDRED,), scores))
    agreed = (solution.weights_add_up, solution.scores_add_up)
    for row, choice in zip(form.rows, solution.choices[1:], strict=True):
        even = choice.weight is not None and choice.score is not None and choice.weight.number == choice.score.number
        weight = _figure(row, "weight", choice.weight, choice.weight_margin, agreed[0], even)
        score = _figure(row, "score", choice.score, choice.score_margin, agreed[1], even)
        row.values["weight"], row.values["score"] = beside(row, "weight", weight), beside(row, "score", score)
    _settle_budget(budget, solution.choices[0], agreed)
    form.rows = merged(form.rows, [c.dropped for c in solution.choices[1:]])
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


def _doubt_split_totals(form: RestoredForm, solution: score_sums.SumSolution) -> None:
    """Doubt a total that was repaired beside repaired figures, unless every other reading of it fails.

    Both totals stand in one line: where the score's is in doubt, so is where the weight's ends, but for a full mark.
    """
    for role, margin in (("weight", solution.weight_margin), ("score", solution.score_margin)):
        total = form.total_weight if role == "weight" else form.total_score
        if total.repairs and not score_sums.is_pinned(margin) and any(row.values[role].repairs for row in form.rows):
            setattr(form, f"total_{role}", total.doubted("guessed"))
    if form.total_score.doubts and not form.total_weight.doubts and Decimal(form.total_weight.text or 0) != 100:
        form.total_weight = form.total_weight.doubted("guessed")


def _budget_entry(budget: Sequence[BudgetRow]) -> score_sums.RowReadings:
    total = next((r for r in budget if r.source == "total"), None)
    if total is None:
        return score_sums.RowReadings((), (), is_budget=True)
    return score_sums.RowReadings(_settled(total, "weight"), _settled(total, "score"), is_budget=True)


def _settled(row: BudgetRow, role: str) -> tuple[NumberReading, ...]:
    value, figure = row.values.get(role, RestoredValue()), row.figures.get(role)
    if figure is None or not figure.options:
        return ()
    if value.is_doubted("guessed"):
        return figure.options
    return tuple(c for c in figure.options if c.text == value.text)


def _settle_budget(
    budget: Sequence[BudgetRow], choice: score_sums.RowChoice, agreed: tuple[bool | None, bool | None]
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
        fresh = repaired(
            RestoredValue("".join(p.tight for p in value.pieces), value.pieces), "cut_number", candidate.text
        )
        total.values[role] = fresh if score_sums.is_pinned(margin) else fresh.doubted("guessed")


def _figure(
    row: SlicedRow, role: str, chosen: NumberReading | None, margin: float, holds: bool | None, even: bool
) -> RestoredValue:
    pieces = tuple(row.part(role))
    if chosen is None:
        return RestoredValue("", pieces).doubted("illegible")
    value = repaired(RestoredValue("".join(p.tight for p in pieces), pieces), "cut_number", chosen.text)
    is_clean = len(pieces) == 1 and chosen.cost == 0.0
    if holds and (is_clean or score_sums.is_pinned(margin)):
        return value
    if is_clean and even and role not in row.cut_roles:
        return value
    if is_clean:
        # Without a sum that holds, only a score equal to its weight speaks for both, where neither can be a part.
        return value.doubted("contradicted" if holds is False else "guessed")
    return value.doubted("guessed")


def _totals(
    sliced_form: SlicedForm,
) -> tuple[tuple[NumberReading, ...], tuple[NumberReading, ...], tuple[tuple[SlicePiece, ...], tuple[SlicePiece, ...]]]:
    """Readings and pieces of total weight and total score."""
    for line in sliced_form.part(FormPart.TOTAL):
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
        if best is not None and best[0] < _ILLEGIBLE:
            groups = tuple(tokens[: best[1]]), tuple(tokens[best[1] :])
            return _read(groups[0]), _read(groups[1]), groups
        if len(tokens) == 1 and _cost(tokens) == 0.0:
            # One figure alone can be either of the two; only the full mark tells.
            figure = _read(tokens)
            return (figure, (), (tuple(tokens), ())) if figure[0].number == 100 else ((), figure, ((), tuple(tokens)))
    return (), (), ((), ())


def _odd(group: Sequence[SlicePiece], tokens: Sequence[SlicePiece]) -> float:
    """Cost of a figure that prints other decimals than the rest of its line."""
    places = max(len(p.tight.partition(".")[2].rstrip("分)")) for p in tokens)
    numbers = _read(group)
    return _ODD_PLACES if numbers and places == 2 and not is_plain(numbers[0].text, 2) else 0.0


def _cost(tokens: Sequence[SlicePiece]) -> float:
    numbers = _read(tokens)
    return numbers[0].cost if numbers else _ILLEGIBLE


def _read(tokens: Sequence[SlicePiece]) -> tuple[NumberReading, ...]:
    texts = tuple(p.tight for p in tokens)
    numbers = readings(texts, 2) or readings(texts, None)
    return numbers[:1] if numbers and numbers[0].cost == 0.0 and len(texts) == 1 else numbers[:_MOST_READINGS]


def _total(chosen: NumberReading | None, pieces: tuple[SlicePiece, ...], holds: bool | None) -> RestoredValue:
    if chosen is None:
        return RestoredValue("", pieces).doubted("illegible")
    value = repaired(RestoredValue("".join(p.tight for p in pieces), pieces), "cut_number", chosen.text)
    if holds is False:
        return value.doubted("contradicted")
    return value if holds or not value.repairs else value.doubted("guessed")


def _derive_missing(
    form: RestoredForm, budget: Sequence[BudgetRow], solution: score_sums.SumSolution, is_printed: bool
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
            row.values[role] = RestoredValue(str(rest), tuple(row.part(role)), origin="derived").doubted("inferred")
