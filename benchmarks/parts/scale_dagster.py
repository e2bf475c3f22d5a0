"""What Dagster and the cache cost beside reading: ``python -m benchmarks.parts.scale_dagster HOW RAW OUT``."""

from __future__ import annotations

import json
import os
import statistics
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from benchmarks.parts import Measured, Size
from benchmarks.parts.workers import make_files
from benchmarks.processes import module

WORKERS = 2


def measure(size: Size, say: Callable[[str], object]) -> Measured:
    """Processor time of job ``read_batch`` with an empty cache, in percent above that of the workers alone.

    Both in turns, each in a process of its own whose start and imports are counted.
    """
    raw = make_files(size.read)
    say("  the files are made\n")
    ratios, plain = [], []
    for number in range(min(size.rounds, 3)):
        took = {}
        for how in ("plain", "dagster")[:: 1 if number % 2 else -1]:
            with tempfile.TemporaryDirectory() as out:
                took[how] = json.loads(module("benchmarks.parts.scale_dagster", how, str(raw), out).printed)
        ratios.append(100 * (took["dagster"] / took["plain"] - 1))
        plain.append(took["plain"])
        say(f"  round {number + 1}: {ratios[-1]:.1f} %\n")
    note = f"{min(ratios):.1f} to {max(ratios):.1f}; {size.read} documents, {statistics.median(plain):.1f} s without"
    return Measured({"scale_dagster": statistics.median(ratios)}, {"scale_dagster": note})


def _read_plain(raw: Path) -> None:
    from pipeline import sources
    from pipeline.curate.parallel import curate_all

    curate_all(raw, sources.scan(raw), WORKERS)


def _read_in_job(raw: Path, out: Path) -> None:
    import dagster as dg

    from pipeline.batch_definitions import defs
    from pipeline.defs.resources import folders_resource

    quiet = {"loggers": {"console": {"config": {"log_level": "ERROR"}}}}
    with dg.DagsterInstance.local_temp(str(out)) as instance:
        instance.add_dynamic_partitions("batch", ["batch"])
        ended = defs.resolve_job_def("read_batch").execute_in_process(
            run_config=quiet,
            instance=instance,
            partition_key="batch",
            resources={"folders": folders_resource(raw, out, WORKERS)},
        )
        if not ended.success:
            raise RuntimeError("the job failed")


def main() -> None:
    """Read all documents one way or the other; print the processor seconds of this process and its workers."""
    how, raw, out = sys.argv[1:]
    if how == "plain":
        _read_plain(Path(raw))
    else:
        _read_in_job(Path(raw), Path(out))
    sys.stdout.write(json.dumps(sum(os.times()[:4])))


if __name__ == "__main__":
    main()
