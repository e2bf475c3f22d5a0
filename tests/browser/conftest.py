"""A real browser before the site of a real build: the invented examples, and one document made to harm.

The browser is Debian's Chromium (``/usr/bin/chromium``, or ``JIXIAO_CHROMIUM``); nothing is fetched. ``make
test-browser`` runs these tests, ``make test`` does not.
"""

from __future__ import annotations

import html
import json
import os
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Browser, Page, sync_playwright

ROOT = Path(__file__).parents[2]
CHROMIUM = os.environ.get("JIXIAO_CHROMIUM", "/usr/bin/chromium")
SCRIPT = "<script>window.harmed=1</script><svg/onload=window.harmed=2>"
"""What a document of bad will would like a page to run."""
FORMULA = "=cmd|calc!A0"
"""And what it would like a spreadsheet to run."""


@pytest.fixture(scope="session")
def release(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The current release of a build of all examples and a hostile form."""
    folder = tmp_path_factory.mktemp("browser")
    raw = shutil.copytree(ROOT / "data" / "examples", folder / "raw")
    harmful = (raw / "linlan_2024" / "cul_library.html").read_text("utf-8")
    escaped = html.escape(SCRIPT)
    harmful = harmful.replace("乡村流动图书服务</td>", f"{escaped}乡村图书</td>").replace(
        "临澜市图书馆</td>", f"{FORMULA}</td>"
    )
    (raw / "linlan_2024" / "harm.html").write_text(harmful, encoding="utf-8")
    environment = {**os.environ, "DAGSTER_HOME": str(folder), "PYTHONPATH": str(ROOT)}
    command = [sys.executable, "-m", "pipeline.cli", "build", "--raw", str(raw), "--out", str(folder / "out")]
    subprocess.run(command, env=environment, check=True, capture_output=True, timeout=600)
    return folder / "out" / "current"


@pytest.fixture(scope="session")
def address(release: Path) -> str:
    """The first page as a double click opens it."""
    return (release / "site" / "index.html").as_uri()


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    arguments = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as driver:
        started = driver.chromium.launch(executable_path=CHROMIUM, args=arguments)
        yield started
        started.close()


@pytest.fixture
def page(browser: Browser, address: str) -> Iterator[Page]:
    """An empty page that fails its test on any error and on any request that leaves the folder of the site."""
    context = browser.new_context(viewport={"width": 1280, "height": 800}, accept_downloads=True)
    context.set_default_timeout(30_000)
    opened = context.new_page()
    problems: list[str] = []
    folder = address.removesuffix("index.html")
    opened.on("pageerror", lambda error: problems.append(str(error)))
    opened.on("console", lambda message: problems.append(message.text) if message.type == "error" else None)
    opened.on(
        "request",
        lambda asked: None if asked.url.startswith((folder, "data:", "blob:")) else problems.append(asked.url),
    )
    yield opened
    context.close()
    assert problems == []


@pytest.fixture
def show(page: Page, address: str) -> Callable[[str], Page]:
    """Open an address of the site and wait until it is there."""

    def opened(route: str) -> Page:
        page.goto(address + route)
        settled(page)
        return page

    return opened


def settled(page: Page) -> None:
    """Wait until the page of the address is drawn whole. No script as text: the policy of the site lets none run."""
    shown = page.evaluate("() => location.hash || '#'")
    page.wait_for_selector(f"main[data-shown={json.dumps(shown)}]", state="attached")


def grave(page: Page) -> list[tuple[str, str]]:
    """Serious violations of accessibility, each with the start of the first element."""
    # Without preload: axe would fetch style sheets, and this site lets nothing fetch.
    found = Axe().run(page, options={"resultTypes": ["violations"], "preload": False}).response["violations"]
    return [(one["id"], one["nodes"][0]["html"][:200]) for one in found if one["impact"] in ("serious", "critical")]
