"""Cause and measure of a reason, where it is certain which part is which."""

from __future__ import annotations

import csv
from pathlib import Path

import pytest

from pipeline.prose.reasons import split_reason, take_apart
from tests.reasons import MARK, batches, is_same_measure, split_tallies

TABLE = Path(__file__).parents[2] / "data" / "wording" / "reasons2.tsv"


def test_reasons_as_offices_write_them_are_taken_apart_or_left_alone() -> None:
    with TABLE.open(encoding="utf-8") as file:
        rows = list(csv.DictReader(file, delimiter="\t"))
    wanted = {row["text"]: (row["cause"] or None, row["measure"] or None) for row in rows}
    found = {text: split_reason(text) for text in wanted}
    wrong = {text for text in wanted if found[text] not in (wanted[text], (None, None))}
    assert wrong == set()
    assert sum(found[text] == wanted[text] for text in wanted) >= 26


@pytest.mark.parametrize(
    ("text", "parts"),
    [
        ("偏差原因：进度慢。改进措施：加快进度。", ("进度慢", "加快进度")),
        ("进度慢。下一步改进措施：加快进度。", ("进度慢", "加快进度")),
        ("1、原因分析：资料不全；2、整改措施：今后补齐资料。", ("资料不全", "补齐资料")),
        ("未完成原因：受汛期影响。", ("受汛期影响", None)),
        ("资金到位较晚，下一步我单位将加强沟通。", ("资金到位较晚", "加强沟通")),
        ("培训人数少于预期；加强宣传，扩大覆盖面。", ("培训人数少于预期", "加强宣传，扩大覆盖面")),
        ("申请人数少于预期。", ("申请人数少于预期", None)),
        ("加强预算管理。", (None, "加强预算管理")),
        ("【偏差原因】招标晚。【改进措施】提前招标。", ("招标晚", "提前招标")),
        ("招标晚。（改进措施）提前招标。", ("招标晚", "提前招标")),
        ("招标晚。改进措施提前招标。", ("招标晚", "提前招标")),
        ("问题：招标晚。措施：提前招标。问题：人手少。措施：增加人手。", ("招标晚。人手少", "提前招标。增加人手")),
        ("1.原因：招标晚；措施：提前招标；2.原因：人手少；措施：增加人手", ("招标晚；人手少", "提前招标；增加人手")),
        ("偏差原因及改进措施：招标晚，今后提前招标。", ("招标晚", "提前招标")),
        ("1.招标晚。2.下一步提前招标。", ("招标晚", "提前招标")),
        ("1.招标晚。2.加强管理。", ("招标晚", "加强管理")),
        ("样本偏小。扩大问卷发放范围，回收不少于50份。", ("样本偏小", "扩大问卷发放范围，回收不少于50份")),
        ("群众对办理时限不满意。将优化流程，压缩办理时限。", ("群众对办理时限不满意", "将优化流程，压缩办理时限")),
        ("材料上报拖延。我中心将加强业务指导。", ("材料上报拖延", "我中心将加强业务指导")),
        ("进度偏慢。针对上述问题，我单位将按月通报。", ("进度偏慢", "针对上述问题，我单位将按月通报")),
        (
            "1.指标值偏保守。2.进场晚于预期。3.扩大问卷发放范围。4.加强技能培训；对考核不合格的服务商予以清退",
            ("指标值偏保守。2.进场晚于预期", "扩大问卷发放范围。4.加强技能培训；对考核不合格的服务商予以清退"),
        ),
        ("测评覆盖面窄。进一步扩大测评的范围。", ("测评覆盖面窄", "进一步扩大测评的范围")),
        ("12.5万元尚未支付。", ("12.5万元尚未支付", None)),
        ("人员变动。本单位会计由他人兼任。", ("人员变动。本单位会计由他人兼任", None)),
    ],
)
def test_parts_are_told_apart_by_marks_and_by_openings(text: str, parts: tuple[str | None, str | None]) -> None:
    assert split_reason(text) == parts


@pytest.mark.parametrize(
    "text",
    [
        "偏差原因及改进措施：进度慢。",
        "未完成原因和下一步改进措施：进度慢。",
        "项目推进慢，后续资金未到位。",
        "原因汛期施工受阻措施加强调度",
        "工期延误。调整预算后减少了支出。",
        "无",
        "无偏差",
        "详见自评报告",
        "/",
        "1.无；2.无",
        "无，已完成",
        "针对上述问题认识不足",
    ],
)
def test_what_may_be_either_or_states_nothing_is_left_alone(text: str) -> None:
    assert split_reason(text) == (None, None)


@pytest.mark.parametrize("text", ["建议书批复较晚。", "安排资金较晚，工程停工。", "受改进措施落实不到位影响，未达标。"])
def test_a_cause_that_begins_like_a_measure_is_no_measure(text: str) -> None:
    assert split_reason(text)[1] is None


def test_no_labelled_reason_is_taken_apart_in_the_wrong_place() -> None:
    wrong, told = [], 0
    for row in (row for batch in batches().values() for row in batch):
        pieces = str(row["text"]).split(MARK)
        cause, measure = split_reason("".join(pieces))
        if (cause, measure) == (None, None):
            continue
        told += 1
        due = "".join(pieces[1::2])
        if not is_same_measure(measure, due) or (row["is"] == ["not_stated"] and not due):
            wrong.append(row["text"])
    assert wrong == []
    assert told >= 315


def test_words_that_open_a_measure_are_told_from_the_same_words_in_a_cause() -> None:
    found = split_tallies()
    assert [text for kind in found.values() for text in kind.certain_and_wrong] == []
    assert sum(kind.texts for kind in found.values()) == 160
    assert sum(kind.likely for kind in found.values()) >= 158
    assert sum(kind.certain for kind in found.values()) >= 110


@pytest.mark.parametrize("text", ["无偏差：已完成。", "已整改：5处。未整改：2处。", "年度计划：100人。实际：90人。"])
def test_a_colon_alone_makes_no_label(text: str) -> None:
    assert take_apart(text).measure is None
    assert take_apart(text).cause == text.rstrip("。")


@pytest.mark.parametrize(
    ("text", "cause", "measure"),
    [
        ("坐席不足。正在与财政商量增加坐席。", "坐席不足", "正在与财政商量增加坐席"),
        ("套用了上年数字。明年编报时逐校核定。", "套用了上年数字", "明年编报时逐校核定"),
        ("项目推进慢，后续资金未到位。", "项目推进慢，后续资金未到位", None),
        ("未完成原因和下一步改进措施：进度慢。", "进度慢", None),
    ],
)
def test_what_is_only_likely_is_told_as_such(text: str, cause: str, measure: str | None) -> None:
    parts = take_apart(text)
    assert (parts.cause, parts.measure, parts.is_certain) == (cause, measure, False)
    assert split_reason(text) == (None, None)
