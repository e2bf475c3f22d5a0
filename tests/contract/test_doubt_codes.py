"""Every doubt code that the program names is in the register, and every code of the register is named."""

from __future__ import annotations

import re
from pathlib import Path

from pipeline.model.doubts import Doubt, register

ROOT = Path(__file__).parents[2]
SOURCES = {path: path.read_text("utf-8") for path in sorted((ROOT / "pipeline").rglob("*.py"))}


def test_every_code_of_the_register_is_used() -> None:
    said = {word for text in SOURCES.values() for word in re.findall(r'"([a-z_]+)"', text)}
    assert set(register()) - said == set()


def test_every_sentence_is_one_in_both_languages() -> None:
    for code in register().values():
        for text in (code.sentence, code.action):
            assert text.endswith("。"), code.code
            assert re.search("[\u4e00-\u9fff]", text), code.code
        for text in (code.sentence_en, code.action_en):
            assert text.endswith("."), code.code
            assert not re.search("[\u4e00-\u9fff]", text), code.code


def test_a_sentence_names_its_detail() -> None:
    assert Doubt("unknown_unit", "孔位").sentence == "计量单位不在词表中：孔位。"
    assert Doubt("unknown_unit", "孔位").sentence_en == "The unit is in no vocabulary: 孔位."
