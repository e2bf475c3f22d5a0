"""One value of a form on its way to publication, with where it stood and why it may be wrong.

Belongs here: the type and what any stage may do to it. Does not belong here: how a text becomes a value.
"""

from __future__ import annotations

from typing import Generic, Never, TypeVar

from pipeline.model.constant import constant
from pipeline.model.doubts import CERTAIN, Doubts, with_doubt, with_doubts
from pipeline.model.grid import Cell, Origin

T = TypeVar("T")
T_co = TypeVar("T_co", covariant=True)


@constant(frozen=True, slots=True)
class Value(Generic[T_co]):
    """A typed value (null where there is none), the cell that prints it, and its doubts.

    ``source`` holds the text as printed, its evidence and its repairs; it is null where no cell prints the value.
    ``origin`` is that of the cell, or ``derived`` where the value says something else than the printed text.
    """

    value: T_co | None = None
    source: Cell | None = None
    doubts: Doubts = CERTAIN
    origin: Origin = "printed"

    def doubted(self, code: str, detail: str = "") -> Value[T_co]:
        """The same value with one more doubt."""
        return Value(self.value, self.source, with_doubt(self.doubts, code, detail), self.origin)

    def also(self, doubts: Doubts) -> Value[T_co]:
        """The same value with the doubts of what it rests on."""
        return Value(self.value, self.source, with_doubts(self.doubts, doubts), self.origin)


_NOTHING: Value[Never] = Value()
"""No value and no cell: what many columns of a form hold, kept once."""


def derived(source: Value[T], value: T) -> Value[T]:
    """Another value that follows from the same printed text, with the same doubts."""
    return Value(value, source.source, source.doubts, "derived")


def printed(value: T | None, source: Cell | None) -> Value[T]:
    """A value as it was read from its cell; what the cell's reader doubts is in doubt."""
    if source is None:
        return Value(value) if value is not None else _NOTHING
    return Value(value, source, source.doubts, source.origin)
