"""A small invented release: three documents, three forms, one refusal."""

from __future__ import annotations

import os
import sys
from dataclasses import asdict
from decimal import Decimal
from pathlib import Path
from typing import Any

import polars as pl
import pytest

from pipeline.model.doubts import register
from pipeline.publish.code_labels import code_labels
from pipeline.publish.parquet import write_parquet
from pipeline.warehouse.build import build_warehouse
from schemas.catalog import TABLES
from schemas.table_frames import to_frame

FIRST, SECOND, EMPTY = "1" * 16, "2" * 16, "3" * 16
FORMS = (f"{FIRST}-001", f"{FIRST}-002", f"{SECOND}-001")


def document(document_id: str, outcome: str, forms: int, **more: Any) -> dict[str, Any]:
    return {
        "document_id": document_id,
        "path": f"批次/{document_id[:2]}.pdf",
        "media_type": "application/pdf",
        "bytes": 1000,
        "pages": 3,
        "route": "pdf_text",
        "outcome": outcome,
        "forms": forms,
        "batch": "批次",
        "region": "上海市",
        "fiscal_year": 2024,
        "is_example": False,
        "parser_version": "1",
        **more,
    }


def form(form_id: str, **more: Any) -> dict[str, Any]:
    return {
        "form_id": form_id,
        "document_id": form_id[:16],
        "ordinal": int(form_id[-3:]),
        "template": "mof_annex",
        "form_kind": "project",
        "fiscal_year": 2024,
        "region": "上海市",
        "project_name": f"项目{form_id[-1]}",
        "department": "市房屋管理局",
        "department_normalized": "上海市房屋管理局",
        "department_basis": "department",
        "department_id": "d" * 16,
        "implementing_unit": "房屋征收中心",
        "unit_normalized": "上海市房屋征收中心",
        "project_key": f"{form_id[0]}{form_id[-1]}".ljust(16, "0"),
        "money_unit": "万元",
        "total_weight": Decimal(100),
        "total_score": Decimal("98.50"),
        "grade": "优",
        "first_page": 1,
        "last_page": 2,
        "outcome": "curated",
        **more,
    }


def budget(
    form_id: str, line_no: int, source: str, initial: str, adjusted: str | None, executed: str, **more: Any
) -> Any:
    return {
        "form_id": form_id,
        "line_no": line_no,
        "funding_source": source,
        "is_total": source == "total",
        "is_leaf": source != "total",
        "label_text": "年度资金总额" if source == "total" else "其中：当年财政拨款",
        "initial_budget_yuan": Decimal(initial),
        "adjusted_budget_yuan": None if adjusted is None else Decimal(adjusted),
        "executed_yuan": Decimal(executed),
        **more,
    }


def indicator(form_id: str, number: int, weight: str, score: str | None, **more: Any) -> dict[str, Any]:
    return {
        "form_id": form_id,
        "indicator_no": number,
        "level1": "产出指标",
        "level2": "数量指标",
        "name": f"指标{number}",
        "weight": Decimal(weight),
        "score": None if score is None else Decimal(score),
        "shortfall": None if score is None else Decimal(weight) - Decimal(score),
        "page": 1,
        **more,
    }


def expected(form_id: str, number: int, method: str, **more: Any) -> dict[str, Any]:
    return {"form_id": form_id, "indicator_no": number, "method": method, **more}


def reason(form_id: str, table: str, number: int, text: str, key: str, group: str, **more: Any) -> dict[str, Any]:
    return {
        "form_id": form_id,
        "table_name": table,
        "row_no": number,
        "field": "deviation_analysis" if table == "form" else "reason_text",
        "reason_text": text,
        "state": more.get("state", "stated"),
        "has_cause": more.get("state", "stated") == "stated",
        "cause_text": text,
        "split_by": "whole",
        "reason_key": key,
        "reason_group": group,
        "group_similarity": Decimal(100),
        **more,
    }


