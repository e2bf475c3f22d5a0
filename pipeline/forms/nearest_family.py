"""The family that comes nearest to a form which fits none, and the headings that make the difference.

Belongs here: what a person who adds or mends a family has to know of a refused form. Does not belong here: which
headings fit (``heading_rows``), where the form stands (``locate``).
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Any

from pipeline.families import Budget, Family, Indicators, vocabulary
from pipeline.forms.family_labels import labels_of
from pipeline.forms.heading_rows import heads_of, is_heading, leaves_of
from pipeline.forms.known_labels import (
    ROW_NUMBERS,
    Block,
    block_names,
    heading_labels,
    headings_of,
    is_left_out,
    level_labels,
    source_labels,
    weak_headings,
)
from pipeline.forms.labelled_grid import LabelledCell, LabelledGrid
from pipeline.model.messages import Message, said, words
from pipeline.text.fold import squeeze
from pipeline.text.labels import normalise_label

# Headings that stand in one block alone; those of points and reasons stand in both.
_CORE: dict[Block, tuple[str, ...]] = {
    "budget": ("initial_budget", "adjusted_budget", "executed", "execution_rate"),
    "indicators": ("level1", "level2", "name", "target", "actual"),
}
_TITLES: dict[Block, Message] = {"budget": said("block.budget"), "indicators": said("block.indicators")}
# A row without a known heading has so many texts at least where it is one of headings.
_FEWEST_HEADINGS = 3
# Heading cells that two heading rows of one table share at least.
_FEWEST_SHARED = 3
# Rows below the headings of a funding table in which the names of its rows stand.
_FEW_ROWS = 6
# So many headings are named in a sentence; the excerpt has all of them.
_MOST_NAMED = 4


@dataclass(frozen=True, slots=True)
class Difference:
    """How the headings of a block differ from those of a family.

    ``printed`` are all headings of the form, ``unknown`` those that the family does not know, ``twice`` pairs of them
    that mean the same column, ``missing`` the family's own of which the form prints none, ``own`` the number of its
    columns that are printed.
    """

    block: Block
    printed: tuple[str, ...] = ()
    unknown: tuple[str, ...] = ()
    twice: tuple[str, ...] = ()
    missing: tuple[str, ...] = ()
    own: int = 0

    @property
    def count(self) -> int:
        """How many headings make the difference."""
        return len(self.unknown) + len(self.twice) + len(self.missing)


@dataclass(frozen=True, slots=True)
class Nearest:
    """The family whose headings differ least, with the differences of its two tables."""

    family: Family
    budget: Difference
    indicators: Difference
    unit: str | None = None

    @property
    def own(self) -> int:
        """How many printed headings are of columns of the family."""
        return self.budget.own + self.indicators.own

    @property
    def has_other_unit(self) -> bool:
        """Whether the form prints its money in a unit that the family never prints."""
        return self.family.money_units is not None and self.unit not in self.family.money_units

    @property
    def count(self) -> int:
        """How much makes the difference: headings, and the unit of money."""
        return self.budget.count + self.indicators.count + self.has_other_unit

    @property
    def message(self) -> Message:
        """Which family comes nearest and what hinders it, with a few headings of each kind."""
        told = [text for difference in (self.budget, self.indicators) if (text := _told(difference))]
        if self.has_other_unit:
            told.append(said("nearest.other_unit", unit=self.unit) if self.unit else said("nearest.no_unit"))
        return said("nearest", family=named(self.family), why=told or said("nearest.not_one_table"))

    @property
    def excerpt(self) -> str:
        """All headings of both tables, and all that differ."""
        parts = []
        for difference in (self.budget, self.indicators):
            title = _TITLES[difference.block]
            parts.append(f"{title.sentence} {title.sentence_en}: {'、'.join(difference.printed) or '—'}")
            parts += [
                f"{what}: {'、'.join(headings)}"
                for what, headings in (
                    ("不认识 not known", difference.unknown),
                    ("重复 twice", difference.twice),
                    ("缺少 missing", difference.missing),
                )
                if headings
            ]
        return " | ".join(parts)


def named(family: Family) -> Message:
    """A family as it is called in sentences: title and id."""
    return said("nearest.family", title=family.named, id=family.id)


def nearest(
    grid: LabelledGrid, rows: range, families: Iterable[Family], unit_above: Callable[[int], str | None]
) -> Nearest | None:
    """The family whose headings differ least from those that stand in some rows; null where there is no family.

    ``unit_above`` gives the unit of money that is printed for a form whose funding table has its headings in a row. Of
    families that are equally near the one comes first that is made for a form, not for many, then the one that has most
    of the printed columns as its own.
    """
    row, indicators = _heading_row(grid, rows, "indicators") or (rows.stop, [])
    row, budget = _heading_row(grid, range(rows.start, row), "budget") or (rows.start, [])
    budget = _without_head_of_labels(grid, row, budget)
    unit = unit_above(row)
    compared = [
        Nearest(family, _difference(budget, "budget", family), _difference(indicators, "indicators", family), unit)
        for family in families
    ]
    return min(
        compared, key=lambda candidate: (candidate.count, candidate.family.is_general, -candidate.own), default=None
    )


def _without_head_of_labels(grid: LabelledGrid, row: int, leaves: list[LabelledCell]) -> list[LabelledCell]:
    """The headings of a funding table without the one above the names of its rows (资金来源): it heads no figures."""
    below = [c for r in range(row + 1, row + _FEW_ROWS) for c in grid.row(r) if c.label in _row_labels("budget")]
    return [
        cell
        for cell in leaves
        if cell.label in heading_labels()
        or not any(cell.column <= c.column < cell.column + cell.column_span for c in below)
    ]


def _heading_row(grid: LabelledGrid, rows: range, block: Block) -> tuple[int, list[LabelledCell]] | None:
    """The row with the most known headings of a block, else the row of texts above the first label of its rows."""
    core = frozenset().union(*(headings_of(block, column) for column in _CORE[block]))
    known = core.union(*(headings_of(block, column) for column in ("weight", "score", "reason")))
    best: tuple[int, int, list[LabelledCell]] = (0, 0, [])
    for row in rows:
        leaves = leaves_of(grid, row, rows.start)
        labels = {cell.label for cell in leaves}
        if labels & core and len(labels & known) > max(best[0], 1):
            best = (len(labels & known), row, leaves)
    if best[0]:
        return _lower(grid, rows, *best[1:])
    first = next((row for row in rows if {cell.label for cell in grid.row(row)} & _row_labels(block)), rows.start)
    if first == rows.start:
        return None
    headings = [cell for cell in leaves_of(grid, first - 1, rows.start) if is_heading(cell)]
    return (first - 1, headings) if len(headings) >= _FEWEST_HEADINGS else None


def _lower(grid: LabelledGrid, rows: range, row: int, leaves: list[LabelledCell]) -> tuple[int, list[LabelledCell]]:
    """The second row of a heading of two rows, else the row itself."""
    below = leaves_of(grid, row + 1, rows.start) if row + 1 < rows.stop else []
    is_shared = sum(any(cell is other for other in leaves) for cell in below) >= _FEWEST_SHARED
    return (row + 1, below) if is_shared else (row, leaves)


def _row_labels(block: Block) -> frozenset[str]:
    """Labels that begin the rows of a block in every family: sources of money, levels."""
    if block == "indicators":
        return level_labels()
    return source_labels()


def _difference(leaves: Sequence[LabelledCell], block: Block, family: Family) -> Difference:
    own: Budget | Indicators = getattr(family, block)
    columns: dict[Any, list[str]] = {**own.columns}
    heads = heads_of(list(leaves), block, family)
    taken = {id(cell) for cell in heads.values()}
    words = vocabulary()
    names = {ROW_NUMBERS, *block_names(), *labels_of(family).blocks, *map(normalise_label, words.other_fields)}
    weak = weak_headings(block)
    meant = {cell.label for cell in heads.values()}
    unknown: list[str] = []
    twice: list[str] = []
    for cell in leaves:
        label = cell.label
        is_named = label in names or is_left_out(label) or weak.get(label) in meant
        if id(cell) in taken or is_named or not is_heading(cell):
            continue
        text = squeeze(cell.text)
        name = labels_of(family).columns[block].get(label)
        if name in heads:
            twice.append(f"{squeeze(heads[name].text)}＝{text}")
        else:
            unknown.append(text)
    missing = [labels[0] for name, labels in columns.items() if name not in heads and name not in own.optional]
    printed = [squeeze(cell.text) for cell in leaves]
    own_heads = len(set(heads) & set(columns))
    return Difference(block, _once(printed), _once(unknown), _once(twice), _once(missing), own_heads)


def _once(headings: list[str]) -> tuple[str, ...]:
    return tuple(dict.fromkeys(headings))


def _told(difference: Difference) -> Message | None:
    block = _TITLES[difference.block]
    if not difference.printed:
        return said("nearest.no_headings", block=block)
    parts = []
    if difference.unknown:
        parts.append(said("nearest.unknown", headings=_few(difference.unknown)))
    if difference.twice:
        parts.append(said("nearest.twice", headings=_few(difference.twice)))
    if difference.missing:
        parts.append(said("nearest.missing", headings=_few(difference.missing)))
    if not parts:
        return None
    joined = reduce(lambda first, second: said("nearest.both", first=first, second=second), parts)
    return said("nearest.block", block=block, parts=joined)


def _few(headings: Sequence[str]) -> Message:
    shown = words("、".join(headings[:_MOST_NAMED]))
    more = len(headings) - _MOST_NAMED
    return said("nearest.more", headings=shown, count=more) if more > 0 else shown
