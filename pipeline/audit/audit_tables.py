"""The tables that the audit gives: findings, how often each rule held, expected scores, reasons.

Belongs here: the register of rules, and the order in which its checks run over the tables of one release. Does not
belong here: what a check is (``check``), the checks themselves (``*_rules``).
"""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import polars as pl

from pipeline.audit import (
    answer_rules,
    budget_rules,
    consistency_rules,
    copied_rules,
    cross_form_rules,
    expected,
    indicator_rules,
    reason_rules,
    score_rules,
    statement_rules,
    target_change,
    told_once,
    version_rules,
)
from pipeline.audit.check import Outcomes, results, run
from pipeline.audit.frames import Facts, Tables, beside, facts
from pipeline.audit.profiles import rule_layers
from pipeline.audit.reasons import reason_tables
from pipeline.audit.wording import register
from schemas.table_frames import empty_frame, to_frame

AUDITED = ("document", "form", "budget_line", "indicator", "cell", "narrative")
"""Tables that the audit reads."""
AUDIT_TABLES = (
    "rule",
    "rule_layer",
    "form_profile",
    "expected_score",
    "indicator_pair",
    "reason",
    "reason_category",
    "rule_result",
    "finding",
)
"""Tables that the audit gives."""


def rules() -> pl.DataFrame:
    """Table ``rule``: every rule of the register, in the order of its id."""
    return to_frame("rule", [rule.published() for rule in register().values()])


def findings(tables: Tables) -> pl.DataFrame:
    """Table ``finding`` alone."""
    return audit(tables)["finding"]


def audit(tables: Tables) -> dict[str, pl.DataFrame]:
    """Every table of :data:`AUDIT_TABLES` from the clean tables of one release.

    A finding that rests on a doubtful value has ``kind = reader`` and is at most a warning; every other one is
    ``kind = form``: the form contradicts itself, another form or a rule. Rows go by document, form, rule and row.
    """
    with ThreadPoolExecutor(max_workers=1) as aside:
        # Comparing reasons is a loop in Python, which keeps one core busy while polars works on the other.
        analysed = aside.submit(reason_tables.analyse, tables)
        known = facts(tables)
        said = reason_rules.said(known)
        scored = expected.with_scores(expected.with_comparison(reason_rules.with_reason_state(known.indicator, said)))
        paired = target_change.with_earlier(known, scored)
        by_form = _by_form(tables, known, said, scored)
        by_form.append(run(paired, target_change.lowered_check()))
        by_name = [
            run(statement_rules.narrative_against_forms(tables, known), statement_rules.report_check()),
            run(cross_form_rules.departments(known), cross_form_rules.department_check()),
        ]
        reason, category = analysed.result()
    by_form.append(run(reason_rules.shared_reasons(known, reason), reason_rules.shared_check()))
    found, held = told_once.told_once(
        pl.concat(outcomes.findings for outcomes in (*by_form, *by_name)),
        _results(results(by_form), results(by_name), tables["form"]),
        tables["form"],
    )
    return {
        "rule": rules(),
        "rule_layer": rule_layers(),
        "form_profile": known.form.select(empty_frame("form_profile").columns),
        "expected_score": expected.expected_scores(scored),
        "indicator_pair": target_change.indicator_pairs(paired),
        "reason": reason,
        "reason_category": category,
        "rule_result": held,
        "finding": _findings(found),
    }


def _by_form(tables: Tables, known: Facts, said: pl.DataFrame, scored: pl.DataFrame) -> list[Outcomes]:
    """What the rules about forms and their rows give, but for those about reasons shared with others."""
    total = known.total.join(budget_rules.outputs(known), on="subject", how="left", maintain_order="left")
    total = total.join(reason_rules.reasons_of_forms(known, said), on="subject", how="left", maintain_order="left")
    funding = budget_rules.funding_rows(known)
    total = budget_rules.with_wrong_sums(total, funding)
    form = score_rules.form_frame(known)
    form = form.join(indicator_rules.soft_targets(scored), on="subject", how="left", maintain_order="left")
    named = beside(scored, reason_rules.other_names(scored), on=["subject", "indicator_no"])
    gaps = score_rules.gaps(form)
    named = beside(named, gaps, on=["subject"])
    total = beside(total, gaps, on=["subject"])
    return [
        run(funding, budget_rules.funding_check()),
        run(budget_rules.with_rows_above(known), *budget_rules.line_checks()),
        run(total, *budget_rules.total_checks(), score_rules.score_limit(pl.coalesce("weight", "budget_weight"))),
        run(form, *score_rules.form_checks(), indicator_rules.soft_target_check()),
        run(score_rules.stated_weights(known), score_rules.stated_weight_check()),
        run(named, *indicator_rules.indicator_checks(), *reason_rules.indicator_checks(), score_rules.score_limit()),
        run(cross_form_rules.moved_budgets(known), cross_form_rules.moved_check()),
        run(version_rules.versions(known, tables["document"]), version_rules.version_check()),
        *_of_parts(tables, known, scored),
    ]


