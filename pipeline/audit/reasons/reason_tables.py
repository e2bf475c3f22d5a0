"""Tables ``reason`` and ``reason_category``: cause, measure, class and group of every reason text of a release.

Belongs here: which columns hold reasons, and the doubt that concerns each. Does not belong here: telling the parts of a
text apart (``reason_parts``), classes of causes (``categories``), likely classes where no pattern hits
(``suggestions``), groups of like texts (``groups``).
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from pipeline.audit.printed import Sources
from pipeline.audit.reasons.categories import UNCLASSIFIED, classify
from pipeline.audit.reasons.groups import near_groups
from pipeline.audit.reasons.reason_parts import is_stated, key, parts_of, unstated_kind
from pipeline.audit.reasons.suggestions import suggestions
from schemas.table_frames import empty_frame

_KEY = ("form_id", "table_name", "row_no", "field")


@dataclass(frozen=True, slots=True)
class Dictionary:
    """What is known of all texts of a release, each once: the parts of a text, group and classes of a cause."""

    parts: pl.DataFrame
    groups: pl.DataFrame
    classes: pl.DataFrame
    likely: pl.DataFrame


def analyse(tables: Sources) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Tables ``reason`` and ``reason_category`` over form, budget_line and indicator."""
    rows = texts(tables)
    parts = parts_of(rows.select(pl.concat([pl.col("stem"), pl.col("reason_text")])).collect().to_series())
    return reasons_of(rows.collect(), dictionary(rows, parts))


def dictionary(texts: pl.LazyFrame, parts: pl.DataFrame) -> Dictionary:
    """What is known of all texts: ``texts`` is as from :func:`texts`, ``parts`` are they taken apart."""
    parts = parts.with_columns(
        state=pl.when(is_stated()).then(pl.lit("stated")).otherwise(pl.lit("not_stated")),
        unstated_kind=unstated_kind(),
    )
    given = ("stem", "reason_text", "given_cause")
    counted = texts.group_by(*given, given_measure=pl.col("given_measure").is_not_null()).len("count")
    given_measure = pl.when("given_measure").then(pl.lit(""))
    known = _with_causes(counted.with_columns(given_measure=given_measure).collect(engine="streaming"), parts)
    classes = classify(known.filter(pl.col("state") == "stated")["cause_text"])
    # A text that states nothing has no class and is given no likely one.
    open_causes = classes.filter(pl.col("category") == UNCLASSIFIED)["cause_text"]
    return Dictionary(
        parts=parts,
        groups=near_groups(known["reason_key"], known["count"]),
        classes=classes,
        likely=suggestions(open_causes).with_columns(state=pl.lit("stated")),
    )


def reasons_of(texts: pl.DataFrame, known: Dictionary) -> tuple[pl.DataFrame, pl.DataFrame]:
    """The rows of ``reason`` and ``reason_category`` for some rows of :func:`texts`, of which the dictionary tells.

    Where the indicator holds cause and measure apart, these stand; a cause without a measure is taken apart further. A
    reason that states nothing (无) has no category, any other has one at least.
    """
    whole = known.parts.select("split_by", reason_text="text")
    reasons = _with_causes(texts, known.parts).join(whole, on="reason_text", how="left", maintain_order="left")
    reasons = reasons.with_columns(
        measure_text=pl.coalesce("given_measure", "measure", "form_measures"),
        has_cause=(pl.col("state") == "stated") & pl.col("cause_text").is_not_null(),
    )
    reasons = reasons.join(known.groups, on="reason_key", how="left", maintain_order="left")
    stated = reasons.filter(pl.col("state") == "stated")
    categories = stated.join(known.classes, on="cause_text", how="left", maintain_order="left")
    # A measure without a cause has no class.
    categories = categories.with_columns(pl.col("category").fill_null(UNCLASSIFIED))
    reasons = reasons.join(known.likely, on=["cause_text", "state"], how="left", maintain_order="left")
    # A text that may be misread is given none: it would be a guess about a guess.
    is_sure = ~pl.col("doubtful").list.contains("cause_text")
    reasons = reasons.with_columns(
        pl.when(is_sure).then(name).alias(name) for name in ("suggested_category", "suggested_probability")
    )
    suggested = pl.when(pl.col("suggested_category").is_not_null()).then(pl.lit(["suggested_category"])).otherwise([])
    reasons = reasons.with_columns(doubtful=pl.concat_list("doubtful", suggested).list.unique().list.sort())
    return (
        reasons.select(empty_frame("reason").columns).sort(_KEY),
        categories.select(empty_frame("reason_category").columns).sort(*_KEY, "category"),
    )


