"""Funding rows of each family: their meaning and how places print them.

Belongs here: labels of funding rows, in order. Does not belong here: amounts (``funding``).
"""

from __future__ import annotations

import random

Rows = list[tuple[str, str]]
_TOTALS = ["年度资金总额", "年度资金总额：", "年度资金总额:"]
_CURRENT = [
    "其中：当年财政拨款",
    "其中:当年财政拨款",
    "其中：本年财政拨款",
    "其中：财政拨款",
    "其中：本年一般公共预算拨款",
]
_OLD = ["其中：本年一般公共预算拨款", "其中：财政拨款", "其中：本年财政拨款", "其中:财政拨款"]


def annex(rng: random.Random) -> Rows:
    """The national annex: the year's appropriation, what was carried over, other money."""
    return [
        ("total", rng.choice(_TOTALS)),
        ("fiscal", rng.choice(_CURRENT)),
        ("carryover", rng.choice(["上年结转资金", "上年结转"])),
        ("other", "其他资金"),
    ]


def annex_short(rng: random.Random) -> Rows:
    """The same; one form in five prints no row for what was carried over."""
    rows = annex(rng)
    if rng.random() < 0.2:
        del rows[2]
    return rows


def sichuan(rng: random.Random) -> Rows:
    """Form 0013zp."""
    return [
        ("total", rng.choice(["总额", "总额", "总额："])),
        ("fiscal", rng.choice(["其中：财政资金", "财政资金"])),
        ("special_account", "财政专户管理资金"),
        ("unit_funds", "单位资金"),
        ("other", rng.choice(["其他资金", "其他资金："])),
    ]


def two(rng: random.Random) -> Rows:
    """Appropriation and other money (families B, C and I)."""
    return [
        ("total", rng.choice(_TOTALS)),
        ("fiscal", rng.choice(_OLD)),
        ("other", rng.choice(["其他资金", "其他资金："])),
    ]


def hubei(rng: random.Random) -> Rows:
    """One row and no sources."""
    return [("total", rng.choice(["年度财政资金总额", "年度财政资金总额", "年度财政\n资金总额"]))]


def chongqing(rng: random.Random) -> Rows:
    """年度总金额 and what is in it."""
    rows = [
        ("total", rng.choice(["年度总金额", "年度总金额："])),
        ("fiscal", rng.choice(["其中：财政拨款", "其中：财政资金", "其中财政拨款"])),
    ]
    return [*rows, ("other", "其他资金")] if rng.random() < 0.4 else rows


def transfer(rng: random.Random) -> Rows:
    """Money by level of government, as few or as many as the place has."""
    central = rng.choice(
        ["其中：中央资金", "其中：中央财政资金", "其中：中央补助", "其中：中央补助资金", "其中:中央资金"]
    )
    rows = [("total", rng.choice(_TOTALS)), ("central", central)]
    shape = rng.random()
    if shape < 0.4:
        rows += [("local", rng.choice(["地方资金", "地方财政资金"]))]
    elif shape < 0.7:
        rows += [("provincial", rng.choice(["省级资金", "省级财政资金"])), ("local", "地方资金")]
    else:
        names = rng.choice([("自治区", "盟市", "旗县"), ("省级", "市级", "县级"), ("省级", "市级", "区县")])
        kind = rng.choice(["资金", "财政资金"])
        rows += [(key, name + kind) for key, name in zip(("provincial", "municipal", "county"), names, strict=True)]
    return [*rows, ("other", rng.choice(["其他资金", "其他资金："]))]


def department(rng: random.Random) -> Rows:
    """A whole department: by kind of expenditure, or by where the money comes from."""
    if rng.random() < 0.6:
        return [
            ("total", rng.choice(_TOTALS)),
            ("basic", rng.choice(["其中：基本支出", "基本支出"])),
            ("project", "项目支出"),
        ]
    return annex(rng)


def hunan(rng: random.Random) -> Rows:
    """The total alone; the two lists below it are written by the layout."""
    return [("total", rng.choice(_TOTALS))]
