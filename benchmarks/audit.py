"""Speed of the audit: ``make bench-audit`` times it over invented forms and writes ``benchmarks/audit.md``.

Belongs here: timings, memory, and the same rules row by row as the alternative. Does not belong here: whether the rules
are right (``tests/unit/audit``).

The whole audit runs three times on tables with all their cells; the parts are its steps. The alternative reads the rows
one by one in Python; both sides run in turn on the same tables, their findings have to agree, and the ratio is that of
processor time.
"""

from __future__ import annotations

import argparse
import json
import os
import re
import statistics
import sys
import threading
import time
from collections import Counter, defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any
from unittest.mock import patch

import polars as pl

from benchmarks.processes import module, peak_mib
from pipeline.audit import (
    answer_rules,
    audit_tables,
    budget_rules,
    consistency_rules,
    copied_rules,
    cross_form_rules,
    expected,
    form_rules,
    indicator_rules,
    reason_rules,
    score_rules,
    statement_rules,
    target_change,
    version_rules,
)
from pipeline.audit.check import run
from pipeline.audit.frames import beside, facts
from pipeline.audit.parts import FORMS_OF_PART
from pipeline.audit.reasons import reason_tables
from pipeline.audit.reasons.reason_parts import parts_of
from pipeline.publish.parquet import scan_parquet, write_parquet
from schemas.table_checks import validate
from tests.factory.clean import big_tables, clean_sheets, planted
from tests.factory.clean import tables as tables_of

facts_module = sys.modules["pipeline.audit.frames"]  # the package's name for it is the function
Tables = dict[str, pl.DataFrame]
TARGET = Path(__file__).with_name("audit.md")
ROUNDS = 3
GOAL_SECONDS, GOAL_GB = 12, 4
"""For 100,000 forms."""
ALTERNATIVE_FORMS = 2_000
THREE = ("S02", "Q01", "Q03")
_EPSILON = 1e-9
_SHARES = {"%", "‰"}
BESIDE = "reasons told apart, classified, grouped (beside the others, on a thread of its own)"
PARTS: tuple[tuple[str, tuple[tuple[Any, str], ...]], ...] = (
    ("cells: printed digits, pages, printed weights", ((audit_tables, "read_telling_cells"),)),
    ("forms of a part chosen and taken", tuple((audit_tables, n) for n in ("links", "parts", "Divided"))),
    ("facts: joins and sums", ((form_rules, "facts"),)),
    ("settings by place, year and form", ((facts_module, "form_profiles"),)),
    (BESIDE, ((audit_tables, "parts_of"), (reason_tables, "dictionary"))),
    ("tables of reasons", ((reason_tables, "reasons_of"), (reason_rules, "reasons_of_projects"))),
    ("texts read", tuple((reason_rules, n) for n in ("said", "with_reason_state", "other_names", "reasons_of_forms"))),
    ("expected scores", tuple((expected, n) for n in ("with_comparison", "with_scores", "expected_scores"))),
    ("frames of budgets, scores and targets", (
        (budget_rules, "outputs"), (budget_rules, "funding_rows"), (budget_rules, "with_rows_above"),
        (score_rules, "form_frame"), (score_rules, "stated_weights"), (indicator_rules, "soft_targets"),
        (reason_rules, "shared_reasons"), (reason_rules, "projects_of_reasons"), (reason_rules, "pages_of_reasons"),
    )),
    ("frames of answers and of the parts of a form", (
        (answer_rules, "exact_hits"), (answer_rules, "repeated"),
        *((consistency_rules, n) for n in ("level_sums", "scores_missing", "divided", "goal_texts", "goal_figures")),
        *((consistency_rules, n) for n in ("goal_rates", "same_reasons", "reasons_and_money")),
    )),
    ("frames across forms, years and reports", (
        (cross_form_rules, "moved_budgets"), (cross_form_rules, "department_sums"), (version_rules, "versions"),
        (cross_form_rules, "departments"), (copied_rules, "signed"), (copied_rules, "copies"),
        (target_change, "with_earlier"), (target_change, "indicator_pairs"),
        (statement_rules, "compared_forms"), (statement_rules, "narrative_against_forms"),
    )),
    ("checks", ((form_rules, "run"), (audit_tables, "run"))),
    ("findings and results as tables", (
        (audit_tables, "told_once"), (audit_tables, "_findings"), (audit_tables, "counted"), (audit_tables, "summed"),
    )),
)  # fmt: skip
"""Steps of the audit and the functions that take their time. A step inside another counts for the inner one."""


class Clock:
    """Seconds on the wall by part; an inner part's are not counted for the outer one of the same thread."""

    def __init__(self) -> None:
        self.seconds: dict[str, float] = defaultdict(float)
        self._own = threading.local()

    def wrap(self, part: str, function: Callable[..., Any]) -> Callable[..., Any]:
        """The function, with its time put down to a part."""

        def timed(*arguments: Any, **more: Any) -> Any:
            inner: list[float] = self._own.__dict__.setdefault("inner", [0.0])
            start = time.perf_counter()
            inner.append(0.0)
            try:
                return function(*arguments, **more)
            finally:
                taken = time.perf_counter() - start
                self.seconds[part] += taken - inner.pop()
                inner[-1] += taken

        return timed


