"""A whole build, from files to a release, as a person or Dagster starts it."""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path

import openpyxl
import polars as pl
import pytest

from pipeline import sources
from pipeline.cache.store import Store
from pipeline.curate import kept_frames
from pipeline.definitions import defs
from pipeline.defs import launch
from pipeline.publish import staging
from pipeline.publish.site import write_site
from pipeline.publish.site.document_pages import write_document_pages
from pipeline.sources import seen_files
from pipeline.warehouse.query import open_readonly, query
from schemas.catalog import TABLES
from schemas.views import VIEWS

Run = Callable[..., tuple[int, str, str]]
ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory, samples: Path) -> Path:
    """Three documents: one with forms, one without, one that is cut off."""
    root = tmp_path_factory.mktemp("raw")
    (root / "examples").mkdir()
    for name in ("sh_cid.pdf", "no_form.pdf", "truncated.pdf"):
        shutil.copy(samples / name, root / "examples")
    (root / "examples" / "batch.yml").write_text("region: 上海市\n", encoding="utf-8")
    return root


@pytest.fixture(scope="module")
def out(tmp_path_factory: pytest.TempPathFactory, raw: Path) -> Path:
    """The releases of one build, made by one worker."""
    folder = tmp_path_factory.mktemp("out")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("DAGSTER_HOME", str(folder))
        ended = launch.build(defs, raw, folder, workers=1)
    assert ended.problems == []
    assert ended.release == (folder / "current").resolve()
    return folder


CODE = "^[a-z][a-z0-9]*(_[a-z0-9]+)*$"
# Texts that look like codes and are none: types of files, patterns and columns by name, invented texts of documents.
NO_CODES = frozenset({"column_name", "pattern", "parser_version", "batch", "build_id"})


def parquet(out: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in sorted((out / "current").glob("*.parquet"))}


def site_of(release: Path) -> dict[str, bytes]:
    paths = (path for path in (release / "site").rglob("*") if path.is_file())
    return {path.relative_to(release).as_posix(): path.read_bytes() for path in paths}


def test_every_code_of_a_release_has_its_labels(out: Path) -> None:
    """Of columns that are said to hold codes, and of columns whose values all look like codes."""
    warehouse = out / "current" / "warehouse.duckdb"
    labels = {(name, code) for name, code in query(warehouse, "SELECT column_name, code FROM code_label")[1]}
    labelled = {name for name, _ in labels}
    missing = set()
    for entry in (*TABLES.values(), *VIEWS.values()):
        columns = [c for c in entry.columns.values() if c.dtype in (pl.String(), pl.List(pl.String))]
        names = ", ".join(f'"{column.name}"' for column in columns)
        rows = query(warehouse, f'SELECT {names} FROM "{entry.name}"')[1] if entry.name != "code_label" else []
        for column, cells in zip(columns, zip(*rows, strict=True), strict=False):
            listed = [value for cell in cells for value in (cell if isinstance(cell, list) else [cell])]
            values = [value for value in dict.fromkeys(listed) if value]
            are_codes = [bool(re.fullmatch(CODE, value)) for value in values]
            # An ``action`` is a code in one table and a sentence in others.
            if values and (all(are_codes) or (column.name in labelled and any(are_codes))):
                missing |= {(entry.name, column.name, v) for v in values if (column.name, v) not in labels}
    assert {(table, name, code) for table, name, code in missing if name not in NO_CODES} == set()


def test_a_release_is_complete_and_nothing_else_is_left(out: Path) -> None:
    assert set(parquet(out)) == {f"{name}.parquet" for name in TABLES}
    document = pl.read_parquet(out / "current" / "document.parquet")
    assert document["region"].to_list() == ["上海市"] * 3
    build_id = json.loads((out / "latest.json").read_text())["build_id"]
    assert (out / "current").resolve() == (out / "releases" / build_id).resolve()
    assert query(out / "current" / "warehouse.duckdb", "SELECT build_id FROM release")[1] == [(build_id,)]
    assert not (out / staging.FOLDER).exists()


def test_a_build_leaves_a_line_for_each_document_and_step(out: Path) -> None:
    (file,) = (out / "log").iterdir()
    lines = [json.loads(line) for line in file.read_text(encoding="utf-8").splitlines()]
    assert (lines[0]["event"], lines[-1]["event"]) == ("build_started", "build_ended")
    assert {"raw_document", "read_documents", "form", "warehouse", "release"} <= {line.get("step") for line in lines}
    documents = {line["path"]: line for line in lines if line["event"] == "document"}
    assert documents["examples/truncated.pdf"]["reason"] == "damaged_pdf"
    assert len(documents) == 3


