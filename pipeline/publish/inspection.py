"""One document read for a person to look at: understood, doubted, refused.

Belongs here: the same path as a build takes, for one file, and its layout on a terminal. Does not belong
here: writing anything.
"""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import polars as pl
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

from pipeline import sources
from pipeline.audit import audit_tables
from pipeline.curate.parallel import curate_all
from pipeline.curate.tables import tables
from pipeline.language import in_current, say
from pipeline.model.doubts import Doubt, register
from pipeline.publish.code_labels import labels_by_column
from schemas.catalog import TABLES
from schemas.columns import DOCUMENT_OUTCOMES, ROUTES

# Columns of the form in the order in which a person looks for them; other printed columns follow where they are filled.
_FORM_FIELDS = (
    *("project_name", "project_code", "department", "implementing_unit", "fiscal_year", "region", "division_code"),
    *("money_unit", "total_weight", "total_score", "computed_score", "reviewed_score", "grade", "left_out"),
    *("expected_goal", "adjusted_goal", "actual_goal"),
)
_BUDGET_FIELDS = (
    "line_no",
    "parent_line_no",
    "funding_source",
    "label_text",
    "initial_budget_yuan",
    "adjusted_budget_yuan",
    "executed_yuan",
    "weight",
    "execution_rate_pct",
    "score",
)
_INDICATOR_FIELDS = (
    "indicator_no",
    "parent_indicator_no",
    "level1",
    "level2",
    "name",
    "target_text",
    "target_value",
    "actual_text",
    "actual_value",
    "weight",
    "score",
    "reason_text",
)
_NARRATIVE_FIELDS = (
    "page",
    "sentence",
    "department",
    "fiscal_year",
    "scope",
    "projects",
    "amount_yuan",
    "mean_score",
    "excellent",
    "good",
    "fair",
    "poor",
)
# What is read from a target, an actual value or a reason that is shown whole.
_PARTS = re.compile(r"(?:target|actual)_\w+|target_kind|attainment|deviation_reason|improvement_measure|score_method")
# Columns that most forms leave blank: shown where a row has a value.
_WHERE_FILLED = frozenset({"parent_line_no", "parent_indicator_no"})
# What is read from a text stands in several columns; they are shown as one.
_MEASURES = {"target_value": "target", "actual_value": "actual"}
_MEASURE_PARTS = ("operator", "value", "low", "high", "unit", "date_from", "date")
_SIGNS = {"ge": "≥", "gt": ">", "eq": "=", "le": "≤", "lt": "<"}


def inspect_file(file: Path) -> dict[str, Any]:
    """The row of ``document``, its ``forms`` with all their rows, its rows of ``narrative`` and of ``quarantine``.

    Names are those of the published tables: each form holds its columns and the lists budget_line, indicator,
    cell, doubt, repair and finding. Raises FileNotFoundError, and :class:`pipeline.sources.BatchError` for a bad
    ``batch.yml`` beside the file.
    """
    raw, source = sources.describe(file)
    return described(tables(curate_all(raw, [source])))


def described(tables_of_document: dict[str, pl.DataFrame]) -> dict[str, Any]:
    """What :func:`inspect_file` gives, from the tables of one document as they were read."""
    frames = {**tables_of_document, "finding": audit_tables.findings(tables_of_document)}
    rows = {name: frame.to_dicts() for name, frame in frames.items()}
    parts = ("budget_line", "indicator", "cell", "doubt", "repair", "finding")
    forms = [
        {**form, **{part: [row for row in rows[part] if row["form_id"] == form["form_id"]] for part in parts}}
        for form in rows["form"]
    ]
    return {
        "document": rows["document"][0],
        "forms": forms,
        "narrative": rows["narrative"],
        "quarantine": rows["quarantine"],
    }


