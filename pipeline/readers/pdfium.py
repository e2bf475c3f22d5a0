"""Glyphs and rulings of a PDF page through pdfium.

Belongs here: everything that touches pypdfium2. Does not belong here: tables. How much faster this is than
pdfplumber's own tables is measured in ``benchmarks/reading.md``.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as c

from pipeline.readers.grid import Unreadable
from pipeline.readers.page import UNMAPPED, Glyph, Page, Rectangle, Rule, Seal, is_red, turn_box, upright
from pipeline.text.fold import fold_radicals

# A hairline drawn as a filled rectangle is at most this thick (points).
THIN = 3.0
# Rulings shorter than this are parts of dashes, ticks or glyph-like drawings (points).
SHORT = 1.0
_MAX_FORM_DEPTH = 6
_TEXT, _PATH, _IMAGE, _FORM = 1, 2, 3, 5
# pdfium passes over text narrower than this (points).
_NO_WIDTH = 0.02
_TEXT_FIELDS = frozenset({c.FPDF_FORMFIELD_TEXTFIELD, c.FPDF_FORMFIELD_COMBOBOX, c.FPDF_FORMFIELD_LISTBOX})
# Pixels for each point when a page is drawn, and how much ink must differ from its ground (0 to 255).
_ZOOM, _CONTRAST = 2, 24
# A filled area hides what was drawn before it when it is at least this large both ways (points).
_COVER = 4.0
# A page of which images cover less than this is no scan.
_PICTURE = 0.4
_UNPRINTED = re.compile("[\x00-\x1f\u200b\ufeff]")
# Red areas at least this large (points) that are no table are the ring of a seal.
_RING = 15.0
# Seals are round and at most about five centimetres wide (points).
_LARGEST_SEAL = 200.0

# An ideograph comes from a font that says what it draws; only other codes can be an unmapped glyph's own number.
_IDEOGRAPHS = 0x2E80
# White space and characters that print nothing.
BLANKS = frozenset({0xA0, 0x3000, 0xFEFF, 0x200B})
BULLET = 0xF0B7
# What pdfium makes of a hyphen at the end of a line, and the soft hyphen that some fonts map theirs to: both are drawn.
_HYPHENS = frozenset({0x02, 0xAD, 0xFFFE})


_TYPES = {"p": ctypes.c_void_p, "i": ctypes.c_int, "u": ctypes.c_uint, "l": ctypes.c_ulong, "d": ctypes.c_double}
# Result and arguments of every function called for each glyph, object or segment; outputs are pointers (p).
_SIGNATURES = {
    "FPDFText_CountChars": "ip",
    "FPDFText_GetUnicode": "upi",
    "FPDFText_HasUnicodeMapError": "ipi",
    "FPDFText_GetTextObject": "ppi",
    "FPDFText_GetLooseCharBox": "ipip",
    "FPDFText_GetCharOrigin": "ipipp",
    "FPDFText_GetMatrix": "ipip",
    "FPDFText_GetFontSize": "dpi",
    "FPDFTextObj_GetTextRenderMode": "ip",
    "FPDFTextObj_GetFont": "pp",
    "FPDFFont_GetIsEmbedded": "ip",
    "FPDFPage_CountObjects": "ip",
    "FPDFPage_GetObject": "ppi",
    "FPDFPageObj_GetType": "ip",
    "FPDFPageObj_GetBounds": "ippppp",
    "FPDFPageObj_GetMatrix": "ipp",
    "FPDFPageObj_GetFillColor": "ippppp",
    "FPDFPageObj_GetStrokeColor": "ippppp",
    "FPDFPageObj_GetClipPath": "pp",
    "FPDFPageObj_HasTransparency": "ip",
    "FPDFFormObj_CountObjects": "ip",
    "FPDFFormObj_GetObject": "ppl",
    "FPDFPath_GetDrawMode": "ippp",
    "FPDFPath_CountSegments": "ip",
    "FPDFPath_GetPathSegment": "ppi",
    "FPDFPathSegment_GetPoint": "ippp",
    "FPDFPathSegment_GetType": "ip",
    "FPDFPathSegment_GetClose": "ip",
    "FPDFClipPath_CountPaths": "ip",
    "FPDFClipPath_CountPathSegments": "ipi",
    "FPDFClipPath_GetPathSegment": "ppii",
}


def _bare(name: str, signature: str) -> Any:
    """The same foreign function with plain argument types: pypdfium2's typed wrappers cost half of a page's time."""
    address = ctypes.cast(getattr(c, name), ctypes.c_void_p).value
    assert address is not None
    return ctypes.CFUNCTYPE(*(_TYPES[letter] for letter in signature))(address)


_F = SimpleNamespace(**{name: _bare(name, signature) for name, signature in _SIGNATURES.items()})
Handle = int
"""Address of an object of pdfium."""

_UNSEEN = frozenset({c.FPDF_TEXTRENDERMODE_INVISIBLE, c.FPDF_TEXTRENDERMODE_CLIP})
# Text that leans more than this (degrees) from both axes is a watermark.
_SLANT = 3.0

Matrix = tuple[float, float, float, float, float, float]

_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)
_FAR = 1e6


def open_document(data: bytes) -> pypdfium2.PdfDocument:
    """The document behind the bytes.

    Raises :class:`Unreadable` with code ``password_protected``, ``damaged_pdf`` or ``not_a_pdf``.
    """
    if b"%PDF-" not in data[:1024]:
        raise Unreadable("not_a_pdf", "The file does not begin like a PDF. Save the document as PDF again.")
    try:
        document = pypdfium2.PdfDocument(data)
        pages = len(document)
    except pypdfium2.PdfiumError as error:
        if error.err_code == c.FPDF_ERR_PASSWORD:
            raise Unreadable(
                "password_protected", "The PDF asks for a password. Put a copy without a password into the folder."
            ) from error
        raise Unreadable(
            "damaged_pdf", "The PDF is cut off or damaged and cannot be opened. Download it again from its source."
        ) from error
    if pages and document.get_formtype() != c.FORMTYPE_NONE:
        document.init_forms()
    if pages == 0:
        raise Unreadable("damaged_pdf", "The PDF has no pages. Download it again from its source.")
    return document


def read_page(document: pypdfium2.PdfDocument, index: int, *, has_layers: bool = False) -> Page | None:
    """The upright page with its visible glyphs and rulings, or null when it cannot be loaded. ``index`` is 0-based.

    Slanted glyphs (watermarks, the rim of seals), glyphs outside their clip (labels that Calc draws again
    on every page of a merged cell), text under a later drawing, and invisible text are left out. With ``has_layers``
    the page is also drawn, to see which layers are switched off. What is filled into fields counts as printed.
    """
    try:
        pdf_page = document[index]
        if _flatten_fields(document, pdf_page):
            pdf_page.close()
            pdf_page = document[index]
    except pypdfium2.PdfiumError:
        return None
    try:
        reader = _PageReader(pdf_page.raw)
        page = Page(index + 1, reader.width, reader.height)
        reader.read_objects(page)
        reader.read_struck(page)
        if not page.verticals and page.image_share < _PICTURE:
            # Most pages of a report: only what they say is asked for, not where it stands.
            page.plain = reader.read_plain()
            return page
        reader.read_glyphs(page)
        if has_layers:
            _drop_unseen(pdf_page.raw, page)
        return upright(page)
    finally:
        pdf_page.close()


def _flatten_fields(document: pypdfium2.PdfDocument, page: pypdfium2.PdfPage) -> bool:
    """Make filled-in text fields and typed-on text part of the page; whether there were any."""
    kept = 0
    for i in range(c.FPDFPage_GetAnnotCount(page.raw) - 1, -1, -1):
        annotation = c.FPDFPage_GetAnnot(page.raw, i)
        subtype = c.FPDFAnnot_GetSubtype(annotation)
        is_text = subtype == c.FPDF_ANNOT_FREETEXT
        if subtype == c.FPDF_ANNOT_WIDGET and document.formenv is not None:
            is_text = c.FPDFAnnot_GetFormFieldType(document.formenv.raw, annotation) in _TEXT_FIELDS
        c.FPDFPage_CloseAnnot(annotation)
        kept += is_text
        if not is_text and subtype != c.FPDF_ANNOT_STRIKEOUT:
            c.FPDFPage_RemoveAnnot(page.raw, i)
    return kept > 0 and c.FPDFPage_Flatten(page.raw, c.FLAT_PRINT) == c.FLATTEN_SUCCESS


def _drop_unseen(raw: c.FPDF_PAGE, page: Page) -> None:
    """Leave out the glyphs that are not there when the page is drawn: text on layers that are switched off.

    Where most of them are not there, the fonts cannot be drawn and nothing is left out.
    """
    width, height = int(_ZOOM * page.width) + 1, int(_ZOOM * page.height) + 1
    bitmap = c.FPDFBitmap_CreateEx(width, height, c.FPDFBitmap_Gray, None, 0)
    try:
        c.FPDFBitmap_FillRect(bitmap, 0, 0, width, height, 0xFFFFFFFF)
        c.FPDF_RenderPageBitmap(bitmap, raw, 0, 0, width, height, 0, 0)
        stride = c.FPDFBitmap_GetStride(bitmap)
        pixels = ctypes.string_at(c.FPDFBitmap_GetBuffer(bitmap), stride * height)
    finally:
        c.FPDFBitmap_Destroy(bitmap)
    seen = [g for g in page.glyphs if _has_contrast(pixels, stride, height, g)]
    if len(seen) >= 0.5 * len(page.glyphs):
        page.glyphs = seen


def _has_contrast(pixels: bytes, stride: int, height: int, glyph: Glyph) -> bool:
    inset_x, inset_y = 0.1 * (glyph.x1 - glyph.x0), 0.1 * (glyph.bottom - glyph.top)
    first, last = int(_ZOOM * (glyph.x0 + inset_x)), int(_ZOOM * (glyph.x1 - inset_x)) + 1
    rows = range(max(0, int(_ZOOM * (glyph.top + inset_y))), min(height, int(_ZOOM * (glyph.bottom - inset_y)) + 1))
    area = b"".join(pixels[y * stride + max(0, first) : y * stride + max(0, last)] for y in rows)
    return bool(area) and max(area) - min(area) > _CONTRAST


class _PageReader:
    """State of one page while it is read: its handle and the mapping to top-left points."""

    def __init__(self, raw: c.FPDF_PAGE) -> None:
        self.raw = raw
        box = c.FS_RECTF()
        c.FPDF_GetPageBoundingBox(raw, box)
        self.left, self.right = min(box.left, box.right), max(box.left, box.right)
        self.low, self.high = min(box.bottom, box.top), max(box.bottom, box.top)
        self.rotation = c.FPDFPage_GetRotation(raw) * 90
        self.width, self.height = self.right - self.left, self.high - self.low
        if self.rotation in (90, 270):
            self.width, self.height = self.height, self.width
        # Places of text in the order of drawing, with the space and the clip of the forms around it.
        self._texts: dict[Handle, _Place] = {}
        self._covers: list[_Cover] = []
        self._handle = ctypes.cast(raw, ctypes.c_void_p)
        self._x, self._y = ctypes.c_float(), ctypes.c_float()
        self._to_x, self._to_y = ctypes.byref(self._x), ctypes.byref(self._y)
        self._matrix = c.FS_MATRIX()
        self._colour = tuple(ctypes.c_uint() for _ in range(4))
        self._to_colour = tuple(ctypes.byref(part) for part in self._colour)

    def point(self, x: float, y: float) -> tuple[float, float]:
        """A point of the page's own space in points from the top left of the displayed page."""
        if self.rotation == 90:
            return y - self.low, x - self.left
        if self.rotation == 180:
            return self.right - x, y - self.low
        if self.rotation == 270:
            return self.high - y, self.right - x
        return x - self.left, self.high - y

    def box(self, x0: float, y0: float, x1: float, y1: float) -> tuple[float, float, float, float]:
        """A box of the page's own space as (x0, top, x1, bottom) of the displayed page."""
        ax, ay = self.point(x0, y0)
        bx, by = self.point(x1, y1)
        return min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)

    def read_objects(self, page: Page) -> None:
        """Rulings and images of the page, and what covers what; forms are entered for all."""
        area = max(page.width * page.height, 1.0)
        for order, (obj, kind, place) in enumerate(self._objects()):
            if kind == _TEXT:
                self._texts[obj] = _Place(order, place.matrix, place.clip)
            elif kind == _PATH:
                self._read_path(obj, place.matrix, page, order)
            elif kind == _IMAGE:
                box = self._bounds(obj, place.matrix)
                page.image_share += _area(box) / area
                if self._texts and _area(box) > 0:
                    self._covers.append(_Cover(order, box, True, obj))

    def _objects(self) -> Iterator[tuple[Handle, int, _Place]]:
        outermost = _Place(0, _IDENTITY, None)
        for i in range(_F.FPDFPage_CountObjects(self._handle)):
            yield from self._descend(_F.FPDFPage_GetObject(self._handle, i), outermost, 0)

    def _descend(self, obj: Handle, place: _Place, depth: int) -> Iterator[tuple[Handle, int, _Place]]:
        kind = _F.FPDFPageObj_GetType(obj)
        if kind != _FORM:
            yield obj, kind, place
            return
        if depth >= _MAX_FORM_DEPTH:
            return
        inner = _Place(0, _multiply(_matrix_of(obj), place.matrix), _meet(place.clip, self._clip(obj, place.matrix)))
        for i in range(_F.FPDFFormObj_CountObjects(obj)):
            yield from self._descend(_F.FPDFFormObj_GetObject(obj, i), inner, depth + 1)

    def _bounds(self, obj: Handle, matrix: Matrix) -> tuple[float, float, float, float]:
        x0, y0, x1, y1 = (ctypes.c_float() for _ in range(4))
        _F.FPDFPageObj_GetBounds(obj, *map(ctypes.byref, (x0, y0, x1, y1)))
        a = _apply(matrix, x0.value, y0.value)
        b = _apply(matrix, x1.value, y1.value)
        return self.box(a[0], a[1], b[0], b[1])

    def _read_path(self, obj: Handle, outer: Matrix, page: Page, order: int) -> None:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        _F.FPDFPath_GetDrawMode(obj, ctypes.byref(fill), ctypes.byref(stroke))
        has_stroke = bool(stroke.value) and self._is_seen(_F.FPDFPageObj_GetStrokeColor, obj)
        is_ring = has_stroke and is_red(*(part.value for part in self._colour[:3]))
        has_fill = bool(fill.value) and self._is_seen(_F.FPDFPageObj_GetFillColor, obj)
        if fill.value:
            if self._texts:
                self._add_cover(obj, outer, order, is_white=not has_fill)
            is_ring = is_ring or (has_fill and is_red(*(part.value for part in self._colour[:3])))
        if is_ring:
            box = self._bounds(obj, outer)
            if min(box[2] - box[0], box[3] - box[1]) > _RING:
                page.seals.append(Seal(*box, True))
        if not has_stroke and not has_fill:
            return
        if not has_stroke:
            # Only what is thin is a ruling; a filled area is shading.
            x0, top, x1, bottom = self._bounds(obj, outer)
            if _F.FPDFPath_CountSegments(obj) <= 6:
                _add_thin(page, x0, top, x1, bottom)
                return
        matrix = _multiply(_matrix_of(obj), outer)
        if has_stroke:
            for ax, ay, bx, by in self._segments(obj, matrix):
                _add_segment(page, ax, ay, bx, by)
        else:
            for x0, top, x1, bottom in self._subpaths(obj, matrix):
                _add_thin(page, x0, top, x1, bottom)

    def _add_cover(self, obj: Handle, outer: Matrix, order: int, *, is_white: bool) -> None:
        """Keep a filled rectangle that hides the text drawn before it; the colour is the one asked last."""
        if self._colour[3].value < 250 or _F.FPDFPath_CountSegments(obj) > 6:
            return
        box = self._bounds(obj, outer)
        if min(box[2] - box[0], box[3] - box[1]) >= _COVER and not _F.FPDFPageObj_HasTransparency(obj):
            self._covers.append(_Cover(order, box, is_white, None))

    def _is_seen(self, colour_of: Any, obj: Handle) -> bool:
        """Whether a drawing shows on paper: white lines are drawn over a table to hide its rulings."""
        return not colour_of(obj, *self._to_colour) or not is_paper(*(part.value for part in self._colour))

    def _points(self, obj: Handle, matrix: Matrix) -> Iterator[tuple[int, bool, float, float]]:
        """Segment kind (line 0, curve 1, move 2), whether it closes the path, and its end point, displayed."""
        for i in range(_F.FPDFPath_CountSegments(obj)):
            segment = _F.FPDFPath_GetPathSegment(obj, i)
            _F.FPDFPathSegment_GetPoint(segment, self._to_x, self._to_y)
            px, py = self.point(*_apply(matrix, self._x.value, self._y.value))
            yield _F.FPDFPathSegment_GetType(segment), bool(_F.FPDFPathSegment_GetClose(segment)), px, py

    def _segments(self, obj: Handle, matrix: Matrix) -> Iterator[tuple[float, float, float, float]]:
        start = current = (0.0, 0.0)
        for kind, closes, x, y in self._points(obj, matrix):
            if kind == c.FPDF_SEGMENT_MOVETO:
                start = (x, y)
            elif kind == c.FPDF_SEGMENT_LINETO:
                yield (*current, x, y)
            current = (x, y)
            if closes:
                yield (*current, *start)
                current = start

    def _subpaths(self, obj: Handle, matrix: Matrix) -> Iterator[tuple[float, float, float, float]]:
        """The boxes of the closed figures that one filled path is made of."""
        xs: list[float] = []
        ys: list[float] = []
        for kind, _, x, y in self._points(obj, matrix):
            if kind == c.FPDF_SEGMENT_MOVETO and xs:
                yield min(xs), min(ys), max(xs), max(ys)
                xs, ys = [], []
            xs.append(x)
            ys.append(y)
        if xs:
            yield min(xs), min(ys), max(xs), max(ys)

    def read_struck(self, page: Page) -> None:
        """The lines of annotations that strike text out, as rulings through it."""
        for i in range(c.FPDFPage_GetAnnotCount(self.raw)):
            annotation = c.FPDFPage_GetAnnot(self.raw, i)
            points = c.FS_QUADPOINTSF()
            for k in range(c.FPDFAnnot_CountAttachmentPoints(annotation)):
                c.FPDFAnnot_GetAttachmentPoints(annotation, k, points)
                x0, top, x1, bottom = self.box(points.x1, points.y1, points.x4, points.y4)
                if c.FPDFAnnot_GetSubtype(annotation) == c.FPDF_ANNOT_STRIKEOUT:
                    page.horizontals.append(Rule((top + bottom) / 2, x0, x1))
            c.FPDFPage_CloseAnnot(annotation)

    def read_plain(self) -> list[str]:
        """The lines of text as they follow each other in the file."""
        textpage = c.FPDFText_LoadPage(self.raw)
        try:
            count = c.FPDFText_CountChars(textpage)
            buffer = (ctypes.c_ushort * (2 * count + 2))()
            used = c.FPDFText_GetText(textpage, 0, count, buffer)
        finally:
            c.FPDFText_ClosePage(textpage)
        text = bytes(buffer)[: 2 * max(0, used - 1)].decode("utf-16-le", "replace")
        lines = (_UNPRINTED.sub("", line).strip() for line in text.replace("\ufffe", "-").splitlines())
        return [fold_radicals(line) for line in lines if line]

    def read_glyphs(self, page: Page) -> None:
        """Visible characters of the page in the order in which they were drawn."""
        textpage = c.FPDFText_LoadPage(self.raw)
        try:
            self._read_glyphs(textpage, page)
        finally:
            c.FPDFText_ClosePage(textpage)

    def _read_glyphs(self, textpage: c.FPDF_TEXTPAGE, page: Page) -> None:
        styles: dict[int, _Style] = {}
        loose, x, y = c.FS_RECTF(), ctypes.c_double(), ctypes.c_double()
        to_loose, to_x, to_y = ctypes.byref(loose), ctypes.byref(x), ctypes.byref(y)
        handle = ctypes.cast(textpage, ctypes.c_void_p)
        covers = [cover for cover in self._covers if cover.image is None or _is_opaque(self.raw, cover.image)]
        add, is_upright, left, high = page.glyphs.append, self.rotation == 0, self.left, self.high
        cut: set[Rectangle] = set()
        slanted: dict[int, list[Rectangle]] = {}
        # Pieces of text that their clip cuts through, and the last place where each shows.
        halved: set[int] = set()
        shown: dict[int, Rectangle] = {}
        line, baseline = (0, 0.0), 0.0
        pending = 0  # high half of a surrogate pair; pdfium hands out UTF-16 units on some platforms
        for i in range(_F.FPDFText_CountChars(handle)):
            code = _F.FPDFText_GetUnicode(handle, i)
            if code in _HYPHENS:
                code = 0x2D
            if code == 0 or (code < _IDEOGRAPHS and _F.FPDFText_HasUnicodeMapError(handle, i) == 1):
                # Drawn, but the font does not say as what: kept as a gap that no value can hide.
                page.unmapped += 1
                code = UNMAPPED
            if code <= 32 or code in BLANKS:
                continue
            if 0xE000 <= code < 0xF900:
                # A number that only this file's font knows the sign of; the bullet of the symbol fonts is no text.
                if code == BULLET:
                    code = 0x2022
                else:
                    page.unmapped += 1
                    code = UNMAPPED
            if 0xD800 <= code < 0xE000:
                if code < 0xDC00:
                    pending = code
                    continue
                code = 0x10000 + ((pending - 0xD800) << 10) + (code - 0xDC00) if pending else UNMAPPED
                pending = 0
            key = _F.FPDFText_GetTextObject(handle, i) or 0
            style = styles.get(key)
            if style is None:
                style = styles[key] = self._style(handle, i, key)
            if not style.is_visible and not style.is_coloured:
                continue
            _F.FPDFText_GetLooseCharBox(handle, i, to_loose)
            if is_upright and style.angle == 0:
                foot = loose.bottom
                if (key, foot) != line:
                    # Characters of one piece of text whose boxes stand on one line have one baseline.
                    _F.FPDFText_GetCharOrigin(handle, i, to_x, to_y)
                    line, baseline = (key, foot), high - y.value
                x0, top, x1, bottom = loose.left - left, high - loose.top, loose.right - left, high - foot
            else:
                _F.FPDFText_GetCharOrigin(handle, i, to_x, to_y)
                x0, top, x1, bottom = self.box(loose.left, loose.bottom, loose.right, loose.top)
                origin = self.point(x.value, y.value)
                baseline = turn_box((*origin, *origin), style.angle, page.width, page.height)[1]
            if style.clip is not None:
                is_shown = _shows(style.clip, (x0 + x1) / 2, (top + bottom) / 2)
                if not is_shown:
                    cut.add(style.clip)
                    halved.add(key)
                    continue
                shown[key] = (x0, top, x1, bottom)
            if not style.is_visible:
                # The slanted rim of a seal, a slanted watermark.
                slanted.setdefault(style.shade, []).append((x0, top, x1, bottom))
                continue
            glyph = Glyph(chr(code), x0, top, x1, bottom, baseline, style.size, style.angle, style.shade)
            if covers and (cover := _covering(covers, style.order, glyph)) is not None:
                page.covered.append((glyph, cover.is_white))
                continue
            add(glyph)

        page.seals += [seal for shade, boxes in slanted.items() for seal in _seals(shade, boxes)]
        page.lost = self._count_lost(handle, styles)
        # Where nothing else stands in the clip, the text is a label drawn again for another page.
        most = 0.25 * page.width * page.height
        page.truncated = [c for c in sorted(cut) if _area(c) < most]
        page.truncated += [shown[key] for key in sorted(halved & shown.keys())]

    def _count_lost(self, textpage: ctypes.c_void_p, styles: dict[int, _Style]) -> int:
        """How many pieces of text pdfium passed over.

        It leaves out a piece without any width, and a single character has none where its font is neither embedded nor
        installed. Pieces of blanks have none either.
        """
        embedded: dict[int, bool] = {}
        unread = [obj for obj in self._texts if obj not in styles]
        lost = set()
        for obj in unread:
            font = _F.FPDFTextObj_GetFont(obj) or 0
            if font not in embedded:
                embedded[font] = not font or _F.FPDFFont_GetIsEmbedded(font) == 1
            x0, _, x1, _ = (0.0,) * 4 if embedded[font] else self._bounds(obj, _IDENTITY)
            if not embedded[font] and x1 - x0 < _NO_WIDTH:
                lost.add(obj)
        if lost:
            lost -= {_F.FPDFText_GetTextObject(textpage, i) for i in range(_F.FPDFText_CountChars(textpage))}
        return len(lost)

    def _style(self, textpage: ctypes.c_void_p, index: int, obj: int) -> _Style:
        matrix, size = self._matrix, 12.0
        if _F.FPDFText_GetMatrix(textpage, index, ctypes.byref(matrix)):
            size = _F.FPDFText_GetFontSize(textpage, index) * (math.hypot(matrix.b, matrix.d) or 1.0)
        # Counter-clockwise in the page's own space; a displayed page is turned clockwise by its rotation.
        turned = (self.rotation - math.degrees(math.atan2(matrix.b, matrix.a))) % 360
        nearest = round(turned / 90) * 90
        is_visible = abs(turned - nearest) <= _SLANT
        place = self._texts.get(obj) or _Place(0, _IDENTITY, None)
        shade = 0
        is_printed = not obj or _F.FPDFTextObj_GetTextRenderMode(obj) not in _UNSEEN
        if obj and _F.FPDFPageObj_GetFillColor(obj, *self._to_colour):
            red, green, blue, alpha = (part.value for part in self._colour)
            is_printed = is_printed and not is_paper(red, green, blue, alpha)
            if is_stamp_colour(red, green, blue, alpha):
                shade = 1 + (alpha << 24 | red << 16 | green << 8 | blue)
        clip = _meet(place.clip, self._clip(obj, place.matrix)) if obj else None
        is_visible = is_visible and is_printed
        return _Style(is_visible, nearest % 360, size, clip, shade, place.order, is_printed and shade > 0)

    def _clip(self, obj: Handle, matrix: Matrix) -> Rectangle | None:
        """The box in which an object shows: where the boxes of its clip paths overlap."""
        path = _F.FPDFPageObj_GetClipPath(obj)
        if not path:
            return None
        left, upper, right, lower = -_FAR, -_FAR, _FAR, _FAR
        for i in range(max(0, _F.FPDFClipPath_CountPaths(path))):
            points = []
            for k in range(max(0, _F.FPDFClipPath_CountPathSegments(path, i))):
                segment = _F.FPDFClipPath_GetPathSegment(path, i, k)
                _F.FPDFPathSegment_GetPoint(segment, self._to_x, self._to_y)
                points.append(self.point(*_apply(matrix, self._x.value, self._y.value)))
            if points:
                left, right = max(left, min(p[0] for p in points)), min(right, max(p[0] for p in points))
                upper, lower = max(upper, min(p[1] for p in points)), min(lower, max(p[1] for p in points))
        return left, upper, right, lower


