"""What a check is, and how checks run over a frame: every row passes, fails, or is named as not applicable.

Belongs here: the mechanism that all rules share. Does not belong here: the predicates (the modules
``*_rules``) and the wording of the register (``rules.yml``).

A check is data: expressions over one prepared frame of :mod:`pipeline.audit.frames`. A predicate that comes out
null could not be decided, and counts as not applicable; it never counts as passed. A check names its texts and gives
their values; the sentences in both languages come from :mod:`pipeline.audit.wording`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

import polars as pl

from pipeline.audit.wording import (
    Choice,
    Named,
    Value,
    Words,
    as_words,
    either,
    named_text,
    names_of,
    phrase,
    reason_codes,
    register,
)

PASS, FAIL, UNDECIDED = 0, 1, 2
_APPLIED, _VALUE_MISSING = "applied", "value_missing"
_NO_NUMBER = pl.lit(None, pl.Float64)
_NO_TEXT = pl.lit(None, pl.String)

SUBJECT = ["form_id", "document_id", "department", "department_id", "fiscal_year", "table_name", "row_no", "page"]
"""Columns that every frame of facts has: what a finding is about and where that stands."""
FIRED = {
    "message": pl.String(),
    "message_en": pl.String(),
    "expected": pl.String(),
    "expected_en": pl.String(),
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

    ``unless`` gives machine codes with the condition under which the rule does not apply to a row; the first that
    holds is the reason. ``rests_on`` names the columns of the row whose doubt weakens a finding; ``doubts`` is an
    expression for doubt that lies in other rows. ``is_local`` marks rules whose limits come from ``form_profile``.

    ``message`` names a text among the ``messages`` of the rule, ``values`` are what its placeholders stand for.
    ``expected`` names one of the texts ``expected`` of the rule, or is itself the value that is expected.
    """

    rule_id: str
    fails: pl.Expr
    message: Named = "default"
    values: Mapping[str, Value] = field(default_factory=dict)
    unless: Sequence[tuple[str, pl.Expr]] = ()
    expected: Named | Value = field(default_factory=lambda: _NO_TEXT)
    found: pl.Expr = field(default_factory=lambda: _NO_TEXT)
    low: pl.Expr = field(default_factory=lambda: _NO_NUMBER)
    high: pl.Expr = field(default_factory=lambda: _NO_NUMBER)
    rests_on: Sequence[str] = ()
    doubts: pl.Expr | None = None
    severity: pl.Expr = field(default_factory=lambda: _NO_TEXT)
    is_local: bool = False

    def __post_init__(self) -> None:
        """Every name must stand in the register, so that no build meets a text that is missing."""
        rule = register()[self.rule_id]
        for texts, named in ((rule.messages, self.message), (rule.expected, self.expected)):
            for name in names_of(named):
                if name not in texts:
                    raise ValueError(f"{self.rule_id}: rules.yml has no text {name}")
        for code, _ in self.unless:
            if code not in reason_codes():
                raise ValueError(f"{self.rule_id}: phrases.yml has no reason {code}")

    def outcome(self) -> pl.Expr:
        """0 passed, 1 failed, 2 could not be decided, from 3 the number of the reason in ``unless``."""
        decided = pl.when(self.fails).then(FAIL).when(self.fails.not_()).then(PASS).otherwise(UNDECIDED)
        for number, (_, when) in reversed(list(enumerate(self.unless, start=UNDECIDED + 1))):
            decided = pl.when(when).then(number).otherwise(decided)
        return decided.cast(pl.Int8)

    def meanings(self) -> list[tuple[int, str, str, str]]:
        """What each outcome means: outcome, rule_id, result, reason."""
        named = [(PASS, "pass", _APPLIED), (FAIL, "fail", _APPLIED), (UNDECIDED, "not_applicable", _VALUE_MISSING)]
        named += [(n, "not_applicable", code) for n, (code, _) in enumerate(self.unless, start=UNDECIDED + 1)]
        return [(outcome, self.rule_id, result, reason) for outcome, result, reason in named]

    def doubt(self) -> pl.Expr:
        """Names of the doubtful columns that a finding rests on."""
        own = pl.col("doubtful").list.set_intersection(pl.lit(list(self.rests_on), pl.List(pl.String)))
        if self.doubts is None:
            return own
        return own.list.set_union(self.doubts) if self.rests_on else self.doubts


