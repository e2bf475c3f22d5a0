"""Straight pages, rules and lines of text out of drawn pictures."""

from __future__ import annotations

from typing import Any

import pytest

pytest.importorskip("onnxruntime", reason="the extra ocr is not installed (make ocr)")
cv2 = pytest.importorskip("cv2", reason="the extra ocr is not installed (make ocr)")
np = pytest.importorskip("numpy", reason="the extra ocr is not installed (make ocr)")

from pipeline.readers.scan.pixels import PixelBox  # noqa: E402
from pipeline.readers.scan.recognition import has_odd_number, has_stray_mark, may_be_dash  # noqa: E402
from pipeline.readers.scan.straight_page import straighten  # noqa: E402
from pipeline.readers.scan.text_lines import lone_stroke, text_lines  # noqa: E402

UNIT = 200 / 72
XS, YS = (200, 500, 900, 1400), (200, 300, 420, 470, 900)


def table(*, missing: tuple[int, int] | None = None, thickness: int = 2) -> Any:
    """A sheet with a table of 4 x 3 boxes; ``missing`` is a box (row, column) without the wall on its right."""
    sheet = np.full((1200, 1600), 255, np.uint8)
    for y in YS:
        cv2.line(sheet, (XS[0], y), (XS[-1], y), 0, thickness)
    for k, x in enumerate(XS):
        for row in range(4):
            if missing != (row, k - 1):
                cv2.line(sheet, (x, YS[row]), (x, YS[row + 1]), 0, thickness)
    return sheet


def turned(sheet: Any, degrees: float) -> Any:
    height, width = sheet.shape
    matrix = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    return cv2.warpAffine(sheet, matrix, (width, height), borderValue=255)


def lines(rules: list[Any]) -> list[int]:
    return sorted({round(r.position * UNIT) for r in rules})


@pytest.mark.parametrize("degrees", [0.0, 0.4, -1.3, 2.5])
def test_rules_stand_where_they_were_drawn_however_the_page_lay(degrees: float) -> None:
    sheet = straighten(turned(table(), degrees), UNIT)
    # Turning moves the table as a whole; the distances between its rules stay.
    assert np.allclose(np.diff(lines(sheet.horizontals)), np.diff(YS), atol=3)
    assert np.allclose(np.diff(lines(sheet.verticals)), np.diff(XS), atol=3)
    assert abs(np.degrees(sheet.warp.lean) + degrees) < 0.05 or degrees == 0


def test_a_straightened_place_leads_back_to_the_picture() -> None:
    original = turned(table(), 1.0)
    sheet = straighten(original, UNIT)
    x, y = (round(float(v)) for v in sheet.warp.source(sheet.verticals[0].position * UNIT, 600))
    assert original[y - 3 : y + 4, x - 3 : x + 4].min() < 100


def test_the_wall_of_a_merged_cell_is_not_invented() -> None:
    sheet = straighten(table(missing=(1, 0)), UNIT)
    parts = [r for r in sheet.verticals if abs(r.position * UNIT - XS[1]) < 5]
    assert not any(r.start * UNIT < 350 < r.end * UNIT for r in parts)
    assert not sheet.gaps


def test_a_wall_drawn_in_part_is_reported() -> None:
    picture = table()
    picture[YS[1] + 40 : YS[1] + 110, XS[1] - 4 : XS[1] + 5] = 255
    sheet = straighten(picture, UNIT)
    assert [(g.is_flat, round(g.position * UNIT)) for g in sheet.gaps] == [(False, XS[1])]


def test_small_holes_in_a_rule_are_no_gaps() -> None:
    picture = table()
    for x in range(230, 1400, 90):
        picture[YS[2] - 4 : YS[2] + 5, x : x + 5] = 255
    sheet = straighten(picture, UNIT)
    assert not sheet.gaps
    assert len(lines(sheet.horizontals)) == len(YS)


