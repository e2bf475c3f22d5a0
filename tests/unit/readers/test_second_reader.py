"""The second reader finds the pages it is asked for in trees of every shape."""

from __future__ import annotations

import io
from typing import Any

import pypdfium2
import pytest
from pdfminer.pdfpage import PDFPage

from pipeline.readers.pdf.damage.pdfminer_objects import open_with_pdfminer
from pipeline.readers.pdf.pages.second_reader import _found


def tree(*kids: Any, count: int | None, **attributes: Any) -> dict[str, Any]:
    return {"Kids": list(kids), "Count": count, **attributes}


def page(name: str) -> dict[str, Any]:
    return {"Name": name}


FLAT = tree(*map(page, "abcd"), count=4)
NESTED = tree(page("a"), tree(page("b"), tree(page("c"), count=1), count=2), page("d"), count=4)
EMPTY = tree(tree(count=0), page("a"), tree(*map(page, "bc"), count=2), page("d"), count=4)


@pytest.mark.parametrize("root", [FLAT, NESTED, EMPTY])
@pytest.mark.parametrize("numbers", [{1}, {3}, {2, 4}, {1, 2, 3, 4}, {5}, set()])
def test_pages_are_found_by_their_numbers(root: dict[str, Any], numbers: set[int]) -> None:
    found = {number: attributes["Name"] for number, attributes in _found(root, {}, 1, numbers)}
    assert found == {number: "abcd"[number - 1] for number in numbers if number <= 4}


def test_pages_inherit_what_is_passed_on_alone() -> None:
    root = tree(tree(page("a"), count=1, Rotate=90, Type="Pages"), page("b"), count=2, MediaBox=[0, 0, 9, 9], Rotate=0)
    first, second = (attributes for _, attributes in _found(root, {}, 1, {1, 2}))
    assert first == {"Name": "a", "MediaBox": [0, 0, 9, 9], "Rotate": 90}
    assert second == {"Name": "b", "MediaBox": [0, 0, 9, 9], "Rotate": 0}


def test_the_pages_of_a_file_are_those_that_pdfminer_lists() -> None:
    document = pypdfium2.PdfDocument.new()
    for number in range(40):
        document.new_page(100 + number, 200)
    stream = io.BytesIO()
    document.save(stream)
    opened = open_with_pdfminer(stream.getvalue())
    listed = [page.mediabox[2] for page in PDFPage.create_pages(opened)]
    found = [dict(_found(opened.catalog["Pages"], {}, 1, {n}))[n]["MediaBox"][2] for n in range(1, 41)]
    assert found == listed == [100 + number for number in range(40)]
