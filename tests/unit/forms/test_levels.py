"""Level labels: known ones canonical, others as printed, and doubtful where they may be a part of a known one."""

from __future__ import annotations

import pytest

from tests.factory.check import curate
from tests.factory.documents import compose
from tests.factory.render import reportlab_pdf


def level2_of(printed: str) -> tuple[str, bool]:
    """What is read where ``printed`` stands for the first second-level label, and whether it is doubted."""
    document = compose(11, (), family="shanghai", indicators=6)
    box = next(b for row in document.forms[0].table.rows for b in row if b.kind == "level" and b.text == "数量指标")
    box.text = printed
    row = curate(reportlab_pdf(document)).forms[0].indicators[0]
    return row["level2"], "level2" in row["doubtful"]


@pytest.mark.parametrize(
    ("printed", "read", "is_doubted"),
    [
        ("数量", "数量指标", False),
        ("数量指标（10分）", "数量指标", False),
        ("宣传推广指标", "宣传推广指标", False),
        ("指数标量", "指数标量", True),
        ("可持续标影响指", "可持续标影响指", True),
    ],
)
def test_a_label_is_canonical_as_printed_or_doubtful(printed: str, read: str, is_doubted: bool) -> None:
    assert level2_of(printed) == (read, is_doubted)
