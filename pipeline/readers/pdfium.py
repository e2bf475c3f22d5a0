"""Glyphs and rulings of a PDF page through pdfium.

Belongs here: everything that touches pypdfium2. Does not belong here: tables. How much faster this is than
pdfplumber's own tables is measured in ``benchmarks/reading.md``.
"""

from __future__ import annotations

import ctypes
import math
from collections.abc import Iterator
from types import SimpleNamespace
from typing import Any

import pypdfium2
import pypdfium2.raw as c

from pipeline.readers.grid import Unreadable
from pipeline.readers.page import UNMAPPED, Glyph, Page, Rule, turn_box, upright

# A hairline drawn as a filled rectangle is at most this thick (points).
THIN = 3.0
# Rulings shorter than this are parts of dashes, ticks or glyph-like drawings (points).
SHORT = 1.0
_MAX_FORM_DEPTH = 6
_IMAGE, _FORM, _PATH = 3, 5, 2

# An ideograph comes from a font that says what it draws; only other codes can be an unmapped glyph's own number.
_IDEOGRAPHS = 0x2E80
# White space and characters that print nothing.
_BLANKS = frozenset({0xA0, 0x3000, 0xFEFF, 0x200B})
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
    "FPDFPage_CountObjects": "ip",
    "FPDFPage_GetObject": "ppi",
    "FPDFPageObj_GetType": "ip",
    "FPDFPageObj_GetBounds": "ippppp",
    "FPDFPageObj_GetMatrix": "ipp",
    "FPDFPageObj_GetFillColor": "ippppp",
    "FPDFPageObj_GetStrokeColor": "ippppp",
    "FPDFPageObj_GetClipPath": "pp",
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
Rectangle = tuple[float, float, float, float]
_IDENTITY: Matrix = (1.0, 0.0, 0.0, 1.0, 0.0, 0.0)


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
    if pages == 0:
        raise Unreadable("damaged_pdf", "The PDF has no pages. Download it again from its source.")
    return document


