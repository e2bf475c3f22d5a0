"""Invented documents drawn with reportlab, hazard by hazard.

Belongs here: layout on pages and how rules and text are drawn. Does not belong here: what stands in a form
(``tests.factory.forms``), programs that draw documents themselves (``tests.factory.programs``).
"""

from __future__ import annotations

import io
import math
import random
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from reportlab.lib.pdfencrypt import StandardEncryption
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from tests.factory.documents import Block, Document, set_pages
from tests.factory.forms import Box, Table

FONT = "STSong-Light"
DRAWN = (
    "rules_rects",
    "rules_dashed",
    "rules_double",
    "rules_boxes",
    "rules_pieces",
    "no_side_borders",
    "thick_outer",
    "tinted",
    "white_rules",
    "underline",
    "cut_rows",
    "open_break",
    "open_break_all",
    "label_middle",
    "label_repeat",
    "text_middle",
    "small_pages",
    "landscape",
    "page_furniture",
    "fake_bold",
    "char_by_char",
    "shuffled",
    "latin_font",
    "tight",
    "overhang",
    "top_aligned",
    "watermark_slanted",
    "watermark_pale",
    "stamp",
    "rotate90",
    "rotate180",
    "rotate270",
    "rotate_some",
    "sideways",
    "cropbox",
    "scaled",
    "encrypt",
    "xobject",
    "gutter",
    "continued",
    "split_tables",
    "red_values",
    "grey_values",
    "hidden_text",
    "missing_rule",
    "overflow",
    "tiny",
    "spacer_rows",
    "drawn_twice",
    "page_frame",
    "raised",
)
# Of each of these only one makes sense in a document.
EXCLUSIVE = (
    {"rules_rects", "rules_dashed", "rules_double", "rules_boxes", "rules_pieces"},
    {"rotate90", "rotate180", "rotate270", "rotate_some", "sideways"},
    {"open_break", "open_break_all"},
    {"split_tables", "touching_forms"},
    {"split_tables", "report_touching"},
    {"red_values", "grey_values"},
    {"label_middle", "label_repeat"},
    # Upright letters, each on a line of its own, stand in columns from right to left.
    {"standing_labels", "vertical_labels"},
    {"spacer_rows", "split_tables"},
    {"same_page", "touching_forms"},
    {"report_touching", "no_title", "unit_note"},
    {"touching_forms", "unit_note"},
    {"touching_forms", "mixed_families"},
)
_CLOSERS = "）)」』】》〉”’，。、；：！？,.;:!?%％"
_RAISED = {"²": "2", "³": "3"}
_GREY, _BLACK = (0.6, 0.6, 0.6), (0.0, 0.0, 0.0)


@dataclass(slots=True)
class _Text:
    x: float
    y: float
    text: str
    size: float
    colour: tuple[float, float, float] = _BLACK
    angle: float = 0.0
    is_label: bool = False


@dataclass(slots=True)
class _Rule:
    x0: float
    y0: float
    x1: float
    y1: float
    width: float = 0.5
    colour: tuple[float, float, float] = _BLACK
    dashed: bool = False


@dataclass(slots=True)
class _Leaf:
    """One page before it is written: y runs down from the top."""

    fills: list[tuple[float, float, float, float]] = field(default_factory=list)
    rules: list[_Rule] = field(default_factory=list)
    texts: list[_Text] = field(default_factory=list)
    rings: list[tuple[float, float, float]] = field(default_factory=list)


@dataclass(slots=True)
class _Part:
    """The piece of a box on one page."""

    page: int
    top: float
    bottom: float


@dataclass(slots=True)
class _Placed:
    box: Box
    parts: list[_Part]
    lines: list[str]
    row: int = 0


