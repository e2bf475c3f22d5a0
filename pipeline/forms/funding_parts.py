"""Which funding row is a part of which: the total, its parts, the parts of parts, and second lists of the same money.

Belongs here: the tree of the funding rows of one form, from what their labels say and what their amounts allow. Does
not belong here: reading the rows (``funding_rows``, ``funding_values``), findings about sums (``pipeline.audit``).

Labels come first (其中, 1. 2., （一）, 小计), amounts decide: a tree holds when the rows directly below the total add
up to it in every column. Where labels say nothing and all rows add up to the total, all of them are its parts.
"""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from functools import cache
from itertools import pairwise

from pipeline.arithmetic import adds_up
from pipeline.text.fold import fold_widths, squeeze
from pipeline.text.labels import plain_label
from pipeline.text.numbering import NUMBERINGS, numbering_of
from pipeline.text.totals import is_sum

_OF_WHICH = re.compile(r"^其中")
_OPENS_LIST = re.compile(r"^按[^:]{1,10}(?:分|划分|分类):?")
_KINDS = {**NUMBERINGS, "dash": re.compile(r"[-—–·•]")}
_USES = ("basic", "project")
# Funding that can be a part of money from the budget.
_FISCAL = ("fiscal", "fiscal_current")
_PARTS_OF_FISCAL = (
    "fiscal_current", "government_fund", "state_capital", "central", "provincial", "municipal", "county", "local",
)  # fmt: skip
_LONGEST = 24


def without_list(label: str) -> str:
    """A label without the words that open a list of the same money (按收入性质分：财政拨款)."""
    return _OPENS_LIST.sub("", squeeze(fold_widths(label)))


@dataclass(frozen=True, slots=True)
class FundingRow:
    """A funding row: its source, its label as printed, its amounts, and how far each may be off by rounding."""

    source: str
    label: str
    amounts: tuple[Decimal | None, ...]
    halves: tuple[Decimal, ...]

    @property
    def is_nothing(self) -> bool:
        """Whether no amount of the row is other than zero."""
        return not any(self.amounts)


@dataclass(slots=True)
class Place:
    """Where a row stands among the others: the number of the row that it is a part of, from 0.

    ``is_counted`` (published as ``is_leaf``) marks the rows whose amounts add up to the money of the form, each yuan
    once. Where the parts do not make the total, only the total is counted. ``division`` is 1 for the first list of the
    parts of the total, 2 for another list of the same money, and null for the total itself and for a total that is
    printed again.
    """

    parent: int | None = None
    is_total: bool = False
    is_counted: bool = True
    division: int | None = 1
    is_certain: bool = True


def arrange(rows: Sequence[FundingRow]) -> list[Place]:
    """The place of every funding row of a form, in the order of rows."""
    places = [Place() for _ in rows]
    named = next((n for n, row in enumerate(rows) if row.source == "total"), None)
    total = _sum_of_all(rows) if named is None else named
    if total is None:
        _place_without_total(rows, places)
        return places
    places[total].is_certain = named is not None
    places[total].is_total, places[total].division = True, None
    silent, has_gap = _without_gaps(rows, total)
    _place_below(silent, places, total, printed=rows[total])
    is_without_money = _count_once(silent, places, total)
    if has_gap or is_without_money:
        for place in places:
            place.is_certain = False
    return places


def _place_below(rows: Sequence[FundingRow], places: list[Place], total: int, *, printed: FundingRow) -> None:
    """Put every row under the total, in lists that each make it whole; ``printed`` is the total with its zeros."""
    parts = [n for n in range(len(rows)) if n != total]
    for number in list(parts):
        if rows[number].source == "total" and rows[number].amounts == printed.amounts:
            # The total is printed again.
            places[number].is_counted, places[number].division = False, None
            parts.remove(number)
    parts = _collapse(rows, places, parts)
    for division, numbers in enumerate(_divisions(rows, parts, rows[total]), start=1):
        _place(rows, places, numbers, total)
        if division > 1:
            for number in (*numbers, *(n for n, p in enumerate(places) if p.parent in numbers)):
                places[number].division, places[number].is_counted = division, False


