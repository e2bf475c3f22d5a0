"""Comparison of parsed forms with the truth beside the sample documents.

The truth files (``tests/data/pdf/*.json``) give texts with the author's line breaks and the widths as typed; texts
are compared without white space and with radicals folded, everything else exactly. What a family does not print is
null in the truth, or its key is missing. ``fiscal_year`` is the year that a title or a field prints, ``division`` the
full name of the division that the department names; places in them are invented, so most name none.
"""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal
from typing import Any, NamedTuple

from pipeline.text.fold import fold_radicals, squeeze
from tests.published import ReadForm

OPERATORS = {"≥": "ge", ">": "gt", "=": "eq", "≤": "le", "<": "lt", None: None}
ATTAINMENT = {"full": "met", "partial": "partly_met", "none": "not_met", None: None}
# Days of dates are compared as month and day; forms drawn without a year take this one.
_ANY_YEAR = 2024
SOURCES = {"fiscal": {"fiscal", "fiscal_current"}}
FORM_TEXTS = {
    "project_name": "project_name",
    "project_code": "project_code",
    "department": "department",
    "implementing_unit": "unit",
    "expected_goal": "goal_expected",
    "actual_goal": "goal_actual",
    "content_overview": "content_overview",
    "conclusion": "conclusion",
    "problems": "problems",
    "measures": "measures",
    "deviation_analysis": "deviation_analysis",
    "remarks": "remarks",
    "notes": "notes",
    "grade": "grade",
    "money_unit": "money_unit",
}
BUDGET = {
    "initial_budget_yuan": ("initial", 10_000),
    "adjusted_budget_yuan": ("adjusted", 10_000),
    "executed_yuan": ("executed", 10_000),
    "weight": ("weight", 1),
    "execution_rate_pct": ("rate", 1),
    "score": ("score", 1),
}


class Compared(NamedTuple):
    """One value beside its truth; ``is_doubted`` when the form lists the column in ``doubtful``."""

    place: str
    found: Any
    expected: Any
    is_doubted: bool


def compare(form: ReadForm, truth: dict[str, Any]) -> Iterator[Compared]:
    """Every value of a form beside its truth."""
    head = form.values
    for name, key in FORM_TEXTS.items():
        yield _text(f"form.{name}", head, name, truth.get(key))
    if "kind" in truth:
        yield Compared("form.kind", head["form_kind"], truth["kind"], "form_kind" in head["doubtful"])
    for name in ("total_weight", "total_score", "reviewed_score"):
        expected = _number(truth[name]) if name in truth else None
        yield Compared(f"form.{name}", head.get(name), expected, name in head["doubtful"])
    yield from compare_facts(head, truth)
    yield Compared(
        "form.pages", (head["first_page"], head["last_page"]), (truth["page_first"], truth["page_last"]), False
    )
    yield Compared("budget rows", len(form.budget_lines), len(truth["budget"]), False)
    yield Compared("indicator rows", len(form.indicators), len(truth["indicators"]), False)
    for line, expected in zip(form.budget_lines, truth["budget"], strict=False):
        yield from _budget_line(line, expected)
    for row, expected in zip(form.indicators, truth["indicators"], strict=False):
        yield from _indicator(row, expected)
        yield from _days(form, row, expected, truth.get("year") or _ANY_YEAR)


def compare_facts(head: dict[str, Any], truth: dict[str, Any]) -> Iterator[Compared]:
    """Fiscal year and division of a curated form, where the truth knows them; null where none is printed."""
    if "fiscal_year" not in head:
        return
    if "fiscal_year" in truth:
        is_doubted = "fiscal_year" in head["doubtful"]
        yield Compared("form.fiscal_year", head["fiscal_year"], truth["fiscal_year"], is_doubted)
    if "division" in truth:
        names = (head[level] for level in ("province", "prefecture", "county"))
        is_doubted = "division_code" in head["doubtful"]
        yield Compared("form.division", "".join(n for n in names if n) or None, truth["division"], is_doubted)


