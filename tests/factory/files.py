# ruff: noqa: E501  lines of markup stay whole
"""Invented documents as files that publishers upload beside PDFs: web pages, workbooks, word-processor documents.

Belongs here: markup, and what editors and converters do to it, hazard by hazard. Does not belong here: PDF
(``tests.factory.render``, ``tests.factory.programs``), what stands in a document.

Pages of the truth: a web page and a text have one; in a workbook every sheet is one.
"""

from __future__ import annotations

import io
import random
import re
import subprocess
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from dataclasses import replace
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

import xlsxwriter

from tests.factory import programs
from tests.factory.documents import Block, Document, set_pages
from tests.factory.forms import Box, Table

PAGE = (
    "gb18030",
    "stale_charset",
    "utf16",
    "layout_table",
    "unclosed_cells",
    "spans_past_end",
    "left_out_tail",
    "wrong_rowspan",
    "overlapping_spans",
    "rowspan_zero",
    "extra_cell",
    "word_markup",
    "editor_markup",
    "hidden_rows",
    "hidden_text",
    "caption",
    "row_groups",
    "cut_head",
    "cut_rows_apart",
    "site_around",
    "inputs",
    "sized_columns",
)
BOOK = (
    "numbers",
    "formulas",
    "formulas_without_values",
    "no_borders",
    "hidden_rows",
    "hidden_columns",
    "hidden_sheet",
    "one_sheet",
    "titles_unmerged",
    "narrow_columns",
    "away_from_corner",
)
WORD = (
    "tracked_changes",
    "hidden_text",
    "content_controls",
    "text_box",
    "fields",
    "split_runs",
    "layout_table",
    "cut_head",
    "cut_rows_apart",
    "numbered_goals",
    "side_columns",
    "wrong_merge",
)
# Damage whose reading is a guess: what is not right has to be doubtful.
GUESSED = frozenset(
    {"left_out_tail", "wrong_rowspan", "overlapping_spans", "extra_cell", "rowspan_zero", "formulas_without_values"}
    | {"narrow_columns", "numbered_goals", "wrong_merge"}
)
EXCLUSIVE = (
    {"gb18030", "stale_charset", "utf16"},
    {"word_markup", "editor_markup"},
    {"cut_head", "cut_rows_apart"},
    {"formulas", "formulas_without_values"},
)


# Web pages.


def page(document: Document) -> bytes:
    """The document as a web page."""
    set_pages(document, [])
    flags = document.hazards
    rng = random.Random(f"page {document.seed}")
    parts = [
        _page_block(block, flags, random.Random(f"{document.seed} {n}")) for n, block in enumerate(document.blocks)
    ]
    body = "\n".join(parts)
    if "layout_table" in flags:
        body = f'<table width="960" border="0"><tr><td>首页 &gt; 信息公开</td></tr><tr><td>\n{body}\n</td></tr></table>'
    if "site_around" in flags:
        body = (
            '<script>var t="<table><tr><td>项目名称</td></tr></table>";</script><style>.x{color:red} .gone{display:none}</style>'
            '<div class="gone">登录 | 注册</div><ul><li><a href="#">政务公开</a></li><li><a href="#">预决算</a></li></ul>'
            f"<p>发布时间：2019年{rng.randint(1, 12)}月3日　来源：办公室　浏览次数：17</p>{body}"
            "<p>【打印】【关闭】</p><noscript>请启用脚本</noscript>"
        )
    charset = "gb2312" if flags & {"gb18030", "stale_charset"} else "utf-8"
    meta = rng.choice(
        [f'<meta charset="{charset}">', f'<meta http-equiv="Content-Type" content="text/html; charset={charset}">']
    )
    space = ' xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word"'
    office = space if "word_markup" in flags else ""
    text = f"<html{office}><head>{meta}<title>自评表公开</title></head><body>{body}</body></html>"
    if rng.random() < 0.5:
        text = "<!DOCTYPE html>\n" + text
    if "utf16" in flags:
        return text.encode("utf-16")
    return text.encode("gb18030" if "gb18030" in flags else "utf-8")


