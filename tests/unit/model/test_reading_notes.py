"""Notes of readers are data, and each becomes one sentence at the end."""

from __future__ import annotations

import re

import pytest

from pipeline.model.reading_notes import Note, NoteCode


@pytest.mark.parametrize("code", NoteCode, ids=lambda code: code.name)
def test_every_note_is_a_sentence_about_its_pages_and_its_detail(code: NoteCode) -> None:
    sentence = Note(code, (3, 12), "7 {of}").sentence
    assert ("3, 12" in sentence) == ("{pages}" in code.value)
    assert ("7 {of}" in sentence) == ("{detail}" in code.value)
    assert re.fullmatch(r"[A-Z].+\.", sentence)
    assert "{pages}" not in sentence
    assert "{detail}" not in sentence


def test_the_sentence_names_the_pages_in_their_order() -> None:
    note = Note(NoteCode.SCANS_WITHOUT_TEXT, (2, 5))
    assert note.sentence == "Pages 2, 5 are images in which no table and no text was found: look at them."
