"""Views of a large release as files: ``views/indicators.parquet/part_year=2023/part_province=四川省/part-0.parquet``.

Belongs here: which rows of a view stand in which file, making the files, the views of the warehouse over them. Does not
belong here: what a view computes (``views``), where the rows of tables lie (``pipeline.publish.partitions``).

A view with a row for each row of a large table joins it with what other tables say of that row. For a country such a
join fits in no little memory, and whoever asks would wait for it. So it is made once for the forms of a year and
province at a time, and the warehouse reads what was made. Forms of a province that has no folder of its own in table
``indicator`` are together, under ``several``.
"""

from __future__ import annotations

import re
import shutil
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path

import duckdb

from pipeline.warehouse.beside import names_beside
from pipeline.warehouse.build import view_query
from pipeline.warehouse.errors import WarehouseError
from pipeline.warehouse.memory import MUCH, within_memory
from pipeline.warehouse.parquet_rows import (
    PROVINCE,
    SEVERAL,
    UNKNOWN,
    YEAR,
    Folder,
    laid_out,
    place_of,
    placed_forms,
    rows_in,
    source,
)
from pipeline.warehouse.view_files import FOLDER, copy_rows
from schemas.catalog import TABLES
from schemas.sql_text import FOLDER_VARIABLE, quoted
from schemas.views import VIEWS
from schemas.views.view import ROWS_OF
from schemas.warehouse_ddl import comments

_PLACED = "placed"
"""Year and place of every form, a table in memory that goes with the connection."""
_AT_ONCE = 2
"""A part has about as many rows as one row group, which keeps one core busy."""
_DUE = {
    "shortfall_indicators": "indicators WHERE score < weight",
    "target_slack": "score_audit WHERE target_value IS NOT NULL"
    " AND (achieved_ratio IS NOT NULL OR method IN ('met', 'proportional', 'inverse'))",
}
"""Views that leave out rows of their table, and which rows of another view they show."""
_ORDER = ("department_id", "project_key", "form_id")
"""What rows are in the order of, as those of the tables are; then come the columns that tell the place in a form."""
_NAMED = re.compile(r"\b(?:FROM|JOIN)\s+(\w+)")


@dataclass(frozen=True, slots=True)
class _Part:
    """The forms of a year and place; ``earlier`` has the parts of the forms that theirs are compared with."""

    year: str
    place: str
    earlier: tuple[Folder, ...] = ()

    @property
    def folder(self) -> Path:
        return Path(f"{YEAR}={self.year}", f"{PROVINCE}={self.place}")


def write_part_views(release: Path, warehouse: Path) -> dict[str, int]:
    """Write every view of :data:`schemas.views.view.ROWS_OF` below ``release/views``, and let the warehouse read them.

    Gives how many rows each has; nothing is written where table ``indicator`` does not lie by year and province. Raises
    :class:`WarehouseError` where a view has not as many rows as the table whose rows it shows; the warehouse has then
    to be built anew.
    """

    def work(connection: duckdb.DuckDBPyConnection) -> dict[str, int]:
        connection.execute(f"ATTACH {quoted(str(warehouse))} AS warehouse")
        connection.execute("USE warehouse")
        connection.execute(f"SET VARIABLE {FOLDER_VARIABLE} = {quoted(str(release))}")
        for name in ROWS_OF:
            _remove(release / FOLDER / f"{name}.parquet")
        laid = laid_out(connection, release, names_beside(connection, "warehouse"))
        if "indicator" not in laid:
            return {}
        rows = _Maker(connection, release, laid).write()
        connection.execute("BEGIN")
        for name, count in rows.items():
            select = rows_in(f"{FOLDER}/{name}.parquet/**/*.parquet", VIEWS[name].columns, count)
            connection.execute(f'CREATE OR REPLACE VIEW "{name}" AS {select}')
            for statement in comments(name, rows):
                connection.execute(statement)
        connection.execute("COMMIT")
        connection.execute("CHECKPOINT warehouse")
        return rows

    try:
        return within_memory(release, work, MUCH)
    except duckdb.Error as error:
        raise WarehouseError(f"the views of {warehouse} cannot be written: {error}") from error


