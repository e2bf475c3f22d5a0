"""Rectangles and points of a page: mapped, turned, compared.

Belongs here: arithmetic with coordinates. Does not belong here: what stands at a point or in a rectangle.
"""

from __future__ import annotations

Rectangle = tuple[float, float, float, float]
"""Left, top, right and bottom."""
Matrix = tuple[float, float, float, float, float, float]
"""The six numbers of a transformation (ISO 32000-1, 8.3.4)."""


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


def intersection(first: Rectangle | None, second: Rectangle | None) -> Rectangle | None:
    """Where two rectangles overlap; null stands for a rectangle without bounds."""
    if first is None or second is None:
        return first or second
    return max(first[0], second[0]), max(first[1], second[1]), min(first[2], second[2]), min(first[3], second[3])


def area_of(box: Rectangle) -> float:
    """The area of a rectangle; 0 where its sides are turned around."""
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def shows(clip: Rectangle, x: float, y: float) -> bool:
    """Whether a clip shows a point; points on its edge count, as they are computed with rounding."""
    return clip[0] - 1 <= x <= clip[2] + 1 and clip[1] - 1 <= y <= clip[3] + 1


def multiply(m: Matrix, n: Matrix) -> Matrix:
    """The matrix that does first ``m``, then ``n``."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def apply(m: Matrix, x: float, y: float) -> tuple[float, float]:
    """Where a matrix takes a point."""
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def mapped_box(m: Matrix, x0: float, y0: float, x1: float, y1: float) -> Rectangle:
    """Where a matrix takes a box, given by two of its corners, as (x0, top, x1, bottom)."""
    ax, ay = apply(m, x0, y0)
    bx, by = apply(m, x1, y1)
    return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)
