"""A page or table that shows the words of a filled form is never passed over in silence.

Belongs here: forms that no reader sees, alone and beside forms that are read. Does not belong here: what is no form
(``test_negatives``).
"""

from __future__ import annotations

from io import BytesIO
from pathlib import Path

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.forms.words_of_forms import form_words
from tests.factory.check import curate
from tests.factory.documents import Block, compose
from tests.factory.render import _font, reportlab_pdf
from tests.published import Published

PUBLISHED = Path(__file__).parent.parent / "data" / "published"


def _codes(result: Published) -> list[tuple[str, int | None]]:
    return [(refusal["code"], refusal["page"]) for refusal in result.quarantine]


def test_a_form_with_horizontal_rules_alone_is_refused_with_what_was_seen() -> None:
    result = curate((PUBLISHED / "horizontal_rules_no_form.pdf").read_bytes())
    assert result.document["outcome"] == "quarantined"
    assert _codes(result) == [("form_not_read", 1)]
    assert "not ruled" in result.quarantine[0]["sentence_en"]
    assert "实际完成值" in result.quarantine[0]["sentence"]


ROWS = [
    ["项目名称", "示范项目"],
    ["主管部门", "某市水务局", "实施单位", "某市河道所"],
    ["项目资金", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
    ["年度资金总额", "320.00", "300.00", "291.00", "10", "97.00%", "9.70"],
    ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "原因"],
    ["产出指标", "数量指标", "养护河道条数", "≥12条", "12条", "50", "50", ""],
    ["满意度指标", "满意度指标", "群众满意度", "≥90%", "88%", "40", "38", "宣传不足"],
    ["总分", "100", "97.70"],
]


def _page(title: str, rows: list[list[str]], tag: str = "div") -> bytes:
    cells = "".join("".join(f"<{tag}>{text}</{tag}>" for text in row) for row in rows)
    return f"<!DOCTYPE html><html><head><meta charset='utf-8'></head><body><p>{title}</p>{cells}</body></html>".encode()


def test_a_web_page_whose_cells_are_no_table_is_refused() -> None:
    result = curate(_page("项目支出绩效自评表", ROWS))
    assert result.document["outcome"] == "quarantined"
    assert _codes(result) == [("form_not_read", 1)]


@pytest.mark.parametrize("unknown", ["完成结果描述", "本年实现程度"])
def test_a_table_with_unknown_headings_is_refused(unknown: str) -> None:
    rows = ["".join(f"<td>{unknown if text == '实际完成值' else text}</td>" for text in row) for row in ROWS]
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    head = "<!DOCTYPE html><html><head><meta charset='utf-8'></head><body><p>项目支出绩效自评表</p>"
    result = curate(f"{head}<table>{body}</table></body></html>".encode())
    assert result.forms == []
    assert result.document["outcome"] == "quarantined"


def test_what_only_mentions_the_words_of_a_form_shows_none() -> None:
    prose = [
        "项目支出绩效自评表填报情况：一级指标、二级指标、三级指标、年度指标值与批复一致，实际完成值、分值、得分据实填写。",
        "全年预算数300.00万元，全年执行数291.00万元，执行率97.00%，得分9.70分；总分97.70分，自评等级为优。",
    ]
    assert form_words(prose * 10) == []
    assert form_words([f"{n}. 某项目支出绩效自评表" for n in range(40)]) == []
    goals = [[text for text in row if text not in ("实际完成值", "得分", "全年执行数", "执行率")] for row in ROWS]
    assert form_words(["项目支出绩效目标申报表", *(text for row in goals for text in row)]) == []


def test_a_form_beside_one_that_is_read_is_not_passed_over() -> None:
    """Its words stand below a ruled form on the same page, or on a page of their own."""
    document = compose(7, ("beside",), count=1, family="mof_annex", indicators=5)
    lines = ["项目支出绩效自评表", *(" ".join(row) for row in ROWS)]
    document.blocks.append(Block(lines=lines, table=None))
    result = curate(reportlab_pdf(document))
    assert len(result.forms) == 1
    assert [code for code, _ in _codes(result)] == ["form_not_read"]
    assert result.document["outcome"] == "curated_with_issues"


def _grid_pdf(rows: list[list[str]], *, title: bool = True, box: tuple[float, ...] | None = None) -> bytes:
    """Rows of ruled cells on one page; ``box`` is what is shown of it."""
    stream = BytesIO()
    canvas = Canvas(stream, pagesize=(595, 842), invariant=True)
    if box:
        canvas.setCropBox(box)
    font = _font()
    if title:
        canvas.setFont(font, 14)
        canvas.drawString(200, 800, "项目支出绩效自评表")
    for number, row in enumerate(rows):
        foot = 746 - 24 * number
        for place, text in enumerate(row):
            x = 37 + place * 520 / len(row)
            canvas.rect(x, foot, 520 / len(row), 24)
            canvas.setFont(font, 8)
            canvas.drawString(x + 2, foot + 9, text)
    canvas.showPage()
    canvas.save()
    return stream.getvalue()


@pytest.mark.parametrize(
    ("part", "title"),
    [
        ([row[: (len(row) + 1) // 2] for row in ROWS], False),
        ([row[(len(row) + 1) // 2 :] for row in ROWS], False),
        (ROWS[:4], True),
        (ROWS[4:], False),
        (ROWS[5:], False),
    ],
    ids=["left half", "right half", "head", "lower part", "lower part without headings"],
)
def test_a_part_of_a_form_is_refused(part: list[list[str]], title: bool) -> None:
    result = curate(_grid_pdf(part, title=title))
    assert result.forms == []
    assert result.document["outcome"] == "quarantined"


@pytest.mark.parametrize("box", [(0, 0, 300, 842), (300, 0, 595, 842), (0, 0, 595, 660), (0, 640, 595, 842)])
def test_a_page_that_shows_a_part_of_its_table_is_refused(box: tuple[float, ...]) -> None:
    whole = curate(_grid_pdf(ROWS))
    assert [form.values["project_name"] for form in whole.forms] == ["示范项目"]
    cut = curate(_grid_pdf(ROWS, box=box))
    assert cut.forms == []
    assert _codes(cut) == [("page_cut_off", 1)]


def test_a_page_cropped_around_its_table_is_whole() -> None:
    assert curate(_grid_pdf(ROWS, box=(30, 500, 570, 830))).document["outcome"] != "quarantined"
