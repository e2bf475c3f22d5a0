"""Forms in layouts that offices print: labels with weights, columns added or missing, fields above the project.

What each must give is written from the layout that was made, not from what the program gives.
"""

from __future__ import annotations

import csv
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.families import other_tables
from pipeline.sources.raw import describe, load
from tests.factory.headed import page as headed_page
from tests.factory.plain import HEAD, INDICATORS, PlainRow, plain_page
from tests.published import Published, ReadForm, published

DATA = Path(__file__).parents[1] / "data"
DIVISIONS = Path(__file__).parents[2] / "pipeline" / "facts" / "divisions.tsv"
D = Decimal
FIRST_LEVELS = ["产出指标"] * 4 + ["成本指标"] + ["效益指标"] * 2 + ["满意度指标"]
SECOND_LEVELS = [
    "数量指标", "数量指标", "质量指标", "时效指标", "经济成本指标", "社会效益指标", "生态效益指标",
    "服务对象满意度指标",
]  # fmt: skip
REASONS = [None, "汛期施工受阻，进度滞后；下一步加强调度。", None, None, None, None, None, "个别河段保洁频次不足。"]
SCORES = [D(10), D(9), D(10), D(10), D(10), D(15), D(15), D(9)]
AMOUNTS = [
    (D(3200000), D(3000000), D(2910000)), (D(3000000), D(2800000), D(2710000)), (D(200000),) * 3, (D(0),) * 3,
]  # fmt: skip


def curate(name: str) -> Published:
    raw, document = describe(DATA / name)
    return published(document, load(raw, document))


def only_form(name: str) -> ReadForm:
    result = curate(name)
    assert result.quarantine == []
    assert len(result.forms) == 1
    return result.forms[0]


def assert_river_works(form: ReadForm, *, second: list[str] | None = SECOND_LEVELS) -> None:
    """The form that all these layouts show."""
    assert [row["level1"] for row in form.indicators] == FIRST_LEVELS
    assert [row["level2"] for row in form.indicators] == (second or [None] * 8)
    assert [row["score"] for row in form.indicators] == SCORES
    assert [row["reason_text"] for row in form.indicators] == REASONS
    assert [
        (row["initial_budget_yuan"], row["adjusted_budget_yuan"], row["executed_yuan"]) for row in form.budget_lines
    ] == AMOUNTS
    assert form.values["department"] == "望川市水务局"
    assert form.values["implementing_unit"] == "望川市河道管理所"
    assert form.values["expected_goal"] == "完成辖区12条河道养护，水质稳定达标。"
    assert form.values["actual_goal"] == "12条河道全部完成养护，水质达标。"
    assert form.values["total_score"] == D("97.7")
    assert all(row["doubtful"] == [] for row in (*form.budget_lines, *form.indicators))


@pytest.mark.parametrize(
    "name",
    [
        "t22b_level1_weight_h", "t22c_level1_weight_h", "t23_level1_numbered_h", "t33d_reason_heading_h",
        "t33e_reason_heading_h", "t33f_reason_heading_h", "t33h_reason_heading_h", "u13_vertical_unit_h",
    ],
)  # fmt: skip
def test_labels_with_weights_numbers_and_other_words_mean_the_same(name: str) -> None:
    form = only_form(f"layouts/{name}.html")
    assert_river_works(form)
    assert form.values["left_out"] == []
    assert form.values["money_unit"] == "万元"


@pytest.mark.parametrize(
    ("name", "left_out"),
    [("t32_remark_and_reason_h", ["备注"]), ("v13_two_scores_h", ["复核得分"]), ("u19_unitcol_h", [])],
)
def test_a_column_without_a_place_is_left_out_and_said_so(name: str, left_out: str | None) -> None:
    form = only_form(f"layouts/{name}.html")
    assert_river_works(form)
    assert form.values["left_out"] == left_out


@pytest.mark.parametrize("name", ["t19_no_level2_merged_h", "t20_no_level2_column_h"])
def test_a_form_without_a_second_level_has_none(name: str) -> None:
    assert_river_works(only_form(f"layouts/{name}.html"), second=None)


