"""Web pages are read as a browser shows them; what is broken in them is doubtful."""

from __future__ import annotations

import contextlib
import time

import pytest

from pipeline.model.grid import Cell, Grid, Unreadable
from pipeline.readers.html import web_page
from tests.doubts import codes
from tests.lines import above

Places = list[tuple[int, int, int, int, str]]


def grids(markup: str) -> list[Grid]:
    return web_page.read(markup.encode()).grids


def cells(markup: str) -> Places:
    (grid,) = grids(f"<table>{markup}</table>")
    return [(c.row, c.column, c.row_span, c.column_span, c.text) for c in grid]


def cell(markup: str) -> Cell:
    """A cell beside another one, so that its table is more than a line of text."""
    (grid,) = grids(f"<table><tr><td>名</td><td>{markup}</td></tr></table>")
    return grid.row(0)[1]


def doubts(markup: str) -> dict[str, str]:
    (grid,) = grids(f"<table>{markup}</table>")
    return {c.text: codes(c) for c in grid if c.text}


def test_spans_take_the_places_below_and_beside() -> None:
    assert cells("<tr><td rowspan=2>a<td colspan=2>b<tr><td>c<td>d") == [
        (0, 0, 2, 1, "a"), (0, 1, 1, 2, "b"), (1, 1, 1, 1, "c"), (1, 2, 1, 1, "d"),
    ]  # fmt: skip


def test_spans_end_where_the_table_ends() -> None:
    assert cells("<tr><td>a<td rowspan=9>b<tr><td>c<tr><td>d<td colspan=7>e")[1] == (0, 1, 3, 1, "b")
    assert cells("<tr><td>a<td>b<tr><td>c<td colspan=7>d")[3] == (1, 1, 1, 1, "d")


def test_rowspan_zero_reaches_to_the_end_of_its_row_group() -> None:
    found = cells("<tbody><tr><td rowspan=0>a<td>b<tr><td>c</tbody><tbody><tr><td>d<td>e</tbody>")
    assert found[0] == (0, 0, 2, 1, "a")
    assert found[-1] == (2, 1, 1, 1, "e")


def test_a_foot_stands_last_wherever_it_is_written() -> None:
    assert [t for *_, t in cells("<tfoot><tr><td>z<td>y</tfoot><tbody><tr><td>a<td>b</tbody>")] == ["a", "b", "z", "y"]


def test_cells_that_claim_one_place_are_doubtful() -> None:
    found = doubts("<tr><td>a<td>b<td rowspan=2>c<tr><td>d<td colspan=2>e<tr><td>f<td>g<td>h")
    assert found["c"] == found["e"] == "overlapping_spans"
    assert found["f"] == ""


def test_a_row_that_ends_elsewhere_than_the_others_is_doubtful() -> None:
    rows = "".join(f"<tr><td>a{n}<td>b{n}<td>c{n}" for n in range(4))
    found = doubts(f"{rows}<tr><td>short<td>er<tr><td>this<td>is<td>too<td>long")
    assert found["short"] == found["er"] == found["long"] == "ragged_row"
    assert found["b2"] == ""


def test_a_gap_before_a_merged_cell_doubts_its_row() -> None:
    found = doubts("<tr><td colspan=2>a<td>b<td rowspan=3>c<tr><td colspan=2>d<td>e<tr><td>f<td>g")
    assert found == {"a": "", "b": "", "c": "ragged_row", "d": "", "e": "", "f": "ragged_row", "g": "ragged_row"}


def test_a_missing_cell_is_empty_and_doubtful() -> None:
    (grid,) = grids("<table><tr><td>a<td>b<td>c<tr><td>d<td>e<td>f<tr><td>g<td>h</table>")
    last = grid.row(2)[-1]
    assert (last.column, last.text, codes(last)) == (2, "", "missing_cell")


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("一<br>二", "一二"),
        ("&nbsp;12.5&nbsp;", "12.5"),
        ("12<span style='display: none'>3</span>", "12"),
        ("12<span hidden>3</span><!--4--><script>5</script><style>b{}</style>", "12"),
        ("12<span style='font-size:0px'>3</span>", "12"),
        ("1\u200b2\ufeff", "12"),
        ("10<sup>2</sup>", "10²"),
        ("<input value='95%'><input type=hidden value=7>", "95%"),
        ("<select><option>良<option selected>优</select>", "优"),
        ("<img width=9 height=9>12", "12"),
        ("<table><tr><td><td>12<tr><td><td></table>", "12"),
    ],
)
def test_what_is_seen_is_read_and_nothing_else(markup: str, text: str) -> None:
    assert (cell(markup).text, codes(cell(markup))) == (text, "")


