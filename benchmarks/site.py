"""What the site costs: ``make site-bench`` makes sites of growing releases and opens them; ``benchmarks/site.md``.

Belongs here: a release made large by copies of its forms, seconds to make its site, seconds to open and to search it in
a real Chromium. Does not belong here: whether the pages are right (``tests/browser``).

A copy of a form has an id, a document, a year and a department of its own. Pictures of pages are left out: they are
drawn once for each document, whatever the site costs.
"""

from __future__ import annotations

import argparse
import hashlib
import os
import resource
import shutil
import subprocess
import sys
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from schemas.catalog import TABLES
from schemas.descriptions import parquet_metadata

ROOT = Path(__file__).parents[1]
TARGET = Path(__file__).with_name("site.md")
SIZES = (400, 60_000, 1_000_000)
CHROMIUM = os.environ.get("JIXIAO_CHROMIUM", "/usr/bin/chromium")
ARGUMENTS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
YEARS = 8
PLACES = 12
OFFICES = 40
"""Years, places and copies of an office among which the copies of forms are spread."""
COPIES_AT_ONCE = 200
_AS_THEY_ARE = ("rule", "doubt_code", "views/rule_summary")
_COPIED = (
    "document", "form", "budget_line", "indicator", "cell", "doubt", "repair", "correction", "quarantine",
    "views/projects", "views/budget_execution", "views/budget_totals", "views/shortfall_indicators", "views/indicators",
    "views/deviation_reasons", "views/findings", "views/department_profile", "views/data_quality",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Opened:
    """How long people wait, and how much of it the page computes; the rest is the load of the machine."""

    seconds: float
    processor: float

    def __str__(self) -> str:
        return f"{self.seconds:.2f} ({self.processor:.2f})"


@dataclass(frozen=True, slots=True)
class Made:
    """What making a site took, and its size."""

    seconds: float
    processor: float
    memory: float
    megabytes: float
    files: int

    def __str__(self) -> str:
        made = f"{self.seconds:.1f} | {self.processor:.1f} | {self.memory:.1f}"
        return f"{made} | {self.megabytes:,.0f} | {self.files:,}"


@dataclass(frozen=True, slots=True)
class Measured:
    """One site: what making it took, and how long a browser needs."""

    indicators: int
    made: Made
    overview: Opened
    shortfalls: Opened
    everything: Opened
    search: Opened

    def row(self) -> str:
        """A row of the table."""
        opened = " | ".join(map(str, (self.overview, self.shortfalls, self.everything, self.search)))
        return f"| {self.indicators:,} | {self.made} | {opened} |"


def inflate(release: Path, target: Path, indicators: int) -> int:
    """Write the files of a release that the site needs, with copies of its forms; how many indicators they hold."""
    (target / "views").mkdir(parents=True)
    for name in _AS_THEY_ARE:
        shutil.copyfile(release / f"{name}.parquet", target / f"{name}.parquet")
    there = pl.read_parquet(release / "indicator.parquet").height
    copies = max(1, round(indicators / there))
    for name in _COPIED:
        frame = pl.read_parquet(release / f"{name}.parquet")
        parts = target / f".parts-{Path(name).name}"
        parts.mkdir()
        for first in range(0, copies, COPIES_AT_ONCE):
            numbers = range(first, min(first + COPIES_AT_ONCE, copies))
            _copied(frame, numbers).write_parquet(parts / f"{first:08d}.parquet")
        metadata = parquet_metadata(name) if name in TABLES else None
        rows = pl.scan_parquet(parts / "*.parquet")
        rows.sink_parquet(target / f"{name}.parquet", row_group_size=100_000, metadata=metadata)
        shutil.rmtree(parts)
    return copies * there


def _copied(frame: pl.DataFrame, numbers: range) -> pl.DataFrame:
    """Copies of rows by number, the first one unchanged."""
    salts = [hashlib.sha256(str(number).encode()).hexdigest()[:8] for number in numbers]
    copies = pl.DataFrame({"@copy": list(numbers), "@salt": salts}, schema_overrides={"@copy": pl.Int64})
    changed = [
        pl.concat_str("@salt", pl.col(name).str.slice(8)).alias(name)
        for name in ("document_id", "form_id", "duplicate_of")
        if name in frame.columns
    ]
    if "department_id" in frame.columns:
        number = (pl.col("@copy") % OFFICES).cast(pl.String).str.zfill(8)
        changed.append(pl.concat_str(number, pl.col("department_id").str.slice(8)).alias("department_id"))
    if "fiscal_year" in frame.columns:
        changed.append(
            (pl.col("fiscal_year") - pl.col("@copy") % YEARS).cast(frame.schema["fiscal_year"]).alias("fiscal_year")
        )
    if "region" in frame.columns:
        changed.append(pl.concat_str(pl.col("region").fill_null("某省"), pl.col("@copy") % PLACES).alias("region"))
    if "department_normalized" in frame.columns:
        changed.append(pl.concat_str("department_normalized", pl.col("@copy") % OFFICES).alias("department_normalized"))
    return frame.join(copies, how="cross").with_columns(changed).drop("@copy", "@salt")


def make(release: Path) -> None:
    """Make the site of a release in this process."""
    from pipeline.publish.site import write_site

    write_site(release, "bench", workers=os.cpu_count() or 1)


def measured(release: Path, indicators: int) -> Measured:
    """Make the site in a process of its own, then open it."""
    return Measured(indicators, made(release), *opening(release / "site" / "index.html"))


def made(release: Path) -> Made:
    """Make the site in a process of its own."""
    started, before = time.monotonic(), resource.getrusage(resource.RUSAGE_CHILDREN)
    subprocess.run([sys.executable, "-m", "benchmarks.site", "--only-make", str(release)], cwd=ROOT, check=True)  # noqa: S603
    seconds, after = time.monotonic() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    processor = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    files = [path for path in (release / "site").rglob("*") if path.is_file()]
    size = sum(path.stat().st_size for path in files) / 2**20
    return Made(seconds, processor, after.ru_maxrss / 2**20, size, len(files))


def until_shown(first_page: Path, routes: Sequence[str]) -> list[Opened]:
    """Each page from nothing to drawn, in a browser that was just started."""
    from playwright.sync_api import sync_playwright

    opened = []
    with sync_playwright() as driver:
        for route in routes:
            browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
            page, clock = _opened(browser, first_page.as_uri() + route)
            opened.append(Opened(_marks(page, "shown")[0], _busy(clock)))
            browser.close()
    return opened


def opening(first_page: Path) -> tuple[Opened, Opened, Opened, Opened]:
    """Overview, shortfalls and all indicators from nothing to drawn, and a search from its last key to its rows."""
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=CHROMIUM, args=ARGUMENTS)
        opened = []
        for route in ("#/", "#/shortfalls", "#/indicators"):
            page, clock = _opened(browser, first_page.as_uri() + route)
            # The clock of the page itself: from the navigation to the moment when everything was drawn.
            opened.append(Opened(_marks(page, "shown")[0], _busy(clock)))
            if route != "#/indicators":
                page.close()
        before = _busy(clock)
        page.locator("[data-role=search]").fill("满意度")
        page.wait_for_selector("main[data-shown*='q=']", state="attached", timeout=300_000)
        searched = Opened(_marks(page, "shown")[-1] - _marks(page, "typed")[0], _busy(clock) - before)
        browser.close()
    return opened[0], opened[1], opened[2], searched


