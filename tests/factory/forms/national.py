"""Forms that follow a national annex but for its newest edition: families B, C, F and M.

Belongs here: which parts these forms have, and how places print them. Does not belong here: how a part is laid out
(``sheet``), figures.
"""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from tests.factory import words
from tests.factory.forms.sheet import Column, Sheet
from tests.factory.forms.table import Box, InventedForm
from tests.factory.forms.wording import Style, Wording, amount_text, printed

_TOTAL = ["总分", "总 分", "总  分", "总分："]
_LEADS = ["绩\n效\n指\n标", "绩效\n指标", ""]
_GOAL_BLOCKS = ["年度\n总体\n目标", "年度总体目标", "年度总体\n目标"]


def _lead(sheet: Sheet) -> str:
    """The cell left of the indicators; a heading that is printed on every page has none."""
    return "" if "repeat_head" in sheet.flags else sheet.rng.choice(_LEADS)


def _levels() -> list[Column]:
    return [Column("level1", "一级指标"), Column("level2", "二级指标"), Column("name", "三级指标")]


def _notes(sheet: Sheet, notes: list[str]) -> None:
    for note in notes:
        if sheet.rng.random() < 0.3:
            sheet.footnote(note)


def poverty_form(
    rng: random.Random, w: Wording, style: Style, truth: dict[str, Any], flags: frozenset[str]
) -> InventedForm:
    """Funds against poverty 2019 to 2022 (family B): no initial budget, the weight before the target."""
    sheet = Sheet(rng, w, style, truth, flags)
    if "staff" in flags:
        label = rng.choice(["项目负责人及电话", "项目负责人及联系电话", "项目负责人\n及电话"])
        sheet.fields(("项目名称", truth["project_name"]), (label, sheet.staff()))
    else:
        sheet.fields(("项目名称", truth["project_name"]))
    sheet.fields(
        ("主管部门", truth["department"]), (rng.choice(["实施单位", "实施单位", "项目实施单位"]), truth["unit"])
    )
    mark = rng.choice([("（A）", "（B）"), ("(A)", "(B)"), ("", "")])
    heads = [
        Column("adjusted", "全年预算数" + mark[0]),
        Column("executed", "全年执行数" + mark[1]),
        Column("weight", "分值"),
        Column("rate", rng.choice(["执行率（B/A）", "执行率(B/A)", "执行率", "执行率\n（B/A）"])),
        Column("score", "得分"),
    ]
    sheet.money(rng.choice(["资金情况", "项目资金", "资金情况"]) + sheet.unit, heads)
    sheet.goals(
        rng.choice(_GOAL_BLOCKS),
        rng.choice(["年初设定目标", "年初设定目标", "预期目标"]),
        rng.choice(["年度总体目标完成情况综述", "年度总体目标完成情况", "年度总体目标\n完成情况综述"]),
    )
    target = rng.choice(["年度指标值", "年度指标值", "年度\n指标值", "年度指标值（A）"])
    reason = rng.choice(
        [
            "未完成原因及拟采取的改进措施",
            "未完成原因和拟采取的改进措施",
            "未完成原因及改进措施",
            "未完成原因及\n拟采取的改进措施",
        ]
    )
    columns = [
        *_levels(),
        Column("weight", "分值"),
        Column("target", target),
        Column("actual", rng.choice(["全年实际值", "全年\n实际值", "全年实际值（B）"])),
        Column("score", "得分"),
        Column("reason", reason),
    ]
    sheet.indicators(columns, _lead(sheet))
    _totals(sheet)
    _notes(sheet, ["注：1.一级指标分值由各部门根据重要程度确定，得分不能超过该指标分值上限。2.定性指标分三档。"])
    title = rng.choice(
        ["绩效目标自评表", "项目支出绩效自评表", "财政衔接推进乡村振兴补助资金项目绩效自评表", "扶贫项目资金绩效自评表"]
    )
    return sheet.form([title, f"（{truth['year']}年度）"], sheet.note)


