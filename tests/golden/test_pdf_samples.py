"""The sample PDFs give exactly their truth, with every value at its place on the page.

Each document stands for a producer and its hazards; the features it was made with are in its JSON.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pdfplumber
import pytest

from pipeline.families import load_families
from pipeline.forms import parse
from pipeline.model.grid import Unreadable
from pipeline.readers.pdf import second_opinion, text_layer
from pipeline.readers.scan import extra
from pipeline.text.fold import fold_radicals
from tests.doubts import codes
from tests.published import ReadForm, rows_of_forms
from tests.truth import compare, normal

FOLDER = Path(__file__).parents[1] / "data" / "pdf"
TRUTH = {path.stem: json.loads(path.read_text("utf-8")) for path in sorted(FOLDER.glob("*.json"))}
READABLE = [name for name, truth in TRUTH.items() if truth["expected"] == "ok"]


def forms_of(name: str) -> list[ReadForm]:
    reading = text_layer.read((FOLDER / f"{name}.pdf").read_bytes())
    return rows_of_forms(parse(reading.grids, load_families()))


@pytest.mark.parametrize("name", READABLE)
def test_every_value_is_exact_and_none_is_doubted(name: str) -> None:
    forms = forms_of(name)
    assert len(forms) == len(TRUTH[name]["forms"])
    for form, truth in zip(forms, TRUTH[name]["forms"], strict=True):
        wrong = [c for c in compare(form, truth) if c.found != c.expected or c.is_doubted]
        assert not wrong, wrong[:5]


@pytest.mark.parametrize("name", READABLE)
def test_every_value_stands_in_its_rectangle(name: str) -> None:
    """Crop each rectangle with a library of its own and find the text that was read there."""
    rows = [cell for form in forms_of(name) for cell in form.cells if cell["raw_value"]]
    pieces: dict[tuple[Any, ...], list[dict[str, Any]]] = {}
    for number, row in enumerate(rows):
        key = (number - row["piece"], row["table_name"], row["row_no"], row["field"])
        pieces.setdefault(key, []).append(row)
    with pdfplumber.open(FOLDER / f"{name}.pdf") as pdf:
        cache: dict[tuple[Any, ...], str] = {}
        for group in pieces.values():
            seen = ""
            for row in group:
                box = (row["page"], row["x0"], row["top"], row["x1"], row["bottom"])
                if box not in cache:
                    page = pdf.pages[row["page"] - 1]
                    cache[box] = normal(fold_radicals("".join(_glyphs_in(page, box[1:]))))
                seen += cache[box]
            wanted = normal(group[0]["raw_value"])
            assert sorted(wanted) == sorted(seen), (group[0]["field"], wanted, seen)


def _glyphs_in(page: Any, box: tuple[float, float, float, float]) -> list[str]:
    x0, top, x1, bottom = box
    return [
        c["text"]
        for c in page.chars
        if x0 <= (c["x0"] + c["x1"]) / 2 <= x1 and top <= (c["top"] + c["bottom"]) / 2 <= bottom
    ]


@pytest.mark.parametrize("name", READABLE)
def test_both_readers_agree_on_every_cell(name: str) -> None:
    data = (FOLDER / f"{name}.pdf").read_bytes()
    reading = text_layer.read(data)
    confirmed = second_opinion.confirm(data, set(range(1, reading.pages + 1)), reading)
    assert [c.text for grid in confirmed.grids for c in grid.cells if codes(c)] == []


def test_report_without_a_form_gives_none() -> None:
    assert forms_of("no_form") == []


@pytest.mark.parametrize(("name", "code"), [("scan_sh", "needs_ocr"), ("truncated", "damaged_pdf")])
def test_unreadable_document_says_what_to_do(name: str, code: str, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extra, "has_ocr", lambda: False)
    with pytest.raises(Unreadable) as caught:
        text_layer.read((FOLDER / f"{name}.pdf").read_bytes())
    assert caught.value.code == code
    assert caught.value.message.sentence.endswith("。")


def test_names_and_telephone_numbers_of_staff_are_left_out() -> None:
    """bj_docx, bj_rl and sc_docx print leader, finance leader and telephone number."""
    for name in READABLE:
        truth = TRUTH[name]["forms"]
        private = {
            f[key].replace(" ", "")
            for f in truth
            for key in ("project_leader", "finance_leader", "phone")
            if f.get(key)
        }
        text = " ".join(
            str(value) for form in forms_of(name) for row in (form.values, *form.cells) for value in row.values()
        )
        assert not [value for value in private if value in text]
