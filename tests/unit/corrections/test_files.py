"""Files of corrections are read with care, and every mistake in them is told by file, line and record."""

from __future__ import annotations

import os
from pathlib import Path
from typing import Any

import pytest

from pipeline import sources
from pipeline.corrections import CorrectionError, attach, check_applied, digest_for, read_folder
from pipeline.curate.curate_document import refused
from pipeline.model.messages import said
from pipeline.paths import corrections_of
from tests.corrected import PATH, raw_folder, record, without_value, write
from tests.factory.plain import plain_page


def problems(folder: Path) -> list[str]:
    with pytest.raises(CorrectionError) as caught:
        read_folder(folder)
    return [problem.sentence_en.replace(str(folder) + os.sep, "") for problem in caught.value.problems]


def test_no_folder_and_an_empty_one_have_no_records(tmp_path: Path) -> None:
    assert read_folder(None) == ()
    assert read_folder(tmp_path / "nothing") == ()
    for name in ("empty.yml", "README.md", ".hidden"):
        (tmp_path / name).write_text("# nothing\n")
    assert read_folder(tmp_path) == ()


def test_values_stay_the_texts_that_were_written(tmp_path: Path) -> None:
    text = "- {id: a, document: d, form: 1, table: indicator, row: 2, field: score, action: override, expect: ~, "
    (tmp_path / "b.yaml").write_text(text + "value: 98.50, reason: 1e3, by: x, on: 2026-11-28}\n")
    (found,) = read_folder(tmp_path)
    assert (found.expect, found.value, found.reason, str(found.on)) == (None, "98.50", "1e3", "2026-11-28")
    assert (found.line, found.place) == (1, ("indicator", 2, "score"))


def test_a_form_may_be_named_as_the_tables_name_it(tmp_path: Path) -> None:
    (found,) = read_folder(write(tmp_path, record(form="0123456789abcdef-002")))
    assert found.form == 2


@pytest.mark.parametrize(
    ("keys", "told"),
    [
        ({"action": "delete"}, "action: has to be one of: override, blank, accept, withhold"),
        ({"table": "cell"}, "table: has to be one of: form, budget_line, indicator"),
        ({"form": 0}, "form: has to be a whole number, 1 or more"),
        ({"row": "two"}, "row: has to be a whole number, 0 or more"),
        ({"row": 0}, "row has to be the number of a row of indicator, from 1"),
        ({"table": "form", "field": "grade"}, "row has to be 0 where table is form"),
        ({"on": "yesterday"}, "on: has to be a date such as 2024-05-31"),
        ({"by": "a@b.cn"}, "by: has to be a role or initials of at most 40 characters"),
        ({"by": "13812345678"}, "by: has to be a role or initials of at most 40 characters"),
        ({"reason": " "}, "reason: has to be a text that is not empty"),
        ({"id": "two words"}, "id: has to be a name of at most 80 characters without blanks"),
        ({"value": ""}, "override needs a value; where nothing stands there, use blank"),
        ({"value": "thirteen"}, '"thirteen" cannot be read as a value of score; write it as the form prints it'),
        ({"field": "target_value", "value": "多"}, '"多" cannot be read as a value of target_value'),
        ({"action": "accept"}, "accept takes no value"),
        ({"note": "x"}, "note: unknown key; known are id, document, form"),
        ({"field": "scores"}, "indicator has no column scores; similar ones are score"),
        ({"field": "shortfall"}, "shortfall follows from other columns; correct weight, score"),
        ({"field": "page"}, "page is given by the program and cannot be corrected"),
        ({"field": "indicator_no"}, "indicator_no is given by the program and cannot be corrected"),
        (
            {"table": "form", "row": 0, "field": "grade", "label": "x"},
            "label is for rows; where table is form, project",
        ),
        ({"field": None}, "field may only be left out to withhold a whole form"),
    ],
)
def test_a_mistake_in_a_record_is_one_sentence(keys: dict[str, Any], told: str, tmp_path: Path) -> None:
    (problem,) = problems(write(tmp_path, record(**keys)))
    assert problem.startswith(f"b.yml, line 1, record {keys.get('id', 'c1')}: {told}")


@pytest.mark.parametrize("key", [key for key in record() if key not in ("value", "field", "row")])
def test_a_missing_key_is_named(key: str, tmp_path: Path) -> None:
    made = record()
    del made[key]
    (problem,) = problems(write(tmp_path, made))
    assert problem.endswith(f": the key {key} is missing.")


@pytest.mark.parametrize(
    ("text", "told"),
    [
        ("id: c1\n", "b.yml: a list of records is expected from line 1 on, each of which begins with '- id:'."),
        ("- c1\n", "b.yml: a list of records is expected from line 1 on, each of which begins with '- id:'."),
        ('- id: "a\n', "b.yml: line 2: not valid YAML."),
        ("- id: c1\n  id: c2\n", "b.yml, line 1, record c2: line 2: the key id stands twice in its record."),
        ("- &a {id: c1}\n- *a\n", "b.yml: line 2: names a value of another line (*a); write it out."),
        ("- id: {a: [1]}\n", "b.yml: line 1: holds a list or a block where one value is expected."),
        ("- {id: c1}\n---\n- {id: c2}\n", "b.yml: line 2: not valid YAML."),
        ("[" * 5000, "b.yml: line 1: holds a list or a block where one value is expected."),
    ],
)
def test_a_file_that_is_no_list_of_records_is_refused(text: str, told: str, tmp_path: Path) -> None:
    (tmp_path / "b.yml").write_text(text)
    assert problems(tmp_path)[0] == told


