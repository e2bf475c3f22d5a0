"""PDFs that are made to harm, or damaged so that a reader fails: refused by name, within a gigabyte."""

from __future__ import annotations

import random
from dataclasses import replace
from pathlib import Path

import pytest

from pipeline.curate.routes import ROUTES
from pipeline.model.form import Form, Refusal
from pipeline.readers.pdf.pages import first_reader
from pipeline.readers.scan import extra
from pipeline.sources import media
from pipeline.sources.media import media_type
from pipeline.sources.raw import RawDocument
from tests.factory.check import curate
from tests.published import published

HOSTILE = Path(__file__).parents[1] / "data" / "hostile"
PDF = Path(__file__).parents[1] / "data" / "pdf"


@pytest.mark.parametrize("name", ["pdf_flate_nested_3gb", "pdf_form_laughs"])
def test_a_file_that_unfolds_without_end_is_refused_by_name(name: str) -> None:
    (refusal,) = curate((HOSTILE / f"{name}.pdf").read_bytes()).quarantine
    assert refusal["code"] == "too_large_unpacked"
    assert refusal["sentence"].endswith("。")


def test_more_pictures_than_anybody_waits_for_are_refused() -> None:
    (refusal,) = curate((HOSTILE / "pdf_scan_200_pages.pdf").read_bytes()).quarantine
    assert refusal["code"] == ("too_many_scans" if extra.has_ocr() else "needs_ocr")


def test_more_pages_than_are_read_are_refused(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(first_reader, "MOST_PAGES", 2)
    (refusal,) = curate((PDF / "sh_cid.pdf").read_bytes()).quarantine
    assert refusal["code"] == "too_many_pages"


def test_a_reader_that_fails_names_its_page(monkeypatch: pytest.MonkeyPatch) -> None:
    inner = first_reader.read_page

    def fail(pdf: object, index: int, **options: object) -> object:
        if index == 1:
            raise ZeroDivisionError("float division by zero")
        return inner(pdf, index, **options)  # type: ignore[arg-type]

    monkeypatch.setattr(first_reader, "read_page", fail)
    (refusal,) = curate((PDF / "sh_cid.pdf").read_bytes()).quarantine
    assert (refusal["code"], refusal["page"]) == ("reader_failed", 2)
    assert "第2页" in refusal["sentence"]


def test_whatever_fails_while_a_document_is_read_is_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    def fail(*_: object) -> list[Form | Refusal]:
        raise KeyError("x")

    monkeypatch.setitem(
        ROUTES, media.PDF, replace(ROUTES[media.PDF], steps=replace(ROUTES[media.PDF].steps, parse=fail))
    )
    data = (PDF / "sh_cid.pdf").read_bytes()
    source = RawDocument("a.pdf", "", "0" * 16, len(data), media_type(data))
    (refusal,) = published(source, data).quarantine
    assert refusal["code"] == "reader_failed"
    assert "report it" in refusal["sentence_en"]


def test_zeroed_and_shuffled_pages_never_fail_without_a_sentence(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(extra, "has_ocr", lambda: False)
    data = (PDF / "sh_docx_samepage.pdf").read_bytes()
    rng = random.Random(269)
    for _ in range(12):
        start, length = rng.randrange(len(data)), rng.choice((20, 400, 9000))
        changed = data[:start] + rng.randbytes(length) + data[start + length :]
        result = curate(changed)
        assert result.document["outcome"] == "quarantined" or result.forms
