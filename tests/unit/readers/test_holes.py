"""A piece cut out of the middle of a web page shows where it begins or ends inside the markup of a table."""

from __future__ import annotations

from contextlib import suppress
from pathlib import Path
from time import process_time

import pytest

from pipeline.model.grid import Unreadable
from pipeline.readers.html.holes import hole
from tests.factory.check import curate
from tests.factory.documents import compose
from tests.factory.files import PAGE, page

DATA = Path(__file__).parents[2] / "data"
ROW = "<tr><td colspan=2>年度目标</td><td>≥98%</td></tr>"
TABLE = f"<html><body><p>自评表</p><table border=1>{ROW}</table></body></html>"


def cut(start: str, end: str) -> str:
    """The page without what stands from ``start`` up to ``end``."""
    first = TABLE.index(start)
    return TABLE[:first] + TABLE[TABLE.index(end, first) :]


@pytest.mark.parametrize(
    "text",
    [
        cut(">年度", "目标"),  # the end of a tag: colspan=2目标</td
        cut("d colspan", "td>≥"),  # two tags in one: <ttd>
        cut("<td colspan", "colspan"),  # a text in no cell
        cut("</td></tr", "></table"),  # half an end tag in a text
        TABLE.replace("</td><td>≥", "</td width=60>≥"),  # an end tag with what a tag had
        TABLE.replace("colspan", "clspan"),
        cut("<table", "<tr"),  # cells in no table
        cut("td></tr", "></body"),  # a table without an end
    ],
)
def test_a_hole_in_the_markup_of_a_table_is_seen(text: str) -> None:
    assert hole(text) != ""


@pytest.mark.parametrize(
    "text",
    [
        TABLE,
        cut("度目", "标</td"),  # from text to text: nothing shows it
        TABLE.replace("≥98%", ">98%").replace("</td></tr>", ""),
        TABLE.replace("<td>", '<td style="font-family:"宋体"">'),
        TABLE.replace("</tr>", "</td></tr>&nbsp; <!-- 表 --> <form>"),
        TABLE.replace("年度目标", "当前位置：首页><a href=/>年度</a>"),
    ],
)
def test_careless_markup_is_no_hole(text: str) -> None:
    assert hole(text) == ""


@pytest.mark.parametrize("path", sorted((DATA / "html").glob("*.html")) + sorted((DATA / "offices").glob("*.html")))
def test_whole_pages_have_none(path: Path) -> None:
    data = path.read_bytes()
    try:
        text = data.decode()
    except UnicodeDecodeError:
        text = data.decode("gb18030")
    assert hole(text) == ""


@pytest.mark.parametrize("hazard", [h for h in PAGE if h not in ("gb18030", "utf16", "stale_charset")])
def test_pages_as_editors_write_them_have_none(hazard: str) -> None:
    assert hole(page(compose(31, (hazard,), indicators=5)).decode()) == ""


def test_a_style_sheet_that_swallows_the_tables_is_no_page_without_a_form() -> None:
    text = "<html><head><style>td {color:red} " + TABLE[TABLE.index("<p>") :]
    with pytest.raises(Unreadable) as refused:
        hole(text)
    assert refused.value.code == "torn_page"


def test_a_form_on_a_torn_page_is_refused_and_other_pages_are_not() -> None:
    data = page(compose(4, (), indicators=5))
    first = data.index("主管部门".encode())
    torn = data[: first - 5] + data[first + 40 :]
    result = curate(torn)
    assert (result.forms, [q["code"] for q in result.quarantine]) == ([], ["torn_page"])
    assert curate(cut(">年度", "目标").encode()).document["outcome"] == "no_form"


@pytest.mark.parametrize("piece", ['<td class="', "<td a=", "<td x='", "<!--", "<a ", "= ", "<style>", 'a="b'])
def test_broken_markup_is_looked_through_once(piece: str) -> None:
    """Tags and values without an end were looked for again from each of them: 44 KB took nine seconds."""
    text = "<table><tr><td>" + piece * 20_000
    began = process_time()
    with suppress(Unreadable):
        hole(text)
    assert process_time() - began < 2
