"""A corrected document is read again when its corrections change, and only then."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from pipeline import sources
from pipeline.cache.store import Store
from pipeline.corrections import CorrectionError, attach, check_applied, read_folder
from pipeline.curate.kept import Arrived, Curated, Keeping, curate_changed, keeping_in
from pipeline.readers.scan import extra
from pipeline.sources import RawDocument
from pipeline.sources.source_table import from_frame, to_frame
from tests.corrected import raw_folder, record, write
from tests.unit.curate.whole_tables import collected


def built(folder: Path, *records: dict[str, Any]) -> Curated:
    """What a build makes of the one document with the records."""
    raw = raw_folder(folder)
    listed = from_frame(to_frame(attach(sources.scan(raw), read_folder(write(folder, *records)))))

    def read(documents: Sequence[RawDocument], keeping: Keeping, arrived: Arrived) -> list[Any]:
        return [arrived(keeping(one, sources.load(raw, one), extra.no_announcement)) for one in documents]

    made = curate_changed(listed, keeping_in(Store(folder / "cache")), read)
    check_applied(listed, made.documents)
    return made


def test_a_corrected_document_is_read_again_when_its_corrections_change(tmp_path: Path) -> None:
    assert built(tmp_path).read == 1
    assert (built(tmp_path, record()).read, built(tmp_path, record()).read) == (1, 0)
    assert collected(built(tmp_path, record()).tables)["correction"]["value_after"].to_list() == ["12"]
    assert built(tmp_path, record(value="11")).read == 1
    assert built(tmp_path).read == 0


def test_a_record_that_does_not_fit_is_told_by_every_build(tmp_path: Path) -> None:
    for _ in range(2):
        with pytest.raises(CorrectionError, match='the document says "13"'):
            built(tmp_path, record(expect="14"))


def test_a_list_of_documents_keeps_their_corrections(tmp_path: Path) -> None:
    raw = raw_folder(tmp_path)
    listed = attach(sources.scan(raw), read_folder(write(tmp_path, record(evidence="第2页"), record(2, row=1))))
    again = from_frame(to_frame(listed))
    assert again == listed
    assert [one.line for one in again[0].corrections] == [one.line for one in listed[0].corrections]
