"""Tables and texts that are no filled form: goals, blank forms, monitoring, evaluations, lists, accounts, report text.

Belongs here: what stands beside forms or looks like one, alone or as a companion. Does not belong here: filled forms
of any family, published ones (``invent``) or those we do not read (``strangers``).
"""

from __future__ import annotations

import random
from collections.abc import Callable, Sequence
from decimal import Decimal
from itertools import pairwise

from tests.factory import words
from tests.factory.forms.families import DRAWN
from tests.factory.forms.invent import invent
from tests.factory.forms.levels import level_boxes
from tests.factory.forms.strangers import STRANGERS
from tests.factory.forms.table import Box, InventedForm, Kind, Table
from tests.factory.forms.wording import Style, amount_text, style_of, wording_of

# Lines above a table, and the table; a text has none.
Companion = Callable[[int | str], tuple[list[str], Table | None]]


def _cells(texts: Sequence[str], edges: Sequence[int], kind: Kind = "value") -> list[Box]:
    return [Box(t, a, b, kind=kind) for t, (a, b) in zip(texts, pairwise(edges), strict=True)]


def _goal_head(form: InventedForm) -> list[list[Box]]:
    """What all goal forms begin with: who, how much, what for."""
    t = form.truth
    funding = [("年度资金总额：", t["budget"][0]), ("其中：财政拨款", t["budget"][1])]
    rows = [
        _cells(["项目名称", t["project_name"]], [0, 150, 1000]),
        _cells(["主管部门", t["department"], "实施单位", t["unit"]], [0, 150, 500, 650, 1000]),
    ]
    for number, (label, entry) in enumerate(funding):
        block = [Box("项目资金\n（万元）", 0, 150, 3, "label")] if number == 0 else []
        rows.append([*block, *_cells([label, entry["initial"]["raw"]], [150, 500, 1000])])
    rows.append(_cells(["其他资金", "0.00"], [150, 500, 1000]))
    rows.append(_cells(["年度目标", t["goal_expected"]], [0, 150, 1000]))
    return rows


def _goal_rows(form: InventedForm, style: Style, heads: Sequence[str], edges: list[int]) -> list[list[Box]]:
    """Level labels, and under each heading what a goal form prints for an indicator."""
    rows = [_cells(heads, edges, "label")]
    signs = {"≥": "≥", "≤": "≤", ">": "＞", "<": "＜", "=": "＝"}
    t = form.truth
    rng = random.Random(str(t["goal_expected"]))
    for cells, row in zip(level_boxes(rng, t, style, edges[:3], frozenset()), t["indicators"], strict=True):
        target = row["target"]
        value = f"{target['value']:g}" if target["value"] is not None else target["raw"]
        given = {
            "三级指标": row["name"],
            "指标值": target["raw"],
            "分值": row["weight"]["raw"],
            "权重": row["weight"]["raw"],
            "计算符号": signs.get(target["op"], "定性"),
            "指标性质": signs.get(target["op"], "定性"),
            "目标值": value,
            "度量单位": target["unit"] or "无",
            "指标值说明": "年度工作计划",
            "指标方向性": "正向指标",
            "备注": "",
        }
        texts = [given[head.replace("\n", "")] for head in heads[2:]]
        rows.append([*cells, *_cells(texts, edges[2:])])
    return rows


def _goal(seed: int | str, heads: Sequence[str], edges: list[int], title: str) -> tuple[list[str], Table]:
    form = invent(f"goal {seed}", family="mof_annex")
    style = style_of(random.Random(str(seed)), DRAWN["mof_annex"].family, frozenset())
    rows = [*_goal_head(form), *_goal_rows(form, style, heads, edges)]
    return [title.format(form.truth["year"] + 1)], Table(rows)


def goal_form(seed: int | str) -> tuple[list[str], Table]:
    """A goal declaration: targets without results."""
    heads = ["一级指标", "二级指标", "三级指标", "指标值", "分值"]
    return _goal(seed, heads, [0, 150, 320, 650, 850, 1000], "项目支出绩效目标申报表（{}年度）")


def goal_table(seed: int | str) -> tuple[list[str], Table]:
    """A goal form with the sign, the value and the unit in columns of their own."""
    heads = ["一级指标", "二级指标", "三级指标", "计算\n符号", "目标值", "度量\n单位", "指标值说明"]
    return _goal(seed, heads, [0, 110, 230, 520, 590, 720, 800, 1000], "{}年部门预算项目支出绩效目标表")


def goal_weights(seed: int | str) -> tuple[list[str], Table]:
    """A goal form of Sichuan: it prints weights and no results."""
    heads = ["一级指标", "二级指标", "三级指标", "指标性质", "指标值", "度量单位", "权重", "指标方向性"]
    return _goal(seed, heads, [0, 110, 230, 480, 560, 690, 780, 850, 1000], "部门预算项目绩效目标申报表（{}年度）")


