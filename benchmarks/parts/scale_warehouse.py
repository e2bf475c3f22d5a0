"""The warehouse of a million forms: built anew, and its views asked in 512 MiB (``benchmarks.warehouse``)."""

from __future__ import annotations

import math
from collections.abc import Callable

from benchmarks.parts import Measured, Size
from benchmarks.scale import OFFICE_SECONDS, VIEW_SECONDS, tables
from benchmarks.warehouse import MEMORY, asked, taken


def measure(size: Size, say: Callable[[str], object]) -> Measured:
    """Seconds of a build by the clock, and processor seconds of the slowest views by name."""
    folder = tables(size.forms)
    build = taken(folder, "build")
    say(f"  built in {build.seconds:.0f} s, {build.processor:.0f} s of the processors\n")
    views = asked(folder / "warehouse.duckdb")
    whole = {name: seconds for name, (seconds, _) in views.items()}
    of_one = {name: seconds for name, (_, seconds) in views.items() if seconds is not None}
    slowest, slowest_of_one = max(whole, key=whole.__getitem__), max(of_one, key=of_one.__getitem__)
    size_mib = (folder / "warehouse.duckdb").stat().st_size / 2**20
    table = ["| view | the country, s | one department, s |", "|---|---:|---:|"]
    for name in sorted(whole, key=whole.__getitem__, reverse=True):
        one = of_one.get(name)
        table.append(f"| `{name}` | {_told(whole[name])} | {'' if one is None else _told(one)} |")
    above = sum(seconds > VIEW_SECONDS for seconds in whole.values())
    above_of_one = sum(seconds > OFFICE_SECONDS for seconds in of_one.values())
    return Measured(
        {
            "scale_build": build.seconds,
            "scale_view": whole[slowest],
            "scale_view_of_one": of_one[slowest_of_one],
        },
        {
            "scale_build": f"{build.processor:.0f} s processors, {build.memory:,.0f} MiB; file {size_mib:,.0f} MiB",
            "scale_view": f"`{slowest}`; {above} of {len(whole)} above the goal",
            "scale_view_of_one": f"`{slowest_of_one}`; {above_of_one} of {len(of_one)} above the goal",
        },
        {"tables": [f"Views of {size.forms:,} forms in {MEMORY} MiB, every column of every row:\n", *table, ""]},
    )


def _told(seconds: float) -> str:
    return f"{seconds:.2f}" if math.isfinite(seconds) else "no answer"
