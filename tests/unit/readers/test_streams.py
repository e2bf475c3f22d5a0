"""Packed streams are unpacked within bounds, and what is broken in them is noticed whatever they are packed with."""

from __future__ import annotations

import base64
import random
import zlib
from collections.abc import Callable

import pytest
from pdfminer.lzw import lzwdecode
from pdfminer.runlength import rldecode

from pipeline.readers.pdf.damage.filters import LATE, NO_CHECKSUM, TooLarge, unpack

TEXT = b"BT /F1 9 Tf 1 0 0 1 72 700 Tm (2024) Tj ET\n" * 40


def run_length(data: bytes) -> bytes:
    pieces = (data[start : start + 128] for start in range(0, len(data), 128))
    return b"".join(bytes([len(piece) - 1]) + piece for piece in pieces) + b"\x80"


def lzw(data: bytes, early: int = 1) -> bytes:
    table = {bytes([number]): number for number in range(256)}
    bits, width, word = [format(256, "09b")], 9, b""
    number = 258
    for byte in data:
        if word + bytes([byte]) in table:
            word += bytes([byte])
            continue
        bits.append(format(table[word], f"0{width}b"))
        table[word + bytes([byte])] = number
        number += 1
        # The table of the reader is one entry behind.
        behind = number - 1 + early
        width = 9 if behind < 512 else 10 if behind < 1024 else 11 if behind < 2048 else 12
        word = bytes([byte])
    bits.append(format(table[word], f"0{width}b"))
    bits.append(format(257, f"0{width if number + 1 < 2**width else width + 1}b"))
    text = "".join(bits)
    return int(text.ljust(-(-len(text) // 8) * 8, "0"), 2).to_bytes(-(-len(text) // 8), "big")


PACKED: dict[str, tuple[Callable[[bytes], bytes], list[bytes]]] = {
    "Flate": (zlib.compress, [b"FlateDecode"]),
    "ASCII85": (lambda data: base64.a85encode(data) + b"~>", [b"ASCII85Decode"]),
    "ASCII85 before Flate": (
        lambda data: base64.a85encode(zlib.compress(data)) + b"~>",
        [b"ASCII85Decode", b"FlateDecode"],
    ),
    "short names": (lambda data: zlib.compress(data).hex().encode() + b">", [b"AHx", b"Fl"]),
    "run length": (run_length, [b"RunLengthDecode"]),
    "LZW": (lzw, [b"LZWDecode"]),
    "late LZW": (lambda data: lzw(data, 0), [LATE]),
    "Flate of Flate": (lambda data: zlib.compress(zlib.compress(data)), [b"FlateDecode", b"FlateDecode"]),
}
CHECKED = [name for name in PACKED if "Flate" in name or name == "short names"]


@pytest.mark.parametrize("name", PACKED)
def test_a_whole_stream_is_unpacked(name: str) -> None:
    pack, filters = PACKED[name]
    for text in (TEXT, TEXT[:37], b"", TEXT * 9, random.Random(1).randbytes(3000)):
        if text or "LZW" not in name:
            assert unpack(pack(text), filters) == (text, "")


def test_the_packing_of_these_tests_is_that_of_pdf() -> None:
    assert lzwdecode(lzw(TEXT * 9)) == TEXT * 9
    assert rldecode(run_length(TEXT)) == TEXT


@pytest.mark.parametrize("name", PACKED)
def test_a_stream_that_was_cut_is_broken(name: str) -> None:
    pack, filters = PACKED[name]
    packed = pack(TEXT)
    assert all(unpack(packed[:length], filters).fault for length in range(1, len(packed) - 6))


@pytest.mark.parametrize("name", CHECKED)
def test_any_changed_byte_shows_where_there_is_a_checksum(name: str) -> None:
    pack, filters = PACKED[name]
    rng = random.Random(7)
    packed = pack(TEXT)
    for _ in range(300):
        changed = bytearray(packed)
        changed[rng.randrange(len(packed) - 1)] ^= 1 << rng.randrange(8)
        content, fault = unpack(bytes(changed), filters)
        assert fault or content == TEXT


def test_a_wrong_checksum_is_damage_and_blanks_behind_a_right_one_are_not() -> None:
    packed = zlib.compress(TEXT)
    assert unpack(packed[:-4], [b"FlateDecode"]) == (TEXT, NO_CHECKSUM)
    assert unpack(packed[:-4] + b"\0\0\0\0", [b"FlateDecode"]).fault
    assert unpack(packed + b"\r\n", [b"FlateDecode"]) == (TEXT, "")


def test_packing_that_is_flushed_and_never_ended_is_whole() -> None:
    packing = zlib.compressobj()
    packed = packing.compress(TEXT) + packing.flush(zlib.Z_SYNC_FLUSH)
    assert unpack(packed, [b"FlateDecode"]) == (TEXT, "")
    assert unpack(packed[:-1], [b"FlateDecode"]).fault


def test_a_filter_that_nobody_knows_and_one_that_is_missing_show() -> None:
    assert unpack(zlib.compress(TEXT), [b"FlateDecofe"]).fault == "unknown filter"
    assert unpack(zlib.compress(TEXT), []).fault == "packed without saying so"
    assert unpack(TEXT, []) == (TEXT, "")


@pytest.mark.parametrize(
    ("filters", "packed"),
    [
        ([b"FlateDecode"], zlib.compress(bytes(2**27))),
        ([b"FlateDecode", b"FlateDecode"], zlib.compress(zlib.compress(bytes(2**27)))),
        ([b"RunLengthDecode"], b"\x81\x00" * 2**20 + b"\x80"),
    ],
)
def test_a_stream_without_end_is_given_up(filters: list[bytes], packed: bytes) -> None:
    with pytest.raises(TooLarge):
        unpack(packed, filters)
