"""Documents become tables with stable keys, in one order, whatever order they come in."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pipeline.curate.document_rows import form_problems
from pipeline.curate.tables import doubt_codes, tables
from pipeline.model.form import Form
from pipeline.model.grid import Cell, Evidence, Repair
from pipeline.model.records import FormRecord, FundingRecord, IndicatorRecord
from pipeline.model.value import Value, printed
from schemas.table_checks import broken_keys, validate


@dataclass
class Curated:
    document: dict[str, Any]
    forms: list[Form] = field(default_factory=list)
    quarantine: list[dict[str, Any]] = field(default_factory=list)
    narratives: list[dict[str, Any]] = field(default_factory=list)
    corrections: list[dict[str, Any]] = field(default_factory=list)


def form(ordinal: int = 1) -> Form:
    head, line, row = FormRecord(), FundingRecord(1), IndicatorRecord(1)
    head.ordinal, head.form_kind, head.outcome = Value(ordinal), Value("project"), Value("curated")
    head.left_out = Value([])
    line.is_total, line.is_leaf = Value(True), Value(True)
    line.funding_source, line.executed_yuan = Value("total"), Value(Decimal("420000"))
    row.name, row.weight, row.is_counted = Value("报告"), Value(Decimal("10")), Value(True)
    row.score = Value(Decimal("8")).doubted("guessed").doubted("contradicted")
    repairs = (Repair("cut_number", "前", "前后"),)
    cell = Cell(0, 0, 1, 1, "前后", "前\n后", (Evidence(1), Evidence(2)), "printed", repairs=repairs)
    row.reason_text = printed("前后", cell)
    return Form(head, [line], [row])


def curated(number: int, forms: int = 2) -> Curated:
    row = {
        "document_id": f"{number:016x}",
        "path": f"batch/{number}.pdf",
        "bytes": 1,
        "outcome": "curated",
        "forms": forms,
        "is_example": False,
        "parser_version": "1",
    }
    sentences = {"sentence": "表格没有结尾。", "sentence_en": "The table has no end."}
    refusals = [{"code": "unclosed", **sentences, "ordinal": 3, "page": 4}]
    return Curated(row, [form(ordinal) for ordinal in range(forms, 0, -1)], refusals)


def test_every_frame_is_valid_and_every_key_resolves() -> None:
    frames = tables([curated(1), curated(2, forms=0)])
    assert list(frames) == [
        "document",
        "form",
        "budget_line",
        "indicator",
        "cell",
        "doubt",
        "narrative",
        "repair",
        "correction",
        "quarantine",
    ]
    for name, frame in frames.items():
        validate(name, frame)
    assert broken_keys(frames | {"doubt_code": doubt_codes()}) == []


def test_rows_carry_the_key_of_their_form() -> None:
    frames = tables([curated(10)])
    assert frames["form"]["form_id"].to_list() == ["000000000000000a-001", "000000000000000a-002"]
    assert frames["repair"]["repair_id"].to_list() == ["000000000000000a-001-R0001", "000000000000000a-002-R0001"]
    assert frames["quarantine"]["quarantine_id"].to_list() == ["000000000000000a-Q001"]


def test_pieces_of_a_cut_cell_are_numbered() -> None:
    assert tables([curated(1, forms=1)])["cell"]["piece"].to_list() == [0, 1]


def test_the_order_of_documents_does_not_matter() -> None:
    documents = [curated(number) for number in range(20)]
    expected = tables(documents)
    random.Random(7).shuffle(documents)
    for name, frame in tables(documents).items():
        assert frame.equals(expected[name]), name


def test_the_shortfall_is_the_difference_of_the_rounded_figures() -> None:
    document = curated(1, forms=1)
    row = document.forms[0].indicators[0]
    row.weight, row.score = Value(Decimal("1.00005")), Value(Decimal("0.00004"))
    frame = validate("indicator", tables([document])["indicator"])
    assert frame["shortfall"].to_list() == [Decimal("1.0001")]


def test_no_document_gives_empty_frames() -> None:
    assert all(frame.height == 0 and isinstance(frame, pl.DataFrame) for frame in tables([]).values())


@pytest.mark.parametrize(
    ("records", "column", "value", "words"),
    [
        ("indicators", "score", 8.0, "indicator.score"),
        ("indicators", "name", 8, "indicator.name"),
        ("funding", "executed_yuan", Decimal("1e20"), "budget_line.executed_yuan"),
        ("indicators", "target_kind", "odd", "indicator.target_kind"),
    ],
)
def test_a_form_that_cannot_be_published_says_why(records: str, column: str, value: object, words: str) -> None:
    faulty = form()
    assert form_problems(faulty) == []
    setattr(getattr(faulty, records)[0], column, Value(value))
    assert any(problem.startswith(words) for problem in form_problems(faulty))


def test_a_record_has_no_other_columns_than_its_table() -> None:
    with pytest.raises(AttributeError):
        IndicatorRecord(1).colour = Value("red")  # type: ignore[attr-defined]


def test_a_doubt_that_is_in_no_register_cannot_be_made() -> None:
    with pytest.raises(ValueError, match="odd is no doubt code"):
        Value(1).doubted("odd")


def test_doubtful_names_just_the_columns_with_a_doubt() -> None:
    frames = tables([curated(1, forms=1)])
    assert frames["indicator"]["doubtful"].to_list() == [["score"]]
    assert frames["doubt"].select("table_name", "row_no", "field", "code").rows() == [
        ("indicator", 1, "score", "guessed"),
        ("indicator", 1, "score", "contradicted"),
    ]
    assert set(frames["doubt"]["code"]) <= set(doubt_codes()["code"])
