"""Invented final-accounts reports: running text that states what was self-evaluated, with the truth of the statement.

Belongs here: statements in many wordings, and what stands around them. Does not belong here: forms
(``tests.factory.forms``), drawing (``tests.factory.render``), sentences with traps (``tests/data/narrative``).
"""

from __future__ import annotations

import random
from dataclasses import dataclass, field
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from tests.factory.documents import Block, Document, compose

D = Decimal
_NAMES = (("优", "良", "中", "差"), ("优", "良", "合格", "不合格"), ("优秀", "良好", "一般", "较差"))
_CHINESE = "零一二三四五六七八九十"


@dataclass
class Statement:
    """The sentences of a statement and what they say, named as the columns of ``narrative``."""

    text: str
    truth: dict[str, Any] = field(default_factory=dict)


def invented(seed: int | str, office: str, year: int) -> Statement:
    """A statement with figures of its own."""
    rng = random.Random(f"statement {seed}")
    counts = [rng.randint(1, 30), rng.choice([0, 1, 5]), rng.choice([0, 0, 2]), rng.choice([0, 0, 1])]
    amount = D(rng.randint(10_000, 90_000_000)) / 100
    mean = D(rng.randint(8_000, 10_000)) / 100
    return stated(seed, office, year, counts, amount, mean)


def stated(seed: int | str, office: str, year: int, counts: list[int], amount: Decimal, mean: Decimal) -> Statement:
    """A statement of given grade counts, amount (万元) and mean score, in one of many wordings."""
    rng = random.Random(f"wording {seed}")
    projects = sum(counts)
    truth: dict[str, Any] = {"projects": projects}
    opening = rng.choice(
        [
            f"{office}组织对{year}年度{projects}个项目开展绩效自评",
            f"编报绩效目标的{year}年度项目{projects + 2}个，涉及预算金额{amount + 7}万元；"
            f"绩效自评的{year}年度项目{projects}个",
            f"根据要求，对{year}年度{_number(rng, projects)}项目支出进行了绩效自评",
            f"{year}年，{office}纳入绩效自评的项目共{projects}个",
            f"年初对{projects + 1}个项目设置绩效目标，年中对{projects}个项目开展绩效监控，"
            f"{year}年度绩效自评项目{projects}个",
        ]
    )
    parts = [opening]
    if rng.random() < 0.8:
        value, unit, truth["amount_yuan"] = _amount(rng, amount)
        parts.append(
            rng.choice(["涉及资金", "涉及金额", "涉及预算金额", "资金总额为", "共涉及财政资金"]) + value + unit
        )
        if rng.random() < 0.2:
            parts.append(f"较上年增加{rng.randint(2, 90)}万元")
    if rng.random() < 0.8:
        parts.append(rng.choice(["平均得分", "自评平均分为", "平均分", "自评平均得分达到", "平均得分："]) + f"{mean}分")
        truth["mean_score"] = mean
    text = "，".join(parts)
    if rng.random() < 0.8:
        grades, given = _grades(rng, counts)
        text += rng.choice(["，其中：", "，其中", "。其中：", "。评价结果："]) + grades
        truth |= given
    return Statement(text + "。", truth | {"fiscal_year": year})


def _number(rng: random.Random, number: int) -> str:
    if number <= 10 and rng.random() < 0.5:
        return f"{_CHINESE[number] if number != 2 else '两'}个"
    return f"{number}个"


def _amount(rng: random.Random, amount: Decimal) -> tuple[str, str, Decimal]:
    """An amount (in 万元) as one of the ways to print it, its unit, and the yuan that are printed."""
    kind = rng.choice(["万元", "grouped", "元", "full"])
    if kind == "元":
        yuan = (amount * 10_000).quantize(D("0.01"), ROUND_HALF_UP)
        return f"{yuan:f}", "元", yuan
    shown = amount.quantize(D("0.01"), ROUND_HALF_UP)
    text = f"{shown:,f}" if kind == "grouped" else f"{shown:f}"
    if kind == "full":
        text = text.translate(str.maketrans("0123456789.", "０１２３４５６７８９．"))
    return text, "万元", shown * 10_000


def _grades(rng: random.Random, counts: list[int]) -> tuple[str, dict[str, int]]:
    """Counts per grade in one of many shapes, and those that it names."""
    names = rng.choice(_NAMES)
    shape = rng.choice(["short", "behind", "rated", "list", "brackets", "quoted"])
    keys = ("excellent", "good", "fair", "poor")
    kept = [n for n in range(4) if shape == "list" or counts[n] or rng.random() < 0.6]
    given = {keys[n]: counts[n] for n in kept}
    share = rng.random() < 0.3 and sum(counts) > 0

    def tail(n: int) -> str:
        return f"（占比{100 * counts[n] / sum(counts):.2f}%）" if share else ""

    if shape == "list":
        both = "、".join(names), "、".join(f"{c}个" for c in counts)
        return f"{both[0]}的项目分别为{both[1]}", given
    forms = {
        "short": "{name}{count}个{tail}",
        "behind": "{count}个项目评价等级为{name}{tail}",
        "rated": "绩效评级为{name}的项目{count}个{tail}",
        "brackets": "{name}（{count}个）",
        "quoted": "评定为“{name}”的项目有{count}个{tail}",
    }
    shown = [forms[shape].format(name=names[n], count=counts[n], tail=tail(n)) for n in kept]
    return rng.choice(["、", "，", "；"]).join(shown), given


def paragraphs(seed: int | str, office: str, year: int, statement: Statement, *, before: int = 12) -> list[str]:
    """The running text of a report: cover, chapters with figures of other kinds, and the statement."""
    rng = random.Random(f"paragraphs {seed}")
    money = [f"{D(rng.randint(1000, 900_000)) / 100}" for _ in range(2 * before)]
    chapters = [
        f"收入总计{money[2 * n]}万元，与{year - 1}年度相比增加{money[2 * n + 1]}万元，主要原因是项目经费增加。"
        "其中包括人员经费、公用经费和项目支出，执行情况良好。"
        for n in range(before)
    ]
    return [
        f"{office}{year}年度部门决算",
        f"第一部分{office}概况",
        "一、主要职能",
        "贯彻执行有关法律法规，承担本行业的管理工作。",
        "二、收入支出情况说明",
        *chapters,
        "三、预算绩效管理情况",
        f"本部门健全绩效管理制度，实现全过程管理。{statement.text}",
        "四、其他重要事项的情况说明",
        f"机关运行经费支出{money[0]}万元，比{year - 1}年度增加{money[1]}万元。",
    ]


def report(
    seed: int | str, lines: list[str], forms: Document | None = None, hazards: frozenset[str] = frozenset()
) -> Document:
    """A document of the lines as paragraphs, the forms of another document behind them."""
    blocks = [Block(lines=lines, is_report=True)]
    made = []
    if forms is not None:
        blocks += [block for block in forms.blocks if block.form is not None]
        made = forms.forms
    return Document(seed, hazards, blocks, made)


def annexed(seed: int | str, count: int) -> Document:
    """Forms of one office and year, to stand behind a report: all printed with grades."""
    return compose(seed, family="shanghai", count=count, indicators=5)
