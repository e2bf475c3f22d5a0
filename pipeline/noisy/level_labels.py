"""Level labels of merged cells: which rows belong to which first- and second-level label.

Belongs here: one search per form over all ways to part its rows into labelled runs.
Does not belong here: how a fragment of a label got to its line (``indicator_lines``).

A label stands near the middle of its merged cell, so a recogniser that reads row by row gives the rows in the
middle its fragments and the others nothing. Objective, summed over runs: characters of the label that are not
seen, characters seen that belong to another label, distance of the fragments from the middle of the run, labels
out of the usual order, and indicator names that speak of another label. How much dearer the best solution with
another label for a row is tells whether that row's label is certain.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache

from pipeline.families import vocabulary
from pipeline.noisy.sliced_lines import SlicePiece, ideographs
from pipeline.package_yaml import package_yaml

# Costs of a run of rows under one label. Their unit is what makes a label certain (1, ``level_values``); chosen
# together so that the levels of the real extract and of the factory come out (``tests.accuracy``), none is measured
# alone. Each of them changed by a quarter changes no text of the real extract and at most 6 doubts (of 2534 places,
# ``tests.sensitivity``).

# A second-level run without any fragment, and the part of a label that its fragments do not show.
_MISSING = 2.2
_UNSEEN = 2.0
# A run whose fragments are damage only: a label stands there, but any label could.
_ILLEGIBLE = 1.2
# Each row more with fragments than a label of so many characters to a row crosses.
_SPREAD, _PER_ROW = 0.6, 3
# A fragment with a telling character of another label, for each, and for all of them at most.
_FOREIGN = 2.0
_FOREIGN_MOST = 4.0
# A fragment that repeats what was seen, or follows the end of the label.
_AGAIN = 1.2
# A line between the middle of the fragments and the middle of the run, and all of them at most.
_DISTANCE = 1.2
_DISTANCE_MOST = 2.0
# Characters of a label in a printed line of its narrow cell (社会 效益 指标 has two, 服务对象 four; chosen).
_LABEL_LINE = 4
# A label in the middle of the part of its cell on one page, instead of the middle of the cell.
_PART = 0.5
# Less than what makes a label certain: a name alone never does.
_HINT = 0.8
# A second level out of the vocabulary's order, and a first level out of its own.
_ORDER, _FIRST_ORDER_BROKEN = 2.5, 3.5
# First levels count less: their fragments stand in fewer rows.
_FIRST_LEVEL = 0.6
# States that cost so much more than the best are dropped, and all but so many (chosen for speed).
_BEAM, _KEEP = 7.0, 160
# A name speaks of a label where it speaks of no more than so many.
_MOST_HINTS = 2
# No other solution has another label.
_NO_OTHER = 99.0
# First-level labels follow each other in this order; costs may come first or last.
_FIRST_ORDER = {"成本指标": (0, 9), "产出指标": (1,), "效益指标": (2,), "满意度指标": (3,)}
_LAST = (5,)
# These stand in every label and tell nothing.
_SHARED = frozenset("指标")


@dataclass(frozen=True, slots=True)
class LabelFragment:
    """A piece of a level label: place (row index, fractional on a line after that row) and its characters."""

    place: float
    text: str


@dataclass(frozen=True, slots=True)
class RowFacts:
    """What the search knows of a row: page, height in text lines, name."""

    page: int
    height: float
    name: str


@dataclass(frozen=True, slots=True)
class RowLabels:
    """The labels of one row and how much dearer another label would be (99 = impossible)."""

    level1: str
    level2: str
    margin1: float
    margin2: float


# Upper and lower limit of the row, the characters, and how many printed lines they are.
_Placed = tuple[float, float, str, int]
# Label, parent, first row of the run, fragments of the gap before it, first row of the parent's run, its gap fragments.
_State = tuple[str, str, int, int, int, int]
# A state whose run has ended: label, parent, first row of the parent's run, its gap fragments, fragments left over.
_Closed = tuple[str, str, int, int, int]
_NEVER = 1e8


@cache
def _hints() -> list[tuple[re.Pattern[str], frozenset[str]]]:
    loaded = package_yaml(__package__, "hints.yml")
    return [(re.compile(h["pattern"]), frozenset(h["labels"])) for h in loaded]


@lru_cache(maxsize=4096)
def hinted(name: str) -> frozenset[str]:
    """Second-level labels that an indicator's name speaks of; empty when it speaks of none."""
    for pattern, labels in _hints():
        if pattern.search(name):
            return labels
    return frozenset()


