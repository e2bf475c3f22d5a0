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
# An object that is a number is no longer than this.
_LONGEST_NUMBER = 24
# So much behind the last object tells what stands there.
_NEAR = 4096
OBJECT_STREAM, CROSS_REFERENCE_STREAM = (
    re.compile(rb"/Type%b*/%b(?![a-zA-Z])" % (BLANK, name)) for name in (b"ObjStm", b"XRef")
)
SPACES = re.compile(rb"%b{1,20}" % BLANK)
_COMMENT = re.compile(rb"%[^\r\n]*")
# Objects with these keys are fonts, pages or arrays of widths.
_JUDGED = (b"/Font", b"/MediaBox", b"/Contents", b"/W ", b"/W[")
END_OF_STREAM = re.compile(rb"%b*endstream" % BLANK)


class PdfStream(NamedTuple):
    """A stream in the file: the number of its object, the dictionary before it, where its bytes begin and end.

    ``is_ended`` says that its length and its end mark agree.
    """

    number: int
    head: bytes
    start: int
    end: int
    is_ended: bool


def walk_objects(data: bytes, damage: Damage) -> tuple[dict[int, int], list[PdfStream]]:
    """The number of each object by the offset at which it begins, and the streams, as they stand in the file.

    Bytes between objects that belong there to nothing, and objects without an end, are recorded as damage.
    """
    number_at: dict[int, int] = {}
    streams: list[PdfStream] = []
    lengths: dict[int, int] = {}
    position = 0
    is_encrypted = b"/Encrypt" in data
    while header := _OBJECT.search(data, position):
        number, start = int(header[1]), header.end()
        if number_at and not _is_gap(data[position : header.start()]):
            damage.faults.append(f"what stands before object {number} is no object")
        number_at[header.start()] = number
        end = _END.search(data, start)
        body = data[start : end.start()] if end else b""
        inner = _OBJECT.search(data, start, start + len(body)) if b"obj" in body else None
        if end is None or inner is not None:
            damage.faults.append(f"object {number} has no end")
            position = inner.start() if inner else len(data)
            continue
        position = end.end()
        _judge_body(number, body, damage, is_encrypted=is_encrypted)
        if end[0].startswith(b"stream"):
            stop = _end_mark(data, body, position)
            streams.append(PdfStream(number, body, position, stop, False))
            position = stop
        elif len(body) < _LONGEST_NUMBER and body.strip(_BLANKS).isdigit():
            lengths[number] = int(body.strip(_BLANKS))
        elif b"endstream" in body or (b"/Length" in body and _PACKED.search(body)):
            damage.faults.append(f"object {number} has lost its stream")
    if number_at and not damage.faults and not _is_gap(data[position : position + _NEAR]):
        damage.faults.append("what stands behind the last object is none")
    streams = [_with_length(data, stream, lengths) for stream in streams]
    for stream in streams:
        if not stream.is_ended and b"endobj" in data[stream.start : stream.end]:
            damage.faults.append(f"the stream of object {stream.number} has no end")
    return number_at, streams


def _is_gap(text: bytes) -> bool:
    """Whether this may stand between two objects: cross-reference tables, trailers, blanks, comments."""
    if not text.strip(_BLANKS):
        return True
    rest = _COMMENT.sub(b" ", text).replace(b"endstream", b" ").replace(b"endobj", b" ").strip(_BLANKS)
    return not rest or rest.startswith((b"xref", b"trailer", b"startxref"))


def _judge_body(number: int, body: bytes, damage: Damage, *, is_encrypted: bool) -> None:
    """Record what no program writes into the text of an object; ``body`` is all before its stream or its end."""
    if not is_encrypted and has_impossible_signs(body):
        damage.faults.append(f"object {number} has impossible signs")
    elif (any(key in body for key in _JUDGED) or body.lstrip(_BLANKS).startswith(b"[")) and (
        fault := fault_of_object(body)
    ):
        damage.streams[number] = fault


def _end_mark(data: bytes, head: bytes, start: int) -> int:
    """Where the end mark of a stream stands that begins at ``start``; the end of the file where it has none."""
    stop = data.find(b"endstream", start)
    length = _LENGTH.search(head)
    if length is not None and length[2] is None:
        # "endstream" may stand in the content as well: a file within the file.
        mark = END_OF_STREAM.match(data, start + int(length[1]))
        stop = mark.end() - len(b"endstream") if mark else stop
    return stop if stop >= 0 else len(data)


def _with_length(data: bytes, stream: PdfStream, lengths: dict[int, int]) -> PdfStream:
    """The stream with the end that its length gives, where an end mark stands there.

    ``lengths`` are the numbers written in objects of their own, by the number of the object.
    """
    length = _LENGTH.search(stream.head)
    size = None if length is None else int(length[1]) if length[2] is None else lengths.get(int(length[1]))
    if size is None or END_OF_STREAM.match(data, stream.start + size) is None:
        return stream
    return stream._replace(end=stream.start + size, is_ended=True)


def filters_of(head: bytes, data: bytes, offset_of: Mapping[int, int]) -> list[bytes]:
    """The filters of a stream in the order in which they are undone; they may be written down in another object.

    ``offset_of`` gives the offset of each object by its number.
    """
    entry = _FILTER.search(head)
    if entry is None:
        return []
    text = entry[1]
    if not text.startswith((b"/", b"[")):
        start = offset_of.get(int(text.split()[0]))
        text = b"" if start is None else data[start : data.find(b"endobj", start)]
    names = _NAME.findall(text)
    is_late = re.search(rb"/EarlyChange%b+0(?![0-9])" % BLANK, head) is not None
    return [LATE if is_late and name in (b"LZWDecode", b"LZW") else name for name in names]
