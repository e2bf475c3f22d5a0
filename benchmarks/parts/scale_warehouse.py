"""The warehouse of a million forms: built anew, and its views asked in 512 MiB (``benchmarks.questions``)."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.parts import Measured, Size
from benchmarks.questions import COUNTRY, OFFICE, answered, slowest, table
from benchmarks.scale import OFFICE_SECONDS, VIEW_SECONDS, tables
from benchmarks.warehouse import MEMORY, taken

ASKED = 2
"""How often each question is asked; the better one counts."""


def measure(size: Size, say: Callable[[str], object]) -> Measured:
    """Seconds of a build by the clock, and processor seconds of the slowest views by name."""
    folder = tables(size.forms)
    build = taken(folder, "build")
    say(f"  built in {build.seconds:.0f} s, {build.processor:.0f} s of the processors\n")
    large = taken(folder, "large views")
    say(f"  large views in {large.seconds:.0f} s, {large.processor:.0f} s of the processors\n")
    answers = answered(folder / "warehouse.duckdb", ASKED)
    whole, of_one = slowest(answers, COUNTRY), slowest(answers, OFFICE)
    slow, slow_of_one = max(whole, key=whole.__getitem__), max(of_one, key=of_one.__getitem__)
    size_mib = (folder / "warehouse.duckdb").stat().st_size / 2**20
    above = sum(seconds > VIEW_SECONDS for seconds in whole.values())
    above_of_one = sum(seconds > OFFICE_SECONDS for seconds in of_one.values())
    return Measured(
        {
            "scale_build": build.seconds,
            "scale_view": whole[slow],
            "scale_view_of_one": of_one[slow_of_one],
        },
        {
            "scale_build": f"{build.processor:.0f} s processors, {build.memory:,.0f} MiB; file {size_mib:,.0f} MiB;"
            f" not in it: the files of the large views, {large.seconds:.0f} s by the clock ({large.processor:.0f} s"
            f" processors, {large.memory:,.0f} MiB)",
            "scale_view": f"`{slow}`; {above} of {len(whole)} above the goal",
            "scale_view_of_one": f"`{slow_of_one}`; {above_of_one} of {len(of_one)} above the goal",
        },
        {"tables": [f"Views of {size.forms:,} forms in {MEMORY} MiB, processor seconds.\n", *table(answers)]},
    )
