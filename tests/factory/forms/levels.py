"""Level labels as boxes, merged over equal neighbours.

Belongs here: how the labels of level 1 and 2 are printed. Does not belong here: which labels a form has.
"""

from __future__ import annotations

import random
from decimal import Decimal
from typing import Any

from tests.factory.forms.table import Box
from tests.factory.forms.wording import Style


def level_boxes(
    rng: random.Random, truth: dict[str, Any], style: Style, edges: list[int], flags: frozenset[str]
) -> list[list[Box]]:
    """The label boxes that begin in each indicator row, merged over equal neighbours."""
    rows = truth["indicators"]
    printed1, printed2 = _printed_labels(rng, truth, style)
    boxes: list[list[Box]] = [[] for _ in rows]
    for column, name, printed in ((0, "level1", printed1), (1, "level2", printed2)):
        start = 0
        while start < len(rows):
            end = start + 1
            while (
                "unmerged_levels" not in flags
                and end < len(rows)
                and rows[end]["block"] == rows[start]["block"]
                and rows[end]["level1"] == rows[start]["level1"]
                and rows[end][name] == rows[start][name]
            ):
                end += 1
            key = (rows[start]["level1"], rows[start]["level2"]) if column else rows[start]["level1"]
            boxes[start].append(Box(printed[key], edges[column], edges[column + 1], end - start, "level"))
            start = end
    return boxes


def _printed_labels(rng: random.Random, truth: dict[str, Any], style: Style) -> tuple[dict[Any, str], dict[Any, str]]:
    rows = [row for row in truth["indicators"] if "filler" not in row]
    one: dict[Any, str] = {}
    two: dict[Any, str] = {}
    for row in rows:
        level1, level2 = row["level1"], row["level2"]
        if level1 not in one:
            one[level1] = level1
            if style.weight_in_level:
                one[level1] += _weight_note(style, [r for r in rows if r["level1"] == level1])
        if (level1, level2) not in two:
            text = level2
            if level2 == "服务对象满意度指标" and rng.random() < 0.15:
                text = "服务对象满意度指标等"
            if style.is_short_second and not level1.startswith("满意度"):
                text = text.removesuffix("指标")
            if style.weight_in_second:
                text += _weight_note(style, [r for r in rows if (r["level1"], r["level2"]) == (level1, level2)])
            two[level1, level2] = text
    return one, two


def _weight_note(style: Style, rows: list[dict[str, Any]]) -> str:
    weight = sum((row["points"] for row in rows), Decimal(0))
    return style.weight_note.format(format(weight.normalize(), "f"))
