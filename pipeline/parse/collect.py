"""The cells of one form, sorted by what they mean: which cell holds which value, page breaks undone.

Belongs here: rows and columns to named cells. Does not belong here: types, units, arithmetic
(``pipeline.parse.typed``), or how a grid came about (``pipeline.readers``, ``pipeline.parse.restore``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from itertools import pairwise

from pipeline.parse.locate import Columns, Located, is_heading_again, label_of
from pipeline.readers.grid import Cell, Grid
from pipeline.templates import vocabulary
from pipeline.text.fold import fold_widths, join_lines, squeeze
from pipeline.text.labels import normalise_label, undouble
from pipeline.text.numbers import cell_state, parse_number

Slots = dict[str, Cell]
# Funding source of a row whose label no template lists: published with its figures, the source doubtful.
UNLISTED = "unlisted"
_LEVELS = ("level1", "level2")
# Columns whose merged cell holds for every row it reaches over; the rest of a merged figure belongs to its first row.
_FOR_EVERY_ROW = (*_LEVELS, "score_method")
# A label with its amount in one cell, as the lists of Hunan print it (政府性基金拨款：12.50).
_LISTED = re.compile(r"(?P<label>[^:：]+[:：])?(?P<source>[^:：\d]+)[:：](?P<amount>[\d.,]+)?(?:元|万元)?")
# Notes between the indicators begin like this, or are no longer than a sentence.
_NOTES, _LONGEST_NOTE = ("注", "备注", "说明", "填"), 80
# What makes an indicator row a row of its own; a piece that lacks all of them is the rest of its neighbour.
_NUMBERS = ("weight", "score")
_WORDS = ("name", "target", "actual")
_BODY = (*_WORDS, *_NUMBERS)


@dataclass(slots=True)
class Collected:
    """The cells of one form by what they mean.

    ``indicators`` and ``budget`` rows map column names to cells; ``fillers`` counts the indicator rows left empty,
    ``has_total`` says that the row of the totals was found, ``swallowed`` is a text that rows may be lost in.
    """

    form: Slots = field(default_factory=dict)
    budget: list[tuple[str, Slots]] = field(default_factory=list)
    indicators: list[Slots] = field(default_factory=list)
    fillers: int = 0
    has_total: bool = False
    swallowed: Cell | None = None


def collect(found: Located) -> Collected:
    """Every cell of a located form under the name of the value it holds."""
    result = Collected()
    total_row = _end_of_indicators(found)
    _fields(found, total_row, result)
    _goals(found, result)
    _budget(found, result)
    _indicators(found, total_row, result)
    _total(found, total_row, result)
    if found.grid.is_ruled:
        _doubt_unclaimed(found, total_row, result)
    return result


def _doubt_unclaimed(found: Located, total_row: int, result: Collected) -> None:
    """A doubt on the value beside every text that is neither a value nor a known label: it may belong to it."""
    rows: list[Slots] = [result.form, *(slots for _, slots in result.budget), *result.indicators]
    claimed = {place for slots in rows for cell in slots.values() for place in cell.evidence}
    known = _printed_labels(found)
    # A level whose rows are all left empty has a label and no value.
    levels = _known_labels(found, "level1") | _known_labels(found, "level2")
    blocks = [normalise_label(label) for label in found.template.blocks]
    left = min(found.indicators.span(name)[0] for name in found.indicators.heads)
    for row in range(found.first, total_row):
        if row == found.indicators.row or is_heading_again(found.grid, row, found.indicators):
            continue
        cells = found.grid.row(row)
        for position, cell in enumerate(cells):
            label = label_of(cell)
            if cell_state(cell.text) != "filled" or cell.evidence[0] in claimed or label in levels | known:
                continue
            if row > found.indicators.row and _is_swallowed(found.grid, cell):
                result.swallowed = result.swallowed or cell
            if cell.column_span == found.grid.columns or label.startswith(tuple(known)):
                continue
            if _has_no_column(found, cells[:position], cell, known):
                continue
            if any(label in block for block in blocks) or (
                row > found.indicators.row and cell.column + cell.column_span <= left
            ):
                # The name of a block, which a page break may cut.
                continue
            _doubt_beside(rows, cell)


def _is_swallowed(grid: Grid, cell: Cell) -> bool:
    """Whether a text over most of the width is longer than the notes that stand there: the text of rows not seen."""
    is_wide = grid.width(cell.column, cell.column + cell.column_span - 1) > 0.8 * grid.width(0, grid.columns - 1)
    return is_wide and len(cell.text) > _LONGEST_NOTE and not cell.text.startswith(_NOTES)


def _has_no_column(found: Located, left: list[Cell], cell: Cell, known: set[str]) -> bool:
    """Whether a text stands beside a label or below a heading whose values are not published."""
    if left and label_of(left[-1]) in known:
        return True
    template = found.template
    passed_over = {normalise_label(label) for label in (*template.other_fields, *template.left_out)}
    nearest = next((label for c in reversed(left) if (label := label_of(c)) in known), None)
    if nearest in passed_over:
        return True
    columns = found.indicators if cell.row > found.indicators.row else found.budget
    return any(o.column <= cell.column < o.column + o.column_span for o in columns.others if cell.row > columns.row)


def _printed_labels(found: Located) -> set[str]:
    template = found.template
    labels = [*template.other_fields, *template.left_out, *template.blocks, *template.total, *template.grade]
    for block in (template.fields, template.goals, template.budget.columns, template.budget.sources):
        labels += [label for printed in block.values() for label in printed]
    return {normalise_label(label) for label in labels}


def _doubt_beside(rows: list[Slots], cell: Cell) -> None:
    """Doubt the value in the row of ``cell``, the nearest on its left, else the nearest, else the one above it."""
    beside = [
        (slots, name, value)
        for slots in rows
        for name, value in slots.items()
        if value.row <= cell.row < value.row + value.row_span
    ]
    if not beside:
        above = [
            (slots, name, value)
            for slots in rows
            for name, value in slots.items()
            if value.row < cell.row and value.column <= cell.column < value.column + value.column_span
        ]
        last = max((value.row for _, _, value in above), default=None)
        beside = [entry for entry in above if entry[2].row == last]
    if not beside:
        return
    nearest = max(beside, key=lambda entry: (entry[2].column < cell.column, -abs(entry[2].column - cell.column)))[2]
    for slots, name, value in beside:
        if value.column == nearest.column:
            slots[name] = value.doubted("unclaimed_text")


def join_cells(first: Cell, second: Cell) -> Cell:
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
        doubt=first.doubt or second.doubt,
        repairs=(*first.repairs, *second.repairs),
        sureness=min(first.sureness, second.sureness),
    )


def _end_of_indicators(found: Located) -> int:
    """The row behind the indicators: the totals, or what stands before them or in their place."""
    template = found.template
    fields = [label for printed in template.fields.values() for label in printed]
    ends = {normalise_label(label) for label in (*template.total, *template.grade, *template.other_fields, *fields)}
    left_out = tuple(normalise_label(label) for label in template.left_out)
    for row in range(found.indicators.row + 1, found.last):
        cells = [c for c in found.grid.row(row) if c.text]
        if cells and (label_of(cells[0]) in ends or label_of(cells[0]).startswith(left_out)):
            return row
    return found.last


def _under(grid: Grid, row: int, columns: Columns, name: str) -> Cell | None:
    """The cell of a row that stands under a heading: the one that shares most of its width."""
    first, last = columns.span(name)
    best: tuple[float, Cell] | None = None
    for cell in grid.covering(row):
        begin, end = max(first, cell.column), min(last, cell.column + cell.column_span - 1)
        shared = grid.width(begin, end) if begin <= end else 0.0
        if shared > 0 and (best is None or shared > best[0]):
            best = (shared, cell)
    return best[1] if best else None


def _fields(found: Located, total_row: int, result: Collected) -> None:
    """Values that stand right of their label, before the indicators and behind the totals."""
    labels: dict[str, str] = {normalise_label(x): name for name, ls in found.template.fields.items() for x in ls}
    grades = {normalise_label(label) for label in found.template.grade}
    grid = found.grid
    for row in (*range(found.first, found.indicators.row), *range(total_row, found.last)):
        for cell, value in pairwise(grid.row(row)):
            label = label_of(cell)
            name = "grade" if label in grades and row >= total_row else labels.get(label)
            # Two labels side by side: the first one's value is not there.
            if name is None or name in result.form or label_of(value) in labels:
                continue
            result.form[name] = _with_rest(found, cell, value)
    central = result.form.pop("central_department", None)
    if central is not None and "department" not in result.form:
        result.form["department"] = central


def _with_rest(found: Located, label: Cell, value: Cell) -> Cell:
    """A value with what belongs to it below: within the rows of its label, or behind a page break beside no label."""
    grid, row = found.grid, value.row
    for below_row in range(value.row + value.row_span, label.row + label.row_span):
        same = [c for c in grid.row(below_row) if (c.column, c.column_span) == (value.column, value.column_span)]
        if same:
            value, row = join_cells(value, same[0]), below_row
    if row + 1 < found.last and _cut(grid, row, row + 1):
        below = grid.row(row + 1)
        rest = [c for c in below if c.column == value.column and c.column_span == value.column_span]
        if rest and all(c.text == "" for c in below if c is not rest[0]):
            return join_cells(value, rest[0])
    return value


def _goals(found: Located, result: Collected) -> None:
    """Goal texts: the cells straight below their label, with the same width, down to the next block."""
    labels = {normalise_label(label): name for name, ls in found.template.goals.items() for label in ls}
    grid = found.grid
    for row in range(found.first, found.indicators.row):
        # The name of the block, left of the labels, may read like one of them (总体目标): the last one counts.
        headed = {labels[label_of(cell)]: cell for cell in grid.row(row) if label_of(cell) in labels}
        for name, cell in headed.items():
            if name in result.form:
                continue
            for below in range(row + cell.row_span, found.indicators.row):
                same = [c for c in grid.row(below) if (c.column, c.column_span) == (cell.column, cell.column_span)]
                if not same or label_of(same[0]) in labels:
                    break
                result.form[name] = join_cells(result.form[name], same[0]) if name in result.form else same[0]


def _budget(found: Located, result: Collected) -> None:
    """Funding rows below the budget headings, each under its source."""
    sources = _sources(found)
    grid, columns = found.grid, found.budget
    first_column = min(columns.span(name)[0] for name in columns.heads)
    lead = [c for c in grid.covering(columns.row) if c.text and c.column < first_column]
    ends = _ends_of_budget(found)
    pending: Slots | None = None
    reasons: set[int] = set()
    for row in range(columns.row + 1, found.indicators.row):
        if any(label_of(c) in ends for c in grid.row(row)):
            break
        left = [c for c in grid.row(row) if c.column < first_column and c.text and c not in lead[-1:]]
        slots: Slots = {"label": left[-1]} if left else {}
        slots |= _money_cells(grid, row, columns, reasons, is_certain=_label(slots) in sources)
        if "executed" not in slots:
            result.budget += _listed(grid.row(row), sources)
            continue
        if pending is not None and _cut(grid, row - 1, row) and _label(pending) not in sources:
            slots = {name: join_cells(cell, slots[name]) if name in slots else cell for name, cell in pending.items()}
        if _label(slots) not in sources and row + 1 < found.last and _cut(grid, row, row + 1):
            pending = slots
            continue
        pending = None
        if result.budget and _cut(grid, row - 1, row):
            _join_reason(result.budget, slots)
        if _label(slots):
            result.budget.append((sources.get(_label(slots), UNLISTED), slots))


def _sources(found: Located) -> dict[str, str]:
    """Funding sources by row label: those of the family, else those that any family prints."""
    shared = {normalise_label(label): name for name, labels in vocabulary().sources.items() for label in labels}
    own = {normalise_label(label): name for name, labels in found.template.budget.sources.items() for label in labels}
    return {**shared, **own}


def _ends_of_budget(found: Located) -> set[str]:
    """Labels that begin the block behind the funding rows."""
    template = found.template
    labels = [*template.other_fields, *(label for printed in template.goals.values() for label in printed)]
    return {normalise_label(label) for label in labels}


def _listed(cells: list[Cell], sources: dict[str, str]) -> list[tuple[str, Slots]]:
    """Funding rows that print their amount behind the label in one cell; under which heading it belongs is inferred."""
    lines: list[tuple[str, Slots]] = []
    for cell in cells:
        match = _LISTED.fullmatch(squeeze(fold_widths(cell.text)))
        source = sources.get(normalise_label(match["source"])) if match else None
        if match is None or source is None:
            continue
        amount = replace(cell, text=match["amount"] or "").doubted("inferred_column")
        lines.append((source, {"label": cell, "adjusted_budget": amount}))
    return lines


def _join_reason(lines: list[tuple[str, Slots]], slots: Slots) -> None:
    """Put the rest of a reason that is merged over several funding rows to its beginning before the page break."""
    owner = next((s for _, s in reversed(lines) if "reason" in s), None)
    if owner is None or "reason" not in slots:
        return
    if owner["reason"].row_span > 1 or slots["reason"].row_span > 1:
        owner["reason"] = join_cells(owner["reason"], slots.pop("reason"))


def _label(slots: Slots) -> str:
    return label_of(slots["label"]) if "label" in slots else ""


def _money_cells(grid: Grid, row: int, columns: Columns, reasons: set[int], *, is_certain: bool) -> Slots:
    """The cells of a funding row under its headings; empty where the row is laid out otherwise (the next block).

    ``is_certain`` says that the label names a funding source: then cells that stand beside their heading are doubtful.
    """
    slots: Slots = {}
    for name, head in columns.heads.items():
        cell = _under(grid, row, columns, name)
        if cell is None:
            continue
        if name == "reason":
            # One reason for the whole block is a merged cell: it belongs to the row in which it begins.
            if id(cell) in reasons:
                continue
            reasons.add(id(cell))
        elif not _stands_under(grid, cell, head):
            if not is_certain:
                return {}
            cell = cell.doubted("beside_heading")
        slots[name] = cell
    return slots


def _stands_under(grid: Grid, cell: Cell, head: Cell) -> bool:
    """Whether a cell has the columns of its heading, but for a small part of either's width."""
    spans = [(c.column, c.column + c.column_span - 1) for c in (cell, head)]
    begin, end = max(s[0] for s in spans), min(s[1] for s in spans)
    return begin <= end and grid.width(begin, end) >= 0.8 * max(grid.width(*s) for s in spans)