def _opened(browser: Any, address: str) -> tuple[Any, Any]:
    """A page that is drawn, and what tells of the time of its processor."""
    page = browser.new_page(viewport={"width": 1280, "height": 800})
    clock = page.context.new_cdp_session(page)
    clock.send("Performance.enable", {"timeDomain": "threadTicks"})
    page.goto(address, wait_until="commit")
    page.wait_for_selector("main[data-shown]", state="attached", timeout=300_000)
    return page, clock


def _marks(page: Any, name: str) -> list[float]:
    """The seconds at which the page said so."""
    text = "(name) => performance.getEntriesByName('jixiao:' + name).map((one) => one.startTime / 1000)"
    return list(page.evaluate(text, name))


def _busy(clock: Any) -> float:
    """Processor seconds of the thread that runs the page."""
    metrics = clock.send("Performance.getMetrics")["metrics"]
    return float(next(one["value"] for one in metrics if one["name"] == "TaskDuration"))


def main() -> None:
    """Measure every size and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--release", type=Path, default=ROOT / "data" / "demo" / "current")
    parser.add_argument("--folder", type=Path, default=ROOT / "data" / "demo" / ".site-bench")
    parser.add_argument("--sizes", type=int, nargs="*", default=SIZES)
    parser.add_argument("--only-make", type=Path)
    options = parser.parse_args()
    if options.only_make:
        make(options.only_make)
        return
    rows = []
    for size in options.sizes:
        shutil.rmtree(options.folder, ignore_errors=True)
        indicators = inflate(options.release, options.folder, size)
        rows.append(measured(options.folder, indicators).row())
        print(rows[-1], flush=True)  # noqa: T201
        load = f"{os.getloadavg()[0]:.1f}"
        TARGET.write_text(TEXT.format(rows="\n".join(rows), cores=os.cpu_count(), load=load), encoding="utf-8")
    shutil.rmtree(options.folder, ignore_errors=True)


TEXT = """# Cost of the site

`make site-bench`; the release of `data/examples`, its forms copied with new ids, years, places and departments;
{cores} cores, load of the machine at the end {load}. Made in a process of its own, its start included, without pictures of
pages. Opened from `file://` in Chromium; seconds by the clock of the page from the navigation until everything was
drawn, charts aside, which follow; in brackets the processor seconds of its thread, which depend less on the load.
A table of more than 60,000 rows is opened by year and, where a year has more than that, by place. A search begins with the last key; 0.15 s of it are a wait for the next one.

| indicators | making, s | processor s | memory, GB | size, MB | files | overview, s | shortfalls, s | indicators, s | search, s |
|---:|---:|---:|---:|---:|---:|---:|---:|---:|---:|
{rows}
"""  # noqa: E501  (a heading)

if __name__ == "__main__":
    main()