def _count_once(rows: Sequence[FundingRow], places: list[Place], total: int) -> bool:
    """Settle whether the total is counted or its parts; whether that is a total without money above parts with some."""
    below = [rows[n] for n, place in enumerate(places) if place.parent == total and place.division == 1]
    if _is_sum(rows[total], below) and _covers(rows[total], below):
        places[total].is_counted = False
        return False
    if rows[total].is_nothing and any(not row.is_nothing for row in below):
        places[total].is_counted = False
        return True
    # Parts that are blank or do not make the total hold less money than it: the total itself is counted then.
    for number, place in enumerate(places):
        place.is_counted = number == total
    return False


def _without_gaps(rows: Sequence[FundingRow], total: int) -> tuple[list[FundingRow], bool]:
    """The rows with a total that is silent where it prints zero above amounts, and whether it does so."""
    row = rows[total]
    others = [other for number, other in enumerate(rows) if number != total]
    gaps = [
        amount is not None and amount == 0 and any(other.amounts[column] for other in others)
        for column, amount in enumerate(row.amounts)
    ]
    amounts = tuple(None if gap else amount for amount, gap in zip(row.amounts, gaps, strict=True))
    return [*rows[:total], replace(row, amounts=amounts), *rows[total + 1 :]], any(gaps)


def _sum_of_all(rows: Sequence[FundingRow]) -> int | None:
    """The first row where it is the sum of all the others: a total under a label that nobody lists."""
    is_sum = len(rows) > 2 and not rows[0].is_nothing and _is_sum(rows[0], rows[1:])
    return 0 if is_sum else None


def _collapse(rows: Sequence[FundingRow], places: list[Place], parts: list[int]) -> list[int]:
    """The parts of the total. Rows that a subtotal below them adds up are put under that subtotal and left out here."""
    kept: list[int] = []
    for number in parts:
        row = rows[number]
        if is_sum(plain_label(row.label)) and not row.is_nothing:
            for count in range(len(kept), 0, -1):
                below = kept[-count:]
                if _is_sum(row, [rows[n] for n in below]):
                    _put_under(places, number, below)
                    del kept[-count:]
                    break
        kept.append(number)
    return kept


def _put_under(places: list[Place], parent: int, numbers: Sequence[int]) -> None:
    for number in numbers:
        places[number].parent = parent
    places[parent].is_counted = False


def _divisions(rows: Sequence[FundingRow], parts: list[int], total: FundingRow) -> list[list[int]]:
    """The lists of parts that each make the whole total: by where the money comes from, and by what it is for."""
    opening = [n for n in parts if _OPENS_LIST.match(squeeze(fold_widths(rows[n].label)))]
    if any(n != parts[0] for n in opening):
        begins = sorted({parts[0], *opening})
        return [[n for n in parts if begin <= n < end] for begin, end in pairwise([*begins, len(rows)])]
    uses = [n for n in parts if rows[n].source in _USES]
    if uses and len(uses) < len(parts):
        return [[n for n in parts if n not in uses], uses]
    if _is_sum(total, [rows[n] for n in parts]) or total.is_nothing:
        return [parts]
    lists: list[list[int]] = [[]]
    for position, number in enumerate(parts):
        lists[-1].append(number)
        rest = parts[position + 1 :]
        if _is_sum(total, [rows[n] for n in lists[-1]]) and any(not rows[n].is_nothing for n in rest):
            lists.append([])
    is_each = all(len(numbers) > 1 and _is_sum(total, [rows[n] for n in numbers]) for numbers in lists)
    return lists if len(lists) > 1 and is_each else [parts]


def _place(rows: Sequence[FundingRow], places: list[Place], parts: list[int], total: int) -> None:
    """Put a list of parts under the total, some of them under each other."""
    own = [n for n in parts if places[n].parent is None]
    marked = _by_labels(rows, own)
    if marked is not None and _holds(rows, rows[total], marked):
        _apply(places, marked, total, rows)
        return
    flat: dict[int, int | None] = dict.fromkeys(own)
    if rows[total].is_nothing:
        _apply(places, marked or _by_subtotals(rows, own), total, rows)
        return
    if _holds(rows, rows[total], flat):
        _apply(places, flat, total, rows)
        return
    trees = _by_amounts(rows, own, rows[total])
    if len(trees) == 1 and marked is None:
        _apply(places, trees[0], total, rows)
        return
    by_sources = _by_sources(rows, own)
    if not trees and _holds(rows, rows[total], by_sources):
        _apply(places, by_sources, total, rows)
        return
    if marked is not None:
        _apply(places, marked, total, rows, is_certain=False)
        return
    _apply(places, trees[0] if trees else flat, total, rows, is_certain=len(trees) == 0)


