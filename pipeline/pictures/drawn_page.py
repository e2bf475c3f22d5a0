"""A page as a grey picture, small and sharp enough to read, with personal data covered.

Belongs here: drawing pages of a PDF and frames of an image file, text in fonts that the file does not hold, the size of
pictures. Does not belong here: where personal data stand (``page_covers``), processes and limits (``pages``).

Few greys without loss make a drawn page smaller and sharper than many with loss: 20 to 60 KB at 180 dots per inch,
where the lossy picture of a full page takes 80 to 120 KB. Scans have noise in every grey, and take the way with loss.
"""

from __future__ import annotations

import ctypes
import io
from collections.abc import Iterator, Sequence
from contextlib import closing
from typing import Any

import pypdfium2.raw as c
from PIL import Image, ImageDraw, ImageSequence
from pypdfium2 import PdfDocument, PdfPage

from pipeline.pictures import page_covers
from pipeline.pictures.page import Page as ShownPage
from pipeline.pictures.page import missing
from pipeline.readers.pdf import damage
from pipeline.readers.pdf.pages import first_reader, stand_in_font
from pipeline.readers.pdf.pages.geometry import Rectangle, apply
from pipeline.readers.pdf.pages.objects import PageObjects
from pipeline.readers.pdf.pages.page import Page
from pipeline.readers.pdf.pages_without_text import is_scan
from pipeline.readers.scan import extra
from pipeline.text.fold import has_ideograph

MOST_BYTES = 60 * 1024
# Dots per inch, and either the number of greys that are kept or, with loss, the quality; the first that is small
# enough is taken. At 120 dots a character of 8 points has 13 pixels.
_LADDER: tuple[tuple[int, int, int], ...] = (
    (180, 4, 0), (150, 4, 0), (130, 4, 0), (144, 0, 30), (120, 0, 25), (110, 0, 15), (90, 0, 15), (72, 0, 10),
)  # fmt: skip
_PAPER = 225
_MOST_PIXELS = 6_000_000
_COVER = 190
_INVISIBLE = 3  # the text render mode that draws nothing


def draw_pdf(
    data: bytes, numbers: Sequence[int], announce: extra.Announce, *, is_recognised: bool = False
) -> Iterator[tuple[int, ShownPage]]:
    """Pages of a PDF (1-based), each as it is drawn. ``is_recognised``: its text layer was not believed throughout."""
    with closing(first_reader.open_document(data)) as document:
        has_layers = damage.inspect(data).has_layers
        for number in numbers:
            try:
                page = _draw(document, number, announce, has_layers=has_layers, is_recognised=is_recognised)
            except MemoryError:
                raise
            except Exception:  # whatever a page holds costs no more than its picture
                page = missing("not_drawn")
            yield number, page


def draw_image(data: bytes, numbers: Sequence[int], announce: extra.Announce) -> Iterator[tuple[int, ShownPage]]:
    """Frames of an image file (1-based)."""
    if not extra.has_ocr():
        yield from ((number, missing("not_checked")) for number in numbers)
        return
    from pipeline.readers.scan import pictures  # everything else works without the extra

    announce(len(numbers))
    with Image.open(io.BytesIO(data)) as image:
        for number, frame in enumerate(ImageSequence.Iterator(image), start=1):
            if number in numbers:
                scan = pictures.read_frame(frame, number)
                picture, unit = pictures.frame_as_page(frame)
                width, height = (side / unit for side in picture.size)
                yield number, _shown(picture.convert("L"), width, height, page_covers.of_scan(scan), [])


def _draw(
    document: PdfDocument, number: int, announce: extra.Announce, *, has_layers: bool, is_recognised: bool
) -> ShownPage:
    if not 1 <= number <= len(document):
        return missing("not_drawn")
    page = first_reader.read_page(document, number - 1, has_layers=has_layers, is_plain_enough=False)
    if page is None:
        return missing("not_drawn")
    covers = page_covers.of_text_page(page)
    if is_recognised or _says_nothing(page):
        if not extra.has_ocr():
            return missing("not_checked")
        from pipeline.readers.scan import pictures  # everything else works without the extra

        announce(1)
        covers += page_covers.of_scan(pictures.read_page(document, number - 1))
    with closing(document[number - 1]) as pdf_page:
        objects = PageObjects(pdf_page.raw)
        texts = [text for text in _typeset(pdf_page, objects) if not _is_covered(text, covers)]
        most = (_MOST_PIXELS / max(objects.width * objects.height, 1.0)) ** 0.5
        scale = min(_LADDER[0][0] / 72, most)
        picture = pdf_page.render(scale=scale, grayscale=True, may_draw_forms=False).to_pil()
    return _shown(picture, objects.width, objects.height, covers, texts)


def _says_nothing(page: Page) -> bool:
    """Whether the text layer of a page cannot tell where its labels stand: a scan, or fonts without Unicode."""
    glyphs = len(page.glyphs)
    return is_scan(page.image_share, glyphs) or (glyphs > 0 and not has_ideograph(page.glyphs.joined()))


