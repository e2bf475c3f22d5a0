"""One form with a struck-out, a coloured and a disagreeing cell: each says its own reason, to the person who looks."""

from __future__ import annotations

import sys
from io import BytesIO

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas
from rich.console import Console

from pipeline.curate.tables import tables
from pipeline.publish.inspection import described
from pipeline.publish.inspection_text import as_text
from pipeline.readers.pdf import text_layer
from pipeline.readers.pdf.pages import second_reader
from pipeline.readers.pdf.pages.columns import Glyph, Glyphs
from pipeline.readers.pdf.pages.page import Page
from tests.factory.check import curate

ROWS = [
    ["项目名称", "河道养护"],
    ["主管部门", "云州市水务局", "实施单位", "河道管理所"],
    ["项目资金（万元）", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["年度资金总额", "320.00", "300.00", "291.00", "10", "97.00%", "9.70"],
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "原因"],
    ["产出指标", "数量指标", "整治面积", "≥35亩", "120亩", "40", "40", ""],
    ["产出指标", "数量指标", "巡查次数", "≥12次", "12次", "40", "40", ""],
    ["满意度指标", "满意度指标", "群众满意度", "≥90%", "88%", "10", "8", "宣传不足"],
    ["总分", "100", "97.70"],
]
STRUCK, RED, OTHERWISE = "88%", "291.00", "120亩"


@pytest.fixture
def page() -> bytes:
    return drawn(ROWS)


def drawn(rows: list[list[str]]) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont("STSong-Light"))
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(595, 842), invariant=True)
    for number, row in enumerate(rows):
        foot = 746.0 - 24 * number
        edges = [37 + k * 520 / len(row) for k in range(len(row))] if len(row) != 3 else [37.0, 362.0, 427.0]
        for x0, x1, text in zip(edges, [*edges[1:], 557.0], row, strict=True):
            canvas.setFillColorRGB(*((1, 0, 0) if text == RED else (0, 0, 0)))
            canvas.setFont("STSong-Light", 8)
            canvas.rect(x0, foot, x1 - x0, 24)
            canvas.drawString(x0 + 2, foot + 9, text)
            if text == RED:
                # Another text of the same colour runs over the edge of the table, as a seal does.
                canvas.drawString(541, 746.0 - 24 * 8 + 9, "专用印章")
            if text == STRUCK:
                canvas.line(x0 + 1, foot + 12, x0 + 20, foot + 12)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


def test_each_doubt_says_its_own_reason(page: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    read_pages = second_reader.read_pages

    def read_otherwise(data: bytes, numbers: set[int]) -> list[Page]:
        pages = list(read_pages(data, numbers))
        changed = 0
        for page in pages:
            targets = [g.text == "2" and _is_in_target(g) for g in page.glyphs]
            page.glyphs = Glyphs.of(g._replace(text="7") if t else g for g, t in zip(page.glyphs, targets, strict=True))
            changed += sum(targets)
        assert changed == 1
        return pages

    def _is_in_target(glyph: Glyph) -> bool:
        row = 842 - (746.0 - 24 * 5) - 24
        column = 37 + 4 * 520 / 8
        return row < glyph.top < row + 24 and column < glyph.x0 < column + 65

    monkeypatch.setattr(text_layer, "SAMPLE", 1)
    monkeypatch.setattr(second_reader, "read_pages", read_otherwise)
    (form,) = described(tables([curate(page).curated]))["forms"]
    codes = {(d["table_name"], d["row_no"], d["field"]): d["code"] for d in form["doubt"]}
    assert codes["indicator", 3, "actual_text"] == "struck_out"
    assert codes["budget_line", 1, "executed_yuan"] == "coloured_text"
    assert codes["indicator", 1, "actual_text"] == "readers_disagree"

    chinese = ("该处文字被划线删除", "该处为彩色文字", "两个独立的读取程序读出的文字不一致")
    for locale, sentences in (("zh_CN.UTF-8", chinese), ("C", ("The text is struck out",))):
        monkeypatch.setenv("LC_ALL", locale)
        console = Console(record=True, width=200)
        as_text(described(tables([curate(page).curated])), console)
        shown = console.export_text()
        assert all(sentence in shown for sentence in sentences)


@pytest.mark.parametrize("weight", ["50", "40"])
def test_figures_that_contradict_each_other_are_doubted_where_the_second_reader_fails(
    weight: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    def read_nothing(data: bytes, numbers: set[int]) -> list[Page]:
        return []

    monkeypatch.setattr(second_reader, "read_pages", read_nothing)
    rows = [[*row[:5], weight, *row[6:]] if "巡查次数" in row else row for row in ROWS]
    (form,) = curate(drawn(rows)).forms
    doubted = {(d["table_name"], d["row_no"], d["field"]) for d in form.doubts if d["code"] == "not_confirmed"}
    expected = {("form", 0, "total_weight"), ("indicator", 1, "weight"), ("budget_line", 1, "adjusted_budget_yuan")}
    if weight == "50":
        assert expected <= doubted
        assert not {field for _, _, field in doubted} & {"project_name", "department", "name", "level1", "level2"}
    else:
        assert doubted == set()


def test_a_rate_that_contradicts_its_amounts_calls_the_second_reader(monkeypatch: pytest.MonkeyPatch) -> None:
    asked: list[set[int]] = []

    def read_nothing(data: bytes, numbers: set[int]) -> list[Page]:
        asked.append(numbers)
        return []

    monkeypatch.setattr(text_layer, "SAMPLE", sys.maxsize)
    monkeypatch.setattr(second_reader, "read_pages", read_nothing)
    sound, false = (
        [[{RED: amount, STRUCK: "87%"}.get(text, text) for text in row] for row in ROWS]
        for amount in ("291.0", "281.0")
    )
    assert curate(drawn(sound)).forms
    assert not any(asked)
    (form,) = curate(drawn(false)).forms
    assert {1} in asked
    doubted = {(d["table_name"], d["field"]) for d in form.doubts if d["code"] == "not_confirmed"}
    assert ("budget_line", "executed_yuan") in doubted
