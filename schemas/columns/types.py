"""Types of columns, the class of a column, and the constructors for columns of one kind.

Belongs here: what a column is and how pandera checks it. Does not belong here: any column.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Annotated, Any

import pandera.polars as pa
import polars as pl

from schemas.columns.vocabulary import Vocabulary

Text = pl.String
Integer = pl.Int32
BigInteger = pl.Int64
Real = pl.Float64
Flag = pl.Boolean
Money = Annotated[pl.Decimal, 18, 2]
Points = Annotated[pl.Decimal, 9, 4]
Quantity = Annotated[pl.Decimal, 24, 6]
Ratio = Annotated[pl.Decimal, 18, 4]
Day = pl.Date
Names = Annotated[pl.List, pl.String]
MONEY = pl.Decimal(18, 2)
MONEY_SUM = pl.Decimal(38, 2)
POINTS = pl.Decimal(9, 4)
POINTS_SUM = pl.Decimal(38, 4)
RATIO = pl.Decimal(18, 4)
QUANTITY = pl.Decimal(24, 6)
DATE = pl.Date()
NAMES = pl.List(pl.String)
CODE = r"^[a-z][a-z0-9_]*$"
NAME_ENDINGS = {"yuan": " (yuan)", "pct": " (%)", "en": " (English)"}


@dataclass(frozen=True, slots=True)
class Column:
    """One column: what it means and what its values are guaranteed to be.

    ``vocabulary`` maps each value to its labels; it is the complete list unless ``is_open``. ``headings``
    are the texts the column is printed under on the forms, the most frequent first. ``is_nullable`` is false only
    where the pipeline itself always knows the value. ``is_printed`` says that the value stands on the form itself: it
    is read from a cell, and a value without one breaks a build.
    """

    name: str
    dtype: pl.DataType
    title: str
    description: str
    unit: str = ""
    is_nullable: bool = True
    vocabulary: Vocabulary = field(default_factory=Vocabulary)
    is_open: bool = False
    minimum: int | None = None
    maximum: int | None = None
    pattern: str = ""
    headings: tuple[str, ...] = ()
    is_printed: bool = False

    @property
    def title_en(self) -> str:
        """The English title, which is the name as words: ``executed_yuan`` is "Executed (yuan)"."""
        words = self.name.split("_")
        ending = NAME_ENDINGS.get(words[-1], "")
        title = " ".join(words[:-1] if ending and len(words) > 1 else words)
        return f"{title[:1].upper()}{title[1:]}{ending if len(words) > 1 else ''}"

    def field(self) -> Any:
        """A pandera field with the title, the description and the checks of this column."""
        checks: dict[str, Any] = {}
        if self.vocabulary and not self.is_open:
            checks["isin"] = list(self.vocabulary)
        if self.pattern:
            checks["str_matches"] = self.pattern
        if self.minimum is not None:
            checks["ge"] = self.minimum
        if self.maximum is not None:
            checks["le"] = self.maximum
        return pa.Field(
            nullable=self.is_nullable,
            title=self.title,
            description=self.description,
            metadata={"column": self},
            **checks,
        )


def text(name: str, title: str, description: str, **more: Any) -> Column:
    """A column of text."""
    return Column(name, pl.String(), title, description, **more)


def integer(name: str, title: str, description: str, **more: Any) -> Column:
    """A column of whole numbers of 32 bits."""
    return Column(name, pl.Int32(), title, description, **more)


def flag(name: str, title: str, description: str, **more: Any) -> Column:
    """A column of yes or no."""
    return Column(name, pl.Boolean(), title, description, **more)


def money(name: str, title: str, description: str, **more: Any) -> Column:
    """A column of money in yuan, to the fen."""
    return Column(name, MONEY, title, description, unit="yuan", **more)


def points(name: str, title: str, description: str, **more: Any) -> Column:
    """A column of points, four digits behind the point."""
    return Column(name, POINTS, title, description, unit="points", **more)


def rate(name: str, title: str, description: str, **more: Any) -> Column:
    """A column of percentages, four digits behind the point."""
    return Column(name, POINTS, title, description, unit="%", **more)


def count(name: str, title: str, description: str) -> Column:
    """A column of a view that counts rows; never null."""
    return Column(name, pl.Int64(), title, description, is_nullable=False, minimum=0)
