"""Kinds of indicators: ``python -m benchmarks.indicator_kinds`` prints how many labelled names have their kind.

Belongs here: counting right, wrong and none by file. Does not belong here: the floors, which are tests
(``tests/unit/comparable/test_kinds.py``).
"""

from __future__ import annotations

import sys

from tests.indicator_kinds import FILES, kind_of, kinds_of, labelled


def main() -> None:
    """Print a line for each file and the names that differ."""
    out = [f"{'file':24}{'names':>7}{'right':>7}{'wrong':>7}{'none':>7}"]
    differ = []
    for file in FILES:
        rows = [(row, kind_of(row)) for row in labelled(file)]
        missed = [(row, kind) for row, kind in rows if kind not in kinds_of(row)]
        none = sum(kind is None for _, kind in missed)
        out.append(f"{file:24}{len(rows):7}{len(rows) - len(missed):7}{len(missed) - none:7}{none:7}")
        differ += [f"{row['name']}: {row['kind'] or 'none'}, read as {kind or 'none'}" for row, kind in missed]
    sys.stdout.write("\n".join([*out, *differ]) + "\n")


if __name__ == "__main__":
    main()
