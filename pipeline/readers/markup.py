"""Which reader reads web pages and office files, by media type.

Belongs here: media type to reader, and the way over LibreOffice for kinds that no reader knows. Does not belong here:
reading itself, PDF and text, which are judged in other ways (``pipeline.curate.document``).
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

import olefile

from pipeline.model.grid import Reading, Unreadable
from pipeline.readers.html import web_archive, web_page
from pipeline.readers.office import docx, xls, xlsx
from pipeline.readers.office.converted import converted
from pipeline.readers.office.file_end import check_rtf, check_storage, check_xml
from pipeline.readers.refused_files import damaged, password_protected
from pipeline.sources import media


def _encrypted(data: bytes) -> Reading:
    raise password_protected()


def _doc(data: bytes) -> Reading:
    try:
        check_storage(data)
        is_encrypted = _is_encrypted_doc(data)
    except Unreadable:
        raise
    except Exception as error:  # olefile raises whatever a damaged table leads to
        raise damaged(error) from error
    if is_encrypted:
        raise password_protected()
    return docx.read(converted(data, "doc", "docx"), "doc")


def _rtf(data: bytes) -> Reading:
    check_rtf(data)
    return docx.read(converted(data, "rtf", "docx"), "doc")


def _word_xml(data: bytes) -> Reading:
    check_xml(data)
    return docx.read(converted(data, "xml", "docx"), "doc")


def _spreadsheet_xml(data: bytes) -> Reading:
    check_xml(data)
    return xlsx.read(converted(data, "xml", "xlsx"), "xls")


def _is_encrypted_doc(data: bytes) -> bool:
    """The flag fEncrypted of the file information block ([MS-DOC] 2.5.2); LibreOffice would ask for the password."""
    with olefile.OleFileIO(data) as storage:
        head = storage.openstream("WordDocument").read(12)
    return len(head) == 12 and bool(head[11] & 1)


READERS: Mapping[str, Callable[[bytes], Reading]] = {
    media.HTML: web_page.read,
    media.MHTML: web_archive.read_archive,
    media.XLSX: xlsx.read,
    media.XLS: xls.read,
    media.SPREADSHEET_XML: _spreadsheet_xml,
    media.DOCX: docx.read,
    media.DOC: _doc,
    media.RTF: _rtf,
    media.WORD_XML: _word_xml,
    media.ENCRYPTED_OFFICE: _encrypted,
}
