"""The review desk in a real browser: a value is corrected beside its picture and is right in the next release.

One of the two documents is made to harm: every text of it would like to run in the page or in a spreadsheet.
"""

from __future__ import annotations

import csv
import html
import io
import os
import re
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.request import Request, urlopen

import polars as pl
import pytest
from playwright.sync_api import Browser, Page, expect

from pipeline.publish.release import publication_lock
from tests.browser.conftest import ROOT, grave, settled
from tests.corrected import raw_folder, wrong_page
from tests.factory.plain import plain_page

Show = Callable[[str], Page]
HARM = (
    "<script>window.harmed=1</script>",
    '"><img src=x onerror=window.harmed=1>',
    "=cmd|'/Ccalc'!A0",
    "@SUM(1)",
    "javascript:window.harmed=1",
)
TABLES = ("budget", "shortfalls", "reasons", "findings", "departments", "projects", "indicators", "documents")
ROUTES = ("", *TABLES, "methods", "dictionary", "desk")
BUILD_SECONDS = 300_000


def harmful_page() -> bytes:
    """The plain form, every name, target, result and reason of which means harm."""
    text = plain_page().decode()
    words = [
        "河道养护项目",
        "望川市水务局",
        "望川市河道管理所",
        *re.findall(r"<td[^>]*>([^<>]*[\u4e00-\u9fff][^<>]{5,})</td>", text),
    ]
    known = ("项目", "年度", "指标", "资金", "偏差", "实际", "预算", "执行", "总体", "单位", "部门")
    for number, word in enumerate(dict.fromkeys(words)):
        is_label = word.startswith(known) or word.endswith(("指标", "情况", "完成值"))
        if number < 3 or not is_label:
            text = text.replace(f">{word}<", f">{html.escape(HARM[number % len(HARM)])} {word}<")
    return text.encode()


