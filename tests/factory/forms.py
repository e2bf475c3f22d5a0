"""Forms invented from a seed: the table as it is printed, and the truth beside it.

Belongs here: what stands on a form, with arithmetic that holds, and tables that are no form. Does not belong here:
how a table is drawn (``tests.factory.render``), reading and comparing (``tests.factory.fuzz``, ``tests.truth``).

The truth has the structure of ``tests/data/pdf/*.json``; amounts are in 万元 whatever unit is printed, as
``tests.truth`` compares them. Pages (``page``, ``page_first``, ``page_last``) are filled in by the renderer.
"""

from __future__ import annotations

import random
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any, Literal

from tests.factory import words

FAMILIES = ("shanghai", "mof_annex", "sichuan")
Kind = Literal["label", "value", "number", "long", "level"]
# Hazards of this module: what is printed. The others change only how it is drawn.
PRINTED = (
    "spaced_labels",
    "vertical_labels",
    "unit_note",
    "near_edges",
    "unmerged_levels",
    "many_indicators",
    "long_reasons",
    "staff",
    "wide_numbers",
    "repeat_head",
    "no_total",
    "note_row",
    "long_goals",
    "long_names",
    "blank_rows",
    "wide_digits",
    "title_in_table",
    "extra_fields",
)


@dataclass(slots=True)
class Box:
    """One cell: its text (with the author's line breaks), its edges in thousandths of the table's width.

    ``anchor`` names the value it holds (``form`` or ``indicator 3``), so that a renderer can tell the pages.
    """

    text: str
    x0: int
    x1: int
    rows: int = 1
    kind: Kind = "value"
    anchor: str = ""


@dataclass(slots=True)
class Table:
    """Rows of boxes; each row holds the boxes that begin in it. ``heading`` is the row repeated on every page."""

    rows: list[list[Box]]
    heading: int | None = None

    @property
    def edges(self) -> list[int]:
        """All column edges from left to right."""
        return sorted({x for row in self.rows for box in row for x in (box.x0, box.x1)})


@dataclass(slots=True)
class InventedForm:
    """A form: its table, the lines above it, its truth, and names and numbers that must never be published."""

    table: Table
    truth: dict[str, Any]
    above: list[str] = field(default_factory=list)
    note: str = ""
    private: list[str] = field(default_factory=list)


@dataclass(slots=True)
class _Words:
    """One place, one office, and texts about them."""

    rng: random.Random
    place: str
    stem: str
    trade: words.Trade
    office: str
    unit: str
    project: str
    year: int

    def fill(self, pattern: str) -> str:
        """A pattern with the words of this place and figures of its own."""
        rng = self.rng
        thing, unit = rng.choice(self.trade.things)
        return pattern.format(
            place=self.place,
            stem=self.stem,
            office=self.office,
            unitname=self.unit,
            project=self.project,
            year=self.year,
            thing=thing,
            unit=unit,
            people=rng.choice(self.trade.people),
            n=rng.randint(3, 4200),
            k=rng.randint(2, 29),
            month=rng.randint(2, 11),
            p=rng.choice(["85", "90", "92.5", "95", "98", "100", "103.4"]),
            money=_number(Decimal(rng.randint(1000, 90_000_000)) / 100, 2, True),
        )

    def some(self, patterns: Sequence[str], low: int, high: int) -> list[str]:
        """Between ``low`` and ``high`` different patterns, filled."""
        chosen = self.rng.sample(patterns, min(len(patterns), self.rng.randint(low, high)))
        return [self.fill(p) for p in chosen]


@dataclass(slots=True)
class _Style:
    """How one form writes its figures; forms of one office look alike, forms of two do not."""

    decimals: int
    thousands: bool
    money_unit: str
    whole_points: bool
    unit_marks: str
    ascii_signs: bool
    wide_signs: bool
    figure_decimals: int
    dashes: tuple[str, ...]
    weight_in_level: bool
    points_mark: str = ""


def _words(rng: random.Random) -> _Words:
    stem = rng.choice(words.STEMS)
    kind = rng.choice(words.KINDS)
    trade = rng.choice(words.TRADES)
    project = rng.choice(trade.projects)
    if rng.random() < 0.3:
        project = f"{stem}{kind}{project}"
    if rng.random() < 0.15:
        project += rng.choice(["（第二批）", "-设备购置", "（含结转）", "(2023-2025年)", "、配套设施及“以奖代补”资金"])
    if rng.random() < 0.06:
        others = f"{rng.choice(trade.projects)}、{rng.choice(trade.projects)}"
        project += f"及{others}等跨年度重点任务经费（含第三方评估、验收、审计费用）"
    office = rng.choice(trade.offices)
    return _Words(
        rng, stem + kind, stem, trade, office, rng.choice(trade.units), project, rng.choice([2022, 2023, 2024])
    )


def _style(rng: random.Random, family: str, hazards: frozenset[str]) -> _Style:
    marks = {"shanghai": ["brackets", "brackets", "bare"], "mof_annex": ["bare", "bare", "wide_brackets", "brackets"]}
    money_unit = "元" if rng.random() < 0.2 else "万元"
    decimals = 2 if money_unit == "元" else rng.choice([2, 2, 4, 6])
    if "wide_numbers" in hazards:
        money_unit, decimals = "万元", 6
    return _Style(
        decimals=decimals,
        thousands=rng.random() < 0.6,
        money_unit=money_unit,
        whole_points=rng.random() < 0.4,
        unit_marks=rng.choice(marks.get(family, ["column"])),
        ascii_signs=rng.random() < 0.25,
        wide_signs=rng.random() < 0.3,
        figure_decimals=rng.choice([0, 0, 2]),
        dashes=rng.choice([("-",), ("—",), ("/",), ("",), ("-", "—"), ("/", "—", "")]),
        weight_in_level=family == "mof_annex" and rng.random() < 0.35,
        points_mark="分" if rng.random() < 0.05 else "",
    )


def _number(value: Decimal, decimals: int, thousands: bool) -> str:
    return f"{value:,.{decimals}f}" if thousands else f"{value:.{decimals}f}"


def _entry(raw: str, value: Decimal | None) -> dict[str, Any]:
    return {"raw": raw, "value": None if value is None else float(value)}


