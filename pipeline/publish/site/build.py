"""The site of a release, step by step.

Belongs here: the order in which the files of the site come about, and what the first script file holds. Does not belong
here: how each of them is made.
"""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

from pipeline import __version__
from pipeline.cache.same_files import SameFiles
from pipeline.publish.code_labels import labels_by_column
from pipeline.publish.contents import SITE
from pipeline.publish.data_kind import description
from pipeline.publish.parquet import read_parquet
from pipeline.publish.site import dictionary, forms, overview, tables
from pipeline.publish.site.assets import write_assets
from pipeline.publish.site.scripts import write_data, write_json_text
from pipeline.publish.site.shell import write_shell
from pipeline.publish.site.words import words
from schemas.catalog import SCHEMA_VERSION


def write_site(release: Path, build_id: str, same: SameFiles | None = None) -> Path:
    """Write ``<release>/site`` from the Parquet files of a staged release, and return its first page.

    ``same`` has the files of the release before that need not be made again.
    """
    site = release / SITE
    site.mkdir(parents=True, exist_ok=True)
    write_assets(site)
    index = {
        "release": {"build_id": build_id, "schema_version": SCHEMA_VERSION, "version": __version__}
        | description(release),
        "tables": tables.write_tables(release, site),
        "forms": forms.write_forms(release, site, same or SameFiles(site)),
        "documents": forms.write_documents(release, site),
        "titles": tables.titles(),
        "labels": _labels(),
    }
    sums = overview.total(overview.overview(release))
    head = json.dumps(index, ensure_ascii=False, separators=(",", ":"))
    write_json_text(site, "data/index", f'{head[:-1]},"overview":{sums}}}')
    write_data(site, "data/words", words())
    write_data(site, "data/doubts", _doubts(release))
    write_data(site, "data/dictionary", dictionary.dictionary())
    write_data(site, "data/methods", dictionary.methods(release))
    return write_shell(site)


def _labels() -> dict[str, Any]:
    """The labels of the codes that the pages show, by column."""
    shown = {name for table in tables.SITE_TABLES.values() for name in tables.columns_of(table)}
    shown |= {name for columns in tables.titles().values() for name in columns}
    longest = {"detail_of", "code"}  # registers of their own
    return {name: labels for name, labels in labels_by_column().items() if name in shown - longest}


def _doubts(release: Path) -> dict[str, Any]:
    """What the codes of doubts mean and what to do: code to sentence and action in Chinese, then in English."""
    codes = read_parquet("doubt_code", release)
    columns = codes.select("code", "sentence", "action", "sentence_en", "action_en")
    return {code: said for code, *said in columns.iter_rows()}
