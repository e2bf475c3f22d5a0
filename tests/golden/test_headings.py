"""Headings and labels in the words of many offices: each on a form, with every value of the form compared.

``headings2.tsv`` was written by somebody who had not read the grammar of labels; ``headings_more.tsv`` holds more of
each kind.
"""

from __future__ import annotations

import csv
from pathlib import Path
from typing import Any

import pytest

from pipeline.sources.raw import describe, load
from pipeline.text.labels import normalise_label
from tests.factory.headed import MONEY, expected, page
from tests.published import ReadForm, published

WORDING = Path(__file__).parents[1] / "data" / "wording"
LISTED = ("level1", "level2", "name", "target_text", "actual_text", "weight", "score", "reason_text")
# Labels that stand in no cell of the form.
OUTSIDE = ("unit_label",)


def cases() -> list[tuple[str, str, str]]:
    found: list[tuple[str, str, str]] = []
    for name in ("headings2.tsv", "headings_more.tsv"):
        with (WORDING / name).open(encoding="utf-8") as file:
            rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
        found += [(r["block"], r["text"], r["meaning"]) for r in rows if r["meaning"] not in OUTSIDE]
    return list(dict.fromkeys(found))


def read(data: bytes, folder: Path) -> list[ReadForm]:
    path = folder / "form.html"
    path.write_bytes(data)
    raw, document = describe(path)
    return published(document, load(raw, document)).forms


def values(form: ReadForm) -> dict[str, Any]:
    head = {name: form.values[name] for name in expected("", "") if name in form.values}
    lines = [[row["funding_source"], *(row[name] for name in MONEY)] for row in form.budget_lines]
    return {**head, "budget_line": lines, **{name: [row[name] for row in form.indicators] for name in LISTED}}


@pytest.mark.parametrize(("block", "text", "meaning"), cases())
def test_a_heading_in_other_words_means_the_same(block: str, text: str, meaning: str, tmp_path: Path) -> None:
    forms = read(page(block, text, meaning), tmp_path)
    assert len(forms) == 1
    form = forms[0]
    meant = meaning.partition("=")[2] or meaning
    assert values(form) == expected(block, meant)
    doubted = [
        *form.values["doubtful"],
        *(n for row in (*form.budget_lines, *form.indicators) for n in row["doubtful"]),
    ]
    assert doubted == []
    if meaning == "not_published":
        assert not any("某某事项" in (cell["raw_value"] or "") for cell in form.cells)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("全年预算数", "调整预算数"),
        ("年初预算数", "全年预算数"),
        ("分值", "得分"),
        ("得分", "总分"),
        ("得分", "自评得分"),
        ("偏差率", "偏差原因"),
        ("完成率", "执行率"),
        ("预算调整数", "调整后预算数"),
        ("资金到位数", "全年执行数"),
        ("年度指标值", "实际完成值"),
        ("预期目标", "实际完成情况"),
        ("复核得分", "自评得分"),
        ("得分计算方法", "得分"),
        ("评分标准", "扣分原因"),
        ("财政资金", "财政拨款"),
        ("基本支出", "全年支出数"),
        ("市县资金", "县级资金"),
        ("年末结转结余", "上年结转结余"),
        ("主管部门", "实施单位"),
        ("经济成本指标", "成本指标"),
        ("全年预计执行数", "全年执行数"),
        ("预计完成值", "实际完成值"),
        ("完成情况说明", "未完成情况说明"),
        ("自评等级", "自评总分"),
        ("指标值", "年度指标值"),
    ],
)
def test_labels_that_differ_in_meaning_stay_different(one: str, other: str) -> None:
    assert normalise_label(one) != normalise_label(other)


def test_the_form_of_a_label_is_its_own() -> None:
    for _, text, _ in cases():
        assert normalise_label(normalise_label(text)) == normalise_label(text)
