"""The loop over calls of pdfium as compiled code, where there is a compiler: ``python -m`` this module builds it.

Belongs here: building and loading ``calls.c``. Does not belong here: what is called (``ffi``).

Half of the time that a page takes in Python goes into calling pdfium some five thousand times; a loop in C takes a
tenth of that. ``make setup`` builds it. Where there is no compiler :mod:`ffi` calls one by one, with the same results.
"""

from __future__ import annotations

import ctypes
import shutil
import subprocess
import sys
import sysconfig
import zlib
from pathlib import Path
from typing import Any

SOURCE = Path(__file__).with_name("calls.c")
# Beside what Python itself compiles, which does not count as a part of the program. Its name says from which source and
# for which machine it is built: a folder may be shared between machines.
LIBRARY = SOURCE.parent / "__pycache__" / f"calls-{sysconfig.get_platform()}-{zlib.crc32(SOURCE.read_bytes()):08x}.so"


def build(target: Path = LIBRARY) -> bool:
    """Compile the loop; whether there is a compiler that does it."""
    compiler = shutil.which("cc") or shutil.which("gcc") or shutil.which("clang")
    if compiler is None:
        return False
    target.parent.mkdir(exist_ok=True)
    new = target.with_suffix(".new")
    command = [compiler, "-O2", "-shared", "-fPIC", "-o", str(new), str(SOURCE)]
    # A fixed command on a file of our own.
    if subprocess.run(command, capture_output=True, check=False).returncode:  # noqa: S603
        return False
    # Processes that have the old one open keep it.
    new.replace(target)
    return True


def load(library: Path = LIBRARY) -> Any:
    """The compiled loop; null where it was not built, or was built for another machine or from another source."""
    try:
        # The lock of the interpreter stays held, as pdfium serves one thread at a time.
        return ctypes.PyDLL(str(library))
    except OSError:
        return None


if __name__ == "__main__":
    sys.stdout.write("compiled\n" if build() else "no compiler: pages are read somewhat slower\n")
