"""The schemas say one thing only, and stop what they promise to stop."""

from __future__ import annotations

import ast
import json
from collections import Counter
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pandera.errors
import polars as pl
import pytest

from schemas import columns as c
from schemas.catalog import SCHEMA_VERSION, TABLES
from schemas.columns import Column
from schemas.descriptions import METADATA_KEY, PublishedFile, data_dictionary, descriptor, parquet_metadata
from schemas.table_checks import InvalidTableError, _rules, broken_keys, holds, validate
from schemas.table_frames import empty_frame, to_frame
from schemas.table_models import model
from schemas.table_rows import row_problems, table_problems
from schemas.views import VIEWS
from schemas.warehouse_ddl import comments, ddl

DOCUMENT_ID = "0123456789abcdef"
FORM_ID = f"{DOCUMENT_ID}-001"


def document(**changes: Any) -> dict[str, Any]:
    row = {
        "document_id": DOCUMENT_ID,
        "path": "a/b.pdf",
        "bytes": 10,
        "outcome": "curated",
        "forms": 1,
        "is_example": False,
        "parser_version": "1",
    }
    return row | changes


def indicator(**changes: Any) -> dict[str, Any]:
    row = {
        "form_id": FORM_ID,
        "indicator_no": 1,
        "level1": "产出指标",
        "name": "评估报告",
        "weight": Decimal("10"),
        "score": Decimal("8.5"),
        "shortfall": Decimal("1.5"),
        "page": 1,
        "doubtful": [],
    }
    return row | changes


@pytest.mark.parametrize("table", TABLES)
def test_model_and_column_definitions_agree_on_name_and_type(table: str) -> None:
    entry = TABLES[table]
    schema = model(table)
    assert [(name, column.dtype.type) for name, column in schema.columns.items()] == [
        (column.name, column.dtype) for column in entry.columns.values()
    ]


def test_a_column_name_has_one_type_in_all_tables() -> None:
    types: dict[str, set[str]] = {}
    for entry in TABLES.values():
        for name, column in entry.columns.items():
            types.setdefault(name, set()).add(str(column.dtype))
    assert {name for name, found in types.items() if len(found) > 1} == set()


# The published names use one word for two things; each pair is deliberate and has its own definition.
TWO_MEANINGS = {
    "action",
    "action_en",
    "code",
    "reason",
    "reason_text",
    "outcome",
    "line_no",
    "ordinal",
    "sentence",
    "sentence_en",
    "state",
    "department",
    "fiscal_year",
    "money_unit",
    "before",
    "after",
}


def test_a_column_name_has_one_meaning_except_where_the_published_names_give_it_two() -> None:
    meanings: dict[str, set[str]] = {}
    for entry in TABLES.values():
        for name, column in entry.columns.items():
            meanings.setdefault(name, set()).add(column.description)
    assert {name for name, found in meanings.items() if len(found) > 1} == TWO_MEANINGS


def test_a_column_is_defined_in_one_module_of_the_package() -> None:
    defined: Counter[str] = Counter()
    for file in Path(c.__file__).parent.glob("*.py"):
        statements = ast.parse(file.read_text("utf-8")).body
        targets = [target for node in statements if isinstance(node, ast.Assign) for target in node.targets]
        defined.update(name.id for target in targets for name in ast.walk(target) if isinstance(name, ast.Name))
    assert {name for name, times in defined.items() if times > 1} == set()
    assert all(hasattr(c, name) for name in defined)
    assert len(defined) > 300


def every_column() -> list[tuple[str, Column]]:
    return [(entry.name, column) for entry in (*TABLES.values(), *VIEWS.values()) for column in entry.columns.values()]


@pytest.mark.parametrize(("where", "column"), every_column(), ids=lambda value: getattr(value, "name", value))
def test_every_column_has_a_chinese_title_and_an_english_sentence(where: str, column: Column) -> None:
    assert any("\u4e00" <= letter <= "\u9fff" for letter in column.title), where
    assert column.description.endswith("."), where
    assert column.description[0].isupper() or column.description.startswith(("reader ",)), where


def test_no_column_holds_personal_data() -> None:
    names = {column.name for _, column in every_column()}
    assert not {name for name in names if any(word in name for word in ("phone", "leader", "contact", "person"))}


@pytest.mark.parametrize("table", TABLES)
def test_the_empty_frame_is_valid(table: str) -> None:
    assert validate(table, empty_frame(table)).height == 0


@pytest.mark.parametrize("table", TABLES)
def test_primary_keys_are_never_null_and_foreign_keys_name_older_tables(table: str) -> None:
    entry = TABLES[table]
    assert all(not entry.columns[name].is_nullable for name in entry.primary_key)
    for key in entry.foreign_keys:
        assert key.target == TABLES[key.table].primary_key
        assert list(TABLES).index(key.table) < list(TABLES).index(table)


