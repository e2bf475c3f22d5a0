"""A document whose pages are read in ranges gives the same, to the last byte, wherever it is divided.

Belongs here: a sample of what ``python -m tests.apart`` compares, which takes minutes.
"""

from __future__ import annotations

import io
import itertools
from types import SimpleNamespace
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.readers import pages_ahead
from pipeline.readers.pages_ahead import PageAhead
from pipeline.readers.pdf import second_opinion
from pipeline.readers.pdf.pages import second_reader
from pipeline.readers.scan import extra
from tests.apart import DATA, apart, joined, whole

# Forms over several pages, repeated headings, forms that follow each other, pages whose digits are looked at.
FILES = [
    *(f"pdf/{name}.pdf" for name in ("bj_html_repeat", "sh_rl", "sh_docx")),
    "layouts/continued_with_other_columns.pdf",
    "offices/r05_three_forms_running_on.pdf",
]
FALSE = DATA / "published" / "wrong_tounicode_digits.pdf"


@pytest.mark.parametrize("name", FILES)
def test_the_division_does_not_matter(name: str) -> None:
    assert_same_apart((DATA / name).read_bytes())


def test_a_page_of_notes_knows_of_the_table_before_it() -> None:
    file = io.BytesIO()
    drawing = Canvas(file)
    drawing.grid([100, 200, 300], [500, 600, 700])
    for x, y in itertools.product((120, 220), (540, 640)):
        drawing.drawString(x, y, "cell")
    drawing.showPage()
    for text in ("notes behind the table", "a page that follows them"):
        drawing.drawString(100, 700, text)
        drawing.showPage()
    drawing.save()
    assert_same_apart(file.getvalue())


def test_false_digits_are_marked_from_the_page_on_where_they_are_seen() -> None:
    """How many digits of a font are looked at is counted over the document, so that no range can tell by itself."""
    word = DATA / "pdf" / "sc_docx.pdf"
    assert_same_apart(joined([word, FALSE, word]), sizes=(3,))


@pytest.mark.skipif(not extra.has_ocr(), reason="needs the extra ocr")
def test_frames_of_an_image_are_read_apart() -> None:
    image = pytest.importorskip("PIL.Image")
    out = io.BytesIO()
    one, *others = (image.new("1", (200, 280), 1) for _ in range(3))
    one.save(out, "TIFF", save_all=True, append_images=others)
    assert_same_apart(out.getvalue(), taken=3)


def assert_same_apart(data: bytes, taken: int = 1, sizes: tuple[int, ...] = (1, 2)) -> None:
    expected = whole("a.pdf", data)
    for size in sizes:
        result, pages = apart("a.pdf", data, size)
        assert result == expected, size
        assert pages >= taken


def test_behind_a_page_that_stops_the_second_reader_nothing_is_confirmed(monkeypatch: pytest.MonkeyPatch) -> None:
    """Also where a worker that did not see that page read those behind it."""

    def read_pages(data: bytes, numbers: set[int]) -> Any:
        yield from (SimpleNamespace(number=number) for number in sorted(numbers) if number < 5)

    monkeypatch.setattr(second_reader, "read_pages", read_pages)
    monkeypatch.setattr(second_opinion, "_boxes_of", lambda page: [((0.0, 0.0, 1.0, 1.0), str(page.number))])
    with pages_ahead.keeping() as pages:
        for number in (1, 3, 7):
            pages_ahead.keep(("second", number), ([((0.0, 0.0, 1.0, 1.0), f"{number}, ahead")],), 0.0)
    assert all(isinstance(page, PageAhead) for page in pages.values())
    with pages_ahead.taking(pages, lambda seconds: None):
        read = second_opinion.second_boxes(b"", {1, 2, 3, 5, 7})
    assert {number: boxes[0][1] for number, boxes in read.items()} == {1: "1, ahead", 2: "2", 3: "3, ahead"}
