"""A sharp fall is seen, whole or in a batch or behind new documents; what happens every day is none."""

from __future__ import annotations

import hashlib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipeline.publish.errors import PublicationError
from pipeline.publish.falls import SharpFallError, accepted, falls
from pipeline.publish.limits import check_limits

Document = dict[str, Any]
SCHEMAS = {
    "document": {"document_id": pl.String, "path": pl.String, "batch": pl.String, "region": pl.String},
    "form": {"form_id": pl.String, "document_id": pl.String, "project_name": pl.String, "doubtful": pl.List(pl.String)},
    "budget_line": {"form_id": pl.String, "executed_yuan": pl.Int64, "doubtful": pl.List(pl.String)},
    "narrative": {"document_id": pl.String},
    "correction": {"document_id": pl.String},
    "indicator": {"form_id": pl.String, "name": pl.String, "score": pl.Int64, "doubtful": pl.List(pl.String)},
}


def doc(
    name: str, batch: str = "甲", *, version: int = 1, forms: int = 1, indicators: int = 10, **more: Any
) -> Document:
    """A document: its forms, the indicators of each, and which columns are empty or doubtful in it."""
    return {"name": name, "batch": batch, "version": version, "forms": forms, "indicators": indicators, **more}


def docs(count: int, batch: str = "甲", **more: Any) -> list[Document]:
    return [doc(f"{batch}{number}", batch, **more) for number in range(count)]


@pytest.fixture
def found(tmp_path: Path) -> Callable[[list[Document], list[Document]], list[str]]:
    """The English sentences about two releases with these documents."""

    def compare(before: list[Document], after: list[Document]) -> list[str]:
        for name, documents in (("before", before), ("after", after)):
            write(tmp_path / name, documents)
        seen = falls(tmp_path / "before", tmp_path / "after")
        assert all("。" in fall.sentence for fall in seen)
        return [fall.sentence_en for fall in seen]

    return compare


def write(folder: Path, documents: list[Document]) -> None:
    folder.mkdir(exist_ok=True)
    rows: dict[str, list[tuple[Any, ...]]] = {name: [] for name in SCHEMAS}
    for document in documents:
        empty, doubtful = document.get("empty", ()), list(document.get("doubtful", ()))
        identity = hashlib.sha256(f"{document['name']} {document['version']}".encode()).hexdigest()[:16]
        path = document.get("path", f"{document['batch']}/{document['name']}.pdf")
        region = None if "region" in empty else "某市"
        rows["document"].append((identity, path, document["batch"] or None, region))
        rows["correction"] += [(identity,)] * document.get("corrected", 0)
        rows["narrative"] += [(identity,)] * document.get("statements", 0)
        for number in range(document["forms"]):
            form_id = f"{identity}-{number:03d}"
            name = None if "project_name" in empty else "项目"
            rows["form"].append((form_id, identity, name, doubtful))
            spent = None if "executed_yuan" in empty else 0 if "executed_yuan" in document.get("zero", ()) else 1
            line = (form_id, spent, [])
            rows["budget_line"] += [line] * document.get("lines", 1)
            score = None if "score" in empty else 0 if "score" in document.get("zero", ()) else 5
            rows["indicator"] += [(form_id, "指标", score, doubtful)] * document["indicators"]
    for table, schema in SCHEMAS.items():
        pl.DataFrame(rows[table], schema=schema, orient="row").write_parquet(folder / f"{table}.parquet")


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ([], docs(3)),
        (docs(3), docs(3)),
        (docs(3), docs(4)),
        # One document goes, breaks, or comes anew: it costs that document.
        (docs(3), docs(2)),
        (docs(3), [*docs(2), doc("甲2", forms=0)]),
        (docs(3), [*docs(2), doc("甲2", version=2, forms=0)]),
        (docs(3), [*docs(2), doc("甲2", version=2, empty=("project_name", "score"))]),
        (docs(3), [*docs(2), doc("甲2", version=2, doubtful=["score"])]),
        # A tenth is not more than a tenth.
        (docs(20), docs(18)),
        # A batch under another name, its documents are there.
        (docs(5), [doc(f"甲{n}", "乙") for n in range(5)]),
        # New documents without a column, or full of doubts, take nothing away.
        (docs(5), [*docs(5), *docs(50, "乙", empty=("project_name", "region"), doubtful=["score"])]),
        (docs(5), [*docs(5), *[doc(f"new{n}", empty=("project_name",), doubtful=["score"]) for n in range(50)]]),
    ],
)
def test_what_happens_every_day_is_no_fall(found: Any, before: list[Document], after: list[Document]) -> None:
    assert found(before, after) == []


