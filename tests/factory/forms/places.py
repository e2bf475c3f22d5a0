"""Forms that places made for themselves, and transfers between levels of government: families G, I, K and L.

Belongs here: which parts these forms have, and how places print them. Does not belong here: how a part is laid out
(``sheet``), figures.
"""

from __future__ import annotations

import random
from itertools import pairwise
from typing import Any

from tests.factory import words
from tests.factory.forms.sheet import Column, Sheet
from tests.factory.forms.table import Box, InventedForm
from tests.factory.forms.wording import Style, Wording, printed


def _ticked(rng: random.Random, options: tuple[str, ...]) -> str:
    """Options in a row with one box ticked."""
    full, empty = rng.choice([("☑", "□"), ("√", "□"), ("■", "□"), ("☑", "")])
    chosen = rng.randrange(len(options))
    return rng.choice([" ", "  "]).join(
        f"{i}、{option}{' ' if rng.random() < 0.5 else ''}{full if i - 1 == chosen else empty}"
        for i, option in enumerate(options, 1)
    )


def hubei_form(
    rng: random.Random, w: Wording, style: Style, truth: dict[str, Any], flags: frozenset[str]
) -> InventedForm:
    """Hubei 20/80 (family G): scores without weights, blocks of indicators under one goal each."""
    truth |= {"goal_expected": None, "goal_actual": None}
    sheet = Sheet(rng, w, style, truth, flags)
    sheet.fields(("项目名称", truth["project_name"]))
    sheet.fields(
        ("主管部门", truth["department"]), (rng.choice(["项目实施单位", "项目实施单位", "实施单位"]), truth["unit"])
    )
    for label, options in (
        ("项目类别", ("部门预算项目", "市直专项", "省对下转移支付项目")),
        ("项目属性", ("持续性项目", "新增性项目")),
        ("项目类型", ("常年性项目", "延续性项目", "一次性项目")),
    ):
        if rng.random() < 0.85:
            sheet.rows.append([Box(label, 0, sheet.label, kind="label"), Box(_ticked(rng, options), sheet.label, 1000)])
    mark = rng.choice([("（A）", "（B）"), ("(A)", "(B)")])
    heads = [
        Column("adjusted", rng.choice(["预算数", "预算数", "全年预算数"]) + mark[0]),
        Column("executed", rng.choice(["执行数", "执行数", "全年执行数"]) + mark[1]),
        Column("rate", rng.choice(["执行率（B/A）", "执行率(B/A)"])),
        Column("score", rng.choice(["得分（20分*执行率）", "得分\n（20分*执行率）", "得分(20分×执行率)", "得分"])),
    ]
    sheet.money(rng.choice(["预算执行情况", "预算执行\n情况"]) + sheet.unit + "\n（20分）", heads)
    mark = rng.choice([("（A）", "（B）"), ("(A)", "(B)"), ("", "")])
    columns = [
        Column("level1", "一级指标"),
        Column("level2", "二级指标"),
        Column("name", "三级指标"),
        Column("target", rng.choice(["年初目标值", "年初\n目标值"]) + mark[0]),
        Column("actual", rng.choice(["实际完成值", "实际\n完成值"]) + mark[1]),
        Column("score", "得分"),
    ]
    blocks = sorted({row["block"] for row in truth["indicators"]})
    for block in blocks:
        weight = sum(row["points"] for row in truth["indicators"] if row["block"] == block)
        name = (
            f"年度绩效目标{block + 1}"
            if len(blocks) > 1
            else rng.choice(["年度绩效\n目标1", "年度绩效目标", "年度\n绩效\n指标"])
        )
        if rng.random() < 0.5:
            name += f"\n（{format(weight.normalize(), 'f')}分）"
        sheet.indicators(columns, name, block=block)
    sheet.heading = None
    _grade_row(sheet)
    truth["deviation_analysis"] = rng.choice([*words.DEVIATIONS, "；".join(w.some(words.CAUSES, 1, 2)) + "。"])
    truth["measures"] = rng.choice(["无", "。".join(w.some(words.CURES, 1, 3)) + "。"])
    sheet.text(
        rng.choice(["偏差大或\n目标未完成\n原因分析", "偏差大或目标未完成原因分析"]), truth["deviation_analysis"]
    )
    sheet.text(rng.choice(["改进措施及\n结果应用方案", "改进措施及结果应用方案"]), truth["measures"])
    title = rng.choice(
        [f"{truth['year']}年度{truth['project_name']}项目自评表", "项目自评表", f"{truth['year']}年度项目自评表"]
    )
    above = [title]
    if rng.random() < 0.6:
        above.append(f"单位名称：{w.place}{w.office}  填报日期：{truth['year'] + 1}.6.28")
    return sheet.form(above, sheet.note)


