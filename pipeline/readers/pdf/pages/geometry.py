"""Rectangles of a page and their turning.

Belongs here: arithmetic with coordinates. Does not belong here: what stands in a rectangle.
"""

from __future__ import annotations

Rectangle = tuple[float, float, float, float]


def turn_box(box: Rectangle, turn: int, width: float, height: float) -> Rectangle:
    """A box (x0, top, x1, bottom) after the page of ``width`` x ``height`` points is turned back by ``turn``."""
    x0, top, x1, bottom = box
    if turn == 90:
        return top, width - x1, bottom, width - x0
    if turn == 180:
        return width - x1, height - bottom, width - x0, height - top
    if turn == 270:
        return height - bottom, x0, height - top, x1
    return box


def turn_back(box: Rectangle, turn: int, width: float, height: float) -> Rectangle:
    """The inverse of :func:`turn_box`; ``width`` and ``height`` are those of the turned page."""
    return turn_box(box, -turn % 360, width, height)
