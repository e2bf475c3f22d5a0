"""What differs between two releases: documents, rows and values, exactly, whatever their schema versions.

Belongs here: comparing the tables of two release folders. Does not belong here: wording (``changes``), judging
(``falls``).

Rows are matched by the primary keys of their tables. A document that has other bytes under the same path is the same
document in a new version: its identity is replaced in the keys of the older release, so that its rows are compared
one by one instead of going and coming back.
"""

from __future__ import annotations

import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from typing import Any

import polars as pl

from pipeline.publish.parquet import files_of
from schemas.catalog import TABLES
from schemas.descriptions import METADATA_KEY

_IDENTITIES = frozenset(
    {
        *("document_id", "form_id", "earlier_form_id", "duplicate_of", "subject_id", "finding_id", "narrative_id"),
        *("repair_id", "quarantine_id", "correction_id"),
    }
)
"""Columns that begin with the identity of a document where they are about one."""
_ID = 16
_OWNERS = ("document_id", "form_id", "subject_id")
_NEW = "\0new"
_PLACED = {"repair": ("repair_id", ("form_id", "table_name", "row_no", "field", "rule"))}
"""Keys that count rows of a form, and what a row is about: one row more would rename all that follow it."""
_LAST = ("rule_result", "cell")
"""Tables that say again, row by row, what the others say."""
KINDS = ("added", "removed", "replaced", "moved", "changed", "same")
"""What can have become of a document: ``replaced`` has other bytes under its path, ``moved`` another path."""


@dataclass(frozen=True, slots=True)
class TableDifference:
    """What differs in one table; ``columns`` counts the changed values of each column."""

    table: str
    added: int = 0
    removed: int = 0
    changed: int = 0
    columns: Mapping[str, int] = field(default_factory=dict)
    columns_added: tuple[str, ...] = ()
    columns_removed: tuple[str, ...] = ()

    @property
    def is_same(self) -> bool:
        """Whether nothing differs."""
        return not (self.added or self.removed or self.changed or self.columns_added or self.columns_removed)


@dataclass(frozen=True, slots=True)
class DocumentDifference:
    """What became of one document: one of :data:`KINDS`, and the rows added, removed and changed by table."""

    kind: str
    document_id: str
    path: str
    document_id_before: str | None
    path_before: str | None
    tables: Mapping[str, tuple[int, int, int]]


