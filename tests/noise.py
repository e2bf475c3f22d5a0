"""Tables as per-cell recognition that ignores merged cells gives them: tab-separated, cut, doubled, damaged.

Belongs here: the damage, from a seed. Does not belong here: what stands on a form (``tests.factory.forms``).

A page is sliced at every column edge that occurs on it. A text that crosses a slice's edge is cut there; the
character on the edge is doubled, halved or lost. Labels of merged cells stand where their middle is. ``KINDS`` are
the ways in which extracts are known or feared to differ; ``tests.accuracy`` measures each.
"""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Protocol


class Box(Protocol):
    """One printed cell: text, edges in thousandths of the table's width, rows it covers, and its kind."""

    text: str
    x0: int
    x1: int
    rows: int
    kind: str


# What the two halves of a cut figure are read as.
HALVES = {
    "0": (("0", ")"), ("(", ")"), ("C", ")"), ("(", "0"), ("0", "0"), ("0", "1")), "1": (("1", ""), ("", "1")),
    "2": (("2", ""), ("2", ":")), "3": (("3", ""), ("", "3"), ("3", "3")), "4": (("4", "1"), ("4", "")),
    "5": (("5", ";"), ("5", "5"), ("5", "")), "6": (("6", ";"), ("6", "")), "7": (("7", ""),),
    "8": (("8", "3"), ("8", ""), ("8", ")")), "9": (("9", "-"), ("9", "9"), ("9", "")),
    ".": ((".", ""), ("", "."), (".", ".")), ",": ((",", ""), ("", ",")),
}  # fmt: skip
RIGHT = {
    "样": "羊",
    "项": "页",
    "动": "力",
    "体": "本",
    "成": "戈",
    "法": "去",
    "护": "户",
    "评": "平",
    "程": "呈",
    "设": "殳",
    "群": "羊",
}
LOOKALIKES = "村化西言文折户女注去如力作图绩区原立产老示"
SIGNS = ":.·。_"
# What recognisers take punctuation, brackets, numerals and operators for.
ALIKE = {"、": "丶", "。": "·°", "〕": "】", "Ⅰ": "I", "Ⅱ": "II", "≤": "<"}


@dataclass(frozen=True)
class Page:
    """Measures of a document: characters per line over the whole width, lines per page, how lines are joined.

    ``merge`` is how often a cut text is read whole in one slice, ``lose`` how often a part of it is lost, ``repeat``
    how often the last row before a break is read again behind it. ``is_exact`` cuts between characters only, as
    extraction from a text layer does; ``is_torn`` lets a page break go through a row and through level labels;
    ``first`` is how often the first character of a text is lost, ``signs`` how often a sign is taken for another one.
    """

    width: float
    height: int
    gap: str
    merge: float
    lose: float
    repeat: float
    is_exact: bool = False
    is_torn: bool = False
    first: float = 0.0
    signs: float = 0.0


def measures(rng: random.Random) -> Page:
    """The measures of one document."""
    return Page(
        rng.choice([62, 68, 76]), rng.choice([44, 60, 90]), rng.choice([" ", " ", ""]),
        rng.choice([0.2, 0.4]), rng.choice([0.0, 0.03]), rng.choice([0.0, 0.3]),
    )  # fmt: skip


@dataclass(frozen=True)
class Kind:
    """A kind of noisy extract: family, whether it is sliced as the known ones, and what is special about its pages.

    ``rough`` changes the text lines: tabs at line ends are missing, page numbers and running titles stand between.
    """

    family: str = "shanghai"
    is_aligned: bool = True
    page: Mapping[str, Any] = field(default_factory=dict)
    is_rough: bool = False


