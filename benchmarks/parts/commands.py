"""Commands as a person types them: a build of the real forms, a question, the help."""

from __future__ import annotations

import statistics
import tempfile
from collections.abc import Callable, Sequence
from pathlib import Path

from benchmarks.parts import Measured, Size
from benchmarks.processes import ROOT, Used, build, jixiao

RAW = ROOT / "data" / "raw"


def measure(size: Size, say: Callable[[str], object]) -> Measured:
    """Seconds by the clock, those of the processors in the note."""
    found = Measured()
    with tempfile.TemporaryDirectory(prefix="jixiao-bench-") as folder:
        builds = []
        for number in range(size.rounds):
            out = Path(folder) / str(number)
            builds.append(build(RAW, out))
            say(f"  build {number + 1} of {size.rounds}\n")
        _put(found, "build", builds)
        question = "SELECT count(*) FROM indicators"
        warehouse = str(out / "out" / "current" / "warehouse.duckdb")
        asked = [jixiao("sql", "--warehouse", warehouse, question) for _ in range(size.rounds + 1)]
        _put(found, "sql", asked[1:])
    _put(found, "help", [jixiao("--help") for _ in range(size.rounds + 1)][1:])
    return found


def _put(found: Measured, key: str, used: Sequence[Used]) -> None:
    found.figures[key] = statistics.median(one.clock for one in used)
    found.notes[key] = f"by the clock; {statistics.median(one.processor for one in used):.2f} s of the processors"
