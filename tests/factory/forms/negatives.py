"""Tables that are no form, and report text.

Belongs here: what stands beside forms or looks like one. Does not belong here: filled forms of any family.
"""

from __future__ import annotations

import random
from collections.abc import Callable
from decimal import Decimal

from tests.factory import words
from tests.factory.forms.families import DRAWN
from tests.factory.forms.invent import invent
from tests.factory.forms.levels import level_boxes
from tests.factory.forms.table import Box, Table
from tests.factory.forms.wording import amount_text, style_of, wording_of


def goal_form(seed: int | str) -> tuple[list[str], Table]:
    """A goal declaration (项目支出绩效目标申报表): targets without results."""
    form = invent(f"goal {seed}", family="mof_annex")
    t = form.truth
    rows = [
        [Box("项目名称", 0, 150, kind="label"), Box(t["project_name"], 150, 1000)],
        [
            Box("主管部门", 0, 150, kind="label"),
            Box(t["department"], 150, 500),
            Box("实施单位", 500, 650, kind="label"),
            Box(t["unit"], 650, 1000),
        ],
        [
            Box("项目资金\n（万元）", 0, 150, 3, "label"),
            Box("年度资金总额：", 150, 500, kind="label"),
            Box(t["budget"][0]["initial"]["raw"], 500, 1000, kind="number"),
        ],
        [
            Box("其中：财政拨款", 150, 500, kind="label"),
            Box(t["budget"][1]["initial"]["raw"], 500, 1000, kind="number"),
        ],
        [Box("其他资金", 150, 500, kind="label"), Box("0.00", 500, 1000, kind="number")],
        [Box("年度目标", 0, 150, kind="label"), Box(t["goal_expected"], 150, 1000, kind="long")],
        [
            Box(x, a, b, kind="label")
            for x, a, b in (
                ("一级指标", 0, 150),
                ("二级指标", 150, 320),
                ("三级指标", 320, 650),
                ("指标值", 650, 850),
                ("分值", 850, 1000),
            )
        ],
    ]
    edges = [0, 150]
    rng = random.Random(str(seed))
    style = style_of(rng, DRAWN["mof_annex"].family, frozenset())
    for cells, row in zip(level_boxes(rng, t, style, [0, 150, 320], frozenset()), t["indicators"], strict=True):
        rows.append(
            [
                *cells,
                Box(row["name"], 320, 650),
                Box(row["target"]["raw"], 650, 850),
                Box(row["weight"]["raw"], 850, 1000, kind="number"),
            ]
        )
    del edges
    return [f"项目支出绩效目标申报表（{t['year'] + 1}年度）"], Table(rows)


def blank_form(seed: int | str) -> tuple[list[str], Table]:
    """A form with nothing filled in; some print what to fill in."""
    form = invent(f"blank {seed}", indicators=6)
    rng = random.Random(f"blank {seed}")
    is_instructed = rng.random() < 0.5
    for row in form.table.rows:
        for box in row:
            if box.kind == "label" and (box.text.startswith(("项目负责人", "财务负责人"))):
                box.text = box.text[:6]
            elif box.kind not in ("label", "level"):
                box.text = ""
    if is_instructed:
        for row in form.table.rows:
            own = [box for box in row if box.anchor.startswith("indicator")]
            if own:
                own[0].text = rng.choice(["指标1：", "指标2：", "……"])
    return form.above, form.table


def project_list(seed: int | str) -> tuple[list[str], Table]:
    """A list of projects with a column 项目名称 and their scores."""
    rng = random.Random(f"list {seed}")
    edges = [0, 80, 480, 640, 800, 900, 1000]
    heads = ["序号", "项目名称", "预算金额\n（万元）", "执行金额\n（万元）", "自评得分", "等级"]
    rows = [[Box(t, a, b, kind="label") for t, a, b in zip(heads, edges, edges[1:], strict=False)]]
    for number in range(1, rng.randint(4, 12)):
        w = wording_of(rng)
        money = Decimal(rng.randint(1000, 9_000_000)) / 100
        texts = [
            str(number),
            w.project,
            amount_text(money, 2, True),
            amount_text(money, 2, True),
            f"{rng.randint(8000, 10000) / 100:.2f}",
            "优",
        ]
        rows.append(
            [
                Box(t, a, b, kind="number" if i > 1 else "value")
                for i, (t, a, b) in enumerate(zip(texts, edges, edges[1:], strict=False))
            ]
        )
    return ["项目支出绩效自评结果汇总表"], Table(rows)


def income_table(seed: int | str) -> tuple[list[str], Table]:
    """A table of income and expenditure, as final accounts print it."""
    rng = random.Random(f"income {seed}")
    edges = [0, 350, 500, 850, 1000]
    rows = [
        [Box("收入", 0, 500, kind="label"), Box("支出", 500, 1000, kind="label")],
        [
            Box(t, a, b, kind="label")
            for t, a, b in zip(["项目", "决算数", "项目", "决算数"], edges, edges[1:], strict=False)
        ],
    ]
    left = [
        "一、一般公共预算财政拨款收入",
        "二、政府性基金预算财政拨款收入",
        "三、上级补助收入",
        "四、事业收入",
        "五、其他收入",
        "本年收入合计",
    ]
    right = [
        "一、一般公共服务支出",
        "二、教育支出",
        "三、社会保障和就业支出",
        "四、卫生健康支出",
        "五、城乡社区支出",
        "本年支出合计",
    ]
    for a, b in zip(left, right, strict=True):
        texts = [
            a,
            amount_text(Decimal(rng.randint(0, 10**8)) / 100, 2, True),
            b,
            amount_text(Decimal(rng.randint(0, 10**8)) / 100, 2, True),
        ]
        rows.append(
            [
                Box(t, x, y, kind="number" if i % 2 else "value")
                for i, (t, x, y) in enumerate(zip(texts, edges, edges[1:], strict=False))
            ]
        )
    return ["收入支出决算总表"], Table(rows)


def paragraphs(seed: int | str, count: int) -> list[str]:
    """Lines of a report around the forms."""
    rng = random.Random(f"report {seed}")
    w = wording_of(rng)
    return [w.fill(rng.choice(words.REPORT_LINES)) for _ in range(count)]


Companion = Callable[[int | str], tuple[list[str], Table]]
COMPANIONS: dict[str, Companion] = {
    "goal_form": goal_form,
    "blank_form": blank_form,
    "project_list": project_list,
    "income_table": income_table,
}
