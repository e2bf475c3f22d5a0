"""What the rules give for the forms of one part, and what of it the rules over all forms need.

Belongs here: the order in which the checks of forms and their rows run. Does not belong here: the checks themselves
(``*_rules``), which forms are a part (``parts``), published tables (``audit_tables``).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

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
    version_rules,
)
from pipeline.audit.check import Outcomes, run
from pipeline.audit.frames import Facts, Printed, Tables, beside, facts
from pipeline.audit.reasons import reason_tables
from schemas.table_frames import empty_frame


@dataclass(frozen=True, slots=True)
class Found:
    """What a part gives.

    ``outcomes`` are those of the rules that need no other part. ``tables`` are published ones, with ``subject``.
    ``across`` are the narrow frames for rules over all forms: texts, names, pages, signs, departments, stated.
    """

    outcomes: list[Outcomes]
    tables: Mapping[str, pl.DataFrame]
    across: Mapping[str, pl.DataFrame]


def found_in(
    tables: Tables, document: pl.DataFrame, printed: Printed, linked: pl.DataFrame, said: pl.DataFrame
) -> Found:
    """The rules over the forms of some tables.

    ``linked`` are the projects of two years running of all forms, ``said`` is what all texts say.
    """
    known = facts(tables, printed)
    scored = expected.with_scores(expected.with_comparison(reason_rules.with_reason_state(known.indicator, said)))
    paired = target_change.with_earlier(known, scored, linked)
    outcomes = [*_by_form(known, document, said, scored), run(paired, target_change.lowered_check())]
    of_form = {
        "form_profile": known.form.select("subject", *empty_frame("form_profile").columns),
        "expected_score": pl.concat([scored.select("subject"), expected.expected_scores(scored)], how="horizontal"),
        "indicator_pair": target_change.indicator_pairs(paired),
    }
    across = {
        "texts": reason_tables.texts(tables).collect(),
        "names": reason_rules.projects_of_reasons(known),
        "pages": reason_rules.pages_of_reasons(known),
        "signs": copied_rules.signed(known, scored),
        "departments": cross_form_rules.department_sums(known),
        "stated": statement_rules.compared_forms(known, document),
    }
    return Found(outcomes, of_form, across)


def _by_form(known: Facts, document: pl.DataFrame, said: pl.DataFrame, scored: pl.DataFrame) -> list[Outcomes]:
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
        run(version_rules.versions(known, document), version_rules.version_check()),
        *_of_parts(known, scored),
    ]


def _of_parts(known: Facts, scored: pl.DataFrame) -> list[Outcomes]:
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
    ]
