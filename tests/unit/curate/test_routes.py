"""Every kind of file has one route, and what reading will cost is known before."""

from __future__ import annotations

import io
import re
import sys
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pypdfium2
import pytest

from pipeline import sources
from pipeline.curate import parallel
from pipeline.curate.curate_document import CuratedDocument, curate_document
from pipeline.curate.page_ranges import ranges
from pipeline.curate.routes import ROUTES, Cost, plan, route_of
from pipeline.model.grid import Reading, Unreadable
from pipeline.readers import scan
from pipeline.readers.pdf import text_layer
from pipeline.readers.pdf.pages.page import Page
from pipeline.readers.pdf.tables.page_tables import PageTables
from pipeline.readers.scan import extra
from pipeline.sources import media
from pipeline.sources.raw import RawDocument
from tests.factory import altered
from tests.factory.documents import compose
from tests.factory.render import reportlab_pdf

ROOT = Path(__file__).parents[3]
DATA = ROOT / "tests" / "data"
SCAN = DATA / "pdf" / "scan_sh.pdf"
# What the README calls the kinds of files that are read.
KINDS = {
    "PDF": {media.PDF},
    "tab-separated text": {media.TEXT},
    "web pages": {media.HTML, media.MHTML},
    ".html": {media.HTML},
    ".xlsx": {media.XLSX},
    ".xls": {media.XLS},
    ".docx": {media.DOCX},
    ".doc": {media.DOC},
    ".wps": {media.DOC},
    "RTF": {media.RTF},
    "XML files of Office 2003": {media.WORD_XML, media.SPREADSHEET_XML},
    "images": media.IMAGES,
}


@pytest.fixture
def with_ocr(monkeypatch: pytest.MonkeyPatch) -> None:
    """As if the extra were installed: planning does not need it."""
    monkeypatch.setattr(extra, "has_ocr", lambda: True)


def mixed() -> bytes:
    """Two pages with text, each behind a scanned one, and a third scan at the end."""
    form, scanned = reportlab_pdf(compose(41, family="shanghai", indicators=40)), SCAN.read_bytes()
    whole = pypdfium2.PdfDocument.new()
    for data, page in ((scanned, 0), (form, 0), (scanned, 1), (form, 1), (scanned, 2)):
        whole.import_pages(pypdfium2.PdfDocument(data), [page])
    out = io.BytesIO()
    whole.save(out)
    return out.getvalue()


def without_unicode() -> bytes:
    """A form of which no font says what it draws."""
    return altered.retyped(reportlab_pdf(compose(6, indicators=40)), lambda _: None)


# Routes.


def claimed() -> set[str]:
    """The kinds of files that the README says are read."""
    text = (ROOT / "README.md").read_text("utf-8")
    _, _, rest = text.partition("What is read, whatever the file is named:")
    rows = [row.split("|")[1:3] for row in rest.split("\n## ")[0].splitlines() if row.startswith("| ")]
    read = " ".join(kinds for kinds, when in rows if not when.strip().startswith("never"))
    (images,) = re.findall(r"Scanned pages and (images) are read", text)
    words = {word for word in KINDS if re.search(rf"(?<![\w.]){re.escape(word)}(?!\w)", read)}
    assert set(re.findall(r"\.[a-z]+(?=`)", read)) <= words
    return {*words, images}


def test_each_kind_of_file_that_the_readme_says_is_read_has_a_route() -> None:
    assert claimed() == KINDS.keys()
    types = {one for word in claimed() for one in KINDS[word]}
    # A file with a password has a reader that says so.
    assert types == ROUTES.keys() - {media.ENCRYPTED_OFFICE}
    assert ROUTES.keys() >= media.DOCUMENTS


def test_a_file_of_another_kind_has_no_route_and_a_sentence() -> None:
    source = RawDocument("2024/a.zip", "2024", "0" * 16, 4, media.ZIP)
    with pytest.raises(Unreadable, match="Unpack it") as caught:
        route_of(source)
    assert caught.value.code == "unsupported_media_type"


def test_pages_that_are_recognised_are_confirmed_in_another_way_than_pages_of_text() -> None:
    route, image = ROUTES[media.PDF], ROUTES["image/png"]
    assert route.recognised is not None
    assert [one.__name__ for one in route.recognised.confirm] == ["confirm_by_arithmetic"]
    assert "confirm_by_second_reader" in [one.__name__ for one in route.steps.confirm]
    assert image.steps == route.recognised


# Costs.


@pytest.mark.usefixtures("with_ocr")
def test_three_scanned_of_five_pages_are_planned() -> None:
    assert plan(mixed(), media.PDF) == Cost(pages_to_recognise=3, pages=5)


@pytest.mark.usefixtures("with_ocr")
def test_text_that_nobody_sees_makes_no_scan_a_page_of_text() -> None:
    assert plan(altered.scan_with_text(reportlab_pdf(compose(6))), media.PDF).pages_to_recognise > 0