def names_label(name: str, label: str) -> bool:
    """Whether a name speaks of a label and of hardly any other."""
    hints = hinted(name)
    return label in hints and len(hints) <= _MOST_HINTS


def label_rows(
    rows: Sequence[RowFacts], first: Sequence[LabelFragment], second: Sequence[LabelFragment]
) -> list[RowLabels]:
    """The labels of every row, in order. ``first`` and ``second`` are the fragments of the two columns."""
    return _Search(rows, first, second).run() if rows else []


class _Column:
    """The fragments of one level column, by row and by gap between rows."""

    def __init__(self, fragments: Sequence[LabelFragment], tops: Sequence[float]) -> None:
        count = len(tops) - 1
        self.rows: list[list[_Placed]] = [[] for _ in range(count)]
        self.gaps: list[list[_Placed]] = [[] for _ in range(count + 1)]
        for fragment in sorted(fragments, key=lambda f: f.place):
            text = ideographs(fragment.text)
            if not text:
                continue
            row = min(max(int(fragment.place // 1), -1), count - 1)
            if fragment.place == row:
                self.rows[row].append((tops[row], tops[row + 1], text, len(fragment.text.split())))
            else:
                self.gaps[row + 1].append((tops[row + 1], tops[row + 1], text, len(fragment.text.split())))

    def gap(self, row: int) -> int:
        """How many fragments stand between a row and the one before it."""
        return len(self.gaps[row])

    def inside(self, start: int, lead: int, end: int, tail: int) -> list[_Placed]:
        """Fragments of a run: the last ``lead`` of the gap before it, all in it, ``tail`` of the gap after."""
        before = self.gaps[start]
        inside = before[len(before) - lead :] if lead else []
        for row in range(start, end + 1):
            inside = inside + (self.gaps[row] if row > start else []) + self.rows[row]
        return inside + self.gaps[end + 1][:tail]


class _Search:
    """Forward and backward pass over the states of all rows."""

    def __init__(
        self, rows: Sequence[RowFacts], first: Sequence[LabelFragment], second: Sequence[LabelFragment]
    ) -> None:
        self.rows = rows
        self.hints = [hinted(row.name) for row in rows]
        self.tops = [0.0]
        for row in rows:
            self.tops.append(self.tops[-1] + row.height)
        self.first = _Column(first, self.tops)
        self.second = _Column(second, self.tops)
        self.pairs = [(label, p) for label, l2 in vocabulary().level2.items() for p in l2.parents]
        self.order = {label: i for i, label in enumerate(vocabulary().level2)}
        self._runs: dict[tuple[str, int, int, int, int], float] = {}
        self._blocks: dict[tuple[str, int, int, int, int], float] = {}

    def run(self) -> list[RowLabels]:
        count = len(self.rows)
        lead, block_lead = self.second.gap(0), self.first.gap(0)
        forward: list[dict[_State, float]] = [
            {(label, p, 0, lead, 0, block_lead): self._row_cost(0, label) for label, p in self.pairs}
        ]
        for row in range(1, count):
            forward.append(self._pruned(self._advance(forward[-1], row), row))
        behind = {s: self._close(s, count - 1) for s in forward[-1]}
        results: list[RowLabels] = []
        for row in range(count - 1, -1, -1):
            results.append(_labelled(forward[row], behind))
            if row:
                behind = self._backward(forward[row - 1], behind, row)
        results.reverse()
        return results

    def _advance(self, states: dict[_State, float], row: int) -> dict[_State, float]:
        reached = {state: cost + self._row_cost(row, state[0]) for state, cost in states.items()}
        limit = min(reached.values()) + _BEAM
        closed: dict[_Closed, float] = {}
        for state, cost in states.items():
            for group, step in self._closings(state, row):
                if cost + step < closed.get(group, limit):
                    closed[group] = cost + step
        for group, cost in closed.items():
            for after, step in self._openings(group, row):
                if cost + step < reached.get(after, limit):
                    reached[after] = cost + step
        return reached

    def _pruned(self, states: dict[_State, float], row: int) -> dict[_State, float]:
        """The likeliest states; a run that is still open already bears the cost of foreign fragments in it."""
        costs = {s: cost + self._burden(s, row) for s, cost in states.items()}
        limit = min(costs.values()) + _BEAM
        kept = sorted((cost, s) for s, cost in costs.items() if cost <= limit)[:_KEEP]
        return {s: states[s] for _, s in kept}

    def _burden(self, state: _State, row: int) -> float:
        label, parent, start, lead, block, block_lead = state
        second = self.second.inside(start, lead, row, 0)
        first = self.first.inside(block, block_lead, row, 0)
        burden = 0.0
        if second:
            burden += min(_fit(tuple(f[2] for f in second), known)[1] for known in vocabulary().level2[label].labels)
        if first:
            burden += _FIRST_LEVEL * _fit(tuple(f[2] for f in first), vocabulary().level1[parent][0])[1]
        return burden

    def _backward(self, states: dict[_State, float], behind: dict[_State, float], row: int) -> dict[_State, float]:
        rests: dict[_Closed, float] = {}
        costs: dict[_State, float] = {}
        for state in states:
            best = behind.get(state, _NEVER) + self._row_cost(row, state[0])
            for group, step in self._closings(state, row):
                if group not in rests:
                    rests[group] = min(
                        (cost + behind[after] for after, cost in self._openings(group, row) if after in behind),
                        default=_NEVER,
                    )
                best = min(best, step + rests[group])
            if best < _NEVER:
                costs[state] = best
        return costs

    def _closings(self, state: _State, row: int) -> Iterator[tuple[_Closed, float]]:
        """What remains of a state when its run ends before a row, for every way to share the fragments in the gap."""
        label, parent, start, lead, block, block_lead = state
        gap = self.second.gap(row)
        for taken in range(gap + 1):
            yield (label, parent, block, block_lead, taken), self._run_cost(label, start, lead, row - 1, gap - taken)

    def _openings(self, group: _Closed, row: int) -> Iterator[tuple[_State, float]]:
        """Runs that can begin at a row, each with its first row's cost and the cost of a block that ends before it."""
        label, parent, block, block_lead, taken = group
        gap = self.first.gap(row)
        ended = [self._block_cost(parent, block, block_lead, row - 1, tail) for tail in range(gap + 1)]
        for after, under in self.pairs:
            if under == parent:
                if after != label:
                    cost = _ORDER if self.order[after] < self.order[label] else 0.0
                    # 满意度指标 next to 服务对象满意度指标 is the same label read twice.
                    cost += _ORDER if label.endswith(after) or after.endswith(label) else 0.0
                    yield (after, under, row, taken, block, block_lead), cost + self._row_cost(row, after)
                continue
            cost = _first_order(parent, under) + self._row_cost(row, after)
            # Costs stand first or last: where they did not begin the form, nothing follows them.
            cost += _FIRST_ORDER_BROKEN if block > 0 and len(_FIRST_ORDER.get(parent, ())) > 1 else 0.0
            for block_taken in range(gap + 1):
                yield (after, under, row, taken, row, block_taken), cost + ended[gap - block_taken]

    def _close(self, state: _State, last: int) -> float:
        label, parent, start, lead, block, block_lead = state
        return self._run_cost(label, start, lead, last, self.second.gap(last + 1)) + self._block_cost(
            parent, block, block_lead, last, self.first.gap(last + 1)
        )

    def _row_cost(self, row: int, label: str) -> float:
        hints = self.hints[row]
        return _HINT if hints and label not in hints else 0.0

    def _run_cost(self, label: str, start: int, lead: int, end: int, tail: int) -> float:
        key = (label, start, lead, end, tail)
        if key not in self._runs:
            inside = self.second.inside(start, lead, end, tail)
            self._runs[key] = min(
                self._placed(inside, printed, start, end) for printed in vocabulary().level2[label].labels
            )
        return self._runs[key]

    def _block_cost(self, parent: str, start: int, lead: int, end: int, tail: int) -> float:
        key = (parent, start, lead, end, tail)
        if key not in self._blocks:
            inside = self.first.inside(start, lead, end, tail)
            label = vocabulary().level1[parent][0]
            self._blocks[key] = _FIRST_LEVEL * self._placed(inside, label, start, end)
        return self._blocks[key]

    def _placed(self, inside: list[_Placed], label: str, start: int, end: int) -> float:
        """Cost of a run of rows: how its fragments fit the label, and how far they stand from its middle."""
        if not inside:
            return _MISSING
        share, foreign = _fit(tuple(text for _, _, text, _ in inside), label)
        off = self._off_centre(_middle(inside, label), start, end)
        unseen = _UNSEEN * (1.0 - share) if any(set(text) & _telling() for _, _, text, _ in inside) else _ILLEGIBLE
        # A label of so many characters crosses few rows; fragments in more of them are remains of another label.
        spread = len({top for top, _, _, _ in inside}) - 1 - -(-len(label) // _PER_ROW)
        return unseen + foreign + _SPREAD * max(0, spread) + min(_DISTANCE_MOST, _DISTANCE * off)

    def _off_centre(self, limits: tuple[float, float], start: int, end: int) -> float:
        """Distance from where a label's middle can be to the middle of the run or of its part on one page."""

        def off(first: int, last: int) -> float:
            middle = (self.tops[first] + self.tops[last + 1]) / 2
            return max(0.0, limits[0] - middle, middle - limits[1])

        whole = off(start, end)
        parts: list[float] = []
        first = start
        for row in range(start + 1, end + 2):
            if row > end or self.rows[row].page != self.rows[first].page:
                parts.append(off(first, row - 1))
                first = row
        return min(whole, min(parts) + _PART / _DISTANCE) if len(parts) > 1 else whole


def _middle(inside: list[_Placed], label: str) -> tuple[float, float]:
    """Between which heights the middle of a label's text is, given the rows that show its first and last line.

    The text is as many lines high as its fragments show; its top lies in the first row and its bottom in the last.
    """
    height = float(max(sum(lines for _, _, _, lines in inside), -(-len(label) // _LABEL_LINE)))
    first = min(inside, key=lambda f: f[0])
    last = max(inside, key=lambda f: f[1])
    low = max(first[0] + height / 2, last[0] - height / 2)
    high = min(first[1] + height / 2, last[1] - height / 2)
    if low <= high:
        return low, high
    centre = (first[0] + last[1]) / 2
    return min(centre, (low + high) / 2), max(centre, (low + high) / 2)


def _labelled(forward: dict[_State, float], behind: dict[_State, float]) -> RowLabels:
    total = {s: cost + behind[s] for s, cost in forward.items() if s in behind}
    best = min(total, key=lambda s: (total[s], s))
    other1 = min((c for s, c in total.items() if s[1] != best[1]), default=_NO_OTHER)
    other2 = min((c for s, c in total.items() if s[0] != best[0]), default=_NO_OTHER)
    return RowLabels(best[1], best[0], other1 - total[best], other2 - total[best])


@cache
def _first_order(before: str, after: str) -> float:
    ranks = _FIRST_ORDER.get(before, _LAST), _FIRST_ORDER.get(after, _LAST)
    return 0.0 if any(b < a for b in ranks[0] for a in ranks[1]) else _FIRST_ORDER_BROKEN


@lru_cache(maxsize=1)
def _telling() -> frozenset[str]:
    words = vocabulary()
    labels = [label for labels in words.level1.values() for label in labels]
    labels += [label for level2 in words.level2.values() for label in level2.labels]
    return frozenset("".join(labels)) - _SHARED


@lru_cache(maxsize=65536)
def _fit(texts: tuple[str, ...], label: str) -> tuple[float, float]:
    """Share of a label's telling characters that fragments show, in any order, and the cost of foreign ones.

    Vertical text is read in column order, so order does not count; characters of no label are damage.
    """
    wanted = Counter(c for c in label if c not in _SHARED)
    left = Counter(label)
    seen, foreign, ended = 0, 0.0, False
    for text in texts:
        strangers, again, telling = 0, False, 0
        for char in text:
            if left[char] > 0:
                left[char] -= 1
                telling += char in wanted
            elif char in label:
                again = True
            elif char in _telling():
                strangers += 1
        # 指标 ends a label: what tells of a label does not follow it, and it does not stand twice.
        foreign += min(_FOREIGN_MOST, _FOREIGN * strangers) + (_AGAIN if again or (ended and telling) else 0.0)
        ended = ended or (not telling and bool(set(text) & _SHARED)) or text.endswith("指标")
        seen += telling
    return seen / max(1, sum(wanted.values())), foreign


@cache
def ends_others(label: str) -> bool:
    """Whether a second-level label is the end of another one."""
    return any(other != label and other.endswith(label) for other in vocabulary().level2)


def shows_a_label(text: str) -> bool:
    """Whether a text holds a character that stands in labels."""
    return bool(set(text) & (_telling() | _SHARED))


def fragments_of(pieces: Iterable[tuple[str, SlicePiece, float]], role: str) -> list[LabelFragment]:
    """The fragments of one level column from the pieces that rows gave up."""
    return [LabelFragment(place, piece.text) for column, piece, place in pieces if column == role]
