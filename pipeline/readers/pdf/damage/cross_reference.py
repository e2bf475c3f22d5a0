"""Whether objects stand where the cross-reference tables of the file say.

Belongs here: the tables, in plain text and as streams, and entries that lead to no object. Does not belong here:
finding the objects (``file_objects``).
"""

from __future__ import annotations

import re
from typing import NamedTuple

from pdfminer.utils import apply_png_predictor

from pipeline.readers.pdf.damage.file_objects import BLANK, CROSS_REFERENCE_STREAM, SPACES, PdfStream, filters_of
from pipeline.readers.pdf.damage.filters import unpack
from pipeline.readers.pdf.damage.known_damage import Damage

_ENTRY = re.compile(rb"([0-9]{10}) [0-9]{5} ([nf])")
_SECTION = re.compile(rb"([0-9]+)%b+([0-9]+)%b*[\r\n]%b*(?=[0-9]{10} )" % ((BLANK,) * 3))
_TREE = re.compile(rb"/Type%b*/(?:Pages?|Catalog)(?![a-zA-Z])" % BLANK)
# An entry of a table in plain text has so many bytes; an entry of a table that is a stream has fewer than the other.
_ENTRY_BYTES, _MOST_ENTRY_BYTES = 20, 40
# Predictors with this number and higher are those of PNG.
_PNG_PREDICTOR = 10


class _TableEntry(NamedTuple):
    """The number of an object and the offset at which a table says it begins."""

    number: int
    offset: int


def check_cross_reference(data: bytes, number_at: dict[int, int], streams: list[PdfStream], damage: Damage) -> None:
    """Record the objects that no table leads to: no reader finds them.

    A program that writes its tables badly gets the first entry wrong, and pdfium then looks for all objects itself
    (CPDF_Parser::VerifyCrossRefTable). A single wrong entry is damage even so. A table that is right up to some object
    and behind it wrong by one and the same number of bytes tells that bytes are missing there, or too many.
    """
    entries = _plain_entries(data)
    for stream in streams:
        if CROSS_REFERENCE_STREAM.search(stream.head):
            entries += _packed_entries(data, stream)
    wrong = _wrong_entries(data, number_at, entries)
    if not wrong:
        return
    right = {number for number, offset in entries if offset and wrong.get(number) != offset}
    offset_of = {number: offset for offset, number in number_at.items()}
    # An object that is nowhere in the file was deleted, unless another one stands in its place.
    lost = {n: offset for n, offset in wrong.items() if n not in right and (n in offset_of or offset in number_at)}
    shifted = _last_before_shift(lost, right, offset_of)
    if shifted is not None:
        damage.streams[shifted] = "bytes missing or too many"
        _check_page_tree(data, offset_of[shifted], damage)
    elif lost and (len(wrong) == 1 or min(entry for entry in entries if entry.offset).number not in lost):
        for number in lost:
            damage.streams[number] = "not where the file says"
            _check_page_tree(data, offset_of.get(number, lost[number]), damage)


def _wrong_entries(data: bytes, number_at: dict[int, int], entries: list[_TableEntry]) -> dict[int, int]:
    """The entries, by number, that lead to no object or to another one; blanks before an object do not count.

    Offsets may be counted from the head of the PDF, before which other bytes can stand.
    """
    astray = [entry for entry in entries if entry.offset and number_at.get(entry.offset) != entry.number]
    base = max(0, data.find(b"%PDF-")) if astray else 0
    wrong: dict[int, int] = {}
    for number, offset in astray:
        if not any(_stands_at(data, number_at, number, start) for start in (offset, offset + base)):
            wrong[number] = offset
    return wrong


