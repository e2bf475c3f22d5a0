"""Labels beside codes in the views: a chart shows 项目支出, not ``project``.

Belongs here: giving a view the columns in the order of its schema, each label from the vocabulary of its code. Does not
belong here: the labels themselves (``schemas.columns.vocabularies``, table ``code_label``), which columns have one
(``schemas.views``).
"""

from __future__ import annotations

from schemas.columns import Column
from schemas.sql_text import quoted
from schemas.views.view import LABEL_SUFFIX, View, has_label, is_registered


def with_labels(view: View, sql: str) -> str:
    """The statement with the columns of the view, in its order; labels are added, all else stands in the statement."""
    columns = view.columns
    lines = ",\n    ".join(
        _expression(column, columns.get(column.name.removesuffix(LABEL_SUFFIX))) for column in columns.values()
    )
    return f"SELECT\n    {lines}\nFROM (\n{sql}\n) AS listed"


def _expression(column: Column, code: Column | None) -> str:
    if code is None or code is column or not has_label(code):
        return f'"{column.name}"'
    if is_registered(code):
        # A join would lose the order of the rows.
        labels = f"SELECT map(list(code), list(label)) FROM code_label WHERE column_name = {quoted(code.name)}"  # noqa: S608  (the name of a column)
        return f'coalesce(map_extract(({labels}), "{code.name}")[1], "{code.name}") AS "{column.name}"'
    cases = " ".join(f"WHEN {quoted(value)} THEN {quoted(label)}" for value, label in code.vocabulary.items())
    # An unlisted value of an open vocabulary stands for itself.
    return f'CASE "{code.name}" {cases} ELSE "{code.name}" END AS "{column.name}"'