def _points(value: Decimal, style: _Style) -> str:
    if style.whole_points:
        text = format(value.quantize(Decimal("0.01")).normalize(), "f")
        return text + style.points_mark
    return f"{value:.2f}{style.points_mark}"


def invent(
    seed: int | str, *, family: str | None = None, indicators: int | None = None, hazards: Iterable[str] = ()
) -> InventedForm:
    """The form of a seed. ``indicators`` fixes the number of rows, ``hazards`` are those of :data:`PRINTED`."""
    rng = random.Random(f"form {seed}")
    flags = frozenset(hazards)
    family = family or rng.choice(FAMILIES)
    count = indicators or rng.choice([5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 19, 24])
    if "many_indicators" in flags and indicators is None:
        count = rng.randint(22, 40)
    w = _words(rng)
    style = _style(rng, family, flags)
    weights, truth_rows = _indicator_rows(rng, w, style, family, count, flags)
    budget_weight = Decimal(100) - sum(weights)
    budget = _budget(rng, w, style, family, budget_weight, flags)
    truth = _head_truth(rng, w, style, family, "long_goals" in flags)
    truth["budget"], truth["indicators"] = budget, truth_rows
    total = Decimal(str(budget[0]["score"]["value"])) + sum(Decimal(str(r["score"]["value"])) for r in truth_rows)
    has_total = not ("no_total" in flags and family == "mof_annex")
    truth["total_weight"] = _entry(_points(Decimal(100), style), Decimal(100)) if has_total else _entry("", None)
    truth["total_score"] = _entry(_points(total, style), total) if has_total else _entry("", None)
    is_graded = family == "shanghai" or (family == "mof_annex" and rng.random() < 0.2)
    truth["grade"] = _grade(total) if is_graded else None
    if "wide_digits" in flags:
        _widen(truth)
    builder = {"shanghai": _annex, "mof_annex": _annex, "sichuan": _sichuan}[family]
    form = builder(rng, w, style, truth, flags)
    if "blank_rows" in flags:
        _add_blank_rows(rng, form.table)
    if "extra_fields" in flags:
        _add_fields(rng, form.table)
    if "title_in_table" in flags:
        _title_inside(form)
    if "note_row" in flags:
        note = rng.choice(
            [
                "注：1.其他资金包括和财政资金共同投入到同一项目的自有资金。",
                "其他需要说明的事项：无",
                "备注：本表由项目实施单位填写",
            ]
        )
        form.table.rows.append([Box(note, 0, 1000, kind="label")])
    if "spaced_labels" in flags:
        _space_labels(form.table)
    if "vertical_labels" in flags:
        _stand_labels(form.table)
    return form


def _grade(total: Decimal) -> str:
    return "优" if total >= 90 else "良" if total >= 80 else "中" if total >= 60 else "差"


def _head_truth(rng: random.Random, w: _Words, style: _Style, family: str, is_long: bool) -> dict[str, Any]:
    numbering = rng.choice(["{}.", "{}、", "（{}）", ""])

    def lines() -> str:
        sentences = [*w.some(words.GOALS, 3, 6), *w.some(words.GOALS, 3, 6)] if is_long else w.some(words.GOALS, 1, 4)
        mark = rng.choice(["。", "；"])
        if len(sentences) == 1 or (not numbering and rng.random() < 0.5):
            return "。".join(sentences) + "。"
        return "\n".join(f"{numbering.format(i)}{s}{mark}" for i, s in enumerate(sentences, 1))

    truth: dict[str, Any] = {
        "index": 1,
        "template": family,
        "year": w.year,
        "project_name": w.project,
        "department": w.place + w.office,
        "unit": rng.choice([w.place + w.unit, w.unit, w.place + w.office]),
        "page_first": 1,
        "page_last": 1,
        "money_unit": style.money_unit,
        "goal_expected": lines(),
        "goal_actual": lines(),
    }
    if family == "sichuan":
        truth["project_code"] = (
            "".join(rng.choice("0123456789") for _ in range(8)) + rng.choice("TRY") + f"{rng.randint(0, 10**12):012d}"
        )
        truth["content_overview"] = "。".join(w.some(words.GOALS, 1, 3)) + "。"
        truth["conclusion"] = f"该项目自评得分{rng.randint(80, 99)}分。" + "。".join(w.some(words.GOALS, 0, 2))
        truth["problems"] = rng.choice(["无", "", "；".join(w.some(words.CAUSES, 1, 2)) + "。"])
        truth["measures"] = rng.choice(["无", "。".join(w.some(words.CURES, 1, 2)) + "。"])
        if rng.random() < 0.25:
            truth.pop("project_code")
    return truth


