"""Errors planted into clean forms: what an answer says, the parts of a form beside each other, copies.

Belongs here: ways to break B08, S08 to S10, Q13 to Q17, T04 to T07 and X06. Does not belong here: the other rules
(``plant``).
"""

from __future__ import annotations

from decimal import Decimal
from random import Random

from tests.factory.clean.invent import put_actual
from tests.factory.clean.plant import (
    Mark,
    _by_level,
    _heal,
    _is_full,
    _is_low_name,
    _is_project,
    _pick,
    _rows,
    _spend,
    _with_reason,
    breaks,
    breaks_among,
)
from tests.factory.clean.sheet import Row, Sheet

D = Decimal
_NATIONAL = {"产出指标", "效益指标", "满意度指标"}
_MONEY = ("initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan")


def _all_full(sheet: Sheet) -> list[int]:
    return [n for n, r in enumerate(sheet.rows, 1) if _is_full(r) and r["weight"] > 0]


def _say(row: Row, target: str, actual: str) -> None:
    """A target and an answer in words."""
    row["target_text"], row["actual_text"] = target, actual
    row["target_operator"] = "qualitative"
    for name in ("target_value", "target_unit", "actual_value", "actual_unit", "attainment", "reason_text"):
        row[name] = None
    row["deviation_reason"] = row["improvement_measure"] = None


def _worded(sheet: Sheet, rng: Random, target: str, actual: str) -> Mark | None:
    number = _pick(rng, _all_full(sheet))
    if number is None:
        return None
    _say(sheet.rows[number - 1], target, actual)
    return Mark("indicator", number, "actual_text")


@breaks("Q13")
def no_is_the_answer_to_yes(sheet: Sheet, rng: Random) -> Mark | None:
    return _worded(sheet, rng, "是", "否")


@breaks("Q13")
def it_was_not_held_in_time(sheet: Sheet, rng: Random) -> Mark | None:
    return _worded(sheet, rng, "按计划举办", "因故未按期举办")


@breaks("Q13")
def a_weaker_word_is_the_answer(sheet: Sheet, rng: Random) -> Mark | None:
    return _worded(sheet, rng, "明显增强", "略有增强")


@breaks("Q14")
def a_result_repeats_its_target(sheet: Sheet, rng: Random) -> Mark | None:
    number = _pick(rng, _rows(sheet, "ge"))
    if number is None or sheet.style.has_columns_for_target:
        return None
    row = sheet.rows[number - 1]
    row["actual_text"], row["actual_value"], row["actual_unit"] = (
        row["target_text"],
        row["target_value"],
        row["target_unit"],
    )
    row["actual_operator"] = "ge"
    return Mark("indicator", number, "actual_text") if "≥" in row["actual_text"] else None


@breaks("Q14")
def a_result_is_only_a_bound(sheet: Sheet, rng: Random) -> Mark | None:
    number = _pick(rng, _rows(sheet, "ge", "gt"))
    if number is None:
        return None
    row = sheet.rows[number - 1]
    put_actual(row, row["actual_value"], row["actual_unit"])
    row["actual_text"], row["actual_operator"] = f"≥{row['actual_text']}", "ge"
    return Mark("indicator", number, "actual_operator")


def _hit(sheet: Sheet) -> list[int]:
    """Every numeric target met to the digit; the numbers of those other than 100 %."""
    numbers = []
    for number, row in enumerate(sheet.rows, 1):
        if not _is_full(row) or row["weight"] == 0 or not row["target_value"] or row["actual_value"] is None:
            continue
        if row["target_operator"] in ("gt", "lt", "range", "qualitative"):
            continue
        put_actual(row, row["target_value"], "%" if row["target_unit"] == "%" else row["actual_unit"])
        if not (row["target_unit"] == "%" and row["target_value"] == 100):
            numbers.append(number)
    return numbers


def _widen(sheet: Sheet, numbers: list[int], wanted: int) -> list[int]:
    """As many exact hits as wanted, by further rows of the same kind with names of their own."""
    while numbers and len(numbers) < wanted:
        pattern = sheet.rows[numbers[0] - 1]
        sheet.rows.append({**pattern, "name": f"{pattern['name']}（第{len(sheet.rows)}批）"})
        numbers.append(len(sheet.rows))
    return numbers


