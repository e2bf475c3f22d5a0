"""What a view is, and columns that several views begin with.

Belongs here: the class of a view and its constructor. Does not belong here: any view.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

import polars as pl

from schemas import columns as c
from schemas.columns import Column
from schemas.columns.vocabulary import Vocabulary


@dataclass(frozen=True, slots=True)
class View:
    """One view: what it is for, what a row is, and its columns by name, in order."""

    name: str
    title: str
    description: str
    grain: str
    columns: Mapping[str, Column]

    @property
    def order(self) -> tuple[str, ...]:
        """Columns that rows are sorted by where a file or a sheet is made of the view; empty where the view sorts."""
        return tuple(name for name in _PLACE_OF_ROW if name in self.columns) if "form_id" in self.columns else ()

    @property
    def is_table(self) -> bool:
        """Whether the warehouse holds its rows; else it computes them when they are asked for."""
        return self.name not in ROWS_OF


ROWS_OF: Mapping[str, str] = MappingProxyType(
    {
        "budget_execution": "budget_line",
        "indicators": "indicator",
        "shortfall_indicators": "indicator",
        "target_slack": "expected_score",
        "target_change": "indicator_pair",
        "score_audit": "expected_score",
        "findings": "finding",
    }
)
"""Views with a row for each row of a large table, and its values: a copy would make the warehouse twice as large."""

_PLACE_OF_ROW = (
    "finding_id", "form_id", "line_no", "indicator_no", "table_name", "row_no", "field", "code"
)  # fmt: skip
"""What tells the place of a row in its form, in order."""


LABEL_SUFFIX = "_label"

_OF_REGISTERS = frozenset(
    {"unchecked_reason", "not_applicable_reason", "uncompared_reason", "reason", "code", "field", "template"}
)
"""Columns of views whose codes stand in a register of the pipeline: table ``code_label`` has what they are called."""


def view(name: str, title: str, description: str, grain: str, *columns: Column) -> View:
    """A view with the columns given, by name and in order; behind every code stands its label."""
    listed = [shown for column in columns for shown in ((column, _label(column)) if has_label(column) else (column,))]
    return View(name, title, description, grain, MappingProxyType({column.name: column for column in listed}))


def has_label(column: Column) -> bool:
    """Whether a column holds codes of a vocabulary, one in each row, that are called otherwise in Chinese."""
    is_list = isinstance(column.dtype, pl.List)
    return is_registered(column) or (not is_list and any(code != label for code, label in column.vocabulary.items()))


def is_registered(column: Column) -> bool:
    """Whether the labels of a column stand in table ``code_label`` alone."""
    return column.name in _OF_REGISTERS


def _label(column: Column) -> Column:
    return replace(
        column,
        name=f"{column.name}{LABEL_SUFFIX}",
        title=f"{column.title}（名称）",
        description="What the code in the column before is called; as doubtful as the code.",
        vocabulary=Vocabulary(),
        is_open=False,
        pattern="",
        headings=(),
        is_printed=False,
    )


def optional(column: Column) -> Column:
    """The same column in a view where it can be null, because the row may have no such record."""
    return replace(column, is_nullable=True)


PROJECT = (
    c.IS_EXAMPLE,
    c.FORM_KIND,
    c.REGION,
    c.DIVISION_CODE,
    c.FISCAL_YEAR,
    c.FISCAL_YEAR_START,
    c.DEPARTMENT,
    c.DEPARTMENT_ID,
    c.DEPARTMENT_NORMALIZED,
    c.DEPARTMENT_BASIS,
    c.IMPLEMENTING_UNIT,
    c.UNIT_NORMALIZED,
    c.PROJECT_CODE,
    c.PROJECT_NAME,
    c.PROJECT_KEY,
    c.DUPLICATE_OF,
)
"""What a form is about: kind, place, year, office and project. The definition ``project`` gives these columns."""
DOUBT = (c.IS_DOUBTFUL, c.DOUBTFUL_TEXT, c.DOUBTFUL)
"""The doubtful columns of a row, as yes or no, as a text and as a list."""
DEPARTMENT_KEY = (
    c.REGION,
    c.DIVISION_CODE,
    c.FISCAL_YEAR,
    c.FORM_KIND,
    c.DEPARTMENT_ID,
    c.DEPARTMENT_NORMALIZED,
    c.FISCAL_YEAR_START,
    c.ONE_DEPARTMENT,
)
"""What sums by department are made by, the year as a date and one printed name."""
PLACE_KEY = (c.REGION, c.DIVISION_CODE, c.FISCAL_YEAR, c.FORM_KIND, c.FISCAL_YEAR_START)
"""What sums by place and kind of form are made by."""
NAMED_INDICATOR = (
    c.FORM_ID,
    c.INDICATOR_NO,
    *PROJECT,
    c.LEVEL1,
    c.LEVEL2,
    c.NAME,
    c.NAME_NORMALIZED,
    c.INDICATOR_KIND,
)
"""An indicator with the names of its project."""
