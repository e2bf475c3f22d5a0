"""Characters of text that a document carries as text (web pages, office files): what shows and what does not.

Belongs here: characters without a visible shape, characters that only a font gives a shape, raised figures. Does not
belong here: folding of look-alikes (``pipeline.text.fold``), text as it gathers (``gathered_text``), markup.
"""

from __future__ import annotations

import re

# Zero-width blanks and joiners, soft hyphen, byte order mark, marks of direction: nothing of them is seen.
_UNSEEN = re.compile("[\u00ad\u200b-\u200f\u202a-\u202c\u2060-\u2064\u2066-\u2069\ufeff]")
# Overrides of direction show figures in another order than they are stored.
_TURNED = re.compile("[\u202d\u202e]")
_NO_SHAPE = re.compile("[\ue000-\uf8ff\U000f0000-\U0010ffff]")
_LOST = "\ufffd"
_RAISED = str.maketrans("0123456789+-=()", "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾")


def seen(text: str) -> tuple[str, str]:
    """The text without unseen characters, and the code of a doubt when its shape is not known (else empty)."""
    doubt = ""
    if _NO_SHAPE.search(text):
        # Some sites draw figures with a font of their own, so that a copy of the page shows others.
        doubt = "glyph_without_unicode"
    elif _LOST in text:
        doubt = "undecodable"
    elif _TURNED.search(text):
        doubt = "direction_override"
    return _TURNED.sub("", _UNSEEN.sub("", text)), doubt


def raised(text: str) -> tuple[str, str]:
    """Superscript as characters that stay apart from the figure before them (10² is not 102), or a doubt code."""
    changed = text.translate(_RAISED)
    is_known = all(c.isspace() or c in "⁰¹²³⁴⁵⁶⁷⁸⁹⁺⁻⁼⁽⁾" for c in changed)
    return changed, "" if is_known else "raised_text"
