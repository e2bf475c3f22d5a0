"""The tables ``reason`` and ``reason_category``: which texts they hold, how doubt travels, that they are valid."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pipeline.audit.reasons.reason_tables import analyse
from schemas.table_checks import validate
from schemas.table_frames import empty_frame, to_frame

FORM = "0123456789abcdef-001"


def analysed(**rows: list[dict[str, Any]]) -> tuple[pl.DataFrame, pl.DataFrame]:
    tables = {name: empty_frame(name) for name in ("form", "budget_line", "indicator")}
    tables |= {name: to_frame(name, [{"form_id": FORM, **row} for row in listed]) for name, listed in rows.items()}
    reason, category = analyse(tables)
    return validate("reason", reason), validate("reason_category", category)


def test_texts_of_indicators_budget_lines_and_forms_are_taken() -> None:
    reason, _ = analysed(
        indicator=[{"indicator_no": 1, "reason_text": "招标较晚。"}, {"indicator_no": 2}],
        budget_line=[{"line_no": 1, "reason_text": "资金未到位。"}],
        form=[{"deviation_analysis": "台风影响。"}],
    )
    assert reason.select("table_name", "row_no", "field", "reason_text").rows() == [
        ("budget_line", 1, "reason_text", "资金未到位。"),
        ("form", 0, "deviation_analysis", "台风影响。"),
        ("indicator", 1, "reason_text", "招标较晚。"),
    ]


def test_without_reasons_both_tables_are_empty() -> None:
    reason, category = analysed(indicator=[{"indicator_no": 1}])
    assert reason.is_empty()
    assert category.is_empty()


def test_parts_that_the_indicator_holds_apart_stay() -> None:
    row = {"reason_text": "偏差原因：甲。改进措施：乙", "deviation_reason": "丙。", "improvement_measure": "丁。"}
    reason, _ = analysed(indicator=[{"indicator_no": 1, **row}])
    assert reason.select("cause_text", "measure_text", "split_by").row(0) == ("丙。", "丁。", "label")


def test_a_cause_without_a_measure_is_taken_apart_further() -> None:
    row = {"reason_text": "偏差原因：招标晚。今后提前招标。", "deviation_reason": "招标晚。今后提前招标。"}
    reason, _ = analysed(indicator=[{"indicator_no": 1, **row}])
    assert reason.select("cause_text", "measure_text", "split_by").row(0) == ("招标晚", "提前招标", "label")
    assert reason["reason_key"].item() == "招标晚"


def test_reasons_are_compared_by_their_cause_and_only_measures_by_their_text() -> None:
    texts = ["场地租约到期需另行选址。今后提前续约。", "场地租约到期需另行选址。整改：另租场地。", "今后提前续约。"]
    reason, _ = analysed(indicator=[{"indicator_no": i, "reason_text": t} for i, t in enumerate(texts, 1)])
    assert reason["reason_key"].to_list() == ["场地租约到期需另行选址", "场地租约到期需另行选址", "今后提前续约"]
    assert reason["has_cause"].to_list() == [True, True, False]
    assert reason["reason_group"].n_unique() == 2


def test_the_measures_of_a_form_belong_to_its_analysis() -> None:
    reason, _ = analysed(form=[{"deviation_analysis": "招标晚。", "measures": "提前招标。"}])
    assert reason.select("cause_text", "measure_text").row(0) == ("招标晚", "提前招标。")


def test_measures_without_an_analysis_are_no_reason() -> None:
    assert analysed(form=[{"measures": "提前招标。"}])[0].is_empty()


@pytest.mark.parametrize("text", ["无", "—", "偏差原因：无；改进措施：继续加大宣传力度，解决宣传不够的问题"])
def test_what_states_nothing_has_no_category(text: str) -> None:
    reason, category = analysed(indicator=[{"indicator_no": 1, "reason_text": text}])
    assert reason["state"].item() == "not_stated"
    assert category.is_empty()


@pytest.mark.parametrize("text", ["总体可控。", "改进措施：加大宣传力度，解决宣传不够的问题。"])
def test_what_no_pattern_hits_is_unclassified(text: str) -> None:
    _, category = analysed(indicator=[{"indicator_no": 1, "reason_text": text}])
    assert category.select("category", "pattern", "match_start").rows() == [("unclassified", None, None)]


def test_every_row_of_a_shared_text_has_its_categories_and_group() -> None:
    texts = ["受台风影响，招标时间较长。", "受台风影响，招标时间较长", "受台风影响，招标时间很长。"]
    reason, category = analysed(indicator=[{"indicator_no": i, "reason_text": t} for i, t in enumerate(texts, 1)])
    assert reason["reason_group"].n_unique() == 1
    assert reason["reason_key"].n_unique() == 2
    assert reason["group_similarity"].to_list() == [100, 100, Decimal("90.9091")]
    assert (
        category.group_by("row_no").agg(pl.col("category").sort()).sort("row_no")["category"].to_list()
        == [["external", "procurement_progress"]] * 3
    )


def test_a_doubt_of_the_text_is_a_doubt_of_all_that_follows_from_it() -> None:
    reason, _ = analysed(
        indicator=[{"indicator_no": 1, "reason_text": "招标较晚。", "doubtful": ["reason_text", "score"]}],
        form=[{"deviation_analysis": "台风影响。", "measures": "提前。", "doubtful": ["measures", "grade"]}],
        budget_line=[{"line_no": 1, "reason_text": "资金未到位。", "doubtful": ["executed_yuan"]}],
    )
    doubts = dict(reason.select("table_name", "doubtful").iter_rows())
    assert doubts["indicator"] == sorted(set(reason.columns) - {"form_id", "table_name", "row_no", "field", "doubtful"})
    assert doubts["form"] == ["measure_text"]
    assert doubts["budget_line"] == []


# The model knows this cause, and no pattern does.
UNSEEN = "专业老师都被抽去别处支援。"


def test_a_cause_that_no_pattern_hits_has_a_suggestion_that_is_doubtful_and_no_category() -> None:
    reason, category = analysed(indicator=[{"indicator_no": 1, "reason_text": UNSEEN}])
    assert reason["suggested_category"].item() == "capacity"
    assert 0 < reason["suggested_probability"].item() <= 1
    assert reason["doubtful"].item().to_list() == ["suggested_category"]
    assert category["category"].to_list() == ["unclassified"]


def test_a_cause_that_may_be_misread_has_no_suggestion() -> None:
    row = {"indicator_no": 1, "reason_text": UNSEEN, "doubtful": ["reason_text"]}
    reason, _ = analysed(indicator=[row])
    assert reason.select("suggested_category", "suggested_probability").row(0) == (None, None)