def _now() -> tuple[float, float]:
    return time.perf_counter(), time.process_time()


@contextmanager
def timed_parts() -> Iterator[Clock]:
    """A clock that runs while the parts of the audit do."""
    clock = Clock()
    with ExitStack() as stack:
        for part, places in PARTS:
            for module, name in places:
                stack.enter_context(patch.object(module, name, clock.wrap(part, getattr(module, name))))
        yield clock


def three_rules(tables: Tables) -> set[tuple[str, str, int]]:
    """S02, Q01 and Q03 as the audit runs them: rule, form and row of each finding."""
    known = facts(tables)
    said = reason_rules.said(parts_of(reason_rules.texts_of(tables)))
    rows = expected.with_scores(expected.with_comparison(reason_rules.with_reason_state(known.indicator, said)))
    of_forms = [check for check in score_rules.form_checks() if check.rule_id in THREE]
    of_rows = [check for check in indicator_rules.indicator_checks() if check.rule_id in THREE]
    form = score_rules.form_frame(known)
    rows = beside(rows, score_rules.gaps(form), on=["subject"])
    parts = [run(form, *of_forms), run(rows, *of_rows)]
    found = pl.concat([part.findings.select("rule_id", "form_id", "row_no") for part in parts])
    return set(found.iter_rows())


def three_rules_by_row(tables: Tables) -> set[tuple[str, str, int]]:
    """The same rules the straightforward way: one row after the other."""
    digits: dict[tuple[str, str, str], int] = defaultdict(int)
    for cell in tables["cell"].iter_rows(named=True):
        if cell["value"] is not None and cell["field"] in ("score", "total_score"):
            behind = re.search(r"\.(\d+)", cell["raw_value"])
            key = cell["form_id"], cell["table_name"], cell["field"]
            digits[key] = max(digits[key], len(behind.group(1)) if behind else 0)
    sums: dict[str, list[Any]] = defaultdict(list)
    for line in tables["budget_line"].iter_rows(named=True):
        if line["funding_source"] == "total" and line["score"] is not None:
            sums[line["form_id"]].append(line["score"])
    found = set()
    for row in tables["indicator"].iter_rows(named=True):
        if row["score"] is not None:
            sums[row["form_id"]].append(row["score"])
        rule = _row_rule(row, digits[row["form_id"], "indicator", "score"])
        if rule:
            found.add((rule, row["form_id"], row["indicator_no"]))
    for form in tables["form"].iter_rows(named=True):
        key = form["form_id"]
        if form["total_score"] is None or form["computed_score"] is None:
            continue
        halves = [digits[key, "form", "total_score"], digits[key, "budget_line", "score"]]
        allowed = sum(0.5 * 10.0**-d for d in halves if d)
        if abs(float(form["total_score"] - sum(sums[key]))) > allowed + _EPSILON:
            found.add(("S02", key, 0))
    return found


def _row_rule(row: dict[str, Any], digits: int) -> str | None:
    """Q01 or Q03 where one of them fires on an indicator."""
    target, actual, weight, score = (row[n] for n in ("target_value", "actual_value", "weight", "score"))
    operator = row["target_operator"]
    units = row["target_unit_canonical"], row["actual_unit_canonical"]
    if None in (target, actual, weight, score) or operator in ("range", "qualitative"):
        return None
    if None not in units and units[0] != units[1]:
        return None
    target, actual, weight, score = map(float, (target, actual, weight, score))
    if (units[0] in _SHARES) != (units[1] in _SHARES) and min(target, actual) <= 1 < max(target, actual):
        return None
    is_limit = operator in ("le", "lt")
    is_none_asked = target == 0 and operator in (None, "eq")
    if not (actual > target if is_limit or is_none_asked else actual < target):
        return None
    behind = re.search(r"\d\.(\d+)", row["actual_text"])
    half = 0.5 * 10.0 ** -len(behind.group(1)) if behind else 0.5 if units[1] in _SHARES else 0.0
    if abs(target - actual) < half - _EPSILON:
        return None
    if score == weight:
        return None if is_limit else "Q01"
    if is_limit:
        nearest = actual - half
        best = max(min(target / nearest, 1.0), 1 - (nearest - target) / target if target else 0.0)
    else:
        best = (actual + half) / target if target else 0.0
    return "Q03" if score > max(best, 0.0) * weight + 0.5 * 10.0**-digits + _EPSILON else None


def alternative(forms: int = ALTERNATIVE_FORMS) -> tuple[list[float], int]:
    """Times as fast as row by row, round by round, and how many findings both ways agree on."""
    sheets = clean_sheets(forms, 3)
    errors = (error for error in planted(sheets[:300], 3, 4) if error.rule_id in THREE)
    broken = [sheet for error in errors for sheet in error.sheets]
    tables = tables_of([*sheets, *broken])
    ratios = []
    for _ in range(ROUNDS + 1):
        times, results = [], []
        for way in (three_rules, three_rules_by_row):
            start = time.process_time()
            results.append(way(tables))
            times.append(time.process_time() - start)
        if results[0] != results[1]:
            raise SystemExit(f"the two ways disagree: {sorted(results[0] ^ results[1])[:10]}")
        ratios.append(times[1] / times[0])
    return ratios[1:], len(results[0])


