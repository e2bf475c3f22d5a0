"""What a person reads exists in Chinese and in English."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

from pipeline.publish.code_labels import labels_by_column
from schemas import meanings
from schemas.catalog import TABLES
from schemas.columns import CODE, REPAIR_RULES, UNITS, Column
from schemas.views import VIEWS
from schemas.warehouse_ddl import comment

ROOT = Path(__file__).parents[2]
CHINESE = re.compile(r"[\u4e00-\u9fff]")
# Signs and formulas that both languages write alike.
ALIKE = frozenset(["≥", "＞", "＝", "≤", "＜", "A/B", "1-(B-A)/A"])
ENTRIES = {**TABLES, **VIEWS}


def columns() -> list[Column]:
    return [column for entry in ENTRIES.values() for column in entry.columns.values()]


@pytest.mark.parametrize("name", sorted(labels_by_column()))
def test_every_code_has_a_chinese_and_an_english_label(name: str) -> None:
    for code, (label, label_en) in labels_by_column()[name].items():
        assert CHINESE.search(label) or label in ALIKE, code
        assert label_en, code
        assert not CHINESE.search(label_en), code


def test_every_column_of_codes_has_its_labels() -> None:
    holding_codes = {column.name for column in columns() if column.vocabulary or column.pattern == CODE}
    # A name of a column in the register itself has its title in the data dictionary.
    assert holding_codes - {"column_name"} <= set(labels_by_column())


def sentences() -> set[str]:
    """Every English sentence that says what a table, a view or a column means."""
    described = {column.description for column in columns()}
    return described | {text for entry in ENTRIES.values() for text in (entry.description, entry.grain)}


def test_every_meaning_has_its_chinese() -> None:
    missing = sorted(sentences() - set(meanings.register()))
    assert missing == [], "add them to schemas/meanings.yml"


def test_no_meaning_is_left_over() -> None:
    assert sorted(set(meanings.register()) - sentences()) == [], "take them out of schemas/meanings.yml"


def test_the_chinese_of_a_meaning_is_a_chinese_sentence() -> None:
    for english, chinese in meanings.register().items():
        assert CHINESE.search(chinese), english
        assert chinese.endswith("。"), english
        assert not re.search(r"[\u4e00-\u9fff][,;:?!]|[,;:?!][\u4e00-\u9fff]", chinese), english


def test_a_meaning_names_the_same_columns_in_both_languages() -> None:
    """A name of the dataset stands in both or in neither; Chinese may write the label of a code or a title instead."""
    names = {column.name for column in columns() if "_" in column.name}
    for english, chinese in meanings.register().items():
        named = set(re.findall(r"[a-z]+(?:_[a-z0-9]+)+", chinese)) & names
        assert named <= set(re.findall(r"[a-z]+(?:_[a-z0-9]+)+", english)), english


def test_every_unit_of_a_column_has_its_chinese() -> None:
    assert {column.unit for column in columns()} <= set(UNITS)


def test_comments_say_it_in_chinese_first() -> None:
    column = TABLES["form"].columns["grade"]
    assert comment(column) == "评分等级: 自评等级，照表上所印。 Grade of the form, as printed."


# Where the name of a repair stands among the arguments of what makes one.
_REPAIRS = {"Repair": 0, "repaired": 1, "Joint": 2, "_Reading": 2}


def repair_rules() -> set[str]:
    """The names of repairs that the program gives."""
    found = set()
    for path in (ROOT / "pipeline").rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            name = getattr(node.func, "id", "") if isinstance(node, ast.Call) else ""
            if name in _REPAIRS:
                given = node.args[_REPAIRS[name] : _REPAIRS[name] + 1]
                found |= {part.value for part in ast.walk(ast.Tuple(given)) if isinstance(part, ast.Constant)}
    return {name for name in found if isinstance(name, str) and re.fullmatch(CODE, name)}


def test_every_repair_has_a_label_and_one_without_refuses_no_form() -> None:
    assert repair_rules() == set(REPAIR_RULES)
    assert TABLES["repair"].columns["rule"].is_open
