"""Pictures in web pages and office files, which are not read: when a person is told of them.

Belongs here: the note that a form may be a picture. Does not belong here: pictures of pages, which are recognised
(``scan``).
"""

from __future__ import annotations

from pipeline.model.grid import Reading
from pipeline.model.reading_notes import Note, NoteCode

# A table with fewer filled cells is no form; then the pictures may be.
_SUBSTANCE = 20


def note_pictures(reading: Reading, pictures: int) -> None:
    """Note the pictures of a document where no table has enough cells to be a form."""
    filled = max((sum(1 for cell in grid.cells if cell.text) for grid in reading.grids), default=0)
    if pictures and filled < _SUBSTANCE:
        code = NoteCode.PICTURE_NOT_READ if pictures == 1 else NoteCode.PICTURES_NOT_READ
        reading.notes.append(Note(code, detail=str(pictures)))
