"""The built pages in a real browser: search in both languages, the button of the languages, nothing from outside.

Belongs here: what only a browser can show. Does not belong here: what can be seen in the files (``outside``).

The browser is the Chromium of the system (``JIXIAO_CHROMIUM`` names another); none is fetched.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

SEARCHES = {"zh": ("存疑", "存疑是什么意思"), "en": ("shortfall", "shortfall_indicators")}
_NAMES = ("chromium", "chromium-browser", "google-chrome")
_WAIT = 60_000


def browser_of_system() -> str | None:
    """The path of a Chromium; null where there is none."""
    return os.environ.get("JIXIAO_CHROMIUM") or next(filter(None, map(shutil.which, _NAMES)), None)


def problems(folder: Path, program: str) -> list[str]:
    """What is wrong with the pages of a folder, opened as files; empty where nothing is."""
    found: list[str] = []
    with _page(program) as page:
        asked: list[str] = []
        page.on("request", lambda request: asked.append(request.url))
        page.on("pageerror", lambda error: found.append(f"an error on the page: {error}"))
        for language, (words, wanted) in SEARCHES.items():
            home = folder / ("" if language == "zh" else language)
            titles = _search(page, home / "index.html", words)
            if not any(wanted in title for title in titles):
                found.append(f"the search for {words} does not find {wanted}: {titles[:5]}")
        page.goto((folder / "reference" / "tables" / "form.html").as_uri())
        target = page.eval_on_selector('.md-select__link[hreflang="en"]', "link => link.href")
        if target != (folder / "en" / "reference" / "tables" / "form.html").as_uri():
            found.append(f"the button for English leads to {target}")
        found += [f"asked for {url}" for url in asked if not url.startswith(("file:", "data:", "about:", "blob:"))]
    return found


def _search(page: Any, home: Path, words: str) -> list[str]:
    page.goto(home.as_uri())
    page.focus(".md-search__input")
    page.keyboard.type(words)
    page.keyboard.press("End")  # a word that an input method puts in ends with a key as well
    page.wait_for_selector(".md-search-result__item", timeout=_WAIT)
    titles = page.eval_on_selector_all(".md-search-result__item h1", "all => all.map(one => one.textContent)")
    return [title.replace("\u200b", "") for title in titles]


@contextmanager
def _page(program: str) -> Iterator[Any]:
    from playwright.sync_api import sync_playwright

    switches = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=program, args=switches)
        try:
            yield browser.new_page()
        finally:
            browser.close()
