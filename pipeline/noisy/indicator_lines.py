"""The indicator lines of a form as one row per indicator.

Belongs here: which line begins an indicator, which lines and fragments belong to the one before, and figures of
several lines that stand in one field. Does not belong here: the readings of names, figures and labels.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from itertools import pairwise
from typing import NamedTuple

from pipeline.families import Family, vocabulary
from pipeline.noisy.column_model import ColumnModel, assign, indicator_model, placed
from pipeline.noisy.form_parts import FormPart, SlicedForm
from pipeline.noisy.sliced_lines import SlicedLine, SlicedRow, SlicePiece

_GLUED = re.compile(r"(\d{1,3}\.\d\d)((?: \d{1,3}\.\d\d)+)( .*)?")
_LEVELS = ("level1", "level2")
# Where the first line behind a row stands between it and the next, how much each further line is below, and the last
# place (parts of 1; their order alone counts).
_FIRST_BEHIND, _NEXT_BEHIND, _LAST_BEHIND = 0.2, 0.1, 0.9
# The slices of a page without figures, where reasons alone go on: name, target and the slices of actual value, weight
# and score before the reason, as on the real extract.
_NAME_COLUMN, _TARGET_COLUMN, _BEFORE_REASON = 2, 3, 3
# Words of a level's label and a name that stand in one field: two of the label, one of the name.
_GLUED_WORDS = 3
# What a sentence ends with, as printed and as recognisers write it.
_ENDS = ("。", ".", "·", "°", "!", "！", "；", ";", "”", '"', "）", ")")


class LevelPiece(NamedTuple):
    """A piece in a column of levels: the column, and the index of its row (plus a part of 1: behind that row)."""

    role: str
    piece: SlicePiece
    place: float


@dataclass(slots=True)
class SlicedRows:
    """The indicators in order; what stands in the columns of the levels.

    ``unclaimed`` are the pieces, by role, of lines between the headings and the first row.
    """

    rows: list[SlicedRow] = field(default_factory=list)
    level_pieces: list[LevelPiece] = field(default_factory=list)
    unclaimed: dict[str, list[SlicePiece]] = field(default_factory=dict)


def indicator_rows(sliced_form: SlicedForm, family: Family, columns: int, total: list[str]) -> SlicedRows:
    """The indicators of a form.

    A line before the first row is a part of it or of the headings; its pieces are
    ``open_roles`` of that row.
    """
    sliced = SlicedRows()
    lines = sliced_form.part(FormPart.INDICATORS)
    for page in sorted({line.page for line in lines}):
        own = [line for line in lines if line.page == page]
        heading = [line for line in sliced_form.part(FormPart.INDICATOR_HEAD) if line.page == page]
        model = indicator_model(own, heading, family, columns)
        if not heading and not any(_figures(line) for line in own):
            model = _from_total(model, [n for n in sliced_form.part(FormPart.TOTAL) if n.page == page], own)
        for line in own:
            _add(sliced, _unglued(line, total, model), model, family)
    _hand_over_glued(sliced.rows)
    for before, behind in pairwise(sliced.rows):
        _hand_over_beginning(before, behind)
    return sliced


def _figures(line: SlicedLine) -> bool:
    return sum(bool(re.search(r"\d\.\d", p.text)) for p in line.pieces) >= 2


def _from_total(model: ColumnModel, totals: list[SlicedLine], lines: list[SlicedLine]) -> ColumnModel:
    """The model of a page that has fragments only: names to the left, the reason right of the total's score."""
    figures = [p.column for n in totals for p in n.pieces if re.fullmatch(r"\d+\.\d+", p.tight)]
    last = max(p.column for n in lines for p in n.pieces)
    reason = max(figures) + 1 if figures else last
    spans = {"level1": (0, 0), "level2": (1, 1), "name": (_NAME_COLUMN, _NAME_COLUMN)}
    actual = _TARGET_COLUMN + 1
    if reason > actual:
        spans |= {"target": (_TARGET_COLUMN, _TARGET_COLUMN), "actual": (actual, max(actual, reason - _BEFORE_REASON))}
    spans["reason"] = (reason, max(last, reason))
    return ColumnModel(model.roles, spans)


