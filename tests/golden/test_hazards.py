"""What producers and damage do to a PDF: every hazard by name, its document, and the reading it must give.

``EXACT`` documents are read whole and without a doubt. From ``CAREFUL`` ones nothing wrong comes out without a doubt,
a refusal or the number of the page. ``REFUSED`` ones give a code. ``ELSEWHERE`` names the hazards whose documents
are cases of another golden test, so that this file lists them all.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

import pytest

from tests.factory import altered
from tests.factory.check import Verdict, check, curate
from tests.factory.documents import Document, compose
from tests.factory.render import drawn_texts, reportlab_pdf
from tests.golden.test_factory import DOUBTED as DRAWN_DOUBTED
from tests.golden.test_factory import EXACT as DRAWN_EXACT
from tests.truth import compare

DATA = Path(__file__).parents[1] / "data"
Made = tuple[Document, bytes]
Make = Callable[[], Made]
Change = Callable[[bytes], bytes]


def form(*hazards: str, seed: int = 1, **options: Any) -> Document:
    return compose(seed, hazards, **({"family": "shanghai", "indicators": 6} | options))


def drawn(*hazards: str, **options: Any) -> Make:
    def make() -> Made:
        document = form(*hazards, **options)
        return document, reportlab_pdf(document)

    return make


def move_pages(document: Document, page: Callable[[int], int]) -> None:
    """Write into the truth where a page stands after a change."""
    for truth in document.truths:
        truth["page_first"], truth["page_last"] = page(truth["page_first"]), page(truth["page_last"])
        for row in truth["indicators"]:
            row["page"], row["page_last"] = page(row["page"]), page(row["page_last"])


def changed(change: Change, *hazards: str, page: Callable[[int], int] | None = None, **options: Any) -> Make:
    """A drawn document after a change; ``page`` says where a page stands afterwards."""

    def make() -> Made:
        document, data = drawn(*hazards, **options)()
        if page is not None:
            move_pages(document, page)
        return document, change(data)

    return make


def at_name(change: Callable[..., bytes]) -> Make:
    """A change at the place (x, y from below, size, text) of the project's name."""

    def make() -> Made:
        document = form()
        name = document.truths[0]["project_name"]
        x, y, size = next((t.x, 842 - t.y, t.size) for t in drawn_texts(document)[0] if t.text == name)
        return document, change(reportlab_pdf(document), x, y, size, name)

    return make


def behind_name(change: Callable[[bytes, bytes], bytes], before: str = "") -> Make:
    """An older text right behind the project's name, which must not be read."""
    return at_name(
        lambda data, x, y, size, name: change(
            data, altered.text_at(x + len(name) * size + 2, y, "旧文本", size, before)
        )
    )


def renamed(new: str, *hazards: str) -> Make:
    """A form whose unit has another name."""

    def make() -> Made:
        document = form(*hazards)
        old = document.truths[0]["unit"]
        for box in (box for block in document.blocks if block.table for row in block.table.rows for box in row):
            box.text = new if box.text == old else box.text
        truth = document.forms[0].truth
        truth.update({key: new for key, value in truth.items() if value == old})
        return document, reportlab_pdf(document)

    return make


def spelled(change: dict[str, str | None]) -> Make:
    """A form in a font of numbered glyphs that says these characters otherwise."""
    return changed(lambda data: altered.retyped(data, lambda sign: change.get(sign, sign)))


def covered(data: bytes, x: float, y: float, size: float, name: str, grey: int) -> bytes:
    """A bar over the name."""
    return altered.drawn_over(data, f"{grey} g {x - 1} {y - 3} {len(name) * size + 2} {size + 4} re f\n".encode())


def typed_over(data: bytes, x: float, y: float, size: float, name: str) -> bytes:
    """The name over a white bar that hides an older one."""
    older = altered.drawn_under(altered.without_text(data, name), altered.text_at(x, y, "旧名称旧名称", size))
    return altered.drawn_over(covered(older, x, y, size, name, 1), b"0 g " + altered.text_at(x, y, name, size))


def filled_in(data: bytes, x: float, y: float, size: float, name: str, kind: bytes) -> bytes:
    """The name in an annotation: a field of a fillable form, or text typed onto the page."""
    width, height = len(name) * size + 6, size + 6
    box = (x - 3, y - 4, x - 3 + width, y - 4 + height)
    annotation = b"%s /Rect [%.1f %.1f %.1f %.1f] /DA (/F2 9 Tf 0 g)" % (kind, *box)
    appearance = altered.text_at(3, 4, name, size)
    return altered.annotated(altered.without_text(data, name), annotation, appearance, (width, height))


