"""Several cells as one: the pieces of a cell behind a page break, and cells that say one thing together.

Belongs here: what becomes of text, evidence, doubts and repairs. Does not belong here: which cells are pieces of one.
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.forms.labelled_grid import LabelledCell
from pipeline.model.doubts import with_doubts
from pipeline.text.fold import join_lines


def join_cells(first: LabelledCell, second: LabelledCell) -> LabelledCell:
    """Two pieces of one cell, the second after a page break."""
    lines = [*first.raw.split("\n"), *second.raw.split("\n")]
    return replace(
        first,
        text=join_lines([first.text, second.text]) if first.text and second.text else first.text + second.text,
        raw="\n".join(line for line in lines if line),
        evidence=(
            (*first.evidence, *second.evidence)
            if first.text and second.text
            else (first if first.text else second).evidence
        ),
        origin=second.origin if first.text == "" else first.origin,
        doubts=with_doubts(first.doubts, second.doubts),
        repairs=(*first.repairs, *second.repairs),
        sureness=min(first.sureness, second.sureness),
    )


def side_by_side(cells: list[LabelledCell]) -> LabelledCell:
    """Several cells as one text, a blank between them."""
    return replace(
        cells[0],
        text=" ".join(cell.text for cell in cells),
        raw="\n".join(cell.raw for cell in cells),
        evidence=tuple(place for cell in cells for place in cell.evidence),
        doubts=tuple(dict.fromkeys(doubt for cell in cells for doubt in cell.doubts)),
        repairs=tuple(repair for cell in cells for repair in cell.repairs),
        sureness=min(cell.sureness for cell in cells),
        printed="\n".join(cell.raw if cell.printed is None else cell.printed for cell in cells)
        if any(cell.printed is not None for cell in cells)
        else None,
    )
