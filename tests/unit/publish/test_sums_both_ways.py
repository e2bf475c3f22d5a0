"""Every roll-up adds up both ways: to what the tables hold, added here in plain Python, and to the other views."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from pipeline.warehouse.query import query
from schemas.table_frames import to_frame
from schemas.views import VIEWS
from tests import releases
from tests.unit.publish.invented_tables import MONEY, Row, invented

DEPARTMENT = ("region", "division_code", "fiscal_year", "form_kind", "department_id", "department_normalized")
PLACE = DEPARTMENT[:4]
Key = tuple[Any, ...]


class Release:
    """The tables of one seed and the warehouse that is made of them."""

    def __init__(self, seed: int, folder: Path) -> None:
        self.tables = invented(seed)
        frames = {name: to_frame(name, table) for name, table in self.tables.items()}
        self.warehouse = releases.warehouse_of(frames, folder)
        self.forms = {form["form_id"]: form for form in self.tables["form"]}

    def view(self, name: str) -> list[Row]:
        return releases.rows(self.warehouse, f"SELECT * FROM {name}")

    def counted(self, table: str) -> list[Row]:
        """Rows of a table that belong to projects, each project once."""
        return [row for row in self.tables[table] if self.is_summed(row)]

    def is_summed(self, row: Row) -> bool:
        form = self.forms[row["form_id"]]
        return form.get("duplicate_of") is None and form["form_kind"] != "department"

    def by(self, key: Iterable[str], table: Iterable[Row], *own: str) -> dict[Key, list[Row]]:
        """Rows of a table by columns of their form and of their own."""
        grouped: dict[Key, list[Row]] = defaultdict(list)
        for row in table:
            grouped[(*(self.forms[row["form_id"]][name] for name in key), *(row[name] for name in own))].append(row)
        return grouped


@pytest.fixture(scope="module", params=range(3))
def release(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Release:
    """One release of each seed; not to be changed."""
    return Release(request.param, tmp_path_factory.mktemp("sums"))


def total(values: Iterable[Decimal | None]) -> Decimal | None:
    """The sum; null where no value is known."""
    known = [value for value in values if value is not None]
    return sum(known, Decimal(0)) if known else None


def percent(part: Decimal | None, whole: Decimal | None) -> Decimal | None:
    if part is None or not whole:
        return None
    return 100 * part / whole


def agree(value: Any, wanted: Any) -> bool:
    """Whether two numbers are one, to the last of the four digits that the views publish."""
    if value is None or wanted is None:
        return value is wanted
    return abs(Decimal(value) - Decimal(wanted)) <= Decimal("0.0001")


def money_of(release: Release) -> dict[str, Row]:
    """The money of every form, once: the first total row, else what stands directly below it or the leaves."""
    lines: dict[str, list[Row]] = defaultdict(list)
    for line in release.tables["budget_line"]:
        lines[line["form_id"]].append(line)
    found = {}
    for form_id, form in release.forms.items():
        head = next((line for line in lines[form_id] if line["is_total"]), None)
        below = [
            line
            for line in lines[form_id]
            if not line["is_total"] and (line.get("division_no") == 1 if head else line["is_leaf"])
        ]
        money: Row = {}
        for name in MONEY:
            printed = head and head[name]
            parts = total(line[name] for line in below)
            money[name] = printed or (printed if parts is None else parts)
        rate_name = "initial_budget_yuan" if form["fiscal_year"] == 2018 else "adjusted_budget_yuan"
        money["rate"] = money[rate_name]
        found[form_id] = {"form_id": form_id, **money}
    return found


def sums_of(money: list[Row]) -> Row:
    both = [row for row in money if row["rate"] is not None and row["executed_yuan"] is not None]
    left = [max(row["rate"] - row["executed_yuan"], Decimal(0)) for row in both]
    over = [max(row["executed_yuan"] - row["rate"], Decimal(0)) for row in both]
    spent, budget = total(row["executed_yuan"] for row in both), total(row["rate"] for row in both)
    return {
        **{name: total(row[name] for row in money) for name in MONEY},
        "rate_budget_yuan": budget, "rate_executed_yuan": spent, "computed_rate_pct": percent(spent, budget),
        "unspent_yuan": total(left), "overspent_yuan": total(over), "incomplete_rows": len(money) - len(both),
    }  # fmt: skip


def same(view: list[Row], key: Iterable[str], expected: dict[Key, Row]) -> None:
    """The view has exactly these rows, with these values in the columns given."""
    found = {tuple(row[name] for name in key): row for row in view}
    assert len(found) == len(view), "a key stands twice"
    assert found.keys() == expected.keys()
    for where, values in expected.items():
        wrong = {
            name: (found[where][name], value) for name, value in values.items() if not agree(found[where][name], value)
        }
        assert wrong == {}, where


def test_the_money_of_a_form_is_that_of_its_rows_once(release: Release) -> None:
    expected = {(form_id,): {name: money[name] for name in MONEY} for form_id, money in money_of(release).items()}
    same(release.view("budget_totals"), ["form_id"], expected)
    for view in ("projects", "budget_totals"):
        for row in release.view(view):
            if row["money_basis"] == "parts":
                assert row["is_doubtful"]


def test_money_by_department_and_by_project_is_the_money_of_the_forms(release: Release) -> None:
    money = [row for row in money_of(release).values() if release.is_summed(row)]
    expected = {key: {"forms": len(group), **sums_of(group)} for key, group in release.by(DEPARTMENT, money).items()}
    same(release.view("budget_execution_by_department"), DEPARTMENT, expected)
    for values in expected.values():
        del values["forms"]
    same(release.view("department_profile"), DEPARTMENT, expected)
    dated = [row for row in money if release.forms[row["form_id"]]["fiscal_year"] is not None]
    years = release.by(("project_key", "form_kind", "fiscal_year"), dated)
    wanted = ("executed_yuan", "unspent_yuan", "overspent_yuan", "computed_rate_pct")
    by_year = {key: {name: sums_of(group)[name] for name in wanted} for key, group in years.items()}
    same(release.view("project_years"), ("project_key", "form_kind", "fiscal_year"), by_year)


def test_money_by_source_is_the_money_of_the_leaves(release: Release) -> None:
    leaves = [line for line in release.counted("budget_line") if line["is_leaf"]]
    expected = {
        key: {name: total(line[name] for line in group) for name in MONEY}
        for key, group in release.by(PLACE, leaves, "funding_source").items()
    }
    found = release.view("budget_execution_by_funding_source")
    same(found, (*PLACE, "funding_source"), expected)
    # The same money as that of the forms, but for parts that leave an amount of their total blank.
    assert total(row["executed_yuan"] for row in found) == total(
        row["executed_yuan"] for row in release.view("budget_execution_by_department")
    )


def test_no_form_of_a_whole_department_and_no_second_publication_is_in_a_sum(release: Release) -> None:
    forms = Counter(form["form_kind"] for form in release.tables["form"] if form.get("duplicate_of") is None)
    for view in ("budget_execution_by_department", "department_profile"):
        found: Counter[str] = Counter()
        for row in release.view(view):
            found[row["form_kind"]] += row["forms"]
        assert found == {kind: count for kind, count in forms.items() if kind != "department"}
    assert len(release.view("department_forms")) == forms["department"]


def points_of(group: list[Row]) -> Row:
    scored = [row for row in group if row["weight"] is not None and row["score"] is not None]
    short = [row for row in scored if row["score"] < row["weight"]]
    over = [row["score"] - row["weight"] for row in scored if row["score"] > row["weight"]]
    weight, score = total(row["weight"] for row in scored), total(row["score"] for row in scored)
    return {
        "forms": len({row["form_id"] for row in group}), "indicators": len(group), "shortfall_indicators": len(short),
        "unscored_indicators": len(group) - len(scored),
        "unexplained_shortfalls": sum(row["reason_text"] in (None, "无") for row in short),
        "weight": weight, "score": score, "score_rate_pct": percent(score, weight),
        "shortfall": sum((row["shortfall"] for row in short), Decimal(0)) if scored else None,
        "excess": sum(over, Decimal(0)) if scored else None,
        "doubtful_points_share_pct": None,
    }  # fmt: skip


def test_points_by_department_and_by_label_are_those_of_the_indicators(release: Release) -> None:
    counted = [row for row in release.counted("indicator") if row["is_counted"]]
    by_department = {key: points_of(group) for key, group in release.by(DEPARTMENT, counted).items()}
    by_label = {key: points_of(group) for key, group in release.by(PLACE, counted, "level1", "level2").items()}
    for values in (*by_department.values(), *by_label.values()):
        del values["doubtful_points_share_pct"]
    same(release.view("shortfall_by_department"), DEPARTMENT, by_department)
    same(release.view("shortfall_by_level2"), (*PLACE, "level1", "level2"), by_label)
    for view in ("shortfall_by_department", "shortfall_by_level2"):
        for row in release.view(view):
            if row["weight"] is not None:
                assert row["weight"] - row["score"] == row["shortfall"] - row["excess"]


def test_a_shortfall_without_a_reason_is_one_number_everywhere(release: Release) -> None:
    lost = {tuple(row[n] for n in DEPARTMENT): row for row in release.view("shortfall_by_department")}
    for row in release.view("department_profile"):
        other = lost.get(tuple(row[name] for name in DEPARTMENT))
        assert row["shortfalls_without_reason"] == (other["unexplained_shortfalls"] if other else 0)
        assert row["shortfall_indicators"] == (other["shortfall_indicators"] if other else 0)
        assert row["shortfall"] == (other["shortfall"] if other else None)
    listed = [row for row in release.view("shortfall_indicators") if row["is_counted"] and release.is_summed(row)]
    assert sum(row["unexplained_shortfalls"] for row in lost.values()) == sum(not r["is_explained"] for r in listed)
    assert total(row["shortfall"] for row in lost.values()) == total(row["shortfall"] for row in listed)


def test_reasons_are_those_of_table_reason(release: Release) -> None:
    stated = [row for row in release.counted("reason") if row["state"] == "stated"]
    assert {(r["form_id"], r["row_no"]) for r in stated} == {
        (row["form_id"], row["row_no"]) for row in release.view("deviation_reasons") if release.is_summed(row)
    }
    by_department = release.by(DEPARTMENT, stated)
    expected = {k: {"reasons": len(g), "forms": len({r["form_id"] for r in g})} for k, g in by_department.items()}
    same(release.view("deviation_reason_by_department"), DEPARTMENT, expected)
    counted = {tuple(row[name] for name in DEPARTMENT): row["reasons"] for row in release.view("department_profile")}
    assert {key: count for key, count in counted.items() if count} == {k: len(g) for k, g in by_department.items()}
    assert sum(row["reasons"] for row in release.view("deviation_reason_by_level2")) == len(stated)
    assert sum(row["reasons"] for row in release.view("reason_groups")) == len(stated)
    by_class = release.by(PLACE, release.counted("reason_category"), "category")
    same(
        release.view("deviation_reason_by_category"), (*PLACE, "category"),
        {key: {"reasons": len(group)} for key, group in by_class.items()},
    )  # fmt: skip
    by_both = release.by(DEPARTMENT, release.counted("reason_category"), "category")
    same(
        release.view("deviation_reason_by_department_category"), (*DEPARTMENT, "category"),
        {key: {"reasons": len(group)} for key, group in by_both.items()},
    )  # fmt: skip


def test_findings_are_counted_once_in_each_view(release: Release) -> None:
    findings = release.counted("finding")
    assert sum(row["findings"] for row in release.view("finding_summary")) == len(findings)
    profile = release.view("department_profile")
    assert sum(row["errors"] + row["warnings"] + row["infos"] for row in profile) == len(findings)
    assert sum(row["form_findings"] + row["reader_findings"] for row in profile) == len(findings)
    assert sum(row["indicators"] for row in release.view("score_audit_coverage")) == sum(
        row["is_counted"] for row in release.counted("indicator")
    )


def test_means_and_grades_are_those_of_certain_forms(release: Release) -> None:
    forms = release.by(DEPARTMENT, release.counted("form"))
    profile = {tuple(row[name] for name in DEPARTMENT): row for row in release.view("department_profile")}
    assert profile.keys() == forms.keys()
    for key, group in forms.items():
        certain = [
            100 * form["total_score"] / form["total_weight"]
            for form in group
            if form["total_score"] is not None
            and form["total_weight"] is not None
            and "total_score" not in form["doubtful"]
        ]
        printed = [form for form in group if form["total_weight"] is not None]
        if len(printed) == len(group):  # else the weights of the score lines stand in
            assert profile[key]["totalled_forms"] == len(certain)
            mean = sum(certain) / len(certain) if certain else None
            assert agree(profile[key]["mean_score_pct"], mean)
        graded = [form["grade_class"] for form in group if form["grade_class"]]
        assert profile[key]["graded_forms"] == len(graded)
        top = percent(Decimal(graded.count("excellent")), Decimal(len(graded)))
        assert agree(profile[key]["top_grade_pct"], top)


ROLL_UPS = {
    "budget_execution_by_department": "money", "budget_execution_by_funding_source": "money", "project_years": "money",
    "department_profile": "money", "shortfall_by_department": "points", "shortfall_by_level2": "points",
    "deviation_reason_by_department": "points", "deviation_reason_by_level2": "points",
    "deviation_reason_by_category": "points", "deviation_reason_by_department_category": "points",
    "score_audit_coverage": "points", "finding_summary": "rows",
    "reason_groups": "rows",
}  # fmt: skip


@pytest.mark.parametrize("view", ROLL_UPS)
def test_a_roll_up_says_what_rests_on_doubt(release: Release, view: str) -> None:
    name = {"money": "doubtful_money_share_pct", "points": "doubtful_points_share_pct", "rows": "doubtful_rows_pct"}
    for row in release.view(view):
        share = row[name[ROLL_UPS[view]]]
        assert share is None or 0 <= share <= 100
        if share:
            assert row["doubtful_rows"] > 0


def test_the_share_of_doubtful_money_is_that_of_the_doubtful_forms(release: Release) -> None:
    totals = [row for row in release.view("budget_totals") if release.is_summed(row)]
    doubted: dict[Key, list[tuple[bool, Decimal]]] = defaultdict(list)
    named = {"form_kind", "region", "division_code", "fiscal_year", "department", "department_normalized"}
    named |= {"department_id", "duplicate_of", *MONEY}
    for row in totals:
        amounts = [row[name] for name in ("rate_budget_yuan", "executed_yuan") if row[name] is not None]
        is_doubtful = bool(named & set(row["doubtful"]))
        doubted[tuple(row[name] for name in DEPARTMENT)].append((is_doubtful, max(amounts, default=Decimal(0))))
    for row in release.view("budget_execution_by_department"):
        group = doubted[tuple(row[name] for name in DEPARTMENT)]
        assert row["doubtful_rows"] == sum(is_doubtful for is_doubtful, _ in group)
        share = percent(sum((m for d, m in group if d), Decimal(0)), sum((m for _, m in group), Decimal(0)))
        assert agree(row["doubtful_money_share_pct"], share)


@pytest.mark.parametrize("view", ["budget_execution", "budget_totals", "projects", "indicators", "deviation_reasons"])
def test_every_row_says_its_kind_and_whether_it_counts(release: Release, view: str) -> None:
    statement = f"SELECT count(*) FROM {view} AS v JOIN form AS f USING (form_id) WHERE v.form_kind <> f.form_kind"
    assert query(release.warehouse, f"{statement} OR v.duplicate_of IS DISTINCT FROM f.duplicate_of")[1] == [(0,)]


@pytest.mark.parametrize("view", [name for name, entry in VIEWS.items() if "doubtful" in entry.columns])
def test_doubtful_names_columns_of_its_own_view(release: Release, view: str) -> None:
    named = {name for row in release.view(view) for name in row["doubtful"]}
    assert named <= set(VIEWS[view].columns)


def test_where_every_score_is_checked_the_share_of_the_others_is_zero_and_not_unknown(tmp_path: Path) -> None:
    tables = invented(0)
    for row in tables["expected_score"]:
        row |= {"method": "met", "unchecked_reason": None}
    warehouse = releases.warehouse_of({name: to_frame(name, table) for name, table in tables.items()}, tmp_path)
    found = releases.rows(warehouse, "SELECT unchecked_pct FROM score_audit_coverage")
    assert {row["unchecked_pct"] for row in found} == {Decimal(0)}


def test_real_and_invented_forms_are_never_in_one_sum(tmp_path: Path) -> None:
    """Beside real documents no sum holds an example; every row says which it is."""
    tables = invented(7)
    real = {row["document_id"] for row in tables["document"][::2]}
    for document in tables["document"]:
        document["is_example"] = document["document_id"] not in real
    for form in tables["form"]:
        form["duplicate_of"] = None
    alone = {name: [row for row in rows if _is_of(row, real)] for name, rows in tables.items()}
    mixed, apart = (
        releases.warehouse_of({name: to_frame(name, rows) for name, rows in kind.items()}, tmp_path / place)
        for kind, place in ((tables, "mixed"), (alone, "real"))
    )
    for view in (*ROLL_UPS, "department_profile"):
        assert releases.rows(mixed, f"SELECT * FROM {view}") == releases.rows(apart, f"SELECT * FROM {view}")
    found = releases.rows(mixed, "SELECT is_example, count(*) AS forms FROM projects GROUP BY ALL ORDER BY ALL")
    assert found == [{"is_example": False, "forms": 30}, {"is_example": True, "forms": 30}]


def _is_of(row: Row, documents: set[str]) -> bool:
    owner = row.get("document_id") or str(row.get("form_id", ""))[:16]
    return owner in documents or ("rule_id" in row and "form_id" not in row)


@pytest.mark.parametrize("has_total", [True, False])
def test_a_part_that_is_illegible_leaves_no_sum_and_a_blank_one_does(tmp_path: Path, *, has_total: bool) -> None:
    tables = invented(1, count=1)
    form_id = tables["form"][0]["form_id"]
    blank = dict.fromkeys(MONEY)
    lines: list[Row] = [{"funding_source": "total", "is_total": True, "is_leaf": False, **blank}] if has_total else []
    lines += [
        {
            "funding_source": "fiscal",
            "is_leaf": True,
            **blank,
            "executed_yuan": Decimal(500),
            "adjusted_budget_yuan": 1,
        },
        {"funding_source": "other", "is_leaf": True, **blank, "doubtful": ["executed_yuan"]},
    ]
    for number, line in enumerate(lines, start=1):
        below = {"is_total": False, "division_no": 1, "parent_line_no": 1 if has_total else None}
        line |= {"form_id": form_id, "line_no": number} | ({} if line.get("is_total") else below)
    tables["budget_line"] = lines
    warehouse = releases.warehouse_of({name: to_frame(name, rows) for name, rows in tables.items()}, tmp_path)
    (found,) = releases.rows(warehouse, "SELECT * FROM budget_totals")
    assert (found["adjusted_budget_yuan"], found["executed_yuan"]) == (1, None)
    assert {"adjusted_budget_yuan", "executed_yuan", "computed_rate_pct"} <= set(found["doubtful"])
