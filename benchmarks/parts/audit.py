"""The audit of many forms, in processes of their own so that their peak memory is their own."""

from __future__ import annotations

import json
from collections.abc import Callable

from benchmarks.parts import Measured, Size
from benchmarks.processes import module

ROUNDS = 3


def measure(size: Size, say: Callable[[str], object]) -> Measured:
    """Seconds by the clock and peak memory; ``make bench-audit`` tells the parts."""
    command = ("--json", "--forms", str(size.audited), "--rounds", str(min(size.rounds, ROUNDS)))
    told = json.loads(module("benchmarks.audit", *command).printed)
    figures = {"audit": told["seconds"], "audit_memory": told["peak_gb"]}
    return Measured(figures, {
        "audit": f"{told['forms']:,} forms, by the clock; {told['processors']:.1f} s of the processors",
        "audit_memory": "from Parquet to Parquet",
    })  # fmt: skip
