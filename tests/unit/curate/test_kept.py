"""A document is read again when something it rests on changed, and only then."""

from __future__ import annotations

import json
import shutil
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from pathlib import Path

import polars as pl
import pytest

from pipeline import sources
from pipeline.cache.store import Store
from pipeline.curate import aside, kept
from pipeline.curate.curate_document import CuratedDocument, curate_document, refused
from pipeline.curate.kept import Arrived, Curated, Keeping, curate_changed, keeping_in
from pipeline.curate.tables import tables
from pipeline.model.messages import said
from pipeline.readers.scan import extra
from tests.factory.plain import plain_page
from tests.unit.curate.whole_tables import collected

PAGE = plain_page()


@dataclass
class Folder:
    """A raw folder, a cache, and the paths of the documents that the last look at it read."""

    raw: Path
    store: Store
    read: list[str] = field(default_factory=list)
    fails: bool = False

    def build(self, keeping: Keeping | None = None, *, anew: bool = False) -> Curated:
        self.read = []

        def read(documents: Sequence[sources.RawDocument], keeping: Keeping, arrived: Arrived) -> list[CuratedDocument]:
            self.read = [document.path for document in documents]
            if self.fails:
                return [refused(document, said("reader_crashed", number="-9")) for document in documents]
            return [arrived(keeping(one, sources.load(self.raw, one), extra.no_announcement)) for one in documents]

        return curate_changed(sources.scan(self.raw), keeping or keeping_in(self.store), read, anew=anew)


@pytest.fixture
def folder(tmp_path: Path) -> Folder:
    """Two batches with a form each, a text without one, a copy, and a file of a kind that nothing reads."""
    raw = tmp_path / "raw"
    for batch in ("a", "b"):
        (raw / batch).mkdir(parents=True)
        (raw / batch / "batch.yml").write_text("fiscal_year: 2024\n", encoding="utf-8")
        (raw / batch / "form.html").write_bytes(PAGE + batch.encode())
    (raw / "a" / "other.txt").write_text("甲\t乙\n丙\t丁\n", encoding="utf-8")
    (raw / "b" / "copy.html").write_bytes(PAGE + b"a")
    (raw / "b" / "archive.gz").write_bytes(b"\x1f\x8b\x08\x00" + bytes(40))
    one = Folder(raw, Store(tmp_path / "cache"))
    one.build()
    assert one.read == ["a/form.html", "a/other.txt", "b/form.html"]
    return one


def test_nothing_new_reads_nothing_and_gives_the_same_tables(folder: Folder) -> None:
    curated = folder.build()
    assert (curated.read, curated.reused, folder.read, curated.is_settled) == (0, 3, [], True)
    direct = [
        curate_document(one, b"" if one.problem else sources.load(folder.raw, one)) for one in sources.scan(folder.raw)
    ]
    again = folder.build(anew=True)
    assert (again.read, again.reused) == (3, 0)
    for name, frame in tables(direct).items():
        assert frame.equals(collected(curated.tables)[name])
        assert frame.equals(collected(again.tables)[name])
    assert [one.document["outcome"] for one in curated.documents] == [one.document["outcome"] for one in direct]


