"""Printed labels reduced to the form in which they are compared.

Belongs here: what is ignored when two labels are compared. Does not belong here: which labels exist
(``pipeline.templates``).
"""

from __future__ import annotations

import re
from functools import lru_cache

from pipeline.text.fold import fold_radicals, fold_widths, squeeze

# Notes in brackets that say how a column is measured, not what it is: (A), (B/A×100%), (20分*执行率), (万元), (盖章).
_NOTE = re.compile(
    r"\((?:[A-Z](?:/[A-Z](?:[×xX*]100%?)?)?|\d+分[×xX*]执行率|%|\d+(?:\.\d+)?分?|分|(?:亿|万|千)?元|人民币元|(?:单位)?(?:盖章|公章|签章))\)"
)
_NUMBERING = re.compile(r"^\d+[.、](?!\d)")
_OF_WHICH = re.compile(r"^其中:?")


@lru_cache(maxsize=1 << 14)
def normalise_label(text: str) -> str:
    """A label without blanks, widths, numbering, notes in brackets, 其中 and a closing colon."""
    label = squeeze(fold_widths(fold_radicals(text)))
    label = _NOTE.sub("", label)
    label = _OF_WHICH.sub("", _NUMBERING.sub("", label))
    return label.rstrip(":").strip()


def money_unit(text: str) -> str | None:
    """The unit of money that a label or a note prints (元, 千元, 万元, 亿元), or null.

    >>> money_unit("项目资金（万元）"), money_unit("金额单位：元"), money_unit("主管部门")
    ('万元', '元', None)
    """
    folded = squeeze(fold_widths(text))
    match = re.search(r"(?:单位:?|\()(?:人民币)?((?:亿|万|千)?元)", folded)
    return match.group(1) if match else None


def undouble(text: str) -> str:
    """The label behind a fake bold that prints every character twice; the text itself when it does not.

    >>> undouble("三三级级指指标标"), undouble("一级指标")
    ('三级指标', '一级指标')
    """
    squeezed = squeeze(text)
    if len(squeezed) >= 4 and squeezed[::2] == squeezed[1::2]:
        return squeezed[::2]
    return text
