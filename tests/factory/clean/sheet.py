"""One form as it is printed, and the published tables of many of them.

Belongs here: which columns a family prints, which cells follow from a row. Does not belong here: what stands on a
form (``invent``), what is wrong with it (``plant``).

Figures are decimals with the digits that are printed: ``Decimal("9.50")`` prints 9.50. Money is held in the unit of
the form.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

import polars as pl

from pipeline.comparable import Described, grade_class, indicator_kind, normalized_name
from pipeline.identity.identified import identified
from pipeline.measures import base_of, in_base
from schemas.columns import POINTS
from schemas.table_frames import empty_frame

Row = dict[str, Any]
YUAN = {"元": 1, "千元": 1_000, "万元": 10_000, "亿元": 100_000_000}
MONEY_COLUMNS = ("initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan")
_TEXTS = (
    "project_code", "project_name", "department", "implementing_unit", "expected_goal", "adjusted_goal", "actual_goal",
    "content_overview", "conclusion", "problems", "measures", "deviation_analysis", "remarks", "notes", "grade",
)  # fmt: skip
_DASH = {"—", "-", "/", ""}


@dataclass(frozen=True)
class Style:
    """What a family prints. ``sources`` are the funding rows below the total row."""

    template: str
    kind: str = "project"
    unit: str = "万元"
    money: tuple[str, ...] = MONEY_COLUMNS
    sources: tuple[tuple[str, str], ...] = (
        ("fiscal_current", "其中：当年财政拨款"),
        ("carryover", "上年结转资金"),
        ("other", "其他资金"),
    )
    budget_weight: int | None = 10
    prints_budget_weight: bool = True
    prints_budget_score: bool = True
    has_line_reasons: bool = False
    levels: str = "national"
    has_weights: bool = True
    has_scores: bool = True
    has_reasons: bool = True
    has_columns_for_target: bool = False
    grades: tuple[str, str, str, str] | None = None
    has_blocks: bool = False
    prints_analysis: bool = False

    @property
    def denominator(self) -> str:
        """The money column that the rate divides by."""
        return "initial_budget_yuan" if self.template == "initial_only" else "adjusted_budget_yuan"


@dataclass
class Sheet:
    """A form: its heading, funding rows (total first) and indicators.

    ``raw`` gives cells another text than the value has (``(table, row, field)`` as key).
    """

    style: Style
    document: str
    ordinal: int
    head: Row
    lines: list[Row]
    rows: list[Row]
    raw: dict[tuple[str, int, str], str] = field(default_factory=dict)
    doubts: dict[tuple[str, int], set[str]] = field(default_factory=dict)

    @property
    def form_id(self) -> str:
        """Key of the form."""
        return f"{self.document}-{self.ordinal:03d}"

    @property
    def total(self) -> Row:
        """The total row of the budget block."""
        return self.lines[0]

    def copy(self) -> Sheet:
        """A form of its own with the same content."""
        return replace(
            self,
            head=dict(self.head),
            lines=[dict(r) for r in self.lines],
            rows=[dict(r) for r in self.rows],
            raw=dict(self.raw),
            doubts={k: set(v) for k, v in self.doubts.items()},
        )

    def digits(self) -> int:
        """Digits behind the point of the scores."""
        scores = [r["score"] for r in self.rows if r["score"] is not None]
        return max((-s.as_tuple().exponent for s in scores), default=0)

    def add_up(self) -> None:
        """Total score and grade that follow from the scores."""
        if not self.style.has_scores:
            return
        parts = [r["score"] for r in (self.total, *self.rows) if r["score"] is not None]
        self.head["total_score"] = sum(parts, Decimal(0))
        if self.head.get("grade"):
            self.head["grade"] = grade_of(self.head["total_score"], self.style.grades or ("优", "良", "中", "差"))

    def rate(self) -> None:
        """Printed rates and the budget score that follow from the amounts."""
        for line in self.lines:
            rate = rate_of(line, self.style)
            if line.get("execution_rate_pct") is not None or line is self.total:
                line["execution_rate_pct"] = None if rate is None else rounded(rate, 2)
        rate, weight = self.total["execution_rate_pct"], self.style.budget_weight
        if self.total.get("score") is not None and rate is not None and weight is not None:
            self.total["score"] = rounded(min(rate, Decimal(100)) * weight / 100, 2)


def rounded(value: Decimal, digits: int) -> Decimal:
    """Half up to so many digits behind the point, as spreadsheets print."""
    return value.quantize(Decimal(1).scaleb(-digits), ROUND_HALF_UP)


def rate_of(line: Row, style: Style) -> Decimal | None:
    """Executed over budget in percent, unrounded; None without a budget."""
    budget, executed = line.get(style.denominator), line.get("executed_yuan")
    return executed / budget * 100 if budget and executed is not None else None


def grade_of(score: Decimal, names: tuple[str, str, str, str]) -> str:
    """Name of the band: from 90, 80 and 60, and below."""
    return names[0 if score >= 90 else 1 if score >= 80 else 2 if score >= 60 else 3]


def tables(sheets: Iterable[Sheet], statements: Iterable[Row] = ()) -> dict[str, pl.DataFrame]:
    """The published tables of forms and of statements in reports, cells included, in exact types."""
    frames: dict[str, dict[str, list[Any]]] = {
        name: {column: [] for column in empty_frame(name).columns}
        for name in ("document", "form", "budget_line", "indicator", "cell", "narrative")
    }
    for statement in statements:
        _append(frames["narrative"], statement)
    counts: Counter[str] = Counter()
    heads: dict[str, Row] = {}
    for sheet in sheets:
        counts[sheet.document] += 1
        heads.setdefault(sheet.document, sheet.head)
        _add(frames, sheet)
    for document, head in heads.items():
        _append(frames["document"], _document(document, head, counts[document]))
    made = {name: pl.DataFrame(data, schema=empty_frame(name).schema, strict=False) for name, data in frames.items()}
    made["budget_line"] = made["budget_line"].with_columns(pl.col("computed_rate_pct").cast(POINTS.dtype))
    made["indicator"] = made["indicator"].with_columns(
        shortfall=(pl.col("weight") - pl.col("score")).cast(POINTS.dtype),
    )
    return identified(made | {"doubt": empty_frame("doubt")})


def _document(document: str, head: Row, forms: int) -> Row:
    return {
        "document_id": document,
        "path": f"batch/{document}.pdf",
        "media_type": "application/pdf",
        "bytes": 100_000,
        "pages": 2 * forms,
        "route": "pdf_text",
        "outcome": "curated",
        "forms": forms,
        "batch": "batch",
        "region": head["region"],
        "fiscal_year": head["fiscal_year"],
        "is_example": False,
        "parser_version": "0",
    }


def _append(frame: dict[str, list[Any]], row: Row) -> None:
    for name, values in frame.items():
        values.append(row.get(name))


def _add(frames: dict[str, dict[str, list[Any]]], sheet: Sheet) -> None:
    style, form_id, page = sheet.style, sheet.form_id, 2 * sheet.ordinal - 1
    cells = _Cells(frames["cell"], sheet)
    scores = [r["score"] for r in (sheet.total, *sheet.rows) if r["score"] is not None]
    _append(
        frames["form"],
        {
            "fiscal_year_origin": "form" if sheet.head["fiscal_year"] else None,
            "region_origin": "batch" if sheet.head["region"] else None,
            "department_origin": "form",
            "money_unit": style.unit,
            **sheet.head,
            "grade_class": grade_class(sheet.head.get("grade")),
            "form_id": form_id,
            "document_id": sheet.document,
            "ordinal": sheet.ordinal,
            "template": style.template,
            "form_kind": style.kind,
            "computed_score": sum(scores, Decimal(0)) if scores else None,
            "first_page": page,
            "last_page": page + 1,
            "outcome": "curated_with_issues" if sheet.doubts else "curated",
            "doubtful": sorted(sheet.doubts.get(("form", 0), ())),
        },
    )
    for name in _TEXTS:
        if sheet.head.get(name) is not None:
            cells.add("form", 0, name, sheet.head[name], sheet.head[name], page)
    for name in ("total_weight", "total_score", "reviewed_score"):
        if sheet.head.get(name) is not None or ("form", 0, name) in sheet.raw:
            cells.number("form", 0, name, sheet.head.get(name), page + 1)
    for number, line in enumerate(sheet.lines, 1):
        _line(frames["budget_line"], cells, sheet, number, line, page)
    for number, row in enumerate(sheet.rows, 1):
        at = page if number <= 8 else page + 1
        is_known = row.get("is_unit_known", True)
        _append(
            frames["indicator"],
            {
                **{name: value for name, value in row.items() if name != "is_unit_known"},
                "form_id": form_id,
                "indicator_no": number,
                "target_unit_canonical": _canonical(row.get("target_unit")) if is_known else None,
                "actual_unit_canonical": _canonical(row.get("actual_unit")) if is_known else None,
                **_comparable(row, is_known=is_known),
                "page": at,
                "doubtful": sorted(sheet.doubts.get(("indicator", number), ())),
            },
        )
        _indicator_cells(cells, style, number, row, at)


def _comparable(row: Row, *, is_known: bool) -> Row:
    """The columns that make an indicator comparable with those of others."""
    values: Row = {"name_normalized": normalized_name(row.get("name"))}
    for side in ("target", "actual"):
        unit, value = _canonical(row.get(f"{side}_unit")) if is_known else None, row.get(f"{side}_value")
        if value is not None and unit is not None:
            values |= {f"{side}_value_base": in_base(value, unit), f"{side}_base_unit": base_of(unit).unit}
        elif row.get(f"{side}_unit") is None:
            values[f"{side}_value_base"] = value
    unit = _canonical(row.get("target_unit") or row.get("actual_unit")) if is_known else None
    kind = row.get("target_kind") or ("quantity" if row.get("target_value") is not None else None)
    described = Described(row.get("name"), row.get("level2"), row.get("target_text"), unit, kind)
    return values | {"indicator_kind": indicator_kind(described)}


def _line(frame: dict[str, list[Any]], cells: _Cells, sheet: Sheet, number: int, line: Row, page: int) -> None:
    style = sheet.style
    factor = YUAN[style.unit]
    rate = rate_of(line, style)
    yuan = {name: line[name] * factor if line.get(name) is not None else None for name in style.money}
    values = {
        **line,
        **yuan,
        "form_id": sheet.form_id,
        "line_no": number,
        "parent_line_no": None if line["funding_source"] == "total" else line.get("parent_line_no", 1),
        "division_no": {"total": None, "basic": 2, "project": 2}.get(line["funding_source"], 1),
        "is_total": line["funding_source"] == "total",
        "is_leaf": line["funding_source"] not in ("total", "basic", "project"),
        "computed_rate_pct": None if rate is None else rounded(rate, 4),
        "doubtful": sorted(sheet.doubts.get(("budget_line", number), ())),
    }
    _append(frame, values)
    cells.add("budget_line", number, "label_text", line["label_text"], line["label_text"], page)
    for name in style.money:
        cells.number("budget_line", number, name, line.get(name), page, value=yuan[name])
    cells.number("budget_line", number, "execution_rate_pct", line.get("execution_rate_pct"), page)
    if style.prints_budget_weight and style.budget_weight is not None:
        cells.number("budget_line", number, "weight", line.get("weight"), page)
    if style.prints_budget_score and style.budget_weight is not None:
        cells.number("budget_line", number, "score", line.get("score"), page)
    if style.has_line_reasons:
        cells.text("budget_line", number, "reason_text", line.get("reason_text"), page)


def _indicator_cells(cells: _Cells, style: Style, number: int, row: Row, page: int) -> None:
    def text(name: str, raw: Any = None) -> None:
        if row.get(name) is not None:
            cells.add("indicator", number, name, row[name] if raw is None else raw, row[name], page)

    text("level1")
    text("level2")
    text("name")
    target, actual = row["target_text"], row["actual_text"]
    cells.text("indicator", number, "target_text", target, page)
    own = style.has_columns_for_target
    text("target_operator", row.get("operator_text") if own else target)
    cells.add("indicator", number, "target_value", target, row["target_value"], page)
    text("target_unit", None if own else target)
    if row.get("target_unit") is not None:
        unit = row["target_unit"]
        cells.add("indicator", number, "target_unit_canonical", unit if own else target, _canonical(unit), page)
    cells.text("indicator", number, "actual_text", actual, page)
    cells.add("indicator", number, "actual_value", actual, row["actual_value"], page)
    if row.get("actual_unit") is not None:
        cells.add("indicator", number, "actual_unit", actual, row["actual_unit"], page)
        cells.add("indicator", number, "actual_unit_canonical", actual, _canonical(row["actual_unit"]), page)
    text("attainment", actual)
    if style.has_weights:
        cells.number("indicator", number, "weight", row["weight"], page)
    if style.has_scores:
        cells.number("indicator", number, "score", row["score"], page)
    if style.has_reasons:
        cells.text("indicator", number, "reason_text", row.get("reason_text"), page)
        text("deviation_reason", row.get("reason_text"))
        text("improvement_measure", row.get("reason_text"))


def _canonical(unit: str | None) -> str | None:
    return {"百分之": "%", "百分比": "%", "㎡": "平方米"}.get(unit or "", unit)


class _Cells:
    """The cell rows of one form, added column by column: a quarter of a million rows a thousand forms."""

    def __init__(self, frame: dict[str, list[Any]], sheet: Sheet) -> None:
        self.frame = frame
        self.sheet = sheet
        self.form_id = sheet.form_id

    def add(self, table: str, row: int, name: str, raw: Any, value: Any, page: int) -> None:
        printed = self.sheet.raw.get((table, row, name), raw) if self.sheet.raw else raw
        text = "" if printed is None else str(printed)
        state = "blank" if text == "" else "dash" if text in _DASH else "filled"
        f = self.frame
        f["form_id"].append(self.form_id)
        f["table_name"].append(table)
        f["row_no"].append(row)
        f["field"].append(name)
        f["piece"].append(0)
        f["raw_value"].append(text)
        f["corrected_text"].append(None)
        f["value"].append(None if value is None else format(value, "f") if isinstance(value, Decimal) else str(value))
        f["origin"].append("printed")
        f["state"].append(state)
        f["page"].append(page)
        y = 60.0 + 20 * row
        f["x0"].append(50.0)
        f["top"].append(y)
        f["x1"].append(545.0)
        f["bottom"].append(y + 18)
        f["line_no"].append(None)
        f["column_first"].append(None)
        f["column_last"].append(None)

    def text(self, table: str, row: int, name: str, value: str | None, page: int) -> None:
        """A text of a printed column: blank cells are cells."""
        self.add(table, row, name, value or "", value, page)

    def number(self, table: str, row: int, name: str, printed: Decimal | None, page: int, **more: Any) -> None:
        """A figure of a printed column with its digits; one that is not printed is a dash. ``value`` is in yuan."""
        raw = "—" if printed is None else format(printed, ",f" if self.sheet.ordinal % 2 else "f")
        self.add(table, row, name, raw, more.get("value", printed), page)
