"""Level labels from fragments near the middle of merged cells."""

from __future__ import annotations

from pipeline.noisy.level_labels import label_rows
from pipeline.noisy.level_runs import LabelFragment, RowFacts


def rows(*names: str, page: int = 1) -> list[RowFacts]:
    return [RowFacts(page, 1.4, name) for name in names]


def labels(labelled: list) -> list[tuple[str, str]]:  # type: ignore[type-arg]
    return [(x.level1, x.level2) for x in labelled]


def test_fragments_name_the_rows_around_them() -> None:
    facts = rows("甲数", "乙数", "丙数", "丁合格率", "戊合格率", "己合格率")
    second = [LabelFragment(1, "数量 指标"), LabelFragment(4, "质量 指标")]
    labelled = label_rows(facts, [LabelFragment(2, "产出"), LabelFragment(3, "指标")], second)
    assert labels(labelled) == [("产出指标", "数量指标")] * 3 + [("产出指标", "质量指标")] * 3


def test_a_label_read_in_column_order_is_known_by_its_characters() -> None:
    labelled = label_rows(rows("甲满意度"), [LabelFragment(0, "满意 度指 标")], [LabelFragment(0, "服对满度标")])
    assert labels(labelled) == [("满意度指标", "服务对象满意度指标")]
    assert labelled[0].margin2 > 1


def test_a_label_in_pieces_between_the_rows_is_put_together() -> None:
    facts = rows("甲", "乙")
    second = [
        LabelFragment(0, "社会"),
        LabelFragment(0.3, "效益"),
        LabelFragment(0.4, "指标"),
        LabelFragment(0.5, "生态"),
        LabelFragment(1, "效益"),
    ]
    assert [x.level2 for x in label_rows(facts, [LabelFragment(0, "效益指标")], second)] == [
        "社会效益指标",
        "生态效益指标",
    ]


def test_a_row_between_two_labels_that_names_neither_stays_in_doubt() -> None:
    facts = rows("甲", "乙", "丙", "丁")
    labelled = label_rows(
        facts, [LabelFragment(1, "产出指标")], [LabelFragment(0, "数量指标"), LabelFragment(3, "质量指标")]
    )
    assert min(labelled[1].margin2, labelled[2].margin2) < 1


def test_costs_may_come_last() -> None:
    facts = rows("甲满意度", "乙成本")
    first = [LabelFragment(0, "满意度指标"), LabelFragment(1, "成本指标")]
    labelled = label_rows(facts, first, [LabelFragment(0, "服务对象满意度指标"), LabelFragment(1, "社会成本指标")])
    assert [x.level1 for x in labelled] == ["满意度指标", "成本指标"]
