"""What a workbook may say in letters of the alphabet: quotations from documents and names, never a sentence of ours.

Belongs here: finding English in a workbook, for the tests that build one. Does not belong here: making a workbook.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import openpyxl

from pipeline.publish.workbook.layout import GUIDE, SHEETS, columns, title
from pipeline.publish.workbook.sheet import ROW_LINK, SITE_LINK
from pipeline.publish.workbook.values import heading

# Texts of documents, files and their folders, which are quoted as they stand.
QUOTED = frozenset(
    {
        *("path", "batch", "publisher", "source_url", "media_type", "excerpt", "found", "before", "after", "evidence"),
        *("reason_key", "leading_text", "cause_text", "measure_text", "example_text", "unit", "left_out"),
        *("amount_text", "mean_score_text", "region", "province", "prefecture", "county", "department_normalized"),
        *("unit_normalized", "name_normalized", "project_name", "department", "implementing_unit"),
    }
)
_ENGLISH = re.compile(r"[A-Za-z]{2,}[,;:.]? +[A-Za-z]{2,}")
_CODE = re.compile(r"[a-z]+(?:_[a-z0-9]+)+|[a-z]{4,}")


def english_cells(workbook: Path) -> Iterator[str]:
    """Every cell with a text of the program that is not Chinese: an English sentence, or a code without its label."""
    opened = openpyxl.load_workbook(workbook)
    for row in opened[GUIDE].iter_rows():
        for cell in row:
            if isinstance(cell.value, str) and _ENGLISH.search(cell.value):
                yield f"{GUIDE}!{cell.coordinate}: {cell.value}"
    for name in SHEETS:
        if title(name) not in opened.sheetnames:
            continue
        known = {heading(column, "万元"): column for column in columns(name).values()}
        sheet = opened[title(name)]
        headings = [cell.value for cell in sheet[1]]
        for row in sheet.iter_rows(min_row=2):
            for head, cell in zip(headings, row, strict=True):
                if head in (ROW_LINK, SITE_LINK):
                    continue
                column = known[head]
                is_key = column.name.endswith(("_id", "_key")) or column.name == "duplicate_of"
                if is_key or not isinstance(cell.value, str) or column.is_printed or column.name in QUOTED:
                    continue
                if _ENGLISH.search(cell.value) or _CODE.fullmatch(cell.value):
                    yield f"{title(name)}!{head}: {cell.value}"