def _page_block(block: Block, flags: frozenset[str], rng: random.Random) -> str:
    lines = [*block.lines, *([block.note] if block.note else [])]
    if block.table is None or block.is_report or "caption" not in flags:
        paragraphs, caption = "".join(f"<p>{_html_text(line)}</p>\n" for line in lines), ""
    else:
        paragraphs, caption = "", "<caption>" + "<br>".join(map(_html_text, lines)) + "</caption>"
    if block.table is None:
        return paragraphs
    tables = [_page_table(t, flags, rng, caption if n == 0 else "") for n, t in enumerate(_cut(block, flags, rng))]
    return paragraphs + "\n".join(tables)


def _cut(block: Block, flags: frozenset[str], rng: random.Random) -> list[Table]:
    """The table of a block, or its two parts: at the indicator headings, or between two indicators."""
    table = block.table
    assert table is not None
    if block.form is None or not flags & {"cut_head", "cut_rows_apart"}:
        return [table]
    heads = [n for n, row in enumerate(table.rows) if any(b.text == "三级指标" for b in row)]
    anchored = [n for n, row in enumerate(table.rows) if any(b.anchor.startswith("indicator") for b in row)]
    if not heads or not anchored:
        return [table]
    at = heads[0] if "cut_head" in flags else rng.choice(anchored)
    ends = [n + b.rows for n, row in enumerate(table.rows) for b in row if n < at]
    # Only where no merged cell reaches over the place.
    while at < len(table.rows) and any(end > at for end in ends):
        at += 1
        ends = [n + b.rows for n, row in enumerate(table.rows) for b in row if n < at]
    return [Table(table.rows[:at]), Table(table.rows[at:])] if 0 < at < len(table.rows) else [table]


def _page_table(table: Table, flags: frozenset[str], rng: random.Random, caption: str) -> str:
    edges = table.edges
    rows = [[_spans(box, edges) for box in row] for row in table.rows]
    count = len(rows)
    texts = [[box.text for box in row] for row in table.rows]
    if "spans_past_end" in flags:
        for number, row in enumerate(rows):
            if row and rng.random() < 0.3 and table.rows[number][-1].x1 == 1000:
                row[-1] = (row[-1][0] + rng.randint(1, 5), row[-1][1])
            for k, (columns, high) in enumerate(row):
                if number + high == count:
                    row[k] = (columns, high + rng.randint(0, 9))
    damaged = rng.sample(range(count), min(count, rng.randint(1, 3)))
    for number in damaged if flags & GUESSED else []:
        row = rows[number]
        if "left_out_tail" in flags and len(row) > 2 and not texts[number][-1]:
            row.pop()
        if "extra_cell" in flags and row:
            row.append((1, 1))
            texts[number].append(rng.choice(["", "", "1"]))
        tall = [k for k, (_, high) in enumerate(row) if high > 1]
        if "wrong_rowspan" in flags and tall:
            k = rng.choice(tall)
            row[k] = (row[k][0], row[k][1] + rng.choice([-1, 1]))
        if "rowspan_zero" in flags and tall and rng.random() < 0.5:
            row[tall[-1]] = (row[tall[-1]][0], 0)
        if "overlapping_spans" in flags and len(row) > 1:
            row[0] = (row[0][0] + 1, row[0][1])
    used: Iterator[str] = (_page_row(spans, texts[n], table.rows[n], flags, rng) for n, spans in enumerate(rows))
    lines = list(used)
    if "hidden_rows" in flags:
        blank = "".join(f'<td style="display:none" colspan="{c}">99.99</td>' for c, _ in rows[-1])
        lines.insert(rng.randint(0, 1), f'<tr style="height:0;display:none"><td colspan="3">项目名称</td>{blank}</tr>')
    body = "\n".join(lines)
    if "row_groups" in flags and all(high == 1 for _, high in rows[0]):
        body = f"<thead>{lines[0]}</thead>\n<tbody>{''.join(lines[1:])}</tbody>"
    columns = ""
    if "sized_columns" in flags:
        columns = "<colgroup>" + "".join(f'<col width="{b - a}">' for a, b in pairwise(edges)) + "</colgroup>"
    css = (
        ' class="MsoTableGrid" style="border-collapse:collapse;mso-table-layout-alt:fixed"'
        if "word_markup" in flags
        else ""
    )
    return f'<table border="1" cellspacing="0"{css}>{caption}{columns}\n{body}\n</table>'


