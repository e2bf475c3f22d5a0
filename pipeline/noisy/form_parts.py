"""Where forms begin and end in a noisy document, and which of their lines belong to which block.

Belongs here: recognising lines by the labels of the families, tolerant of damaged labels.
Does not belong here: the values on the lines.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from enum import IntEnum
from functools import lru_cache

from rapidfuzz import fuzz

from pipeline.families import BudgetColumn, Family, vocabulary
from pipeline.noisy.heading_line import headed
from pipeline.noisy.sliced_lines import SlicedLine, ideographs
from pipeline.text.labels import plain_label

# One wrong character in a label of four (75) still counts, two do not (50).
_LABEL = 70.0
# The same for a label with one character behind it, which a cut may have doubled; for 主管部门 beside the label of the
# unit, where two of four may be wrong; for the grade; for a label within other text, as funding sources are
# (likeness from 0 to 100; chosen. A quarter less of the first changes half of the texts of the real extract, since
# other lines are taken for a form's first).
_LABEL_AND_ONE, _LABEL_BESIDE, _GRADE_LABEL, _LABEL_WITHIN = 85.0, 50.0, 65.0, 74.0
# A label that stands whole outweighs any likeness.
_WHOLE = 101.0
# Likeness of a heading within a line, and how many of its characters the line must have; three headings must agree
# (chosen; a quarter less likeness changes 3 texts of the real extract, one character less 185).
_HEADING, _HEADING_CHARACTERS, _HEADINGS = 80.0, 3, 3
# Characters that a line must share with the headings of the budget before they are compared (chosen for speed).
_BUDGET_CHARACTERS = 6
# All headings of a line together, some of them doubled; prose with words of headings in it is longer. The 30 heading
# lines of the real extract have 21 to 38 ideographs, those of the goals 8 to 12, those with the grade 5 or 6, a label
# of the total with two doubled characters would have 4.
_HEADING_LENGTH, _GOAL_HEAD_LENGTH, _GRADE_LENGTH, _TOTAL_LENGTH = 45, 24, 10, 4
# Likeness of a goal's label within its line: of eight characters three may be wrong (chosen, not measured).
_GOAL_HEAD, _GOAL_HEAD_LEAST = 60.0, 3
# Characters from which a label is compared; labels of sources stand in the first five slices (chosen).
_LABEL_LENGTH, _SOURCE_COLUMNS = 4, 4
# Weight and score stand side by side, so that their figures are at most so many pieces apart, behind two at least
# (chosen, not measured).
_POINTS_APART, _POINTS_BEHIND = 3, 2
_AMOUNTS = frozenset({"initial_budget", "adjusted_budget", "executed"})
_DEPARTMENT = "主管部门"
_NUMBER = re.compile(r"\d\.\d")
_POINTS = re.compile(r"^[^\u3400-\u9fff]*\d+\.\d\d?$")
_BEFORE_LABEL = re.compile(r"^[^\u3400-\u9fffA-Za-z]+")


class FormPart(IntEnum):
    """The blocks of a form in printed order."""

    NAME = 0
    DEPARTMENT = 1
    BUDGET_HEAD = 2
    SOURCES = 3
    GOAL_HEAD = 4
    GOALS = 5
    INDICATOR_HEAD = 6
    INDICATORS = 7
    TOTAL = 8
    GRADE = 9


@dataclass(slots=True)
class SlicedForm:
    """The lines of one form by part."""

    lines: dict[FormPart, list[SlicedLine]] = field(default_factory=dict)

    def part(self, part: FormPart) -> list[SlicedLine]:
        """Lines of one part, in order."""
        return self.lines.get(part, [])

    def add(self, part: FormPart, line: SlicedLine) -> None:
        """One more line for a part."""
        self.lines.setdefault(part, []).append(line)

    @property
    def all_lines(self) -> list[SlicedLine]:
        """Every line of the form, in order."""
        return sorted((n for lines in self.lines.values() for n in lines), key=lambda n: n.number)


class LabelsOfFamilies:
    """Every label of every family, normalised, by what it introduces; :func:`labels_of_families` makes it once."""

    def __init__(self, families: Sequence[Family]) -> None:
        self.name = _union(family.fields.get("project_name", []) for family in families)
        self.department = _union(family.fields.get("department", []) for family in families)
        self.unit = _union(family.fields.get("implementing_unit", []) for family in families)
        self.budgets: list[dict[BudgetColumn, list[str]]] = []
        for family in families:
            if family.budget.columns not in self.budgets:
                self.budgets.append(family.budget.columns)
        self.budget_characters = frozenset(
            "".join(x for family in families for ls in family.budget.columns.values() for x in ls)
        )
        self.sources = {
            label: key for family in families for key, ls in family.budget.sources.items() for label in _norm(ls)
        }
        self.goals = _union(ls for family in families for ls in family.goals.values())
        self.indicators: dict[str, list[str]] = {}
        for family in families:
            for role, labels in family.indicators.columns.items():
                known = self.indicators.setdefault(role, [])
                known += [label for label in _norm(labels) if label not in known]
        self.total = _union([family.total for family in families])
        self.grade = _union([family.grade for family in families])


@lru_cache(maxsize=64)
def labels_of_families(families: tuple[Family, ...]) -> LabelsOfFamilies:
    """The labels of some families."""
    return LabelsOfFamilies(families)


def _norm(labels: Iterable[str]) -> list[str]:
    return [plain_label(label) for label in labels]


def _union(groups: Iterable[Iterable[str]]) -> list[str]:
    return sorted({label for group in groups for label in _norm(group)}, key=lambda x: (-len(x), x))


def find_forms(lines: list[SlicedLine], labels: LabelsOfFamilies) -> list[SlicedForm]:
    """The forms of a document in order.

    A form begins at its project name, or at its department or budget heading when the line before is lost;
    lines outside forms are left out.
    """
    sliced_forms: list[SlicedForm] = []
    sliced_form: SlicedForm | None = None
    at = FormPart.GRADE
    for line in lines:
        start = _start(line, labels)
        if start is not None and (sliced_form is None or _begins(start, sliced_form)):
            sliced_form = SlicedForm()
            sliced_forms.append(sliced_form)
        elif sliced_form is None:
            continue
        at = start if start is not None else _next(line, at, labels)
        if (
            at is FormPart.INDICATORS
            and not sliced_form.part(FormPart.INDICATOR_HEAD)
            and heads_indicators(line, labels)
        ):
            # Funding rows with damaged labels look like indicators until the heading comes.
            sliced_form.lines.setdefault(FormPart.SOURCES, []).extend(sliced_form.lines.pop(FormPart.INDICATORS, []))
            at = FormPart.INDICATOR_HEAD
        sliced_form.add(at, line)
    return [b for b in sliced_forms if _is_form(b)]


def _begins(start: FormPart, sliced_form: SlicedForm) -> bool:
    """Whether a line that can begin a form begins another one than the present: what it heads is there already.

    Some families print the goals before the budget.
    """
    if start is FormPart.NAME:
        return True
    later = (FormPart.INDICATOR_HEAD, FormPart.INDICATORS, FormPart.TOTAL, FormPart.GRADE)
    return any(sliced_form.part(part) for part in (start, *later))


def _is_form(sliced_form: SlicedForm) -> bool:
    """A form has at least two of: budget heading, indicators, total or grade."""
    parts = (FormPart.BUDGET_HEAD, FormPart.INDICATORS, FormPart.TOTAL, FormPart.GRADE, FormPart.SOURCES)
    return sum(bool(sliced_form.part(p)) for p in parts) >= 2


def begins_with(text: str, labels: Iterable[str], threshold: float = _LABEL) -> str | None:
    """The label that a text without blanks begins with, tolerant of one damaged character in four."""
    clean = _BEFORE_LABEL.sub("", text)
    for label in labels if clean else ():
        head = clean[: len(label)]
        if len(head) == len(label) and fuzz.ratio(head, label) >= threshold:
            return label
        if fuzz.ratio(clean[: len(label) + 1], label) >= _LABEL_AND_ONE:
            return label
    return None


def _start(line: SlicedLine, labels: LabelsOfFamilies) -> FormPart | None:
    left = "".join(p.tight for p in line.pieces if p.column <= 2)
    if line.pieces[0].column > 1:
        left = ""
    if begins_with(left, labels.name):
        return FormPart.NAME
    # The line of the department also carries the label of the unit: two labels stand against a chance likeness.
    if begins_with(left, [_DEPARTMENT], _LABEL_BESIDE) and any(label in line.tight for label in labels.unit):
        return FormPart.DEPARTMENT
    if begins_with(left, labels.department):
        return FormPart.DEPARTMENT
    text = ideographs(line.tight)
    is_heading = len(text) <= _HEADING_LENGTH and not _NUMBER.search(line.tight)
    # Three headings share many characters with the known ones; most lines are ruled out by that alone.
    is_heading = is_heading and len(set(text) & labels.budget_characters) >= _BUDGET_CHARACTERS
    for columns in labels.budgets if is_heading else ():
        roles = {role for _, role in headed(line.pieces, columns)}
        # Weight and score head the indicators too; amounts do not.
        if len(roles) >= _HEADINGS and len(roles & _AMOUNTS) >= 2:
            return FormPart.BUDGET_HEAD
    return None


def heads_indicators(line: SlicedLine, labels: LabelsOfFamilies) -> bool:
    """Whether a line holds headings of the indicators: three of them, one of them of a level or of the names."""
    return _are_headings(plain_label(line.tight), labels)


@lru_cache(maxsize=1 << 11)
def _are_headings(text: str, labels: LabelsOfFamilies) -> bool:
    if "指" not in text and "标" not in text:
        return False
    headed_roles = {role for role, known in labels.indicators.items() if any(_heads(label, text) for label in known)}
    return (
        len(headed_roles) >= _HEADINGS
        and bool(headed_roles & {"level1", "level2", "name"})
        and len(text) <= 2 * _HEADING_LENGTH
    )


def _heads(label: str, text: str) -> bool:
    if label in text:
        return True
    shared = len(set(label) & set(text))
    return len(label) >= _LABEL_LENGTH and shared >= _HEADING_CHARACTERS and fuzz.partial_ratio(label, text) >= _HEADING


def _next(line: SlicedLine, at: FormPart, labels: LabelsOfFamilies) -> FormPart:
    """The part a line belongs to, given the part before it."""
    if at <= FormPart.SOURCES:
        if _source(line, labels):
            return FormPart.SOURCES
        if _is_goal_head(line, labels):
            return FormPart.GOAL_HEAD
    if at <= FormPart.GOALS and heads_indicators(line, labels):
        return FormPart.INDICATOR_HEAD
    if at <= FormPart.GOALS and looks_like_indicator(line) and at >= FormPart.SOURCES and not _source(line, labels):
        return FormPart.INDICATORS
    if at <= FormPart.GOALS:
        return (
            at
            if at in (FormPart.SOURCES, FormPart.GOALS)
            else FormPart(at + 1)
            if at != FormPart.GOAL_HEAD
            else FormPart.GOALS
        )
    if at is FormPart.INDICATOR_HEAD and heads_indicators(line, labels):
        return FormPart.INDICATOR_HEAD
    if is_grade_line(line, labels):
        return FormPart.GRADE
    if at >= FormPart.INDICATOR_HEAD and has_total(line, labels):
        # A total glued to the last indicator leaves an indicator on this line; the figures follow on the next one.
        return FormPart.INDICATORS if looks_like_indicator(line) and not _only_total(line, labels) else FormPart.TOTAL
    if at is FormPart.INDICATORS and _bare_total(line, labels):
        return FormPart.TOTAL
    return FormPart.INDICATORS if at in (FormPart.INDICATOR_HEAD, FormPart.INDICATORS) else at


def _source(line: SlicedLine, labels: LabelsOfFamilies) -> str | None:
    text = "".join(p.tight for p in line.pieces if p.column <= _SOURCE_COLUMNS)
    return source_of(text, labels)


@lru_cache(maxsize=1 << 12)
def source_of(text: str, labels: LabelsOfFamilies) -> str | None:
    """The funding source whose label stands in a text, tolerant of one damaged character in four."""
    clean = ideographs(text)
    best: tuple[float, str] | None = None
    for label in labels.sources:
        score = (
            _WHOLE
            if label in clean
            else fuzz.partial_ratio(label, clean)
            if len(clean) >= max(_LABEL_LENGTH, len(label) - 1)
            else 0.0
        )
        if score >= _LABEL_WITHIN and (best is None or (score, len(label)) > (best[0], len(best[1]))):
            best = (score, label)
    return labels.sources[best[1]] if best else None


def _is_goal_head(line: SlicedLine, labels: LabelsOfFamilies) -> bool:
    clean = ideographs(line.tight)
    if len(clean) > _GOAL_HEAD_LENGTH or _NUMBER.search(line.tight):
        return False
    return (
        any(fuzz.partial_ratio(label, clean) >= _GOAL_HEAD for label in labels.goals)
        if len(clean) >= _GOAL_HEAD_LEAST
        else False
    )


def is_grade_line(line: SlicedLine, labels: LabelsOfFamilies) -> bool:
    """Whether a line is the one with the grade."""
    text = ideographs(line.tight)
    if len(text) > _GRADE_LENGTH:
        return False
    if begins_with(text, labels.grade, _GRADE_LABEL) is not None:
        return True
    # Half a label before one of the grades.
    ended = [(text.removesuffix(grade), grade) for grade in vocabulary().grades if text.endswith(grade)]
    if any(len(rest) >= 2 and label.startswith(rest) for rest, _ in ended for label in labels.grade):
        return True
    # A label whose beginning is damaged before a grade that may stand in two slices, and no figure beside it.
    is_bare = not any(char.isdigit() for char in line.tight)
    return is_bare and any(rest.removesuffix(grade).endswith("等级") for rest, grade in ended)


def has_total(line: SlicedLine, labels: LabelsOfFamilies) -> bool:
    """Whether the total's label stands on a line as a text of its own."""
    words = [word for p in line.pieces for word in (*p.text.split(), p.tight)]
    return any(word in labels.total for word in words) or _only_total(line, labels)