def test_a_row_above_the_project_is_of_the_form() -> None:
    form = only_form("layouts/t66_unit_field_h.html")
    assert_river_works(form)
    assert form.values["money_unit"] == "万元"


def test_a_unit_inside_the_form_counts_before_one_above_it() -> None:
    form = only_form("layouts/w04_unit_row_other.html")
    assert form.values["money_unit"] == "元"
    assert "money_unit" not in form.values["doubtful"]
    assert form.budget_lines[0]["executed_yuan"] == D(291)
    assert form.values["department"] == "望川市水务局"


def test_a_department_form_under_the_label_of_a_department() -> None:
    form = only_form("published/department_label_bumen_headless.html")
    assert form.values["form_kind"] == "department"
    assert form.values["department"] == "金寨县茶谷和美丽乡村建设服务中心"
    total = form.budget_lines[0]
    assert total["initial_budget_yuan"] == total["adjusted_budget_yuan"] == D(3297700)
    assert total["executed_yuan"] == D(3383100)
    assert len(form.indicators) == 11


def test_a_transfer_payment_with_weights_and_scores() -> None:
    form = only_form("published/ningxia_transfer_scored_unknown_family.html")
    assert form.values["form_kind"] == "transfer"
    assert form.values["project_name"] == "马铃薯种薯繁育示范推广"
    assert form.values["department"] == "原州区农业农村局"
    # The name of the person who is joined to the unit in one cell is not kept anywhere.
    assert form.values["implementing_unit"] == "原州区农技中心"
    assert not any("杨" in (cell["raw_value"] or "") for cell in form.cells)
    assert form.values["total_score"] == D(99)
    assert [row["level1"] for row in form.indicators] == ["产出指标"] * 6 + ["效益指标"] * 5 + ["满意度指标"]
    assert (form.budget_lines[0]["adjusted_budget_yuan"], form.budget_lines[0]["executed_yuan"]) == (
        D(3000000), D(2594500),
    )  # fmt: skip
    sources = [row["funding_source"] for row in form.budget_lines]
    assert sources == ["total", "central", "provincial", "local"]


def test_the_form_of_hebei_in_four_parts() -> None:
    form = only_form("published/hebei_four_part_no_form.html")
    assert form.values["project_name"] == "邯财政法[2019]14号2020年中央政法纪检监察转移支付资金"
    assert form.values["implementing_unit"] == "邯郸市峰峰矿区人民法院"
    assert form.values["expected_goal"] == "有序开展业务工作，提高办案水平"
    assert form.values["total_score"] == D(100)
    assert [
        (row["funding_source"], row["adjusted_budget_yuan"], row["executed_yuan"], row["execution_rate_pct"])
        for row in form.budget_lines
    ] == [("total", D(627300), D(627300), D(100)), ("fiscal", D(627300), D(627300), None), ("other", None, None, None)]
    assert [row["target_text"] for row in form.indicators] == [
        "5000", "62.73", "90%", "2021年12月31日前完成", "6", "维护国家和社会公共利益", "80%", "100%",
    ]  # fmt: skip
    assert [row["target_operator"] for row in form.indicators][:3] == ["ge", "le", "ge"]
    assert [row["weight"] for row in form.indicators] == [10, 10, 20, 10, 15, 15, 10, 10]
    assert [row["score"] for row in form.indicators] == [10, 10, 20, 10, 15, 15, 10, 10]
    assert form.values["actual_goal"] == "对于业务工作的开展提供了良好的保障"
    assert "actual_goal" not in form.values["doubtful"]
    assert form.values["left_out"] == ["到位数", "单项指标完成情况"]
    # The name of the person below the table is nowhere.
    assert not any("吴" in (cell["raw_value"] or "") for cell in form.cells)


@pytest.mark.parametrize(
    ("name", "layout"),
    [
        ("agri_forest_2024_headless", "统筹整合资金"),
        ("guangshui_department_no_form", "部门整体支出绩效评价共性指标自评表（含自评分和复核分）"),
    ],
)
def test_a_family_that_is_not_read_is_refused_by_its_name(name: str, layout: str) -> None:
    result = curate(f"published/{name}.html")
    assert result.forms == []
    assert [one["code"] for one in result.quarantine] == ["family_not_read"]
    assert layout in result.quarantine[0]["sentence"]


