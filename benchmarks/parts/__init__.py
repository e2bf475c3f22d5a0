"""The parts of ``make bench``: each measures some of the figures in ``benchmarks.goals``.

Belongs here: what a part runs and how often. Does not belong here: goals, the page (``benchmarks.page``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any


@dataclass(frozen=True)
class Size:
    """How much is measured: the whole for the page, less to try the command itself."""

    rounds: int = 5
    documents: int = 56
    peer_documents: int = 28
    forms_in_file: int = 300
    texts: int = 30
    files: int = 200
    audited: int = 100_000
    indicators: int = 1_000_000
    grown: int = 1_000
    forms: int = 1_000_000
    read: int = 1_000


SMALL = Size(1, 4, 4, 20, 4, 10, 1_000, 20_000, 30, 2_000, 8)


@dataclass
class Measured:
    """What a part found: figures by key, a sentence beside some of them, and anything more for the page."""

    figures: dict[str, float] = field(default_factory=dict)
    notes: dict[str, str] = field(default_factory=dict)
    more: dict[str, Any] = field(default_factory=dict)
