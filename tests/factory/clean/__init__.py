"""Clean forms as tables, without documents: invented departments that break no rule, and errors planted into them.

Belongs here: what the audit layer is tested and timed with. Does not belong here: pages, readers and parsing
(``tests.factory.forms``), expectations about single rules (``tests/unit/audit``).
"""

from tests.factory.clean.big import big_tables
from tests.factory.clean.invent import clean_sheets, clean_statements, clean_tables
from tests.factory.clean.sheet import Sheet, tables

__all__ = ["Sheet", "big_tables", "clean_sheets", "clean_statements", "clean_tables", "tables"]
