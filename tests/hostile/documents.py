"""Documents that are damaged, made to harm, or odd: what each file holds, by a name that says what is wrong with it.

Belongs here: making them. Does not belong here: reading them and what each may cost (``tests.hostile.__main__``).
"""

from __future__ import annotations

import gzip
import io
import random
import struct
import zipfile
import zlib
from collections.abc import Callable, Iterator
from pathlib import Path

from reportlab.pdfgen.canvas import Canvas

from tests.factory import files
from tests.factory.documents import compose
from tests.faults.test_bad_office_files import BAD, changed

DATA = Path(__file__).parents[1] / "data"
Make = Callable[[], bytes]


def documents() -> Iterator[tuple[str, Make]]:
    """Names with what makes the bytes; each is made only when it is wanted, since some are large."""
    for path in sorted((DATA / "hostile").iterdir()):
        if path.suffix != ".yml":
            yield f"kept: {path.name}", path.read_bytes
    for name, (data, _) in BAD.items():
        yield f"office: {name}", lambda data=data: data  # type: ignore[misc]
    for kind, made in (("pdf", PDF), ("page", PAGE), ("text", TEXT), ("picture", PICTURE), ("office", OFFICE)):
        for name, make in made.items():
            yield f"{kind}: {name}", make
    for number in range(10):
        yield f"pdf: {number} with random bytes in it", lambda number=number: _mutated(number)  # type: ignore[misc]


def pdf(*objects: bytes, root: int = 1, more: bytes = b"") -> bytes:
    """A PDF of these objects, numbered from 1."""
    data, places = b"%PDF-1.7\n", []
    for number, content in enumerate(objects, 1):
        places.append(len(data))
        data += b"%d 0 obj\n" % number + content + b"\nendobj\n"
    start = len(data)
    data += b"xref\n0 %d\n0000000000 65535 f \n" % (len(objects) + 1)
    data += b"".join(b"%010d 00000 n \n" % place for place in places)
    data += b"trailer\n<</Size %d/Root %d 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (len(objects) + 1, root, more, start)
    return data


def one_page(content: bytes, filters: bytes = b"", page: bytes = b"", box: bytes = b"0 0 595 842") -> bytes:
    """A PDF of one page that is drawn by this stream."""
    stream = b"<</Length %d%s>>stream\n" % (len(content), filters) + content + b"\nendstream"
    return pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[%s]/Contents 4 0 R/Resources<</Font<</F 5 0 R>>/XObject<</X 4 0 R>>>>%s>>"
        % (box, page),
        stream,
        b"<</Type/Font/Subtype/Type1/BaseFont/Helvetica>>",
    )


def _canvas(draw: Callable[[Canvas], None], **options: object) -> bytes:
    buffer = io.BytesIO()
    canvas = Canvas(buffer, **options)
    draw(canvas)
    canvas.showPage()
    canvas.save()
    return buffer.getvalue()


def _grid(lines: int) -> bytes:
    def draw(canvas: Canvas) -> None:
        for number in range(lines + 1):
            place = 40 + 500 * number / lines
            canvas.line(40, place, 540, place)
            canvas.line(place, 40, place, 540)
        canvas.drawString(50, 600, "x")

    return _canvas(draw)