def _seals(shade: int, boxes: list[Rectangle]) -> list[Seal]:
    """What slanted letters of one colour surround; letters all over a page surround nothing."""
    whole = min(b[0] for b in boxes), min(b[1] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes)
    if max(whole[2] - whole[0], whole[3] - whole[1]) <= _LARGEST_SEAL:
        boxes = [whole]
    return [Seal(*box, Glyph("", *box, 0, 0, 0, shade).is_red) for box in boxes]


class _Place(NamedTuple):
    """Where an object is drawn: its turn, and the space and the clip of the forms around it."""

    order: int
    matrix: Matrix
    clip: Rectangle | None


class _Cover(NamedTuple):
    """An area that hides what was drawn before it; ``image`` is the object when an image may be see-through."""

    order: int
    box: Rectangle
    is_white: bool
    image: Handle | None


def _covering(covers: list[_Cover], order: int, glyph: Glyph) -> _Cover | None:
    """The last area drawn over the middle of a glyph."""
    x, y = (glyph.x0 + glyph.x1) / 2, (glyph.top + glyph.bottom) / 2
    for cover in reversed(covers):
        if cover.order < order:
            return None
        x0, top, x1, bottom = cover.box
        if x0 <= x <= x1 and top <= y <= bottom:
            return cover
    return None


