"""Weights that forms print about themselves: every wording of a weight is read, nothing else is taken for one."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pipeline.audit.level_weights import printed_weights
from pipeline.prose.printed_weights import label_weight, note_weights
from schemas.table_frames import to_frame

FORM = "1" * 16 + "-001"
USUAL = {"budget": 10, "产出指标": 50, "效益指标": 30, "满意度指标": 10}


def first_levels(text: str) -> dict[str | None, Decimal]:
    return {weight.level1: weight.weight for weight in note_weights(text) if weight.level2 is None}


@pytest.mark.parametrize(
    "text",
    [
        "注：预算执行率10分，产出指标50分，效益指标30分，满意度指标10分",
        "注：1.一级指标分值统一设置为：产出指标50分、效益指标30分、服务对象满意度指标10分、预算资金执行率10分。",
        "说明：各级权重为预算执行率10%，产出指标50%，效益指标30%，满意度指标10%。",
        "备注：预算执行情况满分10分、产出指标满分50分、效益指标满分30分、满意度指标满分10分。",
        "注：产出 50 分，效益 30 分，满意度 10 分，预算执行 10 分",
        "注：产出指标（５０分）、效益指标（３０分）、满意度指标（１０分）、预算执行率（１０分）。",
        "2.产出指标的分值为50分，效益指标的分值为30分，满意度指标的分值为10分，预算执行率的分值为10分。",
        "注：产出、效益、满意度指标分值分别为50分、30分、10分，预算执行率10分。",
        "注：预算执行率、产出指标、效益指标、满意度指标权重依次为10%、50%、30%、10%。",
        "注：产出指标占50分；效益指标占30分；满意度指标占10分；预算执行率占10分。",
        "注：得分一档最高不能超过上限。2.效果指标权重30分，产出指标权重50分，满意度指标权重10分，预算执行率权重10分。",
    ],
)
def test_every_wording_gives_the_same_four_weights(text: str) -> None:
    assert first_levels(text) == USUAL


def test_levels_with_one_figure_share_it() -> None:
    assert first_levels("注：产出指标、效益指标各占40分，预算执行率10分，满意度指标10分。") == {
        "产出指标": 40,
        "效益指标": 40,
        "满意度指标": 10,
        "budget": 10,
    }


def test_one_level_counts_where_its_weight_is_named() -> None:
    assert first_levels("注：预算执行率分值为20分。") == {"budget": 20}


def test_a_second_level_is_told_from_the_first() -> None:
    found = note_weights("注：产出指标50分，其中数量指标20分，质量指标15分、时效指标15.5分。")
    assert [(w.level1, w.level2, w.weight) for w in found] == [
        ("产出指标", None, 50),
        ("产出指标", "数量指标", 20),
        ("产出指标", "质量指标", 15),
        ("产出指标", "时效指标", Decimal("15.5")),
    ]


def test_economic_benefit_is_not_read_as_benefit() -> None:
    found = note_weights("注：经济效益指标15分，社会效益指标15分。")
    assert [(w.level1, w.level2) for w in found] == [("效益指标", "经济效益指标"), ("效益指标", "社会效益指标")]


@pytest.mark.parametrize(
    "text",
    [
        "注：原则上预算执行率10分、产出指标50分、效益指标30分、满意度指标10分。",
        "注：预算执行率10分、产出指标50分、效益指标30分、满意度指标10分；如有特殊情况可适当调整。",
        "注：一般产出指标50%、效益指标30%、满意度指标10%、预算执行率10%。",
        "注：产出指标50分、效益指标30分、满意度指标10分、预算执行率10分，各部门可根据实际情况进行调整。",
    ],
)
def test_what_is_only_usual_does_not_bind(text: str) -> None:
    assert first_levels(text) == USUAL
    assert not any(weight.is_binding for weight in note_weights(text))


def test_a_later_sentence_that_lets_something_else_be_chosen_does_not_unbind() -> None:
    found = note_weights("注：1.产出指标50分、效益指标30分。2.三级指标分值可自行确定。")
    assert [weight.is_binding for weight in found] == [True, True]


@pytest.mark.parametrize(
    "text",
    [
        "注：定性指标分为三档，分别按100-80%（含80%）、80-60%（含60%）、60-0%合理确定分值。",
        "注：满分100分。",
        "注：执行率低于90%的，应说明原因。",
        "注：预算执行率100%的得满分，产出指标完成率80%以上得分。",
        "注：预算执行率90%以上、满意度90%以上得满分。",
        "注：预算执行率得分=执行率×10分，最高不得超过分值上限。",
        "注：服务对象满意度应达到90%。",
        "注：满意度90%。",
        "注：产出指标1-3项，效益指标2-5项。",
        "注：产出指标至少3个、效益指标至少2个。",
        "注：自评得分90分，等级为优。",
        "注：完成值达到指标值，记满分；未达到指标值，按B/A或A/B×该指标分值记分。",
        "注：2023年产出指标、效益指标均已完成。",
        "注：产出指标90分，效益指标80分。",
        "注：1.其他资金包括与财政资金共同投入到同一项目的自有资金。",
    ],
)
def test_bands_thresholds_and_counts_are_no_weights(text: str) -> None:
    assert note_weights(text) == []


@pytest.mark.parametrize(
    ("text", "weight"),
    [
        ("产出指标\n（50分）", "50"),
        ("效益指标（30 分）", "30"),
        ("数量指标(12.5分)", "12.5"),
        ("满意度\n指标10分", "10"),
        ("产出指标（50%）", "50"),
        ("质量指标(10)", "10"),
        ("产出指标", None),
        ("产出指标（A）", None),
        ("2023年产出指标", None),
    ],
)
def test_the_weight_in_a_label_is_what_stands_behind_its_name(text: str, weight: str | None) -> None:
    assert label_weight(text) == (None if weight is None else Decimal(weight))


def tables(notes: str | None, labels: list[str], **doubts: list[str]) -> dict[str, pl.DataFrame]:
    form = {"form_id": FORM, "document_id": "1" * 16, "notes": notes, "doubtful": doubts.get("form", [])}
    levels = [label.split("(")[0] for label in labels]
    indicator = [
        {"form_id": FORM, "indicator_no": n, "level1": level, "doubtful": doubts.get("indicator", [])}
        for n, level in enumerate(levels, 1)
    ]
    place = {"form_id": FORM, "piece": 0, "origin": "printed", "state": "filled", "page": 2}
    cell: list[dict[str, Any]] = [
        {**place, "table_name": "indicator", "row_no": n, "field": "level1", "raw_value": label}
        for n, label in enumerate(labels, 1)
    ]
    cell += [{**place, "table_name": "form", "row_no": 0, "field": "notes", "raw_value": notes}] if notes else []
    content = {"form": [form], "indicator": indicator, "cell": cell}
    return {name: to_frame(name, rows) for name, rows in content.items()}


def test_a_label_of_many_rows_is_one_weight_with_its_page() -> None:
    found = printed_weights(tables(None, ["产出指标(50分)", "产出指标(50分)", "效益指标(30分)"]))
    assert found.select("level1", "weight", "source", "page", "is_doubtful").rows() == [
        ("产出指标", Decimal(50), "label", 2, False),
        ("效益指标", Decimal(30), "label", 2, False),
    ]


def test_a_note_and_a_label_that_contradict_each_other_are_both_doubtful() -> None:
    found = printed_weights(tables("注：产出指标50分，效益指标30分。", ["产出指标(60分)", "效益指标(30分)"]))
    assert found.select("level1", "weight", "source", "is_doubtful").rows() == [
        ("产出指标", Decimal(60), "label", True),
        ("产出指标", Decimal(50), "note", True),
        ("效益指标", Decimal(30), "label", False),
        ("效益指标", Decimal(30), "note", False),
    ]


def test_what_is_only_usual_contradicts_nothing() -> None:
    found = printed_weights(tables("注：原则上产出指标50分，效益指标30分。", ["产出指标(60分)"]))
    assert not found["is_doubtful"].any()


def test_the_weight_of_a_doubtful_text_is_doubtful() -> None:
    found = printed_weights(
        tables("注：产出指标50分，效益指标30分。", ["成本指标(5分)"], form=["notes"], indicator=["level1"])
    )
    assert found["is_doubtful"].all()


def test_forms_that_print_no_weight_give_no_row() -> None:
    assert printed_weights(tables(None, ["产出指标"])).is_empty()
