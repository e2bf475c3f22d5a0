"""The frames that checks run over: each row with everything a rule about it needs.

Belongs here: joins, sums per form, and what printing allows (half a unit of the last printed digit). Does not
belong here: any predicate.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import NamedTuple

import polars as pl

from pipeline.audit.level_weights import LABELS, NOTES, labels, notes, printed_weights
from pipeline.audit.printed import FIGURES, MONEY_HALVES, Sources, figures, halves_of_forms, halves_of_lines, lines
from pipeline.audit.profiles import form_profiles
from pipeline.families import load_families
from schemas.columns import GRADE_CLASSES

Tables = Mapping[str, pl.DataFrame]
STRUCTURE = ("产出指标", "效益指标", "满意度指标", "成本指标")
"""First levels of the usual structure; rules about levels do not apply to others (决策, 过程, 管理 …)."""
_EPSILON = 1e-9


class Printed(NamedTuple):
    """What table ``cell`` tells: halves by form, halves and page by funding row, weights of levels by form."""

    forms: pl.DataFrame
    lines: pl.DataFrame
    weights: pl.DataFrame


def read_cells(tables: Sources) -> Printed:
    """What the cells of form, budget_line and indicator tell; table ``cell`` is gone through once, never held whole."""
    return read_telling_cells({**tables, "cell": telling_cells(tables["cell"].lazy())})


def read_telling_cells(tables: Sources) -> Printed:
    """The same where table ``cell`` has no others than :func:`telling_cells`."""
    told = {**tables, "cell": tables["cell"].lazy().collect(engine="streaming")}
    forms, lines = pl.collect_all([halves_of_forms(told), halves_of_lines(told)])
    return Printed(forms, lines, printed_weights(told))


def telling_cells(cell: pl.LazyFrame) -> pl.LazyFrame:
    """The cells that :func:`read_cells` looks at, as far as it does."""
    # Most cells are left out by the names alone. A column of its own keeps polars from asking everything of all cells.
    named = cell.filter(pl.col("field").is_in([*FIGURES, *LABELS, NOTES]) | lines())
    told = named.with_columns(tells=figures() | lines() | notes() | labels()).filter("tells")
    return told.select(
        "form_id", "table_name", "row_no", "field", "piece", "page", "origin", "value", "raw_value", "corrected_text"
    )


@dataclass(frozen=True, slots=True)
class Facts:
    """The frames, each with the columns of ``check.SUBJECT``, ``subject``, ``doubtful`` and the form's settings.

    ``form`` has one row per form. ``total`` has one per form too, with the total row of its budget block. ``line`` has
    one per funding row, ``indicator`` one per indicator. ``subject`` is the index of the form in table ``form``.
    ``weights`` has the weights that forms print for their levels (``level_weights.printed_weights``).
    """

    form: pl.DataFrame
    total: pl.DataFrame
    line: pl.DataFrame
    indicator: pl.DataFrame
    weights: pl.DataFrame

    @property
    def counted(self) -> pl.LazyFrame:
        """The indicators whose points are added; a row that others divide is none of them."""
        return self.indicator.lazy().filter(pl.col("is_counted").fill_null(value=True))


def weight_is_off() -> pl.Expr:
    """Whether a row has all of its points once its weight is taken back by what the weights are too many.

    Needs ``weight_over``, the sum of the weights above the total weight of the form. The weight is then the slip, which
    S01 tells, and no point was lost.
    """
    is_full = (number("weight") - pl.col("weight_over") - number("score")).abs() < _EPSILON
    return ((pl.col("weight_over") > _EPSILON) & is_full).fill_null(value=False)


def score_is_off() -> pl.Expr:
    """Whether a row has all of its points once its score has what the scores are short of the total score.

    Needs ``score_gap``, the total score above the sum of the scores. The score is then the slip, which S02 tells.
    """
    is_full = (number("score") + pl.col("score_gap") - number("weight")).abs() < _EPSILON
    return ((pl.col("score_gap") > _EPSILON) & is_full).fill_null(value=False)


def is_numbered_part() -> pl.Expr:
    """Whether a row is numbered as a part of the one above it: （1）…, ①…."""
    return pl.col("name").fill_null("").str.contains(r"^\s*(?:[(（]\d{1,2}[)）]|[①-⑩])")


def doubted(*columns: str) -> pl.Expr:
    """Whether one of the columns is doubtful in its row."""
    return pl.any_horizontal([pl.col("doubtful").list.contains(column) for column in columns])


def number(column: str, *, strict: bool = True) -> pl.Expr:
    """A decimal column as a float, for intervals and ratios; a text that is none is null where it may be one."""
    return pl.col(column).cast(pl.Float64, strict=strict)


def grade_band() -> pl.Expr:
    """The number of the band that a form's grade stands for, 0 for the best; null without a grade of a known scale."""
    return pl.col("grade_class").replace_strict(
        {name: number_of for number_of, name in enumerate(GRADE_CLASSES)}, default=None, return_dtype=pl.Int8
    )