def _with_causes(texts: pl.DataFrame, parts: pl.DataFrame) -> pl.DataFrame:
    """The rows with cause, measure and state of their stems, the cause that holds, and what they are compared by."""
    stems = parts.select("cause", "measure", "state", "unstated_kind", stem="text")
    cause = pl.when(pl.col("given_measure").is_null()).then("cause").otherwise("given_cause")
    reasons = texts.join(stems, on="stem", how="left", maintain_order="left").with_columns(cause_text=cause)
    # Reasons are compared by their cause: one cause with two measures is one reason.
    return reasons.with_columns(reason_key=key(pl.coalesce("cause_text", "reason_text")))


def texts(tables: Sources) -> pl.LazyFrame:
    """Every reason text with its place, the parts that stand apart already, and the doubt that concerns it.

    ``stem`` is what is left to be taken apart.
    """
    rows = {
        "indicator": ("indicator_no", "deviation_reason", "improvement_measure"),
        "budget_line": ("line_no", None, None),
    }
    parts = [
        tables[table]
        .lazy()
        .select(
            "form_id",
            table_name=pl.lit(table),
            row_no=number,
            field=pl.lit("reason_text"),
            reason_text="reason_text",
            given_cause=_or_null(cause),
            given_measure=_or_null(measure),
            form_measures=_or_null(None),
            doubtful=_doubtful("reason_text", cause, measure),
        )
        for table, (number, cause, measure) in rows.items()
    ]
    form = (
        tables["form"]
        .lazy()
        .select(
            "form_id",
            table_name=pl.lit("form"),
            row_no=pl.lit(0, pl.Int32),
            field=pl.lit("deviation_analysis"),
            reason_text="deviation_analysis",
            given_cause=_or_null(None),
            given_measure=_or_null(None),
            form_measures="measures",
            doubtful=_doubtful("deviation_analysis", measure="measures"),
        )
    )
    return (
        pl.concat([*parts, form])
        .filter(pl.col("reason_text").is_not_null())
        .with_columns(stem=pl.coalesce("given_cause", "reason_text"))
    )


def _or_null(column: str | None) -> pl.Expr:
    return pl.lit(None, pl.String) if column is None else pl.col(column)


def _doubtful(text: str, cause: str | None = None, measure: str | None = None) -> pl.Expr:
    """The columns of a reason that rest on a doubtful column of its row."""
    of_cause, of_measure = [text, *filter(None, [cause])], [text, *filter(None, [measure])]
    rests_on = {
        "cause_text": of_cause,
        "group_similarity": of_cause,
        "has_cause": of_cause,
        "measure_text": of_measure,
        "reason_group": of_cause,
        "reason_key": of_cause,
        "reason_text": [text],
        "split_by": [text],
        "state": of_cause,
        "suggested_category": of_cause,
        "suggested_probability": of_cause,
        "unstated_kind": of_cause,
    }
    doubted = pl.col("doubtful").list
    names = [
        pl.when(pl.any_horizontal(doubted.contains(source) for source in sources)).then(pl.lit(name))
        for name, sources in rests_on.items()
    ]
    return pl.concat_list(names).list.drop_nulls()