def audited_folder(folder: Path) -> dict[str, Any]:
    """Seconds, memory and findings of one audit of the tables of a folder, from Parquet to Parquet as in a build."""
    tables = {name: scan_parquet(name, folder) for name in audit_tables.AUDITED}
    parts, findings = 0, Counter[str]()
    with TemporaryDirectory(dir=folder, prefix=".audited-") as target, timed_parts() as clock:
        start = _now()
        with audit_tables.audited(tables, folder=Path(target)) as given:
            for table, frames in given:
                for number, rows in enumerate(frames):
                    validate(table, rows).write_parquet(Path(target) / f"{table}-{number}.parquet")
                    parts += table == "form_profile"
                    findings.update(rows["rule_id"] if table == "finding" else ())
        wall, processors = (after - begun for begun, after in zip(start, _now(), strict=True))
    forms = tables["form"].select(pl.len()).collect().item()
    told = {"seconds": wall, "processors": processors, "peak_gb": _peak(), "forms": forms, "parts": parts}
    return {**told, "steps": dict(clock.seconds), "findings": dict(sorted(findings.items()))}


def _written(tables: Tables, folder: Path) -> None:
    for name in audit_tables.AUDITED:
        write_parquet(name, tables[name], folder)


def main() -> None:
    """Measure, print and write the table."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--forms", type=int, default=100_000)
    parser.add_argument("--rounds", type=int, default=ROUNDS)
    parser.add_argument("--json", action="store_true", help="print seconds and memory, write nothing")
    parser.add_argument("--folder", type=Path, help="audit the Parquet tables there instead, once, and print figures")
    options = parser.parse_args()
    if options.folder:
        sys.stdout.write(json.dumps(audited_folder(options.folder)))
        return
    ratios, agreed = ([], 0) if options.json else alternative()
    tables = big_tables(options.forms)
    rows = {name: tables[name].height for name in ("form", "indicator", "cell")}
    reasons = tables["indicator"]["reason_text"].drop_nulls().n_unique()
    with TemporaryDirectory() as folder:
        _written(tables, Path(folder))
        del tables
        # Every round is a process of its own, so that its peak memory is its own.
        rounds = [json.loads(module("benchmarks.audit", "--folder", folder).printed) for _ in range(options.rounds)]
    wall, processors, peak = (
        statistics.median(r[name] for r in rounds) for name in ("seconds", "processors", "peak_gb")
    )
    if options.json:
        told = {"seconds": wall, "processors": processors, "peak_gb": peak, "forms": rows["form"]}
        sys.stdout.write(json.dumps(told))
        return
    median = {name: statistics.median(r["steps"].get(name, 0.0) for r in rounds) for name, _ in PARTS}
    lines = [
        "# Speed of the audit",
        "",
        f"{datetime.now(UTC):%Y-%m-%d}, `make bench-audit`; {rows['form']:,} invented forms, "
        f"{rows['indicator']:,} indicators, {rows['cell']:,} cells, {reasons:,} distinct reasons; "
        f"{os.cpu_count()} cores, {options.rounds} rounds, medians; as in a build, from Parquet to Parquet.",
        "",
        f"Whole audit: **{wall:.1f} s** ({min(r['seconds'] for r in rounds):.1f} to "
        f"{max(r['seconds'] for r in rounds):.1f}; goal: {GOAL_SECONDS} s for 100,000 forms), {processors:.1f} s of "
        f"the processors; load of the machine at the end {os.getloadavg()[0]:.1f}. Peak memory **{peak:.1f} GB** "
        f"(goal: {GOAL_GB} GB for 100,000 forms); in parts of {FORMS_OF_PART:,} forms, two beside each other.",
        "",
        "Seconds by the clock of each step; steps run beside each other, so that they are more than the whole.",
        "",
        "| part | s |",
        "|---|---:|",
        *(f"| {name} | {seconds:.2f} |" for name, seconds in median.items()),
        "",
        "Reasons are shared by the copies of a form, so T02 fires on most of them.",
        "",
        "| rule | findings |",
        "|---|---:|",
        *(f"| {rule} | {count:,} |" for rule, count in rounds[0]["findings"].items()),
        "",
        f"S02, Q01 and Q03 row by row in Python, on {ALTERNATIVE_FORMS:,} clean forms and forms with planted errors: "
        f"the audit's way is {statistics.median(ratios):.1f} times as fast ({min(ratios):.1f} to {max(ratios):.1f}, "
        f"processor time); both ways give the same {agreed} findings.",
    ]
    TARGET.write_text("\n".join(lines) + "\n", encoding="utf-8")
    sys.stdout.write("\n".join(lines) + "\n")


def _peak() -> float:
    return peak_mib() * 2**20 / 1e9


if __name__ == "__main__":
    main()
