"""The grid that is handed on: its layout, its evidence, and single kinds of damage."""

from __future__ import annotations

import pytest

from pipeline.families import load_families
from pipeline.forms import parse
from pipeline.model.grid import Grid, Unreadable
from pipeline.noisy.restoring import restore
from pipeline.readers.tabbed_text import read
from tests.published import ReadForm, rows_of_forms

CLEAN = """项目|名称|丙区绿道管护
主管|部门|丙区园林局||实施单位|丙区绿道中心
||||年初预算数|全年预算数|全年执行数|分数|执行率(%)|得分
项目资金|(万元)||年度资金总额|20.00|20.00|10.00|10.00|50.00|5.00
|||其中:当年财政拨款|15.00|15.00|10.00|-|66.67|-
|||上年结转资金|5.00|5.00|0.00|-|0.00|-
|||其他资金|0.00|0.00|0.00|-|0.00|-
||预期目标|||实际完成情况
年度总体目标||管好绿道。|||管好了绿道。
一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|偏差原因分析及改进措施
产出指标|数量指标|养护里程数|≥30(公里)|31(公里)|40.00|40.00|
|质量指标|养护合格率|=100(%)|90(%)|20.00|15.00|人手不足,明年增加人手。
满意度指标|服务对象满意度指标|居民满意度|≥90(%)|95(%)|30.00|30.00|
总分|||||100.00|90.00|
评分等级|良
"""


def grids(text: str) -> list[Grid]:
    reading = read(text.replace("|", "\t").encode(), "a.txt")
    return [g for grid in reading.grids for g in restore(grid, load_families())]


def form(text: str) -> ReadForm:
    (only,) = rows_of_forms(parse(grids(text), load_families()))
    return only


def with_line(number: int, line: str) -> str:
    lines = CLEAN.splitlines()
    lines[number - 1] = line
    return "\n".join(lines) + "\n"


def test_an_undamaged_extract_is_read_without_a_doubt() -> None:
    read_form = form(CLEAN)
    assert read_form.values["project_name"] == "丙区绿道管护"
    assert [r["name"] for r in read_form.indicators] == ["养护里程数", "养护合格率", "居民满意度"]
    assert [r["score"] for r in read_form.indicators] == [40, 15, 30]
    assert read_form.values["doubtful"] == []
    assert not any(r["doubtful"] for r in (*read_form.budget_lines, *read_form.indicators))


def test_the_cells_tile_the_grid() -> None:
    (grid,) = grids(CLEAN)
    places = [
        (r, c)
        for cell in grid.cells
        for r in range(cell.row, cell.row + cell.row_span)
        for c in range(cell.column, cell.column + cell.column_span)
    ]
    assert len(places) == len(set(places)) == grid.rows * grid.columns
    assert not grid.is_ruled


def test_values_say_where_they_stood() -> None:
    (grid,) = grids(CLEAN)
    cell = next(c for c in grid.cells if c.text == "31(公里)")
    assert (cell.evidence[0].line_no, cell.evidence[0].column_first) == (11, 4)


@pytest.mark.parametrize(
    ("line", "damaged", "column", "value"),
    [
        (12, "|质量指标|养护合格率|290(%)|90(%)|20.00|20.00|", "target_value", 90),
        (12, "|质量指标|养护合格率||90(%)|20.00|15.00|", "target_value", None),
        (12, "|质量指标|养护合格率|=100(%)|00.00(%)|20.00|15.00|", "actual_value", 0),
        (12, "|质量指标||=100(%)|90(%)|20.00|15.00|", "name", None),
    ],
)
def test_what_is_lost_or_repaired_by_a_guess_is_doubtful(line: int, damaged: str, column: str, value: object) -> None:
    row = form(with_line(line, damaged)).indicators[1]
    assert row[column] == value
    assert column in row["doubtful"]


@pytest.mark.parametrize(
    ("between", "doubtful"),
    [
        ("|||||||因汛期影响,", {"reason_text"}),
        ("||道路绿地||||", {"name"}),
        ("||||||40.00|", {"score", "shortfall"}),
        ("|||≥30|||", {"target_text", "target_operator", "target_value", "target_unit"}),
        ("|||||||及改进措施", set()),
    ],
)
def test_a_line_between_headings_and_first_row_is_a_doubt_on_that_row(between: str, doubtful: set[str]) -> None:
    lines = CLEAN.splitlines()
    lines[10:10] = [between]
    first, *others = form("\n".join(lines) + "\n").indicators
    assert doubtful <= set(first["doubtful"])
    assert bool(first["doubtful"]) == bool(doubtful)
    assert not any(row["doubtful"] for row in others)


def test_a_line_before_the_first_row_is_evidence_of_what_it_may_belong_to() -> None:
    lines = CLEAN.splitlines()
    lines[10:10] = ["||道路绿地||||"]
    (grid,) = grids("\n".join(lines) + "\n")
    cell = next(c for c in grid.cells if c.text == "养护里程数")
    assert cell.raw == "道路绿地\n养护里程数"
    assert [e.line_no for e in cell.evidence] == [11, 12]


