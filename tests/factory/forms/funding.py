"""Funding rows: amounts that add up, the rate, the score.

Belongs here: figures of the budget block. Does not belong here: under which headings they are printed.
"""

from __future__ import annotations

import random
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.factory import words
from tests.factory.forms.wording import Style, Wording, amount_text, points, printed


def funding_rows(
    rng: random.Random, w: Wording, style: Style, family: str, weight: Decimal, flags: frozenset[str]
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
            raw = "" if blank else amount_text(amount, style.decimals, style.thousands)
            entry[name] = printed(raw, None if blank else amount / scale)
        dash = rng.choice(style.dashes)
        entry["weight"] = printed(points(weight, style), weight) if is_total else printed(dash, None)
        entry["score"] = printed(points(score, style), score) if is_total else printed(dash, None)
        has_rate = is_total or (has_child_rate and not blank)
        entry["rate"] = printed(f"{rate:.2f}{mark}" if has_rate else dash, rate if has_rate else None)
        if family == "sichuan":
            entry["reason"] = w.fill(rng.choice(words.CAUSES)) + "。" if is_total and rng.random() < 0.5 else ""
        rows.append(entry)
    return rows
