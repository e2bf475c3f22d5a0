"""Every cell of a form is claimed: totals, subtotals, grades, shared cells, what the blank form prints."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipeline.audit.audit_tables import audit
from pipeline.curate.tables import tables
from tests.factory.check import curate
from tests.factory.plain import FUNDING, HEAD, INDICATORS, TOTAL, PlainRow, plain_page
from tests.published import ReadForm

D = Decimal
DATA = Path(__file__).parents[1] / "data"


def one(data: bytes) -> ReadForm:
    """The one form of a document, none refused."""
    result = curate(data)
    assert result.quarantine == []
    (form,) = result.forms
    return form


def of_file(name: str) -> ReadForm:
    """The one form of a file below the test data."""
    return one((DATA / name).read_bytes())


def doubts(form: ReadForm) -> set[str]:
    """Every doubtful column of a form."""
    rows: list[dict[str, Any]] = [form.values, *form.budget_lines, *form.indicators]
    return {name for row in rows for name in row["doubtful"]} - {"fiscal_year", "region", "division_code"}


@pytest.mark.parametrize(
    ("name", "weight", "score", "grade"),
    [
        ("t30g_total_label_h", D(100), D("97.7"), None),
        ("t39_serial_leading_h", D(100), D("97.7"), None),
        ("u09_total_merged_h", None, D("97.7"), None),
        ("v10_total_top_h", None, D("97.7"), "优"),
        ("t61_grade_boxes_h", D(100), D("97.7"), "良"),
        ("v11_subtotal_row_h", D(100), D("97.7"), None),
    ],
)
def test_totals_and_grades_are_found_wherever_they_stand(
    name: str, weight: Decimal | None, score: Decimal, grade: str | None
) -> None:
    form = of_file(f"layouts/{name}.html")
    assert (form.values["total_weight"], form.values["total_score"], form.values["grade"]) == (weight, score, grade)
    assert len(form.indicators) == 8
    assert doubts(form) == set()


def test_plain_form_is_read_without_a_doubt() -> None:
    form = one(plain_page())
    assert (form.values["total_weight"], form.values["total_score"]) == (D(100), D("97.7"))
    assert doubts(form) == set()


@pytest.mark.parametrize(
    "label",
    ["综合得分", "得分合计", "合计得分", "自评总得分", "总 计", "项目自评总分", "绩效自评综合得分", "总分（100分）"],
)
def test_every_wording_of_the_total_is_known(label: str) -> None:
    form = one(plain_page(total=[[(label, 6, 1), "100", "97.7", ""]]))
    assert (form.values["total_weight"], form.values["total_score"]) == (D(100), D("97.7"))
    assert doubts(form) == set()


def test_a_row_that_adds_up_to_the_form_is_its_total_whatever_its_label() -> None:
    form = one(plain_page(total=[[("本表分数汇总", 6, 1), "100", "97.7", ""]]))
    assert (form.values["total_weight"], form.values["total_score"]) == (D(100), D("97.7"))
    assert doubts(form) == set()
    # What adds up to nothing is a doubt on the figures beside it.
    form = one(plain_page(total=[[("本表分数汇总", 6, 1), "100", "93.1", ""]]))
    assert form.values["total_score"] is None
    assert "score" in form.indicators[-1]["doubtful"]


@pytest.mark.parametrize(
    ("total", "score", "is_doubtful"),
    [
        ([("总分", 6, 1), ("97.7", 2, 1), ""], D("97.7"), False),
        ([("总分", 6, 1), ("97.7", 3, 1)], D("97.7"), False),
        ([("总分", 1, 1), ("97.7", 8, 1)], D("97.7"), False),
        ([("总分：97.7分", 9, 1)], D("97.7"), False),
        ([("总分", 6, 1), ("100", 2, 1), ""], D(100), True),
    ],
)
def test_one_figure_for_the_whole_form_is_its_score_where_the_sums_say_so(
    total: PlainRow, score: Decimal, is_doubtful: bool
) -> None:
    form = one(plain_page(total=[total]))
    assert form.values["total_weight"] is None
    assert form.values["total_score"] == score
    assert ("total_score" in form.values["doubtful"]) == is_doubtful


@pytest.mark.parametrize(
    ("rows", "grade"),
    [
        ([[("总分", 6, 1), "100", "97.7", "自评等级：优"]], "优"),
        ([[("总分", 6, 1), "100", "97.7", "优秀"]], "优秀"),
        ([*TOTAL, [("绩效评定等次", 6, 1), ("良好", 3, 1)]], "良好"),
        ([*TOTAL, [("自评结论", 6, 1), ("□优 ☑良 □中 □差", 3, 1)]], "良"),
        ([*TOTAL, [("评价等级", 6, 1), ("优（√） 良（ ） 中（ ） 差（ ）", 3, 1)]], "优"),
        ([*TOTAL, [("评价等级", 6, 1), ("优（90-100分）", 3, 1)]], "优"),
        ([*TOTAL, [("自评等级：中", 9, 1)]], "中"),
    ],
)
def test_a_grade_is_read_behind_any_label_and_from_boxes(rows: list[PlainRow], grade: str) -> None:
    form = one(plain_page(total=rows))
    assert form.values["grade"] == grade
    assert "grade" not in form.values["doubtful"]


def test_boxes_with_two_ticks_or_none_are_doubtful() -> None:
    for text in ("优☑ 良☑ 中□ 差□", "优□ 良□ 中□ 差□"):
        form = one(plain_page(total=[*TOTAL, [("评价等级", 6, 1), (text, 3, 1)]]))
        assert form.values["grade"] is None
        assert "grade" in form.values["doubtful"]


def test_subtotals_named_as_totals_end_no_form() -> None:
    indicators = [*INDICATORS[:3], [("合计", 5, 1), "50", "48", ""], *INDICATORS[3:]]
    form = one(plain_page(indicators=indicators))
    assert len(form.indicators) == 5
    assert (form.values["total_weight"], form.values["total_score"]) == (D(100), D("97.7"))
    assert doubts(form) == set()


def test_a_subtotal_that_does_not_add_up_is_a_doubt_on_its_neighbour() -> None:
    indicators = [*INDICATORS[:3], [("产出指标小计", 5, 1), "50", "47", ""], *INDICATORS[3:]]
    assert doubts(one(plain_page(indicators=indicators))) != set()


def test_totals_above_the_funding_table_are_the_forms() -> None:
    head = [*HEAD, [("自评得分", 2, 1), ("97.7分", 3, 1), ("自评等级", 2, 1), ("优", 2, 1)]]
    form = one(plain_page(head=head, total=[]))
    assert (form.values["total_score"], form.values["grade"]) == (D("97.7"), "优")


def test_a_reason_beside_several_indicators_is_the_reason_of_each() -> None:
    form = of_file("layouts/t16_reason_shared_h.html")
    reasons = [row["reason_text"] for row in form.indicators]
    assert reasons[1:4] == ["汛期施工受阻；下一步加强调度。"] * 3
    assert [row["is_shared_reason"] for row in form.indicators] == [None, True, True, True, None, None, None, False]
    assert doubts(form) == set()


def test_a_blank_reason_beside_several_indicators_is_no_doubt() -> None:
    indicators = [[*row[:-1], ("", 1, 5)] if n == 0 else row[:-1] for n, row in enumerate(INDICATORS)]
    form = one(plain_page(indicators=indicators))
    assert [row["reason_text"] for row in form.indicators] == [None] * 5
    assert doubts(form) == set()


def test_a_figure_over_two_indicators_is_doubtful_for_both_and_counted_once() -> None:
    form = of_file("published/merged_score_cell.html")
    assert [row["score"] for row in form.indicators[:2]] == [D(10), None]
    assert all("score" in row["doubtful"] for row in form.indicators[:2])
    assert form.values["computed_score"] == form.values["total_score"] == D(100)
    assert "computed_score" not in form.values["doubtful"]
    assert all(row["doubtful"] == [] for row in form.indicators[2:])


def test_weights_and_scores_over_two_rows_are_doubtful_for_both() -> None:
    indicators: list[PlainRow] = [
        [("产出指标", 1, 3), ("数量指标", 1, 2), "养护河道条数", "≥12条", "12条", ("35", 1, 2), ("33", 1, 2), ""],
        ["清淤长度", "≥36.5公里", "35公里", "汛期施工受阻。"],
        *INDICATORS[2:],
    ]
    form = one(plain_page(indicators=indicators))
    for row in form.indicators[:2]:
        assert {"weight", "score", "shortfall"} <= set(row["doubtful"])
    assert form.values["computed_score"] == D("97.7")
    assert form.values["doubtful"] == []


def test_what_the_blank_form_prints_is_no_reason() -> None:
    form = of_file("published/sichuan_instruction_as_reason.html")
    assert [row["reason_text"] for row in form.budget_lines] == [None] * 5
    states = {c["state"] for c in form.cells if (c["table_name"], c["field"]) == ("budget_line", "reason_text")}
    assert "instruction" in states
    assert doubts(form) == set()


def test_an_answer_behind_an_instruction_is_published_and_doubtful() -> None:
    indicators = [[*INDICATORS[0][:-1], "未完成的需说明原因（100字以内）；因汛期提前。"], *INDICATORS[1:]]
    form = one(plain_page(indicators=indicators))
    assert form.indicators[0]["reason_text"] is not None
    assert "reason_text" in form.indicators[0]["doubtful"]


def test_rows_that_nobody_filled_in_are_no_indicators() -> None:
    assert len(of_file("published/phantom_indicator_slash.html").indicators) == 9


@pytest.mark.parametrize(
    "filler",
    [
        ["指标2：", "", "", "", "", ""],
        ["指标2：/", "/", "/", "/", "/", "/"],
        ["……", "", "", "", "", ""],
        ["。。。", "", "", "", "", ""],
        ["无", "无", "无", "0", "0", ""],
        ["2.", "", "", "", "", ""],
        ["②", "—", "—", "—", "—", ""],
        ["指标2：XX", "≥**人", "", "", "", ""],
    ],
)
def test_fillers_of_every_kind_are_passed_over(filler: PlainRow) -> None:
    indicators: list[PlainRow] = [
        [("产出指标", 1, 4), ("数量指标", 1, 3), *INDICATORS[0][2:]],
        INDICATORS[1],
        filler,
        *INDICATORS[2:],
    ]
    form = one(plain_page(indicators=indicators))
    assert len(form.indicators) == 5
    assert doubts(form) == set()


def test_a_share_in_the_rate_column_of_a_plain_form_is_read_or_doubted() -> None:
    rates = ("0.97", "0.9679", "1", "0")
    funding: list[PlainRow] = [[*row[:5], rate, row[6]] for row, rate in zip(FUNDING, rates, strict=True)]
    form = one(plain_page(funding=funding))
    assert [row["execution_rate_pct"] for row in form.budget_lines] == [D(97), D("96.79"), D(100), D(0)]


LEVELS: list[PlainRow] = [
    FUNDING[0],
    ["当年财政拨款", "300.00", "280.00", "271.00", "—", "96.79%", "—"],
    ["其中：中央资金", "200.00", "180.00", "175.00", "—", "97.22%", "—"],
    ["省级资金", "100.00", "100.00", "96.00", "—", "96.00%", "—"],
    ["上年结转资金", "20.00", "20.00", "20.00", "—", "100.00%", "—"],
]


def test_funding_below_funding_is_counted_once_and_blamed_on_nobody() -> None:
    result = curate(plain_page(funding=LEVELS))
    (form,) = result.forms
    assert [row["parent_line_no"] for row in form.budget_lines] == [None, 1, 2, 2, 1]
    assert [row["is_total"] for row in form.budget_lines] == [True, False, False, False, False]
    leaves = [row for row in form.budget_lines if row["is_leaf"]]
    assert [row["funding_source"] for row in leaves] == ["central", "provincial", "carryover"]
    assert sum(row["executed_yuan"] for row in leaves) == D(2910000)
    assert doubts(form) == set()
    found = audit(tables([result.curated]))["finding"]
    assert "B01" not in set(found["rule_id"])


def test_a_wrong_part_of_the_total_is_still_found() -> None:
    funding = [*LEVELS[:4], ["上年结转资金", "20.00", "20.00", "19.00", "—", "95.00%", "—"]]
    found = audit(tables([curate(plain_page(funding=funding)).curated]))["finding"]
    assert found.filter(rule_id="B01").height == 1


def test_a_group_of_sources_has_its_subtotal_in_a_column_of_its_own() -> None:
    funding: list[PlainRow] = [
        [(FUNDING[0][0], 2, 1), *FUNDING[0][1:]],  # type: ignore[list-item]
        [("财政拨款", 1, 3), "小计", *LEVELS[1][1:]],
        ["中央资金", *LEVELS[2][1:]],
        ["省级资金", *LEVELS[3][1:]],
        [("上年结转资金", 2, 1), *LEVELS[4][1:]],
    ]
    form = one(plain_page(funding=funding, labels=2))
    assert [row["funding_source"] for row in form.budget_lines] == [
        "total", "fiscal_current", "central", "provincial", "carryover",
    ]  # fmt: skip
    assert [row["parent_line_no"] for row in form.budget_lines] == [None, 1, 2, 2, 1]
    assert doubts(form) == set()


@pytest.mark.parametrize(
    "labels",
    [
        ("1.当年财政拨款", "（1）中央资金", "（2）省级资金", "2.上年结转资金"),
        ("一、当年财政拨款", "1、中央资金", "2、省级资金", "二、上年结转资金"),
        ("①当年财政拨款", "其中：中央资金", "省级资金", "②上年结转资金"),
        ("当年财政拨款", "——中央资金", "——省级资金", "上年结转资金"),
    ],
)
def test_numbered_sources_are_known_and_in_their_place(labels: tuple[str, ...]) -> None:
    funding = [LEVELS[0], *([label, *row[1:]] for label, row in zip(labels, LEVELS[1:], strict=True))]
    form = one(plain_page(funding=funding))
    assert [row["parent_line_no"] for row in form.budget_lines] == [None, 1, 2, 2, 1]
    assert doubts(form) == set()


def test_blocks_behind_the_indicators_without_a_column_are_named() -> None:
    rows: list[PlainRow] = [
        *TOTAL,
        [("主管部门审核意见", 2, 1), ("同意自评结果，建议加快支付。", 7, 1)],
        [("填报人：张某", 5, 1), ("联系电话：021-12345678", 4, 1)],
    ]
    form = one(plain_page(total=rows))
    assert form.values["left_out"] == ["主管部门审核意见"]
    assert doubts(form) == set()


def test_text_behind_the_indicators_that_has_no_name_is_a_doubt() -> None:
    rows: list[PlainRow] = [*TOTAL, [("本项目全年运行平稳，群众反映良好", 5, 1), ("后续将继续加强", 4, 1)]]
    assert "remarks" in one(plain_page(total=rows)).values["doubtful"]


def test_a_figure_beside_the_totals_that_nobody_claims_makes_them_doubtful() -> None:
    total: list[PlainRow] = [[("总分", 4, 1), "95", "96", "100", "97.7", ""]]
    form = one(plain_page(total=total))
    assert {"total_weight", "total_score"} <= set(form.values["doubtful"])


def nested(labels: tuple[str, str, str], parent: tuple[str, str], parts: list[tuple[str, str]]) -> list[PlainRow]:
    """The indicators with the first one divided into two."""
    first, one, other = labels
    return [
        [("产出指标", 1, 5), ("数量指标", 1, 4), first, "≥12条", "12条", *parent, ""],
        [one, "≥5条", "5条", *parts[0], ""],
        [other, "≥7条", "7条", *parts[1], ""],
        ["清淤长度", "≥36.5公里", "35公里", "15", "13", "汛期施工受阻。"],
        *INDICATORS[2:],
    ]


@pytest.mark.parametrize(
    "labels",
    [
        ("1.养护河道条数", "（1）城区", "（2）镇区"),
        ("养护河道条数", "①城区", "②镇区"),
        ("1.养护河道条数", "1.1城区", "1.2镇区"),
        ("养护河道条数", "其中：城区", "其中：镇区"),
    ],
)
def test_points_of_an_indicator_and_of_its_parts_are_added_once(labels: tuple[str, str, str]) -> None:
    result = curate(plain_page(indicators=nested(labels, ("20", "20"), [("8", "8"), ("12", "12")])))
    (form,) = result.forms
    assert [row["parent_indicator_no"] for row in form.indicators] == [None, 1, 1, None, None, None, None]
    assert [row["is_counted"] for row in form.indicators][:4] == [False, True, True, True]
    assert form.values["computed_score"] == D("97.7")
    assert doubts(form) == set()
    assert not set(audit(tables([result.curated]))["finding"]["rule_id"]) & {"S01", "S02", "S05"}


def test_numbered_parts_without_points_stand_under_their_indicator() -> None:
    form = one(
        plain_page(indicators=nested(("养护河道条数", "（1）城区", "（2）镇区"), ("20", "20"), [("", ""), ("", "")]))
    )
    assert [row["parent_indicator_no"] for row in form.indicators] == [None, 1, 1, None, None, None, None]
    assert [row["is_counted"] for row in form.indicators][:4] == [True, False, False, True]


def test_numbers_of_a_plain_list_make_no_parts() -> None:
    indicators = nested(("1.养护", "2.城区", "3.镇区"), ("8", "8"), [("4", "4"), ("8", "8")])
    form = one(plain_page(indicators=indicators))
    assert all(row["is_counted"] and row["parent_indicator_no"] is None for row in form.indicators)
    assert doubts(form) == set()


def test_scores_printed_as_shares_are_points_where_they_make_the_total() -> None:
    shares = [[*row[:-2], f"{D(row[-2]) / D(row[-3]):.4f}", row[-1]] for row in INDICATORS]  # type: ignore[arg-type]
    funding = [[*FUNDING[0][:6], "0.97"], *FUNDING[1:]]
    form = one(plain_page(indicators=shares, funding=funding))
    assert [row["score"] for row in form.indicators] == [20, 13, 15, 30, 10]
    assert form.budget_lines[0]["score"] == D("9.7")
    assert form.values["computed_score"] == D("97.7")
    assert doubts(form) == set()
    form = one(plain_page(indicators=shares, funding=funding, total=[[("总分", 6, 1), "100", "93.7", ""]]))
    assert all("score" in row["doubtful"] for row in form.indicators)


@pytest.mark.parametrize(
    ("unit", "funding"),
    [
        ("", [[row[0], *(f"{amount}万元" for amount in row[1:4]), *row[4:]] for row in FUNDING]),
        ("", [["年度资金总额（万元）", *FUNDING[0][1:]], *FUNDING[1:]]),
        ("（万元）", [[row[0], *(f"{D(str(a)) * 10000:,}元" for a in row[1:4]), *row[4:]] for row in FUNDING]),
    ],
)
def test_the_unit_of_money_may_stand_in_labels_and_amounts(unit: str, funding: list[PlainRow]) -> None:
    form = one(plain_page(unit=unit, funding=funding))
    assert form.values["money_unit"] == "万元"
    assert form.budget_lines[0]["executed_yuan"] == D(2910000)
    assert doubts(form) == set()


def test_a_unit_in_a_row_label_that_contradicts_the_heading_is_doubtful() -> None:
    form = one(plain_page(funding=[["年度资金总额（元）", *FUNDING[0][1:]], *FUNDING[1:]]))
    assert "money_unit" in form.values["doubtful"]
    assert "executed_yuan" in form.budget_lines[0]["doubtful"]


def test_an_amount_with_a_note_is_read_and_doubtful() -> None:
    form = one(plain_page(funding=[["年度资金总额", "320.00（含结转20.00）", *FUNDING[0][2:]], *FUNDING[1:]]))
    assert form.budget_lines[0]["initial_budget_yuan"] == D(3200000)
    assert form.budget_lines[0]["doubtful"] == ["initial_budget_yuan"]


def test_a_subtotal_drawn_in_cells_of_its_own_is_no_indicator() -> None:
    for label in (["小计", "", "", "", ""], ["", "小计", "", "", ""], ["", "", "产出合计", "", ""]):
        indicators = [*INDICATORS[:3], [*label, "50", "48", ""], *INDICATORS[3:]]
        form = one(plain_page(indicators=indicators))
        assert len(form.indicators) == 5
        assert form.values["computed_score"] == D("97.7")


@pytest.mark.parametrize(
    ("total", "grade"),
    [
        ([[("自评得分", 2, 1), ("97.7", 3, 1), ("自评等级", 2, 1), ("优", 2, 1)]], "优"),
        ([[("自评得分：97.7分 自评等级：优", 9, 1)]], "优"),
        ([*TOTAL, [("综合得分", 6, 1), ("97.7", 3, 1)]], None),
    ],
)
def test_score_and_grade_side_by_side_in_one_text_and_twice(total: list[PlainRow], grade: str | None) -> None:
    form = one(plain_page(total=total))
    assert (form.values["total_score"], form.values["grade"]) == (D("97.7"), grade)
    assert doubts(form) == set()


def test_the_score_of_a_reviewer_is_no_total() -> None:
    form = one(plain_page(total=[*TOTAL, [("财政审核得分", 6, 1), ("95", 3, 1)]]))
    assert (form.values["total_score"], form.values["reviewed_score"]) == (D("97.7"), D(95))
    assert doubts(form) == set()


def test_a_total_whose_parts_are_blank_is_counted_itself() -> None:
    blank = [[row[0], "", "", "", "", "", ""] for row in FUNDING[1:]]
    form = one(plain_page(funding=[FUNDING[0], *blank]))
    assert [row["is_leaf"] for row in form.budget_lines] == [True, False, False, False]


def test_totals_above_and_below_are_one_or_doubtful() -> None:
    above: PlainRow = [("自评总分", 2, 1), ("97.7", 7, 1)]
    form = one(plain_page(head=[*HEAD, above]))
    assert (form.values["total_weight"], form.values["total_score"]) == (D(100), D("97.7"))
    assert doubts(form) == set()
    form = one(plain_page(head=[*HEAD, [("自评总分", 2, 1), ("96", 7, 1)]]))
    assert "total_score" in form.values["doubtful"]


def test_a_sentence_that_gives_the_total_leaves_it_doubtful() -> None:
    text = "经自评，本项目总分100分，自评得分97.7分，评价等级为优。"
    form = one(plain_page(total=[[(text, 9, 1)]]))
    assert form.values["total_score"] is None
    assert {"total_score", "grade"} <= set(form.values["doubtful"])
    # How grades are given is no grade.
    form = one(plain_page(total=[*TOTAL, [("注：得分90分以上等级为优，80分以上等级为良。", 9, 1)]]))
    assert "grade" not in form.values["doubtful"]


def test_a_funding_row_that_stands_beside_its_headings_is_there_and_doubtful() -> None:
    moved: PlainRow = [("其他资金", 1, 1), ("1.00", 1, 1), ("1.00", 1, 1), ("1.00", 3, 1), ("", 3, 1)]
    block = [*FUNDING[:3], FUNDING[3]]
    data = plain_page(funding=block).decode()
    # The block's name ends a row too early: the last row begins in its place.
    data = data.replace('rowspan="5">项目资金', 'rowspan="4">项目资金', 1)
    row = "".join(f'<td colspan="{c}" rowspan="{r}">{t}</td>' for t, c, r in moved)
    begin = data.index('<tr><td colspan="1" rowspan="1">其他资金')
    data = data[:begin] + f"<tr>{row}</tr>" + data[data.index("</tr>", begin) + 5 :]
    form = one(data.encode())
    assert form.budget_lines[-1]["funding_source"] == "other"
    assert {"executed_yuan", "adjusted_budget_yuan"} <= set(form.budget_lines[-1]["doubtful"])


def test_amounts_without_a_label_are_a_row_of_no_known_source() -> None:
    funding = [*FUNDING, ["", "5.00", "5.00", "5.00", "—", "100%", "—"]]
    form = one(plain_page(funding=funding))
    assert form.budget_lines[-1]["executed_yuan"] == D(50000)
    assert "funding_source" in form.budget_lines[-1]["doubtful"]
