"""Rulings as offices' programs draw them, and forms beside each other on a page.

Belongs here: how cells are drawn. Does not belong here: what stands in them (``test_pdf_samples``).
"""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

from tests.factory.check import curate

DATA = Path(__file__).parent.parent / "data"


def test_dots_in_a_row_are_a_ruling() -> None:
    result = curate((DATA / "published" / "dotted_borders_no_form.pdf").read_bytes())
    [form] = result.forms
    assert result.document["outcome"] == "curated"
    assert form.values["project_name"] == "林区道路管护及护栏更换"
    assert form.values["total_score"] == form.values["computed_score"] == Decimal("96.71")
    assert form.budget_lines[0]["executed_yuan"] == Decimal("2971500.00")
    assert len(form.indicators) == 8
    assert [row["score"] for row in form.indicators] == [
        Decimal(s) for s in ("15", "8.38", "10", "10", "10", "20", "4", "10")
    ]


def test_two_forms_beside_each_other_are_two() -> None:
    result = curate((DATA / "layouts" / "u40_two_up.pdf").read_bytes())
    assert result.document["outcome"] == "curated"
    names = [form.values["project_name"] for form in result.forms]
    assert names == ["河道综合整治与日常养护项目349", "河道综合整治与日常养护项目350"]
    for form in result.forms:
        assert len(form.indicators) == 8
        assert form.values["fiscal_year"] == 2024
        assert form.values["total_score"] == form.values["computed_score"] == Decimal("97.7")
