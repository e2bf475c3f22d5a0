"""Values inside SQL text, for statements such as ATTACH and COMMENT that take no parameters.

Belongs here: quoting, without any import, since the command line starts with it. Does not belong here: queries;
those bind their values.
"""

from __future__ import annotations

FOLDER_VARIABLE = "release_folder"
"""The variable of a connection that says where the files of tables lie that the warehouse does not hold."""


def quoted(text: str) -> str:
    """A text as an SQL literal."""
    return "'" + text.replace("'", "''") + "'"
