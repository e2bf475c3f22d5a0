"""X05: two versions of the form of one project and year say different things.

Belongs here: a form that is not counted, beside the one that is. Does not belong here: which forms are versions of one
another and which of them counts (``pipeline.identity.duplicates``).
"""

from __future__ import annotations

import polars as pl

from pipeline.audit.check import Check, shown
from pipeline.audit.frames import MONEY, Facts, doubted, number
from pipeline.audit.wording import Value, Words, as_words, either, phrase

_FIGURES = (*MONEY, "total_score")
_TEXTS = ("name", "target_text", "actual_text")
_NONE = pl.lit([], pl.List(pl.String))


def versions(facts: Facts, document: pl.DataFrame) -> pl.DataFrame:
    """Every form with the amounts, the total score and the grade of the form that is counted in its place.

    ``other_*`` are null where there is no such form, ``other_path`` is its file. ``other_rows`` is the number of
    indicators that the other form does not have, or has with another target, actual value or score.
    """
    compared = [*_FIGURES, "grade"]
    total = facts.total.with_columns(doubtful=pl.col("doubtful").list.set_union(pl.col("form_doubtful")))
    paths = document.select("document_id", other_path="path")
    counted = total.join(paths, on="document_id", how="left", maintain_order="left").select(
        pl.col("form_id").alias("duplicate_of"),
        "other_path",
        *(pl.col(name).alias(f"other_{name}") for name in compared),
        is_other_doubted=doubted(*compared),
    )
    rows = total.join(counted, on="duplicate_of", how="left", maintain_order="left")
    return rows.join(_other_rows(facts), on="subject", how="left", maintain_order="left").with_columns(
        pl.col("other_rows").fill_null(0)
    )


def _other_rows(facts: Facts) -> pl.DataFrame:
    """By subject the number of indicators that do not stand so on the form that is counted."""
    said = [pl.col(name).fill_null("").str.replace_all(r"\s", "") for name in _TEXTS]
    rows = facts.indicator.select("subject", "form_id", "duplicate_of", row=pl.struct(*said, "score").hash())
    mine = rows.filter(pl.col("duplicate_of").is_not_null())
    theirs = rows.select(duplicate_of="form_id", row="row").unique()
    return mine.join(theirs, on=["duplicate_of", "row"], how="anti").group_by("subject").agg(other_rows=pl.len())


def version_check() -> Check:
    """X05, over :func:`versions`."""
    differs = {name: _differs(number(name), number(f"other_{name}")) for name in _FIGURES}
    differs["grade"] = (pl.col("grade") != pl.col("other_grade")).fill_null(value=False)
    has_other_rows = pl.col("other_rows") > 0
    return Check(
        rule_id="X05",
        unless=[("not_published_twice", pl.col("duplicate_of").is_null())],
        fails=pl.any_horizontal(*differs.values(), has_other_rows),
        values={"other": pl.coalesce("other_path", "duplicate_of"), "differences": _listed(differs, has_other_rows)},
        expected="default",
        found=pl.col("duplicate_of"),
        doubts=pl.concat_list(
            pl.col("doubtful").list.set_intersection(pl.lit([*_FIGURES, "grade"], pl.List(pl.String))),
            pl.when(pl.col("is_other_doubted").fill_null(value=False))
            .then(pl.lit(["duplicate_of"], pl.List(pl.String)))
            .otherwise(_NONE),
        ),
    )


def _differs(one: pl.Expr, other: pl.Expr) -> pl.Expr:
    return (one != other).fill_null(value=False)


def _listed(differs: dict[str, pl.Expr], has_other_rows: pl.Expr) -> Words:
    """What differs, with both values, as one text."""
    named: dict[str, Value] = {
        **{column: phrase(label.replace(" ", "_")) for column, label in MONEY.items()},
        "total_score": phrase("total_score"),
        "grade": phrase("grade"),
    }
    parts: list[tuple[pl.Expr, Words]] = []
    for column, when in differs.items():
        one, other = (
            pl.col(name) if column == "grade" else shown(number(name), 2) for name in (column, f"other_{column}")
        )
        text = "yuan_and_other" if column in MONEY else "one_and_other"
        parts.append((when, phrase(text, {"what": named[column], "one": one, "other": other})))
    parts.append((has_other_rows, phrase("other_indicators", {"count": pl.col("other_rows")})))
    empty = as_words(pl.lit(None, pl.String))
    chosen = [either(when, words, empty) for when, words in parts]
    return Words(
        pl.concat_str([words.zh for words in chosen], separator="；", ignore_nulls=True),
        pl.concat_str([words.en for words in chosen], separator="; ", ignore_nulls=True),
    )
