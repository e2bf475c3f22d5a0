"""Every rule on forms of a few rows: where it holds, where it does not, where it says nothing.

A case is one form (or a few) written by hand; all of them are audited at once, each in a department of its own. The
budget row of a form is 100.00 budgeted, 95.00 spent, 95.00 %, 9.50 of 10 points, unless a case says otherwise.
"""

from __future__ import annotations

import hashlib
import re
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any

import polars as pl
import pytest

from pipeline.audit import audit_tables
from tests.factory.clean import Sheet, tables
from tests.factory.clean.invent import STYLES, statement
from tests.factory.clean.sheet import Row, Style

D = Decimal
STYLE = {style.template: style for style, _, _ in reversed(STYLES)}
WITHOUT_REASONS = next(s for s, _, _ in STYLES if not s.has_reasons and s.template == "mof_annex")
PASS, FAIL, NOT = "pass", "fail", "not_applicable"
_SIGNS = {"≥": "ge", ">": "gt", "=": "eq", "≤": "le", "<": "lt"}
_MEASURE = re.compile(r"([≥>=≤<]?)(\d+(?:\.\d+)?)(?:-\d+)?([^\d月]*)")
_CLASSES = {
    "达成年度指标": "met",
    "部分达成年度指标并具有一定效果": "partly_met",
    "未达成年度指标且效果较差": "not_met",
}
PARTLY, MISSED, MET = (next(t for t, c in _CLASSES.items() if c == name) for name in ("partly_met", "not_met", "met"))
OUTPUT, QUALITY, TIME = ("产出指标", "数量指标"), ("产出指标", "质量指标"), ("产出指标", "时效指标")
BENEFIT, ASKED = ("效益指标", "社会效益指标"), ("满意度指标", "服务对象满意度指标")
COST = ("成本指标", "经济成本指标")
WHY = "雨季较长，现场开工偏晚，后续抢抓工期。"


def row(
    target: str | None = "≥100人",
    actual: str | None = "100人",
    weight: str | None = "10",
    score: str | None = "10",
    *,
    name: str = "培训人数",
    level: tuple[str | None, str | None] = OUTPUT,
    reason: str | None = None,
    operator: str | None = None,
    **more: Any,
) -> Row:
    """An indicator from what is printed; ``more`` are columns that the test gives itself."""
    sign, value, unit = _read(target)
    _, result, result_unit = _read(actual)
    return {
        "level1": level[0],
        "level2": level[1],
        "name": name,
        "target_text": target,
        "target_operator": operator or sign,
        "target_value": None if operator == "qualitative" else value,
        "target_unit": unit,
        "actual_text": actual,
        "actual_value": result,
        "actual_unit": result_unit,
        "attainment": _CLASSES.get(actual or ""),
        "weight": None if weight is None else D(weight),
        "score": None if score is None else D(score),
        "reason_text": reason,
        **more,
    }


def _read(text: str | None) -> tuple[str | None, Decimal | None, str | None]:
    found = _MEASURE.fullmatch(text or "")
    if found is None:
        return None, None, None
    sign = "range" if "-" in (text or "") else _SIGNS.get(found.group(1))
    return sign, D(found.group(2)), found.group(3) or None


def form(
    *rows: Row,
    style: str | Style = "mof_annex",
    line: dict[str, str | None] | None = None,
    parts: list[dict[str, Any]] | None = None,
    raw: dict[tuple[str, int, str], str] | None = None,
    doubts: dict[tuple[str, int], set[str]] | None = None,
    **head: Any,
) -> Sheet:
    """A form whose totals follow from its rows unless ``head`` gives others; ``line`` changes the total row."""
    chosen = STYLE[style] if isinstance(style, str) else style
    total: Row = {"funding_source": "total", "label_text": "年度资金总额", "reason_text": None}
    for money in chosen.money:
        total[money] = D("100.00")
    total |= {"executed_yuan": D("95.00"), "execution_rate_pct": D("95.00"), "weight": None, "score": None}
    if chosen.budget_weight is not None:
        total["score"] = D("9.50") * chosen.budget_weight / 10
        total["weight"] = D(chosen.budget_weight) if chosen.prints_budget_weight else None
    texts = {"reason_text", "label_text"}
    total |= {k: v if v is None or k in texts else D(v) for k, v in (line or {}).items()}
    others = [
        {"funding_source": "other", "label_text": "其他资金", "weight": None, "score": None, "execution_rate_pct": None}
        | {k: v if v is None or k in ("funding_source", "label_text") else D(v) for k, v in part.items()}
        for part in parts or []
    ]
    known = [r["score"] for r in (total, *rows) if r["score"] is not None]
    weights = [r["weight"] for r in (total, *rows) if r["weight"] is not None]
    values: Row = {
        "fiscal_year": 2024,
        "region": "河北省",
        "project_name": "道路养护",
        "implementing_unit": "养护所",
        "expected_goal": "完成道路养护。",
        "actual_goal": "道路养护如期进行。",
        "total_weight": sum(weights, D(0)) if chosen.has_weights else None,
        "total_score": sum(known, D(0)) if known and chosen.has_scores else None,
        "grade": None,
    }
    values |= {k: D(v) if k in ("total_weight", "total_score") and v is not None else v for k, v in head.items()}
    return Sheet(chosen, "", 1, values, [total, *others], list(rows), dict(raw or {}), dict(doubts or {}))


@dataclass(frozen=True)
class Case:
    """What one rule says about forms; ``of`` is the place of the form that is asked about."""

    rule: str
    what: str
    result: str
    forms: tuple[Sheet, ...]
    of: int = 0
    severity: str | None = None
    kind: str = "form"
    code: str | None = None
    statements: tuple[Row, ...] = ()
    is_quiet: bool = field(default=False)
    """Passing and not applicable are both right: the rule must only not fire."""

    @property
    def name(self) -> str:
        """Name of the test."""
        return f"{self.rule}: {self.what}"


CASES: list[Case] = []


def case(rule: str, what: str, result: str, *forms: Sheet, **more: Any) -> None:
    """Add a case; forms are put into a department and documents of their own, by fiscal year."""
    number = len(CASES)
    for place, sheet in enumerate(forms):
        sheet.head.setdefault("department", f"第{number}局")
        key = f"{number}|{sheet.head['department']}|{sheet.head['fiscal_year']}"
        sheet.document = hashlib.sha256(key.encode()).hexdigest()[:16]
        sheet.ordinal = place + 1
    CASES.append(Case(rule, what, result, forms, **more))


def part(**amounts: str | None) -> dict[str, Any]:
    """A funding row."""
    return dict(amounts)


# Budget.

_THREE = ("initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan")


def parts(*rows: tuple[str | None, str | None, str | None]) -> list[dict[str, Any]]:
    """Funding rows of initial, adjusted and executed amounts."""
    return [dict(zip(_THREE, amounts, strict=True)) for amounts in rows]


case(
    "B01",
    "parts make the total",
    PASS,
    form(row(), parts=parts(("60.00", "60.00", "55.00"), ("40.00", "40.00", "40.00"))),
)
case(
    "B01",
    "rounded parts make the total",
    PASS,
    form(row(), parts=parts(("33.33", "33.33", "31.67"), ("33.33", "33.33", "31.67"), ("33.33", "33.33", "31.67"))),
)
case(
    "B01",
    "a part too much",
    FAIL,
    form(row(), parts=parts(("60.00", "60.00", "55.00"), ("40.00", "45.00", "40.00"))),
    severity="error",
)


def nested(*rows: tuple[str | None, str | None, str | None]) -> list[dict[str, Any]]:
    """One funding row of all the money, and rows below it."""
    (whole,) = parts(("100.00", "100.00", "95.00"))
    return [whole] + [part | {"parent_line_no": 2} for part in parts(*rows)]