def _grade_row(sheet: Sheet) -> None:
    """The total score, and the grade behind it where one is given."""
    truth, rng = sheet.truth, sheet.rng
    score, label = truth["total_score"]["raw"], rng.choice(["总分", "总 分"])
    if not score:
        return
    if not truth["grade"]:
        sheet.total(label, {"score": score})
        return
    edges = [0, sheet.columns[1], sheet.columns[3], sheet.columns[5], 1000]
    texts = [label, score, rng.choice(["自评等级", "评价等级"]), truth["grade"]]
    sheet.rows.append(
        [
            Box(t, a, b, kind="value" if i % 2 else "label", anchor="form" if i % 2 else "")
            for i, (t, a, b) in enumerate(zip(texts, edges, edges[1:], strict=False))
        ]
    )


def yinchuan_form(
    rng: random.Random, w: Wording, style: Style, truth: dict[str, Any], flags: frozenset[str]
) -> InventedForm:
    """Yinchuan 10/25/30/35 (family I): decision and management are judged too, and finance scores a second time."""
    sheet = Sheet(rng, w, style, truth, flags)
    score = truth["total_score"]["value"]
    reviewed = round(score - rng.randint(0, 3), 2) if rng.random() < 0.6 else None
    truth["reviewed_score"] = printed("" if reviewed is None else f"{reviewed:g}", None)
    truth["reviewed_score"]["value"] = reviewed
    own = ("自评得分", truth["total_score"]["raw"])
    second = (rng.choice(["财政审核评分", "财政审核\n评分"]), truth["reviewed_score"]["raw"])
    sheet.fields(("项目名称", truth["project_name"]))
    if rng.random() < 0.7:
        sheet.fields(("主管部门", truth["department"]), ("实施单位", truth["unit"]))
        sheet.fields(own, second)
    else:
        sheet.fields(("主管部门", truth["department"]), own)
        sheet.fields(("实施单位", truth["unit"]), second)
    heads = [
        Column("initial", rng.choice(["年初预算数", "年初预算"])),
        Column("adjusted", rng.choice(["调整预算数（A）", "调整预算数(A)", "调整预算数\n（A）"])),
        Column("executed", rng.choice(["全年执行数（B）", "全年执行数(B)"])),
        Column("rate", rng.choice(["执行率（B/A）", "执行率(B/A)", "执行率"])),
    ]
    sheet.money("项目资金" + sheet.unit, heads)
    sheet.goals(
        rng.choice(["年度\n总体\n目标", "年度总体目标"]),
        "年初设定目标",
        rng.choice(["年度总体目标完成情况", "年度总体目标完成情况综述"]),
    )
    mark = rng.choice([("（A）", "（B）"), ("(A)", "(B)")])
    columns = [
        Column("level1", "一级指标"),
        Column("level2", "二级指标"),
        Column("name", "三级指标"),
        Column("weight", rng.choice(["参考分值", "参考\n分值"])),
        Column("target", rng.choice(["指标值", "年度指标值"]) + mark[0]),
        Column("actual", "全年实际值" + mark[1]),
        Column("score", "得分"),
        Column("reason", rng.choice(["未完成原因分析", "未完成\n原因分析"])),
    ]
    sheet.indicators(columns, "" if "repeat_head" in flags else rng.choice(["绩\n效\n指\n标", ""]))
    title = rng.choice([f"{w.place}本级部门项目支出绩效自评表", "项目支出绩效自评表"])
    return sheet.form([title, f"（{truth['year']}年）"], sheet.note)


