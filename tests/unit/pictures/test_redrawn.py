"""Web pages, workbooks, texts: every value read is found again at the place its evidence names."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from pipeline import sources
from pipeline.curate.curate_document import curate_document
from pipeline.curate.published_rows import rows_of
from pipeline.pictures.shown import pages_of
from tests.conftest import ROOT

EXAMPLES = ROOT / "data" / "examples"
LAYOUTS = ROOT / "tests" / "data" / "layouts"


def read_and_shown(file: Path) -> tuple[list[Any], dict[int, Any]]:
    folder, source = sources.describe(file)
    data = sources.load(folder, source)
    curated = curate_document(source, data)
    cells = [cell for form in curated.forms for cell in rows_of(form).cells]
    assert cells
    numbers = sorted({cell["page"] for cell in cells})
    pages = pages_of(source, data, numbers, lambda pages: None)
    return cells, {number: pages[number].content for number in numbers}


def squeezed(text: str | None) -> str:
    return "".join((text or "").split())


@pytest.mark.parametrize(
    "file",
    [
        EXAMPLES / "linlan_2024" / "cul_library.html", LAYOUTS / "t92_xlsx_beside.xlsx",
        LAYOUTS / "w01_stacked_years.xlsx", LAYOUTS / "t84_docx_xubiao.docx", LAYOUTS / "river_works.xls",
        LAYOUTS / "u09_total_merged_h.html",
    ],
    ids=lambda file: file.name,
)  # fmt: skip
def test_a_cell_is_at_its_place(file: Path) -> None:
    cells, pages = read_and_shown(file)
    found = 0
    for cell in cells:
        page = pages[cell["page"]]
        at = [cell["line_no"], cell["column_first"], cell["column_last"]]
        if at[0] is None:
            continue
        shown = [one for table in page["tables"] for row in table["rows"] for one in row]
        shown += [line for table in page["tables"] for line in table["above"]] + page["below"]
        texts = [squeezed(one["text"]) for one in shown if one.get("at") == at]
        assert squeezed(cell["raw_value"]) in texts, (cell["field"], at, texts)
        found += 1
    assert found >= 0.9 * len(cells)


def test_raw_text_is_marked_by_line_and_tabs(tmp_path: Path) -> None:
    (file,) = (ROOT / "data" / "raw" / "shanghai_fgj_2024").glob("*.txt")
    some = tmp_path / "some.txt"
    some.write_text("".join(file.read_text("utf-8").splitlines(keepends=True)[:80]), "utf-8")
    cells, pages = read_and_shown(some)
    marked = 0
    for cell in cells:
        if cell["line_no"] is None:
            continue
        page = pages[cell["page"]]
        line = page["lines"][cell["line_no"] - page["first_line"]]
        fields = line.split("\t")[cell["column_first"] : cell["column_last"] + 1]
        assert squeezed("".join(fields)) in squeezed(cell["raw_value"])
        marked += 1
    assert marked > 500


def test_a_cell_of_personal_data_is_covered_in_a_web_page(tmp_path: Path) -> None:
    file = tmp_path / "form.html"
    text = (LAYOUTS / "u09_total_merged_h.html").read_text("utf-8")
    row = "<tr><td>联系人</td><td>张三丰</td><td>联系电话</td><td>021-64339222</td></tr>"
    text = text.replace("</table>", f"{row}</table><p>填表人：李四光　联系电话：13812345678</p>", 1)
    file.write_text(text, "utf-8")
    _, pages = read_and_shown(file)
    assert "联系电话" in str(pages)
    assert not [word for word in ("张三丰", "李四光", "64339222", "13812345678") if word in str(pages)]
