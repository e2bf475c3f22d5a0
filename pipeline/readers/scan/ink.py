"""What is ink and what is paper in the picture of a page.

Belongs here: uneven light, faint ink, coloured ink. Does not belong here: what the ink draws.
"""

from __future__ import annotations

import cv2
import numpy as np

from pipeline.readers.scan.pixels import Pixels

# A pixel whose channels differ by this much is coloured ink; JPEG leaves less around black text.
_COLOURED = 70


def without_colour(pixels: Pixels) -> tuple[Pixels, Pixels | None]:
    """The grey picture without coloured ink, and where that ink is; null where there is none.

    Each pixel is as bright as its brightest channel, in which coloured ink is pale.
    """
    if pixels.ndim == 2:
        return pixels, None
    high, low = brightest_channel(pixels), darkest_channel(pixels)
    coloured: Pixels = cv2.subtract(high, low) > _COLOURED
    if coloured.mean() < 1e-5:
        return np.asarray(cv2.cvtColor(pixels, cv2.COLOR_BGR2GRAY)), None
    return high, coloured


def brightest_channel(pixels: Pixels) -> Pixels:
    """The brightest channel of each pixel of a coloured picture."""
    blue, green, red = cv2.split(pixels)
    return np.asarray(cv2.max(cv2.max(blue, green), red))


def darkest_channel(pixels: Pixels) -> Pixels:
    """The darkest channel of each pixel of a coloured picture."""
    blue, green, red = cv2.split(pixels)
    return np.asarray(cv2.min(cv2.min(blue, green), red))


def darkness(grey: Pixels, unit: float) -> Pixels:
    """How much darker than the paper around it each pixel is, 0 to 255."""
    small = cv2.resize(grey, None, fx=0.25, fy=0.25, interpolation=cv2.INTER_AREA)
    size = int(6 * unit / 4) * 2 + 1
    paper = cv2.morphologyEx(small, cv2.MORPH_CLOSE, np.ones((size, size), np.uint8))
    paper = cv2.blur(paper, (size, size))
    paper = cv2.resize(paper, (grey.shape[1], grey.shape[0]), interpolation=cv2.INTER_LINEAR)
    even = grey.astype(np.float32)
    even *= 255
    # Beside the paper the glass is black; it must not be made white.
    even /= np.maximum(paper, 60)
    np.subtract(255, even, out=even)
    return np.maximum(even, 0, out=even).astype(np.uint8)


def full_darkness(dark: Pixels) -> float:
    """How dark the ink of a page is, by its darkest pixels; never less than that of a faint print."""
    return max(70.0, float(np.percentile(dark[::2, ::2], 98.5)))


def even_paper(dark: Pixels) -> Pixels:
    """The picture as grey values, with faint ink made as dark as any."""
    grey = 255 - np.clip(np.arange(256) * (255 / min(full_darkness(dark), 255)), 0, 255)
    return np.asarray(cv2.LUT(dark, grey.astype(np.uint8)))


def ink_threshold(dark: Pixels) -> float:
    """The darkness from which a pixel is ink."""
    return 0.45 * full_darkness(dark)


def erased(paper: Pixels, mask: Pixels) -> Pixels:
    """The picture without what a mask covers."""
    clean = paper.copy()
    clean[mask > 0] = 255
    return clean
