"""A .docx file is read as Word shows it, tracked changes accepted; what may show otherwise is doubtful."""

from __future__ import annotations

import io
import re
import zipfile

import pytest

from pipeline.model.grid import Cell, Grid
from pipeline.readers.office import docx
from pipeline.sources import media
from tests.doubts import codes
from tests.factory.files import word_package
from tests.lines import above


def paragraph(content: str) -> str:
    return f"<w:p>{content}</w:p>"


def run(text: str, properties: str = "") -> str:
    return f"<w:r><w:rPr>{properties}</w:rPr><w:t>{text}</w:t></w:r>"


def tc(content: str, properties: str = "") -> str:
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{content or '<w:p/>'}</w:tc>"


def text_cell(text: str, properties: str = "") -> str:
    return tc(paragraph(run(text)) if text else "", properties)


def table(*rows: str) -> str:
    return "<w:tbl>" + "".join(f"<w:tr>{row}</w:tr>" for row in rows) + "</w:tbl>"


def grids(body: str) -> list[Grid]:
    return docx.read(word_package(body)).grids


def cell(content: str) -> Cell:
    (grid,) = grids(table(text_cell("a") + tc(content)))
    return grid.row(0)[1]


def places(*rows: str) -> list[tuple[str, int, int, int, int, str]]:
    (grid,) = grids(table(*rows))
    return [(c.text, c.row, c.column, c.row_span, c.column_span, codes(c)) for c in grid]


RESTART, GO_ON = '<w:vMerge w:val="restart"/>', "<w:vMerge/>"


def test_cells_merge_sideways_and_downwards() -> None:
    wide = '<w:gridSpan w:val="2"/>'
    assert places(
        text_cell("a", RESTART) + text_cell("b", wide), text_cell("", GO_ON) + text_cell("c") + text_cell("d")
    ) == [("a", 0, 0, 2, 1, ""), ("b", 0, 1, 1, 2, ""), ("c", 1, 1, 1, 1, ""), ("d", 1, 2, 1, 1, "")]


def test_a_merge_that_hides_a_text_or_has_no_beginning_is_doubtful() -> None:
    hidden = places(text_cell("a", RESTART) + text_cell("b"), text_cell("c", GO_ON) + text_cell("d"))
    assert [p[-1] for p in hidden] == ["broken_merge", "", "broken_merge", ""]
    alone = places(text_cell("a") + text_cell("b"), text_cell("", GO_ON) + text_cell("d"))
    assert [p[-1] for p in alone] == ["", "", "broken_merge", ""]


def test_rows_may_begin_later_and_end_earlier() -> None:
    indented = "<w:trPr><w:gridBefore w:val='1'/><w:gridAfter w:val='1'/></w:trPr>"
    found = places(text_cell("a") + text_cell("b") + text_cell("c"), indented + text_cell("d"))
    assert found[3:] == [("", 1, 0, 1, 1, ""), ("d", 1, 1, 1, 1, ""), ("", 1, 2, 1, 1, "")]


@pytest.mark.parametrize(
    ("content", "text"),
    [
        (run("1") + '<w:del w:id="1"><w:r><w:delText>2</w:delText></w:r></w:del>', "1"),
        ('<w:ins w:id="1">' + run("12") + "</w:ins>", "12"),
        ('<w:moveFrom w:id="1">' + run("3") + '</w:moveFrom><w:moveTo w:id="2">' + run("12") + "</w:moveTo>", "12"),
        (run("12") + run("3", "<w:vanish/>"), "12"),
        (run("12", '<w:vanish w:val="0"/>'), "12"),
        ("<w:r><w:t>一</w:t><w:br/><w:t>二</w:t></w:r>", "一二"),
        ("<w:r><w:t>1</w:t><w:noBreakHyphen/><w:t>2</w:t></w:r>", "1-2"),
        ('<w:r><w:sym w:font="Symbol" w:char="F0B3"/><w:t>90</w:t></w:r>', "≥90"),
        (run("10") + run("2", '<w:vertAlign w:val="superscript"/>'), "10²"),
        ("<w:sdt><w:sdtContent>" + run("12") + "</w:sdtContent></w:sdt>", "12"),
        ("<w:hyperlink>" + run("12") + "</w:hyperlink>", "12"),
        ('<w:r><w:fldChar w:fldCharType="begin"/></w:r><w:r><w:instrText>PAGE 7</w:instrText></w:r>' + run("8")
         + '<w:r><w:fldChar w:fldCharType="separate"/></w:r>' + run("12")
         + '<w:r><w:fldChar w:fldCharType="end"/></w:r>', "12"),
    ],
)  # fmt: skip
def test_what_is_seen_is_read_and_nothing_else(content: str, text: str) -> None:
    found = cell(paragraph(content))
    assert (found.text, codes(found)) == (text, "")