def _indicators(found: Located, total_row: int, result: Collected) -> None:
    grid, columns = found.grid, found.indicators
    rows = [r for r in range(columns.row + 1, total_row) if grid.row(r) and not is_heading_again(grid, r, columns)]
    second = _levels(found, rows, "level2", {}) if "level2" in columns.heads else {}
    first = _levels(found, rows, "level1", second) if "level1" in columns.heads else {}
    levels = {"level1": first, "level2": second, "score_method": _methods(found, rows, first)}
    own = [name for name in columns.heads if name not in _FOR_EVERY_ROW]
    shares_points = _has_row_without_points(found, rows)
    seen: set[int] = set()
    last: Slots | None = None
    for position, row in enumerate(rows):
        if _under(grid, row, found.columns_at(row), "name") is _under(grid, row, found.columns_at(row), "actual"):
            # One cell from name to actual: a note under the indicators.
            continue
        slots: Slots = {}
        is_new = False
        for name in own:
            cell = _under(grid, row, found.columns_at(row), name)
            if cell is not None:
                # A cell merged over several rows gives its number once; its text holds for each of them.
                is_again = id(cell) in seen
                slots[name] = (
                    replace(cell, text="", raw="", doubt="shared_cell")
                    if is_again and name in (*_NUMBERS, "reason")
                    else cell
                )
                seen.add(id(cell))
                is_new = is_new or not (is_again or cell.text == "")
        if not is_new and any(c.text for c in slots.values()):
            # No text begins here: a stray line crosses the cells of the row before.
            continue
        is_cut = position > 0 and _cut(grid, rows[position - 1], row)
        ends_page = position + 1 < len(rows) and _cut(grid, row, rows[position + 1])
        if _is_stub(slots):
            result.fillers += 1
            continue
        is_new_label = position > 0 and second.get(row) is not second.get(rows[position - 1])
        is_whole = (
            last is not None and is_cut and all(name in s and s[name].text for s in (last, slots) for name in _WORDS)
        )
        is_own = is_whole and (is_new_label or shares_points)
        if last is not None and not is_own and _is_rest(last, slots, is_cut, ends_page):
            _append(last, slots, levels, row)
            method = levels["score_method"].get(row)
            if method is not None and method.row_span == 1 and method is not last.get("score_method"):
                last["score_method"] = join_cells(last["score_method"], method) if "score_method" in last else method
            if is_whole:
                # Two rows with one weight between them look the same.
                last |= {name: cell.doubted("may_be_two_rows") for name, cell in last.items() if name in own}
            continue
        if _is_filler(slots):
            result.fillers += 1
            continue
        for name, by_row in levels.items():
            if row in by_row:
                slots[name] = by_row[row]
        result.indicators.append(slots)
        last = slots


