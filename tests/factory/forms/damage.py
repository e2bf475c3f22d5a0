"""What offices do to a form of any family: rows left blank, fields of their own, titles inside, labels upright.

Belongs here: hazards that change what is printed on a finished form. Does not belong here: hazards of drawing
(``tests.factory.render``).
"""

from __future__ import annotations

import random
from typing import Any

from tests.factory.forms.table import Box, InventedForm, Table


def widen_digits(truth: dict[str, Any]) -> None:
    """Figures of the indicators in full-width digits."""
    for row in truth["indicators"]:
        for key in ("target", "actual", "weight", "score"):
            row[key]["raw"] = "".join(chr(ord(s) + 0xFEE0) if s in "0123456789" else s for s in row[key]["raw"])


def add_blank_rows(rng: random.Random, table: Table) -> None:
    """Rows of the template that nobody filled in: level labels and nothing else, before the total."""
    last = max(n for n, row in enumerate(table.rows) if any(b.anchor.startswith("indicator") for b in row))
    model = [b for b in table.rows[last] if b.kind != "level"]
    left = next(([b.x0 for b in row if b.kind == "level"] for row in reversed(table.rows) if _has_levels(row)), [])
    labels = rng.sample(["生态效益指标", "可持续影响指标", "社会效益指标"], rng.randint(1, 3))
    first = left[0] if left else min(b.x0 for b in model)
    # Cells that reach over the last rows grow with the table (the lead column, a text for all rows), but no figures.
    for number, row in enumerate(table.rows[: last + 1]):
        for box in row:
            is_long = box.kind == "long" and number < last
            if number + box.rows == last + 1 and ((box.x0 < first and box.rows > 1) or is_long):
                box.rows += len(labels)
            elif number + box.rows == last + 1 and number < last and box.kind == "number":
                model.append(box)
    for offset, label in enumerate(labels, 1):
        boxes = [Box("效益指标", left[0], left[1], len(labels), "level")] if left and offset == 1 else []
        boxes += [Box(label, left[1], min(b.x0 for b in model), kind="level")] if left else []
        boxes += [Box("", b.x0, b.x1, kind=b.kind) for b in sorted(model, key=lambda b: b.x0)]
        table.rows.insert(last + offset, boxes)


def _has_levels(row: list[Box]) -> bool:
    return sum(box.kind == "level" for box in row) == 2


def add_fields(rng: random.Random, table: Table) -> None:
    """A row of fields that no family of ours publishes, below the first row with two fields."""
    texts = rng.choice([("项目类别", "经常性项目", "项目属性", "延续项目"), ("项目级次", "本级", "资金用途", "业务类")])
    pairs = ["label", "value", "label", "value"]
    place = next((n for n, row in enumerate(table.rows[:4]) if [b.kind for b in row] == pairs), None)
    if place is None:
        return
    boxes = [Box(t, b.x0, b.x1, kind=b.kind) for t, b in zip(texts, table.rows[place], strict=True)]
    table.rows.insert(place + 1, boxes)
    table.heading = None if table.heading is None else table.heading + 1


def title_inside(form: InventedForm) -> None:
    """Title, year and unit note as rows of the table instead of lines above it."""
    texts = [*form.above, *([form.note] if form.note else [])]
    for text in reversed(texts):
        form.table.rows.insert(0, [Box(text, 0, 1000, kind="label")])
    form.table.heading = None if form.table.heading is None else form.table.heading + len(texts)
    form.above, form.note = [], ""


def space_labels(table: Table) -> None:
    for row in table.rows:
        for box in row:
            if box.kind == "label" and "\n" not in box.text and 2 <= len(box.text) <= 4 and box.rows == 1:
                box.text = "  ".join(box.text) if len(box.text) == 2 else " ".join(box.text)


def stand_labels(table: Table) -> None:
    """Labels of merged cells with one character on each line."""
    for row in table.rows:
        for box in row:
            if (box.kind == "level" or (box.kind == "label" and box.rows > 1)) and not set(box.text) & set(
                "（(1234567890"
            ):
                box.text = "\n".join(box.text.replace("\n", ""))
