"""Words and style of one invented form: the place, the office, texts about them, and how figures are written.

Belongs here: what holds for a whole form. Does not belong here: its rows (``indicators``, ``funding``), vocabulary as
data (``tests.factory.words``).
"""

from __future__ import annotations

import random
from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from tests.factory import words
from tests.factory.forms.family import Family


@dataclass(slots=True)
class Wording:
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
            money=amount_text(Decimal(rng.randint(1000, 90_000_000)) / 100, 2, True),
        )

    def some(self, patterns: Sequence[str], low: int, high: int) -> list[str]:
        """Between ``low`` and ``high`` different patterns, filled."""
        chosen = self.rng.sample(patterns, min(len(patterns), self.rng.randint(low, high)))
        return [self.fill(p) for p in chosen]


@dataclass(slots=True)
class Style:
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
    # Operator, value and unit of a target have columns of their own.
    has_unit_column: bool = False
    # Separators in some amounts of one form and not in others.
    is_uneven: bool = False
    # How a weight is added to a label, whether second levels carry one too, or are printed without 指标.
    weight_note: str = "（{}分）"
    weight_in_second: bool = False
    is_short_second: bool = False
    # How ≥, ≤ and = look where a place types signs of its own.
    signs: dict[str, str] = field(default_factory=dict)
    has_amount_units: bool = False
    rate_decimals: int = 2
    rate_mark: str = "%"
    # The one word of a family for a quality that was reached; blank where places differ.
    attained: str = ""


def wording_of(rng: random.Random) -> Wording:
    """A place, an office and a project."""
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
    return Wording(
        rng, stem + kind, stem, trade, office, rng.choice(trade.units), project, rng.choice([2022, 2023, 2024])
    )


def style_of(rng: random.Random, family: Family, hazards: frozenset[str]) -> Style:
    """How a form of a family writes its figures."""
    money_unit = "元" if rng.random() < 0.2 else "万元"
    decimals = 2 if money_unit == "元" else rng.choice([2, 2, 4, 6])
    if family.is_uneven:
        money_unit, decimals = "元", 2
    if "wide_numbers" in hazards:
        money_unit, decimals = "万元", 6
    return Style(
        decimals=decimals,
        thousands=rng.random() < 0.6,
        money_unit=money_unit,
        whole_points=rng.random() < 0.4,
        unit_marks=rng.choice(["column"] if family.has_unit_column else family.unit_marks),
        ascii_signs=rng.random() < 0.25,
        wide_signs=rng.random() < 0.3,
        figure_decimals=rng.choice([0, 0, 2]),
        dashes=rng.choice([("-",), ("—",), ("/",), ("",), ("-", "—"), ("/", "—", "")]),
        weight_in_level=family.has_weight_in_level and rng.random() < 0.35,
        points_mark="分" if rng.random() < 0.05 else "",
        has_unit_column=family.has_unit_column,
        attained=family.attained,
        is_uneven=family.is_uneven,
        has_amount_units="amount_units" in hazards,
    )


def vary_style(rng: random.Random, style: Style, family: Family) -> None:
    """Habits of the families that more than one place prints."""
    style.weight_note = rng.choice(["（{}分）", "({}分)", "\n（{}分）", "（{} 分）", "({})"])
    style.weight_in_second = style.weight_in_level and rng.random() < 0.25
    style.is_short_second = rng.random() < family.short_second
    style.rate_decimals = rng.choice([2, 2, 1, 0])
    if rng.random() < 0.2:
        style.signs = rng.choice([{"≥": "≧", "≤": "≦"}, {"=": "﹦"}, {"=": "═"}, {"≥": "＞=", "≤": "＜="}])
    style.rate_mark = rng.choice(family.rate_marks)


def amount_text(value: Decimal, decimals: int, thousands: bool) -> str:
    """An amount as it is printed."""
    return f"{value:,.{decimals}f}" if thousands else f"{value:.{decimals}f}"


def printed(raw: str, value: Decimal | None) -> dict[str, Any]:
    """A printed text with the number that stands for it, as the truth holds both."""
    return {"raw": raw, "value": None if value is None else float(value)}


def points(value: Decimal, style: Style) -> str:
    """A weight or a score as it is printed."""
    if style.whole_points:
        text = format(value.quantize(Decimal("0.01")).normalize(), "f")
        return text + style.points_mark
    return f"{value:.2f}{style.points_mark}"
