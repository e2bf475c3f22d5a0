"""Programs as a person starts them: seconds by the clock, seconds of the processor, peak memory.

Belongs here: running one process and what it used. Does not belong here: which programs.
"""

from __future__ import annotations

import os
import re
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

ROOT = Path(__file__).parents[1]
TOO_LONG = 1800


class Used(NamedTuple):
    """Seconds by the clock, and of the processors for a process and all that it started; what it printed."""

    clock: float
    processor: float
    printed: str


class Failed(Exception):
    """A program ended with an error."""


def run(command: Sequence[str], **more: str) -> Used:
    """A program of this environment, its surroundings with more variables. Raises :class:`Failed`."""
    around = {name: value for name, value in os.environ.items() if not name.startswith("JIXIAO_")}
    around |= {"PYTHONPATH": str(ROOT), **more}
    before, start = _children(), time.monotonic()
    ended = subprocess.run(  # noqa: S603  (our own commands)
        command, cwd=ROOT, env=around, capture_output=True, text=True, check=False, timeout=TOO_LONG
    )
    used = Used(time.monotonic() - start, _children() - before, ended.stdout)
    if ended.returncode:
        raise Failed(f"{' '.join(command[1:4])}: {(ended.stderr or ended.stdout).strip()[-300:]}")
    return used


def jixiao(*arguments: str, **more: str) -> Used:
    """The command ``jixiao``."""
    return run([sys.executable, "-m", "pipeline.cli", *arguments], **more)


def build(raw: Path, folder: Path) -> Used:
    """``jixiao build`` with nothing kept from before: release and Dagster's records go below a folder."""
    home = folder / "dagster"
    home.mkdir(parents=True)
    shutil.copy(ROOT / ".dagster" / "dagster.yaml", home)
    return jixiao("build", "--raw", str(raw), "--out", str(folder / "out"), "--lang", "en", DAGSTER_HOME=str(home))


def module(name: str, *arguments: str) -> Used:
    """A module of ours in a process of its own."""
    return run([sys.executable, "-m", name, *arguments])


def _children() -> float:
    used = os.times()
    return used.children_user + used.children_system


def peak_mib() -> float:
    """The most memory that this process had at once, in MiB."""
    # What the kernel counts for a process begins with its program; ``getrusage`` begins with who started it.
    status = Path("/proc/self/status")
    if status.exists() and (found := re.search(r"VmHWM:\s+(\d+) kB", status.read_text("ascii"))):
        return int(found[1]) / 1024
    scale = 2**20 if sys.platform == "darwin" else 2**10
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale
