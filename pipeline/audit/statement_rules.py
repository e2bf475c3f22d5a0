"""X01: what a report states of self-evaluation against the forms of its department and year.

Belongs here: which forms a statement is about, and each stated figure beside theirs. Does not belong here: reading the
statement (``pipeline.prose.statements``), rules about forms alone.

Not every form need be published. Where there are fewer forms than the report counts, that is the finding. Mean, grades
and amount are then not compared, because the report computed them from other forms as well.
"""

from __future__ import annotations

from dataclasses import dataclass

import polars as pl

from pipeline.audit.check import Check, between, shown
from pipeline.audit.frames import Facts, Tables, doubted, exact_if_whole, grade_band, number
from pipeline.audit.printed import yuan_per_unit
from pipeline.audit.wording import Value, Words, as_words, choose, either, or_phrase, phrase

GRADES = ("excellent", "good", "fair", "poor")
_NAMED = ("projects", "amount_yuan", "mean_score")
FIELDS = (*_NAMED, *GRADES)
_BUDGETS = {
    "initial": "initial_budget_yuan",
    "adjusted": "adjusted_budget_yuan",
    "executed": "executed_yuan",
}
# Codes of departments in budgets ([155], 219-, 314002-) and what a unit's own part is called.
_NOT_NAME = r"^(?:\[\d+\]|\d+[-—]?)|[\s\p{P}]|[(（]?(?:本级|机关本级|机关|汇总)[)）]?$"
_SHORTEST_NAME = 3
_COMPARED = (
    "subject", "form_kind", "department", "implementing_unit", "fiscal_year", "department_id", "region", "total_score",
    "total_weight", "half_score", "grade", "printed_grade", "is_name_doubted", "is_short", "is_place_doubted",
    "is_score_doubted", "is_grade_doubted", "is_amount_doubted",
    *(f"{what}{name}" for name in _BUDGETS for what in ("", "half_")),
    *(f"{what}{name}" for name in GRADES for what in ("is_", "may_be_")),
)  # fmt: skip
_EPSILON = 1e-9
_NO_NAMES = pl.lit([], pl.List(pl.String))
# A form does not say of which budget its project is, so that these name a part that cannot be picked out.
_PARTS = ("government_fund", "state_capital", "part")
_CODES = (
    "not_stated", "no_department_or_year", "no_forms", "department_ambiguous", "part_of_projects", "forms_incomplete",
    "more_forms_than_stated", "projects_unknown", "score_missing", "other_scale", "grade_unknown", "amount_missing",
)  # fmt: skip


def narrative_against_forms(tables: Tables, forms: pl.DataFrame) -> pl.DataFrame:
    """Every stated figure beside that of the forms: one row per statement and field.

    Columns: those of ``check.SUBJECT``, ``subject`` and narrative_id, field, result, reason, expected, expected_en,
    found, allowed_low, allowed_high, doubted, is_doubtful. ``tables`` holds narrative and document, ``forms`` is as
    from :func:`compared_forms`.
    """
    if tables["narrative"].is_empty():
        return _empty()
    regions = tables["document"].select("document_id", "region")
    narrative = tables["narrative"].join(regions, on="document_id", how="left", maintain_order="left")
    both = [
        _with_forms(stated, of_kind, basis)
        for stated, of_kind in _alike(narrative, forms)
        for basis in ("department", "implementing_unit")
    ]
    is_less_fit = [pl.col("forms").is_null(), (pl.col("forms") != pl.col("projects")).fill_null(value=False)]
    # The report of a unit counts the forms of that unit, the report of a department those of all its units.
    fit = pl.concat(both).with_row_index("order_of_basis").sort(*is_less_fit, "order_of_basis")
    statements = fit.unique("narrative_id", keep="first", maintain_order=True)
    parts = [_compared(statements, field) for field in FIELDS]
    compared = pl.concat(parts).sort("narrative_id", "order").drop("order")
    return compared.with_columns(is_doubtful=pl.col("doubted").list.len() > 0)


