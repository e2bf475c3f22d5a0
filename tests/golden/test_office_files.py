"""Invented forms as web pages and office files are read exactly, whatever one hazard does to the file.

One named hazard in each case; combinations belong to the search (``python -m tests.factory.fuzz``). The pages in
``tests/data/html`` are written as WPS, Word, sites and editors write them; names and figures in them are invented.
"""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from tests.factory import files, programs
from tests.factory.check import check, curate
from tests.factory.documents import compose
from tests.factory.forms import FAMILIES
from tests.truth import compare

FOLDER = Path(__file__).parents[1] / "data" / "html"
FORM = json.loads((FOLDER / "elevators.json").read_text("utf-8"))["form"]

EXACT = {
    "page": (
        ("nothing", ()),
        ("GB 18030 that is declared as gb2312", ("gb18030",)),
        ("UTF-8 that is declared as gb2312", ("stale_charset",)),
        ("UTF-16", ("utf16",)),
        ("a table inside a table that only lays out", ("layout_table",)),
        ("no end tags of cells and rows", ("unclosed_cells",)),
        ("spans that reach past the table's end", ("spans_past_end",)),
        ("markup of Word", ("word_markup",)),
        ("markup of an editor", ("editor_markup",)),
        ("rows that are not displayed", ("hidden_rows",)),
        ("texts that are not displayed", ("hidden_text",)),
        ("title and unit in the caption", ("caption", "unit_note")),
        ("head and body of the table", ("row_groups",)),
        ("head and indicators as two tables", ("cut_head",)),
        ("a table that goes on as another one", ("cut_rows_apart",)),
        ("navigation, scripts and the date of publication", ("site_around",)),
        ("values in input fields", ("inputs",)),
        ("column widths", ("sized_columns",)),
        ("several forms with other tables between", ("several", "project_list", "income_table")),
        ("several forms without a gap", ("touching_forms",)),
        ("the title inside the table", ("title_in_table", "several")),
        ("levels printed in every row", ("unmerged_levels",)),
    ),
    "book": (
        ("nothing", ()),
        ("figures as numbers with formats", ("numbers",)),
        ("formulas with their values", ("formulas",)),
        ("no borders", ("no_borders",)),
        ("hidden rows", ("hidden_rows",)),
        ("hidden columns", ("hidden_columns",)),
        ("a hidden sheet", ("hidden_sheet",)),
        ("several forms on one sheet", ("one_sheet", "several")),
        ("titles in one cell", ("titles_unmerged", "unit_note")),
        ("a table that begins in the third column", ("away_from_corner",)),
        ("one sheet for each form", ("several",)),
    ),
    "word": (
        ("nothing", ()),
        ("tracked changes", ("tracked_changes",)),
        ("hidden text", ("hidden_text",)),
        ("content controls", ("content_controls",)),
        ("the title in a text box", ("text_box", "unit_note")),
        ("fields", ("fields",)),
        ("words in several runs", ("split_runs",)),
        ("a table inside a table that only lays out", ("layout_table",)),
        ("head and indicators as two tables", ("cut_head",)),
        ("a table that goes on as another one", ("cut_rows_apart",)),
        ("several forms", ("several", "mixed_families")),
    ),
}
# Nobody can be sure of these files: what is not right must be doubted or refused.
GUESSED = {
    "page": ("left_out_tail", "wrong_rowspan", "overlapping_spans", "rowspan_zero", "extra_cell"),
    "book": ("formulas_without_values", "narrow_columns"),
    "word": ("numbered_goals", "wrong_merge"),
}
_CASES = [(kind, number, name) for kind, cases in EXACT.items() for number, (name, _) in enumerate(cases)]


@pytest.mark.parametrize(("kind", "number", "name"), _CASES, ids=lambda value: str(value))
def test_every_value_is_exact_and_none_is_doubted(kind: str, number: int, name: str) -> None:
    # The family goes by the case, so that several are drawn; the seed has no meaning of its own.
    family = ("mof_annex", "sichuan", "shanghai")[number % 3]
    document = compose(400 + number, EXACT[kind][number][1], family=family, indicators=7)
    verdict = check(document, files.RENDERERS[kind](document))
    assert verdict.silent == []
    assert verdict.refused == []
    assert not verdict.doubted
    assert not verdict.over_doubted


