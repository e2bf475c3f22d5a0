"""What it costs that some rows stand under one level label, by the fragments beside them.

Belongs here: the fragments of one column of levels, and the cost of a run of rows in it. Does not belong here: which
runs follow each other (``level_labels``), what one text tells of a label (``level_words``).

A label stands near the middle of its merged cell, so a recogniser that reads row by row gives the rows in the middle
its fragments and the others nothing. A run costs: characters of the label that are not seen, characters seen that
belong to another label, rows with fragments beyond those that a label crosses, distance of the fragments from the
middle of the run.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from pipeline.noisy.level_words import fit, telling
from pipeline.noisy.sliced_lines import SlicePiece, ideographs

# Costs of a run of rows under one label. Their unit is what makes a label certain (1, ``level_values``); chosen
# together with those of ``level_labels`` and ``level_words`` so that the levels of the real extract and of the factory
# come out (``tests.accuracy``), none is measured alone. Each of them changed by a quarter changes no text of the real
# extract and at most 6 doubts (of 2534 places, ``tests.sensitivity``).

# A run without any fragment, and the part of a label that its fragments do not show.
_MISSING = 2.2
_UNSEEN = 2.0
# A run whose fragments are damage only: a label stands there, but any label could.
_ILLEGIBLE = 1.2
# Each row more with fragments than a label of so many characters to a row crosses.
_SPREAD, _PER_ROW = 0.6, 3
# A line between the middle of the fragments and the middle of the run, and all of them at most.
_DISTANCE = 1.2
_DISTANCE_MOST = 2.0
# Characters of a label in a printed line of its narrow cell (社会 效益 指标 has two, 服务对象 four; chosen).
_LABEL_LINE = 4
# A label in the middle of the part of its cell on one page, instead of the middle of the cell.
_PART = 0.5

Run = tuple[str, int, int]
"""A run of rows that has begun: its label, its first row, the number of its first fragment."""


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
class _Placed:
    """A fragment in its column: upper and lower limit of where it stands, its characters, its printed lines."""

    top: float
    bottom: float
    text: str
    lines: int


@dataclass(slots=True)
class _Shown:
    """Neighbouring fragments as one: their characters, rows and printed lines, where the first and the last stand.

    What they cost is kept: beside each label, and off the middle of a run for each height of a label.
    """

    texts: tuple[str, ...]
    is_telling: bool
    rows: int
    lines: int
    first: tuple[float, float]
    last: tuple[float, float]
    unlike: dict[str, float] = field(default_factory=dict)
    off: dict[tuple[int, int, int], float] = field(default_factory=dict)


class RowHeights:
    """Where rows and their parts on each page have their middles, in text lines from the first row's top."""

    def __init__(self, rows: Sequence[RowFacts]) -> None:
        self._rows = rows
        self.tops = [0.0]
        for row in rows:
            self.tops.append(self.tops[-1] + row.height)
        self._middles: dict[tuple[int, int], list[float]] = {}

    def middles(self, start: int, end: int) -> list[float]:
        """The middle of a run of rows, and of its part on each page."""
        if (start, end) not in self._middles:
            middles = [(self.tops[start] + self.tops[end + 1]) / 2]
            first = start
            for row in range(start + 1, end + 2):
                if row > end or self._rows[row].page != self._rows[first].page:
                    middles.append((self.tops[first] + self.tops[row]) / 2)
                    first = row
            self._middles[start, end] = middles
        return self._middles[start, end]