def _spans(box: Box, edges: list[int]) -> tuple[int, int]:
    return sum(1 for e in edges if box.x0 <= e < box.x1), box.rows


def _page_row(
    spans: list[tuple[int, int]], texts: list[str], boxes: list[Box], flags: frozenset[str], rng: random.Random
) -> str:
    close = "" if "unclosed_cells" in flags else "</td>"
    cells = []
    for k, (columns, rows) in enumerate(spans):
        wide = f" colspan={columns}" if columns != 1 else ""
        high = f' rowspan="{rows}"' if rows != 1 else ""
        kind = boxes[k].kind if k < len(boxes) else "value"
        cells.append(f"<td{wide}{high}>{_page_text(texts[k], kind, flags, rng)}{close}")
    return "<tr>" + "".join(cells) + ("" if "unclosed_cells" in flags else "</tr>")


def _page_text(text: str, kind: str, flags: frozenset[str], rng: random.Random) -> str:
    if text and "inputs" in flags and kind in ("value", "number") and "\n" not in text:
        return (
            f'<input type="text" value="{escape(text, {chr(34): "&quot;"})}" readonly><input type="hidden" value="7">'
        )
    if not text:
        return rng.choice(["", "&nbsp;", "<p>&nbsp;</p>", "<p class=MsoNormal><o:p></o:p></p>"])
    lines = [_html_text(line) for line in text.split("\n")]
    if "hidden_text" in flags and rng.random() < 0.2:
        lines[0] += rng.choice(['<span style="display:none">88</span>', "<span hidden>8</span>", "<!-- 8 -->\u200b"])
    if "word_markup" in flags:
        return "".join(
            f"<p class=MsoNormal align=center style='mso-pagination:widow-orphan'><span\nlang=EN-US style='font-size:9.0pt;"
            f"mso-hide:none'>{line}<o:p></o:p></span></p>"
            for line in lines
        )
    if "editor_markup" in flags:
        return "<br/>".join(f"\n\t\t<span style='font-family:宋体'><font>{line}</font></span>\n" for line in lines)
    return "<br>".join(lines)


def _html_text(text: str) -> str:
    return escape(text).replace("  ", "&nbsp; ")


# Workbooks.

_FIGURE = re.compile(r"(?P<minus>-?)(?P<whole>\d{1,3}(?:,\d{3})+|\d{1,13})(?:\.(?P<rest>\d{1,8}))?(?P<percent>%?)")


def book(document: Document) -> bytes:
    """The document as an .xlsx workbook, a sheet for each block or one for all."""
    flags = document.hazards
    rng = random.Random(f"book {document.seed}")
    stream = io.BytesIO()
    work = xlsxwriter.Workbook(stream, {"in_memory": True})
    anchors: list[tuple[int, str, int]] = []
    sheet, row, number = None, 0, 0
    if "hidden_sheet" in flags:
        hidden = work.add_worksheet("旧")
        hidden.write(0, 0, "项目名称")
        hidden.hide()
        number = 1
    for block in document.blocks:
        if sheet is None or "one_sheet" not in flags:
            sheet, number = work.add_worksheet(), number + 1
            row = rng.randint(1, 4) if "away_from_corner" in flags else 0
        else:
            row += 1
        row = _book_block(work, sheet, block, row, flags, rng)
        if block.form is not None and block.table is not None:
            anchors += [(block.form, box.anchor, number) for boxes in block.table.rows for box in boxes if box.anchor]
    if "hidden_sheet" in flags and sheet is not None:
        sheet.activate()
        work.worksheets()[1].set_first_sheet()
    work.close()
    set_pages(document, anchors)
    return stream.getvalue()


