"""Forms with one or two digits typed wrong: those of ``tests/data/offices``, each slip from a list.

Belongs here: making the documents. Does not belong here: what the rules say of them (``tests.rule_labels``).

``tests/data/rules/slips.tsv`` names the document, the printed text, the how-manieth of its places in the document is
meant, and what is typed there instead. The slips were drawn by chance, with no rule in mind.
"""

from __future__ import annotations

import csv
from collections import defaultdict
from pathlib import Path

FOLDER = "tests/data/rules/slips"
"""Where labels say that the documents lie; they are made when they are asked for."""

_DATA = Path(__file__).parent / "data"
LIST = _DATA / "rules" / "slips.tsv"
OFFICES = _DATA / "offices"

Slip = tuple[str, int, str]
"""The printed text, the number of its place from 1 on, and the text typed instead."""


def write(folder: Path) -> list[Path]:
    """Write the documents into a folder that is made for them; their paths."""
    folder.mkdir(parents=True)
    paths = []
    for document, slips in sorted(listed().items()):
        path = folder / f"slip_{document}"
        path.write_bytes(typed((OFFICES / document).read_bytes(), slips))
        paths.append(path)
    return paths


def listed() -> dict[str, list[Slip]]:
    """The slips of the list by document."""
    slips: dict[str, list[Slip]] = defaultdict(list)
    with LIST.open(encoding="utf-8", newline="") as lines:
        for row in csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE):
            slips[row["document"]].append((row["printed"], int(row["number"]), row["typed"]))
    return dict(slips)


def typed(page: bytes, slips: list[Slip]) -> bytes:
    """A page with slips. Raises ValueError where a printed text has no such place."""
    try:
        text, encoding = page.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text, encoding = page.decode("gb18030"), "gb18030"
    places = []
    for printed, number, instead in slips:
        place = -1
        for _ in range(number):
            place = text.find(printed, place + 1)
            if place < 0:
                raise ValueError(f"{printed!r} does not stand {number} times in the page")
        places.append((place, printed, instead))
    for place, printed, instead in sorted(places, reverse=True):
        text = text[:place] + instead + text[place + len(printed) :]
    return text.encode(encoding)
