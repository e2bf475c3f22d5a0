"""A release that would be the same is not made: only where it really would, and where the current one is whole."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.cache.store import Store
from pipeline.model.messages import said
from pipeline.publish import unchanged
from pipeline.publish.unchanged import has_same_content, inputs_digest, note_same, release_of_inputs
from pipeline.sources import BatchFacts, RawDocument
from schemas.catalog import TABLES

DOCUMENT = RawDocument("a/1.pdf", "a", "0" * 16, 10, "application/pdf", BatchFacts(), None, "a/1.pdf")


def publish(out: Path, build_id: str, tables: bytes = b"rows", **facts: str) -> Path:
    """A release as ``publish`` would leave it, with small files in the place of tables."""
    release = out / "releases" / build_id
    release.mkdir(parents=True)
    names = [f"{name}.parquet" for name in TABLES]
    for name in [*names, "warehouse.duckdb"]:
        (release / name).write_bytes(tables)
    files = [{"path": n, "bytes": len(tables), "sha256": unchanged.sha256(release / n)} for n in names]
    about = {"publishing_version": unchanged.publishing_version(), "files": files, **facts}
    (release / "manifest.json").write_text(json.dumps(about), encoding="utf-8")
    (out / "latest.json").write_text(json.dumps({"build_id": build_id}), encoding="utf-8")
    (out / "current").unlink(missing_ok=True)
    (out / "current").symlink_to(Path("releases") / build_id)
    return release


def test_every_fact_of_every_document_and_the_code_are_in_the_digest(monkeypatch: pytest.MonkeyPatch) -> None:
    others = [
        [],
        [DOCUMENT, DOCUMENT],
        [replace(DOCUMENT, path="a/2.pdf")],
        [replace(DOCUMENT, document_id="1" * 16)],
        [replace(DOCUMENT, facts=BatchFacts(source="https://example.org"))],
        [replace(DOCUMENT, problem=said("hidden_file"))],
    ]
    digests = [inputs_digest(documents, "1") for documents in ([DOCUMENT], *others)]
    digests.append(inputs_digest([DOCUMENT], "2"))
    monkeypatch.setattr(unchanged, "build_version", lambda: "of other code")
    digests.append(inputs_digest([DOCUMENT], "1"))
    assert len(set(digests)) == len(digests)


def test_the_current_release_of_the_same_inputs_is_found(tmp_path: Path) -> None:
    store = Store(tmp_path / "cache")
    assert release_of_inputs(tmp_path, "x", store) is None
    release = publish(tmp_path, "one", inputs_digest="x")
    assert release_of_inputs(tmp_path, "x", store) == release
    assert release_of_inputs(tmp_path, "y", store) is None
    note_same(store, release, "y")
    assert release_of_inputs(tmp_path, "y", store) == release
    publish(tmp_path, "two")
    assert release_of_inputs(tmp_path, "x", store) is None
    assert release_of_inputs(tmp_path, "y", store) is None


def test_a_release_that_is_not_whole_is_made_anew(tmp_path: Path) -> None:
    store = Store(None)
    release = publish(tmp_path, "one", inputs_digest="x")
    (release / "form.parquet").write_bytes(b"r0ws")
    assert release_of_inputs(tmp_path, "x", store) is None
    assert not has_same_content(release, release)
    (release / "form.parquet").unlink()
    assert release_of_inputs(tmp_path, "x", store) is None
    release = publish(tmp_path, "two", inputs_digest="x")
    (tmp_path / "latest.json").write_text('{"build_id": "one"}', encoding="utf-8")
    assert release_of_inputs(tmp_path, "x", store) is None
    for broken in ("", "[]", "{}", '{"build_id": 1}'):
        (tmp_path / "latest.json").write_text(broken, encoding="utf-8")
        assert release_of_inputs(tmp_path, "x", store) is None


def test_the_same_tables_are_the_same_content_while_the_code_around_them_is_the_same(tmp_path: Path) -> None:
    release = publish(tmp_path, "one")
    staged = publish(tmp_path / "staged", "two")
    assert has_same_content(staged, release)
    (staged / "cell.parquet").write_bytes(b"other")
    assert not has_same_content(staged, release)
    assert not has_same_content(release, publish(tmp_path, "three", publishing_version="of other code"))
    assert not has_same_content(release, tmp_path / "nowhere")