def _book_block(
    work: xlsxwriter.Workbook,
    sheet: xlsxwriter.workbook.Worksheet,
    block: Block,
    row: int,
    flags: frozenset[str],
    rng: random.Random,
) -> int:
    table = block.table or Table([])
    edges = table.edges or [0, 1000]
    left = 2 if "away_from_corner" in flags else 0
    # Hidden columns stand between others and hold figures.
    columns = {edge: left + k + (1 if "hidden_columns" in flags and k > 1 else 0) for k, edge in enumerate(edges)}
    if "hidden_columns" in flags and len(edges) > 3:
        sheet.set_column(left + 2, left + 2, None, None, {"hidden": True})
        for below in range(3):
            sheet.write(row + below, left + 2, 12345)
    if "narrow_columns" in flags:
        sheet.set_column(left + 3, left + 20, 4.5)
    else:
        sheet.set_column(left + (3 if "hidden_columns" in flags else 0), left + 30, 20)
    last = max(columns.values()) - 1
    for line in [*block.lines, *([block.note] if block.note else [])]:
        if "titles_unmerged" in flags or last <= left:
            sheet.write(row, left, line)
        else:
            sheet.merge_range(row, left, row, last, line)
        row += 1
    border = 0 if "no_borders" in flags else 1
    formats: dict[str, xlsxwriter.format.Format] = {}

    def style(number_format: str) -> xlsxwriter.format.Format:
        made = {"border": border, "num_format": number_format, "text_wrap": True, "font_size": 10}
        return formats.setdefault(number_format, work.add_format(made))

    shift = 0
    for number, boxes in enumerate(table.rows):
        if "hidden_rows" in flags and number and rng.random() < 0.15 and not _reaches_over(table, number):
            sheet.set_row(row + number + shift, None, None, {"hidden": True})
            sheet.write(row + number + shift, columns[edges[0]], "质量指标")
            sheet.write(row + number + shift, columns[edges[-2]], 5)
            shift += 1
        for box in boxes:
            first, end = columns[box.x0], columns[box.x1] - 1
            top = row + number + shift
            value, number_format = _stored(box, flags)
            if first != end or box.rows > 1:
                sheet.merge_range(top, first, top + box.rows - 1, end, "", style(number_format))
            if value is None or isinstance(value, str):
                sheet.write_string(top, first, value or "", style(number_format))
            elif "formulas" in flags and rng.random() < 0.5:
                sheet.write_formula(top, first, f"={value}*1", style(number_format), value)
            else:
                sheet.write_number(top, first, value, style(number_format))
    return row + len(table.rows) + shift


def _reaches_over(table: Table, row: int) -> bool:
    return any(n < row < n + box.rows for n, boxes in enumerate(table.rows) for box in boxes)


def _stored(box: Box, flags: frozenset[str]) -> tuple[str | float | None, str]:
    """A figure as number and format where the workbook stores numbers, else its text."""
    match = _FIGURE.fullmatch(box.text)
    is_number = box.kind == "number" and flags & {"numbers", "formulas", "formulas_without_values", "narrow_columns"}
    if match is None or not is_number or (match["whole"].startswith("0") and len(match["whole"]) > 1):
        return box.text, "General"
    digits = len(match["rest"] or "")
    value = Decimal(match["minus"] + match["whole"].replace(",", "") + "." + (match["rest"] or "0"))
    pattern = "#,##0" if "," in match["whole"] or (digits == 2 and value < 1000 and not match["percent"]) else "0"
    pattern += ("." + "0" * digits) if digits else ""
    if match["percent"]:
        return float(value / 100), pattern + "%"
    return float(value), pattern


def book_without_values(document: Document) -> bytes:
    """The workbook as a program writes it that does not calculate: formulas whose values are missing."""
    data = book(replace(document, hazards=document.hazards | {"formulas"}))
    source, target = zipfile.ZipFile(io.BytesIO(data)), io.BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as archive:
        for name in source.namelist():
            part = source.read(name)
            if name.startswith("xl/worksheets/sheet"):
                part = re.sub(rb"</f><v>[^<]*</v>", b"</f>", part)
            archive.writestr(name, part)
    return target.getvalue()


