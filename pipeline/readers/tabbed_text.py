"""Tab-separated text that somebody else's extraction left: one grid per document.

Belongs here: bytes to lines, tab fields and pages (a blank line or a form feed is a page break).
Does not belong here: what a field means or whether it is damaged (``pipeline.noisy``).
"""

from __future__ import annotations

import re

from pipeline.model.grid import Cell, Evidence, Grid, Reading, Unreadable
from pipeline.model.messages import said

# As many as a workbook may have with a value; a long report has some thousand lines.
_MOST_FIELDS = 250_000
# Tab, line feed, carriage return and form feed are layout; other control characters do not occur in text.
_CONTROL = re.compile(r"[\x00-\x08\x0b\x0e-\x1f\x7f]")
_LINE_END = re.compile(r"\r\n|\r|\n")


def read(data: bytes, name: str) -> Reading:
    """The document as one grid without rulings: one cell per tab field that holds text.

    Row = line number - 1, column = tab number, both from 0; every cell carries its page, its line (1-based)
    and its column. The grid does not tile: empty fields have no cell. Text without tabs is a grid of one column.
    Raises :class:`Unreadable` for an empty file, for bytes that are no text, for an unknown encoding and for more
    fields than anybody prints.
    """
    lines = lines_of(data, name)
    cells: list[Cell] = []
    page, seen = 1, False
    for number, line in enumerate(lines, start=1):
        if line.strip() == "" and "\t" not in line:
            page += 1 if seen else 0
            seen = False
            continue
        if line.startswith("\f") and seen:
            page += 1
        seen = True
        cells += _cells(line.replace("\f", ""), number, page)
    columns = max((line.count("\t") + 1 for line in lines), default=1)
    pages = max((c.page for c in cells), default=1)
    return Reading("raw_text", pages, [Grid(len(lines), columns, cells, is_ruled=False)])


def lines_of(data: bytes, name: str) -> list[str]:
    """The lines of the text as they stand, for which :func:`read` refuses the same."""
    text = _decode(data, name)
    if text.count("\t") + text.count("\n") > _MOST_FIELDS:
        raise Unreadable(said("table_too_large", limit=f"{_MOST_FIELDS:,}"))
    lines = _LINE_END.split(text)
    if lines and lines[-1] == "":
        lines.pop()
    return lines


def _cells(line: str, number: int, page: int) -> list[Cell]:
    """One cell for each field of a line that holds text."""
    return [
        Cell(
            number - 1, column, 1, 1, field.strip(), field,
            (Evidence(page, line_no=number, column_first=column, column_last=column),),
        )
        for column, field in enumerate(line.split("\t"))
        if field.strip()
    ]  # fmt: skip


def _decode(data: bytes, name: str) -> str:
    """The text of a file in UTF-8 or GB 18030."""
    if not data:
        raise Unreadable(said("empty_file.named", file=name))
    if b"\x00" in data:
        raise Unreadable(said("not_text", file=name))
    for encoding in ("utf-8-sig", "gb18030"):
        try:
            text = data.decode(encoding)
        except UnicodeDecodeError:
            continue
        if _CONTROL.search(text):
            raise Unreadable(said("not_text.controls", file=name))
        return text
    raise Unreadable(said("unknown_encoding.text", file=name))
