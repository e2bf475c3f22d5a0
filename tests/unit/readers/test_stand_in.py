"""Chinese fonts that are not in the file: what is read is the same on every machine."""

from __future__ import annotations

import io
from collections.abc import Callable

import pytest
from reportlab.pdfbase import pdfmetrics
from reportlab.pdfbase.cidfonts import UnicodeCIDFont
from reportlab.pdfgen.canvas import Canvas

from pipeline.readers.pdf.pages.first_reader import open_document, read_page
from pipeline.readers.pdf.pages.stand_in_font import make_font


def page_of(draw: Callable[[Canvas], None], font: str, turn: int = 0) -> bytes:
    pdfmetrics.registerFont(UnicodeCIDFont(font))
    target = io.BytesIO()
    canvas = Canvas(target, pagesize=(300, 300))
    canvas.setPageRotation(turn)
    canvas.setFont(font, 12)
    draw(canvas)
    canvas.save()
    return target.getvalue()


@pytest.mark.parametrize("turn", [0, 90, 180, 270])
@pytest.mark.parametrize("font", ["STSong-Light", "MSung-Light", "HeiseiMin-W3"])
def test_a_text_of_one_character_is_not_passed_over(font: str, turn: int) -> None:
    def draw(canvas: Canvas) -> None:
        canvas.rect(20, 20, 200, 200)
        for place, sign in enumerate("一年度.1≥—、"):
            canvas.drawString(30 + 20 * place, 100, sign)

    page = read_page(open_document(page_of(draw, font, turn)), 0, is_plain_enough=False)
    assert page is not None
    assert sorted(g.text for g in page.glyphs) == sorted("一年度.1≥—、")
    assert page.lost == 0


def test_characters_are_as_wide_as_the_file_says() -> None:
    data = page_of(lambda canvas: canvas.drawString(30, 100, "预算1,000"), "STSong-Light")
    page = read_page(open_document(data), 0, is_plain_enough=False)
    assert page is not None
    wide, _, narrow, behind, *_ = page.glyphs
    assert wide.x1 - wide.x0 == pytest.approx(12, abs=0.05)
    assert narrow.x0 == pytest.approx(30 + 24, abs=0.05)
    assert narrow.x1 <= behind.x0 + 0.05


def test_the_font_is_whole() -> None:
    font = make_font()
    count = int.from_bytes(font[4:6], "big")
    tables = {font[k : k + 4]: (font[k + 8 : k + 12], font[k + 12 : k + 16]) for k in range(12, 12 + 16 * count, 16)}
    ends = [int.from_bytes(offset, "big") + int.from_bytes(size, "big") for offset, size in tables.values()]
    assert max(ends) <= len(font)
    assert list(tables) == sorted(tables)


def test_what_the_stand_in_would_draw_is_taken_out_of_a_page_that_is_recognised() -> None:
    """Its bars are no characters; a font that pdfium has itself stays."""
    pictures = pytest.importorskip("pipeline.readers.scan.pictures")

    def draw(canvas: Canvas) -> None:
        canvas.beginForm("inner")
        canvas.setFont("STSong-Light", 12)
        canvas.drawString(30, 200, "年度")
        canvas.endForm()
        canvas.doForm("inner")
        canvas.setFont("STSong-Light", 12)
        canvas.drawString(30, 100, "预算1000")

    document = open_document(page_of(draw, "STSong-Light"))
    page = document[0]
    assert page.render().to_numpy().min() < 128
    assert pictures.take_out_stand_in(page) == 2
    assert page.render().to_numpy().min() == 255

    def draw_latin(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", 12)
        canvas.drawString(30, 100, "1000")

    document = open_document(page_of(draw_latin, "STSong-Light"))
    assert pictures.take_out_stand_in(document[0]) == 0
    assert document[0].render().to_numpy().min() < 128
