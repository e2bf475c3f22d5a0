"""Every view with the columns that tell its rows apart and the function that computes it again."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tests.recompute import audit, money, points, quality, reasons
from tests.recompute.release import Facts, Row

FORM = ("form_id",)
INDICATOR = ("form_id", "indicator_no")
PLACE = money.PLACE
OFFICE = money.OFFICE

VIEWS: dict[str, tuple[tuple[str, ...], Callable[[Facts], Iterable[Row]]]] = {
    "budget_execution": (("form_id", "line_no"), money.budget_execution),
    "budget_totals": (FORM, money.budget_totals),
    "projects": (FORM, money.projects),
    "department_forms": (FORM, money.department_forms),
    "project_years": (("project_key", "form_kind", "fiscal_year"), money.project_years),
    "budget_execution_by_department": (OFFICE, money.budget_execution_by_department),
    "budget_execution_by_funding_source": ((*PLACE, "funding_source"), money.budget_execution_by_funding_source),
    "indicators": (INDICATOR, points.indicators),
    "shortfall_indicators": (INDICATOR, points.shortfall_indicators),
    "shortfall_by_department": (OFFICE, points.shortfall_by_department),
    "shortfall_by_level2": ((*PLACE, "level1", "level2"), points.shortfall_by_level2),
    "deviation_reasons": (reasons.TEXT, reasons.deviation_reasons),
    "deviation_reason_by_department": (OFFICE, reasons.deviation_reason_by_department),
    "deviation_reason_by_level2": ((*PLACE, "level1", "level2"), reasons.deviation_reason_by_level2),
    "deviation_reason_by_category": ((*PLACE, "category"), reasons.deviation_reason_by_category),
    "deviation_reason_by_department_category": ((*OFFICE, "category"), reasons.deviation_reason_by_department_category),
    "reason_groups": (("near_group",), reasons.reason_groups),
    "score_audit": (INDICATOR, audit.score_audit),
    "score_audit_coverage": ((*PLACE, "method", "unchecked_reason"), audit.score_audit_coverage),
    "target_slack": (INDICATOR, audit.target_slack),
    "target_change": (INDICATOR, audit.target_change),
    "findings": (("finding_id",), audit.findings),
    "finding_summary": ((*OFFICE, "rule_id", "severity", "kind"), audit.finding_summary),
    "rule_summary": (("rule_id",), audit.rule_summary),
    "department_profile": (OFFICE, audit.department_profile),
    "data_quality": (("document_id",), quality.data_quality),
    "doubt_summary": (("code",), quality.doubt_summary),
    "doubts": (("form_id", "table_name", "row_no", "field", "code"), quality.doubts),
    "unknown_units": (("unit",), quality.unknown_units),
    "release": (("schema_version",), quality.release),
}
