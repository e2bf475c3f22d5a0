"""The objects of a PDF and the streams among them, as they follow each other in its bytes.

Belongs here: where objects and streams begin and end. Does not belong here: where the file says that they stand
(``cross_reference``), what a stream holds (``stream_checks``).
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import NamedTuple

from pipeline.readers.pdf.damage.filters import LATE
from pipeline.readers.pdf.damage.known_damage import Damage
from pipeline.readers.pdf.damage.syntax import fault_of_object, has_impossible_signs

BLANK = rb"[\x00\t\n\x0c\r ]"
_BLANKS = b"\x00\t\n\x0c\r "
_OBJECT = re.compile(rb"(?<![0-9])([0-9]{1,10})%b+([0-9]{1,5})%b+obj(?![a-zA-Z0-9])" % (BLANK, BLANK))
_END = re.compile(rb"endobj|(?<!end)stream(?:\r\n|\n|\r)")
_LENGTH = re.compile(rb"/Length%b+([0-9]+)(?:%b+([0-9]+)%b+R)?" % (BLANK, BLANK, BLANK))
_FILTER = re.compile(rb"/Filter%b*(/[^\x00\t\n\x0c\r /<>\[\]()]+|\[[^\]]*\]|[0-9]+%b+[0-9]+%b+R)" % ((BLANK,) * 3))
_PACKED = re.compile(rb"/Filter%b*\[?%b*/[A-Za-z0-9]{1,14}Decode" % (BLANK, BLANK))
_NAME = re.compile(rb"/([^\x00\t\n\x0c\r /<>\[\]()%]+)")
_LONGEST_NUMBER = 24
# So much behind the last object tells what stands there.
_NEAR = 4096
OBJECT_STREAM, CROSS_REFERENCE_STREAM = (
    re.compile(rb"/Type%b*/%b(?![a-zA-Z])" % (BLANK, name)) for name in (b"ObjStm", b"XRef")
)
END_OF_STREAM = re.compile(rb"%b*endstream" % BLANK)


class PdfStream(NamedTuple):
    """A stream in the file: its object, the text before it, where its bytes begin and end.

    ``is_ended`` says that its length and its end mark agree.
    """

    number: int
    head: bytes
    start: int
    end: int
    is_ended: bool


def walk_objects(data: bytes, damage: Damage) -> tuple[dict[int, int], list[PdfStream]]:
    """Objects by the place they begin at, and the streams among them, as they follow each other in the file."""
    bodies: dict[int, int] = {}
    streams: list[PdfStream] = []
    numbers: dict[int, int] = {}
    position = 0
    is_encrypted = b"/Encrypt" in data
    while found := _OBJECT.search(data, position):
        number, start = int(found[1]), found.end()
        if bodies and not _is_gap(data[position : found.start()]):
            damage.faults.append(f"what stands before object {number} is no object")
        bodies[found.start()] = number
        end = _END.search(data, start)
        body = data[start : end.start()] if end else b""
        inner = _OBJECT.search(data, start, start + len(body)) if b"obj" in body else None
        if end is None or inner is not None:
            damage.faults.append(f"object {number} has no end")
            position = inner.start() if inner else len(data)
            continue
        position = end.end()
        if not is_encrypted and has_impossible_signs(body):
            damage.faults.append(f"object {number} has impossible signs")
        elif _is_judged(body) and (fault := fault_of_object(body)):
            damage.streams[number] = fault
        if not end[0].startswith(b"stream"):
            if len(body) < _LONGEST_NUMBER and body.strip(_BLANKS).isdigit():
                numbers[number] = int(body.strip(_BLANKS))
            elif b"endstream" in body or (b"/Length" in body and _PACKED.search(body)):
                damage.faults.append(f"object {number} has lost its stream")
            continue
        length = _LENGTH.search(body)
        stop = data.find(b"endstream", position)
        if length is not None and length[2] is None:
            # "endstream" may stand in the content as well: a file within the file.
            after = END_OF_STREAM.match(data, position + int(length[1]))
            stop = after.end() - len(b"endstream") if after else stop
        stop = stop if stop >= 0 else len(data)
        streams.append(PdfStream(number, body, position, stop, False))
        position = stop
    if bodies and not damage.faults and not _is_gap(data[position : position + _NEAR]):
        damage.faults.append("what stands behind the last object is none")
    streams = [_with_length(data, stream, numbers) for stream in streams]
    for stream in streams:
        if not stream.is_ended and b"endobj" in data[stream.start : stream.end]:
            damage.faults.append(f"the stream of object {stream.number} has no end")
    return bodies, streams


def _is_gap(text: bytes) -> bool:
    """Whether this may stand between two objects: the table of places and what belongs to it, blanks, comments."""
    if not text.strip(_BLANKS):
        return True
    rest = _COMMENT.sub(b" ", text).replace(b"endstream", b" ").replace(b"endobj", b" ").strip(_BLANKS)
    return not rest or rest.startswith((b"xref", b"trailer", b"startxref"))


_COMMENT = re.compile(rb"%[^\r\n]*")


def _with_length(data: bytes, stream: PdfStream, numbers: dict[int, int]) -> PdfStream:
    """The stream with its end as its length says it, if it is marked as the end there."""
    length = _LENGTH.search(stream.head)
    size = None if length is None else int(length[1]) if length[2] is None else numbers.get(int(length[1]))
    if size is None or END_OF_STREAM.match(data, stream.start + size) is None:
        return stream
    return stream._replace(end=stream.start + size, is_ended=True)


def filters_of(head: bytes, data: bytes, places: Mapping[int, int]) -> list[bytes]:
    """The filters of a stream in the order they are undone; they may be written down in another object."""
    found = _FILTER.search(head)
    if found is None:
        return []
    text = found[1]
    if not text.startswith((b"/", b"[")):
        start = places.get(int(text.split()[0]))
        text = b"" if start is None else data[start : data.find(b"endobj", start)]
    names = _NAME.findall(text)
    is_late = re.search(rb"/EarlyChange%b+0(?![0-9])" % BLANK, head) is not None
    return [LATE if is_late and name in (b"LZWDecode", b"LZW") else name for name in names]


def _is_judged(body: bytes) -> bool:
    """Whether an object may be a font, a page or an array of widths."""
    return any(key in body for key in _JUDGED) or body.lstrip(_BLANKS).startswith(b"[")


_JUDGED = (b"/Font", b"/MediaBox", b"/Contents", b"/W ", b"/W[")
SPACES = re.compile(rb"%b{1,20}" % BLANK)
