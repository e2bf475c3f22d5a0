"""Notes below a form: what its weights are, how points are given.

Belongs here: their wording. Does not belong here: where they are drawn (``documents``).
"""

from __future__ import annotations

import random

_WEIGHTS = (
    "一级指标分值统一设置为：产出指标50分、效益指标30分、服务对象满意度指标10分、预算执行率10分。",
    "各级指标权重统一设置为：预算执行率10%，产出指标50%，效益指标30%，满意度指标10%。",
    "预算执行率满分10分，产出指标满分50分，效益指标满分30分，满意度指标满分10分；如有特殊情况可适当调整。",
)
_OTHERS = (
    "得分一档最高不能超过该指标分值上限。",
    "定性指标根据完成情况分为三档：达成年度指标、部分达成年度指标并具有一定效果、未达成年度指标且效果较差，"
    "分别按照该指标分值的100-80%（含80%）、80-60%（含60%）、60-0%合理确定分值。",
    "定量指标完成值达到指标值的，记满分；未达到指标值的，按实际完成值与指标值的比例记分。",
    "其他资金包括与财政资金共同投入到同一项目的自有资金、社会资金等。",
    "全年执行数是指资金使用单位的财政资金实际支出数，执行率低于90%的应说明原因。",
)


def footnotes(seed: int | str) -> list[str]:
    """The lines of the notes of a form: one, or several under one word."""
    rng = random.Random(f"footnote {seed}")
    notes = rng.sample(_OTHERS, rng.randint(0, 3))
    notes.insert(rng.randint(0, len(notes)), rng.choice(_WEIGHTS))
    word = rng.choice(["注：", "备注：", "说明：", "注:"])
    if len(notes) == 1:
        return [word + notes[0]]
    numbered = [f"{number}.{note}" for number, note in enumerate(notes, 1)]
    shape = rng.choice(["lines", "one line", "word alone"])
    if shape == "one line":
        return [word + "".join(numbered)]
    return [word, *numbered] if shape == "word alone" else [word + numbered[0], *numbered[1:]]
