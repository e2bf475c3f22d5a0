"""The lines above the budget: project name, department, implementing unit; and the grade at the end.

Belongs here: values behind labels, also where several labels stand glued in one field, and offices that the
document prints whole elsewhere. Does not belong here: the recognition of the lines (``form_parts``).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass, field

from rapidfuzz import fuzz

from pipeline.families import vocabulary
from pipeline.noisy.cut_names import Phrases, has_lost_beginning, read_text
from pipeline.noisy.form_parts import FormPart, LabelsOfFamilies, SlicedForm
from pipeline.noisy.sliced_lines import RestoredValue, SlicedLine, SlicePiece, ideographs, repaired
from pipeline.text.offices import WHOLE_NAME_ENDS

# In how many places the beginning of an office must stand behind the same character to have lost it (chosen).
_OFTEN = 2
# A name of four characters or more that ends so can be a department or unit.
_OFFICE = re.compile(rf"[\u3400-\u9fff（）()]{{3,}}(?:{WHOLE_NAME_ENDS})")
_NOTED = re.compile(r"(.{4,})([(（][^()（）]{1,8}[)）])")
# Likeness at which a damaged office is taken for one that the document prints whole; two of ten characters may differ.
# Fewer characters than the second are not compared. With 100 for the first, 12 texts of
# the real extract change.
_SAME_OFFICE, _OFFICE_LENGTH = 80.0, 4
# A label of four characters with one of them damaged (75) or doubled (89); half of 评分等级 (67) does not
# count. Slices that such a label is cut over, and words of a label at the beginning of a line, at most (chosen).
_LABEL_INSIDE, _GRADE_LABEL, _LABEL_SLICES, _LABEL_WORDS = 72.0, 70.0, 3, 4
# A name is completed by what stands elsewhere from so many characters on (chosen, not measured).
_COMPLETED = 6


@dataclass(slots=True)
class HeadPieces:
    """Pieces by field as they stand, before they are read."""

    name: list[SlicePiece] = field(default_factory=list)
    department: list[SlicePiece] = field(default_factory=list)
    unit: list[SlicePiece] = field(default_factory=list)
    glued_department: list[SlicePiece] = field(default_factory=list)
    glued_unit: list[SlicePiece] = field(default_factory=list)
    first_column: int = 1
    department_column: int = 1
    unit_column: int = 1
    is_glued: bool = False


def head_of(sliced_form: SlicedForm, labels: LabelsOfFamilies) -> HeadPieces:
    """The pieces of name, department and unit."""
    head = HeadPieces()
    for line in sliced_form.part(FormPart.NAME):
        rest, head.first_column = _after_label(line.pieces, labels.name)
        _split_glued(rest, labels, head)
    for line in sliced_form.part(FormPart.DEPARTMENT):
        rest, head.department_column = _after_label(line.pieces, labels.department)
        label = _label_inside(rest, labels.unit)
        if label is None:
            head.department += rest
            continue
        first, last, behind = label
        head.unit_column = rest[last].column + 1
        head.department += rest[:first]
        head.unit += ([rest[last].with_text(behind)] if behind else []) + rest[last + 1 :]
    return head


def _label_inside(pieces: Sequence[SlicePiece], labels: Sequence[str]) -> tuple[int, int, str] | None:
    """Where a label stands among pieces: its first and last piece, and what the last holds behind it."""
    for index, piece in enumerate(pieces):
        for label in labels:
            if label in piece.tight:
                return index, index, piece.tight.partition(label)[2]
    best: tuple[float, int, int] | None = None
    for first in range(len(pieces)):
        for last in range(first, min(first + _LABEL_SLICES, len(pieces))):
            text = ideographs("".join(p.tight for p in pieces[first : last + 1]))
            score = max(fuzz.ratio(text, label) for label in labels)
            if score >= _LABEL_INSIDE and (best is None or score > best[0]):
                best = (score, first, last)
    return (best[1], best[2], "") if best else None


def _after_label(pieces: Sequence[SlicePiece], labels: Sequence[str]) -> tuple[list[SlicePiece], int]:
    """The pieces behind a label that may be cut over several slices, and the first slice behind the label.

    The label is as many words from the left as resemble one of the known labels best.
    """
    words = [(index, word) for index, piece in enumerate(pieces) for word in piece.text.split()]
    best, count = 0.0, 1
    for number in range(1, min(len(words), _LABEL_WORDS) + 1):
        read = "".join(word for _, word in words[:number])
        score = max(fuzz.ratio(read, label) for label in labels)
        if score > best:
            best, count = score, number
    read = "".join(word for _, word in words[:count])
    last = words[count - 1][0]
    over = next((read[len(x) :] for x in labels if read.startswith(x) and len(read) > len(x)), "")
    behind = [over] if over else []
    behind += [word for index, word in words[count:] if index == last]
    rest = [pieces[last].with_text(" ".join(behind))] if behind else []
    return rest + list(pieces[last + 1 :]), pieces[last].column + 1


def _split_glued(pieces: list[SlicePiece], labels: LabelsOfFamilies, head: HeadPieces) -> None:
    """Name, department and unit that stand in one field with their labels between them."""
    words = [piece.with_text(word) for piece in pieces for word in piece.text.split()]
    unit = next((i for i, w in enumerate(words) if w.text in labels.unit), None)
    if unit is None:
        head.name = pieces
        return
    head.is_glued = True
    head.glued_unit = words[unit + 1 :]
    before = words[:unit]
    at = next((i for i, w in enumerate(before) if w.text in labels.department), None)
    if at is not None:
        head.name, head.glued_department = before[:at], before[at + 1 :]
    elif len(before) >= 2 and _OFFICE.fullmatch(before[-1].text):
        head.name, head.glued_department = before[:-1], before[-1:]
    else:
        head.name = before


def known_offices(heads: Sequence[HeadPieces], phrases: Phrases) -> list[str]:
    """Offices that stand whole somewhere in the document: in one field, or joined without a doubt."""
    counts: dict[str, int] = {}
    for head in heads:
        for pieces in (head.department, head.unit, head.glued_department, head.glued_unit):
            clean = [p for p in pieces if ideographs(p.text)]
            value = read_text([clean], phrases)
            if value.text and not value.doubts and not value.repairs and _OFFICE.fullmatch(value.text):
                counts[value.text] = counts.get(value.text, 0) + 1
    return sorted(counts, key=lambda office: (-counts[office], office))


def read_office(
    pieces: list[SlicePiece],
    glued: list[SlicePiece],
    offices: Sequence[str],
    phrases: Phrases,
    first_column: int,
    other: str,
) -> RestoredValue:
    """A department or unit; a damaged one is taken for the one the document prints whole elsewhere.

    ``first_column`` is the first slice of the value's cell; ``other`` is what else the form prints in this place,
    which begins with the same place name as a rule.
    """
    whole = read_text([glued], phrases)
    if whole.text in offices and not whole.doubts:
        return whole.also_from(pieces)
    pieces = _without_label_rest(pieces)
    value = read_text([pieces], phrases) if pieces else whole
    if not value.text:
        return value.doubted("illegible")
    line = value.pieces[0].line
    is_lost = other[1:3] == value.text[:2] and not phrases.stands(value.text[:3], line)
    is_lost = is_lost or phrases.lost_before(value.text, line, _OFTEN)
    if is_lost:
        offices = [office for office in offices if not value.text.startswith(office)]
    if value.text in offices:
        return value.certain()
    # 本级 or 机关 in brackets names another unit than the office alone.
    noted = _NOTED.fullmatch(value.text)
    named, note = noted.groups() if noted else (value.text, "")
    core = ideographs(named)
    match = max(offices, key=lambda office: fuzz.ratio(office, core), default="")
    if note and named in offices:
        return value.certain()
    if match and match != value.text and _fits(core, match):
        plain = RestoredValue(value.raw, value.pieces)
        return repaired(plain, "same_phrase", match + note)
    if not _OFFICE.fullmatch(named):
        return value.doubted("truncated")
    # A value that begins in an inner slice may have lost its first characters to the cut before it.
    inner = bool(pieces) and pieces[0].column > first_column and value.text[:2] != other[:2]
    return value.doubted("truncated") if inner or is_lost else value


def _fits(core: str, office: str) -> bool:
    """Whether a damaged text is an office: nearly all of it, or its beginning and its end."""
    if len(core) >= _OFFICE_LENGTH and fuzz.ratio(core, office) >= _SAME_OFFICE:
        return True
    return any(office.startswith(core[:i]) and office.endswith(core[i:]) for i in range(_OFFICE_LENGTH, len(core) - 2))


def _without_label_rest(pieces: list[SlicePiece]) -> list[SlicePiece]:
    """Without single characters that the label's last slice left before the value."""
    at = 0
    while at < len(pieces) - 1 and len(pieces[at].tight) <= 1 and len(ideographs(pieces[at + 1].text)) < 2:
        at += 1
    if at < len(pieces) - 1 and len(pieces[at].tight) <= 1:
        at += 1
    return pieces[at:]


