"""Which funding row is a part of which, from labels and amounts."""

from __future__ import annotations

from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from pipeline.forms.funding_parts import FundingRow, arrange

Rows = list[tuple[str, str, float]]
TOTAL = ("total", "年度资金总额", 100.0)


def rows_of(rows: Rows) -> list[FundingRow]:
    """Rows with one amount each, printed to the hundredth."""
    return [FundingRow(source, label, (Decimal(str(amount)),), (Decimal("0.005"),)) for source, label, amount in rows]


def parents(rows: Rows) -> list[int | None]:
    """The parent of every row."""
    return [place.parent for place in arrange(rows_of(rows))]


def counted(rows: Rows) -> float:
    """What the rows that are counted add up to."""
    return sum(amount for (_, _, amount), place in zip(rows, arrange(rows_of(rows)), strict=True) if place.is_counted)


PLAIN: Rows = [
    TOTAL,
    ("fiscal_current", "其中：当年财政拨款", 70),
    ("carryover", "上年结转资金", 30),
    ("other", "其他", 0),
]
LABELS = [
    # What a label says, and what amounts alone say.
    ("财政资金", "其中：中央", "省级", "其他"),
    ("财政资金", "中央", "省级", "其他"),
    ("1.财政资金", "（1）中央", "（2）省级", "2.其他"),
    ("一、财政资金", "1、中央", "2、省级", "二、其他"),
    ("财政资金", "①中央", "②省级", "其他"),
    ("财政资金", "——中央", "——省级", "其他"),
]


def test_rows_that_make_the_total_are_its_parts() -> None:
    assert parents(PLAIN) == [None, 0, 0, 0]
    assert [place.is_counted for place in arrange(rows_of(PLAIN))] == [False, True, True, True]


@pytest.mark.parametrize("labels", LABELS)
def test_parts_of_a_part_are_under_it_and_counted_once(labels: tuple[str, ...]) -> None:
    amounts = (80, 50, 30, 20)
    sources = ("fiscal", "central", "provincial", "other")
    rows: Rows = [TOTAL, *zip(sources, labels, amounts, strict=True)]
    assert parents(rows) == [None, 0, 1, 1, 0]
    assert counted(rows) == 100
    assert all(place.is_certain for place in arrange(rows_of(rows)))


def test_of_which_may_name_a_part_only() -> None:
    rows: Rows = [TOTAL, ("fiscal", "财政资金", 80), ("unlisted", "其中：专项", 50), ("other", "其他", 20)]
    assert parents(rows) == [None, 0, 1, 0]
    assert counted(rows) == 100


def test_a_subtotal_stands_above_the_rows_before_it() -> None:
    rows: Rows = [
        TOTAL,
        ("central", "中央", 60),
        ("county", "县级", 20),
        ("unlisted", "财政小计", 80),
        ("other", "其他", 20),
    ]
    assert parents(rows) == [None, 3, 3, 0, 0]
    assert counted(rows) == 100


def test_two_lists_of_the_same_money_are_counted_once() -> None:
    for second in (
        [("basic", "基本支出", 30), ("project", "项目支出", 70)],
        [("central", "中央", 45), ("county", "县级", 55)],
    ):
        rows: Rows = [TOTAL, ("fiscal_current", "财政拨款", 90), ("other", "其他", 10), *second]
        places = arrange(rows_of(rows))
        assert [place.parent for place in places] == [None, 0, 0, 0, 0]
        assert [place.division for place in places] == [None, 1, 1, 2, 2]
        assert counted(rows) == 100


def test_a_total_that_is_printed_again_is_counted_once() -> None:
    rows: Rows = [TOTAL, ("fiscal_current", "财政拨款", 90), ("other", "其他", 10), ("total", "合计", 100)]
    places = arrange(rows_of(rows))
    assert [place.is_total for place in places] == [True, False, False, False]
    assert counted(rows) == 100


def test_the_total_may_stand_below_its_parts() -> None:
    assert parents([("central", "中央", 60), ("county", "县级", 40), ("total", "合计", 100)]) == [2, 2, None]


def test_an_unknown_label_over_all_others_is_the_total_and_doubtful() -> None:
    places = arrange(rows_of([("unlisted", "项目总投资", 100), ("central", "中央", 60), ("county", "县级", 40)]))
    assert places[0].is_total
    assert not places[0].is_certain


def test_rows_that_miss_the_total_stay_its_parts_for_certain() -> None:
    """The form contradicts itself: no tree of its rows would make the total either."""
    rows: Rows = [TOTAL, ("fiscal_current", "财政拨款", 70), ("other", "其他", 20)]
    assert parents(rows) == [None, 0, 0]
    assert all(place.is_certain for place in arrange(rows_of(rows)))


def test_labels_and_amounts_that_disagree_are_doubtful() -> None:
    rows: Rows = [
        TOTAL,
        ("fiscal", "财政资金", 70),
        ("central", "其中：中央", 50),
        ("provincial", "省级", 20),
        ("other", "其他", 20),
    ]
    assert any(not place.is_certain for place in arrange(rows_of(rows)))


