"""Characters in the text of web pages and office files: which of them a person sees, and as what.

Belongs here: characters without a visible shape, characters that only a font gives a shape, raised figures. Does not
belong here: folding of look-alikes (``pipeline.text.fold``), text as it gathers (``gathered_text``), markup.
"""

from __future__ import annotations

import re

# Zero-width blanks and joiners, soft hyphen, byte order mark, marks of direction: they have no visible shape.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202c\u2060-\u2064\u2066-\u2069\ufeff]")
# These show the characters behind them in another order than they are stored.
_TURNED = re.compile("[\u202d\u202e]")
_NO_SHAPE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_LOST = "\ufffd"
_RAISED = str.maketrans("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾")


def seen(text: str) -> tuple[str, str]:
    """The text without unseen characters, and the code of a doubt when its shape is not known (else empty)."""
    doubt = ""
    if _NO_SHAPE.search(text):
        # Some sites draw digits with a font of their own, so that the stored characters are other ones.
        doubt = "glyph_without_unicode"
    elif _LOST in text:
        doubt = "undecodable"
    elif _TURNED.search(text):
        doubt = "direction_override"
    return _TURNED.sub("", _UNSEEN.sub("", text)), doubt


def raised(text: str) -> tuple[str, str]:
    """Superscript in raised characters of Unicode, so that 10² is not read as 102; and the code of a doubt."""
    changed = text.translate(_RAISED)
    is_known = all(c.isspace() or c in "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾" for c in changed)
    return changed, "" if is_known else "raised_text"
