"""Values inside SQL text, for statements such as ATTACH and COMMENT that take no parameters.

Belongs here: quoting, without any import, since the command line starts with it. Does not belong here: queries;
those bind their values.
"""

from __future__ import annotations


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
