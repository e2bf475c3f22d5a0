"""Documents become tables with stable keys, in one order, whatever order they come in."""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pipeline.curate.tables import TABLES_FROM_DOCUMENTS, form_problems, tables
from pipeline.forms.model import Form
from schemas.derive import broken_keys, validate


@dataclass
class Curated:
    document: dict[str, Any]
    forms: list[Form] = field(default_factory=list)
    quarantine: list[dict[str, Any]] = field(default_factory=list)
    narratives: list[dict[str, Any]] = field(default_factory=list)


def form(ordinal: int = 1, **values: Any) -> Form:
    place = {"table_name": "indicator", "row_no": 1, "field": "reason_text"}
    return Form(
        values={"ordinal": ordinal, "form_kind": "project", "outcome": "curated", "doubtful": [], **values},
        budget_lines=[
            {"line_no": 1, "is_total": True, "is_leaf": True, "funding_source": "total", "doubtful": []}
            | {"executed_yuan": Decimal("420000")}
        ],
        indicators=[
            {"indicator_no": 1, "name": "报告", "weight": Decimal("10"), "score": Decimal("8"), "doubtful": ["score"]}
        ],
        cells=[
            {**place, "raw_value": "前", "value": "前后", "origin": "printed", "state": "filled", "page": 1},
            {**place, "raw_value": "后", "value": "前后", "origin": "printed", "state": "filled", "page": 2},
        ],
        repairs=[{**place, "rule": "join", "before": "前", "after": "前后"}],
    )


def curated(number: int, forms: int = 2) -> Curated:
    row = {
        "document_id": f"{number:016x}",
        "path": f"batch/{number}.pdf",
        "bytes": 1,
        "outcome": "curated",
        "forms": forms,
        "parser_version": "1",
    }
    refusals = [{"code": "unclosed", "sentence": "表格没有结尾。", "ordinal": 3, "page": 4}]
    return Curated(row, [form(ordinal) for ordinal in range(forms, 0, -1)], refusals)


def test_every_frame_is_valid_and_every_key_resolves() -> None:
    frames = tables([curated(1), curated(2, forms=0)])
    assert tuple(frames) == TABLES_FROM_DOCUMENTS
    for name, frame in frames.items():
        validate(name, frame)
    assert broken_keys(frames) == []


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
    document.forms[0].indicators[0] |= {"weight": Decimal("1.00005"), "score": Decimal("0.00004")}
    frame = validate("indicator", tables([document])["indicator"])
    assert frame["shortfall"].to_list() == [Decimal("1.0001")]


def test_no_document_gives_empty_frames() -> None:
    assert all(frame.height == 0 and isinstance(frame, pl.DataFrame) for frame in tables([]).values())


@pytest.mark.parametrize(
    ("table", "changes", "words"),
    [
        ("indicators", {"score": 8.0}, "indicator.score"),
        ("indicators", {"colour": "red"}, "indicator.colour"),
        ("budget_lines", {"executed_yuan": Decimal("1e20")}, "budget_line.executed_yuan"),
        ("budget_lines", {"doubtful": ["name"]}, "budget_line.doubtful"),
        ("cells", {"state": "odd"}, "cell.state"),
    ],
)
def test_a_form_that_cannot_be_published_says_why(table: str, changes: dict[str, Any], words: str) -> None:
    faulty = form()
    assert form_problems(faulty) == []
    getattr(faulty, table)[0].update(changes)
    assert any(problem.startswith(words) for problem in form_problems(faulty))


def test_a_row_number_that_stands_twice_is_a_problem() -> None:
    faulty = form()
    faulty.indicators.append(dict(faulty.indicators[0]))
    assert form_problems(faulty) == ["indicator: indicator_no 1 stands twice"]
