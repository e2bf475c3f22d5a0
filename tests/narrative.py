"""The invented sentences of reports, and how well they are read: ``python -m tests.narrative``.

Belongs here: sentences with their truth, and counting. Does not belong here: what must hold (``tests/unit/forms``).
"""

from __future__ import annotations

import sys
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

import yaml

from pipeline.prose.statements import narratives
from pipeline.prose.statements.settled import FIGURES

FIELDS = ("department", "fiscal_year", "scope", *FIGURES)


@dataclass(frozen=True)
class Case:
    """One text: its lines, the rows that are to be read, and the fields that it leaves open."""

    id: str
    lines: tuple[str, ...]
    want: tuple[dict[str, Any], ...]
    unsure: tuple[str, ...] = ()
    held_out: bool = False

    def rows(self) -> list[dict[str, Any]]:
        return narratives([(1, line) for line in self.lines], is_wrapped=len(self.lines) > 1)

    def judged(self) -> Iterator[tuple[str, str]]:
        """Each field with its verdict: right, empty (rightly), doubted, missed, or silent (wrong and not doubted)."""
        rows = self.rows()
        for number in range(max(len(rows), len(self.want))):
            got = rows[number] if number < len(rows) else {"doubtful": []}
            want = self.want[number] if number < len(self.want) else {}
            for name in FIELDS:
                yield name, self._verdict(name, got, want)

    def _verdict(self, name: str, got: dict[str, Any], want: dict[str, Any]) -> str:
        value, true = got.get(name), want.get(name)
        if name == "scope":
            true, value = true or "all", value or "all"
        if name in ("department", "fiscal_year") and true is None and str(value) in "".join(self.lines):
            return "empty" if value is None else "right"
        if name in got["doubtful"]:
            return "doubted" if true is not None or value is not None else "empty"
        if value is None:
            return "empty" if true is None else "missed"
        same = str(value) == str(true) if isinstance(value, str) else true is not None and value == Decimal(true)
        return "right" if same else "silent"


def cases() -> list[Case]:
    path = Path(__file__).parent / "data" / "narrative" / "sentences.yml"
    return [
        Case(
            entry["id"],
            tuple(entry.get("lines") or [entry["text"]]),
            tuple(entry["want"]),
            tuple(entry.get("unsure", ())),
            entry.get("held_out", False),
        )
        for entry in yaml.safe_load(path.read_text("utf-8"))
    ]


def main() -> None:
    for held_out in (True, False):
        chosen = [case for case in cases() if case.held_out == held_out]
        found = Counter(verdict for case in chosen for _, verdict in case.judged())
        for case in chosen:
            odd = [(name, verdict) for name, verdict in case.judged() if verdict in ("silent", "missed", "doubted")]
            if odd:
                sys.stdout.write(f"{case.id}: {odd}\n")
                if "-v" in sys.argv:
                    for row in case.rows():
                        sys.stdout.write(f"    { {k: str(v) for k, v in row.items() if v is not None} }\n")
        stated = found["right"] + found["doubted"] + found["missed"] + found["silent"]
        sys.stdout.write(
            f"{'held out' if held_out else 'beside'}: {len(chosen)} texts, {dict(found)}; of {stated} fields\n"
        )


if __name__ == "__main__":
    main()
