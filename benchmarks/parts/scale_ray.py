"""What Ray costs beside the workers of one machine (``benchmarks.engines``)."""

from __future__ import annotations

from collections.abc import Callable

from benchmarks.engines import measure as compared
from benchmarks.parts import Measured, Size


def measure(size: Size, say: Callable[[str], object]) -> Measured:
    """Processor time of a document on Ray, in percent above that of the local workers."""
    found = compared(size.files, size.rounds, say)
    note = f"{found['least']:.1f} to {found['most']:.1f}; {size.files} documents"
    return Measured({"scale_ray": found["overhead_pct"]}, {"scale_ray": note})
