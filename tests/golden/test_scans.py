"""Scanned forms through text recognition, value by value.

``make test`` reads the pages in ``tests/data/scans``: invented forms that were printed and scanned once with other
hazards each. ``make test-ocr`` also prints and scans anew, which takes minutes and needs a Chinese font of the system.
Searching for more is the work of ``python -m tests.factory.fuzz --producers scan``.
"""

from __future__ import annotations

import io
import json
import os
from pathlib import Path

import pypdfium2
import pytest

from pipeline.readers.scan import extra
from pipeline.sources.media import media_type
from pipeline.sources.raw import RawDocument
from tests.factory.check import check
from tests.factory.documents import compose
from tests.factory.render import reportlab_pdf
from tests.published import ReadForm, published
from tests.truth import compare

pytestmark = pytest.mark.skipif(not extra.has_ocr(), reason="the extra ocr is not installed (make ocr)")
long = pytest.mark.skipif("JIXIAO_TEST_OCR" not in os.environ, reason="minutes of recognition: make test-ocr")

FOLDER = Path(__file__).parents[1] / "data" / "pdf"
SCANS = Path(__file__).parents[1] / "data" / "scans"
HAZARDS = (
    (),
    ("skew_slight", "noise"),
    ("skew_strong", "jpeg_strong"),
    ("perspective",),
    ("faint", "grey_paper"),
    ("gaps", "specks", "black_edges"),
    ("blur",),
    ("stamp_red",),
    ("upside_down",),
    ("quarter_turn",),
    ("fax",),
    ("scan_150",),
    ("scan_300", "colour"),
    ("printed_docx", "skew_slight"),
)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(path.stem for path in SCANS.glob("*.pdf")))
def test_a_scanned_form_is_read_and_nothing_is_silently_wrong(name: str) -> None:
    from tests.factory import scans

    data = (SCANS / f"{name}.pdf").read_bytes()
    (truth,) = json.loads((SCANS / f"{name}.json").read_text("utf-8"))["forms"]
    source = RawDocument(f"2024/{name}.pdf", "2024", "0" * 16, len(data), media_type(data))
    result = published(source, data)
    assert result.document["route"] == "pdf_ocr"
    assert result.quarantine == []
    (form,) = result.forms
    compared = list(compare(form, truth))
    wrong = [c for c in compared if not scans.alike(c.found, c.expected)]
    assert [c for c in wrong if not c.is_doubted] == []
    assert len(wrong) <= 0.03 * len(compared)
    assert sum(c.is_doubted for c in compared) <= 0.12 * len(compared)


@long
def test_a_slanted_page_is_read_exactly() -> None:
    from tests.factory import scans

    document = compose(1, {"skew_slight"}, family="shanghai", indicators=5)
    verdict = check(document, scans.scan(reportlab_pdf(document), document.hazards, 1), scans.alike)
    assert verdict.silent == []
    assert verdict.refused == []
    assert not verdict.doubted
    assert verdict.over_doubted.total() <= 0.05 * verdict.right.total()


@long
@pytest.mark.parametrize("hazards", HAZARDS, ids="+".join)
def test_nothing_is_silently_wrong_and_most_is_sure(hazards: tuple[str, ...]) -> None:
    from tests.factory import scans

    document = compose(f"scan {hazards}", hazards, indicators=7)
    verdict = check(document, scans.scanned(document), scans.alike)
    assert verdict.silent == []
    assert verdict.refused == []
    total = verdict.right.total() + verdict.doubted.total() + verdict.over_doubted.total()
    assert verdict.doubted.total() <= 0.03 * total
    assert verdict.over_doubted.total() <= 0.1 * total


@pytest.mark.slow
def test_an_image_file_without_a_table_says_so() -> None:
    from PIL import Image

    stream = io.BytesIO()
    Image.new("L", (827, 1169), 255).save(stream, "PNG")
    source = RawDocument("2024/a.png", "2024", "0" * 16, stream.tell(), media_type(stream.getvalue()))
    row = published(source, stream.getvalue()).document
    assert (row["forms"], row["route"], row["pages"]) == (0, "pdf_ocr", 1)
    assert "ruling lines" in row["reason_text_en"]


@pytest.mark.slow
def test_a_cut_off_image_is_refused() -> None:
    data = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
    source = RawDocument("2024/a.png", "2024", "0" * 16, len(data), media_type(data))
    assert [q["code"] for q in published(source, data).quarantine] == ["damaged_image"]


@long
def test_a_form_in_an_image_of_several_frames_is_read_alike() -> None:
    from tests.factory import scans

    document = compose(1, {"skew_slight"}, family="shanghai", indicators=5)
    pages = pypdfium2.PdfDocument(scans.scan(reportlab_pdf(document), document.hazards, 1))
    first, *others = (page.render(scale=200 / 72).to_pil() for page in pages)
    stream = io.BytesIO()
    first.save(stream, "TIFF", save_all=True, append_images=others)
    verdict = check(document, stream.getvalue(), scans.alike)
    assert verdict.silent == []
    assert verdict.refused == []


@long
def test_a_scanned_page_between_pages_of_text_is_read_in_its_place() -> None:
    from tests.factory import scans

    first, second = (compose(n, (), family="shanghai", indicators=5) for n in (1, 2))
    whole = pypdfium2.PdfDocument(reportlab_pdf(first))
    whole.import_pages(pypdfium2.PdfDocument(scans.scan(reportlab_pdf(second), frozenset(), 2)))
    out = io.BytesIO()
    whole.save(out)
    source = RawDocument("2024/a.pdf", "2024", "0" * 16, out.tell(), "application/pdf")
    result = published(source, out.getvalue())
    assert result.document["route"] == "pdf_ocr"
    assert [f.values["project_name"] for f in result.forms] == [d.truths[0]["project_name"] for d in (first, second)]


@long
def test_the_scanned_sample_is_read_and_nothing_is_silently_wrong() -> None:
    from tests.factory import scans

    data = (FOLDER / "scan_sh.pdf").read_bytes()
    source = RawDocument("2024/scan_sh.pdf", "2024", "0" * 16, len(data), media_type(data))
    result = published(source, data)
    truths = json.loads((FOLDER / "scan_sh.json").read_text("utf-8"))["forms"]
    assert result.document["route"] == "pdf_ocr"
    assert len(result.forms) == len(truths)
    for form, truth in zip(result.forms, truths, strict=True):
        assert isinstance(form, ReadForm)
        compared = list(compare(form, truth))
        wrong = [c for c in compared if not scans.alike(c.found, c.expected)]
        assert [c for c in wrong if not c.is_doubted] == []
        assert len(wrong) <= 0.01 * len(compared)
        assert sum(c.is_doubted for c in compared) <= 0.1 * len(compared)


@long
def test_two_readings_of_a_scan_are_equal() -> None:
    data = (FOLDER / "scan_sh.pdf").read_bytes()
    source = RawDocument("2024/scan_sh.pdf", "2024", "0" * 16, len(data), media_type(data))
    first, second = published(source, data), published(source, data)
    assert [f.cells for f in first.forms] == [f.cells for f in second.forms]