def test_a_lost_total_is_null_and_never_made_up() -> None:
    values = form(with_line(14, "总分|||||||")).values
    assert (values["total_weight"], values["total_score"]) == (None, None)
    assert {"total_weight", "total_score"} <= set(values["doubtful"])


def test_a_single_lost_score_is_what_the_total_leaves_and_doubtful() -> None:
    row = form(with_line(12, "|质量指标|养护合格率|=100(%)|90(%)|20.00||")).indicators[1]
    assert row["score"] == 15
    assert "score" in row["doubtful"]


def test_a_figure_that_breaks_the_sums_leaves_the_scores_in_doubt() -> None:
    read_form = form(with_line(12, "|质量指标|养护合格率|=100(%)|90(%)|20.00|16.00|"))
    assert "score" in read_form.indicators[1]["doubtful"]


def test_a_row_read_twice_is_one_row_and_the_repair_is_recorded() -> None:
    lines = CLEAN.splitlines()
    lines[13:13] = ["", lines[12]]
    read_form = form("\n".join(lines))
    assert len(read_form.indicators) == 3
    assert any(r["rule"] == "duplicate_row" for r in read_form.repairs)


def test_the_rest_of_a_reason_behind_a_page_break_is_joined() -> None:
    lines = CLEAN.splitlines()
    lines[11] = "|质量指标|养护合格率|=100(%)|90(%)|20.00|15.00|人手不足,"
    lines[12:12] = ["", "|||||||明年增加人手。"]
    assert form("\n".join(lines)).indicators[1]["reason_text"] == "人手不足,明年增加人手。"


def test_glued_labels_give_name_department_and_unit() -> None:
    text = with_line(1, "项目名称 丙区绿道管护 主管部门 丙区园林局 实施单位 丙区绿道中心|||")
    values = form(text).values
    assert (values["project_name"], values["department"]) == ("丙区绿道管护", "丙区园林局")


def test_text_that_is_no_form_gives_no_grid() -> None:
    assert grids("关于公开决算的说明\n一、部门职责\n二、项目名称一览\n") == []
    assert grids("项目名称|金额\n绿道管护|20.00\n公园建设|30.00\n") == []


@pytest.mark.parametrize(
    "title", ["2024年度项目支出绩效自评表", "丨附件2：丙区园林局预算项目支出绩效自评结果表（2024年度）"]
)
def test_page_numbers_and_running_titles_are_no_part_of_a_name(title: str) -> None:
    lines = CLEAN.splitlines()
    lines[12:12] = ["- 1 -", "", title]
    lines.append("第2页 共2页")
    read_form = form("\n".join(lines))
    assert [r["name"] for r in read_form.indicators] == ["养护里程数", "养护合格率", "居民满意度"]
    assert not any(r["doubtful"] for r in read_form.indicators if r["name"] != "居民满意度")


def test_a_doubled_label_of_the_total_begins_no_indicator() -> None:
    read_form = form(with_line(14, "|||总注|分||100.00|90.00|"))
    assert len(read_form.indicators) == 3
    assert read_form.values["total_score"] == 90


def test_a_row_read_again_behind_a_break_with_half_its_name_is_one_row() -> None:
    lines = CLEAN.splitlines()
    lines[12:12] = ["", "|质量指标|养护|=100(%)|90(%)|20.00|15.00|"]
    assert [r["name"] for r in form("\n".join(lines)).indicators] == ["养护里程数", "养护合格率", "居民满意度"]


def test_the_block_label_beside_the_funding_rows_is_no_source() -> None:
    sources = form(with_line(5, "|目资金 1|其中:当年财政拨款|15.00|15.00|10.00|-|66.67|-")).budget_lines
    assert [line["funding_source"] for line in sources] == ["total", "fiscal_current", "carryover", "other"]


def test_a_grade_that_is_not_legible_is_doubtful_where_every_form_prints_one() -> None:
    values = form(with_line(15, "评老|言等级|||优|优")).values
    assert values["grade"] == "优" or "grade" in values["doubtful"]


def test_a_family_without_the_needed_columns_is_refused_with_a_sentence() -> None:
    text = CLEAN.replace("年初预算数|", "|").replace(
        "三级指标|年度指标值|实际完成值|分值|得分|", "三级指标|分值|年度指标值|全年实际值|得分|"
    )
    with pytest.raises(Unreadable, match="family"):
        grids(text)


def test_half_a_label_before_a_grade_is_the_line_of_the_grade() -> None:
    assert form(with_line(15, "评分||||良")).values["grade"] == "良"


def test_a_whole_first_level_label_beside_a_row_of_another_doubts_that_label() -> None:
    text = CLEAN.replace("满意度指标|服务对象满意度指标|居民满意度", "|效益指标|居民满意度")
    row = form(text).indicators[2]
    assert row["level1"] == "效益指标" or "level1" in row["doubtful"]
