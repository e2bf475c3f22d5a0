"""Where a form begins, and what stands beside it that is none of it."""

from __future__ import annotations

import pytest

from pipeline.families import load_families
from pipeline.forms.labelled_grid import labelled
from pipeline.forms.locate import locate
from pipeline.forms.located import Located
from pipeline.model.grid import Cell, Evidence, Grid
from tests.factory.check import check
from tests.factory.documents import compose
from tests.factory.forms import FAMILIES
from tests.factory.render import reportlab_pdf


@pytest.mark.parametrize("hazards", [(), ("touching_forms",)])
@pytest.mark.parametrize("family", FAMILIES)
def test_a_department_printed_above_the_project_belongs_to_the_form(family: str, hazards: tuple[str, ...]) -> None:
    document = compose(31, hazards, family=family, indicators=6)
    for form in document.forms:
        form.table.rows[0], form.table.rows[1] = form.table.rows[1], form.table.rows[0]
    verdict = check(document, reportlab_pdf(document))
    assert verdict.is_clean, verdict.silent


@pytest.mark.parametrize("kind", ["project_list", "goal_text"])
def test_a_project_named_in_another_table_is_not_that_of_a_department(kind: str) -> None:
    for seed in range(4):
        document = compose(seed, (kind, "touching_forms"), family="department", indicators=6)
        assert check(document, reportlab_pdf(document)).silent == []


@pytest.mark.parametrize(("heading", "is_read"), [("得分", True), ("得兮", False)])
def test_a_heading_read_from_a_picture_is_never_left_out(heading: str, is_read: bool) -> None:
    """On paper a heading that nobody knows is one; on a picture it may be a known one, misread."""
    rows = [
        ["项目名称", "河道养护", "", "", "", "", "", ""],
        ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"],
        ["", "年度资金总额", "1", "1", "1", "10", "100%", "10"],
        ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", heading, "偏差原因分析及改进措施"],
        ["产出指标", "数量指标", "条数", "12", "12", "90", "90", ""],
    ]
    cells = [
        Cell(r, c, 1, 7 if text == "河道养护" else 1, text, text, (Evidence(1),), sureness=0.98)
        for r, row in enumerate(rows)
        for c, text in enumerate(row[: 2 if r == 0 else 8])
    ]
    found = locate(labelled(Grid(len(rows), 8, cells)), load_families())
    assert [isinstance(one, Located) for one in found] == [is_read]
