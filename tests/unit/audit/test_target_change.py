"""The same indicator in two years: which one it is, and whether its target was lowered, raised or left."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import pytest

from pipeline.audit import audit_tables
from pipeline.audit.year_pairs import similar
from tests.factory.clean import Sheet, tables
from tests.factory.clean.sheet import Row
from tests.unit.audit.test_rule_cases import ASKED, BENEFIT, COST, OUTPUT, QUALITY, TIME, form, row

D = Decimal


def _pairs(*sheets: Sheet) -> list[dict[str, Any]]:
    for number, sheet in enumerate(sheets):
        sheet.document, sheet.ordinal = f"{number:016x}", 1
    return audit_tables.audit(tables(list(sheets)))["indicator_pair"].to_dicts()


def _years(before: list[Row], after: list[Row], then: dict[str, Any] | None = None, **now: Any) -> list[dict[str, Any]]:
    """The pairs of a project of 2023 and 2024; ``then`` and ``now`` are what the heads of the forms print."""
    head = {"department": "云州市林业局", "implementing_unit": "云州市林业局", "project_name": "荒山造林"}
    return _pairs(
        form(*before, **(head | {"fiscal_year": 2023} | (then or {}))),
        form(*after, **(head | {"fiscal_year": 2024} | now)),
    )


def _both(
    before: str, after: str, name: str = "培训人数", level: tuple[str | None, str | None] = OUTPUT
) -> tuple[Row, Row]:
    return row(before, name=name, level=level), row(after, name=name, level=level)


WORDS = row("提升", operator="qualitative")
MOVED: list[tuple[str, tuple[Row, Row], str | None, str | None]] = [
    ("fewer persons", _both("≥100人", "≥80人"), "lowered", "20"),
    ("more persons", _both("≥100人", "≥110人"), "raised", "-10"),
    ("as many", _both("≥100人", "≥100人"), "same", "0"),
    ("another sign, the same number", _both("=100人", "≥100人"), "same", "0"),
    ("a limit is loosened", _both("≤10天", "≤12天", "响应时间", TIME), "lowered", "2"),
    ("a limit is tightened", _both("≤5%", "≤3%", "差错率"), "raised", "-2"),
    ("亿元 to 万元", _both("≥1.2亿元", "≥9500万元", "签约额", BENEFIT), "lowered", "25000000"),
    ("元 for 万元", _both("≤6.5万元", "≤65000元", "人均成本", COST), "same", "0"),
    ("平方米 for 亩", _both("≥15亩", "≥10000平方米", "绿化面积"), "same", "0"),
    ("accidents without a sign", _both("0起", "2起", "安全事故数"), "lowered", "2"),
    ("no accidents again", _both("=0起", "=0起", "安全事故数"), "same", "0"),
    ("a cost without a sign", _both("100元", "120元", "人均成本", COST), None, None),
    ("the same cost without a sign", _both("100元", "100元", "人均成本", COST), "same", "0"),
    ("another direction", _both("≥100人", "≤100人"), None, None),
    ("against its meaning", _both("≥5%", "≥3%", "投诉率"), None, None),
    ("persons and visits", _both("≥100人", "≥90人次"), None, None),
    ("days and working days", _both("≤10天", "≤9工作日", "响应时间", TIME), None, None),
    ("a unit in one year only", _both("≥100人", "≥90"), "lowered", "10"),
    ("万 in one year only", _both("≥100万元", "≥90", "签约额"), None, None),
    ("a share and a percentage", _both("≥95%", "≥0.95", "合格率", QUALITY), None, None),
    ("words", (WORDS, WORDS), None, None),
]


@pytest.mark.parametrize(("rows", "change", "by"), [m[1:] for m in MOVED], ids=[m[0] for m in MOVED])
def test_how_a_target_moved(rows: tuple[Row, Row], change: str | None, by: str | None) -> None:
    (pair,) = _years([rows[0]], [rows[1]])
    assert (pair["target_change"], pair["lowered_by"]) == (change, None if by is None else D(by))
    assert (pair["uncompared_reason"] is None) == (change is not None)
    assert pair["doubted"] == []


def test_a_change_is_told_in_percent_of_the_earlier_target() -> None:
    (pair,) = _years([row("≥600人")], [row("≥520人")])
    assert pair["lowered_by_pct"] == D("13.3333")
    (pair,) = _years([row("=0起", name="安全事故数")], [row("=1起", name="安全事故数")])
    assert (pair["target_change"], pair["lowered_by_pct"]) == ("lowered", None)


@pytest.mark.parametrize(
    ("name", "other", "match"),
    [
        ("2023年培训人数", "2024年培训人数", "name"),
        ("参训人数", "培训人数", "name"),
        ("返乡创业培训人数", "培训返乡创业人员人数", "similar_name"),
        ("修剪行道树数量", "行道树修剪总数", "similar_name"),
        ("培训人数", "新增培训人数", None),
        ("城市低保对象人数", "农村低保对象人数", None),
        ("男性参加体检人数", "女性参加体检人数", None),
        ("未完成整改户数", "完成整改户数", None),
    ],
)
def test_names_that_are_the_same_indicator(name: str, other: str, match: str | None) -> None:
    pairs = _years([row(name=name)], [row(name=other)])
    assert [pair["name_match"] for pair in pairs] == ([match] if match else [])
    assert [pair["doubted"] for pair in pairs] == ([["name_match"] if match == "similar_name" else []] if match else [])


def test_a_name_on_two_rows_is_found_by_level_and_unit() -> None:
    before = [row("≥100人"), row("≥10期"), row("≥5个")]
    after = [row("≥90人"), row("≥12期")]
    assert [(p["indicator_no"], p["earlier_indicator_no"], p["target_change"]) for p in _years(before, after)] == [
        (1, 1, "lowered"),
        (2, 2, "raised"),
    ]


def test_rows_that_nothing_tells_apart_have_no_counterpart() -> None:
    assert _years([row("≥100人"), row("≥120人")], [row("≥90人")]) == []


def test_a_similar_name_with_two_candidates_has_no_counterpart() -> None:
    before = [row(name="行道树修剪总数"), row(name="修剪行道树次数")]
    assert similar("行道树修剪数量", "修剪行道树次数")
    assert _years(before, [row(name="行道树修剪数量")]) == []


THREE = [row(), row("≥90%", name="苗木成活率", level=QUALITY), row("≥90%", name="群众满意度", level=ASKED)]
RENAMED = {"department": "云州市绿化局", "implementing_unit": "云州市绿化局"}


def test_the_same_project_under_a_renamed_office_is_found_in_doubt() -> None:
    pairs = _years(THREE, THREE, **RENAMED)
    assert [(pair["project_match"], pair["doubted"]) for pair in pairs] == [("renamed_office", ["project_match"])] * 3


@pytest.mark.parametrize(
    ("before", "then", "now"),
    [
        (THREE, {}, RENAMED | {"project_name": "公园养护"}),
        ([row(name="巡查次数"), *THREE[1:2], row(name="抚育面积")], {}, RENAMED),
        (THREE, {}, RENAMED | {"region": "河南省"}),
        (THREE, {}, RENAMED | {"fiscal_year": 2025}),
        (THREE, {"implementing_unit": "云州市第一林场"}, RENAMED | {"implementing_unit": "云州市第二林场"}),
    ],
)
def test_another_project_is_not_taken_for_that_of_a_renamed_office(
    before: list[Row], then: dict[str, Any], now: dict[str, Any]
) -> None:
    assert _years(before, THREE, then, **now) == []


def test_an_office_that_is_still_there_was_not_renamed() -> None:
    head = {"department": "云州市林业局", "implementing_unit": "云州市林业局"}
    pairs = _pairs(
        form(*THREE, **head, fiscal_year=2023, project_name="荒山造林"),
        form(row(), **head, fiscal_year=2024, project_name="病虫害防治"),
        form(*THREE, **RENAMED, fiscal_year=2024, project_name="荒山造林"),
    )
    assert pairs == []


def test_years_further_apart_are_no_pair() -> None:
    assert _years([row()], [row()], fiscal_year=2025) == []
