# Written by `python -m pipeline.model.stub` from schemas/; `make check` fails when it is stale.
from collections.abc import Iterable, Iterator
from datetime import date
from decimal import Decimal
from typing import ClassVar, Never

from pipeline.model.rows import Scalar
from pipeline.model.value import Value

NO_COLUMNS: frozenset[str]
UNREAD: Value[Never]

class Record:
    table: ClassVar[str]
    columns: ClassVar[tuple[str, ...]]
    number: int
    def items(self) -> Iterator[tuple[str, Value[Scalar]]]: ...
    def filled(self) -> list[str]: ...
    def doubt(self, names: Iterable[str], code: str, detail: str = ...) -> None: ...
    @property
    def doubtful(self) -> list[str]: ...

class FormRecord(Record):
    def __init__(self, number: int = ...) -> None: ...
    ordinal: Value[int]
    template: Value[str]
    form_kind: Value[str]
    fiscal_year: Value[int]
    fiscal_year_origin: Value[str]
    region: Value[str]
    region_origin: Value[str]
    division_code: Value[str]
    province: Value[str]
    prefecture: Value[str]
    county: Value[str]
    project_code: Value[str]
    project_name: Value[str]
    department: Value[str]
    department_origin: Value[str]
    implementing_unit: Value[str]
    money_unit: Value[str]
    expected_goal: Value[str]
    adjusted_goal: Value[str]
    actual_goal: Value[str]
    content_overview: Value[str]
    conclusion: Value[str]
    problems: Value[str]
    measures: Value[str]
    deviation_analysis: Value[str]
    remarks: Value[str]
    total_weight: Value[Decimal]
    total_score: Value[Decimal]
    computed_score: Value[Decimal]
    reviewed_score: Value[Decimal]
    grade: Value[str]
    grade_class: Value[str]
    first_page: Value[int]
    last_page: Value[int]
    outcome: Value[str]
    left_out: Value[list[str]]
    notes: Value[str]

class FundingRecord(Record):
    def __init__(self, number: int = ...) -> None: ...
    parent_line_no: Value[int]
    division_no: Value[int]
    is_total: Value[bool]
    is_leaf: Value[bool]
    funding_source: Value[str]
    label_text: Value[str]
    initial_budget_yuan: Value[Decimal]
    adjusted_budget_yuan: Value[Decimal]
    executed_yuan: Value[Decimal]
    weight: Value[Decimal]
    execution_rate_pct: Value[Decimal]
    computed_rate_pct: Value[Decimal]
    score: Value[Decimal]
    score_method: Value[str]
    reason_text: Value[str]

class IndicatorRecord(Record):
    def __init__(self, number: int = ...) -> None: ...
    parent_indicator_no: Value[int]
    is_counted: Value[bool]
    level1: Value[str]
    level2: Value[str]
    name: Value[str]
    name_normalized: Value[str]
    indicator_kind: Value[str]
    target_text: Value[str]
    target_operator: Value[str]
    target_value: Value[Decimal]
    target_low: Value[Decimal]
    target_high: Value[Decimal]
    target_unit: Value[str]
    target_unit_canonical: Value[str]
    target_value_base: Value[Decimal]
    target_base_unit: Value[str]
    target_date: Value[date]
    target_date_from: Value[date]
    target_date_granularity: Value[str]
    target_kind: Value[str]
    actual_text: Value[str]
    actual_operator: Value[str]
    actual_value: Value[Decimal]
    actual_low: Value[Decimal]
    actual_high: Value[Decimal]
    actual_unit: Value[str]
    actual_unit_canonical: Value[str]
    actual_value_base: Value[Decimal]
    actual_base_unit: Value[str]
    actual_date: Value[date]
    actual_date_from: Value[date]
    actual_date_granularity: Value[str]
    attainment: Value[str]
    weight: Value[Decimal]
    score: Value[Decimal]
    shortfall: Value[Decimal]
    score_method: Value[str]
    reason_text: Value[str]
    is_shared_reason: Value[bool]
    deviation_reason: Value[str]
    improvement_measure: Value[str]
    page: Value[int]
