"""What pdfium hands over that has no text is kept as a gap, never dropped."""

from __future__ import annotations

import pytest

from pipeline.readers.pdf.pages.first_reader import open_document, read_page
from pipeline.readers.pdf.pages.page import UNMAPPED
from pipeline.readers.pdf.tables.page_tables import ruled_tables
from tests.doubts import codes


def small_pdf(font: str, *streams: str) -> bytes:
    """A PDF of one page (200 x 100 points) with one font; the first stream is drawn, others are objects 6 and up."""
    content, *others = (f"<< /Length {len(text)} >>\nstream\n{text}\nendstream" for text in streams)
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        content,
        f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica {font} >>",
        *others,
    ]
    body, places = "%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n"
    size = len(objects) + 1
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 {size}\n0000000000 65535 f \n{table}trailer << /Size {size} /Root 1 0 R >>\n"
    return (body + f"{end}startxref\n{len(body)}\n%%EOF").encode()


CELL = "20 20 m 120 20 l 120 60 l 20 60 l h S BT /F 10 Tf 30 35 Td (12.50) Tj ET"
GAP = chr(UNMAPPED)


def cells(data: bytes) -> list[tuple[str, str]]:
    """Text and doubt of the cells of a document's only page, outside of which nothing stands."""
    document = open_document(data)
    page = read_page(document, 0)
    assert page is not None
    found, outside = ruled_tables(page)
    assert outside == []
    document.close()
    return [(box.text, codes(box)) for table in found for box in table.boxes]


@pytest.mark.parametrize(
    ("encoding", "text", "doubt"),
    [
        ("/WinAnsiEncoding", "12.50", ""),
        ("<< /Type /Encoding /Differences [50 /glyph900] >>", f"1{GAP}.50", "unmapped_glyph"),
    ],
)
def test_a_glyph_without_unicode_leaves_a_gap_and_a_doubt(encoding: str, text: str, doubt: str) -> None:
    assert cells(small_pdf(f"/Encoding {encoding}", CELL)) == [(text, doubt)]


@pytest.mark.parametrize(
    ("unicode", "text", "doubt"),
    [
        ("5341", "1十.50", ""),
        ("D840DC00", "1\U00020000.50", ""),
        ("0000", f"1{GAP}.50", "unmapped_glyph"),
        ("0001", f"1{GAP}.50", "unmapped_glyph"),
    ],
)
def test_a_sign_is_what_its_font_says_or_a_gap(unicode: str, text: str, doubt: str) -> None:
    mapped = (
        f"begincmap 1 begincodespacerange <00> <FF> endcodespacerange 1 beginbfchar <32> <{unicode}> endbfchar endcmap"
    )
    assert cells(small_pdf("/Encoding /WinAnsiEncoding /ToUnicode 6 0 R", CELL, mapped)) == [(text, doubt)]