def _flate(times: int, size: int) -> bytes:
    packer = zlib.compressobj(9)
    data = b"".join(packer.compress(b" " * 2**20) for _ in range(size // 2**20)) + packer.flush()
    for _ in range(times - 1):
        data = zlib.compress(data, 9)
    return one_page(data, b"/Filter[" + b"/FlateDecode" * times + b"]")


def _mutated(number: int) -> bytes:
    rng = random.Random(number)
    data = (DATA / "pdf" / "sh_docx_samepage.pdf").read_bytes()
    start, length = rng.randrange(len(data)), rng.choice((20, 400, 9000))
    return data[:start] + rng.randbytes(length) + data[start + length :]


_GOOD: Make = (DATA / "pdf" / "sh_cid.pdf").read_bytes
_TEXT_OPERATIONS = b"BT /F 10 Tf 50 50 Td " + b"(abcdefghijklmnopqrst) Tj " * 400_000 + b"ET"

PDF: dict[str, Make] = {
    "cut in half": lambda: _GOOD()[: len(_GOOD()) // 2],
    "without its last 200 bytes": lambda: _GOOD()[:-200],
    "nothing but its first line": lambda: b"%PDF-1.7\n",
    "zeros after its first line": lambda: b"%PDF-1.7\n" + bytes(100_000),
    "a page as wide as the world": lambda: one_page(b"BT ET", box=b"0 0 1e9 1e9"),
    "a page of no size": lambda: one_page(b"BT ET", box=b"0 0 0 0"),
    "a box that is no numbers": lambda: one_page(b"BT ET", box=b"/a (b) null <<>>"),
    "a password": lambda: _canvas(lambda c: c.drawString(72, 700, "secret"), encrypt="password"),
    "a program that runs when it is opened": lambda: pdf(
        b"<</Type/Catalog/Pages 2 0 R/OpenAction<</S/JavaScript/JS(app.alert\\(1\\))>>>>",
        b"<</Type/Pages/Kids[]/Count 0>>",
    ),
    "pages that hold themselves": lambda: pdf(b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[2 0 R]/Count 1>>"),
    "a root that is not there": lambda: pdf(b"<</Type/Catalog/Pages 9 0 R>>", root=7),
    "a table of places that goes back to itself": lambda: pdf(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 0>>", more=b"/Prev 130"
    ),
    "a drawing that draws itself": lambda: one_page(
        b"/X Do", b"/Type/XObject/Subtype/Form/BBox[0 0 9 9]/Resources<</XObject<</X 4 0 R>>>>"
    ),
    "200,000 lists within lists": lambda: one_page(b"BT ET", page=b"/A " + b"[" * 200_000 + b"]" * 200_000),
    "a picture without an end": lambda: one_page(b"BI /W 9 /H 9 /CS /G /BPC 8 ID " + b"x" * 100_000),
    "400,000 drawn texts": lambda: one_page(zlib.compress(_TEXT_OPERATIONS), b"/Filter/FlateDecode"),
    "a stream of 1 GiB of spaces": lambda: _flate(1, 2**30),
    "a stream packed twice, of 4 GiB of spaces": lambda: _flate(2, 2**32),
    "a filter ten times over": lambda: one_page(b"x", b"/Filter[" + b"/ASCIIHexDecode" * 10 + b"]"),
    "an unknown filter": lambda: one_page(b"x", b"/Filter/NoSuchDecode"),
    "a length that lies": lambda: one_page(b"BT ET").replace(b"/Length 5", b"/Length 999999999"),
    "a grid of 150 lines": lambda: _grid(150),
    "a grid of 600 lines": lambda: _grid(600),
    "20,000 pages": lambda: pdf(
        b"<</Type/Catalog/Pages 2 0 R>>",
        b"<</Type/Pages/Kids[" + b"3 0 R " * 20_000 + b"]/Count 20000>>",
        b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]>>",
    ),
    "more pages told than are there": lambda: pdf(
        b"<</Type/Catalog/Pages 2 0 R>>", b"<</Type/Pages/Kids[]/Count 2000000000>>"
    ),
    "a map of characters that names a file": lambda: one_page(b"BT /F 9 Tf (x) Tj ET").replace(
        b"/BaseFont/Helvetica", b"/BaseFont/Helvetica/Encoding/..#2f..#2f..#2fetc#2fpasswd"
    ),
    "numbers of 100,000 digits": lambda: one_page(b"BT /F " + b"9" * 100_000 + b" Tf (x) Tj ET"),
    "nested saves of the state": lambda: one_page(b"q " * 300_000 + b"BT ET"),
    "a picture of 100,000 by 100,000": lambda: one_page(
        b"x", b"/Type/XObject/Subtype/Image/Width 100000/Height 100000/BitsPerComponent 8/ColorSpace/DeviceRGB"
    ).replace(b"/Contents 4 0 R", b""),
}


def _page(body: str) -> bytes:
    return f"<!DOCTYPE html><html><head><meta charset=utf-8></head><body>{body}</body></html>".encode()


_ROW = "<tr><td>项目名称<td>甲</tr>"
PAGE: dict[str, Make] = {
    "100,000 boxes within boxes": lambda: _page("<div>" * 100_000 + "x" + "</div>" * 100_000),
    "2,000 tables within tables": lambda: _page("<table><tr><td>" * 2000 + "x" + "</td></tr></table>" * 2000),
    "a cell over a milliard columns": lambda: _page(
        f"<table>{_ROW}<tr><td colspan=1000000000 rowspan=1000000000>x</table>"
    ),
    "1,000 cells over 65,534 rows": lambda: _page(
        "<table>" + "<tr><td rowspan=65534 colspan=1000>x" * 1000 + "</table>"
    ),
    "500,000 cells": lambda: _page("<table>" + ("<tr>" + "<td>x" * 100) * 5000 + "</table>"),
    "a comment without an end": lambda: _page(f"<table>{_ROW}</table><!--" + "x" * 10**6),
    "an attribute of 10 MB": lambda: _page(f"<p title='{'x' * 10**7}'>自评表</p>"),
    "style sheets that name themselves": lambda: _page("<style>@import url('#');" * 1000 + "</style>"),
    "styles within styles": lambda: _page("<style>" + "@media all{" * 10_000 + "}" * 10_000 + "</style>" + _ROW),
    "a selector of 10,000 parts": lambda: _page(
        f"<style>{' '.join(['div'] * 10_000)}{{color:red}}</style><div>x</div>"
    ),
    "entities without an end": lambda: _page("&amp" * 10**6),
    "an encoding that is none": lambda: b"<html><meta charset='utf-7'><table><tr><td>+ADw-script+AD4-</table></html>",
    "two encodings": lambda: b"\xff\xfe<html><meta charset=gbk>" + "自评表".encode("gbk") + b"</html>",
    "zeros among its letters": lambda: _page("<table>" + _ROW.replace("项", "项\0") + "</table>"),
    "an archive without parts": lambda: (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n--b--\r\n"
    ),
    "an archive of 100,000 parts": lambda: (
        b"MIME-Version: 1.0\r\nContent-Type: multipart/related; boundary=b\r\n\r\n"
        + b"--b\r\nContent-Type: text/html\r\n\r\nx\r\n" * 100_000
        + b"--b--\r\n"
    ),
}

TEXT: dict[str, Make] = {
    "a line of 10 MB": lambda: "项目支出绩效自评表".encode() + b"x" * 10**7,
    "100,000 columns": lambda: "项目支出绩效自评表\n".encode() + b"x\t" * 100_000,
    "a million lines": lambda: "项目支出绩效自评表\n".encode() + "项目名称\t甲\n".encode() * 10**6,
    "control characters": lambda: "项目支出绩效自评表\n".encode() + bytes(range(1, 32)) * 1000,
    "halves of characters": lambda: "项目支出绩效自评表\n".encode() + b"\xed\xa0\x80\xe9\xa1" * 1000,
    "a number of a million digits": lambda: f"项目支出绩效自评表\n总分\t{'9' * 10**6}\n".encode(),
    "writing from right to left": lambda: "项目支出绩效自评表\n项目名称\t\u202e甲乙\u2066丙\n".encode(),
    "a mark and nothing behind it": lambda: b"\xff\xfe\x00\x00",
}


def _png(width: int, height: int, data: bytes) -> bytes:
    def chunk(kind: bytes, content: bytes) -> bytes:
        checked = kind + content
        return struct.pack(">I", len(content)) + checked + struct.pack(">I", zlib.crc32(checked))

    head = chunk(b"IHDR", struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0))
    return b"\x89PNG\r\n\x1a\n" + head + chunk(b"IDAT", data) + chunk(b"IEND", b"")


PICTURE: dict[str, Make] = {
    "a picture cut off": lambda: _png(100, 100, zlib.compress(bytes(10_100)))[:60],
    "a picture of 60,000 by 60,000": lambda: _png(60_000, 60_000, zlib.compress(bytes(10_000))),
    "a picture that unpacks to 1 GiB": lambda: _png(32_768, 32_768, zlib.compress(bytes(2**28), 9)),
    "a picture without data": lambda: _png(10, 10, b""),
    "a JPEG that is its head alone": lambda: b"\xff\xd8\xff\xe0\x00\x10JFIF\x00" + bytes(100),
    "a TIFF whose list goes on with itself": lambda: b"II*\x00\x08\x00\x00\x00\x00\x00\x08\x00\x00\x00",
}


def _zip(parts: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as target:
        for name, content in parts.items():
            target.writestr(name, content)
    return stream.getvalue()


def _word(body: Callable[[bytes], bytes]) -> bytes:
    return changed(files.word(compose(3, (), family="mof_annex", indicators=6)), "word/document.xml", body)


def _book(sheet: Callable[[bytes], bytes]) -> bytes:
    return changed(files.book(compose(3, (), family="mof_annex", indicators=6)), "xl/worksheets/sheet1.xml", sheet)


def _nested_tables(text: bytes) -> bytes:
    opened, closed = b"<w:tbl><w:tr><w:tc>", b"<w:p/></w:tc></w:tr></w:tbl>"
    return text.replace(b"</w:body>", opened * 3000 + closed * 3000 + b"</w:body>")


OFFICE: dict[str, Make] = {
    "3,000 tables within tables": lambda: _word(_nested_tables),
    "300,000 paragraphs": lambda: _word(lambda t: t.replace(b"</w:body>", b"<w:p/>" * 300_000 + b"</w:body>")),
    "a cell at the far end": lambda: _book(
        lambda t: t.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')
    ),
    "100,000 merged ranges": lambda: _book(
        lambda t: t.replace(
            b"</sheetData>",
            b"</sheetData><mergeCells>" + b'<mergeCell ref="A1:XFD1048576"/>' * 100_000 + b"</mergeCells>",
        )
    ),
    "names of parts that lead outside": lambda: _zip({"../../etc/passwd": b"x", "[Content_Types].xml": b"<Types/>"}),
    "100,000 parts": lambda: _zip({f"xl/{number}": b"" for number in range(100_000)}),
    "an archive of a program": lambda: gzip.compress(bytes(10**7)),
    "a ZIP within ZIPs": lambda: _zip({"a.zip": _zip({"b.zip": _zip({"c": bytes(10**6)})})}),
    "RTF of 100,000 groups": lambda: b"{\\rtf1 " + b"{" * 100_000 + b"x" + b"}" * 100_000 + b"}",
}
