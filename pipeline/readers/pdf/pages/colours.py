"""What the colour of ink says about what it draws.

Belongs here: judgements of red, green, blue and alpha. Does not belong here: reading the colour of an object.
"""

from __future__ import annotations


def is_red(red: int, green: int, blue: int) -> bool:
    """Whether a colour (0 to 255 each) is that of a seal."""
    return red >= 150 and red - max(green, blue) >= 90
