"""Targets and actual values as offices write them, read as rows of a form: no wrong figure, unit or day in silence.

The texts of ``tests/data/wording`` stand in both columns of an invented form; ``measures2_alternates.tsv`` names other
readings that are no failure.
"""

from __future__ import annotations

import csv
import html
import unicodedata
from collections import Counter
from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipeline.sources.raw import RawDocument
from tests.published import ReadForm, published

FOLDER = Path(__file__).parents[1] / "data" / "wording"
PAGE = (FOLDER / "page.html").read_text("utf-8")
NAMES = "甲乙丙丁戊己庚辛壬癸子丑寅卯辰巳午未申酉戌亥"
SIZE = 15


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def form_of(
    cells: list[tuple[str, ...]],
    headings: tuple[str, ...] = ("年度指标值", "实际完成值"),
    year: str = "2024",
    names: tuple[str, ...] = tuple(f"核查事项{name}情况" for name in NAMES),
) -> ReadForm:
    """A form whose indicators have these cells under the headings between name and weight."""
    head = "".join(f"<td>{heading}</td>" for heading in ("一级指标", "二级指标", "三级指标", *headings, "分值", "得分"))
    block = f"<td rowspan={len(cells) + 2}>绩效指标</td>"
    lines = [f"<tr>{block}{head}<td>偏差原因分析及改进措施</td></tr>"]
    for number, texts in enumerate(cells):
        shown = "".join(f"<td>{html.escape(text)}</td>" for text in texts)
        levels = "<td>产出指标</td><td>数量指标</td>"
        lines.append(f"<tr>{levels}<td>{names[number]}</td>{shown}<td>2</td><td>2</td><td></td></tr>")
    rest = 90 - 2 * len(cells)
    blank = "".join("<td></td>" for _ in headings[2:])
    lines.append(
        f"<tr><td>满意度指标</td><td>服务对象满意度指标</td><td>群众满意度</td>{blank}<td>≥90%</td><td>95%</td>"
        f"<td>{rest}</td><td>{rest}</td><td></td></tr>"
    )
    # The indicator block begins with the heading of the first level, whatever stands beside it.
    above = PAGE[: PAGE.rindex("<tr", 0, PAGE.index("一级指标"))]
    total = f"<tr><td colspan={4 + len(headings)}>总分</td><td>100</td><td>99.7</td><td></td></tr></table>"
    page = f"{above}{''.join(lines)}{total}</body></html>".replace("2024年度", f"{year}年度" if year else "")
    data = page.encode()
    source = RawDocument("batch/page.html", "batch", "0" * 16, len(data), "text/html")
    (form,) = published(source, data).forms
    return form


def canonical(value: Decimal | None, unit: str | None) -> tuple[Decimal | None, str | None]:
    """Value and unit as the lists compare them: after NFKC, 万 and 亿 before another unit than 元 multiplied out."""
    unit = unicodedata.normalize("NFKC", unit).replace("百分之", "%") if unit else None
    for sign, times in (("万", 10**4), ("亿", 10**8)):
        if unit and value is not None and unit.startswith(sign) and not unit.startswith(sign + "元"):
            value, unit = value * times, unit[1:] or None
    return (value.normalize() if value is not None else None), unit


def verdicts(name: str) -> Iterator[tuple[str, str, str]]:
    """Each text and side of a list with what became of it: right, doubted, left or silent."""
    others = {row["text"] for row in rows("measures2_alternates.tsv") if "never" not in (row["other_reading"] or "")}
    cases = rows(name)
    for begin in range(0, len(cases), SIZE):
        part = cases[begin : begin + SIZE]
        form = form_of([(case["text"], case["text"]) for case in part])
        # The last row is the satisfaction of the form itself.
        for case, row in zip(part, form.indicators[:-1], strict=True):
            for side in ("target", "actual"):
                is_right = judge(row, case, side) or (name == "measures2.tsv" and case["text"] in others)
                yield case["text"], side, "right" if is_right else outcome(row, side)


def judge(row: dict[str, Any], case: dict[str, str], side: str) -> bool:
    """Whether a side of a row says what the list says; an actual value has no operator there."""
    operator = case["operator"] or None
    wanted = Decimal(case["value"]) if case["value"] else None
    found = row[f"{side}_value"]
    if operator == "range" and found is None:
        return row[f"{side}_low"] is not None and row[f"{side}_high"] is not None and row[f"{side}_operator"] == "range"
    if found is None:
        return wanted is None
    is_same = canonical(found, row[f"{side}_unit"]) == canonical(wanted, case["unit"] or None)
    return is_same and (side == "actual" or row["target_operator"] == operator)


def outcome(row: dict[str, Any], side: str) -> str:
    doubted = {f"{side}_{name}" for name in ("value", "operator", "unit", "text")} & set(row["doubtful"])
    return "doubted" if doubted else "left" if row[f"{side}_value"] is None else "silent"