def facts(tables: Tables, printed: Printed | None = None) -> Facts:
    """The frames for one set of clean tables (form, budget_line, indicator).

    ``printed`` is what their cells tell; without it, table ``cell`` is read.
    """
    printed = printed or read_cells(tables)
    has_reasons = [family.id for family in load_families() if "reason" in family.indicators.columns]
    explained = tables["indicator"].filter(pl.col("reason_text").is_not_null()).select("form_id").unique()
    form = (
        (tables["form"] if "subject" in tables["form"].columns else tables["form"].with_row_index("subject"))
        .join(form_profiles(tables["form"]), on="form_id", how="left", maintain_order="left")
        .join(printed.forms, on="form_id", how="left", maintain_order="left")
        .with_columns(
            table_name=pl.lit("form"),
            row_no=pl.lit(0, pl.Int32),
            page="last_page",
            # The bands that a form prints for its classes: 100-80%（含80%）.
            prints_bands=pl.col("notes").str.contains(r"100\s*[%％]?\s*[-—–－~～至]+\s*80"),
            # Where only an analysis of the whole form is given, there is no reason column or it is not used.
            has_reason_column=pl.col("template").is_in(has_reasons)
            & (pl.col("deviation_analysis").is_null() | pl.col("form_id").is_in(explained["form_id"].implode())),
        )
    )
    shared = form.select(
        "subject", "form_id", "document_id", "department", "department_id", "project_key", "duplicate_of",
        "fiscal_year", "template", "form_kind", "profile",
        "profile_origin", "rate_denominator", "deviation_analysis", "has_reason_column", "prints_bands",
        *form_profiles(tables["form"].head(0)).columns[4:],
        *(name for name in form.columns if name.startswith("half_")),
    )  # fmt: skip
    line = _lines(tables, shared, printed)
    indicator = (
        _with_known_weights(tables)
        .join(shared, on="form_id", how="left", maintain_order="left")
        .with_columns(table_name=pl.lit("indicator"), row_no="indicator_no")
    )
    # Texts are put together from their columns, which polars 2.1 cannot do with several chunks.
    form, line, indicator = (frame.rechunk() for frame in (form, line, indicator))
    return Facts(form=form, total=_totals(form, line), line=line, indicator=indicator, weights=printed.weights)


def _with_known_weights(tables: Tables) -> pl.DataFrame:
    """The indicators with ``known_weight`` and ``has_points``.

    A form that prints no weights and has all of 100 points scores each indicator in full: the weight is the score.
    ``has_points`` says whether any indicator of the form has a weight or a score.
    """
    is_full = (pl.col("total_score") == 100) & (pl.col("computed_score") == 100)
    points = (
        tables["indicator"]
        .group_by("form_id")
        .agg(pl.col("weight", "score").is_not_null().any().name.prefix("has_"))
        .join(tables["form"].select("form_id", is_full=is_full.fill_null(value=False)), on="form_id", how="left")
        .select(
            "form_id",
            is_implied=pl.col("is_full").fill_null(value=False) & ~pl.col("has_weight"),
            has_points=pl.col("has_weight") | pl.col("has_score"),
        )
    )
    indicator = beside(tables["indicator"], points, on=["form_id"])
    return indicator.with_columns(known_weight=pl.when("is_implied").then("score").otherwise("weight")).drop(
        "is_implied"
    )


def beside(frame: pl.DataFrame, more: pl.DataFrame, on: list[str]) -> pl.DataFrame:
    """The frame with the columns of another one, which has each key at most once; null for a key that it lacks.

    A join may copy all columns of a wide frame. Here only the keys and the added columns are copied.
    """
    added = frame.select(on).join(more, on=on, how="left", maintain_order="left").drop(on)
    return frame.hstack(added)


def exact_if_whole(half: str) -> pl.Expr:
    """A half unit of points, zero for whole numbers: those were given, not rounded."""
    return pl.when(pl.col(half) < 0.5).then(half).otherwise(0.0)


def _lines(tables: Tables, shared: pl.DataFrame, printed: Printed) -> pl.DataFrame:
    is_initial = pl.col("rate_denominator") == "initial_budget"
    is_total = pl.coalesce("is_total", pl.col("funding_source") == "total")
    first = pl.when("is_total").then("line_no").min().over("form_id")
    budget_line = tables["budget_line"].with_columns(is_total=is_total)
    budget_line = budget_line.with_columns(
        is_total=is_total & (pl.col("line_no") == first).fill_null(value=False),
        # A row whose parent is not known counts as a part of the total row.
        parent_line_no=pl.when(~is_total & pl.col("is_leaf").is_null()).then(first).otherwise("parent_line_no"),
        division_no=pl.coalesce("division_no", pl.col("funding_source").is_in(["basic", "project"]).cast(pl.Int32) + 1),
    )
    lines = budget_line.join(shared, on="form_id", how="left", maintain_order="left")
    lines = beside(lines, printed.lines, on=["form_id", "line_no"]).with_columns(
        # An amount without a cell of its own is printed as exactly as the others of its column.
        pl.col(half).fill_null(pl.col(half).min().over("form_id"))
        for half in MONEY_HALVES
    )
    return lines.with_columns(
        table_name=pl.lit("budget_line"),
        row_no="line_no",
        budget=pl.when(is_initial).then(number("initial_budget_yuan")).otherwise(number("adjusted_budget_yuan")),
        half_budget=pl.when(is_initial)
        .then("half_line_initial_budget_yuan")
        .otherwise("half_line_adjusted_budget_yuan"),
        budget_field=pl.when(is_initial).then(pl.lit("initial_budget_yuan")).otherwise(pl.lit("adjusted_budget_yuan")),
    )


def _totals(form: pl.DataFrame, line: pl.DataFrame) -> pl.DataFrame:
    """Every form with the total row of its budget block; a form without one has nulls there."""
    first = line.filter("is_total")
    own = [c for c in first.columns if c not in form.columns or c in ("table_name", "row_no", "page", "doubtful")]
    kept = form.drop("table_name", "row_no", "page").rename({"doubtful": "form_doubtful"})
    joined = kept.join(first.select("form_id", *own), on="form_id", how="left", maintain_order="left")
    return joined.with_columns(pl.col("doubtful").fill_null(pl.lit([], pl.List(pl.String))))
