"""Errors planted into clean forms: one rule broken on a known row, everything else kept as consistent as before.

Belongs here: at least two ways to break each rule. Does not belong here: what the audit layer says about them
(``tests/unit/audit/test_mutations``).

Each way is a function that changes the forms it is given and names the row that is wrong and a column that the error
rests on; it returns None where the forms leave no room for its error.
"""

from __future__ import annotations

import hashlib
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from decimal import Decimal
from itertools import combinations, groupby
from random import Random

from tests.factory.clean.invent import put_actual, statement
from tests.factory.clean.sheet import MONEY_COLUMNS, Row, Sheet, grade_of, rounded

D = Decimal
_WORDS = {"met": "达成年度指标", "partly_met": "部分达成年度指标并具有一定效果", "not_met": "未达成年度指标且效果较差"}
_NATIONAL = ("产出指标", "效益指标", "满意度指标")


@dataclass(frozen=True)
class Mark:
    """The wrong row and the column the error rests on. ``form`` is the place of the form among those given."""

    table: str
    row_no: int
    column: str
    form: int = 0


@dataclass(frozen=True)
class Planted:
    """Forms with one error in them."""

    rule_id: str
    way: str
    sheets: list[Sheet]
    mark: Mark
    statements: tuple[Row, ...] = ()

    @property
    def form_id(self) -> str:
        """The form with the error."""
        return self.sheets[self.mark.form].form_id

    @property
    def department(self) -> str:
        """The department with the error; every planted group has one of its own."""
        return str(self.sheets[self.mark.form].head["department"])

    def doubted(self) -> Planted:
        """The same error where the reader is not certain of the column that it rests on."""
        if self.mark.table == "narrative":
            # A project moved to another grade makes two figures wrong.
            columns = ["excellent", "good"] if self.mark.column == "good" else [self.mark.column]
            return replace(self, statements=tuple({**s, "doubtful": columns} for s in self.statements))
        sheets = [s.copy() for s in self.sheets]
        mark = self.mark
        sheets[mark.form].doubts.setdefault((mark.table, mark.row_no), set()).add(mark.column)
        return replace(self, sheets=sheets)


Single = Callable[[Sheet, Random], "Mark | None"]
Several = Callable[[list[Sheet], Random], "Mark | None"]
SINGLE: list[tuple[str, Single]] = []
SEVERAL: list[tuple[str, str, Several]] = []
MISSTATED: list[tuple[str, str, Callable[[Row], None]]] = []
"""Column of table ``narrative``, name of the way, the way."""


def breaks(rule_id: str) -> Callable[[Single], Single]:
    """Register a way to break a rule within one form."""

    def register(way: Single) -> Single:
        SINGLE.append((rule_id, way))
        return way

    return register


def breaks_among(rule_id: str, group: str) -> Callable[[Several], Several]:
    """Register a way to break a rule among forms: of one ``year``, of ``years`` of a department, of two departments."""

    def register(way: Several) -> Several:
        SEVERAL.append((rule_id, group, way))
        return way

    return register


def planted(sheets: list[Sheet], seed: int, each: int) -> Iterator[Planted]:
    """Every way ``each`` times, in departments and documents of their own."""
    number = 0
    for rule_id, single in SINGLE:
        rng = Random(f"{seed}{single.__name__}")
        count = 0
        for sheet in rng.sample(sheets, len(sheets)):
            copy = sheet.copy()
            mark = single(copy, rng)
            if mark is None:
                continue
            number += 1
            count += 1
            yield Planted(rule_id, single.__name__, _apart([copy], f"{seed}|{number}"), mark)
            if count == each:
                break
    for rule_id, group, several in SEVERAL:
        rng = Random(f"{seed}{several.__name__}")
        count = 0
        groups = list(_groups(sheets, group))
        for forms in rng.sample(groups, len(groups)):
            copies = [s.copy() for s in forms]
            mark = several(copies, rng)
            if mark is None:
                continue
            number += 1
            count += 1
            yield Planted(rule_id, several.__name__, _apart(copies, f"{seed}|{number}"), mark)
            if count == each:
                break

    for column, way, misstate in MISSTATED:
        rng = Random(f"{seed}{way}")
        groups = [g for g in _groups(sheets, "year") if _can_be_stated(g, column)]
        for forms in rng.sample(groups, min(each, len(groups))):
            number += 1
            copies = _apart([s.copy() for s in forms], f"{seed}|{number}")
            said = statement(copies)
            misstate(said)
            yield Planted("X01", way, copies, Mark("narrative", 0, column), (said,))


def _can_be_stated(forms: list[Sheet], column: str) -> bool:
    head = forms[0].head
    is_graded = forms[0].style.grades is not None and head["region"] != "池州市"
    return forms[0].style.kind == "project" and head["fiscal_year"] is not None and (is_graded or column != "good")


