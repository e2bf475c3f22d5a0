"""What a sentence states of self-evaluation is read exactly, doubted or left out; never taken from something else."""

from __future__ import annotations

from collections import Counter
from typing import Any

import pytest

from pipeline.prose.statements import narratives
from pipeline.prose.statements.settled import FIGURES
from tests.factory.reports import invented
from tests.narrative import Case, cases

CASES = cases()


def rows(*lines: str, wrapped: bool = False) -> list[dict[str, Any]]:
    return narratives([(1, line) for line in lines], is_wrapped=wrapped)


def row(*lines: str, wrapped: bool = False) -> dict[str, Any]:
    (found,) = rows(*lines, wrapped=wrapped)
    return found


@pytest.mark.parametrize("case", CASES, ids=lambda case: case.id)
def test_no_figure_of_a_tricky_sentence_is_silently_wrong(case: Case) -> None:
    assert [name for name, verdict in case.judged() if verdict == "silent"] == []


def test_most_figures_of_tricky_sentences_are_read_without_doubt() -> None:
    found = Counter(verdict for case in CASES for _, verdict in case.judged())
    stated = found["right"] + found["doubted"] + found["missed"]
    assert found["right"] / stated > 0.9
    assert found["missed"] / stated < 0.01


def test_plain_statements_in_many_wordings_are_read_whole() -> None:
    for seed in range(400):
        statement = invented(seed, "南岭市林业局", 2024)
        found = row(statement.text)
        assert {name: found[name] for name in FIGURES if found[name] is not None} == {
            name: value for name, value in statement.truth.items() if name in FIGURES
        }, statement.text
        assert found["doubtful"] == []


# Whose projects, of which year.


TEXT = "本部门绩效自评项目5个，平均得分96分。"


def test_the_title_says_department_and_year() -> None:
    found = row("南岭市林业局2024年度部门决算", TEXT)
    assert (found["department"], found["fiscal_year"], found["doubtful"]) == ("南岭市林业局", 2024, [])


def test_a_cover_over_several_lines_is_one_title() -> None:
    found = row("中共南岭市委", "社会工作部2024年度", "部门决算", "目录", TEXT, wrapped=True)
    assert (found["department"], found["fiscal_year"]) == ("中共南岭市委社会工作部", 2024)


def test_the_nearest_title_counts_and_a_second_office_makes_it_doubtful() -> None:
    found = row("第一部分南岭市林业局概况", "第一部分南岭市种苗站概况", TEXT)
    assert found["department"] == "南岭市种苗站"
    assert found["doubtful"] == ["department"]


def test_an_office_in_the_sentence_that_is_not_the_titles_is_doubtful() -> None:
    found = row("南岭市林业局2024年度部门决算", "南岭市财政局组织对5个项目开展绩效自评。")
    assert "department" in found["doubtful"]


def test_an_office_that_may_be_one_within_is_doubtful() -> None:
    found = row("南岭市行政审批办公室组织对5个项目开展绩效自评。")
    assert (found["department"], found["doubtful"]) == ("南岭市行政审批办公室", ["department"])
    assert row("经研究，由办公室组织对5个项目开展绩效自评。")["department"] is None


def test_a_placeholder_is_no_department() -> None:
    assert row("上海市XX局2024年度部门决算", TEXT)["department"] is None


def test_another_year_than_the_titles_is_doubtful() -> None:
    found = row("南岭市林业局2024年度部门决算", "对2023年度5个项目开展绩效自评。")
    assert found["fiscal_year"] == 2023
    assert "fiscal_year" in found["doubtful"]


def test_the_year_before_without_its_number_makes_the_year_doubtful() -> None:
    found = row("南岭市林业局2024年度部门决算", "对上年度项目开展绩效自评，平均得分97分。")
    assert "fiscal_year" in found["doubtful"]


# Lines and pages.


def test_a_figure_that_wrapping_parted_is_one_figure() -> None:
    found = row("绩效自评项目1", "2个，涉及资金17", "5.52万元，平均得", "分98.5分。", wrapped=True)
    assert (found["projects"], str(found["amount_yuan"]), str(found["mean_score"])) == (12, "1755200.00", "98.5")


def over_a_break(first: str, second: str, *furniture: str) -> dict[str, Any]:
    lines = [(1, "首页"), (1, first), *((1, f) for f in furniture), (2, second), (3, "末页")]
    (found,) = narratives(lines, is_wrapped=True)
    return found


def test_a_page_number_does_not_part_a_sentence() -> None:
    found = over_a_break("绩效自评项目12个，平均得", "分98分。", "- 1 -")
    assert (found["projects"], found["mean_score"], found["doubtful"]) == (12, 98, [])


def test_a_figure_at_a_page_break_is_doubtful() -> None:
    found = over_a_break("绩效自评项目12个，平均得分9", "8分。")
    assert found["doubtful"] == ["mean_score", "projects"]


def test_a_running_title_is_left_out_of_a_sentence() -> None:
    pages = ["绩效自评项目12个，平均得", "分98分。", "其他说明。", "名词解释。"]
    lines = [(n, line) for n, text in enumerate(pages, 1) for line in (f"决算公开材料第{n}页", text)]
    (found,) = narratives(lines, is_wrapped=True)
    assert (found["mean_score"], found["doubtful"]) == (98, [])


def test_a_heading_is_no_part_of_the_sentence_behind_it() -> None:
    found = row("支出决算说明。", "十、预算绩效管理情况", "绩效自评项目12个。", wrapped=True)
    assert found["sentence"] == "绩效自评项目12个。"


def test_the_sentence_is_kept_as_printed_and_its_page_named() -> None:
    lines = [(4, "概况。"), (5, "绩效自评项目１２ 个，"), (5, "优12个。")]
    (found,) = narratives(lines, is_wrapped=True)
    assert (found["page"], found["sentence"]) == (5, "绩效自评项目１２个，优12个。")


# What is no statement.


@pytest.mark.parametrize(
    "text",
    [
        "绩效自评项目XX个，涉及预算金额XXX万元，平均得分XX分，其中优XX个。",
        "绩效自评工作有序开展，自评覆盖率100%。",
        "项目支出绩效自评表见附件。",
        "项目绩效自评综述：全年预算数为100万元，执行数为98万元，自评得分98分。",
        "其中，“护林”项目绩效自评得分98分，项目预算100万元，评价等级为优。",
        "平均得分98分，优12个。",
    ],
)
def test_what_states_nothing_of_self_evaluated_projects_gives_no_row(text: str) -> None:
    assert rows(text) == []


def test_a_project_told_of_behind_the_statement_adds_nothing_to_it() -> None:
    text = "绩效自评项目5个。其中，“护林”项目绩效自评综述：全年预算数为100万元，执行数为98万元。"
    assert row(text)["amount_yuan"] is None


def test_signs_of_a_font_are_no_grades() -> None:
    assert row("绩效自评项目5个，\ue0015个。")["excellent"] is None


def test_counts_that_do_not_add_up_are_all_doubtful() -> None:
    found = row("绩效自评项目5个，优4个、良3个。")
    assert found["doubtful"] == ["excellent", "good", "projects"]


def test_a_mean_above_a_hundred_is_doubtful() -> None:
    assert row("绩效自评项目5个，平均得分980分。")["doubtful"] == ["mean_score"]