def test_the_title_of_a_layout_names_no_place() -> None:
    """Any office may use the layout that another one was seen with."""
    names = [row["name"] for row in csv.DictReader(DIVISIONS.read_text(encoding="utf-8").splitlines(), delimiter="\t")]
    places = {place for name in names for place in (name, name[:-1]) if len(place) > 1}
    assert {"湖北", "广水", "成安县"} <= places
    titles = [table.title for table in other_tables()]
    assert titles
    assert [(title, place) for title in titles for place in places if place in title] == []


def of(text: str | bytes, folder: Path) -> ReadForm:
    path = folder / "form.html"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    raw, document = describe(path)
    result = published(document, load(raw, document))
    assert result.quarantine == []
    assert len(result.forms) == 1
    return result.forms[0]


def assert_plain(form: ReadForm) -> None:
    """The plain form, whatever its layout."""
    assert [row["name"] for row in form.indicators] == [row[-6] for row in INDICATORS]
    assert [row["score"] for row in form.indicators] == [D(20), D(13), D(15), D(30), D(10)]
    assert [row["reason_text"] for row in form.indicators] == [None, "汛期施工受阻。", None, None, None]
    assert (form.values["total_weight"], form.values["total_score"]) == (D(100), D("97.7"))
    assert form.values["project_name"] == "河道养护项目"
    assert all(row["doubtful"] == [] for row in (*form.budget_lines, *form.indicators))
    assert form.values["doubtful"] == []


LOW = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"]


@pytest.mark.parametrize(
    "groups",
    [
        {"指标名称": ["一级指标", "二级指标", "三级指标"]},
        {"指标值": ["年度指标值", "实际完成值"]},
        {"评分": ["得分", "偏差原因分析及改进措施"]},
        {"自评情况": ["分值", "得分"]},
        {"绩效指标": ["一级指标", "二级指标", "三级指标"], "完成情况": ["年度指标值", "实际完成值"]},
    ],
)
def test_headings_on_two_rows_are_no_indicator(groups: dict[str, list[str]], tmp_path: Path) -> None:
    upper, lower = "", ""
    inside = {label: group for group, labels in groups.items() for label in labels}
    for label in LOW:
        if label not in inside:
            upper += f"<td rowspan=2>{label}</td>"
            continue
        if groups[inside[label]][0] == label:
            upper += f"<td colspan={len(groups[inside[label]])}>{inside[label]}</td>"
        lower += f"<td>{label}</td>"
    page = plain_page().decode()
    first = page.index('<td colspan="1" rowspan="6">绩效指标</td>')
    end = page.index("</tr>", first)
    heading = f'<td rowspan="7">绩效指标</td>{upper}</tr><tr>{lower}'
    assert_plain(of(page[:first] + heading + page[end:], tmp_path))


@pytest.mark.parametrize(
    "row",
    [
        [("年度", 2, 1), ("2024年", 3, 1), ("金额单位", 2, 1), ("万元", 2, 1)],
        [("填报单位：望川市水务局", 5, 1), ("填报日期：2025年3月1日", 2, 1), ("单位：万元", 2, 1)],
        [("单位编码", 2, 1), ("301001", 3, 1), ("单位名称", 2, 1), ("望川市水务局", 2, 1)],
        [("项目总得分", 5, 1), ("97.7分", 4, 1)],
        [("自评得分", 2, 1), ("97.7", 7, 1)],
        [("总分：97.7分", 5, 1), ("填报日期：2025年3月1日", 4, 1)],
    ],
)
def test_a_row_above_the_project_belongs_to_the_form(row: PlainRow, tmp_path: Path) -> None:
    assert_plain(of(plain_page(head=[row, *HEAD]), tmp_path))


def test_a_total_above_that_differs_from_the_one_below_is_doubtful(tmp_path: Path) -> None:
    form = of(plain_page(head=[[("自评总分", 2, 1), ("96", 7, 1)], *HEAD]), tmp_path)
    assert "total_score" in form.values["doubtful"]