def chongqing_form(
    rng: random.Random, w: Wording, style: Style, truth: dict[str, Any], flags: frozenset[str]
) -> InventedForm:
    """Chongqing (family K): indicators without levels, the total at the top."""
    sheet = Sheet(rng, w, style, truth, flags)
    total = (rng.choice(["自评总分（分）", "自评总分(分)", "自评总分\n（分）"]), truth["total_score"]["raw"])
    if rng.random() < 0.5:
        truth["project_code"] = f"{rng.randint(50000022, 50000024)}T{rng.randint(10**11, 10**12 - 1)}"
        sheet.fields(("项目名称", truth["project_name"]), ("项目编码", truth["project_code"]), total)
    else:
        sheet.fields(("项目名称", truth["project_name"]), total)
    sheet.fields(("主管部门", truth["department"]), (rng.choice(["实施单位", "项目单位"]), truth["unit"]))
    if "staff" in flags:
        sheet.fields(("项目联系人", sheet.staff()), ("联系电话", sheet.staff()))
    note = rng.choice(["（分）", "(分)", ""])
    heads = [
        Column("initial", "年初预算数"),
        Column("adjusted", rng.choice(["全年（调整）预算数", "全年(调整)预算数", "全年（调整）\n预算数"])),
        Column("executed", "全年执行数"),
        Column("rate", rng.choice(["执行率", "执行率（%）", "执行率(%)"])),
        Column("weight", "执行率权重" + note),
        Column("score", "执行率得分" + note),
    ]
    sheet.money(rng.choice(["项目资金", "资金情况"]) + sheet.unit, heads)
    sheet.goals(
        rng.choice(["绩效目标", "年度\n总体\n目标", "绩效\n目标"]),
        rng.choice(["年初绩效目标", "年初设定目标"]),
        rng.choice(["全年目标实际完成情况", "全年实际完成情况"]),
    )
    sheet.indicators(
        _chongqing_columns(rng), "" if "repeat_head" in flags else rng.choice(["绩\n效\n指\n标", "绩效\n指标", ""])
    )
    title = rng.choice([f"{truth['year']}年度项目绩效自评表", "项目支出绩效自评表"])
    return sheet.form([title], sheet.note)


def _chongqing_columns(rng: random.Random) -> list[Column]:
    begin = [
        Column("name", "指标名称"),
        Column("unit", rng.choice(["计量单位", "计量\n单位"])),
        Column("operator", rng.choice(["指标性质", "指标\n性质"])),
        Column("target", rng.choice(["指标值", "年度指标值", "年初指标值"])),
    ]
    note = rng.choice(["（分）", "(分)", "\n（分）"])
    weight, score = Column("weight", "指标权重" + note), Column("score", "指标得分" + note)
    actual, reason = Column("actual", rng.choice(["全年完成值", "全年\n完成值"])), Column("reason", "说明")
    if rng.random() < 0.6:
        return [*begin, weight, actual, score, reason]
    share = Column("spare", rng.choice(["得分系数（%）", "得分系数"]), ("100", "100", "80", "100%"))
    core = Column("spare", "是否核心指标", ("是", "否"))
    extra = [share] if rng.random() < 0.5 else []
    return [*begin, actual, *extra, weight, score, *([core] if rng.random() < 0.5 else []), reason]


