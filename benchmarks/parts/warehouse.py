"""The warehouse of a million indicators: built, verified, every view asked (``benchmarks.warehouse``)."""

from __future__ import annotations

import tempfile
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

from benchmarks.parts import Measured, Size


def measure(size: Size, say: Callable[[str], object]) -> Measured:
    """Seconds and memory of the steps, and the slowest views by name."""
    if find_spec("benchmarks.warehouse") is None:
        raise LookupError("there is no benchmarks/warehouse.py")
    from benchmarks.warehouse import asked, make, taken

    with tempfile.TemporaryDirectory(prefix="jixiao-bench-") as name:
        folder = Path(name)
        make(folder, size.indicators)
        say("  the tables are made\n")
        build = taken(folder, "build")
        say(f"  built in {build.seconds:.1f} s\n")
        verify = taken(folder, "verify")
        say(f"  verified in {verify.seconds:.1f} s\n")
        views = asked(folder / "warehouse.duckdb")
    whole = {view: one[0] for view, one in views.items()}
    of_one = {view: one[1] for view, one in views.items() if one[1] is not None}
    slowest, slowest_of_one = max(whole, key=whole.__getitem__), max(of_one, key=of_one.__getitem__)
    figures = {
        "warehouse_build": build.seconds,
        "warehouse_verify": verify.seconds,
        "warehouse_memory": verify.memory,
        "view": whole[slowest],
        "view_of_one": of_one[slowest_of_one],
    }
    return Measured(figures, {
        "warehouse_build": f"by the clock; {build.processor:.1f} s of the processors, {build.memory:,.0f} MiB",
        "warehouse_verify": f"by the clock; {verify.processor:.1f} s of the processors",
        "view": f"`{slowest}`; {sum(v > 1 for v in whole.values())} of {len(whole)} above 1 s",
        "view_of_one": f"`{slowest_of_one}`; {sum(v > 0.05 for v in of_one.values())} of {len(of_one)} above 0.05 s",
    })  # fmt: skip
