"""What a person sees of the text in one element of a web page.

Belongs here: the type that the cascade makes and that the reader of a page looks at. Does not belong here: how the
rules of a page lead to it (``cascade``, ``styles``).
"""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Style:
    """What a person sees of the text in an element.

    ``is_gone``: it is not displayed at all. ``is_unsure``: a style sheet hides it, but the page names other sheets
    that are not in the file and may show it. ``is_invisible`` and ``is_unseeable``: it takes up room and nothing of it
    is seen. ``is_pale``: its text is white. ``before`` and ``after`` are texts that a style sheet adds;
    ``is_added_unknown`` says that such a text is not known in full. An inner element takes over all but ``is_gone``,
    ``is_unsure``, ``is_block`` and the added texts.
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
        """Whether text directly in the element takes up room and cannot be seen."""
        return self.is_invisible or self.is_unseeable or self.has_no_size

    @property
    def doubt(self) -> str:
        """The code of the doubt about text directly in the element; empty for none."""
        return "struck_out" if self.is_struck else "white_text" if self.is_pale and not self.has_background else ""

    def changed(self, text: str) -> str:
        """The text in capital or small letters, as it is shown."""
        change = {"uppercase": str.upper, "lowercase": str.lower, "capitalize": str.title}.get(self.transform)
        return change(text) if change is not None else text


PLAIN = Style()
