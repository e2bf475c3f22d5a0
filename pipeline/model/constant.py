"""Dataclasses that nothing changes once they are made, of which a page has hundreds.

Belongs here: how they are made. Does not belong here: any of them.

A frozen dataclass sets each field through a call, which makes it three times as slow to build. For the type checker
these are frozen; at run time nothing guards them.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from dataclasses import dataclass as constant
else:
    from dataclasses import dataclass

    def constant(*, frozen: bool, **options: bool):
        """A dataclass that is compared and hashed by its fields, as a frozen one is."""
        return dataclass(unsafe_hash=frozen, **options)


__all__ = ["constant"]
