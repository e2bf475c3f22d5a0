"""Figures that the documentation states of the repository itself are right: rules, families, documents."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from pipeline.audit.wording import register
from pipeline.families.load import load_families

ROOT = Path(__file__).parents[2]


def examples() -> int:
    """Files in the folder of examples that are documents."""
    files = (path for path in (ROOT / "data/examples").glob("*/*") if path.is_file())
    return sum(path.name not in ("batch.yml", "README.md") for path in files)


STATED = {
    ("docs/code.md", r"(\d+) rules worded"): lambda: len(register()),
    ("docs/code.zh.md", r"写有 (\d+) 条规则"): lambda: len(register()),
    ("METHODOLOGY.md", r"(\d+) rules \(table"): lambda: len(register()),
    ("METHODOLOGY.zh.md", r"(\d+) 条规则（表"): lambda: len(register()),
    ("README.md", r"(\d+) \[families\]"): lambda: sum(not family.is_general for family in load_families()),
    ("README.zh.md", r"(\d+) 种\[表式\]"): lambda: sum(not family.is_general for family in load_families()),
    ("README.md", r"`data/examples`, (\d+) documents"): examples,
    ("README.zh.md", r"`data/examples`，其中 (\d+) 份文件"): examples,
}


@pytest.mark.parametrize(("page", "pattern"), STATED)
def test_a_stated_figure_is_right(page: str, pattern: str) -> None:
    (stated,) = re.findall(pattern, (ROOT / page).read_text("utf-8"))
    assert int(stated) == STATED[page, pattern]()


def test_every_letter_of_rules_goes_as_far_as_it_says() -> None:
    """B01–B08 and so on, in both languages."""
    last: dict[str, str] = {}
    for rule in sorted(register()):
        last[rule[0]] = rule
    for page in ("METHODOLOGY.md", "METHODOLOGY.zh.md"):
        ranges = dict(re.findall(r"([A-Z])01–([A-Z]\d+)", (ROOT / page).read_text("utf-8")))
        assert ranges == last, page
