"""Whether the text of a PDF stream that is not packed, or of an object, can have been written by a program.

Belongs here: signs and words that cannot occur. Does not belong here: packed streams (``streams``), which have
checksums, and what is drawn.

This notices damage that breaks a word or a number, not a figure that became another one.
"""

from __future__ import annotations

import re

_STRING = re.compile(rb"\((?:[^()\\]|\\.|\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\))*\)", re.DOTALL)
_HEX = re.compile(rb"<[0-9A-Fa-f\x00\t\n\x0c\r ]*>")
_COMMENT = re.compile(rb"%[^\r\n]*")
_PICTURE = re.compile(rb"(?<![A-Za-z0-9])BI(?=[\s/]).{0,2000}?\sID\s.*?\sEI(?![A-Za-z0-9])", re.DOTALL)
_WORD = re.compile(rb"/?[^\x00\t\n\x0c\r \[\]<>/]+|[\[\]]")
_NUMBER = re.compile(rb"[+\-.0-9]+")
# Operands of each operator of ISO 32000-1, Annex A; null where the number is not fixed.
_OPERANDS: dict[bytes, int | None] = {
    **dict.fromkeys((b"b", b"B", b"b*", b"B*", b"BT", b"ET", b"f", b"F", b"f*", b"h", b"n", b"q", b"Q", b"s", b"S"), 0),
    **dict.fromkeys((b"W", b"W*", b"T*", b"EMC", b"BX", b"EX", b"BI", b"EI", b"ID"), 0),
    **dict.fromkeys((b"g", b"G", b"w", b"J", b"j", b"M", b"i", b"ri", b"gs", b"cs", b"CS", b"Do", b"sh", b"Tj"), 1),
    **dict.fromkeys((b"TJ", b"Tc", b"TL", b"Tr", b"Ts", b"Tw", b"Tz", b"'", b"BMC", b"MP"), 1),
    **dict.fromkeys((b"m", b"l", b"d", b"Td", b"TD", b"Tf", b"d0", b"BDC", b"DP"), 2),
    **dict.fromkeys((b"rg", b"RG", b'"'), 3),
    **dict.fromkeys((b"k", b"K", b"re", b"v", b"y"), 4),
    **dict.fromkeys((b"c", b"cm", b"Tm", b"d1"), 6),
    **dict.fromkeys((b"sc", b"scn", b"SC", b"SCN"), None),
}
_CONTROLS = re.compile(rb"[\x01-\x08\x0b\x0e-\x1f\x7f]")
_PAIRS = re.compile(rb"(\d+)\s+beginbf(char|range)(.*?)endbf", re.DOTALL)
# A text never has so many zero bytes in a row.
ZEROS = bytes(8)


def fault_of_drawing(content: bytes) -> str:
    """What is wrong with drawing operations, in a word or two; empty where they may be as they were written."""
    if ZEROS in content:
        return "zeros in it"
    text = _PICTURE.sub(b" ", content) if b"BI" in content else content
    text = _HEX.sub(b"()", _COMMENT.sub(b" ", _STRING.sub(b" <> ", text)))
    if b"(" in text.replace(b"()", b"") or b")" in text.replace(b"()", b""):
        return "open brackets"
    words = _WORD.findall(text.replace(b"()", b" 0 ").replace(b"<>", b" 0 "))
    operands = depth = 0
    is_first = True
    for word in words:
        if word in (b"[", b"]"):
            depth += 1 if word == b"[" else -1
            operands += word == b"]"
        elif depth:
            continue
        elif word[:1] == b"/" or _NUMBER.fullmatch(word) or word in (b"true", b"false", b"null"):
            operands += 1
        elif word not in _OPERANDS:
            return "unknown operators"
        else:
            needed = _OPERANDS[word]
            # A drawing may be cut into streams anywhere: what its first operator needs can stand in the one before.
            if needed is not None and operands < needed and not is_first and b"<<" not in content:
                return "missing operands"
            operands, is_first = 0, False
    return ""


def fault_of_map(content: bytes) -> str:
    """What is wrong with a character map that is not packed: the number of its entries is written before them."""
    if ZEROS in content:
        return "zeros in it"
    for count, kind, body in _PAIRS.findall(content):
        flat = re.sub(rb"\[[^\]]*\]", b"<>", body)
        if len(re.findall(rb"<[^<>]*>", flat)) != int(count) * (2 if kind == b"char" else 3):
            return "missing entries"
        if re.sub(rb"<[0-9A-Fa-f\s]*>|[\[\]\s]", b"", body):
            return "impossible signs"
    return ""


def has_impossible_signs(body: bytes) -> bool:
    """Whether the text of an object has zeros or control characters outside its strings."""
    if ZEROS in body:
        return True
    return _CONTROLS.search(body) is not None and _CONTROLS.search(_STRING.sub(b" ", body)) is not None