def as_text(inspected: dict[str, Any], console: Console) -> None:
    """Print what :func:`inspect_file` found; a value in doubt has a question mark, and its reasons stand below."""
    document = inspected["document"]
    console.print(
        _shown(
            say(
                "inspect.head",
                path=document["path"],
                outcome=in_current(DOCUMENT_OUTCOMES[document["outcome"]], document["outcome"]),
            )
        ),
        style="bold",
    )
    route = in_current(ROUTES.get(document["route"] or "", ""), document["route"] or "")
    about = [document["media_type"], route, _pages(document["pages"])]
    console.print(_shown(in_current("，", ", ").join(part for part in about if part)))
    if document["reason_text"] and document["reason_text"] not in {row["sentence"] for row in inspected["quarantine"]}:
        console.print(
            _shown(
                say(
                    "inspect.reason",
                    code=document["reason"],
                    sentence=in_current(document["reason_text"], document["reason_text_en"]),
                )
            ),
            style="yellow",
        )
    for form in inspected["forms"]:
        _print_form(form, console)
    if inspected["narrative"]:
        console.print()
        console.print(_rows_table("narrative", _NARRATIVE_FIELDS, inspected["narrative"]))
    for row in inspected["quarantine"]:
        where = "" if row["page"] is None else say("inspect.page", page=row["page"])
        console.print()
        sentence = in_current(row["sentence"], row["sentence_en"])
        console.print(_shown(say("inspect.refused", where=where, code=row["code"], sentence=sentence)), style="red")
        if row["excerpt"]:
            console.print(Padding(_shown(row["excerpt"]), (0, 0, 0, 2), expand=False))


def _print_form(form: dict[str, Any], console: Console) -> None:
    console.print()
    place = {"first": form["first_page"], "last": form["last_page"]}
    title = say("inspect.form", ordinal=form["ordinal"], template=form["template"], **place)
    console.print(_shown(title), style="bold")
    facts = Table.grid(padding=(0, 2))
    for name in (*_FORM_FIELDS, *_others("form", _FORM_FIELDS)):
        if form[name] not in (None, []) or name in form["doubtful"]:
            facts.add_row(Text(_title("form", name)), _value(form, name))
    console.print(Padding(facts, (0, 0, 0, 2), expand=False))
    for table, fields in (("budget_line", _BUDGET_FIELDS), ("indicator", _INDICATOR_FIELDS)):
        filled = [name for name in _others(table, fields) if any(row[name] is not None for row in form[table])]
        console.print(_rows_table(table, (*fields, *filled), form[table]))
    _print_doubts(form, console)
    for finding in form["finding"]:
        labels = {name: _label(name, finding[name]) for name in ("severity", "kind", "table_name")}
        what = say(
            "inspect.finding",
            rule=finding["rule_id"],
            severity=labels["severity"],
            kind=labels["kind"],
            table=labels["table_name"],
            row=say("inspect.row", row=finding["row_no"]) if finding["row_no"] else "",
            message=in_current(finding["message"], finding["message_en"]),
        )
        console.print(Padding(_shown(what), (0, 0, 0, 2), expand=False))


def _others(table: str, fields: tuple[str, ...]) -> list[str]:
    """The printed columns of a table that are not among the fields, parts of a text that is shown left out."""
    return [
        column.name
        for column in TABLES[table].columns.values()
        if column.is_printed and column.name not in fields and not _PARTS.fullmatch(column.name)
    ]


def _print_doubts(form: dict[str, Any], console: Console) -> None:
    """Why values are in doubt: one line for each reason, with every value that it concerns."""
    concerned: dict[Doubt, list[str]] = {}
    for row in form["doubt"]:
        where = "" if row["row_no"] == 0 else f"{TABLES[row['table_name']].title} {row['row_no']} "
        named = f"{where}{_title(row['table_name'], row['field'])}"
        concerned.setdefault(Doubt(row["code"], row["detail"] or ""), []).append(named)
    if not concerned:
        return
    console.print(Padding(_shown(say("inspect.doubts"), "bold"), (1, 0, 0, 2), expand=False))
    for doubt, names in concerned.items():
        what = say("inspect.doubt", code=doubt.code, sentence=sentence_of(doubt))
        console.print(Padding(_shown(what, "yellow"), (0, 0, 0, 2), expand=False))
        console.print(Padding(_shown("、".join(names)), (0, 0, 0, 6), expand=False))


