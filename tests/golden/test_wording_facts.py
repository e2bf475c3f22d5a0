"""Departments and title lines as offices write them: no wrong division or year without a doubt, and little left out.

In ``tests/data/wording``, ``regions.tsv``, ``offices.tsv``: a department and the division that it names. ``years.tsv``
and ``titles.tsv``: a line, where it stands near a form, and the year that it establishes. Each is put into the same
invented page.
"""

from __future__ import annotations

import csv
import html
from collections import Counter
from pathlib import Path
from typing import Any

import pytest

from pipeline.facts.named_divisions import division_of_office
from pipeline.facts.region import COLUMNS
from pipeline.sources.media import media_type
from pipeline.sources.raw import RawDocument
from tests.published import published

FOLDER = Path(__file__).parents[1] / "data" / "wording"
PAGE = (FOLDER / "page.html").read_text("utf-8")
TITLE, YEAR = "<h2>项目支出绩效自评表</h2>", "<p>（2024年度）</p>"
FUNDS = "<tr><td colspan=2 rowspan=5>"
NAME = "<tr><td colspan=2>项目名称"


def rows(name: str) -> list[dict[str, str]]:
    with (FOLDER / name).open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file, delimiter="\t"))


def form_of(page: str, name: str = "page") -> dict[str, Any]:
    data = page.encode()
    source = RawDocument(f"batch/{name}.html", "batch", "0" * 16, len(data), "text/html")
    (form,) = published(source, data).forms
    return form.values


def judged(got: Any, want: Any, *, is_doubted: bool) -> str:
    """How a value counts: silent is what was published, differs, and is not in doubt."""
    if (got or None) == (want or None):
        return "right"
    return "doubted" if is_doubted else "left" if got is None else "silent"


def division(department: str) -> tuple[str | None, bool]:
    page = PAGE.replace("望川市水务局", department).replace("望川市河道管理所", department)
    row = form_of(page)
    name = "".join(dict.fromkeys(part for part in (row["province"], row["prefecture"], row["county"]) if part))
    assert (row["division_code"] is None) == (name == "")
    return name or None, bool(set(COLUMNS) & set(row["doubtful"]))


def page_with(where: str, text: str) -> str:
    """The page with the line at its place: instead of the title, above it, or as a field."""
    if where.startswith("title"):
        return PAGE.replace(TITLE + YEAR, f"<h2>{html.escape(text)}</h2>")
    page = PAGE.replace(YEAR, "")
    if where.startswith("field"):
        label, value = text.split(" | ")
        return page.replace(FUNDS, f"<tr><td colspan=2>{label}</td><td colspan=7>{value}</td></tr>{FUNDS}", 1)
    if where.startswith("row above"):
        a, b, c, d = text.split(" | ")
        row = f"<tr><td colspan=2>{a}</td><td colspan=3>{b}</td><td colspan=2>{c}</td><td colspan=2>{d}</td></tr>"
        return page.replace(NAME, row + NAME, 1)
    tag = {"paragraph": "p", "navigation": "div"}.get(where.split()[0])
    return page.replace(TITLE, f"<{tag}>{html.escape(text)}</{tag}>{TITLE}") if tag else page


def test_an_office_names_its_division_or_none() -> None:
    for row in rows("offices.tsv"):
        named = division_of_office(row["department"], 2024)
        assert (named.division.name if named.division else "", named.is_sure) == (row["division"], True), row


@pytest.mark.parametrize("row", rows("regions.tsv"), ids=lambda r: r["department"])
def test_a_department_names_its_division_or_none(row: dict[str, str]) -> None:
    got, is_doubted = division(row["department"])
    assert judged(got, row["division"], is_doubted=is_doubted) == "right"


@pytest.mark.parametrize("row", rows("years.tsv") + rows("titles.tsv"), ids=lambda r: r["text"])
def test_a_line_establishes_its_year_or_none(row: dict[str, str]) -> None:
    name = row["text"] if row["where"].startswith("file") else "page"
    found = form_of(page_with(row["where"], row["text"]), name)
    is_doubted = "fiscal_year" in found["doubtful"]
    kind = judged(found["fiscal_year"], int(row["year"]) if row["year"] else None, is_doubted=is_doubted)
    assert kind == "right" if row["year"] else kind in ("right", "doubted")
    assert not (row["year"] and is_doubted)


def test_what_is_plainly_stated_is_not_left_out() -> None:
    tally = Counter(
        judged(division(row["department"])[0], row["division"], is_doubted=False)
        for row in rows("regions.tsv")
        if row["division"]
    )
    assert tally == {"right": sum(tally.values())}


@pytest.mark.parametrize(
    ("name", "years", "origin"),
    [
        ("layouts/v01_year_field_h.html", [2024], "form"),
        ("layouts/t66_unit_field_h.html", [2024], "form"),
        ("layouts/w04_unit_row_other.html", [2024], "title"),
        ("layouts/t93_xlsx_stacked.xlsx", [2024, 2024], "title"),
        ("layouts/w01_stacked_years.xlsx", [2024, 2023], "title"),
        ("published/gbk_tsv_year_lost.txt", [2023], "title"),
    ],
)
def test_every_form_of_a_document_has_its_own_year(name: str, years: list[int], origin: str) -> None:
    data = (FOLDER.parent / name).read_bytes()
    forms = published(RawDocument(name, "batch", "0" * 16, len(data), media_type(data)), data).forms
    assert [form.values["fiscal_year"] for form in forms] == years
    assert {form.values["fiscal_year_origin"] for form in forms} == {origin}
    assert not any("fiscal_year" in form.values["doubtful"] for form in forms)


def test_a_sliced_title_line_of_noisy_text_is_no_certain_year() -> None:
    text = (FOLDER.parent / "published" / "gbk_tsv_year_lost.txt").read_bytes().decode("gb18030")
    sliced = text.replace("（2023年度）", "（202\t1年度）")
    for page, year in (
        (sliced, 2021),
        (sliced.replace("项目支出绩效自评表", "项目支出绩\t效自评表（2023年度）"), 2021),
    ):
        data = page.encode()
        (form,) = published(RawDocument("a.txt", "a", "0" * 16, len(data), "text/plain"), data).forms
        assert form.values["fiscal_year"] == year
        assert "fiscal_year" in form.values["doubtful"]
