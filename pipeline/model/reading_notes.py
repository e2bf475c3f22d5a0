"""What a reader noticed about a document and a person may need to know, as data: a code, the pages, a detail.

Belongs here: every kind of note. Does not belong here: its sentences (``messages.yml``), noticing it
(``pipeline.readers``), what a note does to the outcome of a document (``pipeline.curate.curate_document``), doubts
about single values.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

from pipeline.model.messages import Message, said


class NoteCode(Enum):
    """The kinds of notes. The value of each is the id of its sentence, which may name pages and a detail."""

    PAGES_DAMAGED = "note.pages_damaged"
    PAGES_CUT_OFF = "note.pages_cut_off"
    SCANS_NOT_READ = "note.scans_not_read"
    SCANS_WITHOUT_TEXT = "note.scans_without_text"
    SCANS_WITHOUT_TABLE = "note.scans_without_table"
    PICTURE_NOT_READ = "note.picture_not_read"
    PICTURES_NOT_READ = "note.pictures_not_read"
    FRAMES_NOT_IN_FILE = "note.frames_not_in_file"
    PART_NOT_READ = "note.part_not_read"
    ROWS_HIDDEN = "note.rows_hidden"


@dataclass(frozen=True, slots=True)
class Note:
    """One note: its kind, the pages or sheets it is about (1-based), and a number or names where its sentence has them.

    Code that needs to know what was noticed looks at ``code``, never at the sentence.
    """

    code: NoteCode
    pages: tuple[int, ...] = ()
    detail: str = ""

    @property
    def message(self) -> Message:
        """What a person is told."""
        return said(
            self.code.value,
            pages=self.pages,
            detail=self.detail,
            install_ocr=said("advice.install_ocr"),
            whole_page=said("advice.whole_page"),
        )