def _rows_table(table: str, fields: tuple[str, ...], rows: list[dict[str, Any]]) -> Table:
    printed = Table(title=f"{TABLES[table].title} {len(rows)}", title_justify="left")
    shown = [
        name
        for name in fields
        if name not in _WHERE_FILLED or any(row[name] is not None or name in row["doubtful"] for row in rows)
    ]
    for name in shown:
        is_number = name not in _MEASURES and any(not isinstance(row[name], str | None) for row in rows)
        printed.add_column(Text(_title(table, name)), justify="right" if is_number else "left", overflow="fold")
    for row in rows:
        printed.add_row(*(_measure(row, _MEASURES[name]) if name in _MEASURES else _value(row, name) for name in shown))
    return printed


def _measure(row: dict[str, Any], side: str) -> Text:
    """What was read from a target or an actual value: ``≥ 95 %``, ``10 to 20 天``, ``2024-10-01 to 2024-12-31``."""
    parts: dict[str, Any] = {part: row[f"{side}_{part}"] for part in _MEASURE_PARTS}
    sign = _SIGNS.get(parts["operator"], "")
    numbers = [parts["low"], parts["high"]] if parts["value"] is None else [parts["value"]]
    between = in_current("至", " to ")
    figure = between.join(_plain(number) for number in numbers if number is not None)
    days = between.join(dict.fromkeys(str(day) for day in (parts["date_from"], parts["date"]) if day is not None))
    text = " ".join(
        part for part in (sign if figure or days else "", figure, parts["unit"] if figure else "", days) if part
    )
    is_doubtful = any(f"{side}_{part}" in row["doubtful"] for part in _MEASURE_PARTS)
    return _shown(f"{text} ?".lstrip() if is_doubtful else text, "yellow" if is_doubtful else "")


def _title(table: str, name: str) -> str:
    return TABLES[table].columns[name].title


def _value(row: dict[str, Any], name: str) -> Text:
    """A value as text, with a question mark where it is in doubt."""
    text = _plain(row[name])
    is_doubtful = name in row["doubtful"]
    return _shown(f"{text} ?".lstrip() if is_doubtful else text, "yellow" if is_doubtful else "")


def _plain(value: Any) -> str:
    """A value as a person writes it: numbers without zeros at their end, lists with 、."""
    if isinstance(value, list):
        return "、".join(map(str, value))
    text = "" if value is None else str(value)
    return text.rstrip("0").rstrip(".") if "." in text and not isinstance(value, str) else text


def _shown(text: str, style: str = "") -> Text:
    """Text as it is, never read as markup, control characters made visible."""
    visible = "".join(c if c in "\n\t\u3000" or c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in text)
    return Text(visible, style, overflow="fold")


def sentence_of(doubt: Doubt) -> str:
    """What a doubt means, with the labels of the codes that it names."""
    entry = register()[doubt.code]
    labels = labels_by_column().get(entry.detail_of or "", {})
    parts = [in_current(*labels.get(part, (part, part))) for part in doubt.detail.split("、")]
    return in_current(entry.sentence, entry.sentence_en).replace("{detail}", in_current("、", ", ").join(parts))


def _pages(number: int | None) -> str:
    if number is None:
        return ""
    return say("inspect.one_page") if number == 1 else say("inspect.pages", count=number)


def _label(name: str, code: str | None) -> str:
    """What a code is called in the language spoken."""
    return in_current(*labels_by_column()[name][code]) if code else ""