def test_a_folder_without_documents_is_one(found: Any) -> None:
    assert found(docs(1), []) == [
        "The raw folder holds no document, there were 1; it may not be mounted, or cannot be opened."
    ]


def test_a_batch_without_any_document_left_is_one_however_small(found: Any) -> None:
    assert found([*docs(30), doc("x", "乙")], docs(30)) == ["Nothing is left of batch 乙; its documents were 1."]
    assert found([*docs(30), doc("x", "")], docs(30)) == [
        "Nothing is left of what lay outside of batches; its documents were 1."
    ]


def test_more_than_a_tenth_fewer_forms_is_one(found: Any) -> None:
    assert found(docs(11), docs(9)) == [
        "In all documents, rows of document fell from 11 to 9, by 18%.",
        "In all documents, rows of form fell from 11 to 9, by 18%.",
        "In all documents, rows of budget_line fell from 11 to 9, by 18%.",
        "In all documents, rows of indicator fell from 110 to 90, by 18%.",
    ]


def test_a_fall_in_one_batch_is_not_hidden_by_the_others(found: Any) -> None:
    assert found([*docs(100), *docs(4, "乙")], [*docs(100), *docs(4, "乙", forms=0)[:2], *docs(4, "乙")[2:]]) == [
        "In batch 乙, rows of form fell from 4 to 2, by 50%.",
        "In batch 乙, rows of budget_line fell from 4 to 2, by 50%.",
        "In batch 乙, rows of indicator fell from 40 to 20, by 50%.",
    ]


def test_a_fall_in_the_same_documents_is_not_hidden_by_new_ones(found: Any) -> None:
    new = [doc(f"new{n}") for n in range(20)]
    assert found(docs(10), [*docs(7), *[doc(f"甲{n}", forms=0) for n in (7, 8, 9)], *new]) == [
        "In documents that did not change, rows of form fell from 10 to 7, by 30%.",
        "In documents that did not change, rows of budget_line fell from 10 to 7, by 30%.",
        "In documents that did not change, rows of indicator fell from 100 to 70, by 30%.",
    ]


def test_much_less_from_a_single_document_is_one(found: Any) -> None:
    assert found([doc("a", forms=33)], [doc("a", forms=20)]) == [
        "In all documents, rows of form fell from 33 to 20, by 39%.",
        "In all documents, rows of indicator fell from 330 to 200, by 39%.",
    ]
    assert found([doc("a", forms=33)], [doc("a", forms=33, indicators=8)]) == [
        "In all documents, rows of indicator fell from 330 to 264, by 20%."
    ]


def test_fewer_funding_rows_and_statements_are_one(found: Any) -> None:
    """Only the total rows are left, or nothing of what reports say in sentences."""
    assert found(docs(3, lines=4), docs(3)) == ["In all documents, rows of budget_line fell from 12 to 3, by 75%."]
    assert found([doc("a", forms=8, lines=4)], [doc("a", forms=8)]) == [
        "In all documents, rows of budget_line fell from 32 to 8, by 75%."
    ]
    assert found(docs(3, statements=2), docs(3)) == ["In all documents, rows of narrative fell from 6 to 0, by 100%."]
    assert found(docs(3, lines=4, statements=1), [*docs(2, lines=4, statements=1), doc("甲2")]) == []


def test_corrections_that_are_gone_while_their_documents_stay_are_one(found: Any) -> None:
    """The folder of corrections is not mounted: every wrong value would be published again, and nothing else told."""
    assert found([doc("a", corrected=1), doc("b", corrected=2)], [doc("a"), doc("b")]) == [
        "In documents that did not change, rows of correction fell from 3 to 0, by 100%."
    ]
    assert found([doc("a", corrected=1), doc("b", corrected=2)], [doc("a", corrected=1), doc("b")]) == []
    assert found([doc("a", corrected=1), doc("b")], [doc("a", version=2), doc("b")]) == []
    assert found([doc("a", corrected=1), *docs(9)], docs(9)) == []


