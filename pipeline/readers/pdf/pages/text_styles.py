"""What all characters of one text object share: size, direction, ink, the clip they show in.

Belongs here: asking each text object once for what it says of all its glyphs. Does not belong here: the glyphs
themselves (``glyphs``).
"""

from __future__ import annotations

import math
from dataclasses import dataclass

import numpy as np
import pypdfium2.raw as c
from numpy.typing import NDArray

from pipeline.readers.pdf.pages import ffi
from pipeline.readers.pdf.pages.colours import Inks, is_paper, is_stamp_colour, shade_number
from pipeline.readers.pdf.pages.columns import Boxes, Flags, Floats, Ints
from pipeline.readers.pdf.pages.ffi import Handle, bare
from pipeline.readers.pdf.pages.geometry import intersection
from pipeline.readers.pdf.pages.objects import Objects, PageObjects

_UNSEEN = (c.FPDF_TEXTRENDERMODE_INVISIBLE, c.FPDF_TEXTRENDERMODE_CLIP)
# Text that leans more than this (degrees) from both axes is a watermark.
_SLANT = 3.0
# The size of a character whose text object says nothing of it.
_USUAL_SIZE = 12.0
_EVERYWHERE = (-math.inf, -math.inf, math.inf, math.inf)
_BLACK = (0, 0, 0, 255)


@dataclass(slots=True)
class TextObjects:
    """The text objects that the glyphs of a page belong to, by their addresses, as the glyphs follow each other.

    ``first_glyph`` is the number of the first character of each, ``of_glyph`` the text object of each glyph.
    ``objects`` are the same as objects of the page. ``without_glyph`` are those text objects that have no glyph. An
    object to which the glyphs come back stands here twice.
    """

    keys: NDArray[np.uint64]
    first_glyph: Ints
    of_glyph: Ints
    objects: Objects
    without_glyph: Objects


def text_objects(keys: NDArray[np.uint64], characters: Ints, texts: Objects) -> TextObjects:
    """The text objects at the addresses that glyphs have; ``characters`` are the numbers of the glyphs for pdfium.

    ``texts`` are the text objects of the page; an object that is not among them stands in no form and was drawn first.
    """
    begins = np.ones(len(keys), np.bool_)
    begins[1:] = keys[1:] != keys[:-1]
    own, of_glyph = keys[begins], np.cumsum(begins) - 1
    known = texts.handles
    by_known = np.argsort(known, kind="stable")
    place = np.searchsorted(known, own, sorter=by_known)
    place = by_known[np.minimum(place, len(known) - 1)] if len(known) else np.zeros(len(own), np.int64)
    is_known = known[place] == own if len(known) else np.zeros(len(own), np.bool_)
    objects = Objects(
        own,
        np.ones(len(own), np.int64),
        np.where(is_known, texts.order[place], 0) if len(known) else np.zeros(len(own), np.int64),
        np.where(is_known, texts.around[place], 0) if len(known) else np.zeros(len(own), np.int64),
    )
    has_glyph = np.zeros(len(known), np.bool_)
    has_glyph[place[is_known]] = True
    return TextObjects(own, characters[begins], of_glyph, objects, texts.take(~has_glyph))


@dataclass(slots=True)
class TextStyles:
    """What all characters of each text object share.

    ``is_visible`` is false for what nobody sees and for slanted text. ``is_coloured`` says that the characters are seen
    and may belong to a seal, ``is_white`` that they are seen on a dark area only. ``clip`` is the box they show in.
    """

    is_visible: Flags
    angle: Ints
    size: Floats
    clip: Boxes
    has_clip: Flags
    shade: Ints
    order: Ints
    is_coloured: Flags
    is_white: Flags


def styles_of(page: PageObjects, textpage: Handle, texts: TextObjects) -> TextStyles:
    """The style of each text object."""
    count = len(texts.keys)
    of_text = textpage, texts.first_glyph
    nothing = (math.nan,) * 6
    matrices = ffi.matrices.ask(bare.FPDFText_GetMatrix, *of_text, otherwise=nothing).astype(np.float64)
    font_sizes = bare.FPDFText_GetFontSize.each(*of_text)
    size, angle, is_level = _sizes_and_angles(matrices, font_sizes, page.rotation)
    handles = texts.objects.handles
    has_object = texts.keys != 0
    colours = ffi.colours.ask(bare.FPDFPageObj_GetFillColor, handles, otherwise=_BLACK)
    inks = Inks(colours)
    render_modes = bare.FPDFTextObj_GetTextRenderMode.each(handles)
    is_drawn = (render_modes != _UNSEEN[0]) & (render_modes != _UNSEEN[1])
    is_printed = (is_drawn & ~inks.judged(is_paper)) | ~has_object
    is_white = is_level & is_drawn & ~is_printed & (colours[:, 3] > 0)
    is_stamp = inks.judged(is_stamp_colour) & ~is_white & has_object
    shade = np.where(is_stamp, inks.judged(shade_number, np.int64), 0) if is_stamp.any() else np.zeros(count, np.int64)
    clip, has_clip = _clips(page, texts.objects)
    return TextStyles(
        is_level & is_printed,
        angle,
        size,
        clip,
        has_clip & has_object,
        shade,
        np.where(has_object, texts.objects.order, 0),
        is_printed & (shade > 0),
        is_white,
    )


def _sizes_and_angles(matrices: Floats, font_sizes: Floats, rotation: int) -> tuple[Floats, Ints, Flags]:
    """How large the characters of each text object are, their direction, and whether it is not slanted.

    Matrices run counter-clockwise in the page's own space; a displayed page is turned clockwise by its rotation.
    """
    a, b, _, d, _, _ = matrices.T
    lengths = np.abs(d)
    angle, is_level = np.full(len(a), rotation % 360), np.ones(len(a), np.bool_)
    for row in np.flatnonzero((b != 0) | (a < 0)).tolist():
        lengths[row] = math.hypot(b[row], d[row])
        turned = (rotation - math.degrees(math.atan2(b[row], a[row]))) % 360
        if not math.isnan(turned):
            nearest = round(turned / 90) * 90
            angle[row], is_level[row] = nearest % 360, abs(turned - nearest) <= _SLANT
    size = font_sizes * np.where(lengths == 0, 1.0, lengths)
    return np.where(np.isnan(a), _USUAL_SIZE, size), angle, is_level


def _clips(page: PageObjects, texts: Objects) -> tuple[Boxes, Flags]:
    """The box that each text object shows in by its own clip and by those of the forms around it, and who has one."""
    number, own = page.clips(texts)
    if len(page.surroundings) > 1:
        pairs, number = np.unique(texts.around * len(own) + number, return_inverse=True)
        places = [divmod(pair, len(own)) for pair in pairs.tolist()]
        own = [intersection(page.surroundings[outer].clip, own[inner]) for outer, inner in places]
    has_clip = np.array([clip is not None for clip in own], np.bool_)
    return np.array([clip or _EVERYWHERE for clip in own], np.float64).reshape(-1, 4)[number], has_clip[number]
