"""Check of forms that repeat another form: X06.

Belongs here: forms whose indicators and results are those of the year before or of another project. Does not belong
here: the same form published twice (``duplicate_of``), the same reason elsewhere (``reason_rules``).
"""

from __future__ import annotations

import polars as pl

from pipeline.audit.check import SUBJECT, Check
from pipeline.audit.frames import Facts, beside, doubted
from pipeline.audit.wording import choose

_NONE = pl.lit([], pl.List(pl.String))
_ROW = ("level2", "name", "target_text", "actual_text", "weight", "score")
_FEWEST_ROWS, _FEWEST_OWN = 3, 2
# Projects of other offices may share a template and reach the same round figures; more has to be equal there.
_FEWEST_ROWS_OF_OTHERS, _FEWEST_OWN_OF_OTHERS = 5, 4


def signed(facts: Facts, scored: pl.DataFrame) -> pl.DataFrame:
    """Every form with a signature of its indicators, targets, results and points.

    Adds signature, rows, own_results (that differ from their targets), is_copy_doubted, copy_project, named_project.
    """
    is_own = pl.col("actual_value").is_not_null() & (pl.col("actual_value") != pl.col("target_value")).fill_null(
        value=False
    )
    # The place of a row goes into its sign, so that the sum tells the order of the rows too.
    sign = pl.struct("row", pl.int_range(pl.len()).over("subject")).hash()
    signs = (
        scored.lazy()
        .select("subject", "indicator_no", "actual_value", "target_value", "doubtful", row=pl.struct(_ROW).hash())
        .sort("subject", "indicator_no")
        .with_columns(sign=sign)
        .group_by("subject")
        .agg(
            pl.col("sign").sum().alias("signature"),
            pl.len().alias("rows"),
            is_own.sum().alias("own_results"),
            doubted("name", "target_text", "actual_text", "weight", "score").any().alias("is_copy_doubted"),
        )
        .collect()
    )
    forms = facts.form.select(
        "subject",
        *SUBJECT,
        "doubtful",
        copy_project=pl.coalesce("project_key", "form_id"),
        named_project=pl.coalesce("project_name", "form_id"),
        is_counted_form=pl.col("duplicate_of").is_null(),
    )
    return beside(forms, signs, on=["subject"])


def copies(forms: pl.DataFrame) -> pl.DataFrame:
    """Every form of :func:`signed` with another one whose indicators, targets, results and points are all the same.

    Only forms count that state at least two results which differ from their targets: equal results of 100 % are no
    sign of copying. Adds other_form, other_year, other_project, is_same_project; ``other_form`` is the earlier one by
    year, then by id, and null where there is none.
    """
    known = forms.filter(
        pl.col("is_counted_form") & (pl.col("rows") >= _FEWEST_ROWS) & (pl.col("own_results") >= _FEWEST_OWN)
    ).sort(pl.col("fiscal_year").fill_null(0), "form_id")
    of_project = known.join(_earliest(known, ["signature", "copy_project"]), on=["signature", "copy_project"])
    of_others = known.join(_earliest(known, ["signature"]), on="signature").filter(
        (pl.col("rows") >= _FEWEST_ROWS_OF_OTHERS) & (pl.col("own_results") >= _FEWEST_OWN_OF_OTHERS)
    )
    pairs = pl.concat(
        found.filter(pl.col("other_form") != pl.col("form_id")).select(
            "subject", "other_form", "other_year", "other_project", is_same_project=pl.lit(is_same)
        )
        for found, is_same in ((of_project, True), (of_others, False))
    ).unique("subject", keep="first", maintain_order=True)
    return beside(forms, pairs, on=["subject"])


def _earliest(known: pl.DataFrame, keys: list[str]) -> pl.DataFrame:
    """The first form of every group, in the order of the frame."""
    return known.group_by(keys, maintain_order=True).agg(
        pl.first("form_id").alias("other_form"),
        pl.first("fiscal_year").alias("other_year"),
        pl.first("named_project").alias("other_project"),
    )


def copy_check() -> Check:
    """X06, over :func:`copies`."""
    return Check(
        rule_id="X06",
        unless=[
            ("counted_elsewhere", ~pl.col("is_counted_form")),
            ("few_indicators", (pl.col("rows") >= _FEWEST_ROWS).not_().fill_null(value=True)),
            ("few_own_results", pl.col("own_results") < _FEWEST_OWN),
        ],
        fails=pl.col("other_form").is_not_null(),
        message=choose((pl.col("is_same_project"), "earlier_year"), otherwise="other_project"),
        values={
            "rows": pl.col("rows").cast(pl.String),
            "year": pl.col("other_year").cast(pl.String),
            "project": pl.col("other_project"),
            "form": pl.col("other_form"),
        },
        expected="default",
        found=pl.col("other_form"),
        # Two projects of one template may well come to the same; a year like the one before it does not.
        severity=pl.when(~pl.col("is_same_project")).then(pl.lit("info")),
        doubts=pl.when(pl.col("is_copy_doubted").fill_null(value=False))
        .then(pl.lit(["actual_text"], pl.List(pl.String)))
        .otherwise(_NONE),
    )