def goal_text(seed: int | str) -> tuple[list[str], Table]:
    """A goal form with a goal for the year and nothing to measure it by."""
    form = invent(f"goal {seed}", family="mof_annex")
    return ["项目支出绩效目标表"], Table(_goal_head(form))


def blank_form(seed: int | str) -> tuple[list[str], Table]:
    """A form of any family with nothing filled in; some print what to fill in."""
    rng = random.Random(f"blank {seed}")
    return blank_form_of(rng.choice(tuple(DRAWN)), seed)


def blank_form_of(family: str, seed: int | str) -> tuple[list[str], Table]:
    """The blank form of a family: empty, with stubs of indicators, or with instructions in its cells."""
    form = invent(f"blank {seed}", family=family, indicators=6)
    rng = random.Random(f"blank {family} {seed}")
    shape = rng.choice(["empty", "stubs", "instructions", "instructions"])
    has_weights = DRAWN[family].family.has_weights and rng.random() < 0.5
    for row in form.table.rows:
        numbers = [box for box in row if box.kind == "number" and box.anchor.startswith("indicator")]
        for box in row:
            if box.kind == "label":
                _blank_label(box)
            elif box.kind != "level" and not (has_weights and box in numbers[:1]):
                box.text = ""
        own = [box for box in row if box.anchor.startswith("indicator") and box.kind == "value"]
        if own and shape != "empty":
            own[0].text = rng.choice(["指标1：", "指标2：", "……"])
        if own and shape == "instructions":
            for box in own[1:]:
                box.text = rng.choice(words.INSTRUCTED)
    if shape == "instructions":
        _instruct(rng, form)
    return form.above, form.table


def _blank_label(box: Box) -> None:
    """Names of staff and amounts that stand behind a label in its cell."""
    if box.text.startswith(("项目负责人：", "财务负责人：", "填表人：")) or (box.anchor and "：" in box.text[:-1]):
        box.text = box.text[: box.text.rindex("：") + 1]
    elif box.anchor and ":" in box.text[:-1] and box.text[-1].isdigit():
        box.text = box.text[: box.text.rindex(":") + 1]


def _instruct(rng: random.Random, form: InventedForm) -> None:
    """What printed blank forms say about filling them in."""
    texts = {
        "项目名称": ["XX项目", "（填写项目全称）", "**项目"],
        "主管部门": ["XX局", "（填写一级预算单位）"],
        "实施单位": ["XX单位", "（具体实施的单位）"],
        "年度资金总额": ["XX"],
    }
    for row in form.table.rows:
        for left, right in pairwise(row):
            choices = texts.get(left.text.replace("\n", "").rstrip("：:"))
            if choices and right.kind != "label":
                right.text = rng.choice(choices)
        for box in row:
            if box.kind == "long" and box.anchor == "form":
                box.text = rng.choice(["目标1：\n目标2：\n……", "（对照年初设定的目标逐条填写）", ""])


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


def project_contents(seed: int | str) -> tuple[list[str], Table]:
    """The titles of many forms and the pages where they stand, as a table."""
    rng = random.Random(f"contents {seed}")
    edges = [0, 100, 850, 1000]
    rows = [_cells(["序号", "附件名称", "页码"], edges, "label")]
    for number in range(1, rng.randint(8, 21)):
        title = f"{wording_of(rng).project}项目支出绩效自评表"
        rows.append(_cells([str(number), title, str(number * 2 + 3)], edges))
    return ["附件目录"], Table(rows)


def contents_page(seed: int | str) -> tuple[list[str], None]:
    """The titles of many forms as lines of text."""
    rng = random.Random(f"titles {seed}")
    titles = [f"{wording_of(rng).project}项目支出绩效自评表" for _ in range(20)]
    return ["目  录", *(f"附件{n}. {title}{'.' * 20}{2 * n}" for n, title in enumerate(titles, 1))], None


def instructions(seed: int | str) -> tuple[list[str], None]:
    """How a form is to be filled in."""
    return list(words.INSTRUCTIONS), None


def accounts_text(seed: int | str) -> tuple[list[str], None]:
    """The chapter of the final accounts that tells of self-evaluation without showing a form."""
    w = wording_of(random.Random(f"accounts {seed}"))
    return [w.fill(line) for line in (*words.ACCOUNTS_LINES, *words.REPORT_LINES)], None


