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
from collections.abc import Iterable, Sequence
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
# Where states stand whose runs have ended: parent, first row of its run, its gap fragments, fragments left over.
_Open = tuple[str, int, int, int]
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


@dataclass(slots=True, eq=False)
class _Shown:
    """The fragments of a run of rows: their characters, where the first and the last stand, rows and lines of them."""

    texts: tuple[str, ...]
    is_telling: bool
    rows: int
    lines: int
    first: tuple[float, float]
    last: tuple[float, float]


class _Column:
    """The fragments of one level column, by row and by gap between rows."""

    def __init__(self, fragments: Sequence[LabelFragment], tops: Sequence[float]) -> None:
        count = len(tops) - 1
        self.rows: list[list[_Placed]] = [[] for _ in range(count)]
        self.gaps: list[list[_Placed]] = [[] for _ in range(count + 1)]
        self._shown: dict[tuple[int, int, int], list[_Shown | None]] = {}
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

    def shown(self, start: int, lead: int, end: int) -> list[_Shown | None]:
        """Fragments of a run: the last ``lead`` of the gap before it, all in it, and from none to all of the gap after.

        Null where there is no fragment.
        """
        key = (start, lead, end)
        if key not in self._shown:
            inside = self._inside(start, lead, end)
            behind = self.gaps[end + 1]
            all_of_it = [inside + behind[:tail] for tail in range(len(behind) + 1)]
            self._shown[key] = [_shown(fragments) if fragments else None for fragments in all_of_it]
        return self._shown[key]

    def _inside(self, start: int, lead: int, end: int) -> list[_Placed]:
        before = self.gaps[start]
        inside = before[len(before) - lead :] if lead else []
        for row in range(start, end + 1):
            inside = inside + (self.gaps[row] if row > start else []) + self.rows[row]
        return inside


def _shown(inside: list[_Placed]) -> _Shown:
    texts = tuple(text for _, _, text, _ in inside)
    return _Shown(
        texts,
        is_telling=not _telling().isdisjoint("".join(texts)),
        rows=len({top for top, _, _, _ in inside}),
        lines=sum(lines for _, _, _, lines in inside),
        first=min(inside, key=lambda f: f[0])[:2],
        last=max(inside, key=lambda f: f[1])[:2],
    )


