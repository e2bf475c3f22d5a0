"""One ratio of attainment: in one unit, in the direction of the target, or not at all."""

from __future__ import annotations

from decimal import Decimal

import pytest

from pipeline.audit import audit_tables
from tests.factory.clean import tables
from tests.factory.clean.sheet import Row
from tests.unit.audit.test_rule_cases import BENEFIT, COST, QUALITY, TIME, form, row

CASES: list[tuple[str, Row, str | None]] = [
    ("a number reached", row("≥100人", "110人"), "1.1"),
    ("65,000 yuan where 6.5万 were allowed", row("≤6.5万元", "65000元", name="人均外包成本", level=COST), "1"),
    ("80,000 yuan of ten 万", row("≥10万元", "80000元", name="带动投资", level=BENEFIT), "0.8"),
    ("1.2亿 of 9,500万", row("≥9500万元", "1.2亿元", name="招商签约额", level=BENEFIT), "1.2632"),
    ("3 公里 of 2,500 米", row("≥2500米", "3公里", name="管网长度"), "1.2"),
    ("working days are no days", row("≤10工作日", "9天", name="平均办结时间", level=TIME), None),
    ("persons are no visits", row("≥100人", "120人次"), None),
    ("fewer complaints than allowed", row("≤5件", "4件", name="有效投诉件数", level=BENEFIT), "1.25"),
    ("complaints without a sign", row("2件", "4件", name="有效投诉件数", level=BENEFIT), None),
    ("complaints that are to be many", row("≥5%", "3%", name="投诉率", level=BENEFIT), None),
    ("satisfaction that is to be low", row("≤90%", "95%", name="群众满意度", level=BENEFIT), None),
    ("a ceiling of costs without a sign", row("100元", "80元", name="人均成本", level=COST), None),
    ("savings are no ceiling", row("≥5%", "6%", name="成本节约率", level=COST), "1.2"),
    ("a standard that is at least paid", row("≥500元", "500元", name="补助标准", level=COST), "1"),
    ("a share and a percentage", row("≥95%", "0.96", name="合格率", level=QUALITY), None),
    ("no accident", row("0起", "0起", name="安全事故数", level=QUALITY), None),
    ("complaints that are dealt with", row("100%", "70%", name="处理投诉达标率", level=QUALITY), "0.7"),
]


@pytest.mark.parametrize(("indicator", "ratio"), [case[1:] for case in CASES], ids=[case[0] for case in CASES])
def test_ratio(indicator: Row, ratio: str | None) -> None:
    sheet = form(indicator)
    (expected,) = audit_tables.audit(tables([sheet]))["expected_score"].iter_rows(named=True)
    assert expected["achieved_ratio"] == (None if ratio is None else Decimal(ratio))


@pytest.mark.parametrize(
    ("indicator", "rules"),
    [
        (row("≥10万元", "80000元", name="带动投资", level=BENEFIT), {"Q01"}),
        (row("≤6.5万元", "70000元", name="人均外包成本", level=COST), {"Q02"}),
        (row("≥5%", "3%", name="投诉率", level=BENEFIT), set()),
        (row("100元", "80元", name="人均成本", level=COST), set()),
        (row("≤90%", "95%", name="群众满意度", level=BENEFIT), set()),
    ],
)
def test_misses_at_full_score(indicator: Row, rules: set[str]) -> None:
    found = audit_tables.audit(tables([form(indicator)]))["finding"]
    assert set(found["rule_id"]) & {"Q01", "Q02"} == rules