@breaks("Q15")
def every_target_is_hit_to_the_digit(sheet: Sheet, rng: Random) -> Mark | None:
    _heal(sheet)
    if sheet.raw:
        return None
    others = [r for r in sheet.rows if r["target_operator"] in ("gt", "lt")]
    numbers = _widen(sheet, _hit(sheet), 10 + 9 * len(others))
    sheet.add_up()
    return Mark("indicator", numbers[0], "actual_value") if len(numbers) >= 10 else None


@breaks("Q15")
def every_target_is_hit_at_one_weight(sheet: Sheet, rng: Random) -> Mark | None:
    _heal(sheet)
    if sheet.raw or any(r["target_operator"] in ("gt", "lt") or r["weight"] is None for r in sheet.rows):
        return None
    numbers = _widen(sheet, _hit(sheet), 6)
    for row in sheet.rows:
        row["weight"] = row["score"] = D(5)
    sheet.add_up()
    return Mark("indicator", numbers[0], "actual_value") if len(numbers) >= 6 else None


@breaks("Q16")
def an_indicator_stands_there_again(sheet: Sheet, rng: Random) -> Mark | None:
    number = _pick(
        rng, [n for n in _all_full(sheet) if sheet.rows[n - 1]["target_text"] and sheet.rows[n - 1]["actual_text"]]
    )
    if number is None:
        return None
    sheet.rows.append(dict(sheet.rows[number - 1]))
    sheet.add_up()
    return Mark("indicator", len(sheet.rows), "name")


@breaks("Q16")
def two_indicators_became_alike(sheet: Sheet, rng: Random) -> Mark | None:
    numbers = [n for n in _all_full(sheet) if sheet.rows[n - 1]["target_text"] and sheet.rows[n - 1]["actual_text"]]
    if len(numbers) < 2:
        return None
    first, last = numbers[0], numbers[-1]
    kept = {name: sheet.rows[last - 1][name] for name in ("weight", "score")}
    sheet.rows[last - 1] = {**sheet.rows[first - 1], **kept, "reason_text": None}
    return Mark("indicator", last, "target_text")


@breaks("Q17")
def a_target_asks_whether(sheet: Sheet, rng: Random) -> Mark | None:
    mark = _worded(sheet, rng, "是否促进工作开展", "促进工作开展")
    return mark and Mark("indicator", mark.row_no, "target_text")


@breaks("Q17")
def a_target_leaves_yes_or_no(sheet: Sheet, rng: Random) -> Mark | None:
    mark = _worded(sheet, rng, "是/否", "是")
    return mark and Mark("indicator", mark.row_no, "target_text")


def _money_of(sheet: Sheet) -> tuple[str, str] | None:
    names = [name for name in _MONEY if (sheet.total.get(name) or 0) > 0]
    return (names[-1], names[-2]) if len(names) >= 2 and names[-1] == "executed_yuan" else None


@breaks("B08")
def spending_is_printed_in_yuan(sheet: Sheet, rng: Random) -> Mark | None:
    _spend(sheet, "1")
    if _money_of(sheet) is None or "adjusted_budget_yuan" not in sheet.style.money:
        return None
    sheet.total["executed_yuan"] *= 10_000
    return Mark("budget_line", 1, "executed_yuan")


@breaks("B08")
def a_budget_is_printed_in_yuan(sheet: Sheet, rng: Random) -> Mark | None:
    if not {"initial_budget_yuan", "adjusted_budget_yuan"} <= set(sheet.style.money):
        return None
    if not sheet.total.get("adjusted_budget_yuan"):
        return None
    sheet.total["initial_budget_yuan"] = sheet.total["adjusted_budget_yuan"] * 10_000
    return Mark("budget_line", 1, "initial_budget_yuan")


