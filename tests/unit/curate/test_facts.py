"""Year, division and department come from the first source that tells them, and say which it was."""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

import pytest

from pipeline.curate.form_facts import add_facts
from pipeline.curate.published_rows import rows_of
from pipeline.facts.region import COLUMNS
from pipeline.model.form import Form, Heading
from pipeline.model.grid import Cell, Evidence, Reading, TextLine
from pipeline.model.records import FormRecord
from pipeline.model.value import Value
from pipeline.sources.batch import BatchFacts
from pipeline.sources.raw import RawDocument

TITLE = "项目支出绩效自评表"


def field(label: str, text: str) -> tuple[str, Cell]:
    return label, Cell(0, 1, 1, 1, text, text, (Evidence(1),))


def form_with(doubtful: Collection[str] = (), **values: str | int | None) -> Form:
    head = FormRecord()
    for name, value in ({"first_page": 1, "last_page": 1} | values).items():
        setattr(head, name, Value(value))
    head.doubt(doubtful, "guessed")
    return Form(head)


def facts(
    *, above: tuple[str, ...] = (), fields: tuple[tuple[str, str], ...] = (), department: str | None = None,
    unit: str | None = None, route: str = "pdf_text", path: str = "a/b.pdf", lines: tuple[str, ...] = (),
    doubtful: tuple[str, ...] = (),
    **batch: Any,
) -> dict[str, Any]:  # fmt: skip
    form = form_with(doubtful, department=department, implementing_unit=unit)
    form.heading = Heading(list(map(TextLine, above)), [field(*one) for one in fields])
    source = RawDocument(path, "a", "0" * 16, 1, "application/pdf", facts=BatchFacts(**batch))
    add_facts([form], source, Reading(route, 1, [], [(1, line) for line in (*above, *lines)]))
    return rows_of(form).values


