"""A form put together row by row: fields, funding rows, goals, indicators, totals.

Belongs here: how the parts of a form are laid out, whatever the family. Does not belong here: which parts and which
labels a family has (``national``, ``places``).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, groupby
from typing import Any, TypeVar

from tests.factory import words
from tests.factory.forms.levels import level_boxes
from tests.factory.forms.table import Box, InventedForm, Kind, Table
from tests.factory.forms.wording import Style, Wording

Row = dict[str, Any]
T = TypeVar("T")
# How wide columns are beside each other.
_WIDTHS = {
    "initial": 12, "adjusted": 12, "executed": 12, "rate": 9, "method": 15, "level1": 7, "level2": 8, "name": 20,
    "operator": 6, "target": 11, "unit": 6, "actual": 11, "weight": 6, "score": 6, "reason": 17, "spare": 7,
}  # fmt: skip
_KINDS: dict[str, Kind] = {"weight": "number", "score": "number", "reason": "long", "method": "long"}


@dataclass(frozen=True, slots=True)
class Column:
    """A printed column: what stands in it, its heading, and where it is no column of ours, the text of its cells."""

    key: str
    heading: str
    texts: tuple[str, ...] = ()


class Sheet:
    """The table of one form while it grows from top to bottom."""

    def __init__(self, rng: random.Random, w: Wording, style: Style, truth: dict[str, Any], flags: frozenset[str]):
        self.rng, self.words, self.style, self.truth, self.flags = rng, w, style, truth, flags
        self.rows: list[list[Box]] = []
        self.heading: int | None = None
        self.private: list[str] = []
        self.label = rng.choice([110, 125, 150])
        self.middle = rng.choice([470, 500, 540])
        self.columns: list[int] = []
        self.keys: list[str] = []

    def form(self, titles: list[str], note: str = "") -> InventedForm:
        """The finished form."""
        return InventedForm(Table(self.rows, self.heading), self.truth, titles, note, self.private)

    @property
    def unit(self) -> str:
        """The unit of money in brackets, or nothing where a note above the table gives it."""
        if "unit_note" in self.flags:
            return ""
        return self.rng.choice(["（{}）", "({})", "\n（{}）"]).format(self.style.money_unit)

    @property
    def note(self) -> str:
        """The line above the table that gives the unit of money."""
        if "unit_note" not in self.flags:
            return ""
        return self.rng.choice(["金额单位：{}", "单位：{}", "单位:{}"]).format(self.style.money_unit)

    def staff(self) -> str:
        """A name and a telephone number that must never be published."""
        name = self.rng.choice(words.SURNAMES) + self.rng.choice(words.GIVEN)
        phone = f"13{self.rng.randint(100_000_000, 999_999_999)}"
        self.private += [name, phone]
        return f"{name}{self.rng.choice(['', ' ', '，'])}{phone}"

    def fields(self, *pairs: tuple[str, str | None]) -> None:
        """One row of labels with their values right of them; null is a blank value."""
        edges = {
            1: [0, self.label, 1000],
            2: [0, self.label, self.middle, self.middle + self.label, 1000],
            3: [0, 110, 333, 443, 667, 777, 1000],
        }[len(pairs)]
        row = []
        for number, (label, value) in enumerate(pairs):
            row.append(Box(label, edges[2 * number], edges[2 * number + 1], kind="label"))
            row.append(Box(value or "", edges[2 * number + 1], edges[2 * number + 2], anchor="form"))
        self.rows.append(row)

    def text(self, label: str, value: str | None) -> None:
        """A row with a label and a long text."""
        self.rows.append(
            [Box(label, 0, self.label, kind="label"), Box(value or "", self.label, 1000, kind="long", anchor="form")]
        )

    def line(self, text: str) -> None:
        """A row over the whole width that is no value."""
        self.rows.append([Box(text, 0, 1000, kind="label")])

    def footnote(self, text: str) -> None:
        """A note of the form in a row over the whole width."""
        self.truth["notes"] = self.truth.get("notes", "") + text
        self.line(text)

    def money(self, block: str, columns: Sequence[Column]) -> None:
        """The heading of the funding rows and the rows, beside the name of the block."""
        left = self.label + self.rng.choice([140, 155, 170])
        wide = 15 if "wide_numbers" in self.flags or self.style.money_unit == "元" else 12
        widths = [wide if c.key in ("initial", "adjusted", "executed") else _WIDTHS[c.key] for c in columns]
        edges = [left, *(left + x * (1000 - left) // sum(widths) for x in accumulate(widths))]
        lines = self.truth["budget"]
        shown = sum("in_label" not in line for line in lines)
        head = [Box(block, 0, self.label, shown + 1, "label"), Box("", self.label, left, kind="label")]
        self.rows.append(head + [Box(c.heading, *e, kind="label") for c, *e in _spans(columns, edges)])
        for line in lines:
            if "in_label" in line:
                continue
            row = [Box(line["label"], self.label, left, kind="label", anchor="form")]
            for column, x0, x1 in _spans(columns, edges):
                if column.key == "method":
                    row += self._method(lines, line, x0, x1)
                else:
                    row.append(Box(line[column.key]["raw"], x0, x1, kind="number", anchor="form"))
            self.rows.append(row)

    def _method(self, lines: list[Row], line: Row, x0: int, x1: int) -> list[Box]:
        """The scoring rule of the budget: of the total alone, or one cell for all funding rows."""
        if all(other.get("score_method") for other in lines):
            is_first = line is lines[0]
            return [Box(line["score_method"], x0, x1, len(lines), "long", "form")] if is_first else []
        return [Box(line.get("score_method") or "", x0, x1, kind="long", anchor="form")]

    def goals(self, block: str, expected: str, actual: str) -> None:
        """The goal texts below their headings."""
        left = self.rng.choice([75, self.label])
        self.rows.append(
            [
                Box(block, 0, left, 2, "label"),
                Box(expected, left, self.middle, kind="label"),
                Box(actual, self.middle, 1000, kind="label"),
            ]
        )
        self.rows.append(
            [
                Box(self.truth["goal_expected"], left, self.middle, kind="long", anchor="form"),
                Box(self.truth["goal_actual"], self.middle, 1000, kind="long", anchor="form"),
            ]
        )

    def indicators(self, columns: Sequence[Column], lead: str = "", *, block: int = 0) -> None:
        """A heading row and the indicators of a block, beside a lead cell where one is printed."""
        self._set_columns(columns, 45 if lead and len(lead) < 8 else 90 if lead else 0)
        rows = self._shown(block)
        self.heading = None if lead else len(self.rows)
        head = [Box(lead, 0, self.columns[0], len(rows) + 1, "label")] if lead else []
        self.rows.append(head + [Box(c.heading, *e, kind="label") for c, *e in _spans(columns, self.columns)])
        self._indicator_rows(columns, rows)
        if not lead:
            self._dots(columns)

    def indicators_below(self, columns: Sequence[Column], groups: Sequence[tuple[str, int]]) -> None:
        """Indicators under a heading of two rows: ``groups`` of columns (title, how many) above the columns' own.

        A group without a title is one column whose heading reaches over both rows.
        """
        self._set_columns(columns, 0)
        spans = list(_spans(columns, self.columns))
        upper: list[Box] = []
        lower: list[Box] = []
        is_merged = self.rng.random() < 0.75
        for title, count in groups:
            own, spans = spans[:count], spans[count:]
            if title:
                upper.append(Box(title, own[0][1], own[-1][2], kind="label"))
                lower += [Box(c.heading, *e, kind="label") for c, *e in own]
            else:
                column, x0, x1 = own[0]
                upper.append(Box(column.heading, x0, x1, 2 if is_merged else 1, "label"))
                lower += [] if is_merged else [Box("", x0, x1, kind="label")]
        self.rows += [upper, lower]
        self._indicator_rows(columns, self._shown(0))

    def _set_columns(self, columns: Sequence[Column], left: int) -> None:
        widths = [_WIDTHS[c.key] for c in columns]
        self.columns = [left, *(left + x * (1000 - left) // sum(widths) for x in accumulate(widths))]
        self.keys = [c.key for c in columns]

    def _shown(self, block: int) -> list[Row]:
        """The rows of a block, with stubs of the blank form between them where the hazard asks for them."""
        rows = [row for row in self.truth["indicators"] if row["block"] == block]
        if "fillers" not in self.flags:
            return rows
        shown: list[Row] = []
        for _, same in groupby(rows, key=lambda r: (r["level1"], r["level2"])):
            group = list(same)
            shown += group
            if self.rng.random() < 0.6:
                names = [f"指标{len(group) + 1}{self.rng.choice([':', '：', ''])}", "……"]
                shown += [group[-1] | {"filler": name} for name in names[: self.rng.randint(1, 2)]]
        return shown

    def _dots(self, columns: Sequence[Column]) -> None:
        """A row that only says that more rows could follow."""
        if "fillers" in self.flags and self.rng.random() < 0.3:
            texts = ["……", *[""] * (len(columns) - 1)]
            self.rows.append([Box(t, a, b) for t, (_, a, b) in zip(texts, _spans(columns, self.columns), strict=True)])

    def _indicator_rows(self, columns: Sequence[Column], rows: list[Row]) -> None:
        levels: list[list[Box]] = [[] for _ in rows]
        if self.keys[0] == "level1":
            levels = level_boxes(self.rng, {"indicators": rows}, self.style, self.columns, self.flags)
        for number, cells in enumerate(levels):
            for column, x0, x1 in _spans(columns, self.columns):
                if not column.key.startswith("level"):
                    cells += self._cell(column, x0, x1, rows, number)
            self.rows.append(cells)

    def _cell(self, column: Column, x0: int, x1: int, rows: list[Row], number: int) -> list[Box]:
        row, key = rows[number], column.key
        kind = _KINDS.get(key, "value")
        anchor = f"indicator {row['number']}"
        if key == "method":
            same = [other["method_cell"] == row["method_cell"] for other in rows]
            is_first = not number or not same[number - 1]
            return [Box(row["score_method"], x0, x1, sum(same), kind, anchor)] if is_first else []
        if "filler" in row:
            return [Box(row["filler"] if key == "name" else "", x0, x1, kind=kind)]
        if key == "spare":
            return [Box(self.rng.choice(column.texts), x0, x1)]
        if key in ("weight", "score"):
            if row.get("is_shared"):
                return []
            span = 1 + (number + 1 < len(rows) and bool(rows[number + 1].get("is_shared")))
            return [Box(row[key]["raw"], x0, x1, span, kind, anchor)]
        if key in ("target", "actual"):
            return [Box(row[key]["raw"], x0, x1, kind=kind, anchor=anchor)]
        text = row[{"operator": "nature", "unit": "measure_unit"}.get(key, key)]
        return [Box(text, x0, x1, kind=kind, anchor=anchor)]

    def total(self, label: str, texts: dict[str, str]) -> None:
        """The row of the totals: ``texts`` stand under the columns named, blank cells under the rest."""
        first = min(self.keys.index(key) for key in texts)
        row = [Box(label, 0, self.columns[first], kind="label")]
        is_joined = self.rng.random() < 0.5
        blank: Box | None = None
        for key, x0, x1 in _spans(self.keys[first:], self.columns[first:]):
            if key in texts:
                row.append(Box(texts[key], x0, x1, kind="number", anchor="form"))
                blank = None
            elif blank is not None and is_joined:
                blank.x1 = x1
            else:
                blank = Box("", x0, x1)
                row.append(blank)
        self.rows.append(row)


def _spans(items: Sequence[T], edges: Sequence[int]) -> list[tuple[T, int, int]]:
    return list(zip(items, edges, edges[1:], strict=False))