_ONE_PART = ("30.00", "30.00", "25.00")
case("B01", "其中 names one of the parts", PASS, form(row(), parts=nested(_ONE_PART)))
case("B01", "two parts below a row make it", PASS, form(row(), parts=nested(_ONE_PART, ("70.00", "70.00", "70.00"))))
case(
    "B01",
    "two parts below a row do not make it",
    FAIL,
    form(row(), parts=nested(_ONE_PART, ("60.00", "60.00", "60.00"))),
    severity="warning",
)
case(
    "B01",
    "a part is more than its row",
    FAIL,
    form(row(), parts=nested(("130.00", "130.00", "95.00"))),
    severity="warning",
)
case("B01", "no parts", NOT, form(row()))
case("B01", "parts are blank", NOT, form(row(), parts=parts((None, None, None))))
case(
    "B01",
    "a part is doubtful",
    FAIL,
    form(
        row(),
        parts=parts(("60.00", "60.00", "55.00"), ("40.00", "45.00", "40.00")),
        doubts={("budget_line", 3): {"adjusted_budget_yuan"}},
    ),
    severity="warning",
    kind="reader",
)
case(
    "B01",
    "two lists of the same money",
    PASS,
    form(
        row(),
        style="department",
        parts=[
            part(
                funding_source="fiscal_current",
                initial_budget_yuan="70.00",
                adjusted_budget_yuan="70.00",
                executed_yuan="65.00",
            ),
            part(
                funding_source="other", initial_budget_yuan="30.00", adjusted_budget_yuan="30.00", executed_yuan="30.00"
            ),
            part(
                funding_source="basic", initial_budget_yuan="80.00", adjusted_budget_yuan="80.00", executed_yuan="80.00"
            ),
            part(
                funding_source="project",
                initial_budget_yuan="20.00",
                adjusted_budget_yuan="20.00",
                executed_yuan="15.00",
            ),
        ],
    ),
)
_UNROUNDED = {
    "initial_budget_yuan": "30.00",
    "adjusted_budget_yuan": "30.00",
    "executed_yuan": "28.55",
    "execution_rate_pct": "95.16",
    "score": "9.52",
}
_BLANK = {"initial_budget_yuan": None, "adjusted_budget_yuan": None, "executed_yuan": None}
_SPENT_80 = parts(("60.00", "60.00", "50.00"), ("40.00", "40.00", "30.00"))
case("B02", "a total row without amounts", FAIL, form(row(), line=_BLANK, parts=_SPENT_80), severity="error")
case(
    "B02",
    "a total row without amounts, and the rate of its parts",
    PASS,
    form(row(), line=_BLANK, parts=parts(("60.00", "60.00", "55.00"), ("40.00", "40.00", "40.00"))),
)
case(
    "B02",
    "a part without an amount spent",
    NOT,
    form(row(), line=_BLANK, parts=parts(("60.00", "60.00", "50.00"), ("40.00", "40.00", None))),
)
_WRONG_TOTAL = {"executed_yuan": "75.00"}
_PARTS_OF_95 = parts(("60.00", "60.00", "55.00"), ("40.00", "40.00", "40.00"))
_RATED = [part | {"execution_rate_pct": rate} for part, rate in zip(_PARTS_OF_95, ("91.67", "100.00"), strict=True)]
_SLIP = [_RATED[0] | {"executed_yuan": "65.00"}, _RATED[1]]
case(
    "B02",
    "the total is a slip that its parts tell",
    NOT,
    form(row(), line=_WRONG_TOTAL, parts=_RATED),
    code="mends_the_sum",
    is_quiet=True,
)
case("B02", "a part is a slip that the total tells", NOT, form(row(), parts=_SLIP), code="mends_the_sum", is_quiet=True)
case("B05", "a part is a slip that the total tells", NOT, form(row(), parts=_SLIP), code="mends_the_sum", is_quiet=True)
case("B02", "a rate from unrounded yuan", PASS, form(row(), line=_UNROUNDED))
case(
    "B02",
    "335.19 of 341.94 prints 98.02",
    PASS,
    form(
        row(),
        line=_UNROUNDED
        | {"adjusted_budget_yuan": "341.94", "executed_yuan": "335.19", "execution_rate_pct": "98.02", "score": "9.80"},
    ),
)
case(
    "B02",
    "a rate that the amounts do not give",
    FAIL,
    form(row(), line=_UNROUNDED | {"execution_rate_pct": "95.30", "score": "9.53"}),
    severity="error",
)
case(
    "B02",
    "a rate of a part that the amounts do not give",
    FAIL,
    form(row(), parts=[part(**dict.fromkeys(_THREE, "50.00"), execution_rate_pct="90.00")]),
)
case("B02", "the old form divides by the initial budget", PASS, form(row(), style="initial_only", fiscal_year=2018))
case(
    "B02",
    "the rate is over the initial in place of the adjusted budget",
    FAIL,
    form(row(), line={"initial_budget_yuan": "200.00", "execution_rate_pct": "47.50", "score": "4.75"}),
)
case("B02", "no rate is printed", NOT, form(row(), line={"execution_rate_pct": None}))
case(
    "B02",
    "a budget of zero",
    NOT,
    form(
        row(),
        line={"adjusted_budget_yuan": "0.00", "executed_yuan": "0.00", "execution_rate_pct": "0.00", "score": "0"},
    ),
)
case(
    "B02",
    "the executed amount is doubtful",
    FAIL,
    form(row(), line=_UNROUNDED | {"execution_rate_pct": "95.30"}, doubts={("budget_line", 1): {"executed_yuan"}}),
    severity="warning",
    kind="reader",
)
case("B03", "9.52 from 95.16", PASS, form(row(), line=_UNROUNDED))
case("B03", "full points for 95 %", FAIL, form(row(), line={"score": "10.00"}), severity="error")
case(
    "B03",
    "a rate above 100 earns the weight",
    PASS,
    form(
        row(),
        style="initial_only",
        fiscal_year=2018,
        line={"executed_yuan": "105.00", "execution_rate_pct": "105.00", "score": "10"},
    ),
)
case("B03", "a score rounded to a whole number", PASS, form(row(), line=_UNROUNDED | {"score": "10"}))
case("B03", "20 points in Hubei", PASS, form(row(weight=None, score="80"), style="hubei", region="湖北省"))
case(
    "B03",
    "10 of 20 points in Hubei",
    FAIL,
    form(row(weight=None, score="80"), style="hubei", region="湖北省", line={"score": "9.50"}),
)
case("B03", "no score", NOT, form(row(), style="yinchuan", line={"score": None}))
case("B03", "no rate and no amounts", NOT, form(row(), line={"execution_rate_pct": None, "executed_yuan": None}))

_LOW = {"executed_yuan": "80.00", "execution_rate_pct": "80.00", "score": "8.00"}
case("B04", "80 % without a word", FAIL, form(row(), line=_LOW), severity="warning")
case("B04", "80 % with a reason beside an indicator", PASS, form(row(reason=WHY), line=_LOW))
case(
    "B04",
    "80 % with a reason beside the money",
    PASS,
    form(row(), style="sichuan", region="四川省", line=_LOW | {"reason_text": WHY}),
)
case(
    "B04",
    "80 % with problems named",
    PASS,
    form(row(), style="sichuan", region="四川省", line=_LOW, problems="招标流标两次，开工偏晚。"),
)
case(
    "B04",
    "80 % with an analysis of the whole form",
    PASS,
    form(row(), style=WITHOUT_REASONS, line=_LOW, deviation_analysis=WHY),
)
case(
    "B04",
    "80 % with a reason that speaks of something else",
    FAIL,
    form(row("≥100人", "90人", "10", "9", reason="参训学员请假较多，到课率低于预期。"), line=_LOW),
)
case(
    "B04",
    "80 % explained in the result",
    PASS,
    form(row(), line=_LOW, actual_goal="道路养护如期进行，尾款待验收后于次年支付。"),
)
case(
    "B04",
    "80 % beside a result that nothing went wrong with",
    FAIL,
    form(row(), line=_LOW, actual_goal="道路养护如期进行，支出未超预算。"),
)
_NOTHING = {"adjusted_budget_yuan": "0.00", "executed_yuan": "0.00", "execution_rate_pct": "0.00", "score": None}
case("B04", "nothing of nothing", NOT, form(row(), line=_NOTHING), code="budget_is_zero")
case(
    "B04",
    "a total of nothing above parts that were spent",
    NOT,
    form(row(), line=_NOTHING | {"adjusted_budget_yuan": "50.00"}, parts=parts(("100.00", "100.00", "95.00"))),
    code="parts_contradict_total",
)
case("B04", "80 % with 无 as reason", FAIL, form(row(reason="无"), row(reason="—"), line=_LOW))
case("B04", "80 % computed, none printed", FAIL, form(row(), line=_LOW | {"execution_rate_pct": None}))
case(
    "B04",
    "exactly 90 %",
    PASS,
    form(row(), line={"executed_yuan": "90.00", "execution_rate_pct": "90.00", "score": "9.00"}),
)
case("B04", "no rate at all", NOT, form(row(), line={"executed_yuan": None, "execution_rate_pct": None, "score": None}))
case(
    "B04",
    "the reason is doubtful",
    FAIL,
    form(row(reason=None), line=_LOW, doubts={("indicator", 1): {"reason_text"}}),
    kind="reader",
)
case(
    "B05",
    "more spent than budgeted",
    FAIL,
    form(row(), line={"executed_yuan": "101.00", "execution_rate_pct": "101.00", "score": "10"}),
    severity="warning",
)
case(
    "B05",
    "all of it spent",
    PASS,
    form(row(), line={"executed_yuan": "100.00", "execution_rate_pct": "100.00", "score": "10"}),
)
case(
    "B05",
    "spent without a budget",
    FAIL,
    form(
        row(), line={"adjusted_budget_yuan": "0.00", "executed_yuan": "5.00", "execution_rate_pct": None, "score": None}
    ),
)
case(
    "B05",
    "nothing of nothing",
    PASS,
    form(
        row(), line={"adjusted_budget_yuan": "0.00", "executed_yuan": "0.00", "execution_rate_pct": None, "score": None}
    ),
)
case(
    "B05",
    "the form has no adjusted budget",
    NOT,
    form(
        row(), style="initial_only", fiscal_year=2018, line={"executed_yuan": "105.00", "execution_rate_pct": "105.00"}
    ),
)
case("B06", "a quarter more without a word", FAIL, form(row(), line={"initial_budget_yuan": "80.00"}), severity="info")
case(
    "B06",
    "exactly a fifth more",
    PASS,
    form(row(), line={"initial_budget_yuan": "80.00", "adjusted_budget_yuan": "96.00", "executed_yuan": "91.20"}),
)
case("B06", "from nothing", FAIL, form(row(), line={"initial_budget_yuan": "0.00"}))
case("B06", "half of it gone", FAIL, form(row(), line={"initial_budget_yuan": "200.00"}))
case(
    "B06",
    "the goal says that money was added",
    PASS,
    form(row(), line={"initial_budget_yuan": "50.00"}, actual_goal="年中追加预算50万元。"),
)
case(
    "B06",
    "a reason beside the money",
    PASS,
    form(row(), style="sichuan", region="四川省", line={"initial_budget_yuan": "50.00", "reason_text": WHY}),
)
case("B06", "one budget only", NOT, form(row(), style="initial_only", fiscal_year=2018))
case(
    "B06",
    "a reason that has nothing to do with money",
    FAIL,
    form(row(reason="雨季较长，开工偏晚。"), line={"initial_budget_yuan": "50.00"}),
)
_NOTHING = {"executed_yuan": "5.00", "execution_rate_pct": "5.00", "score": "0.50"}
case("B07", "outputs full for 5 % of the money", FAIL, form(row(reason=WHY), row(), line=_NOTHING), severity="warning")
case(
    "B07",
    "outputs missed for 5 % of the money",
    PASS,
    form(row("≥100人", "20人", score="2", reason=WHY), line=_NOTHING),
)
case(
    "B07",
    "half of the money",
    PASS,
    form(row(), line={"executed_yuan": "50.00", "execution_rate_pct": "50.00", "score": "5.00"}),
)
case("B07", "no levels", NOT, form(row(level=(None, None)), style="chongqing", line=_NOTHING))
case("B07", "no weights", NOT, form(row(weight=None, score="80"), style="hubei", line=_NOTHING))
case("B07", "no rate", NOT, form(row(), line={"executed_yuan": None, "execution_rate_pct": None, "score": None}))

# Scores.

case("S01", "weights make the total", PASS, form(row(), row()))
case("S01", "weights make another total", FAIL, form(row(), row(), total_weight="100"), severity="error")
_NO_WEIGHT = {"line": {"weight": None, "score": "9.50"}}
case(
    "S01",
    "the budget has a score and no weight",
    NOT,
    form(row("≥9人", "9人", "90", "90"), total_weight="100", **_NO_WEIGHT),
)
case("S01", "more than the budget is missing", FAIL, form(row(), total_weight="15", **_NO_WEIGHT), severity="error")
case("S01", "no total is printed", NOT, form(row(), total_weight=None))
case("S01", "no weights in the rows", NOT, form(row(weight=None, score="80"), style="hubei"))
case(
    "S01",
    "a weight is doubtful",
    FAIL,
    form(row(), total_weight="100", doubts={("indicator", 1): {"weight"}}),
    severity="warning",
    kind="reader",
)
case(
    "S01",
    "a row may not have been read",
    FAIL,
    form(row(), total_weight="30", total_score="29.5", doubts={("indicator", 1): {"level1"}}),
    severity="warning",
    kind="reader",
)
case(
    "S01",
    "levels are doubtful, but the scores add up",
    FAIL,
    form(row(), total_weight="30", doubts={("indicator", 1): {"level1"}}),
    severity="error",
    kind="form",
)
case("S02", "scores make the total", PASS, form(row(), row()))
case("S02", "the total was added up before rounding", PASS, form(row(), line=_UNROUNDED, total_score="19.51"))
case("S02", "the total is 0.02 off", FAIL, form(row(), line=_UNROUNDED, total_score="19.50"))
case(
    "S02",
    "whole numbers are exact",
    FAIL,
    form(row(), line={"score": "10", "executed_yuan": "100.00", "execution_rate_pct": "100.00"}, total_score="21"),
    severity="error",
)
case("S02", "no total is printed", NOT, form(row(), total_score=None))
case(
    "S02",
    "a score is doubtful",
    FAIL,
    form(row(), total_score="18", doubts={("indicator", 1): {"score"}}),
    severity="warning",
    kind="reader",
)
case("S03", "within the weight", PASS, form(row(score="9", reason=WHY)))
case("S03", "above the weight", FAIL, form(row(score="10.5")), severity="error")
case("S03", "below zero", FAIL, form(row(score="-1", reason=WHY)), severity="error")
case("S03", "the budget score above its weight", FAIL, form(row(), line={"score": "10.50"}), severity="error")
case("S03", "no scores", NOT, form(row(weight=None, score=None), style="transfer"))
case(
    "S03",
    "the weight is doubtful",
    FAIL,
    form(row(score="10.5"), doubts={("indicator", 1): {"weight"}}),
    severity="warning",
    kind="reader",
)


