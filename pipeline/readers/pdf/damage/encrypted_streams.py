"""Whether the streams of an encrypted file are whole.

Belongs here: decryption through pdfminer. Does not belong here: files that are not encrypted (``stream_checks``).
"""

from __future__ import annotations

from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdftypes import PDFStream

from pipeline.readers.pdf.damage.filters import TooLarge, Unpacked, unpack
from pipeline.readers.pdf.damage.known_damage import ALL_UNPACKED, Damage
from pipeline.readers.pdf.damage.pdfminer_objects import filter_names, object_of, open_with_pdfminer


def check_encrypted(data: bytes, damage: Damage) -> bool:
    """Decrypt and unpack every stream, and record which ones are broken; what cannot be decrypted is not judged.

    False where nothing in the file is encrypted after all. Raises :class:`TooLarge` where the streams unpack to more
    than a page holds.
    """
    try:
        document = open_with_pdfminer(data)
        if document.encryption is None:
            return False
        numbers = sorted({number for table in document.xrefs for number in table.get_objids()})
    except PDFPasswordIncorrect:
        return True
    except Exception as error:  # pdfminer raises anything on damaged files
        # Both readers know every cipher that is in use.
        damage.faults.append(f"encryption: {error}")
        return True
    total = 0
    for number in numbers:
        stream = object_of(document, number)
        if not isinstance(stream, PDFStream):
            continue
        subtype, kind = (getattr(stream.get(key), "name", None) for key in ("Subtype", "Type"))
        if subtype in ("Image", "XML") or kind in ("Metadata", "EmbeddedFile", "XRef"):
            continue
        content, fault = _unpacked(stream, number)
        total += len(content)
        if total > ALL_UNPACKED:
            raise TooLarge
        if fault:
            damage.streams[number] = fault
            if kind == "ObjStm":
                damage.faults.append(f"object {number}: {fault}")
    return True


def _unpacked(stream: PDFStream, number: int) -> Unpacked:
    """The content of an encrypted stream, or what is wrong with it; nothing for one that is not encrypted."""
    if stream.decipher is None or stream.rawdata is None:
        return Unpacked(b"")
    try:
        packed = stream.decipher(number, stream.genno or 0, stream.rawdata, stream.attrs)
        return unpack(packed, filter_names(stream))
    except TooLarge:
        raise
    except Exception:  # pdfminer raises anything on damaged files
        return Unpacked(b"", "broken encryption")
