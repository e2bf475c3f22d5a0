"""A page reads the same whether pdfium is called by the compiled loop or one by one."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.readers.pdf.pages import compiled_calls, ffi
from pipeline.readers.scan import extra
from tests import same_grids

DATA = same_grids.ROOT / "tests" / "data"
PDFS = ("pdf/sh_cid.pdf", "layouts/t55_nested_reason_p.pdf", "pdf/bj_docx.pdf")


def test_the_compiled_loop_reads_the_same(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    library = tmp_path / "calls.so"
    if not compiled_calls.build(library):
        pytest.skip("no compiler")  # the product needs none: without it there is only the loop of Python to compare
    monkeypatch.setattr(extra, "has_ocr", lambda: False)
    loops = {"compiled": compiled_calls.load(library), "one by one": None}
    assert loops["compiled"] is not None
    readings = []
    for loop in loops.values():
        monkeypatch.setattr(ffi, "_loop", loop)
        readings.append([same_grids.reading((DATA / name).read_bytes()) for name in PDFS])
    assert readings[0] == readings[1]


def test_a_loop_that_cannot_be_loaded_is_not_used(tmp_path: Path) -> None:
    library = tmp_path / "calls.so"
    assert compiled_calls.load(library) is None
    library.write_bytes(b"no library")
    assert compiled_calls.load(library) is None