ROWS: dict[str, list[dict[str, Any]]] = {
    "document": [
        document(FIRST, "curated_with_issues", 2),
        document(SECOND, "curated", 1),
        document(EMPTY, "quarantined", 0, reason="cut_off", reason_text="请重新取得文件。", route=None, pages=None),
    ],
    "form": [form(FORMS[0], outcome="curated_with_issues", doubtful=["project_name"]), form(FORMS[1]), form(FORMS[2])],
    "rule": [
        {
            "rule_id": "B02",
            "title": "执行率与金额不符",
            "severity": "error",
            "subject": "budget_line",
            "sentence": "执行率等于执行数除以预算数。",
            "basis": "勾稽关系",
            "title_en": "Rate",
            "sentence_en": "The rate is executed over budget.",
            "basis_en": "arithmetic",
        }
    ],
    "budget_line": [
        budget(
            FORMS[0], 1, "total", "1000000", "1200000.50", "600000.25",
            weight=Decimal(10), score=Decimal(5), execution_rate_pct=Decimal(50), computed_rate_pct=Decimal(50),
        ),
        budget(FORMS[0], 2, "fiscal_current", "1000000", "1200000.50", "600000.25"),
        budget(FORMS[1], 1, "total", "0", "300000", "300000", is_leaf=True, doubtful=["executed_yuan"]),
        budget(FORMS[2], 1, "total", "50", None, "50", is_leaf=True),
    ],
    "indicator": [
        indicator(
            FORMS[0], 1, "10", "8", target_text="≥95.00(%)", target_operator="ge", target_value=Decimal(95),
            target_unit="%", target_unit_canonical="%", actual_text="90.00(%)", actual_value=Decimal(90),
            actual_unit="%", actual_unit_canonical="%",
            reason_text="=资金 拨付，滞后。加快１进度", deviation_reason="资金 拨付，滞后。",
            improvement_measure="加快进度", doubtful=["score"],
        ),
        indicator(FORMS[0], 2, "20", "20", reason_text="无"),
        indicator(FORMS[1], 1, "10", "9.5", reason_text="资金拨付滞后", level2="质量指标", target_operator="le",
                  target_value=Decimal(10), actual_value=Decimal(20)),
        indicator(FORMS[1], 2, "5", None),
        indicator(FORMS[2], 1, "10", "7", target_text="≥15啷当", target_unit="啷当"),
    ],
    "narrative": [
        {
            "narrative_id": f"{FIRST}-N001", "document_id": FIRST, "page": 3, "sentence": "对3个项目开展绩效自评。",
            "department": "市房屋管理局", "fiscal_year": 2024, "scope": "all", "projects": 3,
        }
    ],
    "rule_layer": [
        {
            "layer_id": "default", "layer_title": "通用口径", "applies_to": "所有自评表", "settings": "met_low_pct=80",
            "layer_title_en": "General", "applies_to_en": "every form",
        }
    ],
    "form_profile": [
        {
            "form_id": form_id, "profile": "default", "profile_origin": "default",
            "rate_denominator": "adjusted_budget", "inverse_formula": "either", "met_low_pct": Decimal(80),
        }
        for form_id in FORMS
    ],
    "indicator_pair": [
        {
            "form_id": FORMS[1], "indicator_no": 1, "earlier_form_id": FORMS[0], "earlier_indicator_no": 1,
            "project_match": "project_key", "name_match": "similar_name", "direction": "more",
            "target_change": "lowered", "lowered_by": Decimal(5), "lowered_by_pct": Decimal("5.2632"),
            "doubted": ["name_match"],
        }
    ],
    "expected_score": [
        expected(
            FORMS[0], 1, "proportional", achieved_ratio=Decimal("0.9474"), proportional_score=Decimal("9.4737"),
            allowed_low=Decimal("9.46"), allowed_high=Decimal("9.48"), score_difference=Decimal("-1.46"),
            doubted=["score"],
        ),
        expected(FORMS[0], 2, "unchecked", unchecked_reason="no_target_number"),
        expected(
            FORMS[1], 1, "inverse", achieved_ratio=Decimal("0.5"), inverse_ratio_score=Decimal(5),
            inverse_linear_score=Decimal(0), allowed_low=Decimal(0), allowed_high=Decimal("5.5"),
            score_difference=Decimal(4),
        ),
        expected(FORMS[1], 2, "unchecked", unchecked_reason="no_target_number"),
        expected(FORMS[2], 1, "unchecked", unchecked_reason="no_target_number"),
    ],
    "reason": [
        reason(
            FORMS[0], "indicator", 1, "=资金 拨付，滞后。加快１进度", "资金拨付滞后", "g1",
            cause_text="资金 拨付，滞后。", measure_text="加快进度", split_by="label",
        ),
        reason(FORMS[0], "indicator", 2, "无", "无", "g0", state="not_stated"),
        reason(FORMS[1], "indicator", 1, "资金拨付滞后", "资金拨付滞后", "g1"),
    ],
    "reason_category": [
        {
            "form_id": form_id, "table_name": "indicator", "row_no": 1, "field": "reason_text", "category": "funding",
            "pattern": "funding.late", "matched_text": "拨付滞后", "match_start": 2, "match_end": 6,
        }
        for form_id in FORMS[:2]
    ],
    "rule_result": [
        {"subject_id": FORMS[0], "rule_id": "B02", "result": "fail", "reason": "applied", "applications": 1},
    ],
    "cell": [
        {
            "form_id": FORMS[0], "table_name": "indicator", "row_no": 1, "field": "score", "piece": 0, "raw_value": "8",
            "value": "8.0000", "origin": "printed", "state": "filled", "page": 1, "x0": 10.5, "top": 20.0, "x1": 30.0,
            "bottom": 40.25,
        }
    ],
    "finding": [
        {
            "finding_id": "F1", "form_id": FORMS[0], "document_id": FIRST, "department": "市房屋管理局",
            "fiscal_year": 2024, "table_name": "indicator", "row_no": 1, "rule_id": "B02",
            "kind": "form", "severity": "error", "message": "应为九分。", "message_en": "Nine are due.",
            "expected": "[9.46, 9.48]", "found": "8",
            "page": 1,
        },
        {
            "finding_id": "F2", "department": "市房屋管理局", "fiscal_year": 2024, "rule_id": "B02", "kind": "reader",
            "severity": "warning", "message": "全部得满分。", "message_en": "All full.", "doubted": ["score"],
        },
    ],
    "doubt": [
        {"form_id": FORMS[0], "table_name": "form", "row_no": 0, "field": "project_name", "code": "struck_out"},
        {"form_id": FORMS[1], "table_name": "budget_line", "row_no": 1, "field": "executed_yuan", "code": "guessed"},
        *(
            {"form_id": FORMS[0], "table_name": "indicator", "row_no": 1, "field": "score", "code": code}
            for code in ("guessed", "contradicted")
        ),
    ],
    "code_label": code_labels().to_dicts(),
    "doubt_code": [asdict(code) for code in register().values()],
    "repair": [
        {
            "repair_id": f"{FORMS[0]}-R0001", "form_id": FORMS[0], "table_name": "indicator", "row_no": 1,
            "field": "reason_text", "rule": "cut_number", "before": "资金\n拨付", "after": "资金拨付",
        }
    ],
    "correction": [],
    "quarantine": [
        {
            "quarantine_id": f"{EMPTY}-Q001", "document_id": EMPTY, "code": "cut_off", "sentence": "文件打不开。",
            "sentence_en": "The file cannot be opened.",
        }
    ],
}  # fmt: skip


