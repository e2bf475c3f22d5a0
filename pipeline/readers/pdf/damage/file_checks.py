"""Every check of a file that is made before a page is read.

Belongs here: the order of the checks, the checksum of the whole file. Does not belong here: the other checks, which
pages need what is damaged (``page_needs``).
"""

from __future__ import annotations

import hashlib
import re
from functools import lru_cache

from pipeline.readers.pdf.damage.cross_reference import check_cross_reference
from pipeline.readers.pdf.damage.encrypted_streams import check_encrypted
from pipeline.readers.pdf.damage.file_objects import walk_objects
from pipeline.readers.pdf.damage.filters import TooLarge
from pipeline.readers.pdf.damage.known_damage import Damage, unpacks_without_end
from pipeline.readers.pdf.damage.nested_forms import check_nested_forms
from pipeline.readers.pdf.damage.stream_checks import check_streams

# LibreOffice writes the MD5 of everything before the trailer into it (vcl, PDFWriterImpl::emitTrailer).
_LIBREOFFICE = re.compile(rb"%PDF-1\.\d\n%\xc3\xa4\xc3\xbc\xc3\xb6\xc3\x9f\n")
_CHECKSUM = re.compile(rb"trailer\n<<[^>]{0,60}(?:/ID[^/]{0,200})?/DocChecksum /([0-9A-F]{32})\n>>")


@lru_cache(maxsize=1)
def inspect(data: bytes) -> Damage:
    """What all checks say of a file.

    Raises :class:`Unreadable` with ``too_large_unpacked`` for a file that unpacks to more than a machine holds.
    """
    damage = Damage(has_layers=b"/OCProperties" in data)
    number_at, streams = walk_objects(data, damage)
    check_cross_reference(data, number_at, streams, damage)
    is_encrypted = b"/Encrypt" in data
    try:
        if is_encrypted:
            # The Unicode maps of its fonts are not read here, so that the digits are looked at once.
            damage.digit_looks = 1
            is_encrypted = check_encrypted(data, damage)
        if not is_encrypted:
            check_streams(data, number_at, streams, damage)
    except TooLarge as error:
        raise unpacks_without_end() from error
    if not is_encrypted and not damage.faults:
        _check_sum(data, damage)
    if damage.may_unfold or is_encrypted:
        check_nested_forms(data)
    return damage


def _check_sum(data: bytes, damage: Damage) -> None:
    """Compare the checksum that LibreOffice writes with that of the bytes, unless a signature was put in later."""
    if not _LIBREOFFICE.match(data) or b"/ByteRange" in data:
        return
    trailer = _CHECKSUM.search(data)
    if trailer is None:
        return
    digest = hashlib.md5(data[: trailer.start()], usedforsecurity=False).hexdigest()
    if digest.upper().encode() != trailer[1]:
        damage.is_sum_wrong = True
