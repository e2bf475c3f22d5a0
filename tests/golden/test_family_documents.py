"""A document for each family that its file alone added: every value is as its JSON file says, none is doubtful."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from pipeline.commands.terminal import as_json
from pipeline.curate.curate_document import curate_document
from pipeline.curate.tables import tables
from pipeline.sources import describe, load
from tests.family_documents import FOLDER, INVENTED, differences, documents


def forms_of(file: Path) -> list[dict[str, object]]:
    """The forms of a document as ``jixiao inspect --json`` shows them."""
    raw, source = describe(file)
    frames = tables([curate_document(source, load(raw, source))])
    rows = {name: frames[name].to_dicts() for name in ("form", "budget_line", "indicator")}
    forms = [
        {**form, **{part: [row for row in rows[part] if row["form_id"] == form["form_id"]] for part in rows}}
        for form in rows["form"]
    ]
    return list(json.loads(as_json(forms)))


@pytest.mark.parametrize("file", documents(), ids=lambda file: file.name)
def test_every_value_is_as_its_file_says(file: Path) -> None:
    forms = forms_of(file)
    assert {form["template"] for form in forms} == {file.stem}
    assert differences(forms, file.stem) == []


def test_every_document_has_a_file_with_its_values() -> None:
    assert {file.stem for file in documents()} | {INVENTED} == {file.stem for file in FOLDER.glob("*.json")}


def test_a_wrong_value_a_doubt_and_a_mistyped_column_are_differences() -> None:
    form = json.loads((FOLDER / "yunnan.json").read_text("utf-8"))["forms"][0]
    assert differences([form], "yunnan") == []
    assert differences([form | {"total_score": 9}], "yunnan") == ["[1].total_score: 9 instead of 99.78"]
    assert differences([form | {"doubtful": ["grade"]}], "yunnan") == ["[1]: in doubt are ['grade']"]
    del form["grade"]
    assert differences([form], "yunnan") == ["[1].grade: there is no such column"]
