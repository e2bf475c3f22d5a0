"""The visible glyphs of a page: where each stands, how large it is, and what is known of its ink.

Belongs here: which glyphs a person sees, and those that are seen only in part. Does not belong here: which character
a glyph stands for (``unicode_values``), objects that are no text (``drawn_paths``).
"""

from __future__ import annotations

import ctypes
import math
from dataclasses import dataclass, field

import pypdfium2.raw as c

from pipeline.readers.pdf.pages.colours import is_paper, is_stamp_colour, shade_number
from pipeline.readers.pdf.pages.drawing_order import DrawingOrder, cover_of
from pipeline.readers.pdf.pages.drawn_digits import DigitCheck
from pipeline.readers.pdf.pages.ffi import Handle, bare, handle_of, references
from pipeline.readers.pdf.pages.geometry import (
    Rectangle,
    apply,
    area_of,
    intersection,
    mapped_box,
    shows,
    turn_box,
)
from pipeline.readers.pdf.pages.objects import PageObjects
from pipeline.readers.pdf.pages.page import Glyph, Page, Seal
from pipeline.readers.pdf.pages.unicode_values import signs_of_page

# pdfium passes over text narrower than this (points).
_NO_WIDTH = 0.02
# Seals are round and at most about five centimetres wide (points).
_LARGEST_SEAL = 200.0
_UNSEEN = frozenset({c.FPDF_TEXTRENDERMODE_INVISIBLE, c.FPDF_TEXTRENDERMODE_CLIP})
# Text that leans more than this (degrees) from both axes is a watermark.
_SLANT = 3.0


@dataclass(slots=True)
class _TextStyle:
    """What all characters of one text object share.

    ``is_coloured`` says that they are seen and may belong to a seal, ``is_white`` that they are seen on a dark area
    only.
    """

    is_visible: bool
    angle: int
    size: float
    clip: Rectangle | None
    shade: int
    order: int
    is_coloured: bool
    is_white: bool


@dataclass(slots=True)
class _Unshown:
    """Glyphs of a page that are left out, as far as they say something about the rest.

    ``clips`` are the clips that hide a glyph, ``halved`` the text objects that their clip cuts through, ``last_shown``
    the last place where each clipped text object shows; ``slanted`` are the places of slanted glyphs by colour.
    """

    clips: set[Rectangle] = field(default_factory=set)
    halved: set[int] = field(default_factory=set)
    last_shown: dict[int, Rectangle] = field(default_factory=dict)
    slanted: dict[int, list[Rectangle]] = field(default_factory=dict)

    def enter(self, page: Page) -> None:
        """Tell the page where seals and watermarks stand, and which areas show only a part of their text."""
        page.seals += [seal for shade, boxes in self.slanted.items() for seal in _seals(shade, boxes)]
        # Where nothing else stands in the clip, the text is a label drawn again for another page.
        most = 0.25 * page.width * page.height
        page.truncated = [clip for clip in sorted(self.clips) if area_of(clip) < most]
        page.truncated += [self.last_shown[key] for key in sorted(self.halved & self.last_shown.keys())]


