"""Documents around invented forms: which forms, tables and paragraphs follow each other, and on which page.

Belongs here: the order of blocks and what stands between them. Does not belong here: drawing
(``tests.factory.render``), the forms themselves (``tests.factory.forms``).
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from typing import Any

from tests.factory import forms
from tests.factory.forms import ALL_FAMILIES, COMPANIONS, FAMILIES, InventedForm, Table
from tests.factory.forms.footnotes import footnotes

# What stands in a document besides one form.
AROUND = (
    "several",
    "same_page",
    "touching_forms",
    "report_touching",
    "in_report",
    "no_title",
    "mixed_families",
    *COMPANIONS,
)
# What stands below a form; a workbook with a sheet for each block has no place below.
BELOW = ("footnote",)


@dataclass(slots=True)
class Block:
    """One piece of a document: lines of text, a table, or both. ``form`` is its place among the forms.

    ``is_touching`` blocks stand on the table before them without a gap.
    """

    lines: list[str] = field(default_factory=list)
    note: str = ""
    table: Table | None = None
    form: int | None = None
    new_page: bool = True
    is_touching: bool = False
    is_report: bool = False


@dataclass(slots=True)
class Document:
    """Blocks in order, the forms among them, and everything the renderers need to draw it the same way again."""

    seed: int | str
    hazards: frozenset[str]
    blocks: list[Block]
    forms: list[InventedForm]

    @property
    def truths(self) -> list[dict[str, Any]]:
        """The truth of each form in order."""
        return [form.truth for form in self.forms]


def compose(
    seed: int | str,
    hazards: Iterable[str] = (),
    *,
    family: str | None = None,
    indicators: int | None = None,
    count: int | None = None,
) -> Document:
    """The document of a seed. ``count`` fixes the number of forms (0 for a document without any)."""
    flags = frozenset(hazards)
    rng = random.Random(f"document {seed}")
    others = FAMILIES if family else ALL_FAMILIES
    family = family or rng.choice(FAMILIES)
    several = rng.randint(2, 4)
    if count is None:
        count = several if flags & {"several", "same_page", "touching_forms"} else 1
    made: list[InventedForm] = []
    for number in range(count):
        one = rng.choice(others) if "mixed_families" in flags else family
        made.append(forms.invent(f"{seed} {number}", family=one, indicators=indicators, hazards=flags))
        made[-1].truth["index"] = number + 1
    blocks: list[Block] = []
    if "in_report" in flags:
        blocks.append(Block(lines=forms.paragraphs(seed, rng.randint(4, 18)), is_report=True))
    behind: list[Block] = []
    for name, make in COMPANIONS.items():
        if name in flags:
            own = random.Random(f"companion {seed} {name}")
            lines, table = make(seed)
            block = Block(lines=lines, table=table, new_page=own.random() < 0.6, is_report=table is None)
            (blocks if own.random() < 0.5 else behind).append(block)
    for number, form in enumerate(made):
        is_first = number == 0
        if is_first and "report_touching" in flags:
            lines, table = forms.project_list(seed) if rng.random() < 0.5 else forms.income_table(seed)
            blocks.append(Block(lines=lines, table=table))
        is_touching = "report_touching" in flags if is_first else "touching_forms" in flags
        lines = [] if is_touching or "no_title" in flags else form.above
        form.truth |= facts(form, lines)
        if is_touching and not is_first and form.truth["fiscal_year"] is None:
            # Forms one right below the other share the title above the first.
            form.truth["fiscal_year"] = made[number - 1].truth["fiscal_year"]
        is_same_page = (
            is_touching
            or (not is_first and "same_page" in flags)
            or (is_first and "in_report" in flags and rng.random() < 0.5)
        )
        note = "" if is_touching and not form.note else form.note
        blocks.append(Block(lines, note, form.table, number, not is_same_page, is_touching and not note))
        if "footnote" in flags and not flags & {"touching_forms", "report_touching"}:
            below = footnotes(f"{seed} {number}")
            form.truth["notes"] = form.truth.get("notes", "") + "".join(below)
            blocks.append(Block(lines=below, is_report=True, new_page=False))
    if "in_report" in flags and rng.random() < 0.5:
        behind.insert(
            0, Block(lines=forms.paragraphs(f"{seed} end", rng.randint(1, 5)), is_report=True, new_page=False)
        )
    return Document(seed, flags, [*blocks, *behind], made)


def facts(form: InventedForm, lines: Iterable[str]) -> dict[str, Any]:
    """What a form with these lines above its table tells of year and division: invented places name none.

    Forms with a title and a department from the lists of offices know what those tell.
    """
    inside = (box.text for row in form.table.rows[:4] if len(row) == 1 for box in row)
    texts = [*lines, *inside]
    division = form.truth.get("told_division")
    if "told_title" in form.truth:
        is_printed = form.truth["told_title"] in texts
        return {"fiscal_year": form.truth["told_year"] if is_printed else None, "division": division}
    is_printed = any(str(form.truth["year"]) in text for text in texts)
    return {"fiscal_year": form.truth["year"] if is_printed else None, "division": division}


def set_pages(document: Document, anchors: Iterable[tuple[int, str, int]]) -> None:
    """Write the pages into the truth. ``anchors`` are (form, anchor of a box, page) of every piece of text drawn."""
    seen: dict[int, dict[str, set[int]]] = {}
    for place, anchor, page in anchors:
        seen.setdefault(place, {}).setdefault(anchor, set()).add(page)
    for number, form in enumerate(document.forms):
        pages = seen.get(number, {})
        every = set().union(*pages.values()) if pages else {1}
        form.truth["page_first"], form.truth["page_last"] = min(every), max(every)
        for row_no, row in enumerate(form.truth["indicators"], 1):
            own = pages.get(f"indicator {row_no}", {1})
            row["page"], row["page_last"] = min(own), max(own)
