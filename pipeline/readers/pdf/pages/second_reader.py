"""Pages of a PDF through pdfminer: the second, independent reader.

Belongs here: what pdfminer draws, as glyphs and rulings. Does not belong here: taking a content stream apart
(``content_stream``), tables (``tables``), which pages are read twice (``second_opinion``).
It parses the file with code of its own, so that a fault of either parser shows as a disagreement.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterator, Sequence
from functools import lru_cache
from itertools import pairwise
from typing import Any, NamedTuple

import numpy as np
from pdfminer.pdfdevice import PDFTextDevice
from pdfminer.pdffont import PDFFont, PDFUnicodeNotDefined
from pdfminer.pdfinterp import PDFGraphicState, PDFResourceManager
from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import dict_value, int_value, list_value
from pdfminer.utils import apply_matrix_pt, apply_matrix_rect

from pipeline.readers.pdf.damage.pdfminer_objects import open_with_pdfminer
from pipeline.readers.pdf.pages.colours import is_paper, is_stamp_colour, shade_number
from pipeline.readers.pdf.pages.columns import Glyphs
from pipeline.readers.pdf.pages.content_stream import Fonts, Interpreter
from pipeline.readers.pdf.pages.dots import join_dots
from pipeline.readers.pdf.pages.geometry import Matrix, Rectangle
from pipeline.readers.pdf.pages.page import UNMAPPED, Page
from pipeline.readers.pdf.pages.unicode_values import BLANKS, BULLET
from pipeline.readers.pdf.pages.upright import upright

# A line that leans more than this (points) runs neither across nor down.
_STRAIGHT = 1.0
# pdfminer reports every font without a box, dozens for one page that a browser made; none of it changes a result.
logging.getLogger("pdfminer").setLevel(logging.ERROR)
# Operators of a path that is one line, and of one that may be a rectangle.
_LINES, _QUADRANGLES = frozenset({"ml", "mlh"}), frozenset({"mlllh", "mllll"})
_UNIT_SQUARE = (0.0, 0.0, 1.0, 1.0)


def read_pages(data: bytes, numbers: set[int]) -> Iterator[Page]:
    """The pages with these 1-based numbers; a page that pdfminer cannot read, and those behind it, are left out."""
    if not numbers:
        return
    try:
        manager = Fonts()
        document = open_with_pdfminer(data)
        for number, attributes in _found(document.catalog["Pages"], {}, 1, numbers):
            sheet = _Sheet(manager, number)
            Interpreter(manager, sheet).process_page(PDFPage(document, number, attributes, None))
            yield sheet.finished()
    except Exception:  # pdfminer raises anything on damaged files; the first reader's result stands
        return


def _found(node: Any, inherited: dict[str, Any], first: int, numbers: set[int]) -> Iterator[tuple[int, dict[str, Any]]]:
    """The pages with these numbers below a node of the page tree, with their attributes; ``first`` is its first page.

    Of other pages nothing is read but that they are pages, and of those behind the last one not even that.
    """
    attributes = inherited | dict_value(node)
    if "Kids" not in attributes:
        yield first, attributes
        return
    passed_on = {key: value for key, value in attributes.items() if key in PDFPage.INHERITABLE_ATTRS}
    for kid in list_value(attributes["Kids"]):
        if first > max(numbers, default=0):
            return
        count = _count(kid)
        if not numbers.isdisjoint(range(first, first + count)):
            yield from _found(kid, passed_on, first, numbers)
        first += count


def _count(node: Any) -> int:
    """How many pages stand below a node of the page tree; 1 for a page."""
    attributes = dict_value(node)
    return int_value(attributes.get("Count")) if "Kids" in attributes else 1


class _Sign(NamedTuple):
    """What a code of a font stands for: its text (empty where nothing is printed), its width, and the font's descent.

    ``shift`` is that of a font for vertical text, else null.
    """

    text: str
    width: float
    descent: float
    shift: tuple[float | None, float] | None


class _Drawn(NamedTuple):
    """A glyph as it is drawn: the matrix it is drawn by, and its box (left, foot, right, head) before that."""

    text: str
    angle: int
    shade: int
    is_vertical: bool
    matrix: Matrix
    box: Rectangle


class _Sheet(PDFTextDevice):
    """What pdfminer draws on one page, as displayed: measured from the upper left corner of the crop box."""

    def __init__(self, manager: PDFResourceManager, number: int) -> None:
        super().__init__(manager)
        self.page = Page(number, 0.0, 0.0)
        self.drawn: list[_Drawn] = []
        self.marks: list[Rectangle] = []
        self.left = self.foot = 0.0
        self.signs: dict[tuple[PDFFont, int], _Sign] = {}

    def begin_page(self, page: PDFPage, ctm: Matrix) -> None:
        """Take the size of the page that is displayed; pdfminer measures from a corner of the media box upwards."""
        media, crop = apply_matrix_rect(ctm, page.mediabox), apply_matrix_rect(ctm, page.cropbox)
        self.left, self.foot = max(media[0], crop[0]), min(media[3], crop[3])
        self.page.width = min(media[2], crop[2]) - self.left
        self.page.height = self.foot - max(media[1], crop[1])

    def finished(self) -> Page:
        """The page with everything that was drawn on it, upright."""
        self.page.glyphs = self.glyphs()
        self.page.add_marks(np.array(self.marks, np.float64).reshape(-1, 4))
        join_dots(self.page)
        return upright(self.page)

    def displayed(self, box: Rectangle) -> Rectangle:
        """Where a box (left, foot, right, head) stands on the page."""
        return box[0] - self.left, self.foot - box[3], box[2] - self.left, self.foot - box[1]

    def render_char(
        self,
        matrix: Matrix,
        font: PDFFont,
        fontsize: float,
        scaling: float,
        rise: float,
        cid: int,
        ncs: object,
        graphicstate: PDFGraphicState,
    ) -> float:
        """Add the glyph of a code; nothing where nothing is printed, it cannot be seen or is slanted."""
        sign = self.signs.get((font, cid)) or self.signs.setdefault((font, cid), _sign(font, cid))
        advance = sign.width * fontsize * scaling
        shade, angle = _shade(graphicstate.ncolor), _angle(matrix[0], matrix[1])
        if not sign.text or shade is None or angle is None:
            return advance
        if sign.shift is not None:
            aside, up = sign.shift
            left = -fontsize * (0.5 if aside is None else aside * 0.001)
            foot = (1000 - up) * fontsize * 0.001 + rise
            box = (left, foot + advance, left + fontsize, foot)
        else:
            foot = sign.descent * fontsize + rise
            box = (0, foot, advance, foot + fontsize)
        self.drawn.append(_Drawn(sign.text, angle, shade, sign.shift is not None, matrix, box))
        return advance

    def glyphs(self) -> Glyphs:
        """The glyphs that were drawn, where they stand on the page."""
        if not self.drawn:
            return Glyphs.none()
        text, angle, shade, is_vertical, matrix, box = zip(*self.drawn, strict=True)
        a, b, c, d, x, y = np.array(matrix, np.float64).T
        left, foot, right, head = np.array(box, np.float64).T
        corners = [(u, v) for u in (left, right) for v in (foot, head)]
        across = np.array([a * u + c * v + x for u, v in corners]) - self.left
        down = self.foot - np.array([b * u + d * v + y for u, v in corners])
        x0, top, x1, bottom = across.min(0), down.min(0), across.max(0), down.max(0)
        angles = np.array(angle, np.int64)
        x, y = x - self.left, self.foot - y
        lines = [y, self.page.width - x, self.page.height - y, x]
        baseline = np.choose(angles // 90, lines)
        size = np.where(is_vertical, x1 - x0, bottom - top)
        return Glyphs(
            np.array(text, np.str_),
            np.stack((x0, top, x1, bottom, baseline, size)),
            angles,
            np.array(shade, np.int64),
            np.zeros(len(text), np.bool_),
        )

    def render_image(self, name: str, stream: object) -> None:
        """Add a picture as a mark: some programs draw rulings as pictures."""
        assert self.ctm is not None
        self.marks.append(self.displayed(apply_matrix_rect(self.ctm, _UNIT_SQUARE)))

    def paint_path(
        self, graphicstate: PDFGraphicState, stroke: bool, fill: bool, evenodd: bool, path: Sequence[Any]
    ) -> None:
        """Add lines, rectangles and other paths: their stroke as rulings, else their fill as marks."""
        is_stroked = stroke and _shade(graphicstate.scolor) is not None
        is_filled = fill and _shade(graphicstate.ncolor) is not None
        is_inked = _shade(graphicstate.scolor) is not None
        for shape, points in _figures(path):
            assert self.ctm is not None
            corners = [apply_matrix_pt(self.ctm, point) for point in points]
            xs, ys = [x for x, _ in corners], [y for _, y in corners]
            x0, top, x1, bottom = box = self.displayed((min(xs), min(ys), max(xs), max(ys)))
            is_line = shape in _LINES
            if is_stroked or (is_line and is_inked):
                if shape not in _QUADRANGLES or not _is_rectangle(corners):
                    self.add_line(box)
                    continue
                for x, y in ((x0, top), (x1, bottom)):
                    self.add_line((x0, y, x1, y))
                    self.add_line((x, top, x, bottom))
            elif is_filled and not is_line:
                self.marks.append(box)

    def add_line(self, box: Rectangle) -> None:
        """Add a line from corner to corner where it runs straight across or down."""
        if min(box[2] - box[0], box[3] - box[1]) <= _STRAIGHT:
            self.marks.append(box)


def _sign(font: PDFFont, code: int) -> _Sign:
    """What a code of a font stands for."""
    try:
        text = font.to_unichr(code)
    except PDFUnicodeNotDefined:
        text = chr(UNMAPPED)
    text = "".join(sign for sign in text if ord(sign) > 32 and ord(sign) not in BLANKS)
    if any(0xE000 <= ord(sign) < 0xF900 and ord(sign) != BULLET for sign in text):
        text = chr(UNMAPPED)
    shift: Any = font.char_disp(code) if font.is_vertical() else None
    return _Sign(text.replace(chr(BULLET), "•"), font.char_width(code), font.get_descent(), shift)


@lru_cache(maxsize=256)
def _angle(a: float, b: float) -> int | None:
    """The direction of a glyph from two numbers of its matrix; null where it is slanted."""
    # Angles of pdfminer run counter-clockwise, those of glyphs clockwise.
    degrees = math.degrees(math.atan2(b, a)) % 360
    nearest = round(degrees / 90) * 90
    return None if abs(degrees - nearest) > 3 else (360 - nearest) % 360


def _figures(path: Sequence[Any]) -> Iterator[tuple[str, list[tuple[float, float]]]]:
    """The figures of a path, each as its operators and the points they lead to; without a beginning it draws none."""
    begins = [number for number, step in enumerate(path) if step[0] == "m"]
    for begin, end in pairwise([*begins, len(path)] if begins[:1] == [0] else []):
        steps = path[begin:end]
        points = [steps[0][1:] if step[0] == "h" else step[-2:] for step in steps]
        shape = "".join(step[0] for step in steps)
        if len(shape) > 3 and shape.endswith("lh") and points[-2] == points[0]:
            shape = f"{shape[:-2]}h"
            points.pop()
        if len(steps) > 1:
            yield shape, points


def _is_rectangle(corners: list[tuple[float, float]]) -> bool:
    """Whether four lines lead back to where they begin, straight across and down."""
    (ax, ay), (bx, by), (cx, cy), (dx, dy), end = corners
    is_upright = (ax == bx and by == cy and cx == dx and dy == ay) or (ay == by and bx == cx and cy == dy and dx == ax)
    return is_upright and end == corners[0]


@lru_cache(maxsize=256)
def _shade(colour: Any) -> int | None:
    """The shade of ink of this colour, 0 for that of forms; null where it cannot be seen on white paper."""
    rgb = _rgb(colour)
    if rgb is None:
        return 0
    return None if is_paper(*rgb) else shade_number(*rgb) if is_stamp_colour(*rgb) else 0


def _rgb(colour: Any) -> tuple[int, int, int] | None:
    """Red, green and blue (0 to 255) of a colour in grey, RGB or CMYK; null for a pattern."""
    if isinstance(colour, (int, float)):
        colour = (colour,)
    if not isinstance(colour, tuple):
        return None
    if len(colour) == 1:
        grey = round(float(colour[0]) * 255)
        return grey, grey, grey
    if len(colour) == 3:
        red, green, blue = (round(float(v) * 255) for v in colour)
        return red, green, blue
    if len(colour) == 4:
        cyan, magenta, yellow, black = (float(v) for v in colour)
        red, green, blue = (round(255 * (1 - v) * (1 - black)) for v in (cyan, magenta, yellow))
        return red, green, blue
    return None
