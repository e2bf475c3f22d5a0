"""Weights that forms print about themselves, as a frame: one row per weight printed in a note or in a level label.

Belongs here: which form prints which weight, and how certain that is. Does not belong here: the grammar of notes and
labels (``pipeline.prose.printed_weights``), the weights that the indicators of a form add up to and the check that
compares both (``score_rules``).
"""

from __future__ import annotations

import polars as pl

from pipeline.audit.printed import Sources, standing_text
from pipeline.prose.printed_weights import StatedWeight, label_weight, note_weights
from schemas.columns import POINTS

_SCHEMA: dict[str, pl.DataType] = {
    "form_id": pl.String(),
    "level1": pl.String(),
    "level2": pl.String(),
    "weight": POINTS.dtype,
    "source": pl.String(),
    "is_binding": pl.Boolean(),
    "printed_text": pl.String(),
    "page": pl.Int32(),
    "is_doubtful": pl.Boolean(),
}


NOTES, LABELS = "notes", ("level1", "level2")
"""Fields of which :func:`notes` and :func:`labels` are."""


def notes() -> pl.Expr:
    """Whether a cell holds the notes of a form."""
    return (pl.col("table_name") == "form") & (pl.col("field") == NOTES) & (pl.col("piece") == 0)


def labels() -> pl.Expr:
    """Whether a cell holds the label of a level in which a weight may be printed: no weight is without a digit."""
    is_label = pl.col("field").is_in(LABELS) & (pl.col("table_name") == "indicator")
    return is_label & (pl.col("piece") == 0) & standing_text().str.contains(r"\d")


def printed_weights(tables: Sources) -> pl.DataFrame:
    """One row per form, level and weight printed; needs form, indicator and cell.

    ``level1`` is a canonical label or ``budget``, null where a note names a second level that can stand under several;
    ``level2`` is null for a weight of the whole first level. ``weight`` is in points, percentages taken as points of
    100. ``source`` is ``note`` or ``label``. Not ``is_binding`` are notes that say what is usual (原则上, 可适当调整).
    ``is_doubtful``: the text is doubtful, or the form prints another binding weight for the same level.
    """
    rows = pl.concat([_of_notes(tables), _of_labels(tables)]).unique(maintain_order=True)
    level = ["form_id", "level1", "level2"]
    binding = pl.col("weight").filter("is_binding")
    is_contradicted = pl.col("is_binding") & (binding.n_unique().over(level) > 1)
    return rows.with_columns(is_doubtful=pl.col("is_doubtful") | is_contradicted).sort(
        *level, "source", "weight", nulls_last=True, maintain_order=True
    )


def _of_notes(tables: Sources) -> pl.DataFrame:
    given = tables["form"].lazy().filter(pl.col("notes").is_not_null()).select("form_id", "notes", "doubtful").collect()
    stated = [
        {"notes": text, **weight._asdict()}
        for text in given["notes"].unique().to_list()
        for weight in note_weights(text)
    ]
    schema = {"notes": pl.String(), **{name: _SCHEMA[name] for name in StatedWeight._fields}}
    pages = tables["cell"].lazy().filter(notes()).select("form_id", "page").collect()
    return (
        given.select("form_id", "notes", is_doubtful=pl.col("doubtful").list.contains("notes"))
        .join(pl.DataFrame(stated, schema=schema), on="notes")
        .join(pages, on="form_id", how="left")
        .with_columns(source=pl.lit("note"))
        .select(pl.col(name).cast(kind) for name, kind in _SCHEMA.items())
    )


def _of_labels(tables: Sources) -> pl.DataFrame:
    cells = tables["cell"].lazy().filter(labels())
    found = cells.select("form_id", "row_no", "field", "page", raw_value=standing_text()).collect(engine="streaming")
    printed = {text: label_weight(text) for text in found["raw_value"].unique()}
    read = [(text, weight) for text, weight in printed.items() if weight is not None]
    weights = pl.DataFrame(read, schema={"raw_value": pl.String, "weight": POINTS.dtype}, orient="row")
    found = found.filter(pl.col("raw_value").is_in(weights["raw_value"].implode()))
    levels = (
        tables["indicator"]
        .lazy()
        .select("form_id", pl.col("indicator_no").alias("row_no"), "level1", "level2", "doubtful")
        .join(found.lazy().select("form_id", "row_no").unique(), on=["form_id", "row_no"], how="semi")
        .collect()
    )
    is_second = pl.col("field") == "level2"
    return (
        found.join(weights, on="raw_value")
        .join(levels, on=["form_id", "row_no"])
        .with_columns(
            level2=pl.when(is_second).then("level2"),
            source=pl.lit("label"),
            is_binding=pl.lit(value=True),
            printed_text=pl.col("raw_value").str.replace_all(r"\s", ""),
            is_doubtful=pl.col("doubtful").list.contains(pl.col("field")),
        )
        .group_by("form_id", "level1", "level2", "weight", "source", "is_binding", maintain_order=True)
        .agg(pl.col("printed_text", "page").first(), pl.col("is_doubtful").any())
        .select(pl.col(name).cast(kind) for name, kind in _SCHEMA.items())
    )