class _Layout:
    """A document laid out on pages."""

    def __init__(self, document: Document) -> None:
        self.document = document
        self.flags = document.hazards
        self.rng = random.Random(f"layout {document.seed}")
        rng = self.rng
        self.size = rng.choice([7.5, 8.0, 9.0, 9.0, 10.5])
        if "tiny" in self.flags:
            self.size = 5.0
        self.leading = self.size * (1.05 if "tight" in self.flags else rng.choice([1.2, 1.3, 1.5]))
        self.pad = 0.8 if "tight" in self.flags else rng.choice([2.0, 3.0, 4.0])
        self.width, self.height = (842.0, 595.0) if "landscape" in self.flags else (595.0, 842.0)
        if "small_pages" in self.flags:
            self.height = rng.choice([420.0, 500.0, 560.0])
        self.left = rng.choice([36.0, 50.0, 57.3])
        self.right = self.width - self.left
        self.upper, self.lower = rng.choice([45.0, 60.0]), self.height - rng.choice([45.0, 60.0])
        self.extra = rng.choice([0.0, 2.0, 6.0])
        self.latin = "Times-Roman" if "latin_font" in self.flags else None
        self.rule_width = rng.choice([0.3, 0.5, 0.75, 1.0])
        self.pages: list[_Leaf] = []
        self.anchors: list[tuple[int, str, int]] = []
        self.y = self.upper
        for block in document.blocks:
            self._block(block)
        for number, leaf in enumerate(self.pages, 1):
            self._furniture(leaf, number)
        set_pages(document, self.anchors)

    # Blocks.

    def _new_page(self) -> None:
        self.pages.append(_Leaf())
        self.y = self.upper

    def _block(self, block: Block) -> None:
        if not self.pages or (block.new_page and (self.pages[-1].texts or self.pages[-1].rules)):
            self._new_page()
        elif not block.is_touching:
            self.y += 14
        if block.is_report:
            for line in block.lines:
                self._paragraph(line)
            return
        if block.lines and block.table and self.y + 150 > self.lower:
            self._new_page()
        for line in block.lines:
            size = self.size * 1.7 if "表" in line else self.size
            x = (self.left + self.right - _width(line, size)) / 2
            self._text(x, self.y + size, line, size, is_label=True)
            self.y += size * 1.5
        if block.note:
            self._text(self.right - _width(block.note, self.size), self.y + self.size, block.note, self.size)
            self.y += self.size * 1.5
        if block.table:
            _Grid(self, block.table, block.form).draw()

    def _paragraph(self, text: str) -> None:
        size = 12.0
        for line in wrap("　　" + text, self.right - self.left, size, hang=False):
            if self.y + size * 1.6 > self.lower:
                self._new_page()
            self._text(self.left, self.y + size, line, size)
            self.y += size * 1.6

    def _text(self, x: float, y: float, text: str, size: float, *, is_label: bool = False) -> None:
        self.pages[-1].texts.append(_Text(x, y, text, size, is_label=is_label))

    def _furniture(self, leaf: _Leaf, number: int) -> None:
        flags, rng = self.flags, self.rng
        if "page_furniture" in flags:
            leaf.texts.append(_Text(self.left, self.upper - 12, "二〇二四年度部门决算公开材料", 8))
            leaf.rules.append(_Rule(self.left, self.upper - 8, self.right, self.upper - 8, 0.5))
            leaf.texts.append(
                _Text(self.width / 2 - 15, self.height - 25, f"— {number} —" if number % 2 else f"第{number}页", 9)
            )
        if "page_frame" in flags:
            x0, y0, x1, y1 = self.left - 20, self.upper - 25, self.right + 20, self.lower + 30
            for side in ((x0, y0, x1, y0), (x0, y1, x1, y1), (x0, y0, x0, y1), (x1, y0, x1, y1)):
                leaf.rules.append(_Rule(*side))
        if "watermark_slanted" in flags:
            for i in range(2):
                for k in range(3):
                    leaf.texts.append(
                        _Text(70 + 240 * i, 150 + 220 * k, "内部资料 严禁外传", 26, (0.5, 0.5, 0.55), 30 + 15 * i)
                    )
        if "watermark_pale" in flags:
            for k in range(4):
                leaf.texts.append(_Text(90 + 30 * k, 160 + 130 * k, "绩效自评公示2024", 30, (0.82, 0.82, 0.82)))
        if "stamp" in flags and number == len(self.pages):
            colour = rng.choice([(0.9, 0.05, 0.1), (1.0, 0.0, 0.0), (0.75, 0.1, 0.12)])
            x, y = rng.uniform(200, self.width - 150), rng.uniform(self.height * 0.25, self.height * 0.7)
            leaf.rings.append((x, y, 45))
            for k, sign in enumerate("霁川市财政局绩效评价"):
                angle = 200 - 24 * k
                leaf.texts.append(
                    _Text(
                        x + 34 * math.cos(math.radians(angle)),
                        y - 34 * math.sin(math.radians(angle)),
                        sign,
                        11,
                        colour,
                        angle - 90,
                    )
                )
            leaf.texts.append(_Text(x - 24, y + 22, "专用章（1）", 10, colour))


