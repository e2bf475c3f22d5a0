"""What the colour of ink says about what it draws.

Belongs here: judgements of red, green, blue and alpha. Does not belong here: reading the colour of an object.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray


def is_red(red: int, green: int, blue: int) -> bool:
    """Whether a colour (0 to 255 each) is that of a seal."""
    return red >= 150 and red - max(green, blue) >= 90


@lru_cache
def is_dark(red: int, green: int, blue: int, alpha: int = 255) -> bool:
    """Whether white text can be read on an area of a colour (0 to 255 each)."""
    return alpha >= 128 and 0.3 * red + 0.59 * green + 0.11 * blue < 190


@lru_cache
def is_paper(red: int, green: int, blue: int, alpha: int = 255) -> bool:
    """Whether a colour (0 to 255 each) cannot be seen on white paper."""
    return min(red, green, blue) >= 250 or alpha == 0


@lru_cache
def is_stamp_colour(red: int, green: int, blue: int, alpha: int = 255) -> bool:
    """Whether a text colour (0 to 255 each) is that of a seal (red) or a watermark (pale or see-through)."""
    return is_red(red, green, blue) or min(red, green, blue) >= 165 or alpha < 128


def shade_number(red: int, green: int, blue: int, alpha: int = 255) -> int:
    """The number that stands for a colour (0 to 255 each) in ``Glyph.shade``; never 0."""
    return 1 + (alpha << 24 | red << 16 | green << 8 | blue)


def is_red_shade(shade: int) -> bool:
    """Whether the colour behind a number of :func:`shade_number` is that of a seal."""
    return is_red(*(shade - 1).to_bytes(4, "big")[1:])


class Inks:
    """The colours of many things: a row of red, green, blue and alpha for each. A page has few different ones."""

    def __init__(self, inks: NDArray[Any]) -> None:
        packed = inks.astype(np.uint8).view(np.uint32).ravel()
        self._place: NDArray[np.int64] | None = None
        few = packed[:1]
        if not (packed == few).all():
            few, self._place = np.unique(packed, return_inverse=True)
        self._few = [ink.to_bytes(4, sys.byteorder) for ink in few.tolist()]
        self._count = len(packed)

    def judged(self, judge: Callable[[int, int, int, int], Any], kind: Any = np.bool_) -> NDArray[Any]:
        """What a judgement of this module says of the colour of each thing."""
        said = [judge(*ink) for ink in self._few]
        if self._place is None:
            return np.full(self._count, said[0] if said else False, kind)
        return np.array(said, kind)[self._place]
