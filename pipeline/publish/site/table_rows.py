"""The rows of the tables of the site, and the parts in which they are written.

Belongs here: rows with their doubts and the money of their form, the cut by year and place. Does not belong here: which
tables and columns there are (``tables``).

A large table is gone through once. Its rows are brought together by year and place on disk, and then some hundred
thousand are in memory; within a year and place they are in the order of departments. Its parts are smaller, because
whoever looks at one department loads those in which it stands. Each is of one year, so that other years keep theirs.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any, NamedTuple

import polars as pl

from pipeline.cache.same_files import SameFiles
from pipeline.publish.parquet import scan_parquet, scan_view
from pipeline.publish.site.pieces import TO, brought, digest, side_by_side, slices_of_view, spill
from pipeline.publish.site.scripts import columnar, json_text, write_json_text, write_packed
from pipeline.publish.site.tables import SITE_TABLES, SiteTable, about, columns_of

PART_ROWS = 20_000
"""Rows of a part at most: what a browser reads in a blink."""
PIECE_ROWS = 5_000
"""Rows of a part of a large table."""
_BROUGHT = 250_000
"""Rows that are brought together, about so many, of whole years and places."""
OF_DEPARTMENTS = ("projects", "budget", "shortfalls", "reasons", "findings")
"""Tables that the page of a department shows."""


class Pieces(NamedTuple):
    """The tables of a large site: what the pages have to know of them, and in which parts departments stand."""

    tables: dict[str, Any]
    departments: pl.DataFrame


def write_tables(release: Path, site: Path) -> dict[str, Any]:
    """Write the rows of every table in parts; what the pages have to know of the tables, their columns and parts."""
    return {name: {**about(table), "parts": _write(table, release, site)} for name, table in SITE_TABLES.items()}


def _write(table: SiteTable, release: Path, site: Path) -> list[dict[str, Any]]:
    rows = scan_view(table.view, release).select(list(columns_of(table))).collect()
    rows = _with_more(table, rows, _texts(scan_parquet("doubt", release)), release)
    written = []
    for number, (keys, part) in enumerate(_parts(rows)):
        name = f"data/{table.name}/{number:04d}"
        write_json_text(site, name, columnar(part))
        written.append({"name": name, "rows": part.height, "keys": keys})
    return written


def write_pieces(release: Path, site: Path, same: SameFiles, workers: int) -> Pieces:
    """The same for a large site. What the pages know of the parts of a table lies in a file of its own."""
    tables, places = {}, []
    with TemporaryDirectory(dir=release, prefix=".site-tables-") as temporary:
        folder = Path(temporary)
        texts = folder / "doubts.parquet"
        _texts(scan_parquet("doubt", release)).sort("form_id").sink_parquet(texts, row_group_size=_BROUGHT)
        for name, table in SITE_TABLES.items():
            slices_of_rows, cells = _brought_by_cell(table, release, texts)
            spill(slices_of_rows, folder / name)
            work = partial(_write_cells, table, site, same, folder / name, cells)
            listed = list[dict[str, Any]]()
            for of_shelf, departments in side_by_side(work, cells["shelf"].unique().sort(), workers):
                if name in OF_DEPARTMENTS:
                    places.append(departments.with_columns(pl.col("part") + len(listed), table=pl.lit(name)))
                listed += of_shelf
            write_packed(site, f"data/{name}/parts", json_text(listed))
            tables[name] = {**about(table), "rows": sum(part["rows"] for part in listed)}
    return Pieces(tables, pl.concat(places))


def _brought_by_cell(table: SiteTable, release: Path, texts: Path) -> tuple[Iterator[pl.DataFrame], pl.DataFrame]:
    """The rows of a view with more beside them, to be brought together by cell; and the cells, years with places."""
    cells = scan_view(table.view, release).group_by("fiscal_year", "region").len().collect()
    cells = cells.sort("fiscal_year", "region", descending=[True, False], nulls_last=True)
    before = pl.col("len").cum_sum() - pl.col("len")
    cells = cells.with_row_index("cell").with_columns(shelf=(before // _BROUGHT).cast(pl.Int32))
    place = cells.select("fiscal_year", "region", "cell", pl.col("shelf").alias(TO))

    def rows() -> Iterator[pl.DataFrame]:
        for some in slices_of_view(table.view, release, _BROUGHT):
            part = some.select(list(columns_of(table))).collect()
            part = _with_more(table, part, pl.scan_parquet(texts), release)
            yield part.join(place, on=["fiscal_year", "region"], how="left", nulls_equal=True, maintain_order="left")

    return rows(), cells


def _write_cells(
    table: SiteTable, site: Path, same: SameFiles, folder: Path, cells: pl.DataFrame, shelf: int
) -> tuple[list[dict[str, Any]], pl.DataFrame]:
    """Write the cells that were brought together; their parts, and in which of these departments stand."""
    rows = brought(folder, shelf)
    assert rows is not None
    order = [name for name in ("cell", "department_id") if name in rows.columns]
    rows = rows.sort(order, nulls_last=True, maintain_order=True).drop("cell")
    written = list[dict[str, Any]]()
    departments = [pl.DataFrame(schema={"department_id": pl.String, "part": pl.Int64})]
    for name, keys, part in _pieces(rows, cells.filter(shelf=shelf)):
        if table.name in OF_DEPARTMENTS:
            departments.append(part.select("department_id").unique().with_columns(part=pl.lit(len(written), pl.Int64)))
        name = f"data/{table.name}/{name}"
        rests_on = digest({name: part})
        if same.take(name, rests_on) is None:
            same.note(name, rests_on, [write_packed(site, name, columnar(part))], told=True)
        written.append({"name": name, "rows": part.height, "keys": keys})
    return written, pl.concat(departments)


def _pieces(rows: pl.DataFrame, cells: pl.DataFrame) -> Iterator[tuple[str, list[_Key], pl.DataFrame]]:
    """The rows in parts of one year: several small places, or some of the rows of one. Each with its name."""
    first, keys, held, number = 0, list[_Key](), 0, 0
    for year, region, count in cells.select("fiscal_year", "region", "len").iter_rows():
        if held and (keys[0][0] != year or held + count > PIECE_ROWS):
            yield _name(keys, 0), keys, rows.slice(first, held)
            first, keys, held = first + held, [], 0
        number = 0
        while count > PIECE_ROWS:
            yield _name([(year, region, 0)], number), [(year, region, PIECE_ROWS)], rows.slice(first, PIECE_ROWS)
            first, count, number = first + PIECE_ROWS, count - PIECE_ROWS, number + 1
        keys.append((year, region, count))
        held += count
        if number:
            yield _name(keys, number), keys, rows.slice(first, held)
            first, keys, held = first + held, [], 0
    if held:
        yield _name(keys, 0), keys, rows.slice(first, held)


def _name(keys: list[_Key], number: int) -> str:
    """The name of a part, which does not follow from how many there are before it."""
    year, region, _ = keys[0]
    return f"{year or 'none'}-{hashlib.sha256((region or '').encode()).hexdigest()[:8]}-{number:03d}"


def _with_more(table: SiteTable, rows: pl.DataFrame, texts: pl.LazyFrame, release: Path) -> pl.DataFrame:
    """The rows with their lists as texts, with the doubts of each, and with what else comes from elsewhere."""
    lists = [name for name, dtype in rows.schema.items() if isinstance(dtype, pl.List)]
    rows = rows.with_columns(pl.col(name).list.join(" ") for name in lists)
    if "doubtful" in rows.columns:
        rows = _with_doubts(table, rows, texts)
    return _with_money(rows, release) if table.view == "budget_execution" else rows


def _of_same_forms(rows: pl.DataFrame, others: pl.LazyFrame) -> pl.DataFrame:
    """Other rows of the same forms; where these are near each other, only parts of files in their order are read."""
    forms = rows.select(pl.col("form_id").unique())
    bounds = pl.lit(forms["form_id"].min()), pl.lit(forms["form_id"].max())
    near = others.filter(pl.col("form_id").is_between(*bounds))
    return near.join(forms.lazy(), on="form_id", how="semi").collect(engine="streaming")


def _with_money(rows: pl.DataFrame, release: Path) -> pl.DataFrame:
    """Funding rows with the money of their form, which stands in each of them and is added once."""
    names = ("initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan")
    totals = scan_view("budget_totals", release).select(
        "form_id",
        pl.col("rate_budget_yuan", "executed_yuan").name.prefix("form_"),
        pl.col("doubtful").list.eval(pl.element().is_in(names)).list.any().alias("form_doubtful"),
    )
    return rows.join(_of_same_forms(rows, totals), on="form_id", how="left", maintain_order="left")


def _texts(doubt: pl.LazyFrame) -> pl.LazyFrame:
    """The codes of the doubts of every row as ``field=code``."""
    doubts = pl.format("{}={}", "field", "code").alias("doubts")
    row = (pl.col("table_name").alias("@table"), pl.col("row_no").alias("@row"))
    return (
        doubt.select("form_id", *row, doubts)
        .group_by("form_id", "@table", "@row")
        .agg(pl.col("doubts").sort().str.join(" "))
    )


def _with_doubts(table: SiteTable, rows: pl.DataFrame, texts: pl.LazyFrame) -> pl.DataFrame:
    """The rows with ``doubts``, what :func:`_texts` says of them."""
    row = pl.col(table.row) if table.row else pl.lit(0)
    where = pl.col("table_name") if "table_name" in rows.columns else pl.lit(table.table_name)
    keyed = rows.with_columns(row.cast(pl.Int32).alias("@row"), where.alias("@table"))
    return keyed.join(
        _of_same_forms(rows, texts), on=["form_id", "@table", "@row"], how="left", maintain_order="left"
    ).drop("@row", "@table")


_Key = tuple[int | None, str | None, int]
"""Year, place and the number of their rows in a part."""


def _parts(rows: pl.DataFrame) -> Iterator[tuple[list[_Key], pl.DataFrame]]:
    """The rows in parts, each of whole years and places as long as it is small; the newest year first."""
    rows = rows.sort("fiscal_year", "region", descending=[True, False], nulls_last=True, maintain_order=True)
    first, keys, held = 0, list[_Key](), 0
    for year, region, count in rows.group_by("fiscal_year", "region", maintain_order=True).len().iter_rows():
        done = 0
        while done < count:
            if held and held + count - done > PART_ROWS:
                yield keys, rows.slice(first, held)
                first, keys, held = first + held, [], 0
            taken = min(count - done, PART_ROWS)
            keys.append((year, region, taken))
            done, held = done + taken, held + taken
    if held:
        yield keys, rows.slice(first, held)
