"""Pages of a PDF through pdfium: the reader of every page.

Belongs here: opening a document, and the steps from a page to its glyphs and rulings. Does not belong here: tables.
How much faster this is than pdfplumber's own tables is measured in ``benchmarks/reading.md``.
"""

from __future__ import annotations

import ctypes
import math
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any, NamedTuple

import pypdfium2
import pypdfium2.raw as c

from pipeline.model.grid import Unreadable
from pipeline.readers.pdf.pages import stand_in_font
from pipeline.readers.pdf.pages.colours import is_dark, is_paper, is_red, is_stamp_colour
from pipeline.readers.pdf.pages.drawn_digits import DigitCheck
from pipeline.readers.pdf.pages.ffi import Handle, bare, handle_of, references
from pipeline.readers.pdf.pages.geometry import (
    Matrix,
    Rectangle,
    apply,
    area_of,
    intersection,
    mapped_box,
    multiply,
    shows,
    turn_box,
)
from pipeline.readers.pdf.pages.page import THIN, Glyph, Page, Ruling, Seal
from pipeline.readers.pdf.pages.unicode_values import signs_of_page, text_of_page
from pipeline.readers.pdf.pages.upright import upright
from pipeline.text.fold import fold_radicals

# What a PDF says must not hang on the fonts of the machine.
stand_in_font.install()
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
_UNSEEN = frozenset({c.FPDF_TEXTRENDERMODE_INVISIBLE, c.FPDF_TEXTRENDERMODE_CLIP})
# Text that leans more than this (degrees) from both axes is a watermark.
_SLANT = 3.0
_FAR = 1e6


def open_document(data: bytes) -> pypdfium2.PdfDocument:
    """The document behind the bytes.

    Raises :class:`Unreadable` with code ``password_protected``, ``damaged_pdf`` or ``not_a_pdf``.
    """
    if b"%PDF-" not in data[:1024]:
        raise Unreadable(
            "not_a_pdf", "The file does not begin like a PDF. Download it again, or save the document as PDF."
        )
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


