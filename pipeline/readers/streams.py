"""What the packed streams of a PDF tell before any page is read.

Belongs here: the bytes of streams. Does not belong here: pages and what is drawn on them (``pdfium``, ``plumber``).
"""

from __future__ import annotations

import re
import zlib
from typing import NamedTuple

_STREAM = re.compile(rb"stream\r?\n")
_PACKED = re.compile(rb"/Filter\s*\[?\s*/FlateDecode")
# Streams whose damage takes no text away: images, embedded fonts, metadata.
_HARMLESS = re.compile(
    rb"/Subtype\s*/(Image|Type1C|CIDFontType0C|OpenType|XML)|/Length[123]\b|/Type\s*/(Metadata|XRef)"
)
# A stream's dictionary is shorter than this.
_HEAD = 2000


class Streams(NamedTuple):
    """``is_damaged``: a packed stream breaks off. ``has_layers``: parts of pages can be switched off."""

    is_damaged: bool
    has_layers: bool


def inspect(data: bytes) -> Streams:
    """Unpack every stream that can hold text or objects; encrypted ones cannot be judged and count as whole."""
    is_encrypted = b"/Encrypt" in data
    is_damaged = False
    has_layers = b"/OCProperties" in data
    for found in _STREAM.finditer(data):
        head = data[max(0, found.start() - _HEAD) : found.start()]
        head = head[head.rfind(b" obj") :]
        if data.startswith(b"end", found.start() - 3) or not _PACKED.search(head) or _HARMLESS.search(head):
            continue
        end = data.find(b"endstream", found.end())
        text, is_whole = _unpacked(data[found.end() : end if end >= 0 else len(data)])
        is_damaged = is_damaged or not (is_whole or is_encrypted)
        has_layers = has_layers or b"/OCProperties" in text
    return Streams(is_damaged, has_layers)


def _unpacked(packed: bytes) -> tuple[bytes, bool]:
    """The content of a stream as far as it can be unpacked, and whether that is all of it."""
    unpacking = zlib.decompressobj()
    try:
        return unpacking.decompress(packed), unpacking.eof
    except zlib.error:
        return b"", False


def is_whole(packed: bytes) -> bool:
    """Whether a packed stream can be unpacked to its end."""
    return _unpacked(packed)[1]