def _book(document: Document) -> bytes:
    return book_without_values(document) if "formulas_without_values" in document.hazards else book(document)


# Word-processor documents.

_WORD = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
_TYPES = (
    '<?xml version="1.0" encoding="UTF-8"?><Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Override PartName="/word/document.xml" ContentType='
    '"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"/></Types>'
)
_RELATIONS = (
    '<?xml version="1.0" encoding="UTF-8"?><Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">'
    '<Relationship Id="r1" Type="http://schemas.openxmlformats.org/officeDocument/2006/relationships/officeDocument"'
    ' Target="word/document.xml"/></Relationships>'
)


def word(document: Document) -> bytes:
    """The document as .docx."""
    set_pages(document, [])
    flags = document.hazards
    body = "".join(_word_block(b, flags, random.Random(f"{document.seed} {n}")) for n, b in enumerate(document.blocks))
    if "layout_table" in flags:
        body = f"<w:tbl><w:tr><w:tc>{body}<w:p/></w:tc></w:tr></w:tbl>"
    return word_package(body)


def word_package(body: str) -> bytes:
    """A .docx around the XML of a body."""
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", _TYPES)
        archive.writestr("_rels/.rels", _RELATIONS)
        text = (
            f'<?xml version="1.0" encoding="UTF-8"?><w:document xmlns:w="{_WORD}"><w:body>{body}</w:body></w:document>'
        )
        archive.writestr("word/document.xml", text)
    return stream.getvalue()


def _word_block(block: Block, flags: frozenset[str], rng: random.Random) -> str:
    lines = [*block.lines, *([block.note] if block.note else [])]
    if "text_box" in flags and not block.is_report and lines:
        inside = "".join(_word_paragraph(line, frozenset(), rng) for line in lines)
        text = f"<w:p><w:r><w:pict><w:txbxContent>{inside}</w:txbxContent></w:pict></w:r></w:p>"
    else:
        text = "".join(_word_paragraph(line, flags & {"split_runs", "fields"}, rng) for line in lines)
    if block.table is None:
        return text
    parts = _cut(block, flags, rng)
    return text + "<w:p/>".join(_word_table(part, flags, rng) for part in parts) + "<w:p/>"


def _word_table(table: Table, flags: frozenset[str], rng: random.Random) -> str:
    edges = table.edges
    open_boxes: list[tuple[int, Box]] = []
    rows = []
    wrong = rng.randrange(1, len(table.rows)) if len(table.rows) > 1 else 0
    for number, boxes in enumerate(table.rows):
        open_boxes = [(last, box) for last, box in open_boxes if last >= number]
        cells = [(box.x0, box, "") for box in boxes] + [(box.x0, box, "continue") for _, box in open_boxes]
        open_boxes += [(number + box.rows - 1, box) for box in boxes if box.rows > 1]
        xml = ""
        for position, (_, box, merge) in enumerate(sorted(cells, key=lambda c: c[0])):
            span, _ = _spans(box, edges)
            is_wrong = "wrong_merge" in flags and number == wrong and position == len(cells) - 1 and not merge
            cell = _word_cell(box, span, merge, flags, rng)
            xml += cell.replace("<w:tcPr>", "<w:tcPr><w:vMerge/>", 1) if is_wrong else cell
        more = ""
        if "tracked_changes" in flags and rng.random() < 0.2:
            deleted = _word_cell(Box("删除", 0, 1000), len(edges) - 1, "", frozenset(), rng)
            rows.append(f"<w:tr><w:trPr><w:del/></w:trPr>{deleted}</w:tr>")
            more = "<w:ins/>"
        if "side_columns" in flags and number == 0:
            more += '<w:gridAfter w:val="0"/><w:wAfter w:w="0"/>'
        row = f"<w:tr><w:trPr>{more}</w:trPr>{xml}</w:tr>"
        rows.append(
            f"<w:sdt><w:sdtContent>{row}</w:sdtContent></w:sdt>" if "content_controls" in flags and number else row
        )
    grid = "".join(f'<w:gridCol w:w="{(b - a) * 9}"/>' for a, b in pairwise(edges))
    return f"<w:tbl><w:tblGrid>{grid}</w:tblGrid>{''.join(rows)}</w:tbl>"


