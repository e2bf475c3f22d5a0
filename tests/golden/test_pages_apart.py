"""A PDF whose pages are read in several ranges gives the same, to the last cell and doubt, wherever it is split.

The ranges are read from documents of their own and travel as bytes, as they would between workers.
"""

from __future__ import annotations

import io
import itertools
import pickle
from contextlib import closing
from pathlib import Path
from typing import Any

import pytest
from reportlab.pdfgen.canvas import Canvas

from pipeline.readers.pdf import text_layer
from pipeline.readers.pdf.pages import first_reader

_HAZARDS = ("continued_with_other_columns", "r05_three_forms_running_on", "u40_two_up")
DATA = Path(__file__).parents[1] / "data"
# Forms over several pages, repeated headings, other columns behind the break, two pages on a sheet, forms that follow
# each other; none whose digits have to be looked at.
FILES = [
    *(f"pdf/{name}.pdf" for name in ("bj_html_repeat", "sh_rl", "sh_html")),
    *(str(path.relative_to(DATA)) for path in sorted(DATA.glob("**/*.pdf")) if path.stem in _HAZARDS),
]


@pytest.mark.parametrize("name", FILES)
def test_the_split_does_not_matter(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    assert_same_apart((DATA / name).read_bytes(), monkeypatch)


def test_a_page_of_notes_knows_of_the_table_before_it(monkeypatch: pytest.MonkeyPatch) -> None:
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
    assert_same_apart(file.getvalue(), monkeypatch)


def assert_same_apart(data: bytes, monkeypatch: pytest.MonkeyPatch) -> None:
    whole = text_layer.read(data)
    read_pages = text_layer._read_pages

    def apart(document: Any, numbers: range, digits: Any, *more: Any, **options: Any) -> Any:
        assert digits is None
        entries, unloaded = [], set()
        for first in range(numbers.start, numbers.stop, size):
            with closing(first_reader.open_document(data)) as again:
                part = range(first, min(first + size, numbers.stop))
                of_part = pickle.loads(pickle.dumps(read_pages(again, part, digits, *more, **options)))
            entries += of_part[0]
            unloaded |= of_part[1]
        return entries, unloaded

    monkeypatch.setattr(text_layer, "_read_pages", apart)
    for size in (1, 2, 3):
        assert text_layer.read(data) == whole, size
