"""What is connected with what, asked pair by pair.

Belongs here: the sets alone. Does not belong here: what makes two rulings or two runs of ink touch.
"""

from __future__ import annotations


class DisjointSets:
    """Numbers from 0, each in a set of its own until it is joined with another one."""

    def __init__(self, count: int = 0) -> None:
        self._parent = list(range(count))

    def add(self) -> int:
        """The next number, alone in its set."""
        self._parent.append(len(self._parent))
        return len(self._parent) - 1

    def of(self, number: int) -> int:
        """The number that stands for the set of a number; it changes when sets are joined."""
        parent = self._parent
        while parent[number] != number:
            parent[number] = parent[parent[number]]
            number = parent[number]
        return number

    def join(self, first: int, second: int) -> None:
        """Make one set of the sets of two numbers; that of ``second`` stands for it."""
        self._parent[self.of(first)] = self.of(second)