def _reweigh(sheet: Sheet, shares: dict[str, int]) -> bool:
    """The weights of levels in points of a hundred, on the first row of each level; others there weigh nothing."""
    if set(_by_level(sheet)) != _NATIONAL or not _is_project(sheet) or sheet.head.get("total_weight") != 100:
        return False
    if sheet.raw or sheet.head.get("notes"):
        return False
    _heal(sheet)
    first: dict[str, Row] = {}
    for row in sheet.rows:
        if row["level1"] in first:
            row["weight"] = row["score"] = D(1)
        else:
            first[row["level1"]] = row
    for level, share in shares.items():
        others = sum(1 for r in sheet.rows if r["level1"] == level) - 1
        if share - others <= 0:
            return False
        first[level]["weight"] = first[level]["score"] = D(share - others)
    sheet.add_up()
    return True


@breaks("S08")
def outputs_weigh_nearly_everything(sheet: Sheet, rng: Random) -> Mark | None:
    is_done = _reweigh(sheet, {"产出指标": 72, "效益指标": 12, "满意度指标": 6})
    return Mark("indicator", 1, "weight") if is_done else None


@breaks("S08")
def satisfaction_weighs_too_much(sheet: Sheet, rng: Random) -> Mark | None:
    is_done = _reweigh(sheet, {"产出指标": 35, "效益指标": 25, "满意度指标": 30})
    return Mark("indicator", 1, "weight") if is_done else None


@breaks("S09")
def a_score_is_blank(sheet: Sheet, rng: Random) -> Mark | None:
    numbers = _all_full(sheet)
    if len(numbers) < 2:
        return None
    number = rng.choice(numbers)
    sheet.rows[number - 1]["score"] = None
    return Mark("indicator", number, "score")


@breaks("S09")
def the_last_score_is_blank(sheet: Sheet, rng: Random) -> Mark | None:
    numbers = _all_full(sheet)
    if len(numbers) < 2:
        return None
    sheet.rows[numbers[-1] - 1]["score"] = None
    return Mark("indicator", numbers[-1], "weight")


def _divide(sheet: Sheet, rng: Random) -> tuple[int, Row] | None:
    """A row divided into two parts, each with half of its points."""
    number = _pick(rng, [n for n in _all_full(sheet) if sheet.rows[n - 1]["weight"] >= 4])
    if number is None:
        return None
    row = sheet.rows[number - 1]
    row["is_counted"] = False
    half = row["weight"] / 2
    for name in ("一", "二"):
        child = {**row, "name": f"{row['name']}{name}", "is_counted": True, "parent_indicator_no": number}
        sheet.rows.append({**child, "weight": half, "score": half})
    return number, sheet.rows[-1]


@breaks("S10")
def a_part_weighs_more(sheet: Sheet, rng: Random) -> Mark | None:
    divided = _divide(sheet, rng)
    if divided is None:
        return None
    number, part = divided
    part["weight"] = part["score"] = part["weight"] + 1
    return Mark("indicator", number, "weight")


@breaks("S10")
def a_part_scores_less(sheet: Sheet, rng: Random) -> Mark | None:
    divided = _divide(sheet, rng)
    if divided is None:
        return None
    number, part = divided
    part["score"] -= 1
    return Mark("indicator", number, "score")


@breaks("T04")
def a_result_says_not_done(sheet: Sheet, rng: Random) -> Mark | None:
    if not any(r["level1"] == "产出指标" and _is_full(r) and r["weight"] > 0 for r in sheet.rows):
        return None
    if not sheet.head.get("expected_goal"):
        return None
    _heal(sheet)
    sheet.head["actual_goal"] = "年内完成大部分任务，其中2个子项目尚未实施。"
    return Mark("form", 0, "actual_goal")


@breaks("T04")
def a_result_repeats_the_goal(sheet: Sheet, rng: Random) -> Mark | None:
    if not sheet.head.get("expected_goal") or not sheet.head.get("actual_goal"):
        return None
    sheet.head["expected_goal"] = sheet.head["actual_goal"] = "做好年度各项保障工作，确保任务按时完成。"
    return Mark("form", 0, "actual_goal")


