"""What is drawn over text, and what it is drawn over: an object hides those that were drawn before it.

Belongs here: areas that hide text, dark areas on which white text is seen. Does not belong here: reading objects.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import NamedTuple

import pypdfium2.raw as c

from pipeline.readers.pdf.pages.ffi import Handle, bare
from pipeline.readers.pdf.pages.geometry import Rectangle
from pipeline.readers.pdf.pages.objects import Surroundings
from pipeline.readers.pdf.pages.page import Glyph


class Cover(NamedTuple):
    """An area that hides what was drawn before it; ``image`` is the object when an image may be see-through."""

    order: int
    box: Rectangle
    is_white: bool
    image: Handle | None


@dataclass(slots=True)
class DrawingOrder:
    """The objects of one page that can hide text, or without which it is not seen.

    ``texts`` maps the address of each text object to its surroundings. ``dark`` are dark areas, each with its turn in
    the drawing.
    """

    texts: dict[int, Surroundings] = field(default_factory=dict)
    covers: list[Cover] = field(default_factory=list)
    dark: list[tuple[int, Rectangle]] = field(default_factory=list)

    def is_on_dark(self, order: int, box: Rectangle) -> bool:
        """Whether the middle of a glyph stands on a dark area that was drawn before it."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return any(at < order and a[0] <= x <= a[2] and a[1] <= y <= a[3] for at, a in self.dark)

    def opaque_covers(self, page: c.FPDF_PAGE) -> list[Cover]:
        """The covers through which nothing shines."""
        return [cover for cover in self.covers if cover.image is None or _is_opaque(page, cover.image)]


def cover_of(covers: list[Cover], order: int, glyph: Glyph) -> Cover | None:
    """The last area drawn over the middle of a glyph that has the turn ``order``."""
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
    for cover in reversed(covers):
        if cover.order < order:
            return None
        x0, top, x1, bottom = cover.box
        if x0 <= x <= x1 and top <= y <= bottom:
            return cover
    return None


def _is_opaque(page: c.FPDF_PAGE, image: Handle) -> bool:
    """Whether an image hides what lies under it; the ink of seals is see-through around."""
    if bare.FPDFPageObj_HasTransparency(image):
        return False
    bitmap = c.FPDFImageObj_GetRenderedBitmap(None, page, ctypes.cast(image, c.FPDF_PAGEOBJECT))
    if not bitmap:
        return False
    try:
        if c.FPDFBitmap_GetFormat(bitmap) != c.FPDFBitmap_BGRA:
            return True
        size = c.FPDFBitmap_GetStride(bitmap) * c.FPDFBitmap_GetHeight(bitmap)
        alphas = ctypes.string_at(c.FPDFBitmap_GetBuffer(bitmap), size)[3::4]
        return alphas.count(b"\xff") >= 0.98 * len(alphas)
    finally:
        c.FPDFBitmap_Destroy(bitmap)
