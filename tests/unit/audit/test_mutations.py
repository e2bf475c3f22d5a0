"""Errors planted into clean forms are found, clean forms are left in peace, and doubt weakens what is found.

``test_every_way_to_break_a_rule_is_found`` prints the ways that are missed, with the forms.
"""

from __future__ import annotations

from collections import Counter

import polars as pl
import pytest

from pipeline.audit import audit_tables
from pipeline.text.fold import fold_widths
from tests.factory.clean import Planted, clean_sheets, clean_statements, planted, tables

SEEDS = (1, 2)
EACH = 10
"""Plantings of each way per seed; every rule has at least two ways."""
FOUND = 0.99
RULES = (
    *(f"B0{n}" for n in range(1, 9)),
    *(f"S{n:02d}" for n in range(1, 11)),
    *(f"Q{n:02d}" for n in range(1, 18)),
    *(f"T0{n}" for n in range(1, 8)),
    *(f"X0{n}" for n in (1, 2, 3, 4, 6)),
)
SHARES = ("X02",)
"""Rules about hundreds of rows at once, which no single doubtful row carries."""
Tables = dict[str, pl.DataFrame]
pytestmark = pytest.mark.slow  # about twenty seconds of processor time for the planted forms


@pytest.fixture(scope="module")
def errors() -> list[Planted]:
    return [error for seed in SEEDS for error in planted(clean_sheets(400, seed), seed, EACH)]


@pytest.fixture(scope="module")
def found(errors: list[Planted]) -> pl.DataFrame:
    return _audited(errors)


@pytest.fixture(scope="module")
def doubted(errors: list[Planted]) -> pl.DataFrame:
    return _audited([error.doubted() for error in errors])


@pytest.fixture(scope="module")
def silence() -> pl.DataFrame:
    sheets = clean_sheets(1_000, 99)
    return audit_tables.findings(tables(sheets, clean_statements(sheets)))


def _audited(errors: list[Planted]) -> pl.DataFrame:
    sheets = [sheet for error in errors for sheet in error.sheets]
    return audit_tables.findings(tables(sheets, [said for error in errors for said in error.statements]))


def _index(found: pl.DataFrame) -> dict[tuple[object, ...], list[tuple[str, str]]]:
    """Kind and severity of the findings, by what they are about."""
    listed: dict[tuple[object, ...], list[tuple[str, str]]] = {}
    rows = found.select("rule_id", "form_id", "department", "document_id", "table_name", "row_no", "kind", "severity")
    for rule, form, department, document, table, row, kind, severity in rows.iter_rows():
        # A department is named with its place in front, which the form does not print.
        name = fold_widths(department or "")
        behind = [(rule, name[start:]) for start in range(len(name))]
        for key in ((rule, form, table, row), (rule, form), (rule, "document", document), *behind):
            listed.setdefault(key, []).append((kind, severity))
    return listed


def _key(error: Planted) -> tuple[object, ...]:
    """What a finding about the error has to name: the row where the rule looks at rows."""
    mark = error.mark
    if error.rule_id == "X01":
        return (error.rule_id, "document", error.sheets[0].document)
    if error.rule_id == "X02":
        return (error.rule_id, fold_widths(error.department))
    subjects = dict(audit_tables.rules().select("rule_id", "subject").iter_rows())
    if subjects[error.rule_id] == "form":
        return (error.rule_id, error.form_id)
    return (error.rule_id, error.form_id, mark.table, mark.row_no)


def test_every_rule_is_broken_in_two_ways_or_more(errors: list[Planted]) -> None:
    ways = Counter(rule for rule, _ in {(error.rule_id, error.way) for error in errors})
    assert {rule: ways[rule] for rule in RULES if ways[rule] < 2} == {}


def test_every_way_to_break_a_rule_is_planted_twenty_times(errors: list[Planted]) -> None:
    counts = Counter((error.rule_id, error.way) for error in errors)
    assert {way: count for way, count in counts.items() if count < 20} == {}


@pytest.mark.parametrize("rule", RULES)
def test_every_way_to_break_a_rule_is_found(rule: str, errors: list[Planted], found: pl.DataFrame) -> None:
    known = _index(found)
    own = [error for error in errors if error.rule_id == rule]
    missed = [f"{error.way}: {error.form_id} {error.mark}" for error in own if _key(error) not in known]
    assert len(missed) <= (1 - FOUND) * len(own), "\n".join(missed)


def test_a_planted_error_is_the_form_s_own(errors: list[Planted], found: pl.DataFrame) -> None:
    known = _index(found)
    others = [e.way for e in errors if any(kind != "form" for kind, _ in known.get(_key(e), []))]
    assert others == []


@pytest.mark.parametrize("rule", [rule for rule in RULES if rule not in SHARES])
def test_what_rests_on_a_doubtful_value_is_the_reader_s_doubt(
    rule: str, errors: list[Planted], doubted: pl.DataFrame
) -> None:
    known = _index(doubted)
    blamed = [
        f"{error.way}: {error.form_id} {error.mark} {known.get(_key(error))}"
        for error in errors
        if error.rule_id == rule and any(kind != "reader" or s == "error" for kind, s in known.get(_key(error), []))
    ]
    assert blamed == []


@pytest.mark.parametrize("severity", ["error", "warning", "info"])
def test_clean_forms_give_no_finding(severity: str, silence: pl.DataFrame) -> None:
    fired = silence.filter(severity=severity)
    assert fired.select("rule_id", "form_id", "row_no", "message").rows() == []
