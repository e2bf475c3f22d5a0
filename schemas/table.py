"""The base of all tables.

Belongs here: what every published table has in common. Does not belong here: columns, and what is checked of them
(``table_models``).
"""

from __future__ import annotations


class Table:
    """A published table: exactly the columns of the class, in their order."""
