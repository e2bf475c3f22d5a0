"""The list of documents survives the way through a Parquet file."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipeline import sources
from pipeline.sources.source_table import from_frame, to_frame


def test_documents_come_back_equal(tmp_path: Path) -> None:
    raw = tmp_path / "raw"
    (raw / "b").mkdir(parents=True)
    (raw / "b" / "batch.yml").write_text("region: 上海市\nretrieved: 2025-01-02\nfiscal_year: 2024\n", encoding="utf-8")
    (raw / "b" / "two\nlines.pdf").write_bytes(b"%PDF-1")
    (raw / "b" / "copy.pdf").write_bytes(b"%PDF-1")
    with open(bytes(raw) + b"/\xb2\xe2.txt", "wb") as stream:  # noqa: PTH123  (a Path holds no bytes)
        stream.write(b"text")
    documents = sources.scan(raw)
    assert len(documents) == 3
    to_frame(documents).write_parquet(tmp_path / "list.parquet")
    assert from_frame(pl.read_parquet(tmp_path / "list.parquet")) == documents


def test_an_empty_list_keeps_its_types() -> None:
    assert to_frame([]).schema == to_frame([sources.RawDocument("a", "", "0" * 16, 1, "text/plain")]).schema
    assert from_frame(to_frame([])) == []