def graded(score: str, grade: str | None, **head: Any) -> Sheet:
    """A form of 100 points with a total score and a grade."""
    rest = D(score) - D("9.50")
    return form(row(weight="90", score=str(rest), reason=WHY), **{"grade": grade, "style": "shanghai"} | head)


for _score, _grade in (
    ("90.00", "优"),
    ("89.00", "良"),
    ("80.00", "良好"),
    ("79.00", "中"),
    ("60.00", "合格"),
    ("59.00", "不合格"),
    ("95.50", "优秀"),
    ("70.00", "一般"),
    ("30.00", "差"),
):
    case("S04", f"{_score} is {_grade}", PASS, graded(_score, _grade))
for _score, _grade in (
    ("88.00", "优"),
    ("91.00", "良"),
    ("65.00", "差"),
    ("79.40", "优"),
    ("55.00", "中"),
):
    case("S04", f"{_score} is not {_grade}", FAIL, graded(_score, _grade), severity="error")
for _score, _grade in (
    ("89.50", "优"),
    ("89.50", "良"),
    ("79.60", "良"),
    ("79.60", "中"),
    ("59.50", "合格"),
    ("59.50", "差"),
):
    case("S04", f"{_score} may be {_grade}", NOT, graded(_score, _grade), code="between_bands")
case("S04", "no grade", NOT, graded("88.00", None))
case("S04", "an unknown grade", NOT, graded("88.00", "甲"))
case("S04", "a letter", FAIL, graded("88.00", "A"))
case("S04", "合格 may be the upper one of two steps", FAIL, graded("98.00", "合格"), severity="info")
case("S04", "合格 below the lowest band", FAIL, graded("52.00", "合格"), severity="error")
case("S04", "no total score", NOT, graded("88.00", "优", total_score=None))
case(
    "S04",
    "Chizhou called 85.81 excellent in 2020",
    NOT,
    graded("85.81", "优秀", style="mof_annex", region="池州市", fiscal_year=2020),
)
case(
    "S04",
    "the grade is doubtful",
    FAIL,
    graded("70.00", "优", doubts={("form", 0): {"grade"}}),
    severity="warning",
    kind="reader",
)

_PARTS = (
    row(weight="50", score="50"),
    row(weight="30", score="30", level=BENEFIT),
    row(weight="10", score="10", level=ASKED, name="群众满意度"),
)
_NOTE = "注：一级指标权重统一设置为：产出指标50分、效益指标30分、服务对象满意度指标10分、预算资金执行率10分。"


def weighted(*weights: str, **more: Any) -> Sheet:
    """A form with one row of each level-1 group."""
    rows = [r | {"weight": D(w), "score": D(w)} for r, w in zip(_PARTS, weights, strict=True)]
    return form(*[r for r in rows if r["weight"]], **more)


case("S05", "the weights that the note asks for", PASS, weighted("50", "30", "10", notes=_NOTE))
case("S05", "other weights than the note asks for", FAIL, weighted("60", "20", "10", notes=_NOTE), severity="warning")
case("S05", "nothing printed", NOT, weighted("60", "20", "10"))
case("S05", "a note about something else", NOT, weighted("60", "20", "10", notes="注：本表由项目单位填报。"))
case(
    "S05",
    "the weight in the label",
    PASS,
    weighted("50", "30", "10", raw={("indicator", 1, "level1"): "产出指标（50分）"}),
)
case(
    "S05",
    "another weight in the label",
    FAIL,
    weighted("60", "20", "10", raw={("indicator", 1, "level1"): "产出指标\n(50分)"}),
)
case(
    "S05",
    "the level is numbered in the label",
    PASS,
    weighted("50", "30", "10", raw={("indicator", 1, "level1"): "产出指标（50分）"}, notes=_NOTE),
)
case("S06", "three groups", PASS, weighted("50", "30", "10"))
case("S06", "five points for benefit", FAIL, weighted("75", "5", "10"), severity="warning")
case("S06", "the total is a slip", PASS, weighted("50", "30", "10", total_weight="700"), is_quiet=True)
case("S06", "exactly ten points for benefit", PASS, weighted("70", "10", "10"))
case("S06", "no benefit", FAIL, weighted("80", "0", "10"))
case("S06", "nobody asked", FAIL, weighted("50", "40", "0"))
case("S06", "no levels", NOT, form(row(level=(None, None)), style="chongqing"))
case(
    "S06",
    "levels of another frame",
    NOT,
    form(row(level=("项目决策", None)), row(level=("项目产出", None)), style="yinchuan"),
)
case("S06", "a transfer", NOT, form(row(weight=None, score=None), style="transfer"))
case("S06", "a whole department", NOT, form(row(), style="department"))
case("S07", "a total", PASS, form(row()))
case("S07", "no total", FAIL, form(row(), total_score=None), severity="warning")
case(
    "S07",
    "the total was not read",
    FAIL,
    form(row(), total_score=None, doubts={("form", 0): {"total_score"}}),
    severity="info",
    kind="reader",
)
case("S07", "a transfer has no scores", NOT, form(row(weight=None, score=None), style="transfer"))

# Indicators.


def one(*args: Any, **more: Any) -> Sheet:
    """A form of one indicator; ``head`` may change it."""
    head = more.pop("head", {})
    return form(row(*args, **more), **head)


case("Q01", "met exactly", PASS, one("≥100人", "100人"))
case("Q01", "missed at full score", FAIL, one("≥100人", "99人"), severity="error")
case("Q01", "missed without operator", FAIL, one("100人", "80人"))
case("Q01", "missed with = ", FAIL, one("=100人", "80人"))
case("Q01", "missed and less than full", PASS, one("≥100人", "90人", "10", "9", reason=WHY))
case("Q01", "more than =", PASS, one("=100人", "110人"))
case("Q01", "nothing bad where nothing bad was planned", PASS, one("=0起", "0起", name="安全事故数"))
case("Q01", "an accident where none was planned", FAIL, one("=0起", "1起", name="安全事故数"))
case("Q01", "fewer complaints than =", NOT, one("=5件", "3件", name="投诉件数"), code="direction_unclear")
case("Q01", "> on the boundary", NOT, one(">100人", "100人"), code="on_the_boundary")
case("Q01", "> missed", FAIL, one(">100人", "99人"))
case("Q01", "one unit is missing", FAIL, one("≥100人", "80"))
case("Q01", "units differ", NOT, one("≥100人", "80户"))
case("Q01", "% in two ways", FAIL, one("≥100百分之", "80%", name="合格率", level=QUALITY))
_WAN = {"name": "带动收入", "level": BENEFIT, "target_base_unit": "元", "actual_base_unit": "元"}
for _yuan, _result in (("80000", FAIL), ("120000", PASS)):
    case(
        "Q01",
        f"{_yuan} yuan of 100,000 in another unit",
        _result,
        one("≥10万元", f"{_yuan}元", target_value_base=D(100000), actual_value_base=D(_yuan), **_WAN),
    )
case("Q01", "a sign that does not fit the name", NOT, one("≥5%", "3%", name="投诉率"), code="direction_unclear")
case("Q01", "a share without its sign that misses either way", FAIL, one("≥95%", "0.88"), severity="warning")
case("Q01", "a share without its sign that may be met", NOT, one("≥95%", "0.97"), code="unit_unclear")
case(
    "Q01",
    "less spent than a cost without a sign",
    NOT,
    one("100万元", "20万元", name="设备购置", level=COST),
    code="direction_unclear",
)
case("Q01", "missed on a form without weights that has all points", FAIL, form(
    row("≥100人", "90人", None, "50"), row("≥90%", "95%", None, "30"), style="hubei",
    line={"executed_yuan": "100.00", "execution_rate_pct": "100.00", "score": "20"},
))  # fmt: skip
case("Q01", "a miss that one digit of points does not show", FAIL, one("≥1000人", "999人"), severity="info")
case("Q01", "a small share without a sign", NOT, one("0.5‰", "0.4‰"), code="direction_unclear")
case("Q01", "a range", NOT, one("80-90%", "70%", name="抽检比例", level=QUALITY))
RANGE = {"target_value": None, "target_low": D(90), "target_high": D(95), "target_kind": "range", "level": QUALITY}
case("Q01", "inside a range", PASS, one("90-95%", "92%", name="抽检合格率", **RANGE))
case("Q01", "on the end of a range", PASS, one("90-95%", "95%", name="抽检合格率", **RANGE))
case("Q01", "below a range that should be high", FAIL, one("90-95%", "70%", name="抽检合格率", **RANGE))
case("Q01", "better than a range", NOT, one("90-95%", "99%", name="抽检合格率", **RANGE))
case("Q01", "below a range of something bad", NOT, one("90-95%", "70%", name="投诉率", **RANGE))
case("Q01", "a range in another unit", NOT, one("90-95%", "70个", name="抽检合格率", **RANGE))


def due(target: str, actual: str, last: date, first: date, end: date) -> Sheet:
    """A deadline and the days that the actual value can mean."""
    days = {"target_date": last, "actual_date_from": first, "actual_date": end}
    return one(target, actual, name="完成时间", level=TIME, target_kind="deadline", **days)


