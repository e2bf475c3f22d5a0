"""Cells as both PDF readers read them, compared.

Belongs here: when two readings of a cell agree. Does not belong here: the reading (``pages``, ``tables``), which pages
are read twice (``text_layer``, ``pipeline.curate.confirmations``).
"""

from __future__ import annotations

import re
import time
from dataclasses import replace

from pipeline.model.grid import Cell, Reading
from pipeline.readers import pages_ahead
from pipeline.readers.pdf.pages import second_reader
from pipeline.readers.pdf.pages.geometry import Rectangle
from pipeline.readers.pdf.pages.page import UNMAPPED, Page
from pipeline.readers.pdf.tables.page_tables import PageTables, tables_of_parts
from pipeline.readers.pdf.tables.rulings import SNAP
from pipeline.text.fold import fold_radicals, fold_widths, squeeze

Boxes = list[tuple[Rectangle, str]]
"""The cells of one page as the second reader sees them: rectangle and text, folded for comparison."""


# A sign, a figure and a short unit: what sums and rates are made of.
_FIGURE = re.compile(r"[^\d一-鿿]*\d[\d.,]*[^\d]{0,4}")


def confirm(data: bytes, pages: set[int], reading: Reading, *, is_contradicted: bool = False) -> Reading:
    """The reading with a doubt on every cell of these pages (1-based) that pdfminer reads differently.

    A cell agrees when pdfminer sees the same text in the same rectangle; widths, radicals and blanks aside. Where
    figures contradict each other (``is_contradicted``), those of a page that pdfminer cannot read are in doubt too.
    Without a new doubt the grids stay the same objects.
    """
    boxes = second_boxes(data, pages)
    unread = pages - boxes.keys() if is_contradicted else set()
    if boxes or unread:
        cells = [[_compared(cell, boxes, unread) for cell in grid.cells] for grid in reading.grids]
        pairs = list(zip(reading.grids, cells, strict=True))
        if any(new is not old for grid, compared in pairs for new, old in zip(compared, grid.cells, strict=True)):
            reading.grids = [replace(grid, cells=compared) for grid, compared in pairs]
    return reading


def second_boxes(data: bytes, pages: set[int]) -> dict[int, Boxes]:
    """The cells of each page that pdfminer can read; those behind a page that stops it are left out."""
    read: dict[int, Boxes | None] = {n: taken[0] for n in pages if (taken := pages_ahead.find(("second", n)))}
    left = pages - read.keys()
    begun = time.process_time()
    for page in second_reader.read_pages(data, left):
        read[page.number] = _boxes_of(page)
        pages_ahead.keep(("second", page.number), (read[page.number],), begun)
        begun = time.process_time()
    unread = min(left - read.keys(), default=None)
    return {n: boxes for n, boxes in read.items() if boxes is not None and (unread is None or n < unread)}


def _boxes_of(page: Page) -> Boxes | None:
    """The cells of a page; null where pdfminer has no opinion on it, and the first reading stands.

    It cannot decode the fonts of some encrypted files.
    """
    if 2 * int((page.glyphs.text == chr(UNMAPPED)).sum()) >= len(page.glyphs):
        return None
    boxes: Boxes = []
    for part in tables_of_parts(page):
        entry = PageTables(page, part.tables, part.lines)
        boxes += [(entry.rectangle(box), _folded(box.text)) for table in entry.tables for box in table.boxes]
    return boxes


def _compared(cell: Cell, boxes: dict[int, Boxes], unread: set[int]) -> Cell:
    """The cell, doubted where its page was read twice and the readings differ, or it is a figure nobody confirms."""
    if cell.page in unread:
        return cell.doubted("not_confirmed") if _FIGURE.fullmatch(_folded(cell.text)) else cell
    is_doubted = cell.page in boxes and not _agrees(cell, boxes[cell.page])
    return cell.doubted("readers_disagree") if is_doubted else cell


def _agrees(cell: Cell, boxes: Boxes) -> bool:
    """Whether a box in the same place has the text of a cell; an empty cell needs no box."""
    place = cell.evidence[0]
    x0, top, x1, bottom = place.x0 or 0.0, place.top or 0.0, place.x1 or 0.0, place.bottom or 0.0
    text = _folded(cell.text)
    same_place = [
        other
        for (left, upper, right, lower), other in boxes
        if abs(top - upper) <= SNAP
        and abs(x0 - left) <= SNAP
        and abs(x1 - right) <= SNAP
        and abs(bottom - lower) <= SNAP
    ]
    return text in same_place if same_place else text == ""


def _folded(text: str) -> str:
    """A text without the widths, radicals and blanks in which two correct readings may differ."""
    return squeeze(fold_widths(fold_radicals(text)))
