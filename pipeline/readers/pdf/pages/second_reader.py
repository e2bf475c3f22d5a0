"""Pages of a PDF through pdfplumber: the second, independent reader.

Belongs here: everything that touches pdfplumber. Does not belong here: tables (``tables``).
It parses the file with code of its own (pdfminer), so that a fault of either parser shows as a disagreement.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Iterable, Iterator
from dataclasses import replace
from io import BytesIO
from typing import Any

import pdfplumber
from pdfminer.layout import LTChar, LTContainer, LTCurve, LTImage, LTLine, LTRect

from pipeline.readers.pdf.pages.colours import is_paper, is_stamp_colour, shade_number
from pipeline.readers.pdf.pages.dots import join_dots
from pipeline.readers.pdf.pages.geometry import Rectangle, turn_box
from pipeline.readers.pdf.pages.page import UNMAPPED, Glyph, Page, Ruling
from pipeline.readers.pdf.pages.unicode_values import BLANKS, BULLET
from pipeline.readers.pdf.pages.upright import upright

# A line that leans more than this (points) runs neither across nor down.
_STRAIGHT = 1.0
# pdfminer reports every font without a box, dozens for one page that a browser made; none of it changes a result.
logging.getLogger("pdfminer").setLevel(logging.ERROR)


def read_pages(data: bytes, numbers: set[int]) -> dict[int, Page]:
    """The pages with these 1-based numbers; a page that pdfplumber cannot read is left out."""
    pages: dict[int, Page] = {}
    if not numbers:
        return pages
    try:
        with pdfplumber.open(BytesIO(data), pages=sorted(numbers)) as pdf:
            for page in pdf.pages:
                pages[page.page_number] = _page(page, page.page_number)
    except Exception:  # pdfminer raises anything on damaged files; the first reader's result stands
        return pages
    return pages


def _page(source: Any, number: int) -> Page:
    """What pdfplumber sees on a page, upright and as displayed."""
    page = Page(number, float(source.width), float(source.height))
    # pdfminer measures from the lower left corner of the media box; pdfplumber's own objects, which are corrected for
    # it, take twice as long to make.
    left, foot = source.mediabox[0], source.height + source.mediabox[1]
    for item in _items(source.layout):
        if not isinstance(item, (LTChar, LTCurve, LTImage)):
            continue
        box = item.x0 + left, foot - item.y1, item.x1 + left, foot - item.y0
        if isinstance(item, LTChar):
            glyph = _glyph(item, box, page)
            if glyph is not None:
                page.glyphs.append(glyph)
        elif isinstance(item, LTImage):
            page.add_mark(*box)
        else:
            _add_shape(page, item, box)
    join_dots(page)
    crop = source.cropbox or source.bbox
    source.close()
    return upright(_cropped(page, *(float(v) for v in crop)))


def _add_shape(page: Page, shape: LTCurve, box: Rectangle) -> None:
    """Add a line, a rectangle or another path to a page: its stroke as rulings, else its fill as a mark."""
    x0, top, x1, bottom = box
    is_line = isinstance(shape, LTLine)
    if (is_line or shape.stroke) and not _is_unseen(shape.stroking_color):
        if not isinstance(shape, LTRect):
            _add_line(page, *box)
            return
        for x, y in ((x0, top), (x1, bottom)):
            _add_line(page, x0, y, x1, y)
            _add_line(page, x, top, x, bottom)
    elif not is_line and shape.fill and not _is_unseen(shape.non_stroking_color):
        page.add_mark(*box)


def _items(container: Iterable[Any]) -> Iterator[Any]:
    """What pdfminer laid out, containers entered."""
    for item in container:
        if isinstance(item, LTContainer):
            yield from _items(item)
        else:
            yield item


def _cropped(page: Page, x0: float, top: float, x1: float, bottom: float) -> Page:
    """The page as displayed: pdfplumber measures from the media box, readers and viewers from the crop box."""
    if (x0, top, x1, bottom) == (0.0, 0.0, page.width, page.height):
        return page
    cropped = Page(page.number, x1 - x0, bottom - top)
    cropped.glyphs = [
        replace(g, x0=g.x0 - x0, x1=g.x1 - x0, top=g.top - top, bottom=g.bottom - top, baseline=g.baseline - top)
        for g in page.glyphs
    ]
    cropped.horizontals = [Ruling(r.position - top, r.start - x0, r.end - x0) for r in page.horizontals]
    cropped.verticals = [Ruling(r.position - x0, r.start - top, r.end - top) for r in page.verticals]
    return cropped


def _glyph(char: LTChar, box: Rectangle, page: Page) -> Glyph | None:
    """The glyph of a character of pdfminer; null where nothing is printed or the text is slanted."""
    text = "".join(sign for sign in char.get_text() if ord(sign) > 32 and ord(sign) not in BLANKS)
    if not text:
        return None
    if text.startswith("(cid:") or any(0xE000 <= ord(sign) < 0xF900 and ord(sign) != BULLET for sign in text):
        text = chr(UNMAPPED)
    text = text.replace(chr(BULLET), "•")
    a, b, _, _, x, y = char.matrix
    degrees = math.degrees(math.atan2(b, a)) % 360
    nearest = round(degrees / 90) * 90
    if abs(degrees - nearest) > 3 or _is_unseen(char.graphicstate.ncolor):
        return None
    # pdfminer angles run counter-clockwise, glyph angles clockwise.
    angle = (360 - nearest) % 360
    # pdfplumber measures from the top, the matrix from the bottom; the two differ by where the glyph's foot is.
    left, down = x - box[0], y - char.y0
    x0, top, x1, bottom = box
    origin = (x0 + left, bottom - down, x0 + left, bottom - down)
    return Glyph(
        text,
        x0,
        top,
        x1,
        bottom,
        turn_box(origin, angle, page.width, page.height)[1],
        float(char.size),
        angle,
        _shade(char.graphicstate.ncolor),
    )


def _shade(colour: Any) -> int:
    """The shade of a glyph of this colour, 0 for the ink of forms."""
    rgb = _rgb(colour)
    return shade_number(*rgb) if rgb is not None and is_stamp_colour(*rgb) else 0


def _is_unseen(colour: Any) -> bool:
    """Whether a colour cannot be seen on white paper."""
    rgb = _rgb(colour)
    return rgb is not None and is_paper(*rgb)


def _rgb(colour: Any) -> tuple[int, int, int] | None:
    """Red, green and blue (0 to 255) of a colour in grey, RGB or CMYK; null for a pattern."""
    if isinstance(colour, (int, float)):
        colour = (colour,)
    if not isinstance(colour, (tuple, list)):
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


def _add_line(page: Page, x0: float, top: float, x1: float, bottom: float) -> None:
    """Add a line from corner to corner where it runs straight across or down."""
    x0, x1, top, bottom = min(x0, x1), max(x0, x1), min(top, bottom), max(top, bottom)
    if min(x1 - x0, bottom - top) <= _STRAIGHT:
        page.add_mark(x0, top, x1, bottom)
