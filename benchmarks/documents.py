"""The documents that are timed: invented ones, the same on every machine, and the committed samples.

Belongs here: which seeds and hazards, the files. Does not belong here: making a document (``tests.factory``).
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

import pypdfium2

from tests.factory import fuzz
from tests.factory.documents import Document
from tests.factory.forms import ALL_FAMILIES

ROOT = Path(__file__).parents[1]
SAMPLES = ROOT / "tests" / "data" / "pdf"
FILES = ROOT / "build" / "bench"
# What is not readable, and what has no text.
_ASIDE = {"truncated", "scan_sh"}
# They leave undecided which row a text belongs to: no reader can be right.
_UNDECIDED = frozenset({"overflow", "missing_rule"})
FIRST_SEED = 5_000


@dataclass(frozen=True)
class Timed:
    """A file, and the invented document that was drawn into it where there is one."""

    path: Path
    invented: Document | None = None

    @property
    def is_plain(self) -> bool:
        """Whether it was drawn without a hazard."""
        return self.invented is not None and not self.invented.hazards

    @cached_property
    def data(self) -> bytes:
        """Its bytes."""
        return self.path.read_bytes()

    @cached_property
    def pages(self) -> int:
        """How many pages it has."""
        document = pypdfium2.PdfDocument(self.data)
        try:
            return len(document)
        finally:
            document.close()


def invented(count: int) -> Iterator[Timed]:
    """Invented PDFs, every family in turn, once plain and once with hazards as they come."""
    folder = FILES / "pdf"
    folder.mkdir(parents=True, exist_ok=True)
    for number in range(count):
        seed = FIRST_SEED + number
        turn, place = divmod(number, len(ALL_FAMILIES))
        hazards = fuzz.choose("rl", seed, _UNDECIDED) if (turn + place) % 2 else frozenset[str]()
        document, data = fuzz.draw(fuzz.Case("rl", seed, hazards, ALL_FAMILIES[place]))
        path = folder / f"{seed}.pdf"
        path.write_bytes(data)
        yield Timed(path, document)


def samples() -> Iterator[Timed]:
    """The committed PDFs of several programs."""
    yield from (Timed(path) for path in sorted(SAMPLES.glob("*.pdf")) if path.stem not in _ASIDE)


def checksum(documents: list[Timed]) -> str:
    """A short name of exactly these files, to see that two machines read the same."""
    whole = hashlib.sha256()
    for document in documents:
        whole.update(document.data)
    return whole.hexdigest()[:12]
