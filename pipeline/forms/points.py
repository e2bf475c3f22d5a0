"""The grammar of weights and scores: a number of points and what offices print beside it.

Belongs here: the text of one cell to points. Does not belong here: sums and shares over a form
(``pipeline.arithmetic``), which cell holds a score (``indicator_rows``, ``funding_rows``).
"""

from __future__ import annotations

import re
from decimal import Decimal
from functools import lru_cache

from pipeline.text.fold import fold_widths, squeeze
from pipeline.text.numbers import parse_number

_MARKS = re.compile(r"(?:分|%)$")
# 9.00（扣1分）, 10分（满分10分）, 9（自评）: a note in brackets behind the figure.
_NOTED = re.compile(r"(?P<points>[^()]+)\((?P<note>[^()]+)\)")
_DEDUCTED = re.compile(r"(?:扣减?|减|-)(?P<lost>\d+(?:\.\d+)?)分?")
_OUT_OF = re.compile(r"(?:(?:满分|总分|分值|权重|标准分|共)(?:为|:)?)?(?P<full>\d+(?:\.\d+)?)分?")
_OF_FULL = re.compile(r"(?P<points>\d+(?:\.\d+)?)分?[/／](?P<full>\d+(?:\.\d+)?)分?")


@lru_cache(maxsize=1 << 13)
def read_points(text: str, full: Decimal | None = None) -> tuple[Decimal | None, bool]:
    """The points that a cell prints, and whether they are certain; ``full`` is the weight they are given of.

    >>> read_points("9.00（扣1分）", Decimal(10)), read_points("9（待核2次）"), read_points("9/10", Decimal(10))
    ((Decimal('9.00'), True), (Decimal('9'), False), (Decimal('9'), True))
    """
    folded = squeeze(fold_widths(text))
    number = parse_number(_MARKS.sub("", folded))
    if number is not None:
        return number, True
    if of_full := _OF_FULL.fullmatch(folded):
        return Decimal(of_full["points"]), full is not None and Decimal(of_full["full"]) == full
    noted = _NOTED.fullmatch(folded)
    number = parse_number(_MARKS.sub("", noted["points"])) if noted else None
    if noted is None or number is None:
        return None, True
    return number, _agrees(noted["note"], number, full)


def _agrees(note: str, points: Decimal, full: Decimal | None) -> bool:
    """Whether a note beside points has no figure, or one that the weight bears out."""
    if re.search(r"\d", note) is None:
        return True
    if lost := _DEDUCTED.fullmatch(note):
        return full is not None and full - points == Decimal(lost["lost"])
    whole = _OUT_OF.fullmatch(note)
    return whole is not None and full is not None and Decimal(whole["full"]) == full
