"""A restored value: its doubts and its evidence."""

from __future__ import annotations

from pipeline.families import load_families
from pipeline.noisy.emit_grid import emit
from pipeline.noisy.restoring import restored_forms
from pipeline.noisy.sliced_lines import RestoredValue, SlicePiece
from pipeline.readers.tabbed_text import read
from tests.factory.forms import invent
from tests.noise import KINDS, extract


def codes(value: RestoredValue) -> list[str]:
    return [doubt.code for doubt in value.doubts]


def test_a_value_keeps_every_doubt_once_and_in_order() -> None:
    value = RestoredValue("95").doubted("cut").doubted("operator_cut").doubted("cut")
    assert codes(value) == ["cut", "operator_cut"]
    assert codes(value.without("cut")) == ["operator_cut"]
    assert codes(value.certain()) == []


def test_a_value_of_several_lines_has_evidence_of_each() -> None:
    pieces = (SlicePiece(4, 1, 3, "市属", "市属"), SlicePiece(4, 1, 4, "保障", "保障"), SlicePiece(6, 2, 3, "房", "房"))
    places = [(e.page, e.line_no, e.column_first, e.column_last) for e in RestoredValue("", pieces).evidence(1)]
    assert places == [(1, 5, 3, 4), (2, 7, 3, 3)]
    assert RestoredValue("", pieces).raw == "市属\t保障\n房"


def test_several_doubts_of_a_value_reach_its_cell() -> None:
    kind = KINDS["sliced at any edge"]
    text = extract(invent(700, family=kind.family).table.rows, 700, kind).encode()
    forms = [f for grid in read(text, "a.txt").grids for f in restored_forms(grid, load_families())]
    twice = [v for f in forms for row in f.rows for v in row.values.values() if len(v.doubts) > 1]
    cells = [cell.doubts for f in forms for cell in emit(f).cells]
    assert twice
    assert all(value.doubts in cells for value in twice)
