"""Figures in the units and notations that offices print, each file with what a person reads in it."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import pytest

from pipeline.audit.audit_tables import audit
from pipeline.curate.tables import tables
from tests.factory.check import curate
from tests.published import ReadForm

D = Decimal
DATA = Path(__file__).parents[1] / "data"


def form_of(name: str) -> ReadForm:
    """The one form of a file below the test data."""
    result = curate((DATA / name).read_bytes())
    assert result.quarantine == []
    (form,) = result.forms
    return form


@pytest.mark.parametrize("name", ["t08_wan_h.html", "t10_yen_sign_h.html"])
def test_amounts_carry_a_unit_or_a_sign_of_their_own(name: str) -> None:
    form = form_of(f"layouts/{name}")
    total = form.budget_lines[0]
    assert [total[f"{c}_yuan"] for c in ("initial_budget", "adjusted_budget", "executed")] == [
        D(3200000),
        D(3000000),
        D(2910000),
    ]
    assert all(row["doubtful"] == [] for row in form.budget_lines)


@pytest.mark.parametrize(
    ("name", "rates"),
    [
        ("layouts/t12_rate_fraction_h.html", [D(97), D("96.79"), D(100), None]),
        ("published/rate_printed_as_fraction.html", [D(100)]),
    ],
)
def test_a_rate_printed_as_a_share_is_read_in_per_cent_and_blamed_on_nobody(
    name: str, rates: list[Decimal | None]
) -> None:
    result = curate((DATA / name).read_bytes())
    (form,) = result.forms
    assert [row["execution_rate_pct"] for row in form.budget_lines] == rates
    assert all("execution_rate_pct" not in row["doubtful"] for row in form.budget_lines)
    printed = {(c["row_no"], c["raw_value"], c["origin"]) for c in form.cells if c["field"] == "execution_rate_pct"}
    assert {origin for _, raw, origin in printed if raw} == {"derived"}
    assert all(D(raw) <= 1 for _, raw, _ in printed if raw)
    form.values |= {"outcome": "curated", "ordinal": 1}
    published = tables([result.curated])
    found = audit(published)["finding"]
    assert not set(found["rule_id"]) & {"B02", "B03", "B04"}


def test_two_units_of_money_leave_every_amount_doubtful_and_the_rate_alone() -> None:
    form = form_of("layouts/u16_two_units_h.html")
    assert "money_unit" in form.values["doubtful"]
    for row in form.budget_lines[:3]:
        assert set(row["doubtful"]) == {"initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan"}


def test_a_note_behind_a_score_is_no_part_of_it() -> None:
    form = form_of("layouts/u55_score_note_h.html")
    assert form.indicators[1]["score"] == D(9)
    assert form.indicators[1]["doubtful"] == []
    assert form.values["computed_score"] == form.values["total_score"] == D("97.7")
