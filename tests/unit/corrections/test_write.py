"""A record is added to its file and taken out of it without disturbing what stands there."""

from __future__ import annotations

from pathlib import Path

import pytest

from pipeline.corrections import CorrectionError, read_folder
from pipeline.corrections.files import checked
from pipeline.corrections.write import add, take_back
from pipeline.model.correction import Correction
from tests.corrected import record


def added(folder: Path, number: int) -> Correction:
    """The record of that number as it is read from the file it was added to."""
    add(folder, "b", checked(record(number, row=number, on="2026-11-28")), "b/form.html")
    return next(one for one in read_folder(folder) if one.id == f"c{number}")


def test_what_was_added_can_be_taken_back_to_the_same_bytes(tmp_path: Path) -> None:
    file = tmp_path / "b.yml"
    texts = []
    for number in (1, 2, 3):
        added(tmp_path, number)
        texts.append(file.read_bytes())
    first, second, third = read_folder(tmp_path)
    take_back(tmp_path, third)
    assert file.read_bytes() == texts[1]
    take_back(tmp_path, first)
    assert [one.id for one in read_folder(tmp_path)] == ["c2"]
    take_back(tmp_path, next(iter(read_folder(tmp_path))))
    assert not file.exists()
    assert second.id == "c2"


def test_remarks_and_the_way_others_write_stay(tmp_path: Path) -> None:
    one = added(tmp_path, 1)
    file = tmp_path / "b.yml"
    ours = file.read_text("utf-8")
    theirs = (
        "# what we found\n- id: c8\n  document: b/form.html\n  form: 1\n  table: indicator\n  row: 5\n"
        "  field: score\n  action: blank\n  expect: ~\n  by: a\n  on: 2026-11-28\n  reason: |\n    two\n    lines\n"
    )
    file.write_text(f"{theirs}# ours\n{ours}# the end\n", "utf-8")
    take_back(tmp_path, one)
    assert file.read_text("utf-8") == f"{theirs}# ours\n# the end\n"
    (left,) = read_folder(tmp_path)
    with pytest.raises(CorrectionError, match="look again"):
        take_back(tmp_path, one)
    take_back(tmp_path, left)
    assert file.read_text("utf-8") == "# what we found\n# ours\n# the end\n"


def test_what_cannot_be_taken_out_alone_stays(tmp_path: Path) -> None:
    one = added(tmp_path, 1)
    file = tmp_path / "b.yml"
    same = "document: b/form.html, form: 1, table: indicator, field: score, action: blank, expect: ~, by: a, reason: r"
    records = [f"{{id: c{number}, row: {number}, on: 2026-11-28, {same}}}" for number in (8, 9)]
    text = f"[{', '.join(records)}]\n"
    file.write_text(text, "utf-8")
    for record_of in read_folder(tmp_path):
        with pytest.raises(CorrectionError, match="by hand"):
            take_back(tmp_path, record_of)
    assert file.read_text("utf-8") == text
    assert one not in read_folder(tmp_path)


def test_an_empty_value_of_another_action_is_none(tmp_path: Path) -> None:
    add(tmp_path, "b", checked(record(1, action="accept", value="", on="2026-11-28")), "b/form.html")
    assert [one.value for one in read_folder(tmp_path)] == [None]
