"""Doubts as tests write them."""

from __future__ import annotations

from typing import Protocol

from pipeline.model.doubts import Doubts


class Doubted(Protocol):
    """Anything with doubts: a cell, a line, a box."""

    @property
    def doubts(self) -> Doubts:
        """Its doubts in order."""


def codes(one: Doubted) -> str:
    """The codes of its doubts with blanks between them; empty for what is certain."""
    return " ".join(doubt.code for doubt in one.doubts)