@pytest.mark.usefixtures("with_ocr")
def test_fonts_that_do_not_say_what_they_draw_are_planned_as_pictures() -> None:
    data = without_unicode()
    pages = len(pypdfium2.PdfDocument(data))
    assert plan(data, media.PDF) == Cost(pages, pages) != Cost()


@pytest.mark.usefixtures("with_ocr")
@pytest.mark.parametrize(
    "path", ["pdf/sh_docx.pdf", "pdf/report_annex.pdf", "hostile/pdf_form_laughs.pdf", "hostile/pdf_scan_200_pages.pdf"]
)
def test_a_document_with_text_and_one_that_is_refused_cost_nothing_more(path: str) -> None:
    assert plan((DATA / path).read_bytes(), media.PDF).pages_to_recognise == 0


def test_without_the_extra_nothing_is_planned(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extra, "has_ocr", lambda: False)
    assert plan(SCAN.read_bytes(), media.PDF).pages_to_recognise == 0


def test_the_frames_of_an_image_are_its_pages() -> None:
    image = pytest.importorskip("PIL.Image")
    out = io.BytesIO()
    one, *others = (image.new("1", (20, 20)) for _ in range(3))
    one.save(out, "TIFF", save_all=True, append_images=others)
    expected = 3 if extra.has_ocr() else 0
    assert plan(out.getvalue(), "image/tiff") == Cost(expected, expected)
    assert plan(out.getvalue()[:40], "image/tiff") == Cost(0)


def test_a_plan_that_fails_costs_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(data: bytes) -> int:
        raise ZeroDivisionError

    monkeypatch.setitem(ROUTES, media.PDF, replace(ROUTES[media.PDF], pages_to_recognise=fail))
    assert plan(b"%PDF-1.4", media.PDF) == Cost(0)
    assert plan(b"", "application/octet-stream") == Cost(0)


# One reading.


@pytest.fixture
def recognised(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The pages (1-based) that were recognised, each as a blank one."""
    pages: list[int] = []

    def read_page(document: Any, index: int) -> PageTables:
        pages.append(index + 1)
        return PageTables(Page(index + 1, 595.0, 842.0), [], [])

    fake = SimpleNamespace(read_page=read_page)
    monkeypatch.setitem(sys.modules, "pipeline.readers.scan.pictures", fake)
    monkeypatch.setattr(scan, "pictures", fake, raising=False)
    return pages


@pytest.mark.usefixtures("with_ocr")
def test_a_scan_is_planned_and_then_read_once(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, recognised: list[int]
) -> None:
    readings: list[Reading] = []

    def read(source: RawDocument, data: bytes, announce: extra.Announce) -> Reading:
        readings.append(text_layer.read(data, announce))
        return readings[-1]

    monkeypatch.setitem(ROUTES, media.PDF, replace(ROUTES[media.PDF], read=read))
    monkeypatch.setattr(parallel, "limit_processor", lambda seconds: None)
    (tmp_path / "a.pdf").write_bytes(mixed())
    (source,) = sources.scan(tmp_path)
    cost = parallel._curate_one(tmp_path, curate_document, plan, ranges, None, 60.0, {}, source)
    assert cost == Cost(3, 5)
    assert readings == []
    result = parallel._curate_one(tmp_path, curate_document, plan, ranges, cost, 240.0, {}, source)
    assert isinstance(result, CuratedDocument)
    assert result.document["route"] == "pdf_ocr"
    assert len(readings) == 1
    assert recognised == [1, 3, 5]


@pytest.mark.usefixtures("with_ocr", "recognised")
def test_pages_are_announced_before_they_are_recognised() -> None:
    told: list[int] = []
    text_layer.read(mixed(), told.append)
    text_layer.read(reportlab_pdf(compose(41)), told.append)
    assert told == [3]


@pytest.mark.usefixtures("with_ocr")
def test_a_form_without_unicode_is_announced_and_recognised_in_the_same_reading(recognised: list[int]) -> None:
    told: list[int] = []
    reading = text_layer.read(without_unicode(), told.append)
    assert told == [reading.pages]
    assert recognised == list(range(1, reading.pages + 1))


@pytest.mark.usefixtures("with_ocr")
def test_a_text_layer_that_is_no_chinese_is_announced_and_recognised_too(recognised: list[int]) -> None:
    told: list[int] = []
    data = altered.retyped(reportlab_pdf(compose(6, indicators=40)), lambda sign: chr(0x4E00 + 37 * ord(sign) % 0x51A0))
    source = RawDocument("2024/a.pdf", "2024", "0" * 16, len(data), media.PDF)
    assert plan(data, media.PDF).pages_to_recognise == 0
    row = curate_document(source, data, told.append).document
    assert row["route"] == "pdf_ocr"
    assert told == [len(recognised)] == [row["pages"]]
