"""X05: two versions of the form of one project and year say different things.

Belongs here: a form that is not counted, beside the one that is. Does not belong here: which forms are versions of one
another and which of them counts (``pipeline.identity.duplicates``).
"""

from __future__ import annotations

import polars as pl

from pipeline.audit.check import Check, shown
from pipeline.audit.frames import Facts, doubted, number
from pipeline.audit.printed import MONEY
from pipeline.audit.wording import Value, Words, as_words, choose, either, phrase
from pipeline.text.fold import fold_widths, squeeze

_FIGURES = (*MONEY, "total_score")
_TEXTS = ("name", "target_text", "actual_text")
_NAMED = 3
_FAR_RATE, _FAR_SCORE = 0.5, 0.05
_LIKE = (("3", "8"), ("1", "7"), ("0", "6"), ("0", "8"), ("5", "6"), ("6", "8"))
"""Pairs of digits that look alike."""
_FEWEST_ALIKE = 2
_NONE = pl.lit([], pl.List(pl.String))


def versions(facts: Facts, document: pl.DataFrame) -> pl.DataFrame:
    """Every form with the amounts, the total score and the grade of the form that is counted in its place.

    ``other_*`` are null where there is no such form, ``other_path`` is its file. ``other_rows`` is the number of
    indicators that the other form does not have, or has with another target, actual value or score; ``other_names``
    are some of them. ``is_contradicted`` and ``is_other_contradicted`` say whether a form contradicts its own sums or
    its own rate. ``doubted_figures`` are those that are doubtful here or there.
    """
    compared = [*_FIGURES, "grade"]
    unsure = pl.col("doubtful").list.set_intersection(pl.lit(compared, pl.List(pl.String)))
    total = facts.total.with_columns(
        doubtful=pl.col("doubtful").list.set_union(pl.col("form_doubtful")), is_contradicted=_contradicts_itself()
    )
    paths = document.select("document_id", other_path="path")
    counted = total.join(paths, on="document_id", how="left", maintain_order="left").select(
        pl.col("form_id").alias("duplicate_of"),
        "other_path",
        *(pl.col(name).alias(f"other_{name}") for name in compared),
        is_other_doubted=doubted(*compared),
        is_other_contradicted="is_contradicted",
        other_unsure=unsure,
    )
    rows = total.join(counted, on="duplicate_of", how="left", maintain_order="left")
    return rows.join(_other_rows(facts), on="subject", how="left", maintain_order="left").with_columns(
        pl.col("other_rows", "sure_rows").fill_null(0),
        doubted_figures=unsure.list.set_union(pl.col("other_unsure").fill_null(_NONE)),
    )


def _contradicts_itself() -> pl.Expr:
    """Whether the rate is far from that of the amounts, or the total score from the sum of the scores."""
    rate = (number("execution_rate_pct") - number("computed_rate_pct")).abs() > _FAR_RATE
    score = (number("total_score") - number("computed_score")).abs() > _FAR_SCORE
    return rate.fill_null(value=False) | score.fill_null(value=False)


def _other_rows(facts: Facts) -> pl.DataFrame:
    """By subject the indicators that do not stand so on the form that is counted: how many, the first names.

    ``sure_rows`` is the number of those that differ whatever is doubtful on the one form or the other.
    """
    is_moved = pl.col("duplicate_of").is_not_null()
    wanted = facts.indicator.filter(
        is_moved | pl.col("form_id").is_in(facts.indicator.filter(is_moved)["duplicate_of"].unique().to_list())
    )
    # Two file formats of one text differ in widths and blanks.
    said = [pl.col(name).fill_null("").map_elements(_bare, return_dtype=pl.String) for name in _TEXTS]
    rows = wanted.select(
        "subject", "form_id", "duplicate_of", "name", row=pl.struct(*said, "score").hash(),
        is_sure=~doubted(*_TEXTS, "score"),
    )  # fmt: skip
    mine = rows.filter(is_moved)
    theirs = rows.select("row", "is_sure", duplicate_of="form_id")
    other = mine.join(theirs, on=["duplicate_of", "row"], how="anti").group_by("subject", maintain_order=True).agg(
        pl.col("duplicate_of").first(),
        other_rows=pl.len(),
        other_names=pl.col("name").drop_nulls().head(_NAMED).str.join("、"),
        sure_rows=pl.col("is_sure").sum().cast(pl.Int64),
    )  # fmt: skip
    unsure = (
        theirs.join(mine, on=["duplicate_of", "row"], how="anti")
        .group_by("duplicate_of")
        .agg(unsure_there=(~pl.col("is_sure")).sum().cast(pl.Int64))
    )
    return other.join(unsure, on="duplicate_of", how="left", maintain_order="left").select(
        "subject",
        "other_rows",
        "other_names",
        sure_rows=pl.col("sure_rows") - pl.col("unsure_there").fill_null(0),
    )