def report_check() -> Check:
    """X01, over :func:`narrative_against_forms`."""
    forms = Words(pl.col("expected"), pl.col("expected_en"))
    grade = phrase(GRADES[-1])
    for name in GRADES[:-1]:
        grade = either(pl.col("field") == name, phrase(name), grade)
    return Check(
        rule_id="X01",
        unless=[(code, pl.col("reason") == code) for code in _CODES],
        fails=pl.col("result") == "fail",
        message=choose(*((pl.col("field") == name, name) for name in _NAMED), otherwise="grade"),
        values={"stated": pl.col("found"), "forms": forms, "grade": grade},
        expected=forms,
        found=pl.col("found"),
        low=pl.col("allowed_low"),
        high=pl.col("allowed_high"),
        doubts=pl.col("doubted"),
    )


# Forms.


def _bare(name: str) -> pl.Expr:
    return pl.col(name).str.replace_all(_NOT_NAME, "")


def compared_forms(known: Facts, document: pl.DataFrame) -> pl.DataFrame:
    """Forms of projects and of transfers with what is compared, each once, however many files print it."""
    money = known.total.select(
        "form_id",
        *(number(column).alias(name) for name, column in _BUDGETS.items()),
        *(pl.col(f"half_line_{column}").alias(f"half_{name}") for name, column in _BUDGETS.items()),
        doubted(*_BUDGETS.values()).fill_null(value=False).alias("is_amount_doubted"),
    )
    refused = document.select(
        "document_id",
        # Some forms of such a file were refused, so they are missing from table form.
        is_short=(pl.col("outcome") == "curated_with_issues") & ~pl.col("reason").is_in(["doubtful_values"]),
    )
    share = 100 * number("total_score") / number("total_weight").fill_null(100.0)
    forms = (
        known.form.filter(pl.col("form_kind") != "department")
        .join(money, on="form_id", how="left", maintain_order="left")
        .join(refused, on="document_id", how="left", maintain_order="left")
        .with_columns(
            share=share,
            half_score=exact_if_whole("half_form_total_score").fill_null(0.0),
            is_name_doubted=doubted("department", "fiscal_year"),
            is_place_doubted=doubted("department_id"),
            is_score_doubted=doubted("total_score"),
            is_grade_doubted=doubted("grade"),
            printed_grade=grade_band(),
        )
    )
    return forms.filter(pl.col("duplicate_of").is_null()).with_columns(_grades_of_form()).select(_COMPARED)


def _alike(narrative: pl.DataFrame, forms: pl.DataFrame) -> list[tuple[pl.DataFrame, pl.DataFrame]]:
    """Statements, each time with the forms that they may be about: transfer payments with theirs, projects with theirs.

    A statement without a restriction may count transfer payments among the projects, or not.
    """
    is_transfer = pl.col("form_kind") == "transfer"
    of_transfers = pl.col("scope") == "transfer"
    pairs = [(narrative.filter(~of_transfers), forms.filter(~is_transfer))]
    if not (transfers := forms.filter(is_transfer)).is_empty():
        pairs += [(narrative.filter(scope="all"), forms)]
    return [*pairs, (narrative.filter(of_transfers), transfers)]


def _grades_of_form() -> list[pl.Expr]:
    """For each grade, whether the form surely has it and whether it may: as printed, else by its bands.

    A score between bands of whole numbers (89 to 90) may have either grade.
    """
    edges = [number(name) for name in ("excellent_from", "good_from", "fair_from")]
    lows, highs = [*edges, pl.lit(float("-inf"))], [pl.lit(float("inf")), *edges]
    flags = []
    for number_of, (name, low, high) in enumerate(zip(GRADES, lows, highs, strict=True)):
        is_printed = pl.col("printed_grade") == number_of
        is_in = (pl.col("share") >= low) & (pl.col("share") < high)
        is_at_gap = pl.any_horizontal([(pl.col("share") > edge - 1) & (pl.col("share") < edge) for edge in edges])
        is_near = is_at_gap & (pl.col("share") > low - 1) & (pl.col("share") < high)
        by_score = pl.col("grade").is_null()
        flags.append(pl.when(by_score).then(is_in & ~is_at_gap).otherwise(is_printed).alias(f"is_{name}"))
        flags.append(pl.when(by_score).then(is_in | is_near).otherwise(is_printed).alias(f"may_be_{name}"))
    return flags


def _with_forms(narrative: pl.DataFrame, forms: pl.DataFrame, basis: str) -> pl.DataFrame:
    """Each statement with sums over the forms of the year whose ``basis`` is its department; nulls without any.

    A report prints the full official name, forms often the short one: two names are of one office when they are
    equal or one ends with the other. A name that begins with the other is that of a unit below it. Offices of another
    region than that of the report are others.
    """
    named = narrative.with_columns(bare=_bare("department"))
    forms = forms.with_columns(form_bare=_bare(basis)).filter(pl.col("form_bare").str.len_chars() >= _SHORTEST_NAME)
    office = ["form_bare", "fiscal_year", "department_id", "form_region"]
    forms = forms.rename({"region": "form_region"})
    offices = forms.select(*office).unique()
    stated = named.select("narrative_id", "bare", "fiscal_year", "region")
    pairs = pl.concat(
        [
            _endings(stated, "bare")
            .join(offices, left_on=["ending", "fiscal_year"], right_on=["form_bare", "fiscal_year"])
            .select("narrative_id", "region", "fiscal_year", "department_id", "form_region", form_bare="ending"),
            _endings(offices, "form_bare")
            .join(stated, left_on=["ending", "fiscal_year"], right_on=["bare", "fiscal_year"])
            .select("narrative_id", "region", "fiscal_year", "department_id", "form_region", "form_bare"),
        ]
    )
    one, other = pl.col("region"), pl.col("form_region")
    is_near = (one.str.starts_with(other) | other.str.starts_with(one)).fill_null(value=True)
    pairs = pairs.filter(is_near).drop("region").unique(maintain_order=True)
    # 甲县林业局 and 乙县林业局 are two offices that a statement about 林业局 fits alike.
    name = pl.col("form_bare")
    longest = name.sort_by(name.str.len_chars()).last().over("narrative_id")
    pairs = pairs.with_columns(is_other_office=~longest.str.ends_with(name))
    of_sure_place = pl.col("department_id").filter(~pl.col("is_place_doubted"))
    summed = (
        pairs.join(forms, on=office, nulls_equal=True)
        .group_by("narrative_id")
        .agg(
            *_sums(),
            pl.col("is_other_office").any() | (of_sure_place.n_unique() > 1),
            pl.col("department_id").unique(maintain_order=True),
        )
        # The office of the statement is that of its forms where both go by the department.
        .with_columns(
            pl.when(pl.lit(basis == "department") & (pl.col("department_id").list.len() == 1)).then(
                pl.col("department_id").list.first()
            )
        )
    )
    return named.join(summed, on="narrative_id", how="left", maintain_order="left")


def _endings(frame: pl.DataFrame, column: str) -> pl.DataFrame:
    """The rows once for each ending of a name, itself included, that is long enough to name an office."""
    starts = pl.int_ranges(0, pl.max_horizontal(pl.col(column).str.len_chars().cast(pl.Int64) - _SHORTEST_NAME + 1, 0))
    return (
        frame.filter(pl.col(column).is_not_null())
        .with_columns(start=starts)
        .explode("start")
        .with_columns(ending=pl.col(column).str.slice("start"))
        .drop("start")
    )


