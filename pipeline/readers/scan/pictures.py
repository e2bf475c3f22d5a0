"""Pictures of pages to pictures of known resolution: scans in a PDF, and image files.

Belongs here: drawing a page, decoding an image, and how many pixels a point has. Does not belong here: reading a
picture (``scanned_page``), tables over page breaks (``pipeline.readers.pdf.tables.page_breaks``), whether recognition
is installed (``extra``).
"""

from __future__ import annotations

import ctypes
import io

import numpy as np
import pypdfium2.raw as c
from PIL import Image, ImageOps, ImageSequence
from pypdfium2 import PdfDocument, PdfObject, PdfPage

from pipeline.model.grid import Reading, Unreadable
from pipeline.model.messages import said
from pipeline.model.reading_notes import Note, NoteCode
from pipeline.readers import pages_ahead
from pipeline.readers.pdf.pages import stand_in_font
from pipeline.readers.pdf.tables.page_breaks import stack_pages
from pipeline.readers.pdf.tables.page_tables import PageTables
from pipeline.readers.scan import extra
from pipeline.readers.scan.scanned_page import ScannedTables, read_picture

# Resolution a page is drawn at where its pictures say nothing better (dots per inch), and the limits.
_USUAL, _LOWEST, _HIGHEST = 200, 150, 300
_MOST_PIXELS = 30_000_000
# The longer side of A4 (points).
_LONG_SIDE = 842


def read_page(document: PdfDocument, index: int) -> ScannedTables:
    """The tables and lines of one page, drawn and read. ``index`` is 0-based."""
    page = document[index]
    try:
        dpi = _resolution(page)
        hidden = take_out_stand_in(page)
        pixels = page.render(scale=dpi / 72, prefer_bgrx=False, rev_byteorder=False).to_numpy()[:, :, :3]
    finally:
        page.close()
    read = read_picture(np.ascontiguousarray(pixels), dpi / 72, index + 1)
    if hidden:
        for box in (box for table in read.tables for box in table.boxes):
            box.doubt("text_lost")
    return read


def take_out_stand_in(page: PdfPage) -> int:
    """Take text out of a page that would be drawn in the stand-in font, as bars that are no characters; how many texts.

    Text in a font that is not in the file cannot be drawn, and what is typed over a picture so cannot be recognised.
    """
    texts = [item for item in page.get_objects([c.FPDF_PAGEOBJ_TEXT]) if _is_in_stand_in(item)]
    for text in texts:
        page.remove_obj(text)
    return len(texts)


def _is_in_stand_in(text: PdfObject) -> bool:
    size = ctypes.c_size_t()
    c.FPDFFont_GetFontData(c.FPDFTextObj_GetFont(text), None, 0, size)
    return size.value == stand_in_font.SIZE


def read_image(data: bytes, announce: extra.Announce) -> Reading:
    """Grids and lines of an image file; every frame of it is a page.

    Raises :class:`Unreadable`: ``damaged_image``, ``too_many_scans``.
    """
    pages: list[PageTables] = []
    try:
        with Image.open(io.BytesIO(data)) as image:
            frames = getattr(image, "n_frames", 1)
            extra.check_count(frames)
            announce(frames)
            for number, frame in enumerate(ImageSequence.Iterator(image), start=1):
                pages.append(_take_frame(frame, number))
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError) as error:
        raise Unreadable(said("damaged_image")) from error
    reading = Reading("pdf_ocr", len(pages), stack_pages(pages))
    reading.text_lines = [(entry.page.number, line.text) for entry in pages for _, line in entry.lines]
    if not reading.grids:
        reading.notes.append(Note(NoteCode.SCANS_WITHOUT_TABLE))
    return reading


def read_ahead(data: bytes, numbers: range) -> None:
    """Read these frames (from 1) of an image file that is read later, for ``pages_ahead`` to keep."""
    with Image.open(io.BytesIO(data)) as image:
        for number in numbers:
            image.seek(number - 1)
            _take_frame(image, number)


def _take_frame(frame: Image.Image, number: int) -> PageTables:
    """:func:`read_frame`, unless the frame was read ahead."""
    return pages_ahead.page(("frame", number), lambda: read_frame(frame, number))


def read_frame(frame: Image.Image, number: int) -> ScannedTables:
    """One image as a page."""
    picture, unit = frame_as_page(frame)
    return read_picture(np.ascontiguousarray(np.asarray(picture)[:, :, ::-1]), unit, number)


def frame_as_page(frame: Image.Image) -> tuple[Image.Image, float]:
    """One image as it is shown, and its pixels per point.

    Its resolution is often wrong or missing, so that its longer side is taken for A4's.
    """
    upright = ImageOps.exif_transpose(frame)
    if upright.has_transparency_data:
        upright = Image.alpha_composite(Image.new("RGBA", upright.size, "white"), upright.convert("RGBA"))
    most = min(1.0, _HIGHEST / 72 * _LONG_SIDE / max(upright.size))
    picture = upright.convert("RGB").resize([max(1, round(side * most)) for side in upright.size], Image.Resampling.BOX)
    return picture, max(picture.size) / _LONG_SIDE


def _resolution(page: PdfPage) -> float:
    """Dots per inch of the largest picture on a page, so that drawing it neither loses nor invents detail."""
    width, height = page.get_size()
    best = (0.0, float(_USUAL))
    for picture in page.get_objects(filter=[3], max_depth=3):
        left, bottom, right, top = picture.get_bounds()
        area = (right - left) * (top - bottom)
        if right > left and area > 0.3 * width * height:
            sides = (right - left, top - bottom)
            dpi = 72 * max(picture.get_px_size()) / max(sides)
            best = max(best, (area, dpi))
    most = 72 * (_MOST_PIXELS / (width * height)) ** 0.5
    return float(min(most, max(_LOWEST, min(_HIGHEST, best[1]))))
