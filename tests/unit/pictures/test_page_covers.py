"""What is covered on a page that was recognised: whole cells, the rest of a line, what could not be read."""

from __future__ import annotations

import pytest

pytest.importorskip("cv2", reason="scans are read where the extra ocr is installed")

from pipeline.model.grid import Evidence, TextLine
from pipeline.pictures.page_covers import of_scan
from pipeline.readers.pdf.pages.page import Page
from pipeline.readers.pdf.tables.boxes import Box, RuledTable
from pipeline.readers.scan.scanned_page import ScannedTables


def box(column: int, x0: float, x1: float, text: str) -> Box:
    return Box(0, column, 0, column, x0, 100, x1, 120, [text])


def test_covers_of_a_scan() -> None:
    boxes = [box(0, 50, 150, "联系人"), box(1, 150, 300, "张三"), box(2, 300, 400, "预算数"), box(3, 400, 500, "42.00")]
    table = RuledTable(1, [50, 150, 300, 400, 500], [100, 120], boxes)
    place = Evidence(1, 50, 700, 150, 712)
    scan = ScannedTables(Page(1, 595, 842), [table], [(700, TextLine("填表人：李四光", place))])
    scan.unread = [(200, 30, 400, 50), (200, 740, 300, 760)]
    cell, line, unread = sorted(of_scan(scan), key=lambda cover: cover[1])
    assert cell == (150.6, 100.6, 299.4, 119.4)
    # From a little before the name to the edge of the page; what is written by hand reaches over its line.
    assert line[0] < 50 + 100 * 4 / 7
    assert line[2] == 595
    assert (line[1], line[3]) == (694, 718)
    # A title above the tables that cannot be read is no signature.
    assert unread == (200, 740, 300, 760)