def _unglued(line: SlicedLine, total: list[str], model: ColumnModel) -> SlicedLine:
    """The line with figures of several lines cut apart, and without a total's label glued to a name.

    The 分 that some forms print behind weights and scores is left out.
    """
    pieces: list[SlicePiece] = []
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
    return SlicedLine(line.number, line.page, pieces)


def _add(sliced: SlicedRows, line: SlicedLine, model: ColumnModel, family: Family) -> None:
    parts, moved = assign(line, model)
    figures = sum(role in parts for role in ("weight", "score"))
    begins = figures == 2 or (figures == 1 and ("target" in parts or "actual" in parts) and "name" in parts)
    if begins:
        levels = _take_levels(parts) if moved else []
        for role in _LEVELS:
            levels += [(role, piece) for piece in parts.pop(role, [])]
        sliced.level_pieces += [LevelPiece(role, piece, float(len(sliced.rows))) for role, piece in levels]
        cut = frozenset(role for role, (first, last) in model.spans.items() if last > first)
        firsts = {role: first for role, (first, _) in model.spans.items()}
        row = SlicedRow([line], parts, moved and _name_displaced(parts, model), moved, cut, firsts)
        if not sliced.rows:
            row.open_roles = {role: tuple(pieces) for role, pieces in sliced.unclaimed.items()}
        sliced.rows.append(row)
        return
    if not any(re.search(r"\d\.\d", p.text) for pieces in parts.values() for p in pieces):
        # The rest of a row has too little text to tell its columns; it stands where it stands.
        parts = placed(line, model)
    above = [f for f in sliced.level_pieces if f.place >= len(sliced.rows) - 1]
    place = (
        len(sliced.rows)
        - 1
        + min(_LAST_BEHIND, _FIRST_BEHIND + _NEXT_BEHIND * len({f.piece.line for f in above} | {-1}))
    )
    for role in _LEVELS:
        sliced.level_pieces += [LevelPiece(role, piece, place) for piece in parts.pop(role, [])]
    if not parts:
        return
    if not sliced.rows:
        if not _ends_headings(parts, family):
            for role, pieces in parts.items():
                sliced.unclaimed.setdefault(role, []).extend(pieces)
        return
    row = sliced.rows[-1]
    row.lines.append(line)
    for role, pieces in parts.items():
        row.parts.setdefault(role, []).extend(pieces)


def _ends_headings(parts: dict[str, list[SlicePiece]], family: Family) -> bool:
    """Whether a line holds nothing but parts of the headings above it: 及改进措施 below 偏差原因分析."""
    headings: dict[str, list[str]] = dict(family.indicators.columns.items())
    return all(any(p.tight in label for label in headings.get(role, ())) for role, ps in parts.items() for p in ps)


def _name_displaced(parts: dict[str, list[SlicePiece]], model: ColumnModel) -> bool:
    span = model.spans.get("name", (0, 99))
    names = parts.get("name", [])
    return not names or any(not span[0] <= p.column <= span[1] for p in names)


def _take_levels(parts: dict[str, list[SlicePiece]]) -> list[tuple[str, SlicePiece]]:
    """Words of a level label that stand glued around a name, taken out of it."""
    names = parts.get("name", [])
    if len(names) != 1 or len(names[0].text.split()) < _GLUED_WORDS:
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


def _hand_over_glued(rows: list[SlicedRow]) -> None:
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


def _hand_over_beginning(before: SlicedRow, behind: SlicedRow) -> None:
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


def _lost_points(row: SlicedRow) -> bool:
    weight = "".join(p.tight for p in row.part("weight"))
    score = "".join(p.tight for p in row.part("score"))
    return weight != score