@pytest.mark.parametrize("name", ["measures.tsv", "measures2.tsv"])
def test_nothing_is_silently_wrong_and_little_is_doubted(name: str) -> None:
    found = list(verdicts(name))
    assert [case for case in found if case[2] in ("silent", "left")] == []
    assert Counter(verdict for _, _, verdict in found)["doubted"] <= 6


def test_dates_become_days_of_the_year_of_the_form() -> None:
    cases = rows("dates2.tsv")
    for begin in range(0, len(cases), SIZE):
        part = cases[begin : begin + SIZE]
        form = form_of([(case["text"], case["text"]) for case in part])
        for case, row in zip(part, form.indicators[:-1], strict=True):
            for side in ("target", "actual"):
                days = row.get(f"{side}_date_from"), row.get(f"{side}_date")
                assert days == (date.fromisoformat(case["date_low"]), date.fromisoformat(case["date_high"])), case
                assert row[f"{side}_date_granularity"] == case["granularity"]
                assert row[f"{side}_value"] is None
                # 2024.12 can be a number.
                assert (f"{side}_date" in row["doubtful"]) == (case["text"] == "2024.12")
            assert row["target_kind"] == {"on": "date"}.get(case["kind"], case["kind"])
        fields = {cell["field"] for cell in form.cells if cell["row_no"] == 1 and cell["table_name"] == "indicator"}
        assert {"target_date", "target_date_from", "actual_date"} <= fields


# Name, target and actual value of a row, and what of it is in doubt.
_DATES_OR_NUMBERS = [
    ("按期完工时间", "12.31", "12.31", "target_value actual_value"),
    ("按期完工时间", "2024.12", "2024.12", "target_date actual_date"),
    ("按期完工时间", "12.31", "100%", "target_value"),
    ("完工时间", "12.5", "12.3", "target_value actual_value"),
    ("完工时间", "24.12", "24.11", "target_value actual_value"),
    ("完工时间", "12.31", "12月20日", "target_date"),
    ("完工时间", "12月31日前", "12.20", "actual_date"),
    ("完工时间", "2024.12", "2024年11月", ""),
    ("单位成本", "≤3.14", "3.02", "target_date target_value actual_value"),
    ("单位成本（万元）", "≤3.14", "3.02", ""),
    ("单位成本", "≤3.14万元", "3.02", ""),
    ("单位成本", "≤1.5", "1.2", ""),
    ("单位成本", "12.31", "98.02", ""),
    ("建设规模", "12.31公顷", "12.31公顷", ""),
    ("达标率", "≥98%", "98.02", ""),
    ("响应时间", "2.00", "1.00", ""),
    ("响应时间", "≤2小时", "1.5", ""),
    ("增加比例", "≤5%", "3.14", ""),
]


@pytest.mark.parametrize(("name", "target", "actual", "doubted"), _DATES_OR_NUMBERS)
def test_a_figure_that_can_be_a_date_is_in_doubt_unless_its_row_proves_one(
    name: str, target: str, actual: str, doubted: str
) -> None:
    form = form_of([(target, actual)], names=(name,))
    row = form.indicators[0]
    columns = {f"{side}_{part}" for side in ("target", "actual") for part in ("value", "date")}
    # A date that may be a number leaves the value in doubt that was not read.
    values = {c for c in columns & set(row["doubtful"]) if row[c] is not None or c in doubted.split()}
    assert values == set(doubted.split())
    found = {d["code"] for d in form.doubts if d["table_name"] == "indicator" and d["row_no"] == 1}
    assert found == ({"date_or_number"} if doubted else set())


def test_a_date_without_a_year_is_no_day_where_the_form_has_no_year() -> None:
    (row, *_) = form_of([("12月31日前", "2024年12月20日")], year="").indicators
    assert (row["target_date_granularity"], row.get("target_date")) == ("day", None)
    assert row["actual_date"] == date(2024, 12, 20)


def test_a_range_has_two_ends_with_their_evidence() -> None:
    form = form_of([("90%-95%", "92%"), ("3-5天", "3至4天")])
    first, second = form.indicators[:2]
    assert (first["target_operator"], first["target_value"], first["target_low"], first["target_high"]) == (
        "range", None, 90, 95,
    )  # fmt: skip
    assert (second["actual_operator"], second["actual_low"], second["actual_high"]) == ("range", 3, 4)
    fields = {cell["field"] for cell in form.cells if cell["row_no"] == 1 and cell["table_name"] == "indicator"}
    assert {"target_low", "target_high"} <= fields


def test_a_unit_that_nobody_knows_is_doubtful() -> None:
    (row, *_) = form_of([("≥15啷当", "16啷当")]).indicators
    assert (row["target_value"], row["target_unit"], row["target_unit_canonical"]) == (15, "啷当", None)
    assert {"target_unit", "target_value", "actual_unit", "actual_value"} <= set(row["doubtful"])


def test_an_actual_value_can_be_a_bound() -> None:
    (row, *_) = form_of([("≥60%", "不足60%")]).indicators
    assert (row["actual_operator"], row["actual_value"], row["actual_unit"]) == ("lt", 60, "%")
