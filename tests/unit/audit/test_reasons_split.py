"""Cause and measure of a reason, where it is certain which part is which."""

from __future__ import annotations

import csv
import re
from pathlib import Path

import pytest
import yaml

from pipeline.prose.reasons import split_reason

TABLE = Path(__file__).parents[1] / "data" / "wording" / "reasons2.tsv"


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
    ],
)
def test_what_may_be_either_or_states_nothing_is_left_alone(text: str) -> None:
    assert split_reason(text) == (None, None)


@pytest.mark.parametrize("text", ["建议书批复较晚。", "安排资金较晚，工程停工。", "受改进措施落实不到位影响，未达标。"])
def test_a_cause_that_begins_like_a_measure_is_no_measure(text: str) -> None:
    assert split_reason(text)[1] is None


def _key(text: str | None) -> str:
    """A text without punctuation and without the time words that only lead to a measure."""
    return re.sub(r"[\W_]|今后|后续|下一步|将", "", text or "")


def test_no_labelled_reason_is_taken_apart_in_the_wrong_place() -> None:
    batches = yaml.safe_load((TABLE.parents[1] / "reasons" / "labelled.yml").read_text(encoding="utf-8"))
    wrong, told = [], 0
    for row in (row for batch in batches.values() for row in batch):
        pieces = row["text"].split("‖")
        cause, measure = split_reason("".join(pieces))
        if (cause, measure) == (None, None):
            continue
        told += 1
        due = _key("".join(pieces[1::2]))
        is_right = _key(measure) == due or (
            measure and due.endswith(_key(measure)) and len(_key(measure)) > len(due) / 2
        )
        if not is_right or (row["is"] == ["not_stated"] and not due):
            wrong.append(row["text"])
    assert wrong == []
    assert told > 280
