"""Whether a new release holds much less than the one before it.

Belongs here: comparing documents, rows read from them, filled columns, zeros and doubts of two releases, and the
sentences about it. Does not belong here: what differs row by row (``difference``), who decides (a person, by
``--accept-fall``).

Looked at are all documents, each batch, and the documents whose bytes did not change; the last so that new documents do
not hide that old ones are read worse. One document that goes or breaks costs that document and no release: a
loss counts when it concerns two documents or more, or when it is large in one. A batch without any document left and
a release without any form always count.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.language import in_current, say, say_both
from pipeline.publish.errors import PublicationError
from pipeline.publish.limits import FALL_POINTS, FALL_SHARE
from pipeline.publish.parquet import files_of
from schemas.catalog import TABLES

_LARGE = {"document": 5, "form": 5, "budget_line": 20, "indicator": 50, "narrative": 5}
"""Rows or values lost in one document that count although it is one. No setting: it is the size of a document."""
_COUNTED = ("document", "form", "budget_line", "indicator", "narrative")
_DOUBTED = ("form", "budget_line", "indicator")
_ID = 16
_NOW = "\0now"
_OTHER = "\0other than zero"
_FACTS = {
    "document": ("publisher", "source_url", "retrieved_on", "region", "fiscal_year"),
    "form": ("fiscal_year", "region", "division_code", "department", "department_id", "project_key"),
}
"""Columns that are not printed and yet are looked at: who, where and when."""


@dataclass(frozen=True, slots=True)
class Fall:
    """One thing of which there is much less, as a sentence in Chinese and in English."""

    sentence: str
    sentence_en: str


class SharpFallError(PublicationError):
    """A release that holds much less than the one before it, and nobody said that this is right."""

    def __init__(self, message: str, falls: Sequence[Fall]) -> None:
        super().__init__(message)
        self.falls = tuple(falls)


def accepted(falls: Sequence[Fall], current: str, why: str | None) -> dict[str, Any] | None:
    """What the manifest says of falls that somebody accepts; None without falls. Raises :class:`SharpFallError`."""
    if not falls:
        return None
    if not why or not why.strip():
        listed = [in_current(fall.sentence, fall.sentence_en) for fall in falls]
        told = [say("fall.refused", current=current), *(f"- {sentence}" for sentence in listed), say("fall.accept")]
        raise SharpFallError("\n".join(told), falls)
    return {
        "why": why.strip(),
        "falls": [{"sentence": fall.sentence, "sentence_en": fall.sentence_en} for fall in falls],
    }


def falls(before: Path, after: Path) -> list[Fall]:
    """Every fall from one release folder to another; the newer one may still be staged."""
    try:
        old = _measures(before)
    except (OSError, pl.exceptions.PolarsError) as error:
        return [Fall(*say_both("fall.unreadable", folder=before.name, error=error))]
    return list(_falls(old, _measures(after)))


@dataclass(frozen=True, slots=True)
class _Level:
    """Documents that are looked at together, under their name in both languages.

    Shares are compared over documents of their own: a batch that is new or gone changes shares and is no fall of them.
    """

    name: tuple[str, str]
    before: pl.DataFrame
    after: pl.DataFrame
    of_shares: tuple[pl.DataFrame, pl.DataFrame]


def _falls(old: pl.DataFrame, new: pl.DataFrame) -> Iterator[Fall]:
    if old.is_empty():
        return
    if new.is_empty():
        yield Fall(*say_both("fall.empty", count=old.height))
        return
    old, new = _matched(old, new)
    gone = old.group_by("batch").agg(pl.col("match").count().alias("left"), pl.len().alias("count"))
    gone = gone.filter(~pl.col("batch").is_in(new["batch"].unique().to_list()) & (pl.col("left") == 0)).sort("batch")
    for batch, count in gone.select("batch", "count").iter_rows():
        yield Fall(*say_both("fall.batch_gone", batch=_batch_name(batch), count=count))
    known = old.filter(~pl.col("batch").is_in(gone["batch"].to_list()))
    # What is told of all documents need not be told of each batch, nor of unchanged documents what is told of either.
    told: set[str] = set()
    for levels in ([_all(old, new, known)], _batches(known, new), [_unchanged(old, new)]):
        found = [(measure, fall) for level in levels for measure, fall in _of_level(level) if measure not in told]
        yield from (fall for _, fall in found)
        told.update(measure for measure, _ in found)
    yield from _uncorrected(old, new)


def _all(old: pl.DataFrame, new: pl.DataFrame, known: pl.DataFrame) -> _Level:
    return _Level(say_both("fall.all"), old, new, (known, _following(known, new)))


def _batches(known: pl.DataFrame, new: pl.DataFrame) -> list[_Level]:
    levels = []
    for batch in known["batch"].unique().sort():
        before = known.filter(pl.col("batch") == batch)
        after = _following(before, new)
        levels.append(_Level(say_both("fall.batch", batch=_batch_name(batch)), before, after, (before, after)))
    return levels


def _unchanged(old: pl.DataFrame, new: pl.DataFrame) -> _Level:
    before = old.join(new, on="document_id", how="semi")
    after = new.join(old, on="document_id", how="semi")
    return _Level(say_both("fall.unchanged"), before, after, (before, after))


def _following(before: pl.DataFrame, new: pl.DataFrame) -> pl.DataFrame:
    """The documents of the same batches now, and those that moved to another one."""
    return new.filter(
        pl.col("batch").is_in(before["batch"].unique().to_list())
        | pl.col("document_id").is_in(before["match"].drop_nulls().to_list())
    )


def _of_level(level: _Level) -> Iterator[tuple[str, Fall]]:
    """Every measure of which there is much less, with its fall."""
    before, after = _sums(level.before), _sums(level.after)
    was_shared, now_shared = (_sums(rows) for rows in level.of_shares)
    rows_before = level.of_shares[0]
    for table in _COUNTED:
        measure = f"{table}.rows"
        was, now = before[measure], after[measure]
        is_none_left = table == "form" and was > 0 and now == 0
        if now < was * (1 - FALL_SHARE.value()) and (is_none_left or _counts(level.before, measure, table)):
            values = {"what": _table(table), "before": was, "after": now, "share": f"{1 - now / was:.0%}"}
            yield measure, Fall(*say_both("fall.count", where=level.name, **values))
    for measure in was_shared:
        table, is_column, column = measure.partition(":")
        if not is_column or column.endswith(_OTHER):
            continue
        if (fall := _more_zeros(level, was_shared, now_shared, table, column)) is not None:
            yield f"{measure}.zeros", fall
        was_pct, now_pct = (_share(sums, measure, table) for sums in (was_shared, now_shared))
        if was_pct - now_pct > FALL_POINTS.value() and _counts(rows_before, measure, table):
            shares = {"before": f"{was_pct:.0f}", "after": f"{now_pct:.0f}"}
            named = {"what": _table(table), "column": _column(table, column)}
            yield measure, Fall(*say_both("fall.filled", where=level.name, **named, **shares))
    for table in _DOUBTED:
        measure = f"{table}.doubted"
        was_pct, now_pct = (_share(sums, measure, table) for sums in (was_shared, now_shared))
        if now_pct - was_pct > FALL_POINTS.value() and _counts(rows_before, measure, table, is_more=True):
            shares = {"before": f"{was_pct:.0f}", "after": f"{now_pct:.0f}"}
            yield measure, Fall(*say_both("fall.doubted", where=level.name, what=_table(table), **shares))


def _more_zeros(
    level: _Level, was_shared: Mapping[str, int], now_shared: Mapping[str, int], table: str, column: str
) -> Fall | None:
    """Numbers that became zero: they are filled in, so that no fill rate shows it."""
    filled, other = f"{table}:{column}", f"{table}:{column}{_OTHER}"
    if not was_shared.get(other) or not now_shared[filled]:
        return None
    was_pct, now_pct = (round(100 - 100 * sums[other] / sums[filled], 6) for sums in (was_shared, now_shared))
    if now_pct - was_pct <= FALL_POINTS.value() or not _counts(level.of_shares[0], other, table):
        return None
    shares = {"before": f"{was_pct:.0f}", "after": f"{now_pct:.0f}"}
    return Fall(*say_both("fall.zeros", where=level.name, what=_table(table), column=_column(table, column), **shares))


def _counts(before: pl.DataFrame, measure: str, table: str, is_more: bool = False) -> bool:
    """Whether a loss concerns two documents or more, or is large in one; documents that are gone have lost all."""
    old, new = pl.col(measure), pl.col(measure + _NOW)
    lost = before.select(
        pl.when(pl.col("match").is_not_null()).then(new - old).otherwise(0) if is_more else old - new.fill_null(0)
    ).to_series()
    lost = lost.filter(lost > 0)
    return lost.len() > 1 or int(lost.sum()) >= _LARGE[table]


def _share(sums: Mapping[str, int], measure: str, table: str) -> float:
    """A share of the rows of a table in percent; rounded, so that ten points are ten points."""
    rows = sums[f"{table}.rows"]
    return round(100 * sums[measure] / rows, 6) if rows else 0.0


def _sums(rows: pl.DataFrame) -> dict[str, int]:
    """Every measure over some documents."""
    numbers = [name for name in rows.columns if (":" in name or "." in name) and not name.endswith(_NOW)]
    return rows.select(pl.col(numbers).sum()).row(0, named=True)


def _matched(old: pl.DataFrame, new: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """What both releases measure; beside each older document what the same one has now: same bytes, else same path."""
    both = [name for name in old.columns if name in new.columns]
    old, new = old.select(both), new.select(both)
    by_path = dict(new.select("path", "document_id").iter_rows())
    same = set(new["document_id"])
    match = [
        document_id if document_id in same else by_path.get(path)
        for document_id, path in old.select("document_id", "path").iter_rows()
    ]
    now = new.select(pl.col("document_id").alias("match"), pl.exclude("document_id", "path", "batch").name.suffix(_NOW))
    return old.with_columns(match=pl.Series(match, dtype=pl.String)).join(now, on="match", how="left"), new


def _measures(release: Path) -> pl.DataFrame:
    """One row per document: rows, doubtful rows and filled values of each table."""
    document = _rows_of(release, "document")
    measured = document.select("document_id", "path", pl.col("batch").fill_null("")).collect()
    for table in ("document", *_DOUBTED, "narrative", "correction"):
        if (
            table in ("narrative", "correction") and not (release / f"{table}.parquet").exists()
        ):  # a release of an earlier schema
            continue
        rows = document if table == "document" else _rows_of(release, table)
        schema = rows.collect_schema()
        if "document_id" not in schema:
            rows = rows.with_columns(document_id=pl.col("form_id").str.slice(0, _ID))
        columns = [name for name in _looked_at(table) if name in schema]
        counts = [
            pl.len().alias(f"{table}.rows"),
            *([(pl.col("doubtful").list.len() > 0).sum().alias(f"{table}.doubted")] if table in _DOUBTED else []),
            *(pl.col(name).is_not_null().sum().alias(f"{table}:{name}") for name in columns),
            *(
                (pl.col(name) != 0).sum().alias(f"{table}:{name}{_OTHER}")
                for name in columns
                if schema[name].is_numeric()
            ),
        ]
        counted = rows.group_by("document_id").agg(counts).collect(engine="streaming")
        measured = measured.join(counted, on="document_id", how="left")
    numbers = pl.exclude("document_id", "path", "batch")
    return measured.with_columns(numbers.fill_null(0).cast(pl.Int64))


def _looked_at(table: str) -> list[str]:
    """The columns of a table whose fill rate is compared: those that are printed, and who, where and when."""
    columns = TABLES[table].columns.values()
    named = _FACTS.get(table, ())
    return [column.name for column in columns if column.is_nullable and (column.is_printed or column.name in named)]


def _rows_of(release: Path, table: str) -> pl.LazyFrame:
    return pl.concat(
        [pl.scan_parquet(file, hive_partitioning=False) for file in files_of(table, release)], how="diagonal_relaxed"
    )


def _table(name: str) -> tuple[str, str]:
    return TABLES[name].title, f"rows of {name}"


def _column(table: str, name: str) -> tuple[str, str]:
    return TABLES[table].columns[name].title, name


def _uncorrected(old: pl.DataFrame, new: pl.DataFrame) -> Iterator[Fall]:
    """Documents are what they were, and nothing is corrected in them any more: wrong values stand there again."""
    level = _unchanged(old, new)
    measure = "correction.rows"
    was = _sums(level.before).get(measure, 0)
    if was and not _sums(level.after)[measure]:
        values = {"what": _table("correction"), "before": was, "after": 0, "share": f"{1:.0%}"}
        yield Fall(*say_both("fall.count", where=level.name, **values))


def _batch_name(batch: str) -> tuple[str, str]:
    shown = "".join(c if c.isprintable() else "\N{REPLACEMENT CHARACTER}" for c in batch)
    return (f"批次{shown}", f"batch {shown}") if batch else ("未归入批次的文件", "what lay outside of batches")
