"""Rows that are packed and unpacked give the same bytes as rows that are not."""

from __future__ import annotations

import zlib
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipeline.curate.document_rows import TABLES_FROM_DOCUMENTS
from pipeline.curate.packed_rows import pack, unpack
from pipeline.curate.tables import tables
from pipeline.model.form import Form
from pipeline.model.grid import Cell, Evidence
from pipeline.model.records import FormRecord, FundingRecord, IndicatorRecord
from pipeline.model.value import Value, printed
from tests.unit.curate.whole_tables import whole_tables


@dataclass
class Document:
    document: dict[str, Any]
    forms: list[Form] = field(default_factory=list)
    narratives: list[dict[str, Any]] = field(default_factory=list)
    quarantine: list[dict[str, Any]] = field(default_factory=list)
    corrections: list[dict[str, Any]] = field(default_factory=list)


def document(number: int, path: str, **more: Any) -> Document:
    row = {
        "document_id": f"{number:016x}", "path": path, "media_type": "text/html", "bytes": 2**40, "outcome": "curated",
        "forms": 0, "batch": "b", "is_example": False, "parser_version": "1", "retrieved_on": date(2024, 2, 29),
    }  # fmt: skip
    return Document(row | more)


def odd_form() -> Form:
    """A form with values that a way through text could lose."""
    raw = "a\n\t“\\u0000”\U0001f600"
    cell = Cell(0, 0, 1, 1, "a", raw, (Evidence(1, x0=0.1, top=1e-300, x1=1 / 3, bottom=12345.678901),))
    head, line, row = FormRecord(), FundingRecord(1), IndicatorRecord(1)
    head.ordinal, head.form_kind, head.outcome = Value(1), Value("project"), Value("curated")
    head.left_out = Value(["", "甲,乙", '"'])
    line.is_total, line.is_leaf = Value(True), Value(False)
    line.funding_source, line.executed_yuan = Value("total"), printed(Decimal("-9999999999999999.99"), cell)
    row.name, row.is_counted = printed("指标\u3000名", cell), Value(True)
    row.target_value, row.actual_value = Value(Decimal("999999999999999999.999999")), Value(Decimal("-0.000001"))
    row.target_date, row.page = Value(date(1, 1, 1)), Value(1)
    row.weight, row.score = Value(Decimal("10")), Value(Decimal("9.99995")).doubted("guessed")
    return Form(head, [line], [row])


def test_every_type_comes_back_as_it_went(tmp_path: Path) -> None:
    refusals = [{"code": "x", "sentence": "一", "sentence_en": "one", "excerpt": None, "page": 3, "ordinal": 1}]
    told = [{
        "page": 1, "sentence": "二", "scope": "projects", "amount_yuan": Decimal("-12345678901234.56"),
        "mean_score": Decimal("0.00005"), "projects": 0, "doubtful": ["projects", "amount_yuan"],
    }, {"page": 2, "sentence": "三", "scope": "projects", "doubtful": []}]  # fmt: skip
    documents = [document(2, "b.html"), document(1, "a.html", pages=None, region="上海市")]
    documents[0].quarantine, documents[1].narratives, documents[1].forms = refusals, told, [odd_form()]
    direct = tables(documents)
    packed = whole_tables((one.document["path"], one.document["batch"], pack(one)) for one in documents)
    for name in TABLES_FROM_DOCUMENTS:
        assert packed[name].schema == direct[name].schema
        assert packed[name].equals(direct[name])
        bytes_of = []
        for frames, folder in ((packed, tmp_path / "packed"), (direct, tmp_path / "direct")):
            folder.mkdir(exist_ok=True)
            frames[name].write_parquet(folder / name, compression="zstd", statistics=True)
            bytes_of.append((folder / name).read_bytes())
        assert bytes_of[0] == bytes_of[1]
    assert direct["narrative"]["amount_yuan"][0] == Decimal("-12345678901234.56")
    assert direct["indicator"]["score"][0] == Decimal("10.0000")
    assert direct["cell"]["x1"][0] == 1 / 3
    assert packed["document"]["path"].to_list() == ["a.html", "b.html"]


def test_many_forms_are_packed_as_one_and_taken_out_of_their_document() -> None:
    one = document(1, "a.html")
    for ordinal in range(20, 0, -1):
        form = odd_form()
        form.head.ordinal = Value(ordinal)
        # Some tables have rows of a few forms alone.
        form.indicators = form.indicators if ordinal == 13 else []
        one.forms.append(form)
    direct, kept = tables([one]), pack(one)
    assert len(one.forms) == 20
    assert pack(one, lets_go=True) == kept
    assert one.forms == []
    packed = whole_tables([("a.html", "b", kept)])
    assert all(packed[name].equals(direct[name]) for name in TABLES_FROM_DOCUMENTS)


def test_path_and_batch_are_those_of_today() -> None:
    one = document(1, "old/a.html")
    frame = whole_tables([("new/b.html", "new", pack(one))])["document"]
    assert frame.select("path", "batch", "bytes").rows() == [("new/b.html", "new", 2**40)]


def test_no_document_gives_every_table_empty() -> None:
    frames = whole_tables([])
    assert {name: frame.height for name, frame in frames.items()} == dict.fromkeys(TABLES_FROM_DOCUMENTS, 0)
    assert frames["indicator"].equals(tables([])["indicator"])


def test_what_is_no_packed_document_is_an_error() -> None:
    for data in (b"", b"{}", zlib.compress(b"[]"), zlib.compress(b'{"form": {}}'), pack(document(1, "a"))[:-3]):
        with pytest.raises(ValueError, match=r"no packed rows|other columns"):
            unpack(data)


def test_a_value_that_does_not_fit_is_an_error_of_its_document() -> None:
    with pytest.raises(ValueError, match=r"document\.bytes"):
        pack(document(1, "a", bytes="many"))