def _apply(
    places: list[Place],
    parents: dict[int, int | None],
    total: int | None,
    rows: Sequence[FundingRow],
    *,
    is_certain: bool = True,
) -> None:
    for number, parent in parents.items():
        places[number].parent = total if parent is None else parent
        places[number].is_certain = is_certain
    for parent in {p for p in parents.values() if p is not None}:
        below = [n for n, p in parents.items() if p == parent]
        parts = [rows[n] for n in below]
        if _is_sum(rows[parent], parts) and _covers(rows[parent], parts):
            places[parent].is_counted = False
        else:
            # 其中 names a part only: the row above holds more than the rows below it.
            for number in below:
                places[number].is_counted = False


def _place_without_total(rows: Sequence[FundingRow], places: list[Place]) -> None:
    """Put the rows of a form without a total under each other; what the money is for is a second list of it."""
    uses = [n for n, row in enumerate(rows) if row.source in _USES]
    sources = [n for n in range(len(rows)) if n not in uses]
    for division, numbers in enumerate(filter(None, (sources, uses)), start=1):
        marked = _by_labels(rows, numbers)
        parents = marked or _by_subtotals(rows, numbers)
        is_certain = marked is not None or all(parent is None for parent in parents.values())
        _apply(places, parents, None, rows, is_certain=is_certain)
        for number in numbers if division > 1 else ():
            places[number].division, places[number].is_counted = division, False


def _by_subtotals(rows: Sequence[FundingRow], parts: list[int]) -> dict[int, int | None]:
    """The parents that amounts alone show where no total does: a row that the rows behind it make is above them."""
    parents: dict[int, int | None] = dict.fromkeys(parts)
    position = 0
    while position < len(parts):
        number, behind = parts[position], parts[position + 1 :]
        fitting = [
            count
            for count in range(1, len(behind) + 1)
            if not rows[number].is_nothing
            and not rows[behind[count - 1]].is_nothing
            and _is_sum(rows[number], [rows[n] for n in behind[:count]])
            # One row with the same amounts is a part only where its source can be one.
            and (count > 1 or _may_be_part(rows, number, behind[0]))
        ]
        count = fitting[0] if fitting else 0
        parents.update(dict.fromkeys(behind[:count], number))
        position += count + 1
    return parents


def _by_labels(rows: Sequence[FundingRow], parts: list[int]) -> dict[int, int | None] | None:
    """The parents that the labels name, null for parts of the total; null where they put no row under another."""
    kinds = [_kind(rows[n].label) for n in parts]
    parents: dict[int, int | None] = {}
    # The last row of each kind of numbering, from the outermost.
    path: list[tuple[str, int]] = []
    plain: int | None = None
    open_below: int | None = None
    rest = 0
    for position, number in enumerate(parts):
        kind, of_which = kinds[position]
        before = parts[position - 1] if position else None
        if rest > 0:
            parents[number] = open_below
            rest -= 1
            continue
        if of_which and before is not None and not kinds[position - 1][1]:
            # 其中 behind a part: it and perhaps the rows behind it are parts of that part.
            rest = _count_of_which(rows, before, parts[position:]) - 1
            open_below = before
            parents[number] = before
            continue
        if kind is None:
            plain, path = number, []
            parents[number] = None
            continue
        names = [name for name, _ in path]
        path = path[: names.index(kind)] if kind in names else path
        parents[number] = (
            path[-1][1] if path else plain if plain is not None and not _is_first(kinds, position) else None
        )
        path.append((kind, number))
    return parents if any(parent is not None for parent in parents.values()) else None


def _by_sources(rows: Sequence[FundingRow], parts: list[int]) -> dict[int, int | None]:
    """The parents that sources name: rows behind money of the budget that can be its parts and are no more than it."""
    parents: dict[int, int | None] = {}
    above: int | None = None
    for number in parts:
        is_part = above is not None and _may_be_part(rows, above, number) and _is_within(rows[number], rows[above])
        parents[number] = above if is_part else None
        if not is_part:
            above = number if rows[number].source in _FISCAL else None
    return parents


def _is_within(part: FundingRow, whole: FundingRow) -> bool:
    """Whether no amount of a row is larger than that of another one."""
    both = zip(part.amounts, whole.amounts, strict=True)
    return all(one is None or other is None or one <= other for one, other in both)


def _is_first(kinds: Sequence[tuple[str | None, bool]], position: int) -> bool:
    """Whether every row above is numbered too: then no row without a number stands above this one as its parent."""
    return all(kind is not None for kind, _ in kinds[:position])


