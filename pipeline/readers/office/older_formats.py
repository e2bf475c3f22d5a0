"""Office files that LibreOffice turns into newer ones before they are read: .doc, RTF, the XML of Office 2003.

Belongs here: each such kind with the check that its file is whole, and office files that ask for a password. Does not
belong here: the program (``converted``), reading what it writes (``docx``, ``xlsx``).
"""

from __future__ import annotations

import olefile

from pipeline.model.grid import Reading, Unreadable
from pipeline.readers.office import docx, xlsx
from pipeline.readers.office.converted import converted
from pipeline.readers.office.file_end import check_rtf, check_storage, check_xml
from pipeline.readers.refused_files import damaged, password_protected


def read_doc(data: bytes) -> Reading:
    """A .doc of Word 97 or later, or of WPS."""
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


def read_rtf(data: bytes) -> Reading:
    """A Rich Text file."""
    check_rtf(data)
    return docx.read(converted(data, "rtf", "docx"), "doc")


def read_word_xml(data: bytes) -> Reading:
    """A text that Word 2003 saved as XML."""
    check_xml(data)
    return docx.read(converted(data, "xml", "docx"), "doc")


def read_spreadsheet_xml(data: bytes) -> Reading:
    """A workbook that Excel 2003 saved as XML."""
    check_xml(data)
    return xlsx.read(converted(data, "xml", "xlsx"), "xls")


def read_encrypted(data: bytes) -> Reading:
    """Never a reading: the file asks for a password."""
    raise password_protected()


def _is_encrypted_doc(data: bytes) -> bool:
    """The flag fEncrypted of the file information block ([MS-DOC] 2.5.2); LibreOffice would ask for the password."""
    with olefile.OleFileIO(data) as storage:
        head = storage.openstream("WordDocument").read(12)
    return len(head) == 12 and bool(head[11] & 1)
