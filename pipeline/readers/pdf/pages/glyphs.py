"""The visible glyphs of a page: where each stands, how large it is, and what is known of its ink.

Belongs here: which glyphs a person sees, and those that are seen only in part. Does not belong here: which character
a glyph stands for (``unicode_values``), what its text object says of it (``text_styles``), objects that are no text
(``drawn_paths``).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
import pypdfium2.raw as c
from numpy.typing import NDArray

from pipeline.readers.pdf.pages import ffi
from pipeline.readers.pdf.pages.colours import is_red_shade
from pipeline.readers.pdf.pages.columns import Flags, Floats, Glyphs, Ints, rectangles
from pipeline.readers.pdf.pages.drawing_order import DrawingOrder
from pipeline.readers.pdf.pages.drawn_digits import DigitCheck
from pipeline.readers.pdf.pages.ffi import Addresses, Handle, bare, handle_of
from pipeline.readers.pdf.pages.geometry import Rectangle, area_of, turn_box
from pipeline.readers.pdf.pages.objects import Objects, PageObjects, applied, mapped_boxes
from pipeline.readers.pdf.pages.page import Page, Seal
from pipeline.readers.pdf.pages.text_styles import TextStyles, styles_of, text_objects
from pipeline.readers.pdf.pages.unicode_values import codes_of_page

# pdfium passes over text narrower than this (points).
_NO_WIDTH = 0.02
# Seals are round and at most about five centimetres wide (points).
_LARGEST_SEAL = 200.0


@dataclass(slots=True)
class _Found:
    """Glyphs as pdfium counts them: ``characters`` are their numbers, ``keys`` the addresses of their text objects.

    ``style`` is the number of the style of each, ``places`` what :class:`Glyphs` calls so.
    """

    characters: Ints
    keys: NDArray[np.uint64]
    style: Ints
    places: Floats

    def take(self, chosen: Flags) -> _Found:
        return _Found(self.characters[chosen], self.keys[chosen], self.style[chosen], self.places[:, chosen])


def read_glyphs(
    objects: PageObjects, texts: Objects, drawn: DrawingOrder, page: Page, digits: DigitCheck | None = None
) -> None:
    """Add the visible glyphs to a page in the order in which they were drawn; ``texts`` are its text objects.

    With ``digits`` those of fonts that draw other digits than they say are marked.
    """
    textpage = c.FPDFText_LoadPage(objects.raw)
    try:
        keys = _read(objects, handle_of(textpage), texts, drawn, page)
        if digits is not None:
            few, place = np.unique(keys, return_inverse=True)
            page.has_misread = digits.mark(objects.raw, page.number, page.glyphs, _fonts(few)[place])
    finally:
        c.FPDFText_ClosePage(textpage)


def _read(
    objects: PageObjects, textpage: Handle, texts: Objects, drawn: DrawingOrder, page: Page
) -> NDArray[np.uint64]:
    """Add the visible glyphs; returns the address of the text object that each belongs to."""
    codes, page.unmapped = codes_of_page(textpage)
    characters = np.flatnonzero(codes)
    keys: Addresses = bare.FPDFText_GetTextObject.each(textpage, characters)
    of_objects = text_objects(keys, characters, texts)
    page.lost = _count_lost(objects, textpage, of_objects.without_glyph)
    if not len(characters):
        return keys
    styles = styles_of(objects, textpage, of_objects)
    found = _Found(characters, keys, of_objects.of_glyph, np.empty((6, len(characters))))
    is_seen = styles.is_visible | styles.is_coloured | (styles.is_white & bool(drawn.dark))
    if not is_seen.all():
        found = found.take(is_seen[found.style])
    _place(objects, textpage, page, styles, found)
    x, y = (found.places[0] + found.places[2]) / 2, (found.places[1] + found.places[3]) / 2
    kept = np.ones(len(x), np.bool_)
    if styles.has_clip.any():
        kept = _in_clip(page, styles, found, x, y)
    is_slanted = ~styles.is_visible & ~styles.is_white
    if styles.is_white.any():
        on_dark = drawn.is_on_dark(styles.order[found.style], x, y)
        kept &= ~styles.is_white[found.style] | on_dark
    if is_slanted.any():
        # The slanted rim of a seal, a slanted watermark.
        slanted = is_slanted[found.style]
        page.seals += _seals(styles, found.take(slanted & kept))
        kept &= ~slanted
    if drawn.covers:
        is_hidden, is_white = drawn.hidden(objects.raw, styles.order[found.style], x, y, kept)
        page.covered = _glyphs(codes, styles, found.take(is_hidden))
        page.is_under_white = is_white[is_hidden]
        kept &= ~is_hidden
    if not kept.all():
        found = found.take(kept)
    page.glyphs = _glyphs(codes, styles, found)
    return found.keys


def _glyphs(codes: Ints, styles: TextStyles, found: _Found) -> Glyphs:
    """The columns of some glyphs that were found."""
    text = codes[found.characters].astype(np.uint32).view("U1")
    style = found.style
    return Glyphs(text, found.places, styles.angle[style], styles.shade[style], np.zeros(len(text), np.bool_))


def _place(objects: PageObjects, textpage: Handle, page: Page, styles: TextStyles, found: _Found) -> None:
    """Find out where each glyph stands as displayed, and how large it is."""
    boxes = ffi.boxes.ask(bare.FPDFText_GetLooseCharBox, textpage, found.characters)
    x0, top, x1, bottom = boxes.astype(np.float64).T
    places = found.places
    angle = styles.angle[found.style]
    is_upright = (angle == 0) & (objects.rotation == 0)
    left, high = objects.left, objects.high
    places[0], places[1], places[2], places[3] = x0 - left, high - top, x1 - left, high - bottom
    places[5] = styles.size[found.style]
    # Characters of one text object whose boxes stand on one line have one baseline.
    upright = np.flatnonzero(is_upright)
    begins = np.ones(len(upright), np.bool_)
    key, foot = found.keys[upright], bottom[upright]
    begins[1:] = (key[1:] != key[:-1]) | (foot[1:] != foot[:-1])
    origins = ffi.origins.ask(bare.FPDFText_GetCharOrigin, textpage, found.characters[upright[begins]])
    places[4, upright] = (high - origins[:, 1])[np.cumsum(begins) - 1]
    if len(upright) < len(is_upright):
        turned = np.flatnonzero(~is_upright)
        origins = ffi.origins.ask(bare.FPDFText_GetCharOrigin, textpage, found.characters[turned])
        displayed = np.array([objects.displayed])
        places[:4, turned] = mapped_boxes(displayed, x0[turned], bottom[turned], x1[turned], top[turned]).T
        x, y = applied(displayed, origins[:, 0], origins[:, 1])
        angles = angle[turned]
        for direction in set(angles.tolist()):
            own = angles == direction
            point = x[own], y[own], x[own], y[own]
            places[4, turned[own]] = turn_box(point, direction, page.width, page.height)[1]


def _in_clip(page: Page, styles: TextStyles, found: _Found, x: Floats, y: Floats) -> Flags:
    """Whether each glyph shows in its clip; the page is told which areas show only a part of their text."""
    clip = styles.clip.T[:, found.style]
    # Points on the edge of a clip count, as they are computed with rounding.
    shows: Flags = (clip[0] - 1 <= x) & (x <= clip[2] + 1) & (clip[1] - 1 <= y) & (y <= clip[3] + 1)
    if shows.all():
        return shows
    clips: set[Rectangle] = set(rectangles(styles.clip[np.unique(found.style[~shows])]))
    # Where nothing else stands in the clip, the text is a label drawn again for another page.
    most = 0.25 * page.width * page.height
    page.truncated = [box for box in sorted(clips) if area_of(box) < most]
    # Of a text object that its clip cuts through, where the last of it shows.
    has_clip = styles.has_clip[found.style]
    for key in np.intersect1d(found.keys[~shows], found.keys[shows & has_clip]).tolist():
        last = np.flatnonzero(shows & (found.keys == key))[-1]
        page.truncated += rectangles(found.places[:4, last : last + 1].T)
    return shows


def _seals(styles: TextStyles, slanted: _Found) -> list[Seal]:
    """What slanted letters of each colour surround; letters all over a page surround nothing."""
    shades = styles.shade[slanted.style]
    seals: list[Seal] = []
    for shade in dict.fromkeys(shades.tolist()):
        boxes = slanted.places[:4, shades == shade]
        whole = boxes[0].min(), boxes[1].min(), boxes[2].max(), boxes[3].max()
        is_small = max(whole[2] - whole[0], whole[3] - whole[1]) <= _LARGEST_SEAL
        is_red = shade != 0 and is_red_shade(shade)
        places = rectangles(np.array([whole])) if is_small else rectangles(boxes.T)
        seals += [Seal(*box, is_red) for box in places]
    return seals


def _count_lost(objects: PageObjects, textpage: Handle, texts: Objects) -> int:
    """How many text objects pdfium passed over; ``texts`` are those without a glyph.

    It leaves out an object without any width, and a character has none where its font is not embedded and does not
    say which script it is of, so that no stand-in is asked for. Objects that hold blanks have none either.
    """
    if not len(texts):
        return 0
    fonts = bare.FPDFTextObj_GetFont.each(texts.handles)
    outside = [font for font in set(fonts.tolist()) if font and bare.FPDFFont_GetIsEmbedded(Handle(font)) != 1]
    if not outside:
        return 0
    handles = texts.handles[np.isin(fonts, np.array(outside, np.uint64))]
    boxes = objects.bounds_in(handles, np.array([objects.displayed]))
    lost = set(handles[boxes[:, 2] - boxes[:, 0] < _NO_WIDTH].tolist())
    if lost:
        every = np.arange(bare.FPDFText_CountChars(textpage))
        lost -= set(bare.FPDFText_GetTextObject.each(textpage, every).tolist())
    return len(lost)


def _fonts(keys: Addresses) -> Addresses:
    """The font of each text object; 0 where there is no object."""
    fonts = np.zeros_like(keys)
    if keys.any():
        fonts[keys != 0] = bare.FPDFTextObj_GetFont.each(keys[keys != 0])
    return fonts
