"""Benchmarks can be run: what they time is still there. How fast it is they say themselves."""

from __future__ import annotations

from benchmarks.audit import PARTS, timed_parts
from pipeline.audit import audit_tables
from tests.factory.clean import clean_tables


def test_every_part_of_the_audit_that_is_timed_is_run() -> None:
    tables = clean_tables(4, 1)
    with timed_parts() as clock:
        audit_tables.audit(tables)
    assert set(clock.seconds) == {part for part, _ in PARTS}
