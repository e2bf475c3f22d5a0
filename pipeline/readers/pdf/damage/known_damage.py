"""What is known of the damage of one file.

Belongs here: the record that the checks of this package fill, and the refusals that they share. Does not belong here:
a check.
"""

from __future__ import annotations

from dataclasses import dataclass, field

from pipeline.model.grid import Unreadable

ALL_UNPACKED = 2**30
NEVER = "no program writes such a file: ask the publisher for the original."


@dataclass(slots=True)
class Damage:
    """What a look at the bytes shows.

    ``streams`` maps the numbers of broken objects to what is wrong with them, ``drawings`` the same for objects that
    are broken only if they are drawings or maps of characters.

    ``faults`` is what is wrong where every page hangs on it, or nobody can say which. ``has_layers``: parts of pages
    can be switched off. ``digit_looks`` is how often the drawing of each digit has to be compared with the text (see
    ``digits``). ``may_unfold``: drawings draw each other, or one is drawn very often.
    ``is_sum_wrong``: the checksum of the whole file is another.
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
    return Unreadable("too_large_unpacked", f"A stream of the PDF unpacks to far more than a page holds: {NEVER}")
