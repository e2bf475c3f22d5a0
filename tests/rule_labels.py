"""Findings laid before a person who has not read the rules, and what the labels say of each rule.

Belongs here: the forms that are labelled, a finding shown with its form and without its rule, labels counted by rule.
Does not belong here: the written table (``python -m benchmarks.rules``), floors
(``tests/golden/test_rule_precision.py``).

A label follows document, form, rule and row, so that it stays with its finding when messages change. ``batch`` counts
the times that findings without a label were laid before somebody: no rule had been mended by the labels of its own
batch, so that a batch as it was labelled measures rules on findings that nobody had seen. The kinds: right;
trivial (true, and nobody would write it down); false; too_severe (true, with too strong a severity).
"""

from __future__ import annotations

import csv
import hashlib
import tempfile
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from shutil import copytree, ignore_patterns
from typing import Any

import polars as pl

from pipeline import sources
from pipeline.audit import audit_tables
from pipeline.curate.parallel import curate_all
from pipeline.curate.tables import tables
from tests import slips

ROOT = Path(__file__).parents[1]
LABELS = ROOT / "tests" / "data" / "rules" / "labels.tsv"
MISSED = LABELS.with_name("missed.tsv")
MEANING = ("audit", "grades", "siblings", "views", "views2", "views3", "views4")
FOLDERS = (
    "data/raw", "data/examples", "tests/data/published", "tests/data/layouts", "tests/data/rules/forms",
    slips.FOLDER, "tests/data/rules/drawn",
    *(f"tests/data/meaning/{name}" for name in MEANING),
)  # fmt: skip
"""The folders whose findings are labelled; documents are named by their path from the root of the repository.

``rules/slips`` are made by ``tests.slips``: forms with one or two digits typed wrong; ``rules/drawn`` are documents of
``python -m tests.factory.fuzz`` from seed 5510200 on: neither was made with a rule in mind.
"""
KINDS = ("right", "trivial", "false", "too_severe")
FIELDS = ("batch", "document", "form", "rule_id", "row", "severity", "label", "why")
_STRENGTH = ("info", "warning", "error")
_SEVERITY = {"error": "错误", "warning": "警示", "info": "提示"}
_HEAD = (
    ("department", "主管部门"), ("implementing_unit", "实施单位"), ("fiscal_year", "年度"), ("region", "地区"),
    ("expected_goal", "预期目标"), ("actual_goal", "实际完成情况"), ("content_overview", "项目概况"),
    ("deviation_analysis", "偏差原因分析"), ("problems", "存在问题"), ("measures", "改进措施"), ("remarks", "备注"),
    ("notes", "附注"), ("total_weight", "总分值"), ("total_score", "总分"), ("grade", "等级"),
)  # fmt: skip
_MONEY = ("label_text", "initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan", "weight", "execution_rate_pct",
          "score", "reason_text")  # fmt: skip
_MONEY_TITLES = ("资金", "年初预算数（元）", "全年预算数（元）", "全年执行数（元）", "分值", "执行率", "得分", "原因")
_ROW = (
    "indicator_no",
    "level1",
    "level2",
    "name",
    "target_operator",
    "target_text",
    "actual_text",
    "weight",
    "score",
    "reason_text",
)
_ROW_TITLES = ("行", "一级", "二级", "三级指标", "符号", "年度指标值", "实际完成值", "分值", "得分", "原因")
_PLACES = {"indicator": "第{}行", "budget_line": "资金第{}行"}
Key = tuple[str, str, str, str]
"""Document, form, rule and row of a finding."""


@dataclass
class Tally:
    """Labels of the findings of one rule, by severity; ``unlabelled`` findings have none."""

    labels: Counter[str] = field(default_factory=Counter)
    errors: Counter[str] = field(default_factory=Counter)
    unlabelled: int = 0

    @property
    def labelled(self) -> int:
        """Findings with a label."""
        return sum(self.labels.values())

    @property
    def precision(self) -> float:
        """Share of right findings; 1 where none is labelled."""
        return self.labels["right"] / self.labelled if self.labelled else 1.0


def audited(folders: Iterable[str] = FOLDERS) -> dict[str, pl.DataFrame]:
    """Tables of the documents in the folders with what the audit says; each folder is read as a release of its own.

    ``document.path`` begins with the folder. Forms of two folders are never held beside each other.
    """
    parts = []
    for folder in folders:
        if not (ROOT / folder).is_dir() and folder != slips.FOLDER:
            continue
        with tempfile.TemporaryDirectory() as scratch:
            raw = Path(scratch) / "raw"
            if folder == slips.FOLDER:
                slips.write(raw)
            else:
                copytree(ROOT / folder, raw, ignore=ignore_patterns("*.json", "*.md", "*.tsv"))
            read = tables(curate_all(raw, sources.scan(raw)))
        named = read["document"].with_columns(path=pl.format("{}/{}", pl.lit(folder), "path"))
        parts.append(read | audit_tables.audit(read) | {"document": named})
    return {name: pl.concat([part[name] for part in parts]).unique(maintain_order=True) for name in parts[0]}