NOVEMBER, DECEMBER = date(2024, 11, 30), date(2024, 12, 31)
case("Q01", "in time", PASS, due("12月底前", "11月30日", DECEMBER, NOVEMBER, NOVEMBER))
case("Q01", "late", FAIL, due("11月30日前", "12月31日", NOVEMBER, DECEMBER, DECEMBER))
case("Q01", "perhaps late", NOT, due("11月30日前", "2024年", NOVEMBER, date(2024, 1, 1), DECEMBER))
case("Q01", "a unit nobody knows", NOT, one("≥100啷当", "80啷当", is_unit_known=False), code="unit_unknown")
case("Q01", "no more than a bound", NOT, one("≥100人", "≥80人", actual_operator="ge"), code="actual_is_a_bound")
case("Q01", "a bound that reaches it", PASS, one("≥100人", "≥120人", actual_operator="ge"))
case("Q01", "words", NOT, one("12月底前", "12月", name="完成时间", level=TIME))
case("Q01", "no actual number", NOT, one("≥100人", "完成"))
case("Q01", "a limit is for Q02", NOT, one("≤100元", "120元", name="单位成本", level=COST))
case("Q01", "no weight", NOT, form(row("≥100人", "80人", None, "80"), style="hubei"))
case(
    "Q01",
    "a target printed finer than the result",
    PASS,
    one("≥95.54%", "95.5%", name="合格率", level=QUALITY),
    is_quiet=True,
)
case(
    "Q01",
    "the result is doubtful",
    FAIL,
    one("≥100人", "10人", head={"doubts": {("indicator", 1): {"actual_value"}}}),
    severity="warning",
    kind="reader",
)
case(
    "Q01",
    "the target's text is doubtful",
    FAIL,
    one("≥100人", "10人", head={"doubts": {("indicator", 1): {"target_value"}}}),
    severity="warning",
    kind="reader",
)
case("Q02", "below the limit", PASS, one("≤100元", "90元", name="单位成本", level=COST))
case("Q02", "on the limit", PASS, one("≤100元", "100元", name="单位成本", level=COST))
case(
    "Q02", "above the limit at full score", FAIL, one("≤100元", "101元", name="单位成本", level=COST), severity="error"
)
case("Q02", "something where nothing was allowed", FAIL, one("≤0起", "1起", name="安全事故数"))
case(
    "Q02",
    "above the limit and less than full",
    PASS,
    one("≤100元", "125元", "10", "8", name="单位成本", level=COST, reason=WHY),
)
case("Q02", "< on the boundary", NOT, one("<30天", "30天", name="平均响应时间", level=TIME), code="on_the_boundary")
case("Q02", "units differ", NOT, one("≤30天", "40小时", name="平均响应时间", level=TIME))
case("Q02", "a target to be reached is for Q01", NOT, one("≥100人", "80人"))
case(
    "Q02",
    "the limit is doubtful",
    FAIL,
    one("≤100元", "101元", name="单位成本", level=COST, head={"doubts": {("indicator", 1): {"target_value"}}}),
    severity="warning",
    kind="reader",
)
_OFF = {"total_weight": "40"}
case(
    "Q06",
    "the weight is a slip",
    NOT,
    form(row("提升", MET, "90", "20", level=BENEFIT, name="便民效果"), row(), **_OFF),
    code="weight_off",
)
case("T01", "the score is a slip", NOT, form(row(score="4"), row(), total_score="29.50"), code="score_off")
case(
    "B03",
    "the score is a slip that the total tells",
    NOT,
    form(row(), line={"score": "4.50"}, total_score="19.50"),
    code="score_off",
)
case(
    "B03",
    "the weight is a slip that the total tells",
    NOT,
    form(row(), line={"weight": "80"}, total_weight="20"),
    code="weight_off",
)
case("T01", "the weight is a slip", NOT, form(row(weight="40"), row(), total_weight="30"), code="weight_off")
case(
    "Q01",
    "a target above all of it",
    NOT,
    one("190%", "100%", name="建档准确率", level=QUALITY),
    code="share_above_100",
)
case("Q05", "more than all of it", NOT, one("100%", "800%", name="评审合规率", level=QUALITY), code="share_above_100")
case("Q03", "a score above its weight", NOT, one("≥100人", "80人", "10", "12"), code="a_score_beyond_weight")
case("Q03", "in proportion", PASS, one("≥100人", "80人", "10", "8", reason=WHY))
case("Q03", "above proportion", FAIL, one("≥100人", "80人", "10", "9", reason=WHY), severity="warning")
case("Q03", "rounded to a whole number", PASS, one("≥95人", "90人", "10", "9", reason=WHY))
case("Q03", "rounded up to a whole number", PASS, one("≥100人", "86人", "10", "9", reason=WHY))
case("Q03", "a point more than rounding gives", FAIL, one("≥100人", "83人", "10", "9", reason=WHY))
case("Q03", "0.02 above proportion where two digits are printed", FAIL, one("≥100人", "86人", "10", "8.62", reason=WHY))
case(
    "Q03",
    "the result was rounded to one digit",
    PASS,
    one("≥100%", "80.4%", "50", "40.22", name="合格率", level=QUALITY, reason=WHY),
)
_LIMIT = {"name": "单位成本", "level": COST, "reason": WHY}
case("Q03", "target over actual", PASS, one("≤10元", "15元", "10", "6.67", **_LIMIT))
case("Q03", "one less the excess", PASS, one("≤10元", "15元", "10", "5.00", **_LIMIT))
case("Q03", "between the two formulas", PASS, one("≤10元", "15元", "10", "6.00", **_LIMIT))
case("Q03", "above both formulas", FAIL, one("≤10元", "15元", "10", "7.00", **_LIMIT))
case("Q03", "twice the limit and more", FAIL, one("≤10元", "25元", "10", "4.50", **_LIMIT))
case("Q03", "nothing left by the second formula", PASS, one("≤10元", "25元", "10", "0.00", **_LIMIT))
case("Q03", "met", NOT, one("≥100人", "100人"), is_quiet=True)
case("Q03", "no numbers", NOT, one("良好", "良好"))
case(
    "Q03",
    "the score is doubtful",
    FAIL,
    one("≥100人", "80人", "10", "9", reason=WHY, head={"doubts": {("indicator", 1): {"score"}}}),
    kind="reader",
)
_UNASKED = {"head": {"style": replace(WITHOUT_REASONS, template="hebei")}}
case("Q04", "in proportion", PASS, one("≥100人", "80人", "10", "8", **_UNASKED))
case("Q04", "below proportion", FAIL, one("≥100人", "80人", "10", "5", **_UNASKED), severity="info")
case("Q04", "below proportion with a reason", NOT, one("≥100人", "80人", "10", "5", reason=WHY), code="reason_stated")
case(
    "Q04",
    "below proportion beside a blank reason is for T01",
    NOT,
    one("≥100人", "80人", "10", "5"),
    code="reason_column_blank",
)
case("Q04", "below both formulas", FAIL, one("≤10元", "15元", "10", "4.00", **_LIMIT | {"reason": None} | _UNASKED))
case("Q04", "by the stricter formula", PASS, one("≤10元", "15元", "10", "5.00", **_LIMIT | {"reason": None} | _UNASKED))
case("Q04", "met and less than full without a reason", FAIL, one("≥100人", "100人", "10", "8", **_UNASKED))
case("Q04", "met class below its band without a reason", FAIL, one("提升", MET, "10", "7", **_UNASKED))
case("Q04", "met class within its band", PASS, one("提升", MET, "10", "9", **_UNASKED))
case("Q04", "met and full", PASS, one("≥100人", "100人"))
case("Q04", "met and less than full with a reason", PASS, one("≥100人", "100人", "10", "8", reason=WHY), is_quiet=True)
case("Q04", "rounded down to a whole number", PASS, one("≥100人", "83人", "10", "8", **_UNASKED))
case("Q04", "no numbers and no class", NOT, one("良好", "良好"))
case("Q05", "130 % at full score without a reason", FAIL, one("≥100人", "130人"), severity="warning")
case("Q05", "129 %", PASS, one("≥100人", "129人"))
case("Q05", "500 % with =", FAIL, one("=100人", "500人"))
case("Q05", "130 % with a reason", PASS, one("≥100人", "130人", reason="年初测算偏保守，实际需求高于预计。"))
case("Q05", "130 % with 无 as reason", FAIL, one("≥100人", "130人", reason="无"))
case("Q05", "far below a limit on money", FAIL, one("≤10元", "4元", name="采购单价", level=COST), severity="info")
case("Q05", "a little below a limit on money", PASS, one("≤10元", "7元", name="采购单价", level=COST))
case("Q05", "far below a limit on faults", NOT, one("≤10起", "2起", name="投诉数"), code="good_work")
case("Q05", "two more of a handful", NOT, one("≥6场", "8场", name="演出场次"), code="few_things")
case("Q05", "four more of a handful", FAIL, one("≥6场", "10场", name="演出场次"))
case("Q05", "a reason that only says that all was done", FAIL, one("≥100人", "900人", reason="已完成年度目标任务"))
case("Q05", "far exceeded on a form without points", FAIL, form(row("≥100人", "300人", None, None), style="transfer"))
case("Q05", "nothing of what was limited", NOT, one("≤10起", "0起", name="投诉数"))
case("Q05", "30 of at least none", FAIL, one("≥0人", "30人"))
case("Q05", "29 of at least none", PASS, one("≥0人", "29人"))
case("Q05", "not full", PASS, one("≥100人", "150人", "10", "9", reason=WHY), is_quiet=True)
case(
    "Q05",
    "explained for the whole form",
    PASS,
    form(row("≥100人", "150人"), style=WITHOUT_REASONS, deviation_analysis="年初测算偏保守，实际需求高于预计。"),
)
case("Q05", "words", NOT, one("良好", "良好"))
case(
    "Q05",
    "the result is doubtful",
    FAIL,
    one("≥100人", "1000人", head={"doubts": {("indicator", 1): {"actual_value"}}}),
    kind="reader",
)


_BANDS = "定性指标按完成情况分为三档，按照该指标对应分值区间100-80%（含80%）、80-60%（含60%）、60-0%合理确定分值。"


def classed(text: str, score: str, year: int | None = 2024, weight: str = "10", **head: Any) -> Sheet:
    """A form of one indicator rated in words."""
    return form(
        row(
            "显著提升", text, weight, score, level=BENEFIT, name="公共服务水平", reason=None if score == weight else WHY
        ),
        fiscal_year=year,
        **head,
    )


for _text, _score_, _year, _result in (
    (MET, "10", 2024, PASS), (MET, "8.00", 2024, PASS), (MET, "7.90", 2024, FAIL),
    (PARTLY, "7", 2024, PASS), (PARTLY, "6", 2024, PASS), (PARTLY, "5.50", 2024, FAIL), (PARTLY, "9", 2024, FAIL),
    (PARTLY, "5.50", 2018, PASS), (PARTLY, "5", 2019, PASS), (PARTLY, "4.90", 2018, FAIL), (PARTLY, "5.50", 2020, FAIL),
    (PARTLY, "5.50", None, PASS), (PARTLY, "4.90", None, FAIL),
    (MISSED, "5.90", 2024, PASS), (MISSED, "6", 2024, PASS), (MISSED, "6.50", 2024, FAIL), (MISSED, "0", 2024, PASS),
    (MISSED, "5.50", 2018, FAIL), (MISSED, "4.90", 2018, PASS), (MISSED, "5.50", None, PASS),
    (MISSED, "6.50", None, FAIL),
):  # fmt: skip
    case(
        "Q06",
        f"{_text} at {_score_} of 10 in {_year}",
        _result,
        classed(_text, _score_, _year, notes=_BANDS),
        severity="error" if _result == FAIL else None,
    )