def transfer_form(
    rng: random.Random, w: Wording, style: Style, truth: dict[str, Any], flags: frozenset[str]
) -> InventedForm:
    """A transfer to a lower government (family L): neither weights nor scores."""
    sheet = Sheet(rng, w, style, truth, flags)
    label = rng.choice(
        ["转移支付（项目）名称", "转移支付(项目)名称", "转移支付（项目）\n名称", "专项（项目）名称", "专项资金名称"]
    )
    if "staff" in flags:
        sheet.fields((label, truth["project_name"]), ("负责人及电话", sheet.staff()))
    else:
        sheet.fields((label, truth["project_name"]))
    _authorities(sheet)
    mark = rng.choice([("（A）", "（B）"), ("(A)", "(B)")])
    heads = [
        Column("adjusted", "全年预算数" + mark[0]),
        Column("executed", "全年执行数" + mark[1]),
        Column("rate", rng.choice(["执行率（B/A）", "预算执行率（B/A×100%）", "执行率(B/A)", "预算执行率\n（B/A）"])),
    ]
    sheet.money(rng.choice(["项目资金", "资金情况", "资金投入情况", "资金投入\n情况"]) + sheet.unit, heads)
    if rng.random() < 0.45:
        _management(sheet)
    is_new = rng.random() < 0.5
    sheet.goals(
        rng.choice(["总体目标\n完成情况", "总体目标完成情况"])
        if is_new
        else rng.choice(["年度\n总体\n目标", "年度总体目标"]),
        "总体目标" if is_new else "年初设定目标",
        rng.choice(["全年实际完成情况", "全年实际完成情况", "全年实际\n完成情况"]),
    )
    columns = [
        Column("level1", "一级指标"),
        Column("level2", "二级指标"),
        Column("name", "三级指标"),
        Column("target", rng.choice(["年度指标值", "指标值", "年度\n指标值"])),
        Column("actual", rng.choice(["全年完成值", "全年实际完成值", "全年实际\n完成值"])),
        Column("reason", rng.choice(["未完成原因和改进措施", "未完成原因及改进措施", "未完成原因\n和改进措施"])),
    ]
    lead = "" if "repeat_head" in flags else rng.choice(["绩\n效\n指\n标", "绩效\n指标", ""])
    sheet.indicators(columns, lead)
    if rng.random() < 0.6:
        truth["remarks"] = rng.choice(["无", "。".join(w.some(words.GOALS, 1, 1)) + "。"])
        sheet.rows.append(
            [
                Box("说明", 0, sheet.columns[1], kind="label"),
                Box(truth["remarks"], sheet.columns[1], 1000, kind="long", anchor="form"),
            ]
        )
    if rng.random() < 0.4:
        sheet.footnote("注：1.资金使用单位按项目绩效目标填报，主管部门汇总时按区域绩效目标填报。")
    title = rng.choice(
        [
            "转移支付区域（项目）绩效目标自评表",
            "中央对地方转移支付区域（项目）绩效自评表",
            "转移支付区域绩效自评表",
            f"{truth['year']}年度县级专项资金绩效目标自评表",
        ]
    )
    return sheet.form([title, *([f"（{truth['year']}年度）"] if "年度" not in title else [])], sheet.note)


def _authorities(sheet: Sheet) -> None:
    """Who gives the money, who passes it on, who spends it."""
    rng, truth = sheet.rng, sheet.truth
    central = ("中央主管部门", rng.choice(["水利部", "教育部", "国家卫生健康委员会", "农业农村部、财政部"]))
    local = (rng.choice(["地方主管部门", "地方主管部门", "省级主管部门"]), truth["department"])
    spender = (rng.choice(["资金使用单位", "实施单位"]), truth["unit"])
    shape = rng.choice(["three", "two rows", "local", "county"])
    if shape == "three":
        sheet.fields(central, local, spender)
    elif shape == "two rows":
        sheet.fields(central, local)
        sheet.fields(spender)
    elif shape == "local":
        sheet.fields(local, spender)
    else:
        sheet.fields(("县级主管部门", truth["department"]), ("实施单位", truth["unit"]))


def _management(sheet: Sheet) -> None:
    """How the money was managed: a block between the funding rows and the goals that holds no indicators."""
    rng, w = sheet.rng, sheet.words
    names = [
        "分配科学性",
        "下达及时性",
        "拨付合规性",
        "使用规范性",
        "执行准确性",
        "预算绩效管理情况",
        "支出责任履行情况",
    ]
    edges = [0, sheet.label, sheet.label + 160, rng.choice([700, 780]), 1000]
    heads = ["", "情况说明", "存在问题和改进措施"]
    row = [Box(rng.choice(["资金管理\n情况", "资金管理情况"]), 0, edges[1], len(names) + 1, "label")]
    sheet.rows.append(row + [Box(t, a, b, kind="label") for t, (a, b) in zip(heads, pairwise(edges[1:]), strict=True)])
    for name in names:
        texts = [name, w.fill(rng.choice(words.MANAGED)), rng.choice(["无", "", "暂无"])]
        sheet.rows.append(
            [
                Box(t, a, b, kind="long" if i else "label")
                for i, (t, (a, b)) in enumerate(zip(texts, pairwise(edges[1:]), strict=True))
            ]
        )