def test_rows_become_a_frame_of_exact_types_in_column_order() -> None:
    frame = to_frame(
        "indicator", [indicator(target_value=Decimal("100")), indicator(indicator_no=2, doubtful=["score"])]
    )
    assert frame.schema == empty_frame("indicator").schema
    assert frame["score"].to_list() == [Decimal("8.5000")] * 2
    assert frame["doubtful"].to_list() == [[], ["score"]]
    assert frame["reason_text"].null_count() == 2
    validate("indicator", frame)


def test_a_missing_doubtful_is_an_empty_list_not_null() -> None:
    row = indicator()
    del row["doubtful"]
    assert to_frame("indicator", [row])["doubtful"].to_list() == [[]]


@pytest.mark.parametrize(
    ("changes", "message"),
    [
        ({"colour": "red"}, "no such column: colour"),
        ({"score": 8.5}, "indicator.score, row 0: 8.5 is not a Decimal"),
        ({"score": Decimal("123456.1")}, "too large for DECIMAL"),
        ({"score": Decimal("NaN")}, "not a number"),
        ({"score": Decimal("1e40")}, "too large"),
        ({"page": True}, "not a whole number"),
        ({"page": 2**31}, "too large"),
        ({"name": 7}, "is not text"),
        ({"doubtful": "score"}, "is not a list of texts"),
    ],
)
def test_a_value_that_does_not_fit_is_refused_by_name(changes: dict[str, Any], message: str) -> None:
    with pytest.raises(ValueError, match=message.replace("(", r"\(")):
        to_frame("indicator", [indicator(**changes)])
    assert row_problems("indicator", indicator(**changes))
    assert table_problems("indicator", [indicator(), indicator(**changes)])


def test_decimals_are_rounded_half_up_to_the_scale_of_the_column() -> None:
    frame = to_frame("indicator", [indicator(weight=Decimal("1.00005"), score=Decimal("1.00004"))])
    assert frame.row(0, named=True)["weight"] == Decimal("1.0001")
    assert frame.row(0, named=True)["score"] == Decimal("1.0000")


def test_a_lazy_frame_is_refused() -> None:
    with pytest.raises(TypeError, match="only a collected frame"):
        validate("document", empty_frame("document").lazy())  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("table", "row", "words"),
    [
        ("document", document(outcome="fine"), ("column outcome", "fine")),
        ("document", document(document_id="xyz"), ("column document_id", "xyz")),
        ("document", document(bytes=-1), ("column bytes", "-1")),
        ("document", document(outcome="quarantined"), ("no_form and quarantined carry reason",)),
        ("document", document(outcome="no_form", reason="No form!", reason_text="没有"), ("column reason", "No form!")),
        ("indicator", indicator(doubtful=["colour"]), ("column doubtful", "colour")),
        ("indicator", indicator(doubtful=["score", "score"]), ("column doubtful",)),
        ("indicator", indicator(target_operator="≥"), ("column target_operator", "≥")),
        ("indicator", indicator(shortfall=Decimal("1")), ("shortfall is weight less score",)),
        ("indicator", indicator(shortfall=None), ("shortfall is weight less score",)),
        ("indicator", indicator(indicator_no=None), ("column indicator_no", "null")),
    ],
)
def test_a_broken_rule_is_named_with_table_column_and_value(table: str, row: dict[str, Any], words: tuple[str]) -> None:
    with pytest.raises(InvalidTableError) as caught:
        validate(table, to_frame(table, [row]))
    assert f"table {table}" in str(caught.value)
    for word in words:
        assert word in str(caught.value)


def test_every_broken_rule_is_named_at_once() -> None:
    with pytest.raises(InvalidTableError) as caught:
        validate("document", to_frame("document", [document(bytes=-1, outcome="fine")]))
    assert "column bytes" in str(caught.value)
    assert "column outcome" in str(caught.value)


@pytest.mark.parametrize("table", TABLES)
@pytest.mark.parametrize("place", range(4))
def test_rules_asked_for_together_are_broken_exactly_where_pandera_says_so(table: str, place: int) -> None:
    """Each column holds one of four values of its type at a time, most of which break some rule."""
    row = {}
    for name, column in TABLES[table].columns.items():
        texts = [None, "", next(iter(column.vocabulary), "0" * 16), "Ω a\n"]
        numbers = [None, -(10**5), column.minimum, (column.maximum or 10**5) + 1]
        lists = [None, [], [name, name], ["other"]]
        flags = [None, True, False, None]
        days = [None, date(1, 1, 1), date(2024, 2, 29), date(9999, 12, 31)]
        of_type = {pl.String: texts, pl.List: lists, pl.Boolean: flags, pl.Date: days}
        row[name] = of_type.get(type(column.dtype), numbers)[place]
        if isinstance(column.dtype, pl.Float64):
            row[name] = [None, float("nan"), float("inf"), 0.5][place]
    frame = pl.DataFrame([row], schema=empty_frame(table).schema, orient="row")
    broken = [rule for rule, is_kept in frame.select(_rules(table)[1]).row(0, named=True).items() if not is_kept]
    try:
        model(table).validate(frame, lazy=True)
        named = 0
    except pandera.errors.SchemaErrors as error:
        named = error.failure_cases.select("column", "check").n_unique()
    assert len(broken) == named
    assert holds(table, frame) == (named == 0)
    assert not holds(table, frame.select(reversed(frame.columns)))


def test_a_repeated_key_is_refused() -> None:
    with pytest.raises(InvalidTableError, match="primary key is unique"):
        validate("indicator", to_frame("indicator", [indicator(), indicator()]))


def test_other_columns_or_another_order_are_refused() -> None:
    frame = to_frame("document", [document()])
    for changed in (frame.drop("path"), frame.with_columns(extra=1), frame.select(reversed(frame.columns))):
        with pytest.raises(InvalidTableError):
            validate("document", changed)


def test_errors_of_the_form_itself_are_published() -> None:
    rows = [indicator(weight=Decimal("5"), score=Decimal("7"), shortfall=Decimal("-2"))]
    validate("indicator", to_frame("indicator", rows))


@pytest.mark.parametrize(
    "changes",
    [{"target_operator": "≥"}, {"doubtful": ["colour"]}, {"doubtful": ["score", "score"]}, {"page": 0}],
)
def test_one_row_can_be_tested_without_a_frame(changes: dict[str, Any]) -> None:
    assert row_problems("indicator", indicator()) == []
    assert row_problems("indicator", indicator(**changes)) != []
    rows = [indicator(), indicator(**changes), indicator(**changes)]
    assert table_problems("indicator", rows) == 2 * row_problems("indicator", indicator(**changes))


def test_one_row_may_lack_the_keys_that_curation_adds() -> None:
    row = indicator()
    del row["form_id"]
    assert row_problems("indicator", row) == []


def test_lost_foreign_keys_are_named() -> None:
    frames = {
        "form": to_frame(
            "form", [{"form_id": FORM_ID, "document_id": DOCUMENT_ID, "ordinal": 1, "outcome": "curated"}]
        ),
        "indicator": to_frame("indicator", [indicator(), indicator(form_id="f" * 16 + "-001")]),
    }
    assert broken_keys(frames) == ["indicator: 1 rows name a form that does not exist: ffffffffffffffff-001"]
    assert broken_keys(frames | {"document": to_frame("document", [document()])}) == broken_keys(frames)


def test_the_statement_of_a_table_holds_types_and_keys() -> None:
    statement = ddl("budget_line")
    assert '"executed_yuan" DECIMAL(18,2)' in statement
    assert '"score" DECIMAL(9,4)' in statement
    assert '"doubtful" VARCHAR[] NOT NULL' in statement
    assert 'PRIMARY KEY ("form_id", "line_no")' in statement
    assert 'FOREIGN KEY ("form_id") REFERENCES "form" ("form_id")' in statement


def test_comments_cover_the_table_and_every_column() -> None:
    for name, entry in {**TABLES, **VIEWS}.items():
        assert len(comments(name)) == 1 + len(entry.columns)
    assert comments("release")[0].startswith('COMMENT ON TABLE "release" IS ')
    assert comments("indicators")[0].startswith('COMMENT ON VIEW "indicators" IS ')


def test_file_metadata_is_one_json_object_with_the_schema_version() -> None:
    metadata = parquet_metadata("form")
    content = json.loads(metadata[METADATA_KEY])
    assert content["schema_version"] == SCHEMA_VERSION
    assert list(metadata) == [METADATA_KEY]
    assert set(content["columns"]) == set(TABLES["form"].columns)


def test_a_package_names_foreign_keys_only_between_its_own_resources() -> None:
    files = {name: PublishedFile(f"{name}.parquet", 1, "0" * 64) for name in ("finding", "form")}
    package = descriptor(files, "b1", {"data_kind": "example"})
    assert package["data_kind"] == "example"
    finding = next(resource for resource in package["resources"] if resource["name"] == "finding")
    assert [key["reference"]["resource"] for key in finding["schema"]["foreignKeys"]] == ["form"]
    assert {field["type"] for field in finding["schema"]["fields"]} == {"string", "integer", "number", "array"}


def test_the_dictionary_names_every_column_of_every_table_and_view() -> None:
    text = data_dictionary()
    for where, column in every_column():
        assert f"| `{column.name}` | {column.title} |" in text, where
