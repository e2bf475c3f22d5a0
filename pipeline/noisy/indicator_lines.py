"""The indicator lines of a form as one row per indicator.

Belongs here: which line begins an indicator, which lines and fragments belong to the one before, and figures of
several lines that stand in one field. Does not belong here: the readings of names, figures and labels.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise

from rapidfuzz import fuzz

from pipeline.families import Family, vocabulary
from pipeline.noisy.pieces import Line, Piece, Row, ideographs
from pipeline.noisy.sections import Block, Part
from pipeline.noisy.slicing_columns import Model, assign, indicator_model, placed

_GLUED = re.compile(r"(\d{1,3}\.\d\d)((?: \d{1,3}\.\d\d)+)( .*)?")
_LEVELS = ("level1", "level2")
# What a sentence ends with, as printed and as recognisers write it.
_ENDS = ("。", ".", "·", "°", "!", "！", "；", ";", "”", '"', "）", ")")


@dataclass(slots=True)
class Rows:
    """The indicators in order; level fragments of every line, with the row they stand in or before.

    ``unclaimed`` are the pieces, by role, of lines between the headings and the first row.
    """

    rows: list[Row] = field(default_factory=list)
    fragments: list[tuple[str, Piece, float]] = field(default_factory=list)
    unclaimed: dict[str, list[Piece]] = field(default_factory=dict)


def indicator_rows(block: Block, family: Family, columns: int, total: list[str]) -> Rows:
    """The indicators of a form.

    ``fragments`` are (role, piece, position), where position is the index of the row, plus parts of one for
    lines between two rows. A line before the first row is a part of it or of the headings; its pieces are
    ``open_roles`` of that row.
    """
    found = Rows()
    lines = block.part(Part.INDICATORS)
    for page in sorted({line.page for line in lines}):
        own = [line for line in lines if line.page == page]
        heading = [line for line in block.part(Part.INDICATOR_HEAD) if line.page == page]
        model = indicator_model(own, heading, family, columns)
        if not heading and not any(_figures(line) for line in own):
            model = _from_total(model, [n for n in block.part(Part.TOTAL) if n.page == page], own)
        for line in own:
            _add(found, _unglued(line, total, model), model, family)
    _hand_over_glued(found.rows)
    for before, behind in pairwise(found.rows):
        _hand_over_beginning(before, behind)
    return found


def _figures(line: Line) -> bool:
    return sum(bool(re.search(r"\d\.\d", p.text)) for p in line.pieces) >= 2


def _from_total(model: Model, totals: list[Line], lines: list[Line]) -> Model:
    """The model of a page that has fragments only: names to the left, the reason right of the total's score."""
    figures = [p.column for n in totals for p in n.pieces if re.fullmatch(r"\d+\.\d+", p.tight)]
    last = max(p.column for n in lines for p in n.pieces)
    reason = max(figures) + 1 if figures else last
    spans = {"level1": (0, 0), "level2": (1, 1), "name": (2, 2)}
    if reason > 4:
        spans |= {"target": (3, 3), "actual": (4, max(4, reason - 3))}
    spans["reason"] = (reason, max(last, reason))
    return Model(model.roles, spans)


def _unglued(line: Line, total: list[str], model: Model) -> Line:
    """The line with figures of several lines cut apart, and without a total's label glued to a name.

    The 分 that some forms print behind weights and scores is left out.
    """
    pieces: list[Piece] = []
    points = [model.spans[role] for role in ("weight", "score") if role in model.spans]
    for piece in line.pieces:
        if any(a <= piece.column <= b for a, b in points) and re.fullmatch(r"[^\u3400-\u9fff]*分", piece.text):
            piece = piece.with_text(piece.text.rstrip("分").strip())
            if not piece.text:
                continue
        words = piece.text.split()
        if len(words) > 1 and words[-1] in total:
            piece = piece.with_text(" ".join(words[:-1]))
        match = _GLUED.fullmatch(piece.text)
        if match:
            pieces.append(piece.with_text(match.group(1)))
            rest = (match.group(3) or "").strip()
            if rest:
                pieces.append(piece.with_text(rest))
        else:
            pieces.append(piece)
    return Line(line.number, line.page, pieces)


def _add(found: Rows, line: Line, model: Model, family: Family) -> None:
    parts, moved = assign(line, model)
    figures = sum(role in parts for role in ("weight", "score"))
    begins = figures == 2 or (figures == 1 and ("target" in parts or "actual" in parts) and "name" in parts)
    if begins:
        levels = _take_levels(parts) if moved else []
        for role in _LEVELS:
            levels += [(role, piece) for piece in parts.pop(role, [])]
        found.fragments += [(role, piece, float(len(found.rows))) for role, piece in levels]
        cut = frozenset(role for role, (first, last) in model.spans.items() if last > first)
        firsts = {role: first for role, (first, _) in model.spans.items()}
        row = Row([line], parts, moved and _name_displaced(parts, model), moved, cut, firsts)
        if not found.rows:
            row.open_roles = {role: tuple(pieces) for role, pieces in found.unclaimed.items()}
        found.rows.append(row)
        return
    if not any(re.search(r"\d\.\d", p.text) for pieces in parts.values() for p in pieces):
        # The rest of a row has too little text to tell its columns; it stands where it stands.
        parts = placed(line, model)
    above = [f for f in found.fragments if f[2] >= len(found.rows) - 1]
    place = len(found.rows) - 1 + min(0.9, 0.3 + 0.1 * len({p.line for _, p, _ in above} | {-1}) - 0.1)
    for role in _LEVELS:
        found.fragments += [(role, piece, place) for piece in parts.pop(role, [])]
    if not parts:
        return
    if not found.rows:
        if not _ends_headings(parts, family):
            for role, pieces in parts.items():
                found.unclaimed.setdefault("target" if role in ("operator", "unit") else role, []).extend(pieces)
        return
    row = found.rows[-1]
    row.lines.append(line)
    for role, pieces in parts.items():
        row.parts.setdefault(role, []).extend(pieces)