def test_rows_of_many_documents_wait_in_a_file(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    before = collected(folder.build().tables)
    monkeypatch.setattr(aside, "MOST_IN_MEMORY", 10)
    for curated in (folder.build(), folder.build(anew=True)):
        assert all(one.rows == b"" and one.packed_rows() for one in curated.documents)
        after = collected(curated.tables)
        assert all(after[name].equals(frame) for name, frame in before.items())


def test_what_a_build_needs_stays_where_it_is_more_than_is_kept_for_others(
    folder: Folder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kept, "MOST_BYTES", 1)
    (folder.raw / "b" / "more.html").write_bytes(PAGE + b"more")
    folder.build()
    assert folder.read == ["b/more.html"]
    folder.build()
    assert folder.read == []


def test_other_bytes_are_read_again_and_no_other_document(folder: Folder) -> None:
    (folder.raw / "b" / "form.html").write_bytes(PAGE + b"c")
    folder.build()
    assert folder.read == ["b/form.html"]


def test_other_facts_of_a_batch_read_its_documents_again(folder: Folder) -> None:
    for facts in ("fiscal_year: 2023\n", "region: 上海市\n", "department: 水务局\n", "publisher: 财政局\n"):
        (folder.raw / "a" / "batch.yml").write_text(facts, encoding="utf-8")
        folder.build()
        assert folder.read == ["a/form.html", "a/other.txt"]
    (folder.raw / "a" / "batch.yml").write_text("# checked\nfiscal_year: 2024\n", encoding="utf-8")
    folder.build()
    assert folder.read == []


def test_a_renamed_document_is_the_same_under_its_new_path(folder: Folder) -> None:
    (folder.raw / "a" / "form.html").rename(folder.raw / "a" / "z.html")
    curated = folder.build()
    assert folder.read == []
    assert "a/z.html" in collected(curated.tables)["document"]["path"].to_list()
    assert collected(curated.tables)["form"].height == 2


def test_a_name_that_tells_a_year_is_read_again_where_the_year_may_count(folder: Folder) -> None:
    (folder.raw / "b" / "copy.html").unlink()
    (folder.raw / "a" / "form.html").rename(folder.raw / "a" / "2022年度项目支出绩效自评表.html")
    folder.build()
    assert len(folder.read) == 1
    (folder.raw / "a" / "2022年度项目支出绩效自评表.html").rename(folder.raw / "a" / "2022年项目支出绩效自评表.html")
    folder.build()
    assert folder.read == []


def test_a_sentence_that_names_the_file_is_not_told_of_another_name(folder: Folder) -> None:
    (folder.raw / "a" / "bad.txt").write_bytes(b"a\tb\n" * 3000 + b"\x01")
    named = pl.col("code") == "not_text"
    assert "bad.txt" in collected(folder.build().tables)["quarantine"].filter(named)["sentence"].item()
    folder.build()
    assert folder.read == []
    (folder.raw / "a" / "bad.txt").rename(folder.raw / "a" / "worse.txt")
    assert "worse.txt" in collected(folder.build().tables)["quarantine"].filter(named)["sentence"].item()
    assert folder.read == ["a/worse.txt"]


def test_a_removed_document_goes_and_its_copy_is_the_document(folder: Folder) -> None:
    (folder.raw / "a" / "form.html").unlink()
    curated = folder.build()
    assert folder.read == []
    document = collected(curated.tables)["document"].filter(path="b/copy.html")
    assert document["outcome"].item() != "quarantined"


def test_other_code_reads_everything_again(folder: Folder) -> None:
    keeping = replace(keeping_in(folder.store), version="of another code")
    folder.build(keeping)
    assert len(folder.read) == 3
    # A worker with other code than the build keeps nothing under its version.
    folder.build(keeping)
    assert len(folder.read) == 3


def test_corrections_of_a_document_are_part_of_its_key(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept, "digest_for", lambda source: source.path if source.path == "b/form.html" else "")
    folder.build()
    assert folder.read == ["b/form.html"]
    monkeypatch.setattr(kept, "digest_for", lambda source: "new" if source.path == "b/form.html" else "")
    folder.build()
    assert folder.read == ["b/form.html"]


def test_what_a_crash_gave_is_not_kept(folder: Folder) -> None:
    (folder.raw / "b" / "form.html").write_bytes(PAGE + b"c")
    folder.fails = True
    curated = folder.build()
    assert (folder.read, curated.is_settled) == (["b/form.html"], False)
    folder.fails = False
    curated = folder.build()
    assert (folder.read, curated.is_settled) == (["b/form.html"], True)


def test_what_the_system_or_the_memory_gave_is_not_kept(folder: Folder, monkeypatch: pytest.MonkeyPatch) -> None:
    (source,) = (one for one in sources.scan(folder.raw) if one.path == "a/form.html")
    keeping = keeping_in(folder.store)

    def broken(error: Exception, cause: BaseException | None = None) -> bool:
        def fail(*arguments: object) -> None:
            raise error from cause

        monkeypatch.setattr("pipeline.curate.curate_document.settled", fail)
        return keeping(source, PAGE, extra.no_announcement).is_settled

    assert not broken(OSError(28, "No space left on device"))
    assert not broken(ValueError("damaged"), MemoryError())
    assert not broken(ValueError("Unable to allocate output buffer"))
    assert broken(ValueError("damaged"))


def test_a_damaged_or_foreign_entry_is_read_anew(folder: Folder) -> None:
    assert folder.store.folder is not None
    keeping = keeping_in(folder.store)
    source = next(one for one in sources.scan(folder.raw) if one.path == "a/form.html")
    key = keeping.key(source)
    good = folder.store.get(key)
    assert good is not None
    head, _, rows = good.partition(b"\n")
    other = json.loads(head)
    other["document"]["document_id"] = "0" * 16
    for entry in (b"", b"{}", b"null\n" + rows, json.dumps(other).encode() + b"\n" + rows):
        folder.store.put(key, entry)
        folder.build()
        assert folder.read == ["a/form.html"]
    shutil.rmtree(folder.store.folder)
    folder.build()
    assert len(folder.read) == 3