def _is_opaque(page: c.FPDF_PAGE, image: Handle) -> bool:
    """Whether an image hides what lies under it; the ink of seals is see-through around."""
    if _F.FPDFPageObj_HasTransparency(image):
        return False
    bitmap = c.FPDFImageObj_GetRenderedBitmap(None, page, ctypes.cast(image, c.FPDF_PAGEOBJECT))
    if not bitmap:
        return False
    try:
        if c.FPDFBitmap_GetFormat(bitmap) != c.FPDFBitmap_BGRA:
            return True
        size = c.FPDFBitmap_GetStride(bitmap) * c.FPDFBitmap_GetHeight(bitmap)
        alphas = ctypes.string_at(c.FPDFBitmap_GetBuffer(bitmap), size)[3::4]
        return alphas.count(b"\xff") >= 0.98 * len(alphas)
    finally:
        c.FPDFBitmap_Destroy(bitmap)


def _meet(one: Rectangle | None, other: Rectangle | None) -> Rectangle | None:
    if one is None or other is None:
        return one or other
    return max(one[0], other[0]), max(one[1], other[1]), min(one[2], other[2]), min(one[3], other[3])


def _area(box: Rectangle) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _shows(clip: tuple[float, float, float, float], x: float, y: float) -> bool:
    return clip[0] - 1 <= x <= clip[2] + 1 and clip[1] - 1 <= y <= clip[3] + 1


