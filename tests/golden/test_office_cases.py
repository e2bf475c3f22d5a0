"""Web pages and office files as offices lay them out, and as they arrive damaged or swollen."""

from __future__ import annotations

import base64
import io
import quopri
import re
import time
import zipfile
from pathlib import Path

import pytest
import xlsxwriter
from openpyxl import load_workbook

from pipeline.model.grid import Unreadable
from pipeline.readers.office import xlsx
from tests.factory import files
from tests.factory.check import check, curate
from tests.factory.documents import compose
from tests.lines import above
from tests.published import Published

DATA = Path(__file__).parents[1] / "data"
PAGES = ("wps_workbook", "word_page", "site_article", "editor_parts")


def case(kind: str, name: str) -> bytes:
    return (DATA / kind / name).read_bytes()


def saved(name: str) -> str:
    data = case("html", f"{name}.html")
    return data.decode("utf-8" if name in ("word_page", "editor_parts") else "gb18030")


def forms(result: Published) -> list[tuple[int, str, int | None]]:
    """Indicators, total score and year of each form."""
    return [(len(f.indicators), str(f.values["total_score"]), f.values["fiscal_year"]) for f in result.forms]


@pytest.mark.parametrize(
    ("kind", "name", "expected"),
    [
        ("layouts", "t92_xlsx_beside.xlsx", [(8, "97.7", 2024), (8, "97.7", 2024)]),
        ("layouts", "t93_xlsx_stacked.xlsx", [(8, "97.7", 2024), (8, "97.7", 2024)]),
        ("layouts", "w01_stacked_years.xlsx", [(8, "97.7", 2024), (8, "97.7", 2023)]),
        ("layouts", "t84_docx_xubiao.docx", [(8, "97.7", 2024)]),
        ("layouts", "river_works.xls", [(8, "97.70", 2024)]),
        ("published", "strict_ooxml_no_form.xlsx", [(8, "96.71", 2023)]),
        ("published", "xlsx_last_row_formatted_timeout.xlsx", [(8, "96.71", 2023)]),
    ],
)
def test_forms_are_found_however_they_lie(kind: str, name: str, expected: list[tuple[int, str, int]]) -> None:
    assert forms(curate(case(kind, name))) == expected


@pytest.mark.parametrize(
    ("name", "code"),
    [
        ("truncated_2_454_p1.html", "cut_off"),
        ("truncated_2_697_site_article.html", "cut_off"),
        ("mhtml_deep.mht", "nested_too_deeply"),
    ],
)
def test_what_is_cut_off_or_endless_is_refused_with_a_sentence(name: str, code: str) -> None:
    result = curate(case("hostile", name))
    assert [q["code"] for q in result.quarantine] == [code]
    assert result.quarantine[0]["sentence"].endswith("。")


@pytest.mark.parametrize("name", ["xlsx_far_cell.xlsx", "html_li_30k.html", "html_sheets.html"])
def test_a_document_costs_what_it_stores(name: str) -> None:
    start = time.process_time()
    assert curate(case("hostile", name)).document["outcome"] == "no_form"
    assert time.process_time() - start < 5


def workbook(fill: object) -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    fill(book, book.add_worksheet())  # type: ignore[operator]
    book.close()
    return stream.getvalue()


def test_merged_ranges_reach_only_as_far_as_texts_do() -> None:
    def fill(book: xlsxwriter.Workbook, sheet: xlsxwriter.workbook.Worksheet) -> None:
        sheet.merge_range(0, 0, 0, 16_383, "自评表（2024年度）")
        sheet.merge_range(1, 0, 100_000, 0, "甲")
        sheet.write_row(1, 1, ["乙", "丙"])
        sheet.write_row(2, 1, ["丁", "戊"])

    (grid,) = xlsx.read(workbook(fill)).grids
    assert (grid.rows, grid.columns, above(grid)) == (2, 3, {0: ["自评表（2024年度）"]})
    assert [(c.text, c.row_span, c.column_span) for c in grid.row(0)] == [("甲", 2, 1), ("乙", 1, 1), ("丙", 1, 1)]