case(
    "Q06",
    "55 % on partly met, in a doubtful year",
    PASS,
    classed(PARTLY, "5.5", doubts={("form", 0): {"fiscal_year"}}),
)
case("Q06", "the form prints no bands", FAIL, classed(PARTLY, "9"), severity="warning")
case("Q06", "exactly 80 % on partly met is the border", PASS, classed(PARTLY, "8"))
case("Q06", "4.80 of 6 is the border as well", PASS, classed(PARTLY, "4.80", weight="6"))
case("Q06", "a class in short", FAIL, one("提升", "部分达成", "30", "29", reason=WHY), severity="warning")
case("Q06", "no class", NOT, one("良好", "良好"))
case("Q06", "no weight", NOT, form(row("良好", PARTLY, None, "10"), style="hubei"))
case(
    "Q06",
    "the class is doubtful",
    FAIL,
    classed(PARTLY, "9", doubts={("indicator", 1): {"attainment"}}),
    severity="warning",
    kind="reader",
)
case("Q07", "all of it for a word", NOT, one("合格", "100%", name="验收结果"), code="all_of_it")
case("Q07", "not done, which another rule tells", NOT, one("≥10个", "未完成"), code="told_as_not_done")
case("Q07", "a number for a number", PASS, one("≥100人", "100人"))
case("Q07", "a word for a number", FAIL, one("≥100人", "已完成"), severity="warning")
case(
    "Q07",
    "all done, and it is done",
    NOT,
    one("100%完成", "已完成", target_value=D(100), target_unit="%"),
    code="all_done",
)
case("Q07", "a share, and something is done", FAIL, one("≥95%", "已完成", name="完成率"))
case("Q07", "a class for a number", FAIL, one("≥100%", MET, name="合格率", level=QUALITY))
case("Q07", "a number for a word", FAIL, one("显著提升", "95%", level=BENEFIT))
case(
    "Q07",
    "a number for a word that is marked as one",
    FAIL,
    form(row("显著提升", "95%", level=BENEFIT, operator="qualitative"), style="sichuan", region="四川省"),
)
case("Q07", "words for words", PASS, one("良好", "良好"), is_quiet=True)
case("Q07", "a date for a date", PASS, one("12月底前", "11月25日", name="完成时间", level=TIME), is_quiet=True)
case("Q07", "a sentence with a number", PASS, one("≥100人", "共培训120人，均已结业"), is_quiet=True)
case("Q07", "a number within a range", PASS, one("80-90%", "85%", name="抽检比例", level=QUALITY), is_quiet=True)
case("Q07", "nothing for a number", NOT, one("≥100人", None))
case("Q07", "a dash for a number", NOT, one("≥100人", "—"))
case(
    "Q07",
    "the result is doubtful",
    FAIL,
    one("≥100人", "已完成", head={"doubts": {("indicator", 1): {"actual_text"}}}),
    kind="reader",
)
for _name in ("检测合格率", "任务完成率", "群众满意度", "政策知晓率", "设备完好率"):
    case("Q08", f"an upper limit on {_name}", FAIL, one("≤90%", "85%", name=_name, level=QUALITY), severity="warning")
for _name in ("有效投诉率", "安全事故发生数", "数据差错率", "设备故障率"):
    case("Q08", f"a lower limit on {_name}", FAIL, one("≥5%", "5%", name=_name, level=QUALITY), severity="warning")
for _name in ("投诉办结率", "事故隐患整改率", "故障修复及时率", "成本节约率", "减少事故数", "处理投诉数", "培训人数"):
    case("Q08", f"a lower limit on {_name} makes sense", PASS, one("≥5%", "5%", name=_name, level=QUALITY))
for _name in ("单位成本", "有效投诉率", "数据差错率", "平均响应时间", "验收不合格率"):
    case("Q08", f"an upper limit on {_name} makes sense", PASS, one("≤5%", "5%", name=_name, level=QUALITY))
case("Q08", "a share of more than everything", FAIL, one("≥120%", "125%", name="检测合格率", level=QUALITY))
case("Q08", "a result of more than everything", FAIL, one("≥95%", "105%", name="政策覆盖率", level=QUALITY))
case("Q08", "growth may be more than everything", PASS, one("≥120%", "125%", name="产值增长率", level=BENEFIT))
case("Q08", "neither operator nor share", NOT, one("100人", "100人"))
case(
    "Q08",
    "the operator is doubtful",
    FAIL,
    one("≤90%", "85%", name="检测合格率", level=QUALITY, head={"doubts": {("indicator", 1): {"target_operator"}}}),
    kind="reader",
)
case("Q09", "both are there", PASS, one())
case("Q09", "no target at full score", FAIL, one(None, "100人"), severity="warning")
case("Q09", "no result at full score", FAIL, one("≥100人", None))
case("Q09", "a dash for a result at full score", PASS, one("≥100人", "—"))
case("Q09", "no result and no points", PASS, one("≥100人", None, "10", "0", reason=WHY), is_quiet=True)
case("Q09", "no weight", NOT, form(row(None, "100人", None, "80"), style="hubei"))
case(
    "Q09",
    "the target is doubtful",
    NOT,
    one(None, "100人", head={"doubts": {("indicator", 1): {"target_text"}}}),
    code="text_may_be_lost",
)
case(
    "Q09",
    "the score is doubtful",
    FAIL,
    one(None, "100人", head={"doubts": {("indicator", 1): {"score"}}}),
    kind="reader",
)


def mixed(words: int, wholes: int, numbers: int) -> Sheet:
    """A form with so many targets in words, of = 100 % and in numbers."""
    rows = [row("良好", "良好", "5", "5", level=BENEFIT, name=f"第{n}项成效") for n in range(words)]
    rows += [row("=100%", "100%", "5", "5", level=QUALITY, name=f"第{n}项合格率") for n in range(wholes)]
    rows += [row("≥100人", "100人", "5", "5", name=f"第{n}项人数") for n in range(numbers)]
    return form(*rows)


case("Q10", "four of five in words", FAIL, mixed(4, 0, 1), severity="info")
case("Q10", "words and 100 % together", FAIL, mixed(3, 2, 1))
case("Q10", "hardly any words", PASS, mixed(2, 3, 1))
case("Q10", "three of five", PASS, mixed(3, 0, 2))
case("Q10", "four indicators", NOT, mixed(4, 0, 0))
case(
    "Q11", "met and less than full with a reason", FAIL, one("≥100人", "100人", "10", "8", reason=WHY), severity="info"
)
case("Q11", "met class within its band", NOT, one("提升", MET, "10", "9", reason=WHY), code="within_band")
case(
    "Q11",
    "a class and a reduced score do not go together for a figure",
    FAIL,
    one("≥90%", MET, "10", "9", name="合格率", level=QUALITY, reason=WHY),
    severity="info",
)
case("Q11", "reduced for a target too low", NOT, one("≥100人", "400人", "10", "8", reason=WHY), code="far_exceeded")
case("Q11", "met and full", PASS, one("≥100人", "100人"))
case(
    "Q11", "met and less than full without a reason is for Q04", PASS, one("≥100人", "100人", "10", "8"), is_quiet=True
)
case("Q11", "missed", NOT, one("≥100人", "80人", "10", "8", reason=WHY), is_quiet=True)
case("Q12", "satisfaction under satisfaction", PASS, one("≥90%", "95%", name="群众满意度", level=ASKED))
case("Q12", "satisfaction under benefit", FAIL, one("≥90%", "95%", name="群众满意度", level=BENEFIT), severity="info")
case("Q12", "completion under satisfaction", FAIL, one("≥90%", "95%", name="设备采购完成率", level=ASKED))
case("Q12", "approval under satisfaction", PASS, one("≥90%", "95%", name="群众认可度", level=ASKED))
case("Q12", "timeliness under quantity", FAIL, one("≥90%", "95%", name="资金支付及时率"))
case("Q12", "timeliness under timeliness", PASS, one("≥90%", "95%", name="资金支付及时率", level=TIME))
case("Q12", "no levels", NOT, form(row(name="群众满意度", level=(None, None)), style="chongqing"))
case(
    "Q12",
    "a frame without satisfaction has it under benefit",
    NOT,
    form(row("≥90%", "95%", name="群众满意度", level=("项目效益", None)), style="yinchuan"),
    is_quiet=True,
)

# Texts.

_SHORT = ("≥100人", "80人", "10", "8")
case("T01", "a reason", PASS, one(*_SHORT, reason=WHY))
case("T01", "no reason", FAIL, one(*_SHORT), severity="warning")
case("T01", "无", FAIL, one(*_SHORT, reason="无"))
case("T01", "five characters", FAIL, one(*_SHORT, reason="天气不好。"))
case("T01", "six characters", PASS, one(*_SHORT, reason="雨季开工偏晚"))
case("T01", "no shortfall", NOT, one())
case(
    "T01",
    "explained for the whole form",
    PASS,
    form(row(*_SHORT), style=WITHOUT_REASONS, deviation_analysis=WHY),
    is_quiet=True,
)
case(
    "T01",
    "the reason is doubtful",
    FAIL,
    one(*_SHORT, head={"doubts": {("indicator", 1): {"reason_text"}}}),
    kind="reader",
)


def said(*reasons: str | None, **head: Any) -> Sheet:
    """A form whose shortfalls have these reasons."""
    rows = [row(*_SHORT, reason=reason, name=f"第{n}批人数") for n, reason in enumerate(reasons)]
    return form(*rows, **head)


