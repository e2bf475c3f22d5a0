"""What indicators measure: the names written before the patterns, the printed names, and the rules' own examples."""

from __future__ import annotations

import pytest

from pipeline.comparable import Described, indicator_kind
from pipeline.comparable.kinds import kinds
from schemas.columns import INDICATOR_KINDS
from tests.indicator_kinds import FILES, kind_of, kinds_of, labelled

# Where the label itself is open: a count of reports is a quantity, a cost in words is a cost.
OPEN = {"社会成本指标", "媒体宣传报道次数"}


@pytest.mark.parametrize("file", FILES)
def test_labelled_names_have_their_kind(file: str) -> None:
    rows = [row for row in labelled(file) if row["name"] not in OPEN]
    wrong = {row["name"]: kind_of(row) for row in rows if kind_of(row) not in kinds_of(row)}
    assert len(rows) >= 100
    assert wrong == {}


def test_every_rule_takes_its_hits_and_leaves_its_misses() -> None:
    rules = kinds()
    for rule in (*rules.heads, *rules.overrides, *rules.words, *rules.context):
        assert rule.kind in INDICATOR_KINDS
        for name in rule.hits:
            assert rule.end_in(name) is not None, (rule.kind, name)
        for name in rule.misses:
            number = Described(name, None, "≥95%", "%", "quantity")
            assert indicator_kind(number) != rule.kind, (rule.kind, name)


@pytest.mark.parametrize(
    ("described", "kind"),
    [
        (Described("其他"), None),
        (Described(None), None),
        # A name that is cut off does not show what it ends with.
        (Described("房地产估价行业…", "质量指标", "100%", "%", "quantity"), None),
        (Described("职工", "服务对象满意度指标", "≥90%", "%", "quantity"), "satisfaction"),
        # Nothing but a deadline is asked.
        (Described("制度建立", "时效指标", "12月底前", None, "deadline"), "timeliness"),
        # The counting unit under 数量指标 says more than the name.
        (Described("管理制度", "数量指标", "3项", "项", "quantity"), "quantity"),
        (Described("有效投诉", "数量指标", "≤3件", "件", "quantity"), "complaint"),
        (Described("违法建筑拆除率", "数量指标", "100%", "%", "quantity"), "other_rate"),
    ],
)
def test_the_other_columns_help_where_the_name_does_not_tell(described: Described, kind: str | None) -> None:
    assert indicator_kind(described) == kind
