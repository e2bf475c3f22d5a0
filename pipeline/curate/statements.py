"""What a document's running text states of self-evaluation, as far as that text can be trusted.

Belongs here: comparing stored text with the lines that a PDF shows, facts that only the batch knows. Does not belong
here: what a sentence means (``pipeline.prose.statements``), which kind of file has which text (``routes``).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass

from pipeline.model.grid import Reading
from pipeline.model.rows import StatementRow
from pipeline.prose.statements import narratives
from pipeline.prose.statements.settled import FIGURES
from pipeline.prose.statements.tables import of_tables
from pipeline.sources.raw import RawDocument
from schemas.table_rows import row_problems

_NO_SHAPE = re.compile("[\ue000-\uf8ff\ufffd]")

Look = Callable[[bytes, set[int]], dict[int, list[str]]]


@dataclass(frozen=True, slots=True)
class RunningText:
    """What the text outside tables is in one kind of file.

    ``is_wrapped``: its lines are those of the page, and a sentence goes on in the next one. ``is_sure``: its signs
    are those of the file. Lines that were recognised do not say how sure they are. ``look`` gives the lines that are
    seen on pages (1-based), where the text as stored may hold others.
    """

    is_wrapped: bool
    is_sure: bool = True
    look: Look | None = None


def read_narratives(source: RawDocument, reading: Reading, data: bytes, text: RunningText) -> list[StatementRow]:
    """Rows of ``narrative`` without their keys, in document order. ``data`` are the bytes of the document."""
    rows = narratives(reading.text_lines, is_wrapped=text.is_wrapped)
    if rows and text.look is not None:
        rows = _seen(rows, reading, data, text.look)
    rows = sorted([*rows, *of_tables(reading.grids, reading.text_lines)], key=lambda row: row["page"])
    is_unsure = not text.is_sure or bool(reading.damaged)
    for row in rows:
        if is_unsure or _NO_SHAPE.search(row["sentence"]):
            _doubt(row)
        _add_batch(row, source)
        _leave_out_unpublishable(row)
    return rows


def _seen(rows: list[StatementRow], reading: Reading, data: bytes, look: Look) -> list[StatementRow]:
    """The rows as the visible text gives them; those that the text as stored gives otherwise are doubtful."""
    pages = {page for row in rows for page in (row["page"], row["page"] + 1) if page <= reading.pages}
    shown = look(data, pages)
    lines = [line for line in reading.text_lines if line[0] not in shown]
    lines += [(page, text) for page, texts in shown.items() for text in texts]
    seen = narratives(sorted(lines, key=lambda line: line[0]), is_wrapped=True)
    for row in seen:
        if row not in rows:
            _doubt(row)
    return seen


def _doubt(row: StatementRow) -> None:
    row["doubtful"] = sorted({*row["doubtful"], *(name for name in FIGURES if row[name] is not None)})


def _add_batch(row: StatementRow, source: RawDocument) -> None:
    """Department and year of the batch where the text has none; another year than the batch's is doubtful."""
    facts = source.facts
    row["department"] = row["department"] or facts.department
    row["fiscal_year"] = row["fiscal_year"] or facts.fiscal_year
    if facts.fiscal_year and row["fiscal_year"] != facts.fiscal_year:
        row["doubtful"] = sorted({*row["doubtful"], "fiscal_year"})


def _leave_out_unpublishable(row: StatementRow) -> None:
    """Null and doubt in place of a figure that no column can hold."""
    problems = row_problems("narrative", row)
    for name in FIGURES:
        if any(problem.startswith(f"narrative.{name}:") for problem in problems):
            row[name] = None
            row["doubtful"] = sorted({*row["doubtful"], name})