def _totals(sheet: Sheet, grade: str | None = None) -> None:
    """The row of both totals; not printed where the hazard takes it away."""
    truth = sheet.truth
    if not truth["total_weight"]["raw"]:
        return
    texts = {"weight": truth["total_weight"]["raw"], "score": truth["total_score"]["raw"]}
    if grade is not None:
        texts["reason"] = grade
    sheet.total(sheet.rng.choice(_TOTAL), texts)


def old_annex_form(
    rng: random.Random, w: Wording, style: Style, truth: dict[str, Any], flags: frozenset[str]
) -> InventedForm:
    """The annex of 2016 to 2019 (family C): the rate is of the initial budget, and the scoring rule has a column."""
    sheet = Sheet(rng, w, style, truth, flags)
    sheet.fields(("项目名称", truth["project_name"]))
    sheet.fields(
        (rng.choice(["主管部门", "主管部门及代码"]), truth["department"]),
        (rng.choice(["实施单位", "项目实施单位"]), truth["unit"]),
    )
    if "staff" in flags:
        sheet.fields(("项目负责人", sheet.staff()), ("联系电话", sheet.staff()))
    is_goals_first = rng.random() < 0.4
    has_budget_method, has_method = rng.random() < 0.6, rng.random() < 0.8
    goals = (
        rng.choice(_GOAL_BLOCKS),
        "年初设定目标",
        rng.choice(["年度总体目标完成情况综述", "年度总体目标完成情况综述", "全年实际完成情况"]),
    )
    if is_goals_first:
        sheet.goals(*goals)
    if has_budget_method:
        _budget_methods(sheet)
    heads = [
        Column("initial", rng.choice(["年初预算数（A）", "年初预算数(A)", "年初预算数", "年初预算数\n（A）"])),
        Column("executed", rng.choice(["全年执行数（B）", "全年执行数(B)", "全年执行数"])),
        Column("weight", "分值"),
        Column("rate", rng.choice(["执行率（B/A）", "执行率(B/A)", "执行率"])),
        Column("score", "得分"),
        *([Column("method", rng.choice(["得分计算方法", "得分\n计算方法"]))] if has_budget_method else []),
    ]
    block = rng.choice(["项目资金" + sheet.unit, "项目资金" + sheet.unit, "项目预算\n执行情况\n（10分）" + sheet.unit])
    sheet.money(block, heads)
    if not is_goals_first:
        sheet.goals(*goals)
    if has_method:
        _methods(sheet)
    sheet.indicators(_old_columns(rng, has_method), _lead(sheet))
    _totals(sheet)
    title = rng.choice(["项目支出绩效自评表", "区级部门预算项目支出绩效自评表", "财政支出项目绩效自评表"])
    above = [title, f"（{truth['year']}年度）"]
    if rng.random() < 0.3:
        above.append("主管部门（盖章）：")
    return sheet.form(above, sheet.note)


def _old_columns(rng: random.Random, has_method: bool) -> list[Column]:
    mark = rng.choice([("（A）", "（B）"), ("(A)", "(B)"), ("", "")])
    method = [Column("method", rng.choice(["得分计算方法", "得分\n计算方法"]))] if has_method else []
    reason = Column("reason", rng.choice(["未完成原因分析", "未完成原因", "未完成\n原因分析"]))
    if rng.random() < 0.7:
        return [
            *_levels(),
            Column("weight", "分值"),
            Column("target", rng.choice(["年度指标值", "预期指标值"]) + mark[0]),
            Column("actual", "全年实际值" + mark[1]),
            *method,
            Column("score", "得分"),
            reason,
        ]
    return [
        *_levels(),
        Column("target", rng.choice(["预期指标值", "年度指标值"]) + mark[0]),
        Column("actual", rng.choice(["实际完成指标值", "全年实际值"]) + mark[1]),
        Column("weight", "分值"),
        Column("score", "得分"),
        reason,
        *method,
    ]


def _budget_methods(sheet: Sheet) -> None:
    text = sheet.words.fill(sheet.rng.choice(words.BUDGET_METHOD))
    lines = sheet.truth["budget"]
    for line in lines if sheet.rng.random() < 0.4 else lines[:1]:
        line["score_method"] = text


