"""The kinds of texts that state no value.

Belongs here: ratios, growth, approximations, grades, names and sentences, told by their words and signs. Does not
belong here: texts with a value.
"""

from __future__ import annotations

import re

from pipeline.measures.before_number import without_known
from pipeline.measures.behind_number import has_digit
from pipeline.measures.known_words import known_words
from pipeline.measures.measure import Kind
from pipeline.measures.numerals import CHINESE, DIGITS

_RATIO = re.compile(
    r"\d+(?:\.\d+)?(?::\d+(?:\.\d+)?)+|(?<![\d/])\d{1,3}/\d{1,3}(?![\d/])|分之|\d比\d|[一二三四五六七八九十]比[一二三四五六七八九十]"
)
_IDENTIFIER = re.compile(
    r"第[\d一二三四五六七八九十]+|[A-Za-z]+[-/]?[A-Za-z]*[-/]?\d|\d+(?:\.\d+)*版|\d+[A-Za-z](?![A-Za-z/])|\[\d+\]|\d+号|"
    r"[“”《》]|\d{1,2}:\d{2}"
)
_GRADE = re.compile(
    r"[A-Ea-e][+-]?级?|[A-D]{1,3}级?|[一二三四五]级(?:[甲乙丙]?等)?|[一二三四五甲乙丙丁]等|[优良中差]|优秀|良好|一般|较好|较差|"
    r"不?合格|[1-5]级|\d星级?|[1-5]A级?|[一二三]甲"
)
_PLACEHOLDER = re.compile(r"(?:指标\d*:?)?[≥≤><=]*(?:[xX×*_]{2,}|[*_□○]+|[Xx×])(?:%|[一-鿿]{0,4})|[≥≤><=]+|指标\d+:")
_GROWTH = re.compile(r"同比|环比|增长率|增幅|增速|较上年|比上年|较去年|比去年")
_FIGURE = re.compile(rf"\d|{CHINESE}")
_SHORT = 16


def is_placeholder(text: str) -> bool:
    """Whether a text is what a blank form prints for its user: ≥XX人次, 指标1:, ≥**%."""
    return _PLACEHOLDER.fullmatch(text) is not None


def kind_of(text: str) -> Kind:
    """The kind of a folded text that states no value."""
    known = known_words()
    has_figure = _FIGURE.search(text) is not None
    if _GRADE.fullmatch(text):
        return "grade"
    if _GROWTH.search(text) or (has_digit(text) and known.growth.search(text) and len(text) <= 2 * _SHORT):
        return "growth"
    if _RATIO.search(text):
        return "ratio"
    if has_figure and len(text) <= _SHORT and known.approximate.search(without_known(text)):
        return "approximate"
    if not has_digit(text):
        return "words"
    if _IDENTIFIER.search(text):
        return "identifier"
    return "several" if len(re.findall(DIGITS, text)) > 1 else "sentence"