def read_page(
    document: pypdfium2.PdfDocument,
    index: int,
    *,
    has_layers: bool = False,
    is_plain_enough: bool = True,
    digits: DigitCheck | None = None,
    is_faint: bool = False,
) -> Page | None:
    """The upright page with its visible glyphs and rulings, or null when it cannot be loaded. ``index`` is 0-based.

    Slanted glyphs (watermarks, the rim of seals), glyphs outside their clip (labels that Calc draws again
    on every page of a merged cell), text under a later drawing, and invisible text are left out. With ``has_layers``
    the page is also drawn, to see which layers are switched off. What is filled into fields counts as printed. Without
    ``is_plain_enough`` the glyphs of a page that can hold no table are asked for as well. With ``digits`` the glyphs of
    fonts that draw other digits than they say are marked. With ``is_faint`` white lines over filled areas and the
    edges of filled areas count as rulings.
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
        reader.is_faint = is_faint
        page = Page(index + 1, reader.width, reader.height)
        reader.read_objects(page)
        reader.read_struck(page)
        if is_plain_enough and not page.verticals and page.image_share < _PICTURE:
            # Most pages of a report: only what they say is asked for, not where it stands.
            page.plain = reader.read_plain()
            return page
        reader.read_glyphs(page, digits)
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
    """State of one page while it is read: its handle and the mapping to points from its top left as displayed."""

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
        self._displayed: Matrix = {
            0: (1.0, 0.0, 0.0, -1.0, -self.left, self.high),
            90: (0.0, 1.0, 1.0, 0.0, -self.low, -self.left),
            180: (-1.0, 0.0, 0.0, 1.0, self.right, -self.low),
            270: (0.0, -1.0, -1.0, 0.0, self.high, self.right),
        }[self.rotation]
        self._outermost = _Surroundings(0, self._displayed, None)
        # Places of text in the order of drawing, with the space and the clip of the forms around it.
        self._texts: dict[int, _Surroundings] = {}
        self._covers: list[_Cover] = []
        self.is_faint = False
        self._areas: list[Rectangle] = []
        self._dark: list[tuple[int, Rectangle]] = []
        self._clips: dict[tuple[object, ...], Rectangle] = {}
        self._handle = handle_of(raw)
        # What the functions of pdfium write into; a slice of such an array gives all its numbers at once.
        self._floats, self._colour, self._modes = (ctypes.c_float * 6)(), (ctypes.c_uint * 4)(), (ctypes.c_int * 2)()
        self._to_floats, self._to_colour, self._to_modes = map(references, (self._floats, self._colour, self._modes))

    def read_objects(self, page: Page) -> None:
        """Rulings and images of the page, and what covers what; forms are entered for all."""
        area = max(page.width * page.height, 1.0)
        for order, (obj, kind, place) in enumerate(self._objects()):
            if kind == _TEXT:
                self._texts[obj.value or 0] = _Surroundings(order, place.matrix, place.clip)
            elif kind == _PATH:
                self._read_path(obj, place.matrix, page, order)
            elif kind == _IMAGE:
                box = self._bounds(obj, place.matrix)
                page.image_share += area_of(box) / area
                page.add_mark(*box)
                if self._texts and area_of(box) > 0:
                    self._covers.append(_Cover(order, box, True, obj))
        page.join_dots()

    def _objects(self) -> Iterator[tuple[Handle, int, _Surroundings]]:
        """Every object in the order of drawing with its kind and the forms around it."""
        objects = (bare.FPDFPage_GetObject(self._handle, i) for i in range(bare.FPDFPage_CountObjects(self._handle)))
        return self._unfold(objects, self._outermost, 0)

    def _unfold(
        self, objects: Iterable[Handle], place: _Surroundings, depth: int
    ) -> Iterator[tuple[Handle, int, _Surroundings]]:
        for obj in objects:
            kind = bare.FPDFPageObj_GetType(obj)
            if kind != _FORM:
                yield obj, kind, place
            elif depth < _MAX_FORM_DEPTH:
                matrix = multiply(self._matrix_of(obj), place.matrix)
                inner = _Surroundings(0, matrix, intersection(place.clip, self._clip(obj, place.matrix)))
                count = bare.FPDFFormObj_CountObjects(obj)
                yield from self._unfold((bare.FPDFFormObj_GetObject(obj, i) for i in range(count)), inner, depth + 1)

    def _matrix_of(self, obj: Handle) -> Matrix:
        bare.FPDFPageObj_GetMatrix(obj, self._to_floats[0])
        a, b, c_, d, e, f = self._floats[:]
        return a, b, c_, d, e, f

    def _bounds(self, obj: Handle, matrix: Matrix) -> Rectangle:
        bare.FPDFPageObj_GetBounds(obj, *self._to_floats[:4])
        x0, y0, x1, y1 = self._floats[:4]
        return mapped_box(matrix, x0, y0, x1, y1)

    def _colour_by(self, colour_of: Any, obj: Handle) -> list[int]:
        """Red, green, blue and alpha (0 to 255) of an object's ink."""
        return self._colour[:] if colour_of(obj, *self._to_colour) else [0, 0, 0, 255]

    def _read_path(self, obj: Handle, outer: Matrix, page: Page, order: int) -> None:
        bare.FPDFPath_GetDrawMode(obj, *self._to_modes)
        is_filled, is_stroked = self._modes[:]
        has_stroke = has_fill = is_ring = False
        # White lines are drawn over a table to hide its rulings.
        if is_stroked:
            ink = self._colour_by(bare.FPDFPageObj_GetStrokeColor, obj)
            has_stroke = not is_paper(*ink) or (self._areas != [] and self._is_over_area(self._bounds(obj, outer)))
            is_ring = has_stroke and is_red(*ink[:3])
        if is_filled:
            ink = self._colour_by(bare.FPDFPageObj_GetFillColor, obj)
            has_fill = not is_paper(*ink)
            if self.is_faint:
                has_fill = self._add_area(self._bounds(obj, outer), page, is_white=not has_fill)
            is_ring = is_ring or (has_fill and is_red(*ink[:3]))
            if is_dark(*ink):
                self._add_dark(obj, outer, order)
            if self._texts and ink[3] >= 250:
                self._add_cover(obj, outer, order, is_white=not has_fill)
        if is_ring:
            box = self._bounds(obj, outer)
            if min(box[2] - box[0], box[3] - box[1]) > _RING:
                page.seals.append(Seal(*box, True))
        if has_stroke:
            for ax, ay, bx, by in self._segments(obj, outer):
                _add_segment(page, ax, ay, bx, by)
        elif has_fill:
            # Only what is thin is a ruling; a filled area is shading.
            is_single = bare.FPDFPath_CountSegments(obj) <= 6
            for x0, top, x1, bottom in [self._bounds(obj, outer)] if is_single else self._subpaths(obj, outer):
                page.add_mark(x0, top, x1, bottom)

    def _is_over_area(self, box: Rectangle) -> bool:
        """Whether a white line is seen because it is drawn over a filled area."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return any(a[0] - 1 <= x <= a[2] + 1 and a[1] - 1 <= y <= a[3] + 1 for a in self._areas)

    def _add_area(self, box: Rectangle, page: Page, *, is_white: bool) -> bool:
        """Keep a filled area, whose edges count as rulings; whether something thin is seen."""
        if min(box[2] - box[0], box[3] - box[1]) < _COVER:
            return not is_white or self._is_over_area(box)
        if not is_white:
            self._areas.append(box)
            x0, top, x1, bottom = box
            page.horizontals += [Ruling(top, x0, x1), Ruling(bottom, x0, x1)]
            page.verticals += [Ruling(x0, top, bottom), Ruling(x1, top, bottom)]
        return not is_white

    def _add_dark(self, obj: Handle, outer: Matrix, order: int) -> None:
        """Keep a dark area, on which white text is seen: the headings of many offices' tables."""
        box = self._bounds(obj, outer)
        if min(box[2] - box[0], box[3] - box[1]) >= _COVER:
            self._dark.append((order, box))

    def _is_on_dark(self, order: int, box: Rectangle) -> bool:
        """Whether the middle of a glyph stands on a dark area that was drawn before it."""
        x, y = (box[0] + box[2]) / 2, (box[1] + box[3]) / 2
        return any(at < order and a[0] <= x <= a[2] and a[1] <= y <= a[3] for at, a in self._dark)

    def _add_cover(self, obj: Handle, outer: Matrix, order: int, *, is_white: bool) -> None:
        """Keep a filled rectangle that hides the text drawn before it."""
        if bare.FPDFPath_CountSegments(obj) > 6:
            return
        box = self._bounds(obj, outer)
        if min(box[2] - box[0], box[3] - box[1]) >= _COVER and not bare.FPDFPageObj_HasTransparency(obj):
            self._covers.append(_Cover(order, box, is_white, None))

    def _points(self, obj: Handle, outer: Matrix) -> Iterator[tuple[int, bool, float, float]]:
        """Segment kind (line 0, curve 1, move 2), whether it closes the path, and its end point, displayed."""
        matrix = multiply(self._matrix_of(obj), outer)
        for i in range(bare.FPDFPath_CountSegments(obj)):
            segment = bare.FPDFPath_GetPathSegment(obj, i)
            kind = bare.FPDFPathSegment_GetType(segment)
            closes = kind != c.FPDF_SEGMENT_MOVETO and bool(bare.FPDFPathSegment_GetClose(segment))
            yield kind, closes, *self._point_of(segment, matrix)

    def _point_of(self, segment: Handle, matrix: Matrix) -> tuple[float, float]:
        bare.FPDFPathSegment_GetPoint(segment, self._to_floats[0], self._to_floats[1])
        x, y = self._floats[:2]
        return apply(matrix, x, y)

    def _segments(self, obj: Handle, outer: Matrix) -> Iterator[tuple[float, float, float, float]]:
        """The lines of a path; a curve whose points stand on one line is one as well."""
        start = current = (0.0, 0.0)
        bend: list[tuple[float, float]] = []
        for kind, closes, x, y in self._points(obj, outer):
            if kind == c.FPDF_SEGMENT_MOVETO:
                start = (x, y)
            elif kind == c.FPDF_SEGMENT_LINETO:
                yield (*current, x, y)
            else:
                # Two points that bend the curve, then its end.
                bend.append((x, y))
                if len(bend) < 3:
                    continue
                if any(max(abs(p[k] - current[k]) for p in bend) <= 0.5 for k in (0, 1)):
                    yield (*current, x, y)
                bend = []
            current = (x, y)
            if closes:
                yield (*current, *start)
                current = start

    def _subpaths(self, obj: Handle, outer: Matrix) -> Iterator[tuple[float, float, float, float]]:
        """The boxes of the closed figures that one filled path is made of."""
        xs: list[float] = []
        ys: list[float] = []
        for kind, _, x, y in self._points(obj, outer):
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
                x0, top, x1, bottom = mapped_box(self._displayed, points.x1, points.y1, points.x4, points.y4)
                if c.FPDFAnnot_GetSubtype(annotation) == c.FPDF_ANNOT_STRIKEOUT:
                    page.horizontals.append(Ruling((top + bottom) / 2, x0, x1))
            c.FPDFPage_CloseAnnot(annotation)

    def read_plain(self) -> list[str]:
        """The lines of text as they follow each other in the file."""
        textpage = c.FPDFText_LoadPage(self.raw)
        try:
            text = text_of_page(handle_of(textpage))
        finally:
            c.FPDFText_ClosePage(textpage)
        lines = (_UNPRINTED.sub("", line).strip() for line in text.replace("\ufffe", "-").splitlines())
        return [fold_radicals(line) for line in lines if line]

    def read_glyphs(self, page: Page, digits: DigitCheck | None = None) -> None:
        """Visible characters of the page in the order in which they were drawn."""
        textpage = c.FPDFText_LoadPage(self.raw)
        try:
            keys: list[int] = []
            self._read_glyphs(handle_of(textpage), page, keys if digits is not None else None)
            if digits is not None:
                fonts = {key: bare.FPDFTextObj_GetFont(Handle(key)) if key else 0 for key in set(keys)}
                drawn = zip(page.glyphs, (fonts[key] for key in keys), strict=True)
                page.has_misread = digits.mark(self.raw, page.number, drawn)
        finally:
            c.FPDFText_ClosePage(textpage)

    def _read_glyphs(self, textpage: Handle, page: Page, keys: list[int] | None) -> None:
        """Read the glyphs; the piece of text that each belongs to is put into ``keys``."""
        styles: dict[int, _TextStyle] = {}
        box, origin = (ctypes.c_float * 4)(), (ctypes.c_double * 2)()
        (to_box, *_), (to_x, to_y) = references(box), references(origin)
        covers = [cover for cover in self._covers if cover.image is None or _is_opaque(self.raw, cover.image)]
        last_cover = covers[-1].order if covers else -1
        object_of, box_of, origin_of = (
            bare.FPDFText_GetTextObject,
            bare.FPDFText_GetLooseCharBox,
            bare.FPDFText_GetCharOrigin,
        )
        add, is_upright, left, high = page.glyphs.append, self.rotation == 0, self.left, self.high
        cut: set[Rectangle] = set()
        slanted: dict[int, list[Rectangle]] = {}
        # Pieces of text that their clip cuts through, and the last place where each shows.
        halved: set[int] = set()
        shown: dict[int, Rectangle] = {}
        line_key, line_foot, baseline = 0, 0.0, 0.0
        for i, text in enumerate(signs_of_page(textpage, page)):
            if not text:
                continue
            key = object_of(textpage, i)
            style = styles.get(key)
            if style is None:
                style = styles[key] = self._style(textpage, i, key)
            if not style.is_visible and not style.is_coloured and not (style.is_white and self._dark):
                continue
            box_of(textpage, i, to_box)
            x0, top, x1, bottom = box[:]
            if is_upright and style.angle == 0:
                if bottom != line_foot or key != line_key:
                    # Characters of one piece of text whose boxes stand on one line have one baseline.
                    origin_of(textpage, i, to_x, to_y)
                    line_key, line_foot, baseline = key, bottom, high - origin[1]
                x0, top, x1, bottom = x0 - left, high - top, x1 - left, high - bottom
            else:
                origin_of(textpage, i, to_x, to_y)
                x0, top, x1, bottom = mapped_box(self._displayed, x0, bottom, x1, top)
                x, y = apply(self._displayed, *origin[:])
                baseline = turn_box((x, y, x, y), style.angle, page.width, page.height)[1]
            if style.clip is not None:
                is_shown = shows(style.clip, (x0 + x1) / 2, (top + bottom) / 2)
                if not is_shown:
                    cut.add(style.clip)
                    halved.add(key)
                    continue
                shown[key] = (x0, top, x1, bottom)
            if style.is_white and not self._is_on_dark(style.order, (x0, top, x1, bottom)):
                continue
            if not style.is_visible and not style.is_white:
                # The slanted rim of a seal, a slanted watermark.
                slanted.setdefault(style.shade, []).append((x0, top, x1, bottom))
                continue
            glyph = Glyph(text, x0, top, x1, bottom, baseline, style.size, style.angle, style.shade)
            if style.order <= last_cover and (cover := _covering(covers, style.order, glyph)) is not None:
                page.covered.append((glyph, cover.is_white))
                continue
            add(glyph)
            if keys is not None:
                keys.append(key)

        page.seals += [seal for shade, boxes in slanted.items() for seal in _seals(shade, boxes)]
        page.lost = self._count_lost(textpage, styles)
        # Where nothing else stands in the clip, the text is a label drawn again for another page.
        most = 0.25 * page.width * page.height
        page.truncated = [c for c in sorted(cut) if area_of(c) < most]
        page.truncated += [shown[key] for key in sorted(halved & shown.keys())]

    def _count_lost(self, textpage: Handle, styles: dict[int, _TextStyle]) -> int:
        """How many pieces of text pdfium passed over.

        It leaves out a piece without any width, and a character has none where its font is not embedded and does not
        say which script it is of, so that no stand-in is asked for. Pieces of blanks have none either.
        """
        embedded: dict[int, bool] = {}
        lost = set()
        for key in self._texts.keys() - styles.keys():
            obj = Handle(key)
            font = bare.FPDFTextObj_GetFont(obj)
            if font not in embedded:
                embedded[font] = not font or bare.FPDFFont_GetIsEmbedded(Handle(font)) == 1
            x0, _, x1, _ = (0.0,) * 4 if embedded[font] else self._bounds(obj, self._displayed)
            if not embedded[font] and x1 - x0 < _NO_WIDTH:
                lost.add(key)
        if lost:
            lost -= {bare.FPDFText_GetTextObject(textpage, i) for i in range(bare.FPDFText_CountChars(textpage))}
        return len(lost)

    def _style(self, textpage: Handle, index: int, key: int) -> _TextStyle:
        size, angle, is_level = 12.0, self.rotation, True
        if bare.FPDFText_GetMatrix(textpage, index, self._to_floats[0]):
            a, b, _, d, _, _ = self._floats[:]
            size = bare.FPDFText_GetFontSize(textpage, index) * (math.hypot(b, d) or 1.0)
            if b != 0 or a < 0:
                # Counter-clockwise in the page's own space; a displayed page is turned clockwise by its rotation.
                turned = (self.rotation - math.degrees(math.atan2(b, a))) % 360
                angle = round(turned / 90) * 90
                is_level = abs(turned - angle) <= _SLANT
        if not key:
            return _TextStyle(is_level, angle % 360, size, None, 0, 0, False, False)
        obj, place = Handle(key), self._texts.get(key) or self._outermost
        ink = self._colour_by(bare.FPDFPageObj_GetFillColor, obj)
        is_drawn = bare.FPDFTextObj_GetTextRenderMode(obj) not in _UNSEEN
        is_printed = is_drawn and not is_paper(*ink)
        is_white = is_level and is_drawn and not is_printed and ink[3] > 0
        shade = 0
        if is_stamp_colour(*ink) and not is_white:
            red, green, blue, alpha = ink
            shade = 1 + (alpha << 24 | red << 16 | green << 8 | blue)
        clip = intersection(place.clip, self._clip(obj, place.matrix))
        is_coloured = is_printed and shade > 0
        return _TextStyle(is_level and is_printed, angle % 360, size, clip, shade, place.order, is_coloured, is_white)

    def _clip(self, obj: Handle, matrix: Matrix) -> Rectangle | None:
        """The box in which an object shows: where the boxes of its clip paths overlap."""
        path = bare.FPDFPageObj_GetClipPath(obj)
        numbers = range(bare.FPDFClipPath_CountPaths(path) if path else 0)
        if not numbers:
            return None
        # Objects that one operator clips share its paths.
        key = matrix, *(bare.FPDFClipPath_GetPathSegment(path, i, 0).value for i in numbers)
        clip = self._clips.get(key)
        if clip is None:
            clip = self._clips[key] = self._clip_of(path, numbers, matrix)
        return clip

    def _clip_of(self, path: Handle, numbers: range, matrix: Matrix) -> Rectangle:
        left, upper, right, lower = -_FAR, -_FAR, _FAR, _FAR
        for i in numbers:
            count = bare.FPDFClipPath_CountPathSegments(path, i)
            points = [self._point_of(bare.FPDFClipPath_GetPathSegment(path, i, k), matrix) for k in range(count)]
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


@dataclass(slots=True)
class _Surroundings:
    """Where an object is drawn: its turn, and the space (on the displayed page) and the clip of the forms around it."""

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
    if bare.FPDFPageObj_HasTransparency(image):
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


@dataclass(slots=True)
class _TextStyle:
    """What all characters of one text object share. ``is_coloured`` ones are seen, but may belong to a seal.

    ``is_white`` ones are seen on a dark area only.
    """

    is_visible: bool
    angle: int
    size: float
    clip: Rectangle | None
    shade: int
    order: int
    is_coloured: bool
    is_white: bool


def _add_segment(page: Page, ax: float, ay: float, bx: float, by: float) -> None:
    """A line that runs across or down."""
    if abs(ay - by) <= 0.5 and abs(ax - bx) > THIN:
        page.horizontals.append(Ruling((ay + by) / 2, min(ax, bx), max(ax, bx)))
    elif abs(ax - bx) <= 0.5 and abs(ay - by) > THIN:
        page.verticals.append(Ruling((ax + bx) / 2, min(ay, by), max(ay, by)))
    elif abs(ax - bx) <= THIN and abs(ay - by) <= THIN:
        page.dots.append((min(ax, bx), min(ay, by), max(ax, bx), max(ay, by)))