KINDS = {
    "as the known extracts": Kind(),
    "sliced at any edge": Kind(is_aligned=False),
    "text layer": Kind(page={"is_exact": True, "merge": 0.0, "lose": 0.0}),
    "text layer, any edge": Kind(is_aligned=False, page={"is_exact": True, "merge": 0.0, "lose": 0.0}),
    "rows torn by page breaks": Kind(page={"is_torn": True, "height": 26, "repeat": 0.5}),
    "first characters lost": Kind(page={"first": 0.06}),
    "look-alike signs": Kind(page={"signs": 0.4}),
    "rough lines": Kind(is_rough=True),
    "national annex": Kind("mof_annex"),
    "national annex, any edge": Kind("mof_annex", is_aligned=False),
    "Sichuan": Kind("sichuan", is_aligned=False),
}


def extract(rows: Sequence[Sequence[Box]], seed: int | str, kind: Kind) -> str:
    """The noisy text of a table of a seed; the boxes are moved where the kind asks for it."""
    rng = random.Random(seed)
    if kind.is_aligned:
        aligned(rows)
    text = noisy(rows, rng, replace(measures(rng), **kind.page))
    return _roughened(text, rng) if kind.is_rough else text


def _roughened(text: str, rng: random.Random) -> str:
    pages = text.split("\n\n")
    footer = rng.choice(["- {} -", "第 {} 页 共 9 页", "第{}页/共9页", "{}", "\t\t\t{}"])
    running = rng.choice(["", "2024 年度项目支出绩效自评表", "附件 2"])
    found: list[str] = []
    for number, page in enumerate(pages, start=1):
        lines = [line.rstrip("\t") if rng.random() < 0.7 else line for line in page.rstrip("\n").split("\n")]
        found.append("\n".join([*([running] if running else []), *lines, footer.format(number)]))
    return rng.choice(["\n\n", "\n\f", "\n\n\n"]).join(found) + "\n"


def size(char: str) -> float:
    """Width of a character, where a Chinese one has 1."""
    return 0.5 if ord(char) < 0x2E80 else 1.0


def wrap(text: str, width: float) -> list[str]:
    """A text in lines of a width; the author's own line breaks are kept."""
    lines: list[str] = []
    for part in text.split("\n"):
        line, used = "", 0.0
        for char in part:
            if line and used + size(char) > width - 0.4:
                lines.append(line)
                line, used = "", 0.0
            line += char
            used += size(char)
        lines.append(line)
    return lines


@dataclass
class _Placed:
    """A box in its rows: first row, printed lines, top of its first line over the top of its first row."""

    box: Box
    row: int
    lines: list[str]


def noisy(rows: Sequence[Sequence[Box]], rng: random.Random, page: Page) -> str:
    """A table of boxes as noisy text; blank lines are page breaks."""
    placed = [_Placed(box, number, _lines_of(box, rng, page)) for number, row in enumerate(rows) for box in row]
    heights = [
        max((len(p.lines) for p in placed if p.row == number and p.box.rows == 1), default=1) + 0.4
        for number in range(len(rows))
    ]
    pages = list(_pages(heights, page.height))
    torn = _torn(pages, placed, heights, rng) if page.is_torn else {}
    labels = rng.choice(["first", "whole", "each"]) if page.is_torn else "first"
    text: list[str] = []
    for index, numbers in enumerate(pages):
        shown = [*([torn[index][0]] if index in torn else []), *numbers]
        edges = sorted(
            {x for p in placed if set(range(p.row, p.row + p.box.rows)) & set(shown) for x in (p.box.x0, p.box.x1)}
        )
        sheet = _Sheet(placed, heights, numbers, edges, labels)
        lines = [_line(number, sheet, rng, page) for number in numbers]
        if index + 1 in torn:
            number, kept = torn[index + 1]
            lines[-1] = _line(number, sheet, rng, page, part=slice(0, kept))
        if index in torn:
            number, kept = torn[index]
            rest = _line(number, sheet, rng, page, part=slice(kept, None))
            lines = [*([rest] if rest.strip() else []), *lines]
        elif index and rng.random() < page.repeat:
            before = pages[index - 1][-1]
            own = [p for p in placed if p.row == before and p.box.rows == 1]
            if len(own) >= 6 and {x for p in own for x in (p.box.x0, p.box.x1)} <= set(edges):
                lines.insert(0, _line(before, sheet, rng, page))
        text.append("\n".join(lines))
    return "\n\n".join(text) + "\n"


