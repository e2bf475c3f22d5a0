"""Year, region and department come from the first source that says them, and say which it was."""

from __future__ import annotations

from typing import Any

import pytest

from pipeline.curate.facts import add_facts
from pipeline.parse.model import Form
from pipeline.readers.grid import Reading
from pipeline.sources.batch import BatchFacts
from pipeline.sources.raw import RawDocument


def facts(
    *, title_year: int | None = None, department: str | None = None, path: str = "a/b.pdf", lines: tuple[str, ...] = (),
    doubtful: tuple[str, ...] = (), **batch: Any,
) -> dict[str, Any]:  # fmt: skip
    form = Form({"title_year": title_year, "department": department, "doubtful": list(doubtful)})
    source = RawDocument(path, "a", "0" * 16, 1, "application/pdf", facts=BatchFacts(**batch))
    add_facts(form, source, Reading("pdf_text", 1, [], [(1, line) for line in lines]))
    return form.values


@pytest.mark.parametrize(
    ("given", "year", "origin"),
    [
        ({"title_year": 2021, "fiscal_year": 2021, "lines": ("2022年度部门决算",), "path": "a/2023.pdf"}, 2021, "form"),
        ({"fiscal_year": 2024, "lines": ("2022年度部门决算",), "path": "a/2023.pdf"}, 2024, "batch"),
        ({"lines": ("2022年度部门决算",), "path": "a/2023.pdf"}, 2022, "title"),
        ({"path": "a/自评表2023.pdf"}, 2023, "file_name"),
        ({"path": "a/2022-2023.pdf"}, None, None),
    ],
)
def test_the_year_is_that_of_the_nearest_source(given: dict[str, Any], year: int | None, origin: str | None) -> None:
    found = facts(**given)
    assert (found["fiscal_year"], found["fiscal_year_origin"]) == (year, origin)
    assert "fiscal_year" not in found["doubtful"]


def test_a_year_that_form_and_batch_contradict_is_doubtful() -> None:
    found = facts(title_year=2023, fiscal_year=2024)
    assert (found["fiscal_year"], "fiscal_year" in found["doubtful"]) == (2023, True)


@pytest.mark.parametrize(
    ("department", "region"),
    [
        ("青屏区绿化和市容管理局", "青屏区"),
        ("219-池州市贵池区棠溪镇人民政府", "池州市贵池区"),
        ("广西壮族自治区财政厅", "广西壮族自治区"),
        ("四川省凉山彝族自治州民政局", "四川省凉山彝族自治州"),
        ("城市管理局", None),
        ("第一人民医院新区分院", None),
        ("社区服务中心", None),
        ("市市场监管局", None),
        ("财政部", None),
    ],
)
def test_the_region_of_a_department_is_the_division_its_name_begins_with(department: str, region: str | None) -> None:
    assert facts(department=department)["region"] == region


def test_the_region_of_the_batch_comes_before_that_of_the_department() -> None:
    found = facts(department="青屏区民政局", region="云州市")
    assert (found["region"], found["region_origin"]) == ("云州市", "batch")


def test_a_region_that_only_stands_around_the_form_is_doubtful() -> None:
    found = facts(lines=("云州市青屏区2024年度项目支出绩效自评表",))
    assert (found["region"], found["region_origin"]) == ("云州市青屏区", "title")
    assert "region" in found["doubtful"]


def test_a_doubtful_department_gives_no_region() -> None:
    assert facts(department="青屏区民政局", doubtful=("department",))["region"] is None


def test_a_lost_department_is_that_of_the_batch_for_certain_and_that_of_a_title_in_doubt() -> None:
    source = RawDocument("a/b.pdf", "a", "0" * 16, 1, "application/pdf", facts=BatchFacts(department="云州市民政局"))
    form = Form({"title_year": None, "department": None, "doubtful": ["department"]})
    add_facts(form, source, Reading("pdf_text", 1, []))
    assert (form.values["department"], form.values["doubtful"]) == ("云州市民政局", [])
    titled = facts(doubtful=("department",), lines=("云州市民政局2024年度项目支出绩效自评表",))
    assert (titled["department"], titled["department_origin"]) == ("云州市民政局", "title")
    assert "department" in titled["doubtful"]