def _budget(
    rng: random.Random, w: _Words, style: _Style, family: str, weight: Decimal, flags: frozenset[str]
) -> list[dict[str, Any]]:
    keys = (
        ["total", "fiscal", "special_account", "unit_funds", "other"]
        if family == "sichuan"
        else ["total", "fiscal", "carryover", "other"]
    )
    fiscal = {"sichuan": ["其中：财政资金", "财政资金"]}.get(
        family,
        [
            "其中：当年财政拨款",
            "其中:当年财政拨款",
            "其中：本年财政拨款",
            "其中：财政拨款",
            "其中：本年一般公共预算拨款",
        ],
    )
    labels = {
        "total": {"sichuan": "总额"}.get(family, rng.choice(["年度资金总额", "年度资金总额：", "年度资金总额:"])),
        "fiscal": rng.choice(fiscal),
        "special_account": "财政专户管理资金",
        "unit_funds": "单位资金",
        "carryover": rng.choice(["上年结转资金", "上年结转"]),
        "other": "其他资金",
    }
    if family == "mof_annex" and rng.random() < 0.2:
        keys.remove("carryover")
    step = Decimal(1).scaleb(-style.decimals)
    scale = Decimal(10_000) if style.money_unit == "元" else Decimal(1)
    size = 10 ** rng.randint(1, 4) if "wide_numbers" not in flags else 10**5
    adjusted = (Decimal(rng.randint(100, 999)) * size / 100 * scale + Decimal(rng.randint(0, 999_999)) * step).quantize(
        step
    )
    initial = adjusted if rng.random() < 0.5 else (adjusted * rng.randint(40, 160) / 100).quantize(step)
    if rng.random() < 0.06:
        initial = Decimal(0)
    share = Decimal(rng.choice([10_000, 10_000, 9_987, 9_840, 9_516, 8_533, 6_217, 3_004, 0]))
    executed = (adjusted * share / 10_000).quantize(step)
    parts = [Decimal(1), *(Decimal(rng.choice([0, 0, 0, 5, 17])) / 100 for _ in keys[2:])]
    parts[0] = 1 - sum(parts[1:], Decimal(0))
    amounts = [(initial, adjusted, executed)]
    rest = [initial, adjusted, executed]
    for part in reversed(parts[1:]):
        row = tuple((amount * part).quantize(step) for amount in amounts[0])
        rest = [a - b for a, b in zip(rest, row, strict=True)]
        amounts.insert(1, row)  # type: ignore[arg-type]
    amounts.insert(1, tuple(rest))  # type: ignore[arg-type]
    mark = "" if family == "shanghai" and rng.random() < 0.7 else "%"
    has_child_rate = rng.random() < 0.6
    is_blank_zero = rng.random() < 0.3
    rows = []
    for key, row in zip(keys, amounts, strict=True):
        is_total = key == "total"
        rate = (row[2] / row[1] * 100).quantize(Decimal("0.01"), ROUND_HALF_UP) if row[1] else Decimal(0)
        score = (
            min(weight, (row[2] / row[1] * weight).quantize(Decimal("0.01"), ROUND_HALF_UP)) if row[1] else Decimal(0)
        )
        blank = is_blank_zero and not is_total and not any(row)
        entry: dict[str, Any] = {"key": key, "label": labels[key]}
        for name, amount in zip(("initial", "adjusted", "executed"), row, strict=True):
            raw = "" if blank else _number(amount, style.decimals, style.thousands)
            entry[name] = _entry(raw, None if blank else amount / scale)
        dash = rng.choice(style.dashes)
        entry["weight"] = _entry(_points(weight, style), weight) if is_total else _entry(dash, None)
        entry["score"] = _entry(_points(score, style), score) if is_total else _entry(dash, None)
        has_rate = is_total or (has_child_rate and not blank)
        entry["rate"] = _entry(f"{rate:.2f}{mark}" if has_rate else dash, rate if has_rate else None)
        if family == "sichuan":
            entry["reason"] = w.fill(rng.choice(words.CAUSES)) + "。" if is_total and rng.random() < 0.5 else ""
        rows.append(entry)
    return rows


def _levels(rng: random.Random, family: str, count: int) -> list[tuple[str, str]]:
    """Level 1 and 2 of each row as canonical labels, rows of one label together."""
    output = ["数量指标", "质量指标", "时效指标"]
    if rng.random() < 0.35:
        output.append("经济成本指标" if family == "sichuan" else "成本指标")
    benefit = [x for x in ("经济效益指标", "社会效益指标", "生态效益指标", "可持续影响指标") if rng.random() < 0.6] or [
        "社会效益指标"
    ]
    blocks = [
        ("产出指标", output),
        ("效益指标", benefit),
        ("满意度指标", [rng.choice(["服务对象满意度指标"] * 3 + ["满意度指标"])]),
    ]
    if len(output) == 3 and rng.random() < 0.5:
        cost = [x for x in ("经济成本指标", "社会成本指标", "生态环境成本指标") if rng.random() < 0.5] or [
            "经济成本指标"
        ]
        blocks.insert(0 if rng.random() < 0.5 else len(blocks), ("成本指标", cost))
    pairs = [(one, two) for one, twos in blocks for two in twos]
    while len(pairs) > count:
        pairs.pop(rng.randrange(len(pairs)))
    extra = sorted(rng.choices(range(len(pairs)), k=count - len(pairs)))
    return [pair for i, pair in enumerate(pairs) for _ in range(1 + extra.count(i))]


def _indicator_rows(
    rng: random.Random, w: _Words, style: _Style, family: str, count: int, flags: frozenset[str]
) -> tuple[list[Decimal], list[dict[str, Any]]]:
    budget_weight = rng.choice([10, 10, 10, 20])
    weights = [Decimal(1)] * count
    for _ in range(100 - budget_weight - count):
        weights[rng.randrange(count)] += 1
    if count > 3 and rng.random() < 0.2:
        weights[0] += Decimal("0.5")
        weights[1] -= Decimal("0.5")
    rows: list[dict[str, Any]] = []
    names: set[str] = set()
    for number, (level1, level2) in enumerate(_levels(rng, family, count)):
        row = _indicator(rng, w, style, family, level1, level2, weights[number], flags)
        base, tries = row["name"], 2
        while row["name"] in names:
            row["name"] = f"{base}{'一二三四五六七八九十'[tries - 1] if tries <= 10 else tries}"
            tries += 1
        names.add(row["name"])
        rows.append(row)
    return weights, rows


def _indicator(
    rng: random.Random,
    w: _Words,
    style: _Style,
    family: str,
    level1: str,
    level2: str,
    weight: Decimal,
    flags: frozenset[str],
) -> dict[str, Any]:
    patterns: Sequence[str]
    kind = rng.random()
    if level2 == "数量指标":
        patterns, make = words.COUNT_NAMES, _count
    elif level2 == "质量指标":
        patterns, make = words.PERCENT_NAMES, _percent if kind < 0.8 else _quality
    elif level2 == "时效指标":
        patterns, make = words.TIME_NAMES, _percent if kind < 0.4 else _time if kind < 0.7 else _quality
    elif level1 == "成本指标" or "成本" in level2:
        patterns, make = words.COST_NAMES, _cost if kind < 0.7 else _quality
    elif level1 == "满意度指标":
        patterns, make = words.SATISFACTION_NAMES, _percent
    else:
        patterns, make = words.BENEFIT_NAMES, _quality if kind < 0.7 else _count
    name = w.fill(rng.choice(patterns))
    if rng.random() < (0.5 if "long_names" in flags else 0.05):
        name += (
            "（以"
            + w.fill("{place}{office}")
            + "年度考核通报及第三方抽样复核结果为准，复核样本不少于"
            + str(rng.randint(2, 9))
            + "%）"
        )
    row: dict[str, Any] = {"level1": level1, "level2": level2, "name": name}
    is_met, target, actual = make(rng, w, style, family, name)
    if family == "sichuan":
        _split_target(rng, style, target, actual, row)
    row["target"], row["actual"] = target, actual
    score = weight
    if not is_met or rng.random() < 0.08:
        score = (weight * rng.choice([0, 50, 60, 75, 80, 90, 95]) / 100).quantize(Decimal("0.01"))
    row["weight"], row["score"] = _entry(_points(weight, style), weight), _entry(_points(score, style), score)
    row["reason"] = _reason(rng, w, score < weight, "long_reasons" in flags)
    row["page"] = row["page_last"] = 1
    return row


