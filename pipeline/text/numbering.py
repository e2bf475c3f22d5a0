"""Kinds of numbering before a label: 一、, （一）, 1., （1）, ①.

Belongs here: which signs number a row, by kind, and the kind that a label begins with. Does not belong here: which row
is a part of which (``pipeline.forms``), numbering that is ignored when labels are compared (``labels``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping

from pipeline.text.fold import fold_widths, squeeze

# No text begins with two of them.
NUMBERINGS: Mapping[str, re.Pattern[str]] = {
    "chinese": re.compile(r"[一二三四五六七八九十]+[、.]"),
    "chinese_bracket": re.compile(r"\([一二三四五六七八九十]+\)"),
    "digit": re.compile(r"\d{1,2}[、.](?!\d)"),
    "digit_bracket": re.compile(r"\(?\d{1,2}\)"),
    "circled": re.compile(r"[①-⑳]"),
}
"""The signs of each kind, as they stand at the beginning of a folded label."""


def numbering_of(label: str, kinds: Mapping[str, re.Pattern[str]] = NUMBERINGS) -> str | None:
    """The kind of numbering before a label; null for a label without one.

    >>> numbering_of("（一）中央资金"), numbering_of("2.省级资金"), numbering_of("2.5米")
    ('chinese_bracket', 'digit', None)
    """
    text = squeeze(fold_widths(label))
    return next((kind for kind, signs in kinds.items() if signs.match(text)), None)
