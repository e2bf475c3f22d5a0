"""Weights and scores of the indicators: the readings that add up to the printed total.

Belongs here: one search over all rows of a form. Does not belong here: where the figures stand (``column_model``).

Objective: the cheapest choice of one reading per figure such that weights with the budget's weight add to the
total weight, scores with the budget's score add to the total score, and no score exceeds its weight. A figure
that needed a repair is certain only when every other reading of it makes the sums fail.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal

from pipeline.arithmetic import adds_up, digits_of, score_slack
from pipeline.noisy.cut_numbers import NumberReading

# Sums are whole numbers of ten-thousandths. The sum of weights and the sum of scores are carried as one number, the
# first so many times: no sum of scores comes near it, whatever was read as a score.
_SCALE = 10_000
_WEIGHT = 1 << 120
# Sums that are carried on from row to row, and readings of one figure that are tried (chosen for speed).
_STATES, _MOST_READINGS = 4000, 6
# A score above its weight; it and the next have the unit of ``cut_numbers`` and are chosen, not measured.
_ABOVE = 6.0
# Alternatives that cost this much more than the best are far-fetched.
_MARGIN = 3.0
# What it costs that a printed total is not the sum to the last digit, but within what rounding allows.
_ROUNDED = 1.5
# No other reading; a sum that was not reached; sums of costs differ by less than this when they are one.
_NO_OTHER, _NEVER, _SAME_COST = 99.0, 1e9, 1e-9
Sums = int
"""The sums of weights and of scores as one number."""


@dataclass(frozen=True, slots=True)
class RowReadings:
    """One row for the search: readings of weight and score, whether the row may be a duplicate (its cost).

    ``is_budget`` says that the score is computed and rounded; the scores of indicators are given.
    """

    weights: tuple[NumberReading, ...]
    scores: tuple[NumberReading, ...]
    duplicate_cost: float | None = None
    is_budget: bool = False


@dataclass(frozen=True, slots=True)
class RowChoice:
    """The chosen readings of one row, and how much dearer any other value would be (99 = impossible)."""

    weight: NumberReading | None
    score: NumberReading | None
    dropped: bool
    weight_margin: float
    score_margin: float


@dataclass(frozen=True, slots=True)
class SumSolution:
    """The choice for every entry in order; whether weights and scores add up (null = could not be tested).

    The margins say how much dearer any other reading of a total would be (99 = impossible, 0 = not compared).
    """

    choices: list[RowChoice]
    weights_add_up: bool | None
    scores_add_up: bool | None
    total_weight: NumberReading | None
    total_score: NumberReading | None
    weight_margin: float = 0.0
    score_margin: float = 0.0


@dataclass(frozen=True, slots=True)
class _Option:
    """One way to read a row: its figures, its cost, and what it adds to the sums (in 1/10 000)."""

    weight: NumberReading | None
    score: NumberReading | None
    cost: float
    adds: Sums = 0
    dropped: bool = False


def solve(
    entries: Sequence[RowReadings], totals: tuple[Sequence[NumberReading], Sequence[NumberReading]]
) -> SumSolution:
    """The cheapest readings that add up.

    ``totals`` are the readings of the total weight and of the total score; an empty one leaves that sum
    untested, and so does a row without a reading that cannot be left out. When both sums cannot hold, one alone is
    tried, then none.
    """
    weights = bool(totals[0]) and all(e.weights or e.duplicate_cost is not None for e in entries)
    scores = bool(totals[1]) and all(e.scores or e.duplicate_cost is not None for e in entries)
    for use in ((weights, scores), (weights, False), (False, scores)):
        if not any(use):
            continue
        solved = _search([_options(e, use) for e in entries], totals, use, _budget_score(entries))
        if solved is not None:
            choices, weight, score, margins = solved
            # A score above its weight: a figure without another reading is wrong, and others were fitted to it.
            fits = not any(c.weight and c.score and c.score.number > c.weight.number for c in choices)
            agrees = _agrees(entries, choices, score) if use[1] else False
            if agrees is None:
                # A total that is off by a rounding does not tell a score from one that differs by so little.
                choices = [replace(choice, score_margin=0.0) for choice in choices]
            return SumSolution(
                choices,
                use[0] and fits if weights else None,
                fits and agrees is not False if scores else None,
                weight or _first(totals[0]),
                score or _first(totals[1]),
                *margins,
            )
    first = [_options(e, (False, False))[0] for e in entries]
    # Without a sum only a row that agrees with the one before it in everything is taken for a copy.
    choices = [
        RowChoice(option.weight, option.score, entry.duplicate_cost is not None and entry.duplicate_cost < 0, 0.0, 0.0)
        for option, entry in zip(first, entries, strict=True)
    ]
    return SumSolution(
        choices, False if weights else None, False if scores else None, _first(totals[0]), _first(totals[1])
    )


def _budget_score(entries: Sequence[RowReadings]) -> NumberReading | None:
    """The likeliest reading of the budget's score."""
    return next((_first(entry.scores) for entry in entries if entry.is_budget), None)