def _methods(sheet: Sheet) -> None:
    """The scoring rule of each row: its own, one for a first level, or one for all."""
    rng, rows = sheet.rng, sheet.truth["indicators"]
    shape = rng.choice(["row", "row", "level", "all"])
    rule = ""
    for row in rows:
        cell = {"row": row["number"], "level": row["level1"], "all": "all"}[shape]
        if not rule or shape == "row" or (shape == "level" and cell != rows[row["number"] - 2]["level1"]):
            rule = sheet.words.fill(rng.choice(words.METHODS))
            if shape == "row" and rng.random() < 0.3:
                rule = ""
        row["score_method"], row["method_cell"] = rule, cell


def yunnan_form(
    rng: random.Random, w: Wording, style: Style, truth: dict[str, Any], flags: frozenset[str]
) -> InventedForm:
    """Table 14 of Yunnan (family F): a heading of two rows, the grade behind the totals, remarks."""
    sheet = Sheet(rng, w, style, truth, flags)
    sheet.fields(("项目名称", truth["project_name"]))
    sheet.fields(("主管部门", truth["department"]), ("实施单位", truth["unit"]))
    heads = ["年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"]
    if rng.random() < 0.2:
        heads[1:3] = ["全年预算数（A）", "全年执行数（B）"]
    keys = ("initial", "adjusted", "executed", "weight", "rate", "score")
    sheet.money("项目资金" + sheet.unit, [Column(k, h) for k, h in zip(keys, heads, strict=True)])
    sheet.goals(rng.choice(_GOAL_BLOCKS), "预期目标", "实际完成情况")
    reason = rng.choice(["偏差原因分析及改进措施", "偏差原因分析及改进措施", "偏差原因分析\n及改进措施"])
    columns = [
        *_levels(),
        Column("operator", rng.choice(["指标性质", "指标\n性质"])),
        Column("target", "指标值"),
        Column("unit", rng.choice(["度量单位", "度量\n单位"])),
        Column("actual", rng.choice(["实际完成值", "实际\n完成值"])),
        Column("weight", "分值"),
        Column("score", "得分"),
        Column("reason", reason),
    ]
    is_national = rng.random() < 0.7
    groups = [("绩效指标", 3), ("年度指标值", 3)] if is_national else [("年度指标值", 6)]
    sheet.indicators_below(columns, [*groups, *[("", 1)] * 4])
    truth["remarks"] = w.fill(rng.choice(words.REMARKS))
    is_before = rng.random() < 0.5
    label = rng.choice(["其他需要说明事项", "其他需要说明事项", "其他需要说明的事项", "其他需要\n说明事项"])
    if is_before:
        sheet.text(label, truth["remarks"])
    _totals(sheet, truth["grade"])
    if not is_before:
        sheet.text(label, truth["remarks"])
    _notes(
        sheet,
        [
            "备注：1.其他资金请在“其他需要说明事项”栏注明资金来源。",
            "2.当年财政拨款指一般公共预算、国有资本经营预算、政府性基金预算安排的资金。",
        ],
    )
    title = rng.choice(["项目支出绩效自评表", "{}年度项目支出绩效自评表".format(truth["year"])])
    return sheet.form([*(["公开14表"] if rng.random() < 0.5 else []), title], sheet.note)


_ANNEX_HEADS = {
    "initial": "年初预算数",
    "adjusted": "全年预算数",
    "executed": "全年执行数",
    "weight": "分值",
    "rate": "执行率",
    "score": "得分",
}


def _department_columns(rng: random.Random) -> list[Column]:
    return [
        *_levels(),
        Column("target", rng.choice(["年度指标值", "年度\n指标值"])),
        Column("actual", rng.choice(["实际完成值", "实际\n完成值"])),
        Column("weight", "分值"),
        Column("score", "得分"),
        Column("reason", rng.choice(["偏差原因分析及改进措施", "偏差原因分析\n及改进措施"])),
    ]


