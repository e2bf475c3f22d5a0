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
from pipeline.text.fold import fold_widths

_FIGURE = re.compile(r"(?:\d{1,3}\.\d{1,4}|100|\d{1,2})分?")
_CUT_FIGURE = re.compile(r"[^\u3400-\u9fffA-Za-z%≥≤<>=]{0,4}\d?[^\u3400-\u9fff%≥≤<>=]{0,6}")
_MEASURE = re.compile(r"(?:[<>≥≤=＝＞＜]+\s*=?)?\d[\d,.]*\s*(?:\([^()]{1,8}\)?|[^\d\s()]{1,5}|\([^()]{1,8}\))")
# The weight of a level that some forms print behind its label.
_WEIGHT_NOTE = re.compile(r"(?<=[\u3400-\u9fff])\(\d+(?:\.\d+)?分\)$")
_VALUE_SIGN = re.compile(r"[%（(≥≤<>=＝＞＜.]")
# An operator in signs, or in words before a figure (不低于95%).
_OPERATED = re.compile(rf"[<>≥≤=＝＞＜]+|(?:{pattern(WORDS)})\d")
_RATE_SKIP = 3.0
# What a text costs among figures.
_PROSE = 9.0
# Kinds of text that do not end a name.
_STRAYS = ("operated", "cut", "figure", "sign", "measure", "attained")
# A whole number where points are printed with two decimals can be one half of a cut figure.
_WHOLE = 0.5

# Cost of each slice that a piece leaves its column by.
_AWAY = 1.4
# Cost of a kind of text in a column: 0 belongs there, 8 cannot stand there.
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
_MANY = {"level1": 2, "level2": 2, "target": 2, "actual": 2, "weight": 3, "score": 3}
_SKIP = {"level1": 4.0, "level2": 4.0, "name": 3.0, "reason": 0.2}
# A level, a target and an actual are as wide as their heading, which is one slice; names and figures are cut by others.
_WIDER = {"name": 0.01, "weight": 0.01, "reason": 0.01}
_WIDER_OTHER = 5.0


@dataclass(frozen=True, slots=True)
class ColumnModel:
    """Roles in printed order with the first and last slice of each (inclusive); an absent role has none."""

    roles: tuple[str, ...]
    spans: dict[str, tuple[int, int]]


def kind_of(text: str) -> str:
    """What sort of text a piece is, by its characters alone."""
    return _kind(_WEIGHT_NOTE.sub("", fold_widths(text).replace(" ", "")))


@lru_cache(maxsize=16384)
def _kind(text: str) -> str:
    if _FIGURE.fullmatch(text):
        return "figure"
    if _OPERATED.match(text):
        return "operated"
    clean = ideographs(text)
    if text in DASHES:
        return "dash"
    if _CUT_FIGURE.fullmatch(text) and len(text) <= 7:
        return "cut" if any(c.isdigit() for c in text) else "sign" if len(text) <= 2 else "junk"
    shown = sum(c in _label_characters() for c in clean)
    if clean in vocabulary().level2 or clean in vocabulary().level1 or (clean.endswith("指标") and "成指" not in clean):
        return "label" if shown >= 0.6 * len(clean) and len(clean) <= 11 else "long"
    if _MEASURE.fullmatch(text) and any(c.isdigit() for c in text):
        return "measure"
    if len(clean) >= 3 and any(fuzz.partial_ratio(p, clean) >= 85 for p in _attained() if len(clean) >= min(4, len(p))):
        return "attained"
    if clean and len(clean) <= 11 and shown >= 0.7 * len(clean):
        return "label"
    if not clean:
        return "junk"
    return "short" if len(clean) <= 5 else "long"


@lru_cache(maxsize=1)
def _attained() -> tuple[str, ...]:
    return tuple(phrase for phrases in vocabulary().attainment.values() for phrase in phrases)


@lru_cache(maxsize=1)
def _label_characters() -> frozenset[str]:
    words = vocabulary()
    labels = [label for labels in words.level1.values() for label in labels]
    labels += [label for level2 in words.level2.values() for label in level2.labels]
    return frozenset("".join(labels))


def cost_in(role: str, piece: SlicePiece) -> float:
    """How ill a piece fits a column by its content."""
    kind = kind_of(piece.text)
    if kind == "label" and role in ("target", "actual") and not set("指标") & set(piece.text):
        # 满意, 环境, 时效: words of labels that are targets too.
        kind = "short"
    cost = _COSTS.get(role, _COSTS_OF_OTHERS)[_KINDS.index(kind)]
    if role == "level2" and kind in ("short", "long") and len(piece.tight) <= 11:
        # A damaged label still shows some of the characters that labels have.
        shown = sum(char in _label_characters() for char in ideographs(piece.text))
        cost = min(cost, 0.5) if shown >= 3 else cost
    if role in ("level1", "level2") and len(piece.tight) <= 4 and not _VALUE_SIGN.search(piece.text):
        # A few characters in a level's column are what is left of a label, whatever they look like.
        cost = min(cost, 1.0)
    if kind == "label" and role not in ("level1", "level2") and _is_label(piece.tight):
        cost += 8.0
    return cost


@lru_cache(maxsize=4096)
def _is_label(text: str) -> bool:
    """Whether a text is a whole level label, or nearly."""
    words = vocabulary()
    labels = [*words.level2, *words.level1]
    # 服务对象满意度 alone is also a common name; a label ends with 指标.
    return len(text) >= 4 and "指" in text and any(fuzz.ratio(label, text) >= 80 for label in labels)


