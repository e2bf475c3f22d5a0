"""Every doubt code that the program names is in the register, and every code of the register is named."""

from __future__ import annotations

import ast
import re
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path
from typing import get_args

import pytest

from pipeline.measures.measure import Part
from pipeline.model.doubts import Doubt, register
from pipeline.publish.inspection_text import sentence_of

ROOT = Path(__file__).parents[2] / "pipeline"
# The audit's own ``doubted`` takes columns, and the inspection looks at rows of a table that is called doubt.
_OTHERS = ("audit/", "publish/")
# Where the code stands among the arguments. ``doubt`` of a record takes columns first.
_POSITIONS = {"doubted": 0, "with_doubt": 1, "Doubt": 0}


class Module:
    """The codes that one module gives: in calls, through constants, and through functions and names called so."""

    def __init__(self, path: Path) -> None:
        self.tree = ast.parse(path.read_text("utf-8"))
        self.constants = {
            target.id: node.value
            for node in ast.walk(self.tree)
            if isinstance(node, ast.Assign)
            for target in node.targets
            if isinstance(target, ast.Name) and target.id.strip("_").isupper()
        }
        self.functions = {node.name: node for node in ast.walk(self.tree) if isinstance(node, ast.FunctionDef)}

    def codes(self, others: dict[str, ast.expr]) -> Iterator[str]:
        """Every code that is given; ``others`` are the constants of all modules."""
        known = others | self.constants
        for node in ast.walk(self.tree):
            if isinstance(node, ast.Call):
                name = name_of(node.func)
                position = int(len(node.args) > 1) if name == "doubt" else _POSITIONS.get(name, len(node.args))
                for argument in node.args[position : position + 1]:
                    yield from self._texts(argument, known)
            elif isinstance(node, ast.Assign) and [name_of(target) for target in node.targets] == ["doubt"]:
                yield from self._texts(node.value, known)
            elif isinstance(node, ast.BoolOp) and name_of(node.values[0]) == "doubt":
                yield from self._texts(node, known)

    def _texts(self, node: ast.expr, known: dict[str, ast.expr]) -> Iterator[str]:
        """The texts that an expression can have."""
        if isinstance(node, ast.Constant) and isinstance(node.value, str) and node.value:
            yield node.value
        elif isinstance(node, ast.IfExp):
            yield from self._texts(node.body, known)
            yield from self._texts(node.orelse, known)
        elif isinstance(node, ast.BoolOp):
            for part in node.values:
                yield from self._texts(part, known)
        elif isinstance(node, ast.Name | ast.Attribute) and name_of(node) in known:
            yield from self._texts(known[name_of(node)], known)
        elif isinstance(node, ast.Call) and (called := self.functions.get(name_of(node.func))):
            for part in ast.walk(called):
                if isinstance(part, ast.Return) and part.value is not None:
                    yield from self._texts(part.value, known)


def name_of(node: ast.expr) -> str:
    return node.attr if isinstance(node, ast.Attribute) else node.id if isinstance(node, ast.Name) else ""


@cache
def given() -> dict[str, set[str]]:
    """Every code that the program gives, and the modules that do."""
    paths = [path for path in sorted(ROOT.rglob("*.py")) if not str(path.relative_to(ROOT)).startswith(_OTHERS)]
    modules = {str(path.relative_to(ROOT)): Module(path) for path in paths}
    constants = {name: value for module in modules.values() for name, value in module.constants.items()}
    found: dict[str, set[str]] = defaultdict(set)
    for path, module in modules.items():
        for code in module.codes(constants):
            found[code].add(path)
    return found


def test_every_code_of_the_register_is_given_somewhere() -> None:
    assert set(register()) - set(given()) == set()


def test_every_code_that_is_given_is_in_the_register() -> None:
    # ``doubted`` of a measure takes its parts.
    unknown = {code: paths for code, paths in given().items() if code not in register()}
    assert {code: paths for code, paths in unknown.items() if code not in get_args(Part)} == {}


def test_both_directions_are_seen(tmp_path: Path) -> None:
    source = """
_CODE = "by_constant"
value.doubted("in_call").doubted(_CODE)
record.doubt(["column"], "of_columns" if x == "not_this" else "else_code")
doubts = with_doubt(value.doubts, choose())
def choose():
    return "by_function"
unrelated("no_code")
"""
    path = tmp_path / "module.py"
    path.write_text(source, encoding="utf-8")
    found = set(Module(path).codes({}))
    assert found == {"in_call", "by_constant", "of_columns", "else_code", "by_function"}


def test_every_sentence_is_one_in_both_languages() -> None:
    for code in register().values():
        for text in (code.sentence, code.action):
            assert text.endswith("。"), code.code
            assert re.search("[\u4e00-\u9fff]", text), code.code
        for text in (code.sentence_en, code.action_en):
            assert text.endswith("."), code.code
            assert not re.search("[\u4e00-\u9fff]", text), code.code


def test_a_sentence_names_its_detail(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("LC_ALL", "C")
    assert sentence_of(Doubt("unknown_unit", "孔位")) == "The unit is in no vocabulary: 孔位."
    assert sentence_of(Doubt("rests_on_doubtful", "weight、score")) == "It follows from doubtful values: Weight, Score."
    monkeypatch.setenv("LC_ALL", "zh_CN.UTF-8")
    assert sentence_of(Doubt("unknown_unit", "孔位")) == "计量单位不在词表中：孔位。"
    assert sentence_of(Doubt("rests_on_doubtful", "weight、score")) == "由存疑的数值得出：分值、得分。"
    assert sentence_of(Doubt("year_not_in_form", "file_name")) == "年度取自本表标题以外的地方：文件名。"
