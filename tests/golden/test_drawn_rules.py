"""Rulings as offices' programs draw them, and forms beside each other on a page.

Belongs here: how cells are drawn. Does not belong here: what stands in them (``test_pdf_samples``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from decimal import Decimal
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from PIL import Image
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from tests.factory import render
from tests.factory.check import check, curate
from tests.factory.documents import compose

DATA = Path(__file__).parent.parent / "data"


def test_dots_in_a_row_are_a_ruling() -> None:
    result = curate((DATA / "published" / "dotted_borders_no_form.pdf").read_bytes())
    [form] = result.forms
    assert result.document["outcome"] == "curated"
    assert form.values["project_name"] == "林区道路管护及护栏更换"
    assert form.values["total_score"] == form.values["computed_score"] == Decimal("96.71")
    assert form.budget_lines[0]["executed_yuan"] == Decimal("2971500.00")
    scores = ("15", "8.38", "10", "10", "10", "20", "4", "10")
    assert [row["score"] for row in form.indicators] == [Decimal(score) for score in scores]


def test_two_forms_beside_each_other_are_two() -> None:
    result = curate((DATA / "layouts" / "u40_two_up.pdf").read_bytes())
    assert result.document["outcome"] == "curated"
    names = [form.values["project_name"] for form in result.forms]
    assert names == ["河道综合整治与日常养护项目349", "河道综合整治与日常养护项目350"]
    for form in result.forms:
        assert len(form.indicators) == 8
        assert form.values["fiscal_year"] == 2024
        assert form.values["total_score"] == form.values["computed_score"] == Decimal("97.7")


Draw = Callable[..., None]


def _pieces(rule: Any, dash: float, gap: float) -> Iterator[tuple[float, float, float, float]]:
    length = max(rule.x1 - rule.x0, rule.y1 - rule.y0)
    place = 0.0
    while place < length:
        end = min(length, place + dash)
        if rule.y0 == rule.y1:
            yield rule.x0 + place, rule.y0, rule.x0 + end, rule.y0
        else:
            yield rule.x0, rule.y0 + place, rule.x0, rule.y0 + end
        place += dash + gap


def _rectangles(dash: float, gap: float, width: float) -> Draw:
    def draw(canvas: Any, rule: Any, k: float, height: float, _: object) -> None:
        for x0, y0, x1, y1 in _pieces(rule, dash, gap):
            left, foot = x0 - (width / 2 if x0 == x1 else 0), height - y1 - (width / 2 if y0 == y1 else 0)
            canvas.rect(k * left, k * foot, k * (x1 - x0 or width), k * (y1 - y0 or width), stroke=0, fill=1)

    return draw


def _circles(canvas: Any, rule: Any, k: float, height: float, _: object) -> None:
    for x0, y0, x1, y1 in _pieces(rule, 1, 2):
        canvas.circle(k * (x0 + x1) / 2, k * (height - (y0 + y1) / 2), 0.5, stroke=0, fill=1)


def _round_ends(canvas: Any, rule: Any, k: float, height: float, _: object) -> None:
    canvas.setLineCap(1)
    canvas.setDash([0, 2])
    canvas.line(k * rule.x0, k * (height - rule.y0), k * rule.x1, k * (height - rule.y1))
    canvas.setDash([])


def _double(canvas: Any, rule: Any, k: float, height: float, _: object) -> None:
    for shift in (-2.2, 2.2):
        across, down = (0.0, shift) if rule.y0 == rule.y1 else (shift, 0.0)
        canvas.setLineWidth(0.4)
        canvas.line(
            k * (rule.x0 + across), k * (height - rule.y0 - down), k * (rule.x1 + across), k * (height - rule.y1 - down)
        )


def _curve(canvas: Any, rule: Any, k: float, height: float, _: object) -> None:
    path = canvas.beginPath()
    dx, dy = (rule.x1 - rule.x0) / 3, (rule.y1 - rule.y0) / 3
    path.moveTo(k * rule.x0, k * (height - rule.y0))
    points = (rule.x0 + dx, rule.y0 + dy, rule.x0 + 2 * dx, rule.y0 + 2 * dy, rule.x1, rule.y1)
    path.curveTo(*(k * (height - v if n % 2 else v) for n, v in enumerate(points)))
    canvas.setLineWidth(0.5)
    canvas.drawPath(path, stroke=1, fill=0)


_PIXEL = ImageReader(Image.new("RGB", (1, 1), (0, 0, 0)))


def _image(canvas: Any, rule: Any, k: float, height: float, _: object) -> None:
    x, y = k * rule.x0 - 0.4, k * (height - rule.y1) - 0.4
    canvas.drawImage(_PIXEL, x, y, k * (rule.x1 - rule.x0) + 0.8, k * (rule.y1 - rule.y0) + 0.8)


def _white(canvas: Any, rule: Any, k: float, height: float, _: object) -> None:
    canvas.setStrokeGray(1)
    canvas.setLineWidth(1.2)
    canvas.line(k * rule.x0, k * (height - rule.y0), k * rule.x1, k * (height - rule.y1))
    canvas.setStrokeGray(0)


def _flat(canvas: Any, rule: Any, k: float, height: float, _: object) -> None:
    if rule.y0 == rule.y1:
        canvas.line(k * rule.x0, k * (height - rule.y0), k * rule.x1, k * (height - rule.y1))


def _nothing(*_: object) -> None:
    pass


SEEN = {
    "square dots": _rectangles(0.75, 0.75, 0.75),
    "wide dots": _rectangles(1, 3, 1),
    "thick dots": _rectangles(1.5, 1.5, 1.5),
    "short dashes": _rectangles(3, 3, 0.75),
    "dashes": _rectangles(6, 5, 0.75),
    "long dashes": _rectangles(9, 6, 1.5),
    "round dots": _circles,
    "a dash pattern of dots": _round_ends,
    "double lines": _double,
    "curves": _curve,
    "images": _image,
}


def _drawn(monkeypatch: pytest.MonkeyPatch, draw: Draw, seed: int, *, area: str = "") -> tuple[Any, bytes]:
    """A form with its rules drawn in another way, over filled areas where these are asked for."""
    ink = render._ink

    def filled(canvas: Any, layout: Any, leaf: Any, flags: Any, rng: Any) -> None:
        ys = sorted({round(rule.y0, 1) for rule in leaf.rules if rule.y0 == rule.y1})
        left, right = min(rule.x0 for rule in leaf.rules), max(rule.x1 for rule in leaf.rules)
        canvas.setFillColorRGB(0.8, 0.87, 0.95)
        canvas.setStrokeGray(0)
        if area == "whole":
            canvas.rect(left, layout.height - ys[-1], right - left, ys[-1] - ys[0], stroke=0, fill=1)
        if area == "frame":
            canvas.rect(left, layout.height - ys[-1], right - left, ys[-1] - ys[0], stroke=1, fill=0)
        for upper, lower in zip(ys[::2], ys[1::2], strict=False) if area == "stripes" else ():
            canvas.rect(left, layout.height - lower, right - left, lower - upper, stroke=0, fill=1)
        canvas.setFillGray(0)
        ink(canvas, layout, leaf, flags, rng)

    monkeypatch.setattr(render, "_draw_rule", draw)
    if area:
        monkeypatch.setattr(render, "_ink", filled)
    document = compose(seed, (), count=1, indicators=6)
    return document, render.reportlab_pdf(document)


@pytest.mark.parametrize("style", SEEN)
@pytest.mark.parametrize("seed", [11, 13])
def test_rulings_of_every_style_are_seen(monkeypatch: pytest.MonkeyPatch, style: str, seed: int) -> None:
    verdict = check(*_drawn(monkeypatch, SEEN[style], seed))
    assert verdict.silent == []
    assert verdict.is_clean, (verdict.refused, verdict.doubted, verdict.over_doubted)


@pytest.mark.parametrize("seed", [11, 13])
def test_white_lines_over_a_filled_area_are_rulings(monkeypatch: pytest.MonkeyPatch, seed: int) -> None:
    verdict = check(*_drawn(monkeypatch, _white, seed, area="whole"))
    assert verdict.silent == []
    assert verdict.is_clean, (verdict.refused, verdict.doubted, verdict.over_doubted)


@pytest.mark.parametrize(
    ("draw", "area"), [(_nothing, ""), (_nothing, "frame"), (_nothing, "stripes"), (_flat, ""), (_flat, "stripes")]
)
def test_cells_that_are_not_drawn_are_refused_by_name(monkeypatch: pytest.MonkeyPatch, draw: Draw, area: str) -> None:
    for seed in (11, 13):
        document, data = _drawn(monkeypatch, draw, seed, area=area)
        verdict = check(document, data)
        assert verdict.silent == []
        assert verdict.wronged == 1
        assert {refusal.split()[0] for refusal in verdict.refused} == {"form_not_read"}


HEAD = [["项目名称", "示范项目"], ["主管部门", "某市水务局", "实施单位", "某市河道所"]]
BODY = [
    ["", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["年度资金总额", "320.00", "300.00", "291.00", "10", "97.00%", "9.70"],
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "原因"],
    ["产出指标", "数量指标", "巡查次数", "≥12次", "12次", "50", "50", ""],
    ["产出指标", "数量指标", "整治面积", "≥35亩", "36亩", "20", "20", ""],
    ["满意度指标", "满意度指标", "群众满意度", "≥90%", "88%", "20", "18", "宣传不足"],
    ["总分", "100", "97.70"],
]


@pytest.mark.parametrize(
    ("places", "widths", "drop"),
    [
        ((30, 430), (380, 380), (0, 0)),
        ((30, 430), (380, 380), (0, 40)),
        ((30, 420), (388, 388), (0, 0)),
        ((30, 420), (390, 390), (0, 0)),
        ((30, 400), (330, 420), (0, 0)),
        ((20, 290, 560), (260, 260, 260), (0, 0, 0)),
    ],
    ids=["apart", "lower", "near", "touching", "unequal", "three"],
)
def test_forms_beside_each_other_stay_apart(
    places: tuple[int, ...], widths: tuple[int, ...], drop: tuple[int, ...]
) -> None:
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(842, 595), invariant=True)
    for number, (left, width, down) in enumerate(zip(places, widths, drop, strict=True), 1):
        rows = [[text.replace("示范", f"示范{number}") for text in row] for row in (*HEAD, *BODY)]
        for k, row in enumerate(rows):
            foot = 500 - down - 22 * k
            edges = [0, 5 / 8, 6 / 8] if len(row) == 3 else [n / len(row) for n in range(len(row))]
            for start, end, text in zip(edges, [*edges[1:], 1.0], row, strict=True):
                canvas.rect(left + start * width, foot, (end - start) * width, 22)
                canvas.setFont(render._font(), 5)
                canvas.drawString(left + start * width + 1, foot + 8, text)
    canvas.showPage()
    canvas.save()
    result = curate(stream.getvalue())
    assert result.quarantine == []
    assert [form.values["project_name"] for form in result.forms] == [f"示范{k}项目" for k in range(1, len(places) + 1)]
    for form in result.forms:
        assert [row["name"] for row in form.indicators] == ["巡查次数", "整治面积", "群众满意度"]
        assert form.values["total_score"] == form.values["computed_score"] == Decimal("97.7")
