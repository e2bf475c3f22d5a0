# ruff: noqa: E501  lines of markup stay whole
"""Invented documents drawn by programs that publishers use: a browser, an office suite.

Belongs here: the source text handed to a program and the call of the program. Does not belong here: reportlab
(``tests.factory.render``), what stands in a document.

Every value is a link to a name that does not exist; the links that come out in the PDF tell on which page it stands,
whatever the program did with its text.
"""

from __future__ import annotations

import atexit
import ctypes
import io
import random
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from itertools import pairwise
from pathlib import Path
from xml.sax.saxutils import escape

import pypdfium2
import pypdfium2.raw as c

from tests.factory.documents import Block, Document, set_pages
from tests.factory.forms import Box, Table
from tests.factory.render import reportlab_pdf, wrap

_SHARED = (
    "cut_rows",
    "small_pages",
    "landscape",
    "page_furniture",
    "tinted",
    "rotate90",
    "rotate180",
    "rotate270",
    "cropbox",
)
HTML = (
    *_SHARED,
    "rules_dashed",
    "rules_double",
    "separate_borders",
    "no_side_borders",
    "thick_outer",
    "fake_bold",
    "top_aligned",
    "latin_font",
    "serif",
    "letter_spacing",
    "justified_labels",
    "standing_labels",
    "watermark_slanted",
    "watermark_pale",
    "stamp",
    "zoomed",
    "tight",
)
DOCX = (
    *_SHARED,
    "rules_double",
    "thick_outer",
    "fake_bold",
    "top_aligned",
    "latin_font",
    "letter_spacing",
    "standing_labels",
    "tight",
)
XLSX = (*_SHARED, "thick_outer", "fake_bold", "top_aligned", "latin_font", "right_numbers")
_NEEDS: dict[str, tuple[str, ...]] = {
    "rl": (),
    "html": ("chromium", "chromium-browser", "google-chrome"),
    "docx": ("soffice", "libreoffice"),
    "xlsx": ("soffice", "libreoffice"),
}
# Libraries of the word processor and of the spreadsheet, beside the program of LibreOffice.
_PARTS = {"docx": "libswlo.so", "xlsx": "libsclo.so"}
_LINK = "https://factory.invalid/"
_SECONDS = 180


def program(producer: str) -> str | None:
    """Where the program of a producer is, or null."""
    return next((found for name in _NEEDS[producer] if (found := shutil.which(name))), None)


def is_installed(producer: str) -> bool:
    """Whether documents of a producer can be made on this machine.

    An office suite may be installed without its word processor or without its spreadsheet.
    """
    if not _NEEDS.get(producer):
        return True
    found = program(producer)
    if found is None or producer not in _PARTS:
        return found is not None
    beside = Path(found).resolve().parent
    return not any(beside.glob("lib*lo.so")) or any(beside.glob(_PARTS[producer]))


def _href(form: int | None, box: Box) -> str | None:
    if form is None or not box.anchor or not box.text:
        return None
    return f"{_LINK}{form}/{box.anchor.replace(' ', '-')}"


def _finish(document: Document, data: bytes) -> bytes:
    """Pages into the truth; pages turned or cropped where the document asks for it."""
    pdf = pypdfium2.PdfDocument(data)
    try:
        set_pages(document, _anchors(pdf))
        flags = document.hazards
        turn = next((int(f.removeprefix("rotate")) for f in ("rotate90", "rotate180", "rotate270") if f in flags), 0)
        if not turn and "cropbox" not in flags:
            return data
        for page in pdf:
            if turn:
                page.set_rotation(turn)
            if "cropbox" in flags:
                left, bottom, right, top = page.get_mediabox()
                page.set_cropbox(left + 11, bottom + 7, right - 13, top - 9)
        stream = io.BytesIO()
        pdf.save(stream)
        return stream.getvalue()
    finally:
        pdf.close()


def _anchors(pdf: pypdfium2.PdfDocument) -> Iterator[tuple[int, str, int]]:
    for number in range(len(pdf)):
        page = pdf[number]
        position, link = ctypes.c_int(0), c.FPDF_LINK()
        while c.FPDFLink_Enumerate(page.raw, position, link):
            action = c.FPDFLink_GetAction(link)
            size = c.FPDFAction_GetURIPath(pdf.raw, action, None, 0)
            buffer = ctypes.create_string_buffer(size)
            c.FPDFAction_GetURIPath(pdf.raw, action, buffer, size)
            address = buffer.value.decode("ascii", "replace")
            if address.startswith(_LINK):
                form, anchor = address.removeprefix(_LINK).split("/", 1)
                yield int(form), anchor.replace("-", " "), number + 1
        page.close()


