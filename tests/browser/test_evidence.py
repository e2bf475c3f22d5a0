"""The frame lies on the value: what stands in it on the page is what table ``cell`` says was printed there."""

from __future__ import annotations

import io
import shutil
from collections.abc import Iterator
from difflib import SequenceMatcher
from pathlib import Path
from statistics import correlation
from typing import TYPE_CHECKING, Any

import pdfplumber
import polars as pl
import pypdfium2
import pytest
from PIL import Image, ImageChops, ImageFilter

from pipeline import sources
from pipeline.cache.store import Store
from pipeline.publish.site import write_site
from pipeline.publish.site.document_pages import write_document_pages
from pipeline.readers.scan import extra
from pipeline.text.fold import fold_radicals
from pipeline.warehouse.view_files import write_view_files
from tests.conftest import ROOT
from tests.releases import release_of

if TYPE_CHECKING:
    from playwright.sync_api import Browser, Page

SAMPLE = 12
_DATA = ROOT / "tests" / "data"
_EXAMPLES = ROOT / "data" / "examples"

DOCUMENTS: dict[str, Path] = {
    "workbook.pdf": _EXAMPLES / "producers_2024" / "sc_xlsx.pdf",
    "without_fonts.pdf": _EXAMPLES / "producers_2024" / "sh_cid.pdf",
    "over_pages.pdf": _EXAMPLES / "producers_2024" / "bj_docx.pdf",
    "page.html": _EXAMPLES / "linlan_2024" / "cul_library.html",
    "book.xlsx": _DATA / "layouts" / "t92_xlsx_beside.xlsx",
    "text.docx": _DATA / "layouts" / "t84_docx_xubiao.docx",
}
"""One document of every kind that is read without text recognition, beside the raw text."""
SCAN = _DATA / "scans" / "slanted_photocopy_of_hubei.pdf"
PDFS = [name for name in DOCUMENTS if name.endswith(".pdf")]
MARKED_UP = [name for name in DOCUMENTS if not name.endswith(".pdf")]