def read_page(document: pypdfium2.PdfDocument, index: int) -> Page:
    """The upright page with its visible glyphs and rulings. ``index`` is 0-based.

    Slanted glyphs (watermarks, the rim of seals), glyphs outside their clip (labels that Calc draws again
    on every page of a merged cell) and invisible text are left out.
    """
    pdf_page = document[index]
    try:
        raw = pdf_page.raw
        reader = _PageReader(raw)
        page = Page(index + 1, reader.width, reader.height)
        reader.read_objects(page)
        reader.read_glyphs(page)
        return upright(page)
    finally:
        pdf_page.close()


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
        self.has_forms = False
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
        """Rulings and images of the page; forms are entered for both."""
        area = max(page.width * page.height, 1.0)
        for obj, kind, matrix in self._objects():
            if kind == _PATH:
                self._read_path(obj, matrix, page)
            elif kind == _IMAGE:
                x0, top, x1, bottom = self._bounds(obj, matrix)
                page.image_share += max(0.0, x1 - x0) * max(0.0, bottom - top) / area

    def _objects(self) -> Iterator[tuple[Handle, int, Matrix]]:
        for i in range(_F.FPDFPage_CountObjects(self._handle)):
            yield from self._descend(_F.FPDFPage_GetObject(self._handle, i), _IDENTITY, 0)

    def _descend(self, obj: Handle, matrix: Matrix, depth: int) -> Iterator[tuple[Handle, int, Matrix]]:
        kind = _F.FPDFPageObj_GetType(obj)
        if kind != _FORM:
            yield obj, kind, matrix
            return
        self.has_forms = True
        if depth >= _MAX_FORM_DEPTH:
            return
        inner = _multiply(_matrix_of(obj), matrix)
        for i in range(_F.FPDFFormObj_CountObjects(obj)):
            yield from self._descend(_F.FPDFFormObj_GetObject(obj, i), inner, depth + 1)

    def _bounds(self, obj: Handle, matrix: Matrix) -> tuple[float, float, float, float]:
        x0, y0, x1, y1 = (ctypes.c_float() for _ in range(4))
        _F.FPDFPageObj_GetBounds(obj, *map(ctypes.byref, (x0, y0, x1, y1)))
        a = _apply(matrix, x0.value, y0.value)
        b = _apply(matrix, x1.value, y1.value)
        return self.box(a[0], a[1], b[0], b[1])

    def _read_path(self, obj: Handle, outer: Matrix, page: Page) -> None:
        fill, stroke = ctypes.c_int(), ctypes.c_int()
        _F.FPDFPath_GetDrawMode(obj, ctypes.byref(fill), ctypes.byref(stroke))
        has_stroke = bool(stroke.value) and self._is_seen(_F.FPDFPageObj_GetStrokeColor, obj)
        if not has_stroke and not (fill.value and self._is_seen(_F.FPDFPageObj_GetFillColor, obj)):
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
        add, is_upright, left, high = page.glyphs.append, self.rotation == 0, self.left, self.high
        cut: set[Rectangle] = set()
        pending = 0  # high half of a surrogate pair; pdfium hands out UTF-16 units on some platforms
        for i in range(_F.FPDFText_CountChars(handle)):
            code = _F.FPDFText_GetUnicode(handle, i)
            if code in _HYPHENS:
                code = 0x2D
            if code == 0 or (code < _IDEOGRAPHS and _F.FPDFText_HasUnicodeMapError(handle, i) == 1):
                # Drawn, but the font does not say as what: kept as a gap that no value can hide.
                page.unmapped += 1
                code = UNMAPPED
            if code <= 32 or code in _BLANKS:
                continue
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
            if not style.is_visible:
                continue
            _F.FPDFText_GetLooseCharBox(handle, i, to_loose)
            _F.FPDFText_GetCharOrigin(handle, i, to_x, to_y)
            if is_upright and style.angle == 0:
                x0, top, x1, bottom = loose.left - left, high - loose.top, loose.right - left, high - loose.bottom
                baseline = high - y.value
            else:
                x0, top, x1, bottom = self.box(loose.left, loose.bottom, loose.right, loose.top)
                origin = self.point(x.value, y.value)
                baseline = turn_box((*origin, *origin), style.angle, page.width, page.height)[1]
            if style.clip is not None:
                is_shown = _shows(style.clip, (x0 + x1) / 2, (top + bottom) / 2)
                if not is_shown:
                    cut.add(style.clip)
                    continue
            add(Glyph(chr(code), x0, top, x1, bottom, baseline, style.size, style.angle, style.is_coloured))

        # Where nothing else stands in the clip, the text is a label drawn again for another page.
        most = 0.25 * page.width * page.height
        page.truncated = [c for c in sorted(cut) if _area(c) < most]

    def _style(self, textpage: ctypes.c_void_p, index: int, obj: int) -> _Style:
        matrix, size = self._matrix, 12.0
        if _F.FPDFText_GetMatrix(textpage, index, ctypes.byref(matrix)):
            size = _F.FPDFText_GetFontSize(textpage, index) * (math.hypot(matrix.b, matrix.d) or 1.0)
        # Counter-clockwise in the page's own space; a displayed page is turned clockwise by its rotation.
        turned = (self.rotation - math.degrees(math.atan2(matrix.b, matrix.a))) % 360
        nearest = round(turned / 90) * 90
        is_visible = abs(turned - nearest) <= _SLANT
        clip = None
        is_coloured = False
        if obj:
            is_visible = is_visible and _F.FPDFTextObj_GetTextRenderMode(obj) not in _UNSEEN
            red, green, blue, alpha = self._colour
            if _F.FPDFPageObj_GetFillColor(obj, *self._to_colour):
                shade = (red.value, green.value, blue.value, alpha.value)
                is_visible, is_coloured = is_visible and not is_paper(*shade), is_stamp_colour(*shade)
            clip = None if self.has_forms else self._clip(obj)
        return _Style(is_visible, nearest % 360, size, clip, is_coloured)

    def _clip(self, obj: Handle) -> tuple[float, float, float, float] | None:
        """The box in which an object shows: where the boxes of its clip paths overlap."""
        path = _F.FPDFPageObj_GetClipPath(obj)
        if not path:
            return None
        left, upper, right, lower = 0.0, 0.0, self.width, self.height
        for i in range(max(0, _F.FPDFClipPath_CountPaths(path))):
            points = []
            for k in range(max(0, _F.FPDFClipPath_CountPathSegments(path, i))):
                segment = _F.FPDFClipPath_GetPathSegment(path, i, k)
                _F.FPDFPathSegment_GetPoint(segment, self._to_x, self._to_y)
                points.append(self.point(self._x.value, self._y.value))
            if points:
                left, right = max(left, min(p[0] for p in points)), min(right, max(p[0] for p in points))
                upper, lower = max(upper, min(p[1] for p in points)), min(lower, max(p[1] for p in points))
        return left, upper, right, lower


def _area(box: Rectangle) -> float:
    return max(0.0, box[2] - box[0]) * max(0.0, box[3] - box[1])


def _shows(clip: tuple[float, float, float, float], x: float, y: float) -> bool:
    return clip[0] - 1 <= x <= clip[2] + 1 and clip[1] - 1 <= y <= clip[3] + 1


class _Style:
    """What all characters of one text object share."""

    __slots__ = ("angle", "clip", "is_coloured", "is_visible", "size")

    def __init__(
        self,
        is_visible: bool,
        angle: int,
        size: float,
        clip: tuple[float, float, float, float] | None,
        is_coloured: bool,
    ) -> None:
        self.is_visible = is_visible
        self.angle = angle
        self.size = size
        self.clip = clip
        self.is_coloured = is_coloured


def is_paper(red: int, green: int, blue: int, alpha: int = 255) -> bool:
    """Whether a colour (0 to 255 each) cannot be seen on white paper."""
    return min(red, green, blue) >= 250 or alpha == 0


def is_stamp_colour(red: int, green: int, blue: int, alpha: int = 255) -> bool:
    """Whether a text colour (0 to 255 each) is that of a seal (red) or a watermark (pale or see-through)."""
    is_red = red >= 150 and red - max(green, blue) >= 90
    is_pale = min(red, green, blue) >= 165
    return is_red or is_pale or alpha < 128


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
