"""Rectangles and points of a page: mapped, turned, compared.

Belongs here: arithmetic with coordinates. Does not belong here: what stands at a point or in a rectangle.
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


Matrix = tuple[float, float, float, float, float, float]


def intersection(one: Rectangle | None, other: Rectangle | None) -> Rectangle | None:
    """Where two rectangles overlap; one that is null has no bounds."""
    if one is None or other is None:
        return one or other
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def area_of(box: Rectangle) -> float:
    """The area of a rectangle; 0 where its sides are turned around."""
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def shows(clip: tuple[float, float, float, float], x: float, y: float) -> bool:
    """Whether a clip shows a point; points on its edge count, as they are computed with rounding."""
    return clip[0] - 1 <= x <= clip[2] + 1 and clip[1] - 1 <= y <= clip[3] + 1


def multiply(m: Matrix, n: Matrix) -> Matrix:
    """First ``m``, then ``n``."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def apply(m: Matrix, x: float, y: float) -> tuple[float, float]:
    """A point after a matrix."""
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]


def mapped_box(m: Matrix, x0: float, y0: float, x1: float, y1: float) -> Rectangle:
    """A box as (x0, top, x1, bottom)."""
    ax, ay = apply(m, x0, y0)
    bx, by = apply(m, x1, y1)
    return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)