def _groups(sheets: list[Sheet], kind: str) -> Iterator[list[Sheet]]:
    if kind == "year":
        dated = [s for s in sheets if s.head["fiscal_year"] is not None]
        yield from (list(g) for _, g in groupby(dated, key=lambda s: s.document))
    elif kind == "years":
        # Two years of one project.
        yield from ([a, b] for a, b in combinations(sheets, 2) if _is_next_year(a, b))
    else:
        yield from ([a, b] for a, b in zip(sheets, sheets[len(sheets) // 2 :], strict=False))


def _is_next_year(one: Sheet, other: Sheet) -> bool:
    """Whether two forms are of one project in two years in succession."""
    names = ("department", "project_name")
    years = one.head["fiscal_year"], other.head["fiscal_year"]
    is_same = all(one.head[name] == other.head[name] for name in names)
    return is_same and None not in years and years[1] == years[0] + 1


def _apart(sheets: list[Sheet], key: str) -> list[Sheet]:
    """The forms in documents and departments of nobody else."""
    names: dict[str, str] = {}
    for sheet in sheets:
        name = str(sheet.head["department"])
        sheet.head["department"] = names.setdefault(name, f"{name}（{key}{'甲乙丙'[len(names) % 3]}）")
        sheet.document = hashlib.sha256(f"{key}|{sheet.document}".encode()).hexdigest()[:16]
    return sheets


# What the ways are made of.


def _rows(sheet: Sheet, *operators: str | None) -> list[int]:
    """Numbers of full-score rows with a positive target and one of the operators, no reason beside them."""
    return [
        n
        for n, r in enumerate(sheet.rows, 1)
        if _is_full(r) and (r["target_value"] or 0) > 0 and r["target_operator"] in operators and not r["reason_text"]
        and r["actual_value"] is not None
    ]  # fmt: skip


def _is_full(row: Row) -> bool:
    return row["weight"] is not None and row["score"] == row["weight"]


def _worded(sheet: Sheet, attainment: str | None = None) -> list[int]:
    """Numbers of rows with a target in words, rated with a class if one is named."""
    return [
        n
        for n, r in enumerate(sheet.rows, 1)
        if r["target_value"] is None
        and r["target_operator"] != "range"
        and _is_full(r)
        and (attainment is None or r["attainment"] == attainment)
    ]


def _missed(sheet: Sheet) -> list[int]:
    return [n for n, r in enumerate(sheet.rows, 1) if r["weight"] is not None and r["score"] < r["weight"]]


def _pick(rng: Random, numbers: list[int]) -> int | None:
    return rng.choice(numbers) if numbers else None


def _score(sheet: Sheet, number: int, score: Decimal) -> None:
    """Another score with the total and the grade that follow."""
    sheet.rows[number - 1]["score"] = score
    sheet.add_up()


def _answer(row: Row, value: Decimal) -> None:
    """Another result; a share keeps its sign, since 0.95 without one may be 95 %."""
    put_actual(row, value, "%" if row["target_unit"] == "%" else row["actual_unit"])


def _rate_in_words(row: Row, attainment: str) -> None:
    row["attainment"], row["actual_text"] = attainment, _WORDS[attainment]
    row["actual_value"] = row["actual_unit"] = None


def _heal(sheet: Sheet) -> None:
    """Every row meets its target with full score and has no reason."""
    for row in sheet.rows:
        row["reason_text"] = None
        row["deviation_reason"] = row["improvement_measure"] = None
        if row["weight"] is None or row["score"] == row["weight"]:
            if row["target_value"] and row["actual_value"] and row["target_operator"] != "range":
                _answer(row, row["target_value"] if row["target_operator"] not in ("gt", "lt") else row["actual_value"])
            continue
        row["score"] = row["weight"]
        if row["target_value"] is None:
            _rate_in_words(row, "met")
        else:
            step = {"gt": D(1), "lt": D("-0.5")}.get(row["target_operator"] or "", D(0))
            _answer(row, row["target_value"] + step)
    for name in ("problems", "measures", "deviation_analysis"):
        sheet.head.pop(name, None)
    for line in sheet.lines:
        line.pop("reason_text", None)
    sheet.add_up()


def _spend(sheet: Sheet, share: str) -> None:
    """Execution of every funding row as a share of its budget, with the rates and scores that follow."""
    for line in sheet.lines:
        budget = line.get(sheet.style.denominator)
        if budget is not None:
            line["executed_yuan"] = rounded(budget * D(share), 2)
    sheet.rate()
    sheet.add_up()


def _is_project(sheet: Sheet) -> bool:
    return sheet.style.kind == "project"


def _with_reason(row: Row) -> None:
    row["reason_text"] = "现场核查后发现基础资料存在出入，已按核定口径处理，后续完善资料归档。"


# Budget.


@breaks("B01")
def a_part_is_higher(sheet: Sheet, rng: Random) -> Mark | None:
    if len(sheet.lines) < 2 or not sheet.lines[1].get("executed_yuan"):
        return None
    line = sheet.lines[1]
    for name in sheet.style.money:
        if name != sheet.style.denominator:
            line[name] = line[name] + max(D(1), rounded(line[name] / 10, 2))
    sheet.rate()
    sheet.add_up()
    return Mark("budget_line", 1, "executed_yuan")


@breaks("B01")
def a_part_is_lost(sheet: Sheet, rng: Random) -> Mark | None:
    lines = [n for n, line in enumerate(sheet.lines[1:-1], 2) if (line.get("executed_yuan") or 0) > 1]
    if len(sheet.lines) < 3 or not lines or sheet.style.kind == "department":
        return None
    del sheet.lines[lines[0] - 1]
    if not any(line.get("executed_yuan") is not None for line in sheet.lines[1:]):
        return None
    return Mark("budget_line", 1, "executed_yuan")


@breaks("B01")
def a_part_has_two_digits_swapped(sheet: Sheet, rng: Random) -> Mark | None:
    if len(sheet.lines) < 2 or sheet.lines[1].get(sheet.style.money[0]) is None:
        return None
    name = sheet.style.money[0]
    text = format(sheet.lines[1][name], "f")
    if len(text) < 5 or text[0] == text[1] or "." in text[:2]:
        return None
    sheet.lines[1][name] = D(text[1] + text[0] + text[2:])
    sheet.lines[1]["execution_rate_pct"] = None
    return Mark("budget_line", 1, name)


def _shift(sheet: Sheet) -> Decimal:
    """A change of the rate that no rounding of the amounts explains."""
    return D("0.05") + rounded(3 / max(sheet.total[sheet.style.denominator], D("0.5")), 2)


@breaks("B02")
def a_rate_is_slightly_wrong(sheet: Sheet, rng: Random) -> Mark | None:
    rate = sheet.total["execution_rate_pct"]
    if rate is None or rate >= 100 or sheet.total[sheet.style.denominator] < 5:
        return None
    sheet.total["execution_rate_pct"] = rate - _shift(sheet)
    _budget_score(sheet)
    return Mark("budget_line", 1, "execution_rate_pct")


@breaks("B02")
def a_rate_of_a_part_is_of_something_else(sheet: Sheet, rng: Random) -> Mark | None:
    if len(sheet.lines) < 2 or not sheet.lines[1].get(sheet.style.denominator):
        return None
    line = sheet.lines[1]
    if line["execution_rate_pct"] is None or line[sheet.style.denominator] < 5:
        return None
    line["execution_rate_pct"] = line["execution_rate_pct"] * D("0.8")
    line["execution_rate_pct"] = rounded(line["execution_rate_pct"], 2)
    return Mark("budget_line", 2, "execution_rate_pct")


@breaks("B02")
def a_rate_is_over_the_other_budget(sheet: Sheet, rng: Random) -> Mark | None:
    total = sheet.total
    initial, adjusted = total.get("initial_budget_yuan"), total.get("adjusted_budget_yuan")
    if not initial or not adjusted or abs(initial - adjusted) * 50 < adjusted or adjusted < 5:
        return None
    total["execution_rate_pct"] = rounded(total["executed_yuan"] / initial * 100, 2)
    _budget_score(sheet)
    return Mark("budget_line", 1, "adjusted_budget_yuan")


def _budget_score(sheet: Sheet) -> None:
    """The budget score that follows from the printed rate."""
    total, weight = sheet.total, sheet.style.budget_weight
    if total["score"] is not None and weight is not None:
        total["score"] = rounded(min(total["execution_rate_pct"], D(100)) * weight / 100, 2)
    sheet.add_up()


@breaks("B03")
def a_budget_score_is_full_without_full_execution(sheet: Sheet, rng: Random) -> Mark | None:
    total = sheet.total
    if total["score"] is None or total["weight"] is None or total["score"] > total["weight"] - D("0.1"):
        return None
    total["score"] = rounded(total["weight"], 2)
    sheet.add_up()
    return Mark("budget_line", 1, "score")


@breaks("B03")
def a_budget_score_is_too_low(sheet: Sheet, rng: Random) -> Mark | None:
    total = sheet.total
    if total["score"] is None or total["weight"] is None or total["score"] < 2:
        return None
    total["score"] -= D(rng.choice(("0.05", "0.5", "1")))
    sheet.add_up()
    return Mark("budget_line", 1, "weight")


@breaks("B04")
def low_execution_without_a_word(sheet: Sheet, rng: Random) -> Mark | None:
    if sheet.total["execution_rate_pct"] is None:
        return None
    _spend(sheet, "0.7")
    _heal(sheet)
    sheet.head["actual_goal"] = "各项工作已按计划推进，资金使用合规。"
    return Mark("budget_line", 1, "execution_rate_pct")


@breaks("B04")
def low_execution_with_nothing_as_reason(sheet: Sheet, rng: Random) -> Mark | None:
    if low_execution_without_a_word(sheet, rng) is None or not sheet.style.has_reasons:
        return None
    for row in sheet.rows:
        row["reason_text"] = rng.choice(("无", "—", "/", "无偏差"))
    if sheet.style.has_blocks:
        sheet.head["problems"] = "无"
    return Mark("budget_line", 1, "execution_rate_pct")


@breaks("B05")
def more_is_spent_than_there_is(sheet: Sheet, rng: Random) -> Mark | None:
    if "adjusted_budget_yuan" not in sheet.style.money:
        return None
    _spend(sheet, "1.08")
    return Mark("budget_line", 1, "executed_yuan")


@breaks("B05")
def something_is_spent_without_budget(sheet: Sheet, rng: Random) -> Mark | None:
    if "adjusted_budget_yuan" not in sheet.style.money:
        return None
    for line in sheet.lines:
        if line["adjusted_budget_yuan"] is not None:
            line["adjusted_budget_yuan"] = D("0.00")
        line["execution_rate_pct"] = None
    return Mark("budget_line", 1, "adjusted_budget_yuan") if sheet.total["executed_yuan"] > 0 else None


def _move(sheet: Sheet, initial: Decimal) -> Mark | None:
    """Another initial budget, and no text that mentions a change."""
    if not {"initial_budget_yuan", "adjusted_budget_yuan"} <= set(sheet.style.money):
        return None
    for line in sheet.lines:
        if line["adjusted_budget_yuan"] is not None:
            line["initial_budget_yuan"] = rounded(line["adjusted_budget_yuan"] * initial, 2)
        line.pop("reason_text", None)
    for name in ("problems", "measures", "deviation_analysis"):
        sheet.head.pop(name, None)
    for row in sheet.rows:
        row["reason_text"] = None if not row["reason_text"] else "雨季较长，现场开工偏晚，后续抢抓工期。"
    sheet.head["actual_goal"] = "各项工作已按计划推进，资金使用合规。"
    return Mark("budget_line", 1, "initial_budget_yuan")


@breaks("B06")
def a_budget_grows_unexplained(sheet: Sheet, rng: Random) -> Mark | None:
    return _move(sheet, D("0.6"))


@breaks("B06")
def a_budget_shrinks_unexplained(sheet: Sheet, rng: Random) -> Mark | None:
    return _move(sheet, D("1.5"))


@breaks("B06")
def a_budget_comes_from_nothing(sheet: Sheet, rng: Random) -> Mark | None:
    return _move(sheet, D(0))


@breaks("B07")
def full_output_for_almost_no_money(sheet: Sheet, rng: Random) -> Mark | None:
    is_output = any(r["level1"] == "产出指标" and r["weight"] for r in sheet.rows)
    if not is_output or sheet.total["execution_rate_pct"] is None:
        return None
    _heal(sheet)
    _spend(sheet, "0.06")
    return Mark("budget_line", 1, "execution_rate_pct")


@breaks("B07")
def full_output_for_nothing(sheet: Sheet, rng: Random) -> Mark | None:
    if full_output_for_almost_no_money(sheet, rng) is None:
        return None
    _spend(sheet, "0")
    return Mark("budget_line", 1, "execution_rate_pct")


# Scores.


@breaks("S01")
def a_weight_is_higher(sheet: Sheet, rng: Random) -> Mark | None:
    number = _pick(rng, [n for n, r in enumerate(sheet.rows, 1) if _is_full(r)])
    if number is None or sheet.head.get("total_weight") is None:
        return None
    sheet.rows[number - 1]["weight"] += 1
    _score(sheet, number, sheet.rows[number - 1]["score"] + 1)
    return Mark("indicator", number, "weight")


@breaks("S01")
def an_indicator_is_lost(sheet: Sheet, rng: Random) -> Mark | None:
    number = _pick(rng, [n for n, r in enumerate(sheet.rows, 1) if r["weight"]])
    if number is None or sheet.head.get("total_weight") is None:
        return None
    del sheet.rows[number - 1]
    sheet.add_up()
    return Mark("form", 0, "total_weight")


@breaks("S02")
def a_total_is_one_point_off(sheet: Sheet, rng: Random) -> Mark | None:
    if sheet.head.get("total_score") is None or sheet.head["total_score"] > 98:
        return None
    sheet.head["total_score"] += rng.choice((1, D("0.1") if sheet.digits() else 2))
    if sheet.head.get("grade"):
        sheet.head["grade"] = grade_of(sheet.head["total_score"], sheet.style.grades or ("优", "良", "中", "差"))
    return Mark("form", 0, "total_score")


@breaks("S02")
def a_score_was_changed_and_the_total_not(sheet: Sheet, rng: Random) -> Mark | None:
    number = _pick(rng, [n for n, r in enumerate(sheet.rows, 1) if r["score"] is not None and r["score"] >= 2])
    if number is None:
        return None
    sheet.rows[number - 1]["score"] -= 1
    return Mark("indicator", number, "score")


@breaks("S03")
def a_score_is_above_its_weight(sheet: Sheet, rng: Random) -> Mark | None:
    number = _pick(rng, [n for n, r in enumerate(sheet.rows, 1) if _is_full(r)])
    if number is None:
        return None
    _score(sheet, number, sheet.rows[number - 1]["weight"] + rng.choice((1, D("0.5"))))
    return Mark("indicator", number, "score")


@breaks("S03")
def a_score_is_below_zero(sheet: Sheet, rng: Random) -> Mark | None:
    number = _pick(rng, _missed(sheet))
    if number is None:
        return None
    _score(sheet, number, D("-1"))
    return Mark("indicator", number, "score")


@breaks("S03")
def a_budget_score_is_above_its_weight(sheet: Sheet, rng: Random) -> Mark | None:
    if sheet.total["weight"] is None or sheet.total["score"] is None:
        return None
    sheet.total["score"] = sheet.total["weight"] + D("0.25")
    sheet.add_up()
    return Mark("budget_line", 1, "score")


def _regrade(sheet: Sheet, step: int) -> Mark | None:
    names, score = sheet.style.grades, sheet.head.get("total_score")
    if names is None or score is None or sheet.head["region"] == "池州市":
        return None
    if any(low - 1 < score < low for low in (90, 80, 60)):
        return None
    place = names.index(grade_of(score, names)) + step
    if not 0 <= place < len(names):
        return None
    sheet.head["grade"] = names[place]
    return Mark("form", 0, "grade")


@breaks("S04")
def a_grade_is_one_too_good(sheet: Sheet, rng: Random) -> Mark | None:
    return _regrade(sheet, -1)


@breaks("S04")
def a_grade_is_one_too_bad(sheet: Sheet, rng: Random) -> Mark | None:
    return _regrade(sheet, 1)


@breaks("S04")
def a_grade_stands_beside_another_total(sheet: Sheet, rng: Random) -> Mark | None:
    return _regrade(sheet, 2)


def _by_level(sheet: Sheet) -> dict[str, Decimal]:
    sums: dict[str, Decimal] = {}
    for row in sheet.rows:
        if row["level1"] and row["weight"] is not None:
            sums[row["level1"]] = sums.get(row["level1"], D(0)) + row["weight"]
    return sums


@breaks("S05")
def a_label_prints_another_weight(sheet: Sheet, rng: Random) -> Mark | None:
    sums = _by_level(sheet)
    if not sums or not set(sums) & set(_NATIONAL):
        return None
    level = rng.choice(sorted(set(sums) & set(_NATIONAL)))
    # A note that says otherwise would be the reader's doubt.
    sheet.head.pop("notes", None)
    for number, row in enumerate(sheet.rows, 1):
        if row["level1"] == level:
            sheet.raw[("indicator", number, "level1")] = f"{level}（{sums[level] + 5:f}分）"
    return Mark("indicator", next(n for n, r in enumerate(sheet.rows, 1) if r["level1"] == level), "weight")


@breaks("S05")
def a_note_prints_other_weights(sheet: Sheet, rng: Random) -> Mark | None:
    sums = _by_level(sheet)
    if not set(_NATIONAL) <= set(sums) or sheet.style.levels != "national":
        return None
    sheet.raw.clear()
    printed = sums | {"产出指标": sums["产出指标"] + 5, "效益指标": sums["效益指标"] - 5}
    listed = "、".join(f"{level}{weight:f}分" for level, weight in printed.items())
    sheet.head["notes"] = f"注：一级指标权重统一设置为：{listed}、预算资金执行率10分。"
    return Mark("form", 0, "notes")


@breaks("S06")
def benefit_has_hardly_any_weight(sheet: Sheet, rng: Random) -> Mark | None:
    if not set(_NATIONAL) <= set(_by_level(sheet)) or not _is_project(sheet):
        return None
    _heal(sheet)
    outputs = [r for r in sheet.rows if r["level1"] == "产出指标"]
    for row in sheet.rows:
        if row["level1"] == "效益指标":
            outputs[0]["weight"] += row["weight"] - 1
            row["weight"] = row["score"] = D(1)
    outputs[0]["score"] = outputs[0]["weight"]
    sheet.add_up()
    return Mark("indicator", next(n for n, r in enumerate(sheet.rows, 1) if r["level1"] == "效益指标"), "weight")


@breaks("S06")
def nobody_was_asked(sheet: Sheet, rng: Random) -> Mark | None:
    if not set(_NATIONAL) <= set(_by_level(sheet)) or not _is_project(sheet):
        return None
    _heal(sheet)
    freed = sum((r["weight"] for r in sheet.rows if r["level1"] == "满意度指标"), D(0))
    sheet.rows = [r for r in sheet.rows if r["level1"] != "满意度指标"]
    sheet.rows[0]["weight"] += freed
    sheet.rows[0]["score"] = sheet.rows[0]["weight"]
    sheet.add_up()
    return Mark("indicator", 1, "level1")


@breaks("S07")
def a_total_is_not_printed(sheet: Sheet, rng: Random) -> Mark | None:
    if sheet.head.get("total_score") is None:
        return None
    sheet.head["total_score"] = None
    return Mark("form", 0, "total_score")


@breaks("S07")
def a_total_is_a_dash(sheet: Sheet, rng: Random) -> Mark | None:
    sheet.raw[("form", 0, "total_score")] = "—"
    return a_total_is_not_printed(sheet, rng)


# Indicators.


def _miss_full(sheet: Sheet, rng: Random, factor: str, *operators: str | None) -> Mark | None:
    number = _pick(rng, [n for n in _rows(sheet, *operators) if not _is_low_name(sheet.rows[n - 1]["name"])])
    if number is None:
        return None
    row = sheet.rows[number - 1]
    _answer(row, rounded(row["target_value"] * D(factor), 2))
    return Mark("indicator", number, "actual_value")


def _is_low_name(name: str) -> bool:
    return any(word in name for word in ("差错", "返工", "事故", "时限", "响应时间", "成本", "费用", "质量问题"))


@breaks("Q01")
def a_missed_target_scores_full(sheet: Sheet, rng: Random) -> Mark | None:
    return _miss_full(sheet, rng, "0.8", "ge", "gt")


@breaks("Q01")
def a_missed_exact_target_scores_full(sheet: Sheet, rng: Random) -> Mark | None:
    return _miss_full(sheet, rng, "0.7", "eq")


@breaks("Q01")
def a_missed_target_without_sign_scores_full(sheet: Sheet, rng: Random) -> Mark | None:
    return _miss_full(sheet, rng, "0.5", None)


@breaks("Q01")
def an_accident_where_none_was_allowed(sheet: Sheet, rng: Random) -> Mark | None:
    number = _pick(
        rng,
        [
            n
            for n, r in enumerate(sheet.rows, 1)
            if r["target_value"] == 0 and r["target_operator"] == "eq" and _is_full(r)
        ],
    )
    if number is None:
        return None
    _answer(sheet.rows[number - 1], D(2))
    return Mark("indicator", number, "actual_value")


@breaks("Q02")
def an_exceeded_limit_scores_full(sheet: Sheet, rng: Random) -> Mark | None:
    number = _pick(rng, _rows(sheet, "le"))
    if number is None:
        return None
    _answer(sheet.rows[number - 1], rounded(sheet.rows[number - 1]["target_value"] * D("1.3"), 2))
    return Mark("indicator", number, "actual_value")


@breaks("Q02")
def an_exceeded_strict_limit_scores_full(sheet: Sheet, rng: Random) -> Mark | None:
    number = _pick(rng, _rows(sheet, "lt"))
    if number is None:
        return None
    _answer(sheet.rows[number - 1], rounded(sheet.rows[number - 1]["target_value"] * D("1.5"), 2))
    return Mark("indicator", number, "target_value")


def _miss(sheet: Sheet, rng: Random, factor: str, share: str, *operators: str | None) -> Mark | None:
    """A missed target with a share of the weight as score, and a reason."""
    numbers = [n for n in _rows(sheet, *operators) if sheet.rows[n - 1]["weight"] >= 5]
    number = _pick(rng, [n for n in numbers if operators[0] == "le" or not _is_low_name(sheet.rows[n - 1]["name"])])
    if number is None:
        return None
    row = sheet.rows[number - 1]
    _answer(row, rounded(row["target_value"] * D(factor), 2))
    if sheet.style.has_reasons:
        _with_reason(row)
    _score(sheet, number, rounded(row["weight"] * D(share), 0))
    return Mark("indicator", number, "score") if row["score"] < row["weight"] else None


@breaks("Q03")
def a_missed_target_costs_too_little(sheet: Sheet, rng: Random) -> Mark | None:
    return _miss(sheet, rng, "0.5", "0.8", "ge", "gt", None)


@breaks("Q03")
def an_exceeded_limit_costs_too_little(sheet: Sheet, rng: Random) -> Mark | None:
    return _miss(sheet, rng, "2", "0.8", "le", "lt")


def _unasked(sheet: Sheet) -> None:
    """The form of a family that asks for no reasons."""
    sheet.style = replace(sheet.style, template="hebei", has_reasons=False)
    sheet.head.pop("deviation_analysis", None)
    for row in sheet.rows:
        row["reason_text"] = row["deviation_reason"] = row["improvement_measure"] = None


@breaks("Q04")
def a_missed_target_costs_too_much(sheet: Sheet, rng: Random) -> Mark | None:
    _unasked(sheet)
    return _miss(sheet, rng, "0.9", "0.5", "ge", "gt", None)


@breaks("Q04")
def an_exceeded_limit_costs_too_much(sheet: Sheet, rng: Random) -> Mark | None:
    _unasked(sheet)
    return _miss(sheet, rng, "1.1", "0.5", "le", "lt")


@breaks("Q04")
def a_met_target_costs_points_unexplained(sheet: Sheet, rng: Random) -> Mark | None:
    _unasked(sheet)
    number = _pick(rng, _rows(sheet, "ge", "le"))
    if number is None:
        return None
    _score(sheet, number, sheet.rows[number - 1]["weight"] - 1)
    return Mark("indicator", number, "score")


@breaks("Q05")
def far_too_much_unexplained(sheet: Sheet, rng: Random) -> Mark | None:
    numbers = [n for n in _rows(sheet, "ge", "gt", None) if not _is_low_name(sheet.rows[n - 1]["name"])]
    numbers = [n for n in numbers if sheet.rows[n - 1]["target_value"] >= 10]
    number = _pick(rng, [n for n in numbers if sheet.rows[n - 1]["target_unit"] != "%"])
    if number is None or not sheet.style.has_reasons:
        return None
    row = sheet.rows[number - 1]
    _answer(row, rounded(row["target_value"] * rng.choice((D("1.3"), D("1.5"), 2, 6)), 2))
    return Mark("indicator", number, "actual_value")


@breaks("Q05")
def far_below_a_limit_on_money_unexplained(sheet: Sheet, rng: Random) -> Mark | None:
    numbers = [n for n in _rows(sheet, "le", "lt") if re.search("成本|单价|造价", sheet.rows[n - 1]["name"])]
    number = _pick(rng, [n for n in numbers if sheet.rows[n - 1]["target_value"] >= 20])
    if number is None or not sheet.style.has_reasons:
        return None
    row = sheet.rows[number - 1]
    _answer(row, rounded(row["target_value"] / 4, 2))
    return Mark("indicator", number, "actual_value")


@breaks("Q05")
def a_target_of_nothing_far_exceeded(sheet: Sheet, rng: Random) -> Mark | None:
    numbers = [n for n in _rows(sheet, "ge") if sheet.rows[n - 1]["target_unit"] != "%"]
    number = _pick(rng, numbers)
    if number is None or not sheet.style.has_reasons:
        return None
    row = sheet.rows[number - 1]
    row["target_text"] = row["target_text"].replace(format(row["target_value"], "f"), "0")
    row["target_value"] = D(0)
    _answer(row, D(45))
    return Mark("indicator", number, "actual_value")


def _rate(sheet: Sheet, rng: Random, attainment: str, low: str, high: str) -> Mark | None:
    """A class with a score between two shares of the weight, both ends left out."""
    numbers = [n for n in _worded(sheet) if sheet.rows[n - 1]["weight"] >= 3]
    number = _pick(rng, [n for n in numbers if "时间" not in sheet.rows[n - 1]["name"]])
    if number is None:
        return None
    row = sheet.rows[number - 1]
    _rate_in_words(row, attainment)
    if sheet.style.has_reasons:
        _with_reason(row)
    _score(sheet, number, rounded(row["weight"] * (D(low) + D(high)) / 2, 2))
    return Mark("indicator", number, "score")


@breaks("Q06")
def a_partly_met_target_scores_like_a_met_one(sheet: Sheet, rng: Random) -> Mark | None:
    return _rate(sheet, rng, "partly_met", "0.85", "0.95")


@breaks("Q06")
def a_missed_class_scores_like_a_partly_met_one(sheet: Sheet, rng: Random) -> Mark | None:
    return _rate(sheet, rng, "not_met", "0.65", "0.75")


@breaks("Q06")
def a_met_class_scores_like_a_missed_one(sheet: Sheet, rng: Random) -> Mark | None:
    return _rate(sheet, rng, "met", "0.3", "0.4")


@breaks("Q07")
def a_number_is_answered_with_a_word(sheet: Sheet, rng: Random) -> Mark | None:
    number = _pick(rng, _rows(sheet, "ge", "eq", "le"))
    if number is None:
        return None
    row = sheet.rows[number - 1]
    row["actual_text"], row["actual_value"], row["actual_unit"] = rng.choice(("已完成", "达到预期", "完成")), None, None
    return Mark("indicator", number, "actual_text")


@breaks("Q07")
def a_word_is_answered_with_a_number(sheet: Sheet, rng: Random) -> Mark | None:
    number = _pick(rng, [n for n in _worded(sheet) if "时间" not in sheet.rows[n - 1]["name"]])
    if number is None:
        return None
    row = sheet.rows[number - 1]
    row["actual_unit"] = "%"
    put_actual(row, D(rng.choice((95, 98))), "%")
    return Mark("indicator", number, "actual_value")


def _rename(sheet: Sheet, number: int, name: str, operator: str, target: str, actual: str, unit: str) -> None:
    row = sheet.rows[number - 1]
    sign = {"ge": "≥", "le": "≤", "eq": "＝"}[operator]
    row["name"], row["target_operator"], row["target_value"], row["target_unit"] = name, operator, D(target), unit
    row["target_text"] = target if sheet.style.has_columns_for_target else f"{sign}{target}{unit}"
    row["operator_text"] = sign
    put_actual(row, D(actual), unit)


@breaks("Q08")
def a_pass_rate_has_an_upper_limit(sheet: Sheet, rng: Random) -> Mark | None:
    number = _pick(rng, _rows(sheet, "ge"))
    if number is None:
        return None
    _rename(sheet, number, rng.choice(("检测合格率", "设备完好率", "任务完成率", "群众知晓率")), "le", "90", "85", "%")
    return Mark("indicator", number, "target_operator")


@breaks("Q08")
def complaints_have_a_lower_limit(sheet: Sheet, rng: Random) -> Mark | None:
    number = _pick(rng, _rows(sheet, "ge", "le"))
    if number is None:
        return None
    _rename(sheet, number, rng.choice(("有效投诉率", "差错率", "事故发生率", "设备故障率")), "ge", "4", "4", "%")
    return Mark("indicator", number, "target_operator")


@breaks("Q08")
def a_share_is_above_everything(sheet: Sheet, rng: Random) -> Mark | None:
    number = _pick(rng, _rows(sheet, "ge"))
    if number is None:
        return None
    _rename(sheet, number, rng.choice(("检测合格率", "政策知晓率", "政策覆盖率")), "ge", "105", "106", "%")
    return Mark("indicator", number, "target_value")


@breaks("Q09")
def nothing_was_promised(sheet: Sheet, rng: Random) -> Mark | None:
    number = _pick(rng, _rows(sheet, "ge", "eq", "le"))
    if number is None:
        return None
    row = sheet.rows[number - 1]
    row["target_operator"] = row["target_value"] = row["target_unit"] = row["target_text"] = None
    return Mark("indicator", number, "target_text")


@breaks("Q09")
def nothing_was_reported(sheet: Sheet, rng: Random) -> Mark | None:
    number = _pick(rng, _rows(sheet, "ge", "eq", "le"))
    if number is None:
        return None
    row = sheet.rows[number - 1]
    row["actual_value"] = row["actual_unit"] = None
    row["actual_text"] = None
    return Mark("indicator", number, "actual_text")


@breaks("Q10")
def most_targets_are_words(sheet: Sheet, rng: Random) -> Mark | None:
    numbers = [n for n, r in enumerate(sheet.rows, 1) if r["target_value"] is not None]
    for number in numbers[: len(sheet.rows) * 3 // 4]:
        row = sheet.rows[number - 1]
        row["target_text"], row["target_operator"] = (
            "良好",
            "qualitative" if sheet.style.has_columns_for_target else None,
        )
        row["target_value"] = row["target_unit"] = None
        row["operator_text"] = "定性"
        row["actual_text"], row["actual_value"], row["actual_unit"] = "良好", None, None
        row["score"] = row["weight"] if sheet.style.has_scores and row["weight"] is not None else row["score"]
    sheet.add_up()
    return Mark("indicator", numbers[0], "target_text")


@breaks("Q10")
def most_targets_cannot_fail(sheet: Sheet, rng: Random) -> Mark | None:
    for number, row in enumerate(sheet.rows, 1):
        if row["target_value"] is not None:
            _rename(sheet, number, f"任务{number}完成率", "eq", "100", "100", "%")
            row["score"] = row["weight"] if row["weight"] is not None else row["score"]
    sheet.add_up()
    texts = [row["target_text"] or "1" for row in sheet.rows if row["target_value"] is None]
    words = sum(not re.search(r"\d", text) for text in texts)
    return Mark("indicator", 1, "target_value") if words >= 3 else None


@breaks("Q11")
def a_met_target_costs_points_for_a_reason(sheet: Sheet, rng: Random) -> Mark | None:
    number = _pick(rng, _rows(sheet, "ge", "le"))
    if number is None or not sheet.style.has_reasons:
        return None
    _with_reason(sheet.rows[number - 1])
    _score(sheet, number, sheet.rows[number - 1]["weight"] - 1)
    return Mark("indicator", number, "score")


@breaks("Q11")
def a_result_above_the_target_costs_points(sheet: Sheet, rng: Random) -> Mark | None:
    number = _pick(rng, [n for n in _rows(sheet, "ge") if not _is_low_name(sheet.rows[n - 1]["name"])])
    if number is None or not sheet.style.has_reasons:
        return None
    row = sheet.rows[number - 1]
    _answer(row, rounded(row["target_value"] * D("1.05"), 2))
    _with_reason(row)
    _score(sheet, number, rounded(row["weight"] * D("0.9"), 2))
    return Mark("indicator", number, "score")


def _name(sheet: Sheet, rng: Random, level: tuple[str, str], name: str) -> Mark | None:
    numbers = [n for n, r in enumerate(sheet.rows, 1) if (r["level1"], r["level2"]) == level]
    number = _pick(rng, numbers)
    if number is None:
        return None
    sheet.rows[number - 1]["name"] = name
    return Mark("indicator", number, "level1")


@breaks("Q12")
def satisfaction_stands_under_benefit(sheet: Sheet, rng: Random) -> Mark | None:
    return _name(sheet, rng, ("效益指标", "社会效益指标"), "服务对象满意度")


@breaks("Q12")
def output_stands_under_satisfaction(sheet: Sheet, rng: Random) -> Mark | None:
    return _name(sheet, rng, ("满意度指标", "服务对象满意度指标"), "设备采购完成率")


@breaks("Q12")
def timeliness_stands_under_quantity(sheet: Sheet, rng: Random) -> Mark | None:
    mark = _name(sheet, rng, ("产出指标", "数量指标"), "任务完成及时率")
    return mark and Mark("indicator", mark.row_no, "level2")


# Texts.


def _reasoned(sheet: Sheet) -> list[int]:
    return [n for n in _missed(sheet) if sheet.rows[n - 1]["reason_text"]]


def _says(sheet: Sheet, rng: Random, text: str | None) -> Mark | None:
    number = _pick(rng, _reasoned(sheet))
    if number is None:
        return None
    row = sheet.rows[number - 1]
    row["reason_text"] = text
    row["deviation_reason"] = row["improvement_measure"] = None
    return Mark("indicator", number, "reason_text")


@breaks("T01")
def a_shortfall_without_a_word(sheet: Sheet, rng: Random) -> Mark | None:
    return _says(sheet, rng, None)


@breaks("T01")
def a_shortfall_with_nothing_as_reason(sheet: Sheet, rng: Random) -> Mark | None:
    return _says(sheet, rng, rng.choice(("无", "—", "无偏差")))


@breaks("T01")
def a_shortfall_with_a_word_or_two(sheet: Sheet, rng: Random) -> Mark | None:
    return _says(sheet, rng, rng.choice(("已整改", "天气原因", "疫情")))


@breaks_among("T02", "two")
def a_reason_is_copied(sheets: list[Sheet], rng: Random) -> Mark | None:
    first, second = (_pick(rng, _reasoned(s)) for s in sheets)
    if first is None or second is None:
        return None
    source, copy = sheets[0].rows[first - 1], sheets[1].rows[second - 1]
    for name in ("reason_text", "deviation_reason", "improvement_measure"):
        copy[name] = source.get(name)
    return Mark("indicator", second, "reason_text", 1)


@breaks_among("T02", "two")
def a_reason_is_copied_with_a_word_changed(sheets: list[Sheet], rng: Random) -> Mark | None:
    mark = a_reason_is_copied(sheets, rng)
    if mark is None:
        return None
    row = sheets[1].rows[mark.row_no - 1]
    for name in ("reason_text", "deviation_reason"):
        if row.get(name):
            row[name] = row[name].replace("，", ",", 1).replace("因", "由于", 1).replace("已", "现已", 1)
    return mark


@breaks("T03")
def a_full_score_beside_a_miss_in_words(sheet: Sheet, rng: Random) -> Mark | None:
    number = _pick(rng, _rows(sheet, "ge", "eq", "le"))
    if number is None or not sheet.style.has_reasons:
        return None
    said = ("该项任务未完成，进度滞后，后续抓紧实施。", "未达到年初目标，主要是人员不足，下一步加大力度。")
    sheet.rows[number - 1]["reason_text"] = rng.choice(said)
    return Mark("indicator", number, "reason_text")


@breaks("T03")
def more_is_claimed_than_printed(sheet: Sheet, rng: Random) -> Mark | None:
    numbers = [n for n in _rows(sheet, "ge", "eq") if _is_exact(sheet.rows[n - 1])]
    number = _pick(rng, numbers)
    if number is None or not sheet.style.has_reasons:
        return None
    sheet.rows[number - 1]["reason_text"] = rng.choice(("超额完成", "超额完成年度目标任务。"))
    return Mark("indicator", number, "reason_text")


def _is_exact(row: Row) -> bool:
    return bool(row["actual_value"] == row["target_value"])


@breaks("T03")
def a_reason_speaks_of_another_indicator(sheet: Sheet, rng: Random) -> Mark | None:
    number = _pick(rng, _rows(sheet, "ge", "eq", "le"))
    if number is None or not sheet.style.has_reasons:
        return None
    own = sheet.rows[number - 1]["name"]
    others = [r["name"] for r in sheet.rows if len(r["name"]) >= 6 and r["name"] not in own and own not in r["name"]]
    if not others:
        return None
    sheet.rows[number - 1]["reason_text"] = f"{rng.choice(others)}的统计口径与上级部门一致，由主管科室负责解释。"
    return Mark("indicator", number, "reason_text")


# Across forms.


@breaks_among("X02", "year")
def every_project_is_excellent(sheets: list[Sheet], rng: Random) -> Mark | None:
    if len(sheets) < 3 or not sheets[0].style.grades or sheets[0].head["region"] == "池州市":
        return None
    for sheet in sheets:
        _heal(sheet)
        number = _rows(sheet, "ge", "eq", "le", None)
        if sheet.head["total_score"] < 90 or not number:
            return None
    return Mark("form", 0, "grade")


@breaks_among("X02", "year")
def nothing_ever_falls_short(sheets: list[Sheet], rng: Random) -> Mark | None:
    if len(sheets) < 3 or not sheets[0].style.has_weights:
        return None
    for sheet in sheets:
        _heal(sheet)
    return Mark("indicator", 1, "score")


def _same_next_year(sheets: list[Sheet], *operators: str) -> Iterator[tuple[int, int]]:
    """Places of forms, and numbers of their rows, that have the same indicator in the form of the year before."""
    for place, sheet in enumerate(sheets):
        for before in sheets:
            year, last = sheet.head["fiscal_year"], before.head["fiscal_year"]
            if year is None or last != year - 1 or before.head["project_name"] != sheet.head["project_name"]:
                continue
            for number, (row, old) in enumerate(zip(sheet.rows, before.rows, strict=True), 1):
                is_same = row["name"] == old["name"] and row["target_operator"] in operators and old["actual_value"]
                if is_same and (row["target_value"] or 0) > 0:
                    yield place, number


def _loosen(sheets: list[Sheet], rng: Random, factor: str, *operators: str) -> Mark | None:
    found = list(_same_next_year(sheets, *operators))
    if not found or sheets[0].style.kind != "project":
        return None
    place, number = rng.choice(found)
    row = sheets[place].rows[number - 1]
    last = next(s for s in sheets if s.head["fiscal_year"] == sheets[place].head["fiscal_year"] - 1
                and s.head["project_name"] == sheets[place].head["project_name"]).rows[number - 1]  # fmt: skip
    target = rounded(last["actual_value"] * D(factor), 2)
    row["target_text"] = row["target_text"].replace(format(row["target_value"], "f"), format(target, "f"))
    row["target_value"] = target
    return Mark("indicator", number, "target_value", place)


@breaks_among("X03", "years")
def a_target_is_lowered(sheets: list[Sheet], rng: Random) -> Mark | None:
    return _loosen(sheets, rng, "0.6", "ge", "gt", "eq")


@breaks_among("X03", "years")
def a_limit_is_raised(sheets: list[Sheet], rng: Random) -> Mark | None:
    return _loosen(sheets, rng, "1.6", "le", "lt")


def _exchange(sheets: list[Sheet], share: str) -> Mark | None:
    if len(sheets) < 2 or not set(MONEY_COLUMNS) <= set(sheets[0].style.money):
        return None
    moved = rounded(min(s.total["adjusted_budget_yuan"] for s in sheets[:2]) * D(share), 2)
    for sheet, amount in zip(sheets[:2], (moved, -moved), strict=True):
        for line in sheet.lines[:2]:
            line["initial_budget_yuan"] = line["adjusted_budget_yuan"] - amount
        for line in sheet.lines[2:]:
            line["initial_budget_yuan"] = line["adjusted_budget_yuan"]
    return Mark("budget_line", 1, "initial_budget_yuan") if moved > 0 else None


@breaks_among("X04", "year")
def money_moves_between_two_projects(sheets: list[Sheet], rng: Random) -> Mark | None:
    return _exchange(sheets, "0.1")


@breaks_among("X04", "year")
def much_money_moves_between_two_projects(sheets: list[Sheet], rng: Random) -> Mark | None:
    return _exchange(sheets, "0.5")


def _misstates(column: str) -> Callable[[Callable[[Row], None]], Callable[[Row], None]]:
    def register(way: Callable[[Row], None]) -> Callable[[Row], None]:
        MISSTATED.append((column, way.__name__, way))
        return way

    return register


@_misstates("projects")
def a_report_counts_one_project_more(said: Row) -> None:
    said["projects"] += 1


@_misstates("mean_score")
def a_report_states_another_mean(said: Row) -> None:
    said["mean_score"] += D("0.4")
    said["mean_score_text"] = format(said["mean_score"], "f")


@_misstates("amount_yuan")
def a_report_states_another_amount(said: Row) -> None:
    said["amount_yuan"] = said["amount_yuan"] * 2
    said["amount_text"] = f"{said['amount_yuan'] / 10_000:f}万元"


@_misstates("good")
def a_report_moves_a_project_to_another_grade(said: Row) -> None:
    said["good"] += 1
    said["excellent"] = max(0, said["excellent"] - 1)
