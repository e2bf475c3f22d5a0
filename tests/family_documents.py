"""Documents that stand for a family, each with its values in a JSON file of the same name (``tests/data/families``).

Belongs here: which documents there are, and how what was read is compared with the file. Does not belong here: reading.
"""

from __future__ import annotations

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent / "data" / "families"
# The family of this one is not in the program: ``docs/adding_a_family.md`` adds it.
INVENTED = "self_check"


def documents() -> list[Path]:
    """The documents whose families are in the program."""
    files = (file for file in sorted(FOLDER.iterdir()) if file.suffix != ".json")
    return [file for file in files if file.stem != INVENTED]


def differences(found: list[dict[str, Any]], name: str) -> list[str]:
    """What differs between the forms that were read and the file of a document, for the columns that the file names.

    A doubt is a difference, unless the file names it in ``doubtful``; so is a column that the tables do not have.
    """
    expected = json.loads((FOLDER / f"{name}.json").read_text("utf-8"))["forms"]
    return list(_differences(found, expected, ""))


def _differences(found: Any, expected: Any, place: str) -> Iterator[str]:
    if isinstance(expected, dict):
        if "doubtful" not in expected and found.get("doubtful"):
            yield f"{place}: in doubt are {found['doubtful']}"
        for key, value in expected.items():
            if key not in found:
                yield f"{place}.{key}: there is no such column"
            else:
                yield from _differences(found[key], value, f"{place}.{key}")
    elif isinstance(expected, list):
        if len(found) != len(expected):
            yield f"{place}: {len(found)} instead of {len(expected)}"
        for number, (one, other) in enumerate(zip(found, expected, strict=False), 1):
            yield from _differences(one, other, f"{place}[{number}]")
    elif found != expected:
        yield f"{place}: {found!r} instead of {expected!r}"
