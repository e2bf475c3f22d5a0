"""Notes of readers are data, and each becomes one sentence at the end."""

from __future__ import annotations

import re

import pytest

from pipeline.model.messages import register
from pipeline.model.reading_notes import Note, NoteCode


@pytest.mark.parametrize("code", NoteCode, ids=lambda code: code.name)
def test_every_note_is_a_sentence_about_its_pages_and_its_detail(code: NoteCode) -> None:
    told = Note(code, (3, 12), "7 {of}").message
    entry = register()["phrases"][code.value]
    for sentence, text, pages in ((told.sentence, entry["zh"], "3、12"), (told.sentence_en, entry["en"], "3, 12")):
        assert (pages in sentence) == ("{pages}" in text)
        assert ("7 {of}" in sentence) == ("{detail}" in text)
        assert "{pages}" not in sentence
        assert "{detail}" not in sentence
    assert re.fullmatch(r"[A-Z].+\.", told.sentence_en)
    assert told.sentence.endswith("。")


def test_the_sentence_names_the_pages_in_their_order() -> None:
    told = Note(NoteCode.SCANS_WITHOUT_TEXT, (2, 5)).message
    assert told.sentence_en == "Pages 2, 5 are images in which no table and no text was found: look at them."
    assert told.sentence == "第2、5页是图像，其中未发现表格和文字，请查看。"