@pytest.mark.parametrize(
    ("markup", "doubt"),
    [
        ("<s>80</s>90", "struck_out"),
        ("<span style='text-decoration:line-through'>80</span>", "struck_out"),
        ("<span style='color:#FFF'>80</span>", "white_text"),
        ("80<img src=a.png>", "picture_in_cell"),
        ("\ue123", "glyph_without_unicode"),
        ("80<sup>[1]</sup>", "raised_text"),
        ("<input type=checkbox checked>是", "form_control"),
        ("<ol><li>建成</ol>", "list_number"),
        ("<table><tr><td>80<td>90</table>", "nested_table"),
        ("1\u202e23", "direction_override"),
        ("=31ass=xl65 x:str>建立", "broken_markup"),
    ],
)
def test_what_may_be_seen_otherwise_is_doubtful(markup: str, doubt: str) -> None:
    row = "<tr><td>a</td><td>b</td></tr>" * 3
    (grid,) = grids(f"<table>{row}<tr><td>名</td><td>{markup}</td></tr></table>")
    assert codes(grid.row(3)[1]) == doubt


@pytest.mark.parametrize(
    ("sheet", "markup", "text"),
    [
        (".x{vertical-align:super}", "10<span class=x>2</span>平方米", "10²平方米"),
        ("td span.x{vertical-align:super;font-size:60%}", "10<span class='y x'>2</span>", "10²"),
        ("/* note */ #s > b{vertical-align:30%}", "<p id=s>m<b>2</b></p>", "m²"),
        (".x{position:relative;top:-6px;font-size:9px}", "10<span class=x>3</span>", "10³"),
        (".x{mso-text-raise:6.0pt;position:relative;top:-6.0pt}", "10<span class=x>2</span>", "10²"),
        ("sup{vertical-align:baseline}", "10<sup>2</sup>", "102"),
        (".x{vertical-align:super} b.x{vertical-align:baseline}", "10<b class=x>2</b>", "102"),
        (".x{vertical-align:super!important}", "10<b class=x style='vertical-align:middle'>2</b>", "10²"),
        ("td{vertical-align:super}", "102", "102"),
        (".x{display:none}", "12<i class=x>3</i>", "12"),
        (".x{display:none} i.x{display:inline}", "12<i class=x>3</i>", "123"),
        (".x{display:none}", "12<i class=x style='display:inline'>3</i>", "123"),
        ("[data-x='1'], i:first-child{visibility:hidden}", "12<i data-x=1>3</i>", "12"),
        ("i + i{display:none}", "12<i>3</i><i>4</i>", "123"),
        (".x{opacity:0}", "12<i class=x>3</i>", "12"),
        (".x{position:absolute;left:-9999px}", "12<i class=x>3</i>", "12"),
        (".x{position:absolute;width:1px;height:1px;clip:rect(0 0 0 0)}", "12<i class=x>3</i>", "12"),
        ("@media print{.x{display:none}} @media (min-width:9000px){.x{display:none}}", "12<i class=x>3</i>", "123"),
        ("@media screen and (max-width:9000px){.x{display:none}} .y{color:red}", "12<i class=x>3</i>", "12"),
        (".x::before{content:'≥'} .x:after{content:'%'}", "<b class=x>95</b>", "≥95%"),
        ("td.v{color:red}.v::after{content:attr(data-unit)}", "<b class=v data-unit=家>12</b>", "12家"),
        (".x:hover::after{content:'提示'}", "<b class=x>12</b>", "12"),
        (".x{text-transform:uppercase}", "<b class=x>5g</b>", "5G"),
        ("ol{list-style:none}", "<ol><li>建成</li></ol>", "建成"),
        (".x{background:#c00} .x b{color:#fff}", "<div class=x><b>优</b></div>", "优"),
        ("<!-- @page S{margin:1cm} @list l0:level1{mso-x:y} .x{vertical-align:super} -->", "m<b class=x>2</b>", "m²"),
        ("this is {{{ no sheet", "12", "12"),
    ],
)  # fmt: skip
def test_styles_are_seen_as_by_a_person(sheet: str, markup: str, text: str) -> None:
    (grid,) = grids(f"<style>{sheet}</style><table><tr><td>名</td><td>{markup}</td></tr></table>")
    assert (grid.row(0)[1].text, codes(grid.row(0)[1])) == (text, "")


