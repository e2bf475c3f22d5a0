"""``pipeline.api``: a document and a release as frames, a connection, where a value comes from."""

from __future__ import annotations

import runpy
import shutil
import sys
from collections.abc import Iterator
from pathlib import Path

import polars as pl
import pytest

import pipeline
from pipeline import api
from pipeline.curate.curate_document import CuratedDocument, curate_document
from pipeline.publish import inspection
from pipeline.sources import RawDocument, load
from tests import releases
from tests.corrected import record, write
from tests.factory.plain import plain_page
from tests.releases import release_of

ROOT = Path(__file__).parents[2]


def read(raw: Path, documents: list[RawDocument], workers: int = 1) -> list[CuratedDocument]:
    return [curate_document(one, load(raw, one)) for one in documents]


@pytest.fixture(autouse=True, scope="module")
def in_process() -> Iterator[None]:
    """Documents are read in this process: starting a worker for each takes longer than reading."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(inspection, "curate_all", read)
        patch.setattr(releases, "curate_all", read)
        yield


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of three documents of an invented city, without what only a build adds."""
    place = tmp_path_factory.mktemp("release")
    raw = place / "raw" / "linlan_2024"
    raw.mkdir(parents=True)
    for name in ("batch.yml", "wat_reservoir.html", "edu_safety.html", "hea_clinics.html"):
        shutil.copy(ROOT / "data" / "examples" / "linlan_2024" / name, raw)
    out = place / "out"
    release_of(raw.parent, out)
    kind = '"data_kind": "example", "data_kind_text": "虚构示例", "build_id": "1"'
    (out / "manifest.json").write_text(f"{{{kind}}}", "utf-8")
    return out


def test_a_document_from_a_path_and_from_its_bytes(tmp_path: Path) -> None:
    file = tmp_path / "form.html"
    file.write_bytes(plain_page())
    of_path, of_bytes = api.read_document(file), api.read_document(plain_page(), name="form.html")
    assert (of_path.path, of_path.outcome) == ("form.html", "curated")
    for table in of_path.tables:
        assert of_path.frame(table).equals(of_bytes.frame(table)), table
    assert of_path.as_dict()["forms"][0]["indicator"][1]["score"] == 13
    with pytest.raises(KeyError):
        of_path.frame("projects")


def test_a_document_that_cannot_be_read_says_why() -> None:
    document = api.read_document(b"%PDF-1.7 and no more")
    assert document.outcome == "quarantined"
    assert document.frame("quarantine")["sentence"][0]
    with pytest.raises(FileNotFoundError):
        api.read_document("nowhere.pdf")


def test_a_corrected_value_keeps_what_was_printed(tmp_path: Path) -> None:
    corrections = write(tmp_path, record(document="form.html"))
    document = api.read_document(plain_page(), name="form.html", corrections=corrections)
    value = document.value(document.frame("form")["form_id"][0], "indicator", 2, "score")
    assert (value.value, value.printed, value.corrections.height) == (12, "13", 1)
    assert value.evidence["raw_value"].to_list() == ["13"]


def test_a_release_by_its_folder(folder: Path) -> None:
    release = api.release(folder)
    assert "indicator" in release.tables
    assert "projects" in release.views or not release.views
    assert release.frame("form").height == 3
    with pytest.raises(KeyError, match=r"indicatr is no table and no view .* indicator"):
        release.frame("indicatr")
    with release.connect() as connection:
        assert connection.execute("SELECT count(*) FROM projects").fetchone() == (3,)
        comments = connection.execute("SELECT comment FROM duckdb_tables() WHERE table_name = 'projects'").fetchone()
        assert comments is not None
        assert comments[0].startswith("项目")


def test_where_a_value_comes_from(folder: Path) -> None:
    release = api.release(folder)
    row = release.frame("indicator").filter(pl.col("name") == "除险加固水库数").row(0, named=True)
    value = release.value(row["form_id"], "indicator", row["indicator_no"], "actual_value")
    assert (value.path, value.page, value.value) == ("linlan_2024/wat_reservoir.html", 1, 7)
    for place in (("0" * 16 + "-001", "indicator", 1, "score"), (row["form_id"], "indicator", 99, "score")):
        with pytest.raises(api.NoSuchValueError):
            release.value(*place)
    with pytest.raises(api.NoSuchValueError):
        release.value(row["form_id"], "indicator", 1, "scoer")
    with pytest.raises(api.NoSuchValueError):
        release.value(row["form_id"], "finding", 1, "message")


def test_without_a_release_there_is_none(tmp_path: Path) -> None:
    with pytest.raises(api.UnknownReleaseError):
        api.release(tmp_path)
    with pytest.raises(NotADirectoryError):
        api.build(tmp_path / "raw", tmp_path / "out")


def test_types_and_examples_are_for_others_too() -> None:
    """``mypy --strict`` reads the examples as it reads the program; ``py.typed`` lets other projects do so."""
    settings = (ROOT / "pyproject.toml").read_text("utf-8")
    assert '"docs/examples"]' in settings
    assert (Path(pipeline.__file__).parent / "py.typed").is_file()
    for example in (ROOT / "docs" / "examples").glob("*.py"):
        assert len(example.read_text("utf-8").splitlines()) < 60, example


def test_the_notebook_runs(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    views = folder / "views"
    views.mkdir(exist_ok=True)
    with api.release(folder).connect() as connection:
        for name in ("projects", "shortfall_indicators"):
            connection.execute(f"SELECT * FROM {name}")
            columns = [column[0] for column in connection.description or ()]
            pl.DataFrame(connection.fetchall(), schema=columns, orient="row").write_parquet(views / f"{name}.parquet")
    monkeypatch.setattr(sys, "argv", ["notebook.py", str(folder)])
    monkeypatch.chdir(ROOT)
    ran = runpy.run_path(str(ROOT / "docs" / "examples" / "notebook.py"))
    assert ran["lowest"].height == 3
    assert ran["value"].printed
    assert ran["document"].outcome == "curated"