def test_a_whole_department_under_the_label_of_its_superior(tmp_path: Path) -> None:
    """Chongqing: indicators without levels, one row of money without a label, a target that was adjusted."""
    rows = [
        "<td>主管部门</td><td colspan=3>某区融媒体中心</td><td>财政处室</td><td>科教处</td>"
        "<td colspan=2>自评总分（分）</td><td colspan=2>97.6</td>",
        "<td>部门联系人</td><td colspan=3>曾某</td><td>联系电话</td><td colspan=5>888</td>",
        "<td rowspan=2>部门预算执行情况（万元）</td><td>年初预算数</td><td>全年（调整）预算数</td><td>全年执行数</td>"
        "<td>执行率（%）</td><td>执行率权重</td><td colspan=4>执行率得分（分）</td>",
        "<td>1800</td><td>1700</td><td>1292</td><td>76</td><td>10</td><td colspan=4>7.6</td>",
        "<td rowspan=2>当年绩效目标</td><td colspan=3>年初绩效目标</td><td colspan=3>全年（调整）绩效目标</td>"
        "<td colspan=3>全年目标实际完成情况</td>",
        "<td colspan=3>整合媒体。</td><td colspan=3>无</td><td colspan=3>完成较好。</td>",
        "<td rowspan=3>绩效指标</td><td>指标名称</td><td>计量单位</td><td>指标性质</td><td>年初指标值</td>"
        "<td>调整指标值</td><td>全年完成值</td><td>得分系数（%）</td><td>指标权重（分）</td><td>指标得分（分）</td>",
        "<td>培训次数</td><td>次</td><td>≥</td><td>26</td><td>12</td><td>12</td><td>100</td><td>50</td><td>50</td>",
        "<td>满意度</td><td>%</td><td>≥</td><td>90</td><td></td><td>95</td><td>100</td><td>40</td><td>40</td>",
    ]
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    form = of(f"<html><body><h2>2021年度部门整体绩效自评表</h2><table border=1>{body}</table></body></html>", tmp_path)
    assert (form.values["form_kind"], form.values["department"]) == ("department", "某区融媒体中心")
    assert form.values["total_score"] == D("97.6")
    line = form.budget_lines[0]
    assert (line["funding_source"], line["adjusted_budget_yuan"], line["executed_yuan"]) == (
        "total",
        D(17000000),
        D(12920000),
    )
    assert [(row["target_value"], row["target_unit"], row["score"]) for row in form.indicators] == [
        (12, "次", D(50)),
        (90, "%", D(40)),
    ]
    assert not any("曾" in (cell["raw_value"] or "") for cell in form.cells)


@pytest.mark.parametrize("where", ["name", "executed"])
def test_a_form_without_a_column_that_it_needs_is_refused(where: str, tmp_path: Path) -> None:
    other = {"name": ("三级指标", "考核事项"), "executed": ("全年执行数", "某某数")}[where]
    path = tmp_path / "form.html"
    path.write_text(plain_page().decode().replace(*other), encoding="utf-8")
    raw, document = describe(path)
    result = published(document, load(raw, document))
    assert result.forms == []
    assert [one["code"] for one in result.quarantine] == ["unknown_family"]


def test_two_columns_that_mean_the_same_are_refused(tmp_path: Path) -> None:
    path = tmp_path / "form.html"
    path.write_text(plain_page().decode().replace("偏差原因分析及改进措施", "实际得分"), encoding="utf-8")
    raw, document = describe(path)
    assert published(document, load(raw, document)).forms == []


def test_a_heading_that_nobody_knows_is_named_in_the_sentence_of_the_document(tmp_path: Path) -> None:
    path = tmp_path / "form.html"
    path.write_text(plain_page().decode().replace("偏差原因分析及改进措施", "某某情况栏"), encoding="utf-8")
    raw, document = describe(path)
    result = published(document, load(raw, document))
    assert result.forms[0].values["left_out"] == ["某某情况栏"]
    assert "某某情况栏" in result.document["reason_text"]


def test_a_level_under_an_unknown_heading_is_named_and_not_guessed(tmp_path: Path) -> None:
    path = tmp_path / "form.html"
    path.write_text(plain_page().decode().replace(">一级指标<", ">指标类别<"), encoding="utf-8")
    raw, document = describe(path)
    form = published(document, load(raw, document)).forms[0]
    assert [row["level1"] for row in form.indicators] == [None] * 5
    assert form.values["left_out"] == ["指标类别"]