@dataclass(frozen=True, slots=True)
class Outcomes:
    """What checks gave over one frame: findings, and how often each outcome came about.

    ``findings`` has rule_id, profile and the columns of :data:`SUBJECT` and :data:`FIRED`. ``counts`` has subject,
    check (its index in ``checks``), outcome and applications.
    """

    checks: Sequence[Check]
    findings: pl.DataFrame
    counts: pl.DataFrame


def run(frame: pl.DataFrame, *checks: Check) -> Outcomes:
    """The checks over one frame of facts.

    The frame has the columns of :data:`SUBJECT`, ``subject`` (what results are counted for, such as the index of
    the form in its table), ``doubtful`` and, for local rules, profile and profile_origin.
    """
    # A lazy frame computes expressions that several checks share only once.
    outcomes = (
        frame.lazy().select("subject", *(check.outcome().alias(str(n)) for n, check in enumerate(checks))).collect()
    )
    fired = [_findings(frame.filter(outcomes[str(n)] == FAIL), check) for n, check in enumerate(checks)]
    return Outcomes(checks, pl.concat(fired), _counts(outcomes, len(checks)))


def _counts(outcomes: pl.DataFrame, checks: int) -> pl.DataFrame:
    """How often each outcome of each check came about, by subject; ``outcomes`` has a column for each check."""
    counts = [
        outcomes.lazy()
        .group_by("subject", pl.col(str(n)).alias("outcome"))
        .agg(pl.len().cast(pl.Int64).alias("applications"))
        .select("subject", pl.lit(n, pl.Int32).alias("check"), "outcome", "applications")
        for n in range(checks)
    ]
    return pl.concat(pl.collect_all(counts))


def _findings(rows: pl.DataFrame, check: Check) -> pl.DataFrame:
    # polars divides a column in which all is the same another way, which may give another last digit. What a finding
    # says is not to depend on whether there are others, so a single row gets an empty one beside it.
    count = rows.height
    more = pl.concat([rows, rows.clear(1)]) if count == 1 else rows
    # polars 2.1 panics where it joins a text to a column of several chunks, as a frame of concatenated ones has them.
    rows = more.rechunk()
    rule, profile = register()[check.rule_id], _NO_TEXT
    message = named_text(rule.messages, check.message, check.values)
    if isinstance(check.expected, (str, Choice)):
        expected = named_text(rule.expected, check.expected, check.values)
    else:
        expected = as_words(check.expected)
    if check.is_local:
        note = either(pl.col("profile_origin") == "default", phrase("general_rules"), pl.lit(""))
        message = Words(pl.concat_str(message.zh, note.zh), pl.concat_str(message.en, note.en))
        profile = pl.col("profile")
    # Such a finding accuses nobody before the document was looked at.
    doubt = check.doubt()
    note = either(doubt.list.len() > 0, phrase("doubted_values"), pl.lit(""))
    message = Words(pl.concat_str(message.zh, note.zh), pl.concat_str(message.en, note.en))
    sentences = [message.zh, message.en, expected.zh, expected.en]
    values = [*sentences, check.found, check.low, check.high, doubt, check.severity]
    named = [value.cast(dtype).alias(name) for value, (name, dtype) in zip(values, FIRED.items(), strict=True)]
    return rows.select(pl.lit(check.rule_id).alias("rule_id"), profile.alias("profile"), *SUBJECT, *named).head(count)


def shown(number: pl.Expr, digits: int = 4) -> pl.Expr:
    """A number as text without trailing zeros: 95, 9.52."""
    return number.cast(pl.Float64).round(digits).cast(pl.String).str.replace(r"\.0$", "")


def between(low: pl.Expr, high: pl.Expr, digits: int = 4) -> Words:
    """An interval as text; one number where both ends are shown alike."""
    ends = {"low": shown(low, digits), "high": shown(high, digits)}
    return either(ends["low"] == ends["high"], ends["low"], phrase("interval", ends))
