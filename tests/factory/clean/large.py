"""Published tables of ten thousand to ten million invented forms: ``make large-tables FORMS=1000000 LARGE=folder``.

Belongs here: the forms under other keys, provinces and departments, written partition by partition. Does not belong
here: what stands on a form (``invent``), what is wrong with it (``plant``).

Some thousand forms are invented, doubts and errors are put into them, and they are audited: a base. There are up to
four. A copy of a base has documents, forms, offices and projects of its own, and its offices are in other provinces
than in the copies before: within a province and year, texts and figures recur only above 600,000 forms. From one year
to the next a project keeps its name and key. What the audit found is copied like everything else: a group of reasons
goes over all copies of its base, and what depends on the province was decided without it. Equal arguments give equal
files. Some million rows at a time are in memory.
"""

from __future__ import annotations

import argparse
import math
import shutil
import sys
from collections.abc import Collection, Iterator
from pathlib import Path
from random import Random
from tempfile import TemporaryDirectory

import polars as pl
from polars import selectors as cs

from pipeline.audit.audit_tables import AUDIT_TABLES, audit
from pipeline.curate.tables import doubt_codes
from pipeline.facts.division_register import register
from pipeline.publish.code_labels import code_labels
from schemas.catalog import TABLES
from schemas.descriptions import parquet_metadata
from schemas.table_frames import empty_frame
from tests.factory.clean.invent import clean_sheets, clean_statements
from tests.factory.clean.plant import planted
from tests.factory.clean.sheet import tables as tables_of

YEARS = (2021, 2022, 2023, 2024, 2025)
DISTINCT = 5_000
"""Forms of a base at most."""
BASES = 4
OFFICES = 5_000
"""More than a base has, so that no two bases have an office of one name."""
DOUBTED = 0.02
"""Share of the cells of indicators that are made doubtful."""
REPAIRED = 0.002
REFUSED = 0.01
"""Share of documents beside which stands another one that was refused."""
BROKEN = 300
"""One error of every kind for so many forms."""
LARGE = 5_000_000
"""Rows from which a table becomes a directory of partitions."""
ROW_GROUP = 122_880
ROWS_OF_FILE = 4_000_000
UNKNOWN = "unknown"
_SHARED = ("rule", "rule_layer", "doubt_code", "code_label")
_KEYS = (
    "document_id", "form_id", "narrative_id", "duplicate_of", "earlier_form_id", "subject_id", "department_id",
    "quarantine_id", "repair_id", "finding_id", "project_key",
)  # fmt: skip
_OFFICES = ("department", "department_normalized", "implementing_unit", "unit_normalized")


def provinces() -> list[tuple[str, str]]:
    """Name and code of the 31 provinces that publish such forms."""
    found = register().divisions
    return [(d.name, d.code) for d in found if d.level == "province" and d.code < "710000"]


def copies(forms: int) -> tuple[int, pl.DataFrame]:
    """How many forms a base has, and where each part of each copy stands, for about so many forms.

    A part of a base are its offices of one ``_place``; the last place is that of offices of which no province is known.
    From one copy to the next every part goes one province on.
    """
    count = max(1, math.ceil(forms / DISTINCT))
    places = [*provinces(), (None, None)]
    known = len(places) - 1
    rows = [
        (number, f"{number:03x}", number % BASES, place, name, code, place if at == known else (place + number) % known)
        for number in range(count)
        for at in range(known + 1)
        for place in [at if at == known else (at - number) % known]
        for name, code in [places[at]]
    ]
    names = ["_copy", "_prefix", "_base", "_place", "_province", "_code", "_at"]
    made = pl.DataFrame(rows, names, orient="row").with_columns(pl.col("_base", "_place").cast(pl.Int32))
    turn = pl.col("_copy") // (BASES * known)
    behind = pl.when(turn > 0).then(pl.format("（第{}片区）", turn + 1)).otherwise(pl.lit(""))
    return max(10, round(forms / count)), made.with_columns(_behind=behind)


