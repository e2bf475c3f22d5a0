"""The packed bytes of PDF streams: unpacked within bounds, and whether they are whole.

Belongs here: filters. Does not belong here: where a stream stands and who needs it (``stream_checks``, ``page_needs``).

Flate ends with a checksum, ASCII85, ASCIIHex, RunLength and LZW with a mark and have signs that cannot occur. What is
not packed at all proves nothing.
"""

from __future__ import annotations

import zlib
from collections.abc import Callable, Sequence
from functools import partial
from typing import NamedTuple

import numpy as np

MOST_BYTES = 64 * 2**20
"""A stream that unpacks to more is refused: drawings of one page were seen to have 9 MB, fonts 20 MB."""
PICTURE_BYTES = 2**28
"""A picture that unpacks to more is refused: A4 in colours has 104 MB at 600 dots per inch."""
NO_CHECKSUM = "no checksum"
"""The fault of a Flate stream that ends where its checksum should begin. It is damage, or the habit of a program."""
# Some programs (macOS, Acrobat for notes) never end their packing: they flush it (RFC 1951, 3.2.4: an empty block).
_FLUSHED = b"\x00\x00\xff\xff"
_CHUNK = 2**20
_ABBREVIATIONS = {
    b"A85": b"ASCII85Decode",
    b"AHx": b"ASCIIHexDecode",
    b"Fl": b"FlateDecode",
    b"LZW": b"LZWDecode",
    b"RL": b"RunLengthDecode",
    b"CCF": b"CCITTFaxDecode",
    b"DCT": b"DCTDecode",
}
LATE = b"LZWDecode late"
"""LZW with the parameter EarlyChange 0."""
PICTURE_FILTERS = frozenset({b"CCITTFaxDecode", b"DCTDecode", b"JBIG2Decode", b"JPXDecode"})
_BLANK = b"\x00\t\n\x0c\r "
_BASE85 = bytes(range(33, 118)) + b"z"
_ZLIB_HEADS = (b"\x78\x01", b"\x78\x5e", b"\x78\x9c", b"\x78\xda", b"H\x89", b"h\x81", b"h\xde", b"X\x85", b"8\x8d")


class TooLarge(Exception):
    """A stream unpacks to more than :data:`MOST_BYTES`."""


class Unpacked(NamedTuple):
    """``content`` is what could be unpacked; ``fault`` says in a word or two why that is not all, or is empty."""

    content: bytes
    fault: str = ""


def unpack(packed: bytes, filters: Sequence[bytes], most: int = MOST_BYTES) -> Unpacked:
    """Undo filters one after the other, up to the first that packs a picture; predictors stay applied.

    Raises :class:`TooLarge` where one of them gives more than ``most`` bytes.
    """
    content = packed
    for given in filters:
        name = _ABBREVIATIONS.get(given, given)
        if name in PICTURE_FILTERS or name == b"Crypt":
            return Unpacked(content)
        step = _FILTERS.get(name)
        if step is None:
            return Unpacked(b"", "unknown filter")
        content, fault = step(content, most)
        if fault:
            return Unpacked(content, fault)
    if not filters and content.startswith(_ZLIB_HEADS) and len(content) > 12 and not _flate(content, most).fault:
        return Unpacked(content, "packed without saying so")
    return Unpacked(content)


def _flate(packed: bytes, most: int) -> Unpacked:
    unpacking = zlib.decompressobj()
    pieces = [b""]
    total, rest = 0, packed
    try:
        while rest and not unpacking.eof:
            piece = unpacking.decompress(rest, _CHUNK)
            rest = unpacking.unconsumed_tail
            total += len(piece)
            if total > most:
                raise TooLarge
            pieces.append(piece)
            if not piece and not rest:
                break
    except zlib.error:
        return Unpacked(b"".join(pieces), "broken packing")
    content = b"".join(pieces)
    if unpacking.eof or not packed.strip(_BLANK) or packed.endswith(_FLUSHED):
        return Unpacked(content)
    bare = zlib.decompressobj(-15)
    try:
        bare.decompress(packed[2:], most)
    except zlib.error:
        return Unpacked(content, "broken packing")
    return Unpacked(content, NO_CHECKSUM if bare.eof and not bare.unused_data else "packing ends early")


