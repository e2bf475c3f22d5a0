"""What is told of a form that was published twice: only what the form counted in its place does not tell already.

Belongs here: findings that repeat those of the counted form, and the results that go with them. Does not belong here:
which forms are copies of one another (``pipeline.identity.duplicates``), in what they differ (``version_rules``).
"""

from __future__ import annotations

import polars as pl

_SAME = ["rule_id", "table_name", "message"]
_RESULT = ["subject_id", "rule_id", "result", "reason"]
_REASON = "published_twice"


def told_once(fired: pl.DataFrame, results: pl.DataFrame, form: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Findings and results without those of a copy that stand word for word at the form that counts.

    Their applications are ``not_applicable`` instead of failed. A finding stays where that of the counted form rests on
    doubt and its own does not.
    """
    copies = form.filter(pl.col("duplicate_of").is_not_null()).select("form_id", "duplicate_of")
    if copies.is_empty():
        return fired, results
    numbered = fired.with_row_index("place").with_columns(is_reader=pl.col("doubted").list.len() > 0)
    counted = numbered.select(*_SAME, "is_reader", duplicate_of="form_id")
    repeated = (
        numbered.join(copies, on="form_id")
        .join(counted, on=["duplicate_of", *_SAME], nulls_equal=True, suffix="_there")
        .filter(pl.col("is_reader") | ~pl.col("is_reader_there"))
        .unique("place")
    )
    kept = numbered.join(repeated.select("place"), on="place", how="anti", maintain_order="left")
    return kept.drop("place", "is_reader"), _results(results, repeated)


def _results(results: pl.DataFrame, repeated: pl.DataFrame) -> pl.DataFrame:
    moved = repeated.group_by(subject_id="form_id", rule_id="rule_id").agg(
        pl.len().cast(results["applications"].dtype).alias("moved")
    )
    rows = results.with_row_index("place")
    is_moved = pl.col("subject_id").is_in(moved["subject_id"].implode())
    of_copies = rows.filter(is_moved).join(moved, on=["subject_id", "rule_id"], how="left", maintain_order="left")
    is_fail = (pl.col("result") == "fail") & pl.col("moved").is_not_null()
    less = of_copies.with_columns(
        applications=pl.when(is_fail).then(pl.col("applications") - pl.col("moved")).otherwise("applications")
    )
    instead = of_copies.filter(is_fail).with_columns(
        result=pl.lit("not_applicable"), reason=pl.lit(_REASON), applications="moved"
    )
    summed = (
        pl.concat([less, instead])
        .filter(pl.col("applications") > 0)
        .with_columns(place=pl.col("place").min().over("subject_id"))
        .group_by(_RESULT)
        .agg(pl.col("applications").sum(), pl.col("place").first())
        .sort("place", *_RESULT[1:])
    )
    order = rows.columns
    return pl.concat([rows.filter(~is_moved), summed.select(order)]).sort("place", maintain_order=True).drop("place")
