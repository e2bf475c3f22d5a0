"""Whether a file of an old office program ends where it should or was cut off in the middle.

Belongs here: what shows that the end of a file is missing (.xls, OLE, RTF, XML of Office 2003). Does not belong here:
reading files, ZIP containers (which say it themselves).
"""

from __future__ import annotations

import io
import struct

import olefile
from lxml import etree

from pipeline.model.messages import said
from pipeline.readers.office.container import has_entities
from pipeline.readers.refused_files import cut_off, damaged, unsafe

_BOF, _EOF, _BOUNDSHEET = 0x0809, 0x000A, 0x0085


def check_records(data: bytes) -> None:
    """Raise :class:`Unreadable` ``damaged_office_file`` unless the records go on to the end of every sheet.

    ([MS-XLS] 2.1.4.) The library passes over records that it does not know, and stops without an error where the
    records stop.
    """
    with olefile.OleFileIO(data) as storage:
        name = next((n for n in ("Workbook", "Book") if storage.exists(n)), None)
        stream = storage.openstream(name).read() if name is not None else b""
    position, depth, sheets, ended = 0, 0, 0, 0
    while position + 4 <= len(stream):
        kind, length = struct.unpack_from("<HH", stream, position)
        if kind == 0 and depth:
            raise damaged(ValueError())
        if kind == 0:
            break  # zeros that fill the last sector
        depth += kind & 0xFF == _BOF & 0xFF and kind <= _BOF
        depth -= kind == _EOF
        ended += kind == _EOF and depth == 0
        sheets += kind == _BOUNDSHEET
        position += 4 + length
    if depth or position > len(stream) or (stream and ended <= sheets and _version(stream) == _BOF):
        raise damaged(EOFError())


def _version(stream: bytes) -> int:
    """The kind of the first record, which tells the version. Only the newest version keeps all sheets in one stream."""
    return int(struct.unpack_from("<H", stream)[0]) if len(stream) > 1 else 0


def check_rtf(data: bytes) -> None:
    """Raise ``cut_off`` unless an RTF file ends with the brace that closes its first one."""
    if not data.rstrip(b"\x00\r\n\t \x1a").endswith(b"}"):
        raise cut_off(said("where.document"))


def check_storage(data: bytes) -> None:
    """Raise ``cut_off`` unless an OLE file has all the sectors that its table lists ([MS-CFB] 2.2)."""
    shift = struct.unpack_from("<H", data, 30)[0]
    with olefile.OleFileIO(data) as storage:
        used = [number for number, following in enumerate(storage.fat) if following != 0xFFFFFFFF]
    size = 1 << shift
    # The last sector may be incomplete.
    if used and len(data) <= (used[-1] + 1) * size:
        raise cut_off(said("where.document"))


def check_xml(data: bytes) -> None:
    """Raise ``cut_off`` unless an XML file ends with its root, and ``unsafe_xml`` where it declares entities."""
    if has_entities(data):
        raise unsafe()
    try:
        for _, node in etree.iterparse(io.BytesIO(data), resolve_entities=False, no_network=True, load_dtd=False):
            node.clear()
    except etree.XMLSyntaxError as error:
        raise cut_off(said("where.document")) from error
