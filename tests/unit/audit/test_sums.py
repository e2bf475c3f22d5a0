"""Each check fires on its contradiction, stays silent on rounding, and tells reader doubt from form error."""

from __future__ import annotations

from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pipeline.audit import audit_tables
from schemas.table_checks import validate
from schemas.table_frames import empty_frame, to_frame

D = Decimal
FORM = "0123456789abcdef-001"
SUMS = ("B01", "B02", "B03", "B05", "S01", "S02", "S03", "S07")


def tables(
    *,
    head: dict[str, Any] | None = None,
    total: dict[str, Any] | None = None,
    parts: list[dict[str, Any]] | None = None,
    indicators: list[dict[str, Any]] | None = None,
    printed: dict[str, str] | None = None,
) -> dict[str, pl.DataFrame]:
    """A consistent form in 万元 with two indicators; the arguments overwrite single values."""
    form = {
        "form_id": FORM,
        "document_id": FORM[:16],
        "ordinal": 1,
        "template": "shanghai",
        "money_unit": "万元",
        "first_page": 1,
        "last_page": 2,
        "outcome": "curated",
        "total_weight": D(100),
        "total_score": D("99.52"),
        "computed_score": D("99.52"),
        "doubtful": [],
    } | (head or {})
    line = {
        "form_id": FORM,
        "line_no": 1,
        "funding_source": "total",
        "initial_budget_yuan": D(300000),
        "adjusted_budget_yuan": D(300000),
        "executed_yuan": D(285500),
        "weight": D(10),
        "execution_rate_pct": D("95.16"),
        "score": D("9.52"),
        "doubtful": [],
    } | (total or {})
    lines = [line]
    for number, part in enumerate(parts or [], start=2):
        lines.append({"form_id": FORM, "line_no": number, "funding_source": "other", "doubtful": []} | part)
    rows = [
        {
            "form_id": FORM,
            "indicator_no": n,
            "name": "甲",
            "weight": D(45),
            "score": D(45),
            "shortfall": D(0),
            "page": 2,
            "doubtful": [],
        }
        for n in (1, 2)
    ]
    for row, change in zip(rows, indicators or [], strict=False):
        row |= change
        row["shortfall"] = row["weight"] - row["score"]
    texts = {
        "initial_budget_yuan": "30.00",
        "adjusted_budget_yuan": "30.00",
        "executed_yuan": "28.55",
        "execution_rate_pct": "95.16",
        "score": "9.52",
    } | (printed or {})
    cells = [
        {
            "form_id": FORM,
            "table_name": "budget_line",
            "row_no": 1,
            "field": name,
            "piece": 0,
            "raw_value": text,
            "value": "x",
            "origin": "printed",
            "state": "filled",
            "page": 1,
        }
        for name, text in texts.items()
    ]
    cells.append(dict(cells[0], table_name="form", row_no=0, field="total_score", raw_value="99.52", page=2))
    frames = {"form": [form], "budget_line": lines, "indicator": rows, "cell": cells}
    empty = {name: empty_frame(name) for name in ("document", "narrative")}
    return empty | {name: to_frame(name, content) for name, content in frames.items()}


def fired(**changes: Any) -> list[tuple[str, str, str]]:
    found = audit_tables.findings(tables(**changes))
    validate("finding", found)
    rows = found.filter(pl.col("rule_id").is_in(SUMS)).iter_rows(named=True)
    return [(row["rule_id"], row["kind"], row["severity"]) for row in rows]


def test_a_form_whose_figures_were_rounded_by_printing_is_clean() -> None:
    """28.55/30.00 is 95.1667 %; the form prints 95.16 and 9.52, as printing from unrounded yuan allows."""
    assert fired() == []