@given(st.lists(st.integers(0, 500), min_size=1, max_size=6), st.data())
def test_whatever_the_tree_what_is_counted_is_the_total(parts: list[int], data: st.DataObject) -> None:
    rows: Rows = [("total", "合计", float(sum(parts)))]
    for number, part in enumerate(parts):
        rows.append(("unlisted", f"资金{number}", float(part)))
        if part > 1 and data.draw(st.booleans()):
            first = data.draw(st.integers(1, part - 1))
            rows += [("unlisted", "其中：甲", float(first)), ("unlisted", "乙", float(part - first))]
    assert counted(rows) == sum(parts)


def test_a_total_whose_parts_leave_out_a_column_is_counted_itself() -> None:
    """Lists that print the budget alone (Hunan) say nothing of the spending."""
    half = (Decimal("0.005"),) * 2
    total = FundingRow("total", "年度资金总额", (Decimal(100), Decimal(90)), half)
    parts = [FundingRow("fiscal_current", f"拨款{n}", (Decimal(50), None), half) for n in range(2)]
    assert [place.is_counted for place in arrange([total, *parts])] == [True, False, False]


@pytest.mark.parametrize("amount", [0.0, None])
def test_a_blank_total_above_filled_parts_is_not_counted_and_its_parts_are(amount: float | None) -> None:
    figure = None if amount is None else Decimal(str(amount))
    total = FundingRow("total", "年度资金总额", (figure,), (Decimal("0.005"),))
    parts = rows_of(
        [("fiscal", "财政拨款", 100), ("central", "中央资金", 60), ("provincial", "省级资金", 40), ("other", "其他", 0)]
    )
    places = arrange([total, *parts])
    assert [place.is_counted for place in places] == [False, False, True, True, True]
    assert not any(place.is_certain for place in places)


def test_a_total_of_nothing_above_nothing_is_certain() -> None:
    places = arrange(rows_of([("total", "合计", 0), ("fiscal_current", "财政拨款", 0), ("other", "其他", 0)]))
    assert all(place.is_certain for place in places)


def test_parts_of_parts_and_second_lists_are_counted_once_where_no_total_is_printed() -> None:
    nested: Rows = [
        ("fiscal", "财政拨款", 100),
        ("central", "中央资金", 60),
        ("provincial", "省级资金", 40),
        ("other", "其他资金", 10),
    ]
    uses: Rows = [("basic", "基本支出", 60), ("project", "项目支出", 50)]
    assert counted(nested) == 110
    assert counted([*nested, *uses]) == 110
    assert counted(uses) == 110
    assert parents([("fiscal_current", "财政拨款", 50), ("other", "自筹", 50)]) == [None, None]


def test_a_zero_in_one_column_of_the_total_does_not_hide_the_amounts_of_its_parts() -> None:
    half = (Decimal("0.005"),) * 2
    total = FundingRow("total", "年度资金总额", (Decimal(100), Decimal(0)), half)
    parts = [FundingRow("fiscal_current", f"拨款{n}", (Decimal(50), Decimal(40)), half) for n in range(2)]
    places = arrange([total, *parts])
    assert [place.is_counted for place in places] == [False, True, True]
    assert not places[0].is_certain


def test_of_which_behind_of_which_is_below_it_where_amounts_say_so() -> None:
    rows: Rows = [
        TOTAL,
        ("fiscal_current", "其中：当年财政拨款", 90),
        ("central", "其中：中央补助", 40),
        ("carryover", "上年结转资金", 10),
        ("other", "其他资金", 0),
    ]
    assert parents(rows) == [None, 0, 1, 0, 0]
    assert counted(rows) == 100
    assert all(place.is_certain for place in arrange(rows_of(rows)))


def test_parts_of_budget_money_that_do_not_make_it_are_still_below_it() -> None:
    rows: Rows = [
        TOTAL,
        ("fiscal", "其中：财政拨款", 100),
        ("central", "中央资金", 60),
        ("provincial", "省级资金", 30),
        ("other", "其他资金", 0),
    ]
    assert parents(rows) == [None, 0, 1, 1, 0]
    assert [place.is_counted for place in arrange(rows_of(rows))] == [False, True, False, False, True]


def test_more_than_the_money_above_is_no_part_of_it() -> None:
    rows: Rows = [TOTAL, ("fiscal", "财政拨款", 60), ("central", "中央资金", 80), ("other", "其他资金", 0)]
    assert parents(rows) == [None, 0, 0, 0]


def test_labels_that_open_a_list_part_the_lists() -> None:
    rows: Rows = [
        TOTAL,
        ("fiscal", "按收入性质分：财政拨款", 95),
        ("other", "其他收入", 5),
        ("basic", "按支出性质分：基本支出", 60),
        ("project", "项目支出", 40),
    ]
    places = arrange(rows_of(rows))
    assert [place.parent for place in places] == [None, 0, 0, 0, 0]
    assert [place.division for place in places] == [None, 1, 1, 2, 2]
    assert counted(rows) == 100