case(
    "T02",
    "the same reason on two forms",
    FAIL,
    said("档案室搬迁导致清点工作顺延至次年三月", project_name="甲"),
    said("档案室搬迁导致清点工作顺延至次年三月。", project_name="乙"),
    severity="warning",
)
case(
    "T02",
    "nearly the same reason in another department",
    FAIL,
    said("因水厂改造工程施工许可证办理周期较长，影响管网铺设进度。", department="甲水务局"),
    said("因水厂改造工程施工许可证办理的周期较长，影响了管网铺设进度", department="乙水务局"),
    severity="info",
)
case(
    "T02",
    "the same reason twice on one form",
    PASS,
    said("演出场馆消防改造期间停止对外开放", "演出场馆消防改造期间停止对外开放"),
)
case(
    "T02",
    "the same short cause in another department",
    FAIL,
    said("年初指标值设定偏保守，超额完成", department="丙水务局"),
    said("年初指标值设定偏保守，超额完成", department="丁水务局"),
    severity="info",
)
case("T02", "different reasons", PASS, said("两艘巡逻船进坞大修，巡航天数减少"), said("试点学校合并后班级数比测算时少"))
case("T02", "the same few words", NOT, said("雨季偏长偏晚"), said("雨季偏长偏晚"), is_quiet=True)
case("T02", "no reason", NOT, one())
case(
    "T02",
    "a reason is doubtful",
    FAIL,
    said("冷链车年检期间停运，配送批次相应减少", project_name="甲"),
    said("冷链车年检期间停运，配送批次相应减少", project_name="乙", doubts={("indicator", 1): {"reason_text"}}),
    of=1,
    kind="reader",
)
case("T03", "full score and a miss in words", FAIL, one(reason="受疫情影响未完成，进度滞后。"), severity="info")
case("T03", "exactly met and 超额完成", FAIL, one(reason="超额完成"))
case("T03", "more than planned and 超额完成", PASS, one("≥100人", "140人", reason="报名踊跃，超额完成。"))
case(
    "T03",
    "a reason about another indicator",
    FAIL,
    form(row(reason="道路养护里程统计口径调整，按新口径填报。"), row("≥10公里", "10公里", name="道路养护里程")),
)
case(
    "T03",
    "a reason about its own indicator",
    PASS,
    form(
        row("≥10公里", "20公里", name="道路养护里程", reason="道路养护里程按新口径填报，比测算时高。"),
        row(name="培训人数"),
    ),
)
case(
    "T03",
    "costs that fell are no miss",
    PASS,
    one("≥100人", "140人", reason="改为集中办班，人均成本下降，同样经费培训更多人员。"),
)
case("T03", "all was reached in the end", PASS, one(reason="部分点位受天气影响暂停实施，实际完成100处，占计划的100%。"))
case("T03", "done in time after all", PASS, one(reason="前期进度滞后，后经协调已按期完成。"))
case("T03", "not all of it was done", FAIL, one(reason="受天气影响，未能全部完成。"), severity="info")
case("T03", "超额完成 beside words", PASS, one("良好", "良好", reason="超额完成", name="服务水平", level=BENEFIT))
case("T03", "more than an exact target", PASS, one("=95%", "97.5%", reason="超额完成", name="合格率", level=QUALITY))
_LATE = "前期方案论证不充分，施工单位进场晚于预期27个工作日。"
case(
    "T03",
    "late, and the target was reached",
    PASS,
    one("≥80%", "92.5%", reason=_LATE, name="设施完好率", level=QUALITY),
)
case("T03", "put off, and the target was reached", PASS, one(reason="口径调整，原计划于7月底完成的工作推迟至12月。"))
case("T03", "late where a date was due", FAIL, one("12月底前", "12月", reason=_LATE, name="完成时间", level=TIME))
case("T03", "late and not done", FAIL, one(reason="进度滞后，未完成全部任务。"))
case("T03", "late and only done in part", FAIL, one(reason="项目进度滞后，仅完成80%。"))
case("T03", "no reason", NOT, one())
case("T03", "less than full", PASS, one(*_SHORT, reason="受疫情影响未完成，进度滞后。"), is_quiet=True)

# Across forms.


def project(score: str, grade: str | None = None, **head: Any) -> Sheet:
    """A form of 100 points in a department that reports on its projects."""
    number = int(D(score) * 100) % 89
    reason = None if score == "99.50" else f"第{number}号仓库盘点发现批次差异，涉及{score}分，入库时间往后推。"
    rest = D(score) - D("9.50")
    second = row(f"≥{100 + number}人", "90人", "30", str(rest - 60), name="参训人数", reason=reason)
    return form(row("≥100人", "100人", "60", "60"), second, style="shanghai", grade=grade, **head)


def _reported(*forms: Sheet, **changes: Any) -> dict[str, Any]:
    """Forms beside what a report says of them, some of it changed."""
    number = len(CASES)
    for place, sheet in enumerate(forms):
        sheet.head["department"] = f"第{number}局"
        sheet.document = hashlib.sha256(f"{number}|report".encode()).hexdigest()[:16]
        sheet.ordinal = place + 1
    return {"statements": (statement(list(forms)) | changes,)}


def reported(what: str, result: str, *scores: tuple[str, str], **changes: Any) -> None:
    """A case of X01."""
    forms = [project(score, grade, project_name=f"项目{n}") for n, (score, grade) in enumerate(scores)]
    said_ = _reported(*forms, **changes)
    kind = "reader" if changes.get("doubtful") else "form"
    severity = None if result != FAIL else "warning" if kind == "reader" else "error"
    CASES.append(Case("X01", what, result, tuple(forms), severity=severity, kind=kind, **said_))


_TWO = (("95.00", "优"), ("85.00", "良"))
reported("the report agrees", PASS, *_TWO)
reported("one project more", FAIL, *_TWO, projects=3)
reported("another mean", FAIL, *_TWO, mean_score=D("92"), mean_score_text="92")
reported(
    "a mean rounded to one digit", PASS, ("95.00", "优"), ("85.30", "良"), mean_score=D("90.2"), mean_score_text="90.2"
)
reported("another amount", FAIL, *_TWO, amount_yuan=D("3000000.00"), amount_text="300万元")
reported("other grades", FAIL, *_TWO, excellent=2, good=0)
reported("no forms of that year", NOT, *_TWO, fiscal_year=2019)
reported("the number is doubtful", FAIL, *_TWO, projects=3, doubtful=["projects"])


def department(what: str, result: str, *scores: tuple[str, str | None], **more: Any) -> None:
    """A case of X02."""
    case("X02", what, result, *(project(s, g, project_name=f"项目{n}") for n, (s, g) in enumerate(scores)), **more)


department("all excellent", FAIL, ("95.00", "优"), ("96.00", "优"), ("97.00", "优"), severity="info")
department("one of them good", PASS, ("95.00", "优"), ("85.00", "良"), ("97.00", "优"))
department("two forms", NOT, ("95.00", "优"), ("96.00", "优"))
department("all points, no grades", FAIL, ("99.50", None), ("99.50", None), ("99.50", None), severity="info")


def years(what: str, result: str, before: Row, after: Row, **more: Any) -> None:
    """A case of X03: the same project in two years."""
    case("X03", what, result, form(before, fiscal_year=2023), form(after, fiscal_year=2024), of=1, **more)


years("a target of half of what was reached", FAIL, row("≥100人", "200人"), row("≥100人", "100人"), severity="info")
years("a target of what was reached", PASS, row("≥100人", "110人"), row("≥110人", "110人"))
years("exactly 80 %", FAIL, row("≥100人", "100人"), row("≥80人", "100人"))
years("a little above 80 %", PASS, row("≥100人", "100人"), row("≥81人", "100人"))
years(
    "a limit far above what was needed",
    FAIL,
    row("≤20天", "10天", name="平均响应时间", level=TIME),
    row("≤20天", "10天", name="平均响应时间", level=TIME),
)
years(
    "a limit near to what was needed",
    PASS,
    row("≤12天", "10天", name="平均响应时间", level=TIME),
    row("≤11天", "10天", name="平均响应时间", level=TIME),
)
years(
    "no accidents again",
    PASS,
    row("=0起", "0起", name="安全事故数"),
    row("=0起", "0起", name="安全事故数"),
    is_quiet=True,
)
years("another indicator", NOT, row("≥100人", "200人", name="培训人数"), row("≥100人", "100人", name="参会人数"))
years("another unit", NOT, row("≥100人", "200人"), row("≥100场", "100场"), is_quiet=True)
case("X03", "no year before", NOT, form(row()))


def moved(*changes: str, **more: Any) -> tuple[Sheet, ...]:
    """Forms of one department and year whose budgets changed by so much."""
    return tuple(
        form(row(), line={"initial_budget_yuan": str(D("100.00") - D(change))}, project_name=f"项目{n}", **more)
        for n, change in enumerate(changes)
    )


case("X04", "ten from one to the other", FAIL, *moved("10.00", "-10.00"), severity="info")
case("X04", "the other one as well", FAIL, *moved("10.00", "-10.00"), of=1)
case("X04", "nearly ten", PASS, *moved("10.00", "-10.01"))
case("X04", "nothing moved", PASS, *moved("0.00", "0.00"), is_quiet=True)
case("X04", "both got ten", PASS, *moved("10.00", "10.00"))
case("X04", "one form", NOT, *moved("10.00"))
case(
    "X04",
    "one budget only",
    NOT,
    *(form(row(), style="initial_only", fiscal_year=2018, project_name=f"项目{n}") for n in range(2)),
)


def published_twice(what: str, result: str, *changes: Row, **more: Any) -> None:
    """A case of X05: one project in one year, on several forms."""
    rows = [row("≥100人", "100人", name=f"培训{n}") for n in "甲乙丙丁戊"]
    forms = [form(*(change.get("rows") or rows), **(change | {"rows": None})) for change in changes]
    for sheet in forms:
        del sheet.head["rows"]
    case("X05", what, result, *forms, **more)
    for place, sheet in enumerate(CASES[-1].forms):
        # Each in a file of its own, in this order.
        sheet.document, sheet.ordinal = f"{place:02d}{sheet.document[2:]}", 1


SPENT_LESS = {"line": {"executed_yuan": "80.00"}}
published_twice("another amount was spent", FAIL, {}, SPENT_LESS, of=1, severity="warning")
published_twice("the form that counts", NOT, {}, SPENT_LESS)
published_twice("the same form again", PASS, {}, {}, of=1)
published_twice("another year", NOT, {}, {**SPENT_LESS, "fiscal_year": 2023}, of=1, is_quiet=True)
WIDE = {"rows": [row("≥100人", "100人", name=f"培训{n}", target_text="≥ １００人") for n in "甲乙丙丁戊"]}
published_twice("the same form in another file format", PASS, {}, WIDE, of=1)
LOWER = {"rows": [row("≥100人", "100人", name=f"培训{n}", score="9" if n == "甲" else "10") for n in "甲乙丙丁戊"]}
published_twice("an indicator has another score", FAIL, {}, LOWER, of=1)
UNSURE = {"total_score": D("59.50"), "doubts": {("indicator", 1): {"score"}}}
SURE = {"total_score": D("59.50")}
published_twice("its score is doubtful", FAIL, SURE, LOWER | UNSURE, of=1, kind="reader")
published_twice("the score there is doubtful", FAIL, UNSURE, LOWER | SURE, of=1, kind="reader")
# The same digits throughout: a font that prints 3 for 8.
SWAPPED = {"line": {"adjusted_budget_yuan": "130.00", "initial_budget_yuan": "130.00"}}
AS_PRINTED = {"line": {"adjusted_budget_yuan": "180.00", "initial_budget_yuan": "180.00"}}
published_twice("two digits that look alike", FAIL, SWAPPED, AS_PRINTED, of=1, kind="reader", severity="info")
MISREAD = SPENT_LESS | {"doubts": {("budget_line", 1): {"executed_yuan", "score"}}}
published_twice("what differs is doubtful", FAIL, {}, MISREAD, of=1, kind="reader", severity="info")
published_twice("another school", NOT, {}, {**SPENT_LESS, "implementing_unit": "河湾县第二中学"}, of=1)


Tables = dict[str, pl.DataFrame]

# Answers, parts of a form beside each other, and copies.