def _sums() -> list[pl.Expr]:
    score = number("total_score")
    sums = [
        pl.len().alias("forms"),
        score.mean().alias("mean"),
        pl.col("half_score").mean().alias("half_mean"),
        score.null_count().alias("unscored"),
        (number("total_weight").fill_null(100.0) != 100).any().alias("is_other_scale"),
        pl.any_horizontal("is_name_doubted", "is_short").any().alias("is_forms_doubted"),
        pl.col("is_score_doubted").any(),
        (pl.col("is_grade_doubted") | (pl.col("grade").is_null() & pl.col("is_score_doubted"))).any(),
        pl.col("is_amount_doubted").any(),
        (pl.col("grade").is_not_null() & pl.col("printed_grade").is_null()).any().alias("has_unknown_grade"),
    ]
    for name in GRADES:
        sums.append(pl.col(f"is_{name}").sum().alias(f"least_{name}"))
        sums.append(pl.col(f"may_be_{name}").sum().alias(f"most_{name}"))
        sums.append(pl.col(f"may_be_{name}").null_count().alias(f"unknown_{name}"))
    for name in _BUDGETS:
        sums.append(pl.col(name).sum().alias(name))
        sums.append(pl.col(name).count().alias(f"counted_{name}"))
        sums.append((pl.col(f"half_{name}").fill_null(0.0) + 0.005).sum().alias(f"half_{name}"))
    return sums


# One field of every statement.


@dataclass(frozen=True, slots=True)
class _Side:
    """What the forms say of a field: the interval they allow, as numbers and as text, or why they allow none.

    ``reason`` is null where the field is compared. ``is_far`` replaces the comparison with the interval. ``doubt`` is a
    flag of the forms, and the column that is doubtful where it is set.
    """

    reason: pl.Expr
    low: pl.Expr
    high: pl.Expr
    expected: Value
    doubt: tuple[str, str] | None = None
    is_far: pl.Expr | None = None


def _compared(statements: pl.DataFrame, field: str) -> pl.DataFrame:
    stated, half = number(field), _half_of(field)
    side = {"projects": _projects, "amount_yuan": _amount, "mean_score": _mean}.get(field, lambda: _grade(field))()
    is_far = side.is_far
    if is_far is None:
        is_far = (stated < side.low - half - _EPSILON) | (stated > side.high + half + _EPSILON)
    reason = (
        pl.when(stated.is_null())
        .then(pl.lit("not_stated"))
        .when(pl.col("bare").is_null() | pl.col("fiscal_year").is_null())
        .then(pl.lit("no_department_or_year"))
        .when(pl.col("forms").is_null())
        .then(pl.lit("no_forms"))
        .when("is_other_office")
        .then(pl.lit("department_ambiguous"))
        # A statement about a part of the projects may well count fewer than all forms.
        .when(pl.col("scope").is_in(_PARTS) & (pl.lit(field != "projects") | is_far))
        .then(pl.lit("part_of_projects"))
        .when(pl.lit(field == "projects") & (pl.col("scope") == "general_budget") & is_far)
        .then(pl.lit("part_of_projects"))
        .otherwise(side.reason)
    )
    passed = pl.when(is_far).then(pl.lit("fail")).otherwise(pl.lit("pass"))
    stated_text = shown(stated, 2 if field == "amount_yuan" else 4)
    return statements.with_columns(
        reason=reason.fill_null("applied"),
        result=pl.when(reason.is_null()).then(passed).otherwise(pl.lit("not_applicable")),
        doubted=_doubts(field, side.doubt),
    ).select(
        *(pl.lit(None, dtype).alias(n) for n, dtype in (("form_id", pl.String), ("table_name", pl.String))),
        pl.lit(None, pl.Int32).alias("row_no"),
        *("document_id", "department", "fiscal_year", "page", "narrative_id", "result", "reason", "doubted"),
        "department_id",
        pl.col("narrative_id").alias("subject"),
        pl.lit(field).alias("field"),
        as_words(side.expected).zh.alias("expected"),
        as_words(side.expected).en.alias("expected_en"),
        stated_text.alias("found"),
        (side.low - half).alias("allowed_low"),
        (side.high + half).alias("allowed_high"),
        pl.lit(FIELDS.index(field)).alias("order"),
    )


def _half_of(field: str) -> pl.Expr:
    """Half a unit of the last digit that the statement prints; counts are exact."""
    if field not in ("mean_score", "amount_yuan"):
        return pl.lit(0.0)
    text = pl.col("mean_score_text" if field == "mean_score" else "amount_text")
    digits = text.str.extract(r"\.(\d+)", 1).str.len_bytes().fill_null(0).cast(pl.Float64)
    return 0.5 * pl.lit(10.0).pow(-digits) * (yuan_per_unit() if field == "amount_yuan" else 1.0)


