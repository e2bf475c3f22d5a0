"""A family is data: one YAML file makes a document readable that was refused before, without a line of Python."""

from __future__ import annotations

import json
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from tests.factory.documents import Block, Document
from tests.factory.forms import Box, Table
from tests.factory.render import reportlab_pdf

ROOT = Path(__file__).parents[2]
# An invented family: every heading of money and points reads otherwise than in the families that are known.
FAMILY = """
id: invented
family: Z
title: 项目绩效自查表
description: An invented family.
budget:
  columns: {initial_budget: [计划安排数], adjusted_budget: [实际下达数], executed: [实际使用数],
    weight: [满分], score: [评分]}
  sources: {total: [资金合计], other: }
  rate_denominator: adjusted_budget
indicators:
  columns: {level1: [指标大类], level2: [指标小类], name: [考核内容], target: [计划值], actual: [达到值],
    weight: [满分], score: [评分]}
total: [得分合计]
"""
ROWS = (
    (("项目名称", 0, 200), ("乡镇卫生院设备更新", 200, 1000)),
    (("主管部门", 0, 200), ("云州市卫生健康委员会", 200, 500), ("实施单位", 500, 650), ("云州市中心卫生院", 650, 1000)),
    (
        ("项目资金（万元）", 0, 200),
        ("计划安排数", 200, 400),
        ("实际下达数", 400, 600),
        ("实际使用数", 600, 800),
        ("满分", 800, 900),
        ("评分", 900, 1000),
    ),
    (
        ("资金合计", 0, 200),
        ("50.00", 200, 400),
        ("40.00", 400, 600),
        ("38.00", 600, 800),
        ("10", 800, 900),
        ("9.5", 900, 1000),
    ),
    (
        ("指标大类", 0, 120),
        ("指标小类", 120, 260),
        ("考核内容", 260, 500),
        ("计划值", 500, 650),
        ("达到值", 650, 800),
        ("满分", 800, 900),
        ("评分", 900, 1000),
    ),
    (
        ("产出指标", 0, 120),
        ("数量指标", 120, 260),
        ("更新设备数", 260, 500),
        ("≥12台", 500, 650),
        ("11台", 650, 800),
        ("90", 800, 900),
        ("82.5", 900, 1000),
    ),
    (("得分合计", 0, 800), ("100", 800, 900), ("92", 900, 1000)),
)


@pytest.fixture
def document(tmp_path: Path) -> Path:
    rows = [[Box(text, x0, x1) for text, x0, x1 in row] for row in ROWS]
    path = tmp_path / "form.pdf"
    path.write_bytes(reportlab_pdf(Document(1, frozenset(), [Block(lines=["项目绩效自查表"], table=Table(rows))], [])))
    return path


def inspect(program: Path, document: Path) -> dict[str, object]:
    command = [sys.executable, "-c", "from pipeline.cli import main; main()", "inspect", str(document), "--json"]
    done = subprocess.run(command, cwd=program, capture_output=True, text=True, check=False)
    return dict(json.loads(done.stdout))


@pytest.mark.slow
def test_one_yaml_file_makes_a_family_readable(document: Path, tmp_path: Path) -> None:
    program = tmp_path / "program"
    for package in ("pipeline", "schemas"):
        shutil.copytree(ROOT / package, program / package, ignore=shutil.ignore_patterns("__pycache__"))
    before = inspect(program, document)
    assert not before["forms"]
    (program / "pipeline" / "families" / "invented.yml").write_text(FAMILY, "utf-8")
    form = inspect(program, document)["forms"][0]  # type: ignore[index]
    assert form["template"] == "invented"
    assert form["doubtful"] == []
    assert (form["total_weight"], form["total_score"]) == (100, 92)
    assert [line["executed_yuan"] for line in form["budget_line"]] == [380000]
    row = form["indicator"][0]
    assert (row["name"], row["target_operator"], row["target_value"], row["score"]) == ("更新设备数", "ge", 12, 82.5)
