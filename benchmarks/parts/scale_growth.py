"""What a form costs in the warehouse, from a thousand forms to a million."""

from __future__ import annotations

import statistics
from collections.abc import Callable

from benchmarks.parts import Measured, Size
from benchmarks.scale import tables
from benchmarks.warehouse import taken

LEAST = 1_000


def measure(size: Size, say: Callable[[str], object]) -> Measured:
    """Processor microseconds a form by number of forms; how far the one that is furthest lies from the median."""
    sizes = [LEAST * 10**n for n in range(8) if LEAST * 10**n <= size.forms]
    if len(sizes) < 2:
        raise LookupError("there is one size only")
    start = taken(tables(10), "build").processor
    costs, clock = {}, {}
    for forms in sizes:
        took = taken(tables(forms), "build")
        costs[forms], clock[forms] = (took.processor - start) / forms * 1e6, took.seconds
        say(f"  {forms:,} forms: {costs[forms]:,.0f} µs a form\n")
    middle = statistics.median(costs.values())
    far = max(abs(cost / middle - 1) for cost in costs.values()) * 100
    rows = [f"| {forms:,} | {cost:,.0f} | {clock[forms]:.1f} |" for forms, cost in costs.items()]
    note = f"without the {start:.1f} s that a warehouse of ten forms takes"
    table = ["| forms | µs of the processor a form, warehouse | s by the clock |", "|---:|---:|---:|", *rows, ""]
    return Measured({"scale_growth": far}, {"scale_growth": note}, {"tables": table})