@pytest.mark.parametrize(
    ("sheet", "markup", "doubt"),
    [
        (".x{text-decoration:line-through}", "<b class=x>80</b>90", "struck_out"),
        (".x{text-decoration:underline line-through red}", "<p class=x><b>80</b></p>", "struck_out"),
        (".x{color:white}", "<b class=x>80</b>", "white_text"),
        (".x{color:#fff} td{background:white}", "<b class=x>80</b>", "white_text"),
        (".x{color:transparent}", "<b class=x>80</b>", "white_text"),
        (".x{vertical-align:super}", "80<b class=x>注</b>", "raised_text"),
        (".x::before{content:counter(n)}", "<b class=x>80</b>", "added_by_style"),
    ],
)
def test_styles_that_leave_a_doubt(sheet: str, markup: str, doubt: str) -> None:
    row = "<tr><td>a</td><td>b</td></tr>" * 3
    (grid,) = grids(f"<style>{sheet}</style><table>{row}<tr><td>名</td><td>{markup}</td></tr></table>")
    assert codes(grid.row(3)[1]) == doubt


@pytest.mark.parametrize(
    ("markup", "text"),
    [
        ("<del>≥40公里</del><ins>≥36.5公里</ins>", "≥36.5公里"),
        ("<p class=x>≥40公里</p><p>≥36.5公里</p>", "≥36.5公里"),
        ("<s>80</s>", "80"),
    ],
)
def test_what_is_struck_out_beside_a_text_that_stands_is_no_part_of_it(markup: str, text: str) -> None:
    (grid,) = grids(f"<style>.x{{text-decoration:line-through}}</style><table><tr><td>名<td>{markup}</table>")
    assert (grid.row(0)[1].text, codes(grid.row(0)[1])) == (text, "struck_out")


def test_what_a_sheet_hides_is_doubtful_where_other_sheets_may_show_it() -> None:
    link = "<link rel=stylesheet href=a.css>"
    markup = "<style>.x{display:none}</style><table><tr><td>a<td>12<i class=x>3</i></table>"
    assert [codes(grids(head + markup)[0].row(0)[1]) for head in ("", link)] == ["", "maybe_hidden"]


def test_tables_that_are_not_displayed_are_handed_on_apart() -> None:
    reading = web_page.read(b"<style>.t{display:none}</style><div class=t><table><tr><td>a<td>b</table></div>")
    assert reading.grids == []
    assert [c.text for grid in reading.hidden for c in grid] == ["a", "b"]


@pytest.mark.parametrize(
    "rule",
    [
        "div div div div div div td{{display:none}}",
        "div div div div div td.c{}{{display:none}}",
        "div *:not(.c{}) [x]{{display:none}}",
        "li:nth-of-type(3n+{}){{display:none}}",
        "li ~ li ~ li.c{}{{display:none}}",
    ],
)
def test_many_rules_over_many_elements_are_read_or_refused_in_seconds(rule: str) -> None:
    sheet = "".join(rule.format(n) for n in range(2000))
    rows = "<tr>" + "<td class=c3 x=1>1</td>" * 10 + "</tr>"
    nest, items = ("<div>" * 300, "</div>" * 300), "<li class=c7>a</li>" * 3000
    page = f"<style>{sheet}</style>{nest[0]}<table>{rows * 500}</table><ol>{items}</ol>{nest[1]}"
    start = time.process_time()
    with contextlib.suppress(Unreadable):
        web_page.read(page.encode())
    assert time.process_time() - start < 15


