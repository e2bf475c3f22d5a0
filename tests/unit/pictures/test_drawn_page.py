"""Pages of a PDF as pictures: small, with what is personal painted over, and readable without the fonts."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from pdfplumber import open as open_pdf
from PIL import Image

from pipeline.pictures.drawn_page import MOST_BYTES, draw_pdf
from pipeline.pictures.page import Page


def draw(data: bytes, *numbers: int) -> dict[int, Page]:
    return dict(draw_pdf(data, numbers, lambda pages: None))


def greys(page: Page, box: list[float], inset: float = 0.4) -> set[int]:
    """The greys of the picture in a rectangle of points."""
    assert page.picture is not None
    picture = Image.open(io.BytesIO(page.picture)).convert("L")
    across, down = picture.width / page.content["width"], picture.height / page.content["height"]
    inner = (box[0] + inset) * across, (box[1] + inset) * down, (box[2] - inset) * across, (box[3] - inset) * down
    return set(picture.crop(tuple(map(round, inner))).tobytes())  # type: ignore[arg-type]


@pytest.mark.parametrize(("name", "number", "names"), [("sc_xlsx.pdf", 3, 2), ("bj_docx.pdf", 1, 2)])
def test_nothing_lies_beneath_a_cover(samples: Path, name: str, number: int, names: int) -> None:
    data = (samples / name).read_bytes()
    page = draw(data, number)[number]
    covers = page.content["covers"]
    assert len(covers) == names
    with open_pdf(io.BytesIO(data)) as document:
        printed = document.pages[number - 1]
        for cover in covers:
            assert len(greys(page, cover)) == 1
            # Something did stand there.
            assert (printed.crop(tuple(cover), strict=False).extract_text() or "").strip()
    assert page.picture is not None
    assert len(page.picture) <= MOST_BYTES
    assert (page.content["width"], page.content["height"]) == pytest.approx((595.3, 841.9), abs=0.5)


def test_text_in_a_font_that_the_file_lacks_is_told_with_its_place(samples: Path) -> None:
    data = (samples / "sh_cid.pdf").read_bytes()
    page = draw(data, 1)[1]
    told = "".join(text for *_, text in page.content["texts"])
    with open_pdf(io.BytesIO(data)) as document:
        words = document.pages[0].extract_words()
    assert all(c in told for c in words[0]["text"])
    first = next(text for text in page.content["texts"] if text[4] == words[0]["text"][0])
    assert first[0] == pytest.approx(words[0]["x0"], abs=2)
    assert words[0]["top"] - 2 <= first[1] <= words[0]["bottom"] + 2
    # No bars of the font that stands in: the picture holds rulings alone.
    x, baseline, size, width, _ = first
    assert greys(page, [x, baseline - 0.7 * size, x + width, baseline]) == {255}


def test_a_page_that_is_not_there(samples: Path) -> None:
    page = draw((samples / "no_form.pdf").read_bytes(), 7)[7]
    assert page.content == {"kind": "missing", "reason": "not_drawn"}