def _budget_line(line: dict[str, Any], truth: dict[str, Any]) -> Iterator[Compared]:
    place = f"budget {line['line_no']}"
    is_source = line["funding_source"] in SOURCES.get(truth["key"], {truth["key"]})
    yield Compared(f"{place}.funding_source", is_source, True, "funding_source" in line["doubtful"])
    for name, (key, factor) in BUDGET.items():
        expected = _number(truth[key])
        amount = None if expected is None else expected * factor
        yield Compared(f"{place}.{name}", line[name], amount, name in line["doubtful"])
    yield _text(f"{place}.reason_text", line, "reason_text", truth.get("reason"))
    yield _text(f"{place}.score_method", line, "score_method", truth.get("score_method"))


def _indicator(row: dict[str, Any], truth: dict[str, Any]) -> Iterator[Compared]:
    place = f"indicator {row['indicator_no']}"
    for name in ("level1", "level2", "name"):
        yield _text(f"{place}.{name}", row, name, truth[name])
    target, actual = truth["target"], truth["actual"]
    operator = "qualitative" if truth.get("nature") == "定性" else OPERATORS[target["op"]]
    for side, entry in (("target", target), ("actual", actual)):
        for end in ("low", "high") if not entry.get("is_open") else ():
            place_of_end = f"{side}_{end}"
            yield Compared(
                f"{place}.{place_of_end}", row[place_of_end], entry.get(end), place_of_end in row["doubtful"]
            )
    is_figure = target["value"] is not None and operator != "qualitative"
    if not (target.get("is_open") or target.get("may_be_left")):
        is_doubted = "target_kind" in row["doubtful"]
        yield Compared(f"{place}.is_quantity", row["target_kind"] == "quantity", is_figure, is_doubted)
    for name, expected in (
        ("target_operator", operator),
        ("target_value", _number(target)),
        ("target_unit", target["unit"]),
        ("actual_value", _number(actual)),
        ("actual_unit", actual["unit"]),
        ("attainment", ATTAINMENT[actual["attainment"]]),
        ("weight", _number(truth["weight"])),
        ("score", _number(truth["score"])),
        ("page", truth["page"]),
    ):
        side = {"target": target, "actual": actual}.get(name.partition("_")[0], {})
        if side.get("is_open") or (side.get("may_be_left") and row[f"{name.partition('_')[0]}_value"] is None):
            # Words around a figure: no value is no wrong value, and some lists do not say which it is.
            continue
        yield Compared(f"{place}.{name}", row[name], expected, name in row["doubtful"])
    yield _text(f"{place}.target_text", row, "target_text", target["raw"])
    yield _text(f"{place}.actual_text", row, "actual_text", actual["raw"])
    yield _text(f"{place}.reason_text", row, "reason_text", truth["reason"])
    yield _text(f"{place}.score_method", row, "score_method", truth.get("score_method"))


def _days(form: ReadForm, row: dict[str, Any], truth: dict[str, Any], year: int) -> Iterator[Compared]:
    """The days that dates of a row mean in a year, where the truth names them (month and day)."""
    for side in ("target", "actual"):
        if truth[side].get("days") is None:
            continue
        span = form.dates.get((row["indicator_no"], side))
        days = span.days(year) if span else None
        found = [day.strftime("%m-%d") for day in (days.first, days.last)] if days else None
        is_doubted = f"{side}_text" in row["doubtful"]
        yield Compared(f"indicator {row['indicator_no']}.{side}_date", found, truth[side]["days"], is_doubted)


def _text(place: str, row: dict[str, Any], name: str, expected: str | None) -> Compared:
    return Compared(place, normal(row.get(name)), normal(expected), name in row["doubtful"])


def normal(text: str | None) -> str:
    """A text as it is compared; null is the empty text."""
    return squeeze(fold_radicals(text or ""))


def _number(entry: dict[str, Any]) -> Decimal | None:
    return None if entry["value"] is None else Decimal(str(entry["value"]))
