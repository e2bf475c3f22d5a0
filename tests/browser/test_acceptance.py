"""What the site says against the published views: sums, rows and charts, of all and of a part.

Belongs here: checks that know the contract of the site and the views alone. Does not belong here: how a page is used
(test_site_pages.py), what lies in a frame (test_evidence.py).
"""

from __future__ import annotations

import csv
import io
import re
from collections import Counter
from collections.abc import Callable
from decimal import ROUND_HALF_UP, Decimal
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Locator, Page

from tests.browser.conftest import settled

Show = Callable[[str], Page]
BARS = "path[aria-roledescription=bar]"
ROW_OF = {"shortfalls": "indicator_no", "budget": "line_no", "indicators": "indicator_no"}
VIEW_OF = {"shortfalls": "shortfall_indicators", "budget": "budget_execution", "indicators": "indicators"}


def view(release: Path, name: str) -> pl.DataFrame:
    return pl.read_parquet(release / "views" / f"{name}.parquet")


def counted(release: Path, name: str, part: pl.Expr) -> pl.DataFrame:
    """Rows that count in sums: of forms of projects, each project once."""
    rows = view(release, name).filter(pl.col("duplicate_of").is_null() & (pl.col("form_kind") == "project"))
    return rows.filter(part)


def added(amounts: pl.Series) -> Decimal:
    """The exact sum: views are written with floating numbers, which hold money and points to the cent."""
    return Decimal(str(round(float(amounts.sum()), 4)))


def wan(yuan: Decimal) -> str:
    return f"{(yuan / 10000).quantize(Decimal('0.01'), ROUND_HALF_UP):,}"


def plain(found: Locator) -> str:
    return found.inner_text().replace("\xa0", " ")


def same_as_views(page: Page, release: Path, part: pl.Expr) -> None:
    """The cards of the overview are what the views add up to."""
    totals, shortfalls = counted(release, "budget_totals", part), counted(release, "shortfall_indicators", part)
    budget, executed = added(totals["rate_budget_yuan"]), added(totals["executed_yuan"])
    page.wait_for_timeout(300)
    cards = [plain(card) for card in page.locator(".card").all()]
    assert cards[0].splitlines()[1] == str(totals.height)
    assert cards[1].splitlines()[1] == f"{wan(budget)} 万元"
    assert cards[2].splitlines()[1] == f"{wan(executed)} 万元"
    rate = (executed * 100 / budget).quantize(Decimal("0.01"), ROUND_HALF_UP)
    assert Decimal(cards[3].splitlines()[1].removesuffix("%")) == rate
    assert cards[4].splitlines()[1] == str(shortfalls.height)
    lost = re.search(r"共扣 ([\d,.]+) 分", cards[4])
    assert lost
    assert Decimal(lost[1].replace(",", "")) == added(shortfalls.filter("is_counted")["shortfall"])


def test_the_overview_adds_up_to_the_views_for_all_and_for_a_department(show: Show, release: Path) -> None:
    same_as_views(show("#/"), release, pl.lit(True))
    for department in counted(release, "projects", pl.lit(True))["department_id"].drop_nulls().unique().sort()[:3]:
        page = show(f"#/?department_id={department}")
        same_as_views(page, release, pl.col("department_id") == department)


def test_a_click_on_a_year_narrows_also_where_no_year_is_known(show: Show, release: Path) -> None:
    for year in counted(release, "projects", pl.lit(True))["fiscal_year"].unique():
        page = show("#/")
        label = "未填或不明" if year is None else str(year)
        chart = page.locator("[data-role=chart]", has_text="自评表数量，按年度")
        chart.locator(f"{BARS}[aria-label*='label: {label};']").click()
        page.wait_for_url(re.compile("fiscal_year="))
        settled(page)
        part = pl.col("fiscal_year").is_null() if year is None else pl.col("fiscal_year") == year
        same_as_views(page, release, part)
        page.reload()
        settled(page)
        same_as_views(page, release, part)


