"""Form families as data: one YAML file per family, the words all families share, and the models that check both.

Belongs here: what is printed on a family's forms and which column it means. Does not belong here: how a
table is walked (``pipeline.forms``), or anything of a single document.
"""

from pipeline.families.family import Budget, Family, Indicators
from pipeline.families.keys import BudgetColumn, FormField
from pipeline.families.load import load_families, read_families
from pipeline.families.mistakes import FamilyError
from pipeline.families.not_read import OtherTable, matching, other_tables, other_texts
from pipeline.families.shared_words import is_known_column, vocabulary

__all__ = [
    "Budget",
    "BudgetColumn",
    "Family",
    "FamilyError",
    "FormField",
    "Indicators",
    "OtherTable",
    "is_known_column",
    "load_families",
    "matching",
    "other_tables",
    "other_texts",
    "read_families",
    "vocabulary",
]