def _only_total(line: SlicedLine, labels: LabelsOfFamilies) -> bool:
    """Whether a line has no text but the total's label, of which a cut may have doubled or damaged a character."""
    text = ideographs(line.tight)
    return any(_contains(text, label) and len(text) <= len(label) + 2 for label in labels.total)


def _contains(text: str, label: str) -> bool:
    """Whether the characters of a label stand in a text in their order, the first of them first."""
    rest = iter(text)
    return text[:1] == label[:1] and all(char in rest for char in label)


def _bare_total(line: SlicedLine, labels: LabelsOfFamilies) -> bool:
    """A line of figures with 100 first, and no text but remains of the total's label: no indicator weighs 100."""
    text = ideographs(line.tight)
    figures = [p.tight for p in line.pieces if not ideographs(p.text)]
    is_label = not text or (
        len(text) <= _TOTAL_LENGTH and any(char in label for label in labels.total for char in text)
    )
    return is_label and len(figures) >= 2 and re.match(r"100(?!\d)|10$", figures[0]) is not None


def looks_like_indicator(line: SlicedLine) -> bool:
    """At least two figures, one of them at the place of a weight, and something before them."""
    figures = [i for i, p in enumerate(line.pieces) if _POINTS.search(p.tight)]
    return len(figures) >= 2 and figures[-1] - figures[0] <= _POINTS_APART and figures[0] >= _POINTS_BEHIND
