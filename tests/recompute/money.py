"""The views of money: rows of the budget block, the money of each form once, and its sums.

Belongs here: what the data dictionary says of amounts and execution rates. The money of a form is that of its total
row; where that is not printed, or blank or zero above filled parts, it is the sum of the parts.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator

from tests.recompute.arithmetic import Number, count, less, mean, percent, total
from tests.recompute.points import lost_points, output_percent, own_indicators, score_percent
from tests.recompute.release import ABOUT_FORM, Facts, Row, by, start

AMOUNTS = ("initial_budget_yuan", "adjusted_budget_yuan", "executed_yuan")
PLACE = ("region", "division_code", "fiscal_year", "form_kind")
OFFICE = (*PLACE, "department_id", "department_normalized")
# What follows from amounts is as doubtful as they are.
FOLLOWING = ("adjustment_pct", "rate_budget_yuan", "computed_rate_pct", "unspent_yuan", "overspent_yuan")


def spending(facts: Facts, form_id: str, row: Row) -> Row:
    """What follows from the three amounts of a row."""
    initial, adjusted, executed = (row[name] for name in AMOUNTS)
    is_initial = facts.profiles[form_id]["rate_denominator"] == "initial_budget"
    budget = initial if is_initial else adjusted
    left = less(budget, executed)
    return {
        "adjustment_pct": percent(less(adjusted, initial), initial),
        "rate_budget_yuan": budget,
        "computed_rate_pct": percent(executed, budget),
        "unspent_yuan": None if left is None else max(left, 0),
        "overspent_yuan": None if left is None else max(-left, 0),
    }


def budget_execution(facts: Facts) -> Iterator[Row]:
    for line in facts["budget_line"]:
        form_id = line["form_id"]
        yield (
            facts.of_form(form_id)
            | line
            | spending(facts, form_id, line)
            | {"score_lost": less(line["weight"], line["score"])}
            | {"doubt_of": resting({*line["doubtful"]}) | {*facts.forms[form_id]["doubtful"]} & {*ABOUT_FORM}}
        )


def resting(doubtful: set[str]) -> set[str]:
    """Doubtful columns of a funding row with what follows from them."""
    found = {*doubtful}
    if doubtful & {"adjusted_budget_yuan", "initial_budget_yuan"}:
        found |= {"adjustment_pct"}
    if doubtful & {*AMOUNTS}:
        found |= {*FOLLOWING} - {"adjustment_pct"}
    if doubtful & {"weight", "score"}:
        found |= {"score_lost"}
    return found


def money(facts: Facts, form_id: str) -> Row:
    """The money of a form once, with the columns of it that are doubtful."""
    lines = facts.lines.get(form_id, [])
    top = next((line for line in lines if line["is_total"]), None)
    parts = [line for line in lines if line["is_leaf"] and line is not top]
    lost = {name for name in AMOUNTS if any(part[name] is None and name in part["doubtful"] for part in parts)}
    sums = {name: None if name in lost else total(part[name] for part in parts) for name in AMOUNTS}
    is_empty = top is None or (not any(top[name] for name in AMOUNTS) and any(sums.values()) and bool(parts))
    if top is not None and not is_empty:
        amounts, basis = {name: top[name] for name in AMOUNTS}, "total_row"
        doubtful = resting({name for name in AMOUNTS if name in top["doubtful"]})
    else:
        amounts, basis = sums, "parts" if parts else None
        doubtful = {*AMOUNTS, *FOLLOWING, "money_basis"} if parts else set()
    return (
        amounts
        | spending(facts, form_id, amounts)
        | {"money_basis": basis, "is_money_doubtful": bool(doubtful), "money_doubtful": doubtful, "form_id": form_id}
    )


def budget_totals(facts: Facts) -> Iterator[Row]:
    for form_id in facts.forms:
        own = money(facts, form_id)
        yield facts.of_form(form_id) | own | {"doubt_of": own["money_doubtful"] | {*facts.forms[form_id]["doubtful"]}}


def projects(facts: Facts) -> Iterator[Row]:
    for form in facts.forms.values():
        form_id = form["form_id"]
        own, doubtful = money(facts, form_id), {*form["doubtful"]}
        if doubtful & {"total_score", "total_weight"}:
            doubtful.add("score_pct")
        if any({"weight", "score", "is_counted"} & {*row["doubtful"]} for row in facts.indicators.get(form_id, ())):
            doubtful |= {"shortfall", "shortfall_indicators"}
        judged = {"level1", "weight", "score", "is_counted"}
        if any(judged & {*row["doubtful"]} for row in own_indicators(facts, form_id)):
            doubtful.add("output_score_pct")
        yield (
            form
            | {"fiscal_year_start": start(form)}
            | own
            | lost_points(facts, form_id)
            | {
                "score_pct": score_percent(facts, form),
                "output_score_pct": output_percent(facts, form_id),
                "doubt_of": doubtful | own["money_doubtful"],
            }
        )


def department_forms(facts: Facts) -> Iterator[Row]:
    findings = by(facts["finding"], "form_id")
    for row in projects(facts):
        if row["form_kind"] == "department" and row["duplicate_of"] is None:
            yield row | {"findings": len(findings.get(row["form_id"], ()))}


def summed(rows: list[Row]) -> Row:
    """The sums of one group; each row has the amounts, ``is_row_doubtful`` and what follows from the amounts."""
    both = [row for row in rows if row["rate_budget_yuan"] is not None and row["executed_yuan"] is not None]
    changed = [row for row in rows if None not in (row["initial_budget_yuan"], row["adjusted_budget_yuan"])]
    before = total(row["initial_budget_yuan"] for row in changed)
    after = total(row["adjusted_budget_yuan"] for row in changed)
    budget, executed = total(row["rate_budget_yuan"] for row in both), total(row["executed_yuan"] for row in both)
    doubtful = [row for row in rows if row["is_row_doubtful"]]
    held = total(size(row) for row in rows)
    return {
        "forms": count(row["form_id"] for row in rows),
        **{name: total(row[name] for row in rows) for name in AMOUNTS},
        "adjustment_pct": percent(less(after, before), before),
        "rate_budget_yuan": budget,
        "rate_executed_yuan": executed,
        "computed_rate_pct": percent(executed, budget),
        "unspent_yuan": total(row["unspent_yuan"] for row in rows),
        "overspent_yuan": total(row["overspent_yuan"] for row in rows),
        "incomplete_rows": len(rows) - len(both),
        "doubtful_rows": len(doubtful),
        "doubtful_money_share_pct": share([size(row) for row in doubtful if row.get("is_size_doubtful", True)], held),
    }


def size(row: Row) -> Number:
    """The money of a row: the larger one of its budget and what it spent."""
    known = [row[name] for name in ("rate_budget_yuan", "executed_yuan") if row[name] is not None]
    return max(known) if known else None


def share(parts: Iterable[Number], whole: Number) -> Number:
    """The share of a whole in percent; nothing doubtful is a share of zero."""
    return percent(total(parts) or 0, whole)


def by_key(rows: Iterable[Row], key: tuple[str, ...], sums: Callable[[list[Row]], Row]) -> Iterator[Row]:
    for place, group in by(rows, *key).items():
        yield dict(zip(key, place, strict=True)) | {"fiscal_year_start": start(group[0])} | sums(group)


def counted_money(facts: Facts) -> Iterator[Row]:
    for form in facts.counted:
        own = money(facts, form["form_id"])
        yield form | own | {"is_row_doubtful": own["is_money_doubtful"] or is_key_doubtful(form, OFFICE)}


def is_key_doubtful(form: Row, key: tuple[str, ...]) -> bool:
    """Whether it is uncertain in which row of a roll-up a form is counted, or whether it is."""
    return bool({*key, "duplicate_of"} & {*form["doubtful"]})


def budget_execution_by_department(facts: Facts) -> Iterator[Row]:
    return by_key(counted_money(facts), OFFICE, lambda rows: summed(rows) | {"department": first_spelling(rows)})


def first_spelling(rows: list[Row]) -> str | None:
    """The first spelling by character."""
    return min((row["department"] for row in rows if row["department"] is not None), default=None)


def budget_execution_by_funding_source(facts: Facts) -> Iterator[Row]:
    rows = []
    for form in facts.counted:
        for line in facts.lines.get(form["form_id"], []):
            if line["is_leaf"]:
                is_doubtful = bool({*AMOUNTS, "funding_source", "is_leaf"} & {*line["doubtful"]})
                rows.append(
                    {name: form[name] for name in ABOUT_FORM}
                    | line
                    | spending(facts, form["form_id"], line)
                    | {"is_row_doubtful": is_doubtful or is_key_doubtful(form, PLACE)}
                )
    return by_key(rows, (*PLACE, "funding_source"), summed)


def project_years(facts: Facts) -> Iterator[Row]:
    rows = [
        form
        | money(facts, form["form_id"])
        | lost_points(facts, form["form_id"])
        | {"score_pct": score_percent(facts, form)}
        for form in facts.forms.values()
        if form["duplicate_of"] is None and None not in (form["project_name"], form["fiscal_year"])
    ]
    for row in rows:
        used = ("project_key", "form_kind", "fiscal_year", "total_weight", "total_score")
        points = any({"weight", "score"} & {*own["doubtful"]} for own in facts.indicators.get(row["form_id"], []))
        row["is_size_doubtful"] = row["is_money_doubtful"] or is_key_doubtful(row, used[:3])
        row["is_row_doubtful"] = row["is_money_doubtful"] or is_key_doubtful(row, used) or points
    made = {}
    for (key, kind, year), group in by(rows, "project_key", "form_kind", "fiscal_year").items():
        made[key, kind, year] = summed(group) | {
            "project_key": key,
            "form_kind": kind,
            "fiscal_year": year,
            "fiscal_year_start": start(group[0]),
            "mean_score_pct": mean(row["score_pct"] for row in group),
            "shortfall": total(row["shortfall"] for row in group),
        }
    for (key, kind, year), row in made.items():
        before = made.get((key, kind, year - 1), {})
        earlier = ("rate_budget_yuan", "executed_yuan", "computed_rate_pct", "mean_score_pct", "shortfall")
        spent = before.get("executed_yuan")
        yield (
            row
            | {f"previous_{name}": before.get(name) for name in earlier}
            | {"executed_change_pct": percent(less(row["executed_yuan"], spent), spent)}
        )