class Difference:
    """The older release, the newer one, and what differs."""

    def __init__(self, before: Path, after: Path) -> None:
        self.before = _Side(before)
        self.after = _Side(after)
        self._pairs = _pairs(self.before.documents, self.after.documents)
        replaced = self._pairs.filter(pl.col("before") != pl.col("after"))
        self._renamed: dict[str, str] = dict(replaced.select("before", "after").iter_rows())
        self._compared = {name: _Compared(self, name) for name in self.before.tables & self.after.tables}

    @property
    def tables_added(self) -> list[str]:
        """Tables that only the newer release has."""
        return sorted(self.after.tables - self.before.tables)

    @property
    def tables_removed(self) -> list[str]:
        """Tables that only the older release has."""
        return sorted(self.before.tables - self.after.tables)

    @cached_property
    def tables(self) -> dict[str, TableDifference]:
        """Every table of both releases: what is read and found first, the evidence for it last."""
        known = [*(name for name in TABLES if name not in _LAST), *_LAST]
        names = [*known, *sorted(self._compared.keys() - TABLES.keys())]
        return {name: self._compared[name].difference for name in names if name in self._compared}

    @cached_property
    def documents(self) -> list[DocumentDifference]:
        """Every document of either release, by path."""
        rows: dict[str, dict[str, tuple[int, int, int]]] = {}
        for name, compared in self._compared.items():
            for owner, *counts in compared.by_owner.iter_rows():
                rows.setdefault(owner, {})[name] = (counts[0], counts[1], counts[2])
        paths = dict(self.before.documents.select("document_id", "path").iter_rows())
        paths_after = dict(self.after.documents.select("document_id", "path").iter_rows())
        found = []
        for old, new in self._pairs.select("before", "after").iter_rows():
            tables = rows.get(new or old, {})
            path, path_before = paths_after.get(new), paths.get(old)
            if old is None or new is None:
                kind = "added" if old is None else "removed"
            elif old != new:
                kind = "replaced"
            elif path != path_before:
                kind = "moved"
            else:
                kind = "changed" if tables else "same"
            found.append(DocumentDifference(kind, new or old, path or path_before or "", old, path_before, tables))
        return sorted(found, key=lambda document: (document.path, document.document_id))

    @property
    def is_same(self) -> bool:
        """Whether the two hold the same rows in the same columns."""
        return not (self.tables_added or self.tables_removed) and all(table.is_same for table in self.tables.values())

    def values(self, most: int | None = None) -> tuple[list[dict[str, Any]], int]:
        """Rows added and removed and values changed in documents of both releases, and how many were left out."""
        both = set(self._pairs.drop_nulls()["after"])
        listed: list[dict[str, Any]] = []
        count = 0
        for name in self.tables:
            for frame in self._compared[name].values(both):
                count += frame.height
                room = frame.height if most is None else max(0, most - len(listed))
                listed += frame.head(room).to_dicts()
        return listed, count - len(listed)

    def counts(self) -> dict[str, int]:
        """Documents by what became of them."""
        counts = dict.fromkeys(KINDS, 0)
        for document in self.documents:
            counts[document.kind] += 1
        return counts

    def summary(self) -> dict[str, Any]:
        """What the manifest of the newer release says: numbers by kind of document and by table that differs."""
        return {
            "before": self.before.name,
            "schema_version_before": self.before.schema_version,
            "documents": self.counts(),
            "tables_added": self.tables_added,
            "tables_removed": self.tables_removed,
            "tables": {name: _as_dict(table) for name, table in self.tables.items() if not table.is_same},
        }

    def as_dict(self, most: int | None = None) -> dict[str, Any]:
        """Everything, for programs."""
        values, left_out = self.values(most)
        return {
            **self.summary(),
            "after": self.after.name,
            "schema_version_after": self.after.schema_version,
            "by_document": [
                {
                    "what": document.kind,
                    "path": document.path,
                    "path_before": document.path_before,
                    "document_id": document.document_id,
                    "document_id_before": document.document_id_before,
                    "tables": {
                        name: dict(zip(("added", "removed", "changed"), counts, strict=True))
                        for name, counts in document.tables.items()
                    },
                }
                for document in self.documents
                if document.kind != "same"
            ],
            "values": values,
            "values_left_out": left_out,
        }

    def renamed(self, frame: pl.DataFrame) -> pl.DataFrame:
        """Rows of the older release under the identities that their documents have in the newer one."""
        names = [name for name in frame.columns if name in _IDENTITIES and frame.schema[name] == pl.String()]
        if not self._renamed or not names:
            return frame
        return frame.with_columns(
            pl.concat_str(
                pl.col(name).str.slice(0, _ID).replace(self._renamed), pl.col(name).str.slice(_ID), ignore_nulls=False
            ).alias(name)
            for name in names
        )

    @property
    def has_replaced(self) -> bool:
        """Whether a document has other bytes under its path."""
        return bool(self._renamed)


def difference(before: Path, after: Path) -> Difference:
    """What differs between two release folders; the newer one may still be staged.

    Reads every table that differs. Raises OSError and polars' errors where a file cannot be read.
    """
    return Difference(before, after)


