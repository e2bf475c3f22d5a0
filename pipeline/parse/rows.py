"""The indicators of a form, one row each: rows cut by a page break put together, rows left empty passed over.

Belongs here: what is a row of its own. Does not belong here: texts merged over several rows (``spans``), values
(``typed``).
"""

from __future__ import annotations

from dataclasses import replace

from pipeline.parse.locate import Located, is_heading_again
from pipeline.parse.slots import NUMBERS, WORDS, Collected, Slots, cell_under, is_page_break, join_cells
from pipeline.parse.spans import labels_of_level, scoring_methods
from pipeline.readers.grid import Cell
from pipeline.text.numbers import cell_state

# Columns whose merged cell holds for every row it reaches over; the rest of a merged figure belongs to its first row.
_FOR_EVERY_ROW = ("level1", "level2", "score_method")
_BODY = (*WORDS, *NUMBERS)


def indicator_rows(found: Located, end: int, result: Collected) -> None:
    """Put the indicators above row ``end`` into ``result``, and count the rows left empty."""
    grid, columns = found.grid, found.indicators
    rows = [r for r in range(columns.row + 1, end) if grid.row(r) and not is_heading_again(grid, r, columns)]
    second = labels_of_level(found, rows, "level2", {}) if "level2" in columns.heads else {}
    first = labels_of_level(found, rows, "level1", second) if "level1" in columns.heads else {}
    merged = {"level1": first, "level2": second, "score_method": scoring_methods(found, rows, first)}
    shares_points = _has_row_without_points(found, rows)
    seen: set[int] = set()
    last: Slots | None = None
    for position, row in enumerate(rows):
        slots = _slots(found, row, seen)
        if slots is None:
            continue
        if _is_stub(slots):
            result.fillers += 1
            continue
        is_cut = position > 0 and is_page_break(grid, rows[position - 1], row)
        ends_page = position + 1 < len(rows) and is_page_break(grid, row, rows[position + 1])
        is_new_label = position > 0 and second.get(row) is not second.get(rows[position - 1])
        is_whole = last is not None and is_cut and all(n in s and s[n].text for s in (last, slots) for n in WORDS)
        is_own = is_whole and (is_new_label or shares_points)
        if last is not None and not is_own and _is_rest(last, slots, is_cut, ends_page):
            _append(last, slots, merged, row)
            if is_whole:
                # Two rows with one weight between them look the same.
                last |= {n: c.doubted("may_be_two_rows") for n, c in last.items() if n not in _FOR_EVERY_ROW}
            continue
        if _is_filler(slots):
            result.fillers += 1
            continue
        slots |= {name: by_row[row] for name, by_row in merged.items() if row in by_row}
        result.indicators.append(slots)
        last = slots


def _slots(found: Located, row: int, seen: set[int]) -> Slots | None:
    """The cells of a row by column; null for a note across the columns and for a row in which no cell begins.

    A cell merged over several rows gives its figure once, its text to each of them; ``seen`` are the cells so far.
    """
    columns = found.columns_at(row)
    under = {name: cell_under(found.grid, row, columns, name) for name in columns.heads if name not in _FOR_EVERY_ROW}
    if under["name"] is under["actual"]:
        return None
    slots: Slots = {}
    is_new = False
    for name, cell in under.items():
        if cell is None:
            continue
        is_again = id(cell) in seen
        is_shared = is_again and name in (*NUMBERS, "reason")
        slots[name] = replace(cell, text="", raw="", doubt="shared_cell") if is_shared else cell
        seen.add(id(cell))
        is_new = is_new or not (is_again or cell.text == "")
    # Where no text begins, a stray line crosses the cells of the row before.
    return None if not is_new and any(cell.text for cell in slots.values()) else slots


def _has_row_without_points(found: Located, rows: list[int]) -> bool:
    """Whether a row inside a page has words but neither weight nor score: one figure stands for several rows."""
    grid, columns = found.grid, found.indicators
    figures = [name for name in NUMBERS if name in columns.heads]
    for before, row, after in zip(rows, rows[1:], rows[2:], strict=False):
        if is_page_break(grid, before, row) or is_page_break(grid, row, after):
            continue
        cells = {name: cell_under(grid, row, found.columns_at(row), name) for name in (*WORDS, *figures)}
        texts = {name: cell is not None and cell.text != "" for name, cell in cells.items()}
        if all(texts[name] for name in WORDS) and not any(texts[name] for name in figures):
            return bool(figures)
    return False


def _is_filler(slots: Slots) -> bool:
    """Whether a row is left empty: nothing but blanks, dashes and the stubs of the blank form (指标2:, ……)."""
    return all(cell_state(c.text) != "filled" for c in slots.values())


def _is_stub(slots: Slots) -> bool:
    """Whether a row has the stub of the blank form for a name (指标2:, ……) and nothing else."""
    return _is_filler(slots) and "name" in slots and cell_state(slots["name"].text) == "instruction"


def _is_rest(last: Slots, slots: Slots, is_cut: bool, ends_page: bool) -> bool:
    """Whether a row only continues the one before.

    Inside a page that is a row with nothing but a reason; as the last row of a page it is the upper piece of a
    row that the next page completes. Over a page break the two pieces
    complement each other: they do not both print a weight or a score, and the later piece is not an
    indicator of its own (a name with target and actual behind a row that is already complete).
    """
    filled = {name for name in _BODY if name in slots and slots[name].text}
    if not is_cut:
        return not filled and not ends_page and slots["reason"].text != "" if "reason" in slots else False
    # A figure that stands in a row above, merged with it, is there.
    before = {name for name in _BODY if name in last and (last[name].text or last[name].doubt == "shared_cell")}
    if any(name in filled and name in before for name in NUMBERS):
        return False
    return not (before >= set(_BODY) & set(last) and filled >= {"name", "target", "actual"})


def _append(last: Slots, slots: Slots, merged: dict[str, dict[int, Cell]], row: int) -> None:
    """Put the rest of a row to its beginning."""
    for name, cell in slots.items():
        last[name] = join_cells(last[name], cell) if name in last else cell
    for name, by_row in merged.items():
        if row in by_row and (name not in last or not last[name].text):
            last[name] = by_row[row]
    method = merged["score_method"].get(row)
    if method is not None and method.row_span == 1 and method is not last["score_method"]:
        last["score_method"] = join_cells(last["score_method"], method)
