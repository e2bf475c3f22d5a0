"""Targets and actual values of the indicators.

Belongs here: joining their pieces and the signs that a reading is damaged.
Does not belong here: typing a value (``pipeline.text.numbers`` does that for every route).
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from rapidfuzz import fuzz

from pipeline.parse.restore.pieces import Piece, Value, ideographs, is_garbled, repaired
from pipeline.templates import vocabulary
from pipeline.text.fold import fold_widths, join_lines
from pipeline.text.numbers import Measure, cell_state, parse_measure

_ODD = re.compile(r"[|\\^~_{}*#@$丨」』»;:·]|(?<![\d.])0\d|\.\.|,\.|\.\d*\.")
_OPERATOR = re.compile(r"^[<>≥≤=]")
_LIKE_A_PHRASE = 88.0
_REMINDS_OF_A_PHRASE = 65.0
# Doubt of a value that shows no damage but was cut, or can be a part: a second reading of it lifts the doubt.
_CUT = "cut"


def read_measure(groups: Sequence[Sequence[Piece]], is_cut: bool = False) -> Value:
    """A target or an actual from its pieces, one group per text line; null and doubted when nothing is legible.

    ``is_cut`` says that the column covers several slices, so that a single piece may be the rest of a value.
    """
    pieces = tuple(p for group in groups for p in group)
    if not pieces:
        return Value(doubt="illegible")
    text = join_lines([p.text for p in pieces])
    value = Value(text, pieces)
    phrase = _phrase(text)
    if phrase is not None and phrase != text and fuzz.ratio(phrase, text) < _LIKE_A_PHRASE:
        return value.doubted("guessed")
    if phrase is not None:
        return value if phrase == text else repaired(value, "known_phrase", phrase).doubted("guessed")
    if _is_damaged(text):
        return value.doubted("guessed")
    is_joined = any(len(group) > 1 for group in groups)
    return value.doubted(_CUT) if is_joined or (is_cut and cell_state(text) != "dash") else value


def _phrase(text: str) -> str | None:
    """The attainment phrase that a text is or resembles."""
    phrases = [p for known in vocabulary().attainment.values() for p in known]
    if text in phrases:
        return text
    if len(text) < 3 or any(c.isdigit() for c in text):
        return None
    best = max(phrases, key=lambda p: fuzz.ratio(p, text))
    return best if fuzz.ratio(best, text) >= _REMINDS_OF_A_PHRASE else None


def _is_damaged(text: str) -> bool:
    folded = fold_widths(text)
    if _ODD.search(folded) or is_garbled(folded):
        return True
    if cell_state(text) == "dash":
        return False
    has_digit = any(c.isdigit() for c in folded)
    if has_digit and _OPERATOR.match(folded):
        measure = parse_measure(text)
        return measure.value is None
    return not has_digit and not ideographs(folded)


def check_together(target: Value, actual: Value, is_full: bool | None) -> tuple[Value, Value]:
    """Target and actual judged by each other and by the score; ``is_full`` is null when the score is not certain.

    A target of more than 100 per cent without operator, whose first figure looks like a misread ≥, is repaired.
    A target that was missed at full score leaves both in doubt: one of the three was misread, or the form errs.
    """
    if _phrase(target.text) == target.text and target.text:
        # A class of attainment is no target: the actual value slipped into the column of a target that is lost.
        return target.doubted("displaced"), actual.doubted("displaced")
    wanted, reached = parse_measure(target.text), parse_measure(actual.text)
    plain = re.fullmatch(r"2(\d[\d,]*(?:\.\d+)?\(?%\)?)", fold_widths(target.text))
    if plain and wanted.value is not None and wanted.value > 100 and reached.value is not None and reached.value <= 100:
        return repaired(target, "misread_operator", "≥" + plain.group(1)).doubted("guessed"), actual
    if _CUT in (target.doubt, actual.doubt) and {target.doubt, actual.doubt} <= {_CUT, ""} and _same(wanted, reached):
        # The cut goes through different places of the two, so both were not damaged into the same figure.
        target, actual = replace(target, doubt=""), replace(actual, doubt="")
    if is_full and _missed(wanted, reached):
        return target.doubted("contradicted"), actual.doubted("contradicted")
    if wanted.unit and reached.unit and _is_percent(wanted.unit) != _is_percent(reached.unit):
        return target.doubted("contradicted"), actual.doubted("contradicted")
    return target, actual


def _same(wanted: Measure, reached: Measure) -> bool:
    """Whether two measures print the same figure of two digits or more and the same unit."""
    if wanted.value is None or wanted.value != reached.value or wanted.unit != reached.unit:
        return False
    if wanted.unit and any(a == b for a, b in pairwise(wanted.unit)):
        return False
    # Decimals beyond the second are a doubled last figure, unless both print as many.
    places = [-int(m.value.as_tuple().exponent) for m in (wanted, reached) if m.value is not None]
    if max(places) > 2 and places[0] != places[1]:
        return False
    return wanted.upper is None and len(str(wanted.value.normalize()).replace(".", "")) >= 2


def _is_percent(unit: str) -> bool:
    return unit in ("%", "百分之", "百分比", "％")


def _missed(wanted: Measure, reached: Measure) -> bool:
    if wanted.value is None or reached.value is None or (wanted.unit or "") != (reached.unit or ""):
        return False
    if wanted.operator in ("ge", "eq", None):
        low = wanted.operator == "eq" and wanted.value == 0 and reached.value > 0
        return reached.value < wanted.value or low
    if wanted.operator == "gt":
        return reached.value <= wanted.value
    if wanted.operator == "le":
        return reached.value > wanted.value
    return wanted.operator == "lt" and reached.value >= wanted.value
