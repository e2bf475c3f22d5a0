"""What pdfium hands over that has no text is kept as a gap, never dropped."""

from __future__ import annotations

import pytest

from pipeline.readers.lattice import tables
from pipeline.readers.page import UNMAPPED
from pipeline.readers.pdfium import open_document, read_page


def small_pdf(encoding: str, content: str) -> bytes:
    """A PDF of one page (200 x 100 points) with one font in this encoding."""
    objects = [
        "<< /Type /Catalog /Pages 2 0 R >>",
        "<< /Type /Pages /Kids [3 0 R] /Count 1 >>",
        "<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 100] /Contents 4 0 R /Resources << /Font << /F 5 0 R >> >> >>",
        f"<< /Length {len(content)} >>\nstream\n{content}\nendstream",
        f"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding {encoding} >>",
    ]
    body, places = "%PDF-1.4\n", []
    for number, text in enumerate(objects, start=1):
        places.append(len(body))
        body += f"{number} 0 obj\n{text}\nendobj\n"
    table = "".join(f"{place:010} 00000 n \n" for place in places)
    end = f"xref\n0 6\n0000000000 65535 f \n{table}trailer << /Size 6 /Root 1 0 R >>\nstartxref\n{len(body)}\n%%EOF"
    return (body + end).encode()


@pytest.mark.parametrize(
    ("encoding", "text", "doubt"),
    [
        ("/WinAnsiEncoding", "12.50", ""),
        ("<< /Type /Encoding /Differences [50 /glyph900] >>", f"1{chr(UNMAPPED)}.50", "unmapped_glyph"),
    ],
)
def test_a_glyph_without_unicode_leaves_a_gap_and_a_doubt(encoding: str, text: str, doubt: str) -> None:
    cell = "20 20 m 120 20 l 120 60 l 20 60 l h S BT /F 10 Tf 30 35 Td (12.50) Tj ET"
    document = open_document(small_pdf(encoding, cell))
    page = read_page(document, 0)
    found, outside = tables(page)
    assert [(box.text, box.doubt) for table in found for box in table.boxes] == [(text, doubt)]
    assert outside == []
    document.close()