def _reason(rng: random.Random, w: _Words, is_short: bool, is_long: bool) -> str:
    if not is_short:
        return rng.choice(["", "", "", "", "", "", "无", "—", "超额完成", "/"])
    causes = w.some(words.CAUSES, 1, 4 if is_long else 2)
    cures = w.some(words.CURES, 2 if is_long else 1, 5 if is_long else 2)
    shape = rng.random()
    cause, cure = "；".join(causes), "；".join(cures)
    if shape < 0.35:
        return f"偏差原因：{cause}。改进措施：{cure}。"
    if shape < 0.5:
        return f"偏差原因分析：{cause}。\n改进措施：{cure}。"
    if shape < 0.7:
        return "".join(f"{i}.{s}。" for i, s in enumerate([*causes, *cures], 1))
    return f"{cause}。下一步将{cure}。"


def _sign(rng: random.Random, style: _Style, operator: str) -> str:
    wide = {">": "＞", "<": "＜", "=": "＝"}
    if style.ascii_signs:
        return {"≥": ">=", "≤": "<="}.get(operator, operator)
    return wide.get(operator, operator) if style.wide_signs else operator


def _written(style: _Style, value: Decimal, unit: str, decimals: int) -> str:
    figure = _number(value, decimals, style.thousands)
    return figure + {"brackets": f"({unit})", "wide_brackets": f"（{unit}）"}.get(style.unit_marks, unit)


def _measure(
    raw: str, operator: str | None, value: Decimal | None, unit: str | None, text: str | None = None
) -> dict[str, Any]:
    return {"raw": raw, "op": operator, "value": None if value is None else float(value), "unit": unit, "text": text}


def _of(raw: str) -> dict[str, Any]:
    """A target or an actual that is words."""
    attainment = None
    if raw in ("达成年度指标", "达成指标", "达成预期指标"):
        attainment = "full"
    elif raw.startswith("部分达成"):
        attainment = "partial"
    elif raw.startswith("未达成"):
        attainment = "none"
    return _measure(raw, None, None, None, raw) | {"attainment": attainment}