def respelled(data: bytes, x: float, y: float, size: float, name: str) -> bytes:
    """The name as odd glyphs that /ActualText spells."""
    spelling = name.encode("utf-16-be").hex().encode()
    glyphs = altered.text_at(x, y, "口" * len(name), size)
    text = b"/Span << /ActualText <feff%s> >> BDC\n%sEMC\n" % (spelling, glyphs)
    return altered.drawn_over(altered.without_text(data, name), text)


def struck_by_annotation(data: bytes, x: float, y: float, size: float, name: str) -> bytes:
    right, top = x + len(name) * size, y + size
    points = (x, top, right, top, x, y, right, y)
    annotation = b"/Subtype /StrikeOut /QuadPoints [%s] /Rect [%.1f %.1f %.1f %.1f]" % (
        b" ".join(b"%.1f" % p for p in points),
        *(x, y, right, top),
    )
    return altered.annotated(data, annotation)


def updated() -> Made:
    document = form()
    return document, altered.updated(reportlab_pdf(document), reportlab_pdf(form(seed=99)))


def long_report() -> Made:
    """A form behind 300 pages of text."""
    document = form("in_report", seed=3)
    block = next(b for b in document.blocks if b.is_report)
    block.lines = block.lines[:2]
    for other in document.blocks:
        other.new_page = True
    data = reportlab_pdf(document)
    move_pages(document, lambda page: page + 299)
    return document, altered.repeated(data, 0, 300)


def with_blanks(page: int) -> int:
    return 2 * page - 1


def on_sheet(page: int) -> int:
    return (page + 1) // 2