def indicator_model(lines: list[SlicedLine], heading: list[SlicedLine], family: Family, columns: int) -> ColumnModel:
    """The column model of the indicator lines of one page; ``heading`` are its heading lines, if it has any."""
    roles: tuple[str, ...] = tuple(family.indicators.columns)
    costs = [[0.0] * columns for _ in roles]
    for line in lines:
        for piece in line.pieces:
            for index, role in enumerate(roles):
                costs[index][piece.column] += cost_in(role, piece)
    headed: dict[int, str] = {}
    for line in heading:
        for piece, head in heads_of(line.pieces, family.indicators.columns):
            headed[piece.column] = head
            for index, role in enumerate(roles):
                costs[index][piece.column] += -6.0 if role == head else 4.0
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
        if best is None or total < best[0] - 0.5:
            best = (total, limit)
    if best is not None:
        spans[left], spans[right] = (first, best[1] - 1), (best[1], last)


def _joined_cost(role: str, pieces: list[SlicePiece]) -> float:
    if not pieces:
        return 1.0
    text = "".join(p.tight for p in pieces)
    cost = cost_in(role, pieces[0].with_text(text))
    if role in ("target", "actual"):
        cost = min(cost, 2.0) + _unlike_a_measure(role, fold_widths(text))
    # A sign or a figure at the end of a name is the beginning of the target that follows it.
    strays = role == "name" and len(pieces) > 1 and kind_of(pieces[-1].text) in _STRAYS
    return cost + (2.0 if strays else 0.0)


def _is_figure(text: str) -> bool:
    measure = read(text)
    return measure.kind in ("quantity", "range") and not measure.doubts & {"value", "low"}


def _unlike_a_measure(role: str, text: str) -> float:
    """How far a joined text is from what stands in one cell: a measure, a class of attainment (actual only), words."""
    if any(char.isdigit() for char in text):
        return 0.0 if _is_figure(text) and not re.search(r"[%)][\d<>≥≤=]", text[:-1]) else 2.0
    if text in _attained():
        return 0.0 if role == "actual" else 3.0
    if len(text) > 4 and any(p in text for p in _attained()):
        # A class of attainment with more around it is the text of two cells.
        return 3.0
    # The beginning of a class of attainment behind a target, or its end alone, belongs to the cell beside.
    cut = any(text.endswith(p[:1]) if role == "target" else p.endswith(text) for p in _attained())
    return 1.5 if cut and len(text) > 1 else 0.0


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
            skip = now + _SKIP.get(role, _RATE_SKIP)
            if skip < best[column][index + 1]:
                best[column][index + 1] = skip
                back[column, index + 1] = (column, index)
            total = now
            for end in range(column + 1, columns + 1):
                total += table[role][end - 1] + (_WIDER.get(role, _WIDER_OTHER) if end > column + 1 else 0.0)
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
        if total < best - 0.001:
            best, cut = total, middle
    return {**spans, "weight": (first, cut - 1), "score": (cut, last)}


def _reads(pieces: list[SlicePiece]) -> float:
    """How far-fetched the best figure is that pieces of one cell can stand for."""
    if not pieces:
        return 3.0
    texts = tuple(p.tight for p in pieces)
    numbers = readings(texts, 2)
    if numbers:
        return min(numbers[0].cost, 6.0)
    numbers = readings(texts, None)
    return min(numbers[0].cost + _WHOLE, 6.0) if numbers else 6.0


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
        most = 2.0 if shift == 0 or role == "target" else 1.9
        if (len(own) == 1 or role not in _SINGLE) and any(cost_in(role, p) > most for p in own):
            return None
        if len(own) > 1 and role in _SINGLE and _joined_cost(role, own) > most:
            return None
    reads = all(_reads(parts[r]) <= 2.0 for r in ("weight", "score") if r in parts)
    return parts if reads else None


def _cheapest(pieces: list[SlicePiece], model: ColumnModel) -> tuple[dict[str, list[SlicePiece]], bool]:
    """Cheapest monotone assignment of pieces to roles, where leaving a column's slices costs by distance."""
    roles = model.roles
    infinite = float("inf")
    best = [[infinite] * (len(roles) + 1) for _ in range(len(pieces) + 1)]
    back: dict[tuple[int, int], int] = {}
    best[0][0] = 0.0
    for index, role in enumerate(roles):
        for start in range(len(pieces) + 1):
            now = best[start][index]
            if now == infinite:
                continue
            for end in range(start, min(len(pieces), start + _MANY.get(role, 12)) + 1):
                total = now + _group_cost(role, pieces[start:end], model)
                if total < best[end][index + 1]:
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


def _group_cost(role: str, pieces: list[SlicePiece], model: ColumnModel) -> float:
    if not pieces:
        return 1.0 if role in ("weight", "score", "actual", "target", "name") else 0.0
    total = sum(_AWAY * _distance(p, model.spans.get(role)) for p in pieces)
    if role in ("weight", "score"):
        prose = sum(len(ideographs(p.text)) > 1 for p in pieces)
        return total + _reads(pieces) + 0.1 * len(pieces) + _PROSE * prose
    if role in _SINGLE and len(pieces) > 1:
        return total + _joined_cost(role, pieces) + 0.3 * (len(pieces) - 1)
    return total + sum(cost_in(role, p) for p in pieces)


def _distance(piece: SlicePiece, span: tuple[int, int] | None) -> int:
    if span is None:
        return 2
    return max(span[0] - piece.column, piece.column - span[1], 0)
