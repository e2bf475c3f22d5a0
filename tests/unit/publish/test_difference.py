"""What differs between two releases is told exactly: documents, rows, values, columns, whatever their versions."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipeline.publish.changes import as_text
from pipeline.publish.difference import Difference, TableDifference, difference

A, B, C, B2 = "a" * 16, "b" * 16, "c" * 16, "d" * 16
KEYS = {"document": ["document_id"], "form": ["form_id"], "doubt": ["form_id", "field"], "finding": ["finding_id"]}
Tables = dict[str, list[dict[str, Any]]]


def tables() -> Tables:
    """Two documents, each with a form, a doubt and a finding."""
    return {
        "document": [{"document_id": i, "path": f"p/{i[0]}.pdf", "pages": 1} for i in (A, B)],
        "form": [{"form_id": f"{i}-001", "document_id": i, "name": "项目", "doubtful": ["name"]} for i in (A, B)],
        "doubt": [{"form_id": f"{i}-001", "field": "name", "code": "guessed"} for i in (A, B)],
        "finding": [
            *({"finding_id": f"{i}-001-B02-1", "form_id": f"{i}-001", "message": "差"} for i in (A, B)),
            {"finding_id": "教育局 2024-X01", "form_id": None, "message": "差"},
        ],
    }


def write(folder: Path, content: Tables, version: str = "2.0.0", schema: dict[str, Any] | None = None) -> Path:
    folder.mkdir()
    for name, rows in content.items():
        metadata = json.dumps({"schema_version": version, "primary_key": KEYS.get(name, [])})
        frame = pl.DataFrame(rows, schema_overrides=schema, infer_schema_length=None)
        frame.write_parquet(folder / f"{name}.parquet", metadata={"jixiao": metadata})
    return folder


@pytest.fixture
def compare(tmp_path: Path) -> Any:
    return lambda before, after: difference(write(tmp_path / "1", before), write(tmp_path / "2", after))


def differing(found: Difference) -> dict[str, TableDifference]:
    return {name: table for name, table in found.tables.items() if not table.is_same}


def as_new_version(content: Tables, old: str, new: str) -> Tables:
    return json.loads(json.dumps(content).replace(old, new))


def test_equal_releases_do_not_differ(compare: Any) -> None:
    found = compare(tables(), tables())
    assert found.is_same
    assert found.counts() == {"added": 0, "removed": 0, "replaced": 0, "moved": 0, "changed": 0, "same": 2}
    assert found.values() == ([], 0)


def test_the_order_of_rows_is_no_difference(compare: Any) -> None:
    assert compare(tables(), {name: rows[::-1] for name, rows in tables().items()}).is_same


def test_a_changed_value_is_told_with_its_row_and_document(compare: Any) -> None:
    after = tables()
    after["form"][1]["name"] = None
    after["form"][1]["doubtful"] = []
    found = compare(tables(), after)
    assert differing(found) == {"form": TableDifference("form", 0, 0, 1, {"name": 1, "doubtful": 1})}
    assert [(d.kind, d.document_id) for d in found.documents] == [("same", A), ("changed", B)]
    values, left_out = found.values()
    assert left_out == 0
    assert values[0] == {
        "table": "form", "document_id": B, "row": f"form_id={B}-001", "what": "changed", "column": "name",
        "before": "项目", "after": None,
    }  # fmt: skip
    assert (values[1]["before"], values[1]["after"]) == ("name", "")
    assert found.values(most=1)[1] == 1


def test_one_repair_less_does_not_change_those_that_follow_it(compare: Any) -> None:
    def repairs(*befores: str) -> Tables:
        about = {"form_id": f"{A}-001", "table_name": "indicator", "row_no": 1, "field": "name", "rule": "cut_left"}
        rows = [
            {"repair_id": f"{A}-001-R{number:04d}", **about, "before": text, "after": "名"}
            for number, text in enumerate(befores, start=1)
        ]
        other = {**about, "repair_id": f"{A}-001-R{len(befores) + 1:04d}", "row_no": 2, "before": "丙", "after": "名"}
        return {**tables(), "repair": [*rows, other]}

    found = compare(repairs("甲", "乙"), repairs("甲"))
    assert differing(found) == {"repair": TableDifference("repair", 0, 1, 0)}
    assert found.values()[0][0]["row"] == f"repair_id={A}-001 indicator 1 name cut_left 2"


def test_documents_that_come_and_go_take_their_rows_along(compare: Any) -> None:
    after = as_new_version(tables(), B, C)
    after["document"][1]["path"] = "p/c.pdf"
    found = compare(tables(), after)
    assert [(d.kind, d.path) for d in found.documents] == [
        ("same", "p/a.pdf"),
        ("removed", "p/b.pdf"),
        ("added", "p/c.pdf"),
    ]
    assert {name: (t.added, t.removed, t.changed) for name, t in differing(found).items()} == dict.fromkeys(
        KEYS, (1, 1, 0)
    )
    assert found.values() == ([], 0)


def test_a_new_version_of_a_document_is_compared_row_by_row(compare: Any) -> None:
    after = as_new_version(tables(), B, B2)
    after["form"][1]["name"] = "另一项目"
    after["doubt"] = after["doubt"][:1]
    found = compare(tables(), after)
    replaced = next(d for d in found.documents if d.kind == "replaced")
    assert (replaced.document_id_before, replaced.document_id) == (B, B2)
    assert replaced.tables == {"form": (0, 0, 1), "doubt": (0, 1, 0)}
    assert {(v["table"], v["what"]) for v in found.values()[0]} == {("form", "changed"), ("doubt", "removed")}


def test_a_document_under_another_name_is_the_same_one(compare: Any) -> None:
    after = tables()
    after["document"][1]["path"] = "q/b.pdf"
    found = compare(tables(), after)
    moved = next(d for d in found.documents if d.kind == "moved")
    assert (moved.path_before, moved.path) == ("p/b.pdf", "q/b.pdf")
    assert differing(found) == {"document": TableDifference("document", 0, 0, 1, {"path": 1})}


def test_names_that_were_swapped_are_two_moves(compare: Any) -> None:
    after = tables()
    after["document"][0]["path"], after["document"][1]["path"] = "p/b.pdf", "p/a.pdf"
    assert compare(tables(), after).counts()["moved"] == 2


def test_a_finding_about_no_form_is_told_too(compare: Any) -> None:
    after = tables()
    after["finding"][2]["message"] = "差额"
    after["finding"].append({"finding_id": "水利局 2024-X01", "form_id": None, "message": "差"})
    found = compare(tables(), after)
    assert differing(found) == {"finding": TableDifference("finding", 1, 0, 1, {"message": 1})}
    assert [v["what"] for v in found.values()[0]] == ["added", "changed"]
    assert found.counts()["same"] == 2


def test_columns_and_tables_that_another_version_has_are_named(tmp_path: Path) -> None:
    before, after = tables(), tables()
    del before["doubt"]
    before["rule"] = [{"rule_id": "B02"}]
    for row in before["form"]:
        row["weight"] = row.pop("name")
    for row in after["document"]:
        row["pages"] = 2 if row["document_id"] == A else 1
    old = write(tmp_path / "1", before, "1.0.0", {"pages": pl.Int16})
    found = difference(old, write(tmp_path / "2", after))
    assert found.tables_added == ["doubt"]
    assert found.tables_removed == ["rule"]
    assert differing(found) == {
        "document": TableDifference("document", 0, 0, 1, {"pages": 1}),
        "form": TableDifference("form", columns_added=("name",), columns_removed=("weight",)),
    }
    assert not found.is_same
    assert found.summary()["schema_version_before"] == "1.0.0"
    assert "schema version was 1.0.0 and is 2.0.0" in as_text(found, "en", 10)


def test_a_value_that_the_newer_type_cannot_hold_differs(tmp_path: Path) -> None:
    before, after = tables(), tables()
    for row, pages in zip(before["document"], ("1", "one"), strict=True):
        row["pages"] = pages
    found = difference(write(tmp_path / "1", before), write(tmp_path / "2", after))
    assert differing(found) == {"document": TableDifference("document", 0, 0, 1, {"pages": 1})}


def test_rows_without_a_key_that_both_know_are_counted_as_a_whole(tmp_path: Path) -> None:
    rows = [{"column_name": "a", "code": "x"}, {"column_name": "a", "code": "x"}, {"column_name": "b", "code": "y"}]
    found = difference(
        write(tmp_path / "1", {**tables(), "code_label": rows}),
        write(tmp_path / "2", {**tables(), "code_label": [*rows[1:], rows[2]]}),
    )
    assert differing(found) == {"code_label": TableDifference("code_label", 1, 1, 0, {})}


def test_it_is_told_in_both_languages(compare: Any) -> None:
    after = as_new_version(tables(), B, B2)
    after["form"][1]["name"] = "另一\x1b项目"
    found = compare(tables(), after)
    english = as_text(found, "en", 10)
    assert "Documents: 1 in a new version, 1 unchanged." in english
    assert "- new version `p/b.pdf`: form ~1" in english
    assert "| form | form | 0 | 0 | 1 | name 1 |" in english
    assert f"~ form form_id={B2}-001 name: 项目 → 另一 项目" in english
    chinese = as_text(found, "zh", 0)
    assert "文件：换成新版本1份、未变1份。" in chinese
    assert "另有1项未列出" in chinese
    assert json.dumps(found.as_dict())
