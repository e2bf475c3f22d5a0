"""The tables of very many invented forms are tables that could have been published."""

from __future__ import annotations

from pathlib import Path

import polars as pl
import pytest

from pipeline.publish.parquet import read_parquet
from schemas.table_checks import broken_keys, validate
from tests.factory.clean import large

WRITTEN = (
    "document", "form", "rule", "indicator", "cell", "doubt", "doubt_code", "finding", "correction", "rule_result",
)  # fmt: skip


@pytest.fixture(scope="module")
def written(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, dict[str, int]]:
    """Some tables of three copies of a base, the largest in a directory."""
    folder = tmp_path_factory.mktemp("large")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(large, "DISTINCT", 40)
        patch.setattr(large, "BASES", 1)
        patch.setattr(large, "LARGE", 5_000)
        patch.setattr(large, "ROWS_OF_FILE", 500)
        return folder, large.write(folder, 120, only=WRITTEN)


def test_tables_keep_their_schemas_and_keys(written: tuple[Path, dict[str, int]]) -> None:
    folder, counts = written
    tables = {name: validate(name, read_parquet(name, folder)) for name in WRITTEN}
    assert broken_keys(tables) == []
    assert {name: frame.height for name, frame in tables.items()} == counts
    assert tables["form"].height == 120
    assert [name for name in WRITTEN if not counts[name]] == ["correction"]
    assert (folder / "cell.parquet").is_dir()
    assert (folder / "form.parquet").is_file()


def test_forms_lie_in_provinces_and_years(written: tuple[Path, dict[str, int]]) -> None:
    folder, _ = written
    form = read_parquet("form", folder)
    assert set(form["fiscal_year"].drop_nulls()) == set(large.YEARS)
    assert form["province"].n_unique() > 10
    # A project keeps its key from one year to the next.
    years = form.group_by("project_key").agg(pl.col("fiscal_year").n_unique())["fiscal_year"]
    assert (years > 1).sum() > 10
    for file in (folder / "cell.parquet").rglob("*.parquet"):
        keys = dict(part.split("=") for part in file.relative_to(folder / "cell.parquet").parts[:-1])
        lying = pl.read_parquet(file, columns=["form_id"], hive_partitioning=False).unique().join(form, on="form_id")
        told = lying.select(
            pl.col("fiscal_year").cast(pl.String).fill_null(large.UNKNOWN), pl.col("province").fill_null(large.UNKNOWN)
        )
        assert told.unique().rows() == [(keys["part_year"], keys["part_province"])]


def test_no_part_of_a_base_comes_twice_to_a_province() -> None:
    size, made = large.copies(620_000)
    assert size == 5_000
    known = made.drop_nulls("_province")
    assert known.select("_base", "_place", "_province").is_duplicated().sum() == 0
    assert large.copies(100)[0] == 100
