"""Which pages need what is damaged.

Belongs here: the objects that a page is drawn with. Does not belong here: finding the damage (``file_checks``).
"""

from __future__ import annotations

from collections.abc import Collection, Iterable
from typing import Any

from pdfminer.pdfpage import PDFPage
from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1

from pipeline.readers.pdf.damage.filters import PICTURE_BYTES, TooLarge, unpack
from pipeline.readers.pdf.damage.known_damage import Damage, unpacks_without_end
from pipeline.readers.pdf.damage.pdfminer_objects import filter_names, name_of, object_of, open_with_pdfminer

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
        needs = [_objects_needed(page, damage) for page in PDFPage.create_pages(open_with_pdfminer(data))]
    except Exception:  # pdfminer raises anything on damaged files
        return everything
    if len(needs) != pages:
        return everything
    broken = {number for number, needed in enumerate(needs, start=1) if not damage.streams.keys().isdisjoint(needed)}
    # Where no page needs what is broken, the damage that the checksum tells of is somewhere else as well.
    return everything if damage.is_sum_wrong and not broken else broken


def broken_pictures(data: bytes, numbers: Collection[int]) -> set[int]:
    """Those of these pages (1-based) whose pictures are broken: what is recognised there would lack something.

    A page that cannot be judged counts as broken.
    """
    if not numbers:
        return set()
    broken: set[int] = set()
    unjudged = set(numbers)
    try:
        document = open_with_pdfminer(data)
        for number, page in enumerate(PDFPage.create_pages(document), start=1):
            if number in numbers:
                streams = (object_of(document, needed) for needed in _objects_needed(page, Damage()))
                pictures = [s for s in streams if isinstance(s, PDFStream) and name_of(s.get("Subtype")) == "Image"]
                if not all(_is_whole_picture(picture) for picture in pictures):
                    broken.add(number)
                unjudged.discard(number)
    except TooLarge as error:
        raise unpacks_without_end() from error
    except Exception:  # pdfminer raises anything on damaged files; this page and those behind it are not judged
        return broken | unjudged
    # Some files show one page several times, which pdfminer finds once.
    return broken


def _is_whole_picture(picture: PDFStream) -> bool:
    """Whether the stream of a picture unpacks, and has both ends where it is a JPEG."""
    filters = filter_names(picture)
    packed = picture.rawdata or b""
    if picture.decipher is not None:
        packed = picture.decipher(picture.objid or 0, picture.genno or 0, packed, picture.attrs)
    content, fault = unpack(packed, filters, PICTURE_BYTES)
    if filters[-1:] in ([b"DCTDecode"], [b"DCT"]) and not fault:
        # A JPEG begins and ends with a mark (ITU T.81, B.1.1.3).
        return content.startswith(b"\xff\xd8") and b"\xff\xd9" in content[-64:]
    return not fault


def _objects_needed(page: PDFPage, damage: Damage) -> set[int]:
    """The numbers of the objects that a page is drawn with.

    What is broken as a drawing or as a map of characters is recorded as broken where the page uses it so.
    """
    needed: set[int] = {page.pageid} if isinstance(page.pageid, int) else set()
    contents = page.attrs.get("Contents")
    for reference in (contents, *(resolve1(contents) if isinstance(resolve1(contents), list) else ())):
        _judge_drawing(reference, damage)
    waiting: list[Any] = [page.contents, page.resources, page.annots, contents]
    while waiting:
        value = waiting.pop()
        if isinstance(value, PDFObjRef):
            if value.objid in needed:
                continue
            needed.add(value.objid)
            value = _resolved(value, damage)
        waiting += _values_within(value, damage)
    return needed


def _resolved(reference: PDFObjRef, damage: Damage) -> Any:
    """The object behind a reference, judged where it is a drawing or a map of characters."""
    value = reference.resolve()
    if value is None:
        # In a file that is damaged elsewhere this was lost; whole files name objects that are nowhere, too.
        damage.streams[reference.objid] = "lost"
    if isinstance(value, PDFStream) and (name_of(value.get("Subtype")) == "Form" or "CMapName" in value):
        _judge_drawing(reference, damage)
    return value


def _values_within(value: Any, damage: Damage) -> Iterable[Any]:
    """The values of a dictionary, a stream's dictionary or an array that are drawn with it; none for another page."""
    if isinstance(value, PDFStream):
        value = value.attrs
    if isinstance(value, (list, tuple)):
        return value
    if not isinstance(value, dict) or name_of(value.get("Type")) in ("Page", "Pages", "Catalog"):
        return ()
    if isinstance(value.get("ToUnicode"), PDFObjRef):
        _judge_drawing(value["ToUnicode"], damage)
    return [within for key, within in value.items() if key not in _NOT_DRAWN]


def _judge_drawing(reference: Any, damage: Damage) -> None:
    """Record an object as broken that is broken as a drawing or as a map of characters."""
    number = reference.objid if isinstance(reference, PDFObjRef) else None
    if number in damage.drawings:
        damage.streams[number] = damage.drawings[number]
