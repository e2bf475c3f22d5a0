"""What a table says by itself is established once: labels of cells, pages of rows, and what each row of a form is."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.families import load_families
from pipeline.forms.family_labels import labels_of
from pipeline.forms.labelled_grid import labelled
from pipeline.forms.locate import locate
from pipeline.forms.located import Located
from pipeline.model.grid import Cell, Evidence, Grid

HEADINGS = "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施"
# Each row with its kind and its page.
ROWS = (
    ("field", 1, "项目名称|村道养护"),
    ("heading", 1, "项目资金（万元）||年初预算数|全年预算数|全年执行数|分值|执行率|得分"),
    ("funding", 1, "|年度资金总额|100|100|95|10|95%|9.5"),
    ("funding", 1, "|其中：当年财政拨款|100|100|95|||"),
    ("field", 1, "年度总体目标||预期目标||实际完成情况|||"),
    ("field", 1, "||养护村道30公里||已养护32公里|||"),
    ("heading", 1, HEADINGS),
    ("indicator", 1, "产出指标|数量指标|养护里程|30公里|32公里|50|50|"),
    ("sum", 1, "|||小计||50|50|"),
    ("heading again", 2, HEADINGS),
    ("indicator", 2, "效益指标|社会效益指标|投诉次数|2次|1次|40|40|"),
    ("total", 2, "总分|||||100|99.5|"),
    ("closing", 2, "其他需要说明的事项|无"),
)


def grid() -> Grid:
    cells = []
    for row, (_, page, line) in enumerate(ROWS):
        texts = line.split("|")
        for column, text in enumerate(texts):
            span = 8 - column if column == len(texts) - 1 else 1
            cells.append(Cell(row, column, 1, span, text, text, (Evidence(page, line_no=row, column_first=column),)))
    return Grid(len(ROWS), 8, cells)


@pytest.fixture(scope="module")
def form() -> Located:
    (found,) = locate(labelled(grid()), load_families())
    assert isinstance(found, Located)
    return found


def test_every_row_of_a_form_has_its_kind(form: Located) -> None:
    assert [form.kinds[row].value for row in range(form.first, form.last)] == [kind for kind, _, _ in ROWS]


def test_the_end_of_the_indicators_and_what_a_row_of_sums_prints_are_kept(form: Located) -> None:
    assert form.end == 11
    assert {row: (printed.label.text, sorted(printed.figures)) for row, printed in form.sums.items()} == {
        8: ("小计", ["score", "weight"])
    }


def test_a_page_break_stands_between_rows_on_two_pages_even_with_headings_again_between_them(form: Located) -> None:
    breaks = [
        (before, row) for before, row in ((7, 8), (8, 9), (8, 10), (9, 10)) if form.grid.is_page_break(before, row)
    ]
    assert breaks == [(8, 9), (8, 10)]


def test_a_cell_that_is_made_from_another_has_the_label_of_its_own_text() -> None:
    cell = labelled(grid()).row(0)[0]
    assert cell.label == "项目名称"
    assert replace(cell, text="1. 主管部门：").label == "主管部门"
    assert cell.doubted("unclaimed_text").label == "项目名称"


def test_a_family_with_other_labels_of_the_same_name_has_labels_of_its_own() -> None:
    family = load_families()[0]
    other = family.model_copy(update={"total": ["全部得分"]})
    assert labels_of(family) is labels_of(family)
    assert labels_of(other).totals != labels_of(family).totals
