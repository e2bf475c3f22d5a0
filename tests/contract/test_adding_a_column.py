"""A printed column is data too: its definition, one line in its table and its heading in a family are all it takes."""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from pathlib import Path

import polars as pl
import pytest

ROOT = Path(__file__).parents[2]
# By table of the schemas: the new column, its Chinese title, which is its heading, and what the document says there.
NEW = {
    "form": ("approval_number", "立项文号", "河发〔2024〕17号"),
    "budget_line": ("transfer_number", "拨款文号", "河财预〔2024〕5号"),
    "indicator": ("survey_interval", "监测频次", "每季度一次"),
}
FAMILY = """\
id: surveyed
family: "new"
title: 自评表（带监测频次）
description: The annex of the Ministry of Finance with a column for how often an indicator is measured.
fields:
  approval_number: [立项文号]
budget:
  columns: {initial_budget: , adjusted_budget: , executed: , weight: , execution_rate: , score: ,
    transfer_number: [拨款文号]}
  sources: {total: , fiscal_current: , carryover: , other: }
  rate_denominator: adjusted_budget
indicators:
  columns: {level1: , level2: , name: , target: , actual: , weight: , score: , survey_interval: [监测频次], reason: }
"""
ROWS = (
    "项目名称|村道养护|立项文号|河发〔2024〕17号",
    "主管部门|河湾县交通局|实施单位|河湾县公路站",
    "项目资金（万元）|年初预算数|全年预算数|全年执行数|分值|执行率|得分|拨款文号",
    "年度资金总额|100|100|95|10|95%|9.5|河财预〔2024〕5号",
    "一级指标|二级指标|三级指标|年度指标值|实际完成值|分值|得分|监测频次|偏差原因分析及改进措施",
    "产出指标|数量指标|养护里程|≥30公里|32公里|50|50|每季度一次|",
    "效益指标|社会效益指标|投诉次数|≤2次|1次|40|40|每季度一次|",
    "总分|||||100|99.5||",
)
CHECK = """
import json, sys
from pathlib import Path
import polars as pl
from pipeline.audit.invariants import trace_problems
from pipeline.publish.parquet import read_parquet
tables = {name: read_parquet(name, Path(sys.argv[1])) for name in ("form", "budget_line", "indicator", "cell")}
problems = {"": trace_problems(tables)}
for field in sys.argv[2:]:
    problems[field] = trace_problems({**tables, "cell": tables["cell"].filter(pl.col("field") != field)})
print(json.dumps(problems))
"""


def page() -> str:
    rows = []
    for row in ROWS:
        cells = row.split("|")
        width = {4: (2, 3, 2, 2), 8: (2, 1, 1, 1, 1, 1, 1, 1)}.get(len(cells), (1,) * 9)
        row = "".join(f'<td colspan="{span}">{text}</td>' for span, text in zip(width, cells, strict=True))
        rows.append(f"<tr>{row}</tr>")
    return f'<meta charset="utf-8"><h2>2024年度项目支出绩效自评表</h2><table border="1">{"".join(rows)}</table>'


def insert(file: Path, before: str, text: str) -> None:
    content = file.read_text("utf-8")
    assert content.count(before) == 1, file
    file.write_text(content.replace(before, text + before), "utf-8")


@pytest.fixture(scope="module")
def program(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the program with one more printed column in each table of a form, and a family that prints them."""
    folder = tmp_path_factory.mktemp("program")
    for package in ("pipeline", "schemas"):
        shutil.copytree(ROOT / package, folder / package, ignore=shutil.ignore_patterns("__pycache__"))
    subjects = {"form": "forms", "budget_line": "budget", "indicator": "indicators"}
    for table, (name, title, _) in NEW.items():
        columns = folder / "schemas" / "columns" / f"{subjects[table]}.py"
        schema = folder / "schemas" / f"{table}.py"
        definition = f'{name.upper()} = text("{name}", "{title}", "{title} as printed.", is_printed=True)\n'
        columns.write_text(columns.read_text("utf-8") + definition, "utf-8")
        insert(schema, "    doubtful =", f"    {name} = c.{name.upper()}\n")
    (folder / "pipeline" / "families" / "surveyed.yml").write_text(FAMILY, "utf-8")
    (folder / "raw" / "county_2024").mkdir(parents=True)
    (folder / "raw" / "county_2024" / "form.html").write_text(page(), "utf-8")
    return folder


def run(program: Path, *words: str) -> str:
    environment = os.environ | {"PYTHONPATH": str(program), "DAGSTER_HOME": str(program / ".dagster")}
    done = subprocess.run(
        [sys.executable, *words], cwd=program, env=environment, capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def jixiao(program: Path, *words: str) -> str:
    return run(program, "-c", "from pipeline.cli import main; main()", *words)


@pytest.mark.slow
def test_a_printed_column_goes_from_the_document_to_everything_that_is_published(program: Path) -> None:
    jixiao(program, "build", "--raw", "raw", "--out", "out")
    release = program / "out" / "current"
    parquet = next(release.rglob("form.parquet")).parent
    inspected = json.loads(jixiao(program, "inspect", "raw/county_2024/form.html", "--json"))["forms"][0]
    run(program, "-m", "pipeline.publish.dictionary", "dictionary.md")
    dictionary = (program / "dictionary.md").read_text("utf-8")
    warehouse = str(next(release.rglob("*.duckdb")))
    for table, (name, title, value) in NEW.items():
        read = pl.read_parquet(parquet / f"{table}.parquet")
        assert set(read[name]) == {value}
        assert [name in doubtful for doubtful in read["doubtful"]] == [False] * read.height
        shown = [inspected] if table == "form" else inspected[table]
        assert {row[name] for row in shown} == {value}
        answer = jixiao(
            program, "sql", f"SELECT DISTINCT {name} FROM {table}", "--warehouse", warehouse, "--format", "csv"
        )
        assert answer.split() == [name, value]
        assert f"`{name}`" in dictionary
        assert title in dictionary
    names = [name for name, _, _ in NEW.values()]
    problems = json.loads(run(program, "-c", CHECK, str(parquet), *names))
    assert problems.pop("") == []
    assert {name: name in found[0] for name, found in problems.items()} == dict.fromkeys(names, True)
