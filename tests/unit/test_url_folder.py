"""A raw folder in a store gives the same documents as the same files in a folder."""

from __future__ import annotations

import os
import traceback
from collections.abc import Iterator
from pathlib import Path, PosixPath

import fsspec
import pytest

from pipeline import sources
from pipeline.cache.store import Store
from pipeline.curate.kept import keeping_in
from pipeline.sources import CannotLoad, raw_folder
from pipeline.sources.seen_files import SeenFiles
from pipeline.sources.url_folder import UrlFolder, told_as_os_error, without_secrets

FILES = {
    "甲市/一.txt": "项目支出绩效自评表".encode(),
    "甲市/batch.yml": b"region: \xe7\x94\xb2\xe5\xb8\x82\nfiscal_year: 2023\n",
    "甲市/sub/copy of 一.txt": "项目支出绩效自评表".encode(),
    "甲市/empty.pdf": b"",
    "乙市/batch.yml": b"regio: x\n",
    "乙市/a.pdf": b"%PDF-1.4 nothing",
    "named.pdf/inside.txt": b"text",
    ".hidden/a.txt": b"text",
    "丙/.a.pdf": b"%PDF-1.4 hidden",
    "丙/~$a.docx": b"lock",
    "丙/b.pdf.part": b"%PDF-1.4 arriving",
    "README.md": b"# read me",
    "large.txt": b"x" * 5000,
    "a #1?.txt": b"odd name",
}


@pytest.fixture
def both(tmp_path: Path) -> Iterator[tuple[Path, UrlFolder]]:
    """The same files in a folder and in a store in memory."""
    store = fsspec.filesystem("memory")
    for name, data in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_bytes(data)
        store.pipe(f"/raw/{name}", data)
    folder = raw_folder("memory://raw")
    assert isinstance(folder, UrlFolder)
    yield tmp_path, folder
    store.rm("/raw", recursive=True)


def test_documents_are_the_same(both: tuple[Path, UrlFolder]) -> None:
    on_disk, in_store = (sources.scan(raw, max_bytes=4000) for raw in both)
    assert [one.path for one in in_store] == [one.path for one in on_disk]
    for one, other in zip(on_disk, in_store, strict=True):
        if one.path == "large.txt":  # a store is not asked how much more there is
            assert other.problem is not None
            assert other.problem.code == "too_large"
            continue
        assert (other.document_id, other.batch, other.facts, other.media_type) == (
            one.document_id,
            one.batch,
            one.facts,
            one.media_type,
        )
        assert (other.problem and other.problem.code) == (one.problem and one.problem.code), one.path
    assert sources.passed_over(both[1], in_store) == sources.passed_over(both[0], on_disk)


def test_bytes_are_those_that_were_listed(both: tuple[Path, UrlFolder]) -> None:
    _, folder = both
    (document,) = [one for one in sources.scan(folder) if one.path == "a #1?.txt"]
    assert sources.load(folder, document) == b"odd name"
    store = fsspec.filesystem("memory")
    store.pipe("/raw/a #1?.txt", b"another")
    with pytest.raises(CannotLoad, match="changed"):
        sources.load(folder, document)
    store.rm("/raw/a #1?.txt")
    with pytest.raises(CannotLoad, match="was deleted during the build"):
        sources.load(folder, document)


def test_a_file_that_was_replaced_is_looked_at_again(both: tuple[Path, UrlFolder]) -> None:
    _, folder = both
    before, seen = sources.fingerprint(folder), SeenFiles(now=2e9 * 2)
    first = sources.scan(folder, seen=seen)
    known = SeenFiles(seen.found)
    assert sources.scan(folder, seen=known) == first
    assert len(known.found) > 3
    fsspec.filesystem("memory").pipe("/raw/甲市/一.txt", "项目支出绩效自评变".encode())
    assert sources.fingerprint(folder) != before
    again = sources.scan(folder, seen=SeenFiles(seen.found))
    assert [one.path for one, other in zip(again, first, strict=True) if one.sha256 != other.sha256] == ["甲市/一.txt"]


def test_what_is_kept_of_a_document_is_found_again_in_a_store(both: tuple[Path, UrlFolder]) -> None:
    keeping = keeping_in(Store(None))
    on_disk, in_store = (next(one for one in sources.scan(raw) if one.path == "甲市/一.txt") for raw in both)
    assert keeping.key(on_disk) == keeping.key(in_store)


def test_a_place_that_is_not_there_is_told() -> None:
    with pytest.raises(NotADirectoryError):
        sources.scan(UrlFolder("memory://nowhere"))
    with pytest.raises(OSError, match="nosuch://x"):
        sources.scan(UrlFolder("nosuch://x"))


def test_what_has_no_scheme_is_a_folder_on_the_disk() -> None:
    assert raw_folder("/a/b") == PosixPath("/a/b")
    assert raw_folder("file:///a/b") == PosixPath("/a/b")
    assert os.fspath(raw_folder("s3://bucket/raw/")) == "s3://bucket/raw"


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("https://user:secret@host/raw", "https://***@host/raw"),
        ("https://user:se@cr?et@host:8080/raw", "https://***@host:8080/raw"),
        ("s3://key:sec/re+t@bucket/raw", "s3://***@bucket/raw"),
        ("https://token-secret@host/raw", "https://***@host/raw"),
        ("https://host/raw?sig=secret&se=2026", "https://host/raw?***"),
        ("simplecache::https://user:secret@host/a?sig=secret", "simplecache::https://***@host/a?***"),
        ("http://host:8080/a@b", "http://host:8080/a@b"),
        ("s3://bucket/raw", "s3://bucket/raw"),
        ("/a folder/原始?", "/a folder/原始?"),
    ],
)
def test_no_secret_of_an_address_is_shown(address: str, shown: str) -> None:
    assert without_secrets(address) == shown
    sentence = f"403, url='{address}' refused"
    assert "secret" not in without_secrets(sentence)
    if "://" in address:
        folder = UrlFolder(address)
        assert str(folder) == shown
        assert "secret" not in repr(folder) + str(folder / "a.pdf") + f"{folder}"


@pytest.mark.parametrize("kind", [ValueError, FileNotFoundError])
def test_what_a_store_says_is_told_without_secrets(kind: type[Exception]) -> None:
    address = "https://user:hidden1@host/raw?sig=hidden2"
    with pytest.raises(OSError, match="host") as told, told_as_os_error(address):
        raise kind(f"403, message='Forbidden', url='{address}'")
    assert "hidden" not in "".join(traceback.format_exception(told.value))
