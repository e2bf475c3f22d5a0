"""Image files: every frame of one is a page.

Belongs here: what an image file is without text recognition, how many pages it has. Does not belong here: reading a
picture (``pictures``, which needs the extra ``ocr``).
"""

from __future__ import annotations

import io

from pipeline.model.grid import Reading, Unreadable
from pipeline.model.messages import said
from pipeline.readers.scan import extra


def read(data: bytes, announce: extra.Announce = extra.no_announcement) -> Reading:
    """Grids and lines of an image file.

    Raises :class:`Unreadable`: ``needs_ocr`` where the extra is missing, ``damaged_image``, ``too_many_scans``.
    """
    if not extra.has_ocr():
        raise Unreadable(said("needs_ocr.image", advice=said("advice.install_ocr")))
    from pipeline.readers.scan import pictures  # everything else works without the extra

    return pictures.read_image(data, announce)


def read_ahead(data: bytes, numbers: range) -> None:
    """Read these pages (1-based) ahead of :func:`read`; only where that would not refuse the file for the extra."""
    from pipeline.readers.scan import pictures

    pictures.read_ahead(data, numbers)


def pages_to_recognise(data: bytes) -> int:
    """How many pages :func:`read` recognises; 0 for a file that it refuses."""
    if not extra.has_ocr():
        return 0
    from PIL import Image  # comes with the extra

    try:
        with Image.open(io.BytesIO(data)) as image:
            frames = int(getattr(image, "n_frames", 1))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return 0
    return frames if frames <= extra.MOST_PAGES else 0