@pytest.mark.parametrize(
    ("content", "doubt"),
    [
        (paragraph(run("12", "<w:strike/>")), "struck_out"),
        (paragraph(run("12", '<w:color w:val="FFFFFF"/>')), "white_text"),
        (paragraph('<w:pPr><w:numPr><w:numId w:val="2"/></w:numPr></w:pPr>' + run("建成")), "list_number"),
        (paragraph('<w:r><w:sym w:font="Wingdings" w:char="F052"/></w:r>'), "undecodable"),
        (table(text_cell("1") + text_cell("2")) + "<w:p/>", "nested_table"),
        (
            paragraph("<w:r><w:pict><w:txbxContent>" + paragraph(run("7")) + "</w:txbxContent></w:pict></w:r>"),
            "text_box",
        ),
        (paragraph("<w:r><w:object/></w:r>"), "picture_in_cell"),
    ],
)
def test_what_may_be_seen_otherwise_is_doubtful(content: str, doubt: str) -> None:
    rows = [text_cell("a") + text_cell("b")] * 4
    (grid,) = grids(table(*rows, text_cell("a") + tc(content)))
    assert codes(grid.row(4)[1]) == doubt


def test_a_text_box_that_is_stored_twice_is_read_once() -> None:
    box = "<w:pict><w:txbxContent>" + paragraph(run("自评表")) + "</w:txbxContent></w:pict>"
    twice = (
        "<w:r><w:AlternateContent><w:Choice>"
        + box
        + "</w:Choice><w:Fallback>"
        + box
        + "</w:Fallback></w:AlternateContent></w:r>"
    )
    (grid,) = grids(paragraph(twice) + table(text_cell("a") + text_cell("b")))
    assert above(grid) == {0: ["自评表"]}


def test_rows_that_were_deleted_or_hidden_are_no_rows() -> None:
    deleted, hidden = "<w:trPr><w:del/></w:trPr>", "<w:trPr><w:hidden/></w:trPr>"
    found = places(text_cell("a") + text_cell("b"), deleted + text_cell("c"), hidden + text_cell("d"))
    assert [p[0] for p in found] == ["a", "b"]


def test_paragraphs_around_a_table_are_its_lines() -> None:
    body = paragraph(run("自评表")) + table(text_cell("a") + text_cell("b")) + "<w:p/>" + paragraph(run("注"))
    (grid,) = grids(body)
    assert above(grid) == {0: ["自评表"], 1: ["注"]}


def test_a_text_document_is_told_by_its_content() -> None:
    assert media.media_type(word_package("<w:p/>")) == media.DOCX


# What other parts say of the text.

TYPES = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"


def with_parts(body: str, namespace: str = "", **parts: str) -> bytes:
    """A document with more parts: ``styles``, ``header``, ``footnotes``, or a page as ``aFChunk``."""
    source = zipfile.ZipFile(io.BytesIO(word_package(body)))
    main = source.read("word/document.xml").decode()
    word_names = re.search(r'xmlns:w="([^"]*)"', main)
    assert word_names is not None
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w") as target:
        for name in source.namelist():
            text = source.read(name).decode()
            target.writestr(name, text.replace(word_names.group(1), namespace) if namespace else text)
        links = ""
        for kind, content in parts.items():
            name = f"{kind}.html" if kind == "aFChunk" else f"{kind}.xml"
            links += f'<Relationship Id="{kind}" Type="{TYPES}/{kind}" Target="{name}"/>'
            is_page = kind == "aFChunk"
            root = f'<w:root xmlns:w="{namespace or word_names.group(1)}">{content}</w:root>'
            target.writestr(f"word/{name}", content if is_page else root)
        target.writestr("word/_rels/document.xml.rels", f"<Relationships>{links}</Relationships>")
    return stream.getvalue()


