"""Weights that a form prints about itself: the grammar of its notes, and of the labels of its levels.

Belongs here: one text to the weights that it states. Does not belong here: finding the notes
(``pipeline.forms.form_notes``), which form prints which weight (``pipeline.audit.level_weights``).
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from decimal import Decimal
from functools import cache
from typing import NamedTuple

from pipeline.families import vocabulary
from pipeline.text.fold import fold_widths, squeeze

# Stands for the execution of the budget among the canonical labels of level 1.
BUDGET = "budget"
_BUDGET_WORDS = (
    "预算资金执行率",
    "预算执行情况",
    "预算执行率",
    "资金执行情况",
    "资金执行率",
    "预算执行指标",
    "预算执行",
    "执行率",
)
_SENTENCES = re.compile(r"[。!！\n]|(?<=[;；:：,，])(?=\d{1,2}[.、．]\D)|(?<=注)(?=\d{1,2}[.、．]\D)")
# A note with such words lets the unit choose. It says what is usual, not what holds for this form.
_INDICATIVE = re.compile(
    r"原则上|一般|通常|参考|建议|左右|自行|酌情|可.{0,8}(?:调整|调增|调减|确定|设[置定])|根据.{0,12}(?:调整|确定|设[置定])"
)
_FIGURE = r"(\d{1,3}(?:\.\d+)?)(分|%)?"
_FIGURES = r"\d{1,3}(?:\.\d+)?(?:分|%)?"
_NAMED = r"(?:分值|权重|满分|总分|比重|占比|分数)"
_LINK = (
    rf"(?:指标)?(?:\([^()\d]*\))?的?(?:所占)?{_NAMED}?(?:统一)?(?:合计|共计|均)?"
    r"(?:设置为|设定为|确定为|[占为是计共:=]){0,2}\(?"
)
# A range, a band or a threshold is no weight.
_NO_LIMIT = r"(?![\d.]|以[上下内]|及以|[(（]?含|[-~—至×xX*/+]|的)"
_IN_LABEL = re.compile(r"(?:\((\d{1,3}(?:\.\d+)?)(?:分|%)?\)|(?<!\d)(\d{1,3}(?:\.\d+)?)(?:分|%))$")


class StatedWeight(NamedTuple):
    """A weight that a note states: of the budget's execution, of a first level, or of a second one below it."""

    level1: str | None
    level2: str | None
    weight: Decimal
    is_binding: bool
    printed_text: str


def label_weight(text: str) -> Decimal | None:
    """The weight that is printed in a level label (产出指标（50分）), or null.

    >>> label_weight("产出指标（50 分）"), label_weight("数量指标(10)"), label_weight("质量指标")
    (Decimal('50'), Decimal('10'), None)
    """
    match = _IN_LABEL.search(squeeze(fold_widths(text)))
    return Decimal(match[1] or match[2]) if match else None


def note_weights(text: str) -> list[StatedWeight]:
    """The weights that notes state, sentence by sentence.

    A sentence counts that weighs two levels or more, together at most 100, or that says of one level that its 分值 or
    权重 is so many 分: 预算执行率100% or 满意度90% alone are no weights.
    """
    weights: list[StatedWeight] = []
    for sentence in _SENTENCES.split(squeeze(fold_widths(text))):
        stated = [*_listed(sentence), *_one_by_one(sentence)]
        levels = {label for label, _, _, _ in stated}
        is_named = len(levels) == 1 and all(is_explicit for _, _, is_explicit, _ in stated)
        first = [weight for label, weight, _, _ in stated if _level(label)[1] is None]
        if not (len(levels) > 1 or is_named) or sum(first, Decimal(0)) > 100:
            continue
        is_binding = _INDICATIVE.search(sentence) is None
        weights += [StatedWeight(*_level(label), weight, is_binding, printed) for label, weight, _, printed in stated]
    return list(dict.fromkeys(weights))


_Stated = tuple[str, Decimal, bool, str]


def _one_by_one(sentence: str) -> Iterator[_Stated]:
    """Each level with its figure behind it: 产出指标50分、效益指标30分."""
    for match in _patterns()[0].finditer(sentence):
        is_explicit = re.search(_NAMED, match[0]) is not None and match[3] == "分"
        if match[3] or re.search(_NAMED, match[0]):
            yield match[1], Decimal(match[2]), is_explicit, match[0]


def _listed(sentence: str) -> Iterator[_Stated]:
    """Levels first, figures behind: 产出、效益、满意度指标分值分别为50分、30分、10分; 各 with one figure: each."""
    for match in _patterns()[1].finditer(sentence):
        labels = re.findall(_patterns()[2], match[1])
        figures = re.findall(_FIGURE, match[3])
        if match[2] == "各" and len(figures) == 1:
            figures *= len(labels)
        if len(labels) == len(figures) > 1 and figures[-1][1]:
            for label, (figure, _) in zip(labels, figures, strict=True):
                yield label, Decimal(figure), False, match[0]


@cache
def _labels() -> dict[str, tuple[str | None, str | None]]:
    """Printed labels by the level that they stand for; short forms of level 1 are printed without 指标."""
    words = vocabulary()
    levels: dict[str, tuple[str | None, str | None]] = {}
    for label, entry in words.level2.items():
        parents = entry.parents
        for printed in entry.labels:
            levels[printed.removesuffix("指标")] = (parents[0] if len(parents) == 1 else None, label)
    for label, printed_forms in words.level1.items():
        levels |= {printed.removesuffix("指标"): (label, None) for printed in printed_forms}
    # On most forms 满意度指标 has this second level alone, and its weight is printed under either name.
    levels["服务对象满意度"] = ("满意度指标", None)
    return levels | dict.fromkeys(_BUDGET_WORDS, (BUDGET, None))


def _level(label: str) -> tuple[str | None, str | None]:
    return _labels()[label]


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    """One level and its figure; a list of levels and a list of figures; one level."""
    label = "|".join(sorted(map(re.escape, _labels()), key=len, reverse=True))
    sep = r"(?:指标)?[、,和及与:]"
    level_and_figure = rf"({label}){_LINK}{_FIGURE}{_NO_LIMIT}"
    lists = (
        rf"((?:(?:{label}){sep})+(?:{label}))(?:指标)?的?{_NAMED}?(?:统一)?(分别|依次|各)(?:设置为|设定为|[占为是:]){{0,2}}"
        rf"((?:{_FIGURES}[、,和:/]?)+){_NO_LIMIT}"
    )
    return re.compile(level_and_figure), re.compile(lists), re.compile(label)