def _ascii85(packed: bytes, most: int) -> Unpacked:
    text, end, rest = packed.translate(None, _BLANK).removeprefix(b"<~").partition(b"~")
    if not end:
        return Unpacked(b"", "no end mark")
    if rest not in (b"", b">") or text.translate(None, _BASE85):
        return Unpacked(b"", "impossible signs")
    text = text.replace(b"z", b"!!!!!")
    padding = -len(text) % 5
    if padding == 4:
        return Unpacked(b"", "impossible length")
    text += b"u" * padding
    try:
        content = b"".join(_base85(text[start : start + 5 * _CHUNK]) for start in range(0, len(text), 5 * _CHUNK))
    except OverflowError:
        return Unpacked(b"", "impossible signs")
    return Unpacked(content[: len(content) - padding] if padding else content)


def _base85(text: bytes) -> bytes:
    """Groups of five signs, which count from "!" (33), as four bytes each.

    Raises OverflowError for a group that is too large for four bytes.
    """
    signs = np.frombuffer(text, np.uint8).reshape(-1, 5).astype(np.int64) - 33
    numbers = signs @ np.array([85**4, 85**3, 85**2, 85, 1])
    if (numbers >= 1 << 32).any():
        raise OverflowError
    unpacked: bytes = numbers.astype(">u4").tobytes()
    return unpacked


def _asciihex(packed: bytes, most: int) -> Unpacked:
    text, end, rest = packed.translate(None, _BLANK).partition(b">")
    if not end:
        return Unpacked(b"", "no end mark")
    try:
        content = bytes.fromhex((text + b"0" * (len(text) % 2)).decode("ascii"))
    except ValueError:
        return Unpacked(b"", "impossible signs")
    return Unpacked(content, "impossible signs" if rest else "")


def _run_length(packed: bytes, most: int) -> Unpacked:
    content, place = bytearray(), 0
    while place < len(packed):
        length = packed[place]
        if length == 128:
            return Unpacked(bytes(content), "" if not packed[place + 1 :].strip(_BLANK) else "packing ends early")
        piece = (
            packed[place + 1 : place + 2 + length] if length < 128 else packed[place + 1 : place + 2] * (257 - length)
        )
        if len(piece) != (length + 1 if length < 128 else 257 - length):
            break
        content += piece
        place += 2 + length if length < 128 else 2
        if len(content) > most:
            raise TooLarge
    return Unpacked(bytes(content), "no end mark")


def _lzw(packed: bytes, most: int, early: int = 1) -> Unpacked:
    """LZW (ISO 32000-1, 7.4.4.2). Codes become longer when they must (``early`` 0), or one code before (1)."""
    first = [bytes([number]) for number in range(256)] + [b"", b""]
    table, width, before = list(first), 9, b""
    content = bytearray()
    buffer = bits = 0
    for place, byte in enumerate(packed):
        buffer, bits = buffer << 8 | byte, bits + 8
        if bits < width:
            continue
        bits -= width
        code, buffer = buffer >> bits, buffer & ((1 << bits) - 1)
        if code == 256:
            table, width, before = list(first), 9, b""
            continue
        if code == 257:
            is_end = not packed[place + 1 :].strip(_BLANK)
            return Unpacked(bytes(content), "" if is_end else "packing ends early")
        if code < len(table):
            piece = table[code]
        elif code == len(table) and before:
            piece = before + before[:1]
        else:
            return Unpacked(bytes(content), "broken packing")
        if before and len(table) < 4096:
            table.append(before + piece[:1])
        content += piece
        before = piece
        if len(content) > most:
            raise TooLarge
        if len(table) in (512 - early, 1024 - early, 2048 - early):
            width += 1
    return Unpacked(bytes(content), "no end mark")


_FILTERS: dict[bytes, Callable[[bytes, int], Unpacked]] = {
    b"FlateDecode": _flate,
    b"ASCII85Decode": _ascii85,
    b"ASCIIHexDecode": _asciihex,
    b"RunLengthDecode": _run_length,
    b"LZWDecode": _lzw,
    LATE: partial(_lzw, early=0),
}
