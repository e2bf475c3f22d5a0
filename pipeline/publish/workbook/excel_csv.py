"""CSV that opens in Excel and WPS by a double click: Chinese headings, UTF-8 with its mark, texts that stay texts.

Belongs here: how fields are written for a spreadsheet. Does not belong here: CSV for programs, which
``pipeline.commands.sql`` writes; which rows are asked for.

A spreadsheet guesses what a field is: ``0012`` becomes 12, a code of 18 digits loses its last three, ``1-2`` becomes a
day and ``=1.00(份)`` a formula. Quotation marks do not prevent that. An apostrophe before the text would be shown, and
``="0012"`` makes a formula of it, ends at 255 characters and is read as it stands by LibreOffice. A tabulator before
the text makes every one of them keep it as it is, and is not seen; who compares such a cell removes it (CLEAN).
"""

from __future__ import annotations

import re
from collections.abc import Collection, Iterable, Iterator, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Any

from pipeline.publish.disk import replaced
from pipeline.publish.workbook.book import places_of, rows_of
from pipeline.publish.workbook.cut import Chosen, Cut
from pipeline.publish.workbook.layout import entry
from pipeline.publish.workbook.values import Shown, heading, shown
from schemas.catalog import TABLES
from schemas.columns import TEXT, Column
from schemas.views import VIEWS

_TEXT_MARK = "\t"
_TO_QUOTE = frozenset('",;\t\r\n')
_FORMULA = frozenset("=+-@＝＋－＠")
_GUESSED = re.compile(
    # Digits with nothing beside them but what numbers, amounts, days and hours are written with.
    r"(?=.*\d)(?:[\s\d.,，:：/\\\-()（）+%％$￥¥€eE年月日时分秒上下午点号]|[AaPp][Mm])+"
    r"|(?i:true|false|(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*[\s.,/\-]*\d+.*|\d+[\s.,/\-]*"
    r"(?:jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*.*)",
    re.DOTALL,
)
"""Texts of which a spreadsheet makes a number, a day, an hour or a truth value."""
BOM = "\ufeff"
END = "\r\n"


def write_csv(warehouse: Path, target: Path, cut: Cut, money: str = "万元") -> None:
    """Write the one sheet that a cut names as CSV for a spreadsheet, replacing ``target`` when it is whole.

    Raises what :func:`pipeline.publish.workbook.book.write_workbook` raises, but for the number of rows.
    """
    chosen = Chosen(warehouse, cut)
    (name,) = chosen.names
    places = places_of(warehouse, chosen, name)
    columns = [place.column for place in places]
    titles = {column.name: column.title for column in columns}
    with replaced(target) as unfinished, unfinished.open("w", encoding="utf-8", newline="") as file:
        file.write(BOM + line([heading(column, money, names_percent=True) for column in columns]))
        with rows_of(warehouse, chosen, name, places) as rows:
            for row in rows:
                values = (
                    shown(column, value, titles, money, percent=1) for column, value in zip(columns, row, strict=True)
                )
                file.write(line(values))


class Known:
    """The columns of an answer that are columns of tables or views it was asked of; money stays yuan."""

    def __init__(self, names: Sequence[str], tables: Collection[str]) -> None:
        found = [entry(name).columns for name in tables if name in VIEWS or name in TABLES]
        self._names = names
        self._columns = [_only(name, [columns[name] for columns in found if name in columns]) for name in names]
        self._titles = {column.name: column.title for columns in found for column in columns.values()}

    def headings(self) -> list[str]:
        """Chinese headings, the name itself where it is no column of theirs."""
        return [
            name if column is None else heading(column, "元", names_percent=True)
            for name, column in zip(self._names, self._columns, strict=True)
        ]

    def values(self, row: Sequence[Any]) -> Iterator[Shown]:
        """A row as a person reads it."""
        for column, value in zip(self._columns, row, strict=True):
            yield shown(column or Column("", TEXT, "", ""), value, self._titles, "元", percent=1)


def line(values: Iterable[Shown]) -> str:
    """One line of CSV."""
    return ",".join(_quoted(_field(value)) for value in values) + END


def _field(value: Shown) -> str:
    """A number as it is; a text such that it stays one."""
    if value is None:
        return ""
    if not isinstance(value, str):
        return f"{value:f}" if isinstance(value, Decimal) else str(value)
    begin = value.lstrip()[:1]
    is_changed = (begin in _FORMULA if begin else False) or value[:1].isspace() or _GUESSED.fullmatch(value.strip())
    return f"{_TEXT_MARK}{value}" if is_changed else value


def _quoted(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if _TO_QUOTE & set(text) else text


def _only(name: str, columns: Sequence[Column]) -> Column | None:
    """The column of a name; none where tables of the question mean different things by it."""
    return columns[0] if len({(column.title, column.unit) for column in columns}) == 1 else None
