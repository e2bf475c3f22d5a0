"""The label in a cell, as labels are compared.

Belongs here: the label of one cell, labels of many. Does not belong here: which labels exist
(``pipeline.families``).
"""

from __future__ import annotations

from collections.abc import Iterable
from functools import lru_cache

from pipeline.model.grid import Cell
from pipeline.text.labels import normalise_label, plain_label, undouble

# The longest label of any family has 20 characters, which blanks and notes may double; longer texts are values.
_LONGEST_LABEL = 60


def label_of(cell: Cell) -> str:
    """The label in a cell, reduced to the form in which labels are compared."""
    return label_in(cell.text)


@lru_cache(maxsize=1 << 14)
def label_in(text: str) -> str:
    """The label in the text of a cell; a text too long for one as it is."""
    return normalise_label(undouble(text)) if len(text) <= _LONGEST_LABEL else text


def printed_labels(cells: Iterable[Cell]) -> set[str]:
    """The texts of cells that are short enough for labels, without numbering, notes in brackets and blanks."""
    return {_printed(cell.text) for cell in cells if cell.text and len(cell.text) <= _LONGEST_LABEL}


@lru_cache(maxsize=1 << 14)
def _printed(text: str) -> str:
    return plain_label(undouble(text))
