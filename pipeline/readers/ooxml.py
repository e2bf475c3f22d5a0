"""The ZIP container of .xlsx and .docx files, opened with care.

Belongs here: limits, damage, declarations of entities. Does not belong here: what the parts say (``spreadsheet``,
``word``).
"""

from __future__ import annotations

import io
import zipfile

from pipeline.readers.grid import Unreadable

# XML of all parts together. A book of 100 forms has below 10 MB; some hundred bytes of ZIP can ask for gigabytes.
MAX_XML = 100 * 2**20
_MAX_PARTS = 10_000
_ENTITIES = tuple(
    word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be")
)


def open_package(data: bytes) -> zipfile.ZipFile:
    """The parts of an office file, all of its XML looked at.

    Raises :class:`Unreadable`: ``damaged_office_file``, ``too_large_unpacked``, ``unsafe_xml`` (entities, which office
    files never declare), ``password_protected``.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise password_protected()
        texts = [part for part in parts if part.filename.lower().endswith((".xml", ".rels", ".vml"))]
        if len(parts) > _MAX_PARTS or sum(part.file_size for part in texts) > MAX_XML:
            raise Unreadable(
                "too_large_unpacked",
                f"The file unpacks to more than {MAX_XML // 2**20} MB of text. Save the sheets or pages with the forms "
                "in a file of their own.",
            )
        for part in texts:
            # No part gives more than it declares: zipfile stops there, and compares the checksum.
            text = archive.read(part)
            if any(word in text for word in _ENTITIES):
                raise Unreadable(
                    "unsafe_xml",
                    "The file declares XML entities, which no office program writes. Open it in one and save it anew.",
                )
    except Unreadable:
        raise
    except (
        Exception
    ) as error:  # what zipfile raises of a damaged file (BadZipFile, zlib.error, …) has no common ancestor
        raise damaged(error) from error
    return archive


def damaged(error: Exception) -> Unreadable:
    """What is said of a file that its library cannot read."""
    kind = type(error).__name__
    return Unreadable(
        "damaged_office_file",
        f"The file is damaged ({kind}): fetch it again, or open it in an office program and save it anew or as PDF.",
    )


def password_protected() -> Unreadable:
    """What is said of a file that asks for a password."""
    return Unreadable(
        "password_protected", "The file asks for a password: save it without one and put that into the folder."
    )