_WORDS = {"name": "便民服务效果", "level": BENEFIT}
case("Q13", "no where yes was asked", FAIL, one("是", "否", **_WORDS), severity="warning")
case("Q13", "yes where yes was asked", PASS, one("是", "是", **_WORDS))
case("Q13", "no where no was asked", PASS, one("无", "无", **_WORDS))
case("Q13", "not done where a number was asked", FAIL, one("≥10个", "未完成", name="改造数量"))
case("Q13", "not held in time", FAIL, one("按时举办", "未按期举办", **_WORDS))
case("Q13", "nothing bad happened", PASS, one("不发生事故", "未发生", **_WORDS))
case("Q13", "a weaker word of one scale", FAIL, one("显著提升", "有所提升", **_WORDS), severity="info")
case("Q13", "a weaker grade", FAIL, one("优", "良", **_WORDS), severity="info")
case("Q13", "a better grade", PASS, one("良", "优", **_WORDS))
case("Q13", "words of two scales", PASS, one("明显改善", "良好", **_WORDS))
case("Q13", "points were taken off", NOT, one("是", "否", "10", "5", reason=WHY, **_WORDS), code="not_full")
case("Q13", "a class has bands", NOT, one("提升", MISSED, "10", "10", **_WORDS), code="class_has_bands")
case(
    "Q13",
    "the answer is doubtful",
    FAIL,
    one("是", "否", **_WORDS, head={"doubts": {("indicator", 1): {"actual_text"}}}),
    kind="reader",
)
case("Q14", "a figure", PASS, one("≥266米", "266米", name="管线长度"))
case("Q14", "the target again", FAIL, one("≥266米", "≥266米", name="管线长度", actual_operator="ge"))
case("Q14", "another bound", FAIL, one("≥266米", "≥270米", name="管线长度", actual_operator="ge"), severity="warning")
case("Q14", "a bound in words", PASS, one("≥266米", "超过266米", name="管线长度", actual_operator="gt"), is_quiet=True)
case("Q14", "words", NOT, one("提升", "提升", **_WORDS))
case(
    "Q14",
    "the sign is doubtful",
    FAIL,
    one("≥9米", "≥9米", name="长度", actual_operator="ge", head={"doubts": {("indicator", 1): {"actual_operator"}}}),
    kind="reader",
)


def hits(exact: int, others: int, *weights: str) -> Sheet:
    """So many targets hit to the digit, so many exceeded."""
    rows = [row(f"≥{n + 20}人", f"{n + 20}人", name=f"第{n}期人数") for n in range(exact)]
    rows += [row(f"≥{n + 50}人", f"{n + 55}人", name=f"第{n}批人数") for n in range(others)]
    for number, weight in enumerate(weights):
        rows[number]["weight"] = rows[number]["score"] = D(weight)
    return form(*rows)


case("Q15", "nine of ten", FAIL, hits(9, 1, "5"), severity="info")
case("Q15", "eight of ten", PASS, hits(8, 2, "5"))
case("Q15", "all of five at one weight", FAIL, hits(5, 0))
case("Q15", "all of five at two weights", PASS, hits(5, 0, "5"))
case("Q15", "four", NOT, hits(4, 0), code="few_targets")
case(
    "Q15",
    "only shares of 100 %",
    NOT,
    form(*(row("=100%", "100%", name=f"第{n}项合格率", level=QUALITY) for n in range(12))),
)
case("Q16", "the same again", FAIL, form(row(), row()), severity="info")
case("Q16", "another target", PASS, form(row(), row("≥90人", "100人")))
case("Q16", "under another level", PASS, form(row("提升", "提升", **_WORDS), row("提升", "提升", name="便民服务效果")))
case("Q16", "no target", NOT, one(None, "100人"))
case("Q17", "whether it helps", FAIL, one("是否促进工作", "促进", **_WORDS), severity="info")
case("Q17", "yes or no", FAIL, one("是/否", "是", **_WORDS))
case("Q17", "a state", PASS, one("促进工作", "促进", **_WORDS))
case("Q17", "no target", NOT, one(None, "促进", **_WORDS))
_TENFOLD = {"initial_budget_yuan": "100.00", "adjusted_budget_yuan": "100.00", "executed_yuan": "950000.00"}
case("B08", "spent in another unit", FAIL, form(row(), line=_TENFOLD), severity="warning")
case("B08", "a budget in another unit", FAIL, form(row(), line={"initial_budget_yuan": "1000000.00"}))
case("B08", "little was spent", PASS, form(row(), line={"executed_yuan": "0.01", "execution_rate_pct": "0.01"}))
case("B08", "little by the amounts, all by the rate", FAIL, form(row(), line={"executed_yuan": "0.01"}))
case("B08", "a hundred times", PASS, form(row(), line={"executed_yuan": "9500.00"}))
case("B08", "one amount", NOT, form(row(), line={"initial_budget_yuan": None, "adjusted_budget_yuan": None}))


def levelled(output: str, benefit: str, asked: str, **more: Any) -> Sheet:
    """A form with the weights of three levels, ten points for the budget."""
    return form(
        row(weight=output, score=output),
        row("提升", MET, benefit, benefit, **_WORDS),
        row("≥90%", "95%", asked, asked, name="群众满意度", level=ASKED),
        **more,
    )


case("S08", "the usual weights", PASS, levelled("50", "30", "10"))
case("S08", "nineteen points from them", PASS, levelled("69", "11", "10"))
case("S08", "twenty-five from them", FAIL, levelled("75", "10", "5"), severity="info")
case(
    "S08",
    "the form prints weights",
    NOT,
    levelled("75", "10", "5", notes="注：一级指标分值：产出指标75分、效益指标10分、满意度指标5分。"),
    code="form_prints_weights",
)
_NUMBERED = [row(weight=w, score=w, name=f"（{n}）分项{n}人数") for n, w in ((1, "10"), (2, "15"))]
_WITH_PARTS = levelled("50", "30", "10", total_weight="100")
_WITH_PARTS.rows[1:1] = _NUMBERED
case("S08", "numbered parts beside what they divide", PASS, _WITH_PARTS)
case(
    "S08", "weights that do not add up", NOT, levelled("75", "10", "5", total_weight="90"), code="weights_do_not_add_up"
)
case("S08", "a whole department", NOT, form(row(), style="department"))
case("S09", "every indicator is scored", PASS, form(row(), row(name="参训人数")))
case("S09", "one has no score", FAIL, form(row(), row(name="参训人数", score=None)), severity="warning")
case("S09", "no scores at all", NOT, form(row(score=None)), code="no_scores")
case("S09", "no weight", NOT, form(row(weight=None, score="10")), code="no_weight")
case(
    "S09",
    "a score that was not read",
    NOT,
    form(row(), row(name="参训人数", score=None), doubts={("indicator", 2): {"score"}}),
    code="text_may_be_lost",
    is_quiet=True,
)


def branched(weight: str, score: str, *parts_: tuple[str, str | None]) -> Sheet:
    """An indicator that is divided into parts of these weights and scores."""
    head = row(weight=weight, score=score, is_counted=False)
    below = [row(name=f"第{n}项", weight=w, score=s, parent_indicator_no=1) for n, (w, s) in enumerate(parts_)]
    return form(head, *below)


def divided(score: str, *reasons: str | None) -> Sheet:
    """An indicator without a target of its own; targets, results and reasons stand at its parts, the points at it."""
    head = row(None, None, "30", score, name="系统建设")
    below = [
        row("≥90个", "80个", None, None, name=f"第{n}项个数", reason=why, parent_indicator_no=1, is_counted=False)
        for n, why in enumerate(reasons)
    ]
    return form(head, *below)


case("T01", "the reason stands at a part", PASS, divided("29", None, WHY), is_quiet=True)
case("T01", "no part has a reason either", FAIL, divided("29", None, None), severity="warning")
case("Q09", "target and result stand at the parts", NOT, divided("30", None, None), code="stated_by_parts")
case("S10", "parts make it", PASS, branched("10", "9", ("6", "6"), ("4", "3")))
case("S10", "weights do not", FAIL, branched("10", "9", ("6", "6"), ("5", "3")), severity="warning")
case("S10", "scores do not", FAIL, branched("10", "9", ("6", "6"), ("4", "4")))
case("S10", "no parts", NOT, form(row()), code="not_divided")
_UNDONE = "完成道路养护12公里，1个标段未实施。"
case(
    "T04", "another rate in words", FAIL, form(row(), actual_goal="全年支出95元，预算执行率100%。"), severity="warning"
)
case("T04", "the rate in words", PASS, form(row(), actual_goal="全年支出95元，预算执行率达到95%。"), is_quiet=True)
case("T04", "a rate rounded in words", PASS, form(row(), actual_goal="预算执行率95.4%。"), is_quiet=True)
case("T04", "a rate of December", FAIL, form(row(), actual_goal="截至2024年12月31日，支出95元，预算执行率90%。"))
case("T04", "a rate of October", PASS, form(row(), actual_goal="截至10月底预算执行率80%。"), is_quiet=True)
case("T04", "a rate to be reached", PASS, form(row(), actual_goal="预算执行率不低于98%。"), is_quiet=True)
case("T04", "two rates", PASS, form(row(), actual_goal="预算执行率90%，项目执行率100%。"), is_quiet=True)
case("T04", "said not to be done, outputs full", FAIL, form(row(), actual_goal=_UNDONE), severity="warning")
case(
    "T04",
    "said not to be done, points off",
    PASS,
    form(row("≥10人", "9人", "10", "9", reason=WHY), actual_goal=_UNDONE),
)
_GOAL = "完成城区道路日常养护，保障道路畅通。"
case("T04", "the goal again", FAIL, form(row(), expected_goal=_GOAL, actual_goal=_GOAL), severity="info")
_COUNTED_GOAL = "完成城区道路养护12.5公里，更换井盖58处。"
_COUNTED_ROWS = (row("≥12.5公里", "12.5公里", name="养护里程"), row("58处", "58处", name="更换井盖"))
case(
    "T04",
    "the goal again, its figures stand in the rows",
    PASS,
    form(*_COUNTED_ROWS, expected_goal=_COUNTED_GOAL, actual_goal=_COUNTED_GOAL),
    is_quiet=True,
)
case(
    "T04",
    "the goal again, with a figure of no row",
    FAIL,
    form(_COUNTED_ROWS[0], expected_goal=_COUNTED_GOAL, actual_goal=_COUNTED_GOAL),
    severity="info",
)
case("T04", "no result", NOT, form(row("提升", MET), actual_goal=None))
case(
    "T04",
    "another number than the target",
    FAIL,
    form(row("≥100次", "100次", name="巡查次数"), expected_goal="全年完成巡查200次。"),
    severity="info",
)
case(
    "T04",
    "the number of the target",
    PASS,
    form(row("≥200次", "200次", name="巡查次数"), expected_goal="全年完成巡查200次。"),
)
case(
    "T04",
    "a number of another thing",
    PASS,
    form(row("≥100次", "100次", name="巡查次数"), expected_goal="巡查发现问题200个，完成整改。"),
    is_quiet=True,
)
_MISSED = {"target": "≥100人", "actual": "90人", "weight": "10", "score": "9"}
case(
    "T05",
    "three times word for word",
    FAIL,
    form(*(row(**_MISSED, name=f"第{n}期人数", reason=WHY) for n in range(3))),
    severity="info",
)
case("T05", "twice", PASS, form(*(row(**_MISSED, name=f"第{n}期人数", reason=WHY) for n in range(2))))
case(
    "T05",
    "one merged cell",
    PASS,
    form(*(row(**_MISSED, name=f"第{n}期人数", reason=WHY, is_shared_reason=True) for n in range(3))),
    is_quiet=True,
)
case("T05", "nothing is missed", NOT, form(row()))
_ALL_SPENT = {"executed_yuan": "100.00", "execution_rate_pct": "100.00", "score": "10.00"}
_NO_MONEY = "资金未到位，影响项目实施进度。"
case("T06", "no money, all spent", FAIL, form(row(**_MISSED, reason=_NO_MONEY), line=_ALL_SPENT), severity="info")
case("T06", "no money, little spent", PASS, form(row(**_MISSED, reason=_NO_MONEY)))
case(
    "T06",
    "no money, the budget was cut",
    PASS,
    form(row(**_MISSED, reason=_NO_MONEY), line=_ALL_SPENT | {"initial_budget_yuan": "150.00"}),
)
case("T06", "late money, all spent", PASS, form(row(**_MISSED, reason="资金下达较晚，开工推迟。"), line=_ALL_SPENT))
case("T06", "not paid in full", FAIL, form(row(**_MISSED, reason="资金拨付不到位，影响进度。"), line=_ALL_SPENT))
case(
    "T06", "the money of firms", PASS, form(row(**_MISSED, reason="企业承接意愿不强，缺乏配套资金。"), line=_ALL_SPENT)
)
case("T06", "no reason", NOT, form(row(), line=_ALL_SPENT))
_EPIDEMIC = "受新冠疫情影响，线下活动减少。"
case("T07", "the epidemic in 2024", FAIL, form(row(**_MISSED, reason=_EPIDEMIC)), severity="info")
case("T07", "the epidemic in 2022", PASS, form(row(**_MISSED, reason=_EPIDEMIC), fiscal_year=2022))
case("T07", "an epidemic of animals", PASS, form(row(**_MISSED, reason="受非洲猪瘟疫情影响，调运减少。")))
case("T07", "no reason", NOT, form(row()))


