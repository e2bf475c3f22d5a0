"""Tables and lines of a document without pages: web pages, workbooks, word-processor documents, raw text.

Belongs here: what the site needs to show them again, with the rows and columns by which evidence finds its cell. Does
not belong here: reading (``pipeline.readers``), pages that are drawn (``drawn_page``).

What is shown is what the reader saw, cell by cell: hidden rows are left out, merged cells are merged.
"""

from __future__ import annotations

from collections import defaultdict
from typing import Any

from pipeline.model.grid import Cell, Grid, Reading, TextLine
from pipeline.pictures.page import Page
from pipeline.pictures.personal import PlacedText, covered, in_fields, in_table, spans
from pipeline.readers import tabbed_text

MOST_CELLS = 20_000
"""Cells of one page that are shown; a sheet of more is a list and no form."""


def of_tables(reading: Reading) -> dict[int, Page]:
    """The tables of a reading by page (the sheet of a workbook), each with the lines above it.

    ``at`` of a cell is its row, its first and its last column as table ``cell`` gives them.
    """
    tables: dict[int, list[dict[str, Any]]] = defaultdict(list)
    below: dict[int, list[Any]] = defaultdict(list)
    cells: dict[int, int] = defaultdict(int)
    for grid in reading.grids:
        page = grid.cells[0].page if grid.cells else 1
        cells[page] += len(grid.cells)
        if cells[page] <= MOST_CELLS:
            tables[page].append(_table(grid))
            below[page] += [line for row, lines in grid.above.items() if row >= grid.rows for line in lines]
    return {
        page: Page({"kind": "table", "tables": of_page, "below": [_line(line) for line in below[page]]})
        for page, of_page in tables.items()
    }


def of_text(reading: Reading, data: bytes, name: str) -> dict[int, Page]:
    """The lines of raw text by page, as they stand: tabs part the columns that table ``cell`` counts."""
    numbers: dict[int, set[int]] = defaultdict(set)
    for cell in (cell for grid in reading.grids for cell in grid.cells):
        numbers[cell.page].add(cell.evidence[0].line_no or 1)
    lines = tabbed_text.lines_of(data, name)
    pages = {}
    for page, of_page in numbers.items():
        first, last = min(of_page), max(of_page)
        shown = ["\t".join(in_fields(line.replace("\f", "").split("\t"))) for line in lines[first - 1 : last]]
        pages[page] = Page({"kind": "lines", "first_line": first, "lines": shown})
    return pages


def _table(grid: Grid) -> dict[str, Any]:
    """A table: the lines above it, and its rows of cells."""
    cells = list(grid)
    # What is shown has its line ends; what is covered is found in it, not in the joined text.
    hidden = in_table([PlacedText(c.row, c.column, c.row_span, c.column_span, c.raw or c.text) for c in cells])
    rows: list[list[dict[str, Any]]] = [[] for _ in range(grid.rows)]
    for number, cell in enumerate(cells):
        rows[cell.row].append(_cell(cell, covered(cell.raw or cell.text, hidden.get(number, []))))
    above = [line for row, lines in sorted(grid.above.items()) if row < grid.rows for line in lines]
    return {"above": [_line(line) for line in above], "rows": rows}


def _cell(cell: Cell, text: str) -> dict[str, Any]:
    place = cell.evidence[0]
    told: dict[str, Any] = {"text": text, "at": [place.line_no, place.column_first, place.column_last]}
    if cell.row_span > 1:
        told["row_span"] = cell.row_span
    if cell.column_span > 1:
        told["column_span"] = cell.column_span
    return told


def _line(line: TextLine) -> dict[str, Any]:
    told: dict[str, Any] = {"text": covered(line.text, spans(line.text, is_line=True))}
    if line.evidence is not None and line.evidence.line_no is not None:
        told["at"] = [line.evidence.line_no, line.evidence.column_first, line.evidence.column_last]
    return told