def _last_before_shift(lost: dict[int, int], right: set[int], offset_of: dict[int, int]) -> int | None:
    """The last object before bytes that are missing or too many; null where the entries tell of no such place.

    From some object on all entries are wrong by one and the same number of bytes.
    """
    known = sorted((offset_of[number], number) for number in offset_of.keys() & (right | lost.keys()))
    first = next((k for k, (_, number) in enumerate(known) if number in lost), len(known))
    shifts = {offset_of.get(number, 0) - offset for number, offset in lost.items()}
    is_shifted = len(shifts) == 1 and 1 < first < len(known) - 1 and all(n in lost for _, n in known[first:])
    return known[first - 1][1] if is_shifted else None


def _check_page_tree(data: bytes, start: int, damage: Damage) -> None:
    """Record the damage of an object of the page tree: without it nobody can say which pages there are."""
    end = data.find(b"endobj", start)
    if _TREE.search(data, start, end if end >= 0 else len(data)):
        damage.faults.append("an object of the page tree is damaged")


def _stands_at(data: bytes, number_at: dict[int, int], number: int, offset: int) -> bool:
    """Whether an object begins at an offset, or behind blanks there."""
    blank = SPACES.match(data, offset) if 0 <= offset < len(data) else None
    return number in (number_at.get(offset), number_at.get(blank.end()) if blank else None)


def _plain_entries(data: bytes) -> list[_TableEntry]:
    """The entries of the tables in plain text."""
    entries: list[_TableEntry] = []
    keyword = -1
    while (keyword := data.find(b"xref", keyword + 1)) >= 0:
        blank = SPACES.match(data, keyword + len(b"xref"))
        if blank is None or data.startswith(b"start", keyword - 5):
            continue
        position = blank.end()
        while section := _SECTION.match(data, position):
            first, count, start = int(section[1]), int(section[2]), section.end()
            position = start + _ENTRY_BYTES * count
            pairs = _ENTRY.findall(data, start, position)
            entries += [_TableEntry(n, int(offset)) for n, (offset, kind) in enumerate(pairs, first) if kind == b"n"]
            blank = SPACES.match(data, position)
            position = blank.end() if blank else position
    return entries


def _packed_entries(data: bytes, stream: PdfStream) -> list[_TableEntry]:
    """The entries of a table that is a stream; objects within object streams are left out.

    Each entry has three fields: its kind, its offset and a number that is not needed.
    """
    widths = re.search(rb"/W%b*\[([0-9\s]+)\]" % BLANK, stream.head)
    size = re.search(rb"/Size%b+([0-9]+)" % BLANK, stream.head)
    if widths is None or size is None:
        return []
    sizes = [int(n) for n in widths[1].split()]
    width = sum(sizes)
    content = _unpacked_table(data, stream, width)
    if content is None or len(sizes) != 3:
        return []
    index = re.search(rb"/Index%b*\[([0-9\s]+)\]" % BLANK, stream.head)
    pairs = [int(n) for n in index[1].split()] if index else [0, int(size[1])]
    numbers = (n for first, count in zip(pairs[::2], pairs[1::2], strict=False) for n in range(first, first + count))
    entries = []
    for number, start in zip(numbers, range(0, len(content) - width + 1, width), strict=False):
        kind = int.from_bytes(content[start : start + sizes[0]], "big") if sizes[0] else 1
        if kind == 1:
            offset = content[start + sizes[0] : start + sizes[0] + sizes[1]]
            entries.append(_TableEntry(number, int.from_bytes(offset, "big")))
    return entries


def _unpacked_table(data: bytes, stream: PdfStream, width: int) -> bytes | None:
    """The content of a table that is a stream, of ``width`` bytes an entry; null where it cannot be unpacked."""
    content, fault = unpack(data[stream.start : stream.end], filters_of(stream.head, data, {}))
    if fault or not 0 < width < _MOST_ENTRY_BYTES:
        return None
    predictor = re.search(rb"/Predictor%b+([0-9]+)" % BLANK, stream.head)
    if predictor is None or int(predictor[1]) < _PNG_PREDICTOR:
        return content
    try:
        return bytes(apply_png_predictor(int(predictor[1]), 1, width, 8, content))
    except Exception:  # whatever the table is, it is not what it says
        return None
