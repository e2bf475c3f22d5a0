"""Jixiao from Python: read one document, build, open a release, ask where a value comes from.

Belongs here: few small objects over what the command line uses; every name without an underline is kept from version to
version. Does not belong here: work of its own, printing, Dagster (imported only while something is built).

    from pipeline import api

    document = api.read_document("form.pdf")
    document.frame("indicator")  # a polars frame, columns as in docs/data_dictionary.md

    release = api.release("data/curated")
    release.frame("indicators")
    with release.connect() as connection:
        connection.execute("SELECT count(*) FROM projects").fetchone()

Money is in yuan as Decimal, rates and shares in percent, dates are dates. Null is "not printed" or "not known",
never 0.
"""

from __future__ import annotations

import json
import tempfile
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from difflib import get_close_matches as _get_close_matches
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

import polars as pl

from pipeline.model.doubts import Doubt as _Doubt
from pipeline.paths import corrections_of
from pipeline.publish import kept as _kept
from pipeline.publish.errors import PublicationError, UnknownReleaseError
from pipeline.publish.parquet import read_parquet as _read_parquet
from pipeline.publish.parquet import scan_view as _scan_view
from pipeline.publish.values import NUMBERS as _NUMBERS
from pipeline.publish.values import NoSuchValueError
from pipeline.publish.values import value_in as _value_in

if TYPE_CHECKING:
    from pipeline.warehouse.query import Connection

__all__ = [
    "BuildError", "Document", "Doubt", "NoSuchValueError", "PublicationError", "Release", "UnknownReleaseError",
    "Value", "build", "read_document", "release",
]  # fmt: skip


@dataclass(frozen=True, slots=True)
class Doubt:
    """Why a value is not certain: the code, and its sentence in Chinese and in English."""

    code: str
    sentence: str
    sentence_en: str


@dataclass(frozen=True, slots=True)
class Value:
    """One value and where it comes from.

    ``value`` is what is published, in the type of its column, ``printed`` the text in the document; null where there
    is none.
    ``page`` counts from 1. ``evidence`` has a row for each printed piece that the value was read from, with the columns
    of table ``cell`` (``x0``, ``top``, ``x1``, ``bottom`` in points from the upper left corner of the page; ``line_no``
    and columns for text without pages). ``repairs`` and ``corrections`` are the rows of these tables about it.
    """

    path: str
    page: int | None
    value: Decimal | float | int | str | bool | date | list[str] | None
    printed: str | None
    doubts: tuple[Doubt, ...]
    evidence: pl.DataFrame
    repairs: pl.DataFrame
    corrections: pl.DataFrame


class BuildError(Exception):
    """Nothing was published; ``problems`` has a sentence for each thing that stopped the build."""

    def __init__(self, problems: list[str]) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


class Document:
    """One document as it was read; nothing of it is published."""

    def __init__(self, frames: Mapping[str, pl.DataFrame]) -> None:
        self._frames = dict(frames)

    def __repr__(self) -> str:
        return f"<Document {self.path}: {self.outcome}>"

    @property
    def path(self) -> str:
        """Where it lies, from its raw folder."""
        return str(self._frames["document"]["path"][0])

    @property
    def outcome(self) -> str:
        """``curated``, ``curated_with_issues``, ``no_form`` or ``quarantined``."""
        return str(self._frames["document"]["outcome"][0])

    @property
    def tables(self) -> tuple[str, ...]:
        """Names that :meth:`frame` knows: the tables that come from documents, and ``finding``."""
        return tuple(self._frames)

    def frame(self, table: str) -> pl.DataFrame:
        """One table, with the columns of the published table of that name. Raises KeyError for any other name.

        ``document`` has one row; ``form`` one for each form; ``budget_line``, ``indicator``, ``cell``, ``doubt``,
        ``repair``, ``correction``, ``finding``, ``narrative`` and ``quarantine`` as many as there are, often none.
        Findings of rules that compare documents need a release.
        """
        if table not in self._frames:
            raise KeyError(f"{table} is no table of a document; there are: {', '.join(self.tables)}")
        return self._frames[table]

    def value(self, form_id: str, table: str, row: int, field: str) -> Value:
        """A value of ``form``, ``budget_line`` or ``indicator``; ``row`` is 0 for a form, else the row's number.

        Raises :class:`NoSuchValueError` for a form, row or column that is not there.
        """
        return _value(self._frames, form_id, table, row, field)

    def as_dict(self) -> dict[str, Any]:
        """What ``jixiao inspect --json`` prints, with the keys ``document``, ``forms``, ``narrative`` and so on."""
        from pipeline.publish.inspection import described

        return described(self._frames)


