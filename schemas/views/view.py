"""What a view is, and columns that several views begin with.

Belongs here: the class of a view and its constructor. Does not belong here: any view.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, replace
from types import MappingProxyType

from schemas import columns as c
from schemas.columns import Column


@dataclass(frozen=True, slots=True)
class View:
    """One view: what it is for, what a row is, and its columns by name, in order."""

    name: str
    title: str
    description: str
    grain: str
    columns: Mapping[str, Column]


def view(name: str, title: str, description: str, grain: str, *columns: Column) -> View:
    """A view with the columns given, by name and in order."""
    return View(name, title, description, grain, MappingProxyType({column.name: column for column in columns}))


def optional(column: Column) -> Column:
    """The same column in a view where it can be null, because the row may have no such record."""
    return replace(column, is_nullable=True)


PROJECT = (
    c.REGION,
    c.FISCAL_YEAR,
    c.DEPARTMENT,
    c.IMPLEMENTING_UNIT,
    c.PROJECT_CODE,
    c.PROJECT_NAME,
)
"""Region, year and names of a project."""
NAMED_INDICATOR = (
    c.FORM_ID,
    c.INDICATOR_NO,
    *PROJECT,
    c.LEVEL1,
    c.LEVEL2,
    c.NAME,
)
"""An indicator with the names of its project."""
