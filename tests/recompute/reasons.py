"""The views of reasons: every stated one, how many projects give it, and its sums.

Belongs here: what a stated reason counts for. Reasons are told apart and grouped in table ``reason``; that is not
done again here.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator
from typing import Any

from tests.recompute.arithmetic import count, less, percent, total
from tests.recompute.money import OFFICE, PLACE, first_spelling, is_key_doubtful, share
from tests.recompute.points import is_short
from tests.recompute.release import Facts, Row, by, is_counted, start

TEXT = ("form_id", "table_name", "row_no", "field")
# What a model suggests is always doubtful, and no sum rests on it.
SUGGESTED = ("suggested_category", "suggested_probability")
# What tells projects, departments, years and regions apart.
KEY = ("project_key", "department_id", "fiscal_year", "region")
OF_INDICATOR = (
    "level1",
    "level2",
    "name",
    "name_normalized",
    "indicator_kind",
    "deviation_reason",
    "improvement_measure",
)


def project(facts: Facts, form_id: str) -> Any:
    """What a form reports on: a project in a year, one for all publications of it."""
    form = facts.forms[form_id]
    form = facts.forms.get(form["duplicate_of"] or form_id, form)
    return (form["project_key"] or form["form_id"], form["fiscal_year"])


def stated(facts: Facts) -> list[Row]:
    """Every stated reason with the row it stands beside."""
    classes = by(facts["reason_category"], *TEXT)
    beside = {("indicator", row["form_id"], row["indicator_no"]): row for row in facts["indicator"]}
    beside |= {("budget_line", row["form_id"], row["line_no"]): row for row in facts["budget_line"]}
    made = []
    for reason in facts["reason"]:
        if reason["state"] != "stated":
            continue
        form_id, table = reason["form_id"], reason["table_name"]
        own = beside.get((table, form_id, reason["row_no"]), {})
        is_indicator = table == "indicator"
        first: dict[str, int] = {}
        for hit in classes.get(tuple(reason[name] for name in TEXT), ()):
            place = hit["match_start"] if hit["match_start"] is not None else -1
            first[hit["category"]] = min(place, first.get(hit["category"], place))
        categories = sorted(first, key=lambda name: (first[name], name))
        about = facts.of_form(form_id)
        made.append(
            about
            | {name: own.get(name) if is_indicator else None for name in OF_INDICATOR[:-2]}
            | ({name: own.get(name) for name in OF_INDICATOR[-2:]} if is_indicator else {})
            | reason
            | {
                "indicator_no": reason["row_no"] if is_indicator else None,
                "weight": own.get("weight"),
                "score": own.get("score"),
                "shortfall": less(own.get("weight"), own.get("score")),
                "is_counted": is_indicator and bool(own.get("is_counted")),
                "page": own["page"] if is_indicator else about["first_page"],
                "categories": categories,
                "categories_text": set(categories),
                "category": categories[0] if categories else None,
                "is_points_doubtful": is_indicator and bool({"weight", "score", "shortfall"} & {*own["doubtful"]}),
                "doubtful_levels": {"level1", "level2"} & {*own["doubtful"]} if is_indicator else set(),
                "reason_doubtful": {*reason["doubtful"]} - {*SUGGESTED},
            }
        )
    for name, key in (("projects_in_group", "reason_key"), ("projects_in_near_group", "reason_group")):
        for rows in by(made, key).values():
            projects = count(project(facts, row["form_id"]) for row in rows if row["form_kind"] != "department")
            for row in rows:
                row[name] = projects
    return made


def deviation_reasons(facts: Facts) -> Iterator[Row]:
    for row in stated(facts):
        yield {name: value for name, value in row.items() if name != "doubtful"} | {
            "reason_group": row["reason_key"],
            "near_group": row["reason_group"],
        }


def counted(facts: Facts) -> list[Row]:
    return [row for row in stated(facts) if is_counted(facts.forms[row["form_id"]])]


def reason_sums(rows: list[Row]) -> Row:
    short = [row for row in rows if row["is_counted"] and is_short(row)]
    doubtful = [row for row in rows if row["is_row_doubtful"]]
    lost = total(row["shortfall"] for row in short)
    is_scored = any(row["is_counted"] and row["shortfall"] is not None for row in rows)
    return {
        "forms": count(row["form_id"] for row in rows),
        "reasons": len(rows),
        "reason_groups": count(row["reason_key"] for row in rows),
        "shared_reasons": sum(row["projects_in_group"] > 1 for row in rows),
        "shortfall_indicators": len(short),
        "shortfall": (lost or 0) if is_scored else None,
        "doubtful_rows": len(doubtful),
        "doubtful_points_share_pct": share((row["shortfall"] for row in doubtful if row in short), lost),
    }


def with_doubt(facts: Facts, rows: Iterable[Row], key: tuple[str, ...]) -> list[Row]:
    return [
        row
        | {
            "is_row_doubtful": bool(row["reason_doubtful"])
            or row["is_points_doubtful"]
            or not row["doubtful_levels"].isdisjoint(key)
            or is_key_doubtful(facts.forms[row["form_id"]], key)
        }
        for row in rows
    ]


def grouped(
    facts: Facts, rows: Iterable[Row], key: tuple[str, ...], sums: Callable[[list[Row]], Row] = reason_sums
) -> Iterator[Row]:
    for place, group in by(with_doubt(facts, rows, key), *key).items():
        yield dict(zip(key, place, strict=True)) | {"fiscal_year_start": start(group[0])} | sums(group)


def deviation_reason_by_department(facts: Facts) -> Iterator[Row]:
    return grouped(facts, counted(facts), OFFICE, lambda rows: reason_sums(rows) | {"department": first_spelling(rows)})


def deviation_reason_by_level2(facts: Facts) -> Iterator[Row]:
    rows = [row for row in counted(facts) if row["table_name"] == "indicator"]
    return grouped(facts, rows, (*PLACE, "level1", "level2"))


def deviation_reason_by_category(facts: Facts) -> Iterator[Row]:
    rows = [row | {"category": name} for row in counted(facts) for name in row["categories"]]
    return grouped(facts, rows, (*PLACE, "category"))


def deviation_reason_by_department_category(facts: Facts) -> Iterator[Row]:
    rows = [row | {"category": name} for row in counted(facts) for name in row["categories"]]
    return grouped(
        facts, rows, (*OFFICE, "category"), lambda group: reason_sums(group) | {"department": first_spelling(group)}
    )


def reason_groups(facts: Facts) -> Iterator[Row]:
    for group, rows in by(with_doubt(facts, counted(facts), KEY), "reason_group").items():
        wordings = count(row["reason_key"] for row in rows)
        forms = [facts.forms[row["form_id"]] for row in rows]
        doubtful = sum(row["is_row_doubtful"] for row in rows)
        yield {
            "near_group": group,
            "likeness": "identical" if wordings == 1 else "similar",
            "lowest_similarity": min(row["group_similarity"] for row in rows),
            "wordings": wordings,
            "reasons": len(rows),
            "forms": count(row["form_id"] for row in rows),
            "projects": count(project(facts, row["form_id"]) for row in rows),
            "departments": count(form["department_id"] for form in forms),
            "years": count(form["fiscal_year"] for form in forms),
            "regions": count(form["region"] for form in forms),
            "doubtful_rows": doubtful,
            "doubtful_rows_pct": percent(doubtful, len(rows)),
        }
