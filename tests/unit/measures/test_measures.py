"""Targets and actual values as offices write them: value, operator and unit, or none, or in doubt.

``tests/data/wording`` holds the lists: ``measures2_alternates.tsv`` names other readings that are no failure.
"""

from __future__ import annotations

import csv
import unicodedata
from collections import Counter
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.measures import Measure, canonical_unit, parse_operator, read
from pipeline.text.fold import join_lines

WORDING = Path(__file__).parents[2] / "data" / "wording"


def rows(name: str) -> list[dict[str, str]]:
    with (WORDING / name).open(encoding="utf8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))


def canonical(value: Decimal | None, unit: str | None) -> tuple[Decimal | None, str | None]:
    """Value and unit as the lists compare them: after NFKC, 万 and 亿 before another unit than 元 multiplied out."""
    unit = unicodedata.normalize("NFKC", unit).replace("百分之", "%") if unit else None
    for sign, times in (("万", 10**4), ("亿", 10**8)):
        if unit and value is not None and unit.startswith(sign) and not unit.startswith(sign + "元"):
            value, unit = value * times, unit[1:] or None
    return (value.normalize() if value is not None else None), unit


def verdicts(name: str) -> Iterator[tuple[str, str]]:
    """Each text of a list as it stands in a cell, with what became of it: right, doubted, left or silent."""
    return canonical_verdicts(name, "measures2_alternates.tsv" if name == "measures2.tsv" else None)


def canonical_verdicts(name: str, alternates: str | None) -> Iterator[tuple[str, str]]:
    """The verdicts on a list; ``alternates`` names texts whose other readings are no failure."""
    listed = rows(alternates) if alternates else []
    others = {row["text"] for row in listed if "never" not in (row["other_reading"] or "")}
    for row in rows(name):
        found = read(join_lines([row["text"]]))
        operator, unit = row["operator"] or None, row["unit"] or None
        value = Decimal(row["value"]) if row["value"] else None
        if operator == "range" and found.value is None:
            is_right = found.operator == "range" and found.low is not None and found.high is not None
        elif found.value is None:
            is_right = value is None
        else:
            is_right = canonical(found.value, found.unit) == canonical(value, unit) and found.operator == operator
        if is_right or row["text"] in others:
            yield row["text"], "right"
        else:
            yield row["text"], "doubted" if found.doubts else "left" if found.value is None else "silent"


@pytest.mark.parametrize("name", ["measures.tsv", "measures2.tsv"])
def test_nothing_is_silently_wrong(name: str) -> None:
    found = list(verdicts(name))
    assert [text for text, verdict in found if verdict in ("silent", "left")] == []
    assert Counter(verdict for _, verdict in found)["doubted"] <= 4


def test_texts_are_read_as_a_person_reads_them() -> None:
    """``measures_more.tsv`` was judged line by line; none of its texts leaves anything in doubt."""
    wrong = []
    for row in rows("measures_more.tsv"):
        found = read(join_lines([row["text"]]))
        shown = {name: getattr(found, name) for name in row if name != "text"}
        as_text = {name: "" if value is None else str(value) for name, value in shown.items()}
        if found.doubts or as_text != {name: text for name, text in row.items() if name != "text"}:
            wrong.append((row["text"], found))
    assert wrong == []


@pytest.mark.parametrize(
    ("text", "operator", "value", "unit"),
    [
        ("=1.00(份)", "eq", "1.00", "份"),
        ("≥85.00(百分\n之)", "ge", "85.00", "百分之"),
        (">=100%", "ge", "100", "%"),
        (">=36.63（万人次）", "ge", "36.63", "万人次"),
        ("≥8,500.00(人)", "ge", "8500.00", "人"),
        ("＜30元", "lt", "30", "元"),
        ("3公里", None, "3", "公里"),
        ("不少于3次", "ge", "3", "次"),
        ("≤30日", "le", "30", "日"),
        ("3年", None, "3", "年"),
        ("100%以上", "ge", "100", "%"),
        ("-2.5%", None, "-2.5", "%"),
    ],
)
def test_printed_by_systems(text: str, operator: str | None, value: str, unit: str) -> None:
    found = read(text)
    assert (found.operator, found.value, found.unit, found.doubts) == (operator, Decimal(value), unit, frozenset())


@pytest.mark.parametrize(
    "text",
    ["达成指标", "不超过", "9月前", "2024年", "2024年12月", "7月", "12月31日", "第3季度", "10²", "①", ""],
)
def test_words_and_dates_are_no_value(text: str) -> None:
    assert read(text).value is None


def test_a_range_has_two_ends_and_no_value() -> None:
    for text, low, high, unit in (
        ("80%-90%", 80, 90, "%"),
        ("3-5天", 3, 5, "天"),
        ("≥95%且≤100%", 95, 100, "%"),
        ("2次以上，4次以下", 2, 4, "次"),
    ):
        found = read(text)
        assert (found.operator, found.value, found.low, found.high, found.unit) == ("range", None, low, high, unit)


def test_what_a_figure_is_per_stands_in_the_canonical_unit() -> None:
    assert [read(text).canonical for text in ("每季度1次", "1次/季度", "每年1次", "每人每天550元", "550元/人.天")] == [
        "次/季度", "次/季度", "次", "元/人·天", "元/人·天",
    ]  # fmt: skip


def test_a_unit_that_nobody_knows_is_published_in_doubt() -> None:
    found = read("≥15啷当")
    assert (found.value, found.unit, found.canonical) == (15, "啷当", None)
    assert found.doubts == {"value", "unit"}
    assert canonical_unit("啷当") is None


def test_what_the_other_value_is_decides_a_figure_that_can_be_a_day() -> None:
    assert read("12.31") == Measure("quantity", value=Decimal("12.31")).doubted("value", "date")
    assert read("12.31", "quantity") == Measure("quantity", value=Decimal("12.31"))
    day = read("12.31", "date")
    assert (day.kind, day.value) == ("date", None)
    assert day.span is not None
    assert day.span.is_open
    number = read("2024.12", "quantity")
    assert (number.value, number.doubts) == (Decimal("2024.12"), {"value", "date"})


@pytest.mark.parametrize("text", ["13.40", "0.95", "2.30", "98.02", "12.5", "≥12.31", "12.31%", "3.14万元", "2024.13"])
def test_a_figure_that_is_no_date_or_has_a_sign_or_a_unit_is_not_doubted(text: str) -> None:
    found = read(text)
    assert (found.kind, found.doubts) == ("quantity", frozenset())


@pytest.mark.parametrize(
    "text", ["12.31", "≤12.31", "<3.14", "控制在3.14", "2024.12", "≤2024.6", "完成12.31", "6.05以内"]
)
def test_a_decimal_that_can_be_a_date_is_doubted_whichever_is_read(text: str) -> None:
    assert {"value", "date"} <= read(text).doubts


@pytest.mark.parametrize("text", ["2024.12前", "12.31完成", "不晚于12.31", "2024.12.31"])
def test_what_only_a_date_has_beside_it_proves_one(text: str) -> None:
    found = read(text)
    assert found.span is not None
    assert (found.span.is_bare, found.doubts) == (False, frozenset())


def test_a_bound_with_one_decimal_is_no_deadline() -> None:
    assert read("≤1.5") == Measure("quantity", "le", Decimal("1.5"))


def test_operator_columns() -> None:
    assert [parse_operator(text) for text in ("≥", "＞＝", "不少于", "及以上", "定性", "个")] == [
        "ge", "ge", "ge", "ge", "qualitative", None,
    ]  # fmt: skip