def _kind(label: str) -> tuple[str | None, bool]:
    """The kind of numbering before a label, and whether it says 其中."""
    text = squeeze(fold_widths(label))
    of_which = _OF_WHICH.match(text) is not None
    text = re.sub(r"^其中:?", "", text)
    kind = numbering_of(text, _KINDS)
    rest = re.sub(r"^(?:\(?[\d一二三四五六七八九十]+[)、.]|[①-⑳])", "", text)
    return kind, of_which or _OF_WHICH.match(rest) is not None


def _count_of_which(rows: Sequence[FundingRow], parent: int, behind: Sequence[int]) -> int:
    """How many rows behind a part are its parts: as many as add up to it, with those that are nothing; else one."""
    for count in range(1, len(behind) + 1):
        if _is_sum(rows[parent], [rows[n] for n in behind[:count]]) and not rows[parent].is_nothing:
            while count < len(behind) and rows[behind[count]].is_nothing and _may_be_part(rows, parent, behind[count]):
                count += 1
            return count
    return 1


def _may_be_part(rows: Sequence[FundingRow], parent: int, number: int) -> bool:
    return rows[parent].source in _FISCAL and rows[number].source in _PARTS_OF_FISCAL


def _by_amounts(rows: Sequence[FundingRow], parts: list[int], total: FundingRow) -> list[dict[int, int | None]]:
    """The trees with the fewest parents in which rows are sums of rows behind them and the others make the total."""
    if len(parts) > _LONGEST or total.is_nothing:
        return []

    @cache
    def trees(begin: int) -> tuple[tuple[tuple[int, int], ...], ...]:
        """Ways to part the list from a position on: each as pairs of a row and how many behind it are its parts."""
        if begin == len(parts):
            return ((),)
        ways = [((begin, 0), *rest) for rest in trees(begin + 1)]
        row = rows[parts[begin]]
        for count in range(1, len(parts) - begin):
            below = [rows[n] for n in parts[begin + 1 : begin + 1 + count]]
            if not row.is_nothing and _is_sum(row, below) and not below[-1].is_nothing:
                zeros = 0
                while begin + 1 + count + zeros < len(parts) and _is_zero_part(rows, parts, begin, count + zeros):
                    zeros += 1
                ways += [((begin, count + zeros), *rest) for rest in trees(begin + 1 + count + zeros)]
        return tuple(ways[:2000])

    fitting = [
        tree
        for tree in trees(0)
        if _is_sum(total, [rows[parts[begin]] for begin, _ in tree]) and any(k for _, k in tree)
    ]
    fewest = min((sum(1 for _, k in tree if k) for tree in fitting), default=0)
    return [dict(_parents(parts, tree)) for tree in fitting if sum(1 for _, k in tree if k) == fewest]


def _is_zero_part(rows: Sequence[FundingRow], parts: list[int], begin: int, count: int) -> bool:
    number = parts[begin + 1 + count]
    return rows[number].is_nothing and _may_be_part(rows, parts[begin], number)


def _parents(parts: list[int], tree: Sequence[tuple[int, int]]) -> Iterator[tuple[int, int | None]]:
    for begin, count in tree:
        yield parts[begin], None
        for number in parts[begin + 1 : begin + 1 + count]:
            yield number, parts[begin]


def _holds(rows: Sequence[FundingRow], total: FundingRow, parents: dict[int, int | None]) -> bool:
    """Whether the rows directly below the total add up to it."""
    return _is_sum(total, [rows[n] for n, parent in parents.items() if parent is None])


def _is_sum(total: FundingRow, parts: Sequence[FundingRow]) -> bool:
    """Whether rows add up to another in every column that it and one of them print, one at least, within rounding."""
    compared = False
    for column, wanted in enumerate(total.amounts):
        amounts = [amount for row in parts if (amount := row.amounts[column]) is not None]
        if wanted is None or not amounts:
            continue
        slack = total.halves[column] + sum((row.halves[column] for row in parts), Decimal(0))
        if adds_up(amounts, wanted, slack) is False:
            return False
        compared = True
    return compared


def _covers(total: FundingRow, parts: Sequence[FundingRow]) -> bool:
    """Whether parts print an amount in every column in which their total does."""
    return all(
        any(row.amounts[column] is not None for row in parts)
        for column, wanted in enumerate(total.amounts)
        if wanted is not None
    )