class Release:
    """One published release; a later build leaves it as it is."""

    def __init__(self, path: Path) -> None:
        self.path = path.resolve()
        """Its folder."""

    def __repr__(self) -> str:
        return f"<Release {self.path.name}>"

    @cached_property
    def manifest(self) -> Mapping[str, Any]:
        """What ``manifest.json`` says: ``build_id``, ``published_at``, ``data_kind``, ``rows`` by table and more."""
        content: dict[str, Any] = json.loads((self.path / "manifest.json").read_text("utf-8"))
        return content

    @cached_property
    def tables(self) -> tuple[str, ...]:
        """Names of the tables."""
        return tuple(sorted(file.stem for file in self.path.glob("*.parquet")))

    @cached_property
    def views(self) -> tuple[str, ...]:
        """Names of the views: ready joins and sums, what most questions are asked of."""
        return tuple(sorted(file.stem for file in (self.path / "views").glob("*.parquet")))

    def frame(self, name: str) -> pl.DataFrame:
        """A table or a view, whole, in its exact types. Raises KeyError for a name that is neither."""
        if name in self.tables:
            return _read_parquet(name, self.path)
        if name in self.views:
            return _scan_view(name, self.path).collect()
        near = _get_close_matches(name, (*self.views, *self.tables), 3, 0.4) or self.views
        raise KeyError(f"{name} is no table and no view of the release; near it: {', '.join(near)}")

    def connect(self) -> Connection:
        """A DuckDB connection to the warehouse: tables, views and their comments; it writes and fetches nothing.

        It opens no other file and no variable of this program. Close it, or use it in a ``with`` statement. Raises
        :class:`pipeline.warehouse.errors.WarehouseError` when the file cannot be opened.
        """
        from pipeline.warehouse.query import open_readonly

        return open_readonly(self.path / "warehouse.duckdb")

    def value(self, form_id: str, table: str, row: int, field: str) -> Value:
        """A value of ``form``, ``budget_line`` or ``indicator``; ``row`` is 0 for a form, else the row's number.

        Raises :class:`NoSuchValueError` for a form, row or column that is not there.
        """
        names = ("document", "form", table, "cell", "doubt", "repair", "correction")
        if table not in _NUMBERS:
            raise NoSuchValueError("row", table)
        return _value({name: _read_parquet(name, self.path) for name in names}, form_id, table, row, field)


def read_document(
    source: str | Path | bytes, *, name: str = "document", corrections: str | Path | None = None
) -> Document:
    """Read one document as a build reads it, in a worker process with the limits of a build; writes nothing.

    ``source`` is a path, or the bytes of a file, which is called ``name`` then; its kind is told from the bytes. A
    ``batch.yml`` beside a path counts. ``corrections`` is a folder of corrections; records of other documents in it are
    passed over. A document that cannot be read is no error: its outcome is ``quarantined`` and the reason stands in
    frame ``quarantine``. Raises FileNotFoundError, :class:`pipeline.sources.BatchError` and
    :class:`pipeline.corrections.CorrectionError`.
    """
    from pipeline.corrections import read_folder
    from pipeline.publish.inspection import read_file

    records = () if corrections is None else read_folder(Path(corrections))
    if not isinstance(source, bytes):
        return Document(read_file(Path(source), records))
    with tempfile.TemporaryDirectory() as folder:
        file = Path(folder) / Path(name).name
        file.write_bytes(source)
        return Document(read_file(file, records))


def build(
    raw: str | Path,
    out: str | Path,
    *,
    corrections: str | Path | None = None,
    workers: int | None = None,
    accept_fall: str | None = None,
) -> Release:
    """Read every document of a raw folder, check everything, publish one release, and give it.

    The same as ``jixiao build``: where nothing changed the release that is current is given. Without ``corrections``
    the folder ``corrections`` beside the raw folder holds. ``accept_fall`` is why a release that holds much less than
    the one before is right. Raises :class:`BuildError` when nothing could be published; an earlier release is still
    current then. Raises NotADirectoryError when there is no raw folder.
    """
    raw, out = Path(raw).absolute(), Path(out).absolute()
    if not raw.is_dir():
        raise NotADirectoryError(raw)
    from pipeline.curate.parallel import default_workers
    from pipeline.definitions import defs
    from pipeline.defs import launch

    folder = corrections_of(raw) if corrections is None else Path(corrections)
    ended = launch.build(defs, raw, out, workers or default_workers(), corrections=folder, accept_fall=accept_fall)
    if ended.release is None:
        raise BuildError(ended.problems)
    return Release(ended.release)


def release(folder: str | Path, name: str = "current") -> Release:
    """Open a release: ``folder`` is that of the releases, or that of one release.

    ``name`` is ``current``, ``previous``, a number or a build id. Raises :class:`UnknownReleaseError` where there is
    none. What is open stays the release that it was when a later one is published.
    """
    folder = Path(folder)
    if (folder / "manifest.json").is_file():
        return Release(folder)
    return Release(_kept.find(folder, name).path)


def _value(frames: Mapping[str, pl.DataFrame], form_id: str, table: str, row: int, field: str) -> Value:
    if table not in _NUMBERS or field not in frames[table].columns:
        raise NoSuchValueError("row", f"{table} {row} {field}")
    from pipeline.publish.inspection_text import sentences_of

    found = _value_in(frames, form_id, table, row, field)
    of_row = frames[table].filter(form_id=form_id)
    if (number := _NUMBERS[table]) is not None:
        of_row = of_row.filter(pl.col(number) == row)
    place = {"form_id": form_id, "table_name": table, "row_no": row, "field": field}
    of_place = {name: frames[name].filter(**place) for name in ("cell", "doubt", "repair", "correction")}
    doubts = (_Doubt(one["code"], one["detail"] or "") for one in of_place["doubt"].iter_rows(named=True))
    return Value(
        path=found.path,
        page=found.page,
        value=of_row[field][0],
        printed=found.expect or None,
        doubts=tuple(Doubt(one.code, *sentences_of(one)) for one in doubts),
        evidence=of_place["cell"].sort("piece"),
        repairs=of_place["repair"],
        corrections=of_place["correction"],
    )