def _shown(
    picture: Image.Image, width: float, height: float, covers: Sequence[Rectangle], texts: list[list[Any]]
) -> ShownPage:
    """The page with its picture. What is covered is painted over before anything is kept."""
    pen = ImageDraw.Draw(picture)
    across, down = picture.width / width, picture.height / height
    for x0, top, x1, bottom in covers:
        pen.rectangle((x0 * across, top * down, max(x0, x1) * across, max(top, bottom) * down), fill=_COVER)
    content: dict[str, Any] = {"kind": "image", "width": round(width, 2), "height": round(height, 2)}
    if covers:
        content["covers"] = [[round(side, 1) for side in cover] for cover in covers]
    if texts:
        content["texts"] = texts
    return ShownPage(content, _encoded(picture, width))


def _encoded(picture: Image.Image, width: float) -> bytes:
    """The picture as WebP, in the best of our ways that is small enough."""
    own = picture.width / width * 72
    encoded = b""
    for dpi, greys, quality in _LADDER:
        scaled = picture
        if dpi < 0.99 * own:
            size = (max(1, round(picture.width * dpi / own)), max(1, round(picture.height * dpi / own)))
            scaled = picture.resize(size, Image.Resampling.BOX if 2 * dpi < own else Image.Resampling.LANCZOS)
        if greys:
            encoded = _webp(scaled.point(_few(greys)), lossless=True, quality=50, method=3)
            # Noise: more of it is worse, so that only loss can help.
            if len(encoded) > 4 * MOST_BYTES and dpi == _LADDER[0][0]:
                continue
        else:
            encoded = _webp(scaled.point(_PAPERED), quality=quality, method=4)
        if len(encoded) <= MOST_BYTES:
            break
    return encoded


def _webp(picture: Image.Image, **settings: Any) -> bytes:
    file = io.BytesIO()
    picture.save(file, "WEBP", **settings)
    return file.getvalue()


def _few(greys: int) -> list[int]:
    return [round(round(value / 255 * (greys - 1)) * 255 / (greys - 1)) for value in range(256)]


_PAPERED = [255 if value >= _PAPER else value for value in range(256)]
"""Paper that is nearly white is white."""


def _typeset(page: PdfPage, objects: PageObjects) -> list[list[Any]]:
    """Text in fonts that are not in the file: x, baseline, size, width (points) and the text; made invisible.

    The reader of the site sets it in a font of his own, since drawing would depend on the fonts of this machine.
    """
    ours = [item for item in page.get_objects([c.FPDF_PAGEOBJ_TEXT]) if _is_in_stand_in(item.raw)]
    if not ours:
        return []
    known = {ctypes.addressof(item.raw.contents) for item in ours}
    texts: list[list[Any]] = []
    textpage = c.FPDFText_LoadPage(page.raw)
    try:
        texts = _runs(textpage, known, objects)
    finally:
        c.FPDFText_ClosePage(textpage)
    for item in ours:
        c.FPDFTextObj_SetTextRenderMode(item.raw, _INVISIBLE)
    return texts


def _runs(textpage: c.FPDF_TEXTPAGE, known: set[int], objects: PageObjects) -> list[list[Any]]:
    """The characters of some text objects, one after the other."""
    runs: list[list[Any]] = []
    box = c.FS_RECTF()
    x, y = ctypes.c_double(), ctypes.c_double()
    for index in range(c.FPDFText_CountChars(textpage)):
        owner = c.FPDFText_GetTextObject(textpage, index)
        code = c.FPDFText_GetUnicode(textpage, index)
        if not owner or ctypes.addressof(owner.contents) not in known or code <= 0x20:
            continue
        c.FPDFText_GetLooseCharBox(textpage, index, box)
        c.FPDFText_GetCharOrigin(textpage, index, x, y)
        corners = [
            apply(objects.displayed, side, edge) for side in (box.left, box.right) for edge in (box.bottom, box.top)
        ]
        left, right = min(p[0] for p in corners), max(p[0] for p in corners)
        baseline = apply(objects.displayed, x.value, y.value)[1]
        size = c.FPDFText_GetFontSize(textpage, index)
        runs.append([round(left, 1), round(baseline, 1), round(size, 1), round(right - left, 1), chr(code)])
    return runs


def _is_in_stand_in(raw: c.FPDF_PAGEOBJECT) -> bool:
    size = ctypes.c_size_t()
    c.FPDFFont_GetFontData(c.FPDFTextObj_GetFont(raw), None, 0, size)
    return size.value == stand_in_font.SIZE


def _is_covered(text: list[Any], covers: Sequence[Rectangle]) -> bool:
    x, y = text[0] + text[3] / 2, text[1] - text[2] / 3
    return any(x0 <= x <= x1 and top <= y <= bottom for x0, top, x1, bottom in covers)