class GlyphReader:
    """Reads the glyphs of one page whose objects are known."""

    def __init__(self, objects: PageObjects, drawn: DrawingOrder) -> None:
        self._objects, self._drawn = objects, drawn

    def read(self, page: Page, digits: DigitCheck | None = None) -> None:
        """Add the visible glyphs to the page in the order in which they were drawn.

        With ``digits`` those of fonts that draw other digits than they say are marked.
        """
        textpage = c.FPDFText_LoadPage(self._objects.raw)
        try:
            keys: list[int] = []
            self._read_glyphs(handle_of(textpage), page, keys if digits is not None else None)
            if digits is not None:
                fonts = {key: bare.FPDFTextObj_GetFont(Handle(key)) if key else 0 for key in set(keys)}
                drawn = zip(page.glyphs, (fonts[key] for key in keys), strict=True)
                page.has_misread = digits.mark(self._objects.raw, page.number, drawn)
        finally:
            c.FPDFText_ClosePage(textpage)

    def _read_glyphs(self, textpage: Handle, page: Page, keys: list[int] | None) -> None:
        """Read the glyphs; the text object that each belongs to is put into ``keys``."""
        styles: dict[int, _TextStyle] = {}
        box, origin = (ctypes.c_float * 4)(), (ctypes.c_double * 2)()
        (to_box, *_), (to_x, to_y) = references(box), references(origin)
        objects, drawn, unshown = self._objects, self._drawn, _Unshown()
        covers = drawn.opaque_covers(objects.raw)
        last_cover = covers[-1].order if covers else -1
        object_of, box_of = bare.FPDFText_GetTextObject, bare.FPDFText_GetLooseCharBox
        origin_of = bare.FPDFText_GetCharOrigin
        add, is_upright, left, high = page.glyphs.append, objects.rotation == 0, objects.left, objects.high
        line_key, line_foot, baseline = 0, 0.0, 0.0
        for i, text in enumerate(signs_of_page(textpage, page)):
            if not text:
                continue
            key = object_of(textpage, i)
            style = styles.get(key)
            if style is None:
                style = styles[key] = self._style(textpage, i, key)
            if not style.is_visible and not style.is_coloured and not (style.is_white and drawn.dark):
                continue
            box_of(textpage, i, to_box)
            x0, top, x1, bottom = box[:]
            if is_upright and style.angle == 0:
                if bottom != line_foot or key != line_key:
                    # Characters of one text object whose boxes stand on one line have one baseline.
                    origin_of(textpage, i, to_x, to_y)
                    line_key, line_foot, baseline = key, bottom, high - origin[1]
                x0, top, x1, bottom = x0 - left, high - top, x1 - left, high - bottom
            else:
                origin_of(textpage, i, to_x, to_y)
                x0, top, x1, bottom = mapped_box(objects.displayed, x0, bottom, x1, top)
                x, y = apply(objects.displayed, *origin[:])
                baseline = turn_box((x, y, x, y), style.angle, page.width, page.height)[1]
            if style.clip is not None:
                if not shows(style.clip, (x0 + x1) / 2, (top + bottom) / 2):
                    unshown.clips.add(style.clip)
                    unshown.halved.add(key)
                    continue
                unshown.last_shown[key] = (x0, top, x1, bottom)
            if style.is_white and not drawn.is_on_dark(style.order, (x0, top, x1, bottom)):
                continue
            if not style.is_visible and not style.is_white:
                # The slanted rim of a seal, a slanted watermark.
                unshown.slanted.setdefault(style.shade, []).append((x0, top, x1, bottom))
                continue
            glyph = Glyph(text, x0, top, x1, bottom, baseline, style.size, style.angle, style.shade)
            if style.order <= last_cover and (cover := cover_of(covers, style.order, glyph)) is not None:
                page.covered.append((glyph, cover.is_white))
                continue
            add(glyph)
            if keys is not None:
                keys.append(key)
        unshown.enter(page)
        page.lost = self._count_lost(textpage, styles)

    def _count_lost(self, textpage: Handle, styles: dict[int, _TextStyle]) -> int:
        """How many text objects pdfium passed over.

        It leaves out an object without any width, and a character has none where its font is not embedded and does not
        say which script it is of, so that no stand-in is asked for. Objects that hold blanks have none either.
        """
        embedded: dict[int, bool] = {}
        lost = set()
        for key in self._drawn.texts.keys() - styles.keys():
            obj = Handle(key)
            font = bare.FPDFTextObj_GetFont(obj)
            if font not in embedded:
                embedded[font] = not font or bare.FPDFFont_GetIsEmbedded(Handle(font)) == 1
            if not embedded[font]:
                x0, _, x1, _ = self._objects.bounds(obj, self._objects.displayed)
                if x1 - x0 < _NO_WIDTH:
                    lost.add(key)
        if lost:
            lost -= {bare.FPDFText_GetTextObject(textpage, i) for i in range(bare.FPDFText_CountChars(textpage))}
        return len(lost)

    def _style(self, textpage: Handle, index: int, key: int) -> _TextStyle:
        """The style of the text object at the address ``key``, asked of its character number ``index``."""
        objects = self._objects
        size, angle, is_level = 12.0, objects.rotation, True
        if bare.FPDFText_GetMatrix(textpage, index, objects.to_floats[0]):
            a, b, _, d, _, _ = objects.floats[:]
            size = bare.FPDFText_GetFontSize(textpage, index) * (math.hypot(b, d) or 1.0)
            if b != 0 or a < 0:
                # Counter-clockwise in the page's own space; a displayed page is turned clockwise by its rotation.
                turned = (objects.rotation - math.degrees(math.atan2(b, a))) % 360
                angle = round(turned / 90) * 90
                is_level = abs(turned - angle) <= _SLANT
        if not key:
            return _TextStyle(is_level, angle % 360, size, None, 0, 0, False, False)
        obj, around = Handle(key), self._drawn.texts.get(key) or objects.outermost
        ink = objects.colour(bare.FPDFPageObj_GetFillColor, obj)
        is_drawn = bare.FPDFTextObj_GetTextRenderMode(obj) not in _UNSEEN
        is_printed = is_drawn and not is_paper(*ink)
        is_white = is_level and is_drawn and not is_printed and ink[3] > 0
        shade = shade_number(*ink) if is_stamp_colour(*ink) and not is_white else 0
        clip = intersection(around.clip, objects.clip(obj, around.matrix))
        is_coloured = is_printed and shade > 0
        return _TextStyle(is_level and is_printed, angle % 360, size, clip, shade, around.order, is_coloured, is_white)


def _seals(shade: int, boxes: list[Rectangle]) -> list[Seal]:
    """What slanted letters of one colour surround; letters all over a page surround nothing."""
    whole = min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
    if max(whole[2] - whole[0], whole[3] - whole[1]) <= _LARGEST_SEAL:
        boxes = [whole]
    return [Seal(*box, Glyph("", *box, 0, 0, 0, shade).is_red) for box in boxes]
