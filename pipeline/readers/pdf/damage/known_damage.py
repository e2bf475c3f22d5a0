"""What is known of the damage of one file.

Belongs here: the record that the checks of this package fill, and the refusals that they share. Does not belong here:
a check.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.model.grid import Unreadable
from pipeline.model.messages import said

# All streams of a file together unpack to no more bytes than this.
ALL_UNPACKED = 2**30


@dataclass(slots=True)
class Damage:
    """What the bytes of a file show, before a page is read.

    ``streams`` maps the numbers of broken objects to what is wrong with them. ``drawings`` does the same for objects
    that are broken only if a page draws with them or takes them for maps of characters. ``faults`` is what is wrong
    where every page depends on it, or where nobody can say which page does.

    ``has_layers`` says that parts of pages can be switched off. ``digit_looks`` is how often the drawing of each digit
    has to be compared with the text (``pages.drawn_digits``). ``may_unfold`` says that forms draw each other, or that
    one is drawn very often. ``is_sum_wrong`` says that the file states its checksum and that its bytes have another.
    """

    streams: dict[int, str] = field(default_factory=dict)
    drawings: dict[int, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    has_layers: bool = False
    digit_looks: int = 0
    may_unfold: bool = False
    is_sum_wrong: bool = False


def unpacks_without_end() -> Unreadable:
    """The refusal of a file with a stream that unpacks to far more than a page holds."""
    return Unreadable(said("too_large_unpacked.stream"))
