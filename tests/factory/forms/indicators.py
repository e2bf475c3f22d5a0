"""Indicator rows: levels, names, targets, actual values, weights, scores, reasons.

Belongs here: what an indicator row says. Does not belong here: in which columns it stands.
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.factory import words
from tests.factory.forms import office_words
from tests.factory.forms.family import Family
from tests.factory.forms.wording import Style, Wording, amount_text, points, printed


def levels_of(rng: random.Random, family: Family, count: int) -> list[tuple[str, str]]:
    """Level 1 and 2 of each row as canonical labels, rows of one label together."""
    if family.levels:
        return _fixed_levels(rng, family.levels, count)
    output = ["数量指标", "质量指标", "时效指标"]
    if rng.random() < 0.35:
        output.append(family.cost_label)
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


def _fixed_levels(rng: random.Random, levels: dict[str, tuple[str, ...]], count: int) -> list[tuple[str, str]]:
    """Rows spread over labels that a family prints as they are; every first level has one row at least."""
    pairs = [(one, two) for one, twos in levels.items() for two in twos]
    needed = {one: rng.choice(twos) for one, twos in levels.items()}
    chosen = [pair for pair in pairs if needed[pair[0]] == pair[1] or rng.random() < 0.75]
    extra = sorted(rng.choices(range(len(chosen)), k=max(0, count - len(chosen))))
    return [pair for i, pair in enumerate(chosen) for _ in range(1 + extra.count(i))]


def _spread(rng: random.Random, total: int, count: int) -> list[Decimal]:
    """``count`` weights that add up to ``total``: of whole points, of half points where there are too many rows."""
    if count > total:
        return [weight / 2 for weight in _spread(rng, 2 * total, count)]
    weights = [Decimal(1)] * count
    for _ in range(total - count):
        weights[rng.randrange(count)] += 1
    if count > 3 and rng.random() < 0.2:
        weights[0] += Decimal("0.5")
        weights[1] -= Decimal("0.5")
    return weights


def _block_levels(rng: random.Random, family: Family, count: int) -> list[tuple[int, str, str]]:
    """Block, level 1 and level 2 of each row; only a family with several goals begins its levels anew."""
    sizes = [count]
    if family.has_blocks and count > 4 and rng.random() < 0.6:
        first = rng.randint(2, count - 2)
        sizes = [first, count - first]
    return [(block, *pair) for block, size in enumerate(sizes) for pair in levels_of(rng, family, size)]


def indicator_rows(
    rng: random.Random, w: Wording, style: Style, family: Family, count: int, flags: frozenset[str]
) -> tuple[Decimal, list[dict[str, Any]]]:
    """The rows of a form, and what is left of 100 for the execution of the budget."""
    budget_weight = rng.choice(family.budget_weights)
    weights = [] if family.level_weights else _spread(rng, 100 - budget_weight, count)
    levels = _block_levels(rng, family, count)
    for level1, total in family.level_weights.items():
        weights += _spread(rng, total, sum(one == level1 for _, one, _ in levels))
    rows: list[dict[str, Any]] = []
    names: set[str] = set()
    for (block, level1, level2), weight in zip(levels, weights, strict=True):
        row = _indicator(rng, w, style, level1, level2, weight, flags)
        row |= {"block": block, "points": weight, "number": len(rows) + 1}
        base, tries = row["name"], 2
        while row["name"] in names:
            row["name"] = f"{base}{'一二三四五六七八九十'[tries - 1] if tries <= 10 else tries}"
            tries += 1
        names.add(row["name"])
        rows.append(row)
    return Decimal(100) - sum(weights), rows


def _indicator(
    rng: random.Random,
    w: Wording,
    style: Style,
    level1: str,
    level2: str,
    weight: Decimal,
    flags: frozenset[str],
) -> dict[str, Any]:
    patterns: Sequence[str]
    kind = rng.random()
    if level1 in words.PROCESS:
        patterns, make = words.PROCESS[level1], _process
    elif level2 == "数量指标":
        patterns, make = words.COUNT_NAMES, _count
    elif level2 == "质量指标":
        patterns, make = words.PERCENT_NAMES, _percent if kind < 0.8 else _quality
    elif level2 == "时效指标":
        patterns, make = words.TIME_NAMES, _percent if kind < 0.4 else _time if kind < 0.7 else _quality
    elif level1 == "成本指标" or "成本" in level2:
        patterns, make = words.COST_NAMES, _cost if kind < 0.7 else _quality
    elif "满意度" in level2:
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
    is_met, target, actual = make(rng, w, style, name)
    if "office_words" in flags and not style.has_unit_column and level1 not in words.PROCESS:
        if rng.random() < 0.6:
            target, actual = office_words.measure(rng)
        elif rng.random() < 0.5:
            row |= office_words.row(rng)
            target, actual = row["target"], row["actual"]
    if style.has_unit_column:
        _split_target(rng, style, target, actual, row)
    row["target"], row["actual"] = target, actual
    score = weight
    if not is_met or rng.random() < 0.08:
        score = (weight * rng.choice([0, 50, 60, 75, 80, 90, 95]) / 100).quantize(Decimal("0.01"))
    row["weight"], row["score"] = printed(points(weight, style), weight), printed(points(score, style), score)
    row["reason"] = _reason(rng, w, score < weight, "long_reasons" in flags)
    if "office_words" in flags and score < weight:
        row["reason"] = office_words.reason(rng)
    row["page"] = row["page_last"] = 1
    return row


def _reason(rng: random.Random, w: Wording, is_short: bool, is_long: bool) -> str:
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


def _sign(rng: random.Random, style: Style, operator: str) -> str:
    if operator in style.signs:
        return style.signs[operator]
    wide = {">": "＞", "<": "＜", "=": "＝"}
    if style.ascii_signs:
        return {"≥": ">=", "≤": "<="}.get(operator, operator)
    return wide.get(operator, operator) if style.wide_signs else operator


def _written(style: Style, value: Decimal, unit: str, decimals: int) -> str:
    figure = amount_text(value, decimals, style.thousands)
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
    return _measure(raw, None, None, None, raw) | {"attainment": attainment, "days": words.DAYS.get(raw)}


def _figures(
    rng: random.Random, style: Style, operator: str | None, goal: Decimal, done: Decimal, unit: str
) -> tuple[dict[str, Any], dict[str, Any]]:
    places = 0 if goal == goal.to_integral() and done == done.to_integral() else 2
    decimals = max(places, style.figure_decimals)
    phrase = {"≥": ["不少于", "不低于"], "≤": ["不超过", "不高于"], ">": ["大于"], "<": ["小于"]}.get(
        operator or "", []
    )
    written = _written(style, goal, unit, decimals)
    if phrase and not style.has_unit_column and rng.random() < 0.06:
        raw = rng.choice(phrase) + written
    elif operator == "≥" and not style.has_unit_column and style.unit_marks == "bare" and rng.random() < 0.06:
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
        actual = _measure(amount_text(done, decimals, style.thousands), None, done, None) | {"attainment": None}
    else:
        actual = _measure(_written(style, done, unit, decimals), None, done, unit) | {"attainment": None}
    return target, actual


Made = tuple[bool, dict[str, Any], dict[str, Any]]


def _count(rng: random.Random, w: Wording, style: Style, name: str) -> Made:
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
    return (is_met, *_figures(rng, style, operator, goal, done, unit))


def _percent(rng: random.Random, w: Wording, style: Style, name: str) -> Made:
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
            operator,
            goal,
            done.quantize(Decimal("0.01")).normalize() + 0,
            rng.choice(["%", "%", "%", "百分之"]),
        ),
    )


def _cost(rng: random.Random, w: Wording, style: Style, name: str) -> Made:
    unit = rng.choice(["万元", "元", "元/人", "万元", "元/平方米"])
    goal = Decimal(rng.randint(5, 90_000)) / rng.choice([1, 10, 100])
    is_met = rng.random() < 0.85
    done = (goal * (rng.choice([100, 97, 88]) if is_met else 112) / 100).quantize(Decimal("0.01"), ROUND_HALF_UP)
    return (is_met, *_figures(rng, style, rng.choice(["≤", "≤", "≤", "<"]), goal, done, unit))


def _time(rng: random.Random, w: Wording, style: Style, name: str) -> Made:
    if not style.has_unit_column and rng.random() < 0.4:
        return True, _of(rng.choice(words.PLAIN_TARGETS)), _of(rng.choice(words.PLAIN_ACTUALS))
    goal = Decimal(rng.randint(2, 30))
    unit = rng.choice(["天", "小时", "个工作日", "分钟"])
    return (True, *_figures(rng, style, rng.choice(["≤", "≤", "<"]), goal, goal - rng.randint(0, 1), unit))


def _quality(rng: random.Random, w: Wording, style: Style, name: str) -> Made:
    target = _of(rng.choice(words.QUALITATIVE))
    chance = rng.random()
    usual = rng.choice(["达成预期指标", "达成年度指标"])
    word = style.attained or usual
    if chance < 0.6:
        return True, target, _of(word)
    if chance < 0.75:
        return False, target, _of(f"部分{word}并具有一定效果")
    if chance < 0.8:
        return False, target, _of(f"未{word}且效果较差")
    return True, target, _of(rng.choice([target["raw"], *words.PLAIN_ACTUALS]))


def _process(rng: random.Random, w: Wording, style: Style, name: str) -> Made:
    """Decision and management: no target, and a sentence for what was done."""
    actual = _of(w.fill(rng.choice(words.PROCESS_ACTUALS)))
    return rng.random() < 0.85, _of(rng.choice(["—", "-", ""])), actual


def _split_target(
    rng: random.Random, style: Style, target: dict[str, Any], actual: dict[str, Any], row: dict[str, Any]
) -> None:
    """Operator, value and unit in columns of their own."""
    if target["value"] is None:
        row["nature"], row["measure_unit"] = "定性", rng.choice(["/", "", "无"])
        return
    operator = target["op"] or "="
    target["op"] = operator
    row["nature"], row["measure_unit"] = _sign(rng, style, operator), target["unit"]
    target["raw"] = target["raw"].removesuffix(target["unit"])
    target["raw"] = target["raw"].lstrip("≥≤><=＞＜＝≧≦﹦═")
    if actual["unit"] and rng.random() < 0.7:
        actual["raw"] = actual["raw"].removesuffix(actual["unit"])
        actual["unit"] = None
