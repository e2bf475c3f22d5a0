"""The form of a seed: words, style, figures and layout put together.

Belongs here: the order in which a form comes about. Does not belong here: what a family prints where (``annex``,
``sichuan`` and the other layouts).
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from tests.factory import words
from tests.factory.forms.annex import annex_form
from tests.factory.forms.damage import (
    add_blank_rows,
    add_fields,
    space_labels,
    stand_labels,
    title_inside,
    widen_digits,
)
from tests.factory.forms.funding import funding_rows
from tests.factory.forms.indicators import indicator_rows
from tests.factory.forms.sichuan import sichuan_form
from tests.factory.forms.table import Box, InventedForm
from tests.factory.forms.wording import Style, Wording, points, printed, style_of, wording_of

FAMILIES = ("shanghai", "mof_annex", "sichuan")


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
    w = wording_of(rng)
    style = style_of(rng, family, flags)
    weights, truth_rows = indicator_rows(rng, w, style, family, count, flags)
    budget_weight = Decimal(100) - sum(weights)
    budget = funding_rows(rng, w, style, family, budget_weight, flags)
    truth = _head_truth(rng, w, style, family, "long_goals" in flags)
    truth["budget"], truth["indicators"] = budget, truth_rows
    total = Decimal(str(budget[0]["score"]["value"])) + sum(Decimal(str(r["score"]["value"])) for r in truth_rows)
    has_total = not ("no_total" in flags and family == "mof_annex")
    truth["total_weight"] = printed(points(Decimal(100), style), Decimal(100)) if has_total else printed("", None)
    truth["total_score"] = printed(points(total, style), total) if has_total else printed("", None)
    is_graded = family == "shanghai" or (family == "mof_annex" and rng.random() < 0.2)
    truth["grade"] = _grade(total) if is_graded else None
    if "wide_digits" in flags:
        widen_digits(truth)
    builder = {"shanghai": annex_form, "mof_annex": annex_form, "sichuan": sichuan_form}[family]
    form = builder(rng, w, style, truth, flags)
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
    if "spaced_labels" in flags:
        space_labels(form.table)
    if "vertical_labels" in flags:
        stand_labels(form.table)
    return form


def _grade(total: Decimal) -> str:
    return "优" if total >= 90 else "良" if total >= 80 else "中" if total >= 60 else "差"


def _head_truth(rng: random.Random, w: Wording, style: Style, family: str, is_long: bool) -> dict[str, Any]:
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