@pytest.mark.parametrize(
    ("given", "year", "origin", "is_doubtful"),
    [
        ({"fields": (("评价年度", "2024年"),), "above": (TITLE,)}, 2024, "form", False),
        ({"fields": (("年度：", "2024"),), "above": (f"{TITLE}（2023年度）",)}, 2024, "form", True),
        ({"fields": (("预算年度：2024年", "预算年度：2024年"),)}, 2024, "form", False),
        ({"fields": (("项目年度", "2023-2025"),)}, None, None, False),
        ({"fields": (("立项年度", "2023年"),)}, None, None, False),
        ({"above": (f"{TITLE}（2021年度）",), "fiscal_year": 2021, "path": "a/2023.pdf"}, 2021, "title", False),
        ({"above": (f"2023年度{TITLE}",), "fiscal_year": 2024}, 2023, "title", True),
        ({"above": (f"2022年度{TITLE}", f"{TITLE}（2023年度）")}, 2023, "title", True),
        ({"above": (TITLE, "（2024年度）", "金额单位：万元")}, 2024, "title", False),
        ({"above": ("2024年度", TITLE)}, 2024, "title", False),
        ({"above": (f"{TITLE}（2024年度） 单位：万元",)}, 2024, "title", False),
        ({"above": (f"2024年度{TITLE} 填报单位：溪口县林业局",)}, 2024, "title", False),
        ({"above": (TITLE, "填报单位：溪口县林业局    2024年度    单位：万元")}, 2024, "title", False),
        ({"above": (TITLE, "2024年度 填报日期：2025年3月1日")}, 2024, "title", False),
        ({"above": (TITLE, "填报日期：2025年3月1日")}, None, None, False),
        ({"above": (f"2023年度部门预算{TITLE}", TITLE)}, 2023, "title", False),
        ({"above": (f"2023年度部门预算{TITLE}", TITLE), "route": "html"}, 2023, "title", True),
        ({"above": (f"附件2：2023年度{TITLE}", TITLE), "route": "html"}, 2023, "title", False),
        ({"above": (f"2022年度{TITLE}", f"2023年度{TITLE}", TITLE), "route": "html"}, 2023, "title", True),
        ({"above": (f"2022年度{TITLE}", TITLE, "（2023年度）"), "route": "html"}, 2023, "title", True),
        ({"above": (TITLE, "（2024年度）", "2023年度")}, 2023, "title", True),
        ({"above": ("溪口县林业局2024年度", TITLE)}, 2024, "title", False),
        ({"above": ("附件：2024年度部门预算项目支出", "绩效自评表")}, 2024, "title", False),
        (
            {"above": ("溪口县林业局2023年度绩效自评工作情况说明", "绩效目标自评表", "（2024年度）")},
            2024,
            "title",
            False,
        ),
        ({"above": (f"{TITLE}（2024年度）", "请据实填写。", "填报单位：溪口县林业局")}, 2024, "title", False),
        ({"above": (f"{TITLE}（2024年度）", *("一句话。",) * 8)}, 2024, "title", True),
        ({"above": ("（2024年度）",)}, 2024, "title", True),
        ({"above": ("（2024年度）", *("一句话。",) * 4)}, None, None, False),
        ({"above": (TITLE, "我局于2023年度开展工作。")}, None, None, False),
        ({"above": (TITLE,), "fiscal_year": 2024, "lines": (f"2022年度{TITLE}",)}, 2024, "batch", False),
        ({"above": (TITLE,), "lines": (f"2022年度{TITLE}",)}, 2022, "text", True),
        ({"above": (TITLE,), "lines": (f"2022年度{TITLE}", f"2023年度{TITLE}")}, None, None, False),
        ({"above": (TITLE,), "lines": ("溪口县林业局2022年度部门决算",)}, 2022, "text", True),
        ({"lines": ("2022年度部门决算",), "path": "a/2023.pdf"}, None, None, False),
        ({"path": f"a/附件3：2023年度{TITLE}.pdf"}, 2023, "file_name", True),
        ({"path": "a/自评表2023.pdf"}, None, None, False),
    ],
)
def test_the_year_is_that_of_field_title_or_batch_and_else_in_doubt(
    given: dict[str, Any], year: int | None, origin: str | None, is_doubtful: bool
) -> None:
    found = facts(**given)
    assert (found["fiscal_year"], found["fiscal_year_origin"], "fiscal_year" in found["doubtful"]) == (
        year, origin, is_doubtful,
    )  # fmt: skip


def test_forms_one_right_below_the_other_share_the_title_above_the_first() -> None:
    forms = [form_with(), form_with(), form_with(first_page=2, last_page=2), form_with(first_page=2, last_page=2)]
    forms[0].heading = Heading([TextLine(f"2023年度{TITLE}")])
    forms[3].heading = Heading([TextLine(TITLE)])
    source = RawDocument("a/b.xlsx", "a", "0" * 16, 1, "application/pdf")
    add_facts(forms, source, Reading("office", 1, [], [(1, f"2023年度{TITLE}")]))
    assert [form.head.fiscal_year.value for form in forms] == [2023, 2023, 2023, None]
    assert [form.head.doubtful for form in forms] == [[], [], ["fiscal_year"], []]


def test_a_year_that_was_read_has_the_cell_it_was_read_from() -> None:
    form = form_with()
    form.heading = Heading([], [field("评价年度", "2024年")])
    source = RawDocument("a/b.pdf", "a", "0" * 16, 1, "application/pdf")
    add_facts([form], source, Reading("pdf_text", 1, []))
    assert [(c["table_name"], c["field"], c["raw_value"], c["value"]) for c in rows_of(form).cells] == [
        ("form", "fiscal_year", "2024年", "2024")
    ]


