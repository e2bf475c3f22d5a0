"""Documents of which is known what they say, and the values that differ when something in them does.

Belongs here: making them. Does not belong here: when which of them comes (``__main__``).
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, replace
from decimal import Decimal

from tests.factory import fuzz
from tests.factory.plain import plain_page

KEYS = ("department_id", "project_key")
"""Columns of which only is said that they changed."""
Value = tuple[str, str, str, str | None, str | None]
"""Path, table, column, value before and after."""


@dataclass(frozen=True, slots=True)
class Paper:
    """A document and what it says: its project, the total spent, and the rows of its one form; none if it is broken."""

    data: bytes
    project: str
    spent_yuan: Decimal
    lines: int
    indicators: int
    is_broken: bool = False
    corrections: int = 0

    @property
    def identity(self) -> str:
        """What names the document in a release."""
        return hashlib.sha256(self.data).hexdigest()[:16]

    def rows(self) -> dict[str, int]:
        """Rows by table."""
        if self.is_broken:
            return {}
        read = {"form": 1, "budget_line": self.lines, "indicator": self.indicators}
        return read | {"correction": self.corrections}


def page(what: str, month: int) -> Paper:
    """A web page about the upkeep of something."""
    data = plain_page().decode().replace("河道", what).replace("汛期", f"{month}月").encode()
    return Paper(data, f"{what}养护项目", Decimal(2_910_000), 4, 5)


def drawn(producer: str, seed: int) -> Paper:
    """A document of the factory, of a workbook or a PDF."""
    document, data = fuzz.draw(fuzz.Case(producer, seed, frozenset(), indicators=5, count=1))
    (truth,) = document.truths
    (spent,) = (line["executed"]["value"] for line in truth["budget"] if line["key"] == "total")
    return Paper(
        data,
        truth["project_name"],
        (Decimal(str(spent)) * 10_000).quantize(Decimal("0.01")),
        len(truth["budget"]),
        len(truth["indicators"]),
    )


def spent_less(paper: Paper) -> Paper:
    """The same page with 10 万元 less spent, and the rates and points that follow."""
    text = paper.data.decode()
    for old, new in (
        ("291.00", "281.00"), ("271.00", "261.00"), ("97.00%", "93.67%"), ("96.79%", "93.21%"),
        ("<td colspan=\"1\" rowspan=\"1\">9.7</td>", "<td colspan=\"1\" rowspan=\"1\">9.37</td>"), ("97.7", "97.37"),
    ):  # fmt: skip
        assert old in text
        text = text.replace(old, new)
    return replace(paper, data=text.encode(), spent_yuan=Decimal(2_810_000))


def cut_off(paper: Paper) -> Paper:
    """The first half of a page."""
    return replace(paper, data=paper.data[: len(paper.data) // 2], is_broken=True)


def spent_less_values(path: str, computed: str = "97.7000", computed_now: str = "97.3700") -> set[Value]:
    """Every value that follows when 10 万元 less are spent; the points that the indicators add up to as given."""
    return {
        (path, "budget_line", "executed_yuan", "2910000.00", "2810000.00"),
        (path, "budget_line", "executed_yuan", "2710000.00", "2610000.00"),
        (path, "budget_line", "execution_rate_pct", "97.0000", "93.6700"),
        (path, "budget_line", "execution_rate_pct", "96.7900", "93.2100"),
        (path, "budget_line", "computed_rate_pct", "97.0000", "93.6667"),
        (path, "budget_line", "computed_rate_pct", "96.7857", "93.2143"),
        (path, "budget_line", "score", "9.7000", "9.3700"),
        (path, "form", "total_score", "97.7000", "97.3700"),
        (path, "form", "computed_score", computed, computed_now),
    }


def less_scored(path: str, computed: str, computed_now: str) -> set[Value]:
    """Every value that follows when the second indicator has 12 points and not 13, of 15."""
    return {
        (path, "indicator", "score", "13.0000", "12.0000"),
        (path, "indicator", "shortfall", "2.0000", "3.0000"),
        (path, "form", "computed_score", computed, computed_now),
    }


def placed(path: str, what: str) -> set[Value]:
    """Every value that follows when a batch is said to be of a city."""
    place = "重庆市"
    return {
        (path, "form", "region", None, place),
        (path, "form", "region_origin", None, "batch"),
        (path, "form", "province", None, place),
        (path, "form", "division_code", None, "500000"),
        (path, "form", "department_normalized", "望川市水务局", f"{place}望川市水务局"),
        (path, "form", "unit_normalized", f"望川市{what}管理所", f"{place}望川市{what}管理所"),
        *((path, "form", key, None, None) for key in KEYS),
    }
