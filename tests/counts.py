"""Counts that parts of reports print, and how well they are read: ``python -m tests.counts``.

Belongs here: invented parts of reports as web pages, with their truth, and counting. Does not belong here: single
sentences (``tests.narrative``), what must hold (``tests/golden/test_counts.py``).
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from itertools import zip_longest
from pathlib import Path
from typing import Any
from xml.sax.saxutils import escape

import yaml

from pipeline.prose.statements.settled import FIGURES
from tests.factory.check import curate

FIELDS = ("fiscal_year", "scope", *FIGURES)
TITLE = "南岭市林业局部门决算公开说明"


@dataclass(frozen=True)
class Part:
    """One part of a report: paragraphs and tables, the rows that are to be read, and the fields that it leaves open."""

    id: str
    blocks: tuple[Any, ...]
    want: tuple[dict[str, Any], ...]
    unsure: tuple[str, ...] = ()

    def page(self) -> bytes:
        """The part as a web page."""
        shown = "".join(_block(block) for block in self.blocks)
        return f"<!doctype html><meta charset=utf-8><h1>{TITLE}</h1>{shown}".encode()

    def rows(self) -> list[dict[str, Any]]:
        """What the real path reads of it."""
        return [dict(row) for row in curate(self.page()).narratives]

    def judged(self) -> Iterator[tuple[str, str]]:
        """Each field with its verdict: right, empty (rightly), doubted, missed, or silent (wrong and not doubted)."""
        for got, want in _paired(self.rows(), self.want):
            for name in FIELDS:
                yield name, _verdict(name, got, want)


def parts() -> list[Part]:
    """Every part with its truth."""
    path = Path(__file__).parent / "data" / "narrative" / "counts.yml"
    return [
        Part(entry["id"], tuple(entry["blocks"]), tuple(entry["want"]), tuple(entry.get("unsure", ())))
        for entry in yaml.safe_load(path.read_text("utf-8"))
    ]


def _block(block: Any) -> str:
    if isinstance(block, str):
        return f"<p>{escape(block)}</p>"
    rows = "".join("<tr>" + "".join(map(_cell, row)) + "</tr>" for row in block)
    return f"<table border=1>{rows}</table>"


def _cell(text: str) -> str:
    text, _, span = text.partition("<")
    return f"<td{f' colspan={span}' if span else ''}>{escape(text)}</td>"


def _paired(
    rows: list[dict[str, Any]], want: tuple[dict[str, Any], ...]
) -> Iterator[tuple[dict[str, Any], dict[str, Any]]]:
    """Rows beside the truth they fit best; what is left over stands beside nothing."""
    left = list(want)
    unmatched = []
    for row in sorted(rows, key=lambda row: -max((_fit(row, one) for one in want), default=0)):
        best = max(left, key=lambda one: _fit(row, one), default=None)
        if best is None:
            unmatched.append(row)
        else:
            left.remove(best)
            yield row, best
    for got, true in zip_longest(unmatched, left):
        yield got or {"doubtful": []}, true or {}


def _fit(row: dict[str, Any], want: dict[str, Any]) -> int:
    verdicts = [_verdict(name, row, want) for name in FIELDS]
    return verdicts.count("right") - verdicts.count("silent")


def _verdict(name: str, got: dict[str, Any], want: dict[str, Any]) -> str:
    value, true = got.get(name), want.get(name)
    if name == "scope":
        if not got.keys() - {"doubtful"} or not want:
            return "empty"
        true, value = true or "all", value or "all"
    if name in got["doubtful"]:
        return "doubted" if true is not None or value is not None else "empty"
    if value is None:
        return "empty" if true is None else "missed"
    same = str(value) == str(true) if isinstance(value, str) else true is not None and value == Decimal(true)
    return "right" if same else "silent"


def main() -> None:
    """Print every part that is not read in full, and the sums."""
    found: Counter[str] = Counter()
    for part in parts():
        verdicts = list(part.judged())
        found.update(verdict for _, verdict in verdicts)
        odd = [(name, verdict) for name, verdict in verdicts if verdict not in ("right", "empty")]
        if odd:
            sys.stdout.write(f"{part.id}: {odd}\n")
    sys.stdout.write(f"{dict(found)}\n")


if __name__ == "__main__":
    main()