def _has_row_without_points(found: Located, rows: list[int]) -> bool:
    """Whether a row inside a page has words but neither weight nor score: one figure stands for several rows."""
    grid, columns = found.grid, found.indicators
    figures = [name for name in _NUMBERS if name in columns.heads]
    for before, row, after in zip(rows, rows[1:], rows[2:], strict=False):
        if _cut(grid, before, row) or _cut(grid, row, after):
            continue
        cells = {name: _under(grid, row, found.columns_at(row), name) for name in (*_WORDS, *figures)}
        texts = {name: cell is not None and cell.text != "" for name, cell in cells.items()}
        if all(texts[name] for name in _WORDS) and not any(texts[name] for name in figures):
            return bool(figures)
    return False


def _methods(found: Located, rows: list[int], first: dict[int, Cell]) -> dict[int, Cell]:
    """How each row is scored, over page breaks: a text that may be merged over many rows.

    A blank piece of a merged cell says what its other piece says: for certain where the break stands inside one
    first-level label (``first``, by row) or where cells are merged over several of them, which is seen inside a page.
    Two pieces with different texts may be one text cut in two: both are doubtful then, unless all texts go by level.
    """
    if "score_method" not in found.indicators.heads:
        return {}
    pieces = _label_pieces(found, rows, "score_method")
    cells = [piece.cell for piece in pieces]
    if all(len(piece.rows) == 1 for piece in pieces):
        return {piece.rows[0]: piece.cell for piece in pieces}
    # One text beside whole pages of blanks is merged over all of them.
    is_wide = any(len({id(first.get(row)) for row in piece.rows}) > 1 for piece in pieces) or (
        sum(cell.text != "" for cell in cells) == 1 and all(lower.is_open_above for lower in pieces[1:])
    )
    # Where every text is merged over one first-level label, a break inside the label stands inside the text.
    is_by_level = not is_wide and all(
        lower.is_open_above or first.get(upper.rows[-1]) is not first.get(lower.rows[0])
        for upper, lower in pairwise(pieces)
    )
    breaks = [
        (n, is_wide or first.get(upper.rows[-1]) is first.get(lower.rows[0]))
        for n, (upper, lower) in enumerate(pairwise(pieces))
        if lower.is_open_above
    ]
    for n, is_one in (*breaks, *reversed(breaks)):
        upper, lower = cells[n], cells[n + 1]
        if upper.text and not lower.text:
            cells[n + 1] = upper if is_one else upper.doubted("may_be_cut")
        elif lower.text and not upper.text:
            cells[n] = lower if is_one else lower.doubted("may_be_cut")
        elif is_one and upper.text != lower.text:
            whole = join_cells(upper, lower) if is_by_level else None
            cells[n], cells[n + 1] = whole or upper.doubted("may_be_cut"), whole or lower.doubted("may_be_cut")
    return {row: cell for piece, cell in zip(pieces, cells, strict=True) for row in piece.rows}


