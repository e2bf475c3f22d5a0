"""JSON that commands nothing: neither a terminal that shows it nor a program that takes its lines apart.

Belongs here: escaping what JSON itself leaves as it is. Does not belong here: what is told (``journal``, ``alerts``,
the command line).

Names of files come from others. JSON lets characters stand that end a line elsewhere (U+2028, U+0085), turn the
direction of text or command a terminal (U+009B), and halves of characters that no file in UTF-8 can hold.
"""

from __future__ import annotations

import json
from typing import Any


def json_line(value: Any) -> str:
    """A value as JSON on one line that every file and every pipe takes; what JSON has no word for as text."""
    return harmless(json.dumps(value, ensure_ascii=False, default=str))


def harmless(text: str, also: str = "") -> str:
    """A text of JSON with every character escaped that is not printable; those of ``also`` stay."""
    stay = f"\u3000{also}"
    return "".join(c if c.isprintable() or c in stay else _escaped(c) for c in text)


def _escaped(character: str) -> str:
    units = character.encode("utf-16-be", "surrogatepass")
    return "".join(f"\\u{units[place]:02x}{units[place + 1]:02x}" for place in range(0, len(units), 2))
