"""Whether the streams of a file that is not encrypted are whole.

Belongs here: which streams are judged, and how. Does not belong here: filters (``filters``), text that no program
writes (``syntax``), encrypted streams (``encrypted_streams``).
"""

from __future__ import annotations

import re

from pipeline.readers.pdf.damage.file_objects import BLANK, CROSS_REFERENCE_STREAM, OBJECT_STREAM, PdfStream, filters_of
from pipeline.readers.pdf.damage.filters import NO_CHECKSUM, TooLarge, unpack
from pipeline.readers.pdf.damage.known_damage import ALL_UNPACKED, Damage
from pipeline.readers.pdf.damage.nested_forms import DRAW_OPERATOR, MOST_DRAWN, MOST_FORMS
from pipeline.readers.pdf.damage.syntax import fault_of_drawing, fault_of_map
from pipeline.readers.pdf.pages.drawn_digits import looks_needed

# Streams whose damage takes no text away. Pictures count where a page has nothing else (see ``broken_pages``).
_ASIDE = re.compile(rb"/Type%b*/(?:Metadata|EmbeddedFile)|/Subtype%b*/XML" % (BLANK, BLANK))
_IMAGE = re.compile(rb"/Subtype%b*/Image(?![a-zA-Z])" % BLANK)
_NO_DRAWING = re.compile(rb"/Length[123]|/N%b|/FunctionType|/Subtype%b*/[TCO]|/Type%b*/(?!XObject)" % ((BLANK,) * 3))
_FORM = re.compile(rb"/Subtype%b*/Form(?![a-zA-Z])" % BLANK)


def check_streams(data: bytes, bodies: dict[int, int], streams: list[PdfStream], damage: Damage) -> None:
    """Unpack every stream, and record which ones are broken.

    Raises :class:`TooLarge` where they unpack to more than a page holds.
    """
    places = {number: start for start, number in bodies.items()}
    total = packed = largest = inner = outer = 0
    for stream in streams:
        head = stream.head
        if _IMAGE.search(head) or _ASIDE.search(head):
            continue
        filters = filters_of(head, data, places)
        packed += any(name in (b"FlateDecode", b"Fl") for name in filters)
        is_form = _FORM.search(head) is not None
        content, fault = unpack(data[stream.start : stream.end], filters)
        total += len(content)
        if total > ALL_UNPACKED:
            raise TooLarge
        calls = len(DRAW_OPERATOR.findall(content))
        if is_form:
            largest, inner = max(largest, len(content)), inner + calls
        else:
            outer += calls
        if not filters and not fault and content and _NO_DRAWING.search(head) is None:
            of_text = fault_of_map(content) if b"begincmap" in content else fault_of_drawing(content)
            damage.drawings |= {stream.number: of_text} if of_text else {}
        if fault:
            if OBJECT_STREAM.search(head) or CROSS_REFERENCE_STREAM.search(head):
                damage.faults.append(f"object {stream.number}: {fault}")
            damage.streams[stream.number] = fault
        if b"begincmap" in content:
            damage.digit_looks = max(damage.digit_looks, looks_needed(content))
        if OBJECT_STREAM.search(head):
            damage.has_layers = damage.has_layers or b"/OCProperties" in content
    if (inner and largest) or outer > MOST_FORMS or outer * largest > MOST_DRAWN:
        damage.may_unfold = True
    if packed > 1 and list(damage.streams.values()) == [NO_CHECKSUM] * packed:
        # Some programs never write it.
        damage.streams.clear()
        damage.faults = [fault for fault in damage.faults if NO_CHECKSUM not in fault]
