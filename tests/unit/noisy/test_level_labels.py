"""Level labels from fragments near the middle of merged cells."""

from __future__ import annotations

import random
from collections.abc import Iterator

import pytest

from pipeline.noisy.level_labels import HINT, RowLabels, _labels_under, _others, _Search, _siblings, label_rows
from pipeline.noisy.level_runs import LabelFragment, RowFacts, Run

SLACK = 0.25


def rows(*names: str, page: int = 1) -> list[RowFacts]:
    return [RowFacts(page, 1.4, name) for name in names]


def labels(labelled: list) -> list[tuple[str, str]]:  # type: ignore[type-arg]
    return [(x.level1, x.level2) for x in labelled]


def test_fragments_name_the_rows_around_them() -> None:
    facts = rows("甲数", "乙数", "丙数", "丁合格率", "戊合格率", "己合格率")
    second = [LabelFragment(1, "数量 指标"), LabelFragment(4, "质量 指标")]
    labelled = label_rows(facts, [LabelFragment(2, "产出"), LabelFragment(3, "指标")], second, SLACK)
    assert labels(labelled) == [("产出指标", "数量指标")] * 3 + [("产出指标", "质量指标")] * 3


def test_a_label_read_in_column_order_is_known_by_its_characters() -> None:
    labelled = label_rows(rows("甲满意度"), [LabelFragment(0, "满意 度指 标")], [LabelFragment(0, "服对满度标")], SLACK)
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
    assert [x.level2 for x in label_rows(facts, [LabelFragment(0, "效益指标")], second, SLACK)] == [
        "社会效益指标",
        "生态效益指标",
    ]


def test_a_row_between_two_labels_that_names_neither_stays_in_doubt() -> None:
    facts = rows("甲", "乙", "丙", "丁")
    labelled = label_rows(
        facts, [LabelFragment(1, "产出指标")], [LabelFragment(0, "数量指标"), LabelFragment(3, "质量指标")], SLACK
    )
    assert min(labelled[1].margin2, labelled[2].margin2) < 1


def test_costs_may_come_last() -> None:
    facts = rows("甲满意度", "乙成本")
    first = [LabelFragment(0, "满意度指标"), LabelFragment(1, "成本指标")]
    labelled = label_rows(
        facts, first, [LabelFragment(0, "服务对象满意度指标"), LabelFragment(1, "社会成本指标")], SLACK
    )
    assert [x.level1 for x in labelled] == ["满意度指标", "成本指标"]


def every_solution(search: _Search, last: int) -> Iterator[tuple[float, list[tuple[str, str]]]]:
    """Every way to part the rows into labelled runs: what it costs, and the labels of each row."""

    def go_on(
        run: Run, block: Run, row: int, cost: float, before: list[tuple[str, str]]
    ) -> Iterator[tuple[float, list[tuple[str, str]]]]:
        cost += search.costs[row][run[0]]
        labelled = [*before, (block[0], run[0])]
        if row == last:
            yield cost + search.second.ends(run, row)[-1][1] + search.first.ends(block, row)[-1][1], labelled
            return
        yield from go_on(run, block, row + 1, cost, labelled)
        for end, step in search.second.ends(run, row):
            for after, dearer, parents in _siblings(run[0]):
                if parents is None or block[0] in parents:
                    yield from go_on((after, row + 1, end), block, row + 1, cost + step + dearer, labelled)
            for first, ended in search.first.ends(block, row):
                for under, dearer, late in _others(block[0], is_later=block[1] > 0):
                    for after in _labels_under()[under]:
                        total = cost + step + ended + dearer + late
                        yield from go_on((after, row + 1, end), (under, row + 1, first), row + 1, total, labelled)

    for parent, labels in _labels_under().items():
        for label in labels:
            yield from go_on((label, 0, 0), (parent, 0, 0), 0, 0.0, [])


