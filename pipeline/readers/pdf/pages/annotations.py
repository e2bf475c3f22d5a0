"""Annotations of a page that change what a person reads there: filled-in fields, typed-on text, strikes.

Belongs here: annotations. Does not belong here: what the page itself draws (``objects``).
"""

from __future__ import annotations

import pypdfium2
import pypdfium2.raw as c

from pipeline.readers.pdf.pages.columns import Ruling, rulings_of
from pipeline.readers.pdf.pages.geometry import Matrix, mapped_box
from pipeline.readers.pdf.pages.page import Page

_TEXT_FIELDS = frozenset({c.FPDF_FORMFIELD_TEXTFIELD, c.FPDF_FORMFIELD_COMBOBOX, c.FPDF_FORMFIELD_LISTBOX})


def flatten_fields(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> bool:
    """Make filled-in text fields and typed-on text part of the page; whether there were any."""
    kept = 0
    for i in range(c.FPDFPage_GetAnnotCount(page.raw) - 1, -1, -1):
        annotation = c.FPDFPage_GetAnnot(page.raw, i)
        subtype = c.FPDFAnnot_GetSubtype(annotation)
        is_text = subtype == c.FPDF_ANNOT_FREETEXT
        if subtype == c.FPDF_ANNOT_WIDGET and document.formenv is not None:
            is_text = c.FPDFAnnot_GetFormFieldType(document.formenv.raw, annotation) in _TEXT_FIELDS
        c.FPDFPage_CloseAnnot(annotation)
        kept += is_text
        if not is_text and subtype != c.FPDF_ANNOT_STRIKEOUT:
            c.FPDFPage_RemoveAnnot(page.raw, i)
    return kept > 0 and c.FPDFPage_Flatten(page.raw, c.FLAT_PRINT) == c.FLATTEN_SUCCESS


def add_struck(raw: c.FPDF_PAGE, displayed: Matrix, page: Page) -> None:
    """Add the lines of annotations that strike text out to the page, as rulings through it."""
    struck: list[Ruling] = []
    for i in range(c.FPDFPage_GetAnnotCount(raw)):
        annotation = c.FPDFPage_GetAnnot(raw, i)
        points = c.FS_QUADPOINTSF()
        for k in range(c.FPDFAnnot_CountAttachmentPoints(annotation)):
            c.FPDFAnnot_GetAttachmentPoints(annotation, k, points)
            x0, top, x1, bottom = mapped_box(displayed, points.x1, points.y1, points.x4, points.y4)
            if c.FPDFAnnot_GetSubtype(annotation) == c.FPDF_ANNOT_STRIKEOUT:
                struck.append(Ruling((top + bottom) / 2, x0, x1))
        c.FPDFPage_CloseAnnot(annotation)
    if struck:
        page.add_rulings(rulings_of(struck), rulings_of(()))
