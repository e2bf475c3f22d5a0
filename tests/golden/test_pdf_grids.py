"""The grids of committed PDFs stay what they are to the last rectangle: a faster way to read may change nothing.

Where a reading is meant to change, ``python -m tests.same_grids --write`` writes the digests anew, and
``make same-grids`` shows what changed.
"""

from __future__ import annotations

import json

import pytest

from pipeline.readers.scan import extra
from tests import same_grids


def test_committed_pdfs_read_as_before(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extra, "has_ocr", lambda: False)
    assert same_grids.sample() == json.loads(same_grids.SAMPLE.read_text("utf-8"))
