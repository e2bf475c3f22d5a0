"""Funding rows: amounts that add up, the rate, the score.

Belongs here: figures of the budget block. Does not belong here: under which headings they are printed.
"""

from __future__ import annotations

import random
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.factory import words
from tests.factory.forms.family import MONEY, Family
from tests.factory.forms.wording import Style, Wording, amount_text, points, printed


def funding_rows(
    rng: random.Random, w: Wording, style: Style, family: Family, weight: Decimal, flags: frozenset[str]
) -> list[dict[str, Any]]:
    """The total and the rows that add up to it. Columns that the family does not print are null."""
    sources = family.sources(rng)
    step = Decimal(1).scaleb(-style.decimals)
    scale = Decimal(10_000) if style.money_unit == "元" else Decimal(1)
    size = 10 ** rng.randint(1, 4) if "wide_numbers" not in flags else 10**5
    adjusted = (Decimal(rng.randint(100, 999)) * size / 100 * scale + Decimal(rng.randint(0, 999_999)) * step).quantize(
        step
    )
    initial = adjusted if rng.random() < 0.5 else (adjusted * rng.randint(40, 160) / 100).quantize(step)
    if rng.random() < 0.06:
        initial = Decimal(0)
    if not {"initial", "adjusted"} <= set(family.money):
        initial = adjusted
    share = Decimal(rng.choice([10_000, 10_000, 9_987, 9_840, 9_516, 8_533, 6_217, 3_004, 0]))
    executed = (adjusted * share / 10_000).quantize(step)
    parts = [Decimal(1), *(Decimal(rng.choice([0, 0, 0, 5, 17])) / 100 for _ in sources[2:])]
    parts[0] = 1 - sum(parts[1:], Decimal(0))
    amounts = [(initial, adjusted, executed)]
    rest = [initial, adjusted, executed]
    for part in reversed(parts[1:]):
        row = tuple((amount * part).quantize(step) for amount in amounts[0])
        rest = [a - b for a, b in zip(rest, row, strict=True)]
        amounts.insert(1, row)  # type: ignore[arg-type]
    amounts.insert(1, tuple(rest))  # type: ignore[arg-type]
    mark = "" if family.name == "shanghai" and rng.random() < 0.7 else style.rate_mark
    has_child_rate = rng.random() < 0.6
    is_blank_zero = rng.random() < 0.3
    rows = []
    for (key, label), row in zip(sources, amounts, strict=False):
        is_total = key == "total"
        share_spent = row[2] / row[1] if row[1] else Decimal(0)
        rate = (share_spent * 100).quantize(Decimal(1).scaleb(-style.rate_decimals), ROUND_HALF_UP)
        score = min(weight, (share_spent * weight).quantize(Decimal("0.01"), ROUND_HALF_UP))
        blank = is_blank_zero and not is_total and not any(row)
        entry: dict[str, Any] = {"key": key, "label": label}
        for name, amount in zip(("initial", "adjusted", "executed"), row, strict=True):
            raw = "" if blank else _money(rng, style, amount)
            entry[name] = printed(raw, None if blank else amount / scale)
        dash = rng.choice(style.dashes)
        entry["weight"] = printed(points(weight, style), weight) if is_total else printed(dash, None)
        entry["score"] = printed(points(score, style), score) if is_total else printed(dash, None)
        has_rate = is_total or (has_child_rate and not blank)
        entry["rate"] = printed(f"{rate}{mark}" if has_rate else dash, rate if has_rate else None)
        if family.name == "sichuan":
            entry["reason"] = w.fill(rng.choice(words.CAUSES)) + "。" if is_total and rng.random() < 0.5 else ""
        entry |= {name: printed("", None) for name in MONEY if name not in family.money}
        rows.append(entry)
    return rows


def _money(rng: random.Random, style: Style, amount: Decimal) -> str:
    """An amount; uneven forms write separators and the zeros behind the point in some cells only."""
    if style.has_amount_units:
        return amount_text(amount, style.decimals, style.thousands) + style.money_unit
    if not style.is_uneven:
        return amount_text(amount, style.decimals, style.thousands)
    is_whole = amount == amount.to_integral() and rng.random() < 0.5
    return amount_text(amount, 0 if is_whole else style.decimals, rng.random() < 0.5)
