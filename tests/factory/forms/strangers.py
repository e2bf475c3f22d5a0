"""Filled forms of families that are known and not read: E, H and J. They must be refused by name.

Belongs here: their layout with invented figures. Does not belong here: families that are read (``families``).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from itertools import groupby, pairwise
from typing import Any

from tests.factory import words
from tests.factory.forms.invent import invent
from tests.factory.forms.table import Box, Kind, Table

Row = dict[str, Any]


def _cells(texts: Sequence[str], edges: Sequence[int], kind: Kind = "value") -> list[Box]:
    return [Box(t, a, b, kind=kind) for t, (a, b) in zip(texts, pairwise(edges), strict=True)]


def _levels(rows: Sequence[Row], renamed: dict[str, str], edges: Sequence[int]) -> list[list[Box]]:
    """Level labels merged over equal neighbours, some under the name that the place gives them."""
    boxes: list[list[Box]] = [[] for _ in rows]
    for column, key in enumerate((lambda r: (r["level1"],), lambda r: (r["level1"], r["level2"]))):
        start = 0
        for label, same in groupby(rows, key=key):
            count = len(list(same))
            text = renamed.get(label[-1], label[-1])
            boxes[start].append(Box(text, edges[column], edges[column + 1], count, "level"))
            start += count
    return boxes


def sichuan_2020(seed: int | str) -> tuple[list[str], Table]:
    """Family E, Sichuan 2020: money in pairs of labels, goals in words, neither weights nor scores."""
    rng = random.Random(f"E {seed}")
    t = invent(f"E {seed}", family="mof_annex").truth
    total, fiscal = t["budget"][0], t["budget"][1]
    edges = [0, 150, 330, 520, 720, 1000]
    rows = [
        _cells(["项目名称", t["project_name"]], [0, 150, 1000]),
        _cells(["预算单位", t["unit"]], [0, 150, 1000]),
    ]
    for number, (label, entry) in enumerate((("预算数：", total), ("其中：财政拨款", fiscal), ("其他资金", None))):
        block = [Box("预算执行\n情况\n（万元）", 0, 150, 3, "label")] if number == 0 else []
        amounts = (entry["adjusted"]["raw"], entry["executed"]["raw"]) if entry else ("0.00", "0.00")
        second = "执行数：" if number == 0 else label
        rows.append([*block, *_cells([label, amounts[0], second, amounts[1]], edges[1:])])
    rows.append(
        [Box("年度目标\n完成情况", 0, 150, 2, "label"), *_cells(["预期目标", "实际完成目标"], [150, 520, 1000])]
    )
    rows.append(_cells([t["goal_expected"], t["goal_actual"]], [150, 520, 1000], "long"))
    edges = [100, 200, 310, 540, 770, 1000]
    note = rng.choice(["（包含数字及文字描述）", "(包含数字及文字描述)"])
    heads = ["一级指标", "二级指标", "三级指标", "预期指标值\n" + note, "实际完成指标值\n" + note]
    lead = Box("绩效指标\n完成情况", 0, 100, len(t["indicators"]) + 1, "label")
    rows.append([lead, *_cells(heads, edges, "label")])
    renamed = {"产出指标": "项目完成指标", "成本指标": "成本指标"}
    for cells, row in zip(_levels(t["indicators"], renamed, edges), t["indicators"], strict=True):
        rows.append([*cells, *_cells([row["name"], row["target"]["raw"], row["actual"]["raw"]], edges[2:])])
    title = rng.choice(["项目支出绩效目标完成情况表", "项目绩效目标完成情况自评表"])
    return [title, f"（{rng.choice([2019, 2020, 2021])}年度）"], Table(rows)


def guangshui(seed: int | str) -> tuple[list[str], Table]:
    """Family H, Guangshui 2/13/85: money by level of government, two lists of points, two scores."""
    rng = random.Random(f"H {seed}")
    form = invent(f"H {seed}", family="mof_annex")
    t = form.truth
    money = t["budget"][0]["executed"]["raw"]
    kinds = "1、常年性√ 2、延续性□ 3、一次性□ 4、新增性□"
    person = rng.choice(words.SURNAMES) + rng.choice(words.GIVEN)
    rows = [
        _cells(["项目名称", t["project_name"], "项目主管单位", t["department"]], [0, 130, 500, 640, 1000]),
        _cells(["项目实施单位", t["unit"], "项目负责人", person], [0, 130, 500, 640, 1000]),
        _cells(["项目属性", kinds], [0, 130, 1000]),
    ]
    edges = [130, 254, 378, 502, 626, 750, 874, 1000]
    heads = [
        "中央\n（万元）",
        "省、地\n（万元）",
        "本级\n（万元）",
        "其他\n（万元）",
        "合计\n（万元）",
        "执行数\n（万元）",
        "执行率",
    ]
    rows.append([Box("项目资金\n来源", 0, 130, 2, "label"), *_cells(heads, edges, "label")])
    rows.append(_cells(["", "", money, "", money, money, "100%"], edges, "number"))
    rows.append(_cells(["项目年度目标", t["goal_expected"]], [0, 130, 1000], "long"))
    edges = [0, 130, 280, 340, 420, 500, 1000]
    rows.append(_cells(["项目权重", "评价内容", "分值", "自评分", "复核分", "评价标准及依据"], edges, "label"))
    for number, (block, name, weight) in enumerate(words.GUANGSHUI):
        lead = {0: [Box(block, 0, 130, 1, "level")], 1: [Box(block, 0, 130, len(words.GUANGSHUI) - 1, "level")]}
        texts = [name, str(weight), str(weight), "", "有项目年度工作计划计满分，没有不得分。"]
        rows.append([*lead.get(number, []), *_cells(texts, edges[1:])])
    edges = [80, 160, 260, 460, 570, 680, 740, 800, 1000]
    heads = [
        "一级指标",
        "二级指标",
        "指标名称\n（三级指标）",
        "年初\n指标值",
        "年终\n完成值",
        "自评分",
        "复核分",
        "评价标准",
    ]
    lead_box = Box("项目\n绩效\n85分", 0, 80, len(t["indicators"]) + 1, "label")
    rows.append([lead_box, *_cells(heads, edges, "label")])
    for cells, row in zip(_levels(t["indicators"], {}, edges), t["indicators"], strict=True):
        texts = [row["name"], row["target"]["raw"], row["actual"]["raw"], row["score"]["raw"], "", "提供佐证资料"]
        rows.append([*cells, *_cells(texts, edges[2:])])
    above = [
        "广水市财政预算支出项目绩效目标自评表",
        f"填报日期：{t['year'] + 1}年2月18日   自评总分：95   单位领导审签：",
    ]
    return above, Table(rows)


def chengan(seed: int | str) -> tuple[list[str], Table]:
    """Family J, Cheng'an in four parts: two-row headings, and three scores for a row."""
    t = invent(f"J {seed}", family="mof_annex").truth
    total, fiscal = t["budget"][0], t["budget"][1]
    rows = [
        [Box("一、基本情况", 0, 1000, kind="label")],
        _cells(["项目名称", t["project_name"], "实施单位", t["unit"]], [0, 130, 500, 640, 1000]),
        _cells(["主管部门", t["department"], "金额单位", "万元"], [0, 130, 500, 640, 1000]),
        [Box("二、预算执行情况", 0, 1000, kind="label")],
    ]
    edges = [0, 250, 430, 610, 790, 1000]
    rows.append(_cells(["", "预算数", "到位数", "执行数", "预算执行进度（%）"], edges, "label"))
    for label, entry in (("资金总额", total), ("其中：财政资金", fiscal)):
        amounts = [entry["adjusted"]["raw"], entry["adjusted"]["raw"], entry["executed"]["raw"], entry["rate"]["raw"]]
        rows.append(_cells([label, *amounts], edges, "number"))
    rows.append(_cells(["其他", "0", "0", "0", ""], edges, "number"))
    rows.append([Box("三、目标完成情况", 0, 1000, kind="label")])
    rows.append(_cells(["年度预期目标", "具体完成情况", "总体完成率"], [0, 450, 850, 1000], "label"))
    rows.append(_cells([t["goal_expected"], t["goal_actual"], "100%"], [0, 450, 850, 1000], "long"))
    rows.append([Box("四、年度绩效指标完成情况", 0, 1000, kind="label")])
    edges = [0, 80, 160, 300, 360, 410, 490, 580, 680, 770, 840, 920, 1000]
    upper = [
        "一级指标",
        "二级指标",
        "三级指标",
        "指标\n分值",
        "实际完成值",
        "完成情况",
        "单项得分",
        "权重占比（%）",
        "折算得分",
    ]
    places = [(0, 1), (1, 2), (2, 3), (3, 4), (7, 8), (8, 9), (9, 10), (10, 11), (11, 12)]
    head = [Box(t_, edges[a], edges[b], 2, "label") for t_, (a, b) in zip(upper, places, strict=True)]
    head.insert(4, Box("预期指标值", edges[4], edges[7], kind="label"))
    rows += [head, _cells(["符号", "值", "单位（文字描述）"], edges[4:8], "label")]
    renamed = {"效益指标": "效果指标"}
    for cells, row in zip(_levels(t["indicators"], renamed, edges), t["indicators"], strict=True):
        target, score = row["target"], row["score"]["raw"]
        value = "" if target["value"] is None else f"{target['value']:g}"
        texts = [row["name"], row["weight"]["raw"], target["op"] or "", value, target["unit"] or target["raw"]]
        texts += [row["actual"]["raw"], "完成", score, "90", score]
        rows.append([*cells, *_cells(texts, edges[2:])])
    return [f"{t['year']}年度项目支出绩效自评表"], Table(rows)


STRANGERS: dict[str, Callable[[int | str], tuple[list[str], Table]]] = {
    "sichuan_2020": sichuan_2020,
    "guangshui": guangshui,
    "chengan": chengan,
}
