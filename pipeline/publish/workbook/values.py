"""Headings and values as a person reads them in a spreadsheet.

Belongs here: the unit a heading names and the number a cell then holds, Chinese words for codes, texts that a cell can
hold. Does not belong here: formats of cells (``sheet``), what stands before a text in CSV (``excel_csv``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from decimal import Decimal
from typing import Any

from pipeline.publish.code_labels import labels_by_column
from schemas.catalog import TABLES
from schemas.columns import UNITS, Column
from schemas.views.view import LABEL_SUFFIX

MONEY: Mapping[str, int] = {"万元": 10_000, "元": 1}
"""Units in which money may be shown, each with its yuan."""

MAX_ROWS = 1_048_575
"""Rows that fit below the heading of a sheet."""
MAX_TEXT = 32_767
"""Characters that fit into a cell."""
_EXACT_DIGITS = 15
"""Digits that a spreadsheet keeps of a number."""

FOR_OTHER_TOOLS = ("fiscal_year_start", "doubtful_text", "doubted_text", "categories_text", "left_out_text")
"""Columns that say once more, for tools without lists or years, what another column says; no sheet has them, nor the
labels of codes: a sheet shows the label in place of the code."""
CODES_IN_TEXT = {"profile": ("layer_id", "+"), "doubts_by_code": ("code", ", ")}
"""Columns whose text lists codes: the column whose labels they have, and what stands between them."""

_TITLES = {name: column.title for entry in TABLES.values() for name, column in entry.columns.items()}
"""Titles of columns that a cell may name though its own sheet does not have them."""

# Controls that a spreadsheet refuses and marks that turn text around; tab, line feed and return stay.
_UNSAFE = dict.fromkeys(
    (*range(9), 11, 12, *range(14, 32), 127, *range(0x202A, 0x202F), *range(0x2066, 0x206A), 0xFFFE, 0xFFFF)
)

Shown = str | int | float | Decimal | None


class TooManyRowsError(ValueError):
    """A sheet would have more rows than a spreadsheet takes."""


def is_shown(column: Column) -> bool:
    """Whether a sheet has the column: not the English beside a Chinese text, and nothing twice."""
    return not column.name.endswith(("_en", LABEL_SUFFIX)) and column.name not in FOR_OTHER_TOOLS


def is_number(column: Column) -> bool:
    """Whether the values of a column are numbers to reckon with; a year is a name."""
    return column.unit != "year" and (column.dtype.is_decimal() or column.dtype.is_numeric())


def heading(column: Column, money: str, *, names_percent: bool = False) -> str:
    """The heading of a column with the unit of its numbers.

    ``names_percent`` is for places where a value of 50 stands for 50 %; elsewhere the format of the cell shows it.
    """
    unit = UNITS[column.unit]
    if column.unit == "yuan":
        unit = money
    elif column.unit == "%":
        unit = "%" if names_percent else ""
    elif column.unit in ("points", "year"):
        unit = ""
    return f"{column.title}（{unit}）" if unit and not column.title.endswith("）") else column.title


def shown(column: Column, value: Any, titles: Mapping[str, str], money: str, *, percent: int = 100) -> Shown:
    """A value as a person reads it: Chinese words for codes, titles for the names of doubtful columns.

    Money is in the unit named, a percentage is divided by ``percent``. A number with more digits than a spreadsheet
    keeps is a text, since the last ones would silently become zeros.
    """
    if value is None:
        return None
    if isinstance(value, bool):
        return "是" if value else "否"
    if isinstance(value, int | float | Decimal):
        return _number(column, value, money, percent)
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, list):
        words: dict[str, str] = {**_TITLES, **titles, **column.vocabulary}
        return safe("、".join(words.get(str(name), str(name)) for name in value)) or None
    return safe(column.vocabulary.get(str(value)) or _labelled(column.name, str(value))) or None


def safe(text: str) -> str:
    """A text without what a cell refuses, cut where a cell ends."""
    if not text.isprintable():
        text = text.translate(_UNSAFE)
        text = "".join(letter for letter in text if not "\ud800" <= letter <= "\udfff")
    return text if len(text) <= MAX_TEXT else text[: MAX_TEXT - 1] + "…"


def _number(column: Column, value: int | float | Decimal, money: str, percent: int) -> Shown:
    divisor = MONEY[money] if column.unit == "yuan" else percent if column.unit == "%" else 1
    number = value if divisor == 1 else (value / divisor if isinstance(value, float) else Decimal(value) / divisor)
    if isinstance(number, float):
        return number
    exact = Decimal(number).normalize()
    return f"{exact:f}" if len(exact.as_tuple().digits) > _EXACT_DIGITS else number


def _labelled(name: str, value: str) -> str:
    """The Chinese labels of a code, or of the codes that a text lists; numbers of rules and other texts as they are."""
    if name == "rule_id":
        return value
    if name not in CODES_IN_TEXT:
        label = labels_by_column().get(name, {}).get(value)
        return value if label is None else label[0]
    owner, between = CODES_IN_TEXT[name]
    labels = labels_by_column()[owner]
    parts = value.split(between)
    return "、".join(re.sub(r"[a-z]\w*", lambda code: labels.get(code[0], (code[0], ""))[0], part) for part in parts)
