"""Pixels and rectangles of pixels.

Belongs here: the types that the modules of this package pass to each other, and bands of ink. Does not belong here:
what is drawn.

numpy and OpenCV come with the extra ``ocr``: this module and those that import it are imported only when asked for.
"""

from __future__ import annotations

from typing import Any, NamedTuple, TypeAlias

import cv2
import numpy as np

Pixels: TypeAlias = "np.ndarray[Any, Any]"
# The workers share the processors already.
cv2.setNumThreads(1)


class PixelBox(NamedTuple):
    """A rectangle of pixels: left, top, right, bottom; the last two are outside."""

    x0: int
    y0: int
    x1: int
    y1: int


def bands_of(flags: Pixels) -> list[tuple[int, int]]:
    """Where runs of true flags begin and end."""
    edges = np.flatnonzero(np.diff(np.concatenate([[0], flags.astype(np.int8), [0]])))
    return [(int(a), int(b)) for a, b in zip(edges[::2], edges[1::2], strict=True)]