def read_project_name(head: HeadPieces, phrases: Phrases) -> RestoredValue:
    """The project name; null and doubted when nothing of it is legible."""
    pieces = [p for p in head.name if p.tight]
    if not pieces:
        return RestoredValue().doubted("illegible")
    value = read_text([pieces], phrases)
    year = re.fullmatch(r"0?(\d\d)(年.*)", value.text)
    if year and not value.text.startswith("20"):
        return repaired(value, "year_cut", f"20{year.group(1)}{year.group(2)}").doubted("truncated")
    # Where the name begins in an inner slice, the cut before it may have taken its first characters.
    is_inner = pieces[0].column > head.first_column and not head.is_glued and not re.match(r"20\d\d", value.text)
    if value.doubts or not (is_inner or has_lost_beginning(value.text, phrases, pieces[0].line)):
        return value
    before = phrases.before(value.text)
    if before and len(value.text) >= _COMPLETED:
        value = repaired(value, "same_phrase", before + value.text)
    return value.doubted("truncated")


def read_grade(lines: Sequence[SlicedLine], labels: LabelsOfFamilies) -> RestoredValue:
    """The grade: one of the known grades behind the label, else null and doubted."""
    grades = sorted(vocabulary().grades, key=len, reverse=True)
    for line in lines:
        pieces = [p for p in line.pieces if ideographs(p.text)]
        for piece in reversed(pieces):
            if piece.tight in grades and len(pieces) > 1:
                return RestoredValue(piece.tight, (piece,))
        text = ideographs(line.tight)
        for grade in grades:
            label = text.removesuffix(grade)
            if label != text and any(fuzz.ratio(label, known) >= _GRADE_LABEL for known in labels.grade):
                return RestoredValue(grade, tuple(line.pieces))
        return RestoredValue("", tuple(pieces[1:])).doubted("illegible")
    return RestoredValue().doubted("illegible")