@pytest.mark.parametrize(
    ("given", "region", "origin", "is_doubtful"),
    [
        ({"department": "盐城市亭湖区水务局"}, "江苏省盐城市亭湖区", "form", False),
        ({"department": "盐城市亭湖区水务局", "region": "江苏省"}, "江苏省盐城市亭湖区", "form", False),
        ({"department": "盐城市亭湖区水务局", "region": "盐城"}, "江苏省盐城市亭湖区", "form", False),
        ({"department": "盐城市亭湖区水务局", "region": "上海市"}, "江苏省盐城市亭湖区", "form", True),
        ({"department": "盐城市亭湖区水务局", "region": "云州市"}, "江苏省盐城市亭湖区", "form", True),
        ({"department": "江苏省水利厅", "region": "盐城市亭湖区"}, "江苏省盐城市亭湖区", "batch", False),
        ({"department": "区水务局", "region": "盐城市亭湖区"}, "江苏省盐城市亭湖区", "batch", False),
        ({"department": "青屏区民政局", "region": "云州市"}, "云州市", "batch", False),
        ({"department": "普陀区财政局"}, None, None, False),
        ({"department": "普陀区财政局", "region": "上海市"}, "上海市普陀区", "batch", False),
        ({"department": "普陀区财政局", "publisher": "上海市普陀区人民政府"}, "上海市普陀区", "batch", False),
        ({"department": "普陀区财政局", "region": "江苏省"}, "江苏省", "batch", True),
        ({"department": "普陀区财政局", "unit": "舟山市普陀区国库支付中心"}, "浙江省舟山市普陀区", "form", False),
        ({"department": "普陀区财政局", "above": (f"上海市普陀区财政局{TITLE}",)}, "上海市普陀区", "title", False),
        ({"department": "普陀区财政局", "lines": ("上海市普陀区政府网站",)}, "上海市普陀区", "text", True),
        ({"department": "水务局", "unit": "盐城市亭湖区河道管理所"}, "江苏省盐城市亭湖区", "form", True),
        ({"above": (f"盐城市亭湖区水务局{TITLE}",), "doubtful": ("department",)}, "江苏省盐城市亭湖区", "title", True),
        ({"department": "盐城市亭湖区水务局", "doubtful": ("department",)}, None, None, False),
        ({"department": "水务局", "path": "a/盐城市.pdf"}, None, None, False),
    ],
)  # fmt: skip
def test_the_division_is_that_of_the_department_and_of_the_batch_where_it_tells_none(
    given: dict[str, Any], region: str | None, origin: str | None, is_doubtful: bool
) -> None:
    found = facts(**given)
    assert (found["region"], found["region_origin"]) == (region, origin)
    assert set(COLUMNS) & set(found["doubtful"]) == (set(COLUMNS) if is_doubtful else set())


def test_a_division_has_the_names_of_the_fiscal_year() -> None:
    then, now = (facts(department="梁平县教育局", fiscal_year=year) for year in (2014, 2024))
    assert (then["division_code"], then["county"], then["doubtful"]) == ("500228", "梁平县", [])
    assert (now["county"], "county" in now["doubtful"]) == ("梁平县", True)
    assert facts(department="公主岭市教育局", fiscal_year=2018)["prefecture"] == "四平市"
    assert facts(department="公主岭市教育局", fiscal_year=2024)["prefecture"] == "长春市"


def test_a_lost_department_is_that_of_the_batch_for_certain_and_that_of_a_title_in_doubt() -> None:

    titled = facts(doubtful=("department",), above=(f"云州市民政局2024年度{TITLE}",))
    assert (titled["department"], titled["department_origin"]) == ("云州市民政局", "title")
    assert "department" in titled["doubtful"]
    source = RawDocument("a/b.pdf", "a", "0" * 16, 1, "application/pdf", facts=BatchFacts(department="云州市民政局"))
    form = form_with(doubtful=["department"])
    add_facts([form], source, Reading("pdf_text", 1, []))
    assert (form.head.department.value, form.head.doubtful) == ("云州市民政局", [])
