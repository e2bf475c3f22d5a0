"""How much hangs on each number of the sliced-text reader: cells that change when the number does.

Belongs here: changing one constant of ``pipeline.noisy`` at a time by a quarter up and down (a count by one) and
comparing the restored grids. Does not belong here: whether a value is right (``tests.accuracy``).
``python -m tests.sensitivity`` prints, for every number, how many cells of the real extract and of invented ones change
in text and in doubt.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
from collections.abc import Iterator, Sequence
from pathlib import Path
from types import ModuleType
from typing import Any

import pipeline.noisy
from pipeline.families import load_families
from pipeline.model.grid import Grid
from pipeline.noisy.restoring import restore
from pipeline.readers.tabbed_text import read
from tests.factory.forms import invent
from tests.noise import KINDS, extract

RAW = Path(__file__).parents[1] / "data" / "raw" / "shanghai_fgj_2024" / "000_abc6290ce127bb5c.txt"
Cells = dict[tuple[int, int, int], tuple[str, bool]]
"""By grid, row and column the text and whether it is in doubt; a merged cell stands in each of its rows."""


def modules() -> list[ModuleType]:
    """The modules of the sliced-text reader."""
    return [importlib.import_module(f"pipeline.noisy.{m.name}") for m in pkgutil.iter_modules(pipeline.noisy.__path__)]


def changed(value: Any) -> Iterator[tuple[str, Any]]:
    """A number up and down; each element of a tuple or dict of numbers by itself."""
    if isinstance(value, bool):
        return
    if isinstance(value, int):
        yield from (("+1", value + 1), ("-1", value - 1))
    elif isinstance(value, float):
        yield from (("+25%", value * 1.25), ("-25%", value * 0.75))
    elif isinstance(value, tuple):
        for at, one in enumerate(value):
            yield from ((f"[{at}] {how}", (*value[:at], new, *value[at + 1 :])) for how, new in changed(one))
    elif isinstance(value, dict):
        for key, one in value.items():
            yield from ((f"[{key}] {how}", {**value, key: new}) for how, new in changed(one))


def grids(texts: Sequence[bytes]) -> list[Grid]:
    """The grids that are restored from texts."""
    families = load_families()
    return [g for text in texts for grid in read(text, "a.txt").grids for g in restore(grid, families)]


def cells(texts: Sequence[bytes], loaded: Sequence[ModuleType]) -> Cells:
    """Text and doubt of every cell, with nothing remembered from before."""
    for module in loaded:
        for item in vars(module).values():
            if hasattr(item, "cache_clear"):
                item.cache_clear()
    shown: Cells = {}
    for number, grid in enumerate(grids(texts)):
        for cell in grid.cells:
            for row in range(cell.row, cell.row + cell.row_span):
                shown[number, row, cell.column] = cell.text, bool(cell.doubts)
    return shown


def difference(before: Cells, after: Cells) -> tuple[int, int]:
    """Cells with another text, and cells with the same text of which only one has a doubt."""
    texts = doubts = 0
    for place in before.keys() | after.keys():
        old, new = before.get(place), after.get(place)
        if old is None or new is None or old[0] != new[0]:
            texts += 1
        else:
            doubts += old[1] != new[1]
    return texts, doubts


def main() -> None:
    """Print the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--seeds", type=int, default=1, help="invented forms of each kind")
    parser.add_argument("--module", action="append", help="default: all")
    given = parser.parse_args()
    loaded = modules()
    texts = [RAW.read_bytes()]
    for kind in KINDS.values():
        texts += [extract(invent(s, family=kind.family).table.rows, s, kind).encode() for s in range(given.seeds)]
    before = cells(texts, loaded)
    sys.stdout.write(f"{len(before)} cells\n")
    for module in loaded:
        if given.module and module.__name__.split(".")[-1] not in given.module:
            continue
        for name, value in list(vars(module).items()):
            if not name.lstrip("_").isupper():
                continue
            for how, new in changed(value):
                setattr(module, name, new)
                texts_changed, doubts_changed = difference(before, cells(texts, loaded))
                setattr(module, name, value)
                line = f"{module.__name__.split('.')[-1]}.{name} {how}: {texts_changed} texts, {doubts_changed} doubts"
                sys.stdout.write(line + "\n")
                sys.stdout.flush()


if __name__ == "__main__":
    main()