def _slack(total: NumberReading, budget: NumberReading | None) -> Decimal:
    return score_slack(digits_of(total.text), digits_of(budget.text) if budget else 0)


def _agrees(entries: Sequence[RowReadings], choices: Sequence[RowChoice], total: NumberReading | None) -> bool | None:
    """Whether the chosen scores make the chosen total with the digits that the chosen budget score prints.

    Null where they do but for a rounding.
    """
    if total is None:
        return True
    budget = next((choice.score for entry, choice in zip(entries, choices, strict=True) if entry.is_budget), None)
    return adds_up((c.score.number for c in choices if c.score), total.number, _slack(total, budget))


def _first(candidates: Sequence[NumberReading]) -> NumberReading | None:
    return candidates[0] if candidates else None


def _options(entry: RowReadings, use: tuple[bool, bool]) -> list[_Option]:
    """Ways to read a row, the cheapest first, and leaving it out where it may be a duplicate, last."""
    options = []
    for weight in entry.weights[:_MOST_READINGS] or (None,):
        for score in entry.scores[:_MOST_READINGS] or (None,):
            cost = (weight.cost if weight else 0.0) + (score.cost if score else 0.0)
            if weight and score and score.number > weight.number:
                cost += _ABOVE
            adds = (_units(weight) * _WEIGHT if use[0] else 0) + (_units(score) if use[1] else 0)
            options.append(_Option(weight, score, cost, adds))
    options.sort(key=lambda o: o.cost)
    if (use[0] and not entry.weights) or (use[1] and not entry.scores):
        # A figure that cannot be read adds up to nothing: the row can only be left out.
        options = []
    if entry.duplicate_cost is not None:
        options.append(_Option(None, None, entry.duplicate_cost, dropped=True))
    return options


def _units(candidate: NumberReading | None) -> int:
    return int(candidate.number * _SCALE) if candidate else 0


def _search(
    options: list[list[_Option]],
    totals: tuple[Sequence[NumberReading], Sequence[NumberReading]],
    use: tuple[bool, bool],
    budget_score: NumberReading | None,
) -> tuple[list[RowChoice], NumberReading | None, NumberReading | None, tuple[float, float]] | None:
    forward: list[dict[Sums, float]] = [{0: 0.0}]
    for row, (low, high) in zip(options, _reachable(options, totals[0] if use[0] else ()), strict=True):
        forward.append(_advance(forward[-1], row, low, high))
    ends = _ends(forward[-1], totals, use, budget_score)
    if not ends:
        return None
    best_end = min(ends, key=lambda end: ends[end][0] + forward[-1][end])
    best = ends[best_end][0] + forward[-1][best_end]
    behind: dict[Sums, float] = {end: cost for end, (cost, _, _) in ends.items()}
    choices: list[RowChoice] = []
    state = best_end
    for index in range(len(options) - 1, -1, -1):
        through, before_states = _through(options[index], forward[index], behind)
        option, state = _step_back(options[index], forward[index], state, forward[index + 1][state])
        choices.append(_choice(option, options[index], through, best))
        behind = before_states
    choices.reverse()
    _, weight, score = ends[best_end]
    others = [(cost + forward[-1][end], _number(w) != _number(weight), _number(s) != _number(score))
              for end, (cost, w, s) in ends.items()]  # fmt: skip
    margins = tuple(
        min(_NO_OTHER, min((c for c, *differs in others if differs[i]), default=_NEVER) - best) for i in (0, 1)
    )
    return choices, weight, score, (margins[0], margins[1])