def test_nothing_new_reads_nothing_and_publishes_nothing(
    jixiao: Run, raw: Path, out: Path, caplog: pytest.LogCaptureFixture
) -> None:
    manifest = json.loads((out / "current" / "manifest.json").read_text())
    assert (manifest["documents_read"], manifest["documents_reused"]) == (3, 0)
    before = sorted((out / "releases").iterdir())
    code, said, err = jixiao("build", "--raw", raw, "--out", out, "--accept-fall", "just in case")
    assert (code, err) == (
        0,
        "Warning: nothing fell: the reason given in --accept-fall was not needed and is not recorded\n",
    )
    assert [record.message for record in caplog.records if record.levelname != "DEBUG"] == []
    assert "documents 3, 0 read again\n" in said
    assert f"The content is that of {before[-1].name}: nothing new was published\n" in said
    assert sorted((out / "releases").iterdir()) == before
    assert not (out / staging.FOLDER).exists()


def test_only_what_is_new_is_read_and_a_reader_stays_undisturbed(
    jixiao: Run, raw: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A file was renamed, and one came. Read anew all together, everything is the same to the byte."""
    monkeypatch.setattr(kept_frames, "LEAST", 1)
    shutil.copytree(raw, tmp_path / "raw")
    out = shutil.copytree(out, tmp_path / "out", symlinks=True)
    first_release = (out / "current").resolve()
    (tmp_path / "raw" / "examples" / "no_form.pdf").rename(tmp_path / "raw" / "examples" / "report.pdf")
    (tmp_path / "raw" / "examples" / "new.txt").write_text("甲\t乙\n", encoding="utf-8")
    with open_readonly(out / "current" / "warehouse.duckdb") as reader:
        count = reader.execute("SELECT count(*) FROM cell").fetchall()
        code, said, err = jixiao("build", "--raw", tmp_path / "raw", "--out", out, "--workers", "2")
        assert code == 0
        assert reader.execute("SELECT count(*) FROM cell").fetchall() == count
        assert reader.execute("SELECT DISTINCT build_id FROM release").fetchall() == [(first_release.name,)]
    release = (out / "current").resolve()
    assert release != first_release
    manifest = json.loads((release / "manifest.json").read_text())
    assert (manifest["documents_read"], manifest["documents_reused"]) == (1, 3)
    assert "documents 4, 1 read again\n" in said
    # One of four refused is far too many in earnest.
    assert err.startswith("Warning: quarantine: few_refused: 25% of the documents")
    assert err.count("\n") == 1
    for words in ("documents", "1 quarantined", "forms", "indicators", "shortfalls", "findings", "seconds"):
        assert words in said
    assert "examples/truncated.pdf (damaged_pdf)\n  The PDF is cut off or damaged" in said
    assert "examples/report.pdf (evaluation_report)" in said
    # What the new document and the new name have no part in is the same to the byte, though it came from the cache.
    for name in ("form", "budget_line", "indicator", "cell", "doubt", "repair", "narrative", "finding", "rule_result"):
        assert (release / f"{name}.parquet").read_bytes() == (first_release / f"{name}.parquet").read_bytes()
    # So is the site, though forms and pages of the release before were linked.
    assert any(path.stat().st_nlink > 1 for path in (release / "site").rglob("*.js"))
    anew = tmp_path / "anew"
    shutil.copytree(release, anew, ignore=shutil.ignore_patterns("site", "warehouse.duckdb"))
    write_site(anew, release.name)
    write_document_pages(anew, tmp_path / "raw", sources.scan(tmp_path / "raw"), Store(None), 2)
    assert site_of(anew) == site_of(release)
    monkeypatch.setattr(kept_frames, "LEAST", 1000)
    code, said, _ = jixiao("build", "--raw", tmp_path / "raw", "--out", out, "--reread")
    assert code == 0
    assert "documents 4, 4 read again\n" in said
    # Told only where every table is the same, byte for byte.
    assert f"The content is that of {release.name}: nothing new was published\n" in said


def test_rehash_looks_at_the_bytes_of_files_that_nobody_seems_to_have_touched(
    jixiao: Run, raw: Path, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a disk that changed them by itself."""
    monkeypatch.setattr(seen_files, "_status", lambda status: [status.st_size])
    monkeypatch.setattr(seen_files, "QUIET_SECONDS", -1000)
    shutil.copytree(raw, tmp_path / "raw")
    out = shutil.copytree(out, tmp_path / "out", symlinks=True)
    build = ("build", "--raw", tmp_path / "raw", "--out", out)
    assert "documents 3, 0 read again\n" in jixiao(*build)[1]
    file = tmp_path / "raw" / "examples" / "truncated.pdf"
    file.write_bytes(file.read_bytes()[:-1] + b"~")
    assert "documents 3, 0 read again\n" in jixiao(*build)[1]
    assert "documents 3, 1 read again\n" in jixiao(*build, "--rehash")[1]


def test_an_empty_folder_gives_an_empty_release_and_says_so(jixiao: Run, tmp_path: Path) -> None:
    (tmp_path / "raw").mkdir()
    code, said, err = jixiao("build", "--raw", tmp_path / "raw", "--out", tmp_path / "out")
    assert (code, err) == (0, "")
    assert "no document" in said
    assert pl.read_parquet(tmp_path / "out" / "current" / "document.parquet").height == 0
    answer = query(tmp_path / "out" / "current" / "warehouse.duckdb", "SELECT count(*) FROM shortfall_indicators")
    assert answer[1] == [(0,)]


@pytest.mark.slow
def test_an_empty_folder_replaces_a_release_only_with_a_reason(
    jixiao: Run, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As where a disk is not mounted; somebody is told."""
    told = tmp_path / "told.json"
    monkeypatch.setenv("JIXIAO_ALERT_COMMAND", f"tee -a {told}")
    (tmp_path / "raw").mkdir()
    copy = tmp_path / "out"
    shutil.copytree(out, copy, symlinks=True)
    before = (copy / "current").readlink()
    build = ("build", "--raw", tmp_path / "raw", "--out", copy)
    code, said, err = jixiao(*build)
    assert (code, said) == (1, "")
    assert "The raw folder holds no document, there were 3" in err
    assert "release: no_sharp_fall: not published" in err
    assert "--accept-fall" in err
    alert = json.loads(told.read_text(encoding="utf-8"))
    assert alert["event"] == "failed"
    assert "The raw folder holds no document, there were 3" in alert["details"][0]
    assert (copy / "current").readlink() == before
    code, said, err = jixiao(*build, "--accept-fall", "the office withdrew them")
    assert code == 0
    manifest = json.loads((copy / "current" / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["accepted_fall"]["why"] == "the office withdrew them"
    assert manifest["changes"]["documents"]["removed"] == 3
    assert manifest["sequence"] == json.loads((copy / before / "manifest.json").read_text())["sequence"] + 1
    code, said, _ = jixiao("diff", "--out", copy, "--json")
    assert json.loads(said)["tables"]["document"]["removed"] == 3
    # A build does not undo what a person went back from.
    assert jixiao("releases", "rollback", "--why", "they are back", "--out", copy)[0] == 0
    assert (copy / "current").readlink() == before
    code, _, err = jixiao(*build, "--accept-fall", "again")
    assert code == 1
    assert "they are back" in err
    assert (copy / "current").readlink() == before


def test_a_release_knows_what_it_was_made_from(out: Path) -> None:
    release = out / "current"
    inputs = json.loads((release / "inputs.json").read_text(encoding="utf-8"))
    document = pl.read_parquet(release / "document.parquet")
    assert {(d["path"], d["document_id"], d["bytes"]) for d in inputs["documents"]} == set(
        document.select("path", "document_id", "bytes").iter_rows()
    )
    assert inputs["batches"] == {"examples": {"region": "上海市"}}
    assert all(d["sha256"].startswith(d["document_id"]) and len(d["sha256"]) == 64 for d in inputs["documents"])
    manifest = json.loads((release / "manifest.json").read_text(encoding="utf-8"))
    assert manifest["inputs"]["documents"] == 3
    assert re.fullmatch("[0-9a-f]{16}", manifest["code"]["digest"])
    assert "Compared with" in (release / "CHANGES.md").read_text(encoding="utf-8") or manifest["sequence"] == 1
    assert "权利" in manifest["rights"]
    package = json.loads((release / "datapackage.json").read_text(encoding="utf-8"))
    assert package["citation"]


def test_a_bad_batch_file_is_named_and_costs_its_batch_alone(jixiao: Run, raw: Path, tmp_path: Path) -> None:
    mixed = tmp_path / "mixed"
    shutil.copytree(raw, mixed)
    (mixed / "b").mkdir()
    (mixed / "b" / "batch.yml").write_text("regoin: 上海市\n", encoding="utf-8")
    (mixed / "b" / "a.txt").write_text("text", encoding="utf-8")
    code, said, err = jixiao("build", "--raw", mixed, "--out", tmp_path / "out")
    assert code == 0
    assert "Error" not in err
    assert "regoin" in said
    document = pl.read_parquet(tmp_path / "out" / "current" / "document.parquet")
    assert set(document.filter(reason="bad_batch_file")["path"]) == {"b/a.txt", "b/batch.yml"}
    assert document.filter(pl.col("forms") > 0).height > 0


def test_a_blocking_check_that_fails_stops_the_build_and_a_warning_does_not_speak_for_it(
    jixiao: Run, raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("pipeline.audit.invariants.trace_problems", lambda tables: ["no cell: x"])
    monkeypatch.setattr("pipeline.audit.invariants.doubt_counts", lambda tables: {"form": (9, 10)})
    code, said, err = jixiao("build", "--raw", raw, "--out", tmp_path / "out")
    assert (code, said) == (1, "")
    assert err.splitlines()[0] == "Error: cell: every_value_traceable: no cell: x"
    assert len(err.splitlines()) == 2
    assert not (tmp_path / "out" / "current").exists()


def test_an_interrupted_build_publishes_nothing_and_leaves_nothing(
    jixiao: Run, raw: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def interrupt(*_: object, **__: object) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        time.sleep(30)

    monkeypatch.setattr("pipeline.defs.batches.curate_all", interrupt)
    code, said, err = jixiao("build", "--raw", raw, "--out", tmp_path / "out")
    assert (code, said, err.strip()) == (130, "", "jixiao: stopped; nothing was published")
    assert {path.name for path in (tmp_path / "out").iterdir()} == {".cache", "log"}


def test_inspect_reads_one_document_and_writes_nothing(jixiao: Run, raw: Path) -> None:
    before = sorted(raw.rglob("*"))
    code, said, _ = jixiao("inspect", raw / "examples" / "sh_cid.pdf")
    assert code == 0
    for words in ("examples/sh_cid.pdf: curated", "Form 1", "Project name", "indicator "):
        assert words in said
    # What was read from >=42(台) stands beside it.
    assert ">=42(台)" in said
    assert "≥42台" in said
    assert not any(line.endswith(" ") for line in said.splitlines())
    code, said, _ = jixiao("inspect", raw / "examples" / "truncated.pdf")
    assert code == 0
    assert said.count("The PDF is cut off or damaged") == 1
    code, said, _ = jixiao("inspect", raw / "examples" / "truncated.pdf", "--lang", "zh")
    assert said.splitlines()[0] == "examples/truncated.pdf：已隔离"
    assert said.count("PDF不完整或已损坏") == 1
    assert not re.search(r"[A-Za-z]{3,} [A-Za-z]{3,}", said)
    code, said, _ = jixiao("inspect", raw / "examples" / "no_form.pdf")
    assert "narrative (page" in said
    assert "Scope" in said
    code, said, _ = jixiao("inspect", raw / "examples" / "sh_cid.pdf", "--json")
    found = json.loads(said)
    assert code == 0
    assert found["document"]["forms"] == len(found["forms"])
    assert {"budget_line", "indicator", "cell", "repair", "finding", "doubtful"} <= found["forms"][0].keys()
    assert sorted(raw.rglob("*")) == before


def test_export_writes_a_workbook(jixiao: Run, out: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("JIXIAO_OUT", str(out))
    target = tmp_path / "绩效自评.xlsx"
    code, said, err = jixiao("export", target)
    assert (code, said, err) == (0, f"Wrote {target}\n", "")
    book = openpyxl.load_workbook(target, read_only=True)
    assert "绩效指标" in book.sheetnames
    book.close()


@pytest.mark.slow
def test_dagster_s_own_command_publishes_the_same_tables(raw: Path, out: Path, tmp_path: Path) -> None:
    shutil.copy(ROOT / ".dagster" / "dagster.yaml", tmp_path)
    folders = {"DAGSTER_HOME": str(tmp_path), "JIXIAO_RAW": str(raw), "JIXIAO_OUT": str(tmp_path / "launched")}
    command = [Path(sys.executable).with_name("dg"), "launch", "--assets", "*"]
    ended = subprocess.run(
        command, cwd=ROOT, env={**os.environ, **folders}, capture_output=True, text=True, check=False
    )
    assert ended.returncode == 0, ended.stderr[-3000:]
    assert parquet(tmp_path / "launched") == parquet(out)
