"""Every sentence about a document or a form stands in the register, in both languages, and every entry is used."""

from __future__ import annotations

import ast
import re
from functools import cache
from pathlib import Path
from string import Formatter

import pytest

from pipeline.families import load_families, other_tables, other_texts
from pipeline.model.messages import Message, register, said, together, words
from pipeline.model.reading_notes import NoteCode

PIPELINE = Path(__file__).parents[2] / "pipeline"
SAID = {**register()["sentences"], **register()["phrases"]}
# What every note has for its sentence.
NOTE = {"pages", "detail", "install_ocr", "whole_page"}


def places(text: str) -> set[str]:
    """The names of the places that are filled in."""
    return {name for _, name, _, _ in Formatter().parse(text) if name is not None}


@cache
def used() -> dict[str, list[set[str]]]:
    """Every id that the program says, with the names of the values that it gives."""
    found: dict[str, list[set[str]]] = {code.value: [NOTE] for code in NoteCode}
    for path in sorted(PIPELINE.rglob("*.py")):
        text = path.read_text("utf-8")
        if not re.search(r"^from pipeline\.model\.messages import .*\bsaid\b", text, re.MULTILINE):
            continue
        for node in ast.walk(ast.parse(text)):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Name) and node.func.id == "said"):
                continue
            first = node.args[0]
            if isinstance(first, ast.Constant):
                found.setdefault(first.value, []).append({str(keyword.arg) for keyword in node.keywords})
            else:
                assert path.name == "reading_notes.py", f"{path.name}: an id that nobody can look up"
    return found


def test_every_id_is_in_the_register_and_every_entry_is_used() -> None:
    assert set(used()) == set(SAID)


@pytest.mark.parametrize("message_id", sorted(SAID))
def test_every_place_gets_its_value_in_both_languages(message_id: str) -> None:
    chinese, english = places(SAID[message_id]["zh"]), places(SAID[message_id]["en"])
    assert chinese == english
    for given in used()[message_id]:
        assert given == (NOTE if message_id.startswith("note.") else chinese)


@pytest.mark.parametrize("message_id", sorted(register()["sentences"]))
def test_a_sentence_is_one_in_both_languages_and_has_a_code(message_id: str) -> None:
    entry = register()["sentences"][message_id]
    assert entry["zh"].endswith(("。", "{advice}"))
    assert entry["en"].endswith((".", "{advice}"))
    assert re.search("[\u4e00-\u9fff]", entry["zh"])
    assert not re.search("[\u3000-\u9fff\uff00-\uffef]", entry["en"])
    assert not re.search("[,;!?] |[a-z]\\.$", entry["zh"])
    assert message_id.partition(".")[0] in register()["codes"]


def test_every_code_has_a_sentence_and_labels() -> None:
    of_sentences = {message_id.partition(".")[0] for message_id in register()["sentences"]}
    assert set(register()["codes"]) == of_sentences | {"pages_unread"}
    for code, labels in register()["codes"].items():
        assert re.search("[\u4e00-\u9fff]", labels["zh"]), code
        assert labels["en"].isascii(), code


def test_lists_and_messages_are_written_as_each_language_writes_them() -> None:
    damaged = said("damaged_pdf.pages", pages=[2, 5])
    assert damaged.code == "damaged_pdf"
    assert damaged.sentence.startswith("PDF第2、5页已损坏")
    assert damaged.sentence_en.startswith("Pages 2, 5 of the PDF are damaged")
    both = together([said("no_form_found"), said("outcome.narrative")], "code")
    assert both.code == "code"
    assert "。其正文" in both.sentence
    assert ". What" in both.sentence_en
    assert words("甲") == Message("", "甲", "甲")


def test_what_a_document_prints_is_never_read_as_a_place() -> None:
    told = said("incomplete_form.funding_row", text="{page}", page=3)
    assert "“{page}”" in told.sentence


def test_every_family_and_every_known_table_is_called_something_in_both_languages() -> None:
    for item in (*load_families(), *other_tables(), *other_texts()):
        assert re.search("[\u4e00-\u9fff]", item.title), item.id
        assert item.title_en.isascii(), item.id
        assert item.title_en, item.id
