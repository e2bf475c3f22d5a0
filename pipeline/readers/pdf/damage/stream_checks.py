"""Whether the streams of a file that is not encrypted are whole.

Belongs here: which streams are judged, and how. Does not belong here: filters (``filters``), text that no program
writes (``syntax``), encrypted streams (``encrypted_streams``).
"""

from __future__ import annotations

import re
from dataclasses import dataclass

from pipeline.readers.pdf.damage.file_objects import BLANK, CROSS_REFERENCE_STREAM, OBJECT_STREAM, PdfStream, filters_of
from pipeline.readers.pdf.damage.filters import NO_CHECKSUM, TooLarge, unpack
from pipeline.readers.pdf.damage.known_damage import ALL_UNPACKED, Damage
from pipeline.readers.pdf.damage.nested_forms import DRAW_OPERATOR, MOST_DRAWN, MOST_FORMS
from pipeline.readers.pdf.damage.syntax import fault_of_drawing, fault_of_map
from pipeline.readers.pdf.pages.drawn_digits import looks_needed

# Streams whose damage takes no text away. Pictures count where a page has nothing else (``broken_pictures``).
_ASIDE = re.compile(rb"/Type%b*/(?:Metadata|EmbeddedFile)|/Subtype%b*/XML" % (BLANK, BLANK))
_IMAGE = re.compile(rb"/Subtype%b*/Image(?![a-zA-Z])" % BLANK)
_NO_DRAWING = re.compile(rb"/Length[123]|/N%b|/FunctionType|/Subtype%b*/[TCO]|/Type%b*/(?!XObject)" % ((BLANK,) * 3))
_FORM = re.compile(rb"/Subtype%b*/Form(?![a-zA-Z])" % BLANK)


@dataclass(slots=True)
class _Nesting:
    """How often streams draw forms: small streams can unfold to a drawing without end."""

    largest_form: int = 0
    calls_of_forms: int = 0
    other_calls: int = 0

    def add(self, head: bytes, content: bytes) -> None:
        """Count the calls in the content of a stream."""
        calls = len(DRAW_OPERATOR.findall(content))
        if _FORM.search(head) is not None:
            self.largest_form, self.calls_of_forms = max(self.largest_form, len(content)), self.calls_of_forms + calls
        else:
            self.other_calls += calls

    @property
    def may_unfold(self) -> bool:
        """Whether forms draw forms, or forms are drawn so often that they may unfold to too much."""
        is_often = self.other_calls > MOST_FORMS or self.other_calls * self.largest_form > MOST_DRAWN
        return bool(self.calls_of_forms and self.largest_form) or is_often


def check_streams(data: bytes, number_at: dict[int, int], streams: list[PdfStream], damage: Damage) -> None:
    """Unpack every stream, and record which ones are broken.

    Raises :class:`TooLarge` where they unpack to more than a page holds.
    """
    offset_of = {number: offset for offset, number in number_at.items()}
    nesting = _Nesting()
    total = packed = 0
    for stream in streams:
        if _IMAGE.search(stream.head) or _ASIDE.search(stream.head):
            continue
        filters = filters_of(stream.head, data, offset_of)
        packed += any(name in (b"FlateDecode", b"Fl") for name in filters)
        content, fault = unpack(data[stream.start : stream.end], filters)
        total += len(content)
        if total > ALL_UNPACKED:
            raise TooLarge
        nesting.add(stream.head, content)
        if not filters and not fault and content and _NO_DRAWING.search(stream.head) is None:
            text_fault = fault_of_map(content) if b"begincmap" in content else fault_of_drawing(content)
            damage.drawings |= {stream.number: text_fault} if text_fault else {}
        _record(stream, content, fault, damage)
    damage.may_unfold = damage.may_unfold or nesting.may_unfold
    if packed > 1 and list(damage.streams.values()) == [NO_CHECKSUM] * packed:
        # Some programs never write a checksum.
        damage.streams.clear()
        damage.faults = [fault for fault in damage.faults if NO_CHECKSUM not in fault]


def _record(stream: PdfStream, content: bytes, fault: str, damage: Damage) -> None:
    """Record the fault of a stream, and what its content says of layers and of the digits of fonts."""
    if fault:
        if OBJECT_STREAM.search(stream.head) or CROSS_REFERENCE_STREAM.search(stream.head):
            damage.faults.append(f"object {stream.number}: {fault}")
        damage.streams[stream.number] = fault
    if b"begincmap" in content:
        damage.digit_looks = max(damage.digit_looks, looks_needed(content))
    if OBJECT_STREAM.search(stream.head):
        damage.has_layers = damage.has_layers or b"/OCProperties" in content
