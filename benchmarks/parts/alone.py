"""One part in a process of its own: ``python -m benchmarks.parts.alone PART TARGET SIZE``.

A part that crashes costs only itself, and memory that one took is not counted for another.
"""

from __future__ import annotations

import importlib
import json
import logging
import sys
from dataclasses import asdict
from pathlib import Path

from benchmarks.parts import Measured, Size


def main() -> None:
    """Measure; what was found goes to the target as JSON."""
    logging.getLogger("pdfminer").setLevel(logging.ERROR)
    part, target, size = sys.argv[1:]
    found: Measured = importlib.import_module(f"benchmarks.parts.{part}").measure(Size(**json.loads(size)), say)
    Path(target).write_text(json.dumps(asdict(found)), "utf-8")


def say(text: str) -> None:
    """Tell how far it is."""
    sys.stdout.write(text)
    sys.stdout.flush()


if __name__ == "__main__":
    main()
