"""Pictures in web pages and office files, which are not read: when a person is told of them.

Belongs here: the note that a form may be a picture. Does not belong here: pictures of pages, which are recognised
(``scan``).
"""

from __future__ import annotations

from pipeline.model.grid import Reading
from pipeline.model.reading_notes import Note, NoteCode

# Filled cells that a table needs to be a form, where pictures could be the form instead.
_SUBSTANCE = 20


def note_pictures(reading: Reading, pictures: int) -> None:
    """Say that pictures were not read where no table could be the form."""
    filled = max((sum(1 for cell in grid.cells if cell.text) for grid in reading.grids), default=0)
    if pictures and filled < _SUBSTANCE:
        code = NoteCode.PICTURE_NOT_READ if pictures == 1 else NoteCode.PICTURES_NOT_READ
        reading.notes.append(Note(code, detail=str(pictures)))