def _lines_of(box: Box, rng: random.Random, page: Page) -> list[str]:
    text = box.text
    is_words = box.kind in ("value", "level") and len(text) > 3 and not any(char.isdigit() for char in text)
    if page.first and is_words and rng.random() < page.first:
        text = text[1:]
    if page.signs:
        text = "".join(rng.choice(ALIKE[c]) if c in ALIKE and rng.random() < page.signs else c for c in text)
        if text[:1] == "=" and rng.random() < page.signs / 3:
            text = text[1:]
    return wrap(text, (box.x1 - box.x0) * page.width / 1000)


def _torn(
    pages: Sequence[Sequence[int]], placed: Sequence[_Placed], heights: Sequence[float], rng: random.Random
) -> dict[int, tuple[int, int]]:
    """By page, the row that begins on the page before it and how many of its lines stand there."""
    found: dict[int, tuple[int, int]] = {}
    for index in range(1, len(pages)):
        number = pages[index - 1][-1]
        own = [p for p in placed if p.row == number and p.box.rows == 1]
        if len(own) >= 6 and heights[number] > 2 and rng.random() < 0.8:
            found[index] = (number, rng.randint(1, int(heights[number]) - 1))
    return found


@dataclass
class _Sheet:
    """One page: its boxes, rows and slices, and where labels stand whose cell reaches over a break."""

    placed: Sequence[_Placed]
    heights: Sequence[float]
    numbers: Sequence[int]
    edges: list[int]
    labels: str


def _pages(heights: Sequence[float], limit: int) -> Iterator[list[int]]:
    numbers: list[int] = []
    used = 0.0
    for number, height in enumerate(heights):
        if numbers and used + height > limit:
            yield numbers
            numbers, used = [], 0.0
        numbers.append(number)
        used += height
    yield numbers


def _line(number: int, sheet: _Sheet, rng: random.Random, page: Page, part: slice = slice(None)) -> str:
    edges = sheet.edges
    fields = ["" for _ in edges[1:]]
    for p in sheet.placed:
        if not p.row <= number < p.row + p.box.rows:
            continue
        if p.box.rows == 1:
            lines = p.lines[part]
        elif number not in sheet.numbers or part.start:
            lines = []
        else:
            lines = _lines_in_row(p, number, sheet, rng)
        inner = [e for e in edges if p.box.x0 < e < p.box.x1]
        for offset, piece in enumerate(_sliced(p.box, lines, inner, rng, page)):
            fields[edges.index(p.box.x0) + offset] = piece
    return "\t".join(fields)


def _lines_in_row(p: _Placed, number: int, sheet: _Sheet, rng: random.Random) -> list[str]:
    """Lines of a merged cell that stand in one of its rows.

    Its text is in the middle of the part on its first page, of the whole cell, or of each part.
    """
    covered = list(range(p.row, p.row + p.box.rows))
    if sheet.labels != "whole":
        covered = [r for r in covered if r in sheet.numbers]
    if sheet.labels == "first" and p.row not in sheet.numbers:
        return []
    total = sum(sheet.heights[r] for r in covered)
    top = max(0.0, (total - len(p.lines)) / 2)
    start = sum(sheet.heights[r] for r in covered if r < number)
    end = start + sheet.heights[number]
    found: list[str] = []
    for index, line in enumerate(p.lines):
        low, high = top + index, top + index + 1
        seen = min(high, end) - max(low, start)
        if seen > 0.7:
            found.append(line)
        elif seen > 0.2:
            found.append(rng.choice(["".join(rng.choice("日人対兵小立北左业1|丨") for _ in range(2)), line]))
    return found


