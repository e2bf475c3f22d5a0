"""Clean forms as tables, without documents: invented departments that break no rule, and errors planted into them.

Belongs here: what the audit layer is tested and timed with. Does not belong here: pages, readers and parsing
(``tests.factory.forms``), expectations about single rules (``tests/unit/audit``).
"""

# The ways to break a rule are known once the module that holds them is read; ``planted`` goes through all of them.
from tests.factory.clean import plant_parts
from tests.factory.clean.big import big_tables
from tests.factory.clean.invent import clean_sheets, clean_statements, clean_tables
from tests.factory.clean.plant import Planted, planted
from tests.factory.clean.sheet import Sheet, tables

__all__ = [
    "Planted",
    "Sheet",
    "big_tables",
    "clean_sheets",
    "clean_statements",
    "clean_tables",
    "plant_parts",
    "planted",
    "tables",
]
