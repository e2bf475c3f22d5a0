"""The form 0013zp of Sichuan (family D).

Belongs here: where a value of this form stands. Does not belong here: the values.
"""

from __future__ import annotations

import random
from typing import Any

from tests.factory import words
from tests.factory.forms.levels import level_boxes
from tests.factory.forms.table import Box, InventedForm, Kind, Table
from tests.factory.forms.wording import Style, Wording


def sichuan_form(
    rng: random.Random, w: Wording, style: Style, truth: dict[str, Any], flags: frozenset[str]
) -> InventedForm:
    rows: list[list[Box]] = []
    name = truth["project_name"]
    if truth.get("project_code"):
        name = f"{truth['project_code']}-{name}"
    wide = 15 if "wide_numbers" in flags else 0
    rows.append([Box("项目名称", 0, 100, kind="label"), Box(name, 100, 1000, anchor="form")])
    rows.append(
        [
            Box("主管部门", 0, 100, kind="label"),
            Box(truth["department"], 100, 520, anchor="form"),
            Box("实施单位\n（盖章）" if rng.random() < 0.5 else "实施单位", 520, 630, kind="label"),
            Box(truth["unit"], 630, 1000, anchor="form"),
        ]
    )
    rows.append(
        [
            Box("项目基本\n情况", 0, 100, 3, "label"),
            Box("1.项目年度目标完成情况", 100, 190, 2, "label"),
            Box("项目年度目标", 190, 630, kind="label"),
            Box("年度目标完成情况", 630, 1000, kind="label"),
        ]
    )
    rows.append(
        [
            Box(truth["goal_expected"], 190, 630, kind="long", anchor="form"),
            Box(truth["goal_actual"], 630, 1000, kind="long", anchor="form"),
        ]
    )
    rows.append(
        [
            Box("2.项目实施内容及过程概述", 100, 190, kind="label"),
            Box(truth["content_overview"], 190, 1000, kind="long", anchor="form"),
        ]
    )
    has_note = "unit_note" in flags
    edges = [100, 300 - wide, 405 - wide, 515, 625 + wide, 735, 790, 860, 1000]
    heads = [
        "年度预算数" + ("" if has_note else f"\n（{style.money_unit}）"),
        "年初预算",
        "调整后预算数",
        "预算执行数",
        "预算执行率",
        "权重",
        "得分",
        "原因",
    ]
    weight = truth["budget"][0]["weight"]["value"]
    rows.append(
        [Box(f"预算执行\n情况（{weight:g}分）", 0, 100, len(truth["budget"]) + 1, "label")]
        + [Box(t, a, b, kind="label") for t, a, b in zip(heads, edges, edges[1:], strict=False)]
    )
    for number, entry in enumerate(truth["budget"]):
        texts = [entry[k]["raw"] for k in ("initial", "adjusted", "executed", "rate", "weight", "score")]
        boxes = [Box(entry["label"], edges[0], edges[1], kind="label", anchor="form")]
        boxes += [
            Box(t, a, b, kind="number", anchor="form") for t, a, b in zip(texts, edges[1:], edges[2:], strict=False)
        ]
        if number == 0:
            boxes.append(Box(entry["reason"], edges[7], edges[8], len(truth["budget"]), "long", "form"))
        rows.append(boxes)
    heading = len(rows)
    edges = [75, 150, 240, 400, 460, 530, 590, 690, 745, 800, 1000]
    texts = [
        "一级指标",
        "二级指标",
        "三级指标",
        "指标性质",
        "指标值",
        "度量单位",
        "完成值",
        "权重",
        "得分",
        "未完成原因分析",
    ]
    if "repeat_head" in flags:
        edges[0] = 0
        rows.append([])
    else:
        rows.append([Box(f"绩效指标（{100 - weight:g}分）", 0, 75, len(truth["indicators"]) + 1, "label")])
    rows[-1] += [Box(t, a, b, kind="label") for t, a, b in zip(texts, edges, edges[1:], strict=False)]
    for cells, row in zip(level_boxes(rng, truth, style, edges, flags), truth["indicators"], strict=True):
        number = truth["indicators"].index(row) + 1
        values = [
            row["name"],
            row["nature"],
            row["target"]["raw"],
            row["measure_unit"],
            row["actual"]["raw"],
            row["weight"]["raw"],
            row["score"]["raw"],
            row["reason"],
        ]
        kinds: list[Kind] = ["value", "value", "value", "value", "value", "number", "number", "long"]
        cells += [
            Box(t, a, b, kind=k, anchor=f"indicator {number}")
            for t, k, a, b in zip(values, kinds, edges[2:], edges[3:], strict=False)
        ]
        rows.append(cells)
    rows.append(
        [
            Box("合计", 0, edges[7], kind="label"),
            Box(truth["total_weight"]["raw"], edges[7], edges[8], kind="number", anchor="form"),
            Box(truth["total_score"]["raw"], edges[8], edges[9], kind="number", anchor="form"),
            Box("", edges[9], 1000, kind="long"),
        ]
    )
    for text, key in (("评价结论", "conclusion"), ("存在问题", "problems"), ("改进措施", "measures")):
        rows.append([Box(text, 0, 75, kind="label"), Box(truth[key], 75, 1000, kind="long", anchor="form")])
    leader, finance = (rng.choice(words.SURNAMES) + rng.choice(words.GIVEN) for _ in range(2))
    rows.append(
        [Box(f"项目负责人：{leader}", 0, 530, kind="label"), Box(f"财务负责人：{finance}", 530, 1000, kind="label")]
    )
    number_line = f"报表编号：{rng.randint(510000, 529999)}_0013zp"
    return InventedForm(
        Table(rows, heading),
        truth,
        [number_line, f"部门预算项目支出绩效自评表（{truth['year']}年度）"],
        f"金额单位：{style.money_unit}" if has_note or rng.random() < 0.5 else "",
        [leader, finance],
    )