@pytest.fixture(scope="module")
def raw(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The documents of the site under test."""
    folder = tmp_path_factory.mktemp("documents")
    for name, file in DOCUMENTS.items():
        shutil.copy(file, folder / name)
    (text,) = (ROOT / "data" / "raw" / "shanghai_fgj_2024").glob("*.txt")
    (folder / "raw.txt").write_text("".join(text.read_text("utf-8").splitlines(keepends=True)[:110]), "utf-8")
    if extra.has_ocr():
        shutil.copy(SCAN, folder / "scan.pdf")
    return folder


@pytest.fixture(scope="module")
def release(raw: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A release of these documents with its site."""
    folder = tmp_path_factory.mktemp("release")
    warehouse = release_of(raw, folder)
    write_view_files(warehouse, folder, "browser")
    write_site(folder, "browser")
    write_document_pages(folder, raw, sources.scan(raw), Store(None))
    return folder


@pytest.fixture
def page(browser: Browser, release: Path) -> Iterator[Page]:
    """A page that fails its test on an error of a script and on a request that leaves the site."""
    wrong: list[str] = []
    context = browser.new_context(viewport={"width": 1500, "height": 1000})
    opened = context.new_page()
    folder = (release / "site").as_uri()
    opened.on("pageerror", lambda error: wrong.append(str(error)))
    opened.on("console", lambda said: wrong.append(said.text) if said.type == "error" else None)
    opened.on("request", lambda asked: None if asked.url.startswith((folder, "data:")) else wrong.append(asked.url))
    yield opened
    context.close()
    assert wrong == []


def squeezed(text: str | None) -> str:
    return "".join(fold_radicals(text or "").split())


def values_of(release: Path, name: str, count: int = SAMPLE) -> Iterator[list[dict[str, Any]]]:
    """Some values of a document, each as its cells; the ones in several pieces among them."""
    forms = pl.read_parquet(release / "form.parquet")
    documents = pl.read_parquet(release / "document.parquet")
    about = forms.join(documents.filter(pl.col("path") == name), on="document_id").select("form_id", "document_id")
    cells = pl.read_parquet(release / "cell.parquet").join(about, on="form_id", maintain_order="left")
    placed = cells.filter(pl.col("x0").is_not_null() | pl.col("line_no").is_not_null())
    key = ["form_id", "table_name", "row_no", "field"]
    values = [value.sort("piece").to_dicts() for _, value in placed.group_by(key, maintain_order=True)]
    assert len(values) > count
    several = [value for value in values if len(value) > 1][:3]
    filled = [value for value in values if (value[0]["raw_value"] or "").strip()]
    yield from several
    yield from filled[:: max(1, len(filled) // count)]


def open_evidence(page: Page, release: Path, cell: dict[str, Any]) -> list[Any]:
    """The frames of a value, the first of them in view."""
    place = "/".join(str(cell[name]) for name in ("form_id", "table_name", "row_no", "field"))
    page.goto(f"file://{release}/site/index.html#/evidence/{place}")
    page.reload()
    frame = page.locator("[data-role=frame]").first
    frame.wait_for()
    assert frame.evaluate(
        "node => { const r = node.getBoundingClientRect(); return r.top >= 0 && r.top < innerHeight }"
    )
    printed = page.locator("[data-role=as-printed]").inner_text()
    if (cell["raw_value"] or "").strip():
        assert squeezed(printed) == squeezed(cell["raw_value"])
    assert page.locator("[data-role=as-read]").inner_text().strip()
    return page.locator("[data-role=frame]").all()


def in_points(frame: Any, page: Page) -> tuple[int, tuple[float, float, float, float]]:
    """The page on which a frame lies and its rectangle there: shares of the picture of the page."""
    number, *shares = frame.evaluate(
        """node => { const figure = node.closest('figure'), a = node.getBoundingClientRect();
        const b = figure.querySelector('[data-role=page-image]').getBoundingClientRect();
        return [Number(figure.dataset.page), (a.left - b.left) / b.width, (a.top - b.top) / b.height,
                (a.right - b.left) / b.width, (a.bottom - b.top) / b.height] }"""
    )
    return number, tuple(shares)


def alike(first: Image.Image, second: Image.Image) -> float:
    """How much two pictures of the same size are alike: 1 where one is the other, only lighter or darker.

    The rulings at the edges are left out, and both are blurred, since half a pixel parts the strokes of small letters.
    """
    inner = (4, 4, first.width - 4, first.height - 4)
    a, b = (list(picture.filter(ImageFilter.GaussianBlur(2)).crop(inner).tobytes()) for picture in (first, second))
    return correlation(a, b) if len(set(a)) > 1 and len(set(b)) > 1 else 0.0


def is_whole(frame: Any) -> bool:
    """Whether all of a frame is in view."""
    return bool(
        frame.evaluate(
            """node => { const a = node.getBoundingClientRect();
            const b = node.closest('.ev-scroll').getBoundingClientRect();
            return a.top >= b.top && a.bottom <= Math.min(b.bottom, innerHeight) && a.right <= b.right }"""
        )
    )


@pytest.mark.parametrize("name", PDFS)
def test_a_frame_on_a_pdf_holds_the_text_of_the_value(page: Page, release: Path, raw: Path, name: str) -> None:
    seen = 0
    with pdfplumber.open(raw / name) as document:
        for value in values_of(release, name):
            texts = []
            for frame in open_evidence(page, release, value[0]):
                number, (x0, top, x1, bottom) = in_points(frame, page)
                sheet = document.pages[number - 1]
                box = x0 * sheet.width, top * sheet.height, x1 * sheet.width, bottom * sheet.height
                middle = sheet.filter(
                    lambda item, box=box: item["object_type"] != "char"
                    or (box[0] <= (item["x0"] + item["x1"]) / 2 <= box[2]
                        and box[1] <= (item["top"] + item["bottom"]) / 2 <= box[3])
                )  # fmt: skip
                texts.append(middle.extract_text() or "")
            assert squeezed("".join(texts)) == squeezed(value[0]["raw_value"]), value[0]
            seen += 1
    assert seen >= SAMPLE


@pytest.mark.parametrize("name", ["workbook.pdf", "over_pages.pdf", "scan.pdf"])
def test_the_picture_in_the_frame_is_that_of_the_document(page: Page, release: Path, raw: Path, name: str) -> None:
    if name == "scan.pdf" and not extra.has_ocr():
        pytest.skip("the extra ocr is not installed")  # `make test-browser` installs it: only pytest by hand gets here
    document = pypdfium2.PdfDocument(raw / name)
    seen = 0
    for value in values_of(release, name):
        for frame in open_evidence(page, release, value[0]):
            page.locator("img[data-role=page-image]").first.wait_for()
            page.wait_for_function("[...document.images].every(i => i.complete || i.loading === 'lazy')")
            page.wait_for_timeout(150)
            number, shares = in_points(frame, page)
            frame.scroll_into_view_if_needed()
            if not is_whole(frame):
                continue  # a merged cell that is higher than the window
            shown = Image.open(io.BytesIO(page.screenshot(clip=frame.bounding_box()))).convert("L")
            drawn = document[number - 1].render(scale=3, grayscale=True).to_pil()
            width, height = drawn.size
            box = [share * side for share, side in zip(shares, (width, height, width, height), strict=True)]
            here = drawn.crop(tuple(map(round, box))).resize(shown.size, Image.Resampling.BOX)  # type: ignore[arg-type]
            elsewhere = ImageChops.offset(here, shown.width // 3, shown.height // 3)
            assert alike(shown, here) > 0.7, (value[0], alike(shown, here))
            assert alike(shown, here) > alike(shown, elsewhere)
            seen += 1
    assert seen >= SAMPLE // 2


@pytest.mark.parametrize("name", MARKED_UP)
def test_a_marked_cell_holds_the_text_of_the_value(page: Page, release: Path, name: str) -> None:
    seen = 0
    for value in values_of(release, name):
        (frame,) = open_evidence(page, release, value[0])
        assert squeezed(frame.inner_text()) == squeezed(value[0]["raw_value"])
        seen += 1
    assert seen >= SAMPLE


def test_marked_spans_of_raw_text_are_the_text_of_the_value(page: Page, release: Path) -> None:
    for value in values_of(release, "raw.txt", 20):
        frames = open_evidence(page, release, value[0])
        assert len(frames) == len(value)
        assert squeezed("".join(frame.inner_text() for frame in frames)) == squeezed(value[0]["raw_value"])


def test_what_is_framed_on_a_scan_can_be_read_there(page: Page, release: Path) -> None:
    if not extra.has_ocr():
        pytest.skip("the extra ocr is not installed")  # `make test-browser` installs it: only pytest by hand gets here
    import numpy as np

    from pipeline.readers.scan.recognition import recognise

    ratios = []
    for value in values_of(release, "scan.pdf"):
        raw_value = squeezed(value[0]["raw_value"])
        (frame,) = open_evidence(page, release, value[0])
        if "\n" in (value[0]["raw_value"] or "") or not 2 <= len(raw_value) <= 12:
            continue
        for _ in range(3):
            page.locator(".ev-bar button").nth(1).click()
        page.add_style_tag(content=".ev-frame { outline: 0 !important; box-shadow: none !important }")
        page.wait_for_timeout(200)
        frame.scroll_into_view_if_needed()
        shot = Image.open(io.BytesIO(page.screenshot(clip=frame.bounding_box()))).convert("L")
        inner = shot.crop((4, 4, shot.width - 4, shot.height - 4))
        box = inner.point([255 if grey < 128 else 0 for grey in range(256)]).getbbox()
        assert box is not None
        line = inner.crop((max(0, box[0] - 6), max(0, box[1] - 4), box[2] + 6, box[3] + 4))
        ratios.append(SequenceMatcher(None, squeezed(recognise(np.asarray(line)).text), raw_value).ratio())
    assert len(ratios) >= 3
    assert sum(ratios) / len(ratios) >= 0.6, ratios


def test_a_value_without_a_place_leads_to_what_it_is_made_from(page: Page, release: Path) -> None:
    (value, *_) = values_of(release, "page.html")
    page.goto(f"file://{release}/site/index.html#/evidence/{value[0]['form_id']}/form/0/computed_score")
    page.reload()
    page.locator("[data-role=no-place]").wait_for()
    assert page.locator("[data-role=frame]").count() == 0
    assert page.locator("[data-role=source-frame]").count() > 0
    assert page.locator("[data-role=as-read]").inner_text().strip()


def test_a_click_and_the_keyboard_lead_from_value_to_value(page: Page, release: Path) -> None:
    (value, *_) = values_of(release, "page.html")
    page.goto(f"file://{release}/site/index.html#/projects/{value[0]['form_id']}")
    page.reload()
    cell = page.locator("td.ev-cell").nth(4)
    cell.wait_for()
    assert "：" in (cell.get_attribute("title") or "")
    text = cell.inner_text()
    cell.click()
    frame = page.locator("[data-role=frame]").first
    frame.wait_for()
    assert frame.inner_text() == text
    address = page.url
    page.keyboard.press("]")
    page.wait_for_function("before => location.href !== before", arg=address)
    page.go_back()
    page.wait_for_function("before => location.href === before", arg=address)
    other = page.locator("td.ev-cell").nth(2)
    other.wait_for()
    other.focus()
    page.keyboard.press("Enter")
    page.wait_for_function("before => location.href !== before", arg=address)


def test_names_of_staff_are_nowhere_in_the_site(page: Page, release: Path, raw: Path) -> None:
    with pdfplumber.open(raw / "over_pages.pdf") as document:
        words = [word["text"] for word in document.pages[0].extract_words()]
    row = words.index("项目负责人")
    name, telephone = words[row + 1], words[words.index("联系电话", row) + 1]
    assert name
    assert telephone[-4:].isdigit()
    for script in (release / "site").rglob("*.js"):
        content = script.read_text("utf-8")
        assert telephone not in content, script
        assert f'"{name}"' not in content, script