def _reachable(options: list[list[_Option]], weights: Sequence[NumberReading]) -> Iterator[tuple[Sums, Sums]]:
    """Between which sums a state behind each row can still become one of the total weights."""
    adds = [[option.adds // _WEIGHT for option in row] for row in options]
    least, most = sum(map(min, adds)), sum(map(max, adds))
    units = [_units(weight) for weight in weights] or [0]
    for row in adds:
        least, most = least - min(row), most - max(row)
        yield (min(units) - most) * _WEIGHT, (max(units) - least + 1) * _WEIGHT


def _advance(states: dict[Sums, float], row: list[_Option], low: Sums, high: Sums) -> dict[Sums, float]:
    """The sums behind a row with what they cost; none below ``low``, none from ``high`` on."""
    reached: dict[Sums, float] = {}
    steps = [(option.adds, option.cost) for option in row]
    for state, cost in states.items():
        for adds, more in steps:
            total, after = cost + more, state + adds
            if low <= after < high and total < reached.get(after, _NEVER):
                reached[after] = total
    if len(reached) > _STATES:
        reached = dict(sorted(reached.items(), key=lambda item: item[1])[:_STATES])
    return reached


def _ends(
    states: dict[Sums, float],
    totals: tuple[Sequence[NumberReading], Sequence[NumberReading]],
    use: tuple[bool, bool],
    budget_score: NumberReading | None,
) -> dict[Sums, tuple[float, NumberReading | None, NumberReading | None]]:
    """Final states that agree with a reading of the totals: cost and the readings."""
    ends: dict[Sums, tuple[float, NumberReading | None, NumberReading | None]] = {}
    for weight in totals[0] if use[0] else (None,):
        of_weight = [(state, state % _WEIGHT) for state in states if state // _WEIGHT == _units(weight)]
        for score in totals[1] if use[1] else (None,):
            cost = (weight.cost if weight else 0.0) + (score.cost if score else 0.0)
            slack = int(_slack(score, budget_score) * _SCALE) if score else 0
            for end, scored in of_weight:
                slip = abs(scored - _units(score))
                total = cost + (_ROUNDED if slip else 0.0)
                if slip <= slack and total < ends.get(end, (_NEVER, None, None))[0]:
                    ends[end] = (total, weight, score)
    return ends


def _through(
    row: list[_Option], before: dict[Sums, float], behind: dict[Sums, float]
) -> tuple[list[float], dict[Sums, float]]:
    """Cost of the best whole solution through each option, and the best cost to the end from each earlier state."""
    costs = [_NEVER] * len(row)
    back: dict[Sums, float] = {}
    for index, option in enumerate(row):
        adds, more = option.adds, option.cost
        # Every sum behind the row has at most one before it: the fewer of both are gone through.
        if len(behind) < len(before):
            pairs = [(state - adds, rest) for state, rest in behind.items() if state - adds in before]
        else:
            pairs = [(state, behind[state + adds]) for state in before if state + adds in behind]
        for state, rest in pairs:
            costs[index] = min(costs[index], before[state] + more + rest)
            back[state] = min(back.get(state, _NEVER), more + rest)
    return costs, back


def _step_back(row: list[_Option], before: dict[Sums, float], state: Sums, cost: float) -> tuple[_Option, Sums]:
    for option in row:
        earlier = state - option.adds
        if earlier in before and abs(before[earlier] + option.cost - cost) < _SAME_COST:
            return option, earlier
    raise AssertionError("every reached state has a predecessor")


def _choice(option: _Option, row: list[_Option], through: list[float], best: float) -> RowChoice:
    if len(row) == 1:
        return RowChoice(option.weight, option.score, option.dropped, _NO_OTHER, _NO_OTHER)

    def margin(differs: list[bool]) -> float:
        others = (c for c, d in zip(through, differs, strict=True) if d)
        return min(_NO_OTHER, min(others, default=_NEVER) - best)

    weights = [o.dropped != option.dropped or _number(o.weight) != _number(option.weight) for o in row]
    scores = [o.dropped != option.dropped or _number(o.score) != _number(option.score) for o in row]
    return RowChoice(option.weight, option.score, option.dropped, margin(weights), margin(scores))


def _number(candidate: NumberReading | None) -> Decimal | None:
    return candidate.number if candidate else None


def is_pinned(margin: float) -> bool:
    """Whether a repaired figure is the only one that lets the sums hold."""
    return margin >= _MARGIN