ELSEWHERE = {
    "LibreOffice Writer": "sh_docx.pdf",
    "LibreOffice Calc; a merged label drawn again on every page": "sc_xlsx.pdf",
    "browser; Type 3 fonts; cells open at the break": "sh_html.pdf",
    "reportlab": "sh_rl.pdf",
    "CID fonts that are not embedded": "sh_cid.pdf",
    "an annex in a report": "report_annex.pdf",
    "forms stacked on a sheet": "sh_docx_samepage.pdf",
    "the heading row on every page": "bj_html_repeat.pdf",
    "a file that breaks off": "truncated.pdf",
    "a scan": "scan_sh.pdf",
    "hairlines as filled rectangles": "rules as filled rectangles",
    "dashed rules": "dashed rules",
    "double rules": "double rules",
    "borders missing at the top or bottom of a page": "no rule at the break at all",
    "borders missing at the sides": "no rules at the sides",
    "rules in pieces": "rules in pieces",
    "fake bold": "text drawn twice",
    "letter-spaced labels": "labels with blanks between the characters",
    "labels standing upright": "labels standing upright",
    "a slanted watermark": "a slanted watermark",
    "a pale watermark": "a pale watermark",
    "a red seal over cells": "a red seal",
    "rotated pages": "pages turned by /Rotate",
    "some pages rotated": "every other page turned by /Rotate",
    "sideways text": "text sideways without /Rotate",
    "page numbers, headers and footers": "page numbers and a ruled header",
    "a title in the table": "the title inside the table",
    "a unit note outside the table": "the unit of money outside the table",
    "tables that touch": "the next form without a gap",
    "rows cut by a page break; merged cells over it": "a form over many pages, rows cut by the break",
    "encryption (RC4, 128 bits) with an empty password": "encryption without a password",
    "a page in a form object": "the page inside a form object",
    "a scaled page": "a scaled page",
    "a crop box": "a crop box away from the origin",
    "white text": "white text in the cells",
    "underlined values": "underlined values",
    "rows drawn in any order": "one drawing operation for each character",
    "values in red": "values in red",
    "values in pale grey": "values in pale grey",
    "figures wider than their cell": "figures wider than their cell",
}
EXACT: dict[str, Make] = {
    # The file.
    "a cross-reference table at the wrong place": changed(altered.broken_xref),
    "object streams": changed(altered.compressed),
    "an incremental update": updated,
    "page attributes inherited from the root": changed(altered.inherited),
    "a user unit": changed(altered.user_unit),
    "a media box with a negative origin": changed(altered.negative_origin),
    "form objects inside form objects": changed(altered.nested_forms),
    # Its code makes its first page one of those that are read twice; pdfminer cannot decode its text.
    "an encrypted file that is read twice": drawn("encrypt", "goal_weights", seed=34014, family=None, indicators=None),
    "tagged artifacts": changed(altered.each_page(lambda _, __, content: b"/Artifact BMC\n" + content + b"\nEMC\n")),
    # Pages.
    "a form of 35 indicators over nine pages": drawn("small_pages", "long_reasons", "cut_rows", indicators=35, seed=12),
    "blank pages between forms": changed(altered.blank_pages, "several", count=2, seed=5, page=with_blanks),
    "blank pages inside a form": changed(altered.blank_pages, indicators=35, seed=6, page=with_blanks),
    "two pages on a sheet": changed(altered.two_up, "several", count=2, seed=5, page=on_sheet),
    # Rulings.
    "thin empty rows between rows": drawn("spacer_rows"),
    "thin empty columns between columns": drawn("spacer_columns"),
    "the whole page drawn twice": drawn("drawn_twice"),
    "a frame around every page": drawn("page_frame"),
    # Text.
    "type of five points": drawn("tiny"),
    "type of five points on a scaled page": drawn("tiny", "scaled"),
    "small raised exponents": renamed("第10²号加密站m²", "raised"),
    "exponents as characters": renamed("第10²号加密站m³"),
    "squared units and full-width signs as one character": renamed("办公㎡％单位"),
    "a font that is neither embedded nor installed": spelled({}),
    "radicals for ideographs": spelled({"人": "⼈", "目": "⽬", "生": "⽣"}),
    "characters without width, hard blanks": spelled({"目": "目\u200b", "标": "\ufeff标", "位": "位\u00a0"}),
    "soft hyphens for hyphens": spelled({"-": "\u00ad"}),
    "odd glyphs spelled by ActualText": at_name(respelled),
    # What is not shown is not read.
    "text on a layer that is switched off": behind_name(altered.hidden_layer),
    "a form object on a layer that is switched off": behind_name(altered.hidden_form),
    "text outside the box of its form object": behind_name(altered.clipped_form),
    "text outside its clip": behind_name(altered.drawn_over, "0 0 5 5 re W n"),
    "invisible text": behind_name(altered.drawn_over, "3 Tr"),
    "white on white": behind_name(altered.drawn_over, "1 g"),
    "whited out and typed over": at_name(typed_over),
    "a note in a bubble": at_name(
        lambda data, x, y, size, name: altered.annotated(
            data, b"/Subtype /Text /Contents (check) /Rect [%d %d %d %d]" % (x, y, x + 20, y + 20)
        )
    ),
    # What is shown is read.
    "a filled-in field": at_name(partial(filled_in, kind=b"/Subtype /Widget /FT /Tx /T (a)")),
    "text typed onto the page": at_name(partial(filled_in, kind=b"/Subtype /FreeText")),
}
CAREFUL: dict[str, Make] = {
    "a page that cannot be unpacked": changed(partial(altered.garbled_page, index=1), "several", count=3, seed=5),
    "a page that breaks off": changed(partial(altered.cut_content, index=1), "several", count=3, seed=5),
    "a page that is not in the file": changed(partial(altered.missing_page, index=1), "several", count=3, seed=5),
    "a page as an image": changed(partial(altered.image_page, index=1), "several", count=3, seed=5),
    "an unpackable page inside a form": changed(partial(altered.garbled_page, index=1), indicators=40, seed=6),
    "a page inside a form that breaks off": changed(partial(altered.cut_content, index=1), indicators=40, seed=6),
    "a first page that breaks off": changed(partial(altered.cut_content, index=0), indicators=40, seed=6),
    "a missing page inside a form": changed(partial(altered.missing_page, index=1), indicators=40, seed=6),
    "an image inside a form": changed(partial(altered.image_page, index=1), indicators=40, seed=6),
    "one form over the two halves of a sheet": changed(altered.two_up, indicators=35, seed=6, page=on_sheet),
    "columns that go on on the next page": changed(lambda data: altered.halves(data, 391), page=with_blanks),
    "a page cut between budget columns": changed(lambda data: altered.halves(data, 281), page=with_blanks),
    "digits in a private area": spelled({s: chr(0xE000 + i) for i, s in enumerate("0123456789")}),
    "digits without Unicode": spelled(dict.fromkeys("0123456789")),
    "combining marks": spelled({"0": "0\u0332"}),
    "text under a black bar": at_name(partial(covered, grey=0)),
    "text under a white bar": at_name(partial(covered, grey=1)),
    "text over text": at_name(
        lambda data, x, y, size, name: altered.drawn_over(data, altered.text_at(x + 3, y, "另一个单位", size))
    ),
    "text struck out": drawn("struck"),
    "text struck out by an annotation": at_name(struck_by_annotation),
}
REFUSED: dict[str, tuple[str, Make]] = {
    "fonts without ToUnicode": ("text_without_unicode", changed(lambda data: altered.retyped(data, lambda _: None))),
    "ideographs that are each the next one": (
        "text_without_unicode",
        changed(lambda data: altered.retyped(data, lambda s: chr(ord(s) + ("一" <= s < "鿿")))),
    ),
    "an invisible text layer over scans": ("needs_ocr", changed(altered.scan_with_text)),
    "labels in a private area": (
        "headless_form",
        spelled({s: chr(0xE000 + i) for i, s in enumerate("项目年度资金")}),
    ),
    "the only page breaks off": ("damaged_pdf", changed(partial(altered.cut_content, index=0))),
}


