"""Without the extra ``ocr`` a scan is refused with the way out, and everything else goes on."""

from __future__ import annotations

import io
from pathlib import Path

import pypdfium2
import pytest

from pipeline.model.grid import Unreadable
from pipeline.readers.pdf import text_layer
from pipeline.readers.scan import extra
from pipeline.sources.media import media_type
from pipeline.sources.raw import RawDocument
from tests.factory.documents import compose
from tests.factory.render import reportlab_pdf
from tests.published import published

SCAN = Path(__file__).parents[2] / "data" / "pdf" / "scan_sh.pdf"


@pytest.fixture
def without(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extra, "has_ocr", lambda: False)


@pytest.mark.usefixtures("without")
def test_a_scan_is_refused_with_the_name_of_the_extra_and_the_command() -> None:
    with pytest.raises(Unreadable, match=r"jixiao\[ocr\]") as caught:
        text_layer.read(SCAN.read_bytes())
    assert caught.value.code == "needs_ocr"
    assert "make ocr" in caught.value.message.sentence


@pytest.mark.usefixtures("without")
def test_an_image_is_refused_with_the_name_of_the_extra_and_the_command() -> None:
    data = b"\x89PNG\r\n\x1a\n" + b"\0" * 40
    source = RawDocument("2024/a.png", "2024", "0" * 16, len(data), media_type(data))
    (refusal,) = published(source, data).quarantine
    assert refusal["code"] == "needs_ocr"
    assert "make ocr" in refusal["sentence"]


@pytest.mark.usefixtures("without")
def test_scanned_pages_between_others_are_named_and_the_others_read() -> None:
    whole = pypdfium2.PdfDocument(reportlab_pdf(compose(41, family="shanghai", indicators=6)))
    whole.import_pages(pypdfium2.PdfDocument(SCAN.read_bytes()), [0])
    out = io.BytesIO()
    whole.save(out)
    reading = text_layer.read(out.getvalue())
    assert reading.route == "pdf_text"
    assert len(reading.grids) == 1
    assert "make ocr" in reading.notes[0].message.sentence


def test_more_pages_than_anybody_waits_for_are_refused() -> None:
    extra.check_count(extra.MOST_PAGES)
    with pytest.raises(Unreadable, match="101 pages are pictures") as caught:
        extra.check_count(extra.MOST_PAGES + 1)
    assert caught.value.code == "too_many_scans"
