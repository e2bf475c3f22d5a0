"""What a person sees of the text in one element of a web page.

Belongs here: the type that the cascade makes and that reading a page asks. Does not belong here: how the rules of a
page lead to it (``cascade``, ``styles``).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Style:
    """What a person sees of the text in an element; everything but ``is_gone`` and the added texts is inherited.

    ``is_unsure`` says that a sheet hides the element while the page names further sheets that are not at hand.
    """

    is_gone: bool = False
    is_unsure: bool = False
    is_invisible: bool = False
    is_unseeable: bool = False
    is_raised: bool = False
    is_struck: bool = False
    is_pale: bool = False
    has_background: bool = False
    has_no_size: bool = False
    is_preformatted: bool = False
    has_markers: bool = True
    is_block: bool = False
    transform: str = ""
    before: str = ""
    after: str = ""
    is_added_unknown: bool = False

    @property
    def shows_nothing(self) -> bool:
        """Whether text directly in the element takes its place and cannot be seen."""
        return self.is_invisible or self.is_unseeable or self.has_no_size

    @property
    def doubt(self) -> str:
        """Why text directly in the element may not be seen as it is written."""
        return "struck_out" if self.is_struck else "white_text" if self.is_pale and not self.has_background else ""

    def changed(self, text: str) -> str:
        """The text in the letters that it is shown in."""
        change = {"uppercase": str.upper, "lowercase": str.lower, "capitalize": str.title}.get(self.transform)
        return change(text) if change is not None else text


PLAIN = Style()
