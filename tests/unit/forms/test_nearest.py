"""A refused form names the family that comes nearest, the table that differs and the headings that differ."""

from __future__ import annotations

from dataclasses import replace

import pytest

from pipeline.families import Family, load_families
from pipeline.forms.labelled_grid import labelled
from pipeline.forms.locate import locate
from pipeline.forms.located import Located
from pipeline.model.form import Refusal
from pipeline.model.grid import Cell, Evidence, Grid
from pipeline.text.labels import normalise_label
from tests.factory.check import curate
from tests.factory.documents import compose
from tests.factory.forms import ALL_FAMILIES
from tests.factory.render import reportlab_pdf

KNOWN = {family.id: family for family in load_families()}
BUDGET = ["项目资金（万元）", "", "年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]
INDICATORS = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"]
ANNEX = "Project expenditure self-evaluation (annex of the Ministry of Finance) (mof_annex)"


def found(
    budget: list[str], indicators: list[str], families: tuple[Family, ...] | None = None
) -> list[Located | Refusal]:
    """What is located in a form with these headings, by all families or by some."""
    rows = [
        ["项目名称", "河道养护", "", "", "", "", "", ""],
        budget,
        ["", "年度资金总额", "1", "1", "1", "10", "100%", "10"],
        indicators,
        ["产出指标", "数量指标", "条数", "12", "12", "45", "45", ""],
        ["效益指标", "社会效益指标", "受益人数", "12", "12", "45", "45", ""],
    ]
    cells = [
        Cell(r, c, 1, 7 if r == 0 and c == 1 else 1, text, text, (Evidence(1),))
        for r, row in enumerate(rows)
        for c, text in enumerate(row[: 2 if r == 0 else 8])
    ]
    return locate(labelled(Grid(len(rows), 8, cells)), load_families() if families is None else families)


def refused(budget: list[str], indicators: list[str]) -> Refusal:
    (one,) = found(budget, indicators)
    assert isinstance(one, Refusal)
    assert one.code == "unknown_family"
    return one


def renamed(headings: list[str], **names: str) -> list[str]:
    return [names.get(heading, heading) for heading in headings]


def test_the_form_is_read_as_it_is() -> None:
    (one,) = found(BUDGET, INDICATORS)
    assert isinstance(one, Located)


@pytest.mark.parametrize(
    ("budget", "indicators", "told"),
    [
        (
            renamed(BUDGET, 全年执行数="用掉的钱"),
            INDICATORS,
            f"nearest to {ANNEX}: in the funding table it does not know 用掉的钱 and finds no 全年执行数.",
        ),
        (
            BUDGET,
            renamed(INDICATORS, 三级指标="考核事项"),
            f"nearest to {ANNEX}: in the table of indicators it does not know 考核事项 and finds no 三级指标.",
        ),
        (
            renamed(BUDGET, 全年执行数="用掉的钱"),
            renamed(INDICATORS, 三级指标="考核事项"),
            "does not know 用掉的钱 and finds no 全年执行数; in the table of indicators it does not know 考核事项",
        ),
        (
            BUDGET,
            renamed(INDICATORS, 偏差原因分析及改进措施="实际得分"),
            f"nearest to {ANNEX}: in the table of indicators it takes 得分＝实际得分 for the same column.",
        ),
    ],
)
def test_the_nearest_family_and_what_differs_are_named(budget: list[str], indicators: list[str], told: str) -> None:
    assert told in refused(budget, indicators).message.sentence_en


def test_a_sentence_names_a_few_headings_and_the_excerpt_all() -> None:
    other = ["大类", "小类", "考核内容", "要求", "到底怎样", "满多少", "得分", "为何"]
    refusal = refused(BUDGET, other)
    assert "does not know 大类、小类、考核内容、要求 and 3 more and finds no" in refusal.message.sentence_en
    assert "not known: 大类、小类、考核内容、要求、到底怎样、满多少、为何" in refusal.excerpt
    assert "funding table: 项目资金（万元）、年初预算数、全年预算数、全年执行数、分值、执行率、得分" in refusal.excerpt


def test_a_form_without_a_known_heading_of_its_indicators_is_refused_by_its_levels() -> None:
    other = ["大类", "小类", "考核内容", "要求", "到底怎样", "满分", "评分", "为何"]
    budget = ["资金", "", "安排的钱", "下达的钱", "用掉的钱", "满分", "多少", "评分"]
    assert "安排的钱、下达的钱、用掉的钱" in refused(budget, other).message.sentence_en


def test_without_levels_or_scores_a_table_is_no_self_evaluation() -> None:
    other = ["大类", "小类", "考核内容", "要求", "备注", "满分", "比重", "为何"]
    assert found(["资金", "", "甲", "乙", "丙", "丁", "戊", "己"], other) == []


def test_a_form_that_could_be_of_two_families_names_both() -> None:
    annex = next(family for family in load_families() if family.id == "mof_annex")
    other = annex.model_copy(update={"id": "other", "title": "另一种表", "title_en": "Another form"})
    (one,) = found(BUDGET, INDICATORS, (annex, other))
    assert isinstance(one, Refusal)
    assert one.code == "ambiguous_family"
    assert f"could be of 2 families: {ANNEX}; Another form (other)." in one.message.sentence_en
    assert "年初预算数、全年预算数、全年执行数" in one.excerpt


@pytest.mark.parametrize(("block", "column"), [("budget", "executed"), ("indicators", "actual")])
@pytest.mark.parametrize("name", [name for name in ALL_FAMILIES if name in KNOWN])
def test_a_form_of_which_one_heading_is_strange_comes_nearest_to_its_own_family(
    name: str, block: str, column: str
) -> None:
    labels = set(map(normalise_label, getattr(KNOWN[name], block).columns[column]))
    document = compose(5, (), family=name, indicators=6, count=1)
    for row in document.forms[0].table.rows:
        row[:] = [replace(box, text="某某栏目") if normalise_label(box.text) in labels else box for box in row]
    (refusal,) = curate(reportlab_pdf(document)).quarantine
    title = KNOWN[name].title_en
    assert (
        f"nearest to {title} ({name}): in the {'funding table' if block == 'budget' else 'table of ind'}"
        in (refusal["sentence_en"])
    )
    assert "某某栏目" in refusal["sentence"]
