"""Whether the text of a PDF stream that is not packed, or of an object, can have been written by a program.

Belongs here: signs and words that cannot occur. Does not belong here: packed streams (``filters``), which have
checksums, and what is drawn.

This notices damage that breaks a word or a number, not a figure that became another one.
"""

from __future__ import annotations

import importlib.resources
import re
from functools import lru_cache

# A string in brackets; a bracket behind a backslash is a character of the string.
_STRING = re.compile(rb"(?<!\\)\((?:[^()\\]|\\.|\((?:[^()\\]|\\.|\((?:[^()\\]|\\.)*\))*\))*\)", re.DOTALL)
_HEX = re.compile(rb"<[0-9A-Fa-f\x00\t\n\x0c\r ]*>")
_COMMENT = re.compile(rb"%[^\r\n]*")
# An inline picture: its keys, its data, its end. The keys of the largest take less than 2,000 bytes.
_PICTURE_BEGINS = re.compile(rb"(?<![A-Za-z0-9])BI(?=[\s/])")
_PICTURE_DATA, _PICTURE_ENDS = re.compile(rb"\sID\s"), re.compile(rb"\sEI(?![A-Za-z0-9])")
_LONGEST_KEYS = 2000
_WORD = re.compile(rb"/[^\x00\t\n\x0c\r \[\]<>/]*|[^\x00\t\n\x0c\r \[\]<>/]+|[\[\]]")
_NUMBER = re.compile(rb"[+\-.0-9]+(?:[eE][+\-]?[0-9]+)?")
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
_USUAL = bytes(range(32, 127)) + b"\t\n\x0c\r"
_CONTROLS = re.compile(rb"[\x01-\x08\x0b\x0e-\x1f\x7f]")
_NAME = re.compile(rb"/[^\x00\t\n\x0c\r \[\]<>/()]*")
_FONT_NAME = re.compile(rb"/(?:BaseFont|FontName)[\s\x00]*/[^/>\[\]]*")
_NO_TOKEN = re.compile(rb"[^0-9A-Za-z+\-.\s\x00<>\[\]]|[0-9.][A-Za-df-z]|[0-9.][-+]")
_LETTERS = re.compile(rb"[A-Za-z]+")
_WORDS = frozenset({b"R", b"true", b"false", b"null", b"e", b"E"})
_COMPOSITE = re.compile(rb"/Subtype[\s\x00]*/Type0(?![A-Za-z0-9])")
_ENCODING = re.compile(rb"/Encoding[\s\x00]*/?([^\s\x00/<>\[\]()]+)")
# Keys without which a page or a font shows nothing or something else (ISO 32000-1, 7.7.3.3 and 9.6 to 9.8).
_KEYS = frozenset(
    {b"Contents", b"Resources", b"MediaBox", b"CropBox", b"XObject", b"Rotate", b"Subtype", b"Encoding", b"ToUnicode"}
    | {b"DescendantFonts", b"Widths", b"FirstChar", b"LastChar", b"FontDescriptor", b"CIDToGIDMap", b"Differences"}
    | {b"FontFile", b"FontFile2", b"FontFile3", b"MissingWidth", b"CIDSystemInfo", b"Ordering", b"Registry"}
)
_KEYS_BY_LENGTH = {size: [key for key in sorted(_KEYS) if len(key) == size] for size in {len(key) for key in _KEYS}}
_PLAIN_STRING = re.compile(rb"\([\x20-\x7e]*?\)")
_ENTRIES = re.compile(rb"beginbf(?:char|range)(.*?)endbf", re.DOTALL)
_NO_ENTRY = re.compile(rb"<[0-9A-Fa-f\s\x00]*>|[\[\]\s\x00]")
# A text never has so many zero bytes in a row.
ZEROS = bytes(8)


