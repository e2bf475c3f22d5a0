"""One reason text: its state, its cause, its measure, what it says of the target."""

from __future__ import annotations

import unicodedata
from collections import Counter
from typing import Any

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.audit.reasons import reason_parts
from pipeline.audit.reasons.reason_parts import (
    has_cause,
    is_stated,
    is_too_short,
    says_exceeded,
    says_missed,
    unstated_kind,
)


def read(text: str) -> dict[str, Any]:
    """The parts of a text and what they say."""
    said = {f.__name__: f() for f in (is_stated, unstated_kind, has_cause, is_too_short, says_missed, says_exceeded)}
    return reason_parts.parts_of(pl.Series([text])).with_columns(**said).to_dicts()[0]


@pytest.mark.parametrize(
    ("text", "cause", "measure", "split_by"),
    [
        ("偏差原因：进度慢。改进措施：加快进度。", "进度慢", "加快进度", "label"),
        ("（一）存在问题：招标晚。（二）整改措施：提前招标。", "招标晚", "提前招标", "label"),
        ("招标晚，改进措施为提前招标。", "招标晚", "提前招标", "label"),
        ("改进措施：提前招标。", None, "提前招标", "label"),
        ("偏差原因：招标晚。", "招标晚", None, "label"),
        ("偏差原因及改进措施：招标晚，今后提前招标。", "招标晚", "提前招标", "opening"),
        ("招标晚，后续将提前招标。", "招标晚", "提前招标", "opening"),
        ("招标晚。我单位将提前招标。", "招标晚", "我单位将提前招标", "opening"),
        ("今后加强管理。", None, "加强管理", "opening"),
        ("招标晚。", "招标晚", None, "whole"),
        ("改进措施落实不到位。", "改进措施落实不到位", None, "whole"),
        ("后续资金未到位。", "后续资金未到位", None, "whole"),
        ("加强监管的制度尚未出台。", "加强监管的制度尚未出台", None, "whole"),
        ("剩余资金下年继续使用。", "剩余资金下年继续使用", None, "whole"),
    ],
)
def test_a_text_is_told_apart_where_it_says_so(
    text: str, cause: str | None, measure: str | None, split_by: str
) -> None:
    found = read(text)
    assert (found["cause"], found["measure"], found["split_by"]) == (cause, measure, split_by)


def test_each_distinct_text_is_read_once() -> None:
    texts = pl.Series(["招标晚。", None, "今后加强管理。", "招标晚。"])
    assert reason_parts.parts_of(texts)["text"].to_list() == ["招标晚。", "今后加强管理。"]


LABELS = ["偏差原因：", "原因分析:", "存在问题：", "改进措施：", "整改措施:", "下一步措施：", "【改进措施】"]
CLAUSES = ["招标时间较长", "完成1,200.5万元", "后续将提前谋划", "下一步", "加强沟通", "人手不足", "①资金未到位", "今后"]
SIGNS = ["，", "。", "；", ";", "。\n"]


def letters(text: str) -> Counter[str]:
    return Counter(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["", *LABELS]), st.sampled_from(CLAUSES), st.sampled_from(SIGNS)), min_size=1)
)
def test_nothing_is_lost_but_labels_numbers_words_of_time_and_punctuation(pieces: list[tuple[str, str, str]]) -> None:
    text = "".join(label + clause + sign for label, clause, sign in pieces)
    found = read(text)
    kept = letters("".join(part for part in (found["cause"], found["measure"]) if part))
    assert not kept - letters(text)
    lost = letters(text) - kept - letters("".join(label for label, _, _ in pieces))
    assert set(lost) <= set("1后续将下一步今")


@pytest.mark.parametrize(
    "text",
    [
        "无", "无。", " 无 ", "—", "/", "-", "……", "无偏差", "无偏差原因", "不涉及", "不适用", "N/A", "暂无",
        "没有", "", "未发生偏差", "本项目无偏差", "无，已完成", "偏差原因：无。改进措施：无。", "1.无；2.无",
        "无偏差，无需改进", "偏差原因：无；改进措施：继续保持", "偏差原因：",
    ],
)  # fmt: skip
def test_what_says_there_is_nothing_is_not_stated(text: str) -> None:
    assert read(text)["is_stated"] is False
    assert read(text)["is_too_short"] is True


@pytest.mark.parametrize(
    "text",
    [
        "详见附件", "见附件。", "详见附件1", "具体原因详见附件", "见自评报告", "详见《项目绩效自评报告》", "同上",
        "同上。", "与上一条相同",
        "如上所述", "附后", "见上", "见第3页", "参见绩效自评报告第二部分", "偏差原因：详见附件。", "同上栏", "附件2",
    ],
)  # fmt: skip
def test_what_only_says_where_to_look_is_not_stated_on_this_form(text: str) -> None:
    assert (read(text)["is_stated"], read(text)["unstated_kind"], read(text)["has_cause"]) == (
        False,
        "elsewhere",
        False,
    )


@pytest.mark.parametrize(
    "text", ["见效慢", "详见附件，因招标较晚", "同上级协调较晚", "附件缺失，未通过验收", "见效周期长"]
)
def test_a_reason_with_such_words_is_stated(text: str) -> None:
    assert read(text)["has_cause"] is True


def test_only_a_measure_states_no_cause() -> None:
    found = read("改进措施：加强管理。")
    assert (found["is_stated"], found["unstated_kind"], found["has_cause"]) == (True, None, False)


@pytest.mark.parametrize(
    "text",
    ["按计划完成", "无法取得数据", "无人投标导致流标", "改进措施：加强管理", "没有资金", "情况复杂", "已完成，无偏差"],
)
def test_any_other_text_is_stated(text: str) -> None:
    assert read(text)["is_stated"] is True


def test_six_characters_without_punctuation_are_enough() -> None:
    assert read("资金、未到位。")["is_too_short"] is True
    assert read("资金未能到位")["is_too_short"] is False


@pytest.mark.parametrize(
    ("text", "missed", "exceeded"),
    [
        ("受疫情影响，培训未完成。", True, False),
        ("项目进度滞后。", True, False),
        ("服务人次低于年初预计。", True, False),
        ("受天气影响，无法按时完成。", True, False),
        ("无偏差。", False, False),
        ("不存在进度滞后、资金不足等情况。", False, False),
        ("已按计划完成。改进措施：弥补不足。", False, False),
        ("超额完成。", False, True),
        ("实际完成值高于目标值。", False, True),
        ("完成率120%。", False, True),
        ("完成率100%。", False, False),
        ("年初预计不足，超出预期。", False, True),
    ],
)
def test_a_cause_says_whether_the_target_was_missed_or_exceeded(text: str, missed: bool, exceeded: bool) -> None:
    assert (read(text)["says_missed"], read(text)["says_exceeded"]) == (missed, exceeded)


def test_a_key_has_no_punctuation_blanks_or_widths() -> None:
    assert pl.select(reason_parts.key(pl.lit("１２ 次，（Ａ）≥95％。"))).item() == "12次A95"