def keys(release: Mapping[str, pl.DataFrame]) -> pl.DataFrame:
    """Findings of forms with document, form (its ordinal), rule_id and row as texts."""
    form = release["form"].select("form_id", "ordinal").unique("form_id")
    document = release["document"].select("document_id", "path").unique("document_id")
    found = release["finding"].filter(pl.col("form_id").is_not_null())
    joined = found.join(form, on="form_id").join(document, on="document_id")
    return joined.with_columns(
        document="path", form=pl.col("ordinal").cast(pl.String), row=pl.col("row_no").fill_null(0).cast(pl.String)
    ).unique(["form_id", "rule_id", "table_name", "row_no", "message"], maintain_order=True)


def labels(file: Path = LABELS) -> dict[Key, tuple[str, str]]:
    """Label and severity at the time, by document, form, rule and row; a later line replaces an earlier one."""
    return {
        (row["document"], row["form"], row["rule_id"], row["row"]): (row["label"], row["severity"])
        for row in _rows(file)
    }


def as_labelled(file: Path = LABELS) -> dict[str, tuple[Counter[str], Counter[str]]]:
    """By batch the labels of all findings and those of errors, as they were given."""
    counted: dict[str, tuple[Counter[str], Counter[str]]] = defaultdict(lambda: (Counter(), Counter()))
    given = {tuple(row[name] for name in ("batch", "document", "form", "rule_id", "row")): row for row in _rows(file)}
    for row in given.values():
        whole, errors = counted[row["batch"]]
        whole[row["label"]] += 1
        if row["severity"] == "error":
            errors[row["label"]] += 1
    return dict(counted)


def _rows(file: Path) -> list[dict[str, str]]:
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    for row in rows:
        if row["label"] not in KINDS:
            raise ValueError(f"{file.name}: no label {row['label']}")
    return rows


def missed(file: Path = MISSED) -> dict[Key, str]:
    """What a careful reader wrote down and a rule is said to say today, by document, form, rule and row."""
    with file.open(encoding="utf-8", newline="") as lines:
        rows = list(csv.DictReader(lines, delimiter="\t", quoting=csv.QUOTE_NONE))
    return {(row["document"], row["form"], row["found_by"], row["row"]): row["what"] for row in rows if row["found_by"]}


def tally(release: Mapping[str, pl.DataFrame], known: Mapping[Key, tuple[str, str]]) -> dict[str, Tally]:
    """The labels of today's findings by rule."""
    counted: dict[str, Tally] = defaultdict(Tally)
    for row in keys(release).sort("rule_id").iter_rows(named=True):
        of_rule = counted[row["rule_id"]]
        found = known.get((row["document"], row["form"], row["rule_id"], row["row"]))
        if found is None:
            of_rule.unlabelled += 1
            continue
        label, severity = found
        # What was true and too strong is right since it is told with less.
        if label == "too_severe" and _STRENGTH.index(row["severity"]) < _STRENGTH.index(severity):
            label = "right"
        of_rule.labels[label] += 1
        if row["severity"] == "error":
            of_rule.errors[label] += 1
    return dict(counted)


