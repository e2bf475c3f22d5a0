"""A table is the same whatever the pieces in which its rows came, and in whatever way it becomes a directory."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipeline.curate import pieces
from pipeline.curate.pieces import Pieces, PieceWriter
from pipeline.publish import partitions, shares
from pipeline.publish.disk import files_below, sha256
from pipeline.publish.parquet import check_files, read_parquet, write_parquet, write_rows
from schemas.catalog import TABLES
from schemas.table_checks import InvalidTableError
from tests.factory.clean import large

TABLES_OF_FORMS = ("form", "document", "indicator", "cell", "repair")


@pytest.fixture(scope="module")
def tables() -> dict[str, pl.DataFrame]:
    made = large.base_tables(40, 1)
    place = pl.Series([("四川省", "安徽省", None)[number % 3] for number in range(made["form"].height)])
    return {name: made[name] for name in TABLES} | {"form": made["form"].with_columns(province=place)}


def in_pieces(frame: pl.DataFrame, table: str, folder: Path, rows: int) -> Pieces:
    """The rows, given so many at a time and written as they come."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(pieces, "ROWS_AT_ONCE", rows)
        writer = PieceWriter(table, folder / f"parsed_{table}")
        for some in frame.iter_slices(max(1, rows // 3)):
            writer.add(some)
        return writer.end()


def hashes(folder: Path) -> dict[str, str]:
    return {path.relative_to(folder).as_posix(): sha256(path) for path in files_below(folder)}


@pytest.mark.parametrize(
    ("rows", "most", "of_file"), [(70, 300, 4_000_000), (100_000, 300, 150), (70, 1_000_000, 4_000_000)]
)
def test_pieces_give_what_is_written_whole_and_laid_out(
    tables: dict[str, pl.DataFrame], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, rows: int, most: int, of_file: int
) -> None:
    monkeypatch.setattr(partitions, "LARGE", most)
    monkeypatch.setattr(partitions, "ROWS_OF_FILE", of_file)
    monkeypatch.setattr(partitions, "ROWS_AT_ONCE", rows)
    monkeypatch.setattr(partitions, "LEAST_BYTES", 20_000 if of_file > most else 0)
    for name in TABLES_OF_FORMS:
        write_parquet(name, tables[name], tmp_path / "whole")
    partitions.lay_out(tmp_path / "whole")
    written = {name: in_pieces(tables[name], name, tmp_path / "work", rows) for name in TABLES_OF_FORMS}
    for name in TABLES_OF_FORMS:
        assert written[name].whole().equals(tables[name])
        partitions.write_table(written[name], tmp_path / "pieces", written)
        check_files(name, tmp_path / "pieces")
    assert hashes(tmp_path / "pieces") == hashes(tmp_path / "whole")
    assert (tmp_path / "pieces" / "cell.parquet").is_dir() == (most == 300)
    if of_file < most:
        files = files_below(tmp_path / "pieces" / "cell.parquet")
        forms = [set(pl.read_parquet(file)["form_id"]) for file in files]
        assert len(set.union(*forms)) == sum(map(len, forms)) > 0
        assert any(file.name != "part-0.parquet" for file in files)


@pytest.mark.parametrize("table", ["indicator", "repair"])
@pytest.mark.parametrize("most", [3, 1_000_000])
def test_a_key_that_is_doubled_across_pieces_is_refused(
    tables: dict[str, pl.DataFrame], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, table: str, most: int
) -> None:
    monkeypatch.setattr(partitions, "LARGE", most)
    monkeypatch.setattr(partitions, "ROWS_AT_ONCE", 2)
    doubled = pl.concat([tables[table], tables[table].head(1)])
    written = {
        name: in_pieces(doubled if name == table else tables[name], name, tmp_path, 2 if most == 3 else 5)
        for name in ("form", "document", table)
    }
    with pytest.raises(InvalidTableError, match=f"table {table} .*\n.*primary key is unique"):
        partitions.write_table(written[table], tmp_path / "out", written)
    assert not (tmp_path / "out" / f"{table}.parquet").exists()


def test_a_key_that_is_doubled_across_files_is_found(tables: dict[str, pl.DataFrame], tmp_path: Path) -> None:
    for name in ("indicator", "repair"):
        for number, some in enumerate((tables[name], tables[name].tail(1))):
            write_rows(name, some, tmp_path / f"{name}.parquet" / f"part-{number}.parquet", 100)
        with pytest.raises(InvalidTableError, match="primary key is unique"):
            check_files(name, tmp_path)


def test_shares_are_whole_forms_and_all_of_them(
    tables: dict[str, pl.DataFrame], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    names = ("form", "indicator", "cell", "rule")
    monkeypatch.setattr(partitions, "LARGE", 300)
    monkeypatch.setattr(partitions, "LEAST_BYTES", 20_000)
    monkeypatch.setattr(shares, "ROWS_OF_FILE", 2_000)
    silent = tables["form"]["form_id"][0]
    given = tables | {"cell": tables["cell"].filter(pl.col("form_id") != silent)}
    for name in (*names, "document"):
        write_parquet(name, given[name], tmp_path)
    lazy = {name: given[name].lazy() for name in names}
    (only,) = shares.shares(tmp_path, lazy)
    assert only is lazy
    partitions.lay_out(tmp_path)
    found = [pl.collect_all(list(share.values())) for share in shares.shares(tmp_path, lazy)]
    assert len(found) > 2
    for at, name in enumerate(names[:3]):
        key = list(TABLES[name].primary_key)
        assert pl.concat(of[at] for of in found).sort(key).equals(read_parquet(name, tmp_path).sort(key))
    for form, indicator, cell, rule in found:
        assert set(indicator["form_id"]) | set(cell["form_id"]) <= set(form["form_id"])
        assert rule.equals(tables["rule"])
    assert found[-1][0]["form_id"].to_list() == [silent]
