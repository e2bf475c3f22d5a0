"""The national annex as Shanghai and most places print it (families A and A1).

Belongs here: where a value of these forms stands. Does not belong here: the values.
"""

from __future__ import annotations

import random
from typing import Any

from tests.factory import words
from tests.factory.forms.levels import level_boxes
from tests.factory.forms.table import Box, InventedForm, Kind, Table
from tests.factory.forms.wording import Style, Wording

_ANNEX_LABELS = {
    "shanghai": ("年初预算数", "全年预算数", "全年执行数", "分数", "执行率(%)", "得分"),
    "leting": ("年初预算数", "调整预算数", "全年执行数", "分值", "执行率", "得分"),
    "mof_annex": ("年初预算数", "全年预算数", "全年执行数", "分值", "执行率", "得分"),
}


def annex_form(
    rng: random.Random, w: Wording, style: Style, truth: dict[str, Any], flags: frozenset[str]
) -> InventedForm:
    family = truth["template"]
    has_lead = family != "shanghai" and rng.random() < 0.4 and "repeat_head" not in flags
    lead = 45 if has_lead else 0
    shift = rng.choice([5, 7, 9]) if "near_edges" in flags else 0
    wide = "wide_numbers" in flags
    l1, l2, name = lead + 75, lead + 155, lead + 155 + rng.choice([190, 230])
    target, actual, weight, score = name + 120, name + 235, name + 305, name + 375
    label = l2
    left = label + 150
    money = [left, left + (125 if wide else 115), left + (255 if wide else 240), left + (385 if wide else 365)]
    if "near_edges" in flags:
        money = [money[0], money[1], target + shift, actual + shift]
        money[1] = (money[0] + money[2]) // 2
    pay = [money[3], money[3] + (1000 - money[3]) // 4, money[3] + (1000 - money[3]) * 5 // 8, 1000]
    middle, right = target - shift if shift else money[2], (target - shift if shift else money[2]) + 150
    rows: list[list[Box]] = []
    labels = ["项目名称", "主管部门", "实施单位"]
    if family != "shanghai":
        labels[1] = rng.choice(["主管部门", "主管部门", "主管部门及代码"])
        labels[2] = rng.choice(["实施单位", "实施单位", "项目实施单位"])
    rows.append([Box(labels[0], 0, label, kind="label"), Box(truth["project_name"], label, 1000, anchor="form")])
    rows.append(
        [
            Box(labels[1], 0, label, kind="label"),
            Box(truth["department"], label, middle, anchor="form"),
            Box(labels[2], middle, right, kind="label"),
            Box(truth["unit"], right, 1000, anchor="form"),
        ]
    )
    private: list[str] = []
    if "staff" in flags:
        person, phone = (
            rng.choice(words.SURNAMES) + rng.choice(words.GIVEN),
            f"0{rng.randint(500, 599)}-5555{rng.randint(1000, 9999)}",
        )
        private += [person, phone]
        rows.append(
            [
                Box("项目负责人", 0, label, kind="label"),
                Box(person, label, middle),
                Box("联系电话", middle, right, kind="label"),
                Box(phone, right, 1000),
            ]
        )
    has_note = "unit_note" in flags
    block = (
        "项目资金"
        if has_note
        else f"项目资金{rng.choice(['（{}）', '({})', chr(10) + '（{}）'])}".format(style.money_unit)
    )
    heads = list(_ANNEX_LABELS.get(family, _ANNEX_LABELS["mof_annex"]))
    if family != "shanghai" and rng.random() < 0.3:
        heads[1:5:3] = [f"{heads[1]}（A）", rng.choice(["执行率（B/A）", "执行率（%）"])]
        heads[2] = "全年执行数（B）"
    rows.append(
        [Box(block, 0, label, len(truth["budget"]) + 1, "label"), Box("", label, left, kind="label")]
        + [
            Box(t, a, b, kind="label")
            for t, a, b in zip(heads, [*money, *pay[1:3]], [*money[1:], *pay[1:]], strict=True)
        ]
    )
    for entry in truth["budget"]:
        texts = [entry[k]["raw"] for k in ("initial", "adjusted", "executed", "weight", "rate", "score")]
        rows.append(
            [Box(entry["label"], label, left, kind="label", anchor="form")]
            + [
                Box(t, a, b, kind="number", anchor="form")
                for t, a, b in zip(texts, [*money, *pay[1:3]], [*money[1:], *pay[1:]], strict=True)
            ]
        )
    rows.append(
        [
            Box("年度\n总体\n目标" if rng.random() < 0.6 else "年度总体目标", 0, l1, 2, "label"),
            Box("预期目标", l1, middle, kind="label"),
            Box("实际完成情况", middle, 1000, kind="label"),
        ]
    )
    rows.append(
        [
            Box(truth["goal_expected"], l1, middle, kind="long", anchor="form"),
            Box(truth["goal_actual"], middle, 1000, kind="long", anchor="form"),
        ]
    )
    heading = len(rows)
    edges = [lead, l1, l2, name, target, actual, weight, score, 1000]
    texts = ["一级指标", "二级指标", "三级指标", "年度指标值", "实际完成值", "分值", "得分", "偏差原因分析及改进措施"]
    if rng.random() < 0.4:
        texts = [
            "一级\n指标",
            "二级\n指标",
            "三级指标",
            "年度\n指标值",
            "实际\n完成值",
            "分值",
            "得分",
            "偏差原因分析\n及改进措施",
        ]
    head = [Box(t, a, b, kind="label") for t, a, b in zip(texts, edges, edges[1:], strict=False)]
    if has_lead:
        head.insert(0, Box("绩\n效\n指\n标", 0, lead, len(truth["indicators"]) + 1, "label"))
    rows.append(head)
    for cells, row in zip(level_boxes(rng, truth, style, edges, flags), truth["indicators"], strict=True):
        number = truth["indicators"].index(row) + 1
        values = [
            row["name"],
            row["target"]["raw"],
            row["actual"]["raw"],
            row["weight"]["raw"],
            row["score"]["raw"],
            row["reason"],
        ]
        kinds: list[Kind] = ["value", "value", "value", "number", "number", "long"]
        cells += [
            Box(t, a, b, kind=k, anchor=f"indicator {number}")
            for t, k, a, b in zip(values, kinds, edges[2:], edges[3:], strict=False)
        ]
        rows.append(cells)
    if truth["total_weight"]["raw"]:
        rows.append(
            [
                Box(rng.choice(["总分", "总 分", "总  分"]), 0, actual, kind="label"),
                Box(truth["total_weight"]["raw"], actual, weight, kind="number", anchor="form"),
                Box(truth["total_score"]["raw"], weight, score, kind="number", anchor="form"),
                Box("", score, 1000, kind="long"),
            ]
        )
    if truth["grade"]:
        rows.append(
            [
                Box("评分等级" if family == "shanghai" else "自评等级", 0, label, kind="label"),
                Box(truth["grade"], label, 1000, anchor="form"),
            ]
        )
    if "staff" in flags and rng.random() < 0.5:
        person, phone = (
            rng.choice(words.SURNAMES) + rng.choice(words.GIVEN),
            f"139{rng.randint(10_000_000, 99_999_999)}",
        )
        private += [person, phone]
        rows.append(
            [
                Box("填报人", 0, label, kind="label"),
                Box(person, label, middle),
                Box("联系电话", middle, right, kind="label"),
                Box(phone, right, 1000),
            ]
        )
    title = rng.choice(
        ["项目支出绩效自评表", "{}年度项目支出绩效自评表".format(truth["year"]), "财政项目支出绩效自评表"]
    )
    return InventedForm(
        Table(rows, heading),
        truth,
        [title, *([f"（{truth['year']}年度）"] if "年" not in title else [])],
        f"金额单位：{style.money_unit}" if has_note else "",
        private,
    )