def to_label(release: Mapping[str, pl.DataFrame], known: Mapping[Key, tuple[str, str]], target: Path, most: int) -> int:
    """Write what is not labelled yet into a folder; at most so many findings of each rule, one more of errors.

    Returns how many are written.

    ``findings.md`` shows each form and the messages about it, numbered; ``findings.tsv`` has one line for each number
    with an empty label; ``key.tsv`` says which rule a number belongs to, and is not for the person who labels.
    """
    target.mkdir(parents=True, exist_ok=True)
    open_ones = keys(release).filter(
        ~pl.struct("document", "form", "rule_id", "row").map_elements(
            lambda key: tuple(key.values()) in known, return_dtype=pl.Boolean
        )
    )
    # Documents of which nothing is labelled come first. By a hash: neither their first nor their first rows alone.
    seen = {document for document, *_ in known}
    drawn = (
        open_ones.with_columns(
            chance=pl.col("finding_id").map_elements(
                lambda key: hashlib.sha256(key.encode()).hexdigest(), return_dtype=pl.String
            ),
            is_seen=pl.col("document").is_in(list(seen)),
        )
        .sort("is_seen", "chance")
        .with_columns(turn=pl.int_range(pl.len()).over("rule_id"))
        .filter(pl.col("turn") < most + (pl.col("severity") == "error").cast(pl.Int64))
        .sort("document", "ordinal", "table_name", "row_no", "chance")
        .with_row_index("no", offset=1)
    )
    texts, lines, key_lines = [], ["\t".join(("no", "document", "form", "row", "message", "label", "why"))], []
    for (document, form_id), of_form in drawn.group_by("document", "form_id", maintain_order=True):
        texts += [f"## {document}，第{of_form['form'][0]}张表", "", *_shown(release, str(form_id)), ""]
        for row in of_form.iter_rows(named=True):
            place = _PLACES.get(row["table_name"], "全表").format(row["row_no"])
            texts.append(f"- **{row['no']}.**（{_SEVERITY[row['severity']]}，{place}）{_flat(row['message'])}")
            texts += [f"  - 对照：{other}" for other in _beside(release, row)]
            where = (str(row["no"]), row["document"], row["form"], row["row"])
            lines.append("\t".join((*where, _flat(row["message"]), "", "")))
            key_lines.append("\t".join((*where, row["rule_id"])))
        texts.append("")
    (target / "findings.md").write_text("\n".join(texts), "utf-8")
    (target / "findings.tsv").write_text("\n".join(lines) + "\n", "utf-8")
    header = "\t".join(("no", "document", "form", "row", "rule_id"))
    (target / "key.tsv").write_text("\n".join((header, *key_lines)) + "\n", "utf-8")
    return drawn.height


def _shown(release: Mapping[str, pl.DataFrame], form_id: str) -> Iterator[str]:
    """A form as it was read, in Markdown."""
    form = release["form"].row(by_predicate=pl.col("form_id") == form_id, named=True)
    yield f"**{_flat(form['project_name'])}**（{form['form_kind']}）"
    yield ""
    for name, title in _HEAD:
        if form[name] is not None:
            yield f"- {title}：{_flat(form[name])}"
    for table, columns, titles in (("budget_line", _MONEY, _MONEY_TITLES), ("indicator", _ROW, _ROW_TITLES)):
        rows = release[table].filter(form_id=form_id)
        yield ""
        yield "| " + " | ".join(titles) + " |"
        yield "|" + " --- |" * len(titles)
        for row in rows.select(columns).iter_rows():
            yield "| " + " | ".join(_flat(value) for value in row) + " |"
    yield ""


def _beside(release: Mapping[str, pl.DataFrame], finding: Mapping[str, Any]) -> Iterator[str]:
    """What stands on other forms that the message speaks of: equal reasons, the year before, the other version."""
    names = dict(release["form"].select("form_id", "project_name").iter_rows())
    form_id, row_no = finding["form_id"], finding["row_no"]
    place = {"form_id": form_id, "row_no": row_no}
    if finding["rule_id"] == "T02":
        group = release["reason"].filter(**place)["reason_group"].drop_nulls().to_list()
        others = release["reason"].filter(pl.col("reason_group").is_in(group) & (pl.col("form_id") != form_id))
        for other, text in others.select("form_id", "reason_text").head(3).iter_rows():
            yield f"{_flat(names[other])}：{_flat(text)}"
    if finding["rule_id"] == "X03":
        pairs = release["indicator_pair"].filter(form_id=form_id, indicator_no=row_no)
        for other, number in pairs.select("earlier_form_id", "earlier_indicator_no").iter_rows():
            yield from _rows_of(release, other, names, number)
    if finding["rule_id"] in ("X05", "X06"):
        yield from _rows_of(release, str(finding["found"]), names)


def _rows_of(
    release: Mapping[str, pl.DataFrame], form_id: str, names: Mapping[str, str | None], number: int | None = None
) -> Iterator[str]:
    """The money and the indicators of another form, or one of its indicators, a line each."""
    of_form = {table: release[table].filter(form_id=form_id) for table in ("budget_line", "indicator")}
    if number is None:
        for row in of_form["budget_line"].select(_MONEY).head(1).iter_rows():
            yield f"{_flat(names.get(form_id))}：" + "；".join(_flat(value) for value in row)
    for row in of_form["indicator"].select(_ROW).iter_rows():
        if number in (None, row[0]):
            yield f"{_flat(names.get(form_id))}：" + "；".join(_flat(value) for value in row)


def _flat(value: object) -> str:
    if value is None:
        return ""
    text = str(value)
    if "." in text and text.replace(".", "").replace("-", "").isdigit():
        text = text.rstrip("0").rstrip(".")
    return " ".join(text.split()).replace("|", "｜")
