"""Reading the warehouse safely.

Belongs here: opening the file read-only and asking it, within limits. Does not belong here: printing results (the
command line), writing (``build``).
"""

from __future__ import annotations

import os
import re
import resource
import sys
import threading
import time
from collections.abc import Callable, Collection, Iterator
from concurrent.futures import Future, wait
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, TypeVar

import duckdb

from pipeline.language import say
from pipeline.warehouse import near_names
from pipeline.warehouse.beside import let_read
from pipeline.warehouse.errors import QueryError, WarehouseError
from schemas.sql_text import quoted

T = TypeVar("T")

Connection = duckdb.DuckDBPyConnection
"""What :func:`open_readonly` gives, for modules that do not open databases themselves."""

_BATCH_ROWS = 2_000
# What Python and the rows of one batch take beside the database.
_OWN_BYTES = 256 * 2**20
# The database looks for an interruption between two blocks of rows; one function over one row can take longer.
_GRACE_SECONDS = 5.0


@dataclass(frozen=True, slots=True)
class Limits:
    """What one statement may take; null is without limit."""

    seconds: float | None = 60.0
    memory_mib: int | None = 1024
    rows: int | None = 1_000_000


class Answer:
    """Names of the columns, and the rows, which are fetched while they are used."""

    def __init__(
        self,
        names: list[str],
        batches: Iterator[list[tuple[Any, ...]]],
        most: int | None,
        tables: Collection[str] = (),
    ) -> None:
        self.names = names
        self.tables = tables
        """The tables and views that the statement names."""
        self.is_cut = False
        """Whether there were more rows than the limit lets through; known when the rows were used."""
        self._batches = batches
        self._most = most

    def rows(self) -> Iterator[tuple[Any, ...]]:
        """The rows, as many as the limit lets through. Raises :class:`QueryError` as the statement does."""
        count = 0
        for batch in self._batches:
            for row in batch:
                if count == self._most:
                    self.is_cut = True
                    return
                yield row
                count += 1


def open_readonly(path: Path, memory_mib: int | None = None) -> duckdb.DuckDBPyConnection:
    """A connection that reads one warehouse file and nothing else: no other file, no network, no settings.

    The file is attached by its real path, so that a release published later does not change what this connection
    sees, and is the default schema. Raises :class:`WarehouseError` when there is no such file or it is no
    DuckDB database.
    """
    if not path.is_file():
        raise WarehouseError(say("warehouse.missing", path=path))
    connection = duckdb.connect(":memory:")
    try:
        connection.execute(f"ATTACH {quoted(str(path.resolve()))} AS warehouse (READ_ONLY)")
        connection.execute("USE warehouse")
        # A bar of slow statements would stand among what a command prints.
        connection.execute("SET enable_progress_bar = false")
        # Nothing is written beside the file of somebody who asks.
        connection.execute("SET temp_directory = ''")
        connection.execute("SET parquet_metadata_cache = true")
        if memory_mib is not None:
            connection.execute(f"SET memory_limit = '{memory_mib} MiB'")
        let_read(connection, path.resolve().parent, "warehouse")
        # After ATTACH, which needs the file system; read-only alone would still let COPY and read_text through.
        connection.execute("SET enable_external_access = false")
        connection.execute("SET lock_configuration = true")
    except duckdb.Error as error:
        connection.close()
        raise WarehouseError(say("warehouse.not_opened", path=path, error=error)) from error
    return connection


def query(path: Path, sql: str) -> tuple[list[str], list[tuple[Any, ...]]]:
    """Column names and rows of a statement of our own over a warehouse file, as Python values.

    Decimals come as :class:`decimal.Decimal`, lists as lists. Raises :class:`QueryError` with the database's
    message when the statement fails, :class:`WarehouseError` when the file cannot be opened.
    """
    with open_readonly(path) as connection:
        try:
            connection.execute(sql)
            names = [column[0] for column in connection.description or ()]
            return names, connection.fetchall() if names else []
        except duckdb.Error as error:
            raise QueryError(str(error)) from error


@contextmanager
def asked(path: Path, sql: str, limits: Limits) -> Iterator[Answer]:
    """The answer to one statement of anybody, within limits; rows are fetched as they are used.

    Time is that of the database alone, not of whoever reads the answer. Raises :class:`QueryError` when a limit is
    reached, for several statements (none is run then) and when the statement fails.
    """
    with open_readonly(path, limits.memory_mib) as connection, _memory_bound(limits):
        clock = _Clock(connection, limits.seconds)
        with _told(clock, limits):
            statements = connection.extract_statements(sql)
            if len(statements) != 1:
                told = say("sql.several", count=len(statements)) if statements else say("empty_statement")
                raise QueryError(told)
            if _writes(statements[0]):
                raise QueryError(say("sql.only_read"))
            tables = _tables(connection, sql)
            try:
                clock.run(lambda: connection.execute(statements[0]))
            except (duckdb.BinderException, duckdb.CatalogException) as error:
                raise QueryError(near_names.sentence(connection, sql, str(error)) or str(error)) from error
        names = [column[0] for column in connection.description or ()]
        batches = _batches(connection, clock, limits) if names else iter(())
        yield Answer(names, batches, limits.rows, tables)


