"""What a reader noticed about a document and a person may need to know, as data: a code, the pages, a detail.

Belongs here: every kind of note with its sentence, and the advice that notes share with refusals. Does not belong here:
noticing it (``pipeline.readers``), what a note does to the outcome of a document
(``pipeline.curate.curate_document``), doubts about single values.
"""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum

INSTALL_ADVICE = (
    'Text recognition is the optional extra "ocr": install it with `make ocr` (or `pip install "jixiao[ocr]"`) and '
    "build again, or ask the publisher for the original file."
)
CUT_ADVICE = "Ask the publisher for the whole page, or print it again at its full size."


class NoteCode(Enum):
    """The kinds of notes. The value of each is its sentence, where {pages} and {detail} are those of the note."""

    PAGES_DAMAGED = "Pages {pages} are damaged in the file and were not read whole. Download it again from its source."
    PAGES_CUT_OFF = "Pages {pages} are cut off: their tables go on outside of what is shown. " + CUT_ADVICE
    SCANS_NOT_READ = "Pages {pages} are images without a text layer and were not read. " + INSTALL_ADVICE
    SCANS_WITHOUT_TEXT = "Pages {pages} are images in which no table and no text was found: look at them."
    SCANS_WITHOUT_TABLE = (
        "The pages are pictures, and no table with ruling lines was seen on them. If they hold a form, scan it again "
        "at 200 dots per inch or more, or ask the publisher for the original file."
    )
    PICTURE_NOT_READ = (
        "The document shows a picture that was not read. If the form is a picture, ask the publisher for the text, or "
        "print the document to PDF, run text recognition over it and put the result into the folder."
    )
    PICTURES_NOT_READ = (
        "The document shows {detail} pictures that were not read. If the form is a picture, ask the publisher for the "
        "text, or print the document to PDF, run text recognition over it and put the result into the folder."
    )
    FRAMES_NOT_IN_FILE = (
        "The page shows others that are not in the file ({detail}). Save those pages and put them into the folder."
    )
    PART_NOT_READ = (
        "The document takes in another one that was not read. Open it in an office program and save it anew."
    )
    ROWS_HIDDEN = (
        "Sheet {pages} has hidden rows or columns with {detail} more rows of its forms, which are not read: show them "
        "if they count, take them out if not."
    )


@dataclass(frozen=True, slots=True)
class Note:
    """One note: its kind, the pages or sheets it is about (1-based), and a number or names where its sentence has them.

    Code that needs to know what was noticed looks at ``code``, never at the sentence.
    """

    code: NoteCode
    pages: tuple[int, ...] = ()
    detail: str = ""

    @property
    def sentence(self) -> str:
        """What a person is told."""
        return self.code.value.format(pages=", ".join(map(str, self.pages)), detail=self.detail)