def _first(*reasons: tuple[str, pl.Expr]) -> pl.Expr:
    """The code of the first condition that holds, after those for which no form is compared; else null."""
    graded = pl.sum_horizontal([number(name) for name in GRADES], ignore_nulls=False)
    stated, forms = pl.coalesce(number("projects"), graded), pl.col("forms")
    every = (
        ("projects_unknown", stated.is_null()),
        ("forms_incomplete", forms < stated),
        ("more_forms_than_stated", forms > stated),
        *reasons,
    )
    return pl.coalesce([pl.when(when).then(pl.lit(code)) for code, when in every])


def _projects() -> _Side:
    forms = number("forms")
    return _Side(pl.lit(None, pl.String), forms, forms, shown(forms))


def _mean() -> _Side:
    return _Side(
        _first(("score_missing", pl.col("unscored") > 0), ("other_scale", pl.col("is_other_scale"))),
        pl.col("mean") - pl.col("half_mean"),
        pl.col("mean") + pl.col("half_mean"),
        shown(pl.col("mean")),
        ("is_score_doubted", "total_score"),
    )


def _grade(name: str) -> _Side:
    low, high = number(f"least_{name}"), number(f"most_{name}")
    return _Side(
        _first(("grade_unknown", pl.col("has_unknown_grade") | (pl.col(f"unknown_{name}") > 0))),
        low,
        high,
        between(low, high),
        ("is_grade_doubted", "grade"),
    )


def _amount() -> _Side:
    """The sums of the three budgets; a report does not say which it means, so it agrees where any of them fits."""
    counted = {name: pl.col(f"counted_{name}") for name in _BUDGETS}
    is_partly = pl.any_horizontal([(count > 0) & (count < pl.col("forms")) for count in counted.values()])
    is_none = pl.all_horizontal([count == 0 for count in counted.values()])
    sums = {
        name: or_phrase(pl.when(count > 0).then(shown(pl.col(name), 2)), "not_printed")
        for name, count in counted.items()
    }
    off = [
        (count == 0) | ((number("amount_yuan") - pl.col(name)).abs() > _half_of("amount_yuan") + pl.col(f"half_{name}"))
        for name, count in counted.items()
    ]
    return _Side(
        _first(("amount_missing", is_partly | is_none)),
        pl.lit(None, pl.Float64),
        pl.lit(None, pl.Float64),
        phrase("sums", sums),
        ("is_amount_doubted", "adjusted_budget_yuan"),
        pl.all_horizontal(off),
    )


def _doubts(field: str, of_forms: tuple[str, str] | None) -> pl.Expr:
    """Doubtful columns that a comparison rests on: those of the statement, and those of the forms."""
    own = {"department", "fiscal_year", "projects", field}
    doubts = pl.col("doubtful").list.set_intersection(pl.lit(sorted(own), pl.List(pl.String)))
    for flag, name in (("is_forms_doubted", "department"), *([of_forms] if of_forms else [])):
        names = pl.when(pl.col(flag)).then(pl.lit([name], pl.List(pl.String))).otherwise(_NO_NAMES)
        doubts = doubts.list.set_union(names)
    return doubts


def _empty() -> pl.DataFrame:
    texts = (
        "form_id",
        "table_name",
        "document_id",
        "department",
        "department_id",
        "narrative_id",
        "result",
        "reason",
        "subject",
        "field",
    )
    schema: dict[str, pl.DataType] = dict.fromkeys((*texts, "expected", "expected_en", "found"), pl.String())
    schema |= dict.fromkeys(("row_no", "fiscal_year", "page"), pl.Int32())
    schema |= dict.fromkeys(("allowed_low", "allowed_high"), pl.Float64())
    return pl.DataFrame(schema=schema | {"doubted": pl.List(pl.String), "is_doubtful": pl.Boolean()})