def _sliced(box: Box, lines: list[str], inner: list[int], rng: random.Random, page: Page) -> list[str]:
    """The text of a box in each of the slices it covers."""
    whole = page.gap.join(lines)
    count = len(inner) + 1
    if count == 1 or not whole:
        return [whole] + [""] * (count - 1)
    if rng.random() < page.merge:
        at = 0 if box.kind in ("value", "long", "label") else rng.randrange(count)
        return [whole if i == at else "" for i in range(count)]
    left_edge = box.x0 * page.width / 1000
    right_edge = box.x1 * page.width / 1000
    slices: list[list[str]] = [[] for _ in range(count)]
    for line in lines:
        length = sum(map(size, line))
        x = left_edge + 0.2 if box.kind == "long" else left_edge + max(0.2, (right_edge - left_edge - length) / 2)
        parts = _cut(line, x, [e * page.width / 1000 for e in inner], rng, page.is_exact)
        for slot, part in zip(slices, parts, strict=True):
            if part:
                slot.append(part)
    pieces = [page.gap.join(slot) for slot in slices]
    if sum(map(bool, pieces)) > 1 and rng.random() < page.lose:
        pieces[-1 if pieces[-1] else count - 2] = ""
    return pieces


def _cut(line: str, x: float, edges: list[float], rng: random.Random, is_exact: bool) -> list[str]:
    """A line cut at edges; a character on an edge is read on both sides in some way."""
    parts = [""] * (len(edges) + 1)
    for char in line:
        low, high = x, x + size(char)
        x = high
        at = sum(edge <= low for edge in edges)
        crossing = next((edge for edge in edges if low + 0.15 < edge < high - 0.15), None)
        if crossing is None or is_exact:
            at = sum(edge < (low + high) / 2 for edge in edges)
            parts[at] += char
            continue
        left, right = _halves(char, rng)
        parts[at] += left
        parts[at + 1] += right
    return parts


def _halves(char: str, rng: random.Random) -> tuple[str, str]:
    if char in HALVES:
        return rng.choice(HALVES[char])
    if not "\u4e00" <= char <= "\u9fff":
        return rng.choice([(char, ""), ("", char), (char, char)])
    kind = rng.random()
    if kind < 0.35:
        return char, char
    if kind < 0.55:
        return rng.choice([(char, ""), ("", char)])
    if kind < 0.65:
        return rng.choice(SIGNS), char
    if kind < 0.85:
        junk = RIGHT.get(char, rng.choice(LOOKALIKES))
        return rng.choice([(char, junk), (rng.choice(LOOKALIKES), char)])
    return rng.choice(LOOKALIKES), RIGHT.get(char, rng.choice(LOOKALIKES))


def aligned(rows: Sequence[Sequence[Box]]) -> None:
    """Move the edges above the indicators so that they cut names, figures and reasons but no target and no actual.

    That is how the forms of the known extracts are drawn: the amounts stand over the name's second half, the target
    and the actual value.
    """
    heading = next(i for i, row in enumerate(rows) if any("".join(box.text.split()) == "三级指标" for box in row))
    money = next(row for row in rows if any("年初" in box.text for box in row))
    name, target, actual, weight, score, reason = [box.x0 for box in rows[heading]][-6:]
    new = [
        name,
        (name + target) // 2,
        target,
        actual,
        (weight + score) // 2 - 8,
        (score + reason) // 2 - 8,
        reason + 120,
    ]
    moved = dict(zip([box.x0 for box in money][1:], new, strict=True))
    known = [0, *(box.x0 for box in rows[heading]), *new, 1000]
    for row in rows[:heading]:
        for box in row:
            box.x0, box.x1 = (moved.get(x, min(known, key=lambda k: abs(k - x))) for x in (box.x0, box.x1))
