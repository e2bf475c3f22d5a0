"""A mistake in a family's file is named by file, line and key, with the key that was meant; all mistakes at once."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.families import FamilyError, load_families, read_families
from pipeline.families.shared_words import Vocabulary
from pipeline.families.yaml_file import checked, read

FAMILY = """id: invented
title: 项目绩效自查表
family: Z
description: An invented family.
budget:
  columns: {initial_budget: [计划安排数], adjusted_budget: [实际下达数], executed: [实际使用数]}
  sources: {total: [资金合计], other: }
  rate_denominator: adjusted_budget
indicators:
  columns: {name: [考核内容], target: [计划值], actual: [达到值], score: [评分]}
"""


def problems(folder: Path, text: str, **others: str) -> list[str]:
    """What is said of a folder with the file invented.yml and others."""
    for name, content in {"invented": text, **others}.items():
        (folder / f"{name}.yml").write_text(content, "utf-8")
    with pytest.raises(FamilyError) as raised:
        read_families(folder)
    return raised.value.problems


def test_the_file_is_a_family_as_it_is(tmp_path: Path) -> None:
    (tmp_path / "invented.yml").write_text(FAMILY, "utf-8")
    (family,) = read_families(tmp_path)
    assert (family.id, family.budget.columns["executed"]) == ("invented", ["实际使用数"])
    assert "其他资金" in family.budget.sources["other"]


@pytest.mark.parametrize(
    ("before", "after", "said"),
    [
        ("title:", "titel:", "line 2: titel is no key; did you mean title?"),
        ("title:", "colour: red\ntitle:", "line 2: colour is no key; the keys there are id, family, title"),
        ("rate_denominator:", "rate_denominater:", "line 8: budget.rate_denominater is no key; did you mean rate_d"),
        ("executed:", "exectued:", "line 6: budget.columns.exectued is no key; did you mean executed?"),
        ("[实际使用数]", "", None),
        ("executed: [实际使用数]", "exectued: ", "line 6: budget.columns.exectued is no key; did you mean executed?"),
        ("other: ", "othr: ", "line 7: budget.sources.othr is no key; did you mean other?"),
        ("name:", "names:", "line 10: indicators.columns.names is no key; did you mean name?"),
        (
            "  sources:",
            "  level1: [一级指标]\n  sources:",
            "line 7: budget.level1 is no key; it belongs in indicators.col",
        ),
        (
            "\nindicators:",
            "\ngoals: {expectedgoal: [目标]}\nindicators:",
            "goals.expectedgoal is no key; did you mean e",
        ),
        (
            FAMILY[FAMILY.index("indicators:") :],
            "",
            "yml: indicators is missing: a block with the keys columns, optional.",
        ),
        (
            "  rate_denominator: adjusted_budget\n",
            "",
            "budget.rate_denominator is missing: initial_budget or adjusted_bud",
        ),
        (
            "  sources: {total: [资金合计], other: }\n",
            "",
            "line 5: budget.sources is missing: a block with the keys total,",
        ),
        ("[实际使用数]", "实际使用数", "line 6: budget.columns.executed is a text and has to be a list: [实际使用数]."),
        (
            "[实际使用数]",
            "[2023]",
            "budget.columns.executed (label 1) is a number (2023) and has to be a text: put it in",
        ),
        ("{total: [资金合计], other: }", "[total]", "line 7: budget.sources is a list and has to be a block of keys."),
        ("adjusted_budget\n", "executed\n", "line 8: budget.rate_denominator is executed; it is initial_budget or adj"),
        ("title:", "kind: projects\ntitle:", "line 2: kind is projects; did you mean project?"),
        ("title:", "is_general: perhaps\ntitle:", "line 2: is_general is a text and has to be true or false."),
        ("[实际使用数]", "[]", "line 6: budget.columns.executed has no label: give one, or leave the brackets out"),
        ("[实际使用数]", "['（%）']", "budget.columns.executed (label 1) “（%）” is empty: numbering and notes"),
        (
            "title:",
            "fields: {total_score: }\ntitle:",
            "line 2: fields.total_score has no label here and none in shared",
        ),
        ("[实际使用数]", "[实际使用数，支出数]", "“实际使用数，支出数” holds ， or ：, but YAML parts labels by ,"),
        (
            "[实际使用数]",
            "[实际使用数, 实际下达数]",
            "budget.columns: 实际下达数 means adjusted_budget and executed: leave",
        ),
        (", actual: [达到值]", "", "line 10: indicators.columns: actual is missing; without it no form is read."),
        (
            "  sources:",
            "  optional: [reason]\n  sources:",
            "line 7: budget.optional: reason is no column of this block.",
        ),
        ("title:", "requires: [甲]\nlacks: [甲]\ntitle:", "甲 stands in requires and in lacks: no form can have it"),
        ("id: invented", "id: mof_annex", "line 1: id is mof_annex; it has to be invented, as the file."),
        ("description:", "title: 又一个\ndescription:", "title stands twice (line 2 and line 4)."),
        ("[计划值]", "[计划值", "line 10: this cannot be read ("),
        ("budget:\n", "budget：\n", "line 5: this cannot be read; ： means nothing in YAML, write : and a blank."),
        (FAMILY, "", "yml: it holds no keys; begin with a copy of the nearest family."),
    ],
)
def test_a_mistake_is_named_by_file_key_and_what_was_meant(
    tmp_path: Path, before: str, after: str, said: str | None
) -> None:
    assert FAMILY.count(before) == 1
    text = FAMILY.replace(before, after)
    if said is None:
        # A column without labels has those of the shared words.
        (tmp_path / "invented.yml").write_text(text, "utf-8")
        assert "全年执行数" in read_families(tmp_path)[0].budget.columns["executed"]
        return
    (problem,) = problems(tmp_path, text)
    assert problem.startswith("families/invented.yml")
    assert said in problem


def test_all_mistakes_of_all_files_are_named_at_once(tmp_path: Path) -> None:
    wrong = FAMILY.replace("title:", "titel:").replace("executed:", "exectued:").replace("name:", "nam:")
    found = problems(tmp_path, wrong, other=FAMILY.replace("id: invented", "id: [other]"))
    assert [problem.partition(": ")[0] for problem in found] == [
        "families/invented.yml, line 2",
        "families/invented.yml, line 6",
        "families/invented.yml, line 10",
        "families/other.yml, line 1",
    ]


def test_two_families_that_fit_the_same_headings_are_named(tmp_path: Path) -> None:
    (problem,) = problems(tmp_path, FAMILY, other=FAMILY.replace("id: invented", "id: other"))
    assert "families/invented.yml and families/other.yml fit the same headings" in problem


@pytest.mark.parametrize(
    "more",
    ["requires: [乡镇名称]\n", "lacks: [考核内容]\n", "money_units: [元]\n"],
    ids=lambda more: more.partition(":")[0],
)
def test_what_tells_two_families_apart_is_accepted(tmp_path: Path, more: str) -> None:
    other = FAMILY.replace("id: invented", "id: other").replace("[考核内容]", "[考核内容, 考核事项]")
    assert "fit the same headings" in problems(tmp_path, FAMILY + "money_units: [万元]\n", other=other)[0]
    (tmp_path / "other.yml").write_text(other + more, "utf-8")
    assert [family.id for family in read_families(tmp_path)] == ["invented", "other"]


def test_a_mistake_in_the_shared_words_is_named_as_well(tmp_path: Path) -> None:
    (tmp_path / "vocabulary.yml").write_text("level_1: {成本指标: [成本]}\n", "utf-8")
    with pytest.raises(FamilyError) as raised:
        checked(Vocabulary, read(tmp_path / "vocabulary.yml", "families/shared"))
    assert "families/shared/vocabulary.yml, line 1: level_1 is no key; did you mean level1?" in raised.value.problems


def test_the_families_of_the_program_have_no_mistake() -> None:
    assert len(load_families()) > 10
