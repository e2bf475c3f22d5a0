"""The pages of documents in the site: those on which something stands that was read or found.

Belongs here: which pages the site needs. Does not belong here: drawing them and keeping them (``pipeline.pictures``).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from pathlib import Path

import polars as pl

from pipeline.cache.same_files import SameFiles
from pipeline.cache.store import Store
from pipeline.pictures.pages import Drawn, Wanted, write_pages
from pipeline.publish.contents import SITE
from pipeline.publish.parquet import scan_parquet
from pipeline.publish.site.pieces import is_illustrated
from pipeline.publish.site.scripts import write_data
from pipeline.sources import RawDocument, RawFolder

_RECOGNISED = "pdf_ocr"
_MOST_OF_A_FORM = 100
"""Pages between the first and the last one of a form that are shown; no form has so many."""


def write_document_pages(
    release: Path,
    raw: RawFolder,
    documents: Sequence[RawDocument],
    store: Store,
    workers: int = 1,
    same: SameFiles | None = None,
) -> Drawn:
    """Write ``<release>/site/pages``, if the site shows any. What became of the pages is returned.

    ``same`` has the files of the release before that need not be made again.
    """
    if not is_illustrated(release):
        return Drawn()
    site = release / SITE
    wanted, files = wanted_pages(release, documents), same or SameFiles(site)
    return write_pages(raw, wanted, site, store, partial(write_data, site), files, workers)


def wanted_pages(release: Path, documents: Sequence[RawDocument]) -> list[Wanted]:
    """The pages of forms and of every cell, by document."""
    forms = scan_parquet("form", release).select("form_id", "document_id", "first_page", "last_page")
    cells = scan_parquet("cell", release).select("form_id", "page")
    last = pl.min_horizontal("last_page", pl.col("first_page") + _MOST_OF_A_FORM)
    between = forms.drop_nulls().select("document_id", page=pl.int_ranges("first_page", last + 1)).explode("page")
    # Cells are many, their pages few.
    pages_of_forms = cells.drop_nulls().unique().collect(engine="streaming").lazy()
    of_cells = pages_of_forms.join(forms, on="form_id").select("document_id", page=pl.col("page").cast(pl.Int64))
    both = pl.concat([between, of_cells]).drop_nulls().unique()
    pages = dict(both.group_by("document_id").agg(pl.col("page").sort()).collect().iter_rows())
    routes = dict(scan_parquet("document", release).select("document_id", "route").collect().iter_rows())
    return [
        Wanted(source, tuple(pages[source.document_id]), routes.get(source.document_id) == _RECOGNISED)
        for source in documents
        if source.document_id in pages
    ]
