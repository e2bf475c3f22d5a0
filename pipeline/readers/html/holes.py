"""Traces in the markup of tables which show that a piece is missing in the middle of a page (a hole).

Belongs here: what no program and no careless person writes. Does not belong here: whether the end of a page is
missing (``pipeline.readers.html.page_end``), what the page shows (``web_page``).

A hole begins and ends anywhere. Where one of its ends lies inside a tag, two tags run into each other, or half a tag
is left as text. Where it takes the beginning of a row, a text stands in a table outside of all cells. End tags too many
or too few and elements not closed are no trace, because careless writers make them too. A hole from text to text, or
over whole rows, leaves no trace and is not seen.
"""

from __future__ import annotations

import re

from pipeline.model.grid import Unreadable
from pipeline.model.messages import said

# Comments, elements whose content is text, declarations; and tags: their slash, name and attributes. Each goes on to
# the end of the page where it has none of its own, so that nothing is looked at twice.
_TOKEN = re.compile(
    r"<!--.*?(?:-->|\Z)|<(script|style|textarea|title|xmp)\b.*?(?:</\1\s*>|\Z)|<[!?][^>]*(?:>|\Z)"
    r"|<(/?)([a-zA-Z][^\s/>]*)((?:[^>=]++|=\s*\"[^\"]*\"|=\s*'[^']*'|=)*+)(?:>|\Z)",
    re.IGNORECASE | re.DOTALL,
)
_CELL = re.compile(r"<(?:td|th|tr|table)\b", re.IGNORECASE)
_QUOTED = re.compile(r"=\s*(?:\"[^\"]*\"|'[^']*')")
_OPEN_VALUE = re.compile(r"=\s*[\"']")
# Attributes whose value is never markup itself.
_PLAIN = re.compile(
    r"\b(?:class|style|width|height|colspan|rowspan|align|valign|lang|bgcolor|xmlns(?::\w+)?)\s*=\s*"
    r"(?:\"[^\"]*<[a-z/]|'[^']*<[a-z/])",
    re.IGNORECASE,
)
_NAME = re.compile(r"[a-zA-Z][\w:.-]*", re.ASCII)
# Among the attributes of a cell or a row: the name of another, or a span that lacks one character.
_ODD_ATTRIBUTE = re.compile(
    r"[\s\"'](?:td|tr|th|"
    + "|".join(sorted({word[:n] + word[n + 1 :] for word in ("colspan", "rowspan") for n in range(len(word))}))
    + r")(?=[\s>/=]|$)",
    re.IGNORECASE,
)
_OF_TABLES = frozenset({"table", "tbody", "thead", "tfoot", "tr", "td", "th"})
_CHARACTER = re.compile(r"&#?\w+;?")
# What is left in a text of a tag that lost its beginning, and of an end tag that lost its own. A path of links
# (首页>) ends like that too.
_HALF_A_TAG = re.compile(
    r"[a-zA-Z]=(?:\"[^\"<>]*\"|'[^'<>]*'|\w+)[\"']?>|^(?!.*(?:首页|位置))[^<>]*[\u4e00-\u9fff\d%]>\s*$"
    r"|(?<![a-zA-Z<])(?:/?(?:td|tr|th|tbody|table|span|div|font|br|o:p)|/[a-z])>",
    re.ASCII,
)
_SHOWN = 30


def hole(text: str) -> str:
    """The markup around the first trace of a hole in a page; empty for a page without one.

    Raises :class:`Unreadable` ``torn_page`` where the tables themselves are lost, inside of what is not shown.
    """
    traces = _Traces()
    position = 0
    for match in _TOKEN.finditer(text):
        traces.see_text(text[position : match.start()], position)
        position = match.end()
        bare = _QUOTED.sub("= ", match[4]) if match[4] else ""
        if _swallows(match) or (_is_unclosed(match, bare) and _CELL.search(text, match.start())):
            raise torn_page(match.group()[:_SHOWN])
        if match[3]:
            traces.see_tag(match, bare)
    at = traces.first if traces.first is not None else traces.open_table
    return "" if at is None else text[max(0, at - _SHOWN) : at + _SHOWN]


def torn_page(near: str) -> Unreadable:
    """What is said of a page with a hole, near some of its markup."""
    return Unreadable(said("torn_page", near=" ".join(near.split())))


def _swallows(match: re.Match[str]) -> bool:
    """Whether a title or a style sheet holds a table."""
    return (match.group(1) or "").lower() in ("style", "title") and _CELL.search(match.group()) is not None


def _is_unclosed(match: re.Match[str], bare: str) -> bool:
    """Whether a comment, a script or a quoted value lacks its end, so that it goes on to the end of the page."""
    token = match.group()
    if token.startswith("<!--"):
        return not token.endswith("-->")
    if match[1]:
        return not token.rstrip("> \t\r\n").lower().endswith(f"</{match[1].lower()}")
    return _OPEN_VALUE.search(bare) is not None


class _Traces:
    """Positions of traces: the ``first`` one, and that of the last table where it has no end (``open_table``).

    ``states`` has for each open table whether the markup read last is inside a cell of it.
    """

    def __init__(self) -> None:
        self.first: int | None = None
        self.open_table: int | None = None
        self._states: list[bool] = []

    def see_text(self, text: str, position: int) -> None:
        """Look at a text between two tags."""
        if text and self._states and _is_torn_text(text, in_cell=self._states[-1]):
            self._note(position)

    def see_tag(self, match: re.Match[str], bare: str) -> None:
        """Look at a tag; ``bare`` are its attributes without their quoted values."""
        states = self._states
        name, is_end = match[3].lower(), bool(match[2])
        if (states or name.startswith(("td", "tr", "th", "table", "html"))) and _is_torn_tag(match, bare):
            self._note(match.start())
        if name == "table":
            self.open_table = None if is_end else match.start()
            if not is_end and (not states or states[-1]):
                states.append(False)
            elif is_end and states:
                states.pop()
        elif name in _OF_TABLES and states:
            states[-1] = name in ("td", "th") and not is_end
        elif name in _OF_TABLES and not is_end:
            # A cell in no table.
            self._note(match.start())
        elif name == "caption" and states:
            states[-1] = not is_end

    def _note(self, at: int) -> None:
        self.first = at if self.first is None else self.first


def _is_torn_text(text: str, *, in_cell: bool) -> bool:
    if in_cell:
        return ">" in text and _HALF_A_TAG.search(text) is not None
    return re.search(r"\w", _CHARACTER.sub("", text)) is not None


def _is_torn_tag(match: re.Match[str], bare: str) -> bool:
    name, attributes = match[3], match[4]
    if _NAME.fullmatch(name) is None or "<" in bare or ("<" in attributes and _PLAIN.search(attributes) is not None):
        return True
    if name.lower() not in _OF_TABLES:
        return False
    return bool(bare.strip(" \t\r\n/")) if match[2] else _ODD_ATTRIBUTE.search(bare) is not None