def test_only_ordinary_files_of_limited_size_are_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "a.yml")
    (tmp_path / "b.yml").mkdir()
    (tmp_path / "c.yml").write_bytes(b"#" * (2**20 + 1))
    (tmp_path / "d.yml").symlink_to("/etc/hostname")
    (tmp_path / "e.yml").write_bytes(b"\xff\xfe\xfa")
    (tmp_path / "f.txt").write_text("")
    told = problems(tmp_path)
    assert told[0] == (
        "f.txt: only ordinary files whose names end with .yml or .yaml belong into the folder of corrections; "
        "take it away."
    )
    assert told[1:] == [
        "a.yml: is no ordinary file.",
        "b.yml: is no ordinary file.",
        "c.yml: has more than 1024 kB.",
        "d.yml: cannot be opened (ELOOP).",
        "e.yml: cannot be read as UTF-8 text.",
    ]


def test_an_id_stands_once_in_all_files(tmp_path: Path) -> None:
    folder = write(tmp_path, record(1))
    (folder / "c.yml").write_text((folder / "b.yml").read_text("utf-8"), "utf-8")
    (problem,) = problems(folder)
    assert (
        problem
        == f"c.yml, line 1, record c1: the record on line 1 of {folder / 'b.yml'} has this id already.".replace(
            str(folder) + os.sep, ""
        )
    )


@pytest.mark.parametrize(
    ("records", "told"),
    [
        ([record(document="b/other.html")], "there is no document b/other.html in the raw folder"),
        ([record(1), record(2)], "it corrects the same value as record c1; keep one of them"),
        (
            [record(1), without_value(2, table="form", row=0, field=None, expect=None, action="withhold")],
            "its form is withheld by record c1; keep one of them",
        ),
    ],
)
def test_records_that_cannot_all_hold_are_named(records: list[dict[str, Any]], told: str, tmp_path: Path) -> None:
    documents = sources.scan(raw_folder(tmp_path))
    with pytest.raises(CorrectionError, match=told):
        attach(documents, read_folder(write(tmp_path, *records)))


def test_an_empty_raw_folder_is_told_and_no_record_is_blamed(tmp_path: Path) -> None:
    with pytest.raises(CorrectionError) as caught:
        attach([], read_folder(write(tmp_path, record(1), record(2, row=1))))
    assert str(caught.value).startswith("the raw folder holds no document")
    assert "put it back" not in str(caught.value)
    assert attach([], []) == []


def test_a_document_is_named_by_number_or_path(tmp_path: Path) -> None:
    documents = sources.scan(raw_folder(tmp_path))
    number = documents[0].document_id
    found = attach(documents, read_folder(write(tmp_path, record(1), record(2, document=number, row=1))))
    assert [one.id for one in found[0].corrections] == ["c1", "c2"]
    with pytest.raises(CorrectionError, match="the same value as record c1"):
        attach(documents, read_folder(write(tmp_path, record(1), record(2, document=number))))


def test_a_file_that_is_called_like_the_number_of_another_document_takes_none_of_its_records(tmp_path: Path) -> None:
    raw = raw_folder(tmp_path)
    number = sources.scan(raw)[0].document_id
    (raw / number).write_bytes(plain_page().replace("河道".encode(), "堤防".encode()))
    found = {
        one.path: one.corrections
        for one in attach(sources.scan(raw), read_folder(write(tmp_path, record(document=number))))
    }
    assert {path: len(records) for path, records in found.items()} == {number: 0, PATH: 1}


def test_a_record_for_a_document_that_cannot_be_read_is_not_passed_over(tmp_path: Path) -> None:
    raw = raw_folder(tmp_path)
    folder = write(tmp_path, record())
    listed = attach(sources.scan(raw), read_folder(folder))
    with pytest.raises(CorrectionError, match=r"b/form.html could not be read \(Reading hung for 9"):
        check_applied(listed, [refused(listed[0], said("reader_hung", seconds=9, advice=said("advice.fewer_pages")))])
    (raw / PATH).write_bytes(b"")
    with pytest.raises(CorrectionError, match=r"b/form.html could not be read \("):
        attach(sources.scan(raw), read_folder(folder))


def test_the_digest_tells_what_is_decided_and_not_where_it_is_written(tmp_path: Path) -> None:
    documents = sources.scan(raw_folder(tmp_path))

    def digest(*records: dict[str, Any], text: str = "") -> str:
        folder = write(tmp_path, *records)
        file = folder / "b.yml"
        file.write_text(text + file.read_text("utf-8"), "utf-8")
        return digest_for(attach(documents, read_folder(folder))[0])

    assert digest() == ""
    assert digest(record(1), record(2, row=1)) == digest(record(2, row=1), record(1), text="# a comment\n")
    assert len({digest(record()), digest(record(value="11")), digest(record(reason="x")), digest(record(by="x"))}) == 4


def test_a_raw_folder_has_the_corrections_beside_it(tmp_path: Path) -> None:
    assert corrections_of(tmp_path / "documents") == tmp_path / "corrections"
    (tmp_path / "raw").mkdir()
    assert corrections_of(tmp_path / "raw") == tmp_path / "corrections"
    # Beside a folder ``raw`` they are those of that folder.
    assert corrections_of(tmp_path / "examples") is None
