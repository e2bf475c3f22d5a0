"""What can go wrong with a warehouse file.

Belongs here: the exceptions of this package, so that no other package has to know DuckDB's.
"""

from __future__ import annotations


class WarehouseError(Exception):
    """A warehouse that cannot be built, opened or trusted; the message says what to do."""


class QueryError(WarehouseError):
    """A statement that the warehouse refused; the message is the database's own."""