def test_no_form_left_at_all_is_one(found: Any) -> None:
    assert found([doc("a"), doc("b", forms=0)], [doc("a", forms=0), doc("b", forms=0)])[0] == (
        "In all documents, rows of form fell from 1 to 0, by 100%."
    )


def test_a_column_that_is_filled_less_often_is_one(found: Any) -> None:
    worse = [*docs(16), *[doc(f"甲{n}", empty=("project_name", "score")) for n in range(16, 20)]]
    assert found(docs(20), worse) == [
        "In all documents, project_name was filled in 100 % of the rows of form, now in 80 %.",
        "In all documents, score was filled in 100 % of the rows of indicator, now in 80 %.",
    ]
    # Ten points are not more than ten points.
    assert found(docs(20), [*docs(18), *[doc(f"甲{n}", empty=("score",)) for n in (18, 19)]]) == []


def test_numbers_that_became_zero_are_one_although_they_are_filled_in(found: Any) -> None:
    worse = [*docs(16), *[doc(f"甲{n}", zero=("executed_yuan", "score")) for n in range(16, 20)]]
    assert found(docs(20), worse) == [
        "In all documents, 0 % of the executed_yuan of the rows of budget_line were zero, now 20 % are.",
        "In all documents, 0 % of the score of the rows of indicator were zero, now 20 % are.",
    ]
    assert found(worse, worse) == []
    # Ten points are not more than ten points; one document costs that document; emptied is told as emptied.
    assert found(docs(20), [*docs(18), *[doc(f"甲{n}", zero=("score",)) for n in (18, 19)]]) == []
    assert found(docs(3), [*docs(2), doc("甲2", zero=("score",))]) == []
    assert len(found(docs(20), [*docs(16), *[doc(f"甲{n}", empty=("score",)) for n in range(16, 20)]])) == 1
    # New documents full of zeros take nothing away.
    assert found(docs(5), [*docs(5), *[doc(f"new{n}", zero=("score",)) for n in range(50)]]) == []


def test_facts_of_a_batch_that_are_lost_are_one(found: Any) -> None:
    assert found([*docs(40), *docs(2, "乙")], [*docs(40), *docs(2, "乙", empty=("region",))]) == [
        "In batch 乙, region was filled in 100 % of the rows of document, now in 0 %."
    ]


def test_an_installation_may_set_how_much_is_sharp(found: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    before, after = docs(20), docs(17)
    assert found(before, after) != []
    monkeypatch.setenv("JIXIAO_FALL_SHARE", "0.2")
    assert found(before, after) == []
    for variable, value in (("JIXIAO_FALL_SHARE", "much"), ("JIXIAO_FALL_POINTS", "-1"), ("JIXIAO_DOUBT_SHARE", "nan")):
        with monkeypatch.context() as patch:
            patch.setenv(variable, value)
            with pytest.raises(PublicationError, match=f"{variable} is {value}"):
                check_limits()
    check_limits()


def test_many_more_doubts_are_one(found: Any) -> None:
    worse = [*docs(16), *[doc(f"甲{n}", doubtful=["score"]) for n in range(16, 20)]]
    assert found(docs(20), worse) == [
        "In all documents, 0 % of the rows of form had a doubtful value, now 20 % have.",
        "In all documents, 0 % of the rows of indicator had a doubtful value, now 20 % have.",
    ]


def test_a_release_that_cannot_be_read_is_not_taken_for_an_empty_one(tmp_path: Path) -> None:
    write(tmp_path / "after", docs(2))
    (tmp_path / "before").mkdir()
    assert "cannot be read" in falls(tmp_path / "before", tmp_path / "after")[0].sentence_en


def test_a_fall_needs_a_reason_and_the_reason_is_recorded(tmp_path: Path) -> None:
    write(tmp_path / "before", docs(2))
    write(tmp_path / "after", [])
    seen = falls(tmp_path / "before", tmp_path / "after")
    for why in (None, "", "  "):
        with pytest.raises(SharpFallError, match="--accept-fall") as refused:
            accepted(seen, "b1", why)
        assert "\n- The raw folder holds no document" in str(refused.value)
    record = accepted(seen, "b1", " withdrawn by the office ")
    assert record is not None
    assert record["why"] == "withdrawn by the office"
    assert record["falls"][0]["sentence"].startswith("原始文件夹中没有文件")
    assert accepted([], "b1", "just in case") is None
