"""Tables with every case that sums can go wrong on, drawn from a seed: what the views are made of, without documents.

Belongs here: rows as the steps before the views write them. Does not belong here: what views make of them
(``test_sums_both_ways``), reading documents.
"""

from __future__ import annotations

import hashlib
from decimal import Decimal
from random import Random
from typing import Any

Row = dict[str, Any]
MONEY = ("initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan")
LEVELS = (("产出指标", "数量指标"), ("产出指标", "质量指标"), ("效益指标", "社会效益指标"), ("满意度指标", None))
OFFICES = ("教育局", "水利局", None)
# Region and division code; two regions have an office of the same name.
PLACES = (("甲省乙市", "330500"), ("丙省丁市", "420300"), (None, None))


def invented(seed: int, count: int = 60) -> dict[str, list[Row]]:
    """The rows of a release by table: forms of three kinds and four years, some published twice, some doubtful."""
    random = Random(seed)
    rows: dict[str, list[Row]] = {"document": [], "form": [], "form_profile": [], "budget_line": [], "indicator": []}
    rows |= {
        "reason": [],
        "reason_category": [],
        "expected_score": [],
        "rule": [_rule("Q01"), _rule("X01")],
        "finding": [],
    }
    for number in range(count):
        _add_form(random, rows, number)
    return rows


def _add_form(random: Random, rows: dict[str, list[Row]], number: int) -> None:
    document_id = f"{number:016x}"
    form_id = f"{document_id}-001"
    earlier = random.choice(rows["form"]) if rows["form"] and random.random() < 0.15 else None
    region, code = random.choice(PLACES)
    office = random.choice(OFFICES)
    year = random.choice((2018, 2023, 2024, None))
    form: Row = {
        "region": region, "division_code": code, "fiscal_year": year, "department": office,
        "form_kind": random.choice(("project", "project", "project", "transfer", "department")),
        "department_normalized": office and f"{region or ''}{office}", "department_id": office and _key(office, code),
        "department_basis": office and "department", "project_name": f"项目{number % 25}",
        "project_key": _key(office, code, number % 25),
        "total_weight": random.choice((Decimal(50), Decimal(100), None)),
        "total_score": random.choice((Decimal(45), Decimal("88.5"), None)), "grade": "良",
        "grade_class": random.choice(("excellent", "good", None)),
    }  # fmt: skip
    if earlier is not None and earlier.get("duplicate_of") is None:
        form = {**earlier, "duplicate_of": earlier["form_id"]}
    doubts = [name for name in ("region", "department", "total_score", "fiscal_year") if random.random() < 0.05]
    form |= {
        "form_id": form_id, "document_id": document_id, "ordinal": 1, "template": "mof_annex", "outcome": "curated",
        "first_page": 1, "doubtful": sorted(doubts),
    }  # fmt: skip
    rows["form"].append(form)
    rows["document"].append({
        "document_id": document_id, "path": f"{number}.pdf", "bytes": 1, "forms": 1, "outcome": "curated",
        "is_example": False, "parser_version": "1", "region": form["region"],
    })  # fmt: skip
    rows["form_profile"].append({
        "form_id": form_id, "profile": "base", "profile_origin": "default", "inverse_formula": "ratio",
        "rate_denominator": "initial_budget" if form["fiscal_year"] == 2018 else "adjusted_budget",
    })  # fmt: skip
    rows["budget_line"] += _lines(random, form_id)
    for place in range(1, random.randint(1, 5)):
        _add_indicator(random, rows, form, place)
    if random.random() < 0.5:
        rows["finding"].append({
            "finding_id": f"F{number}", "form_id": form_id, "document_id": document_id, "rule_id": "Q01",
            "kind": random.choice(("form", "reader")), "severity": random.choice(("error", "warning", "info")),
            "message": "…", "message_en": "…", "department": form["department"], "fiscal_year": form["fiscal_year"],
        })  # fmt: skip


