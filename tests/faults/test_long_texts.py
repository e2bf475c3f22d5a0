"""Texts of many signs are read in time that grows with their length, whatever they repeat.

A limit of processor time stops a document that takes longer; a text that needs the square of its length would let one
cell use it up.
"""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest

from pipeline.facts.named_divisions import division_of_office
from pipeline.forms.form_notes import is_furniture
from pipeline.forms.grade import read_grade
from pipeline.forms.points import read_points
from pipeline.forms.words_of_forms import form_words
from pipeline.measures import read
from pipeline.prose.reasons import split_reason
from pipeline.readers.pdf.damage.syntax import fault_of_drawing
from pipeline.text import titles
from pipeline.text.instructions import has_instruction, is_instruction
from pipeline.text.labels import money_unit, normalise_label
from pipeline.text.numbers import parse_money
from tests.factory.check import curate
from tests.factory.plain import plain_page

_SIGNS = 60_000
# Linear time is a tenth of it on a slow machine, the square of the length many times as much.
_MOST_SECONDS = 3.0
_FUNCTIONS: dict[str, Callable[[str], object]] = {
    "furniture of titles": titles.is_furniture,
    "furniture of notes": is_furniture,
    "title": titles.title,
    "year": titles.labelled_year,
    "office": titles.office_and_year,
    "place": division_of_office,
    "measure": read,
    "grade": read_grade,
    "points": read_points,
    "instruction": is_instruction,
    "beside an instruction": has_instruction,
    "unit of money": money_unit,
    "label": normalise_label,
    "amount": lambda text: parse_money(text, "元"),
    "reason": split_reason,
    "words of a form": lambda text: form_words([text, "自评得分"]),
}
_BEGINNINGS = ("", "(", "(填写", "2023年", "原因：")
_REPEATED = (
    "(",
    "1",
    "9.",
    "1-",
    "-",
    "一",
    "年",
    "填写",
    "说明原因",
    "；",
    "，",
    "。",
    " ",
    "指标",
    "项目",
    "人/",
    "优□",
)


@pytest.mark.parametrize("name", _FUNCTIONS)
def test_long_texts_cost_time_in_proportion(name: str) -> None:
    for beginning in _BEGINNINGS:
        for repeated in _REPEATED:
            text = beginning + repeated * (_SIGNS // len(repeated)) + "绩效"
            begin = time.process_time()
            _FUNCTIONS[name](text)
            assert time.process_time() - begin < _MOST_SECONDS, (beginning, repeated)


def test_a_string_without_an_end_is_found_once() -> None:
    begin = time.process_time()
    assert fault_of_drawing(b"BT (" + rb"\(" * _SIGNS) == "open brackets"
    assert time.process_time() - begin < _MOST_SECONDS


@pytest.mark.parametrize(
    ("printed", "repeated"),
    [
        ("320.00", "1"), ("320.00", "9."), ("项目支出绩效自评表", "年"), ("项目支出绩效自评表", "一"),
        ("河道养护项目", "（填写"), ("汛期施工受阻。", "，"), ("三级指标", "指标"), ("≥12条", "1"),
    ],
)  # fmt: skip
def test_a_form_with_a_long_cell_costs_no_more(printed: str, repeated: str) -> None:
    page = plain_page().replace(printed.encode(), (repeated * (_SIGNS // 2) + printed).encode(), 1)
    begin = time.process_time()
    curate(page)
    assert time.process_time() - begin < 2 * _MOST_SECONDS


def test_a_text_of_one_long_number_costs_no_more() -> None:
    begin = time.process_time()
    curate(f"项目支出绩效自评表\n总分\t{'9' * _SIGNS}\n".encode())
    curate("项目支出绩效自评表\n".encode() + b"x\t" * (_SIGNS // 10))
    assert time.process_time() - begin < 2 * _MOST_SECONDS


def test_pictures_without_an_end_in_a_drawing_are_looked_for_once() -> None:
    before = time.process_time()
    fault_of_drawing(b"BI ID " * 5000)
    assert time.process_time() - before < 2
