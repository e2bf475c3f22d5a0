"""One page as it is shown: what the site is told of it, and its picture.

Belongs here: the type, and pages that cannot be shown. Does not belong here: how pages come about.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Literal

Reason = Literal["not_drawn", "not_checked", "not_there", "too_long", "later"]
"""Why a page is not shown: it cannot be drawn, its text could not be looked through for personal data, the document is
no longer there or another one, drawing it takes too long or too much memory, the time of this build was over."""


@dataclass(frozen=True, slots=True)
class Page:
    """What the site is told of a page, as JSON, and its picture where it has one.

    ``content["kind"]`` is image, table, lines or missing.
    """

    content: dict[str, Any]
    picture: bytes | None = None

    @property
    def is_missing(self) -> bool:
        """Whether the page is not shown."""
        return bool(self.content["kind"] == "missing")


def missing(reason: Reason) -> Page:
    """A page that is not shown."""
    return Page({"kind": "missing", "reason": reason})
