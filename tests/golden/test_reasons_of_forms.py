"""Reasons of whole forms: what is stated, and which forms give the same cause."""

from __future__ import annotations

from pathlib import Path

import polars as pl

from pipeline import sources
from pipeline.audit import audit_tables
from pipeline.curate.parallel import curate_all
from pipeline.curate.tables import tables

MEANING = Path(__file__).parents[1] / "data" / "meaning"


def reasons(folder: str) -> pl.DataFrame:
    described = [sources.describe(path) for path in sorted((MEANING / folder).iterdir())]
    frames = tables(curate_all(described[0][0], [source for _, source in described]))
    return audit_tables.audit(frames)["reason"]


def test_one_cause_with_two_measures_is_one_group() -> None:
    found = reasons("views3/u3")
    assert found["form_id"].n_unique() == 2
    assert found["reason_group"].n_unique() == 1
    assert found["measure_text"].n_unique() == 2
    assert set(found["cause_text"]) == {"普法宣传形式较为单一，群众参与度不高"}


def test_a_word_for_nothing_is_no_stated_reason() -> None:
    found = reasons("views/v15")
    assert found.select("reason_text", "state", "unstated_kind", "has_cause").rows() == [
        ("无", "not_stated", "nothing", False)
    ]
