"""The ZIP container of .xlsx and .docx files, opened with care.

Belongs here: limits, damage, declarations of entities. Does not belong here: what the parts say (``xlsx``,
``docx``).
"""

from __future__ import annotations

import io
import posixpath
import re
import zipfile
from typing import NamedTuple

from lxml import etree

from pipeline.model.grid import Unreadable
from pipeline.model.messages import said
from pipeline.readers.refused_files import damaged, password_protected, unsafe

# XML of all parts together. A workbook of 100 forms has below 10 MB; a ZIP of a few hundred bytes can hold gigabytes.
MAX_XML = 100 * 2**20
# XML of one part that is read as a tree, which takes about ten times its size in memory.
MAX_TREE = 40 * 2**20
_MAX_PARTS = 10_000
_TEXT_PART = re.compile(r"\.(?:sheet\.main|worksheet|sharedStrings|styles|document\.main|header|footer)\+xml$")
_ENTITIES = tuple(
    word.encode(code) for word in ("<!DOCTYPE", "<!ENTITY") for code in ("utf-8", "utf-16-le", "utf-16-be")
)


def open_package(data: bytes) -> zipfile.ZipFile:
    """The parts of an office file, after all of its XML was checked.

    Raises :class:`Unreadable`: ``damaged_office_file``, ``too_large_unpacked``, ``unsafe_xml`` (entities, which office
    files never declare), ``password_protected``.
    """
    try:
        archive = zipfile.ZipFile(io.BytesIO(data))
        parts = archive.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise password_protected()
        texts = [part for part in parts if part.filename.lower().endswith((".xml", ".rels", ".vml"))]
        if len(parts) > _MAX_PARTS or sum(part.file_size for part in texts) > MAX_XML:
            raise _too_large(MAX_XML)
        if sum(part.compress_size for part in parts) > len(data):
            # Where parts share their bytes in the file, few bytes unpack to any size.
            raise damaged(zipfile.BadZipFile())
        for part in texts:
            # zipfile reads no more of a part than its declared size, and compares the checksum.
            text = archive.read(part)
            if has_entities(text):
                raise unsafe()
        _check_listed(archive)
    except Unreadable:
        raise
    except (
        Exception
    ) as error:  # what zipfile raises of a damaged file (BadZipFile, zlib.error, …) has no common ancestor
        raise damaged(error) from error
    return archive


def _check_listed(archive: zipfile.ZipFile) -> None:
    """Raise ``KeyError`` where a part with text or formats is missing that the list of contents names."""
    names = {name.lower() for name in archive.namelist()}
    listing = next((name for name in archive.namelist() if name.lower() == "[content_types].xml"), None)
    for node in xml(archive, listing) if listing is not None else ():
        kind = node.get("ContentType") or ""
        part = (node.get("PartName") or "").lstrip("/").lower()
        if part and part not in names and _TEXT_PART.search(kind):
            raise KeyError(part)


class Relation(NamedTuple):
    """What a part refers to: the last word of the relation's type, and the name of the other part."""

    kind: str
    part: str


def relations(package: zipfile.ZipFile, part: str) -> dict[str, Relation]:
    """The relations of a part (of the package itself for the empty name) by their ids, without links to other files.

    Strict files use other names for the types than Word and Excel do, with the same last word.
    """
    folder, name = posixpath.split(part)
    listing = posixpath.join(folder, "_rels", f"{name}.rels")
    if listing not in package.namelist():
        return {}
    related = {}
    for node in xml(package, listing):
        target = node.get("Target") if isinstance(node.tag, str) else None
        if target and node.get("TargetMode") != "External":
            path = posixpath.normpath(posixpath.join("/", folder, target)).lstrip("/")
            related[node.get("Id") or ""] = Relation((node.get("Type") or "").rpartition("/")[2], path)
    return related


def parts_of(package: zipfile.ZipFile, kind: str, part: str = "") -> list[str]:
    """The parts of a kind to which a part refers (for the empty name: the package), as far as they are in the file."""
    names = set(package.namelist())
    return [r.part for r in relations(package, part).values() if r.kind == kind and r.part in names]


def xml(package: zipfile.ZipFile, part: str) -> etree._Element:
    """The XML tree of a part. Nothing outside of the part is read.

    Raises :class:`Unreadable` ``too_large_unpacked``, and what lxml and zipfile raise.
    """
    if package.getinfo(part).file_size > MAX_TREE:
        raise _too_large(MAX_TREE)
    parser = etree.XMLParser(resolve_entities=False, no_network=True, load_dtd=False)
    return etree.fromstring(package.read(part), parser)


def _too_large(limit: int) -> Unreadable:
    return Unreadable(said("too_large_unpacked", limit=limit // 2**20))


def has_entities(text: bytes) -> bool:
    """Whether a part declares entities. Office files never do; entities can unfold to gigabytes or name other files."""
    return any(word in text for word in _ENTITIES)
