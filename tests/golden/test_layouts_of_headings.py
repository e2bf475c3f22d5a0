"""Forms in layouts that offices print: labels with weights, columns added or missing, fields above the project.

What each must give is written from the layout that was made, not from what the program gives.
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.curate.document import CuratedDocument, curate_document
from pipeline.parse.model import Form
from pipeline.sources.raw import describe, load

DATA = Path(__file__).parents[1] / "data"
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


def curate(name: str) -> CuratedDocument:
    raw, document = describe(DATA / name)
    return curate_document(document, load(raw, document))


def only_form(name: str) -> Form:
    result = curate(name)
    assert result.quarantine == []
    assert len(result.forms) == 1
    return result.forms[0]


def assert_river_works(form: Form, *, second: list[str] | None = SECOND_LEVELS) -> None:
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


@pytest.mark.parametrize(
    ("name", "family"),
    [("agri_forest_2024_headless", "统筹整合资金"), ("guangshui_department_no_form", "广水")],
)
def test_a_family_that_is_not_read_is_refused_by_its_name(name: str, family: str) -> None:
    result = curate(f"published/{name}.html")
    assert result.forms == []
    assert [one["code"] for one in result.quarantine] == ["family_not_read"]
    assert family in result.quarantine[0]["sentence"]