@pytest.mark.parametrize("seed", range(6))
def test_the_search_finds_what_trying_every_solution_finds(seed: int) -> None:
    rng = random.Random(seed)
    facts = [
        RowFacts(1 + (rng.random() < 0.2), 1.4, rng.choice(["甲", "乙合格率", "丙满意度", "丁成本"])) for _ in range(3)
    ]
    texts = ["产出", "指标", "数量 指标", "质量", "效益", "满意度", "成本 指标", "木", "社会"]
    first, second = (
        [LabelFragment(rng.choice([0, 0.3, 1, 1.3, 1.4, 2]), rng.choice(texts)) for _ in range(rng.randint(0, 4))]
        for _ in range(2)
    )
    solutions = list(every_solution(_Search(facts, first, second), 2))
    printed = list(every_solution(_Search(facts, first, second, SLACK), 2))
    best = min(solutions)[0]
    for row, found in enumerate(label_rows(facts, first, second, SLACK)):
        # Where two solutions cost the same, either may be given; margins from 2.6 on are not told apart.
        assert min(cost for cost, labels in solutions if labels[row] == (found.level1, found.level2)) == pytest.approx(
            best
        )
        for level, margin in enumerate((found.margin1, found.margin2)):
            own = (found.level1, found.level2)[level]
            with_names, without = (
                min(cost for cost, labels in some if labels[row][level] != own)
                - min(cost for cost, labels in some if labels[row][level] == own)
                for some in (solutions, printed)
            )
            if without <= 0.01:
                assert margin <= HINT
            else:
                other = min(with_names, without + HINT)
                assert margin == pytest.approx(other) or min(margin, other) > 2.59


def margins(heights: list[float], names: list[str], *columns: list[tuple[float, str]], slack: float) -> list[RowLabels]:
    facts = [RowFacts(1, height, name) for height, name in zip(heights, names, strict=True)]
    return label_rows(facts, *([LabelFragment(*one) for one in column] for column in columns), slack)


def test_a_boundary_that_moves_no_label_to_another_row_is_not_certain() -> None:
    """The second row fits above and below: what tells them apart is one line of a height that was only reckoned."""
    found = margins(
        [1.4, 2.4, 1.4, 1.4, 13.4, 2.4],
        ["云主机专项", "新增工单", "云主机覆盖率", "云主机完好率", "云主机达标率", "接口调用及时率"],
        [(4, "产出指标")],
        [(0, "数量指标"), (4, "质量指标"), (5, "时效指标")],
        slack=1.0,
    )
    assert found[1].margin2 < 1
    assert min(found[0].margin2, found[4].margin2, found[5].margin2) >= 1


def test_names_of_rows_do_not_add_up_to_a_label() -> None:
    """Both labels stand where they stand whichever of them has the rows between: their names alone speak for one."""
    found = margins(
        [10.4, 9.4, 2.4, 2.4, 2.4, 1.4, 11.4],
        ["甲影响力", "促进乙", "丙可持续运转年限", "丁可持续运转年限", "戊长效管理机制", "己", "保障庚"],
        [(1, "效益指标")],
        [(0, "经济效益指标"), (1, "生态效益指标"), (6, "可持续影响指标")],
        slack=SLACK,
    )
    assert [row.level2 for row in found[2:5]] == ["可持续影响指标"] * 3
    assert max(row.margin2 for row in found[2:5]) < 1
    assert min(found[1].margin2, found[6].margin2) >= 1


def test_labels_far_from_the_cheapest_beginning_are_found() -> None:
    """Beside damage every whole solution is dear: one that begins dear and ends cheap was left out, and another taken.

    The last row speaks of satisfaction and stands beside its label; it was given to 社会效益指标 as certain.
    """
    facts = [
        *rows("培训人员单位成本", "项目总成本", "立项标准单位本", "监测网店单位成本", "培训人员数量", "处理投诉覆盖率"),
        *rows("监测网店响应时间", "培训人员按期完成情况", "促进高质量发展", "消费者得感提升", "消费者获得感提升二"),
        *rows("处理投诉可持续运转年限"),
        *rows("经营户满意度（问卷调查）", page=2),
    ]
    first = [(3, "绩1人"), (3, "成本指标"), (4, "效指"), (5, "标"), (5, "业1质量指标"), (6, "日立"), (10, "效益指标")]
    second = [
        (0, "经济成本指"), (1, "标"), (3, "生态环境成本指标"), (4, "数量指标"), (6, "时效指标"), (7, "时效指标"),
        (8, "经济效益指标"), (9, "社会效益指标"), (10, "可持续影响指标"), (12, "满意度指标"),
        (12, "服务对象满意度指标"),
    ]  # fmt: skip
    found = label_rows(facts, *([LabelFragment(*one) for one in column] for column in (first, second)), SLACK)
    assert labels(found)[-1] == ("满意度指标", "服务对象满意度指标")
    assert labels(found)[8] == ("效益指标", "经济效益指标")
