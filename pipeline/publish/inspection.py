"""One document read for a person to look at: understood, doubted, refused.

Belongs here: the same path as a build takes, for one file, and its layout on a terminal. Does not belong
here: writing anything.
"""

from __future__ import annotations

from pathlib import Path
from typing import Any

from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline import audit, sources
from pipeline.curate.parallel import curate_all
from pipeline.curate.tables import tables
from schemas.catalog import TABLES

_FORM_FIELDS = (
    "project_name",
    "project_code",
    "department",
    "implementing_unit",
    "fiscal_year",
    "region",
    "money_unit",
    "total_weight",
    "total_score",
    "computed_score",
    "grade",
    "expected_goal",
    "actual_goal",
)
_BUDGET_FIELDS = (
    "parent_line_no",
    "funding_source",
    "initial_budget_yuan",
    "adjusted_budget_yuan",
    "executed_yuan",
    "weight",
    "execution_rate_pct",
    "score",
)
_INDICATOR_FIELDS = ("level1", "level2", "name", "target_text", "actual_text", "weight", "score", "reason_text")


def inspect_file(file: Path) -> dict[str, Any]:
    """The row of ``document``, its ``forms`` with all their rows, and its rows of ``quarantine``.

    Names are those of the published tables: each form holds its columns and the lists budget_line, indicator,
    cell, repair and finding. Raises FileNotFoundError, and :class:`pipeline.sources.BatchError` for a bad
    ``batch.yml`` beside the file.
    """
    raw, source = sources.describe(file)
    frames = tables(curate_all(raw, [source]))
    frames["finding"] = audit.findings(frames)
    rows = {name: frame.to_dicts() for name, frame in frames.items()}
    parts = ("budget_line", "indicator", "cell", "repair", "finding")
    forms = [
        {**form, **{part: [row for row in rows[part] if row["form_id"] == form["form_id"]] for part in parts}}
        for form in rows["form"]
    ]
    return {"document": rows["document"][0], "forms": forms, "quarantine": rows["quarantine"]}


def as_text(found: dict[str, Any], console: Console) -> None:
    """Print what :func:`inspect_file` found; a value in doubt has a question mark."""
    document = found["document"]
    console.print(_shown(f"{document['path']}: {document['outcome']}"), style="bold")
    about = [document["media_type"], document["route"], _count(document["pages"], "page")]
    console.print(_shown(", ".join(part for part in about if part)))
    if document["reason_text"] and document["reason_text"] not in {row["sentence"] for row in found["quarantine"]}:
        console.print(_shown(f"{document['reason']}: {document['reason_text']}"), style="yellow")
    for form in found["forms"]:
        _print_form(form, console)
    for row in found["quarantine"]:
        place = "" if row["page"] is None else f"page {row['page']}, "
        console.print()
        console.print(_shown(f"Refused ({place}{row['code']}): {row['sentence']}"), style="red")
        if row["excerpt"]:
            console.print(Padding(_shown(row["excerpt"]), (0, 0, 0, 2), expand=False))


def _print_form(form: dict[str, Any], console: Console) -> None:
    console.print()
    title = f"Form {form['ordinal']} ({form['template']}, pages {form['first_page']} to {form['last_page']})"
    console.print(_shown(title), style="bold")
    facts = Table.grid(padding=(0, 2))
    for name in _FORM_FIELDS:
        if form[name] is not None or name in form["doubtful"]:
            facts.add_row(Text(_title("form", name)), _value(form, name))
    console.print(Padding(facts, (0, 0, 0, 2), expand=False))
    for table, fields in (("budget_line", _BUDGET_FIELDS), ("indicator", _INDICATOR_FIELDS)):
        console.print(_rows_table(table, fields, form[table]))
    for finding in form["finding"]:
        row = f" row {finding['row_no']}" if finding["row_no"] else ""
        what = f"{finding['severity']} {finding['rule_id']} ({finding['kind']}), {finding['table_name']}{row}"
        what = f"{what}: {finding['message']}"
        console.print(Padding(_shown(what), (0, 0, 0, 2), expand=False))


def _rows_table(table: str, fields: tuple[str, ...], rows: list[dict[str, Any]]) -> Table:
    printed = Table(title=f"{TABLES[table].title} {len(rows)}", title_justify="left")
    for name in fields:
        is_number = any(not isinstance(row[name], str | None) for row in rows)
        printed.add_column(Text(_title(table, name)), justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        printed.add_row(*(_value(row, name) for name in fields))
    return printed


def _title(table: str, name: str) -> str:
    return TABLES[table].columns[name].title


def _value(row: dict[str, Any], name: str) -> Text:
    """A value as text, with a question mark where it is in doubt."""
    text = "" if row[name] is None else str(row[name])
    if "." in text and not isinstance(row[name], str):
        text = text.rstrip("0").rstrip(".")
    is_doubtful = name in row["doubtful"]
    return _shown(f"{text} ?".lstrip() if is_doubtful else text, "yellow" if is_doubtful else "")


def _shown(text: str, style: str = "") -> Text:
    """Text as it is, never read as markup, control characters made visible."""
    visible = "".join(c if c in "\n\t\u3000" or c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return Text(visible, style, overflow="fold")


def _count(number: int | None, what: str) -> str:
    return "" if number is None else f"{number} {what}{'' if number == 1 else 's'}"
