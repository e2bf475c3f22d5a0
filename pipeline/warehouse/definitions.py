"""The definitions that views share, put in place in their text.

Belongs here: reading ``definitions.sql`` and expanding ``@name(arguments)``. Does not belong here: what is defined
(``definitions.sql``), running a statement (``build``).

DuckDB has macros of its own. A macro in a file would have to be understood by every client that opens it. So the text
is expanded when the warehouse is built.
"""

from __future__ import annotations

import re
from collections.abc import Collection
from dataclasses import dataclass
from functools import cache
from importlib.resources import files

_DEFINITION = re.compile(r"^MACRO (\w+)\(([^)]*)\) AS\n(.*?);$", re.MULTILINE | re.DOTALL)
_USE = re.compile(r"@(\w+)\(")


@dataclass(frozen=True, slots=True)
class Definition:
    """A named text with parameters."""

    parameters: tuple[str, ...]
    text: str


@cache
def definitions() -> dict[str, Definition]:
    """Every definition of ``definitions.sql`` by name."""
    source = files(__package__).joinpath("definitions.sql").read_text(encoding="utf-8")
    return {
        name: Definition(tuple(filter(None, (part.strip() for part in parameters.split(",")))), text.strip())
        for name, parameters, text in _DEFINITION.findall(source)
    }


def expanded(sql: str, made: Collection[str] = ()) -> str:
    """The text with every ``@name(arguments)`` replaced by its definition, which may use others.

    Of a definition that a table of its name holds already only the name is put. Raises KeyError for a name that nobody
    defines and ValueError for a wrong number of arguments.
    """
    while found := _USE.search(sql):
        arguments, end = _arguments(sql, found.end())
        text = found[1] if found[1] in made else _put(found[1], arguments)
        sql = sql[: found.start()] + text + sql[end:]
    return sql


def _put(name: str, arguments: list[str]) -> str:
    """The text of a definition with its arguments in place of its parameters; quoted words are left alone."""
    definition = definitions()[name]
    if len(arguments) != len(definition.parameters):
        raise ValueError(f"@{name} takes {len(definition.parameters)} arguments, not {len(arguments)}")
    given = dict(zip(definition.parameters, arguments, strict=True))
    words = "|".join(given)
    return (
        re.sub(rf"(?<!')\b(?:{words})\b(?!')", lambda word: given[word[0]], definition.text)
        if given
        else definition.text
    )


def _arguments(sql: str, begin: int) -> tuple[list[str], int]:
    """The arguments from a position behind the opening bracket on, and the position behind the closing one."""
    depth, parts, is_text = 1, [""], False
    for position in range(begin, len(sql)):
        letter = sql[position]
        is_text ^= letter == "'"
        if not is_text:
            depth += (letter in "([") - (letter in ")]")
            if depth == 0:
                return [part.strip() for part in parts if part.strip()], position + 1
            if letter == "," and depth == 1:
                parts.append("")
                continue
        parts[-1] += letter
    raise ValueError(f"no closing bracket behind {sql[max(0, begin - 40) : begin]}")