def _without_pictures(content: bytes) -> bytes:
    """Drawing operations without inline pictures; every byte is looked at once."""
    kept: list[bytes] = []
    position = 0
    while begin := _PICTURE_BEGINS.search(content, position):
        data = _PICTURE_DATA.search(content, begin.end(), begin.end() + _LONGEST_KEYS + 4)
        end = _PICTURE_ENDS.search(content, data.end() - 1) if data else None
        if data is not None and end is None:
            # No later picture can have an end either.
            break
        kept.append(content[position : begin.start() if end else begin.end()])
        kept.append(b" " if end else b"")
        position = end.end() if end else begin.end()
    return b"".join((*kept, content[position:]))


def fault_of_drawing(content: bytes) -> str:
    """What is wrong with drawing operations, in a word or two; empty where a program can have written them."""
    if ZEROS in content:
        return "zeros in it"
    text = _without_pictures(content) if b"BI" in content else content
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
            # A drawing may be cut into streams anywhere: operands of its first operator can stand in the stream before.
            if needed is not None and operands < needed and not is_first and b"<<" not in content:
                return "missing operands"
            operands, is_first = 0, False
    # A string or an array that is cut at the end was noticed above; the last operator may stand in the next stream.
    return ""


def fault_of_map(content: bytes) -> str:
    """What is wrong with a character map that is not packed, in a word or two; empty where it may be right.

    Programs miscount the entries of a map, but never misspell them.
    """
    for body in _ENTRIES.findall(content):
        if _NO_ENTRY.sub(b"", body):
            return "impossible signs"
    return ""


def has_impossible_signs(body: bytes) -> bool:
    """Whether the text of an object has control characters or many zeros outside its strings.

    An object with strings that are no plain text is not judged: they may hold any signs.
    """
    odd = body.translate(None, _USUAL)
    if not odd or (ZEROS not in odd and _CONTROLS.search(odd) is None):
        return False
    bare = _PLAIN_STRING.sub(b" ", body)
    return b"(" not in bare and (ZEROS in bare or _CONTROLS.search(bare) is not None)


def fault_of_object(body: bytes) -> str:
    """What is wrong with the text of a font, a page or an array, in a word or two.

    An object with strings that are no plain text, or with comments, is not judged.
    """
    if _has_misspelled_key(body):
        return "a misspelled key"
    bare = _PLAIN_STRING.sub(b" ", body)
    if any(sign in bare for sign in (b"(", b")", b"%")):
        return ""
    # Some programs write blanks into the names of fonts.
    bare = _FONT_NAME.sub(b" ", bare)
    bare = _NAME.sub(b" ", _HEX.sub(b" ", bare))
    if _NO_TOKEN.search(bare) or not _WORDS.issuperset(_LETTERS.findall(bare)):
        return "impossible signs"
    if not _COMPOSITE.search(body):
        return ""
    encoding = _ENCODING.search(body)
    if encoding is None or b"/DescendantFonts" not in body:
        return "a font without its parts"
    return "" if encoding[1] in _known_maps() or encoding[1][:1].isdigit() else "unknown encoding"


def _has_misspelled_key(body: bytes) -> bool:
    """Whether a name differs by one letter from a key of fonts and pages, and that key itself is missing."""
    names = {token[1:] for token in _NAME.findall(body)} - _KEYS
    return any(b"/" + key not in body for name in names for key in _keys_near(name))


@lru_cache(maxsize=4096)
def _keys_near(name: bytes) -> tuple[bytes, ...]:
    """The keys of fonts and pages that differ from a name by one letter; some programs write SubType."""
    return tuple(
        key
        for key in _KEYS_BY_LENGTH.get(len(name), ())
        if sum(a != b for a, b in zip(name.lower(), key.lower(), strict=True)) == 1
    )


@lru_cache(maxsize=1)
def _known_maps() -> frozenset[bytes]:
    """Names of the maps from codes to characters that Adobe published, which pdfminer brings along."""
    files = importlib.resources.files("pdfminer").joinpath("cmap").iterdir()
    return frozenset(file.name.partition(".")[0].encode() for file in files) | {b"Identity-H", b"Identity-V"}
