"""Text on layers that are switched off: a PDF holds it, and nobody sees it.

Belongs here: the page drawn as a picture, and the glyphs of which the picture shows nothing. Does not belong here:
text that another object hides (``drawing_order``).
"""

from __future__ import annotations

import ctypes

import numpy as np
import pypdfium2.raw as c
from numpy.typing import NDArray

from pipeline.readers.pdf.pages.page import Page

# Pixels for each point when a page is drawn, and how much ink must differ from its ground (0 to 255).
_ZOOM, _CONTRAST = 2, 24


def drop_unseen(raw: c.FPDF_PAGE, page: Page) -> None:
    """Leave out the glyphs that do not show when the page is drawn: text on layers that are switched off.

    Where most glyphs do not show, the fonts cannot be drawn, and nothing is left out.
    """
    width, height = int(_ZOOM * page.width) + 1, int(_ZOOM * page.height) + 1
    bitmap = c.FPDFBitmap_CreateEx(width, height, c.FPDFBitmap_Gray, None, 0)
    try:
        c.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        c.FPDF_RenderPageBitmap(bitmap, raw, 0, 0, width, height, 0, 0)
        stride = c.FPDFBitmap_GetStride(bitmap)
        drawn = ctypes.string_at(c.FPDFBitmap_GetBuffer(bitmap), stride * height)
    finally:
        c.FPDFBitmap_Destroy(bitmap)
    pixels = np.frombuffer(drawn, np.uint8).reshape(height, stride)
    glyphs = page.glyphs
    x0, top, x1, bottom = glyphs.places[:4]
    inset_x, inset_y = 0.1 * (x1 - x0), 0.1 * (bottom - top)
    left, right = np.trunc(_ZOOM * (x0 + inset_x)), np.trunc(_ZOOM * (x1 - inset_x)) + 1
    upper, lower = np.trunc(_ZOOM * (top + inset_y)), np.trunc(_ZOOM * (bottom - inset_y)) + 1
    spans = np.stack((left, upper, right, lower), axis=1).clip(0, max(stride, height)).astype(np.int64).tolist()
    seen = np.array([_has_contrast(pixels[y0:y1, x0:x1]) for x0, y0, x1, y1 in spans], np.bool_)
    if seen.sum() >= 0.5 * len(glyphs):
        page.glyphs = glyphs.take(seen)


def _has_contrast(area: NDArray[np.uint8]) -> bool:
    """Whether anything is drawn in a part of a page."""
    return area.size > 0 and int(area.max()) - int(area.min()) > _CONTRAST