# A browser.


def html_pdf(document: Document) -> bytes:
    """The document through Chromium."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / "page.html").write_text(html(document), "utf-8")
        command = [
            program("html") or "",
            "--headless",
            "--no-sandbox",
            "--disable-gpu",
            "--disable-background-networking",
            "--no-first-run",
            f"--user-data-dir={folder / 'profile'}",
            f"--print-to-pdf={folder / 'out.pdf'}",
            "--no-pdf-header-footer",
            str(folder / "page.html"),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)
        return _finish(document, (folder / "out.pdf").read_bytes())


def html(document: Document) -> str:
    """The document as a web page."""
    flags = document.hazards
    rng = random.Random(f"html {document.seed}")
    size = rng.choice(["7.5pt", "8pt", "9pt", "10.5pt"])
    border = rng.choice(["0.5pt", "0.75pt", "1px"])
    kind = "dashed" if "rules_dashed" in flags else "double" if "rules_double" in flags else "solid"
    width = "2.4pt" if "rules_double" in flags else border
    paper = {True: "A5 landscape", False: "A4 landscape" if "landscape" in flags else "A4"}["small_pages" in flags]
    face = "'Noto Serif CJK SC'" if "serif" in flags else "'Noto Sans CJK SC'"
    latin = "'Liberation Serif'," if "latin_font" in flags else ""
    furniture = ""
    if "page_furniture" in flags:
        furniture = '@top-left { content: "部门决算公开材料" } @bottom-center { content: "第" counter(page) "页" }'
    style = f"""
      @page {{ size: {paper}; margin: {rng.choice(["12mm", "15mm", "20mm 10mm"])}; {furniture} }}
      body {{ font: {size}/{rng.choice(["1.2", "1.35", "1.6"])} {latin}{face}; margin: 0 }}
      table {{ border-collapse: {"separate; border-spacing: 0" if "separate_borders" in flags else "collapse"};
               width: 100%; table-layout: fixed; {"border: 1.8pt solid #000;" if "thick_outer" in flags else ""} }}
      td {{ border: {width} {kind} #000; padding: {"0" if "tight" in flags else "2pt"}; text-align: center;
            vertical-align: {"top" if "top_aligned" in flags else "middle"}; overflow-wrap: anywhere }}
      tr {{ break-inside: {"auto" if "cut_rows" in flags else "avoid"} }}
      a {{ color: #000; text-decoration: none }}
      .long {{ text-align: left }}
      .label {{ {"font-weight: bold;" if "fake_bold" in flags else ""} {"background: #eee;" if "tinted" in flags else ""}
                {"letter-spacing: 2pt;" if "letter_spacing" in flags else ""}
                {"text-align: justify; text-align-last: justify;" if "justified_labels" in flags else ""} }}
      {".level span { writing-mode: vertical-rl; text-orientation: upright }" if "standing_labels" in flags else ""}
      {"tr td:first-child { border-left: none } tr td.last { border-right: none }" if "no_side_borders" in flags else ""}
      h1 {{ font-size: 15pt; text-align: center; font-weight: normal; margin: 4pt }}
      .new {{ break-before: page }} .note {{ text-align: right }} .gap {{ height: 14pt }}
      {"body { zoom: 0.8 }" if "zoomed" in flags else ""}
    """
    parts = [f'<!doctype html><html lang="zh-CN"><meta charset="utf-8"><style>{style}</style><body>']
    if "watermark_slanted" in flags:
        parts.append(
            '<div style="position:fixed;top:40%;left:20%;font-size:34pt;color:#999;transform:rotate(-35deg)">内部资料严禁外传</div>'
        )
    if "watermark_pale" in flags:
        parts.append('<div style="position:fixed;top:35%;left:15%;font-size:34pt;color:#d5d5d5">绩效自评公示2024</div>')
    if "stamp" in flags:
        parts.append(
            '<div style="position:fixed;top:60%;left:50%;font-size:12pt;color:#e01020;border:2pt solid #e01020;border-radius:50%;'
            'padding:16pt">霁川市财政局<br>专用章（1）</div>'
        )
    for number, block in enumerate(document.blocks):
        parts += _html_block(block, number == 0, flags)
    return "\n".join(parts)


def _html_block(block: Block, is_first: bool, flags: frozenset[str]) -> Iterator[str]:
    css = "" if is_first else "new" if block.new_page else "" if block.is_touching else "gap"
    if css:
        yield f'<div class="{css}"></div>'
    if block.is_report:
        for line in block.lines:
            yield f'<p style="font-size:12pt;text-indent:2em">{escape(line)}</p>'
        return
    for line in block.lines:
        yield f"<h1>{escape(line)}</h1>" if "表" in line else f"<div>{escape(line)}</div>"
    if block.note:
        yield f'<div class="note">{escape(block.note)}</div>'
    if block.table is None:
        return
    rows = list(range(len(block.table.rows)))
    heading = block.table.heading
    if "repeat_head" in flags and heading is not None:
        yield _html_table(block.table, rows[:heading], None, block.form)
        yield _html_table(block.table, rows[heading + 1 :], heading, block.form)
    else:
        yield _html_table(block.table, rows, None, block.form)


def _html_table(table: Table, rows: list[int], head: int | None, form: int | None) -> str:
    used = [*([head] if head is not None else []), *rows]
    edges = sorted({x for r in used for b in table.rows[r] for x in (b.x0, b.x1)})
    columns = "".join(f'<col style="width:{(b - a) / 10}%">' for a, b in pairwise(edges))

    def row(number: int) -> str:
        return "<tr>" + "".join(_html_cell(box, edges, form) for box in table.rows[number]) + "</tr>"

    top = f"<thead>{row(head)}</thead>" if head is not None else ""
    return f"<table><colgroup>{columns}</colgroup>{top}<tbody>{''.join(map(row, rows))}</tbody></table>"


def _html_cell(box: Box, edges: list[int], form: int | None) -> str:
    columns = sum(1 for e in edges if box.x0 <= e < box.x1)
    text = "<br>".join(escape(line) for line in box.text.split("\n"))
    if href := _href(form, box):
        text = f'<a href="{href}">{text}</a>'
    css = f"{'label' if box.kind == 'level' else ''} {box.kind} {'last' if box.x1 == 1000 else ''}"
    return f'<td colspan="{columns}" rowspan="{box.rows}" class="{css}"><span>{text}</span></td>'


# An office suite, as flat XML.

_NAMESPACES = " ".join(
    f'xmlns:{k}="urn:oasis:names:tc:opendocument:xmlns:{v}:1.0"'
    for k, v in {
        "office": "office",
        "style": "style",
        "text": "text",
        "table": "table",
        "fo": "xsl-fo-compatible",
        "svg": "svg-compatible",
    }.items()
)
_profile: list[Path] = []


def _office(document: Document, source: str, suffix: str) -> bytes:
    if not _profile:
        _profile.append(Path(tempfile.mkdtemp(prefix="office")))
        atexit.register(shutil.rmtree, _profile[0], ignore_errors=True)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        (folder / f"page.{suffix}").write_text(source, "utf-8")
        command = [
            program("docx") or "",
            f"-env:UserInstallation={_profile[0].as_uri()}",
            "--headless",
            "--convert-to",
            "pdf",
            "--outdir",
            str(folder),
            str(folder / f"page.{suffix}"),
        ]
        subprocess.run(command, check=True, capture_output=True, timeout=_SECONDS)
        return _finish(document, (folder / "page.pdf").read_bytes())


def _paper(flags: frozenset[str]) -> tuple[float, float]:
    """Width and height of the paper in millimetres."""
    if "small_pages" in flags:
        return 210.0, 160.0
    return (297.0, 210.0) if "landscape" in flags else (210.0, 297.0)


def _styles(document: Document, size: float, is_sheet: bool) -> str:
    flags = document.hazards
    rng = random.Random(f"office {document.seed}")
    line = "0.5pt solid #000000"
    if "rules_double" in flags:
        double = ' style:border-line-width="0.018cm 0.035cm 0.018cm"'
        border = f'fo:border="2pt double #000000"{double}'
    else:
        border = f'fo:border="{rng.choice([line, "0.75pt solid #000000", "1pt solid #000000"])}"'
    pad = "0mm" if "tight" in flags else rng.choice(["0.5mm", "1mm"])
    align = "top" if "top_aligned" in flags else "middle"
    tint = ' fo:background-color="#e8e8e8"' if "tinted" in flags else ""
    latin = "Liberation Serif" if "latin_font" in flags else "Noto Sans CJK SC"
    font = f'style:font-name="{latin}" style:font-name-asian="Noto Sans CJK SC" fo:font-size="{size}pt" style:font-size-asian="{size}pt"'
    bold = ' fo:font-weight="bold" style:font-weight-asian="bold"' if "fake_bold" in flags else ""
    spaced = ' fo:letter-spacing="1.5pt"' if "letter_spacing" in flags else ""
    standing = ' style:writing-mode="tb-rl"' if "standing_labels" in flags else ""
    keep = "auto" if "cut_rows" in flags else "always"
    wrapped = ' fo:wrap-option="wrap"' if is_sheet else ""
    cells = "".join(
        f'<style:style style:name="{name}" style:family="table-cell"><style:table-cell-properties {border}'
        f' fo:padding="{pad}" style:vertical-align="{align}"{wrapped}{extra}/>'
        f'<style:paragraph-properties fo:text-align="{side}"/>'
        + (f"<style:text-properties {font}{bold if name in ('label', 'level') else ''}/>" if is_sheet else "")
        + "</style:style>"
        for name, extra, side in (
            ("label", tint, "center"),
            ("level", tint + standing, "center"),
            ("value", "", "center"),
            ("number", "", "end" if "right_numbers" in flags else "center"),
            ("long", "", "start"),
        )
    )
    texts = "".join(
        f'<style:style style:name="P{name}" style:family="paragraph"><style:paragraph-properties fo:text-align="{side}"{more}/>'
        f"<style:text-properties {font}{extra}/></style:style>"
        for name, side, extra, more in (
            ("label", "center", bold + spaced, ""),
            ("level", "center", bold, ""),
            ("value", "center", "", ""),
            ("number", "center", "", ""),
            ("long", "start", "", ""),
            ("note", "end", "", ""),
            ("report", "start", "", ""),
            ("break", "start", "", ' fo:break-before="page"'),
        )
    )
    small = '<style:style style:name="Pgap" style:family="paragraph"><style:text-properties fo:font-size="1pt" style:font-size-asian="1pt"/></style:style>'
    title = (
        '<style:style style:name="Ptitle" style:family="paragraph"><style:paragraph-properties fo:text-align="center"/>'
    )
    title += '<style:text-properties style:font-name-asian="Noto Sans CJK SC" fo:font-size="15pt" style:font-size-asian="15pt"/></style:style>'
    row = f'<style:style style:name="row" style:family="table-row"><style:table-row-properties fo:keep-together="{keep}"/></style:style>'
    return cells + texts + small + title + row


def _masters(flags: frozenset[str], margin: float) -> tuple[str, str]:
    width, height = _paper(flags)
    side = "landscape" if width > height else "portrait"
    layout = (
        f'<style:page-layout style:name="PL"><style:page-layout-properties fo:page-width="{width}mm" fo:page-height="{height}mm"'
        f' style:print-orientation="{side}" fo:margin="{margin}mm"/>'
        '<style:header-style><style:header-footer-properties fo:min-height="5mm"/></style:header-style>'
        '<style:footer-style><style:header-footer-properties fo:min-height="5mm"/></style:footer-style></style:page-layout>'
    )
    furniture = ""
    if "page_furniture" in flags:
        furniture = (
            "<style:header><text:p>部门决算公开材料</text:p></style:header>"
            "<style:footer><text:p>第<text:page-number>1</text:page-number>页</text:p></style:footer>"
        )
    return (
        layout,
        f'<style:master-page style:name="Standard" style:page-layout-name="PL">{furniture}</style:master-page>',
    )


def _flat(kind: str, styles: str, layout: str, master: str, body: str) -> str:
    fonts = "".join(
        f'<style:font-face style:name="{f}" svg:font-family="\'{f}\'"/>'
        for f in ("Noto Sans CJK SC", "Liberation Serif")
    )
    return (
        f'<?xml version="1.0" encoding="UTF-8"?><office:document {_NAMESPACES} xmlns:xlink="http://www.w3.org/1999/xlink"'
        f' office:version="1.3" office:mimetype="application/vnd.oasis.opendocument.{kind}">'
        f"<office:font-face-decls>{fonts}</office:font-face-decls>"
        '<office:styles><style:style style:name="Standard" style:family="paragraph"/><style:style style:name="L" style:family="text">'
        '<style:text-properties fo:color="#000000" style:text-underline-style="none"/></style:style></office:styles>'
        f"<office:automatic-styles>{styles}{layout}</office:automatic-styles><office:master-styles>{master}</office:master-styles>"
        f"<office:body><office:{kind}>{body}</office:{kind}></office:body></office:document>"
    )


def _paragraphs(box: Box, form: int | None, is_styled: bool) -> str:
    href = _href(form, box)
    lines = []
    for line in box.text.split("\n"):
        # Calc never wraps a link, so that only its first character is one there.
        linked, rest = (line, "") if is_styled else (line[:1], line[1:])
        text = escape(linked)
        if href and line:
            style = 'text:style-name="L" text:visited-style-name="L"'
            text = f'<text:a xlink:type="simple" xlink:href="{href}" {style}>{text}</text:a>'
        text += escape(rest)
        lines.append(
            f'<text:p text:style-name="P{box.kind}">{text}</text:p>' if is_styled else f"<text:p>{text}</text:p>"
        )
    return "".join(lines)


def _row_cells(table: Table, edges: list[int], form: int | None, *, is_styled: bool) -> Iterator[str]:
    """The cells of each row from left to right, places under a merged cell included."""
    covered: dict[int, set[int]] = {}
    for number, row in enumerate(table.rows):
        starts = {edges.index(box.x0): box for box in row}
        column, parts = 0, []
        while column < len(edges) - 1:
            if column in starts:
                box = starts[column]
                span = edges.index(box.x1) - column
                parts.append(
                    f'<table:table-cell table:style-name="{box.kind}" table:number-columns-spanned="{span}"'
                    f' table:number-rows-spanned="{box.rows}" office:value-type="string">'
                    f"{_paragraphs(box, form, is_styled)}</table:table-cell>"
                )
                parts += ["<table:covered-table-cell/>"] * (span - 1)
                for below in range(1, box.rows):
                    covered.setdefault(number + below, set()).update(range(column, column + span))
                column += span
            else:
                assert column in covered.get(number, set()), (number, column)
                parts.append("<table:covered-table-cell/>")
                column += 1
        yield "".join(parts)


def docx_pdf(document: Document) -> bytes:
    """The document through the word processor."""
    rng = random.Random(f"docx {document.seed}")
    size, margin = rng.choice([7.5, 8, 9, 10.5]), rng.choice([12.0, 15.0, 20.0])
    layout, master = _masters(document.hazards, margin)
    width = _paper(document.hazards)[0] - 2 * margin
    body: list[str] = []
    styles = [_styles(document, size, is_sheet=False)]
    for number, block in enumerate(document.blocks):
        body += _text_block(block, number, width, styles, document.hazards)
    return _office(document, _flat("text", "".join(styles), layout, master, "".join(body)), "fodt")


def _text_block(block: Block, number: int, width: float, styles: list[str], flags: frozenset[str]) -> Iterator[str]:
    if number:
        yield f'<text:p text:style-name="{"Pbreak" if block.new_page else "Pgap"}"/>'
    for line in block.lines:
        style = "Preport" if block.is_report else "Ptitle" if "表" in line else "Pvalue"
        yield f'<text:p text:style-name="{style}">{escape(line)}</text:p>'
    if block.note:
        yield f'<text:p text:style-name="Pnote">{escape(block.note)}</text:p>'
    if block.table is None:
        return
    heading = block.table.heading
    rows = block.table.rows
    if "repeat_head" in flags and heading is not None:
        yield _text_table(Table(rows[:heading]), f"T{number}a", width, styles, block.form, 0)
        yield '<text:p text:style-name="Pgap"/>'
        yield _text_table(Table(rows[heading:]), f"T{number}b", width, styles, block.form, 1)
    else:
        yield _text_table(block.table, f"T{number}", width, styles, block.form, 0)


def _text_table(table: Table, name: str, width: float, styles: list[str], form: int | None, heads: int) -> str:
    edges = table.edges
    styles.append(
        f'<style:style style:name="{name}" style:family="table"><style:table-properties style:width="{width}mm" table:align="margins"'
        ' table:border-model="collapsing"/></style:style>'
    )
    columns = ""
    for k, (a, b) in enumerate(pairwise(edges)):
        styles.append(
            f'<style:style style:name="{name}.{k}" style:family="table-column"><style:table-column-properties'
            f' style:column-width="{(b - a) * width / 1000:.3f}mm"/></style:style>'
        )
        columns += f'<table:table-column table:style-name="{name}.{k}"/>'
    rows = [
        f'<table:table-row table:style-name="row">{cells}</table:table-row>'
        for cells in _row_cells(table, edges, form, is_styled=True)
    ]
    top = f"<table:table-header-rows>{''.join(rows[:heads])}</table:table-header-rows>" if heads else ""
    return f'<table:table table:name="{name}" table:style-name="{name}">{columns}{top}{"".join(rows[heads:])}</table:table>'


def xlsx_pdf(document: Document) -> bytes:
    """The document through the spreadsheet, one sheet for each block."""
    rng = random.Random(f"xlsx {document.seed}")
    size, margin = rng.choice([7.5, 8, 9]), rng.choice([12.0, 15.0, 20.0])
    layout, master = _masters(document.hazards, margin)
    width = _paper(document.hazards)[0] - 2 * margin - 1
    styles = [_styles(document, size, is_sheet=True)]
    styles.append('<style:style style:name="ta" style:family="table" style:master-page-name="Standard"/>')
    body = [
        _sheet(block, number, width, size, styles, document.hazards) for number, block in enumerate(document.blocks)
    ]
    return _office(document, _flat("spreadsheet", "".join(styles), layout, master, "".join(body)), "fods")


def _sheet(block: Block, number: int, width: float, size: float, styles: list[str], flags: frozenset[str]) -> str:
    table = block.table or Table([[Box("", 0, 1000)]])
    edges = table.edges
    columns = ""
    for k, (a, b) in enumerate(pairwise(edges)):
        styles.append(
            f'<style:style style:name="S{number}.{k}" style:family="table-column"><style:table-column-properties'
            f' style:column-width="{(b - a) * width / 1000:.3f}mm"/></style:style>'
        )
        columns += f'<table:table-column table:style-name="S{number}.{k}"/>'
    heights = _heights(table, width, size)
    rows = []
    for k, cells in enumerate(_row_cells(table, edges, block.form, is_styled=False)):
        styles.append(
            f'<style:style style:name="R{number}.{k}" style:family="table-row"><style:table-row-properties'
            f' style:row-height="{heights[k]:.2f}pt" style:use-optimal-row-height="false"/></style:style>'
        )
        row = f'<table:table-row table:style-name="R{number}.{k}">{cells}</table:table-row>'
        if "repeat_head" in flags and table.heading == k:
            row = f"<table:table-header-rows>{row}</table:table-header-rows>"
        rows.append(row)
    over = [
        f'<table:table-row><table:table-cell office:value-type="string" table:number-columns-spanned="{len(edges) - 1}">'
        f"<text:p>{escape(line)}</text:p></table:table-cell>{'<table:covered-table-cell/>' * (len(edges) - 2)}</table:table-row>"
        for line in [*block.lines, *([block.note] if block.note else [])]
    ]
    if block.table is None:
        rows = []
    return f'<table:table table:name="表{number + 1}" table:style-name="ta">{columns}{"".join(over)}{"".join(rows)}</table:table>'


def _heights(table: Table, width: float, size: float) -> list[float]:
    """Row heights in points that hold the text of every cell, with room to spare."""
    scale = width / 25.4 * 72 / 1000
    leading = size * 1.6

    def needed(box: Box) -> float:
        room = max(size * 1.1, (box.x1 - box.x0) * scale - 7)
        lines = (
            sum(len(wrap(piece, room * 0.86, size, hang=False)) for piece in box.text.split("\n")) if box.text else 1
        )
        return (lines + (1 if box.anchor else 0)) * leading + 6

    heights = [max([leading + 6, *(needed(b) for b in row if b.rows == 1)]) for row in table.rows]
    for number, row in enumerate(table.rows):
        for box in row:
            short = needed(box) - sum(heights[number : number + box.rows])
            if box.rows > 1 and short > 0:
                heights[number + box.rows - 1] += short
    # No row is higher than Calc allows on one page.
    return [min(h, 400.0) for h in heights]


RENDERERS: dict[str, Callable[[Document], bytes]] = {
    "rl": reportlab_pdf,
    "html": html_pdf,
    "docx": docx_pdf,
    "xlsx": xlsx_pdf,
}