class _Search:
    """Forward and backward pass over the states of all rows."""

    def __init__(
        self, rows: Sequence[RowFacts], first: Sequence[LabelFragment], second: Sequence[LabelFragment]
    ) -> None:
        self.rows = rows
        level2 = vocabulary().level2
        self.costs: list[dict[str, float]] = []
        for row in rows:
            hints = hinted(row.name)
            self.costs.append({label: _HINT if hints and label not in hints else 0.0 for label in level2})
        self.tops = [0.0]
        for row in rows:
            self.tops.append(self.tops[-1] + row.height)
        self.first = _Column(first, self.tops)
        self.second = _Column(second, self.tops)
        self._runs: dict[tuple[str, int, int, int], list[tuple[int, float]]] = {}
        self._blocks: dict[tuple[str, int, int, int], list[tuple[int, float]]] = {}
        self._middles: dict[tuple[int, int], list[float]] = {}
        self._off: dict[tuple[_Shown, int, int, int], float] = {}

    def run(self) -> list[RowLabels]:
        count = len(self.rows)
        lead, block_lead = self.second.gap(0), self.first.gap(0)
        forward: list[dict[_State, float]] = [
            {(label, p, 0, lead, 0, block_lead): self.costs[0][label] for label, p in _pairs()}
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
        costs = self.costs[row]
        reached = {state: cost + costs[state[0]] for state, cost in states.items()}
        limit = min(reached.values()) + _BEAM
        closed: dict[tuple[str, _Open], float] = {}
        for (label, parent, start, lead, block, block_lead), cost in states.items():
            for taken, step in self._ends(label, start, lead, row - 1):
                run = label, (parent, block, block_lead, taken)
                if cost + step < closed.get(run, limit):
                    closed[run] = cost + step
        # Whatever label ended before it, a run under another parent costs the same: the cheapest of them counts.
        cheapest: dict[_Open, float] = {}
        for (label, place), cost in closed.items():
            if cost < cheapest.get(place, limit):
                cheapest[place] = cost
            parent, block, block_lead, taken = place
            for after, dearer in _dearer(label, parent).items():
                total, state = cost + (dearer + costs[after]), (after, parent, row, taken, block, block_lead)
                if total < reached.get(state, limit):
                    reached[state] = total
        for place, cost in cheapest.items():
            for block_taken, ended in self._block_ends(*place[:3], row - 1):
                if cost + ended >= limit:
                    continue
                for under, labels, dearer, late in _others(place[0], is_later=place[1] > 0):
                    for after in labels:
                        total = cost + (dearer + costs[after] + late + ended)
                        state = (after, under, row, place[3], row, block_taken)
                        if total < reached.get(state, limit):
                            reached[state] = total
        return reached

    def _pruned(self, states: dict[_State, float], row: int) -> dict[_State, float]:
        """The likeliest states; a run that is still open already bears the cost of foreign fragments in it."""
        seconds: dict[tuple[str, int, int], float] = {}
        firsts: dict[tuple[str, int, int], float] = {}
        costs: dict[_State, float] = {}
        for state, cost in states.items():
            run, block = (state[0], state[2], state[3]), (state[1], state[4], state[5])
            if run not in seconds:
                shown = self.second.shown(run[1], run[2], row)[0]
                seconds[run] = _foreign2(shown.texts, run[0]) if shown else 0.0
            if block not in firsts:
                shown = self.first.shown(block[1], block[2], row)[0]
                firsts[block] = _foreign1(shown.texts, block[0]) if shown else 0.0
            costs[state] = cost + (seconds[run] + firsts[block])
        limit = min(costs.values()) + _BEAM
        kept = sorted((cost, s) for s, cost in costs.items() if cost <= limit)[:_KEEP]
        return {s: states[s] for _, s in kept}

    def _backward(self, states: dict[_State, float], behind: dict[_State, float], row: int) -> dict[_State, float]:
        row_costs = self.costs[row]
        # Runs that begin at this row, by what else is said of them.
        begun: dict[_Open, list[tuple[str, float]]] = {}
        for (label, parent, start, lead, block, block_lead), cost in behind.items():
            if start == row:
                begun.setdefault((parent, block, block_lead, lead), []).append((label, cost))
        rests: dict[tuple[str, _Open], float] = {}
        others: dict[_Open, float] = {}
        costs: dict[_State, float] = {}
        for state in states:
            label, parent, start, lead, block, block_lead = state
            best = behind.get(state, _NEVER) + row_costs[label]
            for taken, step in self._ends(label, start, lead, row - 1):
                place = parent, block, block_lead, taken
                rest = rests.get((label, place))
                if rest is None:
                    if place not in others:
                        others[place] = self._under_others(place, begun, row)
                    rest = others[place]
                    if place in begun:
                        dearer = _dearer(label, place[0])
                        under_same = [
                            dearer[after] + row_costs[after] + cost for after, cost in begun[place] if after != label
                        ]
                        rest = min([rest, *under_same])
                    rests[label, place] = rest
                best = min(best, step + rest)
            if best < _NEVER:
                costs[state] = best
        return costs

    def _under_others(self, place: _Open, begun: dict[_Open, list[tuple[str, float]]], row: int) -> float:
        """What remains at least where a run under another parent begins at a row."""
        least = _NEVER
        for block_taken, ended in self._block_ends(*place[:3], row - 1):
            for under, _, dearer, late in _others(place[0], is_later=place[1] > 0):
                for after, cost in begun.get((under, row, block_taken, place[3]), ()):
                    least = min(least, dearer + self.costs[row][after] + late + ended + cost)
        return least

    def _close(self, state: _State, last: int) -> float:
        label, parent, start, lead, block, block_lead = state
        return self._ends(label, start, lead, last)[-1][1] + self._block_ends(parent, block, block_lead, last)[-1][1]

    def _ends(self, label: str, start: int, lead: int, last: int) -> list[tuple[int, float]]:
        """For every way to share the fragments of the gap behind a run: how many are left over, what the run costs."""
        key = (label, start, lead, last)
        ends = self._runs.get(key)
        if ends is None:
            labels = vocabulary().level2[label].labels
            ways = self.second.shown(start, lead, last)
            costs = [min([self._placed(shown, printed, start, last) for printed in labels]) for shown in ways]
            ends = self._runs[key] = [(len(costs) - 1 - taken, cost) for taken, cost in enumerate(costs)]
        return ends

    def _block_ends(self, parent: str, start: int, lead: int, last: int) -> list[tuple[int, float]]:
        """The same for the rows of a first-level label."""
        key = (parent, start, lead, last)
        ends = self._blocks.get(key)
        if ends is None:
            label = vocabulary().level1[parent][0]
            ways = self.first.shown(start, lead, last)
            costs = [_FIRST_LEVEL * self._placed(shown, label, start, last) for shown in ways]
            ends = self._blocks[key] = [(len(costs) - 1 - taken, cost) for taken, cost in enumerate(costs)]
        return ends

    def _placed(self, shown: _Shown | None, label: str, start: int, end: int) -> float:
        """Cost of a run of rows: how its fragments fit the label, and how far they stand from its middle."""
        if shown is None:
            return _MISSING
        share, foreign = _fit(shown.texts, label)
        unseen = _UNSEEN * (1.0 - share) if shown.is_telling else _ILLEGIBLE
        # A label of so many characters crosses few rows; fragments in more of them are remains of another label.
        spread = shown.rows - 1 - -(-len(label) // _PER_ROW)
        off = self._off_centre(shown, max(shown.lines, -(-len(label) // _LABEL_LINE)), start, end)
        return unseen + foreign + _SPREAD * max(0, spread) + min(_DISTANCE_MOST, _DISTANCE * off)

    def _off_centre(self, shown: _Shown, lines: int, start: int, end: int) -> float:
        """Distance from where the middle of so many lines can be to that of the run or of its part on one page."""
        key = (shown, lines, start, end)
        if key not in self._off:
            low, high = _middle(shown, float(lines))
            whole, *parts = [max(0.0, low - middle, middle - high) for middle in self._middles_of(start, end)]
            self._off[key] = min(whole, min(parts) + _PART / _DISTANCE) if len(parts) > 1 else whole
        return self._off[key]

    def _middles_of(self, start: int, end: int) -> list[float]:
        """The middle of a run of rows, and of its part on each page."""
        if (start, end) not in self._middles:
            middles = [(self.tops[start] + self.tops[end + 1]) / 2]
            first = start
            for row in range(start + 1, end + 2):
                if row > end or self.rows[row].page != self.rows[first].page:
                    middles.append((self.tops[first] + self.tops[row]) / 2)
                    first = row
            self._middles[start, end] = middles
        return self._middles[start, end]


def _middle(shown: _Shown, height: float) -> tuple[float, float]:
    """Between which heights the middle of a label's text is, given the rows that show its first and last line.

    The text is ``height`` lines high; its top lies in the first row and its bottom in the last.
    """
    first, last = shown.first, shown.last
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
def _pairs() -> list[tuple[str, str]]:
    """Every second-level label with each first-level label above it."""
    return [(label, parent) for label, level2 in vocabulary().level2.items() for parent in level2.parents]


@cache
def _dearer(label: str, parent: str) -> dict[str, float]:
    """The other labels under a parent, each with what its place behind a label costs."""
    order = {name: place for place, name in enumerate(vocabulary().level2)}
    siblings: dict[str, float] = {}
    for after, under in _pairs():
        if under == parent and after != label:
            cost = _ORDER if order[after] < order[label] else 0.0
            # 满意度指标 next to 服务对象满意度指标 is the same label read twice.
            cost += _ORDER if label.endswith(after) or after.endswith(label) else 0.0
            siblings[after] = cost
    return siblings


@cache
def _others(before: str, *, is_later: bool) -> list[tuple[str, list[str], float, float]]:
    """The other parents, each with its labels, what its place behind a parent costs, and that the parent came late.

    Costs stand first or last: where they did not begin the form (``is_later``), nothing follows them.
    """
    late = _FIRST_ORDER_BROKEN if is_later and len(_FIRST_ORDER.get(before, ())) > 1 else 0.0
    others: dict[str, list[str]] = {}
    for label, parent in _pairs():
        if parent != before:
            others.setdefault(parent, []).append(label)
    return [(parent, labels, _first_order(before, parent), late) for parent, labels in others.items()]


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


@cache
def _characters(label: str) -> tuple[dict[str, int], frozenset[str], int]:
    """How often each character stands in a label, which of them tell it from others, and how many these are."""
    wanted = frozenset(label) - _SHARED
    return dict(Counter(label)), wanted, max(1, sum(char in wanted for char in label))


@lru_cache(maxsize=65536)
def _fit(texts: tuple[str, ...], label: str) -> tuple[float, float]:
    """Share of a label's telling characters that fragments show, in any order, and the cost of foreign ones.

    Vertical text is read in column order, so order does not count; characters of no label are damage.
    """
    counts, wanted, many = _characters(label)
    left = counts.copy()
    known = _telling()
    seen, foreign, ended = 0, 0.0, False
    for text in texts:
        strangers, again, telling = 0, False, 0
        for char in text:
            if left.get(char, 0) > 0:
                left[char] -= 1
                telling += char in wanted
            elif char in label:
                again = True
            elif char in known:
                strangers += 1
        # 指标 ends a label: what tells of a label does not follow it, and it does not stand twice.
        foreign += min(_FOREIGN_MOST, _FOREIGN * strangers) + (_AGAIN if again or (ended and telling) else 0.0)
        ended = ended or (not telling and bool(set(text) & _SHARED)) or text.endswith("指标")
        seen += telling
    return seen / many, foreign


@lru_cache(maxsize=1 << 14)
def _foreign2(texts: tuple[str, ...], label: str) -> float:
    """What characters of other labels cost in a run of rows that goes on."""
    return min([_fit(texts, printed)[1] for printed in vocabulary().level2[label].labels])


@lru_cache(maxsize=1 << 12)
def _foreign1(texts: tuple[str, ...], parent: str) -> float:
    """The same for the rows of a first-level label."""
    return _FIRST_LEVEL * _fit(texts, vocabulary().level1[parent][0])[1]


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