class LevelColumn:
    """The fragments of one column of levels in printed order, and what runs of rows cost beside them.

    Fragments between two rows belong to the run above or to the one below: a run begins and ends with any of them.
    ``labels`` are the printed forms of each label, ``share`` is how much a cost of this column counts. With a ``slack``
    a label costs nothing that stands so many lines off the middle, be it that of its cell or of a part of it on a page.
    """

    def __init__(
        self,
        fragments: Iterable[LabelFragment],
        heights: RowHeights,
        labels: Mapping[str, Sequence[str]],
        share: float = 1.0,
        slack: float | None = None,
    ) -> None:
        self._heights, self._labels, self._share, self._slack = heights, labels, share, slack
        tops = heights.tops
        count = len(tops) - 1
        beside: list[list[_Placed]] = [[] for _ in range(count)]
        above: list[list[_Placed]] = [[] for _ in range(count + 1)]
        for fragment in sorted(fragments, key=lambda f: f.place):
            text, lines = ideographs(fragment.text), len(fragment.text.split())
            if not text:
                continue
            row = min(max(int(fragment.place // 1), -1), count - 1)
            if row >= 0 and fragment.place == row:
                beside[row].append(_Placed(tops[row], tops[row + 1], text, lines))
            else:
                above[row + 1].append(_Placed(tops[row + 1], tops[row + 1], text, lines))
        self._fragments = above[0]
        # How many fragments stand before a row's own ones, and up to the last of them.
        self._before, self._behind = [len(above[0])], [0]
        for own, gap in zip(beside, above[1:], strict=True):
            self._behind.append(self._before[-1] + len(own))
            self._before.append(self._behind[-1] + len(gap))
            self._fragments = [*self._fragments, *own, *gap]
        self._shown: dict[tuple[int, int], _Shown] = {}
        self._ends: list[dict[Run, list[tuple[int, float]]]] = [{} for _ in range(count)]
        self._foreign: dict[tuple[str, int, int], float] = {}

    def ends(self, run: Run, last: int) -> list[tuple[int, float]]:
        """Every way to end a run at a row: the number of the first fragment behind it, and what the run costs."""
        known = self._ends[last]
        ends = known.get(run)
        if ends is None:
            label, start, first = run
            ends = known[run] = [
                (end, self._cost(label, start, last, first, end))
                for end in range(self._behind[last + 1], self._before[last + 1] + 1)
            ]
        return ends

    def foreign(self, run: Run, last: int) -> float:
        """What characters of other labels cost in a run that goes on behind a row."""
        label, _, first = run
        key = label, first, self._behind[last + 1]
        cost = self._foreign.get(key)
        if cost is None:
            if first == key[2]:
                cost = 0.0
            else:
                texts = self._shown_by(first, key[2]).texts
                cost = self._share * min([fit(texts, printed)[1] for printed in self._labels[label]])
            self._foreign[key] = cost
        return cost

    def _shown_by(self, first: int, end: int) -> _Shown:
        shown = self._shown.get((first, end))
        if shown is None:
            shown = self._shown[first, end] = _together(self._fragments[first:end])
        return shown

    def _cost(self, label: str, start: int, last: int, first: int, end: int) -> float:
        if first == end:
            return self._share * _MISSING
        shown = self._shown_by(first, end)
        return self._share * min([self._placed(shown, printed, start, last) for printed in self._labels[label]])

    def _placed(self, shown: _Shown, label: str, start: int, end: int) -> float:
        """Cost of a run of rows: how its fragments fit the label, and how far they stand from its middle."""
        unlike = shown.unlike.get(label)
        if unlike is None:
            unlike = shown.unlike[label] = _unlike(shown, label)
        lines = max(shown.lines, -(-len(label) // _LABEL_LINE))
        off = shown.off.get((start, end, lines))
        if off is None:
            middles = self._heights.middles(start, end)
            off = shown.off[start, end, lines] = _off_centre(shown, lines, middles, self._slack)
        return unlike + min(_DISTANCE_MOST, _DISTANCE * off)


def _together(fragments: Sequence[_Placed]) -> _Shown:
    texts = tuple(f.text for f in fragments)
    first, last = min(fragments, key=lambda f: f.top), max(fragments, key=lambda f: f.bottom)
    return _Shown(
        texts,
        is_telling=not telling().isdisjoint("".join(texts)),
        rows=len({f.top for f in fragments}),
        lines=sum(f.lines for f in fragments),
        first=(first.top, first.bottom),
        last=(last.top, last.bottom),
    )


def _unlike(shown: _Shown, label: str) -> float:
    """What fragments cost as those of a label, wherever they stand."""
    share, foreign = fit(shown.texts, label)
    unseen = _UNSEEN * (1.0 - share) if shown.is_telling else _ILLEGIBLE
    # A label of so many characters crosses few rows; fragments in more of them are remains of another label.
    spread = shown.rows - 1 - -(-len(label) // _PER_ROW)
    return unseen + foreign + _SPREAD * max(0, spread)


def _off_centre(shown: _Shown, lines: int, middles: Sequence[float], slack: float | None) -> float:
    """Distance from where the middle of so many lines can be to that of the run or of its part on one page."""
    low, high = _middle(shown, float(lines))
    whole, *parts = [max(0.0, low - middle, middle - high) for middle in middles]
    if slack is not None:
        return max(0.0, min([whole, *parts]) - slack)
    return min(whole, min(parts) + _PART / _DISTANCE) if len(parts) > 1 else whole


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


def fragments_of(pieces: Iterable[tuple[str, SlicePiece, float]], role: str) -> list[LabelFragment]:
    """The fragments of one level column from the pieces that rows gave up."""
    return [LabelFragment(place, piece.text) for column, piece, place in pieces if column == role]
