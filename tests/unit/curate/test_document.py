"""The row of table ``document``: what ``batch.yml`` says of a file is published, whatever became of the file."""

from __future__ import annotations

from datetime import date
from pathlib import Path

from pipeline import sources
from pipeline.curate.curate_document import curate_document, refused
from pipeline.curate.tables import tables
from pipeline.model.messages import said

_BATCH = "publisher: 云州市财政局\nsource: https://czj.example.gov.cn/2024/tables.html\nretrieved: 2025-03-01\n"


def _document(folder: Path, batch: str) -> sources.RawDocument:
    (folder / "a").mkdir()
    (folder / "a" / "batch.yml").write_text(batch, encoding="utf-8")
    (folder / "a" / "notice.txt").write_text("这里没有自评表。\n", encoding="utf-8")
    return sources.scan(folder)[0]


def test_where_a_file_comes_from_is_published(tmp_path: Path) -> None:
    source = _document(tmp_path, _BATCH)
    read = curate_document(source, sources.load(tmp_path, source))
    for document in (read, refused(source, said("reader_failed", error="KeyError"))):
        row = tables([document])["document"].to_dicts()[0]
        assert (row["publisher"], row["source_url"], row["retrieved_on"]) == (
            "云州市财政局",
            "https://czj.example.gov.cn/2024/tables.html",
            date(2025, 3, 1),
        )


def test_what_a_batch_does_not_say_is_null(tmp_path: Path) -> None:
    source = _document(tmp_path, "region: 云州市\n")
    row = tables([curate_document(source, sources.load(tmp_path, source))])["document"].to_dicts()[0]
    assert (row["publisher"], row["source_url"], row["retrieved_on"]) == (None, None, None)
