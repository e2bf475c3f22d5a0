"""Geometry of one page: what stands in a cell, what is doubted, what is no cell."""

from __future__ import annotations

import numpy as np
import pytest

from pipeline.readers.pdf.pages.columns import Glyph, Glyphs, Ruling, rulings_of
from pipeline.readers.pdf.pages.page import Page, Seal
from pipeline.readers.pdf.tables import drawings
from pipeline.readers.pdf.tables.boxes import RuledTable
from pipeline.readers.pdf.tables.page_parts import side_by_side
from pipeline.readers.pdf.tables.page_tables import ruled_tables
from tests.doubts import codes

RED = 1 + (255 << 24 | 200 << 16)


def text(said: str, x: float, baseline: float, size: float = 10, shade: int = 0) -> list[Glyph]:
    return [
        Glyph(sign, x + size * i, baseline - size, x + size * (i + 1), baseline, baseline, size, 0, shade)
        for i, sign in enumerate(said)
    ]


def ruled(xs: list[float], ys: list[float], *glyphs: list[Glyph]) -> Page:
    return Page(
        1,
        600,
        800,
        Glyphs.of(g for run in glyphs for g in run),
        rulings_of(Ruling(y, xs[0], xs[-1]) for y in ys),
        rulings_of(Ruling(x, ys[0], ys[-1]) for x in xs),
    )


def cells(page: Page) -> list[tuple[str, str]]:
    return [(box.text, codes(box)) for table in ruled_tables(page)[0] for box in table.boxes]


def test_red_text_that_fills_a_cell_of_its_own_is_certain() -> None:
    page = ruled([0, 100, 200], [0, 20], text("分值", 10, 15), text("五分", 110, 15, shade=RED))
    assert cells(page) == [("分值", ""), ("五分", "")]


def test_red_text_that_runs_over_a_rule_is_doubted() -> None:
    page = ruled([0, 100, 200], [0, 20], text("分值", 10, 15), text("专用印章", 80, 15, shade=RED))
    assert [doubt for _, doubt in cells(page)] == ["coloured_text text_over_rule"] * 2


def test_red_text_inside_a_seal_is_doubted() -> None:
    page = ruled([0, 100, 200], [0, 20], text("分值", 10, 15), text("印章", 110, 15, shade=RED))
    page.seals = [Seal(90, -10, 170, 60, True)]
    assert cells(page) == [("分值", ""), ("印章", "coloured_text")]


def test_a_small_raised_digit_is_an_exponent() -> None:
    page = ruled([0, 100], [0, 20], text("米", 10, 15), text("2", 20, 11.5, size=5.8))
    assert cells(page) == [("米²", "")]


def test_two_texts_in_one_place_are_doubted() -> None:
    page = ruled([0, 100], [0, 20], text("民政局", 10, 15), text("教育局", 13, 15))
    assert [doubt for _, doubt in cells(page)] == ["printed_over"]


def test_a_line_through_text_doubts_it_and_cuts_no_cell() -> None:
    page = ruled([0, 100], [0, 20], text("作废内容作废内容", 5, 15))
    page.add_rulings(rulings_of([Ruling(11.5, 2, 98)]), rulings_of([]))
    assert cells(page) == [("作废内容作废内容", "struck_out")]


def test_a_large_watermark_does_not_turn_rules_into_strikes() -> None:
    page = ruled([0, 300], [0, 20, 40], text("一二三四五六七八九十", 5, 15), text("公示公示公示", 10, 32, size=40))
    found, _ = ruled_tables(page)
    assert [len(table.ys) for table in found] == [3]


def test_an_empty_strip_between_rows_is_no_row() -> None:
    page = ruled([0, 100], [0, 20, 24.5, 44], text("甲", 10, 15), text("乙", 10, 40))
    table: RuledTable = ruled_tables(page)[0][0]
    assert [(box.row, box.text) for box in table.boxes] == [(0, "甲"), (1, "乙")]


def test_a_narrow_column_with_text_is_a_column() -> None:
    page = ruled([0, 100, 107], [0, 20], text("甲", 10, 15), text("1", 101, 15, size=5))
    assert [name for name, _ in cells(page)] == ["甲", "1"]


def test_tables_beside_each_other_are_parts_of_a_page() -> None:
    left, right = ruled([0, 250], [0, 20]), ruled([300, 560], [100, 120])
    page = Page(1, 600, 800)
    for half in (left, right):
        page.add_rulings(half.horizontals, half.verticals)
    assert [part.page.verticals[0, 0] for part in side_by_side(page)] == [0, 300]


def test_text_under_a_bar_doubts_its_cell() -> None:
    page = ruled([0, 100], [0, 20])
    page.covered, page.is_under_white = Glyphs.of(text("密", 10, 15)), np.array([False])
    assert cells(page) == [("", "covered")]


def test_text_of_no_size_which_damaged_fonts_have_fails_nothing() -> None:
    page = ruled([0, 100, 200], [0, 20], text("分值", 10, 15), text("10", 110, 15), text("2", 131, 11, size=5))
    flat = [Glyph("第", 105, 5, 109, 15, 15, 0, 0, 0)]
    page.glyphs = Glyphs.of([*flat, *page.glyphs])
    assert [text for text, _ in cells(page)][1] == "第10²"


def test_small_boxes_are_not_compared_with_each_other(monkeypatch: pytest.MonkeyPatch) -> None:
    boxes = [(x, y) for x in range(0, 600, 60) for y in range(0, 800, 40)]
    across = rulings_of(Ruling(at, x, x + 12) for x, y in boxes for at in (y, y + 12))
    down = rulings_of(Ruling(at, y, y + 12) for x, y in boxes for at in (x, x + 12))
    monkeypatch.setattr(drawings, "_have_same_rows", None)
    assert len(drawings.table_drawings(across, down)) == len(boxes)