class _Grid:
    """One table on its pages."""

    def __init__(self, layout: _Layout, table: Table, form: int | None) -> None:
        self.o = layout
        self.table = table
        self.form = form
        self.flags = layout.flags
        self.scale = (layout.right - layout.left) / 1000
        self.split = table.heading if "split_tables" in self.flags and table.heading is not None else None
        self.inset = layout.rng.choice([0.0, 0.0, 2.0, 4.5, 9.0]) if self.split is not None else 0.0
        rows = [n for n, row in enumerate(table.rows) if any(b.anchor.startswith("indicator") for b in row)]
        self.unruled = layout.rng.choice(rows[:-1]) if "missing_rule" in self.flags and len(rows) > 1 else None

    def x(self, edge: int, row: int) -> float:
        """Where a column edge stands; the rows of the lower half can be a table of their own."""
        if self.split is None or row < self.split:
            return self.o.left + edge * self.scale
        return self.o.left + self.inset + edge * (self.scale - 2 * self.inset / 1000)

    def right(self, box: Box, row: int) -> float:
        """Where the right side of a box stands; empty columns can lie between."""
        return self.x(box.x1, row) - (4.0 if "spacer_columns" in self.flags and box.x1 < 1000 else 0.0)

    def draw(self) -> None:
        """Lay out all rows, then draw every box with its rules and lines."""
        o = self.o
        lines = [[self._lines(box) for box in row] for row in self.table.rows]
        heights = [
            max([o.leading, *(len(t) * o.leading for box, t in zip(row, texts, strict=True) if box.rows == 1)])
            + 2 * o.pad
            + o.extra
            for row, texts in zip(self.table.rows, lines, strict=True)
        ]
        for number, (row, texts) in enumerate(zip(self.table.rows, lines, strict=True)):
            for box, text in zip(row, texts, strict=True):
                if box.rows > 1:
                    short = len(text) * o.leading + 2 * o.pad + 1 - sum(heights[number : number + box.rows])
                    heights[number + box.rows - 1] += max(0.0, short)
        parts, repeats = self._place(heights, lines)
        placed = [
            _Placed(box, _joined([p for r in range(number, number + box.rows) for p in parts[r]]), text, number)
            for number, (row, texts) in enumerate(zip(self.table.rows, lines, strict=True))
            for box, text in zip(row, texts, strict=True)
        ]
        for part in repeats:
            heading = self.table.heading or 0
            placed += [
                _Placed(Box(b.text, b.x0, b.x1, 1, "label"), [part], t, heading)
                for b, t in zip(self.table.rows[heading], lines[heading], strict=True)
            ]
        pages = sorted({part.page for one in placed for part in one.parts})
        ends = {
            p: (
                min(q.top for o_ in placed for q in o_.parts if q.page == p),
                max(q.bottom for o_ in placed for q in o_.parts if q.page == p),
            )
            for p in pages
        }
        for one in placed:
            self._rules(one, ends, pages)
            self._texts(one)

    def _lines(self, box: Box) -> list[str]:
        o = self.o
        if box.text == "":
            return []
        width = (box.x1 - box.x0) * (self.scale - 2 * self.inset / 1000) - 2 * o.pad
        if "overflow" in self.flags and box.kind == "number":
            return [box.text]
        return [
            line
            for piece in box.text.split("\n")
            for line in wrap(piece, width, o.size, hang="overhang" in self.flags, latin=o.latin)
        ]

    def _place(self, heights: list[float], lines: list[list[list[str]]]) -> tuple[list[list[_Part]], list[_Part]]:
        """The parts of each row, and the parts of repeated headings."""
        o, table = self.o, self.table
        parts: list[list[_Part]] = []
        repeats: list[_Part] = []
        is_cut = "cut_rows" in self.flags

        def break_page(row: int) -> None:
            o._new_page()
            if "continued" in self.flags and self.form is not None:
                o._text(o.left, o.y + o.size, o.rng.choice(["续表", "项目支出绩效自评表（续）", "（续上页）"]), o.size)
                o.y += o.leading + 4
            if "repeat_head" in self.flags and table.heading is not None and row > table.heading:
                repeats.append(_Part(len(o.pages), o.y, o.y + heights[table.heading]))
                o.y += heights[table.heading]

        for number, height in enumerate(heights):
            own: list[_Part] = []
            if number == self.split:
                o.y += 9
            room = o.lower - o.y
            page_room = o.lower - o.upper - 60
            if height > room and (is_cut or height > page_room):
                texts = [t for box, t in zip(table.rows[number], lines[number], strict=True) if box.rows == 1]
                rest = max([1, *map(len, texts)])
                while rest > 0:
                    room = o.lower - o.y
                    fitting = int((room - 2 * o.pad) // o.leading)
                    if fitting < 2 or (not own and height > room and rest <= 2):
                        if own or parts:
                            break_page(number)
                        else:
                            break
                        continue
                    if rest <= fitting and (own or height <= room):
                        needed = (
                            rest * o.leading + 2 * o.pad + (o.extra if own else height - rest * o.leading - 2 * o.pad)
                        )
                        needed = max(needed, o.leading * (2 if "text_middle" in self.flags and own else 1) + 2 * o.pad)
                        own.append(_Part(len(o.pages), o.y, o.y + min(needed, room)))
                        o.y += min(needed, room)
                        rest = 0
                    else:
                        taken = min(fitting, rest - 1)
                        size = room if fitting == taken else taken * o.leading + 2 * o.pad
                        own.append(_Part(len(o.pages), o.y, o.y + size))
                        rest -= taken
                        break_page(number)
                parts.append(own)
                continue
            if height > room:
                break_page(number)
            parts.append([_Part(len(o.pages), o.y, o.y + height)])
            o.y += height + (4.5 if "spacer_rows" in self.flags else 0.0)
        return parts, repeats

    def _spread(self, one: _Placed) -> list[tuple[_Part, list[str], float]]:
        """The lines of a box on its parts, each with the offset of the first line from the part's top."""
        o, box, lines = self.o, one.box, one.lines
        parts = one.parts
        if len(parts) == 1 or not lines:
            return [(parts[0], lines, self._offset(parts[0], lines, box))]
        is_level = box.rows > 1
        if is_level and "label_repeat" in self.flags and all(len(lines) * o.leading <= p.bottom - p.top for p in parts):
            return [(p, lines, self._offset(p, lines, box)) for p in parts]
        room = [max(1, int((p.bottom - p.top - 2 * o.pad + 0.01) // o.leading)) for p in parts]
        total = sum(p.bottom - p.top for p in parts)
        counts: list[int] = []
        if "label_middle" in self.flags if is_level else "text_middle" in self.flags:
            start, done, passed = (total - len(lines) * o.leading) / 2, 0, 0.0
            for i, p in enumerate(parts):
                passed += p.bottom - p.top
                upto = sum(1 for k in range(len(lines)) if start + (k + 1) * o.leading <= passed + 0.01)
                take = len(lines) - done if i == len(parts) - 1 else min(max(0, upto - done), room[i])
                counts.append(take)
                done += take
        else:
            rest = len(lines)
            for i, r in enumerate(room):
                take = rest if i == len(parts) - 1 else min(rest, r)
                counts.append(take)
                rest -= take
        spread, done = [], 0
        for p, take in zip(parts, counts, strict=True):
            piece = lines[done : done + take]
            done += take
            spread.append((p, piece, self._offset(p, piece, box)))
        return spread

    def _offset(self, part: _Part, lines: list[str], box: Box) -> float:
        o = self.o
        if "top_aligned" in self.flags and box.kind in ("long", "level", "value"):
            return o.pad
        return max(o.pad * 0.5, (part.bottom - part.top - len(lines) * o.leading) / 2)

    def _texts(self, one: _Placed) -> None:
        o, box = self.o, one.box
        left, right = self.x(box.x0, one.row), self.right(box, one.row)
        colour, size = self._colour(box), o.size
        if "overflow" in self.flags and box.kind == "number" and len(box.text) >= 7:
            wanted = right - left + size * o.rng.choice([0.3, 0.8])
            size = min(1.35 * size, max(size, size * wanted / _width(box.text, size, o.latin)))
        for part, lines, offset in self._spread(one):
            leaf = o.pages[part.page - 1]
            leading = o.leading
            if len(lines) * leading > part.bottom - part.top:
                leading = (part.bottom - part.top) / len(lines)
                offset = 0
            for number, line in enumerate(lines):
                y = part.top + offset + number * leading + o.size * 0.88 + (leading - o.size) / 2
                width = _width(line, size, o.latin)
                x = left + o.pad if box.kind == "long" else (left + right - width) / 2
                leaf.texts.append(_Text(x, y, line, size, colour, is_label=box.kind in ("label", "level")))
                if "hidden_text" in self.flags and box.kind in ("value", "long") and number == 0:
                    leaf.texts.append(_Text(left + 2, y + 1, "填写说明", o.size, (1.0, 1.0, 1.0)))
                if "struck" in self.flags and box.anchor and o.rng.random() < 0.05:
                    leaf.rules.append(_Rule(x - 1, y - 0.33 * size, x + width + 1, y - 0.33 * size, 0.5))
                if "underline" in self.flags and box.kind == "value" and box.anchor == "form":
                    leaf.rules.append(_Rule(x, y + 1.6, x + width, y + 1.6, 0.4))
                if self.form is not None and box.anchor and line:
                    o.anchors.append((self.form, box.anchor, part.page))

    def _colour(self, box: Box) -> tuple[float, float, float]:
        """Some values are printed in a colour of their own: corrections in red, or everything in grey."""
        if box.anchor and box.kind != "label":
            if "red_values" in self.flags and self.o.rng.random() < 0.12:
                return self.o.rng.choice([(1.0, 0.0, 0.0), (0.75, 0.0, 0.0)])
            if "grey_values" in self.flags:
                return (0.67, 0.67, 0.67)
        return _BLACK

    def _rules(self, one: _Placed, ends: dict[int, tuple[float, float]], pages: list[int]) -> None:
        flags, box = self.flags, one.box
        left, right = self.x(box.x0, one.row), self.right(box, one.row)
        for number, part in enumerate(one.parts):
            leaf = self.o.pages[part.page - 1]
            if "tinted" in flags and box.kind == "label":
                leaf.fills.append((left, part.top, right, part.bottom))
            sides: list[tuple[float, float, float, float, bool]] = []
            is_open = bool(flags & {"open_break", "open_break_all"})
            has_top = number == 0 or not is_open
            has_bottom = number == len(one.parts) - 1 or not is_open
            if "open_break_all" in flags:
                top, bottom = ends[part.page]
                has_top = has_top and not (part.top <= top + 0.1 and part.page != pages[0])
                has_bottom = has_bottom and not (part.bottom >= bottom - 0.1 and part.page != pages[-1])
            top_end, bottom_end = ends[part.page]
            if self.unruled is not None and box.anchor.startswith("indicator"):
                has_bottom = has_bottom and one.row != self.unruled
                has_top = has_top and one.row != self.unruled + 1
            if has_top:
                sides.append((left, part.top, right, part.top, part.top <= top_end + 0.1))
            if has_bottom:
                sides.append((left, part.bottom, right, part.bottom, part.bottom >= bottom_end - 0.1))
            for x, is_outer in ((left, box.x0 == 0), (right, box.x1 == 1000)):
                if not (is_outer and "no_side_borders" in flags):
                    sides.append((x, part.top, x, part.bottom, is_outer))
            for x0, y0, x1, y1, is_outer in sides:
                width = 1.8 if "thick_outer" in flags and is_outer else self.o.rule_width
                leaf.rules.append(_Rule(x0, y0, x1, y1, width, dashed="rules_dashed" in flags))
            if "white_rules" in flags and box.x1 - box.x0 > 200 and box.kind != "label":
                middle = (left + right) / 2
                leaf.rules.append(_Rule(middle, part.top, middle, part.bottom, 0.5, (1.0, 1.0, 1.0)))


def _joined(parts: list[_Part]) -> list[_Part]:
    joined: list[_Part] = []
    for part in parts:
        if joined and joined[-1].page == part.page:
            joined[-1] = _Part(part.page, joined[-1].top, part.bottom)
        else:
            joined.append(part)
    return joined


def _font() -> str:
    if FONT not in pdfmetrics.getRegisteredFontNames():
        pdfmetrics.registerFont(UnicodeCIDFont(FONT))
    return FONT


def _width(text: str, size: float, latin: str | None = None) -> float:
    """The width of a text; ``latin`` is the font of its ASCII runs where that is another one."""
    if latin is None:
        return float(pdfmetrics.stringWidth(text, _font(), size))
    return sum(
        float(pdfmetrics.stringWidth(run, latin if is_latin else _font(), size)) for run, is_latin in _runs(text)
    )


def wrap(text: str, width: float, size: float, *, hang: bool, latin: str | None = None) -> list[str]:
    """Lines of a text: figures and words are kept together where they fit, closing marks never begin a line.

    With ``hang`` a closing mark hangs over the right edge instead.
    """
    tokens: list[str] = []
    for sign in text:
        is_word = sign.isascii() and (sign.isalnum() or sign in ".,%")
        if tokens and is_word and tokens[-1][-1].isascii() and (tokens[-1][-1].isalnum() or tokens[-1][-1] in ".,%"):
            tokens[-1] += sign
        else:
            tokens.append(sign)
    pieces: list[str] = []
    for token in tokens:
        pieces += [token] if _width(token, size, latin) <= width else list(token)
    lines = [""]
    for piece in pieces:
        is_hanging = hang and piece[0] in _CLOSERS and _width(lines[-1], size, latin) <= width
        if not lines[-1] or is_hanging or _width(lines[-1] + piece, size, latin) <= width:
            lines[-1] += piece
        elif piece[0] in _CLOSERS and len(lines[-1]) > 2 and not lines[-1][-1].isascii():
            lines.append(lines[-1][-1] + piece)
            lines[-2] = lines[-2][:-1]
        else:
            lines.append(piece)
    return [line for line in lines if line.strip()] or [""]


def reportlab_pdf(document: Document) -> bytes:
    """The document as a PDF; writes the pages into its truth."""
    layout = _Layout(document)
    flags = document.hazards
    rng = random.Random(f"ink {document.seed}")
    stream = io.BytesIO()
    encrypt: Any = StandardEncryption("", ownerPassword="owner", strength=128) if "encrypt" in flags else None
    canvas = Canvas(stream, pagesize=(layout.width, layout.height), invariant=True, encrypt=encrypt)
    _font()
    for number, leaf in enumerate(layout.pages):
        with _page(canvas, layout, flags, number):
            _ink(canvas, layout, leaf, flags, rng)
    canvas.save()
    return stream.getvalue()


class _page:  # noqa: N801 (used like a function)
    """One page of the canvas with its turning, scaling and boxes."""

    def __init__(self, canvas: Canvas, layout: _Layout, flags: frozenset[str], number: int) -> None:
        self.canvas, self.layout, self.flags, self.number = canvas, layout, flags, number

    def __enter__(self) -> None:
        c, w, h, flags = self.canvas, self.layout.width, self.layout.height, self.flags
        turn = next((int(f.removeprefix("rotate")) for f in ("rotate90", "rotate180", "rotate270") if f in flags), 0)
        if "rotate_some" in flags and self.number % 2 == 1:
            turn = 90
        side = (90, 270)[len(str(self.layout.document.seed)) % 2] if "sideways" in flags else 0
        drawn = turn or side
        dx, dy = (37.0, 91.5) if "cropbox" in flags else (0.0, 0.0)
        size = (h, w) if drawn in (90, 270) else (w, h)
        # reportlab swaps the sides itself when a page is turned by a quarter.
        paper = (size[0] + 2 * dx, size[1] + 2 * dy)
        c.setPageSize(paper[::-1] if turn in (90, 270) else paper)
        c.setPageRotation(turn)
        if "cropbox" in flags:
            c.setCropBox((dx, dy, dx + size[0], dy + size[1]))
            c.setFont(_font(), 9)
            c.drawString(4, 4, "印刷标记2024")
        c.saveState()
        c.translate(dx, dy)
        if "gutter" in flags and self.number % 2 == 1:
            c.translate(17, 0)
        if drawn:
            c.transform(*{90: (0, 1, -1, 0, h, 0), 180: (-1, 0, 0, -1, w, h), 270: (0, -1, 1, 0, 0, w)}[drawn])
        if "scaled" in flags:
            c.scale(0.4, 0.4)
        if "xobject" in flags:
            c.beginForm(f"page{self.number}", 0, 0, 3000, 3000)

    def __exit__(self, *_: object) -> None:
        c = self.canvas
        if "xobject" in self.flags:
            c.endForm()
            c.doForm(f"page{self.number}")
        c.restoreState()
        c.showPage()


def _ink(canvas: Canvas, layout: _Layout, leaf: _Leaf, flags: frozenset[str], rng: random.Random) -> None:
    k = 2.5 if "scaled" in flags else 1.0
    height = layout.height

    def fills() -> None:
        canvas.setFillGray(0.93)
        for x0, y0, x1, y1 in leaf.fills:
            canvas.rect(k * x0, k * (height - y1), k * (x1 - x0), k * (y1 - y0), stroke=0, fill=1)
        canvas.setFillGray(0)

    def rules() -> None:
        seen: set[tuple[float, ...]] = set()
        for rule in leaf.rules:
            for r in _styled(rule, flags):
                key = (round(r.x0, 2), round(r.y0, 2), round(r.x1, 2), round(r.y1, 2))
                if key in seen and not flags & {"rules_boxes", "drawn_twice"}:
                    continue
                seen.add(key)
                _draw_rule(canvas, r, k, height, flags)
        for x, y, radius in leaf.rings:
            canvas.setStrokeColorRGB(0.9, 0.1, 0.1)
            canvas.setLineWidth(2 * k)
            canvas.circle(k * x, k * (height - y), k * radius, stroke=1, fill=0)
            canvas.setStrokeColorRGB(0, 0, 0)

    def texts() -> None:
        items = list(leaf.texts)
        if "shuffled" in flags:
            rng.shuffle(items)
        for t in items:
            _draw_text(canvas, t, k, height, flags)

    order: list[Callable[[], None]] = (
        [fills, rules, texts] if rng.random() < 0.5 or "tinted" in flags else [fills, texts, rules]
    )
    for step in order:
        step()


def _styled(rule: _Rule, flags: frozenset[str]) -> Iterator[_Rule]:
    is_flat = rule.y0 == rule.y1
    if "rules_double" in flags:
        for d in (-0.7, 0.7):
            yield _Rule(
                rule.x0 + (0 if is_flat else d),
                rule.y0 + (d if is_flat else 0),
                rule.x1 + (0 if is_flat else d),
                rule.y1 + (d if is_flat else 0),
                0.3,
                rule.colour,
            )
        return
    if "rules_pieces" in flags and is_flat:
        step, x = 17.0, rule.x0
        while x < rule.x1:
            yield _Rule(x, rule.y0, min(rule.x1, x + step - 0.8), rule.y1, rule.width, rule.colour)
            x += step
        return
    yield rule


def _draw_rule(canvas: Canvas, r: _Rule, k: float, height: float, flags: frozenset[str]) -> None:
    if "rules_rects" in flags:
        canvas.setFillColorRGB(*r.colour)
        w = r.width / 2
        canvas.rect(
            k * (r.x0 - w),
            k * (height - r.y1 - w),
            k * (r.x1 - r.x0 + r.width),
            k * (r.y1 - r.y0 + r.width),
            stroke=0,
            fill=1,
        )
        canvas.setFillGray(0)
        return
    canvas.setStrokeColorRGB(*r.colour)
    canvas.setLineWidth(k * r.width)
    canvas.setDash(*(([3 * k, 2 * k],) if r.dashed else ([],)))
    canvas.line(k * r.x0, k * (height - r.y0), k * r.x1, k * (height - r.y1))


def _draw_text(canvas: Canvas, t: _Text, k: float, height: float, flags: frozenset[str]) -> None:
    canvas.setFillColorRGB(*t.colour)
    size = k * t.size
    if t.angle:
        canvas.saveState()
        canvas.translate(k * t.x, k * (height - t.y))
        canvas.rotate(t.angle)
        canvas.setFont(_font(), size)
        canvas.drawString(0, 0, t.text)
        canvas.restoreState()
        return
    x, y = k * t.x, k * (height - t.y)
    is_bold = ("fake_bold" in flags and t.is_label) or "drawn_twice" in flags
    for shift in (0.0, 0.25 * k) if is_bold else (0.0,):
        if "raised" in flags:
            _draw_raised(canvas, t.text, x + shift, y, size)
        elif "char_by_char" in flags:
            at = x + shift
            canvas.setFont(_font(), size)
            for sign in t.text:
                canvas.drawString(at, y, sign)
                at += _width(sign, size)
        elif "latin_font" in flags:
            at = x + shift
            for run, is_latin in _runs(t.text):
                canvas.setFont("Times-Roman" if is_latin else _font(), size)
                canvas.drawString(at, y, run)
                at += _width(run, size, "Times-Roman")
        else:
            canvas.setFont(_font(), size)
            canvas.drawString(x + shift, y, t.text)
    canvas.setFillGray(0)


def _draw_raised(canvas: Canvas, text: str, x: float, y: float, size: float) -> None:
    """A text whose exponents are small digits above the line."""
    for sign in text:
        plain = _RAISED.get(sign)
        width = _width(sign, size)
        canvas.setFont(_font(), size * (0.58 if plain else 1.0))
        canvas.drawString(x, y + (0.33 * size if plain else 0.0), plain or sign)
        x += _width(plain, size * 0.58) if plain else width


def _runs(text: str) -> Iterator[tuple[str, bool]]:
    run = ""
    for sign in text:
        if run and (ord(sign) < 127) != (ord(run[-1]) < 127):
            yield run, ord(run[-1]) < 127
            run = ""
        run += sign
    if run:
        yield run, ord(run[-1]) < 127


def drawn_texts(document: Document) -> list[list[_Text]]:
    """The texts of each page as they are drawn, y running down from the top."""
    return [leaf.texts for leaf in _Layout(document).pages]