def judged(make: Make) -> Verdict:
    return check(*make())


@pytest.mark.parametrize("make", [pytest.param(make, id=name) for name, make in EXACT.items()])
def test_every_value_is_exact_and_none_is_doubted(make: Make) -> None:
    verdict = judged(make)
    assert verdict.silent == []
    assert verdict.is_clean, (verdict.refused, verdict.doubted, verdict.over_doubted)


@pytest.mark.parametrize("make", [pytest.param(make, id=name) for name, make in CAREFUL.items()])
def test_nothing_is_wrong_or_missing_without_a_word(make: Make) -> None:
    document, data = make()
    verdict = check(document, data)
    named = curate(data).document.get("reason_text_en") or ""
    is_page_named = "Pages 2 " in named or "Pages 1 " in named
    silent = [
        fault for fault in verdict.silent if not (is_page_named and fault.startswith("form ") and "lost" in fault)
    ]
    assert silent == []
    assert not verdict.is_clean or is_page_named


@pytest.mark.parametrize(("code", "make"), [pytest.param(*case, id=name) for name, case in REFUSED.items()])
def test_what_cannot_be_read_says_so(code: str, make: Make, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("pipeline.readers.scan.extra.has_ocr", lambda: False)
    _, data = make()
    result = curate(data)
    assert result.forms == []
    assert [refusal["code"] for refusal in result.quarantine] == [code]
    assert result.quarantine[0]["sentence"].endswith("。")


@pytest.mark.parametrize("name", ["linearised", "rc4", "aes128", "aes256"])
def test_a_file_written_another_way_gives_the_same(name: str) -> None:
    """``tests/data/pdf/sh_cid.pdf``, written again linearised or encrypted with an empty password."""
    truth = json.loads((DATA / "pdf" / "sh_cid.json").read_text("utf-8"))
    forms = curate((DATA / "hazards" / f"{name}.pdf").read_bytes()).forms
    assert len(forms) == len(truth["forms"])
    for one, expected in zip(forms, truth["forms"], strict=True):
        assert [c for c in compare(one, expected) if c.found != c.expected or c.is_doubted] == []


@pytest.mark.slow
def test_a_form_behind_300_pages_of_text_is_found() -> None:
    verdict = judged(long_report)
    assert verdict.silent == []
    assert verdict.is_clean


@pytest.mark.slow
def test_300_forms_in_one_file_are_300_forms() -> None:
    document, data = drawn(indicators=3)()
    result = curate(altered.repeated(data, 0, 300))
    assert result.quarantine == []
    assert [f.values["first_page"] for f in result.forms] == list(range(1, 301))
    assert {len(f.indicators) for f in result.forms} == {3}
    assert {f.values["project_name"] for f in result.forms} == {document.truths[0]["project_name"]}


def test_every_hazard_has_a_document() -> None:
    drawn_cases = {name for name, _ in (*DRAWN_EXACT, *DRAWN_DOUBTED)}
    missing = {
        name: place
        for name, place in ELSEWHERE.items()
        if place not in drawn_cases and not (DATA / "pdf" / place).is_file()
    }
    assert missing == {}