def _excuse(sheet: Sheet, rng: Random, reason: str) -> Mark | None:
    """A reduced row of a form that has a reason column, with this reason."""
    numbers = [n for n in _rows(sheet, "ge") if sheet.rows[n - 1]["weight"] >= 5]
    number = _pick(rng, [n for n in numbers if not _is_low_name(sheet.rows[n - 1]["name"])])
    if number is None or not sheet.style.has_reasons:
        return None
    row = sheet.rows[number - 1]
    put_actual(row, row["target_value"] * D("0.8"), "%" if row["target_unit"] == "%" else row["actual_unit"])
    row["score"] = row["weight"] * D("0.8")
    row["reason_text"] = reason
    sheet.add_up()
    return Mark("indicator", number, "reason_text")


def _spend_all(sheet: Sheet) -> bool:
    amounts = [sheet.total.get(name) for name in _MONEY]
    if None in amounts or not amounts[1]:
        return False
    sheet.total["initial_budget_yuan"] = sheet.total["adjusted_budget_yuan"]
    _spend(sheet, "1")
    return True


@breaks("T06")
def money_is_missing_and_all_spent(sheet: Sheet, rng: Random) -> Mark | None:
    return _excuse(sheet, rng, "项目资金未到位，部分工作顺延。") if _spend_all(sheet) else None


@breaks("T06")
def money_is_short_and_all_spent(sheet: Sheet, rng: Random) -> Mark | None:
    return _excuse(sheet, rng, "经费不足，规模小于计划。") if _spend_all(sheet) else None


@breaks("T07")
def the_epidemic_is_the_reason(sheet: Sheet, rng: Random) -> Mark | None:
    return _excuse(sheet, rng, "受新冠疫情影响，集中活动减少。") if (sheet.head["fiscal_year"] or 0) >= 2024 else None


@breaks("T07")
def measures_against_the_epidemic_are_the_reason(sheet: Sheet, rng: Random) -> Mark | None:
    reason = "按照疫情防控要求，线下培训改为线上。"
    return _excuse(sheet, rng, reason) if (sheet.head["fiscal_year"] or 0) >= 2024 else None


def _same_reasons(sheet: Sheet, wanted: int) -> Mark | None:
    numbers = [n for n in _rows(sheet, "ge", "gt", None) if not _is_low_name(sheet.rows[n - 1]["name"])][:wanted]
    if len(numbers) < wanted or not sheet.style.has_reasons:
        return None
    for number in numbers:
        row = sheet.rows[number - 1]
        _with_reason(row)
        put_actual(row, row["target_value"] * D("0.8"), "%" if row["target_unit"] == "%" else row["actual_unit"])
        row["score"] = row["weight"] * D("0.8")
    sheet.add_up()
    return Mark("indicator", numbers[0], "reason_text")


@breaks("T05")
def three_rows_give_one_reason(sheet: Sheet, rng: Random) -> Mark | None:
    return _same_reasons(sheet, 3)


@breaks("T05")
def four_rows_give_one_reason(sheet: Sheet, rng: Random) -> Mark | None:
    return _same_reasons(sheet, 4)


def _own_results(sheet: Sheet) -> int:
    """How many results differ from their targets."""
    return sum(
        r["actual_value"] is not None and r["target_value"] is not None and r["actual_value"] != r["target_value"]
        for r in sheet.rows
    )


def _copy(one: Sheet, other: Sheet, own: int, rows: int) -> Mark | None:
    """The second form with the rows of the first."""
    if len(one.rows) < rows or _own_results(one) < own or one.style != other.style:
        return None
    later = max((one, other), key=lambda s: (s.head["fiscal_year"] or 0, s.form_id))
    other.rows = [dict(r) for r in one.rows]
    other.raw = {k: v for k, v in one.raw.items() if k[0] == "indicator"}
    other.add_up()
    return Mark("indicator", 1, "actual_text", form=0 if later is one else 1)


@breaks_among("X06", "years")
def the_form_is_that_of_last_year(sheets: list[Sheet], rng: Random) -> Mark | None:
    return _copy(sheets[0], sheets[1], 2, 3)


@breaks_among("X06", "year")
def the_form_is_that_of_another_project(sheets: list[Sheet], rng: Random) -> Mark | None:
    return _copy(sheets[0], sheets[1], 4, 5) if len(sheets) > 1 else None