def _ends_headings(parts: dict[str, list[Piece]], family: Family) -> bool:
    """Whether a line holds nothing but parts of the headings above it: 及改进措施 below 偏差原因分析."""
    headings: dict[str, list[str]] = dict(family.indicators.columns.items())
    return all(any(p.tight in label for label in headings.get(role, ())) for role, ps in parts.items() for p in ps)


def _name_displaced(parts: dict[str, list[Piece]], model: Model) -> bool:
    span = model.spans.get("name", (0, 99))
    names = parts.get("name", [])
    return not names or any(not span[0] <= p.column <= span[1] for p in names)


def _take_levels(parts: dict[str, list[Piece]]) -> list[tuple[str, Piece]]:
    """Words of a level label that stand glued around a name, taken out of it."""
    names = parts.get("name", [])
    if len(names) != 1 or len(names[0].text.split()) < 3:
        return []
    words = names[0].text.split()
    for label in vocabulary().level2:
        for skip in range(1, len(label)):
            head, tail = label[:skip], label[skip:]
            if head in words and tail in words and words.index(head) == 0:
                rest = [w for i, w in enumerate(words) if i not in (words.index(head), words.index(tail))]
                parts["name"] = [names[0].with_text(" ".join(rest))]
                return [("level2", names[0].with_text(label))]
    return []


def _hand_over_glued(rows: list[Row]) -> None:
    """Prose glued behind the figures of several lines goes to the one of them that lost points without a reason."""
    for index, row in enumerate(rows):
        glued = [p for p in row.part("reason") if _GLUED.fullmatch(" ".join(p.raw.split()))]
        if not glued:
            continue
        count = len(re.findall(r"\d{1,3}\.\d\d", glued[0].raw))
        near = [r for r in rows[index : index + max(2, (count + 1) // 2)] if _lost_points(r)]
        if len(near) == 1 and near[0] is not row and not near[0].part("reason"):
            row.parts["reason"] = [p for p in row.part("reason") if p not in glued]
            near[0].parts["reason"] = glued


def _hand_over_beginning(before: Row, behind: Row) -> None:
    """The last line of a page that holds a piece of a reason alone goes to the first row of the next page.

    That is so where the reason above it has ended and it has not; where that cannot be told, both reasons are open.
    """
    last = before.lines[-1]
    if len(before.lines) < 2 or last.page == behind.page or not behind.part("reason"):
        return
    pieces = [p for p in before.part("reason") if p.line == last.number]
    if len(pieces) != len(last.pieces) or any(p.line != behind.lines[0].number for p in behind.part("reason")[:1]):
        return
    own = "".join(p.tight for p in before.part("reason") if p.line != last.number)
    fragment = "".join(p.tight for p in pieces)
    if fragment.endswith(_ENDS):
        return
    if own and not own.endswith(_ENDS):
        before.open_roles["reason"] = behind.open_roles["reason"] = ()
        return
    before.parts["reason"] = [p for p in before.part("reason") if p not in pieces]
    before.lines = before.lines[:-1]
    behind.parts["reason"] = [*pieces, *behind.part("reason")]


def _lost_points(row: Row) -> bool:
    weight = "".join(p.tight for p in row.part("weight"))
    score = "".join(p.tight for p in row.part("score"))
    return weight != score


def halves_cost(one: Row, other: Row) -> float | None:
    """Cost of taking two neighbouring rows for one printed row that a slicing line cut; null when they cannot be.

    Such halves print the same weight and score, nearly the same target and actual, and one has no name.
    """
    if any(_text(one, role) != _text(other, role) for role in ("weight", "score")) or one.page != other.page:
        return None
    names = [ideographs(_text(r, "name")) for r in (one, other)]
    likeness = [fuzz.ratio(_text(one, role), _text(other, role)) for role in ("target", "actual")]
    if min(likeness) < 70 or min(map(len, names)) > 1:
        return None
    return 3.0 + (200.0 - sum(likeness)) / 10


def same_indicator(one: Row, other: Row) -> bool:
    """Whether two neighbouring rows print the same name, target, actual and weight: a row read twice."""
    if any(_text(one, role) != _text(other, role) for role in ("target", "actual", "weight")):
        return False
    first, second = ideographs(_text(one, "name")), ideographs(_text(other, "name"))
    return bool(first) and fuzz.ratio(first, second) >= 92


def _text(row: Row, role: str) -> str:
    return "".join(p.tight for p in row.part(role))
