"""Benchmarks can be run: what they time is still there. How fast it is they say themselves."""

from __future__ import annotations

import pytest

from benchmarks import floor
from benchmarks.audit import PARTS, alternative, timed_parts
from benchmarks.documents import SAMPLES
from benchmarks.parts import pdf
from pipeline.audit import audit_tables
from pipeline.readers.pdf import text_layer
from tests.factory.clean import clean_tables


def test_every_part_of_the_audit_that_is_timed_is_run() -> None:
    tables = clean_tables(4, 1)
    with timed_parts() as clock:
        audit_tables.audit(tables)
    assert set(clock.seconds) == {part for part, _ in PARTS}


def test_the_rules_row_by_row_find_the_same() -> None:
    assert alternative(4)[1] > 0


def test_the_second_reading_can_be_left_out(monkeypatch: pytest.MonkeyPatch) -> None:
    data = (SAMPLES / "report_annex.pdf").read_bytes()
    seen: list[set[int]] = []
    confirm = text_layer.confirm
    monkeypatch.setattr(
        text_layer, "confirm", lambda data, unsure, reading: seen.append(unsure) or confirm(data, unsure, reading)
    )
    pdf.cells_and_second_reading(data)
    pdf.cells(data)
    assert len(seen) == 1


def test_the_floor_can_be_read() -> None:
    for path in SAMPLES.glob("*_docx.pdf"):
        floor.read(path.read_bytes())