def _word_cell(box: Box, span: int, merge: str, flags: frozenset[str], rng: random.Random) -> str:
    properties = f'<w:gridSpan w:val="{span}"/>' if span > 1 else ""
    if merge:
        properties += "<w:vMerge/>"
    elif box.rows > 1:
        properties += '<w:vMerge w:val="restart"/>'
    text = "" if merge else box.text
    numbered = "numbered_goals" in flags and box.kind == "long"
    paragraphs = "".join(_word_paragraph(line, flags, rng, is_numbered=numbered) for line in text.split("\n"))
    return f"<w:tc><w:tcPr>{properties}</w:tcPr>{paragraphs}</w:tc>"


def _word_paragraph(text: str, flags: frozenset[str], rng: random.Random, *, is_numbered: bool = False) -> str:
    properties = '<w:pPr><w:numPr><w:ilvl w:val="0"/><w:numId w:val="3"/></w:numPr></w:pPr>' if is_numbered else ""
    if is_numbered:
        text = re.sub(r"^(?:\d+[.、]|（\d+）)", "", text)
    pieces = [text]
    if "split_runs" in flags and len(text) > 1:
        at = rng.randint(1, len(text) - 1)
        pieces = [text[:at], text[at:]]
    runs = [f'<w:r><w:t xml:space="preserve">{escape(p)}</w:t></w:r>' for p in pieces if p]
    if text and "tracked_changes" in flags and rng.random() < 0.4:
        runs.insert(0, '<w:del w:id="1"><w:r><w:delText>12</w:delText></w:r></w:del>')
        runs[-1] = f'<w:ins w:id="2">{runs[-1]}</w:ins>'
    if text and "hidden_text" in flags and rng.random() < 0.3:
        runs.append("<w:r><w:rPr><w:vanish/></w:rPr><w:t>99</w:t></w:r>")
    if text and "content_controls" in flags and rng.random() < 0.3:
        runs[0] = f"<w:sdt><w:sdtPr/><w:sdtContent>{runs[0]}</w:sdtContent></w:sdt>"
    if text and "fields" in flags and rng.random() < 0.3:
        begin, middle, end = (f'<w:r><w:fldChar w:fldCharType="{k}"/></w:r>' for k in ("begin", "separate", "end"))
        runs = [begin, "<w:r><w:instrText>= SUM(ABOVE) 7</w:instrText></w:r>", middle, *runs, end]
    return f"<w:p>{properties}{''.join(runs)}</w:p>"


# The same through an office suite, in its old formats.


def converted_by_office(data: bytes, suffix: str, target: str) -> bytes:
    """A file in another format."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / f"file.{suffix}").write_bytes(data)
        command = [programs.program("docx") or "", f"-env:UserInstallation={(folder / 'profile').as_uri()}"]
        command += ["--headless", "--convert-to", target, "--outdir", str(folder), str(folder / f"file.{suffix}")]
        subprocess.run(command, check=True, capture_output=True, timeout=180)
        return (folder / f"file.{target}").read_bytes()


def _old(make: Callable[[Document], bytes], suffix: str, target: str) -> Callable[[Document], bytes]:
    return lambda document: converted_by_office(make(document), suffix, target)


RENDERERS: dict[str, Callable[[Document], bytes]] = {
    "page": page,
    "book": _book,
    "word": word,
    "xls": _old(_book, "xlsx", "xls"),
    "doc": _old(word, "docx", "doc"),
    "rtf": _old(word, "docx", "rtf"),
}
# What LibreOffice does not carry over into its old formats.
_OLD_WORD = tuple(h for h in WORD if h not in ("numbered_goals", "tracked_changes"))
HAZARDS = {"page": PAGE, "book": BOOK, "word": WORD, "xls": BOOK, "doc": _OLD_WORD, "rtf": _OLD_WORD}
NEEDS_OFFICE = frozenset({"xls", "doc", "rtf"})
