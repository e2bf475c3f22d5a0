"""Whether a PDF is the file that its program wrote: its streams, its table of places, its checksum.

Belongs here: what shows damage before any page is read, which pages need what is damaged, and drawings that unfold
without end. Does not belong here: filters (``streams``), what a page says (``pdfium``, ``plumber``).

pdfium and pdfminer both pass over what they cannot unpack, so that damage looks like a page with less on it or with
other characters. What nothing proves: a changed figure in a stream that is not packed, or in the dictionary of a
font or a page. What can be seen there are signs that no program writes.
"""

from __future__ import annotations

import hashlib
import io
import re
from collections import Counter
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field
from functools import lru_cache
from typing import Any, NamedTuple

from pdfminer.pdfdocument import PDFDocument, PDFPasswordIncorrect
from pdfminer.pdfpage import PDFPage
from pdfminer.pdfparser import PDFParser
from pdfminer.pdftypes import PDFObjRef, PDFStream, resolve1
from pdfminer.psparser import PSLiteral
from pdfminer.utils import apply_png_predictor

from pipeline.model.grid import Unreadable
from pipeline.readers.pdf.pages.drawn_digits import looks_needed
from pipeline.readers.pdf.streams import LATE, NO_CHECKSUM, PICTURE_BYTES, TooLarge, unpack
from pipeline.readers.pdf.syntax import fault_of_drawing, fault_of_map, fault_of_object, has_impossible_signs

_BLANK = rb"[\x00\t\n\x0c\r ]"
_BLANKS = b"\x00\t\n\x0c\r "
_OBJECT = re.compile(rb"(?<![0-9])([0-9]{1,10})%b+([0-9]{1,5})%b+obj(?![a-zA-Z0-9])" % (_BLANK, _BLANK))
_END = re.compile(rb"endobj|(?<!end)stream(?:\r\n|\n|\r)")
_LENGTH = re.compile(rb"/Length%b+([0-9]+)(?:%b+([0-9]+)%b+R)?" % (_BLANK, _BLANK, _BLANK))
_FILTER = re.compile(rb"/Filter%b*(/[^\x00\t\n\x0c\r /<>\[\]()]+|\[[^\]]*\]|[0-9]+%b+[0-9]+%b+R)" % ((_BLANK,) * 3))
_PACKED = re.compile(rb"/Filter%b*\[?%b*/[A-Za-z0-9]{1,14}Decode" % (_BLANK, _BLANK))
_NAME = re.compile(rb"/([^\x00\t\n\x0c\r /<>\[\]()%]+)")
_ENTRY = re.compile(rb"([0-9]{10}) [0-9]{5} ([nf])")
_LONGEST_NUMBER = 24
# So much behind the last object tells what stands there.
_NEAR = 4096
_SECTION = re.compile(rb"([0-9]+)%b+([0-9]+)%b*[\r\n]%b*(?=[0-9]{10} )" % ((_BLANK,) * 3))
# Streams whose damage takes no text away. Pictures count where a page has nothing else (see ``broken_pages``).
_ASIDE = re.compile(rb"/Type%b*/(?:Metadata|EmbeddedFile)|/Subtype%b*/XML" % (_BLANK, _BLANK))
_IMAGE = re.compile(rb"/Subtype%b*/Image(?![a-zA-Z])" % _BLANK)
_NO_DRAWING = re.compile(rb"/Length[123]|/N%b|/FunctionType|/Subtype%b*/[TCO]|/Type%b*/(?!XObject)" % ((_BLANK,) * 3))
_FORM = re.compile(rb"/Subtype%b*/Form(?![a-zA-Z])" % _BLANK)
_DO = re.compile(rb"/([^\x00\t\n\x0c\r /<>\[\]()%%]+)%b+Do(?![a-zA-Z])" % _BLANK)
_OBJECTS, _PLACES = (re.compile(rb"/Type%b*/%b(?![a-zA-Z])" % (_BLANK, name)) for name in (b"ObjStm", b"XRef"))
_AFTER = re.compile(rb"%b*endstream" % _BLANK)
# LibreOffice writes the MD5 of everything before the trailer into it (vcl, PDFWriterImpl::emitTrailer).
_LIBREOFFICE = re.compile(rb"%PDF-1\.\d\n%\xc3\xa4\xc3\xbc\xc3\xb6\xc3\x9f\n")
_CHECKSUM = re.compile(rb"trailer\n<<[^>]{0,60}(?:/ID[^/]{0,200})?/DocChecksum /([0-9A-F]{32})\n>>")
# What is entered from a page through these keys is not drawn on it.
_NOT_DRAWN = frozenset(
    {"Parent", "P", "StructParents", "StructParent", "Metadata", "Thumb", "A", "AA", "Dest", "B", "PieceInfo", "Popup"}
    | {"IRT", "SeparationInfo", "PresSteps", "AF", "DPart", "OC", "ColorSpace", "Shading", "SMask", "Group", "Trans"}
)
_ALL_UNPACKED = 2**30
# What the forms of one page may unfold to: bytes of drawing operations, and how often a form is drawn.
_MOST_DRAWN, _MOST_FORMS = 256 * 2**20, 100_000
_DEEPEST = 40
_NEVER = "no program writes such a file: ask the publisher for the original."


