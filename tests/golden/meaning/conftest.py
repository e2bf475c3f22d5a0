"""Builds the documents of tests/data/meaning once and answers questions about what was published.

The tests here were written from the documents and the published names alone: each states what a person who
reads the document expects of the tables and views, whatever the code does. Figures are added up by hand.
"""

from __future__ import annotations

import fcntl
import os
import shutil
from collections.abc import Iterator
from decimal import Decimal
from pathlib import Path
from typing import Any

import duckdb
import pytest

from tests.recompute.inputs import build, warehouse_below

ROOT = Path(__file__).parents[3]
DATA = ROOT / "tests" / "data" / "meaning"

Row = dict[str, Any]


class Release:
    """The views of one release, asked by the folder and file of the document."""

    def __init__(self, warehouse: Path) -> None:
        self.warehouse = warehouse
        self.connection = duckdb.connect(str(warehouse), read_only=True)

    def rows(self, query: str, *values: Any) -> list[Row]:
        result = self.connection.execute(query, list(values))
        names = [column[0] for column in result.description]
        return [dict(zip(names, row, strict=True)) for row in result.fetchall()]

    def row(self, query: str, *values: Any) -> Row:
        found = self.rows(query, *values)
        assert len(found) == 1, f"{len(found)} rows for {values}: {found}"
        return found[0]

    def value(self, query: str, *values: Any) -> Any:
        (found,) = self.row(query, *values).values()
        return found

    def columns(self, view: str) -> set[str]:
        return {row["column_name"] for row in self.rows(f"DESCRIBE {view}")}

    def forms(self, folder: str) -> list[Row]:
        """The forms of a folder in the order of their paths, with the path."""
        return self.rows(
            "SELECT d.path, f.* FROM form f JOIN document d USING (document_id) WHERE starts_with(d.path, ?)"
            " ORDER BY d.path, f.ordinal",
            folder + "/",
        )

    def form(self, path: str) -> Row:
        return self.row("SELECT f.* FROM form f JOIN document d USING (document_id) WHERE d.path = ?", path + ".html")

    def indicators(self, path: str) -> list[Row]:
        return self.rows("SELECT * FROM indicator WHERE form_id = ? ORDER BY indicator_no", self.form(path)["form_id"])

    def findings(self, path: str, *rules: str, row: int | None = None) -> list[Row]:
        """Findings on one form, of certain rules, on one indicator."""
        found = self.rows(
            "SELECT * FROM finding WHERE form_id = ? ORDER BY rule_id, row_no, finding_id", self.form(path)["form_id"]
        )
        return [
            finding
            for finding in found
            if (not rules or finding["rule_id"] in rules)
            and (row is None or (finding["table_name"] == "indicator" and finding["row_no"] == row))
        ]

    def fired(self, path: str, row: int | None = None) -> list[str]:
        return [finding["rule_id"] for finding in self.findings(path, row=row)]

    def errors(self, path: str) -> list[str]:
        return [finding["rule_id"] for finding in self.findings(path) if finding["severity"] == "error"]

    def by_department(self, view: str, department: str, kind: str = "project", year: int = 2024) -> Row:
        """The one row of a roll-up for a department, under its normalised name."""
        return self.row(
            f"SELECT * FROM {view} WHERE department_normalized = ? AND form_kind = ? AND fiscal_year = ?",
            department,
            kind,
            year,
        )


def _build(folders: dict[str, Path], out: Path) -> Path:
    """One release of all folders: what each holds speaks of offices that no other folder names."""
    raw = out / "raw"
    for name, source in folders.items():
        shutil.copytree(source, raw / name, ignore=shutil.ignore_patterns("*.json", "*.md"))
    return build(raw, out)


def _shared(name: str, folders: dict[str, Path], factory: pytest.TempPathFactory) -> Iterator[Release]:
    """Built once, also where several processes share the tests."""
    base = factory.getbasetemp()
    place = (base.parent if "PYTEST_XDIST_WORKER" in os.environ else base) / f"meaning_{name}"
    place.mkdir(exist_ok=True)
    with (place / "lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        warehouse = warehouse_below(place)
        if not warehouse.exists():
            warehouse = _build(folders, place)
    release = Release(warehouse)
    yield release
    release.connection.close()


@pytest.fixture(scope="session")
def cases(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Release]:
    """The folders of tests/data/meaning/README.md; views/v01 is published as folder views_v01."""
    folders = {
        f"{group}_{folder.name}": folder
        for group in ("views", "views2", "views3", "views4")
        for folder in (DATA / group).iterdir()
    }
    folders |= {name: DATA / name for name in ("audit", "grades")}
    yield from _shared("cases", folders, tmp_path_factory)


@pytest.fixture(scope="session")
def siblings(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Release]:
    """Folders of the same kind in other offices, layouts and words; `hit` shows a fault, `clean` its innocent twin."""
    folders = {folder.name: folder for folder in (DATA / "siblings").iterdir() if folder.is_dir()}
    yield from _shared("siblings", folders, tmp_path_factory)


def yuan(amount: str) -> Decimal:
    """An amount printed in 万元, as yuan."""
    return Decimal(amount) * 10000


@pytest.fixture
def wan() -> Any:
    return yuan
