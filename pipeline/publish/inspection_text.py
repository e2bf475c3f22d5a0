"""One document as a person reads it on a terminal: the form, what was read, every doubt beside its value.

Belongs here: layout in the width that there is, marks, the order of things. Does not belong here: reading
(``inspection``), sentences (the registers).

``→`` stands before what was read where that is not what is printed, ``?`` before a doubt and after a value in doubt,
``!`` before a finding. Where the output is no terminal the console is wide, and every value stays on one line.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from rich.cells import cell_len
from rich.console import Console
from rich.padding import Padding
from rich.table import Table
from rich.text import Text

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
    *("line_no", "label_text", "initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan"),
    *("weight", "execution_rate_pct", "score"),
)
_INDICATOR_FIELDS = ("indicator_no", "name", "target_text", "actual_text", "weight", "score")
_NARRATIVE_FIELDS = (
    *("sentence", "department", "fiscal_year", "scope", "projects", "amount_yuan", "mean_score"),
    *("excellent", "good", "fair", "poor"),
)
# Shown in another place, or as part of another value.
_SHOWN_ELSEWHERE = {
    "form": frozenset(),
    "budget_line": frozenset({"parent_line_no", "funding_source"}),
    "indicator": frozenset({"parent_indicator_no", "level1", "level2"}),
}
# What is read from a target, an actual value or a reason that is shown whole.
_PARTS = re.compile(r"(?:target|actual)_\w+|target_kind|attainment|deviation_reason|improvement_measure|score_method")
_MEASURES = {"target_text": "target", "actual_text": "actual"}
_MEASURE_PARTS = ("operator", "value", "low", "high", "unit", "date_from", "date")
_SIGNS = {"ge": "≥", "gt": ">", "eq": "=", "le": "≤", "lt": "<"}
# A doubt about values of more rows is told once below the form; beside each row it would hide the form.
_MOST_ROWS = 3
_NARROWEST = 8
_HEAD = 10

Row = dict[str, Any]


def as_text(inspected: dict[str, Any], console: Console, corrections: Path | None = None) -> None:
    """Print what was read of a document; ``corrections`` is the folder whose records were applied."""
    document = inspected["document"]
    outcome = in_current(DOCUMENT_OUTCOMES[document["outcome"]], document["outcome"])
    console.print(_shown(say("inspect.head", path=document["path"], outcome=outcome), "bold"))
    route = in_current(ROUTES.get(document["route"] or "", ""), document["route"] or "")
    about = [document["media_type"], route, _pages(document["pages"])]
    console.print(_shown(in_current("，", ", ").join(part for part in about if part)))
    console.print(_shown(_corrected(inspected["correction"], corrections)))
    if document["reason_text"] and document["reason_text"] not in {row["sentence"] for row in inspected["quarantine"]}:
        sentence = in_current(document["reason_text"], document["reason_text_en"])
        console.print(_shown(say("inspect.reason", code=document["reason"], sentence=sentence), "yellow"))
    for form in inspected["forms"]:
        _print_form(form, console)
    for row in inspected["narrative"]:
        _print_narrative(row, console)
    for row in inspected["quarantine"]:
        where = "" if row["page"] is None else say("inspect.page", page=row["page"])
        console.print()
        sentence = in_current(row["sentence"], row["sentence_en"])
        console.print(_shown(say("inspect.refused", where=where, code=row["code"], sentence=sentence), "red"))
        if row["excerpt"]:
            _indented(console, _shown(row["excerpt"]), 2)


def sentence_of(doubt: Doubt) -> str:
    """What a doubt means, in the language spoken."""
    return in_current(*sentences_of(doubt))


def sentences_of(doubt: Doubt) -> tuple[str, str]:
    """What a doubt means in Chinese and in English, with the labels of the codes that it names."""
    entry = register()[doubt.code]
    labels = labels_by_column().get(entry.detail_of or "", {})
    chinese, english = zip(*(labels.get(part, (part, part)) for part in doubt.detail.split("、")), strict=True)
    return (
        entry.sentence.replace("{detail}", "、".join(chinese)),
        entry.sentence_en.replace("{detail}", ", ".join(english)),
    )


def _corrected(rows: Sequence[Row], folder: Path | None) -> str:
    if folder is None:
        return say("inspect.not_corrected")
    return say("inspect.corrected", count=len(rows), folder=folder) if rows else say("inspect.none", folder=folder)


def _print_form(form: Row, console: Console) -> None:
    first, last = form["first_page"], form["last_page"]
    pages = say("inspect.on_page", page=first) if first == last else say("inspect.on_pages", first=first, last=last)
    title = say("inspect.form", ordinal=form["ordinal"], template=_label("template", form["template"]), pages=pages)
    console.print()
    console.print(_shown(title, "bold"))
    doubts = _Doubts(form["doubt"])
    _print_facts("form", form, (*_FORM_FIELDS, *_others("form", _FORM_FIELDS, [form])), console)
    for note in _notes("form", 0, form, doubts):
        _indented(console, note, 4)
    _print_rows("budget_line", _BUDGET_FIELDS, form, doubts, console)
    _print_rows("indicator", _INDICATOR_FIELDS, form, doubts, console)
    for doubt, names in doubts.of_many.items():
        _indented(console, _doubt_note(doubt, names), 2)
    for finding in form["finding"]:
        if not _is_of_row(finding):
            _indented(console, _finding_note(finding), 2)
    if form["doubt"]:
        _indented(console, _shown(say("inspect.next", form_id=form["form_id"]), "dim"), 2)


def _print_facts(table: str, row: Row, fields: Sequence[str], console: Console) -> None:
    facts = Table.grid(padding=(0, 2))
    facts.add_column(no_wrap=True)
    facts.add_column(overflow="fold")
    for name in fields:
        if row[name] not in (None, []) or name in row.get("doubtful", ()):
            facts.add_row(Text(_title(table, name)), _value(row, name))
    _indented(console, facts, 2)


def _print_narrative(row: Row, console: Console) -> None:
    title = _table_title("narrative")
    place = "" if row["page"] is None else say("inspect.of_page", page=row["page"])
    console.print()
    console.print(_shown(f"{title}{place}", "bold"))
    _print_facts("narrative", row, _NARRATIVE_FIELDS, console)


def _print_rows(table: str, fields: Sequence[str], form: Row, doubts: _Doubts, console: Console) -> None:
    """The rows of a table, each with its notes below; widths are those of the widest value, or what there is."""
    rows, key = form[table], fields[0]
    _indented(console, _shown(f"{_table_title(table)} {len(rows)}", "bold"), 2, above=1)
    if not rows:
        return
    depths = _depths(table, rows, key)
    cells = [[_cell(table, row, name, depths[row[key]]) for name in fields] for row in rows]
    heads = [Text("#" if name == key else _title(table, name), "dim") for name in fields]
    widths = _widths(heads, cells, [name in {"label_text", "name", *_MEASURES} for name in fields], console.width - 2)
    _indented(console, _line(heads, widths, fields), 2)
    others = _others(table, fields, rows)
    group = None
    for row, line in zip(rows, cells, strict=True):
        if table == "indicator" and group != (group := (row["level1"], row["level2"])):
            _indented(console, _levels(row), 2)
        _indented(console, _line(line, widths, fields), 2)
        notes: list[Text | Table] = [
            _join(Text(f"{_title(table, name)}{in_current('：', ': ')}"), _value(row, name))
            for name in others
            if row[name] is not None or name in row["doubtful"]
        ]
        notes += _notes(table, row[key], form, doubts)
        for note in notes:
            _indented(console, note, 2 + widths[0] + 2)


def _cell(table: str, row: Row, name: str, depth: int) -> Text:
    value = _value(row, name)
    if name in _MEASURES:
        return _read_beside(value, row[name] or "", _measure(row, _MEASURES[name]))
    if name == "label_text":
        label = _label("funding_source", row["funding_source"])
        mark = " ?" if "funding_source" in row["doubtful"] else ""
        if mark or label not in (row[name] or ""):
            value = _read_beside(value, row[name] or "", _shown(f"{label}{mark}", "yellow" if mark else ""))
    return _join(Text("  " * depth), value) if depth and name in ("label_text", "name") else value


def _read_beside(printed: Text, raw: str, read: Text) -> Text:
    """What is printed, and what was read from it where that says more than the same."""
    plain = "".join(read.plain.split())
    return _join(printed, Text(" → "), read) if plain and plain != "".join(raw.split()) else printed


def _levels(row: Row) -> Text:
    levels = [_value(row, name) for name in ("level1", "level2") if row[name] or name in row["doubtful"]]
    joined = Text(" · ").join(levels)
    joined.stylize("bold cyan")
    return joined


def _depths(table: str, rows: Sequence[Row], key: str) -> dict[int, int]:
    """How many rows stand above each row, by its number."""
    parent = {row[key]: row[f"parent_{key}"] for row in rows}
    depths = {}
    for number in parent:
        above, depth = parent[number], 0
        while above is not None and depth < len(rows):
            above, depth = parent.get(above), depth + 1
        depths[number] = depth
    return depths


def _widths(heads: Sequence[Text], cells: Sequence[Sequence[Text]], can_fold: Sequence[bool], width: int) -> list[int]:
    """How wide each column is: as its widest text, texts that can be folded narrower where the room ends.

    A heading may take more lines than one, and makes its column no wider than :data:`_HEAD` columns for that.
    """
    needed = [min(_width(head), max(_HEAD, *map(cell_len, head.plain.split()))) for head in heads]
    widths = [max(least, *map(_width, column)) for least, column in zip(needed, zip(*cells, strict=True), strict=True)]
    while sum(widths) + 2 * (len(widths) - 1) > width:
        widest = max((number for number in range(len(widths)) if can_fold[number]), key=lambda number: widths[number])
        if widths[widest] <= _NARROWEST:
            break
        widths[widest] -= 1
    return widths


def _width(text: Text) -> int:
    return max((cell_len(line) for line in text.plain.split("\n")), default=0)


def _line(cells: Sequence[Text], widths: Sequence[int], fields: Sequence[str]) -> Table:
    line = Table.grid(padding=(0, 2, 0, 0))
    for width, name in zip(widths, fields, strict=True):
        is_text = name in {"label_text", "name", *_MEASURES}
        line.add_column(width=width, justify="left" if is_text else "right", overflow="fold")
    line.add_row(*cells)
    return line


def _notes(table: str, number: int, form: Row, doubts: _Doubts) -> list[Table]:
    """The doubts about a row and the findings about it."""
    found = [_finding_note(one) for one in form["finding"] if _is_of_row(one) and _of(one) == (table, number)]
    return [_doubt_note(doubt, names) for doubt, names in doubts.of_row(table, number).items()] + found


def _of(row: Row) -> tuple[str, int]:
    return row["table_name"], row["row_no"]


def _is_of_row(finding: Row) -> bool:
    return finding["table_name"] in ("budget_line", "indicator") and bool(finding["row_no"])


def _doubt_note(doubt: Doubt, names: Sequence[str]) -> Table:
    listed = in_current("、", ", ").join(names)
    told = say("inspect.doubt", names=listed, code=doubt.code, sentence=sentence_of(doubt))
    return _marked("?", _shown(told, "yellow"))


def _finding_note(finding: Row) -> Table:
    labels = {name: _label(name, finding[name]) for name in ("severity", "kind")}
    message = in_current(finding["message"], finding["message_en"])
    return _marked("!", _shown(say("inspect.finding", rule=finding["rule_id"], message=message, **labels), "magenta"))


def _marked(mark: str, text: Text) -> Table:
    """A note with its mark before it, whose further lines begin below the first."""
    note = Table.grid(padding=(0, 1, 0, 0))
    note.add_column(no_wrap=True)
    note.add_column(overflow="fold")
    note.add_row(Text(mark, text.style), text)
    return note


@dataclass(frozen=True, slots=True)
class _Place:
    table: str
    row_no: int
    field: str

    def __str__(self) -> str:
        return _title(self.table, self.field)

    def whole(self) -> str:
        """With the row, for who does not stand beside it."""
        return f"{_table_title(self.table)} {self.row_no} {self}" if self.row_no else str(self)


class _Doubts:
    """The doubts of a form: those told beside a row, and those that so many rows share that they are told once."""

    def __init__(self, rows: Sequence[Row]) -> None:
        self._by_doubt: dict[Doubt, list[_Place]] = {}
        for row in rows:
            place = _Place(row["table_name"], row["row_no"], row["field"])
            self._by_doubt.setdefault(Doubt(row["code"], row["detail"] or ""), []).append(place)

    @property
    def of_many(self) -> dict[Doubt, list[str]]:
        """Doubts that many rows share, with every value that they concern."""
        return {one: [place.whole() for place in places] for one, places in self._by_doubt.items() if _is_many(places)}

    def of_row(self, table: str, number: int) -> dict[Doubt, list[str]]:
        """Doubts about one row alone, with the titles of its columns."""
        found = {}
        for doubt, places in self._by_doubt.items():
            here = [str(place) for place in places if (place.table, place.row_no) == (table, number)]
            if here and not _is_many(places):
                found[doubt] = here
        return found


def _is_many(places: Sequence[_Place]) -> bool:
    return len({(place.table, place.row_no) for place in places}) > _MOST_ROWS


def _others(table: str, fields: Sequence[str], rows: Sequence[Row]) -> list[str]:
    """The printed columns of a table that are shown nowhere else and have a value in some row."""
    names = [
        column.name
        for column in TABLES[table].columns.values()
        if column.is_printed and column.name not in fields and column.name not in _SHOWN_ELSEWHERE[table]
    ]
    names = [name for name in names if not _PARTS.fullmatch(name)]
    return [name for name in names if any(row[name] is not None or name in row["doubtful"] for row in rows)]


def _measure(row: Row, side: str) -> Text:
    """What was read from a target or an actual value: ``≥95%``, ``10 to 20天``, ``2024-10-01 to 2024-12-31``."""
    parts: Row = {part: row[f"{side}_{part}"] for part in _MEASURE_PARTS}
    sign = _SIGNS.get(parts["operator"], "")
    numbers = [parts["low"], parts["high"]] if parts["value"] is None else [parts["value"]]
    between = in_current("至", " to ")
    figure = between.join(_plain(number) for number in numbers if number is not None)
    days = between.join(dict.fromkeys(str(day) for day in (parts["date_from"], parts["date"]) if day is not None))
    measure = f"{sign if figure or days else ''}{figure}{parts['unit'] or '' if figure else ''}"
    text = f"{measure} {days}" if figure and days else measure + days
    is_doubtful = any(f"{side}_{part}" in row["doubtful"] for part in _MEASURE_PARTS)
    return _shown(f"{text} ?".lstrip() if is_doubtful else text, "yellow" if is_doubtful else "")


def _table_title(table: str) -> str:
    return in_current(TABLES[table].title, table)


def _title(table: str, name: str) -> str:
    column = TABLES[table].columns[name]
    return in_current(column.title, column.title_en)


def _value(row: Row, name: str) -> Text:
    """A value as text, with a question mark where it is in doubt."""
    text = f"{row[name]:,}" if name.endswith("_yuan") and row[name] is not None else _plain(row[name])
    if name.endswith("_yuan"):
        text = text.removesuffix(".00")
    is_doubtful = name in row.get("doubtful", ())
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


def _join(*texts: Text) -> Text:
    joined = Text(overflow="fold")
    for text in texts:
        joined.append_text(text)
    return joined


def _indented(console: Console, what: Text | Table, columns: int, above: int = 0) -> None:
    console.print(Padding(what, (above, 0, 0, columns), expand=False))


def _pages(number: int | None) -> str:
    if number is None:
        return ""
    return say("inspect.one_page") if number == 1 else say("inspect.pages", count=number)


def _label(name: str, code: str | None) -> str:
    """What a code is called in the language spoken."""
    return in_current(*labels_by_column()[name].get(code, (code, code))) if code else ""
