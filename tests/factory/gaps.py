"""Gaps between the columns of an invented form: empty columns that a clerk left to set others apart.

Belongs here: moving the boxes of a table apart. Does not belong here: drawing them (``files``, ``render``).
"""

from __future__ import annotations

import random
from typing import Literal

from tests.factory.documents import Document
from tests.factory.forms import Box, Table

# Thousandths of the width of a form.
_GAP = 14

Kind = Literal["bordered", "merged_over", "cut"]


def set_apart(document: Document, kind: Kind, count: int) -> Document:
    """The same document with ``count`` empty columns inside each of its forms.

    ``bordered`` gaps have blank cells of their own, ``merged_over`` none; merged cells reach over both. At a ``cut``
    gap merged cells end, and a blank one goes on behind it.
    """
    rng = random.Random(f"gaps {document.seed}")
    for block in document.blocks:
        if block.form is not None and block.table is not None:
            inner = block.table.edges[2:-1]
            for edge in sorted(rng.sample(inner, min(count, len(inner))), reverse=True):
                _part(block.table, edge, kind)
    return document


def _part(table: Table, edge: int, kind: Kind) -> None:
    covered: set[int] = set()
    for number, row in enumerate(table.rows):
        behind: list[Box] = []
        for box in row:
            reaches_over = box.x0 < edge < box.x1
            if reaches_over:
                covered |= set(range(number, number + box.rows))
            if reaches_over and kind == "cut":
                behind.append(Box("", edge + _GAP, box.x1 + _GAP, box.rows))
                box.x1 = edge
            elif box.x1 > edge:
                box.x1 += _GAP
            if box.x0 >= edge:
                box.x0 += _GAP
        row += behind
    for number, row in enumerate(table.rows):
        if kind == "bordered" and number not in covered:
            row.append(Box("", edge, edge + _GAP))
        row.sort(key=lambda box: box.x0)