def _lines(random: Random, form_id: str) -> list[Row]:
    """The funding rows of a form in one of the shapes that forms print them in."""
    parts = [_amounts(random), _amounts(random)]
    whole = {name: _sum(part[name] for part in parts) for name in MONEY}
    zero = dict.fromkeys(MONEY, Decimal(0))
    blank: Row = dict.fromkeys(MONEY)
    leaf, under = {"is_leaf": True}, {"parent_line_no": 1, "division_no": 1}
    total: Row = {"funding_source": "total", "is_total": True, "is_leaf": False}
    first, second = ({"funding_source": source, "is_total": False} for source in ("fiscal_current", "other"))
    unsure = {"doubtful": ["is_leaf", "parent_line_no"]}
    shape = random.choice(("parts", "alone", "none", "no_total", "zero", "blank", "lists", "wrong", "twice"))
    lines: list[Row] = {
        "parts": [total | whole, first | parts[0] | leaf | under, second | parts[1] | leaf | under],
        "alone": [total | whole | leaf],
        "none": [],
        "no_total": [first | parts[0] | leaf | {"division_no": 1}, second | parts[1] | leaf | {"division_no": 1}],
        "zero": [
            total | zero | unsure, first | parts[0] | leaf | under | unsure, second | parts[1] | leaf | under | unsure,
        ],
        "blank": [total | blank | unsure, first | parts[0] | leaf | under | unsure],
        "lists": [
            total | whole, first | parts[0] | leaf | under, second | parts[1] | leaf | under,
            {"funding_source": "basic", "is_total": False, "is_leaf": False} | whole | under | {"division_no": 2},
        ],
        # Parts that do not make the total: the total itself is counted.
        "wrong": [total | whole | leaf, first | _amounts(random) | under | {"is_leaf": False}],
        "twice": [
            total | whole, total | whole | under | {"is_total": False, "division_no": None},
            first | parts[0] | leaf | under, second | parts[1] | leaf | under,
        ],
    }[shape]  # fmt: skip
    for number, line in enumerate(lines, start=1):
        line |= {"form_id": form_id, "line_no": number}
        if random.random() < 0.1:
            line["doubtful"] = sorted({*line.get("doubtful", []), "executed_yuan"})
    return lines


def _amounts(random: Random) -> dict[str, Decimal | None]:
    """What was planned, adjusted and spent: less, all or more than the budget, and now and then no amount."""
    budget = Decimal(random.randint(1, 500)) * 1000
    adjusted = budget if random.random() < 0.7 else budget + Decimal(random.randint(1, 90)) * 500
    spent = adjusted * Decimal(random.choice(("0.3", "0.9", "1", "1", "1.2")))
    given: list[Decimal | None] = [budget, adjusted, spent]
    if random.random() < 0.15:
        given[random.randrange(3)] = None
    return dict(zip(MONEY, given, strict=True))


def _sum(amounts: Any) -> Decimal | None:
    known = [amount for amount in amounts if amount is not None]
    return sum(known, Decimal(0)) if known else None


def _add_indicator(random: Random, rows: dict[str, list[Row]], form: Row, place: int) -> None:
    level1, level2 = random.choice(LEVELS)
    weight = None if form["form_kind"] == "transfer" else random.choice((Decimal(10), Decimal(5), None))
    score = None if weight is None else random.choice((weight, weight, weight - 2, weight + 1, None))
    text = random.choice((None, "无", "阴雨天多", "资金到位晚"))
    lost = None if weight is None or score is None else weight - score
    doubts = [name for name in ("weight", "score", "reason_text") if random.random() < 0.06]
    rows["indicator"].append({
        "form_id": form["form_id"], "indicator_no": place, "level1": level1, "level2": level2, "name": f"指标{place}",
        "weight": weight, "score": score, "shortfall": lost, "reason_text": text, "page": 1,
        "is_counted": random.random() > 0.1, "doubtful": doubts,
    })  # fmt: skip
    key = {"form_id": form["form_id"], "table_name": "indicator", "row_no": place, "field": "reason_text"}
    rows["expected_score"].append({
        "form_id": form["form_id"], "indicator_no": place, "method": "unchecked",
        "unchecked_reason": "no_target_number",
    })  # fmt: skip
    if text is None:
        return
    is_stated = text != "无"
    rows["reason"].append({
        **key, "state": "stated" if is_stated else "not_stated", "has_cause": is_stated, "reason_text": text,
        "cause_text": text, "split_by": "whole", "reason_key": text, "reason_group": text,
        "group_similarity": Decimal(100), "doubtful": ["reason_text"] if "reason_text" in doubts else [],
    })  # fmt: skip
    for category in ("external", "funding") if text == "阴雨天多" else ("funding",) if is_stated else ():
        rows["reason_category"].append({**key, "category": category, "match_start": 0})


def _key(*parts: Any) -> str:
    return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]


def _rule(rule_id: str) -> Row:
    words = dict.fromkeys(("title", "title_en", "sentence", "sentence_en"), "…")
    return {"rule_id": rule_id, "severity": "error", "subject": "indicator", **words}