@pytest.fixture(scope="session")
def frames() -> dict[str, pl.DataFrame]:
    """The tables of the release."""
    return {name: to_frame(name, ROWS[name]) for name in TABLES}


@pytest.fixture(scope="session")
def parquet_dir(frames: dict[str, pl.DataFrame], tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A directory, with a quote in its name, of Parquet files; not to be changed."""
    directory = tmp_path_factory.mktemp("parquet") / "it's 数据"
    for name, frame in frames.items():
        write_parquet(name, frame, directory)
    return directory


@pytest.fixture(scope="session")
def warehouse(parquet_dir: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The warehouse of the release; not to be changed."""
    target = tmp_path_factory.mktemp("warehouse") / "warehouse.duckdb"
    build_warehouse(parquet_dir, target, "b1")
    return target


class Fuse:
    """Counts what is done with files below a folder and stops the program just before a given one."""

    CHANGES = frozenset({"os.rename", "os.symlink", "os.remove", "os.rmdir", "os.mkdir", "os.truncate"})
    LOOKS = frozenset({"os.listdir", "os.scandir", "os.chmod"})

    class Crash(BaseException):
        """What stands for the power cut."""

    def __init__(self) -> None:
        self._left: int | None = None

    def arm(self, steps: int, folder: Path, only_changes: bool = False, error: BaseException | None = None) -> None:
        """Stop before the step of this number, the first being 0, with a crash or with an error."""
        self._left, self._folder, self._only_changes = steps, str(folder), only_changes
        self._error = error or self.Crash()

    @property
    def is_armed(self) -> bool:
        """Whether there were fewer steps than it waits for."""
        return self._left is not None

    def disarm(self) -> None:
        self._left = None

    def __call__(self, event: str, arguments: tuple[Any, ...]) -> None:
        if self._left is None or not self._counts(event, arguments):
            return
        self._left -= 1
        if self._left < 0:
            self._left = None
            raise self._error

    def _counts(self, event: str, arguments: tuple[Any, ...]) -> bool:
        is_change = event in self.CHANGES
        if event == "open":
            is_change = isinstance(arguments[2], int) and bool(arguments[2] & (os.O_WRONLY | os.O_RDWR))
        elif not is_change and event not in self.LOOKS:
            return False
        is_here = isinstance(arguments[0], str | Path) and str(arguments[0]).startswith(self._folder)
        # What is removed below an open directory is named relative to it.
        is_here = is_here or (is_change and event != "open" and not str(arguments[0]).startswith("/"))
        return is_here and (is_change or not self._only_changes)


@pytest.fixture(scope="session")
def fuse() -> Fuse:
    hook = Fuse()
    sys.addaudithook(hook)  # cannot be taken off again; it does nothing once burnt
    return hook