@dataclass(slots=True)
class Damage:
    """What a look at the bytes shows.

    ``streams`` maps the numbers of broken objects to what is wrong with them, ``drawings`` the same for objects that
    are broken only if they are drawings or maps of characters.

    ``faults`` is what is wrong where every page hangs on it, or nobody can say which. ``has_layers``: parts of pages
    can be switched off. ``digit_looks`` is how often the drawing of each digit has to be compared with the text (see
    ``digits``). ``may_unfold``: drawings draw each other, or one is drawn very often.
    ``is_sum_wrong``: the checksum of the whole file is another.
    """

    streams: dict[int, str] = field(default_factory=dict)
    drawings: dict[int, str] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)
    has_layers: bool = False
    digit_looks: int = 0
    may_unfold: bool = False
    is_sum_wrong: bool = False


class _Stream(NamedTuple):
    number: int
    head: bytes
    start: int
    end: int
    is_ended: bool


@lru_cache(maxsize=1)
def inspect(data: bytes) -> Damage:
    """Every stream of a file unpacked, and whether objects stand where the file says.

    Raises :class:`Unreadable` with ``too_large_unpacked`` for a file that unfolds without end.
    """
    damage = Damage(has_layers=b"/OCProperties" in data)
    bodies, streams = _walk(data, damage)
    _check_places(data, bodies, streams, damage)
    is_encrypted = b"/Encrypt" in data
    try:
        if is_encrypted:
            # The maps of its fonts are not read here.
            damage.digit_looks = 1
            is_encrypted = _check_encrypted(data, damage)
        if not is_encrypted:
            _check_streams(data, bodies, streams, damage)
    except TooLarge as error:
        raise _endless() from error
    if not is_encrypted and not damage.faults:
        _check_sum(data, damage)
    if damage.may_unfold or is_encrypted:
        _check_drawings(data)
    return damage


def _walk(data: bytes, damage: Damage) -> tuple[dict[int, int], list[_Stream]]:
    """Objects by the place they begin at, and the streams among them, as they follow each other in the file."""
    bodies: dict[int, int] = {}
    streams: list[_Stream] = []
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
            after = _AFTER.match(data, position + int(length[1]))
            stop = after.end() - len(b"endstream") if after else stop
        stop = stop if stop >= 0 else len(data)
        streams.append(_Stream(number, body, position, stop, False))
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


def _with_length(data: bytes, stream: _Stream, numbers: dict[int, int]) -> _Stream:
    """The stream with its end as its length says it, if it is marked as the end there."""
    length = _LENGTH.search(stream.head)
    size = None if length is None else int(length[1]) if length[2] is None else numbers.get(int(length[1]))
    if size is None or _AFTER.match(data, stream.start + size) is None:
        return stream
    return stream._replace(end=stream.start + size, is_ended=True)