def _is_filler(slots: Slots) -> bool:
    """Whether a row is left empty: nothing but blanks, dashes and the stubs of the blank form (指标2:, ……)."""
    return all(cell_state(c.text) != "filled" for c in slots.values())


def _is_stub(slots: Slots) -> bool:
    """Whether a row has the stub of the blank form for a name (指标2:, ……) and nothing else."""
    return _is_filler(slots) and "name" in slots and cell_state(slots["name"].text) == "instruction"


def _cut(grid: Grid, before: int, row: int) -> bool:
    """Whether a page break stands between two rows that follow each other (repeated headings left out)."""
    upper, lower = grid.row(before), grid.row(row)
    return bool(upper and lower) and max(c.last_page for c in upper) < min(c.page for c in lower)


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
    if any(name in filled and name in before for name in _NUMBERS):
        return False
    return not (before >= set(_BODY) & set(last) and filled >= {"name", "target", "actual"})


def _append(last: Slots, slots: Slots, levels: dict[str, dict[int, Cell]], row: int) -> None:
    for name, cell in slots.items():
        last[name] = join_cells(last[name], cell) if name in last else cell
    for name, by_row in levels.items():
        if row in by_row and (name not in last or not last[name].text):
            last[name] = by_row[row]


@dataclass(slots=True)
class _Label:
    """One label cell of a level, or its pieces over page breaks: its rows, and whether it reaches over a break."""

    rows: list[int]
    cell: Cell
    is_open_above: bool
    is_open_below: bool