def _bare(text: str) -> str:
    return fold_widths(squeeze(text))


def version_check() -> Check:
    """X05, over :func:`versions`."""
    differs = {name: _differs(number(name), number(f"other_{name}")) for name in _FIGURES}
    differs["grade"] = (pl.col("grade") != pl.col("other_grade")).fill_null(value=False)
    has_other_rows = pl.col("other_rows") > 0
    is_unsure = _are_unsure(differs) | _are_look_alikes(differs)
    is_here, is_there = (pl.col(name).fill_null(value=False) for name in ("is_contradicted", "is_other_contradicted"))
    contradicted = either(
        is_here & ~is_there,
        phrase("this_one_contradicts_itself"),
        either(is_there & ~is_here, phrase("other_one_contradicts_itself"), pl.lit("")),
    )
    return Check(
        rule_id="X05",
        unless=[("not_published_twice", pl.col("duplicate_of").is_null())],
        fails=pl.any_horizontal(*differs.values(), has_other_rows),
        message=choose((is_unsure, "unsure"), otherwise="default"),
        values={
            "other": pl.coalesce("other_path", "duplicate_of"),
            "differences": _listed(differs, has_other_rows),
            "contradicted": contradicted,
        },
        expected="default",
        found=pl.col("duplicate_of"),
        # Money, points and grade are the same in both, and hardly anything else differs.
        severity=pl.when((~pl.any_horizontal(*differs.values()) & (pl.col("other_rows") <= 1)) | is_unsure).then(
            pl.lit("info")
        ),
        doubts=pl.concat_list(
            pl.col("doubtful").list.set_intersection(pl.lit([*_FIGURES, "grade"], pl.List(pl.String))),
            pl.when(
                pl.col("is_other_doubted").fill_null(value=False)
                | is_unsure
                # Nothing but indicators that are doubtful here or there.
                | (~pl.any_horizontal(*differs.values()) & (pl.col("sure_rows") < 1))
            )
            .then(pl.lit(["duplicate_of"], pl.List(pl.String)))
            .otherwise(_NONE),
        ),
    )


def _are_unsure(differs: dict[str, pl.Expr]) -> pl.Expr:
    """Whether figures differ, and each of those that do is doubtful here or there."""
    sure = [when & ~pl.col("doubted_figures").list.contains(name) for name, when in differs.items()]
    return (pl.any_horizontal(*differs.values()) & ~pl.any_horizontal(*sure)).fill_null(value=False)


def _are_look_alikes(differs: dict[str, pl.Expr]) -> pl.Expr:
    """Whether several figures differ, and all of them by the same two digits that look alike (3186000, 8136000)."""
    pairs = []
    for one, other in _LIKE:
        alike = []
        for name in _FIGURES:
            here, there = (number(column).cast(pl.String) for column in (name, f"other_{name}"))
            alike.append(~differs[name] | (here.str.replace_all(other, one) == there.str.replace_all(other, one)))
        pairs.append(pl.all_horizontal(*alike))
    several = pl.sum_horizontal(*(differs[name] for name in _FIGURES)) >= _FEWEST_ALIKE
    return (pl.any_horizontal(*pairs) & several & ~differs["grade"]).fill_null(value=False)


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
    parts.append(
        (has_other_rows, phrase("other_indicators", {"count": pl.col("other_rows"), "names": pl.col("other_names")}))
    )
    empty = as_words(pl.lit(None, pl.String))
    chosen = [either(when, words, empty) for when, words in parts]
    return Words(
        pl.concat_str([words.zh for words in chosen], separator="；", ignore_nulls=True),
        pl.concat_str([words.en for words in chosen], separator="; ", ignore_nulls=True),
    )