def _check_streams(data: bytes, bodies: dict[int, int], streams: list[_Stream], damage: Damage) -> None:
    places = {number: start for start, number in bodies.items()}
    total = packed = largest = inner = outer = 0
    for stream in streams:
        head = stream.head
        if _IMAGE.search(head) or _ASIDE.search(head):
            continue
        filters = _filters(head, data, places)
        packed += any(name in (b"FlateDecode", b"Fl") for name in filters)
        is_form = _FORM.search(head) is not None
        content, fault = unpack(data[stream.start : stream.end], filters)
        total += len(content)
        if total > _ALL_UNPACKED:
            raise TooLarge
        calls = len(_DO.findall(content))
        if is_form:
            largest, inner = max(largest, len(content)), inner + calls
        else:
            outer += calls
        if not filters and not fault and content and _NO_DRAWING.search(head) is None:
            of_text = fault_of_map(content) if b"begincmap" in content else fault_of_drawing(content)
            damage.drawings |= {stream.number: of_text} if of_text else {}
        if fault:
            if _OBJECTS.search(head) or _PLACES.search(head):
                damage.faults.append(f"object {stream.number}: {fault}")
            damage.streams[stream.number] = fault
        if b"begincmap" in content:
            damage.digit_looks = max(damage.digit_looks, looks_needed(content))
        if _OBJECTS.search(head):
            damage.has_layers = damage.has_layers or b"/OCProperties" in content
    if (inner and largest) or outer > _MOST_FORMS or outer * largest > _MOST_DRAWN:
        damage.may_unfold = True
    if packed > 1 and list(damage.streams.values()) == [NO_CHECKSUM] * packed:
        # Some programs never write it.
        damage.streams.clear()
        damage.faults = [fault for fault in damage.faults if NO_CHECKSUM not in fault]


def _filters(head: bytes, data: bytes, places: Mapping[int, int]) -> list[bytes]:
    """The filters of a stream in the order they are undone; they may be written down in another object."""
    found = _FILTER.search(head)
    if found is None:
        return []
    text = found[1]
    if not text.startswith((b"/", b"[")):
        start = places.get(int(text.split()[0]))
        text = b"" if start is None else data[start : data.find(b"endobj", start)]
    names = _NAME.findall(text)
    is_late = re.search(rb"/EarlyChange%b+0(?![0-9])" % _BLANK, head) is not None
    return [LATE if is_late and name in (b"LZWDecode", b"LZW") else name for name in names]


def _check_places(data: bytes, bodies: dict[int, int], streams: list[_Stream], damage: Damage) -> None:
    """Find the objects that the tables of places lead past, which no reader finds then.

    A table whose first entry is wrong is bad work of a program, and pdfium looks for all objects itself
    (CPDF_Parser::VerifyCrossRefTable); a single wrong entry is damage even so. A table that is right up to some place
    and behind it wrong by one and the same number tells that bytes are missing or too many there.
    """
    places = [*_table(data), *(p for s in streams if _PLACES.search(s.head) for p in _packed_table(data, s))]
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


def _is_judged(body: bytes) -> bool:
    """Whether an object may be a font, a page or an array of widths."""
    return any(key in body for key in _JUDGED) or body.lstrip(_BLANKS).startswith(b"[")


_JUDGED = (b"/Font", b"/MediaBox", b"/Contents", b"/W ", b"/W[")
_TREE = re.compile(rb"/Type%b*/(?:Pages?|Catalog)(?![a-zA-Z])" % _BLANK)


def _stands(data: bytes, bodies: dict[int, int], number: int, offset: int) -> bool:
    blank = _SPACES.match(data, offset) if 0 <= offset < len(data) else None
    return number in (bodies.get(offset), bodies.get(blank.end()) if blank else None)


_SPACES = re.compile(rb"%b{1,20}" % _BLANK)


