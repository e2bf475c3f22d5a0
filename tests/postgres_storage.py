"""Dagster's records in PostgreSQL, and what batches cost there and in SQLite: ``make postgres``.

Belongs here: a server of our own in a temporary folder, the job that reads batches over so many of them, its cost. Does
not belong here: what the job does with documents (``tests/integration``); these batches have none.

The server listens on a Unix socket alone, belongs to this program and ends with it. PostgreSQL refuses to run as root,
so that it then runs as another user. The programs are those of Debian's package ``postgresql``.
"""

from __future__ import annotations

import argparse
import os
import pwd
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import dagster as dg
import yaml

from pipeline.batch_definitions import defs
from pipeline.defs.resources import folders_resource

_START, _END = "dagster/asset_partition_range_start", "dagster/asset_partition_range_end"


def programs() -> Path:
    """The folder of the newest PostgreSQL that is installed; raises LookupError where there is none."""
    found = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"), key=lambda path: float(path.parts[-3]))
    named = shutil.which("initdb")
    if not found and not named:
        raise LookupError("PostgreSQL is not installed (apt-get install postgresql)")
    return found[-1].parent if found else Path(str(named)).parent


@contextmanager
def server(folder: Path) -> Iterator[str]:
    """The address of a database on a server that ends with the block."""
    user = _other_user()
    data, bin_folder = folder / "data", programs()
    if user:
        shutil.chown(folder, user)

    def run(program: str, *arguments: str) -> None:
        subprocess.run(
            [bin_folder / program, *arguments], check=True, user=user, cwd=folder, stdout=subprocess.DEVNULL, env={}
        )

    run("initdb", "-D", str(data), "-U", "dagster", "--auth=trust", "--encoding=UTF8", "--no-locale")
    options = f"-k {folder} -c listen_addresses=''"
    run("pg_ctl", "-D", str(data), "-w", "-l", str(folder / "log"), "-o", options, "start")
    try:
        run("createdb", "-h", str(folder), "-U", "dagster", "records")
        yield f"postgresql://dagster@/records?host={folder}"
    finally:
        run("pg_ctl", "-D", str(data), "-w", "-m", "fast", "stop")


def measured(home: Path, batches: int) -> tuple[float, float]:
    """Seconds of the processor and by the clock for one run over so many batches, its records in ``home``."""
    os.environ["DAGSTER_HOME"] = str(home)
    raw = home / "raw"
    raw.mkdir()
    names = [f"批次{number:05d}" for number in range(batches)]
    with dg.DagsterInstance.get() as instance:
        instance.add_dynamic_partitions("batch", names)
        job, resources = defs.resolve_job_def("read_batch"), {"folders": folders_resource(raw, home / "out", 1)}
        tags = {_START: names[0], _END: names[-1]}
        start = time.perf_counter(), time.process_time()
        quiet = {"loggers": {"console": {"config": {"log_level": "ERROR"}}}}
        ended = job.execute_in_process(instance=instance, tags=tags, resources=resources, run_config=quiet)
        took = time.process_time() - start[1], time.perf_counter() - start[0]
        reported = {event.partition for event in ended.asset_materializations_for_node("batch")}
        kept = instance.get_materialized_partitions(dg.AssetKey("batch"))
        if not reported == set(names) == kept:
            raise AssertionError(f"{len(reported)} of {batches} batches reported, {len(kept)} kept")
        if len(runs := instance.get_runs()) != 1 or not runs[0].is_success:
            raise AssertionError("it was not one run")
    return took


def homes(folder: Path, address: str) -> dict[str, Path]:
    """A home of Dagster for each storage, otherwise as an installation has it."""
    own: dict[str, Any] = yaml.safe_load((Path(__file__).parents[1] / ".dagster" / "dagster.yaml").read_text("utf-8"))
    found = {}
    postgres: dict[str, Any] = {"storage": {"postgres": {"postgres_url": address}}}
    for name, more in {"SQLite": {}, "PostgreSQL": postgres}.items():
        found[name] = folder / name
        found[name].mkdir()
        (found[name] / "dagster.yaml").write_text(yaml.safe_dump(own | more), "utf-8")
    return found


def main() -> None:
    """Print what a run over batches costs in both."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--batches", type=int, default=1_000)
    options = parser.parse_args()
    with (
        tempfile.TemporaryDirectory(prefix="jixiao-pg-") as of_server,
        tempfile.TemporaryDirectory() as of_homes,
        server(Path(of_server)) as address,
    ):
        for name, home in homes(Path(of_homes), address).items():
            processor, clock = measured(home, options.batches)
            sys.stdout.write(
                f"{name}: one run over {options.batches:,} batches, {processor:.1f} s of the processor,"
                f" {clock:.1f} s by the clock, {1000 * processor / options.batches:.1f} ms a batch\n"
            )


def _other_user() -> str | None:
    if os.geteuid() != 0:
        return None
    known = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in known else "nobody"


if __name__ == "__main__":
    main()
