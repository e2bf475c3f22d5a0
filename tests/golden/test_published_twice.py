"""One set of forms in a web page, a workbook, a Word file and a PDF: every form counts once.

The documents go the whole way through the readers; names and figures are invented.
"""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace

import polars as pl
import pytest

from pipeline.curate import tables
from pipeline.curate.curate_document import CuratedDocument, curate_document
from pipeline.sources.media import media_type
from pipeline.sources.raw import RawDocument
from tests.factory import files
from tests.factory.documents import Document, compose
from tests.factory.render import reportlab_pdf

FORMATS = {"html": files.page, "xlsx": files.RENDERERS["book"], "docx": files.word, "pdf": reportlab_pdf}


def _read(document: Document, name: str, number: int) -> CuratedDocument:
    data = FORMATS[name.rsplit(".", 1)[1]](document)
    return curate_document(RawDocument(name, "b", f"{number:016x}", len(data), media_type(data)), data)


def _form(documents: list[CuratedDocument]) -> pl.DataFrame:
    made = tables.tables(documents)
    return made["form"].join(made["document"].select("document_id", "path"), on="document_id")


@pytest.mark.parametrize("family", ["mof_annex", "sichuan", "shanghai"])
def test_forms_in_four_formats_count_once(family: str) -> None:
    document = compose(7, ("several",), family=family, indicators=6)
    form = _form([_read(document, f"{name}/a.{name}", number) for number, name in enumerate(FORMATS)])
    assert form.height == 4 * len(document.forms)
    assert form.filter(pl.col("duplicate_of").is_null()).height == len(document.forms)
    of_key: dict[str, set[str]] = defaultdict(set)
    for key, name in form.select("project_key", "project_name").iter_rows():
        of_key[key].add(name)
    assert len(of_key) == len(document.forms)
    assert {len(names) for names in of_key.values()} == {1}


def test_a_form_alone_and_in_a_collection_counts_once() -> None:
    document = compose(7, ("several",), family="mof_annex", indicators=6)
    with_form = [block for block in document.blocks if block.form == 0]
    alone = replace(document, blocks=with_form, forms=document.forms[:1])
    form = _form([_read(document, "局/a.pdf", 1), _read(alone, "所/a.html", 2)])
    assert form.height == len(document.forms) + 1
    assert form["duplicate_of"].is_not_null().sum() == 1
