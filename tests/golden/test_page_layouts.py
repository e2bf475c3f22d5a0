"""A form is found wherever it lies on a web page, in one piece or several, and sloppy markup costs nothing."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest
from openpyxl import load_workbook

from tests.factory.check import curate

CASE = Path(__file__).parents[1] / "data" / "layouts" / "t93_xlsx_stacked.xlsx"
SHEET = load_workbook(CASE).worksheets[0]
FIRST, LAST, COLUMNS = 4, 22, 9
MERGED = {
    (m.min_row, m.min_col): (m.max_row, m.max_col)
    for m in SHEET.merged_cells.ranges
    if m.min_row >= FIRST and m.max_row <= LAST
}
ROWS = range(FIRST, LAST + 1)
TITLE = "<h2>2024年度项目支出绩效自评表</h2>"
EXACT = [(8, "97.7", 2024)]


def table(name: str, rows: Iterable[int] = ROWS) -> str:
    """Some rows of the form as a table; a merged cell that begins above them begins anew."""
    chosen = list(rows)
    done: set[tuple[int, int]] = set()
    lines = []
    for row in chosen:
        cells = ""
        for column in range(1, COLUMNS + 1):
            if (row, column) in done:
                continue
            owner = next(
                (p for p, end in MERGED.items() if p[0] <= row <= end[0] and p[1] <= column <= end[1]), (row, column)
            )
            last_row, last_column = MERGED.get(owner, owner)
            covered = [(r, c) for r in chosen if row <= r <= last_row for c in range(column, last_column + 1)]
            done |= set(covered)
            value = SHEET.cell(*owner).value if owner == (row, column) else None
            text = name if owner == (FIRST, 3) else value or ""
            high, wide = len({r for r, _ in covered}), last_column - column + 1
            cells += f"<td rowspan={high} colspan={wide}>{text}</td>"
        lines.append(f"<tr>{cells}</tr>")
    return "<table border=1>" + "\n".join(lines) + "</table>"


def page(body: str) -> str:
    return f"<!DOCTYPE html><html><head><meta charset=utf-8></head><body>{body}</body></html>"


def forms(markup: str) -> list[tuple[int, str, int | None]]:
    """Indicators, total and year of every form, none of them doubted or refused."""
    result = curate(markup.encode())
    assert result.quarantine == []
    assert not any(i["doubtful"] for f in result.forms for i in f.indicators)
    return [(len(f.indicators), f"{f.values['total_score']:.1f}", f.values["fiscal_year"]) for f in result.forms]


@pytest.mark.parametrize(
    "note",
    [
        "续表", "（续表）", "续表1", "接上表", "（接上页）", "附表1（续）", "第2页", "转下页", "续上页", "<hr>",
        "（续表）单位：万元", "2024年度项目支出绩效自评表", "2024年度项目支出绩效自评表（续）",
    ],
)  # fmt: skip
def test_a_form_goes_on_below_a_note(note: str) -> None:
    assert forms(page(TITLE + table("甲", range(4, 18)) + f"<p>{note}</p>" + table("甲", range(18, 23)))) == EXACT


@pytest.mark.parametrize(
    "parts",
    [
        [range(4, 13), range(13, 18), range(18, 23)],
        [range(4, 18), [13, *range(18, 23)]],
        [range(4, 11), range(11, 13), range(13, 23)],
    ],
    ids=["three parts", "headings again", "parts of their own"],
)
@pytest.mark.parametrize("between", ["<p>续表</p>", ""])
def test_a_form_in_several_tables_is_one(parts: list[Iterable[int]], between: str) -> None:
    assert forms(page(TITLE + between.join(table("甲", rows) for rows in parts))) == EXACT


@pytest.mark.parametrize(
    "body",
    [
        f"<table><tr><td>{TITLE}{table('甲')}</td><td>{TITLE}{table('乙')}</td></tr></table>",
        f"<div style='float:left'>{TITLE}{table('甲')}</div><div style='float:left'>{TITLE}{table('乙')}</div>",
        TITLE
        + "<table>"
        + "\n".join(
            left.removesuffix("</tr>") + gap + right.removeprefix("<tr>")
            for left, right in zip(
                re.findall(r"<tr>.*?</tr>", table("甲")), re.findall(r"<tr>.*?</tr>", table("乙")), strict=True
            )
            for gap in ("<td></td>",)
        )
        + "</table>",
    ],
    ids=["in a layout table", "floating", "in one table"],
)
def test_forms_beside_each_other_are_two(body: str) -> None:
    assert forms(page(body)) == EXACT * 2


@pytest.mark.parametrize(
    "markup",
    [
        TITLE + table("甲"),
        f"<div class=a><div>{TITLE}{table('甲')}</div>",
        f"<font size=2>{TITLE}{table('甲')}",
        f"<!DOCTYPE html><html><body>{TITLE}{table('甲')}<p>注：无",
        page(TITLE + table("甲")) + "您是第123位访问者",
        page(TITLE + table("甲")) + "<!-- made by a program",
        page(TITLE + table("甲") + '<script>document.write("<table><tr><td>");</script>'),
        page(f"</div></table></td>{TITLE}{table('甲')}</table></td></tr></div>"),
        page(TITLE + table("甲")).upper().replace("CHARSET", "charset"),
        page(TITLE + re.sub(r">([^<>\n]+)</td>", r"><div><p><span>\1</span></p></div></td>", table("甲"))),
        re.sub(r"</(?:p|td|tr|body|html)>", "", page(TITLE + table("甲"))),
    ],
)
def test_sloppy_markup_is_no_end_in_the_middle(markup: str) -> None:
    assert forms(markup) == EXACT


@pytest.mark.parametrize(
    "tail",
    ["<td", "<td class='a", "<td>产出", "<!-- a", "<script>var a = 1;", "<td>a</td></tr>", "<style>td{", "<p>&n"],
)  # fmt: skip
def test_a_page_that_ends_in_the_middle_is_refused_wherever_that_is(tail: str) -> None:
    whole = page(TITLE + table("甲"))
    for place in ("</tr>", "</td>"):
        cut = whole[: whole.rindex(place, 0, whole.index("满意度指标")) + 5] + tail
        result = curate(cut.encode())
        assert [q["code"] for q in result.quarantine] == ["cut_off"]
        assert result.forms == []


@pytest.mark.parametrize(
    "tail", ["<p>2023年度项目支出绩效自评表</p>", "<h3>附件2 项目支出绩效自评表（2023年度）</h3>\n", "<"]
)
def test_a_page_that_ends_below_the_title_of_the_next_form_is_refused(tail: str) -> None:
    result = curate(f"<!DOCTYPE html><html><body>{TITLE}{table('甲')}{tail}".encode())
    assert [q["code"] for q in result.quarantine] == ["cut_off"]
    assert forms(page(TITLE + table("甲") + tail.rstrip("<"))) == EXACT
