"""Whether the streams of an encrypted file are whole.

Belongs here: decryption through pdfminer. Does not belong here: files that are not encrypted (``stream_checks``).
"""

from __future__ import annotations

from pdfminer.pdfdocument import PDFPasswordIncorrect
from pdfminer.pdftypes import PDFStream

from pipeline.readers.pdf.damage.filters import TooLarge, unpack
from pipeline.readers.pdf.damage.known_damage import ALL_UNPACKED, Damage
from pipeline.readers.pdf.damage.pdfminer_objects import object_of, open_with_pdfminer


def check_encrypted(data: bytes, damage: Damage) -> bool:
    """The same for a file whose streams have to be decrypted first; what cannot be decrypted is not judged.

    False where nothing in the file is encrypted after all.
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
        found = object_of(document, number)
        if not isinstance(found, PDFStream) or found.decipher is None or found.rawdata is None:
            continue
        subtype, kind = (getattr(found.get(key), "name", None) for key in ("Subtype", "Type"))
        if subtype in ("Image", "XML") or kind in ("Metadata", "EmbeddedFile", "XRef"):
            continue
        filters = [str(getattr(name, "name", name)).encode() for name, _ in found.get_filters()]
        try:
            packed = found.decipher(number, found.genno or 0, found.rawdata, found.attrs)
            content, fault = unpack(packed, filters)
        except TooLarge:
            raise
        except Exception:
            fault = "broken encryption"
        total += len(content)
        if total > ALL_UNPACKED:
            raise TooLarge
        if fault:
            damage.streams[number] = fault
            if kind == "ObjStm":
                damage.faults.append(f"object {number}: {fault}")
    return True