def _figures(
    rng: random.Random, style: _Style, family: str, operator: str | None, goal: Decimal, done: Decimal, unit: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    places = 0 if goal == goal.to_integral() and done == done.to_integral() else 2
    decimals = max(places, style.figure_decimals)
    phrase = {"≥": ["不少于", "不低于"], "≤": ["不超过", "不高于"], ">": ["大于"], "<": ["小于"]}.get(
        operator or "", []
    )
    written = _written(style, goal, unit, decimals)
    if phrase and family != "sichuan" and rng.random() < 0.06:
        raw = rng.choice(phrase) + written
    elif operator == "≥" and family != "sichuan" and style.unit_marks == "bare" and rng.random() < 0.06:
        raw = written + rng.choice(["以上", "及以上"])
    else:
        raw = (_sign(rng, style, operator) if operator else "") + written
    target = _measure(raw, operator, goal, unit)
    chance = rng.random()
    if chance < 0.06:
        actual = _of(rng.choice(words.PLAIN_ACTUALS))
    elif chance < 0.10 and operator:
        actual = _measure(_sign(rng, style, operator) + _written(style, done, unit, decimals), None, done, unit) | {
            "attainment": None
        }
    elif chance < 0.14 and unit != "%":
        actual = _measure(_number(done, decimals, style.thousands), None, done, None) | {"attainment": None}
    else:
        actual = _measure(_written(style, done, unit, decimals), None, done, unit) | {"attainment": None}
    return target, actual


Made = tuple[bool, dict[str, Any], dict[str, Any]]


def _count(rng: random.Random, w: _Words, style: _Style, family: str, name: str) -> Made:
    unit = next((t for t in w.trade.things if t[0] in name), rng.choice(w.trade.things))[1]
    operator = rng.choice(["≥", "≥", "≥", "=", "=", ">", None])
    goal = Decimal(rng.choice([rng.randint(1, 30), rng.randint(30, 900), rng.randint(1000, 98_000)]))
    if rng.random() < 0.12:
        goal += Decimal(rng.randint(1, 99)) / 100
    is_met = rng.random() < 0.85
    done = goal * (rng.choice([100, 100, 100, 105, 130]) if is_met else rng.choice([50, 75, 90])) / 100
    done = done.quantize(Decimal("0.01") if goal != goal.to_integral() else Decimal(1), ROUND_HALF_UP) + (
        operator == ">"
    )
    if rng.random() < 0.06:
        goal, done, operator, is_met = Decimal(0), Decimal(0), "=", True
    return (is_met, *_figures(rng, style, family, operator, goal, done, unit))


def _percent(rng: random.Random, w: _Words, style: _Style, family: str, name: str) -> Made:
    goal = Decimal(rng.choice(["80", "85", "90", "95", "98", "99.9", "100", "92.5"]))
    operator = rng.choice(["≥", "≥", "=", ">", None]) if goal < 100 else rng.choice(["=", "=", "≥", None])
    is_met = rng.random() < 0.85
    done = (
        min(Decimal(100), goal + Decimal(rng.choice(["0", "0", "1", "2.5"])))
        if is_met
        else (goal * rng.choice([50, 75, 90]) / 100)
    )
    return (
        is_met,
        *_figures(
            rng,
            style,
            family,
            operator,
            goal,
            done.quantize(Decimal("0.01")).normalize() + 0,
            rng.choice(["%", "%", "%", "百分之"]),
        ),
    )


def _cost(rng: random.Random, w: _Words, style: _Style, family: str, name: str) -> Made:
    unit = rng.choice(["万元", "元", "元/人", "万元", "元/平方米"])
    goal = Decimal(rng.randint(5, 90_000)) / rng.choice([1, 10, 100])
    is_met = rng.random() < 0.85
    done = (goal * (rng.choice([100, 97, 88]) if is_met else 112) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return (is_met, *_figures(rng, style, family, rng.choice(["≤", "≤", "≤", "<"]), goal, done, unit))


def _time(rng: random.Random, w: _Words, style: _Style, family: str, name: str) -> Made:
    if family != "sichuan" and rng.random() < 0.4:
        return True, _of(rng.choice(words.PLAIN_TARGETS)), _of(rng.choice(words.PLAIN_ACTUALS))
    goal = Decimal(rng.randint(2, 30))
    unit = rng.choice(["天", "小时", "个工作日", "分钟"])
    return (True, *_figures(rng, style, family, rng.choice(["≤", "≤", "<"]), goal, goal - rng.randint(0, 1), unit))


def _quality(rng: random.Random, w: _Words, style: _Style, family: str, name: str) -> Made:
    target = _of(rng.choice(words.QUALITATIVE))
    chance = rng.random()
    word = {"shanghai": "达成指标", "mof_annex": rng.choice(["达成预期指标", "达成年度指标"])}.get(
        family, "达成预期指标"
    )
    if chance < 0.6:
        return True, target, _of(word)
    if chance < 0.75:
        return False, target, _of(f"部分{word}并具有一定效果")
    if chance < 0.8:
        return False, target, _of(f"未{word}且效果较差")
    return True, target, _of(rng.choice([target["raw"], *words.PLAIN_ACTUALS]))


def _split_target(
    rng: random.Random, style: _Style, target: dict[str, Any], actual: dict[str, Any], row: dict[str, Any]
) -> None:
    """Operator, value and unit in columns of their own."""
    if target["value"] is None:
        row["nature"], row["measure_unit"] = "定性", rng.choice(["/", "", "无"])
        return
    operator = target["op"] or "="
    target["op"] = operator
    row["nature"], row["measure_unit"] = _sign(rng, style, operator), target["unit"]
    target["raw"] = target["raw"].removesuffix(target["unit"])
    while target["raw"][0] in "≥≤><=＞＜＝":
        target["raw"] = target["raw"][1:]
    if actual["unit"] and rng.random() < 0.7:
        actual["raw"] = actual["raw"].removesuffix(actual["unit"])
        actual["unit"] = None


def _nature(row: dict[str, Any]) -> str:
    return str(row["nature"])


# Tables.

_ANNEX_LABELS = {
    "shanghai": ("年初预算数", "全年预算数", "全年执行数", "分数", "执行率(%)", "得分"),
    "mof_annex": ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),
}


def _annex(rng: random.Random, w: _Words, style: _Style, truth: dict[str, Any], flags: frozenset[str]) -> InventedForm:
    family = truth["template"]
    has_lead = family == "mof_annex" and rng.random() < 0.4 and "repeat_head" not in flags
    lead = 45 if has_lead else 0
    shift = rng.choice([5, 7, 9]) if "near_edges" in flags else 0
    wide = "wide_numbers" in flags
    l1, l2, name = lead + 75, lead + 155, lead + 155 + rng.choice([190, 230])
    target, actual, weight, score = name + 120, name + 235, name + 305, name + 375
    label = l2
    left = label + 150
    money = [left, left + (125 if wide else 115), left + (255 if wide else 240), left + (385 if wide else 365)]
    if "near_edges" in flags:
        money = [money[0], money[1], target + shift, actual + shift]
        money[1] = (money[0] + money[2]) // 2
    pay = [money[3], money[3] + (1000 - money[3]) // 4, money[3] + (1000 - money[3]) * 5 // 8, 1000]
    middle, right = target - shift if shift else money[2], (target - shift if shift else money[2]) + 150
    rows: list[list[Box]] = []
    labels = ["项目名称", "主管部门", "实施单位"]
    if family == "mof_annex":
        labels[1] = rng.choice(["主管部门", "主管部门", "主管部门及代码"])
        labels[2] = rng.choice(["实施单位", "实施单位", "项目实施单位"])
    rows.append([Box(labels[0], 0, label, kind="label"), Box(truth["project_name"], label, 1000, anchor="form")])
    rows.append(
        [
            Box(labels[1], 0, label, kind="label"),
            Box(truth["department"], label, middle, anchor="form"),
            Box(labels[2], middle, right, kind="label"),
            Box(truth["unit"], right, 1000, anchor="form"),
        ]
    )
    private: list[str] = []
    if "staff" in flags:
        person, phone = (
            rng.choice(words.SURNAMES) + rng.choice(words.GIVEN),
            f"0{rng.randint(500, 599)}-5555{rng.randint(1000, 9999)}",
        )
        private += [person, phone]
        rows.append(
            [
                Box("项目负责人", 0, label, kind="label"),
                Box(person, label, middle),
                Box("联系电话", middle, right, kind="label"),
                Box(phone, right, 1000),
            ]
        )
    has_note = "unit_note" in flags
    block = (
        "项目资金"
        if has_note
        else f"项目资金{rng.choice(['（{}）', '({})', chr(10) + '（{}）'])}".format(style.money_unit)
    )
    heads = list(_ANNEX_LABELS[family])
    if family == "mof_annex" and rng.random() < 0.3:
        heads[1:5:3] = ["全年预算数（A）", rng.choice(["执行率（B/A）", "执行率（%）"])]
        heads[2] = "全年执行数（B）"
    rows.append(
        [Box(block, 0, label, len(truth["budget"]) + 1, "label"), Box("", label, left, kind="label")]
        + [
            Box(t, a, b, kind="label")
            for t, a, b in zip(heads, [*money, *pay[1:3]], [*money[1:], *pay[1:]], strict=True)
        ]
    )
    for entry in truth["budget"]:
        texts = [entry[k]["raw"] for k in ("initial", "adjusted", "executed", "weight", "rate", "score")]
        rows.append(
            [Box(entry["label"], label, left, kind="label", anchor="form")]
            + [
                Box(t, a, b, kind="number", anchor="form")
                for t, a, b in zip(texts, [*money, *pay[1:3]], [*money[1:], *pay[1:]], strict=True)
            ]
        )
    rows.append(
        [
            Box("年度\n总体\n目标" if rng.random() < 0.6 else "年度总体目标", 0, l1, 2, "label"),
            Box("预期目标", l1, middle, kind="label"),
            Box("实际完成情况", middle, 1000, kind="label"),
        ]
    )
    rows.append(
        [
            Box(truth["goal_expected"], l1, middle, kind="long", anchor="form"),
            Box(truth["goal_actual"], middle, 1000, kind="long", anchor="form"),
        ]
    )
    heading = len(rows)
    edges = [lead, l1, l2, name, target, actual, weight, score, 1000]
    texts = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"]
    if rng.random() < 0.4:
        texts = [
            "一级\n指标",
            "二级\n指标",
            "三级指标",
            "年度\n指标值",
            "实际\n完成值",
            "分值",
            "得分",
            "偏差原因分析\n及改进措施",
        ]
    head = [Box(t, a, b, kind="label") for t, a, b in zip(texts, edges, edges[1:], strict=False)]
    if has_lead:
        head.insert(0, Box("绩\n效\n指\n标", 0, lead, len(truth["indicators"]) + 1, "label"))
    rows.append(head)
    for cells, row in zip(_level_boxes(rng, truth, style, edges, flags), truth["indicators"], strict=True):
        number = truth["indicators"].index(row) + 1
        values = [
            row["name"],
            row["target"]["raw"],
            row["actual"]["raw"],
            row["weight"]["raw"],
            row["score"]["raw"],
            row["reason"],
        ]
        kinds: list[Kind] = ["value", "value", "value", "number", "number", "long"]
        cells += [
            Box(t, a, b, kind=k, anchor=f"indicator {number}")
            for t, k, a, b in zip(values, kinds, edges[2:], edges[3:], strict=False)
        ]
        rows.append(cells)
    if truth["total_weight"]["raw"]:
        rows.append(
            [
                Box(rng.choice(["总分", "总 分", "总  分"]), 0, actual, kind="label"),
                Box(truth["total_weight"]["raw"], actual, weight, kind="number", anchor="form"),
                Box(truth["total_score"]["raw"], weight, score, kind="number", anchor="form"),
                Box("", score, 1000, kind="long"),
            ]
        )
    if truth["grade"]:
        rows.append(
            [
                Box("评分等级" if family == "shanghai" else "自评等级", 0, label, kind="label"),
                Box(truth["grade"], label, 1000, anchor="form"),
            ]
        )
    if "staff" in flags and rng.random() < 0.5:
        person, phone = (
            rng.choice(words.SURNAMES) + rng.choice(words.GIVEN),
            f"139{rng.randint(10_000_000, 99_999_999)}",
        )
        private += [person, phone]
        rows.append(
            [
                Box("填报人", 0, label, kind="label"),
                Box(person, label, middle),
                Box("联系电话", middle, right, kind="label"),
                Box(phone, right, 1000),
            ]
        )
    title = rng.choice(
        ["项目支出绩效自评表", "{}年度项目支出绩效自评表".format(truth["year"]), "财政项目支出绩效自评表"]
    )
    return InventedForm(
        Table(rows, heading),
        truth,
        [title, *([f"（{truth['year']}年度）"] if "年" not in title else [])],
        f"金额单位：{style.money_unit}" if has_note else "",
        private,
    )


def _level_boxes(
    rng: random.Random, truth: dict[str, Any], style: _Style, edges: list[int], flags: frozenset[str]
) -> list[list[Box]]:
    """The label boxes that begin in each indicator row, merged over equal neighbours."""
    rows = truth["indicators"]
    printed1, printed2 = _printed_labels(rng, truth, style)
    boxes: list[list[Box]] = [[] for _ in rows]
    for column, name, printed in ((0, "level1", printed1), (1, "level2", printed2)):
        start = 0
        while start < len(rows):
            end = start + 1
            while (
                "unmerged_levels" not in flags
                and end < len(rows)
                and rows[end]["level1"] == rows[start]["level1"]
                and rows[end][name] == rows[start][name]
            ):
                end += 1
            key = (rows[start]["level1"], rows[start]["level2"]) if column else rows[start]["level1"]
            boxes[start].append(Box(printed[key], edges[column], edges[column + 1], end - start, "level"))
            start = end
    return boxes


def _printed_labels(rng: random.Random, truth: dict[str, Any], style: _Style) -> tuple[dict[Any, str], dict[Any, str]]:
    rows = truth["indicators"]
    one: dict[Any, str] = {}
    two: dict[Any, str] = {}
    for row in rows:
        level1, level2 = row["level1"], row["level2"]
        if level1 not in one:
            text = level1
            if style.weight_in_level:
                weight = sum((Decimal(str(r["weight"]["value"])) for r in rows if r["level1"] == level1), Decimal(0))
                text += f"（{format(weight.normalize(), 'f')}分）"
            one[level1] = text
        if (level1, level2) not in two:
            text = level2
            if level2 == "服务对象满意度指标" and rng.random() < 0.15:
                text = "服务对象满意度指标等"
            two[level1, level2] = text
    return one, two


def _sichuan(
    rng: random.Random, w: _Words, style: _Style, truth: dict[str, Any], flags: frozenset[str]
) -> InventedForm:
    rows: list[list[Box]] = []
    name = truth["project_name"]
    if truth.get("project_code"):
        name = f"{truth['project_code']}-{name}"
    wide = 15 if "wide_numbers" in flags else 0
    rows.append([Box("项目名称", 0, 100, kind="label"), Box(name, 100, 1000, anchor="form")])
    rows.append(
        [
            Box("主管部门", 0, 100, kind="label"),
            Box(truth["department"], 100, 520, anchor="form"),
            Box("实施单位\n（盖章）" if rng.random() < 0.5 else "实施单位", 520, 630, kind="label"),
            Box(truth["unit"], 630, 1000, anchor="form"),
        ]
    )
    rows.append(
        [
            Box("项目基本\n情况", 0, 100, 3, "label"),
            Box("1.项目年度目标完成情况", 100, 190, 2, "label"),
            Box("项目年度目标", 190, 630, kind="label"),
            Box("年度目标完成情况", 630, 1000, kind="label"),
        ]
    )
    rows.append(
        [
            Box(truth["goal_expected"], 190, 630, kind="long", anchor="form"),
            Box(truth["goal_actual"], 630, 1000, kind="long", anchor="form"),
        ]
    )
    rows.append(
        [
            Box("2.项目实施内容及过程概述", 100, 190, kind="label"),
            Box(truth["content_overview"], 190, 1000, kind="long", anchor="form"),
        ]
    )
    has_note = "unit_note" in flags
    edges = [100, 300 - wide, 405 - wide, 515, 625 + wide, 735, 790, 860, 1000]
    heads = [
        "年度预算数" + ("" if has_note else f"\n（{style.money_unit}）"),
        "年初预算",
        "调整后预算数",
        "预算执行数",
        "预算执行率",
        "权重",
        "得分",
        "原因",
    ]
    weight = truth["budget"][0]["weight"]["value"]
    rows.append(
        [Box(f"预算执行\n情况（{weight:g}分）", 0, 100, len(truth["budget"]) + 1, "label")]
        + [Box(t, a, b, kind="label") for t, a, b in zip(heads, edges, edges[1:], strict=False)]
    )
    for number, entry in enumerate(truth["budget"]):
        texts = [entry[k]["raw"] for k in ("initial", "adjusted", "executed", "rate", "weight", "score")]
        boxes = [Box(entry["label"], edges[0], edges[1], kind="label", anchor="form")]
        boxes += [
            Box(t, a, b, kind="number", anchor="form") for t, a, b in zip(texts, edges[1:], edges[2:], strict=False)
        ]
        if number == 0:
            boxes.append(Box(entry["reason"], edges[7], edges[8], len(truth["budget"]), "long", "form"))
        rows.append(boxes)
    heading = len(rows)
    edges = [75, 150, 240, 400, 460, 530, 590, 690, 745, 800, 1000]
    texts = [
        "一级指标",
        "二级指标",
        "三级指标",
        "指标性质",
        "指标值",
        "度量单位",
        "完成值",
        "权重",
        "得分",
        "未完成原因分析",
    ]
    if "repeat_head" in flags:
        edges[0] = 0
        rows.append([])
    else:
        rows.append([Box(f"绩效指标（{100 - weight:g}分）", 0, 75, len(truth["indicators"]) + 1, "label")])
    rows[-1] += [Box(t, a, b, kind="label") for t, a, b in zip(texts, edges, edges[1:], strict=False)]
    for cells, row in zip(_level_boxes(rng, truth, style, edges, flags), truth["indicators"], strict=True):
        number = truth["indicators"].index(row) + 1
        values = [
            row["name"],
            _nature(row),
            row["target"]["raw"],
            row["measure_unit"],
            row["actual"]["raw"],
            row["weight"]["raw"],
            row["score"]["raw"],
            row["reason"],
        ]
        kinds: list[Kind] = ["value", "value", "value", "value", "value", "number", "number", "long"]
        cells += [
            Box(t, a, b, kind=k, anchor=f"indicator {number}")
            for t, k, a, b in zip(values, kinds, edges[2:], edges[3:], strict=False)
        ]
        rows.append(cells)
    rows.append(
        [
            Box("合计", 0, edges[7], kind="label"),
            Box(truth["total_weight"]["raw"], edges[7], edges[8], kind="number", anchor="form"),
            Box(truth["total_score"]["raw"], edges[8], edges[9], kind="number", anchor="form"),
            Box("", edges[9], 1000, kind="long"),
        ]
    )
    for text, key in (("评价结论", "conclusion"), ("存在问题", "problems"), ("改进措施", "measures")):
        rows.append([Box(text, 0, 75, kind="label"), Box(truth[key], 75, 1000, kind="long", anchor="form")])
    leader, finance = (rng.choice(words.SURNAMES) + rng.choice(words.GIVEN) for _ in range(2))
    rows.append(
        [Box(f"项目负责人：{leader}", 0, 530, kind="label"), Box(f"财务负责人：{finance}", 530, 1000, kind="label")]
    )
    number_line = f"报表编号：{rng.randint(510000, 529999)}_0013zp"
    return InventedForm(
        Table(rows, heading),
        truth,
        [number_line, f"部门预算项目支出绩效自评表（{truth['year']}年度）"],
        f"金额单位：{style.money_unit}" if has_note or rng.random() < 0.5 else "",
        [leader, finance],
    )


def _widen(truth: dict[str, Any]) -> None:
    """Figures of the indicators in full-width digits."""
    for row in truth["indicators"]:
        for key in ("target", "actual", "weight", "score"):
            row[key]["raw"] = "".join(chr(ord(s) + 0xFEE0) if s in "0123456789" else s for s in row[key]["raw"])


def _add_blank_rows(rng: random.Random, table: Table) -> None:
    """Rows of the template that nobody filled in: level labels and nothing else, before the total."""
    last = max(n for n, row in enumerate(table.rows) if any(b.anchor.startswith("indicator") for b in row))
    model = [b for b in table.rows[last] if b.anchor]
    left = sorted({b.x0 for row in table.rows[: last + 1] for b in row if b.kind == "level"})
    labels = rng.sample(["生态效益指标", "可持续影响指标", "社会效益指标"], rng.randint(1, 3))
    # The lead column grows with the table.
    for number, row in enumerate(table.rows[: last + 1]):
        for box in row:
            if box.x0 < left[0] and number + box.rows == last + 1 and box.rows > 1:
                box.rows += len(labels)
    for offset, label in enumerate(labels, 1):
        boxes = [Box("效益指标", left[0], left[1], len(labels), "level")] if offset == 1 else []
        boxes.append(Box(label, left[1], model[0].x0, kind="level"))
        boxes += [Box("", b.x0, b.x1, kind=b.kind) for b in model]
        table.rows.insert(last + offset, boxes)


def _add_fields(rng: random.Random, table: Table) -> None:
    """A row of fields that no family of ours publishes."""
    department = table.rows[1]
    texts = rng.choice([("项目类别", "经常性项目", "项目属性", "延续项目"), ("项目级次", "本级", "资金用途", "业务类")])
    boxes = [Box(t, b.x0, b.x1, kind=b.kind) for t, b in zip(texts, department, strict=True)]
    table.rows.insert(2, boxes)
    table.heading = None if table.heading is None else table.heading + 1


def _title_inside(form: InventedForm) -> None:
    """Title, year and unit note as rows of the table instead of lines above it."""
    texts = [*form.above, *([form.note] if form.note else [])]
    for text in reversed(texts):
        form.table.rows.insert(0, [Box(text, 0, 1000, kind="label")])
    form.table.heading = None if form.table.heading is None else form.table.heading + len(texts)
    form.above, form.note = [], ""


def _space_labels(table: Table) -> None:
    for row in table.rows:
        for box in row:
            if box.kind == "label" and "\n" not in box.text and 2 <= len(box.text) <= 4 and box.rows == 1:
                box.text = "  ".join(box.text) if len(box.text) == 2 else " ".join(box.text)


def _stand_labels(table: Table) -> None:
    """Labels of merged cells with one character on each line."""
    for row in table.rows:
        for box in row:
            if (box.kind == "level" or (box.kind == "label" and box.rows > 1)) and not set(box.text) & set(
                "（(1234567890"
            ):
                box.text = "\n".join(box.text.replace("\n", ""))


# Tables that are no form.


def goal_form(seed: int | str) -> tuple[list[str], Table]:
    """A goal declaration (项目支出绩效目标申报表): targets without results."""
    form = invent(f"goal {seed}", family="mof_annex")
    t = form.truth
    rows = [
        [Box("项目名称", 0, 150, kind="label"), Box(t["project_name"], 150, 1000)],
        [
            Box("主管部门", 0, 150, kind="label"),
            Box(t["department"], 150, 500),
            Box("实施单位", 500, 650, kind="label"),
            Box(t["unit"], 650, 1000),
        ],
        [
            Box("项目资金\n（万元）", 0, 150, 3, "label"),
            Box("年度资金总额：", 150, 500, kind="label"),
            Box(t["budget"][0]["initial"]["raw"], 500, 1000, kind="number"),
        ],
        [
            Box("其中：财政拨款", 150, 500, kind="label"),
            Box(t["budget"][1]["initial"]["raw"], 500, 1000, kind="number"),
        ],
        [Box("其他资金", 150, 500, kind="label"), Box("0.00", 500, 1000, kind="number")],
        [Box("年度目标", 0, 150, kind="label"), Box(t["goal_expected"], 150, 1000, kind="long")],
        [
            Box(x, a, b, kind="label")
            for x, a, b in (
                ("一级指标", 0, 150),
                ("二级指标", 150, 320),
                ("三级指标", 320, 650),
                ("指标值", 650, 850),
                ("分值", 850, 1000),
            )
        ],
    ]
    edges = [0, 150]
    rng = random.Random(str(seed))
    style = _style(rng, "mof_annex", frozenset())
    for cells, row in zip(_level_boxes(rng, t, style, [0, 150, 320], frozenset()), t["indicators"], strict=True):
        rows.append(
            [
                *cells,
                Box(row["name"], 320, 650),
                Box(row["target"]["raw"], 650, 850),
                Box(row["weight"]["raw"], 850, 1000, kind="number"),
            ]
        )
    del edges
    return [f"项目支出绩效目标申报表（{t['year'] + 1}年度）"], Table(rows)


def blank_form(seed: int | str) -> tuple[list[str], Table]:
    """A form with nothing filled in; some print what to fill in."""
    form = invent(f"blank {seed}", indicators=6)
    rng = random.Random(f"blank {seed}")
    is_instructed = rng.random() < 0.5
    for row in form.table.rows:
        for box in row:
            if box.kind == "label" and (box.text.startswith(("项目负责人", "财务负责人"))):
                box.text = box.text[:6]
            elif box.kind not in ("label", "level"):
                box.text = ""
    if is_instructed:
        for row in form.table.rows:
            own = [box for box in row if box.anchor.startswith("indicator")]
            if own:
                own[0].text = rng.choice(["指标1：", "指标2：", "……"])
    return form.above, form.table


def project_list(seed: int | str) -> tuple[list[str], Table]:
    """A list of projects with a column 项目名称 and their scores."""
    rng = random.Random(f"list {seed}")
    edges = [0, 80, 480, 640, 800, 900, 1000]
    heads = ["序号", "项目名称", "预算金额\n（万元）", "执行金额\n（万元）", "自评得分", "等级"]
    rows = [[Box(t, a, b, kind="label") for t, a, b in zip(heads, edges, edges[1:], strict=False)]]
    for number in range(1, rng.randint(4, 12)):
        w = _words(rng)
        money = Decimal(rng.randint(1000, 9_000_000)) / 100
        texts = [
            str(number),
            w.project,
            _number(money, 2, True),
            _number(money, 2, True),
            f"{rng.randint(8000, 10000) / 100:.2f}",
            "优",
        ]
        rows.append(
            [
                Box(t, a, b, kind="number" if i > 1 else "value")
                for i, (t, a, b) in enumerate(zip(texts, edges, edges[1:], strict=False))
            ]
        )
    return ["项目支出绩效自评结果汇总表"], Table(rows)


def income_table(seed: int | str) -> tuple[list[str], Table]:
    """A table of income and expenditure, as final accounts print it."""
    rng = random.Random(f"income {seed}")
    edges = [0, 350, 500, 850, 1000]
    rows = [
        [Box("收入", 0, 500, kind="label"), Box("支出", 500, 1000, kind="label")],
        [
            Box(t, a, b, kind="label")
            for t, a, b in zip(["项目", "决算数", "项目", "决算数"], edges, edges[1:], strict=False)
        ],
    ]
    left = [
        "一、一般公共预算财政拨款收入",
        "二、政府性基金预算财政拨款收入",
        "三、上级补助收入",
        "四、事业收入",
        "五、其他收入",
        "本年收入合计",
    ]
    right = [
        "一、一般公共服务支出",
        "二、教育支出",
        "三、社会保障和就业支出",
        "四、卫生健康支出",
        "五、城乡社区支出",
        "本年支出合计",
    ]
    for a, b in zip(left, right, strict=True):
        texts = [
            a,
            _number(Decimal(rng.randint(0, 10**8)) / 100, 2, True),
            b,
            _number(Decimal(rng.randint(0, 10**8)) / 100, 2, True),
        ]
        rows.append(
            [
                Box(t, x, y, kind="number" if i % 2 else "value")
                for i, (t, x, y) in enumerate(zip(texts, edges, edges[1:], strict=False))
            ]
        )
    return ["收入支出决算总表"], Table(rows)


def paragraphs(seed: int | str, count: int) -> list[str]:
    """Lines of a report around the forms."""
    rng = random.Random(f"report {seed}")
    w = _words(rng)
    return [w.fill(rng.choice(words.REPORT_LINES)) for _ in range(count)]


Companion = Callable[[int | str], tuple[list[str], Table]]
COMPANIONS: dict[str, Companion] = {
    "goal_form": goal_form,
    "blank_form": blank_form,
    "project_list": project_list,
    "income_table": income_table,
}