@pytest.mark.parametrize(
    ("rule", "changes"),
    [
        ("B01", {"parts": [{"executed_yuan": D(285300)}]}),
        ("B02", {"total": {"execution_rate_pct": D("95.26"), "score": D("9.53")}}),
        ("B03", {"total": {"score": D("9.50")}, "head": {"total_score": D("99.50"), "computed_score": D("99.50")}}),
        (
            "B05",
            {
                "total": {"executed_yuan": D(300100), "execution_rate_pct": D("100.03"), "score": D("10.00")},
                "head": {"total_score": D(100), "computed_score": D(100)},
            },
        ),
        (
            "S01",
            {
                "indicators": [{"weight": D(44), "score": D(44)}],
                "head": {"total_score": D("98.52"), "computed_score": D("98.52")},
            },
        ),
        ("S02", {"head": {"total_score": D("98.52")}}),
        (
            "S03",
            {
                "indicators": [{"weight": D(45), "score": D(46)}],
                "head": {"total_score": D("100.52"), "computed_score": D("100.52")},
            },
        ),
        ("S07", {"head": {"total_score": None}}),
    ],
)
def test_each_contradiction_is_found_once(rule: str, changes: dict[str, Any]) -> None:
    assert [r for r, _, _ in fired(**changes)] == [rule]


def test_a_finding_over_a_doubtful_value_is_the_readers_and_no_error() -> None:
    doubted = {"head": {"total_score": D("98.52"), "doubtful": ["total_score"]}}
    assert fired(**doubted) == [("S02", "reader", "warning")]


@pytest.mark.parametrize(
    "changes",
    [
        {"parts": []},
        {
            "total": {
                "adjusted_budget_yuan": D(0),
                "initial_budget_yuan": D(0),
                "executed_yuan": D(0),
                "execution_rate_pct": D(0),
                "score": D(0),
            },
            "head": {"total_score": D(90), "computed_score": D(90)},
        },
        {"total": {"execution_rate_pct": None}},
        {"head": {"total_weight": None}},
    ],
)
def test_what_the_form_does_not_print_is_not_checked(changes: dict[str, Any]) -> None:
    assert fired(**changes) == []


def test_parts_may_miss_the_total_by_their_rounding_only() -> None:
    parts = [{"executed_yuan": D(142700)}, {"executed_yuan": D(142700)}]
    assert fired(parts=parts) == []
    assert [r for r, _, _ in fired(parts=[*parts, {"executed_yuan": D(100)}, {"executed_yuan": D(1000)}])] == ["B01"]


def test_every_rule_of_the_register_is_applied_and_the_other_way_round() -> None:
    result = audit_tables.audit(tables())["rule_result"]
    reports = {"X01", "X02"}
    assert set(audit_tables.rules()["rule_id"]) - reports == set(result["rule_id"]) - reports


def test_an_amount_in_another_unit_than_the_form_is_as_exact_as_it_is_printed() -> None:
    """300.33万元 under 单位：元 stands for 300.325 to 300.335 万元, not for 300.33 元."""
    given = tables(
        head={"money_unit": "元"},
        total={"executed_yuan": D(3003300), "adjusted_budget_yuan": D(4000000), "execution_rate_pct": None},
        parts=[{"executed_yuan": D(2001700)}, {"executed_yuan": D(1001700)}],
    )
    raw = {1: "300.33万元", 2: "200.17万元", 3: "100.17万元"}
    cells = [
        {"form_id": FORM, "table_name": "budget_line", "row_no": number, "field": "executed_yuan", "piece": 0,
         "raw_value": text, "value": str(int(float(text[:-2]) * 10000 + 0.5)), "origin": "printed", "state": "filled"}
        for number, text in raw.items()
    ]  # fmt: skip
    given["cell"] = to_frame("cell", cells)
    assert not given["budget_line"].filter(executed_yuan=0).height
    assert "B01" not in set(audit_tables.findings(given)["rule_id"])


def test_equal_amounts_are_no_overspending_however_they_are_printed() -> None:
    given = tables(total={"executed_yuan": D(300000), "execution_rate_pct": D(100), "score": D(10)})
    given["cell"] = empty_frame("cell")
    assert "B05" not in set(audit_tables.findings(given)["rule_id"])
