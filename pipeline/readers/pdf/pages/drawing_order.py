"""What is drawn over text, and what it is drawn over: an object hides those that were drawn before it.

Belongs here: areas that hide text, dark areas on which white text is seen. Does not belong here: reading objects.
"""

from __future__ import annotations

import ctypes
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np
import pypdfium2.raw as c

from pipeline.readers.pdf.pages.columns import Flags, Floats, Ints
from pipeline.readers.pdf.pages.ffi import Handle, bare
from pipeline.readers.pdf.pages.geometry import Rectangle


class Cover(NamedTuple):
    """An area that hides what was drawn before it; ``image`` is the object when an image may be see-through."""

    order: int
    box: Rectangle
    is_white: bool
    image: Handle | None


@dataclass(slots=True)
class DrawingOrder:
    """The objects of one page that can hide text, or without which it is not seen, in the order of drawing.

    ``dark`` are dark areas, each with its turn in the drawing.
    """

    covers: list[Cover] = field(default_factory=list)
    dark: list[tuple[int, Rectangle]] = field(default_factory=list)

    def is_on_dark(self, order: Ints, x: Floats, y: Floats) -> Flags:
        """Whether each point stands on a dark area that was drawn before what stands at the point."""
        found = np.zeros(len(order), np.bool_)
        for at, (x0, top, x1, bottom) in self.dark:
            found |= (at < order) & (x0 <= x) & (x <= x1) & (top <= y) & (y <= bottom)
        return found

    def hidden(self, page: c.FPDF_PAGE, order: Ints, x: Floats, y: Floats, shown: Flags) -> tuple[Flags, Flags]:
        """Whether a later drawing hides what stands at each point, and whether the last such drawing is white.

        Only points that are ``shown`` are asked about.
        """
        is_hidden, is_white = np.zeros(len(order), np.bool_), np.zeros(len(order), np.bool_)
        for cover in self.covers:
            x0, top, x1, bottom = cover.box
            under = shown & (order <= cover.order) & (x0 <= x) & (x <= x1) & (top <= y) & (y <= bottom)
            if under.any() and (cover.image is None or _is_opaque(page, cover.image)):
                is_hidden |= under
                is_white[under] = cover.is_white
        return is_hidden, is_white


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