class _Style(NamedTuple):
    """What all characters of one text object share. ``is_coloured`` ones are seen, but may belong to a seal."""

    is_visible: bool
    angle: int
    size: float
    clip: Rectangle | None
    shade: int
    order: int
    is_coloured: bool


def is_paper(red: int, green: int, blue: int, alpha: int = 255) -> bool:
    """Whether a colour (0 to 255 each) cannot be seen on white paper."""
    return min(red, green, blue) >= 250 or alpha == 0


def is_stamp_colour(red: int, green: int, blue: int, alpha: int = 255) -> bool:
    """Whether a text colour (0 to 255 each) is that of a seal (red) or a watermark (pale or see-through)."""
    return is_red(red, green, blue) or min(red, green, blue) >= 165 or alpha < 128


def _add_segment(page: Page, ax: float, ay: float, bx: float, by: float) -> None:
    if abs(ay - by) <= 0.5 and abs(ax - bx) > SHORT:
        page.horizontals.append(Rule((ay + by) / 2, min(ax, bx), max(ax, bx)))
    elif abs(ax - bx) <= 0.5 and abs(ay - by) > SHORT:
        page.verticals.append(Rule((ax + bx) / 2, min(ay, by), max(ay, by)))


def _add_thin(page: Page, x0: float, top: float, x1: float, bottom: float) -> None:
    width, height = x1 - x0, bottom - top
    if height <= THIN and width > max(height, SHORT):
        page.horizontals.append(Rule((top + bottom) / 2, x0, x1))
    elif width <= THIN and height > max(width, SHORT):
        page.verticals.append(Rule((x0 + x1) / 2, top, bottom))


def _matrix_of(obj: Handle) -> Matrix:
    m = c.FS_MATRIX()
    _F.FPDFPageObj_GetMatrix(obj, ctypes.byref(m))
    return m.a, m.b, m.c, m.d, m.e, m.f


def _multiply(m: Matrix, n: Matrix) -> Matrix:
    """First ``m``, then ``n``."""
    return (
        m[0] * n[0] + m[1] * n[2],
        m[0] * n[1] + m[1] * n[3],
        m[2] * n[0] + m[3] * n[2],
        m[2] * n[1] + m[3] * n[3],
        m[4] * n[0] + m[5] * n[2] + n[4],
        m[4] * n[1] + m[5] * n[3] + n[5],
    )


def _apply(m: Matrix, x: float, y: float) -> tuple[float, float]:
    return m[0] * x + m[2] * y + m[4], m[1] * x + m[3] * y + m[5]