def _levels(found: Located, rows: list[int], name: str, children: dict[int, Cell]) -> dict[int, Cell]:
    """The label of a level for each row, over page breaks.

    The last label cell of a page and the first of the next are one merged cell when both say the same, when only
    together they say a known label, or when one is blank. A page that lies wholly inside one merged cell may
    continue the label before it or begin the one behind it: then the labels of the level below (``children``, by
    row) decide, and where they do not, the label before stands, doubtful.
    """
    known = _known_labels(found, name)
    labels = _join_pieces(_label_pieces(found, rows, name), known)
    by_row: dict[int, Cell] = {}
    for position, label in enumerate(labels):
        cell = label.cell
        is_known = label_of(cell) in known or f"{label_of(cell)}指标" in known
        if label_of(cell) and not is_known and (label.is_open_above or label.is_open_below):
            # A label of no vocabulary at a page break may be a piece of one.
            cell = cell.doubted("unknown_label")
        if label_of(cell) == "":
            before = labels[position - 1] if position and label.is_open_above else None
            behind = labels[position + 1] if position + 1 < len(labels) and label.is_open_below else None
            if before and behind:
                for row in label.rows:
                    by_row[row] = _parent(children.get(row), before.cell, behind.cell)
                continue
            cell = (before or behind or label).cell
        for row in label.rows:
            by_row[row] = cell
    return by_row