def _table(data: bytes) -> list[tuple[int, int]]:
    """Number and offset of every object in the tables in plain text."""
    places: list[tuple[int, int]] = []
    found = -1
    while (found := data.find(b"xref", found + 1)) >= 0:
        blank = _SPACES.match(data, found + len(b"xref"))
        if blank is None or data.startswith(b"start", found - 5):
            continue
        position = blank.end()
        while section := _SECTION.match(data, position):
            first, count, start = int(section[1]), int(section[2]), section.end()
            position = start + 20 * count
            entries = _ENTRY.findall(data, start, position)
            places += [(n, int(offset)) for n, (offset, kind) in enumerate(entries, first) if kind == b"n"]
            blank = _SPACES.match(data, position)
            position = blank.end() if blank else position
    return places


def _packed_table(data: bytes, stream: _Stream) -> list[tuple[int, int]]:
    """Number and offset of every object in a table that is a stream, object streams aside."""
    filters = _filters(stream.head, data, {})
    widths = re.search(rb"/W%b*\[([0-9\s]+)\]" % _BLANK, stream.head)
    size = re.search(rb"/Size%b+([0-9]+)" % _BLANK, stream.head)
    if widths is None or size is None:
        return []
    content, fault = unpack(data[stream.start : stream.end], filters)
    sizes = [int(n) for n in widths[1].split()]
    width = sum(sizes)
    if fault or len(sizes) != 3 or not 0 < width < 40:
        return []
    predictor = re.search(rb"/Predictor%b+([0-9]+)" % _BLANK, stream.head)
    if predictor is not None and int(predictor[1]) >= 10:
        try:
            content = apply_png_predictor(int(predictor[1]), 1, width, 8, content)
        except Exception:  # whatever the table is, it is not what it says
            return []
    index = re.search(rb"/Index%b*\[([0-9\s]+)\]" % _BLANK, stream.head)
    pairs = [int(n) for n in index[1].split()] if index else [0, int(size[1])]
    numbers = (n for first, count in zip(pairs[::2], pairs[1::2], strict=False) for n in range(first, first + count))
    places = []
    for number, start in zip(numbers, range(0, len(content) - width + 1, width), strict=False):
        kind = int.from_bytes(content[start : start + sizes[0]], "big") if sizes[0] else 1
        if kind == 1:
            places.append((number, int.from_bytes(content[start + sizes[0] : start + sizes[0] + sizes[1]], "big")))
    return places


def _check_sum(data: bytes, damage: Damage) -> None:
    """Compare the checksum that LibreOffice writes, unless a signature was put in later."""
    if not _LIBREOFFICE.match(data) or b"/ByteRange" in data:
        return
    found = _CHECKSUM.search(data)
    if found is None:
        return
    digest = hashlib.md5(data[: found.start()], usedforsecurity=False).hexdigest()
    if digest.upper().encode() != found[1]:
        damage.is_sum_wrong = True


def _document(data: bytes) -> PDFDocument:
    return PDFDocument(PDFParser(io.BytesIO(data)))


def _check_encrypted(data: bytes, damage: Damage) -> bool:
    """The same for a file whose streams have to be decrypted first; what cannot be decrypted is not judged.

    False where nothing in the file is encrypted after all.
    """
    try:
        document = _document(data)
        if document.encryption is None:
            return False
        numbers = sorted({number for table in document.xrefs for number in table.get_objids()})
    except PDFPasswordIncorrect:
        return True
    except Exception as error:  # pdfminer raises anything on damaged files
        # Both readers know every cipher that is in use.
        damage.faults.append(f"encryption: {error}")
        return True
    total = 0
    for number in numbers:
        found = _object(document, number)
        if not isinstance(found, PDFStream) or found.decipher is None or found.rawdata is None:
            continue
        subtype, kind = (getattr(found.get(key), "name", None) for key in ("Subtype", "Type"))
        if subtype in ("Image", "XML") or kind in ("Metadata", "EmbeddedFile", "XRef"):
            continue
        filters = [str(getattr(name, "name", name)).encode() for name, _ in found.get_filters()]
        try:
            packed = found.decipher(number, found.genno or 0, found.rawdata, found.attrs)
            content, fault = unpack(packed, filters)
        except TooLarge:
            raise
        except Exception:
            fault = "broken encryption"
        total += len(content)
        if total > _ALL_UNPACKED:
            raise TooLarge
        if fault:
            damage.streams[number] = fault
            if kind == "ObjStm":
                damage.faults.append(f"object {number}: {fault}")
    return True


