"""Which pages need what is damaged.

Belongs here: the objects that a page is drawn with. Does not belong here: finding the damage (``inspection``).
"""

from __future__ import annotations

from collections.abc import Collection
from typing import Any

from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1

from pipeline.readers.pdf.damage.filters import PICTURE_BYTES, TooLarge, unpack
from pipeline.readers.pdf.damage.known_damage import Damage, unpacks_without_end
from pipeline.readers.pdf.damage.pdfminer_objects import name_of, object_of, open_with_pdfminer

# What is entered from a page through these keys is not drawn on it.
_NOT_DRAWN = frozenset(
    {"Parent", "P", "StructParents", "StructParent", "Metadata", "Thumb", "A", "AA", "Dest", "B", "PieceInfo", "Popup"}
    | {"IRT", "SeparationInfo", "PresSteps", "AF", "DPart", "OC", "ColorSpace", "Shading", "SMask", "Group", "Trans"}
)


def broken_pages(data: bytes, damage: Damage, pages: int) -> set[int]:
    """The 1-based numbers of pages that need what is broken; every page where that cannot be told."""
    everything = set(range(1, pages + 1))
    if damage.faults:
        return everything
    if not damage.streams and not damage.drawings:
        return everything if damage.is_sum_wrong else set()
    try:
        drawn = [_drawn(page, damage) for page in PDFPage.create_pages(open_with_pdfminer(data))]
    except Exception:  # pdfminer raises anything on damaged files
        return everything
    if len(drawn) != pages:
        return everything
    broken = {number for number, needed in enumerate(drawn, start=1) if not damage.streams.keys().isdisjoint(needed)}
    # What is broken is said to be needed by no page: then the damage that the checksum tells of is somewhere else, too.
    return everything if damage.is_sum_wrong and not broken else broken


def broken_pictures(data: bytes, numbers: Collection[int]) -> set[int]:
    """Those of these pages (1-based) whose pictures are broken: what is recognised there would lack something."""
    if not numbers:
        return set()
    broken = set()
    try:
        document = open_with_pdfminer(data)
        for number, page in enumerate(PDFPage.create_pages(document), start=1):
            if number in numbers:
                streams = (object_of(document, one) for one in _drawn(page, Damage()))
                pictures = [s for s in streams if isinstance(s, PDFStream) and name_of(s.get("Subtype")) == "Image"]
                if not all(_is_whole_picture(picture) for picture in pictures):
                    broken.add(number)
    except TooLarge as error:
        raise unpacks_without_end() from error
    except Exception:  # pdfminer raises anything on damaged files; what cannot be found is not judged
        return broken
    return broken


def _is_whole_picture(picture: PDFStream) -> bool:
    filters = [str(getattr(name, "name", name)).encode() for name, _ in picture.get_filters()]
    packed = picture.rawdata or b""
    if picture.decipher is not None:
        packed = picture.decipher(picture.objid or 0, picture.genno or 0, packed, picture.attrs)
    content, fault = unpack(packed, filters, PICTURE_BYTES)
    if filters[-1:] in ([b"DCTDecode"], [b"DCT"]) and not fault:
        # A JPEG begins and ends with a mark (ITU T.81, B.1.1.3).
        return content.startswith(b"\xff\xd8") and b"\xff\xd9" in content[-64:]
    return not fault


def _drawn(page: PDFPage, damage: Damage) -> set[int]:
    """The numbers of the objects that a page is drawn with; what is broken as a drawing becomes broken."""
    needed: set[int] = {page.pageid} if isinstance(page.pageid, int) else set()
    waiting: list[Any] = [page.contents, page.resources, page.annots, page.attrs.get("Contents")]
    contents = page.attrs.get("Contents")
    for reference in (contents, *(resolve1(contents) if isinstance(resolve1(contents), list) else ())):
        _judge_drawing(reference, damage)
    while waiting:
        one = waiting.pop()
        if isinstance(one, PDFObjRef):
            if one.objid in needed:
                continue
            needed.add(one.objid)
            reference, one = one, one.resolve()
            if one is None:
                # In a file that is damaged elsewhere this was lost; whole files name objects that are nowhere, too.
                damage.streams[reference.objid] = "lost"
            if isinstance(one, PDFStream) and (name_of(one.get("Subtype")) == "Form" or "CMapName" in one):
                _judge_drawing(reference, damage)
        if isinstance(one, PDFStream):
            one = one.attrs
        if isinstance(one, dict):
            if name_of(one.get("Type")) in ("Page", "Pages", "Catalog"):
                continue
            if isinstance(one.get("ToUnicode"), PDFObjRef):
                _judge_drawing(one["ToUnicode"], damage)
            waiting += [value for key, value in one.items() if key not in _NOT_DRAWN]
        elif isinstance(one, (list, tuple)):
            waiting += one
    return needed


def _judge_drawing(reference: Any, damage: Damage) -> None:
    number = reference.objid if isinstance(reference, PDFObjRef) else None
    if number in damage.drawings:
        damage.streams[number] = damage.drawings[number]
