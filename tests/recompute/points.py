"""The views of indicators and their points: scores below weight, ratios, how far targets were passed.

Belongs here: which indicators are counted, what is lost, when a reason is given.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from tests.recompute.arithmetic import Number, count, less, percent, total
from tests.recompute.release import ABOUT_FORM, Facts, Row, by, start

# Doubt of these makes the points of an indicator doubtful.
POINTS = ("weight", "score", "shortfall", "is_counted")


# What is doubtful because of another column of the indicator.
RESTING = {
    "weight": {"shortfall"},
    "score": {"shortfall"},
    "reason_text": {"reason_state", "is_explained"},
    **{
        f"{side}_{part}": {"attainment_ratio", "achieved_ratio", "slack"}
        for side in ("target", "actual")
        for part in ("value", "operator", "unit")
    },
}


def doubt_of(facts: Facts, row: Row) -> set[str]:
    """What is doubtful in a row of an indicator and its form."""
    form = facts.forms[row["form_id"]]
    own = {*row["doubtful"]}
    return own.union(*(RESTING.get(name, set()) for name in own), {*form["doubtful"]} & {*ABOUT_FORM})


def own_indicators(facts: Facts, form_id: str) -> list[Row]:
    """The indicators of a form that are added."""
    return [row for row in facts.indicators.get(form_id, []) if row["is_counted"]]


def is_scored(row: Row) -> bool:
    return row["weight"] is not None and row["score"] is not None


def is_short(row: Row) -> bool:
    return is_scored(row) and row["score"] < row["weight"]


def lost(rows: Iterable[Row]) -> Number:
    """Points lost by those below their weight; null where nothing is scored."""
    scored = [row for row in rows if is_scored(row)]
    return total([0, *(row["weight"] - row["score"] for row in scored if is_short(row))]) if scored else None


def lost_points(facts: Facts, form_id: str) -> Row:
    rows = own_indicators(facts, form_id)
    return {"indicators": len(rows), "shortfall_indicators": sum(map(is_short, rows)), "shortfall": lost(rows)}


def score_percent(facts: Facts, form: Row) -> Number:
    """Total score over total weight; where none is printed, over the weights of all score lines."""
    weight = form["total_weight"]
    if weight is None:
        lines = [line for line in facts.lines.get(form["form_id"], []) if line["is_total"]]
        weight = total(row["weight"] for row in [*lines, *own_indicators(facts, form["form_id"])])
    return percent(form["total_score"], weight)


def output_percent(facts: Facts, form_id: str) -> Number:
    """Points of the outputs over their weights, of those that have both."""
    rows = [row for row in own_indicators(facts, form_id) if row["level1"] == "产出指标" and is_scored(row)]
    return percent(total(row["score"] for row in rows), total(row["weight"] for row in rows))


def states_reason(facts: Facts, form_id: str, indicator_no: int) -> bool:
    return any(row["state"] == "stated" for row in facts.reasons.get((form_id, "indicator", indicator_no), ()))


def is_explained(facts: Facts, row: Row) -> bool:
    """A cause stands beside the indicator or a part of it, or in the analysis of the whole form; a measure is none."""
    form_id, number = row["form_id"], row["indicator_no"]
    parts = [
        part["indicator_no"] for part in facts.indicators.get(form_id, ()) if part["parent_indicator_no"] == number
    ]
    places = [(form_id, "form", 0), *((form_id, "indicator", place) for place in (number, *parts))]
    return any(reason["has_cause"] for place in places for reason in facts.reasons.get(place, ()))


def indicators(facts: Facts) -> Iterator[Row]:
    expected = {(row["form_id"], row["indicator_no"]): row for row in facts["expected_score"]}
    for row in facts["indicator"]:
        form_id, number = row["form_id"], row["indicator_no"]
        yield (
            facts.of_form(form_id)
            | row
            | {
                "shortfall": less(row["weight"], row["score"]),
                "attainment_ratio": expected[form_id, number]["achieved_ratio"],
                "is_explained": is_explained(facts, row),
                "reason_state": "stated" if states_reason(facts, form_id, number) else "not_stated",
                "doubt_of": doubt_of(facts, row),
            }
        )


def shortfall_indicators(facts: Facts) -> Iterator[Row]:
    return (row for row in indicators(facts) if is_short(row))


def point_rows(facts: Facts, *levels: str) -> Iterator[Row]:
    """Indicators that roll-ups count, with the key columns of their form."""
    key = ("region", "division_code", "fiscal_year", "form_kind", "department_id", "department_normalized")
    for form in facts.counted:
        for row in own_indicators(facts, form["form_id"]):
            is_key_doubtful = bool({*(key[:4] if levels else key), "duplicate_of"} & {*form["doubtful"]})
            used = {*POINTS, "reason_text", *levels}
            is_own_doubtful = bool(used & {*row["doubtful"]})
            yield (
                row
                | {name: form[name] for name in (*key, "department")}
                | {
                    "is_row_doubtful": is_key_doubtful or is_own_doubtful,
                    "is_unexplained": is_short(row) and not is_explained(facts, row),
                }
            )


def point_sums(rows: list[Row]) -> Row:
    scored = [row for row in rows if is_scored(row)]
    weight, score = total(row["weight"] for row in scored), total(row["score"] for row in scored)
    held = total(row["weight"] for row in rows)
    return {
        "forms": count(row["form_id"] for row in rows),
        "indicators": len(rows),
        "shortfall_indicators": sum(map(is_short, rows)),
        "unscored_indicators": len(rows) - len(scored),
        "unexplained_shortfalls": sum(row["is_unexplained"] for row in rows),
        "weight": weight,
        "score": score,
        "shortfall": lost(rows),
        "excess": total(max(row["score"] - row["weight"], 0) for row in scored),
        "score_rate_pct": percent(score, weight),
        "doubtful_rows": sum(row["is_row_doubtful"] for row in rows),
        "doubtful_points_share_pct": percent(total(row["weight"] for row in rows if row["is_row_doubtful"]) or 0, held),
    }


def shortfall_by_department(facts: Facts) -> Iterator[Row]:
    key = ("region", "division_code", "fiscal_year", "form_kind", "department_id", "department_normalized")
    for place, rows in by(point_rows(facts), *key).items():
        spellings = [row["department"] for row in rows if row["department"] is not None]
        yield (
            dict(zip(key, place, strict=True))
            | {"department": min(spellings, default=None), "fiscal_year_start": start(rows[0])}
            | point_sums(rows)
        )


def shortfall_by_level2(facts: Facts) -> Iterator[Row]:
    key = ("region", "division_code", "fiscal_year", "form_kind", "level1", "level2")
    for place, rows in by(point_rows(facts, "level1", "level2"), *key).items():
        yield dict(zip(key, place, strict=True)) | {"fiscal_year_start": start(rows[0])} | point_sums(rows)