def _of_parts(tables: Tables, known: Facts, scored: pl.DataFrame) -> list[Outcomes]:
    """What the rules about answers and about the parts of a form beside each other give."""
    outputs = budget_rules.outputs(known)
    return [
        run(scored, *answer_rules.answer_checks()),
        run(beside(known.form, answer_rules.exact_hits(scored), on=["subject"]), answer_rules.exact_check()),
        run(answer_rules.repeated(known), answer_rules.repeated_check()),
        run(known.line, consistency_rules.unit_check()),
        run(consistency_rules.level_sums(known), consistency_rules.level_check()),
        run(consistency_rules.scores_missing(known), consistency_rules.missing_score_check()),
        run(consistency_rules.divided(known), consistency_rules.divided_check()),
        run(consistency_rules.goal_texts(known, outputs), consistency_rules.goal_check()),
        run(consistency_rules.goal_figures(known), consistency_rules.goal_figure_check()),
        run(consistency_rules.goal_rates(known), consistency_rules.goal_rate_check()),
        run(consistency_rules.same_reasons(known, scored), consistency_rules.same_reason_check()),
        run(
            consistency_rules.reasons_and_money(known, scored),
            consistency_rules.money_reason_check(),
            consistency_rules.epidemic_check(),
        ),
        run(copied_rules.copies(known, scored), copied_rules.copy_check()),
    ]


def _results(by_form: pl.DataFrame, by_name: pl.DataFrame, form: pl.DataFrame) -> pl.DataFrame:
    """Table ``rule_result``; ``by_form`` names its forms by their index in table ``form``."""
    named = by_form.with_columns(subject=form["form_id"].gather(by_form["subject"]))
    rows = pl.concat([named, by_name]).rename({"subject": "subject_id"})
    return rows.select(empty_frame("rule_result").columns)


def _findings(fired: pl.DataFrame) -> pl.DataFrame:
    severities = pl.DataFrame(
        [(rule.rule_id, rule.severity) for rule in register().values()],
        schema=["rule_id", "rule_severity"],
        orient="row",
    )
    is_reader = pl.col("doubted").list.len() > 0
    severity = pl.coalesce("severity", "rule_severity")
    owner = pl.coalesce(
        "form_id", "document_id", pl.concat_str("department", "department_id", "fiscal_year", separator=" ")
    )
    order = ["document_id", "form_id", "department", "fiscal_year", "rule_id", "table_name", "row_no", "message"]
    dtypes = empty_frame("finding").schema
    return (
        fired.join(severities, on="rule_id", how="left", maintain_order="left")
        .with_columns(
            kind=pl.when(is_reader).then(pl.lit("reader")).otherwise(pl.lit("form")),
            severity=pl.when(is_reader & (severity == "error")).then(pl.lit("warning")).otherwise(severity),
            doubted=pl.col("doubted").list.unique().list.sort(),
        )
        .sort(order, nulls_last=True)
        .with_columns(owner=owner)
        .with_columns(number=pl.int_range(1, pl.len() + 1).over("owner", "rule_id", "row_no"))
        .with_columns(
            finding_id=pl.concat_str(
                "owner",
                "rule_id",
                "row_no",
                pl.when(pl.col("number") > 1).then("number"),
                separator="-",
                ignore_nulls=True,
            )
        )
        .with_columns(_quantity(name, dtypes[name]) for name in ("allowed_low", "allowed_high"))
        .select(pl.col(name).cast(dtype) for name, dtype in dtypes.items())
    )


def _quantity(name: str, dtype: pl.DataType) -> pl.Expr:
    """A bound as the decimal it is published in; null where it is beyond every published number."""
    value = pl.col(name).round(6)
    return pl.when(value.is_finite() & (value.abs() < 1e15)).then(value).cast(dtype).alias(name)
