"""How the notes of a form begin: 注, 说明, 备注 and what offices write for them.

Belongs here: the opening words. Does not belong here: where a note stands and ends (``pipeline.forms.form_notes``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable

from pipeline.text.fold import fold_widths, squeeze

# The colon is missing where a number follows (注1. …), and 一级指标分值 opens notes of Anhui and of
# Sichuan that have no such word.
OPENING = re.compile(
    r"^[(*※★]*(?:(?:附?注|备注|说明|填[表报]说明|注释|其[他它]需要说明的?(?:事项|问题|情况))(?:\d{0,2}:|\d{1,2}[.、．]|$)"
    r"|(?:\d{1,2}[.、．])?一级指标.{0,6}(?:分值|权重))"
)


# The first character of an opening, or of what folding makes one of.
_FIRST = re.compile(r"\s*[(（︵﹙*＊※★附备说填注其一\d]")


def may_print_notes(texts: Iterable[str]) -> bool:
    """Whether a text of a document that was read without its tables begins like a note."""
    return any(_FIRST.match(text) and OPENING.search(squeeze(fold_widths(text))) for text in texts)
