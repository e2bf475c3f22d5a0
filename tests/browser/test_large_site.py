"""A large site in the browser: what it shows is what a small site shows, and what is not loaded is told and reached."""

from __future__ import annotations

import re
import shutil
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest
from playwright.sync_api import Browser, Page

from pipeline.publish.site import departments, forms, pieces, table_rows, write_site
from tests.browser.conftest import grave, settled

ROWS = "[data-role=row]"
PAGE_ROWS = 50


@pytest.fixture(scope="module")
def large(release: Path, tmp_path_factory: pytest.TempPathFactory) -> str:
    """The first page of the same release as a large site, in many small pieces."""
    folder = tmp_path_factory.mktemp("large") / "release"
    shutil.copytree(release, folder, ignore=shutil.ignore_patterns("site", "*.duckdb"))
    shutil.copytree(release / "site" / "pages", folder / "site" / "pages")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "LARGE", 0)
        patch.setattr(table_rows, "PIECE_ROWS", 4)
        patch.setattr(forms, "LARGE_BLOCK", 2)
        patch.setattr(departments, "SHARED", 2)
        page = write_site(folder, "browser")
    return page.as_uri()


@pytest.fixture
def page(browser: Browser) -> Iterator[Page]:
    """An empty page that fails its test on any error and on any request to a host."""
    context = browser.new_context(viewport={"width": 1280, "height": 800})
    context.set_default_timeout(30_000)
    opened = context.new_page()
    problems: list[str] = []
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    opened.on("request", lambda asked: problems.append(asked.url) if asked.url.startswith("http") else None)
    yield opened
    context.close()
    assert problems == []


def told(page: Page) -> dict[str, list[str]]:
    """What a page says: headings, figures, sums, charts, rows."""
    page.wait_for_timeout(200)
    found = {
        name: page.locator(name).all_inner_texts() for name in ("h1", ".card", ".aside", "table.plain tr", ".read")
    }
    rows = page.locator(ROWS).all_inner_texts()
    if len(rows) == PAGE_ROWS:
        # Of more rows each site shows those first, and those of equals, that come first in its own order.
        return found | {"summary": page.locator(".summary").all_inner_texts()}
    found["rows"] = sorted(rows)
    # Which of equals a chart draws depends on the order of rows, how many there are does not.
    charts = [str(one.get_attribute("aria-label")).partition("：") for one in page.locator("[data-role=chart]").all()]
    found["charts"] = [f"{heading} {sorted(re.findall('[0-9.,]+', bars))}" for heading, _, bars in charts]
    return found


@pytest.mark.parametrize(
    "route", ["#/", "#/?fiscal_year=2024", "#/?department_id={department_id}", "#/departments/{department_id}",
              "#/departments/{department_id}?table=shortfalls", "#/projects", "#/findings", "#/projects/{form_id}",
              "#/documents/{document_id}"],
)  # fmt: skip
def test_a_large_site_says_the_same(route: str, page: Page, address: str, large: str, release: Path) -> None:
    form = pl.read_parquet(release / "views" / "projects.parquet").row(0, named=True)
    seen = []
    for first_page in (address, large):
        page.goto(first_page + route.format(**form))
        settled(page)
        seen.append(told(page))
    assert seen[0] == seen[1]
    assert grave(page) == []


def test_a_table_is_opened_by_year_and_in_batches_and_says_so(
    page: Page, large: str, release: Path, tmp_path: Path
) -> None:
    """Every row is reached by the buttons, and none is shown twice."""
    site = shutil.copytree(Path(large.removeprefix("file://")).parent, tmp_path / "site")
    script = site / "assets" / "rows.js"
    script.write_text(script.read_text("utf-8").replace("FULL_ROWS = 60000", "FULL_ROWS = 8"), "utf-8")
    view = pl.read_parquet(release / "views" / "indicators.parquet")
    newest = view.filter(pl.col("fiscal_year") == view["fiscal_year"].max())
    page.goto((site / "index.html").as_uri() + "#/indicators")
    settled(page)
    assert f"全表共 {view.height:,} 行" in page.locator(".part").inner_text()
    assert f"所选范围共 {newest.height:,} 行" in page.locator(".part").inner_text()
    assert grave(page) == []
    seen = []
    while True:
        seen += [
            (row.get_attribute("data-form-id"), row.get_attribute("data-row-no")) for row in page.locator(ROWS).all()
        ]
        following = page.get_by_role("button", name="下一批")
        if not following.count():
            break
        following.click()
        settled(page)
    assert len(set(seen)) == len(seen) == newest.height
    page.goto((site / "index.html").as_uri() + "#/indicators?batch=2&lang=en")
    settled(page)
    assert "This is batch 2" in page.locator(".part").inner_text()


def test_names_of_all_years_and_places_are_found_by_their_characters(page: Page, large: str, release: Path) -> None:
    forms = pl.read_parquet(release / "views" / "projects.parquet")
    name = forms["project_name"].drop_nulls().filter(forms["project_name"].drop_nulls().str.len_chars() > 5)[0]
    page.goto(large + "#/")
    settled(page)
    page.get_by_role("link", name="按名称查找", exact=True).click()
    settled(page)
    page.locator("[data-role=search]").fill(name[1:4])
    page.wait_for_selector(f"{ROWS} >> text={name}")
    assert grave(page) == []
    expected = forms.filter(pl.col("project_name").str.contains(name[1:4], literal=True))
    assert page.locator(ROWS).count() >= expected.select("project_name", "department_id").n_unique()
    page.get_by_role("link", name=name, exact=True).first.click()
    settled(page)
    assert page.locator("h1").inner_text() == name
    page.goto(large + "#/names?q=省")
    settled(page)
    assert "两个字" in page.locator(".summary").inner_text()


def test_where_pages_are_not_drawn_the_site_says_so(
    page: Page, release: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    folder = shutil.copytree(release, tmp_path / "release", ignore=shutil.ignore_patterns("site", "*.duckdb"))
    monkeypatch.setattr(pieces, "ILLUSTRATED", 0)
    first_page = write_site(folder, "browser")
    form = pl.read_parquet(folder / "form.parquet")["form_id"][0]
    page.goto(f"{first_page.as_uri()}#/evidence/{form}/form/0/project_name")
    settled(page)
    assert "不附原文页面的图像" in page.locator(".ev-missing").first.inner_text()
    assert page.locator("[data-role=as-printed]").count() == 1
