"""Peak memory of a process that reads one long PDF: ``python -m benchmarks.parts.memory FILE``."""

from __future__ import annotations

import json
import sys
from collections.abc import Callable
from pathlib import Path

from benchmarks.parts import Measured, Size
from benchmarks.processes import module, peak_mib


def measure(size: Size, say: Callable[[str], object]) -> Measured:
    """Make the file, read it in a process of its own."""
    from benchmarks.documents import FILES, FIRST_SEED
    from tests.factory import fuzz

    file = FILES / f"{size.forms_in_file}_forms.pdf"
    file.parent.mkdir(parents=True, exist_ok=True)
    case = fuzz.Case("rl", FIRST_SEED, frozenset(), "shanghai", count=size.forms_in_file)
    file.write_bytes(fuzz.draw(case)[1])
    say("  the file is made\n")
    told = json.loads(module("benchmarks.parts.memory", str(file)).printed)
    if told["forms"] != size.forms_in_file:
        raise ValueError(f"{told['forms']} of {size.forms_in_file} forms were read")
    note = f"{told['pages']} pages; {told['start']:.0f} MiB of it before the file is opened"
    return Measured({"memory": told["peak"]}, {"memory": note})


def main() -> None:
    """Read the file as a worker does, its rows packed, and print what it took."""
    import pipeline.curate.curate_document  # noqa: F401  (a worker has loaded it before there is a file)
    from pipeline.cache.store import Store
    from pipeline.curate.kept import keeping_in
    from pipeline.sources.raw import RawDocument

    start = peak_mib()
    data = Path(sys.argv[1]).read_bytes()
    source = RawDocument("2024/long.pdf", "2024", "0" * 16, len(data), "application/pdf")
    result = keeping_in(Store(None))(source, data, lambda pages: None)
    told = {"forms": result.document["forms"], "pages": result.document["pages"], "start": start, "peak": peak_mib()}
    sys.stdout.write(json.dumps(told))


if __name__ == "__main__":
    main()
