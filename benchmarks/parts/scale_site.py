"""The site of a million forms: its index, and the page of one department."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.parts import Measured, Size


def measure(size: Size, say: Callable[[str], object]) -> Measured:
    """Nothing yet: ``benchmarks.site`` goes to a million indicators."""
    raise LookupError("see benchmarks/site.md for a million indicators")
