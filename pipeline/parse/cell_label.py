"""The label in a cell, as labels are compared.

Belongs here: one function and its cache. Does not belong here: which labels exist (``pipeline.templates``).
"""

from __future__ import annotations

from functools import lru_cache

from pipeline.readers.grid import Cell
from pipeline.text.labels import normalise_label, undouble


def label_of(cell: Cell) -> str:
    """The label in a cell, reduced to the form in which labels are compared."""
    return _label(cell.text)


@lru_cache(maxsize=1 << 14)
def _label(text: str) -> str:
    # The longest label of any family has 20 characters; longer texts are values and need no folding.
    return normalise_label(undouble(text)) if len(text) <= 60 else text