class _Maker:
    def __init__(
        self,
        connection: duckdb.DuckDBPyConnection,
        release: Path,
        laid: Mapping[str, Collection[Folder]],
    ) -> None:
        self._connection = connection
        self._release = release
        self._laid = laid
        self._queries = {name: view_query(name) for name in ROWS_OF}
        self._read = {name: {*_NAMED.findall(sql)} for name, sql in self._queries.items()}
        read = set[str]().union(*self._read.values()) - {*laid, *ROWS_OF, "form"}
        self._held = sorted(name for name in read if "form_id" in _columns(name))
        """Tables that lie in no folders: what they say of the forms of a year is brought together first."""
        self._rows = dict.fromkeys(ROWS_OF, 0)
        self._empty: dict[str, list[Path]] = {name: [] for name in ROWS_OF}

    def write(self) -> dict[str, int]:
        self._place()
        with ThreadPoolExecutor(_AT_ONCE) as pool:
            for year, parts in groupby(self._every_part(), lambda part: part.year):
                self._bring(year)
                for counts in pool.map(self._write_part, parts):
                    self._count(counts)
        self._write_others()
        self._check()
        for name, files in self._empty.items():
            # A view without any row has one file all the same.
            for file in files if self._rows[name] else files[1:]:
                file.unlink()
                with suppress(OSError):  # files of others lie there
                    file.parent.rmdir()
        return self._rows

    def _check(self) -> None:
        """Raise where not every row of a table is shown, as far as its view shows them."""
        for name in ("indicators", "score_audit"):
            _let_see(self._connection, name, f"{_select(name)} FROM {source(self._path(name, Path('**/*.parquet')))}")
        for name, table in ROWS_OF.items():
            rows = _DUE.get(name, table)
            (due,) = self._connection.execute(f"SELECT count(*) FROM {rows}").fetchall()[0]
            if self._rows[name] != due:
                raise WarehouseError(f"{name} would have {self._rows[name]} rows, and {rows} has {due}")
        for name in ("indicators", "score_audit"):
            self._connection.execute(f"DROP VIEW temp.{name}")

    def _count(self, counts: Mapping[str, int]) -> None:
        for name, rows in counts.items():
            self._rows[name] += rows

    def _place(self) -> None:
        """The year and place of every form."""
        place = place_of("f", self._laid["indicator"])
        self._connection.execute(
            f"CREATE TABLE memory.{_PLACED} AS SELECT form_id, document_id, year, {place} AS place"
            f" FROM ({placed_forms()}) AS f ORDER BY year, place"
        )

    def _every_part(self) -> list[_Part]:
        """Every part that has a form, in order."""
        pairs = self._connection.execute(
            "SELECT DISTINCT a.year, a.place, b.year, b.place"
            " FROM (SELECT DISTINCT form_id, earlier_form_id FROM indicator_pair) AS p"
            f" JOIN memory.{_PLACED} AS a ON a.form_id = p.form_id"
            f" JOIN memory.{_PLACED} AS b ON b.form_id = p.earlier_form_id"
        ).fetchall()
        earlier: dict[Folder, list[Folder]] = defaultdict(list)
        for year, place, *other in sorted(pairs):
            earlier[year, place].append((other[0], other[1]))
        found = self._connection.execute(f"SELECT DISTINCT year, place FROM memory.{_PLACED} ORDER BY ALL").fetchall()
        return [_Part(year, place, tuple(earlier[year, place])) for year, place in found]

    def _bring(self, year: str) -> None:
        """What tables that lie in no folders say of the forms of a year, by place; and the forms of years before."""
        of_year = f"(SELECT * FROM memory.{_PLACED} WHERE year = {quoted(year)})"
        rows = {name: f'"{name}" AS t JOIN {of_year} AS p ON {_is_of(name)}' for name in self._held}
        documents = f"(SELECT DISTINCT document_id, place FROM {of_year})"
        rows["document"] = f"document AS t JOIN {documents} AS p ON p.document_id = t.document_id"
        for name, found in rows.items():
            self._connection.execute(
                f'CREATE OR REPLACE TABLE memory."{name}" AS SELECT t.*, p.place FROM {found} ORDER BY p.place'
            )
        self._connection.execute(
            "CREATE OR REPLACE TABLE memory.form AS SELECT * FROM form WHERE form_id IN ("
            f"SELECT earlier_form_id FROM indicator_pair WHERE form_id IN (SELECT form_id FROM {of_year}))"
        )

    def _write_part(self, part: _Part) -> dict[str, int]:
        """The files of a part; how many rows each view has in it."""
        counts = {}
        with self._connection.cursor() as cursor:
            self._begin(cursor)
            for name in (*self._held, "document"):
                _let_see(cursor, name, f'{_select(name)} FROM memory."{name}" WHERE place = {quoted(part.place)}')
            _let_see(cursor, "form", f"{_select('form')} FROM memory.form")
            for name in self._laid:
                _let_see(cursor, name, self._rows_of(name, part))
            for name in ROWS_OF:
                # A pair of indicators names one of another year.
                more = part.earlier if "indicator_pair" in self._read[name] else ()
                _let_see(cursor, "indicator", self._rows_of("indicator", part, more))
                file = part.folder / "part-0.parquet"
                counts[name] = self._copy(cursor, name, file)
                # Views come after those they read.
                _let_see(cursor, name, f"{_select(name)} FROM {source(self._path(name, file))}")
        return counts

    def _write_others(self) -> None:
        """Findings of no form, or of another document than that of their form, by year."""
        others = f"FROM warehouse.finding AS t ANTI JOIN memory.{_PLACED} AS p ON {_is_of('finding')}"
        years = self._connection.execute(f"SELECT DISTINCT fiscal_year {others} ORDER BY ALL").fetchall()
        with self._connection.cursor() as cursor:
            self._begin(cursor)
            for (year,) in years:
                is_year = f"fiscal_year IS NOT DISTINCT FROM {year or 'NULL'}"
                _let_see(cursor, "finding", f"{_select('finding')} {others} WHERE {is_year}")
                file = _Part(str(year or UNKNOWN), UNKNOWN).folder / "part-1.parquet"
                self._rows["findings"] += self._copy(cursor, "findings", file)

    def _begin(self, cursor: duckdb.DuckDBPyConnection) -> None:
        cursor.execute("USE warehouse")
        cursor.execute(f"SET VARIABLE {FOLDER_VARIABLE} = {quoted(str(self._release))}")

    def _rows_of(self, table: str, part: _Part, more: Iterable[Folder] = ()) -> str:
        """A SELECT of the rows of a table in folders that belong to a part; perhaps others too where there are more."""
        top, found, is_exact = self._release / f"{table}.parquet", self._laid[table], not more
        files = list[Path]()
        for year, place in dict.fromkeys(((part.year, part.place), *more)):
            has_own = place != SEVERAL and (year, place) in found
            is_exact &= has_own
            places = [place] if has_own else [SEVERAL]
            if place == SEVERAL:
                own = self._laid["indicator"]
                places += sorted(name for of, name in found if of == year and (of, name) not in own)
            for name in places:
                files += sorted((top / f"{YEAR}={year}" / f"{PROVINCE}={name}").glob("*.parquet"))
        if not files:
            return f"{_select(table)} FROM {source(quoted(f'{top}/**/*.parquet'))} WHERE FALSE"
        listed = ", ".join(quoted(str(file)) for file in files)
        rows = f"{_select(table)} FROM {source(f'[{listed}]')}"
        if is_exact or more:
            return rows
        is_part = f"year = {quoted(part.year)} AND place = {quoted(part.place)}"
        return f"{rows} WHERE form_id IN (SELECT form_id FROM memory.{_PLACED} WHERE {is_part})"

    def _path(self, view: str, file: Path) -> str:
        return quoted(str(self._release / FOLDER / f"{view}.parquet" / file))

    def _copy(self, cursor: duckdb.DuckDBPyConnection, name: str, file: Path) -> int:
        """Write the rows that a view has of what the cursor sees; how many they are."""
        path = self._release / FOLDER / f"{name}.parquet" / file
        path.parent.mkdir(parents=True, exist_ok=True)
        order = ", ".join(dict.fromkeys((*_ORDER, *VIEWS[name].order)))
        rows = copy_rows(cursor, f"SELECT * FROM ({self._queries[name]}) ORDER BY {order}", VIEWS[name], path)
        if not rows:
            self._empty[name].append(path)
        return rows


def _columns(name: str) -> Collection[str]:
    entry = TABLES.get(name) or VIEWS.get(name)
    return entry.columns if entry else ()


def _is_of(table: str) -> str:
    """The condition that a row t of a table is about a form p, and about its document where it names one."""
    is_of_document = " AND p.document_id = t.document_id" if "document_id" in _columns(table) else ""
    return f"p.form_id = t.form_id{is_of_document}"


def _remove(path: Path) -> None:
    if path.is_dir():
        shutil.rmtree(path)
    else:
        path.unlink(missing_ok=True)


def _select(name: str) -> str:
    columns = ", ".join(f'"{column}"' for column in _columns(name))
    return f"SELECT {columns}"


def _let_see(cursor: duckdb.DuckDBPyConnection, name: str, select: str) -> None:
    """Let a cursor read other rows under the name of a table."""
    cursor.execute(f'CREATE OR REPLACE TEMP VIEW "{name}" AS {select}')