def _writes(statement: duckdb.Statement) -> bool:
    """Whether a statement writes files, also while it is explained; the database lets it write what it may read."""
    if statement.type == duckdb.StatementType.EXPLAIN:
        return re.search(r"\b(?:COPY|EXPORT)\b", statement.query, re.IGNORECASE) is not None
    return statement.type in (duckdb.StatementType.COPY, duckdb.StatementType.EXPORT)


def _tables(connection: duckdb.DuckDBPyConnection, sql: str) -> frozenset[str]:
    """The tables and views that a statement names; none for a statement that asks no table, such as SHOW."""
    try:
        return frozenset(connection.get_table_names(sql))
    except duckdb.Error:
        return frozenset()


def _batches(connection: duckdb.DuckDBPyConnection, clock: _Clock, limits: Limits) -> Iterator[list[tuple[Any, ...]]]:
    while True:
        with _told(clock, limits):
            batch = clock.run(lambda: connection.fetchmany(_BATCH_ROWS))
        if not batch:
            return
        yield batch


class _Clock:
    """Runs what may take long beside the main thread, which stays awake: for the end of the time, and for Ctrl-C.

    It asks the database to stop, and ends the process where that does not help.
    """

    def __init__(self, connection: duckdb.DuckDBPyConnection, seconds: float | None) -> None:
        self._connection = connection
        self._left = self.seconds = seconds
        self.is_over = False

    def run(self, work: Callable[[], T]) -> T:
        """The result of the work, or what it raised."""
        ended: Future[T] = Future()
        begun = time.monotonic()
        threading.Thread(target=_into, args=(ended, work), daemon=True).start()
        try:
            return ended.result(None if self._left is None else max(self._left, 0.0))
        except TimeoutError:
            self.is_over = True
            self._stop(ended, too_slow(self.seconds))
            return ended.result()
        except KeyboardInterrupt:
            self._stop(ended, say("stopped"))
            raise
        finally:
            if self._left is not None:
                self._left -= time.monotonic() - begun

    def _stop(self, ended: Future[T], told: str) -> None:
        self._connection.interrupt()
        if not wait([ended], _GRACE_SECONDS).done:
            sys.stderr.write(f"jixiao: {told}\n")
            sys.stderr.flush()
            os._exit(1)


def _into(ended: Future[T], work: Callable[[], T]) -> None:
    try:
        ended.set_result(work())
    except BaseException as error:
        ended.set_exception(error)


def too_slow(seconds: float | None) -> str:
    """The sentence for a statement whose time is over."""
    return say("sql.too_slow", seconds=f"{seconds:g}")


@contextmanager
def _told(clock: _Clock, limits: Limits) -> Iterator[None]:
    """The database's errors as ours; those of a limit say which one, and how to move it."""
    try:
        yield
    except duckdb.InterruptException as error:
        raise QueryError(too_slow(clock.seconds) if clock.is_over else str(error)) from error
    except (duckdb.OutOfMemoryException, MemoryError) as error:
        raise QueryError(say("sql.too_large", memory=limits.memory_mib or "?")) from error
    except duckdb.IOException as error:
        is_missing = "No files found" in str(error)
        raise QueryError(say("warehouse.beside", error=error) if is_missing else str(error)) from error
    except duckdb.Error as error:
        is_denied = isinstance(error, duckdb.PermissionException) or "in read-only mode" in str(error)
        raise QueryError(say("sql.only_read") if is_denied else str(error)) from error


@contextmanager
def _memory_bound(limits: Limits) -> Iterator[None]:
    """A limit of the process where the system has one: long texts are made outside the memory the database counts."""
    held = _private_bytes()
    if limits.memory_mib is None or held is None:
        yield
        return
    soft, hard = resource.getrlimit(resource.RLIMIT_DATA)
    wanted = held + limits.memory_mib * 2**20 + _OWN_BYTES
    known = [limit for limit in (wanted, soft, hard) if limit != resource.RLIM_INFINITY]
    resource.setrlimit(resource.RLIMIT_DATA, (min(known), hard))
    try:
        yield
    finally:
        resource.setrlimit(resource.RLIMIT_DATA, (soft, hard))


def _private_bytes() -> int | None:
    """Memory of this process that the limit counts; null where the system does not tell."""
    try:
        found = re.search(r"^VmData:\s+(\d+) kB", Path("/proc/self/status").read_text("ascii", "replace"), re.MULTILINE)
    except OSError:
        return None
    return int(found[1]) * 1024 if found else None
