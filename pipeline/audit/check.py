"""What a check is, and how checks run over a frame: every row passes, fails, or is named as not applicable.

Belongs here: the mechanism that all rules share. Does not belong here: the predicates (``budget``, ``scores``,
``indicators``, ``texts``, ``across``) and the wording of the register (``rules.yml``).

A check is data: expressions over one prepared frame of :mod:`pipeline.audit.facts`. A predicate that comes out
null could not be decided, and counts as not applicable; it never counts as passed.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

import polars as pl

PASS, FAIL, UNDECIDED = 0, 1, 2
_APPLIED, _VALUE_MISSING = "applied", "value_missing"
_NO_NUMBER = pl.lit(None, pl.Float64)
_NO_TEXT = pl.lit(None, pl.String)

SUBJECT = ["form_id", "document_id", "department", "fiscal_year", "table_name", "row_no", "page"]
"""Columns that every frame of facts has: what a finding is about and where that stands."""
FIRED = {
    "message": pl.String(),
    "expected": pl.String(),
    "found": pl.String(),
    "allowed_low": pl.Float64(),
    "allowed_high": pl.Float64(),
    "doubted": pl.List(pl.String()),
    "severity": pl.String(),
}
"""Columns that a check adds for a row on which it fired; ``severity`` is null where the register's holds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Check:
    """One rule over one frame.

    ``unless`` gives machine codes with the condition under which the rule says nothing about a row; the first that
    holds is the reason. ``rests_on`` names the columns of the row whose doubt weakens a finding; ``doubts`` is an
    expression for doubt that lies in other rows. ``is_local`` marks rules whose limits come from ``form_profile``.
    """

    rule_id: str
    fails: pl.Expr
    message: pl.Expr
    unless: Sequence[tuple[str, pl.Expr]] = ()
    expected: pl.Expr = field(default_factory=lambda: _NO_TEXT)
    found: pl.Expr = field(default_factory=lambda: _NO_TEXT)
    low: pl.Expr = field(default_factory=lambda: _NO_NUMBER)
    high: pl.Expr = field(default_factory=lambda: _NO_NUMBER)
    rests_on: Sequence[str] = ()
    doubts: pl.Expr | None = None
    severity: pl.Expr = field(default_factory=lambda: _NO_TEXT)
    is_local: bool = False

    def outcome(self) -> pl.Expr:
        """0 passed, 1 failed, 2 could not be decided, from 3 the number of the reason in ``unless``."""
        decided = pl.when(self.fails).then(FAIL).when(self.fails.not_()).then(PASS).otherwise(UNDECIDED)
        for number, (_, when) in reversed(list(enumerate(self.unless, start=UNDECIDED + 1))):
            decided = pl.when(when).then(number).otherwise(decided)
        return decided.cast(pl.Int8)

    def codes(self) -> pl.DataFrame:
        """What each outcome means: columns outcome, result, reason."""
        rows = [(PASS, "pass", _APPLIED), (FAIL, "fail", _APPLIED), (UNDECIDED, "not_applicable", _VALUE_MISSING)]
        rows += [(n, "not_applicable", code) for n, (code, _) in enumerate(self.unless, start=UNDECIDED + 1)]
        return pl.DataFrame(rows, schema={"outcome": pl.Int8, "result": pl.String, "reason": pl.String}, orient="row")

    def doubt(self) -> pl.Expr:
        """Names of the doubtful columns that a finding rests on."""
        own = pl.col("doubtful").list.set_intersection(pl.lit(list(self.rests_on), pl.List(pl.String)))
        if self.doubts is None:
            return own
        return own.list.set_union(self.doubts) if self.rests_on else self.doubts


def run(frame: pl.DataFrame, checks: Sequence[Check]) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Findings and results of the checks over one frame of facts.

    The frame has the columns of :data:`SUBJECT`, ``subject`` (a number of what results are counted for, such as
    the place of the form), ``doubtful`` and, for local rules, profile and profile_origin. Findings have rule_id,
    profile and the columns of :data:`SUBJECT` and :data:`FIRED`; results have subject, rule_id, result, reason and
    applications.
    """
    outcomes = frame.select("subject", *(check.outcome().alias(check.rule_id) for check in checks))
    fired, results = [], []
    for check in checks:
        outcome = outcomes.get_column(check.rule_id)
        counts = (
            outcomes.lazy()
            .select("subject", pl.col(check.rule_id).alias("outcome"))
            .group_by("subject", "outcome")
            .agg(pl.len().cast(pl.Int64).alias("applications"))
            .collect()
        )
        named = counts.join(check.codes(), on="outcome").with_columns(rule_id=pl.lit(check.rule_id))
        results.append(named.select("subject", "rule_id", "result", "reason", "applications"))
        fired.append(_findings(frame.filter(outcome == FAIL), check))
    return pl.concat(fired), pl.concat(results)


def _findings(rows: pl.DataFrame, check: Check) -> pl.DataFrame:
    message, profile = check.message, _NO_TEXT
    if check.is_local:
        is_general = pl.col("profile_origin") == "default"
        note = (
            pl.when(is_general)
            .then(pl.lit(" General rules were used: none are known for this place."))
            .otherwise(pl.lit(""))
        )
        message, profile = pl.concat_str(message, note), pl.col("profile")
    values = [message, check.expected, check.found, check.low, check.high, check.doubt(), check.severity]
    named = [value.cast(dtype).alias(name) for value, (name, dtype) in zip(values, FIRED.items(), strict=True)]
    return rows.select(pl.lit(check.rule_id).alias("rule_id"), profile.alias("profile"), *SUBJECT, *named)


def shown(number: pl.Expr, digits: int = 4) -> pl.Expr:
    """A number as text without trailing zeros: 95, 9.52."""
    return number.cast(pl.Float64).round(digits).cast(pl.String).str.replace(r"\.0$", "")


def between(low: pl.Expr, high: pl.Expr, digits: int = 4) -> pl.Expr:
    """An interval as text; one number where both ends are shown alike."""
    both = pl.format("{} to {}", shown(low, digits), shown(high, digits))
    return pl.when(shown(low, digits) == shown(high, digits)).then(shown(low, digits)).otherwise(both)
