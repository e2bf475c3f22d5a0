"""Forms invented from a seed: the table as it is printed, and the truth beside it.

Belongs here: what stands on a form, with arithmetic that holds, and tables that are no form. Does not belong here:
how a table is drawn (``tests.factory.render``), reading and comparing (``tests.factory.fuzz``, ``tests.truth``).

The truth has the structure of ``tests/data/pdf/*.json``; amounts are in 万元 whatever unit is printed, as
``tests.truth`` compares them. Pages (``page``, ``page_first``, ``page_last``) are filled in by the renderer.
"""

from __future__ import annotations

from tests.factory.forms.invent import ALL_FAMILIES, FAMILIES, invent
from tests.factory.forms.negatives import COMPANIONS, blank_form_of, income_table, paragraphs, project_list
from tests.factory.forms.strangers import STRANGERS
from tests.factory.forms.table import Box, InventedForm, Table

# Hazards of this package: what is printed. The others change only how it is drawn.
PRINTED = (
    "spaced_labels",
    "vertical_labels",
    "unit_note",
    "near_edges",
    "unmerged_levels",
    "many_indicators",
    "long_reasons",
    "staff",
    "wide_numbers",
    "repeat_head",
    "no_total",
    "note_row",
    "long_goals",
    "long_names",
    "blank_rows",
    "wide_digits",
    "title_in_table",
    "extra_fields",
    "shared_scores",
    "numbered_names",
    "fillers",
    "amount_units",
    "office_words",
)

# Two rows that share a score and have no rule between them are one row to every reader.
EXCLUSIVE = ({"shared_scores", "missing_rule"},)

__all__ = [
    "ALL_FAMILIES",
    "COMPANIONS",
    "EXCLUSIVE",
    "FAMILIES",
    "PRINTED",
    "STRANGERS",
    "Box",
    "InventedForm",
    "Table",
    "blank_form_of",
    "income_table",
    "invent",
    "paragraphs",
    "project_list",
]
