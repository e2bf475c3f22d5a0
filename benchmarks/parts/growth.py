"""Whether a document costs the same among many: builds of 10, 100 and 1,000 files.

A build has a fixed cost, so what one more document costs is told by the difference of two builds.
"""

from __future__ import annotations

import shutil
import statistics
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.parts import Measured, Size
from benchmarks.parts.workers import make_files
from benchmarks.processes import build


def measure(size: Size, say: Callable[[str], object]) -> Measured:
    """What one more of the last documents costs beside one more of the first, in seconds of the processors."""
    sizes = [max(1, size.grown // 100), size.grown // 10, size.grown]
    raw = make_files(size.grown)
    say("  the files are made\n")
    used = []
    with tempfile.TemporaryDirectory(prefix="jixiao-bench-") as folder:
        for count in sizes:
            part = _part(raw, Path(folder) / f"raw{count}", count)
            # The two small builds are short: their difference needs more than one run to be sure of.
            times = []
            for number in range(1 if count == size.grown else min(size.rounds, 3)):
                out = Path(folder) / f"out{count}_{number}"
                times.append(build(part, out).processor)
                shutil.rmtree(out)
            used.append(statistics.median(times))
            say(f"  {count} documents: {used[-1]:.1f} s of the processors\n")
    few, many = ((used[k + 1] - used[k]) / (sizes[k + 1] - sizes[k]) for k in range(2))
    builds = ", ".join(f"{count:,}: {seconds:.1f} s" for count, seconds in zip(sizes, used, strict=True))
    note = f"{1000 * few:.0f} and {1000 * many:.0f} ms of the processors for one more; builds of {builds}"
    return Measured({"growth": many / few}, {"growth": note})


def _part(raw: Path, target: Path, count: int) -> Path:
    """The first documents of a folder."""
    batch = target / "batch"
    batch.mkdir(parents=True)
    files = sorted(path for path in (raw / "batch").iterdir() if path.suffix != ".yml")
    for path in [raw / "batch" / "batch.yml", *files[:count]]:
        shutil.copy(path, batch / path.name)
    return target
