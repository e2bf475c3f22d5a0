"""The form of a seed: words, style, figures and layout put together.

Belongs here: the order in which a form comes about. Does not belong here: what a family prints where (``annex``,
``sichuan`` and the other layouts).
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby
from typing import Any

from tests.factory import words
from tests.factory.forms import office_words
from tests.factory.forms.damage import (
    add_blank_rows,
    add_fields,
    space_labels,
    stand_labels,
    title_inside,
    widen_digits,
)
from tests.factory.forms.families import DRAWN
from tests.factory.forms.family import Family
from tests.factory.forms.funding import funding_rows
from tests.factory.forms.indicators import indicator_rows
from tests.factory.forms.table import Box, InventedForm
from tests.factory.forms.wording import Style, Wording, points, printed, style_of, vary_style, wording_of

# The families that are drawn where none is asked for, and all of them.
FAMILIES = ("shanghai", "mof_annex", "sichuan")
ALL_FAMILIES = tuple(DRAWN)


def invent(
    seed: int | str, *, family: str | None = None, indicators: int | None = None, hazards: Iterable[str] = ()
) -> InventedForm:
    """The form of a seed. ``indicators`` fixes the number of rows, ``hazards`` are those of :data:`PRINTED`."""
    rng = random.Random(f"form {seed}")
    flags = frozenset(hazards)
    drawn = DRAWN[family or rng.choice(FAMILIES)]
    count = indicators or rng.choice([5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 16, 19, 24])
    if "many_indicators" in flags and indicators is None:
        count = rng.randint(22, 40)
    w = wording_of(rng)
    style = style_of(rng, drawn.family, flags)
    if drawn.is_varied:
        vary_style(rng, style, drawn.family)
    truth = _truth(rng, w, style, drawn.family, count, flags)
    form = drawn.lay_out(rng, w, style, truth, flags)
    if "office_words" in flags and drawn.family.kind == "project":
        truth["told_title"], truth["told_year"] = office_words.title(rng)
        form.above = [truth["told_title"]]
    _null_levels(drawn.family, truth)
    _damage(rng, form, flags)
    return form


def _truth(
    rng: random.Random, w: Wording, style: Style, family: Family, count: int, flags: frozenset[str]
) -> dict[str, Any]:
    """What a form says, with arithmetic that holds. Columns that the family does not print are null."""
    budget_weight, rows = indicator_rows(rng, w, style, family, count, flags)
    budget = funding_rows(rng, w, style, family, budget_weight, flags)
    truth = _head_truth(rng, w, style, family, "long_goals" in flags)
    truth["budget"], truth["indicators"] = budget, rows
    if "office_words" in flags:
        truth["goal_expected"], truth["goal_actual"] = office_words.goals(rng)
        truth["department"], truth["told_division"] = office_words.department(rng)
    if "shared_scores" in flags:
        _share_scores(rng, style, rows)
    if "numbered_names" in flags:
        _number_names(rng, rows)
    for row in rows:
        row |= {} if family.has_weights else {"weight": printed("", None)}
        row |= {} if family.has_scores else {"score": printed("", None)}
        row |= {} if family.has_reasons else {"reason": ""}
    total = sum(Decimal(str(entry["score"]["value"] or 0)) for entry in (budget[0], *rows))
    has_total = family.has_scores and not ("no_total" in flags and family.may_lack_total)
    has_weight = has_total and family.has_total_weight
    truth["total_weight"] = printed(points(Decimal(100), style), Decimal(100)) if has_weight else printed("", None)
    truth["total_score"] = printed(points(total, style), total) if has_total else printed("", None)
    is_graded = family.graded == 1 or (family.graded > 0 and rng.random() < family.graded)
    truth["grade"] = _grade(total) if is_graded else None
    if "wide_digits" in flags:
        widen_digits(truth)
    return truth


def _share_scores(rng: random.Random, style: Style, rows: list[dict[str, Any]]) -> None:
    """One weight and one score for two rows of a label: they stand in the first, the second has none."""
    keys = [(row["block"], row["level1"], row["level2"]) for row in rows]
    last = -1
    for number in range(len(rows) - 1):
        if number == last or keys[number] != keys[number + 1] or rng.random() < 0.4:
            continue
        first, second = rows[number], rows[number + 1]
        for name in ("weight", "score"):
            value = Decimal(str(first[name]["value"])) + Decimal(str(second[name]["value"]))
            first[name], second[name] = printed(points(value, style), value), printed("", None)
        second["is_shared"], last = True, number + 1


def _number_names(rng: random.Random, rows: list[dict[str, Any]]) -> None:
    """The stub of the blank form stands before each name."""
    colon = rng.choice(["：", ":", " "])
    for (_, _, _), same in groupby(rows, key=lambda r: (r["block"], r["level1"], r["level2"])):
        for number, row in enumerate(same, 1):
            row["name"] = f"指标{number}{colon}{row['name']}"


def _null_levels(family: Family, truth: dict[str, Any]) -> None:
    if not family.has_levels:
        for row in truth["indicators"]:
            row["level1"] = row["level2"] = None


def _damage(rng: random.Random, form: InventedForm, flags: frozenset[str]) -> None:
    """What the office did to the finished form."""
    if "blank_rows" in flags:
        add_blank_rows(rng, form.table)
    if "extra_fields" in flags:
        add_fields(rng, form.table)
    if "title_in_table" in flags:
        title_inside(form)
    if "note_row" in flags:
        note = rng.choice(
            [
                "注：1.其他资金包括和财政资金共同投入到同一项目的自有资金。",
                "其他需要说明的事项：无",
                "备注：本表由项目实施单位填写",
            ]
        )
        form.table.rows.append([Box(note, 0, 1000, kind="label")])
        form.truth["notes"] = form.truth.get("notes", "") + note
    if "spaced_labels" in flags:
        space_labels(form.table)
    if "vertical_labels" in flags:
        stand_labels(form.table)


def _grade(total: Decimal) -> str:
    return "优" if total >= 90 else "良" if total >= 80 else "中" if total >= 60 else "差"


def _head_truth(rng: random.Random, w: Wording, style: Style, family: Family, is_long: bool) -> dict[str, Any]:
    numbering = rng.choice(["{}.", "{}、", "（{}）", ""])

    def lines() -> str:
        sentences = [*w.some(words.GOALS, 3, 6), *w.some(words.GOALS, 3, 6)] if is_long else w.some(words.GOALS, 1, 4)
        mark = rng.choice(["。", "；"])
        if len(sentences) == 1 or (not numbering and rng.random() < 0.5):
            return "。".join(sentences) + "。"
        return "\n".join(f"{numbering.format(i)}{s}{mark}" for i, s in enumerate(sentences, 1))

    truth: dict[str, Any] = {
        "index": 1,
        "template": family.name,
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
    if family.name not in FAMILIES:
        truth["kind"] = family.kind
    if family.name == "sichuan":
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