def test_more_cells_than_can_be_made_are_counted_first(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.readers.office.xlsx_parts.MAX_CELLS", 5)
    with pytest.raises(Unreadable, match="more than 5 cells") as refused:
        xlsx.read(workbook(lambda book, sheet: sheet.write_row(0, 0, range(6))))
    assert refused.value.code == "table_too_large"


def test_a_workbook_without_a_sheet_that_can_be_read_is_refused() -> None:
    data = workbook(lambda book, sheet: sheet.write(0, 0, "项目名称"))
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            part = source.read(name)
            if name == "xl/_rels/workbook.xml.rels":
                part = part.replace(b"relationships/worksheet", b"relationships/chartsheet")
            target.writestr(name, part)
    result = curate(stream.getvalue())
    assert (result.document["outcome"], result.document["reason"]) == ("quarantined", "no_sheet_read")


# Pages that are cut off.


@pytest.mark.parametrize("name", PAGES)
@pytest.mark.parametrize("code", ["utf-8", "gb18030", "utf-16"])
def test_a_page_cut_off_inside_its_form_is_refused(name: str, code: str) -> None:
    page = saved(name)
    begin, end = page.index("项目名称"), page.rindex("</table>")
    start = len(page[:begin].encode(code))
    cut = page[:end].encode(code)
    for place in range(start, len(cut), max(1, (len(cut) - start) // 29)):
        result = curate(cut[:place])
        assert result.forms == [], place
        assert result.document["outcome"] == "quarantined", place


@pytest.mark.parametrize("name", PAGES)
def test_a_page_that_leaves_out_its_own_end_is_whole(name: str) -> None:
    page = saved(name)
    for sloppy in (
        re.sub(r"</(?:body|html)\s*>", "", page),
        re.sub(r"</(?:td|tr|tbody|p|li|body|html)\s*>", "", page),
        page + "\n<script>var a = '<table>';</script>\n<!-- 1.2.3 -->\n",
    ):
        assert len(curate(sloppy.encode()).forms) == 1


def test_cut_pages_of_every_kind_are_never_silent() -> None:
    for seed in range(12):
        document = compose(seed, (("editor_markup",), ("cut_head", "several"), ("site_around",))[seed % 3])
        data = files.RENDERERS["page"](document)
        place = len(data) // 2 + seed * len(data) // 30
        assert check(document, data[:place]).silent == []


ARCHIVE = (
    'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\nContent-Type: text/html\r\n\r\n'
    '<html><frameset cols="*"><frame src="1.htm"></frameset></html>\r\n--x\r\n'
    "Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n{page}\r\n--x--\r\n"
)


def test_every_page_of_an_archive_is_read_and_its_end_is_asked_for() -> None:
    page = saved("wps_workbook").replace("gb2312", "utf-8")
    archive = ARCHIVE.format(page=page).encode()
    assert [f.values["project_name"] for f in curate(archive).forms] == ["岭湖区老旧电梯安全评估"]
    assert curate(archive[: archive.rindex(b"--x--")]).document["reason"] == "cut_off"


# What a document holds and does not show.


def book(*, state: str, twice: bool = False) -> bytes:
    """A stacked case with its second form moved to a sheet in a state, or the first copied there."""
    source = load_workbook(io.BytesIO(case("layouts", "t93_xlsx_stacked.xlsx")))
    first = source.worksheets[0]
    second = source.copy_worksheet(first)
    first.delete_rows(24, 30)
    for merged in [m for m in first.merged_cells.ranges if m.min_row > 23]:
        first.merged_cells.remove(merged)
    if not twice:
        second["C4"], second["C28"] = "另一个项目", "另一个项目"
    second.sheet_state = state
    stream = io.BytesIO()
    source.save(stream)
    return stream.getvalue()


@pytest.mark.parametrize("state", ["hidden", "veryHidden"])
def test_a_form_on_a_hidden_sheet_has_an_outcome_of_its_own(state: str) -> None:
    result = curate(book(state=state))
    assert len(result.forms) == 1
    assert {q["code"] for q in result.quarantine} == {"hidden_form"}
    assert result.document["outcome"] == "curated_with_issues"


def test_a_hidden_table_of_a_page_is_named_if_it_is_a_form() -> None:
    result = curate(f"<div hidden>{saved('editor_parts')}</div>".encode())
    assert result.forms == []
    assert [q["code"] for q in result.quarantine] == ["hidden_form"]
    harmless = "<table hidden><tr><td>a<td>b</table>" + saved("editor_parts")
    assert curate(harmless.encode()).quarantine == []


@pytest.mark.parametrize(("row", "is_named"), [(15, True), (3, False)])
def test_hidden_rows_of_a_form_are_named_and_others_are_not(row: int, is_named: bool) -> None:
    source = load_workbook(io.BytesIO(case("layouts", "t92_xlsx_beside.xlsx")))
    sheet = source.worksheets[0]
    sheet["A3"] = "编号 17"
    sheet.row_dimensions[row].hidden = True
    stream = io.BytesIO()
    source.save(stream)
    result = curate(stream.getvalue())
    assert [len(f.indicators) for f in result.forms] == ([7, 7] if is_named else [8, 8])
    assert ("hidden rows or columns with 2 more rows" in (result.document["reason_text_en"] or "")) == is_named


# Containers under other names.

STRICT = (
    (b"http://schemas.openxmlformats.org/spreadsheetml/2006/main", b"http://purl.oclc.org/ooxml/spreadsheetml/main"),
    (
        b"http://schemas.openxmlformats.org/wordprocessingml/2006/main",
        b"http://purl.oclc.org/ooxml/wordprocessingml/main",
    ),
    (
        b"http://schemas.openxmlformats.org/officeDocument/2006/relationships",
        b"http://purl.oclc.org/ooxml/officeDocument/relationships",
    ),
    (b"http://schemas.openxmlformats.org/drawingml/2006", b"http://purl.oclc.org/ooxml/drawingml"),
)


def rewritten(data: bytes, changes: tuple[tuple[bytes, bytes], ...], names: tuple[str, str] = ("", "")) -> bytes:
    """An office file with texts changed in all of its XML, and one of its parts under another name."""
    stream = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as source, zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name in source.namelist():
            part = source.read(name)
            for before, after in changes:
                part = part.replace(before, after)
            target.writestr(name.replace(*names) if names[0] else name, part)
    return stream.getvalue()


@pytest.mark.parametrize(
    ("kind", "hazards"),
    [
        ("book", ("numbers", "formulas")),
        ("book", ("several", "one_sheet", "hidden_rows", "no_borders")),
        ("word", ("hidden_text", "text_box", "unit_note", "tracked_changes")),
    ],
)
def test_strict_files_are_read_as_the_others(kind: str, hazards: tuple[str, ...]) -> None:
    document = compose(71, hazards, family="mof_annex", indicators=7)
    verdict = check(document, rewritten(files.RENDERERS[kind](document), STRICT))
    assert (verdict.silent, verdict.refused) == ([], [])
    assert not verdict.doubted + verdict.over_doubted


def test_the_main_part_may_have_any_name() -> None:
    document = compose(72, (), family="mof_annex", indicators=7)
    for kind, part in (("book", "workbook"), ("word", "document")):
        data = files.RENDERERS[kind](document)
        changes = ((f"{part}.xml".encode(), f"{part}22.xml".encode()),)
        assert check(document, rewritten(data, changes, (f"{part}.xml", f"{part}22.xml"))).is_clean


def test_a_page_of_frames_says_what_is_missing() -> None:
    page = b'<html><frameset rows="*"><frame src="a.files/sheet001.htm"></frameset></html>'
    result = curate(page)
    assert (result.document["outcome"], result.document["reason"]) == ("quarantined", "pages_unread")
    assert "sheet001.htm" in result.document["reason_text"]


@pytest.mark.parametrize("encoding", ["8bit", "quoted-printable", "base64"])
def test_an_archive_cut_off_anywhere_is_refused(encoding: str) -> None:
    text = saved("wps_workbook").replace("gb2312", "utf-8").encode()
    encoded = {"8bit": text, "quoted-printable": quopri.encodestring(text), "base64": base64.encodebytes(text)}[
        encoding
    ]
    picture = base64.encodebytes(bytes(3000))
    archive = (
        b'MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary="x"\r\n\r\n--x\r\n'
        b"Content-Type: text/html; charset=utf-8\r\nContent-Transfer-Encoding: "
        + encoding.encode() + b"\r\n\r\n" + encoded + b"\r\n--x\r\nContent-Type: image/png\r\n"
        b"Content-Transfer-Encoding: base64\r\n\r\n" + picture + b"\r\n--x--\r\n"
    )  # fmt: skip
    assert len(curate(archive).forms) == 1
    for place in range(150, len(archive) - 6, len(archive) // 40):
        result = curate(archive[:place])
        assert result.forms == [], place
        assert result.document["outcome"] == "quarantined", place