def test_upright_strokes_in_a_low_row_are_no_wall() -> None:
    picture = table()
    for x in range(230, 480, 30):
        cv2.line(picture, (x, YS[2] + 8), (x, YS[3] - 9), 0, 3)
    sheet = straighten(picture, UNIT)
    assert lines(sheet.verticals) == list(XS)


def test_black_edges_of_the_glass_are_no_rules() -> None:
    picture = table()
    picture[:, :60] = picture[:30] = 15
    sheet = straighten(picture, UNIT)
    assert lines(sheet.verticals) == list(XS)
    assert lines(sheet.horizontals) == list(YS)


def ink(*bands: tuple[int, int]) -> Any:
    area = np.zeros((300, 400), np.uint8)
    for top, bottom in bands:
        area[top:bottom, 50:300:4] = 1
    return area


def test_lines_of_text_are_told_by_the_paper_between_them() -> None:
    found = text_lines(ink((20, 45), (52, 78), (85, 110)), PixelBox(0, 0, 400, 300), 25)
    assert [(s.y0, s.y1) for s in found] == [(20, 45), (52, 78), (85, 110)]


def test_the_two_strokes_of_one_character_are_one_line() -> None:
    (found,) = text_lines(ink((20, 24), (36, 40)), PixelBox(0, 0, 400, 300), 25)
    assert (found.y0, found.y1) == (20, 40)


def test_lines_that_touch_are_parted_where_the_ink_is_thinnest() -> None:
    area = ink((20, 45), (47, 72))
    area[45:47, 60] = 1
    found = text_lines(area, PixelBox(0, 0, 400, 300), 25)
    assert [(s.y0, s.y1) for s in found] == [(20, 45), (45, 72)]


def test_dust_is_no_line() -> None:
    area = np.zeros((300, 400), np.uint8)
    area[100:103, 100:104] = 1
    assert text_lines(area, PixelBox(0, 0, 400, 300), 25) == []


@pytest.mark.parametrize(
    ("start", "end", "sign"),
    [((100, 110), (120, 110), "-"), ((115, 98), (105, 122), "/"), ((110, 98), (110, 122), None)],
)
def test_a_lone_stroke_is_a_dash_or_a_slash_by_how_it_lies(
    start: tuple[int, int], end: tuple[int, int], sign: str | None
) -> None:
    area = np.zeros((300, 400), np.uint8)
    cv2.line(area, start, end, 1, 2)
    (line,) = text_lines(area, PixelBox(0, 0, 400, 300), 25)
    assert lone_stroke(area, line, 25) == sign


@pytest.mark.parametrize("text", ["≤5.566.30(元/人)", "1.234", "12,5", "1,23,456", "3.0.5"])
def test_a_figure_whose_comma_may_be_a_point_is_told(text: str) -> None:
    assert has_odd_number(text)


@pytest.mark.parametrize("text", ["≥5,566.30(元/人)", "100", "98.02%", "0.125", "2024年", "1、", "12,345", "1234.567"])
def test_a_figure_in_order_is_not_told(text: str) -> None:
    assert not has_odd_number(text)


@pytest.mark.parametrize(("text", "is_dash"), [("省一乡镇一村", True), ("进一步统一管理", False), ("第一批", False)])
def test_a_dash_read_as_a_figure_one_is_told_by_the_words_around_it(text: str, is_dash: bool) -> None:
    assert may_be_dash(text) is is_dash


@pytest.mark.parametrize(("upper", "sign"), [(14, "="), (9, None)])
def test_two_strokes_of_one_length_are_an_equals_sign_and_others_are_not(upper: int, sign: str | None) -> None:
    area = np.zeros((300, 400), np.uint8)
    area[100:102, 100 : 100 + upper] = area[107:109, 100:114] = 1
    (line,) = text_lines(area, PixelBox(0, 0, 400, 300), 25)
    assert lone_stroke(area, line, 25) == sign


@pytest.mark.parametrize(("text", "is_stray"), [("5分钟.", True), ("、达标", True), ("≥95%", False), ("完成。", False)])
def test_a_mark_that_dust_may_have_made_is_told(text: str, is_stray: bool) -> None:
    assert has_stray_mark(text) is is_stray
