"""The views of what became of the documents and of what is doubtful: counts of rows of the tables."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator

from tests.recompute.arithmetic import count
from tests.recompute.release import Facts, Row, by, start


def data_quality(facts: Facts) -> Iterator[Row]:
    forms = by(facts["form"], "document_id")
    statements, refused = by(facts["narrative"], "document_id"), by(facts["quarantine"], "document_id")
    found = by(facts["finding"], "document_id")
    repairs, corrections = by(facts["repair"], "form_id"), by(facts["correction"], "document_id")
    doubts = by(facts["doubt"], "form_id")
    for document in facts["document"]:
        own = forms.get(document["document_id"], [])
        ids = [form["form_id"] for form in own]
        lines = [row for form_id in ids for row in facts.lines.get(form_id, ())]
        indicators = [row for form_id in ids for row in facts.indicators.get(form_id, ())]
        kinds = Counter(row["kind"] for row in found.get(document["document_id"], ()))
        codes = Counter(row["code"] for form_id in ids for row in doubts.get(form_id, ()))
        yield document | {
            "fiscal_year_start": start(document),
            "statements": len(statements.get(document["document_id"], ())),
            "forms": len(own),
            "budget_lines": len(lines),
            "indicators": len(indicators),
            "doubtful_values": sum(len(row["doubtful"]) for row in [*own, *lines, *indicators]),
            "doubts_by_code": {f"{word}" for code, times in codes.items() for word in (code, times)} or None,
            "unknown_units": sum(
                row[f"{side}_unit"] is not None and row[f"{side}_unit_canonical"] is None
                for row in indicators
                for side in ("target", "actual")
            ),
            "repairs": sum(len(repairs.get(form_id, ())) for form_id in ids),
            "corrections": len(corrections.get(document["document_id"], ())),
            "reader_findings": kinds["reader"],
            "form_findings": kinds["form"],
            "quarantined": len(refused.get(document["document_id"], ())),
        }


def doubt_summary(facts: Facts) -> Iterator[Row]:
    texts = {row["code"]: row for row in facts["doubt_code"]}
    for code, rows in by(facts["doubt"], "code").items():
        yield {
            "code": code,
            "action": texts[code]["action"],
            "doubtful_values": count((row["form_id"], row["table_name"], row["row_no"], row["field"]) for row in rows),
            "forms": count(row["form_id"] for row in rows),
            "documents": count(facts.forms[row["form_id"]]["document_id"] for row in rows),
        }


def doubts(facts: Facts) -> Iterator[Row]:
    pages = {(row["form_id"], row["indicator_no"]): row["page"] for row in facts["indicator"]}
    cells = {
        (row["form_id"], row["table_name"], row["row_no"], row["field"]): row
        for row in sorted(facts["cell"], key=lambda row: -row["piece"])
    }
    for row in facts["doubt"]:
        form = facts.forms[row["form_id"]]
        cell = cells.get((row["form_id"], row["table_name"], row["row_no"], row["field"]), {})
        page = cell.get("page")
        if page is None and row["table_name"] == "indicator":
            page = pages.get((row["form_id"], row["row_no"]))
        yield facts.of_form(row["form_id"]) | row | {"page": page or form["first_page"]}


def unknown_units(facts: Facts) -> Iterator[Row]:
    seen = [
        {"unit": row[f"{side}_unit"], "form_id": row["form_id"]}
        for row in facts["indicator"]
        for side in ("target", "actual")
        if row[f"{side}_unit"] is not None and row[f"{side}_unit_canonical"] is None
    ]
    for unit, rows in by(seen, "unit").items():
        yield {
            "unit": unit,
            "times": len(rows),
            "forms": count(row["form_id"] for row in rows),
            "documents": count(facts.forms[row["form_id"]]["document_id"] for row in rows),
        }


def release(facts: Facts) -> Iterator[Row]:
    kinds = {document["is_example"] for document in facts["document"]}
    name = {frozenset(): "none", frozenset({True}): "example", frozenset({False}): "real"}
    yield {"schema_version": "2.0.0", "data_kind": name.get(frozenset(kinds), "mixed")}