class _Side:
    """One release folder."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        try:
            manifest = json.loads((folder / "manifest.json").read_text(encoding="utf-8"))
        except FileNotFoundError:  # staged
            manifest = {}
        self.name: str | None = manifest.get("build_id")
        self.tables = {path.name.removesuffix(".parquet") for path in folder.glob("[!.]*.parquet")}
        self.hashes = {str(file["path"]): str(file["sha256"]) for file in manifest.get("files", ())}

    @cached_property
    def schema_version(self) -> str | None:
        return self._metadata("document").get("schema_version")

    @cached_property
    def documents(self) -> pl.DataFrame:
        return self.frame("document").select("document_id", "path")

    def frame(self, table: str, without: Collection[str] = ()) -> pl.DataFrame:
        """The rows of a table, but for those in some of its files."""
        files = self._files(table)
        wanted = [pl.read_parquet(file, hive_partitioning=False) for name, file in files.items() if name not in without]
        if not wanted:
            return pl.read_parquet(next(iter(files.values())), n_rows=0, hive_partitioning=False)
        return pl.concat(wanted, how="diagonal_relaxed")

    def key(self, table: str) -> list[str]:
        named = self._metadata(table).get("primary_key")
        return list(named or (TABLES[table].primary_key if table in TABLES else ()))

    def is_byte_equal(self, other: _Side, table: str) -> bool:
        """Whether the files are known or seen to be equal."""
        return self.equal_files(other, table) == self._files(table).keys() == other._files(table).keys()

    def equal_files(self, other: _Side, table: str) -> set[str]:
        """Files of a table that are equal in both, by their names."""
        mine, others = self._files(table), other._files(table)
        return {name for name in mine.keys() & others.keys() if self._is_equal(other, name, mine[name], others[name])}

    def _is_equal(self, other: _Side, name: str, mine: Path, others: Path) -> bool:
        if mine.stat().st_size != others.stat().st_size:
            return False
        if name in self.hashes and self.hashes[name] == other.hashes.get(name):
            return True
        return mine.samefile(others) or mine.read_bytes() == others.read_bytes()

    def _files(self, table: str) -> dict[str, Path]:
        return {file.relative_to(self.folder).as_posix(): file for file in files_of(table, self.folder)}

    def _metadata(self, table: str) -> dict[str, Any]:
        content = pl.read_parquet_metadata(files_of(table, self.folder)[0]).get(METADATA_KEY)
        return dict(json.loads(content)) if content else {}


class _Compared:
    """One table of both releases."""

    def __init__(self, whole: Difference, table: str) -> None:
        self._whole = whole
        self.table = table

    @cached_property
    def _is_equal(self) -> bool:
        whole = self._whole
        return not whole.has_replaced and whole.before.is_byte_equal(whole.after, self.table)

    @cached_property
    def _joined(self) -> _Joined:
        whole = self._whole
        # What stands in files that are equal differs in nothing, unless documents got other identities.
        equal = set() if whole.has_replaced else whole.before.equal_files(whole.after, self.table)
        frames = whole.renamed(whole.before.frame(self.table, equal)), whole.after.frame(self.table, equal)
        old, new = _differing(*(_placed(self.table, frame) for frame in frames))
        key = whole.after.key(self.table)
        return _joined(old, new, key if key == whole.before.key(self.table) else [])

    @property
    def difference(self) -> TableDifference:
        if self._is_equal:
            return TableDifference(self.table)
        joined = self._joined
        return TableDifference(
            self.table,
            joined.rows.filter("is_added").height,
            joined.rows.filter("is_removed").height,
            joined.rows.filter("is_changed").height,
            joined.columns_changed,
            joined.columns_added,
            joined.columns_removed,
        )

    @property
    def by_owner(self) -> pl.DataFrame:
        """Rows added, removed and changed by document."""
        if self._is_equal:
            return pl.DataFrame(schema={"owner": pl.String()})
        rows = self._joined.rows.filter(pl.any_horizontal("is_added", "is_removed", "is_changed"))
        return (
            rows.group_by("owner")
            .agg(pl.col("is_added").sum(), pl.col("is_removed").sum(), pl.col("is_changed").sum())
            .drop_nulls("owner")
        )

    def values(self, both: set[str]) -> list[pl.DataFrame]:
        """What changed in documents of both releases, or in no document, as texts."""
        if self._is_equal:
            return []
        joined = self._joined
        is_of_both = pl.col("owner").is_null() | pl.col("owner").is_in(list(both))
        rows = joined.rows.filter(is_of_both)
        frames = []
        for what in ("added", "removed"):
            found = rows.filter(f"is_{what}")
            if not found.is_empty():
                frames.append(self._told(found, what, None))
        for column in joined.columns_changed:
            found = rows.filter(pl.col("is_changed") & joined.is_other(column))
            if not found.is_empty():
                frames.append(self._told(found, "changed", column))
        return frames

    def _told(self, rows: pl.DataFrame, what: str, column: str | None) -> pl.DataFrame:
        nothing = pl.lit(None, pl.String())
        before, after = (nothing, nothing) if column is None else self._joined.texts(column)
        key = [pl.format(f"{name}={{}}", pl.col(name).cast(pl.String()).fill_null("")) for name in self._joined.key]
        return rows.select(
            pl.lit(self.table).alias("table"),
            pl.col("owner").alias("document_id"),
            (pl.concat_str(key, separator=" ") if key else nothing).alias("row"),
            pl.lit(what).alias("what"),
            pl.lit(column, pl.String()).alias("column"),
            before.alias("before"),
            after.alias("after"),
        )


@dataclass(frozen=True, slots=True)
class _Joined:
    """The rows of both releases side by side, with what became of each."""

    rows: pl.DataFrame
    key: list[str]
    columns_changed: dict[str, int]
    columns_added: tuple[str, ...]
    columns_removed: tuple[str, ...]

    def is_other(self, column: str) -> pl.Expr:
        return _is_other(column, self.rows.schema)

    def texts(self, column: str) -> tuple[pl.Expr, pl.Expr]:
        return _text(column, self.rows.schema), _text(column + _NEW, self.rows.schema).alias("after")


def _differing(old: pl.DataFrame, new: pl.DataFrame) -> tuple[pl.DataFrame, pl.DataFrame]:
    """Both without the documents whose rows are all alike, so that only the others are compared row by row.

    Alike are rows whose two 64-bit hashes add up to the same over a document.
    """
    if old.schema != new.schema:
        return old, new
    sides = [frame.with_columns(_owner(frame.columns).alias("\0owner")) for frame in (old, new)]
    sums = [
        side.select("\0owner", first=frame.hash_rows(seed=1), second=frame.hash_rows(seed=2))
        .group_by("\0owner")
        .agg(pl.len(), pl.col("first").sum(), pl.col("second").sum())
        for side, frame in zip(sides, (old, new), strict=True)
    ]
    same = sums[0].join(sums[1], on=sums[0].columns, how="semi", nulls_equal=True).select("\0owner")
    left, right = (side.join(same, on="\0owner", how="anti", nulls_equal=True).drop("\0owner") for side in sides)
    return left, right


def _placed(table: str, frame: pl.DataFrame) -> pl.DataFrame:
    """Rows whose key is a running number, under a key of what they are about instead."""
    key, about = _PLACED.get(table, ("", ()))
    if not about or not {key, *about} <= set(frame.columns):
        return frame
    named = pl.concat_str(*about, separator=" ", ignore_nulls=True)
    nth = pl.int_range(1, pl.len() + 1).over(about, order_by=key)
    return frame.with_columns(pl.format("{} {}", named, nth).alias(key))


def _joined(old: pl.DataFrame, new: pl.DataFrame, key: list[str]) -> _Joined:
    added, removed = [c for c in new.columns if c not in old.columns], [c for c in old.columns if c not in new.columns]
    common = [name for name in new.columns if name in old.columns]
    is_keyed = bool(key) and all(name in common for name in key)
    is_keyed = is_keyed and not (old.select(key).is_duplicated().any() or new.select(key).is_duplicated().any())
    if not is_keyed:
        # Without a key of both, a row is the same where all its common columns are; equal rows are counted.
        key = ["\0nth", *common]
        same_type = [pl.col(name).cast(new.schema[name], strict=False) for name in common]
        old, new = (
            frame.with_columns(pl.int_range(pl.len()).over(common).alias("\0nth"))
            for frame in (old.with_columns(same_type), new)
        )
    values = [name for name in common if name not in key]
    casts = [pl.col(name).cast(new.schema[name], strict=False) for name in key if name in common]
    left = old.select(*(casts if is_keyed else key), *values, pl.lit(value=True).alias("\0old"))
    right = new.select(*key, *(pl.col(name).alias(name + _NEW) for name in values), pl.lit(value=True).alias("\0here"))
    rows = left.join(right, on=key, how="full", coalesce=True, nulls_equal=True)
    is_both = pl.col("\0old").is_not_null() & pl.col("\0here").is_not_null()
    others = [_is_other(name, rows.schema) for name in values]
    rows = rows.with_columns(
        is_added=pl.col("\0old").is_null(),
        is_removed=pl.col("\0here").is_null(),
        is_changed=is_both & (pl.any_horizontal(others) if others else pl.lit(value=False)),
        owner=_owner(rows.columns),
    )
    changed = rows.filter("is_changed")
    counts = changed.select(expr.sum().alias(name) for name, expr in zip(values, others, strict=True))
    counted = counts.row(0, named=True) if values else {}
    order = [name for name in key if name != "\0nth"]
    return _Joined(
        rows.sort([name for name in order if not isinstance(rows.schema[name], pl.List)], nulls_last=True),
        order if is_keyed else [],
        {name: count for name, count in counted.items() if count},
        tuple(added),
        tuple(removed),
    )


def _is_other(column: str, schema: pl.Schema) -> pl.Expr:
    """Whether a value differs; a type that changed is compared as the newer one."""
    old, new = pl.col(column), pl.col(column + _NEW)
    if schema[column] == schema[column + _NEW]:
        return old.ne_missing(new)
    cast = old.cast(schema[column + _NEW], strict=False)
    return cast.ne_missing(new) | (cast.is_null() & old.is_not_null())


def _text(column: str, schema: pl.Schema) -> pl.Expr:
    value = pl.col(column)
    if isinstance(schema[column], pl.List):
        return value.cast(pl.List(pl.String())).list.join("、")
    return value.cast(pl.String())


def _owner(columns: Sequence[str]) -> pl.Expr:
    """The document that a row is of; null where it is of none."""
    named = []
    for name in _OWNERS:
        for column in (name, name + _NEW):
            if column in columns:
                start = pl.col(column).str.slice(0, _ID)
                named.append(pl.when(start.str.contains(f"^[0-9a-f]{{{_ID}}}$")).then(start))
    return pl.coalesce(named) if named else pl.lit(None, pl.String())


def _pairs(before: pl.DataFrame, after: pl.DataFrame) -> pl.DataFrame:
    """Documents of the older and the newer release that are one: by their bytes, else by their path."""
    old, new = before.select("path", before="document_id"), after.select("path", after="document_id")
    same = old.join(new, left_on="before", right_on="after", how="inner").select("before", after="before")
    rest_old = old.join(same, on="before", how="anti")
    rest_new = new.join(same, on="after", how="anti")
    rest = rest_old.join(rest_new, on="path", how="full").select("before", "after")
    return pl.concat([same, rest])


def _as_dict(table: TableDifference) -> dict[str, Any]:
    content: dict[str, Any] = {"added": table.added, "removed": table.removed, "changed": table.changed}
    if table.columns:
        content["columns"] = dict(table.columns)
    if table.columns_added:
        content["columns_added"] = list(table.columns_added)
    if table.columns_removed:
        content["columns_removed"] = list(table.columns_removed)
    return content