def _parent(child: Cell | None, before: Cell, behind: Cell) -> Cell:
    """Which of two first-level labels a second-level label stands under; the first, doubtful, when it fits both."""
    known = vocabulary().level2.get(label_of(child)) if child is not None else None
    fits = [cell for cell in (before, behind) if known and label_of(cell) in known.parents]
    return fits[0] if len(fits) == 1 else before.doubted("ambiguous_label")


def _label_pieces(found: Located, rows: list[int], name: str) -> list[_Label]:
    grid = found.grid
    pieces: list[_Label] = []
    for position, row in enumerate(rows):
        cell = _under(grid, row, found.columns_at(row), name)
        if cell is None:
            continue
        is_cut = position > 0 and _cut(grid, rows[position - 1], row)
        if pieces and cell is pieces[-1].cell:
            pieces[-1].rows.append(row)
            continue
        if pieces:
            pieces[-1].is_open_below = is_cut
        pieces.append(_Label([row], cell, is_cut, is_open_below=False))
    return pieces


def _join_pieces(pieces: list[_Label], known: set[str]) -> list[_Label]:
    labels: list[_Label] = []
    for piece in pieces:
        joined = _one_label(labels[-1].cell, piece.cell, known) if labels and piece.is_open_above else None
        if joined is None:
            labels.append(piece)
        else:
            labels[-1] = _Label([*labels[-1].rows, *piece.rows], joined, labels[-1].is_open_above, piece.is_open_below)
    return labels


def _one_label(before: Cell, after: Cell, known: set[str]) -> Cell | None:
    """Two pieces as one label where their texts show that they are one; a blank piece shows nothing."""
    first, second = label_of(before), label_of(after)
    if first == second:
        return replace(join_cells(before, after), text=before.text)
    whole = normalise_label(undouble(before.text + after.text))
    if first and second and whole in known and not (first in known and second in known):
        joined = join_cells(before, after)
        # Cut off on both pages, whole when put together.
        return replace(joined, doubt="") if joined.doubt == "cut_off_in_print" else joined
    return None


def _known_labels(found: Located, name: str) -> set[str]:
    words = vocabulary()
    own = found.template.levels.get(name, [])  # type: ignore[call-overload]
    if name == "level1":
        return set(map(normalise_label, [*own, *(label for labels in words.level1.values() for label in labels)]))
    return set(map(normalise_label, [*own, *(label for entry in words.level2.values() for label in entry.labels)]))


def _total(found: Located, end: int, result: Collected) -> None:
    """The totals under the headings of weight and score; a grade may stand in their row."""
    totals = {normalise_label(label) for label in found.template.total}
    rows = (r for r in range(end, found.last) if totals & {label_of(c) for c in found.grid.row(r)[:1]})
    total_row = next(rows, None)
    if total_row is None:
        return
    result.has_total = True
    cells = found.grid.row(total_row)
    figures = [c for c in cells if parse_number(c.text.rstrip("分")) is not None]
    for name, slot in (("weight", "total_weight"), ("score", "total_score")):
        if name not in found.indicators.heads:
            continue
        cell = _under(found.grid, total_row, found.columns_at(total_row), name)
        if name == "score" and "weight" not in found.indicators.heads and len(figures) == 1:
            cell = figures[0]
        if cell is not None and label_of(cell) not in totals:
            result.form[slot] = cell
    graded = [c for c in cells if c.text in vocabulary().grades]
    if "grade" not in result.form and len(graded) == 1:
        result.form["grade"] = graded[0]
