"""Forms that break no rule: figures that follow from each other, as departments print them.

Belongs here: amounts, targets, results, scores and what explains them. Does not belong here: errors (``plant``), the
tables (``sheet``).

A project is drawn once and then reports for up to three years, with targets that follow from the results of the year
before. Amounts are drawn in fen and printed in the unit of the form, so rates and sums are those of the unrounded
amounts.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import ROUND_CEILING, ROUND_FLOOR, Decimal
from itertools import groupby
from random import Random

import polars as pl

from tests.factory.clean.phrases import Reasons
from tests.factory.clean.sheet import YUAN, Row, Sheet, Style, grade_of, rate_of, rounded, tables
from tests.factory.words import KINDS, STEMS, TRADES, Trade

D = Decimal
SHANGHAI_GRADES = ("优", "良", "合格", "不合格")
PLAIN_GRADES = ("优", "良", "中", "差")
LONG_GRADES = ("优秀", "良好", "合格", "不合格")
_LEVELS_OF_GOVERNMENT = (("central", "其中：中央补助"), ("provincial", "省级资金"), ("county", "县级资金"))

STYLES: tuple[tuple[Style, str | None, tuple[int, ...]], ...] = (
    (Style("shanghai", grades=SHANGHAI_GRADES), "上海市", (2023, 2024, 2025)),
    (Style("mof_annex"), "安徽省", (2020, 2021, 2022)),
    (Style("mof_annex"), "广西壮族自治区", (2021, 2022, 2023)),
    (Style("mof_annex", grades=PLAIN_GRADES), "河北省", (2019, 2020, 2021)),
    (Style("mof_annex", has_reasons=False, prints_analysis=True), "山西省", (2022, 2023)),
    (Style("mof_annex", grades=LONG_GRADES), "池州市", (2020, 2021)),
    (Style("mof_annex", grades=PLAIN_GRADES), None, ()),
    (Style("mof_annex_yuan", unit="元", grades=SHANGHAI_GRADES), "上海市", (2022, 2023)),
    (Style("adjusted_budget"), "河北省", (2021, 2022, 2023)),
    (
        Style("without_initial", money=("adjusted_budget_yuan", "executed_yuan"), grades=PLAIN_GRADES),
        "安徽省",
        (2018, 2019, 2020),
    ),
    (
        Style("initial_only", money=("initial_budget_yuan", "executed_yuan"), grades=PLAIN_GRADES),
        "山东省",
        (2016, 2017, 2018, 2019),
    ),
    (
        Style(
            "sichuan",
            sources=(("fiscal", "其中：财政资金"), ("special_account", "财政专户管理资金"), ("unit_funds", "单位资金"),
                     ("other", "其他资金")),
            has_line_reasons=True,
            levels="cost_in_output",
            has_columns_for_target=True,
            has_blocks=True,
        ),
        "四川省",
        (2022, 2023, 2024),
    ),
    (Style("yunnan", unit="元", has_columns_for_target=True, grades=PLAIN_GRADES), "云南省", (2020, 2021, 2022)),
    (
        Style(
            "hubei",
            money=("adjusted_budget_yuan", "executed_yuan"),
            sources=(),
            budget_weight=20,
            prints_budget_weight=False,
            has_weights=False,
            has_reasons=False,
            prints_analysis=True,
            grades=PLAIN_GRADES,
        ),
        "湖北省",
        (2021, 2022, 2023),
    ),
    (Style("chongqing", levels="none", has_columns_for_target=True), "重庆市", (2022, 2023)),
    (
        Style("yinchuan", levels="decision", budget_weight=None, prints_budget_weight=False, prints_budget_score=False),
        "银川市",
        (2021, 2022),
    ),
    (
        Style(
            "department",
            kind="department",
            sources=(("fiscal_current", "其中：一般公共预算"), ("other", "其他资金"), ("basic", "其中：基本支出"),
                     ("project", "项目支出")),
        ),
        "湖南省",
        (2020, 2021, 2022),
    ),
    (
        Style(
            "transfer",
            kind="transfer",
            money=("adjusted_budget_yuan", "executed_yuan"),
            sources=_LEVELS_OF_GOVERNMENT,
            budget_weight=None,
            prints_budget_weight=False,
            prints_budget_score=False,
            has_weights=False,
            has_scores=False,
        ),
        "湖北省",
        (2020, 2021, 2022),
    ),
)  # fmt: skip
"""Families with a place and the years in which they were used there; no years: the form prints none."""

_NATIONAL = {
    "count": ("产出指标", "数量指标"),
    "quality": ("产出指标", "质量指标"),
    "rate": ("产出指标", "质量指标"),
    "time": ("产出指标", "时效指标"),
    "date": ("产出指标", "时效指标"),
    "cost": ("成本指标", "经济成本指标"),
    "saving": ("效益指标", "经济效益指标"),
    "social": ("效益指标", "社会效益指标"),
    "green": ("效益指标", "生态效益指标"),
    "lasting": ("效益指标", "可持续影响指标"),
    "satisfaction": ("满意度指标", "服务对象满意度指标"),
}
_DECISION = {"产出指标": "项目产出", "效益指标": "项目效益", "满意度指标": "项目效益", "成本指标": "项目产出"}


@dataclass(frozen=True)
class Kind:
    """A kind of indicator. ``low`` and ``high`` bound targets; ``words`` are qualitative targets."""

    group: str
    names: tuple[str, ...]
    unit: str | None
    operators: tuple[str | None, ...]
    low: str = "0"
    high: str = "0"
    words: tuple[str, ...] = ()


_SIGNS = {"ge": "≥", "gt": "＞", "eq": "＝", "le": "≤", "lt": "＜", "range": ""}
KINDS_OF_INDICATORS = (
    Kind(
        "count",
        ("{thing}数量", "完成{thing}总量", "年度{thing}任务数"),
        "",
        ("ge", "ge", "eq", "gt", None),
        "5",
        "4000",
    ),
    Kind("count", ("{thing}批次", "组织{thing}次数"), "次", ("ge", "eq", None), "2", "60"),
    Kind(
        "quality",
        ("{thing}合格率", "{thing}验收通过率", "{thing}设备完好率"),
        "%",
        ("ge", "ge", "ge", None),
        "85",
        "99",
    ),
    Kind("quality", ("{thing}差错率", "{thing}返工率"), "%", ("le", "lt"), "2", "10"),
    Kind("quality", ("安全生产责任事故数", "重大质量问题数"), "起", ("eq", "le"), "0", "0"),
    Kind("rate", ("{thing}达标率",), "%", ("eq",), "100", "100"),
    Kind("quality", ("{thing}抽检比例",), "%", ("range",), "5", "30"),
    Kind("time", ("{thing}完成及时率", "{project}资金支付及时率"), "%", ("ge", "ge", "eq"), "88", "100"),
    Kind("time", ("{thing}办理时限", "{thing}平均响应时间"), "天", ("le", "lt"), "8", "45"),
    Kind("date", ("{thing}完成时间",), None, (), words=("12月底前", "11月30日前", "第四季度")),
    Kind("cost", ("{thing}单位成本", "项目总成本", "人均{thing}费用"), "元", ("le", "le", "lt"), "120", "90000"),
    Kind("saving", ("{project}成本节约率", "带动{thing}收入增长率"), "%", ("ge",), "3", "30"),
    Kind("social", ("{people}投诉办结率", "{people}政策知晓率"), "%", ("ge", "ge", None), "85", "98"),
    Kind(
        "social",
        ("提升{people}获得感", "促进{place}公共服务均等化"),
        None,
        (),
        words=("显著提升", "有所改善", "明显增强"),
    ),
    Kind("green", ("减少污染物排放量",), "吨", ("ge",), "10", "400"),
    Kind("green", ("改善{place}生态环境质量",), None, (), words=("持续改善", "稳步提高")),
    Kind(
        "lasting", ("{thing}长效管理机制健全性", "{project}持续发挥作用"), None, (), words=("建立健全", "长期", "完善")
    ),
    Kind("satisfaction", ("{people}满意度", "{people}对{thing}的满意度"), "%", ("ge", "ge", None), "85", "95"),
)
_MIX = ("count", "count", "quality", "quality", "rate", "time", "time", "date", "cost", "saving", "social", "green",
        "lasting", "satisfaction")  # fmt: skip
_CLASSES = {
    "met": ("达成年度指标", "达成指标", "达成预期指标"),
    "partly_met": ("部分达成年度指标并具有一定效果", "部分达成指标并具有一定效果"),
    "not_met": ("未达成年度指标且效果较差", "未达成指标且效果较差"),
}


@dataclass
class _Wanted:
    """An indicator of a project over the years: its name, and the target of the year to come."""

    kind: Kind
    level1: str | None
    level2: str | None
    name: str
    unit: str | None
    operator: str | None
    target: Decimal | None
    upper: Decimal | None
    word: str
    weight: Decimal
    has_word: str

    @property
    def value_kind(self) -> str:
        """What the target states."""
        if self.target is None:
            return "deadline" if self.kind.group == "date" else "words"
        return "quantity" if self.upper is None else "range"


@dataclass
class _Project:
    name: str
    unit: str
    code: str | None
    wanted: list[_Wanted]
    budget: Decimal


def clean_tables(forms: int, seed: int) -> dict[str, pl.DataFrame]:
    """Tables of so many forms that break no rule, and of the reports that speak of some of them."""
    sheets = clean_sheets(forms, seed)
    return tables(sheets, clean_statements(sheets))


def clean_statements(sheets: list[Sheet]) -> list[Row]:
    """What the reports of every second department say: number, amount, mean score and grades of their projects."""
    made = []
    for number, (_, group) in enumerate(groupby(sheets, key=lambda s: s.document)):
        forms = list(group)
        if number % 2 == 0 and forms[0].style.kind == "project" and forms[0].head["fiscal_year"] is not None:
            made.append(statement(forms))
    return made


def statement(forms: list[Sheet]) -> Row:
    """What a report says of the forms of one department and year, the amount in 万元 with two digits."""
    head, style = forms[0].head, forms[0].style
    money = style.denominator
    amount = sum((f.total[money] * YUAN[style.unit] for f in forms), D(0))
    shown = rounded(amount / 10_000, 2)
    mean = rounded(sum((f.head["total_score"] for f in forms), D(0)) / len(forms), 2)
    row: Row = {
        "narrative_id": f"{forms[0].document}-N001",
        "document_id": forms[0].document,
        "page": 40,
        "department": head["department"],
        "fiscal_year": head["fiscal_year"],
        "scope": "all",
        "projects": len(forms),
        "amount_yuan": shown * 10_000,
        "amount_text": f"{shown:f}万元",
        "money_unit": "万元",
        "mean_score": mean,
        "mean_score_text": f"{mean:f}",
        "doubtful": [],
    }
    if style.grades and head["region"] != "池州市":
        names = [style.grades.index(f.head["grade"]) for f in forms]
        row |= {name: names.count(n) for n, name in enumerate(("excellent", "good", "fair", "poor"))}
    row["sentence"] = f"对{len(forms)}个项目开展绩效自评，涉及资金{shown:f}万元，平均得分{mean:f}分。"
    return row


def clean_sheets(forms: int, seed: int, first: int = 0, years: tuple[int, ...] = ()) -> list[Sheet]:
    """So many forms that break no rule, department by department and year by year.

    ``first`` numbers the departments, whose names have the number in them; ``years`` are those that forms with a year
    are of, in place of the years in which a style was in use.
    """
    rng = Random(seed)
    reasons = Reasons(rng)
    made: list[Sheet] = []
    number = first
    while len(made) < forms:
        made += _department(rng, reasons, number, seed, years)
        number += 1
    return made[:forms]


def _department(
    rng: Random, reasons: Reasons, number: int, seed: int, calendar: tuple[int, ...] = ()
) -> Iterator[Sheet]:
    """All forms of one department in the years it publishes."""
    style, region, years = STYLES[number % len(STYLES)]
    if calendar and years:
        start = rng.randrange(len(calendar))
        years = calendar[start : start + len(years)]
    trade = rng.choice(TRADES)
    # The number keeps two departments apart; places above county level have districts by the dozen.
    place = f"{rng.choice(STEMS)}{_numeral(number)}{rng.choice(KINDS[:3])}"
    department = f"{place}{rng.choice(trade.offices)}"
    count = 1 if style.kind == "department" else rng.choice((1, 2, 2, 3, 4, 5))
    names = rng.sample(trade.projects, min(count, len(trade.projects)))
    projects = [_project(rng, style, trade, place, name, n) for n, name in enumerate(names)]
    kept = years[: rng.randint(1, len(years))] if years else (None,)
    for year in kept:
        document = hashlib.sha256(f"{seed}|{number}|{year}".encode()).hexdigest()[:16]
        for ordinal, project in enumerate(projects, 1):
            head = {
                "fiscal_year": year,
                "region": region,
                "department": department,
                "implementing_unit": project.unit,
                "project_name": None if style.kind == "department" else project.name,
                "project_code": project.code,
            }
            is_weak = len(projects) >= 3 and ordinal == 1
            yield _Form(rng, reasons, style, head, project, is_weak).sheet(document, ordinal)
        for project in projects:
            _next_year(rng, project)


def _numeral(number: int) -> str:
    digits = "零一二三四五六七八九"
    return "".join(digits[int(d)] for d in str(number))


def _project(rng: Random, style: Style, trade: Trade, place: str, name: str, number: int) -> _Project:
    words = {"project": name, "people": rng.choice(trade.people), "place": place}
    chosen = list(_MIX)
    if style.levels == "decision":
        chosen = [k for k in chosen if k != "rate"]
    for extra in rng.sample(("count", "quality", "time", "social", "lasting", "cost"), rng.randint(0, 3)):
        chosen.append(extra)
    chosen.sort(key=list(_NATIONAL).index)
    wanted: list[_Wanted] = []
    used: set[str] = set()
    for group in chosen:
        kind = rng.choice([k for k in KINDS_OF_INDICATORS if k.group == group])
        thing, unit = rng.choice(trade.things)
        title = rng.choice(kind.names).format(thing=thing, **words)
        if title in used:
            continue
        used.add(title)
        wanted.append(_wanted(rng, style, kind, title, unit))
    for one, weight in zip(wanted, _weights(rng, style, wanted), strict=True):
        one.weight = weight
    code = f"{rng.randrange(10**6):06d}25T{rng.randrange(10**12):012d}" if style.template == "sichuan" else None
    unit_name = f"{place}{rng.choice(trade.units)}"
    budget = D(round(10 ** rng.uniform(4.2, 7.8), 2)).quantize(D("0.01"))
    return _Project(name, unit_name, code, wanted, budget)


def _wanted(rng: Random, style: Style, kind: Kind, title: str, unit: str) -> _Wanted:
    level1, level2 = _NATIONAL[kind.group]
    if kind.group == "cost" and (style.levels != "national" or style.template != "shanghai"):
        level1 = "产出指标"
        level2 = "经济成本指标" if style.levels == "cost_in_output" else "成本指标"
    if style.levels == "decision":
        level1, level2 = _DECISION[level1], None  # type: ignore[assignment]
    operator = rng.choice(kind.operators) if kind.operators else None
    target: Decimal | None = None
    upper: Decimal | None = None
    if kind.operators:
        digits = 0 if kind.unit != "元" else rng.choice((0, 2))
        low, high = float(kind.low), float(kind.high)
        value = low * (high / low) ** rng.random() if low and high / low > 5 else rng.uniform(low, high)
        target = rounded(D(value), digits)
        if operator == "range":
            upper = target + rng.randint(5, 20)
    return _Wanted(
        kind, None if style.levels == "none" else level1, None if style.levels == "none" else level2, title,
        kind.unit or unit if kind.operators else None, operator, target, upper,
        rng.choice(kind.words) if kind.words else "", D(0), rng.choice(("class", "word", "class")),
    )  # fmt: skip


def _weights(rng: Random, style: Style, wanted: list[_Wanted]) -> list[Decimal]:
    """Weights of at least 2 that make 100 with the budget weight; satisfaction 10 where the national note holds."""
    rest = 100 - (style.budget_weight or 0)
    is_satisfied = [w.kind.group == "satisfaction" for w in wanted]
    halves = rng.random() < 0.15
    # Four benefit indicators of at least 3: benefit has to carry 10 of 100 points.
    weights = [10 if w.kind.group == "satisfaction" else 3 if _is_benefit(w) else 2 for w in wanted]
    unit = D("0.5") if halves else D(1)
    left = D(rest - sum(weights))
    free = [n for n, s in enumerate(is_satisfied) if not s]
    made = [D(w) for w in weights]
    while left > 0:
        step = min(left, unit * rng.randint(1, 4))
        made[rng.choice(free)] += step
        left -= step
    return made


def _is_benefit(wanted: _Wanted) -> bool:
    return wanted.kind.group in ("saving", "social", "green", "lasting")


def _next_year(rng: Random, project: _Project) -> None:
    """Targets of the year after: near to what was reached, never much easier."""
    project.budget = (project.budget * D(str(rng.uniform(0.8, 1.3)))).quantize(D("0.01"))


class _Form:
    """One form of a project in one year."""

    def __init__(
        self, rng: Random, reasons: Reasons, style: Style, head: Row, project: _Project, is_weak: bool
    ) -> None:
        self.rng = rng
        self.reasons = reasons
        self.style = style
        self.head = head
        self.project = project
        self.is_weak = is_weak
        is_halved = any(w.weight % 1 for w in project.wanted)
        self.digits = rng.choice((1, 2) if is_halved else (0, 1, 2, 2))
        self.is_linear = rng.random() < 0.5
        self.analysis: list[str] = []
        self.exact = D(0)

    def sheet(self, document: str, ordinal: int) -> Sheet:
        """The finished form."""
        rows = [self.row(wanted) for wanted in self.project.wanted]
        for place, number in enumerate(self.missed(len(rows))):
            if place >= 4 and self.is_weak and _lost(rows) > 15:
                break
            self.miss(rows[number], self.project.wanted[number])
        for row, wanted in zip(rows, self.project.wanted, strict=True):
            self.follow(row, wanted)
        lines = self.lines()
        style, head = self.style, self.head
        sheet = Sheet(style, document, ordinal, head, lines, rows)
        head["expected_goal"] = f"按计划实施{self.project.name}，全年预算执行率不低于95%。"
        head["actual_goal"] = f"{self.project.name}各项工作已按计划推进，资金使用合规。"
        self.explain(sheet)
        self.totals(sheet)
        if style.levels == "national" and style.has_weights and self.rng.random() < 0.3:
            self.note_weights(sheet)
        return sheet

    def note_weights(self, sheet: Sheet) -> None:
        """The weights of the level-1 groups, in a note below the form or in the labels."""
        sums: dict[str, Decimal] = {}
        for row in sheet.rows:
            sums[row["level1"]] = sums.get(row["level1"], D(0)) + row["weight"]
        if self.rng.random() < 0.5:
            listed = "、".join(f"{level}{weight:f}分" for level, weight in sums.items())
            sheet.head["notes"] = f"注：一级指标权重统一设置为：{listed}、预算资金执行率10分。"
        else:
            for number, row in enumerate(sheet.rows, 1):
                sheet.raw[("indicator", number, "level1")] = f"{row['level1']}（{sums[row['level1']]:f}分）"

    def missed(self, count: int) -> list[int]:
        """Places of the rows that fall short."""
        rng = self.rng
        return rng.sample(range(count), count if self.is_weak else rng.choice((1, 1, 1, 2, 2, 3)))

    def row(self, wanted: _Wanted) -> Row:
        """A row that meets its target, exactly or above."""
        row: Row = {
            "level1": wanted.level1,
            "level2": wanted.level2,
            "name": wanted.name,
            "target_operator": wanted.operator,
            "target_value": None if wanted.upper is not None else wanted.target,
            "target_low": None if wanted.upper is None else wanted.target,
            "target_high": wanted.upper,
            "target_kind": wanted.value_kind,
            "target_unit": wanted.unit,
            "actual_value": None,
            "actual_unit": None,
            "attainment": None,
            "weight": wanted.weight if self.style.has_weights else None,
            "score": self.printed(wanted.weight) if self.style.has_scores else None,
            "reason_text": None,
        }
        if wanted.target is None:
            self.put_words(row, wanted)
        else:
            self.put_actual(row, wanted, self.reached(row, wanted))
        return row

    def printed(self, score: Decimal) -> Decimal:
        """A score with the digits of the form."""
        return rounded(score, self.digits)

    def reached(self, row: Row, wanted: _Wanted) -> Decimal:
        """A result that meets the target; one from 130 % on comes with a reason."""
        rng, target, operator = self.rng, wanted.target or D(0), wanted.operator
        if operator == "range":
            return target + rng.randint(0, int((wanted.upper or target) - target))
        if target == 0 or operator == "eq" or (operator not in ("gt", "lt") and rng.random() < 0.4):
            return target
        if operator in ("le", "lt"):
            digits = 2 if -target.as_tuple().exponent or target < 10 else 0
            return (target * D(str(rng.uniform(0.8, 0.95)))).quantize(D(1).scaleb(-digits), ROUND_CEILING)
        if wanted.unit == "%" and wanted.kind.group != "saving":
            return min(D(100), rounded(target * D(str(rng.uniform(1.005, 1.1))), rng.choice((0, 1, 2))))
        if rng.random() < 0.06 and self.style.has_reasons and wanted.unit != "%":
            row["reason_text"] = self.reasons.over()
            return rounded(target * D(str(rng.uniform(1.35, 7))), 0)
        low = target + 1 if operator == "gt" else target
        return max(low, (target * D(str(rng.uniform(1.0, 1.25)))).quantize(D(1), ROUND_FLOOR))

    def put_words(self, row: Row, wanted: _Wanted) -> None:
        """A target in words, answered by a class or by its own words."""
        row["target_text"] = wanted.word
        if self.style.has_columns_for_target:
            row["target_operator"] = "qualitative"
            row["operator_text"] = "定性"
        if wanted.kind.group == "date":
            row["actual_text"] = self.rng.choice(("11月25日", "12月", "按期完成"))
        elif wanted.has_word == "class":
            row["actual_text"] = self.rng.choice(_CLASSES["met"])
            row["attainment"] = "met"
        else:
            row["actual_text"] = wanted.word

    def put_actual(self, row: Row, wanted: _Wanted, value: Decimal) -> None:
        """Texts of target and result; units stand with both, or with the target alone."""
        target, unit = wanted.target, wanted.unit or ""
        figure = format(target, "f") if wanted.upper is None else f"{target:f}-{wanted.upper:f}"
        if self.style.has_columns_for_target and wanted.upper is None:
            row["target_text"] = figure
            row["operator_text"] = _SIGNS.get(wanted.operator or "")
        else:
            row["target_text"] = f"{_SIGNS.get(wanted.operator or '', '')}{figure}{unit}"
        printed = {"%": "百分之"}.get(unit, unit) if self.style.template == "sichuan" else unit
        put_actual(row, value, printed if self.rng.random() < 0.7 else "")

    def miss(self, row: Row, wanted: _Wanted) -> None:
        """Turn a met row into one that falls short and says why."""
        if not self.style.has_scores or wanted.kind.group == "date" or wanted.operator == "range":
            return
        weight, target, rng = wanted.weight, wanted.target, self.rng
        if target is None:
            self.fall_in_class(row, weight)
        elif target == 0:
            return
        else:
            step = D(1).scaleb(-self.digits)
            # The gap costs more than one printed step, so the score cannot round up to the weight.
            least = float(step / weight)
            most = 0.75 if self.is_weak else 0.97
            part = D(str(rng.uniform(min(0.5, 0.9 - least), most - least)))
            if wanted.operator in ("le", "lt"):
                actual = target / part
                value = rounded(actual, 2 if target < 100 else 0)
                if value == target:
                    return
                ratio = max(D(0), 1 - (value - target) / target) if self.is_linear else target / value
            else:
                value = rounded(target * part, 0 if target >= 20 and wanted.unit != "%" else 2)
                ratio = value / target
            score = rounded(ratio * weight, self.digits)
            if score >= weight:
                return
            self.put_actual(row, wanted, value)
            row["score"] = score
        if row["score"] < weight:
            self.give_reason(row)

    def fall_in_class(self, row: Row, weight: Decimal) -> None:
        """A lower class with a score inside its band, of either table where the year is unknown."""
        year = self.head["fiscal_year"]
        low = D("0.5") if year is not None and year <= 2019 else D("0.6")
        high = D("0.6") if year is None or year > 2019 else D("0.5")
        bands = {"partly_met": (low, D("0.8")), "not_met": (D(0), min(high, D("0.5")) if year is None else high)}
        name = self.rng.choice(("partly_met", "partly_met", "not_met"))
        bottom, top = bands[name]
        score = rounded(weight * (bottom + (top - bottom) * D(str(self.rng.uniform(0.05, 0.9)))), self.digits)
        if not bottom * weight <= score < top * weight:
            return
        row["attainment"] = name
        row["actual_text"] = self.rng.choice(_CLASSES[name])
        row["score"] = score

    def give_reason(self, row: Row) -> None:
        """A reason in the row, or in the analysis of the whole form where rows have no column for it."""
        cause, measure = self.reasons.next()
        if not self.style.has_reasons:
            self.analysis.append(cause)
            return
        if self.rng.random() < 0.5:
            row["reason_text"] = f"偏差原因：{cause}改进措施：{measure}"
            row["deviation_reason"], row["improvement_measure"] = cause, measure
        else:
            row["reason_text"] = cause + measure

    def follow(self, row: Row, wanted: _Wanted) -> None:
        """The target of the next year, from what was reached in this one."""
        actual, target = row["actual_value"], wanted.target
        if target is None or target == 0 or actual is None or wanted.operator == "range" or wanted.kind.group == "rate":
            return
        digits = -target.as_tuple().exponent
        if wanted.operator in ("le", "lt"):
            nearest = (actual * D(str(self.rng.uniform(0.95, 1.15)))).quantize(D(1).scaleb(-digits), ROUND_FLOOR)
            wanted.target = nearest if nearest >= 1 else rounded(actual * D("1.1"), 2)
        elif wanted.unit == "%" and wanted.kind.group != "saving":
            wanted.target = min(D(98), max(D(85), rounded(actual - 2, digits)))
        else:
            nearest = (actual * D(str(self.rng.uniform(0.85, 1.05)))).quantize(D(1).scaleb(-digits), ROUND_CEILING)
            # The least that is more than 3 is 133 % of it.
            wanted.target = max(nearest, D(5)) if wanted.operator == "gt" else nearest

    def lines(self) -> list[Row]:
        """The funding rows: drawn in fen, printed with two digits in the unit of the form."""
        rng, style = self.rng, self.style
        adjusted = self.project.budget
        initial = adjusted
        if "initial_budget_yuan" in style.money and "adjusted_budget_yuan" in style.money and rng.random() < 0.5:
            initial = (adjusted / D(str(rng.choice((rng.uniform(0.83, 1.15), rng.uniform(0.4, 2.2)))))).quantize(
                D("0.01")
            )
            if rng.random() < 0.05:
                initial = D(0)
        share = D(str(rng.choice((1.0, rng.uniform(0.9, 1), rng.uniform(0.9, 1), rng.uniform(0.45, 0.9)))))
        amounts = dict(zip(("initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan"),
                           (initial, adjusted, (adjusted * share).quantize(D("0.01"))), strict=True))  # fmt: skip
        if style.template == "initial_only":
            # The budget was raised in the year and the form has no column for that: rates above 100 are capped.
            amounts["initial_budget_yuan"] = rounded(adjusted * D(rng.choice(("1", "1", "1", "0.9"))), 2)
        total: Row = {"funding_source": "total", "label_text": "年度资金总额", "weight": None, "score": None}
        self.put_money(total, amounts, amounts)
        if style.budget_weight is not None:
            weight = D(style.budget_weight)
            total["weight"] = weight if style.prints_budget_weight else None
            total["score"] = self.budget_score(amounts, weight)
        parts = [
            {"funding_source": s, "label_text": label, "weight": None, "score": None} for s, label in style.sources
        ]
        for group in (
            [p for p in parts if (p["funding_source"] in ("basic", "project")) == uses] for uses in (False, True)
        ):
            self.split(group, amounts)
        return [total, *parts]

    def budget_score(self, amounts: Row, weight: Decimal) -> Decimal:
        """Unrounded rate times weight, at most the weight."""
        budget = amounts[self.style.denominator]
        self.exact = min(amounts["executed_yuan"] / budget, D(1)) * weight
        return rounded(self.exact, 2)

    def split(self, parts: list[Row], amounts: Row) -> None:
        """Parts whose unrounded amounts make the total; often one row holds everything."""
        if not parts:
            return
        cut = D(str(self.rng.choice((1.0, 1.0, self.rng.uniform(0.5, 0.95)))))
        first = {name: (value * cut).quantize(D("0.01")) for name, value in amounts.items()}
        rest = {name: value - first[name] for name, value in amounts.items()}
        self.put_money(parts[0], first, amounts)
        is_blank = self.rng.random() < 0.3
        for part in parts[1:-1]:
            self.put_money(part, None if is_blank else dict.fromkeys(amounts, D(0)), amounts)
        if len(parts) > 1:
            self.put_money(parts[-1], None if is_blank and cut == 1 else rest, amounts)

    def put_money(self, line: Row, amounts: Row | None, _: Row) -> None:
        """Printed amounts and rate of a row; nothing is printed where there is no money."""
        style = self.style
        for name in style.money:
            unrounded = amounts[name] / YUAN[style.unit] if amounts is not None else None
            line[name] = None if unrounded is None else rounded(unrounded, 2)
        rate = None if amounts is None else rate_of(amounts, style)
        line["execution_rate_pct"] = None if rate is None else rounded(rate, 2)

    def explain(self, sheet: Sheet) -> None:
        """Texts for low execution and for changed budgets, where the family has room for them."""
        total, head = sheet.total, sheet.head
        rate = total["execution_rate_pct"]
        is_low = rate is not None and rate < 90
        initial, adjusted = total.get("initial_budget_yuan"), total.get("adjusted_budget_yuan")
        is_moved = initial is not None and adjusted is not None and abs(adjusted - initial) * 5 > initial * D("0.99")
        if is_moved and not self.style.has_line_reasons:
            head["actual_goal"] += "年中按程序追加或调减预算，变动部分均有批复文件。"
        if is_low and not self.style.has_line_reasons:
            head["actual_goal"] += "部分款项按合同约定于次年支付。"
        if is_low or is_moved:
            cause, measure = self.reasons.next()
            if self.style.has_line_reasons:
                total["reason_text"] = f"年中调整预算，{cause}{measure}"
            elif self.style.prints_analysis:
                self.analysis.append(cause)
            elif is_low and not any(r["reason_text"] for r in sheet.rows):
                head["problems"] = cause
        if self.style.prints_analysis and self.analysis:
            head["deviation_analysis"] = "".join(self.analysis)
        if self.style.has_blocks:
            head["conclusion"] = f"{self.project.name}总体完成较好，自评结果客观。"
            cause, measure = self.reasons.next()
            head["problems"], head["measures"] = cause, measure

    def totals(self, sheet: Sheet) -> None:
        """Printed totals, grade and the reviewed score."""
        style, head = self.style, sheet.head
        if not style.has_scores:
            return
        parts = [r["score"] for r in (sheet.total, *sheet.rows) if r["score"] is not None]
        head["total_weight"] = D(100) if style.has_weights else None
        head["total_score"] = sum(parts, D(0))
        if sheet.total["score"] is not None and self.rng.random() < 0.3:
            # Spreadsheets add up the budget score before it is rounded for print.
            head["total_score"] = rounded(head["total_score"] - sheet.total["score"] + self.exact, 2)
        if style.grades:
            bands = grade_of(head["total_score"], style.grades)
            # Chizhou graded more kindly in 2020: 85.81 was 优秀 there.
            is_kind = head["region"] == "池州市" and head["fiscal_year"] == 2020 and head["total_score"] >= 85
            head["grade"] = style.grades[0] if is_kind else bands
        if style.template == "yinchuan":
            head["reviewed_score"] = head["total_score"] - 1


def _lost(rows: list[Row]) -> Decimal:
    return sum((r["weight"] - r["score"] for r in rows if r["weight"] is not None), D(0))


def put_actual(row: Row, value: Decimal, unit: str | None) -> None:
    """A printed result: figure and unit."""
    row["actual_value"] = value
    row["actual_unit"] = unit or None
    row["actual_text"] = f"{value:f}{unit or ''}"
    row["attainment"] = None
