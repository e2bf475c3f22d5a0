"""What is told of a form that was published twice: only what the form counted in its place does not tell already.

Belongs here: findings that repeat those of the counted form, and the results that go with them. Does not belong here:
which forms are copies of one another (``pipeline.identity.duplicates``), in what they differ (``version_rules``).
"""

from __future__ import annotations

import polars as pl

from pipeline.audit.result_rows import meanings

_SAME = ["rule_id", "table_name", "message"]
_REASON = "published_twice"


def told_once(fired: pl.DataFrame, counts: pl.DataFrame, form: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Findings and counts without those of a copy that stand word for word at the form that counts.

    Their applications are ``not_applicable`` instead of failed. A finding stays where that of the counted form rests on
    doubt and its own does not. ``form`` has subject, form_id and duplicate_of; both versions are among the forms.
    """
    copies = form.filter(pl.col("duplicate_of").is_not_null()).select("subject", "form_id", "duplicate_of")
    if copies.is_empty():
        return fired, counts
    numbered = fired.with_row_index("place").with_columns(is_reader=pl.col("doubted").list.len() > 0)
    counted = numbered.select(*_SAME, "is_reader", duplicate_of="form_id")
    repeated = (
        numbered.join(copies, on="form_id")
        .join(counted, on=["duplicate_of", *_SAME], nulls_equal=True, suffix="_there")
        .filter(pl.col("is_reader") | ~pl.col("is_reader_there"))
        .unique("place")
    )
    kept = numbered.join(repeated.select("place"), on="place", how="anti", maintain_order="left")
    return kept.drop("place", "is_reader"), pl.concat([counts, *_moved(repeated, counts.schema)])


def _moved(repeated: pl.DataFrame, schema: pl.Schema) -> list[pl.DataFrame]:
    """Rows that take the repeated findings out of what failed and add them to what was not applied."""
    moved = repeated.group_by("subject", "rule_id").len("applications")
    return [
        moved.select(
            "subject",
            pl.col("rule_id")
            .replace_strict(
                {rule: number for (rule, *meant), number in meanings().items() if meant == [*meaning]},
                return_dtype=schema["meaning"],
            )
            .alias("meaning"),
            pl.col("applications").cast(schema["applications"]) * sign,
        )
        for meaning, sign in ((("fail", "applied"), -1), (("not_applicable", _REASON), 1))
    ]
