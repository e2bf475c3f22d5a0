"""Text on layers that are switched off: a PDF holds it, and nobody sees it.

Belongs here: the page drawn as a picture, and the glyphs of which the picture shows nothing. Does not belong here:
text that another object hides (``drawing_order``).
"""

from __future__ import annotations

import ctypes

import pypdfium2.raw as c

from pipeline.readers.pdf.pages.page import Glyph, Page

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
        pixels = ctypes.string_at(c.FPDFBitmap_GetBuffer(bitmap), stride * height)
    finally:
        c.FPDFBitmap_Destroy(bitmap)
    seen = [g for g in page.glyphs if _has_contrast(pixels, stride, height, g)]
    if len(seen) >= 0.5 * len(page.glyphs):
        page.glyphs = seen


def _has_contrast(pixels: bytes, stride: int, height: int, glyph: Glyph) -> bool:
    """Whether anything is drawn where a glyph stands; ``pixels`` are the rows of the page, ``stride`` bytes each."""
    inset_x, inset_y = 0.1 * (glyph.x1 - glyph.x0), 0.1 * (glyph.bottom - glyph.top)
    first, last = int(_ZOOM * (glyph.x0 + inset_x)), int(_ZOOM * (glyph.x1 - inset_x)) + 1
    rows = range(max(0, int(_ZOOM * (glyph.top + inset_y))), min(height, int(_ZOOM * (glyph.bottom - inset_y)) + 1))
    area = b"".join(pixels[y * stride + max(0, first) : y * stride + max(0, last)] for y in rows)
    return bool(area) and max(area) - min(area) > _CONTRAST