def repeated(*actual: str, **head: Any) -> Sheet:
    """A form of results that differ from their targets."""
    return form(*(row(f"≥{n + 60}人", a, name=f"第{n}期人数") for n, a in enumerate(actual)), **head)


_RESULTS = ("62人", "64人", "66人")
case("X06", "last year's results", FAIL, repeated(*_RESULTS, fiscal_year=2023), repeated(*_RESULTS), of=1)
case("X06", "one result differs", PASS, repeated(*_RESULTS, fiscal_year=2023), repeated("62人", "64人", "67人"), of=1)
case("X06", "targets that were just met", NOT, repeated("60人", "61人", "62人"), of=0, code="few_own_results")
_MANY = (*_RESULTS, "68人", "70人")
case(
    "X06",
    "another project",
    FAIL,
    repeated(*_MANY),
    repeated(*_MANY, project_name="桥梁养护"),
    of=1,
    severity="info",
)
case(
    "X06",
    "three results of another project",
    PASS,
    repeated(*_RESULTS),
    repeated(*_RESULTS, project_name="桥梁养护"),
    of=1,
)
case("X06", "two indicators", NOT, repeated("62人", "64人"), code="few_indicators")


@pytest.fixture(scope="module")
def audited() -> Tables:
    sheets = [sheet for one_case in CASES for sheet in one_case.forms]
    return audit_tables.audit(tables(sheets, [said_ for one_case in CASES for said_ in one_case.statements]))


def _subject(wanted: Case) -> pl.Expr:
    """What ``rule_result.subject_id`` is of the case."""
    if wanted.rule == "X01":
        return pl.col("subject_id") == wanted.statements[0]["narrative_id"]
    if wanted.rule == "X02":
        return pl.col("subject_id").str.contains(wanted.forms[0].head["department"], literal=True)
    return pl.col("subject_id") == wanted.forms[wanted.of].form_id


def _found(wanted: Case, audited: Tables) -> pl.DataFrame:
    fired = audited["finding"].filter(rule_id=wanted.rule)
    if wanted.rule == "X01":
        return fired.filter(document_id=wanted.forms[0].document)
    if wanted.rule == "X02":
        return fired.filter(pl.col("department").str.ends_with(wanted.forms[0].head["department"]))
    return fired.filter(form_id=wanted.forms[wanted.of].form_id)


@pytest.mark.parametrize("wanted", CASES, ids=lambda c: c.name)
def test_a_rule_says_what_the_case_says(wanted: Case, audited: Tables) -> None:
    found = _found(wanted, audited)
    results = audited["rule_result"].filter(_subject(wanted), rule_id=wanted.rule)
    given = set(results["result"])
    if wanted.result == FAIL:
        assert FAIL in given, results.rows()
        assert set(found["kind"]) == {wanted.kind}
        assert wanted.severity in (None, *found["severity"])
        return
    assert found.select("message").rows() == []
    if not wanted.is_quiet:
        # Other rows of the form, which the case is not about, may be none of the rule's business.
        assert given - {NOT} == {wanted.result} - {NOT}, results.rows()
        assert wanted.result in given
    if wanted.code:
        assert wanted.code in set(results["reason"])


def test_every_rule_has_a_case_of_each_result() -> None:
    rules = audit_tables.rules()["rule_id"].to_list()
    covered = {(c.rule, c.result) for c in CASES}
    assert [(rule, result) for rule in rules for result in (PASS, FAIL, NOT) if (rule, result) not in covered] == []


def test_every_finding_has_a_result_that_failed(audited: Tables) -> None:
    failed = audited["rule_result"].filter(result=FAIL).select("subject_id", "rule_id")
    fired = audited["finding"].filter(pl.col("form_id").is_not_null()).select(subject_id="form_id", rule_id="rule_id")
    assert fired.unique().join(failed, on=["subject_id", "rule_id"], how="anti").rows() == []
    of_forms = failed.filter(pl.col("subject_id").is_in(audited["form_profile"]["form_id"].to_list()))
    assert of_forms.join(fired, on=["subject_id", "rule_id"], how="anti").rows() == []


def test_projects_of_one_name_are_told_apart_in_words() -> None:
    text = "教学仪器到货晚于开学，部分实验课顺延"
    schools = [
        said(text, project_name="仪器购置", implementing_unit=f"河湾县第{n}中学", department="县局") for n in "一二"
    ]
    years = [
        said("灯具样式调整，安装班组排期推后一个月", project_name="楼道照明", fiscal_year=year, department="乙局")
        for year in (2023, 2024)
    ]
    for number, sheet in enumerate((*schools, *years)):
        sheet.document, sheet.ordinal = f"{number:016x}", 1
    found = audit_tables.findings(tables([*schools, *years])).filter(pl.col("rule_id") == "T02")
    others = [message.split("另见：")[1].removesuffix("）") for message in found["message"]]
    assert sorted(other.replace("河北省", "") for other in others) == [
        "仪器购置（河湾县第一中学）", "仪器购置（河湾县第二中学）", "楼道照明（2023）", "楼道照明（2024）",
    ]  # fmt: skip


def test_weights_that_differ_from_the_note_are_one_finding() -> None:
    sheet = weighted("60", "20", "10", notes=_NOTE, department="附注局")
    sheet.document, sheet.ordinal = f"{1:016x}", 1
    found = audit_tables.findings(tables([sheet])).filter(pl.col("rule_id") == "S05")
    assert found.select("expected", "found").rows() == [("50、30", "60、20")]
    assert "产出指标" in found["message"].item()
    assert "效益指标" in found["message"].item()


def test_a_reason_nearly_that_of_one_other_project_is_information() -> None:
    texts = ("河道清淤底泥量超出测绘数据，外运处置推后两个月", "河道清淤底泥量超出测绘数据，外运处置推后三个月")
    found = {}
    for number, (one, other) in enumerate(((texts[0], texts[0]), texts)):
        sheets = [said(one, project_name="甲河清淤"), said(other, project_name="乙河清淤")]
        for place, sheet in enumerate(sheets):
            sheet.head["department"] = f"第{number}水务局"
            sheet.document, sheet.ordinal = f"{number}{place:015x}", 1
        shared = audit_tables.findings(tables(sheets)).filter(pl.col("rule_id") == "T02")
        found[number] = shared["severity"].to_list()
    assert found == {0: ["warning"] * 2, 1: ["info"] * 2}


def test_two_versions_say_which_of_them_contradicts_itself() -> None:
    sheets = [form(row()), form(row(), line={"adjusted_budget_yuan": "150.00"})]
    for place, sheet in enumerate(sheets):
        sheet.head["department"] = "版本局"
        sheet.document, sheet.ordinal = f"{place:016x}", 1
    (message,) = audit_tables.findings(tables(sheets)).filter(pl.col("rule_id") == "X05")["message"]
    assert message.endswith("本表的执行率或总分与表内数字自相矛盾，另一张表没有这种情况。")


def test_a_copy_is_told_of_only_what_the_form_that_counts_does_not_tell() -> None:
    missed = row("≥100人", "80人", name="参训人数")
    both = [form(row(), missed), form(row(), missed, line={"executed_yuan": "80.00", "execution_rate_pct": "80.00"})]
    for place, sheet in enumerate(both):
        sheet.head["department"] = "两版局"
        sheet.document, sheet.ordinal = f"{place:016x}", 1
    read = tables(both)
    (copy,) = read["form"].filter(pl.col("duplicate_of").is_not_null())["form_id"]
    told = audit_tables.audit(read)
    of_form = {name: set(rows["rule_id"]) for (name,), rows in told["finding"].group_by("form_id")}
    (counted,) = (rules for name, rules in of_form.items() if name != copy)
    assert "Q01" in counted
    assert "Q01" not in of_form[copy]
    assert {"X05", "B04"} <= of_form[copy]
    held = told["rule_result"].filter(subject_id=copy, rule_id="Q01").select("result", "reason", "applications")
    assert held.rows() == [("not_applicable", "published_twice", 1), ("pass", "applied", 1)]


def test_a_sign_in_a_column_of_its_own_is_shown() -> None:
    sheet = form(row("26次", "20次", name="群众投诉次数", operator="ge"), department="符号局")
    sheet.document, sheet.ordinal = f"{7:016x}", 1
    (message,) = audit_tables.findings(tables([sheet])).filter(pl.col("rule_id") == "Q08")["message"]
    assert message.startswith("“群众投诉次数”的指标值为≥26次，")
