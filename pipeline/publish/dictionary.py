"""The data dictionary as a file: ``python -m pipeline.publish.dictionary docs/data_dictionary.md``.

Belongs here: writing the generated page. Does not belong here: its text, which follows from ``schemas``.
"""

from __future__ import annotations

import sys
from pathlib import Path

from schemas.descriptions import data_dictionary


def main(arguments: list[str]) -> int:
    """Write the page to the path given; 2 when there is none."""
    if len(arguments) != 1:
        sys.stderr.write("usage: python -m pipeline.publish.dictionary FILE\n")
        return 2
    Path(arguments[0]).write_text(data_dictionary(), encoding="utf-8")
    return 0


if __name__ == "__main__":
    raise SystemExit(main(sys.argv[1:]))
