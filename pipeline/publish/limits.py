"""Limits from which on a release is refused or a person is warned, as an installation may set them.

Belongs here: names, defaults, reading them from the environment. Does not belong here: what is compared with them
(``falls``, ``pipeline.defs.checks``); alerts, which have their own (``alerts``).
"""

from __future__ import annotations

import os
from dataclasses import dataclass

from pipeline.language import say
from pipeline.publish.errors import PublicationError


@dataclass(frozen=True, slots=True)
class Limit:
    """A limit, the variable that sets it, and the most that makes sense."""

    variable: str
    default: float
    most: float

    def value(self) -> float:
        """What holds. Raises :class:`PublicationError` for what is no number from 0 to the most."""
        text = os.environ.get(self.variable)
        if not text:
            return self.default
        try:
            value = float(text)
        except ValueError:
            value = -1.0
        if not 0 <= value <= self.most:
            raise PublicationError(say("limit.no_number", name=self.variable, value=text, most=f"{self.most:g}"))
        return value


FALL_SHARE = Limit("JIXIAO_FALL_SHARE", 0.10, 1)
"""The share of documents, forms, funding rows, indicators or statements that may be missing."""
FALL_POINTS = Limit("JIXIAO_FALL_POINTS", 10, 100)
"""The points by which a fill rate may be lower, or a share of doubtful rows higher."""
DOUBT_SHARE = Limit("JIXIAO_DOUBT_SHARE", 0.5, 1)
"""The share of the rows of a table that may be in doubt without a warning."""
REFUSED_SHARE = Limit("JIXIAO_REFUSED_SHARE", 0.2, 1)
"""The share of the documents that may be refused without a warning."""
ERROR_SHARE = Limit("JIXIAO_ERROR_SHARE", 0.5, 1)
"""The share of the forms that may contradict themselves without a warning."""

LIMITS = (FALL_SHARE, FALL_POINTS, DOUBT_SHARE, REFUSED_SHARE, ERROR_SHARE)


def check_limits() -> None:
    """Raise :class:`PublicationError` for a limit that cannot be used, before anything is read."""
    for limit in LIMITS:
        limit.value()