def style(name: str, properties: str, kind: str = "character", more: str = "") -> str:
    return f'<w:style w:type="{kind}" w:styleId="{name}">{more}<w:rPr>{properties}</w:rPr></w:style>'


SUPER, STRUCK = '<w:vertAlign w:val="superscript"/>', "<w:strike/>"


@pytest.mark.parametrize(
    ("styles", "content", "expected"),
    [
        (style("up", SUPER), run("10") + run("2", '<w:rStyle w:val="up"/>'), ("10²", "")),
        (
            style("up", SUPER) + style("up2", "", more='<w:basedOn w:val="up"/>'),
            run("10") + run("2", '<w:rStyle w:val="up2"/>'),
            ("10²", ""),
        ),
        (
            style("up", SUPER),
            run("10") + run("2", '<w:rStyle w:val="up"/><w:vertAlign w:val="baseline"/>'),
            ("102", ""),
        ),
        ("", run("10") + run("2", '<w:position w:val="12"/><w:sz w:val="12"/>'), ("10²", "")),
        (style("out", STRUCK), run("80", '<w:rStyle w:val="out"/>') + run("90"), ("90", "struck_out")),
        (style("out", STRUCK), run("80", '<w:rStyle w:val="out"/><w:strike w:val="0"/>'), ("80", "")),
        (style("no", "<w:vanish/>"), run("12") + run("3", '<w:rStyle w:val="no"/>'), ("12", "")),
        (style("pale", '<w:color w:val="FFFFFF"/>'), run("12", '<w:rStyle w:val="pale"/>'), ("12", "white_text")),
        (style("big", "<w:caps/>"), run("5g", '<w:rStyle w:val="big"/>'), ("5G", "")),
    ],
)
def test_styles_of_characters_are_seen(styles: str, content: str, expected: tuple[str, str]) -> None:
    body = table(text_cell("a") + text_cell("b"), text_cell("a") + tc(paragraph(content)))
    for namespace in ("", "http://purl.oclc.org/ooxml/wordprocessingml/main"):
        (grid,) = docx.read(with_parts(body, namespace, styles=styles)).grids
        assert (grid.row(1)[1].text, codes(grid.row(1)[1])) == expected


def test_styles_of_paragraphs_hold_for_their_runs() -> None:
    styles = style("gone", STRUCK, "paragraph")
    content = '<w:p><w:pPr><w:pStyle w:val="gone"/></w:pPr>' + run("80") + "</w:p>"
    (grid,) = docx.read(with_parts(table(text_cell("a") + tc(content)), styles=styles)).grids
    assert codes(grid.row(0)[1]) == "struck_out"


def test_white_text_on_a_dark_cell_is_read() -> None:
    content = paragraph(run("优", '<w:color w:val="FFFFFF"/>'))
    (grid,) = grids(table(text_cell("a") + tc(content, '<w:shd w:val="clear" w:fill="1F4E79"/>')))
    assert (grid.row(0)[1].text, codes(grid.row(0)[1])) == ("优", "")


def test_what_pages_print_above_and_below_is_among_the_lines() -> None:
    body = table(text_cell("a") + text_cell("b"))
    note = f'<w:footnote w:type="separator"><w:p/></w:footnote><w:footnote>{paragraph(run("注"))}</w:footnote>'
    reading = docx.read(with_parts(body, header=paragraph(run("自评表（2024年度）")), footnotes=note))
    assert above(reading.grids[0]) == {0: ["自评表（2024年度）"]}
    assert [line for _, line in reading.text_lines] == ["自评表（2024年度）", "注"]


def test_a_page_that_a_document_takes_in_is_read() -> None:
    page = "<html><body><p>自评表</p><table><tr><td>a<td>b</table></body></html>"
    body = paragraph(run("附件")) + f'<w:altChunk xmlns:r="{TYPES}" r:id="aFChunk"/>'
    (grid,) = docx.read(with_parts(body, aFChunk=page)).grids
    assert ([c.text for c in grid], above(grid)) == (["a", "b"], {0: ["附件", "自评表"]})
