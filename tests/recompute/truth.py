"""Tables as they ought to be: the published ones with everything that the documents are known to print put into them.

Belongs here: laying a truth over the rows of a form. Names, numbers of rows and groups of reasons stay as published:
which form is which must be known before its numbers can be compared. Does not belong here: where truths come from
(``tests.recompute.inputs``).
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from decimal import Decimal
from fractions import Fraction
from itertools import combinations
from typing import Any, NamedTuple

from tests.recompute.arithmetic import Number, less, over, percent, total
from tests.recompute.money import AMOUNTS
from tests.recompute.release import Row, Tables, by

OPERATORS = {"≥": "ge", ">": "gt", "＞": "gt", "=": "eq", "＝": "eq", "≤": "le", "<": "lt", "＜": "lt", None: None}
ATTAINED = {"full": "met", "partial": "partly_met", "none": "not_met", None: None}
ATTAINED |= {name: name for name in ("met", "partly_met", "not_met")}
GRADES = {
    "优": "excellent",
    "优秀": "excellent",
    "良": "good",
    "良好": "good",
    "中": "fair",
    "合格": "fair",
    "一般": "fair",
}
GRADES |= {"差": "poor", "较差": "poor", "不合格": "poor"}
# What a unit is in the one that its kind is compared in.
FACTORS = {
    "元": 1,
    "千元": 1_000,
    "万元": 10_000,
    "亿元": 10**8,
    "分钟": 1,
    "小时": 60,
    "米": 1,
    "公里": 1_000,
    "千米": 1_000,
}
FACTORS |= {"平方米": 1, "㎡": 1, "公顷": 10_000, "千克": 1, "公斤": 1, "吨": 1_000, "%": 1, "百分之": 1}
# What stands in a reason column and says nothing.
NOTHING = re.compile(r"[\W_]*(?:无|无偏差|暂无|没有|不涉及|不适用|无偏差原因|/)?[\W_]*")


class Side(NamedTuple):
    """A target or an actual value; ``is_known`` is false where the truth leaves its figure open."""

    value: Number
    unit: str | None
    operator: str | None
    is_known: bool = True


class Line(NamedTuple):
    """A funding row, amounts in yuan."""

    is_total: bool
    initial: Number
    adjusted: Number
    executed: Number
    weight: Number
    score: Number
    rate: Number
    reason: str | None


class Indicator(NamedTuple):
    level1: str | None
    level2: str | None
    target: Side
    actual: Side
    attainment: str | None
    weight: Number
    score: Number
    reason: str | None


class Form(NamedTuple):
    """Everything a form is known to say that a view counts."""

    path: str
    ordinal: int
    kind: str
    total_weight: Number
    total_score: Number
    grade: str | None
    lines: list[Line]
    indicators: list[Indicator]


def number(value: Any, factor: int = 1) -> Number:
    """A figure of a truth, exactly as it is written."""
    return None if value is None else Fraction(Decimal(str(value))) * factor


def is_stated(text: str | None) -> bool:
    return not NOTHING.fullmatch(re.sub(r"\s", "", text or ""))


def as_known(tables: Tables, forms: Iterable[Form]) -> Tables:
    """The tables with the truth in place of what was read; forms without a truth stay as they are."""
    known = dict(tables)
    places = {row["document_id"]: row["path"] for row in tables["document"]}
    truths = {(form.path, form.ordinal): form for form in forms}
    read = {(places[row["document_id"]], row["ordinal"]): row["form_id"] for row in tables["form"]}
    if lost := truths.keys() - read.keys():
        raise ValueError(f"forms were not read: {sorted(lost)}")
    of_form = {read[place]: form for place, form in truths.items()}
    known["form"] = [
        row | (_head(of_form[row["form_id"]]) if row["form_id"] in of_form else {}) for row in tables["form"]
    ]
    known["budget_line"] = _rows(tables["budget_line"], of_form, "lines", _line)
    known["indicator"] = _rows(tables["indicator"], of_form, "indicators", _indicator)
    for form_id, rows in by(known["budget_line"], "form_id").items():
        if form_id in of_form:
            _mark_leaves(rows)
    known["reason"] = [_reason(row, of_form.get(row["form_id"])) for row in tables["reason"]]
    return known


def _head(form: Form) -> Row:
    return {
        "form_kind": form.kind,
        "total_weight": form.total_weight,
        "total_score": form.total_score,
        "grade_class": GRADES.get(form.grade or ""),
    }


def _rows(rows: list[Row], of_form: dict[str, Form], name: str, lay_over: Any) -> list[Row]:
    made = []
    for form_id, own in by(rows, "form_id").items():
        if form_id not in of_form:
            made += own
            continue
        truths = getattr(of_form[form_id], name)
        if len(own) != len(truths):
            raise ValueError(f"{of_form[form_id].path}: {len(own)} {name} were read instead of {len(truths)}")
        made += [lay_over(row, truth) for row, truth in zip(own, truths, strict=True)]
    return made


def _line(row: Row, truth: Line) -> Row:
    return row | {
        "is_total": truth.is_total,
        **dict(zip(AMOUNTS, (truth.initial, truth.adjusted, truth.executed), strict=True)),
        "weight": truth.weight,
        "score": truth.score,
        "execution_rate_pct": truth.rate,
        "computed_rate_pct": percent(truth.executed, truth.adjusted),
    }


def _indicator(row: Row, truth: Indicator) -> Row:
    return (
        row
        | {"level1": truth.level1, "level2": truth.level2}
        | _side(row, "target", truth.target)
        | _side(row, "actual", truth.actual)
        | {
            "target_operator": truth.target.operator if truth.target.is_known else row["target_operator"],
            "attainment": truth.attainment,
            "weight": truth.weight,
            "score": truth.score,
            "shortfall": less(truth.weight, truth.score),
        }
    )


def _side(row: Row, name: str, side: Side) -> Row:
    """The figure of a side, in its base unit where it is compared with one of another unit."""
    if not side.is_known:
        return {}
    made = {f"{name}_value": side.value, f"{name}_unit": side.unit}
    if side.value is None:
        return made | {f"{name}_value_base": None}
    factor = FACTORS.get(side.unit or "%") or over(row[f"{name}_value_base"], row[f"{name}_value"]) or 1
    return made | {f"{name}_value_base": None if factor is None else side.value * factor}


def _mark_leaves(rows: list[Row]) -> None:
    """Which rows are added: all below the total where they make it up, without those that others divide."""
    parts = [row for row in rows if not row["is_total"]]
    whole = next((row for row in rows if row["is_total"]), None)
    if whole is None:
        return
    for count in range(len(parts)):
        for left_out in combinations(parts, count):
            leaves = [row for row in parts if not any(row is one for one in left_out)]
            if all((total(row[name] for row in leaves) or 0) == (whole[name] or 0) for name in AMOUNTS):
                for row in rows:
                    row["is_leaf"] = any(row is one for one in leaves)
                return


def _reason(row: Row, form: Form | None) -> Row:
    """Whether the reason states anything, from the text that the document is known to print."""
    if form is None:
        return row
    place = row["row_no"] - 1
    texts = {"indicator": form.indicators, "budget_line": form.lines}.get(row["table_name"])
    if texts is None:
        return row
    return row | {"state": "stated" if is_stated(texts[place].reason) else "not_stated"}
