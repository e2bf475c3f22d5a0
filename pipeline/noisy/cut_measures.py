"""Targets and actual values of the indicators.

Belongs here: joining their pieces and the signs that a reading is damaged.
Does not belong here: typing a value (``pipeline.measures`` does that for every route).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from pipeline.families import vocabulary
from pipeline.measures import Measure, read
from pipeline.measures.operators import WORDS, pattern
from pipeline.noisy.cut_names import Phrases, has_lost_beginning, read_text
from pipeline.noisy.cut_numbers import NumberReading, readings
from pipeline.noisy.sliced_lines import RestoredValue, SlicePiece, ideographs, is_garbled, repaired
from pipeline.text.fold import fold_widths, join_lines, squeeze
from pipeline.text.numbers import cell_state

_ODD = re.compile(r"[|\\^~_{}*#@$丨」』»;:·]|(?<![\d.])0\d|\.\.|,\.|\.\d*\.|\d[.,](?!\d)")
_OPERATOR = re.compile(r"^[<>≥≤=]")
# Operators that mean another thing with the 不 before them that a cut may have taken (少于, 不少于).
_HALF_OPERATOR = re.compile(rf"(?:{pattern({w: o for w, o in WORDS.items() if WORDS.get(f'不{w}', o) != o})})\d")
# What is left of an operator in words whose beginning is lost (于95%, 得低于95%).
_TAILS = ({word[-1] for word in WORDS} | {word[1:] for word in WORDS if word[0] == "不"}) - set(WORDS)
_TAIL = re.compile(rf"(?:{'|'.join(map(re.escape, sorted(_TAILS, key=len, reverse=True)))})\d")
# An operator of two characters, whose first one a cut may have damaged (产于85% for 大于85%).
_SHORT_OPERATOR = re.compile(r"([\u3400-\u9fff][于过])\d")
# Two equal characters that are no figures: one character that was read on both sides of a cut.
_TWICE = re.compile(r"([^\d.])\1")
# Likeness (0 to 100) to a phrase of attainment: a text below the second is none, one between the two is one or another
# text, and is doubted. 达成指林 for 达成指标 has 75,
# 部分达成指标 80, 达指标 86 (calculated; the limits are chosen, not measured).
_LIKE_A_PHRASE = 88.0
_REMINDS_OF_A_PHRASE = 65.0
# Likeness from which a cut unit is guessed to be one that the form prints: 3 of 5 characters (chosen, not measured).
_LIKE_A_UNIT = 60.0
# Phrases of fewer characters resemble too much.
_PHRASE_LENGTH = 3
# Doubt of a value that shows no damage but was cut, or can be a part: a second reading of it lifts the doubt.
_CUT = "cut"
# A figure whose best reading costs twice as much is not read (unit of ``cut_numbers``; chosen, not measured).
_FAR = 2.5
# Targets with an operator from which the form has the habit, and their share (chosen, not measured).
_USUAL, _NEARLY_ALL = 5, 0.85
# Characters of a target in one printed line: none of 387 targets and actual values of the real
# extract has more than 6.5.
_LINE = 7
# Operator, digits, unit; the unit of a whole measure is a per cent sign or stands in brackets that are closed.
_SHAPE = re.compile(r"([<>≥≤=]*)([\d.,]*)(.*)")
_CLOSED_UNIT = re.compile(r"%|\(%\)|\([^\d()]{1,8}\)")


@dataclass(frozen=True, slots=True)
class MeasureHabits:
    """How a form writes its measures: units that stand uncut in one field, decimals, whether bounds have a sign."""

    units: frozenset[str] = frozenset()
    decimals: frozenset[int] = frozenset()
    has_operators: bool = False


_NONE = MeasureHabits()


def habits_of(
    groups: Iterable[Sequence[Sequence[SlicePiece]]],
    targets: Iterable[Sequence[Sequence[SlicePiece]]] = (),
    *,
    may_lose_signs: bool = False,
) -> MeasureHabits:
    """The habits of a form from the cells of targets and actual values that stand in one field.

    Where nearly every target with a figure has an operator, one without may have lost it; where signs get lost, that
    is so as soon as any of them has one.
    """
    units: set[str] = set()
    decimals: Counter[int] = Counter()
    for cell in groups:
        pieces = [p for group in cell for p in group]
        if len(pieces) != 1:
            continue
        match = _SHAPE.fullmatch(squeeze(fold_widths(pieces[0].text)))
        measure = read(pieces[0].text)
        if match is None or measure.value is None:
            continue
        if match.group(3):
            units.add(match.group(3))
        decimals[len(match.group(2).partition(".")[2])] += 1
    # Decimals that only one figure prints can be the rest of more.
    usual = {places for places, count in decimals.items() if count > 1} or set(decimals)
    texts = [fold_widths("".join(p.tight for group in cell for p in group)) for cell in targets]
    figures = [text for text in texts if re.match(r"[<>≥≤=]*\d", text)]
    operated = [text for text in figures if not text[0].isdigit()]
    has_operators = len(operated) >= _USUAL and len(operated) >= _NEARLY_ALL * len(figures)
    has_operators = has_operators or (may_lose_signs and bool(operated))
    return MeasureHabits(frozenset(units), frozenset(usual), has_operators)


def check_operator(value: RestoredValue, habits: MeasureHabits = _NONE) -> RestoredValue:
    """A value, doubtful where its operator may have lost a stroke: < for ≤, or none where the other targets have one.

    ``habits`` are those of targets; an actual value rarely has an operator.
    """
    folded = fold_widths(value.text)
    is_cut = re.match(r"<\d", folded) or (habits.has_operators and re.match(r"\d", folded))
    return value.doubted("operator_cut") if is_cut else value


def read_measure(
    groups: Sequence[Sequence[SlicePiece]],
    is_cut: bool = False,
    phrases: Phrases | None = None,
    habits: MeasureHabits = _NONE,
    is_moved: bool = False,
) -> RestoredValue:
    """A target or an actual from its pieces, one group per text line; null and doubted when nothing is legible.

    ``is_cut`` says that the column covers several slices, so that a single piece may be the rest of a value.
    """
    pieces = tuple(p for group in groups for p in group)
    if not pieces:
        return RestoredValue().doubted("illegible")
    text = join_lines([p.text for p in pieces])
    value = RestoredValue(text, pieces)
    is_joined = any(len(group) > 1 for group in groups)
    if is_joined and len(groups) == 1 and not any(c.isdigit() for c in text):
        value = read_text(groups, phrases or Phrases([]))
        text = value.text
    phrase = _phrase(text)
    if phrase is not None and phrase != text and fuzz.ratio(phrase, text) < _LIKE_A_PHRASE:
        return value.doubted("guessed")
    if phrase is not None:
        return value.certain() if phrase == text else repaired(value, "known_phrase", phrase).doubted("guessed")
    if phrases is not None and len(ideographs(text)) == len(text) and has_lost_beginning(text, phrases, pieces[0].line):
        return value.doubted("truncated")
    if phrases is not None and phrases.is_exact and not is_moved and _is_whole(text, pieces, habits):
        return value
    if is_joined and len(groups) == 1 and len(groups[0]) == 2:
        joined = _join(groups[0], habits)
        if joined is not None:
            return joined
    if _is_damaged(text):
        return value.doubted("guessed")
    if is_joined and any(c.isdigit() for c in text) and not _is_read(text):
        return value.doubted("guessed")
    if is_joined or (is_cut and cell_state(text) != "dash"):
        return value if not is_joined and _is_closed(text) else value.doubted(_CUT)
    return value


def _is_whole(text: str, pieces: Sequence[SlicePiece], habits: MeasureHabits) -> bool:
    """Whether undamaged pieces make one value: of one printed line each, with decimals that the form prints."""
    if _is_damaged(text) or (len(pieces) > 1 and any(" " in p.text or len(p.tight) > _LINE for p in pieces)):
        return False
    if not any(c.isdigit() for c in text):
        return True
    match = _SHAPE.fullmatch(squeeze(fold_widths(text)))
    places = len(match.group(2).partition(".")[2]) if match else 0
    return _is_read(text) and (not places or places in habits.decimals)


def _is_closed(text: str) -> bool:
    """Whether a text begins with an operator and ends with a unit that nothing can follow: then no part is missing."""
    match = _SHAPE.fullmatch(squeeze(fold_widths(text)))
    return bool(match and match.group(1) and match.group(2) and _CLOSED_UNIT.fullmatch(match.group(3)))


def _join(group: Sequence[SlicePiece], habits: MeasureHabits) -> RestoredValue | None:
    """A measure whose cell was cut once; null where it does not look like one.

    A cut between operator and figure or between figure and unit leaves both whole. A figure or a unit that was cut
    itself is read as well as it can be and stays in doubt.
    """
    left, right = (squeeze(fold_widths(p.text)) for p in group)
    first, second = _SHAPE.fullmatch(left), _SHAPE.fullmatch(right)
    if first is None or second is None or not any(c.isdigit() for c in left + right):
        return None
    value = RestoredValue(join_lines([p.text for p in group]), tuple(group))
    operator, digits, unit = first.groups()
    if unit and not any(c.isdigit() for c in right):
        return _with_unit(value, operator + digits, unit, second.group(3), habits)
    if unit and digits:
        # Digits behind a unit: the cut went through the figure, or the pieces are of two cells.
        return _with_figure(value, operator, digits + unit, right, habits)
    if operator and not digits and not unit and not second.group(1) and second.group(2):
        whole = operator + right
        return value.doubted(_CUT) if _is_damaged(whole) or not _is_closed(whole) else value
    if digits and not unit and not second.group(1) and not any(c.isdigit() for c in right):
        return _with_unit(value, operator + digits, "", second.group(3), habits)
    if digits and not unit:
        return _with_figure(value, operator, digits, right, habits)
    return None


def _with_unit(value: RestoredValue, head: str, left: str, right: str, habits: MeasureHabits) -> RestoredValue:
    """A measure whose unit was cut, or stands whole behind the cut."""
    if not left and (right in habits.units or _CLOSED_UNIT.fullmatch(right)) and not _is_damaged(head + right):
        return value
    if left + right in habits.units:
        return value.doubted(_CUT)
    for unit in (left + right[1:], left[:-1] + right):
        if unit in habits.units:
            return repaired(value, "cut_unit", head + unit).doubted("guessed")
    nearness = {unit: fuzz.ratio(unit, left + right) for unit in habits.units}
    nearest = [unit for unit, near in nearness.items() if near == max(nearness.values())]
    # Of two units that are equally near neither is the better guess.
    if len(nearest) == 1 and nearness[nearest[0]] >= _LIKE_A_UNIT:
        return repaired(value, "cut_unit", head + nearest[0]).doubted("guessed")
    return value.doubted("guessed" if _is_damaged(value.text) else _CUT)


def _with_figure(
    value: RestoredValue, operator: str, left: str, right: str, habits: MeasureHabits
) -> RestoredValue | None:
    """A measure whose figure was cut: the likeliest reading with decimals that the form prints, in doubt."""
    match = re.fullmatch(r"([^%\u3400-\u9fff]*?\d[\d.,]*|[.,;:)\]\-1|]*)((?:\(?[%\u3400-\u9fff]\D*)?)", right)
    if match is None or not match.group(1):
        return None
    texts = (left, match.group(1))
    places = [n for n in sorted(habits.decimals or {0, 2}) if bool(n) == ("." in left + right)]
    numbers: list[NumberReading] = [c for n in places for c in readings(texts, n)] or list(readings(texts, None))
    numbers.sort(key=lambda c: c.cost)
    if not numbers or numbers[0].cost > 2 * _FAR:
        return None
    return repaired(value, "cut_number", operator + numbers[0].text + match.group(2)).doubted(_CUT)


def _is_read(text: str) -> bool:
    """Whether a text with figures is one measure or one date."""
    folded = squeeze(fold_widths(text))
    return (
        read(text).kind in ("quantity", "range")
        or re.fullmatch(r"[^<>≥≤=%()]*[年月日号][^<>≥≤=%()]*", folded) is not None
    )


def _phrase(text: str) -> str | None:
    """The attainment phrase that a text is or resembles."""
    phrases = [p for known in vocabulary().attainment.values() for p in known]
    if text in phrases:
        return text
    if len(text) < _PHRASE_LENGTH or any(c.isdigit() for c in text):
        return None
    best = max(phrases, key=lambda p: fuzz.ratio(p, text))
    return best if fuzz.ratio(best, text) >= _REMINDS_OF_A_PHRASE else None


def _is_damaged(text: str) -> bool:
    folded = fold_widths(text)
    if _ODD.search(folded) or is_garbled(folded) or _TAIL.match(folded):
        return True
    operator = _SHORT_OPERATOR.match(folded)
    if operator and operator.group(1) not in WORDS:
        return True
    if cell_state(text) == "dash":
        return False
    has_digit = any(c.isdigit() for c in folded)
    if has_digit and _OPERATOR.match(folded):
        return read(text).kind not in ("quantity", "range", "deadline", "date", "period")
    return not has_digit and not ideographs(folded)


def check_together(
    target: RestoredValue, actual: RestoredValue, is_full: bool | None
) -> tuple[RestoredValue, RestoredValue]:
    """Target and actual judged by each other and by the score; ``is_full`` is null when the score is not certain.

    A target of more than 100 per cent without operator, whose first figure looks like a misread ≥, is repaired.
    A target that was missed at full score leaves both in doubt: one of the three was misread, or the form errs.
    """
    if _phrase(target.text) == target.text and target.text:
        # A class of attainment is no target: the actual value slipped into the column of a target that is lost.
        return target.doubted("displaced"), actual.doubted("displaced")
    wanted, reached = read(target.text), read(actual.text)
    plain = re.fullmatch(r"2(\d[\d,]*(?:\.\d+)?\(?%\)?)", fold_widths(target.text))
    if plain and wanted.value is not None and wanted.value > 100 and reached.value is not None and reached.value <= 100:
        return repaired(target, "misread_operator", "≥" + plain.group(1)).doubted("guessed"), actual
    is_alike_cut = bool(target.repairs and actual.repairs)
    if (
        not is_alike_cut
        and _doubted_as_cut_alone(target, actual)
        and _same(wanted, reached)
        and not any(_TWICE.search(fold_widths(value.text)) for value in (target, actual))
    ):
        # The cut goes through different places of the two, so both were not damaged into the same figure.
        target, actual = target.without(_CUT), actual.without(_CUT)
    if any(value.is_doubted("guessed") and len(value.pieces) > 1 for value in (target, actual)):
        # Pieces of one may have been taken for pieces of the other.
        target, actual = target.doubted("guessed"), actual.doubted("guessed")
    if is_full and _missed(wanted, reached):
        # An operator that may have lost a stroke (< for ≤) explains that the figure was missed.
        is_explained = target.is_doubted("operator_cut")
        return target if is_explained else target.doubted("contradicted"), actual.doubted("contradicted")
    if _HALF_OPERATOR.match(fold_widths(target.text)) and not (is_full and _same_kind(wanted, reached)):
        # Only a full score for what is reached tells that the operator has not lost its 不.
        target = target.doubted("operator_cut")
    if wanted.unit and reached.unit and _is_percent(wanted.unit) != _is_percent(reached.unit):
        return target.doubted("contradicted"), actual.doubted("contradicted")
    return target, actual


def _doubted_as_cut_alone(*values: RestoredValue) -> bool:
    """Whether one or both of two values are doubted for their cut, and neither for more than that and its operator."""
    codes = [{doubt.code for doubt in value.doubts} for value in values]
    return any(codes) and all(_CUT in own and own <= {_CUT, "operator_cut"} for own in codes if own)


def _same(wanted: Measure, reached: Measure) -> bool:
    """Whether two measures print the same figure of two digits or more and the same unit."""
    if wanted.value is None or wanted.value != reached.value or wanted.unit != reached.unit:
        return False
    # Decimals beyond the second are a doubled last figure, unless both print as many.
    places = [-int(m.value.as_tuple().exponent) for m in (wanted, reached) if m.value is not None]
    if max(places) > 2 and places[0] != places[1]:
        return False
    return len(str(wanted.value.normalize()).replace(".", "")) >= 2


def _is_percent(unit: str) -> bool:
    return unit in ("%", "百分之", "百分比", "％")


def _same_kind(wanted: Measure, reached: Measure) -> bool:
    """Whether both are figures of one unit, so that they can be compared."""
    return wanted.value is not None and reached.value is not None and (wanted.unit or "") == (reached.unit or "")


def _missed(wanted: Measure, reached: Measure) -> bool:
    if not _same_kind(wanted, reached) or wanted.value is None or reached.value is None:
        return False
    if wanted.operator in ("ge", "eq", None):
        low = wanted.operator == "eq" and wanted.value == 0 and reached.value > 0
        return reached.value < wanted.value or low
    if wanted.operator == "gt":
        return reached.value <= wanted.value
    if wanted.operator == "le":
        return reached.value > wanted.value
    return wanted.operator == "lt" and reached.value >= wanted.value
