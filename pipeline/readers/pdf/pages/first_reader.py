"""Pages of a PDF through pdfium: the reader of every page.

Belongs here: opening a document, and the steps from a page to its glyphs and rulings. Does not belong here: the steps
themselves, tables. How much faster this is than pdfplumber's own tables is measured in ``benchmarks/speed.md``.
"""

from __future__ import annotations

import re
from typing import NamedTuple

import pypdfium2
import pypdfium2.raw as c

from pipeline.model.grid import Unreadable
from pipeline.model.messages import said
from pipeline.readers.pdf.pages import stand_in_font
from pipeline.readers.pdf.pages.annotations import add_struck, flatten_fields
from pipeline.readers.pdf.pages.columns import Boxes, rectangles
from pipeline.readers.pdf.pages.dots import join_dots
from pipeline.readers.pdf.pages.drawing_order import Cover, DrawingOrder
from pipeline.readers.pdf.pages.drawn_digits import DigitCheck
from pipeline.readers.pdf.pages.drawn_paths import read_paths
from pipeline.readers.pdf.pages.ffi import Handle, handle_of
from pipeline.readers.pdf.pages.geometry import area_of
from pipeline.readers.pdf.pages.glyphs import read_glyphs
from pipeline.readers.pdf.pages.layers import drop_unseen
from pipeline.readers.pdf.pages.objects import IMAGE, PATH, TEXT, Objects, PageObjects
from pipeline.readers.pdf.pages.page import Page
from pipeline.readers.pdf.pages.unicode_values import text_of_page
from pipeline.readers.pdf.pages.upright import upright
from pipeline.text.fold import fold_radicals

# What a PDF says must not hang on the fonts of the machine.
stand_in_font.install()

MOST_PAGES = 5000
"""Pages of a PDF that are read; a report with every annex has a few hundred."""
# A page of which images cover less than this is no scan.
_PICTURE = 0.4
_UNPRINTED = re.compile("[\x00-\x1f\u200b\ufeff]")


def open_document(data: bytes) -> pypdfium2.PdfDocument:
    """The document behind the bytes.

    Raises :class:`Unreadable` with code ``password_protected``, ``damaged_pdf`` or ``not_a_pdf``.
    """
    if b"%PDF-" not in data[:1024]:
        raise Unreadable(said("not_a_pdf"))
    try:
        document = pypdfium2.PdfDocument(data)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        if error.err_code == c.FPDF_ERR_PASSWORD:
            raise Unreadable(said("password_protected")) from error
        raise Unreadable(said("damaged_pdf")) from error
    if pages and document.get_formtype() != c.FORMTYPE_NONE:
        document.init_forms()
    if pages == 0:
        raise Unreadable(said("damaged_pdf.no_pages"))
    return document


def read_page(
    document: pypdfium2.PdfDocument,
    index: int,
    *,
    has_layers: bool = False,
    is_plain_enough: bool = True,
    digits: DigitCheck | None = None,
    is_faint: bool = False,
) -> Page | None:
    """The upright page with its visible glyphs and rulings, or null when it cannot be loaded. ``index`` is 0-based.

    Slanted glyphs (watermarks, the rim of seals), glyphs outside their clip (labels that Calc draws again
    on every page of a merged cell), text under a later drawing, and invisible text are left out. With ``has_layers``
    the page is also drawn, to see which layers are switched off. What is filled into fields counts as printed. Without
    ``is_plain_enough`` the glyphs of a page that can hold no table are asked for as well. With ``digits`` the glyphs of
    fonts that draw other digits than they say are marked. With ``is_faint`` white lines over filled areas and the
    edges of filled areas count as rulings.
    """
    try:
        pdf_page = document[index]
        if flatten_fields(document, pdf_page):
            pdf_page.close()
            pdf_page = document[index]
    except pypdfium2.PdfiumError:
        return None
    try:
        objects = PageObjects(pdf_page.raw)
        page = Page(index + 1, objects.width, objects.height)
        texts, drawn = _read_objects(objects, page, is_faint=is_faint)
        add_struck(pdf_page.raw, objects.displayed, page)
        if is_plain_enough and not len(page.verticals) and page.image_share < _PICTURE:
            # Most pages of a report: only what they say is asked for, not where it stands.
            page.plain = _plain_lines(pdf_page.raw)
            return page
        read_glyphs(objects, texts, drawn, page, digits)
        if has_layers:
            drop_unseen(pdf_page.raw, page)
        return upright(page)
    finally:
        pdf_page.close()


class Glance(NamedTuple):
    """What a short look at a page tells: how much of it images cover, and its text as stored, seen or not."""

    image_share: float = 0.0
    text: str = ""


def glance(document: pypdfium2.PdfDocument, index: int, *, has_text: bool) -> Glance:
    """A short look at a page, without its text unless ``has_text``; nothing where it cannot be loaded.

    ``index`` is 0-based.
    """
    try:
        pdf_page = document[index]
    except pypdfium2.PdfiumError:
        return Glance()
    try:
        objects = PageObjects(pdf_page.raw)
        drawn = objects.in_drawing_order()
        areas = _areas(objects.bounds(drawn.take(drawn.kinds == IMAGE)))
        text = "".join(_plain_lines(pdf_page.raw)) if has_text else ""
        return Glance(sum(areas) / max(objects.width * objects.height, 1.0), text)
    finally:
        pdf_page.close()


def _read_objects(objects: PageObjects, page: Page, *, is_faint: bool) -> tuple[Objects, DrawingOrder]:
    """Add the rulings and the share of images to the page; its text objects, and what hides text or lets it be seen."""
    every = objects.in_drawing_order()
    kinds = every.kinds
    texts = every.take(kinds == TEXT)
    first_text = int(texts.order[0]) if len(texts) else len(every)
    drawn = DrawingOrder()
    read_paths(objects, every.take(kinds == PATH), page, drawn, first_text=first_text, is_faint=is_faint)
    is_image = kinds == IMAGE
    if is_image.any():
        _add_images(objects, every.take(is_image), page, drawn, first_text)
    join_dots(page)
    return texts, drawn


def _add_images(objects: PageObjects, images: Objects, page: Page, drawn: DrawingOrder, first_text: int) -> None:
    """Add images to the page: how much of it they cover, as marks, and as what may hide the text before them."""
    boxes = objects.bounds(images)
    areas = _areas(boxes)
    whole = max(page.width * page.height, 1.0)
    for area in areas:
        page.image_share += area / whole
    page.add_marks(boxes)
    rows = zip(images.order.tolist(), rectangles(boxes), areas, images.handles.tolist(), strict=True)
    for order, box, area, image in rows:
        if order > first_text and area > 0:
            drawn.covers.append(Cover(order, box, True, Handle(image)))
    drawn.covers.sort(key=lambda cover: cover.order)


def _areas(boxes: Boxes) -> list[float]:
    """The area of each box."""
    return list(map(area_of, rectangles(boxes)))


def _plain_lines(raw: c.FPDF_PAGE) -> list[str]:
    """The lines of text as they follow each other in the file."""
    textpage = c.FPDFText_LoadPage(raw)
    try:
        text = text_of_page(handle_of(textpage))
    finally:
        c.FPDFText_ClosePage(textpage)
    lines = (_UNPRINTED.sub("", line).strip() for line in text.replace("\ufffe", "-").splitlines())
    return [fold_radicals(line) for line in lines if line]