@pytest.mark.parametrize(
    ("kind", "hazard"), [(kind, hazard) for kind, hazards in GUESSED.items() for hazard in hazards]
)
def test_nothing_is_silently_wrong(kind: str, hazard: str) -> None:
    for seed in range(6):
        document = compose(seed, (hazard,), family=FAMILIES[seed % len(FAMILIES)], indicators=8)
        assert check(document, files.RENDERERS[kind](document)).silent == []


@pytest.mark.parametrize(
    ("kind", "seed", "hazards", "indicators"),
    [
        # A span too wide by one, in a row whose last cell is merged and hid that it ends too far right.
        ("page", 1016, ("overlapping_spans",), 5),
        # The second level too high by one: the rows it then pushes aside end where the others do.
        ("page", 2131, ("wrong_rowspan",), None),
        # A label too high by one that moves the headings and leaves the rows below them in place.
        ("page", 2149, ("touching_forms", "wrong_rowspan"), 5),
        # Funding rows that lost their label to the heading's merged cell.
        ("page", 1010, ("touching_forms", "wrong_rowspan"), 5),
        # Goal texts that stand beside their label.
        ("page", 3092, ("income_table", "mixed_families", "overlapping_spans", "row_groups"), None),
        # A total row in a table of its own, whose figures come under one heading when it is laid over the form's width.
        ("page", 291633, ("cut_rows_apart", "layout_table", "utf16"), None),
        # A part of the table with fewer columns than the rows above it.
        ("word", 1040, ("blank_rows", "cut_rows_apart"), 5),
    ],
)
def test_what_was_silently_wrong_once_is_doubted_or_right(
    kind: str, seed: int, hazards: tuple[str, ...], indicators: int | None
) -> None:
    document = compose(seed, hazards, indicators=indicators)
    assert check(document, files.RENDERERS[kind](document)).silent == []


@pytest.mark.parametrize("name", ["wps_workbook", "word_page", "site_article", "editor_parts"])
def test_saved_page_gives_exactly_the_form(name: str) -> None:
    result = curate((FOLDER / f"{name}.html").read_bytes())
    assert [form.values["fiscal_year"] for form in result.forms] == [2024]
    assert [c for c in compare(result.forms[0], FORM) if c.found != c.expected or c.is_doubted] == []


def test_saved_page_with_a_wrong_span_is_doubted() -> None:
    result = curate((FOLDER / "wrong_span.html").read_bytes())
    wrong = [c for form in result.forms for c in compare(form, FORM) if c.found != c.expected]
    assert wrong
    assert [c for c in wrong if not c.is_doubted] == []


def test_the_year_of_a_form_is_no_date_in_the_article_around_it() -> None:
    page = (FOLDER / "editor_parts.html").read_text("utf-8")
    article = page.replace("<p>（2024年度）</p>", "<p>（2024年度）</p><p>按照2025年3月10日印发的通知公开如下。</p>")
    (form,) = curate(article.encode()).forms
    assert (form.values["fiscal_year"], form.values["fiscal_year_origin"]) == (2024, "title")


def test_every_value_says_the_row_and_column_where_it_stood() -> None:
    result = curate((FOLDER / "word_page.html").read_bytes())
    places = {(c["field"], c["row_no"]): (c["page"], c["line_no"], c["column_first"]) for c in result.forms[0].cells}
    assert places["project_name", 0] == (1, 1, 1)
    assert places["executed_yuan", 1] == (1, 4, 6)
    assert places["score", 3] != places["score", 4]


@pytest.mark.slow
@pytest.mark.skipif(not programs.is_installed("docx"), reason="no LibreOffice on this machine")
@pytest.mark.parametrize("kind", ["xls", "doc", "rtf"])
def test_old_formats_are_read_as_the_new_ones(kind: str) -> None:
    document = compose(11, ("numbers", "split_runs"), family="mof_annex", indicators=7)
    verdict = check(document, files.RENDERERS[kind](document))
    assert (verdict.silent, verdict.refused) == ([], [])
    assert not verdict.doubted + verdict.over_doubted
