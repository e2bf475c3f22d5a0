"""Types of columns, the class of a column, and the constructors for columns of one kind.

Belongs here: what a column is. Does not belong here: any column, how pandera checks it (``schemas.table_models``).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from functools import cache
from typing import TYPE_CHECKING, Any, Literal

from schemas.columns.vocabulary import Vocabulary

if TYPE_CHECKING:
    import polars as pl


@dataclass(frozen=True, slots=True)
class Kind:
    """What a column holds. Polars is loaded when its type is asked for: who makes rows alone does without.

    ``digits`` and ``decimals`` are those of a decimal, in all and behind the point.
    """

    name: Literal["text", "integer", "big_integer", "real", "flag", "day", "names", "decimal"]
    digits: int = 0
    decimals: int = 0

    @property
    def dtype(self) -> pl.DataType:
        """The type in polars."""
        return _dtype(self)

    @property
    def is_number(self) -> bool:
        """Whether the values are numbers."""
        return self.name in ("integer", "big_integer", "real", "decimal")


@cache
def _dtype(kind: Kind) -> pl.DataType:
    import polars as pl

    if kind.name == "decimal":
        return pl.Decimal(kind.digits, kind.decimals)
    types: dict[str, pl.DataType] = {
        "text": pl.String(),
        "integer": pl.Int32(),
        "big_integer": pl.Int64(),
        "real": pl.Float64(),
        "flag": pl.Boolean(),
        "day": pl.Date(),
        "names": pl.List(pl.String),
    }
    return types[kind.name]


TEXT = Kind("text")
INTEGER = Kind("integer")
BIG_INTEGER = Kind("big_integer")
REAL = Kind("real")
FLAG = Kind("flag")
DATE = Kind("day")
NAMES = Kind("names")
MONEY = Kind("decimal", 18, 2)
MONEY_SUM = Kind("decimal", 38, 2)
POINTS = Kind("decimal", 9, 4)
POINTS_SUM = Kind("decimal", 38, 4)
RATIO = Kind("decimal", 18, 4)
QUANTITY = Kind("decimal", 24, 6)
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
    kind: Kind
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

    @property
    def dtype(self) -> pl.DataType:
        """The type of the column in polars."""
        return self.kind.dtype


def text(name: str, title: str, description: str, **more: Any) -> Column:
    """A column of text."""
    return Column(name, TEXT, title, description, **more)


def integer(name: str, title: str, description: str, **more: Any) -> Column:
    """A column of whole numbers of 32 bits."""
    return Column(name, INTEGER, title, description, **more)


def flag(name: str, title: str, description: str, **more: Any) -> Column:
    """A column of yes or no."""
    return Column(name, FLAG, title, description, **more)


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
    return Column(name, BIG_INTEGER, title, description, is_nullable=False, minimum=0)
