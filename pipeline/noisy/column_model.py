"""Which slicing columns carry which column of the printed table.

Belongs here: the column model of one page of one form, and the assignment of a line's pieces to it.
Does not belong here: the reading of the pieces.

A true column covers one or more slices. Content, headings and order decide together: the assignment of
slices to columns, and of pieces to columns, is the cheapest one that keeps the printed order.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import lru_cache
from itertools import pairwise

from rapidfuzz import fuzz

from pipeline.families import Family, vocabulary
from pipeline.measures import read
from pipeline.measures.operators import WORDS, pattern
from pipeline.noisy.cut_numbers import DASHES, readings
from pipeline.noisy.heading_line import headed as heads_of
from pipeline.noisy.sliced_lines import SlicedLine, SlicePiece, ideographs
from pipeline.text.fold import fold_widths, squeeze

_FIGURE = re.compile(r"(?:\d{1,3}\.\d{1,4}|100|\d{1,2})分?")
_CUT_FIGURE = re.compile(r"[^\u3400-\u9fffA-Za-z%≥≤<>=]{0,4}\d?[^\u3400-\u9fff%≥≤<>=]{0,6}")
_MEASURE = re.compile(r"(?:[<>≥≤=＝＞＜]+\s*=?)?\d[\d,.]*\s*(?:\([^()]{1,8}\)?|[^\d\s()]{1,5}|\([^()]{1,8}\))")
# The weight of a level that some forms print behind its label.
_WEIGHT_NOTE = re.compile(r"(?<=[\u3400-\u9fff])\(\d+(?:\.\d+)?分\)$")
_VALUE_SIGN = re.compile(r"[%（(≥≤<>=＝＞＜.]")
# An operator in signs, or in words before a figure (不低于95%).
_OPERATED = re.compile(rf"[<>≥≤=＝＞＜]+|(?:{pattern(WORDS)})\d")
# Kinds of text that do not end a name.
_STRAYS = ("operated", "cut", "figure", "sign", "measure", "attained")

# Kinds of a text by its characters. A cut figure has at most seven, as 1,000.0 and a sign; a short text five; a level's
# label eleven (服务对象满意度指标 has nine, two for damage; all chosen, not measured).
_CUT_FIGURE_LENGTH, _SHORT_LENGTH, _LABEL_LENGTH = 7, 5, 11
# This share of a text's characters stands in labels: of one that is a label or ends with 指标, and of any other.
_LABEL_SHARE, _DAMAGED_LABEL_SHARE = 0.6, 0.7
# A class of attainment (达成指标) is known by its likeness (0 to 100) from three characters on, a whole label from
# four.
_ATTAINED, _ATTAINED_LENGTH, _ATTAINED_PART = 85.0, 3, 4
# Texts of three characters and more that are so alike share three (three of four, in a part of three, are 86).
_ATTAINED_SHARED = 3
_WHOLE_LABEL, _WHOLE_LABEL_LENGTH = 80.0, 4
# What is left of a level's label has at most four characters; three that labels have show a label.
_REST_LENGTH, _SHOWN = 4, 3

# Costs of this module are chosen so that the layouts of the real extract and of the factory come out; none is measured
# alone; of them only ``_FITS`` changed by a quarter changes the real extract (4 to 6 texts of 2534; the table by kinds
# was not tried). 0 belongs there, 1 can stand there, 3 is an exception, 8 cannot stand there. A piece that leaves its
# column, for each slice; a further piece of one cell, of figures or of words.
_AWAY, _PIECE_OF_FIGURE, _PIECE_OF_TEXT = 1.4, 0.1, 0.3
# A heading over a slice: for its own column and for every other one.
_HEADED, _HEADED_OTHERWISE = -6.0, 4.0
# A text of several characters among figures; a whole label in a column that is none of levels.
_PROSE, _MISPLACED_LABEL = 9.0, 8.0
# A damaged label in the column of second levels, and a few characters of any kind in a column of levels.
_DAMAGED_LABEL, _REST_OF_LABEL = 0.5, 1.0
# Figures: none where one belongs, one that no number can stand for, a whole number where two decimals are printed (it
# can be one half of a cut figure).
_NO_FIGURE, _ILLEGIBLE, _WHOLE = 3.0, 6.0, 0.5
# A cell without a piece, when slices are parted and when the pieces of one line are.
_NO_TEXT, _EMPTY = 1.0, 1.0
# A joined text in the column of a target or an actual value: at most so much by its kind; then two measures in one; a
# class of attainment as a target, or with more around it; a part of one; a name with the target's beginning.
_MOST_OF_KIND, _TWO_MEASURES, _ATTAINED_AMISS, _PART_OF_ATTAINED, _STRAY_END = 2.0, 2.0, 3.0, 1.5, 2.0
# A limit between two columns is moved for so much.
_GAIN, _GAIN_OF_FIGURES = 0.5, 0.001
# A line keeps its slices while no piece costs more in its column; one that is moved as a whole must fit better.
_FITS, _FITS_MOVED = 2.0, 1.9
# Slices between a piece and a column that no slice carries.
_NO_SPAN = 2
# Cost of a kind of text in a column.
_KINDS = ("figure", "cut", "measure", "operated", "attained", "label", "short", "long", "junk", "dash", "sign")
_COSTS = {
    "level1": (5.0, 1.0, 8.0, 9.0, 8.0, 0.0, 0.8, 5.0, 0.5, 1.5, 0.5),
    "level2": (5.0, 1.0, 8.0, 9.0, 8.0, 0.0, 0.8, 5.0, 0.5, 1.5, 0.5),
    "name": (6.0, 3.0, 4.0, 7.0, 5.0, 2.0, 0.5, 0.0, 1.0, 2.0, 1.0),
    "target": (1.5, 2.5, 0.3, 0.0, 2.5, 3.0, 0.5, 2.0, 1.5, 1.5, 0.8),
    "actual": (1.5, 2.5, 0.0, 2.0, 0.0, 4.0, 2.0, 3.0, 1.5, 1.5, 0.8),
    "weight": (0.0, 0.3, 5.0, 9.0, 9.0, 8.0, 8.0, 9.0, 1.0, 2.5, 0.8),
    "score": (0.0, 0.3, 5.0, 9.0, 9.0, 8.0, 8.0, 9.0, 1.0, 2.5, 0.8),
    "reason": (5.0, 2.0, 5.0, 7.0, 6.0, 4.0, 1.0, 0.0, 0.7, 0.0, 1.0),
}
# A column that no seen form has: a few characters.
_COSTS_OF_OTHERS = (5.0, 3.0, 4.0, 1.0, 4.0, 4.0, 0.5, 6.0, 1.0, 1.5, 0.5)

# Columns whose text is one short value, so that the pieces of a cut value read well only together.
_SINGLE = frozenset({"name", "target", "actual"})
# Pieces of one cell on a line at most (names and reasons: any number; chosen). On the real extract none but names and
# reasons has more than one, and they have two.
_MANY, _ANY_NUMBER = {"level1": 2, "level2": 2, "target": 2, "actual": 2, "weight": 3, "score": 3}, 12
# A column without a slice: a reason is often blank.
_SKIP, _SKIP_OTHER = {"level1": 4.0, "level2": 4.0, "name": 3.0, "reason": 0.2}, 3.0
# A further slice of a column. On the real extract 80 of 190 names are cut and none of 387 targets and actual values.
_WIDER, _WIDER_OTHER = {"name": 0.01, "weight": 0.01, "reason": 0.01}, 5.0


@dataclass(frozen=True, slots=True)
class ColumnModel:
    """Roles in printed order with the first and last slice of each (inclusive); an absent role has none."""

    roles: tuple[str, ...]
    spans: dict[str, tuple[int, int]]


@lru_cache(maxsize=1 << 14)
def kind_of(text: str) -> str:
    """What sort of text a piece is, by its characters alone."""
    return _kind(_WEIGHT_NOTE.sub("", fold_widths(text).replace(" ", "")))


def _kind(text: str) -> str:
    if _FIGURE.fullmatch(text):
        return "figure"
    if _OPERATED.match(text):
        return "operated"
    clean = ideographs(text)
    if text in DASHES:
        return "dash"
    if _CUT_FIGURE.fullmatch(text) and len(text) <= _CUT_FIGURE_LENGTH:
        return "cut" if any(c.isdigit() for c in text) else "sign" if len(text) <= 2 else "junk"
    shown = sum(c in _label_characters() for c in clean)
    if clean in vocabulary().level2 or clean in vocabulary().level1 or (clean.endswith("指标") and "成指" not in clean):
        return "label" if shown >= _LABEL_SHARE * len(clean) and len(clean) <= _LABEL_LENGTH else "long"
    if _MEASURE.fullmatch(text) and any(c.isdigit() for c in text):
        return "measure"
    if _is_attained(clean):
        return "attained"
    if clean and len(clean) <= _LABEL_LENGTH and shown >= _DAMAGED_LABEL_SHARE * len(clean):
        return "label"
    if not clean:
        return "junk"
    return "short" if len(clean) <= _SHORT_LENGTH else "long"


def _is_attained(text: str) -> bool:
    """Whether a text is nearly a class of attainment, or a part of one."""
    if len(text) < _ATTAINED_LENGTH or sum(char in _attained_characters() for char in text) < _ATTAINED_SHARED:
        return False
    return any(
        fuzz.partial_ratio(p, text) >= _ATTAINED for p in _attained() if len(text) >= min(_ATTAINED_PART, len(p))
    )


@lru_cache(maxsize=1)
def _attained_characters() -> frozenset[str]:
    return frozenset("".join(_attained()))


@lru_cache(maxsize=1)
def _attained() -> tuple[str, ...]:
    return tuple(phrase for phrases in vocabulary().attainment.values() for phrase in phrases)


@lru_cache(maxsize=1)
def _label_characters() -> frozenset[str]:
    words = vocabulary()
    labels = [label for labels in words.level1.values() for label in labels]
    labels += [label for level2 in words.level2.values() for label in level2.labels]
    return frozenset("".join(labels))


@lru_cache(maxsize=1 << 15)
def cost_in(role: str, text: str) -> float:
    """How badly the text of a piece fits a column."""
    kind = kind_of(text)
    tight = squeeze(text)
    if kind == "label" and role in ("target", "actual") and not set("指标") & set(text):
        # 满意, 环境, 时效: words of labels that are targets too.
        kind = "short"
    cost = _COSTS.get(role, _COSTS_OF_OTHERS)[_KINDS.index(kind)]
    if role == "level2" and kind in ("short", "long") and len(tight) <= _LABEL_LENGTH:
        # A damaged label still shows some of the characters that labels have.
        shown = sum(char in _label_characters() for char in ideographs(text))
        cost = min(cost, _DAMAGED_LABEL) if shown >= _SHOWN else cost
    if role in ("level1", "level2") and len(tight) <= _REST_LENGTH and not _VALUE_SIGN.search(text):
        # A few characters in a level's column are what is left of a label, whatever they look like.
        cost = min(cost, _REST_OF_LABEL)
    if kind == "label" and role not in ("level1", "level2") and _is_label(tight):
        cost += _MISPLACED_LABEL
    return cost


@lru_cache(maxsize=1 << 14)
def _costs_in(roles: tuple[str, ...], text: str) -> tuple[float, ...]:
    """How badly the text of a piece fits each of some columns."""
    return tuple(cost_in(role, text) for role in roles)


@lru_cache(maxsize=4096)
def _is_label(text: str) -> bool:
    """Whether a text is a whole level label, or nearly."""
    words = vocabulary()
    labels = [*words.level2, *words.level1]
    # 服务对象满意度 alone is also a common name; a label ends with 指标.
    return (
        len(text) >= _WHOLE_LABEL_LENGTH
        and "指" in text
        and any(fuzz.ratio(label, text) >= _WHOLE_LABEL for label in labels)
    )


def indicator_model(lines: list[SlicedLine], heading: list[SlicedLine], family: Family, columns: int) -> ColumnModel:
    """The column model of the indicator lines of one page; ``heading`` are its heading lines, if it has any."""
    roles: tuple[str, ...] = tuple(family.indicators.columns)
    by_column = [[0.0] * len(roles) for _ in range(columns)]
    for line in lines:
        for piece in line.pieces:
            own = by_column[piece.column]
            by_column[piece.column] = [
                so_far + cost for so_far, cost in zip(own, _costs_in(roles, piece.text), strict=True)
            ]
    costs = [list(of_role) for of_role in zip(*by_column, strict=True)]
    headed: dict[int, str] = {}
    for line in heading:
        for piece, head in heads_of(line.pieces, family.indicators.columns):
            headed[piece.column] = head
            for index, role in enumerate(roles):
                costs[index][piece.column] += _HEADED if role == head else _HEADED_OTHERWISE
    model = _spread(roles, costs, columns, lines)
    for left, right in pairwise(r for r in roles if r in model.spans):
        if left in _SINGLE and right in _SINGLE:
            _refine(model.spans, left, right, lines, headed)
    return model


def _refine(
    spans: dict[str, tuple[int, int]], left: str, right: str, lines: list[SlicedLine], headed: dict[int, str]
) -> None:
    """Move the limit between two columns to where both read best; a slice with a heading keeps its column."""
    first, last = spans[left][0], spans[right][1]
    if last - first < 2:
        return
    best: tuple[float, int] | None = None
    for limit in sorted(range(first + 1, last + 1), key=lambda c: abs(c - spans[right][0])):
        if any(headed.get(c) == right for c in range(first, limit)) or any(
            headed.get(c) == left for c in range(limit, last + 1)
        ):
            continue
        total = 0.0
        for line in lines:
            for role, a, b in ((left, first, limit - 1), (right, limit, last)):
                total += _joined_cost(role, [p for p in line.pieces if a <= p.column <= b])
        if best is None or total < best[0] - _GAIN:
            best = (total, limit)
    if best is not None:
        spans[left], spans[right] = (first, best[1] - 1), (best[1], last)


def _joined_cost(role: str, pieces: list[SlicePiece]) -> float:
    if not pieces:
        return _NO_TEXT
    return _joined_cost_of(role, tuple(p.text for p in pieces))


@lru_cache(maxsize=1 << 13)
def _joined_cost_of(role: str, texts: tuple[str, ...]) -> float:
    text = squeeze("".join(texts))
    cost = cost_in(role, text)
    if role in ("target", "actual"):
        cost = min(cost, _MOST_OF_KIND) + _unlike_a_measure(role, fold_widths(text))
    # A sign or a figure at the end of a name is the beginning of the target that follows it.
    strays = role == "name" and len(texts) > 1 and kind_of(texts[-1]) in _STRAYS
    return cost + (_STRAY_END if strays else 0.0)


def _is_figure(text: str) -> bool:
    measure = read(text)
    return measure.kind in ("quantity", "range") and not measure.doubts & {"value", "low"}


def _unlike_a_measure(role: str, text: str) -> float:
    """How far a joined text is from what stands in one cell: a measure, a class of attainment (actual only), words."""
    if any(char.isdigit() for char in text):
        return 0.0 if _is_figure(text) and not re.search(r"[%)][\d<>≥≤=]", text[:-1]) else _TWO_MEASURES
    if text in _attained():
        return 0.0 if role == "actual" else _ATTAINED_AMISS
    if len(text) > _ATTAINED_PART and any(p in text for p in _attained()):
        # A class of attainment with more around it is the text of two cells.
        return _ATTAINED_AMISS
    # The beginning of a class of attainment behind a target, or its end alone, belongs to the cell beside.
    cut = any(text.endswith(p[:1]) if role == "target" else p.endswith(text) for p in _attained())
    return _PART_OF_ATTAINED if cut and len(text) > 1 else 0.0


def _spread(roles: tuple[str, ...], costs: list[list[float]], columns: int, lines: list[SlicedLine]) -> ColumnModel:
    """Cheapest monotone assignment of slices to roles; weight and score are parted by how well both then read."""
    merged = [r for r in roles if r != "score"]
    table = {r: costs[roles.index(r)] for r in roles}
    infinite = float("inf")
    best = [[infinite] * (len(merged) + 1) for _ in range(columns + 1)]
    back: dict[tuple[int, int], tuple[int, int]] = {}
    best[0][0] = 0.0
    for column in range(columns + 1):
        for index in range(len(merged) + 1):
            now = best[column][index]
            if now == infinite or index == len(merged):
                continue
            role = merged[index]
            skip = now + _SKIP.get(role, _SKIP_OTHER)
            if skip < best[column][index + 1]:
                best[column][index + 1] = skip
                back[column, index + 1] = (column, index)
            total, own, wider = now, table[role], 0.0
            for end in range(column + 1, columns + 1):
                total += own[end - 1] + wider
                wider = _WIDER.get(role, _WIDER_OTHER)
                if total < best[end][index + 1]:
                    best[end][index + 1] = total
                    back[end, index + 1] = (column, index)
    spans: dict[str, tuple[int, int]] = {}
    at = (columns, len(merged))
    while at in back:
        before = back[at]
        if at[0] > before[0]:
            spans[merged[before[1]]] = (before[0], at[0] - 1)
        at = before
    return ColumnModel(roles, _part_figures(spans, lines, table["score"]))


def _part_figures(
    spans: dict[str, tuple[int, int]], lines: list[SlicedLine], heading: list[float]
) -> dict[str, tuple[int, int]]:
    """The slices of weight and score, which the first pass took together, parted where most lines read well."""
    if "weight" not in spans or spans["weight"][0] == spans["weight"][1]:
        return spans
    first, last = spans["weight"]
    best, cut = float("inf"), first + 1
    for middle in range(first + 1, last + 1):
        total = sum(min(0.0, heading[c]) for c in range(middle, last + 1))
        for line in lines:
            figures = [p for p in line.pieces if first <= p.column <= last]
            if figures:
                total += _reads([p for p in figures if p.column < middle]) + _reads(
                    [p for p in figures if p.column >= middle]
                )
        if total < best - _GAIN_OF_FIGURES:
            best, cut = total, middle
    return {**spans, "weight": (first, cut - 1), "score": (cut, last)}


def _reads(pieces: list[SlicePiece]) -> float:
    """Cost of the best figure that the pieces of one cell can stand for."""
    if not pieces:
        return _NO_FIGURE
    texts = tuple(p.tight for p in pieces)
    numbers = readings(texts, 2)
    if numbers:
        return min(numbers[0].cost, _ILLEGIBLE)
    numbers = readings(texts, None)
    return min(numbers[0].cost + _WHOLE, _ILLEGIBLE) if numbers else _ILLEGIBLE


def assign(line: SlicedLine, model: ColumnModel) -> tuple[dict[str, list[SlicePiece]], bool]:
    """The pieces of a line by role, and whether pieces had to leave the slices of their column for it."""
    direct = _direct(line.pieces, model, 0, 0)
    if direct is not None:
        return direct, False
    for first in (model.spans.get("name", (0, 0))[0], 0):
        for shift in (1, -1):
            # Two slices read as one, or one as two, move everything that follows by one slice.
            shifted = _direct(line.pieces, model, first, shift)
            if shifted is not None and {"actual", "weight", "score"} <= set(shifted):
                return shifted, True
    return _cheapest(line.pieces, model)


def placed(line: SlicedLine, model: ColumnModel) -> dict[str, list[SlicePiece]]:
    """The pieces of a line by the column whose slices are nearest."""
    parts: dict[str, list[SlicePiece]] = {}
    for piece in line.pieces:
        parts.setdefault(min(model.spans, key=lambda r: _distance(piece, model.spans[r])), []).append(piece)
    return parts


def _direct(pieces: list[SlicePiece], model: ColumnModel, first: int, shift: int) -> dict[str, list[SlicePiece]] | None:
    """Pieces by the slices they stand in, moved by ``shift`` from a slice on; null when one does not fit there."""
    parts: dict[str, list[SlicePiece]] = {}
    for piece in pieces:
        column = piece.column + (shift if piece.column >= first else 0)
        role = next((r for r, (a, b) in model.spans.items() if a <= column <= b), None)
        if role is None:
            return None
        parts.setdefault(role, []).append(piece)
    for role, own in parts.items():
        # A row that is moved as a whole must fit better than one that stands where it should.
        most = _FITS if shift == 0 or role == "target" else _FITS_MOVED
        if (len(own) == 1 or role not in _SINGLE) and any(cost_in(role, p.text) > most for p in own):
            return None
        if len(own) > 1 and role in _SINGLE and _joined_cost(role, own) > most:
            return None
    reads = all(_reads(parts[r]) <= _FITS for r in ("weight", "score") if r in parts)
    return parts if reads else None


def _cheapest(pieces: list[SlicePiece], model: ColumnModel) -> tuple[dict[str, list[SlicePiece]], bool]:
    """Cheapest monotone assignment of pieces to roles, where leaving a column's slices costs by distance."""
    roles = model.roles
    infinite = float("inf")
    best = [[infinite] * (len(roles) + 1) for _ in range(len(pieces) + 1)]
    back: dict[tuple[int, int], int] = {}
    best[0][0] = 0.0
    for index, role in enumerate(roles):
        away = [_AWAY * _distance(piece, model.spans.get(role)) for piece in pieces]
        # Short groups first: their costs rule out most of the long ones, whose pieces are far from their slices.
        for start in range(len(pieces), -1, -1):
            now = best[start][index]
            if now == infinite:
                continue
            for end in range(start, min(len(pieces), start + _MANY.get(role, _ANY_NUMBER)) + 1):
                far = sum(away[start:end])
                if now + far > best[end][index + 1]:
                    continue
                total = now + _group_cost(role, pieces[start:end], far)
                if total <= best[end][index + 1]:
                    best[end][index + 1] = total
                    back[end, index + 1] = start
    parts: dict[str, list[SlicePiece]] = {}
    end = len(pieces)
    for index in range(len(roles), 0, -1):
        start = back[end, index]
        if end > start:
            parts[roles[index - 1]] = pieces[start:end]
        end = start
    moved = any(_distance(p, model.spans.get(role)) > 0 for role, ps in parts.items() for p in ps)
    return parts, moved


def _group_cost(role: str, pieces: list[SlicePiece], far: float) -> float:
    """What pieces cost as one cell of a column, ``far`` for leaving their slices included; never less than that."""
    if not pieces:
        return _EMPTY if role in ("weight", "score", "actual", "target", "name") else 0.0
    if role in ("weight", "score"):
        prose = sum(len(ideographs(p.text)) > 1 for p in pieces)
        return far + _reads(pieces) + _PIECE_OF_FIGURE * len(pieces) + _PROSE * prose
    if role in _SINGLE and len(pieces) > 1:
        return far + _joined_cost(role, pieces) + _PIECE_OF_TEXT * (len(pieces) - 1)
    return far + sum([cost_in(role, p.text) for p in pieces])


def _distance(piece: SlicePiece, span: tuple[int, int] | None) -> int:
    if span is None:
        return _NO_SPAN
    return max(span[0] - piece.column, piece.column - span[1], 0)
