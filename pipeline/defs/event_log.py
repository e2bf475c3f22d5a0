"""Dagster's event log for one build: every database stays open.

Belongs here: how a build in this process writes its records. Does not belong here: what the records say (``launch``),
how long they are kept (``runs``).

Dagster's own log opens a database anew for each statement. It is the only one who has it open then, so that closing it
moves the write-ahead log into the database and waits for the disk: some 350 events took four of the nine seconds of a
small build. Each event is still written when it happens, so that the page shows a build that is under way, and a
killed one as far as it came.
"""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

import dagster as dg
from dagster._core.storage.event_log import SqliteEventLogStorage
from dagster._core.storage.sql import create_engine
from dagster._core.storage.sqlite import SQLITE_BUSY_TIMEOUT_SECONDS
from sqlalchemy.engine import Connection
from sqlalchemy.pool import NullPool

# A quarter of all events of a small build, which neither the page nor a retry looks at.
_LEFT_OUT = frozenset(
    {
        dg.DagsterEventType.HOOK_COMPLETED,
        dg.DagsterEventType.HOOK_SKIPPED,
        dg.DagsterEventType.LOADED_INPUT,
        dg.DagsterEventType.STEP_INPUT,
    }
)


class OpenEventLog(SqliteEventLogStorage):
    """The event log of Dagster in SQLite, of which each database is opened once."""

    def __init__(self, base_dir: str) -> None:
        self._open: dict[str, Connection] = {}
        self._tables: set[str] = set()
        super().__init__(base_dir)

    @contextmanager
    def _connect(self, shard: str) -> Iterator[Connection]:
        """A transaction in one of the databases; Dagster's own lock lets one thread in at a time."""
        with self._db_lock:
            if shard not in self._open:
                self._open[shard] = self._opened(shard)
            with self._open[shard].begin():
                yield self._open[shard]

    def _opened(self, shard: str) -> Connection:
        engine = create_engine(
            self.conn_string_for_shard(shard),
            poolclass=NullPool,
            connect_args={"timeout": SQLITE_BUSY_TIMEOUT_SECONDS, "check_same_thread": False},
        )
        if shard not in self._initialized_dbs:
            self._initdb(engine)
            self._initialized_dbs.add(shard)
        connection = engine.connect()
        # Without waiting for the disk: when the power fails the last records are lost, and nothing is torn.
        connection.exec_driver_sql("PRAGMA synchronous=NORMAL")
        connection.commit()
        return connection

    def store_event(self, event: dg.EventLogEntry) -> None:
        """Write an event, if somebody reads it."""
        if event.dagster_event_type not in _LEFT_OUT:
            super().store_event(event)

    def has_table(self, table_name: str) -> bool:
        """Whether there is a table; one that was there is not looked for again with each event."""
        if table_name not in self._tables and super().has_table(table_name):
            self._tables.add(table_name)
        return table_name in self._tables

    def dispose(self) -> None:
        """Close all of them."""
        super().dispose()
        while self._open:
            self._open.popitem()[1].close()


@contextmanager
def kept_open(instance: dg.DagsterInstance) -> Iterator[None]:
    """Keep the event log of an instance open for a while; one that lies elsewhere than in SQLite stays as it is."""
    own = instance.event_log_storage
    if type(own) is not SqliteEventLogStorage:
        yield
        return
    log = OpenEventLog(own._base_dir)
    log.register_instance(instance)
    # Nothing that is public gives an instance another log.
    instance._event_storage = log
    try:
        yield
    finally:
        instance._event_storage = own
        log.dispose()
