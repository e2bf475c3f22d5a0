"""One document to its pages as they are shown, whatever its kind.

Belongs here: which kind of file is drawn, redrawn or shown as lines. Does not belong here: how (``drawn_page``,
``redrawn``), what is kept, processes (``pages``).
"""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import PurePosixPath

from pipeline.model.grid import Reading, Unreadable
from pipeline.pictures.page import Page, missing
from pipeline.readers.scan import extra
from pipeline.sources import RawDocument, media


def is_drawn(source: RawDocument) -> bool:
    """Whether pages of a document are drawn one by one; those of others come all at once."""
    return source.media_type == media.PDF or source.media_type in media.IMAGES


def pages_of(
    source: RawDocument, data: bytes, numbers: Sequence[int], announce: extra.Announce, *, is_recognised: bool = False
) -> dict[int, Page]:
    """Pages of a document by number; every page of one that is not drawn, and at least those asked for.

    ``is_recognised``: text recognition had a part in reading it.
    """
    try:
        # What a kind of file needs is loaded with the first of them.
        if source.media_type == media.PDF:
            from pipeline.pictures.drawn_page import draw_pdf

            return dict(draw_pdf(data, numbers, announce, is_recognised=is_recognised))
        if source.media_type in media.IMAGES:
            from pipeline.pictures.drawn_page import draw_image

            pages = dict(draw_image(data, numbers, announce))
        else:
            from pipeline.curate.routes import route_of

            pages = pages_when_read(source, data, route_of(source).read(source, data, announce))
    except MemoryError:
        raise
    except (Unreadable, OSError, ValueError, SyntaxError):  # what its reader met as well, and said
        pages = {}
    return {number: pages.get(number) or missing("not_drawn") for number in {*numbers, *pages}}


def pages_when_read(source: RawDocument, data: bytes, reading: Reading) -> dict[int, Page]:
    """Every page of a document that is not drawn, from what its reader saw."""
    from pipeline.pictures import redrawn

    if source.media_type == media.TEXT:
        return redrawn.of_text(reading, data, PurePosixPath(source.path).name)
    return redrawn.of_tables(reading)