def _judged(rng: random.Random, heads: Sequence[str], edges: list[int]) -> list[list[Box]]:
    """An indicator system with points and scores, as evaluators print it."""
    w = wording_of(rng)
    rows = [_cells(heads, edges, "label")]
    total = Decimal(0)
    for one, twos in words.SYSTEM.items():
        for number, (two, threes) in enumerate(twos.items()):
            for place, three in enumerate(threes):
                weight = Decimal(rng.randint(2, 8))
                score = weight - rng.choice([0, 0, 0, 1, Decimal("0.5")])
                total += score
                first = sum(len(names) for names in twos.values())
                boxes = [Box(one, edges[0], edges[1], first, "level")] if number == place == 0 else []
                boxes += [Box(two, edges[1], edges[2], len(threes), "level")] if place == 0 else []
                given = {
                    "三级指标": three,
                    "指标解释": w.fill("反映{thing}是否按计划完成。"),
                    "评分标准": w.fill(rng.choice(words.METHODS)),
                    "分值": f"{weight:g}",
                    "权重": f"{weight:g}",
                    "得分": f"{score:g}",
                    "扣分原因": "" if score == weight else w.fill(rng.choice(words.CAUSES)),
                    "目标值": rng.choice(["100%", "明确", "≥95%"]),
                    "实际值": rng.choice(["100%", "明确", "96%"]),
                }
                rows.append([*boxes, *_cells([given[head] for head in heads[2:]], edges[2:])])
    rows.append(_cells(["合计", f"{total:g}"], [0, edges[-2], 1000], "label"))
    return rows


def indicator_system(seed: int | str) -> tuple[list[str], Table]:
    """The indicator system of an evaluation report: levels, points, rules, scores."""
    rng = random.Random(f"system {seed}")
    heads = ["一级指标", "二级指标", "三级指标", "分值", "指标解释", "评分标准", "得分"]
    rows = _judged(rng, heads, [0, 90, 190, 330, 390, 600, 920, 1000])
    return [f"{wording_of(rng).project}绩效评价指标体系及评分表"], Table(rows)


def third_party(seed: int | str) -> tuple[list[str], Table]:
    """A table of a third party's evaluation: it names the project and scores it."""
    rng = random.Random(f"party {seed}")
    w = wording_of(rng)
    heads = ["一级指标", "二级指标", "三级指标", "权重", "目标值", "实际值", "得分", "扣分原因"]
    rows = [
        _cells(["项目名称", w.project], [0, 150, 1000]),
        _cells(["主管部门", w.place + w.office, "评价机构", f"{w.stem}会计师事务所有限公司"], [0, 150, 500, 650, 1000]),
        *_judged(rng, heads, [0, 90, 190, 370, 440, 560, 680, 760, 1000]),
    ]
    return ["财政重点评价项目绩效评价评分表"], Table(rows)


def monitoring_form(seed: int | str) -> tuple[list[str], Table]:
    """Monitoring in the middle of the year: half a year's money, and whether the goals will be met."""
    rng = random.Random(f"monitor {seed}")
    form = invent(f"monitor {seed}", family="mof_annex")
    t = form.truth
    style = style_of(rng, DRAWN["mof_annex"].family, frozenset())
    months = rng.choice(["1-6月", "1-7月", "1-8月"])
    rows = [
        _cells(["项目名称", t["project_name"]], [0, 150, 1000]),
        _cells(["主管部门", t["department"], "实施单位", t["unit"]], [0, 150, 500, 650, 1000]),
    ]
    edges = [150, 330, 500, 670, 830, 1000]
    heads = ["", "年初预算数", f"{months}执行数", f"{months}执行率", "全年预计执行数"]
    block = Box("项目资金\n（万元）", 0, 150, len(t["budget"]) + 1, "label")
    rows.append([block, *_cells(heads, edges, "label")])
    for line in t["budget"]:
        texts = [line["label"], *(line[k]["raw"] for k in ("initial", "executed", "rate", "adjusted"))]
        rows.append(_cells(texts, edges))
    rows.append(_cells(["年度总体目标", t["goal_expected"]], [0, 150, 1000]))
    edges = [0, 80, 170, 350, 460, 570, 680, 840, 1000]
    heads = [
        "一级指标",
        "二级指标",
        "三级指标",
        "年度指标值",
        f"{months}执行情况",
        "全年预计完成情况",
        "偏差原因分析",
        "完成目标可能性",
    ]
    rows.append(_cells(heads, edges, "label"))
    for cells, row in zip(level_boxes(rng, t, style, edges[:3], frozenset()), t["indicators"], strict=True):
        target = row["target"]["raw"]
        texts = [row["name"], target, row["actual"]["raw"], target, row["reason"], rng.choice(["确定能", "有可能"])]
        rows.append([*cells, *_cells(texts, edges[2:])])
    return [f"项目支出绩效运行监控表（{t['year']}年度）"], Table(rows)


def paragraphs(seed: int | str, count: int) -> list[str]:
    """Lines of a report around the forms."""
    rng = random.Random(f"report {seed}")
    w = wording_of(rng)
    return [w.fill(rng.choice(words.REPORT_LINES)) for _ in range(count)]


COMPANIONS: dict[str, Companion] = {
    "goal_form": goal_form,
    "blank_form": blank_form,
    "project_list": project_list,
    "income_table": income_table,
    "goal_table": goal_table,
    "goal_weights": goal_weights,
    "goal_text": goal_text,
    "project_contents": project_contents,
    "contents_page": contents_page,
    "instructions": instructions,
    "accounts_text": accounts_text,
    "indicator_system": indicator_system,
    "third_party": third_party,
    "monitoring_form": monitoring_form,
    **STRANGERS,
}
