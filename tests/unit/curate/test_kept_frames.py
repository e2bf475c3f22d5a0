"""Frames that were kept together are those of the documents one by one, to the byte, whatever changed in between."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from pathlib import Path

import pytest

from pipeline.cache.store import Store
from pipeline.curate import kept_frames
from pipeline.curate.kept_frames import Frames, KeptFrames, runs
from pipeline.curate.packed_frames import frames_of
from pipeline.curate.packed_rows import Packed, pack
from tests.unit.curate.test_packed_rows import document, odd_form
from tests.unit.curate.whole_tables import whole_tables

Change = Callable[[list[Packed]], list[Packed]]


@pytest.fixture(autouse=True)
def few_together(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(kept_frames, "MEAN", 4)
    monkeypatch.setattr(kept_frames, "LEAST", 1)


@pytest.fixture
def unpacked(monkeypatch: pytest.MonkeyPatch) -> list[str]:
    """Paths of the documents that were unpacked."""
    paths: list[str] = []

    def noted(documents: Sequence[Packed]) -> Frames:
        paths.extend(path for path, _, _ in documents)
        return frames_of(documents)

    monkeypatch.setattr(kept_frames, "frames_of", noted)
    return paths


def packed(count: int) -> list[Packed]:
    return [one(number) for number in range(count)]


def one(number: int) -> Packed:
    """A document, every third with a form and a refusal."""
    read = document(number, f"{number:03d}.html")
    if number % 3 == 0:
        read.forms = [odd_form()]
        read.quarantine = [{"code": "x", "sentence": f"第{number}", "sentence_en": "one", "ordinal": 1}]
    return read.document["path"], "b", pack(read)


def assert_same_bytes(frames: Frames, others: Frames, folder: Path) -> None:
    for name, frame in frames.items():
        assert frame.schema == others[name].schema
        assert frame.equals(others[name])
        for which, written in ((frame, "a"), (others[name], "b")):
            which.write_parquet(folder / written, compression="zstd", statistics=True)
        assert (folder / "a").read_bytes() == (folder / "b").read_bytes(), name


@pytest.mark.parametrize(
    "change",
    [
        lambda documents: documents,
        lambda documents: [*documents, one(77)],
        lambda documents: [("000a.html", *one(78)[1:]), *documents],
        lambda documents: documents[:20] + documents[21:],
        lambda documents: documents[:9],
        lambda documents: [("zzz.html", *documents[5][1:]), *documents[:5], *documents[6:]],
        lambda documents: [(path, "other", rows) for path, _, rows in documents],
        lambda documents: [*documents[:7], (documents[7][0], "b", one(79)[2]), *documents[8:]],
        lambda documents: [],
    ],
    ids=["nothing", "last", "first", "removed", "many_removed", "renamed", "batch", "other_bytes", "none_left"],
)
def test_a_change_gives_the_same_tables_with_and_without_what_was_kept(tmp_path: Path, change: Change) -> None:
    keeping = KeptFrames(Store(tmp_path / "cache"), "v")
    whole_tables(packed(40), keeping)
    changed = change(packed(40))
    assert_same_bytes(whole_tables(changed, keeping), whole_tables(changed), tmp_path)


def test_only_the_neighbours_of_what_changed_are_unpacked(tmp_path: Path, unpacked: list[str]) -> None:
    keeping = KeptFrames(Store(tmp_path / "cache"), "v")
    documents = packed(200)
    whole_tables(documents, keeping)
    assert len(unpacked) == 200
    unpacked.clear()
    whole_tables(documents, keeping)
    assert unpacked == []
    whole_tables([*documents[:100], ("099a.html", *one(777)[1:]), *documents[100:]], keeping)
    assert "099a.html" in unpacked
    assert len(unpacked) <= 2 * kept_frames.MEAN + 1
    unpacked.clear()
    whole_tables(documents, KeptFrames(Store(tmp_path / "cache"), "other code"))
    assert len(unpacked) == 200


def test_what_cannot_be_used_is_made_anew(tmp_path: Path, unpacked: list[str]) -> None:
    """A damaged file, frames with other columns, no place to keep anything."""
    keeping = KeptFrames(Store(tmp_path / "cache"), "v")
    documents = packed(30)
    expected = whole_tables(documents, keeping)
    (first, *_) = files = sorted(path for path in (tmp_path / "cache").rglob("*") if path.is_file())
    first.write_bytes(first.read_bytes()[:-7])
    unpacked.clear()
    assert_same_bytes(whole_tables(documents, keeping), expected, tmp_path)
    assert 0 < len(unpacked) < 30
    narrow = kept_frames._written({name: frame.drop(frame.columns[-1]) for name, frame in expected.items()})
    for run in runs(documents):
        keeping.store.put(keeping._key(run), narrow)
    unpacked.clear()
    assert_same_bytes(whole_tables(documents, keeping), expected, tmp_path)
    assert len(unpacked) == 30
    assert len(files) > 3
    assert_same_bytes(whole_tables(documents, KeptFrames(Store(None), "v")), expected, tmp_path)


def test_documents_are_cut_into_runs_of_bounded_length_and_none_is_lost() -> None:
    documents = packed(100)
    cut = list(runs(documents))
    assert [document for run in cut for document in run] == documents
    assert max(map(len, cut)) <= 2 * kept_frames.MEAN
    assert len(cut) > 5