def test_rows_that_are_not_displayed_are_no_rows() -> None:
    assert [t for *_, t in cells("<tr><td>a<td>b<tr style='display:none'><td>c<td>d<tr><td>e<td>f")] == list("abef")


def test_an_invisible_cell_keeps_its_place() -> None:
    assert cells("<tr><td style='visibility:hidden'>a<td>b<tr><td>c<td>d")[0][-1] == ""


def test_a_layout_table_gives_lines_and_the_table_in_it() -> None:
    (grid,) = grids("<table><tr><td>自评表<td><table><tr><td>a<td>b<tr><td>c<td>d</table></table>")
    assert above(grid) == {0: ["自评表"]}
    assert [c.text for c in grid] == ["a", "b", "c", "d"]


def test_lines_above_and_behind_belong_to_the_table_without_the_date_of_publication() -> None:
    before = "<p>自评表（2023年度）<p>发布时间：2024年08月26日 来源：办公室<div>单位：万元</div>"
    (grid,) = grids(f"{before}<table><tr><td>a<td>b</table><p>完")
    assert above(grid) == {0: ["自评表（2023年度）", "单位：万元"], 1: ["完"]}


@pytest.mark.parametrize("declared", ["utf-8", "gb2312", "iso-8859-1", "nonsense"])
@pytest.mark.parametrize("real", ["utf-8", "gb18030", "utf-16", "utf-8-sig"])
def test_text_is_decoded_whatever_is_declared(declared: str, real: str) -> None:
    page = f'<meta charset="{declared}"><table><tr><td>项目名称<td>养老服务㎡</table>'
    assert web_page.read(page.encode(real)).grids[0].row(0)[1].text == "养老服务㎡"


def test_a_broken_byte_doubts_its_cell_alone() -> None:
    text = "项目支出绩效自评表" * 30
    data = f"<p>{text}<table><tr><td>名称<td>养老服务".encode("gb18030") + b"\xff<tr><td>a<td>b</table>"
    (grid,) = web_page.read(data).grids
    assert [codes(c) for c in grid] == ["", "undecodable", "", ""]


def test_bytes_in_no_known_encoding_are_refused() -> None:
    with pytest.raises(Unreadable, match="neither UTF-8") as caught:
        web_page.read(b"<table>" + bytes(range(128, 256)) * 9)
    assert caught.value.code == "unknown_encoding"


def test_a_page_of_pictures_says_so() -> None:
    reading = web_page.read("<p>附件</p><img src=1.jpg><img src=2.jpg>".encode())
    assert len(reading.notes) == 1
    assert "2 pictures" in reading.notes[0].message.sentence_en


@pytest.mark.parametrize(
    ("markup", "code"),
    [
        ("<table><tr>" + "<td colspan=1000>a" * 1001, "table_too_large"),
        ("<table><tr><td>a<td>" * 2000 + "b", "nested_too_deeply"),
    ],
)
def test_markup_that_asks_for_too_much_is_refused(markup: str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        web_page.read(markup.encode())
    assert refused.value.code == code


def test_a_page_in_a_frame_of_a_page_is_read() -> None:
    inner = "&lt;p&gt;自评表&lt;table&gt;&lt;tr&gt;&lt;td&gt;a&lt;td&gt;b&lt;/table&gt;"
    (grid,) = grids(f'<p>附件<iframe srcdoc="{inner}"></iframe>')
    assert ([c.text for c in grid], above(grid)) == (["a", "b"], {0: ["附件", "自评表"]})


def test_tags_are_counted_before_a_tree_is_made_of_them() -> None:
    with pytest.raises(Unreadable, match="tags") as refused:
        web_page.read(b"<b>" * 800_001)
    assert refused.value.code == "table_too_large"


def test_rows_that_end_everywhere_cost_no_more_than_others() -> None:
    rows = "".join(f"<tr>{'<td>a</td>' * (5 + n % 7)}</tr>" for n in range(4000))
    start = time.process_time()
    assert web_page.read(f"<table>{rows}</table>".encode()).grids[0].rows == 4000
    assert time.process_time() - start < 5


def test_unclosed_elements_nest_as_deep_as_they_like() -> None:
    (grid,) = grids("<font>" * 5000 + "<table><tr><td>a<td>b</table>")
    assert [c.text for c in grid] == ["a", "b"]
