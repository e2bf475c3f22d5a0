"""What a build or a worker does not need it does not load: that is most of the time that it takes to start.

The same of other commands is in ``test_cli``.
"""

import os
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]

READERS = (
    "PIL", "cssselect2", "cv2", "lxml", "onnxruntime", "openpyxl", "pdfminer", "pdfplumber",
    "pypdfium2", "selectolax", "tinycss2", "xlrd",
)  # fmt: skip
FRAMES = ("numpy", "pandera", "polars")
LAYERS = ("audit", "commands", "defs", "desk", "pictures", "publish", "warehouse")

BUILD = """
import sys
import pipeline.definitions, pipeline.defs.launch, pipeline.publish.site.document_pages
print("\\n".join(sys.modules), file=sys.stderr)
"""
WORKER = """
import sys
from datetime import date
from pathlib import Path
from pipeline import sources
from pipeline.curate import worker_limits
from pipeline.curate.kept import Keeping
from pipeline.cache.store import Store
worker_limits.load_and_limit(__import__("os").getppid())
raw, cache = map(Path, sys.argv[1:])
for source in sources.scan(raw):
    done = Keeping(Store(cache), "")(source, sources.load(raw, source), lambda pages: None)
    assert done.document["forms"] > 0
print("\\n".join(sys.modules), file=sys.stderr)
"""


def loaded(program: str, *arguments: object) -> set[str]:
    """The modules that a program has loaded in the end, by their names and those of their packages."""
    done = subprocess.run(
        [sys.executable, "-c", program, *map(str, arguments)], cwd=ROOT, capture_output=True, text=True, check=True
    )
    return set(done.stderr.split())


def test_a_build_loads_no_reader() -> None:
    found = loaded(BUILD)
    assert {"dagster", "polars"} <= found
    of_workers = {f"pipeline.{name}" for name in ("desk", "forms", "measures", "noisy", "readers.pdf")}
    assert found & {*READERS, *of_workers, "rich", "vl_convert", "xlsxwriter"} == set()


def test_a_worker_loads_the_reader_of_its_document_and_nothing_that_publishes(tmp_path: Path) -> None:
    (tmp_path / "raw" / "batch").mkdir(parents=True)
    text = next((ROOT / "data" / "raw").rglob("*.txt")).read_text("utf-8")
    (tmp_path / "raw" / "batch" / "000.txt").write_text(text, "utf-8")
    found = loaded(WORKER, tmp_path / "raw", tmp_path / "cache")
    assert "pipeline.readers.tabbed_text" in found
    of_build = {f"pipeline.{layer}" for layer in LAYERS}
    assert found & {*READERS, *of_build, *FRAMES, "dagster", "duckdb", "rich"} == set()


@pytest.mark.parametrize("module", ["pipeline.defs.curated", "pipeline.audit.audit_tables", "benchmarks.audit"])
def test_how_long_polars_keeps_memory_is_said_before_it_is_loaded(module: str) -> None:
    code = f"import sys, os, {module}; names = list(sys.modules)"
    code += "; print(names.index('pipeline') < names.index('polars'), os.environ['_RJEM_MALLOC_CONF'])"
    around = {name: value for name, value in os.environ.items() if name != "_RJEM_MALLOC_CONF"}
    told = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True, env=around)
    is_before, said = told.stdout.split()
    # polars puts its own settings before it; the last one holds.
    assert is_before == "True"
    assert said.endswith("dirty_decay_ms:10000")