def run(folder: Path, *arguments: str) -> subprocess.Popen[str]:
    environment = {**os.environ, "DAGSTER_HOME": str(folder), "PYTHONPATH": str(ROOT), "LC_ALL": "C.UTF-8"}
    command = [
        sys.executable,
        "-u",
        "-m",
        "pipeline.cli",
        *arguments,
        "--raw",
        str(folder / "raw"),
        "--out",
        str(folder / "out"),
    ]
    return subprocess.Popen(command, env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of a form with a wrong score and of one that means harm."""
    made = tmp_path_factory.mktemp("desk")
    raw = raw_folder(made, wrong_page())
    (raw / "b" / "harm.html").write_bytes(harmful_page())
    built = run(made, "build")
    told, _ = built.communicate(timeout=BUILD_SECONDS / 1000)
    assert built.returncode == 0, told
    return made


@pytest.fixture(scope="module")
def served(folder: Path) -> Iterator[str]:
    """The address that ``jixiao dashboard`` prints."""
    process = run(folder, "dashboard", "--port", "0")
    assert process.stdout is not None
    yield re.search(r"http://\S+", process.stdout.readline())[0]  # type: ignore[index]
    process.send_signal(signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode in (0, 130, -signal.SIGINT)


@pytest.fixture
def show(browser: Browser, served: str) -> Iterator[Show]:
    """Open an address of the desk; its test fails on any error of the page and on any request to elsewhere."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    context.set_default_timeout(60_000)
    page = context.new_page()
    problems: list[str] = []
    here = served.partition("?")[0]
    page.on("pageerror", lambda error: problems.append(str(error)))
    # A sentence that a request is answered with is no error of the page.
    page.on(
        "console", lambda told: problems.append(told.text) if told.type == "error" and "409" not in told.text else None
    )
    page.on(
        "request", lambda asked: None if asked.url.startswith((here, "data:", "blob:")) else problems.append(asked.url)
    )
    page.goto(served)

    def opened(route: str) -> Page:
        page.goto(here + route)
        settled(page)
        return page

    yield opened
    context.close()
    assert problems == []


def evidence_of_the_wrong_score(folder: Path) -> str:
    form = pl.read_parquet(folder / "out" / "current" / "views" / "projects.parquet").filter(
        pl.col("path").str.ends_with("form.html")
    )
    return f"#/evidence/{form['form_id'][0]}/indicator/2/score"


@pytest.mark.parametrize("language", ["", "?lang=en"])
@pytest.mark.parametrize("route", ROUTES)
def test_every_page_can_be_used_by_everybody_and_runs_no_text(route: str, language: str, show: Show) -> None:
    page = show(f"#/{route}{language}")
    if route == "desk":
        page.wait_for_selector("[data-role=desk-document]")
    page.wait_for_timeout(300)
    assert page.evaluate("window.harmed") is None
    assert grave(page) == []


@pytest.mark.parametrize("route", TABLES)
def test_no_table_downloads_a_formula(route: str, show: Show) -> None:
    page = show(f"#/{route}")
    with page.expect_download() as started:
        page.locator("[data-role=download-csv]").first.click()
    data = Path(started.value.path()).read_bytes()
    assert data.startswith(b"\xef\xbb\xbf")
    cells = [cell for row in csv.reader(io.StringIO(data.decode("utf-8-sig"))) for cell in row]
    assert [one for one in cells if re.match(r"\s*[=@\t\r]|\s*[-+](?![\d.]+%?$)", one)] == []


def test_the_form_beside_a_page_that_means_harm_can_be_used_by_everybody(show: Show, folder: Path) -> None:
    cells = pl.read_parquet(folder / "out" / "current" / "cell.parquet").filter(
        pl.col("raw_value").str.contains("harmed")
    )
    assert cells.height > 5
    for row in cells.unique(["table_name", "field"]).head(4).iter_rows(named=True):
        page = show(f"#/evidence/{row['form_id']}/{row['table_name']}/{row['row_no']}/{row['field']}")
        page.wait_for_selector("[data-role=desk-reason]")
        assert row["raw_value"] in page.locator("[data-role=desk-expect]").inner_text()
        assert page.evaluate("window.harmed") is None
    assert grave(page) == []


def test_a_value_is_corrected_beside_its_picture_and_is_right_in_the_next_release(show: Show, folder: Path) -> None:
    page = show("#/desk")
    wanted = evidence_of_the_wrong_score(folder)
    question = page.locator(f"[data-role=desk-question][data-form-id='{wanted.split('/')[2]}']").first
    question.locator("a").click()
    page.wait_for_url(re.compile("#/evidence/"))
    settled(page)
    assert page.evaluate("location.hash") == wanted
    assert page.locator("[data-role=frame]").inner_text() == "11"
    assert page.locator("[data-role=desk-expect]").inner_text() == "11"
    assert page.locator("[data-role=desk-value]").input_value() == "11"

    # By keyboard alone: the value, the reason, by whom, and what it changes.
    page.locator("[data-role=desk-value]").focus()
    page.keyboard.press("Control+A")
    page.keyboard.type("13")
    page.keyboard.press("Tab")
    page.keyboard.type("原文为13，系误读")
    page.keyboard.press("Tab")
    page.keyboard.press("Tab")
    page.keyboard.type("复核岗")
    page.keyboard.press("Enter")
    write = page.locator("[data-role=desk-write]")
    expect(write).to_be_focused(timeout=60_000)
    changes = page.locator("[data-role=desk-change]")
    texts = dict(
        zip(
            changes.evaluate_all("nodes => nodes.map(node => node.dataset.field)"),
            changes.all_inner_texts(),
            strict=True,
        )
    )
    assert "11 → 13" in texts["score"]
    assert "4 → 2" in texts["shortfall"]
    assert page.locator("[data-role=desk-doubts-gone] li").count() >= 1
    assert grave(page) == []
    assert not (folder / "corrections").exists()
    page.keyboard.press("Enter")
    page.wait_for_selector("[data-role=desk-take-back]")
    (file,) = (folder / "corrections").glob("*.yml")
    expect(page.locator("[data-role=desk-bar]")).to_contain_text("1")

    # Taken back, and written once more.
    page.locator("[data-role=desk-take-back]").click()
    page.wait_for_selector("[data-role=desk-reason]")
    assert not file.exists()
    page.locator("[data-role=desk-value]").fill("13")
    page.locator("[data-role=desk-reason]").fill("原文为13，系误读")
    assert page.locator("[data-role=desk-by]").input_value() == "复核岗"
    page.locator("[data-role=desk-preview]").click()
    write.click()
    page.wait_for_selector("[data-role=desk-take-back]")

    # Another process publishes: the build says so and what to do.
    page.locator("[data-role=desk-bar] a").click()
    settled(page)
    assert page.locator("[data-role=desk-record]").count() == 1
    state = page.locator("[data-role=desk-build-state]")
    before = (folder / "out" / "current").resolve()
    with publication_lock(folder / "out"):
        page.locator("[data-role=desk-build]").click()
        expect(state).to_contain_text("未能生成", timeout=BUILD_SECONDS)
        expect(page.locator(".desk-lines")).to_contain_text("另一次构建")
    assert (folder / "out" / "current").resolve() == before

    # A page that is open goes on with its release, and offers the new one.
    page.locator("[data-role=desk-build]").click()
    expect(state).to_contain_text("生成完毕", timeout=BUILD_SECONDS)
    after = (folder / "out" / "current").resolve()
    assert after != before
    page.wait_for_selector("[data-role=desk-reload]")
    page.goto(page.url.partition("#")[0] + "#/shortfalls")
    settled(page)
    assert page.locator("[data-role=row]").count() > 0
    page.locator("[data-role=desk-reload]").click()
    page.wait_for_url(re.compile("#/shortfalls"))
    page.goto(page.url.partition("#")[0] + wanted)
    settled(page)
    expect(page.locator("[data-role=as-read]")).to_have_text(re.compile("^13"))
    assert page.locator("[data-role=as-printed]").inner_text() == "11"
    expect(page.locator("[data-role=correction]")).to_contain_text("原文为13")
    assert page.locator("[data-role=doubt]").count() == 0
    expect(page.locator("[data-role=desk]")).to_contain_text("已用于本版本")
    page = show("#/desk")
    page.wait_for_selector("text=没有待生效的更正")

    # What is published holds nothing of the desk.
    published = "".join(path.read_text("utf-8") for path in (after / "site").rglob("*.html"))
    assert "desk" not in published


def test_a_stranger_is_refused_and_nothing_is_started(served: str) -> None:
    here = served.partition("?")[0]
    for headers in ({}, {"Cookie": "jixiao=x"}, {"Host": "evil.example"}):
        with pytest.raises(Exception, match="403") as refused:
            urlopen(Request(f"{here}desk/state", headers=headers))
        closed: Any = refused.value
        closed.close()