@pytest.mark.parametrize("grade", ["未填或不明", "优"])
def test_a_click_on_a_grade_leads_to_the_forms_of_that_grade(grade: str, show: Show, release: Path) -> None:
    page = show("#/")
    chart = page.locator("[data-role=chart]", has_text="按评分等级")
    chart.locator(f"{BARS}[aria-label*='label: {grade};']").click()
    page.wait_for_url(re.compile("grade_class="))
    settled(page)
    known = view(release, "projects")["grade_class_label"]
    found = known.is_null().sum() if grade == "未填或不明" else (known == grade).sum()
    assert f"共 {found} 行" in plain(page.locator(".summary"))


@pytest.mark.parametrize("route", sorted(VIEW_OF))
def test_every_row_is_in_the_table_and_in_the_download_once(route: str, show: Show, release: Path) -> None:
    rows = view(release, VIEW_OF[route])
    wanted = Counter((form, str(number)) for form, number in rows.select("form_id", ROW_OF[route]).iter_rows())
    page = show(f"#/{route}")
    page.locator("main select").filter(has_text="500").select_option("500")
    page.wait_for_timeout(1000)
    shown = page.locator("[data-role=row]").evaluate_all("rows => rows.map(r => [r.dataset.formId, r.dataset.rowNo])")
    assert Counter(map(tuple, shown)) == wanted
    page.get_by_label("英文列名").check()
    with page.expect_download() as waited:
        page.locator("[data-role=download-csv]").click()
    read = list(csv.DictReader(io.StringIO(Path(waited.value.path()).read_text("utf-8-sig"))))
    assert Counter((row["form_id"], row[ROW_OF[route]]) for row in read) == wanted


@pytest.mark.parametrize("column", ["fiscal_year", "department_normalized"])
@pytest.mark.parametrize("route", ["projects", "budget", "shortfalls"])
def test_the_sums_of_a_narrowed_table_are_those_of_the_views(
    route: str, column: str, show: Show, release: Path
) -> None:
    values = view(release, VIEW_OF.get(route, route))[column].drop_nulls()
    most = values.value_counts(sort=True)[column][0]
    page = show(f"#/{route}?{column}={most}")
    summary, part = plain(page.locator(".summary")), pl.col(column) == most
    assert f"共 {(values == most).sum()} 行" in summary
    if route == "shortfalls":
        lost = re.search(r"共扣 ([\d,.]+) 分", summary)
        assert lost
        of = counted(release, "shortfall_indicators", part).filter("is_counted")
        assert Decimal(lost[1].replace(",", "")) == added(of["shortfall"])
    else:
        totals = counted(release, "budget_totals", part)
        assert f"自评表 {totals.height} 张" in summary
        assert f"预算数 {wan(added(totals['rate_budget_yuan']))} 万元" in summary
        assert f"执行数 {wan(added(totals['executed_yuan']))} 万元" in summary


@pytest.mark.parametrize("route", ["#/", "#/shortfalls"])
def test_bars_keep_order_and_length_when_a_choice_is_taken_back(route: str, show: Show) -> None:
    show(f"{route}?fiscal_year=2024").wait_for_timeout(1000)
    page = show(route)
    page.wait_for_timeout(1000)
    for chart in page.locator("[data-role=chart]:visible").all():
        found = chart.locator(BARS).evaluate_all(
            """bars => bars.map(bar => { const box = bar.getBoundingClientRect();
            return [box.top, box.width, Number(bar.getAttribute('aria-label').match(/count: ([0-9.e+]+)/)[1])] })"""
        )
        counts = [count for _, _, count in sorted(found)]
        assert counts == sorted(counts, reverse=True)
        longest = max(width for _, width, _ in found)
        assert longest <= chart.bounding_box()["width"]  # type: ignore[index]
        for _, width, count in found:
            assert width == pytest.approx(longest * count / counts[0], abs=2)


def test_documents_say_what_to_do_and_list_no_doubts(show: Show, release: Path) -> None:
    page = show("#/documents")
    text = plain(page.locator("main"))
    assert "未能读取的原因和办法" in text
    assert "表上所填原因" not in text
    for path, sentence in view(release, "data_quality").drop_nulls("reason").select("path", "reason_text").iter_rows():
        row = plain(page.locator("[data-role=row]", has_text=path))
        assert sentence[:30] in row
    with page.expect_download() as waited:
        page.locator("[data-role=download-csv]").click()
    heading = Path(waited.value.path()).read_text("utf-8-sig").splitlines()[0]
    assert "存疑字段" not in heading
