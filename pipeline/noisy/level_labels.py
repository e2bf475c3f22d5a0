"""Level labels of merged cells: which rows belong to which first- and second-level label.

Belongs here: one search per form over all ways to part its rows into labelled runs. Does not belong here: what one run
costs (``level_runs``), which labels are certain (``level_values``), how a fragment of a label got to its line
(``indicator_lines``).

Objective: the cost of every second-level run and of every first-level run around it, labels out of the usual order,
and indicator names that speak of another label. How much dearer the best solution with another label for a row is
tells whether that row's label is certain.

What is likelier need not be printed: names say where a row may belong, not where it was put. So a second search asks
without names, and takes two solutions for the same that differ by less than heights of rows are known. Names together
add to what it finds no more than one of them weighs.

A state of the search is a run that goes on and the first-level run around it. States of a row are kept as costs by
first-level run, by second-level run.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from functools import cache
from itertools import product

from pipeline.families import vocabulary
from pipeline.noisy.level_runs import LabelFragment, LevelColumn, RowFacts, RowHeights, Run
from pipeline.noisy.level_words import hinted

# Costs; ``level_runs`` says how they were chosen. Less than what makes a label certain: a name alone never does.
HINT = 0.8
# A second level out of the vocabulary's order, and a first level out of its own.
_ORDER, _FIRST_ORDER_BROKEN = 2.5, 3.5
# First levels count less: their fragments stand in fewer rows.
_FIRST_LEVEL = 0.6
# The first search follows states that cost so much more than the best of their row, and no more than so many of a row;
# the second one follows more (chosen for speed).
_BEAM, _KEEP, _KEEP_IN_SECOND = 6.0, 160, 1000
# Solutions that are so much dearer than the best are not told apart: all that ``level_values`` asks for, and a little.
_FAR = 2.6
# No other solution has another label.
_NO_OTHER = 99.0
# First-level labels follow each other in this order; costs may come first or last.
_FIRST_ORDER = {"成本指标": (0, 9), "产出指标": (1,), "效益指标": (2,), "满意度指标": (3,)}
_LAST = (5,)

_States = dict[Run, dict[Run, float]]
_NEVER = 1e8


@dataclass(frozen=True, slots=True)
class RowLabels:
    """The labels of one row and how much dearer another label would be; what is far dearer may be given as more.

    Where the search had to leave out states that may belong to a better solution, nothing is dearer: 0 or less.
    """

    level1: str
    level2: str
    margin1: float
    margin2: float


def label_rows(
    rows: Sequence[RowFacts], first: Sequence[LabelFragment], second: Sequence[LabelFragment], slack: float
) -> list[RowLabels]:
    """The labels of every row, in order. ``first`` and ``second`` are the fragments of the two columns.

    ``slack`` is how many lines the middle of a run may lie from where the heights of rows put it.
    """
    if not rows:
        return []
    likely = _Search(rows, first, second).labels()
    printed = _Search(rows, first, second, slack).labels(_FAR - HINT)
    return [_without_names(*pair) for pair in zip(likely, printed, strict=True)]


def _without_names(likely: RowLabels, printed: RowLabels) -> RowLabels:
    """The likeliest labels of a row with margins that names of rows add no more to than one of them weighs."""
    margin1 = printed.margin1 + HINT if printed.level1 == likely.level1 else 0.0
    margin2 = printed.margin2 + HINT if printed.level2 == likely.level2 else 0.0
    return replace(likely, margin1=min(likely.margin1, margin1), margin2=min(likely.margin2, margin2))


class _Search:
    """Forward and backward pass over the states of all rows; with a slack by what is printed alone, without names."""

    def __init__(
        self,
        rows: Sequence[RowFacts],
        first: Sequence[LabelFragment],
        second: Sequence[LabelFragment],
        slack: float | None = None,
    ) -> None:
        words = vocabulary()
        self.hint = HINT if slack is None else 0.0
        self.costs: list[dict[str, float]] = []
        for row in rows:
            hints = hinted(row.name)
            self.costs.append({label: self.hint if hints and label not in hints else 0.0 for label in words.level2})
        heights = RowHeights(rows)
        first_labels = {parent: labels[:1] for parent, labels in words.level1.items()}
        self.first = LevelColumn(first, heights, first_labels, _FIRST_LEVEL, slack)
        second_labels = {label: level2.labels for label, level2 in words.level2.items()}
        self.second = LevelColumn(second, heights, second_labels, slack=slack)

    def labels(self, far: float = _FAR) -> list[RowLabels]:
        """The labels of every row, by a second search where the first left out states that count.

        A state that is open costs at most what the solutions through it cost. So none that counts was left out where
        every one that was costs more than the best solution found, and a solution that costs as much is known then.
        """
        self.far = far
        best = self._run(_NEVER, _KEEP)
        if self.left_out < best + far:
            best = self._run(best + far, _KEEP_IN_SECOND)
        self.results.reverse()
        most = self.left_out - best
        if most >= far:
            return self.results
        return [replace(row, margin1=min(row.margin1, most), margin2=min(row.margin2, most)) for row in self.results]

    def _run(self, limit: float, keep: int) -> float:
        """Search; what the best solution costs. States above ``limit`` are left out, or by the beam if it is never."""
        self.limit, self.keep, self.left_out, self.results = limit, keep, limit, []
        count = len(self.costs)
        begun: _States = {}
        for parent, labels in _labels_under().items():
            for label in labels:
                begun.setdefault((label, 0, 0), {})[parent, 0, 0] = self.costs[0][label]
        forward = [begun]
        for row in range(1, count):
            forward.append(self._pruned(self._advance(forward[-1], row), row))
        behind = self._closed(forward[-1], count - 1)
        best = _NEVER
        for row in range(count - 1, -1, -1):
            through = [
                (forward[row][run][block] + cost, run, block)
                for run, blocks in behind.items()
                for block, cost in blocks.items()
            ]
            self.results.append(_labelled(through))
            best = min(best, min(through)[0])
            if row:
                limit = min(through)[0] + self.far
                near: _States = {}
                for cost, run, block in through:
                    if cost <= limit:
                        near.setdefault(run, {})[block] = behind[run][block]
                behind = self._backward(forward[row - 1], near, row, limit)
        return best

    def _least_left_out(self, costs: Iterable[float]) -> float:
        """From which cost on states of a row are left out."""
        limit = min([self.limit, min(costs) + _BEAM]) if self.limit == _NEVER else self.limit
        self.left_out = min(self.left_out, limit)
        return limit

    def _advance(self, states: _States, row: int) -> _States:
        """The states of a row, from those of the row before it."""
        costs = self.costs[row]
        reached = {
            run: {block: cost + costs[run[0]] for block, cost in blocks.items()} for run, blocks in states.items()
        }
        limit = self._least_left_out([min(blocks.values()) for blocks in reached.values()])
        # Costs by first-level run where a second-level run has ended before a fragment.
        closed: dict[tuple[str, int], dict[Run, float]] = {}
        for run, blocks in states.items():
            for end, step in self.second.ends(run, row - 1):
                _lower(closed.setdefault((run[0], end), {}), blocks, step, limit)
        cheapest: dict[int, dict[Run, float]] = {}
        for (label, end), blocks in closed.items():
            _lower(cheapest.setdefault(end, {}), blocks, 0.0, limit)
            for after, dearer, parents in _siblings(label):
                shared = blocks
                if parents is not None:
                    shared = {block: cost for block, cost in blocks.items() if block[0] in parents}
                _lower(reached.setdefault((after, row, end), {}), shared, dearer + costs[after], limit)
        for end, blocks in cheapest.items():
            for (under, first), (plain, hinted_at) in self._under_others(blocks, row).items():
                for after in _labels_under()[under]:
                    total = hinted_at if costs[after] else plain
                    if total < limit:
                        reached.setdefault((after, row, end), {})[under, row, first] = total
        return reached

    def _under_others(self, blocks: dict[Run, float], row: int) -> dict[tuple[str, int], tuple[float, float]]:
        """What beginning a run under another first-level label costs, by that label and its first fragment.

        Whatever second-level label ended before it, such a run costs the same: the cheapest of them counts. The second
        cost is that of a row whose name speaks of another label than the run's.
        """
        least: dict[tuple[str, int], tuple[float, float]] = {}
        for block, cost in blocks.items():
            for first, ended in self.first.ends(block, row - 1):
                for under, dearer, late in _others(block[0], is_later=block[1] > 0):
                    plain, hinted_at = cost + (dearer + late + ended), cost + (dearer + self.hint + late + ended)
                    known = least.get((under, first))
                    if known is not None:
                        plain, hinted_at = min(plain, known[0]), min(hinted_at, known[1])
                    least[under, first] = plain, hinted_at
        return least

    def _pruned(self, states: _States, row: int) -> _States:
        """The likeliest states; a run that is still open already bears the cost of foreign fragments in it."""
        firsts = {block: self.first.foreign(block, row) for block in {b for blocks in states.values() for b in blocks}}
        costs = [
            (cost + (foreign + firsts[block]), run, block)
            for run, blocks in states.items()
            for foreign in (self.second.foreign(run, row),)
            for block, cost in blocks.items()
        ]
        limit = self._least_left_out([cost for cost, _, _ in costs])
        kept = [state for state in costs if state[0] <= limit]
        if len(kept) > self.keep:
            kept = sorted(kept, key=lambda state: (state[0], _ordered(*state[1:])))
            self.left_out = min(self.left_out, kept[self.keep][0])
            kept = kept[: self.keep]
        pruned: _States = {}
        for _, run, block in kept:
            pruned.setdefault(run, {})[block] = states[run][block]
        return pruned

    def _closed(self, states: _States, last: int) -> _States:
        """What closing every state behind the last row costs."""
        closed: _States = {}
        for run, blocks in states.items():
            cost = self.second.ends(run, last)[-1][1]
            closed[run] = {block: cost + self.first.ends(block, last)[-1][1] for block in blocks}
        return closed

    def _backward(self, states: _States, behind: _States, row: int, limit: float) -> _States:
        """What remains behind the states before a row, where a solution through them costs no more than ``limit``.

        ``behind`` is what remains behind the row's own states that such a solution has.
        """
        costs = self.costs[row]
        begun: dict[int, list[tuple[float, Run, Run]]] = {}
        for run, blocks in behind.items():
            if run[1] == row:
                begun.setdefault(run[2], []).extend((cost, run, block) for block, cost in blocks.items())
        least = {end: min(after)[0] for end, after in begun.items()}
        remaining: _States = {}
        for run, blocks in states.items():
            going_on = behind.get(run, {})
            ends = [(step, end) for end, step in self.second.ends(run, row - 1) if end in begun]
            if not going_on and not ends:
                continue
            for block, cost in blocks.items():
                rests = [going_on[block] + costs[run[0]]] if block in going_on else []
                for step, end in ends:
                    if cost + step + least[end] <= limit:
                        rests += [step + rest for rest in self._rests(run[0], block, begun[end], row)]
                if rests and cost + min(rests) <= limit:
                    remaining.setdefault(run, {})[block] = min(rests)
        return remaining

    def _rests(self, label: str, block: Run, begun: Sequence[tuple[float, Run, Run]], row: int) -> Iterator[float]:
        """What remains behind a run that ends before a row, for each run that can begin there."""
        for cost, (after, _, _), around in begun:
            hint = self.costs[row][after]
            if around == block:
                yield from (dearer + hint + cost for name, dearer, _ in _siblings(label) if name == after)
            elif around[1] == row:
                ends = [ended for first, ended in self.first.ends(block, row - 1) if first == around[2]]
                orders = [order for order in _others(block[0], is_later=block[1] > 0) if order[0] == around[0]]
                for (_, dearer, late), ended in product(orders, ends):
                    yield dearer + hint + late + ended + cost


def _lower(costs: dict[Run, float], others: dict[Run, float], step: float, limit: float) -> None:
    """Take other costs with a step added where they are lower; none that reaches the limit."""
    for block, cost in others.items():
        total = cost + step
        if total < costs.get(block, limit):
            costs[block] = total


def _ordered(run: Run, block: Run) -> tuple[str, str, int, int, int, int]:
    """Which of two states with the same cost comes first: that it is always the same one is all that counts."""
    return run[0], block[0], run[1], -run[2], block[1], -block[2]


def _labelled(through: Sequence[tuple[float, Run, Run]]) -> RowLabels:
    """The labels of a row, from what the best solution through each of its states costs."""
    best, run, block = min(through, key=lambda state: (state[0], _ordered(*state[1:])))
    other1 = min([cost for cost, _, other in through if other[0] != block[0]], default=_NO_OTHER)
    other2 = min([cost for cost, other, _ in through if other[0] != run[0]], default=_NO_OTHER)
    return RowLabels(block[0], run[0], other1 - best, other2 - best)


@cache
def _labels_under() -> dict[str, list[str]]:
    """The second-level labels under each first-level label."""
    under: dict[str, list[str]] = {}
    for label, level2 in vocabulary().level2.items():
        for parent in level2.parents:
            under.setdefault(parent, []).append(label)
    return under


@cache
def _siblings(label: str) -> list[tuple[str, float, frozenset[str] | None]]:
    """The other labels under a parent of a label: what their place behind it costs, and the parents that both have.

    The parents are null where all of the label's are the other's too.
    """
    words = vocabulary().level2
    order = {name: place for place, name in enumerate(words)}
    siblings = []
    for after, level2 in words.items():
        own = frozenset(words[label].parents)
        parents = own.intersection(level2.parents)
        if after != label and parents:
            cost = _ORDER if order[after] < order[label] else 0.0
            # 满意度指标 next to 服务对象满意度指标 is the same label read twice.
            cost += _ORDER if label.endswith(after) or after.endswith(label) else 0.0
            siblings.append((after, cost, None if parents == own else parents))
    return siblings


@cache
def _others(before: str, *, is_later: bool) -> list[tuple[str, float, float]]:
    """The other first-level labels: what their place behind one costs, and that that one came late.

    Costs stand first or last: where they did not begin the form (``is_later``), nothing follows them.
    """
    late = _FIRST_ORDER_BROKEN if is_later and len(_FIRST_ORDER.get(before, ())) > 1 else 0.0
    return [(parent, _first_order(before, parent), late) for parent in _labels_under() if parent != before]


@cache
def _first_order(before: str, after: str) -> float:
    ranks = _FIRST_ORDER.get(before, _LAST), _FIRST_ORDER.get(after, _LAST)
    return 0.0 if any(b < a for b in ranks[0] for a in ranks[1]) else _FIRST_ORDER_BROKEN
