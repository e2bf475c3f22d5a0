"""Objects of a PDF as pdfminer finds them.

Belongs here: access to objects by number, and their names. Does not belong here: judgements.
"""

from __future__ import annotations

import io
from typing import Any

from pdfminer.pdfdocument import PDFDocument
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFStream, resolve1
from pdfminer.psparser import PSLiteral


def open_with_pdfminer(data: bytes) -> PDFDocument:
    """The document as pdfminer sees it; pdfminer raises anything on damaged files."""
    return PDFDocument(PDFParser(io.BytesIO(data)))


def object_of(document: PDFDocument, number: int) -> Any:
    """The object with a number; null where pdfminer cannot read it."""
    try:
        return document.getobj(number)
    except Exception:  # pdfminer raises anything on damaged files
        return None


def name_of(value: Any) -> str:
    """The text of a PDF name, behind a reference as well; empty for anything else."""
    value = resolve1(value)
    return str(value.name) if isinstance(value, PSLiteral) else ""


def filter_names(stream: PDFStream) -> list[bytes]:
    """The filters of a stream in the order in which they are undone."""
    return [str(getattr(name, "name", name)).encode() for name, _ in stream.get_filters()]