def _object(document: PDFDocument, number: int) -> Any:
    try:
        return document.getobj(number)
    except Exception:  # pdfminer raises anything on damaged files
        return None


def broken_pages(data: bytes, damage: Damage, pages: int) -> set[int]:
    """The 1-based numbers of pages that need what is broken; every page where that cannot be told."""
    everything = set(range(1, pages + 1))
    if damage.faults:
        return everything
    if not damage.streams and not damage.drawings:
        return everything if damage.is_sum_wrong else set()
    try:
        drawn = [_drawn(page, damage) for page in PDFPage.create_pages(_document(data))]
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
        document = _document(data)
        for number, page in enumerate(PDFPage.create_pages(document), start=1):
            if number in numbers:
                streams = (_object(document, one) for one in _drawn(page, Damage()))
                pictures = [s for s in streams if isinstance(s, PDFStream) and _name(s.get("Subtype")) == "Image"]
                if not all(_is_whole_picture(picture) for picture in pictures):
                    broken.add(number)
    except TooLarge as error:
        raise _endless() from error
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


def _endless() -> Unreadable:
    return Unreadable("too_large_unpacked", f"A stream of the PDF unpacks to far more than a page holds: {_NEVER}")


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
            if isinstance(one, PDFStream) and (_name(one.get("Subtype")) == "Form" or "CMapName" in one):
                _judge_drawing(reference, damage)
        if isinstance(one, PDFStream):
            one = one.attrs
        if isinstance(one, dict):
            if _name(one.get("Type")) in ("Page", "Pages", "Catalog"):
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


def _name(value: Any) -> str:
    value = resolve1(value)
    return str(value.name) if isinstance(value, PSLiteral) else ""


def _check_drawings(data: bytes) -> None:
    """Refuse a file with a page whose forms, which may draw other forms, unfold to more than a page holds.

    pdfium makes an object of everything that is drawn, each time that it is drawn.
    """
    unfolded: dict[int, tuple[int, int]] = {}
    try:
        for page in PDFPage.create_pages(_document(data)):
            bodies = [resolve1(one) for one in page.contents]
            content = b" ".join(body.get_data() for body in bodies if isinstance(body, PDFStream))
            drawn, forms = _unfold(content, page.resources, unfolded, 0)
            if drawn > _MOST_DRAWN or forms > _MOST_FORMS:
                raise TooLarge
    except TooLarge as error:
        sentence = f"Page drawings of the PDF draw each other thousands of times: {_NEVER}"
        raise Unreadable("too_large_unpacked", sentence) from error
    except Exception:  # pdfminer raises anything on damaged files; pdfium is bounded by time and memory all the same
        return


def _unfold(content: bytes, resources: Any, unfolded: dict[int, tuple[int, int]], depth: int) -> tuple[int, int]:
    """Bytes of drawing operations behind a content, and how many forms it draws, with all that those draw."""
    drawn, forms = len(content), 0
    named = resolve1((resolve1(resources) or {}).get("XObject")) or {}
    for name, count in Counter(_DO.findall(content)).items():
        reference = named.get(name.decode("latin-1"))
        form = resolve1(reference)
        if not isinstance(form, PDFStream) or _name(form.get("Subtype")) != "Form":
            continue
        number = reference.objid if isinstance(reference, PDFObjRef) else id(form)
        if number not in unfolded:
            # A form that draws itself, and what is nested deeper, pdfium leaves out.
            unfolded[number] = (0, 0)
            if depth < _DEEPEST:
                inner = form.get("Resources") or resources
                unfolded[number] = _unfold(form.get_data(), inner, unfolded, depth + 1)
        more, inside = unfolded[number]
        drawn, forms = drawn + count * more, forms + count * (inside + 1)
    return drawn, forms
