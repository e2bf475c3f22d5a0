"""The audit of a million forms in bounded memory, in a process of its own so that its peak memory is its own."""

from __future__ import annotations

import json
from collections.abc import Callable

from benchmarks.parts import Measured, Size
from benchmarks.processes import module
from benchmarks.scale import tables


def measure(size: Size, say: Callable[[str], object]) -> Measured:
    """Seconds by the clock and peak memory of one run, Parquet to Parquet."""
    folder = tables(size.forms)
    say("  the tables are made\n")
    told = json.loads(module("benchmarks.audit", "--folder", str(folder)).printed)
    figures = {"scale_audit": told["seconds"], "scale_audit_memory": told["peak_gb"]}
    return Measured(figures, {
        "scale_audit": f"{told['forms']:,} forms, by the clock; {told['processors']:.0f} s of the processors",
        "scale_audit_memory": f"in {told['parts']} parts",
    })  # fmt: skip