def department_form(
    rng: random.Random, w: Wording, style: Style, truth: dict[str, Any], flags: frozenset[str]
) -> InventedForm:
    """A whole department as Anhui prints it (family M): no project, expenditure by kind."""
    truth |= {"project_name": None, "unit": None}
    sheet = Sheet(rng, w, style, truth, flags)
    label = rng.choice(["部门（单位）名称", "部门(单位)名称", "部门名称", "部门（单位）\n名称"])
    sheet.fields((label, truth["department"]))
    block = rng.choice(["年度预算资金", "部门预算资金", "预算资金", "年度资金"]) + sheet.unit
    sheet.money(block, [Column(k, h) for k, h in _ANNEX_HEADS.items()])
    sheet.goals(rng.choice(_GOAL_BLOCKS), "预期目标", "实际完成情况")
    sheet.indicators(_department_columns(rng), _lead(sheet))
    _totals(sheet)
    title = rng.choice(["部门整体支出绩效自评表", "{}年度部门整体支出绩效自评表".format(truth["year"])])
    return sheet.form([title, *([f"（{truth['year']}年度）"] if "年度" not in title else [])], sheet.note)


def hunan_form(
    rng: random.Random, w: Wording, style: Style, truth: dict[str, Any], flags: frozenset[str]
) -> InventedForm:
    """A whole department as Hunan prints it (family M): two lists beside each other with amounts in their labels."""
    truth |= {"project_name": None, "unit": None}
    sheet = Sheet(rng, w, style, truth, flags)
    label = rng.choice(["省级预算部门名称", "预算部门名称", "部门（单位）名称", "预算单位名称"])
    sheet.fields((label, truth["department"]))
    block = rng.choice(["年度预算申请", "年度预算\n申请", "年度预算资金"]) + sheet.unit
    first = len(sheet.rows)
    sheet.money(block, [Column(k, h) for k, h in _ANNEX_HEADS.items()])
    _two_lists(sheet, sheet.rows[first][0])
    sheet.goals(rng.choice(_GOAL_BLOCKS), "预期目标", "实际完成情况")
    sheet.indicators(_department_columns(rng), _lead(sheet))
    _totals(sheet)
    if "staff" in flags:
        sheet.line(f"填表人：{sheet.staff()}  填报日期：{truth['year'] + 1}年3月8日")
    title = rng.choice(["部门整体支出绩效自评表", "{}年度部门整体支出绩效自评表".format(truth["year"])])
    return sheet.form([title], sheet.note)


def _two_lists(sheet: Sheet, block: Box) -> None:
    """Income by kind on the left, expenditure by kind on the right; both add up to the adjusted budget."""
    rng, style = sheet.rng, sheet.style
    scale = Decimal(10_000) if style.money_unit == "元" else Decimal(1)
    step = Decimal(1).scaleb(-style.decimals)
    total = Decimal(str(sheet.truth["budget"][0]["adjusted"]["value"])) * scale
    income = ["其中：一般公共预算", "政府性基金拨款", "纳入专户管理的非税收入拨款", "其他资金"]
    spending = ["其中：基本支出", "项目支出"]
    lists = []
    for labels, keys in (
        (income, ("fiscal", "government_fund", "special_account", "other")),
        (spending, ("basic", "project")),
    ):
        rest = [(total * rng.choice([0, 0, 5, 20]) / 100).quantize(step) for _ in labels[1:]]
        lists.append(list(zip(keys, labels, [total - sum(rest, Decimal(0)), *rest], strict=True)))
    colon = rng.choice(["：", ":"])
    rows: list[list[str]] = [["按收入性质分" + rng.choice(["", "："]), "按支出性质分" + rng.choice(["", "："])]]
    rows += [["", ""] for _ in income]
    # In printed order: row by row, the left list first.
    for number in range(len(income)):
        for side, entries in enumerate(lists):
            for key, label, amount in entries[number : number + 1]:
                raw = amount_text(amount, style.decimals, style.thousands)
                rows[number + 1][side] = f"{label}{colon}{raw}"
                line: dict[str, Any] = {"key": key, "label": label, "in_label": True}
                line |= {name: printed("", None) for name in ("initial", "executed", "weight", "rate", "score")}
                sheet.truth["budget"].append(line | {"adjusted": printed(raw, amount / scale)})
    left, middle = sheet.label, sheet.label + (1000 - sheet.label) // 2
    for texts in rows:
        sheet.rows.append(
            [
                Box(t, *e, kind="label", anchor="form")
                for t, e in zip(texts, ((left, middle), (middle, 1000)), strict=True)
            ]
        )
    block.rows += len(rows)