def test_causes_and_measures_in_columns_of_their_own(tmp_path: Path) -> None:
    row = of(headed_page("indicator_column", "下一步改进措施", "measure"), tmp_path).indicators[1]
    assert (row["deviation_reason"], row["improvement_measure"]) == ("汛期施工受阻。", "某")
    assert row["reason_text"] == "汛期施工受阻。 某"
    assert row["doubtful"] == []


def test_a_refusal_shows_the_headings_as_printed(tmp_path: Path) -> None:
    path = tmp_path / "form.html"
    path.write_text(plain_page().decode().replace("三级指标", "考核事项"), encoding="utf-8")
    raw, document = describe(path)
    refusal = published(document, load(raw, document)).quarantine[0]
    assert "考核事项" in refusal["sentence"]
    assert "偏差原因分析及改进措施" in refusal["excerpt"]


@pytest.mark.parametrize(
    "words",
    [
        {},
        {"全年预算数（A）": "调整后预算数"},
        {"地方主管部门": "市县主管部门", "转移支付（项目）名称": "项目名称"},
        {"总体目标": "年度总体目标", "全年实际完成情况": "总体目标完成情况"},
        {"地方资金": "市县财政资金", "中央财政资金": "中央转移支付资金"},
    ],
)
def test_a_transfer_payment_without_points_in_other_words(words: dict[str, str], tmp_path: Path) -> None:
    rows = [
        "<td colspan=2>转移支付（项目）名称</td><td colspan=5>林业改革发展资金</td>",
        "<td colspan=2>中央主管部门</td><td colspan=5>国家林草局</td>",
        "<td colspan=2>地方主管部门</td><td colspan=2>望川市林业局</td>"
        "<td>资金使用单位</td><td colspan=2>望川市林场</td>",
        "<td rowspan=4>资金投入情况（万元）</td><td></td><td>全年预算数（A）</td><td>全年执行数（B）</td>"
        "<td colspan=3>执行率（B/A×100%）</td>",
        "<td>年度资金总额：</td><td>300</td><td>259.45</td><td colspan=3>86.48%</td>",
        "<td>其中：中央财政资金</td><td>200</td><td>159.45</td><td colspan=3>79.73%</td>",
        "<td>地方资金</td><td>100</td><td>100</td><td colspan=3>100%</td>",
        "<td rowspan=2>目标完成</td><td colspan=3>总体目标</td><td colspan=3>全年实际完成情况</td>",
        "<td colspan=3>造林500亩。</td><td colspan=3>造林510亩。</td>",
        "<td rowspan=3>绩效指标</td><td>一级指标</td><td>二级指标</td><td>三级指标</td>"
        "<td>指标值</td><td>全年实际完成值</td><td>未完成原因和改进措施</td>",
        "<td>产出指标</td><td>数量指标</td><td>造林面积</td><td>≥500亩</td><td>510亩</td><td></td>",
        "<td>产出指标</td><td>质量指标</td><td>成活率</td><td>≥85%</td><td>84%</td><td>干旱。</td>",
    ]
    body = "".join(f"<tr>{row}</tr>" for row in rows)
    for printed, other in words.items():
        body = body.replace(f">{printed}<", f">{other}<").replace(f"：{printed}<", f"：{other}<")
    form = of(
        f"<html><body><h2>绩效目标自评表</h2><p>（2022年度）</p><table border=1>{body}</table></body></html>", tmp_path
    )
    assert (form.values["form_kind"], form.values["department"]) == ("transfer", "望川市林业局")
    assert (form.values["expected_goal"], form.values["actual_goal"]) == ("造林500亩。", "造林510亩。")
    assert [(row["funding_source"], row["executed_yuan"]) for row in form.budget_lines] == [
        ("total", D(2594500)),
        ("central", D(1594500)),
        ("local", D(1000000)),
    ]
    assert [row["reason_text"] for row in form.indicators] == [None, "干旱。"]
    assert all(row["doubtful"] == [] for row in (*form.budget_lines, *form.indicators))
