"""One reason text: its state, its cause, its measure, what it says of the target."""

from __future__ import annotations

import unicodedata
from collections import Counter

import polars as pl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from pipeline.audit.reasons import is_stated, is_too_short, says_exceeded, says_missed, split


def one(expression: pl.Expr, text: str | None) -> object:
    return pl.DataFrame({"t": [text]}, schema={"t": pl.String}).select(expression).item()


@pytest.mark.parametrize(
    ("text", "cause", "measure", "split_by"),
    [
        ("偏差原因：进度慢。改进措施：加快进度。", "进度慢。", "加快进度。", "label"),
        ("原因：招标晚；改进措施：提前招标", "招标晚", "提前招标", "label"),
        ("【偏差原因】招标晚。【改进措施】提前招标。", "招标晚。", "提前招标。", "label"),
        ("（一）存在问题：招标晚。（二）整改措施：提前招标。", "（一）招标晚。（二）", "提前招标。", "label"),
        ("招标晚。下一步措施：提前招标。", "招标晚。", "提前招标。", "label"),
        ("招标晚，改进措施为提前招标。", "招标晚", "提前招标。", "label"),
        (
            "问题：招标晚。措施：提前招标。问题：人手少。措施：增加人手。",
            "招标晚。人手少。",
            "提前招标。增加人手。",
            "label",
        ),
        ("偏差原因及改进措施：招标晚，今后提前招标。", "招标晚", "今后提前招标。", "label"),
        ("改进措施：提前招标。", None, "提前招标。", "label"),
        ("偏差原因：招标晚。", "招标晚。", None, "label"),
        ("招标晚，后续将提前招标。", "招标晚", "后续将提前招标。", "opening"),
        ("1.招标晚。2.下一步提前招标。", "1.招标晚。", "2.下一步提前招标。", "opening"),
        ("招标晚。我单位将提前招标。", "招标晚。", "我单位将提前招标。", "opening"),
        ("样本偏小。扩大问卷发放范围，回收不少于50份。", "样本偏小。", "扩大问卷发放范围，回收不少于50份。", "opening"),
        ("今后加强管理。", None, "今后加强管理。", "opening"),
        ("招标晚。", "招标晚。", None, "whole"),
        ("改进措施落实不到位。", "改进措施落实不到位。", None, "whole"),
        ("后续资金未到位。", "后续资金未到位。", None, "whole"),
        ("加强监管的制度尚未出台。", "加强监管的制度尚未出台。", None, "whole"),
        ("剩余资金下年继续使用。", "剩余资金下年继续使用。", None, "whole"),
        (None, None, None, "whole"),
    ],
)
def test_a_text_is_told_apart_where_it_says_so(
    text: str | None, cause: str | None, measure: str | None, split_by: str
) -> None:
    found = one(split.cause("t"), text), one(split.measure("t"), text), one(split.split_by("t"), text)
    assert found == (cause, measure, split_by)


LABELS = ["偏差原因：", "原因分析:", "存在问题：", "改进措施：", "整改措施:", "下一步措施：", "【改进措施】"]
CLAUSES = ["招标时间较长", "完成1,200.5万元", "后续将提前谋划", "下一步", "加强沟通", "人手不足", "①资金未到位", "今后"]
SIGNS = ["，", "。", "；", ";", "。\n"]


def letters(text: str) -> Counter[str]:
    return Counter(c for c in unicodedata.normalize("NFKC", text) if c.isalnum())


@settings(max_examples=40, deadline=None)
@given(
    st.lists(st.tuples(st.sampled_from(["", *LABELS]), st.sampled_from(CLAUSES), st.sampled_from(SIGNS)), min_size=1)
)
def test_nothing_is_lost_but_labels_and_punctuation(pieces: list[tuple[str, str, str]]) -> None:
    text = "".join(label + clause + sign for label, clause, sign in pieces)
    both = pl.DataFrame({"t": [text]}).select(split.cause("t"), measure=split.measure("t")).row(0)
    kept = letters("".join(part for part in both if part))
    assert not kept - letters(text)
    assert letters(text) - kept == letters("".join(label for label, _, _ in pieces))


@pytest.mark.parametrize(
    "text",
    [
        "无", "无。", " 无 ", "—", "/", "-", "……", "无偏差", "无偏差原因", "不涉及", "不适用", "N/A", "暂无",
        "没有", "", None, "未发生偏差", "本项目无偏差", "无，已完成", "偏差原因：无。改进措施：无。", "1.无；2.无",
        "无偏差，无需改进", "偏差原因：无；改进措施：继续保持", "偏差原因：",
    ],
)  # fmt: skip
def test_what_says_there_is_nothing_is_not_stated(text: str | None) -> None:
    assert one(is_stated("t"), text) is False
    assert one(is_too_short("t"), text) is True


@pytest.mark.parametrize(
    "text",
    ["按计划完成", "无法取得数据", "无人投标导致流标", "改进措施：加强管理", "没有资金", "情况复杂", "已完成，无偏差"],
)
def test_any_other_text_is_stated(text: str) -> None:
    assert one(is_stated("t"), text) is True


def test_six_characters_without_punctuation_are_enough() -> None:
    assert one(is_too_short("t"), "资金、未到位。") is True
    assert one(is_too_short("t"), "资金未能到位") is False


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
        (None, False, False),
    ],
)
def test_a_cause_says_whether_the_target_was_missed_or_exceeded(text: str | None, missed: bool, exceeded: bool) -> None:
    assert (one(says_missed("t"), text), one(says_exceeded("t"), text)) == (missed, exceeded)


def test_a_key_has_no_punctuation_blanks_or_widths() -> None:
    assert one(split.key(pl.col("t")), "１２ 次，（Ａ）≥95％。") == "12次A95"