def base_tables(forms: int, seed: int, number: int = 0, only: Collection[str] = ()) -> dict[str, pl.DataFrame]:
    """Every table of about so many forms: clean ones, ones with planted errors, doubts, repairs, refused documents.

    What an audit finds is left out where ``only`` other tables are wanted: it takes most of the time.
    """
    own = seed * 1_000 + number
    count = max(1, round(forms * 0.95))
    sheets = clean_sheets(count, own, first=number * OFFICES, years=YEARS)
    errors = planted(sheets, own, max(1, forms // BROKEN // 5))
    broken = [sheet for error in errors for sheet in error.sheets][: forms - count]
    tables = _with_doubts(tables_of([*sheets, *broken], clean_statements(sheets)), own)
    if not only or {*only} & {*AUDIT_TABLES}:
        tables |= audit(tables)
    tables |= {"doubt_code": doubt_codes(), "code_label": code_labels()}
    tables |= _refused(tables["document"], own)
    return {
        name: tables.get(name, empty_frame(name))
        .select(empty_frame(name).columns)
        .with_columns(cs.list().fill_null(pl.lit([], pl.List(pl.String))))
        for name in TABLES
    }


def _with_doubts(tables: dict[str, pl.DataFrame], seed: int) -> dict[str, pl.DataFrame]:
    """Some cells doubted, with the names in their rows, and some repaired."""
    random = Random(seed)
    codes = doubt_codes()["code"].to_list()
    cells = tables["cell"].filter(pl.col("table_name") == "indicator")
    cells = cells.sample(fraction=DOUBTED, seed=seed).unique(["form_id", "row_no", "field"], maintain_order=True)
    doubt = cells.with_columns(
        code=pl.Series(random.choices(codes, k=cells.height), dtype=pl.String), detail=pl.lit(None, pl.String)
    ).select(empty_frame("doubt").columns)
    names = cells.group_by("form_id", indicator_no="row_no").agg(doubted=pl.col("field").unique().sort())
    indicator = (
        tables["indicator"]
        .join(names, on=["form_id", "indicator_no"], how="left", maintain_order="left")
        .with_columns(doubtful=pl.coalesce("doubted", "doubtful"))
        .drop("doubted")
    )
    repaired = tables["cell"].filter(pl.col("state") == "filled").sample(fraction=REPAIRED, seed=seed).sort("form_id")
    repair = repaired.with_columns(
        repair_id=pl.col("form_id") + "-R" + pl.int_range(pl.len()).over("form_id").cast(pl.String).str.zfill(4),
        rule=pl.lit("line_wrap_blank"),
        before=pl.col("raw_value").str.slice(0, 2) + " " + pl.col("raw_value").str.slice(2),
        after="raw_value",
    ).select(empty_frame("repair").columns)
    return tables | {"doubt": doubt, "indicator": indicator, "repair": repair}


def _refused(document: pl.DataFrame, seed: int) -> dict[str, pl.DataFrame]:
    """Documents with those that were refused, and why."""
    taken = document.sample(fraction=REFUSED, seed=seed).sort("document_id")
    flipped = pl.col("document_id").str.slice(0, 3) + pl.col("document_id").str.slice(3).str.reverse()
    refused = taken.with_columns(
        document_id=flipped, outcome=pl.lit("quarantined"), reason=pl.lit("damaged_file"), forms=pl.lit(0, pl.Int32),
        reason_text=pl.lit("文件已损坏，无法打开。"),
        reason_text_en=pl.lit("The file is damaged and cannot be opened."),
    )  # fmt: skip
    quarantine = refused.select(
        "document_id",
        quarantine_id=pl.col("document_id") + "-Q001", code="reason", sentence="reason_text",
        sentence_en="reason_text_en",
    )  # fmt: skip
    empty = empty_frame("quarantine")
    return {
        "document": pl.concat([document, refused]),
        "quarantine": pl.concat([empty, quarantine], how="diagonal_relaxed").select(empty.columns),
    }


def placed(tables: dict[str, pl.DataFrame], base: int) -> Iterator[tuple[str, pl.DataFrame]]:
    """Every table of forms with the year and place of its rows, by office, project and form."""
    form, document = tables["form"], tables["document"]
    offices = form["department_id"].drop_nulls().unique().sort()
    at = pl.col("department_id").replace_strict(offices, range(offices.len()), default=0, return_dtype=pl.Int32)
    last = len(provinces())
    place = pl.when(pl.col("region").is_null()).then(last).otherwise(at % last).alias("_place")
    of_forms = form.select(
        place, "document_id", _key="form_id", _year="fiscal_year", _office="department_id", _project="project_key"
    )
    # A document is of the office of its forms; one that was refused is of any.
    of_documents = document.join(of_forms.unique("document_id", keep="first", maintain_order=True), on="document_id",
                                 how="left", maintain_order="left")  # fmt: skip
    of_documents = of_documents.select(
        pl.col("_place").fill_null(pl.when(pl.col("region").is_null()).then(last).otherwise(0)),
        _key="document_id", _year="fiscal_year", _office="_office", _project=pl.lit(None, pl.String),
    )  # fmt: skip
    of_offices = of_forms.unique("_office", keep="first", maintain_order=True).drop_nulls("_office").select(
        "_place", _key="_office", _year=pl.lit(None, pl.Int32), _office="_office", _project=pl.lit(None, pl.String)
    )  # fmt: skip
    subjects = pl.concat([of_forms.drop("document_id"), of_documents, of_offices], how="diagonal")
    for name, entry in TABLES.items():
        if name in _SHARED:
            continue
        columns = [column for column in ("form_id", "document_id", "subject_id") if column in entry.columns]
        rows = tables[name].with_columns(_key=pl.coalesce(columns), _base=pl.lit(base, pl.Int32))
        if name == "finding":
            rows = rows.with_columns(_key=pl.coalesce("form_id", "document_id", "department_id"))
        rows = rows.join(subjects, on="_key", how="left", maintain_order="left")
        rows = rows.with_columns(pl.col("_place").fill_null(last))
        rows = rows.sort("_year", "_office", "_project", "_key", *entry.primary_key, nulls_last=True)
        yield name, rows.drop("_key", "_office", "_project")


def copied(rows: pl.LazyFrame, table: str) -> pl.LazyFrame:
    """Rows of bases beside what is said of their copies, under the keys and in the province of these."""
    columns = TABLES[table].columns
    prefix, province = pl.col("_prefix"), pl.col("_province")
    changed = [(prefix + pl.col(name).str.slice(3)).alias(name) for name in _KEYS if name in columns]
    before, behind = province.fill_null(""), pl.col("_behind")
    changed += [(before + pl.col(name) + behind).alias(name) for name in _OFFICES if name in columns]
    if table == "cell":
        is_office = pl.col("field").is_in(_OFFICES)
        changed += [
            pl.when(is_office).then(before + pl.col(name) + behind).otherwise(name).alias(name)
            for name in ("raw_value", "value")
        ]
    if "region" in columns:
        changed.append(province.alias("region"))
    if table == "form":
        changed += [province.alias("province"), pl.col("_code").alias("division_code")]
    if table == "document":
        batch = pl.concat_str(
            province.fill_null("其他"), pl.lit("/"), pl.col("fiscal_year").cast(pl.String).fill_null("")
        )
        changed += [batch.alias("batch"), pl.concat_str(batch, pl.lit("/"), prefix, "path").alias("path")]
    return rows.with_columns(changed).select(list(columns))


def write(folder: Path, forms: int, seed: int = 1, only: Collection[str] = ()) -> dict[str, int]:
    """Write the tables of about so many forms, or some of them; how many rows each has."""
    size, made = copies(forms)
    wanted = [name for name in TABLES if not only or name in only]
    counts = dict.fromkeys(wanted, 0)
    folder.mkdir(parents=True, exist_ok=True)
    with TemporaryDirectory(dir=folder, prefix=".bases-") as temporary:
        bases = Path(temporary)
        for number in range(made["_base"].max() + 1):
            tables = base_tables(size, seed, number, only)
            times = made.filter(_base=number)["_copy"].n_unique()
            for name, rows in placed(tables, number):
                if name in wanted:
                    rows.write_parquet(bases / f"{name}-{number}.parquet")
                    counts[name] += rows.height * times
        for name in wanted:
            target = folder / f"{name}.parquet"
            if name in _SHARED:
                tables[name].write_parquet(target, metadata=parquet_metadata(name))
                counts[name] = tables[name].height
            else:
                _write_table(bases, name, made, target, is_large=counts[name] > LARGE)
    return counts


def _write_table(bases: Path, name: str, made: pl.DataFrame, target: Path, *, is_large: bool) -> None:
    """A table as one file, or as a directory with the files of each year and province."""
    parts = target if is_large else bases / name
    for year in (*YEARS, None):
        in_year = pl.col("_year").eq_missing(pl.lit(year, pl.Int32))
        rows = pl.scan_parquet(bases / f"{name}-*.parquet").filter(in_year).collect()
        share = rows.group_by("_base", "_place").len()
        for _, here in made.group_by("_at", maintain_order=True):
            sizes = here.join(share, on=["_base", "_place"], maintain_order="left")
            if sizes.is_empty():
                continue
            province = here["_province"][0]
            of = parts / f"part_year={_hive(year)}" / f"part_province={_hive(province)}"
            of.mkdir(parents=True, exist_ok=True)
            # Files of a bounded number of rows, each with whole copies.
            for number, some in enumerate(_bounded(sizes)):
                both = some.drop("len").lazy().join(rows.lazy(), on=["_base", "_place"], maintain_order="left_right")
                copied(both, name).collect().write_parquet(
                    of / f"part-{number}.parquet", row_group_size=ROW_GROUP, metadata=parquet_metadata(name)
                )
    if is_large:
        return
    files = sorted(parts.rglob("*.parquet"))
    if not files:
        empty_frame(name).write_parquet(target, metadata=parquet_metadata(name))
        return
    pl.scan_parquet(files, hive_partitioning=False).sink_parquet(
        target, row_group_size=ROW_GROUP, metadata=parquet_metadata(name), maintain_order=True
    )
    shutil.rmtree(parts)


def _bounded(sizes: pl.DataFrame) -> list[pl.DataFrame]:
    """Copies in groups of about so many rows as a file may have."""
    group = ((pl.col("len").cum_sum() - pl.col("len")) // ROWS_OF_FILE).alias("_group")
    return [some.drop("_group") for some in sizes.with_columns(group).partition_by("_group", maintain_order=True)]


def _hive(value: object) -> str:
    return UNKNOWN if value is None else str(value)


def main() -> None:
    """Write tables and say how many rows they have."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("--forms", type=int, default=10_000)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--tables", nargs="*", default=(), help="only these")
    options = parser.parse_args()
    for name, count in write(options.out, options.forms, options.seed, options.tables).items():
        sys.stdout.write(f"{name}\t{count}\n")


if __name__ == "__main__":
    main()
