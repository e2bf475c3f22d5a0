"""Speed: ``make bench`` measures every figure beside its goal and writes ``benchmarks/speed.md``.

Belongs here: the order of the parts, and that a part that fails costs only itself. Does not belong here: how a part is
measured (``benchmarks.parts``), goals (``benchmarks.goals``), the page (``benchmarks.page``), exactness
(``benchmarks.accuracy``).
"""

from __future__ import annotations

import argparse
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from benchmarks.goals import GOALS, PARTS
from benchmarks.page import kept, page, row, write
from benchmarks.parts import SMALL, Size


def measure(part: str, size: Size) -> dict[str, Any]:
    """What a part found in a process of its own, or why it found nothing."""
    start, load = time.monotonic(), os.getloadavg()[0]
    with tempfile.TemporaryDirectory(prefix="jixiao-bench-") as folder:
        target = Path(folder) / "found.json"
        command = [sys.executable, "-m", "benchmarks.parts.alone", part, str(target), json.dumps(asdict(size))]
        ended = subprocess.run(command, stderr=subprocess.PIPE, text=True, check=False)  # noqa: S603  (our own command)
        if target.exists():
            found: dict[str, Any] = json.loads(target.read_text("utf-8"))
        else:
            told = ended.stderr.strip().splitlines()
            found = {
                "error": told[-1].replace("|", "/")[:300] if told else f"its process ended with {ended.returncode}"
            }
    cores = os.cpu_count() or 1
    took = round(time.monotonic() - start, 1)
    return {**found, "day": f"{datetime.now(UTC):%Y-%m-%d}", "took": took, "load": round(load, 1), "cores": cores}


def main(arguments: list[str] | None = None) -> int:
    """Measure what is asked for, print the rows, write page and picture."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__.splitlines()[0])
    parser.add_argument("parts", nargs="*", help=f"of {', '.join(PARTS)}; all when none is given")
    parser.add_argument(
        "--size", choices=["whole", "small"], default="whole", help="small tries the command, writes nothing"
    )
    parser.add_argument("--rounds", type=int, help="rounds of each part instead of 5")
    parser.add_argument("--audited", type=int, help="forms that are audited instead of 100,000; writes nothing")
    options = parser.parse_args(arguments)
    if unknown := sorted(set(options.parts) - set(PARTS)):
        parser.error(f"no such part: {', '.join(unknown)}; there are {', '.join(PARTS)}")
    size = SMALL if options.size == "small" else Size()
    given = {name: getattr(options, name) for name in ("rounds", "audited") if getattr(options, name) is not None}
    size = replace(size, **given)
    is_kept = options.size == "whole" and options.audited is None
    measured = kept() if is_kept else {}
    for part in options.parts or PARTS:
        _say(f"{part}\n")
        measured[part] = measure(part, size)
        for key in (key for key, goal in GOALS.items() if goal.part == part):
            _say(f"{row(key, measured)}\n")
        if "error" in measured[part]:
            _say(f"  {part} failed: {measured[part]['error']}\n")
        if is_kept:
            write(measured)
    _say(write(measured) if is_kept else page(measured))
    return 1 if any("error" in measured.get(part, {}) for part in options.parts or PARTS) else 0


def _say(text: str) -> None:
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main())
