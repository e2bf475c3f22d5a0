"""A line is a title when each of its parts is one of a title, in the order in which offices print them."""

from __future__ import annotations

import re
from itertools import product
from pathlib import Path

import pytest
import yaml

from pipeline.text.titles import TitleLine, bare_year, is_above_pages, is_year_label, labelled_year, lone_year, title

PARTS = yaml.safe_load((Path(__file__).parents[2] / "data" / "wording" / "title_parts.yml").read_text("utf-8"))
ANNEXES, OFFICES, KINDS, FRAMES = (PARTS[key] for key in ("annexes", "offices", "kinds", "frames"))
YEARS = {"2023年度": 2023, "2023 年度": 2023, "２０２３年度": 2023, "二〇二三年度": 2023, "2023年": 2023}
NOTES = ["", "（一）", "（样表）", "（公开）", "（金额单位：万元）"]


@pytest.mark.parametrize(("annex", "office"), list(product(ANNEXES, OFFICES)))
def test_office_year_and_kind_make_a_title(annex: str, office: str) -> None:
    for kind, (printed, year) in product(KINDS, YEARS.items()):
        for line in (
            f"{annex}{office}{printed}{kind}",
            f"{annex}{office}{kind}（{printed}）",
            f"{annex}{printed}{office}{kind}",
        ):
            found = title(line)
            assert found is not None, line
            assert (found.kind, found.year, found.is_sure) == ("form", year, True), line


@pytest.mark.parametrize(("kind", "note"), list(product(KINDS, NOTES)))
def test_notes_in_brackets_stand_behind(kind: str, note: str) -> None:
    for line in (f"2023年度{kind}{note}", f"{kind}（2023年度）{note}", f"{kind}{note}（2023年）", f"{kind} 2023年度"):
        found = title(line)
        assert found is not None, line
        assert (found.year, found.is_sure) == (2023, True), line


@pytest.mark.parametrize("frame", FRAMES)
def test_a_sentence_around_a_title_is_none(frame: str) -> None:
    for kind in KINDS:
        for line in (f"2023年度{kind}", f"{kind}（2023年度）"):
            found = title(frame.format(line))
            assert found is None or found.kind != "form", frame.format(line)


@pytest.mark.parametrize(
    "line",
    PARTS["other_lines"],
)  # fmt: skip
def test_other_lines_establish_no_year(line: str) -> None:
    found = title(line)
    assert found is None or found.kind == "document" or found.year is None


def test_the_year_of_a_project_is_that_of_the_form_in_doubt_only() -> None:
    assert title("2023年农村公路养护项目支出绩效自评表") == TitleLine("form", 2023, is_sure=False)
    assert title("2023年度农村公路养护项目支出绩效自评表") == TitleLine("form", 2023)
    assert title("2022年农村公路养护项目支出绩效自评表（2023年度）") == TitleLine("form", 2023)
    assert title("2024年公开的2023年度项目支出绩效自评表") == TitleLine("form", 2023, is_sure=False)
    assert title("2023年度人民调解补助(2023-2025年)项目自评表") == TitleLine("form", 2023)


@pytest.mark.parametrize(
    "label",
    PARTS["year_labels"],
)
def test_labels_that_ask_for_the_fiscal_year(label: str) -> None:
    assert is_year_label(label)


@pytest.mark.parametrize(
    "label",
    PARTS["other_labels"],
)
def test_labels_that_ask_for_another_year(label: str) -> None:
    assert not is_year_label(label)


@pytest.mark.parametrize(
    ("text", "year"),
    [
        ("2024", 2024),
        ("2024年", 2024),
        ("（2024年度）", 2024),
        ("二〇二四年度", 2024),
        ("2024年度", 2024),
        ("2023-2025", None),
        ("2023年、2024年", None),
        ("2024年3月", None),
        ("2024.3", None),
        ("1-12月", None),
        ("24", None),
        ("2924年", None),
        ("", None),
    ],
)
def test_a_year_that_is_the_whole_text(text: str, year: int | None) -> None:
    assert lone_year(text) == year


def test_lines_that_tell_only_a_year() -> None:
    assert bare_year("（2024年度）") == (2024, True)
    assert bare_year("2024年度 单位：万元") == (2024, True)
    assert bare_year("2024年") == (2024, False)
    assert bare_year("2024年3月") is None
    assert labelled_year("评价年度：2024年") == 2024
    assert labelled_year("填报年度：2024年") is None
    assert labelled_year("预算年度：2023-2025年") is None


@pytest.mark.parametrize("kind", KINDS)
def test_a_title_of_any_wording_is_known_where_it_stands_above_pages(kind: str) -> None:
    assert is_above_pages(kind) or not re.search("自评|支出绩效", kind)
    assert is_above_pages(f"附件2：溪口县林业局2023年度{kind}（公开）") or not re.search("自评|支出绩效", kind)


@pytest.mark.parametrize(
    ("line", "expected"),
    [
        ("附件2", True), ("附件3-1：", True), ("附表一", True), ("（2024年度）", True),
        ("2024 年度项目支出绩效自我评价表", True),
        # Texts of cells that can stand alone at the end of a page.
        ("2024年度", False), ("3-5", False), ("（1）", False), ("第一部分", False), ("满意度评价表", False),
        ("项目绩效自评", False), ("绩效评价报告", False), ("项目资金执行情况表", False),
        ("已公开项目支出绩效自评表", False), ("附件齐全", False),
    ],
)  # fmt: skip
def test_only_what_can_be_nothing_else_stands_above_pages(line: str, *, expected: bool) -> None:
    assert is_above_pages(line) is expected
