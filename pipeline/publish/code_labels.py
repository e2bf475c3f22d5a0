"""What every code is called: table ``code_label``, from the vocabularies and from every register of codes.

Belongs here: gathering them under the names of their columns. Does not belong here: the labels themselves, which stand
in ``schemas.columns.vocabularies`` and in the registers of doubts, messages, rules, reasons and families.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from functools import cache

import polars as pl

from pipeline.audit import wording
from pipeline.audit.profiles import layers
from pipeline.families import load_families, other_tables, other_texts
from pipeline.model import doubts, messages
from schemas.catalog import TABLES, Entry
from schemas.columns import TABLE_NAMES
from schemas.table_frames import to_frame
from schemas.views import VIEWS, View

_ENTRIES: Mapping[str, Entry | View] = {**TABLES, **VIEWS}
Labels = Mapping[str, tuple[str, str]]
"""Codes, each with its Chinese and its English label."""


def code_labels() -> pl.DataFrame:
    """Table ``code_label``: by column, then in the order in which its vocabulary or register lists the codes."""
    rows = [
        {"column_name": name, "code": code, "label": label, "label_en": label_en}
        for name, labels in sorted(labels_by_column().items())
        for code, (label, label_en) in labels.items()
    ]
    return to_frame("code_label", rows)


@cache
def labels_by_column() -> Mapping[str, Labels]:
    """The labels of every column that holds codes. Raises ValueError where one code has two meanings in a column."""
    gathered: dict[str, dict[str, tuple[str, str]]] = {}
    for name, labels in (*_vocabularies(), *_registers()):
        known = gathered.setdefault(name, {})
        for code, both in labels.items():
            if known.setdefault(code, both) != both:
                raise ValueError(f"{name}: {code} is called {known[code][0]} and {both[0]}")
    return gathered


def _vocabularies() -> Iterator[tuple[str, Labels]]:
    """The columns with a vocabulary, by name; tables and views may use different parts of one."""
    for entry in _ENTRIES.values():
        for column in entry.columns.values():
            if column.vocabulary:
                yield column.name, column.vocabulary.both()


def _registers() -> Iterator[tuple[str, Labels]]:
    """The columns whose codes stand in a register of the pipeline."""
    said = {code: (label["zh"], label["en"]) for code, label in messages.register()["codes"].items()}
    said |= {text.id: (text.title, text.title_en) for text in other_texts()}
    said |= {table.id: (table.title, table.title_en) for table in other_tables()}
    results = {code: (text.zh, text.en) for code, text in wording.reason_codes().items()}
    yield "reason", said | results
    yield "unchecked_reason", results
    yield "not_applicable_reason", results
    yield "uncompared_reason", results
    yield "code", said | {code: (entry.label, entry.label_en) for code, entry in doubts.register().items()}
    yield "rule_id", {rule.rule_id: (rule.title.zh, rule.title.en) for rule in wording.register().values()}
    yield "layer_id", {layer.id: (layer.title.zh, layer.title.en) for layer in layers()}
    yield "template", {family.id: (family.title, family.title_en) for family in load_families()}
    yield "field", _titles(TABLE_NAMES)
    yield "doubted", _titles(TABLE_NAMES)
    yield "detail_of", {"field": ("字段", "Field"), "fiscal_year_origin": ("年度来源", "Fiscal year origin")}
    yield "doubtful", _titles(name for name, entry in _ENTRIES.items() if "doubtful" in entry.columns)


def _titles(names: Iterable[str]) -> Labels:
    """The titles of the columns of some tables and views; a view that names a column anew does not count."""
    titles: dict[str, tuple[str, str]] = {}
    for name in names:
        for column in _ENTRIES[name].columns.values():
            titles.setdefault(column.name, (column.title, column.title_en))
    return titles
