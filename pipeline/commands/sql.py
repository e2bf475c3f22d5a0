"""``jixiao sql``: one read-only statement, within limits of time, memory and rows.

Belongs here: options and the formats. Does not belong here: asking (``pipeline.warehouse.query``).
"""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable
from pathlib import Path
from typing import TYPE_CHECKING, Any

import click

from pipeline.commands.terminal import (
    Failed,
    as_json,
    cell_text,
    console,
    lang_option,
    one_line,
    typed,
    visible,
    warehouse_file,
    warehouse_option,
)
from pipeline.language import say

if TYPE_CHECKING:
    from pipeline.warehouse.query import Answer

FORMATS = ("table", "csv", "excel-csv", "json", "markdown")
_ROWS = {"table": 1_000, "markdown": 1_000, "csv": 1_000_000, "excel-csv": 1_000_000, "json": 1_000_000}
"""Rows that are printed where nobody says how many: what a person reads, and what a program does."""

_NUMBER = re.compile(r"[+-]?(?:\d[\d,]*(?:\.\d+)?|\.\d+)(?:[eE][+-]?\d+)?%?|[+-]")
"""A number as a spreadsheet reads it, or the dash of an empty cell."""

QUOTE = '"'
_TO_QUOTE = frozenset('",;\t\r\n')
_FORMULA = frozenset("=+-@＝＋－＠")


@click.command()
@click.argument("statement")
@warehouse_option
@click.option("--format", "style", type=click.Choice(FORMATS), default="table", show_default=True)
@click.option("--limit", type=click.IntRange(min=0))
@click.option("--timeout", type=click.FloatRange(min=0), default=60.0, show_default=True)
@click.option("--memory", type=click.IntRange(min=0), default=1024, show_default=True)
@click.option("--raw", is_flag=True)
@click.option("--json", is_flag=True)
@lang_option
def sql(
    statement: str,
    warehouse: Path | None,
    style: str,
    limit: int | None,
    timeout: float,
    memory: int,
    raw: bool,
    json: bool,
) -> None:
    """Ask the warehouse, read-only."""
    statement = typed(statement)
    if not statement.strip():
        raise click.UsageError(say("empty_statement"))
    file = warehouse_file(warehouse)
    from pipeline.warehouse.errors import WarehouseError
    from pipeline.warehouse.query import Limits, asked

    if json:
        style = "json"
    most = _ROWS[style] if limit is None else limit
    try:
        with asked(file, statement, Limits(timeout or None, memory or None, most or None)) as answer:
            _print(answer, style, raw)
    except WarehouseError as error:
        raise Failed(str(error)) from error
    if answer.is_cut:
        sys.stdout.flush()
        click.echo(say("sql.cut", count=f"{most:,}"), err=True)


def _print(answer: Answer, style: str, raw: bool) -> None:
    if style == "json":
        _print_json(answer)
    elif style == "csv":
        text = cell_text if raw else _harmless
        _print_csv(map(text, answer.names))
        for row in answer.rows():
            _print_csv(map(text, row))
    elif style == "excel-csv":
        _print_excel_csv(answer)
    elif style == "markdown":
        _print_markdown(answer.names)
        _print_markdown(["---"] * len(answer.names))
        for row in answer.rows():
            _print_markdown(row)
    else:
        _print_table(answer)


def _print_json(answer: Answer) -> None:
    """A list of objects, written while the rows come."""
    is_first = True
    for row in answer.rows():
        text = as_json(dict(zip(answer.names, row, strict=True)))
        click.echo(("[\n" if is_first else ",\n") + re.sub(r"^", "  ", text, flags=re.MULTILINE), nl=False)
        is_first = False
    click.echo("[]" if is_first else "\n]")


def _print_excel_csv(answer: Answer) -> None:
    """Chinese headings where the columns are known, and everything such that a spreadsheet leaves it alone."""
    from pipeline.publish.workbook.excel_csv import BOM, Known, line

    known = Known(answer.names, answer.tables)
    sys.stdout.write(BOM + line(known.headings()))
    for row in answer.rows():
        sys.stdout.write(line(known.values(row)))


def _print_csv(fields: Iterable[str]) -> None:
    """One line. Spreadsheets in many countries part cells at semicolons, so those are quoted as commas are."""
    quoted = [f'"{field.replace(QUOTE, QUOTE * 2)}"' if _TO_QUOTE & set(field) else field for field in fields]
    sys.stdout.write(('""' if quoted == [""] else ",".join(quoted)) + "\n")


def _print_markdown(values: Iterable[Any]) -> None:
    click.echo("| " + " | ".join(one_line(cell_text(value)).replace("|", "\\|") for value in values) + " |")


def _print_table(answer: Answer) -> None:
    from rich.table import Table
    from rich.text import Text

    table = Table()
    for name in answer.names:
        table.add_column(Text(visible(name)))
    for row in answer.rows():
        table.add_row(*(Text(visible(cell_text(value)), overflow="fold") for value in row))
    screen = console()
    screen.print(table)
    screen.print(say("row") if table.row_count == 1 else say("rows", count=f"{table.row_count:,}"))


def _harmless(value: Any) -> str:
    """A value as a cell that no spreadsheet takes for a formula and no terminal for a command; numbers stay."""
    text = cell_text(value)
    if not isinstance(value, str | list):
        return text
    # A line end may stand in a cell; other control characters are shown, not obeyed.
    text = visible(text)
    begin = text.lstrip()[:1]
    is_formula = begin in _FORMULA if begin else False
    if (is_formula and not _NUMBER.fullmatch(text)) or text[:1] in ("\t", "\n"):
        return f"'{text}"
    return text
