"""The views of the audit: expected scores, slack of targets, findings, and the profile of each department.

Belongs here: counts, shares and ratios. Which rule applies to a row, and how far rounding lets a score go, is read
from the tables ``expected_score`` and ``finding``.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from fractions import Fraction

from tests.recompute.arithmetic import Number, count, mean, over, percent, spread, total
from tests.recompute.money import OFFICE, PLACE, first_spelling, is_key_doubtful, money, share, size, summed
from tests.recompute.points import doubt_of, own_indicators, point_rows, point_sums, score_percent, states_reason
from tests.recompute.reasons import counted as counted_reasons
from tests.recompute.release import Facts, Row, by, is_counted, start

LIMITS = ("le", "lt")
# What stands in every row of expected_score, certain or not.
NAMES = ("form_id", "indicator_no", "doubted")
# Doubt of these makes the comparison of target and actual value doubtful.
COMPARED = (
    "target_value",
    "target_operator",
    "target_unit",
    "target_unit_canonical",
    "actual_value",
    "actual_operator",
    "actual_unit",
    "actual_unit_canonical",
)


def scores(facts: Facts) -> list[Row]:
    """Every indicator with what the rules give for it."""
    own = {(row["form_id"], row["indicator_no"]): row for row in facts["indicator"]}
    return [
        facts.of_form(row["form_id"])
        | (indicator := own[row["form_id"], row["indicator_no"]])
        | row
        | again(facts, row, indicator)
        | {
            "own_doubtful": {*indicator["doubtful"]},
            "doubt_of": doubt_of(facts, indicator) | ({*row, "slack"} - {*NAMES} if row["doubted"] else set()),
        }
        for row in facts["expected_score"]
    ]


def again(facts: Facts, row: Row, indicator: Row) -> Row:
    """Ratio, scores and difference computed again where the table has one."""
    ratio = reached(indicator) if row["achieved_ratio"] is not None else None
    weight, profile = indicator["weight"], facts.profiles[row["form_id"]]
    band = {"met": ("met_low_pct", None), "partly_met": ("partly_low_pct", "partly_high_pct")}
    made: Row = {"achieved_ratio": ratio}
    if row["met_score"] is not None:
        made["met_score"] = weight
    if row["proportional_score"] is not None:
        made["proportional_score"] = (ratio or 0) * weight
    if row["inverse_ratio_score"] is not None:
        made["inverse_ratio_score"] = ratio * weight
    if row["inverse_linear_score"] is not None:
        made["inverse_linear_score"] = max(0, 2 - Fraction(1) / ratio) * weight if ratio else 0
    if row["band_low_score"] is not None or row["band_high_score"] is not None:
        low, high = band.get(graded(indicator) or "", (None, "not_met_high_pct"))
        made["band_low_score"] = weight * profile[low] / 100 if low else 0
        made["band_high_score"] = weight * profile[high] / 100 if high else weight
    score, bottom, top = indicator["score"], row["allowed_low"], row["allowed_high"]
    if row["score_difference"] is not None:
        made["score_difference"] = score - min(max(score, bottom), top)
    return made


def graded(row: Row) -> str | None:
    """The class of an actual value in words; 部分达成 is one also where the reader names none."""
    words = (("部分", "partly_met"), ("未", "not_met"), ("没有", "not_met"))
    text = row["actual_text"] or ""
    return row["attainment"] or next((name for word, name in words if text.startswith(word)), "met")


def reached(row: Row) -> Number:
    """Actual over target, target over actual for limits, in one unit."""
    target, actual = row["target_value"], row["actual_value"]
    if None not in (row["target_value_base"], row["actual_value_base"], row["target_unit"], row["actual_unit"]):
        target, actual = row["target_value_base"], row["actual_value_base"]
    ratio = over(target, actual) if row["target_operator"] in LIMITS else over(actual, target)
    # A fall where growth was asked for reaches nothing of it.
    return None if ratio is None else max(ratio, 0)


def score_audit(facts: Facts) -> Iterator[Row]:
    for row in scores(facts):
        yield row | {"doubted_text": {*row["doubted"]} or None}


def score_audit_coverage(facts: Facts) -> Iterator[Row]:
    rows = [row for row in scores(facts) if row["is_counted"] and is_counted(facts.forms[row["form_id"]])]
    everything = by(rows, *PLACE)
    for place, group in by(rows, *PLACE, "method", "unchecked_reason").items():
        key = dict(zip((*PLACE, "method", "unchecked_reason"), place, strict=True))
        every = everything[place[: len(PLACE)]]
        doubtful = [
            row
            for row in group
            if row["doubted"] or is_key_doubtful(facts.forms[row["form_id"]], PLACE) or "score" in row["own_doubtful"]
        ]
        yield key | {
            "fiscal_year_start": start(group[0]),
            "forms": count(row["form_id"] for row in group),
            "indicators": len(group),
            "share_pct": percent(len(group), len(every)),
            "unchecked_pct": percent(sum(row["method"] == "unchecked" for row in every), len(every)),
            "differing": sum(bool(row["score_difference"]) for row in group),
            "doubtful_rows": len(doubtful),
            "doubtful_points_share_pct": share(
                (row["weight"] for row in doubtful), total(row["weight"] for row in group)
            ),
        }


def is_compared(row: Row) -> bool:
    """Whether target and actual value compare as numbers."""
    is_number = row["target_value"] is not None and row["actual_value"] is not None
    return row["achieved_ratio"] is not None or (is_number and row["method"] in ("met", "proportional", "inverse"))


def slack(row: Row) -> str:
    """How far the actual value is beyond the target."""
    ratio = row["achieved_ratio"]
    if row["target_value_base"] == row["actual_value_base"] is not None:
        return "exact"
    if ratio is None:
        return "no_ratio" if row["method"] == "met" else "missed"
    if ratio < 1:
        return "missed"
    if ratio == 1:
        return "exact"
    steps = ((Fraction(13, 10), "below_130"), (2, "below_200"), (5, "below_500"))
    return next((name for limit, name in steps if ratio < limit), "from_500")


def target_slack(facts: Facts) -> Iterator[Row]:
    for row in scores(facts):
        if is_compared(row):
            is_stated = states_reason(facts, row["form_id"], row["indicator_no"])
            yield row | {"slack": slack(row), "reason_state": "stated" if is_stated else "not_stated"}


def target_change(facts: Facts) -> Iterator[Row]:
    """Pairs of one indicator in two years; how far the target became easier follows from its direction."""
    own = {(row["form_id"], row["indicator_no"]): row for row in facts["indicator"]}
    for pair in facts["indicator_pair"]:
        form, earlier_form = facts.forms[pair["form_id"]], facts.forms[pair["earlier_form_id"]]
        if form["duplicate_of"] is not None:
            continue
        row = own[pair["form_id"], pair["indicator_no"]]
        earlier = own[pair["earlier_form_id"], pair["earlier_indicator_no"]]
        before = {f"earlier_{name}": value for name, value in (earlier_form | earlier).items()}
        made = facts.of_form(pair["form_id"]) | row | before | pair
        if pair["target_change"] is not None:
            now, then = row["target_value_base"], earlier["target_value_base"]
            easier = then - now if pair["direction"] != "less" else now - then
            made["lowered_by"] = easier
            made["target_change"] = "lowered" if easier > 0 else "raised" if easier < 0 else "same"
            if pair["lowered_by_pct"] is not None:
                made["lowered_by_pct"] = percent(easier, abs(then))
        yield {name: value for name, value in made.items() if name not in ("doubtful", "earlier_doubtful")}


def findings(facts: Facts) -> Iterator[Row]:
    names = {(row["form_id"], row["indicator_no"]): row["name"] for row in facts["indicator"]}
    rules = {row["rule_id"]: row for row in facts["rule"]}
    for row in facts["finding"]:
        form_id = row["form_id"]
        about = facts.of_form(form_id) if form_id else {"fiscal_year_start": start(row), "form_kind": None}
        is_indicator = row["table_name"] == "indicator"
        yield (
            rules[row["rule_id"]]
            | about
            | {name: value for name, value in row.items() if form_id is None or name not in about}
            | {
                "severity": row["severity"],
                "name": names.get((form_id, row["row_no"])) if is_indicator else None,
                "doubted_text": {*row["doubted"]} or None,
            }
        )


def office(facts: Facts, row: Row) -> Row:
    """The office that a finding about no form names, where the forms of its year know only one of that name."""
    year = row["fiscal_year"]
    same = "department_id" if row.get("department_id") else "department"
    named = {
        tuple(form[name] for name in OFFICE if name != "form_kind")
        for form in facts.counted
        if form[same] == row[same] is not None and form["fiscal_year"] == year
    }
    names = [name for name in OFFICE if name != "form_kind"]
    (known,) = named if len(named) == 1 else [(None,) * len(names)]
    return dict(zip(names, known, strict=True)) | {"fiscal_year": year}


def finding_summary(facts: Facts) -> Iterator[Row]:
    rows = []
    for row in facts["finding"]:
        form = facts.forms.get(row["form_id"]) if row["form_id"] else None
        if form is not None and not is_counted(form):
            continue
        if form is not None:
            about = {name: form[name] for name in (*OFFICE, "department")}
            is_doubtful = bool(row["doubted"]) or is_key_doubtful(form, OFFICE)
        else:
            about = office(facts, row) | {"form_kind": None, "department": row["department"]}
            is_doubtful = bool(row["doubted"])
        rows.append(row | about | {"is_row_doubtful": is_doubtful})
    forms = Counter(tuple(form[name] for name in OFFICE) for form in facts.counted)
    for place, group in by(rows, *OFFICE, "rule_id", "severity", "kind").items():
        of_key = forms[place[: len(OFFICE)]]
        affected, doubtful = count(row["form_id"] for row in group), sum(row["is_row_doubtful"] for row in group)
        yield dict(zip((*OFFICE, "rule_id", "severity", "kind"), place, strict=True)) | {
            "fiscal_year_start": start(group[0]),
            "department": first_spelling(group),
            "findings": len(group),
            "affected_forms": affected,
            "forms": of_key,
            "affected_pct": percent(affected, of_key),
            "doubtful_rows": doubtful,
            "doubtful_rows_pct": percent(doubtful, len(group)),
        }


def rule_summary(facts: Facts) -> Iterator[Row]:
    results, fired = by(facts["rule_result"], "rule_id"), by(facts["finding"], "rule_id")
    for rule in facts["rule"]:
        applied: Counter[str] = Counter()
        reasons: Counter[str] = Counter()
        for row in results.get(rule["rule_id"], ()):
            applied[row["result"]] += row["applications"]
            if row["result"] == "not_applicable":
                reasons[row["reason"]] += row["applications"]
        kinds = Counter(row["kind"] for row in fired.get(rule["rule_id"], ()))
        most = max(reasons.values(), default=0)
        names = [name for name, times in reasons.items() if times == most]
        yield rule | {
            "applications": applied.total(),
            "passed": applied["pass"],
            "failed": applied["fail"],
            "failed_pct": percent(applied["fail"], applied["fail"] + applied["pass"]),
            "not_applicable": applied["not_applicable"],
            **({"not_applicable_reason": names[0] if names else None} if len(names) < 2 else {}),
            "not_applicable_reason_rows": most,
            "form_findings": kinds["form"],
            "reader_findings": kinds["reader"],
        }


def department_profile(facts: Facts) -> Iterator[Row]:
    rows = {form["form_id"]: own_indicators(facts, form["form_id"]) for form in facts.counted}
    audited = {(row["form_id"], row["indicator_no"]): row for row in scores(facts)}
    found = by(facts["finding"], "form_id")
    reasons = by(counted_reasons(facts), "form_id")
    groups = by(facts.counted, *OFFICE)
    full: dict[tuple[object, ...], tuple[int, int]] = {}
    for place, forms in groups.items():
        scored = [row for form in forms for row in rows[form["form_id"]] if is_certain_score(row)]
        full[place] = (sum(row["score"] == row["weight"] for row in scored), len(scored))
    for place, forms in groups.items():
        key = dict(zip(OFFICE, place, strict=True))
        own = [audited[row["form_id"], row["indicator_no"]] for form in forms for row in rows[form["form_id"]]]
        scored = [row for row in own if is_certain_score(row | {"doubtful": row["own_doubtful"]})]
        compared = [row for row in own if is_compared(row)]
        certain = [row for row in compared if not {*COMPARED} & row["own_doubtful"]]
        steps = Counter(map(slack, certain))
        graded = [form for form in forms if form["grade_class"] and not {"grade", "grade_class"} & {*form["doubtful"]}]
        percents = [
            value
            for form in forms
            if not {"total_score", "total_weight"} & {*form["doubtful"]}
            and (value := score_percent(facts, form)) is not None
        ]
        peers = [share_of for other, share_of in full.items() if other != place and other[2:4] == place[2:4]]
        moneys = [(form, money(facts, form["form_id"])) for form in forms]
        sums = summed(
            [form | own_money | {"is_row_doubtful": own_money["is_money_doubtful"]} for form, own_money in moneys]
        )
        lost_points = point_sums([row for row in point_rows(facts) if tuple(row[name] for name in OFFICE) == place])
        targets = [row for row in own if row["target_text"] is not None and "target_kind" not in row["own_doubtful"]]
        stated = [row for form in forms for row in reasons.get(form["form_id"], ())]
        fired = [row for form in forms for row in found.get(form["form_id"], ())]
        fired += [
            row
            for row in found.get(None, ())
            if key["department_id"] and office(facts, row) | {"form_kind": key["form_kind"]} == key
        ]
        severities, kinds = Counter(row["severity"] for row in fired), Counter(row["kind"] for row in fired)
        doubtful = [
            m
            for form, m in moneys
            if m["is_money_doubtful"]
            or is_key_doubtful(form, (*OFFICE, "grade", "grade_class", "total_score", "total_weight"))
            or any({"weight", "score"} & {*row["doubtful"]} for row in rows[form["form_id"]])
        ]
        yield (
            sums
            | key
            | {
                "fiscal_year_start": start(forms[0]),
                "department": first_spelling(forms),
                "forms": len(forms),
                "graded_forms": len(graded),
                "top_grade_pct": percent(sum(form["grade_class"] == "excellent" for form in graded), len(graded)),
                "totalled_forms": len(percents),
                "mean_score_pct": mean(percents),
                "lowest_score_pct": min(percents, default=None),
                "highest_score_pct": max(percents, default=None),
                "score_deviation_pct": spread(percents),
                "indicators": len(own),
                "scored_indicators": len(scored),
                "full_score_pct": percent(*full[place]),
                "peers_full_score_pct": percent(sum(a for a, _ in peers), sum(b for _, b in peers)),
                "compared_indicators": len(certain),
                "missed_pct": percent(steps["missed"], len(certain)),
                "exact_pct": percent(steps["exact"], len(certain)),
                "over_pct": percent(sum(steps[s] for s in ("below_200", "below_500", "from_500")), len(certain)),
                "qualitative_pct": percent(sum(is_in_words(row) for row in targets), len(targets)),
                "unchecked_pct": percent(sum(row["method"] == "unchecked" for row in own), len(own)),
                "shortfall_indicators": lost_points["shortfall_indicators"],
                "shortfall": lost_points["shortfall"],
                "shortfalls_without_reason": lost_points["unexplained_shortfalls"],
                "doubtful_points_share_pct": lost_points["doubtful_points_share_pct"],
                "reasons": len(stated),
                "shared_reasons": sum(row["projects_in_near_group"] > 1 for row in stated),
                "errors": severities["error"],
                "warnings": severities["warning"],
                "infos": severities["info"],
                "form_findings": kinds["form"],
                "reader_findings": kinds["reader"],
                "left_out_grades": len(forms) - len(graded),
                "left_out_totals": len(forms) - len(percents),
                "left_out_indicators": len(own) - len(scored),
                "left_out_targets": len(compared) - len(certain),
                "doubtful_names": sum(is_key_doubtful(form, OFFICE) for form in forms),
                "doubtful_rows": len(doubtful),
                "doubtful_money_share_pct": share(
                    (size(m) for form, m in moneys if m["is_money_doubtful"] or is_key_doubtful(form, OFFICE)),
                    total(size(m) for _, m in moneys),
                ),
                **told(facts, key),
            }
        )


def is_certain_score(row: Row) -> bool:
    return bool(row["weight"]) and row["score"] is not None and not {"weight", "score"} & {*row["doubtful"]}


def is_in_words(row: Row) -> bool:
    """A target without a figure."""
    return row["target_kind"] in ("words", "grade", "placeholder", "identifier")


def told(facts: Facts, key: Row) -> Row:
    """What the first statement on all projects of a report says of the department in the year."""
    for row in sorted(facts["narrative"], key=lambda row: row["narrative_id"]):
        is_same = row["department"] == key["department_normalized"] and row["fiscal_year"] == key["fiscal_year"]
        if row["scope"] == "all" and is_same:
            names = {"stated_projects": "projects", "stated_mean_score": "mean_score"}
            return {name: None if own in row["doubtful"] else row[own] for name, own in names.items()}
    return {"stated_projects": None, "stated_mean_score": None}
