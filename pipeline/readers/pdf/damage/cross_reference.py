"""Whether objects stand where the cross-reference tables of the file say.

Belongs here: the tables, in plain text and as streams, and what leads past its object. Does not belong here: finding
the objects (``file_objects``).
"""

from __future__ import annotations

import re

from pdfminer.utils import apply_png_predictor

from pipeline.readers.pdf.damage.file_objects import BLANK, CROSS_REFERENCE_STREAM, SPACES, PdfStream, filters_of
from pipeline.readers.pdf.damage.filters import unpack
from pipeline.readers.pdf.damage.known_damage import Damage

_ENTRY = re.compile(rb"([0-9]{10}) [0-9]{5} ([nf])")
_SECTION = re.compile(rb"([0-9]+)%b+([0-9]+)%b*[\r\n]%b*(?=[0-9]{10} )" % ((BLANK,) * 3))


def check_cross_reference(data: bytes, bodies: dict[int, int], streams: list[PdfStream], damage: Damage) -> None:
    """Find the objects that the tables of places lead past, which no reader finds then.

    A table whose first entry is wrong is bad work of a program, and pdfium looks for all objects itself
    (CPDF_Parser::VerifyCrossRefTable); a single wrong entry is damage even so. A table that is right up to some place
    and behind it wrong by one and the same number tells that bytes are missing or too many there.
    """
    places = [
        *_table(data),
        *(p for s in streams if CROSS_REFERENCE_STREAM.search(s.head) for p in _packed_table(data, s)),
    ]
    astray = [(number, offset) for number, offset in places if bodies.get(offset) != number and offset]
    if not astray:
        return
    base = max(0, data.find(b"%PDF-"))
    wrong = {n: o for n, o in astray if not any(_stands(data, bodies, n, start) for start in (o, o + base))}
    right = {number for number, offset in places if offset and wrong.get(number) != offset}
    starts = {number: start for start, number in bodies.items()}
    # An object that is nowhere in the file was deleted, unless another one stands in its place.
    lost = {n: offset for n, offset in wrong.items() if n not in right and (n in starts or offset in bodies)}
    known = sorted((starts[number], number) for number in starts.keys() & (right | lost.keys()))
    first = next((place for place, (_, number) in enumerate(known) if number in lost), len(known))
    shifts = {starts.get(number, 0) - offset for number, offset in lost.items()}
    if len(shifts) == 1 and 1 < first < len(known) - 1 and all(number in lost for _, number in known[first:]):
        damage.streams[known[first - 1][1]] = "bytes missing or too many"
        _check_tree(data, known[first - 1][0], damage)
    elif lost and (len(wrong) == 1 or min(place for place in places if place[1])[0] not in lost):
        for number in lost:
            damage.streams[number] = "not where the file says"
            _check_tree(data, starts.get(number, lost[number]), damage)


def _check_tree(data: bytes, start: int, damage: Damage) -> None:
    """Without an object of the page tree nobody can say which pages there are."""
    end = data.find(b"endobj", start)
    if _TREE.search(data, start, end if end >= 0 else len(data)):
        damage.faults.append("an object of the page tree is damaged")


_TREE = re.compile(rb"/Type%b*/(?:Pages?|Catalog)(?![a-zA-Z])" % BLANK)


def _stands(data: bytes, bodies: dict[int, int], number: int, offset: int) -> bool:
    blank = SPACES.match(data, offset) if 0 <= offset < len(data) else None
    return number in (bodies.get(offset), bodies.get(blank.end()) if blank else None)


def _table(data: bytes) -> list[tuple[int, int]]:
    """Number and offset of every object in the tables in plain text."""
    places: list[tuple[int, int]] = []
    found = -1
    while (found := data.find(b"xref", found + 1)) >= 0:
        blank = SPACES.match(data, found + len(b"xref"))
        if blank is None or data.startswith(b"start", found - 5):
            continue
        position = blank.end()
        while section := _SECTION.match(data, position):
            first, count, start = int(section[1]), int(section[2]), section.end()
            position = start + 20 * count
            entries = _ENTRY.findall(data, start, position)
            places += [(n, int(offset)) for n, (offset, kind) in enumerate(entries, first) if kind == b"n"]
            blank = SPACES.match(data, position)
            position = blank.end() if blank else position
    return places


def _packed_table(data: bytes, stream: PdfStream) -> list[tuple[int, int]]:
    """Number and offset of every object in a table that is a stream, object streams aside."""
    filters = filters_of(stream.head, data, {})
    widths = re.search(rb"/W%b*\[([0-9\s]+)\]" % BLANK, stream.head)
    size = re.search(rb"/Size%b+([0-9]+)" % BLANK, stream.head)
    if widths is None or size is None:
        return []
    content, fault = unpack(data[stream.start : stream.end], filters)
    sizes = [int(n) for n in widths[1].split()]
    width = sum(sizes)
    if fault or len(sizes) != 3 or not 0 < width < 40:
        return []
    predictor = re.search(rb"/Predictor%b+([0-9]+)" % BLANK, stream.head)
    if predictor is not None and int(predictor[1]) >= 10:
        try:
            content = apply_png_predictor(int(predictor[1]), 1, width, 8, content)
        except Exception:  # whatever the table is, it is not what it says
            return []
    index = re.search(rb"/Index%b*\[([0-9\s]+)\]" % BLANK, stream.head)
    pairs = [int(n) for n in index[1].split()] if index else [0, int(size[1])]
    numbers = (n for first, count in zip(pairs[::2], pairs[1::2], strict=False) for n in range(first, first + count))
    places = []
    for number, start in zip(numbers, range(0, len(content) - width + 1, width), strict=False):
        kind = int.from_bytes(content[start : start + sizes[0]], "big") if sizes[0] else 1
        if kind == 1:
            places.append((number, int.from_bytes(content[start + sizes[0] : start + sizes[0] + sizes[1]], "big")))
    return places
