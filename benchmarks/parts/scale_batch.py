"""One changed province and year among a million forms: its files written, all others linked, the warehouse built."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Callable
from pathlib import Path

from benchmarks.parts import Measured, Size
from benchmarks.scale import tables
from benchmarks.warehouse import taken
from pipeline.publish.parquet import ROW_GROUP_SIZE, files_of, read_parts, write_rows
from schemas.catalog import TABLES


def measure(size: Size, say: Callable[[str], object]) -> Measured:
    """Processor seconds to write the files of one province and year anew, to link the others, and to build.

    What the audit makes of the change is not in it.
    """
    folder = tables(size.forms)
    with tempfile.TemporaryDirectory(dir=folder, prefix=".batch-") as temporary:
        start, written, linked = time.process_time(), 0, 0
        for name in TABLES:
            for file in files_of(name, folder):
                target = Path(temporary) / file.relative_to(folder)
                target.parent.mkdir(parents=True, exist_ok=True)
                is_changed = "part_year=2023" in file.parts and "part_province=四川省" in file.parts
                if is_changed:
                    write_rows(name, read_parts(name, [file]), target, ROW_GROUP_SIZE)
                    written += 1
                else:
                    os.link(file, target)
                    linked += 1
        seconds = time.process_time() - start
        say(f"  {written} files written, {linked} linked in {seconds:.1f} s\n")
        build = taken(Path(temporary), "build").processor
    note = f"{seconds:.1f} s for {written} files written and {linked} linked, else the warehouse; without audit"
    return Measured({"scale_batch": seconds + build}, {"scale_batch": note})
