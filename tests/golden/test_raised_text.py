"""Raised, lowered and struck-out characters on a PDF page.

Belongs here: characters that stand off their line, and lines through them. Does not belong here: styles of office files
and web pages (``test_office_files``).
"""

from __future__ import annotations

from collections.abc import Collection
from io import BytesIO
from typing import Any

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfgen.canvas import Canvas

from tests.factory.check import curate
from tests.factory.render import _font
from tests.published import ReadForm

ROWS = [
    ["项目名称", "示范项目"],
    ["主管部门", "某市水务局", "实施单位", "某市河道所"],
    ["", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["年度资金总额", "320.00", "300.00", "291.00", "10", "97.00%", "9.70"],
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "原因"],
    ["产出指标", "数量指标", "整治面积", "≥35m^2^", "120m^2^", "30", "30", ""],
    ["产出指标", "数量指标", "水质样品", "≥10^2^份", "120份", "30", "30", ""],
    ["产出指标", "数量指标", "巡查^1^次数", "≥12次^[1]^", "12次", "20", "20", ""],
    ["满意度指标", "满意度指标", "群众满意度", "≥90%", "88%", "10", "8", "宣传不足"],
    ["总分", "100", "97.70"],
]


def _form(*, size: float = 5.0, rise: float = 3.0, struck: Collection[str] = (), behind: bool = False) -> ReadForm:
    """The form of the rows; text between ^ is drawn smaller and raised, also after all other text (``behind``)."""
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(595, 842), invariant=True)
    font = _font()
    later: list[tuple[float, float, str, float]] = []
    for number, row in enumerate(ROWS):
        foot = 746.0 - 24 * number
        edges = [37 + k * 520 / len(row) for k in range(len(row))] if len(row) != 3 else [37.0, 362.0, 427.0]
        for x0, x1, text in zip(edges, [*edges[1:], 557.0], row, strict=True):
            canvas.rect(x0, foot, x1 - x0, 24)
            x = x0 + 2
            for part, piece in enumerate(text.split("^")):
                large = size if part % 2 else 8.0
                if part % 2 and behind:
                    later.append((x, foot + 9 + rise, piece, large))
                else:
                    _draw(canvas, x, foot + 9 + (rise if part % 2 else 0), piece, large)
                width = pdfmetrics.stringWidth(piece, font, large)
                if text in struck:
                    canvas.line(x - 1, foot + 12, x + width + 1, foot + 12)
                x += width
    for place in later:
        _draw(canvas, *place)
    canvas.showPage()
    canvas.save()
    [form] = curate(stream.getvalue()).forms
    return form


def _draw(canvas: Any, x: float, y: float, text: str, size: float) -> None:
    canvas.setFont(_font(), size)
    canvas.drawString(x, y, text)


@pytest.mark.parametrize("behind", [False, True])
@pytest.mark.parametrize(("size", "rise"), [(4.6, 3.0), (5.0, 2.0), (5.5, 4.0), (6.6, 2.7), (7.0, 2.5)])
def test_raised_figures_are_exponents(size: float, rise: float, behind: bool) -> None:
    """Word raises at 58 to 65 % of the size, browsers a third of it at 83 %."""
    form = _form(size=size, rise=rise, behind=behind)
    area, samples, rounds, _ = form.indicators
    assert (area["target_text"], area["actual_text"]) == ("≥35m²", "120m²")
    assert (area["target_value"], area["actual_value"]) == (35, 120)
    assert samples["target_text"] == "≥10²份"
    assert samples["target_value"] != 102
    assert rounds["name"] == "巡查¹次数"
    # A bracket has no raised form: the mark is seen, and not taken for a part of the value.
    assert rounds["target_text"] == "≥12次[¹]"
    assert "target_text" in rounds["doubtful"]
    assert not any(row["doubtful"] for row in (area, form.indicators[3]))


def test_lowered_figures_stay_in_their_line() -> None:
    area = _form(size=5.0, rise=-1.5).indicators[0]
    assert area["actual_text"] == "120m2"


def test_what_a_line_strikes_out_is_doubtful() -> None:
    form = _form(struck={"88%", "291.00", "30"})
    assert "executed_yuan" in form.budget_lines[0]["doubtful"]
    assert {"actual_text", "actual_value"} <= set(form.indicators[3]["doubtful"])
    assert {"weight", "score"} <= set(form.indicators[0]["doubtful"])
    assert "score" not in form.indicators[2]["doubtful"]
