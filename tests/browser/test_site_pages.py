"""The site as people use it: every page opens, charts and search narrow tables, state is in the address."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Callable
from pathlib import Path
from urllib.parse import quote

import polars as pl
import pytest
from playwright.sync_api import Page

from tests.browser.conftest import FORMULA, SCRIPT, grave, settled

Show = Callable[[str], Page]
PAGES = (
    "#/", "#/budget", "#/shortfalls", "#/reasons", "#/findings", "#/departments", "#/projects", "#/indicators",
    "#/documents", "#/methods", "#/dictionary", "#/findings?lang=en",
)  # fmt: skip
ROWS = "[data-role=row]"


def ids(release: Path) -> dict[str, str]:
    """A department, a document, a form and the row of a shortfall."""
    form = pl.read_parquet(release / "views" / "projects.parquet").filter(
        pl.col("path").str.ends_with("cul_library.html")
    )
    return {name: form[name][0] for name in ("department_id", "document_id", "form_id")}


@pytest.mark.parametrize("route", PAGES)
def test_a_page_opens_and_can_be_used_by_everybody(route: str, show: Show) -> None:
    page = show(route)
    page.wait_for_timeout(500)
    assert grave(page) == []


@pytest.mark.parametrize("kind", ["department_id", "document_id", "form_id"])
def test_the_page_of_one_thing_opens_and_can_be_used_by_everybody(kind: str, show: Show, release: Path) -> None:
    route = {"department_id": "departments", "document_id": "documents", "form_id": "projects"}[kind]
    page = show(f"#/{route}/{ids(release)[kind]}")
    page.wait_for_timeout(500)
    assert grave(page) == []


def test_a_table_has_the_rows_of_its_view(show: Show, release: Path) -> None:
    for route, view in (
        ("budget", "budget_execution"),
        ("shortfalls", "shortfall_indicators"),
        ("findings", "findings"),
    ):
        count = pl.read_parquet(release / "views" / f"{view}.parquet").height
        page = show(f"#/{route}")
        assert f"共 {count} 行" in page.locator(".summary").inner_text()
        assert page.locator(ROWS).count() == min(50, count)


def test_search_in_chinese_narrows_the_table_and_stands_in_the_address(show: Show, release: Path) -> None:
    page = show("#/shortfalls")
    page.locator("[data-role=search]").fill("图书车")
    page.wait_for_url(re.compile(re.escape("q=")))
    settled(page)
    indicators = pl.read_parquet(release / "views" / "shortfall_indicators.parquet")
    expected = indicators.filter(
        pl.col("name").str.contains("图书车") | pl.col("reason_text").str.contains("图书车")
    ).height
    assert page.locator(ROWS).count() == expected > 0
    page.reload()
    settled(page)
    assert page.locator("[data-role=search]").input_value() == "图书车"
    assert page.locator(ROWS).count() == expected


def test_a_bar_of_a_chart_narrows_the_other_chart_and_the_table(show: Show) -> None:
    page = show("#/findings")
    chart = page.locator("[data-role=chart]").nth(1)
    chart.locator("path[aria-roledescription=bar]").first.click()
    page.wait_for_url(re.compile(re.escape("severity=")))
    settled(page)
    texts = page.locator(f"{ROWS} td:first-child").all_inner_texts()
    assert len({text[:2] for text in texts}) == 1
    page.go_back()
    page.wait_for_url(lambda url: "severity=" not in url)
    settled(page)
    assert len({text[:2] for text in page.locator(f"{ROWS} td:first-child").all_inner_texts()}) > 1
    page.go_forward()
    page.wait_for_url(re.compile(re.escape("severity=")))
    settled(page)


def test_the_overview_narrows_by_a_click_on_a_department(show: Show) -> None:
    page = show("#/")
    before = page.locator(".card-value").first.inner_text()
    page.locator("[data-role=chart]", has_text="预算数").locator("path[aria-roledescription=bar]").first.click()
    page.wait_for_url(re.compile(re.escape("department_id=")))
    settled(page)
    assert page.locator(".card-value").first.inner_text() != before
    page.locator(".chip").first.click()
    page.wait_for_url(lambda url: "department_id=" not in url)
    settled(page)
    assert page.locator(".card-value").first.inner_text() == before


def test_sorting_by_a_heading_stands_in_the_address(show: Show) -> None:
    page = show("#/projects")
    page.locator("th", has_text="全年执行数").click()
    page.wait_for_url(re.compile(re.escape("sort=executed_yuan")))
    settled(page)
    cells = page.locator(f"{ROWS} td.kind-money:nth-child(4)").all_inner_texts()
    amounts = [float(text.split()[0].replace(",", "")) for text in cells if text.strip()]
    assert amounts == sorted(amounts)


def test_the_language_changes_and_stays(show: Show) -> None:
    page = show("#/shortfalls")
    assert page.locator("h1").inner_text() == "扣分指标"
    page.locator("[data-role=language]").click()
    page.wait_for_selector("html[lang=en]")
    settled(page)
    assert page.locator("h1").inner_text() == "Shortfalls"
    page.locator("nav a", has_text="Findings").first.click()
    page.wait_for_selector("h1:text-is('Findings')")
    page.locator("[data-role=language]").click()
    page.wait_for_selector("h1:text-is('核查发现')")


def download(page: Page) -> list[list[str]]:
    with page.expect_download() as waiting:
        page.locator("[data-role=download-csv]").click()
    content = Path(waiting.value.path()).read_bytes()
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")))


def test_a_table_downloads_with_chinese_or_machine_headings(show: Show, release: Path) -> None:
    page = show("#/projects")
    projects = pl.read_parquet(release / "views" / "projects.parquet")
    heading, *rows = download(page)
    assert heading[:2] == ["项目名称", "全年预算数（元）"]
    assert "全年执行数（元）" in heading
    assert len(rows) == projects.height
    # A row in a spreadsheet still leads to its place on the page.
    place = heading.index("原文位置（网页）")
    assert all(
        re.fullmatch(r"index\.html#/evidence/[0-9a-f]{16}-\d{3}/form/0/project_name", row[place]) for row in rows
    )
    page.get_by_label("英文列名").check()
    heading, *rows = download(page)
    amounts = [float(row[heading.index("executed_yuan")] or 0) for row in rows]
    assert sum(amounts) == pytest.approx(projects["executed_yuan"].sum())


def test_texts_of_a_document_neither_run_here_nor_in_a_spreadsheet(show: Show) -> None:
    page = show(f"#/projects?q={quote('乡村图书')}")
    assert page.evaluate("window.harmed") is None
    assert SCRIPT in page.locator(ROWS).first.inner_text()
    heading, row = download(page)
    assert row[heading.index("项目名称")].startswith("<script>")
    unit = row[heading.index("实施单位")]
    assert unit == "'" + FORMULA
    page.locator(f"{ROWS} a").first.click()
    settled(page)
    assert SCRIPT in page.locator("h1").inner_text()
    assert page.evaluate("window.harmed") is None


def test_one_click_by_keyboard_leads_from_a_row_to_its_evidence(show: Show) -> None:
    page = show("#/shortfalls")
    row = page.locator(ROWS).first
    form, number = row.get_attribute("data-form-id"), row.get_attribute("data-row-no")
    row.locator(".evidence-link").focus()
    page.keyboard.press("Enter")
    page.wait_for_url(re.compile("#/evidence/"))
    settled(page)
    assert page.evaluate("location.hash") == f"#/evidence/{form}/indicator/{number}/score"
    assert page.locator("[data-role=evidence]").count() == 1
    page.go_back()
    settled(page)
    assert page.locator("h1").inner_text() == "扣分指标"


def test_the_reason_of_a_doubt_is_told_on_hover_and_on_focus(show: Show) -> None:
    page = show("#/projects?doubtful=1")
    badge = page.locator(".badge").first
    badge.hover()
    assert len(page.locator("#tip").inner_text()) > 5
    page.keyboard.press("Escape")
    badge.focus()
    assert len(page.locator("#tip").inner_text()) > 5


def test_a_printed_page_has_the_table_and_no_navigation(show: Show) -> None:
    page = show("#/budget")
    page.emulate_media(media="print")
    assert not page.locator(".head nav").is_visible()
    assert page.locator("table.rows").is_visible()


def test_an_address_that_leads_nowhere_says_so(show: Show) -> None:
    page = show("#/nothing")
    assert "没有这个页面" in page.locator("main").inner_text()


@pytest.mark.parametrize("route", ["budget", "shortfalls", "reasons", "findings", "projects", "indicators"])
def test_paper_shows_every_column_and_every_whole_text(route: str, show: Show) -> None:
    page = show(f"#/{route}")
    page.set_viewport_size({"width": 1047, "height": 720})  # what A4 on its side holds between its margins
    page.emulate_media(media="print")
    page.evaluate("window.dispatchEvent(new Event('beforeprint'))")
    table, holder = page.locator("[data-role=table]"), page.locator(".table-holder")
    assert table.evaluate("one => one.scrollWidth") <= holder.evaluate("one => one.clientWidth") + 1
    assert page.locator("details.long:not([open])").count() == 0


def test_the_printed_proof_of_a_value_says_whose_it_is_and_shows_one_page(show: Show) -> None:
    page = show("#/shortfalls")
    page.locator(f"{ROWS} .evidence-link").first.click()
    page.wait_for_url(re.compile("#/evidence/"))
    settled(page)
    page.emulate_media(media="print")
    said = page.locator("main").inner_text()
    form = page.evaluate("location.hash").split("/")[2]
    row = page.evaluate("id => jixiao.forms.get(id).then(found => found.form)", form)
    assert [one for one in ("project_name", "department_normalized", "path") if row[one] not in said] == []
    assert page.locator(".ev-page").evaluate_all("all => all.filter(one => one.offsetHeight > 0).length") == 1


def test_a_card_leads_to_its_table_and_a_finding_to_its_rule(show: Show) -> None:
    page = show("#/")
    page.locator(".card-name", has_text="核查发现").click()
    page.wait_for_selector("h1:text-is('核查发现')")
    settled(page)
    page.locator(f"{ROWS} a[href*='#/projects/']").first.click()
    page.wait_for_url(re.compile("#/projects/"))
    settled(page)
    rule = page.locator(".findings a").first.inner_text().split()[0]
    page.locator(".findings a").first.click()
    page.wait_for_url(re.compile(f"q={rule}"))
    settled(page)
    assert page.locator(".rule:visible").count() < 10
